#include "base/rng.h"
#include "check/scenario_parts.h"

/* Wider gaps part a row: a gangway, a pillar. */
static const double gap_m = 1.2;

/* A block: neighbouring places of one row that share a gangway. */
struct block {
    uint32_t begin, n;
};

void aman_shuffle(uint64_t seed, uint64_t stream, uint32_t *order, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)(aman_rng_uniform(seed, stream, i) * (double)i);
        uint32_t swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

static bool same_block(const struct aman_seat *a, const struct aman_seat *b)
{
    return a->stand == b->stand && a->row == b->row && a->gangway == b->gangway &&
           aman_point_distance(a->at, b->at) < gap_m;
}

static size_t cut_blocks(const struct aman_venue *venue, size_t begin, size_t end, struct block *blocks)
{
    size_t n = 0;
    for (size_t i = begin; i < end; i++) {
        if (i == begin || !same_block(&venue->seats[i - 1], &venue->seats[i]))
            blocks[n++] = (struct block){(uint32_t)i, 0};
        blocks[n - 1].n++;
    }
    return n;
}

static void mix_stand(const struct aman_scenario *scenario, struct aman_seating *seating, size_t begin,
                      size_t end, struct block *blocks, uint32_t *mixed)
{
    const struct aman_venue *venue = &scenario->plan->venue;
    int stand = venue->seats[begin].stand;
    size_t n = cut_blocks(venue, begin, end, blocks), next = begin;
    for (size_t i = 0; i < n; i++) mixed[i] = (uint32_t)i;
    aman_shuffle(scenario->seed, UINT64_C(1) << 40 | (uint64_t)stand, mixed, n);
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < blocks[mixed[i]].n; k++) seating->order[next++] = blocks[mixed[i]].begin + k;
    seating->begin[stand] = (uint32_t)begin;
    seating->n[stand] = (uint32_t)(end - begin);
}

enum aman_err aman_seating_build(const struct aman_scenario *scenario, struct aman_seating *seating)
{
    const struct aman_venue *venue = &scenario->plan->venue;
    struct aman_arena *arena = scenario->arena;
    seating->order = aman_arena_new(arena, venue->n_seats, sizeof *seating->order);
    seating->begin = aman_arena_new(arena, venue->n_features, sizeof *seating->begin);
    seating->n = aman_arena_new(arena, venue->n_features, sizeof *seating->n);
    seating->used = aman_arena_new(arena, venue->n_features, sizeof *seating->used);
    struct block *blocks = aman_mem_new(arena->mem, venue->n_seats, sizeof *blocks);
    uint32_t *mixed = aman_mem_new(arena->mem, venue->n_seats, sizeof *mixed);
    bool enough = seating->order && seating->begin && seating->n && seating->used && blocks && mixed;
    for (size_t begin = 0, end; enough && begin < venue->n_seats; begin = end) {
        end = begin;
        while (end < venue->n_seats && venue->seats[end].stand == venue->seats[begin].stand) end++;
        mix_stand(scenario, seating, begin, end, blocks, mixed);
    }
    aman_mem_free(arena->mem, blocks, venue->n_seats, sizeof *blocks);
    aman_mem_free(arena->mem, mixed, venue->n_seats, sizeof *mixed);
    return enough ? AMAN_OK : AMAN_ERR_MEMORY;
}

uint32_t aman_seating_take(struct aman_seating *seating, int stand)
{
    uint32_t at = seating->used[stand]++ % seating->n[stand];
    return seating->order[seating->begin[stand] + at];
}
