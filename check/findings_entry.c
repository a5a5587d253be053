#include "check/findings.h"
#include "check/remedy.h"

#include <math.h>

/* ---- arithmetic: can the doors serve the last 45 minutes before kick-off? ---- */

/* Persons an hour that a gate is asked for, each group spreading over its gates as fast as they serve. */
static double late_per_h_at(const struct aman_plan *plan, int gate)
{
    double end_s = plan->situation.kick_off_s, sum = 0.0;
    for (size_t g = 0; g < plan->n_groups; g++) {
        const struct aman_plan_group *group = &plan->groups[g];
        double rates = 0.0, own = 0.0;
        for (size_t i = 0; i < group->n_gates; i++) {
            const struct aman_plan_checkpoint *bank = &plan->checkpoints[group->gates[i]];
            double rate = bank->lanes * aman_lane_per_h(plan, bank);
            rates += rate;
            if (group->gates[i] == gate) own = rate;
        }
        if (rates > 0.0) sum += aman_profile_between(group, end_s - AMAN_LATE_WINDOW_S, end_s) * own / rates;
    }
    return sum * 3600.0 / AMAN_LATE_WINDOW_S;
}

static void remedy_lanes(struct aman_finding *finding, const char *where, int more, int have)
{
    if (more <= 0) return;
    aman_finding_remedy(finding, "lanes.more");
    aman_remedy_text(finding, "where", where);
    aman_remedy_arg(finding, "n", more, AMAN_UNIT_COUNT_OF_LANES);
    aman_remedy_arg(finding, "have", have, AMAN_UNIT_COUNT_OF_LANES);
}

static void ask_late_demand(const struct aman_asked *asked, size_t i, int *gates, struct aman_findings *list)
{
    const struct aman_plan *plan = asked->plan;
    const struct aman_plan_section *section = &plan->sections[i];
    size_t n = aman_section_gates(plan, i, gates);
    double demand_per_h = 0.0, capacity_per_h = 0.0;
    int lanes = 0;
    for (size_t k = 0; k < n; k++) {
        const struct aman_plan_checkpoint *gate = &plan->checkpoints[gates[k]];
        demand_per_h += late_per_h_at(plan, gates[k]);
        capacity_per_h += gate->lanes * aman_lane_per_h(plan, gate);
        lanes += gate->lanes;
    }
    if (n == 0 || demand_per_h <= 0.0) return;
    struct aman_finding finding = aman_finding_default("entry.late_demand", section->id);
    aman_finding_judge(&finding, demand_per_h, capacity_per_h, AMAN_UNIT_PERSONS_PER_H);
    aman_finding_limit(&finding, plan, AMAN_LIMIT_TURNSTILE_PER_H);
    aman_finding_text(&finding, "where", aman_shown(section->name, section->id));
    aman_finding_arg(&finding, "demand", demand_per_h, AMAN_UNIT_PERSONS_PER_H);
    aman_finding_arg(&finding, "capacity", capacity_per_h, AMAN_UNIT_PERSONS_PER_H);
    finding.t_s = plan->situation.kick_off_s - AMAN_LATE_WINDOW_S;
    finding.evidence = AMAN_EVIDENCE_SECTION;
    finding.evidence_index = (int)i;
    if (demand_per_h > capacity_per_h) {
        finding.severity = AMAN_SEVERITY_MAJOR;
        remedy_lanes(&finding, aman_shown(section->name, section->id),
                     aman_remedy_lanes(demand_per_h, capacity_per_h / lanes, lanes), lanes);
    }
    aman_findings_add(list, &finding);
}

/* ---- simulated ---- */

