/* The stages of reading a venue, in order, and what they share. */
#include "formats/venue_read.h"

#include "base/text.h"
#include "formats/osm_city.h"
#include "formats/venue_build.h"

#include <cpl_error.h>
#include <gdal.h>
#include <stdio.h>
#include <string.h>

bool venue_failed(const struct venue_build *build)
{
    return build->diags->n_errors > build->errors_before;
}

void venue_fault(struct venue_build *build, enum aman_diag_severity severity, size_t feature,
                 const struct aman_point *at, const char *found, const char *expected, const char *hint)
{
    const struct venue_raw *raw = build->extras[feature].raw;
    struct aman_diag diag = {.severity = severity,
                             .file = raw->file,
                             .where = raw->where,
                             .found = found,
                             .expected = expected,
                             .hint = hint,
                             .level = build->venue.features[feature].level};
    if (at) diag.has_point = true, diag.x_m = at->x, diag.y_m = at->y;
    aman_diags_add(build->diags, diag);
}

void venue_fault_raw(struct venue_build *build, const struct venue_raw *raw, const char *found,
                     const char *expected, const char *hint)
{
    struct aman_diag diag = {.severity = AMAN_DIAG_ERROR,
                             .file = raw->file,
                             .where = raw->where,
                             .found = found,
                             .expected = expected,
                             .hint = hint};
    bool projected = build->venue.crs != NULL;
    if (projected && raw->n_parts > 0) {
        diag.has_point = true;
        diag.x_m = raw->parts[0].points[0].x;
        diag.y_m = raw->parts[0].points[0].y;
    }
    aman_diags_add(build->diags, diag);
}

void venue_fault_file(struct venue_build *build, const char *file, const char *where, const char *found,
                      const char *expected, const char *hint)
{
    aman_diags_add(build->diags, (struct aman_diag){.severity = AMAN_DIAG_ERROR,
                                                    .file = file,
                                                    .where = where,
                                                    .found = found,
                                                    .expected = expected,
                                                    .hint = hint});
}

/* Messages of libraries and texts cut short may end in half a letter. */
static void plain_text(char *text, size_t n)
{
    if (aman_text_is_utf8(text, n)) return;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] >= 0x80) text[i] = '?';
}

const char *venue_textf(struct venue_build *build, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (n < 0) return "";
    size_t length = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    plain_text(text, length);
    const char *copy = aman_arena_text(&build->scratch, text, length);
    return copy ? copy : "";
}

bool venue_grow(struct venue_build *build, void **items, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return true;
    size_t more = *cap < 16 ? 32 : *cap * 2;
    void *fresh = aman_arena_new(&build->scratch, more, size);
    if (!fresh) return false;
    if (n > 0) memcpy(fresh, *items, n * size);
    *items = fresh;
    *cap = more;
    return true;
}

static void keep_geos_message(const char *message, void *ctx)
{
    struct venue_build *build = ctx;
    snprintf(build->geos_message, sizeof build->geos_message, "%s", message);
}

static void ignore_gdal_message(CPLErr severity, CPLErrorNum number, const char *message)
{
    (void)severity, (void)number, (void)message; /* the last one is asked for where it matters */
}

/* Ground, walls and seats from features that have no fault. */
static enum aman_err assemble(struct venue_build *build)
{
    GEOSGeometry *city = NULL;
    int city_level = -1;
    enum aman_err err = venue_stairs_make(build);
    if (!err) err = venue_stairs_heights(build);
    if (!err && !venue_failed(build) && build->source->surroundings && build->source->surroundings[0])
        err = osm_city_read(build, &city, &city_level);
    if (err || venue_failed(build)) return err;
    err = venue_levels_make(build, city, city_level);
    if (!err) venue_stairs_fit(build);
    if (!err) err = venue_walls_make(build);
    if (!err) err = venue_seats_make(build);
    if (!err) err = venue_reach_check(build);
    return err;
}

static enum aman_err read_all(struct venue_build *build)
{
    enum aman_err err = venue_files_read(build);
    if (!err) err = venue_project(build);
    if (!err && build->venue.crs) err = venue_features_make(build);
    if (!err && !venue_failed(build)) err = assemble(build);
    return err;
}

static void release(struct venue_build *build)
{
    for (size_t i = 0; build->prepared && i < build->venue.n_levels; i++)
        if (build->prepared[i]) GEOSPreparedGeom_destroy_r(build->geos, build->prepared[i]);
    for (size_t i = 0; i < build->n_kept; i++) GEOSGeom_destroy_r(build->geos, build->kept[i]);
    if (build->geos) GEOS_finish_r(build->geos);
    aman_arena_release(&build->scratch);
}

enum aman_err aman_venue_read(const struct aman_venue_source *source, struct aman_arena *arena,
                              struct aman_diags *diags, struct aman_venue *venue)
{
    if (!source || !arena || !diags || !venue) return AMAN_ERR_ARGUMENT;
    struct venue_build build = {
        .source = source, .arena = arena, .diags = diags, .errors_before = diags->n_errors};
    build.venue.attribution = "";
    aman_arena_init(&build.scratch, arena->mem, 0);
    build.geos = GEOS_init_r();
    if (!build.geos) return AMAN_ERR_MEMORY;
    GEOSContext_setErrorMessageHandler_r(build.geos, keep_geos_message, &build);
    GDALAllRegister();
    CPLPushErrorHandler(ignore_gdal_message);
    enum aman_err err = read_all(&build);
    CPLPopErrorHandler();
    bool failed = venue_failed(&build);
    if (err == AMAN_ERR_INTERNAL && build.geos_message[0])
        venue_fault_file(&build, source->n_geometry > 0 ? source->geometry[0] : "plan.yaml", "",
                         venue_textf(&build, "geometry that GEOS cannot work with: %s", build.geos_message),
                         NULL, NULL);
    release(&build);
    if (!err && failed) err = AMAN_ERR_INPUT;
    if (!err) *venue = build.venue;
    return err;
}
