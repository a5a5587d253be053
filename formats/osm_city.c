/* The city's walkable ground: streets by their widths and open areas, less buildings and water, joined to
 * what is drawn. What is drawn wins. */
#include "formats/osm_city.h"

#include <math.h>
#include <string.h>

#define CRUMB_M2 20.0
#define SIMPLIFY_M 0.1
#define NECK_M 0.8 /* narrower passages between buildings and streets are left out */
enum { ROUND_STEPS = 2 };

struct city {
    struct venue_build *build;
    struct osm_map map;
    GEOSGeometry *clip;
    const GEOSPreparedGeometry *clip_prepared;
    int level;
};

/* Everything of the given roles, lines as wide as they are, in one shape. */
static GEOSGeometry *union_of(struct city *city, unsigned roles)
{
    struct venue_build *build = city->build;
    GEOSGeometry **shapes = aman_arena_new(&build->scratch, city->map.n, sizeof *shapes);
    size_t n = 0;
    if (!shapes) return NULL;
    for (size_t i = 0; i < city->map.n; i++) {
        const struct osm_item *item = &city->map.items[i];
        if (!(roles >> item->role & 1u) ||
            GEOSPreparedIntersects_r(build->geos, city->clip_prepared, item->shape) != 1)
            continue;
        GEOSGeometry *shape = item->shape;
        if (item->width_m > 0.0)
            shape =
                venue_keep(build, GEOSBufferWithStyle_r(build->geos, shape, item->width_m / 2.0, ROUND_STEPS,
                                                        GEOSBUF_CAP_ROUND, GEOSBUF_JOIN_ROUND, 2.0));
        if (!shape) return NULL;
        shapes[n++] = shape;
    }
    return venue_shape_union(build, shapes, n);
}

/* Streets that cross a railway at grade may cross it. */
static enum aman_err find_crossings(struct city *city)
{
    struct venue_build *build = city->build;
    GEOSGeometry **rails = aman_arena_new(&build->scratch, city->map.n, sizeof *rails);
    size_t n = 0;
    if (!rails) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < city->map.n; i++)
        if (city->map.items[i].role == OSM_RAIL) rails[n++] = city->map.items[i].shape;
    if (n == 0) return AMAN_OK;
    GEOSGeometry *all = venue_shape_union(build, rails, n);
    const GEOSPreparedGeometry *prepared = all ? GEOSPrepare_r(build->geos, all) : NULL;
    if (!prepared) return venue_shape_error(build);
    for (size_t i = 0; i < city->map.n; i++) {
        struct osm_item *item = &city->map.items[i];
        if (item->role == OSM_GROUND && item->width_m > 0.0 &&
            GEOSPreparedIntersects_r(build->geos, prepared, item->shape) == 1)
            item->role = OSM_CROSSING;
    }
    GEOSPreparedGeom_destroy_r(build->geos, prepared);
    return AMAN_OK;
}

/* Hull of stands and pitch: the city has no street there, whatever the map says. */
static GEOSGeometry *footprint_of(struct city *city)
{
    struct venue_build *build = city->build;
    GEOSGeometry **shapes = aman_arena_new(&build->scratch, build->venue.n_features, sizeof *shapes);
    size_t n = 0;
    if (!shapes) return NULL;
    for (size_t i = 0; i < build->venue.n_features; i++)
        if (build->venue.features[i].kind == AMAN_FEATURE_STAND ||
            build->venue.features[i].kind == AMAN_FEATURE_PITCH)
            shapes[n++] = build->extras[i].shape;
    GEOSGeometry *all = venue_shape_union(build, shapes, n);
    return all ? venue_keep(build, GEOSConvexHull_r(build->geos, all)) : NULL;
}

static GEOSGeometry *cut_to_clip(struct city *city, const GEOSGeometry *shape)
{
    return venue_keep(city->build, GEOSIntersection_r(city->build->geos, shape, city->clip));
}

/* Streets and areas less what stands in their way; ways over or through it stay. */
static GEOSGeometry *streets_of(struct city *city, const GEOSGeometry *buildings, const GEOSGeometry *water)
{
    struct venue_build *build = city->build;
    GEOSGeometry *ground = union_of(city, 1u << OSM_GROUND), *crossing = union_of(city, 1u << OSM_CROSSING);
    GEOSGeometry *over = union_of(city, 1u << OSM_OVER);
    GEOSGeometry *barred = union_of(city, 1u << OSM_RAIL | 1u << OSM_MOTORWAY);
    GEOSGeometry *solid = venue_shape_plus(build, buildings, water);
    if (!ground || !crossing || !over || !barred || !solid) return NULL;
    ground = venue_shape_minus(build, ground, barred);
    ground = ground ? venue_shape_plus(build, ground, crossing) : NULL;
    ground = ground ? venue_shape_minus(build, ground, solid) : NULL;
    ground = ground ? venue_shape_plus(build, ground, over) : NULL;
    GEOSGeometry *footprint = ground ? footprint_of(city) : NULL;
    return footprint ? venue_shape_minus(build, ground, footprint) : NULL;
}

