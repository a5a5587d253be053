#include "base/text.h"
#include "check/findings.h"
#include "check/remedy.h"

#include <math.h>
#include <string.h>

/* ---- what the reader saw ---- */

static const char *found_text(struct aman_findings *list, const struct aman_diag *diag)
{
    struct aman_text text;
    aman_text_init(&text, list->arena->mem);
    aman_text_add(&text, diag->found);
    if (diag->found[0] && diag->expected[0]) aman_text_add(&text, "; ");
    if (diag->expected[0]) aman_text_addf(&text, "expected %s", diag->expected);
    if (diag->hint[0]) aman_text_addf(&text, " (%s)", diag->hint);
    char *copy = text.failed ? NULL : aman_arena_text(list->arena, text.data ? text.data : "", text.length);
    aman_text_release(&text);
    list->failed = list->failed || !copy;
    return copy ? copy : "";
}

static void ask_diag(const struct aman_diag *diag, struct aman_findings *list)
{
    char *where = aman_arena_text(list->arena, diag->where, strlen(diag->where));
    if (!where) {
        list->failed = true;
        return;
    }
    struct aman_finding finding = aman_finding_default("reader.fault", where);
    finding.severity = AMAN_SEVERITY_MINOR;
    finding.source = "the drawing must be one that people can walk on";
    finding.certainty = "reader";
    aman_finding_text(&finding, "where", where);
    aman_finding_text(&finding, "what", found_text(list, diag));
    if (diag->has_point) {
        aman_finding_place(&finding, (struct aman_point){diag->x_m, diag->y_m}, diag->level);
        finding.evidence = AMAN_EVIDENCE_GEOMETRY;
    }
    aman_findings_add(list, &finding);
}

static void ask_reader(const struct aman_asked *asked, struct aman_findings *list)
{
    size_t n = asked->reader ? asked->reader->n : 0;
    for (size_t i = 0; i < n; i++) ask_diag(&asked->reader->items[i], list);
    if (n > 0) return;
    struct aman_finding finding = aman_finding_default("reader.sound", "");
    finding.certainty = "reader";
    aman_findings_add(list, &finding);
}

/* ---- chapters ---- */

static bool is_written(const struct aman_node *node, const char *key)
{
    for (size_t i = 0; i < node->n_children; i++)
        if (strcmp(node->children[i].key, key) == 0)
            return node->children[i].n_children > 0 || (node->children[i].text && node->children[i].text[0]);
    return false;
}

static void ask_chapters(const struct aman_asked *asked, struct aman_findings *list)
{
    static const char *const words[] = {
        "chapter.command",    "chapter.segregation", "chapter.deployment",    "chapter.escorts",
        "chapter.sweep",      "chapter.traffic",     "chapter.medical",       "chapter.communications",
        "chapter.inspection", "chapter.exercises",   "chapter.contingencies", "chapter.escalation",
    };
    size_t missing = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *key = words[i] + strlen("chapter.");
        if (is_written(&asked->plan->chapters, key)) continue;
        struct aman_finding finding = aman_finding_default("chapter.missing", key);
        finding.severity = AMAN_SEVERITY_MINOR;
        finding.source = "what a protocol holds";
        finding.certainty = "reader";
        aman_finding_text(&finding, "what", words[i]);
        aman_findings_add(list, &finding);
        missing++;
    }
    if (missing > 0) return;
    struct aman_finding finding = aman_finding_default("chapter.complete", "");
    finding.certainty = "reader";
    aman_findings_add(list, &finding);
}

/* ---- contingencies ---- */

static void ask_contingency(const struct aman_plan_contingency *c, struct aman_findings *list)
{
    bool decided = is_written(&c->prose, "decider");
    struct aman_finding finding =
        aman_finding_default(decided ? "contingency.decider" : "contingency.no_decider", c->id);
    finding.severity = decided ? AMAN_SEVERITY_HOLDS : AMAN_SEVERITY_MINOR;
    finding.source = "a contingency needs one who decides";
    finding.certainty = "reader";
    aman_finding_text(&finding, "where", aman_shown(c->name, c->id));
    aman_findings_add(list, &finding);
    if (c->type != AMAN_CONTINGENCY_PROSE) return;
    struct aman_finding prose = aman_finding_default("contingency.prose", c->id);
    prose.severity = AMAN_SEVERITY_INFO;
    prose.certainty = "reader";
    aman_finding_text(&prose, "where", aman_shown(c->name, c->id));
    aman_findings_add(list, &prose);
}

