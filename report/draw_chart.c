#include "report/draw_chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct panel {
    struct aman_draw *draw;
    const struct aman_chart *chart;
    double x0, y0, x1, y1; /* of the plot; y0 above y1 */
    double top, step;      /* of the value axis */
};

static const double tick_size = 11;

static double x_of(const struct panel *p, double t_s)
{
    return p->x0 + (t_s - p->chart->t0_s) / (p->chart->t1_s - p->chart->t0_s) * (p->x1 - p->x0);
}

static double y_of(const struct panel *p, double value)
{
    return p->y1 - value / p->top * (p->y1 - p->y0);
}

static double nice_step(double range, int most)
{
    double rough = range / most, power = pow(10, floor(log10(rough)));
    static const double steps[] = {1, 2, 2.5, 5, 10};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] * power >= rough * (1 - 1e-9)) return steps[i] * power;
    return 10 * power;
}

static double greatest(const struct aman_chart *chart)
{
    double top = chart->top;
    for (int c = 0; c < chart->n_curves; c++)
        for (int i = 0; i < chart->curves[c].n; i++)
            if (chart->curves[c].values[i] > top) top = chart->curves[c].values[i];
    for (int i = 0; i < chart->n_levels; i++)
        if (isfinite(chart->levels[i].at) && chart->levels[i].at > top) top = chart->levels[i].at;
    return top > 0 ? top : 1;
}

static void scale_values(struct panel *p)
{
    bool share = p->chart->unit == AMAN_UNIT_SHARE;
    bool count = p->chart->unit == AMAN_UNIT_PERSONS || p->chart->unit == AMAN_UNIT_PERSONS_PER_H;
    double top = share ? 1 : greatest(p->chart) * 1.06;
    p->step = share ? 0.25 : nice_step(top, p->y1 - p->y0 < 130 ? 3 : 5);
    if (count) p->step = fmax(1, ceil(p->step));
    p->top = share ? 1.04 : ceil(top / p->step) * p->step;
}

static void draw_tick_text(struct panel *p, double value, double y)
{
    struct aman_text text;
    aman_text_init(&text, p->draw->mem);
    if (p->chart->unit == AMAN_UNIT_SHARE) aman_word_quantity(&text, p->draw->lang, value, AMAN_UNIT_SHARE);
    else aman_word_number(&text, p->draw->lang, value, 3);
    if (text.failed) p->draw->failed = true;
    else
        aman_draw_label(p->draw, &(struct aman_label){.text = text.data, .x = p->x0 - 7, .y = y, .anchor = AMAN_ANCHOR_END,
                                                      .size = tick_size, .colour = aman_ink_soft});
    aman_text_release(&text);
}

static void draw_value_axis(struct panel *p)
{
    for (double value = 0; value <= p->top * (1 + 1e-9); value += p->step) {
        double y = round(y_of(p, value)) + 0.5;
        aman_draw_colour(p->draw, value > 0 ? aman_ink_faint : aman_ink_soft);
        aman_draw_line(p->draw, p->x0, y, p->x1, y, 1);
        draw_tick_text(p, value, y);
    }
}

static void draw_clock_axis(struct panel *p)
{
    static const double steps_s[] = {60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600};
    double range = p->chart->t1_s - p->chart->t0_s, most = fmax(2, (p->x1 - p->x0) / 62);
    double step = 86400;
    for (size_t i = sizeof steps_s / sizeof *steps_s; i-- > 0;)
        if (range / steps_s[i] <= most) step = steps_s[i];
    for (double t = ceil(p->chart->t0_s / step) * step; t <= p->chart->t1_s; t += step) {
        double x = round(x_of(p, t)) + 0.5;
        char text[16];
        long minutes = lround(t / 60);
        snprintf(text, sizeof text, "%02ld:%02ld", minutes / 60 % 100, minutes % 60);
        aman_draw_colour(p->draw, aman_ink_faint);
        aman_draw_line(p->draw, x, p->y0, x, p->y1 + 4, 1);
        aman_draw_label(p->draw, &(struct aman_label){.text = text, .x = x, .y = p->y1 + 14, .anchor = AMAN_ANCHOR_MIDDLE,
                                                      .size = tick_size, .colour = aman_ink_soft});
    }
}

