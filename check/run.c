#include "check/run.h"

#include "check/runner.h"

#include <math.h>
#include <time.h>

enum {
    SLICE_S = 10,                         /* simulated seconds that a thread gives to one run at a time */
    MINUTE_BYTES_ALL = 384 * 1024 * 1024, /* density pictures of all runs together */
};

/* Everything that the runs of one check share. */
struct running {
    const struct aman_run_order *order;
    struct aman_ground ground;
    struct aman_run *runs;
    struct aman_runner *runners;
    size_t n;
    struct aman_reporter reporter;
    size_t active, active_max; /* contingencies begun and not done */
    pthread_mutex_t lock;
    pthread_cond_t freed;
};

/* ---- set-up ---- */

/* How long a run is likely to take: for the progress bar only. */
static double likely_s(const struct aman_run_order *order, const struct aman_variant *variant)
{
    double end_s = variant->evacuated ? variant->alarm_s + 1200.0 : variant->full_time_s + 4500.0;
    double begin_s = fmax(variant->fork_s, order->scenario->day.start_s);
    return fmax(0.0, fmin(end_s, variant->end_s) - begin_s);
}

static const char *phase_of(const struct aman_run_order *order, const struct aman_variant *variant)
{
    return variant->contingency < 0 ? "day" : order->scenario->plan->contingencies[variant->contingency].id;
}

static enum aman_err set_up(struct running *r, struct aman_arena *arena)
{
    const struct aman_run_order *order = r->order;
    enum aman_err err = aman_ground_build(order->scenario, order->world, order->mem, arena, &r->ground);
    for (size_t i = 0; err == AMAN_OK && i < r->n; i++) {
        r->runs[i] = (struct aman_run){0};
        r->runners[i] = (struct aman_runner){.order = order,
                                             .variant = &order->variants[i],
                                             .reporter = &r->reporter,
                                             .phase = phase_of(order, &order->variants[i])};
        r->reporter.all_ms += 1000.0 * likely_s(order, &order->variants[i]);
        err = aman_run_prepare(&r->ground, arena, &r->runs[i]);
    }
    return err;
}

/* The pictures of all minutes of all runs fit MINUTE_BYTES_ALL. */
static size_t minute_cells(const struct running *r, const struct aman_variant *variant)
{
    double span_s = variant->end_s - r->order->scenario->day.start_s;
    double minutes = fmax(1.0, span_s / 60.0) * (double)r->n;
    return (size_t)((double)MINUTE_BYTES_ALL / (minutes * sizeof(struct aman_run_cell))) + 1;
}

static enum aman_err open_runner(struct running *r, size_t i)
{
    return aman_runner_open(&r->runners[i], &r->ground, &r->runs[i], minute_cells(r, r->runners[i].variant));
}

/* ---- the day ---- */

/* A fork is due at the last field sample before the first difference. */
static bool fork_is_due(const struct aman_runner *day, const struct aman_variant *variant)
{
    double now_s = day->begin_s + (double)day->seconds;
    return day->seconds % AMAN_RUN_FIELD_S == 0 && now_s + AMAN_RUN_FIELD_S >= variant->fork_s;
}

static enum aman_err fork_due(struct running *r)
{
    const struct aman_runner *day = &r->runners[0];
    bool all = aman_runner_is_over(day);
    for (size_t i = 1; i < r->n; i++) {
        struct aman_runner *runner = &r->runners[i];
        if (runner->sim || !(all || fork_is_due(day, runner->variant))) continue;
        enum aman_err err =
            aman_crowd_sim_fork(day->sim, &runner->variant->model, r->order->mem, &runner->sim);
        if (err != AMAN_OK) return err;
    }
    return AMAN_OK;
}

static enum aman_err run_day(struct running *r, struct aman_tasks *tasks)
{
    struct aman_runner *day = &r->runners[0];
    enum aman_err err =
        aman_crowd_sim_create(r->order->world, &day->variant->model, r->order->mem, &day->sim);
    if (err == AMAN_OK) err = open_runner(r, 0);
    while (err == AMAN_OK && !day->done) {
        err = fork_due(r);
        if (err == AMAN_OK) err = aman_runner_second(day, tasks);
    }
    return err;
}

/* ---- contingencies, side by side ---- */

/* The waiting run that is least far on; a new one only while few are under way, for each holds rasters. */
static struct aman_runner *pick(struct running *r, bool *all_done)
{
    struct aman_runner *best = NULL;
    *all_done = true;
    for (size_t i = 1; i < r->n; i++) {
        struct aman_runner *runner = &r->runners[i];
        *all_done = *all_done && runner->turn == AMAN_TURN_DONE;
        bool startable = runner->turn == AMAN_TURN_NEW && r->active < r->active_max;
        if (runner->turn != AMAN_TURN_FREE && !startable) continue;
        bool before = !best || runner->turn > best->turn ||
                      (runner->turn == best->turn && runner->seconds_seen < best->seconds_seen);
        if (before) best = runner;
    }
    return best;
}

