#include "check/scenario_parts.h"

#include <math.h>
#include <string.h>

enum { WALKABLE_FINE_M2 = 250000 };

static bool is_barrier(enum aman_feature_kind kind)
{
    return kind == AMAN_FEATURE_GATE || kind == AMAN_FEATURE_SEARCH || kind == AMAN_FEATURE_EXIT;
}

static size_t count_kind(const struct aman_venue *venue, enum aman_feature_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < venue->n_features; i++) n += venue->features[i].kind == kind;
    return n;
}

static enum aman_err add_levels(struct aman_scenario *scenario)
{
    const struct aman_venue *venue = &scenario->plan->venue;
    struct aman_crowd_level_def *levels = aman_arena_new(scenario->arena, venue->n_levels, sizeof *levels);
    struct aman_crowd_link_def *links = aman_arena_new(scenario->arena, venue->n_links, sizeof *links);
    if (!levels || !links) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < venue->n_levels; i++)
        levels[i] = (struct aman_crowd_level_def){&venue->levels[i].region, venue->levels[i].walls,
                                                  venue->levels[i].n_walls};
    for (size_t i = 0; i < venue->n_links; i++) {
        const struct aman_link *link = &venue->links[i];
        const struct aman_feature *feature = &venue->features[link->feature];
        links[i] =
            (struct aman_crowd_link_def){&feature->area, link->low,       link->high,     link->bottom,
                                         link->top,      feature->up_deg, link->speed_up, link->speed_down};
    }
    scenario->world.levels = levels;
    scenario->world.n_levels = venue->n_levels;
    scenario->world.links = links;
    scenario->world.n_links = venue->n_links;
    return AMAN_OK;
}

/* A gangway is walked both ways on its steps. */
static enum aman_err add_slows(struct aman_scenario *scenario)
{
    const struct aman_plan *plan = scenario->plan;
    size_t n = count_kind(&plan->venue, AMAN_FEATURE_GANGWAY);
    struct aman_crowd_slow_def *slows = aman_arena_new(scenario->arena, n, sizeof *slows);
    if (!slows) return AMAN_ERR_MEMORY;
    double factor = (plan->simulation.stair_up + plan->simulation.stair_down) / 2.0;
    for (size_t i = 0; i < plan->venue.n_features; i++) {
        const struct aman_feature *feature = &plan->venue.features[i];
        if (feature->kind == AMAN_FEATURE_GANGWAY)
            slows[scenario->world.n_slows++] =
                (struct aman_crowd_slow_def){&feature->area, feature->level, factor};
    }
    scenario->world.slows = slows;
    return AMAN_OK;
}

/* Every gate, search and exit that is drawn, whether the plan names it or not: all are walls while closed. */
static enum aman_err add_barriers(struct aman_scenario *scenario, struct aman_world_index *index)
{
    const struct aman_venue *venue = &scenario->plan->venue;
    size_t n = 0;
    for (size_t i = 0; i < venue->n_features; i++) n += is_barrier(venue->features[i].kind);
    struct aman_crowd_barrier_def *barriers = aman_arena_new(scenario->arena, n, sizeof *barriers);
    double *inward_deg = aman_arena_new(scenario->arena, n, sizeof *inward_deg);
    index->barrier_of = aman_arena_new(scenario->arena, venue->n_features, sizeof *index->barrier_of);
    if (!barriers || !inward_deg || !index->barrier_of) return AMAN_ERR_MEMORY;
    size_t next = 0;
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        index->barrier_of[i] = -1;
        if (!is_barrier(feature->kind)) continue;
        barriers[next] =
            (struct aman_crowd_barrier_def){feature->level, feature->line.points, feature->line.n};
        inward_deg[next] = feature->inward_deg;
        index->barrier_of[i] = (int)next++;
    }
    scenario->world.barriers = barriers;
    scenario->world.barrier_inward_deg = inward_deg;
    scenario->world.n_barriers = n;
    return AMAN_OK;
}

static struct aman_crowd_target_part area_part(const struct aman_feature *feature)
{
    return (struct aman_crowd_target_part){.level = feature->level, .area = &feature->area};
}

static int add_target(struct aman_scenario *scenario, struct aman_crowd_target_def *targets,
                      struct aman_crowd_target_def target)
{
    targets[scenario->world.n_targets] = target;
    return (int)scenario->world.n_targets++;
}

static bool add_area_target(struct aman_scenario *scenario, struct aman_crowd_target_def *targets,
                            const struct aman_feature *feature, bool open, int *target)
{
    struct aman_crowd_target_part *part = aman_arena_new(scenario->arena, 1, sizeof *part);
    if (!part) return false;
    *part = area_part(feature);
    *target = add_target(scenario, targets, (struct aman_crowd_target_def){part, 1, open, -1});
    return true;
}

static bool same_half_metre(struct aman_point a, struct aman_point b)
{
    return floor(a.x * 2.0) == floor(b.x * 2.0) && floor(a.y * 2.0) == floor(b.y * 2.0);
}

/* Where people step from the open ground into the rows of a stand without gangways: the access points
 * themselves, one for each half metre of neighbours in a row. */
