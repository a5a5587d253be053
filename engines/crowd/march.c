/* Distance fields by fast marching (Sethian 1996, doi:10.1073/pnas.93.4.1591), first order, on
 * the graph of nodes: so it climbs stairs like any other ground. O(n log n) in reached nodes. */
#include "engines/crowd/world.h"

#include <math.h>

/* The front: nodes in buckets of distance, each bucket a list. A node may stand in it several times;
 * stale ones are skipped, and one that improves after it was taken is put back: so the values end
 * where an exact order would bring them, without the cost of a heap. */
enum { BUCKETS = 1024 };
#define BUCKET_M 0.0625f /* 64 m of front: a step costs at most cell / factor, 2 m / 0.05 = 40 m */

struct front_item {
    float t_m;
    int32_t node, next; /* next: index, -1 */
};

struct front {
    const struct aman_mem *mem;
    struct front_item *items;
    size_t n, capacity;
    size_t waiting; /* items in buckets */
    int32_t spare;  /* list of free items */
    int32_t heads[BUCKETS];
    size_t at; /* bucket in work */
};

static void front_init(struct front *front, const struct aman_mem *mem)
{
    *front = (struct front){.mem = mem, .spare = -1};
    for (int i = 0; i < BUCKETS; i++) front->heads[i] = -1;
}

static enum aman_err front_put(struct front *front, float t_m, int32_t node)
{
    if (front->spare < 0 && front->n == front->capacity) {
        size_t capacity = front->capacity ? front->capacity * 2 : 4096;
        if (capacity > INT32_MAX) return AMAN_ERR_LIMIT;
        void *items = aman_mem_grow(front->mem, front->items, front->capacity, capacity, sizeof *front->items);
        if (!items) return AMAN_ERR_MEMORY;
        front->items = items;
        front->capacity = capacity;
    }
    int32_t index = front->spare >= 0 ? front->spare : (int32_t)front->n++;
    if (front->spare >= 0) front->spare = front->items[index].next;
    size_t bucket = (size_t)(t_m * (1.0f / BUCKET_M)) % BUCKETS;
    front->items[index] = (struct front_item){t_m, node, front->heads[bucket]};
    front->heads[bucket] = index;
    front->waiting++;
    return AMAN_OK;
}

/* One of the nearest; waiting > 0. */
static struct front_item front_take(struct front *front)
{
    while (front->heads[front->at] < 0) front->at = (front->at + 1) % BUCKETS;
    int32_t index = front->heads[front->at];
    struct front_item item = front->items[index];
    front->heads[front->at] = item.next;
    front->items[index].next = front->spare;
    front->spare = index;
    front->waiting--;
    return item;
}

struct march {
    const struct aman_crowd_world *world;
    struct crowd_field *field;
    struct front front;
    struct front_item *seeds; /* n_seeds of capacity */
    size_t n_seeds, seeds_capacity;
    const float *slow; /* per bin: how many times longer the way through it takes; NULL: 1 */
};

static float slow_at(const struct march *march, int32_t node)
{
    const struct aman_crowd_world *world = march->world;
    if (!march->slow) return 1.0f;
    int32_t bin = crowd_bin_at(world, world->node_level[node], (double)world->node_x[node], (double)world->node_y[node]);
    return bin < 0 ? 1.0f : march->slow[bin];
}

static float value_towards(const struct march *march, int32_t node, int direction)
{
    if (!march->field->open && (march->world->nodes[node].barred >> direction & 1)) return INFINITY;
    int32_t other = march->world->nodes[node].beside[direction];
    return other < 0 ? INFINITY : crowd_field_at(march->field, other);
}

/* The upwind solution at a node from its smallest horizontal and vertical neighbours. */
static float solve(const struct march *march, int32_t node)
{
    float west = value_towards(march, node, 0), east = value_towards(march, node, 1);
    float south = value_towards(march, node, 2), north = value_towards(march, node, 3);
    float a = west < east ? west : east, b = south < north ? south : north;
    float cost = (float)march->world->cell_m / march->world->nodes[node].factor * slow_at(march, node);
    float low = a < b ? a : b, high = a < b ? b : a;
    if (high - low >= cost) return low + cost;
    float difference = high - low;
    return 0.5f * (low + high + sqrtf(2.0f * cost * cost - difference * difference));
}

