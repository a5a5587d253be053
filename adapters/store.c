#include "adapters/store_parts.h"

#include <stdlib.h>
#include <string.h>

enum { STORE_VERSION = 1, APPLICATION_ID = 0x416D616E, WAIT_MS = 10000 };

static const char schema[] =
    "CREATE TABLE list (source TEXT PRIMARY KEY, version INTEGER NOT NULL, format TEXT NOT NULL, date TEXT NOT NULL,"
    " encoding TEXT NOT NULL, hash TEXT NOT NULL, imported_at TEXT NOT NULL, n_names INTEGER NOT NULL,"
    " n_before INTEGER NOT NULL, n_added INTEGER NOT NULL, n_removed INTEGER NOT NULL, n_changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE entry (source TEXT NOT NULL, id TEXT NOT NULL, kind INTEGER NOT NULL, programme TEXT NOT NULL,"
    " births TEXT NOT NULL, countries TEXT NOT NULL, fingerprint INTEGER NOT NULL, line INTEGER NOT NULL,"
    " PRIMARY KEY (source, id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE name (source TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, quality INTEGER NOT NULL,"
    " text TEXT NOT NULL, PRIMARY KEY (source, id, position)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE change (source TEXT NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,"
    " PRIMARY KEY (source, id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE record (number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,"
    " previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER record_no_change BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;"
    "CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;"
    "CREATE TRIGGER record_no_gap BEFORE INSERT ON record"
    " WHEN NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM record)"
    " BEGIN SELECT RAISE(ABORT, 'the record has no gaps'); END;";

enum aman_err aman_store_err_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW: return AMAN_OK;
    case SQLITE_NOMEM: return AMAN_ERR_MEMORY;
    case SQLITE_TOOBIG: return AMAN_ERR_LIMIT;
    case SQLITE_NOTADB: return AMAN_ERR_INPUT;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE: return AMAN_ERR_INTERNAL;
    default: return AMAN_ERR_IO;
    }
}

enum aman_err aman_store_exec(struct aman_store *store, const char *sql)
{
    return aman_store_err_of(sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

void aman_store_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

const char *aman_store_column(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text ? (const char *)text : "";
}

enum aman_err aman_store_step(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? AMAN_OK : aman_store_err_of(code);
}

enum aman_err aman_store_prepare(struct aman_store *store, const char *sql, const char *const *texts,
                                 sqlite3_stmt **statement)
{
    enum aman_err err = aman_store_err_of(sqlite3_prepare_v2(store->db, sql, -1, statement, NULL));
    for (int i = 0; !err && texts && texts[i]; i++) aman_store_bind_text(*statement, i + 1, texts[i]);
    return err;
}

sqlite3_stmt *aman_store_statement(struct aman_store *store, enum store_statement which)
{
    static const char *const sql[STORE_N_STATEMENTS] = {
        [STORE_APPEND] = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
        [STORE_LAST_LINE] = "SELECT number, hash FROM record ORDER BY number DESC LIMIT 1",
        [STORE_ADD_ENTRY] = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [STORE_ADD_NAME] = "INSERT INTO name VALUES (?, ?, ?, ?, ?)",
    };
    if (!store->statements[which])
        sqlite3_prepare_v3(store->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &store->statements[which], NULL);
    return store->statements[which];
}

/* ---- opening ---- */

static enum aman_err number_of(struct aman_store *store, const char *pragma, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(store, pragma, NULL, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    if (!err && code == SQLITE_ROW) *number = sqlite3_column_int64(statement, 0);
    if (!err && code != SQLITE_ROW) err = aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

static enum aman_err make(struct aman_store *store)
{
    enum aman_err err = aman_store_exec(store, schema);
    if (!err) err = aman_store_exec(store, "PRAGMA application_id = 1097687406"); /* APPLICATION_ID */
    return err ? err : aman_store_exec(store, "PRAGMA user_version = 1");
}

/* An empty file becomes a store; another application's is left alone. */
static enum aman_err make_or_check(struct aman_store *store, bool create)
{
    int64_t application = 0, version = 0, tables = 0;
    enum aman_err err = aman_store_begin(store);
    if (err) return err;
    err = number_of(store, "PRAGMA application_id", &application);
    if (!err) err = number_of(store, "PRAGMA user_version", &version);
    if (!err) err = number_of(store, "SELECT count(*) FROM sqlite_schema", &tables);
    bool empty = application == 0 && version == 0 && tables == 0;
    if (!err && empty && create) err = make(store);
    else if (!err && (application != APPLICATION_ID || version != STORE_VERSION)) err = AMAN_ERR_INPUT;
    if (!err) err = aman_store_commit(store);
    if (err) aman_store_rollback(store);
    return err;
}

enum aman_err aman_store_open(const char *path, bool create, const struct aman_mem *mem, struct aman_store **store)
{
    struct aman_store *s = aman_mem_new(mem, 1, sizeof *s);
    if (!s) return AMAN_ERR_MEMORY;
    s->mem = *mem;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    enum aman_err err = aman_store_err_of(sqlite3_open_v2(path, &s->db, flags, NULL));
    if (!err) err = aman_store_err_of(sqlite3_busy_timeout(s->db, WAIT_MS));
    if (!err) err = aman_store_exec(s, "PRAGMA trusted_schema = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    if (!err) err = make_or_check(s, create);
    if (err) {
        aman_store_close(s);
        return err;
    }
    *store = s;
    return AMAN_OK;
}

void aman_store_close(struct aman_store *store)
{
    if (!store) return;
    for (int i = 0; i < STORE_N_STATEMENTS; i++) sqlite3_finalize(store->statements[i]);
    sqlite3_close_v2(store->db);
    struct aman_mem mem = store->mem;
    aman_mem_free(&mem, store, 1, sizeof *store);
}

const char *aman_store_why(const struct aman_store *store)
{
    return sqlite3_errmsg(store->db);
}

enum aman_err aman_store_begin(struct aman_store *store)
{
    return aman_store_exec(store, "BEGIN IMMEDIATE");
}

enum aman_err aman_store_commit(struct aman_store *store)
{
    return aman_store_exec(store, "COMMIT");
}

void aman_store_rollback(struct aman_store *store)
{
    if (!sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}
