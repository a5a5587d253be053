/* The JSON Schemas of plan and crowd scenario are valid JSON and have every key that the reader accepts, with a description. */
#include "base/text.h"
#include "formats/crowd_scenario_build.h"
#include "formats/plan_read.h"

#include "tests/base/cmocka_all.h"

#include <jansson.h>
#include <string.h>

static size_t n_keys;

static json_t *object_in(json_t *schema)
{
    json_t *choice;
    size_t i;
    if (json_object_get(schema, "properties")) return schema;
    if (json_object_get(schema, "items")) return object_in(json_object_get(schema, "items"));
    json_array_foreach(json_object_get(schema, "anyOf"), i,
                       choice) if (object_in(choice)) return object_in(choice);
    return NULL;
}

static void check_map(const struct aman_plan_map *map, json_t *schema)
{
    json_t *properties = json_object_get(schema, "properties"),
           *required = json_object_get(schema, "required");
    size_t n_required = 0;
    assert_non_null(properties);
    assert_int_equal(json_object_size(properties), map->n_keys);
    assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
    for (size_t i = 0; i < map->n_keys; i++) {
        const struct aman_plan_key *row = &map->keys[i];
        json_t *property = json_object_get(properties, row->key);
        if (!property) fail_msg("no `%s` in %s", row->key, map->what);
        if (map != &aman_plan_limit_map)
            assert_string_equal(json_string_value(json_object_get(property, "description")), row->help);
        n_required += row->required;
        n_keys++;
        if (row->map) check_map(row->map, object_in(property));
    }
    assert_int_equal(json_array_size(required), n_required);
}

static json_t *load(enum aman_err (*schema_of)(struct aman_text *json))
{
    struct aman_text text;
    json_error_t error;
    aman_text_init(&text, &aman_mem_heap);
    assert_int_equal(schema_of(&text), AMAN_OK);
    json_t *schema = json_loads(text.data, JSON_REJECT_DUPLICATES, &error);
    if (!schema) fail_msg("%d:%d: %s", error.line, error.column, error.text);
    aman_text_release(&text);
    return schema;
}

static void test_every_key(void **state)
{
    (void)state;
    json_t *schema = load(aman_plan_schema);
    assert_string_equal(json_string_value(json_object_get(schema, "$schema")),
                        "https://json-schema.org/draft/2020-12/schema");
    check_map(&aman_plan_root, schema);
    assert_true(n_keys > 150);
    json_decref(schema);
}

static void test_scenario(void **state)
{
    (void)state;
    json_t *schema = load(aman_scenario_schema);
    n_keys = 0;
    check_map(&aman_scenario_root, schema);
    assert_true(n_keys > 70);
    json_decref(schema);
}

static void test_limits(void **state)
{
    (void)state;
    json_t *schema = load(aman_plan_schema);
    json_t *limits =
        json_object_get(json_object_get(json_object_get(schema, "properties"), "limits"), "properties");
    assert_int_equal(json_object_size(limits), AMAN_LIMIT_COUNT);
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++) {
        json_t *limit = json_object_get(limits, aman_limit_defs[i].key);
        assert_non_null(limit);
        check_map(&aman_plan_limit_map, object_in(limit));
    }
    json_decref(schema);
}

/* What a fallback says can be read back by the row that it belongs to: the table cannot lie. */
static void check_fallbacks(const struct aman_plan_map *map)
{
    for (size_t i = 0; i < map->n_keys; i++) {
        const struct aman_plan_key *row = &map->keys[i];
        double value;
        assert_true(row->help && row->help[strlen(row->help) - 1] == '.' ? true
                                                                         : strstr(row->help, "…") != NULL);
        if (row->map) check_fallbacks(row->map);
        if (row->type != AMAN_PLAN_QUANTITY || !row->fallback) continue;
        assert_true(aman_quantity_parse(row->fallback, row->quantity, &value));
        assert_true(value >= row->least && value <= row->most);
    }
}

static void test_fallbacks(void **state)
{
    (void)state;
    check_fallbacks(&aman_plan_root);
    check_fallbacks(&aman_scenario_root);
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++) {
        const struct aman_limit_def *def = &aman_limit_defs[i];
        assert_true(def->value >= def->least && def->value <= def->most);
        assert_true(aman_limit_quantity(def) != AMAN_QUANTITY_COUNT);
        assert_non_null(strchr("ABC", def->certainty));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key),
        cmocka_unit_test(test_scenario),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_fallbacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
