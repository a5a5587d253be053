/* Where the drawing is on Earth, and its coordinates in metres around the venue's middle. */
#include "formats/venue_build.h"

#include <math.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

#define EXTENT_LEAST_M 1.0
#define EXTENT_MOST_M 50000.0
#define DEGREES_EXTENT_MOST 0.5 /* a drawing in degrees is no wider: 50 km */
#define AREA_OF_USE_MARGIN_DEG 3.0
#define LOCAL_ORIGIN_KEPT_M 20000.0

/* How a layer's coordinates are to be read. */
enum reading { READ_BY_CRS, READ_AS_DEGREES, READ_AS_TARGET, READ_AS_LOCAL };

enum { CHUNK = 512 };

static void box_add(struct aman_box *box, double x, double y)
{
    box->x_min = fmin(box->x_min, x);
    box->y_min = fmin(box->y_min, y);
    box->x_max = fmax(box->x_max, x);
    box->y_max = fmax(box->y_max, y);
}

static const struct aman_box nothing = {INFINITY, INFINITY, -INFINITY, -INFINITY};

static bool box_is_empty(const struct aman_box *box)
{
    return !(box->x_min <= box->x_max);
}

static void measure_layers(struct venue_build *build)
{
    for (size_t i = 0; i < build->n_layers; i++) build->layers[i].box = nothing;
    for (size_t i = 0; i < build->n_raws; i++)
        for (size_t p = 0; p < build->raws[i].n_parts; p++)
            for (size_t k = 0; k < build->raws[i].parts[p].n; k++) {
                struct aman_point at = build->raws[i].parts[p].points[k];
                box_add(&build->layers[build->raws[i].layer].box, at.x, at.y);
            }
}

static bool in_degree_range(const struct aman_box *box)
{
    return box->x_min >= -180.0 && box->x_max <= 180.0 && box->y_min >= -90.0 && box->y_max <= 90.0;
}

static bool looks_like_degrees(const struct aman_box *box)
{
    return in_degree_range(box) && box->x_max - box->x_min <= DEGREES_EXTENT_MOST &&
           box->y_max - box->y_min <= DEGREES_EXTENT_MOST;
}

/* GeoJSON that cannot be in degrees was written in metres by a program that knows no better. */
static enum reading reading_of(const struct venue_build *build, const struct venue_layer *layer)
{
    const char *crs = build->source->crs;
    if (crs && strcmp(crs, "local") == 0) return READ_AS_LOCAL;
    enum reading metres = crs && crs[0] ? READ_AS_TARGET : READ_AS_LOCAL;
    if (layer->wkt && layer->crs_assumed) return in_degree_range(&layer->box) ? READ_BY_CRS : metres;
    if (layer->wkt) return READ_BY_CRS;
    return looks_like_degrees(&layer->box) ? READ_AS_DEGREES : metres;
}

/* From "EPSG:32630" or WKT; nothing that makes OGR look into files or the network. NULL if it is neither. */
static OGRSpatialReferenceH srs_of(const char *definition)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    char *end = NULL;
    bool good = false;
    if (srs && strncmp(definition, "EPSG:", 5) == 0) {
        long code = strtol(definition + 5, &end, 10);
        good = end != definition + 5 && *end == '\0' && code > 0 && code < 1000000 &&
               OSRImportFromEPSG(srs, (int)code) == OGRERR_NONE;
    } else if (srs) {
        char *text = (char *)definition; /* read only, whatever its type says */
        good = OSRImportFromWkt(srs, &text) == OGRERR_NONE;
    }
    if (srs && !good) OSRDestroySpatialReference(srs);
    if (good) OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    return good ? srs : NULL;
}

static OGRCoordinateTransformationH way_from(const char *from, const char *to)
{
    OGRSpatialReferenceH a = srs_of(from), b = srs_of(to);
    OGRCoordinateTransformationH way = a && b ? OCTNewCoordinateTransformation(a, b) : NULL;
    if (a) OSRDestroySpatialReference(a);
    if (b) OSRDestroySpatialReference(b);
    return way;
}

