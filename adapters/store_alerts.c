/* Alerts as the machine makes them: found, found again, changed with the list. */
#include "adapters/store_events.h"

#include "formats/list_text.h"

#include <string.h>

const char *aman_alert_state_text(enum aman_alert_state state)
{
    static const char *const texts[] = {"open", "review", "false", "true", "exception", "delisted", "none"};
    return texts[state];
}

bool aman_alert_state_of(const char *text, enum aman_alert_state *state)
{
    for (int s = 0; s < AMAN_N_ALERT_STATES; s++)
        if (strcmp(text, aman_alert_state_text((enum aman_alert_state)s)) == 0) {
            *state = (enum aman_alert_state)s;
            return true;
        }
    return false;
}

/* ---- rows and lines ---- */

enum aman_alert_state aman_store_state(sqlite3_stmt *statement, int column)
{
    int64_t state = sqlite3_column_int64(statement, column);
    return state >= 0 && state < AMAN_N_ALERT_STATES ? (enum aman_alert_state)state : AMAN_ALERT_NONE;
}

enum aman_err aman_store_alert_row(sqlite3_stmt *statement, struct alert_row *row)
{
    int code = sqlite3_step(statement);
    *row = (struct alert_row){.number = 0};
    if (code == SQLITE_ROW) {
        *row = (struct alert_row){.number = sqlite3_column_int64(statement, 0),
                                  .state = aman_store_state(statement, 1),
                                  .proposed = aman_store_state(statement, 2),
                                  .revision = sqlite3_column_int64(statement, 4),
                                  .person = sqlite3_column_int64(statement, 5)};
        const char *const texts[] = {aman_store_column(statement, 3), aman_store_column(statement, 6),
                                     aman_store_column(statement, 7)};
        snprintf(row->by, sizeof row->by, "%s", texts[0]);
        snprintf(row->hash, sizeof row->hash, "%s", texts[1]);
        snprintf(row->list_hash, sizeof row->list_hash, "%s", texts[2]);
    }
    sqlite3_reset(statement);
    return aman_store_err_of(code);
}

static enum aman_err move(struct aman_store *store, const struct alert_move *step, const char *at)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ALERT_MOVE);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, step->to);
    sqlite3_bind_int64(statement, 2, step->proposed);
    aman_store_bind_text(statement, 3, step->holder);
    aman_store_bind_text(statement, 4, at);
    sqlite3_bind_int64(statement, 5, step->row->number);
    return aman_store_step(statement);
}

static enum aman_err body_of(struct aman_store *store, const struct alert_move *step, struct aman_text *body)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ALERT_BODY);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, step->row->number);
    aman_store_bind_text(statement, 2, step->action);
    aman_store_bind_text(statement, 3, aman_alert_state_text(step->row->state));
    aman_store_bind_text(statement, 4, aman_alert_state_text(step->to));
    aman_store_bind_text(statement, 5, aman_alert_state_text(step->proposed));
    aman_store_bind_text(statement, 6, step->by);
    return aman_store_text_of(statement, body);
}

static enum aman_err add_event(struct aman_store *store, int64_t line, const struct alert_move *step)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ADD_EVENT);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, line);
    sqlite3_bind_int64(statement, 2, step->row->number);
    aman_store_bind_text(statement, 3, step->action);
    sqlite3_bind_int64(statement, 4, step->row->state);
    sqlite3_bind_int64(statement, 5, step->to);
    sqlite3_bind_int64(statement, 6, step->proposed);
    aman_store_bind_text(statement, 7, step->by);
    return aman_store_step(statement);
}

enum aman_err aman_store_alert_move(struct aman_store *store, const struct alert_move *step, const char *at)
{
    struct aman_text body;
    int64_t line = 0;
    aman_text_init(&body, &store->mem);
    enum aman_err err = body_of(store, step, &body);
    if (!err) err = aman_store_append_sealed(store, at, "alert", body.data, step->row->person, step->text, &line);
    if (!err) err = add_event(store, line, step);
    if (!err) err = move(store, step, at);
    aman_text_release(&body);
    return err;
}

