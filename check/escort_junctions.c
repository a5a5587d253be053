/* Where streets meet the primary route, and the plan's places along it. */
#include "check/escort_inside.h"
#include "check/escorts.h"

#include <math.h>
#include <string.h>

struct meeting_street {
    size_t best;  /* way that says which junction it is, or SIZE_MAX: none meets */
    bool is_main; /* one that meets is of class tertiary or above */
};

static struct aman_point metres_of(const struct aman_escort_judged *judged, const struct aman_escort_point *point)
{
    return aman_escort_map_metres(&judged->map, point->lon, point->lat);
}

/* How far a place is from the route, and where along it is nearest. */
static double off_route_m(const struct aman_escort_judged *judged, const struct aman_plan_road_place *place, double *at_m)
{
    const struct aman_planned_route *route = &judged->routes.primary;
    struct aman_point at = aman_escort_map_metres(&judged->map, place->lon, place->lat);
    double least_m = INFINITY;
    for (size_t i = 0; i + 1 < route->n; i++) {
        struct aman_segment leg = {metres_of(judged, &route->points[i]), metres_of(judged, &route->points[i + 1])};
        struct aman_point nearest = aman_segment_nearest(leg, at);
        double away_m = aman_point_distance(at, nearest), whole_m = aman_point_distance(leg.a, leg.b);
        if (!(away_m < least_m)) continue;
        least_m = away_m;
        double share = whole_m > 0.0 ? aman_point_distance(leg.a, nearest) / whole_m : 0.0;
        *at_m = route->points[i].at_m + share * (route->points[i + 1].at_m - route->points[i].at_m);
    }
    return least_m;
}

/* ---- streets that meet the route ---- */

/* Streets of another name than the route's there come first: they say which junction it is. */
static bool is_larger(const struct aman_roads *roads, size_t way, size_t than, const char *own)
{
    if (than == SIZE_MAX) return true;
    bool other = strcmp(roads->ways[way].name, own) != 0, than_other = strcmp(roads->ways[than].name, own) != 0;
    return other != than_other ? other : roads->ways[way].road_class < roads->ways[than].road_class;
}

static const char *name_at(const struct aman_escort_judged *judged, size_t point)
{
    return judged->map.roads->ways[judged->routes.primary.points[point].way].name;
}

/* The largest street beside the route's own at each of its points. */
static enum aman_err find_streets(const struct aman_escort_judged *judged, struct meeting_street *streets)
{
    const struct aman_planned_route *route = &judged->routes.primary;
    const struct aman_escort_map *map = &judged->map;
    const struct aman_escort_roads *net = &map->inside->net;
    uint32_t *point_of = aman_mem_new(map->mem, map->roads->n_nodes, sizeof *point_of); /* 0: not on the route */
    bool *own = aman_mem_new(map->mem, net->net.n_segments, sizeof *own);
    enum aman_err err = point_of && own ? AMAN_OK : AMAN_ERR_MEMORY;
    for (size_t i = 0; err == AMAN_OK && i < route->n; i++) {
        streets[i].best = SIZE_MAX;
        own[route->points[i].segment] = true;
        ptrdiff_t node = route->points[i].on_map ? aman_roads_find_node(map->roads, route->points[i].id) : -1;
        if (node >= 0 && i > 0 && i + 1 < route->n) point_of[node] = (uint32_t)i;
    }
    for (size_t s = 0; err == AMAN_OK && s < net->net.n_segments; s++) {
        uint32_t ends[] = {point_of[net->net.segments[s].a], point_of[net->net.segments[s].b]};
        for (int e = 0; e < 2 && !own[s]; e++)
            if (ends[e] > 0 && is_larger(map->roads, net->way[s], streets[ends[e]].best, name_at(judged, ends[e])))
                streets[ends[e]].best = net->way[s];
        for (int e = 0; e < 2 && !own[s]; e++)
            if (ends[e] > 0 && map->roads->ways[net->way[s]].road_class <= AMAN_ROAD_TERTIARY_LINK)
                streets[ends[e]].is_main = true;
    }
    if (point_of) aman_mem_free(map->mem, point_of, map->roads->n_nodes, sizeof *point_of);
    if (own) aman_mem_free(map->mem, own, net->net.n_segments, sizeof *own);
    return err;
}

static bool has_signal(const struct aman_escort_judged *judged, const struct aman_escort_point *point)
{
    ptrdiff_t node = point->on_map ? aman_roads_find_node(judged->map.roads, point->id) : -1;
    return node >= 0 && judged->map.roads->nodes[node].signal;
}

