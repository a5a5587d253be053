/* What every route must pass. Sixty-four candidates at a time: each state keeps a bit for each candidate, whether it
 * can be reached without it; bits spread until nothing changes. */
#include "engines/escort/search.h"

#include <string.h>

struct spread {
    const struct aman_escort_graph *graph;
    uint64_t *bits;      /* of each state */
    uint64_t *segment;   /* of each segment: candidates that close it */
    uint64_t *node;      /* of each node */
    uint32_t *queue;     /* a ring of states whose bits grew */
    uint8_t *waiting;
    size_t *candidates;
    size_t head, n;
};

static void give(struct spread *spread, uint32_t state, uint64_t bits)
{
    bits &= ~spread->segment[spread->graph->arc[state] / 2] & ~spread->bits[state];
    if (bits == 0) return;
    spread->bits[state] |= bits;
    if (spread->waiting[state]) return;
    spread->waiting[state] = 1;
    size_t room = spread->graph->n_states;
    spread->queue[(spread->head + spread->n++) % room] = state;
}

/* Bits of candidates without which `to` is still reached from `from`. */
static uint64_t reach_without(struct spread *spread, uint32_t from, uint32_t to)
{
    const struct aman_escort_graph *graph = spread->graph;
    uint64_t arrived = 0;
    for (uint32_t i = graph->out_first[from]; i < graph->out_first[from + 1]; i++)
        give(spread, graph->out[i], UINT64_MAX);
    while (spread->n > 0 && arrived != UINT64_MAX) {
        uint32_t state = spread->queue[spread->head];
        spread->head = (spread->head + 1) % graph->n_states;
        spread->n--;
        spread->waiting[state] = 0;
        uint32_t node = aman_escort_head(graph->net, graph->arc[state]);
        if (node == to) {
            arrived |= spread->bits[state];
            continue; /* whoever has arrived need not pass through */
        }
        for (uint32_t i = graph->next_first[state]; i < graph->next_first[state + 1]; i++)
            give(spread, graph->next[i], spread->bits[state] & ~spread->node[node]);
    }
    return arrived;
}

static void clear(struct spread *spread)
{
    memset(spread->bits, 0, spread->graph->n_states * sizeof *spread->bits);
    memset(spread->waiting, 0, spread->graph->n_states);
    spread->head = spread->n = 0;
}

/* The mask of the route's arc i, or of the node at its end. */
static uint64_t *mask_of(struct spread *spread, const struct aman_escort_route *route, bool nodes, size_t i)
{
    uint32_t arc = route->arcs[i];
    return nodes ? &spread->node[aman_escort_head(spread->graph->net, arc)] : &spread->segment[arc / 2];
}

/* At most 64 candidates: indexes into the route. */
static void look(struct spread *spread, const struct aman_escort_route *route, bool nodes, const size_t *candidates,
                 size_t n, bool *must)
{
    const struct aman_escort_net *net = spread->graph->net;
    uint32_t from = aman_escort_tail(net, route->arcs[0]), to = aman_escort_head(net, route->arcs[route->n - 1]);
    clear(spread);
    for (size_t i = 0; i < n; i++) *mask_of(spread, route, nodes, candidates[i]) |= UINT64_C(1) << i;
    uint64_t reached = reach_without(spread, from, to);
    for (size_t i = 0; i < n; i++) {
        must[candidates[i]] = !(reached >> i & 1);
        *mask_of(spread, route, nodes, candidates[i]) = 0;
    }
}

/* Of the route's first n segments, or nodes at their ends, those that `other` passes too. */
static void look_at_all(struct spread *spread, const struct aman_escort_route *route,
                        const struct aman_escort_route *other, bool nodes, size_t n, bool *must)
{
    size_t *candidates = spread->candidates, found = 0;
    for (size_t i = 0; other && i < other->n; i++) *mask_of(spread, other, nodes, i) = 1;
    for (size_t i = 0; i < n; i++) {
        must[i] = false;
        if (!other || *mask_of(spread, route, nodes, i)) candidates[found++] = i;
    }
    for (size_t i = 0; other && i < other->n; i++) *mask_of(spread, other, nodes, i) = 0;
    for (size_t first = 0; first < found; first += 64)
        look(spread, route, nodes, candidates + first, found - first < 64 ? found - first : 64, must);
}

enum aman_err aman_escort_chokes(const struct aman_escort_graph *graph, const struct aman_mem *mem,
                                 const struct aman_escort_route *route, const struct aman_escort_route *other,
                                 bool *segment_must, bool *node_must)
{
    struct spread spread = {.graph = graph};
    size_t states = graph->n_states, segments = graph->net->n_segments, nodes = graph->net->n_nodes;
    if (route->n < 1) return AMAN_ERR_ARGUMENT;
    spread.bits = aman_mem_new(mem, states, sizeof *spread.bits);
    spread.queue = aman_mem_new(mem, states, sizeof *spread.queue);
    spread.waiting = aman_mem_new(mem, states, 1);
    spread.segment = aman_mem_new(mem, segments, sizeof *spread.segment);
    spread.node = aman_mem_new(mem, nodes, sizeof *spread.node);
    spread.candidates = aman_mem_new(mem, route->n, sizeof *spread.candidates);
    bool made = spread.bits && spread.queue && spread.waiting && spread.segment && spread.node && spread.candidates;
    if (made && segment_must) look_at_all(&spread, route, other, false, route->n, segment_must);
    if (made && node_must) look_at_all(&spread, route, other, true, route->n - 1, node_must);
    aman_mem_free(mem, spread.bits, states, sizeof *spread.bits);
    aman_mem_free(mem, spread.queue, states, sizeof *spread.queue);
    aman_mem_free(mem, spread.waiting, states, 1);
    aman_mem_free(mem, spread.segment, segments, sizeof *spread.segment);
    aman_mem_free(mem, spread.node, nodes, sizeof *spread.node);
    aman_mem_free(mem, spread.candidates, route->n, sizeof *spread.candidates);
    return made ? AMAN_OK : AMAN_ERR_MEMORY;
}
