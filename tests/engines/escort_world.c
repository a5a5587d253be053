#include "tests/engines/escort_world.h"

#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t tail(const struct aman_escort_net *net, uint32_t arc)
{
    return arc & 1 ? net->segments[arc >> 1].b : net->segments[arc >> 1].a;
}

static uint32_t head(const struct aman_escort_net *net, uint32_t arc)
{
    return tail(net, arc ^ 1);
}

static bool open_arc(const struct aman_escort_net *net, uint32_t arc)
{
    return arc & 1 ? net->segments[arc >> 1].backward : net->segments[arc >> 1].forward;
}

static int64_t cost(const struct aman_escort_net *net, uint32_t arc)
{
    return net->segments[arc >> 1].p90_ms[arc & 1];
}

/* ---- making ---- */

static void point_net(struct world *world)
{
    world->net.nodes = world->nodes;
    world->net.segments = world->segments;
    world->net.bans = world->bans;
    world->net.ban_arcs = world->ban_arcs;
}

uint32_t world_add_node(struct world *world, double x, double y)
{
    point_net(world);
    world->nodes[world->net.n_nodes] = (struct aman_point){x, y};
    return (uint32_t)world->net.n_nodes++;
}

uint32_t world_add_segment(struct world *world, uint32_t a, uint32_t b, bool both_ways, uint32_t ms)
{
    uint32_t n = (uint32_t)world->net.n_segments++;
    world->segments[n] = (struct aman_escort_segment){
        a, b, true, both_ways, aman_point_distance(world->nodes[a], world->nodes[b]), {ms, ms}, {ms + ms / 4, ms + ms / 4}};
    return n;
}

void world_add_ban(struct world *world, uint32_t n, const uint32_t *arcs)
{
    world->bans[world->net.n_bans++] = (struct aman_escort_ban){(uint32_t)world->net.n_ban_arcs, n};
    memcpy(world->ban_arcs + world->net.n_ban_arcs, arcs, n * sizeof *arcs);
    world->net.n_ban_arcs += n;
}

/* A random walk of n arcs; false where it gets stuck. */
static bool wander(const struct aman_escort_net *net, uint64_t seed, uint64_t stream, uint32_t n, uint32_t *arcs)
{
    uint32_t count = (uint32_t)(2 * net->n_segments), at = (uint32_t)(aman_rng_bits(seed, stream, 0) % count);
    arcs[0] = at;
    if (!open_arc(net, at)) return false;
    for (uint32_t i = 1; i < n; i++) {
        uint32_t start = (uint32_t)(aman_rng_bits(seed, stream, i) % count), k = 0;
        for (; k < count; k++) {
            uint32_t arc = (start + k) % count;
            if (!open_arc(net, arc) || tail(net, arc) != head(net, at) || arc == (at ^ 1)) continue;
            at = arcs[i] = arc;
            break;
        }
        if (k == count) return false;
    }
    return true;
}

void world_draw(struct world *world, uint64_t seed, uint32_t n, uint32_t more, uint32_t n_bans)
{
    *world = (struct world){0};
    for (uint32_t i = 0; i < n; i++)
        world_add_node(world, 1000.0 * aman_rng_uniform(seed, 1, i), 1000.0 * aman_rng_uniform(seed, 2, i));
    for (uint32_t i = 0; i < n - 1 + more; i++) {
        uint32_t a = i < n - 1 ? i + 1 : (uint32_t)(aman_rng_bits(seed, 3, i) % n);
        uint32_t b = (uint32_t)(aman_rng_bits(seed, 4, i) % (i < n - 1 ? i + 1 : n));
        if (a == b) b = (b + 1) % n;
        uint32_t ms = 1 + (uint32_t)(aman_rng_bits(seed, 5, i) % 1000);
        bool both = aman_rng_uniform(seed, 6, i) < 0.7, turned = aman_rng_uniform(seed, 7, i) < 0.5;
        world_add_segment(world, turned ? a : b, turned ? b : a, both, ms);
    }
    for (uint32_t i = 0; i < n_bans; i++) {
        uint32_t arcs[4], length = 2 + (uint32_t)(aman_rng_bits(seed, 8, i) % 3);
        if (wander(&world->net, seed, 9 + i, length, arcs)) world_add_ban(world, length, arcs);
    }
}

/* ---- walking ---- */

static bool ends_street(const struct aman_escort_net *net, uint32_t arc)
{
    for (uint32_t on = 0; on < 2 * net->n_segments; on++)
        if (on != (arc ^ 1) && open_arc(net, on) && tail(net, on) == head(net, arc)) return false;
    return true;
}

bool world_may_follow(const struct aman_escort_net *net, const uint32_t *past, size_t n, uint32_t arc)
{
    uint32_t last = past[n - 1];
    if (!open_arc(net, arc) || tail(net, arc) != head(net, last)) return false;
    if (arc == (last ^ 1) && !ends_street(net, last)) return false;
    for (size_t b = 0; b < net->n_bans; b++) {
        const uint32_t *ban = net->ban_arcs + net->bans[b].first;
        size_t before = net->bans[b].n - 1;
        if (ban[before] == arc && before <= n && memcmp(past + n - before, ban, before * sizeof *ban) == 0) return false;
    }
    return true;
}

