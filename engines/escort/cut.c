/* Places inside of segments become nodes. */
#include "engines/escort/graph.h"

#include <math.h>
#include <string.h>

struct cutting {
    const struct aman_escort_net *net;
    struct aman_escort_cut *cut;
    struct aman_point *nodes;
    struct aman_escort_segment *segments;
    uint32_t *parts;      /* of each segment of net: 1 + cuts inside */
    uint32_t *part_first; /* of each: where its later parts begin */
    size_t *order;        /* places that cut, by segment and share */
    size_t n_order;
};

static bool place_is_good(const struct aman_escort_net *net, struct aman_escort_place place)
{
    return place.segment < net->n_segments && place.share >= 0.0 && place.share <= 1.0;
}

static bool comes_before(const struct aman_escort_place *places, size_t a, size_t b)
{
    if (places[a].segment != places[b].segment) return places[a].segment < places[b].segment;
    return places[a].share < places[b].share;
}

/* Shell's sort with the gaps of Ciura: places are few, and the C library's sort is not the engine's to call. */
static void sort_places(const struct aman_escort_place *places, size_t *order, size_t n)
{
    static const size_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            size_t item = order[i], at = i;
            for (; at >= gaps[g] && comes_before(places, item, order[at - gaps[g]]); at -= gaps[g])
                order[at] = order[at - gaps[g]];
            order[at] = item;
        }
}

