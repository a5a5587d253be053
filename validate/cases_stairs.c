/* Stairs: speeds, the queue before them, flow by width. */
#include "validate/cases.h"

/* A corridor `before` m long on level 0, a stair 2 m wide whose run is 8 m and rise 6 m, so that its slope is 10 m,
 * and 6 m of corridor on level 1. Factors as the plan has them: of horizontal speed. */
static void stair_ground(struct scene *scene, double before, double width, double factor_up, double factor_down)
{
    double foot = before, head = before + 8.0, end = before + 14.0;
    scene_ground(scene, 0, (double[]){0, 0, head, 0, head, width, 0, width}, 4);
    scene_ground(scene, 1, (double[]){foot, 0, end, 0, end, width, foot, width}, 4);
    scene_walls(scene, 0, (double[]){foot, 0, 0, 0, 0, width, foot, width}, 4);
    scene_walls(scene, 1, (double[]){head, 0, end, 0, end, width, head, width}, 4);
    for (int level = 0; level < 2; level++) {
        scene_wall(scene, level, foot, 0, head, 0);
        scene_wall(scene, level, foot, width, head, width);
    }
    scene_stair(scene, 0, foot, 0, head, width, factor_up, factor_down);
}

/* arg: free speed, speed set along the slope, 1 for up or 0 for down. Values: 0 seconds, 1 speed, over the slope. */
static enum aman_err run_stair(const struct validate_run *run, double values[])
{
    struct scene scene;
    double factor = 0.8 * run->test->arg[1] / run->test->arg[0];
    bool up = run->test->arg[2] > 0.5;
    scene_init(&scene, run->mem, &run->params, run->seed, 1);
    stair_ground(&scene, 6, 2, up ? factor : 1.0, up ? 1.0 : factor);
    if (up)
        scene_sink(&scene, 1, (double[]){18, 0, 20, 2}, NULL);
    else
        scene_sink(&scene, 0, (double[]){0, 0, 2, 2}, NULL);
    scene_person(&scene, up ? 0 : 1, up ? 2.0 : 18.0, 1.0, run->test->arg[0]);
    int foot = scene_line(&scene, 0, 6, 0, 6, 2), head = scene_line(&scene, up ? 0 : 1, 14, 0, 14, 2);
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, 120.0) == AMAN_OK) {
        values[0] = fabs(scene.traces[0].passed_s[head] - scene.traces[0].passed_s[foot]);
        values[1] = 10.0 / values[0];
    }
    return scene_finish(&scene);
}

/* A room of 10 × 8 m with 150 people, a corridor 2 m wide and 12 m long, and a stair of that width up (variant 0,
 * horizontal factor 0.45) or down (variant 1, 0.55; Weidmann 1993's mean speeds of 0.61 and 0.69 m/s over 1.34).
 * Values: 0 time until all are out; 1 and 2: persons/m² in the last 2 m before the stair and in the 2 m on it, mean
 * from 15 s until 100 are out; 3: before the exit of the room, from 2 to 12 s; 4 people out. */
static enum aman_err run_to_stair(const struct validate_run *run, double values[])
{
    struct scene scene;
    bool down = run->variant == 1; /* down is up with the speed of down: the ground is the same */
    scene_init(&scene, run->mem, &run->params, run->seed, 150);
    scene_ground(&scene, 0, (double[]){0, 0, 10, 0, 10, 3, 30, 3, 30, 5, 10, 5, 10, 8, 0, 8}, 8);
    scene_ground(&scene, 1, (double[]){22, 3, 36, 3, 36, 5, 22, 5}, 4);
    scene_walls(&scene, 0, (double[]){30, 5, 10, 5, 10, 8, 0, 8, 0, 0, 10, 0, 10, 3, 30, 3}, 8);
    scene_walls(&scene, 1, (double[]){22, 3, 36, 3, 36, 5, 22, 5}, 4);
    scene_stair(&scene, 0, 22, 3, 30, 5, down ? 0.55 : 0.45, 1.0);
    scene_sink(&scene, 1, (double[]){34, 3, 36, 5}, NULL);
    scene_crowd(&scene, 0, 0.4, 0.4, 9, 7.6, 150, 0);
    scene_start(&scene);
    unsigned samples = 0, exit_samples = 0;
    double sum[2] = {0, 0};
    while (scene.err == AMAN_OK && !aman_crowd_sim_finished(scene.sim) && scene_now_s(&scene) < 400.0) {
        scene_step(&scene);
        double now_s = scene_now_s(&scene);
        if (now_s > 2.0 && now_s <= 12.0)
            values[3] += (double)scene_count_in(&scene, 0, (double[]){8, 3, 10, 5}, NULL) / 4.0;
        exit_samples += now_s > 2.0 && now_s <= 12.0;
        if (now_s < 15.0 || scene_gone(&scene) > 100) continue;
        sum[0] += (double)scene_count_in(&scene, 0, (double[]){20, 3, 22, 5}, NULL) / 4.0;
        sum[1] += (double)scene_count_in(&scene, 0, (double[]){24, 3, 26, 5}, NULL) / 4.0;
        samples++;
    }
    for (int k = 0; k < 2 && samples; k++) values[k + 1] = sum[k] / samples;
    if (exit_samples) values[3] /= exit_samples;
    if (scene.err == AMAN_OK) {
        values[0] = scene_last_gone_s(&scene);
        values[4] = (double)scene_gone(&scene);
    }
    return scene_finish(&scene);
}

