/* Queries: from both ends up the tree of elimination, which holds every state that a shortest route may turn
 * at. */
#include "engines/escort/fast.h"

enum { STARTS_MOST = 64 };

/* Where one side begins: ranks still to climb from. */
struct climb {
    uint32_t cursors[STARTS_MOST];
    size_t n;
};

static bool add_start(struct aman_escort_fast *fast, struct climb *climb, int side, uint32_t rank,
                      uint32_t dist)
{
    if (dist >= AMAN_ESCORT_FAR_MS) return true;
    if (climb->n == STARTS_MOST) return false;
    climb->cursors[climb->n++] = rank;
    fast->dist[side][rank] = dist;
    return true;
}

/* The lowest rank to climb from; cursors on it move up the tree, and those that come together become one. */
static uint32_t step_up(const struct aman_escort_fast *fast, struct climb *climb)
{
    uint32_t rank = climb->cursors[0];
    for (size_t i = 1; i < climb->n; i++)
        if (climb->cursors[i] < rank) rank = climb->cursors[i];
    uint32_t above = fast->above[rank];
    size_t kept = 0;
    bool taken = false;
    for (size_t i = 0; i < climb->n; i++) {
        uint32_t at = climb->cursors[i] == rank ? above : climb->cursors[i];
        if (at == AMAN_ESCORT_NONE || (at == above && taken)) continue;
        taken = taken || at == above;
        climb->cursors[kept++] = at;
    }
    climb->n = kept;
    return rank;
}

/* All ranks on the ways up, ascending, into fast->way[side]; how many. */
static size_t list_way(struct aman_escort_fast *fast, int side, struct climb climb)
{
    uint32_t *way = fast->way[side];
    size_t n = 0;
    while (climb.n > 1) way[n++] = step_up(fast, &climb);
    for (uint32_t rank = climb.n ? climb.cursors[0] : AMAN_ESCORT_NONE; rank != AMAN_ESCORT_NONE;
         rank = fast->above[rank])
        way[n++] = rank;
    return n;
}

static inline void relax(struct aman_escort_fast *fast, int side, uint32_t rank)
{
    const uint32_t *to = fast->to, *weight = fast->weight;
    uint32_t *dist = fast->dist[side], base = dist[rank], end = fast->first[2 * rank + side + 1];
    for (uint32_t e = fast->first[2 * rank + side]; e < end; e++) {
        uint32_t key = base + weight[e], old = dist[to[e]];
        dist[to[e]] = key < old ? key : old;
    }
}

static bool start_at_ends(struct aman_escort_fast *fast, uint32_t from, uint32_t to, struct climb *forth,
                          struct climb *back)
{
    const struct aman_escort_graph *graph = fast->graph;
    bool fits = true;
    for (uint32_t i = graph->out_first[from]; i < graph->out_first[from + 1]; i++)
        fits = add_start(fast, forth, 0, fast->rank[graph->out[i]],
                         aman_escort_fast_into(fast, graph->out[i])) &&
               fits;
    for (uint32_t i = fast->end_first[to]; i < fast->end_first[to + 1]; i++) {
        bool closed = fast->closed[graph->arc[fast->state[fast->ends[i]]] / 2];
        fits = add_start(fast, back, 1, fast->ends[i], closed ? AMAN_ESCORT_FAR_MS : 0) && fits;
    }
    return fits;
}

struct meeting {
    uint32_t best, top; /* the least time; the rank at which both sides meet */
    size_t n[2];        /* ranks on each side's way */
};

/* A rank that is on both ways. What lies farther off than the best way found need not be looked at. */
static void meet_at(struct aman_escort_fast *fast, uint32_t rank, struct meeting *meeting)
{
    uint32_t forth = fast->dist[0][rank], back = fast->dist[1][rank];
    if (forth + back < meeting->best) {
        meeting->best = forth + back;
        meeting->top = rank;
    }
    if (forth < meeting->best) relax(fast, 0, rank);
    if (back < meeting->best) relax(fast, 1, rank);
}

/* From below to above. Distances are left for the caller to read, and to clear by part(). */
static struct meeting meet(struct aman_escort_fast *fast, uint32_t from, uint32_t to)
{
    struct climb forth = {.n = 0}, back = {.n = 0};
    bool fits = start_at_ends(fast, from, to, &forth, &back);
    struct meeting meeting = {AMAN_ESCORT_FAR_MS, 0, {list_way(fast, 0, forth), list_way(fast, 1, back)}};
    const uint32_t *a = fast->way[0], *b = fast->way[1];
    size_t i = 0, j = 0;
    while (fits && i < meeting.n[0] && j < meeting.n[1]) {
        if (a[i] == b[j]) {
            meet_at(fast, a[i], &meeting);
            i++;
            j++;
        } else if (a[i] < b[j]) {
            if (fast->dist[0][a[i]] < meeting.best) relax(fast, 0, a[i]);
            i++;
        } else {
            if (fast->dist[1][b[j]] < meeting.best) relax(fast, 1, b[j]);
            j++;
        }
    }
    return meeting;
}

static void part(struct aman_escort_fast *fast, const struct meeting *meeting)
{
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < meeting->n[side]; i++)
            fast->dist[side][fast->way[side][i]] = AMAN_ESCORT_FAR_MS;
}

