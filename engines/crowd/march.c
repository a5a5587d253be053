/* Distance fields by fast marching (Sethian 1996, doi:10.1073/pnas.93.4.1591), first order, on
 * the graph of nodes: so it climbs stairs like any other ground. O(n log n) in reached nodes. */
#include "engines/crowd/world.h"

#include <math.h>

struct heap_item {
    float key;
    int32_t node;
};

/* A heap with four children a node; a node may stand in it several times, stale ones are skipped. */
struct heap {
    const struct aman_mem *mem;
    struct heap_item *items;
    size_t n, capacity;
};

static enum aman_err heap_push(struct heap *heap, float key, int32_t node)
{
    if (heap->n == heap->capacity) {
        size_t capacity = heap->capacity ? heap->capacity * 2 : 4096;
        void *items = aman_mem_grow(heap->mem, heap->items, heap->capacity, capacity, sizeof *heap->items);
        if (!items) return AMAN_ERR_MEMORY;
        heap->items = items;
        heap->capacity = capacity;
    }
    size_t i = heap->n++;
    while (i > 0) {
        size_t parent = (i - 1) / 4;
        if (heap->items[parent].key <= key) break;
        heap->items[i] = heap->items[parent];
        i = parent;
    }
    heap->items[i] = (struct heap_item){key, node};
    return AMAN_OK;
}

static struct heap_item heap_pop(struct heap *heap)
{
    struct heap_item top = heap->items[0], last = heap->items[--heap->n];
    size_t i = 0;
    for (;;) {
        size_t child = 4 * i + 1, best = child;
        if (child >= heap->n) break;
        size_t end = child + 4 < heap->n ? child + 4 : heap->n;
        for (size_t c = child + 1; c < end; c++)
            if (heap->items[c].key < heap->items[best].key) best = c;
        if (heap->items[best].key >= last.key) break;
        heap->items[i] = heap->items[best];
        i = best;
    }
    if (heap->n > 0) heap->items[i] = last;
    return top;
}

struct march {
    const struct aman_crowd_world *world;
    struct crowd_field *field;
    struct heap heap;
};

static float value_towards(const struct march *march, int32_t node, int direction)
{
    if (!march->field->open && (march->world->nodes[node].barred >> direction & 1)) return INFINITY;
    int32_t other = march->world->nodes[node].beside[direction];
    return other < 0 ? INFINITY : crowd_field_at(march->field, other);
}

/* The upwind solution at a node from its smallest horizontal and vertical neighbours. */
static float solve(const struct march *march, int32_t node)
{
    float a = fminf(value_towards(march, node, 0), value_towards(march, node, 1));
    float b = fminf(value_towards(march, node, 2), value_towards(march, node, 3));
    float cost = (float)march->world->cell_m / march->world->nodes[node].factor;
    float low = fminf(a, b), high = fmaxf(a, b);
    if (high - low >= cost) return low + cost;
    float difference = high - low;
    return 0.5f * (low + high + sqrtf(2.0f * cost * cost - difference * difference));
}

/* Seeds are gathered in the heap; the field's range is chosen from them before any value is set. */
static enum aman_err seed_node(struct march *march, int32_t node, float t)
{
    return node < 0 ? AMAN_OK : heap_push(&march->heap, t, node);
}

static enum aman_err improve(struct march *march, int32_t node, float t)
{
    float *value = &march->field->t_m[node - march->field->begin];
    if (t >= *value) return AMAN_OK;
    *value = t;
    return heap_push(&march->heap, t, node);
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
    for (size_t i = 0; i < march->heap.n && !field->open; i++) {
        size_t component = component_of(world, march->heap.items[i].node);
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
    struct heap seeds = march->heap;
    march->heap = (struct heap){.mem = seeds.mem};
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < seeds.n && err == AMAN_OK; i++) {
        struct heap_item item = seeds.items[i];
        if (item.node >= field->begin && item.node < field->end) err = improve(march, item.node, item.key);
    }
    aman_mem_free(seeds.mem, seeds.items, seeds.capacity, sizeof *seeds.items);
    return err;
}

enum aman_err crowd_march(const struct aman_crowd_world *world, const struct aman_crowd_target_def *target,
                          struct crowd_field *field)
{
    field->open = target->open;
    struct march march = {world, field, {.mem = world->mem}};
    enum aman_err err = seed(&march, target);
    if (err == AMAN_OK) err = choose_range(&march);
    if (err == AMAN_OK) err = start(&march);
    while (err == AMAN_OK && march.heap.n > 0) {
        struct heap_item item = heap_pop(&march.heap);
        if (item.key > crowd_field_at(field, item.node)) continue;
        for (int d = 0; d < 4 && err == AMAN_OK; d++) {
            if (!field->open && (world->nodes[item.node].barred >> d & 1)) continue;
            int32_t other = world->nodes[item.node].beside[d];
            if (other < field->begin || other >= field->end) continue;
            if (crowd_field_at(field, other) > item.key) err = improve(&march, other, solve(&march, other));
        }
    }
    aman_mem_free(world->mem, march.heap.items, march.heap.capacity, sizeof *march.heap.items);
    return err;
}
