/* The chapter `roads`: the network that escorts are judged on, places on it, closures. */
#include "formats/plan_reader.h"

#include "formats/escort_tables.h"
#include "formats/roads_read.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- places ---- */

static void read_places(struct aman_plan_reader *reader)
{
    const struct aman_raw_road_place *raw = reader->raw.roads.places.items;
    size_t n = reader->raw.roads.places.n;
    struct aman_plan_road_place *places = aman_reader_new(reader, n, sizeof *places);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    if (!places || !ids) return;
    for (size_t i = 0; i < n; i++) {
        places[i] = raw[i].place;
        places[i].name = aman_plan_name(reader, places[i].name, -1, places[i].id);
        places[i].kind = raw[i].kind < 0 ? AMAN_ROAD_PLACE_OTHER : (enum aman_road_place_kind)raw[i].kind;
        places[i].lon = raw[i].at.x;
        places[i].lat = raw[i].at.y;
        places[i].line = raw[i].node->line;
        ids[i] = (struct aman_id){places[i].id, (int)i, raw[i].node};
    }
    reader->plan->roads.places = places;
    reader->plan->roads.n_places = n;
    reader->road_places = aman_ids_create(reader, ids, n, "a place of roads.places");
    aman_ids_refuse_duplicates(reader, reader->road_places);
}

/* ---- closures ---- */

const char *const *aman_plan_texts(struct aman_plan_reader *reader, const struct aman_yaml *texts, size_t *n)
{
    const char **copies = aman_reader_new(reader, aman_texts_count(texts), sizeof *copies);
    *n = 0;
    for (const struct aman_yaml *text = aman_texts_first(texts); copies && text; text = aman_texts_next(texts, text))
        copies[(*n)++] = text->text;
    return copies;
}

static bool read_way(const char *text, int64_t *id)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *id = value;
    return errno == 0 && end != text && *end == '\0' && text[0] != ' ' && text[0] != '+';
}

static void read_ways(struct aman_plan_reader *reader, const struct aman_yaml *texts, struct aman_plan_closure *closure)
{
    int64_t *ids = aman_reader_new(reader, aman_texts_count(texts), sizeof *ids);
    for (const struct aman_yaml *text = aman_texts_first(texts); ids && text; text = aman_texts_next(texts, text)) {
        if (read_way(text->text, &ids[closure->n_ways]))
            closure->n_ways++;
        else
            aman_reader_expect(reader, text, "the id of a way of the map, a whole number");
    }
    closure->ways = ids;
}

static void read_ring(struct aman_plan_reader *reader, const struct aman_yaml *points, struct aman_ring *ring)
{
    ring->points = aman_reader_new(reader, points ? points->n : 0, sizeof *ring->points);
    for (const struct aman_yaml *point = points && ring->points ? points->first : NULL; point; point = point->next)
        if (aman_plan_point(reader, point, &ring->points[ring->n])) ring->n++;
}

static bool has_name(const struct aman_roads *map, const char *name)
{
    for (size_t i = 0; i < map->n_ways; i++)
        if (strcmp(map->ways[i].name, name) == 0) return true;
    return false;
}

void aman_plan_check_road(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *name)
{
    const struct aman_roads *map = reader->plan->roads.map;
    if (!map || has_name(map, name)) return;
    char shown[64], found[128], hint[120] = "";
    aman_text_shown(name, shown, sizeof shown);
    snprintf(found, sizeof found, "%s, which no road of the map is called", shown);
    const char **names = aman_reader_is_full(reader) ? NULL : aman_reader_new(reader, map->n_ways, sizeof *names);
    for (size_t i = 0; names && i < map->n_ways; i++) names[i] = map->ways[i].name;
    if (names) aman_did_you_mean(name, names, map->n_ways, hint, sizeof hint);
    aman_reader_fault(reader, (struct aman_fault){node, false, false, found, "the name of a road", hint});
}

