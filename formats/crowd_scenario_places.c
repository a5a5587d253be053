/* Destinations, servers and what is measured. */
#include "formats/crowd_scenario_build.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* How near to its aim somebody leaves, and how near a line. */
#define LEAVE_M 0.6
#define STRIP_M 0.3

static bool fits(struct scenario_reader *reader, const struct aman_raw_list *list, const char *key)
{
    if (list->n <= AMAN_SCENARIO_MOST_PLACES) return true;
    aman_reader_expect(&reader->plain, aman_yaml_get(reader->raw.node, key), "at most 1000 of them");
    return false;
}

/* ---- destinations ---- */

/* People leave LEAVE_M before what they walk to. So that they leave at the edge of the area and not before
 * it, they walk to its inside, as far as it is wide enough for the raster. */
static GEOSGeometry *aim_of(struct scenario_reader *reader, const struct aman_yaml *node, GEOSGeometry *drawn,
                            GEOSGeometry *part, int level)
{
    static const double insets_m[] = {LEAVE_M, 0.45, 0.3, 0.15};
    static const double least_half_width_m = 0.13;
    GEOSContextHandle_t geos = reader->shapes.geos;
    for (size_t i = 0; i < sizeof insets_m / sizeof *insets_m; i++) {
        GEOSGeometry *inner =
            scenario_made(reader, node, venue_shape_grow(&reader->shapes, drawn, -insets_m[i]));
        if (!inner) return NULL;
        GEOSGeometry *aim = scenario_made(
            reader, node,
            venue_keep(&reader->shapes, GEOSIntersection_r(geos, inner, reader->regions[level])));
        GEOSGeometry *core =
            aim ? scenario_made(reader, node, venue_shape_grow(&reader->shapes, aim, -least_half_width_m))
                : NULL;
        if (!core) return NULL;
        if (GEOSisEmpty_r(geos, core) == 0) return aim;
    }
    return part;
}

static void read_destination(struct scenario_reader *reader, const struct aman_raw_shape *raw,
                             struct aman_scenario_destination *destination)
{
    int level = scenario_level(reader, raw->node, raw->level);
    GEOSGeometry *shape = scenario_wkt(reader, raw->node, "wkt", SCENARIO_AREA_OR_LINE);
    GEOSGeometry *part = scenario_on_ground(reader, raw->node, "wkt", shape, level);
    *destination = (struct aman_scenario_destination){.id = raw->id, .level = level};
    if (!part) return;
    if (scenario_is_line(reader, shape)) {
        scenario_points_of(reader, shape, &destination->line, &destination->n_line);
        shape = part = scenario_made(reader, raw->node, venue_shape_grow(&reader->shapes, shape, STRIP_M));
    } else {
        GEOSGeometry *aim = aim_of(reader, raw->node, shape, part, level);
        if (aim) scenario_area_of(reader, aim, &destination->aim);
    }
    if (part) scenario_area_of(reader, part, &destination->area);
}

static void read_destinations(struct scenario_reader *reader)
{
    const struct aman_raw_list *list = &reader->raw.destinations;
    const struct aman_raw_shape *raw = list->items;
    struct aman_scenario *out = reader->out;
    if (!fits(reader, list, "destinations")) return;
    out->destinations = aman_reader_new(&reader->plain, list->n, sizeof *out->destinations);
    reader->destinations =
        scenario_ids(reader, list, sizeof *raw, offsetof(struct aman_raw_shape, id), "a destination");
    if (!out->destinations) return;
    for (size_t i = 0; i < list->n; i++) read_destination(reader, &raw[i], &out->destinations[i]);
    out->n_destinations = list->n;
}

/* ---- servers ---- */

