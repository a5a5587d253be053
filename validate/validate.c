/* The table of cases, run over threads and judged. */
#include "validate/cases.h"

#include <stdatomic.h>
#include <string.h>

enum { SEEDS = 20 }; /* runs of a variant, unless a case says otherwise */

/* ---- the table ---- */

struct group {
    const struct aman_validate_case *cases;
    const size_t *n;
};
static const struct group groups[] = {
    {validate_cases_walking, &validate_n_walking}, {validate_cases_rooms, &validate_n_rooms},
    {validate_cases_stairs, &validate_n_stairs},   {validate_cases_storeys, &validate_n_storeys},
    {validate_cases_flow, &validate_n_flow},
    {validate_cases_diagram, &validate_n_diagram}, {validate_cases_streams, &validate_n_streams},
    {validate_cases_service, &validate_n_service}, {validate_cases_filmed, &validate_n_filmed},
};
enum { N_GROUPS = sizeof groups / sizeof *groups };

size_t aman_validate_n_cases(void)
{
    size_t n = 0;
    for (int g = 0; g < N_GROUPS; g++) n += *groups[g].n;
    return n;
}

const struct aman_validate_case *aman_validate_case_at(size_t i)
{
    for (int g = 0; g < N_GROUPS; g++) {
        if (i < *groups[g].n) return &groups[g].cases[i];
        i -= *groups[g].n;
    }
    return NULL;
}

const struct aman_validate_case *aman_validate_case_named(const char *id)
{
    for (size_t i = 0; i < aman_validate_n_cases(); i++)
        if (strcmp(aman_validate_case_at(i)->id, id) == 0) return aman_validate_case_at(i);
    return NULL;
}

const char *aman_validate_case_id(const struct aman_validate_case *test)
{
    return test->id;
}

const char *aman_validate_case_asks(const struct aman_validate_case *test)
{
    return test->asks;
}

const char *aman_validate_case_source(const struct aman_validate_case *test)
{
    return test->source;
}

struct aman_crowd_params aman_validate_params_code(void)
{
    struct aman_crowd_params params = aman_crowd_params_default();
    params.time_gap_s = 1.7;
    return params;
}

/* ---- sums over the seeds ---- */

double value_mean(const struct validate_values *all, int variant, int k)
{
    double sum = 0.0;
    for (int s = 0; s < all->seeds; s++) sum += value_of(all, variant, s, k);
    return sum / all->seeds;
}

double value_least(const struct validate_values *all, int variant, int k)
{
    double least = INFINITY;
    for (int s = 0; s < all->seeds; s++) least = fmin(least, value_of(all, variant, s, k));
    return least;
}

double value_most(const struct validate_values *all, int variant, int k)
{
    double most = -INFINITY;
    for (int s = 0; s < all->seeds; s++) most = fmax(most, value_of(all, variant, s, k));
    return most;
}

double value_p95(const struct validate_values *all, int variant, int k)
{
    double found = INFINITY;
    for (int s = 0; s < all->seeds; s++) {
        double value = value_of(all, variant, s, k);
        int not_over = 0;
        for (int other = 0; other < all->seeds; other++) not_over += value_of(all, variant, other, k) <= value;
        if (not_over * 100 >= all->seeds * 95) found = fmin(found, value);
    }
    return found;
}

/* ---- judging ---- */

static double found_by(const struct validate_criterion *c, const struct validate_values *all)
{
    if (c->measure) return c->measure(all);
    switch (c->sum) {
    case SUM_MEAN:
        return value_mean(all, c->variant, c->value);
    case SUM_LEAST:
        return value_least(all, c->variant, c->value);
    case SUM_MOST:
        return value_most(all, c->variant, c->value);
    case SUM_P95:
        return value_p95(all, c->variant, c->value);
    }
    return NAN;
}

/* What is not a number is within no bounds. */
static enum aman_validate_verdict verdict_on(const struct validate_criterion *c, double found)
{
    if (c->low == -INFINITY && c->high == INFINITY) return AMAN_VALIDATE_DOCUMENTED;
    return found >= c->low && found <= c->high && isfinite(found) ? AMAN_VALIDATE_PASS : AMAN_VALIDATE_FAIL;
}

static bool has_data(const struct aman_validate_case *test, const struct aman_validate_data *data)
{
    switch (test->needs) {
    case NEEDS_CORRIDOR:
        return data->corridor_open.n > 0 && data->corridor_periodic.n > 0;
    case NEEDS_BAND:
        return data->band_low.n > 0 && data->band_high.n > 0;
    case NEEDS_WALKS:
        for (int w = 0; w < AMAN_VALIDATE_WALKS; w++)
            if (data->walks[w].n == 0) return false;
        return true;
    case NEEDS_DOOR:
        return data->door.n > 0;
    default:
        return true;
    }
}

