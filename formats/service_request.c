#include "formats/service_request.h"

#include "formats/columns.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct aman_arena *arena;
    char *why;
};

static enum aman_err refuse(struct reader *r, enum aman_err err, const char *where, const char *what)
{
    snprintf(r->why, AMAN_REQUEST_WHY_BYTES, "%.80s%s%.160s", where, where[0] ? ": " : "", what);
    return err;
}

/* jansson gives well-formed UTF-8, and no NUL unless it is asked for. */
static json_t *parse(struct reader *r, const char *json, size_t n, enum aman_err *err)
{
    json_error_t error;
    json_t *root = json_loadb(json, n, JSON_REJECT_DUPLICATES, &error);
    if (root && json_is_object(root)) return root;
    if (root) {
        *err = refuse(r, AMAN_ERR_INPUT, "body", "expected a JSON object");
        json_decref(root);
        return NULL;
    }
    char what[160];
    snprintf(what, sizeof what, "line %d, column %d: no JSON: %.100s", error.line, error.column, error.text);
    *err = json_error_code(&error) == json_error_out_of_memory ? AMAN_ERR_MEMORY
                                                               : refuse(r, AMAN_ERR_INPUT, "body", what);
    return NULL;
}

static const char *text_of(struct reader *r, const json_t *value)
{
    return aman_arena_text(r->arena, json_string_value(value), json_string_length(value));
}

/* A property is a list of texts, or one text. */
static size_t values_of(const json_t *properties, const char *key)
{
    const json_t *property = json_object_get(properties, key);
    return json_is_array(property) ? json_array_size(property) : json_is_string(property);
}

static const json_t *value_at(const json_t *properties, const char *key, size_t i)
{
    const json_t *property = json_object_get(properties, key);
    const json_t *value = json_is_array(property) ? json_array_get(property, i) : property;
    return json_is_string(value) ? value : NULL;
}

static const json_t *first_value(const json_t *properties, const char *key)
{
    for (size_t i = 0; i < values_of(properties, key); i++) {
        const json_t *value = value_at(properties, key, i);
        if (value && json_string_length(value) > 0) return value;
    }
    return NULL;
}

static enum aman_err read_names(struct reader *r, const json_t *properties, struct aman_match_query *query)
{
    static const char *const keys[] = {"name", "alias", "previousName"};
    query->names = aman_arena_new(r->arena, AMAN_MATCH_NAMES_MOST, sizeof *query->names);
    if (!query->names) return AMAN_ERR_MEMORY;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (size_t i = 0; i < values_of(properties, keys[k]); i++) {
            const json_t *value = value_at(properties, keys[k], i);
            if (!value || json_string_length(value) == 0) continue;
            if (json_string_length(value) > AMAN_REQUEST_TEXT_BYTES)
                return refuse(r, AMAN_ERR_LIMIT, query->key, "a name of more than 10 kB");
            if (query->n_names == AMAN_MATCH_NAMES_MOST)
                return refuse(r, AMAN_ERR_LIMIT, query->key, "more than 20 names");
            if (!(query->names[query->n_names] = text_of(r, value))) return AMAN_ERR_MEMORY;
            query->n_names++;
        }
    return query->n_names ? AMAN_OK
                          : refuse(r, AMAN_ERR_INPUT, query->key, "expected a name in properties.name");
}

static enum aman_err read_evidence(struct reader *r, const json_t *properties, struct aman_match_query *query)
{
    static const char *const keys[] = {"nationality", "citizenship", "country", "jurisdiction"};
    const json_t *born = first_value(properties, "birthDate");
    query->born = born ? aman_column_year(json_string_value(born), json_string_length(born)) : 0;
    query->country = "";
    for (size_t k = 0; k < sizeof keys / sizeof *keys && query->country[0] == '\0'; k++) {
        const json_t *country = first_value(properties, keys[k]);
        if (country && json_string_length(country) > AMAN_REQUEST_TEXT_BYTES)
            return refuse(r, AMAN_ERR_LIMIT, query->key, "a country of more than 10 kB");
        if (country && !(query->country = text_of(r, country))) return AMAN_ERR_MEMORY;
    }
    return AMAN_OK;
}

static enum aman_err read_echo(struct reader *r, const json_t *value, struct aman_match_query *query)
{
    char *echo = json_dumps(value, JSON_COMPACT);
    query->echo = echo ? aman_arena_text(r->arena, echo, strlen(echo)) : NULL;
    free(echo);
    return query->echo ? AMAN_OK : AMAN_ERR_MEMORY;
}