static bool transform(OGRCoordinateTransformationH way, struct aman_point *points, size_t n)
{
    double x[CHUNK], y[CHUNK];
    int good[CHUNK];
    for (size_t begin = 0; begin < n; begin += CHUNK) {
        size_t m = n - begin < CHUNK ? n - begin : CHUNK;
        for (size_t i = 0; i < m; i++) x[i] = points[begin + i].x, y[i] = points[begin + i].y;
        (void)OCTTransformEx(way, (int)m, x, y, NULL, good);
        for (size_t i = 0; i < m; i++) {
            if (!good[i] || !isfinite(x[i]) || !isfinite(y[i])) return false;
            points[begin + i] = (struct aman_point){x[i], y[i]};
        }
    }
    return true;
}

static void fault_layer(struct venue_build *build, const struct venue_layer *layer, const char *found,
                        const char *expected, const char *hint)
{
    venue_fault_file(build, layer->file, venue_textf(build, "layer %s", layer->name), found, expected, hint);
}

static const char *box_text(struct venue_build *build, const struct aman_box *box)
{
    return venue_textf(build, "wrong projection: coordinates from %.7g %.7g to %.7g %.7g", box->x_min,
                       box->y_min, box->x_max, box->y_max);
}

/* The middle of a layer in degrees; false, with a fault, where its CRS has no such place. */
static bool middle_in_degrees(struct venue_build *build, const struct venue_layer *layer,
                              enum reading reading, struct aman_point *middle)
{
    const struct aman_box *box = &layer->box;
    struct aman_point at = {(box->x_min + box->x_max) / 2.0, (box->y_min + box->y_max) / 2.0};
    if (reading == READ_AS_DEGREES) {
        *middle = at;
        return true;
    }
    OGRCoordinateTransformationH way = way_from(layer->wkt, "EPSG:4326");
    bool good = way && transform(way, &at, 1) && fabs(at.y) <= 90.0;
    if (way) OCTDestroyCoordinateTransformation(way);
    double west = -180.0, south = -90.0, east = 180.0, north = 90.0;
    OGRSpatialReferenceH srs = srs_of(layer->wkt);
    if (srs) (void)OSRGetAreaOfUse(srs, &west, &south, &east, &north, NULL);
    if (srs) OSRDestroySpatialReference(srs);
    double margin = AREA_OF_USE_MARGIN_DEG;
    bool known_area = west > -1000.0 && west <= east; /* -1000: not known */
    if (good && known_area)
        good = at.x >= west - margin && at.x <= east + margin && at.y >= south - margin &&
               at.y <= north + margin;
    if (!good) {
        fault_layer(build, layer, box_text(build, box), "coordinates inside the area of the layer's CRS",
                    "the layer says another CRS than it is drawn in");
        return false;
    }
    *middle = at;
    return true;
}

static bool utm_of(struct venue_build *build, const struct venue_layer *layer, struct aman_point middle,
                   const char **crs)
{
    if (!(middle.y >= -80.0 && middle.y <= 84.0)) {
        fault_layer(build, layer, venue_textf(build, "latitude %.4f", middle.y),
                    "a place between 80° S and 84° N", "name a projection: venue.crs");
        return false;
    }
    int zone = (int)floor((middle.x + 180.0) / 6.0) + 1;
    zone = zone < 1 ? 1 : zone > 60 ? 60 : zone;
    *crs = venue_textf(build, "EPSG:%d", (middle.y < 0.0 ? 32700 : 32600) + zone);
    return true;
}

static void check_target(struct venue_build *build, const char *crs)
{
    OGRSpatialReferenceH srs = srs_of(crs);
    if (!srs)
        venue_fault_file(build, "plan.yaml", "venue.crs", crs, "a CRS such as EPSG:32630, or \"local\"",
                         NULL);
    else if (!OSRIsProjected(srs) || fabs(OSRGetLinearUnits(srs, NULL) - 1.0) > 1e-9)
        venue_fault_file(build, "plan.yaml", "venue.crs", crs, "a projection in metres, such as EPSG:32630",
                         NULL);
    if (srs) OSRDestroySpatialReference(srs);
}

