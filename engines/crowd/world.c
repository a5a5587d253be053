/* Building a world: rasters of each level, nodes and who neighbours whom, walls, fields. */
#include "engines/crowd/world.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

enum { BLOCK_EAST = 1, BLOCK_NORTH = 2, BAR_EAST = 4, BAR_NORTH = 8 };

/* What is needed only while building; freed at the end. Cell arrays are as large as the level's grid. */
struct build {
    struct aman_crowd_world *world;
    const struct aman_crowd_world_def *def;
    struct aman_arena scratch;
    uint8_t *blocks[CROWD_LEVELS_MAX];   /* BLOCK_*, BAR_* */
    int16_t *link_at[CROWD_LEVELS_MAX];  /* link footprint or -1, on the low and the high level */
    uint8_t *ground[CROWD_LEVELS_MAX];   /* 1: region */
    float *factor_at[CROWD_LEVELS_MAX];  /* 0: 1.0 */
};

static bool point_is_sane(struct aman_point p)
{
    return fabs(p.x) < CROWD_FAR_M && fabs(p.y) < CROWD_FAR_M; /* false for NaN */
}

static bool points_are_sane(const struct aman_point *points, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!point_is_sane(points[i])) return false;
    return true;
}

bool crowd_area_is_sane(const struct aman_area *area)
{
    for (size_t r = 0; r < area->n; r++)
        if (!points_are_sane(area->rings[r].points, area->rings[r].n)) return false;
    return true;
}

static bool segment_is_sane(struct aman_segment s)
{
    return point_is_sane(s.a) && point_is_sane(s.b);
}

static bool factor_is_valid(double factor)
{
    return factor >= 0.05 && factor <= 1.0;
}

static bool levels_are_valid(const struct aman_crowd_world_def *def)
{
    for (size_t l = 0; l < def->n_levels; l++) {
        const struct aman_crowd_level_def *level = &def->levels[l];
        struct aman_box box = aman_area_box(level->region);
        if (!crowd_area_is_sane(level->region) || !(box.x_min <= box.x_max)) return false;
        for (size_t i = 0; i < level->n_walls; i++)
            if (!segment_is_sane(level->walls[i])) return false;
    }
    return true;
}

static bool link_is_valid(const struct aman_crowd_link_def *link, int levels)
{
    return link->low >= 0 && link->low < levels && link->high >= 0 && link->high < levels &&
           factor_is_valid(link->speed_up) && factor_is_valid(link->speed_down) && isfinite(link->up_deg) &&
           segment_is_sane(link->bottom) && segment_is_sane(link->top) && crowd_area_is_sane(link->area);
}

static bool target_is_valid(const struct aman_crowd_world_def *def, const struct aman_crowd_target_def *target)
{
    if (target->barrier >= (int)def->n_barriers) return false;
    for (size_t p = 0; target->barrier < 0 && p < target->n_parts; p++) {
        const struct aman_crowd_target_part *part = &target->parts[p];
        if (part->level < 0 || part->level >= (int)def->n_levels) return false;
        if (part->area ? !crowd_area_is_sane(part->area) : part->n_line < 1 || !points_are_sane(part->line, part->n_line))
            return false;
    }
    return true;
}

static bool def_is_valid(const struct aman_crowd_world_def *def)
{
    if (def->n_levels < 1 || def->n_levels > CROWD_LEVELS_MAX || !(def->cell_m >= 0.1 && def->cell_m <= 2.0) ||
        !(def->see_m == 0.0 || (def->see_m >= 0.8 && def->see_m <= 10.0)))
        return false;
    if (def->n_barriers > CROWD_BARRIERS_MAX || def->n_targets > CROWD_TARGETS_MAX || def->n_links > CROWD_LINKS_MAX)
        return false;
    int levels = (int)def->n_levels;
    if (!levels_are_valid(def)) return false;
    for (size_t k = 0; k < def->n_links; k++)
        if (!link_is_valid(&def->links[k], levels)) return false;
    for (size_t b = 0; b < def->n_barriers; b++) {
        const struct aman_crowd_barrier_def *barrier = &def->barriers[b];
        if (barrier->level < 0 || barrier->level >= levels || barrier->n < 2 ||
            !points_are_sane(barrier->line, barrier->n) || !isfinite(def->barrier_inward_deg[b]))
            return false;
    }
    for (size_t s = 0; s < def->n_slows; s++)
        if (def->slows[s].level < 0 || def->slows[s].level >= levels || !factor_is_valid(def->slows[s].factor) ||
            !crowd_area_is_sane(def->slows[s].area))
            return false;
    for (size_t t = 0; t < def->n_targets; t++)
        if (!target_is_valid(def, &def->targets[t])) return false;
    return true;
}

