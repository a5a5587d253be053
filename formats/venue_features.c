/* Raw features into features: kinds, ids, levels, numbers, shapes, each fault with its place. */
#include "formats/venue_build.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_line_kind(enum aman_feature_kind kind)
{
    return kind == AMAN_FEATURE_WALL || kind == AMAN_FEATURE_GATE || kind == AMAN_FEATURE_SEARCH ||
           kind == AMAN_FEATURE_EXIT;
}

static bool is_barrier(enum aman_feature_kind kind)
{
    return kind == AMAN_FEATURE_GATE || kind == AMAN_FEATURE_SEARCH || kind == AMAN_FEATURE_EXIT;
}

static bool is_stair(enum aman_feature_kind kind)
{
    return kind == AMAN_FEATURE_STAIR || kind == AMAN_FEATURE_RAMP;
}

static bool needs_id(enum aman_feature_kind kind)
{
    return is_barrier(kind) || kind == AMAN_FEATURE_SOURCE || kind == AMAN_FEATURE_STAND ||
           kind == AMAN_FEATURE_ZONE || kind == AMAN_FEATURE_SAFETY;
}

/* ---- attributes ---- */

static void fault_attribute(struct venue_build *build, const struct venue_raw *raw,
                            enum venue_attribute attribute, const char *expected, const char *hint)
{
    const char *text = raw->text[attribute];
    venue_fault_raw(build, raw,
                    text ? venue_textf(build, "%s %s", venue_attribute_names[attribute], text)
                         : venue_textf(build, "no %s", venue_attribute_names[attribute]),
                    expected, hint);
}

/* The number of an attribute within [least, most]; `otherwise` when it is not given. */
static double number_of(struct venue_build *build, const struct venue_raw *raw,
                        enum venue_attribute attribute, double least, double most, double otherwise)
{
    const char *text = raw->text[attribute];
    double value;
    if (!text) return otherwise;
    if (aman_text_number(text, strlen(text), &value) && value >= least && value <= most) return value;
    fault_attribute(build, raw, attribute, venue_textf(build, "a number from %g to %g", least, most), NULL);
    return otherwise;
}

static bool flag_of(struct venue_build *build, const struct venue_raw *raw, enum venue_attribute attribute)
{
    static const char *const yes[] = {"1", "true", "yes"}, *const no[] = {"0", "false", "no"};
    const char *text = raw->text[attribute];
    if (!text) return false;
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(text, yes[i]) == 0) return true;
        if (strcmp(text, no[i]) == 0) return false;
    }
    fault_attribute(build, raw, attribute, "1 or 0", NULL);
    return false;
}

static double needed_number(struct venue_build *build, const struct venue_raw *raw,
                            enum venue_attribute attribute, double least, double most)
{
    if (!raw->text[attribute])
        fault_attribute(build, raw, attribute, venue_textf(build, "a number from %g to %g", least, most),
                        NULL);
    return number_of(build, raw, attribute, least, most, NAN);
}

static enum aman_zone_scheme scheme_of(struct venue_build *build, const struct venue_raw *raw)
{
    static const char *const names[] = {"walkway", "queue", "stairs", "standing"};
    const char *text = raw->text[VENUE_SCHEME];
    for (int i = 0; text && i < 4; i++)
        if (strcmp(text, names[i]) == 0) return (enum aman_zone_scheme)i;
    if (text) fault_attribute(build, raw, VENUE_SCHEME, "walkway, queue, stairs or standing", NULL);
    return AMAN_ZONE_WALKWAY;
}

static void read_numbers(struct venue_build *build, const struct venue_raw *raw, struct aman_feature *feature)
{
    feature->inward_deg = NAN;
    switch (feature->kind) {
    case AMAN_FEATURE_STAIR:
    case AMAN_FEATURE_RAMP:
        feature->up_deg = needed_number(build, raw, VENUE_UP_DEG, -360.0, 360.0);
        feature->rise_m = needed_number(build, raw, VENUE_RISE_M, 0.01, 200.0);
        break;
    case AMAN_FEATURE_GATE:
    case AMAN_FEATURE_SEARCH:
    case AMAN_FEATURE_EXIT:
        feature->inward_deg = number_of(build, raw, VENUE_INWARD_DEG, -360.0, 360.0, NAN);
        break;
    case AMAN_FEATURE_STAND:
        feature->rows = (int)number_of(build, raw, VENUE_ROWS, 0, 1000, 0);
        feature->places = (int)number_of(build, raw, VENUE_PLACES, 0, VENUE_SEATS_MAX, 0);
        feature->standing = flag_of(build, raw, VENUE_STANDING);
        feature->row_depth_m = number_of(build, raw, VENUE_ROW_DEPTH_M, 0.3, 5.0, 0.8);
        feature->seat_width_m = number_of(build, raw, VENUE_SEAT_WIDTH_M, 0.3, 5.0, 0.5);
        feature->standing_per_m2 = number_of(build, raw, VENUE_STANDING_PER_M2, 0.1, 8.0, 4.7);
        break;
    case AMAN_FEATURE_ZONE:
        feature->scheme = scheme_of(build, raw);
        break;
    default:
        break;
    }
}

