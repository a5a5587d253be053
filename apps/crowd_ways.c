/* Is there a way? Looked at before the first step, where it can still be told with a place in the file. */
#include "apps/crowd_run.h"
#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void fault_of_way(struct aman_crowd_run *run, size_t s, struct aman_point at, const char *to)
{
    char found[160];
    snprintf(found, sizeof found, "no way from (%.6g, %.6g) to `%.64s`", at.x, at.y, to);
    aman_crowd_run_fault(
        run, &run->scenario->sources[s], found, "a destination that can be reached",
        run->scenario->n_servers ? "the line of a server is a wall for those who need not pass it" : NULL);
}

static bool can_reach(const struct aman_crowd_run *run, int target, int level, struct aman_point at)
{
    return isfinite(aman_crowd_world_distance_m(run->world, target, level, at));
}

/* A place behind the middle of a server's line. */
static struct aman_point behind(const struct aman_crowd_run *run, const struct aman_scenario_server *server)
{
    struct aman_point a = server->line[0], b = server->line[server->n_line - 1],
                      way = aman_bearing_vector(server->towards_deg);
    struct aman_point at = {(a.x + b.x) / 2 + way.x, (a.y + b.y) / 2 + way.y};
    aman_crowd_world_snap(run->world, server->level, 2.0, &at);
    return at;
}

static void look_at_destinations(struct aman_crowd_run *run, size_t s, int level, struct aman_point at,
                                 int destination)
{
    const struct aman_scenario_source *source = &run->scenario->sources[s];
    if (destination >= 0) {
        if (!can_reach(run, destination, level, at))
            fault_of_way(run, s, at, run->scenario->destinations[destination].id);
        return;
    }
    for (size_t i = 0; i < source->n_shares; i++)
        look_at_destinations(run, s, level, at, source->shares[i].destination);
}

/* From a place to the banks of a layer; from behind each to the next layer and on to the destinations. */
static void look_from(struct aman_crowd_run *run, size_t s, int level, struct aman_point at, int layer,
                      int destination)
{
    const struct aman_crowd_bank_set *set = &run->model.bank_sets[s];
    while (layer < 2 && set->n[layer] == 0) layer++;
    if (layer == 2) {
        look_at_destinations(run, s, level, at, destination);
        return;
    }
    bool any = false;
    size_t errors = run->diags->n_errors;
    for (size_t i = 0; i < set->n[layer] && run->diags->n_errors == errors; i++) {
        int bank = set->banks[layer][i];
        const struct aman_scenario_server *server = &run->scenario->servers[bank];
        if (!can_reach(run, run->model.banks[bank].target, level, at)) continue;
        any = true;
        look_from(run, s, server->level, behind(run, server), layer + 1, destination);
    }
    if (!any) fault_of_way(run, s, at, run->scenario->servers[set->banks[layer][0]].id);
}

/* Some places of an area: enough to see that it lies apart, or half of it does. */
static void look_from_area(struct aman_crowd_run *run, size_t s)
{
    enum { PLACES = 64, TRIES = 20000 };
    const struct aman_scenario_source *source = &run->scenario->sources[s];
    struct aman_box box = aman_area_box(&source->area);
    int looked_at = 0;
    size_t errors = run->diags->n_errors;
    for (uint64_t t = 0; t < TRIES && looked_at < PLACES && run->diags->n_errors == errors; t++) {
        struct aman_point at = {box.x_min + (box.x_max - box.x_min) * aman_rng_uniform(1, s, 2 * t),
                                box.y_min + (box.y_max - box.y_min) * aman_rng_uniform(1, s, 2 * t + 1)};
        if (!aman_area_contains(&source->area, at) ||
            !aman_crowd_world_walkable(run->world, source->level, at))
            continue;
        looked_at++;
        look_from(run, s, source->level, at, 0, -1);
    }
    if (looked_at == 0)
        aman_crowd_run_fault(run, source, "an area too narrow to stand in",
                             "an area of some cells of the raster", "set a smaller `cell`");
}

void aman_crowd_run_ways(struct aman_crowd_run *run, size_t s, const struct aman_point *at, int destination)
{
    const struct aman_scenario_source *source = &run->scenario->sources[s];
    if (!at) {
        look_from_area(run, s);
        return;
    }
    if (aman_crowd_world_walkable(run->world, source->level, *at)) {
        look_from(run, s, source->level, *at, 0, destination);
        return;
    }
    char found[96];
    snprintf(found, sizeof found, "a person at (%.6g, %.6g), in a wall", at->x, at->y);
    aman_crowd_run_fault(run, source, found, "a place half a cell or more from every wall",
                         "set a smaller `cell`");
}
