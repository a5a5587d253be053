/* Closing and opening streets. A closure is pending first: it is known how far each rank is from and to the
 * closed states, so a query tells whether its best way may use one, and for as long as none does, nothing
 * need be changed. Only then weights are made anew, and only those that lean on what has changed. */
#include "engines/escort/fast.h"

/* ---- weights ---- */

/* Edges wait in a heap by number: that is by lower end, and what depends on an edge has a higher one. */
static void wait_for(struct aman_escort_fast *fast, uint32_t edge)
{
    if (fast->queued[edge]) return;
    fast->queued[edge] = true;
    size_t at = fast->n_queue++;
    for (; at > 0 && fast->queue[(at - 1) / 2] > edge; at = (at - 1) / 2)
        fast->queue[at] = fast->queue[(at - 1) / 2];
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
    fast->queued[top] = false;
    return top;
}

/* Takes all edges of one list out of the heap, ascending, into fast->row; how many. None can join them any
 * more: what depends on an edge has a lower end that is higher. */
static size_t next_row(struct aman_escort_fast *fast)
{
    size_t n = 0;
    uint32_t list = fast->list[fast->queue[0]];
    while (fast->n_queue > 0 && fast->list[fast->queue[0]] == list) fast->row[n++] = next_waiting(fast);
    return n;
}

/* The weights of a row anew: without a detour, or through a rank below both ends. */
static void weigh_again(struct aman_escort_fast *fast, size_t n)
{
    uint32_t low = fast->list[fast->row[0]] / 2, side = fast->list[fast->row[0]] % 2;
    for (size_t k = 0; k < n; k++) {
        uint32_t edge = fast->row[k];
        fast->row_old[k] = fast->weight[edge];
        fast->weight[edge] = fast->base[edge];
        fast->row_at[fast->to[edge]] = edge;
    }
    for (uint32_t i = fast->below_first[2 * low + 1 - side]; i < fast->below_first[2 * low + 2 - side]; i++) {
        uint32_t x = fast->below[i], list = fast->list[x] / 2 * 2 + side, base = fast->weight[x];
        if (base >= AMAN_ESCORT_FAR_MS) continue;
        for (uint32_t y = fast->first[list]; y < fast->first[list + 1]; y++) {
            uint32_t edge = fast->row_at[fast->to[y]];
            if (edge != AMAN_ESCORT_NONE && base + fast->weight[y] < fast->weight[edge])
                fast->weight[edge] = base + fast->weight[y];
        }
    }
    for (size_t k = 0; k < n; k++) fast->row_at[fast->to[fast->row[k]]] = AMAN_ESCORT_NONE;
}

/* The edge that has a way through the lower end of `edge`, over it and `other`, which lies on the lower end's
 * other side. */
static uint32_t edge_over(const struct aman_escort_fast *fast, uint32_t edge, uint32_t other)
{
    uint32_t side = fast->list[edge] % 2, b = fast->to[edge], c = fast->to[other];
    return c < b ? aman_escort_fast_edge(fast, 2 * c + side, b)
                 : aman_escort_fast_edge(fast, 2 * b + 1 - side, c);
}

/* An edge has got slower: those that lean on it wait to be looked at. */
static void tell_slower(struct aman_escort_fast *fast, uint32_t edge, uint32_t old)
{
    uint32_t other_side = fast->list[edge] ^ 1u, b = fast->to[edge];
    for (uint32_t other = fast->first[other_side]; other < fast->first[other_side + 1]; other++) {
        if (fast->to[other] == b || fast->weight[other] >= AMAN_ESCORT_FAR_MS) continue;
        uint32_t e = edge_over(fast, edge, other);
        if (old + fast->weight[other] == fast->weight[e]) wait_for(fast, e);
    }
}

static void settle_slower(struct aman_escort_fast *fast)
{
    while (fast->n_queue > 0) {
        size_t n = next_row(fast);
        weigh_again(fast, n);
        for (size_t k = 0; k < n; k++)
            if (fast->weight[fast->row[k]] != fast->row_old[k])
                tell_slower(fast, fast->row[k], fast->row_old[k]);
    }
}

static void settle_quicker(struct aman_escort_fast *fast)
{
    while (fast->n_queue > 0) {
        uint32_t edge = next_waiting(fast), other_side = fast->list[edge] ^ 1u, b = fast->to[edge];
        for (uint32_t other = fast->first[other_side]; other < fast->first[other_side + 1]; other++) {
            if (fast->to[other] == b || fast->weight[other] >= AMAN_ESCORT_FAR_MS) continue;
            uint32_t e = edge_over(fast, edge, other), via = fast->weight[edge] + fast->weight[other];
            if (via >= fast->weight[e]) continue;
            fast->weight[e] = via;
            wait_for(fast, e);
        }
    }
}

/* Takes over whether a state is closed; edges into it wait. */
static void set_state(struct aman_escort_fast *fast, uint32_t state)
{
    const struct aman_escort_graph *graph = fast->graph;
    uint32_t base = aman_escort_fast_into(fast, state);
    for (uint32_t k = graph->last_first[state]; k < graph->last_first[state + 1]; k++) {
        if (graph->last[k] == state) continue;
        uint32_t edge = aman_escort_fast_edge_between(fast, graph->last[k], state);
        fast->base[edge] = base;
        if (base < fast->weight[edge]) fast->weight[edge] = base;
        wait_for(fast, edge);
    }
}

