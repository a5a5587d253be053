#include "base/geom.h"

#include <math.h>

double aman_point_distance(struct aman_point a, struct aman_point b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

struct aman_point aman_segment_nearest(struct aman_segment s, struct aman_point p)
{
    double dx = s.b.x - s.a.x, dy = s.b.y - s.a.y;
    double length2 = dx * dx + dy * dy;
    if (length2 <= 0.0) return s.a;
    double t = ((p.x - s.a.x) * dx + (p.y - s.a.y) * dy) / length2;
    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    return (struct aman_point){s.a.x + t * dx, s.a.y + t * dy};
}

static bool ring_toggles(const struct aman_ring *ring, struct aman_point p)
{
    bool inside = false;
    for (size_t i = 0, j = ring->n - 1; i < ring->n; j = i++) {
        struct aman_point a = ring->points[i], b = ring->points[j];
        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
            inside = !inside;
    }
    return inside;
}

bool aman_area_contains(const struct aman_area *area, struct aman_point p)
{
    bool inside = false;
    for (size_t r = 0; r < area->n; r++)
        if (area->rings[r].n > 0) inside ^= ring_toggles(&area->rings[r], p);
    return inside;
}

static double ring_size(const struct aman_ring *ring)
{
    double twice = 0.0;
    for (size_t i = 0, j = ring->n - 1; i < ring->n; j = i++)
        twice += (ring->points[j].x + ring->points[i].x) * (ring->points[i].y - ring->points[j].y);
    return fabs(twice) / 2.0;
}

double aman_area_size_m2(const struct aman_area *area)
{
    double sum = 0.0;
    for (size_t r = 0; r < area->n; r++) {
        if (area->rings[r].n < 3) continue;
        int depth = 0;
        for (size_t o = 0; o < area->n; o++)
            if (o != r && area->rings[o].n >= 3 && ring_toggles(&area->rings[o], area->rings[r].points[0]))
                depth++;
        sum += depth % 2 ? -ring_size(&area->rings[r]) : ring_size(&area->rings[r]);
    }
    return sum;
}

struct aman_box aman_area_box(const struct aman_area *area)
{
    struct aman_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t r = 0; r < area->n; r++)
        for (size_t i = 0; i < area->rings[r].n; i++) {
            struct aman_point p = area->rings[r].points[i];
            box.x_min = fmin(box.x_min, p.x);
            box.y_min = fmin(box.y_min, p.y);
            box.x_max = fmax(box.x_max, p.x);
            box.y_max = fmax(box.y_max, p.y);
        }
    return box;
}

static double cross(struct aman_point o, struct aman_point a, struct aman_point b)
{
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

static bool opposite(double a, double b)
{
    return (a > 0.0 && b < 0.0) || (a < 0.0 && b > 0.0);
}

/* Of two segments on one line: true when they share more than a point. */
static bool overlap(struct aman_segment s, struct aman_segment t)
{
    double dx = s.b.x - s.a.x, dy = s.b.y - s.a.y;
    double t1 = (t.a.x - s.a.x) * dx + (t.a.y - s.a.y) * dy;
    double t2 = (t.b.x - s.a.x) * dx + (t.b.y - s.a.y) * dy;
    return fmax(fmin(t1, t2), 0.0) < fmin(fmax(t1, t2), dx * dx + dy * dy);
}

bool aman_segments_cross(struct aman_segment s, struct aman_segment t)
{
    double s1 = cross(t.a, t.b, s.a), s2 = cross(t.a, t.b, s.b);
    double t1 = cross(s.a, s.b, t.a), t2 = cross(s.a, s.b, t.b);
    if (s1 == 0.0 && s2 == 0.0 && t1 == 0.0 && t2 == 0.0) return overlap(s, t);
    return opposite(s1, s2) && opposite(t1, t2);
}

struct aman_point aman_bearing_vector(double bearing_deg)
{
    double angle = bearing_deg * (3.14159265358979323846 / 180.0);
    return (struct aman_point){sin(angle), cos(angle)};
}

double aman_vector_bearing(struct aman_point v)
{
    double deg = atan2(v.x, v.y) * (180.0 / 3.14159265358979323846);
    return deg < 0.0 ? deg + 360.0 : deg;
}
