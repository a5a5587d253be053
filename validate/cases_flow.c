/* Necks and doors: how many pass. */
#include "validate/cases.h"

/* A room of length × depth m with n people, a neck `neck_m` long in the middle of its east wall, and ground behind.
 * Values: 0 persons a second through the middle of the neck, from the first fifth to nine tenths; 1 people out. */
static enum aman_err run_neck(const struct validate_run *run, double width, double neck_m, double length, double depth,
                              size_t n, double values[])
{
    struct scene scene;
    double a = 0.5 * (depth - width), b = 0.5 * (depth + width), end = length + neck_m;
    scene_init(&scene, run->mem, &run->params, run->seed, n);
    scene_outline(&scene, 0,
                  (double[]){0,       0,     length, 0,     length, a, end,    a, end,    0,     end + 8, 0,
                             end + 8, depth, end,    depth, end,    b, length, b, length, depth, 0,       depth},
                  12);
    scene_sink(&scene, 0, (double[]){end + 5, 0, end + 8, depth}, NULL);
    scene_crowd(&scene, 0, 0.3, 0.3, length - 0.3, depth - 0.3, n, 0);
    int middle = scene_line(&scene, 0, length + 0.5 * neck_m, 0, length + 0.5 * neck_m, depth);
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, 600.0) == AMAN_OK) {
        values[0] = scene_flow_per_s(&scene, middle, n / 5, n * 9 / 10);
        values[1] = (double)scene_gone(&scene);
    }
    return scene_finish(&scene);
}

static enum aman_err run_narrow(const struct validate_run *run, double values[])
{
    return run_neck(run, 0.8 + 0.1 * run->variant, 4.0, 12.0, 8.0, 150, values);
}

static enum aman_err run_wide(const struct validate_run *run, double values[])
{
    static const double widths_m[] = {2.4, 3.0, 3.6, 4.4, 5.0};
    return run_neck(run, widths_m[run->variant], 4.0, 20.0, 10.0, 400, values);
}

static const double freeze_widths_m[] = {0.8, 1.0};

static enum aman_err run_freeze(const struct validate_run *run, double values[])
{
    return run_neck(run, freeze_widths_m[run->variant], 4.0, 12.0, 8.0, 150, values);
}

/* The neck of 1.0 m, by step: twice the set's own, that, and its half, quarter and eighth. Values: 0 the step, 1 persons
 * a second. */
static enum aman_err run_step(const struct validate_run *run, double values[])
{
    struct validate_run at = *run;
    double neck[AMAN_VALIDATE_VALUES] = {0};
    at.params.step_s = run->params.step_s * 2.0 / (double)(1 << run->variant);
    enum aman_err err = run_neck(&at, 1.0, 4.0, 12.0, 8.0, 150, neck);
    if (err != AMAN_OK) return err;
    values[0] = at.params.step_s;
    values[1] = neck[0];
    return AMAN_OK;
}

enum { STEPS = 5 };

static double off_finest(const struct validate_values *all, int variant)
{
    return value_mean(all, variant, 1) / value_mean(all, STEPS - 1, 1) - 1.0;
}

static double off_at_double(const struct validate_values *all)
{
    return off_finest(all, 0);
}

static double off_at_own(const struct validate_values *all)
{
    return off_finest(all, 1);
}

static double off_at_half(const struct validate_values *all)
{
    return off_finest(all, 2);
}

static double off_at_quarter(const struct validate_values *all)
{
    return off_finest(all, 3);
}

