#include "formats/plan_reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum aman_quantity aman_limit_quantity(const struct aman_limit_def *def)
{
    static const struct {
        const char *unit;
        enum aman_quantity quantity;
    } units[] = {{"s", AMAN_QUANTITY_DURATION},         {"persons/h", AMAN_QUANTITY_PER_H},
                 {"persons/m/min", AMAN_QUANTITY_FLOW}, {"persons/10 m²", AMAN_QUANTITY_PER_10M2},
                 {"persons/m²", AMAN_QUANTITY_DENSITY}, {"share", AMAN_QUANTITY_SHARE},
                 {"1/s²", AMAN_QUANTITY_PRESSURE},
                 {"m", AMAN_QUANTITY_LENGTH},           {"m/s", AMAN_QUANTITY_SPEED},
                 {"persons", AMAN_QUANTITY_NUMBER},     {"persons/lane", AMAN_QUANTITY_NUMBER},
                 {"turnstiles/person", AMAN_QUANTITY_NUMBER},
                 {"spectators/steward", AMAN_QUANTITY_NUMBER}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(def->unit, units[i].unit) == 0) return units[i].quantity;
    return AMAN_QUANTITY_COUNT;
}

static void refuse_unknown(struct aman_plan_reader *reader, const struct aman_yaml *child)
{
    const char *words[AMAN_LIMIT_COUNT];
    char shown[64], found[96], hint[120];
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++) words[i] = aman_limit_defs[i].key;
    aman_text_shown(child->key, shown, sizeof shown);
    snprintf(found, sizeof found, "an unknown key %s", shown);
    aman_did_you_mean(child->key, words, AMAN_LIMIT_COUNT, hint, sizeof hint);
    aman_reader_fault(reader, (struct aman_fault){child, true, false, found, "a limit", hint});
}

static void read_limit(struct aman_plan_reader *reader, const struct aman_yaml *node,
                       const struct aman_limit_def *def, struct aman_limit *limit)
{
    struct aman_raw_limit raw = {.value = node, .source = "the plan"};
    if (node->kind == AMAN_YAML_MAP) aman_plan_fill(reader, &aman_plan_limit_map, node, &raw);
    double value =
        raw.value ? aman_plan_quantity(reader, raw.value, aman_limit_quantity(def), def->least, def->most)
                  : (double)NAN;
    if (!isnan(value)) *limit = (struct aman_limit){value, 'P', raw.source, node->key_line};
}

static void read_escalation(struct aman_plan_reader *reader)
{
    const struct aman_raw_escalation *raw = reader->raw.escalation.items;
    size_t n = reader->raw.escalation.n;
    struct aman_plan_level_of_escalation *levels = aman_reader_new(reader, n, sizeof *levels);
    for (size_t i = 0; levels && i < n; i++) {
        if (raw[i].measure < 0 || !raw[i].amber || !raw[i].red) continue;
        enum aman_quantity quantity = aman_escalation_quantities[raw[i].measure];
        levels[i].measure = aman_escalation_measures[raw[i].measure];
        levels[i].amber = aman_plan_quantity(reader, raw[i].amber, quantity, 0.0, 1e6);
        levels[i].red = aman_plan_quantity(reader, raw[i].red, quantity, 0.0, 1e6);
        if (levels[i].red <= levels[i].amber)
            aman_reader_fault(reader, (struct aman_fault){.node = raw[i].red, .expected = "red above amber"});
    }
    reader->plan->escalation = levels;
    reader->plan->n_escalation = levels ? n : 0;
}

void aman_plan_read_limits(struct aman_plan_reader *reader)
{
    struct aman_limit *limits = reader->plan->limits;
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++)
        limits[i] = (struct aman_limit){aman_limit_defs[i].value, aman_limit_defs[i].certainty,
                                        aman_limit_defs[i].source, 0};
    const struct aman_yaml *map = reader->raw.limits;
    if (map && map->kind != AMAN_YAML_MAP && map->kind != AMAN_YAML_NOTHING)
        aman_reader_fault(reader, (struct aman_fault){.node = map, .expected = "limits, as a map"});
    bool is_map = map && map->kind == AMAN_YAML_MAP;
    for (const struct aman_yaml *child = is_map ? map->first : NULL; child; child = child->next) {
        int i = 0;
        while (i < AMAN_LIMIT_COUNT && strcmp(child->key, aman_limit_defs[i].key) != 0) i++;
        if (i < AMAN_LIMIT_COUNT)
            read_limit(reader, child, &aman_limit_defs[i], &limits[i]);
        else
            refuse_unknown(reader, child);
    }
    read_escalation(reader);
}
