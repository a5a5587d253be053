/* A simulation's life: made, forked, stepped, asked, destroyed. */
#include "engines/crowd/sim.h"

#include "base/hash.h"

#include <math.h>
#include <string.h>

static const struct aman_crowd_params ours = {
    .motion = AMAN_CROWD_MOTION_AMAN,
    .step_s = 0.1,
    .time_gap_s = 0.5,
    .strength = 3.0,
    .range_m = 0.08,
    .wall_strength = 2.0,
    .wall_range_m = 0.02,
    .anticipation_s = 1.0,
    .reaction_s = 0.3,
    .wall_buffer_m = 0.1,
    .mass_kg = 80.0,
    .relax_s = 0.5,
    .force_n = 2000.0,
    .force_range_m = 0.08,
    .body_n_per_m = 1.2e5,
    .friction_n_s_per_m2 = 2.4e5,
    .queue_spacing_m = 0.55,
    .patience_s = 600.0,
    .rechoose_gain_s = 60.0,
    .rechoose_every_s = 45.0,
    .row_speed_m_per_s = 0.6,
    .capture_m = 1.5,
};

struct aman_crowd_params aman_crowd_params_default(void)
{
    return ours;
}

struct aman_crowd_params aman_crowd_params_of(enum aman_crowd_motion motion)
{
    struct aman_crowd_params p = ours;
    p.motion = motion;
    if (motion == AMAN_CROWD_MOTION_AMAN) return p;
    p.step_s = 0.01;
    p.time_gap_s = motion == AMAN_CROWD_MOTION_ANTICIPATION ? 1.06 : 1.0;
    p.strength = 8.0;
    p.range_m = 0.1;
    p.wall_strength = 5.0;
    p.wall_range_m = 0.02;
    return p;
}

const char *aman_crowd_motion_name(enum aman_crowd_motion motion)
{
    static const char *names[AMAN_CROWD_MOTION_COUNT] = {"aman", "collision_free_speed", "anticipation_velocity",
                                                         "social_force"};
    return (unsigned)motion < AMAN_CROWD_MOTION_COUNT ? names[motion] : "";
}

static double greatest(const float *values, size_t n)
{
    float most = 0.0f;
    for (size_t i = 0; i < n; i++) most = values[i] > most ? values[i] : most;
    return (double)most;
}

/* Beyond this nobody changes what another does. */
static double sight_m(const struct aman_crowd_params *p, const struct aman_crowd_people *people)
{
    double contact = 2.0 * (people ? greatest(people->radius_m, people->n) : 0.3);
    double spacing = contact + p->time_gap_s * (people ? greatest(people->speed_m_per_s, people->n) : 1.6);
    switch (p->motion) {
    case AMAN_CROWD_MOTION_FORCE: return contact + 12.0 * p->force_range_m;
    case AMAN_CROWD_MOTION_ANTICIPATION: return fmax(3.0, spacing);
    default: return fmax(spacing, contact + 6.0 * p->range_m);
    }
}

/* With short steps it pays to look a little farther and sort seldom: room for two who walk STRIDE steps towards each
 * other. */
double aman_crowd_see_m(const struct aman_crowd_params *p, const struct aman_crowd_people *people)
{
    enum { STRIDE = 8 };
    double need = sight_m(p, people), speed = people ? greatest(people->speed_m_per_s, people->n) : 1.6;
    double faster = p->motion == AMAN_CROWD_MOTION_FORCE ? 2.0 : 1.0; /* those whom others push */
    double room = 2.0 * STRIDE * faster * speed * p->step_s;
    return fmin(fmax(need + (room < fmin(0.25 * need, 0.3) ? room : 0.0), 0.8), 10.0);
}

/* ---- is the model usable? ---- */

static bool within(double value, double least, double most)
{
    return value >= least && value <= most; /* false for NaN */
}

