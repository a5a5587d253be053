/* FollowTheMoney entities, a JSON object a line. */
#include "formats/columns.h"
#include "formats/list_build.h"
#include "formats/service_request.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MOST = 16 * 1024 * 1024 };

static const struct {
    const char *schema;
    enum aman_list_kind kind;
} schemas[] = {
    {"Person", AMAN_LIST_PERSON},       {"Company", AMAN_LIST_ORGANISATION},  {"Organization", AMAN_LIST_ORGANISATION},
    {"PublicBody", AMAN_LIST_ORGANISATION}, {"LegalEntity", AMAN_LIST_ANY},   {"Vessel", AMAN_LIST_VESSEL},
    {"Airplane", AMAN_LIST_AIRCRAFT},
};
enum { N_SCHEMAS = sizeof schemas / sizeof *schemas };

static int find_schema(const char *schema)
{
    for (int s = 0; s < N_SCHEMAS; s++)
        if (strcmp(schema, schemas[s].schema) == 0) return s;
    return -1;
}

enum aman_list_kind aman_schema_kind(const char *schema)
{
    int known = find_schema(schema);
    return known < 0 ? AMAN_LIST_ANY : schemas[known].kind;
}

/* Adds every text of a property by a function of the list's. */
static void add_names(struct aman_list_builder *b, const json_t *properties, const char *key,
                      enum aman_list_quality quality, int line)
{
    size_t i;
    json_t *text;
    enum aman_list_quality now = quality;
    json_array_foreach(json_object_get(properties, key), i, text)
    {
        if (!json_is_string(text)) continue;
        aman_list_add_name(b, json_string_value(text), json_string_length(text), now, line);
        if (now == AMAN_LIST_PRIMARY) now = AMAN_LIST_ALIAS; /* the first name is the main one */
    }
}

static void add_countries(struct aman_list_builder *b, struct aman_list_entry *entry, const json_t *properties,
                          const char *key)
{
    size_t i;
    json_t *text;
    json_array_foreach(json_object_get(properties, key), i, text)
        if (json_is_string(text)) aman_list_add_country(b, entry, json_string_value(text), json_string_length(text));
}

/* Which properties are which details. */
static const struct {
    const char *key;
    enum aman_list_detail_kind kind;
} details[] = {{"birthDate", AMAN_LIST_BIRTH_DATE},   {"birthPlace", AMAN_LIST_BIRTH_PLACE}, {"gender", AMAN_LIST_GENDER},
               {"passportNumber", AMAN_LIST_DOCUMENT}, {"idNumber", AMAN_LIST_DOCUMENT},      {"imoNumber", AMAN_LIST_DOCUMENT},
               {"registrationNumber", AMAN_LIST_DOCUMENT}, {"address", AMAN_LIST_ADDRESS},    {"position", AMAN_LIST_POSITION},
               {"notes", AMAN_LIST_REMARK}};

static void add_details(struct aman_list_builder *b, const json_t *properties, int line)
{
    size_t i;
    json_t *text;
    for (size_t d = 0; d < sizeof details / sizeof *details; d++)
        json_array_foreach(json_object_get(properties, details[d].key), i, text)
            if (json_is_string(text))
                aman_list_add_detail(b, details[d].kind, json_string_value(text), json_string_length(text), line);
}

static void add_births(struct aman_list_entry *entry, const json_t *properties)
{
    size_t i;
    json_t *text;
    json_array_foreach(json_object_get(properties, "birthDate"), i, text)
    {
        int year = json_is_string(text) ? aman_column_year(json_string_value(text), json_string_length(text)) : 0;
        aman_list_add_birth(entry, year, year);
    }
}

static void read_entity(struct aman_list_builder *b, const json_t *entity, int line)
{
    const char *id = json_string_value(json_object_get(entity, "id"));
    const char *schema = json_string_value(json_object_get(entity, "schema"));
    const json_t *properties = json_object_get(entity, "properties");
    if (!id || !id[0] || !schema || !json_is_object(properties)) {
        aman_list_fault(b, line, 1, "", "an object without id, schema or properties", "a FollowTheMoney entity");
        return;
    }
    int known = find_schema(schema);
    if (known < 0) return; /* addresses, passports, ownerships: nobody to screen against */
    struct aman_list_entry *entry = aman_list_begin(b, id, schemas[known].kind, line);
    if (!entry) return;
    const char *caption = json_string_value(json_object_get(entity, "caption"));
    if (caption) aman_list_add_name(b, caption, strlen(caption), AMAN_LIST_PRIMARY, line);
    add_names(b, properties, "name", b->spare_n ? AMAN_LIST_ALIAS : AMAN_LIST_PRIMARY, line);
    add_names(b, properties, "alias", AMAN_LIST_ALIAS, line);
    add_names(b, properties, "previousName", AMAN_LIST_ALIAS, line);
    add_names(b, properties, "weakAlias", AMAN_LIST_WEAK, line);
    add_births(entry, properties);
    add_details(b, properties, line);
    add_countries(b, entry, properties, "nationality");
    add_countries(b, entry, properties, "country");
    const json_t *programme = json_array_get(json_object_get(properties, "program"), 0);
    if (json_is_string(programme)) aman_list_set_programme(b, entry, json_string_value(programme));
    aman_list_end(b, entry);
}

static void read_line(struct aman_list_builder *b, const char *text, size_t n, int line)
{
    json_error_t error;
    json_t *entity = n <= LINE_MOST ? json_loadb(text, n, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (n > LINE_MOST)
        aman_list_fault(b, line, 1, "", "a line over 16 MiB", "an entity a line");
    else if (!entity)
        aman_list_fault(b, line, error.column > 0 ? error.column : 1, "", error.text, "a JSON object a line");
    else if (!json_is_object(entity))
        aman_list_fault(b, line, 1, "", "no JSON object", "a FollowTheMoney entity");
    else
        read_entity(b, entity, line);
    json_decref(entity);
}

void aman_list_read_ftm(struct aman_list_builder *b, const char *text, size_t n)
{
    int line = 1;
    for (size_t at = 0; at < n && !b->err; line++) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t length = end ? (size_t)(end - text) - at : n - at;
        size_t content = length;
        while (content > 0 && (text[at + content - 1] == '\r' || text[at + content - 1] == ' ')) content--;
        if (content > 0) read_line(b, text + at, content, line);
        at += length + 1;
    }
}
