/* Lists in the store: replaced whole, compared with what was there, loaded to screen against. */
#include "adapters/store_parts.h"

#include "base/hash.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts of several values ---- */

static void births_text(struct aman_text *out, const struct aman_list_entry *entry)
{
    aman_text_clear(out);
    aman_text_add(out, "");
    for (size_t i = 0; i < entry->n_births; i++)
        aman_text_addf(out, "%s%d-%d", i ? " " : "", entry->births[i].from_year, entry->births[i].to_year);
}

static void countries_text(struct aman_text *out, const struct aman_list_entry *entry)
{
    aman_text_clear(out);
    aman_text_add(out, "");
    for (size_t i = 0; i < entry->n_countries; i++)
        aman_text_addf(out, "%s%s", i ? "\n" : "", entry->countries[i]);
}

static uint64_t add_text_hash(uint64_t hash, const char *text)
{
    return aman_hash_add(hash, text, strlen(text) + 1);
}

static int64_t fingerprint(const struct aman_list_entry *entry, const char *births, const char *countries)
{
    uint64_t hash = aman_hash_add(aman_hash_start, &entry->kind, sizeof entry->kind);
    hash = add_text_hash(hash, entry->programme);
    hash = add_text_hash(hash, births);
    hash = add_text_hash(hash, countries);
    for (size_t i = 0; i < entry->n_names; i++) {
        hash = add_text_hash(hash, entry->names[i].text);
        hash = aman_hash_add(hash, &entry->names[i].quality, sizeof entry->names[i].quality);
    }
    int64_t kept;
    memcpy(&kept, &hash, sizeof kept);
    return kept;
}

/* ---- importing ---- */

static enum aman_err add_names(struct aman_store *store, const char *source,
                               const struct aman_list_entry *entry)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ADD_NAME);
    enum aman_err err = statement ? AMAN_OK : AMAN_ERR_IO;
    for (size_t i = 0; i < entry->n_names && !err; i++) {
        aman_store_bind_text(statement, 1, source);
        aman_store_bind_text(statement, 2, entry->id);
        sqlite3_bind_int64(statement, 3, (sqlite3_int64)i);
        sqlite3_bind_int64(statement, 4, (sqlite3_int64)entry->names[i].quality);
        aman_store_bind_text(statement, 5, entry->names[i].text);
        err = aman_store_step(statement);
    }
    return err;
}

static enum aman_err add_entry(struct aman_store *store, const char *source,
                               const struct aman_list_entry *entry, struct aman_text *births,
                               struct aman_text *countries)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ADD_ENTRY);
    births_text(births, entry);
    countries_text(countries, entry);
    if (births->failed || countries->failed) return AMAN_ERR_MEMORY;
    if (!statement) return AMAN_ERR_IO;
    aman_store_bind_text(statement, 1, source);
    aman_store_bind_text(statement, 2, entry->id);
    sqlite3_bind_int64(statement, 3, (sqlite3_int64)entry->kind);
    aman_store_bind_text(statement, 4, entry->programme);
    aman_store_bind_text(statement, 5, births->data);
    aman_store_bind_text(statement, 6, countries->data);
    sqlite3_bind_int64(statement, 7, fingerprint(entry, births->data, countries->data));
    sqlite3_bind_int64(statement, 8, entry->line);
    enum aman_err err = aman_store_step(statement);
    return err ? err : add_names(store, source, entry);
}

static enum aman_err add_entries(struct aman_store *store, const struct aman_list *list)
{
    struct aman_text births, countries;
    enum aman_err err = AMAN_OK;
    aman_text_init(&births, &store->mem);
    aman_text_init(&countries, &store->mem);
    for (size_t i = 0; i < list->n_entries && !err; i++)
        err = add_entry(store, list->source, &list->entries[i], &births, &countries);
    aman_text_release(&births);
    aman_text_release(&countries);
    return err;
}

