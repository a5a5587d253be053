/* The order in which states are eliminated: those of deeper cuts first (dissect.c), and of one depth always
 * the one with the fewest neighbours left that stands on little. Eliminating a state joins its neighbours. */
#include "engines/escort/fast.h"

#include <string.h>

struct ordering {
    struct aman_escort_fast *fast;
    struct aman_escort_bag *bags; /* neighbours that are left */
    uint32_t *level;              /* how many stand below one another */
    uint8_t *depth;               /* of the cut through each segment */
    bool *from_front;             /* whether it is cut from a to b */
    struct aman_escort_heap heap;
    uint32_t *merged; /* room for one bag, and for numbering anew */
};

/* Keys rise as states are taken out; one that has risen is put in again when it comes up. */
static int64_t key_of(const struct ordering *ordering, uint32_t state)
{
    uint32_t arc = ordering->fast->graph->arc[state];
    int64_t shallow = UINT8_MAX - ordering->depth[arc / 2], across = ordering->from_front[arc / 2] != arc % 2;
    return (shallow << 41) + (across << 40) + 2 * (int64_t)ordering->bags[state].n + ordering->level[state];
}

static enum aman_err join_neighbours(struct ordering *ordering)
{
    struct aman_escort_fast *fast = ordering->fast;
    const struct aman_escort_graph *graph = fast->graph;
    for (uint32_t s = 0; s < graph->n_states; s++) {
        for (int way = 0; way < 2; way++) {
            const uint32_t *first = way ? graph->last_first : graph->next_first,
                           *items = way ? graph->last : graph->next;
            for (uint32_t i = first[s]; i < first[s + 1]; i++) {
                uint32_t n = aman_escort_bag_merge(&ordering->bags[s], &items[i], 1, s, s, ordering->merged);
                enum aman_err err = aman_escort_bag_put(fast->mem, &ordering->bags[s], ordering->merged, n);
                if (err != AMAN_OK) return err;
            }
        }
    }
    return AMAN_OK;
}

/* Takes a state out: its neighbours become neighbours of each other. */
static enum aman_err eliminate(struct ordering *ordering, uint32_t state)
{
    struct aman_escort_bag *bag = &ordering->bags[state];
    for (uint32_t i = 0; i < bag->n; i++) {
        uint32_t other = bag->items[i];
        uint32_t n =
            aman_escort_bag_merge(&ordering->bags[other], bag->items, bag->n, state, other, ordering->merged);
        enum aman_err err =
            aman_escort_bag_put(ordering->fast->mem, &ordering->bags[other], ordering->merged, n);
        if (err != AMAN_OK) return err;
        if (ordering->level[other] <= ordering->level[state])
            ordering->level[other] = ordering->level[state] + 1;
    }
    return AMAN_OK;
}

static enum aman_err eliminate_all(struct ordering *ordering)
{
    struct aman_escort_fast *fast = ordering->fast;
    struct aman_escort_heap *heap = &ordering->heap;
    for (uint32_t s = 0; s < fast->n; s++)
        aman_escort_heap_lower(heap, s, key_of(ordering, s), AMAN_ESCORT_NONE);
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
    }
    return AMAN_OK;
}

/* The tree of elimination: above each rank stands the lowest of its neighbours that were left. */
static void find_above(struct ordering *ordering)
{
    struct aman_escort_fast *fast = ordering->fast;
    for (uint32_t r = 0; r < fast->n; r++) {
        const struct aman_escort_bag *bag = &ordering->bags[fast->state[r]];
        uint32_t above = AMAN_ESCORT_NONE;
        for (uint32_t i = 0; i < bag->n; i++)
            if (fast->rank[bag->items[i]] < above) above = fast->rank[bag->items[i]];
        fast->above[r] = above;
    }
}

/* Numbers the tree anew, branch after branch: what is looked at together then lies together, and the edges
 * stay the same. Room: three numbers a state. */
static void straighten(struct aman_escort_fast *fast, uint32_t *room)
{
    uint32_t *below = room, *beside = room + fast->n, *stack = room + 2 * fast->n, next = (uint32_t)fast->n;
    for (size_t r = 0; r < fast->n; r++) below[r] = AMAN_ESCORT_NONE;
    for (uint32_t r = (uint32_t)fast->n; r-- > 0;) { /* each list ascending */
        if (fast->above[r] == AMAN_ESCORT_NONE) continue;
        beside[r] = below[fast->above[r]];
        below[fast->above[r]] = r;
    }
    for (uint32_t root = (uint32_t)fast->n; root-- > 0;) {
        if (fast->above[root] != AMAN_ESCORT_NONE) continue;
        size_t n_stack = 0;
        stack[n_stack++] = root;
        while (n_stack > 0) {
            uint32_t r = stack[--n_stack];
            fast->rank[fast->state[r]] = --next;
            for (uint32_t child = below[r]; child != AMAN_ESCORT_NONE; child = beside[child])
                stack[n_stack++] = child;
        }
    }
    for (size_t r = 0; r < fast->n; r++)
        stack[fast->rank[fast->state[r]]] = /* by new ranks */
            fast->above[r] == AMAN_ESCORT_NONE ? AMAN_ESCORT_NONE : fast->rank[fast->state[fast->above[r]]];
    memcpy(fast->above, stack, fast->n * sizeof *stack);
    for (uint32_t s = 0; s < fast->n; s++) fast->state[fast->rank[s]] = s;
}

enum aman_err aman_escort_fast_order(struct aman_escort_fast *fast)
{
    struct ordering ordering = {.fast = fast};
    ordering.bags = aman_mem_new(fast->mem, fast->n, sizeof *ordering.bags);
    ordering.level = aman_mem_new(fast->mem, fast->n, sizeof *ordering.level);
    ordering.merged = aman_mem_new(fast->mem, 3 * fast->n, sizeof *ordering.merged);
    ordering.depth = aman_mem_new(fast->mem, fast->graph->net->n_segments, sizeof *ordering.depth);
    ordering.from_front = aman_mem_new(fast->mem, fast->graph->net->n_segments, sizeof *ordering.from_front);
    enum aman_err err = aman_escort_heap_init(fast->mem, fast->n, &ordering.heap);
    if (!ordering.bags || !ordering.level || !ordering.merged || !ordering.depth || !ordering.from_front)
        err = AMAN_ERR_MEMORY;
    if (err == AMAN_OK)
        err = aman_escort_fast_dissect(fast->mem, fast->graph->net, ordering.depth, ordering.from_front);
    if (err == AMAN_OK) err = join_neighbours(&ordering);
    if (err == AMAN_OK) err = eliminate_all(&ordering);
    if (err == AMAN_OK) {
        find_above(&ordering);
        straighten(fast, ordering.merged);
    }
    aman_escort_bags_free(fast->mem, ordering.bags, fast->n);
    aman_mem_free(fast->mem, ordering.level, fast->n, sizeof *ordering.level);
    aman_mem_free(fast->mem, ordering.merged, 3 * fast->n, sizeof *ordering.merged);
    aman_mem_free(fast->mem, ordering.depth, fast->graph->net->n_segments, sizeof *ordering.depth);
    aman_mem_free(fast->mem, ordering.from_front, fast->graph->net->n_segments, sizeof *ordering.from_front);
    aman_escort_heap_release(&ordering.heap);
    return err;
}
