/* formats/roads_build.h - roads while they are being read. Private to the reader. */
#ifndef AMAN_FORMATS_ROADS_BUILD_H
#define AMAN_FORMATS_ROADS_BUILD_H

#include "base/diag.h"
#include "base/geom.h"
#include "formats/osm_stream.h"
#include "formats/roads_read.h"
#include "plan/roads.h"

struct roads_restriction {
    int64_t id;
    bool only;
    int64_t from, to; /* ways */
    int64_t via_node; /* where n_via is 0 */
    size_t via, n_via; /* in via_ids */
};

struct roads_site { /* a hospital or police station drawn as an area */
    struct aman_road_place place;
    size_t first, n; /* in site_refs */
};

struct roads_build {
    struct aman_roads *roads;
    const struct aman_mem *mem;
    size_t cap_ways, cap_places;
    int64_t *ref_ids; /* nodes of `ways` */
    size_t n_ref_ids, cap_ref_ids;
    struct roads_restriction *restrictions;
    size_t n_restrictions, cap_restrictions;
    int64_t *via_ids;
    size_t n_via_ids, cap_via_ids;
    struct roads_site *sites;
    size_t n_sites, cap_sites;
    int64_t *site_refs;
    size_t n_site_refs, cap_site_refs;
    struct aman_road_way *ways; /* as they come */
    size_t n_ways;
    struct aman_road_node *nodes; /* wanted ones, ids ascending; lon is NAN until it was seen */
    size_t n_nodes;
};

/* Makes room for one more of an array; false when memory is out or there are 2^30 already. */
bool roads_grow(const struct roads_build *build, void **items, size_t n, size_t *cap, size_t size);

/* Makes roads: `fill` reads into the build, then everything that it holds is freed. INPUT needs a diagnostic, which is
 * fill's; so is one when there is no way. */
enum aman_err roads_make(const struct aman_mem *mem, enum aman_err (*fill)(struct roads_build *build, void *ctx), void *ctx,
                         struct aman_roads **roads);

/* Keeps a way that is a road for vehicles, with its refs; others are noted. MEMORY. */
enum aman_err roads_take_way(struct roads_build *build, const struct osm_element *element);

/* Ways (ids ascending) and the nodes that they use into the roads. MEMORY. */
enum aman_err roads_place(struct roads_build *build);

/* roads_join.c: refs are the numbers of corners (degrees): they become ids of nodes, those of corners within `join_m` of an
 * earlier one the same. Fills build->nodes. MEMORY. */
enum aman_err roads_join_corners(struct roads_build *build, const struct aman_point *corners, double join_m);

/* roads_lines.c: fills a build from a layer of lines. */
struct roads_lines_job {
    const char *path;
    const struct aman_road_lines *lines;
    struct aman_diags *diags;
};
enum aman_err roads_lines_fill(struct roads_build *build, void *job);

/* roads_turns.c: keeps the turn restrictions that a relation means. MEMORY. */
enum aman_err roads_take_restriction(struct roads_build *build, const struct osm_element *relation);

/* Turns restrictions into roads->turns, when ways and nodes are in place. MEMORY. */
enum aman_err roads_join_turns(struct roads_build *build);

#endif
