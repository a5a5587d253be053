/* The routes over the streets around them. */
#include "report/draw.h"
#include "report/draw_map_signs.h"
#include "report/escort.h"
#include "report/escort_sheet.h"

#include <math.h>
#include <string.h>

#define WIDTH_PT 1000
#define HEIGHT_PT 760

const double aman_escort_picture_width = WIDTH_PT, aman_escort_picture_height = HEIGHT_PT;
static const double width_pt = WIDTH_PT, height_pt = HEIGHT_PT, head_pt = 56, foot_pt = 44;
static const struct aman_rgba street = {0.80, 0.81, 0.83, 1}, main_street = {0.66, 0.68, 0.71, 1},
                              tunnel_street = {0.88, 0.89, 0.91, 1}, shared_colour = {0.50, 0.12, 0.52, 1},
                              shut_colour = {0.86, 0.42, 0.38, 1};

struct scene {
    const struct aman_escort_map *map;
    const struct aman_escort_plan *plan;
    const struct aman_escort_judged *judged; /* NULL: no escort of a protocol */
    const char *title, *attribution;
    double scale, ox, oy;      /* points = (ox + x * scale, oy - y * scale) */
    struct aman_box view;      /* metres that the window shows */
};

static struct aman_point place(const struct scene *scene, double lon, double lat)
{
    struct aman_point m = aman_escort_map_metres(scene->map, lon, lat);
    return (struct aman_point){scene->ox + m.x * scene->scale, scene->oy - m.y * scene->scale};
}

/* ---- the view ---- */

static void widen(const struct scene *scene, struct aman_box *box, double lon, double lat)
{
    struct aman_point m = aman_escort_map_metres(scene->map, lon, lat);
    box->x_min = fmin(box->x_min, m.x);
    box->y_min = fmin(box->y_min, m.y);
    box->x_max = fmax(box->x_max, m.x);
    box->y_max = fmax(box->y_max, m.y);
}

static void widen_by_route(const struct scene *scene, struct aman_box *box, const struct aman_planned_route *route)
{
    for (size_t i = 0; i < route->n; i++) widen(scene, box, route->points[i].lon, route->points[i].lat);
}

static void choose_view(struct scene *scene)
{
    const struct aman_escort_plan *plan = scene->plan;
    struct aman_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    widen_by_route(scene, &box, &plan->primary);
    widen_by_route(scene, &box, &plan->alternate);
    widen_by_route(scene, &box, &plan->emergency);
    widen(scene, &box, plan->from.lon, plan->from.lat);
    widen(scene, &box, plan->to.lon, plan->to.lat);
    double w = fmax(box.x_max - box.x_min, 100.0) * 1.2, h = fmax(box.y_max - box.y_min, 100.0) * 1.2;
    double window_h = height_pt - head_pt - foot_pt;
    scene->scale = fmin(width_pt / w, window_h / h);
    double x = (box.x_min + box.x_max) / 2, y = (box.y_min + box.y_max) / 2;
    scene->ox = width_pt / 2 - x * scene->scale;
    scene->oy = head_pt + window_h / 2 + y * scene->scale;
    scene->view = (struct aman_box){x - width_pt / 2 / scene->scale, y - window_h / 2 / scene->scale,
                                    x + width_pt / 2 / scene->scale, y + window_h / 2 / scene->scale};
}

/* ---- streets ---- */

static bool is_seen(const struct scene *scene, const struct aman_road_way *way)
{
    const struct aman_roads *roads = scene->map->roads;
    struct aman_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (uint32_t i = 0; i < way->n; i++) {
        const struct aman_road_node *node = &roads->nodes[roads->refs[way->first + i]];
        widen(scene, &box, node->lon, node->lat);
    }
    return box.x_min <= scene->view.x_max && box.x_max >= scene->view.x_min && box.y_min <= scene->view.y_max &&
           box.y_max >= scene->view.y_min;
}

