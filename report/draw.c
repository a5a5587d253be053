#include "report/draw.h"

#include <cairo-svg.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

const struct aman_rgba aman_ink = {0.12, 0.14, 0.18, 1}, aman_ink_soft = {0.38, 0.41, 0.46, 1},
                       aman_ink_faint = {0.86, 0.87, 0.89, 1}, aman_paper = {1, 1, 1, 1},
                       aman_alarm = {0.76, 0.13, 0.12, 1}, aman_good = {0.10, 0.50, 0.26, 1},
                       aman_blue = {0.13, 0.36, 0.67, 1}, aman_orange = {0.85, 0.45, 0.07, 1};

static const char font_family[] = "DejaVu Sans, Noto Sans, Noto Sans Arabic, sans-serif";

static cairo_status_t take_bytes(void *closure, const unsigned char *data, unsigned int n)
{
    struct aman_text *bytes = closure;
    aman_text_add_n(bytes, (const char *)data, n);
    return bytes->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static enum aman_err err_of(cairo_status_t status)
{
    if (status == CAIRO_STATUS_SUCCESS) return AMAN_OK;
    return status == CAIRO_STATUS_NO_MEMORY ? AMAN_ERR_MEMORY : AMAN_ERR_INTERNAL;
}

/* The drawing is bracketed here, so that a context in error is found whatever the drawing did. */
static cairo_status_t draw_on(cairo_surface_t *surface, aman_draw_fn *fn, const void *what, struct aman_draw draw,
                              double scale)
{
    draw.cr = cairo_create(surface);
    cairo_scale(draw.cr, scale, scale);
    aman_draw_colour(&draw, aman_paper);
    cairo_paint(draw.cr);
    cairo_set_line_join(draw.cr, CAIRO_LINE_JOIN_ROUND);
    fn(&draw, what);
    cairo_status_t status = draw.failed ? CAIRO_STATUS_NO_MEMORY : cairo_status(draw.cr);
    cairo_destroy(draw.cr);
    return status;
}

enum aman_err aman_draw_render(aman_draw_fn *fn, const void *what, enum aman_lang lang, double width,
                               double height, enum aman_draw_format format, double scale, struct aman_text *bytes)
{
    bool png = format == AMAN_DRAW_PNG;
    if (!png) scale = 1;
    cairo_surface_t *surface =
        png ? cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width * scale), (int)ceil(height * scale))
            : cairo_svg_surface_create_for_stream(take_bytes, bytes, width, height);
    cairo_status_t status = draw_on(surface, fn, what, (struct aman_draw){NULL, lang, width, height, bytes->mem, false}, scale);
    if (status == CAIRO_STATUS_SUCCESS && png) status = cairo_surface_write_to_png_stream(surface, take_bytes, bytes);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return bytes->failed ? AMAN_ERR_MEMORY : err_of(status);
}

void aman_draw_colour(struct aman_draw *draw, struct aman_rgba c)
{
    cairo_set_source_rgba(draw->cr, c.r, c.g, c.b, c.a);
}

static PangoLayout *layout_of(struct aman_draw *draw, const struct aman_label *label)
{
    PangoLayout *layout = pango_cairo_create_layout(draw->cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, font_family);
    pango_font_description_set_absolute_size(font, label->size * PANGO_SCALE);
    pango_font_description_set_weight(font, label->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    /* A message may begin with a Latin name: its direction is the language's, not its first letter's. */
    pango_context_set_base_dir(pango_layout_get_context(layout), aman_lang_is_rtl(draw->lang) ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_context_changed(layout);
    /* Messages of ours keep their isolates, which cleaning takes away; they are well-formed UTF-8. */
    size_t n = strlen(label->text);
    pango_layout_set_text(layout, label->text, aman_text_is_utf8(label->text, n) ? (int)n : 0);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    if (label->most_width > 0) {
        pango_layout_set_width(layout, (int)(label->most_width * PANGO_SCALE));
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    return layout;
}

void aman_draw_measure(struct aman_draw *draw, const struct aman_label *label, double *width, double *height)
{
    PangoLayout *layout = layout_of(draw, label);
    PangoRectangle r;
    pango_layout_get_extents(layout, NULL, &r);
    *width = (double)r.width / PANGO_SCALE;
    *height = (double)r.height / PANGO_SCALE;
    g_object_unref(layout);
}

void aman_draw_label(struct aman_draw *draw, const struct aman_label *label)
{
    PangoLayout *layout = layout_of(draw, label);
    PangoRectangle r;
    pango_layout_get_extents(layout, NULL, &r);
    double width = (double)r.width / PANGO_SCALE, height = (double)r.height / PANGO_SCALE;
    double share = label->anchor == AMAN_ANCHOR_START ? 0 : label->anchor == AMAN_ANCHOR_MIDDLE ? 0.5 : 1;
    /* A layout with a width places right-to-left text at its far side: r.x says where the ink begins. */
    double x = label->x - share * width - (double)r.x / PANGO_SCALE;
    cairo_move_to(draw->cr, x, label->y - height / 2);
    if (label->halo) {
        aman_draw_colour(draw, (struct aman_rgba){1, 1, 1, 0.78});
        cairo_rectangle(draw->cr, label->x - share * width - 2, label->y - height / 2 + 1, width + 4, height - 2);
        cairo_fill(draw->cr);
        cairo_move_to(draw->cr, x, label->y - height / 2);
    }
    aman_draw_colour(draw, label->colour);
    pango_cairo_show_layout(draw->cr, layout);
    cairo_new_path(draw->cr);
    g_object_unref(layout);
}

void aman_draw_heading(struct aman_draw *draw, const char *title, const char *under)
{
    bool rtl = aman_lang_is_rtl(draw->lang);
    double edge = 16, x = rtl ? draw->width - edge : edge;
    enum aman_anchor anchor = rtl ? AMAN_ANCHOR_END : AMAN_ANCHOR_START;
    aman_draw_label(draw, &(struct aman_label){.text = title, .x = x, .y = 20, .anchor = anchor, .size = 15,
                                               .bold = true, .colour = aman_ink, .most_width = draw->width - 2 * edge});
    aman_draw_label(draw, &(struct aman_label){.text = under, .x = x, .y = 40, .anchor = anchor, .size = 11,
                                               .colour = aman_ink_soft, .most_width = draw->width - 2 * edge});
}

void aman_draw_line(struct aman_draw *draw, double x0, double y0, double x1, double y1, double width)
{
    cairo_move_to(draw->cr, x0, y0);
    cairo_line_to(draw->cr, x1, y1);
    cairo_set_line_width(draw->cr, width);
    cairo_stroke(draw->cr);
}
