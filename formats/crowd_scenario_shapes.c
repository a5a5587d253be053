/* Shapes of a scenario: from WKT and files through OGR, which bounds their depth, into GEOS. */
#include "formats/crowd_scenario_build.h"

#include <ogr_api.h>
#include <string.h>

#define FAR_M 1e5

void scenario_refuse(struct scenario_reader *reader, const struct aman_yaml *node, const char *found,
                     const char *expected, const char *hint)
{
    aman_reader_fault(&reader->plain,
                      (struct aman_fault){.node = node, .found = found, .expected = expected, .hint = hint});
}

GEOSGeometry *scenario_made(struct scenario_reader *reader, const struct aman_yaml *node, GEOSGeometry *shape)
{
    if (shape) return shape;
    if (!reader->shapes.geos_message[0]) {
        reader->plain.no_memory = true;
        return NULL;
    }
    scenario_refuse(
        reader, node,
        venue_textf(&reader->shapes, "geometry that GEOS cannot work with: %s", reader->shapes.geos_message),
        "a simple shape", NULL);
    reader->shapes.geos_message[0] = '\0';
    return NULL;
}

/* ---- OGR into GEOS ---- */

static GEOSGeometry *copy_of(struct scenario_reader *reader, const struct aman_yaml *node, OGRGeometryH geometry)
{
    OGR_G_FlattenTo2D(geometry);
    int n = OGR_G_WkbSize(geometry);
    unsigned char *bytes = n > 0 ? aman_arena_new(&reader->shapes.scratch, (size_t)n, 1) : NULL;
    if (!bytes) {
        reader->plain.no_memory = true;
        return NULL;
    }
    if (OGR_G_ExportToWkb(geometry, wkbNDR, bytes) != OGRERR_NONE) {
        scenario_refuse(reader, node, "geometry that cannot be copied", "polygons or lines", NULL);
        return NULL;
    }
    GEOSGeometry *shape = GEOSGeomFromWKB_buf_r(reader->shapes.geos, bytes, (size_t)n);
    return scenario_made(reader, node, venue_keep(&reader->shapes, shape));
}

GEOSGeometry *scenario_from_ogr(struct scenario_reader *reader, const struct aman_yaml *node, void *drawn)
{
    OGRGeometryH geometry = OGR_G_GetLinearGeometry(drawn, 0.0, NULL); /* curves into lines, 4° a step */
    if (!geometry) {
        reader->plain.no_memory = true;
        return NULL;
    }
    GEOSGeometry *shape = copy_of(reader, node, geometry);
    OGR_G_DestroyGeometry(geometry);
    return shape;
}

GEOSGeometry *scenario_from_text(struct scenario_reader *reader, const struct aman_yaml *node,
                                 const char *text)
{
    OGRGeometryH geometry = NULL;
    GEOSGeometry *shape = NULL;
    char *at = (char *)text;
    bool read = OGR_G_CreateFromWkt(&at, NULL, &geometry) == OGRERR_NONE && geometry;
    if (read && at[strspn(at, " \t\r\n;")] == '\0')
        shape = scenario_from_ogr(reader, node, geometry);
    else
        scenario_refuse(reader, node, NULL, "well-known text, such as POLYGON ((0 0, 10 0, 10 4, 0 4, 0 0))",
                        strchr(text, '(') ? NULL : "inside of { } the text needs quotes");
    if (geometry) OGR_G_DestroyGeometry(geometry);
    return shape;
}

/* ---- is it sound? ---- */

static bool within_bounds(struct scenario_reader *reader, const GEOSGeometry *shape)
{
    double x0, y0, x1, y1;
    GEOSContextHandle_t geos = reader->shapes.geos;
    return GEOSGeom_getXMin_r(geos, shape, &x0) && GEOSGeom_getXMax_r(geos, shape, &x1) &&
           GEOSGeom_getYMin_r(geos, shape, &y0) && GEOSGeom_getYMax_r(geos, shape, &y1) && x0 > -FAR_M &&
           y0 > -FAR_M && x1 < FAR_M && y1 < FAR_M;
}

static bool count_points(struct scenario_reader *reader, const struct aman_yaml *node,
                         const GEOSGeometry *shape)
{
    int n = GEOSGetNumCoordinates_r(reader->shapes.geos, shape);
    if (n >= 0 && (size_t)n <= VENUE_POINTS_MAX - reader->shapes.n_points) {
        reader->shapes.n_points += (size_t)n;
        return true;
    }
    scenario_refuse(reader, node, "more than 2,000,000 points", "fewer", "simplify the geometry");
    return false;
}