static const char *keep_text(struct venue_build *build, const char *text)
{
    return aman_arena_text(build->arena, text ? text : "", text ? strlen(text) : 0);
}

/* ---- levels ---- */

static const char *level_text(const struct venue_raw *raw, enum venue_attribute attribute)
{
    return raw->text[attribute] ? raw->text[attribute] : "0";
}

static bool same_level(const char *a, const char *b)
{
    double x, y;
    if (aman_text_number(a, strlen(a), &x) && aman_text_number(b, strlen(b), &y)) return x == y;
    return strcmp(a, b) == 0;
}

static int find_level(const struct venue_build *build, const char *name)
{
    for (size_t i = 0; i < build->venue.n_levels; i++)
        if (same_level(build->venue.levels[i].name, name)) return (int)i;
    return -1;
}

static enum aman_err add_level(struct venue_build *build, const struct venue_raw *raw, const char *name)
{
    if (find_level(build, name) >= 0) return AMAN_OK;
    if (build->venue.n_levels == VENUE_LEVELS_MAX) {
        venue_fault_raw(build, raw, "a 65th level", "at most 64 levels", NULL);
        return AMAN_ERR_LIMIT;
    }
    struct aman_level level = {.name = keep_text(build, name)};
    if (!level.name) return AMAN_ERR_MEMORY;
    build->venue.levels[build->venue.n_levels++] = level;
    return AMAN_OK;
}

static int by_number(const void *a, const void *b)
{
    const struct aman_level *x = a, *y = b;
    double u = 0.0, v = 0.0;
    (void)aman_text_number(x->name, strlen(x->name), &u);
    (void)aman_text_number(y->name, strlen(y->name), &v);
    return (u > v) - (u < v);
}

/* Levels in order of their numbers; in the order of the drawing when one is not a number. */
static enum aman_err find_levels(struct venue_build *build)
{
    build->venue.levels = aman_arena_new(build->arena, VENUE_LEVELS_MAX, sizeof *build->venue.levels);
    if (!build->venue.levels) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < build->n_raws; i++) {
        const struct venue_raw *raw = &build->raws[i];
        enum aman_err err = add_level(build, raw, level_text(raw, VENUE_LEVEL));
        if (!err && raw->text[VENUE_LEVEL_UP]) err = add_level(build, raw, raw->text[VENUE_LEVEL_UP]);
        if (err) return err;
    }
    double value;
    for (size_t i = 0; i < build->venue.n_levels; i++) {
        const char *name = build->venue.levels[i].name;
        if (!aman_text_number(name, strlen(name), &value)) return AMAN_OK;
    }
    qsort(build->venue.levels, build->venue.n_levels, sizeof *build->venue.levels, by_number);
    return AMAN_OK;
}

static void set_levels(struct venue_build *build, const struct venue_raw *raw, struct aman_feature *feature)
{
    feature->level = feature->level_up = find_level(build, level_text(raw, VENUE_LEVEL));
    if (!is_stair(feature->kind)) return;
    if (!raw->text[VENUE_LEVEL_UP]) {
        fault_attribute(build, raw, VENUE_LEVEL_UP, "the upper level", NULL);
        return;
    }
    feature->level_up = find_level(build, raw->text[VENUE_LEVEL_UP]);
    if (feature->level_up == feature->level)
        fault_attribute(build, raw, VENUE_LEVEL_UP, "another level than the lower one", NULL);
}

/* ---- shapes ---- */

