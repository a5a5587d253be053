/* From one goal to the next: what the clock brings, and what a move has led to. */
#include "engines/crowd/sim.h"

#include <math.h>

static uint32_t *total_of(struct aman_crowd_totals *totals, uint8_t stage)
{
    switch (stage) {
    case STAGE_NOT_YET: return &totals->not_yet;
    case STAGE_HELD: return &totals->held_at_source;
    case STAGE_IN_ROW:
    case STAGE_ROW_OUT: return &totals->in_row;
    case STAGE_SEATED: return &totals->seated;
    case STAGE_GONE: return &totals->gone;
    default: return &totals->walking;
    }
}

/* Behind those on the ground; whoever had that place takes the one left. */
static void enter_ground(struct aman_crowd_sim *sim, uint32_t person)
{
    uint32_t from = sim->place_of[person], to = sim->state->n_active, other = sim->person_at[to];
    sim->state->stale = true;
    if (from < to) return; /* left the ground since the last sort, and is back */
    struct crowd_agent agent = sim->agents[from];
    sim->agents[from] = sim->agents[to];
    sim->agents[to] = agent;
    sim->person_at[from] = other;
    sim->person_at[to] = person;
    sim->place_of[other] = from;
    sim->place_of[person] = to;
    sim->state->n_active++;
}

/* May move the agent's record to another place. */
void crowd_set_stage(struct aman_crowd_sim *sim, uint32_t person, enum crowd_stage stage)
{
    struct crowd_state *state = sim->state;
    struct aman_crowd_section_count *section = &sim->sections[sim->model->people.section[person]];
    if (crowd_stage_on_ground((uint8_t)stage) && !crowd_stage_on_ground(crowd_agent_of(sim, person)->stage))
        enter_ground(sim, person);
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    if (agent->stage == STAGE_SEATED) section->seated--;
    if (stage == STAGE_SEATED) section->seated++;
    if (stage == STAGE_GONE) section->gone++;
    (*total_of(&state->totals, agent->stage))--;
    (*total_of(&state->totals, (uint8_t)stage))++;
    agent->stage = (uint8_t)stage;
}

static void head_along(struct aman_crowd_sim *sim, uint32_t person, int field, enum crowd_stage stage)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    agent->field = (uint16_t)field;
    agent->flags |= FLAG_DIRTY;
    crowd_set_stage(sim, person, stage);
}

void crowd_go_to_seat(struct aman_crowd_sim *sim, uint32_t person)
{
    bool has_seat = sim->model->people.seat_target[person] != CROWD_NO_FIELD;
    if (crowd_agent_of(sim, person)->flags & FLAG_EVACUATES || !has_seat)
        crowd_go_away(sim, person);
    else
        head_along(sim, person, sim->model->people.seat_target[person], STAGE_TO_SEAT);
}

static bool has_sink(const struct aman_crowd_sim *sim, uint32_t person)
{
    return sim->model->people.sink[person] < sim->model->n_sinks;
}

void crowd_go_away(struct aman_crowd_sim *sim, uint32_t person)
{
    const struct aman_crowd_model *model = sim->model;
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    agent->flags |= FLAG_LEAVING;
    if (agent->flags & FLAG_EVACUATES)
        head_along(sim, person, sim->state->safety_field, STAGE_TO_SAFETY);
    else if (has_sink(sim, person))
        head_along(sim, person, model->sinks[model->people.sink[person]].target, STAGE_TO_SINK);
    else
        crowd_set_stage(sim, person, STAGE_GONE);
}

void crowd_turn_away(struct aman_crowd_sim *sim, uint32_t person)
{
    crowd_agent_of(sim, person)->flags |= FLAG_OUT; /* never was inside */
    sim->state->totals.turned_back++;
    crowd_go_away(sim, person);
}

/* ---- the clock ---- */

static void turn_back(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    bool at_bank = agent->stage == STAGE_TO_BANK || agent->stage == STAGE_SERVED;
    if (!at_bank) return;
    crowd_leave_bank(sim, person);
    crowd_turn_away(sim, person);
}

static void open_barriers(struct aman_crowd_sim *sim)
{
    sim->state->open = true;
    for (uint32_t i = 0; i < sim->state->n_active; i++) turn_back(sim, sim->person_at[i]);
}


/* Those inside, and on a full evacuation everyone on the ground, get a time at which they react;
 * those who have not come yet stay away. */
static void evacuate(struct aman_crowd_sim *sim, const struct aman_crowd_event *event)
{
    struct crowd_state *state = sim->state;
    const struct aman_crowd_people *people = &sim->model->people;
    bool all = event->id < 0;
    state->open = true;
    state->all_evacuate |= all;
    state->safety_field = (int)event->value;
    for (uint32_t p = 0; p < people->n; p++) {
        struct crowd_agent *agent = crowd_agent_of(sim, p);
        bool inside = agent->stage >= STAGE_TO_SEAT && agent->stage <= STAGE_TO_SINK;
        if (!all && (people->section[p] != event->id || !inside)) continue;
        if (agent->stage == STAGE_GONE || agent->flags & FLAG_EVACUATES) continue;
        agent->flags |= FLAG_EVACUATES;
        if (agent->stage == STAGE_NOT_YET) {
            crowd_set_stage(sim, p, STAGE_GONE);
            continue;
        }
        sim->react_at_s[p] = (float)crowd_now(sim) + people->react_s[p];
        sim->react[state->n_react++] = p;
    }
    crowd_sort_by_time(sim->react_at_s, sim->react + state->next_react, state->n_react - state->next_react);
}