/* Of the mean over the runs at the own step, as a share: what of the differences is chance. */
static double standard_error(const struct validate_values *all)
{
    double mean = value_mean(all, 1, 1), squares = 0.0;
    for (int s = 0; s < all->seeds; s++) squares += pow(value_of(all, 1, s, 1) - mean, 2.0);
    return sqrt(squares / all->seeds / fmax(1.0, all->seeds - 1)) / mean;
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

/* 100 people in 8 × 5 m with an exit of 1 m in the middle of a short wall. Values: 0 people out over the whole time,
 * 1 persons a second from the 20th to the 90th, 2 people out. */
static enum aman_err run_door(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 100);
    scene_box(&scene, 0, 0, 0, 14, 5);
    scene_wall_with_gap(&scene, 0, 8, 0, 8, 5, 2.5, 1.0);
    scene_sink(&scene, 0, (double[]){12, 0, 14, 5}, NULL);
    scene_crowd(&scene, 0, 0.3, 0.3, 7.7, 4.7, 100, 0);
    int door = scene_line(&scene, 0, 8.01, 0, 8.01, 5);
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, 600.0) == AMAN_OK) {
        double last_s = 0.0;
        for (size_t i = 0; i < 100; i++) last_s = fmax(last_s, scene.traces[i].passed_s[door]);
        values[0] = 100.0 / last_s;
        values[1] = scene_flow_per_s(&scene, door, 20, 90);
        values[2] = (double)scene_gone(&scene);
    }
    return scene_finish(&scene);
}

/* RiMEA 12: rooms of 10 × 10 m joined by necks, 150 people in the first. By variant: width and length of the neck, how
 * far behind it the goal begins, and whether a second room and neck come before the goal. */
struct joined {
    double width_m, neck_m, goal_m;
    bool second;
};
static const struct joined joined_rooms[] = {{1.0, 0.2, 1.5, false}, {1.0, 0.2, 8, false}, {1.0, 5, 8, false},
                                             {0.8, 0.2, 8, false},   {1.2, 0.2, 8, false}, {1.0, 0.2, 5, true}};

static double joined_ground(struct scene *scene, const struct joined *j)
{
    double a = 5.0 - 0.5 * j->width_m, b = 5.0 + 0.5 * j->width_m, second = 10.0 + j->neck_m, end = second + 10.0;
    if (!j->second) {
        scene_outline(scene, 0, (double[]){0,   0,  10,     0,  10,     a, second, a, second, 0,  end, 0,
                                           end, 10, second, 10, second, b, 10,     b, 10,     10, 0,   10},
                      12);
        return second;
    }
    double third = end + j->neck_m;
    scene_outline(scene, 0,
                  (double[]){0,     0,  10,     0,  10,         a, second,     a,  second, 0,  end,   0, end, a,
                             third, a,  third,  0,  third + 10, 0, third + 10, 10, third,  10, third, b, end, b,
                             end,   10, second, 10, second,     b, 10,         b,  10,     10, 0,     10},
                  20);
    return third;
}

/* Values: 0 persons a second through the first neck, 1 people out, 2 and 3 persons/m² in the 2 × 2 m before the first
 * and the second neck, mean from 15 s until 100 are out. */
static enum aman_err run_joined(const struct validate_run *run, double values[])
{
    const struct joined *j = &joined_rooms[run->variant];
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 150);
    double last = joined_ground(&scene, j), middle = 10.0 + 0.5 * j->neck_m, second = 20.0 + j->neck_m;
    scene_sink(&scene, 0, (double[]){last + j->goal_m, 0, last + 10, 10}, NULL);
    scene_crowd(&scene, 0, 0.3, 0.3, 9.7, 9.7, 150, 0);
    int neck = scene_line(&scene, 0, middle, 0, middle, 10);
    scene_start(&scene);
    unsigned samples = 0;
    while (scene.err == AMAN_OK && !aman_crowd_sim_finished(scene.sim) && scene_now_s(&scene) < 600.0) {
        scene_step(&scene);
        if (scene_now_s(&scene) < 15.0 || scene_gone(&scene) > 100) continue;
        values[2] += (double)scene_count_in(&scene, 0, (double[]){8, 4, 10, 6}, NULL) / 4.0;
        values[3] += (double)scene_count_in(&scene, 0, (double[]){second - 2, 4, second, 6}, NULL) / 4.0;
        samples++;
    }
    for (int k = 2; k < 4 && samples; k++) values[k] /= samples;
    if (scene.err == AMAN_OK) {
        values[0] = scene_flow_per_s(&scene, neck, 30, 135);
        values[1] = (double)scene_gone(&scene);
    }
    return scene_finish(&scene);
}

