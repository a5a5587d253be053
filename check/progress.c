#include "check/progress.h"

#include <math.h>

enum { POLLS_A_CALL = 20 }; /* without a clock */
static const double interval_s = 0.1;

void aman_reporter_begin(struct aman_reporter *reporter, const struct aman_check_options *options)
{
    *reporter = (struct aman_reporter){.options = options, .caller = pthread_self(), .last_s = -INFINITY};
    atomic_init(&reporter->stop, false);
    atomic_init(&reporter->done_ms, 0);
    reporter->began_s = aman_reporter_clock(reporter);
}

double aman_reporter_clock(const struct aman_reporter *reporter)
{
    return reporter->options->clock_s ? reporter->options->clock_s() : 0.0;
}

static bool is_due(struct aman_reporter *reporter, double now_s)
{
    if (!reporter->options->clock_s) return reporter->calls++ % POLLS_A_CALL == 0;
    if (now_s - reporter->last_s < interval_s) return false;
    reporter->last_s = now_s;
    return true;
}

bool aman_reporter_poll(struct aman_reporter *reporter, const char *phase, double clock_s, uint32_t on_ground)
{
    if (atomic_load_explicit(&reporter->stop, memory_order_relaxed)) return false;
    if (!reporter->options->progress || !pthread_equal(pthread_self(), reporter->caller)) return true;
    double now_s = aman_reporter_clock(reporter);
    if (!is_due(reporter, now_s)) return true;
    double done_ms = (double)atomic_load_explicit(&reporter->done_ms, memory_order_relaxed);
    double took_s = now_s - reporter->began_s;
    struct aman_check_progress progress = {
        .phase = phase,
        .share = reporter->all_ms > 0.0 ? fmin(done_ms / reporter->all_ms, 0.999) : 0.0,
        .clock_s = clock_s,
        .speed_up = took_s > 0.0 && done_ms > 0.0 ? done_ms / 1000.0 / took_s : NAN,
        .on_ground = on_ground,
    };
    if (reporter->options->progress(reporter->options->progress_ctx, &progress)) return true;
    atomic_store_explicit(&reporter->stop, true, memory_order_relaxed);
    return false;
}