/* ---- rasters ---- */

static enum aman_err make_grid(struct build *build, size_t l)
{
    struct aman_box box = aman_area_box(build->def->levels[l].region);
    double cell = build->def->cell_m;
    struct crowd_grid *grid = &build->world->levels[l].grid;
    grid->ox = (int)floor(box.x_min / cell) - 1;
    grid->oy = (int)floor(box.y_min / cell) - 1;
    double w = ceil(box.x_max / cell) + 1 - grid->ox, h = ceil(box.y_max / cell) + 1 - grid->oy;
    if (w * h > 5e8) return AMAN_ERR_LIMIT;
    grid->w = (int)w;
    grid->h = (int)h;
    size_t n = (size_t)grid->w * (size_t)grid->h;
    grid->node = aman_arena_new(&build->world->arena, n, sizeof *grid->node);
    build->blocks[l] = aman_arena_new(&build->scratch, n, 1);
    build->ground[l] = aman_arena_new(&build->scratch, n, 1);
    build->link_at[l] = aman_arena_new(&build->scratch, n, sizeof(int16_t));
    build->factor_at[l] = aman_arena_new(&build->scratch, n, sizeof(float));
    if (!grid->node || !build->blocks[l] || !build->ground[l] || !build->link_at[l] || !build->factor_at[l])
        return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) build->link_at[l][i] = -1;
    return crowd_raster_area(build->world->mem, grid, cell, build->def->levels[l].region, 1, build->ground[l]);
}

/* Calls of `set` for each cell of an area: the mask is reused, so only the area's box is scanned. */
typedef void cell_fn(struct build *build, int level, size_t cell, int index);

static enum aman_err for_area(struct build *build, int level, const struct aman_area *area, int index, cell_fn *set)
{
    const struct crowd_grid *grid = &build->world->levels[level].grid;
    double cell = build->def->cell_m;
    struct aman_box box = aman_area_box(area);
    int x0 = (int)fmax(floor(box.x_min / cell), grid->ox), x1 = (int)fmin(ceil(box.x_max / cell), grid->ox + grid->w);
    int y0 = (int)fmax(floor(box.y_min / cell), grid->oy), y1 = (int)fmin(ceil(box.y_max / cell), grid->oy + grid->h);
    if (!(box.x_min <= box.x_max) || x1 <= x0 || y1 <= y0) return AMAN_OK;
    struct crowd_grid part = {x0, y0, x1 - x0, y1 - y0, NULL};
    size_t n = (size_t)part.w * (size_t)part.h;
    uint8_t *mask = aman_mem_new(build->world->mem, n, 1);
    if (!mask) return AMAN_ERR_MEMORY;
    enum aman_err err = crowd_raster_area(build->world->mem, &part, cell, area, 1, mask);
    for (size_t i = 0; i < n && err == AMAN_OK; i++)
        if (mask[i]) {
            size_t iy = i / (size_t)part.w + (size_t)(part.oy - grid->oy);
            size_t ix = i % (size_t)part.w + (size_t)(part.ox - grid->ox);
            set(build, level, iy * (size_t)grid->w + ix, index);
        }
    aman_mem_free(build->world->mem, mask, n, 1);
    return err;
}

static void set_link(struct build *build, int level, size_t cell, int index)
{
    build->link_at[level][cell] = (int16_t)index;
    build->ground[level][cell] = 1;
}

