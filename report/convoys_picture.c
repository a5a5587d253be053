/* Time and way of all convoys, as in movement control. */
#include "report/draw.h"
#include "report/escort_sheet.h"

#include <math.h>
#include <stdio.h>

#define HEIGHT_PT 560

const double aman_convoys_picture_height = HEIGHT_PT;
static const double width_pt = 1000, height_pt = HEIGHT_PT, head_pt = 62, foot_pt = 46, side_pt = 64;
enum { COLOURS = 6 };

struct diagram {
    const struct aman_plan *plan;
    const struct aman_escorts *escorts;
    double from_s, to_s, most_m; /* what the axes show */
};

static double x_of(const struct diagram *diagram, double t_s)
{
    return side_pt + (t_s - diagram->from_s) / (diagram->to_s - diagram->from_s) * (width_pt - 2 * side_pt);
}

static double y_of(const struct diagram *diagram, double to_go_m)
{
    return height_pt - foot_pt - to_go_m / diagram->most_m * (height_pt - head_pt - foot_pt);
}

static struct aman_rgba colour_of(size_t i)
{
    const struct aman_rgba colours[COLOURS] = {aman_blue, aman_orange, aman_good, {0.50, 0.12, 0.52, 1}, {0.45, 0.35, 0.10, 1},
                                               {0.10, 0.50, 0.55, 1}};
    return colours[i % COLOURS];
}

static bool is_driven(const struct aman_escort_judged *judged)
{
    return judged->has_map && judged->routes.state == AMAN_ESCORT_PLANNED;
}

static double to_go_m(const struct aman_escort_judged *judged, size_t point)
{
    return judged->routes.primary.length_m - judged->routes.primary.points[point].at_m;
}

/* ---- axes ---- */

static bool choose_axes(struct diagram *diagram)
{
    diagram->from_s = INFINITY;
    diagram->to_s = -INFINITY;
    for (size_t i = 0; i < diagram->escorts->n; i++) {
        const struct aman_escort_judged *judged = &diagram->escorts->items[i];
        if (!is_driven(judged)) continue;
        diagram->from_s = fmin(diagram->from_s, judged->leave_s);
        diagram->to_s = fmax(diagram->to_s, fmax(judged->escort->must_arrive_s,
                                                 aman_escort_arrives_s(&judged->routes.primary, &judged->primary)));
        diagram->most_m = fmax(diagram->most_m, judged->routes.primary.length_m);
    }
    if (!(diagram->from_s < diagram->to_s)) return false;
    double spare_s = fmax(120.0, 0.06 * (diagram->to_s - diagram->from_s));
    diagram->from_s -= spare_s;
    diagram->to_s += spare_s;
    diagram->most_m = fmax(diagram->most_m * 1.1, 100.0);
    return true;
}

/* 1, 2 or 5 times a power of ten: at most `most` of them in a span. */
static double step_of(double span, double most)
{
    double step = pow(10.0, floor(log10(span / most)));
    while (span / step > most) step *= span / step > 2 * most ? (span / step > 5 * most ? 10 : 5) : 2;
    return step;
}

static double minutes_step_s(double span_s)
{
    static const double steps[] = {60, 120, 300, 600, 900, 1800, 3600, 7200, 14400};
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof *steps && span_s / steps[i] > 12.0) i++;
    return steps[i];
}

static void draw_tick(struct aman_draw *draw, double x, double y, enum aman_anchor anchor, double value, enum aman_unit unit)
{
    struct aman_text text;
    aman_text_init(&text, draw->mem);
    aman_word_quantity(&text, draw->lang, value, unit);
    if (text.failed)
        draw->failed = true;
    else
        aman_draw_label(draw, &(struct aman_label){.text = text.data, .x = x, .y = y, .anchor = anchor, .size = 10.5,
                                                   .colour = aman_ink_soft});
    aman_text_release(&text);
}

