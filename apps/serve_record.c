#include "apps/serve_record.h"

#include "apps/vetting.h"
#include "apps/vetting_run.h"
#include "base/text.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* RUNS: lines that say lists, settings, who and why are shared by look-ups of which all that is the same. */
enum { BATCH_MOST = 1000, RUNS = 256 };

struct job {
    struct job *next;
    struct aman_serve_reply *reply;
    aman_serve_recorded_fn *done;
    void *ctx;
    enum aman_serve_recorded outcome;
};

struct run {
    char *key; /* what its line says; NULL: none */
    int64_t line;
};

struct aman_serve_record {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct job *first, **end; /* waiting, under the lock */
    bool stopping;
    struct aman_store *store;
    struct run runs[RUNS]; /* in the order of their making, around */
    size_t next_run;
    struct aman_text key;
};

/* ---- lines ---- */

/* All that the line of a run says. */
static void key_of(struct aman_text *key, const struct aman_serve_reply *reply)
{
    aman_text_clear(key);
    aman_text_addf(key, "%lld %.6f %s %s %s", (long long)reply->edition->number, reply->threshold, reply->via,
                   reply->by, reply->reason);
}

/* Forgets the runs whose lines were rolled back with their transaction, and they are not told apart from
 * others. */
static void forget_runs(struct aman_serve_record *record)
{
    for (size_t i = 0; i < RUNS; i++) {
        free(record->runs[i].key);
        record->runs[i].key = NULL;
    }
}

static enum aman_err run_of(struct aman_serve_record *record, const struct aman_serve_reply *reply,
                            const char *at, int64_t *line)
{
    key_of(&record->key, reply);
    if (record->key.failed) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < RUNS; i++)
        if (record->runs[i].key && strcmp(record->runs[i].key, record->key.data) == 0) {
            *line = record->runs[i].line;
            return AMAN_OK;
        }
    const struct aman_vetting_asked asked = {.kind = "screening",
                                             .table = reply->via,
                                             .by = reply->by,
                                             .reason = reply->reason,
                                             .threshold = reply->threshold};
    enum aman_err err = aman_vetting_run_begin(record->store, &reply->edition->lists, &asked, at, line);
    if (err) return err;
    struct run *run = &record->runs[record->next_run];
    record->next_run = (record->next_run + 1) % RUNS;
    free(run->key);
    *run = (struct run){strdup(record->key.data), *line};
    return AMAN_OK;
}

static enum aman_err write_reply(struct aman_serve_record *record, struct aman_serve_reply *reply,
                                 const char *at)
{
    struct aman_vetting_alerts counts = {0};
    int64_t run = 0;
    enum aman_err err = run_of(record, reply, at, &run);
    for (size_t i = 0; i < reply->n_looks && !err; i++) {
        struct aman_serve_look *look = &reply->looks[i];
        err = aman_vetting_run_record(record->store, run, reply->threshold, &look->person, &look->result, at,
                                      &counts);
    }
    return err;
}

/* All or none, but those that were answered from lists that are no longer the store's: who is put on record
 * now was not among the people whom the import looked for. */
static enum aman_err write_all(struct aman_serve_record *record, struct job *batch)
{
    char at[AMAN_VETTING_TIME_BYTES];
    int64_t generation = 0;
    enum aman_err err = aman_store_generation(record->store, &generation);
    aman_vetting_now(at);
    for (struct job *job = batch; job && !err; job = job->next) {
        job->outcome = job->reply->edition->lists.generation == generation ? AMAN_SERVE_WRITTEN : AMAN_SERVE_STALE;
        if (job->outcome == AMAN_SERVE_WRITTEN) err = write_reply(record, job->reply, at);
    }
    return err;
}

static void write_batch(struct aman_serve_record *record, struct job *batch)
{
    enum aman_err err = aman_store_begin(record->store);
    if (!err) err = write_all(record, batch);
    if (!err) err = aman_store_commit(record->store);
    if (!err) return;
    aman_store_rollback(record->store);
    forget_runs(record);
    for (struct job *job = batch; job; job = job->next) job->outcome = AMAN_SERVE_NOT_WRITTEN;
}

/* ---- the thread ---- */

/* Takes up to BATCH_MOST jobs, waiting for the first; NULL when there is nothing left to do. */
static struct job *take_batch(struct aman_serve_record *record)
{
    pthread_mutex_lock(&record->lock);
    while (!record->first && !record->stopping) pthread_cond_wait(&record->wake, &record->lock);
    struct job *batch = record->first, **end = &batch;
    for (int n = 0; *end && n < BATCH_MOST; n++) end = &(*end)->next;
    record->first = *end;
    if (!record->first) record->end = &record->first;
    *end = NULL;
    pthread_mutex_unlock(&record->lock);
    return batch;
}

static void *work(void *arg)
{
    struct aman_serve_record *record = arg;
    for (struct job *batch; (batch = take_batch(record)) != NULL;) {
        write_batch(record, batch);
        for (struct job *next; batch; batch = next) {
            next = batch->next;
            batch->done(batch->ctx, batch->reply, batch->outcome);
            free(batch);
        }
    }
    return NULL;
}

bool aman_serve_record_put(struct aman_serve_record *record, struct aman_serve_reply *reply,
                           aman_serve_recorded_fn *done, void *ctx)
{
    struct job *job = malloc(sizeof *job);
    if (!job) return false;
    *job = (struct job){NULL, reply, done, ctx, AMAN_SERVE_NOT_WRITTEN};
    pthread_mutex_lock(&record->lock);
    *record->end = job;
    record->end = &job->next;
    pthread_cond_signal(&record->wake);
    pthread_mutex_unlock(&record->lock);
    return true;
}

static void release(struct aman_serve_record *record)
{
    forget_runs(record);
    aman_store_close(record->store);
    aman_text_release(&record->key);
    pthread_cond_destroy(&record->wake);
    pthread_mutex_destroy(&record->lock);
    free(record);
}

enum aman_err aman_serve_record_start(const char *store, struct aman_serve_record **record)
{
    struct aman_serve_record *r = calloc(1, sizeof *r);
    if (!r) return AMAN_ERR_MEMORY;
    r->end = &r->first;
    aman_text_init(&r->key, &aman_mem_heap);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->wake, NULL);
    enum aman_err err = aman_store_open(store, false, &aman_mem_heap, &r->store);
    if (!err && pthread_create(&r->thread, NULL, work, r) != 0) err = AMAN_ERR_INTERNAL;
    if (err)
        release(r);
    else
        *record = r;
    return err;
}

void aman_serve_record_stop(struct aman_serve_record *record)
{
    if (!record) return;
    pthread_mutex_lock(&record->lock);
    record->stopping = true;
    pthread_cond_signal(&record->wake);
    pthread_mutex_unlock(&record->lock);
    pthread_join(record->thread, NULL);
    release(record);
}
