/* formats/osm_city.h - an OpenStreetMap extract into the ground around a drawn venue. Private to the reader.
 */
#ifndef AMAN_FORMATS_OSM_CITY_H
#define AMAN_FORMATS_OSM_CITY_H

#include "formats/venue_build.h"

/* What an extract holds, by what it does to people on foot. */
enum osm_role {
    OSM_GROUND, /* streets and open areas at grade */
    OSM_OVER,   /* ways through or over what would cut them: bridges, passages, foot tunnels, covered ways */
    OSM_CROSSING, /* streets that cross a railway at grade */
    OSM_RAIL,     /* lines that nobody crosses but on a way that crosses them */
    OSM_MOTORWAY, /* the same, carriageways */
    OSM_BUILDING,
    OSM_WATER,
    OSM_COAST, /* lines, water to their right */
    OSM_ROLE_COUNT
};

/* One thing on the map in venue metres. Lines of streets carry the width that people can walk on. */
struct osm_item {
    enum osm_role role;
    GEOSGeometry *shape;
    double width_m; /* lines; 0 for areas */
};

struct osm_map {
    struct osm_item *items;
    size_t n, cap;
};

/* What tags make of a way or an area; NULL for a tag that is not set. */
struct osm_tags {
    const char *highway, *railway, *natural, *tunnel, *bridge, *covered, *indoor, *access, *foot, *sidewalk,
        *width, *lanes, *building, *amenity, *parking, *waterway, *leisure, *landuse, *place, *man_made,
        *location, *public_transport;
};

/* osm_tags.c: the role of a line and, for streets, its width: the carriageway (tag `width`, else lanes of 3
 * m, else by class) and sidewalks of 1.5 m where there are any. False when it is nothing to us. */
bool osm_line_role(const struct osm_tags *tags, enum osm_role *role, double *width_m);
bool osm_area_role(const struct osm_tags *tags, enum osm_role *role);

/* osm_read.c: everything of the extract that comes within `reach_m` of the venue's box. Faults of the file
 * go to the diagnostics. */
enum aman_err osm_read(struct venue_build *build, const char *file, double reach_m, struct osm_map *map);

/* osm_city.c: walkable ground of the city within the source's radius of the drawn geometry, to be added to
 * *city_level; fills the venue's buildings, water and attribution. */
enum aman_err osm_city_read(struct venue_build *build, GEOSGeometry **city, int *city_level);

#endif
