/* validate/cases.h - what a case is made of. Private to the room. */
#ifndef AMAN_VALIDATE_CASES_H
#define AMAN_VALIDATE_CASES_H

#include "validate/scene.h"
#include "validate/validate.h"

#include <math.h>

/* One run. */
struct validate_run {
    const struct aman_validate_case *test;
    const struct aman_mem *mem;
    const struct aman_validate_data *data;
    struct aman_crowd_params params;
    int variant;
    uint64_t seed;
};

/* What the runs of a case gave: value k of variant v with seed s is at [(v * seeds + s) * VALUES + k]. */
struct validate_values {
    const struct aman_validate_case *test;
    const struct aman_validate_data *data;
    const double *values;
    int variants, seeds;
};
static inline double value_of(const struct validate_values *all, int variant, int seed, int k)
{
    return all->values[((size_t)variant * (size_t)all->seeds + (size_t)seed) * AMAN_VALIDATE_VALUES + (size_t)k];
}
double value_mean(const struct validate_values *all, int variant, int k);
double value_least(const struct validate_values *all, int variant, int k);
double value_most(const struct validate_values *all, int variant, int k);
/* Nearest rank: the least value that 95 % do not exceed. */
double value_p95(const struct validate_values *all, int variant, int k);

enum validate_sum { SUM_MEAN, SUM_LEAST, SUM_MOST, SUM_P95 };

struct validate_criterion {
    const char *what, *unit;
    double low, high; /* both infinite: documented */
    enum validate_sum sum;
    int variant, value;
    double (*measure)(const struct validate_values *all); /* in place of sum, variant, value */
};

enum validate_needs { NEEDS_NOTHING, NEEDS_CORRIDOR, NEEDS_BAND, NEEDS_WALKS, NEEDS_DOOR };

struct aman_validate_case {
    const char *id, *asks, *source;
    enum aman_err (*run)(const struct validate_run *run, double values[AMAN_VALIDATE_VALUES]);
    int variants; /* at least 1 */
    int seeds;    /* 0: 20 */
    bool code;    /* judged with the set of the codes, always */
    enum validate_needs needs;
    double arg[4]; /* what the run makes of it */
    struct validate_criterion criteria[AMAN_VALIDATE_CHECKS];
};

/* The table, a file each. */
extern const struct aman_validate_case validate_cases_walking[], validate_cases_rooms[], validate_cases_flow[],
    validate_cases_stairs[], validate_cases_storeys[], validate_cases_streams[], validate_cases_diagram[],
    validate_cases_service[], validate_cases_filmed[];
extern const size_t validate_n_walking, validate_n_rooms, validate_n_flow, validate_n_stairs, validate_n_storeys,
    validate_n_streams, validate_n_diagram, validate_n_service, validate_n_filmed;

#define NO_BOUND (-INFINITY), INFINITY

#endif
