/* apps/serve_record.h - the service's look-ups on record: many requests in one transaction, each answered
 * when it is durable.
 *
 * One thread writes. While it syncs, the next requests gather; so the more there are at once, the more share
 * a sync.
 */
#ifndef AMAN_APPS_SERVE_RECORD_H
#define AMAN_APPS_SERVE_RECORD_H

#include "apps/serve.h"

struct aman_serve_record;

enum aman_serve_recorded {
    AMAN_SERVE_WRITTEN,     /* durable, and alerts are made of what was found */
    AMAN_SERVE_NOT_WRITTEN, /* the store failed: nothing of it is there */
    AMAN_SERVE_STALE        /* nothing is there: a list was imported since; ask again once it is in force */
};

/* Called on the record's thread. */
typedef void aman_serve_recorded_fn(void *ctx, struct aman_serve_reply *reply,
                                    enum aman_serve_recorded outcome);

/* Opens the store and starts the thread. Errors: MEMORY, INTERNAL (no thread), and as aman_store_open has
 * them. */
enum aman_err aman_serve_record_start(const char *store, struct aman_serve_record **record);

/* Takes a reply with looks; calls done(ctx, reply, …) later. False, and done is not called, when memory is
 * out. Any thread. */
bool aman_serve_record_put(struct aman_serve_record *record, struct aman_serve_reply *reply,
                           aman_serve_recorded_fn *done, void *ctx);

/* Writes what it has, ends the thread and frees. NULL-safe. */
void aman_serve_record_stop(struct aman_serve_record *record);

#endif
