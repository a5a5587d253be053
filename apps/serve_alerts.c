/* The queue of alerts: what is in it, one of them with both records side by side, and decisions. */
#include "apps/serve_parts.h"

#include "apps/alert_show.h"
#include "apps/options.h"
#include "apps/serve_marks.h"
#include "apps/vetting.h"
#include "apps/vetting_run.h"
#include "report/json.h"

#include <stdio.h>
#include <string.h>

enum { LIMIT = 50, LIMIT_MOST = 500, OFFSET_MOST = 1000 * 1000 };

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
    const char *states = aman_http_parameter_text(&call->target, "state"),
               *list = aman_http_parameter_text(&call->target, "list");
    const char *text = aman_http_parameter_text(&call->target, "text"), *wrong = NULL;
    double limit, offset, score;
    if (states && !read_states(states, &filter->states))
        wrong = "state: expected open, review, false, true, exception, delisted, parted by commas";
    if (!aman_http_parameter_number(&call->target, "limit", 1, LIMIT_MOST, LIMIT, &limit))
        wrong = "limit: expected 1 to 500";
    if (!aman_http_parameter_number(&call->target, "offset", 0, OFFSET_MOST, 0, &offset))
        wrong = "offset: expected 0 to 1,000,000";
    if (!aman_http_parameter_number(&call->target, "score", 0, 1, 0, &score))
        wrong = "score: expected 0 to 1";
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
    aman_text_add(json, "{");
    for (int s = 0; s < AMAN_N_ALERT_STATES; s++)
        aman_json_key_number(json, aman_alert_state_text((enum aman_alert_state)s), (double)counts[s]);
    aman_json_key_number(json, "proposed", (double)n_proposed);
    aman_text_add(json, "}");
}

static void refuse_store(struct aman_serve_call *call, enum aman_err err)
{
    aman_serve_refuse(call->reply, 503,
                      err == AMAN_ERR_MEMORY ? "memory is out" : "the store cannot be read");
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
    aman_text_add(json, "{\"counts\":");
    add_counts(json, counts, n_proposed);
    aman_text_add(json, ",\"queue\":");
    aman_alerts_json(json, call->lang, &alerts);
    aman_text_add(json, "}\n");
    aman_alerts_release(&alerts);
}

/* ---- one alert ---- */

static void answer_whole(struct aman_serve_call *call, const struct aman_alert_whole *whole)
{
    struct aman_text *json = &call->reply->body;
    const struct aman_screened person = aman_vetting_screened(&whole->alert.person);
    aman_text_add(json, "{");
    aman_serve_marks(json, &person, whole->alert.listed_name, whole->entry.kind);
    aman_text_add(json, ",\"alert\":");
    aman_alert_whole_json(json, call->lang, call->serve->countries, whole);
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
static const char *const refusal_keys[AMAN_N_ALERT_REFUSALS] = {[AMAN_ALERT_ALLOWED] = "",
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
static enum aman_err take_step(struct aman_serve_call *call, const struct aman_alert_step *step,
                               enum aman_alert_refusal *refusal)
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
    enum aman_err err =
        aman_step_request_read(call->request->body, call->request->n_body, &call->reply->arena, &asked, why);
    if (!err && !aman_alert_action_of(asked.action, &step.action)) {
        err = AMAN_ERR_INPUT;
        snprintf(why, sizeof why,
                 "action: expected comment, take, false, true, except, reopen, confirm or turn-down");
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
