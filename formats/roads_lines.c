/* Layers of lines, read with OGR: each line a way, its attributes read as OpenStreetMap's tags. */
#include "base/text.h"
#include "formats/ogr_file.h"
#include "formats/roads_build.h"
#include "formats/roads_fields.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_MOST = 8, MOST_CORNERS = 100 * 1000 * 1000, WORDS_MOST = 5 };

struct reading {
    struct roads_build *build;
    const struct roads_lines_job *job;
    const char *layer;                /* the name of the one being read */
    OGRCoordinateTransformationH way; /* NULL: degrees already */
    struct roads_fields fields;
    struct roads_tags tags;
    struct aman_point *corners, *line; /* of all refs kept; of the line being read */
    int64_t *refs;
    size_t cap_corners, cap_line, cap_refs, n_lines;
    bool has[AMAN_ROAD_FIELD_COUNT]; /* some layer has the field */
    char words[WORDS_MOST][32];      /* classes that are none */
    size_t n_words;
    struct aman_text names; /* of all fields, for messages */
};

static enum aman_err fault(const struct reading *reading, enum aman_diag_severity severity, const char *found,
                           const char *expected, const char *hint)
{
    char where[96] = "";
    if (reading->layer) snprintf(where, sizeof where, "layer %.80s", reading->layer);
    if (!aman_text_is_utf8(where, strlen(where))) where[0] = '\0';
    aman_diags_add(reading->job->diags, (struct aman_diag){.severity = severity,
                                                           .file = reading->job->path,
                                                           .where = where,
                                                           .found = found,
                                                           .expected = expected,
                                                           .hint = hint});
    return severity == AMAN_DIAG_ERROR ? AMAN_ERR_INPUT : AMAN_OK;
}

/* ---- lines ---- */

/* The corners of a line in degrees, into reading->line; *n 0: it does not lie on the Earth. */
static enum aman_err read_corners(struct reading *reading, OGRGeometryH line, size_t *n)
{
    struct roads_build *build = reading->build;
    size_t all = (size_t)OGR_G_GetPointCount(line);
    if (all > MOST_CORNERS - build->n_ref_ids)
        return fault(reading, AMAN_DIAG_ERROR, "more than 100,000,000 corners of lines", "fewer",
                     "cut out the city");
    while (reading->cap_line < all)
        if (!roads_grow(build, (void **)&reading->line, reading->cap_line, &reading->cap_line,
                        sizeof *reading->line))
            return AMAN_ERR_MEMORY;
    while (reading->cap_refs < all)
        if (!roads_grow(build, (void **)&reading->refs, reading->cap_refs, &reading->cap_refs,
                        sizeof *reading->refs))
            return AMAN_ERR_MEMORY;
    *n = 0;
    if (all == 0) return AMAN_OK;
    OGR_G_GetPoints(line, &reading->line[0].x, sizeof *reading->line, &reading->line[0].y,
                    sizeof *reading->line, NULL, 0);
    bool good = !reading->way || ogr_transform(reading->way, reading->line, all);
    for (size_t i = 0; i < all && good; i++)
        good = fabs(reading->line[i].x) <= 180.0 && fabs(reading->line[i].y) <= 90.0;
    build->roads->notes[AMAN_ROAD_NOTE_BAD_PLACE] += !good;
    if (good) *n = all;
    return AMAN_OK;
}

static enum aman_err take_line(struct reading *reading, OGRGeometryH line)
{
    struct roads_build *build = reading->build;
    size_t n = 0, kept = build->n_ref_ids;
    enum aman_err err = read_corners(reading, line, &n);
    if (err != AMAN_OK || n == 0) return err;
    for (size_t i = 0; i < n; i++) reading->refs[i] = (int64_t)(kept + i); /* corners for now */
    const struct osm_element element = {.kind = OSM_WAY,
                                        .id = (int64_t)++reading->n_lines,
                                        .tags = reading->tags.tags,
                                        .n_tags = reading->tags.n,
                                        .refs = reading->refs,
                                        .n_refs = n};
    err = roads_take_way(build, &element);
    if (err != AMAN_OK || build->n_ref_ids == kept) return err;
    while (reading->cap_corners < kept + n)
        if (!roads_grow(build, (void **)&reading->corners, reading->cap_corners, &reading->cap_corners,
                        sizeof *reading->corners))
            return AMAN_ERR_MEMORY;
    memcpy(reading->corners + kept, reading->line, n * sizeof *reading->corners);
    return AMAN_OK;
}

