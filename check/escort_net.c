#include "check/escort_net.h"

#include <math.h>
#include <string.h>

#define EARTH_M 6371008.8 /* mean radius, IUGG */
#define RADIANS 0.017453292519943295

struct netting {
    const struct aman_escort_wish *wish;
    struct aman_escort_roads *net;
    const struct aman_roads *roads;
    struct aman_point *nodes;
    struct aman_escort_segment *segments;
    uint32_t *first; /* segment of each way */
    size_t *n_avoided;
    uint32_t *out_first, *out; /* arcs that leave a node */
    struct aman_escort_ban *bans;
    uint32_t *ban_arcs;
    size_t n_bans, n_ban_arcs; /* so far; arrays NULL: only counted */
};

struct aman_point aman_escort_roads_metres(const struct aman_escort_roads *net, double lon, double lat)
{
    return (struct aman_point){(lon - net->lon0) * net->x_scale, (lat - net->lat0) * net->y_scale};
}

struct aman_point aman_escort_roads_degrees(const struct aman_escort_roads *net, struct aman_point at)
{
    return (struct aman_point){net->lon0 + at.x / net->x_scale, net->lat0 + at.y / net->y_scale};
}

static double great_circle_m(const struct aman_road_node *a, const struct aman_road_node *b)
{
    double dlat = (b->lat - a->lat) * RADIANS, dlon = (b->lon - a->lon) * RADIANS;
    double h = sin(dlat / 2) * sin(dlat / 2) + cos(a->lat * RADIANS) * cos(b->lat * RADIANS) * sin(dlon / 2) * sin(dlon / 2);
    return 2.0 * EARTH_M * asin(fmin(sqrt(h), 1.0));
}

static void place_middle(struct netting *netting)
{
    const struct aman_roads *roads = netting->roads;
    struct aman_escort_roads *net = netting->net;
    double west = 180.0, east = -180.0, south = 90.0, north = -90.0;
    for (size_t i = 0; i < roads->n_nodes; i++) {
        west = fmin(west, roads->nodes[i].lon);
        east = fmax(east, roads->nodes[i].lon);
        south = fmin(south, roads->nodes[i].lat);
        north = fmax(north, roads->nodes[i].lat);
    }
    net->lon0 = (west + east) / 2;
    net->lat0 = (south + north) / 2;
    net->y_scale = EARTH_M * RADIANS;
    net->x_scale = net->y_scale * fmax(cos(net->lat0 * RADIANS), 0.01);
}

/* ---- segments ---- */

static bool is_too_small(const struct aman_road_way *way, const struct aman_escort_wish *wish)
{
    return (way->most_height_m > 0.0 && wish->height_m > way->most_height_m) ||
           (way->most_width_m > 0.0 && wish->width_m > way->most_width_m) ||
           (way->most_weight_t > 0.0 && wish->weight_t > way->most_weight_t);
}

static void set_times(const struct aman_escort_wish *wish, const struct aman_road_way *way, double limit_kmh, bool signal,
                      double length_m, uint32_t *p50_ms, uint32_t *p90_ms)
{
    double kmh = wish->speeds.kmh[way->road_class][wish->hour];
    if (limit_kmh > 0.0) kmh = fmin(kmh, limit_kmh);
    double ms = 1000.0 * (length_m / (kmh / 3.6) + (signal ? wish->speeds.signal_s : 0.0));
    double late = ms * wish->speeds.p90_factor[way->road_class][wish->hour];
    *p50_ms = (uint32_t)fmin(fmax(rint(ms), 1.0), AMAN_ESCORT_MOST_MS);
    *p90_ms = (uint32_t)fmin(fmax(rint(late), *p50_ms), AMAN_ESCORT_MOST_MS);
}

