/* Geometry files, opened with OGR: sizes and formats are checked before a driver sees a byte. */
#include "formats/ogr_file.h"
#include "formats/venue_build.h"

#include "base/text.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <inttypes.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>

enum { GEOMETRY_DEPTH_MAX = 8 };

struct reading {
    struct venue_build *build;
    const char *file;
    OGRLayerH layer;
    int layer_index;
    int kind_field, dxf_layer_field;    /* -1: none */
    enum venue_attribute *attribute_of; /* of each field */
    int n_fields;
    bool is_dxf;
};

static enum aman_err read_points(struct reading *reading, OGRGeometryH line, struct venue_part *part)
{
    struct venue_build *build = reading->build;
    int n = OGR_G_GetPointCount(line);
    if (n < 0 || (size_t)n > VENUE_POINTS_MAX - build->n_points) {
        venue_fault_file(build, reading->file, "", "more than 2,000,000 points", "fewer",
                         "simplify the drawing");
        return AMAN_ERR_LIMIT;
    }
    build->n_points += (size_t)n;
    part->points = aman_arena_new(&build->scratch, (size_t)n, sizeof *part->points);
    if (!part->points) return AMAN_ERR_MEMORY;
    OGR_G_GetPoints(line, &part->points[0].x, sizeof *part->points, &part->points[0].y, sizeof *part->points,
                    NULL, 0);
    part->n = (size_t)n;
    return AMAN_OK;
}

/* Drops the closing point and doubled points of a ring. */
static void tidy_ring(struct venue_part *part)
{
    size_t kept = 0;
    for (size_t i = 0; i < part->n; i++)
        if (kept == 0 || part->points[i].x != part->points[kept - 1].x ||
            part->points[i].y != part->points[kept - 1].y)
            part->points[kept++] = part->points[i];
    while (kept > 1 && part->points[0].x == part->points[kept - 1].x &&
           part->points[0].y == part->points[kept - 1].y)
        kept--;
    part->n = kept;
}

static int parts_in(OGRGeometryH geometry, int depth)
{
    if (depth > GEOMETRY_DEPTH_MAX) return 0;
    if (wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbLineString) return 1;
    int sum = 0, n = OGR_G_GetGeometryCount(geometry);
    for (int i = 0; i < n; i++) sum += parts_in(OGR_G_GetGeometryRef(geometry, i), depth + 1);
    return sum;
}

static enum aman_err collect_parts(struct reading *reading, OGRGeometryH geometry, bool in_polygon, bool hole,
                                   struct venue_raw *raw)
{
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (type == wkbLineString) {
        struct venue_part *part = &raw->parts[raw->n_parts];
        enum aman_err err = read_points(reading, geometry, part);
        if (err) return err;
        bool closed = part->n > 3 && part->points[0].x == part->points[part->n - 1].x &&
                      part->points[0].y == part->points[part->n - 1].y;
        part->ring = in_polygon || closed;
        part->hole = hole;
        if (part->ring) tidy_ring(part);
        if (part->n > 0) raw->n_parts++;
        return AMAN_OK;
    }
    int n = OGR_G_GetGeometryCount(geometry);
    for (int i = 0; i < n; i++) {
        enum aman_err err = collect_parts(reading, OGR_G_GetGeometryRef(geometry, i), type == wkbPolygon,
                                          type == wkbPolygon && i > 0, raw);
        if (err) return err;
    }
    return AMAN_OK;
}

static enum aman_err read_parts(struct reading *reading, OGRFeatureH feature, struct venue_raw *raw)
{
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (!geometry || OGR_G_IsEmpty(geometry)) return AMAN_OK;
    geometry = OGR_G_GetLinearGeometry(geometry, 0.0, NULL); /* curves into lines, 4° a step */
    if (!geometry) return AMAN_ERR_MEMORY;
    OGR_G_FlattenTo2D(geometry);
    int n = parts_in(geometry, 0);
    raw->parts = aman_arena_new(&reading->build->scratch, (size_t)n, sizeof *raw->parts);
    enum aman_err err = raw->parts && n > 0 ? collect_parts(reading, geometry, false, false, raw) : AMAN_OK;
    if (!raw->parts) err = AMAN_ERR_MEMORY;
    OGR_G_DestroyGeometry(geometry);
    return err;
}

