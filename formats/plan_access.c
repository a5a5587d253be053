#include "formats/plan_reader.h"

#include <math.h>
#include <stdio.h>

static double line_length_m(const struct aman_plan_reader *reader, int feature)
{
    if (feature < 0) return (double)NAN;
    const struct aman_ring *line = &reader->plan->venue.features[feature].line;
    double length_m = 0.0;
    for (size_t i = 1; i < line->n; i++)
        length_m += aman_point_distance(line->points[i - 1], line->points[i]);
    return length_m;
}

static const struct aman_yaml *value_of(const struct aman_yaml *map, const char *key)
{
    const struct aman_yaml *value = aman_yaml_get(map, key);
    return value ? value : map;
}

/* ---- searches and gates ---- */

static void finish_checkpoint(struct aman_plan_reader *reader, const struct aman_raw_checkpoint *raw,
                              enum aman_checkpoint_kind kind, struct aman_plan_checkpoint *checkpoint)
{
    const struct aman_plan_situation *day = &reader->plan->situation;
    *checkpoint = raw->checkpoint;
    checkpoint->kind = kind;
    checkpoint->line = raw->node->line;
    checkpoint->feature =
        aman_plan_feature(reader, value_of(raw->node, "id"), checkpoint->id,
                          kind == AMAN_CHECKPOINT_GATE ? AMAN_FEATURE_GATE : AMAN_FEATURE_SEARCH);
    checkpoint->name = aman_plan_name(reader, checkpoint->name, checkpoint->feature, checkpoint->id);
    if (isnan(checkpoint->opens_s)) checkpoint->opens_s = day->gates_open_s;
    if (isnan(checkpoint->closes_s)) checkpoint->closes_s = day->egress_opens_s;
    if (isnan(checkpoint->width_m)) checkpoint->width_m = line_length_m(reader, checkpoint->feature);
    if (checkpoint->opens_s >= checkpoint->closes_s) {
        const struct aman_yaml *closes = aman_yaml_get(raw->node, "closes");
        aman_reader_fault(
            reader, (struct aman_fault){.node = closes ? closes : value_of(raw->node, "opens"),
                                        .expected = closes ? "closes later than opens"
                                                           : "opens earlier than situation.egress_opens"});
    }
}

static void read_checkpoints(struct aman_plan_reader *reader)
{
    const struct aman_raw_list *lists[] = {&reader->raw.access.searches, &reader->raw.access.gates};
    size_t n = lists[0]->n + lists[1]->n, done = 0;
    struct aman_plan_checkpoint *checkpoints = aman_reader_new(reader, n, sizeof *checkpoints);
    if (!checkpoints) return;
    for (size_t k = 0; k < 2; k++) {
        const struct aman_raw_checkpoint *raw = lists[k]->items;
        for (size_t i = 0; i < lists[k]->n; i++)
            finish_checkpoint(reader, &raw[i], k == 0 ? AMAN_CHECKPOINT_SEARCH : AMAN_CHECKPOINT_GATE,
                              &checkpoints[done++]);
    }
    reader->plan->checkpoints = checkpoints;
    reader->plan->n_checkpoints = n;
    reader->plan->n_searches = lists[0]->n;
}

static struct aman_ids *index_checkpoints(struct aman_plan_reader *reader, size_t begin, size_t end,
                                          const char *what)
{
    struct aman_id *items = aman_reader_new(reader, end - begin, sizeof *items);
    const struct aman_raw_checkpoint *searches = reader->raw.access.searches.items;
    const struct aman_raw_checkpoint *gates = reader->raw.access.gates.items;
    size_t n_searches = reader->plan->n_searches;
    for (size_t i = begin; items && i < end; i++)
        items[i - begin] = (struct aman_id){reader->plan->checkpoints[i].id, (int)i,
                                            i < n_searches ? searches[i].node : gates[i - n_searches].node};
    return aman_ids_create(reader, items, end - begin, what);
}

/* ---- exits and places ---- */

