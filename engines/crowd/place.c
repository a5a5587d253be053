/* Putting people on the ground: sources, and rows of seats. Nobody is put on top of another. */
#include "base/rng.h"
#include "engines/crowd/sim.h"

#include <limits.h>
#include <math.h>

void crowd_list_push(struct aman_crowd_sim *sim, struct crowd_list *list, uint32_t person)
{
    sim->next[person] = CROWD_NONE;
    if (list->head == CROWD_NONE)
        list->head = person;
    else
        sim->next[list->tail] = person;
    list->tail = person;
}

uint32_t crowd_list_pop(struct aman_crowd_sim *sim, struct crowd_list *list)
{
    uint32_t person = list->head;
    if (person != CROWD_NONE) list->head = sim->next[person];
    return person;
}

static bool too_close(double dx, double dy, double clearance)
{
    return dx * dx + dy * dy < clearance * clearance;
}

bool crowd_is_free(const struct aman_crowd_sim *sim, int level, double x, double y, double clearance_m)
{
    int32_t index = crowd_bin_at(sim->world, level, x, y);
    if (index < 0) return false;
    const struct crowd_bin *bin = &sim->world->bins[index];
    for (int r = 0; r < 3; r++) {
        for (int32_t b = bin->first[r]; b < bin->last[r]; b++)
            for (uint32_t k = sim->placed_head[b]; k != CROWD_NONE; k = sim->placed_next[k]) {
                const struct crowd_agent *other = crowd_agent_of(sim, k);
                if (too_close(other->x - x, other->y - y, clearance_m)) return false;
            }
        struct crowd_range near = crowd_places_in(sim, bin->first[r], bin->last[r]);
        for (uint32_t k = near.begin; k < near.end; k++) {
            const struct crowd_agent *other = &sim->agents[k];
            if (crowd_stage_on_ground(other->stage) && too_close(other->x - x, other->y - y, clearance_m)) return false;
        }
    }
    return true;
}

/* The end of a narrow row may lie beside the raster: then what is nearest counts as below. */
static int32_t node_by(const struct aman_crowd_world *world, int level, double x, double y)
{
    int32_t node = crowd_node_at(world, level, x, y);
    struct aman_point near = {x, y};
    if (node < 0 && aman_crowd_world_snap(world, level, 2.0, &near)) node = crowd_node_at(world, level, near.x, near.y);
    return node;
}

/* On the ground at a place that is free; the stage is set by the caller. */
void crowd_put(struct aman_crowd_sim *sim, uint32_t person, int level, double x, double y)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    agent->x = x;
    agent->y = y;
    agent->level = (int8_t)level;
    agent->vx = agent->vy = 0.0f;
    agent->v_mean = agent->v_free;
    crowd_stand_on(sim->world, agent, node_by(sim->world, level, x, y));
    agent->reach_m = sim->model->people.radius_m[person];
    agent->flags = (uint8_t)((agent->flags & ~FLAG_ASTRAY) | FLAG_DIRTY);
    sim->t_before_m[person] = INFINITY;
    sim->state->stale = true;
    int32_t bin = crowd_bin_at(sim->world, level, x, y);
    if (bin < 0) return;
    sim->placed_next[person] = sim->placed_head[bin];
    sim->placed_head[bin] = person;
    sim->placed[sim->n_placed++] = bin;
}

void crowd_forget_placed(struct aman_crowd_sim *sim)
{
    for (uint32_t i = 0; i < sim->n_placed; i++) sim->placed_head[sim->placed[i]] = CROWD_NONE;
    sim->n_placed = 0;
}

/* ---- sources ---- */

static bool try_source_cell(struct aman_crowd_sim *sim, uint32_t person, size_t source, uint64_t draw)
{
    const struct aman_crowd_world *world = sim->world;
    uint64_t bits = aman_rng_bits(sim->model->seed, person, DRAW_PLACE + draw);
    int32_t node = sim->source_nodes[source][bits % sim->n_source_nodes[source]];
    double x = world->node_x[node], y = world->node_y[node];
    if (!crowd_is_free(sim, world->node_level[node], x, y, 0.5)) return false;
    crowd_put(sim, person, world->node_level[node], x, y);
    return true;
}

/* Bodies may not overlap: clearance is that of two like this one. */
static bool try_exact_place(struct aman_crowd_sim *sim, uint32_t person, size_t source)
{
    const struct aman_crowd_people *people = &sim->model->people;
    int level = sim->model->sources[source].level;
    double x = (double)people->enter_x[person], y = (double)people->enter_y[person];
    if (!crowd_is_free(sim, level, x, y, 2.0 * (double)people->radius_m[person])) return false;
    crowd_put(sim, person, level, x, y);
    return true;
}

static bool has_exact_place(const struct aman_crowd_sim *sim, uint32_t person)
{
    const float *enter_x = sim->model->people.enter_x;
    return enter_x && !isnan(enter_x[person]);
}

static bool try_source(struct aman_crowd_sim *sim, uint32_t person, size_t source)
{
    enum { TRIES = 8 };
    if (has_exact_place(sim, person)) return try_exact_place(sim, person, source);
    for (uint64_t t = 0; t < TRIES; t++)
        if (try_source_cell(sim, person, source, (sim->state->step % 1024) * TRIES + t)) return true;
    return false;
}

