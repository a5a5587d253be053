/* Ways on the raster: thin walls, corners that lie on the grid, gaps of known widths, stairs, memory. */
#include "engines/posts/ground.h"

#include "tests/base/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct aman_point square[4] = {{0, 0}, {20, 0}, {20, 20}, {0, 20}};
static struct aman_ring square_ring = {square, 4};
static const struct aman_area square_area = {&square_ring, 1};

static struct aman_posts_ground ground_of(double cell_m, int levels)
{
    struct aman_posts_ground ground;
    assert_int_equal(aman_posts_ground_init(&ground, (struct aman_box){0, 0, 20, 20}, levels, cell_m, &aman_mem_heap), AMAN_OK);
    assert_int_equal(aman_posts_ground_paint(&ground, 0, &square_area, AMAN_POSTS_OPEN, &aman_mem_heap), AMAN_OK);
    return ground;
}

static void wall(struct aman_posts_ground *ground, double x0, double y0, double x1, double y1)
{
    aman_posts_ground_wall(ground, 0, (struct aman_segment){{x0, y0}, {x1, y1}});
}

static double way_m(const struct aman_posts_ground *ground, int level, double x0, double y0, double x1, double y1)
{
    uint32_t *distance = malloc(ground->n_cells * sizeof *distance);
    size_t from = aman_posts_ground_cell(ground, 0, (struct aman_point){x0, y0}, 1.0);
    size_t to = aman_posts_ground_cell(ground, level, (struct aman_point){x1, y1}, 1.0);
    assert_true(distance && from != SIZE_MAX && to != SIZE_MAX);
    assert_int_equal(aman_posts_ground_walk(ground, &from, 1, AMAN_POSTS_FAR, 0, &aman_mem_heap, distance), AMAN_OK);
    double way = aman_posts_ground_m(ground, distance[to]);
    free(distance);
    return way;
}

static void open_ground_is_crossed_straight(void **state)
{
    (void)state;
    struct aman_posts_ground ground = ground_of(0.5, 1);
    aman_posts_ground_join(&ground);
    double straight = way_m(&ground, 0, 1, 10, 19, 10), slanting = way_m(&ground, 0, 1, 1, 19, 19);
    assert_true(fabs(straight - 18.0) <= 0.5);
    assert_true(fabs(slanting / (18.0 * sqrt(2.0)) - 1.0) <= 0.03);
    aman_posts_ground_release(&ground, &aman_mem_heap);
}

/* A box of four walls whose corners lie on corners of the grid: nobody slips through a corner. */
static void corners_are_tight(void **state)
{
    (void)state;
    for (int k = 0; k < 20; k++) {
        struct aman_posts_ground ground = ground_of(0.5, 1);
        double s = 0.025 * k;
        aman_posts_ground_join(&ground);
        wall(&ground, 5 + s, 5 + s, 15 + s, 5 + s);
        wall(&ground, 15 + s, 5 + s, 15 + s, 15 + s);
        wall(&ground, 15 + s, 15 + s, 5 + s, 15 + s);
        wall(&ground, 5 + s, 15 + s, 5 + s, 5 + s);
        assert_true(isinf(way_m(&ground, 0, 1, 1, 10, 10)));
        aman_posts_ground_release(&ground, &aman_mem_heap);
    }
}

/* A slanting wall with a gap: up to 0.3 m it is none, from 0.3 m + 1.42 cells on it is one, wherever it lies. */
static void a_gap_is_found_from_its_width_on(void **state)
{
    (void)state;
    for (int k = 0; k < 80; k++) {
        double angle = 0.04 * k, at = 0.013 * k, x = cos(angle), y = sin(angle), cell = 0.4;
        double cx = 10 + at, cy = 10 - at, widths[2] = {0.29, 0.3 + 1.42 * cell};
        for (int i = 0; i < 2; i++) {
            struct aman_posts_ground ground = ground_of(cell, 1);
            double half = widths[i] / 2;
            aman_posts_ground_join(&ground);
            wall(&ground, cx + half * x, cy + half * y, cx + 40 * x, cy + 40 * y);
            wall(&ground, cx - half * x, cy - half * y, cx - 40 * x, cy - 40 * y);
            double way = way_m(&ground, 0, cx - 4 * y, cy + 4 * x, cx + 4 * y, cy - 4 * x);
            if (i == 0) assert_true(isinf(way));
            if (i == 1) assert_true(way < 9.5);
            aman_posts_ground_release(&ground, &aman_mem_heap);
        }
    }
}

static struct aman_point steps[4] = {{8, 0}, {12, 0}, {12, 4}, {8, 4}}, above[4] = {{8, 0}, {20, 0}, {20, 4}, {8, 4}};
static struct aman_ring steps_ring = {steps, 4}, above_ring = {above, 4};
static const struct aman_area steps_area = {&steps_ring, 1}, above_area = {&above_ring, 1};

