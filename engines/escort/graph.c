#include "engines/escort/graph.h"

#include <math.h>
#include <string.h>

/* ---- checks ---- */

static bool segment_is_good(const struct aman_escort_net *net, const struct aman_escort_segment *segment)
{
    for (int d = 0; d < 2; d++)
        if (segment->p50_ms[d] < 1 || segment->p50_ms[d] > segment->p90_ms[d] ||
            segment->p90_ms[d] > AMAN_ESCORT_MOST_MS || segment->risk_ms[d] > AMAN_ESCORT_MOST_MS - segment->p90_ms[d])
            return false;
    return segment->a < net->n_nodes && segment->b < net->n_nodes && segment->a != segment->b &&
           segment->length_m >= 0.0 && isfinite(segment->length_m);
}

static bool ban_is_good(const struct aman_escort_net *net, struct aman_escort_ban ban)
{
    if (ban.n < 2 || ban.n > AMAN_ESCORT_MOST_BAN || ban.first > net->n_ban_arcs || ban.n > net->n_ban_arcs - ban.first)
        return false;
    for (uint32_t i = 0; i < ban.n; i++)
        if (net->ban_arcs[ban.first + i] >= 2 * net->n_segments) return false;
    return true;
}

static bool net_is_good(const struct aman_escort_net *net)
{
    if (net->n_segments > AMAN_ESCORT_MOST_SEGMENTS || net->n_nodes > UINT32_MAX / 2) return false;
    for (size_t i = 0; i < net->n_nodes; i++)
        if (!isfinite(net->nodes[i].x) || !isfinite(net->nodes[i].y)) return false;
    for (size_t i = 0; i < net->n_segments; i++)
        if (!segment_is_good(net, &net->segments[i])) return false;
    for (size_t i = 0; i < net->n_bans; i++)
        if (!ban_is_good(net, net->bans[i])) return false;
    return true;
}

/* ---- making ---- */

/* Arcs that leave each node, ascending. */
static void list_outs(struct aman_escort_graph *graph)
{
    const struct aman_escort_net *net = graph->net;
    uint32_t *first = graph->out_first;
    for (uint32_t arc = 0; arc < graph->n_arcs; arc++)
        if (aman_escort_is_open(net, arc)) first[aman_escort_tail(net, arc) + 1]++;
    for (size_t v = 0; v < net->n_nodes; v++) first[v + 1] += first[v];
    for (uint32_t arc = 0; arc < graph->n_arcs; arc++)
        if (aman_escort_is_open(net, arc)) graph->out[first[aman_escort_tail(net, arc)]++] = arc;
    memmove(first + 1, first, net->n_nodes * sizeof *first);
    first[0] = 0;
}

/* Round only where there is no other way on. */
static bool may_turn_round(const struct aman_escort_graph *graph, uint32_t node)
{
    return graph->out_first[node + 1] - graph->out_first[node] == 1;
}

/* Writes what follows a state to `next` (NULL: only counts); how many. */
static size_t follow(const struct aman_escort_graph *graph, const struct aman_escort_turns *turns, uint32_t state,
                     uint32_t *next)
{
    uint32_t arc = graph->arc[state], node = aman_escort_head(graph->net, arc);
    bool round = may_turn_round(graph, node);
    size_t n = 0;
    if (!aman_escort_is_open(graph->net, arc)) return 0;
    for (uint32_t i = graph->out_first[node]; i < graph->out_first[node + 1]; i++) {
        uint32_t on = graph->out[i];
        if (on == (arc ^ 1u) && !round) continue;
        uint32_t to = aman_escort_turns_next(turns, state, on);
        if (to == AMAN_ESCORT_NONE) continue;
        if (next) next[n] = to;
        n++;
    }
    return n;
}

static void reverse(struct aman_escort_graph *graph)
{
    uint32_t *first = graph->last_first;
    for (size_t i = 0; i < graph->n_next; i++) first[graph->next[i] + 1]++;
    for (size_t s = 0; s < graph->n_states; s++) first[s + 1] += first[s];
    for (uint32_t s = 0; s < graph->n_states; s++)
        for (uint32_t i = graph->next_first[s]; i < graph->next_first[s + 1]; i++)
            graph->last[first[graph->next[i]]++] = s;
    memmove(first + 1, first, graph->n_states * sizeof *first);
    first[0] = 0;
}