static struct aman_escort_junction junction_at(const struct aman_escort_judged *judged, size_t i,
                                               const struct meeting_street *street)
{
    const struct aman_escort_point *point = &judged->routes.primary.points[i];
    const struct aman_roads *roads = judged->map.roads;
    const struct aman_drive_point *when = &judged->primary.points[i];
    return (struct aman_escort_junction){.point = i, .at_m = point->at_m, .lon = point->lon, .lat = point->lat,
                                         .road = roads->ways[point->way].name, .across = roads->ways[street->best].name,
                                         .needs_unit = has_signal(judged, point) || street->is_main,
                                         .from_s = when->early_s - AMAN_ESCORT_HOLD_LEAD_S, .to_s = when->clear_s,
                                         .stop_s = when->clear_s - when->late_s, .hold = -1};
}

static void merge(struct aman_escort_junction *into, const struct aman_escort_junction *next, bool larger)
{
    into->to_s = fmax(into->to_s, next->to_s);
    into->stop_s = fmax(into->stop_s, next->stop_s);
    into->needs_unit = into->needs_unit || next->needs_unit;
    if (larger || !into->across[0]) into->across = next->across;
}

static void list_junctions(struct aman_escort_judged *judged, const struct meeting_street *streets)
{
    const struct aman_planned_route *route = &judged->routes.primary;
    size_t largest = SIZE_MAX;
    for (size_t i = 1; i + 1 < route->n; i++) {
        if (streets[i].best == SIZE_MAX) continue;
        struct aman_escort_junction next = junction_at(judged, i, &streets[i]);
        struct aman_escort_junction *last = judged->n_junctions > 0 ? &judged->junctions[judged->n_junctions - 1] : NULL;
        if (last && next.at_m - last->at_m <= AMAN_ESCORT_JUNCTION_M) {
            bool larger = is_larger(judged->map.roads, streets[i].best, largest, name_at(judged, i));
            merge(last, &next, larger);
            if (larger) largest = streets[i].best;
        } else {
            judged->junctions[judged->n_junctions++] = next;
            largest = streets[i].best;
        }
    }
}

/* Each hold goes to the nearest junction. */
static void match_holds(const struct aman_plan *plan, struct aman_escort_judged *judged)
{
    for (size_t h = 0; h < judged->escort->n_holds; h++) {
        const struct aman_plan_hold *hold = &judged->escort->holds[h];
        double at_m, least_m = AMAN_ESCORT_NEAR_M;
        struct aman_escort_junction *nearest = NULL;
        if (hold->place < 0) continue;
        const struct aman_plan_road_place *place = &plan->roads.places[hold->place];
        judged->hold_off_m[h] = off_route_m(judged, place, &at_m);
        for (size_t i = 0; i < judged->n_junctions; i++) {
            struct aman_escort_junction *junction = &judged->junctions[i];
            double away_m = aman_point_distance(aman_escort_map_metres(&judged->map, place->lon, place->lat),
                                                aman_escort_map_metres(&judged->map, junction->lon, junction->lat));
            if (away_m > least_m || junction->hold >= 0) continue;
            nearest = junction;
            least_m = away_m;
        }
        if (nearest) nearest->hold = (int)h;
    }
}

static void place_checkpoints(const struct aman_plan *plan, struct aman_escort_judged *judged)
{
    for (size_t i = 0; i < judged->escort->n_checkpoints; i++) {
        const struct aman_plan_escort_point *point = &judged->escort->checkpoints[i];
        struct aman_escort_passage *passage = &judged->passages[i];
        *passage = (struct aman_escort_passage){.off_m = INFINITY};
        if (point->place < 0) continue;
        passage->off_m = off_route_m(judged, &plan->roads.places[point->place], &passage->at_m);
        passage->when = aman_drive_at(&judged->routes.primary, &judged->primary, passage->at_m);
    }
}

enum aman_err aman_escort_junctions_make(const struct aman_plan *plan, struct aman_escort_judged *judged,
                                         struct aman_arena *arena)
{
    size_t n = judged->routes.primary.n;
    struct meeting_street *streets = aman_mem_new(judged->map.mem, n, sizeof *streets);
    judged->junctions = aman_arena_new(arena, n, sizeof *judged->junctions);
    judged->passages = aman_arena_new(arena, judged->escort->n_checkpoints, sizeof *judged->passages);
    judged->hold_off_m = aman_arena_new(arena, judged->escort->n_holds, sizeof *judged->hold_off_m);
    enum aman_err err =
        streets && judged->junctions && judged->passages && judged->hold_off_m ? AMAN_OK : AMAN_ERR_MEMORY;
    if (err == AMAN_OK) err = find_streets(judged, streets);
    if (err == AMAN_OK) {
        list_junctions(judged, streets);
        match_holds(plan, judged);
        place_checkpoints(plan, judged);
    }
    if (streets) aman_mem_free(judged->map.mem, streets, n, sizeof *streets);
    return err;
}
