/* Seats and standing places: straight rows parallel to the edge of the stand that faces the pitch, each row a
 * line that areas cut into intervals. No call to GEOS for a seat but for those that no row leads away from.
 */
#include "formats/venue_build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CLEARANCE_M 0.1   /* of seats from gangways */
#define BODY_M 0.25       /* how far into a gangway people step before they turn into it */
#define ROW_REACH_M 40.0  /* how far along a row a gangway serves */
#define NEAR_REACH_M 30.0 /* how far the nearest walkable place may be otherwise */
#define SLACK 0.02        /* of a row or seat: projections and rounding take that much from a drawn length */
#define PITCH_DETAIL_M 0.3
#define BAND 0.3 /* share of a row's depth, to both sides, that must be free of gangways */

struct interval {
    double lo, hi;
    int feature; /* gangways: index; otherwise -1 */
};

struct list {
    struct interval *items;
    size_t n, cap;
};

/* Edges of an area in the frame of the rows. */
struct outline {
    struct aman_segment *edges;
    size_t n;
    int feature;
};

/* Where seats of a level may be entered from: its region without stairs (whoever stands on one is on its
 * lower level); made when the level's first stand comes. */
struct ground {
    bool made;
    struct aman_area area;
    GEOSGeometry *shape;
    const GEOSPreparedGeometry *inner; /* a body's distance from its boundary */
};

struct stand {
    struct venue_build *build;
    const struct ground *ground;
    const struct aman_area *pitch; /* hull of all pitches; empty if none */
    size_t index;
    const struct aman_feature *feature;
    struct aman_point u, v; /* unit vectors along the rows and away from the pitch */
    struct aman_box box;    /* on the ground */
    double front_m, depth_m;
    double row_m, seat_m;
    struct outline own, edge; /* of the stand; of the ground */
    struct outline *blocks;   /* gangways, stairs, obstacles */
    size_t n_blocks;
    struct list seats, blocked, ways, crossings; /* of one row */
    bool failed;
};

struct places {
    struct aman_seat *items;
    size_t n, cap;
};

static bool list_add(struct stand *stand, struct list *list, double lo, double hi, int feature)
{
    if (!venue_grow(stand->build, (void **)&list->items, list->n, &list->cap, sizeof *list->items)) {
        stand->failed = true;
        return false;
    }
    list->items[list->n++] = (struct interval){lo, hi, feature};
    return true;
}

static int by_lo(const void *a, const void *b)
{
    double x = ((const struct interval *)a)->lo, y = ((const struct interval *)b)->lo;
    return (x > y) - (x < y);
}

static void list_sort(struct list *list)
{
    if (list->n > 1) qsort(list->items, list->n, sizeof *list->items, by_lo);
}

static struct aman_point to_frame(const struct stand *stand, struct aman_point p)
{
    return (struct aman_point){p.x * stand->u.x + p.y * stand->u.y, p.x * stand->v.x + p.y * stand->v.y};
}

static struct aman_point to_ground(const struct stand *stand, double s, double d)
{
    return (struct aman_point){s * stand->u.x + d * stand->v.x, s * stand->u.y + d * stand->v.y};
}

/* ---- the frame ---- */

static struct aman_point outward(const struct aman_ring *ring, size_t i, double turn)
{
    struct aman_segment e = venue_edge(ring, i);
    return (struct aman_point){turn * (e.b.y - e.a.y), -turn * (e.b.x - e.a.x)};
}

static double ring_turn(const struct aman_ring *ring)
{
    double twice = 0.0;
    for (size_t i = 0; i < ring->n; i++) {
        struct aman_segment e = venue_edge(ring, i);
        twice += (e.a.x - ring->points[0].x) * (e.b.y - ring->points[0].y) -
                 (e.b.x - ring->points[0].x) * (e.a.y - ring->points[0].y);
    }
    return twice < 0.0 ? -1.0 : 1.0;
}

/* The point of the pitch's outline nearest to p; the middle of everything where there is no pitch or p lies
 * on it. */
