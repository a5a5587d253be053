/* adapters/store_alerts.h - possible matches: who may be whom, and what people decided.
 *
 * An alert is a pair of a person and a listed entry; there is one for each pair, however often it is found. It is undecided
 * until a person decides, with a reason:
 *
 *   false match   holds for the list as it is: found again on a newer version of the list, it opens again
 *   true match    proposed by one, confirmed by another
 *   exception     a false match that stands for later versions too: proposed by one, confirmed by another
 *
 * Whatever was decided, an alert opens again when the listed entry changes in what is material (aman_list_entry_hash), so do
 * decisions that wait for the second person; a true match stays one and the change is noted. An entry that leaves the list
 * closes its alerts as delisted, but a true match opens, since somebody must act. Every step is a line of the record.
 */
#ifndef AMAN_ADAPTERS_STORE_ALERTS_H
#define AMAN_ADAPTERS_STORE_ALERTS_H

#include "adapters/store_people.h"

enum aman_alert_state {
    AMAN_ALERT_OPEN,
    AMAN_ALERT_REVIEW, /* somebody is at it */
    AMAN_ALERT_FALSE,
    AMAN_ALERT_TRUE,
    AMAN_ALERT_EXCEPTION,
    AMAN_ALERT_DELISTED,
    AMAN_N_ALERT_STATES,
    AMAN_ALERT_NONE = AMAN_N_ALERT_STATES /* nothing is proposed */
};

/* "open", "review", "false", "true", "exception", "delisted"; "none". */
const char *aman_alert_state_text(enum aman_alert_state state);
bool aman_alert_state_of(const char *text, enum aman_alert_state *state);

/* ---- found ---- */

struct aman_alert_hit {
    int64_t person;
    const char *source;
    const struct aman_list_entry *entry;
    size_t list_version;
    const char *list_hash_hex;
    const char *listed_name; /* of the entry's names the most alike */
    double score, name_score;
};

enum aman_alert_put {
    AMAN_ALERT_PUT_NEW,
    AMAN_ALERT_PUT_KNOWN,    /* undecided already, or a decision that holds */
    AMAN_ALERT_PUT_REOPENED, /* decided, but about another version of the list, or of the entry */
};

struct aman_alert_found {
    int64_t alert;
    enum aman_alert_put put;
    enum aman_alert_state state, proposed; /* from now on */
};

/* Notes that a person was found on a list, in the transaction in hand; run is the line of the record that says settings.
 * Errors: IO, MEMORY. */
enum aman_err aman_store_alert_put(struct aman_store *store, const struct aman_alert_hit *hit, const char *at, int64_t run,
                                   struct aman_alert_found *found);

struct aman_alert_follow {
    size_t n_reopened; /* decided, and their entry changed */
    size_t n_noted;    /* undecided or a true match, and their entry changed */
    size_t n_delisted; /* closed, or opened where it was a true match: their entry is gone */
};

/* After aman_store_import and in its transaction: what the change of the list means for the alerts about it.
 * Errors: IO, MEMORY, INTERNAL. */
enum aman_err aman_store_alerts_follow(struct aman_store *store, const char *source, const char *at,
                                       struct aman_alert_follow *follow);

/* ---- the queue ---- */

struct aman_alert {
    int64_t number;   /* from 1 */
    int64_t revision; /* grows with every step */
    struct aman_store_person person;
    const char *source, *entry_id, *listed_name;
    enum aman_list_kind listed_kind;
    double score, name_score;
    size_t list_version; /* on which it was last found, and the hash of its files */
    const char *list_hash_hex;
    enum aman_alert_state state;
    enum aman_alert_state proposed; /* waits for a second person; NONE: nothing */
    const char *by;                 /* who brought it into this state, or proposed another; "" when it was found or changed */
    const char *made_at, *changed_at;
    bool entry_changed; /* the listed entry is another than when the alert was made or last decided */
};

/* Zero is: all that is undecided (open, in review, or with a proposal), the first 1000. */
struct aman_alert_filter {
    unsigned states;    /* bit 1 << state each; 0: undecided */
    bool proposed_only; /* only what waits for a second person */
    const char *source; /* NULL: every list */
    const char *text;   /* part of the person's name or reference, or of the listed name; ASCII letters of either case; NULL */
    int64_t person;     /* 0: everyone */
    double least_score;
    size_t most, skip; /* most 0: 1000 */
};

