/* check/escort_drive.h - where a convoy is when: a window for each point of its route.
 *
 * The time of a leg is log-normal with the leg's median and 90th percentile, and lateness is common to the whole route
 * (engines/escort/escort.h): a quantile of the route is the sum of that quantile of its legs.
 */
#ifndef AMAN_CHECK_ESCORT_DRIVE_H
#define AMAN_CHECK_ESCORT_DRIVE_H

#include "check/escort_plan.h"

/* The share of drives that is quicker than what a window begins with. */
#define AMAN_DRIVE_EARLY 0.1

/* Clock, seconds from midnight. A convoy is at a point from early_s at the soonest until clear_s at the latest. */
struct aman_drive_point {
    double early_s, expected_s, late_s; /* the first vehicle: one in ten is sooner; median; `confidence` are not later */
    double clear_s;                     /* the last vehicle has passed, when the first was there at late_s */
};

struct aman_drive {
    const struct aman_drive_point *points; /* of the route, route->n of them */
    double confidence;
    double convoy_m;
};

/* The factor on a leg's median, to the power of log(p90 / p50): z(quantile) / z(0.9). quantile in (0, 1). */
double aman_drive_power(double quantile);

/* Seconds of a time with that median and 90th percentile at a quantile. */
double aman_drive_quantile(double p50_s, double p90_s, double quantile);

/* Seconds from the route's beginning to its end at a quantile. O(points). */
double aman_drive_time(const struct aman_planned_route *route, double quantile);

/* Windows of a convoy of that length that leaves at start. `start` is itself a window: all four times of it are added to
 * (for a way that branches off another one). Points come from arena: MEMORY. */
enum aman_err aman_drive_make(const struct aman_planned_route *route, struct aman_drive_point start, double confidence,
                              double convoy_m, struct aman_arena *arena, struct aman_drive *drive);

/* The window at a distance along the route, between the points around it. */
struct aman_drive_point aman_drive_at(const struct aman_planned_route *route, const struct aman_drive *drive, double at_m);

#endif
