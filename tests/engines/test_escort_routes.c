/* Routes, pairs, chokes and havens on small nets against brute force; every route is walked independently. */
#include "base/rng.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/escort_world.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct asked {
    struct aman_escort_graph *graph;
    struct aman_escort_search *search;
};

static struct asked ask(const struct aman_escort_net *net)
{
    struct asked asked;
    assert_int_equal(aman_escort_graph_create(&aman_mem_heap, net, &asked.graph), AMAN_OK);
    assert_int_equal(aman_escort_search_create(&aman_mem_heap, asked.graph, &asked.search), AMAN_OK);
    return asked;
}

static void done(struct asked asked)
{
    aman_escort_search_destroy(asked.search);
    aman_escort_graph_destroy(asked.graph);
}

static void assert_walks(const struct aman_escort_net *net, const struct aman_escort_route *route, uint32_t from, uint32_t to)
{
    const char *wrong = world_walk(net, route->arcs, route->n, from, to);
    if (wrong) fail_msg("%s", wrong);
    double length_m = 0.0;
    int64_t p50 = 0, p90 = 0;
    for (size_t i = 0; i < route->n; i++) {
        const struct aman_escort_segment *s = &net->segments[route->arcs[i] / 2];
        length_m += s->length_m;
        p50 += s->p50_ms[route->arcs[i] % 2];
        p90 += s->p90_ms[route->arcs[i] % 2];
    }
    assert_true(fabs(length_m - route->length_m) < 1e-6);
    assert_int_equal(p50, route->p50_ms);
    assert_int_equal(p90, route->p90_ms);
}

/* ---- by hand ---- */

/* A ladder: 0-1-2 below, 3-4-5 above, rungs 0-3, 1-4, 2-5. */
static void draw_ladder(struct world *world)
{
    *world = (struct world){0};
    for (int i = 0; i < 6; i++) world_add_node(world, 100.0 * (i % 3), i < 3 ? 0.0 : 100.0);
    world_add_segment(world, 0, 1, true, 100); /* 0 */
    world_add_segment(world, 1, 2, true, 100); /* 1 */
    world_add_segment(world, 3, 4, true, 100); /* 2 */
    world_add_segment(world, 4, 5, true, 100); /* 3 */
    world_add_segment(world, 0, 3, true, 100); /* 4 */
    world_add_segment(world, 1, 4, true, 100); /* 5 */
    world_add_segment(world, 2, 5, true, 100); /* 6 */
}

static void expect_best(const struct world *world, uint32_t from, uint32_t to, int64_t p90_ms)
{
    struct asked asked = ask(&world->net);
    struct aman_escort_route route = {0};
    bool found = false;
    assert_int_equal(aman_escort_best(asked.search, from, to, &route, &found), AMAN_OK);
    assert_int_equal(found, p90_ms >= 0);
    if (found) {
        assert_int_equal(route.p90_ms, p90_ms);
        assert_walks(&world->net, &route, from, to);
    }
    aman_escort_route_release(&route);
    done(asked);
}

static void a_ban_sends_the_route_round(void **state)
{
    (void)state;
    struct world world;
    draw_ladder(&world);
    expect_best(&world, 0, 2, 250);
    world_add_ban(&world, 2, (const uint32_t[]){0, 2}); /* 0-1 then 1-2 */
    expect_best(&world, 0, 2, 500);                     /* 0-3-4-5-2, or 0-3-4-1-2 */
    world_add_ban(&world, 3, (const uint32_t[]){4, 11, 2}); /* 3-4, 4-1, 1-2: over a way between */
    expect_best(&world, 0, 2, 500);                         /* 0-3-4-5-2 still */
    world.segments[6].forward = world.segments[6].backward = false;
    expect_best(&world, 0, 2, 750); /* 0-3-4-1-2 is banned: turning round at 5, where the street ends now, is not */
    world.segments[3].forward = world.segments[3].backward = false;
    expect_best(&world, 0, 2, -1);
}

/* Who came another way may take the turn that a longer ban forbids. */
static void a_longer_ban_looks_at_the_past(void **state)
{
    (void)state;
    struct world world;
    draw_ladder(&world);
    world_add_ban(&world, 3, (const uint32_t[]){8, 4, 6}); /* 0-3, 3-4, 4-5 */
    expect_best(&world, 3, 5, 250);
    expect_best(&world, 0, 5, 375); /* by 0-1-2-5 or 0-1-4-5 */
}

