#include "check/scenario.h"

#include <math.h>

enum { EVACUATION_END_S = 3600 };

/* Room for the events of a run: opening, and two for each thing that a contingency touches. */
struct events {
    struct aman_crowd_event *items;
    size_t n, most;
};

static void add_event(struct events *events, double t_s, enum aman_crowd_event_type type, int id,
                      double value)
{
    if (!isfinite(t_s) || events->n == events->most) return;
    size_t i = events->n++;
    for (; i > 0 && events->items[i - 1].t_s > t_s; i--) events->items[i] = events->items[i - 1];
    events->items[i] = (struct aman_crowd_event){t_s, type, id, value};
}

/* From → to, then as it was. */
static void add_window(struct events *events, const struct aman_plan_contingency *c,
                       enum aman_crowd_event_type type, int id, double during, double after)
{
    add_event(events, c->from_s, type, id, during);
    add_event(events, c->to_s, type, id, after);
}

/* The contingency's own targets, or (where it names none) all of [begin, end). */
static size_t n_targets(const struct aman_plan_contingency *c, size_t begin, size_t end)
{
    return c->n_targets > 0 ? c->n_targets : end - begin;
}

static int target_at(const struct aman_plan_contingency *c, size_t begin, size_t i)
{
    return c->n_targets > 0 ? c->targets[i] : (int)(begin + i);
}

static bool targets_are_sound(const struct aman_plan_contingency *c, size_t end)
{
    for (size_t i = 0; i < c->n_targets; i++)
        if (c->targets[i] < 0 || (size_t)c->targets[i] >= end) return false;
    return true;
}

static enum aman_err change_banks(const struct aman_plan *plan, const struct aman_plan_contingency *c,
                                  struct events *events)
{
    if (!isfinite(c->from_s) || !targets_are_sound(c, plan->n_checkpoints)) return AMAN_ERR_INPUT;
    for (size_t i = 0; i < n_targets(c, plan->n_searches, plan->n_checkpoints); i++) {
        int bank = target_at(c, plan->n_searches, i);
        if (c->type == AMAN_CONTINGENCY_GATE_SHUT)
            add_window(events, c, AMAN_CROWD_BANK_LANES, bank, 0.0, plan->checkpoints[bank].lanes);
        else
            add_window(events, c, AMAN_CROWD_BANK_FACTOR, bank, c->factor, 1.0);
    }
    return AMAN_OK;
}

static enum aman_err halt_transport(const struct aman_plan *plan, const struct aman_plan_contingency *c,
                                    struct events *events)
{
    if (!isfinite(c->from_s) || !targets_are_sound(c, plan->n_places)) return AMAN_ERR_INPUT;
    for (size_t i = 0; i < n_targets(c, 0, plan->n_places); i++) {
        int place = target_at(c, 0, i);
        add_window(events, c, AMAN_CROWD_SINK_RATE, place, 0.0, plan->places[place].departure_per_min);
    }
    return AMAN_OK;
}

static float *shifted(const struct aman_scenario *scenario, const float *from_s, double delay_s)
{
    size_t n = scenario->day.people.n;
    float *to_s = aman_arena_new(scenario->arena, n, sizeof *to_s);
    for (size_t i = 0; to_s && i < n; i++) to_s[i] = (float)(from_s[i] + delay_s);
    return to_s;
}

static enum aman_err delay_arrivals(const struct aman_scenario *scenario,
                                    const struct aman_plan_contingency *c, struct aman_variant *variant)
{
    const struct aman_crowd_people *people = &scenario->day.people;
    if (c->n_targets != 1 || !isfinite(c->delay_s) || c->delay_s < 0.0) return AMAN_ERR_INPUT;
    float *arrive_s = shifted(scenario, people->arrive_s, c->delay_s);
    if (!arrive_s) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < people->n; i++) {
        bool late =
            scenario->group[i] == c->targets[0] && !(isfinite(c->from_s) && people->arrive_s[i] < c->from_s);
        if (late)
            variant->fork_s = fmin(variant->fork_s, people->arrive_s[i]);
        else
            arrive_s[i] = people->arrive_s[i];
    }
    variant->model.people.arrive_s = arrive_s;
    return AMAN_OK;
}