static void check_way(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    const struct aman_roads *map = reader->plan->roads.map;
    int64_t id;
    if (!map || !read_way(node->text, &id) || aman_roads_find_way(map, id) >= 0) return;
    aman_reader_expect(reader, node, "the id of a road of the map");
}

static void read_closure(struct aman_plan_reader *reader, const struct aman_raw_closure *raw, struct aman_plan_closure *closure)
{
    *closure = raw->closure;
    closure->line = raw->node->line;
    closure->name = aman_plan_name(reader, closure->name, -1, closure->id);
    closure->roads = aman_plan_texts(reader, raw->roads, &closure->n_roads);
    read_ways(reader, raw->ways, closure);
    read_ring(reader, raw->area, &closure->area);
    for (const struct aman_yaml *text = aman_texts_first(raw->roads); text; text = aman_texts_next(raw->roads, text))
        aman_plan_check_road(reader, text, text->text);
    for (const struct aman_yaml *text = aman_texts_first(raw->ways); text; text = aman_texts_next(raw->ways, text))
        check_way(reader, text);
    if (!raw->roads && !raw->ways && !raw->area && raw->node->kind == AMAN_YAML_MAP && !aman_yaml_get(raw->node, "area"))
        aman_reader_fault(reader, (struct aman_fault){.node = raw->node, .found = "a closure of nothing",
                                                      .expected = "`roads`, `ways` or `area`"});
    if (closure->from_s >= closure->to_s)
        aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw->node, "to"), .expected = "to later than from"});
    if (isnan(closure->from_s)) closure->from_s = -(double)INFINITY;
    if (isnan(closure->to_s)) closure->to_s = (double)INFINITY;
}

static void read_closures(struct aman_plan_reader *reader)
{
    const struct aman_raw_closure *raw = reader->raw.roads.closures.items;
    size_t n = reader->raw.roads.closures.n;
    struct aman_plan_closure *closures = aman_reader_new(reader, n, sizeof *closures);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    if (!closures || !ids) return;
    for (size_t i = 0; i < n; i++) {
        read_closure(reader, &raw[i], &closures[i]);
        ids[i] = (struct aman_id){closures[i].id, (int)i, raw[i].node};
    }
    reader->plan->roads.closures = closures;
    reader->plan->roads.n_closures = n;
    aman_ids_refuse_duplicates(reader, aman_ids_create(reader, ids, n, "a closure"));
}

/* ---- the map ---- */

static void take_err(struct aman_plan_reader *reader, enum aman_err err, size_t n_errors, const char *key)
{
    if (err == AMAN_ERR_MEMORY)
        reader->no_memory = true;
    else if (err != AMAN_OK && reader->diags->n_errors == n_errors)
        aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(reader->raw.roads.node, key),
                                                      .found = aman_err_text(err), .expected = "a file that can be read"});
}

static void read_map(struct aman_plan_reader *reader)
{
    const struct aman_raw_roads *raw = &reader->raw.roads;
    struct aman_plan_roads *roads = &reader->plan->roads;
    if (!reader->files_sound || reader->no_memory || !raw->map[0]) return;
    const char *path = aman_plan_open_path(reader, raw->map);
    size_t n_errors = reader->diags->n_errors;
    if (path) take_err(reader, aman_roads_read(path, reader->arena->mem, reader->diags, &roads->map), n_errors, "map");
    path = raw->speeds[0] ? aman_plan_open_path(reader, raw->speeds) : NULL;
    n_errors = reader->diags->n_errors;
    if (path)
        take_err(reader, aman_speeds_read(path, reader->arena->mem, reader->diags, &roads->speeds), n_errors, "speeds");
}

void aman_plan_read_roads(struct aman_plan_reader *reader)
{
    reader->plan->roads.speeds = aman_road_speeds_default();
    if (!reader->raw.roads.node || reader->raw.roads.node->kind != AMAN_YAML_MAP) return;
    reader->plan->roads.snap_m = reader->raw.roads.snap_m;
    reader->plan->roads.attribution = reader->raw.roads.attribution;
    read_map(reader);
    read_places(reader);
    read_closures(reader);
}
