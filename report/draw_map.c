#include "report/draw_map.h"

#include "report/draw_map_signs.h"

#include <math.h>
#include <string.h>

static const struct aman_rgba ground = {0.945, 0.94, 0.925, 1}, water = {0.78, 0.88, 0.94, 1},
                              building = {0.84, 0.825, 0.80, 1}, floor_colour = {1, 1, 1, 1},
                              floor_edge = {0.66, 0.66, 0.66, 1}, pitch = {0.80, 0.90, 0.76, 1},
                              pitch_line = {0.55, 0.70, 0.50, 1}, stand = {0.885, 0.875, 0.925, 1},
                              stand_edge = {0.62, 0.60, 0.70, 1}, stairs = {0.80, 0.80, 0.84, 1},
                              obstacle = {0.78, 0.78, 0.77, 1}, wall = {0.20, 0.20, 0.22, 1},
                              safety = {0.10, 0.50, 0.26, 1}, source = {0.13, 0.36, 0.67, 1};

static double x_of(const struct aman_map_frame *f, double x)
{
    return f->ox + x * f->scale;
}

static double y_of(const struct aman_map_frame *f, double y)
{
    return f->oy - y * f->scale;
}

struct aman_map_frame aman_map_frame_of(const struct aman_map *map, double width, double height)
{
    double top = *map->title ? 52 : 0, bottom = map->bare ? 0 : 44;
    struct aman_map_frame f = {.x0 = 0, .y0 = top, .x1 = width, .y1 = height - bottom};
    double w = fmax(map->view.x_max - map->view.x_min, 1), h = fmax(map->view.y_max - map->view.y_min, 1);
    f.scale = fmin((f.x1 - f.x0) / w, (f.y1 - f.y0) / h);
    f.ox = (f.x0 + f.x1) / 2 - (map->view.x_min + map->view.x_max) / 2 * f.scale;
    f.oy = (f.y0 + f.y1) / 2 + (map->view.y_min + map->view.y_max) / 2 * f.scale;
    return f;
}

static bool in_view(const struct aman_map *map, struct aman_box box)
{
    /* The window may show more than the view on two sides; twice the view is always enough. */
    double w = map->view.x_max - map->view.x_min, h = map->view.y_max - map->view.y_min, more = fmax(w, h);
    return box.x_max >= map->view.x_min - more && box.x_min <= map->view.x_max + more &&
           box.y_max >= map->view.y_min - more && box.y_min <= map->view.y_max + more;
}

static void trace_ring(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_ring *ring, bool close)
{
    for (size_t i = 0; i < ring->n; i++) {
        if (i == 0) cairo_move_to(draw->cr, x_of(f, ring->points[i].x), y_of(f, ring->points[i].y));
        else cairo_line_to(draw->cr, x_of(f, ring->points[i].x), y_of(f, ring->points[i].y));
    }
    if (close && ring->n > 0) cairo_close_path(draw->cr);
}

/* A city has thousands of rings: those out of sight are left out, which no filling can tell. */
static void trace_area(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map,
                       const struct aman_area *area)
{
    cairo_new_path(draw->cr);
    for (size_t i = 0; i < area->n; i++) {
        struct aman_area ring = {&area->rings[i], 1};
        if (area->rings[i].n >= 3 && in_view(map, aman_area_box(&ring))) trace_ring(draw, f, &area->rings[i], true);
    }
    cairo_set_fill_rule(draw->cr, CAIRO_FILL_RULE_EVEN_ODD);
}

static void paint_area(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map,
                       const struct aman_area *area, struct aman_rgba fill, const struct aman_rgba *edge, double width)
{
    trace_area(draw, f, map, area);
    aman_draw_colour(draw, fill);
    if (!edge) {
        cairo_fill(draw->cr);
        return;
    }
    cairo_fill_preserve(draw->cr);
    aman_draw_colour(draw, *edge);
    cairo_set_line_width(draw->cr, width);
    cairo_stroke(draw->cr);
}

