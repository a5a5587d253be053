/* People, what is sealed of them, and forgetting. */
#include "adapters/store_parts.h"

#include <sodium.h>
#include <string.h>

/* ---- knowing ---- */

static void bind_person(sqlite3_stmt *statement, const struct aman_store_person *person)
{
    aman_store_bind_text(statement, 1, person->reference);
    aman_store_bind_text(statement, 2, person->name);
    sqlite3_bind_int64(statement, 3, person->born);
    aman_store_bind_text(statement, 4, person->country);
}

static enum aman_err find_person(struct aman_store *store, const struct aman_store_person *person, int64_t *number)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_FIND_PERSON);
    if (!statement) return AMAN_ERR_IO;
    bind_person(statement, person);
    sqlite3_bind_int64(statement, 5, person->kind);
    int code = sqlite3_step(statement);
    *number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    return aman_store_err_of(code);
}

static enum aman_err touch_person(struct aman_store *store, int64_t number, double threshold, const char *at)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_TOUCH_PERSON);
    if (!statement) return AMAN_ERR_IO;
    aman_store_bind_text(statement, 1, at);
    sqlite3_bind_double(statement, 2, threshold);
    sqlite3_bind_int64(statement, 3, number);
    return aman_store_step(statement);
}

static enum aman_err add_person(struct aman_store *store, const struct aman_store_person *person, const char *at,
                                int64_t *number)
{
    unsigned char key[STORE_KEY_BYTES];
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ADD_PERSON);
    if (!statement) return AMAN_ERR_IO;
    randombytes_buf(key, sizeof key);
    bind_person(statement, person);
    sqlite3_bind_int64(statement, 5, person->kind);
    sqlite3_bind_double(statement, 6, person->threshold);
    sqlite3_bind_blob(statement, 7, key, sizeof key, SQLITE_TRANSIENT);
    aman_store_bind_text(statement, 8, at);
    aman_store_bind_text(statement, 9, at);
    enum aman_err err = aman_store_step(statement);
    sqlite3_clear_bindings(statement);
    sodium_memzero(key, sizeof key);
    if (!err) *number = sqlite3_last_insert_rowid(store->db);
    return err;
}

enum aman_err aman_store_person_put(struct aman_store *store, const struct aman_store_person *person, const char *at,
                                    int64_t *number)
{
    int64_t found = 0;
    enum aman_err err = find_person(store, person, &found);
    if (!err) err = found ? touch_person(store, found, person->threshold, at) : add_person(store, person, at, &found);
    if (!err) *number = found;
    return err;
}

/* One after the other by number: take may write, which a statement that is read meanwhile would not stand. */
enum aman_err aman_store_people(struct aman_store *store, int64_t after, aman_store_person_fn *take, void *ctx)
{
    struct aman_arena arena;
    enum aman_err err = AMAN_OK;
    bool more = true;
    while (more && !err) {
        bool failed = false;
        sqlite3_stmt *statement = aman_store_statement(store, STORE_PEOPLE_AFTER);
        if (!statement) return AMAN_ERR_IO;
        sqlite3_bind_int64(statement, 1, after);
        int code = sqlite3_step(statement);
        aman_arena_init(&arena, &store->mem, 0);
        struct aman_store_person person = {.number = sqlite3_column_int64(statement, 0),
                                           .born = sqlite3_column_int(statement, 3),
                                           .kind = aman_store_kind(statement, 5),
                                           .threshold = sqlite3_column_double(statement, 8)};
        person.reference = aman_store_kept(&arena, statement, 1, &failed);
        person.name = aman_store_kept(&arena, statement, 2, &failed);
        person.country = aman_store_kept(&arena, statement, 4, &failed);
        person.first_at = aman_store_kept(&arena, statement, 6, &failed);
        person.last_at = aman_store_kept(&arena, statement, 7, &failed);
        sqlite3_reset(statement);
        err = code == SQLITE_ROW && failed ? AMAN_ERR_MEMORY : aman_store_err_of(code);
        more = !err && code == SQLITE_ROW && take(ctx, &person);
        after = person.number;
        aman_arena_release(&arena);
    }
    return err;
}

