/* Alerts to be read: the queue, and one with everything about it. */
#include "adapters/store_events.h"

#include "formats/list_text.h"

#include <string.h>

enum { MOST_BY_DEFAULT = 1000 };

#define ALERT_COLUMNS                                                                                                  \
    "SELECT a.number, a.revision, p.number, p.reference, p.name, p.born, p.country, p.kind, p.first_at, p.last_at,"    \
    " a.source, a.entry, a.listed_name, a.listed, a.score, a.name_score, a.list_version, a.list_hash, a.state,"        \
    " a.proposed, a.by, a.made_at, a.changed_at, a.before, p.threshold FROM alert a JOIN person p ON p.number = a.person"

/* ---- the queue ---- */

#define IS_ASKED                                                                                                       \
    " WHERE (?1 = '' OR a.source = ?1)"                                                                                \
    " AND (?2 = '' OR instr(lower(p.name), lower(?2)) OR instr(lower(p.reference), lower(?2))"                         \
    " OR instr(lower(a.listed_name), lower(?2)))"                                                                      \
    " AND (CASE WHEN ?3 = 0 THEN a.state IN (0, 1) OR a.proposed <> 6 ELSE (?3 >> a.state) & 1 END)"                   \
    " AND (?4 = 0 OR a.proposed <> 6) AND (?5 = 0 OR a.person = ?5) AND a.score >= ?6"
_Static_assert(AMAN_ALERT_OPEN == 0 && AMAN_ALERT_REVIEW == 1 && AMAN_ALERT_NONE == 6, "as in IS_ASKED");

static const char count_asked[] =
    "SELECT count(*) FROM alert a JOIN person p ON p.number = a.person" IS_ASKED;
static const char select_asked[] = ALERT_COLUMNS IS_ASKED " ORDER BY a.score DESC, a.number LIMIT ?7 OFFSET ?8";

static enum aman_err prepare_asked(struct aman_store *store, const char *sql, const struct aman_alert_filter *filter,
                                   sqlite3_stmt **statement)
{
    const char *const texts[] = {filter->source ? filter->source : "", filter->text ? filter->text : "", NULL};
    enum aman_err err = aman_store_prepare(store, sql, texts, statement);
    if (err) return err;
    sqlite3_bind_int64(*statement, 3, filter->states);
    sqlite3_bind_int(*statement, 4, filter->proposed_only);
    sqlite3_bind_int64(*statement, 5, filter->person);
    sqlite3_bind_double(*statement, 6, filter->least_score);
    return AMAN_OK;
}

/* "kind person\n" is the first line of what is listed. */
static enum aman_list_kind kind_of(const char *listed)
{
    for (int kind = AMAN_LIST_ANY; kind <= AMAN_LIST_AIRCRAFT; kind++) {
        const char *word = aman_list_kind_text((enum aman_list_kind)kind);
        size_t n = strlen(word);
        if (strncmp(listed, "kind ", 5) == 0 && strncmp(listed + 5, word, n) == 0 && listed[5 + n] == '\n')
            return (enum aman_list_kind)kind;
    }
    return AMAN_LIST_ANY;
}

static void read_alert(struct aman_arena *arena, sqlite3_stmt *statement, struct aman_alert *alert, bool *failed)
{
    *alert = (struct aman_alert){
        .number = sqlite3_column_int64(statement, 0),
        .revision = sqlite3_column_int64(statement, 1),
        .person = {.number = sqlite3_column_int64(statement, 2),
                   .reference = aman_store_kept(arena, statement, 3, failed),
                   .name = aman_store_kept(arena, statement, 4, failed),
                   .born = sqlite3_column_int(statement, 5),
                   .country = aman_store_kept(arena, statement, 6, failed),
                   .kind = aman_store_kind(statement, 7),
                   .threshold = sqlite3_column_double(statement, 24),
                   .first_at = aman_store_kept(arena, statement, 8, failed),
                   .last_at = aman_store_kept(arena, statement, 9, failed)},
        .source = aman_store_kept(arena, statement, 10, failed),
        .entry_id = aman_store_kept(arena, statement, 11, failed),
        .listed_name = aman_store_kept(arena, statement, 12, failed),
        .listed_kind = kind_of(aman_store_column(statement, 13)),
        .score = sqlite3_column_double(statement, 14),
        .name_score = sqlite3_column_double(statement, 15),
        .list_version = (size_t)sqlite3_column_int64(statement, 16),
        .list_hash_hex = aman_store_kept(arena, statement, 17, failed),
        .state = aman_store_state(statement, 18),
        .proposed = aman_store_state(statement, 19),
        .by = aman_store_kept(arena, statement, 20, failed),
        .made_at = aman_store_kept(arena, statement, 21, failed),
        .changed_at = aman_store_kept(arena, statement, 22, failed),
        .entry_changed = sqlite3_column_type(statement, 23) != SQLITE_NULL};
}

