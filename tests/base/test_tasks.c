/* The thread pool: every index once, in the same chunks, for any number of threads. */
#include "tests/base/cmocka_all.h"

#include "base/rng.h"
#include "base/tasks.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 5000 };

struct marks {
    unsigned char seen[MOST];
    unsigned char starts[MOST]; /* 1 where a chunk began */
    atomic_size_t done;
};

static void mark(void *ctx, size_t begin, size_t end)
{
    struct marks *marks = ctx;
    marks->starts[begin]++;
    for (size_t i = begin; i < end; i++) marks->seen[i]++;
    atomic_fetch_add(&marks->done, end - begin);
}

static void check_loop(struct aman_tasks *tasks, size_t n, size_t chunk)
{
    static struct marks marks;
    memset(&marks, 0, sizeof marks);
    aman_tasks_for(tasks, n, chunk, mark, &marks);
    assert_int_equal(atomic_load(&marks.done), n);
    for (size_t i = 0; i < MOST; i++) {
        assert_int_equal(marks.seen[i], i < n);
        assert_int_equal(marks.starts[i], i < n && i % chunk == 0);
    }
}

static void every_index_once(void **state)
{
    (void)state;
    static const int threads[] = {1, 2, 3, 4, 16};
    static const size_t sizes[] = {0, 1, 2, 63, 64, 65, 1000, MOST};
    static const size_t chunks[] = {1, 7, 64, 999, MOST, SIZE_MAX};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        struct aman_tasks *tasks = NULL;
        assert_int_equal(aman_tasks_create(&aman_mem_heap, threads[t], &tasks), AMAN_OK);
        assert_int_equal(aman_tasks_threads(tasks), threads[t]);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (size_t c = 0; c < sizeof chunks / sizeof *chunks; c++)
                check_loop(tasks, sizes[s], chunks[c]);
        aman_tasks_destroy(tasks);
    }
}

/* Loops so short that workers come when they are over, and what they worked on is freed: the sanitizers would tell. */
static void late_workers_touch_nothing(void **state)
{
    (void)state;
    struct aman_tasks *tasks = NULL;
    assert_int_equal(aman_tasks_create(&aman_mem_heap, 8, &tasks), AMAN_OK);
    for (size_t loop = 0; loop < 20000; loop++) {
        struct marks *now = calloc(1, sizeof *now);
        assert_non_null(now);
        size_t n = 2 + loop % 6;
        aman_tasks_for(tasks, n, 1, mark, now);
        assert_int_equal(atomic_load(&now->done), n);
        for (size_t i = 0; i < 8; i++) assert_int_equal(now->seen[i], i < n);
        free(now);
    }
    aman_tasks_destroy(tasks);
}

static void no_pool_does_the_same(void **state)
{
    (void)state;
    check_loop(NULL, 1000, 7);
    check_loop(NULL, 0, 1);
    assert_int_equal(aman_tasks_threads(NULL), 1);
    aman_tasks_destroy(NULL);
}

/* A small chain of loops, each reading what the last one wrote: a lost wake-up or a worker still
 * in the loop before would show as a wrong sum or a hang. */
struct chain {
    const uint64_t *from;
    uint64_t *to;
    size_t n;
};

static void next_state(void *ctx, size_t begin, size_t end)
{
    struct chain *chain = ctx;
    for (size_t i = begin; i < end; i++)
        chain->to[i] = aman_rng_mix(chain->from[i] + chain->from[(i + 1) % chain->n]);
}

static uint64_t run_chain(int threads, size_t chunk)
{
    enum { N = 257, LOOPS = 400 };
    static uint64_t states[2][N];
    for (size_t i = 0; i < N; i++) states[0][i] = i;
    struct aman_tasks *tasks = NULL;
    assert_int_equal(aman_tasks_create(&aman_mem_heap, threads, &tasks), AMAN_OK);
    for (int loop = 0; loop < LOOPS; loop++) {
        struct chain chain = {states[loop % 2], states[(loop + 1) % 2], N};
        aman_tasks_for(tasks, N, chunk, next_state, &chain);
    }
    aman_tasks_destroy(tasks);
    uint64_t sum = 0;
    for (size_t i = 0; i < N; i++) sum += states[LOOPS % 2][i];
    return sum;
}

static void same_bits_for_any_threads_and_chunks(void **state)
{
    (void)state;
    uint64_t expected = run_chain(1, 1);
    static const int threads[] = {2, 4, 7};
    static const size_t chunks[] = {1, 10, 128};
    for (size_t t = 0; t < 3; t++)
        for (size_t c = 0; c < 3; c++) assert_true(run_chain(threads[t], chunks[c]) == expected);
}

static void bad_numbers_of_threads_are_refused(void **state)
{
    (void)state;
    struct aman_tasks *untouched = (void *)0x1;
    struct aman_tasks *tasks = untouched;
    assert_int_equal(aman_tasks_create(&aman_mem_heap, 0, &tasks), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_tasks_create(&aman_mem_heap, -3, &tasks), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_tasks_create(&aman_mem_heap, 257, &tasks), AMAN_ERR_ARGUMENT);
    assert_ptr_equal(tasks, untouched);
}

static int allocations_left;

static void *scarce_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    (void)ctx;
    if (size > 0 && allocations_left-- <= 0) return NULL;
    return aman_mem_heap.resize(NULL, ptr, old_size, size);
}

static void out_of_memory_is_an_error(void **state)
{
    (void)state;
    const struct aman_mem mem = {scarce_resize, NULL};
    for (int n = 0; n < 2; n++) {
        allocations_left = n;
        struct aman_tasks *tasks = NULL;
        assert_int_equal(aman_tasks_create(&mem, 3, &tasks), AMAN_ERR_MEMORY);
        assert_null(tasks);
    }
    allocations_left = 2;
    struct aman_tasks *tasks = NULL;
    assert_int_equal(aman_tasks_create(&mem, 3, &tasks), AMAN_OK);
    aman_tasks_destroy(tasks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_once),
        cmocka_unit_test(late_workers_touch_nothing),
        cmocka_unit_test(no_pool_does_the_same),
        cmocka_unit_test(same_bits_for_any_threads_and_chunks),
        cmocka_unit_test(bad_numbers_of_threads_are_refused),
        cmocka_unit_test(out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("tasks", tests, NULL, NULL);
}
