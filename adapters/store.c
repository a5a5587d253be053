#include "adapters/store_parts.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { STORE_VERSION = 2, APPLICATION_ID = 0x416D616E, WAIT_MS = 10000 };

/* Numbers of people and alerts are never given twice (AUTOINCREMENT): the record speaks of them after they are deleted. */
static const char schema[] =
    "CREATE TABLE list (source TEXT PRIMARY KEY, version INTEGER NOT NULL, format TEXT NOT NULL, date TEXT NOT NULL,"
    " encoding TEXT NOT NULL, hash TEXT NOT NULL, imported_at TEXT NOT NULL, n_names INTEGER NOT NULL,"
    " n_before INTEGER NOT NULL, n_added INTEGER NOT NULL, n_removed INTEGER NOT NULL, n_changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE entry (source TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, n_names INTEGER NOT NULL,"
    " hash TEXT NOT NULL, body TEXT NOT NULL, line INTEGER NOT NULL, UNIQUE (source, id)) STRICT;"
    "CREATE TABLE change (source TEXT NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,"
    " PRIMARY KEY (source, id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE record (number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,"
    " previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER record_no_change BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;"
    "CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;"
    "CREATE TRIGGER record_no_gap BEFORE INSERT ON record"
    " WHEN NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM record)"
    " BEGIN SELECT RAISE(ABORT, 'the record has no gaps'); END;"
    "CREATE TABLE person (number INTEGER PRIMARY KEY AUTOINCREMENT, reference TEXT NOT NULL, name TEXT NOT NULL,"
    " born INTEGER NOT NULL, country TEXT NOT NULL, kind INTEGER NOT NULL, threshold REAL NOT NULL, key BLOB NOT NULL,"
    " first_at TEXT NOT NULL, last_at TEXT NOT NULL, UNIQUE (name, born, country, kind, reference)) STRICT;"
    "CREATE TABLE sealed (line INTEGER PRIMARY KEY, person INTEGER NOT NULL, text TEXT NOT NULL) STRICT;"
    "CREATE INDEX sealed_of ON sealed (person);"
    "CREATE TABLE alert (number INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL, source TEXT NOT NULL,"
    " entry TEXT NOT NULL, state INTEGER NOT NULL, proposed INTEGER NOT NULL, by TEXT NOT NULL, revision INTEGER NOT NULL,"
    " score REAL NOT NULL, name_score REAL NOT NULL, listed_name TEXT NOT NULL, list_version INTEGER NOT NULL,"
    " list_hash TEXT NOT NULL, hash TEXT NOT NULL, listed TEXT NOT NULL, before TEXT, made_at TEXT NOT NULL,"
    " changed_at TEXT NOT NULL, UNIQUE (person, source, entry)) STRICT;"
    "CREATE INDEX alert_about ON alert (source, entry);"
    "CREATE TABLE event (line INTEGER PRIMARY KEY, alert INTEGER NOT NULL, action TEXT NOT NULL, was INTEGER NOT NULL,"
    " state INTEGER NOT NULL, proposed INTEGER NOT NULL, by TEXT NOT NULL) STRICT;"
    "CREATE INDEX event_of ON event (alert);";

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
        [STORE_ADD_ENTRY] = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)",
        [STORE_FIND_PERSON] = "SELECT number FROM person WHERE reference = ? AND name = ? AND born = ? AND country = ?"
                              " AND kind = ?",
        [STORE_TOUCH_PERSON] = "UPDATE person SET last_at = max(last_at, ?), threshold = ? WHERE number = ?",
        [STORE_ADD_PERSON] = "INSERT INTO person (reference, name, born, country, kind, threshold, key, first_at,"
                             " last_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [STORE_PEOPLE_AFTER] = "SELECT number, reference, name, born, country, kind, first_at, last_at, threshold FROM person"
                               " WHERE number > ? ORDER BY number LIMIT 1",
        [STORE_KEY] = "SELECT key FROM person WHERE number = ?",
        [STORE_SEALED_BODY] = "SELECT json_set(?, '$.person', ?, '$.sealed', ?)",
        [STORE_ADD_SEALED] = "INSERT INTO sealed VALUES (?, ?, ?)",
        [STORE_LOOK_UP_BODY] = "SELECT json_object('run', ?)",
        [STORE_LOOK_UP_TEXT] = "SELECT json_object('reference', ?, 'name', ?, 'born', ?, 'country', ?, 'kind', ?,"
                               " 'matches', json(?))",
        [STORE_FIND_ALERT] = "SELECT number, state, proposed, by, revision, person, hash, list_hash FROM alert"
                             " WHERE person = ? AND source = ? AND entry = ?",
        [STORE_ALERT] = "SELECT number, state, proposed, by, revision, person, hash, list_hash FROM alert WHERE number = ?",
        [STORE_ADD_ALERT] = "INSERT INTO alert (person, source, entry, state, proposed, by, revision, score, name_score,"
                            " listed_name, list_version, list_hash, hash, listed, before, made_at, changed_at)"
                            " VALUES (?, ?, ?, 0, ?, '', 0, 0, 0, '', 0, '', ?, ?, NULL, ?, ?)",
        [STORE_ALERT_FOUND] = "UPDATE alert SET score = ?, name_score = ?, listed_name = ?, list_version = ?, list_hash = ?"
                              " WHERE number = ?",
        [STORE_ALERT_LISTED] = "UPDATE alert SET before = coalesce(before, listed), listed = ?, hash = ? WHERE number = ?",
        [STORE_ALERT_SETTLED] = "UPDATE alert SET before = NULL WHERE number = ?",
        [STORE_ALERT_MOVE] = "UPDATE alert SET state = ?, proposed = ?, by = ?, revision = revision + 1, changed_at = ?"
                             " WHERE number = ?",
        [STORE_ALERT_BODY] = "SELECT json_object('alert', ?, 'action', ?, 'from', ?, 'to', ?, 'proposed', ?, 'by', ?)",
        [STORE_FOUND_TEXT] = "SELECT json_object('run', ?, 'list', ?, 'version', ?, 'hash', ?, 'entry', ?, 'entry_hash', ?,"
                             " 'name', ?, 'score', ?, 'name_score', ?)",
        [STORE_CHANGED_TEXT] = "SELECT json_object('list', ?, 'entry', ?, 'entry_hash', ?)",
        [STORE_ADD_EVENT] = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)",
    };
    if (!store->statements[which])
        sqlite3_prepare_v3(store->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &store->statements[which], NULL);
    return store->statements[which];
}

