/* Who is at which post when, and perimeters with their checkpoints and holes. */
#include "report/naming.h"
#include "report/picture_draw.h"

#include <math.h>
#include <stdio.h>

enum { TOP = 62, BOTTOM = 22, ROW = 17, NAMES = 250, EDGE = 14, GAPS_SHOWN = 30 };

static const struct aman_rgba head_ground = {0.955, 0.96, 0.97, 1};

/* ---- posts over the clock ---- */

struct gantt {
    struct aman_draw *draw;
    const struct aman_picture_job *job;
    const struct aman_plan *plan;
    const struct aman_posts_verdict *posts;
    double x0, x1, y0, y1, t0_s, t1_s;
    double y; /* of the next row */
};

static size_t gaps_of(const struct aman_posts_verdict *posts)
{
    size_t n = 0;
    for (size_t i = 0; i < posts->n_needs; i++) n += posts->needs[i].gap.is_short;
    return n;
}

static size_t gaps_shown(const struct aman_posts_verdict *posts)
{
    size_t n = gaps_of(posts);
    return n < GAPS_SHOWN ? n : GAPS_SHOWN;
}

double aman_picture_posts_height(const struct aman_verdict *verdict)
{
    const struct aman_plan_deployment *deployment = &verdict->plan->deployment;
    size_t gaps = gaps_shown(&verdict->posts);
    size_t rows = deployment->n_posts + deployment->n_units + gaps + (gaps > 0);
    return TOP + BOTTOM + ROW * (double)rows;
}

static struct aman_rgba colour_of(enum aman_unit_kind kind)
{
    switch (kind) {
    case AMAN_UNIT_KIND_STEWARD:
    case AMAN_UNIT_KIND_PRIVATE: return aman_orange;
    case AMAN_UNIT_KIND_MEDICAL:
    case AMAN_UNIT_KIND_RESCUE: return aman_good;
    default: return aman_blue;
    }
}

static double x_at(const struct gantt *g, double t_s)
{
    return g->x0 + (fmin(fmax(t_s, g->t0_s), g->t1_s) - g->t0_s) / (g->t1_s - g->t0_s) * (g->x1 - g->x0);
}

static void fill(struct gantt *g, double x, double y, double width, double height, struct aman_rgba colour)
{
    aman_draw_colour(g->draw, colour);
    cairo_rectangle(g->draw->cr, x, y, width, height);
    cairo_fill(g->draw->cr);
}

/* Hours every one, two or three, so that their texts stay apart. */
static void draw_hours(struct gantt *g)
{
    double hours = (g->t1_s - g->t0_s) / 3600.0, step_s = 3600.0 * ceil(hours / ((g->x1 - g->x0) / 46.0));
    for (double t_s = ceil(g->t0_s / step_s) * step_s; t_s <= g->t1_s; t_s += step_s) {
        double x = round(x_at(g, t_s)) + 0.5;
        char text[16];
        snprintf(text, sizeof text, "%02d:00", (int)(t_s / 3600.0));
        aman_draw_colour(g->draw, aman_ink_faint);
        aman_draw_line(g->draw, x, g->y0, x, g->y1, 1);
        aman_draw_label(g->draw, &(struct aman_label){.text = text, .x = x, .y = g->y0 - 7, .anchor = AMAN_ANCHOR_MIDDLE,
                                                      .size = 10.5, .colour = aman_ink_soft});
    }
}

static void draw_moment(struct gantt *g, double t_s, const char *key)
{
    if (!(t_s > g->t0_s && t_s < g->t1_s)) return;
    double x = round(x_at(g, t_s)) + 0.5;
    aman_draw_colour(g->draw, aman_ink);
    aman_draw_line(g->draw, x, g->y0, x, g->y1 + 4, 1);
    aman_draw_label(g->draw, &(struct aman_label){.text = aman_word(g->draw->lang, key), .x = x, .y = g->y1 + 9,
                                                  .anchor = AMAN_ANCHOR_MIDDLE, .size = 10.5, .bold = true,
                                                  .colour = aman_ink});
}

static void draw_name(struct gantt *g, const char *raw, bool bold, struct aman_rgba colour)
{
    struct aman_text name;
    aman_text_init(&name, g->draw->mem);
    aman_word_clean(&name, raw);
    if (name.failed) g->draw->failed = true;
    else if (name.length > 0)
        aman_draw_label(g->draw, &(struct aman_label){.text = name.data, .x = g->x0 - 8, .y = g->y + ROW / 2.0,
                                                      .anchor = AMAN_ANCHOR_END, .size = 11, .bold = bold,
                                                      .colour = colour, .most_width = NAMES - 12});
    aman_text_release(&name);
}