static struct aman_point pitch_near(const struct stand *stand, struct aman_point p)
{
    struct aman_point best = stand->build->middle;
    double distance = INFINITY;
    if (aman_area_contains(stand->pitch, p)) return best;
    for (size_t r = 0; r < stand->pitch->n; r++)
        for (size_t i = 0; i < stand->pitch->rings[r].n; i++) {
            struct aman_point near = aman_segment_nearest(venue_edge(&stand->pitch->rings[r], i), p);
            if (aman_point_distance(near, p) < distance) distance = aman_point_distance(near, p), best = near;
        }
    return best;
}

/* How much of edge i faces the pitch, and how near: the sides of a narrow block far from the pitch's middle
 * face it too, and may be longer than its front. */
static double facing(const struct stand *stand, const struct aman_ring *ring, size_t i, double turn)
{
    struct aman_segment e = venue_edge(ring, i);
    struct aman_point n = outward(ring, i, turn), middle = {(e.a.x + e.b.x) / 2.0, (e.a.y + e.b.y) / 2.0};
    struct aman_point near = pitch_near(stand, middle), to = {near.x - middle.x, near.y - middle.y};
    double distance = hypot(to.x, to.y);
    return distance > 0.0 ? (n.x * to.x + n.y * to.y) / (distance * (1.0 + distance)) : 0.0;
}

/* Rows are parallel to the edge that faces the pitch best; edges within 30° of it (an arc) are averaged. */
static void find_frame(struct stand *stand)
{
    const struct aman_ring *ring = &stand->feature->area.rings[0];
    double turn = ring_turn(ring), best = 0.0;
    size_t front = 0;
    for (size_t i = 0; i < ring->n; i++) {
        double value = facing(stand, ring, i, turn);
        if (value > best) best = value, front = i;
    }
    struct aman_point n = outward(ring, front, turn), sum = {0.0, 0.0};
    double length = hypot(n.x, n.y);
    for (size_t i = 0; i < ring->n; i++) {
        struct aman_point m = outward(ring, i, turn);
        if (m.x * n.x + m.y * n.y > 0.866 * length * hypot(m.x, m.y)) sum.x += m.x, sum.y += m.y;
    }
    length = hypot(sum.x, sum.y);
    stand->v = (struct aman_point){-sum.x / length, -sum.y / length};
    stand->u = (struct aman_point){-stand->v.y, stand->v.x};
}

static void measure(struct stand *stand)
{
    double front = INFINITY, back = -INFINITY;
    for (size_t r = 0; r < stand->feature->area.n; r++)
        for (size_t i = 0; i < stand->feature->area.rings[r].n; i++) {
            double d = to_frame(stand, stand->feature->area.rings[r].points[i]).y;
            front = fmin(front, d), back = fmax(back, d);
        }
    stand->front_m = front;
    stand->depth_m = back - front;
    stand->box = aman_area_box(&stand->feature->area);
    bool standing = stand->feature->standing;
    double pitch = standing ? 1.0 / sqrt(stand->feature->standing_per_m2) : 0.0;
    stand->row_m = standing ? pitch : stand->feature->row_depth_m;
    stand->seat_m = standing ? pitch : stand->feature->seat_width_m;
}

/* ---- outlines in the frame ---- */

static bool box_meets(const struct aman_box *box, struct aman_box other, double margin)
{
    return other.x_min <= box->x_max + margin && other.x_max >= box->x_min - margin &&
           other.y_min <= box->y_max + margin && other.y_max >= box->y_min - margin;
}

/* Edges of the area that come within `margin` of the stand. */
static void make_outline(struct stand *stand, const struct aman_area *area, double margin, int feature,
                         struct outline *outline)
{
    size_t cap = 0;
    *outline = (struct outline){.feature = feature};
    for (size_t r = 0; r < area->n; r++)
        for (size_t i = 0; i < area->rings[r].n; i++) {
            struct aman_segment e = venue_edge(&area->rings[r], i);
            struct aman_box own = {fmin(e.a.x, e.b.x), fmin(e.a.y, e.b.y), fmax(e.a.x, e.b.x),
                                   fmax(e.a.y, e.b.y)};
            if (!box_meets(&stand->box, own, margin)) continue;
            if (!venue_grow(stand->build, (void **)&outline->edges, outline->n, &cap,
                            sizeof *outline->edges)) {
                stand->failed = true;
                return;
            }
            outline->edges[outline->n++] = (struct aman_segment){to_frame(stand, e.a), to_frame(stand, e.b)};
        }
}

