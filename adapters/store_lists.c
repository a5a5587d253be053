/* Lists in the store: replaced whole, compared with what was there, loaded to screen against. */
#include "adapters/store_parts.h"

#include "formats/list_text.h"

#include <string.h>

/* ---- importing ---- */

static enum aman_err add_entry(struct aman_store *store, const char *source, const struct aman_list_entry *entry,
                               struct aman_text *body)
{
    char hash[AMAN_LIST_HASH_HEX];
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ADD_ENTRY);
    aman_text_clear(body);
    aman_list_entry_write(body, entry);
    enum aman_err err = aman_list_entry_hash(entry, &store->mem, hash);
    if (err || body->failed) return AMAN_ERR_MEMORY;
    if (!statement) return AMAN_ERR_IO;
    aman_store_bind_text(statement, 1, source);
    aman_store_bind_text(statement, 2, entry->id);
    aman_store_bind_text(statement, 3, entry->names[0].text);
    sqlite3_bind_int64(statement, 4, (sqlite3_int64)entry->n_names);
    aman_store_bind_text(statement, 5, hash);
    aman_store_bind_text(statement, 6, body->data);
    sqlite3_bind_int64(statement, 7, entry->line);
    return aman_store_step(statement);
}

static enum aman_err add_entries(struct aman_store *store, const struct aman_list *list)
{
    struct aman_text body;
    enum aman_err err = AMAN_OK;
    aman_text_init(&body, &store->mem);
    for (size_t i = 0; i < list->n_entries && !err; i++) err = add_entry(store, list->source, &list->entries[i], &body);
    aman_text_release(&body);
    return err;
}

enum aman_err aman_store_count(struct aman_store *store, const char *source, size_t *n_entries, size_t *n_names)
{
    const char *const texts[] = {source, NULL};
    int64_t entries = 0, names = 0;
    enum aman_err err = aman_store_count_of(store, "SELECT count(*) FROM entry WHERE source = ?", texts, &entries);
    if (!err)
        err = aman_store_count_of(store, "SELECT coalesce(sum(n_names), 0) FROM entry WHERE source = ?", texts, &names);
    if (err) return err;
    *n_entries = (size_t)entries;
    *n_names = (size_t)names;
    return AMAN_OK;
}

/* Against the hashes that were set aside in `before`. */
static enum aman_err find_changes(struct aman_store *store, const char *source, struct aman_store_change *change)
{
    static const char *const steps[] = {
        "DELETE FROM change WHERE source = ?1",
        "INSERT INTO change SELECT ?1, 'added', id, name FROM entry WHERE source = ?1 AND id NOT IN (SELECT id FROM before)",
        "INSERT INTO change SELECT ?1, 'removed', id, name FROM before"
        " WHERE id NOT IN (SELECT id FROM entry WHERE source = ?1)",
        "INSERT INTO change SELECT ?1, 'changed', e.id, e.name FROM entry e JOIN before b ON b.id = e.id"
        " WHERE e.source = ?1 AND e.hash <> b.hash",
    };
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !err; i++) err = aman_store_run_for(store, steps[i], source);
    size_t *const counts[] = {&change->n_added, &change->n_removed, &change->n_changed};
    static const char *const what[] = {"added", "removed", "changed"};
    for (size_t i = 0; i < 3 && !err; i++) {
        int64_t n = 0;
        err = aman_store_count_of(store, "SELECT count(*) FROM change WHERE source = ? AND what = ?",
                                  (const char *const[]){source, what[i], NULL}, &n);
        *counts[i] = (size_t)n;
    }
    return err;
}

static enum aman_err set_aside(struct aman_store *store, const char *source)
{
    enum aman_err err = aman_store_exec(store, "CREATE TEMP TABLE IF NOT EXISTS before (id TEXT PRIMARY KEY, hash TEXT,"
                                               " name TEXT); DELETE FROM before");
    if (err) return err;
    return aman_store_run_for(store, "INSERT INTO before SELECT id, hash, name FROM entry WHERE source = ?", source);
}

