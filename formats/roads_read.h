/* formats/roads_read.h - a road network from an OpenStreetMap extract, .osm.pbf or .osm.
 *
 * The reader is our own, as GDAL's drops the nodes of ways and turn restrictions. Which of the two formats a file has is
 * told from its first bytes, not from its name.
 */
#ifndef AMAN_FORMATS_ROADS_READ_H
#define AMAN_FORMATS_ROADS_READ_H

#include "base/diag.h"
#include "base/error.h"
#include "plan/roads.h"

enum { AMAN_ROADS_MOST_BYTES = 1 << 30 };

/* Reads a file of at most AMAN_ROADS_MOST_BYTES. Faults go to diags under its path: INPUT. On success *roads is to be
 * freed with aman_roads_destroy. O(n log n), two passes; memory: the file, and what is kept. */
enum aman_err aman_roads_read(const char *path, const struct aman_mem *mem, struct aman_diags *diags,
                              struct aman_roads **roads);

/* The same from memory. */
enum aman_err aman_roads_read_bytes(const char *bytes, size_t n, const char *file, const struct aman_mem *mem,
                                    struct aman_diags *diags, struct aman_roads **roads);

#endif
