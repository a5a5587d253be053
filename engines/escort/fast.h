/* engines/escort/fast.h - the hierarchy from the inside. Private to the engine. */
#ifndef AMAN_ENGINES_ESCORT_FAST_H
#define AMAN_ENGINES_ESCORT_FAST_H

#include "engines/escort/search.h"

/* Weights of edges; sums of two stay below 2^32. */
#define AMAN_ESCORT_FAR_MS (UINT32_C(1) << 30)

/* States are known by their rank in the order of elimination. An edge joins a rank with a higher one and has a weight
 * in each direction. */
struct aman_escort_fast {
    const struct aman_mem *mem;
    const struct aman_escort_graph *graph;
    size_t n, n_edges, n_queue;
    uint32_t *rank;        /* of each state */
    uint32_t *state;       /* of each rank */
    uint32_t *up_first;    /* n + 1 */
    uint32_t *up;          /* higher ends, ascending */
    uint32_t *low;         /* the lower end of each edge */
    uint32_t *down_first;  /* n + 1 */
    uint32_t *down;        /* edges from below, by their lower ends, ascending */
    uint32_t *weight[2];   /* upwards, downwards */
    uint32_t *base[2];     /* without any detour through lower ranks */
    uint32_t *end_first;   /* nodes + 1: ranks of the states that end at a node */
    uint32_t *ends;
    uint32_t *run;         /* of each rank: the edge from which on its higher neighbours follow one another */
    uint32_t *above;       /* the lowest of each rank's higher neighbours; AMAN_ESCORT_NONE: there is none */
    uint32_t *way[2];      /* of a query: ranks on the ways up */
    uint32_t *trace;       /* of a route: edges of one side */
    uint32_t *dist[2];     /* of each rank, from the start, to the end */
    uint32_t *queue;       /* a heap of edges to look at again */
    uint8_t *queued;
    bool *closed;          /* of each segment */
};

/* dissect.c: how deep the cut is that goes through each segment, from 1 for the cut through the whole net; greatest for
 * segments that no cut goes through. */
enum aman_err aman_escort_fast_dissect(const struct aman_mem *mem, const struct aman_escort_net *net, uint8_t *depth);

/* order.c: an order of elimination that keeps the hierarchy flat, and its edges: rank, state, up_first, up, n_edges. */
enum aman_err aman_escort_fast_order(struct aman_escort_fast *fast);

/* The edge from a rank to a higher one; where there is none, the first one to a rank still higher, or the first edge of
 * the next rank. O(log). */
uint32_t aman_escort_fast_edge(const struct aman_escort_fast *fast, uint32_t low, uint32_t high);

#endif