/* The text of a field without blanks around it; NULL when unset or empty. */
static const char *field_text(struct reading *reading, OGRFeatureH feature, int field)
{
    if (!OGR_F_IsFieldSetAndNotNull(feature, field)) return NULL;
    const char *text = OGR_F_GetFieldAsString(feature, field);
    text += strspn(text, " \t\r\n");
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\r\n", text[n - 1])) n--;
    if (n == 0) return NULL;
    if (n > VENUE_TEXT_MAX || !aman_text_is_utf8(text, n)) {
        venue_fault_file(reading->build, reading->file,
                         venue_textf(reading->build, "feature %" PRId64, (int64_t)OGR_F_GetFID(feature)),
                         n > VENUE_TEXT_MAX ? "an attribute of more than 200 bytes"
                                            : "an attribute that is not UTF-8",
                         "short UTF-8 text", NULL);
        return NULL;
    }
    return venue_textf(reading->build, "%.*s", (int)n, text);
}

static void read_attributes(struct reading *reading, OGRFeatureH feature, struct venue_raw *raw)
{
    for (int f = 0; f < reading->n_fields; f++) {
        enum venue_attribute attribute = reading->attribute_of[f];
        if (attribute == VENUE_ATTRIBUTE_COUNT) continue;
        const char *text = field_text(reading, feature, f);
        if (text) raw->text[attribute] = text;
    }
    if (raw->text[VENUE_KIND]) return;
    const char *name = reading->dxf_layer_field >= 0 ? field_text(reading, feature, reading->dxf_layer_field)
                                                     : OGR_L_GetName(reading->layer);
    if (name && aman_text_is_utf8(name, strlen(name)))
        (void)venue_attributes_from_name(reading->build, name, raw->text);
}

static void name_raw(struct reading *reading, OGRFeatureH feature, struct venue_raw *raw)
{
    if (raw->text[VENUE_ID])
        raw->where = venue_textf(reading->build, "feature %s", raw->text[VENUE_ID]);
    else
        raw->where = venue_textf(reading->build, "feature number %" PRId64 " of layer %.60s",
                                 (int64_t)OGR_F_GetFID(feature), OGR_L_GetName(reading->layer));
}

static bool points_are_finite(const struct venue_raw *raw)
{
    for (size_t p = 0; p < raw->n_parts; p++)
        for (size_t i = 0; i < raw->parts[p].n; i++)
            if (!isfinite(raw->parts[p].points[i].x) || !isfinite(raw->parts[p].points[i].y)) return false;
    return true;
}

static enum aman_err read_feature(struct reading *reading, OGRFeatureH feature)
{
    struct venue_build *build = reading->build;
    if (build->n_raws == VENUE_FEATURES_MAX) {
        venue_fault_file(build, reading->file, "", "more than 200,000 features", "fewer", NULL);
        return AMAN_ERR_LIMIT;
    }
    if (!venue_grow(build, (void **)&build->raws, build->n_raws, &build->cap_raws, sizeof *build->raws))
        return AMAN_ERR_MEMORY;
    struct venue_raw raw = {.file = reading->file, .layer = reading->layer_index};
    read_attributes(reading, feature, &raw);
    name_raw(reading, feature, &raw);
    if (!raw.text[VENUE_KIND] && reading->is_dxf) return AMAN_OK; /* dimensions, texts, frames of a drawing */
    enum aman_err err = read_parts(reading, feature, &raw);
    if (err) return err;
    if (raw.n_parts == 0)
        venue_fault_raw(build, &raw, "no geometry, or only points", "a line or an area", NULL);
    else if (!points_are_finite(&raw))
        venue_fault_raw(build, &raw, "a coordinate that is not a finite number", "finite coordinates", NULL);
    else
        build->raws[build->n_raws++] = raw;
    return AMAN_OK;
}

static enum aman_err map_fields(struct reading *reading)
{
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(reading->layer);
    reading->n_fields = OGR_FD_GetFieldCount(defn);
    reading->dxf_layer_field = reading->is_dxf ? OGR_FD_GetFieldIndex(defn, "Layer") : -1;
    reading->attribute_of =
        aman_arena_new(&reading->build->scratch, (size_t)reading->n_fields, sizeof *reading->attribute_of);
    if (!reading->attribute_of) return AMAN_ERR_MEMORY;
    for (int f = 0; f < reading->n_fields; f++)
        reading->attribute_of[f] = venue_attribute_of(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(defn, f)));
    return AMAN_OK;
}

/* GeoJSON without a `crs` member is said to be in degrees (RFC 7946), whoever wrote it. */
static bool crs_is_assumed(const char *driver, OGRSpatialReferenceH srs)
{
    return strstr(driver, "JSON") && OSRIsGeographic(srs);
}

