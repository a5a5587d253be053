#include "engines/escort/search.h"

#include <string.h>

enum aman_err aman_escort_search_create(const struct aman_mem *mem, const struct aman_escort_graph *graph,
                                        struct aman_escort_search **search)
{
    struct aman_escort_search *made = aman_mem_new(mem, 1, sizeof *made);
    if (!made) return AMAN_ERR_MEMORY;
    size_t n = graph->n_states;
    *made = (struct aman_escort_search){.mem = mem, .graph = graph};
    enum aman_err err = aman_escort_heap_init(mem, n, &made->states);
    if (err == AMAN_OK) err = aman_escort_heap_init(mem, 2 * n, &made->flow);
    made->cost = aman_mem_new(mem, n, sizeof *made->cost);
    made->path = aman_mem_new(mem, n, sizeof *made->path);
    made->room = aman_mem_new(mem, 6 * n, sizeof *made->room);
    made->use = aman_mem_new(mem, n, sizeof *made->use);
    made->after = aman_mem_new(mem, 2 * n, sizeof *made->after);
    made->closed = aman_mem_new(mem, n, sizeof *made->closed);
    made->accepted = aman_mem_new(mem, graph->net->n_segments, sizeof *made->accepted);
    made->mark = aman_mem_new(mem, graph->net->n_segments, sizeof *made->mark);
    if (!made->cost || !made->path || !made->room || !made->use || !made->after || !made->closed || !made->accepted || !made->mark)
        err = AMAN_ERR_MEMORY;
    if (err == AMAN_OK)
        *search = made;
    else
        aman_escort_search_destroy(made);
    return err;
}

void aman_escort_search_destroy(struct aman_escort_search *search)
{
    if (!search) return;
    const struct aman_mem *mem = search->mem;
    size_t n = search->graph->n_states, segments = search->graph->net->n_segments;
    aman_escort_heap_release(&search->states);
    aman_escort_heap_release(&search->flow);
    aman_mem_free(mem, search->cost, n, sizeof *search->cost);
    aman_mem_free(mem, search->path, n, sizeof *search->path);
    aman_mem_free(mem, search->room, 6 * n, sizeof *search->room);
    aman_mem_free(mem, search->use, n, sizeof *search->use);
    aman_mem_free(mem, search->after, 2 * n, sizeof *search->after);
    aman_mem_free(mem, search->closed, n, sizeof *search->closed);
    aman_mem_free(mem, search->accepted, segments, sizeof *search->accepted);
    aman_mem_free(mem, search->mark, segments, sizeof *search->mark);
    aman_mem_free(mem, search, 1, sizeof *search);
}

static void reach(struct aman_escort_heap *heap, const int64_t *cost, uint32_t state, int64_t base, uint32_t parent)
{
    if (cost[state] == AMAN_ESCORT_FAR) return;
    int64_t key = base + cost[state];
    if (key < AMAN_ESCORT_MOST_KEY) aman_escort_heap_lower(heap, state, key, parent);
}

uint32_t aman_escort_run(struct aman_escort_search *search, uint32_t from, uint32_t to, const int64_t *cost)
{
    const struct aman_escort_graph *graph = search->graph;
    struct aman_escort_heap *heap = &search->states;
    aman_escort_heap_clear(heap);
    for (uint32_t i = graph->out_first[from]; i < graph->out_first[from + 1]; i++)
        reach(heap, cost, graph->out[i], 0, AMAN_ESCORT_NONE);
    while (heap->n > 0) {
        uint32_t state = aman_escort_heap_pop(heap);
        if (aman_escort_head(graph->net, graph->arc[state]) == to) return state;
        for (uint32_t i = graph->next_first[state]; i < graph->next_first[state + 1]; i++)
            reach(heap, cost, graph->next[i], heap->key[state], state);
    }
    return AMAN_ESCORT_NONE;
}

size_t aman_escort_trace(struct aman_escort_search *search, uint32_t last)
{
    size_t n = 0;
    for (uint32_t s = last; s != AMAN_ESCORT_NONE; s = search->states.parent[s]) search->path[n++] = s;
    for (size_t i = 0; i < n / 2; i++) {
        uint32_t swap = search->path[i];
        search->path[i] = search->path[n - 1 - i];
        search->path[n - 1 - i] = swap;
    }
    return n;
}

enum aman_err aman_escort_route_of(const struct aman_escort_graph *graph, const struct aman_mem *mem,
                                   const uint32_t *states, size_t n, struct aman_escort_route *route)
{
    struct aman_escort_route made = {.mem = mem, .n = n};
    made.arcs = aman_mem_new(mem, n, sizeof *made.arcs);
    if (!made.arcs) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        uint32_t arc = graph->arc[states[i]];
        const struct aman_escort_segment *segment = &graph->net->segments[arc / 2];
        made.arcs[i] = arc;
        made.length_m += segment->length_m;
        made.p50_ms += segment->p50_ms[arc % 2];
        made.p90_ms += segment->p90_ms[arc % 2];
    }
    *route = made;
    return AMAN_OK;
}

void aman_escort_route_release(struct aman_escort_route *route)
{
    if (route->mem) aman_mem_free(route->mem, route->arcs, route->n, sizeof *route->arcs);
    *route = (struct aman_escort_route){0};
}

enum aman_err aman_escort_best(struct aman_escort_search *search, uint32_t from, uint32_t to,
                               struct aman_escort_route *route, bool *found)
{
    const struct aman_escort_graph *graph = search->graph;
    if (from >= graph->net->n_nodes || to >= graph->net->n_nodes) return AMAN_ERR_ARGUMENT;
    size_t n = 0;
    if (from != to) {
        uint32_t last = aman_escort_run(search, from, to, graph->cost_ms);
        if (last == AMAN_ESCORT_NONE) {
            *found = false;
            return AMAN_OK;
        }
        n = aman_escort_trace(search, last);
    }
    enum aman_err err = aman_escort_route_of(graph, search->mem, search->path, n, route);
    if (err == AMAN_OK) *found = true;
    return err;
}
