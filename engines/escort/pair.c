/* Two routes that share as little as can be: see escort.h. The flow is in flow.c. */
#include "engines/escort/pair.h"

#include <string.h>

enum { MOST_FLOWS = 64 };

void aman_escort_pair_release(struct aman_escort_pair *pair)
{
    if (pair->first.mem) aman_mem_free(pair->first.mem, pair->shared, pair->n_shared, sizeof *pair->shared);
    aman_escort_route_release(&pair->first);
    aman_escort_route_release(&pair->second);
    *pair = (struct aman_escort_pair){0};
}

static void mark_route(struct aman_escort_search *search, const struct aman_escort_route *route, uint8_t mark)
{
    for (size_t i = 0; i < route->n; i++) search->mark[route->arcs[i] / 2] = mark;
}

/* Segments of `first` that `second` uses too, each once, in the order of first; shared may be NULL: only counted. */
static size_t list_shared(struct aman_escort_search *search, const struct aman_escort_route *first,
                          const struct aman_escort_route *second, uint32_t *shared, int64_t *weight)
{
    size_t n = 0;
    *weight = 0;
    mark_route(search, second, 1);
    for (size_t i = 0; i < first->n; i++) {
        uint32_t segment = first->arcs[i] / 2;
        if (!search->mark[segment]) continue;
        search->mark[segment] = 0;
        *weight += aman_escort_weight(search->graph->net, segment);
        if (shared) shared[n] = segment;
        n++;
    }
    mark_route(search, second, 0);
    return n;
}

/* The best partner of a route: one for which its segments cost. There is one, as the route itself would do. */
static enum aman_err partner_of(struct aman_escort_search *search, uint32_t from, uint32_t to,
                                const struct aman_escort_route *first, struct aman_escort_route *second)
{
    const struct aman_escort_graph *graph = search->graph;
    memcpy(search->cost, graph->cost_ms, graph->n_states * sizeof *search->cost);
    mark_route(search, first, 1);
    for (size_t s = 0; s < graph->n_states; s++) {
        uint32_t segment = graph->arc[s] / 2;
        if (search->mark[segment]) search->cost[s] += AMAN_ESCORT_SHARED * aman_escort_weight(graph->net, segment);
    }
    mark_route(search, first, 0);
    uint32_t last = aman_escort_run(search, from, to, search->cost);
    if (last == AMAN_ESCORT_NONE) return AMAN_ERR_LIMIT;
    return aman_escort_route_of(graph, search->mem, search->path, aman_escort_trace(search, last), second);
}

/* What no pair can avoid sharing. */
static enum aman_err least_shared(struct aman_escort_search *search, const struct aman_escort_route *route,
                                  const struct aman_escort_route *other, int64_t *least)
{
    bool *must = aman_mem_new(search->mem, route->n, sizeof *must);
    if (!must) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_escort_chokes(search->graph, search->mem, route, other, must, NULL);
    *least = 0;
    for (size_t i = 0; err == AMAN_OK && i < route->n; i++)
        if (must[i]) *least += aman_escort_weight(search->graph->net, route->arcs[i] / 2);
    aman_mem_free(search->mem, must, route->n, sizeof *must);
    return err;
}

/* ---- branch and bound over flows ---- */

struct hunt {
    struct aman_escort_search *search;
    uint32_t from, to;
    struct aman_escort_route first, second; /* best so far */
    int64_t shared, total;
    int flows;
    bool cut; /* the limit was reached */
};

static bool is_better(const struct hunt *hunt, int64_t shared, int64_t total)
{
    return shared < hunt->shared || (shared == hunt->shared && total < hunt->total);
}

static enum aman_err keep_pair(struct hunt *hunt, const struct aman_escort_flow *flow, int64_t shared, int64_t total)
{
    const struct aman_escort_search *search = hunt->search;
    struct aman_escort_route first, second;
    enum aman_err err = aman_escort_route_of(search->graph, search->mem, flow->paths[0], flow->n[0], &first);
    if (err != AMAN_OK) return err;
    err = aman_escort_route_of(search->graph, search->mem, flow->paths[1], flow->n[1], &second);
    if (err != AMAN_OK) {
        aman_escort_route_release(&first);
        return err;
    }
    aman_escort_route_release(&hunt->first);
    aman_escort_route_release(&hunt->second);
    hunt->first = first;
    hunt->second = second;
    hunt->shared = shared;
    hunt->total = total;
    return AMAN_OK;
}

/* The first segment that both paths use through different states and that is not accepted as shared: *x, *y. */
static bool find_conflict(struct aman_escort_search *search, const struct aman_escort_flow *flow, uint32_t *x,
                          uint32_t *y)
{
    const struct aman_escort_graph *graph = search->graph;
    for (size_t j = 0; j < flow->n[1]; j++) search->mark[graph->arc[flow->paths[1][j]] / 2] = 1;
    bool found = false;
    for (size_t i = 0; i < flow->n[0] && !found; i++) {
        uint32_t segment = graph->arc[flow->paths[0][i]] / 2;
        if (!search->mark[segment] || search->accepted[segment] || search->use[flow->paths[0][i]] > 1) continue;
        *x = flow->paths[0][i];
        found = true;
        for (size_t j = 0; j < flow->n[1]; j++)
            if (graph->arc[flow->paths[1][j]] / 2 == segment) *y = flow->paths[1][j];
    }
    for (size_t j = 0; j < flow->n[1]; j++) search->mark[graph->arc[flow->paths[1][j]] / 2] = 0;
    return found;
}