/* Line kinds have one open line; area kinds rings. A closed line is taken for the ring of an area. */
static bool parts_fit(struct venue_build *build, const struct venue_raw *raw, enum aman_feature_kind kind)
{
    bool line = is_line_kind(kind);
    const char *expected = line ? "a line" : "an area";
    for (size_t p = 0; p < raw->n_parts; p++) {
        const struct venue_part *part = &raw->parts[p];
        if (line && part->hole)
            venue_fault_raw(build, raw, "an area with a hole", expected, NULL);
        else if (!line && !part->ring)
            venue_fault_raw(build, raw, "an open line", expected, NULL);
        else if (part->n < (line ? 2u : 3u))
            venue_fault_raw(build, raw, venue_textf(build, "%zu different points", part->n), expected, NULL);
        else
            continue;
        return false;
    }
    if ((is_barrier(kind) || is_stair(kind)) && raw->n_parts > 1) {
        venue_fault_raw(build, raw, venue_textf(build, "%zu parts", raw->n_parts),
                        is_stair(kind) ? "one area without holes" : "one line", "draw each with its own id");
        return false;
    }
    if (is_barrier(kind) && raw->parts[0].ring) {
        venue_fault_raw(build, raw, "a closed line or area", "an open line across the way", NULL);
        return false;
    }
    return true;
}

static enum aman_err check_valid(struct venue_build *build, size_t feature, const GEOSGeometry *shape)
{
    char *reason = NULL;
    GEOSGeometry *place = NULL;
    char valid = GEOSisValidDetail_r(build->geos, shape, 0, &reason, &place);
    if (place && !venue_keep(build, place)) place = NULL;
    if (valid == 0) {
        struct aman_point at = build->extras[feature].raw->parts[0].points[0];
        if (place) {
            (void)GEOSGeomGetX_r(build->geos, place, &at.x);
            (void)GEOSGeomGetY_r(build->geos, place, &at.y);
        }
        venue_fault(build, AMAN_DIAG_ERROR, feature, &at,
                    venue_textf(build, "a faulty area: %.80s", reason ? reason : "not valid"),
                    "an outline that does not cross itself, holes inside of it", NULL);
    }
    if (reason) GEOSFree_r(build->geos, reason);
    return valid == 2 ? venue_shape_error(build) : AMAN_OK;
}

static enum aman_err shape_area(struct venue_build *build, size_t index)
{
    const struct venue_raw *raw = build->extras[index].raw;
    GEOSGeometry *shape = venue_shape_polygons(build, raw->parts, raw->n_parts);
    if (!shape) return venue_shape_error(build);
    build->extras[index].shape = shape;
    enum aman_err err = check_valid(build, index, shape);
    return err ? err : venue_shape_area(build, build->arena, shape, &build->venue.features[index].area);
}

static enum aman_err shape_line(struct venue_build *build, size_t index, const struct venue_part *part)
{
    struct aman_ring *line = &build->venue.features[index].line;
    size_t n = part->n + (part->ring ? 1 : 0);
    line->points = aman_arena_new(build->arena, n, sizeof *line->points);
    if (!line->points) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) line->points[i] = part->points[i % part->n];
    line->n = n;
    build->extras[index].shape = venue_shape_line(build, line->points, n);
    if (!build->extras[index].shape) return venue_shape_error(build);
    double length = 0.0;
    (void)GEOSLength_r(build->geos, build->extras[index].shape, &length);
    if (!(length > 0.01))
        venue_fault(build, AMAN_DIAG_ERROR, index, &line->points[0], "a line without length", "a line", NULL);
    return AMAN_OK;
}

/* ---- features ---- */

static void fault_kind(struct venue_build *build, const struct venue_raw *raw)
{
    const char *names[AMAN_FEATURE_KIND_COUNT];
    for (int k = 0; k < AMAN_FEATURE_KIND_COUNT; k++)
        names[k] = aman_feature_kind_name((enum aman_feature_kind)k);
    const char *text = raw->text[VENUE_KIND];
    const char *near = text ? aman_text_nearest(text, names, AMAN_FEATURE_KIND_COUNT) : NULL;
    fault_attribute(
        build, raw, VENUE_KIND,
        "walkable, obstacle, wall, stair, ramp, stand, gangway, gate, search, exit, safety, source, "
        "pitch or zone",
        near ? venue_textf(build, "did you mean `%s`?", near) : NULL);
}