static enum aman_err add_layer(struct reading *reading, const char *driver)
{
    struct venue_build *build = reading->build;
    if (!venue_grow(build, (void **)&build->layers, build->n_layers, &build->cap_layers,
                    sizeof *build->layers))
        return AMAN_ERR_MEMORY;
    struct venue_layer layer = {.file = reading->file,
                                .name = venue_textf(build, "%.60s", OGR_L_GetName(reading->layer))};
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(reading->layer);
    char *wkt = NULL;
    if (srs && OSRExportToWkt(srs, &wkt) == OGRERR_NONE && wkt) {
        layer.wkt = aman_arena_text(&build->scratch, wkt, strlen(wkt));
        layer.crs_assumed = crs_is_assumed(driver, srs);
    }
    CPLFree(wkt);
    if (srs && !layer.wkt) return AMAN_ERR_MEMORY;
    reading->layer_index = (int)build->n_layers;
    build->layers[build->n_layers++] = layer;
    return AMAN_OK;
}

static enum aman_err read_layer(struct reading *reading, const char *driver)
{
    enum aman_err err = add_layer(reading, driver);
    if (!err) err = map_fields(reading);
    OGRFeatureH feature;
    OGR_L_ResetReading(reading->layer);
    while (!err && (feature = OGR_L_GetNextFeature(reading->layer)) != NULL) {
        err = read_feature(reading, feature);
        OGR_F_Destroy(feature);
    }
    return err;
}

static enum aman_err read_dataset(struct venue_build *build, const char *file, GDALDatasetH dataset)
{
    const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset));
    size_t raws = build->n_raws, errors = build->diags->n_errors;
    enum aman_err err = AMAN_OK;
    CPLErrorReset();
    for (int i = 0; !err && i < GDALDatasetGetLayerCount(dataset); i++) {
        struct reading reading = {.build = build, .file = file, .layer = GDALDatasetGetLayer(dataset, i)};
        reading.is_dxf = strcmp(driver, "DXF") == 0;
        if (reading.layer) err = read_layer(&reading, driver);
    }
    if (!err && CPLGetLastErrorType() >= CE_Failure)
        venue_fault_file(build, file, "", venue_textf(build, "a broken file: %.150s", CPLGetLastErrorMsg()),
                         "a whole file", NULL);
    else if (!err && build->n_raws == raws && build->diags->n_errors == errors)
        venue_fault_file(build, file, "", "no features", "at least one feature",
                         strcmp(driver, "DXF") == 0 ? "name DXF layers by kind: \"walkable\", \"gate G1\""
                                                    : NULL);
    return err;
}

const char *venue_path(struct venue_build *build, const char *file)
{
    const char *directory = build->source->directory;
    return file[0] == '/' || !directory || !directory[0] ? file
                                                         : venue_textf(build, "%s/%s", directory, file);
}

bool venue_may_open(struct venue_build *build, const char *file, const char *path)
{
    char found[OGR_FOUND_SIZE];
    const char *expected;
    bool may = ogr_file_may_open(path, VENUE_FILE_MIB_MAX, found, &expected);
    if (!may) venue_fault_file(build, file, "", found, expected, NULL);
    return may;
}

void *venue_open(struct venue_build *build, const char *file, const char *path)
{
    if (!venue_may_open(build, file, path)) return NULL;
    CPLErrorReset();
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, ogr_file_drivers, NULL, NULL);
    if (dataset) return dataset;
    const char *message = CPLGetLastErrorMsg();
    venue_fault_file(build, file, "",
                     message && message[0] ? venue_textf(build, "a file that cannot be read: %.150s", message)
                                           : "a file of no known format",
                     "GeoJSON, GeoPackage, DXF or Shapefile", NULL);
    return NULL;
}

static enum aman_err read_file(struct venue_build *build, const char *file)
{
    GDALDatasetH dataset = venue_open(build, file, venue_path(build, file));
    if (!dataset) return AMAN_OK;
    enum aman_err err = read_dataset(build, file, dataset);
    GDALClose(dataset);
    return err;
}

enum aman_err venue_files_read(struct venue_build *build)
{
    const struct aman_venue_source *source = build->source;
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; !err && i < source->n_geometry; i++) err = read_file(build, source->geometry[i]);
    if (!err && source->n_geometry == 0)
        venue_fault_file(build, "plan.yaml", "venue.geometry", "no geometry", "a file", NULL);
    return err;
}
