/* Streams against each other, and a crush. */
#include "validate/cases.h"

#include "base/rng.h"

/* ---- two rooms ---- */

enum { DRAW_ACROSS = 7101 }; /* purpose of random draws, apart from those of the scene */
static const double across_s = 600.0; /* who has not crossed by then does not */

/* Two rooms of 10 × 10 m joined by a corridor 10 m long and 2 m wide; 100 people want to cross from the west, the first
 * of all, and `against` from the east. */
static void make_rooms(struct scene *scene, const struct validate_run *run, size_t against)
{
    scene_init(scene, run->mem, &run->params, run->seed, 200);
    scene_outline(scene, 0,
                  (double[]){0, 0, 10, 0, 10, 4, 20, 4, 20, 0, 30, 0, 30, 10, 20, 10, 20, 6, 10, 6, 10, 10, 0, 10}, 12);
    int east = scene_sink(scene, 0, (double[]){28, 0, 30, 10}, NULL),
        west = scene_sink(scene, 0, (double[]){0, 0, 2, 10}, NULL);
    scene_crowd(scene, 0, 0.4, 0.4, 9, 9.6, 100, east);
    if (against > 0) scene_crowd(scene, 0, 21, 0.4, 29.6, 9.6, against, west);
}

/* Values: 0 time until those from the west are across (600: they are not), 1 share of all who arrive. */
static void tell_rooms(const struct scene *scene, double values[])
{
    for (size_t i = 0; i < 100; i++) values[0] = fmax(values[0], fmin(across_s, scene->traces[i].gone_s));
    values[1] = (double)scene_gone(scene) / (double)scene->model.people.n;
}

static enum aman_err run_counter(const struct validate_run *run, double values[])
{
    static const size_t against[] = {0, 10, 50, 100};
    struct scene scene;
    make_rooms(&scene, run, against[run->variant]);
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, across_s) == AMAN_OK) tell_rooms(&scene, values);
    return scene_finish(&scene);
}

/* ---- lanes ---- */

enum { LOOKED_AT = 400, SHUFFLES = 20, EAST = 0 };

/* Who is between x0 and x1 now: how far across the corridor, and whether they walk east (to the first sink). */
struct corridor {
    double y[LOOKED_AT];
    bool east[LOOKED_AT];
    size_t n, n_east;
};

static void look_into(struct scene *scene, double x0, double x1, struct corridor *now)
{
    now->n = now->n_east = 0;
    struct aman_crowd_view view = aman_crowd_sim_view(scene->sim);
    for (size_t i = 0; i < view.n && now->n < LOOKED_AT; i++) {
        if (view.x[i] < x0 || view.x[i] > x1) continue;
        now->y[now->n] = view.y[i];
        now->east[now->n] = scene->sink[view.person[i]] == EAST;
        now->n_east += now->east[now->n];
        now->n++;
    }
}

/* Nowak, Schadschneider 2012, after Rex, Löwen 2007: the mean over everyone of ((alike − others) / (alike + others))²
 * among those in the same row, here those less than 0.2 m aside, oneself included. 1: every row walks one way. */
static double lane_order(const struct corridor *now)
{
    double sum = 0.0;
    for (size_t i = 0; i < now->n; i++) {
        int alike = 0, others = 0;
        for (size_t k = 0; k < now->n; k++) {
            if (fabs(now->y[k] - now->y[i]) >= 0.2) continue;
            alike += now->east[k] == now->east[i];
            others += now->east[k] != now->east[i];
        }
        sum += pow((double)(alike - others) / (alike + others), 2.0);
    }
    return sum / (double)now->n;
}

/* The mean order of the same places with the directions dealt out anew: that of no lanes at all. */
static double order_by_chance(struct corridor *now, uint64_t seed, uint64_t second)
{
    double sum = 0.0;
    for (uint64_t s = 0; s < SHUFFLES; s++) {
        for (size_t i = now->n; i > 1; i--) {
            size_t k = (size_t)(aman_rng_uniform(seed, second, s * LOOKED_AT + i) * (double)i);
            bool held = now->east[k];
            now->east[k] = now->east[i - 1];
            now->east[i - 1] = held;
        }
        sum += lane_order(now);
    }
    return sum / SHUFFLES;
}

/* Steps until nobody is left or limit_s, and looks each second from from_s on in which ten or more walk either way.
 * Values: 2 the order of lanes, 3 that of chance, 4 how far it goes from chance (0) to one way a row (1). */
static void watch_lanes(struct scene *scene, uint64_t seed, const double x[2], double from_s, double limit_s,
                        double values[])
{
    double order = 0.0, chance = 0.0, samples = 0.0;
    struct corridor now;
    while (scene->err == AMAN_OK && !aman_crowd_sim_finished(scene->sim) && scene_now_s(scene) < limit_s) {
        uint64_t second = (uint64_t)(scene_now_s(scene) + 1e-9);
        scene_step(scene);
        if (scene->err != AMAN_OK || (uint64_t)(scene_now_s(scene) + 1e-9) == second) continue;
        look_into(scene, x[0], x[1], &now);
        if (scene_now_s(scene) < from_s || now.n_east < 10 || now.n - now.n_east < 10) continue;
        order += lane_order(&now);
        chance += order_by_chance(&now, seed, second);
        samples++;
    }
    values[2] = order / samples;
    values[3] = chance / samples;
    values[4] = (values[2] - values[3]) / (1.0 - values[3]);
}