static void draw_head(struct gantt *g, const char *name, const char *numbers, struct aman_rgba colour)
{
    fill(g, EDGE, g->y, g->x1 - EDGE, ROW, head_ground);
    draw_name(g, name, true, colour);
    aman_draw_label(g->draw, &(struct aman_label){.text = numbers, .x = g->x0 + 4, .y = g->y + ROW / 2.0,
                                                  .anchor = AMAN_ANCHOR_START, .size = 10.5, .colour = aman_ink_soft});
    g->y += ROW;
}

static void draw_count(struct gantt *g, int count, double x0, double x1, struct aman_rgba colour)
{
    char text[16];
    snprintf(text, sizeof text, "%d", count);
    if (x1 - x0 < 8.0 * 4) return;
    aman_draw_label(g->draw, &(struct aman_label){.text = text, .x = (x0 + x1) / 2, .y = g->y + ROW / 2.0,
                                                  .anchor = AMAN_ANCHOR_MIDDLE, .size = 10.5, .bold = true, .colour = colour});
}

/* Posts that move are paler, reserves an outline; white marks are reliefs. */
static void draw_post(struct gantt *g, const struct aman_plan_post *post, struct aman_rgba colour)
{
    double x0 = x_at(g, post->from_s), x1 = x_at(g, post->to_s);
    bool reserve = post->kind == AMAN_POST_RESERVE;
    struct aman_rgba tint = colour;
    tint.a = reserve ? 0.10 : post->kind == AMAN_POST_STATIC ? 0.85 : 0.42;
    draw_name(g, post->name, false, aman_ink);
    fill(g, x0, g->y + 2, fmax(x1 - x0, 2), ROW - 4, tint);
    if (reserve) {
        aman_draw_colour(g->draw, colour);
        cairo_rectangle(g->draw->cr, x0 + 0.5, g->y + 2.5, fmax(x1 - x0 - 1, 1), ROW - 5);
        cairo_set_line_width(g->draw->cr, 1);
        cairo_stroke(g->draw->cr);
    }
    if (!isnan(post->relief_after_s))
        for (double t_s = post->from_s + post->relief_after_s; t_s < post->to_s; t_s += post->relief_after_s)
            fill(g, x_at(g, t_s) - 0.75, g->y + 2, 1.5, ROW - 4, aman_paper);
    draw_count(g, aman_plan_post_persons(post), x0, x1, post->kind == AMAN_POST_STATIC ? aman_paper : aman_ink);
    g->y += ROW;
}

static void draw_unit(struct gantt *g, size_t u)
{
    const struct aman_plan_unit *unit = &g->plan->deployment.units[u];
    const struct aman_unit_load *load = &g->posts->loads[u];
    char numbers[48];
    snprintf(numbers, sizeof numbers, "%d / %d", load->needed, unit->strength);
    bool over = load->needed > unit->strength;
    draw_head(g, unit->name, numbers, over ? aman_alarm : aman_ink);
    for (size_t i = 0; i < g->plan->deployment.n_posts; i++)
        if (g->plan->deployment.posts[i].unit == (int)u) draw_post(g, &g->plan->deployment.posts[i], colour_of(unit->kind));
}

static void draw_gap(struct gantt *g, const struct aman_need *need)
{
    struct aman_rgba hours = {0.80, 0.82, 0.85, 1};
    double x0 = x_at(g, need->gap.from_s), x1 = x_at(g, need->gap.to_s);
    draw_name(g, need->name, false, aman_alarm);
    fill(g, x_at(g, need->from_s), g->y + 5, x_at(g, need->to_s) - x_at(g, need->from_s), ROW - 10, hours);
    fill(g, x0, g->y + 2, fmax(x1 - x0, 2), ROW - 4, aman_alarm);
    draw_count(g, need->gap.have - need->count, x0, x1, aman_paper);
    g->y += ROW;
}

static void draw_gaps(struct gantt *g)
{
    size_t most = gaps_shown(g->posts), shown = 0;
    char numbers[32];
    if (most == 0) return;
    snprintf(numbers, sizeof numbers, "%zu", gaps_of(g->posts));
    draw_head(g, aman_word(g->draw->lang, "picture.missing"), numbers, aman_alarm);
    for (size_t i = 0; i < g->posts->n_needs && shown < most; i++) {
        if (!g->posts->needs[i].gap.is_short) continue;
        draw_gap(g, &g->posts->needs[i]);
        shown++;
    }
}

static void find_span(struct gantt *g)
{
    g->t0_s = g->posts->from_s;
    g->t1_s = g->posts->to_s;
    for (size_t i = 0; i < g->posts->n_needs; i++) {
        g->t0_s = fmin(g->t0_s, g->posts->needs[i].from_s);
        g->t1_s = fmax(g->t1_s, g->posts->needs[i].to_s);
    }
    g->t0_s = floor(g->t0_s / 3600.0) * 3600.0;
    g->t1_s = ceil(g->t1_s / 3600.0) * 3600.0;
}

