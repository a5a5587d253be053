/* adapters/store_parts.h - the store's connection, shared by its files. */
#ifndef AMAN_ADAPTERS_STORE_PARTS_H
#define AMAN_ADAPTERS_STORE_PARTS_H

#include "adapters/store_alerts.h"
#include "base/text.h"

#include <sqlite3.h>

enum store_statement {
    STORE_APPEND,
    STORE_LAST_LINE,
    STORE_ADD_ENTRY,
    STORE_FIND_PERSON,
    STORE_TOUCH_PERSON,
    STORE_ADD_PERSON,
    STORE_PEOPLE_AFTER,
    STORE_KEY,
    STORE_SEALED_BODY,
    STORE_ADD_SEALED,
    STORE_LOOK_UP_BODY,
    STORE_LOOK_UP_TEXT,
    STORE_FIND_ALERT,
    STORE_ALERT,
    STORE_ADD_ALERT,
    STORE_ALERT_FOUND,
    STORE_ALERT_LISTED,
    STORE_ALERT_SETTLED,
    STORE_ALERT_MOVE,
    STORE_ALERT_BODY,
    STORE_FOUND_TEXT,
    STORE_CHANGED_TEXT,
    STORE_ADD_EVENT,
    STORE_N_STATEMENTS
};

struct aman_store {
    struct aman_mem mem;
    sqlite3 *db;
    sqlite3_stmt *statements[STORE_N_STATEMENTS]; /* prepared when first needed */
};

enum aman_err aman_store_err_of(int code);

/* Runs SQL without results. */
enum aman_err aman_store_exec(struct aman_store *store, const char *sql);

/* A statement of the store's own, ready to be bound; NULL when it cannot be had. */
sqlite3_stmt *aman_store_statement(struct aman_store *store, enum store_statement which);

/* Runs a bound statement that gives no rows, and makes it ready again. */
enum aman_err aman_store_step(sqlite3_stmt *statement);

/* Prepares a statement that is used once; *statement must be finalized. Texts are bound from 1 on; NULL ends. */
enum aman_err aman_store_prepare(struct aman_store *store, const char *sql, const char *const *texts,
                                 sqlite3_stmt **statement);

void aman_store_bind_text(sqlite3_stmt *statement, int at, const char *text);

/* A column's text, "" for NULL; lives until the next step. */
const char *aman_store_column(sqlite3_stmt *statement, int column);

/* The one text of a bound statement's one row, in place of what out held; ready again. */
enum aman_err aman_store_text_of(sqlite3_stmt *statement, struct aman_text *out);

/* The one number of a query's one row. */
enum aman_err aman_store_count_of(struct aman_store *store, const char *sql, const char *const *texts, int64_t *n);

/* Runs SQL that has one text to bind and no results. */
enum aman_err aman_store_run_for(struct aman_store *store, const char *sql, const char *text);

/* A copy in arena; sets *failed when memory is out. */
const char *aman_store_kept(struct aman_arena *arena, sqlite3_stmt *statement, int column, bool *failed);

enum aman_list_kind aman_store_kind(sqlite3_stmt *statement, int column);

/* Commitment to text with the person's key, in hex. */
enum { STORE_KEY_BYTES = 32 };
void aman_store_commit_to(const unsigned char key[STORE_KEY_BYTES], const char *text, char hex[AMAN_STORE_HASH_HEX]);

/* Holds texts, people and alerts against the record; sets fault and broken of the verdict. */
enum aman_err aman_store_verify_beside(struct aman_store *store, struct aman_store_verdict *verdict);

#endif
