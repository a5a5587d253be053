#include "formats/crowd_scenario_build.h"
#include "formats/plan_read.h"

#include "base/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* jansson hands NULL on where memory runs out; every step below passes it along, and the last one tells. */

static json_t *map_schema(const struct aman_plan_map *map);

static json_t *text_schema(void)
{
    return json_pack("{s:[s,s,s]}", "type", "string", "number", "boolean");
}

static json_t *texts_schema(bool required)
{
    json_t *list = json_pack("{s:s,s:o}", "type", "array", "items", text_schema());
    if (list && required) json_object_set_new(list, "minItems", json_integer(1));
    return json_pack("{s:[o,o]}", "anyOf", text_schema(), list);
}

static json_t *words_schema(const char *const *words)
{
    json_t *list = json_array();
    for (size_t i = 0; words[i]; i++) json_array_append_new(list, json_string(words[i]));
    return json_pack("{s:o}", "enum", list);
}

static json_t *pattern_schema(const char *pattern)
{
    return json_pack("{s:s,s:s}", "type", "string", "pattern", pattern);
}

static json_t *number_schema(const char *type, double least, double most)
{
    return json_pack("{s:s,s:f,s:f}", "type", type, "minimum", least, "maximum", most);
}

static json_t *quantity_schema(enum aman_quantity quantity, double least, double most)
{
    const struct aman_quantity_def *def = &aman_quantity_defs[quantity];
    char pattern[256] = "^[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? *(";
    size_t used = strlen(pattern);
    bool bare = false;
    for (size_t i = 0, n = 0; i < def->n_units; i++) {
        bare = bare || !def->units[i].suffix[0];
        if (!def->units[i].suffix[0]) continue;
        int more =
            snprintf(pattern + used, sizeof pattern - used, "%s%s", n++ ? "|" : "", def->units[i].suffix);
        used += more > 0 ? (size_t)more : 0;
    }
    snprintf(pattern + used, sizeof pattern - used, ")$");
    if (quantity == AMAN_QUANTITY_NUMBER) return number_schema("number", least, most);
    if (!bare) return pattern_schema(pattern);
    return json_pack("{s:[o,o]}", "anyOf", number_schema("number", least, most), pattern_schema(pattern));
}

static json_t *measure_schema(void)
{
    json_t *kinds = json_array();
    for (size_t i = 0; aman_escalation_measures[i]; i++)
        json_array_append_new(kinds, quantity_schema(aman_escalation_quantities[i], 0.0, 1e6));
    return json_pack("{s:o}", "anyOf", kinds);
}

static json_t *limit_schema(const struct aman_limit_def *def)
{
    enum aman_quantity quantity = aman_limit_quantity(def);
    json_t *with_source = map_schema(&aman_plan_limit_map);
    json_t *value = quantity_schema(quantity, def->least, def->most);
    if (with_source) json_object_set_new(json_object_get(with_source, "properties"), "value", value);
    json_t *schema =
        json_pack("{s:[o,o]}", "anyOf", quantity_schema(quantity, def->least, def->most), with_source);
    char help[400];
    snprintf(help, sizeof help, "%s Default: %g %s (%s).", def->help, def->value, def->unit, def->source);
    if (schema) json_object_set_new(schema, "description", json_string(help));
    return schema;
}

static json_t *limits_schema(void)
{
    json_t *properties = json_object();
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++)
        json_object_set_new(properties, aman_limit_defs[i].key, limit_schema(&aman_limit_defs[i]));
    return json_pack("{s:s,s:b,s:o}", "type", "object", "additionalProperties", 0, "properties", properties);
}

static json_t *point_schema(void)
{
    return json_pack("{s:s,s:i,s:i,s:{s:s}}", "type", "array", "minItems", 2, "maxItems", 2, "items", "type", "number");
}

static json_t *list_schema(const struct aman_plan_map *map, bool required)
{
    json_t *list = json_pack("{s:s,s:o}", "type", "array", "items", map_schema(map));
    if (list && required) json_object_set_new(list, "minItems", json_integer(1));
    return list;
}

static json_t *shares_schema(void)
{
    return json_pack("{s:s,s:i,s:o}", "type", "object", "minProperties", 1, "additionalProperties",
                     quantity_schema(AMAN_QUANTITY_SHARE, 0.0, 1.0));
}

static json_t *chapter_schema(const struct aman_plan_map *map)
{
    json_t *entries = json_pack("{s:[o,o]}", "anyOf", map_schema(map), text_schema());
    json_t *list = json_pack("{s:s,s:o}", "type", "array", "items", entries);
    return json_pack("{s:[o,o,o]}", "anyOf", map_schema(map), list, text_schema());
}

