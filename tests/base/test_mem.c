/* Memory: overflow, growth, arenas and their limits, every allocation failing in turn. */
#include "tests/base/cmocka_all.h"

#include "base/mem.h"

#include <string.h>

/* Counts what it hands out; fails from the allocation numbered `fail_at` on. */
struct counting {
    long calls, fail_at;
    size_t live_bytes;
};

static void *counting_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct counting *counting = ctx;
    if (size > 0 && counting->calls++ >= counting->fail_at) return NULL;
    void *fresh = aman_mem_heap.resize(NULL, ptr, old_size, size);
    if (fresh || size == 0) counting->live_bytes += size - (ptr ? old_size : 0);
    return fresh;
}

static void new_memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    for (size_t n = 1; n < 300; n += 37) {
        unsigned char *bytes = aman_mem_new(&aman_mem_heap, n, 3);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % 64, 0);
        for (size_t i = 0; i < n * 3; i++) assert_int_equal(bytes[i], 0);
        aman_mem_free(&aman_mem_heap, bytes, n, 3);
    }
}

static void impossible_sizes_give_null(void **state)
{
    (void)state;
    assert_null(aman_mem_new(&aman_mem_heap, SIZE_MAX, 2));
    assert_null(aman_mem_new(&aman_mem_heap, SIZE_MAX / 8 + 2, 8));
    assert_null(aman_mem_new(&aman_mem_heap, (size_t)PTRDIFF_MAX + 1, 1));
    assert_null(aman_mem_new(&aman_mem_heap, PTRDIFF_MAX, 1));
}

static void zero_elements_give_a_pointer(void **state)
{
    (void)state;
    struct counting counting = {.fail_at = 100};
    struct aman_mem mem = {counting_resize, &counting};
    void *none = aman_mem_new(&mem, 0, 16);
    assert_non_null(none);
    aman_mem_free(&mem, none, 0, 16);
    aman_mem_free(&mem, NULL, 7, 16);
    assert_int_equal(counting.live_bytes, 0);
}

static void growing_keeps_what_was_there(void **state)
{
    (void)state;
    int *numbers = NULL;
    size_t n = 0;
    for (size_t more = 1; more < 5000; more = more * 2 + 1) {
        int *fresh = aman_mem_grow(&aman_mem_heap, numbers, n, more, sizeof *numbers);
        assert_non_null(fresh);
        numbers = fresh;
        for (size_t i = 0; i < n; i++) assert_int_equal(numbers[i], (int)i + 1);
        for (size_t i = n; i < more; i++) assert_int_equal(numbers[i], 0);
        for (size_t i = n; i < more; i++) numbers[i] = (int)i + 1;
        n = more;
    }
    assert_null(aman_mem_grow(&aman_mem_heap, numbers, n, SIZE_MAX / 2, sizeof *numbers));
    assert_int_equal(numbers[n - 1], (int)n);
    aman_mem_free(&aman_mem_heap, numbers, n, sizeof *numbers);
}

static void arena_pieces_do_not_overlap(void **state)
{
    (void)state;
    struct aman_arena arena;
    aman_arena_init(&arena, &aman_mem_heap, 0);
    enum { PIECES = 400 };
    unsigned char *pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = 1 + i * i % 1777; /* crosses several blocks */
        pieces[i] = aman_arena_new(&arena, size, 1);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        for (size_t k = 0; k < size; k++) assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 251) + 1, size);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < 1 + i * i % 1777; k++) assert_int_equal(pieces[i][k], i % 251 + 1);
    assert_non_null(aman_arena_new(&arena, 1000000, 3)); /* larger than a block */
    aman_arena_release(&arena);
    assert_int_equal(arena.used_bytes, 0);
}

static void arena_limit_holds(void **state)
{
    (void)state;
    struct aman_arena arena;
    aman_arena_init(&arena, &aman_mem_heap, 1024);
    assert_non_null(aman_arena_new(&arena, 1000, 1));
    assert_null(aman_arena_new(&arena, 17, 1));
    assert_non_null(aman_arena_new(&arena, 16, 1));
    assert_null(aman_arena_new(&arena, 1, 1));
    assert_null(aman_arena_new(&arena, SIZE_MAX, 3));
    assert_int_equal(arena.used_bytes, 1024);
    aman_arena_release(&arena);
}

static void arena_text_is_a_terminated_copy(void **state)
{
    (void)state;
    struct aman_arena arena;
    aman_arena_init(&arena, &aman_mem_heap, 0);
    char text[] = "gate 9 and more";
    char *copy = aman_arena_text(&arena, text, 6);
    text[0] = 'X';
    assert_string_equal(copy, "gate 9");
    assert_null(aman_arena_text(&arena, text, SIZE_MAX));
    aman_arena_release(&arena);
}

static void arena_survives_each_failure(void **state)
{
    (void)state;
    for (long fail_at = 0; fail_at < 4; fail_at++) {
        struct counting counting = {.fail_at = fail_at};
        struct aman_mem mem = {counting_resize, &counting};
        struct aman_arena arena;
        aman_arena_init(&arena, &mem, 0);
        int got = 0;
        for (int i = 0; i < 4; i++) got += aman_arena_new(&arena, 60000, 1) != NULL;
        assert_int_equal(got, fail_at);
        aman_arena_release(&arena);
        assert_int_equal(counting.live_bytes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_memory_is_zeroed_and_aligned), cmocka_unit_test(impossible_sizes_give_null),
        cmocka_unit_test(zero_elements_give_a_pointer),     cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(arena_pieces_do_not_overlap),      cmocka_unit_test(arena_limit_holds),
        cmocka_unit_test(arena_text_is_a_terminated_copy),  cmocka_unit_test(arena_survives_each_failure),
    };
    return cmocka_run_group_tests_name("mem", tests, NULL, NULL);
}
