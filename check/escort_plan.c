#include "check/escort_planning.h"

#include <math.h>
#include <string.h>

/* ---- ends ---- */

static uint32_t way_of(const struct planning *planning, uint32_t segment)
{
    return planning->map->inside->net.way[aman_escort_whole_of(planning, segment)];
}

static struct aman_point on_road(const struct aman_escort_net *net, struct aman_escort_place place)
{
    struct aman_point a = net->nodes[net->segments[place.segment].a], b = net->nodes[net->segments[place.segment].b];
    return (struct aman_point){a.x + place.share * (b.x - a.x), a.y + place.share * (b.y - a.y)};
}

static bool find_end(const struct aman_escort_map *map, struct aman_escort_end *end, struct aman_escort_place *place)
{
    struct aman_point at = aman_escort_roads_metres(&map->inside->net, end->lon, end->lat);
    end->road = "";
    end->distance_m = INFINITY;
    end->road_lon = end->road_lat = NAN;
    if (!aman_escort_snap_find(map->inside->snap, at, place, &end->distance_m)) return false;
    struct aman_point road = aman_escort_roads_degrees(&map->inside->net, on_road(&map->inside->cut.net, *place));
    end->road_lon = road.x;
    end->road_lat = road.y;
    end->road = map->roads->ways[map->inside->net.way[map->inside->cut.parents[place->segment]]].name;
    return end->distance_m <= map->most_snap_m;
}

static bool is_node(struct aman_escort_place place)
{
    return place.share == 0.0 || place.share == 1.0;
}

static uint32_t node_of(const struct aman_escort_net *net, struct aman_escort_place place)
{
    return place.share == 0.0 ? net->segments[place.segment].a : net->segments[place.segment].b;
}

static enum aman_err cut_at_ends(struct planning *planning, const struct aman_escort_place *places)
{
    struct aman_escort_map *map = planning->map;
    planning->net = &map->inside->cut.net;
    planning->graph = map->inside->graph;
    planning->search = map->inside->search;
    if (is_node(places[0]) && is_node(places[1])) {
        planning->from = node_of(planning->net, places[0]);
        planning->to = node_of(planning->net, places[1]);
        return AMAN_OK;
    }
    enum aman_err err = aman_escort_cut_init(map->mem, &map->inside->cut.net, places, 2, &planning->cut);
    if (err == AMAN_OK) err = aman_escort_graph_create(map->mem, &planning->cut.net, &planning->own_graph);
    if (err == AMAN_OK) err = aman_escort_search_create(map->mem, planning->own_graph, &planning->own_search);
    if (err != AMAN_OK) return err;
    planning->net = &planning->cut.net;
    planning->graph = planning->own_graph;
    planning->search = planning->own_search;
    planning->from = planning->cut.nodes[0];
    planning->to = planning->cut.nodes[1];
    return AMAN_OK;
}

/* ---- routes as points ---- */

static struct aman_escort_point point_of(const struct planning *planning, uint32_t node, uint32_t way)
{
    const struct aman_roads *roads = planning->map->roads;
    struct aman_escort_point point = {.way = way, .on_map = node < roads->n_nodes};
    if (point.on_map) {
        point.id = roads->nodes[node].id;
        point.lon = roads->nodes[node].lon;
        point.lat = roads->nodes[node].lat;
        return point;
    }
    struct aman_point at = aman_escort_roads_degrees(&planning->map->inside->net, planning->net->nodes[node]);
    point.lon = at.x;
    point.lat = at.y;
    return point;
}

static void count_arc(const struct planning *planning, uint32_t arc, double length_m, struct aman_planned_route *route)
{
    const struct aman_roads *roads = planning->map->roads;
    const struct aman_road_way *way = &roads->ways[way_of(planning, arc / 2)];
    const struct aman_escort_segment *segment = &planning->net->segments[arc / 2];
    uint32_t head = arc % 2 ? segment->a : segment->b;
    if (way->destination) route->destination_m += length_m;
    if (way->bridge) route->bridge_m += length_m;
    if (way->tunnel) route->tunnel_m += length_m;
    route->n_signals += head < roads->n_nodes && roads->nodes[head].signal;
}

