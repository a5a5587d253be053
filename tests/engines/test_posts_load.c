/* People that a unit needs: by hand, and against a second way to count them on thousands of small deployments. */
#include "engines/posts/posts.h"

#include "tests/base/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Places on a line, so many seconds apart. */
static double along(void *ctx, int from, int to, double time_s)
{
    (void)time_s;
    return *(const double *)ctx * abs(from - to);
}

static struct aman_posts_load load_of(const struct aman_posts_slot *slots, size_t n, double apart_s)
{
    struct aman_posts_load load;
    assert_int_equal(aman_posts_unit_load(slots, n, along, &apart_s, &aman_mem_heap, &load), AMAN_OK);
    return load;
}

static void the_same_people_go_on_to_the_next_post(void **state)
{
    (void)state;
    const struct aman_posts_slot slots[] = {{0, 10, 0, 3600}, {1, 10, 3600 + 300, 7200}, {2, 4, 0, 7200}};
    struct aman_posts_load load = load_of(slots, 3, 300);
    assert_int_equal(load.peak, 14);
    assert_int_equal(load.needed, 14);
    assert_int_equal(load.from_slot, -1);
}

static void too_far_to_walk_takes_more_people(void **state)
{
    (void)state;
    const struct aman_posts_slot slots[] = {{0, 10, 0, 3600}, {1, 6, 3600 + 300, 7200}};
    struct aman_posts_load load = load_of(slots, 2, 301);
    assert_int_equal(load.peak, 10);
    assert_int_equal(load.needed, 16);
    assert_int_equal(load.from_slot, 0);
    assert_int_equal(load.to_slot, 1);
    assert_true(load.way_s == 301 && load.time_s == 300);
}

static void nobody_and_nonsense(void **state)
{
    (void)state;
    double apart_s = 1;
    struct aman_posts_load load = load_of(NULL, 0, 1);
    assert_int_equal(load.needed, 0);
    struct aman_posts_slot wrong = {0, 0, 0, 1};
    load.needed = -7;
    assert_int_equal(aman_posts_unit_load(&wrong, 1, along, &apart_s, &aman_mem_heap, &load), AMAN_ERR_ARGUMENT);
    wrong = (struct aman_posts_slot){0, 1, 5, (double)INFINITY};
    assert_int_equal(aman_posts_unit_load(&wrong, 1, along, &apart_s, &aman_mem_heap, &load), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_posts_unit_load(&wrong, AMAN_POSTS_SLOTS_MOST + 1, along, &apart_s, &aman_mem_heap, &load),
                     AMAN_ERR_LIMIT);
    assert_int_equal(load.needed, -7);
}

static uint32_t rolled(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* Single persons, one after the other: all ways to give each slot to somebody who is in time, or to somebody new. */
static int fewest(const struct aman_posts_slot *slots, size_t n, size_t next, int *last, int used, int best, double apart_s)
{
    if (used >= best) return best;
    if (next == n) return used;
    for (int p = 0; p < used; p++) {
        int before = last[p];
        double there_s = slots[before].to_s + along(&apart_s, slots[before].place, slots[next].place, 0);
        if (there_s > slots[next].from_s) continue;
        last[p] = (int)next;
        best = fewest(slots, n, next + 1, last, used, best, apart_s);
        last[p] = before;
    }
    last[used] = (int)next;
    return fewest(slots, n, next + 1, last, used + 1, best, apart_s);
}

static void no_cover_by_fewer_exists(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        struct aman_posts_slot slots[8];
        size_t n = 2 + rolled(&seed) % 7;
        int last[8];
        for (size_t i = 0; i < n; i++) {
            double from = rolled(&seed) % 40;
            slots[i] = (struct aman_posts_slot){(int)(rolled(&seed) % 4), 1, from, from + 1 + rolled(&seed) % 12};
            for (size_t k = i; k > 0 && slots[k - 1].from_s > slots[k].from_s; k--) { /* by begin, as the search takes them */
                struct aman_posts_slot swap = slots[k];
                slots[k] = slots[k - 1];
                slots[k - 1] = swap;
            }
        }
        double apart_s = rolled(&seed) % 6;
        assert_int_equal(load_of(slots, n, apart_s).needed, fewest(slots, n, 0, last, 0, (int)n + 1, apart_s));
    }
}

static void many_persons_count_as_many_slots_of_one(void **state)
{
    (void)state;
    uint32_t seed = 11;
    for (int round = 0; round < 300; round++) {
        struct aman_posts_slot slots[6], single[60];
        size_t n_single = 0;
        for (size_t i = 0; i < 6; i++) {
            double from = rolled(&seed) % 40;
            slots[i] = (struct aman_posts_slot){(int)(rolled(&seed) % 4), 1 + (int)(rolled(&seed) % 9), from,
                                                from + 1 + rolled(&seed) % 12};
            for (int k = 0; k < slots[i].count; k++) {
                single[n_single] = slots[i];
                single[n_single++].count = 1;
            }
        }
        struct aman_posts_load a = load_of(slots, 6, 3), b = load_of(single, n_single, 3), c = load_of(slots, 6, 3);
        assert_int_equal(a.needed, b.needed);
        assert_int_equal(a.peak, b.peak);
        assert_memory_equal(&a, &c, sizeof a); /* the same bits */
    }
}

struct failing {
    int calls, fail_at;
};

static void *failing_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct failing *failing = ctx;
    if (size > 0 && failing->calls++ == failing->fail_at) return NULL;
    return aman_mem_heap.resize(NULL, ptr, old_size, size);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const struct aman_posts_slot slots[] = {{0, 10, 0, 3600}, {1, 6, 3900, 7200}};
    double apart_s = 301;
    for (int fail_at = 0; fail_at < 6; fail_at++) {
        struct failing failing = {0, fail_at};
        struct aman_mem mem = {failing_resize, &failing};
        struct aman_posts_load load = {.needed = -7};
        assert_int_equal(aman_posts_unit_load(slots, 2, along, &apart_s, &mem, &load), AMAN_ERR_MEMORY);
        assert_int_equal(load.needed, -7);
    }
    struct failing failing = {0, 6};
    struct aman_mem mem = {failing_resize, &failing};
    struct aman_posts_load load;
    assert_int_equal(aman_posts_unit_load(slots, 2, along, &apart_s, &mem, &load), AMAN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_people_go_on_to_the_next_post), cmocka_unit_test(too_far_to_walk_takes_more_people),
        cmocka_unit_test(nobody_and_nonsense),                    cmocka_unit_test(no_cover_by_fewer_exists),
        cmocka_unit_test(many_persons_count_as_many_slots_of_one), cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
