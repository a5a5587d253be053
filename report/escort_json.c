#include "report/escort.h"
#include "report/escort_sheet.h"
#include "report/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const char *aman_escort_state_key(enum aman_escort_state state)
{
    static const char *const keys[] = {"planned", "from_far", "to_far", "same", "no_route"};
    return keys[state];
}

static const char *kind_key(enum aman_road_help kind)
{
    return aman_road_help_key(kind) + strlen("escort.");
}

/* Metres and seconds to the millimetre and millisecond: sums of floating point end in noise. */
static void add_rounded(struct aman_text *json, const char *key, double value)
{
    aman_json_key_number(json, key, round(value * 1e3) / 1e3);
}

static void add_degrees(struct aman_text *json, double degrees)
{
    aman_json_next(json);
    aman_json_number(json, round(degrees * 1e7) / 1e7);
}

static void add_position(struct aman_text *json, double lon, double lat)
{
    aman_text_add(json, "[");
    add_degrees(json, lon);
    add_degrees(json, lat);
    aman_text_add(json, "]");
}

static void add_flag(struct aman_text *json, const char *key, bool value)
{
    aman_json_key(json, key);
    aman_text_add(json, value ? "true" : "false");
}

/* ---- JSON ---- */

static void add_end(struct aman_text *json, const char *key, const struct aman_escort_end *end)
{
    aman_json_key(json, key);
    aman_text_add(json, "{");
    aman_json_key_number(json, "lon", end->lon);
    aman_json_key_number(json, "lat", end->lat);
    if (isfinite(end->distance_m)) {
        aman_json_key(json, "on_road");
        add_position(json, end->road_lon, end->road_lat);
        add_rounded(json, "distance_m", end->distance_m);
        aman_json_key_text(json, "road", end->road);
    }
    aman_text_add(json, "}");
}

static void add_nodes(struct aman_text *json, const struct aman_planned_route *route, size_t first, size_t last)
{
    aman_text_add(json, "[");
    for (size_t i = first; i <= last; i++) {
        if (!route->points[i].on_map) continue;
        aman_json_next(json);
        aman_text_addf(json, "%" PRId64, route->points[i].id);
    }
    aman_text_add(json, "]");
}

static void add_times(struct aman_text *json, double length_m, double p50_s, double p90_s)
{
    add_rounded(json, "length_m", length_m);
    add_rounded(json, "p50_s", p50_s);
    add_rounded(json, "p90_s", p90_s);
}

static void add_route(struct aman_text *json, const char *key, const struct aman_planned_route *route)
{
    aman_json_key(json, key);
    if (route->n == 0) {
        aman_text_add(json, "null");
        return;
    }
    aman_text_add(json, "{");
    add_times(json, route->length_m, route->p50_s, route->p90_s);
    add_rounded(json, "access_only_m", route->destination_m);
    add_rounded(json, "bridge_m", route->bridge_m);
    add_rounded(json, "tunnel_m", route->tunnel_m);
    aman_json_key_number(json, "signals", (double)route->n_signals);
    aman_json_key(json, "nodes");
    add_nodes(json, route, 0, route->n - 1);
    aman_text_add(json, "}");
}

static void add_stretches(struct aman_text *json, const char *key, const struct aman_roads *roads,
                          const struct aman_planned_route *route, const struct aman_escort_stretches *stretches)
{
    aman_json_key(json, key);
    aman_text_add(json, "{");
    add_rounded(json, "length_m", stretches->length_m);
    add_rounded(json, "p90_s", stretches->p90_s);
    aman_json_key_number(json, "share_of_time", round(stretches->time_share * 1e6) / 1e6);
    aman_json_key(json, "stretches");
    aman_text_add(json, "[");
    for (size_t i = 0; i < stretches->n; i++) {
        const struct aman_escort_stretch *run = &stretches->items[i];
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "road", roads->ways[route->points[run->first].way].name);
        add_rounded(json, "length_m", run->length_m);
        add_rounded(json, "p90_s", run->p90_s);
        aman_json_key(json, "from");
        add_position(json, route->points[run->first].lon, route->points[run->first].lat);
        aman_json_key(json, "to");
        add_position(json, route->points[run->last].lon, route->points[run->last].lat);
        aman_json_key(json, "nodes");
        add_nodes(json, route, run->first, run->last);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]}");
}

static void add_choke_points(struct aman_text *json, const struct aman_escort_plan *plan)
{
    aman_json_key(json, "choke_nodes");
    aman_text_add(json, "[");
    for (size_t i = 0; i < plan->n_choke_points; i++) {
        const struct aman_escort_point *point = &plan->primary.points[plan->choke_points[i]];
        if (!point->on_map) continue;
        aman_json_next(json);
        aman_text_addf(json, "%" PRId64, point->id);
    }
    aman_text_add(json, "]");
}

