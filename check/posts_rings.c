/* Rings with holes. First all gates, searches and exits are shut but for those of the rings outside: whoever then gets in
 * from a place of arrival has found a gap in the walls. If nobody does, a door that is not declared leads in where what is
 * reached from outside lies on its one side and what is reached from inside on the other; and at last doors one behind the
 * other are looked for with all of them open. */
#include "check/posts_parts.h"

#include <math.h>
#include <string.h>

enum { GAPS_MOST = 12, CHAINS_MOST = 8, KEEP_EVERY = 3 };

struct ring {
    const struct aman_plan *plan;
    const struct aman_posts_ground *base;
    const struct aman_plan_perimeter *perimeter;
    const struct aman_mem *mem;
    struct aman_arena *arena;
    struct aman_posts_ground ground; /* the base with cells of its own */
    size_t *starts;
    size_t n_starts;
    uint32_t *outside, *inside; /* distances from the places of arrival; from the ring's inside */
    bool *is_open;              /* features: a way of a ring outside, no way of this one */
    bool *is_known;             /* features: a way of this ring, open ones, doors found */
    struct aman_ring_found *found;
    size_t capacity;
};

static bool is_barrier(const struct aman_feature *feature)
{
    return feature->kind == AMAN_FEATURE_GATE || feature->kind == AMAN_FEATURE_SEARCH || feature->kind == AMAN_FEATURE_EXIT;
}

/* ---- the ground of one ring ---- */

static void mark_ways(struct ring *ring)
{
    const struct aman_plan_perimeter *perimeters = ring->plan->deployment.perimeters;
    size_t n = ring->plan->venue.n_features;
    memset(ring->is_open, 0, n * sizeof *ring->is_open);
    for (int outer = ring->perimeter->within; outer >= 0; outer = perimeters[outer].within)
        for (size_t i = 0; i < perimeters[outer].n_ways; i++) ring->is_open[perimeters[outer].ways[i].feature] = true;
    for (size_t i = 0; i < ring->perimeter->n_ways; i++) ring->is_open[ring->perimeter->ways[i].feature] = false;
    memcpy(ring->is_known, ring->is_open, n * sizeof *ring->is_known);
    for (size_t i = 0; i < ring->perimeter->n_ways; i++) ring->is_known[ring->perimeter->ways[i].feature] = true;
}

/* An inside that is drawn along the fence itself begins a hand's breadth behind it: rounding is no hole. */
static void draw_in(struct aman_posts_ground *ground, const struct aman_ring *edge, uint8_t bits)
{
    for (int level = 0; level < ground->levels; level++)
        for (size_t i = 0, k = edge->n - 1; i < edge->n; k = i++)
            aman_posts_ground_erase(ground, level, (struct aman_segment){edge->points[k], edge->points[i]}, bits);
}

static enum aman_err paint_inside(struct ring *ring, struct aman_posts_ground *ground, const struct aman_plan_perimeter *of,
                                  uint8_t bits, bool drawn_in)
{
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < of->n_areas && err == AMAN_OK; i++) {
        const struct aman_area *area = &ring->plan->venue.features[of->areas[i]].area;
        for (size_t r = 0; r < area->n && err == AMAN_OK; r++) {
            struct aman_area filled = {&area->rings[r], 1}; /* what lies in a hole of it is inside too */
            for (int level = 0; level < ground->levels && err == AMAN_OK; level++)
                err = aman_posts_ground_paint(ground, level, &filled, bits, ring->mem);
            if (drawn_in) draw_in(ground, &area->rings[r], bits);
        }
    }
    return err;
}

/* Everything shut but the ways of the rings outside and, if asked for, doors that nobody knows. */
static enum aman_err shut(struct ring *ring, bool unknown_open)
{
    const struct aman_venue *venue = &ring->plan->venue;
    memcpy(ring->ground.cells, ring->base->cells, ring->base->n_cells);
    for (size_t i = 0; i < venue->n_features; i++) {
        bool stays_open = ring->is_open[i] || (unknown_open && !ring->is_known[i]);
        if (is_barrier(&venue->features[i]) && !stays_open) aman_posts_ground_shut(&ring->ground, &venue->features[i]);
    }
    return paint_inside(ring, &ring->ground, ring->perimeter, AMAN_POSTS_INSIDE, true);
}

/* ---- where people arrive, outside ---- */