/* Treads across the way up, about 5 points apart. */
static void paint_stair(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map,
                        const struct aman_feature *feature)
{
    paint_area(draw, f, map, &feature->area, stairs, &floor_edge, 0.6);
    struct aman_box box = aman_area_box(&feature->area);
    struct aman_point up = aman_bearing_vector(feature->up_deg);
    double cx = x_of(f, (box.x_min + box.x_max) / 2), cy = y_of(f, (box.y_min + box.y_max) / 2);
    double half = hypot(box.x_max - box.x_min, box.y_max - box.y_min) / 2 * f->scale;
    double apart = fmax(2.5, 0.6 * f->scale);
    if (half < 2 || half > 4000) return;
    cairo_save(draw->cr);
    trace_area(draw, f, map, &feature->area);
    cairo_clip(draw->cr);
    aman_draw_colour(draw, (struct aman_rgba){0.45, 0.45, 0.52, 1});
    for (double d = -half; d <= half; d += apart) {
        double x = cx + up.x * d, y = cy - up.y * d;
        cairo_move_to(draw->cr, x - up.y * half, y - up.x * half);
        cairo_line_to(draw->cr, x + up.y * half, y + up.x * half);
    }
    cairo_set_line_width(draw->cr, 0.5);
    cairo_stroke(draw->cr);
    cairo_restore(draw->cr);
}

static bool on_level(const struct aman_map *map, const struct aman_feature *feature)
{
    return feature->level == map->level || feature->level_up == map->level;
}

static void paint_ground(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map)
{
    const struct aman_venue *venue = &map->plan->venue;
    aman_draw_colour(draw, ground);
    cairo_rectangle(draw->cr, f->x0, f->y0, f->x1 - f->x0, f->y1 - f->y0);
    cairo_fill(draw->cr);
    paint_area(draw, f, map, &venue->water, water, NULL, 0);
    paint_area(draw, f, map, &venue->levels[map->level].region, floor_colour, &floor_edge, 0.7);
    paint_area(draw, f, map, &venue->buildings, building, NULL, 0);
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        if (feature->kind == AMAN_FEATURE_PITCH) paint_area(draw, f, map, &feature->area, pitch, &pitch_line, 1.2);
        if (!on_level(map, feature) || !feature->drawn) continue;
        if (feature->kind == AMAN_FEATURE_STAND) paint_area(draw, f, map, &feature->area, stand, &stand_edge, 0.8);
        if (feature->kind == AMAN_FEATURE_OBSTACLE) paint_area(draw, f, map, &feature->area, obstacle, NULL, 0);
    }
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        bool climbs = feature->kind == AMAN_FEATURE_STAIR || feature->kind == AMAN_FEATURE_RAMP;
        if (on_level(map, feature) && climbs) paint_stair(draw, f, map, feature);
    }
}

/* Densities as one image: a rectangle for each cell would take a hundred times as long. */
static void paint_codes(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map)
{
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, map->width, map->height);
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(image);
        return;
    }
    uint32_t palette[AMAN_LOS_CODES];
    for (uint8_t code = 0; code < AMAN_LOS_CODES; code++) {
        struct aman_rgba c = aman_los_colour(code);
        palette[code] = (uint32_t)lround(c.a * 255) << 24 | (uint32_t)lround(c.r * c.a * 255) << 16 |
                        (uint32_t)lround(c.g * c.a * 255) << 8 | (uint32_t)lround(c.b * c.a * 255);
    }
    unsigned char *pixels = cairo_image_surface_get_data(image);
    int stride = cairo_image_surface_get_stride(image);
    for (int y = 0; y < map->height; y++) { /* the raster's row 0 is in the south, the image's in the north */
        const uint8_t *row = map->codes + (size_t)(map->height - 1 - y) * (size_t)map->width;
        for (int x = 0; x < map->width; x++)
            memcpy(pixels + (size_t)y * (size_t)stride + 4 * (size_t)x, &palette[row[x]], 4);
    }
    cairo_surface_mark_dirty(image);
    cairo_save(draw->cr);
    cairo_translate(draw->cr, x_of(f, map->x0), y_of(f, map->y0 + map->height * map->cell_m));
    cairo_scale(draw->cr, map->cell_m * f->scale, map->cell_m * f->scale);
    cairo_set_source_surface(draw->cr, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(draw->cr), CAIRO_FILTER_NEAREST);
    cairo_paint(draw->cr);
    cairo_restore(draw->cr);
    cairo_surface_destroy(image);
}

