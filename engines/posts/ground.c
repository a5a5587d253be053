#include "engines/posts/ground.h"

#include <math.h>
#include <string.h>

/* ---- making it ---- */

enum aman_err aman_posts_ground_init(struct aman_posts_ground *ground, struct aman_box box, int levels, double cell_m,
                                     const struct aman_mem *mem)
{
    double columns = ceil((box.x_max - box.x_min) / cell_m) + 2.0, rows = ceil((box.y_max - box.y_min) / cell_m) + 2.0;
    if (!(cell_m > 0.0) || levels < 1 || !(columns >= 1.0) || !(rows >= 1.0)) return AMAN_ERR_ARGUMENT;
    if (columns * rows * levels > 2147483648.0) return AMAN_ERR_ARGUMENT;
    *ground = (struct aman_posts_ground){.x0 = box.x_min - cell_m,
                                         .y0 = box.y_min - cell_m,
                                         .cell_m = cell_m,
                                         .width = (int)columns,
                                         .height = (int)rows,
                                         .levels = levels,
                                         .n_cells = (size_t)columns * (size_t)rows * (size_t)levels};
    ground->cells = aman_mem_new(mem, ground->n_cells, 1);
    return ground->cells ? AMAN_OK : AMAN_ERR_MEMORY;
}

void aman_posts_ground_release(struct aman_posts_ground *ground, const struct aman_mem *mem)
{
    aman_mem_free(mem, ground->cells, ground->n_cells, 1);
    aman_mem_free(mem, ground->lifts, ground->lifts_capacity, sizeof *ground->lifts);
    *ground = (struct aman_posts_ground){.cells = NULL};
}

static size_t plane_of(const struct aman_posts_ground *ground)
{
    return (size_t)ground->width * (size_t)ground->height;
}

struct aman_point aman_posts_ground_at(const struct aman_posts_ground *ground, size_t cell, int *level)
{
    size_t in_plane = cell % plane_of(ground), width = (size_t)ground->width;
    *level = (int)(cell / plane_of(ground));
    return (struct aman_point){ground->x0 + ((double)(in_plane % width) + 0.5) * ground->cell_m,
                               ground->y0 + ((double)(in_plane / width) + 0.5) * ground->cell_m};
}

static int clamp(double value, int most)
{
    return value < 0.0 ? 0 : value > most ? most : (int)value;
}

static void sort_by_x(double *x, size_t n)
{
    for (size_t gap = n / 2; gap > 0; gap /= 2)
        for (size_t i = gap; i < n; i++) {
            double value = x[i];
            size_t k = i;
            for (; k >= gap && x[k - gap] > value; k -= gap) x[k] = x[k - gap];
            x[k] = value;
        }
}

static size_t points_of(const struct aman_area *area)
{
    size_t n = 0;
    for (size_t r = 0; r < area->n; r++) n += area->rings[r].n;
    return n;
}

/* Where the area's edges cross a line of centres, from west to east. */
static size_t crossings(const struct aman_area *area, double y, double *x)
{
    size_t n = 0;
    for (size_t r = 0; r < area->n; r++) {
        const struct aman_ring *ring = &area->rings[r];
        for (size_t i = 0, k = ring->n - 1; i < ring->n; k = i++) {
            struct aman_point a = ring->points[k], b = ring->points[i];
            if ((a.y > y) != (b.y > y)) x[n++] = a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y));
        }
    }
    sort_by_x(x, n);
    return n;
}

typedef bool visit_fn(struct aman_posts_ground *ground, size_t cell, void *ctx);

/* Every cell of a level whose centre lies in the area; false when a visit said so. */
static enum aman_err visit_area(struct aman_posts_ground *ground, int level, const struct aman_area *area,
                                const struct aman_mem *mem, visit_fn *visit, void *ctx)
{
    size_t most = points_of(area);
    struct aman_box box = aman_area_box(area);
    if (most == 0) return AMAN_OK;
    double *x = aman_mem_new(mem, most, sizeof *x);
    if (!x) return AMAN_ERR_MEMORY;
    bool whole = true;
    int last = clamp((box.y_max - ground->y0) / ground->cell_m + 1.0, ground->height);
    for (int row = clamp((box.y_min - ground->y0) / ground->cell_m - 1.0, ground->height); row < last && whole; row++) {
        size_t n = crossings(area, ground->y0 + (row + 0.5) * ground->cell_m, x);
        size_t line = (size_t)level * plane_of(ground) + (size_t)row * (size_t)ground->width;
        for (size_t i = 0; i + 1 < n && whole; i += 2) {
            int from = clamp(ceil((x[i] - ground->x0) / ground->cell_m - 0.5), ground->width);
            int to = clamp(ceil((x[i + 1] - ground->x0) / ground->cell_m - 0.5), ground->width);
            for (int column = from; column < to && whole; column++) whole = visit(ground, line + (size_t)column, ctx);
        }
    }
    aman_mem_free(mem, x, most, sizeof *x);
    return whole ? AMAN_OK : AMAN_ERR_MEMORY;
}

