/* One person, or people who do not meet: speeds, pre-movement, corners. */
#include "validate/cases.h"

#include "base/rng.h"

/* arg: speed. Value 0: seconds for 40 m of a corridor 2 m wide, 1: mean speed over them. */
static enum aman_err run_corridor(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 1);
    scene_box(&scene, 0, 0, 0, 44, 2);
    scene_sink(&scene, 0, (double[]){43, 0, 44, 2}, NULL);
    scene_person(&scene, 0, 1, 1, run->test->arg[0]);
    int line = scene_line(&scene, 0, 41, 0, 41, 2);
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, 120.0) == AMAN_OK) {
        values[0] = scene.traces[0].passed_s[line] - scene.traces[0].began_s;
        values[1] = 40.0 / values[0];
    }
    return scene_finish(&scene);
}

/* RiMEA 5: 10 people in 8 × 5 m with an exit of 1 m, who start at times drawn from 10 to 100 s. Values 0 and 1: the
 * earliest and the latest start against the time set; 2: people out. */
static enum aman_err run_pre_movement(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 10);
    scene_outline(&scene, 0, (double[]){0, 0, 8, 0, 8, 2, 11, 2, 11, 3, 8, 3, 8, 5, 0, 5}, 8);
    scene_sink(&scene, 0, (double[]){10, 2, 11, 3}, NULL);
    scene_crowd(&scene, 0, 0.5, 0.5, 7, 4.5, 10, 0);
    for (size_t i = 0; scene.err == AMAN_OK && i < 10; i++)
        scene.start_s[i] = (float)(10.0 + 90.0 * aman_rng_uniform(run->seed, i, 5));
    scene_start(&scene);
    scene_run(&scene, 200.0);
    values[0] = INFINITY;
    values[1] = -INFINITY;
    for (size_t i = 0; scene.err == AMAN_OK && i < 10; i++) {
        double late_s = scene.traces[i].began_s - (double)scene.start_s[i];
        values[0] = fmin(values[0], late_s);
        values[1] = fmax(values[1], late_s);
        values[2] += scene.traces[i].gone_s < INFINITY;
    }
    return scene_finish(&scene);
}

/* Greatest distance between the distribution of the sample and the one given (Kolmogorov and Smirnov). */
static double distance_to(double *sample, size_t n, double (*share_below)(double x))
{
    double most = 0.0;
    scene_sort_numbers(sample, n);
    for (size_t i = 0; i < n; i++) {
        double share = share_below(sample[i]);
        most = fmax(most, fmax(share - (double)i / (double)n, (double)(i + 1) / (double)n - share));
    }
    return most;
}

static double share_of_pre_movement(double t_s)
{
    return 0.5 * erfc(-(log(t_s) - log(30.0)) / (0.5 * sqrt(2.0)));
}

static double share_of_speed(double v)
{
    return 0.5 * erfc(-(v - 1.2) / (0.2 * sqrt(2.0)));
}

enum { SAMPLE = 400, SAMPLE_SIDE = 20 };

/* A hall in which SAMPLE people stand `gap` metres apart and walk east without meeting. */
static void wide_hall(struct scene *scene, const struct validate_run *run)
{
    scene_init(scene, run->mem, &run->params, run->seed, SAMPLE);
    scene_box(scene, 0, 0, 0, 24, SAMPLE + 1);
    scene_sink(scene, 0, (double[]){22, 0, 24, SAMPLE + 1}, NULL);
    scene->def.cell_m = 0.5; /* a plain hall: nothing in it is smaller */
    scene_line(scene, 0, 20, 0, 20, SAMPLE + 1);
}

/* NIST 1.1: starts drawn from a log-normal distribution with median 30 s. Value 0: distance of the starts that the
 * engine made to that distribution. */
static enum aman_err run_start_times(const struct validate_run *run, double values[])
{
    struct scene scene;
    double began[SAMPLE];
    wide_hall(&scene, run);
    for (size_t i = 0; i < SAMPLE && scene.err == AMAN_OK; i++) {
        scene_person(&scene, 0, 1, (double)i + 1.0, 1.34);
        scene.start_s[i] = (float)(30.0 * exp(0.5 * aman_rng_normal(run->seed, i, 6)));
    }
    scene_start(&scene);
    scene_run(&scene, 400.0);
    for (size_t i = 0; i < SAMPLE && scene.err == AMAN_OK; i++) began[i] = scene.traces[i].began_s;
    if (scene.err == AMAN_OK) values[0] = distance_to(began, SAMPLE, share_of_pre_movement);
    return scene_finish(&scene);
}

