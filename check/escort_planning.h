/* check/escort_planning.h - a plan being made: the net cut at both ends. Private to the files that plan escorts. */
#ifndef AMAN_CHECK_ESCORT_PLANNING_H
#define AMAN_CHECK_ESCORT_PLANNING_H

#include "check/escort_inside.h"

/* One plan being made: on the map's own graph where both ends are nodes of it, otherwise on one that is cut there. */
struct planning {
    struct aman_escort_map *map;
    struct aman_escort_plan *plan;
    struct aman_escort_cut cut;
    struct aman_escort_graph *own_graph;
    struct aman_escort_search *own_search;
    const struct aman_escort_net *net;
    const struct aman_escort_graph *graph;
    struct aman_escort_search *search;
    uint32_t from, to;
    uint8_t *mark; /* of each segment of the net */
    struct aman_escort_pair pair;
    struct aman_escort_field *havens;
};

/* The segment of the map's net, before it was cut, that this one is a part of. */
static inline uint32_t aman_escort_whole_of(const struct planning *planning, uint32_t segment)
{
    if (planning->own_graph) segment = planning->cut.parents[segment];
    return planning->map->inside->cut.parents[segment];
}

/* Brings both ends to their nearest roads and cuts the net there; plan->state becomes AMAN_ESCORT_PLANNED unless an end is
 * too far or both come to one place. Release in any case. */
enum aman_err aman_escort_planning_init(struct planning *planning, struct aman_escort_map *map, struct aman_escort_plan *plan);
void aman_escort_planning_release(struct planning *planning);

/* An arc route as points, in plan->arena. `start`, where not NULL, replaces the first point: the route begins on its first
 * arc, whose length and times are then less by what lies before it. */
enum aman_err aman_escort_show_route(struct planning *planning, const struct aman_escort_route *route,
                                     const struct aman_escort_point *start, struct aman_planned_route *planned);

#endif
