/* The hierarchy: making it and putting weights in. Queries are in fast_query.c, closures in fast_close.c. */
#include "engines/escort/fast.h"

#include <string.h>

uint32_t aman_escort_fast_edge(const struct aman_escort_fast *fast, uint32_t list, uint32_t to)
{
    uint32_t low = fast->first[list], high = fast->first[list + 1], end = high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (fast->to[middle] < to)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && fast->to[low] == to ? low : AMAN_ESCORT_NONE;
}

uint32_t aman_escort_fast_edge_between(const struct aman_escort_fast *fast, uint32_t from, uint32_t to)
{
    uint32_t a = fast->rank[from], b = fast->rank[to];
    return a < b ? aman_escort_fast_edge(fast, 2 * a, b) : aman_escort_fast_edge(fast, 2 * b + 1, a);
}

/* ---- making ---- */

static void list_ends(struct aman_escort_fast *fast)
{
    const struct aman_escort_graph *graph = fast->graph;
    uint32_t *first = fast->end_first;
    for (size_t s = 0; s < fast->n; s++) first[aman_escort_head(graph->net, graph->arc[s]) + 1]++;
    for (size_t v = 0; v < graph->net->n_nodes; v++) first[v + 1] += first[v];
    for (size_t s = 0; s < fast->n; s++)
        fast->ends[first[aman_escort_head(graph->net, graph->arc[s])]++] = fast->rank[s];
    memmove(first + 1, first, graph->net->n_nodes * sizeof *first);
    first[0] = 0;
}

static void set_bases(struct aman_escort_fast *fast)
{
    const struct aman_escort_graph *graph = fast->graph;
    for (size_t e = 0; e < fast->n_edges; e++) fast->base[e] = AMAN_ESCORT_FAR_MS;
    for (uint32_t s = 0; s < fast->n; s++)
        for (uint32_t i = graph->next_first[s]; i < graph->next_first[s + 1]; i++)
            if (graph->next[i] != s)
                fast->base[aman_escort_fast_edge_between(fast, s, graph->next[i])] =
                    aman_escort_fast_into(fast, graph->next[i]);
}

/* A rank offers ways through itself, to those of its edges on one side that lead still higher. */
static void offer_ways(struct aman_escort_fast *fast, uint32_t rank, uint32_t side)
{
    uint32_t in = 2 * rank + 1 - side, out = 2 * rank + side, higher = fast->first[out];
    for (uint32_t i = fast->first[in]; i < fast->first[in + 1]; i++) {
        uint32_t e = fast->first[2 * fast->to[i] + side], base = fast->weight[i];
        while (higher < fast->first[out + 1] && fast->to[higher] <= fast->to[i]) higher++;
        for (uint32_t j = higher; j < fast->first[out + 1]; j++, e++) {
            while (fast->to[e] != fast->to[j]) e++;
            if (base + fast->weight[j] < fast->weight[e]) fast->weight[e] = base + fast->weight[j];
        }
    }
}

static void put_weights_in(struct aman_escort_fast *fast)
{
    memcpy(fast->weight, fast->base, fast->n_edges * sizeof *fast->weight);
    for (uint32_t r = 0; r < fast->n; r++)
        for (uint32_t side = 0; side < 2; side++) offer_ways(fast, r, side);
}

/* From above to below, as `above` is always higher. */
static void find_height(struct aman_escort_fast *fast, uint32_t *height)
{
    for (uint32_t r = (uint32_t)fast->n; r-- > 0;) {
        height[r] = fast->above[r] == AMAN_ESCORT_NONE ? 1 : height[fast->above[r]] + 1;
        if (height[r] > fast->height) fast->height = height[r];
    }
}

static enum aman_err make_pending(struct aman_escort_fast *fast)
{
    size_t room = (size_t)fast->height;
    fast->pending = aman_mem_new(fast->mem, AMAN_ESCORT_MOST_PENDING, sizeof *fast->pending);
    fast->pending_room =
        aman_mem_new(fast->mem, 4 * room * AMAN_ESCORT_MOST_PENDING, sizeof *fast->pending_room);
    if (!fast->pending || !fast->pending_room) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < AMAN_ESCORT_MOST_PENDING; i++)
        for (size_t side = 0; side < 2; side++) {
            fast->pending[i].ranks[side] = fast->pending_room + (4 * i + 2 * side) * room;
            fast->pending[i].ms[side] = fast->pending_room + (4 * i + 2 * side + 1) * room;
        }
    return AMAN_OK;
}