static void add_way(struct netting *netting, uint32_t index)
{
    const struct aman_roads *roads = netting->roads;
    const struct aman_road_way *way = &roads->ways[index];
    struct aman_escort_net *net = &netting->net->net;
    bool closed = is_too_small(way, netting->wish);
    netting->net->closures.n_too_small += closed;
    netting->first[index] = (uint32_t)net->n_segments;
    for (uint32_t i = way->first; i + 1 < way->first + way->n; i++) {
        const struct aman_road_node *a = &roads->nodes[roads->refs[i]], *b = &roads->nodes[roads->refs[i + 1]];
        struct aman_escort_segment *segment = &netting->segments[net->n_segments];
        bool barred = a->barred || b->barred;
        *segment = (struct aman_escort_segment){.a = roads->refs[i],
                                                .b = roads->refs[i + 1],
                                                .forward = way->forward && !closed && !barred,
                                                .backward = way->backward && !closed && !barred,
                                                .length_m = great_circle_m(a, b)};
        netting->net->closures.n_barred += barred;
        set_times(netting->wish, way, way->forward_kmh, b->signal, segment->length_m, &segment->p50_ms[0],
                  &segment->p90_ms[0]);
        set_times(netting->wish, way, way->backward_kmh, a->signal, segment->length_m, &segment->p50_ms[1],
                  &segment->p90_ms[1]);
        netting->net->way[net->n_segments++] = index;
    }
}

/* ---- what to keep off ---- */

/* A street reaches into a ring when an end of it lies inside or it crosses the edge. */
static bool reaches_into(const struct aman_ring *ring, struct aman_point a, struct aman_point b)
{
    struct aman_ring copy = *ring;
    struct aman_area area = {&copy, 1};
    if (aman_area_contains(&area, a) || aman_area_contains(&area, b)) return true;
    for (size_t i = 0, j = ring->n - 1; i < ring->n; j = i++)
        if (aman_segments_cross((struct aman_segment){a, b}, (struct aman_segment){ring->points[j], ring->points[i]})) return true;
    return false;
}

static bool is_within(const struct aman_escort_roads *net, const struct aman_escort_avoid *avoid, uint32_t segment)
{
    const struct aman_escort_segment *s = &net->net.segments[segment];
    const struct aman_road_node *a = &net->roads->nodes[s->a], *b = &net->roads->nodes[s->b];
    return !avoid->within ||
           reaches_into(avoid->within, (struct aman_point){a->lon, a->lat}, (struct aman_point){b->lon, b->lat});
}

bool aman_escort_roads_avoids(const struct aman_escort_roads *net, const struct aman_escort_avoid *avoid, uint32_t segment)
{
    const struct aman_roads *roads = net->roads;
    const struct aman_escort_segment *s = &net->net.segments[segment];
    const struct aman_road_way *way = &roads->ways[net->way[segment]];
    int64_t a = roads->nodes[s->a].id, b = roads->nodes[s->b].id;
    switch (avoid->kind) {
    case AMAN_AVOID_WAY:
        return way->id == avoid->id && is_within(net, avoid, segment);
    case AMAN_AVOID_NAME:
        return strcmp(way->name, avoid->name) == 0 && is_within(net, avoid, segment);
    case AMAN_AVOID_AREA:
        return is_within(net, avoid, segment);
    case AMAN_AVOID_NODE:
        return a == avoid->id || b == avoid->id;
    case AMAN_AVOID_SEGMENT:
        return (a == avoid->id && b == avoid->other) || (b == avoid->id && a == avoid->other);
    case AMAN_AVOID_BRIDGES:
        return way->bridge;
    case AMAN_AVOID_TUNNELS:
        return way->tunnel;
    case AMAN_AVOID_CIRCLE:
        break;
    }
    struct aman_point at = aman_escort_roads_metres(net, avoid->lon, avoid->lat);
    struct aman_segment line = {net->net.nodes[s->a], net->net.nodes[s->b]};
    return aman_point_distance(at, aman_segment_nearest(line, at)) <= avoid->radius_m;
}

static void close_avoided(struct netting *netting)
{
    const struct aman_escort_wish *wish = netting->wish;
    for (size_t i = 0; i < wish->n_avoids; i++)
        for (uint32_t s = 0; s < netting->net->net.n_segments; s++) {
            if (!aman_escort_roads_avoids(netting->net, &wish->avoids[i], s)) continue;
            netting->segments[s].forward = netting->segments[s].backward = false;
            netting->n_avoided[i]++;
        }
}

/* ---- turns ---- */

static uint32_t segments_of(const struct aman_roads *roads, uint32_t way)
{
    return roads->ways[way].n - 1;
}

