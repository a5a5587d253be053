#include "report/ground.h"

#include "report/los.h"

#include <math.h>
#include <string.h>

size_t aman_run_cells(const struct aman_run *run)
{
    return (size_t)run->levels * (size_t)run->height * (size_t)run->width;
}

size_t aman_run_fields(const struct aman_run *run)
{
    return run->n_seconds > 0 ? (run->n_seconds - 1) / AMAN_RUN_FIELD_S + 1 : 0;
}

/* Columns and rows whose centres may lie in the box. */
struct cell_range {
    int x0, x1, y0, y1;
};

static int clamp_cell(double cell, int n)
{
    return cell < 0 ? 0 : cell > n ? n : (int)cell;
}

static struct cell_range range_of(const struct aman_run *run, struct aman_box box)
{
    return (struct cell_range){clamp_cell(floor((box.x_min - run->x0) / run->cell_m), run->width),
                               clamp_cell(ceil((box.x_max - run->x0) / run->cell_m), run->width),
                               clamp_cell(floor((box.y_min - run->y0) / run->cell_m), run->height),
                               clamp_cell(ceil((box.y_max - run->y0) / run->cell_m), run->height)};
}

static void paint_scheme(const struct aman_run *run, const struct aman_area *area, int level, double size_m2,
                         enum aman_zone_scheme scheme, uint8_t *schemes, float *smallest)
{
    if (level < 0 || level >= run->levels) return;
    struct cell_range r = range_of(run, aman_area_box(area));
    for (int y = r.y0; y < r.y1; y++) {
        for (int x = r.x0; x < r.x1; x++) {
            size_t cell = ((size_t)level * (size_t)run->height + (size_t)y) * (size_t)run->width + (size_t)x;
            if (!run->walkable[cell] || (double)smallest[cell] <= size_m2) continue;
            struct aman_point p = {run->x0 + (x + 0.5) * run->cell_m, run->y0 + (y + 0.5) * run->cell_m};
            if (!aman_area_contains(area, p)) continue;
            schemes[cell] = (uint8_t)scheme;
            smallest[cell] = (float)size_m2;
        }
    }
}

static void paint_schemes(const struct aman_verdict *verdict, uint8_t *schemes, float *smallest)
{
    const struct aman_plan *plan = verdict->plan;
    for (size_t i = 0; i < plan->venue.n_features; i++) {
        const struct aman_feature *f = &plan->venue.features[i];
        if (f->kind != AMAN_FEATURE_STAIR) continue;
        paint_scheme(&verdict->runs[0], &f->area, f->level, 1e30, AMAN_ZONE_STAIRS, schemes, smallest);
        paint_scheme(&verdict->runs[0], &f->area, f->level_up, 1e30, AMAN_ZONE_STAIRS, schemes, smallest);
    }
    for (size_t i = 0; i < plan->n_zones; i++) {
        const struct aman_feature *f = &plan->venue.features[plan->zones[i].feature];
        paint_scheme(&verdict->runs[0], &f->area, f->level, aman_area_size_m2(&f->area), plan->zones[i].scheme, schemes,
                     smallest);
    }
}

static enum aman_err build_schemes(const struct aman_verdict *verdict, struct aman_ground_codes *codes)
{
    const struct aman_mem *mem = verdict->arena.mem;
    float *smallest = aman_mem_new(mem, codes->n_cells, sizeof *smallest);
    if (!smallest) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < codes->n_cells; i++) smallest[i] = INFINITY;
    paint_schemes(verdict, codes->scheme, smallest);
    aman_mem_free(mem, smallest, codes->n_cells, sizeof *smallest);
    return AMAN_OK;
}

static bool same_raster(const struct aman_run *a, const struct aman_run *b)
{
    return a->width == b->width && a->height == b->height && a->levels == b->levels;
}

enum aman_err aman_ground_codes_build(const struct aman_verdict *verdict, struct aman_arena *arena,
                                      struct aman_ground_codes *codes)
{
    struct aman_ground_codes built = {0};
    built.n_cells = verdict->n_runs > 0 ? aman_run_cells(&verdict->runs[0]) : 0;
    built.scheme = aman_arena_new(arena, built.n_cells, 1);
    built.peak = aman_arena_new(arena, verdict->n_runs, sizeof *built.peak);
    if (!built.scheme || !built.peak) return AMAN_ERR_MEMORY;
    if (built.n_cells > 0 && build_schemes(verdict, &built) != AMAN_OK) return AMAN_ERR_MEMORY;
    for (size_t r = 0; r < verdict->n_runs; r++) {
        const struct aman_run *run = &verdict->runs[r];
        if (!same_raster(run, &verdict->runs[0])) continue;
        built.peak[r] = aman_arena_new(arena, built.n_cells, 1);
        if (!built.peak[r]) return AMAN_ERR_MEMORY;
        for (size_t i = 0; i < built.n_cells; i++)
            built.peak[r][i] = aman_los_code((enum aman_zone_scheme)built.scheme[i], (double)run->peak_per_m2[i]);
    }
    *codes = built;
    return AMAN_OK;
}

void aman_ground_codes_at(const struct aman_run *run, const struct aman_ground_codes *ground, double t_s, uint8_t *codes)
{
    memset(codes, AMAN_LOS_NONE, ground->n_cells);
    const struct aman_run_minute *minute = NULL;
    for (size_t i = 0; i < run->n_minutes && run->minutes[i].t_s <= t_s; i++) minute = &run->minutes[i];
    for (size_t i = 0; minute && i < minute->n_cells; i++) {
        uint32_t cell = minute->cells[i].cell;
        if (cell < ground->n_cells)
            codes[cell] = aman_los_code((enum aman_zone_scheme)ground->scheme[cell], (double)minute->cells[i].density_per_m2);
    }
}
