/* Levels and stairs of a scenario: where people can walk, and the walls around it. */
#include "formats/crowd_scenario_build.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

/* How far from an end of a stair an edge of the ground may lie to be that end. */
#define END_M 0.01

struct stairs_of_reader {
    const struct aman_raw_stair *raw;
    GEOSGeometry *footprint, *bottom, *top; /* NULL: could not be read */
};

static void fault(struct scenario_reader *reader, const struct aman_yaml *node, const char *found,
                  const char *expected)
{
    aman_reader_fault(&reader->plain,
                      (struct aman_fault){.node = node, .found = found, .expected = expected});
}

int scenario_level(struct scenario_reader *reader, const struct aman_yaml *node, const char *id)
{
    if (id[0]) return aman_ids_resolve(&reader->plain, reader->levels, aman_yaml_get(node, "level"), id);
    if (reader->out->n_levels == 1) return 0;
    if (reader->out->n_levels > 1) fault(reader, node, "no `level`", "the id of one of the levels");
    return -1;
}

struct aman_ids *scenario_ids(struct scenario_reader *reader, const struct aman_raw_list *list, size_t size,
                              size_t offset, const char *what)
{
    struct aman_id *items = aman_reader_new(&reader->plain, list->n, sizeof *items);
    if (!items) return NULL;
    for (size_t i = 0; i < list->n; i++) {
        const char *raw = (const char *)list->items + i * size;
        items[i] = (struct aman_id){*(const char *const *)(raw + offset), (int)i,
                                    *(const struct aman_yaml *const *)raw};
    }
    struct aman_ids *ids = aman_ids_create(&reader->plain, items, list->n, what);
    aman_ids_refuse_duplicates(&reader->plain, ids);
    return ids;
}

/* ---- levels ---- */

static GEOSGeometry *level_shape(struct scenario_reader *reader, const struct aman_raw_shape *raw)
{
    if (!raw->node || raw->node->kind != AMAN_YAML_MAP) return NULL;
    bool wkt = aman_yaml_get(raw->node, "wkt"), file = aman_yaml_get(raw->node, "file");
    if (wkt == file) {
        fault(reader, raw->node, wkt ? "both `wkt` and `file`" : "neither `wkt` nor `file`",
              "one of the two");
        return NULL;
    }
    return wkt ? scenario_wkt(reader, raw->node, "wkt", SCENARIO_AREA)
               : scenario_file_areas(reader, raw->node, raw->file);
}

/* `geometry` is one level or a list of them. */
static struct aman_raw_list raw_levels(struct scenario_reader *reader)
{
    const struct aman_yaml *node = reader->raw.geometry;
    struct aman_raw_list list = {NULL, 0};
    if (!node) return list;
    bool several = node->kind == AMAN_YAML_LIST;
    size_t n = several ? node->n : 1;
    if (n < 1 || n > AMAN_SCENARIO_MOST_LEVELS) {
        aman_reader_expect(&reader->plain, node, "1 to 64 levels");
        return list;
    }
    struct aman_raw_shape *items = aman_reader_new(&reader->plain, n, sizeof *items);
    if (!items) return list;
    const struct aman_yaml *entry = several ? node->first : node;
    for (size_t i = 0; i < n; i++, entry = several ? entry->next : NULL) {
        items[i].level = "";
        aman_plan_fill(&reader->plain, &aman_scenario_level_map, entry, &items[i]);
        if (n > 1 && !items[i].id[0] && entry->kind == AMAN_YAML_MAP)
            fault(reader, entry, "a level without `id`", "a short name, since there are several levels");
    }
    return (struct aman_raw_list){items, n};
}

/* ---- stairs ---- */

static GEOSGeometry *stair_end(struct scenario_reader *reader, const struct aman_yaml *node, const char *key)
{
    GEOSGeometry *line = scenario_wkt(reader, node, key, SCENARIO_LINE);
    if (line && GEOSGeomGetNumPoints_r(reader->shapes.geos, line) != 2) {
        fault(reader, aman_yaml_get(node, key), "a line of more than two points", "LINESTRING of two points");
        return NULL;
    }
    return line;
}