static enum aman_err take_geometry(struct reading *reading, OGRGeometryH geometry, int depth)
{
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (type == wkbLineString) return take_line(reading, geometry);
    if ((type != wkbMultiLineString && type != wkbGeometryCollection) || depth == DEPTH_MOST) {
        reading->build->roads->notes[AMAN_ROAD_NOTE_NOT_A_LINE]++;
        return AMAN_OK;
    }
    enum aman_err err = AMAN_OK;
    int n = OGR_G_GetGeometryCount(geometry);
    for (int i = 0; i < n && err == AMAN_OK; i++)
        err = take_geometry(reading, OGR_G_GetGeometryRef(geometry, i), depth + 1);
    return err;
}

/* Classes that are none, for the case that there is no road at all. */
static void keep_word(struct reading *reading)
{
    enum aman_road_class road_class;
    const char *word = reading->tags.tags[0].value;
    if (!word[0] || strlen(word) >= sizeof reading->words[0] || aman_road_class_of(word, &road_class)) return;
    if (!aman_text_is_utf8(word, strlen(word))) return;
    for (size_t i = 0; i < reading->n_words; i++)
        if (strcmp(reading->words[i], word) == 0) return;
    if (reading->n_words < WORDS_MOST)
        snprintf(reading->words[reading->n_words++], sizeof reading->words[0], "%s", word);
}

static enum aman_err read_feature(struct reading *reading, OGRFeatureH feature)
{
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (!geometry || OGR_G_IsEmpty(geometry)) {
        reading->build->roads->notes[AMAN_ROAD_NOTE_NOT_A_LINE]++;
        return AMAN_OK;
    }
    geometry = OGR_G_GetLinearGeometry(geometry, 0.0, NULL); /* curves into lines, 4° a step */
    if (!geometry) return AMAN_ERR_MEMORY;
    roads_tags_read(feature, &reading->fields, &reading->tags);
    keep_word(reading);
    enum aman_err err = take_geometry(reading, geometry, 0);
    OGR_G_DestroyGeometry(geometry);
    return err;
}

/* ---- layers ---- */

static void note_fields(struct reading *reading, OGRFeatureDefnH layer)
{
    for (int f = 0; f < AMAN_ROAD_FIELD_COUNT; f++)
        reading->has[f] = reading->has[f] || reading->fields.at[f] >= 0;
    for (int i = 0; i < OGR_FD_GetFieldCount(layer) && i < 40; i++) {
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(layer, i));
        if (strlen(name) > 40 || reading->names.length > 800 || !aman_text_is_utf8(name, strlen(name)))
            continue;
        if (reading->names.length > 0) aman_text_add(&reading->names, ", ");
        aman_text_add(&reading->names, name);
    }
}

/* How the layer's coordinates become degrees. Without a CRS they must be degrees. */
static enum aman_err find_way(struct reading *reading, OGRLayerH layer)
{
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
    OGREnvelope box;
    char *wkt = NULL;
    reading->way = NULL;
    if (srs && OSRExportToWkt(srs, &wkt) == OGRERR_NONE && wkt) reading->way = ogr_way_from(wkt, "EPSG:4326");
    CPLFree(wkt);
    if (srs && !reading->way)
        return fault(reading, AMAN_DIAG_ERROR, "a CRS that leads to no place on Earth",
                     "a CRS such as EPSG:4326", NULL);
    if (srs || OGR_L_GetExtent(layer, &box, TRUE) != OGRERR_NONE) return AMAN_OK;
    if (!(fabs(box.MinX) <= 180.0 && fabs(box.MaxX) <= 180.0 && fabs(box.MinY) <= 90.0 &&
          fabs(box.MaxY) <= 90.0))
        return fault(reading, AMAN_DIAG_ERROR, "coordinates that are no degrees, and no CRS",
                     "a CRS in the file", "a Shapefile has it in a .prj file");
    return fault(reading, AMAN_DIAG_WARNING, "no CRS: its coordinates are taken as longitude and latitude",
                 "a CRS in the file", NULL);
}

static enum aman_err read_layer(struct reading *reading, OGRLayerH layer)
{
    reading->layer = OGR_L_GetName(layer);
    roads_fields_find(OGR_L_GetLayerDefn(layer), reading->job->lines, &reading->fields);
    note_fields(reading, OGR_L_GetLayerDefn(layer));
    if (reading->fields.at[AMAN_ROAD_FIELD_HIGHWAY] < 0) return AMAN_OK;
    enum aman_err err = find_way(reading, layer);
    OGRFeatureH feature;
    OGR_L_ResetReading(layer);
    while (err == AMAN_OK && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        err = read_feature(reading, feature);
        OGR_F_Destroy(feature);
    }
    if (reading->way) OCTDestroyCoordinateTransformation(reading->way);
    return err;
}

