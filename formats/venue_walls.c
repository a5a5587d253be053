/* Walls of a level: the boundary of its region less the ends of stairs, the sides of stairs, walls as drawn.
 */
#include "formats/venue_build.h"

#include <math.h>
#include <stdlib.h>

#define ON_LINE_M 0.03  /* an edge of the region that follows a stair's edge is that close to it */
#define SHORTEST_M 0.02 /* what is left of an edge below that is rounding */

/* Segments that the region's boundary gives up: ends of stairs (open) and sides (walls of their own). */
struct cuts {
    struct aman_segment *items; /* from west to east, by their western ends */
    size_t n;
    double widest; /* from west to east */
    struct aman_box box;
};

struct walls {
    struct venue_build *build;
    struct aman_segment *items;
    size_t n, cap;
    double (*stretches)[2]; /* of one edge: room that is used again */
    size_t cap_stretches;
    bool failed;
};

static double west(const struct aman_segment *s)
{
    return fmin(s->a.x, s->b.x);
}

static int by_west(const void *a, const void *b)
{
    double x = west(a), y = west(b);
    return (x > y) - (x < y);
}

static void add_wall(struct walls *walls, struct aman_point a, struct aman_point b)
{
    if (!venue_grow(walls->build, (void **)&walls->items, walls->n, &walls->cap, sizeof *walls->items))
        walls->failed = true;
    else if (aman_point_distance(a, b) > 0.0)
        walls->items[walls->n++] = (struct aman_segment){a, b};
}

static void add_cut(struct cuts *cuts, struct aman_segment s)
{
    cuts->items[cuts->n++] = s;
    cuts->widest = fmax(cuts->widest, fabs(s.a.x - s.b.x));
    cuts->box.x_min = fmin(cuts->box.x_min, fmin(s.a.x, s.b.x));
    cuts->box.y_min = fmin(cuts->box.y_min, fmin(s.a.y, s.b.y));
    cuts->box.x_max = fmax(cuts->box.x_max, fmax(s.a.x, s.b.x));
    cuts->box.y_max = fmax(cuts->box.y_max, fmax(s.a.y, s.b.y));
}

static bool edge_in(const struct venue_end *end, size_t edge, size_t n)
{
    return (edge + n - end->first) % n < end->n;
}

/* On the lower level the top is open (people pass to the upper one), on the upper level the bottom. The
 * other end is open where the region goes on; where it does not, its boundary stays. */
static void take_stair(struct walls *walls, struct cuts *cuts, size_t index, int level)
{
    const struct aman_link *link = &walls->build->venue.links[index];
    const struct venue_link *ends = &walls->build->ends[index];
    const struct aman_ring *ring = &walls->build->venue.features[link->feature].area.rings[0];
    for (size_t i = 0; i < ring->n; i++) {
        struct aman_segment edge = venue_edge(ring, i);
        if (edge_in(&ends->bottom, i, ring->n) || edge_in(&ends->top, i, ring->n)) continue;
        add_cut(cuts, edge);
        add_wall(walls, edge.a, edge.b);
    }
    add_cut(cuts, link->low == level ? link->top : link->bottom);
}

/* The stretch of edge a-b (as shares of it) that follows the cut; false if none does. */
static bool shared_stretch(struct aman_point a, struct aman_point b, struct aman_segment cut,
                           double stretch[2])
{
    double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    if (!(length > 0.0)) return false;
    dx /= length, dy /= length;
    double s0 = (cut.a.x - a.x) * dx + (cut.a.y - a.y) * dy, s1 = (cut.b.x - a.x) * dx + (cut.b.y - a.y) * dy;
    double h0 = (cut.a.y - a.y) * dx - (cut.a.x - a.x) * dy, h1 = (cut.b.y - a.y) * dx - (cut.b.x - a.x) * dy;
    double lo = fmax(fmin(s0, s1), 0.0), hi = fmin(fmax(s0, s1), length);
    if (hi - lo < SHORTEST_M) return false;
    /* Distance of the cut's line from the edge at both ends of the common stretch. */
    double slope = (h1 - h0) / (s1 - s0);
    if (fabs(h0 + (lo - s0) * slope) > ON_LINE_M || fabs(h0 + (hi - s0) * slope) > ON_LINE_M) return false;
    stretch[0] = lo / length, stretch[1] = hi / length;
    return true;
}

static bool apart(struct aman_segment s, struct aman_point a, struct aman_point b)
{
    double m = ON_LINE_M;
    return fmax(s.a.x, s.b.x) + m < fmin(a.x, b.x) || fmin(s.a.x, s.b.x) - m > fmax(a.x, b.x) ||
           fmax(s.a.y, s.b.y) + m < fmin(a.y, b.y) || fmin(s.a.y, s.b.y) - m > fmax(a.y, b.y);
}

static int by_start(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (x[0] > y[0]) - (x[0] < y[0]);
}

