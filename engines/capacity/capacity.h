/* engines/capacity/capacity.h - the arithmetic of safe capacity of one section.
 *
 * Source: SGSA, Guide to Safety at Sports Grounds ("Green Guide", 6th ed.); the terms and
 * rates with their certainty are in plan/limits.h. Pure arithmetic: O(n), no memory.
 */
#ifndef AMAN_ENGINES_CAPACITY_CAPACITY_H
#define AMAN_ENGINES_CAPACITY_CAPACITY_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct aman_capacity_turnstiles {
    int n;              /* >= 0 */
    double per_h;       /* measured or assumed persons an hour each */
};

struct aman_capacity_way {
    double width_m;     /* of the weakest element, >= 0 */
    bool stepped;
};

struct aman_capacity_section {
    const struct aman_capacity_turnstiles *entries;
    size_t n_entries;
    double entry_share;  /* of these entries that serves this section, (0, 1] */
    const struct aman_capacity_way *ways;
    size_t n_ways;
    double ways_share;   /* likewise */
    double places;       /* usable seats, or standing places */
    double p, s;         /* 0..1 */
    double exit_time_s;  /* (0, 480] */
    double evacuation_time_s; /* [150, 480] */
};

struct aman_capacity_rates {
    double turnstile_per_h;       /* at most: 660 */
    double level_per_m_min;       /* 82 */
    double stepped_per_m_min;     /* 66 */
};

struct aman_capacity_result {
    double entry, holding, exit, emergency; /* persons */
    double safe;         /* the least of the four */
    int binding;         /* 0 entry, 1 holding, 2 exit, 3 emergency: first of the least */
    double margin;       /* next smallest term less safe */
};

/* ARGUMENT when a number is out of range or not finite; result untouched then.
 * The emergency term leaves out the widest way when there are two or more. */
enum aman_err aman_capacity_of_section(const struct aman_capacity_section *section,
                                       const struct aman_capacity_rates *rates,
                                       struct aman_capacity_result *result);

#endif
