#include "plan/profile.h"

#include "tests/base/cmocka_all.h"

#include <math.h>

#define HOUR 3600.0

static double share_at(const struct aman_profile_point *p, size_t n, double t_s)
{
    if (t_s <= p[0].t_s) return 0.0;
    for (size_t i = 1; i < n; i++)
        if (t_s <= p[i].t_s)
            return p[i - 1].share +
                   (p[i].share - p[i - 1].share) * (t_s - p[i - 1].t_s) / (p[i].t_s - p[i - 1].t_s);
    return 1.0;
}

static void test_late_brings_65_percent_in_45_minutes(void **state)
{
    (void)state;
    struct aman_profile_point p[AMAN_CURVE_MOST_POINTS];
    size_t n;
    assert_int_equal(aman_curve_points(AMAN_CURVE_LATE, 17 * HOUR, 20.25 * HOUR, 20 * HOUR, p, &n), AMAN_OK);
    assert_true(fabs(share_at(p, n, 20 * HOUR) - share_at(p, n, 19.25 * HOUR) - 0.65) < 1e-12);
    assert_int_equal(aman_curve_points(AMAN_CURVE_VERY_LATE, 17 * HOUR, 20.25 * HOUR, 20 * HOUR, p, &n),
                     AMAN_OK);
    assert_true(fabs(share_at(p, n, 20 * HOUR) - share_at(p, n, 19.25 * HOUR) - 0.80) < 1e-12);
    assert_int_equal(aman_curve_points(AMAN_CURVE_EARLY, 17 * HOUR, 20.25 * HOUR, 20 * HOUR, p, &n), AMAN_OK);
    assert_true(fabs(share_at(p, n, 19.25 * HOUR) - 0.80) < 1e-12);
    assert_int_equal(aman_curve_points(AMAN_CURVE_STEADY, 17 * HOUR, 20 * HOUR, 20 * HOUR, p, &n), AMAN_OK);
    assert_true(fabs(share_at(p, n, 18.5 * HOUR) - 0.5) < 1e-12);
}

/* Whatever the times: ascending, from 0 to 1, from `from` to `to`. */
static void test_every_curve_is_whole(void **state)
{
    (void)state;
    static const double times[][3] = {{17, 20, 20},   {17, 20.2, 20},  {19.5, 20, 20},  {17, 18, 20},
                                      {20.5, 21, 20}, {19.25, 20, 20}, {17, 19.25, 20}, {20, 21, 20},
                                      {0, 47.9, 20},  {19.999, 20, 20}};
    struct aman_profile_point p[AMAN_CURVE_MOST_POINTS];
    size_t n;
    for (int curve = 0; curve < AMAN_CURVE_COUNT; curve++)
        for (size_t k = 0; k < sizeof times / sizeof *times; k++) {
            assert_int_equal(aman_curve_points((enum aman_curve)curve, times[k][0] * HOUR, times[k][1] * HOUR,
                                               times[k][2] * HOUR, p, &n),
                             AMAN_OK);
            assert_true(n >= 2 && n <= AMAN_CURVE_MOST_POINTS);
            assert_true(p[0].t_s == times[k][0] * HOUR && p[0].share == 0.0);
            assert_true(p[n - 1].t_s == times[k][1] * HOUR && p[n - 1].share == 1.0);
            for (size_t i = 1; i < n; i++)
                assert_true(p[i].t_s > p[i - 1].t_s && p[i].share > p[i - 1].share);
        }
}

static void test_refuses(void **state)
{
    (void)state;
    struct aman_profile_point p[AMAN_CURVE_MOST_POINTS];
    size_t n = 77;
    assert_int_equal(aman_curve_points(AMAN_CURVE_LATE, 20, 20, 20, p, &n), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_curve_points(AMAN_CURVE_LATE, (double)NAN, 20, 20, p, &n), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_curve_points(AMAN_CURVE_LATE, 10, 20, (double)INFINITY, p, &n), AMAN_ERR_ARGUMENT);
    assert_int_equal(n, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_late_brings_65_percent_in_45_minutes),
        cmocka_unit_test(test_every_curve_is_whole),
        cmocka_unit_test(test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
