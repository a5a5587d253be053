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

/* Candidates [first, first + n) of the route's segments, or of its inner nodes. */
static void look(struct spread *spread, const struct aman_escort_route *route, bool nodes, size_t first, size_t n,
                 bool *must)
{
    const struct aman_escort_net *net = spread->graph->net;
    uint32_t from = aman_escort_tail(net, route->arcs[0]), to = aman_escort_head(net, route->arcs[route->n - 1]);
    clear(spread);
    for (size_t i = 0; i < n; i++) {
        uint32_t arc = route->arcs[first + i];
        uint64_t *mask = nodes ? &spread->node[aman_escort_head(net, arc)] : &spread->segment[arc / 2];
        *mask |= UINT64_C(1) << i;
    }
    uint64_t reached = reach_without(spread, from, to);
    for (size_t i = 0; i < n; i++) {
        uint32_t arc = route->arcs[first + i];
        must[first + i] = !(reached >> i & 1);
        *(nodes ? &spread->node[aman_escort_head(net, arc)] : &spread->segment[arc / 2]) = 0;
    }
}

static void look_at_all(struct spread *spread, const struct aman_escort_route *route, bool nodes, size_t n, bool *must)
{
    for (size_t first = 0; first < n; first += 64)
        look(spread, route, nodes, first, n - first < 64 ? n - first : 64, must);
}

enum aman_err aman_escort_chokes(const struct aman_escort_graph *graph, const struct aman_mem *mem,
                                 const struct aman_escort_route *route, bool *segment_must, bool *node_must)
{
    struct spread spread = {.graph = graph};
    size_t states = graph->n_states, segments = graph->net->n_segments, nodes = graph->net->n_nodes;
    if (route->n < 1) return AMAN_ERR_ARGUMENT;
    spread.bits = aman_mem_new(mem, states, sizeof *spread.bits);
    spread.queue = aman_mem_new(mem, states, sizeof *spread.queue);
    spread.waiting = aman_mem_new(mem, states, 1);
    spread.segment = aman_mem_new(mem, segments, sizeof *spread.segment);
    spread.node = aman_mem_new(mem, nodes, sizeof *spread.node);
    bool made = spread.bits && spread.queue && spread.waiting && spread.segment && spread.node;
    if (made && segment_must) look_at_all(&spread, route, false, route->n, segment_must);
    if (made && node_must) look_at_all(&spread, route, true, route->n - 1, node_must);
    aman_mem_free(mem, spread.bits, states, sizeof *spread.bits);
    aman_mem_free(mem, spread.queue, states, sizeof *spread.queue);
    aman_mem_free(mem, spread.waiting, states, 1);
    aman_mem_free(mem, spread.segment, segments, sizeof *spread.segment);
    aman_mem_free(mem, spread.node, nodes, sizeof *spread.node);
    return made ? AMAN_OK : AMAN_ERR_MEMORY;
}