static void add_haven(struct aman_text *json, const struct aman_escort_haven *haven)
{
    aman_json_key_text(json, "haven", haven->place.name);
    aman_json_key_text(json, "kind", kind_key(haven->place.kind));
    aman_json_key(json, "at");
    add_position(json, haven->place.lon, haven->place.lat);
}

static void add_ways(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan)
{
    aman_json_key(json, "to_haven");
    aman_text_add(json, "[");
    for (size_t i = 0; i < plan->n_ways; i++) {
        const struct aman_haven_way *way = &plan->ways[i];
        aman_json_next(json);
        aman_text_add(json, "{");
        add_rounded(json, "at_m", way->at_m);
        if (way->reached) {
            aman_json_key_text(json, "haven", map->havens[way->haven].place.name);
            add_times(json, way->length_m, way->p50_s, way->p90_s);
        }
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
    aman_json_key(json, "from_haven");
    aman_text_add(json, "[");
    for (size_t i = 0; i < plan->n_backs; i++) {
        const struct aman_haven_back *back = &plan->backs[i];
        aman_json_next(json);
        aman_text_add(json, "{");
        add_haven(json, &map->havens[back->haven]);
        if (back->reached) add_times(json, back->length_m, back->p50_s, back->p90_s);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

static void add_emergency_way(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan)
{
    aman_json_key(json, "emergency_from");
    if (plan->emergency.n == 0) {
        aman_text_add(json, "null");
        return;
    }
    aman_text_add(json, "{");
    add_rounded(json, "at_m", plan->emergency_way.at_m);
    add_haven(json, &map->havens[plan->emergency_way.haven]);
    aman_text_add(json, "}");
}

static void add_plan(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan)
{
    const struct aman_roads *roads = map->roads;
    add_route(json, "primary", &plan->primary);
    add_route(json, "alternate", &plan->alternate);
    add_route(json, "emergency", &plan->emergency);
    add_emergency_way(json, map, plan);
    add_flag(json, "disjoint", plan->disjoint);
    add_flag(json, "least_shared", plan->exact);
    add_rounded(json, "best_p90_s", plan->best_p90_s);
    aman_json_key(json, "shared");
    aman_text_add(json, "{");
    add_stretches(json, "primary_alternate", roads, &plan->primary, &plan->shared);
    if (plan->emergency.n > 0) {
        add_stretches(json, "emergency_primary", roads, &plan->emergency, &plan->emergency_on_primary);
        add_stretches(json, "emergency_alternate", roads, &plan->emergency, &plan->emergency_on_alternate);
    }
    aman_text_add(json, "}");
    add_stretches(json, "chokes", roads, &plan->primary, &plan->chokes);
    add_choke_points(json, plan);
    add_ways(json, map, plan);
}

void aman_escort_json(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan)
{
    aman_text_add(json, "{");
    aman_json_key_text(json, "state", aman_escort_state_key(plan->state));
    add_end(json, "from", &plan->from);
    add_end(json, "to", &plan->to);
    if (plan->state == AMAN_ESCORT_PLANNED) add_plan(json, map, plan);
    aman_text_add(json, "}");
}

/* ---- GeoJSON ---- */

static void begin_feature(struct aman_text *json, const char *role)
{
    aman_json_next(json);
    aman_text_add(json, "{");
    aman_json_key_text(json, "type", "Feature");
    aman_json_key(json, "properties");
    aman_text_add(json, "{");
    aman_json_key_text(json, "role", role);
}

/* Ends the properties and adds the geometry. */
static void end_line(struct aman_text *json, const struct aman_planned_route *route, size_t first, size_t last)
{
    aman_text_add(json, "}");
    aman_json_key(json, "geometry");
    aman_text_add(json, "{");
    aman_json_key_text(json, "type", "LineString");
    aman_json_key(json, "coordinates");
    aman_text_add(json, "[");
    for (size_t i = first; i <= last; i++) {
        aman_json_next(json);
        add_position(json, route->points[i].lon, route->points[i].lat);
    }
    aman_text_add(json, "]}}");
}

static void end_point(struct aman_text *json, double lon, double lat)
{
    aman_text_add(json, "}");
    aman_json_key(json, "geometry");
    aman_text_add(json, "{");
    aman_json_key_text(json, "type", "Point");
    aman_json_key(json, "coordinates");
    add_position(json, lon, lat);
    aman_text_add(json, "}}");
}

static void route_feature(struct aman_text *json, const char *role, const struct aman_planned_route *route)
{
    if (route->n < 2) return; /* no line */
    begin_feature(json, role);
    add_times(json, route->length_m, route->p50_s, route->p90_s);
    end_line(json, route, 0, route->n - 1);
}

static void stretch_features(struct aman_text *json, const char *role, const struct aman_roads *roads,
                             const struct aman_planned_route *route, const struct aman_escort_stretches *stretches)
{
    for (size_t i = 0; i < stretches->n; i++) {
        const struct aman_escort_stretch *run = &stretches->items[i];
        begin_feature(json, role);
        aman_json_key_text(json, "road", roads->ways[route->points[run->first].way].name);
        add_rounded(json, "length_m", run->length_m);
        end_line(json, route, run->first, run->last);
    }
}

static void point_features(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan)
{
    for (size_t i = 0; i < plan->n_choke_points; i++) {
        const struct aman_escort_point *point = &plan->primary.points[plan->choke_points[i]];
        begin_feature(json, "choke_point");
        end_point(json, point->lon, point->lat);
    }
    for (size_t i = 0; i < plan->n_backs; i++) {
        const struct aman_road_place *place = &map->havens[plan->backs[i].haven].place;
        begin_feature(json, "haven");
        aman_json_key_text(json, "name", place->name);
        aman_json_key_text(json, "kind", kind_key(place->kind));
        end_point(json, place->lon, place->lat);
    }
}

static void plan_features(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan)
{
    if (plan->state == AMAN_ESCORT_PLANNED) {
        route_feature(json, "primary", &plan->primary);
        route_feature(json, "alternate", &plan->alternate);
        route_feature(json, "emergency", &plan->emergency);
        stretch_features(json, "shared", map->roads, &plan->primary, &plan->shared);
        stretch_features(json, "choke", map->roads, &plan->primary, &plan->chokes);
        point_features(json, map, plan);
    }
    const struct aman_escort_end *ends[] = {&plan->from, &plan->to};
    for (int i = 0; i < 2; i++) {
        begin_feature(json, i == 0 ? "from" : "to");
        end_point(json, ends[i]->lon, ends[i]->lat);
    }
}

static void begin_collection(struct aman_text *json)
{
    aman_text_add(json, "{");
    aman_json_key_text(json, "type", "FeatureCollection");
    aman_json_key(json, "features");
    aman_text_add(json, "[");
}

void aman_escort_geojson(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan)
{
    begin_collection(json);
    plan_features(json, map, plan);
    aman_text_add(json, "]}\n");
}

/* ---- of a protocol's escort ---- */

static void junction_features(struct aman_text *json, const struct aman_escort_judged *judged)
{
    for (size_t i = 0; i < judged->n_junctions; i++) {
        const struct aman_escort_junction *junction = &judged->junctions[i];
        begin_feature(json, "junction");
        aman_json_key_text(json, "road", junction->road);
        aman_json_key_text(json, "across", junction->across);
        add_rounded(json, "at_m", junction->at_m);
        add_rounded(json, "hold_from_s", junction->from_s);
        add_rounded(json, "hold_to_s", junction->to_s);
        add_flag(json, "needs_unit", junction->needs_unit);
        aman_json_key_text(json, "unit", junction->hold >= 0 ? judged->escort->holds[junction->hold].unit : "");
        end_point(json, junction->lon, junction->lat);
    }
}

static void checkpoint_features(struct aman_text *json, const struct aman_plan *plan, const struct aman_escort_judged *judged)
{
    for (size_t i = 0; i < judged->escort->n_checkpoints; i++) {
        const struct aman_escort_passage *passage = &judged->passages[i];
        const struct aman_plan_road_place *place = &plan->roads.places[judged->escort->checkpoints[i].place];
        if (passage->off_m > AMAN_ESCORT_NEAR_M) continue;
        begin_feature(json, "checkpoint");
        aman_json_key_text(json, "name", place->name);
        add_rounded(json, "at_m", passage->at_m);
        add_rounded(json, "early_s", passage->when.early_s);
        add_rounded(json, "expected_s", passage->when.expected_s);
        add_rounded(json, "late_s", passage->when.late_s);
        end_point(json, place->lon, place->lat);
    }
}

void aman_escort_judged_geojson(struct aman_text *json, const struct aman_plan *plan, const struct aman_escort_judged *judged)
{
    begin_collection(json);
    plan_features(json, &judged->map, &judged->routes);
    if (judged->routes.state == AMAN_ESCORT_PLANNED) {
        junction_features(json, judged);
        checkpoint_features(json, plan, judged);
    }
    aman_text_add(json, "]}\n");
}