/* Seeds are gathered first: the field's range is chosen from them before any value is set. */
static enum aman_err seed_node(struct march *march, int32_t node, float t)
{
    if (node < 0) return AMAN_OK;
    if (march->n_seeds == march->seeds_capacity) {
        size_t capacity = march->seeds_capacity ? 2 * march->seeds_capacity : 256;
        void *seeds = aman_mem_grow(march->world->mem, march->seeds, march->seeds_capacity, capacity, sizeof *march->seeds);
        if (!seeds) return AMAN_ERR_MEMORY;
        march->seeds = seeds;
        march->seeds_capacity = capacity;
    }
    march->seeds[march->n_seeds++] = (struct front_item){t, node, -1};
    return AMAN_OK;
}

static enum aman_err improve(struct march *march, int32_t node, float t)
{
    float *value = &march->field->t_m[node - march->field->begin];
    if (t >= *value) return AMAN_OK;
    *value = t;
    return front_put(&march->front, t, node);
}

static enum aman_err seed_area(struct march *march, int level, const struct aman_area *area)
{
    const struct aman_crowd_world *world = march->world;
    struct aman_box box = aman_area_box(area);
    double cell = world->cell_m;
    const struct crowd_grid *whole = &world->levels[level].grid;
    int x0 = (int)floor(fmax(box.x_min / cell, whole->ox)), y0 = (int)floor(fmax(box.y_min / cell, whole->oy));
    int x1 = (int)ceil(fmin(box.x_max / cell, whole->ox + whole->w));
    int y1 = (int)ceil(fmin(box.y_max / cell, whole->oy + whole->h));
    if (x1 <= x0 || y1 <= y0) return AMAN_OK;
    struct crowd_grid part = {x0, y0, x1 - x0, y1 - y0, NULL};
    size_t n = (size_t)part.w * (size_t)part.h;
    uint8_t *cells = aman_mem_new(world->mem, n, 1);
    if (!cells) return AMAN_ERR_MEMORY;
    enum aman_err err = crowd_raster_area(world->mem, &part, cell, area, 1, cells);
    for (size_t i = 0; i < n && err == AMAN_OK; i++) {
        if (!cells[i]) continue;
        double x = (part.ox + (double)(i % (size_t)part.w) + 0.5) * cell;
        double y = (part.oy + (double)(i / (size_t)part.w) + 0.5) * cell;
        int32_t node = crowd_node_at(world, level, x, y);
        err = seed_node(march, node, 0.0f);
    }
    aman_mem_free(world->mem, cells, n, 1);
    return err;
}

/* Seeds nodes within 1.5 cells of a line, on its outer side when `outer`. */
static enum aman_err seed_line(struct march *march, int level, const struct aman_point *line, size_t n,
                               const struct crowd_barrier *outer)
{
    const struct aman_crowd_world *world = march->world;
    double cell = world->cell_m, reach = 1.5 * cell;
    for (size_t k = 0; k + 1 < n || k == 0; k++) {
        struct aman_segment s = {line[k], n > 1 ? line[k + 1] : line[k]};
        for (double y = fmin(s.a.y, s.b.y) - reach; y <= fmax(s.a.y, s.b.y) + reach + cell; y += cell)
            for (double x = fmin(s.a.x, s.b.x) - reach; x <= fmax(s.a.x, s.b.x) + reach + cell; x += cell) {
                int32_t node = crowd_node_at(world, level, x, y);
                if (node < 0) continue;
                struct aman_point at = {world->node_x[node], world->node_y[node]};
                struct aman_point near = aman_segment_nearest(s, at);
                double distance = aman_point_distance(at, near);
                bool inner = outer && (at.x - near.x) * outer->in_x + (at.y - near.y) * outer->in_y > 0.0;
                if (distance > reach || inner) continue;
                enum aman_err err = seed_node(march, node, (float)distance);
                if (err != AMAN_OK) return err;
            }
    }
    return AMAN_OK;
}

static enum aman_err seed(struct march *march, const struct aman_crowd_target_def *target)
{
    if (target->barrier >= 0) {
        const struct crowd_barrier *barrier = &march->world->barriers[target->barrier];
        return seed_line(march, barrier->level, barrier->points, barrier->n, barrier);
    }
    enum aman_err err = AMAN_OK;
    for (size_t p = 0; p < target->n_parts && err == AMAN_OK; p++) {
        const struct aman_crowd_target_part *part = &target->parts[p];
        err = part->area ? seed_area(march, part->level, part->area)
                         : seed_line(march, part->level, part->line, part->n_line, NULL);
    }
    return err;
}

