/* Stairs and ramps as links: which edges of the footprint are its ends, where they lead, how high. */
#include "formats/venue_build.h"

#include <math.h>

#define FACING 0.70710678118654752 /* cos 45° */
#define TOUCH_M 0.06
#define SAMPLE_M 0.05
#define RISE_TOLERANCE_M 2.0
enum { LINKS_MAX = 4096, FOOTPRINT_POINTS_MAX = 256 };

struct aman_segment venue_edge(const struct aman_ring *ring, size_t i)
{
    return (struct aman_segment){ring->points[i % ring->n], ring->points[(i + 1) % ring->n]};
}

static double turn_of(const struct aman_ring *ring)
{
    double twice = 0.0;
    for (size_t i = 0; i < ring->n; i++) {
        struct aman_segment e = venue_edge(ring, i);
        twice += e.a.x * e.b.y - e.b.x * e.a.y;
    }
    return twice < 0.0 ? -1.0 : 1.0;
}

static bool edge_faces(const struct aman_ring *ring, size_t i, double turn, struct aman_point way)
{
    struct aman_segment e = venue_edge(ring, i);
    double dx = e.b.x - e.a.x, dy = e.b.y - e.a.y;
    return turn * (dy * way.x - dx * way.y) > FACING * hypot(dx, dy) * (1.0 - 1e-9);
}

static double edge_length(const struct aman_ring *ring, size_t i)
{
    struct aman_segment e = venue_edge(ring, i);
    return aman_point_distance(e.a, e.b);
}

/* The longest run of edges that face `way` within 45°; n = 0 if none does. */
static struct venue_end find_end(const struct aman_ring *ring, struct aman_point way)
{
    double turn = turn_of(ring), best = 0.0;
    struct venue_end end = {0, 0, way};
    for (size_t i = 0; i < ring->n; i++) {
        size_t before = (i + ring->n - 1) % ring->n, n = 0;
        if (!edge_faces(ring, i, turn, way) || edge_faces(ring, before, turn, way)) continue;
        double length = 0.0;
        while (n < ring->n && edge_faces(ring, i + n, turn, way)) length += edge_length(ring, i + n++);
        if (length > best) best = length, end.first = i, end.n = n;
    }
    return end;
}

static struct aman_segment chord_of(const struct aman_ring *ring, const struct venue_end *end)
{
    return (struct aman_segment){ring->points[end->first % ring->n],
                                 ring->points[(end->first + end->n) % ring->n]};
}

static bool is_stair(const struct aman_feature *feature)
{
    return feature->kind == AMAN_FEATURE_STAIR || feature->kind == AMAN_FEATURE_RAMP;
}

static void make_link(struct venue_build *build, size_t index)
{
    const struct aman_feature *feature = &build->venue.features[index];
    const struct aman_ring *ring = &feature->area.rings[0];
    if (ring->n > FOOTPRINT_POINTS_MAX) {
        venue_fault(build, AMAN_DIAG_ERROR, index, &ring->points[0],
                    venue_textf(build, "%zu points", ring->n), "at most 256 points around a stair", NULL);
        return;
    }
    struct aman_point up = aman_bearing_vector(feature->up_deg), down = {-up.x, -up.y};
    struct venue_link ends = {find_end(ring, down), find_end(ring, up)};
    if (ends.bottom.n == 0 || ends.top.n == 0) {
        venue_fault(build, AMAN_DIAG_ERROR, index, &ring->points[0],
                    venue_textf(build, "no edge that faces %s (%.0f°)", ends.top.n == 0 ? "up" : "down",
                                feature->up_deg),
                    "ends square to up_deg", NULL);
        return;
    }
    const struct aman_venue_source *source = build->source;
    bool stair = feature->kind == AMAN_FEATURE_STAIR;
    size_t i = build->venue.n_links++;
    build->ends[i] = ends;
    build->venue.links[i] = (struct aman_link){
        .feature = (int)index,
        .low = feature->level,
        .high = feature->level_up,
        .bottom = chord_of(ring, &ends.bottom),
        .top = chord_of(ring, &ends.top),
        .speed_up = stair ? source->stair_up : source->ramp_up,
        .speed_down = stair ? source->stair_down : source->ramp_down,
    };
}

enum aman_err venue_stairs_make(struct venue_build *build)
{
    size_t n = 0;
    for (size_t i = 0; i < build->venue.n_features; i++) n += is_stair(&build->venue.features[i]);
    if (n > LINKS_MAX) {
        venue_fault_file(build, build->raws[0].file, "", venue_textf(build, "%zu stairs and ramps", n),
                         "at most 4096", NULL);
        return AMAN_ERR_LIMIT;
    }
    build->venue.links = aman_arena_new(build->arena, n, sizeof *build->venue.links);
    build->ends = aman_arena_new(&build->scratch, n, sizeof *build->ends);
    if (!build->venue.links || !build->ends) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < build->venue.n_features; i++)
        if (is_stair(&build->venue.features[i])) make_link(build, i);
    return AMAN_OK;
}

/* ---- where the ends lead ---- */