static enum aman_err write_list(struct aman_store *store, const struct aman_list *list, const char *at,
                                const struct aman_store_change *change)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(
        store,
        "INSERT INTO list VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (source) DO UPDATE SET"
        " version = version + 1, format = ?2, date = ?3, encoding = ?4, hash = ?5, imported_at = ?6, n_names = ?7,"
        " n_before = ?8, n_added = ?9, n_removed = ?10, n_changed = ?11",
        (const char *const[]){list->source, list->format, list->date, list->encoding, list->hash_hex, at, NULL}, &statement);
    if (err) return err;
    const size_t numbers[] = {list->n_names, change->n_before, change->n_added, change->n_removed, change->n_changed};
    for (int i = 0; i < 5; i++) sqlite3_bind_int64(statement, 7 + i, (sqlite3_int64)numbers[i]);
    err = aman_store_step(statement);
    sqlite3_finalize(statement);
    return err;
}

enum aman_err aman_store_import(struct aman_store *store, const struct aman_list *list, const char *at,
                                struct aman_store_change *change)
{
    struct aman_store_change found = {0};
    size_t names_before;
    enum aman_err err = aman_store_count(store, list->source, &found.n_before, &names_before);
    if (!err) err = set_aside(store, list->source);
    if (!err) err = aman_store_run_for(store, "DELETE FROM entry WHERE source = ?", list->source);
    if (!err) err = add_entries(store, list);
    if (!err) err = find_changes(store, list->source, &found);
    if (!err) err = write_list(store, list, at, &found);
    if (!err) *change = found;
    return err;
}

/* ---- loading ---- */

#define LIST_COLUMNS                                                                                                   \
    "SELECT source, format, date, encoding, hash, imported_at, version, n_names, n_before, n_added, n_removed,"        \
    " n_changed, (SELECT count(*) FROM entry e WHERE e.source = l.source) FROM list l"
static const char all_lists[] = LIST_COLUMNS " ORDER BY source";
static const char one_list[] = LIST_COLUMNS " WHERE source = ?";
static const char all_entries[] = "SELECT id, body, line FROM entry WHERE source = ? ORDER BY id";
static const char changed_entries[] = "SELECT e.id, e.body, e.line FROM entry e JOIN change c ON c.source = e.source"
                                      " AND c.id = e.id WHERE e.source = ? ORDER BY e.id";

static enum aman_err load_entry(struct aman_store_lists *lists, sqlite3_stmt *statement, struct aman_list_entry *entry)
{
    bool failed = false;
    enum aman_err err = aman_list_entry_read(aman_store_column(statement, 1), &lists->arena, entry);
    /* what the store wrote itself can only be unreadable if the file was changed by other means */
    if (err) return err == AMAN_ERR_INPUT ? AMAN_ERR_IO : err;
    entry->id = aman_store_kept(&lists->arena, statement, 0, &failed);
    entry->line = sqlite3_column_int(statement, 2);
    return failed ? AMAN_ERR_MEMORY : AMAN_OK;
}

