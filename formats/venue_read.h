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
    const char *crs;            /* "EPSG:32630" or WKT, a projection in metres; "": the UTM zone of the middle;
                                   "local": coordinates are metres without a place on Earth */
    const char *surroundings;   /* path of a .osm.pbf or .osm file, or "" */
    double surroundings_radius_m;
    double stair_up, stair_down, ramp_up, ramp_down; /* default speed factors of links */
};

/* Reads, projects, checks and assembles. The venue's memory comes from `arena`. Every geometry fault
 * is a diagnostic with its place: INPUT when one is an error (self-crossing area, empty geometry, NaN,
 * wrong projection, missing id, cyclic stairs …); a stand nobody can reach, a gate that touches nothing,
 * overlapping levels without a stair are warnings (they become findings). LIMIT past 256 MiB a file,
 * 2,000,000 points, 200,000 features, 64 levels, 4096 stairs, 2,000,000 seats. `venue` is untouched on failure.
 * Formats: GeoJSON, GeoPackage, DXF, Shapefile, FlatGeobuf, MapInfo, KML. Safe to call from several threads. Cost: 0.2 s for a stadium of 50,000 seats; a city of 1 km
 * around it 2 s (one core). */
enum aman_err aman_venue_read(const struct aman_venue_source *source, struct aman_arena *arena,
                              struct aman_diags *diags, struct aman_venue *venue);

#endif
