/* check/escort_plan.h - one convoy's way: primary, alternate, emergency, what they share, what none can avoid.
 *
 * An *escort map* is the roads as routed on for one wish, with the havens brought to their nearest roads; it serves any
 * number of plans, one at a time.
 */
#ifndef AMAN_CHECK_ESCORT_PLAN_H
#define AMAN_CHECK_ESCORT_PLAN_H

#include "base/error.h"
#include "base/geom.h"
#include "check/escort_wish.h"

struct aman_escort_haven {
    struct aman_road_place place;
    bool on_road;      /* near enough to a road; the rest is not set otherwise */
    double distance_m; /* to it */
    uint32_t node;     /* of the map's cut net */
};

struct aman_escort_inside; /* check/escort_inside.h */

struct aman_escort_map {
    const struct aman_mem *mem;
    const struct aman_roads *roads;
    struct aman_escort_closures closures;
    struct aman_escort_haven *havens;
    size_t n_havens, n_near; /* n_near: those on a road */
    bool keep_ways;          /* set by the caller: plans hold the route of each way to a haven */
    double most_snap_m;      /* how far a point may be from the nearest road */
    struct aman_escort_inside *inside;
};

/* Keeps a pointer to roads; wish and havens are done with. MEMORY, ARGUMENT. */
enum aman_err aman_escort_map_init(const struct aman_mem *mem, const struct aman_roads *roads,
                                   const struct aman_escort_wish *wish, const struct aman_road_place *havens,
                                   size_t n_havens, double most_snap_m, struct aman_escort_map *map);
void aman_escort_map_release(struct aman_escort_map *map);

/* Degrees into metres around the map's middle. */
struct aman_point aman_escort_map_metres(const struct aman_escort_map *map, double lon, double lat);

enum aman_escort_state {
    AMAN_ESCORT_PLANNED,
    AMAN_ESCORT_FROM_FAR, /* `from` is farther from the nearest road than allowed */
    AMAN_ESCORT_TO_FAR,
    AMAN_ESCORT_SAME,     /* both ends come to the same place */
    AMAN_ESCORT_NO_ROUTE, /* no route leads from one to the other */
};

struct aman_escort_end {
    double lon, lat;           /* as asked */
    double road_lon, road_lat; /* nearest place on a road */
    double distance_m;
    const char *road;          /* its name; "" if none */
};

struct aman_escort_point {
    double lon, lat;
    bool on_map;  /* a node of the map; otherwise a place between two */
    int64_t id;   /* of the node */
    uint32_t way; /* index of the road that leads on from here; of the last point: that led here */
    uint32_t segment;           /* of the map's net as it was before it was cut: the same */
    double at_m, p50_s, p90_s;  /* from the beginning of the route to here */
};

struct aman_planned_route {
    const struct aman_escort_point *points;
    const uint32_t *arcs; /* n - 1, of the net cut at havens and ends */
    size_t n;
    double length_m, p50_s, p90_s;
    double destination_m, bridge_m, tunnel_m; /* on roads that are for access only, on bridges, in tunnels */
    size_t n_signals;
};

/* A run of a route's segments: points first .. last. */
struct aman_escort_stretch {
    size_t first, last;
    double length_m, p90_s;
};

struct aman_escort_stretches {
    const struct aman_escort_stretch *items;
    size_t n;
    double length_m, p90_s;
    double time_share; /* of the p90 time of the route that they lie on, 0..1 */
};

struct aman_haven_way {
    double at_m;  /* along the primary */
    bool reached; /* otherwise the rest is not set */
    size_t haven; /* index in the map */
    double length_m, p50_s, p90_s;
    struct aman_planned_route route; /* where the map keeps ways: from the point on the primary to the haven */
};

struct aman_haven_back { /* from a haven on to the destination */
    size_t haven;
    bool reached;
    double length_m, p50_s, p90_s;
};

struct aman_escort_plan {
    struct aman_arena arena;
    enum aman_escort_state state;
    struct aman_escort_end from, to;
    /* only where the state is AMAN_ESCORT_PLANNED: */
    struct aman_planned_route primary, alternate;
    struct aman_planned_route emergency; /* the slowest of all ways to the nearest haven; n 0: there is none */
    struct aman_haven_way emergency_way; /* which one that is */
    struct aman_escort_stretches shared;              /* primary and alternate, on the primary */
    struct aman_escort_stretches emergency_on_primary, emergency_on_alternate; /* shared, on the emergency route */
    bool disjoint;    /* primary and alternate share nothing */
    bool exact;       /* no pair shares less; false: the search for it was cut short */
    double best_p90_s; /* of the best route of all: less than the primary's where that was given up to share less */
    struct aman_escort_stretches chokes; /* on the primary: every route uses them */
    const size_t *choke_points;          /* points of the primary that every route passes, chokes' own points left out */
    size_t n_choke_points;
    const struct aman_haven_way *ways;   /* every AMAN_HAVEN_STEP_M of the primary, and at its end */
    size_t n_ways, n_unreached;
    const struct aman_haven_back *backs; /* one for each haven that is the nearest somewhere */
    size_t n_backs;
};

enum { AMAN_HAVEN_STEP_M = 50 };

/* Plans. Degrees, finite; ARGUMENT otherwise. On AMAN_OK *plan is to be released; its state says whether there is a
 * route. */
enum aman_err aman_escort_plan_make(struct aman_escort_map *map, double from_lon, double from_lat, double to_lon,
                                    double to_lat, struct aman_escort_plan *plan);
void aman_escort_plan_release(struct aman_escort_plan *plan);

#endif