/* From the end backwards, as the first arc may be driven in part only. */
static void add_up(const struct planning *planning, const struct aman_escort_route *route, struct aman_escort_point *points)
{
    double at_m = route->length_m;
    int64_t p50_ms = route->p50_ms, p90_ms = route->p90_ms;
    for (size_t i = route->n; i > 0; i--) {
        const struct aman_escort_segment *segment = &planning->net->segments[route->arcs[i - 1] / 2];
        bool backward = route->arcs[i - 1] % 2;
        points[i].at_m = at_m;
        points[i].p50_s = 1e-3 * (double)p50_ms;
        points[i].p90_s = 1e-3 * (double)p90_ms;
        at_m -= segment->length_m;
        p50_ms -= segment->p50_ms[backward];
        p90_ms -= segment->p90_ms[backward];
    }
    points[0].at_m = points[0].p50_s = points[0].p90_s = 0.0;
}

enum aman_err aman_escort_show_route(struct planning *planning, const struct aman_escort_route *route,
                                     const struct aman_escort_point *start, struct aman_planned_route *planned)
{
    struct aman_planned_route made = {.n = route->n + 1, .length_m = route->length_m, .p50_s = 1e-3 * route->p50_ms,
                                      .p90_s = 1e-3 * route->p90_ms};
    struct aman_escort_point *points = aman_arena_new(&planning->plan->arena, made.n, sizeof *points);
    uint32_t *arcs = aman_arena_new(&planning->plan->arena, route->n, sizeof *arcs);
    if (!points || !arcs) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < route->n; i++) {
        uint32_t s = route->arcs[i] / 2, way = way_of(planning, s);
        const struct aman_escort_segment *segment = &planning->net->segments[s];
        bool backward = route->arcs[i] % 2;
        points[i] = point_of(planning, backward ? segment->b : segment->a, way);
        points[i + 1] = point_of(planning, backward ? segment->a : segment->b, way);
        points[i].segment = points[i + 1].segment = aman_escort_whole_of(planning, s);
        count_arc(planning, route->arcs[i], segment->length_m, &made);
        arcs[i] = route->arcs[i];
    }
    if (start && route->n > 0) {
        uint32_t segment = points[0].segment;
        points[0] = *start;
        points[0].segment = segment;
    } else if (start) {
        points[0] = *start;
    }
    add_up(planning, route, points);
    made.points = points;
    made.arcs = arcs;
    *planned = made;
    return AMAN_OK;
}

/* ---- stretches ---- */

/* Runs of a route's arcs whose `in` is set. */
static enum aman_err list_stretches(struct planning *planning, const struct aman_escort_route *route, const bool *in,
                                    struct aman_escort_stretches *stretches)
{
    struct aman_escort_stretches made = {0};
    struct aman_escort_stretch *items = aman_arena_new(&planning->plan->arena, route->n / 2 + 1, sizeof *items);
    if (!items) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < route->n; i++) {
        const struct aman_escort_segment *segment = &planning->net->segments[route->arcs[i] / 2];
        if (!in[i]) continue;
        if (i == 0 || !in[i - 1]) items[made.n++] = (struct aman_escort_stretch){.first = i};
        struct aman_escort_stretch *run = &items[made.n - 1];
        run->last = i + 1;
        run->length_m += segment->length_m;
        run->p90_s += 1e-3 * segment->p90_ms[route->arcs[i] % 2];
    }
    for (size_t i = 0; i < made.n; i++) {
        made.length_m += items[i].length_m;
        made.p90_s += items[i].p90_s;
    }
    made.time_share = route->p90_ms > 0 ? made.p90_s / (1e-3 * route->p90_ms) : 0.0;
    made.items = items;
    *stretches = made;
    return AMAN_OK;
}

static void mark_route(struct planning *planning, const struct aman_escort_route *route, uint8_t mark)
{
    for (size_t i = 0; i < route->n; i++) planning->mark[route->arcs[i] / 2] = mark;
}

