/* Convoys against each other: never on one street at one time, rivals never near. */
#include "check/escort_inside.h"
#include "check/escorts.h"

#include <math.h>

enum { SAMPLE_M = 25 };

struct pair {
    const struct aman_escort_judged *a, *b; /* a is expected first where they meet */
    const uint32_t *leg_of;                 /* of a's primary, by segment: its leg plus one; 0: none */
};

static double overlap_s(const struct aman_drive_point *a0, const struct aman_drive_point *a1, const struct aman_drive_point *b0,
                        const struct aman_drive_point *b1)
{
    return fmin(a1->clear_s, b1->clear_s) - fmax(a0->early_s, b0->early_s);
}

static bool are_rivals(const struct aman_plan *plan, size_t a, size_t b)
{
    for (size_t i = 0; i < plan->escorts[a].n_rivals; i++)
        if (plan->escorts[a].rivals[i] == (int)b) return true;
    for (size_t i = 0; i < plan->escorts[b].n_rivals; i++)
        if (plan->escorts[b].rivals[i] == (int)a) return true;
    return false;
}

/* Notes that a and b are both here between two moments. */
static void note(struct aman_escort_meeting *meeting, const struct aman_escort_judged *b, size_t leg,
                 const struct aman_drive_point *a0, const struct aman_drive_point *a1, const struct aman_drive_point *b0)
{
    const struct aman_escort_point *point = &b->routes.primary.points[leg];
    meeting->shift_s = fmax(meeting->shift_s, a1->clear_s - b0->early_s);
    double t_s = fmax(a0->early_s, b0->early_s);
    if (!isnan(meeting->t_s) && t_s >= meeting->t_s) return;
    meeting->t_s = t_s;
    meeting->lon = point->lon;
    meeting->lat = point->lat;
    meeting->road = b->map.roads->ways[point->way].name;
}

/* ---- one street ---- */

static void meet_on_streets(const struct pair *pair, struct aman_escort_meeting *meeting)
{
    const struct aman_planned_route *route = &pair->b->routes.primary;
    const struct aman_drive_point *a = pair->a->primary.points, *b = pair->b->primary.points;
    for (size_t i = 0; i + 1 < route->n; i++) {
        uint32_t leg = pair->leg_of[route->points[i].segment];
        if (leg == 0 || !(overlap_s(&a[leg - 1], &a[leg], &b[i], &b[i + 1]) > 0.0)) continue;
        note(meeting, pair->b, i, &a[leg - 1], &a[leg], &b[i]);
    }
}

/* ---- rivals ---- */

static struct aman_point along(const struct aman_escort_judged *judged, double at_m)
{
    const struct aman_planned_route *route = &judged->routes.primary;
    size_t i = 0;
    while (i + 2 < route->n && at_m > route->points[i + 1].at_m) i++;
    const struct aman_escort_point *a = &route->points[i], *b = &route->points[i + 1];
    double length_m = b->at_m - a->at_m, share = length_m > 0.0 ? (at_m - a->at_m) / length_m : 0.0;
    struct aman_point p = aman_escort_map_metres(&judged->map, a->lon, a->lat), q = aman_escort_map_metres(&judged->map, b->lon, b->lat);
    return (struct aman_point){p.x + share * (q.x - p.x), p.y + share * (q.y - p.y)};
}

struct sample {
    struct aman_point at;
    struct aman_drive_point when;
    size_t leg;
};

static size_t samples_of(const struct aman_escort_judged *judged)
{
    return (size_t)(judged->routes.primary.length_m / SAMPLE_M) + 2;
}

static void take_samples(const struct aman_escort_judged *judged, struct sample *samples)
{
    const struct aman_planned_route *route = &judged->routes.primary;
    size_t n = samples_of(judged), leg = 0;
    for (size_t i = 0; i < n; i++) {
        double at_m = fmin((double)i * SAMPLE_M, route->length_m);
        while (leg + 2 < route->n && at_m > route->points[leg + 1].at_m) leg++;
        samples[i] = (struct sample){along(judged, at_m), aman_drive_at(route, &judged->primary, at_m), leg};
    }
}