static double down_over_up(const struct validate_values *all)
{
    return value_mean(all, 1, 0) / value_mean(all, 0, 0);
}

/* ISO 12: 100 people go down a stair 1.0, 1.2, … 1.8 m wide. Values: 0 persons a second at its foot, 1 people out. */
static enum aman_err run_stair_width(const struct validate_run *run, double values[])
{
    struct scene scene;
    double width = 1.0 + 0.2 * run->variant;
    scene_init(&scene, run->mem, &run->params, run->seed, 100);
    double y0 = 4.0 - 0.5 * width, y1 = 4.0 + 0.5 * width;
    scene_ground(&scene, 0, (double[]){0, y0, 14, y0, 14, y1, 0, y1}, 4);
    scene_ground(&scene, 1, (double[]){6, y0, 14, y0, 14, 0, 24, 0, 24, 8, 14, 8, 14, y1, 6, y1}, 8);
    scene_walls(&scene, 0, (double[]){14, y0, 0, y0, 0, y1, 14, y1}, 4);
    scene_walls(&scene, 1, (double[]){6, y0, 14, y0, 14, 0, 24, 0, 24, 8, 14, 8, 14, y1, 6, y1}, 8);
    scene_stair(&scene, 0, 6, y0, 14, y1, 0.45, 0.55);
    scene_sink(&scene, 0, (double[]){0, y0, 2, y1}, NULL);
    scene_crowd(&scene, 1, 15, 0.4, 23.6, 7.6, 100, 0);
    int foot = scene_line(&scene, 0, 6, y0, 6, y1);
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, 400.0) == AMAN_OK) {
        values[0] = scene_flow_per_s(&scene, foot, 20, 80);
        values[1] = (double)scene_gone(&scene);
    }
    return scene_finish(&scene);
}

static double least_rise(const struct validate_values *all)
{
    double least = INFINITY;
    for (int v = 1; v < all->variants; v++) least = fmin(least, value_mean(all, v, 0) - value_mean(all, v - 1, 0));
    return least;
}

static double least_out(const struct validate_values *all)
{
    double least = INFINITY;
    for (int v = 0; v < all->variants; v++) least = fmin(least, value_least(all, v, 1));
    return least;
}

#define CONGESTION_CRITERIA \
    {"density before the stair", "/m²", 1.5, 10, SUM_MEAN, 0, 1, NULL}, \
    {"density before the exit of the room", "/m²", 1.5, 10, SUM_MEAN, 0, 3, NULL}, \
    {"people who arrive", "persons", 150, 150, SUM_LEAST, 0, 4, NULL}

