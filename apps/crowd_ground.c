/* The ground of a scenario for the crowd engine: world, banks, places of departure. */
#include "apps/crowd_run.h"

#include <math.h>

/* So many cells are made in a few seconds. */
static const double cells_at_best = 5e5, finest_cell_m = 0.1, coarsest_cell_m = 0.25;

static void override(double *value, double own)
{
    if (!isnan(own)) *value = own;
}

static struct aman_crowd_params params_of(const struct aman_scenario *scenario)
{
    const struct aman_scenario_motion *own = &scenario->motion;
    struct aman_crowd_params p = aman_crowd_params_of((enum aman_crowd_motion)own->model);
    override(&p.step_s, scenario->step_s);
    override(&p.time_gap_s, own->time_gap_s);
    override(&p.strength, own->strength);
    override(&p.range_m, own->range_m);
    override(&p.wall_strength, own->wall_strength);
    override(&p.wall_range_m, own->wall_range_m);
    override(&p.anticipation_s, own->anticipation_s);
    override(&p.reaction_s, own->reaction_s);
    override(&p.wall_buffer_m, own->wall_buffer_m);
    override(&p.mass_kg, own->mass_kg);
    override(&p.relax_s, own->relax_s);
    override(&p.force_n, own->force_n);
    override(&p.force_range_m, own->force_range_m);
    override(&p.body_n_per_m, own->body_n_per_m);
    override(&p.friction_n_s_per_m2, own->friction_n_s_per_m2);
    return p;
}

static double cell_of(const struct aman_scenario *scenario)
{
    if (!isnan(scenario->cell_m)) return scenario->cell_m;
    return fmin(fmax(sqrt(scenario->ground_m2 / cells_at_best), finest_cell_m), coarsest_cell_m);
}

static bool add_levels(struct aman_crowd_run *run, struct aman_crowd_world_def *def)
{
    const struct aman_scenario *scenario = run->scenario;
    struct aman_crowd_level_def *levels = aman_crowd_run_new(run, scenario->n_levels, sizeof *levels);
    struct aman_crowd_link_def *links = aman_crowd_run_new(run, scenario->n_stairs, sizeof *links);
    if (!levels || !links) return false;
    for (size_t l = 0; l < scenario->n_levels; l++) {
        const struct aman_scenario_level *level = &scenario->levels[l];
        levels[l] = (struct aman_crowd_level_def){&level->region, level->walls, level->n_walls};
    }
    for (size_t k = 0; k < scenario->n_stairs; k++) {
        const struct aman_scenario_stair *stair = &scenario->stairs[k];
        links[k] =
            (struct aman_crowd_link_def){&stair->area, stair->low,    stair->high,     stair->bottom,
                                         stair->top,   stair->up_deg, stair->speed_up, stair->speed_down};
    }
    def->levels = levels;
    def->n_levels = scenario->n_levels;
    def->links = links;
    def->n_links = scenario->n_stairs;
    return true;
}

static bool add_barriers(struct aman_crowd_run *run, struct aman_crowd_world_def *def)
{
    const struct aman_scenario *scenario = run->scenario;
    struct aman_crowd_barrier_def *barriers = aman_crowd_run_new(run, scenario->n_servers, sizeof *barriers);
    double *inward_deg = aman_crowd_run_new(run, scenario->n_servers, sizeof *inward_deg);
    if (!barriers || !inward_deg) return false;
    for (size_t b = 0; b < scenario->n_servers; b++) {
        const struct aman_scenario_server *server = &scenario->servers[b];
        barriers[b] = (struct aman_crowd_barrier_def){server->level, server->line, server->n_line};
        inward_deg[b] = server->towards_deg;
    }
    def->barriers = barriers;
    def->barrier_inward_deg = inward_deg;
    def->n_barriers = scenario->n_servers;
    return true;
}

/* Target d leads to destination d, those after them to the servers. Lanes let nobody through but those whom
 * they call, so with servers the ways to destinations go round them. */
