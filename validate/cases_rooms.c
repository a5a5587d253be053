/* Rooms that empty: time by the number of exits, exits assigned and chosen, corners. */
#include "validate/cases.h"

/* RiMEA 9: 30 × 20 m, 1,000 people, exits of 1 m, four of them (variant 0) or the first two (variant 1), two in each
 * of the long walls. Values: 0 time until all are out, 1 people out. */
static enum aman_err run_exits(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 1000);
    scene_box(&scene, 0, -5, -5, 35, 25);
    double second_m = run->variant == 0 ? 1.0 : 0.0;
    for (int side = 0; side < 2; side++) {
        double y = 20.0 * side;
        scene_wall_with_gap(&scene, 0, 0, y, 15, y, 7.5, 1.0);
        scene_wall_with_gap(&scene, 0, 15, y, 30, y, 22.5, second_m);
        scene_wall(&scene, 0, 30.0 * side, 0, 30.0 * side, 20);
    }
    scene_sink(&scene, 0, (double[]){-5, -5, 35, 25}, (double[]){-2, -2, 32, 22});
    scene_crowd(&scene, 0, 0.4, 0.4, 29.6, 19.6, 1000, 0);
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, 1500.0) == AMAN_OK) {
        values[0] = scene_last_gone_s(&scene);
        values[1] = (double)scene_gone(&scene);
    }
    return scene_finish(&scene);
}

static double two_over_four(const struct validate_values *all)
{
    return value_mean(all, 1, 0) / value_mean(all, 0, 0);
}

static double least_out(const struct validate_values *all)
{
    double least = INFINITY;
    for (int v = 0; v < all->variants; v++) least = fmin(least, value_least(all, v, 1));
    return least;
}

/* RiMEA 10: six rooms of 3 × 4 m on either side of a corridor 2 m wide, 23 people; those of the first four rooms on
 * either side go to the main exit in the west, the others to the east. Value 0: people over the exit that is theirs. */
static enum aman_err run_assigned(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 23);
    scene_outline(&scene, 0,
                  (double[]){-3, 4, 0, 4, 0, 0, 18, 0, 18, 4, 21, 4, 21, 6, 18, 6, 18, 10, 0, 10, 0, 6, -3, 6}, 12);
    scene_sink(&scene, 0, (double[]){-3, 4, -2, 6}, NULL);
    scene_sink(&scene, 0, (double[]){20, 4, 21, 6}, NULL);
    for (int room = 0; room < 12; room++) {
        double x = 3.0 * (room % 6), y = room < 6 ? 4.0 : 6.0, back = room < 6 ? 0.5 : 7.0;
        scene_wall_with_gap(&scene, 0, x, y, x + 3, y, x + 1.5, 0.9);
        if (room % 6 > 0) scene_wall(&scene, 0, x, room < 6 ? 0 : 6, x, room < 6 ? 4 : 10);
        scene_crowd(&scene, 0, x + 0.5, back, x + 2.5, back + 2.5, room == 11 ? 1 : 2, room % 6 < 4 ? 0 : 1);
    }
    int lines[2] = {scene_line(&scene, 0, -1, 4, -1, 6), scene_line(&scene, 0, 19, 4, 19, 6)};
    scene_start(&scene);
    scene_run(&scene, 300.0);
    for (size_t i = 0; scene.err == AMAN_OK && i < 23; i++)
        values[0] += scene.traces[i].passed_s[lines[scene.sink[i]]] < INFINITY;
    return scene_finish(&scene);
}

/* RiMEA 11: 30 × 20 m, 1,000 people in its left part, two exits of 1 m in one of the long walls. Values: people who
 * take the far exit, people out. */
static enum aman_err run_choice(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 1000);
    scene_box(&scene, 0, 0, -4, 30, 20);
    scene_wall_with_gap(&scene, 0, 0, 0, 15, 0, 7.5, 1.0);
    scene_wall_with_gap(&scene, 0, 15, 0, 30, 0, 22.5, 1.0);
    scene_sink(&scene, 0, (double[]){0, -4, 30, -1.5}, NULL);
    scene_crowd(&scene, 0, 0.4, 0.4, 13.4, 19.6, 1000, 0);
    int far_exit = scene_line(&scene, 0, 15, -0.2, 30, -0.2);
    scene_start(&scene);
    scene_run(&scene, 2000.0);
    for (size_t i = 0; scene.err == AMAN_OK && i < 1000; i++)
        values[0] += scene.traces[i].passed_s[far_exit] < INFINITY;
    values[1] = scene.err == AMAN_OK ? (double)scene_gone(&scene) : 0.0;
    return scene_finish(&scene);
}

/* RiMEA 15: 500 people through a corridor 5 m wide, round a corner (variant 1), or straight as long as the corner's
 * inside (0) or outside (2). Values: 0 time until the last is past the end, 1 people out. */
static enum aman_err run_round_corner(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 500);
    if (run->variant == 1) { /* legs of 20 m inside, 25 m outside */
        scene_outline(&scene, 0, (double[]){-40, 0, 25, 0, 25, 28, 20, 28, 20, 5, -40, 5}, 6);
        scene_sink(&scene, 0, (double[]){20, 26, 25, 28}, NULL);
        scene_line(&scene, 0, 20, 25, 25, 25);
    } else { /* from x = 0: 20 + 20 m, or 25 + 25 m */
        double end = run->variant == 0 ? 40.0 : 50.0;
        scene_box(&scene, 0, -40, 0, end + 3, 5);
        scene_sink(&scene, 0, (double[]){end + 1, 0, end + 3, 5}, NULL);
        scene_line(&scene, 0, end, 0, end, 5);
    }
    scene_crowd(&scene, 0, -39.6, 0.4, -0.4, 4.6, 500, 0);
    scene_start(&scene);
    scene_run(&scene, 600.0);
    for (size_t i = 0; scene.err == AMAN_OK && i < 500; i++) {
        values[0] = fmax(values[0], scene.traces[i].passed_s[0]);
        values[1] += scene.traces[i].passed_s[0] < INFINITY;
    }
    return scene_finish(&scene);
}

