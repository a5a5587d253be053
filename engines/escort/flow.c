/* Least-cost flow of two by successive shortest paths (Suurballe 1974): the second search may send the first path's
 * flow back, with costs reduced by the first search's keys so that none is negative. Each state is two items, one to
 * come in and one to go out by: between them lies its cost, which a second use raises by the price of sharing. */
#include "engines/escort/pair.h"

#include <string.h>

static uint32_t in_of(uint32_t state)
{
    return 2 * state;
}

static uint32_t out_of(uint32_t state)
{
    return 2 * state + 1;
}

static int64_t price_of(const struct aman_escort_search *search, uint32_t state)
{
    uint32_t segment = search->graph->arc[state] / 2;
    return search->accepted[segment] ? 0 : AMAN_ESCORT_SHARED * aman_escort_weight(search->graph->net, segment);
}

/* ---- the second search ---- */

struct residue {
    struct aman_escort_search *search;
    int64_t far; /* its length: no item is farther by the reduced costs */
};

/* How far an item was in the first search. */
static int64_t level(const struct residue *residue, uint32_t item)
{
    const struct aman_escort_search *search = residue->search;
    int64_t key = search->states.key[item / 2];
    if (key == AMAN_ESCORT_FAR) return residue->far;
    if (item % 2 == 0) key -= search->cost[item / 2];
    return key < residue->far ? key : residue->far;
}

static void relax(const struct residue *residue, uint32_t from, uint32_t to, int64_t cost)
{
    struct aman_escort_heap *heap = &residue->search->flow;
    int64_t key = heap->key[from] + cost + level(residue, from) - level(residue, to);
    if (key < AMAN_ESCORT_MOST_KEY) aman_escort_heap_lower(heap, to, key, from);
}

static void expand_in(const struct residue *residue, uint32_t state)
{
    struct aman_escort_search *search = residue->search;
    int64_t cost = search->cost[state];
    if (cost == AMAN_ESCORT_FAR) return;
    relax(residue, in_of(state), out_of(state), search->use[state] ? cost + price_of(search, state) : cost);
    if (search->use[state] && search->states.parent[state] != AMAN_ESCORT_NONE)
        relax(residue, in_of(state), out_of(search->states.parent[state]), 0);
}

static void expand_out(const struct residue *residue, uint32_t state)
{
    struct aman_escort_search *search = residue->search;
    const struct aman_escort_graph *graph = search->graph;
    for (uint32_t i = graph->next_first[state]; i < graph->next_first[state + 1]; i++)
        if (search->cost[graph->next[i]] != AMAN_ESCORT_FAR) relax(residue, out_of(state), in_of(graph->next[i]), 0);
    if (search->use[state]) relax(residue, out_of(state), in_of(state), -search->cost[state]);
}

/* The state out of which the second unit reaches the end, or AMAN_ESCORT_NONE. */
static uint32_t search_residue(const struct residue *residue, uint32_t from, uint32_t to)
{
    struct aman_escort_search *search = residue->search;
    const struct aman_escort_graph *graph = search->graph;
    struct aman_escort_heap *heap = &search->flow;
    aman_escort_heap_clear(heap);
    for (uint32_t i = graph->out_first[from]; i < graph->out_first[from + 1]; i++)
        if (search->cost[graph->out[i]] != AMAN_ESCORT_FAR)
            aman_escort_heap_lower(heap, in_of(graph->out[i]), 0, AMAN_ESCORT_NONE);
    while (heap->n > 0) {
        uint32_t item = aman_escort_heap_pop(heap), state = item / 2;
        if (item % 2 == 0)
            expand_in(residue, state);
        else if (aman_escort_head(graph->net, graph->arc[state]) == to)
            return state;
        else
            expand_out(residue, state);
    }
    return AMAN_ESCORT_NONE;
}

/* ---- from a flow to two paths ---- */

static void add_step(struct aman_escort_search *search, uint32_t from, uint32_t to)
{
    uint32_t *after = search->after + 2 * (size_t)from;
    after[after[0] != AMAN_ESCORT_NONE] = to;
}

static void drop_step(struct aman_escort_search *search, uint32_t from, uint32_t to)
{
    uint32_t *after = search->after + 2 * (size_t)from;
    if (after[0] == to) after[0] = after[1];
    after[1] = AMAN_ESCORT_NONE;
}

