/* plan/profile.h - when people arrive: named curves.
 *
 * A curve spreads a group over [from, to] around its *anchor*: kick-off, or `to` where that is earlier.
 * Shares of the group that arrive
 *
 *              before the last 45 min   in the last 45 min   after the anchor
 *   early               80 %                   19 %                 1 %
 *   late                33 %                   65 %                 2 %
 *   very_late           15 %                   80 %                 5 %
 *   steady      the same number every minute from `from` to `to`
 *
 * `late` is what ticketing vendors report (60 to 70 % in the last 45 minutes); the others are to be
 * confirmed by counts of the venue. Before the last 45 minutes the rate of arrivals grows steadily from
 * nothing (early: it is even); in the last 45 minutes the three quarters of an hour share 4 : 5 : 4.
 * A part that has no time (the group starts later, or ends at the anchor) is left out and the others
 * are scaled up to 100 %.
 */
#ifndef AMAN_PLAN_PROFILE_H
#define AMAN_PLAN_PROFILE_H

#include "base/error.h"
#include "plan/plan.h"

enum aman_curve {
    AMAN_CURVE_EARLY,
    AMAN_CURVE_STEADY,
    AMAN_CURVE_LATE,
    AMAN_CURVE_VERY_LATE,
    AMAN_CURVE_COUNT
};

/* NULL-terminated names in the order of the enum: "early", … */
extern const char *const aman_curve_names[AMAN_CURVE_COUNT + 1];

enum { AMAN_CURVE_MOST_POINTS = 16 };

/* Fills points with *n <= AMAN_CURVE_MOST_POINTS points: times strictly ascending from from_s to to_s, shares
 * from 0 to exactly 1. ARGUMENT unless all times are finite and from_s < to_s. */
enum aman_err aman_curve_points(enum aman_curve curve, double from_s, double to_s, double kick_off_s,
                                struct aman_profile_point points[AMAN_CURVE_MOST_POINTS], size_t *n);

#endif