enum aman_err aman_store_count_people(struct aman_store *store, size_t *n, double *least_threshold)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err =
        aman_store_prepare(store, "SELECT count(*), coalesce(min(threshold), 1) FROM person", NULL, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    if (!err) err = aman_store_err_of(code);
    if (!err) {
        *n = (size_t)sqlite3_column_int64(statement, 0);
        *least_threshold = sqlite3_column_double(statement, 1);
    }
    sqlite3_finalize(statement);
    return err;
}

/* ---- sealing ---- */

void aman_store_commit_to(const unsigned char key[STORE_KEY_BYTES], const char *text, char hex[AMAN_STORE_HASH_HEX])
{
    unsigned char digest[32];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)text, strlen(text), key, STORE_KEY_BYTES);
    sodium_bin2hex(hex, AMAN_STORE_HASH_HEX, digest, sizeof digest);
}

static enum aman_err commitment(struct aman_store *store, int64_t person, const char *text, char hex[AMAN_STORE_HASH_HEX])
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_KEY);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, person);
    int code = sqlite3_step(statement);
    bool found = code == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == STORE_KEY_BYTES;
    if (found) aman_store_commit_to(sqlite3_column_blob(statement, 0), text, hex);
    sqlite3_reset(statement);
    enum aman_err err = aman_store_err_of(code);
    return err ? err : found ? AMAN_OK : AMAN_ERR_INPUT;
}

static enum aman_err keep_text(struct aman_store *store, int64_t line, int64_t person, const char *text)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ADD_SEALED);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, line);
    sqlite3_bind_int64(statement, 2, person);
    aman_store_bind_text(statement, 3, text);
    return aman_store_step(statement);
}

enum aman_err aman_store_append_sealed(struct aman_store *store, const char *at, const char *kind, const char *body,
                                       int64_t person, const char *text, int64_t *added)
{
    char hex[AMAN_STORE_HASH_HEX];
    struct aman_text whole;
    int64_t line = 0;
    enum aman_err err = commitment(store, person, text, hex);
    sqlite3_stmt *statement = err ? NULL : aman_store_statement(store, STORE_SEALED_BODY);
    if (!statement) return err ? err : AMAN_ERR_IO;
    aman_text_init(&whole, &store->mem);
    aman_store_bind_text(statement, 1, body);
    sqlite3_bind_int64(statement, 2, person);
    aman_store_bind_text(statement, 3, hex);
    err = aman_store_text_of(statement, &whole);
    if (!err) err = aman_store_append(store, at, kind, whole.data, &line);
    if (!err) err = keep_text(store, line, person, text);
    if (!err && added) *added = line;
    aman_text_release(&whole);
    return err;
}

enum aman_err aman_store_look_up(struct aman_store *store, const char *at, int64_t run,
                                 const struct aman_store_person *person, const char *matches, int64_t *added)
{
    struct aman_text body, text;
    sqlite3_stmt *body_of = aman_store_statement(store, STORE_LOOK_UP_BODY);
    sqlite3_stmt *text_of = aman_store_statement(store, STORE_LOOK_UP_TEXT);
    if (!body_of || !text_of) return AMAN_ERR_IO;
    aman_text_init(&body, &store->mem);
    aman_text_init(&text, &store->mem);
    sqlite3_bind_int64(body_of, 1, run);
    bind_person(text_of, person);
    aman_store_bind_text(text_of, 5, aman_list_kind_text(person->kind));
    aman_store_bind_text(text_of, 6, matches);
    enum aman_err err = aman_store_text_of(body_of, &body);
    if (!err) err = aman_store_text_of(text_of, &text);
    if (!err) err = aman_store_append_sealed(store, at, "look-up", body.data, person->number, text.data, added);
    aman_text_release(&text);
    aman_text_release(&body);
    return err;
}

