/* The record: lines that each cover the one before. */
#include "adapters/store_parts.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char first_hex[] = "0000000000000000000000000000000000000000000000000000000000000000";

static void take(crypto_hash_sha256_state *state, const char *text)
{
    char length[24];
    size_t n = strlen(text);
    int digits = snprintf(length, sizeof length, "%zu:", n);
    crypto_hash_sha256_update(state, (const unsigned char *)length, (unsigned long long)digits);
    crypto_hash_sha256_update(state, (const unsigned char *)text, n);
}

void aman_store_hash(const struct aman_store_line *line, char hex[AMAN_STORE_HASH_HEX])
{
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)line->number);
    crypto_hash_sha256_init(&state);
    take(&state, line->previous_hex);
    take(&state, number);
    take(&state, line->at);
    take(&state, line->kind);
    take(&state, line->body);
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(hex, AMAN_STORE_HASH_HEX, digest, sizeof digest);
}

static enum aman_err last_line(struct aman_store *store, int64_t *number, char hex[AMAN_STORE_HASH_HEX])
{
    sqlite3_stmt *statement = aman_store_statement(store, STORE_LAST_LINE);
    if (!statement) return AMAN_ERR_IO;
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *number = sqlite3_column_int64(statement, 0);
        snprintf(hex, AMAN_STORE_HASH_HEX, "%s", aman_store_column(statement, 1));
    } else if (code == SQLITE_DONE) {
        *number = 0;
        memcpy(hex, first_hex, sizeof first_hex);
    }
    sqlite3_reset(statement);
    return aman_store_err_of(code);
}

enum aman_err aman_store_append(struct aman_store *store, const char *at, const char *kind, const char *body,
                                int64_t *added)
{
    char previous[AMAN_STORE_HASH_HEX], hash[AMAN_STORE_HASH_HEX];
    int64_t number = 0;
    enum aman_err err = last_line(store, &number, previous);
    sqlite3_stmt *statement = err ? NULL : aman_store_statement(store, STORE_APPEND);
    if (!statement) return err ? err : AMAN_ERR_IO;
    const struct aman_store_line line = {number + 1, at, kind, body, previous, hash, NULL, NULL};
    aman_store_hash(&line, hash);
    sqlite3_bind_int64(statement, 1, line.number);
    aman_store_bind_text(statement, 2, at);
    aman_store_bind_text(statement, 3, kind);
    aman_store_bind_text(statement, 4, body);
    aman_store_bind_text(statement, 5, previous);
    aman_store_bind_text(statement, 6, hash);
    err = aman_store_step(statement);
    if (!err && added) *added = line.number;
    return err;
}

enum aman_err aman_store_lines(struct aman_store *store, aman_store_line_fn *take_line, void *ctx)
{
    sqlite3_stmt *statement = NULL;
    enum aman_err err = aman_store_prepare(
        store,
        "SELECT r.number, r.at, r.kind, r.body, r.previous, r.hash, s.text, lower(hex(p.key)) FROM record r"
        " LEFT JOIN sealed s ON s.line = r.number LEFT JOIN person p ON p.number = s.person ORDER BY r.number",
        NULL, &statement);
    int code = err ? SQLITE_ERROR : sqlite3_step(statement);
    while (!err && code == SQLITE_ROW) {
        bool sealed = sqlite3_column_type(statement, 6) != SQLITE_NULL;
        const struct aman_store_line line = {sqlite3_column_int64(statement, 0),
                                             aman_store_column(statement, 1),
                                             aman_store_column(statement, 2),
                                             aman_store_column(statement, 3),
                                             aman_store_column(statement, 4),
                                             aman_store_column(statement, 5),
                                             sealed ? aman_store_column(statement, 6) : NULL,
                                             sealed ? aman_store_column(statement, 7) : NULL};
        if (!take_line(ctx, &line)) break;
        code = sqlite3_step(statement);
    }
    if (!err) err = aman_store_err_of(code);
    sqlite3_finalize(statement);
    return err;
}

static bool follow(void *ctx, const struct aman_store_line *line)
{
    struct aman_store_verdict *verdict = ctx;
    char hash[AMAN_STORE_HASH_HEX];
    aman_store_hash(line, hash);
    bool follows = line->number == verdict->n_lines + 1 && strcmp(line->previous_hex, verdict->head_hex) == 0 &&
                   strcmp(line->hash_hex, hash) == 0;
    if (!follows) {
        verdict->broken = verdict->n_lines + 1;
        verdict->fault = AMAN_STORE_LINE_BROKEN;
        return false;
    }
    verdict->n_lines++;
    memcpy(verdict->head_hex, hash, sizeof hash);
    return true;
}

enum aman_err aman_store_verify(struct aman_store *store, struct aman_store_verdict *verdict)
{
    struct aman_store_verdict found = {0};
    memcpy(found.head_hex, first_hex, sizeof first_hex);
    /* one state of the store, whatever others write meanwhile */
    enum aman_err err = aman_store_exec(store, "BEGIN");
    if (!err) err = aman_store_lines(store, follow, &found);
    if (!err && !found.fault) err = aman_store_verify_beside(store, &found);
    if (!err) err = aman_store_commit(store);
    if (err)
        aman_store_rollback(store);
    else
        *verdict = found;
    return err;
}
