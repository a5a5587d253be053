#include "report/naming.h"
#include "report/page_parts.h"

#include <math.h>
#include <string.h>

static const struct aman_finding *finding_at(const struct aman_page_context *page, size_t i)
{
    return &page->verdict->findings[i];
}

static bool fails(const struct aman_finding *f)
{
    return f->severity <= AMAN_SEVERITY_MAJOR;
}

static void add_sentence(struct aman_page_context *page, const struct aman_finding *finding,
                         void (*sentence)(struct aman_text *, enum aman_lang, const struct aman_finding *))
{
    struct aman_text text;
    aman_text_init(&text, page->html->mem);
    sentence(&text, page->lang, finding);
    if (text.failed) page->html->failed = true;
    else if (text.length > 0) aman_page_escaped(page, text.data);
    aman_text_release(&text);
}

static bool same_remedy(const struct aman_page_context *page, const struct aman_finding *a, const struct aman_finding *b)
{
    struct aman_text left, right;
    aman_text_init(&left, page->html->mem);
    aman_text_init(&right, page->html->mem);
    aman_word_remedy(&left, page->lang, a);
    aman_word_remedy(&right, page->lang, b);
    bool same = left.length == right.length && left.length > 0 && memcmp(left.data, right.data, left.length) == 0;
    aman_text_release(&left);
    aman_text_release(&right);
    return same;
}

/* Remedies of the findings that fail, each once. */
static void add_remedies(struct aman_page_context *page)
{
    size_t told = 0;
    for (size_t i = 0; i < page->verdict->n_findings; i++) {
        const struct aman_finding *f = finding_at(page, i);
        bool again = !f->remedy || !fails(f);
        for (size_t k = 0; k < i && !again; k++) again = finding_at(page, k)->remedy && same_remedy(page, finding_at(page, k), f);
        if (again) continue;
        if (told++ == 0) {
            aman_page_add(page, "<div class=\"mend\"><h2>");
            aman_page_word(page, "app.remedies");
            aman_page_add(page, "</h2><ul>");
        }
        aman_page_add(page, "<li>");
        add_sentence(page, f, aman_word_remedy);
        aman_page_add(page, "</li>");
    }
    if (told > 0) aman_page_add(page, "</ul></div>\n");
}

static void add_counts(struct aman_page_context *page)
{
    size_t counts[AMAN_SEVERITY_COUNT] = {0};
    for (size_t i = 0; i < page->verdict->n_findings; i++) counts[finding_at(page, i)->severity]++;
    aman_page_add(page, "<p class=\"counts\">");
    for (int s = 0; s < AMAN_SEVERITY_COUNT; s++) {
        if (counts[s] == 0) continue;
        aman_page_addf(page, "<span class=\"chip %s\">%zu ", aman_name_severity((enum aman_severity)s), counts[s]);
        aman_page_escaped(page, aman_word_severity(page->lang, (enum aman_severity)s));
        aman_page_add(page, "</span> ");
    }
    aman_page_add(page, "</p>");
}

static void add_fact(struct aman_page_context *page, const char *key, double value, enum aman_unit unit)
{
    if (isnan(value)) return;
    aman_page_add(page, "<div><dt>");
    aman_page_word(page, key);
    aman_page_add(page, "</dt><dd>");
    aman_page_quantity(page, value, unit);
    aman_page_add(page, "</dd></div>");
}

static void add_facts(struct aman_page_context *page)
{
    const struct aman_plan_situation *s = &page->verdict->plan->situation;
    aman_page_add(page, "<dl class=\"facts\">");
    add_fact(page, "page.attendance", aman_plan_attendance(page->verdict->plan), AMAN_UNIT_NONE);
    add_fact(page, "page.gates_open", s->gates_open_s, AMAN_UNIT_CLOCK);
    add_fact(page, "picture.kick_off", s->kick_off_s, AMAN_UNIT_CLOCK);
    add_fact(page, "picture.full_time", s->full_time_s, AMAN_UNIT_CLOCK);
    add_fact(page, "page.runs", (double)page->verdict->n_runs, AMAN_UNIT_NONE);
    aman_page_add(page, "</dl>\n");
}

static void add_title_line(struct aman_page_context *page)
{
    const struct aman_plan *plan = page->verdict->plan;
    const char *parts[] = {plan->control.event, plan->control.match, *plan->venue_name ? plan->venue_name : plan->control.venue,
                           plan->situation.date};
    aman_page_add(page, "<p class=\"event\">");
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i] || !*parts[i]) continue;
        if (any) aman_page_add(page, " · ");
        aman_page_plan_text(page, parts[i]);
        any = true;
    }
    aman_page_add(page, "</p>");
}

void aman_page_verdict(struct aman_page_context *page)
{
    bool holds = page->verdict->holds;
    aman_page_addf(page, "<header class=\"verdict %s\">", holds ? "is-good" : "is-bad");
    add_title_line(page);
    aman_page_add(page, "<h1>");
    aman_page_word(page, holds ? "verdict.holds" : "verdict.does_not_hold");
    aman_page_add(page, "</h1>");
    if (page->verdict->n_findings > 0 && fails(finding_at(page, 0))) {
        aman_page_add(page, "<p class=\"reason\">");
        add_sentence(page, finding_at(page, 0), aman_word_finding);
        aman_page_add(page, "</p>");
    }
    add_counts(page);
    aman_page_add(page, "</header>\n");
    add_facts(page);
    add_remedies(page);
}