static enum aman_err run_for(struct aman_store *store, const char *sql, const char *source)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(store, sql, (const char *const[]){source, NULL}, &statement);
    if (!err) err = aman_store_step(statement);
    sqlite3_finalize(statement);
    return err;
}

static enum aman_err count_for(struct aman_store *store, const char *sql, const char *const *texts, size_t *n)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(store, sql, texts, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    if (!err && code == SQLITE_ROW) *n = (size_t)sqlite3_column_int64(statement, 0);
    if (!err && code != SQLITE_ROW) err = code == SQLITE_DONE ? AMAN_ERR_INTERNAL : aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

enum aman_err aman_store_count(struct aman_store *store, const char *source, size_t *n_entries,
                               size_t *n_names)
{
    const char *const texts[] = {source, NULL};
    size_t entries = 0, names = 0;
    enum aman_err err = count_for(store, "SELECT count(*) FROM entry WHERE source = ?", texts, &entries);
    if (!err) err = count_for(store, "SELECT count(*) FROM name WHERE source = ?", texts, &names);
    if (err) return err;
    *n_entries = entries;
    *n_names = names;
    return AMAN_OK;
}

/* Against the fingerprints that were set aside in `before`. */
static enum aman_err find_changes(struct aman_store *store, const char *source,
                                  struct aman_store_change *change)
{
    static const char *const steps[] = {
        "DELETE FROM change WHERE source = ?1",
        "INSERT INTO change SELECT ?1, 'added', e.id, coalesce((SELECT text FROM name n WHERE n.source = ?1 "
        "AND n.id = e.id"
        " AND n.position = 0), '') FROM entry e WHERE e.source = ?1 AND e.id NOT IN (SELECT id FROM before)",
        "INSERT INTO change SELECT ?1, 'removed', b.id, b.name FROM before b"
        " WHERE b.id NOT IN (SELECT id FROM entry WHERE source = ?1)",
        "INSERT INTO change SELECT ?1, 'changed', e.id, coalesce((SELECT text FROM name n WHERE n.source = "
        "?1 AND n.id = e.id"
        " AND n.position = 0), '') FROM entry e JOIN before b ON b.id = e.id WHERE e.source = ?1 AND"
        " e.fingerprint <> b.fingerprint",
    };
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !err; i++) err = run_for(store, steps[i], source);
    size_t *const counts[] = {&change->n_added, &change->n_removed, &change->n_changed};
    static const char *const what[] = {"added", "removed", "changed"};
    for (size_t i = 0; i < 3 && !err; i++)
        err = count_for(store, "SELECT count(*) FROM change WHERE source = ? AND what = ?",
                        (const char *const[]){source, what[i], NULL}, counts[i]);
    return err;
}

static enum aman_err set_aside(struct aman_store *store, const char *source)
{
    enum aman_err err = aman_store_exec(
        store, "CREATE TEMP TABLE IF NOT EXISTS before (id TEXT PRIMARY KEY, fingerprint INTEGER,"
               " name TEXT); DELETE FROM before");
    if (err) return err;
    return run_for(store,
                   "INSERT INTO before SELECT e.id, e.fingerprint, coalesce((SELECT text FROM name n WHERE "
                   "n.source = e.source"
                   " AND n.id = e.id AND n.position = 0), '') FROM entry e WHERE e.source = ?",
                   source);
}

static enum aman_err write_list(struct aman_store *store, const struct aman_list *list, const char *at,
                                const struct aman_store_change *change)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(store,
                                           "INSERT INTO list VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                                           "?10, ?11) ON CONFLICT (source) DO UPDATE SET"
                                           " version = version + 1, format = ?2, date = ?3, encoding = ?4, "
                                           "hash = ?5, imported_at = ?6, n_names = ?7,"
                                           " n_before = ?8, n_added = ?9, n_removed = ?10, n_changed = ?11",
                                           (const char *const[]){list->source, list->format, list->date,
                                                                 list->encoding, list->hash_hex, at, NULL},
                                           &statement);
    if (err) return err;
    const size_t numbers[] = {list->n_names, change->n_before, change->n_added, change->n_removed,
                              change->n_changed};
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
    if (!err) err = run_for(store, "DELETE FROM name WHERE source = ?", list->source);
    if (!err) err = run_for(store, "DELETE FROM entry WHERE source = ?", list->source);
    if (!err) err = add_entries(store, list);
    if (!err) err = find_changes(store, list->source, &found);
    if (!err) err = write_list(store, list, at, &found);
    if (!err) *change = found;
    return err;
}

