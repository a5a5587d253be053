#include "report/escort_streets.h"

#include <math.h>
#include <string.h>

static const double straight_deg = 35.0, unnamed_most_m = 50.0;

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

/* The street that leads on from point `first` until the name changes. */
static struct aman_street street_from(const struct aman_escort_map *map, const struct aman_planned_route *route, size_t first)
{
    struct aman_street street = {.first = first, .last = first, .name = map->roads->ways[route->points[first].way].name};
    while (street.last + 1 < route->n && strcmp(map->roads->ways[route->points[street.last].way].name, street.name) == 0)
        street.last++;
    street.length_m = route->points[street.last].at_m - route->points[first].at_m;
    return street;
}

/* Takes `next` into `street` when it is no street of its own to a driver: the same one, or a few metres without a name,
 * such as a crossing or a slip road. */
static bool goes_on(struct aman_street *street, const struct aman_street *next)
{
    bool same = strcmp(street->name, next->name) == 0, named = street->name[0] && next->name[0];
    if (!same && (named || (next->name[0] ? street->length_m : next->length_m) > unnamed_most_m)) return false;
    if (!street->name[0]) street->name = next->name;
    street->last = next->last;
    street->length_m += next->length_m;
    return true;
}

bool aman_street_next(const struct aman_escort_map *map, const struct aman_planned_route *route, struct aman_street *street)
{
    if (street->last + 1 >= route->n) return false;
    struct aman_street made = street_from(map, route, street->last);
    made.turn = turn_at(map, route, made.first);
    while (made.last + 1 < route->n) {
        struct aman_street next = street_from(map, route, made.last);
        if (!goes_on(&made, &next)) break;
    }
    if (!made.name[0]) made.name = "escort.unnamed";
    *street = made;
    return true;
}