static void take_source(struct ring *ring, const struct aman_feature *source)
{
    const struct aman_posts_ground *ground = &ring->ground;
    struct aman_box box = aman_area_box(&source->area);
    for (double y = box.y_min; y <= box.y_max; y += ground->cell_m)
        for (double x = box.x_min; x <= box.x_max; x += ground->cell_m) {
            if (!aman_area_contains(&source->area, (struct aman_point){x, y})) continue;
            size_t cell = aman_posts_ground_cell(ground, source->level, (struct aman_point){x, y}, ground->cell_m);
            if (cell == SIZE_MAX || (ground->cells[cell] & AMAN_POSTS_INSIDE)) continue;
            ring->starts[ring->n_starts++] = cell;
        }
}

static size_t most_starts(const struct ring *ring)
{
    const struct aman_venue *venue = &ring->plan->venue;
    double cell_m = ring->base->cell_m, sum = 0.0;
    for (size_t i = 0; i < venue->n_features; i++) {
        struct aman_box box = aman_area_box(&venue->features[i].area);
        if (venue->features[i].kind == AMAN_FEATURE_SOURCE)
            sum += (ceil((box.x_max - box.x_min) / cell_m) + 1.0) * (ceil((box.y_max - box.y_min) / cell_m) + 1.0);
    }
    return (size_t)sum;
}

static void find_starts(struct ring *ring)
{
    const struct aman_venue *venue = &ring->plan->venue;
    ring->n_starts = 0;
    for (size_t i = 0; i < venue->n_features; i++)
        if (venue->features[i].kind == AMAN_FEATURE_SOURCE) take_source(ring, &venue->features[i]);
    ring->found->has_outside = ring->n_starts > 0;
}

static enum aman_err walk_in(struct ring *ring)
{
    find_starts(ring);
    return aman_posts_ground_walk(&ring->ground, ring->starts, ring->n_starts, AMAN_POSTS_FAR, AMAN_POSTS_INSIDE, ring->mem,
                                  ring->outside);
}

/* ---- holes ---- */

struct trail {
    struct aman_point *points;
    int *levels;
    size_t n, most;
};

static void keep(struct trail *trail, struct aman_point at, int level)
{
    if (trail->n == trail->most) return;
    trail->points[trail->n] = at;
    trail->levels[trail->n++] = level;
}

static size_t steps_back(const struct ring *ring, const uint32_t *distance, uint8_t stops, size_t cell)
{
    size_t n = 1;
    while (cell != SIZE_MAX && distance[cell] > 0) {
        cell = aman_posts_ground_before(&ring->ground, distance, stops, cell);
        n++;
    }
    return n;
}

/* The cells back to where the walk began, every few of them and the ends. */
static void trace(const struct ring *ring, const uint32_t *distance, uint8_t stops, size_t cell, struct trail *trail)
{
    int level, last_level = -1;
    for (size_t i = 0; cell != SIZE_MAX; i++) {
        struct aman_point at = aman_posts_ground_at(&ring->ground, cell, &level);
        bool end = distance[cell] == 0;
        if (i % KEEP_EVERY == 0 || end || level != last_level) keep(trail, at, level);
        last_level = level;
        if (end) return;
        cell = aman_posts_ground_before(&ring->ground, distance, stops, cell);
    }
}

static void reverse(struct trail *trail)
{
    for (size_t i = 0, k = trail->n; i + 1 < k; i++) {
        k--;
        struct aman_point p = trail->points[i];
        int level = trail->levels[i];
        trail->points[i] = trail->points[k];
        trail->levels[i] = trail->levels[k];
        trail->points[k] = p;
        trail->levels[k] = level;
    }
}

static struct aman_ring_hole *new_hole(struct ring *ring)
{
    struct aman_ring_found *found = ring->found;
    if (found->n_holes == ring->capacity) {
        size_t more = ring->capacity ? 2 * ring->capacity : 8;
        struct aman_ring_hole *holes = aman_arena_new(ring->arena, more, sizeof *holes);
        if (!holes) return NULL;
        if (found->n_holes > 0) memcpy(holes, found->holes, found->n_holes * sizeof *holes);
        found->holes = holes;
        ring->capacity = more;
    }
    return &found->holes[found->n_holes];
}

