/* An OpenStreetMap extract through GDAL's driver, with a configuration that keeps only the tags asked for
 * here. */
#include "formats/osm_city.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define DEGREE_M 111000.0
enum { MAP_POINTS_MAX = 20000000 };

static const char config[] =
    "closed_ways_are_polygons=amenity,boundary,building,landuse,leisure,natural,place,shop,tourism,waterway="
    "dock,"
    "man_made=pier,public_transport=platform,railway=platform\n"
    "attribute_name_laundering=yes\n"
    "[points]\nosm_id=no\nosm_version=no\nosm_timestamp=no\nosm_uid=no\nosm_user=no\nosm_changeset=no\n"
    "attributes=\nother_tags=no\n"
    "[lines]\nosm_id=no\nosm_version=no\nosm_timestamp=no\nosm_uid=no\nosm_user=no\nosm_changeset=no\n"
    "attributes=highway,railway,natural,tunnel,bridge,covered,indoor,access,foot,sidewalk,width,lanes\n"
    "other_tags=no\n"
    "[multipolygons]\nosm_id=no\nosm_version=no\nosm_timestamp=no\nosm_uid=no\nosm_user=no\nosm_changeset="
    "no\n"
    "attributes=highway,railway,natural,tunnel,bridge,covered,indoor,access,foot,building,amenity,parking,"
    "waterway,leisure,landuse,place,man_made,location,public_transport\n"
    "other_tags=no\n"
    "[multilinestrings]\nosm_id=no\nattributes=\nother_tags=no\n"
    "[other_relations]\nosm_id=no\nattributes=\nother_tags=no\n";

/* Where each tag goes. */
static const struct {
    const char *name;
    size_t offset;
} tag_table[] = {
    {"highway", offsetof(struct osm_tags, highway)},
    {"railway", offsetof(struct osm_tags, railway)},
    {"natural", offsetof(struct osm_tags, natural)},
    {"tunnel", offsetof(struct osm_tags, tunnel)},
    {"bridge", offsetof(struct osm_tags, bridge)},
    {"covered", offsetof(struct osm_tags, covered)},
    {"indoor", offsetof(struct osm_tags, indoor)},
    {"access", offsetof(struct osm_tags, access)},
    {"foot", offsetof(struct osm_tags, foot)},
    {"sidewalk", offsetof(struct osm_tags, sidewalk)},
    {"width", offsetof(struct osm_tags, width)},
    {"lanes", offsetof(struct osm_tags, lanes)},
    {"building", offsetof(struct osm_tags, building)},
    {"amenity", offsetof(struct osm_tags, amenity)},
    {"parking", offsetof(struct osm_tags, parking)},
    {"waterway", offsetof(struct osm_tags, waterway)},
    {"leisure", offsetof(struct osm_tags, leisure)},
    {"landuse", offsetof(struct osm_tags, landuse)},
    {"place", offsetof(struct osm_tags, place)},
    {"man_made", offsetof(struct osm_tags, man_made)},
    {"location", offsetof(struct osm_tags, location)},
    {"public_transport", offsetof(struct osm_tags, public_transport)},
};
enum { TAGS = sizeof tag_table / sizeof *tag_table };

struct osm_reading {
    struct venue_build *build;
    struct osm_map *map;
    void *way; /* degrees to metres */
    struct aman_box degrees;
    size_t n_points;
};

static struct aman_box degrees_around(const struct aman_venue *venue, double reach_m)
{
    double half_x = fmax(fabs(venue->box.x_min), fabs(venue->box.x_max)) + reach_m;
    double half_y = fmax(fabs(venue->box.y_min), fabs(venue->box.y_max)) + reach_m;
    double lat = venue->origin_lat * 0.017453292519943295;
    double dy = 1.1 * half_y / DEGREE_M, dx = 1.1 * half_x / (DEGREE_M * fmax(cos(lat), 0.05));
    return (struct aman_box){venue->origin_lon - dx, venue->origin_lat - dy, venue->origin_lon + dx,
                             venue->origin_lat + dy};
}

static void tags_of(OGRFeatureH feature, struct osm_tags *tags)
{
    *tags = (struct osm_tags){0};
    for (int i = 0; i < TAGS; i++) {
        int field = OGR_F_GetFieldIndex(feature, tag_table[i].name);
        if (field < 0 || !OGR_F_IsFieldSetAndNotNull(feature, field)) continue;
        const char *value = OGR_F_GetFieldAsString(feature, field);
        memcpy((char *)tags + tag_table[i].offset, &value, sizeof value);
    }
}

static bool in_reach(const struct osm_reading *reading, OGRGeometryH geometry)
{
    OGREnvelope e;
    OGR_G_GetEnvelope(geometry, &e);
    const struct aman_box *box = &reading->degrees;
    return e.MinX <= box->x_max && e.MaxX >= box->x_min && e.MinY <= box->y_max && e.MaxY >= box->y_min;
}

static enum aman_err part_of(struct osm_reading *reading, OGRGeometryH line, struct venue_part *part)
{
    int n = OGR_G_GetPointCount(line);
    if (n < 0 || (size_t)n > MAP_POINTS_MAX - reading->n_points) return AMAN_ERR_LIMIT;
    reading->n_points += (size_t)n;
    part->points = aman_arena_new(&reading->build->scratch, (size_t)n, sizeof *part->points);
    if (!part->points) return AMAN_ERR_MEMORY;
    OGR_G_GetPoints(line, &part->points[0].x, sizeof *part->points, &part->points[0].y, sizeof *part->points,
                    NULL, 0);
    part->n = (size_t)n;
    if (!venue_degrees_move(reading->way, &reading->build->venue, part->points, part->n)) part->n = 0;
    return AMAN_OK;
}

