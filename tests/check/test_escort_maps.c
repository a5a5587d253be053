/* Escorts on the real maps of Monaco and Baltimore: every route is walked by the walker of the engine's tests, which knows
 * nothing of its graph; without turn restrictions, disjoint pairs exist where a max-flow written apart says so. Skipped,
 * with status 77, where the maps are not there. */
#include "base/rng.h"
#include "check/escort_inside.h"
#include "formats/roads_read.h"
#include "tests/base/cmocka_all.h"
#include "tests/check/escort_town.h"
#include "tests/engines/escort_world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SKIP = 77, PAIRS = 60 };

static const struct {
    const char *file;
    size_t ways, turns, places;
} maps[] = {{"monaco.osm.pbf", 1701, 27, 17}, {"baltimore.osm.pbf", 3172, 3, 15}};

static const char *data_path(char *path, size_t size, const char *name)
{
    const char *shared = getenv("AMAN_SHARED_DATA");
    if (shared)
        snprintf(path, size, "%s/roads/%s", shared, name);
    else
        snprintf(path, size, "%s/../shared/data/roads/%s", SOURCE_ROOT, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

static struct aman_roads *read_map(size_t i)
{
    char path[400];
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    const char *file = data_path(path, sizeof path, maps[i].file);
    if (!file) skip();
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_roads_read(file, &aman_mem_heap, &diags, &roads), AMAN_OK);
    aman_diags_release(&diags);
    return roads;
}

static void make_map(const struct aman_roads *roads, bool any_turn, struct aman_escort_map *map)
{
    const struct aman_escort_wish wish = {.speeds = aman_road_speeds_default(), .hour = 12, .any_turn = any_turn};
    assert_int_equal(aman_escort_map_init(&aman_mem_heap, roads, &wish, roads->places, roads->n_places, 200.0, map), AMAN_OK);
}

static void maps_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct aman_roads *roads = read_map(i);
        assert_int_equal(roads->n_ways, maps[i].ways);
        assert_int_equal(roads->n_turns, maps[i].turns);
        assert_int_equal(roads->n_places, maps[i].places);
        aman_roads_destroy(roads);
    }
}

static void pair_of(const struct aman_roads *roads, uint64_t i, uint32_t *from, uint32_t *to)
{
    *from = (uint32_t)(aman_rng_bits(7, 1, i) % roads->n_nodes);
    *to = (uint32_t)(aman_rng_bits(7, 2, i) % roads->n_nodes);
}

static void every_route_may_be_driven(void **state)
{
    (void)state;
    size_t walked = 0;
    for (size_t m = 0; m < 2; m++) {
        struct aman_roads *roads = read_map(m);
        struct aman_escort_map map;
        make_map(roads, false, &map);
        for (uint64_t i = 0; i < PAIRS; i++) {
            struct aman_escort_pair pair;
            bool found = false;
            uint32_t from, to;
            pair_of(roads, i, &from, &to);
            if (from == to) continue;
            assert_int_equal(aman_escort_pair_find(map.inside->search, from, to, &pair, &found), AMAN_OK);
            if (!found) continue;
            assert_null(world_walk(&map.inside->cut.net, pair.first.arcs, pair.first.n, from, to));
            assert_null(world_walk(&map.inside->cut.net, pair.second.arcs, pair.second.n, from, to));
            assert_true(pair.exact);
            aman_escort_pair_release(&pair);
            walked++;
        }
        aman_escort_map_release(&map);
        aman_roads_destroy(roads);
    }
    assert_true(walked > PAIRS);
}

/* ---- max-flow: two floods, the second one may send the first one's arcs back ---- */

static bool flood(const struct aman_escort_net *net, uint32_t from, uint32_t to, const bool *used, uint32_t *by)
{
    memset(by, 0xFF, net->n_nodes * sizeof *by);
    by[from] = 0;
    for (bool grown = true; grown && by[to] == UINT32_MAX;) {
        grown = false;
        for (uint32_t arc = 0; arc < 2 * net->n_segments; arc++) {
            const struct aman_escort_segment *s = &net->segments[arc / 2];
            uint32_t a = arc % 2 ? s->b : s->a, b = arc % 2 ? s->a : s->b;
            if (!(arc % 2 ? s->backward : s->forward)) continue;
            if (used[arc]) { /* back */
                uint32_t swap = a;
                a = b;
                b = swap;
            }
            if (by[a] == UINT32_MAX || by[b] != UINT32_MAX) continue;
            by[b] = arc;
            grown = true;
        }
    }
    return by[to] != UINT32_MAX;
}

static bool two_paths(const struct aman_escort_net *net, uint32_t from, uint32_t to)
{
    bool *used = calloc(2 * net->n_segments, sizeof *used);
    uint32_t *by = malloc(net->n_nodes * sizeof *by);
    int flow = 0;
    while (flow < 2 && flood(net, from, to, used, by)) {
        flow++;
        for (uint32_t v = to; v != from;) {
            uint32_t arc = by[v];
            const struct aman_escort_segment *s = &net->segments[arc / 2];
            used[arc] = !used[arc];
            v = s->a == v ? s->b : s->a;
        }
    }
    free(used);
    free(by);
    return flow == 2;
}

static void disjoint_pairs_are_those_of_max_flow(void **state)
{
    (void)state;
    size_t yes = 0, no = 0;
    for (size_t m = 0; m < 2; m++) {
        struct aman_roads *roads = read_map(m);
        struct aman_escort_map map;
        make_map(roads, true, &map);
        for (uint64_t i = 0; i < PAIRS; i++) {
            struct aman_escort_pair pair;
            bool found = false;
            uint32_t from, to;
            pair_of(roads, i, &from, &to);
            if (from == to) continue;
            assert_int_equal(aman_escort_pair_find(map.inside->search, from, to, &pair, &found), AMAN_OK);
            bool disjoint = found && pair.n_shared == 0;
            assert_int_equal(disjoint, two_paths(&map.inside->cut.net, from, to));
            yes += disjoint;
            no += !disjoint;
            if (found) aman_escort_pair_release(&pair);
        }
        aman_escort_map_release(&map);
        aman_roads_destroy(roads);
    }
    assert_true(yes > 5 && no > 20);
}

