/* adapters/store_people.h - whom the store knows: everyone who was looked for, until they are forgotten.
 *
 * A person is exactly what was asked: reference, name, year of birth, country, kind. Asked with anything else, it is another
 * person, so that what was decided about one is never taken for a decision about another.
 *
 * The record must not change, and a person's data must be deletable. So the record holds of what is personal only a hash with
 * the person's own key (a keyed commitment); text and key lie beside it. Forgetting deletes both: the chain is whole as before,
 * and what was hashed can be neither read nor guessed.
 */
#ifndef AMAN_ADAPTERS_STORE_PEOPLE_H
#define AMAN_ADAPTERS_STORE_PEOPLE_H

#include "adapters/store.h"

struct aman_store_person {
    int64_t number;        /* from 1, never given twice; not read by aman_store_person_put */
    const char *reference; /* badge or other id of the table; "" without */
    const char *name;
    int born;            /* year; 0: not known */
    const char *country; /* as asked; "" if not known */
    enum aman_list_kind kind;
    double threshold; /* with which they were asked for the last time */
    const char *first_at, *last_at; /* asked for the first and the last time; not read by aman_store_person_put */
};

/* The person's number; a new one when exactly this was never asked. Notes `at` as the last time, and the threshold. In a transaction.
 * Errors: IO, MEMORY. */
enum aman_err aman_store_person_put(struct aman_store *store, const struct aman_store_person *person, const char *at,
                                    int64_t *number);

/* Hands over everyone whose number is over `after`, by number, until take returns false; take may write to the store. */
typedef bool aman_store_person_fn(void *ctx, const struct aman_store_person *person);
enum aman_err aman_store_people(struct aman_store *store, int64_t after, aman_store_person_fn *take, void *ctx);

/* How many people the store knows, and the lowest of their thresholds (1 when there is nobody). */
enum aman_err aman_store_count_people(struct aman_store *store, size_t *n, double *least_threshold);

/* Appends a line whose body is the JSON object `body` with "person" and "sealed" added, where sealed is BLAKE2b-256 of
 * `text` with the person's key, in hex; the text is kept beside it. INPUT: no such person. Errors: IO, MEMORY. */
enum aman_err aman_store_append_sealed(struct aman_store *store, const char *at, const char *kind, const char *body,
                                       int64_t person, const char *text, int64_t *added);

/* Appends the look-up of a person: `run` is the line that says lists and settings, matches a JSON array of what was found.
 * Sealed is {"reference", "name", "born", "country", "kind", "matches"}. Errors as above. */
enum aman_err aman_store_look_up(struct aman_store *store, const char *at, int64_t run,
                                 const struct aman_store_person *person, const char *matches, int64_t *added);

struct aman_store_forgotten {
    size_t n_people, n_texts, n_alerts;
    size_t n_held; /* over their time, but with an alert that is undecided or a true match */
};

/* Deletes the person: data, key, sealed texts, alerts; and says so on record, with who and why (which must not name the
 * person). In a transaction; what was deleted is overwritten in the file once aman_store_wipe has run after the commit.
 * INPUT: no such person. Errors: IO, MEMORY. */
enum aman_err aman_store_forget(struct aman_store *store, int64_t person, const char *at, const char *by,
                                const char *reason, struct aman_store_forgotten *forgotten);

/* Forgets everyone who was asked for the last time before `before` (ISO 8601), but those who are held. */
enum aman_err aman_store_retain(struct aman_store *store, const char *before, const char *at, const char *by,
                                const char *reason, struct aman_store_forgotten *forgotten);

/* Moves what was committed into the file and empties the write-ahead log. IO while another process reads. */
enum aman_err aman_store_wipe(struct aman_store *store);

#endif
