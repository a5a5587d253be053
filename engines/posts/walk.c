/* Shortest ways on the raster: Dijkstra with a bucket for each distance, which are whole numbers. */
#include "engines/posts/ground.h"

#include <string.h>

enum { STRAIGHT = 5, SLANTING = 7, LIFTED = 1, BUCKETS = 16, NEIGHBOURS = 8 };

struct bucket {
    uint32_t *cells;
    size_t n, capacity;
};

struct walk {
    const struct aman_posts_ground *ground;
    const struct aman_mem *mem;
    uint32_t most, *distance;
    struct bucket buckets[BUCKETS];
    size_t waiting;
};

struct neighbour {
    size_t cell;
    uint32_t cost;
};

/* The neighbours that one can step to; the steps of the cell itself go east and north, the others are theirs. */
static size_t steps_from(const struct aman_posts_ground *ground, size_t cell, struct neighbour out[NEIGHBOURS])
{
    size_t width = (size_t)ground->width, n = 0;
    uint8_t own = ground->cells[cell];
    const size_t ahead[4] = {1, width, width + 1, width - 1};
    for (int k = 0; k < 4; k++)
        if (own & (1 << k)) out[n++] = (struct neighbour){cell + ahead[k], k < 2 ? STRAIGHT : SLANTING};
    for (int k = 0; k < 4; k++)
        if (cell >= ahead[k] && (ground->cells[cell - ahead[k]] & (1 << k)))
            out[n++] = (struct neighbour){cell - ahead[k], k < 2 ? STRAIGHT : SLANTING};
    for (size_t i = 0; i < n; i++)
        if ((own | ground->cells[out[i].cell]) & AMAN_POSTS_SLOW) out[i].cost *= 2;
    return n;
}

static size_t first_lift(const struct aman_posts_ground *ground, size_t cell)
{
    size_t low = 0, high = ground->n_lifts;
    if (!(ground->cells[cell] & AMAN_POSTS_LIFT)) return high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ground->lifts[middle].from < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool push(struct walk *walk, size_t cell, uint32_t distance)
{
    if (distance > walk->most || distance >= walk->distance[cell]) return true;
    struct bucket *bucket = &walk->buckets[distance % BUCKETS];
    if (bucket->n == bucket->capacity) {
        size_t more = bucket->capacity ? 2 * bucket->capacity : 1024;
        uint32_t *cells = aman_mem_grow(walk->mem, bucket->cells, bucket->capacity, more, sizeof *cells);
        if (!cells) return false;
        bucket->cells = cells;
        bucket->capacity = more;
    }
    bucket->cells[bucket->n++] = (uint32_t)cell;
    walk->distance[cell] = distance;
    walk->waiting++;
    return true;
}

static bool spread(struct walk *walk, size_t cell, uint32_t here)
{
    struct neighbour next[NEIGHBOURS];
    size_t n = steps_from(walk->ground, cell, next);
    bool whole = true;
    for (size_t i = 0; i < n; i++) whole = whole && push(walk, next[i].cell, here + next[i].cost);
    for (size_t i = first_lift(walk->ground, cell); i < walk->ground->n_lifts && walk->ground->lifts[i].from == cell; i++)
        whole = whole && push(walk, walk->ground->lifts[i].to, here + LIFTED);
    return whole;
}

static bool walk_all(struct walk *walk, uint8_t stops)
{
    bool whole = true;
    for (uint32_t here = 0; walk->waiting > 0 && whole; here++) {
        struct bucket *bucket = &walk->buckets[here % BUCKETS];
        while (bucket->n > 0 && whole) {
            size_t cell = bucket->cells[--bucket->n];
            walk->waiting--;
            if (walk->distance[cell] != here) continue; /* reached by a shorter way meanwhile */
            if (here > 0 && (walk->ground->cells[cell] & stops)) continue;
            whole = spread(walk, cell, here);
        }
    }
    return whole;
}

enum aman_err aman_posts_ground_walk(const struct aman_posts_ground *ground, const size_t *starts, size_t n_starts,
                                     uint32_t most, uint8_t stops, const struct aman_mem *mem, uint32_t *distance)
{
    struct walk walk = {.ground = ground, .mem = mem, .distance = distance};
    walk.most = most < AMAN_POSTS_FAR - BUCKETS ? most : AMAN_POSTS_FAR - BUCKETS;
    memset(distance, 0xFF, ground->n_cells * sizeof *distance);
    bool whole = true;
    for (size_t i = 0; i < n_starts && whole; i++) whole = push(&walk, starts[i], 0);
    whole = whole && walk_all(&walk, stops);
    for (int i = 0; i < BUCKETS; i++)
        aman_mem_free(mem, walk.buckets[i].cells, walk.buckets[i].capacity, sizeof *walk.buckets[i].cells);
    return whole ? AMAN_OK : AMAN_ERR_MEMORY;
}

static bool is_before(const struct aman_posts_ground *ground, const uint32_t *distance, uint8_t stops, size_t before,
                      size_t cell, uint32_t cost)
{
    if (distance[before] == AMAN_POSTS_FAR || distance[before] + cost != distance[cell]) return false;
    return distance[before] == 0 || !(ground->cells[before] & stops);
}

size_t aman_posts_ground_before(const struct aman_posts_ground *ground, const uint32_t *distance, uint8_t stops, size_t cell)
{
    struct neighbour next[NEIGHBOURS];
    size_t n = steps_from(ground, cell, next);
    for (size_t i = 0; i < n; i++)
        if (is_before(ground, distance, stops, next[i].cell, cell, next[i].cost)) return next[i].cell;
    for (size_t i = first_lift(ground, cell); i < ground->n_lifts && ground->lifts[i].from == cell; i++)
        if (is_before(ground, distance, stops, ground->lifts[i].to, cell, LIFTED)) return ground->lifts[i].to;
    return SIZE_MAX;
}
