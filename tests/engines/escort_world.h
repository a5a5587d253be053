/* tests/engines/escort_world.h - small nets drawn at random, and what holds on them by brute force.
 *
 * Nothing here uses the engine's graph: allowed successions are read from the net's bans directly.
 */
#ifndef AMAN_TESTS_ENGINES_ESCORT_WORLD_H
#define AMAN_TESTS_ENGINES_ESCORT_WORLD_H

#include "engines/escort/escort.h"

enum { WORLD_NODES = 64, WORLD_SEGMENTS = 128, WORLD_BANS = 32, WORLD_BAN_ARCS = 128 };

struct world {
    struct aman_point nodes[WORLD_NODES];
    struct aman_escort_segment segments[WORLD_SEGMENTS];
    struct aman_escort_ban bans[WORLD_BANS];
    uint32_t ban_arcs[WORLD_BAN_ARCS];
    struct aman_escort_net net;
};

/* A net of n nodes with `more` segments beyond a spanning tree, a share of them one-way, and n_bans bans along ways that
 * can be driven, of two to four arcs. */
void world_draw(struct world *world, uint64_t seed, uint32_t n, uint32_t more, uint32_t n_bans);

/* The shape of the net as `world_draw` makes it, without a net behind it: for nets made by hand. */
uint32_t world_add_node(struct world *world, double x, double y);
uint32_t world_add_segment(struct world *world, uint32_t a, uint32_t b, bool both_ways, uint32_t ms);
void world_add_ban(struct world *world, uint32_t n, const uint32_t *arcs);

/* Whether `arc` may follow the n arcs of `past` (its last one being the one driven on). */
bool world_may_follow(const struct aman_escort_net *net, const uint32_t *past, size_t n, uint32_t arc);

/* The walker: NULL when a convoy may drive these arcs from one node to the other, otherwise what is wrong. */
const char *world_walk(const struct aman_escort_net *net, const uint32_t *arcs, size_t n, uint32_t from, uint32_t to);

/* The least p90 from a node to a node with one segment and one node left out (UINT32_MAX: none), by relaxing all
 * successions of up to three arcs until nothing changes; INT64_MAX: no route. Bans of up to four arcs only. */
int64_t world_least(const struct aman_escort_net *net, uint32_t from, uint32_t to, uint32_t without_segment,
                    uint32_t without_node);

/* The least weight that two routes share, over all pairs of walks of at most `most` arcs; INT64_MAX: no route, -1: there
 * are too many walks to look at. */
int64_t world_least_shared(const struct aman_escort_net *net, uint32_t from, uint32_t to, size_t most);

#endif
