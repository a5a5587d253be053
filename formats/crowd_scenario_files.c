/* Ground from files: well-known text, or what OGR reads. */
#include "formats/crowd_scenario_build.h"

#include "base/text.h"

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>
#include <strings.h>

enum { WKT_MOST_BYTES = 64 << 20 };

static bool has_ending(const char *file, const char *ending)
{
    size_t n = strlen(file), m = strlen(ending);
    return n > m && strcasecmp(file + n - m, ending) == 0;
}

static GEOSGeometry *wkt_file(struct scenario_reader *reader, const struct aman_yaml *node, const char *file,
                              const char *path)
{
    char *text = NULL;
    size_t n = 0;
    enum aman_file_state state = aman_file_read(path, WKT_MOST_BYTES, &aman_mem_heap, &text, &n);
    if (state != AMAN_FILE_OK) {
        aman_plan_refuse_file(&reader->plain, node, file, state);
        return NULL;
    }
    GEOSGeometry *shape = NULL;
    if (aman_text_is_utf8(text, n))
        shape = scenario_from_text(reader, node, text);
    else
        scenario_refuse(reader, node, "a file that is not UTF-8 text", "well-known text", NULL);
    aman_mem_free(&aman_mem_heap, text, n + 1, 1);
    return shape;
}

/* A file in degrees would be read as a ground of a few metres. GeoJSON says so of any file: it is believed to
 * be in metres. */
static bool is_in_degrees(GDALDatasetH dataset, OGRLayerH layer)
{
    const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset));
    OGRSpatialReferenceH crs = OGR_L_GetSpatialRef(layer);
    return crs && OSRIsGeographic(crs) && !strstr(driver, "JSON");
}

struct gathered {
    GEOSGeometry **shapes;
    size_t n, cap;
};

static bool gather_layer(struct scenario_reader *reader, const struct aman_yaml *node, OGRLayerH layer,
                         struct gathered *all)
{
    OGRFeatureH feature;
    bool good = true;
    OGR_L_ResetReading(layer);
    while (good && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
        GEOSGeometry *shape =
            geometry && !OGR_G_IsEmpty(geometry) ? scenario_from_ogr(reader, node, geometry) : NULL;
        good = !reader->plain.no_memory && all->n < VENUE_FEATURES_MAX;
        if (shape && scenario_is_areas(reader, shape)) {
            good =
                good && scenario_is_sound(reader, node, shape) &&
                venue_grow(&reader->shapes, (void **)&all->shapes, all->n, &all->cap, sizeof(GEOSGeometry *));
            if (good) all->shapes[all->n++] = shape;
        }
        OGR_F_Destroy(feature);
    }
    return good;
}

static GEOSGeometry *dataset_areas(struct scenario_reader *reader, const struct aman_yaml *node,
                                   GDALDatasetH dataset)
{
    struct gathered all = {0};
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset); i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        if (layer && is_in_degrees(dataset, layer)) {
            scenario_refuse(reader, node, "coordinates in degrees", "a projection in metres", NULL);
            return NULL;
        }
        if (layer && !gather_layer(reader, node, layer, &all)) return NULL;
    }
    if (all.n == 0) {
        scenario_refuse(reader, node, "a file without polygons", "one polygon or more", NULL);
        return NULL;
    }
    return scenario_made(reader, node, venue_shape_union(&reader->shapes, all.shapes, all.n));
}

GEOSGeometry *scenario_file_areas(struct scenario_reader *reader, const struct aman_yaml *node,
                                  const char *file)
{
    const struct aman_yaml *value = aman_yaml_get(node, "file");
    if (!reader->read_files) {
        scenario_refuse(reader, value, NULL, "geometry as `wkt`: files are not read here", NULL);
        return NULL;
    }
    const char *path = aman_plan_open_path(&reader->plain, file);
    if (!path) return NULL;
    if (has_ending(file, ".wkt"))
        return scenario_checked(reader, value, wkt_file(reader, value, file, path), SCENARIO_AREA);
    size_t errors = reader->plain.diags->n_errors;
    GDALDatasetH dataset = venue_open(&reader->shapes, file, path);
    if (!dataset) {
        if (reader->plain.diags->n_errors == errors) reader->plain.no_memory = true;
        return NULL;
    }
    GEOSGeometry *shape = dataset_areas(reader, value, dataset);
    GDALClose(dataset);
    return shape;
}
