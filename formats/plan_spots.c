/* Places by id or by degrees, hours, and lists that a chapter holds in parts: what the readers of the chapters that are
 * judged share. */
#include "formats/plan_reader.h"

#include <math.h>
#include <string.h>

/* Features first, then zones by their features, then places of the roads behind the last feature. */
void aman_plan_index_spots(struct aman_plan_reader *reader)
{
    const struct aman_plan *plan = reader->plan;
    size_t n = plan->venue.n_features;
    if (!reader->has_venue) return;
    struct aman_id *items = aman_reader_new(reader, n + plan->n_zones + plan->roads.n_places, sizeof *items);
    if (!items) return;
    for (size_t i = 0; i < n; i++) items[i] = (struct aman_id){plan->venue.features[i].id, (int)i, NULL};
    for (size_t i = 0; i < plan->n_zones; i++)
        if (plan->zones[i].feature >= 0 && aman_ids_find(reader->features, plan->zones[i].id) < 0)
            items[n++] = (struct aman_id){plan->zones[i].id, plan->zones[i].feature, NULL};
    for (size_t i = 0; i < plan->roads.n_places; i++)
        if (aman_ids_find(reader->features, plan->roads.places[i].id) < 0)
            items[n++] = (struct aman_id){plan->roads.places[i].id, (int)(plan->venue.n_features + i), NULL};
    reader->spots = aman_ids_create(reader, items, n, "a feature of the drawing, a zone, or a place of the roads");
}

/* Inside of an area where its middle is, else its first corner; the middle of a line. */
static struct aman_point stand_in(const struct aman_feature *feature)
{
    if (feature->line.n > 0) return feature->line.points[feature->line.n / 2];
    struct aman_box box = aman_area_box(&feature->area);
    struct aman_point middle = {(box.x_min + box.x_max) / 2.0, (box.y_min + box.y_max) / 2.0};
    return aman_area_contains(&feature->area, middle) ? middle : feature->area.rings[0].points[0];
}

static struct aman_point line_middle(const struct aman_ring *line)
{
    struct aman_point a = line->points[0], b = line->points[line->n - 1];
    return (struct aman_point){(a.x + b.x) / 2.0, (a.y + b.y) / 2.0};
}

static struct aman_plan_spot spot_of(const struct aman_plan *plan, int index)
{
    struct aman_plan_spot spot = {.feature = -1, .level = -1};
    if ((size_t)index >= plan->venue.n_features) {
        const struct aman_plan_road_place *place = &plan->roads.places[(size_t)index - plan->venue.n_features];
        aman_venue_place(&plan->venue, place->lon, place->lat, &spot.at);
        return spot;
    }
    const struct aman_feature *feature = &plan->venue.features[index];
    struct aman_point at = feature->line.n == 2 ? line_middle(&feature->line) : stand_in(feature);
    return (struct aman_plan_spot){index, feature->level, at};
}

void aman_plan_spots(struct aman_plan_reader *reader, const struct aman_yaml *texts,
                     struct aman_plan_spot **spots, size_t *n)
{
    int *indices = NULL;
    size_t n_found = 0;
    if (!texts || !reader->spots) return;
    aman_ids_resolve_all(reader, reader->spots, texts, &indices, &n_found);
    struct aman_plan_spot *found = aman_reader_new(reader, n_found, sizeof *found);
    if (!found) return;
    for (size_t i = 0; i < n_found; i++) found[i] = spot_of(reader->plan, indices[i]);
    *spots = found;
    *n = n_found;
}

bool aman_plan_spot_at(struct aman_plan_reader *reader, const struct aman_yaml *node, struct aman_point degrees,
                       struct aman_plan_spot *spot)
{
    *spot = (struct aman_plan_spot){.feature = -1, .level = -1};
    if (isnan(degrees.x)) return false; /* reported */
    if (!reader->has_venue || aman_venue_place(&reader->plan->venue, degrees.x, degrees.y, &spot->at)) return true;
    aman_reader_expect(reader, node, "a place within 20 km of a drawing that has a place on Earth");
    return false;
}

void aman_plan_span(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *first,
                    double first_s, const char *last, double last_s)
{
    if (isnan(first_s) || isnan(last_s) || first_s < last_s) return;
    const struct aman_yaml *at = aman_yaml_get(node, last) ? aman_yaml_get(node, last) : aman_yaml_get(node, first);
    aman_reader_fault(reader, (struct aman_fault){.node = at ? at : node, .expected = "hours that end after they begin"});
}

void *aman_plan_gather(struct aman_plan_reader *reader, const struct aman_raw_list *chapter, size_t entry_size,
                       size_t member, size_t size, size_t *n)
{
    const char *entries = chapter->items;
    size_t all = 0, done = 0;
    for (size_t i = 0; i < chapter->n; i++)
        all += ((const struct aman_raw_list *)(const void *)(entries + i * entry_size + member))->n;
    char *items = aman_reader_new(reader, all, size);
    for (size_t i = 0; items && i < chapter->n; i++) {
        const struct aman_raw_list *part = (const void *)(entries + i * entry_size + member);
        if (part->n > 0) memcpy(items + done * size, part->items, part->n * size);
        done += part->n;
    }
    *n = items ? all : 0;
    return items;
}