static void draw_way(struct aman_draw *draw, const struct scene *scene, const struct aman_road_way *way)
{
    const struct aman_roads *roads = scene->map->roads;
    bool main_road = way->road_class <= AMAN_ROAD_SECONDARY_LINK;
    for (uint32_t i = 0; i < way->n; i++) {
        const struct aman_road_node *node = &roads->nodes[roads->refs[way->first + i]];
        struct aman_point p = place(scene, node->lon, node->lat);
        cairo_line_to(draw->cr, p.x, p.y);
    }
    aman_draw_colour(draw, way->tunnel ? tunnel_street : main_road ? main_street : street);
    cairo_set_line_width(draw->cr, main_road ? 2.6 : way->road_class == AMAN_ROAD_SERVICE ? 0.8 : 1.5);
    cairo_stroke(draw->cr);
}

static void draw_streets(struct aman_draw *draw, const struct scene *scene)
{
    const struct aman_roads *roads = scene->map->roads;
    for (int pass = 0; pass < 2; pass++)
        for (size_t w = 0; w < roads->n_ways; w++) {
            bool main_road = roads->ways[w].road_class <= AMAN_ROAD_SECONDARY_LINK;
            if (main_road == (pass == 1) && is_seen(scene, &roads->ways[w])) draw_way(draw, scene, &roads->ways[w]);
        }
}

/* ---- routes ---- */

static void trace(struct aman_draw *draw, const struct scene *scene, const struct aman_planned_route *route, size_t first,
                  size_t last)
{
    for (size_t i = first; i <= last && i < route->n; i++) {
        struct aman_point p = place(scene, route->points[i].lon, route->points[i].lat);
        cairo_line_to(draw->cr, p.x, p.y);
    }
}

static void draw_route(struct aman_draw *draw, const struct scene *scene, const struct aman_planned_route *route,
                       struct aman_rgba colour)
{
    cairo_set_line_cap(draw->cr, CAIRO_LINE_CAP_ROUND);
    trace(draw, scene, route, 0, route->n);
    aman_draw_colour(draw, aman_paper);
    cairo_set_line_width(draw->cr, 7.5);
    cairo_stroke_preserve(draw->cr);
    aman_draw_colour(draw, colour);
    cairo_set_line_width(draw->cr, 5);
    cairo_stroke(draw->cr);
    cairo_set_line_cap(draw->cr, CAIRO_LINE_CAP_BUTT);
}

static void draw_dashed(struct aman_draw *draw, double width, double dash)
{
    const double dashes[] = {dash, dash};
    cairo_set_line_width(draw->cr, width);
    cairo_set_dash(draw->cr, dashes, 2, 0);
    cairo_stroke(draw->cr);
    cairo_set_dash(draw->cr, NULL, 0, 0);
}

/* Dashes, so that the route under it is seen. */
static void draw_emergency(struct aman_draw *draw, const struct scene *scene)
{
    trace(draw, scene, &scene->plan->emergency, 0, scene->plan->emergency.n);
    aman_draw_colour(draw, aman_alarm);
    draw_dashed(draw, 3, 7);
}

static void draw_stretches(struct aman_draw *draw, const struct scene *scene, const struct aman_escort_stretches *stretches,
                           struct aman_rgba colour, double width)
{
    for (size_t i = 0; i < stretches->n; i++) {
        trace(draw, scene, &scene->plan->primary, stretches->items[i].first, stretches->items[i].last);
        aman_draw_colour(draw, colour);
        cairo_set_line_width(draw->cr, width);
        cairo_stroke(draw->cr);
    }
}

static void draw_ring(struct aman_draw *draw, struct aman_point p, double radius, struct aman_rgba colour)
{
    cairo_new_path(draw->cr);
    cairo_arc(draw->cr, p.x, p.y, radius, 0, 6.283185307179586);
    aman_draw_colour(draw, aman_paper);
    cairo_fill_preserve(draw->cr);
    aman_draw_colour(draw, colour);
    cairo_set_line_width(draw->cr, 2);
    cairo_stroke(draw->cr);
}

