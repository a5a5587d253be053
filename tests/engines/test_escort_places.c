/* Nearest places, nets cut at places, and what happens when memory runs out. */
#include "base/rng.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/escort_world.h"

#include <math.h>
#include <stdlib.h>

static void nearest_places_are_the_nearest(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct world world;
        world_draw(&world, seed, 40, 40, 0);
        for (size_t s = 0; s < world.net.n_segments; s += 3) world.segments[s].forward = world.segments[s].backward = false;
        struct aman_escort_snap *snap;
        assert_int_equal(aman_escort_snap_create(&aman_mem_heap, &world.net, &snap), AMAN_OK);
        for (uint64_t i = 0; i < 50; i++) { /* some of them far outside */
            struct aman_point at = {3000.0 * aman_rng_uniform(seed, 20, i) - 1000.0, 3000.0 * aman_rng_uniform(seed, 21, i) - 1000.0};
            struct aman_escort_place place;
            double distance_m, least = INFINITY;
            assert_true(aman_escort_snap_find(snap, at, &place, &distance_m));
            for (size_t s = 0; s < world.net.n_segments; s++) {
                struct aman_segment line = {world.nodes[world.segments[s].a], world.nodes[world.segments[s].b]};
                if (world.segments[s].forward || world.segments[s].backward)
                    least = fmin(least, aman_point_distance(at, aman_segment_nearest(line, at)));
            }
            assert_true(fabs(least - distance_m) < 1e-9);
            assert_true(world.segments[place.segment].forward || world.segments[place.segment].backward);
            struct aman_point a = world.nodes[world.segments[place.segment].a], b = world.nodes[world.segments[place.segment].b];
            struct aman_point on = {a.x + place.share * (b.x - a.x), a.y + place.share * (b.y - a.y)};
            assert_true(fabs(aman_point_distance(at, on) - least) < 0.011); /* ends catch within 1 cm */
        }
        aman_escort_snap_destroy(snap);
    }
}

static void nothing_is_near_where_all_is_closed(void **state)
{
    (void)state;
    struct world world;
    struct aman_escort_snap *snap;
    struct aman_escort_place place;
    double distance_m;
    world_draw(&world, 1, 5, 2, 0);
    for (size_t s = 0; s < world.net.n_segments; s++) world.segments[s].forward = world.segments[s].backward = false;
    assert_int_equal(aman_escort_snap_create(&aman_mem_heap, &world.net, &snap), AMAN_OK);
    assert_false(aman_escort_snap_find(snap, (struct aman_point){0, 0}, &place, &distance_m));
    aman_escort_snap_destroy(snap);
}

static void a_place_at_an_end_is_that_end(void **state)
{
    (void)state;
    struct world world = {0};
    struct aman_escort_snap *snap;
    struct aman_escort_place place;
    double distance_m;
    world_add_node(&world, 0, 0);
    world_add_node(&world, 100, 0);
    world_add_segment(&world, 0, 1, true, 1000);
    assert_int_equal(aman_escort_snap_create(&aman_mem_heap, &world.net, &snap), AMAN_OK);
    assert_true(aman_escort_snap_find(snap, (struct aman_point){0.005, 3}, &place, &distance_m) && place.share == 0.0);
    assert_true(aman_escort_snap_find(snap, (struct aman_point){99.995, 3}, &place, &distance_m) && place.share == 1.0);
    assert_true(aman_escort_snap_find(snap, (struct aman_point){25, 3}, &place, &distance_m));
    assert_true(fabs(place.share - 0.25) < 1e-12 && fabs(distance_m - 3.0) < 1e-12);
    aman_escort_snap_destroy(snap);
}

static int64_t best_of(const struct aman_escort_net *net, uint32_t from, uint32_t to)
{
    struct aman_escort_graph *graph;
    struct aman_escort_search *search;
    struct aman_escort_route route = {0};
    bool found = false;
    assert_int_equal(aman_escort_graph_create(&aman_mem_heap, net, &graph), AMAN_OK);
    assert_int_equal(aman_escort_search_create(&aman_mem_heap, graph, &search), AMAN_OK);
    assert_int_equal(aman_escort_best(search, from, to, &route, &found), AMAN_OK);
    if (found) assert_null(world_walk(net, route.arcs, route.n, from, to));
    int64_t best = found ? route.p90_ms : -1;
    aman_escort_route_release(&route);
    aman_escort_search_destroy(search);
    aman_escort_graph_destroy(graph);
    return best;
}

