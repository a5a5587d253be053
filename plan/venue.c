#include "plan/venue.h"

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
