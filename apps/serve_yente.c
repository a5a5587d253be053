/* Answers in yente's shapes: entities of FollowTheMoney. */
#include "apps/serve_parts.h"

#include "apps/commands.h"
#include "apps/screen_answer.h"
#include "report/json.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MATCH_LIMIT = 5, MATCH_LIMIT_MOST = 500, SEARCH_LIMIT = 10, SEARCH_LIMIT_MOST = 500 };
static const double least_threshold = 0.3;
static const char algorithm_name[] = "aman";

/* ---- entities ---- */

const char *aman_serve_schema(enum aman_list_kind kind)
{
    static const char *const schemas[] = {"LegalEntity", "Person", "Organization", "Vessel", "Airplane"};
    return schemas[kind];
}

static void add_names(struct aman_text *json, const char *key, const struct aman_list_entry *entry,
                      enum aman_list_quality quality)
{
    bool any = false;
    for (size_t i = 0; i < entry->n_names; i++) {
        if (entry->names[i].quality != quality) continue;
        if (!any) {
            aman_json_key(json, key);
            aman_text_add(json, "[");
        }
        any = true;
        aman_json_next(json);
        aman_json_text(json, entry->names[i].text);
    }
    if (any) aman_text_add(json, "]");
}

static void add_births(struct aman_text *json, const struct aman_list_entry *entry)
{
    if (entry->n_births == 0) return;
    aman_json_key(json, "birthDate");
    aman_text_add(json, "[");
    for (size_t i = 0; i < entry->n_births; i++) {
        const struct aman_list_birth *birth = &entry->births[i];
        aman_json_next(json);
        aman_text_addf(json, "\"%d\"", birth->from_year);
        if (birth->to_year != birth->from_year) aman_text_addf(json, ",\"%d\"", birth->to_year);
    }
    aman_text_add(json, "]");
}

/* Codes in lower case, as FollowTheMoney has them; what is no country stays as the list has it. */
static void add_countries(const struct aman_serve_call *call, const struct aman_list_entry *entry)
{
    struct aman_text *json = &call->reply->body;
    if (entry->n_countries == 0) return;
    aman_json_key(json, entry->kind == AMAN_LIST_PERSON ? "nationality" : "country");
    aman_text_add(json, "[");
    for (size_t i = 0; i < entry->n_countries; i++) {
        char code[3];
        bool known = aman_country_code(call->serve->countries, entry->countries[i], code);
        for (char *c = code; known && *c; c++) *c = (char)tolower((unsigned char)*c);
        aman_json_next(json);
        aman_json_text(json, known ? code : entry->countries[i]);
    }
    aman_text_add(json, "]");
}

/* The details of one kind as a property; those that FollowTheMoney has no property for are left out. */
static void add_details(struct aman_text *json, const struct aman_list_entry *entry,
                        enum aman_list_detail_kind kind)
{
    static const char *const properties[AMAN_N_LIST_DETAILS] = {
        [AMAN_LIST_BIRTH_PLACE] = "birthPlace", [AMAN_LIST_GENDER] = "gender",
        [AMAN_LIST_DOCUMENT] = "idNumber",      [AMAN_LIST_ADDRESS] = "address",
        [AMAN_LIST_POSITION] = "position",      [AMAN_LIST_REMARK] = "notes"};
    bool any = false;
    for (size_t i = 0; i < entry->n_details && properties[kind]; i++) {
        if (entry->details[i].kind != kind) continue;
        if (!any) {
            aman_json_key(json, properties[kind]);
            aman_text_add(json, "[");
        }
        any = true;
        aman_json_next(json);
        aman_json_text(json, entry->details[i].text);
    }
    if (any) aman_text_add(json, "]");
}