static bool blocks_seats(const struct aman_feature *feature, int level)
{
    bool stair = feature->kind == AMAN_FEATURE_STAIR || feature->kind == AMAN_FEATURE_RAMP;
    if (stair) return feature->level == level || feature->level_up == level;
    return feature->level == level &&
           (feature->kind == AMAN_FEATURE_GANGWAY || feature->kind == AMAN_FEATURE_OBSTACLE);
}

static void find_blocks(struct stand *stand)
{
    const struct aman_venue *venue = &stand->build->venue;
    size_t cap = 0;
    stand->n_blocks = 0;
    for (size_t i = 0; i < venue->n_features && !stand->failed; i++) {
        const struct aman_feature *feature = &venue->features[i];
        if (!blocks_seats(feature, stand->feature->level)) continue;
        double margin = feature->kind == AMAN_FEATURE_GANGWAY ? ROW_REACH_M : CLEARANCE_M;
        if (!box_meets(&stand->box, aman_area_box(&feature->area), margin)) continue;
        if (!venue_grow(stand->build, (void **)&stand->blocks, stand->n_blocks, &cap,
                        sizeof *stand->blocks)) {
            stand->failed = true;
            return;
        }
        make_outline(stand, &feature->area, INFINITY, feature->kind == AMAN_FEATURE_GANGWAY ? (int)i : -1,
                     &stand->blocks[stand->n_blocks++]);
    }
}

/* ---- one row ---- */

/* Where the line d crosses the outline, ascending, as intervals with lo = hi. */
static void cross_outline(struct stand *stand, const struct outline *outline, double d, struct list *list)
{
    for (size_t i = 0; i < outline->n; i++) {
        struct aman_point a = outline->edges[i].a, b = outline->edges[i].b;
        if ((a.y > d) == (b.y > d)) continue;
        double s = a.x + (b.x - a.x) * (d - a.y) / (b.y - a.y);
        if (!list_add(stand, list, s, s, outline->feature)) return;
    }
}

/* Intervals of a closed outline on the line d, each grown by `grow`. */
static void cut_outline(struct stand *stand, const struct outline *outline, double d, double grow,
                        struct list *list)
{
    size_t begin = list->n;
    cross_outline(stand, outline, d, list);
    size_t n = (list->n - begin) / 2;
    if (list->n > begin) qsort(list->items + begin, list->n - begin, sizeof *list->items, by_lo);
    for (size_t k = 0; k < n; k++)
        list->items[begin + k] = (struct interval){
            list->items[begin + 2 * k].lo - grow, list->items[begin + 2 * k + 1].lo + grow, outline->feature};
    list->n = begin + n;
}

static void take_interval(struct stand *stand, double lo, double hi)
{
    if (hi - lo >= stand->seat_m * (1.0 - SLACK)) (void)list_add(stand, &stand->seats, lo, hi, -1);
}

/* The stand's own intervals less what is blocked, into stand->seats. */
static void free_intervals(struct stand *stand, const struct list *own)
{
    stand->seats.n = 0;
    for (size_t i = 0; i < own->n; i++) {
        double from = own->items[i].lo, end = own->items[i].hi;
        for (size_t k = 0; k < stand->blocked.n && stand->blocked.items[k].lo < end; k++) {
            take_interval(stand, from, fmin(stand->blocked.items[k].lo, end));
            from = fmax(from, stand->blocked.items[k].hi);
        }
        take_interval(stand, from, end);
    }
}

/* A gangway serves the row where it runs along the whole depth of it. */
static void add_way(struct stand *stand, const struct outline *gangway, double d, double band)
{
    size_t begin = stand->ways.n;
    cut_outline(stand, gangway, d, 0.0, &stand->ways);
    size_t end = stand->ways.n, kept = begin;
    for (size_t i = begin; i < end; i++) {
        struct interval way = stand->ways.items[i];
        bool whole = true;
        for (int k = -1; k <= 1 && whole; k += 2) {
            cut_outline(stand, gangway, d + k * band, 0.0, &stand->ways);
            double lo = INFINITY, hi = -INFINITY;
            for (size_t o = end; o < stand->ways.n; o++) {
                if (stand->ways.items[o].hi <= way.lo || stand->ways.items[o].lo >= way.hi) continue;
                lo = fmin(lo, stand->ways.items[o].lo), hi = fmax(hi, stand->ways.items[o].hi);
            }
            stand->ways.n = end;
            way.lo = fmax(way.lo, lo), way.hi = fmin(way.hi, hi);
            whole = way.lo < way.hi;
        }
        if (whole) stand->ways.items[kept++] = way;
    }
    stand->ways.n = kept;
}

