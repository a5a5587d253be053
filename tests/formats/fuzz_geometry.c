/* Fuzzes the venue reader with GeoJSON: no input may crash or hang it, or be refused without a reason; a
 * venue that was read is whole. */
#include "base/text.h"
#include "formats/venue_read.h"

#include <cpl_vsi.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_that(bool holds)
{
    if (!holds) abort();
}

static void check_area(const struct aman_area *area)
{
    for (size_t r = 0; r < area->n; r++) {
        check_that(area->rings[r].n >= 3);
        for (size_t i = 0; i < area->rings[r].n; i++)
            check_that(isfinite(area->rings[r].points[i].x) && isfinite(area->rings[r].points[i].y));
    }
}

static void check_diags(const struct aman_diags *diags)
{
    for (size_t i = 0; i < diags->n; i++) {
        char text[4096];
        const struct aman_diag *diag = &diags->items[i];
        check_that(aman_diag_format(diag, text, sizeof text) < sizeof text);
        check_that(aman_text_is_utf8(text, strlen(text)));
        check_that(diag->found[0] != '\0');
        check_that(!diag->has_point || (isfinite(diag->x_m) && isfinite(diag->y_m)));
    }
}

static void check_venue(const struct aman_venue *venue)
{
    int levels = (int)venue->n_levels, features = (int)venue->n_features;
    check_that(levels > 0 && features > 0);
    for (int l = 0; l < levels; l++) {
        check_area(&venue->levels[l].region);
        for (size_t i = 0; i < venue->levels[l].n_walls; i++) {
            struct aman_segment wall = venue->levels[l].walls[i];
            check_that(isfinite(wall.a.x + wall.a.y + wall.b.x + wall.b.y));
        }
    }
    for (int f = 0; f < features; f++) {
        const struct aman_feature *feature = &venue->features[f];
        check_that(feature->id[0] != '\0' && aman_venue_find(venue, feature->id) == f);
        check_that(feature->level >= 0 && feature->level < levels && feature->level_up >= 0 &&
                   feature->level_up < levels);
        check_that(feature->area.n > 0 || feature->line.n >= 2);
        check_area(&feature->area);
    }
    for (size_t i = 0; i < venue->n_links; i++)
        check_that(venue->links[i].feature < features && venue->links[i].low != venue->links[i].high);
    for (size_t i = 0; i < venue->n_seats; i++) {
        const struct aman_seat *seat = &venue->seats[i];
        check_that(seat->stand >= 0 && seat->stand < features && seat->gangway < features);
        check_that(isfinite(seat->at.x + seat->at.y + seat->access.x + seat->access.y));
    }
}

/* ---- bytes into drawings ---- */

struct cursor {
    const uint8_t *bytes;
    size_t n;
};

static int take(struct cursor *cursor)
{
    if (cursor->n == 0) return 0;
    cursor->n--;
    return *cursor->bytes++;
}

/* Half metres, so that many points and edges fall together. */
static double take_metres(struct cursor *cursor)
{
    return (take(cursor) - 128) / 2.0;
}

static void add_ring(struct cursor *cursor, struct aman_text *text, int shape)
{
    double x = take_metres(cursor), y = take_metres(cursor);
    if (shape < 22) {
        double x1 = x + 1.0 + take(cursor) / 8.0, y1 = y + 1.0 + take(cursor) / 8.0;
        aman_text_addf(text, "[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]", x, y, x1, y, x1, y1, x, y1, x, y);
        return;
    }
    aman_text_addf(text, "[[%g,%g]", x, y);
    for (int n = 2 + take(cursor) % 6; n > 0; n--) {
        double px = take_metres(cursor), py = take_metres(cursor);
        aman_text_addf(text, ",[%g,%g]", px, py);
    }
    aman_text_addf(text, ",[%g,%g]]", x, y);
}

