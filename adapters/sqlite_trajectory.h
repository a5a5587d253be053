/* adapters/sqlite_trajectory.h - trajectories that JuPedSim and PedPy read.
 *
 * JuPedSim's SQLite layout, version 2. Written to `path` + ".part" in one transaction and
 * renamed into place by close; about a million rows a second.
 */
#ifndef AMAN_ADAPTERS_SQLITE_TRAJECTORY_H
#define AMAN_ADAPTERS_SQLITE_TRAJECTORY_H

#include "base/error.h"
#include "base/geom.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>

struct aman_sqlite_trajectory;

struct aman_sqlite_trajectory_def {
    double fps;               /* frames a second, > 0 */
    const char *geometry_wkt; /* walkable area, metres: see aman_sqlite_trajectory_wkt */
    struct aman_box box;      /* of the geometry */
};

/* An existing file at `path` stays until close. Errors: ARGUMENT, IO, MEMORY; *trajectory untouched then. */
enum aman_err aman_sqlite_trajectory_create(const struct aman_mem *mem, const char *path,
                                            const struct aman_sqlite_trajectory_def *def,
                                            struct aman_sqlite_trajectory **trajectory);

/* Adds the n people of one frame; frame 0 is the state before the first step, frames ascend. The
 * orientation written is the direction of (vx, vy); who stands still keeps none: (0, 0). O(n). */
enum aman_err aman_sqlite_trajectory_add(struct aman_sqlite_trajectory *trajectory, uint32_t frame, size_t n,
                                         const uint32_t *id, const double *x, const double *y, const float *vx,
                                         const float *vy);

/* Makes the index and puts the file in place; on an error (the first of any call) nothing is left and an
 * older file stands. Frees the writer either way. */
enum aman_err aman_sqlite_trajectory_close(struct aman_sqlite_trajectory *trajectory);

/* Gives up: nothing is left. Frees the writer. NULL-safe. */
void aman_sqlite_trajectory_destroy(struct aman_sqlite_trajectory *trajectory);

/* The area as WKT: POLYGON, or MULTIPOLYGON when it has several parts; holes found by the even-odd
 * rule. O(rings · points). */
void aman_sqlite_trajectory_wkt(struct aman_text *wkt, const struct aman_area *area);

#endif
