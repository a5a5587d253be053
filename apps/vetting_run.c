#include "apps/vetting_run.h"

#include "apps/commands.h"
#include "apps/vetting.h"
#include "report/json.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

enum aman_err aman_vetting_run_open(struct aman_store *store, const struct aman_store_lists *lists, bool *stale)
{
    int64_t generation = 0;
    enum aman_err err = aman_store_begin(store);
    if (!err) err = aman_store_generation(store, &generation);
    *stale = !err && generation != lists->generation;
    if (*stale) aman_store_rollback(store);
    return err;
}

enum aman_err aman_vetting_run_begin(struct aman_store *store, const struct aman_store_lists *lists,
                                     const struct aman_vetting_asked *asked, const char *at, int64_t *run)
{
    struct aman_text json;
    aman_text_init(&json, &aman_mem_heap);
    aman_text_add(&json, "{");
    aman_json_key_text(&json, "engine", AMAN_NAMES_VERSION);
    aman_json_key_text(&json, "aman", aman_version);
    aman_vetting_lists_json(&json, lists);
    aman_json_key_number(&json, "threshold", asked->threshold);
    aman_json_key_text(&json, "mode", asked->ofac ? "ofac" : "default");
    aman_json_key_number(&json, "people", (double)asked->n_people);
    aman_json_key_text(&json, "table", or_empty(asked->table));
    aman_json_key_text(&json, "by", or_empty(asked->by));
    aman_json_key_text(&json, "reason", or_empty(asked->reason));
    aman_text_add(&json, "}");
    enum aman_err err = json.failed ? AMAN_ERR_MEMORY : aman_store_append(store, at, asked->kind, json.data, run);
    aman_text_release(&json);
    return err;
}

static void matches_json(struct aman_text *json, const struct aman_screen_result *result)
{
    aman_text_add(json, "[");
    for (size_t i = 0; i < result->n; i++) {
        const struct aman_screen_match *match = &result->matches[i];
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "list", match->list->source);
        aman_json_key_text(json, "entry", match->entry->id);
        aman_json_key_text(json, "name", match->listed_name);
        aman_json_key_number(json, "score", match->score);
        aman_json_key_number(json, "name_score", match->name_score);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

static enum aman_err put_alert(struct aman_store *store, int64_t person, int64_t run, struct aman_screen_match *match,
                               const char *at, struct aman_vetting_alerts *counts)
{
    const struct aman_alert_hit hit = {.person = person,
                                       .source = match->list->source,
                                       .entry = match->entry,
                                       .list_version = match->list->version,
                                       .list_hash_hex = match->list->hash_hex,
                                       .listed_name = match->listed_name,
                                       .score = match->score,
                                       .name_score = match->name_score};
    enum aman_err err = aman_store_alert_put(store, &hit, at, run, &match->alert);
    if (err) return err;
    counts->n_new += match->alert.put == AMAN_ALERT_PUT_NEW;
    counts->n_reopened += match->alert.put == AMAN_ALERT_PUT_REOPENED;
    counts->n_known += match->alert.put == AMAN_ALERT_PUT_KNOWN;
    return AMAN_OK;
}

enum aman_err aman_vetting_run_record_known(struct aman_store *store, int64_t run, const struct aman_store_person *person,
                                            struct aman_screen_result *result, const char *at,
                                            struct aman_vetting_alerts *counts)
{
    struct aman_text json;
    aman_text_init(&json, &aman_mem_heap);
    matches_json(&json, result);
    enum aman_err err = json.failed ? AMAN_ERR_MEMORY : aman_store_look_up(store, at, run, person, json.data, NULL);
    for (size_t i = 0; i < result->n && !err; i++)
        err = put_alert(store, person->number, run, &result->matches[i], at, counts);
    aman_text_release(&json);
    return err;
}

enum aman_err aman_vetting_run_record(struct aman_store *store, int64_t run, double threshold,
                                      const struct aman_screened *person, struct aman_screen_result *result, const char *at,
                                      struct aman_vetting_alerts *counts)
{
    struct aman_store_person kept = {.reference = or_empty(person->reference),
                                     .name = person->name,
                                     .born = person->born,
                                     .country = person->country,
                                     .kind = person->kind,
                                     .threshold = threshold};
    enum aman_err err = aman_store_person_put(store, &kept, at, &kept.number);
    return err ? err : aman_vetting_run_record_known(store, run, &kept, result, at, counts);
}

struct aman_screened aman_vetting_screened(const struct aman_store_person *person)
{
    return (struct aman_screened){.reference = person->reference,
                                  .name = person->name,
                                  .born = person->born,
                                  .country = person->country,
                                  .kind = person->kind};
}