bool scenario_is_sound(struct scenario_reader *reader, const struct aman_yaml *node,
                       const GEOSGeometry *shape)
{
    GEOSContextHandle_t geos = reader->shapes.geos;
    if (!count_points(reader, node, shape)) return false;
    if (GEOSisEmpty_r(geos, shape) != 0) {
        scenario_refuse(reader, node, "an empty shape", "a shape with points", NULL);
        return false;
    }
    if (!within_bounds(reader, shape)) {
        scenario_refuse(reader, node, "coordinates that are not finite or over 100 km",
                        "metres from an origin near the ground", NULL);
        return false;
    }
    if (GEOSisValid_r(geos, shape) == 1) return true;
    char *why = GEOSisValidReason_r(geos, shape);
    scenario_refuse(reader, node, venue_textf(&reader->shapes, "a broken shape: %.100s", why ? why : ""),
                    "rings that do not cross themselves or one another", NULL);
    if (why) GEOSFree_r(geos, why);
    return false;
}

bool scenario_is_areas(struct scenario_reader *reader, const GEOSGeometry *shape)
{
    GEOSContextHandle_t geos = reader->shapes.geos;
    int type = GEOSGeomTypeId_r(geos, shape);
    if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION) return type == GEOS_POLYGON;
    for (int i = 0; i < GEOSGetNumGeometries_r(geos, shape); i++)
        if (!scenario_is_areas(reader, GEOSGetGeometryN_r(geos, shape, i))) return false;
    return true;
}

bool scenario_is_line(struct scenario_reader *reader, const GEOSGeometry *shape)
{
    return GEOSGeomTypeId_r(reader->shapes.geos, shape) == GEOS_LINESTRING;
}

static bool is_of_kind(struct scenario_reader *reader, const GEOSGeometry *shape, enum scenario_kind kind)
{
    return (kind != SCENARIO_AREA && scenario_is_line(reader, shape)) ||
           (kind != SCENARIO_LINE && scenario_is_areas(reader, shape));
}

/* Polygons that overlap or touch become one. */
GEOSGeometry *scenario_checked(struct scenario_reader *reader, const struct aman_yaml *node,
                               GEOSGeometry *shape, enum scenario_kind kind)
{
    static const char *const expected[] = {"POLYGON, MULTIPOLYGON or GEOMETRYCOLLECTION of these",
                                           "LINESTRING", "POLYGON or LINESTRING"};
    if (!shape) return NULL;
    if (!is_of_kind(reader, shape, kind)) {
        scenario_refuse(reader, node, "a shape of another kind", expected[kind], NULL);
        return NULL;
    }
    if (!scenario_is_sound(reader, node, shape)) return NULL;
    if (scenario_is_line(reader, shape)) return shape;
    return scenario_made(reader, node,
                         venue_keep(&reader->shapes, GEOSUnaryUnion_r(reader->shapes.geos, shape)));
}

GEOSGeometry *scenario_wkt(struct scenario_reader *reader, const struct aman_yaml *node, const char *key,
                           enum scenario_kind kind)
{
    const struct aman_yaml *value = aman_yaml_get(node, key);
    if (!value || value->kind != AMAN_YAML_TEXT) return NULL; /* told already */
    return scenario_checked(reader, value, scenario_from_text(reader, value, value->text), kind);
}

/* ---- for the scenario ---- */

void scenario_area_of(struct scenario_reader *reader, const GEOSGeometry *shape, struct aman_area *area)
{
    if (venue_shape_area(&reader->shapes, reader->plain.arena, shape, area) != AMAN_OK)
        reader->plain.no_memory = true;
}

void scenario_points_of(struct scenario_reader *reader, const GEOSGeometry *line, struct aman_point **points,
                        size_t *n)
{
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(reader->shapes.geos, line);
    unsigned size = 0;
    struct aman_point *copy = NULL;
    if (sequence && GEOSCoordSeq_getSize_r(reader->shapes.geos, sequence, &size))
        copy = aman_reader_new(&reader->plain, size, sizeof *copy);
    if (!copy || !GEOSCoordSeq_copyToBuffer_r(reader->shapes.geos, sequence, (double *)copy, 0, 0)) {
        reader->plain.no_memory = true;
        return;
    }
    *points = copy;
    *n = size;
}

double scenario_size_m2(struct scenario_reader *reader, const GEOSGeometry *shape)
{
    double size = 0.0;
    return GEOSArea_r(reader->shapes.geos, shape, &size) ? size : 0.0;
}

GEOSGeometry *scenario_on_ground(struct scenario_reader *reader, const struct aman_yaml *node,
                                 const char *key, GEOSGeometry *shape, int level)
{
    const GEOSGeometry *region = level >= 0 ? reader->regions[level] : NULL;
    if (!shape || !region) return NULL;
    const struct aman_yaml *value = aman_yaml_get(node, key);
    GEOSGeometry *part = scenario_made(
        reader, value, venue_keep(&reader->shapes, GEOSIntersection_r(reader->shapes.geos, shape, region)));
    if (!part) return NULL;
    bool line = scenario_is_line(reader, shape);
    double size = 0.0;
    if (line ? GEOSLength_r(reader->shapes.geos, part, &size) : GEOSArea_r(reader->shapes.geos, part, &size))
        if (size > 1e-6) return part;
    scenario_refuse(reader, value,
                    line ? "a line outside of the walkable space" : "an area outside of the walkable space",
                    "a place where people can walk", NULL);
    return NULL;
}
