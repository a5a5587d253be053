/* The nearest segment: a raster whose cells list the segments that cross them. */
#include "engines/escort/graph.h"

#include <math.h>
#include <string.h>

enum { CELLS_MOST = 1024 }; /* a side */
static const double end_m = 0.01;

struct aman_escort_snap {
    const struct aman_mem *mem;
    const struct aman_escort_net *net;
    double x0, y0, cell_m;
    int nx, ny;
    uint32_t *first; /* nx * ny + 1 */
    uint32_t *items;
    size_t n_items;
};

static bool is_usable(const struct aman_escort_segment *segment)
{
    return segment->forward || segment->backward;
}

static struct aman_segment line_of(const struct aman_escort_net *net, uint32_t segment)
{
    return (struct aman_segment){net->nodes[net->segments[segment].a], net->nodes[net->segments[segment].b]};
}

static int clamp(double value, int n)
{
    return value < 0.0 ? 0 : value >= n ? n - 1 : (int)value;
}

/* Calls for each cell that a segment may cross: row by row, the columns that it spans there, with one to spare. */
static void each_cell(struct aman_escort_snap *snap, uint32_t segment, uint32_t *count)
{
    struct aman_segment line = line_of(snap->net, segment);
    if (line.a.y > line.b.y) line = (struct aman_segment){line.b, line.a};
    double ax = (line.a.x - snap->x0) / snap->cell_m, ay = (line.a.y - snap->y0) / snap->cell_m;
    double bx = (line.b.x - snap->x0) / snap->cell_m, by = (line.b.y - snap->y0) / snap->cell_m;
    int low = clamp(ay, snap->ny), high = clamp(by, snap->ny);
    for (int row = low; row <= high; row++) {
        double from = by > ay ? fmin(fmax((row - ay) / (by - ay), 0.0), 1.0) : 0.0;
        double to = by > ay ? fmin(fmax((row + 1 - ay) / (by - ay), 0.0), 1.0) : 1.0;
        double x = ax + from * (bx - ax), z = ax + to * (bx - ax);
        int left = clamp(fmin(x, z) - 1e-6, snap->nx), right = clamp(fmax(x, z) + 1e-6, snap->nx);
        for (int column = left; column <= right; column++) {
            size_t cell = (size_t)row * snap->nx + column;
            if (snap->items)
                snap->items[count[cell]++] = segment;
            else
                count[cell + 1]++;
        }
    }
}

static void lay_out(struct aman_escort_snap *snap)
{
    const struct aman_escort_net *net = snap->net;
    struct aman_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    size_t n = 0;
    for (uint32_t s = 0; s < net->n_segments; s++) {
        if (!is_usable(&net->segments[s])) continue;
        struct aman_segment line = line_of(net, s);
        box.x_min = fmin(box.x_min, fmin(line.a.x, line.b.x));
        box.x_max = fmax(box.x_max, fmax(line.a.x, line.b.x));
        box.y_min = fmin(box.y_min, fmin(line.a.y, line.b.y));
        box.y_max = fmax(box.y_max, fmax(line.a.y, line.b.y));
        n++;
    }
    if (n == 0) return;
    double width = box.x_max - box.x_min, height = box.y_max - box.y_min;
    snap->x0 = box.x_min;
    snap->y0 = box.y_min;
    snap->cell_m = fmax(sqrt(width * height / (double)n), fmax(fmax(width, height) / (CELLS_MOST - 1), 1.0));
    snap->nx = (int)(width / snap->cell_m) + 1;
    snap->ny = (int)(height / snap->cell_m) + 1;
}

