/* Densities on a raster and in zones. A person is spread over the ground within a cone of radius
 * KERNEL_M so that each adds up to exactly one person, walls or not. */
#include "engines/crowd/world.h"

#include <math.h>
#include <string.h>

#define KERNEL_M 1.2
#define PRESSURE_FROM_PER_M2 3.5f /* below, people walk: variance of velocity is no sign of a crush */

/* Sets of zones, as a tree: a set is its parent and one zone more. Set 0 is empty. */
struct zone_set {
    uint16_t parent, zone;
};

struct aman_crowd_measure {
    const struct aman_mem *mem;
    const struct aman_crowd_world *world;
    struct aman_arena arena;
    struct aman_crowd_raster raster;
    uint8_t *walkable;
    float *share;   /* of each cell that is ground */
    float *density, *px, *py, *v2, *pressure;
    uint32_t *touched;
    size_t n_touched, n_zones;
    uint16_t *set_of; /* per node */
    struct zone_set *sets;
    size_t n_sets;
    double *zone_area_m2;
    uint32_t **zone_cells;
    uint32_t *n_zone_cells;
    float *zone_peak, *zone_mean;
    uint32_t *zone_peak_cell;
};

enum { SETS_MAX = 65535 };
enum { SPREAD_MAX = 128 }; /* cells below a kernel: 11 × 11 at the smallest cell */

static enum aman_err frame_raster(struct aman_crowd_measure *m, double cell_m)
{
    const struct aman_crowd_world *world = m->world;
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (size_t l = 0; l < world->n_levels; l++) {
        const struct crowd_grid *g = &world->levels[l].grid;
        x0 = fmin(x0, g->ox * world->cell_m);
        y0 = fmin(y0, g->oy * world->cell_m);
        x1 = fmax(x1, (g->ox + g->w) * world->cell_m);
        y1 = fmax(y1, (g->oy + g->h) * world->cell_m);
    }
    m->raster.cell_m = cell_m;
    m->raster.x0 = floor(x0 / cell_m) * cell_m;
    m->raster.y0 = floor(y0 / cell_m) * cell_m;
    double w = ceil((x1 - m->raster.x0) / cell_m), h = ceil((y1 - m->raster.y0) / cell_m);
    if (w * h * (double)world->n_levels > 1e8) return AMAN_ERR_LIMIT;
    m->raster.width = (int)w;
    m->raster.height = (int)h;
    m->raster.levels = (int)world->n_levels;
    return AMAN_OK;
}

static size_t raster_cells(const struct aman_crowd_raster *r)
{
    return (size_t)r->width * (size_t)r->height * (size_t)r->levels;
}

/* Index of the cell at a place; the place lies on the raster. */
static size_t raster_at(const struct aman_crowd_raster *r, int level, double x, double y)
{
    int ix = (int)((x - r->x0) / r->cell_m), iy = (int)((y - r->y0) / r->cell_m);
    ix = ix < 0 ? 0 : ix >= r->width ? r->width - 1 : ix;
    iy = iy < 0 ? 0 : iy >= r->height ? r->height - 1 : iy;
    return ((size_t)level * (size_t)r->height + (size_t)iy) * (size_t)r->width + (size_t)ix;
}

/* A stair's footprint is ground on both of its levels. */
static void find_ground(struct aman_crowd_measure *m)
{
    const struct aman_crowd_world *world = m->world;
    float part = (float)(world->cell_m * world->cell_m / (m->raster.cell_m * m->raster.cell_m));
    for (size_t l = 0; l < world->n_levels; l++) {
        const struct crowd_grid *g = &world->levels[l].grid;
        for (int iy = 0; iy < g->h; iy++)
            for (int ix = 0; ix < g->w; ix++) {
                if (g->node[(size_t)iy * (size_t)g->w + (size_t)ix] < 0) continue;
                size_t cell = raster_at(&m->raster, (int)l, (g->ox + ix + 0.5) * world->cell_m, (g->oy + iy + 0.5) * world->cell_m);
                m->walkable[cell] = 1;
                m->share[cell] += part;
            }
    }
}