/* A ring at each end of a stretch that every route uses, and at each junction. */
static void draw_chokes(struct aman_draw *draw, const struct scene *scene)
{
    const struct aman_escort_plan *plan = scene->plan;
    for (size_t i = 0; i < plan->chokes.n; i++) {
        const struct aman_escort_point *a = &plan->primary.points[plan->chokes.items[i].first];
        const struct aman_escort_point *b = &plan->primary.points[plan->chokes.items[i].last];
        draw_ring(draw, place(scene, a->lon, a->lat), 3.5, aman_ink);
        draw_ring(draw, place(scene, b->lon, b->lat), 3.5, aman_ink);
    }
    for (size_t i = 0; i < plan->n_choke_points; i++) {
        const struct aman_escort_point *point = &plan->primary.points[plan->choke_points[i]];
        draw_ring(draw, place(scene, point->lon, point->lat), 4.5, aman_ink);
    }
}

/* ---- what a protocol adds: closures, junctions held ---- */

static void draw_shut(struct aman_draw *draw, const struct scene *scene)
{
    for (size_t i = 0; i < scene->judged->n_shut; i++) {
        const struct aman_segment *shut = &scene->judged->shut[i];
        struct aman_point a = place(scene, shut->a.x, shut->a.y), b = place(scene, shut->b.x, shut->b.y);
        cairo_move_to(draw->cr, a.x, a.y);
        cairo_line_to(draw->cr, b.x, b.y);
    }
    aman_draw_colour(draw, shut_colour);
    draw_dashed(draw, 4, 3);
}

/* A lozenge: filled where a unit is named, empty where one is needed. */
static void draw_lozenge(struct aman_draw *draw, struct aman_point p, double radius, bool named)
{
    cairo_new_path(draw->cr);
    cairo_move_to(draw->cr, p.x, p.y - radius);
    cairo_line_to(draw->cr, p.x + radius, p.y);
    cairo_line_to(draw->cr, p.x, p.y + radius);
    cairo_line_to(draw->cr, p.x - radius, p.y);
    cairo_close_path(draw->cr);
    aman_draw_colour(draw, named ? aman_ink : aman_paper);
    cairo_fill_preserve(draw->cr);
    aman_draw_colour(draw, named ? aman_paper : aman_alarm);
    cairo_set_line_width(draw->cr, named ? 1 : 2);
    cairo_stroke(draw->cr);
}

static void draw_junctions(struct aman_draw *draw, const struct scene *scene)
{
    const struct aman_escort_judged *judged = scene->judged;
    for (size_t i = 0; i < judged->n_junctions; i++) {
        const struct aman_escort_junction *junction = &judged->junctions[i];
        bool named = junction->hold >= 0 && judged->escort->holds[junction->hold].unit[0];
        if (junction->needs_unit || named) draw_lozenge(draw, place(scene, junction->lon, junction->lat), 7, named);
    }
}

/* ---- signs ---- */

static void draw_haven(struct aman_draw *draw, const struct scene *scene, const struct aman_road_place *haven)
{
    struct aman_point p = place(scene, haven->lon, haven->lat);
    const char *key = aman_road_help_key(haven->kind);
    cairo_new_path(draw->cr);
    cairo_rectangle(draw->cr, p.x - 6, p.y - 6, 12, 12);
    aman_draw_colour(draw, haven->kind == AMAN_HELP_HOSPITAL ? aman_good : aman_blue);
    cairo_fill(draw->cr);
    aman_draw_colour(draw, aman_paper);
    aman_draw_line(draw, p.x - 4, p.y, p.x + 4, p.y, 2);
    if (haven->kind == AMAN_HELP_HOSPITAL) aman_draw_line(draw, p.x, p.y - 4, p.x, p.y + 4, 2);
    struct aman_text name;
    aman_text_init(&name, draw->mem);
    aman_word_clean(&name, haven->name[0] ? haven->name : aman_word(draw->lang, key));
    if (name.failed)
        draw->failed = true;
    else
        aman_draw_label(draw, &(struct aman_label){.text = name.data, .x = p.x, .y = p.y + 15, .size = 10, .halo = true,
                                                   .anchor = AMAN_ANCHOR_MIDDLE, .colour = aman_ink, .most_width = 170});
    aman_text_release(&name);
}