/* Mostly a kind that fits the shape: faults of features keep the later stages from running. */
static enum aman_feature_kind take_kind(struct cursor *cursor, bool line)
{
    static const enum aman_feature_kind lines[] = {AMAN_FEATURE_WALL, AMAN_FEATURE_GATE, AMAN_FEATURE_SEARCH,
                                                   AMAN_FEATURE_EXIT};
    static const enum aman_feature_kind areas[] = {
        AMAN_FEATURE_WALKABLE, AMAN_FEATURE_WALKABLE, AMAN_FEATURE_OBSTACLE, AMAN_FEATURE_STAIR,
        AMAN_FEATURE_RAMP,     AMAN_FEATURE_STAND,    AMAN_FEATURE_GANGWAY,  AMAN_FEATURE_PITCH,
        AMAN_FEATURE_ZONE,     AMAN_FEATURE_SOURCE,   AMAN_FEATURE_SAFETY};
    int any = take(cursor), chosen = take(cursor);
    if (any >= 250) return (enum aman_feature_kind)(chosen % (AMAN_FEATURE_KIND_COUNT + 1));
    return line ? lines[chosen % 4] : areas[chosen % 11];
}

static void add_feature(struct cursor *cursor, struct aman_text *text, int number)
{
    int shape = take(cursor) % 32, level = take(cursor) % 3;
    bool line = shape >= 24;
    enum aman_feature_kind kind = take_kind(cursor, line);
    aman_text_addf(text, "%s{\"type\":\"Feature\",\"properties\":{\"kind\":\"%s\",\"level\":%d",
                   number ? "," : "", aman_feature_kind_name(kind), level);
    aman_text_addf(text, ",\"id\":\"f%d\"", number);
    if (take(cursor) % 64) aman_text_addf(text, ",\"level_up\":%d", level + 1 - (take(cursor) % 32 ? 0 : 2));
    if (take(cursor) % 8)
        aman_text_addf(text, ",\"up_deg\":%d,\"rise_m\":%d", take(cursor) % 4 * 90, 1 + take(cursor) % 5);
    if (take(cursor) % 2) aman_text_addf(text, ",\"places\":%d,\"rows\":%d", take(cursor), take(cursor) % 9);
    if (take(cursor) % 4 == 0) aman_text_add(text, ",\"standing\":1,\"section\":\"s\"");
    if (line) {
        double x = take_metres(cursor), y = take_metres(cursor), x1 = take_metres(cursor),
               y1 = take_metres(cursor);
        aman_text_addf(text, "},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[%g,%g],[%g,%g]]}}", x,
                       y, x1, y1);
        return;
    }
    aman_text_add(text, "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[");
    add_ring(cursor, text, shape);
    if (shape == 23) aman_text_add(text, ","), add_ring(cursor, text, 0);
    aman_text_add(text, "]}}");
}

/* Bytes that are no JSON draw a plan of their own: what a parser refuses tests nothing behind it. */
static void draw_bytes(const uint8_t *bytes, size_t n, struct aman_text *text)
{
    struct cursor cursor = {bytes, n};
    aman_text_add(text, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < 40 && cursor.n > 0; i++) add_feature(&cursor, text, i);
    aman_text_add(text, "]}");
}

static void try_text(const void *bytes, size_t n, const char *crs)
{
    static const char path[] = "/vsimem/fuzz.geojson";
    static const char *const paths[] = {path};
    VSILFILE *file = VSIFileFromMemBuffer(path, (GByte *)bytes, n, 0);
    if (!file) return;
    VSIFCloseL(file);
    struct aman_diags diags;
    struct aman_arena arena;
    struct aman_venue venue = {0};
    aman_diags_init(&diags, &aman_mem_heap);
    aman_arena_init(&arena, &aman_mem_heap, 0);
    struct aman_venue_source source = {.directory = "",
                                       .geometry = paths,
                                       .n_geometry = 1,
                                       .crs = crs,
                                       .surroundings = "",
                                       .surroundings_radius_m = 800.0,
                                       .stair_up = 0.4,
                                       .stair_down = 0.5,
                                       .ramp_up = 0.8,
                                       .ramp_down = 0.9};
    enum aman_err err = aman_venue_read(&source, &arena, &diags, &venue);
    check_that((err == AMAN_OK) == (diags.n_errors == 0));
    check_diags(&diags);
    if (err == AMAN_OK)
        check_venue(&venue);
    else
        check_that(venue.n_features == 0 && venue.levels == NULL);
    aman_arena_release(&arena);
    aman_diags_release(&diags);
    VSIUnlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n > 0 && bytes[0] == '{') {
        try_text(bytes, n, n % 2 ? "local" : "");
        return 0;
    }
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    draw_bytes(bytes, n, &text);
    if (!text.failed) try_text(text.data, text.length, "local");
    aman_text_release(&text);
    return 0;
}
