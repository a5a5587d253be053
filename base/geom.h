/* base/geom.h - small plane geometry. Metres, x east, y north; angles in degrees from north,
 * clockwise (a compass bearing), where a name ends in `_deg`. */
#ifndef AMAN_BASE_GEOM_H
#define AMAN_BASE_GEOM_H

#include <stdbool.h>
#include <stddef.h>

struct aman_point {
    double x, y;
};

struct aman_segment {
    struct aman_point a, b;
};

/* A closed ring: n points, the last not repeating the first. */
struct aman_ring {
    struct aman_point *points;
    size_t n;
};

/* A polygon or a set of polygons as rings, by the even-odd rule: outer rings and holes alike. */
struct aman_area {
    struct aman_ring *rings;
    size_t n;
};

struct aman_box {
    double x_min, y_min, x_max, y_max;
};

double aman_point_distance(struct aman_point a, struct aman_point b);

/* The point of segment s nearest to p. */
struct aman_point aman_segment_nearest(struct aman_segment s, struct aman_point p);

/* True when p lies inside by the even-odd rule; the boundary may go either way. O(points). */
bool aman_area_contains(const struct aman_area *area, struct aman_point p);

/* Square metres by the shoelace formula, holes taken off (rings whose first point lies inside
 * an odd number of other rings). O(rings · points). */
double aman_area_size_m2(const struct aman_area *area);

/* Empty areas give x_min > x_max. */
struct aman_box aman_area_box(const struct aman_area *area);

/* True when the open segments cross or touch at an inner point of both. */
bool aman_segments_cross(struct aman_segment s, struct aman_segment t);

/* Unit vector of a compass bearing, and back (0..360). */
struct aman_point aman_bearing_vector(double bearing_deg);
double aman_vector_bearing(struct aman_point v);

#endif