static bool params_are_valid(const struct aman_crowd_params *p)
{
    /* Contact is a spring: a longer step than 0.03 s would make it swing up. */
    double longest_s = p->motion == AMAN_CROWD_MOTION_FORCE ? 0.03 : 0.2;
    return (unsigned)p->motion < AMAN_CROWD_MOTION_COUNT && within(p->step_s, 0.001, longest_s) &&
           within(p->anticipation_s, 0, 5) && within(p->reaction_s, 0.01, 5) && within(p->wall_buffer_m, 0.001, 1) &&
           within(p->mass_kg, 1, 500) && within(p->relax_s, 0.05, 10) && within(p->force_n, 0, 1e5) &&
           within(p->force_range_m, 0.005, 1) && within(p->body_n_per_m, 0, 1e6) &&
           within(p->friction_n_s_per_m2, 0, 1e7) && within(p->time_gap_s, 0.1, 5) && within(p->strength, 0, 100) &&
           within(p->range_m, 0.005, 1) && within(p->wall_strength, 0, 100) && within(p->wall_range_m, 0.005, 1) &&
           within(p->queue_spacing_m, 0.2, 1.5) && within(p->patience_s, 1, 1e5) &&
           within(p->rechoose_gain_s, 0, 1e5) && within(p->rechoose_every_s, 1, 1e5) &&
           within(p->row_speed_m_per_s, 0.05, 3) && within(p->capture_m, 0.5, 10);
}

/* An exact place of arrival is on the ground. */
static bool entry_is_valid(const struct aman_crowd_world *world, const struct aman_crowd_model *m, size_t i)
{
    const struct aman_crowd_people *p = &m->people;
    if (!p->enter_x != !p->enter_y) return false;
    if (!p->enter_x || p->source[i] >= m->n_sources || isnan(p->enter_x[i])) return true;
    struct aman_point at = {(double)p->enter_x[i], (double)p->enter_y[i]};
    return aman_crowd_world_walkable(world, m->sources[p->source[i]].level, at);
}

static bool person_is_valid(const struct aman_crowd_world *world, const struct aman_crowd_model *m, size_t i)
{
    const struct aman_crowd_people *p = &m->people;
    bool numbers = within(p->speed_m_per_s[i], 0.05, 2.2) && within(p->radius_m[i], 0.05, 0.5) && !isnan(p->arrive_s[i]) &&
                   !isnan(p->leave_s[i]) && within(p->react_s[i], 0, 1e5) && within(p->seat_x[i], -1e5, 1e5) &&
                   within(p->seat_y[i], -1e5, 1e5) && within(p->access_x[i], -1e5, 1e5) && within(p->access_y[i], -1e5, 1e5);
    return numbers && p->source[i] < m->n_sources && (p->sink[i] < m->n_sinks || p->sink[i] == 0xFFFF) &&
           p->access[i] < m->n_bank_sets && (p->seat_target[i] < world->n_fields || p->seat_target[i] == CROWD_NO_FIELD) && p->section[i] < m->n_sections &&
           p->seat_level[i] >= 0 && (size_t)p->seat_level[i] < world->n_levels && entry_is_valid(world, m, i) &&
           (!p->start_s || !isnan(p->start_s[i]));
}

static bool bank_is_valid(const struct aman_crowd_world *world, const struct aman_crowd_bank *b)
{
    return b->barrier >= 0 && (size_t)b->barrier < world->n_barriers && b->target >= 0 &&
           (size_t)b->target < world->n_fields && b->lanes >= 1 && b->lanes <= 1000 && within(b->service_s, 0.05, 3600) &&
           within(b->service_sd_s, 0, 3600) && !isnan(b->opens_s) && !isnan(b->closes_s) && (b->layer == 0 || b->layer == 1);
}

static bool event_is_valid(const struct aman_crowd_world *world, const struct aman_crowd_model *m,
                           const struct aman_crowd_event *e)
{
    if (isnan(e->t_s) || isnan(e->value)) return false;
    switch (e->type) {
    case AMAN_CROWD_BANK_LANES:
        return e->id >= 0 && (size_t)e->id < m->n_banks && within(e->value, 0, m->banks[e->id].lanes);
    case AMAN_CROWD_BANK_FACTOR: return e->id >= 0 && (size_t)e->id < m->n_banks && within(e->value, 0.01, 1000);
    case AMAN_CROWD_OPEN: return true;
    case AMAN_CROWD_EVACUATE:
        return e->id >= -1 && e->id < (int)m->n_sections && e->value >= 0 && e->value < (double)world->n_fields;
    case AMAN_CROWD_SINK_RATE: return e->id >= 0 && (size_t)e->id < m->n_sinks && e->value >= 0;
    }
    return false;
}

static bool sets_are_valid(const struct aman_crowd_model *m)
{
    for (size_t s = 0; s < m->n_bank_sets; s++)
        for (int layer = 0; layer < 2; layer++)
            for (size_t i = 0; i < m->bank_sets[s].n[layer]; i++)
                if (m->bank_sets[s].banks[layer][i] >= m->n_banks) return false;
    return true;
}

