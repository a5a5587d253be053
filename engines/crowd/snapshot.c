/* The state as bytes and back: a header that says what it fits, then the slab. */
#include "engines/crowd/sim.h"

#include "base/hash.h"

#include <string.h>

/* Read as it stands in memory: on a machine of the other byte order `magic` is another number. */
struct header {
    uint64_t magic;
    uint64_t release; /* of the release's name and the layout of the state */
    uint64_t world, model;
    uint64_t slab_bytes;
    uint64_t check; /* of the slab and of all above */
};
static const uint64_t magic = UINT64_C(0x314F5753414D414E); /* "NAMASWO1" */

/* ---- what a snapshot fits ---- */

static uint64_t add_number(uint64_t hash, double value)
{
    return aman_hash_add(hash, &value, sizeof value);
}

static uint64_t add_count(uint64_t hash, uint64_t count)
{
    return aman_hash_add(hash, &count, sizeof count);
}

/* An array that may be absent. */
static uint64_t add_array(uint64_t hash, const void *array, size_t n, size_t size)
{
    hash = add_count(hash, array ? n : UINT64_MAX);
    return array ? aman_hash_add(hash, array, n * size) : hash;
}

static uint64_t add_area(uint64_t hash, const struct aman_area *area)
{
    hash = add_count(hash, area->n);
    for (size_t r = 0; r < area->n; r++)
        hash = add_array(hash, area->rings[r].points, area->rings[r].n, sizeof(struct aman_point));
    return hash;
}

static uint64_t release_print(void)
{
    static const char name[] = AMAN_CROWD_RELEASE;
    const uint64_t layout[] = {
        sizeof(struct crowd_state),      sizeof(struct crowd_agent),      sizeof(struct crowd_lane),
        sizeof(struct crowd_bank_state), sizeof(struct crowd_sink_state), sizeof(struct crowd_row_end),
        sizeof(struct crowd_list),       sizeof(struct crowd_list_of),    STAGE_GONE};
    return aman_hash_add(aman_hash_add(aman_hash_start, name, sizeof name), layout, sizeof layout);
}

static uint64_t level_print(uint64_t hash, const struct crowd_level *level)
{
    const int64_t frame[] = {level->grid.ox, level->grid.oy, level->grid.w, level->grid.h};
    hash = aman_hash_add(hash, frame, sizeof frame);
    for (uint32_t i = 0; i < level->n_segments; i++) {
        const struct crowd_segment *s = &level->segments[i];
        const double ends[] = {s->ax, s->ay, s->bx, s->by, s->kind, s->index};
        hash = aman_hash_add(hash, ends, sizeof ends);
    }
    return hash;
}

static uint64_t world_print(const struct aman_crowd_world *world)
{
    uint64_t hash = add_number(add_number(aman_hash_start, world->cell_m), world->see_m);
    hash = add_count(hash, world->n_levels);
    for (size_t l = 0; l < world->n_levels; l++) hash = level_print(hash, &world->levels[l]);
    for (size_t k = 0; k < world->n_links; k++) {
        const struct crowd_link *link = &world->links[k];
        const double values[] = {link->low,
                                 link->high,
                                 (double)link->up_x,
                                 (double)link->up_y,
                                 (double)link->speed_up,
                                 (double)link->speed_down};
        hash = aman_hash_add(hash, values, sizeof values);
    }
    for (size_t b = 0; b < world->n_barriers; b++) {
        const struct crowd_barrier *barrier = &world->barriers[b];
        hash =
            add_array(add_number(hash, barrier->in_x), barrier->points, barrier->n, sizeof *barrier->points);
    }
    hash = add_array(hash, world->nodes, (size_t)world->n_nodes, sizeof *world->nodes);
    for (size_t f = 0; f < world->n_fields; f++) {
        const struct crowd_field *field = &world->fields[f];
        hash = add_count(hash, field->open);
        hash = add_array(hash, field->t_m, (size_t)(field->end - field->begin), sizeof *field->t_m);
    }
    return hash;
}

/* All parameters but the first are numbers in a row, so that none can be forgotten. */
static uint64_t params_print(uint64_t hash, const struct aman_crowd_params *params)
{
    enum {
        FIRST = offsetof(struct aman_crowd_params, step_s),
        NUMBERS = (sizeof *params - FIRST) / sizeof(double)
    };
    _Static_assert(FIRST + NUMBERS * sizeof(double) == sizeof *params,
                   "parameters after the motion are doubles");
    return add_array(add_count(hash, params->motion), &params->step_s, NUMBERS, sizeof(double));
}