static void judge(const struct validate_values *all, struct aman_validate_result *result)
{
    const struct aman_validate_case *test = result->test;
    bool skipped = !has_data(test, all->data), judged = false, failed = false;
    for (size_t i = 0; i < AMAN_VALIDATE_CHECKS && test->criteria[i].what; i++) {
        const struct validate_criterion *c = &test->criteria[i];
        double found = skipped ? NAN : found_by(c, all);
        enum aman_validate_verdict verdict = skipped ? AMAN_VALIDATE_SKIPPED : verdict_on(c, found);
        result->checks[result->n_checks++] =
            (struct aman_validate_check){c->what, c->unit, c->low, c->high, found, verdict};
        judged = judged || verdict != AMAN_VALIDATE_DOCUMENTED;
        failed = failed || verdict == AMAN_VALIDATE_FAIL;
    }
    for (int v = 0; v < test->variants && !skipped; v++)
        result->means[result->n_means++] = (struct aman_point){value_mean(all, v, 0), value_mean(all, v, 1)};
    result->verdict = skipped  ? AMAN_VALIDATE_SKIPPED
                      : failed ? AMAN_VALIDATE_FAIL
                      : judged ? AMAN_VALIDATE_PASS
                               : AMAN_VALIDATE_DOCUMENTED;
}

/* ---- running ---- */

/* A case of the call: its runs are units first .. first + variants · seeds. */
struct job {
    struct aman_validate_result result;
    struct aman_crowd_params params;
    size_t first, n;
};

struct work {
    const struct aman_validate_options *options;
    struct job *jobs;
    size_t n_jobs, n_units;
    double *values;      /* n_units · VALUES */
    enum aman_err *errs; /* n_units */
    atomic_size_t done;
    atomic_bool stopped;
    atomic_flag telling;
};

static struct aman_crowd_params params_of(const struct aman_validate_options *options, enum aman_validate_set set)
{
    if (options->params) return *options->params;
    return set == AMAN_VALIDATE_CODE ? aman_validate_params_code() : aman_crowd_params_default();
}

static void plan_jobs(struct work *work, const struct aman_validate_case *const *cases)
{
    const struct aman_validate_options *options = work->options;
    for (size_t i = 0; i < work->n_jobs; i++) {
        struct job *job = &work->jobs[i];
        int own = cases[i]->seeds ? cases[i]->seeds : SEEDS;
        job->result.test = cases[i];
        job->result.set = cases[i]->code ? AMAN_VALIDATE_CODE : options->set;
        job->result.seeds = own == 1 ? 1 : options->seeds ? options->seeds : own; /* 1: nothing in it is drawn */
        job->params = params_of(options, job->result.set);
        job->first = work->n_units;
        job->n = has_data(cases[i], &options->data) ? (size_t)(cases[i]->variants * job->result.seeds) : 0;
        work->n_units += job->n;
    }
}

static const struct job *job_of(const struct work *work, size_t unit)
{
    const struct job *job = work->jobs;
    while (unit >= job->first + job->n) job++;
    return job;
}

/* One thread at a time tells; who finds another telling goes on. */
static void tell(struct work *work)
{
    const struct aman_validate_options *options = work->options;
    size_t done = atomic_fetch_add(&work->done, 1) + 1;
    if (!options->progress || atomic_flag_test_and_set(&work->telling)) return;
    if (!options->progress(options->progress_ctx, done, work->n_units)) atomic_store(&work->stopped, true);
    atomic_flag_clear(&work->telling);
}

static void run_units(void *ctx, size_t begin, size_t end)
{
    struct work *work = ctx;
    for (size_t unit = begin; unit < end && !work->stopped; unit++) {
        const struct job *job = job_of(work, unit);
        size_t index = unit - job->first, seeds = (size_t)job->result.seeds;
        struct validate_run run = {.test = job->result.test,
                                   .mem = work->options->mem,
                                   .data = &work->options->data,
                                   .params = job->params,
                                   .variant = (int)(index / seeds),
                                   .seed = index % seeds + 1};
        work->errs[unit] = run.test->run(&run, work->values + unit * AMAN_VALIDATE_VALUES);
        tell(work);
    }
}

static enum aman_err run_all(struct work *work)
{
    aman_tasks_for(work->options->tasks, work->n_units, 1, run_units, work);
    if (work->stopped) return AMAN_ERR_CANCELLED;
    for (size_t i = 0; i < work->n_units; i++)
        if (work->errs[i] != AMAN_OK) return work->errs[i];
    for (size_t i = 0; i < work->n_jobs; i++) {
        struct job *job = &work->jobs[i];
        struct validate_values all = {job->result.test, &work->options->data,
                                      work->values + job->first * AMAN_VALIDATE_VALUES, job->result.test->variants,
                                      job->result.seeds};
        judge(&all, &job->result);
    }
    return AMAN_OK;
}

enum aman_err aman_validate_run(const struct aman_validate_case *const *cases, size_t n,
                                const struct aman_validate_options *options, struct aman_validate_result *results)
{
    if (options->seeds < 0 || options->seeds > AMAN_VALIDATE_SEEDS_MOST) return AMAN_ERR_ARGUMENT;
    struct aman_arena arena;
    struct work work = {.options = options, .n_jobs = n, .telling = ATOMIC_FLAG_INIT};
    aman_arena_init(&arena, options->mem, 0);
    work.jobs = aman_arena_new(&arena, n + 1, sizeof *work.jobs);
    if (work.jobs) plan_jobs(&work, cases);
    work.values = aman_arena_new(&arena, work.n_units * AMAN_VALIDATE_VALUES + 1, sizeof *work.values);
    work.errs = aman_arena_new(&arena, work.n_units + 1, sizeof *work.errs);
    enum aman_err err = work.jobs && work.values && work.errs ? run_all(&work) : AMAN_ERR_MEMORY;
    for (size_t i = 0; err == AMAN_OK && i < n; i++) results[i] = work.jobs[i].result;
    aman_arena_release(&arena);
    return err;
}