static enum aman_err make_feature(struct venue_build *build, const struct venue_raw *raw,
                                  enum aman_feature_kind kind, const struct venue_part *line)
{
    size_t index = build->venue.n_features++;
    struct aman_feature *feature = &build->venue.features[index];
    *feature = (struct aman_feature){.kind = kind, .drawn = true};
    build->extras[index].raw = raw;
    feature->id = keep_text(build, raw->text[VENUE_ID]);
    feature->name = keep_text(build, raw->text[VENUE_NAME]);
    const char *section = raw->text[VENUE_SECTION];
    if (!section && kind == AMAN_FEATURE_STAND) section = raw->text[VENUE_ID];
    feature->section = keep_text(build, section);
    if (!feature->id || !feature->name || !feature->section) return AMAN_ERR_MEMORY;
    read_numbers(build, raw, feature);
    set_levels(build, raw, feature);
    return line ? shape_line(build, index, line) : shape_area(build, index);
}

static enum aman_err make_features_of(struct venue_build *build, const struct venue_raw *raw)
{
    enum aman_feature_kind kind =
        raw->text[VENUE_KIND] ? venue_kind_of(raw->text[VENUE_KIND]) : AMAN_FEATURE_KIND_COUNT;
    if (kind == AMAN_FEATURE_KIND_COUNT) {
        fault_kind(build, raw);
        return AMAN_OK;
    }
    if (needs_id(kind) && !raw->text[VENUE_ID])
        venue_fault_raw(build, raw, venue_textf(build, "a %s without id", aman_feature_kind_name(kind)),
                        "an id", NULL);
    if (!parts_fit(build, raw, kind)) return AMAN_OK;
    if (!is_line_kind(kind)) return make_feature(build, raw, kind, NULL);
    for (size_t p = 0; p < raw->n_parts; p++) { /* a wall of several lines is as many walls */
        enum aman_err err = make_feature(build, raw, kind, &raw->parts[p]);
        if (err) return err;
    }
    return AMAN_OK;
}

static size_t count_features(const struct venue_build *build)
{
    size_t n = 0;
    for (size_t i = 0; i < build->n_raws; i++) n += build->raws[i].n_parts;
    return n;
}

/* ---- ids ---- */

static int by_id(const void *a, const void *b)
{
    const struct aman_feature *x = *(const struct aman_feature *const *)a,
                              *y = *(const struct aman_feature *const *)b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x > y) - (x < y);
}

/* Parts of one wall share what the file says: they are told apart by a suffix. */
static bool same_origin(const struct venue_build *build, const struct aman_feature *a,
                        const struct aman_feature *b)
{
    return build->extras[a - build->venue.features].raw == build->extras[b - build->venue.features].raw;
}

static bool id_is_taken(struct aman_feature *const *sorted, size_t n, const char *id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(sorted[middle]->id, id);
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static const char *made_up_id(struct venue_build *build, struct aman_feature *const *sorted, size_t n,
                              const char *stem, size_t *number)
{
    const char *id;
    do {
        id = venue_textf(build, "%s-%zu", stem, ++*number);
    } while (id[0] && id_is_taken(sorted, n, id));
    return id[0] ? keep_text(build, id) : NULL;
}

static enum aman_err check_ids(struct venue_build *build, struct aman_feature **sorted, const char **fresh,
                               size_t n)
{
    size_t part = 1;
    for (size_t i = 1; i < n; i++) {
        if (sorted[i]->id[0] == '\0' || strcmp(sorted[i]->id, sorted[i - 1]->id) != 0) continue;
        size_t index = (size_t)(sorted[i] - build->venue.features);
        if (same_origin(build, sorted[i], sorted[i - 1])) {
            fresh[index] = made_up_id(build, sorted, n, sorted[i]->id, &part);
            if (!fresh[index]) return AMAN_ERR_MEMORY;
            continue;
        }
        struct aman_point at = build->extras[index].raw->parts[0].points[0];
        venue_fault(build, AMAN_DIAG_ERROR, index, &at,
                    venue_textf(build, "the id %s a second time", sorted[i]->id),
                    "ids that are unique in the drawing", NULL);
    }
    return AMAN_OK;
}

static enum aman_err settle_ids(struct venue_build *build)
{
    size_t n = build->venue.n_features;
    struct aman_feature **sorted = aman_arena_new(&build->scratch, n, sizeof *sorted);
    const char **fresh = aman_arena_new(&build->scratch, n, sizeof *fresh);
    if (!sorted || !fresh) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) sorted[i] = &build->venue.features[i];
    qsort(sorted, n, sizeof *sorted, by_id);
    enum aman_err err = check_ids(build, sorted, fresh, n);
    size_t numbers[AMAN_FEATURE_KIND_COUNT] = {0};
    for (size_t i = 0; !err && i < n; i++) {
        struct aman_feature *feature = &build->venue.features[i];
        if (feature->id[0] == '\0')
            fresh[i] =
                made_up_id(build, sorted, n, aman_feature_kind_name(feature->kind), &numbers[feature->kind]);
        if (feature->id[0] == '\0' && !fresh[i]) err = AMAN_ERR_MEMORY;
    }
    for (size_t i = 0; !err && i < n; i++)
        if (fresh[i]) build->venue.features[i].id = fresh[i];
    return err;
}

