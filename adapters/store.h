/* adapters/store.h - what vetting keeps: the lists that were imported, and the record of what was asked.
 *
 * One SQLite file, in write-ahead mode with full syncing: after kill -9 or a power cut it holds every transaction that was
 * committed, and nothing of any other. The record is append-only (the file's own triggers refuse to change or delete a line)
 * and chained: each line's hash covers the hash of the line before it, so that a change anywhere shows from there on.
 */
#ifndef AMAN_ADAPTERS_STORE_H
#define AMAN_ADAPTERS_STORE_H

#include "formats/list_read.h"

#include <stdbool.h>
#include <stdint.h>

struct aman_store;

/* Opens the store at path; makes it when `create`. Errors: IO (missing, no SQLite file, locked for over ten seconds),
 * INPUT (a file of SQLite that is no store, or a store of another version), MEMORY. */
enum aman_err aman_store_open(const char *path, bool create, const struct aman_mem *mem, struct aman_store **store);
void aman_store_close(struct aman_store *store);

/* What SQLite says of the last error; lives until the next call. */
const char *aman_store_why(const struct aman_store *store);

/* Changes are made between begin and commit; one process at a time is between the two. rollback after any failure. */
enum aman_err aman_store_begin(struct aman_store *store);
enum aman_err aman_store_commit(struct aman_store *store);
void aman_store_rollback(struct aman_store *store);

/* ---- lists ---- */

struct aman_store_change {
    size_t n_before, n_added, n_removed, n_changed; /* entries; n_before 0: the list is new */
};

/* Puts the list in the place of the one with the same source and says what changed, all in the transaction in hand. The
 * changes stay in the store until the next import. An entry has changed when what is material has (aman_list_entry_hash).
 * `at` is the time (ISO 8601, UTC). What it means for alerts, aman_store_alerts_follow says. Errors: IO, MEMORY. */
enum aman_err aman_store_import(struct aman_store *store, const struct aman_list *list, const char *at,
                                struct aman_store_change *change);

/* How many entries and names the list of this source has now; 0 when there is none. */
enum aman_err aman_store_count(struct aman_store *store, const char *source, size_t *n_entries, size_t *n_names);

/* A number that grows whenever a list is imported, for those who wait for that. O(lists). */
enum aman_err aman_store_generation(struct aman_store *store, int64_t *generation);

struct aman_store_list {
    const char *source, *format, *date, *encoding, *hash_hex, *imported_at;
    size_t version; /* counts the imports of this source, from 1 */
    size_t n_names; /* of all its entries */
    struct aman_store_change change; /* of the last import */
    size_t n_entries;
    struct aman_list_entry *entries; /* by id; NULL unless loaded with them */
};

struct aman_store_lists {
    struct aman_arena arena;
    int64_t generation; /* of the store when they were read: aman_store_generation */
    size_t n;
    struct aman_store_list *lists; /* by source */
};

/* Reads what is loaded, with the entries or without. Release with aman_store_lists_release. Errors: IO, MEMORY. */
enum aman_err aman_store_load(struct aman_store *store, bool entries, const struct aman_mem *mem,
                              struct aman_store_lists *lists);
/* The same for one list, of whose entries only those are there that the last import added or changed; n_entries and n_names
 * count them. lists->n is 0 when there is no such list. */
enum aman_err aman_store_load_changed(struct aman_store *store, const char *source, const struct aman_mem *mem,
                                      struct aman_store_lists *lists);
void aman_store_lists_release(struct aman_store_lists *lists);

/* Hands what the last import of each list changed to `take`: what is "added", "removed" or "changed". */
typedef void aman_store_change_fn(void *ctx, const char *source, const char *what, const char *id, const char *name);
enum aman_err aman_store_changes(struct aman_store *store, aman_store_change_fn *take, void *ctx);

/* ---- the record ---- */

enum { AMAN_STORE_HASH_HEX = 65 };

struct aman_store_line {
    int64_t number; /* from 1, without gaps */
    const char *at; /* ISO 8601, UTC */
    const char *kind;
    const char *body; /* JSON */
    const char *previous_hex, *hash_hex;
    const char *sealed;  /* the text that the body covers by a keyed hash; NULL: it has none, or its person is forgotten */
    const char *key_hex; /* of that hash; NULL with it */
};

/* Appends a line in the transaction in hand; its number is in *added unless that is NULL. Errors: IO, MEMORY. */
enum aman_err aman_store_append(struct aman_store *store, const char *at, const char *kind, const char *body,
                                int64_t *added);

/* Hands every line to take, in order, until it returns false. */
typedef bool aman_store_line_fn(void *ctx, const struct aman_store_line *line);
enum aman_err aman_store_lines(struct aman_store *store, aman_store_line_fn *take, void *ctx);

enum aman_store_fault {
    AMAN_STORE_WHOLE,
    AMAN_STORE_LINE_BROKEN,    /* the line does not follow from the one before: it was changed, or one is missing */
    AMAN_STORE_TEXT_CHANGED,   /* what is kept beside the line is not what the line covers */
    AMAN_STORE_TEXT_MISSING,   /* it is gone, and no line says that its person was forgotten */
    AMAN_STORE_PERSON_CHANGED, /* a person is not who was looked for in the line */
    AMAN_STORE_ALERT_CHANGED   /* an alert is not in the state that its last line gave it, or lacks a line */
};

struct aman_store_verdict {
    int64_t n_lines;                    /* that follow from the first one on */
    enum aman_store_fault fault;        /* the first that was found, in the order above */
    int64_t broken;                     /* its line; 0: the record is whole */
    int64_t n_forgotten;                /* lines whose text was deleted with its person */
    char head_hex[AMAN_STORE_HASH_HEX]; /* of the last line: note it elsewhere, to know that none was cut off */
};

/* Follows the chain from its beginning, and holds what is kept beside it against it. O(lines). Errors: IO, MEMORY. */
enum aman_err aman_store_verify(struct aman_store *store, struct aman_store_verdict *verdict);

/* SHA-256 over the previous hash and the line's number, time, kind and body, each with its length before it. */
void aman_store_hash(const struct aman_store_line *line, char hex[AMAN_STORE_HASH_HEX]);

#endif
