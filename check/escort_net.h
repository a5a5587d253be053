/* check/escort_net.h - the map's roads as the escort engine's net: lengths, times, what is closed, forbidden turns. */
#ifndef AMAN_CHECK_ESCORT_NET_H
#define AMAN_CHECK_ESCORT_NET_H

#include "engines/escort/escort.h"
#include "plan/roads.h"

enum aman_escort_avoid_kind {
    AMAN_AVOID_WAY,     /* id */
    AMAN_AVOID_NODE,    /* id */
    AMAN_AVOID_SEGMENT, /* id, other: two neighbouring nodes, in both directions */
    AMAN_AVOID_CIRCLE,  /* lon, lat, radius_m: every segment that comes within */
    AMAN_AVOID_BRIDGES,
    AMAN_AVOID_TUNNELS,
};

struct aman_escort_avoid {
    enum aman_escort_avoid_kind kind;
    int64_t id, other;
    double lon, lat, radius_m;
};

/* What kind of convoy, when, and what it must keep off. */
struct aman_escort_wish {
    struct aman_road_speeds speeds;
    int hour;                             /* 0..23 */
    double height_m, width_m, weight_t;   /* of the largest vehicle; 0: not looked at */
    bool any_turn;                        /* turn restrictions do not bind (police hold the junctions) */
    const struct aman_escort_avoid *avoids;
    size_t n_avoids;
};

struct aman_escort_roads {
    struct aman_arena arena;
    const struct aman_roads *roads;
    struct aman_escort_net net; /* nodes: those of roads, in their order */
    uint32_t *way;              /* of each segment */
    bool *restricted;           /* of each arc: it begins, continues or ends a turn restriction */
    double lon0, lat0, x_scale, y_scale; /* metres a degree around the map's middle */
    size_t n_too_small;         /* ways closed by height, width or weight */
    size_t n_barred;            /* segments closed as a barrier stands at one of their ends */
    size_t *n_avoided;          /* segments that each avoid closed */
};

/* Every pair of neighbouring nodes of a way becomes a segment, closed where a barrier stands at one of its ends. Lengths are great-circle distances. The time for a
 * segment is its length at the class's speed at that hour or the signed limit, whichever is lower, and the wait at a
 * traffic light at its end; its p90 is the class's factor times that. O(roads + avoids · segments). MEMORY, ARGUMENT. */
enum aman_err aman_escort_roads_init(const struct aman_mem *mem, const struct aman_roads *roads,
                                     const struct aman_escort_wish *wish, struct aman_escort_roads *net);
void aman_escort_roads_release(struct aman_escort_roads *net);

/* Degrees into the net's metres and back. */
struct aman_point aman_escort_roads_metres(const struct aman_escort_roads *net, double lon, double lat);
struct aman_point aman_escort_roads_degrees(const struct aman_escort_roads *net, struct aman_point at);

#endif