static json_t *type_schema(const struct aman_plan_key *row)
{
    switch (row->type) {
    case AMAN_PLAN_TEXT:
    case AMAN_PLAN_ID:
        return text_schema();
    case AMAN_PLAN_DATE:
        return pattern_schema("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    case AMAN_PLAN_TIME:
        return pattern_schema("^([0-3]?[0-9]|4[0-7]):[0-5][0-9](:[0-5][0-9])?$");
    case AMAN_PLAN_QUANTITY:
        return quantity_schema(row->quantity, row->least, row->most);
    case AMAN_PLAN_INTEGER:
        return json_pack("{s:s,s:I,s:I}", "type", "integer", "minimum", (json_int_t)row->least, "maximum",
                         (json_int_t)row->most);
    case AMAN_PLAN_BOOL:
        return json_pack("{s:s}", "type", "boolean");
    case AMAN_PLAN_WORD:
    case AMAN_PLAN_NAME:
        return words_schema(row->words);
    case AMAN_PLAN_TEXTS:
        return texts_schema(row->required);
    case AMAN_PLAN_SHARES:
        return shares_schema();
    case AMAN_PLAN_FILES:
        return json_pack("{s:s,s:{s:s}}", "type", "object", "additionalProperties", "type", "string");
    case AMAN_PLAN_LIMITS:
        return limits_schema();
    case AMAN_PLAN_POINT:
        return point_schema();
    case AMAN_PLAN_POINTS:
        return json_pack("{s:s,s:i,s:o}", "type", "array", "minItems", 3, "items", point_schema());
    case AMAN_PLAN_MEASURE:
        return measure_schema();
    case AMAN_PLAN_MAP:
        return map_schema(row->map);
    case AMAN_PLAN_MAPS:
        return list_schema(row->map, row->required);
    case AMAN_PLAN_CHAPTER:
        return chapter_schema(row->map);
    case AMAN_PLAN_MAP_OR_MAPS:
        return json_pack("{s:[o,o]}", "anyOf", map_schema(row->map), list_schema(row->map, row->required));
    case AMAN_PLAN_ID_OR_SHARES:
        return json_pack("{s:[o,o]}", "anyOf", text_schema(), shares_schema());
    case AMAN_PLAN_ANY:
        break;
    }
    return json_object();
}

/* A default as the type that an editor shows. */
static json_t *default_of(const struct aman_plan_key *row)
{
    double value;
    if (row->type == AMAN_PLAN_BOOL) return json_boolean(strcmp(row->fallback, "true") == 0);
    if (row->type == AMAN_PLAN_QUANTITY && row->quantity == AMAN_QUANTITY_NUMBER &&
        aman_quantity_parse(row->fallback, AMAN_QUANTITY_NUMBER, &value))
        return json_real(value);
    return json_string(row->fallback);
}

static json_t *key_schema(const struct aman_plan_key *row)
{
    json_t *schema = type_schema(row);
    if (!schema) return NULL;
    json_object_set_new(schema, "description", json_string(row->help));
    if (row->fallback) json_object_set_new(schema, "default", default_of(row));
    return schema;
}

/* For one word of the selector: which keys it needs, which it has no use for. */
static json_t *choice_schema(const struct aman_plan_map *map, const char *word, unsigned bit)
{
    json_t *needed = json_array(), *others = json_object();
    for (size_t i = 0; i < map->n_keys; i++) {
        const struct aman_plan_key *row = &map->keys[i];
        if (row->needed_for & bit) json_array_append_new(needed, json_string(row->key));
        if (row->only_for && !(row->only_for & bit)) json_object_set_new(others, row->key, json_false());
    }
    return json_pack("{s:{s:{s:{s:s}}},s:{s:o,s:o}}", "if", "properties", map->selector, "const", word,
                     "then", "required", needed, "properties", others);
}

static json_t *choices_schema(const struct aman_plan_map *map)
{
    const struct aman_plan_key *selector = aman_plan_key_find(map, map->selector);
    json_t *choices = json_array();
    for (unsigned i = 0; selector->words[i]; i++)
        json_array_append_new(choices, choice_schema(map, selector->words[i], 1U << i));
    return choices;
}

static json_t *map_schema(const struct aman_plan_map *map)
{
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < map->n_keys; i++) {
        json_object_set_new(properties, map->keys[i].key, key_schema(&map->keys[i]));
        if (map->keys[i].required) json_array_append_new(required, json_string(map->keys[i].key));
    }
    json_t *schema = json_pack("{s:s,s:b,s:o,s:o}", "type", "object", "additionalProperties", 0, "properties",
                               properties, "required", required);
    if (schema && map->selector) json_object_set_new(schema, "allOf", choices_schema(map));
    return schema;
}

static enum aman_err add_schema(struct aman_text *json, const char *title, const struct aman_plan_map *map)
{
    json_t *schema =
        json_pack("{s:s,s:s}", "$schema", "https://json-schema.org/draft/2020-12/schema", "title", title);
    json_t *root = map_schema(map);
    if (schema && root) json_object_update(schema, root);
    char *text = schema && root ? json_dumps(schema, JSON_INDENT(2)) : NULL;
    json_decref(root);
    json_decref(schema);
    if (!text) return AMAN_ERR_MEMORY;
    aman_text_add(json, text);
    aman_text_add(json, "\n");
    free(text);
    return json->failed ? AMAN_ERR_MEMORY : AMAN_OK;
}

enum aman_err aman_plan_schema(struct aman_text *json)
{
    return add_schema(json, "Aman plan, version 1", &aman_plan_root);
}

enum aman_err aman_scenario_schema(struct aman_text *json)
{
    return add_schema(json, "Aman crowd scenario, version 1", &aman_scenario_root);
}
