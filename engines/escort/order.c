/* The order in which states are eliminated: those of deeper cuts first (dissect.c), and of one depth always the one with the
 * fewest neighbours left that stands on little. Eliminating a state joins its neighbours. */
#include "engines/escort/fast.h"

#include <string.h>

struct bag { /* neighbours that are left, ascending */
    uint32_t *items;
    uint32_t n, cap;
};

struct ordering {
    struct aman_escort_fast *fast;
    struct bag *bags;
    uint32_t *level;   /* how many stand below one another */
    uint8_t *depth;    /* of the cut through each segment */
    struct aman_escort_heap heap;
    uint32_t *merged;  /* room for one bag */
};

static enum aman_err put_bag(const struct aman_mem *mem, struct bag *bag, const uint32_t *items, uint32_t n)
{
    if (n > bag->cap) {
        uint32_t *grown = aman_mem_grow(mem, bag->items, bag->cap, n + n / 2, sizeof *grown);
        if (!grown) return AMAN_ERR_MEMORY;
        bag->items = grown;
        bag->cap = n + n / 2;
    }
    if (n > 0) memcpy(bag->items, items, n * sizeof *items);
    bag->n = n;
    return AMAN_OK;
}

/* The union of two ascending lists without `a` and `b`. */
static uint32_t merge(const struct bag *x, const struct bag *y, uint32_t a, uint32_t b, uint32_t *out)
{
    uint32_t i = 0, j = 0, n = 0;
    while (i < x->n || j < y->n) {
        uint32_t item = j >= y->n || (i < x->n && x->items[i] <= y->items[j]) ? x->items[i] : y->items[j];
        i += i < x->n && x->items[i] == item;
        j += j < y->n && y->items[j] == item;
        if (item != a && item != b) out[n++] = item;
    }
    return n;
}

/* Keys rise as states are taken out; one that has risen is put in again when it comes up. */
static int64_t key_of(const struct ordering *ordering, uint32_t state)
{
    int64_t shallow = UINT8_MAX - ordering->depth[ordering->fast->graph->arc[state] / 2];
    return (shallow << 40) + 2 * (int64_t)ordering->bags[state].n + ordering->level[state];
}

static enum aman_err join_neighbours(struct ordering *ordering)
{
    struct aman_escort_fast *fast = ordering->fast;
    const struct aman_escort_graph *graph = fast->graph;
    for (uint32_t s = 0; s < graph->n_states; s++) {
        for (int way = 0; way < 2; way++) {
            const uint32_t *first = way ? graph->last_first : graph->next_first, *items = way ? graph->last : graph->next;
            for (uint32_t i = first[s]; i < first[s + 1]; i++) {
                struct bag one = {(uint32_t *)&items[i], 1, 1};
                uint32_t n = merge(&ordering->bags[s], &one, s, s, ordering->merged);
                enum aman_err err = put_bag(fast->mem, &ordering->bags[s], ordering->merged, n);
                if (err != AMAN_OK) return err;
            }
        }
    }
    return AMAN_OK;
}

/* Takes a state out: its neighbours become neighbours of each other. */
static enum aman_err eliminate(struct ordering *ordering, uint32_t state)
{
    struct bag *bag = &ordering->bags[state];
    for (uint32_t i = 0; i < bag->n; i++) {
        uint32_t other = bag->items[i];
        uint32_t n = merge(&ordering->bags[other], bag, state, other, ordering->merged);
        enum aman_err err = put_bag(ordering->fast->mem, &ordering->bags[other], ordering->merged, n);
        if (err != AMAN_OK) return err;
        if (ordering->level[other] <= ordering->level[state]) ordering->level[other] = ordering->level[state] + 1;
    }
    return AMAN_OK;
}

static enum aman_err eliminate_all(struct ordering *ordering)
{
    struct aman_escort_fast *fast = ordering->fast;
    struct aman_escort_heap *heap = &ordering->heap;
    for (uint32_t s = 0; s < fast->n; s++) aman_escort_heap_lower(heap, s, key_of(ordering, s), AMAN_ESCORT_NONE);
    for (uint32_t next = 0; next < fast->n;) {
        uint32_t state = aman_escort_heap_pop(heap);
        int64_t key = key_of(ordering, state);
        if (key > heap->key[state]) {
            aman_escort_heap_insert(heap, state, key);
            continue;
        }
        enum aman_err err = eliminate(ordering, state);
        if (err != AMAN_OK) return err;
        fast->rank[state] = next;
        fast->state[next++] = state;
        fast->n_edges += ordering->bags[state].n;
    }
    return AMAN_OK;
}

static void sort_ranks(uint32_t *ranks, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t item = ranks[i];
        size_t at = i;
        for (; at > 0 && ranks[at - 1] > item; at--) ranks[at] = ranks[at - 1];
        ranks[at] = item;
    }
}

/* What a state's neighbours were when it was taken out are its edges upwards. */
static enum aman_err list_edges(struct ordering *ordering)
{
    struct aman_escort_fast *fast = ordering->fast;
    fast->up = aman_mem_new(fast->mem, fast->n_edges, sizeof *fast->up);
    if (!fast->up) return AMAN_ERR_MEMORY;
    for (uint32_t r = 0; r < fast->n; r++) {
        const struct bag *bag = &ordering->bags[fast->state[r]];
        uint32_t *up = fast->up + fast->up_first[r];
        for (uint32_t i = 0; i < bag->n; i++) up[i] = fast->rank[bag->items[i]];
        sort_ranks(up, bag->n);
        fast->up_first[r + 1] = fast->up_first[r] + bag->n;
    }
    return AMAN_OK;
}

enum aman_err aman_escort_fast_order(struct aman_escort_fast *fast)
{
    struct ordering ordering = {.fast = fast};
    ordering.bags = aman_mem_new(fast->mem, fast->n, sizeof *ordering.bags);
    ordering.level = aman_mem_new(fast->mem, fast->n, sizeof *ordering.level);
    ordering.merged = aman_mem_new(fast->mem, fast->n, sizeof *ordering.merged);
    ordering.depth = aman_mem_new(fast->mem, fast->graph->net->n_segments, sizeof *ordering.depth);
    enum aman_err err = aman_escort_heap_init(fast->mem, fast->n, &ordering.heap);
    if (!ordering.bags || !ordering.level || !ordering.merged || !ordering.depth) err = AMAN_ERR_MEMORY;
    if (err == AMAN_OK) err = aman_escort_fast_dissect(fast->mem, fast->graph->net, ordering.depth);
    if (err == AMAN_OK) err = join_neighbours(&ordering);
    if (err == AMAN_OK) err = eliminate_all(&ordering);
    if (err == AMAN_OK) err = list_edges(&ordering);
    for (size_t s = 0; ordering.bags && s < fast->n; s++)
        aman_mem_free(fast->mem, ordering.bags[s].items, ordering.bags[s].cap, sizeof *ordering.bags[s].items);
    aman_mem_free(fast->mem, ordering.bags, fast->n, sizeof *ordering.bags);
    aman_mem_free(fast->mem, ordering.level, fast->n, sizeof *ordering.level);
    aman_mem_free(fast->mem, ordering.merged, fast->n, sizeof *ordering.merged);
    aman_mem_free(fast->mem, ordering.depth, fast->graph->net->n_segments, sizeof *ordering.depth);
    aman_escort_heap_release(&ordering.heap);
    return err;
}