static bool set_bits(struct aman_posts_ground *ground, size_t cell, void *ctx)
{
    ground->cells[cell] |= *(const uint8_t *)ctx;
    return true;
}

enum aman_err aman_posts_ground_paint(struct aman_posts_ground *ground, int level, const struct aman_area *area, uint8_t bits,
                                      const struct aman_mem *mem)
{
    return visit_area(ground, level, area, mem, set_bits, &bits);
}

struct lifting {
    const struct aman_mem *mem;
    size_t up; /* from the lower cell to the upper one */
};

static bool add_lift(struct aman_posts_ground *ground, size_t cell, void *ctx)
{
    const struct lifting *lifting = ctx;
    size_t high = cell + lifting->up;
    if (!(ground->cells[cell] & AMAN_POSTS_OPEN) || !(ground->cells[high] & AMAN_POSTS_OPEN)) return true;
    if (ground->n_lifts + 2 > ground->lifts_capacity) {
        size_t more = ground->lifts_capacity ? 2 * ground->lifts_capacity : 256;
        struct aman_posts_lift *lifts =
            aman_mem_grow(lifting->mem, ground->lifts, ground->lifts_capacity, more, sizeof *lifts);
        if (!lifts) return false;
        ground->lifts = lifts;
        ground->lifts_capacity = more;
    }
    ground->lifts[ground->n_lifts++] = (struct aman_posts_lift){(uint32_t)cell, (uint32_t)high};
    ground->lifts[ground->n_lifts++] = (struct aman_posts_lift){(uint32_t)high, (uint32_t)cell};
    ground->cells[cell] |= AMAN_POSTS_LIFT;
    ground->cells[high] |= AMAN_POSTS_LIFT;
    return true;
}

enum aman_err aman_posts_ground_lift(struct aman_posts_ground *ground, int low, int high, const struct aman_area *area,
                                     const struct aman_mem *mem)
{
    if (low < 0 || high <= low || high >= ground->levels) return AMAN_ERR_ARGUMENT;
    struct lifting lifting = {mem, (size_t)(high - low) * plane_of(ground)};
    return visit_area(ground, low, area, mem, add_lift, &lifting);
}

static bool is_after(struct aman_posts_lift a, struct aman_posts_lift b)
{
    return a.from != b.from ? a.from > b.from : a.to > b.to;
}

static void sort_by_from(struct aman_posts_lift *lifts, size_t n)
{
    for (size_t gap = n / 2; gap > 0; gap /= 2)
        for (size_t i = gap; i < n; i++) {
            struct aman_posts_lift value = lifts[i];
            size_t k = i;
            for (; k >= gap && is_after(lifts[k - gap], value); k -= gap) lifts[k] = lifts[k - gap];
            lifts[k] = value;
        }
}

static const int step_x[4] = {1, 0, 1, -1}, step_y[4] = {0, 1, 1, 1};

static bool is_open(const struct aman_posts_ground *ground, size_t plane, int column, int row)
{
    if (column < 0 || column >= ground->width || row < 0 || row >= ground->height) return false;
    return ground->cells[plane + (size_t)row * (size_t)ground->width + (size_t)column] & AMAN_POSTS_OPEN;
}

void aman_posts_ground_join(struct aman_posts_ground *ground)
{
    size_t cell = 0;
    for (int level = 0; level < ground->levels; level++)
        for (int row = 0; row < ground->height; row++)
            for (int column = 0; column < ground->width; column++, cell++) {
                if (!(ground->cells[cell] & AMAN_POSTS_OPEN)) continue;
                for (int k = 0; k < 4; k++)
                    if (is_open(ground, (size_t)level * plane_of(ground), column + step_x[k], row + step_y[k]))
                        ground->cells[cell] |= (uint8_t)(1 << k);
            }
    sort_by_from(ground->lifts, ground->n_lifts);
}

/* ---- walls ---- */