void aman_escort_fast_settle(struct aman_escort_fast *fast)
{
    for (size_t i = 0; i < fast->n_pending; i++) set_state(fast, fast->state[fast->pending[i].ranks[0][0]]);
    fast->n_pending = 0;
    settle_slower(fast);
}

/* ---- pending ---- */

static void keep_reach(struct aman_escort_fast *fast, struct aman_escort_pending *pending, int side,
                       uint32_t rank)
{
    size_t n = aman_escort_fast_climb(fast, side, rank);
    pending->n[side] = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t at = fast->way[side][i], ms = fast->dist[side][at];
        fast->dist[side][at] = AMAN_ESCORT_FAR_MS;
        if (ms >= AMAN_ESCORT_FAR_MS) continue;
        pending->ranks[side][pending->n[side]] = at;
        pending->ms[side][pending->n[side]++] = ms;
    }
}

static void add_pending(struct aman_escort_fast *fast, uint32_t segment, uint32_t rank)
{
    struct aman_escort_pending *pending = &fast->pending[fast->n_pending++];
    pending->segment = segment;
    for (int side = 0; side < 2; side++) keep_reach(fast, pending, side, rank);
}

/* Ways have got shorter: what is pending may be nearer. */
static void reach_again(struct aman_escort_fast *fast)
{
    for (size_t i = 0; i < fast->n_pending; i++) {
        uint32_t rank = fast->pending[i].ranks[0][0];
        for (int side = 0; side < 2; side++) keep_reach(fast, &fast->pending[i], side, rank);
    }
}

/* Gives up what is pending of a segment; whether there was any. */
static bool drop_pending(struct aman_escort_fast *fast, uint32_t segment)
{
    size_t kept = 0, n = fast->n_pending;
    for (size_t i = 0; i < n; i++) {
        struct aman_escort_pending item = fast->pending[i];
        if (item.segment == segment) continue;
        fast->pending[i] = fast->pending[kept]; /* rooms change places */
        fast->pending[kept++] = item;
    }
    fast->n_pending = kept;
    return kept < n;
}

/* From the ranks that the search has reached on one side to the state. */
static uint32_t reach(const struct aman_escort_fast *fast, const struct aman_escort_pending *pending,
                      int side)
{
    uint32_t least = AMAN_ESCORT_FAR_MS;
    for (uint32_t i = 0; i < pending->n[1 - side]; i++) {
        uint32_t ms = pending->ms[1 - side][i] + fast->dist[side][pending->ranks[1 - side][i]];
        if (ms < least) least = ms;
    }
    return least;
}

bool aman_escort_fast_is_stale(const struct aman_escort_fast *fast, uint32_t best_ms)
{
    for (size_t i = 0; i < fast->n_pending; i++) {
        uint32_t before = reach(fast, &fast->pending[i], 0);
        if (before <= best_ms && before + reach(fast, &fast->pending[i], 1) <= best_ms) return true;
    }
    return false;
}

/* ---- both ---- */

/* The next of a segment's states that are open in the net, behind `state` (AMAN_ESCORT_NONE: the first), or
 * AMAN_ESCORT_NONE. */
static uint32_t next_state(const struct aman_escort_fast *fast, uint32_t segment, uint32_t state)
{
    const struct aman_escort_graph *graph = fast->graph;
    bool found = state == AMAN_ESCORT_NONE;
    for (uint32_t arc = 2 * segment; arc < 2 * segment + 2; arc++) {
        uint32_t node = aman_escort_head(graph->net, arc);
        if (!aman_escort_is_open(graph->net, arc)) continue;
        for (uint32_t i = fast->end_first[node]; i < fast->end_first[node + 1]; i++) {
            uint32_t at = fast->state[fast->ends[i]];
            if (graph->arc[at] != arc) continue;
            if (found) return at;
            found = at == state;
        }
    }
    return AMAN_ESCORT_NONE;
}

static void set_all(struct aman_escort_fast *fast, uint32_t segment)
{
    for (uint32_t s = AMAN_ESCORT_NONE; (s = next_state(fast, segment, s)) != AMAN_ESCORT_NONE;)
        set_state(fast, s);
}

static void close_segment(struct aman_escort_fast *fast, uint32_t segment)
{
    size_t n = 0;
    for (uint32_t s = AMAN_ESCORT_NONE; (s = next_state(fast, segment, s)) != AMAN_ESCORT_NONE;) n++;
    if (fast->n_pending + n > AMAN_ESCORT_MOST_PENDING) aman_escort_fast_settle(fast);
    if (n > AMAN_ESCORT_MOST_PENDING) {
        set_all(fast, segment);
        settle_slower(fast);
        return;
    }
    for (uint32_t s = AMAN_ESCORT_NONE; (s = next_state(fast, segment, s)) != AMAN_ESCORT_NONE;)
        add_pending(fast, segment, fast->rank[s]);
}

void aman_escort_fast_close(struct aman_escort_fast *fast, uint32_t segment, bool closed)
{
    if (fast->closed[segment] == closed) return;
    fast->closed[segment] = closed;
    if (closed) {
        close_segment(fast, segment);
    } else if (!drop_pending(fast, segment)) {
        set_all(fast, segment);
        settle_quicker(fast);
        reach_again(fast);
    }
}
