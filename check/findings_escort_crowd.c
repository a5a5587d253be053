/* The bus and the crowd share streets: the density of the same check's runs, where and when the convoy passes. */
#include "check/findings.h"

#include <math.h>

enum { STEP_M = 2 };

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

/* The densest minute of a place while the convoy may be there. */
static void look(struct crossing *crossing, struct aman_point at, const struct aman_drive_point *from, const struct aman_drive_point *to)
{
    const struct aman_run *run = crossing->run;
    bool inside;
    size_t cell = cell_at(run, at, &inside);
    if (!inside || !run->walkable[cell]) return;
    crossing->length_m += STEP_M;
    for (size_t m = 0; m < run->n_minutes; m++) {
        const struct aman_run_minute *minute = &run->minutes[m];
        if (minute->t_s + 60.0 <= from->early_s || minute->t_s >= to->clear_s) continue;
        double density = (double)density_of(minute, cell);
        if (!(density > crossing->density_per_m2)) continue;
        crossing->density_per_m2 = density;
        crossing->t_s = minute->t_s;
        crossing->at = at;
    }
}

static void look_along(const struct aman_plan *plan, const struct aman_escort_judged *judged, struct crossing *crossing)
{
    const struct aman_planned_route *route = &judged->routes.primary;
    for (size_t i = 0; i + 1 < route->n; i++) {
        const struct aman_escort_point *a = &route->points[i], *b = &route->points[i + 1];
        struct aman_point p, q;
        if (!aman_venue_place(&plan->venue, a->lon, a->lat, &p) || !aman_venue_place(&plan->venue, b->lon, b->lat, &q)) continue;
        double length_m = aman_point_distance(p, q);
        for (double at_m = STEP_M / 2.0; at_m < length_m; at_m += STEP_M) {
            struct aman_point at = {p.x + at_m / length_m * (q.x - p.x), p.y + at_m / length_m * (q.y - p.y)};
            look(crossing, at, &judged->primary.points[i], &judged->primary.points[i + 1]);
        }
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
    bool met = false;
    for (size_t r = 0; r < asked->n_runs; r++) {
        struct crossing crossing = {.run = &asked->runs[r], .t_s = NAN};
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