static enum aman_err allocate(struct aman_crowd_measure *m)
{
    size_t n = raster_cells(&m->raster), zones = m->n_zones + 1;
    m->walkable = aman_arena_new(&m->arena, n, 1);
    m->share = aman_arena_new(&m->arena, n, sizeof(float));
    m->density = aman_arena_new(&m->arena, n, sizeof(float));
    m->px = aman_arena_new(&m->arena, n, sizeof(float));
    m->py = aman_arena_new(&m->arena, n, sizeof(float));
    m->v2 = aman_arena_new(&m->arena, n, sizeof(float));
    m->pressure = aman_arena_new(&m->arena, n, sizeof(float));
    m->touched = aman_arena_new(&m->arena, n, sizeof(uint32_t));
    m->set_of = aman_arena_new(&m->arena, (size_t)m->world->n_nodes + 1, sizeof(uint16_t));
    m->sets = aman_arena_new(&m->arena, SETS_MAX + 1, sizeof *m->sets);
    m->zone_area_m2 = aman_arena_new(&m->arena, zones, sizeof(double));
    m->zone_cells = aman_arena_new(&m->arena, zones, sizeof *m->zone_cells);
    m->n_zone_cells = aman_arena_new(&m->arena, zones, sizeof(uint32_t));
    m->zone_peak = aman_arena_new(&m->arena, zones, sizeof(float));
    m->zone_mean = aman_arena_new(&m->arena, zones, sizeof(float));
    m->zone_peak_cell = aman_arena_new(&m->arena, zones, sizeof(uint32_t));
    bool all = m->walkable && m->share && m->density && m->px && m->py && m->v2 && m->pressure && m->touched &&
               m->set_of && m->sets && m->zone_area_m2 && m->zone_cells && m->n_zone_cells && m->zone_peak &&
               m->zone_mean && m->zone_peak_cell;
    m->n_sets = 1;
    m->raster.walkable = m->walkable;
    return all ? AMAN_OK : AMAN_ERR_MEMORY;
}

static enum aman_err add_to_set(struct aman_crowd_measure *m, int32_t node, uint16_t zone)
{
    uint16_t parent = m->set_of[node];
    for (size_t s = m->n_sets; s-- > 1;)
        if (m->sets[s].parent == parent && m->sets[s].zone == zone) {
            m->set_of[node] = (uint16_t)s;
            return AMAN_OK;
        }
    if (m->n_sets == SETS_MAX) return AMAN_ERR_LIMIT;
    m->sets[m->n_sets] = (struct zone_set){parent, zone};
    m->set_of[node] = (uint16_t)m->n_sets++;
    return AMAN_OK;
}

static enum aman_err mark_zone(struct aman_crowd_measure *m, const struct aman_crowd_zone *def, uint16_t zone)
{
    const struct aman_crowd_world *world = m->world;
    const struct crowd_grid *grid = &world->levels[def->level].grid;
    size_t n = (size_t)grid->w * (size_t)grid->h, n_cells = raster_cells(&m->raster);
    uint8_t *mask = aman_mem_new(m->mem, n, 1), *seen = aman_mem_new(m->mem, n_cells, 1);
    enum aman_err err = mask && seen ? AMAN_OK : AMAN_ERR_MEMORY;
    if (err == AMAN_OK) err = crowd_raster_area(m->mem, grid, world->cell_m, def->area, 1, mask);
    uint32_t nodes = 0, cells = 0;
    for (size_t i = 0; i < n && err == AMAN_OK; i++) {
        if (!mask[i] || grid->node[i] < 0) continue;
        err = add_to_set(m, grid->node[i], zone);
        nodes++;
        double x = (grid->ox + (double)(i % (size_t)grid->w) + 0.5) * world->cell_m;
        double y = (grid->oy + (double)(i / (size_t)grid->w) + 0.5) * world->cell_m;
        size_t cell = raster_at(&m->raster, def->level, x, y);
        cells += !seen[cell];
        seen[cell] = 1;
    }
    m->zone_area_m2[zone] = nodes * world->cell_m * world->cell_m;
    m->zone_cells[zone] = err == AMAN_OK ? aman_arena_new(&m->arena, (size_t)cells + 1, sizeof(uint32_t)) : NULL;
    if (err == AMAN_OK && !m->zone_cells[zone]) err = AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n_cells && err == AMAN_OK; i++)
        if (seen[i]) m->zone_cells[zone][m->n_zone_cells[zone]++] = (uint32_t)i;
    aman_mem_free(m->mem, mask, n, 1);
    aman_mem_free(m->mem, seen, n_cells, 1);
    return err;
}