static void set_slow(struct build *build, int level, size_t cell, int index)
{
    build->factor_at[level][cell] = (float)build->def->slows[index].factor;
}

static enum aman_err raster_all(struct build *build)
{
    enum aman_err err = AMAN_OK;
    for (size_t l = 0; l < build->def->n_levels && err == AMAN_OK; l++) err = make_grid(build, l);
    for (size_t k = 0; k < build->def->n_links && err == AMAN_OK; k++) {
        const struct aman_crowd_link_def *link = &build->def->links[k];
        err = for_area(build, link->low, link->area, (int)k, set_link);
        if (err == AMAN_OK) err = for_area(build, link->high, link->area, (int)k, set_link);
    }
    for (size_t s = 0; s < build->def->n_slows && err == AMAN_OK; s++)
        err = for_area(build, build->def->slows[s].level, build->def->slows[s].area, (int)s, set_slow);
    return err;
}

/* ---- walls between cells ---- */

static struct aman_point cell_centre(const struct crowd_grid *grid, double cell, int ix, int iy)
{
    return (struct aman_point){(grid->ox + ix + 0.5) * cell, (grid->oy + iy + 0.5) * cell};
}

/* Marks the links between cell centres that one short piece of wall crosses. */
static void block_piece(struct build *build, size_t l, struct aman_segment piece, uint8_t east, uint8_t north)
{
    const struct crowd_grid *grid = &build->world->levels[l].grid;
    double cell = build->def->cell_m;
    int x0 = (int)floor(fmin(piece.a.x, piece.b.x) / cell) - grid->ox - 1;
    int x1 = (int)floor(fmax(piece.a.x, piece.b.x) / cell) - grid->ox + 1;
    int y0 = (int)floor(fmin(piece.a.y, piece.b.y) / cell) - grid->oy - 1;
    int y1 = (int)floor(fmax(piece.a.y, piece.b.y) / cell) - grid->oy + 1;
    for (int iy = y0 < 0 ? 0 : y0; iy <= y1 && iy < grid->h; iy++)
        for (int ix = x0 < 0 ? 0 : x0; ix <= x1 && ix < grid->w; ix++) {
            struct aman_point at = cell_centre(grid, cell, ix, iy);
            struct aman_segment to_east = {at, {at.x + cell, at.y}}, to_north = {at, {at.x, at.y + cell}};
            uint8_t *block = &build->blocks[l][(size_t)iy * (size_t)grid->w + (size_t)ix];
            if (aman_segments_cross(piece, to_east)) *block |= east;
            if (aman_segments_cross(piece, to_north)) *block |= north;
        }
}

static void block_line(struct build *build, size_t l, struct aman_segment line, uint8_t east, uint8_t north)
{
    double length = aman_point_distance(line.a, line.b);
    int pieces = (int)(length / 2.0) + 1;
    double dx = (line.b.x - line.a.x) / pieces, dy = (line.b.y - line.a.y) / pieces, overlap = 1e-6;
    for (int i = 0; i < pieces; i++) {
        struct aman_segment piece = {{line.a.x + dx * (i - overlap), line.a.y + dy * (i - overlap)},
                                     {line.a.x + dx * (i + 1 + overlap), line.a.y + dy * (i + 1 + overlap)}};
        block_piece(build, l, piece, east, north);
    }
}

static void block_all(struct build *build)
{
    const struct aman_crowd_world_def *def = build->def;
    for (size_t l = 0; l < def->n_levels; l++)
        for (size_t i = 0; i < def->levels[l].n_walls; i++)
            block_line(build, l, def->levels[l].walls[i], BLOCK_EAST, BLOCK_NORTH);
    for (size_t b = 0; b < def->n_barriers; b++)
        for (size_t i = 0; i + 1 < def->barriers[b].n; i++) {
            struct aman_segment line = {def->barriers[b].line[i], def->barriers[b].line[i + 1]};
            block_line(build, (size_t)def->barriers[b].level, line, BAR_EAST, BAR_NORTH);
        }
}

/* ---- nodes ---- */