static void prepare_row(struct stand *stand, double d, struct list *own)
{
    double band = BAND * stand->row_m;
    own->n = stand->blocked.n = stand->ways.n = stand->crossings.n = 0;
    cut_outline(stand, &stand->own, d, 0.0, own);
    for (size_t i = 0; i < stand->n_blocks; i++) {
        const struct outline *block = &stand->blocks[i];
        for (int k = -1; k <= 1; k++) cut_outline(stand, block, d + k * band, CLEARANCE_M, &stand->blocked);
        if (block->feature >= 0) add_way(stand, block, d, band);
    }
    list_sort(own);
    list_sort(&stand->blocked);
    free_intervals(stand, own);
    cross_outline(stand, &stand->edge, d, &stand->crossings);
    list_sort(&stand->crossings);
}

/* ---- access ---- */

/* The place in [lo, hi] nearest to s that keeps a body's distance from both ends. */
static double step_in(double s, double lo, double hi)
{
    double body = fmin(BODY_M, (hi - lo) / 2.0);
    return s < lo + body ? lo + body : s > hi - body ? hi - body : s;
}

static bool gangway_access(const struct stand *stand, double s, bool own_section, double *at, int *gangway)
{
    double best = ROW_REACH_M;
    *gangway = -1;
    for (size_t i = 0; i < stand->ways.n; i++) {
        struct interval way = stand->ways.items[i];
        const struct aman_feature *feature = &stand->build->venue.features[way.feature];
        if ((strcmp(feature->section, stand->feature->section) == 0) != own_section) continue;
        double on = step_in(s, way.lo, way.hi);
        if (fabs(on - s) < best) best = fabs(on - s), *at = on, *gangway = way.feature;
    }
    return *gangway >= 0;
}

/* The nearest place of the ground along the row: seats lie outside of it, so it begins at the next crossing.
 */
static bool row_access(const struct stand *stand, double s, double *at)
{
    const struct interval *items = stand->crossings.items;
    size_t n = stand->crossings.n, next = 0;
    double best = ROW_REACH_M;
    bool found = false;
    while (next < n && items[next].lo <= s) next++;
    if (next + 1 < n) {
        double on = step_in(s, items[next].lo, items[next + 1].lo);
        if (fabs(on - s) < best) best = fabs(on - s), *at = on, found = true;
    }
    if (next >= 2) {
        double on = step_in(s, items[next - 2].lo, items[next - 1].lo);
        if (fabs(on - s) < best) *at = on, found = true;
    }
    return found;
}

/* True when a body has room there. */
static bool has_room(const struct stand *stand, struct aman_point at)
{
    GEOSContextHandle_t geos = stand->build->geos;
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(geos, at.x, at.y);
    bool has = point && GEOSPreparedIntersects_r(geos, stand->ground->inner, point) == 1;
    if (point) GEOSGeom_destroy_r(geos, point);
    return has;
}

/* The nearest place where a body has room, in any direction; the seat itself if none is near. */
static struct aman_point nearest_access(const struct stand *stand, struct aman_point seat)
{
    GEOSContextHandle_t geos = stand->build->geos;
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(geos, seat.x, seat.y);
    GEOSCoordSequence *pair = point ? GEOSPreparedNearestPoints_r(geos, stand->ground->inner, point) : NULL;
    struct aman_point near = seat;
    bool found = pair && GEOSCoordSeq_getXY_r(geos, pair, 0, &near.x, &near.y) == 1;
    if (pair) GEOSCoordSeq_destroy_r(geos, pair);
    if (point) GEOSGeom_destroy_r(geos, point);
    return found && aman_point_distance(seat, near) <= NEAR_REACH_M ? near : seat;
}