void aman_picture_draw_posts(struct aman_draw *draw, const void *what)
{
    const struct aman_picture_job *job = what;
    const struct aman_verdict *v = job->pictures->verdict;
    struct gantt g = {draw, job, v->plan, &v->posts, NAMES + EDGE, draw->width - 2 * EDGE, TOP, draw->height - BOTTOM, 0, 1, TOP};
    find_span(&g);
    aman_draw_heading(draw, job->title, job->under);
    draw_hours(&g);
    draw_gaps(&g);
    for (size_t u = 0; u < g.plan->deployment.n_units; u++) draw_unit(&g, u);
    draw_moment(&g, g.plan->situation.gates_open_s, "picture.gates_open");
    draw_moment(&g, g.plan->situation.kick_off_s, "picture.kick_off");
    draw_moment(&g, g.plan->situation.full_time_s, "picture.full_time");
}

void aman_picture_posts_under(struct aman_text *under, enum aman_lang lang, const struct aman_verdict *v)
{
    struct aman_arg args[] = {{.name = "n", .value = (double)v->plan->deployment.n_posts, .unit = AMAN_UNIT_NONE},
                              {.name = "units", .value = (double)v->plan->deployment.n_units, .unit = AMAN_UNIT_NONE},
                              {.name = "gaps", .value = (double)gaps_of(&v->posts), .unit = AMAN_UNIT_NONE}};
    aman_word_message(under, lang, "picture.posts_numbers", args, 3);
}

/* ---- a ring on the map ---- */

struct ring_map {
    struct aman_draw *draw;
    struct aman_map_frame f;
    const struct aman_plan *plan;
    int level;
};

static const struct aman_plan_perimeter *perimeter_of(const struct aman_verdict *v, int index)
{
    return &v->plan->deployment.perimeters[index];
}

static int level_of(const struct aman_verdict *v, int index)
{
    const struct aman_plan_perimeter *perimeter = perimeter_of(v, index);
    return perimeter->n_areas > 0 ? v->plan->venue.features[perimeter->areas[0]].level : 0;
}

static void widen(struct aman_box *box, struct aman_point p)
{
    box->x_min = fmin(box->x_min, p.x);
    box->y_min = fmin(box->y_min, p.y);
    box->x_max = fmax(box->x_max, p.x);
    box->y_max = fmax(box->y_max, p.y);
}

struct aman_box aman_picture_ring_view(const struct aman_verdict *v, int index)
{
    const struct aman_plan_perimeter *perimeter = perimeter_of(v, index);
    const struct aman_ring_found *ring = &v->posts.rings[index];
    struct aman_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < perimeter->n_areas; i++) {
        struct aman_box area = aman_area_box(&v->plan->venue.features[perimeter->areas[i]].area);
        widen(&box, (struct aman_point){area.x_min, area.y_min});
        widen(&box, (struct aman_point){area.x_max, area.y_max});
    }
    for (size_t i = 0; i < perimeter->n_ways; i++) widen(&box, v->plan->venue.features[perimeter->ways[i].feature].line.points[0]);
    for (size_t i = 0; i < ring->n_holes; i++) widen(&box, ring->holes[i].at);
    if (box.x_min > box.x_max) return v->plan->venue.box;
    double margin = 0.06 * fmax(box.x_max - box.x_min, box.y_max - box.y_min) + 5;
    return (struct aman_box){box.x_min - margin, box.y_min - margin, box.x_max + margin, box.y_max + margin};
}

static double map_x(const struct ring_map *m, struct aman_point p)
{
    return m->f.ox + p.x * m->f.scale;
}

static double map_y(const struct ring_map *m, struct aman_point p)
{
    return m->f.oy - p.y * m->f.scale;
}

static void trace(struct ring_map *m, const struct aman_point *points, size_t n)
{
    cairo_new_path(m->draw->cr);
    for (size_t i = 0; i < n; i++) {
        if (i == 0) cairo_move_to(m->draw->cr, map_x(m, points[i]), map_y(m, points[i]));
        else cairo_line_to(m->draw->cr, map_x(m, points[i]), map_y(m, points[i]));
    }
}

static void draw_inside(struct ring_map *m, const struct aman_plan_perimeter *perimeter)
{
    static const double dashes[] = {9, 5};
    struct aman_rgba tint = aman_blue;
    tint.a = 0.10;
    for (size_t i = 0; i < perimeter->n_areas; i++) {
        const struct aman_area *area = &m->plan->venue.features[perimeter->areas[i]].area;
        for (size_t r = 0; r < area->n; r++) {
            trace(m, area->rings[r].points, area->rings[r].n);
            cairo_close_path(m->draw->cr);
            aman_draw_colour(m->draw, tint);
            if (r == 0) cairo_fill_preserve(m->draw->cr);
            aman_draw_colour(m->draw, aman_blue);
            cairo_set_line_width(m->draw->cr, 1.6);
            cairo_set_dash(m->draw->cr, dashes, 2, 0);
            cairo_stroke(m->draw->cr);
            cairo_set_dash(m->draw->cr, NULL, 0, 0);
        }
    }
}

