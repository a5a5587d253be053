#include "check/scenario.h"

#include "check/scenario_parts.h"

#include <math.h>

static enum aman_err add_banks(struct aman_scenario *scenario, const struct aman_world_index *index)
{
    const struct aman_plan *plan = scenario->plan;
    struct aman_crowd_bank *banks = aman_arena_new(scenario->arena, plan->n_checkpoints, sizeof *banks);
    if (!banks) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < plan->n_checkpoints; i++) {
        const struct aman_plan_checkpoint *checkpoint = &plan->checkpoints[i];
        banks[i] = (struct aman_crowd_bank){
            .barrier = index->barrier_of[checkpoint->feature],
            .target = (int)i,
            .lanes = checkpoint->lanes,
            .service_s = checkpoint->service_s,
            .service_sd_s = checkpoint->service_sd_s,
            .opens_s = checkpoint->opens_s,
            .closes_s = checkpoint->closes_s,
            .layer = checkpoint->kind == AMAN_CHECKPOINT_SEARCH ? 0 : 1,
        };
    }
    scenario->day.banks = banks;
    scenario->day.n_banks = plan->n_checkpoints;
    return AMAN_OK;
}

static const uint16_t *bank_ids(struct aman_arena *arena, const int *ids, size_t n)
{
    uint16_t *copy = aman_arena_new(arena, n, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++) copy[i] = (uint16_t)ids[i];
    return copy;
}

static enum aman_err add_bank_sets(struct aman_scenario *scenario)
{
    const struct aman_plan *plan = scenario->plan;
    struct aman_crowd_bank_set *sets = aman_arena_new(scenario->arena, plan->n_groups, sizeof *sets);
    if (!sets) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < plan->n_groups; i++) {
        const struct aman_plan_group *group = &plan->groups[i];
        sets[i].banks[0] = bank_ids(scenario->arena, group->searches, group->n_searches);
        sets[i].banks[1] = bank_ids(scenario->arena, group->gates, group->n_gates);
        if (!sets[i].banks[0] || !sets[i].banks[1]) return AMAN_ERR_MEMORY;
        sets[i].n[0] = group->n_searches;
        sets[i].n[1] = group->n_gates;
    }
    scenario->day.bank_sets = sets;
    scenario->day.n_bank_sets = plan->n_groups;
    return AMAN_OK;
}

static enum aman_err add_places(struct aman_scenario *scenario, const struct aman_world_index *index)
{
    const struct aman_plan *plan = scenario->plan;
    struct aman_crowd_source *sources = aman_arena_new(scenario->arena, plan->n_places, sizeof *sources);
    struct aman_crowd_sink *sinks = aman_arena_new(scenario->arena, plan->n_places, sizeof *sinks);
    if (!sources || !sinks) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < plan->n_places; i++) {
        const struct aman_feature *feature = &plan->venue.features[plan->places[i].feature];
        sources[i] = (struct aman_crowd_source){feature->level, &feature->area};
        sinks[i] = (struct aman_crowd_sink){index->first_place_target + (int)i, feature->level,
                                            &feature->area, plan->places[i].departure_per_min};
    }
    scenario->day.sources = sources;
    scenario->day.sinks = sinks;
    scenario->day.n_sources = scenario->day.n_sinks = plan->n_places;
    return AMAN_OK;
}

static enum aman_err add_zones(struct aman_scenario *scenario)
{
    const struct aman_plan *plan = scenario->plan;
    struct aman_crowd_zone *zones = aman_arena_new(scenario->arena, plan->n_zones, sizeof *zones);
    if (!zones) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < plan->n_zones; i++) {
        const struct aman_feature *feature = &plan->venue.features[plan->zones[i].feature];
        zones[i] = (struct aman_crowd_zone){feature->level, &feature->area};
    }
    scenario->day.zones = zones;
    scenario->day.n_zones = plan->n_zones;
    return AMAN_OK;
}

/* Engine defaults, but for what the plan sets. */
static struct aman_crowd_params params_of(const struct aman_plan *plan)
{
    struct aman_crowd_params params = aman_crowd_params_default();
    const struct aman_plan_simulation *set = &plan->simulation;
    if (set->step_s > 0.0) params.step_s = set->step_s;
    if (set->time_gap_s > 0.0) params.time_gap_s = set->time_gap_s;
    if (set->queue_spacing_m > 0.0) params.queue_spacing_m = set->queue_spacing_m;
    if (set->patience_s > 0.0) params.patience_s = set->patience_s;
    return params;
}