/* Pieces of a segment take as long as the whole, and what was banned stays banned. */
static void cutting_changes_no_route(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct world world;
        struct aman_escort_cut cut;
        struct aman_escort_place places[12];
        world_draw(&world, seed, 10, 8, 8);
        for (size_t i = 0; i < 12; i++)
            places[i] = (struct aman_escort_place){(uint32_t)(aman_rng_bits(seed, 30, i / 2) % world.net.n_segments),
                                                   i == 3 ? 1.0 : i == 4 ? 0.0 : aman_rng_uniform(seed, 31, i)};
        places[7] = places[6]; /* twice the same */
        assert_int_equal(aman_escort_cut_init(&aman_mem_heap, &world.net, places, 12, &cut), AMAN_OK);
        assert_int_equal(cut.nodes[6], cut.nodes[7]);
        assert_int_equal(cut.nodes[3], world.segments[places[3].segment].b);
        assert_int_equal(cut.nodes[4], world.segments[places[4].segment].a);
        double length_m = 0.0, before_m = 0.0;
        for (size_t s = 0; s < cut.net.n_segments; s++) {
            length_m += cut.net.segments[s].length_m;
            assert_in_range(cut.parents[s], 0, world.net.n_segments - 1);
        }
        for (size_t s = 0; s < world.net.n_segments; s++) before_m += world.segments[s].length_m;
        assert_true(fabs(length_m - before_m) < 1e-6);
        for (uint32_t to = 1; to < 10; to++) {
            int64_t whole = best_of(&world.net, 0, to), pieces = best_of(&cut.net, 0, to);
            assert_int_equal(whole < 0, pieces < 0);
            assert_in_range(llabs(whole - pieces), 0, 12); /* a piece takes 1 ms at least */
        }
        aman_escort_cut_release(&cut);
    }
}

static void places_that_are_none_are_refused(void **state)
{
    (void)state;
    struct world world;
    struct aman_escort_cut cut;
    world_draw(&world, 1, 5, 2, 0);
    const struct aman_escort_place wrong[] = {{99, 0.5}, {0, -0.1}, {0, 1.1}, {0, NAN}};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(aman_escort_cut_init(&aman_mem_heap, &world.net, &wrong[i], 1, &cut), AMAN_ERR_ARGUMENT);
}

/* ---- memory ---- */

struct scarce {
    size_t left; /* allocations that succeed */
    size_t live; /* bytes */
};

static void *scarce_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct scarce *scarce = ctx;
    if (size > old_size || !ptr) {
        if (size > 0 && scarce->left == 0) return NULL;
        if (size > 0) scarce->left--;
    }
    void *fresh = aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
    if (size == 0 || fresh) scarce->live += size - old_size;
    return fresh;
}

/* Everything that allocates, once; the first error. */
static enum aman_err use_all(const struct aman_mem *mem, const struct aman_escort_net *net)
{
    const struct aman_escort_place places[] = {{0, 0.5}, {3, 0.25}};
    const uint32_t targets[] = {2, 5};
    struct aman_escort_cut cut = {0};
    struct aman_escort_snap *snap = NULL;
    struct aman_escort_graph *graph = NULL;
    struct aman_escort_search *search = NULL;
    struct aman_escort_field *field = NULL;
    struct aman_escort_pair pair = {0};
    struct aman_escort_route out = {0};
    struct aman_escort_escape escape;
    bool found = false, must[256];
    enum aman_err err = aman_escort_cut_init(mem, net, places, 2, &cut);
    if (err == AMAN_OK) err = aman_escort_snap_create(mem, &cut.net, &snap);
    if (err == AMAN_OK) err = aman_escort_graph_create(mem, &cut.net, &graph);
    if (err == AMAN_OK) err = aman_escort_search_create(mem, graph, &search);
    if (err == AMAN_OK) err = aman_escort_pair_find(search, 0, 3, &pair, &found);
    if (err == AMAN_OK) assert_true(found);
    if (err == AMAN_OK) err = aman_escort_chokes(graph, mem, &pair.first, NULL, must, must);
    if (err == AMAN_OK) err = aman_escort_field_create(search, targets, 2, &field);
    if (err == AMAN_OK) err = aman_escort_escape_at(field, &pair.first, 0.0, &escape, &out);
    aman_escort_route_release(&out);
    aman_escort_field_destroy(field);
    aman_escort_pair_release(&pair);
    aman_escort_search_destroy(search);
    aman_escort_graph_destroy(graph);
    aman_escort_snap_destroy(snap);
    aman_escort_cut_release(&cut);
    return err;
}

/* Suurballe's trap, so that the search over flows is run through as well. */
static void each_allocation_may_fail(void **state)
{
    (void)state;
    struct world world = {0};
    for (int i = 0; i < 6; i++) world_add_node(&world, 100.0 * i, 10.0 * i);
    world_add_segment(&world, 0, 1, false, 100);
    world_add_segment(&world, 1, 2, false, 100);
    world_add_segment(&world, 2, 3, false, 100);
    world_add_segment(&world, 0, 2, false, 240);
    world_add_segment(&world, 1, 3, false, 240);
    world_add_segment(&world, 3, 4, true, 10);
    world_add_segment(&world, 4, 5, true, 10);
    world_add_ban(&world, 3, (const uint32_t[]){0, 2, 10});
    size_t n = 0;
    for (;; n++) {
        struct scarce scarce = {.left = n};
        struct aman_mem mem = {scarce_resize, &scarce};
        enum aman_err err = use_all(&mem, &world.net);
        assert_int_equal(scarce.live, 0);
        if (err == AMAN_OK) break;
        assert_int_equal(err, AMAN_ERR_MEMORY);
    }
    assert_true(n > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_places_are_the_nearest),
        cmocka_unit_test(nothing_is_near_where_all_is_closed),
        cmocka_unit_test(a_place_at_an_end_is_that_end),
        cmocka_unit_test(cutting_changes_no_route),
        cmocka_unit_test(places_that_are_none_are_refused),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