/* First numbering: row by row; the footprint of a link is one node on both of its levels. */
static void number_nodes(struct build *build)
{
    struct aman_crowd_world *world = build->world;
    int32_t n = 0;
    for (size_t l = 0; l < world->n_levels; l++) {
        const struct crowd_grid *grid = &world->levels[l].grid;
        for (size_t i = 0; i < (size_t)grid->w * (size_t)grid->h; i++) {
            int link = build->link_at[l][i];
            bool own = build->ground[l][i] && (link < 0 || world->links[link].low == (int)l);
            grid->node[i] = own ? n++ : CROWD_NO_NODE;
        }
    }
    world->n_nodes = n;
}

static int32_t node_on(const struct build *build, int level, int ix, int iy, int from_ox, int from_oy, int *link)
{
    const struct crowd_grid *grid = &build->world->levels[level].grid;
    int x = ix + from_ox - grid->ox, y = iy + from_oy - grid->oy;
    *link = -1;
    if (x < 0 || y < 0 || x >= grid->w || y >= grid->h) return CROWD_NO_NODE;
    size_t cell = (size_t)y * (size_t)grid->w + (size_t)x;
    *link = build->link_at[level][cell];
    return grid->node[cell];
}

static void share_footprints(struct build *build)
{
    struct aman_crowd_world *world = build->world;
    for (size_t l = 0; l < world->n_levels; l++) {
        const struct crowd_grid *grid = &world->levels[l].grid;
        for (int iy = 0; iy < grid->h; iy++)
            for (int ix = 0; ix < grid->w; ix++) {
                size_t cell = (size_t)iy * (size_t)grid->w + (size_t)ix;
                int link = build->link_at[l][cell], low_link;
                if (link < 0 || world->links[link].low == (int)l) continue;
                grid->node[cell] = node_on(build, world->links[link].low, ix, iy, grid->ox, grid->oy, &low_link);
            }
    }
}

/* The node one step away, or none: through the end of a stair one changes level. */
static int32_t step_from(const struct build *build, int level, int ix, int iy, int direction, bool *barred)
{
    static const int dx[4] = {-1, 1, 0, 0}, dy[4] = {0, 0, -1, 1};
    const struct aman_crowd_world *world = build->world;
    const struct crowd_grid *grid = &world->levels[level].grid;
    struct aman_point at = cell_centre(grid, world->cell_m, ix, iy);
    struct aman_segment way = {at, {at.x + dx[direction] * world->cell_m, at.y + dy[direction] * world->cell_m}};
    int here = build->link_at[level][(size_t)iy * (size_t)grid->w + (size_t)ix];
    int on = level;
    if (here >= 0 && aman_segments_cross(way, world->links[here].top)) on = world->links[here].high;
    int there;
    int32_t other = node_on(build, on, ix + dx[direction], iy + dy[direction], grid->ox, grid->oy, &there);
    if (other < 0) return CROWD_NO_NODE;
    if (there >= 0 && there != here) { /* onto a link: by the end that meets this level only */
        const struct crowd_link *link = &world->links[there];
        const struct aman_segment *end = link->low == on ? &link->bottom : &link->top;
        if (!aman_segments_cross(way, *end)) return CROWD_NO_NODE;
    }
    if (here >= 0 && there != here && on == level && !aman_segments_cross(way, world->links[here].bottom))
        return CROWD_NO_NODE;
    const struct crowd_grid *g = &world->levels[on].grid;
    int bx = ix + grid->ox - g->ox - (direction == 0), by = iy + grid->oy - g->oy - (direction == 2);
    if (bx < 0 || by < 0 || bx >= g->w || by >= g->h) return other;
    uint8_t block = build->blocks[on][(size_t)by * (size_t)g->w + (size_t)bx];
    bool horizontal = direction < 2;
    if (block & (horizontal ? BLOCK_EAST : BLOCK_NORTH)) return CROWD_NO_NODE;
    *barred = block & (horizontal ? BAR_EAST : BAR_NORTH);
    return other;
}