/* 100 against 100 in the rooms: values 0, 1 as of tell_rooms, 2 to 4 of the corridor. */
static enum aman_err run_full_counter(const struct validate_run *run, double values[])
{
    struct scene scene;
    make_rooms(&scene, run, 100);
    scene_start(&scene);
    watch_lanes(&scene, run->seed, (double[]){10, 20}, 0.0, across_s, values);
    if (scene.err == AMAN_OK) tell_rooms(&scene, values);
    return scene_finish(&scene);
}

/* A corridor of 40 × 3 m; from either end so many come a second, for 120 s, anywhere across it. Values: 0 persons/m² in
 * the middle half at the end, 1 their mean speed, 2 to 4 the order of lanes from 60 s on. */
static enum aman_err run_lanes(const struct validate_run *run, double values[])
{
    static const double per_s[] = {1.0, 1.5, 2.0};
    const double until_s = 120.0, middle[4] = {10, 0, 30, 3};
    size_t side = (size_t)lrint(per_s[run->variant] * until_s);
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 2 * side);
    scene_box(&scene, 0, 0, 0, 40, 3);
    int east = scene_sink(&scene, 0, (double[]){38, 0, 40, 3}, NULL),
        west = scene_sink(&scene, 0, (double[]){0, 0, 2, 3}, NULL);
    scene_crowd(&scene, 0, 2.3, 0.3, 4, 2.7, side, east);
    scene_crowd(&scene, 0, 36, 0.3, 37.7, 2.7, side, west);
    for (size_t i = 0; i < 2 * side && scene.err == AMAN_OK; i++) {
        scene.arrive_s[i] = (float)((double)(i % side) / per_s[run->variant]);
        scene.enter_y[i] = (float)(0.3 + 2.4 * aman_rng_uniform(run->seed, i, DRAW_ACROSS));
    }
    scene_start(&scene);
    watch_lanes(&scene, run->seed, (double[]){middle[0], middle[2]}, 60.0, until_s, values);
    if (scene.err == AMAN_OK) values[0] = (double)scene_count_in(&scene, 0, middle, &values[1]) / (20.0 * 3.0);
    return scene_finish(&scene);
}

/* ---- against more and more ---- */

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

/* ---- the alley ---- */

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
     .asks = "100 against 100 through 10 × 2 m resolves within 600 s, and lanes form",
     .source = "ours, 100 runs; JuPedSim's four models let 0 or 1 person through. Order of lanes: Nowak, Schadschneider "
               "2012, doi:10.1103/PhysRevE.85.066128, after Rex, Löwen 2007, doi:10.1103/PhysRevE.75.051402; that they "
               "form when the order is half way from chance to one way a row is ours",
     .run = run_full_counter,
     .variants = 1,
     .seeds = 100,
     .criteria = {{"share who arrive, worst run", "", 1, 1, SUM_LEAST, 0, 1, NULL},
                  {"order of lanes, from chance 0 to 1", "", 0.5, 1, SUM_MEAN, 0, 4, NULL},
                  {"the same, worst run", "", NO_BOUND, SUM_LEAST, 0, 4, NULL},
                  {"order of lanes as published", "", NO_BOUND, SUM_MEAN, 0, 2, NULL},
                  {"that of chance", "", NO_BOUND, SUM_MEAN, 0, 3, NULL},
                  {"time", "s", NO_BOUND, SUM_MEAN, 0, 0, NULL}}},
    {.id = "lanes",
     .asks = "1 to 2 a second from either end of a corridor 3 m wide walk in lanes",
     .source = "ours: half way from chance to one way a row; order of lanes as for counter-flow; 10 runs",
     .run = run_lanes,
     .variants = 3,
     .seeds = 10,
     .criteria = {{"order of lanes, 1 a second, from chance 0 to 1", "", 0.5, 1, SUM_MEAN, 0, 4, NULL},
                  {"order of lanes, 1.5 a second", "", 0.5, 1, SUM_MEAN, 1, 4, NULL},
                  {"order of lanes, 2 a second", "", 0.5, 1, SUM_MEAN, 2, 4, NULL},
                  {"density, 1 a second", "/m²", NO_BOUND, SUM_MEAN, 0, 0, NULL},
                  {"density, 2 a second", "/m²", NO_BOUND, SUM_MEAN, 2, 0, NULL},
                  {"speed, 1 a second", "m/s", NO_BOUND, SUM_MEAN, 0, 1, NULL},
                  {"speed, 2 a second", "m/s", NO_BOUND, SUM_MEAN, 2, 1, NULL}}},
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
