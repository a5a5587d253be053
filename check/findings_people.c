/* Who gets a badge, and who sells to the event: are they on a watch list, and has somebody decided? */
#include "check/findings.h"

#include <stdio.h>
#include <string.h>

static const char source[] = "law 43-05: listed persons are frozen at once; a possible match is for a human to decide";

static struct aman_finding begin(const char *key, const char *where, size_t n, enum aman_severity severity)
{
    struct aman_finding finding = aman_finding_default(key, where);
    finding.severity = severity;
    finding.certainty = "arithmetic";
    finding.source = source;
    aman_finding_text(&finding, "where", strcmp(where, "vendors") == 0 ? "term.vendors" : "term.people");
    aman_finding_arg(&finding, "n", (double)n, AMAN_UNIT_NONE);
    return finding;
}

static const char *kept(struct aman_findings *list, const char *text)
{
    const char *copy = aman_arena_text(list->arena, text, strlen(text));
    if (!copy) list->failed = true;
    return copy ? copy : "";
}

static void add_alert(struct aman_finding *finding, struct aman_findings *list, int64_t alert, const char *reference)
{
    char number[24];
    snprintf(number, sizeof number, "#%lld", (long long)alert);
    aman_finding_text(finding, "alert", kept(list, number));
    aman_finding_text(finding, "reference", reference[0] ? kept(list, reference) : "-");
}

static void ask_nobody(const char *where, size_t n, struct aman_findings *list)
{
    struct aman_finding finding = begin("vetting.nobody", where, n, AMAN_SEVERITY_MINOR);
    aman_finding_remedy(&finding, "vetting.screen");
    aman_findings_add(list, &finding);
}

static void ask_true(const char *where, const struct aman_check_vetted *vetted, struct aman_findings *list)
{
    struct aman_finding finding = begin("vetting.true", where, vetted->n_true, AMAN_SEVERITY_CRITICAL);
    add_alert(&finding, list, vetted->true_alert, vetted->true_reference);
    aman_finding_remedy(&finding, "vetting.bar");
    aman_findings_add(list, &finding);
}

static void ask_undecided(const char *where, const struct aman_check_vetted *vetted, struct aman_findings *list)
{
    struct aman_finding finding = begin("vetting.undecided", where, vetted->n_undecided, AMAN_SEVERITY_MAJOR);
    char score[16];
    snprintf(score, sizeof score, "%.2f", vetted->undecided_score);
    add_alert(&finding, list, vetted->undecided_alert, vetted->undecided_reference);
    aman_finding_text(&finding, "score", kept(list, score));
    aman_finding_remedy(&finding, "vetting.decide");
    aman_findings_add(list, &finding);
}

static void ask_table(const char *where, size_t n, const struct aman_check_vetted *vetted, const char *lists,
                      struct aman_findings *list)
{
    if (n == 0) return;
    if (!vetted) {
        ask_nobody(where, n, list);
        return;
    }
    if (vetted->n_true) ask_true(where, vetted, list);
    if (vetted->n_undecided) ask_undecided(where, vetted, list);
    if (vetted->n_true || vetted->n_undecided) return;
    struct aman_finding finding = begin("vetting.clear", where, vetted->n, AMAN_SEVERITY_HOLDS);
    aman_finding_text(&finding, "lists", kept(list, lists));
    aman_findings_add(list, &finding);
}

void aman_ask_people(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_plan *plan = asked->plan;
    const struct aman_check_vetting *vetting = asked->vetting;
    const char *lists = vetting ? vetting->lists : "";
    ask_table("people", plan->n_people - plan->n_vendors, vetting ? &vetting->people : NULL, lists, list);
    ask_table("vendors", plan->n_vendors, vetting ? &vetting->vendors : NULL, lists, list);
}
