/* Warnings on a venue as assembled: gates that touch nothing or can be walked around, sources off the ground,
 * levels that nothing joins, stands that nobody can reach. */
#include "formats/venue_build.h"

#include <math.h>

#define GATE_END_M 0.3
#define LANDING_M 0.06 /* where the ground beyond a stair's end is looked for */
#define WALL_HALF_M 0.01
#define OVERLAP_LEAST_M2 1.0

/* A piece of ground that one can walk all over, barriers being open. */
struct piece {
    int level;
    const GEOSGeometry *shape;
    const GEOSPreparedGeometry *prepared;
    int group;    /* union-find */
    bool reached; /* of a group: a source leads there */
};

struct reach {
    struct venue_build *build;
    struct piece *pieces;
    size_t n, cap;
    size_t n_sources;
};

static bool is_barrier(const struct aman_feature *feature)
{
    return feature->kind == AMAN_FEATURE_GATE || feature->kind == AMAN_FEATURE_SEARCH ||
           feature->kind == AMAN_FEATURE_EXIT;
}

/* ---- gates ---- */

static double distance_to_line(const struct aman_ring *line, struct aman_point p)
{
    double best = INFINITY;
    for (size_t i = 0; i + 1 < line->n; i++)
        best =
            fmin(best,
                 aman_point_distance(p, aman_segment_nearest(
                                            (struct aman_segment){line->points[i], line->points[i + 1]}, p)));
    return best;
}

static bool end_is_closed(const struct venue_build *build, size_t index, struct aman_point end)
{
    const struct aman_venue *venue = &build->venue;
    const struct aman_level *level = &venue->levels[venue->features[index].level];
    for (size_t i = 0; i < level->n_walls; i++)
        if (aman_point_distance(end, aman_segment_nearest(level->walls[i], end)) <= GATE_END_M) return true;
    for (size_t i = 0; i < venue->n_features; i++)
        if (i != index && is_barrier(&venue->features[i]) &&
            venue->features[i].level == venue->features[index].level &&
            distance_to_line(&venue->features[i].line, end) <= GATE_END_M)
            return true;
    return false;
}

static void check_ends(struct venue_build *build, size_t index)
{
    const struct aman_feature *gate = &build->venue.features[index];
    for (int k = 0; k < 2; k++) {
        struct aman_point end = gate->line.points[k == 0 ? 0 : gate->line.n - 1];
        if (!venue_shape_has(build, build->prepared[gate->level], end) || end_is_closed(build, index, end))
            continue;
        venue_fault(build, AMAN_DIAG_WARNING, index, &end, "an end in the middle of walkable ground",
                    "an end at a wall, an obstacle or another gate, at most 0.3 m from it",
                    "people can walk around it");
    }
}

static void check_barriers(struct venue_build *build)
{
    for (size_t i = 0; i < build->venue.n_features; i++) {
        const struct aman_feature *gate = &build->venue.features[i];
        if (!is_barrier(gate)) continue;
        if (GEOSPreparedIntersects_r(build->geos, build->prepared[gate->level], build->extras[i].shape) != 0)
            check_ends(build, i);
        else
            venue_fault(build, AMAN_DIAG_WARNING, i, &gate->line.points[0],
                        venue_textf(build, "a %s that touches no walkable area of level %s",
                                    aman_feature_kind_name(gate->kind),
                                    build->venue.levels[gate->level].name),
                        "a line across walkable ground", NULL);
    }
}

/* ---- pieces ---- */

/* Walls that can divide a region: as drawn, and the sides of stairs. NULL result with *none: nothing divides
 * it. */
static GEOSGeometry *dividers_of(struct venue_build *build, int level, bool *none)
{
    const struct aman_venue *venue = &build->venue;
    size_t cap = venue->n_features, n = 0;
    for (size_t i = 0; i < venue->n_links; i++)
        cap += venue->features[venue->links[i].feature].area.rings[0].n;
    GEOSGeometry **strips = aman_arena_new(&build->scratch, cap, sizeof *strips);
    *none = false;
    if (!strips) return NULL;
    for (size_t i = 0; i < venue->n_features; i++)
        if (venue->features[i].kind == AMAN_FEATURE_WALL && venue->features[i].level == level) {
            strips[n] = venue_shape_grow(build, build->extras[i].shape, WALL_HALF_M);
            if (!strips[n++]) return NULL;
        }
    for (size_t i = 0; i < venue->n_links; i++) {
        if (venue->links[i].low != level && venue->links[i].high != level) continue;
        const struct aman_ring *ring = &venue->features[venue->links[i].feature].area.rings[0];
        const struct venue_link *ends = &build->ends[i];
        for (size_t e = 0; e < ring->n; e++) {
            if ((e + ring->n - ends->bottom.first) % ring->n < ends->bottom.n ||
                (e + ring->n - ends->top.first) % ring->n < ends->top.n)
                continue;
            struct aman_segment side = venue_edge(ring, e);
            GEOSGeometry *line = venue_shape_line(build, (struct aman_point[]){side.a, side.b}, 2);
            strips[n] = line ? venue_shape_grow(build, line, WALL_HALF_M) : NULL;
            if (!strips[n++]) return NULL;
        }
    }
    *none = n == 0;
    return *none ? NULL : venue_shape_union(build, strips, n);
}

