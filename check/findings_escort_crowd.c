/* The bus and the crowd share streets: the density of the same check's runs, where and when the convoy passes. */
#include "check/findings.h"

#include <math.h>

/* Along the route, and to both sides of it: the lane that a bus takes, by cells of a metre. */
enum { STEP_M = 1, HALF_LANE_M = 2 };

struct crossing {
    const struct aman_run *run;
    double length_m;       /* of the route on the simulated ground */
    double density_per_m2, t_s;
    struct aman_point at;
};

static size_t cell_at(const struct aman_run *run, struct aman_point at, bool *inside)
{
    double x = floor((at.x - run->x0) / run->cell_m), y = floor((at.y - run->y0) / run->cell_m);
    *inside = x >= 0.0 && y >= 0.0 && x < run->width && y < run->height;
    return *inside ? (size_t)y * (size_t)run->width + (size_t)x : 0;
}

static float density_of(const struct aman_run_minute *minute, size_t cell)
{
    size_t low = 0, high = minute->n_cells;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (minute->cells[middle].cell < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low < minute->n_cells && minute->cells[low].cell == cell ? minute->cells[low].density_per_m2 : 0.0f;
}

/* The densest minute of a place while the convoy may be there; false where nobody walks. */
static bool look(struct crossing *crossing, struct aman_point at, const struct aman_drive_point *from,
                 const struct aman_drive_point *to)
{
    const struct aman_run *run = crossing->run;
    bool inside;
    size_t cell = cell_at(run, at, &inside);
    if (!inside || !run->walkable[cell]) return false;
    for (size_t m = 0; m < run->n_minutes; m++) {
        const struct aman_run_minute *minute = &run->minutes[m];
        if (minute->t_s + 60.0 <= from->early_s || minute->t_s >= to->clear_s) continue;
        double density = (double)density_of(minute, cell);
        if (!(density > crossing->density_per_m2)) continue;
        crossing->density_per_m2 = density;
        crossing->t_s = minute->t_s;
        crossing->at = at;
    }
    return true;
}

static void look_along_leg(struct crossing *crossing, struct aman_point a, struct aman_point b, const struct aman_drive_point *from,
                           const struct aman_drive_point *to)
{
    double length_m = aman_point_distance(a, b);
    for (double at_m = STEP_M / 2.0; at_m < length_m; at_m += STEP_M) {
        struct aman_point along = {(b.x - a.x) / length_m, (b.y - a.y) / length_m};
        bool walked = false;
        for (int side = -HALF_LANE_M; side <= HALF_LANE_M; side++) {
            struct aman_point at = {a.x + at_m * along.x - side * along.y, a.y + at_m * along.y + side * along.x};
            walked = look(crossing, at, from, to) || walked;
        }
        if (walked) crossing->length_m += STEP_M;
    }
}

static void look_along(const struct aman_plan *plan, const struct aman_escort_judged *judged, struct crossing *crossing)
{
    const struct aman_planned_route *route = &judged->routes.primary;
    for (size_t i = 0; i + 1 < route->n; i++) {
        const struct aman_escort_point *a = &route->points[i], *b = &route->points[i + 1];
        struct aman_point p, q;
        if (judged->map.roads->ways[a->way].tunnel) continue; /* under those who walk */
        if (!aman_venue_place(&plan->venue, a->lon, a->lat, &p) || !aman_venue_place(&plan->venue, b->lon, b->lat, &q)) continue;
        look_along_leg(crossing, p, q, &judged->primary.points[i], &judged->primary.points[i + 1]);
    }
}

static void add_crossing(const struct aman_asked *asked, size_t i, size_t r, const struct crossing *crossing,
                         struct aman_findings *list)
{
    const struct aman_plan_escort *escort = asked->escorts->items[i].escort;
    double limit = asked->plan->limits[AMAN_LIMIT_DENSITY_WALKWAY_PER_M2].value;
    struct aman_finding finding = aman_finding_default("escort.crowd", escort->id);
    finding.run = (int)r;
    finding.certainty = "simulated";
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_DENSITY_WALKWAY_PER_M2);
    aman_finding_judge(&finding, crossing->density_per_m2, limit, AMAN_UNIT_PER_M2);
    aman_finding_text(&finding, "where", escort->name);
    aman_finding_arg(&finding, "length", round(crossing->length_m), AMAN_UNIT_METRES);
    aman_finding_arg(&finding, "density", crossing->density_per_m2, AMAN_UNIT_PER_M2);
    aman_finding_arg(&finding, "limit", limit, AMAN_UNIT_PER_M2);
    aman_finding_arg(&finding, "t", crossing->t_s, AMAN_UNIT_CLOCK);
    finding.t_s = crossing->t_s;
    if (crossing->density_per_m2 > 0.0) {
        aman_finding_place(&finding, crossing->at, 0);
        finding.evidence = AMAN_EVIDENCE_MAP;
    }
    if (crossing->density_per_m2 > limit) finding.severity = AMAN_SEVERITY_MAJOR;
    aman_findings_add_of_run(list, finding, false);
}

void aman_ask_escort_crowd(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    double arrives_s = aman_escort_arrives_s(&judged->routes.primary, &judged->primary);
    bool met = false;
    for (size_t r = 0; r < asked->n_runs; r++) {
        struct crossing crossing = {.run = &asked->runs[r], .t_s = NAN};
        if (r > 0 && asked->runs[r].begin_s >= arrives_s) continue; /* until then it is the day as planned */
        look_along(asked->plan, judged, &crossing);
        if (!(crossing.length_m > 0.0)) continue;
        met = true;
        add_crossing(asked, i, r, &crossing, list);
    }
    if (met) return;
    struct aman_finding finding = aman_finding_default("escort.crowd_unknown", judged->escort->id);
    finding.severity = AMAN_SEVERITY_INFO;
    finding.certainty = "reader";
    finding.source = "a convoy does not drive through a crowd";
    aman_finding_text(&finding, "where", judged->escort->name);
    aman_findings_add(list, &finding);
}