static enum aman_err allocate_nodes(struct build *build)
{
    struct aman_crowd_world *world = build->world;
    size_t n = (size_t)world->n_nodes + 1;
    world->nodes = aman_arena_new(&world->arena, n, sizeof *world->nodes);
    world->node_x = aman_arena_new(&world->arena, n, sizeof(float));
    world->node_y = aman_arena_new(&world->arena, n, sizeof(float));
    world->node_level = aman_arena_new(&world->arena, n, 1);
    bool all = world->nodes && world->node_x && world->node_y && world->node_level;
    return all ? AMAN_OK : AMAN_ERR_MEMORY;
}

static void fill_node(struct build *build, size_t l, int ix, int iy)
{
    struct aman_crowd_world *world = build->world;
    const struct crowd_grid *grid = &world->levels[l].grid;
    size_t cell = (size_t)iy * (size_t)grid->w + (size_t)ix;
    int32_t node = grid->node[cell];
    int link = build->link_at[l][cell];
    if (node < 0 || (link >= 0 && world->links[link].low != (int)l)) return;
    struct aman_point at = cell_centre(grid, world->cell_m, ix, iy);
    float slow = build->factor_at[l][cell];
    world->node_x[node] = (float)at.x;
    world->node_y[node] = (float)at.y;
    world->node_level[node] = (int8_t)l;
    world->nodes[node].link = (int16_t)link;
    world->nodes[node].slow = slow > 0.0f;
    world->nodes[node].factor = slow > 0.0f ? slow : 1.0f;
    if (link >= 0) world->nodes[node].factor = 0.5f * (world->links[link].speed_up + world->links[link].speed_down);
    world->nodes[node].barred = 0;
    for (int d = 0; d < 4; d++) {
        bool barred = false;
        world->nodes[node].beside[d] = step_from(build, (int)l, ix, iy, d, &barred);
        if (barred) world->nodes[node].barred |= (uint8_t)(1 << d);
    }
}

static void fill_nodes(struct build *build)
{
    for (size_t l = 0; l < build->world->n_levels; l++) {
        const struct crowd_grid *grid = &build->world->levels[l].grid;
        for (int iy = 0; iy < grid->h; iy++)
            for (int ix = 0; ix < grid->w; ix++) fill_node(build, l, ix, iy);
    }
}

/* Renumbers nodes so that each component (barriers closed) is one range: fields behind barriers
 * then hold only their own side. */
static int32_t label_components(const struct aman_crowd_world *world, int32_t *component, int32_t *stack)
{
    int32_t n_components = 0;
    for (int32_t i = 0; i < world->n_nodes; i++) component[i] = -1;
    for (int32_t i = 0; i < world->n_nodes; i++) {
        if (component[i] >= 0) continue;
        size_t top = 0;
        stack[top++] = i;
        component[i] = n_components;
        while (top > 0) {
            int32_t node = stack[--top];
            for (int d = 0; d < 4; d++) {
                int32_t other = world->nodes[node].beside[d];
                if (other < 0 || (world->nodes[node].barred >> d & 1) || component[other] >= 0) continue;
                component[other] = n_components;
                stack[top++] = other;
            }
        }
        n_components++;
    }
    return n_components;
}

static void rename_nodes(struct aman_crowd_world *world, const int32_t *component, int32_t *renamed)
{
    int32_t *begin = world->component_begin, n = (int32_t)world->n_components;
    for (int32_t i = 0; i < world->n_nodes; i++) begin[component[i] + 1]++;
    for (int32_t c = 0; c < n; c++) begin[c + 1] += begin[c];
    for (int32_t i = 0; i < world->n_nodes; i++) renamed[i] = begin[component[i]]++;
    for (int32_t c = n; c > 0; c--) begin[c] = begin[c - 1];
    begin[0] = 0;
    for (size_t l = 0; l < world->n_levels; l++) {
        const struct crowd_grid *grid = &world->levels[l].grid;
        for (size_t i = 0; i < (size_t)grid->w * (size_t)grid->h; i++)
            if (grid->node[i] >= 0) grid->node[i] = renamed[grid->node[i]];
    }
}

