/* engines/escort/fast.h - the hierarchy from the inside. Private to the engine. */
#ifndef AMAN_ENGINES_ESCORT_FAST_H
#define AMAN_ENGINES_ESCORT_FAST_H

#include "engines/escort/search.h"

/* Weights of edges; sums of two stay below 2^32. */
#define AMAN_ESCORT_FAR_MS (UINT32_C(1) << 30)

enum {
    AMAN_ESCORT_MOST_PENDING = 32 /* states that are closed and still in the weights */
};

/* A state that is closed and still in the weights: how far it is to it from each rank on its way up, and from
 * it. */
struct aman_escort_pending {
    uint32_t segment;
    uint32_t n[2]; /* ranks that it is reached from (1) and that it reaches (0) */
    uint32_t *ranks[2], *ms[2];
};

/* States are known by their rank in the order of elimination. An edge joins a rank with a higher one; it lies
 * in the list 2·rank when it is driven upwards, in 2·rank + 1 when it is driven downwards. */
struct aman_escort_fast {
    const struct aman_mem *mem;
    const struct aman_escort_graph *graph;
    size_t n, n_edges, n_queue, n_pending;
    uint32_t height;       /* ranks on the longest way up */
    uint32_t *rank;        /* of each state */
    uint32_t *state;       /* of each rank */
    uint32_t *above;       /* the rank above in the tree of elimination; AMAN_ESCORT_NONE: there is none */
    uint32_t *first;       /* 2n + 1: edges of each list */
    uint32_t *to;          /* higher end of each edge, ascending in a list */
    uint32_t *list;        /* of each edge */
    uint32_t *weight;      /* of each edge */
    uint32_t *base;        /* without any detour through lower ranks */
    uint32_t *below_first; /* 2n + 1: edges to rank / 2, of side rank % 2 */
    uint32_t *below;       /* ascending */
    uint32_t *end_first;   /* nodes + 1: ranks of the states that end at a node */
    uint32_t *ends;
    uint32_t *way[2];  /* of a query: ranks on the ways up */
    uint32_t *dist[2]; /* of each rank, from the start, to the end */
    uint32_t *trace;   /* of a route: edges of one side */
    uint32_t *queue;   /* a heap of edges to look at again */
    bool *queued;
    uint32_t *row, *row_old; /* edges of one list that are weighed together, and what they weighed */
    uint32_t *row_at;        /* of each rank: the edge of the row that leads to it, or AMAN_ESCORT_NONE */
    bool *closed;            /* of each segment */
    struct aman_escort_pending *pending;
    uint32_t *pending_room;
};

/* ---- making ---- */

/* Ascending numbers in memory of their own. */
struct aman_escort_bag {
    uint32_t *items;
    uint32_t n, cap;
};
enum aman_err aman_escort_bag_put(const struct aman_mem *mem, struct aman_escort_bag *bag,
                                  const uint32_t *items, uint32_t n);
/* The union with ascending items, without `a` and `b`, to `out`; how many. */
uint32_t aman_escort_bag_merge(const struct aman_escort_bag *bag, const uint32_t *items, uint32_t n,
                               uint32_t a, uint32_t b, uint32_t *out);
void aman_escort_bags_free(const struct aman_mem *mem, struct aman_escort_bag *bags,
                           size_t n); /* and the array */

/* dissect.c: how deep the cut is that goes through each segment, from 1 for the cut through the whole net;
 * greatest for segments that no cut goes through. */
enum aman_err aman_escort_fast_dissect(const struct aman_mem *mem, const struct aman_escort_net *net,
                                       uint8_t *depth, bool *from_front);

/* order.c: an order of elimination that keeps the hierarchy flat: rank, state, above. */
enum aman_err aman_escort_fast_order(struct aman_escort_fast *fast);

/* fill.c: its edges: first, to, list, below_first, below, n_edges. */
enum aman_err aman_escort_fast_fill(struct aman_escort_fast *fast);

/* ---- weights ---- */

/* What it takes to go from a state into the next one: the next one's time. */
static inline uint32_t aman_escort_fast_into(const struct aman_escort_fast *fast, uint32_t state)
{
    bool closed =
        fast->closed[fast->graph->arc[state] / 2] || fast->graph->cost_ms[state] >= AMAN_ESCORT_FAR_MS;
    return closed ? AMAN_ESCORT_FAR_MS : (uint32_t)fast->graph->cost_ms[state];
}

/* The edge of a list to a rank, or AMAN_ESCORT_NONE. O(log). */
uint32_t aman_escort_fast_edge(const struct aman_escort_fast *fast, uint32_t list, uint32_t to);

/* The edge by which one state is driven after another; it is there. */
uint32_t aman_escort_fast_edge_between(const struct aman_escort_fast *fast, uint32_t from, uint32_t to);

/* ---- queries ---- */

/* fast_query.c: distances from (side 0) or to (side 1) all ranks on the way up from one; the ranks are in
 * fast->way[side]. */
size_t aman_escort_fast_climb(struct aman_escort_fast *fast, int side, uint32_t rank);

/* fast_close.c: whether a route of this length that the search has just met may use a state that is pending.
 */
bool aman_escort_fast_is_stale(const struct aman_escort_fast *fast, uint32_t best_ms);

/* Puts what is pending into the weights. */
void aman_escort_fast_settle(struct aman_escort_fast *fast);

#endif
