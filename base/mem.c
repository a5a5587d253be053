#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGN_BYTES = 64, ARENA_ALIGN = 16, ARENA_BLOCK_BYTES = 64 * 1024 };
enum { HUGE_PAGE_BYTES = 2 * 1024 * 1024, LARGE_BYTES = HUGE_PAGE_BYTES };

/* Large arrays are read in no order: on huge pages, address translation stays in the cache. */
static void *heap_new(size_t size)
{
    size_t align = size < LARGE_BYTES ? ALIGN_BYTES : HUGE_PAGE_BYTES;
    void *fresh = aligned_alloc(align, (size + align - 1) / align * align);
#ifdef MADV_HUGEPAGE
    if (fresh && align == HUGE_PAGE_BYTES) madvise(fresh, size / align * align, MADV_HUGEPAGE);
#endif
    return fresh;
}

static void *heap_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    (void)ctx;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    if (size > PTRDIFF_MAX - HUGE_PAGE_BYTES) return NULL;
    void *fresh = heap_new(size);
    if (!fresh) return NULL;
    if (ptr) {
        memcpy(fresh, ptr, old_size < size ? old_size : size);
        free(ptr);
    }
    return fresh;
}

const struct aman_mem aman_mem_heap = {heap_resize, NULL};

/* The byte count of n * size, at least 1; 0 when it cannot be asked for. */
static size_t bytes_of(size_t n, size_t size)
{
    if (n == 0 || size == 0) return 1;
    if (n > (size_t)PTRDIFF_MAX / size) return 0;
    return n * size;
}

void *aman_mem_new(const struct aman_mem *mem, size_t n, size_t size)
{
    size_t bytes = bytes_of(n, size);
    if (bytes == 0) return NULL;
    void *ptr = mem->resize(mem->ctx, NULL, 0, bytes);
    if (ptr) memset(ptr, 0, bytes);
    return ptr;
}

void *aman_mem_grow(const struct aman_mem *mem, void *ptr, size_t old_n, size_t n, size_t size)
{
    size_t bytes = bytes_of(n, size);
    size_t old_bytes = ptr ? bytes_of(old_n, size) : 0;
    if (bytes == 0) return NULL;
    char *fresh = mem->resize(mem->ctx, ptr, old_bytes, bytes);
    if (fresh && bytes > old_bytes) memset(fresh + old_bytes, 0, bytes - old_bytes);
    return fresh;
}

void aman_mem_free(const struct aman_mem *mem, void *ptr, size_t n, size_t size)
{
    if (ptr) mem->resize(mem->ctx, ptr, bytes_of(n, size), 0);
}

struct aman_arena_block {
    struct aman_arena_block *next;
    size_t size; /* of the whole block */
    size_t used; /* header included */
};

void aman_arena_init(struct aman_arena *arena, const struct aman_mem *mem, size_t limit_bytes)
{
    *arena = (struct aman_arena){.mem = mem, .limit_bytes = limit_bytes};
}

void aman_arena_release(struct aman_arena *arena)
{
    struct aman_arena_block *block = arena->blocks;
    while (block) {
        struct aman_arena_block *next = block->next;
        aman_mem_free(arena->mem, block, 1, block->size);
        block = next;
    }
    arena->blocks = NULL;
    arena->used_bytes = 0;
}

static struct aman_arena_block *arena_block_with(struct aman_arena *arena, size_t bytes)
{
    struct aman_arena_block *block = arena->blocks;
    if (block && block->size - block->used >= bytes) return block;
    size_t header = (sizeof *block + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    size_t size = header + bytes > ARENA_BLOCK_BYTES ? header + bytes : ARENA_BLOCK_BYTES;
    block = aman_mem_new(arena->mem, 1, size);
    if (!block) return NULL;
    *block = (struct aman_arena_block){arena->blocks, size, header};
    arena->blocks = block;
    return block;
}

void *aman_arena_new(struct aman_arena *arena, size_t n, size_t size)
{
    size_t bytes = bytes_of(n, size);
    if (bytes == 0 || bytes > PTRDIFF_MAX - ARENA_BLOCK_BYTES) return NULL;
    bytes = (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (arena->limit_bytes && bytes > arena->limit_bytes - arena->used_bytes) return NULL;
    struct aman_arena_block *block = arena_block_with(arena, bytes);
    if (!block) return NULL;
    void *ptr = (char *)block + block->used;
    block->used += bytes;
    arena->used_bytes += bytes;
    return ptr;
}

char *aman_arena_text(struct aman_arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX) return NULL;
    char *copy = aman_arena_new(arena, length + 1, 1);
    if (copy) memcpy(copy, text, length);
    return copy;
}