static enum aman_err meet_as_rivals(const struct pair *pair, double limit_m, const struct aman_mem *mem,
                                    struct aman_escort_meeting *meeting)
{
    size_t n_a = samples_of(pair->a), n_b = samples_of(pair->b);
    struct sample *a = aman_mem_new(mem, n_a, sizeof *a), *b = aman_mem_new(mem, n_b, sizeof *b);
    if (a && b) {
        take_samples(pair->a, a);
        take_samples(pair->b, b);
        for (size_t j = 0; j < n_b; j++)
            for (size_t i = 0; i < n_a; i++) {
                double away_m = aman_point_distance(a[i].at, b[j].at);
                if (away_m >= limit_m || !(overlap_s(&a[i].when, &a[i].when, &b[j].when, &b[j].when) > 0.0)) continue;
                meeting->distance_m = fmin(meeting->distance_m, away_m);
                note(meeting, pair->b, b[j].leg, &a[i].when, &a[i].when, &b[j].when);
            }
    }
    enum aman_err err = a && b ? AMAN_OK : AMAN_ERR_MEMORY;
    aman_mem_free(mem, a, n_a, sizeof *a);
    aman_mem_free(mem, b, n_b, sizeof *b);
    return err;
}

/* ---- all pairs ---- */

static void keep(struct aman_escorts *escorts, struct aman_escort_meeting meeting)
{
    if (!isnan(meeting.t_s)) escorts->meetings[escorts->n_meetings++] = meeting;
}

static enum aman_err meet(const struct aman_plan *plan, struct aman_escorts *escorts, size_t i, size_t j)
{
    bool i_first = escorts->items[i].primary.points[escorts->items[i].routes.primary.n - 1].expected_s <=
                   escorts->items[j].primary.points[escorts->items[j].routes.primary.n - 1].expected_s;
    size_t first = i_first ? i : j, second = i_first ? j : i;
    const struct aman_escort_judged *a = &escorts->items[first], *b = &escorts->items[second];
    size_t n_segments = a->map.inside->net.net.n_segments;
    uint32_t *leg_of = aman_mem_new(escorts->arena.mem, n_segments, sizeof *leg_of);
    if (!leg_of) return AMAN_ERR_MEMORY;
    for (size_t leg = 0; leg + 1 < a->routes.primary.n; leg++) leg_of[a->routes.primary.points[leg].segment] = (uint32_t)leg + 1;
    struct aman_escort_meeting meeting = {.a = first, .b = second, .t_s = NAN, .road = "", .distance_m = INFINITY};
    struct pair pair = {a, b, leg_of};
    meet_on_streets(&pair, &meeting);
    keep(escorts, meeting);
    enum aman_err err = AMAN_OK;
    if (are_rivals(plan, i, j)) {
        meeting = (struct aman_escort_meeting){.a = first, .b = second, .rivals = true, .t_s = NAN, .road = "", .distance_m = INFINITY};
        err = meet_as_rivals(&pair, plan->limits[AMAN_LIMIT_RIVAL_DISTANCE_M].value, escorts->arena.mem, &meeting);
        keep(escorts, meeting);
    }
    aman_mem_free(escorts->arena.mem, leg_of, n_segments, sizeof *leg_of);
    return err;
}

enum aman_err aman_escort_meetings_make(const struct aman_plan *plan, struct aman_escorts *escorts)
{
    escorts->meetings = aman_arena_new(&escorts->arena, escorts->n * escorts->n, sizeof *escorts->meetings);
    if (!escorts->meetings) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < escorts->n; i++)
        for (size_t j = i + 1; j < escorts->n; j++) {
            if (escorts->items[i].routes.state != AMAN_ESCORT_PLANNED || escorts->items[j].routes.state != AMAN_ESCORT_PLANNED)
                continue;
            enum aman_err err = meet(plan, escorts, i, j);
            if (err != AMAN_OK) return err;
        }
    return AMAN_OK;
}
