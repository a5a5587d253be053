/* Places by id or by degrees, hours, and lists that a chapter holds in parts: what the readers of the chapters that are
 * judged share. */
#include "formats/plan_reader.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define EARTH_M 6371008.8
#define RADIANS (3.14159265358979323846 / 180.0)

void aman_plan_index_spots(struct aman_plan_reader *reader)
{
    const struct aman_venue *venue = &reader->plan->venue;
    if (!reader->has_venue) return;
    size_t n = venue->n_features;
    struct aman_id *items = aman_reader_new(reader, n + reader->plan->n_zones, sizeof *items);
    if (!items) return;
    for (size_t i = 0; i < n; i++) items[i] = (struct aman_id){venue->features[i].id, (int)i, NULL};
    for (size_t i = 0; i < reader->plan->n_zones; i++) {
        const struct aman_plan_zone *zone = &reader->plan->zones[i];
        if (zone->feature >= 0 && aman_ids_find(reader->features, zone->id) < 0)
            items[n++] = (struct aman_id){zone->id, zone->feature, NULL};
    }
    reader->spots = aman_ids_create(reader, items, n, "a feature of the drawing, or a zone");
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

void aman_plan_spots(struct aman_plan_reader *reader, const struct aman_yaml *texts,
                     struct aman_plan_spot **spots, size_t *n)
{
    int *features = NULL;
    size_t n_features = 0;
    if (!texts || !reader->spots) return;
    aman_ids_resolve_all(reader, reader->spots, texts, &features, &n_features);
    struct aman_plan_spot *found = aman_reader_new(reader, n_features, sizeof *found);
    if (!found) return;
    for (size_t i = 0; i < n_features; i++) {
        const struct aman_feature *feature = &reader->plan->venue.features[features[i]];
        struct aman_point at = feature->line.n == 2 ? line_middle(&feature->line) : stand_in(feature);
        found[i] = (struct aman_plan_spot){features[i], feature->level, at};
    }
    *spots = found;
    *n = n_features;
}

static bool parse_degrees(const char *text, double *lon, double *lat)
{
    size_t n = strcspn(text, ",");
    if (text[n] != ',' || !aman_text_number(text, n, lon)) return false;
    text += n + 1;
    text += strspn(text, " ");
    return aman_text_number(text, strlen(text), lat) && fabs(*lon) <= 180.0 && fabs(*lat) <= 90.0;
}

bool aman_plan_spot_at(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *text,
                       struct aman_plan_spot *spot)
{
    const struct aman_venue *venue = &reader->plan->venue;
    double lon, lat;
    if (!parse_degrees(text, &lon, &lat)) {
        aman_reader_expect(reader, node, "`LON, LAT` in degrees, such as `-5.8581, 35.7412`");
        return false;
    }
    *spot = (struct aman_plan_spot){.feature = -1, .level = -1};
    if (!reader->has_venue) return true;
    if (isnan(venue->origin_lon)) {
        aman_reader_expect(reader, node, "a drawing with a place on Earth; this one is in metres of its own");
        return false;
    }
    spot->at.x = (lon - venue->origin_lon) * RADIANS * EARTH_M * cos(venue->origin_lat * RADIANS);
    spot->at.y = (lat - venue->origin_lat) * RADIANS * EARTH_M;
    return true;
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
