/* Perimeters: closed but for their checkpoints, in one another, and everybody knows who may pass when. */
#include "check/findings.h"
#include "check/posts.h"

#include <math.h>

#define NESTED_M2 1.0 /* less is rounding */

static struct aman_finding of_ring(const char *key, const struct aman_plan_perimeter *perimeter, size_t i)
{
    struct aman_finding finding = aman_finding_default(key, perimeter->id);
    finding.source = "a perimeter is closed, and every way through is a checkpoint";
    finding.evidence = AMAN_EVIDENCE_RING;
    finding.evidence_index = (int)i;
    aman_finding_text(&finding, "where", aman_shown(perimeter->name, perimeter->id));
    return finding;
}

/* As the plan calls it, or the drawing. */
static const char *door_name(const struct aman_plan *plan, int feature)
{
    for (size_t i = 0; i < plan->n_checkpoints; i++)
        if (plan->checkpoints[i].feature == feature) return aman_shown(plan->checkpoints[i].name, plan->checkpoints[i].id);
    for (size_t i = 0; i < plan->n_exits; i++)
        if (plan->exits[i].feature == feature) return aman_shown(plan->exits[i].name, plan->exits[i].id);
    return aman_shown(plan->venue.features[feature].name, plan->venue.features[feature].id);
}

static void ask_hole(const struct aman_asked *asked, size_t i, const struct aman_ring_hole *hole, struct aman_findings *list)
{
    const struct aman_plan_perimeter *perimeter = &asked->plan->deployment.perimeters[i];
    struct aman_finding finding = of_ring(hole->door < 0 ? "ring.gap" : "ring.door", perimeter, i);
    finding.severity = AMAN_SEVERITY_MAJOR;
    aman_finding_arg(&finding, "way", hole->length_m, AMAN_UNIT_METRES);
    aman_finding_arg(&finding, "cell", asked->posts->cell_m, AMAN_UNIT_METRES);
    aman_finding_place(&finding, hole->at, hole->level);
    aman_finding_remedy(&finding, "ring.close");
    if (hole->door >= 0) {
        const char *door = door_name(asked->plan, hole->door);
        aman_finding_text(&finding, "door", door);
        aman_finding_remedy(&finding, "ring.declare");
        aman_remedy_text(&finding, "door", door);
    }
    aman_remedy_text(&finding, "where", aman_shown(perimeter->name, perimeter->id));
    aman_findings_add(list, &finding);
}

static void ask_ways(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_plan_perimeter *perimeter = &asked->plan->deployment.perimeters[i];
    for (size_t k = 0; k < perimeter->n_ways; k++) {
        const struct aman_feature *door = &asked->plan->venue.features[perimeter->ways[k].feature];
        if (perimeter->ways[k].populations[0]) continue;
        struct aman_finding finding = of_ring("ring.populations", perimeter, i);
        finding.severity = AMAN_SEVERITY_MINOR;
        aman_finding_text(&finding, "door", door_name(asked->plan, perimeter->ways[k].feature));
        aman_finding_place(&finding, aman_line_middle(&door->line), door->level);
        aman_findings_add(list, &finding);
    }
}

static void ask_nesting(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_plan_perimeter *perimeters = asked->plan->deployment.perimeters;
    double outside_m2 = asked->posts->rings[i].outside_m2;
    if (perimeters[i].within < 0 || outside_m2 < NESTED_M2) return;
    const struct aman_plan_perimeter *outer = &perimeters[perimeters[i].within];
    struct aman_finding finding = of_ring("ring.outside", &perimeters[i], i);
    finding.severity = AMAN_SEVERITY_MAJOR;
    aman_finding_judge(&finding, outside_m2, 0.0, AMAN_UNIT_NONE);
    aman_finding_text(&finding, "outer", aman_shown(outer->name, outer->id));
    aman_finding_arg(&finding, "n", round(outside_m2), AMAN_UNIT_NONE);
    aman_findings_add(list, &finding);
}

static void ask_ring(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_plan_perimeter *perimeter = &asked->plan->deployment.perimeters[i];
    const struct aman_ring_found *ring = &asked->posts->rings[i];
    for (size_t k = 0; k < ring->n_holes; k++) ask_hole(asked, i, &ring->holes[k], list);
    ask_nesting(asked, i, list);
    ask_ways(asked, i, list);
    if (ring->n_holes > 0) return;
    struct aman_finding finding = of_ring(ring->has_outside ? "ring.closed" : "ring.no_outside", perimeter, i);
    if (!ring->has_outside) finding.severity = AMAN_SEVERITY_MINOR;
    aman_finding_arg(&finding, "n", (double)perimeter->n_ways, AMAN_UNIT_NONE);
    aman_finding_arg(&finding, "cell", asked->posts->cell_m, AMAN_UNIT_METRES);
    aman_findings_add(list, &finding);
}

void aman_ask_rings(const struct aman_asked *asked, struct aman_findings *list)
{
    for (size_t i = 0; i < asked->plan->deployment.n_perimeters; i++) ask_ring(asked, i, list);
}