/* From a place of arrival to `out`; then, for a door, from `in` to the inside. */
static enum aman_err add_hole(struct ring *ring, size_t out, size_t in, int door, struct aman_point at, int level)
{
    struct aman_ring_hole *hole = new_hole(ring);
    struct trail trail = {.most = steps_back(ring, ring->outside, AMAN_POSTS_INSIDE, out) + 1};
    if (in != SIZE_MAX) trail.most += steps_back(ring, ring->inside, 0, in);
    trail.points = aman_arena_new(ring->arena, trail.most, sizeof *trail.points);
    trail.levels = aman_arena_new(ring->arena, trail.most, sizeof *trail.levels);
    if (!hole || !trail.points || !trail.levels) return AMAN_ERR_MEMORY;
    trace(ring, ring->outside, AMAN_POSTS_INSIDE, out, &trail);
    reverse(&trail);
    if (door >= 0) keep(&trail, at, level);
    if (in != SIZE_MAX) trace(ring, ring->inside, 0, in, &trail);
    *hole = (struct aman_ring_hole){door, at, level, trail.points, trail.levels, trail.n, 0.0};
    for (size_t i = 1; i < trail.n; i++) hole->length_m += aman_point_distance(trail.points[i - 1], trail.points[i]);
    ring->found->n_holes++;
    return AMAN_OK;
}

/* ---- gaps in the walls ---- */

static bool is_entry(const struct ring *ring, size_t cell)
{
    return (ring->ground.cells[cell] & AMAN_POSTS_INSIDE) && ring->outside[cell] != AMAN_POSTS_FAR;
}

static size_t nearest_entry(const struct ring *ring, size_t *n)
{
    size_t best = SIZE_MAX;
    *n = 0;
    for (size_t i = 0; i < ring->ground.n_cells; i++) {
        if (!is_entry(ring, i)) continue;
        (*n)++;
        if (best == SIZE_MAX || ring->outside[i] < ring->outside[best]) best = i;
    }
    return best;
}

/* Forgets the entries that hang together with this one: they are one gap. */
static enum aman_err forget_gap(struct ring *ring, size_t cell, size_t most)
{
    size_t *stack = aman_mem_new(ring->mem, most, sizeof *stack);
    size_t n = 0, width = (size_t)ring->ground.width, cells = ring->ground.n_cells;
    if (!stack) return AMAN_ERR_MEMORY;
    stack[n++] = cell;
    ring->outside[cell] = AMAN_POSTS_FAR;
    while (n > 0) {
        cell = stack[--n];
        const size_t around[8] = {cell + 1,         cell - 1,         cell + width,     cell - width,
                                  cell + width + 1, cell + width - 1, cell - width + 1, cell - width - 1};
        for (int k = 0; k < 8; k++) {
            if (around[k] >= cells || !is_entry(ring, around[k])) continue;
            ring->outside[around[k]] = AMAN_POSTS_FAR;
            stack[n++] = around[k];
        }
    }
    aman_mem_free(ring->mem, stack, most, sizeof *stack);
    return AMAN_OK;
}

static enum aman_err find_gaps(struct ring *ring)
{
    enum aman_err err = AMAN_OK;
    for (int i = 0; i < GAPS_MOST && err == AMAN_OK; i++) {
        size_t n, entry = nearest_entry(ring, &n);
        int level;
        if (entry == SIZE_MAX) return AMAN_OK;
        struct aman_point at = aman_posts_ground_at(&ring->ground, entry, &level);
        err = add_hole(ring, entry, SIZE_MAX, -1, at, level);
        if (err == AMAN_OK) err = forget_gap(ring, entry, n);
    }
    return err;
}

/* ---- doors that nobody declared ---- */

/* Open, inside, and at the edge of it. */
static bool is_edge(const struct aman_posts_ground *ground, size_t cell)
{
    enum { OPEN_INSIDE = AMAN_POSTS_OPEN | AMAN_POSTS_INSIDE };
    size_t width = (size_t)ground->width;
    if ((ground->cells[cell] & OPEN_INSIDE) != OPEN_INSIDE) return false;
    const size_t around[4] = {cell + 1, cell - 1, cell + width, cell - width};
    for (int k = 0; k < 4; k++)
        if (around[k] >= ground->n_cells || !(ground->cells[around[k]] & AMAN_POSTS_INSIDE)) return true;
    return false;
}