static int64_t shared_by(struct aman_escort_search *search, const struct aman_escort_flow *flow)
{
    const struct aman_escort_graph *graph = search->graph;
    int64_t shared = 0;
    for (size_t j = 0; j < flow->n[1]; j++) search->mark[graph->arc[flow->paths[1][j]] / 2] = 1;
    for (size_t i = 0; i < flow->n[0]; i++) {
        uint32_t segment = graph->arc[flow->paths[0][i]] / 2;
        if (search->mark[segment]) shared += aman_escort_weight(graph->net, segment);
        search->mark[segment] = 0;
    }
    for (size_t j = 0; j < flow->n[1]; j++) search->mark[graph->arc[flow->paths[1][j]] / 2] = 0;
    return shared;
}

/* accepted_ms: the weight of the segments that are accepted as shared, which the flow does not count. */
static enum aman_err branch(struct hunt *hunt, int64_t accepted_ms)
{
    struct aman_escort_search *search = hunt->search;
    struct aman_escort_flow flow = {0};
    uint32_t x = 0, y = 0;
    if (hunt->flows++ >= MOST_FLOWS) {
        hunt->cut = true;
        return AMAN_OK;
    }
    if (!aman_escort_flow_find(search, hunt->from, hunt->to, &flow)) return AMAN_OK;
    int64_t bound = flow.shared_ms + accepted_ms;
    if (!is_better(hunt, bound, flow.total_ms)) return AMAN_OK;
    int64_t shared = shared_by(search, &flow);
    enum aman_err err = AMAN_OK;
    bool conflict = find_conflict(search, &flow, &x, &y);
    if (is_better(hunt, shared, flow.total_ms)) err = keep_pair(hunt, &flow, shared, flow.total_ms);
    if (err != AMAN_OK || !conflict) return err;
    uint32_t segment = search->graph->arc[x] / 2, states[2] = {x, y};
    for (int i = 0; i < 2 && err == AMAN_OK; i++) {
        search->closed[states[i]] = 1;
        err = branch(hunt, accepted_ms);
        search->closed[states[i]] = 0;
    }
    search->accepted[segment] = 1;
    if (err == AMAN_OK) err = branch(hunt, accepted_ms + aman_escort_weight(search->graph->net, segment));
    search->accepted[segment] = 0;
    return err;
}

/* ---- the pair ---- */

static enum aman_err finish(struct aman_escort_search *search, struct aman_escort_pair *pair)
{
    int64_t weight;
    const struct aman_escort_net *net = search->graph->net;
    size_t n = list_shared(search, &pair->first, &pair->second, NULL, &weight);
    pair->shared = aman_mem_new(search->mem, n, sizeof *pair->shared);
    if (!pair->shared) return AMAN_ERR_MEMORY;
    pair->n_shared = list_shared(search, &pair->first, &pair->second, pair->shared, &pair->shared_p90_ms);
    for (size_t i = 0; i < n; i++) pair->shared_m += net->segments[pair->shared[i]].length_m;
    return AMAN_OK;
}

/* Tries to better the best route and its partner by a pair that gives up the best route. */
static enum aman_err hunt_for(struct aman_escort_search *search, uint32_t from, uint32_t to,
                              struct aman_escort_pair *pair, int64_t shared)
{
    struct hunt hunt = {.search = search, .from = from, .to = to, .shared = shared, .total = 0};
    enum aman_err err = branch(&hunt, 0);
    if (err == AMAN_OK && hunt.first.mem) {
        aman_escort_route_release(&pair->first);
        aman_escort_route_release(&pair->second);
        pair->first = hunt.first;
        pair->second = hunt.second;
    } else {
        aman_escort_route_release(&hunt.first);
        aman_escort_route_release(&hunt.second);
    }
    pair->exact = !hunt.cut;
    return err;
}

enum aman_err aman_escort_pair_find(struct aman_escort_search *search, uint32_t from, uint32_t to,
                                    struct aman_escort_pair *pair, bool *found)
{
    struct aman_escort_pair made = {.exact = true};
    bool there = false;
    int64_t shared = 0, least = 0;
    if (from == to) return AMAN_ERR_ARGUMENT;
    enum aman_err err = aman_escort_best(search, from, to, &made.first, &there);
    if (err != AMAN_OK || !there) {
        if (err == AMAN_OK) *found = false;
        return err;
    }
    made.best_p90_ms = made.first.p90_ms;
    err = partner_of(search, from, to, &made.first, &made.second);
    if (err == AMAN_OK) list_shared(search, &made.first, &made.second, NULL, &shared);
    if (err == AMAN_OK && shared > 0) err = least_shared(search, &made.first, &made.second, &least);
    if (err == AMAN_OK && shared > least) err = hunt_for(search, from, to, &made, shared);
    if (err == AMAN_OK) err = finish(search, &made);
    if (err != AMAN_OK) {
        aman_escort_pair_release(&made);
        return err;
    }
    *pair = made;
    *found = true;
    return AMAN_OK;
}
