/* Queries: from both ends up the tree of elimination, which holds every state that a shortest route may turn at. */
#include "engines/escort/fast.h"

enum { CURSORS_MOST = 64 };

/* Ranks still to climb from, one for each start; several may be on the same way up. */
struct climb {
    uint32_t cursors[CURSORS_MOST];
    size_t n;
};

static bool add_start(struct aman_escort_fast *fast, struct climb *climb, int side, uint32_t rank, uint32_t dist)
{
    if (dist >= AMAN_ESCORT_FAR_MS) return true;
    if (climb->n == CURSORS_MOST) return false;
    climb->cursors[climb->n++] = rank;
    fast->parent[side][rank] = AMAN_ESCORT_NONE;
    fast->dist[side][rank] = dist;
    return true;
}

/* The lowest rank on the way; cursors on it move on to its parent in the tree. AMAN_ESCORT_NONE at the end. */
static inline uint32_t next_rank(const struct aman_escort_fast *fast, struct climb *climb)
{
    uint32_t rank = AMAN_ESCORT_NONE;
    for (size_t i = 0; i < climb->n; i++)
        if (climb->cursors[i] < rank) rank = climb->cursors[i];
    if (rank == AMAN_ESCORT_NONE) return rank;
    uint32_t first = fast->up_first[rank];
    uint32_t parent = first < fast->up_first[rank + 1] ? fast->up[first] : AMAN_ESCORT_NONE;
    size_t kept = 0;
    bool taken = false;
    for (size_t i = 0; i < climb->n; i++) {
        uint32_t at = climb->cursors[i] == rank ? parent : climb->cursors[i];
        if (at == AMAN_ESCORT_NONE || (at == parent && taken)) continue;
        taken = taken || at == parent;
        climb->cursors[kept++] = at;
    }
    climb->n = kept;
    return rank;
}

static inline void relax(struct aman_escort_fast *fast, int side, uint32_t rank)
{
    const uint32_t *weight = fast->weight[side];
    uint32_t *dist = fast->dist[side], base = dist[rank];
    for (uint32_t e = fast->up_first[rank]; e < fast->up_first[rank + 1]; e++) {
        uint32_t to = fast->up[e], key = base + weight[e];
        if (key >= dist[to]) continue;
        dist[to] = key;
        fast->parent[side][to] = e;
    }
}

static bool start_at_ends(struct aman_escort_fast *fast, uint32_t from, uint32_t to, struct climb *forth, struct climb *back)
{
    const struct aman_escort_graph *graph = fast->graph;
    bool fits = true;
    for (uint32_t i = graph->out_first[from]; i < graph->out_first[from + 1]; i++)
        if (!fast->closed[graph->out[i] / 2])
            fits = add_start(fast, forth, 0, fast->rank[graph->out[i]], (uint32_t)graph->cost_ms[graph->out[i]]) && fits;
    for (uint32_t i = fast->end_first[to]; i < fast->end_first[to + 1]; i++)
        fits = add_start(fast, back, 1, fast->ends[i], 0) && fits;
    return fits;
}

static void clear(struct aman_escort_fast *fast, int side, struct climb climb)
{
    for (uint32_t rank; (rank = next_rank(fast, &climb)) != AMAN_ESCORT_NONE;) fast->dist[side][rank] = AMAN_ESCORT_FAR_MS;
}

/* The least time; *top is the rank at which both sides meet. Distances are left for the caller to read and clear. */
static uint32_t meet(struct aman_escort_fast *fast, struct climb forth, struct climb back, uint32_t *top)
{
    uint32_t best = AMAN_ESCORT_FAR_MS;
    for (uint32_t rank; (rank = next_rank(fast, &forth)) != AMAN_ESCORT_NONE;)
        if (fast->dist[0][rank] < AMAN_ESCORT_FAR_MS) relax(fast, 0, rank);
    for (uint32_t rank; (rank = next_rank(fast, &back)) != AMAN_ESCORT_NONE;) {
        if (fast->dist[1][rank] >= best) continue;
        uint32_t sum = fast->dist[0][rank] + fast->dist[1][rank];
        if (sum < best) {
            best = sum;
            *top = rank;
        }
        relax(fast, 1, rank);
    }
    return best;
}

int64_t aman_escort_fast_time_ms(struct aman_escort_fast *fast, uint32_t from, uint32_t to)
{
    struct climb forth = {.n = 0}, back = {.n = 0};
    uint32_t top, best = AMAN_ESCORT_FAR_MS;
    if (from == to) return 0;
    if (start_at_ends(fast, from, to, &forth, &back)) best = meet(fast, forth, back, &top);
    clear(fast, 0, forth);
    clear(fast, 1, back);
    return best < AMAN_ESCORT_FAR_MS ? best : -1;
}

