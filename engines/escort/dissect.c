/* Where to cut a street network in two, again and again: along each of four directions the outer quarters are
 * held apart by as few streets as can be (inertial flow: Schild, Sommer 2015,
 * doi:10.1007/978-3-319-20086-6_22). States of cut streets are eliminated last, so no detour spans a cut
 * before that. */
#include "engines/escort/fast.h"

#include <math.h>
#include <string.h>

enum { PIECE = 12, DIRECTIONS = 4, DEPTH_MOST = 60 };

struct keyed {
    double key;
    uint32_t node;
};

struct dissection {
    const struct aman_mem *mem;
    const struct aman_escort_net *net;
    uint32_t *first, *around; /* segments at each node */
    uint32_t *nodes;          /* in the order of pieces */
    struct keyed *sorted;
    uint32_t *queue, *by; /* of the flood: nodes, the segment that led to each */
    uint32_t *seen;       /* the flood that saw each node */
    uint32_t *piece;      /* of each node */
    int8_t *end;          /* of each node: 1 source, 2 sink */
    int8_t *flow;         /* of each segment: 1 from a to b, -1 the other way */
    uint8_t *side, *best; /* of each node */
    uint8_t *depth;       /* of each segment: the answer */
    bool *from_front;
    uint32_t flood;
};

static void sort_keyed(struct keyed *items, size_t n)
{
    static const size_t gaps[] = {861, 336, 112, 48, 21, 7, 3, 1};
    size_t gap = n;
    while ((gap = gap > 4000 ? gap * 10 / 23 : 0) > 861) /* larger gaps first, then Sedgewick's */
        for (size_t i = gap; i < n; i++) {
            struct keyed item = items[i];
            size_t at = i;
            for (; at >= gap && items[at - gap].key > item.key; at -= gap) items[at] = items[at - gap];
            items[at] = item;
        }
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            struct keyed item = items[i];
            size_t at = i;
            for (; at >= gaps[g] && items[at - gaps[g]].key > item.key; at -= gaps[g])
                items[at] = items[at - gaps[g]];
            items[at] = item;
        }
}

static uint32_t other_end(const struct aman_escort_net *net, uint32_t segment, uint32_t node)
{
    return net->segments[segment].a == node ? net->segments[segment].b : net->segments[segment].a;
}

/* One flood from all sources over what the flow leaves; the sink that it reaches, or AMAN_ESCORT_NONE. */
static uint32_t flood(struct dissection *d, const uint32_t *nodes, size_t n)
{
    size_t head = 0, tail = 0;
    d->flood++;
    for (size_t i = 0; i < n; i++) {
        if (d->end[nodes[i]] != 1) continue;
        d->seen[nodes[i]] = d->flood;
        d->by[nodes[i]] = AMAN_ESCORT_NONE;
        d->queue[tail++] = nodes[i];
    }
    while (head < tail) {
        uint32_t node = d->queue[head++];
        for (uint32_t i = d->first[node]; i < d->first[node + 1]; i++) {
            uint32_t segment = d->around[i], to = other_end(d->net, segment, node);
            int8_t out = d->net->segments[segment].a == node ? 1 : -1;
            if (d->piece[to] != d->piece[node] || d->seen[to] == d->flood || d->flow[segment] == out)
                continue;
            d->seen[to] = d->flood;
            d->by[to] = segment;
            if (d->end[to] == 2) return to;
            d->queue[tail++] = to;
        }
    }
    return AMAN_ESCORT_NONE;
}

/* Sides of a piece whose nodes are sorted, by the least cut between its outer quarters; how many streets are
 * cut. */
static size_t cut_along(struct dissection *d, const uint32_t *nodes, size_t n, size_t most)
{
    size_t cut = 0;
    uint32_t sink;
    for (size_t i = 0; i < n; i++) {
        uint32_t node = d->sorted[i].node;
        d->end[node] = i < n / 4 ? 1 : i >= n - n / 4 ? 2 : 0;
        for (uint32_t k = d->first[node]; k < d->first[node + 1]; k++) d->flow[d->around[k]] = 0;
    }
    while (cut < most && (sink = flood(d, nodes, n)) != AMAN_ESCORT_NONE) {
        cut++;
        for (uint32_t v = sink, s; (s = d->by[v]) != AMAN_ESCORT_NONE;) {
            uint32_t from = other_end(d->net, s, v);
            d->flow[s] += d->net->segments[s].a == from ? 1 : -1;
            v = from;
        }
    }
    for (size_t i = 0; i < n; i++) d->side[nodes[i]] = d->seen[nodes[i]] == d->flood;
    return cut;
}

static void sort_along(struct dissection *d, const uint32_t *nodes, size_t n, int direction)
{
    static const double x[DIRECTIONS] = {1, 0, 1, 1}, y[DIRECTIONS] = {0, 1, 1, -1};
    for (size_t i = 0; i < n; i++) {
        struct aman_point p = d->net->nodes[nodes[i]];
        d->sorted[i] = (struct keyed){x[direction] * p.x + y[direction] * p.y, nodes[i]};
    }
    sort_keyed(d->sorted, n);
}