/* The same, with weights that hold for it: what is pending is looked at only when it may matter. */
static struct meeting meet_now(struct aman_escort_fast *fast, uint32_t from, uint32_t to)
{
    struct meeting meeting = meet(fast, from, to);
    if (meeting.best >= AMAN_ESCORT_FAR_MS || !aman_escort_fast_is_stale(fast, meeting.best)) return meeting;
    part(fast, &meeting);
    aman_escort_fast_settle(fast);
    return meet(fast, from, to);
}

int64_t aman_escort_fast_time_ms(struct aman_escort_fast *fast, uint32_t from, uint32_t to)
{
    if (from == to) return 0;
    struct meeting meeting = meet_now(fast, from, to);
    part(fast, &meeting);
    return meeting.best < AMAN_ESCORT_FAR_MS ? (int64_t)meeting.best : -1;
}

size_t aman_escort_fast_climb(struct aman_escort_fast *fast, int side, uint32_t rank)
{
    size_t n = 0;
    fast->dist[side][rank] = 0;
    for (; rank != AMAN_ESCORT_NONE; rank = fast->above[rank]) {
        fast->way[side][n++] = rank;
        if (fast->dist[side][rank] < AMAN_ESCORT_FAR_MS) relax(fast, side, rank);
    }
    return n;
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

/* The states after the first on an edge: its other end, or what the two edges through a lower rank hold. */
static void unpack(struct unpacking *unpacking, uint32_t edge)
{
    const struct aman_escort_fast *fast = unpacking->fast;
    uint32_t low = fast->list[edge] / 2, side = fast->list[edge] % 2, high = fast->to[edge],
             weight = fast->weight[edge];
    if (fast->base[edge] == weight) {
        add_state(unpacking, side ? low : high);
        return;
    }
    uint32_t end = fast->below_first[2 * low + 2 - side];
    for (uint32_t i = fast->below_first[2 * low + 1 - side]; i < end; i++) {
        uint32_t x = fast->below[i];
        if (fast->weight[x] >= weight) continue;
        uint32_t y = aman_escort_fast_edge(fast, fast->list[x] / 2 * 2 + side, high);
        if (y == AMAN_ESCORT_NONE || fast->weight[x] + fast->weight[y] != weight) continue;
        unpack(unpacking, side ? y : x);
        unpack(unpacking, side ? x : y);
        return;
    }
}

/* The edge from below by which a rank has its distance; AMAN_ESCORT_NONE: it is a start. */
static uint32_t edge_to(const struct aman_escort_fast *fast, uint32_t side, uint32_t rank)
{
    uint32_t end = fast->below_first[2 * rank + side + 1];
    for (uint32_t i = fast->below_first[2 * rank + side]; i < end; i++) {
        uint32_t e = fast->below[i], below = fast->dist[side][fast->list[e] / 2];
        if (below < AMAN_ESCORT_FAR_MS && below + fast->weight[e] == fast->dist[side][rank]) return e;
    }
    return AMAN_ESCORT_NONE;
}

/* The edges from a start up to `top`, lowest last in `edges`; how many, and the start's rank. */
static size_t trace(const struct aman_escort_fast *fast, uint32_t side, uint32_t top, uint32_t *edges,
                    uint32_t *start)
{
    size_t n = 0;
    *start = top;
    for (uint32_t e; (e = edge_to(fast, side, *start)) != AMAN_ESCORT_NONE; *start = fast->list[e] / 2)
        edges[n++] = e;
    return n;
}

static void unpack_all(struct unpacking *unpacking, uint32_t top)
{
    uint32_t start, end, *edges = unpacking->fast->trace;
    size_t n = trace(unpacking->fast, 0, top, edges, &start);
    add_state(unpacking, start);
    while (n > 0) unpack(unpacking, edges[--n]);
    n = trace(unpacking->fast, 1, top, edges, &end);
    for (size_t i = 0; i < n; i++) unpack(unpacking, edges[i]);
}

static enum aman_err route_over(const struct aman_escort_fast *fast, uint32_t top,
                                struct aman_escort_route *route)
{
    struct unpacking unpacking = {.fast = fast};
    unpack_all(&unpacking, top);
    size_t n = unpacking.n;
    unpacking =
        (struct unpacking){.fast = fast, .states = aman_mem_new(fast->mem, n, sizeof *unpacking.states)};
    enum aman_err err = AMAN_ERR_MEMORY;
    if (unpacking.states) {
        unpack_all(&unpacking, top);
        err = aman_escort_route_of(fast->graph, fast->mem, unpacking.states, n, route);
    }
    aman_mem_free(fast->mem, unpacking.states, n, sizeof *unpacking.states);
    return err;
}

enum aman_err aman_escort_fast_route(struct aman_escort_fast *fast, uint32_t from, uint32_t to,
                                     struct aman_escort_route *route, bool *found)
{
    uint32_t nodes = (uint32_t)fast->graph->net->n_nodes;
    if (from >= nodes || to >= nodes) return AMAN_ERR_ARGUMENT;
    if (from == to) {
        *found = true;
        return aman_escort_route_of(fast->graph, fast->mem, NULL, 0, route);
    }
    struct meeting meeting = meet_now(fast, from, to);
    enum aman_err err = AMAN_OK;
    *found = meeting.best < AMAN_ESCORT_FAR_MS;
    if (*found) err = route_over(fast, meeting.top, route);
    part(fast, &meeting);
    return err;
}
