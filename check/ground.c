#include "check/collect.h"

#include <math.h>
#include <string.h>

/* Four arrays of a raster a run, and a measure's own: past this the raster gets coarser. */
enum { CELLS_MAX = 12000000 };

static enum aman_err create_measure(const struct aman_scenario *scenario,
                                    const struct aman_crowd_world *world, const struct aman_mem *mem,
                                    struct aman_crowd_measure **measure)
{
    for (double cell_m = 1.0;; cell_m *= 1.5) {
        enum aman_err err = aman_crowd_measure_create(world, cell_m, &scenario->day, mem, measure);
        if (err != AMAN_OK) return err;
        const struct aman_crowd_raster *raster = aman_crowd_measure_raster(*measure);
        if ((double)raster->width * raster->height * raster->levels <= CELLS_MAX) return AMAN_OK;
        aman_crowd_measure_destroy(*measure);
    }
}

struct aman_point aman_ground_at(const struct aman_ground *ground, size_t cell, int *level)
{
    size_t plane = (size_t)ground->width * (size_t)ground->height;
    size_t in_plane = cell % plane;
    *level = (int)(cell / plane);
    return (struct aman_point){
        ground->x0 + ((double)(in_plane % (size_t)ground->width) + 0.5) * ground->cell_m,
        ground->y0 + ((double)(in_plane / (size_t)ground->width) + 0.5) * ground->cell_m};
}

static int clamp_index(double value, int n)
{
    return value < 0.0 ? 0 : value > n - 1 ? n - 1 : (int)value;
}

static void label_zone(const struct aman_ground *ground, const struct aman_feature *feature, uint16_t zone,
                       uint16_t *zone_of)
{
    struct aman_box box = aman_area_box(&feature->area);
    if (!(box.x_min <= box.x_max)) return;
    int x_begin = clamp_index((box.x_min - ground->x0) / ground->cell_m, ground->width);
    int x_end = clamp_index((box.x_max - ground->x0) / ground->cell_m, ground->width);
    int y_end = clamp_index((box.y_max - ground->y0) / ground->cell_m, ground->height);
    for (int y = clamp_index((box.y_min - ground->y0) / ground->cell_m, ground->height); y <= y_end; y++)
        for (int x = x_begin; x <= x_end; x++) {
            size_t cell =
                ((size_t)feature->level * (size_t)ground->height + (size_t)y) * (size_t)ground->width +
                (size_t)x;
            int level;
            if (zone_of[cell] == UINT16_MAX && ground->walkable[cell] &&
                aman_area_contains(&feature->area, aman_ground_at(ground, cell, &level)))
                zone_of[cell] = zone;
        }
}

static enum aman_err fill_ground(const struct aman_scenario *scenario, const struct aman_crowd_raster *raster,
                                 struct aman_arena *arena, struct aman_ground *ground)
{
    const struct aman_plan *plan = scenario->plan;
    *ground = (struct aman_ground){.cell_m = raster->cell_m,
                                   .x0 = raster->x0,
                                   .y0 = raster->y0,
                                   .width = raster->width,
                                   .height = raster->height,
                                   .levels = raster->levels};
    ground->n_cells = (size_t)raster->width * (size_t)raster->height * (size_t)raster->levels;
    uint8_t *walkable = aman_arena_new(arena, ground->n_cells, sizeof *walkable);
    uint16_t *zone_of = aman_arena_new(arena, ground->n_cells, sizeof *zone_of);
    if (!walkable || !zone_of) return AMAN_ERR_MEMORY;
    memcpy(walkable, raster->walkable, ground->n_cells);
    memset(zone_of, 0xFF, ground->n_cells * sizeof *zone_of);
    ground->walkable = walkable;
    ground->zone_of = zone_of;
    for (size_t i = 0; i < plan->n_zones; i++)
        label_zone(ground, &plan->venue.features[plan->zones[i].feature], (uint16_t)i, zone_of);
    return AMAN_OK;
}

enum aman_err aman_ground_build(const struct aman_scenario *scenario, const struct aman_crowd_world *world,
                                const struct aman_mem *mem, struct aman_arena *arena,
                                struct aman_ground *ground)
{
    struct aman_crowd_measure *measure;
    enum aman_err err = create_measure(scenario, world, mem, &measure);
    if (err != AMAN_OK) return err;
    err = fill_ground(scenario, aman_crowd_measure_raster(measure), arena, ground);
    aman_crowd_measure_destroy(measure);
    return err;
}
