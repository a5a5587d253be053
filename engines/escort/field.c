/* How far it is to the nearest of some nodes: one search backwards from all of them. */
#include "engines/escort/search.h"

#include <math.h>

struct aman_escort_field {
    const struct aman_mem *mem;
    const struct aman_escort_graph *graph;
    int64_t *rest_ms; /* p90 from the end of each state; AMAN_ESCORT_FAR: no target is reached */
    uint32_t *next;   /* the state to go on with; AMAN_ESCORT_NONE: its end is a target */
    uint32_t *target; /* index of the nearest target, of states that reach one */
    uint32_t *at;     /* of each node: index of the target that it is, or AMAN_ESCORT_NONE */
};

static void spread(struct aman_escort_search *search, struct aman_escort_field *field)
{
    const struct aman_escort_graph *graph = search->graph;
    struct aman_escort_heap *heap = &search->states;
    aman_escort_heap_clear(heap);
    for (uint32_t s = 0; s < graph->n_states; s++)
        if (aman_escort_is_open(graph->net, graph->arc[s]) &&
            field->at[aman_escort_head(graph->net, graph->arc[s])] != AMAN_ESCORT_NONE)
            aman_escort_heap_lower(heap, s, 0, AMAN_ESCORT_NONE);
    while (heap->n > 0) {
        uint32_t state = aman_escort_heap_pop(heap);
        for (uint32_t i = graph->last_first[state]; i < graph->last_first[state + 1]; i++)
            if (heap->key[state] + graph->cost_ms[state] < AMAN_ESCORT_MOST_KEY)
                aman_escort_heap_lower(heap, graph->last[i], heap->key[state] + graph->cost_ms[state], state);
        field->rest_ms[state] = heap->key[state];
        field->next[state] = heap->parent[state];
        field->target[state] = heap->parent[state] == AMAN_ESCORT_NONE
                                   ? field->at[aman_escort_head(graph->net, graph->arc[state])]
                                   : field->target[heap->parent[state]];
    }
}

enum aman_err aman_escort_field_create(struct aman_escort_search *search, const uint32_t *targets, size_t n,
                                       struct aman_escort_field **field)
{
    const struct aman_escort_graph *graph = search->graph;
    for (size_t i = 0; i < n; i++)
        if (targets[i] >= graph->net->n_nodes) return AMAN_ERR_ARGUMENT;
    struct aman_escort_field *made = aman_mem_new(search->mem, 1, sizeof *made);
    if (!made) return AMAN_ERR_MEMORY;
    *made = (struct aman_escort_field){.mem = search->mem, .graph = graph};
    made->rest_ms = aman_mem_new(search->mem, graph->n_states, sizeof *made->rest_ms);
    made->next = aman_mem_new(search->mem, graph->n_states, sizeof *made->next);
    made->target = aman_mem_new(search->mem, graph->n_states, sizeof *made->target);
    made->at = aman_mem_new(search->mem, graph->net->n_nodes, sizeof *made->at);
    if (!made->rest_ms || !made->next || !made->target || !made->at) {
        aman_escort_field_destroy(made);
        return AMAN_ERR_MEMORY;
    }
    for (size_t s = 0; s < graph->n_states; s++) {
        made->rest_ms[s] = AMAN_ESCORT_FAR;
        made->next[s] = AMAN_ESCORT_NONE;
    }
    for (size_t v = 0; v < graph->net->n_nodes; v++) made->at[v] = AMAN_ESCORT_NONE;
    for (size_t i = n; i > 0; i--) made->at[targets[i - 1]] = (uint32_t)(i - 1);
    spread(search, made);
    *field = made;
    return AMAN_OK;
}

void aman_escort_field_destroy(struct aman_escort_field *field)
{
    if (!field) return;
    const struct aman_mem *mem = field->mem;
    aman_mem_free(mem, field->rest_ms, field->graph->n_states, sizeof *field->rest_ms);
    aman_mem_free(mem, field->next, field->graph->n_states, sizeof *field->next);
    aman_mem_free(mem, field->target, field->graph->n_states, sizeof *field->target);
    aman_mem_free(mem, field->at, field->graph->net->n_nodes, sizeof *field->at);
    aman_mem_free(mem, field, 1, sizeof *field);
}

/* ---- from a point on a route ---- */

struct start {
    uint32_t state; /* driven on first; AMAN_ESCORT_NONE: none */
    double share;   /* of it that is behind */
    uint32_t node;  /* where the point is a node: that node; otherwise AMAN_ESCORT_NONE */
};

