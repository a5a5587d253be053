/* Which walls are near: segments into the cells of a coarse grid. */
#include "engines/crowd/world.h"

#include <math.h>

static double segment_box_distance(const struct crowd_segment *s, double x0, double y0, double cell)
{
    /* Distance from the box's centre less its half diagonal: never more than the true distance. */
    struct aman_point centre = {x0 + cell / 2, y0 + cell / 2};
    struct aman_segment line = {{s->ax, s->ay}, {s->bx, s->by}};
    return aman_point_distance(centre, aman_segment_nearest(line, centre)) - cell * 0.7072;
}

static void lists_visit(struct crowd_lists *lists, const struct crowd_segment *s, uint32_t index, double reach,
                        bool count)
{
    int x_from = (int)floor((fmin(s->ax, s->bx) - reach - lists->x0) / lists->cell);
    int x_to = (int)floor((fmax(s->ax, s->bx) + reach - lists->x0) / lists->cell);
    int y_from = (int)floor((fmin(s->ay, s->by) - reach - lists->y0) / lists->cell);
    int y_to = (int)floor((fmax(s->ay, s->by) + reach - lists->y0) / lists->cell);
    for (int iy = y_from < 0 ? 0 : y_from; iy <= y_to && iy < lists->h; iy++)
        for (int ix = x_from < 0 ? 0 : x_from; ix <= x_to && ix < lists->w; ix++) {
            double x = lists->x0 + ix * lists->cell, y = lists->y0 + iy * lists->cell;
            if (segment_box_distance(s, x, y, lists->cell) > reach) continue;
            size_t cell = (size_t)iy * (size_t)lists->w + (size_t)ix;
            if (count)
                lists->begin[cell + 1]++;
            else
                lists->items[lists->begin[cell]++] = index;
        }
}

static void lists_frame(struct crowd_lists *lists, const struct crowd_segment *segments, uint32_t n, double reach)
{
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct crowd_segment *s = &segments[i];
        double ax = fmin(s->ax, s->bx), bx = fmax(s->ax, s->bx), ay = fmin(s->ay, s->by), by = fmax(s->ay, s->by);
        x0 = i && x0 < ax ? x0 : ax;
        y0 = i && y0 < ay ? y0 : ay;
        x1 = i && x1 > bx ? x1 : bx;
        y1 = i && y1 > by ? y1 : by;
    }
    lists->cell = CROWD_WALL_CELL_M;
    lists->x0 = x0 - reach;
    lists->y0 = y0 - reach;
    lists->w = n ? (int)ceil((x1 - x0 + 2 * reach) / lists->cell) + 1 : 0;
    lists->h = n ? (int)ceil((y1 - y0 + 2 * reach) / lists->cell) + 1 : 0;
}

enum aman_err crowd_lists_build(struct aman_arena *arena, const struct crowd_segment *segments, uint32_t n, const uint8_t *chosen,
                                double reach_m, struct crowd_lists *lists)
{
    struct crowd_lists made = {0};
    lists_frame(&made, segments, n, reach_m);
    size_t cells = (size_t)made.w * (size_t)made.h;
    made.begin = aman_arena_new(arena, cells + 2, sizeof *made.begin);
    if (!made.begin) return AMAN_ERR_MEMORY;
    for (uint32_t i = 0; i < n; i++)
        if (!chosen || chosen[i]) lists_visit(&made, &segments[i], i, reach_m, true);
    for (size_t c = 0; c < cells; c++) made.begin[c + 1] += made.begin[c];
    made.n_items = made.begin[cells];
    made.items = aman_arena_new(arena, made.n_items + 1, sizeof *made.items);
    if (!made.items) return AMAN_ERR_MEMORY;
    for (uint32_t i = 0; i < n; i++)
        if (!chosen || chosen[i]) lists_visit(&made, &segments[i], i, reach_m, false);
    for (size_t c = cells; c > 0; c--) made.begin[c] = made.begin[c - 1];
    made.begin[0] = 0;
    *lists = made;
    return AMAN_OK;
}