static struct aman_segment segment_of(struct scenario_reader *reader, const GEOSGeometry *line)
{
    struct aman_point *points = NULL;
    size_t n = 0;
    scenario_points_of(reader, line, &points, &n);
    return n == 2 ? (struct aman_segment){points[0], points[1]} : (struct aman_segment){{0, 0}, {0, 0}};
}

static struct aman_point middle_of(struct aman_segment s)
{
    return (struct aman_point){(s.a.x + s.b.x) / 2, (s.a.y + s.b.y) / 2};
}

static void place_stair(struct scenario_reader *reader, const struct stairs_of_reader *made,
                        struct aman_scenario_stair *stair)
{
    const struct aman_raw_stair *raw = made->raw;
    const struct aman_yaml *low = aman_yaml_get(raw->node, "low"), *high = aman_yaml_get(raw->node, "high");
    *stair =
        (struct aman_scenario_stair){.id = raw->id, .speed_up = raw->speed_up, .speed_down = raw->speed_down};
    stair->low = low ? aman_ids_resolve(&reader->plain, reader->levels, low, raw->low) : -1;
    stair->high = high ? aman_ids_resolve(&reader->plain, reader->levels, high, raw->high) : -1;
    if (stair->low >= 0 && stair->low == stair->high) fault(reader, high, "the level below", "another level");
    if (!made->footprint || !made->bottom || !made->top) return;
    scenario_area_of(reader, made->footprint, &stair->area);
    stair->bottom = segment_of(reader, made->bottom);
    stair->top = segment_of(reader, made->top);
    struct aman_point from = middle_of(stair->bottom), to = middle_of(stair->top);
    if (aman_point_distance(from, to) < 0.1)
        fault(reader, aman_yaml_get(raw->node, "top"), "the place of the bottom",
              "the other end of the stair");
    stair->up_deg = aman_vector_bearing((struct aman_point){to.x - from.x, to.y - from.y});
}

static struct stairs_of_reader *make_stairs(struct scenario_reader *reader)
{
    const struct aman_raw_list *list = &reader->raw.stairs;
    const struct aman_raw_stair *raw = list->items;
    struct stairs_of_reader *made = aman_reader_new(&reader->plain, list->n, sizeof *made);
    reader->out->stairs = aman_reader_new(&reader->plain, list->n, sizeof *reader->out->stairs);
    if (!made || !reader->out->stairs) return NULL;
    scenario_ids(reader, list, sizeof *raw, offsetof(struct aman_raw_stair, id), "a stair");
    for (size_t i = 0; i < list->n; i++) {
        made[i] = (struct stairs_of_reader){&raw[i], scenario_wkt(reader, raw[i].node, "wkt", SCENARIO_AREA),
                                            stair_end(reader, raw[i].node, "bottom"),
                                            stair_end(reader, raw[i].node, "top")};
        place_stair(reader, &made[i], &reader->out->stairs[i]);
    }
    reader->out->n_stairs = list->n;
    return made;
}

/* ---- regions and walls ---- */

/* The level's own ground with the footprints of the stairs that begin or end on it. */
static GEOSGeometry *with_stairs(struct scenario_reader *reader, const struct stairs_of_reader *made,
                                 int level, GEOSGeometry *shape)
{
    for (size_t i = 0; shape && i < reader->out->n_stairs; i++) {
        const struct aman_scenario_stair *stair = &reader->out->stairs[i];
        if (!made[i].footprint || (stair->low != level && stair->high != level)) continue;
        shape = scenario_made(reader, made[i].raw->node,
                              venue_shape_plus(&reader->shapes, shape, made[i].footprint));
    }
    return shape;
}