static void ask_seated(const struct aman_asked *asked, int r, size_t i, struct aman_findings *list)
{
    const struct aman_run *run = &asked->runs[r];
    const struct aman_run_section *in = &run->sections[i];
    const struct aman_plan_section *section = &asked->plan->sections[i];
    bool early_alarm = run->evacuation && run->alarm_s <= run->kick_off_s;
    if (in->people == 0 || early_alarm || run->kick_off_s < run->begin_s) return;
    size_t second = (size_t)(fmin(run->kick_off_s, run->end_s) - run->begin_s);
    double share = (double)in->seated[second] / in->people;
    double least = asked->plan->limits[AMAN_LIMIT_SEATED_BY_KICK_OFF].value;
    struct aman_finding finding = aman_finding_default("seated.kick_off", section->id);
    aman_finding_judge(&finding, share, least, AMAN_UNIT_SHARE);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_SEATED_BY_KICK_OFF);
    aman_finding_text(&finding, "where", aman_shown(section->name, section->id));
    aman_finding_arg(&finding, "share", share, AMAN_UNIT_SHARE);
    aman_finding_arg(&finding, "late", (double)(in->people - in->seated[second]), AMAN_UNIT_PERSONS);
    finding.run = r;
    finding.t_s = run->kick_off_s;
    finding.certainty = "simulated";
    finding.evidence = AMAN_EVIDENCE_SECTION;
    finding.evidence_index = (int)i;
    if (share < least) {
        finding.severity = AMAN_SEVERITY_MAJOR;
        aman_finding_remedy(&finding, "arrivals.earlier");
        aman_remedy_text(&finding, "where", aman_shown(section->name, section->id));
        aman_remedy_arg(&finding, "n", ceil(least * in->people) - in->seated[second], AMAN_UNIT_PERSONS);
    }
    aman_findings_add_of_run(list, finding, true);
}

/* Nobody served although people came: they waited until the ways out opened. */
static double wait_of(const struct aman_run *run, const struct aman_run_bank *bank)
{
    if (bank->served[run->n_seconds - 1] > 0) return bank->wait_p95_s;
    size_t first = 0;
    while (first < run->n_seconds && bank->arrived[first] == 0) first++;
    return fmin(run->end_s, run->egress_opens_s) - (run->begin_s + (double)first);
}

/* Lanes for the worst 45 minutes at the measured rate of a lane; a shorter rush is looked at when
 * there are enough for that. */
static int lanes_missing(const struct aman_run *run, const struct aman_run_bank *bank, int have)
{
    double lane_per_h = bank->peak_served_per_h / have;
    int more = aman_remedy_lanes(aman_peak_per_h(bank->arrived, run->n_seconds, AMAN_LATE_WINDOW_S),
                                 lane_per_h, have);
    if (more > 0) return more;
    return aman_remedy_lanes(aman_peak_per_h(bank->arrived, run->n_seconds, AMAN_LATE_WINDOW_S / 3),
                             lane_per_h, have);
}

static void ask_wait(const struct aman_asked *asked, int r, size_t i, struct aman_findings *list)
{
    const struct aman_run *run = &asked->runs[r];
    const struct aman_run_bank *bank = &run->banks[i];
    const struct aman_plan_checkpoint *checkpoint = &asked->plan->checkpoints[bank->checkpoint];
    if (bank->arrived[run->n_seconds - 1] == 0) return;
    const struct aman_feature *feature = &asked->plan->venue.features[checkpoint->feature];
    double wait_s = wait_of(run, bank), most_s = asked->plan->limits[AMAN_LIMIT_QUEUE_WAIT_P95_S].value;
    const char *where = aman_shown(checkpoint->name, checkpoint->id);
    struct aman_finding finding = aman_finding_default("gate.wait", checkpoint->id);
    aman_finding_judge(&finding, wait_s, most_s, AMAN_UNIT_SECONDS);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_QUEUE_WAIT_P95_S);
    finding.t_s = isnan(bank->peak_waiting_t_s) ? run->begin_s : bank->peak_waiting_t_s;
    aman_finding_text(&finding, "where", where);
    aman_finding_arg(&finding, "wait", wait_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "limit", most_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "t", finding.t_s, AMAN_UNIT_CLOCK);
    aman_finding_place(&finding, aman_line_middle(&feature->line), feature->level);
    finding.run = r;
    finding.certainty = "simulated";
    finding.evidence = AMAN_EVIDENCE_BANK;
    finding.evidence_index = (int)i;
    if (wait_s > most_s) {
        finding.severity = AMAN_SEVERITY_MAJOR;
        remedy_lanes(&finding, where, lanes_missing(run, bank, checkpoint->lanes), checkpoint->lanes);
    }
    aman_findings_add_of_run(list, finding, true);
}

/* ---- queues and their room ---- */

static const double zone_reach_m = 60.0;

static double distance_to_area(const struct aman_area *area, struct aman_point p)
{
    if (aman_area_contains(area, p)) return 0.0;
    double least = INFINITY;
    for (size_t r = 0; r < area->n; r++)
        for (size_t i = 0, j = area->rings[r].n - 1; i < area->rings[r].n; j = i++) {
            struct aman_segment edge = {area->rings[r].points[j], area->rings[r].points[i]};
            least = fmin(least, aman_point_distance(p, aman_segment_nearest(edge, p)));
        }
    return least;
}

