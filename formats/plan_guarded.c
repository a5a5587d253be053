/* What posts guard: lines of segregation, swept areas, perimeters with the ways through them. */
#include "formats/plan_reader.h"

#include <math.h>

/* ---- lines of segregation ---- */

static void read_buffer(struct aman_plan_reader *reader, const struct aman_raw_buffer *raw, struct aman_plan_buffer *buffer)
{
    const struct aman_plan *plan = reader->plan;
    struct aman_plan_spot *spots = NULL;
    size_t n = 0;
    *buffer = raw->buffer;
    buffer->line = raw->node->line;
    buffer->spot = (struct aman_plan_spot){.feature = -1, .level = -1};
    aman_plan_spots(reader, raw->place, &spots, &n);
    if (n > 1) aman_reader_expect(reader, raw->place, "one place; a line of its own for each further one");
    if (n == 1) buffer->spot = spots[0];
    buffer->name = aman_plan_name(reader, buffer->name, buffer->spot.feature, buffer->id);
    if (isnan(buffer->from_s)) buffer->from_s = plan->situation.gates_open_s;
    if (isnan(buffer->to_s))
        buffer->to_s = plan->situation.full_time_s + plan->limits[AMAN_LIMIT_POST_EGRESS_S].value;
    aman_plan_span(reader, raw->node, "from", buffer->from_s, "to", buffer->to_s);
}

static void read_buffers(struct aman_plan_reader *reader)
{
    size_t n;
    struct aman_raw_buffer *raw =
        aman_plan_gather(reader, &reader->raw.segregation, sizeof(struct aman_raw_segregation),
                         offsetof(struct aman_raw_segregation, lines), sizeof *raw, &n);
    struct aman_plan_buffer *buffers = aman_reader_new(reader, n, sizeof *buffers);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; buffers && ids && i < n; i++) {
        read_buffer(reader, &raw[i], &buffers[i]);
        ids[i] = (struct aman_id){buffers[i].id, (int)i, raw[i].node};
    }
    aman_ids_refuse_duplicates(reader, aman_ids_create(reader, ids, n, "a line of segregation"));
    reader->plan->deployment.buffers = buffers;
    reader->plan->deployment.n_buffers = buffers ? n : 0;
}

/* ---- sweeps: those with places are judged ---- */

static void demand(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *key)
{
    if (aman_yaml_get(node, key)) return;
    aman_reader_fault(reader, (struct aman_fault){.node = node, .found = "a sweep with `places`", .expected = key,
                                                  .hint = "it is judged: it needs id, start and finish"});
}

static void read_sweep(struct aman_plan_reader *reader, const struct aman_raw_sweep *raw, struct aman_plan_sweep *sweep)
{
    *sweep = raw->sweep;
    sweep->line = raw->node->line;
    sweep->name = sweep->id;
    const struct aman_yaml *areas = aman_yaml_get(raw->node, "areas");
    if (areas && areas->kind == AMAN_YAML_TEXT && areas->text[0]) sweep->name = areas->text;
    demand(reader, raw->node, "id");
    demand(reader, raw->node, "start");
    demand(reader, raw->node, "finish");
    aman_plan_spots(reader, raw->places, &sweep->spots, &sweep->n_spots);
    sweep->unit = raw->unit[0] ? aman_ids_resolve(reader, reader->units, aman_yaml_get(raw->node, "unit"), raw->unit) : -1;
    if (sweep->count == 0) sweep->count = 1;
    const struct aman_yaml *seal = aman_yaml_get(raw->node, "seal");
    sweep->sealed = seal && seal->kind != AMAN_YAML_NOTHING;
    if (raw->guards) aman_ids_resolve_all(reader, reader->posts, raw->guards, &sweep->guards, &sweep->n_guards);
    aman_plan_span(reader, raw->node, "start", sweep->start_s, "finish", sweep->finish_s);
}

static void read_sweeps(struct aman_plan_reader *reader)
{
    const struct aman_raw_sweep *raw = reader->raw.sweeps.items;
    size_t n = reader->raw.sweeps.n, done = 0;
    struct aman_plan_sweep *sweeps = aman_reader_new(reader, n, sizeof *sweeps);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; sweeps && ids && i < n; i++) {
        if (!raw[i].node || !raw[i].places) continue;
        read_sweep(reader, &raw[i], &sweeps[done]);
        ids[done] = (struct aman_id){sweeps[done].id, (int)done, raw[i].node};
        done++;
    }
    aman_ids_refuse_duplicates(reader, aman_ids_create(reader, ids, done, "a sweep"));
    reader->plan->deployment.sweeps = sweeps;
    reader->plan->deployment.n_sweeps = sweeps ? done : 0;
}

/* ---- perimeters ---- */

static const struct aman_plan_checkpoint *checkpoint_of(const struct aman_plan *plan, int feature)
{
    for (size_t i = 0; i < plan->n_checkpoints; i++)
        if (plan->checkpoints[i].feature == feature) return &plan->checkpoints[i];
    return NULL;
}