/* NIST 2.4: speeds drawn from N(1.2, 0.2). Values: 0 distance of the speeds walked to it, 1 their mean, 2 deviation. */
static enum aman_err run_speeds(const struct validate_run *run, double values[])
{
    struct scene scene;
    double speed[SAMPLE], sum = 0.0, squares = 0.0;
    wide_hall(&scene, run);
    for (size_t i = 0; i < SAMPLE; i++)
        scene_person(&scene, 0, 1, (double)i + 1.0,
                     fmin(2.2, fmax(0.05, 1.2 + 0.2 * aman_rng_normal(run->seed, i, 7))));
    scene_start(&scene);
    scene_run(&scene, 400.0);
    for (size_t i = 0; i < SAMPLE && scene.err == AMAN_OK; i++) {
        speed[i] = 19.0 / (scene.traces[i].passed_s[0] - scene.traces[i].began_s);
        sum += speed[i];
        squares += speed[i] * speed[i];
    }
    values[1] = sum / SAMPLE;
    values[2] = sqrt(fmax(0.0, squares / SAMPLE - values[1] * values[1]));
    if (scene.err == AMAN_OK) values[0] = distance_to(speed, SAMPLE, share_of_speed);
    return scene_finish(&scene);
}

/* A corner of a corridor 2 m wide, 10 m either side, 20 people. Values: 0 steps through walls, 1 people out. */
static enum aman_err run_corner(const struct validate_run *run, double values[])
{
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 20);
    scene_outline(&scene, 0, (double[]){0, 0, 12, 0, 12, 14, 10, 14, 10, 2, 0, 2}, 6);
    scene_sink(&scene, 0, (double[]){10, 12.5, 12, 14}, NULL);
    scene_crowd(&scene, 0, 0.3, 0.3, 6, 1.7, 20, 0);
    scene_start(&scene);
    scene_run(&scene, 200.0);
    values[0] = scene.crossed;
    values[1] = scene.err == AMAN_OK ? (double)scene_gone(&scene) : 0.0;
    return scene_finish(&scene);
}

/* Weidmann 1993's speed by age, as RiMEA's table 2 has it: at 20, 30, … 70 years. */
static double speed_of_age(double years)
{
    static const double table[] = {1.62, 1.54, 1.48, 1.41, 1.27, 1.07};
    int k = (int)((years - 20.0) / 10.0);
    if (k > 4) k = 4;
    double share = (years - 20.0) / 10.0 - k;
    return table[k] + share * (table[k + 1] - table[k]);
}

/* RiMEA 7: 50 adults of 20 to 70 years. Values: 0 the greatest difference of a speed walked to the table. */
static enum aman_err run_ages(const struct validate_run *run, double values[])
{
    struct scene scene;
    double years[50];
    wide_hall(&scene, run);
    for (size_t i = 0; i < 50; i++) {
        years[i] = 20.0 + 50.0 * aman_rng_uniform(run->seed, i, 8);
        scene_person(&scene, 0, 1, (double)i + 1.0, speed_of_age(years[i]));
    }
    scene_start(&scene);
    scene_run(&scene, 100.0);
    for (size_t i = 0; i < 50 && scene.err == AMAN_OK; i++) {
        double speed = 19.0 / (scene.traces[i].passed_s[0] - scene.traces[i].began_s);
        values[0] = fmax(values[0], fabs(speed - speed_of_age(years[i])));
    }
    return scene_finish(&scene);
}

#define CORNER_CRITERIA \
    {"steps through walls", "", 0, 0, SUM_MOST, 0, 0, NULL}, \
    {"people who arrive", "persons", 20, 20, SUM_LEAST, 0, 1, NULL}
#define START_CRITERIA \
    {"earliest start against the time set", "s", -0.01, 0.2, SUM_LEAST, 0, 0, NULL}, \
    {"latest start against the time set", "s", -0.01, 0.2, SUM_MOST, 0, 1, NULL}, \
    {"people who get out", "persons", 10, 10, SUM_LEAST, 0, 2, NULL}
#define AGE_CRITERIA \
    {"greatest difference to the table", "m/s", 0, 0.03, SUM_MOST, 0, 0, NULL}

