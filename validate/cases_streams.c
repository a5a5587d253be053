/* Streams against each other, and a crush. */
#include "validate/cases.h"

/* Two rooms of 10 × 10 m joined by a corridor 10 m long and 2 m wide; 100 people cross from the west, `against` from
 * the east. Values: 0 time until those from the west are across (600: they are not), 1 share of all who arrive. */
static enum aman_err run_rooms(const struct validate_run *run, size_t against, double values[])
{
    const double limit_s = 600.0;
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 200);
    scene_outline(&scene, 0,
                  (double[]){0, 0, 10, 0, 10, 4, 20, 4, 20, 0, 30, 0, 30, 10, 20, 10, 20, 6, 10, 6, 10, 10, 0, 10}, 12);
    int east = scene_sink(&scene, 0, (double[]){28, 0, 30, 10}, NULL),
        west = scene_sink(&scene, 0, (double[]){0, 0, 2, 10}, NULL);
    scene_crowd(&scene, 0, 0.4, 0.4, 9, 9.6, 100, east);
    if (against > 0) scene_crowd(&scene, 0, 21, 0.4, 29.6, 9.6, against, west);
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, limit_s) == AMAN_OK) {
        for (size_t i = 0; i < 100; i++) values[0] = fmax(values[0], fmin(limit_s, scene.traces[i].gone_s));
        values[1] = (double)scene_gone(&scene) / (double)(100 + against);
    }
    return scene_finish(&scene);
}

static enum aman_err run_counter(const struct validate_run *run, double values[])
{
    static const size_t against[] = {0, 10, 50, 100};
    return run_rooms(run, against[run->variant], values);
}

static enum aman_err run_full_counter(const struct validate_run *run, double values[])
{
    return run_rooms(run, 100, values);
}

static double least_rise(const struct validate_values *all)
{
    double least = INFINITY;
    for (int v = 1; v < all->variants; v++) least = fmin(least, value_mean(all, v, 0) - value_mean(all, v - 1, 0));
    return least;
}

static double least_share(const struct validate_values *all)
{
    double least = INFINITY;
    for (int v = 0; v < all->variants; v++) least = fmin(least, value_least(all, v, 1));
    return least;
}

/* Greatest mean over 15 s of the persons/m² in any 4 m of the alley. */
static double crush_density(struct scene *scene, double limit_s)
{
    enum { PARTS = 10, LAST = 15 };
    double held[PARTS][LAST] = {{0}}, most = 0.0;
    for (unsigned second = 0; scene->err == AMAN_OK && scene_now_s(scene) < limit_s; second++) {
        double until = second + 1.0 - 1e-6;
        while (scene->err == AMAN_OK && scene_now_s(scene) < until) scene_step(scene);
        for (int p = 0; p < PARTS && scene->err == AMAN_OK; p++) {
            double box[4] = {4.0 * p, 0, 4.0 * p + 4.0, 3.2}, sum = 0.0;
            held[p][second % LAST] = (double)scene_count_in(scene, 0, box, NULL) / (4.0 * 3.2);
            for (int k = 0; k < LAST; k++) sum += held[p][k];
            most = fmax(most, sum / LAST);
        }
    }
    return most;
}

/* Itaewon: an alley 3.2 m wide and 40 m long between two streets; from each 3 persons a second want through for 200 s,
 * together a third over what 82 persons/(m·min) would let through (variant 0), or 6 a second from one side (1).
 * Values: 0 the crush density, 1 persons a second past the middle, one way, 2 share of all who are through after 300 s.
 */