/* The gangway that holds a place, or -1: it may be met off the row's line, where rows run aslant. */
static int gangway_at(const struct stand *stand, struct aman_point at)
{
    for (size_t i = 0; i < stand->n_blocks; i++) {
        int feature = stand->blocks[i].feature;
        if (feature >= 0 && aman_area_contains(&stand->build->venue.features[feature].area, at)) return feature;
    }
    return -1;
}

static void add_seat(struct stand *stand, struct places *places, int row, double s, double d)
{
    if (!venue_grow(stand->build, (void **)&places->items, places->n, &places->cap, sizeof *places->items)) {
        stand->failed = true;
        return;
    }
    struct aman_seat seat = {
        .at = to_ground(stand, s, d), .stand = (int)stand->index, .gangway = -1, .row = row};
    double on;
    if (gangway_access(stand, s, true, &on, &seat.gangway) ||
        gangway_access(stand, s, false, &on, &seat.gangway))
        seat.access = to_ground(stand, on, d);
    else if (row_access(stand, s, &on) && has_room(stand, to_ground(stand, on, d)))
        seat.access = to_ground(stand, on, d);
    else
        seat.access = nearest_access(stand, seat.at);
    if (seat.gangway < 0) seat.gangway = gangway_at(stand, seat.access);
    places->items[places->n++] = seat;
}

/* ---- a stand ---- */

static void lay_row(struct stand *stand, struct places *places, int row, struct list *own)
{
    double d = stand->front_m + (row + 0.5) * stand->row_m;
    prepare_row(stand, d, own);
    for (size_t i = 0; i < stand->seats.n && !stand->failed; i++) {
        struct interval free = stand->seats.items[i];
        int n = (int)floor((free.hi - free.lo) / stand->seat_m + SLACK);
        double first = (free.lo + free.hi - (n - 1) * stand->seat_m) / 2.0;
        for (int k = 0; k < n && !stand->failed && places->n <= VENUE_SEATS_MAX; k++)
            add_seat(stand, places, row, first + k * stand->seat_m, d);
    }
}

/* Keeps `keep` of the seats from `begin` on, evenly. */
static void thin(struct places *places, size_t begin, size_t keep)
{
    size_t n = places->n - begin, kept = 0;
    for (size_t i = 0; i < n; i++)
        if ((i + 1) * keep / n > i * keep / n) places->items[begin + kept++] = places->items[begin + i];
    places->n = begin + kept;
}

static void compare_declared(struct stand *stand, struct places *places, size_t begin, int rows)
{
    const struct aman_feature *feature = stand->feature;
    size_t drawn = places->n - begin, declared = (size_t)feature->places;
    struct aman_point at = feature->area.rings[0].points[0];
    if (declared > 0 && drawn > declared) thin(places, begin, declared);
    if (drawn < declared || drawn == 0)
        venue_fault(stand->build, AMAN_DIAG_WARNING, stand->index, &at,
                    venue_textf(stand->build, "room for %zu places", drawn),
                    declared > 0 ? venue_textf(stand->build, "%zu places as declared", declared)
                                 : "at least one place",
                    "check places, row_depth_m, seat_width_m or standing_per_m2");
    if (rows < feature->rows)
        venue_fault(stand->build, AMAN_DIAG_WARNING, stand->index, &at,
                    venue_textf(stand->build, "room for %d rows", rows),
                    venue_textf(stand->build, "%d rows as declared", feature->rows), NULL);
}

static enum aman_err make_ground(struct venue_build *build, int level, struct ground *ground)
{
    if (ground->made) return AMAN_OK;
    GEOSGeometry *stairs = venue_levels_stairs(build, level);
    ground->shape = stairs ? venue_shape_minus(build, build->regions[level], stairs) : NULL;
    GEOSGeometry *inner = ground->shape ? venue_shape_grow(build, ground->shape, -BODY_M) : NULL;
    ground->inner = inner ? GEOSPrepare_r(build->geos, inner) : NULL;
    if (!ground->inner) return venue_shape_error(build);
    ground->made = true;
    return venue_shape_area(build, &build->scratch, ground->shape, &ground->area);
}

