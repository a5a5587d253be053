#include "tests/check/escort_town.h"

#include "base/text.h"
#include "check/escort_inside.h"
#include "formats/roads_read.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/escort_world.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ACROSS = 5, UP = 3 };

static const double lon0 = 7.0, lat0 = 43.0;
const double town_step_lat = 200.0 / 111195.0;

double town_lon(int x)
{
    return lon0 + x * town_step_lat / cos(lat0 * 0.017453292519943295);
}

double town_lat(int y)
{
    return lat0 + y * town_step_lat;
}


static void add_way(struct aman_text *xml, int id, const char *name, const char *road, const int *refs, int n)
{
    aman_text_addf(xml, "<way id=\"%d\"><tag k=\"highway\" v=\"%s\"/><tag k=\"name\" v=\"%s\"/>", id, road, name);
    for (int i = 0; i < n; i++) aman_text_addf(xml, "<nd ref=\"%d\"/>", refs[i] + 1);
    aman_text_add(xml, "</way>");
}

static struct aman_roads *draw_town(void)
{
    static const char *const rows[] = {"Low", "Middle", "High"};
    struct aman_text xml;
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    aman_text_init(&xml, &aman_mem_heap);
    aman_diags_init(&diags, &aman_mem_heap);
    aman_text_add(&xml, "<osm version=\"0.6\">");
    for (int i = 0; i < ACROSS * UP; i++)
        aman_text_addf(&xml, "<node id=\"%d\" lat=\"%.9f\" lon=\"%.9f\"/>", i + 1, town_lat(i / ACROSS), town_lon(i % ACROSS));
    aman_text_addf(&xml, "<node id=\"21\" lat=\"%.9f\" lon=\"%.9f\"/>", town_lat(0), town_lon(-1));
    for (int y = 0; y < UP; y++) {
        int refs[ACROSS];
        for (int x = 0; x < ACROSS; x++) refs[x] = y * ACROSS + x;
        add_way(&xml, 100 + y, rows[y], y == 1 ? "tertiary" : "residential", refs, ACROSS);
    }
    for (int x = 0; x < ACROSS; x++) {
        char name[16];
        snprintf(name, sizeof name, "Cross %d", x);
        add_way(&xml, 200 + x, name, x == 2 ? "secondary" : "residential", (const int[]){x, ACROSS + x, 2 * ACROSS + x}, UP);
    }
    add_way(&xml, 300, "Impasse", "residential", (const int[]){20, 0}, 2);
    aman_text_add(&xml, "</osm>");
    assert_false(xml.failed);
    assert_int_equal(aman_roads_read_bytes(xml.data, xml.length, "town.osm", &aman_mem_heap, &diags, &roads), AMAN_OK);
    aman_text_release(&xml);
    aman_diags_release(&diags);
    return roads;
}

static struct aman_plan_road_place place_at(const char *id, enum aman_road_place_kind kind, double x, double y)
{
    return (struct aman_plan_road_place){.id = id, .name = id, .kind = kind, .lon = lon0 + x * (town_lon(1) - lon0),
                                         .lat = lat0 + y * town_step_lat};
}

