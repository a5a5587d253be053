/* Neighbour bins: squares of the cutoff's side that hold ground, numbered row by row, so that the
 * three bins of a row are one range. */
#include "engines/crowd/world.h"

#include <math.h>

static int bin_index(const struct aman_crowd_world *world, double v)
{
    return (int)floor(v * world->per_see);
}

/* A frame that covers the level's raster and a ring around it: people near walls may stand in
 * a square that holds no node. */
static enum aman_err frame_level(struct aman_crowd_world *world, size_t level)
{
    const struct crowd_grid *grid = &world->levels[level].grid;
    struct crowd_bin_grid *bins = &world->bin_grids[level];
    bins->ox = bin_index(world, grid->ox * world->cell_m) - 1;
    bins->oy = bin_index(world, grid->oy * world->cell_m) - 1;
    bins->w = bin_index(world, (grid->ox + grid->w) * world->cell_m) - bins->ox + 2;
    bins->h = bin_index(world, (grid->oy + grid->h) * world->cell_m) - bins->oy + 2;
    size_t n = (size_t)bins->w * (size_t)bins->h;
    bins->bin = aman_arena_new(&world->arena, n, sizeof *bins->bin);
    if (!bins->bin) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) bins->bin[i] = -1;
    return AMAN_OK;
}

/* Marks the squares within a cell of each node of the level. */
static void mark_level(const struct aman_crowd_world *world, size_t level)
{
    const struct crowd_grid *grid = &world->levels[level].grid;
    struct crowd_bin_grid *bins = &world->bin_grids[level];
    double cell = world->cell_m;
    for (int iy = 0; iy < grid->h; iy++)
        for (int ix = 0; ix < grid->w; ix++) {
            if (grid->node[(size_t)iy * (size_t)grid->w + (size_t)ix] < 0) continue;
            int x0 = bin_index(world, (grid->ox + ix - 1) * cell), x1 = bin_index(world, (grid->ox + ix + 2) * cell);
            int y0 = bin_index(world, (grid->oy + iy - 1) * cell), y1 = bin_index(world, (grid->oy + iy + 2) * cell);
            for (int y = y0; y <= y1; y++)
                for (int x = x0; x <= x1; x++)
                    bins->bin[(size_t)(y - bins->oy) * (size_t)bins->w + (size_t)(x - bins->ox)] = 0;
        }
}

static void row_range(const struct crowd_bin_grid *bins, int x, int y, int32_t *first, int32_t *last)
{
    *first = *last = 0;
    if (y < 0 || y >= bins->h) return;
    for (int i = x - 1; i <= x + 1; i++) {
        if (i < 0 || i >= bins->w) continue;
        int32_t bin = bins->bin[(size_t)y * (size_t)bins->w + (size_t)i];
        if (bin < 0) continue;
        if (*last == *first) *first = bin;
        *last = bin + 1;
    }
}

/* The first two links of which the bin's square lies within the cutoff of the top. */
static void near_tops(const struct aman_crowd_world *world, int level, int x, int y, struct crowd_bin *bin)
{
    bin->link_a = bin->link_b = -1;
    struct aman_point centre = {(x + 0.5) * world->see_m, (y + 0.5) * world->see_m};
    for (size_t k = 0; k < world->n_links; k++) {
        const struct crowd_link *link = &world->links[k];
        if (link->low != level && link->high != level) continue;
        double distance = aman_point_distance(centre, aman_segment_nearest(link->top, centre));
        if (distance > 1.7072 * world->see_m) continue;
        if (bin->link_a < 0)
            bin->link_a = (int16_t)k;
        else if (bin->link_b < 0)
            bin->link_b = (int16_t)k;
    }
}

/* The rows of bins within sight of a link's top, on one of its levels. Tops longer than about 16
 * bins are seen in part. */
static void rows_near_top(const struct aman_crowd_world *world, const struct crowd_link *link, int level, struct crowd_rows *rows)
{
    const struct crowd_bin_grid *bins = &world->bin_grids[level];
    double see = world->see_m;
    int x0 = bin_index(world, fmin(link->top.a.x, link->top.b.x) - see) - bins->ox;
    int x1 = bin_index(world, fmax(link->top.a.x, link->top.b.x) + see) - bins->ox;
    int y0 = bin_index(world, fmin(link->top.a.y, link->top.b.y) - see) - bins->oy;
    int y1 = bin_index(world, fmax(link->top.a.y, link->top.b.y) + see) - bins->oy;
    for (int y = y0 < 0 ? 0 : y0; y <= y1 && y < bins->h && rows->n < 16; y++) {
        int32_t first = -1, last = -1;
        for (int x = x0 < 0 ? 0 : x0; x <= x1 && x < bins->w; x++) {
            int32_t bin = bins->bin[(size_t)y * (size_t)bins->w + (size_t)x];
            if (bin >= 0 && first < 0) first = bin;
            if (bin >= 0) last = bin + 1;
        }
        if (first < 0) continue;
        rows->first[rows->n] = first;
        rows->last[rows->n++] = last;
    }
}

/* ---- walls of each bin ---- */

enum wall_pass { COUNT_NEAR, COUNT_THIN, FILL_NEAR, FILL_THIN };