/* What `route` shares with `other`, on `route`. */
static enum aman_err show_shared(struct planning *planning, const struct aman_escort_route *route,
                                 const struct aman_escort_route *other, struct aman_escort_stretches *stretches)
{
    bool *in = aman_mem_new(planning->map->mem, route->n, sizeof *in);
    if (!in) return AMAN_ERR_MEMORY;
    mark_route(planning, other, 1);
    for (size_t i = 0; i < route->n; i++) in[i] = planning->mark[route->arcs[i] / 2];
    mark_route(planning, other, 0);
    enum aman_err err = list_stretches(planning, route, in, stretches);
    aman_mem_free(planning->map->mem, in, route->n, sizeof *in);
    return err;
}

static enum aman_err show_chokes(struct planning *planning)
{
    const struct aman_escort_route *route = &planning->pair.first;
    const struct aman_mem *mem = planning->map->mem;
    struct aman_escort_plan *plan = planning->plan;
    bool *segments = aman_mem_new(mem, route->n, sizeof *segments), *nodes = aman_mem_new(mem, route->n, sizeof *nodes);
    size_t *points = aman_arena_new(&plan->arena, route->n, sizeof *points);
    enum aman_err err = segments && nodes && points ? AMAN_OK : AMAN_ERR_MEMORY;
    if (err == AMAN_OK) err = aman_escort_chokes(planning->graph, mem, route, &planning->pair.second, segments, nodes);
    if (err == AMAN_OK) err = list_stretches(planning, route, segments, &plan->chokes);
    for (size_t i = 0; err == AMAN_OK && i + 1 < route->n; i++)
        if (nodes[i] && !segments[i] && !segments[i + 1]) points[plan->n_choke_points++] = i + 1;
    plan->choke_points = points;
    aman_mem_free(mem, segments, route->n, sizeof *segments);
    aman_mem_free(mem, nodes, route->n, sizeof *nodes);
    return err;
}

/* ---- havens ---- */

static size_t haven_of(const struct aman_escort_map *map, uint32_t target)
{
    for (size_t i = 0; i < map->n_havens; i++)
        if (map->havens[i].on_road && target-- == 0) return i;
    return 0;
}

static enum aman_err make_haven_field(struct planning *planning)
{
    const struct aman_escort_map *map = planning->map;
    uint32_t *targets = aman_mem_new(map->mem, map->n_near, sizeof *targets);
    if (!targets) return AMAN_ERR_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i < map->n_havens; i++)
        if (map->havens[i].on_road) targets[n++] = map->havens[i].node;
    enum aman_err err = aman_escort_field_create(planning->search, targets, n, &planning->havens);
    aman_mem_free(map->mem, targets, map->n_near, sizeof *targets);
    return err;
}

static double step_at(const struct aman_escort_route *route, size_t i)
{
    return fmin((double)i * AMAN_HAVEN_STEP_M, route->length_m);
}

static struct aman_escort_point along(const struct planning *planning, const struct aman_planned_route *route, double at_m,
                                      const struct aman_escort_route *arcs)
{
    size_t i = 0;
    while (i + 1 < arcs->n && at_m > planning->net->segments[arcs->arcs[i] / 2].length_m)
        at_m -= planning->net->segments[arcs->arcs[i++] / 2].length_m;
    double length_m = planning->net->segments[arcs->arcs[i] / 2].length_m, share = length_m > 0.0 ? at_m / length_m : 0.0;
    struct aman_escort_point a = route->points[i], b = route->points[i + 1];
    if (share <= 0.0) return a;
    if (share >= 1.0) return b;
    return (struct aman_escort_point){.lon = a.lon + share * (b.lon - a.lon), .lat = a.lat + share * (b.lat - a.lat),
                                      .way = a.way};
}