static void paint_walls(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map)
{
    const struct aman_level *level = &map->plan->venue.levels[map->level];
    bool city = map->plan->venue.buildings.n > 0;
    cairo_new_path(draw->cr);
    for (size_t i = 0; i < level->n_walls; i++) {
        struct aman_segment s = level->walls[i];
        struct aman_box box = {fmin(s.a.x, s.b.x), fmin(s.a.y, s.b.y), fmax(s.a.x, s.b.x), fmax(s.a.y, s.b.y)};
        if (!in_view(map, box)) continue;
        cairo_move_to(draw->cr, x_of(f, s.a.x), y_of(f, s.a.y));
        cairo_line_to(draw->cr, x_of(f, s.b.x), y_of(f, s.b.y));
    }
    aman_draw_colour(draw, wall);
    cairo_set_line_width(draw->cr, city && f->scale < 2 ? 0.4 : 0.9);
    cairo_stroke(draw->cr);
}

static void paint_lines(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map)
{
    const struct aman_venue *venue = &map->plan->venue;
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        if (feature->level != map->level) continue;
        bool gate = feature->kind == AMAN_FEATURE_GATE, search = feature->kind == AMAN_FEATURE_SEARCH;
        bool exit = feature->kind == AMAN_FEATURE_EXIT, barrier = feature->kind == AMAN_FEATURE_WALL;
        if (!gate && !search && !exit && !barrier) continue;
        cairo_new_path(draw->cr);
        trace_ring(draw, f, &feature->line, false);
        aman_draw_colour(draw, gate ? aman_blue : search ? aman_orange : exit ? aman_good : wall);
        cairo_set_line_width(draw->cr, barrier ? 1.4 : fmax(2.6, 0.8 * f->scale));
        cairo_stroke(draw->cr);
    }
}

/* Sources and places of safety are outlines, so that what stands on them shows. */
static void paint_places(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map)
{
    static const double dashes[] = {5, 3};
    const struct aman_venue *venue = &map->plan->venue;
    cairo_save(draw->cr);
    cairo_set_dash(draw->cr, dashes, 2, 0);
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        bool safe = feature->kind == AMAN_FEATURE_SAFETY;
        if (feature->level != map->level || (!safe && feature->kind != AMAN_FEATURE_SOURCE)) continue;
        struct aman_rgba edge = safe ? safety : source, fill = edge;
        fill.a = map->codes ? 0 : 0.10;
        paint_area(draw, f, map, &feature->area, fill, &edge, 1.4);
    }
    cairo_restore(draw->cr);
}

void aman_map_draw(struct aman_draw *draw, const void *what)
{
    const struct aman_map *map = what;
    struct aman_map_frame f = aman_map_frame_of(map, draw->width, draw->height);
    cairo_save(draw->cr);
    cairo_rectangle(draw->cr, f.x0, f.y0, f.x1 - f.x0, f.y1 - f.y0);
    cairo_clip(draw->cr);
    paint_ground(draw, &f, map);
    if (map->codes) paint_codes(draw, &f, map);
    paint_walls(draw, &f, map);
    paint_places(draw, &f, map);
    paint_lines(draw, &f, map);
    if (map->names) aman_map_names(draw, &f, map);
    aman_map_marks(draw, &f, map);
    cairo_restore(draw->cr);
    if (!map->bare) aman_map_furniture(draw, &f, map);
    if (*map->title) aman_draw_heading(draw, map->title, map->under);
}

static void widen(struct aman_box *box, struct aman_box by)
{
    if (by.x_min > by.x_max) return;
    box->x_min = fmin(box->x_min, by.x_min);
    box->y_min = fmin(box->y_min, by.y_min);
    box->x_max = fmax(box->x_max, by.x_max);
    box->y_max = fmax(box->y_max, by.y_max);
}

struct aman_box aman_map_drawn_box(const struct aman_venue *venue, int level)
{
    struct aman_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        bool shown = feature->level == level || feature->level_up == level || feature->kind == AMAN_FEATURE_PITCH;
        if (!feature->drawn || !shown || (venue->buildings.n > 0 && feature->kind == AMAN_FEATURE_SOURCE)) continue;
        struct aman_area line = {(struct aman_ring *)&feature->line, 1};
        widen(&box, feature->line.n > 0 ? aman_area_box(&line) : aman_area_box(&feature->area));
    }
    if (venue->buildings.n == 0) widen(&box, aman_area_box(&venue->levels[level].region));
    if (box.x_min > box.x_max) return venue->box;
    double margin = 0.03 * fmax(box.x_max - box.x_min, box.y_max - box.y_min) + 2;
    return (struct aman_box){box.x_min - margin, box.y_min - margin, box.x_max + margin, box.y_max + margin};
}
