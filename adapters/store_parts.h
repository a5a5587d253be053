/* adapters/store_parts.h - the store's connection, shared by its files. */
#ifndef AMAN_ADAPTERS_STORE_PARTS_H
#define AMAN_ADAPTERS_STORE_PARTS_H

#include "adapters/store.h"

#include <sqlite3.h>

enum store_statement {
    STORE_APPEND,
    STORE_LAST_LINE,
    STORE_ADD_ENTRY,
    STORE_ADD_NAME,
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

#endif
