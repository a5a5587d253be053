/* The Green Guide's arithmetic against numbers worked by hand. */
#include "engines/capacity/capacity.h"

#include "tests/base/cmocka_all.h"

#include <math.h>

static void assert_near(double value, double expected, double tolerance)
{
    assert_true(fabs(value - expected) <= tolerance);
}

static const struct aman_capacity_rates rates = {660.0, 82.0, 66.0};

static struct aman_capacity_section big_section(const struct aman_capacity_turnstiles *entries,
                                                size_t n_entries, const struct aman_capacity_way *ways,
                                                size_t n_ways)
{
    return (struct aman_capacity_section){.entries = entries,
                                          .n_entries = n_entries,
                                          .entry_share = 1.0,
                                          .ways = ways,
                                          .n_ways = n_ways,
                                          .ways_share = 1.0,
                                          .places = 70000.0,
                                          .p = 1.0,
                                          .s = 1.0,
                                          .exit_time_s = 480.0,
                                          .evacuation_time_s = 480.0};
}

static struct aman_capacity_result worked(const struct aman_capacity_section *section)
{
    struct aman_capacity_result result;
    assert_int_equal(aman_capacity_of_section(section, &rates, &result), AMAN_OK);
    return result;
}

static void sixty_five_thousand_need_99_turnstiles(void **state)
{
    (void)state;
    const struct aman_capacity_way way = {200.0, false};
    struct aman_capacity_turnstiles turnstiles = {99, 900.0}; /* measured faster than is allowed to count */
    struct aman_capacity_section section = big_section(&turnstiles, 1, &way, 1);
    assert_true(worked(&section).entry >= 65000.0); /* 99 · 660 = 65,340 */
    assert_near(worked(&section).entry, 65340.0, 1e-6);
    turnstiles.n = 98; /* 64,680 */
    assert_true(worked(&section).entry < 65000.0);
    turnstiles.per_h = 400.0; /* slower than allowed: as measured */
    assert_near(worked(&section).entry, 39200.0, 1e-6);
}

static void sixty_five_thousand_need_99_metres_level_or_123_stepped(void **state)
{
    (void)state;
    const struct aman_capacity_turnstiles turnstiles = {200, 660.0};
    struct aman_capacity_way way = {99.1, false};
    struct aman_capacity_section section = big_section(&turnstiles, 1, &way, 1);
    assert_near(worked(&section).exit, 65009.6, 1e-6); /* 99.1 · 82 · 8 */
    way.width_m = 99.0;                                /* 64,944 */
    assert_true(worked(&section).exit < 65000.0);
    way = (struct aman_capacity_way){123.2, true};
    assert_near(worked(&section).exit, 65049.6, 1e-6); /* 123.2 · 66 · 8 */
}

static void lower_of_p_and_s_counts(void **state)
{
    (void)state;
    const struct aman_capacity_turnstiles turnstiles = {20, 660.0};
    const struct aman_capacity_way way = {100.0, false};
    struct aman_capacity_section section = big_section(&turnstiles, 1, &way, 1);
    section.places = 10000.0;
    section.p = 0.6;
    section.s = 0.8;
    struct aman_capacity_result result = worked(&section);
    assert_near(result.holding, 6000.0, 1e-9);
    assert_int_equal(result.binding, 1);
    assert_near(result.safe, 6000.0, 1e-9);
    assert_near(result.margin, 7200.0, 1e-9); /* entry 13,200 */
}

static void emergency_leaves_out_the_widest_way(void **state)
{
    (void)state;
    const struct aman_capacity_turnstiles turnstiles = {20, 660.0};
    const struct aman_capacity_way ways[] = {{4.0, false}, {6.0, true}, {5.0, false}};
    struct aman_capacity_section section = big_section(&turnstiles, 1, ways, 3);
    section.evacuation_time_s = 240.0;
    struct aman_capacity_result result = worked(&section);
    assert_near(result.exit, (9.0 * 82.0 + 6.0 * 66.0) * 8.0, 1e-9); /* 9,072 */
    assert_near(result.emergency, 9.0 * 82.0 * 4.0, 1e-9);           /* 2,952 */
    assert_int_equal(result.binding, 3);
    section.n_ways = 1; /* the only way is not taken away */
    assert_near(worked(&section).emergency, 4.0 * 82.0 * 4.0, 1e-9);
}

static void shares_divide_entries_and_ways(void **state)
{
    (void)state;
    const struct aman_capacity_turnstiles turnstiles = {10, 600.0};
    const struct aman_capacity_way way = {10.0, false};
    struct aman_capacity_section section = big_section(&turnstiles, 1, &way, 1);
    section.entry_share = 0.5;
    section.ways_share = 0.25;
    struct aman_capacity_result result = worked(&section);
    assert_near(result.entry, 3000.0, 1e-9);
    assert_near(result.exit, 1640.0, 1e-9);
    assert_int_equal(result.binding, 2); /* exit and emergency are equal: the first counts */
    assert_near(result.margin, 0.0, 1e-9);
}

static void out_of_range_is_refused_and_leaves_the_result(void **state)
{
    (void)state;
    const struct aman_capacity_turnstiles turnstiles = {10, 600.0};
    const struct aman_capacity_way way = {10.0, false};
    const struct aman_capacity_section good = big_section(&turnstiles, 1, &way, 1);
    struct aman_capacity_result result = {.safe = 42.0};
    double *fields[7];
    const double bad[] = {NAN, INFINITY, -1.0, 1e9};
    for (size_t f = 0; f < 7; f++)
        for (size_t b = 0; b < 4; b++) {
            struct aman_capacity_section section = good;
            fields[0] = &section.entry_share, fields[1] = &section.ways_share, fields[2] = &section.places;
            fields[3] = &section.p, fields[4] = &section.s, fields[5] = &section.exit_time_s;
            fields[6] = &section.evacuation_time_s;
            *fields[f] = bad[b];
            assert_int_equal(aman_capacity_of_section(&section, &rates, &result), AMAN_ERR_ARGUMENT);
        }
    struct aman_capacity_section section = good;
    const struct aman_capacity_way narrow = {-0.1, false};
    section.ways = &narrow;
    assert_int_equal(aman_capacity_of_section(&section, &rates, &result), AMAN_ERR_ARGUMENT);
    const struct aman_capacity_rates no_rates = {NAN, 82.0, 66.0};
    assert_int_equal(aman_capacity_of_section(&good, &no_rates, &result), AMAN_ERR_ARGUMENT);
    assert_near(result.safe, 42.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixty_five_thousand_need_99_turnstiles),
        cmocka_unit_test(sixty_five_thousand_need_99_metres_level_or_123_stepped),
        cmocka_unit_test(lower_of_p_and_s_counts),
        cmocka_unit_test(emergency_leaves_out_the_widest_way),
        cmocka_unit_test(shares_divide_entries_and_ways),
        cmocka_unit_test(out_of_range_is_refused_and_leaves_the_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
