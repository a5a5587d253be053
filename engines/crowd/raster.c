/* Areas onto a raster, by scan lines: O(edges · rows they cross + cells). */
#include "engines/crowd/world.h"

#include <math.h>

/* Rows [first, last) whose centre line the edge crosses: half-open, so shared ends count once. */
static void rows_crossed(const struct crowd_grid *grid, double cell, double ya, double yb, int *first, int *last)
{
    double low = fmin(ya, yb) / cell - grid->oy - 0.5, high = fmax(ya, yb) / cell - grid->oy - 0.5;
    double from = ceil(low), to = ceil(high);
    *first = from < 0.0 ? 0 : from > grid->h ? grid->h : (int)from;
    *last = to < 0.0 ? 0 : to > grid->h ? grid->h : (int)to;
}

struct edge_walk {
    const struct crowd_grid *grid;
    double cell;
    uint32_t *begin; /* h + 1 */
    float *x;        /* crossings, in cells from ox; NULL while counting */
};

static void walk_edge(const struct edge_walk *walk, struct aman_point a, struct aman_point b)
{
    int first, last;
    rows_crossed(walk->grid, walk->cell, a.y, b.y, &first, &last);
    for (int row = first; row < last; row++) {
        if (!walk->x) {
            walk->begin[row + 1]++;
            continue;
        }
        double y = (walk->grid->oy + row + 0.5) * walk->cell;
        double x = a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y));
        walk->x[walk->begin[row]++] = (float)(x / walk->cell - walk->grid->ox);
    }
}

static void walk_area(const struct edge_walk *walk, const struct aman_area *area)
{
    for (size_t r = 0; r < area->n; r++) {
        const struct aman_ring *ring = &area->rings[r];
        for (size_t i = 0, j = ring->n - 1; i < ring->n; j = i++)
            walk_edge(walk, ring->points[j], ring->points[i]);
    }
}

static void sort_floats(float *x, uint32_t n)
{
    for (uint32_t gap = n / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < n; i++) {
            float value = x[i];
            uint32_t j = i;
            for (; j >= gap && x[j - gap] > value; j -= gap) x[j] = x[j - gap];
            x[j] = value;
        }
}

static int column_from(double x, int w)
{
    double column = ceil(x - 0.5);
    return column < 0.0 ? 0 : column > w ? w : (int)column;
}

static void fill_row(const struct crowd_grid *grid, int row, const float *x, uint32_t n, uint8_t value,
                     uint8_t *cells)
{
    for (uint32_t k = 0; k + 1 < n; k += 2) {
        int from = column_from(x[k], grid->w), to = column_from(x[k + 1], grid->w);
        for (int i = from; i < to; i++) cells[(size_t)row * (size_t)grid->w + (size_t)i] = value;
    }
}

enum aman_err crowd_raster_area(const struct aman_mem *mem, const struct crowd_grid *grid, double cell_m,
                                const struct aman_area *area, uint8_t value, uint8_t *cells)
{
    size_t rows = (size_t)grid->h;
    uint32_t *begin = aman_mem_new(mem, rows + 2, sizeof *begin);
    if (!begin) return AMAN_ERR_MEMORY;
    struct edge_walk walk = {grid, cell_m, begin, NULL};
    walk_area(&walk, area);
    for (size_t row = 0; row < rows; row++) begin[row + 1] += begin[row];
    uint32_t n = begin[rows];
    walk.x = aman_mem_new(mem, n + 1, sizeof *walk.x);
    if (!walk.x) {
        aman_mem_free(mem, begin, rows + 2, sizeof *begin);
        return AMAN_ERR_MEMORY;
    }
    walk_area(&walk, area);
    /* Filling moved each row's begin to its end, which is the next row's begin. */
    for (size_t row = 0; row < rows; row++) {
        uint32_t from = row ? begin[row - 1] : 0, count = begin[row] - from;
        sort_floats(walk.x + from, count);
        fill_row(grid, (int)row, walk.x + from, count, value, cells);
    }
    aman_mem_free(mem, walk.x, n + 1, sizeof *walk.x);
    aman_mem_free(mem, begin, rows + 2, sizeof *begin);
    return AMAN_OK;
}