static void make_stairs(struct aman_posts_ground *ground, const struct aman_mem *mem, enum aman_err *err)
{
    *err = aman_posts_ground_init(ground, (struct aman_box){0, 0, 20, 20}, 2, 0.5, mem);
    if (*err == AMAN_OK) *err = aman_posts_ground_paint(ground, 0, &square_area, AMAN_POSTS_OPEN, mem);
    if (*err == AMAN_OK) *err = aman_posts_ground_paint(ground, 1, &above_area, AMAN_POSTS_OPEN, mem);
    if (*err == AMAN_OK) *err = aman_posts_ground_paint(ground, 0, &steps_area, AMAN_POSTS_SLOW, mem);
    if (*err == AMAN_OK) *err = aman_posts_ground_lift(ground, 0, 1, &steps_area, mem);
    if (*err == AMAN_OK) aman_posts_ground_join(ground);
}

static void stairs_lead_up_and_are_slow(void **state)
{
    (void)state;
    struct aman_posts_ground ground = {.cells = NULL};
    enum aman_err err;
    make_stairs(&ground, &aman_mem_heap, &err);
    assert_int_equal(err, AMAN_OK);
    aman_posts_ground_wall(&ground, 0, (struct aman_segment){{12, 0}, {12, 4}}); /* one steps up at the end only */
    double up = way_m(&ground, 1, 2, 2, 18, 2);
    assert_true(up >= 16.0 && up <= 21.5); /* 12 m of ground, 4 m of steps at half the pace; less where the levels overlap */
    double around = way_m(&ground, 0, 2, 2, 18, 2);
    assert_true(around > up - 4.0 && around < 24.0); /* over the open ground around the steps' end */
    aman_posts_ground_release(&ground, &aman_mem_heap);
}

static void the_way_back_leads_to_the_start(void **state)
{
    (void)state;
    struct aman_posts_ground ground = ground_of(0.5, 1);
    aman_posts_ground_join(&ground);
    wall(&ground, 10, 0, 10, 18);
    uint32_t *distance = malloc(ground.n_cells * sizeof *distance), *again = malloc(ground.n_cells * sizeof *again);
    size_t from = aman_posts_ground_cell(&ground, 0, (struct aman_point){2, 2}, 1.0);
    size_t cell = aman_posts_ground_cell(&ground, 0, (struct aman_point){18, 2}, 1.0), n = 0;
    assert_true(distance && again);
    assert_int_equal(aman_posts_ground_walk(&ground, &from, 1, AMAN_POSTS_FAR, 0, &aman_mem_heap, distance), AMAN_OK);
    assert_int_equal(aman_posts_ground_walk(&ground, &from, 1, AMAN_POSTS_FAR, 0, &aman_mem_heap, again), AMAN_OK);
    assert_memory_equal(distance, again, ground.n_cells * sizeof *distance);
    for (; distance[cell] > 0; n++) {
        size_t before = aman_posts_ground_before(&ground, distance, 0, cell);
        assert_true(before != SIZE_MAX && distance[before] < distance[cell] && n < 1000);
        cell = before;
    }
    assert_true(cell == from && n > 60);
    free(distance);
    free(again);
    aman_posts_ground_release(&ground, &aman_mem_heap);
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
    enum aman_err err = AMAN_ERR_MEMORY;
    uint32_t *distance = malloc(1000000);
    int fail_at = 0;
    for (; err != AMAN_OK && fail_at < 100; fail_at++) {
        struct failing failing = {0, fail_at};
        struct aman_mem mem = {failing_resize, &failing};
        struct aman_posts_ground ground = {.cells = NULL};
        size_t start = 0;
        make_stairs(&ground, &mem, &err);
        if (err == AMAN_OK) start = aman_posts_ground_cell(&ground, 0, (struct aman_point){2, 2}, 1.0);
        if (err == AMAN_OK) err = aman_posts_ground_walk(&ground, &start, 1, AMAN_POSTS_FAR, 0, &mem, distance);
        assert_true(err == AMAN_OK || err == AMAN_ERR_MEMORY);
        aman_posts_ground_release(&ground, &mem);
    }
    assert_true(fail_at > 8 && err == AMAN_OK);
    free(distance);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    struct aman_posts_ground ground;
    assert_int_equal(aman_posts_ground_init(&ground, (struct aman_box){0, 0, 1, 1}, 0, 0.5, &aman_mem_heap), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_posts_ground_init(&ground, (struct aman_box){0, 0, 1, 1}, 1, (double)NAN, &aman_mem_heap),
                     AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_posts_ground_init(&ground, (struct aman_box){0, 0, 1e6, 1e6}, 1, 0.5, &aman_mem_heap),
                     AMAN_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_ground_is_crossed_straight), cmocka_unit_test(corners_are_tight),
        cmocka_unit_test(a_gap_is_found_from_its_width_on), cmocka_unit_test(stairs_lead_up_and_are_slow),
        cmocka_unit_test(the_way_back_leads_to_the_start), cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(nonsense_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
