/* Buildings of several storeys: what RiMEA wants documented. */
#include "validate/cases.h"

#include "base/rng.h"

/* RiMEA 8: a building of three storeys of 20 × 8 m, stairs 2 m wide at their east ends, 40 people on each, leaving by
 * the ground floor; free speeds times 0.8, 1.0, 1.2 by variant, and 1.0 with starts up to 60 s late. Values: 0 time
 * until all are out, 1 people out. */
static enum aman_err run_storeys(const struct validate_run *run, double values[])
{
    static const double speed_factor[] = {0.8, 1.0, 1.2, 1.0};
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 120);
    scene_ground(&scene, 0, (double[]){0, 0, 20, 0, 20, 3, 28, 3, 28, 5, 20, 5, 20, 8, 0, 8}, 8);
    scene_walls(&scene, 0, (double[]){28, 3, 20, 3, 20, 0, 0, 0, 0, 8, 20, 8, 20, 5, 28, 5}, 8);
    scene_ground(&scene, 1,
                 (double[]){20, 3, 28, 3, 28, 0, 48, 0, 48, 3, 56, 3, 56, 5, 48, 5, 48, 8, 28, 8, 28, 5, 20, 5}, 12);
    scene_walls(&scene, 1, (double[]){20, 3, 28, 3, 28, 0, 48, 0, 48, 3, 56, 3}, 6);
    scene_walls(&scene, 1, (double[]){56, 5, 48, 5, 48, 8, 28, 8, 28, 5, 20, 5}, 6);
    scene_ground(&scene, 2, (double[]){48, 3, 56, 3, 56, 0, 76, 0, 76, 8, 56, 8, 56, 5, 48, 5}, 8);
    scene_walls(&scene, 2, (double[]){48, 3, 56, 3, 56, 0, 76, 0, 76, 8, 56, 8, 56, 5, 48, 5}, 8);
    scene_stair(&scene, 0, 20, 3, 28, 5, 0.45, 0.55);
    scene_stair(&scene, 1, 48, 3, 56, 5, 0.45, 0.55);
    scene_sink(&scene, 0, (double[]){0, 0, 2, 8}, NULL);
    for (int level = 0; level < 3; level++)
        scene_crowd(&scene, level, 28.0 * level + 3, 0.5, 28.0 * level + 19, 7.5, 40, 0);
    for (size_t i = 0; i < 120 && scene.err == AMAN_OK; i++) {
        scene.speed_m_per_s[i] = fminf(2.19f, scene.speed_m_per_s[i] * (float)speed_factor[run->variant]);
        if (run->variant == 3) scene.start_s[i] = (float)(60.0 * aman_rng_uniform(run->seed, i, 12));
    }
    if (scene_start(&scene) == AMAN_OK && scene_run(&scene, 600.0) == AMAN_OK) {
        values[0] = scene_last_gone_s(&scene);
        values[1] = (double)scene_gone(&scene);
    }
    return scene_finish(&scene);
}

/* RiMEA 14: from one hall to another over a stair, a bridge and a stair (30 m), or on the level by a way 5, 10 or 20 m
 * to the side and back. Values: 0 people of 30 over the bridge, 1 people who arrive. */
static enum aman_err run_bridge(const struct validate_run *run, double values[])
{
    static const double aside[] = {5, 10, 20};
    double far = 4.0 + aside[run->variant];
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 30);
    scene_ground(&scene, 0,
                 (double[]){0,  0, 10, 0, 10, 1, 18, 1, 18, 3, 10, 3, 10, far - 2, 40, far - 2, 40, 3, 32, 3,
                            32, 1, 40, 1, 40, 0, 50, 0, 50, 4, 42, 4, 42, far,     8,  far,     8,  4, 0,  4},
                 20);
    scene_walls(&scene, 0, (double[]){18, 1,   10, 1, 10, 0, 0,  0, 0,  4, 8,  4, 8,  far,
                                      42, far, 42, 4, 50, 4, 50, 0, 40, 0, 40, 1, 32, 1},
                14);
    scene_walls(&scene, 0, (double[]){32, 3, 40, 3, 40, far - 2, 10, far - 2, 10, 3, 18, 3}, 6);
    scene_ground(&scene, 1, (double[]){10, 1, 40, 1, 40, 3, 10, 3}, 4);
    scene_wall(&scene, 1, 10, 1, 40, 1);
    scene_wall(&scene, 1, 10, 3, 40, 3);
    scene_stair(&scene, 0, 10, 1, 18, 3, 0.45, 0.55);
    scene_stair(&scene, 0, 40, 1, 32, 3, 0.45, 0.55);
    scene_sink(&scene, 0, (double[]){48, 0, 50, 4}, NULL);
    scene_crowd(&scene, 0, 0.5, 0.5, 7, 3.5, 30, 0);
    int bridge = scene_line(&scene, 1, 25, 1, 25, 3);
    scene_start(&scene);
    scene_run(&scene, 300.0);
    for (size_t i = 0; i < 30 && scene.err == AMAN_OK; i++) values[0] += scene.traces[i].passed_s[bridge] < INFINITY;
    values[1] = scene.err == AMAN_OK ? (double)scene_gone(&scene) : 0.0;
    return scene_finish(&scene);
}

static double least_out(const struct validate_values *all)
{
    double least = INFINITY;
    for (int v = 0; v < all->variants; v++) least = fmin(least, value_least(all, v, 1));
    return least;
}

const struct aman_validate_case validate_cases_storeys[] = {
    {.id = "rimea-8",
     .asks = "a building of three storeys: how the time to empty it depends on speed and late starts",
     .source = "RiMEA 4.1.1, test 8: to be documented; that all get out is ours",
     .run = run_storeys,
     .variants = 4,
     .criteria = {{"people who get out, worst run", "persons", 120, 120, SUM_LEAST, 0, 0, least_out},
                  {"time, speeds × 0.8", "s", NO_BOUND, SUM_MEAN, 0, 0, NULL},
                  {"time, speeds × 1", "s", NO_BOUND, SUM_MEAN, 1, 0, NULL},
                  {"time, speeds × 1.2", "s", NO_BOUND, SUM_MEAN, 2, 0, NULL},
                  {"time, starts up to 60 s late", "s", NO_BOUND, SUM_MEAN, 3, 0, NULL}}},
    {.id = "rimea-14",
     .asks = "a short way over stairs and a bridge, or a longer one on the level: which is taken",
     .source = "RiMEA 4.1.1, test 14: to be documented; that all arrive is ours",
     .run = run_bridge,
     .variants = 3,
     .criteria = {{"people who arrive, worst run", "persons", 30, 30, SUM_LEAST, 0, 0, least_out},
                  {"of 30 over the bridge, level way 10 m longer", "persons", NO_BOUND, SUM_MEAN, 0, 0, NULL},
                  {"of 30 over the bridge, level way 20 m longer", "persons", NO_BOUND, SUM_MEAN, 1, 0, NULL},
                  {"of 30 over the bridge, level way 40 m longer", "persons", NO_BOUND, SUM_MEAN, 2, 0, NULL}}},
};
const size_t validate_n_storeys = sizeof validate_cases_storeys / sizeof *validate_cases_storeys;
