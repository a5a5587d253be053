/* Putting people on the ground: sources, and rows of seats. Nobody is put on top of another. */
#include "base/rng.h"
#include "engines/crowd/sim.h"

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
    for (uint32_t i = 0; i < sim->n_placed; i++) {
        const float *p = sim->placed + 3 * i;
        if (p[2] == (float)level && too_close(p[0] - x, p[1] - y, clearance_m)) return false;
    }
    int32_t index = crowd_bin_at(sim->world, level, x, y);
    if (index < 0 || sim->n_placed == CROWD_PLACED_MAX) return false;
    const struct crowd_bin *bin = &sim->world->bins[index];
    for (int r = 0; r < 3; r++)
        for (uint32_t k = sim->bin_begin[bin->first[r]]; k < sim->bin_begin[bin->last[r]]; k++) {
            const struct crowd_agent *other = &sim->agents[sim->sorted.person[k]];
            if (crowd_stage_on_ground(other->stage) && too_close(other->x - x, other->y - y, clearance_m)) return false;
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
    struct crowd_agent *agent = &sim->agents[person];
    agent->x = x;
    agent->y = y;
    agent->level = (int8_t)level;
    agent->vx = agent->vy = 0.0f;
    agent->v_mean = agent->v_free;
    crowd_stand_on(sim->world, agent, node_by(sim->world, level, x, y));
    agent->reach_m = sim->model->people.radius_m[person];
    agent->flags |= FLAG_DIRTY;
    float *p = sim->placed + 3 * sim->n_placed++;
    p[0] = (float)x;
    p[1] = (float)y;
    p[2] = (float)level;
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

void crowd_sources(struct aman_crowd_sim *sim)
{
    enum { PLACES_A_STEP = 200, TRIES = 8 };
    for (size_t s = 0; s < sim->model->n_sources; s++)
        for (int i = 0; i < PLACES_A_STEP && sim->held[s].head != CROWD_NONE; i++) {
            uint32_t person = sim->held[s].head;
            bool placed = false;
            for (uint64_t t = 0; t < TRIES && !placed; t++)
                placed = try_source_cell(sim, person, s, (sim->state->step % 1024) * TRIES + t);
            if (!placed) break;
            crowd_list_pop(sim, &sim->held[s]);
            if (sim->state->open)
                crowd_turn_away(sim, person);
            else
                crowd_choose_bank(sim, person);
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
        if (sim->agents[person].stage != STAGE_IN_ROW) {
            sim->in_row[i] = sim->in_row[--state->n_in_row];
            continue;
        }
        if (now < sim->since_s[person] + row_time_s(sim, person)) {
            i++;
            continue;
        }
        sim->in_row[i] = sim->in_row[--state->n_in_row];
        crowd_set_stage(sim, person, STAGE_SEATED);
        if (sim->agents[person].flags & (FLAG_LATE | FLAG_EVACUATES)) crowd_row_leave(sim, person);
    }
}

/* Into the list of the row's end, in order of the time at which one stands there. */
void crowd_row_leave(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_row_end *end = &sim->row_ends[sim->row_end_of[person]];
    crowd_set_stage(sim, person, STAGE_ROW_OUT);
    sim->agents[person].flags |= FLAG_LEAVING;
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
