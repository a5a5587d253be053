#include "check/findings.h"
#include "engines/capacity/capacity.h"

#include <math.h>

double aman_lane_per_h(const struct aman_plan *plan, const struct aman_plan_checkpoint *checkpoint)
{
    double most = plan->limits[AMAN_LIMIT_TURNSTILE_PER_H].value;
    return checkpoint->service_s > 0.0 ? fmin(most, 3600.0 / checkpoint->service_s) : most;
}

static bool holds(const int *ids, size_t n, int id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id) return true;
    return false;
}

static bool sits_in(const struct aman_plan *plan, const struct aman_plan_group *group, size_t section)
{
    for (size_t i = 0; i < group->n_stands; i++)
        if (aman_plan_section_of(plan, group->stands[i]) == section) return true;
    return false;
}

size_t aman_section_gates(const struct aman_plan *plan, size_t section, int *gates)
{
    const struct aman_plan_section *s = &plan->sections[section];
    size_t n = 0;
    for (size_t i = 0; i < s->n_gates; i++)
        if (!holds(gates, n, s->gates[i])) gates[n++] = s->gates[i];
    for (size_t g = 0; s->n_gates == 0 && g < plan->n_groups; g++)
        for (size_t i = 0; sits_in(plan, &plan->groups[g], section) && i < plan->groups[g].n_gates; i++)
            if (!holds(gates, n, plan->groups[g].gates[i])) gates[n++] = plan->groups[g].gates[i];
    return n;
}

/* A gate that several sections name serves each by its part. */
static int sections_at_gate(const struct aman_plan *plan, int gate, int *scratch)
{
    int n = 0;
    for (size_t i = 0; i < plan->n_sections; i++)
        n += holds(scratch, aman_section_gates(plan, i, scratch), gate);
    return n > 0 ? n : 1;
}

/* Entries, and the mean share of them that serves this section, weighed by what they pass. */
static bool fill_entries(const struct aman_plan *plan, const int *gates, size_t n, struct aman_arena *arena,
                         struct aman_capacity_section *section)
{
    struct aman_capacity_turnstiles *entries = aman_arena_new(arena, n, sizeof *entries);
    int *scratch = aman_arena_new(arena, plan->n_checkpoints, sizeof *scratch);
    if (!entries || !scratch) return false;
    double sum = 0.0, served = 0.0;
    for (size_t i = 0; i < n; i++) {
        const struct aman_plan_checkpoint *gate = &plan->checkpoints[gates[i]];
        entries[i] = (struct aman_capacity_turnstiles){gate->lanes, aman_lane_per_h(plan, gate)};
        sum += gate->lanes * entries[i].per_h;
        served += gate->lanes * entries[i].per_h / sections_at_gate(plan, gates[i], scratch);
    }
    section->entries = entries;
    section->n_entries = n;
    section->entry_share = sum > 0.0 ? served / sum : 1.0;
    return true;
}

/* Ways out: the gates and exits; where the plan gives the width of the weakest element, that width
 * shared among them as they are wide, since all flow comes through it. */
static bool fill_ways(const struct aman_plan *plan, const struct aman_plan_section *s, const int *gates,
                      size_t n_gates, struct aman_arena *arena, struct aman_capacity_section *section)
{
    struct aman_capacity_way *ways = aman_arena_new(arena, n_gates + s->n_exits + 1, sizeof *ways);
    if (!ways) return false;
    size_t n = 0;
    double sum_m = 0.0;
    for (size_t i = 0; i < n_gates; i++)
        if (plan->checkpoints[gates[i]].width_m > 0.0)
            ways[n++] = (struct aman_capacity_way){plan->checkpoints[gates[i]].width_m, false};
    for (size_t i = 0; i < s->n_exits; i++)
        if (plan->exits[s->exits[i]].width_m > 0.0)
            ways[n++] = (struct aman_capacity_way){plan->exits[s->exits[i]].width_m,
                                                   plan->exits[s->exits[i]].stepped};
    for (size_t i = 0; i < n; i++) sum_m += ways[i].width_m;
    if (s->exit_width_m > 0.0 && n == 0) ways[n++].width_m = sum_m = 1.0;
    for (size_t i = 0; s->exit_width_m > 0.0 && i < n; i++)
        ways[i] = (struct aman_capacity_way){ways[i].width_m * s->exit_width_m / sum_m, s->stepped};
    section->ways = ways;
    section->n_ways = n;
    section->ways_share = 1.0;
    return true;
}

