#include "report/escort_streets.h"

#include <math.h>
#include <string.h>

static const double straight_deg = 35.0;

const char *aman_street_name(const struct aman_escort_map *map, const struct aman_escort_point *point)
{
    const char *name = map->roads->ways[point->way].name;
    return name[0] ? name : "escort.unnamed";
}

const char *aman_street_turn_key(enum aman_street_turn turn)
{
    static const char *const keys[AMAN_TURN_COUNT] = {"escort.turn_start", "escort.turn_straight", "escort.turn_left",
                                                      "escort.turn_right"};
    return keys[turn];
}

static double bearing(const struct aman_escort_map *map, const struct aman_planned_route *route, size_t leg)
{
    struct aman_point a = aman_escort_map_metres(map, route->points[leg].lon, route->points[leg].lat);
    struct aman_point b = aman_escort_map_metres(map, route->points[leg + 1].lon, route->points[leg + 1].lat);
    return aman_vector_bearing((struct aman_point){b.x - a.x, b.y - a.y});
}

static enum aman_street_turn turn_at(const struct aman_escort_map *map, const struct aman_planned_route *route, size_t point)
{
    if (point == 0) return AMAN_TURN_START;
    double change = remainder(bearing(map, route, point) - bearing(map, route, point - 1), 360.0);
    if (fabs(change) <= straight_deg) return AMAN_TURN_STRAIGHT;
    return change < 0.0 ? AMAN_TURN_LEFT : AMAN_TURN_RIGHT;
}

bool aman_street_next(const struct aman_escort_map *map, const struct aman_planned_route *route, struct aman_street *street)
{
    size_t i = street->last;
    if (i + 1 >= route->n) return false;
    struct aman_street next = {.first = i, .name = aman_street_name(map, &route->points[i]), .turn = turn_at(map, route, i)};
    while (i + 1 < route->n && strcmp(aman_street_name(map, &route->points[i]), next.name) == 0) i++;
    next.last = i;
    next.length_m = route->points[i].at_m - route->points[next.first].at_m;
    *street = next;
    return true;
}
