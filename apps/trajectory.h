/* apps/trajectory.h - the file behind --trajectories.
 *
 * begin, then aman_trajectory_frame as the check's callback, then finish, and place once the report
 * stands. drop at any point leaves nothing but a file that was placed.
 */
#ifndef AMAN_APPS_TRAJECTORY_H
#define AMAN_APPS_TRAJECTORY_H

#include "adapters/sqlite_trajectory.h"
#include "base/text.h"
#include "plan/plan.h"

#include <stdbool.h>

struct aman_trajectory {
    struct aman_sqlite_trajectory *writer; /* NULL unless begun and not finished */
    struct aman_text path;                 /* where it is written */
    struct aman_text place;                /* in the report; empty: path is the place */
    bool waiting;                          /* whole at path, not yet in its place */
};

/* Frames of a simulated second: a walk of an hour and a half stays a few thousand rows. */
static const double aman_trajectory_fps = 1.0;

/* file: the user's, or NULL for trajectories.sqlite in the directory `report`, which need not exist
 * yet: the file then waits beside it. Errors: IO, MEMORY. */
enum aman_err aman_trajectory_begin(struct aman_trajectory *trajectory, const struct aman_plan *plan,
                                    const char *file, const char *report);

/* See aman_check_options.trajectory; ctx is a struct aman_trajectory. */
enum aman_err aman_trajectory_frame(void *ctx, uint32_t frame, size_t n, const uint32_t *person,
                                    const double *x, const double *y, const int8_t *level, const float *vx,
                                    const float *vy);

enum aman_err aman_trajectory_finish(struct aman_trajectory *trajectory);
enum aman_err aman_trajectory_place(struct aman_trajectory *trajectory);

/* Safe on a zeroed struct. */
void aman_trajectory_drop(struct aman_trajectory *trajectory);

#endif