static enum aman_err add_pieces(struct reach *reach, int level, const GEOSGeometry *shape)
{
    struct venue_build *build = reach->build;
    for (int i = 0; i < GEOSGetNumGeometries_r(build->geos, shape); i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(build->geos, shape, i);
        if (GEOSisEmpty_r(build->geos, part) || GEOSGeomTypeId_r(build->geos, part) != GEOS_POLYGON) continue;
        if (!venue_grow(build, (void **)&reach->pieces, reach->n, &reach->cap, sizeof *reach->pieces))
            return AMAN_ERR_MEMORY;
        const GEOSPreparedGeometry *prepared = GEOSPrepare_r(build->geos, part);
        if (!prepared) return venue_shape_error(build);
        reach->pieces[reach->n] = (struct piece){level, part, prepared, (int)reach->n, false};
        reach->n++;
    }
    return AMAN_OK;
}

static enum aman_err find_pieces(struct reach *reach)
{
    struct venue_build *build = reach->build;
    for (size_t level = 0; level < build->venue.n_levels; level++) {
        bool none;
        GEOSGeometry *dividers = dividers_of(build, (int)level, &none);
        if (!dividers && !none) return venue_shape_error(build);
        const GEOSGeometry *ground = build->regions[level];
        if (dividers) ground = venue_shape_minus(build, ground, dividers);
        if (!ground) return venue_shape_error(build);
        enum aman_err err = add_pieces(reach, (int)level, ground);
        if (err) return err;
    }
    return AMAN_OK;
}

static int piece_at(const struct reach *reach, int level, struct aman_point at)
{
    for (size_t i = 0; i < reach->n; i++)
        if (reach->pieces[i].level == level && venue_shape_has(reach->build, reach->pieces[i].prepared, at))
            return (int)i;
    return -1;
}

static int group_of(struct reach *reach, int piece)
{
    while (reach->pieces[piece].group != piece) {
        reach->pieces[piece].group = reach->pieces[reach->pieces[piece].group].group;
        piece = reach->pieces[piece].group;
    }
    return piece;
}

static void join(struct reach *reach, int a, int b)
{
    if (a >= 0 && b >= 0) reach->pieces[group_of(reach, a)].group = group_of(reach, b);
}

static struct aman_point beside(struct aman_segment s, struct aman_point way, double distance)
{
    return (struct aman_point){(s.a.x + s.b.x) / 2.0 + distance * way.x,
                               (s.a.y + s.b.y) / 2.0 + distance * way.y};
}

/* On the lower level the footprint goes with the ground before its lower end; on the upper level with the
 * ground beyond its upper end; the stair joins the two. */
static void join_links(struct reach *reach)
{
    for (size_t i = 0; i < reach->build->venue.n_links; i++) {
        const struct aman_link *link = &reach->build->venue.links[i];
        const struct venue_link *ends = &reach->build->ends[i];
        int before = piece_at(reach, link->low, beside(link->bottom, ends->bottom.out, LANDING_M));
        int on = piece_at(reach, link->low, beside(link->bottom, ends->bottom.out, -LANDING_M));
        int beyond = piece_at(reach, link->high, beside(link->top, ends->top.out, LANDING_M));
        join(reach, before, on);
        join(reach, on, beyond);
    }
}

static void spread_sources(struct reach *reach)
{
    struct venue_build *build = reach->build;
    for (size_t i = 0; i < build->venue.n_features; i++) {
        const struct aman_feature *source = &build->venue.features[i];
        bool safety = source->kind == AMAN_FEATURE_SAFETY, touches = false;
        if (source->kind != AMAN_FEATURE_SOURCE && !safety) continue;
        reach->n_sources += !safety;
        for (size_t p = 0; p < reach->n; p++) {
            if (reach->pieces[p].level != source->level ||
                GEOSPreparedIntersects_r(build->geos, reach->pieces[p].prepared, build->extras[i].shape) != 1)
                continue;
            touches = true;
            if (!safety) reach->pieces[group_of(reach, (int)p)].reached = true;
        }
        if (!touches)
            venue_fault(build, AMAN_DIAG_WARNING, i, &source->area.rings[0].points[0],
                        venue_textf(build, "a %s on no walkable area", aman_feature_kind_name(source->kind)),
                        "an area on walkable ground", NULL);
    }
}

/* ---- stands ---- */

