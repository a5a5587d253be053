/* check/escort_lost.h - a leg of the primary is lost: what is left. */
#ifndef AMAN_CHECK_ESCORT_LOST_H
#define AMAN_CHECK_ESCORT_LOST_H

#include "check/escort_plan.h"

struct aman_escort_loss {
    bool reached;  /* otherwise nothing leads round it, from nowhere on the primary, and the rest is not set */
    size_t from;   /* point of the primary where the divert leaves it; before the lost leg's own beginning: what is lost must
                      be known there, as the convoy does not turn round */
    const uint32_t *arcs; /* of the net cut at havens and ends; from `from` to the destination */
    size_t n;
    double length_m, p50_s, p90_s;
};

/* One for each leg of the plan's primary: its street closed in both directions, and all that `late` closes. A divert does
 * not use the street that the convoy came by, and obeys restrictions that began on the primary. MEMORY; losses come from
 * arena. Cost: a hierarchy of the map, then some microseconds for each leg and point that it has to go back. */
enum aman_err aman_escort_losses_make(struct aman_escort_map *map, const struct aman_escort_plan *plan,
                                      const struct aman_escort_avoid *late, size_t n_late, struct aman_arena *arena,
                                      struct aman_escort_loss **losses);

#endif