static struct crowd_list joined(struct aman_crowd_sim *sim, struct crowd_list first, struct crowd_list second)
{
    if (first.head == CROWD_NONE) return second;
    if (second.head == CROWD_NONE) return first;
    sim->next[first.tail] = second.head;
    return (struct crowd_list){first.head, second.tail};
}

/* With short steps those who found no room look again only every tenth of a second. */
static bool is_time_to_look(struct aman_crowd_sim *sim)
{
    uint64_t every = (uint64_t)fmax(1.0, rint(0.1 / sim->model->params.step_s));
    bool look = sim->state->fresh || sim->state->step % every == 0;
    sim->state->fresh = false;
    return look;
}

/* Who finds no room waits; those behind may still find theirs when places are exact. */
void crowd_sources(struct aman_crowd_sim *sim)
{
    if (!is_time_to_look(sim)) return;
    for (size_t s = 0; s < sim->model->n_sources; s++) {
        struct crowd_list waiting = sim->held[s], kept = {CROWD_NONE, 0};
        bool exact = waiting.head != CROWD_NONE && has_exact_place(sim, waiting.head);
        const int places_a_step = exact ? INT_MAX : 200;
        for (int i = 0; i < places_a_step && waiting.head != CROWD_NONE; i++) {
            uint32_t person = waiting.head;
            bool placed = try_source(sim, person, s);
            if (!placed && !exact) break;
            crowd_list_pop(sim, &waiting);
            if (!placed)
                crowd_list_push(sim, &kept, person);
            else if (sim->state->open)
                crowd_turn_away(sim, person);
            else
                crowd_choose_bank(sim, person);
        }
        sim->held[s] = joined(sim, kept, waiting);
    }
}

/* ---- rows ---- */

static float row_time_s(const struct aman_crowd_sim *sim, uint32_t person)
{
    const struct aman_crowd_people *people = &sim->model->people;
    float dx = people->seat_x[person] - people->access_x[person], dy = people->seat_y[person] - people->access_y[person];
    return sqrtf(dx * dx + dy * dy) / (float)sim->model->params.row_speed_m_per_s;
}

/* Those who are between gangway and seat sit down when their time has come. */
void crowd_rows_in(struct aman_crowd_sim *sim)
{
    struct crowd_state *state = sim->state;
    float now = (float)crowd_now(sim);
    for (uint32_t i = 0; i < state->n_in_row;) {
        uint32_t person = sim->in_row[i];
        if (crowd_agent_of(sim, person)->stage != STAGE_IN_ROW) {
            sim->in_row[i] = sim->in_row[--state->n_in_row];
            continue;
        }
        if (now < sim->since_s[person] + row_time_s(sim, person)) {
            i++;
            continue;
        }
        sim->in_row[i] = sim->in_row[--state->n_in_row];
        crowd_set_stage(sim, person, STAGE_SEATED);
        if (crowd_agent_of(sim, person)->flags & (FLAG_LATE | FLAG_EVACUATES)) crowd_row_leave(sim, person);
    }
}

/* Into the list of the row's end, in order of the time at which one stands there. */
void crowd_row_leave(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_row_end *end = &sim->row_ends[sim->row_end_of[person]];
    crowd_set_stage(sim, person, STAGE_ROW_OUT);
    crowd_agent_of(sim, person)->flags |= FLAG_LEAVING;
    sim->sections[sim->model->people.section[person]].released++;
    float ready = (float)crowd_now(sim) + row_time_s(sim, person);
    sim->since_s[person] = ready;
    if (!end->listed) {
        end->listed = true;
        sim->row_ends_listed[sim->state->n_row_ends_listed++] = sim->row_end_of[person];
    }
    uint32_t *link = &end->head;
    while (*link != CROWD_NONE && sim->since_s[*link] <= ready) link = &sim->next[*link];
    sim->next[person] = *link;
    *link = person;
}

static void step_out(struct aman_crowd_sim *sim, struct crowd_row_end *end)
{
    uint32_t person = end->head;
    end->head = sim->next[person];
    crowd_put(sim, person, end->level, end->x, end->y);
    crowd_go_away(sim, person);
}

void crowd_rows_out(struct aman_crowd_sim *sim)
{
    enum { EVERY = 5 };
    struct crowd_state *state = sim->state;
    float now = (float)crowd_now(sim);
    for (uint32_t i = 0; i < state->n_row_ends_listed;) {
        uint32_t index = sim->row_ends_listed[i];
        struct crowd_row_end *end = &sim->row_ends[index];
        if (end->head == CROWD_NONE) {
            end->listed = false;
            sim->row_ends_listed[i] = sim->row_ends_listed[--state->n_row_ends_listed];
            continue;
        }
        bool turn = (index + state->step) % EVERY == 0;
        if (turn && sim->since_s[end->head] <= now && crowd_is_free(sim, end->level, end->x, end->y, 0.4))
            step_out(sim, end);
        i++;
    }
}
