/* The hierarchy against Dijkstra's search: times, routes, closures, failing memory. */
#include "base/rng.h"
#include "engines/escort/fast.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/escort_world.h"

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

static int64_t best_ms(struct asked asked, uint32_t from, uint32_t to)
{
    struct aman_escort_route route = {0};
    bool found = false;
    assert_int_equal(aman_escort_best(asked.search, from, to, &route, &found), AMAN_OK);
    int64_t ms = found ? route.p90_ms : -1;
    aman_escort_route_release(&route);
    return ms;
}

static void assert_route(struct aman_escort_fast *fast, const struct aman_escort_net *net, uint32_t from,
                         uint32_t to, int64_t ms)
{
    struct aman_escort_route route = {0};
    bool found = false;
    assert_int_equal(aman_escort_fast_route(fast, from, to, &route, &found), AMAN_OK);
    assert_int_equal(found, ms >= 0);
    if (found) {
        assert_null(world_walk(net, route.arcs, route.n, from, to));
        assert_int_equal(route.p90_ms, ms);
    }
    aman_escort_route_release(&route);
}

static void it_finds_what_dijkstra_finds(void **state)
{
    (void)state;
    size_t routes = 0, none = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        struct world world;
        struct aman_escort_fast *fast;
        world_draw(&world, seed, 50, 10 + (uint32_t)(seed % 60), (uint32_t)(seed % 25));
        struct asked asked = ask(&world.net);
        assert_int_equal(aman_escort_fast_create(&aman_mem_heap, asked.graph, &fast), AMAN_OK);
        for (uint64_t i = 0; i < 60; i++) {
            uint32_t from = (uint32_t)(aman_rng_bits(seed, 40, i) % 50),
                     to = (uint32_t)(aman_rng_bits(seed, 41, i) % 50);
            int64_t ms = best_ms(asked, from, to);
            assert_int_equal(aman_escort_fast_time_ms(fast, from, to), ms);
            assert_route(fast, &world.net, from, to, ms);
            routes += ms >= 0;
            none += ms < 0;
        }
        aman_escort_fast_destroy(fast);
        done(asked);
    }
    assert_true(routes > 3000 && none > 100);
}

/* A closed street is one whose time is out of reach; where streets end is as before, so the graph to compare
 * with keeps it open and slow. */
static void closed_streets_are_closed_and_opened_again(void **state)
{
    (void)state;
    enum { SLOW_MS = AMAN_ESCORT_MOST_MS, MANY = 30 };
    size_t changed = 0;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        struct world world, slow;
        struct aman_escort_fast *fast;
        world_draw(&world, seed, 40, 40, 10);
        struct asked open = ask(&world.net);
        assert_int_equal(aman_escort_fast_create(&aman_mem_heap, open.graph, &fast), AMAN_OK);
        for (uint64_t round = 0; round < 6; round++) {
            world_draw(&slow, seed, 40, 40, 10);
            uint32_t segments[MANY];
            uint64_t n = round == 5 ? MANY : 3; /* more than may be pending at once */
            for (uint64_t k = 0; k < n; k++) {
                segments[k] = (uint32_t)(aman_rng_bits(seed, 50 + round, k) % world.net.n_segments);
                for (int d = 0; d < 2; d++)
                    slow.segments[segments[k]].p50_ms[d] = slow.segments[segments[k]].p90_ms[d] = SLOW_MS;
                aman_escort_fast_close(fast, segments[k], true);
            }
            struct asked closed = ask(&slow.net);
            for (uint64_t i = 0; i < 40; i++) {
                uint32_t from = (uint32_t)(aman_rng_bits(seed, 60, i) % 40),
                         to = (uint32_t)(aman_rng_bits(seed, 61, i) % 40);
                int64_t ms = best_ms(closed, from, to);
                if (ms >= SLOW_MS) ms = -1;
                assert_int_equal(aman_escort_fast_time_ms(fast, from, to), ms);
                assert_route(fast, &world.net, from, to, ms);
                changed += ms != best_ms(open, from, to);
            }
            done(closed);
            for (uint64_t k = 0; k < n; k++) aman_escort_fast_close(fast, segments[k], false);
        }
        for (uint32_t to = 0; to < 40; to++)
            assert_int_equal(aman_escort_fast_time_ms(fast, 0, to), best_ms(open, 0, to));
        aman_escort_fast_destroy(fast);
        done(open);
    }
    assert_true(changed > 100);
}

/* Streets close and open one at a time between queries: what is pending, what is in the weights and what is given back
 * are mixed in every way. */
