#include "formats/plan_reader.h"

#include <math.h>
#include <stdio.h>

/* Each stand belongs to one section at most: its people are counted once. owner: by feature, section + 1. */
static void claim_stands(struct aman_plan_reader *reader, const struct aman_raw_section *raw,
                         const struct aman_plan_section *section, int number, int *owner)
{
    for (size_t i = 0; reader->has_venue && i < section->n_stands; i++) {
        int *claimed = &owner[section->stands[i]];
        if (*claimed != 0 && *claimed != number + 1) {
            char shown[64], found[128];
            aman_text_shown(reader->plan->venue.features[section->stands[i]].id, shown, sizeof shown);
            snprintf(found, sizeof found, "stand %s in a second section", shown);
            aman_reader_fault(reader, (struct aman_fault){raw->stands, false, false, found,
                                                          "each stand in one section", NULL});
        }
        *claimed = number + 1;
    }
}

static bool holds(const int *items, size_t n, int item)
{
    for (size_t i = 0; i < n; i++)
        if (items[i] == item) return true;
    return false;
}

static bool shares_stand(const struct aman_plan_group *group, const struct aman_plan_section *section)
{
    for (size_t i = 0; i < group->n_stands; i++)
        if (holds(section->stands, section->n_stands, group->stands[i])) return true;
    return false;
}

/* The gates of all groups that sit in the section. */
static void derive_gates(struct aman_plan_reader *reader, struct aman_plan_section *section)
{
    const struct aman_plan *plan = reader->plan;
    bool *used = aman_reader_new(reader, plan->n_checkpoints, sizeof *used);
    int *gates = aman_reader_new(reader, plan->n_checkpoints, sizeof *gates);
    if (!used || !gates) return;
    for (size_t g = 0; g < plan->n_groups; g++)
        for (size_t i = 0; shares_stand(&plan->groups[g], section) && i < plan->groups[g].n_gates; i++)
            used[plan->groups[g].gates[i]] = true;
    section->gates = gates;
    section->n_gates = 0;
    for (size_t i = 0; i < plan->n_checkpoints; i++)
        if (used[i]) gates[section->n_gates++] = (int)i;
}

static void derive_places(const struct aman_plan_reader *reader, struct aman_plan_section *section)
{
    long long places = 0;
    for (size_t i = 0; i < section->n_stands; i++) {
        places += reader->stand_places[section->stands[i]];
        section->standing = section->standing || reader->plan->venue.features[section->stands[i]].standing;
    }
    if (section->places == 0) section->places = (int)places;
}

static void read_section(struct aman_plan_reader *reader, const struct aman_raw_section *raw,
                         struct aman_plan_section *section)
{
    const struct aman_limit *limits = reader->plan->limits;
    *section = raw->section;
    section->line = raw->node->line;
    section->name = aman_plan_name(reader, section->name, -1, section->id);
    aman_plan_features(reader, raw->stands, AMAN_FEATURE_STAND, &section->stands, &section->n_stands);
    aman_ids_resolve_all(reader, reader->gates, raw->gates, &section->gates, &section->n_gates);
    aman_ids_resolve_all(reader, reader->exits, raw->exits, &section->exits, &section->n_exits);
    if (isnan(section->exit_time_s)) section->exit_time_s = limits[AMAN_LIMIT_EXIT_TIME_S].value;
    if (isnan(section->evacuation_time_s))
        section->evacuation_time_s = limits[AMAN_LIMIT_EVACUATION_TIME_S].value;
    if (reader->no_memory || !reader->has_venue) return;
    if (section->n_gates == 0) derive_gates(reader, section);
    derive_places(reader, section);
}

/* A spectator whose stand is in no section is missing from every sum. */
static void warn_unclaimed(struct aman_plan_reader *reader, const int *owner)
{
    const struct aman_venue *venue = &reader->plan->venue;
    for (size_t i = 0; reader->plan->n_sections > 0 && i < venue->n_features; i++) {
        if (venue->features[i].kind != AMAN_FEATURE_STAND || owner[i] != 0) continue;
        char shown[64], found[128];
        aman_text_shown(venue->features[i].id, shown, sizeof shown);
        snprintf(found, sizeof found, "stand %s in no section", shown);
        aman_reader_fault(reader, (struct aman_fault){reader->raw.capacity.node, true, true, found,
                                                      "each stand in a section of capacity.sections", NULL});
    }
}

void aman_plan_read_sections(struct aman_plan_reader *reader)
{
    const struct aman_raw_section *raw = reader->raw.capacity.sections.items;
    size_t n = reader->raw.capacity.sections.n;
    struct aman_plan_section *sections = aman_reader_new(reader, n, sizeof *sections);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    int *owner = aman_reader_new(reader, reader->plan->venue.n_features, sizeof *owner);
    if (!sections || !ids || !owner) return;
    for (size_t i = 0; i < n; i++) {
        read_section(reader, &raw[i], &sections[i]);
        ids[i] = (struct aman_id){sections[i].id, (int)i, raw[i].node};
        if (!reader->no_memory) claim_stands(reader, &raw[i], &sections[i], (int)i, owner);
    }
    reader->plan->sections = sections;
    reader->plan->n_sections = n;
    reader->sections = aman_ids_create(reader, ids, n, "a section of capacity.sections");
    aman_ids_refuse_duplicates(reader, reader->sections);
    if (!reader->no_memory) warn_unclaimed(reader, owner);
}