/* What an entity has, without the brackets around it. */
static void add_entity(const struct aman_serve_call *call, const struct aman_store_list *list,
                       const struct aman_list_entry *entry)
{
    struct aman_text *json = &call->reply->body, id;
    aman_text_init(&id, &aman_mem_heap);
    aman_serve_entry_id(&id, list, entry);
    if (id.failed) json->failed = true;
    aman_json_key_text(json, "id", id.data ? id.data : "");
    aman_text_release(&id);
    aman_json_key_text(json, "caption", entry->names[0].text);
    aman_json_key_text(json, "schema", aman_serve_schema(entry->kind));
    aman_json_key(json, "properties");
    aman_text_add(json, "{");
    add_names(json, "name", entry, AMAN_LIST_PRIMARY);
    add_names(json, "alias", entry, AMAN_LIST_ALIAS);
    add_names(json, "weakAlias", entry, AMAN_LIST_WEAK);
    add_births(json, entry);
    add_countries(call, entry);
    for (int kind = 0; kind < AMAN_N_LIST_DETAILS; kind++)
        add_details(json, entry, (enum aman_list_detail_kind)kind);
    if (entry->programme[0]) {
        aman_json_key(json, "program");
        aman_text_add(json, "[");
        aman_json_text(json, entry->programme);
        aman_text_add(json, "]");
    }
    aman_text_add(json, "}");
    aman_json_key(json, "datasets");
    aman_text_add(json, "[");
    aman_json_text(json, list->source);
    aman_text_add(json, "],\"referents\":[],\"target\":true,\"first_seen\":null");
    aman_json_key_text(json, "last_seen", list->imported_at);
    aman_json_key_text(json, "last_change", list->imported_at);
}

static void add_total(struct aman_text *json, size_t n)
{
    aman_json_key(json, "total");
    aman_text_addf(json, "{\"value\":%zu,\"relation\":\"eq\"}", n);
}

/* ---- what made the score ---- */

static const struct {
    const char *name, *about;
} features[] = {{"name_match", "how alike the names are: letters, order and missing parts, over scripts"},
                {"birth_date", "what the year of birth does to the score"},
                {"country", "what the country does to the score"},
                {"weak_alias", "what a weak alias that agrees does to the score"}};
enum { N_FEATURES = sizeof features / sizeof *features };

/* What each piece of evidence does alone. */
static void effects(const struct aman_screen_match *match, double effect[N_FEATURES])
{
    const struct aman_names_evidence none = {AMAN_NAMES_BIRTH_UNKNOWN, AMAN_NAMES_COUNTRY_UNKNOWN, false};
    const struct aman_names_evidence alone[N_FEATURES] = {
        none,
        {match->evidence.birth, AMAN_NAMES_COUNTRY_UNKNOWN, false},
        {AMAN_NAMES_BIRTH_UNKNOWN, match->evidence.country, false},
        {AMAN_NAMES_BIRTH_UNKNOWN, AMAN_NAMES_COUNTRY_UNKNOWN, match->evidence.weak_alias}};
    double base = aman_names_with_evidence(match->name_score, &none);
    effect[0] = match->name_score;
    for (int f = 1; f < N_FEATURES; f++)
        effect[f] = aman_names_with_evidence(match->name_score, &alone[f]) - base;
}

static void add_scored(struct aman_serve_call *call, const struct aman_screened *person,
                       const struct aman_screen_match *match)
{
    struct aman_text *json = &call->reply->body, why;
    double effect[N_FEATURES];
    effects(match, effect);
    aman_text_add(json, "{");
    add_entity(call, match->list, match->entry);
    aman_json_key_number(json, "score", match->score);
    aman_json_key(json, "match");
    aman_text_add(json, "true");
    aman_json_key(json, "features");
    aman_text_add(json, "{");
    for (int f = 0; f < N_FEATURES; f++) aman_json_key_number(json, features[f].name, effect[f]);
    aman_text_add(json, "}");
    aman_json_key(json, "explanations");
    aman_text_add(json, "{");
    aman_text_init(&why, &aman_mem_heap);
    aman_screen_why(&why, call->lang, person, match);
    for (int f = 0; f < N_FEATURES; f++) {
        aman_json_key(json, features[f].name);
        aman_text_add(json, "{");
        aman_json_key_number(json, "score", effect[f]);
        if (f == 0) {
            aman_json_key_text(json, "detail", why.data ? why.data : "");
            aman_json_key_text(json, "query", person->name);
            aman_json_key_text(json, "candidate", match->listed_name);
        }
        aman_text_add(json, "}");
    }
    if (why.failed) json->failed = true;
    aman_text_release(&why);
    aman_text_add(json, "}}");
}

/* ---- match ---- */