static void read_exits(struct aman_plan_reader *reader)
{
    const struct aman_raw_exit *raw = reader->raw.access.exits.items;
    size_t n = reader->raw.access.exits.n;
    struct aman_plan_exit *exits = aman_reader_new(reader, n, sizeof *exits);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; exits && ids && i < n; i++) {
        exits[i] = raw[i].exit;
        exits[i].line = raw[i].node->line;
        exits[i].feature =
            aman_plan_feature(reader, value_of(raw[i].node, "id"), exits[i].id, AMAN_FEATURE_EXIT);
        exits[i].name = aman_plan_name(reader, exits[i].name, exits[i].feature, exits[i].id);
        if (isnan(exits[i].width_m)) exits[i].width_m = line_length_m(reader, exits[i].feature);
        ids[i] = (struct aman_id){exits[i].id, (int)i, raw[i].node};
    }
    reader->plan->exits = exits;
    reader->plan->n_exits = exits ? n : 0;
    reader->exits = aman_ids_create(reader, ids, n, "an exit of access.exits");
}

static void read_places(struct aman_plan_reader *reader)
{
    const struct aman_raw_place *raw = reader->raw.places.items;
    size_t n = reader->raw.places.n;
    struct aman_plan_place *places = aman_reader_new(reader, n, sizeof *places);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; places && ids && i < n; i++) {
        places[i] = raw[i].place;
        places[i].line = raw[i].node->line;
        places[i].feature =
            aman_plan_feature(reader, value_of(raw[i].node, "id"), places[i].id, AMAN_FEATURE_SOURCE);
        places[i].name = aman_plan_name(reader, places[i].name, places[i].feature, places[i].id);
        if (isnan(places[i].departure_per_min)) places[i].departure_per_min = (double)INFINITY;
        ids[i] = (struct aman_id){places[i].id, (int)i, raw[i].node};
    }
    reader->plan->places = places;
    reader->plan->n_places = places ? n : 0;
    reader->places = aman_ids_create(reader, ids, n, "a place of places");
}

/* ---- zones ---- */

static const enum aman_feature_kind no_area[] = {AMAN_FEATURE_WALL, AMAN_FEATURE_GATE, AMAN_FEATURE_SEARCH,
                                                 AMAN_FEATURE_EXIT};

/* Any feature with an area; -1 with a fault otherwise. */
static int zone_feature(struct aman_plan_reader *reader, const struct aman_raw_zone *raw, const char *area)
{
    if (!reader->has_venue || !area[0]) return -1;
    const struct aman_yaml *node = aman_yaml_get(raw->node, "area");
    int feature = aman_ids_resolve(reader, reader->features, node ? node : value_of(raw->node, "id"), area);
    for (size_t i = 0; feature >= 0 && i < sizeof no_area / sizeof *no_area; i++)
        if (reader->plan->venue.features[feature].kind == no_area[i]) {
            aman_reader_fault(reader, (struct aman_fault){.node = node ? node : raw->node,
                                                          .found = "a line",
                                                          .expected = "a feature with an area"});
            return -1;
        }
    return feature;
}

static enum aman_zone_scheme drawn_scheme(const struct aman_plan_reader *reader, int feature)
{
    if (feature < 0) return AMAN_ZONE_WALKWAY;
    const struct aman_feature *drawn = &reader->plan->venue.features[feature];
    switch (drawn->kind) {
    case AMAN_FEATURE_ZONE:
        return drawn->scheme;
    case AMAN_FEATURE_STAIR:
    case AMAN_FEATURE_GANGWAY:
        return AMAN_ZONE_STAIRS;
    case AMAN_FEATURE_STAND:
        return AMAN_ZONE_STANDING;
    default:
        return AMAN_ZONE_WALKWAY;
    }
}

/* Every area drawn as a zone is judged, whether the plan lists it or not. */
static size_t add_drawn_zones(const struct aman_plan_reader *reader, const bool *listed,
                              struct aman_plan_zone *zones)
{
    const struct aman_venue *venue = &reader->plan->venue;
    size_t n = 0;
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        if (feature->kind != AMAN_FEATURE_ZONE || listed[i]) continue;
        zones[n++] = (struct aman_plan_zone){feature->id, aman_plan_name(reader, "", (int)i, feature->id),
                                             (int)i, feature->scheme};
    }
    return n;
}