static size_t component_of(const struct aman_crowd_world *world, int32_t node)
{
    size_t low = 0, high = world->n_components;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (world->component_begin[middle] <= node)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* An open field covers everything; a closed one the component that holds most of its seeds. */
static enum aman_err choose_range(struct march *march)
{
    const struct aman_crowd_world *world = march->world;
    struct crowd_field *field = march->field;
    field->begin = 0;
    field->end = field->open ? world->n_nodes : 0;
    size_t most = 0, run = 0, last = SIZE_MAX;
    for (size_t i = 0; i < march->n_seeds && !field->open; i++) {
        size_t component = component_of(world, march->seeds[i].node);
        run = component == last ? run + 1 : 1;
        last = component;
        if (run <= most) continue;
        most = run;
        field->begin = world->component_begin[component];
        field->end = world->component_begin[component + 1];
    }
    field->t_m = aman_mem_new(world->mem, (size_t)(field->end - field->begin), sizeof *field->t_m);
    return field->t_m ? AMAN_OK : AMAN_ERR_MEMORY;
}

static enum aman_err start(struct march *march)
{
    struct crowd_field *field = march->field;
    for (int32_t i = 0; i < field->end - field->begin; i++) field->t_m[i] = INFINITY;
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < march->n_seeds && err == AMAN_OK; i++) {
        struct front_item seed = march->seeds[i];
        if (seed.node >= field->begin && seed.node < field->end) err = improve(march, seed.node, seed.t_m);
    }
    return err;
}

static enum aman_err spread(struct march *march, int32_t node, float t)
{
    const struct crowd_node *ground = &march->world->nodes[node];
    struct crowd_field *field = march->field;
    enum aman_err err = AMAN_OK;
    for (int d = 0; d < 4 && err == AMAN_OK; d++) {
        int32_t other = ground->beside[d];
        if ((!field->open && (ground->barred >> d & 1)) || other < field->begin || other >= field->end) continue;
        if (field->t_m[other - field->begin] > t) err = improve(march, other, solve(march, other));
    }
    return err;
}

enum aman_err crowd_march(const struct aman_crowd_world *world, const struct aman_crowd_target_def *target,
                          struct crowd_field *field)
{
    field->open = target->open;
    field->there_m = target->n_parts > 0 && target->parts[0].area ? 0.0f : 1.5f * (float)world->cell_m;
    struct march march = {.world = world, .field = field};
    front_init(&march.front, world->mem);
    enum aman_err err = seed(&march, target);
    if (err == AMAN_OK) err = choose_range(&march);
    if (err == AMAN_OK) err = start(&march);
    while (err == AMAN_OK && march.front.waiting > 0) {
        struct front_item item = front_take(&march.front);
        if (item.t_m <= field->t_m[item.node - field->begin]) err = spread(&march, item.node, item.t_m);
    }
    aman_mem_free(world->mem, march.front.items, march.front.capacity, sizeof *march.front.items);
    aman_mem_free(world->mem, march.seeds, march.seeds_capacity, sizeof *march.seeds);
    return err;
}

enum aman_err crowd_march_slowed(const struct aman_crowd_world *world, const struct crowd_field *field, const float *slow,
                                 float limit_m, struct crowd_field *way, size_t *reached)
{
    struct march march = {.world = world, .field = way, .slow = slow};
    enum aman_err err = AMAN_OK;
    front_init(&march.front, world->mem);
    for (int32_t i = 0; i < field->end - field->begin; i++) way->t_m[i] = INFINITY;
    for (int32_t node = field->begin; node < field->end && err == AMAN_OK; node++) {
        float t = crowd_field_at(field, node);
        if (t < CROWD_NO_DETOUR_M) err = improve(&march, node, t);
    }
    while (err == AMAN_OK && march.front.waiting > 0) {
        struct front_item item = front_take(&march.front);
        if (item.t_m > way->t_m[item.node - way->begin] || crowd_field_at(field, item.node) > limit_m) continue;
        ++*reached;
        err = spread(&march, item.node, item.t_m);
    }
    aman_mem_free(world->mem, march.front.items, march.front.capacity, sizeof *march.front.items);
    return err;
}