static enum aman_err make_nodes(struct build *build)
{
    struct aman_crowd_world *world = build->world;
    number_nodes(build);
    share_footprints(build);
    if (allocate_nodes(build) != AMAN_OK) return AMAN_ERR_MEMORY;
    fill_nodes(build);
    size_t n = (size_t)world->n_nodes + 1;
    int32_t *component = aman_arena_new(&build->scratch, n, sizeof *component);
    int32_t *spare = aman_arena_new(&build->scratch, n, sizeof *spare);
    if (!component || !spare) return AMAN_ERR_MEMORY;
    world->n_components = (size_t)label_components(world, component, spare);
    world->component_begin = aman_arena_new(&world->arena, world->n_components + 2, sizeof(int32_t));
    if (!world->component_begin) return AMAN_ERR_MEMORY;
    rename_nodes(world, component, spare);
    fill_nodes(build); /* again, under the new names */
    return AMAN_OK;
}

/* ---- walls, for people ---- */

static void add_segment(struct crowd_level *level, struct aman_segment s, int kind, int index)
{
    level->segments[level->n_segments++] =
        (struct crowd_segment){s.a.x, s.a.y, s.b.x, s.b.y, (int16_t)kind, (int16_t)index};
}

static size_t count_segments(const struct aman_crowd_world_def *def, size_t l)
{
    size_t n = def->levels[l].n_walls + 2 * def->n_links + 1;
    for (size_t b = 0; b < def->n_barriers; b++)
        if (def->barriers[b].level == (int)l) n += def->barriers[b].n;
    return n;
}

/* Ground within a metre on both sides: people on the other side must not be seen through it. */
static bool segment_is_thin(const struct aman_crowd_world *world, int level, const struct crowd_segment *s)
{
    double dx = s->bx - s->ax, dy = s->by - s->ay, length = hypot(dx, dy);
    if (length <= 0.0) return false;
    double nx = -dy / length, ny = dx / length;
    int steps = (int)(length / 0.5) + 1;
    for (int i = 0; i <= steps; i++) {
        bool side[2] = {false, false};
        for (int k = 1; k <= 4; k++) {
            double x = s->ax + dx * i / steps, y = s->ay + dy * i / steps, off = 0.25 * k;
            side[0] |= crowd_node_at(world, level, x + nx * off, y + ny * off) >= 0;
            side[1] |= crowd_node_at(world, level, x - nx * off, y - ny * off) >= 0;
        }
        if (side[0] && side[1]) return true;
    }
    return false;
}

static enum aman_err level_walls(struct build *build, size_t l)
{
    struct aman_crowd_world *world = build->world;
    const struct aman_crowd_world_def *def = build->def;
    struct crowd_level *level = &world->levels[l];
    level->segments = aman_arena_new(&world->arena, count_segments(def, l), sizeof *level->segments);
    if (!level->segments) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < def->levels[l].n_walls; i++)
        add_segment(level, def->levels[l].walls[i], CROWD_SEGMENT_WALL, -1);
    for (size_t b = 0; b < def->n_barriers; b++)
        for (size_t i = 0; def->barriers[b].level == (int)l && i + 1 < def->barriers[b].n; i++)
            add_segment(level, (struct aman_segment){def->barriers[b].line[i], def->barriers[b].line[i + 1]},
                        CROWD_SEGMENT_BARRIER, (int)b);
    for (size_t k = 0; k < def->n_links; k++) {
        if (def->links[k].low != (int)l && def->links[k].high != (int)l) continue;
        add_segment(level, def->links[k].bottom, CROWD_SEGMENT_BOTTOM, (int)k);
        add_segment(level, def->links[k].top, CROWD_SEGMENT_TOP, (int)k);
    }
    level->thin = aman_arena_new(&world->arena, level->n_segments + 1, 1);
    if (!level->thin) return AMAN_ERR_MEMORY;
    for (uint32_t i = 0; i < level->n_segments; i++)
        level->thin[i] = level->segments[i].kind <= CROWD_SEGMENT_BARRIER && segment_is_thin(world, (int)l, &level->segments[i]);
    return AMAN_OK;
}

/* ---- copies of the definition ---- */