static void add_source(struct aman_page_context *page, const struct aman_finding *f)
{
    aman_page_add(page, "<small>");
    if (f->source && *f->source) {
        aman_page_word(page, "page.source_is");
        aman_page_add(page, " ");
        aman_page_plan_text(page, f->source);
        aman_page_add(page, " · ");
    }
    struct aman_text key;
    aman_text_init(&key, page->html->mem);
    aman_text_addf(&key, "certainty.%s", f->certainty);
    if (key.failed) page->html->failed = true;
    else aman_page_word(page, key.data);
    aman_text_release(&key);
    aman_page_add(page, "</small>");
}

static void add_row(struct aman_page_context *page, size_t i)
{
    const struct aman_finding *f = finding_at(page, i);
    const char *severity = aman_name_severity(f->severity);
    aman_page_addf(page, "<tr id=\"finding-%zu\" class=\"row-%s\"><td><span class=\"chip %s\">", i + 1, severity, severity);
    aman_page_escaped(page, aman_word_severity(page->lang, f->severity));
    aman_page_add(page, "</span></td><td><small>");
    add_sentence(page, f, aman_word_question);
    aman_page_add(page, "</small><br><strong>");
    add_sentence(page, f, aman_word_finding);
    aman_page_add(page, "</strong>");
    if (f->remedy && f->severity < AMAN_SEVERITY_HOLDS) {
        aman_page_add(page, "<p class=\"remedy\">");
        add_sentence(page, f, aman_word_remedy);
        aman_page_add(page, "</p>");
    } else {
        aman_page_add(page, "<br>");
    }
    add_source(page, f);
    aman_page_add(page, "</td>");
    aman_page_cell(page, f->value, f->unit);
    aman_page_cell(page, f->criterion, f->unit);
    aman_page_cell(page, f->t_s, AMAN_UNIT_CLOCK);
    aman_page_add(page, "<td>");
    aman_page_run_name(page, f->run);
    aman_page_add(page, "</td></tr>\n");
}

static void add_evidence(struct aman_page_context *page, size_t i)
{
    const struct aman_finding *f = finding_at(page, i);
    const struct aman_picture *picture = aman_pictures_of_finding(page->pictures, i);
    if (!picture || f->severity > AMAN_SEVERITY_INFO) return;
    aman_page_addf(page, "<tr class=\"evidence\"><td></td><td colspan=\"5\"><details%s><summary>", fails(f) ? " open" : "");
    aman_page_word(page, "page.evidence");
    aman_page_add(page, "</summary>");
    aman_page_figure(page, picture);
    aman_page_add(page, "</details></td></tr>\n");
}

static void add_table_head(struct aman_page_context *page)
{
    static const char *const keys[] = {"app.severity", "page.finding", "app.found", "app.limit", "app.when", "app.under"};
    aman_page_add(page, "<table class=\"findings\"><colgroup><col class=\"c1\"><col><col class=\"c3\"><col class=\"c4\">"
                        "<col class=\"c5\"><col class=\"c6\"></colgroup><thead><tr>");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        aman_page_add(page, i >= 2 && i <= 4 ? "<th class=\"n\">" : "<th>");
        aman_page_word(page, keys[i]);
        aman_page_add(page, "</th>");
    }
    aman_page_add(page, "</tr></thead><tbody>\n");
}

static void add_table(struct aman_page_context *page, bool met)
{
    add_table_head(page);
    for (size_t i = 0; i < page->verdict->n_findings; i++) {
        if ((finding_at(page, i)->severity == AMAN_SEVERITY_HOLDS) != met) continue;
        add_row(page, i);
        add_evidence(page, i);
    }
    aman_page_add(page, "</tbody></table>\n");
}

void aman_page_findings(struct aman_page_context *page)
{
    size_t met = 0, n = page->verdict->n_findings;
    for (size_t i = 0; i < n; i++) met += finding_at(page, i)->severity == AMAN_SEVERITY_HOLDS;
    aman_page_add(page, "<section id=\"findings\"><h2>");
    aman_page_word(page, "page.findings");
    aman_page_add(page, "</h2>\n");
    if (met < n) add_table(page, false);
    struct aman_arg args[] = {{.name = "n", .value = (double)met}, {.name = "of", .value = (double)n}};
    aman_page_add(page, "<details class=\"met\"><summary>");
    aman_page_message(page, "app.met", args, 2);
    aman_page_add(page, "</summary>");
    if (met > 0) add_table(page, true);
    aman_page_add(page, "</details></section>\n");
}

void aman_page_run_findings(struct aman_page_context *page, int run)
{
    aman_page_add(page, "<ul class=\"list\">");
    size_t told = 0;
    for (size_t i = 0; i < page->verdict->n_findings; i++) {
        const struct aman_finding *f = finding_at(page, i);
        if (f->run != run || f->severity == AMAN_SEVERITY_HOLDS) continue;
        aman_page_addf(page, "<li><span class=\"chip %s\">", aman_name_severity(f->severity));
        aman_page_escaped(page, aman_word_severity(page->lang, f->severity));
        aman_page_addf(page, "</span> <a href=\"#finding-%zu\">", i + 1);
        add_sentence(page, f, aman_word_finding);
        aman_page_add(page, "</a></li>");
        told++;
    }
    if (told == 0) {
        aman_page_add(page, "<li>");
        aman_page_word(page, "page.nothing_worse");
        aman_page_add(page, "</li>");
    }
    aman_page_add(page, "</ul>\n");
}