/* ---- found ---- */

static enum aman_err find_alert(struct aman_store *store, const struct aman_alert_hit *hit, struct alert_row *row)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_FIND_ALERT);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, hit->person);
    aman_store_bind_text(statement, 2, hit->source);
    aman_store_bind_text(statement, 3, hit->entry->id);
    return aman_store_alert_row(statement, row);
}

static enum aman_err add_alert(struct aman_store *store, const struct aman_alert_hit *hit, const char *hash, const char *listed,
                               const char *at, struct alert_row *row)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ADD_ALERT);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, hit->person);
    aman_store_bind_text(statement, 2, hit->source);
    aman_store_bind_text(statement, 3, hit->entry->id);
    sqlite3_bind_int64(statement, 4, AMAN_ALERT_NONE);
    aman_store_bind_text(statement, 5, hash);
    aman_store_bind_text(statement, 6, listed);
    aman_store_bind_text(statement, 7, at);
    aman_store_bind_text(statement, 8, at);
    enum aman_err err = aman_store_step(statement);
    *row = (struct alert_row){.number = sqlite3_last_insert_rowid(store->db),
                              .state = AMAN_ALERT_NONE,
                              .proposed = AMAN_ALERT_NONE,
                              .person = hit->person};
    return err;
}

static enum aman_err note_found(struct aman_store *store, int64_t alert, const struct aman_alert_hit *hit)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ALERT_FOUND);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_double(statement, 1, hit->score);
    sqlite3_bind_double(statement, 2, hit->name_score);
    aman_store_bind_text(statement, 3, hit->listed_name);
    sqlite3_bind_int64(statement, 4, (sqlite3_int64)hit->list_version);
    aman_store_bind_text(statement, 5, hit->list_hash_hex);
    sqlite3_bind_int64(statement, 6, alert);
    return aman_store_step(statement);
}

/* What the entry says now takes the place of what it said; the oldest that was decided about is kept. */
static enum aman_err note_listed(struct aman_store *store, int64_t alert, const char *listed, const char *hash)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ALERT_LISTED);
    if (!statement) return AMAN_ERR_IO;
    aman_store_bind_text(statement, 1, listed);
    aman_store_bind_text(statement, 2, hash);
    sqlite3_bind_int64(statement, 3, alert);
    return aman_store_step(statement);
}

static enum aman_err record_found(struct aman_store *store, const struct aman_alert_hit *hit, const char *hash,
                                  const struct alert_row *row, const char *action, int64_t run, const char *at)
{
    struct aman_text text;
    sqlite3_stmt *statement = aman_store_statement(store, STORE_FOUND_TEXT);
    if (!statement) return AMAN_ERR_IO;
    aman_text_init(&text, &store->mem);
    sqlite3_bind_int64(statement, 1, run);
    aman_store_bind_text(statement, 2, hit->source);
    sqlite3_bind_int64(statement, 3, (sqlite3_int64)hit->list_version);
    aman_store_bind_text(statement, 4, hit->list_hash_hex);
    aman_store_bind_text(statement, 5, hit->entry->id);
    aman_store_bind_text(statement, 6, hash);
    aman_store_bind_text(statement, 7, hit->listed_name);
    sqlite3_bind_double(statement, 8, hit->score);
    sqlite3_bind_double(statement, 9, hit->name_score);
    enum aman_err err = aman_store_text_of(statement, &text);
    const struct alert_move step = {row, action, AMAN_ALERT_OPEN, AMAN_ALERT_NONE, "", "", text.data ? text.data : ""};
    if (!err) err = aman_store_alert_move(store, &step, at);
    aman_text_release(&text);
    return err;
}

