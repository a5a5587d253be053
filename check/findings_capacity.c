#include "check/findings.h"

#include <math.h>

static const char *term_word(enum aman_capacity_term term)
{
    static const char *const words[AMAN_CAPACITY_TERMS] = {"term.entry", "term.holding", "term.exit",
                                                           "term.emergency"};
    return words[term];
}

static enum aman_limit_id term_limit(enum aman_capacity_term term, bool stepped)
{
    if (term == AMAN_CAPACITY_ENTRY) return AMAN_LIMIT_TURNSTILE_PER_H;
    return stepped ? AMAN_LIMIT_FLOW_STEPPED_PER_M_MIN : AMAN_LIMIT_FLOW_LEVEL_PER_M_MIN;
}

/* Turnstiles that are missing, at the mean rate of those that are there. */
static void remedy_lanes(const struct aman_asked *asked, size_t i, struct aman_finding *finding)
{
    const struct aman_capacity_row *row = &asked->capacity[i];
    int *gates = aman_mem_new(asked->scenario->arena->mem, asked->plan->n_checkpoints, sizeof *gates);
    if (!gates) return;
    size_t n = aman_section_gates(asked->plan, i, gates);
    double lanes = 0.0;
    for (size_t k = 0; k < n; k++) lanes += asked->plan->checkpoints[gates[k]].lanes;
    aman_mem_free(asked->scenario->arena->mem, gates, asked->plan->n_checkpoints, sizeof *gates);
    if (!(lanes > 0.0) || !(row->term[AMAN_CAPACITY_ENTRY] > 0.0)) return;
    double missing = row->expected - row->term[AMAN_CAPACITY_ENTRY];
    aman_finding_remedy(finding, "lanes.more");
    aman_remedy_text(finding, "where", aman_shown(row->name, row->id));
    aman_remedy_arg(finding, "n", ceil(missing * lanes / row->term[AMAN_CAPACITY_ENTRY]),
                    AMAN_UNIT_COUNT_OF_LANES);
    aman_remedy_arg(finding, "have", lanes, AMAN_UNIT_COUNT_OF_LANES);
}

/* Width that is missing, at the flow that the section's ways have in sum. */
static void remedy_width(const struct aman_asked *asked, size_t i, struct aman_finding *finding)
{
    const struct aman_capacity_row *row = &asked->capacity[i];
    const struct aman_plan_section *section = &asked->plan->sections[i];
    bool emergency = row->binding == AMAN_CAPACITY_EMERGENCY;
    double rate = asked->plan->limits[term_limit(row->binding, section->stepped)].value;
    double minutes = (emergency ? section->evacuation_time_s : section->exit_time_s) / 60.0;
    aman_finding_remedy(finding, "width.more");
    aman_remedy_text(finding, "where", aman_shown(row->name, row->id));
    aman_remedy_arg(finding, "metres", ceil(10.0 * (row->expected - row->safe) / (rate * minutes)) / 10.0,
                    AMAN_UNIT_METRES);
}

static void remedy_attendance(const struct aman_capacity_row *row, const char *where,
                              struct aman_finding *finding)
{
    aman_finding_remedy(finding, "attendance.lower");
    aman_remedy_text(finding, "where", where);
    aman_remedy_arg(finding, "n", ceil(row->expected - row->safe), AMAN_UNIT_PERSONS);
}

static struct aman_finding judged(const struct aman_capacity_row *row, const char *key, size_t i)
{
    struct aman_finding finding = aman_finding_default(key, row->id);
    aman_finding_judge(&finding, row->expected, row->safe, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "expected", row->expected, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "safe", floor(row->safe), AMAN_UNIT_PERSONS);
    if (row->expected > row->safe) finding.severity = AMAN_SEVERITY_CRITICAL;
    finding.source = "Green Guide: entry, holding, exit, emergency";
    finding.evidence = AMAN_EVIDENCE_CAPACITY;
    finding.evidence_index = (int)i;
    return finding;
}

static void ask_section(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_capacity_row *row = &asked->capacity[i];
    struct aman_finding finding = judged(row, "capacity.section", i);
    aman_finding_text(&finding, "where", aman_shown(row->name, row->id));
    aman_finding_text(&finding, "term", term_word(row->binding));
    if (row->binding != AMAN_CAPACITY_HOLDING)
        aman_finding_limit(&finding, asked->plan, term_limit(row->binding, asked->plan->sections[i].stepped));
    if (finding.severity != AMAN_SEVERITY_HOLDS) {
        if (row->binding == AMAN_CAPACITY_ENTRY)
            remedy_lanes(asked, i, &finding);
        else if (row->binding == AMAN_CAPACITY_HOLDING)
            remedy_attendance(row, aman_shown(row->name, row->id), &finding);
        else
            remedy_width(asked, i, &finding);
    }
    aman_findings_add(list, &finding);
}

static void ask_places(const struct aman_asked *asked, size_t stand, struct aman_findings *list)
{
    const struct aman_feature *feature = &asked->plan->venue.features[stand];
    double people = asked->scenario->stand_people[stand], places = asked->scenario->stand_places[stand];
    if (people <= 0.0) return;
    struct aman_finding finding = aman_finding_default("stand.places", feature->id);
    aman_finding_judge(&finding, people, places, AMAN_UNIT_PERSONS);
    aman_finding_text(&finding, "where", aman_shown(feature->name, feature->id));
    aman_finding_arg(&finding, "people", people, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "places", places, AMAN_UNIT_PERSONS);
    finding.source = "a place for every ticket";
    if (people > places) {
        finding.severity = AMAN_SEVERITY_CRITICAL;
        aman_finding_remedy(&finding, "attendance.lower");
        aman_remedy_text(&finding, "where", aman_shown(feature->name, feature->id));
        aman_remedy_arg(&finding, "n", people - places, AMAN_UNIT_PERSONS);
    }
    aman_findings_add(list, &finding);
}

/* A group all of whose stands are without a single place is not in the simulation at all. */
static void ask_group_places(const struct aman_asked *asked, const struct aman_plan_group *group,
                             struct aman_findings *list)
{
    for (size_t i = 0; i < group->n_stands; i++)
        if (asked->scenario->stand_places[group->stands[i]] > 0) return;
    struct aman_finding finding = aman_finding_default("stand.places", group->id);
    aman_finding_judge(&finding, group->size, 0.0, AMAN_UNIT_PERSONS);
    aman_finding_text(&finding, "where", aman_shown(group->name, group->id));
    aman_finding_arg(&finding, "people", group->size, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "places", 0.0, AMAN_UNIT_PERSONS);
    finding.source = "a place for every ticket";
    finding.severity = AMAN_SEVERITY_CRITICAL;
    aman_findings_add(list, &finding);
}

void aman_ask_capacity(const struct aman_asked *asked, struct aman_findings *list)
{
    size_t n = asked->plan->n_sections;
    for (size_t i = 0; i < n; i++) ask_section(asked, i, list);
    if (n > 0) {
        struct aman_finding total = judged(&asked->capacity[n], "capacity.total", n);
        if (total.severity != AMAN_SEVERITY_HOLDS)
            remedy_attendance(&asked->capacity[n], aman_shown(asked->plan->venue_name, ""), &total);
        aman_findings_add(list, &total);
    }
    for (size_t i = 0; i < asked->plan->venue.n_features; i++) ask_places(asked, i, list);
    for (size_t i = 0; i < asked->plan->n_groups; i++) ask_group_places(asked, &asked->plan->groups[i], list);
}