static struct aman_point between(struct aman_point a, struct aman_point b, double share)
{
    return (struct aman_point){a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

/* The piece of a segment from one share to another; times are shared out so that pieces add up, at least 1 ms each. */
static struct aman_escort_segment piece_of(const struct aman_escort_segment *whole, double from, double to)
{
    struct aman_escort_segment piece = *whole;
    piece.length_m = whole->length_m * (to - from);
    for (int d = 0; d < 2; d++) {
        double p50 = rint(whole->p50_ms[d] * to) - rint(whole->p50_ms[d] * from);
        double p90 = rint(whole->p90_ms[d] * to) - rint(whole->p90_ms[d] * from);
        piece.p50_ms[d] = (uint32_t)fmax(p50, 1.0);
        piece.p90_ms[d] = (uint32_t)fmax(p90, piece.p50_ms[d]);
        piece.risk_ms[d] = (uint32_t)(rint(whole->risk_ms[d] * to) - rint(whole->risk_ms[d] * from));
    }
    return piece;
}

/* Cuts one segment at order[first .. first + n), ascending. */
static void cut_segment(struct cutting *cutting, const struct aman_escort_place *places, size_t first, size_t n)
{
    struct aman_escort_net *made = &cutting->cut->net;
    uint32_t segment = places[cutting->order[first]].segment, part = segment;
    const struct aman_escort_segment whole = cutting->net->segments[segment];
    double from = 0.0;
    cutting->part_first[segment] = (uint32_t)made->n_segments;
    cutting->segments[segment] = whole;
    for (size_t i = first; i < first + n; i++) {
        size_t place = cutting->order[i];
        double share = places[place].share;
        if (i > first && share == from) {
            cutting->cut->nodes[place] = cutting->cut->nodes[cutting->order[i - 1]];
            continue;
        }
        uint32_t node = (uint32_t)made->n_nodes++, start = cutting->segments[part].a;
        cutting->nodes[node] = between(cutting->net->nodes[whole.a], cutting->net->nodes[whole.b], share);
        cutting->cut->nodes[place] = node;
        cutting->segments[part] = piece_of(&whole, from, share);
        cutting->segments[part].a = start;
        cutting->segments[part].b = node;
        part = (uint32_t)made->n_segments++;
        cutting->segments[part] = piece_of(&whole, share, 1.0);
        cutting->segments[part].a = node;
        cutting->cut->parents[part] = segment;
        cutting->parts[segment]++;
        from = share;
    }
}

static void cut_all(struct cutting *cutting, const struct aman_escort_place *places)
{
    for (size_t i = 0, n; i < cutting->n_order; i += n) {
        for (n = 1; i + n < cutting->n_order && places[cutting->order[i + n]].segment == places[cutting->order[i]].segment;)
            n++;
        cut_segment(cutting, places, i, n);
    }
}

/* Part k of an arc in its direction of travel. */
static uint32_t part_of(const struct cutting *cutting, uint32_t arc, uint32_t k)
{
    uint32_t segment = arc / 2, parts = cutting->parts[segment];
    uint32_t index = arc % 2 ? parts - 1 - k : k;
    return aman_escort_arc(index == 0 ? segment : cutting->part_first[segment] + index - 1, arc % 2);
}

/* A ban begins with the last part of its first arc and ends with the first part of its last one. */
static size_t cut_ban(const struct cutting *cutting, struct aman_escort_ban ban, uint32_t *arcs)
{
    size_t n = 0;
    for (uint32_t i = 0; i < ban.n; i++) {
        uint32_t arc = cutting->net->ban_arcs[ban.first + i], parts = cutting->parts[arc / 2];
        uint32_t from = i == 0 ? parts - 1 : 0, to = i + 1 == ban.n ? 1 : parts;
        for (uint32_t k = from; k < to; k++, n++)
            if (arcs) arcs[n] = part_of(cutting, arc, k);
    }
    return n;
}

static enum aman_err cut_bans(struct cutting *cutting)
{
    struct aman_escort_net *made = &cutting->cut->net;
    size_t n = 0;
    for (size_t b = 0; b < cutting->net->n_bans; b++) n += cut_ban(cutting, cutting->net->bans[b], NULL);
    struct aman_escort_ban *bans = aman_arena_new(&cutting->cut->arena, cutting->net->n_bans, sizeof *bans);
    uint32_t *arcs = aman_arena_new(&cutting->cut->arena, n, sizeof *arcs);
    if (!bans || !arcs) return AMAN_ERR_MEMORY;
    for (size_t b = 0; b < cutting->net->n_bans; b++) {
        size_t length = cut_ban(cutting, cutting->net->bans[b], arcs + made->n_ban_arcs);
        bans[b] = (struct aman_escort_ban){(uint32_t)made->n_ban_arcs, (uint32_t)length};
        made->n_ban_arcs += length;
    }
    made->n_bans = cutting->net->n_bans;
    made->bans = bans;
    made->ban_arcs = arcs;
    return AMAN_OK;
}

static bool make_room(struct cutting *cutting, size_t n)
{
    const struct aman_escort_net *net = cutting->net;
    struct aman_arena *arena = &cutting->cut->arena;
    cutting->nodes = aman_arena_new(arena, net->n_nodes + n, sizeof *cutting->nodes);
    cutting->segments = aman_arena_new(arena, net->n_segments + n, sizeof *cutting->segments);
    cutting->parts = aman_arena_new(arena, net->n_segments, sizeof *cutting->parts);
    cutting->part_first = aman_arena_new(arena, net->n_segments, sizeof *cutting->part_first);
    cutting->order = aman_arena_new(arena, n, sizeof *cutting->order);
    cutting->cut->nodes = aman_arena_new(arena, n, sizeof *cutting->cut->nodes);
    cutting->cut->parents = aman_arena_new(arena, net->n_segments + n, sizeof *cutting->cut->parents);
    return cutting->nodes && cutting->segments && cutting->parts && cutting->part_first &&
           cutting->order && cutting->cut->nodes && cutting->cut->parents;
}

static void copy_net(struct cutting *cutting)
{
    const struct aman_escort_net *net = cutting->net;
    struct aman_escort_net *made = &cutting->cut->net;
    if (net->n_nodes > 0) memcpy(cutting->nodes, net->nodes, net->n_nodes * sizeof *net->nodes);
    if (net->n_segments > 0) memcpy(cutting->segments, net->segments, net->n_segments * sizeof *net->segments);
    for (uint32_t s = 0; s < net->n_segments; s++) {
        cutting->parts[s] = 1;
        cutting->cut->parents[s] = s;
    }
    *made = (struct aman_escort_net){.n_nodes = net->n_nodes,
                                     .n_segments = net->n_segments,
                                     .nodes = cutting->nodes,
                                     .segments = cutting->segments};
}

enum aman_err aman_escort_cut_init(const struct aman_mem *mem, const struct aman_escort_net *net,
                                   const struct aman_escort_place *places, size_t n, struct aman_escort_cut *cut)
{
    for (size_t i = 0; i < n; i++)
        if (!place_is_good(net, places[i])) return AMAN_ERR_ARGUMENT;
    struct aman_escort_cut made = {.n_places = n};
    aman_arena_init(&made.arena, mem, 0);
    struct cutting cutting = {.net = net, .cut = &made};
    enum aman_err err = make_room(&cutting, n) ? AMAN_OK : AMAN_ERR_MEMORY;
    if (err == AMAN_OK) {
        copy_net(&cutting);
        for (size_t i = 0; i < n; i++) {
            const struct aman_escort_segment *segment = &net->segments[places[i].segment];
            made.nodes[i] = places[i].share <= 0.0 ? segment->a : segment->b;
            if (places[i].share > 0.0 && places[i].share < 1.0) cutting.order[cutting.n_order++] = i;
        }
        sort_places(places, cutting.order, cutting.n_order);
        cut_all(&cutting, places);
        err = cut_bans(&cutting);
    }
    if (err == AMAN_OK)
        *cut = made;
    else
        aman_arena_release(&made.arena);
    return err;
}

void aman_escort_cut_release(struct aman_escort_cut *cut)
{
    aman_arena_release(&cut->arena);
}
