/* engines/escort/search.h - searches from the inside. Private to the engine. */
#ifndef AMAN_ENGINES_ESCORT_SEARCH_H
#define AMAN_ENGINES_ESCORT_SEARCH_H

#include "engines/escort/graph.h"

/* Keys at or over this are not searched on: no route takes 12 days, and sums stay far from overflow. */
#define AMAN_ESCORT_MOST_KEY (INT64_C(1) << 61)
/* A millisecond of sharing outweighs any time. */
#define AMAN_ESCORT_SHARED (INT64_C(1) << 31)

/* A heap of four children with its items' keys and parents: what Dijkstra's search needs. */
struct aman_escort_heap {
    const struct aman_mem *mem;
    size_t n_items, n, n_seen;
    int64_t *key;       /* of each item; AMAN_ESCORT_FAR: not seen */
    uint32_t *parent;   /* AMAN_ESCORT_NONE: a source */
    uint32_t *place;    /* in heap, while it is in */
    uint32_t *heap, *seen;
};

enum aman_err aman_escort_heap_init(const struct aman_mem *mem, size_t n_items, struct aman_escort_heap *heap);
void aman_escort_heap_release(struct aman_escort_heap *heap);
void aman_escort_heap_clear(struct aman_escort_heap *heap);
/* Lowers an item's key; does nothing when it is not lower. Equal keys keep the parent that came first. */
void aman_escort_heap_lower(struct aman_escort_heap *heap, uint32_t item, int64_t key, uint32_t parent);
/* Puts an item in again that was popped, with any key. */
void aman_escort_heap_insert(struct aman_escort_heap *heap, uint32_t item, int64_t key);
/* The item with the least key, of equal ones the lowest number. The heap must not be empty. */
uint32_t aman_escort_heap_pop(struct aman_escort_heap *heap);

struct aman_escort_search {
    const struct aman_mem *mem;
    const struct aman_escort_graph *graph;
    struct aman_escort_heap states; /* one item a state */
    struct aman_escort_heap flow;   /* two: into it, out of it */
    int64_t *cost;     /* of each state in a search that weighs them its own way */
    uint32_t *path;    /* states in order: one room each */
    uint32_t *room;    /* two paths of a flow, then the same two by pieces: six rooms a state */
    uint8_t *use;      /* of each state */
    uint32_t *after;   /* two successors of each state in a flow */
    uint8_t *closed;   /* of each state */
    uint8_t *accepted; /* of each segment */
    uint8_t *mark;     /* of each segment */
};

/* Dijkstra's search from a node to a node with the cost of each state (AMAN_ESCORT_FAR: closed). The last state, or
 * AMAN_ESCORT_NONE. search->states then holds keys and parents; all keys below the last state's are final. */
uint32_t aman_escort_run(struct aman_escort_search *search, uint32_t from, uint32_t to, const int64_t *cost);

/* The states that lead to `last`, in order, into search->path; how many. */
size_t aman_escort_trace(struct aman_escort_search *search, uint32_t last);

/* A route of these states, its arcs allocated. */
enum aman_err aman_escort_route_of(const struct aman_escort_graph *graph, const struct aman_mem *mem,
                                   const uint32_t *states, size_t n, struct aman_escort_route *route);

/* What sharing a segment costs: its quicker direction. */
static inline int64_t aman_escort_weight(const struct aman_escort_net *net, uint32_t segment)
{
    const struct aman_escort_segment *s = &net->segments[segment];
    return s->p90_ms[0] < s->p90_ms[1] ? s->p90_ms[0] : s->p90_ms[1];
}

#endif