static bool model_is_valid(const struct aman_crowd_world *world, const struct aman_crowd_model *m)
{
    if (!params_are_valid(&m->params) || m->people.n > 2000000 || m->n_zones > 1024 || m->n_banks > 0xFFF0 ||
        m->n_sources > 0xFFF0 || m->n_sinks > 0xFFF0 || m->n_sections > 0xFFF0 || !isfinite(m->start_s) ||
        world->n_fields >= CROWD_NO_FIELD || !sets_are_valid(m))
        return false;
    for (size_t i = 0; i < m->n_banks; i++)
        if (!bank_is_valid(world, &m->banks[i])) return false;
    for (size_t i = 0; i < m->n_sources; i++)
        if (m->sources[i].level < 0 || (size_t)m->sources[i].level >= world->n_levels ||
            !crowd_area_is_sane(m->sources[i].area))
            return false;
    for (size_t i = 0; i < m->n_sinks; i++) {
        const struct aman_crowd_sink *s = &m->sinks[i];
        if (s->level < 0 || (size_t)s->level >= world->n_levels || s->target < 0 ||
            (size_t)s->target >= world->n_fields || !(s->per_min >= 0) || !crowd_area_is_sane(s->area))
            return false;
    }
    for (size_t i = 0; i < m->n_events; i++)
        if (!event_is_valid(world, m, &m->events[i]) || (i && m->events[i].t_s < m->events[i - 1].t_s)) return false;
    for (size_t i = 0; i < m->people.n; i++)
        if (!person_is_valid(world, m, i)) return false;
    return true;
}

/* ---- the slab ---- */

/* Hands out the next part of the slab; with base NULL only adds up. */
static void *part(char *base, size_t *at, size_t n, size_t size)
{
    void *p = base ? base + *at : NULL;
    *at += (n * size + 63) / 64 * 64;
    return p;
}

static size_t lay_out(struct aman_crowd_sim *sim, char *base)
{
    const struct aman_crowd_model *m = sim->model;
    size_t at = 0, n = m->people.n;
    sim->state = part(base, &at, 1, sizeof *sim->state);
    sim->agents = part(base, &at, n, sizeof *sim->agents);
    if (crowd_keeps_lists(sim)) {
        sim->lists = part(base, &at, (n + CROWD_CHUNK - 1) / CROWD_CHUNK * CROWD_CHUNK * CROWD_LIST_MEAN, sizeof(int16_t));
        sim->list_of = part(base, &at, n, sizeof *sim->list_of);
    }
    sim->since_s = part(base, &at, n, sizeof(float));
    sim->react_at_s = part(base, &at, n, sizeof(float));
    sim->t_before_m = part(base, &at, n, sizeof(float));
    sim->next = part(base, &at, n, sizeof(uint32_t));
    sim->place_of = part(base, &at, n, sizeof(uint32_t));
    sim->person_at = part(base, &at, n, sizeof(uint32_t));
    sim->bin_of = part(base, &at, n, sizeof(int32_t));
    sim->in_row = part(base, &at, n, sizeof(uint32_t));
    sim->react = part(base, &at, n, sizeof(uint32_t));
    sim->lanes = part(base, &at, sim->n_lanes, sizeof *sim->lanes);
    sim->banks = part(base, &at, m->n_banks, sizeof *sim->banks);
    sim->bank_counts = part(base, &at, m->n_banks, sizeof *sim->bank_counts);
    sim->sections = part(base, &at, m->n_sections, sizeof *sim->sections);
    sim->held = part(base, &at, m->n_sources, sizeof *sim->held);
    sim->sinks = part(base, &at, m->n_sinks, sizeof *sim->sinks);
    sim->row_ends = part(base, &at, sim->n_row_ends, sizeof *sim->row_ends);
    sim->row_ends_listed = part(base, &at, sim->n_row_ends, sizeof(uint32_t));
    size_t services = m->n_banks > 0 ? 2 * n : 0;
    sim->log_bank = part(base, &at, services, sizeof(uint16_t));
    sim->log_wait = part(base, &at, services, sizeof(float));
    return at;
}

