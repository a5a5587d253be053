/* report/draw.h - drawing surfaces and text for the pictures of a report.
 *
 * A picture is a function that draws on a cairo context; the same function makes the PNG and the SVG.
 * Sizes are in points of the picture's own coordinates (y down). cairo and pango allocate with
 * malloc on their own.
 */
#ifndef AMAN_REPORT_DRAW_H
#define AMAN_REPORT_DRAW_H

#include "base/error.h"
#include "base/text.h"
#include "report/los.h"
#include "report/words.h"

#include <cairo.h>

struct aman_draw {
    cairo_t *cr;
    enum aman_lang lang;
    double width, height;
    const struct aman_mem *mem;
    bool failed; /* memory ran out */
};

typedef void aman_draw_fn(struct aman_draw *draw, const void *what);

enum aman_draw_format { AMAN_DRAW_PNG, AMAN_DRAW_SVG };

/* Appends the file's bytes. PNG: `scale` pixels a point. Errors: MEMORY, INTERNAL (bytes may hold a part). */
enum aman_err aman_draw_render(aman_draw_fn *fn, const void *what, enum aman_lang lang, double width,
                               double height, enum aman_draw_format format, double scale, struct aman_text *bytes);

/* Colours of the pictures. */
extern const struct aman_rgba aman_ink, aman_ink_soft, aman_ink_faint, aman_paper, aman_alarm, aman_good, aman_blue,
    aman_orange;
void aman_draw_colour(struct aman_draw *draw, struct aman_rgba colour);

enum aman_anchor { AMAN_ANCHOR_START, AMAN_ANCHOR_MIDDLE, AMAN_ANCHOR_END }; /* left, centre, right */

struct aman_label {
    const char *text; /* UTF-8 (otherwise nothing is drawn); texts of a plan go through aman_word_clean first */
    double x, y;      /* of the anchor, vertical middle */
    enum aman_anchor anchor;
    double size;      /* points */
    bool bold, halo; /* halo: on a pale ground of its own */
    struct aman_rgba colour;
    double most_width; /* ellipsized past it; 0: no bound */
};
void aman_draw_label(struct aman_draw *draw, const struct aman_label *label);
/* Width and height that it takes. */
void aman_draw_measure(struct aman_draw *draw, const struct aman_label *label, double *width, double *height);

/* A heading at the top of a picture, at the right in right-to-left languages; soft text under it ("" if none). */
void aman_draw_heading(struct aman_draw *draw, const char *title, const char *under);

/* A line on the pixel grid's halves, `width` points. */
void aman_draw_line(struct aman_draw *draw, double x0, double y0, double x1, double y1, double width);

#endif
