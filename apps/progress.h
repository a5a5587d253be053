/* apps/progress.h - how far a check is, on stderr. */
#ifndef AMAN_APPS_PROGRESS_H
#define AMAN_APPS_PROGRESS_H

#include "check/check.h"
#include "report/words.h"

#include <stdbool.h>

struct aman_progress {
    bool quiet;
    bool terminal; /* a bar redrawn in place; otherwise a line every 5 % */
    enum aman_lang lang;
    double shown_at_s; /* when the bar was last drawn */
    double next_share; /* share at which the next line is due */
    bool bar_on_screen;
};

void aman_progress_init(struct aman_progress *progress, enum aman_lang lang, bool quiet);

/* Draws at most ten times a second on a terminal. */
void aman_progress_show(struct aman_progress *progress, const struct aman_check_progress *state);

/* Takes the bar off the screen. */
void aman_progress_clear(struct aman_progress *progress);

/* Monotonic wall clock in seconds. */
double aman_wall_clock_s(void);

#endif
