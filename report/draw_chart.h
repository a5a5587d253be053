/* report/draw_chart.h - curves over the clock: axes, grid, curves with their names beside them. */
#ifndef AMAN_REPORT_DRAW_CHART_H
#define AMAN_REPORT_DRAW_CHART_H

#include "report/draw.h"

enum { AMAN_CHART_SAMPLES = 480, AMAN_CHART_CURVES = 6, AMAN_CHART_MARKS = 6 };

enum aman_curve_style { AMAN_CURVE_LINE, AMAN_CURVE_DASHED, AMAN_CURVE_FAINT, AMAN_CURVE_FILLED };

struct aman_curve {
    const char *name;  /* written at its end; "" if not */
    struct aman_rgba colour;
    enum aman_curve_style style;
    double t0_s, dt_s; /* of values[0], and between values */
    int n;
    double values[AMAN_CHART_SAMPLES]; /* NAN leaves a gap */
};

struct aman_mark { /* a moment (vertical line) or a level (horizontal) */
    double at;
    const char *label;
    struct aman_rgba colour;
};

struct aman_chart {
    const char *title;   /* over the panel; "" if none */
    double t0_s, t1_s;   /* clock shown; t1 > t0 */
    enum aman_unit unit; /* of the values: persons, share, 1/m², persons/h */
    double top;          /* least upper end of the axis */
    struct aman_curve *curves;
    int n_curves;
    struct aman_mark moments[AMAN_CHART_MARKS], levels[AMAN_CHART_MARKS];
    int n_moments, n_levels;
    double open_s, closed_s; /* shaded outside of these hours; NAN: not */
    const double *bands;     /* five upper bounds of levels of service to colour; NULL: none */
    double label_width;      /* kept free at the right for the curves' names; 0: written inside */
};

void aman_chart_draw(struct aman_draw *draw, const struct aman_chart *chart, double x, double y, double width,
                     double height);

/* Horizontal bars against one line. */
struct aman_bar {
    const char *name;
    double value;
    bool marked; /* the one that binds */
};
void aman_bars_draw(struct aman_draw *draw, const struct aman_bar *bars, int n, double line, const char *line_name,
                    double x, double y, double width, double height);

#endif
