#include "check/findings.h"

#include <math.h>

static enum aman_limit_id limit_of(enum aman_zone_scheme scheme)
{
    static const enum aman_limit_id ids[] = {
        [AMAN_ZONE_WALKWAY] = AMAN_LIMIT_DENSITY_WALKWAY_PER_M2,
        [AMAN_ZONE_QUEUE] = AMAN_LIMIT_DENSITY_QUEUE_PER_M2,
        [AMAN_ZONE_STAIRS] = AMAN_LIMIT_DENSITY_STAIRS_PER_M2,
        [AMAN_ZONE_STANDING] = AMAN_LIMIT_DENSITY_STANDING_PER_M2,
    };
    return ids[scheme];
}

static void remedy_hold(struct aman_finding *finding, const char *where)
{
    aman_finding_remedy(finding, "pressure.hold");
    aman_remedy_text(finding, "where", where);
}

static struct aman_finding simulated(const char *key, const char *where, int run, double t_s)
{
    struct aman_finding finding = aman_finding_default(key, where);
    finding.run = run;
    finding.t_s = t_s;
    finding.certainty = "simulated";
    return finding;
}

static void ask_zone(const struct aman_asked *asked, int r, size_t i, struct aman_findings *list)
{
    const struct aman_run_zone *in = &asked->runs[r].zones[i];
    const struct aman_plan_zone *zone = &asked->plan->zones[i];
    const struct aman_limit *limit = &asked->plan->limits[limit_of(zone->scheme)];
    const char *where = aman_shown(zone->name, zone->id);
    struct aman_finding finding = simulated("density.zone", zone->id, r, in->sustained_t_s);
    aman_finding_judge(&finding, in->sustained_per_m2, limit->value, AMAN_UNIT_PER_M2);
    aman_finding_limit(&finding, asked->plan, limit_of(zone->scheme));
    aman_finding_text(&finding, "where", where);
    aman_finding_arg(&finding, "density", in->sustained_per_m2, AMAN_UNIT_PER_M2);
    aman_finding_arg(&finding, "duration", asked->plan->limits[AMAN_LIMIT_SUSTAINED_S].value,
                     AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "t", in->sustained_t_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "limit", limit->value, AMAN_UNIT_PER_M2);
    finding.evidence = AMAN_EVIDENCE_ZONE;
    finding.evidence_index = (int)i;
    if (in->sustained_per_m2 > 0.0f)
        aman_finding_place(&finding, in->sustained_at, asked->plan->venue.features[zone->feature].level);
    if (in->sustained_per_m2 > limit->value) {
        finding.severity = AMAN_SEVERITY_MAJOR;
        remedy_hold(&finding, where);
    }
    aman_findings_add_of_run(list, finding, false);
}

static void ask_pressure(const struct aman_asked *asked, int r, size_t i, struct aman_findings *list)
{
    const struct aman_run_zone *in = &asked->runs[r].zones[i];
    const struct aman_plan_zone *zone = &asked->plan->zones[i];
    double most = asked->plan->limits[AMAN_LIMIT_PRESSURE_PER_S2].value;
    struct aman_finding finding = simulated("pressure.zone", zone->id, r, in->pressure_t_s);
    aman_finding_judge(&finding, in->pressure_per_s2, most, AMAN_UNIT_PER_S2);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_PRESSURE_PER_S2);
    aman_finding_text(&finding, "where", aman_shown(zone->name, zone->id));
    aman_finding_arg(&finding, "pressure", in->pressure_per_s2, AMAN_UNIT_PER_S2);
    aman_finding_arg(&finding, "t", in->pressure_t_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "limit", most, AMAN_UNIT_PER_S2);
    finding.evidence = AMAN_EVIDENCE_MAP;
    finding.evidence_index = (int)i;
    if (in->pressure_per_s2 > 0.0f)
        aman_finding_place(&finding, in->pressure_at, asked->plan->venue.features[zone->feature].level);
    if (in->pressure_per_s2 > most) {
        finding.severity = AMAN_SEVERITY_MINOR;
        remedy_hold(&finding, aman_shown(zone->name, zone->id));
    }
    aman_findings_add_of_run(list, finding, false);
}

static double distance_to_line(const struct aman_ring *line, bool closed, struct aman_point at)
{
    double least = INFINITY;
    for (size_t i = closed ? 0 : 1, j = closed ? line->n - 1 : 0; i < line->n; j = i++)
        least = fmin(least, aman_point_distance(at, aman_segment_nearest((struct aman_segment){line->points[j], line->points[i]}, at)));
    return least;
}

static double distance_to(const struct aman_feature *feature, struct aman_point at)
{
    if (feature->line.n > 0) return distance_to_line(&feature->line, false, at);
    if (aman_area_contains(&feature->area, at)) return 0.0;
    double least = INFINITY;
    for (size_t r = 0; r < feature->area.n; r++)
        least = fmin(least, distance_to_line(&feature->area.rings[r], true, at));
    return least;
}

/* What people would call the place: the zone that holds it, or else the nearest thing with a name on its level;
 * the level's name where there is none. */
static const char *place_name(const struct aman_plan *plan, struct aman_point at, int level)
{
    for (size_t i = 0; i < plan->n_zones; i++) {
        const struct aman_feature *area = &plan->venue.features[plan->zones[i].feature];
        if (area->level == level && aman_area_contains(&area->area, at))
            return aman_shown(plan->zones[i].name, plan->zones[i].id);
    }
    const char *name = plan->venue.levels[level].name;
    double least = INFINITY;
    for (size_t i = 0; i < plan->venue.n_features; i++) {
        const struct aman_feature *feature = &plan->venue.features[i];
        if (feature->level != level || !feature->name[0]) continue;
        double distance = distance_to(feature, at);
        if (distance >= least) continue;
        least = distance;
        name = feature->name;
    }
    return name;
}

static void ask_danger(const struct aman_asked *asked, int r, struct aman_findings *list)
{
    const struct aman_run_danger *danger = &asked->runs[r].danger;
    double most = asked->plan->limits[AMAN_LIMIT_DENSITY_DANGER_PER_M2].value;
    const char *where = place_name(asked->plan, danger->at, danger->level);
    struct aman_finding finding = simulated("density.danger", "", r, danger->t_s);
    aman_finding_judge(&finding, danger->density_per_m2, most, AMAN_UNIT_PER_M2);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_DENSITY_DANGER_PER_M2);
    aman_finding_text(&finding, "where", where);
    aman_finding_arg(&finding, "density", danger->density_per_m2, AMAN_UNIT_PER_M2);
    aman_finding_arg(&finding, "t", danger->t_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "limit", most, AMAN_UNIT_PER_M2);
    finding.evidence = AMAN_EVIDENCE_MAP;
    if (danger->density_per_m2 > 0.0f) aman_finding_place(&finding, danger->at, danger->level);
    if (danger->density_per_m2 >= most) {
        finding.severity = AMAN_SEVERITY_CRITICAL;
        remedy_hold(&finding, where);
    }
    aman_findings_add_of_run(list, finding, false);
}

void aman_ask_density(const struct aman_asked *asked, struct aman_findings *list)
{
    for (size_t r = 0; r < asked->n_runs; r++) {
        ask_danger(asked, (int)r, list);
        for (size_t i = 0; i < asked->plan->n_zones; i++) {
            ask_zone(asked, (int)r, i, list);
            ask_pressure(asked, (int)r, i, list);
        }
    }
}
