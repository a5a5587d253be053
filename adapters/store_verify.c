/* What lies beside the record, held against it: sealed texts, people, alerts. */
#include "adapters/store_parts.h"

#include <stdio.h>
#include <string.h>

/* ---- sealed texts ---- */

/* line, sealed hash of the body, text, key: of the lines that are sealed and whose text is there */
static const char sealed_lines[] =
    "SELECT r.number, json_extract(r.body, '$.sealed'), s.text, p.key FROM sealed s JOIN record r ON r.number = s.line"
    " LEFT JOIN person p ON p.number = s.person AND p.number = json_extract(r.body, '$.person') ORDER BY r.number";

static bool is_kept(sqlite3_stmt *statement)
{
    char hex[AMAN_STORE_HASH_HEX];
    if (sqlite3_column_bytes(statement, 3) != STORE_KEY_BYTES) return false;
    aman_store_commit_to(sqlite3_column_blob(statement, 3), aman_store_column(statement, 2), hex);
    return strcmp(hex, aman_store_column(statement, 1)) == 0;
}

static enum aman_err check_texts(struct aman_store *store, int64_t *broken)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(store, sealed_lines, NULL, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    for (; !err && code == SQLITE_ROW && !*broken; code = sqlite3_step(statement))
        if (!is_kept(statement)) *broken = sqlite3_column_int64(statement, 0);
    if (!err) err = aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

/* ---- what a query finds is wrong ---- */

#define SEALED_WITHOUT_TEXT                                                                                            \
    " FROM record r LEFT JOIN sealed s ON s.line = r.number WHERE s.line IS NULL"                                      \
    " AND json_extract(r.body, '$.sealed') IS NOT NULL"
#define PERSON_IS_FORGOTTEN                                                                                            \
    " json_extract(r.body, '$.person') IN (SELECT json_extract(body, '$.person') FROM record WHERE kind = 'forget')"

static const char missing_texts[] = "SELECT coalesce(min(r.number), 0)" SEALED_WITHOUT_TEXT " AND NOT" PERSON_IS_FORGOTTEN;
static const char forgotten_texts[] = "SELECT count(*)" SEALED_WITHOUT_TEXT " AND" PERSON_IS_FORGOTTEN;

/* The first look-up of each person has them as they were asked. */
static const char changed_people[] =
    "SELECT coalesce(min(s.line), 0) FROM sealed s JOIN record r ON r.number = s.line JOIN person p ON p.number = s.person"
    " WHERE r.kind = 'look-up' AND (json_extract(s.text, '$.reference') <> p.reference"
    " OR json_extract(s.text, '$.name') <> p.name OR json_extract(s.text, '$.born') <> p.born"
    " OR json_extract(s.text, '$.country') <> p.country)";

/* A step that is not the line's; a line without its step, unless its person is forgotten; an alert that is elsewhere than its
 * last step says. States are numbers beside the record and words in it. */
#define STATE_WORD(COLUMN)                                                                                             \
    "(CASE " COLUMN " WHEN 0 THEN 'open' WHEN 1 THEN 'review' WHEN 2 THEN 'false' WHEN 3 THEN 'true'"                  \
    " WHEN 4 THEN 'exception' WHEN 5 THEN 'delisted' ELSE 'none' END)"
static const char changed_events[] =
    "SELECT coalesce(min(e.line), 0) FROM event e LEFT JOIN record r ON r.number = e.line AND r.kind = 'alert'"
    " WHERE r.number IS NULL OR json_extract(r.body, '$.alert') <> e.alert OR json_extract(r.body, '$.action') <> e.action"
    " OR json_extract(r.body, '$.by') <> e.by OR json_extract(r.body, '$.from') <> " STATE_WORD("e.was") " OR"
    " json_extract(r.body, '$.to') <> " STATE_WORD("e.state") " OR json_extract(r.body, '$.proposed') <> " STATE_WORD(
        "e.proposed");
static const char missing_events[] =
    "SELECT coalesce(min(r.number), 0) FROM record r LEFT JOIN event e ON e.line = r.number WHERE r.kind = 'alert'"
    " AND e.line IS NULL AND NOT" PERSON_IS_FORGOTTEN;
static const char changed_alerts[] =
    "SELECT coalesce(min(e.line), 0) FROM event e LEFT JOIN alert a ON a.number = e.alert"
    " WHERE e.line = (SELECT max(line) FROM event l WHERE l.alert = e.alert)"
    " AND (a.number IS NULL OR a.state <> e.state OR a.proposed <> e.proposed)";

_Static_assert(AMAN_ALERT_OPEN == 0 && AMAN_ALERT_REVIEW == 1 && AMAN_ALERT_FALSE == 2 && AMAN_ALERT_TRUE == 3 &&
                   AMAN_ALERT_EXCEPTION == 4 && AMAN_ALERT_DELISTED == 5,
               "as in STATE_WORD");

enum aman_err aman_store_verify_beside(struct aman_store *store, struct aman_store_verdict *verdict)
{
    static const struct {
        const char *sql;
        enum aman_store_fault fault;
    } checks[] = {{missing_texts, AMAN_STORE_TEXT_MISSING},    {changed_people, AMAN_STORE_PERSON_CHANGED},
                  {changed_events, AMAN_STORE_ALERT_CHANGED},  {missing_events, AMAN_STORE_ALERT_CHANGED},
                  {changed_alerts, AMAN_STORE_ALERT_CHANGED}};
    int64_t broken = 0;
    enum aman_err err = check_texts(store, &broken);
    enum aman_store_fault fault = AMAN_STORE_TEXT_CHANGED;
    for (size_t i = 0; i < sizeof checks / sizeof *checks && !err && !broken; i++) {
        fault = checks[i].fault;
        err = aman_store_count_of(store, checks[i].sql, NULL, &broken);
    }
    if (!err) err = aman_store_count_of(store, forgotten_texts, NULL, &verdict->n_forgotten);
    if (err) return err;
    verdict->broken = broken;
    verdict->fault = broken ? fault : AMAN_STORE_WHOLE;
    return AMAN_OK;
}
