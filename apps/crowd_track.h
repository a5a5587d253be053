/* apps/crowd_track.h - the file behind --trajectory: SQLite or HDF5, by its ending. */
#ifndef AMAN_APPS_CROWD_TRACK_H
#define AMAN_APPS_CROWD_TRACK_H

#include "adapters/hdf5_trajectory.h"
#include "adapters/sqlite_trajectory.h"
#include "formats/crowd_scenario_read.h"

struct aman_crowd_track { /* zeroed: no file is written */
    struct aman_sqlite_trajectory *sqlite;
    struct aman_hdf5_trajectory *hdf5;
    const struct aman_scenario *scenario;
    double *z; /* scratch, `room` of them */
    size_t room;
};

/* .sqlite, .db, .h5, .hdf5: whether the name ends in one of them. */
bool aman_crowd_track_knows(const char *file);

/* Errors: ARGUMENT (an ending that is not known), IO, MEMORY. */
enum aman_err aman_crowd_track_begin(struct aman_crowd_track *track, const char *file, double fps,
                                     const struct aman_scenario *scenario);
enum aman_err aman_crowd_track_add(struct aman_crowd_track *track, uint32_t frame, size_t n,
                                   const uint32_t *person, const double *x, const double *y,
                                   const int8_t *level, const float *vx, const float *vy);
/* Puts the file in place. */
enum aman_err aman_crowd_track_finish(struct aman_crowd_track *track);
/* Leaves nothing but a file that was finished. Safe on a zeroed struct. */
void aman_crowd_track_drop(struct aman_crowd_track *track);

#endif