/* ---- the route ---- */

struct unpacking {
    const struct aman_escort_fast *fast;
    uint32_t *states; /* NULL: only counted */
    size_t n;
};

static void add_state(struct unpacking *unpacking, uint32_t rank)
{
    if (unpacking->states) unpacking->states[unpacking->n] = unpacking->fast->state[rank];
    unpacking->n++;
}

/* The states after `from` on an edge: its other end, or what the two edges through a lower rank hold. */
static void unpack(struct unpacking *unpacking, uint32_t edge, bool downwards)
{
    const struct aman_escort_fast *fast = unpacking->fast;
    uint32_t a = fast->low[edge], b = fast->up[edge], weight = fast->weight[downwards][edge];
    if (fast->base[downwards][edge] == weight) {
        add_state(unpacking, downwards ? a : b);
        return;
    }
    uint32_t i = fast->down_first[a], j = fast->down_first[b];
    while (i < fast->down_first[a + 1] && j < fast->down_first[b + 1]) {
        uint32_t x = fast->down[i], y = fast->down[j], p = fast->low[x], q = fast->low[y];
        uint32_t in = downwards ? y : x, out = downwards ? x : y;
        if (p == q && fast->weight[1][in] + fast->weight[0][out] == weight) {
            unpack(unpacking, in, true);
            unpack(unpacking, out, false);
            return;
        }
        i += p <= q;
        j += q <= p;
    }
}

/* The edges from a start up to `top`, lowest last in `edges`; how many, and the start's rank. */
static size_t trace(const struct aman_escort_fast *fast, int side, uint32_t top, uint32_t *edges, uint32_t *start)
{
    size_t n = 0;
    *start = top;
    for (uint32_t e; (e = fast->parent[side][*start]) != AMAN_ESCORT_NONE; *start = fast->low[e]) edges[n++] = e;
    return n;
}

static void unpack_all(struct unpacking *unpacking, uint32_t top, uint32_t *edges)
{
    uint32_t start, end;
    size_t n = trace(unpacking->fast, 0, top, edges, &start);
    add_state(unpacking, start);
    while (n > 0) unpack(unpacking, edges[--n], false);
    n = trace(unpacking->fast, 1, top, edges, &end);
    for (size_t i = 0; i < n; i++) unpack(unpacking, edges[i], true);
}

static enum aman_err route_over(const struct aman_escort_fast *fast, uint32_t top, struct aman_escort_route *route)
{
    uint32_t *edges = aman_mem_new(fast->mem, fast->n, sizeof *edges);
    struct unpacking unpacking = {.fast = fast};
    if (!edges) return AMAN_ERR_MEMORY;
    unpack_all(&unpacking, top, edges);
    size_t n = unpacking.n;
    unpacking = (struct unpacking){.fast = fast, .states = aman_mem_new(fast->mem, n, sizeof *unpacking.states)};
    enum aman_err err = AMAN_ERR_MEMORY;
    if (unpacking.states) {
        unpack_all(&unpacking, top, edges);
        err = aman_escort_route_of(fast->graph, fast->mem, unpacking.states, n, route);
    }
    aman_mem_free(fast->mem, unpacking.states, n, sizeof *unpacking.states);
    aman_mem_free(fast->mem, edges, fast->n, sizeof *edges);
    return err;
}

enum aman_err aman_escort_fast_route(struct aman_escort_fast *fast, uint32_t from, uint32_t to,
                                     struct aman_escort_route *route, bool *found)
{
    struct climb forth = {.n = 0}, back = {.n = 0};
    uint32_t top = 0, best = AMAN_ESCORT_FAR_MS, nodes = (uint32_t)fast->graph->net->n_nodes;
    if (from >= nodes || to >= nodes) return AMAN_ERR_ARGUMENT;
    if (from == to) {
        *found = true;
        return aman_escort_route_of(fast->graph, fast->mem, NULL, 0, route);
    }
    if (start_at_ends(fast, from, to, &forth, &back)) best = meet(fast, forth, back, &top);
    *found = best < AMAN_ESCORT_FAR_MS;
    enum aman_err err = *found ? route_over(fast, top, route) : AMAN_OK;
    clear(fast, 0, forth);
    clear(fast, 1, back);
    return err;
}