static enum aman_err find_way(struct planning *planning, double at_m, struct aman_haven_way *way)
{
    const struct aman_escort_route *primary = &planning->pair.first;
    struct aman_escort_plan *plan = planning->plan;
    struct aman_escort_escape escape;
    struct aman_escort_route route = {0};
    bool keep = planning->map->keep_ways;
    enum aman_err err = aman_escort_escape_at(planning->havens, primary, at_m, &escape, keep ? &route : NULL);
    if (err != AMAN_OK) return err;
    *way = (struct aman_haven_way){.at_m = escape.at_m, .reached = escape.reached};
    plan->n_unreached += !escape.reached;
    if (escape.reached) {
        way->haven = haven_of(planning->map, escape.target);
        way->length_m = escape.length_m;
        way->p50_s = 1e-3 * escape.p50_ms;
        way->p90_s = 1e-3 * escape.p90_ms;
    }
    if (keep && escape.reached) {
        struct aman_escort_point start = along(planning, &plan->primary, at_m, primary);
        err = aman_escort_show_route(planning, &route, &start, &way->route);
    }
    if (keep) aman_escort_route_release(&route);
    return err;
}

static enum aman_err list_ways(struct planning *planning)
{
    const struct aman_escort_route *route = &planning->pair.first;
    struct aman_escort_plan *plan = planning->plan;
    size_t n = (size_t)(route->length_m / AMAN_HAVEN_STEP_M) + 2;
    struct aman_haven_way *ways = aman_arena_new(&plan->arena, n, sizeof *ways);
    if (!ways) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        enum aman_err err = find_way(planning, step_at(route, i), &ways[i]);
        if (err != AMAN_OK) return err;
    }
    plan->ways = ways;
    plan->n_ways = n;
    return AMAN_OK;
}

/* The slowest of the ways to a haven becomes the emergency route. */
static enum aman_err show_emergency(struct planning *planning)
{
    struct aman_escort_plan *plan = planning->plan;
    const struct aman_haven_way *worst = NULL;
    for (size_t i = 0; i < plan->n_ways; i++)
        if (plan->ways[i].reached && (!worst || plan->ways[i].p90_s > worst->p90_s)) worst = &plan->ways[i];
    if (!worst) return AMAN_OK;
    struct aman_escort_escape escape;
    struct aman_escort_route route = {0};
    plan->emergency_way = *worst;
    enum aman_err err = aman_escort_escape_at(planning->havens, &planning->pair.first, worst->at_m, &escape, &route);
    if (err != AMAN_OK) return err;
    struct aman_escort_point start = along(planning, &plan->primary, worst->at_m, &planning->pair.first);
    err = aman_escort_show_route(planning, &route, &start, &plan->emergency);
    if (err == AMAN_OK) err = show_shared(planning, &route, &planning->pair.first, &plan->emergency_on_primary);
    if (err == AMAN_OK) err = show_shared(planning, &route, &planning->pair.second, &plan->emergency_on_alternate);
    aman_escort_route_release(&route);
    return err;
}

static bool is_used(const struct aman_escort_plan *plan, size_t haven)
{
    for (size_t i = 0; i < plan->n_ways; i++)
        if (plan->ways[i].reached && plan->ways[i].haven == haven) return true;
    return false;
}

/* From each haven that is the nearest somewhere, on to the destination. */
static enum aman_err list_backs(struct planning *planning)
{
    const struct aman_escort_map *map = planning->map;
    struct aman_escort_plan *plan = planning->plan;
    struct aman_haven_back *backs = aman_arena_new(&plan->arena, map->n_havens, sizeof *backs);
    if (!backs) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < map->n_havens; i++) {
        struct aman_escort_route route = {0};
        bool found = false;
        if (!map->havens[i].on_road || !is_used(plan, i)) continue;
        enum aman_err err = aman_escort_best(planning->search, map->havens[i].node, planning->to, &route, &found);
        if (err != AMAN_OK) return err;
        backs[plan->n_backs++] = (struct aman_haven_back){i, found, route.length_m, 1e-3 * route.p50_ms, 1e-3 * route.p90_ms};
        aman_escort_route_release(&route);
    }
    plan->backs = backs;
    return AMAN_OK;
}

