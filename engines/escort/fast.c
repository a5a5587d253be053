/* The hierarchy: making it, putting weights in, closing streets. Queries are in fast_query.c. */
#include "engines/escort/fast.h"

#include <string.h>

uint32_t aman_escort_fast_edge(const struct aman_escort_fast *fast, uint32_t low, uint32_t high)
{
    uint32_t from = fast->up_first[low], to = fast->up_first[low + 1];
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (fast->up[middle] < high)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* ---- making ---- */

static uint32_t run_of(const struct aman_escort_fast *fast, uint32_t rank)
{
    uint32_t run = fast->up_first[rank + 1];
    if (run > fast->up_first[rank]) run--;
    while (run > fast->up_first[rank] && fast->up[run - 1] + 1 == fast->up[run]) run--;
    return run;
}

static void list_downs(struct aman_escort_fast *fast)
{
    uint32_t *first = fast->down_first;
    for (size_t e = 0; e < fast->n_edges; e++) first[fast->up[e] + 1]++;
    for (size_t r = 0; r < fast->n; r++) first[r + 1] += first[r];
    for (uint32_t r = 0; r < fast->n; r++) {
        bool top = fast->up_first[r] == fast->up_first[r + 1];
        fast->above[r] = top ? AMAN_ESCORT_NONE : fast->up[fast->up_first[r]];
        fast->run[r] = run_of(fast, r);
        for (uint32_t e = fast->up_first[r]; e < fast->up_first[r + 1]; e++) {
            fast->low[e] = r;
            fast->down[first[fast->up[e]]++] = e;
        }
    }
    memmove(first + 1, first, fast->n * sizeof *first);
    first[0] = 0;
}

static void list_ends(struct aman_escort_fast *fast)
{
    const struct aman_escort_graph *graph = fast->graph;
    uint32_t *first = fast->end_first;
    for (size_t s = 0; s < fast->n; s++) first[aman_escort_head(graph->net, graph->arc[s]) + 1]++;
    for (size_t v = 0; v < graph->net->n_nodes; v++) first[v + 1] += first[v];
    for (size_t s = 0; s < fast->n; s++) fast->ends[first[aman_escort_head(graph->net, graph->arc[s])]++] = fast->rank[s];
    memmove(first + 1, first, graph->net->n_nodes * sizeof *first);
    first[0] = 0;
}

/* What it takes to go from a state into the next one: the next one's time. */
static uint32_t time_into(const struct aman_escort_fast *fast, uint32_t state)
{
    if (fast->closed[fast->graph->arc[state] / 2] || fast->graph->cost_ms[state] >= AMAN_ESCORT_FAR_MS) return AMAN_ESCORT_FAR_MS;
    return (uint32_t)fast->graph->cost_ms[state];
}

/* The edge between two states, and in which direction it is driven from the first to the second. */
static uint32_t edge_between(const struct aman_escort_fast *fast, uint32_t from, uint32_t to, int *downwards)
{
    uint32_t a = fast->rank[from], b = fast->rank[to];
    *downwards = a > b;
    return a < b ? aman_escort_fast_edge(fast, a, b) : aman_escort_fast_edge(fast, b, a);
}

static void set_bases(struct aman_escort_fast *fast)
{
    const struct aman_escort_graph *graph = fast->graph;
    for (size_t e = 0; e < fast->n_edges; e++) fast->base[0][e] = fast->base[1][e] = AMAN_ESCORT_FAR_MS;
    for (uint32_t s = 0; s < fast->n; s++)
        for (uint32_t i = graph->next_first[s]; i < graph->next_first[s + 1]; i++) {
            int down;
            if (graph->next[i] == s) continue;
            uint32_t edge = edge_between(fast, s, graph->next[i], &down);
            fast->base[down][edge] = time_into(fast, graph->next[i]);
        }
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* From below to above: each state offers a way through itself to every two of its higher neighbours. */
static void put_weights_in(struct aman_escort_fast *fast)
{
    uint32_t *up = fast->weight[0], *down = fast->weight[1];
    memcpy(up, fast->base[0], fast->n_edges * sizeof *up);
    memcpy(down, fast->base[1], fast->n_edges * sizeof *down);
    for (uint32_t r = 0; r < fast->n; r++)
        for (uint32_t i = fast->up_first[r]; i < fast->up_first[r + 1]; i++) {
            uint32_t e = fast->up_first[fast->up[i]];
            for (uint32_t j = i + 1; j < fast->up_first[r + 1]; j++) {
                while (fast->up[e] != fast->up[j]) e++;
                up[e] = least(up[e], down[i] + up[j]);
                down[e] = least(down[e], down[j] + up[i]);
            }
        }
}

static enum aman_err make(struct aman_escort_fast *fast)
{
    const struct aman_mem *mem = fast->mem;
    size_t nodes = fast->graph->net->n_nodes;
    fast->rank = aman_mem_new(mem, fast->n, sizeof *fast->rank);
    fast->state = aman_mem_new(mem, fast->n, sizeof *fast->state);
    fast->up_first = aman_mem_new(mem, fast->n + 1, sizeof *fast->up_first);
    fast->down_first = aman_mem_new(mem, fast->n + 1, sizeof *fast->down_first);
    fast->end_first = aman_mem_new(mem, nodes + 1, sizeof *fast->end_first);
    fast->ends = aman_mem_new(mem, fast->n, sizeof *fast->ends);
    fast->closed = aman_mem_new(mem, fast->graph->net->n_segments, sizeof *fast->closed);
    if (!fast->rank || !fast->state || !fast->up_first || !fast->down_first || !fast->end_first || !fast->ends ||
        !fast->closed)
        return AMAN_ERR_MEMORY;
    enum aman_err err = aman_escort_fast_order(fast);
    if (err != AMAN_OK) return err;
    fast->low = aman_mem_new(mem, fast->n_edges, sizeof *fast->low);
    fast->down = aman_mem_new(mem, fast->n_edges, sizeof *fast->down);
    fast->queue = aman_mem_new(mem, fast->n_edges, sizeof *fast->queue);
    fast->queued = aman_mem_new(mem, fast->n_edges, 1);
    fast->above = aman_mem_new(mem, fast->n, sizeof *fast->above);
    fast->run = aman_mem_new(mem, fast->n, sizeof *fast->run);
    fast->trace = aman_mem_new(mem, fast->n, sizeof *fast->trace);
    bool made = fast->above && fast->run && fast->trace && fast->low && fast->down && fast->queue && fast->queued;
    for (int way = 0; way < 2; way++) {
        fast->weight[way] = aman_mem_new(mem, fast->n_edges, sizeof *fast->weight[way]);
        fast->base[way] = aman_mem_new(mem, fast->n_edges, sizeof *fast->base[way]);
        fast->dist[way] = aman_mem_new(mem, fast->n, sizeof *fast->dist[way]);
        fast->way[way] = aman_mem_new(mem, fast->n, sizeof *fast->way[way]);
        made = made && fast->way[way] && fast->weight[way] && fast->base[way] && fast->dist[way];
        for (size_t r = 0; made && r < fast->n; r++) fast->dist[way][r] = AMAN_ESCORT_FAR_MS;
    }
    if (!made) return AMAN_ERR_MEMORY;
    list_downs(fast);
    list_ends(fast);
    set_bases(fast);
    put_weights_in(fast);
    return AMAN_OK;
}

enum aman_err aman_escort_fast_create(const struct aman_mem *mem, const struct aman_escort_graph *graph,
                                      struct aman_escort_fast **fast)
{
    struct aman_escort_fast *made = aman_mem_new(mem, 1, sizeof *made);
    if (!made) return AMAN_ERR_MEMORY;
    *made = (struct aman_escort_fast){.mem = mem, .graph = graph, .n = graph->n_states};
    enum aman_err err = make(made);
    if (err == AMAN_OK)
        *fast = made;
    else
        aman_escort_fast_destroy(made);
    return err;
}

void aman_escort_fast_destroy(struct aman_escort_fast *fast)
{
    if (!fast) return;
    const struct aman_mem *mem = fast->mem;
    aman_mem_free(mem, fast->rank, fast->n, sizeof *fast->rank);
    aman_mem_free(mem, fast->state, fast->n, sizeof *fast->state);
    aman_mem_free(mem, fast->up_first, fast->n + 1, sizeof *fast->up_first);
    aman_mem_free(mem, fast->up, fast->n_edges, sizeof *fast->up);
    aman_mem_free(mem, fast->low, fast->n_edges, sizeof *fast->low);
    aman_mem_free(mem, fast->down_first, fast->n + 1, sizeof *fast->down_first);
    aman_mem_free(mem, fast->down, fast->n_edges, sizeof *fast->down);
    aman_mem_free(mem, fast->end_first, fast->graph->net->n_nodes + 1, sizeof *fast->end_first);
    aman_mem_free(mem, fast->ends, fast->n, sizeof *fast->ends);
    aman_mem_free(mem, fast->queue, fast->n_edges, sizeof *fast->queue);
    aman_mem_free(mem, fast->queued, fast->n_edges, 1);
    aman_mem_free(mem, fast->above, fast->n, sizeof *fast->above);
    aman_mem_free(mem, fast->run, fast->n, sizeof *fast->run);
    aman_mem_free(mem, fast->trace, fast->n, sizeof *fast->trace);
    aman_mem_free(mem, fast->closed, fast->graph->net->n_segments, sizeof *fast->closed);
    for (int way = 0; way < 2; way++) {
        aman_mem_free(mem, fast->weight[way], fast->n_edges, sizeof *fast->weight[way]);
        aman_mem_free(mem, fast->base[way], fast->n_edges, sizeof *fast->base[way]);
        aman_mem_free(mem, fast->way[way], fast->n, sizeof *fast->way[way]);
        aman_mem_free(mem, fast->dist[way], fast->n, sizeof *fast->dist[way]);
    }
    aman_mem_free(mem, fast, 1, sizeof *fast);
}

/* ---- closing ---- */

/* Edges wait in a heap by number: that is by lower end, and what depends on an edge has a higher one. */
static void wait_for(struct aman_escort_fast *fast, uint32_t edge)
{
    if (fast->queued[edge]) return;
    fast->queued[edge] = 1;
    size_t at = fast->n_queue++;
    for (; at > 0 && fast->queue[(at - 1) / 2] > edge; at = (at - 1) / 2) fast->queue[at] = fast->queue[(at - 1) / 2];
    fast->queue[at] = edge;
}

static uint32_t next_waiting(struct aman_escort_fast *fast)
{
    uint32_t top = fast->queue[0], last = fast->queue[--fast->n_queue];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < fast->n_queue; at = child) {
        if (child + 1 < fast->n_queue && fast->queue[child + 1] < fast->queue[child]) child++;
        if (fast->queue[child] >= last) break;
        fast->queue[at] = fast->queue[child];
    }
    fast->queue[at] = last;
    fast->queued[top] = 0;
    return top;
}

/* Both weights of an edge anew: without a detour, or through a lower neighbour of both ends. The higher end
 * mostly has far more neighbours below: those of the lower end are looked up one by one. */
static void weigh_again(const struct aman_escort_fast *fast, uint32_t edge, uint32_t weight[2])
{
    uint32_t a = fast->low[edge], b = fast->up[edge];
    const uint32_t *up = fast->weight[0], *down = fast->weight[1];
    weight[0] = fast->base[0][edge];
    weight[1] = fast->base[1][edge];
    for (uint32_t i = fast->down_first[a]; i < fast->down_first[a + 1]; i++) {
        uint32_t x = fast->down[i], below = fast->low[x], y = aman_escort_fast_edge(fast, below, b);
        if (y == fast->up_first[below + 1] || fast->up[y] != b) continue;
        weight[0] = least(weight[0], down[x] + up[y]);
        weight[1] = least(weight[1], down[y] + up[x]);
    }
}

/* An edge has changed: those that may lean on it, or gain by it, wait to be looked at. */
static void tell_higher(struct aman_escort_fast *fast, uint32_t edge, const uint32_t old[2])
{
    const uint32_t *up = fast->weight[0], *down = fast->weight[1];
    uint32_t a = fast->low[edge], b = fast->up[edge];
    for (uint32_t other = fast->up_first[a]; other < fast->up_first[a + 1]; other++) {
        uint32_t c = fast->up[other];
        if (c == b) continue;
        uint32_t e = b < c ? aman_escort_fast_edge(fast, b, c) : aman_escort_fast_edge(fast, c, b);
        int out = b < c ? 0 : 1; /* direction of the edge from b to c */
        uint32_t via = least(old[1], down[edge]) + up[other], back = down[other] + least(old[0], up[edge]);
        if (via <= fast->weight[out][e] || back <= fast->weight[1 - out][e]) wait_for(fast, e);
    }
}

static void settle(struct aman_escort_fast *fast)
{
    while (fast->n_queue > 0) {
        uint32_t edge = next_waiting(fast), old[2] = {fast->weight[0][edge], fast->weight[1][edge]}, now[2];
        weigh_again(fast, edge, now);
        if (now[0] == old[0] && now[1] == old[1]) continue;
        fast->weight[0][edge] = now[0];
        fast->weight[1][edge] = now[1];
        tell_higher(fast, edge, old);
    }
}

void aman_escort_fast_close(struct aman_escort_fast *fast, uint32_t segment, bool closed)
{
    const struct aman_escort_graph *graph = fast->graph;
    if (fast->closed[segment] == closed) return;
    fast->closed[segment] = closed;
    for (int way = 0; way < 2; way++) {
        uint32_t node = way ? graph->net->segments[segment].a : graph->net->segments[segment].b;
        for (uint32_t i = fast->end_first[node]; i < fast->end_first[node + 1]; i++) {
            uint32_t state = fast->state[fast->ends[i]];
            if (graph->arc[state] / 2 != segment) continue;
            for (uint32_t k = graph->last_first[state]; k < graph->last_first[state + 1]; k++) {
                int down;
                uint32_t edge = edge_between(fast, graph->last[k], state, &down);
                fast->base[down][edge] = time_into(fast, state);
                wait_for(fast, edge);
            }
        }
    }
    settle(fast);
}