static void read_server(struct scenario_reader *reader, const struct aman_raw_server *raw,
                        struct aman_scenario_server *server)
{
    int level = scenario_level(reader, raw->node, raw->level);
    GEOSGeometry *line = scenario_wkt(reader, raw->node, "wkt", SCENARIO_LINE);
    *server = (struct aman_scenario_server){.id = raw->id,
                                            .level = level,
                                            .towards_deg = raw->towards_deg,
                                            .lanes = raw->lanes,
                                            .stage = raw->stage,
                                            .service_s = raw->service_s,
                                            .service_sd_s = raw->service_sd_s,
                                            .at_line = raw->node ? raw->node->line : 0,
                                            .at_column = raw->node ? raw->node->column : 0};
    if (scenario_on_ground(reader, raw->node, "wkt", line, level))
        scenario_points_of(reader, line, &server->line, &server->n_line);
    if (!raw->sources) return;
    int *sources = NULL;
    aman_ids_resolve_all(&reader->plain, reader->sources, raw->sources, &sources, &server->n_sources);
    server->sources = sources;
}

static void read_servers(struct scenario_reader *reader)
{
    const struct aman_raw_list *list = &reader->raw.servers;
    const struct aman_raw_server *raw = list->items;
    struct aman_scenario *out = reader->out;
    if (!fits(reader, list, "servers")) return;
    out->servers = aman_reader_new(&reader->plain, list->n, sizeof *out->servers);
    if (!out->servers) return;
    scenario_ids(reader, list, sizeof *raw, offsetof(struct aman_raw_server, id), "a server");
    for (size_t i = 0; i < list->n; i++) read_server(reader, &raw[i], &out->servers[i]);
    out->n_servers = list->n;
}

/* ---- measurements ---- */

static void read_line(struct scenario_reader *reader, const struct aman_raw_shape *raw,
                      struct aman_scenario_line *line)
{
    int level = scenario_level(reader, raw->node, raw->level);
    GEOSGeometry *shape = scenario_wkt(reader, raw->node, "wkt", SCENARIO_LINE);
    *line = (struct aman_scenario_line){.id = raw->id, .level = level};
    GEOSGeometry *part = scenario_on_ground(reader, raw->node, "wkt", shape, level);
    if (!part) return;
    scenario_points_of(reader, shape, &line->points, &line->n);
    if (!GEOSLength_r(reader->shapes.geos, part, &line->length_m)) line->length_m = 0.0;
}

static void read_area(struct scenario_reader *reader, const struct aman_raw_shape *raw,
                      struct aman_scenario_area *area)
{
    int level = scenario_level(reader, raw->node, raw->level);
    GEOSGeometry *shape = scenario_wkt(reader, raw->node, "wkt", SCENARIO_AREA);
    *area = (struct aman_scenario_area){.id = raw->id, .level = level};
    GEOSGeometry *part = scenario_on_ground(reader, raw->node, "wkt", shape, level);
    if (!part) return;
    scenario_area_of(reader, part, &area->area);
    area->size_m2 = scenario_size_m2(reader, part);
}

static void read_measurements(struct scenario_reader *reader)
{
    const struct aman_raw_list *lines = &reader->raw.measurements.lines,
                               *areas = &reader->raw.measurements.areas;
    const struct aman_raw_shape *raw_lines = lines->items, *raw_areas = areas->items;
    struct aman_scenario *out = reader->out;
    if (!fits(reader, lines, "measurements") || !fits(reader, areas, "measurements")) return;
    out->lines = aman_reader_new(&reader->plain, lines->n, sizeof *out->lines);
    out->areas = aman_reader_new(&reader->plain, areas->n, sizeof *out->areas);
    if (!out->lines || !out->areas) return;
    scenario_ids(reader, lines, sizeof *raw_lines, offsetof(struct aman_raw_shape, id), "a measured line");
    scenario_ids(reader, areas, sizeof *raw_areas, offsetof(struct aman_raw_shape, id), "a measured area");
    for (size_t i = 0; i < lines->n; i++) read_line(reader, &raw_lines[i], &out->lines[i]);
    for (size_t i = 0; i < areas->n; i++) read_area(reader, &raw_areas[i], &out->areas[i]);
    out->n_lines = lines->n;
    out->n_areas = areas->n;
}

void scenario_read_places(struct scenario_reader *reader)
{
    const struct aman_raw_list *sources = &reader->raw.sources;
    reader->sources = scenario_ids(reader, sources, sizeof(struct aman_raw_source),
                                   offsetof(struct aman_raw_source, id), "a source");
    read_destinations(reader);
    read_servers(reader);
    read_measurements(reader);
}