/* Does the decision in hand no longer cover what was found? */
static bool opens_again(const struct alert_row *row, const struct aman_alert_hit *hit, const char *hash)
{
    bool same_entry = strcmp(row->hash, hash) == 0, same_list = strcmp(row->list_hash, hit->list_hash_hex) == 0;
    switch (row->state) {
    case AMAN_ALERT_FALSE: return !same_entry || !same_list;
    case AMAN_ALERT_EXCEPTION: return !same_entry;
    case AMAN_ALERT_DELISTED: return true;
    default: return false;
    }
}

static enum aman_err put_known(struct aman_store *store, const struct aman_alert_hit *hit, const char *hash, const char *listed,
                               const struct alert_row *row, int64_t run, const char *at, struct aman_alert_found *found)
{
    bool reopen = opens_again(row, hit, hash);
    enum aman_err err = AMAN_OK;
    if (strcmp(row->hash, hash) != 0) err = note_listed(store, row->number, listed, hash);
    if (!err) err = note_found(store, row->number, hit);
    if (!err && reopen) err = record_found(store, hit, hash, row, "found-again", run, at);
    if (reopen)
        *found = (struct aman_alert_found){row->number, AMAN_ALERT_PUT_REOPENED, AMAN_ALERT_OPEN, AMAN_ALERT_NONE};
    else
        *found = (struct aman_alert_found){row->number, AMAN_ALERT_PUT_KNOWN, row->state, row->proposed};
    return err;
}

static enum aman_err put_new(struct aman_store *store, const struct aman_alert_hit *hit, const char *hash, const char *listed,
                             int64_t run, const char *at, struct aman_alert_found *found)
{
    struct alert_row row;
    enum aman_err err = add_alert(store, hit, hash, listed, at, &row);
    if (!err) err = note_found(store, row.number, hit);
    if (!err) err = record_found(store, hit, hash, &row, "found", run, at);
    *found = (struct aman_alert_found){row.number, AMAN_ALERT_PUT_NEW, AMAN_ALERT_OPEN, AMAN_ALERT_NONE};
    return err;
}

enum aman_err aman_store_alert_put(struct aman_store *store, const struct aman_alert_hit *hit, const char *at, int64_t run,
                                   struct aman_alert_found *found)
{
    char hash[AMAN_LIST_HASH_HEX];
    struct aman_text listed;
    struct alert_row row;
    struct aman_alert_found done;
    aman_text_init(&listed, &store->mem);
    aman_list_entry_write(&listed, hit->entry);
    enum aman_err err = listed.failed ? AMAN_ERR_MEMORY : aman_list_entry_hash(hit->entry, &store->mem, hash);
    if (!err) err = find_alert(store, hit, &row);
    if (!err && row.number)
        err = put_known(store, hit, hash, listed.data, &row, run, at, &done);
    else if (!err)
        err = put_new(store, hit, hash, listed.data, run, at, &done);
    aman_text_release(&listed);
    if (!err) *found = done;
    return err;
}

/* ---- the list changed ---- */

struct affected {
    struct aman_arena arena;
    size_t n;
    struct affected_alert {
        int64_t number;
        bool removed;
        const char *entry, *hash, *listed; /* as it is now; "" when removed */
    } * alerts;
};