static bool same_way(const struct aman_seat *a, const struct aman_seat *b)
{
    return a->stand == b->stand && a->row == b->row && a->gangway == b->gangway;
}

static void tell_stand(struct reach *reach, size_t stand, size_t lost, size_t all, struct aman_point at)
{
    venue_fault(reach->build, AMAN_DIAG_WARNING, stand, &at,
                venue_textf(reach->build, "%zu of %zu places that nobody can reach", lost, all),
                "a way from a source to every place", NULL);
}

static bool seat_is_reached(struct reach *reach, const struct aman_seat *seat)
{
    int piece = piece_at(reach, reach->build->venue.features[seat->stand].level, seat->access);
    return piece >= 0 && reach->pieces[group_of(reach, piece)].reached;
}

static void check_stands(struct reach *reach)
{
    const struct aman_seat *seats = reach->build->venue.seats;
    size_t n = reach->build->venue.n_seats, lost = 0, first = 0;
    struct aman_point at = {0.0, 0.0};
    bool reached = false;
    for (size_t i = 0; i < n; i++) {
        if (i == first || !same_way(&seats[i], &seats[i - 1])) reached = seat_is_reached(reach, &seats[i]);
        if (!reached && lost++ == 0) at = seats[i].at;
        if (i + 1 < n && seats[i + 1].stand == seats[i].stand) continue;
        if (lost > 0) tell_stand(reach, (size_t)seats[i].stand, lost, i + 1 - first, at);
        first = i + 1, lost = 0;
    }
}

/* ---- levels ---- */

static void level_groups(const struct aman_venue *venue, int group[VENUE_LEVELS_MAX])
{
    for (size_t l = 0; l < venue->n_levels; l++) group[l] = (int)l;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < venue->n_links; i++) {
            int low = venue->links[i].low, high = venue->links[i].high;
            if (group[low] == group[high]) continue;
            group[low] = group[high] = group[low] < group[high] ? group[low] : group[high];
            more = true;
        }
    }
}

static bool overlap(struct venue_build *build, int a, int b)
{
    if (GEOSPreparedIntersects_r(build->geos, build->prepared[a], build->regions[b]) != 1) return false;
    GEOSGeometry *both =
        venue_keep(build, GEOSIntersection_r(build->geos, build->regions[a], build->regions[b]));
    double size = 0.0;
    return both && GEOSArea_r(build->geos, both, &size) && size > OVERLAP_LEAST_M2;
}

static bool point_on(struct venue_build *build, int level, struct aman_point *at)
{
    GEOSGeometry *point = venue_keep(build, GEOSPointOnSurface_r(build->geos, build->regions[level]));
    return point && !GEOSisEmpty_r(build->geos, point) && GEOSGeomGetX_r(build->geos, point, &at->x) == 1 &&
           GEOSGeomGetY_r(build->geos, point, &at->y) == 1;
}

static void tell_level(struct venue_build *build, int level, int other, struct aman_point at)
{
    const struct aman_level *levels = build->venue.levels;
    const char *found =
        other >= 0 ? venue_textf(build, "ground over or under that of level %s, and no stair between them",
                                 levels[other].name)
                   : "walkable ground that no stair joins to another level";
    aman_diags_add(build->diags,
                   (struct aman_diag){.severity = AMAN_DIAG_WARNING,
                                      .file = build->raws[0].file,
                                      .where = venue_textf(build, "level %s", levels[level].name),
                                      .found = found,
                                      .expected = "stairs or ramps between levels",
                                      .has_point = true,
                                      .x_m = at.x,
                                      .y_m = at.y,
                                      .level = level});
}

/* One warning for each group of levels but the one of the first level with ground. */
static void check_levels(struct venue_build *build)
{
    int group[VENUE_LEVELS_MAX], first = -1;
    level_groups(&build->venue, group);
    bool told[VENUE_LEVELS_MAX] = {false};
    for (int l = 0; l < (int)build->venue.n_levels; l++) {
        struct aman_point at;
        if (!point_on(build, l, &at)) continue;
        if (first < 0) first = l;
        if (group[l] == group[first] || told[group[l]]) continue;
        told[group[l]] = true;
        int other = -1;
        for (int o = 0; o < (int)build->venue.n_levels && other < 0; o++)
            if (group[o] != group[l] && overlap(build, l, o)) other = o;
        tell_level(build, l, other, at);
    }
}

enum aman_err venue_reach_check(struct venue_build *build)
{
    struct reach reach = {.build = build};
    check_barriers(build);
    check_levels(build);
    enum aman_err err = find_pieces(&reach);
    if (!err) {
        join_links(&reach);
        spread_sources(&reach);
        if (reach.n_sources > 0) check_stands(&reach);
    }
    for (size_t i = 0; i < reach.n; i++) GEOSPreparedGeom_destroy_r(build->geos, reach.pieces[i].prepared);
    return err;
}
