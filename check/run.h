/* check/run.h - the day as planned, and every contingency forked from it.
 *
 * The day runs first, with all threads. Just before a contingency's first difference the day's state
 * is forked; afterwards the contingencies run side by side, each on one thread (or, when there are
 * less than half as many as threads, one after the other on all of them). Bits do not depend on it.
 */
#ifndef AMAN_CHECK_RUN_H
#define AMAN_CHECK_RUN_H

#include "check/check.h"
#include "check/collect.h"

struct aman_run_order {
    const struct aman_scenario *scenario;
    const struct aman_variant *variants; /* [0]: the day */
    size_t n_variants;
    const struct aman_crowd_world *world;
    const struct aman_check_options *options;
    const struct aman_mem *mem;
};

/* Runs them all and packs runs[n_variants] into the arena. A run ends when everyone is gone (or in
 * safety), or at the variant's hard end. Errors: CANCELLED, MEMORY, those of the engine, and the
 * trajectory's. Nothing but the arena's memory outlives a failure. */
enum aman_err aman_runs(const struct aman_run_order *order, struct aman_tasks *tasks,
                        struct aman_arena *arena, struct aman_run *runs);

#endif