/* Share of the chord, first to last, that has ground of the level just beyond it; false if none. */
static bool touching_share(struct venue_build *build, const struct aman_ring *ring,
                           const struct venue_end *end, int level, double share[2])
{
    struct aman_segment chord = chord_of(ring, end);
    double cx = chord.b.x - chord.a.x, cy = chord.b.y - chord.a.y, length2 = cx * cx + cy * cy;
    share[0] = 1.0, share[1] = 0.0;
    for (size_t k = 0; k < end->n; k++) {
        struct aman_segment e = venue_edge(ring, end->first + k);
        size_t steps = 1 + (size_t)(fmin(aman_point_distance(e.a, e.b), 1000.0) / SAMPLE_M);
        for (size_t s = 0; s <= steps; s++) {
            double t = (double)s / (double)steps;
            struct aman_point on = {e.a.x + t * (e.b.x - e.a.x), e.a.y + t * (e.b.y - e.a.y)};
            struct aman_point beyond = {on.x + TOUCH_M * end->out.x, on.y + TOUCH_M * end->out.y};
            if (!venue_shape_has(build, build->prepared[level], beyond)) continue;
            double u = ((on.x - chord.a.x) * cx + (on.y - chord.a.y) * cy) / length2;
            share[0] = fmin(share[0], u), share[1] = fmax(share[1], u);
        }
    }
    return share[0] < share[1];
}

static struct aman_segment part_of(struct aman_segment s, const double share[2])
{
    double dx = s.b.x - s.a.x, dy = s.b.y - s.a.y;
    return (struct aman_segment){{s.a.x + share[0] * dx, s.a.y + share[0] * dy},
                                 {s.a.x + share[1] * dx, s.a.y + share[1] * dy}};
}

static void fit_end(struct venue_build *build, const struct aman_link *link, const struct venue_end *end,
                    int level, struct aman_segment *segment)
{
    size_t index = (size_t)link->feature;
    double share[2];
    if (touching_share(build, &build->venue.features[index].area.rings[0], end, level, share)) {
        *segment = part_of(*segment, share);
        return;
    }
    struct aman_point middle = {(segment->a.x + segment->b.x) / 2.0, (segment->a.y + segment->b.y) / 2.0};
    venue_fault(build, AMAN_DIAG_WARNING, index, &middle,
                venue_textf(build, "a %s that touches no walkable area of level %s",
                            segment == &link->top ? "top" : "bottom", build->venue.levels[level].name),
                "walkable area at both ends of a stair", NULL);
}

void venue_stairs_fit(struct venue_build *build)
{
    for (size_t i = 0; i < build->venue.n_links; i++) {
        struct aman_link *link = &build->venue.links[i];
        fit_end(build, link, &build->ends[i].bottom, link->low, &link->bottom);
        fit_end(build, link, &build->ends[i].top, link->high, &link->top);
    }
}

/* ---- heights ---- */

/* One step around a circle of ways up that starts and ends at `start`, by depth-first search; the link that
 * closes it, or -1. */
static int closing_link(const struct aman_venue *venue, int start, int level, bool *seen)
{
    seen[level] = true;
    for (size_t i = 0; i < venue->n_links; i++) {
        if (venue->links[i].low != level) continue;
        if (venue->links[i].high == start) return (int)i;
        if (seen[venue->links[i].high]) continue;
        int found = closing_link(venue, start, venue->links[i].high, seen);
        if (found >= 0) return found;
    }
    return -1;
}

static bool check_circles(struct venue_build *build)
{
    const struct aman_venue *venue = &build->venue;
    for (size_t level = 0; level < venue->n_levels; level++) {
        bool seen[VENUE_LEVELS_MAX] = {false};
        int link = closing_link(venue, (int)level, (int)level, seen);
        if (link < 0) continue;
        const struct aman_link *l = &venue->links[link];
        venue_fault(build, AMAN_DIAG_ERROR, (size_t)l->feature, &l->top.a,
                    venue_textf(build, "cyclic stairs: from level %s up to level %s, which lies below it",
                                venue->levels[l->low].name, venue->levels[l->high].name),
                    "levels that do not rise in a circle", "is level or level_up the wrong way round?");
        return false;
    }
    return true;
}

/* Heights spread from the first level along links; a link whose rise disagrees with them is told. */
static void check_rises(struct venue_build *build)
{
    const struct aman_venue *venue = &build->venue;
    double height[VENUE_LEVELS_MAX];
    for (size_t l = 0; l < venue->n_levels; l++) height[l] = NAN;
    for (size_t start = 0; start < venue->n_levels; start++) {
        if (!isnan(height[start])) continue;
        height[start] = 0.0;
        for (bool more = true; more;) {
            more = false;
            for (size_t i = 0; i < venue->n_links; i++) {
                const struct aman_link *l = &venue->links[i];
                double rise = venue->features[l->feature].rise_m;
                if (isnan(height[l->low]) == isnan(height[l->high])) continue;
                more = true;
                if (isnan(height[l->low]))
                    height[l->low] = height[l->high] - rise;
                else
                    height[l->high] = height[l->low] + rise;
            }
        }
    }
    for (size_t i = 0; i < venue->n_links; i++) {
        const struct aman_link *l = &venue->links[i];
        double rise = venue->features[l->feature].rise_m, other = height[l->high] - height[l->low];
        if (fabs(rise - other) <= fmax(RISE_TOLERANCE_M, 0.5 * rise)) continue;
        venue_fault(build, AMAN_DIAG_WARNING, (size_t)l->feature, &l->bottom.a,
                    venue_textf(build, "a rise of %.1f m, but %.1f m by other stairs", rise, other),
                    "the same height by every way", NULL);
    }
}

enum aman_err venue_stairs_heights(struct venue_build *build)
{
    if (check_circles(build)) check_rises(build);
    return AMAN_OK;
}
