#include "report/scatter.h"

#include "report/draw.h"

#include <stdio.h>

static const double width = 760, height = 470, left = 60, right = 30, top = 70, bottom = 55;

static const struct aman_rgba *colour_of(enum aman_scatter_colour colour)
{
    switch (colour) {
    case AMAN_SCATTER_BLUE:
        return &aman_blue;
    case AMAN_SCATTER_ORANGE:
        return &aman_orange;
    case AMAN_SCATTER_GREEN:
        return &aman_good;
    default:
        return &aman_ink_soft;
    }
}

static struct aman_point on_page(const struct aman_scatter *plot, struct aman_point p)
{
    return (struct aman_point){left + p.x / plot->x_most * (width - left - right),
                               height - bottom - p.y / plot->y_most * (height - top - bottom)};
}

static void draw_number(struct aman_draw *draw, double value, double x, double y, enum aman_anchor anchor)
{
    char text[32];
    snprintf(text, sizeof text, "%g", value);
    aman_draw_label(draw, &(struct aman_label){
                              .text = text, .x = x, .y = y, .anchor = anchor, .size = 11, .colour = aman_ink_soft});
}

static void draw_axes(struct aman_draw *draw, const struct aman_scatter *plot)
{
    for (int i = 0; i * plot->x_step <= plot->x_most + 1e-9; i++) {
        struct aman_point p = on_page(plot, (struct aman_point){i * plot->x_step, 0});
        aman_draw_colour(draw, aman_ink_faint);
        aman_draw_line(draw, p.x, top, p.x, p.y, 1);
        draw_number(draw, i * plot->x_step, p.x, p.y + 12, AMAN_ANCHOR_MIDDLE);
    }
    for (int i = 0; i * plot->y_step <= plot->y_most + 1e-9; i++) {
        struct aman_point p = on_page(plot, (struct aman_point){0, i * plot->y_step});
        aman_draw_colour(draw, aman_ink_faint);
        aman_draw_line(draw, p.x, p.y, width - right, p.y, 1);
        draw_number(draw, i * plot->y_step, p.x - 8, p.y, AMAN_ANCHOR_END);
    }
    aman_draw_label(draw, &(struct aman_label){.text = plot->x_name,
                                               .x = width - right,
                                               .y = height - bottom + 32,
                                               .anchor = AMAN_ANCHOR_END,
                                               .size = 12,
                                               .colour = aman_ink});
    aman_draw_label(draw,
                    &(struct aman_label){.text = plot->y_name, .x = 12, .y = top - 14, .size = 12, .colour = aman_ink});
}

static bool is_on_page(const struct aman_scatter *plot, struct aman_point p)
{
    return p.x >= 0.0 && p.x <= plot->x_most && p.y >= 0.0 && p.y <= plot->y_most;
}

static void draw_dots(struct aman_draw *draw, const struct aman_scatter *plot, const struct aman_scatter_series *dots)
{
    aman_draw_colour(draw, *colour_of(dots->colour));
    for (size_t i = 0; i < dots->n; i++) {
        struct aman_point p = on_page(plot, dots->points[i]);
        if (!is_on_page(plot, dots->points[i])) continue;
        if (dots->joined && i > 0) {
            struct aman_point before = on_page(plot, dots->points[i - 1]);
            aman_draw_line(draw, before.x, before.y, p.x, p.y, 1.5);
        }
        cairo_arc(draw->cr, p.x, p.y, dots->radius, 0.0, 6.283185307179586);
        cairo_fill(draw->cr);
    }
}

static void draw_plot(struct aman_draw *draw, const void *what)
{
    const struct aman_scatter *plot = what;
    aman_draw_heading(draw, plot->title, plot->under);
    draw_axes(draw, plot);
    for (int i = 0; i < plot->n_series; i++) draw_dots(draw, plot, &plot->series[i]);
    for (int i = 0; i < plot->n_series; i++)
        aman_draw_label(draw, &(struct aman_label){.text = plot->series[i].name,
                                                   .x = plot->names_left ? left + 8 : width - right - 8,
                                                   .y = top + 14 + 18 * i,
                                                   .anchor = plot->names_left ? AMAN_ANCHOR_START : AMAN_ANCHOR_END,
                                                   .size = 12,
                                                   .bold = true,
                                                   .halo = true,
                                                   .colour = *colour_of(plot->series[i].colour)});
}

enum aman_err aman_scatter_png(const struct aman_scatter *scatter, struct aman_text *bytes)
{
    return aman_draw_render(draw_plot, scatter, AMAN_LANG_EN, width, height, AMAN_DRAW_PNG, 2, bytes);
}