/* Hours and populations that the way does not say: those of the gate, or of leaving. */
static void complete_way(const struct aman_plan *plan, struct aman_plan_way *way)
{
    const struct aman_plan_checkpoint *checkpoint = checkpoint_of(plan, way->feature);
    if (isnan(way->opens_s)) way->opens_s = checkpoint ? checkpoint->opens_s : plan->situation.egress_opens_s;
    if (isnan(way->closes_s)) way->closes_s = checkpoint ? checkpoint->closes_s : plan->simulation.end_s;
    if (!way->populations[0] && checkpoint) way->populations = checkpoint->populations;
}

static bool is_barrier(const struct aman_feature *feature)
{
    return feature->kind == AMAN_FEATURE_GATE || feature->kind == AMAN_FEATURE_SEARCH || feature->kind == AMAN_FEATURE_EXIT;
}

/* One way for each gate, search or exit that an entry names. */
static void read_way(struct aman_plan_reader *reader, const struct aman_raw_way *raw, struct aman_plan_perimeter *perimeter)
{
    struct aman_plan_spot *spots = NULL;
    size_t n = 0;
    aman_plan_spots(reader, raw->at, &spots, &n);
    for (size_t i = 0; i < n; i++) {
        if (spots[i].feature < 0 || !is_barrier(&reader->plan->venue.features[spots[i].feature])) {
            aman_reader_expect(reader, raw->at, "gates, searches and exits of the drawing");
            return;
        }
        struct aman_plan_way *way = &perimeter->ways[perimeter->n_ways++];
        *way = raw->way;
        way->feature = spots[i].feature;
        way->line = raw->node->line;
        complete_way(reader->plan, way);
    }
    aman_plan_span(reader, raw->node, "opens", raw->way.opens_s, "closes", raw->way.closes_s);
}

static void read_ways(struct aman_plan_reader *reader, const struct aman_raw_list *list, struct aman_plan_perimeter *perimeter)
{
    const struct aman_raw_way *raw = list->items;
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) n += aman_texts_count(raw[i].at);
    perimeter->ways = aman_reader_new(reader, n, sizeof *perimeter->ways);
    for (size_t i = 0; perimeter->ways && i < list->n; i++)
        if (raw[i].at) read_way(reader, &raw[i], perimeter);
}

static void read_areas(struct aman_plan_reader *reader, const struct aman_raw_perimeter *raw, struct aman_plan_perimeter *perimeter)
{
    struct aman_plan_spot *spots = NULL;
    size_t n = 0;
    aman_plan_spots(reader, raw->area, &spots, &n);
    perimeter->areas = aman_reader_new(reader, n, sizeof *perimeter->areas);
    for (size_t i = 0; perimeter->areas && i < n; i++) {
        if (spots[i].feature >= 0 && reader->plan->venue.features[spots[i].feature].area.n > 0)
            perimeter->areas[perimeter->n_areas++] = spots[i].feature;
        else
            aman_reader_expect(reader, raw->area, "features with an area");
    }
}

static void read_perimeter(struct aman_plan_reader *reader, const struct aman_raw_perimeter *raw,
                           struct aman_plan_perimeter *perimeter)
{
    *perimeter = raw->perimeter;
    perimeter->line = raw->node->line;
    perimeter->name = aman_plan_name(reader, perimeter->name, -1, perimeter->id);
    perimeter->within = -1;
    read_areas(reader, raw, perimeter);
    read_ways(reader, &raw->checkpoints, perimeter);
}

/* Rings lie in one another: nobody is his own outside. */
static void read_nesting(struct aman_plan_reader *reader, const struct aman_raw_perimeter *raw, const struct aman_ids *ids,
                         size_t i)
{
    struct aman_plan_perimeter *perimeters = reader->plan->deployment.perimeters;
    const struct aman_yaml *node = aman_yaml_get(raw[i].node, "within");
    if (!raw[i].within[0]) return;
    int within = aman_ids_resolve(reader, ids, node, raw[i].within);
    int outer = within;
    for (size_t k = 0; outer >= 0 && k < reader->plan->deployment.n_perimeters && outer != (int)i; k++)
        outer = perimeters[outer].within;
    if (outer == (int)i)
        aman_reader_expect(reader, node, "a perimeter that does not lie within this one");
    else
        perimeters[i].within = within;
}

static void read_perimeters(struct aman_plan_reader *reader)
{
    const struct aman_raw_perimeter *raw = reader->raw.perimeters.items;
    size_t n = reader->raw.perimeters.n;
    struct aman_plan_perimeter *perimeters = aman_reader_new(reader, n, sizeof *perimeters);
    struct aman_id *items = aman_reader_new(reader, n, sizeof *items);
    if (!perimeters || !items) return;
    for (size_t i = 0; i < n; i++) {
        read_perimeter(reader, &raw[i], &perimeters[i]);
        items[i] = (struct aman_id){perimeters[i].id, (int)i, raw[i].node};
    }
    struct aman_ids *ids = aman_ids_create(reader, items, n, "a perimeter of perimeters");
    aman_ids_refuse_duplicates(reader, ids);
    reader->plan->deployment.perimeters = perimeters;
    reader->plan->deployment.n_perimeters = n;
    for (size_t i = 0; i < n; i++) read_nesting(reader, raw, ids, i);
}

void aman_plan_read_guarded(struct aman_plan_reader *reader)
{
    read_buffers(reader);
    read_sweeps(reader);
    read_perimeters(reader);
}