static void draw_line(struct ring_map *m, int feature, struct aman_rgba colour, double width)
{
    const struct aman_feature *door = &m->plan->venue.features[feature];
    if (door->level != m->level) return;
    trace(m, door->line.points, door->line.n);
    aman_draw_colour(m->draw, colour);
    cairo_set_line_width(m->draw->cr, width);
    cairo_stroke(m->draw->cr);
}

/* A checkpoint that the ring declares: a ring of its own over the door's colour. */
static void draw_way(struct ring_map *m, int feature)
{
    const struct aman_feature *door = &m->plan->venue.features[feature];
    if (door->level != m->level) return;
    struct aman_point a = door->line.points[0], b = door->line.points[door->line.n - 1];
    struct aman_point middle = {(a.x + b.x) / 2, (a.y + b.y) / 2};
    cairo_new_path(m->draw->cr);
    cairo_arc(m->draw->cr, map_x(m, middle), map_y(m, middle), 4.5, 0, 6.2832);
    aman_draw_colour(m->draw, aman_paper);
    cairo_fill_preserve(m->draw->cr);
    aman_draw_colour(m->draw, aman_good);
    cairo_set_line_width(m->draw->cr, 2);
    cairo_stroke(m->draw->cr);
}

/* The way in: strong on this level, faint on others; where it ends a number. */
static void draw_hole(struct ring_map *m, const struct aman_ring_hole *hole, size_t number)
{
    struct aman_rgba faint = aman_alarm;
    char text[16];
    faint.a = 0.35;
    for (size_t i = 1; i < hole->n; i++) {
        bool here = hole->levels[i] == m->level && hole->levels[i - 1] == m->level;
        aman_draw_colour(m->draw, here ? aman_alarm : faint);
        aman_draw_line(m->draw, map_x(m, hole->path[i - 1]), map_y(m, hole->path[i - 1]), map_x(m, hole->path[i]),
                       map_y(m, hole->path[i]), 2.2);
    }
    if (hole->door >= 0) draw_line(m, hole->door, aman_alarm, 5);
    snprintf(text, sizeof text, "%d", (int)number);
    aman_draw_colour(m->draw, aman_alarm);
    cairo_arc(m->draw->cr, map_x(m, hole->at), map_y(m, hole->at), 9, 0, 6.2832);
    cairo_fill(m->draw->cr);
    aman_draw_label(m->draw, &(struct aman_label){.text = text, .x = map_x(m, hole->at), .y = map_y(m, hole->at),
                                                  .anchor = AMAN_ANCHOR_MIDDLE, .size = 11, .bold = true, .colour = aman_paper});
}

void aman_picture_draw_ring(struct aman_draw *draw, const void *what)
{
    const struct aman_picture_job *job = what;
    const struct aman_verdict *v = job->pictures->verdict;
    int index = job->picture->index;
    const struct aman_plan_perimeter *perimeter = perimeter_of(v, index);
    const struct aman_ring_found *ring = &v->posts.rings[index];
    struct aman_map map = {.plan = v->plan, .level = level_of(v, index), .view = aman_picture_ring_view(v, index),
                           .names = true, .title = job->title, .under = job->under};
    struct ring_map m = {draw, aman_map_frame_of(&map, draw->width, draw->height), v->plan, map.level};
    aman_map_draw(draw, &map);
    cairo_save(draw->cr);
    cairo_rectangle(draw->cr, m.f.x0, m.f.y0, m.f.x1 - m.f.x0, m.f.y1 - m.f.y0);
    cairo_clip(draw->cr);
    draw_inside(&m, perimeter);
    for (size_t i = 0; i < perimeter->n_ways; i++) draw_way(&m, perimeter->ways[i].feature);
    for (size_t i = 0; i < ring->n_holes; i++) draw_hole(&m, &ring->holes[i], i + 1);
    cairo_restore(draw->cr);
}

void aman_picture_ring_under(struct aman_text *under, enum aman_lang lang, const struct aman_verdict *v, int index)
{
    struct aman_arg args[] = {{.name = "n", .value = (double)perimeter_of(v, index)->n_ways, .unit = AMAN_UNIT_NONE},
                              {.name = "holes", .value = (double)v->posts.rings[index].n_holes, .unit = AMAN_UNIT_NONE},
                              {.name = "cell", .value = v->posts.cell_m, .unit = AMAN_UNIT_METRES}};
    aman_word_message(under, lang, "picture.ring_numbers", args, 3);
}