/* Chooses crs (NULL: a local drawing). Faults go to the diagnostics. */
static const char *choose_target(struct venue_build *build, const enum reading *readings)
{
    const char *crs = build->source->crs;
    if (crs && strcmp(crs, "local") == 0) return NULL;
    if (crs && crs[0])
        check_target(build, crs);
    else
        crs = NULL;
    bool chosen = crs != NULL;
    for (size_t i = 0; i < build->n_layers; i++) {
        struct aman_point middle;
        if (box_is_empty(&build->layers[i].box) || readings[i] > READ_AS_DEGREES) continue;
        if (!middle_in_degrees(build, &build->layers[i], readings[i], &middle) || chosen) continue;
        chosen = utm_of(build, &build->layers[i], middle, &crs);
    }
    for (size_t i = 0; crs && i < build->n_layers; i++)
        if (readings[i] == READ_AS_LOCAL && !box_is_empty(&build->layers[i].box))
            fault_layer(build, &build->layers[i], "metres without a CRS beside layers that have one",
                        "a CRS in every layer", "name the CRS of the metres: venue.crs");
    return crs;
}

static enum aman_err project_layer(struct venue_build *build, size_t layer, enum reading reading,
                                   const char *crs)
{
    if (box_is_empty(&build->layers[layer].box) || reading >= READ_AS_TARGET) return AMAN_OK;
    OGRCoordinateTransformationH way =
        way_from(reading == READ_AS_DEGREES ? "EPSG:4326" : build->layers[layer].wkt, crs);
    bool good = way != NULL;
    for (size_t i = 0; good && i < build->n_raws; i++)
        for (size_t p = 0; good && build->raws[i].layer == (int)layer && p < build->raws[i].n_parts; p++)
            good = transform(way, build->raws[i].parts[p].points, build->raws[i].parts[p].n);
    if (way) OCTDestroyCoordinateTransformation(way);
    if (!good)
        fault_layer(build, &build->layers[layer], box_text(build, &build->layers[layer].box),
                    "coordinates inside the area of the CRS", NULL);
    return AMAN_OK;
}

/* Metres given as the plan's CRS must lie where that CRS has places. */
static void check_on_earth(struct venue_build *build, const char *crs)
{
    struct venue_layer whole = {.file = build->layers[0].file, .name = build->layers[0].name, .box = nothing};
    whole.wkt = aman_arena_text(&build->scratch, crs, strlen(crs));
    measure_layers(build);
    for (size_t i = 0; i < build->n_layers; i++)
        if (!box_is_empty(&build->layers[i].box)) {
            box_add(&whole.box, build->layers[i].box.x_min, build->layers[i].box.y_min);
            box_add(&whole.box, build->layers[i].box.x_max, build->layers[i].box.y_max);
        }
    struct aman_point middle;
    if (whole.wkt && middle_in_degrees(build, &whole, READ_BY_CRS, &middle)) {
        build->venue.origin_lon = middle.x;
        build->venue.origin_lat = middle.y;
    }
}

static struct aman_box box_of_all(const struct venue_build *build)
{
    struct aman_box box = nothing;
    for (size_t i = 0; i < build->n_raws; i++)
        for (size_t p = 0; p < build->raws[i].n_parts; p++)
            for (size_t k = 0; k < build->raws[i].parts[p].n; k++)
                box_add(&box, build->raws[i].parts[p].points[k].x, build->raws[i].parts[p].points[k].y);
    return box;
}

static void check_extent(struct venue_build *build, const struct aman_box *box)
{
    double width = box->x_max - box->x_min, height = box->y_max - box->y_min;
    double extent = fmax(width, height);
    if (extent > EXTENT_MOST_M)
        venue_fault_file(build, build->layers[0].file, "",
                         venue_textf(build, "wrong projection: a drawing of %.0f by %.0f km", width / 1000.0,
                                     height / 1000.0),
                         "at most 50 km", "for a drawing in metres without a CRS write venue.crs: local");
    else if (extent < EXTENT_LEAST_M)
        venue_fault_file(build, build->layers[0].file, "",
                         venue_textf(build, "wrong projection: a drawing of %.3g by %.3g m", width, height),
                         "at least 1 m", "degrees said to be metres?");
}

