/* check/escort_wish.h - what kind of convoy, when, and what it must keep off. */
#ifndef AMAN_CHECK_ESCORT_WISH_H
#define AMAN_CHECK_ESCORT_WISH_H

#include "base/geom.h"
#include "plan/roads.h"

enum aman_escort_avoid_kind {
    AMAN_AVOID_WAY,     /* id */
    AMAN_AVOID_NODE,    /* id */
    AMAN_AVOID_SEGMENT, /* id, other: two neighbouring nodes, in both directions */
    AMAN_AVOID_CIRCLE,  /* lon, lat, radius_m: every segment that comes within */
    AMAN_AVOID_BRIDGES,
    AMAN_AVOID_TUNNELS,
    AMAN_AVOID_NAME, /* name: every road that is called so */
    AMAN_AVOID_AREA, /* all of `within` */
};

struct aman_escort_avoid {
    enum aman_escort_avoid_kind kind;
    int64_t id, other;
    double lon, lat, radius_m;
    const char *name;
    const struct aman_ring *within; /* degrees; way, name, area: only segments that reach into it; NULL: everywhere */
};

struct aman_escort_wish {
    struct aman_road_speeds speeds;
    int hour;                           /* 0..23 */
    double height_m, width_m, weight_t; /* of the largest vehicle; 0: not looked at */
    bool any_turn;                      /* turn restrictions do not bind (police hold the junctions) */
    const struct aman_escort_avoid *avoids;
    size_t n_avoids;
};

/* What of the map was closed for it. */
struct aman_escort_closures {
    size_t n_too_small;      /* ways, by height, width or weight */
    size_t n_barred;         /* segments, as a barrier stands at one of their ends */
    size_t n_endless;         /* turn restrictions over more segments than the engine takes: ignored */
    const size_t *n_avoided; /* segments that each avoid closed */
};

#endif
