#include "formats/venue_build.h"

#include <math.h>

#define ROUNDING_M 0.002
#define GAP_M 0.02
#define MITRE_LIMIT 5.0

GEOSGeometry *venue_keep(struct venue_build *build, GEOSGeometry *shape)
{
    if (!shape) return NULL;
    if (!venue_grow(build, (void **)&build->kept, build->n_kept, &build->cap_kept, sizeof *build->kept)) {
        GEOSGeom_destroy_r(build->geos, shape);
        return NULL;
    }
    return build->kept[build->n_kept++] = shape;
}

enum aman_err venue_shape_error(struct venue_build *build)
{
    /* GEOS says what went wrong unless memory was out. */
    return build->geos_message[0] ? AMAN_ERR_INTERNAL : AMAN_ERR_MEMORY;
}

static GEOSCoordSequence *sequence_of(struct venue_build *build, const struct aman_point *points, size_t n,
                                      bool close)
{
    size_t m = n + (close ? 1 : 0);
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(build->geos, (unsigned)m, 2);
    for (size_t i = 0; sequence && i < m; i++)
        if (!GEOSCoordSeq_setXY_r(build->geos, sequence, (unsigned)i, points[i % n].x, points[i % n].y)) {
            GEOSCoordSeq_destroy_r(build->geos, sequence);
            return NULL;
        }
    return sequence;
}

static GEOSGeometry *ring_of(struct venue_build *build, const struct venue_part *part)
{
    GEOSCoordSequence *sequence = sequence_of(build, part->points, part->n, true);
    return sequence ? GEOSGeom_createLinearRing_r(build->geos, sequence) : NULL;
}

/* One polygon: parts[0] and the holes after it. */
static GEOSGeometry *polygon_of(struct venue_build *build, const struct venue_part *parts, size_t n)
{
    GEOSGeometry *shell = ring_of(build, &parts[0]);
    GEOSGeometry **holes = aman_arena_new(&build->scratch, n, sizeof *holes);
    size_t made = 0;
    while (shell && holes && made + 1 < n) {
        holes[made] = ring_of(build, &parts[made + 1]);
        if (!holes[made]) break;
        made++;
    }
    if (shell && holes && made + 1 == n)
        return GEOSGeom_createPolygon_r(build->geos, shell, holes, (unsigned)made);
    if (shell) GEOSGeom_destroy_r(build->geos, shell);
    while (made > 0) GEOSGeom_destroy_r(build->geos, holes[--made]);
    return NULL;
}

/* A collection owns its members: on failure they are freed here. */
static GEOSGeometry *collect(struct venue_build *build, int type, GEOSGeometry **members, size_t n)
{
    GEOSGeometry *whole = GEOSGeom_createCollection_r(build->geos, type, members, (unsigned)n);
    for (size_t i = 0; !whole && i < n; i++) GEOSGeom_destroy_r(build->geos, members[i]);
    return venue_keep(build, whole);
}

GEOSGeometry *venue_shape_polygons(struct venue_build *build, const struct venue_part *parts, size_t n)
{
    GEOSGeometry **polygons = aman_arena_new(&build->scratch, n + 1, sizeof *polygons);
    if (!polygons) return NULL;
    size_t made = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && parts[end].hole; end++) {
        }
        polygons[made] = polygon_of(build, &parts[i], end - i);
        if (!polygons[made]) {
            while (made > 0) GEOSGeom_destroy_r(build->geos, polygons[--made]);
            return NULL;
        }
        made++;
    }
    if (made == 1) return venue_keep(build, polygons[0]);
    return collect(build, GEOS_MULTIPOLYGON, polygons, made);
}

GEOSGeometry *venue_shape_line(struct venue_build *build, const struct aman_point *points, size_t n)
{
    GEOSCoordSequence *sequence = sequence_of(build, points, n, false);
    return sequence ? venue_keep(build, GEOSGeom_createLineString_r(build->geos, sequence)) : NULL;
}

GEOSGeometry *venue_shape_empty(struct venue_build *build)
{
    return venue_keep(build, GEOSGeom_createEmptyPolygon_r(build->geos));
}

GEOSGeometry *venue_shape_union(struct venue_build *build, GEOSGeometry *const *shapes, size_t n)
{
    if (n == 0) return venue_shape_empty(build);
    GEOSGeometry **copies = aman_arena_new(&build->scratch, n, sizeof *copies);
    if (!copies) return NULL;
    for (size_t i = 0; i < n; i++) {
        copies[i] = GEOSGeom_clone_r(build->geos, shapes[i]);
        if (!copies[i]) {
            while (i > 0) GEOSGeom_destroy_r(build->geos, copies[--i]);
            return NULL;
        }
    }
    GEOSGeometry *all = collect(build, GEOS_GEOMETRYCOLLECTION, copies, n);
    return all ? venue_keep(build, GEOSUnaryUnion_r(build->geos, all)) : NULL;
}

