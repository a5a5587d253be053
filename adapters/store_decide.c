/* Alerts as people decide them: who may take which step. */
#include "adapters/store_events.h"

#include <ctype.h>
#include <string.h>

const char *aman_alert_action_text(enum aman_alert_action action)
{
    static const char *const texts[] = {"comment", "take", "false", "true", "except", "reopen", "confirm", "turn-down"};
    return texts[action];
}

bool aman_alert_action_of(const char *text, enum aman_alert_action *action)
{
    for (int a = 0; a < AMAN_N_ALERT_ACTIONS; a++)
        if (strcmp(text, aman_alert_action_text((enum aman_alert_action)a)) == 0) {
            *action = (enum aman_alert_action)a;
            return true;
        }
    return false;
}

const char *aman_alert_refusal_text(enum aman_alert_refusal refusal)
{
    static const char *const texts[AMAN_N_ALERT_REFUSALS] = {
        [AMAN_ALERT_ALLOWED] = "allowed",
        [AMAN_ALERT_NO_SUCH] = "there is no such alert",
        [AMAN_ALERT_NO_NAME] = "it must be said who decides, in at most 255 bytes",
        [AMAN_ALERT_NO_REASON] = "a reason is needed",
        [AMAN_ALERT_MOVED_ON] = "somebody else took a step meanwhile: look at the alert again",
        [AMAN_ALERT_SAME_PERSON] = "a second person must confirm: this one made the proposal",
        [AMAN_ALERT_NOT_PROPOSED] = "nothing waits to be confirmed or turned down",
        [AMAN_ALERT_PROPOSED] = "a proposal waits: confirm it or turn it down first",
        [AMAN_ALERT_NOT_NOW] = "not from the state that the alert is in"};
    return texts[refusal];
}

static const char *trimmed(const char *text, size_t *n)
{
    while (isspace((unsigned char)*text)) text++;
    *n = strlen(text);
    while (*n > 0 && isspace((unsigned char)text[*n - 1])) --*n;
    return text;
}

static bool is_blank(const char *text)
{
    size_t n;
    trimmed(text, &n);
    return n == 0;
}

static bool same_person(const char *a, const char *b)
{
    size_t n_a, n_b;
    a = trimmed(a, &n_a);
    b = trimmed(b, &n_b);
    for (size_t i = 0; i < n_a && n_a == n_b; i++)
        if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i])) return false;
    return n_a == n_b;
}

static bool is_undecided(enum aman_alert_state state)
{
    return state == AMAN_ALERT_OPEN || state == AMAN_ALERT_REVIEW;
}

/* ---- the rules ---- */

struct outcome {
    enum aman_alert_refusal refusal;
    enum aman_alert_state to, proposed;
};

static const struct outcome refused_now = {.refusal = AMAN_ALERT_NOT_NOW};

static struct outcome goes_to(enum aman_alert_state to)
{
    return (struct outcome){AMAN_ALERT_ALLOWED, to, AMAN_ALERT_NONE};
}

static struct outcome proposes(const struct alert_row *row, enum aman_alert_state proposed)
{
    return (struct outcome){AMAN_ALERT_ALLOWED, row->state == AMAN_ALERT_OPEN ? AMAN_ALERT_REVIEW : row->state, proposed};
}

static struct outcome answer(const struct alert_row *row, const struct aman_alert_step *step)
{
    if (row->proposed == AMAN_ALERT_NONE) return (struct outcome){.refusal = AMAN_ALERT_NOT_PROPOSED};
    if (step->action == AMAN_ALERT_TURN_DOWN) return goes_to(row->state);
    if (same_person(row->by, step->by)) return (struct outcome){.refusal = AMAN_ALERT_SAME_PERSON};
    return goes_to(row->proposed);
}

static struct outcome outcome_of(const struct alert_row *row, const struct aman_alert_step *step)
{
    bool undecided = is_undecided(row->state);
    switch (step->action) {
    case AMAN_ALERT_COMMENT: return (struct outcome){AMAN_ALERT_ALLOWED, row->state, row->proposed};
    case AMAN_ALERT_CONFIRM:
    case AMAN_ALERT_TURN_DOWN: return answer(row, step);
    default: break;
    }
    if (row->proposed != AMAN_ALERT_NONE) return (struct outcome){.refusal = AMAN_ALERT_PROPOSED};
    switch (step->action) {
    case AMAN_ALERT_TAKE: return undecided ? goes_to(AMAN_ALERT_REVIEW) : refused_now;
    case AMAN_ALERT_CALL_FALSE: return undecided ? goes_to(AMAN_ALERT_FALSE) : refused_now;
    case AMAN_ALERT_CALL_TRUE: return undecided ? proposes(row, AMAN_ALERT_TRUE) : refused_now;
    case AMAN_ALERT_EXCEPT:
        return undecided || row->state == AMAN_ALERT_FALSE ? proposes(row, AMAN_ALERT_EXCEPTION) : refused_now;
    case AMAN_ALERT_REOPEN:
        if (row->state == AMAN_ALERT_TRUE) return proposes(row, AMAN_ALERT_OPEN);
        return undecided ? refused_now : goes_to(AMAN_ALERT_OPEN);
    default: return refused_now;
    }
}

static enum aman_alert_refusal check_words(const struct aman_alert_step *step)
{
    bool needs_reason = step->action != AMAN_ALERT_TAKE && step->action != AMAN_ALERT_CONFIRM;
    if (is_blank(step->by) || strlen(step->by) >= STORE_WHO_BYTES) return AMAN_ALERT_NO_NAME;
    return needs_reason && is_blank(step->reason) ? AMAN_ALERT_NO_REASON : AMAN_ALERT_ALLOWED;
}

/* ---- the step ---- */

/* From a decision on, changes of the entry are counted anew. */
static enum aman_err settle(struct aman_store *store, int64_t alert)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ALERT_SETTLED);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, alert);
    return aman_store_step(statement);
}

enum aman_err aman_store_alert_step(struct aman_store *store, const struct aman_alert_step *step, const char *at,
                                    enum aman_alert_refusal *refusal)
{
    struct alert_row row;
    *refusal = check_words(step);
    if (*refusal) return AMAN_ERR_INPUT;
    enum aman_err err = aman_store_alert_get(store, step->alert, &row);
    if (err == AMAN_ERR_INPUT) *refusal = AMAN_ALERT_NO_SUCH;
    if (err) return err;
    if (step->revision && step->revision != row.revision) {
        *refusal = AMAN_ALERT_MOVED_ON;
        return AMAN_ERR_INPUT;
    }
    struct outcome outcome = outcome_of(&row, step);
    *refusal = outcome.refusal;
    if (outcome.refusal) return AMAN_ERR_INPUT;
    bool comments = step->action == AMAN_ALERT_COMMENT;
    const struct alert_move move = {&row,          aman_alert_action_text(step->action), outcome.to, outcome.proposed,
                                    comments ? row.by : step->by, step->by, step->reason};
    err = aman_store_alert_move(store, &move, at);
    bool decided = outcome.to != row.state && outcome.proposed == AMAN_ALERT_NONE && !is_undecided(outcome.to);
    return !err && decided ? settle(store, row.number) : err;
}