static void draw_end(struct aman_draw *draw, const struct scene *scene, const struct aman_escort_end *end, const char *key)
{
    struct aman_point p = place(scene, end->lon, end->lat), road = place(scene, end->road_lon, end->road_lat);
    cairo_move_to(draw->cr, p.x, p.y);
    cairo_line_to(draw->cr, road.x, road.y);
    aman_draw_colour(draw, aman_ink);
    draw_dashed(draw, 1.2, 2.5);
    draw_ring(draw, p, 7, aman_ink);
    draw_ring(draw, p, 3, aman_ink);
    aman_draw_label(draw, &(struct aman_label){.text = aman_word(draw->lang, key), .x = p.x, .y = p.y - 17, .size = 12,
                                               .bold = true, .halo = true, .anchor = AMAN_ANCHOR_MIDDLE, .colour = aman_ink});
}

enum legend_sign { SIGN_LINE, SIGN_DASHES, SIGN_RING, SIGN_LOZENGE };

struct legend_row {
    const char *key;
    struct aman_rgba colour;
    enum legend_sign sign;
    bool of_protocol; /* only on the map of a protocol's escort */
};

static void draw_sign(struct aman_draw *draw, const struct legend_row *row, double x, double y)
{
    aman_draw_colour(draw, row->colour);
    if (row->sign == SIGN_LINE) {
        aman_draw_line(draw, x, y, x + 24, y, 5);
    } else if (row->sign == SIGN_DASHES) {
        cairo_move_to(draw->cr, x, y);
        cairo_line_to(draw->cr, x + 24, y);
        draw_dashed(draw, 4, 4);
    } else if (row->sign == SIGN_RING) {
        draw_ring(draw, (struct aman_point){x + 16, y}, 4.5, row->colour);
    } else {
        draw_lozenge(draw, (struct aman_point){x + 10, y}, 6, true);
        draw_lozenge(draw, (struct aman_point){x + 20, y}, 6, false);
    }
}

/* From the start of the line: at the right in languages that are written from there. */
static void draw_legend(struct aman_draw *draw, const struct scene *scene)
{
    const struct legend_row rows[] = {{"escort.legend_primary", aman_blue, SIGN_LINE, false},
                                      {"escort.legend_alternate", aman_orange, SIGN_LINE, false},
                                      {"escort.legend_emergency", aman_alarm, SIGN_DASHES, false},
                                      {"escort.legend_shared", shared_colour, SIGN_LINE, false},
                                      {"escort.legend_choke", aman_ink, SIGN_RING, false},
                                      {"escort.legend_junction", aman_ink, SIGN_LOZENGE, true},
                                      {"escort.legend_shut", shut_colour, SIGN_DASHES, true}};
    bool rtl = aman_lang_is_rtl(draw->lang);
    double along = 16, y = height_pt - foot_pt / 2 - (scene->judged ? 8 : 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct aman_label label = {.text = aman_word(draw->lang, rows[i].key), .y = y, .size = 11, .colour = aman_ink,
                                   .anchor = rtl ? AMAN_ANCHOR_END : AMAN_ANCHOR_START};
        double w, h;
        if (rows[i].of_protocol && !scene->judged) continue;
        label.x = rtl ? width_pt - along - 30 : along + 30;
        draw_sign(draw, &rows[i], rtl ? width_pt - along - 24 : along, y);
        aman_draw_label(draw, &label);
        aman_draw_measure(draw, &label, &w, &h);
        along += 30 + w + 16;
    }
    aman_draw_label(draw, &(struct aman_label){.text = scene->attribution, .x = rtl ? 12 : width_pt - 12,
                                               .y = scene->judged ? height_pt - 10 : y, .size = 9,
                                               .anchor = rtl ? AMAN_ANCHOR_START : AMAN_ANCHOR_END, .colour = aman_ink_soft});
}