/* A field that was named and is nowhere is a slip of the pen; without classes there are no roads. */
static enum aman_err check_fields(struct reading *reading)
{
    enum aman_err err = AMAN_OK;
    char found[1024], expected[96];
    const char *names = reading->names.data ? reading->names.data : "";
    reading->layer = NULL;
    for (int f = 0; f < AMAN_ROAD_FIELD_COUNT; f++) {
        const char *name = reading->job->lines->fields[f];
        if (reading->has[f] || (!name && f != AMAN_ROAD_FIELD_HIGHWAY)) continue;
        snprintf(found, sizeof found, "no layer with a field %.60s; there are: %.900s",
                 name ? name : "for the class of road", names[0] ? names : "none");
        if (!aman_text_is_utf8(found, strlen(found)))
            snprintf(found, sizeof found, "no layer with such a field");
        snprintf(expected, sizeof expected, "%s",
                 name ? "a field that is there" : "highway, fclass, road_class, class or type");
        err = fault(reading, AMAN_DIAG_ERROR, found, expected, name ? "" : "name it: --fields highway=NAME");
    }
    return err;
}

static enum aman_err no_roads(struct reading *reading)
{
    char found[320] = "no road for vehicles";
    for (size_t i = 0; i < reading->n_words; i++) {
        size_t n = strlen(found);
        snprintf(found + n, sizeof found - n, "%s%s", i == 0 ? ": the classes are " : ", ",
                 reading->words[i]);
    }
    return fault(reading, AMAN_DIAG_ERROR, found,
                 "OpenStreetMap's words for classes: motorway, primary, residential, ...", "");
}

static enum aman_err read_dataset(struct reading *reading, GDALDatasetH dataset)
{
    enum aman_err err = AMAN_OK;
    CPLErrorReset();
    for (int i = 0; err == AMAN_OK && i < GDALDatasetGetLayerCount(dataset); i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        if (layer) err = read_layer(reading, layer);
    }
    if (err == AMAN_OK && CPLGetLastErrorType() >= CE_Failure) {
        char found[200];
        snprintf(found, sizeof found, "a broken file: %.150s", CPLGetLastErrorMsg());
        err = fault(reading, AMAN_DIAG_ERROR,
                    aman_text_is_utf8(found, strlen(found)) ? found : "a broken file", "a whole file", "");
    }
    if (err == AMAN_OK) err = check_fields(reading);
    if (err == AMAN_OK)
        err = roads_join_corners(reading->build, reading->corners, reading->job->lines->join_m);
    if (err == AMAN_OK) err = roads_place(reading->build);
    return err == AMAN_OK && reading->build->roads->n_ways == 0 ? no_roads(reading) : err;
}

static enum aman_err open_and_read(struct reading *reading)
{
    char found[OGR_FOUND_SIZE];
    const char *expected;
    if (!ogr_file_may_open(reading->job->path, AMAN_ROADS_MOST_BYTES >> 20, found, &expected))
        return fault(reading, AMAN_DIAG_ERROR, found, expected, "");
    GDALDatasetH dataset =
        GDALOpenEx(reading->job->path, GDAL_OF_VECTOR | GDAL_OF_READONLY, ogr_file_drivers, NULL, NULL);
    if (!dataset)
        return fault(
            reading, AMAN_DIAG_ERROR, "a file of no known format",
            "an OpenStreetMap extract (.osm.pbf, .osm), GeoJSON, GeoPackage, Shapefile or FlatGeobuf", "");
    enum aman_err err = read_dataset(reading, dataset);
    GDALClose(dataset);
    return err;
}

enum aman_err roads_lines_fill(struct roads_build *build, void *job)
{
    struct reading *reading = aman_mem_new(build->mem, 1, sizeof *reading);
    if (!reading) return AMAN_ERR_MEMORY;
    *reading = (struct reading){.build = build, .job = job};
    aman_text_init(&reading->names, build->mem);
    GDALAllRegister();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    enum aman_err err = open_and_read(reading);
    CPLPopErrorHandler();
    aman_text_release(&reading->names);
    aman_mem_free(build->mem, reading->corners, reading->cap_corners, sizeof *reading->corners);
    aman_mem_free(build->mem, reading->line, reading->cap_line, sizeof *reading->line);
    aman_mem_free(build->mem, reading->refs, reading->cap_refs, sizeof *reading->refs);
    aman_mem_free(build->mem, reading, 1, sizeof *reading);
    return err;
}