static void nobody_turns_round_but_at_the_end_of_a_street(void **state)
{
    (void)state;
    struct world world = {0};
    for (int i = 0; i < 4; i++) world_add_node(&world, 100.0 * i, 0.0);
    world_add_segment(&world, 0, 1, true, 100);
    world_add_segment(&world, 1, 2, true, 100);
    world_add_segment(&world, 1, 3, true, 100);
    world_add_ban(&world, 2, (const uint32_t[]){0, 2}); /* 0-1-2 is forbidden: by way of 3, where the street ends */
    expect_best(&world, 0, 2, 500);
}

/* Suurballe's trap: the best route uses the middle of both others, so that nothing is left beside it. */
static void the_best_route_is_given_up_for_a_disjoint_pair(void **state)
{
    (void)state;
    struct world world = {0};
    for (int i = 0; i < 4; i++) world_add_node(&world, 100.0 * i, 10.0 * i);
    world_add_segment(&world, 0, 1, false, 100);
    world_add_segment(&world, 1, 2, false, 100);
    world_add_segment(&world, 2, 3, false, 100);
    world_add_segment(&world, 0, 2, false, 240);
    world_add_segment(&world, 1, 3, false, 240);
    struct asked asked = ask(&world.net);
    struct aman_escort_pair pair;
    bool found = false;
    assert_int_equal(aman_escort_pair_find(asked.search, 0, 3, &pair, &found), AMAN_OK);
    assert_true(found && pair.exact);
    assert_int_equal(pair.n_shared, 0);
    assert_int_equal(pair.best_p90_ms, 375);
    assert_int_equal(pair.first.p90_ms + pair.second.p90_ms, 850);
    assert_walks(&world.net, &pair.first, 0, 3);
    assert_walks(&world.net, &pair.second, 0, 3);
    aman_escort_pair_release(&pair);
    done(asked);
}

/* Two routes that meet on one street in both directions: arcs differ, the street is shared all the same. */
static void both_directions_of_a_street_are_one_street(void **state)
{
    (void)state;
    struct world world = {0};
    for (int i = 0; i < 6; i++) world_add_node(&world, 50.0 * i, 20.0 * (i % 2));
    world_add_segment(&world, 0, 1, false, 100); /* 0 */
    world_add_segment(&world, 0, 2, false, 100); /* 1 */
    world_add_segment(&world, 1, 2, true, 100);  /* 2: the street */
    world_add_segment(&world, 1, 3, false, 100); /* 3 */
    world_add_segment(&world, 2, 4, false, 100); /* 4 */
    world_add_segment(&world, 3, 5, false, 100); /* 5 */
    world_add_segment(&world, 4, 5, false, 100); /* 6 */
    world_add_ban(&world, 2, (const uint32_t[]){0, 6}); /* 0-1-3 forbidden: only 0-1-2-4 */
    world_add_ban(&world, 2, (const uint32_t[]){2, 8}); /* 0-2-4 forbidden: only 0-2-1-3 */
    struct asked asked = ask(&world.net);
    struct aman_escort_pair pair;
    bool found = false;
    assert_int_equal(aman_escort_pair_find(asked.search, 0, 5, &pair, &found), AMAN_OK);
    assert_true(found && pair.exact);
    assert_int_equal(pair.n_shared, 1);
    assert_int_equal(pair.shared[0], 2);
    assert_int_equal(pair.shared_p90_ms, 125);
    aman_escort_pair_release(&pair);
    done(asked);
}

static void wrong_nets_are_refused(void **state)
{
    (void)state;
    struct aman_escort_graph *graph = NULL;
    for (int fault = 0; fault < 7; fault++) {
        struct world world;
        draw_ladder(&world);
        world_add_ban(&world, 2, (const uint32_t[]){0, 2});
        if (fault == 0) world.segments[3].b = 99;
        if (fault == 1) world.segments[3].b = world.segments[3].a;
        if (fault == 2) world.segments[3].p50_ms[1] = 0;
        if (fault == 3) world.segments[3].p90_ms[0] = world.segments[3].p50_ms[0] - 1;
        if (fault == 4) world.segments[3].length_m = NAN;
        if (fault == 5) world.ban_arcs[1] = 99;
        if (fault == 6) world.bans[0].n = 1;
        assert_int_equal(aman_escort_graph_create(&aman_mem_heap, &world.net, &graph), AMAN_ERR_ARGUMENT);
        assert_null(graph);
    }
}

/* ---- at random ---- */

