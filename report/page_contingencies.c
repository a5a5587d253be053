#include "report/page_parts.h"

#include <math.h>

struct measure {
    const char *key;
    enum aman_unit unit;
    double (*value)(const struct aman_run *run);
};

static double longest_wait(const struct aman_run *run)
{
    double most = NAN;
    for (size_t i = 0; i < run->n_banks; i++) most = fmax(most, run->banks[i].wait_p95_s);
    return most;
}

static double longest_queue(const struct aman_run *run)
{
    double most = NAN;
    for (size_t i = 0; i < run->n_banks; i++) most = fmax(most, run->banks[i].peak_waiting);
    return most;
}

static double densest_zone(const struct aman_run *run)
{
    double most = NAN;
    for (size_t i = 0; i < run->n_zones; i++) most = fmax(most, (double)run->zones[i].sustained_per_m2);
    return most;
}

static double longest_exit(const struct aman_run *run)
{
    double most = NAN;
    for (size_t i = 0; i < run->n_sections; i++) most = fmax(most, run->sections[i].exit_s);
    return most;
}

static double longest_evacuation(const struct aman_run *run)
{
    double most = NAN;
    for (size_t i = 0; i < run->n_sections; i++) most = fmax(most, run->sections[i].evacuated_s);
    return most;
}

static double seated_at_kick_off(const struct aman_run *run)
{
    double at = run->kick_off_s - run->begin_s;
    return at >= 0 && at < (double)run->n_seconds ? run->seated[(size_t)at] : NAN;
}

static double cleared(const struct aman_run *run)
{
    return run->cleared_t_s;
}

static double turned_back(const struct aman_run *run)
{
    return run->turned_back;
}

static double stranded(const struct aman_run *run)
{
    return run->stranded;
}

static const struct measure measures[] = {
    {"page.seated_at_kick_off", AMAN_UNIT_NONE, seated_at_kick_off},
    {"page.worst_wait", AMAN_UNIT_SECONDS, longest_wait},
    {"page.worst_queue", AMAN_UNIT_NONE, longest_queue},
    {"page.worst_density", AMAN_UNIT_PER_M2, densest_zone},
    {"page.worst_exit", AMAN_UNIT_SECONDS, longest_exit},
    {"page.worst_evacuation", AMAN_UNIT_SECONDS, longest_evacuation},
    {"page.cleared", AMAN_UNIT_CLOCK, cleared},
    {"page.turned_back", AMAN_UNIT_NONE, turned_back},
    {"page.stranded", AMAN_UNIT_NONE, stranded},
};

static void add_comparison(struct aman_page_context *page, const struct aman_run *run)
{
    aman_page_add(page, "<table class=\"compare\"><thead><tr><th></th><th class=\"n\">");
    aman_page_word(page, "app.as_planned");
    aman_page_add(page, "</th><th class=\"n\">");
    aman_page_word(page, "page.here");
    aman_page_add(page, "</th></tr></thead><tbody>");
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        double planned = measures[i].value(&page->verdict->runs[0]), here = measures[i].value(run);
        if (isnan(planned) && isnan(here)) continue;
        aman_page_add(page, "<tr><th>");
        aman_page_word(page, measures[i].key);
        aman_page_add(page, "</th>");
        aman_page_cell(page, planned, measures[i].unit);
        aman_page_cell(page, here, measures[i].unit);
        aman_page_add(page, "</tr>");
    }
    aman_page_add(page, "</tbody></table>\n");
}

static void add_pictures(struct aman_page_context *page, int r)
{
    const struct aman_run *run = &page->verdict->runs[r];
    aman_page_add(page, "<details><summary>");
    aman_page_word(page, "page.pictures");
    aman_page_add(page, "</summary>");
    aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_DAY, r, 0));
    for (int level = 0; level < run->levels; level++)
        aman_page_peak(page, r, level);
    for (size_t i = 0; i < run->n_banks; i++)
        aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_BANK, r, (int)i));
    for (size_t i = 0; i < run->n_sections; i++)
        aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_SECTION, r, (int)i));
    aman_page_add(page, "</details>\n");
}

static int run_of(const struct aman_verdict *verdict, size_t contingency)
{
    for (size_t r = 0; r < verdict->n_runs; r++)
        if (verdict->runs[r].contingency == (int)contingency) return (int)r;
    return -1;
}

void aman_page_contingencies(struct aman_page_context *page)
{
    const struct aman_plan *plan = page->verdict->plan;
    if (plan->n_contingencies == 0) return;
    aman_page_add(page, "<section id=\"contingencies\"><h2>");
    aman_page_word(page, "page.contingencies");
    aman_page_add(page, "</h2>\n");
    for (size_t i = 0; i < plan->n_contingencies; i++) {
        const struct aman_plan_contingency *c = &plan->contingencies[i];
        int run = run_of(page->verdict, i);
        aman_page_addf(page, "<article class=\"contingency\" id=\"contingency-%zu\"><h3>", i + 1);
        aman_page_plan_text(page, *c->name ? c->name : c->id);
        aman_page_add(page, "</h3>\n");
        aman_page_node(page, &c->prose);
        if (run >= 0) {
            add_comparison(page, &page->verdict->runs[run]);
            aman_page_run_findings(page, run);
            add_pictures(page, run);
        } else {
            aman_page_add(page, "<p>");
            aman_page_word(page, "page.not_computed");
            aman_page_add(page, "</p>");
        }
        aman_page_add(page, "</article>\n");
    }
    aman_page_add(page, "</section>\n");
}