static enum aman_err fill(struct aman_escort_snap *snap)
{
    const struct aman_escort_net *net = snap->net;
    size_t cells = (size_t)snap->nx * snap->ny;
    snap->first = aman_mem_new(snap->mem, cells + 1, sizeof *snap->first);
    if (!snap->first) return AMAN_ERR_MEMORY;
    for (uint32_t s = 0; s < net->n_segments; s++)
        if (is_usable(&net->segments[s])) each_cell(snap, s, snap->first);
    for (size_t c = 0; c < cells; c++) snap->first[c + 1] += snap->first[c];
    snap->n_items = snap->first[cells];
    snap->items = aman_mem_new(snap->mem, snap->n_items, sizeof *snap->items);
    if (!snap->items) return AMAN_ERR_MEMORY;
    for (uint32_t s = 0; s < net->n_segments; s++)
        if (is_usable(&net->segments[s])) each_cell(snap, s, snap->first);
    memmove(snap->first + 1, snap->first, cells * sizeof *snap->first);
    snap->first[0] = 0;
    return AMAN_OK;
}

enum aman_err aman_escort_snap_create(const struct aman_mem *mem, const struct aman_escort_net *net,
                                      struct aman_escort_snap **snap)
{
    struct aman_escort_snap *made = aman_mem_new(mem, 1, sizeof *made);
    if (!made) return AMAN_ERR_MEMORY;
    *made = (struct aman_escort_snap){.mem = mem, .net = net};
    lay_out(made);
    enum aman_err err = fill(made);
    if (err == AMAN_OK)
        *snap = made;
    else
        aman_escort_snap_destroy(made);
    return err;
}

void aman_escort_snap_destroy(struct aman_escort_snap *snap)
{
    if (!snap) return;
    aman_mem_free(snap->mem, snap->first, (size_t)snap->nx * snap->ny + 1, sizeof *snap->first);
    aman_mem_free(snap->mem, snap->items, snap->n_items, sizeof *snap->items);
    aman_mem_free(snap->mem, snap, 1, sizeof *snap);
}

/* Looks at the cells exactly `ring` cells away from (column, row). */
static void look_at_ring(const struct aman_escort_snap *snap, struct aman_point at, int column, int row, int ring,
                         uint32_t *best, double *distance_m)
{
    for (int y = row - ring; y <= row + ring; y++) {
        bool edge = y == row - ring || y == row + ring;
        if (y < 0 || y >= snap->ny) continue;
        for (int x = column - ring; x <= column + ring; x += edge || ring == 0 ? 1 : 2 * ring) {
            if (x < 0 || x >= snap->nx) continue;
            size_t cell = (size_t)y * snap->nx + x;
            for (uint32_t i = snap->first[cell]; i < snap->first[cell + 1]; i++) {
                uint32_t segment = snap->items[i];
                double d = aman_point_distance(at, aman_segment_nearest(line_of(snap->net, segment), at));
                if (d > *distance_m || (d == *distance_m && segment >= *best)) continue;
                *distance_m = d;
                *best = segment;
            }
        }
    }
}

static double share_of(const struct aman_escort_net *net, uint32_t segment, struct aman_point at)
{
    struct aman_segment line = line_of(net, segment);
    struct aman_point on = aman_segment_nearest(line, at);
    double length = aman_point_distance(line.a, line.b), from_a = aman_point_distance(line.a, on);
    if (from_a <= end_m) return 0.0;
    if (aman_point_distance(line.b, on) <= end_m) return 1.0;
    return fmin(from_a / length, 1.0);
}

bool aman_escort_snap_find(const struct aman_escort_snap *snap, struct aman_point at, struct aman_escort_place *place,
                           double *distance_m)
{
    uint32_t best = AMAN_ESCORT_NONE;
    double least_m = INFINITY;
    if (snap->n_items == 0 || !isfinite(at.x) || !isfinite(at.y)) return false;
    int column = clamp((at.x - snap->x0) / snap->cell_m, snap->nx);
    int row = clamp((at.y - snap->y0) / snap->cell_m, snap->ny);
    int rings = snap->nx > snap->ny ? snap->nx : snap->ny;
    for (int ring = 0; ring <= rings && least_m > (ring - 1) * snap->cell_m; ring++)
        look_at_ring(snap, at, column, row, ring, &best, &least_m);
    *place = (struct aman_escort_place){best, share_of(snap->net, best, at)};
    *distance_m = least_m;
    return true;
}