static bool begins_at(const struct aman_roads *roads, uint32_t way, uint32_t node)
{
    return roads->refs[roads->ways[way].first] == node;
}

/* The arc of a way that comes in at its end `node`, and the one that goes out there. */
static uint32_t arc_in(const struct netting *netting, uint32_t way, uint32_t node)
{
    uint32_t first = netting->first[way];
    if (begins_at(netting->roads, way, node)) return aman_escort_arc(first, true);
    return aman_escort_arc(first + segments_of(netting->roads, way) - 1, false);
}

static uint32_t arc_out(const struct netting *netting, uint32_t way, uint32_t node)
{
    return arc_in(netting, way, node) ^ 1u;
}

static void add_arc(struct netting *netting, uint32_t arc)
{
    if (netting->ban_arcs) {
        netting->ban_arcs[netting->n_ban_arcs] = arc;
        netting->net->restricted[arc] = true;
    }
    netting->n_ban_arcs++;
}

/* One ban: into the first joint, along all ways between, and out by `last`. */
static void add_ban(struct netting *netting, const struct aman_road_turn *turn, uint32_t last)
{
    const struct aman_roads *roads = netting->roads;
    const uint32_t *joints = roads->joints + turn->joint;
    size_t begin = netting->n_ban_arcs;
    add_arc(netting, arc_in(netting, turn->from, joints[0]));
    for (uint32_t i = 0; i < turn->n_via; i++) {
        uint32_t way = roads->vias[turn->via + i], n = segments_of(roads, way), first = netting->first[way];
        bool backward = !begins_at(roads, way, joints[i]);
        for (uint32_t k = 0; k < n; k++) add_arc(netting, aman_escort_arc(first + (backward ? n - 1 - k : k), backward));
    }
    add_arc(netting, last);
    size_t length = netting->n_ban_arcs - begin;
    if (length > AMAN_ESCORT_MOST_BAN) {
        netting->n_ban_arcs = begin;
        if (netting->bans) netting->net->closures.n_endless++;
        return;
    }
    if (netting->bans) netting->bans[netting->n_bans] = (struct aman_escort_ban){(uint32_t)begin, (uint32_t)length};
    netting->n_bans++;
}

static void add_turn(struct netting *netting, const struct aman_road_turn *turn)
{
    uint32_t joint = netting->roads->joints[turn->joint + turn->n_via], to = arc_out(netting, turn->to, joint);
    if (!turn->only) {
        add_ban(netting, turn, to);
        return;
    }
    for (uint32_t i = netting->out_first[joint]; i < netting->out_first[joint + 1]; i++)
        if (netting->out[i] != to) add_ban(netting, turn, netting->out[i]);
}

static enum aman_err list_outs(struct netting *netting)
{
    const struct aman_escort_net *net = &netting->net->net;
    struct aman_arena *arena = &netting->net->arena;
    netting->out_first = aman_arena_new(arena, net->n_nodes + 2, sizeof *netting->out_first);
    netting->out = aman_arena_new(arena, 2 * net->n_segments, sizeof *netting->out);
    if (!netting->out_first || !netting->out) return AMAN_ERR_MEMORY;
    uint32_t *next = netting->out_first + 1; /* one behind: filling moves each to its end */
    for (size_t s = 0; s < net->n_segments; s++) {
        next[netting->segments[s].a + 1]++;
        next[netting->segments[s].b + 1]++;
    }
    for (size_t v = 0; v < net->n_nodes; v++) next[v + 1] += next[v];
    for (uint32_t s = 0; s < net->n_segments; s++) {
        netting->out[next[netting->segments[s].a]++] = aman_escort_arc(s, false);
        netting->out[next[netting->segments[s].b]++] = aman_escort_arc(s, true);
    }
    return AMAN_OK;
}