static void choose_binding(struct aman_capacity_row *row)
{
    row->binding = AMAN_CAPACITY_HOLDING;
    for (int i = 0; i < AMAN_CAPACITY_TERMS; i++)
        if (row->term[i] < row->term[row->binding]) row->binding = (enum aman_capacity_term)i;
}

static void fill_row(const struct aman_plan_section *s, const struct aman_capacity_section *section,
                     const struct aman_capacity_result *result, double expected,
                     struct aman_capacity_row *row)
{
    *row = (struct aman_capacity_row){.id = s->id,
                                      .name = s->name,
                                      .expected = expected,
                                      .p = section->p,
                                      .s = section->s,
                                      .places = section->places};
    row->term[AMAN_CAPACITY_ENTRY] = section->n_entries > 0 ? result->entry : NAN;
    row->term[AMAN_CAPACITY_HOLDING] = result->holding;
    row->term[AMAN_CAPACITY_EXIT] = section->n_ways > 0 ? result->exit : NAN;
    row->term[AMAN_CAPACITY_EMERGENCY] = section->n_ways > 0 ? result->emergency : NAN;
    choose_binding(row);
    row->safe = row->term[row->binding];
}

static struct aman_capacity_rates rates_of(const struct aman_plan *plan)
{
    return (struct aman_capacity_rates){plan->limits[AMAN_LIMIT_TURNSTILE_PER_H].value,
                                        plan->limits[AMAN_LIMIT_FLOW_LEVEL_PER_M_MIN].value,
                                        plan->limits[AMAN_LIMIT_FLOW_STEPPED_PER_M_MIN].value};
}

static enum aman_err section_row(const struct aman_plan *plan, size_t i, double expected,
                                 struct aman_arena *arena, struct aman_capacity_row *row)
{
    const struct aman_plan_section *s = &plan->sections[i];
    int *gates = aman_arena_new(arena, plan->n_checkpoints, sizeof *gates);
    if (!gates) return AMAN_ERR_MEMORY;
    size_t n_gates = aman_section_gates(plan, i, gates);
    struct aman_capacity_section section = {.places = s->places,
                                            .p = isnan(s->p) ? 1.0 : s->p,
                                            .s = isnan(s->s) ? 1.0 : s->s,
                                            .exit_time_s = s->exit_time_s,
                                            .evacuation_time_s = s->evacuation_time_s};
    if (!fill_entries(plan, gates, n_gates, arena, &section) ||
        !fill_ways(plan, s, gates, n_gates, arena, &section))
        return AMAN_ERR_MEMORY;
    const struct aman_capacity_rates rates = rates_of(plan);
    struct aman_capacity_result result;
    enum aman_err err = aman_capacity_of_section(&section, &rates, &result);
    if (err == AMAN_OK) fill_row(s, &section, &result, expected, row);
    return err;
}

static void sum_rows(const struct aman_capacity_row *rows, size_t n, struct aman_capacity_row *sum)
{
    *sum = (struct aman_capacity_row){.id = "", .name = "", .p = NAN, .s = NAN};
    for (size_t i = 0; i < n; i++) {
        for (int t = 0; t < AMAN_CAPACITY_TERMS; t++) sum->term[t] += rows[i].term[t];
        sum->safe += rows[i].safe;
        sum->places += rows[i].places;
    }
    choose_binding(sum);
}

enum aman_err aman_capacity_table(const struct aman_plan *plan, const struct aman_scenario *scenario,
                                  struct aman_arena *arena, struct aman_capacity_row *rows)
{
    for (size_t i = 0; i < plan->n_sections; i++) {
        enum aman_err err = section_row(plan, i, scenario->section_people[i], arena, &rows[i]);
        if (err != AMAN_OK) return err;
    }
    sum_rows(rows, plan->n_sections, &rows[plan->n_sections]);
    for (size_t i = 0; i < plan->n_groups; i++) rows[plan->n_sections].expected += plan->groups[i].size;
    return AMAN_OK;
}
