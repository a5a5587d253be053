/* engines/escort/escort.h - routes for a convoy through a road network.
 *
 * A *net* is the caller's: nodes, segments (pieces of street between two nodes), and forbidden successions of them. A
 * *graph* is made of it once (const) and serves any number of queries. Its states are arcs - a segment in one
 * direction - and, where a restriction runs over several segments, arcs together with the way that led there; what may
 * follow what is part of it, so every search obeys every restriction. A convoy does not turn round but where a street
 * ends.
 *
 * Times are whole milliseconds, so sums are exact and the same everywhere. A segment has two: the median (p50) and the
 * 90th percentile (p90). Routes are searched by the sum of p90 and of what risk costs. The sum of p90 is the p90 of a route
 * whose lateness is common to all of it - traffic is slow everywhere or nowhere; any weaker dependence gives a smaller
 * spread, so the sum errs on the side of leaving early. The percentiles of a route under weaker dependence are what
 * aman_escort_sum gives.
 */
#ifndef AMAN_ENGINES_ESCORT_ESCORT_H
#define AMAN_ENGINES_ESCORT_ESCORT_H

#include "base/error.h"
#include "base/geom.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    AMAN_ESCORT_MOST_SEGMENTS = 100 * 1000 * 1000,
    AMAN_ESCORT_MOST_BAN = 10000,             /* arcs in one forbidden succession */
    AMAN_ESCORT_MOST_MS = 100 * 1000 * 1000   /* of one segment: more than a day */
};

/* ---- what the caller gives ---- */

struct aman_escort_segment {
    uint32_t a, b;       /* nodes; a != b */
    bool forward, backward; /* open from a to b, from b to a; both false: closed */
    double length_m;     /* >= 0 */
    uint32_t p50_ms[2], p90_ms[2]; /* forward, backward: 1..AMAN_ESCORT_MOST_MS, p50 <= p90 */
    uint32_t risk_ms[2];           /* what is added to p90 when routes are compared: p90 + risk <= AMAN_ESCORT_MOST_MS */
};

/* An arc: twice its segment, plus 1 if it runs backward. */
static inline uint32_t aman_escort_arc(uint32_t segment, bool backward)
{
    return 2 * segment + backward;
}

/* Arcs that must not be driven in this order, one right after the other: 2..AMAN_ESCORT_MOST_BAN of them. */
struct aman_escort_ban {
    uint32_t first, n; /* in ban_arcs */
};

struct aman_escort_net {
    size_t n_nodes, n_segments, n_bans, n_ban_arcs;
    const struct aman_point *nodes;  /* metres, x east, y north */
    const struct aman_escort_segment *segments;
    const struct aman_escort_ban *bans;
    const uint32_t *ban_arcs;
};

/* ---- places ---- */

/* A point on a segment: share 0 is node a, 1 is node b. */
struct aman_escort_place {
    uint32_t segment;
    double share;
};

/* Nearest places on open segments: a raster of the segments. */
struct aman_escort_snap;
enum aman_err aman_escort_snap_create(const struct aman_mem *mem, const struct aman_escort_net *net,
                                      struct aman_escort_snap **snap);
void aman_escort_snap_destroy(struct aman_escort_snap *snap);

/* The nearest place to `at`, and how far it is; the lowest segment of several. A place within 1 cm of an end is that end.
 * False when no segment is open at all. Cost: about the cells between. */
bool aman_escort_snap_find(const struct aman_escort_snap *snap, struct aman_point at, struct aman_escort_place *place,
                           double *distance_m);

/* A copy of a net in which each place has a node of its own: segments are cut there, bans follow. nodes[i] is the node
 * of places[i]; new ones are behind those of `net`. parents[s] is the segment of `net` that segment s is a part of, and
 * the first n_segments keep their numbers. ARGUMENT when a
 * place is none; O(net + places log places). */
struct aman_escort_cut {
    const struct aman_mem *mem;
    struct aman_escort_net net;
    uint32_t *nodes, *parents;
    size_t n_places;
    struct aman_arena arena; /* of all arrays */
};
enum aman_err aman_escort_cut_init(const struct aman_mem *mem, const struct aman_escort_net *net,
                                   const struct aman_escort_place *places, size_t n, struct aman_escort_cut *cut);
void aman_escort_cut_release(struct aman_escort_cut *cut);

/* ---- the graph ---- */

struct aman_escort_graph;

/* ARGUMENT when the net breaks what is said above. The net must outlive the graph. O(arcs + bans). */
enum aman_err aman_escort_graph_create(const struct aman_mem *mem, const struct aman_escort_net *net,
                                       struct aman_escort_graph **graph);
void aman_escort_graph_destroy(struct aman_escort_graph *graph);

/* ---- routes ---- */

/* Arcs in order, from one node to another; none where both are the same. */
struct aman_escort_route {
    const struct aman_mem *mem;
    uint32_t *arcs;
    size_t n;
    double length_m;
    int64_t p50_ms, p90_ms;
};
void aman_escort_route_release(struct aman_escort_route *route);

/* State of searches on one graph, for one thread at a time; holds what they need so that a query allocates nothing but
 * its answer. */
struct aman_escort_search;
enum aman_err aman_escort_search_create(const struct aman_mem *mem, const struct aman_escort_graph *graph,
                                        struct aman_escort_search **search);
void aman_escort_search_destroy(struct aman_escort_search *search);

/* The route with the least p90 and risk. *found false: there is none. */
enum aman_err aman_escort_best(struct aman_escort_search *search, uint32_t from, uint32_t to,
                               struct aman_escort_route *route, bool *found);