GEOSGeometry *venue_shape_minus(struct venue_build *build, const GEOSGeometry *a, const GEOSGeometry *b)
{
    return venue_keep(build, GEOSDifference_r(build->geos, a, b));
}

GEOSGeometry *venue_shape_plus(struct venue_build *build, const GEOSGeometry *a, const GEOSGeometry *b)
{
    return venue_keep(build, GEOSUnion_r(build->geos, a, b));
}

GEOSGeometry *venue_shape_grow(struct venue_build *build, const GEOSGeometry *shape, double distance_m)
{
    return venue_keep(build, GEOSBufferWithStyle_r(build->geos, shape, distance_m, 4, GEOSBUF_CAP_FLAT,
                                                   GEOSBUF_JOIN_MITRE, MITRE_LIMIT));
}

/* What the two offsets leave of a straight edge differs from it by rounding only. */
static GEOSGeometry *there_and_back(struct venue_build *build, const GEOSGeometry *shape, double distance_m)
{
    GEOSGeometry *there = venue_shape_grow(build, shape, distance_m);
    GEOSGeometry *back = there ? venue_shape_grow(build, there, -distance_m) : NULL;
    return back ? venue_keep(build, GEOSSimplify_r(build->geos, back, ROUNDING_M)) : NULL;
}

GEOSGeometry *venue_shape_close(struct venue_build *build, const GEOSGeometry *shape)
{
    return there_and_back(build, shape, GAP_M / 2.0);
}

GEOSGeometry *venue_shape_open(struct venue_build *build, const GEOSGeometry *shape)
{
    return there_and_back(build, shape, -GAP_M / 2.0);
}

bool venue_shape_has(struct venue_build *build, const GEOSPreparedGeometry *prepared, struct aman_point at)
{
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(build->geos, at.x, at.y);
    bool has = point && GEOSPreparedContains_r(build->geos, prepared, point) == 1;
    if (point) GEOSGeom_destroy_r(build->geos, point);
    return has;
}

static size_t rings_in(struct venue_build *build, const GEOSGeometry *shape)
{
    if (GEOSisEmpty_r(build->geos, shape)) return 0;
    int type = GEOSGeomTypeId_r(build->geos, shape);
    if (type == GEOS_POLYGON) return 1 + (size_t)GEOSGetNumInteriorRings_r(build->geos, shape);
    size_t sum = 0;
    if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION)
        for (int i = 0; i < GEOSGetNumGeometries_r(build->geos, shape); i++)
            sum += rings_in(build, GEOSGetGeometryN_r(build->geos, shape, i));
    return sum;
}

static bool copy_ring(struct venue_build *build, struct aman_arena *arena, const GEOSGeometry *line,
                      struct aman_ring *ring)
{
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(build->geos, line);
    unsigned n = 0;
    if (!sequence || !GEOSCoordSeq_getSize_r(build->geos, sequence, &n) || n < 4) return false;
    ring->points = aman_arena_new(arena, n, sizeof *ring->points);
    if (!ring->points) return false;
    if (!GEOSCoordSeq_copyToBuffer_r(build->geos, sequence, (double *)ring->points, 0, 0)) return false;
    ring->n = n - 1;
    return true;
}

static bool copy_polygons(struct venue_build *build, struct aman_arena *arena, const GEOSGeometry *shape,
                          struct aman_area *area)
{
    if (GEOSisEmpty_r(build->geos, shape)) return true;
    int type = GEOSGeomTypeId_r(build->geos, shape);
    if (type == GEOS_POLYGON) {
        if (!copy_ring(build, arena, GEOSGetExteriorRing_r(build->geos, shape), &area->rings[area->n++]))
            return false;
        for (int i = 0; i < GEOSGetNumInteriorRings_r(build->geos, shape); i++)
            if (!copy_ring(build, arena, GEOSGetInteriorRingN_r(build->geos, shape, i),
                           &area->rings[area->n++]))
                return false;
        return true;
    }
    bool good = true;
    if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION)
        for (int i = 0; good && i < GEOSGetNumGeometries_r(build->geos, shape); i++)
            good = copy_polygons(build, arena, GEOSGetGeometryN_r(build->geos, shape, i), area);
    return good;
}

enum aman_err venue_shape_area(struct venue_build *build, struct aman_arena *arena, const GEOSGeometry *shape,
                               struct aman_area *area)
{
    struct aman_area copy = {0};
    copy.rings = aman_arena_new(arena, rings_in(build, shape), sizeof *copy.rings);
    if (!copy.rings || !copy_polygons(build, arena, shape, &copy)) return AMAN_ERR_MEMORY;
    *area = copy;
    return AMAN_OK;
}