static void fill_box(struct panel *p, double x0, double y0, double x1, double y1, struct aman_rgba colour)
{
    if (!(x1 > x0 && y1 > y0)) return;
    aman_draw_colour(p->draw, colour);
    cairo_rectangle(p->draw->cr, x0, y0, x1 - x0, y1 - y0);
    cairo_fill(p->draw->cr);
}

static void draw_shades(struct panel *p)
{
    const struct aman_rgba shade = {0.93, 0.935, 0.945, 1};
    if (isfinite(p->chart->open_s)) fill_box(p, p->x0, p->y0, fmin(p->x1, x_of(p, p->chart->open_s)), p->y1, shade);
    if (isfinite(p->chart->closed_s)) fill_box(p, fmax(p->x0, x_of(p, p->chart->closed_s)), p->y0, p->x1, p->y1, shade);
    double below = 0;
    for (int i = 0; p->chart->bands && i < AMAN_LOS_CLASSES; i++) {
        double above = i + 1 < AMAN_LOS_CLASSES ? fmin(p->chart->bands[i], p->top) : p->top;
        struct aman_rgba colour = aman_los_colour((uint8_t)(AMAN_LOS_A + 2 * i + 1));
        colour.a = 0.16;
        fill_box(p, p->x0, y_of(p, above), p->x1, y_of(p, below), colour);
        below = above;
    }
}

static void trace(struct panel *p, const struct aman_curve *curve)
{
    bool down = false; /* the pen */
    double first_x = 0, last_x = 0;
    cairo_new_path(p->draw->cr);
    for (int i = 0; i < curve->n; i++) {
        double t = curve->t0_s + i * curve->dt_s;
        if (isnan(curve->values[i]) || t < p->chart->t0_s - curve->dt_s || t > p->chart->t1_s + curve->dt_s) continue;
        last_x = x_of(p, t);
        if (down) cairo_line_to(p->draw->cr, last_x, y_of(p, curve->values[i]));
        else cairo_move_to(p->draw->cr, first_x = last_x, y_of(p, curve->values[i]));
        down = true;
    }
    if (!down || curve->style != AMAN_CURVE_FILLED) return;
    cairo_path_t *open = cairo_copy_path(p->draw->cr);
    cairo_line_to(p->draw->cr, last_x, p->y1);
    cairo_line_to(p->draw->cr, first_x, p->y1);
    struct aman_rgba colour = curve->colour;
    colour.a = 0.22;
    aman_draw_colour(p->draw, colour);
    cairo_fill(p->draw->cr);
    cairo_append_path(p->draw->cr, open);
    cairo_path_destroy(open);
}

static void draw_curves(struct panel *p)
{
    static const double dashes[] = {6, 4};
    cairo_save(p->draw->cr);
    cairo_rectangle(p->draw->cr, p->x0, p->y0 - 2, p->x1 - p->x0, p->y1 - p->y0 + 3);
    cairo_clip(p->draw->cr);
    for (int c = 0; c < p->chart->n_curves; c++) {
        const struct aman_curve *curve = &p->chart->curves[c];
        trace(p, curve);
        struct aman_rgba colour = curve->colour;
        if (curve->style == AMAN_CURVE_FAINT) colour.a = 0.35;
        aman_draw_colour(p->draw, colour);
        cairo_set_line_width(p->draw->cr, curve->style == AMAN_CURVE_DASHED ? 1.5 : 2);
        cairo_set_dash(p->draw->cr, dashes, curve->style == AMAN_CURVE_DASHED ? 2 : 0, 0);
        cairo_stroke(p->draw->cr);
    }
    cairo_restore(p->draw->cr);
}

