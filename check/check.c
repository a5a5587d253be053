#include "check/check.h"

#include "check/findings.h"
#include "check/run.h"

#include <math.h>

/* What a check holds while it works; the verdict's arena outlives it, the scenario's does not. */
struct check {
    const struct aman_plan *plan;
    const struct aman_diags *reader;
    const struct aman_check_options *options;
    const struct aman_mem *mem;
    struct aman_tasks *tasks;
    struct aman_arena arena; /* of the scenario */
    struct aman_scenario scenario;
    struct aman_variant *variants;
    size_t n_variants;
    struct aman_crowd_world *world;
    double began_s;
    struct aman_verdict *verdict;
};

static double clock_s(const struct check *check)
{
    return check->options->clock_s ? check->options->clock_s() : 0.0;
}

static bool set_up_progress(void *ctx, double share)
{
    const struct check *check = ctx;
    (void)share; /* of the set-up: a small part of the whole */
    if (!check->options->progress) return true;
    struct aman_check_progress progress = {.phase = "set-up", .clock_s = NAN, .speed_up = NAN};
    return check->options->progress(check->options->progress_ctx, &progress);
}

static enum aman_err build_variants(struct check *check)
{
    const struct aman_plan *plan = check->plan;
    check->variants = aman_arena_new(&check->arena, plan->n_contingencies + 1, sizeof *check->variants);
    if (!check->variants) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_scenario_variant(&check->scenario, -1, &check->variants[0]);
    check->n_variants = 1;
    for (size_t i = 0; err == AMAN_OK && i < plan->n_contingencies; i++) {
        if (plan->contingencies[i].type == AMAN_CONTINGENCY_PROSE) continue;
        err = aman_scenario_variant(&check->scenario, (int)i, &check->variants[check->n_variants++]);
    }
    return err;
}

static enum aman_err set_up(struct check *check)
{
    enum aman_err err = aman_tasks_create(check->mem, check->options->threads, &check->tasks);
    if (err == AMAN_OK && !set_up_progress(check, 0.0)) err = AMAN_ERR_CANCELLED;
    if (err == AMAN_OK)
        err = aman_scenario_build(check->plan, check->options->seed, &check->arena, &check->scenario);
    if (err == AMAN_OK) err = build_variants(check);
    if (err == AMAN_OK)
        err = aman_crowd_world_create(&check->scenario.world, check->mem, check->tasks, set_up_progress,
                                      check, &check->world);
    check->verdict->set_up_s = clock_s(check) - check->began_s;
    return err;
}

static enum aman_err run_all(struct check *check)
{
    struct aman_verdict *verdict = check->verdict;
    const struct aman_run_order order = {&check->scenario, check->variants, check->n_variants,
                                         check->world,     check->options,  check->mem};
    double began_s = clock_s(check);
    verdict->n_runs = check->n_variants;
    verdict->runs = aman_arena_new(&verdict->arena, verdict->n_runs, sizeof *verdict->runs);
    if (!verdict->runs) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_runs(&order, check->tasks, &verdict->arena, verdict->runs);
    verdict->run_s = clock_s(check) - began_s;
    return err;
}

static enum aman_err tabulate_capacity(struct check *check)
{
    struct aman_verdict *verdict = check->verdict;
    verdict->n_capacity = check->plan->n_sections + 1;
    verdict->capacity = aman_arena_new(&verdict->arena, verdict->n_capacity, sizeof *verdict->capacity);
    if (!verdict->capacity) return AMAN_ERR_MEMORY;
    return aman_capacity_table(check->plan, &check->scenario, &check->arena, verdict->capacity);
}

static enum aman_err keep_findings(struct aman_verdict *verdict, const struct aman_findings *list)
{
    verdict->n_findings = list->n;
    verdict->findings = aman_arena_new(&verdict->arena, list->n, sizeof *verdict->findings);
    if (!verdict->findings) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < list->n; i++) verdict->findings[i] = list->items[i];
    verdict->holds = list->n == 0 || list->items[0].severity > AMAN_SEVERITY_MAJOR;
    return AMAN_OK;
}

static enum aman_err ask_all(struct check *check)
{
    struct aman_verdict *verdict = check->verdict;
    const struct aman_asked asked = {check->plan,       &check->scenario,    verdict->runs, verdict->n_runs,
                                     verdict->capacity, verdict->n_capacity, check->reader,
                                     check->options->vetting};
    struct aman_findings list;
    aman_findings_init(&list, &verdict->arena);
    aman_ask_capacity(&asked, &list);
    aman_ask_entry(&asked, &list);
    aman_ask_density(&asked, &list);
    aman_ask_leaving(&asked, &list);
    aman_ask_plan(&asked, &list);
    aman_ask_people(&asked, &list);
    enum aman_err err = aman_findings_sort(&list);
    if (err == AMAN_OK) err = keep_findings(verdict, &list);
    aman_findings_release(&list);
    return err;
}

static struct aman_verdict *new_verdict(const struct check *check)
{
    struct aman_verdict *verdict = aman_mem_new(check->mem, 1, sizeof *verdict);
    if (!verdict) return NULL;
    aman_arena_init(&verdict->arena, check->mem, 0);
    verdict->plan = check->plan;
    verdict->seed = check->options->seed;
    verdict->threads = check->options->threads;
    return verdict;
}

void aman_verdict_destroy(struct aman_verdict *verdict)
{
    if (!verdict) return;
    const struct aman_mem *mem = verdict->arena.mem;
    aman_arena_release(&verdict->arena);
    aman_mem_free(mem, verdict, 1, sizeof *verdict);
}

enum aman_err aman_check_plan(const struct aman_plan *plan, const struct aman_diags *reader,
                              const struct aman_check_options *options, const struct aman_mem *mem,
                              struct aman_verdict **out)
{
    struct check check = {.plan = plan, .reader = reader, .options = options, .mem = mem};
    check.began_s = clock_s(&check);
    check.verdict = new_verdict(&check);
    if (!check.verdict) return AMAN_ERR_MEMORY;
    aman_arena_init(&check.arena, mem, 0);
    enum aman_err err = set_up(&check);
    if (err == AMAN_OK) err = tabulate_capacity(&check);
    if (err == AMAN_OK) err = run_all(&check);
    if (err == AMAN_OK) err = ask_all(&check);
    aman_crowd_world_destroy(check.world);
    aman_arena_release(&check.arena);
    aman_tasks_destroy(check.tasks);
    if (err == AMAN_OK)
        *out = check.verdict;
    else
        aman_verdict_destroy(check.verdict);
    return err;
}
