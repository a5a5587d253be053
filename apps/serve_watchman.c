/* Answers in watchman's shapes (its second version). */
#include "apps/serve_parts.h"

#include "apps/commands.h"
#include "formats/columns.h"
#include "report/json.h"

#include <string.h>

enum { LIMIT = 10, LIMIT_MOST = 100 };
static const double least_match = 0.3;

static const char *type_of(enum aman_list_kind kind)
{
    static const char *const types[] = {"unknown", "person", "organization", "vessel", "aircraft"};
    return types[kind];
}

/* "business" and "organization" are one here. */
static enum aman_list_kind kind_of(const char *type)
{
    return strcmp(type, "business") == 0 ? AMAN_LIST_ORGANISATION : aman_column_kind(type);
}

/* What a person, an organisation … has; the other members are null. */
static void add_details(struct aman_text *json, const struct aman_list_entry *entry)
{
    static const char *const members[] = {"person", "business", "organization", "aircraft", "vessel"};
    enum aman_list_kind kind = entry->kind == AMAN_LIST_ANY ? AMAN_LIST_ORGANISATION : entry->kind;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        aman_json_key(json, members[i]);
        if (strcmp(members[i], type_of(kind)) != 0) {
            aman_text_add(json, "null");
            continue;
        }
        aman_text_add(json, "{");
        aman_json_key_text(json, "name", entry->names[0].text);
        aman_text_add(json, ",\"altNames\":[");
        for (size_t k = 1; k < entry->n_names; k++) {
            aman_json_next(json);
            aman_json_text(json, entry->names[k].text);
        }
        aman_text_add(json, "]");
        if (kind == AMAN_LIST_PERSON) {
            aman_text_add(json, ",\"gender\":\"unknown\",\"birthDate\":");
            if (entry->n_births)
                aman_text_addf(json, "\"%04d-01-01T00:00:00Z\"", entry->births[0].from_year);
            else
                aman_text_add(json, "null");
        }
        aman_text_add(json, "}");
    }
}

static void add_entity(struct aman_text *json, const struct aman_screen_match *match)
{
    const struct aman_list_entry *entry = match->entry;
    aman_json_next(json);
    aman_text_add(json, "{");
    aman_json_key_text(json, "name", entry->names[0].text);
    aman_json_key_text(json, "entityType", type_of(entry->kind));
    aman_json_key_text(json, "sourceList", match->list->source);
    aman_json_key_text(json, "sourceID", entry->id);
    add_details(json, entry);
    aman_text_add(
        json,
        ",\"contact\":{\"emailAddresses\":null,\"phoneNumbers\":null,\"faxNumbers\":null,\"websites\":null}"
        ",\"addresses\":null,\"cryptoAddresses\":null,\"affiliations\":null,\"historicalInfo\":null"
        ",\"sanctionsInfo\":{\"programs\":[");
    aman_json_text(json, entry->programme);
    aman_text_add(json, "],\"secondary\":false,\"description\":\"\"},\"sourceData\":null");
    aman_json_key_number(json, "match", match->score);
    aman_text_add(json, "}");
}

/* Looks for the name and the other names that are given. */
static bool look_for(struct aman_serve_call *call, const struct aman_serve_wish *wish,
                     const struct aman_screened *person)
{
    if (!aman_serve_look(call, person, wish->threshold)) return false;
    for (size_t i = 0; i < call->target.n_parameters; i++) {
        const struct aman_http_parameter *parameter = &call->target.parameters[i];
        struct aman_screened other = *person;
        other.name = parameter->value;
        if (strcmp(parameter->name, "altNames") != 0 || parameter->value[0] == '\0') continue;
        if (!aman_serve_look(call, &other, wish->threshold)) return false;
    }
    return true;
}

void aman_serve_watchman_search(struct aman_serve_call *call)
{
    struct aman_serve_wish wish = {.dataset = "all"};
    const char *name = aman_http_parameter_text(&call->target, "name"),
               *type = aman_http_parameter_text(&call->target, "type");
    const char *born = aman_http_parameter_text(&call->target, "birthDate");
    size_t n;
    if (!aman_serve_wish_read(call, "minMatch", least_match, LIMIT, LIMIT_MOST, &wish)) return;
    if (!name || name[0] == '\0') {
        aman_serve_refuse(call->reply, 400, "name: expected a name to search for");
        return;
    }
    const char *id = aman_http_parameter_text(&call->target, "requestID");
    const struct aman_screened person = {id ? id : "", name, born ? aman_column_year(born, strlen(born)) : 0,
                                         "", type ? kind_of(type) : AMAN_LIST_ANY};
    if (!look_for(call, &wish, &person)) return;
    const struct aman_serve_found *found = aman_serve_gather(call, &wish, 0, &n);
    if (!found) return;
    struct aman_text *json = &call->reply->body;
    aman_text_add(json, "{\"query\":{");
    aman_json_key_text(json, "name", name);
    aman_json_key_text(json, "entityType", type_of(person.kind));
    aman_text_add(json, ",\"sourceList\":\"api-request\",\"sourceID\":\"\"},\"entities\":[");
    for (size_t i = 0; i < n && i < wish.limit; i++) add_entity(json, found[i].match);
    aman_text_add(json, "]}\n");
}

void aman_serve_watchman_lists(struct aman_serve_call *call)
{
    struct aman_text *json = &call->reply->body;
    const struct aman_edition *edition = call->reply->edition;
    aman_text_add(json, "{\"lists\":{");
    for (size_t i = 0; i < edition->lists.n; i++)
        aman_json_key_number(json, edition->lists.lists[i].source, (double)edition->lists.lists[i].n_entries);
    aman_text_add(json, "},\"listHashes\":{");
    for (size_t i = 0; i < edition->lists.n; i++)
        aman_json_key_text(json, edition->lists.lists[i].source, edition->lists.lists[i].hash_hex);
    aman_text_add(json, "}");
    aman_json_key_text(json, "startedAt", edition->loaded_at);
    aman_json_key_text(json, "endedAt", edition->loaded_at);
    aman_json_key_text(json, "version", aman_version);
    aman_text_add(json, "}\n");
}