static enum aman_err plan_havens(struct planning *planning)
{
    enum aman_err err = make_haven_field(planning);
    if (err == AMAN_OK) err = list_ways(planning);
    if (err == AMAN_OK) err = show_emergency(planning);
    if (err == AMAN_OK) err = list_backs(planning);
    return err;
}

/* ---- the plan ---- */

static enum aman_err plan_routes(struct planning *planning)
{
    struct aman_escort_plan *plan = planning->plan;
    const struct aman_escort_pair *pair = &planning->pair;
    planning->mark = aman_mem_new(planning->map->mem, planning->net->n_segments, 1);
    if (!planning->mark) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_escort_show_route(planning, &pair->first, NULL, &plan->primary);
    if (err == AMAN_OK) err = aman_escort_show_route(planning, &pair->second, NULL, &plan->alternate);
    if (err == AMAN_OK) err = show_shared(planning, &pair->first, &pair->second, &plan->shared);
    if (err == AMAN_OK) err = show_chokes(planning);
    plan->disjoint = pair->n_shared == 0;
    plan->exact = pair->exact;
    plan->best_p90_s = 1e-3 * pair->best_p90_ms;
    return err == AMAN_OK ? plan_havens(planning) : err;
}

enum aman_err aman_escort_planning_init(struct planning *planning, struct aman_escort_map *map, struct aman_escort_plan *plan)
{
    struct aman_escort_place places[2];
    *planning = (struct planning){.map = map, .plan = plan};
    bool from = find_end(map, &plan->from, &places[0]), to = find_end(map, &plan->to, &places[1]);
    if (!from || !to) {
        plan->state = from ? AMAN_ESCORT_TO_FAR : AMAN_ESCORT_FROM_FAR;
        return AMAN_OK;
    }
    enum aman_err err = cut_at_ends(planning, places);
    if (err == AMAN_OK) plan->state = planning->from == planning->to ? AMAN_ESCORT_SAME : AMAN_ESCORT_PLANNED;
    return err;
}

void aman_escort_planning_release(struct planning *planning)
{
    aman_escort_field_destroy(planning->havens);
    aman_escort_pair_release(&planning->pair);
    if (planning->mark) aman_mem_free(planning->map->mem, planning->mark, planning->net->n_segments, 1);
    aman_escort_search_destroy(planning->own_search);
    aman_escort_graph_destroy(planning->own_graph);
    aman_escort_cut_release(&planning->cut);
}

static enum aman_err make(struct planning *planning)
{
    bool found = false;
    if (planning->plan->state != AMAN_ESCORT_PLANNED) return AMAN_OK;
    enum aman_err err = aman_escort_pair_find(planning->search, planning->from, planning->to, &planning->pair, &found);
    if (err == AMAN_OK && !found) planning->plan->state = AMAN_ESCORT_NO_ROUTE;
    return err == AMAN_OK && found ? plan_routes(planning) : err;
}

enum aman_err aman_escort_plan_make(struct aman_escort_map *map, double from_lon, double from_lat, double to_lon,
                                    double to_lat, struct aman_escort_plan *plan)
{
    if (!isfinite(from_lon) || !isfinite(from_lat) || !isfinite(to_lon) || !isfinite(to_lat)) return AMAN_ERR_ARGUMENT;
    struct aman_escort_plan made = {.from = {.lon = from_lon, .lat = from_lat}, .to = {.lon = to_lon, .lat = to_lat}};
    struct planning planning;
    aman_arena_init(&made.arena, map->mem, 0);
    enum aman_err err = aman_escort_planning_init(&planning, map, &made);
    if (err == AMAN_OK) err = make(&planning);
    aman_escort_planning_release(&planning);
    if (err == AMAN_OK)
        *plan = made;
    else
        aman_arena_release(&made.arena);
    return err;
}

void aman_escort_plan_release(struct aman_escort_plan *plan)
{
    aman_arena_release(&plan->arena);
    *plan = (struct aman_escort_plan){0};
}
