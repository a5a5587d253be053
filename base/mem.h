/* base/mem.h - memory as an argument.
 *
 * Engines never call malloc: they take a `struct aman_mem`, so that a test can
 * make each allocation fail in turn and a caller can bound what they use.
 */
#ifndef AMAN_BASE_MEM_H
#define AMAN_BASE_MEM_H

#include <stddef.h>

struct aman_mem {
    /* size 0 frees and returns NULL; ptr NULL allocates; otherwise resizes from
     * old_size. Returns NULL on failure and leaves ptr as it was.
     * The result is aligned to 64 bytes. */
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t size);
    void *ctx;
};

/* The process heap. Thread-safe. */
extern const struct aman_mem aman_mem_heap;

/* n * size zeroed bytes, or NULL when the product overflows, is over
 * PTRDIFF_MAX, or memory is out. n or size 0 gives a valid pointer that must be freed too. */
void *aman_mem_new(const struct aman_mem *mem, size_t n, size_t size);

/* Resizes an array of old_n to n elements; new elements are zero. NULL on
 * failure, the old array untouched. ptr may be NULL when old_n is 0. */
void *aman_mem_grow(const struct aman_mem *mem, void *ptr, size_t old_n, size_t n, size_t size);

/* Frees an array of n elements got from the two above. NULL-safe. */
void aman_mem_free(const struct aman_mem *mem, void *ptr, size_t n, size_t size);

/* An arena: many small allocations, freed together. Zeroed by aman_arena_init. */
struct aman_arena {
    const struct aman_mem *mem;
    struct aman_arena_block *blocks;
    size_t used_bytes;  /* sum of what was handed out */
    size_t limit_bytes; /* allocations past this fail; 0: no limit */
};

void aman_arena_init(struct aman_arena *arena, const struct aman_mem *mem, size_t limit_bytes);
void aman_arena_release(struct aman_arena *arena);

/* n * size zeroed bytes aligned to 16, or NULL (out of memory, limit). O(1) amortised. */
void *aman_arena_new(struct aman_arena *arena, size_t n, size_t size);
/* A NUL-terminated copy of text[0..length), or NULL. */
char *aman_arena_text(struct aman_arena *arena, const char *text, size_t length);

#endif