static uint64_t places_print(uint64_t hash, const struct aman_crowd_model *m)
{
    for (size_t s = 0; s < m->n_sources; s++) {
        hash = add_area(hash, m->sources[s].area);
        hash = add_count(hash, (uint64_t)m->sources[s].level);
    }
    for (size_t s = 0; s < m->n_sinks; s++) {
        const struct aman_crowd_sink *sink = &m->sinks[s];
        hash = add_area(hash, sink->area);
        hash = add_count(add_count(hash, (uint64_t)sink->level), (uint64_t)sink->target);
        hash = add_number(hash, sink->per_min);
    }
    for (size_t b = 0; b < m->n_banks; b++) {
        const struct aman_crowd_bank *bank = &m->banks[b];
        const double values[] = {bank->barrier,      bank->target,  bank->lanes,    bank->service_s,
                                 bank->service_sd_s, bank->opens_s, bank->closes_s, bank->layer};
        hash = aman_hash_add(hash, values, sizeof values);
    }
    for (size_t s = 0; s < m->n_bank_sets; s++)
        for (int layer = 0; layer < 2; layer++)
            hash = add_array(hash, m->bank_sets[s].banks[layer], m->bank_sets[s].n[layer], sizeof(uint16_t));
    return hash;
}

static uint64_t people_print(uint64_t hash, const struct aman_crowd_people *p)
{
    const void *const numbers[] = {p->arrive_s, p->speed_m_per_s, p->radius_m, p->seat_x,
                                   p->seat_y,   p->access_x,      p->access_y, p->leave_s,
                                   p->react_s,  p->enter_x,       p->enter_y,  p->start_s};
    const void *const indices[] = {p->source, p->sink, p->access, p->seat_target, p->section};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        hash = add_array(hash, numbers[i], p->n, sizeof(float));
    for (size_t i = 0; i < sizeof indices / sizeof *indices; i++)
        hash = add_array(hash, indices[i], p->n, sizeof(uint16_t));
    return add_array(hash, p->seat_level, p->n, 1);
}

static uint64_t model_print(const struct aman_crowd_model *m)
{
    const uint64_t counts[] = {m->people.n, m->n_banks,  m->n_bank_sets, m->n_sources,
                               m->n_sinks,  m->n_events, m->n_sections,  m->seed};
    uint64_t hash = aman_hash_add(aman_hash_start, counts, sizeof counts);
    hash = params_print(add_number(hash, m->start_s), &m->params);
    hash = people_print(places_print(hash, m), &m->people);
    for (size_t i = 0; i < m->n_events; i++) {
        const struct aman_crowd_event *e = &m->events[i];
        const double values[] = {e->t_s, e->type, e->id, e->value};
        hash = aman_hash_add(hash, values, sizeof values);
    }
    return hash;
}

static struct header header_of(const struct aman_crowd_sim *sim, const void *slab)
{
    struct header header = {.magic = magic,
                            .release = release_print(),
                            .world = world_print(sim->world),
                            .model = model_print(sim->model),
                            .slab_bytes = sim->slab_bytes};
    header.check = aman_hash_add(aman_hash_add(aman_hash_start, &header, offsetof(struct header, check)),
                                 slab, sim->slab_bytes);
    return header;
}

/* ---- there and back ---- */

size_t aman_crowd_sim_save_bytes(const struct aman_crowd_sim *sim)
{
    return sizeof(struct header) + sim->slab_bytes;
}

enum aman_err aman_crowd_sim_save(const struct aman_crowd_sim *sim, void *out, size_t n)
{
    if (n != aman_crowd_sim_save_bytes(sim)) return AMAN_ERR_ARGUMENT;
    struct header header = header_of(sim, sim->slab);
    memcpy(out, &header, sizeof header);
    memcpy((char *)out + sizeof header, sim->slab, sim->slab_bytes);
    return AMAN_OK;
}

/* Whole, and of this release: then what it says of itself is true. */
static bool is_snapshot(const char *bytes, size_t n, struct header *header)
{
    if (n < sizeof *header) return false;
    memcpy(header, bytes, sizeof *header);
    if (header->magic != magic || header->release != release_print() ||
        header->slab_bytes != n - sizeof *header)
        return false;
    uint64_t check = aman_hash_add(aman_hash_start, header, offsetof(struct header, check));
    return header->check == aman_hash_add(check, bytes + sizeof *header, n - sizeof *header);
}

enum aman_err aman_crowd_sim_load(const struct aman_crowd_world *world, const struct aman_crowd_model *model,
                                  const void *bytes, size_t n, const struct aman_mem *mem,
                                  struct aman_crowd_sim **sim)
{
    struct header header;
    struct aman_crowd_sim *made = NULL;
    if (!is_snapshot(bytes, n, &header)) return AMAN_ERR_INPUT;
    enum aman_err err = aman_crowd_sim_create(world, model, mem, &made);
    if (err != AMAN_OK) return err;
    if (made->slab_bytes != header.slab_bytes || world_print(world) != header.world ||
        model_print(model) != header.model) {
        aman_crowd_sim_destroy(made);
        return AMAN_ERR_ARGUMENT;
    }
    memcpy(made->slab, (const char *)bytes + sizeof header, header.slab_bytes);
    crowd_sort_resume(made);
    err = crowd_detours_resume(made);
    if (err != AMAN_OK) {
        aman_crowd_sim_destroy(made);
        return err;
    }
    *sim = made;
    return AMAN_OK;
}