static GEOSGeometry *tidy(struct city *city, const GEOSGeometry *streets)
{
    struct venue_build *build = city->build;
    GEOSGeometry *cut = cut_to_clip(city, streets);
    GEOSGeometry *plain = cut ? venue_keep(build, GEOSSimplify_r(build->geos, cut, SIMPLIFY_M)) : NULL;
    GEOSGeometry *narrow = plain ? venue_shape_grow(build, plain, -NECK_M / 2.0) : NULL;
    GEOSGeometry *open = narrow ? venue_shape_grow(build, narrow, NECK_M / 2.0) : NULL;
    return open ? venue_keep(build, GEOSSimplify_r(build->geos, open, SIMPLIFY_M)) : NULL;
}

/* The parts that lead to what is drawn (the largest part where nothing is), without crumbs. */
static GEOSGeometry *connected(struct city *city, const GEOSGeometry *streets, const GEOSGeometry *drawn)
{
    struct venue_build *build = city->build;
    GEOSGeometry *all = venue_shape_plus(build, streets, drawn);
    int n = all ? GEOSGetNumGeometries_r(build->geos, all) : 0;
    GEOSGeometry **kept = aman_arena_new(&build->scratch, (size_t)n, sizeof *kept);
    if (!all || !kept) return NULL;
    size_t n_kept = 0;
    double largest = 0.0;
    bool any_drawn = GEOSisEmpty_r(build->geos, drawn) == 0;
    for (int i = 0; i < n; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(build->geos, all, i);
        double size = 0.0;
        if (GEOSisEmpty_r(build->geos, part) || !GEOSArea_r(build->geos, part, &size) || size < CRUMB_M2)
            continue;
        if (any_drawn ? GEOSIntersects_r(build->geos, part, drawn) != 1 : size <= largest) continue;
        largest = size;
        if (!any_drawn) n_kept = 0;
        kept[n_kept] = venue_keep(build, GEOSGeom_clone_r(build->geos, part));
        if (!kept[n_kept++]) return NULL;
    }
    return venue_shape_union(build, kept, n_kept);
}

/* ---- the sea, for maps ---- */

/* Faces between the coast and the edge of the map. */
static GEOSGeometry *faces_of(struct city *city)
{
    struct venue_build *build = city->build;
    GEOSGeometry **lines = aman_arena_new(&build->scratch, city->map.n + 1, sizeof *lines);
    size_t n = 0;
    if (!lines) return NULL;
    for (size_t i = 0; i < city->map.n; i++)
        if (city->map.items[i].role == OSM_COAST) lines[n++] = city->map.items[i].shape;
    if (n == 0) return venue_shape_empty(build);
    lines[n++] = venue_keep(build, GEOSBoundary_r(build->geos, city->clip));
    GEOSGeometry *net = lines[n - 1] ? venue_shape_union(build, lines, n) : NULL;
    return net ? venue_keep(build, GEOSPolygonize_r(build->geos, (const GEOSGeometry *const[]){net}, 1))
               : NULL;
}

/* Water lies to the right of a coastline. */
static bool coast_has_right(struct city *city, const GEOSPreparedGeometry *face)
{
    struct venue_build *build = city->build;
    int left = 0, right = 0;
    for (size_t i = 0; i < city->map.n; i++) {
        if (city->map.items[i].role != OSM_COAST) continue;
        const GEOSCoordSequence *line = GEOSGeom_getCoordSeq_r(build->geos, city->map.items[i].shape);
        unsigned n = 0;
        if (!line || !GEOSCoordSeq_getSize_r(build->geos, line, &n)) continue;
        for (unsigned k = 0; k + 1 < n; k++) {
            struct aman_point a, b;
            (void)GEOSCoordSeq_getXY_r(build->geos, line, k, &a.x, &a.y);
            (void)GEOSCoordSeq_getXY_r(build->geos, line, k + 1, &b.x, &b.y);
            double length = aman_point_distance(a, b);
            if (!(length > 0.0)) continue;
            double nx = 0.1 * (b.y - a.y) / length, ny = -0.1 * (b.x - a.x) / length;
            struct aman_point middle = {(a.x + b.x) / 2.0, (a.y + b.y) / 2.0};
            right += venue_shape_has(build, face, (struct aman_point){middle.x + nx, middle.y + ny});
            left += venue_shape_has(build, face, (struct aman_point){middle.x - nx, middle.y - ny});
        }
    }
    return right > left;
}

