/* plan/roads.h - a road network as the map has it: nodes, ways, turn restrictions, places of help.
 *
 * Degrees WGS 84, metres, tonnes, km/h. Immutable once read; all memory lies in its arena. What the map says
 * and is not used is counted, never dropped in silence.
 */
#ifndef AMAN_PLAN_ROADS_H
#define AMAN_PLAN_ROADS_H

#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum aman_road_class {
    AMAN_ROAD_MOTORWAY,
    AMAN_ROAD_MOTORWAY_LINK,
    AMAN_ROAD_TRUNK,
    AMAN_ROAD_TRUNK_LINK,
    AMAN_ROAD_PRIMARY,
    AMAN_ROAD_PRIMARY_LINK,
    AMAN_ROAD_SECONDARY,
    AMAN_ROAD_SECONDARY_LINK,
    AMAN_ROAD_TERTIARY,
    AMAN_ROAD_TERTIARY_LINK,
    AMAN_ROAD_UNCLASSIFIED,
    AMAN_ROAD_RESIDENTIAL,
    AMAN_ROAD_LIVING_STREET,
    AMAN_ROAD_SERVICE,
    AMAN_ROAD_ROAD, /* highway=road: class not known */
    AMAN_ROAD_CLASS_COUNT
};

/* OpenStreetMap's name of the class ("motorway_link"), and back; false for any other word. */
const char *aman_road_class_name(enum aman_road_class road_class);
bool aman_road_class_of(const char *name, enum aman_road_class *road_class);

struct aman_road_node {
    int64_t id;
    double lon, lat;
    bool signal; /* traffic lights */
    bool barred; /* a bollard, a gate that is private, …: no vehicle passes it */
};

struct aman_road_way {
    int64_t id;
    const char *name; /* UTF-8; its `name`, else its `ref`; "" if none */
    enum aman_road_class road_class;
    uint32_t first, n;          /* nodes: refs[first .. first + n), n >= 2, neighbours differ */
    bool forward, backward;     /* in which directions vehicles may use it; one of them at least */
    bool destination;           /* for access only (destination, delivery, customers, permit) */
    bool bridge, tunnel;
    double forward_kmh, backward_kmh;             /* signed limit; 0: none that can be read */
    double most_height_m, most_width_m, most_weight_t; /* 0: none that can be read */
};

struct aman_road_turn {
    int64_t id;      /* of the relation */
    bool only;       /* only_*: nothing but `to` may follow; otherwise `to` must not */
    uint32_t from, to; /* ways */
    uint32_t via;      /* vias[via .. via + n_via): ways between the two, in order; none where via is a node */
    uint32_t n_via;
    uint32_t joint;    /* joints[joint .. joint + n_via + 1): nodes at which one goes over into the next, each an end of
                          both; vias are run through from one joint to the next */
};

enum aman_road_help { AMAN_HELP_HOSPITAL, AMAN_HELP_POLICE, AMAN_HELP_SAFE_STOP, AMAN_HELP_COUNT }; /* safe stops: of a plan only */

/* Word of the translation tables for a place without a name: "escort.hospital", … */
const char *aman_road_help_key(enum aman_road_help help);

struct aman_road_place {
    enum aman_road_help kind;
    const char *name; /* "" if none */
    double lon, lat;
};

/* What the map holds and the network does not, and what was read differently from what it says. */
enum aman_road_note {
    AMAN_ROAD_NOTE_NOT_FOR_CARS,      /* ways: footways, tracks, and other classes */
    AMAN_ROAD_NOTE_NO_ACCESS,         /* ways: access, vehicle, motor_vehicle or motorcar forbids it */
    AMAN_ROAD_NOTE_AREA,              /* ways: areas, not lines */
    AMAN_ROAD_NOTE_REVERSIBLE,        /* ways: direction changes by the hour; left out */
    AMAN_ROAD_NOTE_CONDITIONAL,       /* ways: a *:conditional tag of access or direction; ignored */
    AMAN_ROAD_NOTE_CUT,               /* ways: shortened, as nodes lie outside of the extract */
    AMAN_ROAD_NOTE_GONE,              /* ways: left out, as fewer than two nodes are in the extract */
    AMAN_ROAD_NOTE_NEGATIVE_ID,       /* elements with a negative id (unsaved edits); used */
    AMAN_ROAD_NOTE_TWICE,             /* ways whose id came before; left out */
    AMAN_ROAD_NOTE_SPEED,             /* ways: a speed limit that is no number; the class's speed counts */
    AMAN_ROAD_NOTE_SIZE,              /* ways: a height, width or weight that is no number; ignored */
    AMAN_ROAD_NOTE_TURN_CONDITIONAL,  /* restrictions: only at some hours; ignored */
    AMAN_ROAD_NOTE_TURN_EXCEPT,       /* restrictions: not for cars (`except`); ignored */
    AMAN_ROAD_NOTE_TURN_UNKNOWN,      /* restrictions: of a kind that is not known; ignored */
    AMAN_ROAD_NOTE_TURN_MEMBERS,      /* restrictions: from, via or to missing, or twice; ignored */
    AMAN_ROAD_NOTE_TURN_ELSEWHERE,    /* restrictions: between ways that are not in the network; not needed */
    AMAN_ROAD_NOTE_TURN_APART,        /* restrictions: members that do not meet; ignored */
    AMAN_ROAD_NOTE_PLACE_RELATION,    /* hospitals and police stations drawn as relations; ignored */
    AMAN_ROAD_NOTE_PLACE_CLOSED,      /* hospitals that say that they take no emergencies; left out */
    AMAN_ROAD_NOTE_BAD_PLACE,         /* nodes off the Earth; left out */
    AMAN_ROAD_NOTE_COUNT
};

/* "speed limit that is no number: the class's speed counts", for people who read English. */
const char *aman_road_note_text(enum aman_road_note note);

struct aman_roads {
    struct aman_arena arena;
    struct aman_road_node *nodes; /* ids ascending */
    struct aman_road_way *ways;   /* ids ascending */
    uint32_t *refs;               /* nodes of the ways */
    struct aman_road_turn *turns; /* ids ascending */
    uint32_t *vias, *joints;
    struct aman_road_place *places; /* in the order of the map */
    size_t n_nodes, n_ways, n_refs, n_turns, n_vias, n_joints, n_places;
    size_t notes[AMAN_ROAD_NOTE_COUNT];
};

void aman_roads_destroy(struct aman_roads *roads);

/* Index of the node or way with this id, or -1. O(log n). */
ptrdiff_t aman_roads_find_node(const struct aman_roads *roads, int64_t id);
ptrdiff_t aman_roads_find_way(const struct aman_roads *roads, int64_t id);

/* How fast a class is driven at each full hour of the day, and how late it may be. */
struct aman_road_speeds {
    double kmh[AMAN_ROAD_CLASS_COUNT][24];        /* median, (0, 200] */
    double p90_factor[AMAN_ROAD_CLASS_COUNT][24]; /* time that 9 of 10 drives stay under / median time, [1, 20] */
    double signal_s;                              /* lost at a traffic light, median */
};

/* Speeds by class: the car profile of OSRM (profiles/car.lua); 2 s at a traffic light: the same. The shares of it at
 * each hour and the 90th percentile are defaults to be confirmed for the city (certainty C). */
struct aman_road_speeds aman_road_speeds_default(void);

#endif
