/* adapters/hdf5_trajectory.h - trajectories as the pedestrian dynamics data archive keeps them.
 *
 * HDF5 with a data set `trajectory` of (frame, id, x, y, z), its attribute `fps`, and the attribute
 * `wkt_geometry` of the file: what PedPy reads. Written to `path` + ".part" in chunks and renamed into place
 * by close.
 */
#ifndef AMAN_ADAPTERS_HDF5_TRAJECTORY_H
#define AMAN_ADAPTERS_HDF5_TRAJECTORY_H

#include "base/error.h"
#include "base/mem.h"

#include <stddef.h>
#include <stdint.h>

struct aman_hdf5_trajectory;

/* fps > 0; geometry: WKT in metres. An existing file at `path` stays until close. Errors: ARGUMENT, IO,
 * MEMORY; *trajectory untouched then. */
enum aman_err aman_hdf5_trajectory_create(const struct aman_mem *mem, const char *path, double fps,
                                          const char *geometry_wkt, struct aman_hdf5_trajectory **trajectory);

/* Adds the n people of one frame; frames ascend. */
enum aman_err aman_hdf5_trajectory_add(struct aman_hdf5_trajectory *trajectory, uint32_t frame, size_t n,
                                       const uint32_t *id, const double *x, const double *y, const double *z);

/* Puts the file in place; on an error (the first of any call) nothing is left and an older file stands.
 * Frees the writer either way. */
enum aman_err aman_hdf5_trajectory_close(struct aman_hdf5_trajectory *trajectory);

/* Gives up: nothing is left. Frees the writer. NULL-safe. */
void aman_hdf5_trajectory_destroy(struct aman_hdf5_trajectory *trajectory);

#endif
