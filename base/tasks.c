#include "base/tasks.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { THREADS_MAX = 256, SPINS = 8000, SHUT = 1 << 20 };

struct aman_tasks {
    const struct aman_mem *mem;
    int threads, started;
    pthread_t *handles; /* threads - 1 */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_uint epoch; /* one more for every loop; odd/even does not matter */
    atomic_uint asleep;
    atomic_bool stop;
    atomic_int inside; /* workers in the current loop, less SHUT between loops */
    atomic_size_t next;
    size_t n, chunk;
    aman_task_fn *fn;
    void *ctx;
};

static void take_chunks(struct aman_tasks *tasks)
{
    for (;;) {
        size_t begin = atomic_fetch_add_explicit(&tasks->next, tasks->chunk, memory_order_relaxed);
        if (begin >= tasks->n) return;
        size_t left = tasks->n - begin;
        tasks->fn(tasks->ctx, begin, begin + (left < tasks->chunk ? left : tasks->chunk));
    }
}

/* Spins a little, since the next loop is often microseconds away, then sleeps. */
static unsigned wait_for_epoch(struct aman_tasks *tasks, unsigned seen)
{
    for (int i = 0; i < SPINS; i++) {
        unsigned now = atomic_load_explicit(&tasks->epoch, memory_order_acquire);
        if (now != seen) return now;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    pthread_mutex_lock(&tasks->lock);
    atomic_fetch_add(&tasks->asleep, 1);
    while (atomic_load(&tasks->epoch) == seen) pthread_cond_wait(&tasks->wake, &tasks->lock);
    atomic_fetch_sub(&tasks->asleep, 1);
    pthread_mutex_unlock(&tasks->lock);
    return atomic_load(&tasks->epoch);
}

/* Who comes too late finds the loop shut, and nobody has waited for them. Fields of the loop may be read from here until
 * leaving only. */
static bool enter(struct aman_tasks *tasks)
{
    if (atomic_fetch_add_explicit(&tasks->inside, 1, memory_order_acq_rel) >= 0) return true;
    atomic_fetch_sub_explicit(&tasks->inside, 1, memory_order_release);
    return false;
}

static void *worker(void *arg)
{
    struct aman_tasks *tasks = arg;
    unsigned seen = 0;
    for (;;) {
        seen = wait_for_epoch(tasks, seen);
        if (atomic_load(&tasks->stop)) return NULL;
        if (!enter(tasks)) continue;
        take_chunks(tasks);
        atomic_fetch_sub_explicit(&tasks->inside, 1, memory_order_release);
    }
}

static void next_epoch(struct aman_tasks *tasks)
{
    atomic_fetch_add(&tasks->epoch, 1);
    if (atomic_load(&tasks->asleep) == 0) return; /* who is about to sleep looks at the epoch once more */
    pthread_mutex_lock(&tasks->lock);
    pthread_cond_broadcast(&tasks->wake);
    pthread_mutex_unlock(&tasks->lock);
}

enum aman_err aman_tasks_create(const struct aman_mem *mem, int threads, struct aman_tasks **out)
{
    if (threads < 1 || threads > THREADS_MAX) return AMAN_ERR_ARGUMENT;
    struct aman_tasks *tasks = aman_mem_new(mem, 1, sizeof *tasks);
    if (!tasks) return AMAN_ERR_MEMORY;
    tasks->mem = mem;
    tasks->threads = threads;
    tasks->handles = aman_mem_new(mem, (size_t)threads, sizeof *tasks->handles);
    if (!tasks->handles) {
        aman_mem_free(mem, tasks, 1, sizeof *tasks);
        return AMAN_ERR_MEMORY;
    }
    pthread_mutex_init(&tasks->lock, NULL);
    pthread_cond_init(&tasks->wake, NULL);
    atomic_store(&tasks->inside, -SHUT);
    while (tasks->started < threads - 1) {
        if (pthread_create(&tasks->handles[tasks->started], NULL, worker, tasks) != 0) {
            aman_tasks_destroy(tasks);
            return AMAN_ERR_MEMORY;
        }
        tasks->started++;
    }
    *out = tasks;
    return AMAN_OK;
}

void aman_tasks_destroy(struct aman_tasks *tasks)
{
    if (!tasks) return;
    atomic_store(&tasks->stop, true);
    next_epoch(tasks);
    for (int i = 0; i < tasks->started; i++) pthread_join(tasks->handles[i], NULL);
    pthread_cond_destroy(&tasks->wake);
    pthread_mutex_destroy(&tasks->lock);
    const struct aman_mem *mem = tasks->mem;
    aman_mem_free(mem, tasks->handles, (size_t)tasks->threads, sizeof *tasks->handles);
    aman_mem_free(mem, tasks, 1, sizeof *tasks);
}

int aman_tasks_threads(const struct aman_tasks *tasks)
{
    return tasks ? tasks->threads : 1;
}

void aman_tasks_for(struct aman_tasks *tasks, size_t n, size_t chunk, aman_task_fn *fn, void *ctx)
{
    if (!tasks || tasks->threads == 1 || n <= chunk) {
        for (size_t begin = 0; begin < n; begin += chunk)
            fn(ctx, begin, n - begin < chunk ? n : begin + chunk);
        return;
    }
    tasks->n = n;
    tasks->chunk = chunk;
    tasks->fn = fn;
    tasks->ctx = ctx;
    atomic_store_explicit(&tasks->next, 0, memory_order_relaxed);
    atomic_fetch_add_explicit(&tasks->inside, SHUT, memory_order_acq_rel);
    next_epoch(tasks);
    take_chunks(tasks);
    atomic_fetch_sub_explicit(&tasks->inside, SHUT, memory_order_acq_rel);
    for (int spins = 0; atomic_load_explicit(&tasks->inside, memory_order_acquire) > -SHUT; spins++)
        if (spins > SPINS) sched_yield();
}
