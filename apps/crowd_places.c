/* People who are in an area all at once: places at random, apart from one another and from walls. */
#include "apps/crowd_run.h"
#include "base/rng.h"

#include <math.h>
#include <stdio.h>

enum { DRAW_PLACE = 4 << 24 };
static const double between_m = 0.02; /* bodies */

struct darts {
    struct aman_crowd_run *run;
    const struct aman_scenario_source *source;
    struct aman_box box;
    double apart_m;
    struct aman_point *at;
    size_t n, slots;
    uint32_t *head, *next; /* by square of apart_m: index + 1 */
};

static size_t slot_of(const struct darts *darts, int64_t ix, int64_t iy)
{
    return aman_rng_bits(0, (uint64_t)ix, (uint64_t)iy) & (darts->slots - 1);
}

static bool is_apart(const struct darts *darts, struct aman_point p)
{
    int64_t ix = (int64_t)floor(p.x / darts->apart_m), iy = (int64_t)floor(p.y / darts->apart_m);
    for (int64_t dy = -1; dy <= 1; dy++)
        for (int64_t dx = -1; dx <= 1; dx++)
            for (uint32_t k = darts->head[slot_of(darts, ix + dx, iy + dy)]; k; k = darts->next[k - 1])
                if (aman_point_distance(darts->at[k - 1], p) < darts->apart_m) return false;
    return true;
}

static bool is_off_walls(const struct darts *darts, struct aman_point p)
{
    enum { AROUND = 8 };
    if (!aman_crowd_world_walkable(darts->run->world, darts->source->level, p)) return false;
    for (int i = 0; i < AROUND; i++) {
        struct aman_point way = aman_bearing_vector(360.0 / AROUND * i);
        struct aman_point at = {p.x + darts->source->radius_m * way.x, p.y + darts->source->radius_m * way.y};
        if (!aman_area_contains(&darts->run->scenario->levels[darts->source->level].region, at)) return false;
    }
    return true;
}

static void keep_dart(struct darts *darts, struct aman_point p)
{
    size_t slot = slot_of(darts, (int64_t)floor(p.x / darts->apart_m), (int64_t)floor(p.y / darts->apart_m));
    darts->at[darts->n] = p;
    darts->next[darts->n] = darts->head[slot];
    darts->head[slot] = (uint32_t)++darts->n;
}

static bool throw_dart(struct darts *darts, size_t person)
{
    enum { TRIES = 1000, THROWS = 50000 };
    int tries = 0;
    for (uint64_t t = 0; t < THROWS && tries < TRIES; t++) {
        const struct aman_box *box = &darts->box;
        struct aman_point p = {
            box->x_min +
                (box->x_max - box->x_min) * aman_rng_uniform(darts->run->seed, person, DRAW_PLACE + 2 * t),
            box->y_min + (box->y_max - box->y_min) *
                             aman_rng_uniform(darts->run->seed, person, DRAW_PLACE + 2 * t + 1)};
        p = (struct aman_point){(double)(float)p.x, (double)(float)p.y}; /* as the engine takes them */
        if (!aman_area_contains(&darts->source->area, p)) continue;
        tries++;
        if (!is_apart(darts, p) || !is_off_walls(darts, p)) continue;
        keep_dart(darts, p);
        return true;
    }
    return false;
}

enum aman_err aman_crowd_run_places(struct aman_crowd_run *run, const struct aman_scenario_source *source,
                                    size_t first)
{
    struct darts made = {.run = run, .source = source, .box = aman_area_box(&source->area), .slots = 64};
    struct darts *darts = &made;
    made.apart_m = 2.0 * source->radius_m + between_m;
    size_t n = darts->source->number;
    while (darts->slots < 2 * n) darts->slots *= 2;
    darts->at = aman_crowd_run_new(darts->run, n, sizeof *darts->at);
    darts->next = aman_crowd_run_new(darts->run, n, sizeof *darts->next);
    darts->head = aman_crowd_run_new(darts->run, darts->slots, sizeof *darts->head);
    if (!darts->at || !darts->next || !darts->head) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        if (!throw_dart(darts, first + i)) break;
        run->enter_x[first + i] = (float)darts->at[i].x;
        run->enter_y[first + i] = (float)darts->at[i].y;
    }
    if (darts->n == n) return AMAN_OK;
    char found[96];
    snprintf(found, sizeof found, "%zu people at once in an area with room for about %zu", n, darts->n);
    aman_crowd_run_fault(darts->run, darts->source, found,
                         "fewer people, a larger area, or times from and to", NULL);
    return AMAN_OK;
}
