/* check/scenario_parts.h - the steps of aman_scenario_build, one file each. */
#ifndef AMAN_CHECK_SCENARIO_PARTS_H
#define AMAN_CHECK_SCENARIO_PARTS_H

#include "check/scenario.h"

/* Where each thing of the plan went in the world. */
struct aman_world_index {
    int *barrier_of; /* per feature, -1 */
    int *target_of;  /* per feature: gangways and stands without one; -1 */
    int first_place_target;
};

enum aman_err aman_scenario_world(struct aman_scenario *scenario, struct aman_world_index *index);

/* The order in which the places of the stands are given away. */
struct aman_seating {
    uint32_t *order;            /* venue seats, grouped by stand, blocks mixed */
    uint32_t *begin, *n, *used; /* per feature */
};
enum aman_err aman_seating_build(const struct aman_scenario *scenario, struct aman_seating *seating);

/* The next place in this stand; past the last one it starts again (the plan sold too many). */
uint32_t aman_seating_take(struct aman_seating *seating, int stand);

/* People, with the arrays of scenario->day.people. */
enum aman_err aman_scenario_people(struct aman_scenario *scenario, const struct aman_world_index *index,
                                   struct aman_seating *seating);

/* Streams and counters of the random numbers that a scenario draws. */
enum aman_draw {
    AMAN_DRAW_SPEED,
    AMAN_DRAW_MOBILITY,
    AMAN_DRAW_EARLY,
    AMAN_DRAW_LEAVE,
    AMAN_DRAW_REACT,
};
/* A permutation of order[0..n) by Fisher and Yates. */
void aman_shuffle(uint64_t seed, uint64_t stream, uint32_t *order, size_t n);

#endif
