/* formats/venue_build.h - the stages of reading a venue, and what they hand on. Private to the reader.
 *
 * Order: files, projection, features, links, levels (with the city), seats, checks. Every stage
 * reports all faults that it sees; a later one runs only when the earlier ones found no error.
 */
#ifndef AMAN_FORMATS_VENUE_BUILD_H
#define AMAN_FORMATS_VENUE_BUILD_H

#include "formats/venue_read.h"

#include <geos_c.h>
#include <stdint.h>

enum {
    VENUE_POINTS_MAX = 2000000,
    VENUE_FEATURES_MAX = 200000,
    VENUE_SEATS_MAX = 2000000,
    VENUE_LEVELS_MAX = 64,
    VENUE_TEXT_MAX = 200, /* bytes of an attribute */
};
enum { VENUE_FILE_MIB_MAX = 256 };

/* Attributes of docs/plan-format.md, in the order of venue_attribute_names. */
enum venue_attribute {
    VENUE_KIND,
    VENUE_ID,
    VENUE_NAME,
    VENUE_LEVEL,
    VENUE_LEVEL_UP,
    VENUE_UP_DEG,
    VENUE_RISE_M,
    VENUE_INWARD_DEG,
    VENUE_ROWS,
    VENUE_PLACES,
    VENUE_STANDING,
    VENUE_ROW_DEPTH_M,
    VENUE_SEAT_WIDTH_M,
    VENUE_STANDING_PER_M2,
    VENUE_SECTION,
    VENUE_SCHEME,
    VENUE_ATTRIBUTE_COUNT
};
extern const char *const venue_attribute_names[VENUE_ATTRIBUTE_COUNT];

/* A part of a geometry as drawn: a line, or a ring (first point not repeated) that opens a polygon
 * or is a hole in the one before. */
struct venue_part {
    struct aman_point *points;
    size_t n;
    bool ring, hole;
};

/* One feature as the file has it. */
struct venue_raw {
    const char *file;
    const char *where;                       /* "feature G1" */
    const char *text[VENUE_ATTRIBUTE_COUNT]; /* NULL: not given */
    struct venue_part *parts;
    size_t n_parts;
    int layer;
};

/* A layer's coordinates: where they are on Earth. */
struct venue_layer {
    const char *file, *name;
    char *wkt;        /* NULL: none */
    bool crs_assumed; /* by the format, not said by the file (GeoJSON) */
    struct aman_box box;
};

/* What a feature carries beside its public part. */
struct venue_extra {
    const struct venue_raw *raw;
    GEOSGeometry *shape; /* polygons of area kinds, the line of line kinds */
};

/* The ends of a link's footprint: runs of edges of the outer ring, edge i from point i to i + 1. */
struct venue_end {
    size_t first, n;       /* edges */
    struct aman_point out; /* unit vector out of the footprint */
};
struct venue_link {
    struct venue_end bottom, top;
};

struct venue_build {
    const struct aman_venue_source *source;
    struct aman_arena *arena;  /* of the result */
    struct aman_arena scratch; /* gone at the end */
    struct aman_diags *diags;
    size_t errors_before;
    GEOSContextHandle_t geos;
    GEOSGeometry **kept; /* every shape made: freed at the end */
    size_t n_kept, cap_kept;
    char geos_message[160];

    struct venue_raw *raws;
    size_t n_raws, cap_raws, n_points;
    struct venue_layer *layers;
    size_t n_layers, cap_layers;

    struct aman_venue venue;
    struct venue_extra *extras;            /* one a feature */
    struct venue_link *ends;               /* one a link */
    GEOSGeometry **regions;                /* one a level */
    const GEOSPreparedGeometry **prepared; /* of the regions */
    struct aman_point middle;              /* what stands and gates face: the pitch, or the stands' middle */
};

/* True when this reading has added an error to the diagnostics. */
bool venue_failed(const struct venue_build *build);
/* The feature's diagnostic, with a place when `at` is not NULL. Texts may be NULL. */
void venue_fault(struct venue_build *build, enum aman_diag_severity severity, size_t feature,
                 const struct aman_point *at, const char *found, const char *expected, const char *hint);
void venue_fault_raw(struct venue_build *build, const struct venue_raw *raw, const char *found,
                     const char *expected, const char *hint);
void venue_fault_file(struct venue_build *build, const char *file, const char *where, const char *found,
                      const char *expected, const char *hint);