const struct aman_validate_case validate_cases_stairs[] = {
    {.id = "rimea-2",
     .asks = "one person goes up a stair (slope 10 m) at the speed set, 0.8 m/s",
     .source = "RiMEA 4.1.1, test 2; ± 5 %",
     .run = run_stair,
     .variants = 1,
     .seeds = 1,
     .arg = {1.33, 0.8, 1},
     .criteria = {{"speed along the slope", "m/s", 0.76, 0.84, SUM_MEAN, 0, 1, NULL}}},
    {.id = "rimea-3",
     .asks = "one person goes down a stair (slope 10 m) at the speed set, 1.0 m/s",
     .source = "RiMEA 4.1.1, test 3; ± 5 %",
     .run = run_stair,
     .variants = 1,
     .seeds = 1,
     .arg = {1.33, 1.0, 0},
     .criteria = {{"speed along the slope", "m/s", 0.95, 1.05, SUM_MEAN, 0, 1, NULL}}},
    {.id = "imo-2",
     .asks = "one person goes up a stair of 10 m at 1 m/s in 10 s",
     .source = "IMO MSC.1/Circ.1533, test 2; ± 5 % is ours",
     .run = run_stair,
     .variants = 1,
     .seeds = 1,
     .arg = {1.0, 1.0, 1},
     .criteria = {{"time for 10 m", "s", 9.5, 10.5, SUM_MEAN, 0, 0, NULL}}},
    {.id = "imo-3",
     .asks = "one person goes down a stair of 10 m at 1 m/s in 10 s",
     .source = "IMO MSC.1/Circ.1533, test 3; ± 5 % is ours",
     .run = run_stair,
     .variants = 1,
     .seeds = 1,
     .arg = {1.0, 1.0, 0},
     .criteria = {{"time for 10 m", "s", 9.5, 10.5, SUM_MEAN, 0, 0, NULL}}},
    {.id = "nist-2.2",
     .asks = "speed up a stair is the one set, 1 m/s",
     .source = "NIST TN 1822, 2.2; ± 0.05 m/s by JuPedSim",
     .run = run_stair,
     .variants = 1,
     .seeds = 1,
     .arg = {1.33, 1.0, 1},
     .criteria = {{"speed along the slope", "m/s", 0.95, 1.05, SUM_MEAN, 0, 1, NULL}}},
    {.id = "rimea-13",
     .asks = "150 people through a corridor to a stair: a queue before it, down faster than up",
     .source = "RiMEA 4.1.1, test 13; a queue: 1.5 persons/m², ours",
     .run = run_to_stair,
     .variants = 2,
     .seeds = 10,
     .criteria = {{"density before the stair up", "/m²", 1.5, 10, SUM_MEAN, 0, 1, NULL},
                  {"density on the stair up", "/m²", NO_BOUND, SUM_MEAN, 0, 2, NULL},
                  {"time down over time up", "", 0, 0.9999, SUM_MEAN, 0, 0, down_over_up},
                  {"people who arrive", "persons", 150, 150, SUM_LEAST, 0, 4, NULL}}},
    {.id = "imo-11",
     .asks = "room, corridor, stair up: people jam at the exit of the room and before the stair",
     .source = "IMO MSC.1/Circ.1533, test 11; a jam: 1.5 persons/m², ours",
     .run = run_to_stair,
     .variants = 1,
     .seeds = 50,
     .criteria = {CONGESTION_CRITERIA}},
    {.id = "nist-5.1",
     .asks = "room, corridor, stair up: people jam at the exit of the room and before the stair",
     .source = "NIST TN 1822, 5.1; a jam: 1.5 persons/m², ours",
     .run = run_to_stair,
     .variants = 1,
     .criteria = {CONGESTION_CRITERIA}},
    {.id = "iso-12",
     .asks = "flow down a stair rises with its width, 1.0 to 1.8 m",
     .source = "ISO 20414, test 12",
     .run = run_stair_width,
     .variants = 5,
     .seeds = 10,
     .criteria = {{"least rise of flow over 0.2 m of width", "1/s", 0.0001, 10, SUM_MEAN, 0, 0, least_rise},
                  {"people who arrive", "persons", 100, 100, SUM_LEAST, 0, 0, least_out},
                  {"flow at 1.0 m", "1/s", NO_BOUND, SUM_MEAN, 0, 0, NULL},
                  {"flow at 1.4 m", "1/s", NO_BOUND, SUM_MEAN, 2, 0, NULL},
                  {"flow at 1.8 m", "1/s", NO_BOUND, SUM_MEAN, 4, 0, NULL}}},
};
const size_t validate_n_stairs = sizeof validate_cases_stairs / sizeof *validate_cases_stairs;