const struct aman_validate_case validate_cases_walking[] = {
    {.id = "rimea-1",
     .asks = "one person keeps a set speed of 1.33 m/s through a corridor of 2 × 40 m",
     .source = "RiMEA 4.1.1, test 1",
     .run = run_corridor,
     .variants = 1,
     .seeds = 1,
     .arg = {1.33},
     .criteria = {{"time for 40 m", "s", 26, 34, SUM_MEAN, 0, 0, NULL}}},
    {.id = "imo-1",
     .asks = "one person walks 40 m of corridor at 1 m/s in 40 s",
     .source = "IMO MSC.1/Circ.1533, test 1; ± 2 % is ours",
     .run = run_corridor,
     .variants = 1,
     .seeds = 1,
     .arg = {1.0},
     .criteria = {{"time for 40 m", "s", 39.2, 40.8, SUM_MEAN, 0, 0, NULL}}},
    {.id = "nist-2.1",
     .asks = "speed in a corridor is the one set, 1 m/s",
     .source = "NIST TN 1822, 2.1; ± 0.05 m/s by JuPedSim",
     .run = run_corridor,
     .variants = 1,
     .seeds = 1,
     .arg = {1.0},
     .criteria = {{"speed", "m/s", 0.95, 1.05, SUM_MEAN, 0, 1, NULL}}},
    {.id = "rimea-5",
     .asks = "10 people start at times of their own, 10 to 100 s",
     .source = "RiMEA 4.1.1, test 5; two steps of 0.1 s are ours",
     .run = run_pre_movement,
     .variants = 1,
     .criteria = {START_CRITERIA}},
    {.id = "imo-5",
     .asks = "10 people start at times of their own, 10 to 100 s",
     .source = "IMO MSC.1/Circ.1533, test 5; two steps of 0.1 s are ours",
     .run = run_pre_movement,
     .variants = 1,
     .seeds = 50,
     .criteria = {START_CRITERIA}},
    {.id = "nist-1.1",
     .asks = "starts follow the distribution set (400 people, log-normal, median 30 s)",
     .source = "NIST TN 1822, 1.1; Kolmogorov–Smirnov at 0.05: 1.36/√400",
     .run = run_start_times,
     .variants = 1,
     .criteria = {{"mean distance of the distributions", "", 0, 0.068, SUM_MEAN, 0, 0, NULL}}},
    {.id = "rimea-6",
     .asks = "20 people go round a corner, nobody through a wall",
     .source = "RiMEA 4.1.1, test 6",
     .run = run_corner,
     .variants = 1,
     .criteria = {CORNER_CRITERIA}},
    {.id = "imo-6",
     .asks = "20 people go round a corner, nobody through a wall",
     .source = "IMO MSC.1/Circ.1533, test 6",
     .run = run_corner,
     .variants = 1,
     .seeds = 50,
     .criteria = {CORNER_CRITERIA}},
    {.id = "nist-2.3",
     .asks = "20 people go round a corner, nobody through a wall",
     .source = "NIST TN 1822, 2.3",
     .run = run_corner,
     .variants = 1,
     .criteria = {CORNER_CRITERIA}},
    {.id = "rimea-7",
     .asks = "50 adults of 20 to 70 years walk as the table of ages says",
     .source = "RiMEA 4.1.1, test 7",
     .run = run_ages,
     .variants = 1,
     .criteria = {AGE_CRITERIA}},
    {.id = "imo-7",
     .asks = "50 adults of 20 to 70 years walk as the table of ages says",
     .source = "IMO MSC.1/Circ.1533, test 7",
     .run = run_ages,
     .variants = 1,
     .seeds = 50,
     .criteria = {AGE_CRITERIA}},
    {.id = "nist-2.4",
     .asks = "speeds walked follow N(1.2, 0.2) m/s (400 people)",
     .source = "NIST TN 1822, 2.4; Kolmogorov–Smirnov at 0.05: 1.36/√400; ± 0.02 m/s is ours",
     .run = run_speeds,
     .variants = 1,
     .criteria = {{"mean distance of the distributions", "", 0, 0.068, SUM_MEAN, 0, 0, NULL},
                  {"mean speed", "m/s", 1.18, 1.22, SUM_MEAN, 0, 1, NULL},
                  {"standard deviation", "m/s", 0.18, 0.22, SUM_MEAN, 0, 2, NULL}}},
};
const size_t validate_n_walking = sizeof validate_cases_walking / sizeof *validate_cases_walking;
