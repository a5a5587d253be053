/* Corners of lines that lie on one another, or nearly so, into nodes: a raster of cells as wide as the
 * tolerance. */
#include "formats/roads_build.h"

#include <math.h>

#define METRES_PER_DEGREE 111195.0 /* of a great circle */
#define CELL_LEAST_M 0.01
#define NONE UINT32_MAX

struct joining {
    struct roads_build *build;
    const struct aman_point *corners; /* degrees */
    double join_m, cell_m, x_scale;
    struct aman_point *at; /* of each node, metres */
    uint32_t *next;        /* of each node: another in its bucket */
    uint32_t *buckets;
    size_t n_buckets, n_nodes;
};

static size_t bucket_of(const struct joining *joining, int64_t x, int64_t y)
{
    uint64_t key = (uint64_t)x * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)y * UINT64_C(0xC2B2AE3D27D4EB4F);
    key ^= key >> 29;
    return (size_t)(key * UINT64_C(0xBF58476D1CE4E5B9) >> 20) & (joining->n_buckets - 1);
}

/* The nearest node within the tolerance, the first of several, or NONE. */
static uint32_t nearest(const struct joining *joining, struct aman_point at)
{
    int64_t x = (int64_t)floor(at.x / joining->cell_m), y = (int64_t)floor(at.y / joining->cell_m);
    uint32_t best = NONE;
    double least = joining->join_m;
    for (int64_t dx = -1; dx <= 1; dx++)
        for (int64_t dy = -1; dy <= 1; dy++)
            for (uint32_t v = joining->buckets[bucket_of(joining, x + dx, y + dy)]; v != NONE;
                 v = joining->next[v]) {
                double distance = hypot(joining->at[v].x - at.x, joining->at[v].y - at.y);
                if (distance > least || (best != NONE && distance == least && v >= best)) continue;
                least = distance;
                best = v;
            }
    return best;
}

static uint32_t add_node(struct joining *joining, struct aman_point at, struct aman_point degrees)
{
    uint32_t v = (uint32_t)joining->n_nodes++;
    size_t bucket =
        bucket_of(joining, (int64_t)floor(at.x / joining->cell_m), (int64_t)floor(at.y / joining->cell_m));
    joining->at[v] = at;
    joining->next[v] = joining->buckets[bucket];
    joining->buckets[bucket] = v;
    joining->build->nodes[v] =
        (struct aman_road_node){.id = (int64_t)v + 1, .lon = degrees.x, .lat = degrees.y};
    return v;
}

static void join_all(struct joining *joining)
{
    struct roads_build *build = joining->build;
    for (size_t b = 0; b < joining->n_buckets; b++) joining->buckets[b] = NONE;
    for (size_t i = 0; i < build->n_ref_ids; i++) {
        struct aman_point degrees = joining->corners[i],
                          at = {degrees.x * joining->x_scale, degrees.y * METRES_PER_DEGREE};
        uint32_t v = nearest(joining, at);
        if (v == NONE)
            v = add_node(joining, at, degrees);
        else
            build->roads->notes[AMAN_ROAD_NOTE_JOINED] +=
                build->nodes[v].lon != degrees.x || build->nodes[v].lat != degrees.y;
        build->ref_ids[i] = build->nodes[v].id;
    }
}

enum aman_err roads_join_corners(struct roads_build *build, const struct aman_point *corners, double join_m)
{
    size_t n = build->n_ref_ids;
    struct joining joining = {.build = build, .corners = corners, .join_m = join_m, .n_buckets = 16};
    joining.cell_m = fmax(join_m, CELL_LEAST_M);
    joining.x_scale = n > 0 ? METRES_PER_DEGREE * fmax(cos(corners[0].y * 0.017453292519943295), 0.01) : 0.0;
    while (joining.n_buckets < n) joining.n_buckets *= 2;
    joining.at = aman_mem_new(build->mem, n, sizeof *joining.at);
    joining.next = aman_mem_new(build->mem, n, sizeof *joining.next);
    joining.buckets = aman_mem_new(build->mem, joining.n_buckets, sizeof *joining.buckets);
    build->nodes = aman_mem_new(build->mem, n, sizeof *build->nodes);
    bool made = joining.at && joining.next && joining.buckets && build->nodes;
    if (build->nodes)
        build->n_nodes = n; /* as many as there is room; those behind the last have ids that follow */
    if (made) join_all(&joining);
    for (size_t v = joining.n_nodes; made && v < n; v++)
        build->nodes[v] = (struct aman_road_node){.id = (int64_t)v + 1, .lon = NAN, .lat = NAN};
    aman_mem_free(build->mem, joining.at, n, sizeof *joining.at);
    aman_mem_free(build->mem, joining.next, n, sizeof *joining.next);
    aman_mem_free(build->mem, joining.buckets, joining.n_buckets, sizeof *joining.buckets);
    return made ? AMAN_OK : AMAN_ERR_MEMORY;
}