static bool add_targets(struct aman_crowd_run *run, struct aman_crowd_world_def *def)
{
    const struct aman_scenario *scenario = run->scenario;
    size_t n = scenario->n_destinations;
    struct aman_crowd_target_def *targets = aman_crowd_run_new(run, n + scenario->n_servers, sizeof *targets);
    struct aman_crowd_target_part *parts = aman_crowd_run_new(run, n, sizeof *parts);
    if (!targets || !parts) return false;
    for (size_t d = 0; d < n; d++) {
        const struct aman_scenario_destination *destination = &scenario->destinations[d];
        bool line = destination->n_line > 0;
        parts[d] = (struct aman_crowd_target_part){destination->level, line ? NULL : &destination->aim,
                                                   destination->line, destination->n_line};
        targets[d] = (struct aman_crowd_target_def){&parts[d], 1, scenario->n_servers == 0, -1};
    }
    for (size_t b = 0; b < scenario->n_servers; b++)
        targets[n + b] = (struct aman_crowd_target_def){NULL, 0, false, (int)b};
    def->targets = targets;
    def->n_targets = n + scenario->n_servers;
    return true;
}

static bool serves(const struct aman_scenario_server *server, size_t source)
{
    for (size_t i = 0; i < server->n_sources; i++)
        if (server->sources[i] == (int)source) return true;
    return server->n_sources == 0;
}

/* Set s: the banks of source s. */
static bool add_banks(struct aman_crowd_run *run)
{
    const struct aman_scenario *scenario = run->scenario;
    size_t n = scenario->n_servers;
    struct aman_crowd_bank *banks = aman_crowd_run_new(run, n, sizeof *banks);
    struct aman_crowd_bank_set *sets = aman_crowd_run_new(run, scenario->n_sources, sizeof *sets);
    uint16_t *members = aman_crowd_run_new(run, scenario->n_sources * n, sizeof *members);
    if (!banks || !sets || !members) return false;
    for (size_t b = 0; b < n; b++) {
        const struct aman_scenario_server *server = &scenario->servers[b];
        banks[b] = (struct aman_crowd_bank){(int)b,
                                            (int)(scenario->n_destinations + b),
                                            server->lanes,
                                            server->service_s,
                                            server->service_sd_s,
                                            -INFINITY,
                                            INFINITY,
                                            server->stage - 1};
    }
    for (size_t s = 0; s < scenario->n_sources; s++)
        for (int layer = 0; layer < 2; layer++) {
            sets[s].banks[layer] = members;
            for (size_t b = 0; b < n; b++)
                if (banks[b].layer == layer && serves(&scenario->servers[b], s))
                    members[sets[s].n[layer]++] = (uint16_t)b;
            members += sets[s].n[layer];
        }
    run->model.banks = banks;
    run->model.n_banks = n;
    run->model.bank_sets = sets;
    run->model.n_bank_sets = scenario->n_sources;
    return true;
}

static bool add_sinks(struct aman_crowd_run *run)
{
    const struct aman_scenario *scenario = run->scenario;
    struct aman_crowd_sink *sinks = aman_crowd_run_new(run, scenario->n_destinations, sizeof *sinks);
    if (!sinks) return false;
    for (size_t d = 0; d < scenario->n_destinations; d++) {
        const struct aman_scenario_destination *destination = &scenario->destinations[d];
        sinks[d] = (struct aman_crowd_sink){(int)d, destination->level, &destination->area, INFINITY};
    }
    run->model.sinks = sinks;
    run->model.n_sinks = scenario->n_destinations;
    return true;
}

enum aman_err aman_crowd_run_ground(struct aman_crowd_run *run, struct aman_tasks *tasks,
                                    bool (*progress)(void *ctx, double share), void *ctx)
{
    struct aman_crowd_world_def def = {0};
    run->model.params = params_of(run->scenario);
    run->cell_m = def.cell_m = cell_of(run->scenario);
    def.see_m = aman_crowd_see_m(&run->model.params, &run->model.people);
    if (!add_levels(run, &def) || !add_barriers(run, &def) || !add_targets(run, &def) || !add_banks(run) ||
        !add_sinks(run))
        return AMAN_ERR_MEMORY;
    return aman_crowd_world_create(&def, &aman_mem_heap, tasks, progress, ctx, &run->world);
}
