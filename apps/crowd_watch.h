/* apps/crowd_watch.h - what is seen of a run of a scenario, step by step: who comes and goes, who crosses
 * lines, how dense areas are, frames of the trajectory.
 *
 * Between two steps people walk straight at an even speed: crossings, frames and full seconds are taken
 * from there. Who leaves does so at the place that the step began at.
 */
#ifndef AMAN_APPS_CROWD_WATCH_H
#define AMAN_APPS_CROWD_WATCH_H

#include "apps/crowd_run.h"
#include "apps/crowd_track.h"

#include <stdio.h>

static const double aman_crowd_moment_s = 1e-9; /* times nearer than this are one */

struct aman_crowd_line_count {
    uint32_t forward, backward;
    uint32_t forward_second, backward_second; /* in the second that goes on */
    double first_s, last_s;
};

struct aman_crowd_crossing {
    double time_s;
    uint32_t line, person;
    int direction; /* 1: from the line's left to its right */
};

struct aman_crowd_watch {
    const struct aman_crowd_run *run;
    struct aman_crowd_track *track;
    double fps;
    FILE *lines, *flow, *areas; /* NULL: not written */
    struct aman_arena arena;
    /* by person */
    double *x, *y; /* before the step */
    uint8_t *here, *left_level;
    float *in_s, *out_s; /* NAN: not yet */
    /* those who were here before the step, and those who are after it, with where they were before */
    uint32_t *before;
    size_t n_before;
    double *from_x, *from_y;
    /* those here at a moment */
    uint32_t *person;
    double *at_x, *at_y;
    int8_t *level;
    float *vx, *vy;
    struct aman_crowd_crossing *crossings;
    size_t n_crossings, cap_crossings;
    struct aman_crowd_line_count *line_counts;
    uint32_t *arrived; /* by destination */
    uint32_t n_in, most_here;
    double last_out_s;
    uint32_t next_frame, next_second, flow_second;
    enum aman_err err; /* the first */
};

/* Writes the first rows of the files. Errors: MEMORY. */
enum aman_err aman_crowd_watch_begin(struct aman_crowd_watch *watch, const struct aman_crowd_run *run,
                                     struct aman_crowd_track *track, double fps);
/* After the step from from_s to to_s. */
enum aman_err aman_crowd_watch_step(struct aman_crowd_watch *watch, double from_s, double to_s);
/* The moment at which the run ends. */
enum aman_err aman_crowd_watch_end(struct aman_crowd_watch *watch, double end_s);
void aman_crowd_watch_release(struct aman_crowd_watch *watch);

/* Its part in crowd_lines.c: crossings between the places before the step, from_x and from_y, and those in
 * view. */
void aman_crowd_watch_lines(struct aman_crowd_watch *watch, const struct aman_crowd_view *view, double from_s,
                            double to_s);

/* A text of a table, in quotes where it needs them. */
void aman_crowd_put_text(FILE *file, const char *text);

#endif