struct aman_alerts {
    struct aman_arena arena;
    size_t n, n_all; /* n_all: without most and skip */
    struct aman_alert *alerts;
};

/* The alerts by rank: the highest score first, then the oldest. Release with aman_alerts_release. Errors: IO, MEMORY. */
enum aman_err aman_store_alerts(struct aman_store *store, const struct aman_alert_filter *filter, const struct aman_mem *mem,
                                struct aman_alerts *alerts);
void aman_alerts_release(struct aman_alerts *alerts);

/* How many alerts there are of each state, and how many wait for a second person. */
enum aman_err aman_store_alert_counts(struct aman_store *store, size_t counts[AMAN_N_ALERT_STATES], size_t *n_proposed);

struct aman_alert_event {
    int64_t line; /* of the record */
    const char *at;
    const char *action; /* "found", "found-again", "changed", "removed", or as enum aman_alert_action */
    enum aman_alert_state from, to, proposed;
    const char *by, *text; /* who, and the comment or reason; "" for what the machine did */
};

struct aman_alert_whole {
    struct aman_arena arena;
    struct aman_alert alert;
    struct aman_list_entry entry;  /* as it is listed, or was last */
    bool has_before;               /* only where alert.entry_changed */
    struct aman_list_entry before; /* as it was when the alert was made or last decided */
    size_t n_events;
    struct aman_alert_event *events; /* oldest first */
};

/* One alert with both records and its history. Release with aman_alert_whole_release. INPUT: no such alert.
 * Errors: IO, MEMORY. */
enum aman_err aman_store_alert_load(struct aman_store *store, int64_t alert, const struct aman_mem *mem,
                                    struct aman_alert_whole *whole);
void aman_alert_whole_release(struct aman_alert_whole *whole);

/* ---- deciding ---- */

enum aman_alert_action {
    AMAN_ALERT_COMMENT,
    AMAN_ALERT_TAKE,        /* into review */
    AMAN_ALERT_CALL_FALSE,  /* closes */
    AMAN_ALERT_CALL_TRUE,   /* proposes */
    AMAN_ALERT_EXCEPT,      /* proposes */
    AMAN_ALERT_REOPEN,      /* a confirmed true match: proposes; anything else that is closed: opens */
    AMAN_ALERT_CONFIRM,     /* the proposal holds; another person than the one who made it */
    AMAN_ALERT_TURN_DOWN,   /* the proposal is withdrawn or turned down: the state stays */
    AMAN_N_ALERT_ACTIONS
};

/* "comment", "take", "false", "true", "except", "reopen", "confirm", "turn-down". */
const char *aman_alert_action_text(enum aman_alert_action action);
bool aman_alert_action_of(const char *text, enum aman_alert_action *action);

enum aman_alert_refusal {
    AMAN_ALERT_ALLOWED,
    AMAN_ALERT_NO_SUCH,
    AMAN_ALERT_NO_NAME,      /* who is needed */
    AMAN_ALERT_NO_REASON,    /* a reason is needed (not for take and confirm) */
    AMAN_ALERT_MOVED_ON,     /* the alert is at another revision than the one decided about */
    AMAN_ALERT_SAME_PERSON,  /* a second person must confirm */
    AMAN_ALERT_NOT_PROPOSED, /* nothing waits to be confirmed or turned down */
    AMAN_ALERT_PROPOSED,     /* confirm or turn down what waits, first */
    AMAN_ALERT_NOT_NOW,      /* not from this state: reopen first, or it is so already */
    AMAN_N_ALERT_REFUSALS
};

/* A sentence in English, for messages. */
const char *aman_alert_refusal_text(enum aman_alert_refusal refusal);

struct aman_alert_step {
    int64_t alert;
    int64_t revision; /* that was decided about; 0: whatever it is now */
    enum aman_alert_action action;
    const char *by;     /* compared without the case of ASCII letters and without outer blanks */
    const char *reason; /* sealed, as it may name the person */
};

/* Takes the step in the transaction in hand. INPUT: refused, see *refusal; the alert is as it was. Errors: IO, MEMORY. */
enum aman_err aman_store_alert_step(struct aman_store *store, const struct aman_alert_step *step, const char *at,
                                    enum aman_alert_refusal *refusal);

#endif