static bool answer_query(struct aman_serve_call *call, const struct aman_serve_wish *wish,
                         const struct aman_match_query *query)
{
    struct aman_text *json = &call->reply->body;
    size_t first = call->reply->n_looks, n;
    for (size_t i = 0; i < query->n_names; i++) {
        const struct aman_screened person = {query->id, query->names[i], query->born, query->country,
                                             query->kind};
        if (!aman_serve_look(call, &person, wish->threshold)) return false;
    }
    const struct aman_serve_found *found = aman_serve_gather(call, wish, first, &n);
    if (!found) return false;
    aman_json_key(json, query->key);
    aman_text_add(json, "{\"status\":200,\"results\":[");
    for (size_t i = 0; i < n && i < wish->limit; i++) {
        aman_json_next(json);
        add_scored(call, found[i].person, found[i].match);
    }
    aman_text_add(json, "]");
    add_total(json, n);
    aman_text_add(json, ",\"query\":");
    aman_text_add(json, query->echo);
    aman_text_add(json, "}");
    return true;
}

static bool is_dataset(const struct aman_serve_call *call, const char *name)
{
    const struct aman_store_lists *lists = &call->reply->edition->lists;
    if (strcmp(name, "default") == 0 || strcmp(name, "all") == 0) return true;
    for (size_t i = 0; i < lists->n; i++)
        if (strcmp(lists->lists[i].source, name) == 0) return true;
    return false;
}

static bool is_algorithm(const char *name)
{
    return !name || strcmp(name, algorithm_name) == 0 || strcmp(name, "best") == 0;
}

/* The path's dataset, and an algorithm if one is asked for, are there. */
static bool check_names(struct aman_serve_call *call)
{
    if (!is_dataset(call, call->target.segments[1])) {
        aman_serve_refuse(call->reply, 404, "no list of this name is loaded; see /catalog");
        return false;
    }
    if (!is_algorithm(aman_http_parameter_text(&call->target, "algorithm"))) {
        aman_serve_refuse(call->reply, 400,
                          "there is one algorithm, `aman`: scores of another one are not to be had here");
        return false;
    }
    return true;
}

static void add_matcher(struct aman_text *json)
{
    aman_text_add(json, "{");
    for (int f = 0; f < N_FEATURES; f++) {
        aman_json_key(json, features[f].name);
        aman_text_add(json, "{");
        aman_json_key_text(json, "description", features[f].about);
        aman_json_key_number(json, "coefficient", 1.0);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "}");
}

void aman_serve_match(struct aman_serve_call *call)
{
    struct aman_serve_wish wish = {.dataset = call->target.segments[1]};
    struct aman_match_request asked;
    char why[AMAN_REQUEST_WHY_BYTES];
    if (!check_names(call) ||
        !aman_serve_wish_read(call, "threshold", least_threshold, MATCH_LIMIT, MATCH_LIMIT_MOST, &wish))
        return;
    enum aman_err err =
        aman_match_request_read(call->request->body, call->request->n_body, &call->reply->arena, &asked, why);
    if (err) {
        aman_serve_refuse(call->reply, err == AMAN_ERR_MEMORY ? 503 : 400, why[0] ? why : aman_err_text(err));
        return;
    }
    struct aman_text *json = &call->reply->body;
    aman_text_add(json, "{\"responses\":{");
    for (size_t i = 0; i < asked.n; i++)
        if (!answer_query(call, &wish, &asked.queries[i])) return;
    aman_text_add(json, "},\"matcher\":");
    add_matcher(json);
    aman_json_key_number(json, "limit", (double)wish.limit);
    aman_text_add(json, "}\n");
}

/* ---- search ---- */

void aman_serve_search(struct aman_serve_call *call)
{
    struct aman_serve_wish wish = {.dataset = call->target.segments[1]};
    const char *q = aman_http_parameter_text(&call->target, "q"),
               *schema = aman_http_parameter_text(&call->target, "schema");
    const char *country = aman_http_parameter_text(&call->target, "countries");
    if (!check_names(call) ||
        !aman_serve_wish_read(call, "threshold", least_threshold, SEARCH_LIMIT, SEARCH_LIMIT_MOST, &wish))
        return;
    if (!q || q[0] == '\0') {
        aman_serve_refuse(call->reply, 400, "q: expected a name to search for");
        return;
    }
    const struct aman_screened person = {"", q, 0, country ? country : "",
                                         schema ? aman_schema_kind(schema) : AMAN_LIST_ANY};
    size_t n;
    if (!aman_serve_look(call, &person, wish.threshold)) return;
    const struct aman_serve_found *found = aman_serve_gather(call, &wish, 0, &n);
    if (!found) return;
    struct aman_text *json = &call->reply->body;
    aman_text_add(json, "{\"results\":[");
    for (size_t i = wish.offset; i < n && i - wish.offset < wish.limit; i++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        add_entity(call, found[i].match->list, found[i].match->entry);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "],\"facets\":{}");
    add_total(json, n);
    aman_json_key_number(json, "limit", (double)wish.limit);
    aman_json_key_number(json, "offset", (double)wish.offset);
    aman_text_add(json, "}\n");
}