/* The state that leaves a node and comes to a target soonest. */
static uint32_t best_leaving(const struct aman_escort_field *field, uint32_t node)
{
    const struct aman_escort_graph *graph = field->graph;
    uint32_t best = AMAN_ESCORT_NONE;
    int64_t least = AMAN_ESCORT_FAR;
    for (uint32_t i = graph->out_first[node]; i < graph->out_first[node + 1]; i++) {
        uint32_t state = graph->out[i];
        if (field->rest_ms[state] == AMAN_ESCORT_FAR || field->rest_ms[state] + graph->cost_ms[state] >= least) continue;
        least = field->rest_ms[state] + graph->cost_ms[state];
        best = state;
    }
    return best;
}

/* The state of the route's arc i: its past is looked at from the route's start. */
static uint32_t state_at(const struct aman_escort_graph *graph, const struct aman_escort_route *route, size_t i)
{
    uint32_t state = route->arcs[0];
    for (size_t k = 1; k <= i; k++) {
        uint32_t on = route->arcs[k];
        for (uint32_t j = graph->next_first[state]; j < graph->next_first[state + 1]; j++)
            if (graph->arc[graph->next[j]] == route->arcs[k]) on = graph->next[j];
        state = on;
    }
    return state;
}

static struct start start_at(const struct aman_escort_field *field, const struct aman_escort_route *route, double at_m)
{
    const struct aman_escort_graph *graph = field->graph;
    double left_m = at_m;
    size_t i = 0;
    while (i + 1 < route->n && left_m >= graph->net->segments[route->arcs[i] / 2].length_m)
        left_m -= graph->net->segments[route->arcs[i++] / 2].length_m;
    double length_m = graph->net->segments[route->arcs[i] / 2].length_m;
    if (left_m > 0.0 && left_m < length_m)
        return (struct start){state_at(graph, route, i), left_m / length_m, AMAN_ESCORT_NONE};
    if (left_m <= 0.0 && i == 0) {
        uint32_t node = aman_escort_tail(graph->net, route->arcs[0]);
        return (struct start){best_leaving(field, node), 0.0, node};
    }
    uint32_t arrived = state_at(graph, route, left_m <= 0.0 ? i - 1 : i);
    return (struct start){field->next[arrived], 0.0, aman_escort_head(graph->net, graph->arc[arrived])};
}

/* Adds up the states from `start` on; arcs may be NULL. How many. */
static size_t walk(const struct aman_escort_field *field, struct start start, struct aman_escort_escape *escape,
                   uint32_t *arcs)
{
    const struct aman_escort_graph *graph = field->graph;
    size_t n = 0;
    for (uint32_t s = start.state; s != AMAN_ESCORT_NONE; s = field->next[s]) {
        uint32_t arc = graph->arc[s];
        const struct aman_escort_segment *segment = &graph->net->segments[arc / 2];
        double ahead = n == 0 ? 1.0 - start.share : 1.0;
        escape->length_m += ahead * segment->length_m;
        escape->p50_ms += llround(ahead * segment->p50_ms[arc % 2]);
        escape->p90_ms += llround(ahead * segment->p90_ms[arc % 2]);
        escape->target = field->target[s];
        if (arcs) arcs[n] = arc;
        n++;
    }
    return n;
}

enum aman_err aman_escort_escape_at(const struct aman_escort_field *field, const struct aman_escort_route *route,
                                    double at_m, struct aman_escort_escape *escape,
                                    struct aman_escort_route *route_out)
{
    if (route->n < 1 || !(at_m >= 0.0 && at_m <= route->length_m + 1e-6)) return AMAN_ERR_ARGUMENT;
    struct aman_escort_escape made = {.at_m = at_m};
    struct aman_escort_route out = {.mem = field->mem};
    struct start start = start_at(field, route, at_m);
    bool there = start.node != AMAN_ESCORT_NONE && field->at[start.node] != AMAN_ESCORT_NONE;
    if (there) {
        start.state = AMAN_ESCORT_NONE;
        made.target = field->at[start.node];
    }
    made.reached = there || (start.state != AMAN_ESCORT_NONE && field->rest_ms[start.state] != AMAN_ESCORT_FAR);
    if (!made.reached) start.state = AMAN_ESCORT_NONE;
    out.n = walk(field, start, &made, NULL);
    if (route_out) {
        struct aman_escort_escape again = {0};
        out.arcs = aman_mem_new(field->mem, out.n, sizeof *out.arcs);
        if (!out.arcs) return AMAN_ERR_MEMORY;
        walk(field, start, &again, out.arcs);
        out.length_m = made.length_m;
        out.p50_ms = made.p50_ms;
        out.p90_ms = made.p90_ms;
        *route_out = out;
    }
    *escape = made;
    return AMAN_OK;
}