/* ---- forgetting ---- */

static enum aman_err delete_of(struct aman_store *store, const char *sql, int64_t person, size_t *n)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(store, sql, NULL, &statement);
    if (!err) sqlite3_bind_int64(statement, 1, person);
    if (!err) err = aman_store_step(statement);
    if (!err) *n += (size_t)sqlite3_changes(store->db);
    sqlite3_finalize(statement);
    return err;
}

static enum aman_err record_forgetting(struct aman_store *store, int64_t person, const char *at, const char *by,
                                       const char *reason)
{
    sqlite3_stmt *statement = NULL;
    struct aman_text body;
    aman_text_init(&body, &store->mem);
    enum aman_err err = aman_store_prepare(store, "SELECT json_object('person', ?3, 'by', ?1, 'reason', ?2)",
                                           (const char *const[]){by, reason, NULL}, &statement);
    if (!err) sqlite3_bind_int64(statement, 3, person);
    if (!err) err = aman_store_text_of(statement, &body);
    sqlite3_finalize(statement);
    if (!err) err = aman_store_append(store, at, "forget", body.data, NULL);
    aman_text_release(&body);
    return err;
}

enum aman_err aman_store_forget(struct aman_store *store, int64_t person, const char *at, const char *by,
                                const char *reason, struct aman_store_forgotten *forgotten)
{
    struct aman_store_forgotten done = *forgotten;
    size_t people = done.n_people, n_events = 0;
    enum aman_err err = delete_of(store, "DELETE FROM person WHERE number = ?", person, &done.n_people);
    if (!err && done.n_people == people) return AMAN_ERR_INPUT;
    if (!err)
        err = delete_of(store, "DELETE FROM event WHERE alert IN (SELECT number FROM alert WHERE person = ?)", person, &n_events);
    if (!err) err = delete_of(store, "DELETE FROM alert WHERE person = ?", person, &done.n_alerts);
    if (!err) err = delete_of(store, "DELETE FROM sealed WHERE person = ?", person, &done.n_texts);
    if (!err) err = record_forgetting(store, person, at, by, reason);
    if (!err) *forgotten = done;
    return err;
}

#define IS_HELD "EXISTS (SELECT 1 FROM alert a WHERE a.person = p.number AND (a.state IN (0, 1, 3) OR a.proposed <> 6))"
_Static_assert(AMAN_ALERT_OPEN == 0 && AMAN_ALERT_REVIEW == 1 && AMAN_ALERT_TRUE == 3 && AMAN_ALERT_NONE == 6, "as in IS_HELD");

static enum aman_err next_old(struct aman_store *store, const char *before, int64_t *person)
{
    return aman_store_count_of(
        store, "SELECT coalesce(min(p.number), 0) FROM person p WHERE p.last_at < ? AND NOT " IS_HELD,
        (const char *const[]){before, NULL}, person);
}

enum aman_err aman_store_retain(struct aman_store *store, const char *before, const char *at, const char *by,
                                const char *reason, struct aman_store_forgotten *forgotten)
{
    struct aman_store_forgotten done = {0};
    int64_t held = 0, person = 0;
    enum aman_err err = aman_store_count_of(store, "SELECT count(*) FROM person p WHERE p.last_at < ? AND " IS_HELD,
                                            (const char *const[]){before, NULL}, &held);
    if (!err) err = next_old(store, before, &person);
    while (!err && person) {
        err = aman_store_forget(store, person, at, by, reason, &done);
        if (!err) err = next_old(store, before, &person);
    }
    done.n_held = (size_t)held;
    if (!err) *forgotten = done;
    return err;
}

enum aman_err aman_store_wipe(struct aman_store *store)
{
    int64_t busy = 0;
    enum aman_err err = aman_store_count_of(store, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, &busy);
    return err ? err : busy ? AMAN_ERR_IO : AMAN_OK;
}