static enum aman_err run_alley(const struct validate_run *run, double values[])
{
    enum { SIDE = 600 };
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 2 * SIDE);
    scene_outline(&scene, 0, (double[]){-12, -10,  0,  -10,  0,  0,   40, 0,   40, -10,  52,  -10,
                                        52,  13.2, 40, 13.2, 40, 3.2, 0,  3.2, 0,  13.2, -12, 13.2},
                  12);
    int east = scene_sink(&scene, 0, (double[]){46, -10, 52, 13.2}, NULL),
        west = scene_sink(&scene, 0, (double[]){-12, -10, -6, 13.2}, NULL);
    bool one_way = run->variant == 1;
    scene_crowd(&scene, 0, -11.5, -9.5, -0.5, 12.7, SIDE, east);
    scene_crowd(&scene, 0, one_way ? -11.4 : 40.5, -9.4, one_way ? -0.6 : 51.5, 12.6, SIDE, one_way ? east : west);
    for (size_t i = 0; i < 2 * SIDE && scene.err == AMAN_OK; i++) scene.arrive_s[i] = (float)(i % SIDE) / 3.0f;
    int middle = scene_line(&scene, 0, 20, 0, 20, 3.2);
    scene_start(&scene);
    values[0] = crush_density(&scene, 300.0);
    if (scene.err == AMAN_OK) {
        values[1] = scene_flow_per_s(&scene, middle, 200, 800);
        values[2] = (double)scene_gone(&scene) / (2.0 * SIDE);
    }
    return scene_finish(&scene);
}

#define COUNTER_CRITERIA \
    {"least rise of the time from 0 to 10, 50, 100 against", "s", 0.0001, 600, SUM_MEAN, 0, 0, least_rise}, \
    {"share who arrive, worst run", "", 1, 1, SUM_LEAST, 0, 0, least_share}, \
    {"time against 0", "s", NO_BOUND, SUM_MEAN, 0, 0, NULL}, \
    {"time against 10", "s", NO_BOUND, SUM_MEAN, 1, 0, NULL}, \
    {"time against 50", "s", NO_BOUND, SUM_MEAN, 2, 0, NULL}, \
    {"time against 100", "s", NO_BOUND, SUM_MEAN, 3, 0, NULL}

const struct aman_validate_case validate_cases_streams[] = {
    {.id = "imo-8",
     .asks = "100 people cross to another room against 0, 10, 50, 100: time grows, all arrive",
     .source = "IMO MSC.1/Circ.1533, test 8; 20 runs, not 50",
     .run = run_counter,
     .variants = 4,
     .criteria = {COUNTER_CRITERIA}},
    {.id = "nist-2.8",
     .asks = "100 people cross to another room against 0, 10, 50, 100: time grows, all arrive",
     .source = "NIST TN 1822, 2.8",
     .run = run_counter,
     .variants = 4,
     .criteria = {COUNTER_CRITERIA}},
    {.id = "counter-flow",
     .asks = "100 against 100 through 10 × 2 m resolves within 600 s",
     .source = "ours; JuPedSim's four models let 0 or 1 person through",
     .run = run_full_counter,
     .variants = 1,
     .criteria = {{"share who arrive, worst run", "", 1, 1, SUM_LEAST, 0, 1, NULL},
                  {"share who arrive, mean", "", NO_BOUND, SUM_MEAN, 0, 1, NULL},
                  {"time", "s", NO_BOUND, SUM_MEAN, 0, 0, NULL}}},
    {.id = "crush-itaewon",
     .asks = "two streams that want more than an alley 3.2 m wide lets through crush as they did in 2022",
     .source = "Itaewon 2022: 7.72–10.74 persons/m² by the investigation; one way 3.2 m × 82 /(m·min) = 4.37 /s; slope "
               "left out; "
               "3 runs; density alone does not tell a crush from two streams that block each other",
     .run = run_alley,
     .variants = 2,
     .seeds = 3,
     .criteria = {{"greatest density over 15 s and 4 m, two ways", "/m²", 7.72, 10.74, SUM_MEAN, 0, 0, NULL},
                  {"share through after 300 s, two ways", "", NO_BOUND, SUM_MEAN, 0, 2, NULL},
                  {"share through after 300 s, one way", "", NO_BOUND, SUM_MEAN, 1, 2, NULL},
                  {"greatest density, one way", "/m²", NO_BOUND, SUM_MEAN, 1, 0, NULL},
                  {"flow, one way", "1/s", NO_BOUND, SUM_MEAN, 1, 1, NULL}}},
};
const size_t validate_n_streams = sizeof validate_cases_streams / sizeof *validate_cases_streams;
