#include "engines/escort/search.h"

#include <string.h>

enum { CHILDREN = 4 };

enum aman_err aman_escort_heap_init(const struct aman_mem *mem, size_t n_items, struct aman_escort_heap *heap)
{
    *heap = (struct aman_escort_heap){.mem = mem, .n_items = n_items};
    heap->key = aman_mem_new(mem, n_items, sizeof *heap->key);
    heap->parent = aman_mem_new(mem, n_items, sizeof *heap->parent);
    heap->place = aman_mem_new(mem, n_items, sizeof *heap->place);
    heap->heap = aman_mem_new(mem, n_items, sizeof *heap->heap);
    heap->seen = aman_mem_new(mem, n_items, sizeof *heap->seen);
    if (!heap->key || !heap->parent || !heap->place || !heap->heap || !heap->seen) {
        aman_escort_heap_release(heap);
        return AMAN_ERR_MEMORY;
    }
    for (size_t i = 0; i < n_items; i++) heap->key[i] = AMAN_ESCORT_FAR;
    return AMAN_OK;
}

void aman_escort_heap_release(struct aman_escort_heap *heap)
{
    if (!heap->mem) return;
    aman_mem_free(heap->mem, heap->key, heap->n_items, sizeof *heap->key);
    aman_mem_free(heap->mem, heap->parent, heap->n_items, sizeof *heap->parent);
    aman_mem_free(heap->mem, heap->place, heap->n_items, sizeof *heap->place);
    aman_mem_free(heap->mem, heap->heap, heap->n_items, sizeof *heap->heap);
    aman_mem_free(heap->mem, heap->seen, heap->n_items, sizeof *heap->seen);
    *heap = (struct aman_escort_heap){0};
}

void aman_escort_heap_clear(struct aman_escort_heap *heap)
{
    for (size_t i = 0; i < heap->n_seen; i++) heap->key[heap->seen[i]] = AMAN_ESCORT_FAR;
    heap->n = heap->n_seen = 0;
}

static bool before(const struct aman_escort_heap *heap, uint32_t a, uint32_t b)
{
    return heap->key[a] != heap->key[b] ? heap->key[a] < heap->key[b] : a < b;
}

static void put(struct aman_escort_heap *heap, size_t at, uint32_t item)
{
    heap->heap[at] = item;
    heap->place[item] = (uint32_t)at;
}

static void rise(struct aman_escort_heap *heap, size_t at, uint32_t item)
{
    while (at > 0) {
        size_t up = (at - 1) / CHILDREN;
        if (!before(heap, item, heap->heap[up])) break;
        put(heap, at, heap->heap[up]);
        at = up;
    }
    put(heap, at, item);
}

static void sink(struct aman_escort_heap *heap, size_t at, uint32_t item)
{
    for (;;) {
        size_t first = CHILDREN * at + 1, least = first;
        if (first >= heap->n) break;
        for (size_t child = first + 1; child < first + CHILDREN && child < heap->n; child++)
            if (before(heap, heap->heap[child], heap->heap[least])) least = child;
        if (!before(heap, heap->heap[least], item)) break;
        put(heap, at, heap->heap[least]);
        at = least;
    }
    put(heap, at, item);
}

void aman_escort_heap_lower(struct aman_escort_heap *heap, uint32_t item, int64_t key, uint32_t parent)
{
    if (key >= heap->key[item]) return;
    bool seen = heap->key[item] != AMAN_ESCORT_FAR;
    heap->key[item] = key;
    heap->parent[item] = parent;
    if (!seen) heap->seen[heap->n_seen++] = item;
    rise(heap, seen ? heap->place[item] : heap->n++, item);
}

void aman_escort_heap_insert(struct aman_escort_heap *heap, uint32_t item, int64_t key)
{
    heap->key[item] = key;
    rise(heap, heap->n++, item);
}

uint32_t aman_escort_heap_pop(struct aman_escort_heap *heap)
{
    uint32_t top = heap->heap[0], last = heap->heap[--heap->n];
    if (heap->n > 0) sink(heap, 0, last);
    return top;
}
