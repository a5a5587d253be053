/* What OpenStreetMap's tags mean for people on foot. Widths are defaults (certainty C: usual urban sections
 * in Europe and North Africa), used where the map has no `width` or `lanes`; at an event streets are walked
 * in full. */
#include "formats/osm_city.h"

#include "base/text.h"

#include <string.h>

#define LANE_M 3.0
#define SIDEWALKS_M 3.0 /* both together */
#define WIDTH_LEAST_M 0.5
#define WIDTH_MOST_M 60.0

static const struct street {
    const char *highway;
    double width_m;
    bool road;      /* made for vehicles: skipped in tunnels */
    bool sidewalks; /* has them unless the map says no */
} streets[] = {
    {"primary", 9.0, true, true},        {"primary_link", 5.0, true, true},
    {"secondary", 8.0, true, true},      {"secondary_link", 5.0, true, true},
    {"tertiary", 7.0, true, true},       {"tertiary_link", 5.0, true, true},
    {"unclassified", 6.0, true, true},   {"residential", 6.0, true, true},
    {"living_street", 7.0, true, false}, {"road", 6.0, true, false},
    {"service", 4.0, true, false},       {"pedestrian", 6.0, false, false},
    {"footway", 2.5, false, false},      {"path", 2.0, false, false},
    {"steps", 2.5, false, false},        {"cycleway", 2.5, false, false},
    {"bridleway", 2.5, false, false},    {"track", 3.0, false, false},
    {"corridor", 2.5, false, false},     {"platform", 3.0, false, false},
};

static bool is(const char *tag, const char *value)
{
    return tag && strcmp(tag, value) == 0;
}

static bool is_any(const char *tag, const char *const *values)
{
    for (; *values; values++)
        if (is(tag, *values)) return true;
    return false;
}

/* Set, and not to "no". */
static bool is_on(const char *tag)
{
    return tag && strcmp(tag, "no") != 0;
}

static bool closed_to_feet(const struct osm_tags *tags)
{
    static const char *const shut[] = {"no", "private", "use_sidepath", NULL};
    static const char *const open[] = {"yes", "designated", "permissive", "official", NULL};
    if (tags->foot) return is_any(tags->foot, shut) && !is_any(tags->foot, open);
    return is(tags->access, "no") || is(tags->access, "private");
}

static double tag_number(const char *tag, double least, double most)
{
    double value;
    if (!tag) return 0.0;
    size_t n = strspn(tag, "0123456789.");
    return aman_text_number(tag, n, &value) && value >= least && value <= most ? value : 0.0;
}

static double width_of(const struct osm_tags *tags, const struct street *street)
{
    double width = tag_number(tags->width, WIDTH_LEAST_M, WIDTH_MOST_M);
    if (width <= 0.0 && street->road) width = LANE_M * tag_number(tags->lanes, 1.0, 12.0);
    if (width <= 0.0) width = street->width_m;
    bool none = is(tags->sidewalk, "no") || is(tags->sidewalk, "none") || is(tags->sidewalk, "separate");
    return width + (street->sidewalks && !none ? SIDEWALKS_M : 0.0);
}

static bool is_over(const struct osm_tags *tags)
{
    return is_on(tags->bridge) || is_on(tags->tunnel) || is_on(tags->covered) || is_on(tags->indoor);
}

static bool street_role(const struct osm_tags *tags, enum osm_role *role, double *width_m)
{
    const struct street *street = NULL;
    for (size_t i = 0; i < sizeof streets / sizeof *streets && !street; i++)
        if (is(tags->highway, streets[i].highway)) street = &streets[i];
    if (!street || closed_to_feet(tags)) return false;
    if (street->road && is_on(tags->tunnel) && !is(tags->tunnel, "building_passage")) return false;
    *role = is_over(tags) ? OSM_OVER : OSM_GROUND;
    *width_m = width_of(tags, street);
    return true;
}

bool osm_line_role(const struct osm_tags *tags, enum osm_role *role, double *width_m)
{
    static const char *const motorways[] = {"motorway", "motorway_link", "trunk", "trunk_link", NULL};
    static const char *const rails[] = {"rail", "light_rail", "subway", "narrow_gauge", NULL};
    bool grade = !is_on(tags->tunnel) && !is_on(tags->bridge);
    *width_m = 0.0;
    if (is(tags->natural, "coastline")) {
        *role = OSM_COAST;
        return true;
    }
    if (is_any(tags->highway, motorways)) {
        *role = OSM_MOTORWAY;
        *width_m = 8.0;
        return grade;
    }
    if (tags->highway) return street_role(tags, role, width_m);
    *role = OSM_RAIL;
    *width_m = 3.0;
    return grade && is_any(tags->railway, rails);
}

static bool is_open_area(const struct osm_tags *tags)
{
    static const char *const walked[] = {
        "pedestrian", "footway", "path", "living_street", "service", "steps", "platform", "corridor", NULL};
    static const char *const stacked[] = {"underground", "multi-storey", "rooftop", NULL};
    if (closed_to_feet(tags)) return false;
    if (is_any(tags->highway, walked)) return true;
    if (is(tags->amenity, "parking")) return !is_any(tags->parking, stacked);
    return is(tags->place, "square") || is(tags->public_transport, "platform") ||
           is(tags->railway, "platform") || is(tags->man_made, "pier");
}

bool osm_area_role(const struct osm_tags *tags, enum osm_role *role)
{
    static const char *const roofs[] = {"no", "roof", "carport", "canopy", NULL};
    static const char *const waterways[] = {"riverbank", "dock", "canal", NULL};
    bool under = is(tags->location, "underground") || is(tags->location, "underwater") || is_on(tags->tunnel);
    if (tags->building) {
        *role = OSM_BUILDING;
        return !is_any(tags->building, roofs) && !under;
    }
    if (is(tags->natural, "water") || is(tags->natural, "bay") || is_any(tags->waterway, waterways) ||
        is(tags->leisure, "swimming_pool") || is(tags->landuse, "basin") || is(tags->landuse, "reservoir")) {
        *role = OSM_WATER;
        return !under;
    }
    *role = is_over(tags) ? OSM_OVER : OSM_GROUND;
    return !(under && !tags->highway) && is_open_area(tags);
}