/* ---- loading ---- */

static const char *kept(struct aman_store_lists *lists, sqlite3_stmt *statement, int column, bool *failed)
{
    const char *text = aman_store_column(statement, column);
    const char *copy = aman_arena_text(&lists->arena, text, strlen(text));
    if (!copy) *failed = true;
    return copy;
}

static void read_births(struct aman_list_entry *entry, const char *text)
{
    while (*text && entry->n_births < AMAN_LIST_MOST_BIRTHS) {
        char *end;
        long from = strtol(text, &end, 10), to = *end == '-' ? strtol(end + 1, &end, 10) : from;
        if (end == text) return;
        entry->births[entry->n_births++] = (struct aman_list_birth){(int)from, (int)to};
        text = end + strspn(end, " ");
    }
}

/* The texts of countries lie one after the other: line ends become ends. */
static void split_countries(struct aman_list_entry *entry, char *text)
{
    while (text && *text && entry->n_countries < AMAN_LIST_MOST_COUNTRIES) {
        entry->countries[entry->n_countries++] = text;
        text = strchr(text, '\n');
        if (text) *text++ = '\0';
    }
}

static enum aman_err load_entries(struct aman_store *store, struct aman_store_lists *lists,
                                  struct aman_store_list *list)
{
    sqlite3_stmt *statement = NULL;
    bool failed = false;
    list->entries = aman_arena_new(&lists->arena, list->n_entries, sizeof *list->entries);
    if (!list->entries) return AMAN_ERR_MEMORY;
    enum aman_err err =
        aman_store_prepare(store,
                           "SELECT id, kind, programme, births, countries, line FROM entry WHERE source = ?"
                           " ORDER BY id",
                           (const char *const[]){list->source, NULL}, &statement);
    size_t n = 0;
    while (!err && !failed && n < list->n_entries && sqlite3_step(statement) == SQLITE_ROW) {
        struct aman_list_entry *entry = &list->entries[n++];
        int64_t kind = sqlite3_column_int64(statement, 1);
        entry->kind = kind >= 0 && kind <= AMAN_LIST_AIRCRAFT ? (enum aman_list_kind)kind : AMAN_LIST_ANY;
        entry->id = kept(lists, statement, 0, &failed);
        entry->programme = kept(lists, statement, 2, &failed);
        read_births(entry, aman_store_column(statement, 3));
        const char *countries = aman_store_column(statement, 4);
        char *copy = aman_arena_text(&lists->arena, countries, strlen(countries));
        if (!copy) failed = true;
        split_countries(entry, copy);
        entry->line = sqlite3_column_int(statement, 5);
    }
    sqlite3_finalize(statement);
    if (!err && failed) err = AMAN_ERR_MEMORY;
    return !err && n < list->n_entries ? AMAN_ERR_IO : err;
}

