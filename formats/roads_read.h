/* formats/roads_read.h - a road network from an OpenStreetMap extract, .osm.pbf or .osm, or from layers of lines.
 *
 * The reader of extracts is our own, as GDAL's drops the nodes of ways and turn restrictions. A file is an extract when its
 * name ends in .pbf or .osm or when it begins like one; anything else is read with OGR: GeoJSON, GeoPackage, Shapefile,
 * FlatGeobuf and others.
 *
 * A layer of lines knows no turn restrictions, traffic lights, barriers or havens. Its features are taken as ways, numbered
 * from 1 as they come (each line of a feature that has several), and joined where their corners meet: corners that lie
 * within the tolerance of an earlier one become the same node. Lines that cross without a corner do not meet.
 */
#ifndef AMAN_FORMATS_ROADS_READ_H
#define AMAN_FORMATS_ROADS_READ_H

#include "base/diag.h"
#include "base/error.h"
#include "plan/roads.h"

enum { AMAN_ROADS_MOST_BYTES = 1 << 30 };
#define AMAN_ROADS_JOIN_M 0.1
#define AMAN_ROADS_MOST_JOIN_M 10.0

/* What is read of a line, by OpenStreetMap's key. */
enum aman_road_field {
    AMAN_ROAD_FIELD_HIGHWAY, /* the class of road; also called fclass, class, type, ... */
    AMAN_ROAD_FIELD_ONEWAY,  /* yes, no, -1; also F, T, B (along the line, against it, both) */
    AMAN_ROAD_FIELD_MAXSPEED,
    AMAN_ROAD_FIELD_NAME,
    AMAN_ROAD_FIELD_REF,
    AMAN_ROAD_FIELD_BRIDGE,
    AMAN_ROAD_FIELD_TUNNEL,
    AMAN_ROAD_FIELD_MAXHEIGHT,
    AMAN_ROAD_FIELD_MAXWIDTH,
    AMAN_ROAD_FIELD_MAXWEIGHT,
    AMAN_ROAD_FIELD_ACCESS,
    AMAN_ROAD_FIELD_JUNCTION,
    AMAN_ROAD_FIELD_COUNT
};

/* How layers of lines are read. */
struct aman_road_lines {
    const char *fields[AMAN_ROAD_FIELD_COUNT]; /* what an attribute is called; NULL: one of its usual names */
    double join_m;                             /* tolerance at which corners meet, 0..AMAN_ROADS_MOST_JOIN_M */
};

/* "highway", ...; and the field of a name, AMAN_ROAD_FIELD_COUNT for any other word. */
const char *aman_road_field_name(enum aman_road_field field);
enum aman_road_field aman_road_field_of(const char *name);

/* Reads a file of at most AMAN_ROADS_MOST_BYTES. `lines` may be NULL: usual names, AMAN_ROADS_JOIN_M. Faults go to diags
 * under the file's path: INPUT; layers of lines may leave warnings on success. On success *roads is to be freed with
 * aman_roads_destroy. O(n log n), two passes; memory: the file, and what is kept. */
enum aman_err aman_roads_read(const char *path, const struct aman_road_lines *lines, const struct aman_mem *mem,
                              struct aman_diags *diags, struct aman_roads **roads);

/* An extract from memory. */
enum aman_err aman_roads_read_bytes(const char *bytes, size_t n, const char *file, const struct aman_mem *mem,
                                    struct aman_diags *diags, struct aman_roads **roads);

#endif