/* Cuts a piece where it takes fewest streets; how many of its nodes come first. */
static size_t cut_piece(struct dissection *d, uint32_t *nodes, size_t n, uint8_t depth)
{
    size_t least = SIZE_MAX, front = 0, back = 0;
    for (int direction = 0; direction < DIRECTIONS; direction++) {
        sort_along(d, nodes, n, direction);
        size_t cut = cut_along(d, nodes, n, least);
        if (cut >= least) continue;
        least = cut;
        for (size_t i = 0; i < n; i++) d->best[nodes[i]] = d->side[nodes[i]];
    }
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = d->first[nodes[i]]; k < d->first[nodes[i] + 1]; k++) {
            uint32_t to = other_end(d->net, d->around[k], nodes[i]);
            if (d->piece[to] != d->piece[nodes[i]] || d->best[to] == d->best[nodes[i]]) continue;
            d->depth[d->around[k]] = depth;
            d->from_front[d->around[k]] = d->best[d->net->segments[d->around[k]].a];
        }
    for (size_t i = 0; i < n; i++)
        if (d->best[nodes[i]])
            nodes[front++] = nodes[i];
        else
            d->queue[back++] = nodes[i];
    memcpy(nodes + front, d->queue, back * sizeof *nodes);
    return front;
}

struct todo {
    size_t from, n;
    uint8_t depth;
};

/* Pieces wait on a stack; the smaller part is done first, so it stays as deep as their depth. */
static void dissect_all(struct dissection *d)
{
    struct todo stack[DEPTH_MOST + 2] = {{0, d->net->n_nodes, 1}};
    size_t n_stack = 1;
    uint32_t pieces = 0;
    while (n_stack > 0) {
        struct todo todo = stack[--n_stack];
        if (todo.n <= PIECE || todo.depth >= DEPTH_MOST) continue;
        for (size_t i = todo.from; i < todo.from + todo.n; i++) d->piece[d->nodes[i]] = pieces;
        size_t front = cut_piece(d, d->nodes + todo.from, todo.n, todo.depth);
        for (size_t i = todo.from; i < todo.from + front; i++) d->piece[d->nodes[i]] = pieces + 1;
        pieces += 2;
        stack[n_stack++] = (struct todo){todo.from, front, (uint8_t)(todo.depth + 1)};
        stack[n_stack++] = (struct todo){todo.from + front, todo.n - front, (uint8_t)(todo.depth + 1)};
    }
}

static void list_around(struct dissection *d)
{
    const struct aman_escort_net *net = d->net;
    for (size_t s = 0; s < net->n_segments; s++) {
        d->first[net->segments[s].a + 1]++;
        d->first[net->segments[s].b + 1]++;
    }
    for (size_t v = 0; v < net->n_nodes; v++) d->first[v + 1] += d->first[v];
    for (uint32_t s = 0; s < net->n_segments; s++) {
        d->around[d->first[net->segments[s].a]++] = s;
        d->around[d->first[net->segments[s].b]++] = s;
    }
    memmove(d->first + 1, d->first, net->n_nodes * sizeof *d->first);
    d->first[0] = 0;
}

enum aman_err aman_escort_fast_dissect(const struct aman_mem *mem, const struct aman_escort_net *net,
                                       uint8_t *depth, bool *from_front)
{
    size_t nodes = net->n_nodes, segments = net->n_segments;
    struct aman_arena arena;
    aman_arena_init(&arena, mem, 0);
    struct dissection d = {.mem = mem, .net = net, .depth = depth, .from_front = from_front};
    d.first = aman_arena_new(&arena, nodes + 1, sizeof *d.first);
    d.around = aman_arena_new(&arena, 2 * segments, sizeof *d.around);
    d.nodes = aman_arena_new(&arena, nodes, sizeof *d.nodes);
    d.sorted = aman_arena_new(&arena, nodes, sizeof *d.sorted);
    d.queue = aman_arena_new(&arena, nodes, sizeof *d.queue);
    d.by = aman_arena_new(&arena, nodes, sizeof *d.by);
    d.seen = aman_arena_new(&arena, nodes, sizeof *d.seen);
    d.piece = aman_arena_new(&arena, nodes, sizeof *d.piece);
    d.end = aman_arena_new(&arena, nodes, sizeof *d.end);
    d.flow = aman_arena_new(&arena, segments, sizeof *d.flow);
    d.side = aman_arena_new(&arena, nodes, sizeof *d.side);
    d.best = aman_arena_new(&arena, nodes, sizeof *d.best);
    bool made = d.first && d.around && d.nodes && d.sorted && d.queue && d.by && d.seen && d.piece && d.end &&
                d.flow && d.side && d.best;
    if (made) {
        for (size_t s = 0; s < segments; s++) depth[s] = DEPTH_MOST + 1;
        for (uint32_t v = 0; v < nodes; v++) d.nodes[v] = v;
        list_around(&d);
        dissect_all(&d);
    }
    aman_arena_release(&arena);
    return made ? AMAN_OK : AMAN_ERR_MEMORY;
}
