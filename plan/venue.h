/* plan/venue.h - the ground: levels, walls, stairs, stands, gates, places.
 *
 * Coordinates: metres, x east, y north, origin near the middle of the venue (doubles).
 * A venue is immutable once read; all memory lies in the arena of the plan that holds it.
 */
#ifndef AMAN_PLAN_VENUE_H
#define AMAN_PLAN_VENUE_H

#include "base/geom.h"

#include <stdbool.h>
#include <stddef.h>

enum aman_feature_kind {
    AMAN_FEATURE_WALKABLE,  /* area on which people walk */
    AMAN_FEATURE_OBSTACLE,  /* area cut out of it */
    AMAN_FEATURE_WALL,      /* line that nobody crosses */
    AMAN_FEATURE_STAIR,     /* area joining two levels, `up_deg` is the way up */
    AMAN_FEATURE_RAMP,      /* the same, sloped */
    AMAN_FEATURE_STAND,     /* area of seats or standing places */
    AMAN_FEATURE_GANGWAY,   /* walkable area inside a stand, stepped; seats are reached from it */
    AMAN_FEATURE_GATE,      /* line: a bank of turnstiles; a wall but for them, open in egress */
    AMAN_FEATURE_SEARCH,    /* line: a bank of search lanes; a wall but for them, open in egress */
    AMAN_FEATURE_EXIT,      /* line: a wall during ingress, open in egress and evacuation */
    AMAN_FEATURE_SAFETY,    /* area: place of safety */
    AMAN_FEATURE_SOURCE,    /* area: where people arrive and depart (car park, stop, station) */
    AMAN_FEATURE_PITCH,     /* area: the field; not walkable; stands face its centre */
    AMAN_FEATURE_ZONE,      /* area in which density is measured */
    AMAN_FEATURE_KIND_COUNT
};

/* The scheme by which a zone's density is judged. */
enum aman_zone_scheme { AMAN_ZONE_WALKWAY, AMAN_ZONE_QUEUE, AMAN_ZONE_STAIRS, AMAN_ZONE_STANDING };

struct aman_feature {
    enum aman_feature_kind kind;
    const char *id;   /* unique in the venue; made up ("wall-12") where the file has none */
    const char *name; /* "" if none */
    int level;        /* index into venue levels; stairs and ramps: the lower one */
    int level_up;     /* stairs and ramps: the upper one; otherwise = level */
    struct aman_area area;   /* area kinds; rings closed, valid */
    struct aman_ring line;   /* line kinds: an open polyline of >= 2 points; gate, search, exit: the way in is to its left */
    double up_deg;           /* stair, ramp: bearing of the way up */
    double rise_m;           /* stair, ramp: > 0 */
    double inward_deg;       /* gate, search, exit: bearing of the way in */
    int rows, places;        /* stand: declared rows and places; 0: from the drawing */
    bool standing;           /* stand */
    double row_depth_m, seat_width_m; /* stand */
    double standing_per_m2;  /* stand, standing */
    const char *section;     /* stand, gangway: section id, = stand id where the file has none */
    enum aman_zone_scheme scheme; /* zone */
    bool drawn;              /* false: derived (from the city map or by the reader) */
};

/* One floor. `region` is where people can be: walkable areas and gangways, less obstacles,
 * pitch and seats, plus the footprint of every stair that starts or ends here. Behind the top of a stair the lower
 * level has no ground for 0.3 m, nor has the upper level below its bottom: nobody steps onto it from there. */
struct aman_level {
    const char *name;    /* as written in the file */
    struct aman_area region;
    struct aman_segment *walls; /* boundary of the region less the ends of stairs, sides of
                                   stairs, wall features; gates, searches and exits not among them */
    size_t n_walls;
};

/* A stair or ramp as a link: people on it belong to level `low`; crossing `top` they are on
 * level `high`. An end is the part of the footprint's edge that touches ground of its level. */
struct aman_link {
    int feature; /* index into features */
    int low, high;
    struct aman_segment bottom, top;
    double speed_up, speed_down; /* factors on walking speed, horizontal: (0, 1] */
};

/* One place in a stand, reached from `access` on the region of the stand's level. */
struct aman_seat {
    struct aman_point at, access;
    int stand;   /* index into features */
    int gangway; /* index into features of the area that holds `access`: a gangway, or -1: other walkable area */
    int row;     /* from 0, nearest the pitch */
};

struct aman_venue {
    const char *crs;         /* projection used, as "EPSG:32630"; "" for a drawing in metres without a place on Earth */
    double origin_e_m, origin_n_m; /* projected coordinates of the origin */
    double origin_lon, origin_lat; /* degrees; NAN where crs is "" */
    struct aman_point per_lon_m, per_lat_m; /* metres of the venue for a degree eastwards, northwards at the origin; 0 where crs is "" */
    struct aman_box box;     /* of everything */
    struct aman_level *levels;
    size_t n_levels;
    struct aman_feature *features;
    size_t n_features;
    struct aman_link *links;
    size_t n_links;
    struct aman_seat *seats; /* grouped by stand, rows ascending */
    size_t n_seats;
    struct aman_area buildings, water; /* of the surroundings, for maps; empty if none */
    const char *attribution; /* "© OpenStreetMap contributors, ODbL" or "" */
};

const char *aman_feature_kind_name(enum aman_feature_kind kind); /* "walkable", … */

/* Degrees into metres of the venue, within 20 km of its origin and to about a metre within 5; false otherwise, or where the
 * venue has no place on Earth. */
bool aman_venue_place(const struct aman_venue *venue, double lon, double lat, struct aman_point *at);

/* Index of the feature with this id, or -1. O(features). */
int aman_venue_find(const struct aman_venue *venue, const char *id);

#endif