static void read_zones(struct aman_plan_reader *reader)
{
    const struct aman_raw_zone *raw = reader->raw.zones.items;
    size_t n = reader->raw.zones.n, n_features = reader->plan->venue.n_features;
    struct aman_plan_zone *zones = aman_reader_new(reader, n + n_features, sizeof *zones);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    bool *listed = aman_reader_new(reader, n_features, sizeof *listed);
    if (!zones || !ids || !listed) return;
    for (size_t i = 0; i < n; i++) {
        zones[i] = raw[i].zone;
        zones[i].feature = zone_feature(reader, &raw[i], raw[i].area[0] ? raw[i].area : zones[i].id);
        zones[i].name = aman_plan_name(reader, zones[i].name, zones[i].feature, zones[i].id);
        zones[i].scheme = raw[i].scheme >= 0 ? (enum aman_zone_scheme)raw[i].scheme
                                             : drawn_scheme(reader, zones[i].feature);
        if (zones[i].feature >= 0) listed[zones[i].feature] = true;
        ids[i] = (struct aman_id){zones[i].id, (int)i, raw[i].node};
    }
    aman_ids_refuse_duplicates(reader, aman_ids_create(reader, ids, n, "a zone"));
    reader->plan->zones = zones;
    reader->plan->n_zones = n + add_drawn_zones(reader, listed, zones + n);
}

/* ---- all of it ---- */

/* Searches, gates, exits and places are features of one drawing: their ids differ. */
static void refuse_shared_ids(struct aman_plan_reader *reader)
{
    const struct aman_ids *parts[] = {reader->checkpoints, reader->exits, reader->places};
    size_t n = 0, done = 0;
    for (size_t k = 0; k < 3; k++) n += parts[k] ? parts[k]->n : 0;
    struct aman_id *items = aman_reader_new(reader, n, sizeof *items);
    for (size_t k = 0; items && k < 3; k++)
        for (size_t i = 0; parts[k] && i < parts[k]->n; i++, done++) {
            const struct aman_id *item = &parts[k]->items[i];
            items[done] =
                (struct aman_id){item->id, item->node->line, item->node}; /* sorted by line where equal */
        }
    aman_ids_refuse_duplicates(reader, aman_ids_create(reader, items, done, "a search, gate, exit or place"));
}

static void warn_unused(struct aman_plan_reader *reader, const struct aman_ids *ids,
                        enum aman_feature_kind kind, const char *where)
{
    const struct aman_venue *venue = &reader->plan->venue;
    for (size_t i = 0; i < venue->n_features; i++) {
        if (venue->features[i].kind != kind || aman_ids_find(ids, venue->features[i].id) >= 0) continue;
        char shown[64], found[128], expected[96];
        aman_text_shown(venue->features[i].id, shown, sizeof shown);
        snprintf(found, sizeof found, "%s drawn as kind %s, which the plan does not name", shown,
                 aman_feature_kind_name(kind));
        snprintf(expected, sizeof expected, "an entry under %s; nobody can pass without one", where);
        aman_reader_fault(reader,
                          (struct aman_fault){reader->raw.access.node, true, true, found, expected, NULL});
    }
}

void aman_plan_read_access(struct aman_plan_reader *reader)
{
    read_checkpoints(reader);
    size_t n_searches = reader->plan->n_searches, n = reader->plan->n_checkpoints;
    reader->searches = index_checkpoints(reader, 0, n_searches, "a bank of access.search");
    reader->gates = index_checkpoints(reader, n_searches, n, "a gate of access.gates");
    reader->checkpoints = index_checkpoints(reader, 0, n, "a gate or a bank of search lanes");
    read_exits(reader);
    read_places(reader);
    refuse_shared_ids(reader);
    read_zones(reader);
    warn_unused(reader, reader->gates, AMAN_FEATURE_GATE, "access.gates");
    warn_unused(reader, reader->searches, AMAN_FEATURE_SEARCH, "access.search");
    warn_unused(reader, reader->exits, AMAN_FEATURE_EXIT, "access.exits");
}