static enum aman_err read_affected(struct aman_store *store, const char *source, struct affected *affected)
{
    static const char count[] = "SELECT count(*) FROM alert a JOIN change c ON c.source = a.source AND c.id = a.entry"
                                " WHERE a.source = ? AND c.what <> 'added'";
    static const char select[] = "SELECT a.number, c.what = 'removed', a.entry, e.hash, e.body FROM alert a JOIN change c"
                                 " ON c.source = a.source AND c.id = a.entry LEFT JOIN entry e ON e.source = a.source"
                                 " AND e.id = a.entry WHERE a.source = ? AND c.what <> 'added' ORDER BY a.number";
    const char *const texts[] = {source, NULL};
    sqlite3_stmt *statement = NULL;
    int64_t most = 0;
    bool failed = false;
    enum aman_err err = aman_store_count_of(store, count, texts, &most);
    affected->alerts = err ? NULL : aman_arena_new(&affected->arena, (size_t)most, sizeof *affected->alerts);
    if (!affected->alerts) return err ? err : AMAN_ERR_MEMORY;
    err = aman_store_prepare(store, select, texts, &statement);
    while (!err && !failed && affected->n < (size_t)most && sqlite3_step(statement) == SQLITE_ROW) {
        struct affected_alert *alert = &affected->alerts[affected->n++];
        alert->number = sqlite3_column_int64(statement, 0);
        alert->removed = sqlite3_column_int(statement, 1) != 0;
        alert->entry = aman_store_kept(&affected->arena, statement, 2, &failed);
        alert->hash = aman_store_kept(&affected->arena, statement, 3, &failed);
        alert->listed = aman_store_kept(&affected->arena, statement, 4, &failed);
    }
    sqlite3_finalize(statement);
    if (!err && failed) err = AMAN_ERR_MEMORY;
    return !err && affected->n < (size_t)most ? AMAN_ERR_IO : err;
}

enum aman_err aman_store_alert_get(struct aman_store *store, int64_t alert, struct alert_row *row)
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_ALERT);
    if (!statement) return AMAN_ERR_IO;
    sqlite3_bind_int64(statement, 1, alert);
    enum aman_err err = aman_store_alert_row(statement, row);
    return err ? err : row->number ? AMAN_OK : AMAN_ERR_INPUT;
}

/* A proposal that waits rests on what the entry said: it falls. */
static enum aman_alert_state after_change(const struct alert_row *row, bool removed)
{
    if (removed) return row->state == AMAN_ALERT_TRUE ? AMAN_ALERT_OPEN : AMAN_ALERT_DELISTED;
    bool closed = row->state == AMAN_ALERT_FALSE || row->state == AMAN_ALERT_EXCEPTION;
    return closed ? AMAN_ALERT_OPEN : row->state;
}

static enum aman_err follow_one(struct aman_store *store, const char *source, const struct affected_alert *alert, const char *at,
                                struct aman_alert_follow *follow)
{
    struct alert_row row;
    struct aman_text text;
    enum aman_err err = aman_store_alert_get(store, alert->number, &row);
    if (err || row.state == AMAN_ALERT_DELISTED) return err;
    enum aman_alert_state to = after_change(&row, alert->removed);
    sqlite3_stmt *statement = aman_store_statement(store, STORE_CHANGED_TEXT);
    if (!statement) return AMAN_ERR_IO;
    aman_text_init(&text, &store->mem);
    aman_store_bind_text(statement, 1, source);
    aman_store_bind_text(statement, 2, alert->entry);
    aman_store_bind_text(statement, 3, alert->hash);
    err = aman_store_text_of(statement, &text);
    if (!err && !alert->removed) err = note_listed(store, alert->number, alert->listed, alert->hash);
    const struct alert_move step = {
        &row, alert->removed ? "removed" : "changed", to, AMAN_ALERT_NONE, to == row.state ? row.by : "",
        "",   text.data ? text.data : ""};
    if (!err) err = aman_store_alert_move(store, &step, at);
    aman_text_release(&text);
    follow->n_delisted += alert->removed;
    follow->n_reopened += !alert->removed && to != row.state;
    follow->n_noted += !alert->removed && to == row.state;
    return err;
}

enum aman_err aman_store_alerts_follow(struct aman_store *store, const char *source, const char *at,
                                       struct aman_alert_follow *follow)
{
    struct affected affected = {.n = 0};
    struct aman_alert_follow done = {0};
    aman_arena_init(&affected.arena, &store->mem, 0);
    enum aman_err err = read_affected(store, source, &affected);
    for (size_t i = 0; i < affected.n && !err; i++) err = follow_one(store, source, &affected.alerts[i], at, &done);
    aman_arena_release(&affected.arena);
    if (!err) *follow = done;
    return err;
}