static bool too_many(struct stand *stand)
{
    double most = aman_area_size_m2(&stand->feature->area) / (stand->row_m * stand->seat_m);
    if (most <= VENUE_SEATS_MAX && stand->depth_m / stand->row_m <= VENUE_SEATS_MAX) return false;
    venue_fault(stand->build, AMAN_DIAG_ERROR, stand->index, &stand->feature->area.rings[0].points[0],
                venue_textf(stand->build, "a stand for %.0f", most), "at most 2,000,000 places", NULL);
    return true;
}

static enum aman_err lay_stand(struct venue_build *build, size_t index, const struct ground *ground,
                               const struct aman_area *pitch, struct places *places)
{
    struct stand stand = {.build = build,
                          .index = index,
                          .feature = &build->venue.features[index],
                          .ground = ground,
                          .pitch = pitch};
    size_t begin = places->n;
    find_frame(&stand);
    measure(&stand);
    if (too_many(&stand)) return AMAN_ERR_LIMIT;
    make_outline(&stand, &stand.feature->area, INFINITY, -1, &stand.own);
    make_outline(&stand, &ground->area, ROW_REACH_M, -1, &stand.edge);
    find_blocks(&stand);
    int rows = (int)floor(stand.depth_m / stand.row_m + SLACK);
    int laid = stand.feature->rows > 0 && stand.feature->rows < rows ? stand.feature->rows : rows;
    struct list own = {0};
    for (int row = 0; row < laid && !stand.failed && places->n <= VENUE_SEATS_MAX; row++)
        lay_row(&stand, places, row, &own);
    if (stand.failed) return AMAN_ERR_MEMORY;
    compare_declared(&stand, places, begin, rows);
    if (places->n <= VENUE_SEATS_MAX) return AMAN_OK;
    venue_fault(build, AMAN_DIAG_ERROR, index, NULL, "more than 2,000,000 places", "fewer", NULL);
    return AMAN_ERR_LIMIT;
}

static enum aman_err hull_of_pitches(struct venue_build *build, struct aman_area *pitch)
{
    GEOSGeometry **shapes = aman_arena_new(&build->scratch, build->venue.n_features, sizeof *shapes);
    size_t n = 0;
    if (!shapes) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < build->venue.n_features; i++)
        if (build->venue.features[i].kind == AMAN_FEATURE_PITCH) shapes[n++] = build->extras[i].shape;
    GEOSGeometry *all = venue_shape_union(build, shapes, n);
    GEOSGeometry *hull = all ? venue_keep(build, GEOSConvexHull_r(build->geos, all)) : NULL;
    GEOSGeometry *plain = hull ? venue_keep(build, GEOSSimplify_r(build->geos, hull, PITCH_DETAIL_M)) : NULL;
    return plain ? venue_shape_area(build, &build->scratch, plain, pitch) : venue_shape_error(build);
}

static enum aman_err lay_all(struct venue_build *build, struct ground *grounds, struct places *places)
{
    struct aman_area pitch = {0};
    enum aman_err err = hull_of_pitches(build, &pitch);
    for (size_t i = 0; !err && i < build->venue.n_features; i++) {
        const struct aman_feature *feature = &build->venue.features[i];
        if (feature->kind != AMAN_FEATURE_STAND) continue;
        err = make_ground(build, feature->level, &grounds[feature->level]);
        if (!err) err = lay_stand(build, i, &grounds[feature->level], &pitch, places);
    }
    return err;
}

enum aman_err venue_seats_make(struct venue_build *build)
{
    struct places places = {0};
    struct ground grounds[VENUE_LEVELS_MAX] = {0};
    enum aman_err err = lay_all(build, grounds, &places);
    for (size_t i = 0; i < VENUE_LEVELS_MAX; i++)
        if (grounds[i].inner) GEOSPreparedGeom_destroy_r(build->geos, grounds[i].inner);
    if (err) return err;
    struct aman_seat *kept = aman_arena_new(build->arena, places.n, sizeof *kept);
    if (!kept) return AMAN_ERR_MEMORY;
    if (places.n > 0) memcpy(kept, places.items, places.n * sizeof *kept);
    build->venue.seats = kept;
    build->venue.n_seats = places.n;
    return AMAN_OK;
}
