/* The queue of alerts: what is in it, one of them with both records side by side, and decisions. */
#include "apps/serve_parts.h"

#include "apps/screen_answer.h"
#include "apps/serve_marks.h"
#include "apps/vetting.h"
#include "apps/vetting_run.h"
#include "formats/list_text.h"
#include "report/json.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 50, LIMIT_MOST = 500, OFFSET_MOST = 1000 * 1000 };

static void key_flag(struct aman_text *json, const char *key, bool value)
{
    aman_json_key(json, key);
    aman_text_add(json, value ? "true" : "false");
}

static void key_whole(struct aman_text *json, const char *key, int64_t value)
{
    aman_json_key(json, key);
    aman_text_addf(json, "%lld", (long long)value);
}

/* ---- one line of the queue ---- */

static void add_person(struct aman_text *json, const struct aman_store_person *person)
{
    aman_json_key(json, "person");
    aman_text_add(json, "{");
    key_whole(json, "number", person->number);
    aman_json_key_text(json, "reference", person->reference);
    aman_json_key_text(json, "name", person->name);
    key_whole(json, "born", person->born);
    aman_json_key_text(json, "country", person->country);
    aman_json_key_text(json, "kind", aman_list_kind_text(person->kind));
    aman_json_key_text(json, "first_at", person->first_at);
    aman_json_key_text(json, "last_at", person->last_at);
    aman_text_add(json, "}");
}

/* What an alert has, without the brackets around it. */
static void add_alert(struct aman_text *json, const struct aman_alert *alert)
{
    key_whole(json, "number", alert->number);
    key_whole(json, "revision", alert->revision);
    aman_json_key_text(json, "state", aman_alert_state_text(alert->state));
    aman_json_key_text(json, "proposed", aman_alert_state_text(alert->proposed));
    aman_json_key_text(json, "by", alert->by);
    aman_json_key_number(json, "score", alert->score);
    aman_json_key_number(json, "name_score", alert->name_score);
    aman_json_key_text(json, "list", alert->source);
    key_whole(json, "list_version", (int64_t)alert->list_version);
    aman_json_key_text(json, "entry_id", alert->entry_id);
    aman_json_key_text(json, "listed_name", alert->listed_name);
    aman_json_key_text(json, "listed_kind", aman_list_kind_text(alert->listed_kind));
    aman_json_key_text(json, "made_at", alert->made_at);
    aman_json_key_text(json, "changed_at", alert->changed_at);
    key_flag(json, "entry_changed", alert->entry_changed);
    add_person(json, &alert->person);
}

/* ---- the queue ---- */

static bool read_states(const char *text, unsigned *states)
{
    char word[16];
    *states = 0;
    for (; *text; text += *text == ',') {
        size_t n = strcspn(text, ",");
        enum aman_alert_state state;
        if (n >= sizeof word) return false;
        memcpy(word, text, n);
        word[n] = '\0';
        if (!aman_alert_state_of(word, &state)) return false;
        *states |= 1u << state;
        text += n;
    }
    return true;
}

static bool read_filter(struct aman_serve_call *call, struct aman_alert_filter *filter)
{
    const char *states = aman_http_parameter_text(&call->target, "state"), *list = aman_http_parameter_text(&call->target, "list");
    const char *text = aman_http_parameter_text(&call->target, "text"), *wrong = NULL;
    double limit, offset, score;
    if (states && !read_states(states, &filter->states))
        wrong = "state: expected open, review, false, true, exception, delisted, parted by commas";
    if (!aman_http_parameter_number(&call->target, "limit", 1, LIMIT_MOST, LIMIT, &limit)) wrong = "limit: expected 1 to 500";
    if (!aman_http_parameter_number(&call->target, "offset", 0, OFFSET_MOST, 0, &offset)) wrong = "offset: expected 0 to 1,000,000";
    if (!aman_http_parameter_number(&call->target, "score", 0, 1, 0, &score)) wrong = "score: expected 0 to 1";
    if (wrong) {
        aman_serve_refuse(call->reply, 400, wrong);
        return false;
    }
    filter->proposed_only = aman_http_parameter_has(&call->target, "proposed", "yes");
    filter->source = list && list[0] ? list : NULL;
    filter->text = text && text[0] ? text : NULL;
    filter->least_score = score;
    filter->most = (size_t)limit;
    filter->skip = (size_t)offset;
    return true;
}

static void add_counts(struct aman_text *json, const size_t counts[AMAN_N_ALERT_STATES], size_t n_proposed)
{
    aman_json_key(json, "counts");
    aman_text_add(json, "{");
    for (int s = 0; s < AMAN_N_ALERT_STATES; s++)
        key_whole(json, aman_alert_state_text((enum aman_alert_state)s), (int64_t)counts[s]);
    key_whole(json, "proposed", (int64_t)n_proposed);
    aman_text_add(json, "}");
}

