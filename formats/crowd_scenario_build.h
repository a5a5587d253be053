/* formats/crowd_scenario_build.h - what the parts of the scenario reader share.
 *
 * The tables of formats/crowd_scenario_schema.c type every value; the parts below make shapes and places of
 * them. Each reports its faults and goes on.
 */
#ifndef AMAN_FORMATS_CROWD_SCENARIO_BUILD_H
#define AMAN_FORMATS_CROWD_SCENARIO_BUILD_H

#include "formats/crowd_scenario_read.h"
#include "formats/plan_reader.h"
#include "formats/venue_build.h"

/* ---- what the tables fill ---- */

struct aman_raw_shape { /* a level, a measured line or area, a destination */
    const struct aman_yaml *node;
    const char *id, *level, *wkt, *file;
    double height_m;
};

struct aman_raw_stair {
    const struct aman_yaml *node;
    const char *id, *low, *high, *wkt, *bottom, *top;
    double speed_up, speed_down;
};

struct aman_raw_span {
    const struct aman_yaml *node;
    double from_s, to_s;
};

struct aman_raw_spread {
    const struct aman_yaml *node;
    double mean, deviation, least, most;
};

struct aman_raw_source {
    const struct aman_yaml *node;
    const char *id, *level, *wkt, *file;
    int number;
    struct aman_raw_span times;
    double rate_per_min, radius_m;
    struct aman_raw_spread speed, premovement;
    const struct aman_yaml *destination;
};

struct aman_raw_server {
    const struct aman_yaml *node;
    const char *id, *level, *wkt;
    double towards_deg, service_s, service_sd_s;
    int lanes, stage;
    const struct aman_yaml *sources;
};

struct aman_raw_parameters {
    const struct aman_yaml *node;
    struct aman_scenario_motion motion;
};

struct aman_raw_motion {
    const struct aman_yaml *node;
    int model;
    struct aman_raw_parameters parameters;
};

struct aman_raw_measurements {
    const struct aman_yaml *node;
    struct aman_raw_list lines, areas;
};

struct aman_raw_scenario {
    const struct aman_yaml *node;
    int format, seed;
    const char *name;
    const struct aman_yaml *geometry;
    struct aman_raw_list stairs, destinations, sources, servers;
    struct aman_raw_motion motion;
    double step_s, cell_m, end_s;
    struct aman_raw_measurements measurements;
};

extern const struct aman_plan_map aman_scenario_root, aman_scenario_level_map;

/* ---- what the parts share ---- */

struct scenario_reader {
    struct aman_plan_reader plain; /* values and faults */
    struct venue_build shapes;     /* GEOS, and all that is made with it */
    struct aman_scenario *out;
    bool read_files;
    struct aman_raw_scenario raw;
    struct aman_ids *levels, *destinations, *sources;
    GEOSGeometry **regions; /* by level; NULL: could not be read */
};

/* ---- crowd_scenario_shapes.c ---- */

enum scenario_kind { SCENARIO_AREA, SCENARIO_LINE, SCENARIO_AREA_OR_LINE };

/* The shape that map `node` gives under `key` as WKT, sound and of the kind; NULL after a fault. */
GEOSGeometry *scenario_wkt(struct scenario_reader *reader, const struct aman_yaml *node, const char *key,
                           enum scenario_kind kind);
/* crowd_scenario_files.c: all areas of the file that map `node` names under `file`; NULL after a fault. */
GEOSGeometry *scenario_file_areas(struct scenario_reader *reader, const struct aman_yaml *node,
                                  const char *file);
/* The steps to them, shared with crowd_scenario_files.c: NULL or false after a fault at node. An
 * OGRGeometryH. */
void scenario_refuse(struct scenario_reader *reader, const struct aman_yaml *node, const char *found,
                     const char *expected, const char *hint);
GEOSGeometry *scenario_from_ogr(struct scenario_reader *reader, const struct aman_yaml *node, void *drawn);
GEOSGeometry *scenario_from_text(struct scenario_reader *reader, const struct aman_yaml *node,
                                 const char *text);
bool scenario_is_areas(struct scenario_reader *reader,
                       const GEOSGeometry *shape); /* polygons only; no fault */
bool scenario_is_sound(struct scenario_reader *reader, const struct aman_yaml *node,
                       const GEOSGeometry *shape);
GEOSGeometry *scenario_checked(struct scenario_reader *reader, const struct aman_yaml *node,
                               GEOSGeometry *shape, enum scenario_kind kind);
/* Passes on a result of GEOS; for NULL says why at node. */
GEOSGeometry *scenario_made(struct scenario_reader *reader, const struct aman_yaml *node,
                            GEOSGeometry *shape);
/* The polygons of a shape, and the points of a line, for the scenario. */
void scenario_area_of(struct scenario_reader *reader, const GEOSGeometry *shape, struct aman_area *area);
void scenario_points_of(struct scenario_reader *reader, const GEOSGeometry *line, struct aman_point **points,
                        size_t *n);
bool scenario_is_line(struct scenario_reader *reader, const GEOSGeometry *shape);
double scenario_size_m2(struct scenario_reader *reader, const GEOSGeometry *shape);
/* The part of shape on the ground of the level, with a fault at node's `key` where there is none. */
GEOSGeometry *scenario_on_ground(struct scenario_reader *reader, const struct aman_yaml *node,
                                 const char *key, GEOSGeometry *shape, int level);

/* ---- the parts, in the order in which they run ---- */

void scenario_read_ground(struct scenario_reader *reader);  /* crowd_scenario_ground.c: levels and stairs */
void scenario_read_places(struct scenario_reader *reader);  /* crowd_scenario_places.c */
void scenario_read_sources(struct scenario_reader *reader); /* crowd_scenario_sources.c */
/* crowd_scenario_people.c: the rows of a table into source->entries */
void scenario_read_people(struct scenario_reader *reader, const struct aman_raw_source *raw,
                          struct aman_scenario_source *source);

/* The level with this id, the only one where none is named; -1 after a fault. */
int scenario_level(struct scenario_reader *reader, const struct aman_yaml *node, const char *id);
/* The ids of a list, sorted, duplicates refused. `id` is their member of raw structs of `size` bytes. */
struct aman_ids *scenario_ids(struct scenario_reader *reader, const struct aman_raw_list *list, size_t size,
                              size_t offset, const char *what);

#endif