static void draw_axes(struct aman_draw *draw, const struct diagram *diagram)
{
    double step_s = minutes_step_s(diagram->to_s - diagram->from_s), step_m = step_of(diagram->most_m, 8);
    aman_draw_colour(draw, aman_ink_faint);
    for (double t_s = ceil(diagram->from_s / step_s) * step_s; t_s <= diagram->to_s; t_s += step_s) {
        aman_draw_colour(draw, aman_ink_faint);
        aman_draw_line(draw, x_of(diagram, t_s), head_pt, x_of(diagram, t_s), height_pt - foot_pt, 0.6);
        draw_tick(draw, x_of(diagram, t_s), height_pt - foot_pt + 13, AMAN_ANCHOR_MIDDLE, t_s, AMAN_UNIT_CLOCK);
    }
    for (double m = 0.0; m <= diagram->most_m; m += step_m) {
        aman_draw_colour(draw, m == 0.0 ? aman_ink : aman_ink_faint);
        aman_draw_line(draw, side_pt, y_of(diagram, m), width_pt - side_pt, y_of(diagram, m), m == 0.0 ? 1.4 : 0.6);
        draw_tick(draw, side_pt - 7, y_of(diagram, m), AMAN_ANCHOR_END, m, AMAN_UNIT_METRES);
    }
}

/* ---- convoys ---- */

static void draw_band(struct aman_draw *draw, const struct diagram *diagram, const struct aman_escort_judged *judged,
                      struct aman_rgba colour)
{
    const struct aman_drive_point *points = judged->primary.points;
    size_t n = judged->routes.primary.n;
    cairo_new_path(draw->cr);
    for (size_t i = 0; i < n; i++) cairo_line_to(draw->cr, x_of(diagram, points[i].early_s), y_of(diagram, to_go_m(judged, i)));
    for (size_t i = n; i > 0; i--)
        cairo_line_to(draw->cr, x_of(diagram, points[i - 1].clear_s), y_of(diagram, to_go_m(judged, i - 1)));
    cairo_close_path(draw->cr);
    colour.a = 0.22;
    aman_draw_colour(draw, colour);
    cairo_fill(draw->cr);
}

static void draw_expected(struct aman_draw *draw, const struct diagram *diagram, const struct aman_escort_judged *judged,
                          struct aman_rgba colour)
{
    cairo_new_path(draw->cr);
    for (size_t i = 0; i < judged->routes.primary.n; i++)
        cairo_line_to(draw->cr, x_of(diagram, judged->primary.points[i].expected_s), y_of(diagram, to_go_m(judged, i)));
    aman_draw_colour(draw, colour);
    cairo_set_line_width(draw->cr, 2.4);
    cairo_stroke(draw->cr);
}

static void draw_dot(struct aman_draw *draw, double x, double y, double radius, struct aman_rgba colour, bool filled)
{
    cairo_new_path(draw->cr);
    cairo_arc(draw->cr, x, y, radius, 0, 6.283185307179586);
    aman_draw_colour(draw, filled ? colour : aman_paper);
    cairo_fill_preserve(draw->cr);
    aman_draw_colour(draw, colour);
    cairo_set_line_width(draw->cr, 1.6);
    cairo_stroke(draw->cr);
}

/* A flag on the line of arrival at the moment when the last vehicle must be there. */
static void draw_deadline(struct aman_draw *draw, const struct diagram *diagram, const struct aman_escort_judged *judged,
                          struct aman_rgba colour)
{
    double x = x_of(diagram, judged->escort->must_arrive_s), y = y_of(diagram, 0.0);
    aman_draw_colour(draw, colour);
    aman_draw_line(draw, x, y - 26, x, y, 2);
    cairo_new_path(draw->cr);
    cairo_move_to(draw->cr, x, y - 26);
    cairo_line_to(draw->cr, x + 11, y - 21);
    cairo_line_to(draw->cr, x, y - 16);
    cairo_close_path(draw->cr);
    cairo_fill(draw->cr);
}