static void refuse_store(struct aman_serve_call *call, enum aman_err err)
{
    aman_serve_refuse(call->reply, 503, err == AMAN_ERR_MEMORY ? "memory is out" : "the store cannot be read");
}

void aman_serve_alerts(struct aman_serve_call *call)
{
    struct aman_serve *serve = call->serve;
    struct aman_alert_filter filter = {0};
    struct aman_alerts alerts;
    size_t counts[AMAN_N_ALERT_STATES], n_proposed;
    if (!read_filter(call, &filter)) return;
    pthread_mutex_lock(&serve->store_lock);
    enum aman_err err = aman_store_alert_counts(serve->store, counts, &n_proposed);
    if (!err) err = aman_store_alerts(serve->store, &filter, &aman_mem_heap, &alerts);
    pthread_mutex_unlock(&serve->store_lock);
    if (err) {
        refuse_store(call, err);
        return;
    }
    struct aman_text *json = &call->reply->body;
    aman_text_add(json, "{");
    key_whole(json, "total", (int64_t)alerts.n_all);
    add_counts(json, counts, n_proposed);
    aman_text_add(json, ",\"alerts\":[");
    for (size_t i = 0; i < alerts.n; i++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        add_alert(json, &alerts.alerts[i]);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]}\n");
    aman_alerts_release(&alerts);
}

/* ---- one alert ---- */

static void add_births(struct aman_text *json, const struct aman_list_entry *entry)
{
    aman_json_key(json, "born");
    aman_text_add(json, "[");
    for (size_t i = 0; i < entry->n_births; i++) {
        aman_json_next(json);
        aman_text_addf(json, "[%d,%d]", entry->births[i].from_year, entry->births[i].to_year);
    }
    aman_text_add(json, "]");
}

static void add_entry(struct aman_text *json, const char *key, const struct aman_list_entry *entry)
{
    static const char *const qualities[] = {"primary", "alias", "weak"};
    aman_json_key(json, key);
    aman_text_add(json, "{");
    aman_json_key_text(json, "kind", aman_list_kind_text(entry->kind));
    aman_json_key_text(json, "programme", entry->programme);
    aman_text_add(json, ",\"names\":[");
    for (size_t i = 0; i < entry->n_names; i++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "text", entry->names[i].text);
        aman_json_key_text(json, "quality", qualities[entry->names[i].quality]);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
    add_births(json, entry);
    aman_text_add(json, ",\"countries\":[");
    for (size_t i = 0; i < entry->n_countries; i++) {
        aman_json_next(json);
        aman_json_text(json, entry->countries[i]);
    }
    aman_text_add(json, "],\"details\":[");
    for (size_t i = 0; i < entry->n_details; i++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "kind", aman_list_detail_text(entry->details[i].kind));
        aman_json_key_text(json, "text", entry->details[i].text);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]}");
}