/* At most n_entries of the list; their number may be smaller for the changed ones. */
static enum aman_err load_entries(struct aman_store *store, struct aman_store_lists *lists, struct aman_store_list *list,
                                  const char *sql)
{
    sqlite3_stmt *statement = NULL;
    size_t most = list->n_entries;
    list->entries = aman_arena_new(&lists->arena, most, sizeof *list->entries);
    list->n_entries = list->n_names = 0;
    if (!list->entries) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_store_prepare(store, sql, (const char *const[]){list->source, NULL}, &statement);
    int code = SQLITE_DONE;
    while (!err && list->n_entries < most && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        struct aman_list_entry *entry = &list->entries[list->n_entries++];
        err = load_entry(lists, statement, entry);
        list->n_names += entry->n_names;
    }
    if (!err) err = aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

static void load_list(struct aman_store_lists *lists, sqlite3_stmt *statement, bool *failed)
{
    struct aman_store_list *list = &lists->lists[lists->n++];
    const char **const texts[] = {&list->source,   &list->format,   &list->date,
                                  &list->encoding, &list->hash_hex, &list->imported_at};
    for (int c = 0; c < 6; c++) *texts[c] = aman_store_kept(&lists->arena, statement, c, failed);
    size_t *const numbers[] = {&list->version,        &list->n_names,          &list->change.n_before,
                               &list->change.n_added, &list->change.n_removed, &list->change.n_changed,
                               &list->n_entries};
    for (int c = 0; c < 7; c++) *numbers[c] = (size_t)sqlite3_column_int64(statement, 6 + c);
}

static enum aman_err load_lists(struct aman_store *store, struct aman_store_lists *lists, const char *sql, const char *source)
{
    sqlite3_stmt *statement = NULL;
    bool failed = false;
    int64_t most = 0;
    enum aman_err err = aman_store_count_of(store, "SELECT count(*) FROM list", NULL, &most);
    if (err) return err;
    lists->lists = aman_arena_new(&lists->arena, (size_t)most, sizeof *lists->lists);
    if (!lists->lists) return AMAN_ERR_MEMORY;
    err = aman_store_prepare(store, sql, (const char *const[]){source, NULL}, &statement);
    int code = SQLITE_DONE;
    while (!err && !failed && lists->n < (size_t)most && (code = sqlite3_step(statement)) == SQLITE_ROW)
        load_list(lists, statement, &failed);
    if (!err) err = failed ? AMAN_ERR_MEMORY : aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

/* Reads under a transaction, so that it is one state of the store whatever others import meanwhile; it may be the caller's. */
static enum aman_err load(struct aman_store *store, const char *lists_sql, const char *source, const char *entries_sql,
                          const struct aman_mem *mem, struct aman_store_lists *lists)
{
    struct aman_store_lists loaded = {.n = 0};
    aman_arena_init(&loaded.arena, mem, 0);
    bool own = sqlite3_get_autocommit(store->db);
    enum aman_err err = own ? aman_store_exec(store, "BEGIN") : AMAN_OK;
    if (!err) err = aman_store_generation(store, &loaded.generation);
    if (!err) err = load_lists(store, &loaded, lists_sql, source);
    for (size_t i = 0; i < loaded.n && entries_sql && !err; i++)
        err = load_entries(store, &loaded, &loaded.lists[i], entries_sql);
    if (!err && own) err = aman_store_commit(store);
    if (err) {
        if (own) aman_store_rollback(store);
        aman_arena_release(&loaded.arena);
        return err;
    }
    *lists = loaded;
    return AMAN_OK;
}

enum aman_err aman_store_load(struct aman_store *store, bool entries, const struct aman_mem *mem,
                              struct aman_store_lists *lists)
{
    return load(store, all_lists, NULL, entries ? all_entries : NULL, mem, lists);
}

enum aman_err aman_store_load_changed(struct aman_store *store, const char *source, const struct aman_mem *mem,
                                      struct aman_store_lists *lists)
{
    return load(store, one_list, source, changed_entries, mem, lists);
}

void aman_store_lists_release(struct aman_store_lists *lists)
{
    aman_arena_release(&lists->arena);
    *lists = (struct aman_store_lists){.arena = lists->arena};
}

enum aman_err aman_store_changes(struct aman_store *store, aman_store_change_fn *take, void *ctx)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(
        store, "SELECT source, what, id, name FROM change ORDER BY source, what, id", NULL, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    for (; !err && code == SQLITE_ROW; code = sqlite3_step(statement))
        take(ctx, aman_store_column(statement, 0), aman_store_column(statement, 1), aman_store_column(statement, 2),
             aman_store_column(statement, 3));
    if (!err) err = aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

enum aman_err aman_store_generation(struct aman_store *store, int64_t *generation)
{
    return aman_store_count_of(store, "SELECT coalesce(sum(version), 0) FROM list", NULL, generation);
}