/* Where a stair leads on to another level is no wall: its top on the level below, its bottom above. */
static GEOSGeometry *without_ends(struct scenario_reader *reader, const struct stairs_of_reader *made,
                                  int level, GEOSGeometry *outline)
{
    for (size_t i = 0; outline && i < reader->out->n_stairs; i++) {
        const struct aman_scenario_stair *stair = &reader->out->stairs[i];
        const GEOSGeometry *end = stair->low == level    ? made[i].top
                                  : stair->high == level ? made[i].bottom
                                                         : NULL;
        if (!end) continue;
        GEOSGeometry *strip =
            scenario_made(reader, made[i].raw->node, venue_shape_grow(&reader->shapes, end, END_M));
        outline = strip ? scenario_made(reader, made[i].raw->node,
                                        venue_shape_minus(&reader->shapes, outline, strip))
                        : NULL;
    }
    return outline;
}

static void add_walls(struct scenario_reader *reader, const GEOSGeometry *shape,
                      struct aman_scenario_level *level)
{
    GEOSContextHandle_t geos = reader->shapes.geos;
    int type = GEOSGeomTypeId_r(geos, shape);
    if (type != GEOS_LINESTRING && type != GEOS_LINEARRING) {
        for (int i = 0; i < GEOSGetNumGeometries_r(geos, shape); i++)
            add_walls(reader, GEOSGetGeometryN_r(geos, shape, i), level);
        return;
    }
    struct aman_point *points = NULL;
    size_t n = 0;
    scenario_points_of(reader, shape, &points, &n);
    for (size_t i = 0; i + 1 < n; i++)
        level->walls[level->n_walls++] = (struct aman_segment){points[i], points[i + 1]};
}

static void finish_level(struct scenario_reader *reader, const struct stairs_of_reader *made, int l,
                         const struct aman_yaml *node)
{
    struct aman_scenario_level *level = &reader->out->levels[l];
    GEOSGeometry *region = reader->regions[l], *outline = NULL;
    if (!region) return;
    scenario_area_of(reader, region, &level->region);
    outline =
        scenario_made(reader, node, venue_keep(&reader->shapes, GEOSBoundary_r(reader->shapes.geos, region)));
    outline = without_ends(reader, made, l, outline);
    if (!outline) return;
    int n = GEOSGetNumCoordinates_r(reader->shapes.geos, outline);
    level->walls = aman_reader_new(&reader->plain, n > 0 ? (size_t)n : 0, sizeof *level->walls);
    if (level->walls) add_walls(reader, outline, level);
    reader->out->ground_m2 += scenario_size_m2(reader, region);
    struct aman_box box = aman_area_box(&level->region), *all = &reader->out->box;
    *all = (struct aman_box){fmin(all->x_min, box.x_min), fmin(all->y_min, box.y_min),
                             fmax(all->x_max, box.x_max), fmax(all->y_max, box.y_max)};
}

void scenario_read_ground(struct scenario_reader *reader)
{
    struct aman_raw_list list = raw_levels(reader);
    const struct aman_raw_shape *raw = list.items;
    struct aman_scenario *out = reader->out;
    out->levels = aman_reader_new(&reader->plain, list.n, sizeof *out->levels);
    reader->regions = aman_reader_new(&reader->plain, list.n, sizeof(GEOSGeometry *));
    reader->levels =
        scenario_ids(reader, &list, sizeof *raw, offsetof(struct aman_raw_shape, id), "a level of geometry");
    if (!out->levels || !reader->regions || !reader->levels) return;
    out->n_levels = list.n;
    out->box = (struct aman_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    const struct stairs_of_reader *made = make_stairs(reader);
    if (!made) return;
    for (size_t l = 0; l < list.n; l++) {
        out->levels[l].id = raw[l].id;
        out->levels[l].height_m = raw[l].height_m;
        reader->regions[l] = with_stairs(reader, made, (int)l, level_shape(reader, &raw[l]));
        finish_level(reader, made, (int)l, raw[l].node);
    }
}
