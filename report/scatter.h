/* report/scatter.h - points over two plain axes, as a PNG: what is measured against what is found. */
#ifndef AMAN_REPORT_SCATTER_H
#define AMAN_REPORT_SCATTER_H

#include "base/error.h"
#include "base/geom.h"
#include "base/text.h"

enum { AMAN_SCATTER_SERIES = 5 };

enum aman_scatter_colour { AMAN_SCATTER_SOFT, AMAN_SCATTER_BLUE, AMAN_SCATTER_ORANGE, AMAN_SCATTER_GREEN };

struct aman_scatter_series {
    const char *name;
    enum aman_scatter_colour colour;
    const struct aman_point *points; /* those off the axes are not drawn */
    size_t n;
    double radius; /* points of the picture */
    bool joined;   /* by a line, in their order */
};

struct aman_scatter {
    const char *title, *under, *x_name, *y_name;
    double x_most, y_most, x_step, y_step; /* axes begin at 0; a line each step */
    struct aman_scatter_series series[AMAN_SCATTER_SERIES];
    int n_series;
    bool names_left; /* names of the series at the upper left, otherwise at the right: where nothing is drawn */
};

/* Appends the bytes of a PNG. Errors: MEMORY, INTERNAL (bytes may hold a part). */
enum aman_err aman_scatter_png(const struct aman_scatter *scatter, struct aman_text *bytes);

#endif
