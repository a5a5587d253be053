#include "plan/venue.h"

#include <math.h>
#include <string.h>

const char *aman_feature_kind_name(enum aman_feature_kind kind)
{
    static const char *const names[AMAN_FEATURE_KIND_COUNT] = {
        "walkable", "obstacle", "wall",   "stair",  "ramp",   "stand", "gangway",
        "gate",     "search",   "exit",   "safety", "source", "pitch", "zone",
    };
    return (unsigned)kind < AMAN_FEATURE_KIND_COUNT ? names[kind] : "unknown";
}

int aman_venue_find(const struct aman_venue *venue, const char *id)
{
    for (size_t i = 0; i < venue->n_features; i++)
        if (strcmp(venue->features[i].id, id) == 0) return (int)i;
    return -1;
}

bool aman_venue_place(const struct aman_venue *venue, double lon, double lat, struct aman_point *at)
{
    const double far_m = 20000.0;
    if (venue->per_lon_m.x == 0.0) return false;
    double east = lon - venue->origin_lon, north = lat - venue->origin_lat;
    struct aman_point p = {east * venue->per_lon_m.x + north * venue->per_lat_m.x, east * venue->per_lon_m.y + north * venue->per_lat_m.y};
    if (!(fabs(p.x) <= far_m && fabs(p.y) <= far_m)) return false;
    *at = p;
    return true;
}