static enum aman_err copy_def(struct build *build)
{
    struct aman_crowd_world *world = build->world;
    const struct aman_crowd_world_def *def = build->def;
    world->links = aman_arena_new(&world->arena, def->n_links + 1, sizeof *world->links);
    world->barriers = aman_arena_new(&world->arena, def->n_barriers + 1, sizeof *world->barriers);
    world->levels = aman_arena_new(&world->arena, def->n_levels, sizeof *world->levels);
    world->fields = aman_arena_new(&world->arena, def->n_targets + 1, sizeof *world->fields);
    if (!world->links || !world->barriers || !world->levels || !world->fields) return AMAN_ERR_MEMORY;
    world->n_links = def->n_links;
    for (size_t k = 0; k < def->n_links; k++) {
        const struct aman_crowd_link_def *link = &def->links[k];
        struct aman_point up = aman_bearing_vector(link->up_deg);
        world->links[k] = (struct crowd_link){link->low, link->high, link->bottom, link->top, (float)up.x, (float)up.y,
                                              (float)link->speed_up, (float)link->speed_down,
                                              {0}, {0}};
    }
    world->n_barriers = def->n_barriers;
    for (size_t b = 0; b < def->n_barriers; b++) {
        struct crowd_barrier *barrier = &world->barriers[b];
        struct aman_point in = aman_bearing_vector(def->barrier_inward_deg[b]);
        *barrier = (struct crowd_barrier){.level = def->barriers[b].level, .n = def->barriers[b].n, .in_x = in.x, .in_y = in.y};
        barrier->points = aman_arena_new(&world->arena, barrier->n, sizeof *barrier->points);
        if (!barrier->points) return AMAN_ERR_MEMORY;
        memcpy(barrier->points, def->barriers[b].line, barrier->n * sizeof *barrier->points);
        for (size_t i = 0; i + 1 < barrier->n; i++)
            barrier->length_m += aman_point_distance(barrier->points[i], barrier->points[i + 1]);
    }
    return AMAN_OK;
}

/* ---- fields ---- */

struct fields_job {
    struct aman_crowd_world *world;
    const struct aman_crowd_target_def *targets;
    size_t first;
    atomic_int err;
};

static void build_fields(void *ctx, size_t begin, size_t end)
{
    struct fields_job *job = ctx;
    for (size_t i = begin; i < end && atomic_load(&job->err) == AMAN_OK; i++) {
        size_t t = job->first + i;
        enum aman_err err = crowd_march(job->world, &job->targets[t], &job->world->fields[t]);
        if (err != AMAN_OK) atomic_store(&job->err, (int)err);
    }
}

/* In batches, so that the caller can show how far it is and cancel. */
static enum aman_err make_fields(struct build *build, struct aman_tasks *tasks, bool (*progress)(void *, double), void *ctx)
{
    size_t n = build->def->n_targets, batch = 2 * (size_t)aman_tasks_threads(tasks);
    build->world->n_fields = n;
    for (size_t t = 0; t < n; t += batch) {
        struct fields_job job = {build->world, build->def->targets, t, AMAN_OK};
        aman_tasks_for(tasks, n - t < batch ? n - t : batch, 1, build_fields, &job);
        if (job.err != AMAN_OK) return (enum aman_err)job.err;
        if (progress && !progress(ctx, (double)t / (double)n)) return AMAN_ERR_CANCELLED;
    }
    return AMAN_OK;
}

static enum aman_err build_world(struct build *build, struct aman_tasks *tasks, bool (*progress)(void *, double), void *ctx)
{
    enum aman_err err = copy_def(build);
    if (err == AMAN_OK) err = raster_all(build);
    if (err != AMAN_OK) return err;
    const struct crowd_grid *ground_grid = &build->world->levels[0].grid;
    build->world->origin_x = floor((ground_grid->ox + ground_grid->w / 2) * build->def->cell_m);
    build->world->origin_y = floor((ground_grid->oy + ground_grid->h / 2) * build->def->cell_m);
    block_all(build);
    err = make_nodes(build);
    for (size_t l = 0; l < build->world->n_levels && err == AMAN_OK; l++) err = level_walls(build, l);
    if (err == AMAN_OK) err = crowd_bins_build(build->world);
    if (err == AMAN_OK) err = make_fields(build, tasks, progress, ctx);
    return err;
}