static GEOSGeometry *sea_of(struct city *city)
{
    struct venue_build *build = city->build;
    GEOSGeometry *faces = faces_of(city);
    int n = faces ? GEOSGetNumGeometries_r(build->geos, faces) : 0;
    GEOSGeometry **wet = aman_arena_new(&build->scratch, (size_t)n, sizeof *wet);
    size_t n_wet = 0;
    if (!faces || !wet) return NULL;
    for (int i = 0; i < n; i++) {
        const GEOSGeometry *face = GEOSGetGeometryN_r(build->geos, faces, i);
        if (GEOSisEmpty_r(build->geos, face)) continue;
        const GEOSPreparedGeometry *prepared = GEOSPrepare_r(build->geos, face);
        if (!prepared) return NULL;
        bool sea = coast_has_right(city, prepared);
        GEOSPreparedGeom_destroy_r(build->geos, prepared);
        if (!sea) continue;
        wet[n_wet] = venue_keep(build, GEOSGeom_clone_r(build->geos, face));
        if (!wet[n_wet++]) return NULL;
    }
    return venue_shape_union(build, wet, n_wet);
}

/* ---- together ---- */

/* The level called 0, else that of the first source, else the first. */
static int level_of(const struct aman_venue *venue)
{
    for (size_t i = 0; i < venue->n_levels; i++)
        if (strcmp(venue->levels[i].name, "0") == 0) return (int)i;
    for (size_t i = 0; i < venue->n_features; i++)
        if (venue->features[i].kind == AMAN_FEATURE_SOURCE) return venue->features[i].level;
    return 0;
}

static enum aman_err make_clip(struct city *city, double radius_m)
{
    struct venue_build *build = city->build;
    GEOSGeometry **shapes = aman_arena_new(&build->scratch, build->venue.n_features, sizeof *shapes);
    if (!shapes) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < build->venue.n_features; i++) shapes[i] = build->extras[i].shape;
    GEOSGeometry *all = venue_shape_union(build, shapes, build->venue.n_features);
    GEOSGeometry *hull = all ? venue_keep(build, GEOSConvexHull_r(build->geos, all)) : NULL;
    city->clip = hull ? venue_keep(build, GEOSBuffer_r(build->geos, hull, radius_m, 8)) : NULL;
    city->clip_prepared = city->clip ? GEOSPrepare_r(build->geos, city->clip) : NULL;
    return city->clip_prepared ? AMAN_OK : venue_shape_error(build);
}

static enum aman_err assemble(struct city *city, GEOSGeometry **ground)
{
    struct venue_build *build = city->build;
    GEOSGeometry *buildings = union_of(city, 1u << OSM_BUILDING), *lakes = union_of(city, 1u << OSM_WATER);
    GEOSGeometry *sea = sea_of(city);
    GEOSGeometry *streets = buildings && lakes ? streets_of(city, buildings, lakes) : NULL;
    GEOSGeometry *clean = streets ? tidy(city, streets) : NULL;
    GEOSGeometry *drawn = venue_levels_union(build, AMAN_FEATURE_WALKABLE, city->level);
    GEOSGeometry *water = sea && lakes ? venue_shape_plus(build, sea, lakes) : NULL;
    GEOSGeometry *joined = clean && drawn ? connected(city, clean, drawn) : NULL;
    if (!joined || !water) return venue_shape_error(build);
    enum aman_err err = venue_shape_area(build, build->arena, buildings, &build->venue.buildings);
    if (!err) err = venue_shape_area(build, build->arena, water, &build->venue.water);
    if (!err) *ground = joined;
    return err;
}

static void fault_empty(struct venue_build *build)
{
    venue_fault_file(build, build->source->surroundings, "", "no street within reach of the venue",
                     "an extract of the venue's surroundings", "another city's extract?");
}

enum aman_err osm_city_read(struct venue_build *build, GEOSGeometry **city_out, int *city_level)
{
    struct city city = {.build = build, .level = level_of(&build->venue)};
    double radius = build->source->surroundings_radius_m;
    const char *file = build->source->surroundings;
    if (!(radius > 0.0 && radius <= 20000.0)) return AMAN_ERR_ARGUMENT;
    if (build->venue.crs[0] == '\0') {
        venue_fault_file(build, file, "", "a city map around a drawing without a place on Earth",
                         "geometry with a CRS", NULL);
        return AMAN_OK;
    }
    size_t errors = build->diags->n_errors;
    enum aman_err err = osm_read(build, file, radius, &city.map);
    if (err || build->diags->n_errors > errors) return err;
    if (city.map.n == 0) {
        fault_empty(build);
        return AMAN_OK;
    }
    err = make_clip(&city, radius);
    if (!err) err = find_crossings(&city);
    if (!err) err = assemble(&city, city_out);
    if (city.clip_prepared) GEOSPreparedGeom_destroy_r(build->geos, city.clip_prepared);
    if (err) return err;
    build->venue.attribution = "© OpenStreetMap contributors, ODbL";
    *city_level = city.level;
    return AMAN_OK;
}
