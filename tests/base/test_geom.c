/* Plane geometry, against figures worked by hand. */
#include "tests/base/cmocka_all.h"

#include "base/geom.h"

#include <math.h>

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-12)

static struct aman_point square_points[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
static struct aman_point hole_points[] = {{2, 2}, {2, 6}, {6, 6}, {6, 2}};
static struct aman_point island_points[] = {{3, 3}, {5, 3}, {5, 5}, {3, 5}};
static struct aman_ring rings[] = {{square_points, 4}, {hole_points, 4}, {island_points, 4}};
static const struct aman_area square_with_hole_and_island = {rings, 3};
static const struct aman_area nothing = {NULL, 0};

static void nearest_points(void **state)
{
    (void)state;
    struct aman_segment s = {{0, 0}, {4, 3}};
    struct aman_point p =
        aman_segment_nearest(s, (struct aman_point){2 - 3, 1.5 + 4}); /* square to the middle */
    NEAR(p.x, 2.0);
    NEAR(p.y, 1.5);
    NEAR(aman_point_distance(p, (struct aman_point){-1, 5.5}), 5.0);
    p = aman_segment_nearest(s, (struct aman_point){-5, -5});
    NEAR(p.x, 0.0);
    p = aman_segment_nearest(s, (struct aman_point){9, 9});
    NEAR(p.x, 4.0);
    NEAR(p.y, 3.0);
    p = aman_segment_nearest((struct aman_segment){{1, 2}, {1, 2}}, (struct aman_point){9, 9});
    NEAR(p.x, 1.0);
    NEAR(p.y, 2.0);
}

static void inside_by_the_even_odd_rule(void **state)
{
    (void)state;
    const struct {
        struct aman_point p;
        bool inside;
    } cases[] = {{{1, 1}, true},   {{2.5, 2.5}, false}, {{4, 4}, true},  {{8, 5}, true},
                 {{-1, 5}, false}, {{11, 5}, false},    {{5, 11}, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(aman_area_contains(&square_with_hole_and_island, cases[i].p), cases[i].inside);
    assert_false(aman_area_contains(&nothing, (struct aman_point){0, 0}));
}

static void sizes(void **state)
{
    (void)state;
    NEAR(aman_area_size_m2(&square_with_hole_and_island), 100.0 - 16.0 + 4.0);
    NEAR(aman_area_size_m2(&nothing), 0.0);
    struct aman_point two[] = {{0, 0}, {1, 1}};
    struct aman_ring line = {two, 2};
    NEAR(aman_area_size_m2(&(struct aman_area){&line, 1}), 0.0);
    struct aman_point triangle[] = {{1000000, 1000000}, {1000006, 1000000}, {1000000, 1000004}};
    struct aman_ring far = {triangle, 3};
    assert_true(fabs(aman_area_size_m2(&(struct aman_area){&far, 1}) - 12.0) < 1e-3);
}

static void boxes(void **state)
{
    (void)state;
    struct aman_box box = aman_area_box(&square_with_hole_and_island);
    NEAR(box.x_min, 0.0);
    NEAR(box.y_max, 10.0);
    box = aman_area_box(&nothing);
    assert_true(box.x_min > box.x_max && box.y_min > box.y_max);
}

static struct aman_segment segment(double ax, double ay, double bx, double by)
{
    return (struct aman_segment){{ax, ay}, {bx, by}};
}

static void crossings(void **state)
{
    (void)state;
    const struct {
        struct aman_segment s, t;
        bool cross;
    } cases[] = {
        {segment(0, 0, 4, 4), segment(0, 4, 4, 0), true},   {segment(0, 0, 4, 4), segment(5, 5, 6, 4), false},
        {segment(0, 0, 4, 0), segment(4, 0, 8, 3), false},  /* end to end */
        {segment(0, 0, 4, 0), segment(2, 0, 2, 3), false},  /* an end on the other's middle */
        {segment(0, 0, 4, 0), segment(2, -3, 2, 0), false}, /* the same from the other side */
        {segment(0, 0, 4, 0), segment(2, 0, 8, 0), true},   /* on one line, in part together */
        {segment(0, 0, 4, 0), segment(4, 0, 8, 0), false},  /* on one line, end to end */
        {segment(0, 0, 4, 0), segment(8, 0, 5, 0), false},  /* on one line, apart */
        {segment(0, 0, 4, 0), segment(3, 0, 1, 0), true},   /* one within the other */
        {segment(0, 0, 4, 0), segment(0, 1, 4, 1), false},  /* parallel */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(aman_segments_cross(cases[i].s, cases[i].t), cases[i].cross);
        assert_int_equal(aman_segments_cross(cases[i].t, cases[i].s), cases[i].cross);
    }
}

static void bearings(void **state)
{
    (void)state;
    const double table[][3] = {{0, 0, 1}, {90, 1, 0}, {180, 0, -1}, {270, -1, 0}, {45, sqrt(0.5), sqrt(0.5)}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct aman_point v = aman_bearing_vector(table[i][0]);
        NEAR(v.x, table[i][1]);
        NEAR(v.y, table[i][2]);
    }
    for (double deg = 0.5; deg < 360.0; deg += 7.25)
        assert_true(fabs(aman_vector_bearing(aman_bearing_vector(deg)) - deg) < 1e-9);
    struct aman_point almost_north = {-1e-300, 1.0};
    double bearing = aman_vector_bearing(almost_north);
    assert_true(bearing >= 0.0 && bearing <= 360.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_points), cmocka_unit_test(inside_by_the_even_odd_rule),
        cmocka_unit_test(sizes),          cmocka_unit_test(boxes),
        cmocka_unit_test(crossings),      cmocka_unit_test(bearings),
    };
    return cmocka_run_group_tests_name("geom", tests, NULL, NULL);
}