/* Never more than the distance from any place in the square to the segment. */
static double least_distance(const struct aman_crowd_world *world, const struct crowd_segment *s, int x, int y)
{
    struct aman_point centre = {(x + 0.5) * world->see_m, (y + 0.5) * world->see_m};
    struct aman_segment line = {{s->ax, s->ay}, {s->bx, s->by}};
    return aman_point_distance(centre, aman_segment_nearest(line, centre)) - 0.7072 * world->see_m;
}

static void visit_bin(struct aman_crowd_world *world, struct crowd_bin *bin, const struct crowd_segment *s, enum wall_pass pass)
{
    if ((pass == COUNT_NEAR || pass == FILL_NEAR) && bin->n_walls == UINT16_MAX) return;
    if ((pass == COUNT_THIN || pass == FILL_THIN) && bin->n_thin == UINT16_MAX) return;
    if (pass == FILL_NEAR) world->wall_lists[bin->walls + bin->n_walls] = *s;
    if (pass == FILL_THIN) world->wall_lists[bin->walls + bin->n_walls + bin->n_thin] = *s;
    if (pass == COUNT_NEAR || pass == FILL_NEAR) bin->n_walls++;
    if (pass == COUNT_THIN || pass == FILL_THIN) bin->n_thin++;
}

static void visit_segment(struct aman_crowd_world *world, size_t level, const struct crowd_segment *s, enum wall_pass pass)
{
    const struct crowd_bin_grid *bins = &world->bin_grids[level];
    double reach = pass == COUNT_NEAR || pass == FILL_NEAR ? CROWD_WALL_REACH_M : world->see_m;
    int x0 = bin_index(world, fmin(s->ax, s->bx) - reach) - bins->ox, x1 = bin_index(world, fmax(s->ax, s->bx) + reach) - bins->ox;
    int y0 = bin_index(world, fmin(s->ay, s->by) - reach) - bins->oy, y1 = bin_index(world, fmax(s->ay, s->by) + reach) - bins->oy;
    for (int y = y0 < 0 ? 0 : y0; y <= y1 && y < bins->h; y++)
        for (int x = x0 < 0 ? 0 : x0; x <= x1 && x < bins->w; x++) {
            int32_t bin = bins->bin[(size_t)y * (size_t)bins->w + (size_t)x];
            if (bin >= 0 && least_distance(world, s, x + bins->ox, y + bins->oy) <= reach)
                visit_bin(world, &world->bins[bin], s, pass);
        }
}

static void visit_all(struct aman_crowd_world *world, enum wall_pass pass)
{
    for (size_t l = 0; l < world->n_levels; l++)
        for (uint32_t i = 0; i < world->levels[l].n_segments; i++)
            if (pass == COUNT_NEAR || pass == FILL_NEAR || world->levels[l].thin[i])
                visit_segment(world, l, &world->levels[l].segments[i], pass);
}

static enum aman_err list_walls(struct aman_crowd_world *world)
{
    visit_all(world, COUNT_NEAR);
    visit_all(world, COUNT_THIN);
    uint32_t n = 0;
    for (int32_t b = 0; b < world->n_bins; b++) {
        struct crowd_bin *bin = &world->bins[b];
        bin->walls = n;
        n += (uint32_t)bin->n_walls + bin->n_thin;
        bin->n_walls = bin->n_thin = 0;
    }
    world->wall_lists = aman_arena_new(&world->arena, (size_t)n + 1, sizeof *world->wall_lists);
    if (!world->wall_lists) return AMAN_ERR_MEMORY;
    visit_all(world, FILL_NEAR);
    visit_all(world, FILL_THIN);
    return AMAN_OK;
}

enum aman_err crowd_bins_build(struct aman_crowd_world *world)
{
    world->bin_grids = aman_arena_new(&world->arena, world->n_levels, sizeof *world->bin_grids);
    if (!world->bin_grids) return AMAN_ERR_MEMORY;
    int32_t n = 0;
    for (size_t l = 0; l < world->n_levels; l++) {
        if (frame_level(world, l) != AMAN_OK) return AMAN_ERR_MEMORY;
        mark_level(world, l);
        struct crowd_bin_grid *bins = &world->bin_grids[l];
        for (size_t i = 0; i < (size_t)bins->w * (size_t)bins->h; i++)
            if (bins->bin[i] == 0) bins->bin[i] = n++;
    }
    world->n_bins = n;
    world->bins = aman_arena_new(&world->arena, (size_t)n + 1, sizeof *world->bins);
    if (!world->bins) return AMAN_ERR_MEMORY;
    for (size_t l = 0; l < world->n_levels; l++) {
        const struct crowd_bin_grid *bins = &world->bin_grids[l];
        for (int y = 0; y < bins->h; y++)
            for (int x = 0; x < bins->w; x++) {
                int32_t index = bins->bin[(size_t)y * (size_t)bins->w + (size_t)x];
                if (index < 0) continue;
                struct crowd_bin *bin = &world->bins[index];
                for (int r = 0; r < 3; r++) row_range(bins, x, y + r - 1, &bin->first[r], &bin->last[r]);
                near_tops(world, (int)l, x + bins->ox, y + bins->oy, bin);
            }
    }
    for (size_t k = 0; k < world->n_links; k++) {
        struct crowd_link *link = &world->links[k];
        rows_near_top(world, link, link->low, &link->rows_low);
        rows_near_top(world, link, link->high, &link->rows_high);
    }
    return list_walls(world);
}