static double near_over_far(const struct validate_values *all)
{
    return value_mean(all, 0, 0) / value_mean(all, 1, 0);
}

static double long_over_short(const struct validate_values *all)
{
    return value_mean(all, 2, 0) / value_mean(all, 1, 0);
}

static double rise_of_first(const struct validate_values *all)
{
    return value_mean(all, 1, 0) - value_mean(all, 3, 0);
}

static double rise_of_second(const struct validate_values *all)
{
    return value_mean(all, 4, 0) - value_mean(all, 1, 0);
}

#define FLOW(width, variant, people)                                                                                   \
    {                                                                                                                  \
        "flow at " width, "1/s", 0.85 * (people), 1.15 * (people), SUM_MEAN, variant, 0, NULL                          \
    }

const struct aman_validate_case validate_cases_flow[] = {
    {.id = "imo-4",
     .asks = "100 people leave 8 × 5 m by an exit of 1 m: at most 1.33 persons/s over the whole time",
     .source = "IMO MSC.1/Circ.1533, test 4",
     .run = run_door,
     .variants = 1,
     .seeds = 50,
     .code = true,
     .criteria = {{"flow over the whole time, 95th percentile", "1/s", 0.1, 1.33, SUM_P95, 0, 0, NULL},
                  {"people who get out", "persons", 100, 100, SUM_LEAST, 0, 2, NULL}}},
    {.id = "nist-5.2",
     .asks = "100 people leave 8 × 5 m by an exit of 1 m: at most 1.33 persons/(m·s)",
     .source = "NIST TN 1822, 5.2; 20th to 90th person",
     .run = run_door,
     .variants = 1,
     .code = true,
     .criteria = {{"mean flow", "1/s", 0.1, 1.33, SUM_MEAN, 0, 1, NULL},
                  {"people who get out", "persons", 100, 100, SUM_LEAST, 0, 2, NULL}}},
    {.id = "iso-11",
     .asks = "100 people leave 8 × 5 m by an exit of 1 m: at most 1.33 persons/(m·s)",
     .source = "ISO 20414, test 11; 20th to 90th person",
     .run = run_door,
     .variants = 1,
     .code = true,
     .criteria = {{"mean flow", "1/s", 0.1, 1.33, SUM_MEAN, 0, 1, NULL},
                  {"people who get out", "persons", 100, 100, SUM_LEAST, 0, 2, NULL}}},
    {.id = "rimea-12",
     .asks = "150 people through necks: goal and length without effect, no second queue, wider is faster",
     .source = "RiMEA 4.1.1, test 12a–d; ± 10 % and a queue from 1.5 persons/m² are ours",
     .run = run_joined,
     .variants = 6,
     .criteria = {{"a: flow, goal 1.5 m behind over 8 m behind", "", 0.9, 1.1, SUM_MEAN, 0, 0, near_over_far},
                  {"b: flow, neck of 5 m over one of 0.2 m", "", 0.9, 1.1, SUM_MEAN, 0, 0, long_over_short},
                  {"c: density before the first neck", "/m²", 1.5, 10, SUM_MEAN, 5, 2, NULL},
                  {"c: density before the second neck", "/m²", 0, 1.5, SUM_MEAN, 5, 3, NULL},
                  {"d: rise of flow from 0.8 to 1.0 m", "1/s", 0.0001, 10, SUM_MEAN, 0, 0, rise_of_first},
                  {"d: rise of flow from 1.0 to 1.2 m", "1/s", 0.0001, 10, SUM_MEAN, 0, 0, rise_of_second},
                  {"people who arrive", "persons", 150, 150, SUM_LEAST, 0, 0, least_out},
                  {"flow at 1.0 m", "1/s", NO_BOUND, SUM_MEAN, 1, 0, NULL}}},
    {.id = "flow-narrow",
     .asks = "150 people through a neck 4 m long pass as fast as measured; none freezes",
     .source = "Seyfried et al. 2009, Transportation Science 43(3); ± 15 % is ours",
     .run = run_narrow,
     .variants = 5,
     .criteria = {FLOW("0.8 m", 0, 1.288),
                  FLOW("0.9 m", 1, 1.674),
                  FLOW("1.0 m", 2, 1.900),
                  FLOW("1.1 m", 3, 2.123),
                  FLOW("1.2 m", 4, 2.364),
                  {"least rise of flow over 0.1 m of width", "1/s", 0.0001, 10, SUM_MEAN, 0, 0, least_rise},
                  {"people through 0.8 m in 600 s, worst run", "persons", 150, 150, SUM_LEAST, 0, 1, NULL},
                  {"people through 1.0 m in 600 s, worst run", "persons", 150, 150, SUM_LEAST, 2, 1, NULL}}},
    {.id = "freeze",
     .asks = "150 people through necks of 0.8 and 1.0 m: nobody is stuck for good in 100 runs",
     .source = "ours; JuPedSim's collision-free speed lets 12 of 150 through 1.0 m in 600 s",
     .run = run_freeze,
     .variants = 2,
     .seeds = 100,
     .criteria = {{"people through 0.8 m in 600 s, worst run", "persons", 150, 150, SUM_LEAST, 0, 1, NULL},
                  {"people through 1.0 m in 600 s, worst run", "persons", 150, 150, SUM_LEAST, 1, 1, NULL},
                  {"flow at 0.8 m, worst run", "1/s", NO_BOUND, SUM_LEAST, 0, 0, NULL},
                  {"flow at 1.0 m, worst run", "1/s", NO_BOUND, SUM_LEAST, 1, 0, NULL}}},
    {.id = "step-flow",
     .asks = "the flow through a neck of 1.0 m hardly depends on the integration step",
     .source = "ours: within 1 % of that at an eighth of the default step; 60 runs",
     .run = run_step,
     .variants = STEPS,
     .seeds = 60,
     .criteria = {{"off at the default step", "", -0.01, 0.01, SUM_MEAN, 0, 0, off_at_own},
                  {"off at twice it", "", NO_BOUND, SUM_MEAN, 0, 0, off_at_double},
                  {"off at half of it", "", NO_BOUND, SUM_MEAN, 0, 0, off_at_half},
                  {"off at a quarter of it", "", NO_BOUND, SUM_MEAN, 0, 0, off_at_quarter},
                  {"standard error of the mean of the runs", "", NO_BOUND, SUM_MEAN, 0, 0, standard_error},
                  {"default step", "s", NO_BOUND, SUM_MEAN, 1, 0, NULL},
                  {"flow at an eighth of it", "1/s", NO_BOUND, SUM_MEAN, STEPS - 1, 1, NULL}}},
    {.id = "flow-wide",
     .asks = "400 people through wide necks pass as fast as measured",
     .source = "AO 2009, as distributed with JuPedSim; ± 15 % is ours",
     .run = run_wide,
     .variants = 5,
     .seeds = 10,
     .criteria = {FLOW("2.4 m", 0, 5.803),
                  FLOW("3.0 m", 1, 6.700),
                  FLOW("3.6 m", 2, 8.435),
                  FLOW("4.4 m", 3, 9.534),
                  FLOW("5.0 m", 4, 11.576),
                  {"least rise of flow from one width to the next", "1/s", 0.0001, 10, SUM_MEAN, 0, 0, least_rise},
                  {"people who arrive", "persons", 400, 400, SUM_LEAST, 0, 0, least_out}}},
};
const size_t validate_n_flow = sizeof validate_cases_flow / sizeof *validate_cases_flow;