static void best_routes_are_the_brute_force_ones(void **state)
{
    (void)state;
    size_t routes = 0, none = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct world world;
        world_draw(&world, seed, 6, 3, seed % 7);
        struct asked asked = ask(&world.net);
        for (uint32_t from = 0; from < 6; from++) {
            uint32_t to = (from + 1 + (uint32_t)(seed % 5)) % 6;
            struct aman_escort_route route = {0};
            bool found = false;
            int64_t least = world_least(&world.net, from, to, UINT32_MAX, UINT32_MAX);
            assert_int_equal(aman_escort_best(asked.search, from, to, &route, &found), AMAN_OK);
            assert_int_equal(found, least != INT64_MAX);
            if (found) {
                assert_int_equal(route.p90_ms, least);
                assert_walks(&world.net, &route, from, to);
            }
            routes += found;
            none += !found;
            aman_escort_route_release(&route);
        }
        done(asked);
    }
    assert_true(routes > 100 && none > 10); /* both kinds were seen */
}

static void pairs_share_as_little_as_any_pair(void **state)
{
    (void)state;
    size_t disjoint = 0, sharing = 0, given_up = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct world world;
        world_draw(&world, seed, 7, 5, seed % 9);
        struct asked asked = ask(&world.net);
        uint32_t from = (uint32_t)(seed % 7), to = (from + 1 + (uint32_t)(seed % 6)) % 7;
        struct aman_escort_pair pair;
        bool found = false;
        int64_t least = world_least_shared(&world.net, from, to, 13);
        assert_int_equal(aman_escort_pair_find(asked.search, from, to, &pair, &found), AMAN_OK);
        if (least >= 0) assert_int_equal(found, least != INT64_MAX);
        if (found) {
            assert_walks(&world.net, &pair.first, from, to);
            assert_walks(&world.net, &pair.second, from, to);
            assert_true(pair.exact);
            assert_true(pair.first.p90_ms >= pair.best_p90_ms);
            if (least >= 0) assert_int_equal(pair.shared_p90_ms, least);
            disjoint += pair.n_shared == 0;
            sharing += pair.n_shared > 0;
            given_up += pair.first.p90_ms > pair.best_p90_ms;
            aman_escort_pair_release(&pair);
        }
        done(asked);
    }
    assert_true(disjoint > 40 && sharing > 40 && given_up > 2);
}

static void chokes_are_what_no_route_does_without(void **state)
{
    (void)state;
    size_t must_segments = 0, must_nodes = 0, may = 0;
    for (uint64_t seed = 500; seed < 540; seed++) {
        struct world world;
        world_draw(&world, seed, 7, 4, seed % 5);
        struct asked asked = ask(&world.net);
        struct aman_escort_pair pair;
        bool found = false, segments[64], nodes[64];
        assert_int_equal(aman_escort_pair_find(asked.search, 0, 6, &pair, &found), AMAN_OK);
        if (found) {
            const struct aman_escort_route *route = &pair.first;
            for (int with = 0; with < 2; with++) {
                assert_int_equal(aman_escort_chokes(asked.graph, &aman_mem_heap, route, with ? &pair.second : NULL,
                                                    segments, nodes), AMAN_OK);
                for (size_t i = 0; i < route->n; i++) {
                    int64_t without = world_least(&world.net, 0, 6, route->arcs[i] / 2, UINT32_MAX);
                    assert_int_equal(segments[i], without == INT64_MAX);
                    must_segments += segments[i];
                    may += !segments[i];
                }
                for (size_t i = 0; i + 1 < route->n; i++) {
                    const struct aman_escort_segment *s = &world.segments[route->arcs[i] / 2];
                    uint32_t node = route->arcs[i] % 2 ? s->a : s->b;
                    assert_int_equal(nodes[i], world_least(&world.net, 0, 6, UINT32_MAX, node) == INT64_MAX);
                    must_nodes += nodes[i];
                }
            }
            aman_escort_pair_release(&pair);
        }
        done(asked);
    }
    assert_true(must_segments > 10 && must_nodes > 10 && may > 10);
}

/* ---- max-flow, written apart, on nets without bans ---- */

static bool two_paths(const struct aman_escort_net *net, uint32_t from, uint32_t to)
{
    bool used[2 * WORLD_SEGMENTS] = {false};
    for (int round = 0; round < 2; round++) {
        uint32_t by[WORLD_NODES], queue[WORLD_NODES];
        size_t head = 0, tail = 0;
        memset(by, 0xFF, sizeof by);
        queue[tail++] = from;
        while (head < tail) {
            uint32_t v = queue[head++];
            for (uint32_t arc = 0; arc < 2 * net->n_segments; arc++) {
                const struct aman_escort_segment *s = &net->segments[arc / 2];
                bool open = arc % 2 ? s->backward : s->forward;
                uint32_t a = arc % 2 ? s->b : s->a, b = arc % 2 ? s->a : s->b;
                if (open && !used[arc] && a == v && b != from && by[b] == UINT32_MAX) by[b] = 2 * arc, queue[tail++] = b;
                if (used[arc] && b == v && a != from && by[a] == UINT32_MAX) by[a] = 2 * arc + 1, queue[tail++] = a;
            }
        }
        if (by[to] == UINT32_MAX) return false;
        for (uint32_t v = to; v != from;) {
            uint32_t arc = by[v] / 2;
            const struct aman_escort_segment *s = &net->segments[arc / 2];
            used[arc] = by[v] % 2 == 0;
            v = (arc % 2 == 1) == (by[v] % 2 == 0) ? s->b : s->a;
        }
    }
    return true;
}