static void draw_label(struct aman_draw *draw, const char *raw, double x, double y, struct aman_rgba colour, bool bold)
{
    struct aman_text text;
    aman_text_init(&text, draw->mem);
    aman_word_clean(&text, raw);
    if (text.failed)
        draw->failed = true;
    else
        aman_draw_label(draw, &(struct aman_label){.text = text.data, .x = x, .y = y, .size = bold ? 12 : 10, .bold = bold,
                                                   .halo = true, .anchor = AMAN_ANCHOR_MIDDLE, .colour = colour, .most_width = 220});
    aman_text_release(&text);
}

static void draw_checkpoints(struct aman_draw *draw, const struct diagram *diagram, const struct aman_escort_judged *judged,
                             struct aman_rgba colour)
{
    for (size_t i = 0; i < judged->escort->n_checkpoints; i++) {
        const struct aman_escort_passage *passage = &judged->passages[i];
        if (passage->off_m > AMAN_ESCORT_NEAR_M) continue;
        double x = x_of(diagram, passage->when.expected_s), y = y_of(diagram, judged->routes.primary.length_m - passage->at_m);
        draw_dot(draw, x, y, 4, colour, false);
        draw_label(draw, diagram->plan->roads.places[judged->escort->checkpoints[i].place].name, x, y - 12, aman_ink_soft, false);
    }
}

static void draw_meeting(struct aman_draw *draw, const struct diagram *diagram, const struct aman_escort_meeting *meeting)
{
    const struct aman_escort_judged *b = &diagram->escorts->items[meeting->b];
    size_t i = 0;
    while (i + 1 < b->routes.primary.n &&
           (b->routes.primary.points[i].lon != meeting->lon || b->routes.primary.points[i].lat != meeting->lat))
        i++;
    double x = x_of(diagram, meeting->t_s), y = y_of(diagram, to_go_m(b, i));
    draw_dot(draw, x, y, 9, aman_alarm, false);
    aman_draw_label(draw, &(struct aman_label){.text = "!", .x = x, .y = y, .size = 13, .bold = true,
                                               .anchor = AMAN_ANCHOR_MIDDLE, .colour = aman_alarm});
}

static void draw_diagram(struct aman_draw *draw, const void *what)
{
    const struct diagram *diagram = what;
    const struct aman_escorts *escorts = diagram->escorts;
    draw_axes(draw, diagram);
    for (size_t i = 0; i < escorts->n; i++)
        if (is_driven(&escorts->items[i])) draw_band(draw, diagram, &escorts->items[i], colour_of(i));
    for (size_t i = 0; i < escorts->n; i++) {
        const struct aman_escort_judged *judged = &escorts->items[i];
        if (!is_driven(judged)) continue;
        draw_expected(draw, diagram, judged, colour_of(i));
        draw_deadline(draw, diagram, judged, colour_of(i));
        draw_checkpoints(draw, diagram, judged, colour_of(i));
        draw_dot(draw, x_of(diagram, judged->leave_s), y_of(diagram, judged->routes.primary.length_m), 4, colour_of(i), true);
        draw_label(draw, judged->escort->name, x_of(diagram, judged->leave_s),
                   y_of(diagram, judged->routes.primary.length_m) - 15, colour_of(i), true);
    }
    for (size_t i = 0; i < escorts->n_meetings; i++) draw_meeting(draw, diagram, &escorts->meetings[i]);
    aman_draw_heading(draw, aman_word(draw->lang, "picture.convoys"), aman_word(draw->lang, "picture.convoys_under"));
}

enum aman_err aman_convoys_picture(struct aman_text *bytes, enum aman_lang lang, const struct aman_plan *plan,
                                   const struct aman_escorts *escorts, bool svg)
{
    struct diagram diagram = {.plan = plan, .escorts = escorts};
    if (!choose_axes(&diagram)) return AMAN_ERR_ARGUMENT;
    return aman_draw_render(draw_diagram, &diagram, lang, width_pt, height_pt, svg ? AMAN_DRAW_SVG : AMAN_DRAW_PNG, 2, bytes);
}