static enum aman_err list_next(struct aman_escort_graph *graph, const struct aman_escort_turns *turns)
{
    for (uint32_t s = 0; s < graph->n_states; s++) {
        graph->arc[s] = aman_escort_turns_arc(turns, s);
        const struct aman_escort_segment *segment = &graph->net->segments[graph->arc[s] / 2];
        graph->cost_ms[s] = (int64_t)segment->p90_ms[graph->arc[s] % 2] + segment->risk_ms[graph->arc[s] % 2];
    }
    for (uint32_t s = 0; s < graph->n_states; s++)
        graph->next_first[s + 1] = graph->next_first[s] + (uint32_t)follow(graph, turns, s, NULL);
    graph->n_next = graph->next_first[graph->n_states];
    graph->next = aman_mem_new(graph->mem, graph->n_next, sizeof *graph->next);
    graph->last = aman_mem_new(graph->mem, graph->n_next, sizeof *graph->last);
    if (!graph->next || !graph->last) return AMAN_ERR_MEMORY;
    for (uint32_t s = 0; s < graph->n_states; s++) follow(graph, turns, s, graph->next + graph->next_first[s]);
    reverse(graph);
    return AMAN_OK;
}

static enum aman_err make(struct aman_escort_graph *graph, const struct aman_escort_turns *turns)
{
    const struct aman_mem *mem = graph->mem;
    graph->n_states = graph->n_arcs + turns->n_states;
    graph->arc = aman_mem_new(mem, graph->n_states, sizeof *graph->arc);
    graph->out_first = aman_mem_new(mem, graph->net->n_nodes + 1, sizeof *graph->out_first);
    graph->out = aman_mem_new(mem, graph->n_arcs, sizeof *graph->out);
    graph->next_first = aman_mem_new(mem, graph->n_states + 1, sizeof *graph->next_first);
    graph->last_first = aman_mem_new(mem, graph->n_states + 1, sizeof *graph->last_first);
    graph->cost_ms = aman_mem_new(mem, graph->n_states, sizeof *graph->cost_ms);
    if (!graph->arc || !graph->out_first || !graph->out || !graph->next_first || !graph->last_first || !graph->cost_ms)
        return AMAN_ERR_MEMORY;
    list_outs(graph);
    return list_next(graph, turns);
}

enum aman_err aman_escort_graph_create(const struct aman_mem *mem, const struct aman_escort_net *net,
                                       struct aman_escort_graph **graph)
{
    struct aman_escort_turns turns;
    if (!net_is_good(net)) return AMAN_ERR_ARGUMENT;
    enum aman_err err = aman_escort_turns_init(mem, net, &turns);
    if (err != AMAN_OK) return err;
    struct aman_escort_graph *made = aman_mem_new(mem, 1, sizeof *made);
    err = AMAN_ERR_MEMORY;
    if (made) {
        *made = (struct aman_escort_graph){.mem = mem, .net = net, .n_arcs = 2 * net->n_segments};
        err = make(made, &turns);
    }
    aman_escort_turns_release(&turns);
    if (err == AMAN_OK)
        *graph = made;
    else
        aman_escort_graph_destroy(made);
    return err;
}

void aman_escort_graph_destroy(struct aman_escort_graph *graph)
{
    if (!graph) return;
    const struct aman_mem *mem = graph->mem;
    aman_mem_free(mem, graph->arc, graph->n_states, sizeof *graph->arc);
    aman_mem_free(mem, graph->out_first, graph->net->n_nodes + 1, sizeof *graph->out_first);
    aman_mem_free(mem, graph->out, graph->n_arcs, sizeof *graph->out);
    aman_mem_free(mem, graph->next_first, graph->n_states + 1, sizeof *graph->next_first);
    aman_mem_free(mem, graph->next, graph->n_next, sizeof *graph->next);
    aman_mem_free(mem, graph->last_first, graph->n_states + 1, sizeof *graph->last_first);
    aman_mem_free(mem, graph->last, graph->n_next, sizeof *graph->last);
    aman_mem_free(mem, graph->cost_ms, graph->n_states, sizeof *graph->cost_ms);
    aman_mem_free(mem, graph, 1, sizeof *graph);
}