static enum aman_err make_slab(struct aman_crowd_sim *sim)
{
    sim->slab_bytes = lay_out(sim, NULL);
    sim->slab = aman_mem_new(sim->mem, 1, sim->slab_bytes);
    if (!sim->slab) return AMAN_ERR_MEMORY;
    lay_out(sim, sim->slab);
    return AMAN_OK;
}

/* ---- what follows from world and model ---- */

static enum aman_err order_by(struct aman_crowd_sim *sim, const float *time_s, uint32_t **order)
{
    size_t n = sim->model->people.n;
    *order = aman_arena_new(&sim->arena, n + 1, sizeof **order);
    if (!*order) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) (*order)[i] = (uint32_t)i;
    crowd_sort_by_time(time_s, *order, (uint32_t)n);
    return AMAN_OK;
}

/* Persons who step out at the same place share a row end: found through a hash table. */
static enum aman_err find_row_ends(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_people *p = &sim->model->people;
    size_t slots = 16;
    while (slots < 2 * p->n) slots *= 2;
    sim->row_end_of = aman_arena_new(&sim->arena, p->n + 1, sizeof(uint32_t));
    uint32_t *table = aman_mem_new(sim->mem, slots, sizeof *table); /* person + 1 */
    if (!sim->row_end_of || !table) {
        aman_mem_free(sim->mem, table, slots, sizeof *table);
        return AMAN_ERR_MEMORY;
    }
    uint32_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        int32_t key[3] = {(int32_t)lrintf(p->access_x[i] * 20.0f), (int32_t)lrintf(p->access_y[i] * 20.0f), p->seat_level[i]};
        size_t slot = aman_hash_add(aman_hash_start, key, sizeof key) & (slots - 1);
        for (; table[slot]; slot = (slot + 1) & (slots - 1)) {
            size_t o = table[slot] - 1;
            if ((int32_t)lrintf(p->access_x[o] * 20.0f) == key[0] && (int32_t)lrintf(p->access_y[o] * 20.0f) == key[1] &&
                p->seat_level[o] == p->seat_level[i])
                break;
        }
        sim->row_end_of[i] = table[slot] ? sim->row_end_of[table[slot] - 1] : n++;
        if (!table[slot]) table[slot] = (uint32_t)i + 1;
    }
    sim->n_row_ends = n;
    aman_mem_free(sim->mem, table, slots, sizeof *table);
    return AMAN_OK;
}

static enum aman_err find_source_nodes(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_model *m = sim->model;
    const struct aman_crowd_world *world = sim->world;
    sim->source_nodes = aman_arena_new(&sim->arena, m->n_sources + 1, sizeof *sim->source_nodes);
    sim->n_source_nodes = aman_arena_new(&sim->arena, m->n_sources + 1, sizeof(uint32_t));
    if (!sim->source_nodes || !sim->n_source_nodes) return AMAN_ERR_MEMORY;
    for (size_t s = 0; s < m->n_sources; s++) {
        struct aman_box box = aman_area_box(m->sources[s].area);
        size_t capacity = (size_t)(fmax(0.0, (box.x_max - box.x_min) / world->cell_m + 2) *
                                   fmax(0.0, (box.y_max - box.y_min) / world->cell_m + 2));
        if (capacity > 20000000) return AMAN_ERR_LIMIT;
        sim->source_nodes[s] = aman_arena_new(&sim->arena, capacity + 1, sizeof(int32_t));
        if (!sim->source_nodes[s]) return AMAN_ERR_MEMORY;
        for (double y = box.y_min; y <= box.y_max; y += world->cell_m)
            for (double x = box.x_min; x <= box.x_max; x += world->cell_m) {
                int32_t node = crowd_node_at(world, m->sources[s].level, x, y);
                if (node >= 0 && aman_area_contains(m->sources[s].area, (struct aman_point){x, y}) &&
                    sim->n_source_nodes[s] < capacity)
                    sim->source_nodes[s][sim->n_source_nodes[s]++] = node;
            }
        if (sim->n_source_nodes[s] == 0) return AMAN_ERR_ARGUMENT; /* nowhere to stand */
    }
    return AMAN_OK;
}