static void disjoint_pairs_exist_when_max_flow_says_so(void **state)
{
    (void)state;
    size_t yes = 0, no = 0;
    for (uint64_t seed = 1000; seed < 1200; seed++) {
        struct world world;
        world_draw(&world, seed, 40, 30, 0);
        struct asked asked = ask(&world.net);
        for (uint32_t from = 0; from < 4; from++) {
            uint32_t to = 20 + (uint32_t)(seed + from) % 20;
            struct aman_escort_pair pair;
            bool found = false, flow = two_paths(&world.net, from, to);
            assert_int_equal(aman_escort_pair_find(asked.search, from, to, &pair, &found), AMAN_OK);
            assert_int_equal(found && pair.n_shared == 0, flow);
            assert_true(!found || pair.exact);
            yes += flow;
            no += !flow;
            if (found) aman_escort_pair_release(&pair);
        }
        done(asked);
    }
    assert_true(yes > 100 && no > 100);
}

/* ---- havens ---- */

static void the_way_to_a_haven_is_the_best_of_all(void **state)
{
    (void)state;
    size_t reached = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct world world;
        world_draw(&world, seed, 12, 8, 0);
        struct asked asked = ask(&world.net);
        const uint32_t targets[] = {3, 8};
        struct aman_escort_field *field;
        struct aman_escort_route route = {0};
        bool found = false;
        assert_int_equal(aman_escort_field_create(asked.search, targets, 2, &field), AMAN_OK);
        assert_int_equal(aman_escort_best(asked.search, 0, 11, &route, &found), AMAN_OK);
        if (found) {
            struct aman_escort_escape escape;
            struct aman_escort_route out;
            int64_t a = world_least(&world.net, 0, 3, UINT32_MAX, UINT32_MAX);
            int64_t b = world_least(&world.net, 0, 8, UINT32_MAX, UINT32_MAX);
            assert_int_equal(aman_escort_escape_at(field, &route, 0.0, &escape, &out), AMAN_OK);
            assert_int_equal(escape.reached, a != INT64_MAX || b != INT64_MAX);
            if (escape.reached) {
                assert_int_equal(escape.p90_ms, a < b ? a : b);
                assert_walks(&world.net, &out, 0, targets[escape.target]);
                reached++;
            }
            aman_escort_route_release(&out);
            /* from the middle of the first segment half of it is left to drive */
            double middle = world.segments[route.arcs[0] / 2].length_m / 2;
            assert_int_equal(aman_escort_escape_at(field, &route, middle, &escape, &out), AMAN_OK);
            if (escape.reached && out.n > 0) {
                assert_int_equal(out.arcs[0], route.arcs[0]);
                double length_m = -middle;
                for (size_t i = 0; i < out.n; i++) length_m += world.segments[out.arcs[i] / 2].length_m;
                assert_true(fabs(length_m - escape.length_m) < 1e-6);
            }
            aman_escort_route_release(&out);
            assert_int_equal(aman_escort_escape_at(field, &route, route.length_m + 1.0, &escape, NULL), AMAN_ERR_ARGUMENT);
        }
        aman_escort_route_release(&route);
        aman_escort_field_destroy(field);
        done(asked);
    }
    assert_true(reached > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ban_sends_the_route_round),
        cmocka_unit_test(a_longer_ban_looks_at_the_past),
        cmocka_unit_test(nobody_turns_round_but_at_the_end_of_a_street),
        cmocka_unit_test(the_best_route_is_given_up_for_a_disjoint_pair),
        cmocka_unit_test(both_directions_of_a_street_are_one_street),
        cmocka_unit_test(wrong_nets_are_refused),
        cmocka_unit_test(best_routes_are_the_brute_force_ones),
        cmocka_unit_test(pairs_share_as_little_as_any_pair),
        cmocka_unit_test(chokes_are_what_no_route_does_without),
        cmocka_unit_test(disjoint_pairs_exist_when_max_flow_says_so),
        cmocka_unit_test(the_way_to_a_haven_is_the_best_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