/* ---- timeline ---- */

static const double early_share = 0.05, late_share = 0.01;

/* When the first 5 % of everyone have come: the least t by which that many have. */
static double early_t_s(const struct aman_plan *plan)
{
    double from_s = INFINITY, to_s = -INFINITY, all = aman_plan_attendance(plan);
    for (size_t g = 0; g < plan->n_groups; g++) {
        from_s = fmin(from_s, aman_profile_time(&plan->groups[g], 0.0));
        to_s = fmax(to_s, aman_profile_time(&plan->groups[g], 1.0));
    }
    for (double t_s = from_s; t_s < to_s; t_s += 60.0) {
        double come = 0.0;
        for (size_t g = 0; g < plan->n_groups; g++)
            come += plan->groups[g].size * aman_profile_share(&plan->groups[g], t_s);
        if (come >= early_share * all) return t_s;
    }
    return to_s;
}

static void ask_gates_open(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_plan_situation *when = &asked->plan->situation;
    if (asked->plan->n_groups == 0) return;
    double lead_s = when->kick_off_s - when->gates_open_s;
    double need_s = when->kick_off_s - early_t_s(asked->plan);
    struct aman_finding finding = aman_finding_default("timeline.gates_open", "");
    aman_finding_judge(&finding, lead_s, need_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "lead", lead_s, AMAN_UNIT_SECONDS);
    finding.t_s = when->gates_open_s;
    finding.source = "open before one in twenty has come";
    if (lead_s < need_s) {
        finding.severity = AMAN_SEVERITY_MINOR;
        aman_finding_remedy(&finding, "gates.open_earlier");
        aman_remedy_arg(&finding, "minutes", 60.0 * ceil((need_s - lead_s) / 60.0), AMAN_UNIT_SECONDS);
    }
    aman_findings_add(list, &finding);
}

static bool uses(const struct aman_plan_group *group, int checkpoint)
{
    for (size_t i = 0; i < group->n_searches; i++)
        if (group->searches[i] == checkpoint) return true;
    for (size_t i = 0; i < group->n_gates; i++)
        if (group->gates[i] == checkpoint) return true;
    return false;
}

/* Of those whose ticket names this checkpoint, the share that comes to the ground only after it has shut. */
static void ask_closing(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_plan *plan = asked->plan;
    const struct aman_plan_checkpoint *checkpoint = &plan->checkpoints[i];
    double all = 0.0, late = 0.0;
    for (size_t g = 0; g < plan->n_groups; g++) {
        if (!uses(&plan->groups[g], (int)i)) continue;
        all += plan->groups[g].size;
        late += aman_profile_between(&plan->groups[g], checkpoint->closes_s, INFINITY);
    }
    if (all <= 0.0) return;
    struct aman_finding finding = aman_finding_default("timeline.gate_closes", checkpoint->id);
    aman_finding_judge(&finding, late / all, late_share, AMAN_UNIT_SHARE);
    aman_finding_text(&finding, "where", aman_shown(checkpoint->name, checkpoint->id));
    aman_finding_arg(&finding, "closes", checkpoint->closes_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "share", late / all, AMAN_UNIT_SHARE);
    finding.t_s = checkpoint->closes_s;
    finding.source = "a ticket lets its holder in";
    if (late / all > late_share) finding.severity = AMAN_SEVERITY_MAJOR;
    aman_findings_add(list, &finding);
}

void aman_ask_plan(const struct aman_asked *asked, struct aman_findings *list)
{
    ask_reader(asked, list);
    ask_gates_open(asked, list);
    for (size_t i = 0; i < asked->plan->n_checkpoints; i++) ask_closing(asked, i, list);
    for (size_t i = 0; i < asked->plan->n_contingencies; i++)
        ask_contingency(&asked->plan->contingencies[i], list);
    ask_chapters(asked, list);
}
