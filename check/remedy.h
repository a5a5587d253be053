/* check/remedy.h - how much of something would do. Plain arithmetic, worked by hand in tests/check. */
#ifndef AMAN_CHECK_REMEDY_H
#define AMAN_CHECK_REMEDY_H

#include "plan/plan.h"

#include <stdint.h>

/* The window that the field plans entry by. */
enum { AMAN_LATE_WINDOW_S = 2700 };

/* Lanes to add so that demand_per_h is served at lane_per_h each; 0 when there are enough. */
int aman_remedy_lanes(double demand_per_h, double lane_per_h, int have);

/* The greatest increase of a cumulative series of n values a second in window_s, as persons an hour of
 * the window; a shorter series counts as if it were as long as the window. */
double aman_peak_per_h(const uint32_t *cumulative, size_t n, size_t window_s);

/* Persons of a group that come between two moments by its profile. */
double aman_profile_between(const struct aman_plan_group *group, double from_s, double to_s);

#endif
