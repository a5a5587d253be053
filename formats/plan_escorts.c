/* The chapter `escorts`. Where the plan has no roads, places are words that are shown only. */
#include "formats/plan_reader.h"

#include <math.h>
#include <stdio.h>

static int place_of(struct aman_plan_reader *reader, const struct aman_yaml *map, const char *key, const char *id)
{
    return reader->road_places && id[0] ? aman_ids_resolve(reader, reader->road_places, aman_yaml_get(map, key), id) : -1;
}

static void demand(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *key)
{
    char found[64], expected[96];
    if (!reader->road_places || node->kind != AMAN_YAML_MAP || aman_yaml_get(node, key)) return;
    snprintf(found, sizeof found, "an escort without `%s`", key);
    snprintf(expected, sizeof expected, "`%s`, as the plan has roads to judge it on", key);
    aman_reader_fault(reader, (struct aman_fault){node, false, false, found, expected, NULL});
}

static void read_vehicles(struct aman_plan_reader *reader, const struct aman_raw_list *list, struct aman_plan_escort *escort)
{
    const struct aman_raw_vehicle *raw = list->items;
    struct aman_plan_vehicle *vehicles = aman_reader_new(reader, list->n, sizeof *vehicles);
    for (size_t i = 0; vehicles && i < list->n; i++) {
        vehicles[i] = raw[i].vehicle;
        vehicles[i].role = raw[i].role < 0 ? AMAN_VEHICLE_GUARD : (enum aman_vehicle_role)raw[i].role;
    }
    escort->vehicles = vehicles;
    escort->n_vehicles = vehicles ? list->n : 0;
}

static void read_checkpoints(struct aman_plan_reader *reader, const struct aman_raw_list *list,
                             struct aman_plan_escort *escort)
{
    const struct aman_raw_escort_point *raw = list->items;
    struct aman_plan_escort_point *points = aman_reader_new(reader, list->n, sizeof *points);
    for (size_t i = 0; points && i < list->n; i++) {
        points[i] = raw[i].point;
        points[i].place = place_of(reader, raw[i].node, "place", raw[i].place);
        points[i].line = raw[i].node->line;
        if (i > 0 && points[i].at_s <= points[i - 1].at_s)
            aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw[i].node, "at"),
                                                          .expected = "a time later than that of the checkpoint before"});
    }
    escort->checkpoints = points;
    escort->n_checkpoints = points ? list->n : 0;
}

static void read_holds(struct aman_plan_reader *reader, const struct aman_raw_list *list, struct aman_plan_escort *escort)
{
    const struct aman_raw_hold *raw = list->items;
    struct aman_plan_hold *holds = aman_reader_new(reader, list->n, sizeof *holds);
    for (size_t i = 0; holds && i < list->n; i++) {
        holds[i] = raw[i].hold;
        holds[i].place = place_of(reader, raw[i].node, "place", raw[i].place);
        holds[i].line = raw[i].node->line;
        if (holds[i].from_s >= holds[i].to_s)
            aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw[i].node, "to"),
                                                          .expected = "to later than from"});
    }
    escort->holds = holds;
    escort->n_holds = holds ? list->n : 0;
}

static void check_times(struct aman_plan_reader *reader, const struct aman_raw_escort *raw)
{
    const struct aman_plan_escort *escort = &raw->escort;
    if (escort->leaves_s >= escort->must_arrive_s)
        aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw->node, "leaves"),
                                                      .expected = "leaves earlier than must_arrive"});
    if (escort->ready_s >= escort->must_arrive_s)
        aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw->node, "ready"),
                                                      .expected = "ready earlier than must_arrive"});
    if (escort->leaves_s < escort->ready_s)
        aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw->node, "leaves"),
                                                      .expected = "leaves not before ready"});
}

static void read_places(struct aman_plan_reader *reader, const struct aman_raw_escort *raw, struct aman_plan_escort *escort)
{
    escort->origin = place_of(reader, raw->node, "origin", escort->origin_text);
    escort->destination = place_of(reader, raw->node, "destination", escort->destination_text);
    escort->hospital = place_of(reader, raw->node, "hospital", raw->hospital);
    if (reader->road_places)
        aman_ids_resolve_all(reader, reader->road_places, raw->safe_stops, &escort->safe_stops, &escort->n_safe_stops);
    if (escort->origin >= 0 && escort->origin == escort->destination)
        aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw->node, "destination"),
                                                      .expected = "another place than the origin"});
    demand(reader, raw->node, "origin");
    demand(reader, raw->node, "destination");
    demand(reader, raw->node, "must_arrive");
}

static void read_escort(struct aman_plan_reader *reader, const struct aman_raw_escort *raw, struct aman_plan_escort *escort)
{
    *escort = raw->escort;
    escort->line = raw->node->line;
    escort->name = aman_plan_name(reader, escort->name, -1, escort->id);
    read_places(reader, raw, escort);
    read_vehicles(reader, &raw->vehicles, escort);
    read_checkpoints(reader, &raw->checkpoints, escort);
    read_holds(reader, &raw->holds, escort);
    escort->keep_off = aman_plan_texts(reader, raw->keep_off, &escort->n_keep_off);
    for (const struct aman_yaml *text = aman_texts_first(raw->keep_off); text; text = aman_texts_next(raw->keep_off, text))
        aman_plan_check_road(reader, text, text->text);
    check_times(reader, raw);
    aman_plan_show_rest(reader, &aman_plan_escort_map, raw->node, &escort->prose);
}

static void read_rivals(struct aman_plan_reader *reader, const struct aman_ids *ids, const struct aman_raw_escort *raw,
                        size_t self, struct aman_plan_escort *escort)
{
    aman_ids_resolve_all(reader, ids, raw->rivals, &escort->rivals, &escort->n_rivals);
    for (size_t i = 0; i < escort->n_rivals; i++)
        if (escort->rivals[i] == (int)self)
            aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw->node, "rival_of"),
                                                          .expected = "another escort than itself"});
}

void aman_plan_read_escorts(struct aman_plan_reader *reader)
{
    const struct aman_raw_escort *raw = reader->raw.escorts.items;
    size_t n = reader->raw.escorts.n;
    struct aman_plan_escort *escorts = aman_reader_new(reader, n, sizeof *escorts);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    if (!escorts || !ids) return;
    for (size_t i = 0; i < n; i++) {
        read_escort(reader, &raw[i], &escorts[i]);
        ids[i] = (struct aman_id){escorts[i].id, (int)i, raw[i].node};
    }
    struct aman_ids *all = aman_ids_create(reader, ids, n, "an escort");
    aman_ids_refuse_duplicates(reader, all);
    for (size_t i = 0; i < n; i++) read_rivals(reader, all, &raw[i], i, &escorts[i]);
    reader->plan->escorts = escorts;
    reader->plan->n_escorts = n;
}
