/* check/check.h - asks the engines every question that a plan raises. */
#ifndef AMAN_CHECK_CHECK_H
#define AMAN_CHECK_CHECK_H

#include "base/diag.h"
#include "base/error.h"
#include "check/verdict.h"

struct aman_check_progress {
    const char *phase; /* "set-up", "day", or the contingency's id */
    double share;      /* of the whole check, 0..1 */
    double clock_s;    /* simulated clock of the slowest running run; NAN */
    double speed_up;   /* simulated over real time; NAN */
    uint32_t on_ground;
};

/* What came of looking for one table of the plan on the watch lists. */
struct aman_check_vetted {
    size_t n;           /* who were looked for */
    size_t n_undecided; /* possible matches that wait for a decision, or for a second person */
    size_t n_true;      /* confirmed to be on a list */
    /* the likeliest of those that wait, and the first that is confirmed: number of the alert and reference of the person,
     * which may be ""; no names, as reports are handed on */
    int64_t undecided_alert, true_alert;
    const char *undecided_reference, *true_reference;
    double undecided_score;
};

struct aman_check_vetting {
    struct aman_check_vetted people, vendors;
    const char *lists; /* "un 2026-02-27, ofac": what they were looked for on */
};

struct aman_check_options {
    uint64_t seed; /* default 1 */
    int threads;   /* 1..256 */
    /* Called a few times a second from the calling thread; false cancels. May be NULL. */
    bool (*progress)(void *ctx, const struct aman_check_progress *progress);
    void *progress_ctx;
    /* Called with everyone on the ground of the day as planned, `trajectory_fps` times a
     * simulated second (0: never). */
    double trajectory_fps;
    enum aman_err (*trajectory)(void *ctx, uint32_t frame, size_t n, const uint32_t *person, const double *x,
                                const double *y, const int8_t *level, const float *vx, const float *vy);
    void *trajectory_ctx;
    const struct aman_check_vetting *vetting; /* NULL: nobody was screened */
    double (*clock_s)(void); /* monotonic wall clock, for speed-up; may be NULL */
};

/* Reader's warnings about the geometry become findings too. CANCELLED when progress says so;
 * *verdict untouched unless AMAN_OK. */
enum aman_err aman_check_plan(const struct aman_plan *plan, const struct aman_diags *reader,
                              const struct aman_check_options *options, const struct aman_mem *mem,
                              struct aman_verdict **verdict);

#endif
