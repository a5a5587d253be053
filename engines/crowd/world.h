/* engines/crowd/world.h - inside of a world: rasters, walls, fields, bins. Private to the engine. */
#ifndef AMAN_ENGINES_CROWD_WORLD_H
#define AMAN_ENGINES_CROWD_WORLD_H

#include "engines/crowd/crowd.h"

enum {
    CROWD_LEVELS_MAX = 64,
    CROWD_BARRIERS_MAX = 512,
    CROWD_TARGETS_MAX = 4096,
    CROWD_LINKS_MAX = 4096,
    CROWD_NO_NODE = -1,
};

#define CROWD_FAR_M 1e5 /* no coordinate lies farther from the origin */

/* How far people see one another when the definition does not say: contact + time gap × speed at
 * the default parameters and 1.6 m/s; the repulsion reaches less. Also the side of a bin. */
#define CROWD_SEE_M 1.2
#define CROWD_WALL_REACH_M 0.75

/* One level's raster: cell (ix, iy) has its centre at ((ox + ix + 0.5), (oy + iy + 0.5)) · cell. */
struct crowd_grid {
    int ox, oy, w, h;
    int32_t *node; /* w * h: node or CROWD_NO_NODE */
};

enum crowd_segment_kind { CROWD_SEGMENT_WALL, CROWD_SEGMENT_BARRIER, CROWD_SEGMENT_TOP, CROWD_SEGMENT_BOTTOM };

struct crowd_segment {
    double ax, ay, bx, by;
    int16_t kind;
    int16_t index; /* barrier or link */
};

struct crowd_level {
    struct crowd_grid grid;
    struct crowd_segment *segments;
    uint32_t n_segments;
    uint8_t *thin; /* per segment: a wall or barrier with ground on both sides */
};

/* Bins around the top of a link, row by row: [first, last). */
struct crowd_rows {
    int n;
    int32_t first[16], last[16];
};

struct crowd_link {
    int low, high;
    struct aman_segment bottom, top;
    float up_x, up_y, speed_up, speed_down;
    struct crowd_rows rows_low, rows_high;
};

struct crowd_barrier {
    int level;
    struct aman_point *points;
    size_t n;
    double length_m, in_x, in_y;
};

/* A cell of ground. */
struct crowd_node {
    int32_t beside[4]; /* west, east, south, north; barriers taken as open; CROWD_NO_NODE */
    float factor;      /* of walking speed in ways (links: mean of up and down) */
    int16_t link;      /* or -1 */
    uint8_t barred;    /* bit d: a barrier stands in direction d */
    uint8_t slow;      /* 1 in a slow area: viewing accommodation */
};

struct crowd_field {
    int32_t begin, end; /* nodes covered */
    float *t_m;         /* end - begin */
    bool open;
    float there_m;      /* at most this far, one is there: 0 for areas, 1.5 cells for lines */
};

/* What those who stand in a bin need to know of the ground, together in memory. */
struct crowd_bin {
    int32_t first[3], last[3]; /* bins of the rows below, of this and above: [first, last) */
    int16_t link_a, link_b;    /* links whose top is in sight, or -1 */
    uint32_t walls;            /* into wall_lists: n_walls within reach of a step, then n_thin in sight */
    uint16_t n_walls, n_thin;
};

struct crowd_bin_grid {
    int ox, oy, w, h;
    int32_t *bin; /* w * h: bin or -1 */
};

struct aman_crowd_world {
    const struct aman_mem *mem;
    struct aman_arena arena;
    double cell_m, per_cell; /* per_cell = 1 / cell_m */
    double see_m, per_see;   /* side of a bin, and its inverse */
    size_t n_levels;
    struct crowd_level *levels;
    struct crowd_link *links;
    size_t n_links;
    struct crowd_barrier *barriers;
    size_t n_barriers;
    int32_t n_nodes;
    struct crowd_node *nodes;
    float *node_x, *node_y;   /* centres */
    int8_t *node_level;
    size_t n_components;
    int32_t *component_begin; /* n_components + 1: nodes are numbered by component (barriers closed) */
    struct crowd_field *fields;
    size_t n_fields;
    struct crowd_bin_grid *bin_grids; /* n_levels */
    struct crowd_bin *bins;
    int32_t n_bins;
    struct crowd_segment *wall_lists;
    double origin_x, origin_y; /* of the single-precision coordinates */
};

/* The raster's entry for a place; NULL off the raster. */
static inline const int32_t *crowd_raster_at(const struct aman_crowd_world *world, int level, double x, double y)
{
    const struct crowd_grid *grid = &world->levels[level].grid;
    double fx = x * world->per_cell - grid->ox, fy = y * world->per_cell - grid->oy;
    if (!(fx >= 0.0 && fy >= 0.0 && fx < grid->w && fy < grid->h)) return NULL;
    return &grid->node[(size_t)(int)fy * (size_t)grid->w + (size_t)(int)fx];
}

/* Node below a place, or CROWD_NO_NODE. */
static inline int32_t crowd_node_at(const struct aman_crowd_world *world, int level, double x, double y)
{
    const int32_t *entry = crowd_raster_at(world, level, x, y);
    return entry ? *entry : CROWD_NO_NODE;
}

static inline float crowd_field_at(const struct crowd_field *field, int32_t node)
{
    if (node < field->begin || node >= field->end) return __builtin_inff();
    return field->t_m[node - field->begin];
}

static inline int32_t crowd_bin_at(const struct aman_crowd_world *world, int level, double x, double y)
{
    const struct crowd_bin_grid *grid = &world->bin_grids[level];
    double fx = x * world->per_see - grid->ox, fy = y * world->per_see - grid->oy;
    if (!(fx >= 0.0 && fy >= 0.0 && fx < grid->w && fy < grid->h)) return -1;
    return grid->bin[(size_t)(int)fy * (size_t)grid->w + (size_t)(int)fx];
}

/* world.c: every point finite and not too far. */
bool crowd_area_is_sane(const struct aman_area *area);

/* raster.c: marks every cell of the grid whose centre lies in the area with value. ERR_MEMORY. */
enum aman_err crowd_raster_area(const struct aman_mem *mem, const struct crowd_grid *grid, double cell_m,
                                const struct aman_area *area, uint8_t value, uint8_t *cells);

/* march.c: fills field->t_m for one target. */
enum aman_err crowd_march(const struct aman_crowd_world *world, const struct aman_crowd_target_def *target,
                          struct crowd_field *field);

/* The field again, the way through bin b taking slow[b] >= 1 times longer, into way (of the same nodes). Within
 * CROWD_NO_DETOUR_M of the goal it is the field itself; where the field is beyond limit_m it is INFINITY, but for the
 * nodes next to that. *reached grows by the nodes looked at. ERR_MEMORY. */
#define CROWD_NO_DETOUR_M 2.0f
enum aman_err crowd_march_slowed(const struct aman_crowd_world *world, const struct crowd_field *field, const float *slow,
                                 float limit_m, struct crowd_field *way, size_t *reached);

/* bins.c: neighbour bins over all nodes. */
enum aman_err crowd_bins_build(struct aman_crowd_world *world);

#endif