static enum aman_err walk_out(struct ring *ring)
{
    size_t n = 0, most = 0;
    for (size_t i = 0; i < ring->ground.n_cells; i++) most += is_edge(&ring->ground, i);
    size_t *edge = aman_mem_new(ring->mem, most, sizeof *edge);
    if (!edge) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < ring->ground.n_cells; i++)
        if (is_edge(&ring->ground, i)) edge[n++] = i;
    enum aman_err err =
        aman_posts_ground_walk(&ring->ground, edge, n, AMAN_POSTS_FAR, 0, ring->mem, ring->inside);
    aman_mem_free(ring->mem, edge, most, sizeof *edge);
    return err;
}

/* Cells of the raster on both sides of a point of a door, one reached from outside, the other from inside. */
static bool leads_in(const struct ring *ring, struct aman_segment door, double share, int level, size_t *out, size_t *in)
{
    double cell_m = ring->ground.cell_m, length = aman_point_distance(door.a, door.b);
    struct aman_point side = {(door.b.y - door.a.y) / length, -(door.b.x - door.a.x) / length};
    struct aman_point at = {door.a.x + share * (door.b.x - door.a.x), door.a.y + share * (door.b.y - door.a.y)};
    for (double off_m = 0.75 * cell_m; off_m < 3.0 * cell_m; off_m += 0.5 * cell_m)
        for (int k = -1; k <= 1; k += 2) {
            struct aman_point p = {at.x + k * off_m * side.x, at.y + k * off_m * side.y};
            struct aman_point q = {at.x - k * off_m * side.x, at.y - k * off_m * side.y};
            *out = aman_posts_ground_cell(&ring->ground, level, p, 0.71 * cell_m);
            *in = aman_posts_ground_cell(&ring->ground, level, q, 0.71 * cell_m);
            if (*out == SIZE_MAX || *in == SIZE_MAX) continue;
            if (ring->outside[*out] != AMAN_POSTS_FAR && ring->inside[*in] != AMAN_POSTS_FAR) return true;
        }
    return false;
}

static bool door_leads_in(const struct ring *ring, const struct aman_feature *door, struct aman_point *at, size_t *out,
                          size_t *in)
{
    for (size_t i = 1; i < door->line.n; i++) {
        struct aman_segment s = {door->line.points[i - 1], door->line.points[i]};
        double length = aman_point_distance(s.a, s.b), step = ring->ground.cell_m / 2.0;
        for (double m = 0.5 * length; length > 0.0 && m >= 0.0; m -= step)
            for (int k = 0; k < 2; k++) { /* from the middle to both ends */
                double share = k ? 1.0 - m / length : m / length;
                if (!leads_in(ring, s, share, door->level, out, in)) continue;
                *at = (struct aman_point){s.a.x + share * (s.b.x - s.a.x), s.a.y + share * (s.b.y - s.a.y)};
                return true;
            }
    }
    return false;
}

static enum aman_err find_doors(struct ring *ring)
{
    const struct aman_venue *venue = &ring->plan->venue;
    enum aman_err err = walk_out(ring);
    for (size_t i = 0; i < venue->n_features && err == AMAN_OK; i++) {
        struct aman_point at;
        size_t out, in;
        if (!is_barrier(&venue->features[i]) || ring->is_known[i]) continue;
        if (!door_leads_in(ring, &venue->features[i], &at, &out, &in)) continue;
        ring->is_known[i] = true;
        err = add_hole(ring, out, in, (int)i, at, venue->features[i].level);
    }
    return err;
}

/* The last door that a way to the inside goes through that nobody knows; -1: none. */
static int door_on_way(const struct ring *ring, size_t cell, struct aman_point *at)
{
    const struct aman_venue *venue = &ring->plan->venue;
    while (ring->outside[cell] > 0) {
        size_t before = aman_posts_ground_before(&ring->ground, ring->outside, AMAN_POSTS_INSIDE, cell);
        int level, other;
        if (before == SIZE_MAX) return -1;
        struct aman_segment step = {aman_posts_ground_at(&ring->ground, before, &other),
                                    aman_posts_ground_at(&ring->ground, cell, &level)};
        for (size_t i = 0; i < venue->n_features && level == other; i++) {
            const struct aman_feature *door = &venue->features[i];
            if (!is_barrier(door) || ring->is_known[i] || door->level != level) continue;
            for (size_t k = 1; k < door->line.n; k++) {
                struct aman_segment line = {door->line.points[k - 1], door->line.points[k]};
                if (!aman_segments_cross(step, line)) continue;
                *at = step.a;
                return (int)i;
            }
        }
        cell = before;
    }
    return -1;
}