/* The queue zone nearest to a bank, on its level and within reach; -1 if none. */
static int zone_of_bank(const struct aman_plan *plan, const struct aman_plan_checkpoint *checkpoint)
{
    const struct aman_feature *line = &plan->venue.features[checkpoint->feature];
    struct aman_point middle = aman_line_middle(&line->line);
    double least = zone_reach_m;
    int best = -1;
    for (size_t i = 0; i < plan->n_zones; i++) {
        const struct aman_feature *area = &plan->venue.features[plan->zones[i].feature];
        if (plan->zones[i].scheme != AMAN_ZONE_QUEUE || area->level != line->level) continue;
        double distance_m = distance_to_area(&area->area, middle);
        if (distance_m > least || (best >= 0 && distance_m == least)) continue;
        least = distance_m;
        best = (int)i;
    }
    return best;
}

/* The greatest number waiting at once at all banks whose queue this zone holds. */
static double peak_in_zone(const struct aman_run *run, const int *zone_of, int zone, size_t *second)
{
    uint32_t most = 0;
    *second = 0;
    for (size_t k = 0; k < run->n_seconds; k++) {
        uint32_t sum = 0;
        for (size_t b = 0; b < run->n_banks; b++) sum += zone_of[b] == zone ? run->banks[b].waiting[k] : 0;
        if (sum <= most) continue;
        most = sum;
        *second = k;
    }
    return most;
}

static void ask_queue(const struct aman_asked *asked, int r, const int *zone_of, size_t i,
                      struct aman_findings *list)
{
    const struct aman_run *run = &asked->runs[r];
    const struct aman_plan_zone *zone = &asked->plan->zones[i];
    size_t second;
    double waiting = peak_in_zone(run, zone_of, (int)i, &second);
    double room = floor(run->zones[i].area_m2 * asked->plan->limits[AMAN_LIMIT_DENSITY_QUEUE_PER_M2].value);
    struct aman_finding finding = aman_finding_default("queue.space", zone->id);
    aman_finding_judge(&finding, waiting, room, AMAN_UNIT_PERSONS);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_DENSITY_QUEUE_PER_M2);
    finding.t_s = run->begin_s + (double)second;
    aman_finding_text(&finding, "where", aman_shown(zone->name, zone->id));
    aman_finding_arg(&finding, "waiting", waiting, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "t", finding.t_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "room", room, AMAN_UNIT_PERSONS);
    finding.run = r;
    finding.certainty = "simulated";
    finding.evidence = AMAN_EVIDENCE_ZONE;
    finding.evidence_index = (int)i;
    if (waiting > room) finding.severity = AMAN_SEVERITY_MAJOR;
    aman_findings_add_of_run(list, finding, true);
}

static void ask_queues(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_plan *plan = asked->plan;
    int *zone_of = aman_mem_new(list->arena->mem, plan->n_checkpoints, sizeof *zone_of);
    if (!zone_of) {
        list->failed = true;
        return;
    }
    for (size_t b = 0; b < plan->n_checkpoints; b++) zone_of[b] = zone_of_bank(plan, &plan->checkpoints[b]);
    for (size_t r = 0; r < asked->n_runs; r++)
        for (size_t i = 0; i < plan->n_zones; i++)
            for (size_t b = 0; b < plan->n_checkpoints; b++)
                if (zone_of[b] == (int)i) {
                    ask_queue(asked, (int)r, zone_of, i, list);
                    break;
                }
    aman_mem_free(list->arena->mem, zone_of, plan->n_checkpoints, sizeof *zone_of);
}

void aman_ask_entry(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_plan *plan = asked->plan;
    int *gates = aman_mem_new(list->arena->mem, plan->n_checkpoints, sizeof *gates);
    if (!gates) {
        list->failed = true;
        return;
    }
    for (size_t i = 0; i < plan->n_sections; i++) ask_late_demand(asked, i, gates, list);
    aman_mem_free(list->arena->mem, gates, plan->n_checkpoints, sizeof *gates);
    for (size_t r = 0; r < asked->n_runs; r++) {
        for (size_t i = 0; i < plan->n_sections; i++) ask_seated(asked, (int)r, i, list);
        for (size_t i = 0; i < plan->n_checkpoints; i++) ask_wait(asked, (int)r, i, list);
    }
    ask_queues(asked, list);
}