/* The whole minute before the first arrival. */
static double start_of(const struct aman_scenario *scenario)
{
    const struct aman_crowd_people *people = &scenario->day.people;
    double first_s = scenario->plan->situation.gates_open_s;
    if (people->n > 0) first_s = people->arrive_s[0];
    for (size_t i = 0; i < people->n; i++) first_s = fmin(first_s, people->arrive_s[i]);
    return floor(first_s / 60.0) * 60.0;
}

static bool ids_fit(const struct aman_plan *plan)
{
    return plan->n_groups < UINT16_MAX && plan->n_places < UINT16_MAX && plan->n_checkpoints < UINT16_MAX &&
           plan->n_sections < UINT16_MAX && plan->venue.n_seats < UINT32_MAX && plan->venue.n_levels <= 64;
}

static bool feature_is(const struct aman_plan *plan, int feature, enum aman_feature_kind kind)
{
    return feature >= 0 && (size_t)feature < plan->venue.n_features &&
           plan->venue.features[feature].kind == kind;
}

static bool all_below(const int *ids, size_t n, size_t begin, size_t end)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] < 0 || (size_t)ids[i] < begin || (size_t)ids[i] >= end) return false;
    return true;
}

static bool group_is_sound(const struct aman_plan *plan, const struct aman_plan_group *group)
{
    for (size_t k = 0; k < group->n_stands; k++)
        if (!feature_is(plan, group->stands[k], AMAN_FEATURE_STAND)) return false;
    for (size_t k = 0; k < group->n_from; k++)
        if (!all_below(&group->from[k].index, 1, 0, plan->n_places)) return false;
    return group->size >= 0 && group->n_from > 0 && group->n_profile > 0 &&
           all_below(group->searches, group->n_searches, 0, plan->n_searches) &&
           all_below(group->gates, group->n_gates, plan->n_searches, plan->n_checkpoints);
}

/* A plan read by formats/ is sound; one built by a program may not be. */
static bool references_are_sound(const struct aman_plan *plan)
{
    for (size_t i = 0; i < plan->n_checkpoints; i++)
        if (!feature_is(plan, plan->checkpoints[i].feature,
                        i < plan->n_searches ? AMAN_FEATURE_SEARCH : AMAN_FEATURE_GATE))
            return false;
    for (size_t i = 0; i < plan->n_places; i++)
        if (!feature_is(plan, plan->places[i].feature, AMAN_FEATURE_SOURCE)) return false;
    for (size_t i = 0; i < plan->n_zones; i++)
        if (!all_below(&plan->zones[i].feature, 1, 0, plan->venue.n_features)) return false;
    for (size_t i = 0; i < plan->n_groups; i++)
        if (!group_is_sound(plan, &plan->groups[i])) return false;
    return true;
}

static enum aman_err add_people(struct aman_scenario *scenario, const struct aman_world_index *index)
{
    struct aman_seating seating = {0};
    enum aman_err err = aman_seating_build(scenario, &seating);
    if (err == AMAN_OK) err = aman_scenario_people(scenario, index, &seating);
    return err;
}

enum aman_err aman_scenario_build(const struct aman_plan *plan, uint64_t seed, struct aman_arena *arena,
                                  struct aman_scenario *out)
{
    if (plan->venue.n_levels == 0 || plan->n_places == 0 || !references_are_sound(plan))
        return AMAN_ERR_INPUT;
    if (!ids_fit(plan)) return AMAN_ERR_LIMIT;
    struct aman_scenario scenario = {.plan = plan, .arena = arena, .seed = seed};
    struct aman_world_index index = {0};
    enum aman_err err = aman_scenario_world(&scenario, &index);
    if (err == AMAN_OK) err = add_banks(&scenario, &index);
    if (err == AMAN_OK) err = add_bank_sets(&scenario);
    if (err == AMAN_OK) err = add_places(&scenario, &index);
    if (err == AMAN_OK) err = add_zones(&scenario);
    if (err == AMAN_OK) err = add_people(&scenario, &index);
    if (err != AMAN_OK) return err;
    scenario.day.params = params_of(plan);
    scenario.day.n_sections = plan->n_sections + 1;
    scenario.day.start_s = start_of(&scenario);
    scenario.day.seed = seed;
    *out = scenario;
    return AMAN_OK;
}
