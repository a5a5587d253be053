/* plan/escorts.h - what the protocol says of escorts: the roads, what is closed on them, and who drives when.
 *
 * Immutable once read; texts and arrays lie in the plan's arena, the road network in its own. Times `…_s` are seconds from
 * local midnight as everywhere in the plan, NAN where unset. Degrees WGS 84.
 */
#ifndef AMAN_PLAN_ESCORTS_H
#define AMAN_PLAN_ESCORTS_H

#include "base/geom.h"
#include "plan/node.h"
#include "plan/roads.h"

enum aman_road_place_kind {
    AMAN_ROAD_PLACE_OTHER,
    AMAN_ROAD_PLACE_HOTEL,
    AMAN_ROAD_PLACE_AIRPORT,
    AMAN_ROAD_PLACE_STATION,
    AMAN_ROAD_PLACE_TRAINING,
    AMAN_ROAD_PLACE_VENUE,
    AMAN_ROAD_PLACE_JUNCTION,
    AMAN_ROAD_PLACE_CHECKPOINT,
    AMAN_ROAD_PLACE_SAFE_STOP, /* this and what follows: a haven */
    AMAN_ROAD_PLACE_POLICE,
    AMAN_ROAD_PLACE_HOSPITAL,
    AMAN_ROAD_PLACE_KIND_COUNT
};

/* A point that escorts name. */
struct aman_plan_road_place {
    const char *id, *name;
    enum aman_road_place_kind kind;
    double lon, lat;
    int line; /* in plan.yaml */
};

/* Roads that convoys must keep off from from_s to to_s: what carries one of the names or ids, as far as it lies in the
 * area, or all in the area where neither is given. */
struct aman_plan_closure {
    const char *id, *name;
    const char *const *roads; /* names, compared as they are written */
    size_t n_roads;
    const int64_t *ways;      /* ids of the map */
    size_t n_ways;
    struct aman_ring area;    /* degrees; n 0: everywhere */
    double from_s, to_s;      /* from < to; a closure without hours: -INFINITY, INFINITY */
    bool escorts_pass;        /* closed to others only */
    int line;
};

struct aman_plan_roads {
    struct aman_roads *map; /* NULL: the plan names none, and escorts are shown only */
    struct aman_road_speeds speeds;
    double snap_m; /* how far a place may be from a road */
    const char *attribution; /* whose map it is; shown with it */
    struct aman_plan_road_place *places;
    size_t n_places;
    struct aman_plan_closure *closures;
    size_t n_closures;
};

enum aman_vehicle_role {
    AMAN_VEHICLE_LEAD,
    AMAN_VEHICLE_OUTRIDER,
    AMAN_VEHICLE_GUARD,
    AMAN_VEHICLE_TEAM,
    AMAN_VEHICLE_SPARE,
    AMAN_VEHICLE_AMBULANCE,
    AMAN_VEHICLE_TAIL,
    AMAN_VEHICLE_ROLE_COUNT
};

/* Vehicles of one kind, one behind the other. */
struct aman_plan_vehicle {
    const char *name; /* "" if none */
    enum aman_vehicle_role role;
    int count;
    double length_m, width_m, height_m, weight_t; /* width, height, weight: NAN if not told */
};

/* A junction that a unit holds. */
struct aman_plan_hold {
    int place;        /* of roads.places; -1 where the plan has no map */
    const char *unit; /* id or name of a unit; "" if none */
    double from_s, to_s; /* NAN: as long as the convoy needs */
    int line;
};

struct aman_plan_escort_point { /* a place with the time at which it is passed */
    int place;
    double at_s; /* NAN: not told */
    int line;
};

struct aman_plan_escort {
    const char *id, *name;
    int origin, destination; /* of roads.places; -1 where the plan has no map or does not say */
    const char *origin_text, *destination_text; /* as written */
    double must_arrive_s;    /* last vehicle in place; NAN: not told */
    double ready_s;          /* may not leave before; NAN */
    double leaves_s;         /* NAN: as late as `confidence` allows */
    double confidence;       /* share of drives that arrive in time, 0.5..0.99 */
    const char *const *keep_off; /* names of roads */
    size_t n_keep_off;
    bool any_turn;           /* turn restrictions do not bind: the police hold the junctions */
    struct aman_plan_vehicle *vehicles; /* in their order */
    size_t n_vehicles;
    double spacing_m, speed_m_per_s; /* between two vehicles; at most */
    struct aman_plan_escort_point *checkpoints;
    size_t n_checkpoints;
    struct aman_plan_hold *holds;
    size_t n_holds;
    int *safe_stops; /* of roads.places */
    size_t n_safe_stops;
    int hospital;    /* of roads.places, -1 */
    int *rivals;     /* escorts */
    size_t n_rivals;
    struct aman_node prose; /* lead, tail, spare bus, communications, actions on, rehearsal … as written */
    int line;
};

/* Of the whole convoy, bumper to bumper, gaps included. 0 without vehicles. */
double aman_convoy_length_m(const struct aman_plan_escort *escort);

/* Largest height, width and weight of its vehicles; 0 where none is told. */
struct aman_convoy_size {
    double height_m, width_m, weight_t;
};
struct aman_convoy_size aman_convoy_size(const struct aman_plan_escort *escort);

/* How the plan writes it: "safe_stop"; "outrider". */
const char *aman_road_place_kind_name(enum aman_road_place_kind kind);
const char *aman_vehicle_role_name(enum aman_vehicle_role role);

#endif