static void closures_come_and_go(void **state)
{
    (void)state;
    size_t pending = 0, settled = 0;
    for (uint64_t seed = 1; seed <= 15; seed++) {
        struct world world, now;
        struct aman_escort_fast *fast;
        bool closed[WORLD_SEGMENTS] = {false};
        world_draw(&world, seed, 40, 30, 8);
        world_draw(&now, seed, 40, 30, 8);
        struct asked open = ask(&world.net);
        assert_int_equal(aman_escort_fast_create(&aman_mem_heap, open.graph, &fast), AMAN_OK);
        for (uint64_t step = 0; step < 40; step++) {
            uint32_t segment = (uint32_t)(aman_rng_bits(seed, 70, step) % (step % 3 == 2 ? 8 : world.net.n_segments));
            closed[segment] = !closed[segment];
            now.segments[segment] = world.segments[segment];
            for (int d = 0; d < 2 && closed[segment]; d++)
                now.segments[segment].p50_ms[d] = now.segments[segment].p90_ms[d] = AMAN_ESCORT_MOST_MS;
            aman_escort_fast_close(fast, segment, closed[segment]);
            struct asked asked = ask(&now.net);
            for (uint64_t i = 0; i < 5; i++) {
                uint32_t from = (uint32_t)(aman_rng_bits(seed, 71 + step, 2 * i) % 40),
                         to = (uint32_t)(aman_rng_bits(seed, 71 + step, 2 * i + 1) % 40);
                int64_t ms = best_ms(asked, from, to);
                bool was_pending = fast->n_pending > 0;
                if (ms >= AMAN_ESCORT_MOST_MS) ms = -1;
                assert_int_equal(aman_escort_fast_time_ms(fast, from, to), ms);
                assert_route(fast, &world.net, from, to, ms);
                pending += fast->n_pending > 0;
                settled += was_pending && fast->n_pending == 0;
            }
            done(asked);
        }
        aman_escort_fast_destroy(fast);
        done(open);
    }
    assert_true(pending > 500 && settled > 50);
}

/* Risk counts when routes are compared, and is no part of their time. */
static void risk_counts_but_takes_no_time(void **state)
{
    (void)state;
    struct world world = {0};
    uint32_t a = world_add_node(&world, 0, 0), b = world_add_node(&world, 100, 0), c = world_add_node(&world, 50, 50);
    uint32_t straight = world_add_segment(&world, a, b, true, 1000);
    world_add_segment(&world, a, c, true, 700);
    world_add_segment(&world, c, b, true, 700);
    for (uint32_t risk = 0; risk <= 800; risk += 200) {
        struct aman_escort_fast *fast;
        struct aman_escort_route route = {0};
        bool found = false;
        world.segments[straight].risk_ms[0] = risk;
        struct asked asked = ask(&world.net);
        assert_int_equal(aman_escort_fast_create(&aman_mem_heap, asked.graph, &fast), AMAN_OK);
        assert_int_equal(aman_escort_best(asked.search, a, b, &route, &found), AMAN_OK);
        int64_t p90 = world.segments[straight].p90_ms[0], round = world.segments[1].p90_ms[0] + world.segments[2].p90_ms[0];
        assert_int_equal(route.n, p90 + risk <= round ? 1 : 2);
        assert_int_equal(route.p90_ms, route.n == 1 ? p90 : round);
        assert_int_equal(aman_escort_fast_time_ms(fast, a, b), route.n == 1 ? p90 + risk : round);
        aman_escort_route_release(&route);
        aman_escort_fast_destroy(fast);
        done(asked);
    }
    world.segments[straight].risk_ms[1] = AMAN_ESCORT_MOST_MS;
    struct aman_escort_graph *graph;
    assert_int_equal(aman_escort_graph_create(&aman_mem_heap, &world.net, &graph), AMAN_ERR_ARGUMENT);
}

static void *scarce_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    size_t *left = ctx;
    if (size > 0 && *left == 0) return NULL;
    if (size > 0) --*left;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    struct world world;
    world_draw(&world, 3, 40, 40, 10);
    struct asked asked = ask(&world.net);
    size_t n = 0;
    for (enum aman_err err = AMAN_ERR_MEMORY; err != AMAN_OK; n++) {
        size_t left = n;
        const struct aman_mem mem = {scarce_resize, &left};
        struct aman_escort_fast *fast = NULL;
        struct aman_escort_route route = {0};
        bool found = false;
        err = aman_escort_fast_create(&mem, asked.graph, &fast);
        if (err == AMAN_OK) err = aman_escort_fast_route(fast, 0, 1, &route, &found);
        assert_true(err == AMAN_OK || err == AMAN_ERR_MEMORY);
        aman_escort_route_release(&route);
        aman_escort_fast_destroy(fast);
    }
    assert_true(n > 30);
    done(asked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_what_dijkstra_finds),
        cmocka_unit_test(closed_streets_are_closed_and_opened_again),
        cmocka_unit_test(closures_come_and_go),
        cmocka_unit_test(risk_counts_but_takes_no_time),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