/* From the hotel quarter to Stade Louis II, with whatever the map holds. */
static void a_plan_of_monaco_is_whole(void **state)
{
    (void)state;
    struct aman_roads *roads = read_map(0);
    struct aman_escort_map map;
    make_map(roads, false, &map);
    struct aman_escort_plan plan;
    assert_int_equal(aman_escort_plan_make(&map, 7.4246, 43.7395, 7.4156, 43.7277, &plan), AMAN_OK);
    assert_int_equal(plan.state, AMAN_ESCORT_PLANNED);
    assert_true(plan.exact && !plan.disjoint);
    assert_true(plan.primary.p90_s <= plan.alternate.p90_s && plan.primary.p50_s < plan.primary.p90_s);
    assert_true(plan.chokes.length_m > 0.0 && plan.chokes.length_m <= plan.shared.length_m + 1e-6);
    assert_int_equal(plan.n_ways, (size_t)(plan.primary.length_m / AMAN_HAVEN_STEP_M) + 2);
    for (size_t i = 0; i < plan.n_ways; i++) {
        assert_true(plan.ways[i].reached && plan.ways[i].p90_s <= plan.emergency.p90_s);
        assert_true(map.havens[plan.ways[i].haven].on_road);
    }
    assert_true(plan.n_backs > 0);
    aman_escort_plan_release(&plan);
    assert_int_equal(aman_escort_plan_make(&map, 7.4246, 43.7395, 7.47, 43.70, &plan), AMAN_OK); /* the sea */
    assert_int_equal(plan.state, AMAN_ESCORT_TO_FAR);
    assert_true(plan.to.distance_m > 200.0);
    aman_escort_plan_release(&plan);
    assert_int_equal(aman_escort_plan_make(&map, 7.4246, 43.7395, 7.4246, 43.7395, &plan), AMAN_OK);
    assert_int_equal(plan.state, AMAN_ESCORT_SAME);
    aman_escort_plan_release(&plan);
    aman_escort_map_release(&map);
    aman_roads_destroy(roads);
}

/* ---- escorts of a plan ---- */

/* A plan whose one escort drives between two nodes of the map, at a moment at which one of its streets is closed. */
static bool judge_pair(const struct aman_roads *roads, uint64_t i, struct aman_escorts *escorts)
{
    uint32_t ends[2];
    pair_of(roads, i, &ends[0], &ends[1]);
    const char *name = roads->ways[aman_rng_bits(7, 3, i) % roads->n_ways].name;
    struct aman_plan_road_place places[2] = {0};
    for (int e = 0; e < 2; e++)
        places[e] = (struct aman_plan_road_place){.id = "", .name = "", .lon = roads->nodes[ends[e]].lon, .lat = roads->nodes[ends[e]].lat};
    struct aman_plan_closure closure = {.id = "", .name = "", .roads = &name, .n_roads = 1, .from_s = 60000.0, .to_s = 64000.0};
    struct aman_plan_escort escort = {.id = "", .name = "", .destination = 1, .must_arrive_s = 64800.0, .ready_s = NAN, .leaves_s = NAN,
                                      .confidence = 0.9, .speed_m_per_s = 14.0, .hospital = -1};
    struct aman_plan plan = {.escorts = &escort, .n_escorts = 1};
    plan.roads = (struct aman_plan_roads){.map = (struct aman_roads *)roads, .speeds = aman_road_speeds_default(), .snap_m = 1.0,
                                          .places = places, .n_places = 2, .closures = &closure, .n_closures = 1};
    assert_int_equal(aman_escorts_make(&plan, &aman_mem_heap, escorts), AMAN_OK);
    const struct aman_escort_judged *judged = &escorts->items[0];
    if (judged->routes.state != AMAN_ESCORT_PLANNED) return false;
    town_walk(judged);
    for (size_t k = 0; k + 1 < judged->routes.primary.n; k++) { /* not on the closed street while it is closed */
        bool open = judged->primary.points[k].early_s >= 64000.0 || judged->primary.points[k + 1].clear_s <= 60000.0;
        assert_true(open || !name[0] || strcmp(roads->ways[judged->routes.primary.points[k].way].name, name) != 0);
    }
    return true;
}

static void escorts_of_a_plan_may_be_driven(void **state)
{
    (void)state;
    size_t judged = 0;
    for (size_t m = 0; m < 2; m++) {
        struct aman_roads *roads = read_map(m);
        for (uint64_t i = 0; i < 6; i++) {
            struct aman_escorts escorts = {0};
            judged += judge_pair(roads, 1000 + i, &escorts);
            aman_escorts_release(&escorts);
        }
        aman_roads_destroy(roads);
    }
    assert_true(judged >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escorts_of_a_plan_may_be_driven),
        cmocka_unit_test(maps_are_read),
        cmocka_unit_test(every_route_may_be_driven),
        cmocka_unit_test(disjoint_pairs_are_those_of_max_flow),
        cmocka_unit_test(a_plan_of_monaco_is_whole),
    };
    char path[400];
    for (size_t i = 0; i < 2; i++) {
        if (data_path(path, sizeof path, maps[i].file)) continue;
        fprintf(stderr, "SKIPPED: roads/%s is not there (AMAN_SHARED_DATA)\n", maps[i].file);
        return SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