static enum aman_err find_chains(struct ring *ring)
{
    enum aman_err err = AMAN_OK;
    for (int i = 0; i < CHAINS_MOST && err == AMAN_OK; i++) {
        struct aman_point at;
        size_t n, entry = SIZE_MAX;
        err = shut(ring, true);
        if (err == AMAN_OK) err = walk_in(ring);
        if (err == AMAN_OK) entry = nearest_entry(ring, &n);
        int door = entry == SIZE_MAX ? -1 : door_on_way(ring, entry, &at);
        if (door < 0) return err;
        ring->is_known[door] = true;
        err = add_hole(ring, entry, SIZE_MAX, door, at, ring->plan->venue.features[door].level);
    }
    return err;
}

/* ---- nesting ---- */

static enum aman_err measure_outside(struct ring *ring)
{
    const struct aman_plan_perimeter *perimeters = ring->plan->deployment.perimeters;
    struct aman_posts_ground plane;
    if (ring->perimeter->within < 0) return AMAN_OK;
    enum aman_err err = aman_posts_ground_init(&plane, ring->plan->venue.box, 1, ring->base->cell_m, ring->mem);
    if (err != AMAN_OK) return err;
    err = paint_inside(ring, &plane, ring->perimeter, AMAN_POSTS_INSIDE, false);
    if (err == AMAN_OK) err = paint_inside(ring, &plane, &perimeters[ring->perimeter->within], AMAN_POSTS_SLOW, false);
    size_t n = 0;
    for (size_t i = 0; i < plane.n_cells; i++) n += (plane.cells[i] & AMAN_POSTS_INSIDE) && !(plane.cells[i] & AMAN_POSTS_SLOW);
    ring->found->outside_m2 = (double)n * plane.cell_m * plane.cell_m;
    aman_posts_ground_release(&plane, ring->mem);
    return err;
}

/* ---- all rings ---- */

static enum aman_err look_at(struct ring *ring)
{
    mark_ways(ring);
    ring->capacity = 0;
    enum aman_err err = measure_outside(ring);
    if (err == AMAN_OK) err = shut(ring, false);
    if (err == AMAN_OK) err = walk_in(ring);
    if (err != AMAN_OK || !ring->found->has_outside) return err;
    err = find_gaps(ring);
    if (err != AMAN_OK || ring->found->n_holes > 0) return err;
    err = find_doors(ring);
    return err == AMAN_OK ? find_chains(ring) : err;
}

enum aman_err aman_posts_rings(const struct aman_plan *plan, const struct aman_posts_ground *ground,
                               const struct aman_mem *mem, struct aman_arena *arena, struct aman_posts_verdict *verdict)
{
    size_t n = plan->deployment.n_perimeters, n_features = plan->venue.n_features, n_cells = ground->n_cells;
    struct ring ring = {.plan = plan, .base = ground, .mem = mem, .arena = arena, .ground = *ground};
    if (n == 0) return AMAN_OK;
    size_t n_starts = most_starts(&ring);
    ring.ground.cells = aman_mem_new(mem, n_cells, 1);
    ring.starts = aman_mem_new(mem, n_starts, sizeof *ring.starts);
    ring.outside = aman_mem_new(mem, n_cells, sizeof *ring.outside);
    ring.inside = aman_mem_new(mem, n_cells, sizeof *ring.inside);
    ring.is_open = aman_mem_new(mem, n_features, sizeof *ring.is_open);
    ring.is_known = aman_mem_new(mem, n_features, sizeof *ring.is_known);
    verdict->rings = aman_arena_new(arena, n, sizeof *verdict->rings);
    bool whole = ring.ground.cells && ring.starts && ring.outside && ring.inside && ring.is_open && ring.is_known && verdict->rings;
    enum aman_err err = whole ? AMAN_OK : AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n && err == AMAN_OK; i++) {
        ring.perimeter = &plan->deployment.perimeters[i];
        ring.found = &verdict->rings[i];
        err = look_at(&ring);
    }
    aman_mem_free(mem, ring.ground.cells, n_cells, 1);
    aman_mem_free(mem, ring.starts, n_starts, sizeof *ring.starts);
    aman_mem_free(mem, ring.outside, n_cells, sizeof *ring.outside);
    aman_mem_free(mem, ring.inside, n_cells, sizeof *ring.inside);
    aman_mem_free(mem, ring.is_open, n_features, sizeof *ring.is_open);
    aman_mem_free(mem, ring.is_known, n_features, sizeof *ring.is_known);
    return err;
}
