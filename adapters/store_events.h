/* adapters/store_events.h - a step of an alert, shared by what finds and what decides. */
#ifndef AMAN_ADAPTERS_STORE_EVENTS_H
#define AMAN_ADAPTERS_STORE_EVENTS_H

#include "adapters/store_parts.h"

#include <stdio.h>

enum { STORE_WHO_BYTES = 256 };

/* What a step needs to know of an alert. */
struct alert_row {
    int64_t number, revision, person; /* number 0: there is none */
    enum aman_alert_state state, proposed;
    char by[STORE_WHO_BYTES];
    char hash[AMAN_STORE_HASH_HEX], list_hash[AMAN_STORE_HASH_HEX];
};

struct alert_move {
    const struct alert_row *row; /* as it is before */
    const char *action;
    enum aman_alert_state to, proposed;
    const char *holder;    /* alert.by from now on */
    const char *by, *text; /* of the event; the text is sealed */
};

/* Steps a bound statement (STORE_ALERT or STORE_FIND_ALERT) and makes it ready again. */
enum aman_err aman_store_alert_row(sqlite3_stmt *statement, struct alert_row *row);

/* INPUT: no such alert. */
enum aman_err aman_store_alert_get(struct aman_store *store, int64_t alert, struct alert_row *row);

/* Puts the step on record and the alert into its state. */
enum aman_err aman_store_alert_move(struct aman_store *store, const struct alert_move *step, const char *at);

enum aman_alert_state aman_store_state(sqlite3_stmt *statement, int column);

#endif
