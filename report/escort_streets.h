/* report/escort_streets.h - a route as a driver follows it: street by street. */
#ifndef AMAN_REPORT_ESCORT_STREETS_H
#define AMAN_REPORT_ESCORT_STREETS_H

#include "check/escort_plan.h"

enum aman_street_turn { AMAN_TURN_START, AMAN_TURN_STRAIGHT, AMAN_TURN_LEFT, AMAN_TURN_RIGHT, AMAN_TURN_COUNT };

struct aman_street {
    size_t first, last; /* points of the route */
    const char *name;   /* or the key "escort.unnamed" */
    double length_m;
    enum aman_street_turn turn; /* onto it; straight within 35 degrees */
};

/* Moves on to the next street; begin with a zeroed one. False behind the last. */
bool aman_street_next(const struct aman_escort_map *map, const struct aman_planned_route *route, struct aman_street *street);

/* Of the road that leads on from a point: its name, or the key "escort.unnamed". */
const char *aman_street_name(const struct aman_escort_map *map, const struct aman_escort_point *point);

/* "escort.turn_left", … */
const char *aman_street_turn_key(enum aman_street_turn turn);

#endif
