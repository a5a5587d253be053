/* formats/venue_read.h - drawn geometry and a city map into a venue. */
#ifndef AMAN_FORMATS_VENUE_READ_H
#define AMAN_FORMATS_VENUE_READ_H

#include "base/diag.h"
#include "base/error.h"
#include "plan/venue.h"

#include <stdbool.h>

struct aman_venue_source {
    const char *directory;      /* of the plan: relative paths start here */
    const char *const *geometry; /* paths */
    size_t n_geometry;
    const char *crs;            /* "" : the UTM zone of the middle */
    const char *surroundings;   /* path, or "" */
    double surroundings_radius_m;
    double stair_up, stair_down, ramp_up, ramp_down; /* default speed factors of links */
};

/* Reads, projects, checks and assembles. The venue's memory comes from `arena`. Every geometry fault
 * is a diagnostic with its place: INPUT when one is an error (self-crossing area, empty geometry, NaN,
 * wrong projection, missing id, cyclic stairs …); a stand nobody can reach, a gate that touches nothing,
 * overlapping levels without a stair are warnings (they become findings). */
enum aman_err aman_venue_read(const struct aman_venue_source *source, struct aman_arena *arena,
                              struct aman_diags *diags, struct aman_venue *venue);

#endif
