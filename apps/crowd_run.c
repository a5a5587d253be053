#include "apps/crowd_run.h"

#include <stdio.h>

void *aman_crowd_run_new(struct aman_crowd_run *run, size_t n, size_t size)
{
    return aman_arena_new(&run->arena, n, size);
}

void aman_crowd_run_fault(struct aman_crowd_run *run, const struct aman_scenario_source *source,
                          const char *found, const char *expected, const char *hint)
{
    char where[128];
    snprintf(where, sizeof where, "source `%.64s`", source->id);
    aman_diags_add(run->diags, (struct aman_diag){.file = run->scenario->file,
                                                  .line = source->line,
                                                  .column = source->column,
                                                  .where = where,
                                                  .found = found,
                                                  .expected = expected,
                                                  .hint = hint});
}

enum aman_err aman_crowd_run_begin(struct aman_crowd_run *run, const struct aman_scenario *scenario,
                                   uint64_t seed, struct aman_diags *diags, struct aman_tasks *tasks,
                                   bool (*progress)(void *ctx, double share), void *ctx)
{
    size_t errors = diags->n_errors;
    *run = (struct aman_crowd_run){.scenario = scenario, .diags = diags, .seed = seed};
    aman_arena_init(&run->arena, &aman_mem_heap, 0);
    enum aman_err err = aman_crowd_run_people(run);
    if (err == AMAN_OK) err = aman_crowd_run_ground(run, tasks, progress, ctx);
    if (err == AMAN_OK) err = aman_crowd_run_sources(run);
    if (err == AMAN_OK && diags->n_errors > errors) err = AMAN_ERR_INPUT;
    if (err != AMAN_OK) return err;
    run->model.n_sections = 1;
    run->model.seed = seed;
    return aman_crowd_sim_create(run->world, &run->model, &aman_mem_heap, &run->sim);
}

void aman_crowd_run_release(struct aman_crowd_run *run)
{
    aman_crowd_sim_destroy(run->sim);
    aman_crowd_world_destroy(run->world);
    if (run->arena.mem) aman_arena_release(&run->arena);
    *run = (struct aman_crowd_run){0};
}
