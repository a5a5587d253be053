/* formats/roads_build.h - roads while they are being read. Private to the reader. */
#ifndef AMAN_FORMATS_ROADS_BUILD_H
#define AMAN_FORMATS_ROADS_BUILD_H

#include "formats/osm_stream.h"
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

/* roads_turns.c: keeps the turn restrictions that a relation means. MEMORY. */
enum aman_err roads_take_restriction(struct roads_build *build, const struct osm_element *relation);

/* Turns restrictions into roads->turns, when ways and nodes are in place. MEMORY. */
enum aman_err roads_join_turns(struct roads_build *build);

#endif
