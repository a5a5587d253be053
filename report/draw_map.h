/* report/draw_map.h - the ground seen from above: one level, with or without densities.
 *
 * North is up. Walls, stands, stairs, gates, places of arrival, buildings and water of the surroundings, names, a
 * scale bar and a north arrow; levels of service as one image over the floor.
 */
#ifndef AMAN_REPORT_DRAW_MAP_H
#define AMAN_REPORT_DRAW_MAP_H

#include "check/verdict.h"
#include "report/draw.h"

struct aman_map_mark {
    struct aman_point at;
    const char *text; /* a few letters in a circle */
};

struct aman_map {
    const struct aman_plan *plan;
    int level;
    struct aman_box view;       /* metres; shown whole */
    const uint8_t *codes;       /* levels of service of this level, width * height; NULL: plain */
    double cell_m, x0, y0;      /* of the raster */
    int width, height;
    const struct aman_map_mark *marks;
    size_t n_marks;
    bool names;                 /* gates, exits, sections, places */
    bool far;                   /* a whole quarter: places of arrival are named only */
    bool bare;                  /* no scale bar, north arrow, legend: a ground for other drawings */
    const char *title, *under;  /* "" if none */
};

/* Metres to points: x = ox + X * scale, y = oy - Y * scale. */
struct aman_map_frame {
    double ox, oy, scale;
    double x0, y0, x1, y1; /* of the map's window in the picture */
};
struct aman_map_frame aman_map_frame_of(const struct aman_map *map, double width, double height);

/* An aman_draw_fn; `what` is a struct aman_map. */
void aman_map_draw(struct aman_draw *draw, const void *what);

/* The box of what was drawn on this level (its floor and the pitch, not the surroundings) with a margin; in a city
 * without the places of arrival, which may be far. The venue's box when nothing was drawn there. */
struct aman_box aman_map_drawn_box(const struct aman_venue *venue, int level);

#endif
