/* check/progress.h - one voice for all threads of a check.
 *
 * Only the thread that began it calls the user back; the others just ask whether to stop.
 */
#ifndef AMAN_CHECK_PROGRESS_H
#define AMAN_CHECK_PROGRESS_H

#include "check/check.h"

#include <pthread.h>
#include <stdatomic.h>

struct aman_reporter {
    const struct aman_check_options *options;
    pthread_t caller;
    atomic_bool stop;
    atomic_uint_fast64_t done_ms; /* simulated milliseconds, of all runs */
    double all_ms;                /* expected; share stays below 1 when it takes longer */
    double began_s, last_s;       /* wall clock */
    unsigned calls;               /* without a clock */
};

void aman_reporter_begin(struct aman_reporter *reporter, const struct aman_check_options *options);

/* Wall clock in seconds, or 0 when the user gave none. */
double aman_reporter_clock(const struct aman_reporter *reporter);

/* False: stop at once. Cheap: may be called after every step of every thread. clock_s NAN in the set-up. */
bool aman_reporter_poll(struct aman_reporter *reporter, const char *phase, double clock_s,
                        uint32_t on_ground);

#endif
