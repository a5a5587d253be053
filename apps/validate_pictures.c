#include "apps/validate_pictures.h"

#include "report/draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double width = 760, height = 470, left = 60, right = 30, top = 70, bottom = 55;

struct dots {
    const char *name;
    const struct aman_rgba *colour;
    const struct aman_point *points;
    size_t n;
    double radius;
    bool joined;
};

struct plot {
    const char *title, *under, *x_name, *y_name;
    double x_most, y_most, x_step, y_step;
    struct dots dots[5];
    int n_dots;
    bool names_left; /* where nothing is drawn */
};

static struct aman_point on_page(const struct plot *plot, struct aman_point p)
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

static void draw_axes(struct aman_draw *draw, const struct plot *plot)
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

static bool is_on_page(const struct plot *plot, struct aman_point p)
{
    return p.x >= 0.0 && p.x <= plot->x_most && p.y >= 0.0 && p.y <= plot->y_most;
}

static void draw_dots(struct aman_draw *draw, const struct plot *plot, const struct dots *dots)
{
    aman_draw_colour(draw, *dots->colour);
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
    const struct plot *plot = what;
    aman_draw_heading(draw, plot->title, plot->under);
    draw_axes(draw, plot);
    for (int i = 0; i < plot->n_dots; i++) draw_dots(draw, plot, &plot->dots[i]);
    for (int i = 0; i < plot->n_dots; i++)
        aman_draw_label(draw, &(struct aman_label){.text = plot->dots[i].name,
                                                   .x = plot->names_left ? left + 8 : width - right - 8,
                                                   .y = top + 14 + 18 * i,
                                                   .anchor = plot->names_left ? AMAN_ANCHOR_START : AMAN_ANCHOR_END,
                                                   .size = 12,
                                                   .bold = true,
                                                   .halo = true,
                                                   .colour = *plot->dots[i].colour});
}

static enum aman_err write_plot(const char *directory, const char *name, const struct plot *plot)
{
    struct aman_text bytes;
    char path[4096];
    aman_text_init(&bytes, &aman_mem_heap);
    enum aman_err err = aman_draw_render(draw_plot, plot, AMAN_LANG_EN, width, height, AMAN_DRAW_PNG, 2, &bytes);
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = err == AMAN_OK ? fopen(path, "wb") : NULL;
    if (err == AMAN_OK && !file) err = AMAN_ERR_IO;
    if (file) {
        bool whole = fwrite(bytes.data, 1, bytes.length, file) == bytes.length;
        if (fclose(file) != 0 || !whole) err = AMAN_ERR_IO;
    }
    aman_text_release(&bytes);
    return err;
}

static const struct aman_validate_result *result_of(const struct aman_validate_result *results, size_t n,
                                                    const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(aman_validate_case_id(results[i].test), id) == 0 && results[i].n_means > 0) return &results[i];
    return NULL;
}

static enum aman_err draw_diagram(const char *directory, const struct aman_validate_result *result,
                                  const struct aman_validate_data *data)
{
    enum { CURVE = 60 };
    struct aman_point weidmann[CURVE];
    for (int i = 0; i < CURVE; i++) {
        double density = 0.3 + 0.085 * i; /* up to 5.3, below the 5.4 at which nobody moves */
        weidmann[i] = (struct aman_point){density, 1.34 * (1.0 - exp(-1.913 * (1.0 / density - 1.0 / 5.4)))};
    }
    const struct plot plot = {
        "Speed by density",
        "Corridors: people in experiments, Weidmann 1993, and Aman",
        "persons/m²",
        "m/s",
        6.5,
        1.8,
        1,
        0.2,
        {{"open corridor", &aman_good, data->corridor_open.points, data->corridor_open.n, 1.5, false},
         {"periodic corridor", &aman_orange, data->corridor_periodic.points, data->corridor_periodic.n, 1.5, false},
         {"Weidmann 1993", &aman_ink_soft, weidmann, CURVE, 0.8, true},
         {"Aman", &aman_blue, result->means, result->n_means, 4, true}},
        4,
        false};
    return write_plot(directory, "fundamental-diagram.png", &plot);
}

/* Widths as in the cases flow-narrow and flow-wide. */
static enum aman_err draw_flow(const char *directory, const struct aman_validate_result *narrow,
                               const struct aman_validate_result *wide)
{
    static const struct aman_point seyfried[] = {{0.8, 1.288}, {0.9, 1.674}, {1.0, 1.900}, {1.1, 2.123}, {1.2, 2.364}};
    static const struct aman_point ao[] = {{2.4, 5.803}, {3.0, 6.700}, {3.6, 8.435}, {4.4, 9.534}, {5.0, 11.576}};
    struct aman_point ours[10];
    for (int i = 0; i < 5; i++) {
        ours[i] = (struct aman_point){seyfried[i].x, narrow->means[i].x};
        ours[5 + i] = (struct aman_point){ao[i].x, wide->means[i].x};
    }
    const struct plot plot = {"Flow through a neck by its width",
                              "People in experiments, and Aman",
                              "width, m",
                              "persons/s",
                              5.5,
                              12,
                              0.5,
                              1,
                              {{"Seyfried et al. 2009", &aman_orange, seyfried, 5, 4, false},
                               {"AO 2009", &aman_good, ao, 5, 4, false},
                               {"Aman", &aman_blue, ours, 10, 4, true}},
                              3,
                              true};
    return write_plot(directory, "bottleneck-flow.png", &plot);
}

enum aman_err aman_validate_pictures(const char *directory, const struct aman_validate_result *results, size_t n,
                                     const struct aman_validate_data *data)
{
    const struct aman_validate_result *diagram = result_of(results, n, "rimea-4"),
                                      *narrow = result_of(results, n, "flow-narrow"),
                                      *wide = result_of(results, n, "flow-wide");
    enum aman_err err = diagram ? draw_diagram(directory, diagram, data) : AMAN_OK;
    if (err == AMAN_OK && narrow && wide) err = draw_flow(directory, narrow, wide);
    return err;
}