/* From the hotel at the lower left to the stadium at the lower right, there by 18:00. */
void town_init(struct town *town)
{
    *town = (struct town){0};
    struct aman_plan_roads *roads = &town->plan.roads;
    roads->map = draw_town();
    roads->snap_m = 50.0;
    roads->attribution = "made here";
    for (int c = 0; c < AMAN_ROAD_CLASS_COUNT; c++)
        for (int hour = 0; hour < 24; hour++) {
            roads->speeds.kmh[c][hour] = 36.0;
            roads->speeds.p90_factor[c][hour] = 1.5;
        }
    town->places[TOWN_HOTEL] = place_at("hotel", AMAN_ROAD_PLACE_HOTEL, 0, 0);
    town->places[TOWN_STADIUM] = place_at("stadium", AMAN_ROAD_PLACE_VENUE, 4, 0);
    town->places[TOWN_DEAD_END] = place_at("dead end", AMAN_ROAD_PLACE_HOTEL, -1, 0);
    town->places[TOWN_CORNER] = place_at("corner", AMAN_ROAD_PLACE_JUNCTION, 2, 0);
    town->places[TOWN_CLINIC] = place_at("clinic", AMAN_ROAD_PLACE_HOSPITAL, 2, 2);
    town->places[TOWN_FAR] = place_at("far", AMAN_ROAD_PLACE_OTHER, 40, 40);
    roads->places = town->places;
    roads->n_places = TOWN_PLACES;
    town->vehicles[0] = (struct aman_plan_vehicle){.name = "", .role = AMAN_VEHICLE_LEAD, .count = 1, .length_m = 5.0};
    town->vehicles[1] = (struct aman_plan_vehicle){.name = "", .role = AMAN_VEHICLE_TEAM, .count = 1, .length_m = 13.0};
    for (int i = 0; i < 2; i++)
        town->escorts[i] = (struct aman_plan_escort){.id = i ? "b" : "a", .name = i ? "B" : "A", .origin = TOWN_HOTEL,
                                                     .destination = TOWN_STADIUM, .must_arrive_s = 64800.0, .ready_s = NAN,
                                                     .leaves_s = NAN, .confidence = 0.9, .vehicles = town->vehicles,
                                                     .n_vehicles = 2, .spacing_m = 22.0, .speed_m_per_s = 20.0, .hospital = TOWN_CLINIC,
                                                     .prose = {.key = ""}};
    town->plan.escorts = town->escorts;
    town->plan.n_escorts = 1;
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++)
        town->plan.limits[i] = (struct aman_limit){aman_limit_defs[i].value, 'C', aman_limit_defs[i].source, 0};
    town->plan.venue.crs = "";
}

const struct aman_escort_judged *town_judge(struct town *town)
{
    aman_escorts_release(&town->judged);
    assert_int_equal(aman_escorts_make(&town->plan, &aman_mem_heap, &town->judged), AMAN_OK);
    assert_int_equal(town->judged.n, town->plan.n_escorts);
    return &town->judged.items[0];
}

void town_release(struct town *town)
{
    aman_escorts_release(&town->judged);
    aman_roads_destroy(town->plan.roads.map);
}

/* ---- the walker on every route of an escort ---- */

static uint32_t tail_of(const struct aman_escort_net *net, uint32_t arc)
{
    return arc % 2 ? net->segments[arc / 2].b : net->segments[arc / 2].a;
}

static uint32_t head_of(const struct aman_escort_net *net, uint32_t arc)
{
    return tail_of(net, arc ^ 1u);
}

static void walk(const struct aman_escort_net *net, const uint32_t *arcs, size_t n, uint32_t to)
{
    assert_true(n > 0);
    assert_null(world_walk(net, arcs, n, tail_of(net, arcs[0]), to));
}

void town_walk(const struct aman_escort_judged *judged)
{
    const struct aman_escort_net *net = &judged->map.inside->cut.net;
    const struct aman_planned_route *primary = &judged->routes.primary;
    uint32_t to = head_of(net, primary->arcs[primary->n - 2]);
    walk(net, primary->arcs, primary->n - 1, to);
    walk(net, judged->routes.alternate.arcs, judged->routes.alternate.n - 1, to);
    for (size_t i = 0; i < judged->routes.n_ways; i++) {
        const struct aman_haven_way *way = &judged->routes.ways[i];
        if (way->reached && way->route.n > 1)
            walk(net, way->route.arcs, way->route.n - 1, judged->map.havens[way->haven].node);
    }
    for (size_t i = 0; i + 1 < primary->n; i++) {
        const struct aman_escort_loss *loss = &judged->losses[i];
        static uint32_t arcs[4096];
        if (!loss->reached) continue;
        assert_true(loss->from <= i && loss->from + loss->n < sizeof arcs / sizeof *arcs);
        memcpy(arcs, primary->arcs, loss->from * sizeof *arcs);
        memcpy(arcs + loss->from, loss->arcs, loss->n * sizeof *arcs);
        walk(net, arcs, loss->from + loss->n, to);
        for (size_t k = 0; k < loss->n; k++) assert_true(loss->arcs[k] / 2 != primary->arcs[i] / 2);
    }
}