/* Text in the scratch arena, "" when memory is out (the caller's next allocation fails too). */
const char *venue_textf(struct venue_build *build, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Grows a scratch array by at least one entry; false when memory is out. */
bool venue_grow(struct venue_build *build, void **items, size_t n, size_t *cap, size_t size);

/* venue_files.c: every feature of every geometry file into raws. */
enum aman_err venue_files_read(struct venue_build *build);
/* Where a file of the plan is: relative paths start at the plan's directory. */
const char *venue_path(struct venue_build *build, const char *file);
/* A fault, and false, for everything that no driver should be asked to open. */
bool venue_may_open(struct venue_build *build, const char *file, const char *path);
/* The dataset (GDALClose it) at `path`, or NULL with a fault under the name `file`. */
void *venue_open(struct venue_build *build, const char *file, const char *path);
/* venue_attributes.c */
/* Splits "gate G1 level(1)" into attributes; false when its first word is no kind. */
bool venue_attributes_from_name(struct venue_build *build, const char *name,
                                const char *text[VENUE_ATTRIBUTE_COUNT]);
/* The kind with this name, or AMAN_FEATURE_KIND_COUNT. */
enum aman_feature_kind venue_kind_of(const char *name);
/* The attribute whose name a field has (case apart, cut to ten letters as in a Shapefile), or
 * VENUE_ATTRIBUTE_COUNT. */
enum venue_attribute venue_attribute_of(const char *field);

/* venue_project.c: coordinates of raws into venue metres, crs and origin of the venue. */
enum aman_err venue_project(struct venue_build *build);
/* Longitude and latitude (degrees) into venue metres, in place; false when a point has no image. */
void *venue_degrees_open(const struct aman_venue *venue);
void venue_degrees_close(void *way);
bool venue_degrees_move(void *way, const struct aman_venue *venue, struct aman_point *points, size_t n);

/* venue_features.c: raws into features and levels, with every fault. */
enum aman_err venue_features_make(struct venue_build *build);

/* Edge i of a ring. */
struct aman_segment venue_edge(const struct aman_ring *ring, size_t i);

/* venue_stairs.c: links with their ends at the edges of the footprint. */
enum aman_err venue_stairs_make(struct venue_build *build);
/* Cuts each end back to where it touches the region of its level; warns when it touches none. */
void venue_stairs_fit(struct venue_build *build);
/* Errors for levels that rise in a circle, warnings for heights that disagree. */
enum aman_err venue_stairs_heights(struct venue_build *build);

/* venue_levels.c: union of the areas of a kind on a level. */
GEOSGeometry *venue_levels_union(struct venue_build *build, enum aman_feature_kind kind, int level);
/* Footprints of the stairs and ramps that start or end on a level. */
GEOSGeometry *venue_levels_stairs(struct venue_build *build, int level);
/* Regions; city may be NULL: walkable ground on `city_level`. */
enum aman_err venue_levels_make(struct venue_build *build, GEOSGeometry *city, int city_level);
/* venue_walls.c */
enum aman_err venue_walls_make(struct venue_build *build);

/* venue_seats.c */
enum aman_err venue_seats_make(struct venue_build *build);

/* venue_reach.c: warnings on gates that touch nothing or can be walked around, levels that nothing
 * joins, stands that nobody can reach. */
enum aman_err venue_reach_check(struct venue_build *build);

/* venue_shapes.c: GEOS with everything kept by the build. NULL results are failures of memory or of GEOS:
 * return venue_shape_error(). */
GEOSGeometry *venue_keep(struct venue_build *build, GEOSGeometry *shape);
enum aman_err venue_shape_error(struct venue_build *build);
GEOSGeometry *venue_shape_polygons(struct venue_build *build, const struct venue_part *parts, size_t n);
GEOSGeometry *venue_shape_line(struct venue_build *build, const struct aman_point *points, size_t n);
GEOSGeometry *venue_shape_empty(struct venue_build *build);
/* Union of shapes[0..n) (they stay the build's). */
GEOSGeometry *venue_shape_union(struct venue_build *build, GEOSGeometry *const *shapes, size_t n);
GEOSGeometry *venue_shape_minus(struct venue_build *build, const GEOSGeometry *a, const GEOSGeometry *b);
GEOSGeometry *venue_shape_plus(struct venue_build *build, const GEOSGeometry *a, const GEOSGeometry *b);
/* Grown by distance_m (shrunk below 0) with pointed corners. */
GEOSGeometry *venue_shape_grow(struct venue_build *build, const GEOSGeometry *shape, double distance_m);
/* Without gaps, and without parts, narrower than 2 cm: what rounding leaves between polygons drawn edge to
 * edge. */
GEOSGeometry *venue_shape_close(struct venue_build *build, const GEOSGeometry *shape);
GEOSGeometry *venue_shape_open(struct venue_build *build, const GEOSGeometry *shape);
/* True when the point lies in the prepared shape. */
bool venue_shape_has(struct venue_build *build, const GEOSPreparedGeometry *prepared, struct aman_point at);
/* Polygons of `shape` into an area in `arena`. */
enum aman_err venue_shape_area(struct venue_build *build, struct aman_arena *arena, const GEOSGeometry *shape,
                               struct aman_area *area);

#endif