static double corner_over_inside(const struct validate_values *all)
{
    return value_mean(all, 1, 0) / value_mean(all, 0, 0);
}

static double corner_over_outside(const struct validate_values *all)
{
    return value_mean(all, 1, 0) / value_mean(all, 2, 0);
}

/* ISO 17: from a room of 10 × 10 m two ways of the same width lead to one place, one of them 12 m longer. Values: 0
 * people who take the shorter, 1 people out. */
static enum aman_err run_ways(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 60);
    scene_outline(&scene, 0, (double[]){0, 0, 10, 0, 10, 4, 24, 4, 24, 18, 0, 18}, 6);
    scene_outline(&scene, 0, (double[]){2, 10, 10, 10, 10, 6, 22, 6, 22, 16, 2, 16}, 6); /* between the ways */
    scene_sink(&scene, 0, (double[]){22, 4, 24, 6}, NULL);
    scene_crowd(&scene, 0, 0.5, 0.5, 9.5, 9.5, 60, 0);
    int shorter = scene_line(&scene, 0, 15, 4, 15, 6);
    scene_start(&scene);
    scene_run(&scene, 300.0);
    for (size_t i = 0; scene.err == AMAN_OK && i < 60; i++) values[0] += scene.traces[i].passed_s[shorter] < INFINITY;
    values[1] = scene.err == AMAN_OK ? (double)scene_gone(&scene) : 0.0;
    return scene_finish(&scene);
}

#define EXIT_CRITERIA \
    {"time with two exits over that with four", "", 1.6, 2.4, SUM_MEAN, 0, 0, two_over_four}, \
    {"people who get out", "persons", 1000, 1000, SUM_LEAST, 0, 0, least_out}, \
    {"time with four exits", "s", NO_BOUND, SUM_MEAN, 0, 0, NULL}, \
    {"time with two exits", "s", NO_BOUND, SUM_MEAN, 1, 0, NULL}
#define ASSIGNED_CRITERIA \
    {"people who leave by the exit assigned", "persons", 23, 23, SUM_LEAST, 0, 0, NULL}

const struct aman_validate_case validate_cases_rooms[] = {
    {.id = "rimea-9",
     .asks = "1,000 people leave 30 × 20 m by four exits of 1 m, then by two",
     .source = "RiMEA 4.1.1, test 9; 1.6–2.4 by JuPedSim",
     .run = run_exits,
     .variants = 2,
     .criteria = {EXIT_CRITERIA}},
    {.id = "imo-9",
     .asks = "1,000 people leave 30 × 20 m by four exits of 1 m, then by two: about twice the time",
     .source = "IMO MSC.1/Circ.1533, test 9; 1.6–2.4 by JuPedSim; 20 runs, not 50",
     .run = run_exits,
     .variants = 2,
     .criteria = {EXIT_CRITERIA}},
    {.id = "rimea-10",
     .asks = "23 people of 12 rooms leave by the exits assigned to them",
     .source = "RiMEA 4.1.1, test 10",
     .run = run_assigned,
     .variants = 1,
     .criteria = {ASSIGNED_CRITERIA}},
    {.id = "imo-10",
     .asks = "23 people of 12 rooms leave by the exits assigned to them",
     .source = "IMO MSC.1/Circ.1533, test 10",
     .run = run_assigned,
     .variants = 1,
     .seeds = 50,
     .criteria = {ASSIGNED_CRITERIA}},
    {.id = "nist-3.1",
     .asks = "23 people of 12 rooms leave by the exits assigned to them",
     .source = "NIST TN 1822, 3.1",
     .run = run_assigned,
     .variants = 1,
     .criteria = {ASSIGNED_CRITERIA}},
    {.id = "rimea-11",
     .asks = "1,000 people at the left of two exits: most take the nearer, some the other",
     .source = "RiMEA 4.1.1, test 11; at least 1 % at the other is ours",
     .run = run_choice,
     .variants = 1,
     .criteria = {{"people who take the far exit", "persons", 10, 499, SUM_MEAN, 0, 0, NULL},
                  {"people who get out", "persons", 1000, 1000, SUM_LEAST, 0, 1, NULL}}},
    {.id = "rimea-15",
     .asks = "500 people round a corner: slower than straight along its inside, faster than along its outside",
     .source = "RiMEA 4.1.1, test 15",
     .run = run_round_corner,
     .variants = 3,
     .seeds = 10,
     .criteria = {{"time round the corner over that of its inside", "", 1.0001, 10, SUM_MEAN, 0, 0, corner_over_inside},
                  {"time round the corner over that of its outside", "", 0, 0.9999, SUM_MEAN, 0, 0,
                   corner_over_outside},
                  {"people who pass", "persons", 500, 500, SUM_LEAST, 0, 0, least_out}}},
    {.id = "iso-17",
     .asks = "of two ways to one place most take the shorter",
     .source = "ISO 20414, test 17 as JuPedSim has it: more than half",
     .run = run_ways,
     .variants = 1,
     .criteria = {{"people of 60 who take the shorter way, worst run", "persons", 31, 60, SUM_LEAST, 0, 0, NULL},
                  {"people who get out", "persons", 60, 60, SUM_LEAST, 0, 1, NULL}}},
};
const size_t validate_n_rooms = sizeof validate_cases_rooms / sizeof *validate_cases_rooms;
