#include "adapters/sqlite_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum aman_err err_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW: return AMAN_OK;
    case SQLITE_NOMEM: return AMAN_ERR_MEMORY;
    case SQLITE_TOOBIG: return AMAN_ERR_LIMIT;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH: return AMAN_ERR_INTERNAL;
    default: return AMAN_ERR_IO;
    }
}

void aman_sqlite_file_note(struct aman_sqlite_file *file, int code)
{
    if (file->err == AMAN_OK) file->err = err_of(code);
}

void aman_sqlite_file_exec(struct aman_sqlite_file *file, const char *sql)
{
    if (file->err == AMAN_OK) aman_sqlite_file_note(file, sqlite3_exec(file->db, sql, NULL, NULL, NULL));
}

enum aman_err aman_sqlite_file_open(struct aman_sqlite_file *file, const char *path, const char *schema)
{
    static const char pragmas[] = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
                                  "PRAGMA cache_size=-16000; PRAGMA page_size=16384; BEGIN;";
    struct aman_sqlite_file opened = {0};
    int n = snprintf(opened.path, sizeof opened.path, "%s", path);
    int m = snprintf(opened.part, sizeof opened.part, "%s.part", path);
    if (n < 1 || m < n || (size_t)m >= sizeof opened.part) return AMAN_ERR_ARGUMENT;
    unlink(opened.part);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    aman_sqlite_file_note(&opened, sqlite3_open_v2(opened.part, &opened.db, flags, NULL));
    aman_sqlite_file_exec(&opened, pragmas);
    aman_sqlite_file_exec(&opened, schema);
    if (opened.err != AMAN_OK) {
        aman_sqlite_file_abandon(&opened);
        return opened.err;
    }
    *file = opened;
    return AMAN_OK;
}

sqlite3_stmt *aman_sqlite_file_prepare(struct aman_sqlite_file *file, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (file->err == AMAN_OK) aman_sqlite_file_note(file, sqlite3_prepare_v2(file->db, sql, -1, &statement, NULL));
    return statement;
}

void aman_sqlite_file_step(struct aman_sqlite_file *file, sqlite3_stmt *statement)
{
    if (file->err != AMAN_OK) return;
    aman_sqlite_file_note(file, sqlite3_step(statement));
    aman_sqlite_file_note(file, sqlite3_reset(statement));
}

enum aman_err aman_sqlite_file_close(struct aman_sqlite_file *file)
{
    aman_sqlite_file_exec(file, "COMMIT");
    int code = sqlite3_close(file->db);
    aman_sqlite_file_note(file, code);
    if (code != SQLITE_OK) sqlite3_close_v2(file->db);
    file->db = NULL;
    if (file->err == AMAN_OK && rename(file->part, file->path) != 0) file->err = AMAN_ERR_IO;
    if (file->err != AMAN_OK) unlink(file->part);
    return file->err;
}

void aman_sqlite_file_abandon(struct aman_sqlite_file *file)
{
    sqlite3_close_v2(file->db);
    file->db = NULL;
    unlink(file->part);
}