static enum aman_err add_item(struct osm_reading *reading, struct osm_item item)
{
    struct osm_map *map = reading->map;
    if (!item.shape) return venue_shape_error(reading->build);
    if (!venue_grow(reading->build, (void **)&map->items, map->n, &map->cap, sizeof *map->items))
        return AMAN_ERR_MEMORY;
    map->items[map->n++] = item;
    return AMAN_OK;
}

static enum aman_err add_line(struct osm_reading *reading, OGRGeometryH line, enum osm_role role,
                              double width_m)
{
    struct venue_part part = {0};
    enum aman_err err = part_of(reading, line, &part);
    if (err || part.n < 2) return err;
    return add_item(reading,
                    (struct osm_item){role, venue_shape_line(reading->build, part.points, part.n), width_m});
}

/* Map data may cross itself; what GEOS makes of it is good enough for a background. */
static enum aman_err add_polygon(struct osm_reading *reading, OGRGeometryH polygon, enum osm_role role)
{
    struct venue_build *build = reading->build;
    int n = OGR_G_GetGeometryCount(polygon);
    struct venue_part *parts = aman_arena_new(&build->scratch, (size_t)(n > 0 ? n : 0), sizeof *parts);
    size_t made = 0;
    if (!parts) return AMAN_ERR_MEMORY;
    for (int i = 0; i < n; i++) {
        enum aman_err err = part_of(reading, OGR_G_GetGeometryRef(polygon, i), &parts[made]);
        if (err) return err;
        if (parts[made].n >= 4)
            parts[made].n--, parts[made].hole = made > 0, made++;
        else if (made == 0)
            return AMAN_OK;
    }
    if (made == 0) return AMAN_OK;
    GEOSGeometry *shape = venue_shape_polygons(build, parts, made);
    if (shape && GEOSisValid_r(build->geos, shape) != 1)
        shape = venue_keep(build, GEOSMakeValid_r(build->geos, shape));
    return add_item(reading, (struct osm_item){role, shape, 0.0});
}

static enum aman_err add_polygons(struct osm_reading *reading, OGRGeometryH geometry, enum osm_role role)
{
    if (wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbPolygon)
        return add_polygon(reading, geometry, role);
    enum aman_err err = AMAN_OK;
    for (int i = 0; !err && i < OGR_G_GetGeometryCount(geometry); i++)
        err = add_polygon(reading, OGR_G_GetGeometryRef(geometry, i), role);
    return err;
}

static enum aman_err take_feature(struct osm_reading *reading, OGRFeatureH feature)
{
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (!geometry || OGR_G_IsEmpty(geometry) || !in_reach(reading, geometry)) return AMAN_OK;
    struct osm_tags tags;
    enum osm_role role;
    double width_m;
    tags_of(feature, &tags);
    switch (wkbFlatten(OGR_G_GetGeometryType(geometry))) {
    case wkbLineString:
        return osm_line_role(&tags, &role, &width_m) ? add_line(reading, geometry, role, width_m) : AMAN_OK;
    case wkbPolygon:
    case wkbMultiPolygon:
        return osm_area_role(&tags, &role) ? add_polygons(reading, geometry, role) : AMAN_OK;
    default:
        return AMAN_OK;
    }
}

static enum aman_err take_all(struct osm_reading *reading, const char *file, GDALDatasetH dataset)
{
    enum aman_err err = AMAN_OK;
    OGRFeatureH feature;
    CPLErrorReset();
    while (!err && (feature = GDALDatasetGetNextFeature(dataset, NULL, NULL, NULL, NULL)) != NULL) {
        err = take_feature(reading, feature);
        OGR_F_Destroy(feature);
    }
    if (err == AMAN_ERR_LIMIT)
        venue_fault_file(reading->build, file, "", "more than 20,000,000 points around the venue",
                         "a smaller extract", "or a smaller venue.surroundings_radius");
    else if (!err && CPLGetLastErrorType() >= CE_Failure)
        venue_fault_file(reading->build, file, "",
                         venue_textf(reading->build, "a broken extract: %.150s", CPLGetLastErrorMsg()),
                         "a whole .osm.pbf or .osm file", NULL);
    return err;
}

static GDALDatasetH open_extract(const struct venue_build *build, const char *path)
{
    static const char *const drivers[] = {"OSM", NULL};
    char name[64];
    snprintf(name, sizeof name, "/vsimem/aman-osmconf-%p.ini", (const void *)build);
    VSILFILE *file = VSIFileFromMemBuffer(name, (GByte *)config, sizeof config - 1, FALSE);
    if (!file) return NULL;
    VSIFCloseL(file);
    char **options = CSLSetNameValue(NULL, "CONFIG_FILE", name);
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, (const char *const *)options, NULL);
    CSLDestroy(options);
    VSIUnlink(name);
    return dataset;
}

enum aman_err osm_read(struct venue_build *build, const char *file, double reach_m, struct osm_map *map)
{
    const char *path = venue_path(build, file);
    if (!venue_may_open(build, file, path)) return AMAN_OK;
    struct osm_reading reading = {.build = build, .map = map};
    reading.degrees = degrees_around(&build->venue, reach_m);
    CPLErrorReset();
    GDALDatasetH dataset = open_extract(build, path);
    if (!dataset) {
        venue_fault_file(build, file, "", "a file that is no OpenStreetMap extract",
                         "a .osm.pbf or .osm file", NULL);
        return AMAN_OK;
    }
    reading.way = venue_degrees_open(&build->venue);
    enum aman_err err = reading.way ? take_all(&reading, file, dataset) : AMAN_ERR_INTERNAL;
    venue_degrees_close(reading.way);
    GDALClose(dataset);
    return err;
}
