/* adapters/sqlite_file.h - a SQLite file written once, in one transaction, and then put in place.
 *
 * Shared by the writers of this room. While it is written it lies at `path` + ".part"; nobody
 * reads it then, so there is no journal and no syncing. The first error sticks; calls after it do nothing.
 */
#ifndef AMAN_ADAPTERS_SQLITE_FILE_H
#define AMAN_ADAPTERS_SQLITE_FILE_H

#include "base/error.h"

#include <sqlite3.h>

enum { AMAN_SQLITE_PATH_MAX = 4096 };

struct aman_sqlite_file {
    sqlite3 *db;
    enum aman_err err; /* the first one */
    char path[AMAN_SQLITE_PATH_MAX], part[AMAN_SQLITE_PATH_MAX];
};

/* Replaces an old .part, runs `schema`, begins the transaction. On an error nothing is left
 * open or on disk. Errors: ARGUMENT (path too long), IO, MEMORY. */
enum aman_err aman_sqlite_file_open(struct aman_sqlite_file *file, const char *path, const char *schema);

/* NULL, with the error kept, when it does not compile. */
sqlite3_stmt *aman_sqlite_file_prepare(struct aman_sqlite_file *file, const char *sql);

/* Runs a statement that gives no rows and resets it. */
void aman_sqlite_file_step(struct aman_sqlite_file *file, sqlite3_stmt *statement);
void aman_sqlite_file_exec(struct aman_sqlite_file *file, const char *sql);

/* Keeps the error of a sqlite3 result code other than SQLITE_OK. */
void aman_sqlite_file_note(struct aman_sqlite_file *file, int code);

/* Commits, closes, and renames into place; when anything failed, now or before, removes the
 * .part, leaves `path` as it was, and returns the first error. All statements must be finalized. */
enum aman_err aman_sqlite_file_close(struct aman_sqlite_file *file);

/* Closes and removes the .part. */
void aman_sqlite_file_abandon(struct aman_sqlite_file *file);

#endif
