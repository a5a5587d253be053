#include "apps/serve_edition.h"

#include "apps/vetting.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

struct aman_editions {
    pthread_mutex_t lock;
    pthread_cond_t given; /* somebody gave an edition back that is not in force */
    struct aman_edition *now;
    int64_t n_made;
};

static void destroy(struct aman_edition *edition)
{
    if (!edition) return;
    aman_screener_destroy(edition->screener);
    aman_store_lists_release(&edition->lists);
    free(edition->slots);
    free(edition);
}

enum aman_err aman_editions_create(struct aman_editions **editions)
{
    struct aman_editions *e = calloc(1, sizeof *e);
    if (!e) return AMAN_ERR_MEMORY;
    pthread_mutex_init(&e->lock, NULL);
    pthread_cond_init(&e->given, NULL);
    *editions = e;
    return AMAN_OK;
}

void aman_editions_destroy(struct aman_editions *editions)
{
    if (!editions) return;
    destroy(editions->now);
    pthread_cond_destroy(&editions->given);
    pthread_mutex_destroy(&editions->lock);
    free(editions);
}

enum aman_err aman_edition_make(struct aman_store *store, int threads, struct aman_edition **edition)
{
    struct aman_edition *e = calloc(1, sizeof *e);
    if (!e) return AMAN_ERR_MEMORY;
    aman_arena_init(&e->lists.arena, &aman_mem_heap, 0);
    aman_vetting_now(e->loaded_at);
    e->n_slots = threads;
    e->slots = calloc((size_t)threads, sizeof *e->slots);
    enum aman_err err = e->slots ? aman_store_load(store, true, &aman_mem_heap, &e->lists) : AMAN_ERR_MEMORY;
    if (!err) err = aman_screener_create(&e->lists, threads, &e->screener);
    if (err) {
        destroy(e);
        return err;
    }
    *edition = e;
    return AMAN_OK;
}

void aman_editions_put(struct aman_editions *editions, struct aman_edition *edition)
{
    pthread_mutex_lock(&editions->lock);
    struct aman_edition *before = editions->now;
    edition->holders = 1;
    edition->number = ++editions->n_made;
    editions->now = edition;
    if (before) before->holders--;
    while (before && before->holders > 0) pthread_cond_wait(&editions->given, &editions->lock);
    pthread_mutex_unlock(&editions->lock);
    destroy(before);
}

struct aman_edition *aman_edition_take(struct aman_editions *editions)
{
    pthread_mutex_lock(&editions->lock);
    struct aman_edition *edition = editions->now;
    if (edition) edition->holders++;
    pthread_mutex_unlock(&editions->lock);
    return edition;
}

void aman_edition_give(struct aman_editions *editions, struct aman_edition *edition)
{
    if (!edition) return;
    pthread_mutex_lock(&editions->lock);
    edition->holders--;
    if (edition->holders == 0) pthread_cond_signal(&editions->given);
    pthread_mutex_unlock(&editions->lock);
}

static int take_slot(struct aman_edition *edition)
{
    for (;;) {
        for (int i = 0; i < edition->n_slots; i++)
            if (!atomic_flag_test_and_set_explicit(&edition->slots[i], memory_order_acquire)) return i;
        sched_yield();
    }
}

enum aman_err aman_edition_look(struct aman_edition *edition, const struct aman_screened *person,
                                double threshold, struct aman_screen_result *result)
{
    int slot = take_slot(edition);
    enum aman_err err = aman_screener_look_one(edition->screener, slot, person, threshold, result);
    atomic_flag_clear_explicit(&edition->slots[slot], memory_order_release);
    return err;
}