static enum aman_err delay_match(const struct aman_scenario *scenario, const struct aman_plan_contingency *c,
                                 struct aman_variant *variant)
{
    if (!isfinite(c->delay_s) || c->delay_s < 0.0) return AMAN_ERR_INPUT;
    variant->model.people.leave_s = shifted(scenario, scenario->day.people.leave_s, c->delay_s);
    if (!variant->model.people.leave_s) return AMAN_ERR_MEMORY;
    variant->fork_s = scenario->plan->situation.egress_opens_s;
    variant->kick_off_s += c->delay_s;
    variant->full_time_s += c->delay_s;
    variant->egress_opens_s += c->delay_s;
    variant->end_s += c->delay_s;
    return AMAN_OK;
}

static enum aman_err evacuate(const struct aman_scenario *scenario, const struct aman_plan_contingency *c,
                              struct aman_variant *variant, struct events *events)
{
    size_t n_sections = scenario->plan->n_sections;
    if (!isfinite(c->from_s) || !targets_are_sound(c, n_sections)) return AMAN_ERR_INPUT;
    variant->evacuated = aman_arena_new(scenario->arena, n_sections + 1, sizeof *variant->evacuated);
    if (!variant->evacuated) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < c->n_targets; i++) {
        variant->evacuated[c->targets[i]] = true;
        add_event(events, c->from_s, AMAN_CROWD_EVACUATE, c->targets[i], scenario->safety_target);
    }
    if (c->n_targets == 0) {
        for (size_t i = 0; i <= n_sections; i++) variant->evacuated[i] = true;
        add_event(events, c->from_s, AMAN_CROWD_EVACUATE, -1, scenario->safety_target);
    }
    variant->alarm_s = c->from_s;
    variant->end_s = fmin(variant->end_s, c->from_s + EVACUATION_END_S);
    return AMAN_OK;
}

static enum aman_err apply(const struct aman_scenario *scenario, const struct aman_plan_contingency *c,
                           struct aman_variant *variant, struct events *events)
{
    variant->fork_s = isfinite(c->from_s) ? c->from_s : INFINITY;
    switch (c->type) {
    case AMAN_CONTINGENCY_GATE_SHUT:
    case AMAN_CONTINGENCY_GATE_SLOW:
    case AMAN_CONTINGENCY_TICKET_SYSTEM_DOWN:
        return change_banks(scenario->plan, c, events);
    case AMAN_CONTINGENCY_LATE_ARRIVAL:
        return delay_arrivals(scenario, c, variant);
    case AMAN_CONTINGENCY_EVACUATION:
        return evacuate(scenario, c, variant, events);
    case AMAN_CONTINGENCY_DELAYED_KICK_OFF:
        return delay_match(scenario, c, variant);
    case AMAN_CONTINGENCY_TRANSPORT_HALT:
        return halt_transport(scenario->plan, c, events);
    default:
        return AMAN_ERR_INPUT;
    }
}

static size_t most_events(const struct aman_plan *plan, const struct aman_plan_contingency *c)
{
    size_t touched = c ? c->n_targets + plan->n_checkpoints + plan->n_places : 0;
    return 2 * touched + 2;
}

enum aman_err aman_scenario_variant(const struct aman_scenario *scenario, int contingency,
                                    struct aman_variant *out)
{
    const struct aman_plan *plan = scenario->plan;
    const struct aman_plan_contingency *c = contingency < 0 ? NULL : &plan->contingencies[contingency];
    struct aman_variant variant = {
        .contingency = contingency,
        .model = scenario->day,
        .fork_s = scenario->day.start_s,
        .end_s = plan->simulation.end_s,
        .kick_off_s = plan->situation.kick_off_s,
        .full_time_s = plan->situation.full_time_s,
        .egress_opens_s = plan->situation.egress_opens_s,
        .alarm_s = NAN,
    };
    struct events events = {.most = most_events(plan, c)};
    events.items = aman_arena_new(scenario->arena, events.most, sizeof *events.items);
    if (!events.items) return AMAN_ERR_MEMORY;
    enum aman_err err = c ? apply(scenario, c, &variant, &events) : AMAN_OK;
    if (err != AMAN_OK) return err;
    add_event(&events, variant.egress_opens_s, AMAN_CROWD_OPEN, 0, 0.0);
    variant.model.events = events.items;
    variant.model.n_events = events.n;
    *out = variant;
    return AMAN_OK;
}
