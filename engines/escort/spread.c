/* Percentiles of a sum of times that depend on each other: lognormal parts with common factors, by their moments. */
#include "engines/escort/escort.h"

#include <math.h>

#define Z90 1.2815515655446004 /* of the normal distribution */

void aman_escort_sum_init(struct aman_escort_sum *sum, struct aman_escort_spread spread)
{
    *sum = (struct aman_escort_sum){.spread = spread};
}

void aman_escort_sum_add(struct aman_escort_sum *sum, uint32_t group, double p50_ms, double p90_ms, double length_m)
{
    if (!(p50_ms > 0.0)) return;
    double s = log(p90_ms / p50_ms) / Z90, mean = p50_ms * exp(0.5 * s * s);
    double shared = sum->spread.common + sum->spread.grouped;
    double own = mean * sqrt(fmax(exp(s * s) - exp(shared * s * s), 0.0));
    sum->mean_ms[group] += mean;
    sum->sigma_ms[group] += s * mean;
    sum->own_ms += own;
    sum->own_ms2 += own * own * (length_m > 0.0 ? sum->spread.length_m / length_m : 1.0);
}

/* What the common factors leave: all groups with the one, each with its own besides. */
static double shared_variance(const struct aman_escort_sum *sum)
{
    double variance = 0.0;
    for (int i = 0; i < AMAN_ESCORT_MOST_GROUPS; i++) {
        if (sum->mean_ms[i] <= 0.0) continue;
        for (int j = 0; j < AMAN_ESCORT_MOST_GROUPS; j++) {
            if (sum->mean_ms[j] <= 0.0) continue;
            double share = sum->spread.common + (i == j ? sum->spread.grouped : 0.0);
            double si = sum->sigma_ms[i] / sum->mean_ms[i], sj = sum->sigma_ms[j] / sum->mean_ms[j];
            variance += sum->mean_ms[i] * sum->mean_ms[j] * (exp(share * si * sj) - 1.0);
        }
    }
    return variance;
}

void aman_escort_sum_read(const struct aman_escort_sum *sum, double *p50_ms, double *p90_ms)
{
    double mean = 0.0;
    for (int i = 0; i < AMAN_ESCORT_MOST_GROUPS; i++) mean += sum->mean_ms[i];
    *p50_ms = *p90_ms = 0.0;
    if (mean <= 0.0) return;
    double variance = shared_variance(sum) + fmin(sum->own_ms2, sum->own_ms * sum->own_ms);
    double s2 = log1p(variance / (mean * mean));
    *p50_ms = mean * exp(-0.5 * s2);
    *p90_ms = *p50_ms * exp(Z90 * sqrt(s2));
}