static void add_events(struct aman_text *json, const struct aman_alert_whole *whole)
{
    aman_text_add(json, ",\"events\":[");
    for (size_t i = 0; i < whole->n_events; i++) {
        const struct aman_alert_event *event = &whole->events[i];
        aman_json_next(json);
        aman_text_add(json, "{");
        key_whole(json, "line", event->line);
        aman_json_key_text(json, "at", event->at);
        aman_json_key_text(json, "action", event->action);
        aman_json_key_text(json, "from", aman_alert_state_text(event->from));
        aman_json_key_text(json, "to", aman_alert_state_text(event->to));
        aman_json_key_text(json, "proposed", aman_alert_state_text(event->proposed));
        aman_json_key_text(json, "by", event->by);
        aman_json_key_text(json, "text", event->by[0] ? event->text : ""); /* the machine's is for the record */
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

static void add_why(struct aman_serve_call *call, const struct aman_alert_whole *whole)
{
    const struct aman_alert *alert = &whole->alert;
    const struct aman_screened person = aman_vetting_screened(&alert->person);
    const struct aman_screen_match match = {
        .entry = &whole->entry,
        .listed_name = alert->listed_name,
        .name_score = alert->name_score,
        .score = alert->score,
        .evidence = aman_screener_evidence(call->serve->countries, &person, &whole->entry, alert->person.threshold)};
    struct aman_text why;
    aman_text_init(&why, &aman_mem_heap);
    aman_screen_why(&why, call->lang, &person, &match);
    aman_json_key_text(&call->reply->body, "why", why.data ? why.data : "");
    if (why.failed) call->reply->body.failed = true;
    aman_text_release(&why);
    aman_serve_marks(&call->reply->body, &person, alert->listed_name, whole->entry.kind);
}

static void answer_whole(struct aman_serve_call *call, const struct aman_alert_whole *whole)
{
    struct aman_text *json = &call->reply->body;
    aman_text_add(json, "{");
    add_alert(json, &whole->alert);
    add_why(call, whole);
    add_entry(json, "entry", &whole->entry);
    if (whole->has_before) add_entry(json, "before", &whole->before);
    add_events(json, whole);
    aman_text_add(json, "}\n");
}

static bool read_number(struct aman_serve_call *call, int64_t *number)
{
    uint64_t read;
    bool whole = aman_option_whole(call->target.segments[1], INT64_MAX, &read) && read > 0;
    if (whole) *number = (int64_t)read;
    if (!whole) aman_serve_refuse(call->reply, 404, "there is no such alert");
    return whole;
}

/* With the store's lock held. */
static enum aman_err load_and_answer(struct aman_serve_call *call, int64_t number)
{
    struct aman_alert_whole whole;
    enum aman_err err = aman_store_alert_load(call->serve->store, number, &aman_mem_heap, &whole);
    if (err) return err;
    answer_whole(call, &whole);
    aman_alert_whole_release(&whole);
    return AMAN_OK;
}

void aman_serve_alert(struct aman_serve_call *call)
{
    int64_t number;
    if (!read_number(call, &number)) return;
    pthread_mutex_lock(&call->serve->store_lock);
    enum aman_err err = load_and_answer(call, number);
    pthread_mutex_unlock(&call->serve->store_lock);
    if (err == AMAN_ERR_INPUT)
        aman_serve_refuse(call->reply, 404, "there is no such alert");
    else if (err)
        refuse_store(call, err);
}

/* ---- deciding ---- */

/* What the page has words for. */
static const char *const refusal_keys[AMAN_N_ALERT_REFUSALS] = {
    [AMAN_ALERT_ALLOWED] = "",
    [AMAN_ALERT_NO_SUCH] = "no_such",
    [AMAN_ALERT_NO_NAME] = "no_name",
    [AMAN_ALERT_NO_REASON] = "no_reason",
    [AMAN_ALERT_MOVED_ON] = "moved_on",
    [AMAN_ALERT_SAME_PERSON] = "same_person",
    [AMAN_ALERT_NOT_PROPOSED] = "not_proposed",
    [AMAN_ALERT_PROPOSED] = "proposed",
    [AMAN_ALERT_NOT_NOW] = "not_now"};

static void refuse_step(struct aman_serve_call *call, enum aman_alert_refusal refusal)
{
    struct aman_text *json = &call->reply->body;
    call->reply->status = refusal == AMAN_ALERT_NO_SUCH ? 404 : refusal == AMAN_ALERT_NO_REASON ? 400 : 409;
    aman_text_clear(json);
    aman_text_add(json, "{");
    aman_json_key_text(json, "detail", aman_alert_refusal_text(refusal));
    aman_json_key_text(json, "error", aman_alert_refusal_text(refusal));
    aman_json_key_text(json, "refusal", refusal_keys[refusal]);
    aman_text_add(json, "}\n");
}

/* In one transaction; with the store's lock held. */
static enum aman_err take_step(struct aman_serve_call *call, const struct aman_alert_step *step, enum aman_alert_refusal *refusal)
{
    struct aman_store *store = call->serve->store;
    char at[AMAN_VETTING_TIME_BYTES];
    enum aman_err err = aman_store_begin(store);
    aman_vetting_now(at);
    if (!err) err = aman_store_alert_step(store, step, at, refusal);
    if (!err) err = aman_store_commit(store);
    if (err) aman_store_rollback(store);
    return err;
}

void aman_serve_step(struct aman_serve_call *call)
{
    struct aman_step_request asked;
    char why[AMAN_REQUEST_WHY_BYTES];
    struct aman_alert_step step = {.by = call->by};
    enum aman_alert_refusal refusal = AMAN_ALERT_ALLOWED;
    if (!read_number(call, &step.alert)) return;
    enum aman_err err = aman_step_request_read(call->request->body, call->request->n_body, &call->reply->arena, &asked, why);
    if (!err && !aman_alert_action_of(asked.action, &step.action)) {
        err = AMAN_ERR_INPUT;
        snprintf(why, sizeof why, "action: expected comment, take, false, true, except, reopen, confirm or turn-down");
    }
    if (err) {
        aman_serve_refuse(call->reply, err == AMAN_ERR_MEMORY ? 503 : 400, why[0] ? why : aman_err_text(err));
        return;
    }
    step.reason = asked.reason;
    step.revision = asked.revision;
    pthread_mutex_lock(&call->serve->store_lock);
    err = take_step(call, &step, &refusal);
    if (!err) err = load_and_answer(call, step.alert);
    pthread_mutex_unlock(&call->serve->store_lock);
    if (err == AMAN_ERR_INPUT && refusal != AMAN_ALERT_ALLOWED)
        refuse_step(call, refusal);
    else if (err)
        refuse_store(call, err);
}
