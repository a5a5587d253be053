/* The region of each level: where people can be. */
#include "formats/venue_build.h"

/* Beyond the upper end of a stair, the lower level has no ground for so far: whoever steps over that end is
 * on the upper level. The same below the lower end on the upper level. */
#define STRIP_M 0.3

static GEOSGeometry *union_of(struct venue_build *build, unsigned kinds, int level, bool upper_too)
{
    GEOSGeometry **shapes = aman_arena_new(&build->scratch, build->venue.n_features, sizeof *shapes);
    size_t n = 0;
    if (!shapes) return NULL;
    for (size_t i = 0; i < build->venue.n_features; i++) {
        const struct aman_feature *feature = &build->venue.features[i];
        bool here = feature->level == level || (upper_too && feature->level_up == level);
        if (here && (kinds >> feature->kind & 1u)) shapes[n++] = build->extras[i].shape;
    }
    return venue_shape_union(build, shapes, n);
}

GEOSGeometry *venue_levels_union(struct venue_build *build, enum aman_feature_kind kind, int level)
{
    return union_of(build, 1u << kind, level, false);
}

GEOSGeometry *venue_levels_stairs(struct venue_build *build, int level)
{
    return union_of(build, 1u << AMAN_FEATURE_STAIR | 1u << AMAN_FEATURE_RAMP, level, true);
}

static GEOSGeometry *strip_beyond(struct venue_build *build, const struct aman_ring *ring,
                                  const struct venue_end *end)
{
    struct venue_part part = {.ring = true, .n = 2 * (end->n + 1)};
    part.points = aman_arena_new(&build->scratch, part.n, sizeof *part.points);
    if (!part.points) return NULL;
    for (size_t k = 0; k <= end->n; k++) {
        struct aman_point p = ring->points[(end->first + k) % ring->n];
        part.points[k] = p;
        part.points[part.n - 1 - k] =
            (struct aman_point){p.x + STRIP_M * end->out.x, p.y + STRIP_M * end->out.y};
    }
    return venue_shape_polygons(build, &part, 1);
}

static GEOSGeometry *strips_of(struct venue_build *build, int level)
{
    GEOSGeometry **strips = aman_arena_new(&build->scratch, 2 * build->venue.n_links, sizeof *strips);
    size_t n = 0;
    if (!strips) return NULL;
    for (size_t i = 0; i < build->venue.n_links; i++) {
        const struct aman_link *link = &build->venue.links[i];
        const struct aman_ring *ring = &build->venue.features[link->feature].area.rings[0];
        if (link->low != level && link->high != level) continue;
        strips[n] =
            strip_beyond(build, ring, link->low == level ? &build->ends[i].top : &build->ends[i].bottom);
        if (!strips[n++]) return NULL;
    }
    return venue_shape_union(build, strips, n);
}

/* Obstacles, pitch, and stands less their gangways. */
static GEOSGeometry *blocked_of(struct venue_build *build, int level)
{
    GEOSGeometry *stands = union_of(build, 1u << AMAN_FEATURE_STAND, level, false);
    GEOSGeometry *gangways = union_of(build, 1u << AMAN_FEATURE_GANGWAY, level, false);
    GEOSGeometry *solid =
        union_of(build, 1u << AMAN_FEATURE_OBSTACLE | 1u << AMAN_FEATURE_PITCH, level, false);
    GEOSGeometry *seats = stands && gangways ? venue_shape_minus(build, stands, gangways) : NULL;
    return seats && solid ? venue_shape_plus(build, solid, seats) : NULL;
}

static GEOSGeometry *region_of(struct venue_build *build, int level, const GEOSGeometry *city)
{
    GEOSGeometry *ground =
        union_of(build, 1u << AMAN_FEATURE_WALKABLE | 1u << AMAN_FEATURE_GANGWAY, level, false);
    GEOSGeometry *stairs = venue_levels_stairs(build, level);
    GEOSGeometry *blocked = blocked_of(build, level), *strips = strips_of(build, level);
    if (ground && city) ground = venue_shape_plus(build, ground, city);
    if (!ground || !stairs || !blocked || !strips) return NULL;
    GEOSGeometry *all = venue_shape_plus(build, ground, stairs);
    GEOSGeometry *whole = all ? venue_shape_close(build, all) : NULL;
    GEOSGeometry *cut = venue_shape_plus(build, blocked, strips);
    cut = cut ? venue_shape_minus(build, cut, stairs) : NULL;
    GEOSGeometry *rest = whole && cut ? venue_shape_minus(build, whole, cut) : NULL;
    return rest ? venue_shape_open(build, rest) : NULL;
}

enum aman_err venue_levels_make(struct venue_build *build, GEOSGeometry *city, int city_level)
{
    size_t n = build->venue.n_levels;
    build->regions = aman_arena_new(&build->scratch, n, sizeof *build->regions);
    build->prepared = aman_arena_new(&build->scratch, n, sizeof *build->prepared);
    if (!build->regions || !build->prepared) return AMAN_ERR_MEMORY;
    for (size_t level = 0; level < n; level++) {
        GEOSGeometry *region = region_of(build, (int)level, (int)level == city_level ? city : NULL);
        if (!region) return venue_shape_error(build);
        build->regions[level] = region;
        build->prepared[level] = GEOSPrepare_r(build->geos, region);
        if (!build->prepared[level]) return venue_shape_error(build);
        enum aman_err err = venue_shape_area(build, build->arena, region, &build->venue.levels[level].region);
        if (err) return err;
    }
    return AMAN_OK;
}
