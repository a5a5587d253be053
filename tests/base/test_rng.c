/* Random numbers and fingerprints: known answers, uniformity, moments, independence. */
#include "tests/base/cmocka_all.h"

#include "base/hash.h"
#include "base/rng.h"

#include <math.h>

/* The mix of SplitMix64: with the state stepped by its constant it gives that generator's
 * well-known first outputs for seed 1234567. */
static void mix_is_splitmix64(void **state)
{
    (void)state;
    const uint64_t expected[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                 UINT64_C(9817491932198370423)};
    uint64_t z = 1234567;
    for (int i = 0; i < 3; i++) {
        z += UINT64_C(0x9E3779B97F4A7C15);
        assert_true(aman_rng_mix(z) == expected[i]);
    }
}

/* Golden: a change here changes every golden hash of the project. */
static void bits_are_what_they_were(void **state)
{
    (void)state;
    assert_true(aman_rng_bits(1, 0, 0) == UINT64_C(0x5E41AB087439611E));
    assert_true(aman_rng_bits(1, 44999, 7) == UINT64_C(0xCA0435B02EF6B866));
    assert_true(aman_rng_bits(UINT64_MAX, UINT64_MAX, UINT64_MAX) == UINT64_C(0x4BFFD802EBFB15E4));
}

/* Chi-square over 256 equal bins, for streams and counters as the crowd draws them. The
 * 0.001 and 0.999 quantiles with 255 degrees of freedom are 190.9 and 330.5. */
static void assert_uniform(const uint32_t *bins, double draws)
{
    double expected = draws / 256.0, chi2 = 0.0;
    for (int i = 0; i < 256; i++) chi2 += (bins[i] - expected) * (bins[i] - expected) / expected;
    assert_true(chi2 > 190.9 && chi2 < 330.5);
}

static void uniform_over_counters_and_over_streams(void **state)
{
    (void)state;
    enum { DRAWS = 256000 };
    uint32_t by_counter[256] = {0}, by_stream[256] = {0}, by_seed[256] = {0};
    for (uint64_t i = 0; i < DRAWS; i++) {
        by_counter[(int)(aman_rng_uniform(1, 17, i) * 256.0)]++;
        by_stream[(int)(aman_rng_uniform(1, i, 3) * 256.0)]++;
        by_seed[(int)(aman_rng_uniform(i, 5, 3) * 256.0)]++;
    }
    assert_uniform(by_counter, DRAWS);
    assert_uniform(by_stream, DRAWS);
    assert_uniform(by_seed, DRAWS);
}

/* Draws of neighbouring streams and counters are uncorrelated: |r| under 4 standard errors. */
static void neighbours_are_uncorrelated(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    double streams = 0.0, counters = 0.0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double u = aman_rng_uniform(9, i, 0) - 0.5;
        streams += u * (aman_rng_uniform(9, i + 1, 0) - 0.5);
        counters += u * (aman_rng_uniform(9, i, 1) - 0.5);
    }
    double bound = 4.0 / 12.0 / sqrt(DRAWS) * DRAWS;
    assert_true(fabs(streams) < bound);
    assert_true(fabs(counters) < bound);
}

static void normal_has_the_moments(void **state)
{
    (void)state;
    enum { DRAWS = 400000 };
    double m1 = 0.0, m2 = 0.0, m3 = 0.0, m4 = 0.0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double x = aman_rng_normal(3, i, 1);
        m1 += x;
        m2 += x * x;
        m3 += x * x * x;
        m4 += x * x * x * x;
    }
    double n = DRAWS, error = sqrt(1.0 / n);
    assert_true(fabs(m1 / n) < 4.0 * error);
    assert_true(fabs(m2 / n - 1.0) < 4.0 * sqrt(2.0) * error);
    assert_true(fabs(m3 / n) < 4.0 * sqrt(15.0) * error);
    assert_true(fabs(m4 / n - 3.0) < 4.0 * sqrt(96.0) * error);
}

static void quantiles_by_the_book(void **state)
{
    (void)state;
    const struct {
        double p, x;
    } cases[] = {{0.5, 0.0},
                 {0.975, 1.959963984540054},
                 {0.995, 2.575829303548901},
                 {0.99, 2.326347874040841},
                 {0.001, -3.090232306167813},
                 {1e-9, -5.997807015007686}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(fabs(aman_normal_quantile(cases[i].p) - cases[i].x) <=
                    2e-9 * fmax(1.0, fabs(cases[i].x)));
    /* and the inverse of the distribution function in between, with the tails met */
    for (double p = 0.0005; p < 1.0; p += 0.0005) {
        double x = aman_normal_quantile(p);
        assert_true(fabs(0.5 * erfc(-x / sqrt(2.0)) - p) < 2e-9);
    }
    assert_true(isfinite(aman_normal_quantile(0x1p-53)) && isfinite(aman_normal_quantile(1.0 - 0x1p-53)));
}

static void hash_sees_every_byte_and_the_length(void **state)
{
    (void)state;
    unsigned char bytes[37] = {0};
    uint64_t whole = aman_hash_add(aman_hash_start, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = 1;
        assert_true(aman_hash_add(aman_hash_start, bytes, sizeof bytes) != whole);
        bytes[i] = 0;
    }
    for (size_t n = 0; n < sizeof bytes; n++) assert_true(aman_hash_add(aman_hash_start, bytes, n) != whole);
    assert_true(aman_hash_add(whole, bytes, 0) == whole);
    assert_true(aman_hash_add(aman_hash_start, "aman", 4) == UINT64_C(0x1A328D525EAC821F));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mix_is_splitmix64),
        cmocka_unit_test(bits_are_what_they_were),
        cmocka_unit_test(uniform_over_counters_and_over_streams),
        cmocka_unit_test(neighbours_are_uncorrelated),
        cmocka_unit_test(normal_has_the_moments),
        cmocka_unit_test(quantiles_by_the_book),
        cmocka_unit_test(hash_sees_every_byte_and_the_length),
    };
    return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
