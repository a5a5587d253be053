/* apps/serve_edition.h - the lists that the service answers from, exchanged while it answers.
 *
 * An edition is everything that was loaded at one moment. A request takes the one in force and keeps it to
 * its end, so that no answer mixes two; the next edition is made aside and put in its place at once, and the
 * old one goes when nobody holds it.
 */
#ifndef AMAN_APPS_SERVE_EDITION_H
#define AMAN_APPS_SERVE_EDITION_H

#include "apps/screener.h"

#include <stdatomic.h>

struct aman_edition {
    struct aman_store_lists lists;
    struct aman_screener *screener;
    int64_t number;     /* of this process's editions, from 1 */
    char loaded_at[32]; /* ISO 8601, UTC */
    int n_slots;
    atomic_flag *slots; /* of the screener, in use or not */
    int holders;        /* under the editions' lock; one is the editions' own while it is in force */
};

struct aman_editions;

enum aman_err aman_editions_create(struct aman_editions **editions);
/* Nobody may hold an edition any more. NULL-safe. */
void aman_editions_destroy(struct aman_editions *editions);

/* Loads and indexes what the store holds now, for `threads` requests at once. Errors: IO, MEMORY, LIMIT. */
enum aman_err aman_edition_make(struct aman_store *store, int threads, struct aman_edition **edition);

/* Puts it in force, waits until nobody holds the one before, and frees that. */
void aman_editions_put(struct aman_editions *editions, struct aman_edition *edition);

/* The edition in force; NULL before the first. Give it back. Any thread. */
struct aman_edition *aman_edition_take(struct aman_editions *editions);
void aman_edition_give(struct aman_editions *editions, struct aman_edition *edition);

/* Looks for one person in it, on the caller's thread. As many at once as the edition was made for; others
 * wait. */
enum aman_err aman_edition_look(struct aman_edition *edition, const struct aman_screened *person,
                                double threshold, struct aman_screen_result *result);

#endif
