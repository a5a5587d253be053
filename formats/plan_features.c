#include "formats/plan_reader.h"

#include <stdio.h>
#include <string.h>

void aman_plan_index_features(struct aman_plan_reader *reader)
{
    const struct aman_venue *venue = &reader->plan->venue;
    struct aman_id *items = aman_reader_new(reader, venue->n_features, sizeof *items);
    for (size_t i = 0; items && i < venue->n_features; i++)
        items[i] = (struct aman_id){venue->features[i].id, (int)i, NULL};
    reader->features = aman_ids_create(reader, items, venue->n_features, "a feature of the drawing");
    reader->stand_places = aman_reader_new(reader, venue->n_features, sizeof *reader->stand_places);
    for (size_t i = 0; reader->stand_places && i < venue->n_seats; i++)
        reader->stand_places[venue->seats[i].stand]++;
}

static void refuse_id(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *id,
                      enum aman_feature_kind kind)
{
    const struct aman_venue *venue = &reader->plan->venue;
    char shown[64], found[96], expected[96], hint[120] = "";
    aman_text_shown(id, shown, sizeof shown);
    snprintf(found, sizeof found, "%s, which is not in the drawing", shown);
    snprintf(expected, sizeof expected, "the id of a feature of kind %s", aman_feature_kind_name(kind));
    const char **names =
        aman_reader_is_full(reader) ? NULL : aman_reader_new(reader, venue->n_features, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; names && i < venue->n_features; i++)
        if (venue->features[i].kind == kind) names[n++] = venue->features[i].id;
    if (names) aman_did_you_mean(id, names, n, hint, sizeof hint);
    aman_reader_fault(reader, (struct aman_fault){node, false, false, found, expected, hint});
}

static void refuse_kind(struct aman_plan_reader *reader, const struct aman_yaml *node, int feature,
                        enum aman_feature_kind kind)
{
    char shown[64], found[128], expected[96];
    aman_text_shown(reader->plan->venue.features[feature].id, shown, sizeof shown);
    snprintf(found, sizeof found, "%s, which is drawn as kind %s", shown,
             aman_feature_kind_name(reader->plan->venue.features[feature].kind));
    snprintf(expected, sizeof expected, "a feature of kind %s", aman_feature_kind_name(kind));
    aman_reader_fault(reader, (struct aman_fault){node, false, false, found, expected, NULL});
}

int aman_plan_feature(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *id,
                      enum aman_feature_kind kind)
{
    if (!reader->has_venue || !id[0]) return -1;
    int feature = aman_ids_find(reader->features, id);
    if (feature < 0)
        refuse_id(reader, node, id, kind);
    else if (reader->plan->venue.features[feature].kind != kind)
        refuse_kind(reader, node, feature, kind);
    else
        return feature;
    return -1;
}

void aman_plan_features(struct aman_plan_reader *reader, const struct aman_yaml *texts,
                        enum aman_feature_kind kind, int **indices, size_t *n)
{
    int *found = aman_reader_new(reader, aman_texts_count(texts), sizeof *found);
    size_t n_found = 0;
    if (!found) return;
    for (const struct aman_yaml *text = aman_texts_first(texts); text; text = aman_texts_next(texts, text)) {
        int feature = aman_plan_feature(reader, text, text->text, kind);
        bool repeated = false;
        for (size_t i = 0; i < n_found && feature >= 0; i++) repeated = repeated || found[i] == feature;
        if (repeated)
            aman_reader_fault(reader, (struct aman_fault){.node = text, .expected = "each id once"});
        else if (feature >= 0 || !reader->has_venue)
            found[n_found++] = feature;
    }
    *indices = found;
    *n = n_found;
}

const char *aman_plan_name(const struct aman_plan_reader *reader, const char *name, int feature,
                           const char *id)
{
    const char *drawn = feature >= 0 ? reader->plan->venue.features[feature].name : "";
    return name[0] ? name : drawn && drawn[0] ? drawn : id;
}
