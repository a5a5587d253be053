/* validate/validate.h - the crowd engine held against the field's standard tests and published measurements.
 *
 * A case is one test: a scene run for some variants and seeds, each run giving a few values, and checks that
 * hold sums of these values against what the test's source expects. Each run is a function of the case, the
 * variant, the seed and the parameters alone, on one thread: results are the same on any number of threads.
 */
#ifndef AMAN_VALIDATE_VALIDATE_H
#define AMAN_VALIDATE_VALIDATE_H

#include "engines/crowd/crowd.h"

enum {
    AMAN_VALIDATE_CHECKS = 12,
    AMAN_VALIDATE_VALUES = 8,
    AMAN_VALIDATE_VARIANTS = 12,
    AMAN_VALIDATE_SEEDS_MOST = 1000
};

enum aman_validate_verdict {
    AMAN_VALIDATE_PASS,
    AMAN_VALIDATE_FAIL,
    AMAN_VALIDATE_DOCUMENTED, /* told, not judged: its source sets no criterion */
    AMAN_VALIDATE_SKIPPED,    /* measured data that it needs is not there */
};

/* Which parameters: PEOPLE as people have been measured, CODE as building and ship codes allow (see
 * aman_validate_params_code). */
enum aman_validate_set { AMAN_VALIDATE_PEOPLE, AMAN_VALIDATE_CODE };

/* Parameters under which a door of 1 m passes no more than 1.33 persons/(m·s), the greatest specific flow of
 * IMO MSC.1/Circ.1533 and of the codes that tests IMO 4, NIST 5.2 and ISO 11 come from. People pass faster
 * (Seyfried 2009: 1.9): no single set can meet both. */
struct aman_crowd_params aman_validate_params_code(void);

/* Measured pairs of density and speed; NULL and 0 where they are absent. */
struct aman_validate_series {
    const struct aman_point *points; /* x: density, y: speed */
    size_t n;
};

/* Where people were, filmed or simulated: by person, then by frame, metres. */
struct aman_validate_place {
    int person, frame;
    float x, y;
};
struct aman_validate_track {
    const struct aman_validate_place *places; /* NULL and 0 where they are absent */
    size_t n;
    double per_s; /* frames a second */
};

/* The experiments in a corridor 1.8 m wide and 8 m long (Hermes, Forschungszentrum Jülich; Zhang et al. 2011,
 * doi:10.1088/1742-5468/2011/06/P06004): x across it from 0 to 1.8, y along it from 4 down to -4. By how wide the
 * entrance before it and the exit behind it were, and the name of the file. */
enum { AMAN_VALIDATE_WALKS = 9 };
struct aman_validate_walk {
    const char *file;
    double entrance_m, exit_m;
};
extern const struct aman_validate_walk aman_validate_walks[AMAN_VALIDATE_WALKS];

/* What is measured of such an experiment, for people and for the engine alike, between the times at which a quarter and
 * three quarters of all have passed the middle of the corridor: persons/m² and mean speed (over about 0.6 s) within 2 m
 * of the middle, persons a second past it. NAN where nobody passes. O(places). */
struct aman_validate_walked {
    double density_per_m2, speed_m_per_s, flow_per_s;
};
struct aman_validate_walked aman_validate_walk_measure(const struct aman_validate_track *track);

struct aman_validate_data {
    struct aman_validate_series corridor_periodic, corridor_open; /* persons/m², m/s */
    struct aman_validate_series band_low, band_high;              /* RiMEA 16: persons/m; 10 and 90 percent */
    struct aman_validate_track walks[AMAN_VALIDATE_WALKS];        /* of aman_validate_walks */
    /* Adrian, Seyfried, Sieben 2020, doi:10.1098/rsif.2019.0871, run 040: 75 people in a corridor 5.6 m wide before an
     * entrance 0.5 m wide, whose mouth lies at the origin; they walk towards -y. */
    struct aman_validate_track door;
};

struct aman_validate_options {
    enum aman_validate_set set;             /* for cases that have no set of their own */
    const struct aman_crowd_params *params; /* in place of every set's; NULL: the sets' */
    int seeds;                              /* 1..1000; 0: each case's own number */
    struct aman_validate_data data;
    const struct aman_mem *mem;                           /* thread-safe */
    struct aman_tasks *tasks;                             /* shared by the runs; NULL: one thread */
    bool (*progress)(void *ctx, size_t done, size_t all); /* from any thread, one at a time; false: stop. NULL: none */
    void *progress_ctx;
};

struct aman_validate_case; /* one of the table */

size_t aman_validate_n_cases(void);
const struct aman_validate_case *aman_validate_case_at(size_t i);
/* NULL: none has this id. */
const struct aman_validate_case *aman_validate_case_named(const char *id);
const char *aman_validate_case_id(const struct aman_validate_case *test);   /* "rimea-1" */
const char *aman_validate_case_asks(const struct aman_validate_case *test); /* one line */
const char *
aman_validate_case_source(const struct aman_validate_case *test); /* of the criterion, and what of it is ours */

struct aman_validate_check {
    const char *what, *unit;
    double low, high; /* passes within; infinite: no bound */
    double found;     /* NAN when there is no value */
    enum aman_validate_verdict verdict;
};

struct aman_validate_result {
    const struct aman_validate_case *test;
    enum aman_validate_set set;         /* that the verdict used */
    int seeds;                          /* runs of each variant */
    enum aman_validate_verdict verdict; /* the worst of its checks */
    struct aman_validate_check checks[AMAN_VALIDATE_CHECKS];
    size_t n_checks;
    /* The means of each variant's first two values, for pictures: (density, speed) of the fundamental diagrams,
     * (persons/s, people out) of the necks. */
    struct aman_point means[AMAN_VALIDATE_VARIANTS];
    size_t n_means;
};

/* Runs n cases into results[n]. Errors: MEMORY, ARGUMENT (options out of range, or parameters that the engine
 * refuses), CANCELLED, LIMIT; results are then untouched. Cost: up to tens of seconds a case. */
enum aman_err aman_validate_run(const struct aman_validate_case *const *cases, size_t n,
                                const struct aman_validate_options *options, struct aman_validate_result *results);

#endif