static struct aman_point along_line(const struct crowd_barrier *barrier, double distance)
{
    for (size_t i = 0; i + 1 < barrier->n; i++) {
        struct aman_point a = barrier->points[i], b = barrier->points[i + 1];
        double length = aman_point_distance(a, b);
        if (distance <= length || i + 2 == barrier->n) {
            double t = length > 0 ? fmin(1.0, distance / length) : 0.0;
            return (struct aman_point){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
        }
        distance -= length;
    }
    return barrier->points[0];
}

static enum aman_err place_lanes(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_model *m = sim->model;
    for (size_t b = 0; b < m->n_banks; b++) sim->n_lanes += (size_t)m->banks[b].lanes;
    sim->lane_at = aman_arena_new(&sim->arena, sim->n_lanes + 1, sizeof *sim->lane_at);
    sim->bank_to_bank_m = aman_arena_new(&sim->arena, m->n_banks * m->n_banks + 1, sizeof(float));
    if (!sim->lane_at || !sim->bank_to_bank_m) return AMAN_ERR_MEMORY;
    size_t next = 0;
    for (size_t b = 0; b < m->n_banks; b++) {
        const struct crowd_barrier *barrier = &sim->world->barriers[m->banks[b].barrier];
        for (int lane = 0; lane < m->banks[b].lanes; lane++)
            sim->lane_at[next++] = along_line(barrier, barrier->length_m * (lane + 0.5) / m->banks[b].lanes);
    }
    return AMAN_OK;
}

static void measure_banks(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_model *m = sim->model;
    for (size_t i = 0; i < m->n_banks; i++) {
        const struct crowd_barrier *barrier = &sim->world->barriers[m->banks[i].barrier];
        struct aman_point behind = along_line(barrier, barrier->length_m / 2);
        behind.x += barrier->in_x;
        behind.y += barrier->in_y;
        aman_crowd_world_snap(sim->world, barrier->level, 2.0, &behind);
        for (size_t j = 0; j < m->n_banks; j++)
            sim->bank_to_bank_m[i * m->n_banks + j] =
                (float)aman_crowd_world_distance_m(sim->world, m->banks[j].target, barrier->level, behind);
    }
}

static enum aman_err find_sinks(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_model *m = sim->model;
    sim->sink_middle = aman_arena_new(&sim->arena, m->n_sinks + 1, sizeof *sim->sink_middle);
    if (!sim->sink_middle) return AMAN_ERR_MEMORY;
    for (size_t s = 0; s < m->n_sinks; s++) {
        struct aman_box box = aman_area_box(m->sinks[s].area);
        struct aman_point middle = {(box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2};
        aman_crowd_world_snap(sim->world, m->sinks[s].level, 30.0, &middle);
        sim->sink_middle[s] = middle;
    }
    return AMAN_OK;
}

static enum aman_err make_scratch(struct aman_crowd_sim *sim)
{
    struct aman_arena *arena = &sim->arena;
    size_t n = sim->model->people.n, links = sim->world->n_links;
    size_t words = crowd_block_words(sim->world), bins = words * 64 * CROWD_BLOCK;
    sim->sorted_capacity = (uint32_t)(n + (links > 0 ? n : 0) + 64); /* beside stairs once more */
    size_t room = sim->sorted_capacity + 16;
    sim->sorted.x = aman_arena_new(arena, room, sizeof(float));
    sim->sorted.y = aman_arena_new(arena, room, sizeof(float));
    sim->sorted.reach = aman_arena_new(arena, room, sizeof(float));
    sim->sorted.ex = aman_arena_new(arena, room, sizeof(float));
    sim->sorted.ey = aman_arena_new(arena, room, sizeof(float));
    sim->sorted.t = aman_arena_new(arena, room, sizeof(float));
    size_t rows = crowd_keeps_lists(sim) ? n + 1 : 1;
    sim->sorted.rows = aman_arena_new(arena, rows, sizeof *sim->sorted.rows);
    sim->sorted.pairs = aman_arena_new(arena, rows, sizeof *sim->sorted.pairs);
    sim->bin_begin = aman_arena_new(arena, bins, sizeof(uint32_t));
    sim->bin_next = aman_arena_new(arena, bins, sizeof(uint32_t));
    sim->block_held = aman_arena_new(arena, words, sizeof(uint64_t));
    sim->block_live = aman_arena_new(arena, words, sizeof(uint64_t));
    sim->to = aman_arena_new(arena, n + 1, sizeof(uint32_t));
    sim->bin_now = aman_arena_new(arena, n + 1, sizeof(int32_t));
    sim->spare_agents = aman_arena_new(arena, n + 1, sizeof *sim->spare_agents);
    sim->spare_persons = aman_arena_new(arena, n + 1, sizeof(uint32_t));
    sim->chunk_moved_m = aman_arena_new(arena, n / CROWD_SHARE + 2, sizeof(float));
    sim->attention = aman_arena_new(arena, n + CROWD_SHARE, sizeof(uint32_t));
    sim->n_attention = aman_arena_new(arena, n / CROWD_SHARE + 2, sizeof(uint32_t));
    sim->on_link = aman_arena_new(arena, links + 1, sizeof *sim->on_link);
    sim->above_link = aman_arena_new(arena, links + 1, sizeof *sim->above_link);
    sim->candidate_head = aman_arena_new(arena, sim->model->n_banks + 1, sizeof(uint32_t));
    sim->candidate_next = aman_arena_new(arena, n + 1, sizeof(uint32_t));
    sim->placed_head = aman_arena_new(arena, (size_t)sim->world->n_bins + 1, sizeof(uint32_t));
    sim->placed_next = aman_arena_new(arena, n + 1, sizeof(uint32_t));
    sim->placed = aman_arena_new(arena, n + 1, sizeof(int32_t));
    sim->view_x = aman_arena_new(arena, n + 1, sizeof(double));
    sim->view_y = aman_arena_new(arena, n + 1, sizeof(double));
    sim->view_vx = aman_arena_new(arena, n + 1, sizeof(float));
    sim->view_vy = aman_arena_new(arena, n + 1, sizeof(float));
    sim->view_level = aman_arena_new(arena, n + 1, 1);
    sim->view_queue = aman_arena_new(arena, n + 1, 1);
    sim->view_states = aman_arena_new(arena, n + 1, 1);
    sim->waits = aman_arena_new(arena, sim->model->n_banks > 0 ? 2 * n + 1 : 1, sizeof(float));
    bool all = sim->sorted.x && sim->sorted.y && sim->sorted.reach && sim->sorted.t && sim->sorted.ex &&
               sim->sorted.ey && sim->sorted.rows && sim->sorted.pairs && sim->bin_begin && sim->bin_next && sim->block_held && sim->block_live && sim->to &&
               sim->bin_now && sim->spare_agents && sim->spare_persons && sim->chunk_moved_m && sim->attention &&
               sim->n_attention && sim->on_link && sim->above_link && sim->candidate_head && sim->candidate_next &&
               sim->placed_head && sim->placed_next && sim->placed && sim->view_x && sim->view_y && sim->view_vx &&
               sim->view_vy && sim->view_level && sim->view_queue && sim->view_states && sim->waits;
    for (size_t b = 0; all && b < sim->model->n_banks; b++) sim->candidate_head[b] = CROWD_NONE;
    for (int32_t b = 0; all && b < sim->world->n_bins; b++) sim->placed_head[b] = CROWD_NONE;
    for (size_t b = 0; all && b < bins; b++) sim->bin_begin[b] = CROWD_NONE;
    return all ? AMAN_OK : AMAN_ERR_MEMORY;
}

static enum aman_err derive(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_people *people = &sim->model->people;
    sim->spacing_m = (float)(2.0 * greatest(people->radius_m, people->n) +
                             sim->model->params.time_gap_s * greatest(people->speed_m_per_s, people->n));
    sim->see_m = fmin(sim->world->see_m, sight_m(&sim->model->params, people));
    enum aman_err err = order_by(sim, people->arrive_s, &sim->by_arrival);
    if (err == AMAN_OK) err = order_by(sim, sim->model->people.leave_s, &sim->by_leave);
    if (err == AMAN_OK) err = find_row_ends(sim);
    if (err == AMAN_OK) err = find_source_nodes(sim);
    if (err == AMAN_OK) err = place_lanes(sim);
    if (err == AMAN_OK) err = find_sinks(sim);
    if (err == AMAN_OK) err = make_scratch(sim);
    if (err == AMAN_OK) err = make_slab(sim);
    if (err == AMAN_OK) measure_banks(sim);
    return err;
}

/* ---- the first state ---- */

static void first_people(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_people *p = &sim->model->people;
    for (size_t i = 0; i < p->n; i++) {
        struct crowd_row_end *end = &sim->row_ends[sim->row_end_of[i]];
        end->x = p->access_x[i];
        end->y = p->access_y[i];
        end->level = p->seat_level[i];
        end->head = CROWD_NONE;
        sim->agents[i] = (struct crowd_agent){
            .node = CROWD_NO_NODE, .field = CROWD_NO_FIELD, .v_free = p->speed_m_per_s[i], .reach_m = p->radius_m[i],
            .body_2mm = (uint8_t)lrintf(p->radius_m[i] * 500.0f),
            .link = -1,
            .factor_200 = 200};
        sim->place_of[i] = sim->person_at[i] = (uint32_t)i;
        sim->next[i] = CROWD_NONE;
        sim->sections[p->section[i]].people++;
    }
    sim->state->totals.not_yet = (uint32_t)p->n;
}

static void first_places(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_model *m = sim->model;
    uint32_t lane = 0;
    for (size_t b = 0; b < m->n_banks; b++) {
        sim->banks[b] = (struct crowd_bank_state){.lanes_open = m->banks[b].lanes, .factor = 1.0f, .first_lane = lane};
        lane += (uint32_t)m->banks[b].lanes;
    }
    for (size_t i = 0; i < sim->n_lanes; i++) sim->lanes[i].person = CROWD_NONE;
    for (size_t s = 0; s < m->n_sources; s++) sim->held[s].head = CROWD_NONE;
    for (size_t s = 0; s < m->n_sinks; s++)
        sim->sinks[s] = (struct crowd_sink_state){.waiting = {CROWD_NONE, 0}, .per_min = m->sinks[s].per_min};
}

static enum aman_err make(const struct aman_crowd_world *world, const struct aman_crowd_model *model,
                          const struct aman_mem *mem, struct aman_crowd_sim **out)
{
    if (!model_is_valid(world, model)) return AMAN_ERR_ARGUMENT;
    struct aman_crowd_sim *sim = aman_mem_new(mem, 1, sizeof *sim);
    if (!sim) return AMAN_ERR_MEMORY;
    sim->mem = mem;
    sim->world = world;
    sim->model = model;
    aman_arena_init(&sim->arena, mem, 0);
    enum aman_err err = derive(sim);
    if (err != AMAN_OK) {
        aman_crowd_sim_destroy(sim);
        return err;
    }
    *out = sim;
    return AMAN_OK;
}

enum aman_err aman_crowd_sim_create(const struct aman_crowd_world *world, const struct aman_crowd_model *model,
                                    const struct aman_mem *mem, struct aman_crowd_sim **sim)
{
    enum aman_err err = make(world, model, mem, sim);
    if (err != AMAN_OK) return err;
    first_people(*sim);
    first_places(*sim);
    return AMAN_OK;
}

void aman_crowd_sim_destroy(struct aman_crowd_sim *sim)
{
    if (!sim) return;
    aman_mem_free(sim->mem, sim->slab, 1, sim->slab_bytes);
    aman_arena_release(&sim->arena);
    aman_mem_free(sim->mem, sim, 1, sizeof *sim);
}

/* The pointers into time-sorted lists are functions of the time: set them for the new model. */
static void resume(struct aman_crowd_sim *sim)
{
    const struct aman_crowd_model *m = sim->model;
    struct crowd_state *state = sim->state;
    double last = crowd_now(sim) - m->params.step_s + 1e-9;
    state->next_arrival = state->next_leave = state->next_event = 0;
    if (state->step == 0) return;
    while (state->next_arrival < m->people.n && (double)m->people.arrive_s[sim->by_arrival[state->next_arrival]] <= last)
        state->next_arrival++;
    while (state->next_leave < m->people.n && (double)m->people.leave_s[sim->by_leave[state->next_leave]] <= last)
        state->next_leave++;
    while (state->next_event < m->n_events && m->events[state->next_event].t_s <= last) state->next_event++;
}

enum aman_err aman_crowd_sim_fork(const struct aman_crowd_sim *sim, const struct aman_crowd_model *model,
                                  const struct aman_mem *mem, struct aman_crowd_sim **copy)
{
    const struct aman_crowd_model *old = sim->model;
    if (model->people.n != old->people.n || model->n_banks != old->n_banks || model->n_sources != old->n_sources ||
        model->n_sinks != old->n_sinks || model->n_sections != old->n_sections || model->start_s != old->start_s ||
        model->params.step_s != old->params.step_s)
        return AMAN_ERR_ARGUMENT;
    struct aman_crowd_sim *made = NULL;
    enum aman_err err = make(sim->world, model, mem, &made);
    if (err != AMAN_OK) return err;
    if (made->slab_bytes != sim->slab_bytes) {
        aman_crowd_sim_destroy(made);
        return AMAN_ERR_ARGUMENT;
    }
    memcpy(made->slab, sim->slab, sim->slab_bytes);
    crowd_sort_resume(made);
    resume(made);
    *copy = made;
    return AMAN_OK;
}

/* ---- the step ---- */

enum aman_err aman_crowd_sim_step(struct aman_crowd_sim *sim, struct aman_tasks *tasks)
{
    struct crowd_state *state = sim->state;
    crowd_sort(sim, tasks);
    crowd_forget_placed(sim);
    crowd_clock(sim);
    crowd_sources(sim);
    crowd_rows_out(sim);
    crowd_move(sim, tasks);
    crowd_attend(sim);
    state->totals.agent_steps += state->n_sorted;
    uint64_t per_second = (uint64_t)lrint(1.0 / sim->model->params.step_s);
    if (state->step % per_second == 0) {
        crowd_rows_in(sim);
        crowd_banks_second(sim);
    }
    if (state->step % (per_second * CROWD_ASTRAY_S) == 0) crowd_notice_astray(sim);
    state->step++;
    return AMAN_OK;
}

/* ---- questions ---- */

double aman_crowd_sim_time_s(const struct aman_crowd_sim *sim)
{
    return crowd_now(sim);
}

uint64_t aman_crowd_sim_hash(const struct aman_crowd_sim *sim)
{
    return aman_hash_add(aman_hash_start, sim->slab, sim->slab_bytes);
}

bool aman_crowd_sim_finished(const struct aman_crowd_sim *sim)
{
    const struct crowd_state *state = sim->state;
    const struct aman_crowd_totals *t = &state->totals;
    if (t->not_yet || t->held_at_source || t->walking || t->in_row || state->next_react < state->n_react) return false;
    const struct aman_crowd_people *p = &sim->model->people;
    return state->next_leave == p->n || !isfinite(p->leave_s[sim->by_leave[state->next_leave]]) || t->seated == 0;
}

const struct aman_crowd_bank_count *aman_crowd_sim_banks(const struct aman_crowd_sim *sim)
{
    return sim->bank_counts;
}

const struct aman_crowd_section_count *aman_crowd_sim_sections(const struct aman_crowd_sim *sim)
{
    return sim->sections;
}

struct aman_crowd_totals aman_crowd_sim_totals(const struct aman_crowd_sim *sim)
{
    return sim->state->totals;
}

const float *aman_crowd_sim_waits(struct aman_crowd_sim *sim, size_t bank)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < sim->state->n_log; i++)
        if (sim->log_bank[i] == bank) sim->waits[n++] = sim->log_wait[i];
    return sim->waits;
}