/* Names come in the order of the entries; one pass counts, the next fills. */
static enum aman_err load_names(struct aman_store *store, struct aman_store_lists *lists,
                                struct aman_store_list *list)
{
    sqlite3_stmt *statement = NULL;
    bool failed = false;
    struct aman_list_name *names = aman_arena_new(&lists->arena, list->n_names, sizeof *names);
    if (!names) return AMAN_ERR_MEMORY;
    enum aman_err err =
        aman_store_prepare(store, "SELECT id, quality, text FROM name WHERE source = ? ORDER BY id, position",
                           (const char *const[]){list->source, NULL}, &statement);
    size_t n = 0, e = 0;
    while (!err && !failed && n < list->n_names && sqlite3_step(statement) == SQLITE_ROW) {
        while (e < list->n_entries && strcmp(list->entries[e].id, aman_store_column(statement, 0)) != 0) e++;
        if (e == list->n_entries) break;
        int64_t quality = sqlite3_column_int64(statement, 1);
        names[n] = (struct aman_list_name){kept(lists, statement, 2, &failed),
                                           quality == AMAN_LIST_WEAK    ? AMAN_LIST_WEAK
                                           : quality == AMAN_LIST_ALIAS ? AMAN_LIST_ALIAS
                                                                        : AMAN_LIST_PRIMARY};
        if (list->entries[e].n_names++ == 0) list->entries[e].names = &names[n];
        n++;
    }
    sqlite3_finalize(statement);
    if (!err && failed) err = AMAN_ERR_MEMORY;
    return !err && n < list->n_names ? AMAN_ERR_IO : err;
}

static enum aman_err load_lists(struct aman_store *store, struct aman_store_lists *lists)
{
    sqlite3_stmt *statement = NULL;
    bool failed = false;
    enum aman_err err = count_for(store, "SELECT count(*) FROM list", NULL, &lists->n);
    if (err) return err;
    lists->lists = aman_arena_new(&lists->arena, lists->n, sizeof *lists->lists);
    if (!lists->lists) return AMAN_ERR_MEMORY;
    err = aman_store_prepare(
        store,
        "SELECT source, format, date, encoding, hash, imported_at, version, n_names, n_before, n_added,"
        " n_removed, n_changed, (SELECT count(*) FROM entry e WHERE e.source = l.source)"
        " FROM list l ORDER BY source",
        NULL, &statement);
    size_t n = 0;
    while (!err && !failed && n < lists->n && sqlite3_step(statement) == SQLITE_ROW) {
        struct aman_store_list *list = &lists->lists[n++];
        const char **const texts[] = {&list->source,   &list->format,   &list->date,
                                      &list->encoding, &list->hash_hex, &list->imported_at};
        for (int c = 0; c < 6; c++) *texts[c] = kept(lists, statement, c, &failed);
        size_t *const numbers[] = {&list->version,        &list->n_names,          &list->change.n_before,
                                   &list->change.n_added, &list->change.n_removed, &list->change.n_changed,
                                   &list->n_entries};
        for (int c = 0; c < 7; c++) *numbers[c] = (size_t)sqlite3_column_int64(statement, 6 + c);
    }
    sqlite3_finalize(statement);
    return !err && failed ? AMAN_ERR_MEMORY : err;
}

enum aman_err aman_store_load(struct aman_store *store, bool entries, const struct aman_mem *mem,
                              struct aman_store_lists *lists)
{
    struct aman_store_lists loaded = {.n = 0};
    aman_arena_init(&loaded.arena, mem, 0);
    /* one state of the store, whatever others import meanwhile */
    enum aman_err err = aman_store_exec(store, "BEGIN");
    if (!err) err = load_lists(store, &loaded);
    for (size_t i = 0; i < loaded.n && entries && !err; i++) {
        err = load_entries(store, &loaded, &loaded.lists[i]);
        if (!err) err = load_names(store, &loaded, &loaded.lists[i]);
    }
    if (!err) err = aman_store_commit(store);
    if (err) {
        aman_store_rollback(store);
        aman_arena_release(&loaded.arena);
        return err;
    }
    *lists = loaded;
    return AMAN_OK;
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
        take(ctx, aman_store_column(statement, 0), aman_store_column(statement, 1),
             aman_store_column(statement, 2), aman_store_column(statement, 3));
    if (!err) err = aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

enum aman_err aman_store_generation(struct aman_store *store, int64_t *generation)
{
    size_t sum = 0;
    enum aman_err err = count_for(store, "SELECT coalesce(sum(version), 0) FROM list", NULL, &sum);
    if (!err) *generation = (int64_t)sum;
    return err;
}
