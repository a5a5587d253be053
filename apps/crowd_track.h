/* apps/crowd_track.h - the file behind --trajectory: SQLite or HDF5, by its ending. A thread of its own writes, off the
 * path of the steps: a frame costs them a copy, as long as the writer is not CROWD_TRACK_FRAMES behind. */
#ifndef AMAN_APPS_CROWD_TRACK_H
#define AMAN_APPS_CROWD_TRACK_H

#include "adapters/hdf5_trajectory.h"
#include "adapters/sqlite_trajectory.h"
#include "formats/crowd_scenario_read.h"

#include <pthread.h>
#include <stdbool.h>

enum { CROWD_TRACK_FRAMES = 4 };

struct aman_crowd_track_frame {
    uint32_t frame;
    size_t n;
    uint32_t *person; /* n of each; z: height of the level */
    double *x, *y, *z;
    float *vx, *vy;
};

struct aman_crowd_track { /* zeroed: no file is written */
    struct aman_sqlite_trajectory *sqlite;
    struct aman_hdf5_trajectory *hdf5;
    const struct aman_scenario *scenario;
    struct aman_arena arena; /* of the frames */
    struct aman_crowd_track_frame frames[CROWD_TRACK_FRAMES];
    unsigned n_given, n_written; /* since the beginning; under lock, as what follows */
    bool runs, ends;
    enum aman_err err; /* the writer's first */
    pthread_t writer;
    pthread_mutex_t lock;
    pthread_cond_t given, written;
};

/* .sqlite, .db, .h5, .hdf5: whether the name ends in one of them. */
bool aman_crowd_track_knows(const char *file);

/* Errors: ARGUMENT (an ending that is not known), IO, MEMORY. */
enum aman_err aman_crowd_track_begin(struct aman_crowd_track *track, const char *file, double fps,
                                     const struct aman_scenario *scenario);
/* Copies; an error of the writer is told here, at a later frame, or by finish. */
enum aman_err aman_crowd_track_add(struct aman_crowd_track *track, uint32_t frame, size_t n,
                                   const uint32_t *person, const double *x, const double *y,
                                   const int8_t *level, const float *vx, const float *vy);
/* Waits for the writer, and puts the file in place. */
enum aman_err aman_crowd_track_finish(struct aman_crowd_track *track);
/* Leaves nothing but a file that was finished. Safe on a zeroed struct. */
void aman_crowd_track_drop(struct aman_crowd_track *track);

#endif