static void draw_title(struct aman_draw *draw, const struct scene *scene)
{
    const struct aman_escort_plan *plan = scene->plan;
    const struct aman_arg args[] = {
        {.name = "primary", .value = plan->primary.p90_s, .unit = AMAN_UNIT_SECONDS},
        {.name = "alternate", .value = plan->alternate.p90_s, .unit = AMAN_UNIT_SECONDS},
        {.name = "emergency", .value = plan->emergency.n > 0 ? plan->emergency.p90_s : NAN, .unit = AMAN_UNIT_SECONDS},
        {.name = "shared", .value = round(plan->shared.length_m), .unit = AMAN_UNIT_METRES}};
    struct aman_text under;
    aman_text_init(&under, draw->mem);
    aman_word_message(&under, draw->lang, "escort.picture_under", args, sizeof args / sizeof *args);
    if (under.failed)
        draw->failed = true;
    else
        aman_draw_heading(draw, scene->title, under.data);
    aman_text_release(&under);
}

static void draw_scene(struct aman_draw *draw, const void *what)
{
    const struct scene *scene = what;
    const struct aman_escort_plan *plan = scene->plan;
    cairo_save(draw->cr);
    cairo_rectangle(draw->cr, 0, head_pt, width_pt, height_pt - head_pt - foot_pt);
    cairo_clip(draw->cr);
    draw_streets(draw, scene);
    if (scene->judged) draw_shut(draw, scene);
    draw_route(draw, scene, &plan->alternate, aman_orange);
    draw_route(draw, scene, &plan->primary, aman_blue);
    draw_stretches(draw, scene, &plan->shared, shared_colour, 5);
    if (plan->emergency.n > 1) draw_emergency(draw, scene);
    draw_chokes(draw, scene);
    if (scene->judged) draw_junctions(draw, scene);
    for (size_t i = 0; i < plan->n_backs; i++) draw_haven(draw, scene, &scene->map->havens[plan->backs[i].haven].place);
    draw_end(draw, scene, &plan->from, "escort.legend_from");
    draw_end(draw, scene, &plan->to, "escort.legend_to");
    aman_map_scale_bar(draw, scene->scale, 22, height_pt - foot_pt - 15);
    aman_map_north(draw, width_pt - 26, head_pt + 26);
    cairo_restore(draw->cr);
    draw_title(draw, scene);
    draw_legend(draw, scene);
}

static enum aman_err render(struct scene *scene, enum aman_lang lang, bool svg, struct aman_text *bytes)
{
    if (scene->plan->state != AMAN_ESCORT_PLANNED) return AMAN_ERR_ARGUMENT;
    choose_view(scene);
    return aman_draw_render(draw_scene, scene, lang, width_pt, height_pt, svg ? AMAN_DRAW_SVG : AMAN_DRAW_PNG, 2, bytes);
}

enum aman_err aman_escort_picture(struct aman_text *bytes, enum aman_lang lang, const struct aman_escort_map *map,
                                  const struct aman_escort_plan *plan, bool svg)
{
    struct scene scene = {.map = map, .plan = plan, .title = aman_word(lang, "escort.picture_title"),
                          .attribution = "© OpenStreetMap contributors, ODbL"};
    return render(&scene, lang, svg, bytes);
}

enum aman_err aman_escort_judged_picture(struct aman_text *bytes, enum aman_lang lang, const struct aman_plan *plan,
                                         const struct aman_escort_judged *judged, bool svg)
{
    struct aman_text title, whose;
    aman_text_init(&title, bytes->mem);
    aman_text_init(&whose, bytes->mem);
    aman_word_message(&title, lang, "picture.escort", &(struct aman_arg){.name = "where", .text = judged->escort->name}, 1);
    aman_word_clean(&whose, plan->roads.attribution);
    struct scene scene = {.map = &judged->map, .plan = &judged->routes, .judged = judged, .title = title.data,
                          .attribution = whose.data ? whose.data : ""};
    enum aman_err err = title.failed || whose.failed ? AMAN_ERR_MEMORY : render(&scene, lang, svg, bytes);
    aman_text_release(&title);
    aman_text_release(&whose);
    return err;
}