enum aman_err aman_store_run_for(struct aman_store *store, const char *sql, const char *text)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(store, sql, (const char *const[]){text, NULL}, &statement);
    if (!err) err = aman_store_step(statement);
    sqlite3_finalize(statement);
    return err;
}

const char *aman_store_kept(struct aman_arena *arena, sqlite3_stmt *statement, int column, bool *failed)
{
    const char *text = aman_store_column(statement, column);
    const char *copy = aman_arena_text(arena, text, strlen(text));
    if (!copy) *failed = true;
    return copy;
}

enum aman_list_kind aman_store_kind(sqlite3_stmt *statement, int column)
{
    int64_t kind = sqlite3_column_int64(statement, column);
    return kind >= 0 && kind <= AMAN_LIST_AIRCRAFT ? (enum aman_list_kind)kind : AMAN_LIST_ANY;
}

enum aman_err aman_store_text_of(sqlite3_stmt *statement, struct aman_text *out)
{
    int code = sqlite3_step(statement);
    aman_text_clear(out);
    if (code == SQLITE_ROW) aman_text_add(out, aman_store_column(statement, 0));
    sqlite3_reset(statement);
    if (code == SQLITE_ROW) return out->failed ? AMAN_ERR_MEMORY : AMAN_OK;
    return code == SQLITE_DONE ? AMAN_ERR_INTERNAL : aman_store_err_of(code);
}

enum aman_err aman_store_count_of(struct aman_store *store, const char *sql, const char *const *texts, int64_t *n)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(store, sql, texts, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    if (!err && code == SQLITE_ROW) *n = sqlite3_column_int64(statement, 0);
    if (!err && code != SQLITE_ROW) err = code == SQLITE_DONE ? AMAN_ERR_INTERNAL : aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

/* ---- opening ---- */

static enum aman_err make(struct aman_store *store)
{
    enum aman_err err = aman_store_exec(store, schema);
    if (!err) err = aman_store_exec(store, "PRAGMA application_id = 1097687406"); /* APPLICATION_ID */
    return err ? err : aman_store_exec(store, "PRAGMA user_version = 2");
}

/* An empty file becomes a store; another application's is left alone. */
static enum aman_err make_or_check(struct aman_store *store, bool create)
{
    int64_t application = 0, version = 0, tables = 0;
    enum aman_err err = aman_store_begin(store);
    if (err) return err;
    err = aman_store_count_of(store, "PRAGMA application_id", NULL, &application);
    if (!err) err = aman_store_count_of(store, "PRAGMA user_version", NULL, &version);
    if (!err) err = aman_store_count_of(store, "SELECT count(*) FROM sqlite_schema", NULL, &tables);
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
    if (sodium_init() < 0) {
        aman_mem_free(mem, s, 1, sizeof *s);
        return AMAN_ERR_INTERNAL;
    }
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    enum aman_err err = aman_store_err_of(sqlite3_open_v2(path, &s->db, flags, NULL));
    if (!err) err = aman_store_err_of(sqlite3_busy_timeout(s->db, WAIT_MS));
    if (!err) err = aman_store_exec(s, "PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL;"
                                    " PRAGMA synchronous = FULL");
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