enum aman_err aman_crowd_world_create(const struct aman_crowd_world_def *def, const struct aman_mem *mem,
                                      struct aman_tasks *tasks, bool (*progress)(void *ctx, double share), void *ctx,
                                      struct aman_crowd_world **out)
{
    if (!def_is_valid(def)) return AMAN_ERR_ARGUMENT;
    struct aman_crowd_world *world = aman_mem_new(mem, 1, sizeof *world);
    struct build *build = aman_mem_new(mem, 1, sizeof *build);
    enum aman_err err = world && build ? AMAN_OK : AMAN_ERR_MEMORY;
    if (err == AMAN_OK) {
        world->mem = mem;
        world->cell_m = def->cell_m;
        world->per_cell = 1.0 / def->cell_m;
        world->see_m = def->see_m > 0.0 ? def->see_m : CROWD_SEE_M;
        world->per_see = 1.0 / world->see_m;
        world->n_levels = def->n_levels;
        aman_arena_init(&world->arena, mem, 0);
        build->world = world;
        build->def = def;
        aman_arena_init(&build->scratch, mem, 0);
        err = build_world(build, tasks, progress, ctx);
        aman_arena_release(&build->scratch);
    }
    aman_mem_free(mem, build, 1, sizeof *build);
    if (err == AMAN_OK)
        *out = world;
    else if (world && world->mem)
        aman_crowd_world_destroy(world);
    else
        aman_mem_free(mem, world, 1, sizeof *world);
    return err;
}

void aman_crowd_world_destroy(struct aman_crowd_world *world)
{
    if (!world) return;
    const struct aman_mem *mem = world->mem;
    for (size_t t = 0; t < world->n_fields; t++) {
        struct crowd_field *field = &world->fields[t];
        aman_mem_free(mem, field->t_m, (size_t)(field->end - field->begin), sizeof *field->t_m);
    }
    aman_arena_release(&world->arena);
    aman_mem_free(mem, world, 1, sizeof *world);
}

/* ---- questions ---- */

double aman_crowd_world_distance_m(const struct aman_crowd_world *world, int target, int level, struct aman_point at)
{
    if (target < 0 || (size_t)target >= world->n_fields || level < 0 || (size_t)level >= world->n_levels) return INFINITY;
    int32_t node = crowd_node_at(world, level, at.x, at.y);
    return node < 0 ? INFINITY : (double)crowd_field_at(&world->fields[target], node);
}

bool aman_crowd_world_walkable(const struct aman_crowd_world *world, int level, struct aman_point at)
{
    return level >= 0 && (size_t)level < world->n_levels && crowd_node_at(world, level, at.x, at.y) >= 0;
}

bool aman_crowd_world_snap(const struct aman_crowd_world *world, int level, double radius_m, struct aman_point *at)
{
    if (level < 0 || (size_t)level >= world->n_levels || !(radius_m >= 0.0)) return false;
    double best = radius_m, cell = world->cell_m;
    struct aman_point found = {0, 0};
    bool any = false;
    int reach = (int)ceil(fmin(radius_m, 100.0) / cell) + 1;
    for (int iy = -reach; iy <= reach; iy++)
        for (int ix = -reach; ix <= reach; ix++) {
            int32_t node = crowd_node_at(world, level, at->x + ix * cell, at->y + iy * cell);
            if (node < 0) continue;
            struct aman_point centre = {world->node_x[node], world->node_y[node]};
            double distance = aman_point_distance(centre, *at);
            if (distance > best) continue;
            best = distance;
            found = centre;
            any = true;
        }
    if (any) *at = found;
    return any;
}

size_t aman_crowd_world_bytes(const struct aman_crowd_world *world)
{
    size_t bytes = world->arena.used_bytes;
    for (size_t t = 0; t < world->n_fields; t++)
        bytes += (size_t)(world->fields[t].end - world->fields[t].begin) * sizeof(float);
    return bytes;
}