const char *world_walk(const struct aman_escort_net *net, const uint32_t *arcs, size_t n, uint32_t from, uint32_t to)
{
    if (n == 0) return from == to ? NULL : "an empty route between two places";
    for (size_t i = 0; i < n; i++)
        if (arcs[i] >= 2 * net->n_segments) return "an arc that there is not";
    if (!open_arc(net, arcs[0])) return "begins on a closed arc";
    if (tail(net, arcs[0]) != from) return "begins elsewhere";
    for (size_t i = 1; i < n; i++)
        if (!world_may_follow(net, arcs, i, arcs[i])) return "a turn that is not allowed";
    return head(net, arcs[n - 1]) == to ? NULL : "ends elsewhere";
}

/* ---- brute force ---- */

/* Keys of the last three arcs, `arcs` standing for none. */
struct table {
    const struct aman_escort_net *net;
    size_t arcs;
    int64_t *least; /* (arcs + 1)^2 * arcs */
};

static int64_t *at(const struct table *table, size_t p, size_t q, size_t r)
{
    return &table->least[(p * (table->arcs + 1) + q) * table->arcs + r];
}

static bool is_out(const struct aman_escort_net *net, uint32_t arc, uint32_t segment)
{
    return !open_arc(net, arc) || arc >> 1 == segment;
}

/* One round over all successions; whether anything became less. */
static bool relax(const struct table *table, uint32_t to, uint32_t segment, uint32_t node)
{
    const struct aman_escort_net *net = table->net;
    size_t n = table->arcs;
    bool changed = false;
    for (size_t p = 0; p <= n; p++)
        for (size_t q = 0; q <= n; q++)
            for (uint32_t r = 0; r < n; r++) {
                int64_t key = *at(table, p, q, r);
                if (key == INT64_MAX || head(net, r) == node || head(net, r) == to) continue;
                uint32_t past[3] = {(uint32_t)p, (uint32_t)q, r};
                size_t skip = q == n ? 2 : p == n ? 1 : 0;
                for (uint32_t s = 0; s < n; s++) {
                    if (is_out(net, s, segment) || !world_may_follow(net, past + skip, 3 - skip, s)) continue;
                    int64_t *next = at(table, q, r, s);
                    if (key + cost(net, s) >= *next) continue;
                    *next = key + cost(net, s);
                    changed = true;
                }
            }
    return changed;
}

int64_t world_least(const struct aman_escort_net *net, uint32_t from, uint32_t to, uint32_t without_segment,
                    uint32_t without_node)
{
    struct table table = {net, 2 * net->n_segments, NULL};
    size_t n = table.arcs, entries = (n + 1) * (n + 1) * n;
    int64_t best = INT64_MAX;
    if (from == to) return 0;
    table.least = malloc(entries * sizeof *table.least);
    if (!table.least) abort();
    for (size_t i = 0; i < entries; i++) table.least[i] = INT64_MAX;
    for (uint32_t arc = 0; arc < n; arc++)
        if (tail(net, arc) == from && !is_out(net, arc, without_segment)) *at(&table, n, n, arc) = cost(net, arc);
    while (relax(&table, to, without_segment, without_node)) continue;
    for (size_t i = 0; i < entries; i++)
        if (head(net, (uint32_t)(i % n)) == to && table.least[i] < best) best = table.least[i];
    free(table.least);
    return best;
}

enum { SETS_MOST = 4000, STEPS_MOST = 2000000 };

struct walks {
    const struct aman_escort_net *net;
    uint32_t to;
    size_t most, n_sets, steps;
    uint32_t past[64];
    uint64_t sets[SETS_MOST]; /* segments of each walk */
    bool too_many;
};

static void keep_set(struct walks *walks, uint64_t set)
{
    for (size_t i = 0; i < walks->n_sets; i++)
        if ((walks->sets[i] & set) == walks->sets[i]) return; /* an earlier walk uses no more */
    if (walks->n_sets == SETS_MOST)
        walks->too_many = true;
    else
        walks->sets[walks->n_sets++] = set;
}

static void walk_on(struct walks *walks, size_t n, uint64_t set)
{
    if (++walks->steps > STEPS_MOST) walks->too_many = true;
    if (walks->too_many) return;
    if (head(walks->net, walks->past[n - 1]) == walks->to) {
        keep_set(walks, set);
        return;
    }
    for (uint32_t arc = 0; arc < 2 * walks->net->n_segments && n < walks->most; arc++) {
        if (!world_may_follow(walks->net, walks->past, n, arc)) continue;
        walks->past[n] = arc;
        walk_on(walks, n + 1, set | UINT64_C(1) << (arc >> 1));
    }
}

static int64_t weigh(const struct aman_escort_net *net, uint64_t set)
{
    int64_t sum = 0;
    for (size_t s = 0; s < net->n_segments; s++) {
        const uint32_t *p90 = net->segments[s].p90_ms;
        if (set >> s & 1) sum += p90[0] < p90[1] ? p90[0] : p90[1];
    }
    return sum;
}

int64_t world_least_shared(const struct aman_escort_net *net, uint32_t from, uint32_t to, size_t most)
{
    static struct walks walks;
    int64_t least = INT64_MAX;
    memset(&walks, 0, sizeof walks);
    walks.net = net;
    walks.to = to;
    walks.most = most;
    for (uint32_t arc = 0; arc < 2 * net->n_segments; arc++) {
        if (tail(net, arc) != from || !open_arc(net, arc)) continue;
        walks.past[0] = arc;
        walk_on(&walks, 1, UINT64_C(1) << (arc >> 1));
    }
    if (walks.too_many) return -1;
    for (size_t i = 0; i < walks.n_sets; i++)
        for (size_t j = i; j < walks.n_sets; j++) {
            int64_t shared = weigh(net, walks.sets[i] & walks.sets[j]);
            if (shared < least) least = shared;
        }
    return least;
}