/* Applies the second search's path, walking back from its end; the state with which the second unit begins. */
static uint32_t augment(struct aman_escort_search *search, uint32_t last)
{
    const struct aman_escort_heap *heap = &search->flow;
    uint32_t item = out_of(last);
    for (uint32_t parent; (parent = heap->parent[item]) != AMAN_ESCORT_NONE; item = parent) {
        uint32_t to = item / 2, from = parent / 2;
        if (parent % 2 == 0 && item % 2 == 1 && to == from)
            search->use[to]++;
        else if (parent % 2 == 1 && item % 2 == 0 && to == from)
            search->use[to]--;
        else if (parent % 2 == 1)
            add_step(search, from, to);
        else
            drop_step(search, to, from); /* from `from` back into what came before it on the first path */
    }
    return item / 2;
}

/* Follows one unit from its first state; takes its steps away. */
static size_t follow(struct aman_escort_search *search, uint32_t state, uint32_t *path)
{
    size_t n = 0;
    while (state != AMAN_ESCORT_NONE) {
        path[n++] = state;
        uint32_t next = search->after[2 * (size_t)state];
        if (next != AMAN_ESCORT_NONE) drop_step(search, state, next);
        state = next;
    }
    return n;
}

static int64_t time_of(const struct aman_escort_search *search, const uint32_t *states, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += search->graph->cost_ms[states[i]];
    return sum;
}

/* Two paths a (n) and b (m), into `out`: of each piece between shared states the quicker one first. */
static void sort_pieces(struct aman_escort_search *search, const uint32_t *a, size_t n, const uint32_t *b, size_t m,
                        uint32_t *out, struct aman_escort_flow *flow)
{
    uint32_t *quick = out, *slow = out + n + m; /* each path may come to hold all the longer pieces */
    size_t i = 0, j = 0;
    flow->paths[0] = quick;
    flow->paths[1] = slow;
    while (i < n || j < m) {
        size_t ia = i, jb = j;
        while (i < n && search->use[a[i]] < 2) i++;
        while (j < m && search->use[b[j]] < 2) j++;
        bool swap = time_of(search, b + jb, j - jb) < time_of(search, a + ia, i - ia);
        const uint32_t *p = swap ? b + jb : a + ia, *q = swap ? a + ia : b + jb;
        size_t np = swap ? j - jb : i - ia, nq = swap ? i - ia : j - jb;
        memcpy(quick + flow->n[0], p, np * sizeof *p);
        memcpy(slow + flow->n[1], q, nq * sizeof *q);
        flow->n[0] += np;
        flow->n[1] += nq;
        if (i < n) quick[flow->n[0]++] = a[i++];
        if (j < m) slow[flow->n[1]++] = b[j++];
    }
}

bool aman_escort_flow_find(struct aman_escort_search *search, uint32_t from, uint32_t to,
                           struct aman_escort_flow *flow)
{
    const struct aman_escort_graph *graph = search->graph;
    for (size_t s = 0; s < graph->n_states; s++)
        search->cost[s] = search->closed[s] ? AMAN_ESCORT_FAR : graph->cost_ms[s];
    memset(search->use, 0, graph->n_states);
    memset(search->after, 0xFF, 2 * graph->n_states * sizeof *search->after); /* AMAN_ESCORT_NONE */
    uint32_t last = aman_escort_run(search, from, to, search->cost);
    if (last == AMAN_ESCORT_NONE) return false;
    struct residue residue = {search, search->states.key[last]};
    size_t n_first = aman_escort_trace(search, last);
    for (size_t i = 0; i < n_first; i++) {
        search->use[search->path[i]] = 1;
        if (i > 0) add_step(search, search->path[i - 1], search->path[i]);
    }
    uint32_t start = search->path[0], end = search_residue(&residue, from, to);
    if (end == AMAN_ESCORT_NONE) return false;
    uint32_t other = augment(search, end);
    uint32_t *room = search->room;
    size_t n = follow(search, start, room), m = follow(search, other, room + n);
    for (size_t i = 0; i < n + m; i++)
        if (search->use[room[i]] > 1) flow->shared_ms += price_of(search, room[i]) / AMAN_ESCORT_SHARED;
    flow->shared_ms /= 2; /* each was met twice */
    flow->total_ms = time_of(search, room, n + m);
    sort_pieces(search, room, n, room + n, m, room + n + m, flow);
    return true;
}
