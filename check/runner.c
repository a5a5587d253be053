#include "check/runner.h"

#include <math.h>

static const double epsilon_s = 1e-6;

static uint32_t on_ground(const struct aman_runner *runner)
{
    const struct aman_collector *c = &runner->collector;
    return c->rows[(c->n_rows - 1) * c->n_columns + AMAN_COLUMN_ON_GROUND];
}

/* The day as planned only, frame 0 before the first step. */
static enum aman_err send_frames(struct aman_runner *runner)
{
    const struct aman_check_options *options = runner->order->options;
    if (runner->variant->contingency >= 0 || !options->trajectory || !(options->trajectory_fps > 0.0))
        return AMAN_OK;
    double since_s = aman_crowd_sim_time_s(runner->sim) - runner->begin_s;
    if (since_s + epsilon_s < runner->frames / options->trajectory_fps) return AMAN_OK;
    struct aman_crowd_view view = aman_crowd_sim_view(runner->sim);
    return options->trajectory(options->trajectory_ctx, runner->frames++, view.n, view.person, view.x, view.y,
                               view.level, view.vx, view.vy);
}

enum aman_err aman_runner_open(struct aman_runner *runner, const struct aman_ground *ground,
                               const struct aman_run *run, size_t minute_cells_max)
{
    const struct aman_run_order *order = runner->order;
    runner->begin_s = round(aman_crowd_sim_time_s(runner->sim));
    enum aman_err err =
        aman_collector_open(&runner->collector, order->scenario, runner->variant, order->world, ground, run,
                            runner->begin_s, minute_cells_max, order->mem);
    if (err != AMAN_OK) return err;
    err = aman_collector_sample(&runner->collector, runner->sim);
    return err == AMAN_OK ? send_frames(runner) : err;
}

bool aman_runner_is_over(const struct aman_runner *runner)
{
    if (aman_crowd_sim_finished(runner->sim)) return true;
    if (runner->variant->evacuated && aman_collector_evacuated(&runner->collector, runner->sim)) return true;
    return aman_crowd_sim_time_s(runner->sim) + epsilon_s >= runner->variant->end_s;
}

static enum aman_err close_run(struct aman_runner *runner)
{
    enum aman_err err = aman_collector_close(&runner->collector, runner->sim);
    aman_crowd_sim_destroy(runner->sim);
    runner->sim = NULL;
    runner->done = true;
    return err;
}

static enum aman_err step_second(struct aman_runner *runner, struct aman_tasks *tasks)
{
    double until_s = runner->begin_s + (double)(runner->seconds + 1);
    while (aman_crowd_sim_time_s(runner->sim) + epsilon_s < until_s) {
        enum aman_err err = aman_crowd_sim_step(runner->sim, tasks);
        if (err == AMAN_OK) err = send_frames(runner);
        if (err != AMAN_OK) return err;
        double now_s = aman_crowd_sim_time_s(runner->sim);
        if (!aman_reporter_poll(runner->reporter, runner->phase, now_s, on_ground(runner)))
            return AMAN_ERR_CANCELLED;
    }
    return AMAN_OK;
}

enum aman_err aman_runner_second(struct aman_runner *runner, struct aman_tasks *tasks)
{
    if (aman_runner_is_over(runner)) return close_run(runner);
    double began_s = aman_reporter_clock(runner->reporter);
    enum aman_err err = step_second(runner, tasks);
    if (err != AMAN_OK) return err;
    runner->seconds++;
    atomic_fetch_add_explicit(&runner->reporter->done_ms, 1000, memory_order_relaxed);
    err = aman_collector_sample(&runner->collector, runner->sim);
    runner->wall_s += aman_reporter_clock(runner->reporter) - began_s;
    return err;
}

void aman_runner_release(struct aman_runner *runner)
{
    aman_crowd_sim_destroy(runner->sim);
    runner->sim = NULL;
    aman_collector_release(&runner->collector);
}