/* Two routes that share as little as can be, by the p90 of the segments that both use (in either direction), and among
 * such pairs are quick.
 *
 * `first` is the best route of all when some best partner of it shares as little as any pair does; otherwise the quicker
 * of the pair with the least sum (Suurballe 1974, doi:10.1002/net.3230040204, as a flow of two on states whose second
 * use costs). A flow lets states of one segment - its two directions, its arcs with different pasts - count apart; when a
 * pair found uses two of them, it is searched on by forbidding one or the other (branch and bound). `exact` is
 * false only when that ended at its limit: then sharing may not be least. */
struct aman_escort_pair {
    struct aman_escort_route first, second;
    int64_t best_p90_ms;   /* of the best route of all */
    uint32_t *shared;      /* segments that both use, in the order of `first` */
    size_t n_shared;
    double shared_m;
    int64_t shared_p90_ms; /* of each the quicker direction */
    bool exact;
};
enum aman_err aman_escort_pair_find(struct aman_escort_search *search, uint32_t from, uint32_t to,
                                    struct aman_escort_pair *pair, bool *found);
void aman_escort_pair_release(struct aman_escort_pair *pair);

/* Which of the route's segments and inner nodes every route between its ends must pass: without it there is none.
 * `other` is another route between the same ends, or NULL: what it does without need not be looked at. segment_must has route->n entries, node_must (nodes between arc i and i + 1) n - 1; n >= 1. Either may be NULL: not
 * asked. O(n / 64 · states). */
enum aman_err aman_escort_chokes(const struct aman_escort_graph *graph, const struct aman_mem *mem,
                                 const struct aman_escort_route *route, const struct aman_escort_route *other,
                                 bool *segment_must, bool *node_must);

/* ---- havens ---- */

/* For every state how far it is to the nearest of some nodes, by p90. */
struct aman_escort_field;
enum aman_err aman_escort_field_create(struct aman_escort_search *search, const uint32_t *targets, size_t n,
                                       struct aman_escort_field **field);
void aman_escort_field_destroy(struct aman_escort_field *field);

/* One point on a route and the way on from there. */
struct aman_escort_escape {
    double at_m;       /* along the route */
    bool reached;      /* otherwise the rest is not set */
    uint32_t target;   /* index of the node in the field's list */
    double length_m;
    int64_t p50_ms, p90_ms;
};

/* The quickest way from the point at `at_m` (0..length) of a route, in the direction of travel, to a target. With
 * `route_out` not NULL also its arcs, the first of them being driven on from the point; empty when not reached. */
enum aman_err aman_escort_escape_at(const struct aman_escort_field *field, const struct aman_escort_route *route,
                                    double at_m, struct aman_escort_escape *escape,
                                    struct aman_escort_route *route_out);

/* ---- percentiles of a whole route ---- */

/* How times depend on each other. Each part's time is lognormal; of the variance of its logarithm a share `common` is the
 * same factor for all roads (weather, the day), a share `grouped` the same for all parts of a group (a class of road), and
 * the rest is a part's own, independent from one stretch of `length_m` to the next - so that it does not matter into how
 * many segments a street is drawn. common, grouped >= 0, together <= 1; length_m > 0. common 1: sums of percentiles. */
struct aman_escort_spread {
    double common, grouped, length_m;
};

enum { AMAN_ESCORT_MOST_GROUPS = 32 };
struct aman_escort_sum {
    struct aman_escort_spread spread;
    double mean_ms[AMAN_ESCORT_MOST_GROUPS], sigma_ms[AMAN_ESCORT_MOST_GROUPS]; /* sums of means; of means times log-spread */
    double own_ms, own_ms2; /* sum of what is a part's own; of its squares over independent stretches */
};

/* A sum of parts in any order, each of a group below AMAN_ESCORT_MOST_GROUPS with p50 <= p90. Read at any time: percentiles
 * of the lognormal time with the sum's mean and variance (Fenton 1960, doi:10.1109/TCOM.1960.1097606). */
void aman_escort_sum_init(struct aman_escort_sum *sum, struct aman_escort_spread spread);
void aman_escort_sum_add(struct aman_escort_sum *sum, uint32_t group, double p50_ms, double p90_ms, double length_m);
void aman_escort_sum_read(const struct aman_escort_sum *sum, double *p50_ms, double *p90_ms);

/* ---- many plain queries ---- */

/* A customisable contraction hierarchy of a graph (Dibbelt, Strasser, Wagner 2016, doi:10.1145/2886843): an order of its
 * states is found once, then weights are put in; a query looks at a few hundred states. One thread at a time. */
struct aman_escort_fast;
enum aman_err aman_escort_fast_create(const struct aman_mem *mem, const struct aman_escort_graph *graph,
                                      struct aman_escort_fast **fast);
void aman_escort_fast_destroy(struct aman_escort_fast *fast);

/* The least p90 and risk from a node to a node, the same as aman_escort_best finds; -1: there is no route. */
int64_t aman_escort_fast_time_ms(struct aman_escort_fast *fast, uint32_t from, uint32_t to);

/* The route itself, released with aman_escort_route_release. */
enum aman_err aman_escort_fast_route(struct aman_escort_fast *fast, uint32_t from, uint32_t to,
                                     struct aman_escort_route *route, bool *found);

/* Closes a segment in both directions for all queries from now on, or gives it back as the net has it. A segment must be
 * below the net's number of them. Where a street ends does not change: nobody turns round in front of a closure.
 *
 * Cost: a closure is a few searches upwards, microseconds; from then on each query also looks whether its way may use the
 * street. The first one that does has the weights made anew (about a hundred microseconds in a city, a thousand where a
 * main crossing is lost), and so has every 32nd closure that no query has asked for. Opening a street that is already in
 * the weights makes them anew at once. */
void aman_escort_fast_close(struct aman_escort_fast *fast, uint32_t segment, bool closed);

#endif