struct aman_crowd_view aman_crowd_sim_view(struct aman_crowd_sim *sim)
{
    struct aman_crowd_view view = {0,
                                   sim->spare_persons,
                                   sim->view_x,
                                   sim->view_y,
                                   sim->view_level,
                                   sim->view_vx,
                                   sim->view_vy,
                                   sim->view_queue};
    for (uint32_t i = 0; i < sim->state->n_active; i++) {
        const struct crowd_agent *agent = &sim->agents[i];
        if (!crowd_stage_on_ground(agent->stage)) continue;
        sim->spare_persons[view.n] = sim->person_at[i];
        sim->view_x[view.n] = agent->x;
        sim->view_y[view.n] = agent->y;
        sim->view_level[view.n] = agent->level;
        sim->view_vx[view.n] = agent->vx;
        sim->view_vy[view.n] = agent->vy;
        sim->view_queue[view.n++] = agent->flags & FLAG_QUEUE ? 1 : 0;
    }
    return view;
}

const uint8_t *aman_crowd_sim_states(struct aman_crowd_sim *sim)
{
    for (size_t i = 0; i < sim->model->people.n; i++) {
        uint8_t stage = crowd_agent_of(sim, (uint32_t)i)->stage;
        sim->view_states[i] = stage <= STAGE_HELD                                 ? AMAN_CROWD_NOT_YET
                              : stage == STAGE_IN_ROW || stage == STAGE_ROW_OUT ? AMAN_CROWD_IN_ROW
                              : stage == STAGE_SEATED                           ? AMAN_CROWD_SEATED
                              : stage == STAGE_GONE                             ? AMAN_CROWD_GONE
                                                                                : AMAN_CROWD_WALKING;
    }
    return sim->view_states;
}