/* First cut that can reach as far as x. */
static size_t first_cut(const struct cuts *cuts, double x)
{
    size_t low = 0, high = cuts->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (west(&cuts->items[middle]) + cuts->widest < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Stretches of the edge that follow cuts, into walls->stretches; their number. */
static size_t find_stretches(struct walls *walls, const struct cuts *cuts, struct aman_point a,
                             struct aman_point b)
{
    size_t n = 0;
    double end = fmax(a.x, b.x) + ON_LINE_M;
    for (size_t i = first_cut(cuts, fmin(a.x, b.x) - ON_LINE_M); i < cuts->n && west(&cuts->items[i]) <= end;
         i++) {
        double stretch[2];
        if (apart(cuts->items[i], a, b) || !shared_stretch(a, b, cuts->items[i], stretch)) continue;
        if (!venue_grow(walls->build, (void **)&walls->stretches, n, &walls->cap_stretches,
                        sizeof *walls->stretches)) {
            walls->failed = true;
            return n;
        }
        walls->stretches[n][0] = stretch[0];
        walls->stretches[n++][1] = stretch[1];
    }
    if (n > 1) qsort(walls->stretches, n, sizeof *walls->stretches, by_start);
    return n;
}

static void add_piece(struct walls *walls, struct aman_point a, struct aman_point b, double from, double to)
{
    double dx = b.x - a.x, dy = b.y - a.y;
    if ((to - from) * hypot(dx, dy) <= SHORTEST_M) return;
    add_wall(walls, (struct aman_point){a.x + from * dx, a.y + from * dy},
             (struct aman_point){a.x + to * dx, a.y + to * dy});
}

static void add_edge(struct walls *walls, const struct cuts *cuts, struct aman_point a, struct aman_point b)
{
    size_t n = find_stretches(walls, cuts, a, b);
    if (n == 0) {
        add_wall(walls, a, b);
        return;
    }
    double from = 0.0;
    for (size_t i = 0; i < n; i++) {
        add_piece(walls, a, b, from, walls->stretches[i][0]);
        from = fmax(from, walls->stretches[i][1]);
    }
    add_piece(walls, a, b, from, 1.0);
}

static bool near_box(const struct aman_box *box, struct aman_point a, struct aman_point b)
{
    double m = ON_LINE_M;
    return fmax(a.x, b.x) + m >= box->x_min && fmin(a.x, b.x) - m <= box->x_max &&
           fmax(a.y, b.y) + m >= box->y_min && fmin(a.y, b.y) - m <= box->y_max;
}

static void add_boundary(struct walls *walls, const struct cuts *cuts, const struct aman_area *region)
{
    for (size_t r = 0; r < region->n; r++)
        for (size_t i = 0; i < region->rings[r].n; i++) {
            struct aman_segment edge = venue_edge(&region->rings[r], i);
            if (near_box(&cuts->box, edge.a, edge.b))
                add_edge(walls, cuts, edge.a, edge.b);
            else
                add_wall(walls, edge.a, edge.b);
        }
}

static void add_drawn(struct walls *walls, int level)
{
    const struct aman_venue *venue = &walls->build->venue;
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        if (feature->kind != AMAN_FEATURE_WALL || feature->level != level) continue;
        for (size_t k = 0; k + 1 < feature->line.n; k++)
            add_wall(walls, feature->line.points[k], feature->line.points[k + 1]);
    }
}

static size_t most_cuts(const struct venue_build *build)
{
    size_t n = 0;
    for (size_t i = 0; i < build->venue.n_links; i++)
        n += 1 + build->venue.features[build->venue.links[i].feature].area.rings[0].n;
    return n;
}

static enum aman_err make_walls(struct venue_build *build, int level)
{
    struct walls walls = {.build = build};
    struct cuts cuts = {.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    cuts.items = aman_arena_new(&build->scratch, most_cuts(build), sizeof *cuts.items);
    if (!cuts.items) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < build->venue.n_links; i++)
        if (build->venue.links[i].low == level || build->venue.links[i].high == level)
            take_stair(&walls, &cuts, i, level);
    qsort(cuts.items, cuts.n, sizeof *cuts.items, by_west);
    add_boundary(&walls, &cuts, &build->venue.levels[level].region);
    add_drawn(&walls, level);
    struct aman_segment *kept = walls.failed ? NULL : aman_arena_new(build->arena, walls.n, sizeof *kept);
    if (!kept) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < walls.n; i++) kept[i] = walls.items[i];
    build->venue.levels[level].walls = kept;
    build->venue.levels[level].n_walls = walls.n;
    return AMAN_OK;
}

enum aman_err venue_walls_make(struct venue_build *build)
{
    for (size_t level = 0; level < build->venue.n_levels; level++) {
        enum aman_err err = make_walls(build, (int)level);
        if (err) return err;
    }
    return AMAN_OK;
}
