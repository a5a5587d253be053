#include "check/findings.h"

#include <math.h>

/* A model traps a few now and then; more than that is the ground's doing. */
static const double stray_share = 0.001;

static struct aman_finding simulated(const char *key, const char *where, int run, double t_s)
{
    struct aman_finding finding = aman_finding_default(key, where);
    finding.run = run;
    finding.t_s = t_s;
    finding.certainty = "simulated";
    return finding;
}

/* Width as the flow has to grow, from the width that the plan gives. */
static void remedy_width(const struct aman_plan_section *section, double took_s, double limit_s,
                         struct aman_finding *finding)
{
    if (!(section->exit_width_m > 0.0)) return;
    aman_finding_remedy(finding, "width.more");
    aman_remedy_text(finding, "where", aman_shown(section->name, section->id));
    aman_remedy_arg(finding, "metres", ceil(10.0 * section->exit_width_m * (took_s / limit_s - 1.0)) / 10.0,
                    AMAN_UNIT_METRES);
}

static void judge_time(struct aman_finding *finding, const struct aman_plan_section *section, double took_s,
                       double limit_s, enum aman_severity severity)
{
    aman_finding_judge(finding, took_s, limit_s, AMAN_UNIT_SECONDS);
    aman_finding_text(finding, "where", aman_shown(section->name, section->id));
    aman_finding_arg(finding, "time", took_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(finding, "limit", limit_s, AMAN_UNIT_SECONDS);
    finding->evidence = AMAN_EVIDENCE_SECTION;
    if (!(took_s > limit_s)) return;
    finding->severity = severity;
    remedy_width(section, took_s, limit_s, finding);
}

static void ask_exit(const struct aman_asked *asked, int r, size_t i, struct aman_findings *list)
{
    const struct aman_run_section *in = &asked->runs[r].sections[i];
    const struct aman_plan_section *section = &asked->plan->sections[i];
    if (isnan(in->exit_s)) return;
    struct aman_finding finding = simulated("exit.time", section->id, r, in->exit_t_s);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_EXIT_TIME_S);
    judge_time(&finding, section, in->exit_s, section->exit_time_s, AMAN_SEVERITY_MAJOR);
    finding.evidence_index = (int)i;
    aman_findings_add_of_run(list, finding, false);
}

static void ask_evacuation(const struct aman_asked *asked, int r, size_t i, struct aman_findings *list)
{
    const struct aman_run *run = &asked->runs[r];
    const struct aman_run_section *in = &run->sections[i];
    const struct aman_plan_section *section = &asked->plan->sections[i];
    if (in->to_evacuate == 0) return;
    double took_s = isnan(in->evacuated_s) ? run->end_s - run->alarm_s : in->evacuated_s;
    struct aman_finding finding = simulated("evacuation.time", section->id, r, run->alarm_s);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_EVACUATION_TIME_S);
    judge_time(&finding, section, took_s, section->evacuation_time_s, AMAN_SEVERITY_CRITICAL);
    if (isnan(in->evacuated_s)) finding.severity = AMAN_SEVERITY_CRITICAL;
    finding.evidence_index = (int)i;
    aman_findings_add_of_run(list, finding, false);
}

static void ask_cleared(const struct aman_asked *asked, int r, struct aman_findings *list)
{
    const struct aman_run *run = &asked->runs[r];
    double limit_s = asked->plan->limits[AMAN_LIMIT_LEFT_SITE_S].value;
    bool cleared = !isnan(run->cleared_t_s);
    double took_s = fmax(0.0, (cleared ? run->cleared_t_s : run->end_s) - run->full_time_s);
    struct aman_finding finding = simulated("site.cleared", "", r, run->full_time_s);
    aman_finding_judge(&finding, took_s, limit_s, AMAN_UNIT_SECONDS);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_LEFT_SITE_S);
    aman_finding_arg(&finding, "time", took_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "limit", limit_s, AMAN_UNIT_SECONDS);
    if (took_s > limit_s) finding.severity = AMAN_SEVERITY_MAJOR;
    aman_findings_add_of_run(list, finding, true);
}

static void ask_stranded(const struct aman_asked *asked, int r, struct aman_findings *list)
{
    const struct aman_run *run = &asked->runs[r];
    struct aman_finding finding = simulated("people.stranded", "", r, run->end_s);
    aman_finding_judge(&finding, run->stranded, 0.0, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "n", run->stranded, AMAN_UNIT_PERSONS);
    finding.source = "everyone gets away, or to safety";
    if (run->stranded > 0) finding.severity = AMAN_SEVERITY_MINOR;
    if (run->stranded > stray_share * run->n_people) finding.severity = AMAN_SEVERITY_CRITICAL;
    aman_findings_add_of_run(list, finding, false);
}

static void ask_turned_back(const struct aman_asked *asked, int r, struct aman_findings *list)
{
    const struct aman_run *run = &asked->runs[r];
    double share = 1.0 - asked->plan->limits[AMAN_LIMIT_SEATED_BY_KICK_OFF].value;
    double most = floor(share * run->n_people);
    struct aman_finding finding = simulated("people.turned_back", "", r, run->egress_opens_s);
    aman_finding_judge(&finding, run->turned_back, most, AMAN_UNIT_PERSONS);
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_SEATED_BY_KICK_OFF);
    aman_finding_arg(&finding, "n", run->turned_back, AMAN_UNIT_PERSONS);
    if (run->turned_back > 0) finding.severity = AMAN_SEVERITY_MINOR;
    if (run->turned_back > most) finding.severity = AMAN_SEVERITY_MAJOR;
    aman_findings_add_of_run(list, finding, true);
}

static void ask_held(const struct aman_asked *asked, int r, struct aman_findings *list)
{
    const struct aman_run *run = &asked->runs[r];
    bool one = asked->plan->n_places == 1;
    const struct aman_plan_place *place = &asked->plan->places[0];
    struct aman_finding finding = simulated("source.held", "", r, run->held_t_s);
    aman_finding_judge(&finding, run->held_sustained, 0.0, AMAN_UNIT_PERSONS);
    aman_finding_text(&finding, "where", one ? aman_shown(place->name, place->id) : "chapter.places");
    aman_finding_arg(&finding, "n", run->held_peak, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "t", isnan(run->held_t_s) ? run->begin_s : run->held_t_s, AMAN_UNIT_CLOCK);
    finding.source = "people must be able to step onto the ground where they arrive";
    if (run->held_sustained > 0) finding.severity = AMAN_SEVERITY_MINOR;
    aman_findings_add_of_run(list, finding, false);
}

void aman_ask_leaving(const struct aman_asked *asked, struct aman_findings *list)
{
    for (size_t r = 0; r < asked->n_runs; r++) {
        bool evacuation = asked->runs[r].evacuation;
        for (size_t i = 0; i < asked->plan->n_sections; i++) {
            if (evacuation)
                ask_evacuation(asked, (int)r, i, list);
            else
                ask_exit(asked, (int)r, i, list);
        }
        ask_stranded(asked, (int)r, list);
        if (evacuation) continue;
        ask_cleared(asked, (int)r, list);
        ask_turned_back(asked, (int)r, list);
        ask_held(asked, (int)r, list);
    }
}