/* ---- entities ---- */

static int by_id(const void *key, const void *entry)
{
    return strcmp(key, ((const struct aman_list_entry *)entry)->id);
}

void aman_serve_entity(struct aman_serve_call *call)
{
    const char *id = call->target.segments[1];
    const struct aman_store_lists *lists = &call->reply->edition->lists;
    for (size_t i = 0; i < lists->n; i++) {
        const struct aman_store_list *list = &lists->lists[i];
        size_t n = strlen(list->source);
        if (strncmp(id, list->source, n) != 0 || id[n] != '-') continue;
        const struct aman_list_entry *entry =
            bsearch(id + n + 1, list->entries, list->n_entries, sizeof *list->entries, by_id);
        if (!entry) continue;
        aman_text_add(&call->reply->body, "{");
        add_entity(call, list, entry);
        aman_text_add(&call->reply->body, "}\n");
        return;
    }
    aman_serve_refuse(call->reply, 404, "no entry of this id is listed");
}

/* ---- what there is ---- */

static void add_dataset(struct aman_text *json, const struct aman_store_list *list)
{
    char version[32];
    snprintf(version, sizeof version, "%zu", list->version);
    aman_json_next(json);
    aman_text_add(json, "{");
    aman_json_key_text(json, "name", list->source);
    aman_json_key_text(json, "title", list->format);
    aman_json_key_text(json, "version", version);
    aman_json_key_text(json, "index_version", version);
    aman_json_key_text(json, "checksum", list->hash_hex);
    aman_json_key_text(json, "updated_at", list->imported_at);
    aman_json_key_number(json, "entity_count", (double)list->n_entries);
    aman_json_key_number(json, "thing_count", (double)list->n_entries);
    aman_text_add(json, ",\"load\":true,\"index_current\":true,\"children\":[]}");
}

static void add_sources(struct aman_text *json, const struct aman_store_lists *lists)
{
    aman_text_add(json, "[");
    for (size_t i = 0; i < lists->n; i++) {
        aman_json_next(json);
        aman_json_text(json, lists->lists[i].source);
    }
    aman_text_add(json, "]");
}

void aman_serve_catalog(struct aman_serve_call *call)
{
    struct aman_text *json = &call->reply->body;
    const struct aman_store_lists *lists = &call->reply->edition->lists;
    aman_text_add(json, "{\"datasets\":[");
    for (size_t i = 0; i < lists->n; i++) add_dataset(json, &lists->lists[i]);
    aman_json_next(json);
    aman_text_addf(
        json,
        "{\"name\":\"default\",\"title\":\"every list\",\"version\":\"%lld\",\"load\":false,\"children\":",
        (long long)lists->generation);
    add_sources(json, lists);
    aman_text_add(json, "}],\"current\":");
    add_sources(json, lists);
    aman_text_add(json, ",\"outdated\":[],\"index_stale\":false}\n");
}

void aman_serve_algorithms(struct aman_serve_call *call)
{
    struct aman_text *json = &call->reply->body;
    aman_text_add(json, "{\"algorithms\":[{");
    aman_json_key_text(json, "name", algorithm_name);
    aman_json_key_text(json, "description",
                       "Aman's comparison of names in Latin, Arabic and other letters (" AMAN_NAMES_VERSION
                       "), with year of birth and country");
    aman_json_key(json, "features");
    add_matcher(json);
    aman_json_key(json, "docs");
    add_matcher(json);
    aman_text_add(json, "}],\"default\":\"aman\",\"best\":\"aman\"");
    aman_json_key_text(json, "version", aman_version);
    aman_text_add(json, "}\n");
}

void aman_serve_me(struct aman_serve_call *call)
{
    static const char *const names[] = {"read", "decide"};
    struct aman_text *json = &call->reply->body;
    aman_text_add(json, "{");
    aman_json_key_text(json, "name", call->by);
    aman_text_add(json, ",\"scopes\":[");
    for (int i = 0; i < 2; i++) {
        if (!(call->scopes >> i & 1)) continue;
        aman_json_next(json);
        aman_json_text(json, names[i]);
    }
    aman_text_add(json, "]}\n");
}