static enum aman_err read_query(struct reader *r, const char *key, const json_t *value,
                                struct aman_match_query *query)
{
    const json_t *schema = json_object_get(value, "schema"), *id = json_object_get(value, "id");
    const json_t *properties = json_object_get(value, "properties");
    if (!(query->key = aman_arena_text(r->arena, key, strlen(key)))) return AMAN_ERR_MEMORY;
    if (!json_is_string(schema))
        return refuse(r, AMAN_ERR_INPUT, query->key, "expected a schema such as \"Person\"");
    if (!json_is_object(properties))
        return refuse(r, AMAN_ERR_INPUT, query->key, "expected an object `properties`");
    if (json_is_string(id) && json_string_length(id) > AMAN_REQUEST_TEXT_BYTES)
        return refuse(r, AMAN_ERR_LIMIT, query->key, "an id of more than 10 kB");
    query->id = json_is_string(id) ? text_of(r, id) : "";
    query->schema = text_of(r, schema);
    if (!query->id || !query->schema) return AMAN_ERR_MEMORY;
    query->kind = aman_schema_kind(query->schema);
    enum aman_err err = read_names(r, properties, query);
    if (!err) err = read_evidence(r, properties, query);
    return err ? err : read_echo(r, value, query);
}

static enum aman_err read_queries(struct reader *r, json_t *queries, struct aman_match_request *request)
{
    size_t n = json_object_size(queries);
    if (n == 0) return refuse(r, AMAN_ERR_INPUT, "queries", "expected an object with at least one query");
    if (n > AMAN_MATCH_QUERIES_MOST)
        return refuse(r, AMAN_ERR_LIMIT, "queries", "more than 100 queries in one request");
    request->queries = aman_arena_new(r->arena, n, sizeof *request->queries);
    if (!request->queries) return AMAN_ERR_MEMORY;
    const char *key;
    json_t *value;
    json_object_foreach(queries, key, value)
    {
        enum aman_err err = read_query(r, key, value, &request->queries[request->n]);
        if (err) return err;
        request->n++;
    }
    return AMAN_OK;
}

enum aman_err aman_match_request_read(const char *json, size_t n, struct aman_arena *arena,
                                      struct aman_match_request *request, char why[AMAN_REQUEST_WHY_BYTES])
{
    struct reader r = {arena, why};
    struct aman_match_request read = {.n = 0};
    enum aman_err err = AMAN_OK;
    why[0] = '\0';
    json_t *root = parse(&r, json, n, &err);
    if (root) err = read_queries(&r, json_object_get(root, "queries"), &read);
    json_decref(root);
    if (!err) *request = read;
    return err;
}

enum aman_err aman_step_request_read(const char *json, size_t n, struct aman_arena *arena,
                                     struct aman_step_request *request, char why[AMAN_REQUEST_WHY_BYTES])
{
    struct reader r = {arena, why};
    enum aman_err err = AMAN_OK;
    why[0] = '\0';
    json_t *root = parse(&r, json, n, &err);
    if (!root) return err;
    const json_t *action = json_object_get(root, "action"), *reason = json_object_get(root, "reason");
    const json_t *revision = json_object_get(root, "revision");
    struct aman_step_request read = {"", "", 0};
    if (!json_is_string(action)) err = refuse(&r, AMAN_ERR_INPUT, "action", "expected a text");
    if (!err && reason && !json_is_string(reason))
        err = refuse(&r, AMAN_ERR_INPUT, "reason", "expected a text");
    if (!err && json_is_string(reason) && json_string_length(reason) > AMAN_REQUEST_TEXT_BYTES)
        err = refuse(&r, AMAN_ERR_LIMIT, "reason", "more than 10 kB");
    if (!err && !(json_is_integer(revision) && json_integer_value(revision) > 0))
        err = refuse(&r, AMAN_ERR_INPUT, "revision",
                     "expected the revision that was looked at, a whole number from 1");
    if (!err)
        read = (struct aman_step_request){text_of(&r, action), reason ? text_of(&r, reason) : "",
                                          json_integer_value(revision)};
    json_decref(root);
    if (!err && (!read.action || !read.reason)) err = AMAN_ERR_MEMORY;
    if (!err) *request = read;
    return err;
}