static enum aman_err make(struct aman_escort_fast *fast)
{
    const struct aman_mem *mem = fast->mem;
    size_t n = fast->n, nodes = fast->graph->net->n_nodes;
    fast->rank = aman_mem_new(mem, n, sizeof *fast->rank);
    fast->state = aman_mem_new(mem, n, sizeof *fast->state);
    fast->above = aman_mem_new(mem, n, sizeof *fast->above);
    fast->first = aman_mem_new(mem, 2 * n + 1, sizeof *fast->first);
    fast->below_first = aman_mem_new(mem, 2 * n + 1, sizeof *fast->below_first);
    fast->end_first = aman_mem_new(mem, nodes + 1, sizeof *fast->end_first);
    fast->ends = aman_mem_new(mem, n, sizeof *fast->ends);
    fast->closed = aman_mem_new(mem, fast->graph->net->n_segments, sizeof *fast->closed);
    fast->trace = aman_mem_new(mem, n, sizeof *fast->trace);
    if (!fast->rank || !fast->state || !fast->above || !fast->first || !fast->below_first ||
        !fast->end_first || !fast->ends || !fast->closed || !fast->trace)
        return AMAN_ERR_MEMORY;
    enum aman_err err = aman_escort_fast_order(fast);
    if (err == AMAN_OK) err = aman_escort_fast_fill(fast);
    if (err != AMAN_OK) return err;
    fast->weight = aman_mem_new(mem, fast->n_edges, sizeof *fast->weight);
    fast->base = aman_mem_new(mem, fast->n_edges, sizeof *fast->base);
    fast->queue = aman_mem_new(mem, fast->n_edges, sizeof *fast->queue);
    fast->queued = aman_mem_new(mem, fast->n_edges, sizeof *fast->queued);
    fast->row = aman_mem_new(mem, n, sizeof *fast->row);
    fast->row_old = aman_mem_new(mem, n, sizeof *fast->row_old);
    fast->row_at = aman_mem_new(mem, n, sizeof *fast->row_at);
    bool made = fast->row && fast->row_old && fast->row_at && fast->weight && fast->base && fast->queue &&
                fast->queued;
    for (int side = 0; side < 2; side++) {
        fast->dist[side] = aman_mem_new(mem, n, sizeof *fast->dist[side]);
        fast->way[side] = aman_mem_new(mem, n, sizeof *fast->way[side]);
        made = made && fast->way[side] && fast->dist[side];
    }
    if (!made) return AMAN_ERR_MEMORY;
    find_height(fast, fast->dist[0]);
    for (size_t r = 0; r < n; r++) {
        fast->dist[0][r] = fast->dist[1][r] = AMAN_ESCORT_FAR_MS;
        fast->row_at[r] = AMAN_ESCORT_NONE;
    }
    list_ends(fast);
    set_bases(fast);
    put_weights_in(fast);
    return make_pending(fast);
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
    size_t n = fast->n;
    aman_mem_free(mem, fast->rank, n, sizeof *fast->rank);
    aman_mem_free(mem, fast->state, n, sizeof *fast->state);
    aman_mem_free(mem, fast->above, n, sizeof *fast->above);
    aman_mem_free(mem, fast->first, 2 * n + 1, sizeof *fast->first);
    aman_mem_free(mem, fast->to, fast->n_edges, sizeof *fast->to);
    aman_mem_free(mem, fast->list, fast->n_edges, sizeof *fast->list);
    aman_mem_free(mem, fast->weight, fast->n_edges, sizeof *fast->weight);
    aman_mem_free(mem, fast->base, fast->n_edges, sizeof *fast->base);
    aman_mem_free(mem, fast->below_first, 2 * n + 1, sizeof *fast->below_first);
    aman_mem_free(mem, fast->below, fast->n_edges, sizeof *fast->below);
    aman_mem_free(mem, fast->end_first, fast->graph->net->n_nodes + 1, sizeof *fast->end_first);
    aman_mem_free(mem, fast->ends, n, sizeof *fast->ends);
    aman_mem_free(mem, fast->trace, n, sizeof *fast->trace);
    aman_mem_free(mem, fast->queue, fast->n_edges, sizeof *fast->queue);
    aman_mem_free(mem, fast->queued, fast->n_edges, sizeof *fast->queued);
    aman_mem_free(mem, fast->row, n, sizeof *fast->row);
    aman_mem_free(mem, fast->row_old, n, sizeof *fast->row_old);
    aman_mem_free(mem, fast->row_at, n, sizeof *fast->row_at);
    aman_mem_free(mem, fast->closed, fast->graph->net->n_segments, sizeof *fast->closed);
    aman_mem_free(mem, fast->pending, AMAN_ESCORT_MOST_PENDING, sizeof *fast->pending);
    aman_mem_free(mem, fast->pending_room, 4 * (size_t)fast->height * AMAN_ESCORT_MOST_PENDING,
                  sizeof *fast->pending_room);
    for (int side = 0; side < 2; side++) {
        aman_mem_free(mem, fast->way[side], n, sizeof *fast->way[side]);
        aman_mem_free(mem, fast->dist[side], n, sizeof *fast->dist[side]);
    }
    aman_mem_free(mem, fast, 1, sizeof *fast);
}