enum aman_err aman_crowd_measure_create(const struct aman_crowd_world *world, double cell_m,
                                        const struct aman_crowd_model *model, const struct aman_mem *mem,
                                        struct aman_crowd_measure **out)
{
    if (!(cell_m >= 0.25 && cell_m <= 10.0) || model->n_zones > 1024) return AMAN_ERR_ARGUMENT;
    for (size_t z = 0; z < model->n_zones; z++)
        if (model->zones[z].level < 0 || (size_t)model->zones[z].level >= world->n_levels ||
            !crowd_area_is_sane(model->zones[z].area))
            return AMAN_ERR_ARGUMENT;
    struct aman_crowd_measure *m = aman_mem_new(mem, 1, sizeof *m);
    if (!m) return AMAN_ERR_MEMORY;
    m->mem = mem;
    m->world = world;
    m->n_zones = model->n_zones;
    aman_arena_init(&m->arena, mem, 0);
    enum aman_err err = frame_raster(m, cell_m);
    if (err == AMAN_OK) err = allocate(m);
    if (err == AMAN_OK) find_ground(m);
    for (size_t z = 0; z < model->n_zones && err == AMAN_OK; z++) err = mark_zone(m, &model->zones[z], (uint16_t)z);
    if (err != AMAN_OK) {
        aman_crowd_measure_destroy(m);
        return err;
    }
    *out = m;
    return AMAN_OK;
}

void aman_crowd_measure_destroy(struct aman_crowd_measure *m)
{
    if (!m) return;
    aman_arena_release(&m->arena);
    aman_mem_free(m->mem, m, 1, sizeof *m);
}

const struct aman_crowd_raster *aman_crowd_measure_raster(const struct aman_crowd_measure *m)
{
    return &m->raster;
}

double aman_crowd_measure_zone_area_m2(const struct aman_crowd_measure *m, size_t zone)
{
    return m->zone_area_m2[zone];
}

void aman_crowd_measure_zones(struct aman_crowd_measure *m, const struct aman_crowd_view *view, uint32_t *counts)
{
    memset(counts, 0, m->n_zones * sizeof *counts);
    for (size_t i = 0; i < view->n; i++) {
        int32_t node = crowd_node_at(m->world, view->level[i], view->x[i], view->y[i]);
        if (node < 0) continue;
        for (uint16_t set = m->set_of[node]; set; set = m->sets[set].parent) counts[m->sets[set].zone]++;
    }
}

struct spread {
    size_t cell[SPREAD_MAX];
    float weight[SPREAD_MAX];
    int n;
    float sum; /* of weight × ground */
};

static void spread_person(const struct aman_crowd_measure *m, int level, double x, double y, struct spread *s)
{
    const struct aman_crowd_raster *r = &m->raster;
    double cell = r->cell_m, reach = fmax(KERNEL_M, cell);
    int x0 = (int)floor((x - reach - r->x0) / cell), x1 = (int)floor((x + reach - r->x0) / cell);
    int y0 = (int)floor((y - reach - r->y0) / cell), y1 = (int)floor((y + reach - r->y0) / cell);
    s->n = 0;
    s->sum = 0.0f;
    for (int iy = y0 < 0 ? 0 : y0; iy <= y1 && iy < r->height; iy++)
        for (int ix = x0 < 0 ? 0 : x0; ix <= x1 && ix < r->width && s->n < SPREAD_MAX; ix++) {
            size_t c = ((size_t)level * (size_t)r->height + (size_t)iy) * (size_t)r->width + (size_t)ix;
            if (!m->walkable[c]) continue;
            double d = hypot(r->x0 + (ix + 0.5) * cell - x, r->y0 + (iy + 0.5) * cell - y);
            float w = (float)(1.0 - d / reach);
            if (w <= 0.0f) continue;
            s->cell[s->n] = c;
            s->weight[s->n++] = w;
            s->sum += w * m->share[c];
        }
}