static double side(struct aman_point a, struct aman_point b, struct aman_point p)
{
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

/* Closed segments: to touch is to meet. */
static bool meet(struct aman_segment s, struct aman_segment t)
{
    double a = side(s.a, s.b, t.a), b = side(s.a, s.b, t.b), c = side(t.a, t.b, s.a), d = side(t.a, t.b, s.b);
    if ((a > 0.0 && b > 0.0) || (a < 0.0 && b < 0.0) || (c > 0.0 && d > 0.0) || (c < 0.0 && d < 0.0)) return false;
    return fmax(s.a.x, s.b.x) >= fmin(t.a.x, t.b.x) && fmax(t.a.x, t.b.x) >= fmin(s.a.x, s.b.x) &&
           fmax(s.a.y, s.b.y) >= fmin(t.a.y, t.b.y) && fmax(t.a.y, t.b.y) >= fmin(s.a.y, s.b.y);
}

typedef void near_fn(struct aman_posts_ground *ground, size_t cell, struct aman_segment line, double reach_m, uint8_t bits);

static void bar_steps(struct aman_posts_ground *ground, size_t cell, struct aman_segment wall, double reach_m, uint8_t bits)
{
    (void)reach_m;
    if (!(ground->cells[cell] & bits)) return;
    int own;
    struct aman_point a = aman_posts_ground_at(ground, cell, &own);
    for (int k = 0; k < 4; k++) {
        struct aman_point b = {a.x + step_x[k] * ground->cell_m, a.y + step_y[k] * ground->cell_m};
        if ((ground->cells[cell] & (1 << k)) && meet((struct aman_segment){a, b}, wall))
            ground->cells[cell] &= (uint8_t)~(1 << k);
    }
}

static void erase(struct aman_posts_ground *ground, size_t cell, struct aman_segment line, double reach_m, uint8_t bits)
{
    int own;
    struct aman_point at = aman_posts_ground_at(ground, cell, &own);
    if (aman_point_distance(at, aman_segment_nearest(line, at)) <= reach_m) ground->cells[cell] &= (uint8_t)~bits;
}

/* In each row that the line comes near (to 1.5 cells): the cells that it comes near there. */
static void visit_near(struct aman_posts_ground *ground, int level, struct aman_segment line, near_fn *visit, double reach_m,
                       uint8_t bits)
{
    if (level < 0 || level >= ground->levels) return;
    if (line.a.y > line.b.y) line = (struct aman_segment){line.b, line.a};
    double cell = ground->cell_m, rise = line.b.y - line.a.y, margin = 1.5;
    int last = clamp((line.b.y - ground->y0) / cell + margin, ground->height - 1);
    for (int row = clamp((line.a.y - ground->y0) / cell - margin, ground->height - 1); row <= last; row++) {
        double low = ground->y0 + (row - margin) * cell, high = ground->y0 + (row + 1.0 + margin) * cell;
        double s = rise > 0.0 ? fmin(fmax((low - line.a.y) / rise, 0.0), 1.0) : 0.0;
        double t = rise > 0.0 ? fmin(fmax((high - line.a.y) / rise, 0.0), 1.0) : 1.0;
        double x = line.a.x + s * (line.b.x - line.a.x), y = line.a.x + t * (line.b.x - line.a.x);
        int from = clamp((fmin(x, y) - ground->x0) / cell - margin, ground->width - 1);
        int to = clamp((fmax(x, y) - ground->x0) / cell + margin, ground->width - 1);
        size_t begin = (size_t)level * plane_of(ground) + (size_t)row * (size_t)ground->width;
        for (int column = from; column <= to; column++) visit(ground, begin + (size_t)column, line, reach_m, bits);
    }
}

static struct aman_segment lengthened(struct aman_segment wall)
{
    double length = aman_point_distance(wall.a, wall.b);
    if (!(length > 0.0)) return wall;
    double x = (wall.b.x - wall.a.x) / length * AMAN_POSTS_WALL_END_M, y = (wall.b.y - wall.a.y) / length * AMAN_POSTS_WALL_END_M;
    return (struct aman_segment){{wall.a.x - x, wall.a.y - y}, {wall.b.x + x, wall.b.y + y}};
}

void aman_posts_ground_wall(struct aman_posts_ground *ground, int level, struct aman_segment wall)
{
    visit_near(ground, level, lengthened(wall), bar_steps, 0.0, AMAN_POSTS_STEPS);
}

void aman_posts_ground_erase(struct aman_posts_ground *ground, int level, struct aman_segment line, uint8_t bits)
{
    visit_near(ground, level, line, erase, AMAN_POSTS_WALL_END_M, bits);
}

/* ---- places ---- */

size_t aman_posts_ground_cell(const struct aman_posts_ground *ground, int level, struct aman_point at, double reach_m)
{
    size_t best = SIZE_MAX;
    double nearest = reach_m, cell = ground->cell_m;
    if (level < 0 || level >= ground->levels) return best;
    int last_row = clamp((at.y + reach_m - ground->y0) / cell, ground->height - 1);
    int last_column = clamp((at.x + reach_m - ground->x0) / cell, ground->width - 1);
    for (int row = clamp((at.y - reach_m - ground->y0) / cell, ground->height - 1); row <= last_row; row++)
        for (int column = clamp((at.x - reach_m - ground->x0) / cell, ground->width - 1); column <= last_column; column++) {
            size_t here = (size_t)level * plane_of(ground) + (size_t)row * (size_t)ground->width + (size_t)column;
            if (!(ground->cells[here] & AMAN_POSTS_OPEN)) continue;
            int own;
            double apart = aman_point_distance(at, aman_posts_ground_at(ground, here, &own));
            if (apart > nearest || (apart == nearest && best != SIZE_MAX)) continue;
            nearest = apart;
            best = here;
        }
    return best;
}

double aman_posts_ground_m(const struct aman_posts_ground *ground, uint32_t distance)
{
    return distance == AMAN_POSTS_FAR ? (double)INFINITY : distance * ground->cell_m / 5.0;
}
