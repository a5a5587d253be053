/* Alerts as JSON. */
#include "apps/alert_show.h"

#include "formats/list_text.h"
#include "report/json.h"

static void person_json(struct aman_text *json, const struct aman_store_person *person)
{
    aman_json_key(json, "person");
    aman_text_add(json, "{");
    aman_json_key_number(json, "number", (double)person->number);
    aman_json_key_text(json, "reference", person->reference);
    aman_json_key_text(json, "name", person->name);
    aman_json_key(json, "born");
    aman_text_addf(json, person->born ? "%d" : "null", person->born);
    aman_json_key_text(json, "country", person->country);
    aman_json_key_text(json, "kind", aman_list_kind_text(person->kind));
    aman_text_add(json, "}");
}

static void flag_json(struct aman_text *json, const char *key, bool value)
{
    aman_json_key(json, key);
    aman_text_add(json, value ? "true" : "false");
}

/* The members of an alert, without the braces. */
static void alert_json(struct aman_text *json, enum aman_lang lang, const struct aman_alert *alert)
{
    aman_json_key_number(json, "alert", (double)alert->number);
    aman_json_key_number(json, "revision", (double)alert->revision);
    aman_json_key_number(json, "score", alert->score);
    aman_json_key_number(json, "name_score", alert->name_score);
    aman_json_key_text(json, "state", aman_alert_state_text(alert->state));
    aman_json_key_text(json, "state_word", aman_alert_state_word(lang, alert->state));
    aman_json_key(json, "proposed");
    if (alert->proposed == AMAN_ALERT_NONE)
        aman_text_add(json, "null");
    else
        aman_json_text(json, aman_alert_state_text(alert->proposed));
    aman_json_key_text(json, "by", alert->by);
    aman_json_key_text(json, "made_at", alert->made_at);
    aman_json_key_text(json, "changed_at", alert->changed_at);
    flag_json(json, "entry_changed", alert->entry_changed);
    person_json(json, &alert->person);
    aman_json_key_text(json, "list", alert->source);
    aman_json_key_number(json, "list_version", (double)alert->list_version);
    aman_json_key_text(json, "list_hash", alert->list_hash_hex);
    aman_json_key_text(json, "entry", alert->entry_id);
    aman_json_key_text(json, "listed_name", alert->listed_name);
    aman_json_key_text(json, "listed_kind", aman_list_kind_text(alert->listed_kind));
}

void aman_alerts_json(struct aman_text *json, enum aman_lang lang, const struct aman_alerts *alerts)
{
    aman_text_add(json, "{");
    aman_json_key_number(json, "shown", (double)alerts->n);
    aman_json_key_number(json, "all", (double)alerts->n_all);
    aman_json_key(json, "alerts");
    aman_text_add(json, "[");
    for (size_t i = 0; i < alerts->n; i++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        alert_json(json, lang, &alerts->alerts[i]);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]}\n");
}

static void birth_json(struct aman_text *json, const struct aman_list_entry *entry)
{
    aman_json_key(json, "born");
    aman_text_add(json, "[");
    for (size_t i = 0; i < entry->n_births; i++) {
        aman_json_next(json);
        aman_text_addf(json, "[%d,%d]", entry->births[i].from_year, entry->births[i].to_year);
    }
    aman_text_add(json, "]");
}

static void entry_json(struct aman_text *json, const char *key, const struct aman_list_entry *entry)
{
    static const char *const qualities[] = {"primary", "alias", "weak"};
    aman_json_key(json, key);
    aman_text_add(json, "{");
    aman_json_key_text(json, "id", entry->id);
    aman_json_key_text(json, "kind", aman_list_kind_text(entry->kind));
    aman_json_key_text(json, "programme", entry->programme);
    aman_json_key(json, "names");
    aman_text_add(json, "[");
    for (size_t i = 0; i < entry->n_names; i++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "text", entry->names[i].text);
        aman_json_key_text(json, "quality", qualities[entry->names[i].quality]);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
    birth_json(json, entry);
    aman_json_key(json, "countries");
    aman_text_add(json, "[");
    for (size_t i = 0; i < entry->n_countries; i++) {
        aman_json_next(json);
        aman_json_text(json, entry->countries[i]);
    }
    aman_text_add(json, "]");
    aman_json_key(json, "details");
    aman_text_add(json, "[");
    for (size_t i = 0; i < entry->n_details; i++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "kind", aman_list_detail_text(entry->details[i].kind));
        aman_json_key_text(json, "text", entry->details[i].text);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]}");
}

static void events_json(struct aman_text *json, enum aman_lang lang, const struct aman_alert_whole *whole)
{
    aman_json_key(json, "history");
    aman_text_add(json, "[");
    for (size_t i = 0; i < whole->n_events; i++) {
        const struct aman_alert_event *event = &whole->events[i];
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_number(json, "line", (double)event->line);
        aman_json_key_text(json, "at", event->at);
        aman_json_key_text(json, "action", event->action);
        aman_json_key_text(json, "action_word", aman_alert_word(lang, "action", event->action));
        aman_json_key_text(json, "from", aman_alert_state_text(event->from));
        aman_json_key_text(json, "to", aman_alert_state_text(event->to));
        aman_json_key_text(json, "proposed", aman_alert_state_text(event->proposed));
        aman_json_key_text(json, "by", event->by);
        aman_json_key_text(json, "text", event->text);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

void aman_alert_whole_json(struct aman_text *json, enum aman_lang lang, const struct aman_countries *countries,
                           const struct aman_alert_whole *whole)
{
    struct aman_text why;
    aman_text_init(&why, json->mem);
    aman_alert_why(&why, lang, countries, whole);
    aman_text_add(json, "{");
    alert_json(json, lang, &whole->alert);
    aman_json_key_text(json, "why", why.data ? why.data : "");
    entry_json(json, "listed", &whole->entry);
    if (whole->has_before) entry_json(json, "listed_before", &whole->before);
    events_json(json, lang, whole);
    aman_text_add(json, "}\n");
    if (why.failed) json->failed = true;
    aman_text_release(&why);
}