static void run_slice(struct running *r, struct aman_runner *runner, bool first)
{
    if (first) runner->err = open_runner(r, (size_t)(runner - r->runners));
    for (int i = 0; i < SLICE_S && runner->err == AMAN_OK && !runner->done; i++)
        runner->err = aman_runner_second(runner, NULL);
    if (runner->err != AMAN_OK) atomic_store(&r->reporter.stop, true);
}

/* Takes a run for a slice; called, and returns, with the lock held. */
static void take_turn(struct running *r, struct aman_runner *runner)
{
    bool first = runner->turn == AMAN_TURN_NEW;
    runner->turn = AMAN_TURN_BUSY;
    r->active += first;
    pthread_mutex_unlock(&r->lock);
    run_slice(r, runner, first);
    pthread_mutex_lock(&r->lock);
    runner->turn = runner->done ? AMAN_TURN_DONE : AMAN_TURN_FREE;
    runner->seconds_seen = runner->seconds;
    r->active -= runner->done;
    pthread_cond_broadcast(&r->freed);
}

/* Waits a moment for a run to become free; called with the lock held. */
static void wait_for_run(struct running *r)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 50000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&r->freed, &r->lock, &until);
}

static void work(void *ctx, size_t begin, size_t end)
{
    (void)begin;
    (void)end;
    struct running *r = ctx;
    bool all_done = false;
    pthread_mutex_lock(&r->lock);
    while (!atomic_load(&r->reporter.stop)) {
        struct aman_runner *runner = pick(r, &all_done);
        if (all_done) break;
        if (runner) {
            take_turn(r, runner);
            continue;
        }
        wait_for_run(r);
        pthread_mutex_unlock(&r->lock); /* the user's callback may take its time */
        aman_reporter_poll(&r->reporter, r->runners[1].phase, NAN, 0);
        pthread_mutex_lock(&r->lock);
    }
    pthread_mutex_unlock(&r->lock);
}

static enum aman_err run_side_by_side(struct running *r, struct aman_tasks *tasks)
{
    size_t threads = (size_t)aman_tasks_threads(tasks);
    r->active_max = threads + 1;
    aman_tasks_for(tasks, threads, 1, work, r);
    for (size_t i = 1; i < r->n; i++)
        if (r->runners[i].err != AMAN_OK && r->runners[i].err != AMAN_ERR_CANCELLED) return r->runners[i].err;
    return atomic_load(&r->reporter.stop) ? AMAN_ERR_CANCELLED : AMAN_OK;
}

static enum aman_err run_in_turn(struct running *r, struct aman_tasks *tasks)
{
    enum aman_err err = AMAN_OK;
    for (size_t i = 1; err == AMAN_OK && i < r->n; i++) {
        err = open_runner(r, i);
        while (err == AMAN_OK && !r->runners[i].done) err = aman_runner_second(&r->runners[i], tasks);
    }
    return err;
}

static enum aman_err run_contingencies(struct running *r, struct aman_tasks *tasks)
{
    if (r->n < 2) return AMAN_OK;
    bool few = 2 * (r->n - 1) < (size_t)aman_tasks_threads(tasks);
    return few ? run_in_turn(r, tasks) : run_side_by_side(r, tasks);
}

/* ---- all ---- */

static enum aman_err pack_all(struct running *r, struct aman_arena *arena)
{
    for (size_t i = 0; i < r->n; i++) {
        enum aman_err err = aman_run_pack(&r->runners[i].collector, arena, &r->runs[i]);
        if (err != AMAN_OK) return err;
        r->runs[i].wall_s = r->runners[i].wall_s;
        aman_collector_release(&r->runners[i].collector);
    }
    return AMAN_OK;
}

enum aman_err aman_runs(const struct aman_run_order *order, struct aman_tasks *tasks,
                        struct aman_arena *arena, struct aman_run *runs)
{
    struct running r = {.order = order, .runs = runs, .n = order->n_variants};
    r.runners = aman_mem_new(order->mem, r.n, sizeof *r.runners);
    if (!r.runners) return AMAN_ERR_MEMORY;
    aman_reporter_begin(&r.reporter, order->options);
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.freed, NULL);
    enum aman_err err = set_up(&r, arena);
    if (err == AMAN_OK) err = run_day(&r, tasks);
    if (err == AMAN_OK) err = run_contingencies(&r, tasks);
    if (err == AMAN_OK) err = pack_all(&r, arena);
    for (size_t i = 0; i < r.n; i++) aman_runner_release(&r.runners[i]);
    pthread_cond_destroy(&r.freed);
    pthread_mutex_destroy(&r.lock);
    aman_mem_free(order->mem, r.runners, r.n, sizeof *r.runners);
    return err;
}
