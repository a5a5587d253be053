/* tests/check/tiny.h - a plan that fits on a page: a square with a car park, one gate of `lanes`
 * turnstiles, a concourse, a stand of 200 seats on one gangway, a place of safety outside.
 *
 *            +--+  gangway, seats on both sides
 *   +--------+  +--------+ y 40
 *   |     concourse      |
 *   +------======--------+ y 20: wall, gate x 25..35
 *   | P     queue      S |   P: car park, S: safety
 *   +--------------------+ y 0
 */
#ifndef AMAN_TESTS_CHECK_TINY_H
#define AMAN_TESTS_CHECK_TINY_H

#include "plan/plan.h"

enum {
    TINY_GATES_OPEN = 36000, /* 10:00 */
    TINY_KICK_OFF = 37800,   /* 10:30 */
    TINY_EGRESS = 38340,
    TINY_FULL_TIME = 38400, /* 10:40 */
    TINY_END = 42000,
};

enum tiny_feature {
    TINY_SQUARE,
    TINY_GATE,
    TINY_GANGWAY,
    TINY_STAND,
    TINY_CAR_PARK,
    TINY_SAFETY,
    TINY_QUEUE,
    TINY_CONCOURSE,
    TINY_FEATURES
};

/* All memory static inside: one plan at a time, changed by tests as they like, made anew by each call. */
struct aman_plan *tiny_plan(int people, int lanes);

/* Adds contingencies to it; returns the new one, zeroed but for id, name and type. */
struct aman_plan_contingency *tiny_contingency(struct aman_plan *plan, const char *id,
                                               enum aman_contingency_type type);

#endif