static void react(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    switch (agent->stage) {
    case STAGE_SEATED: crowd_row_leave(sim, person); return;
    case STAGE_TO_BANK:
    case STAGE_SERVED:
        crowd_leave_bank(sim, person);
        agent->flags |= FLAG_OUT;
        crowd_go_away(sim, person);
        return;
    case STAGE_TO_SEAT:
    case STAGE_TO_ACCESS:
        sim->sections[sim->model->people.section[person]].released++;
        crowd_go_away(sim, person);
        return;
    case STAGE_TO_SINK: crowd_go_away(sim, person); return;
    default: return; /* in the row: turned when it ends; waiting at the sink: already out */
    }
}

static void apply(struct aman_crowd_sim *sim, const struct aman_crowd_event *event)
{
    switch (event->type) {
    case AMAN_CROWD_BANK_LANES: sim->banks[event->id].lanes_open = (int)event->value; return;
    case AMAN_CROWD_BANK_FACTOR: sim->banks[event->id].factor = (float)event->value; return;
    case AMAN_CROWD_OPEN: open_barriers(sim); return;
    case AMAN_CROWD_EVACUATE: evacuate(sim, event); return;
    case AMAN_CROWD_SINK_RATE: sim->sinks[event->id].per_min = event->value; return;
    }
}

static void release(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    if (!has_sink(sim, person) || agent->flags & FLAG_EVACUATES) return;
    if (agent->stage == STAGE_SEATED)
        crowd_row_leave(sim, person);
    else if (agent->stage < STAGE_SEATED)
        agent->flags |= FLAG_LATE; /* gets up again as soon as seated */
}

void crowd_clock(struct aman_crowd_sim *sim)
{
    struct crowd_state *state = sim->state;
    const struct aman_crowd_model *model = sim->model;
    const struct aman_crowd_people *people = &model->people;
    double now = crowd_now(sim) + 1e-9;
    while (state->next_event < model->n_events && model->events[state->next_event].t_s <= now)
        apply(sim, &model->events[state->next_event++]);
    while (state->next_react < state->n_react && (double)sim->react_at_s[sim->react[state->next_react]] <= now)
        react(sim, sim->react[state->next_react++]);
    while (state->next_leave < people->n && (double)people->leave_s[sim->by_leave[state->next_leave]] <= now)
        release(sim, sim->by_leave[state->next_leave++]);
    while (state->next_arrival < people->n && (double)people->arrive_s[sim->by_arrival[state->next_arrival]] <= now) {
        uint32_t person = sim->by_arrival[state->next_arrival++];
        if (crowd_agent_of(sim, person)->stage != STAGE_NOT_YET) continue;
        crowd_set_stage(sim, person, STAGE_HELD);
        crowd_list_push(sim, &sim->held[people->source[person]], person);
        state->fresh = true;
    }
}

/* ---- what the move has led to ---- */

static void attend_leaving(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    if (!(agent->flags & FLAG_OUT) && agent->node >= 0 && !sim->world->nodes[agent->node].slow) {
        agent->flags |= FLAG_OUT;
        sim->sections[sim->model->people.section[person]].out++;
    }
    if (agent->t_m > 0.6f) return;
    if (agent->stage == STAGE_TO_SAFETY) {
        crowd_set_stage(sim, person, STAGE_GONE);
        return;
    }
    agent->flags |= FLAG_QUEUE;
    sim->since_s[person] = (float)crowd_now(sim);
    crowd_set_stage(sim, person, STAGE_AT_SINK);
    crowd_list_push(sim, &sim->sinks[sim->model->people.sink[person]].waiting, person);
}

static bool is_at_row_end(const struct aman_crowd_sim *sim, uint32_t person)
{
    const struct aman_crowd_people *people = &sim->model->people;
    const struct crowd_agent *agent = crowd_agent_of(sim, person);
    return hypot(agent->x - (double)people->access_x[person], agent->y - (double)people->access_y[person]) < 0.7;
}

static void attend(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    switch (agent->stage) {
    case STAGE_TO_BANK: crowd_banks_candidate(sim, person); return;
    case STAGE_TO_SEAT:
        crowd_set_stage(sim, person, STAGE_TO_ACCESS);
        return;
    case STAGE_TO_ACCESS:
        if (!is_at_row_end(sim, person)) return;
        crowd_set_stage(sim, person, STAGE_IN_ROW);
        sim->since_s[person] = (float)crowd_now(sim);
        sim->in_row[sim->state->n_in_row++] = person;
        return;
    case STAGE_TO_SINK:
    case STAGE_TO_SAFETY: attend_leaving(sim, person); return;
    default: return;
    }
}

static void take_away(struct aman_crowd_sim *sim, struct crowd_sink_state *sink)
{
    double step = sink->per_min / 60.0 * sim->model->params.step_s;
    sink->credit = fmin(sink->credit + step, fmax(1.0, step));
    while (sink->waiting.head != CROWD_NONE && sink->credit >= 1.0) {
        if (isfinite(sink->credit)) sink->credit -= 1.0;
        crowd_set_stage(sim, crowd_list_pop(sim, &sink->waiting), STAGE_GONE);
    }
}

void crowd_attend(struct aman_crowd_sim *sim)
{
    size_t chunks = ((size_t)sim->state->n_sorted + CROWD_SHARE - 1) / CROWD_SHARE;
    for (size_t c = 0; c < chunks; c++)
        for (uint32_t i = 0; i < sim->n_attention[c]; i++) attend(sim, sim->attention[c * CROWD_SHARE + i]);
    crowd_banks_serve(sim);
    for (size_t s = 0; s < sim->model->n_sinks; s++) take_away(sim, &sim->sinks[s]);
}