/* The last value that the panel shows; false when it shows none. */
static bool end_of(const struct panel *p, const struct aman_curve *curve, double *x, double *y)
{
    for (int i = curve->n - 1; i >= 0; i--) {
        double t = curve->t0_s + i * curve->dt_s;
        if (isnan(curve->values[i]) || t > p->chart->t1_s + curve->dt_s || t < p->chart->t0_s) continue;
        *x = fmin(p->x1, x_of(p, t));
        *y = y_of(p, curve->values[i]);
        return true;
    }
    return false;
}

struct named_end {
    double y, tip_y, tip_x;
    const struct aman_curve *curve;
};

/* Ends by height, then pushed apart from the bottom up. */
static int arrange_ends(const struct panel *p, struct named_end *ends, double apart)
{
    int n = 0;
    for (int c = 0; c < p->chart->n_curves && n < AMAN_CHART_CURVES; c++) {
        struct named_end end = {.curve = &p->chart->curves[c]};
        if (!*end.curve->name || !end_of(p, end.curve, &end.tip_x, &end.tip_y)) continue;
        int at = n++;
        for (; at > 0 && ends[at - 1].tip_y < end.tip_y; at--) ends[at] = ends[at - 1];
        ends[at] = end;
    }
    double below = p->y1 + apart * 0.9;
    for (int i = 0; i < n; i++) {
        ends[i].y = fmin(ends[i].tip_y, below - apart);
        below = ends[i].y;
    }
    return n;
}

static void draw_names(struct panel *p)
{
    struct named_end ends[AMAN_CHART_CURVES];
    int n = arrange_ends(p, ends, 15);
    for (int i = 0; i < n; i++) {
        struct aman_rgba colour = ends[i].curve->colour;
        aman_draw_colour(p->draw, colour);
        aman_draw_line(p->draw, ends[i].tip_x, ends[i].tip_y, p->x1 + 10, ends[i].y, 0.8);
        aman_draw_label(p->draw, &(struct aman_label){.text = ends[i].curve->name, .x = p->x1 + 13, .y = ends[i].y,
                                                      .anchor = AMAN_ANCHOR_START, .size = 12, .bold = true,
                                                      .colour = colour, .most_width = p->chart->label_width - 14});
    }
}

/* Moments' names stand over the panel; one that would run into the name before it goes a line up. */
static void draw_moments(struct panel *p)
{
    static const double dashes[] = {3, 3};
    double taken_x[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < p->chart->n_moments; i++) {
        const struct aman_mark *mark = &p->chart->moments[i];
        if (!(mark->at >= p->chart->t0_s && mark->at <= p->chart->t1_s)) continue;
        double x = round(x_of(p, mark->at)) + 0.5, width, height;
        struct aman_label label = {.text = mark->label, .x = x, .anchor = AMAN_ANCHOR_MIDDLE, .size = 11,
                                   .colour = mark->colour, .halo = true};
        aman_draw_measure(p->draw, &label, &width, &height);
        if (x + width / 2 > p->draw->width - 2) label.x = p->draw->width - 2 - width / 2;
        if (label.x - width / 2 < p->x0 - 40) label.x = p->x0 - 40 + width / 2;
        int row = label.x - width / 2 < taken_x[0] + 6;
        taken_x[row] = label.x + width / 2;
        label.y = p->y0 - 8 - 13 * row;
        cairo_save(p->draw->cr);
        cairo_set_dash(p->draw->cr, dashes, 2, 0);
        aman_draw_colour(p->draw, mark->colour);
        aman_draw_line(p->draw, x, p->y0 - 2, x, p->y1, 1.2);
        cairo_restore(p->draw->cr);
        aman_draw_label(p->draw, &label);
    }
}

static void draw_levels(struct panel *p)
{
    static const double dashes[] = {7, 3};
    for (int i = 0; i < p->chart->n_levels; i++) {
        const struct aman_mark *mark = &p->chart->levels[i];
        if (!isfinite(mark->at)) continue;
        double y = round(y_of(p, mark->at)) + 0.5;
        cairo_save(p->draw->cr);
        cairo_set_dash(p->draw->cr, dashes, 2, 0);
        aman_draw_colour(p->draw, mark->colour);
        aman_draw_line(p->draw, p->x0, y, p->x1, y, 1.4);
        cairo_restore(p->draw->cr);
        aman_draw_label(p->draw, &(struct aman_label){.text = mark->label, .x = p->x0 + 6, .y = y - 9,
                                                      .anchor = AMAN_ANCHOR_START, .size = 11, .halo = true,
                                                      .colour = mark->colour});
    }
}