/* ---- what things face ---- */

static struct aman_point box_middle(struct aman_box box)
{
    return (struct aman_point){(box.x_min + box.x_max) / 2.0, (box.y_min + box.y_max) / 2.0};
}

static void find_middle(struct venue_build *build)
{
    static const enum aman_feature_kind order[] = {AMAN_FEATURE_PITCH, AMAN_FEATURE_STAND};
    for (int k = 0; k < 2; k++) {
        struct aman_point sum = {0.0, 0.0};
        double total = 0.0;
        for (size_t i = 0; i < build->venue.n_features; i++) {
            if (build->venue.features[i].kind != order[k]) continue;
            double size = aman_area_size_m2(&build->venue.features[i].area);
            struct aman_point at = box_middle(aman_area_box(&build->venue.features[i].area));
            sum.x += at.x * size, sum.y += at.y * size, total += size;
        }
        if (!(total > 0.0)) continue;
        build->middle = (struct aman_point){sum.x / total, sum.y / total};
        return;
    }
    build->middle = box_middle(build->venue.box);
}

/* A barrier's line runs so that the way in is to its left; the bearing defaults to the side of the middle. */
static void orient_barrier(struct aman_feature *feature, struct aman_point middle)
{
    struct aman_ring *line = &feature->line;
    struct aman_point a = line->points[0], b = line->points[line->n - 1];
    struct aman_point left = {-(b.y - a.y), b.x - a.x};
    double length = hypot(left.x, left.y);
    if (!(length > 0.0)) left = (struct aman_point){middle.x - a.x, middle.y - a.y};
    struct aman_point towards = {middle.x - (a.x + b.x) / 2.0, middle.y - (a.y + b.y) / 2.0};
    bool given = !isnan(feature->inward_deg);
    if (given) towards = aman_bearing_vector(feature->inward_deg);
    bool turned = left.x * towards.x + left.y * towards.y < 0.0;
    for (size_t i = 0; turned && i < line->n / 2; i++) {
        struct aman_point swap = line->points[i];
        line->points[i] = line->points[line->n - 1 - i];
        line->points[line->n - 1 - i] = swap;
    }
    if (turned) left = (struct aman_point){-left.x, -left.y};
    feature->inward_deg = given ? fmod(feature->inward_deg + 360.0, 360.0) : aman_vector_bearing(left);
}

static void find_box(struct venue_build *build)
{
    struct aman_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < build->venue.n_features; i++) {
        struct aman_feature *feature = &build->venue.features[i];
        struct aman_area line = {&feature->line, 1};
        struct aman_box own = aman_area_box(feature->line.n > 0 ? &line : &feature->area);
        box.x_min = fmin(box.x_min, own.x_min), box.y_min = fmin(box.y_min, own.y_min);
        box.x_max = fmax(box.x_max, own.x_max), box.y_max = fmax(box.y_max, own.y_max);
    }
    build->venue.box = box;
}

enum aman_err venue_features_make(struct venue_build *build)
{
    size_t n = count_features(build);
    build->venue.features = aman_arena_new(build->arena, n, sizeof *build->venue.features);
    build->extras = aman_arena_new(&build->scratch, n, sizeof *build->extras);
    if (!build->venue.features || !build->extras) return AMAN_ERR_MEMORY;
    enum aman_err err = find_levels(build);
    for (size_t i = 0; !err && i < build->n_raws; i++) err = make_features_of(build, &build->raws[i]);
    if (!err) err = settle_ids(build);
    if (err || build->venue.n_features == 0) return err;
    find_box(build);
    find_middle(build);
    for (size_t i = 0; i < build->venue.n_features; i++)
        if (is_barrier(build->venue.features[i].kind))
            orient_barrier(&build->venue.features[i], build->middle);
    return AMAN_OK;
}