static void add_person(struct aman_crowd_measure *m, const struct aman_crowd_view *view, size_t i)
{
    struct spread s;
    spread_person(m, view->level[i], view->x[i], view->y[i], &s);
    if (s.sum <= 0.0f) return;
    float scale = 1.0f / (s.sum * (float)(m->raster.cell_m * m->raster.cell_m));
    float vx = view->vx[i], vy = view->vy[i];
    for (int k = 0; k < s.n; k++) {
        size_t c = s.cell[k];
        float d = s.weight[k] * scale;
        if (m->density[c] == 0.0f) m->touched[m->n_touched++] = (uint32_t)c;
        m->density[c] += d;
        m->px[c] += d * vx;
        m->py[c] += d * vy;
        m->v2[c] += d * (vx * vx + vy * vy);
    }
}

static void clear_fields(struct aman_crowd_measure *m)
{
    for (size_t i = 0; i < m->n_touched; i++) {
        uint32_t c = m->touched[i];
        m->density[c] = m->px[c] = m->py[c] = m->v2[c] = m->pressure[c] = 0.0f;
    }
    m->n_touched = 0;
}

static void find_pressure(struct aman_crowd_measure *m)
{
    for (size_t i = 0; i < m->n_touched; i++) {
        uint32_t c = m->touched[i];
        float d = m->density[c];
        if (d < PRESSURE_FROM_PER_M2) continue;
        float variance = m->v2[c] / d - (m->px[c] * m->px[c] + m->py[c] * m->py[c]) / (d * d);
        m->pressure[c] = variance > 0.0f ? d * variance : 0.0f;
    }
}

static void find_zone_peaks(struct aman_crowd_measure *m)
{
    for (size_t z = 0; z < m->n_zones; z++) {
        m->zone_peak[z] = 0.0f;
        m->zone_peak_cell[z] = m->n_zone_cells[z] ? m->zone_cells[z][0] : 0;
        for (uint32_t k = 0; k < m->n_zone_cells[z]; k++) {
            uint32_t c = m->zone_cells[z][k];
            if (m->density[c] <= m->zone_peak[z]) continue;
            m->zone_peak[z] = m->density[c];
            m->zone_peak_cell[z] = c;
        }
    }
}

static void find_zone_means(struct aman_crowd_measure *m, const struct aman_crowd_view *view)
{
    for (size_t z = 0; z < m->n_zones; z++) m->zone_mean[z] = 0.0f;
    for (size_t i = 0; i < view->n; i++) {
        int32_t node = crowd_node_at(m->world, view->level[i], view->x[i], view->y[i]);
        if (node < 0) continue;
        for (uint16_t set = m->set_of[node]; set; set = m->sets[set].parent) m->zone_mean[m->sets[set].zone] += 1.0f;
    }
    for (size_t z = 0; z < m->n_zones; z++)
        m->zone_mean[z] = m->zone_area_m2[z] > 0.0 ? m->zone_mean[z] / (float)m->zone_area_m2[z] : 0.0f;
}

struct aman_crowd_fields aman_crowd_measure_fields(struct aman_crowd_measure *m, const struct aman_crowd_view *view)
{
    clear_fields(m);
    for (size_t i = 0; i < view->n; i++) add_person(m, view, i);
    find_pressure(m);
    find_zone_peaks(m);
    find_zone_means(m, view);
    return (struct aman_crowd_fields){m->density,      m->pressure, m->zone_peak, m->zone_peak_cell,
                                      m->zone_mean,    m->touched,  m->n_touched};
}
