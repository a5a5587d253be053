/* apps/crowd_run.h - a scenario into the crowd engine's world, model and simulation. */
#ifndef AMAN_APPS_CROWD_RUN_H
#define AMAN_APPS_CROWD_RUN_H

#include "base/diag.h"
#include "engines/crowd/crowd.h"
#include "formats/crowd_scenario_read.h"

struct aman_crowd_run {
    const struct aman_scenario *scenario;
    struct aman_diags *diags;
    struct aman_arena arena; /* all that world and model point to */
    uint64_t seed;
    struct aman_crowd_world *world;
    struct aman_crowd_model model;
    struct aman_crowd_sim *sim;
    double cell_m;
    const char **ids;         /* of each person, "" without one in a table */
    float *enter_x, *enter_y; /* of the model's people, while they are placed */
};

/* The scenario, which must outlive the run, ready for its first step. Ways that do not exist, areas without
 * room and the like go to diags. tasks, progress: see aman_crowd_world_create. Errors: INPUT (see diags),
 * MEMORY, LIMIT, CANCELLED. Release it in any case. */
enum aman_err aman_crowd_run_begin(struct aman_crowd_run *run, const struct aman_scenario *scenario,
                                   uint64_t seed, struct aman_diags *diags, struct aman_tasks *tasks,
                                   bool (*progress)(void *ctx, double share), void *ctx);
void aman_crowd_run_release(struct aman_crowd_run *run);

/* ---- its parts, in the order in which they run ---- */

/* crowd_people.c: everyone, drawn or from tables */
enum aman_err aman_crowd_run_people(struct aman_crowd_run *run);
/* crowd_ground.c: world, banks, places of departure */
enum aman_err aman_crowd_run_ground(struct aman_crowd_run *run, struct aman_tasks *tasks,
                                    bool (*progress)(void *ctx, double share), void *ctx);
/* crowd_people.c: where people come from; places and ways are looked at */
enum aman_err aman_crowd_run_sources(struct aman_crowd_run *run);

/* crowd_places.c: exact places for the people of a source, from person `first` on; a fault when there is no
 * room */
enum aman_err aman_crowd_run_places(struct aman_crowd_run *run, const struct aman_scenario_source *source,
                                    size_t first);
/* crowd_ways.c: faults where people of source s who stand at `at` (an exact place), or anywhere in it (NULL),
 * have no way to a destination (-1: to any that they may draw) */
void aman_crowd_run_ways(struct aman_crowd_run *run, size_t s, const struct aman_point *at, int destination);

/* Zeroed memory of the run, or NULL. */
void *aman_crowd_run_new(struct aman_crowd_run *run, size_t n, size_t size);
/* A fault of a source. */
void aman_crowd_run_fault(struct aman_crowd_run *run, const struct aman_scenario_source *source,
                          const char *found, const char *expected, const char *hint);

#endif