static void move_to_origin(struct venue_build *build, const struct aman_box *box)
{
    struct aman_venue *venue = &build->venue;
    bool local = venue->crs[0] == '\0';
    double reach = fmax(fmax(fabs(box->x_min), fabs(box->x_max)), fmax(fabs(box->y_min), fabs(box->y_max)));
    if (!local || reach > LOCAL_ORIGIN_KEPT_M) {
        venue->origin_e_m = round((box->x_min + box->x_max) / 2.0);
        venue->origin_n_m = round((box->y_min + box->y_max) / 2.0);
    }
    for (size_t i = 0; i < build->n_raws; i++)
        for (size_t p = 0; p < build->raws[i].n_parts; p++)
            for (size_t k = 0; k < build->raws[i].parts[p].n; k++) {
                build->raws[i].parts[p].points[k].x -= venue->origin_e_m;
                build->raws[i].parts[p].points[k].y -= venue->origin_n_m;
            }
}

static bool find_origin_degrees(struct aman_venue *venue)
{
    struct aman_point origin = {venue->origin_e_m, venue->origin_n_m};
    OGRCoordinateTransformationH way = way_from(venue->crs, "EPSG:4326");
    bool good = way && transform(way, &origin, 1);
    if (way) OCTDestroyCoordinateTransformation(way);
    if (good) venue->origin_lon = origin.x, venue->origin_lat = origin.y;
    return good;
}

/* How far a thousandth of a degree is at the origin, eastwards and northwards. */
static bool find_degree_metres(struct aman_venue *venue)
{
    const double step = 1e-3;
    struct aman_point ends[] = {{venue->origin_lon + step, venue->origin_lat}, {venue->origin_lon, venue->origin_lat + step}};
    void *way = venue_degrees_open(venue);
    bool good = way && venue_degrees_move(way, venue, ends, 2);
    venue_degrees_close(way);
    if (!good) return false;
    venue->per_lon_m = (struct aman_point){ends[0].x / step, ends[0].y / step};
    venue->per_lat_m = (struct aman_point){ends[1].x / step, ends[1].y / step};
    return true;
}

enum aman_err venue_project(struct venue_build *build)
{
    if (build->n_raws == 0) return AMAN_OK;
    struct aman_venue *venue = &build->venue;
    venue->origin_lon = venue->origin_lat = NAN;
    enum reading *readings = aman_arena_new(&build->scratch, build->n_layers, sizeof *readings);
    if (!readings) return AMAN_ERR_MEMORY;
    measure_layers(build);
    for (size_t i = 0; i < build->n_layers; i++) readings[i] = reading_of(build, &build->layers[i]);
    size_t errors = build->diags->n_errors;
    const char *crs = choose_target(build, readings);
    if (build->diags->n_errors != errors) return AMAN_OK;
    for (size_t i = 0; crs && i < build->n_layers; i++) {
        enum aman_err err = project_layer(build, i, readings[i], crs);
        if (err) return err;
    }
    if (crs && build->diags->n_errors == errors) check_on_earth(build, crs);
    if (build->diags->n_errors != errors) return AMAN_OK;
    struct aman_box box = box_of_all(build);
    check_extent(build, &box);
    if (build->diags->n_errors != errors) return AMAN_OK;
    venue->crs = aman_arena_text(build->arena, crs ? crs : "", crs ? strlen(crs) : 0);
    if (!venue->crs) return AMAN_ERR_MEMORY;
    move_to_origin(build, &box);
    bool placed = !crs || (find_origin_degrees(venue) && find_degree_metres(venue));
    return placed ? AMAN_OK : AMAN_ERR_INTERNAL;
}

void *venue_degrees_open(const struct aman_venue *venue)
{
    return way_from("EPSG:4326", venue->crs);
}

void venue_degrees_close(void *way)
{
    if (way) OCTDestroyCoordinateTransformation(way);
}

bool venue_degrees_move(void *way, const struct aman_venue *venue, struct aman_point *points, size_t n)
{
    if (!transform(way, points, n)) return false;
    for (size_t i = 0; i < n; i++) {
        points[i].x -= venue->origin_e_m;
        points[i].y -= venue->origin_n_m;
    }
    return true;
}
