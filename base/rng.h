/* base/rng.h - random numbers by counter.
 *
 * A number is a pure function of (seed, stream, counter): the same bits in any order of
 * evaluation and on any number of threads. Mixing as in SplitMix64 (Steele, Lea, Flood 2014,
 * doi:10.1145/2660193.2660195), applied twice over the three words.
 */
#ifndef AMAN_BASE_RNG_H
#define AMAN_BASE_RNG_H

#include <stdint.h>

static inline uint64_t aman_rng_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* 64 random bits of draw `counter` in stream `stream` (for example a person's number). */
static inline uint64_t aman_rng_bits(uint64_t seed, uint64_t stream, uint64_t counter)
{
    uint64_t z = aman_rng_mix(seed + UINT64_C(0x9E3779B97F4A7C15) * (stream + 1));
    return aman_rng_mix(z + UINT64_C(0x9E3779B97F4A7C15) * (counter + 1));
}

/* Uniform in [0, 1), 53 bits. */
static inline double aman_rng_uniform(uint64_t seed, uint64_t stream, uint64_t counter)
{
    return (double)(aman_rng_bits(seed, stream, counter) >> 11) * 0x1p-53;
}

/* Standard normal by inversion (Acklam's rational approximation, relative error < 1.2e-9). */
double aman_rng_normal(uint64_t seed, uint64_t stream, uint64_t counter);

/* Inverse of the standard normal distribution function for p in (0, 1). */
double aman_normal_quantile(double p);

#endif