static enum aman_err add_turns(struct netting *netting)
{
    const struct aman_roads *roads = netting->roads;
    struct aman_arena *arena = &netting->net->arena;
    enum aman_err err = list_outs(netting);
    if (err != AMAN_OK || netting->wish->any_turn) return err;
    for (size_t i = 0; i < roads->n_turns; i++) add_turn(netting, &roads->turns[i]);
    netting->bans = aman_arena_new(arena, netting->n_bans, sizeof *netting->bans);
    netting->ban_arcs = aman_arena_new(arena, netting->n_ban_arcs + AMAN_ESCORT_MOST_BAN, sizeof *netting->ban_arcs);
    if (!netting->bans || !netting->ban_arcs) return AMAN_ERR_MEMORY;
    netting->n_bans = netting->n_ban_arcs = 0;
    for (size_t i = 0; i < roads->n_turns; i++) add_turn(netting, &roads->turns[i]);
    return AMAN_OK;
}

/* ---- all of it ---- */

static bool wish_is_good(const struct aman_escort_wish *wish)
{
    const struct aman_road_speeds *speeds = &wish->speeds;
    if (wish->hour < 0 || wish->hour > 23 || !(speeds->signal_s >= 0.0 && speeds->signal_s <= 3600.0)) return false;
    for (int c = 0; c < AMAN_ROAD_CLASS_COUNT; c++)
        if (!(speeds->kmh[c][wish->hour] > 0.0 && speeds->kmh[c][wish->hour] <= 200.0) ||
            !(speeds->p90_factor[c][wish->hour] >= 1.0 && speeds->p90_factor[c][wish->hour] <= 20.0))
            return false;
    return true;
}

static enum aman_err make_room(struct netting *netting)
{
    const struct aman_roads *roads = netting->roads;
    struct aman_escort_roads *net = netting->net;
    size_t n = roads->n_refs - roads->n_ways;
    netting->nodes = aman_arena_new(&net->arena, roads->n_nodes, sizeof *netting->nodes);
    netting->segments = aman_arena_new(&net->arena, n, sizeof *netting->segments);
    netting->first = aman_arena_new(&net->arena, roads->n_ways, sizeof *netting->first);
    net->way = aman_arena_new(&net->arena, n, sizeof *net->way);
    net->restricted = aman_arena_new(&net->arena, 2 * n, sizeof *net->restricted);
    netting->n_avoided = aman_arena_new(&net->arena, netting->wish->n_avoids, sizeof *netting->n_avoided);
    net->closures.n_avoided = netting->n_avoided;
    bool made = netting->nodes && netting->segments && netting->first && net->way && net->restricted &&
                netting->n_avoided;
    return made ? AMAN_OK : AMAN_ERR_MEMORY;
}

static enum aman_err make(struct netting *netting)
{
    const struct aman_roads *roads = netting->roads;
    struct aman_escort_roads *net = netting->net;
    enum aman_err err = make_room(netting);
    if (err != AMAN_OK) return err;
    place_middle(netting);
    for (size_t i = 0; i < roads->n_nodes; i++)
        netting->nodes[i] = aman_escort_roads_metres(net, roads->nodes[i].lon, roads->nodes[i].lat);
    net->net = (struct aman_escort_net){.n_nodes = roads->n_nodes, .nodes = netting->nodes,
                                        .segments = netting->segments};
    for (uint32_t w = 0; w < roads->n_ways; w++) add_way(netting, w);
    close_avoided(netting);
    err = add_turns(netting);
    net->net.bans = netting->bans;
    net->net.n_bans = netting->n_bans;
    net->net.ban_arcs = netting->ban_arcs;
    net->net.n_ban_arcs = netting->n_ban_arcs;
    return err;
}

enum aman_err aman_escort_roads_init(const struct aman_mem *mem, const struct aman_roads *roads,
                                     const struct aman_escort_wish *wish, struct aman_escort_roads *net)
{
    if (!wish_is_good(wish)) return AMAN_ERR_ARGUMENT;
    struct aman_escort_roads made = {.roads = roads};
    aman_arena_init(&made.arena, mem, 0);
    struct netting netting = {.wish = wish, .net = &made, .roads = roads};
    enum aman_err err = make(&netting);
    if (err == AMAN_OK)
        *net = made;
    else
        aman_arena_release(&made.arena);
    return err;
}

void aman_escort_roads_release(struct aman_escort_roads *net)
{
    aman_arena_release(&net->arena);
    *net = (struct aman_escort_roads){0};
}
