/* Percentiles of whole routes: against draws by the model's own words, and where they are known without. */
#include "base/rng.h"
#include "engines/escort/escort.h"
#include "tests/base/cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#define Z90 1.2815515655446004

struct part { /* one stretch of road, drawn as `pieces` segments */
    uint32_t group;
    double p50_ms, factor;
    int pieces;
};

static void sum_of(const struct part *parts, size_t n, struct aman_escort_spread spread, double *p50, double *p90)
{
    struct aman_escort_sum sum;
    aman_escort_sum_init(&sum, spread);
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < parts[i].pieces; k++) {
            double p50_ms = parts[i].p50_ms / parts[i].pieces;
            aman_escort_sum_add(&sum, parts[i].group, p50_ms, parts[i].factor * p50_ms, spread.length_m / parts[i].pieces);
        }
    aman_escort_sum_read(&sum, p50, p90);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Draws a whole route's time many times: a factor for all, one for each group, one for each stretch. */
static void draw(const struct part *parts, size_t n, struct aman_escort_spread spread, double *p50, double *p90)
{
    enum { DRAWS = 200000 };
    double *times = calloc(DRAWS, sizeof *times), own = sqrt(fmax(1.0 - spread.common - spread.grouped, 0.0));
    for (uint64_t d = 0; d < DRAWS; d++)
        for (size_t i = 0; i < n; i++) {
            double z = sqrt(spread.common) * aman_rng_normal(1, 0, d) + sqrt(spread.grouped) * aman_rng_normal(1, 1 + parts[i].group, d) +
                       own * aman_rng_normal(1, 100 + i, d);
            times[d] += parts[i].p50_ms * exp(log(parts[i].factor) / Z90 * z);
        }
    qsort(times, DRAWS, sizeof *times, compare);
    *p50 = times[DRAWS / 2];
    *p90 = times[DRAWS / 10 * 9];
    free(times);
}

static void sums_are_what_draws_give(void **state)
{
    (void)state;
    static const struct part parts[] = {{0, 60000, 1.6, 1},  {0, 90000, 1.6, 40}, {1, 40000, 1.35, 7}, {1, 55000, 1.35, 1},
                                        {2, 30000, 1.25, 3}, {2, 80000, 1.25, 1}, {2, 20000, 1.25, 9}, {1, 70000, 1.35, 2}};
    static const struct aman_escort_spread spreads[] = {{0.4, 0.3, 1000.0}, {0.0, 0.0, 500.0}, {0.7, 0.0, 1000.0},
                                                        {0.0, 1.0, 1000.0}, {1.0, 0.0, 1000.0}, {0.1, 0.2, 250.0}};
    for (size_t s = 0; s < sizeof spreads / sizeof *spreads; s++) {
        double p50, p90, drawn50, drawn90;
        sum_of(parts, sizeof parts / sizeof *parts, spreads[s], &p50, &p90);
        draw(parts, sizeof parts / sizeof *parts, spreads[s], &drawn50, &drawn90);
        if (fabs(p50 / drawn50 - 1.0) > 0.005 || fabs(p90 / drawn90 - 1.0) > 0.01)
            fail_msg("%zu: %f %f, drawn %f %f", s, p50, p90, drawn50, drawn90);
    }
}

static void one_part_is_itself(void **state)
{
    (void)state;
    static const struct part part = {3, 50000, 1.5, 25};
    static const struct aman_escort_spread spread = {0.3, 0.2, 800.0};
    double p50, p90;
    sum_of(&part, 1, spread, &p50, &p90);
    assert_true(fabs(p50 - 50000.0) < 1.0 && fabs(p90 - 75000.0) < 1.0);
    struct aman_escort_sum sum; /* shorter than a stretch: no more of its own than it has */
    aman_escort_sum_init(&sum, spread);
    aman_escort_sum_add(&sum, 0, 1000.0, 1500.0, 10.0);
    aman_escort_sum_add(&sum, 0, 1000.0, 1500.0, 0.0);
    aman_escort_sum_read(&sum, &p50, &p90);
    assert_true(fabs(p50 - 2000.0) < 1.0 && fabs(p90 - 3000.0) < 1.0);
}

static void the_more_is_common_the_wider(void **state)
{
    (void)state;
    static const struct part parts[] = {{0, 60000, 1.5, 1}, {1, 60000, 1.5, 1}, {2, 60000, 1.5, 1}};
    double last = 0.0, p50, p90;
    for (int share = 0; share <= 10; share++) {
        sum_of(parts, 3, (struct aman_escort_spread){0.1 * share, 0.0, 1000.0}, &p50, &p90);
        assert_true(p90 > last && p90 <= 270000.0 + 1.0);
        last = p90;
    }
    assert_true(fabs(last - 270000.0) < 1.0); /* all of it: the sum of the p90 */
    sum_of(parts, 0, (struct aman_escort_spread){0.5, 0.0, 1000.0}, &p50, &p90);
    assert_true(p50 == 0.0 && p90 == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_what_draws_give),
        cmocka_unit_test(one_part_is_itself),
        cmocka_unit_test(the_more_is_common_the_wider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
