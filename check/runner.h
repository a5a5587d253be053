/* check/runner.h - one run on its way: a sim and its collector. */
#ifndef AMAN_CHECK_RUNNER_H
#define AMAN_CHECK_RUNNER_H

#include "check/progress.h"
#include "check/run.h"

struct aman_runner {
    const struct aman_run_order *order;
    const struct aman_variant *variant;
    struct aman_reporter *reporter;
    const char *phase;
    struct aman_crowd_sim *sim; /* NULL before the fork and after the end */
    struct aman_collector collector;
    double begin_s;
    size_t seconds;  /* simulated so far */
    uint32_t frames; /* of the trajectory */
    double wall_s;
    bool done;
    enum aman_err err;
    /* Of whoever shares out the threads, behind their lock: the rest belongs to the thread that runs it. */
    enum aman_turn { AMAN_TURN_NEW, AMAN_TURN_FREE, AMAN_TURN_BUSY, AMAN_TURN_DONE } turn;
    size_t seconds_seen;
};

/* Opens the collector and takes the first sample. The sim must be there. */
enum aman_err aman_runner_open(struct aman_runner *runner, const struct aman_ground *ground,
                               const struct aman_run *run, size_t minute_cells_max);

/* True when everyone is gone or in safety, or at the hard end. */
bool aman_runner_is_over(const struct aman_runner *runner);

/* One simulated second; sets done at the end, and frees the sim then. */
enum aman_err aman_runner_second(struct aman_runner *runner, struct aman_tasks *tasks);

/* Frees what a runner still holds. */
void aman_runner_release(struct aman_runner *runner);

#endif