static enum aman_err count_all(struct aman_store *store, const struct aman_alert_filter *filter, size_t *n)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = prepare_asked(store, count_asked, filter, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    if (!err && code == SQLITE_ROW) *n = (size_t)sqlite3_column_int64(statement, 0);
    if (!err) err = aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

static enum aman_err read_alerts(struct aman_store *store, const struct aman_alert_filter *filter, struct aman_alerts *alerts)
{
    sqlite3_stmt *statement = NULL;
    size_t most = filter->most ? filter->most : MOST_BY_DEFAULT;
    size_t left = alerts->n_all > filter->skip ? alerts->n_all - filter->skip : 0;
    bool failed = false;
    if (most > left) most = left;
    alerts->alerts = aman_arena_new(&alerts->arena, most, sizeof *alerts->alerts);
    if (!alerts->alerts) return AMAN_ERR_MEMORY;
    enum aman_err err = prepare_asked(store, select_asked, filter, &statement);
    if (!err) sqlite3_bind_int64(statement, 7, (sqlite3_int64)most);
    if (!err) sqlite3_bind_int64(statement, 8, (sqlite3_int64)filter->skip);
    int code = SQLITE_DONE;
    while (!err && !failed && alerts->n < most && (code = sqlite3_step(statement)) == SQLITE_ROW)
        read_alert(&alerts->arena, statement, &alerts->alerts[alerts->n++], &failed);
    if (!err) err = failed ? AMAN_ERR_MEMORY : aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

enum aman_err aman_store_alerts(struct aman_store *store, const struct aman_alert_filter *filter, const struct aman_mem *mem,
                                struct aman_alerts *alerts)
{
    struct aman_alerts read = {.n = 0};
    aman_arena_init(&read.arena, mem, 0);
    enum aman_err err = aman_store_exec(store, "SAVEPOINT reading");
    if (!err) err = count_all(store, filter, &read.n_all);
    if (!err) err = read_alerts(store, filter, &read);
    enum aman_err released = aman_store_exec(store, "RELEASE reading");
    if (!err) err = released;
    if (err)
        aman_arena_release(&read.arena);
    else
        *alerts = read;
    return err;
}

void aman_alerts_release(struct aman_alerts *alerts)
{
    aman_arena_release(&alerts->arena);
    *alerts = (struct aman_alerts){.arena = alerts->arena};
}

enum aman_err aman_store_alert_counts(struct aman_store *store, size_t counts[AMAN_N_ALERT_STATES], size_t *n_proposed)
{
    sqlite3_stmt *statement = NULL;
    size_t found[AMAN_N_ALERT_STATES] = {0}, proposed = 0;
    enum aman_err err = aman_store_prepare(
        store, "SELECT state, count(*), sum(proposed <> 6) FROM alert GROUP BY state", NULL, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    for (; !err && code == SQLITE_ROW; code = sqlite3_step(statement)) {
        enum aman_alert_state state = aman_store_state(statement, 0);
        if (state != AMAN_ALERT_NONE) found[state] = (size_t)sqlite3_column_int64(statement, 1);
        proposed += (size_t)sqlite3_column_int64(statement, 2);
    }
    if (!err) err = aman_store_err_of(code);
    sqlite3_finalize(statement);
    if (err) return err;
    memcpy(counts, found, sizeof found);
    *n_proposed = proposed;
    return AMAN_OK;
}

/* ---- one ---- */

static enum aman_err read_entry(struct aman_arena *arena, const char *text, const char *id, struct aman_list_entry *entry)
{
    enum aman_err err = aman_list_entry_read(text, arena, entry);
    if (!err) entry->id = id;
    return err == AMAN_ERR_INPUT ? AMAN_ERR_IO : err;
}

static enum aman_err load_one(struct aman_store *store, int64_t number, struct aman_alert_whole *whole)
{
    sqlite3_stmt *statement = NULL;
    bool failed = false;
    enum aman_err err = aman_store_prepare(store, ALERT_COLUMNS " WHERE a.number = ?", NULL, &statement);
    if (!err) sqlite3_bind_int64(statement, 1, number);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    if (!err && code == SQLITE_ROW) {
        read_alert(&whole->arena, statement, &whole->alert, &failed);
        if (failed) err = AMAN_ERR_MEMORY;
        if (!err) err = read_entry(&whole->arena, aman_store_column(statement, 13), whole->alert.entry_id, &whole->entry);
        whole->has_before = whole->alert.entry_changed;
        if (!err && whole->has_before)
            err = read_entry(&whole->arena, aman_store_column(statement, 23), whole->alert.entry_id, &whole->before);
    } else if (!err) {
        err = code == SQLITE_DONE ? AMAN_ERR_INPUT : aman_store_err_of(code);
    }
    sqlite3_finalize(statement);
    return err;
}

/* What the machine did is sealed as JSON, for the record; what people said is for people. */
static enum aman_err load_events(struct aman_store *store, struct aman_alert_whole *whole)
{
    static const char select[] = "SELECT e.line, r.at, e.action, e.was, e.state, e.proposed, e.by,"
                                 " CASE WHEN e.by <> '' THEN s.text ELSE '' END FROM event e JOIN record r"
                                 " ON r.number = e.line JOIN sealed s ON s.line = e.line WHERE e.alert = ? ORDER BY e.line";
    sqlite3_stmt *statement = NULL;
    bool failed = false;
    size_t most = (size_t)whole->alert.revision;
    whole->events = aman_arena_new(&whole->arena, most, sizeof *whole->events);
    if (!whole->events) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_store_prepare(store, select, NULL, &statement);
    if (!err) sqlite3_bind_int64(statement, 1, whole->alert.number);
    while (!err && !failed && whole->n_events < most && sqlite3_step(statement) == SQLITE_ROW)
        whole->events[whole->n_events++] = (struct aman_alert_event){
            .line = sqlite3_column_int64(statement, 0),
            .at = aman_store_kept(&whole->arena, statement, 1, &failed),
            .action = aman_store_kept(&whole->arena, statement, 2, &failed),
            .from = aman_store_state(statement, 3),
            .to = aman_store_state(statement, 4),
            .proposed = aman_store_state(statement, 5),
            .by = aman_store_kept(&whole->arena, statement, 6, &failed),
            .text = aman_store_kept(&whole->arena, statement, 7, &failed)};
    sqlite3_finalize(statement);
    return !err && failed ? AMAN_ERR_MEMORY : err;
}

enum aman_err aman_store_alert_load(struct aman_store *store, int64_t alert, const struct aman_mem *mem,
                                    struct aman_alert_whole *whole)
{
    struct aman_alert_whole read = {.n_events = 0};
    aman_arena_init(&read.arena, mem, 0);
    enum aman_err err = aman_store_exec(store, "SAVEPOINT reading");
    if (!err) err = load_one(store, alert, &read);
    if (!err) err = load_events(store, &read);
    enum aman_err released = aman_store_exec(store, "RELEASE reading");
    if (!err) err = released;
    if (err)
        aman_arena_release(&read.arena);
    else
        *whole = read;
    return err;
}

void aman_alert_whole_release(struct aman_alert_whole *whole)
{
    aman_arena_release(&whole->arena);
    *whole = (struct aman_alert_whole){.arena = whole->arena};
}