void aman_chart_draw(struct aman_draw *draw, const struct aman_chart *chart, double x, double y, double width,
                     double height)
{
    struct panel p = {draw, chart, x + 52, y + (*chart->title ? 42 : 26), x + width - chart->label_width - 14,
                      y + height - 26, 1, 1};
    scale_values(&p);
    if (*chart->title)
        aman_draw_label(draw, &(struct aman_label){.text = chart->title, .x = p.x0 - 36, .y = y + 8, .size = 12,
                                                   .anchor = AMAN_ANCHOR_START, .bold = true, .colour = aman_ink,
                                                   .most_width = width - 20});
    draw_shades(&p);
    draw_value_axis(&p);
    draw_clock_axis(&p);
    draw_levels(&p);
    draw_curves(&p);
    draw_names(&p);
    draw_moments(&p);
}

enum { BAR_NAMES = 210, BAR_VALUES = 80 };

static double bar_end(double value, double most, double width)
{
    return isfinite(value) ? fmin(fmax(0, value) / most, 1) * width : width;
}

static void draw_bar(struct aman_draw *draw, const struct aman_bar *bar, double x, double y, double width, double height,
                     double most)
{
    aman_draw_colour(draw, bar->marked ? aman_alarm : (struct aman_rgba){0.55, 0.62, 0.72, 1});
    cairo_rectangle(draw->cr, x, y, bar_end(bar->value, most, width), height);
    cairo_fill(draw->cr);
    aman_draw_label(draw, &(struct aman_label){.text = bar->name, .x = x - 8, .y = y + height / 2, .size = 12,
                                               .anchor = AMAN_ANCHOR_END, .bold = bar->marked, .colour = aman_ink,
                                               .most_width = BAR_NAMES - 20});
}

static void draw_bar_value(struct aman_draw *draw, const struct aman_bar *bar, double x, double y)
{
    struct aman_text value;
    aman_text_init(&value, draw->mem);
    aman_word_number(&value, draw->lang, bar->value, 0);
    if (value.failed) draw->failed = true;
    else
        aman_draw_label(draw, &(struct aman_label){.text = value.data, .x = x + 7, .y = y, .anchor = AMAN_ANCHOR_START,
                                                   .size = 12, .bold = true, .halo = true,
                                                   .colour = bar->marked ? aman_alarm : aman_ink});
    aman_text_release(&value);
}

static void draw_bar_line(struct aman_draw *draw, double x, double y, double height, const char *name)
{
    aman_draw_colour(draw, aman_ink);
    aman_draw_line(draw, round(x) + 0.5, y - 4, round(x) + 0.5, y + height, 2);
    aman_draw_label(draw, &(struct aman_label){.text = name, .x = x, .y = y - 13, .anchor = AMAN_ANCHOR_MIDDLE,
                                               .size = 12, .bold = true, .colour = aman_ink});
}

void aman_bars_draw(struct aman_draw *draw, const struct aman_bar *bars, int n, double line, const char *line_name,
                    double x, double y, double width, double height)
{
    double most = isfinite(line) && line > 1 ? line : 1, plot = width - BAR_NAMES - BAR_VALUES, row = height / n;
    for (int i = 0; i < n; i++)
        if (isfinite(bars[i].value) && bars[i].value > most) most = bars[i].value;
    for (int i = 0; i < n; i++)
        draw_bar(draw, &bars[i], x + BAR_NAMES, y + row * i + row * 0.18, plot, row * 0.64, most);
    if (isfinite(line)) draw_bar_line(draw, x + BAR_NAMES + line / most * plot, y, height, line_name);
    for (int i = 0; i < n; i++)
        draw_bar_value(draw, &bars[i], x + BAR_NAMES + bar_end(bars[i].value, most, plot), y + row * (i + 0.5));
}
