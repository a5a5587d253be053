/* check/escort_net.h - the map's roads as the escort engine's net: lengths, times, what is closed, forbidden turns. */
#ifndef AMAN_CHECK_ESCORT_NET_H
#define AMAN_CHECK_ESCORT_NET_H

#include "check/escort_wish.h"
#include "engines/escort/escort.h"

struct aman_escort_roads {
    struct aman_arena arena;
    const struct aman_roads *roads;
    struct aman_escort_net net; /* nodes: those of roads, in their order */
    uint32_t *way;              /* of each segment */
    bool *restricted;           /* of each arc: it begins, continues or ends a turn restriction */
    double lon0, lat0, x_scale, y_scale; /* metres a degree around the map's middle */
    struct aman_escort_closures closures;
};

/* Every pair of neighbouring nodes of a way becomes a segment, closed where a barrier stands at one of its ends. Lengths are great-circle distances. The time for a
 * segment is its length at the class's speed at that hour or the signed limit, whichever is lower, and the wait at a
 * traffic light at its end; its p90 is the class's factor times that. O(roads + avoids · segments). MEMORY, ARGUMENT. */
enum aman_err aman_escort_roads_init(const struct aman_mem *mem, const struct aman_roads *roads,
                                     const struct aman_escort_wish *wish, struct aman_escort_roads *net);
void aman_escort_roads_release(struct aman_escort_roads *net);

/* Whether an avoid closes a segment of the net. O(corners of its area). */
bool aman_escort_roads_avoids(const struct aman_escort_roads *net, const struct aman_escort_avoid *avoid, uint32_t segment);

/* Degrees into the net's metres and back. */
struct aman_point aman_escort_roads_metres(const struct aman_escort_roads *net, double lon, double lat);
struct aman_point aman_escort_roads_degrees(const struct aman_escort_roads *net, struct aman_point at);

#endif