static bool add_access_target(struct aman_scenario *scenario, struct aman_crowd_target_def *targets,
                              int stand, int *target)
{
    const struct aman_venue *venue = &scenario->plan->venue;
    size_t n = 0;
    for (size_t i = 0; i < venue->n_seats; i++)
        n += venue->seats[i].stand == stand && venue->seats[i].gangway < 0;
    struct aman_crowd_target_part *parts = aman_arena_new(scenario->arena, n, sizeof *parts);
    if (!parts) return false;
    size_t used = 0;
    for (size_t i = 0; i < venue->n_seats; i++) {
        const struct aman_seat *seat = &venue->seats[i];
        if (seat->stand != stand || seat->gangway >= 0) continue;
        if (used > 0 && same_half_metre(*parts[used - 1].line, seat->access)) continue;
        parts[used++] = (struct aman_crowd_target_part){venue->features[stand].level, NULL, &seat->access, 1};
    }
    *target = add_target(scenario, targets, (struct aman_crowd_target_def){parts, used, false, -1});
    return true;
}

static enum aman_err add_seat_targets(struct aman_scenario *scenario, struct aman_world_index *index,
                                      struct aman_crowd_target_def *targets)
{
    const struct aman_venue *venue = &scenario->plan->venue;
    for (size_t i = 0; i < venue->n_seats; i++) {
        const struct aman_seat *seat = &venue->seats[i];
        int feature = seat->gangway >= 0 ? seat->gangway : seat->stand;
        if (index->target_of[feature] >= 0) continue;
        bool added = seat->gangway >= 0
                         ? add_area_target(scenario, targets, &venue->features[feature], false,
                                           &index->target_of[feature])
                         : add_access_target(scenario, targets, feature, &index->target_of[feature]);
        if (!added) return AMAN_ERR_MEMORY;
    }
    return AMAN_OK;
}

static enum aman_err add_safety_target(struct aman_scenario *scenario, struct aman_crowd_target_def *targets)
{
    const struct aman_venue *venue = &scenario->plan->venue;
    scenario->safety_drawn = count_kind(venue, AMAN_FEATURE_SAFETY) > 0;
    enum aman_feature_kind kind = scenario->safety_drawn ? AMAN_FEATURE_SAFETY : AMAN_FEATURE_SOURCE;
    struct aman_crowd_target_part *parts =
        aman_arena_new(scenario->arena, count_kind(venue, kind), sizeof *parts);
    if (!parts) return AMAN_ERR_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i < venue->n_features; i++)
        if (venue->features[i].kind == kind) parts[n++] = area_part(&venue->features[i]);
    scenario->safety_target =
        add_target(scenario, targets, (struct aman_crowd_target_def){parts, n, true, -1});
    return AMAN_OK;
}

static enum aman_err add_targets(struct aman_scenario *scenario, struct aman_world_index *index)
{
    const struct aman_plan *plan = scenario->plan;
    const struct aman_venue *venue = &plan->venue;
    size_t most = plan->n_checkpoints + venue->n_features + plan->n_places + 1;
    struct aman_crowd_target_def *targets = aman_arena_new(scenario->arena, most, sizeof *targets);
    index->target_of = aman_arena_new(scenario->arena, venue->n_features, sizeof *index->target_of);
    if (!targets || !index->target_of) return AMAN_ERR_MEMORY;
    memset(index->target_of, 0xFF, venue->n_features * sizeof *index->target_of); /* -1 */
    scenario->world.targets = targets;
    for (size_t i = 0; i < plan->n_checkpoints; i++) {
        int barrier = index->barrier_of[plan->checkpoints[i].feature];
        if (barrier < 0) return AMAN_ERR_INPUT;
        add_target(scenario, targets, (struct aman_crowd_target_def){.barrier = barrier});
    }
    enum aman_err err = add_seat_targets(scenario, index, targets);
    if (err != AMAN_OK) return err;
    index->first_place_target = (int)scenario->world.n_targets;
    for (size_t i = 0; i < plan->n_places; i++) {
        int target;
        if (!add_area_target(scenario, targets, &venue->features[plan->places[i].feature], true, &target))
            return AMAN_ERR_MEMORY;
    }
    return add_safety_target(scenario, targets);
}

/* A fine raster where it is affordable: narrow doors and gangways are seen better. */
static double cell_for(const struct aman_plan *plan)
{
    if (plan->simulation.cell_m > 0.0) return plan->simulation.cell_m;
    double sum_m2 = 0.0;
    for (size_t i = 0; i < plan->venue.n_levels; i++)
        sum_m2 += aman_area_size_m2(&plan->venue.levels[i].region);
    return sum_m2 < WALKABLE_FINE_M2 ? 0.25 : 0.5;
}

enum aman_err aman_scenario_world(struct aman_scenario *scenario, struct aman_world_index *index)
{
    scenario->world.cell_m = cell_for(scenario->plan);
    enum aman_err err = add_levels(scenario);
    if (err == AMAN_OK) err = add_slows(scenario);
    if (err == AMAN_OK) err = add_barriers(scenario, index);
    if (err == AMAN_OK) err = add_targets(scenario, index);
    return err;
}
