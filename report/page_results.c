#include "report/los.h"
#include "report/naming.h"
#include "report/page_parts.h"

#include <math.h>

static void open_section(struct aman_page_context *page, const char *id, const char *key)
{
    aman_page_addf(page, "<section id=\"%s\"><h2>", id);
    aman_page_word(page, key);
    aman_page_add(page, "</h2>\n");
}

static void add_band(struct aman_page_context *page, const double *bounds, int class)
{
    aman_page_addf(page, "<td dir=\"ltr\" class=\"n los-%c\">", 'a' + class);
    bool last = class + 1 == AMAN_LOS_CLASSES;
    aman_page_add(page, last ? "&gt; " : "≤ ");
    aman_page_quantity(page, bounds[last ? class - 1 : class], AMAN_UNIT_NONE);
    aman_page_add(page, "</td>");
}

/* What the colours mean on each kind of ground. */
static void add_bands(struct aman_page_context *page)
{
    aman_page_add(page, "<table class=\"bands\"><thead><tr><th>");
    aman_page_word(page, "page.bands");
    aman_page_add(page, "</th>");
    for (int class = 0; class < AMAN_LOS_CLASSES; class++) aman_page_addf(page, "<th class=\"n\">%c</th>", 'A' + class);
    aman_page_add(page, "</tr></thead><tbody>");
    for (int scheme = 0; scheme < AMAN_LOS_SCHEMES; scheme++) {
        aman_page_add(page, "<tr><th>");
        aman_page_word(page, aman_key_scheme((enum aman_zone_scheme)scheme));
        aman_page_add(page, "</th>");
        const double *bounds = aman_los_bounds((enum aman_zone_scheme)scheme);
        for (int class = 0; class < AMAN_LOS_CLASSES; class++) add_band(page, bounds, class);
        aman_page_add(page, "</tr>");
    }
    aman_page_add(page, "</tbody></table><p><small>");
    aman_page_word(page, "page.bands_source");
    aman_page_add(page, "</small></p>\n");
}

void aman_page_peak(struct aman_page_context *page, int run, int level)
{
    aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_CITY_PEAK, run, level));
    aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_PEAK, run, level));
}

void aman_page_maps(struct aman_page_context *page)
{
    open_section(page, "maps", "page.maps");
    aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_DAY, 0, 0));
    for (size_t i = 0; i < page->verdict->plan->venue.n_levels; i++)
        aman_page_peak(page, 0, (int)i);
    if (page->verdict->n_runs > 0) add_bands(page);
    for (size_t i = 0; i < page->verdict->plan->venue.n_levels; i++)
        aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_PLAN, -1, (int)i));
    aman_page_add(page, "</section>\n");
}

static void add_heads(struct aman_page_context *page, const char *const *keys, size_t n)
{
    aman_page_add(page, "<table><thead><tr>");
    for (size_t i = 0; i < n; i++) {
        aman_page_add(page, i > 0 ? "<th class=\"n\">" : "<th>");
        aman_page_word(page, keys[i]);
        aman_page_add(page, "</th>");
    }
    aman_page_add(page, "</tr></thead><tbody>\n");
}

static void add_name(struct aman_page_context *page, const char *name, const char *id)
{
    struct aman_text text;
    aman_text_init(&text, page->html->mem);
    aman_name_with_id(&text, name, id);
    if (text.failed) page->html->failed = true;
    else if (text.length > 0) aman_page_plan_text(page, text.data);
    aman_text_release(&text);
}

static void add_bank_row(struct aman_page_context *page, const struct aman_run *run, size_t i)
{
    const struct aman_run_bank *b = &run->banks[i];
    const struct aman_plan_checkpoint *c = &page->verdict->plan->checkpoints[b->checkpoint];
    aman_page_addf(page, "<tr><th><a href=\"#gate-%zu\">", i);
    add_name(page, c->name, c->id);
    aman_page_add(page, "</a></th>");
    aman_page_cell(page, c->lanes, AMAN_UNIT_NONE);
    aman_page_cell(page, c->opens_s, AMAN_UNIT_CLOCK);
    aman_page_cell(page, c->closes_s, AMAN_UNIT_CLOCK);
    aman_page_cell(page, run->n_seconds > 0 ? b->served[run->n_seconds - 1] : NAN, AMAN_UNIT_NONE);
    aman_page_cell(page, b->peak_served_per_h, AMAN_UNIT_NONE);
    aman_page_cell(page, b->peak_waiting, AMAN_UNIT_NONE);
    aman_page_cell(page, b->peak_waiting > 0 ? b->peak_waiting_t_s : NAN, AMAN_UNIT_CLOCK);
    aman_page_cell(page, b->wait_mean_s, AMAN_UNIT_SECONDS);
    aman_page_cell(page, b->wait_p95_s, AMAN_UNIT_SECONDS);
    aman_page_cell(page, b->busy_share, AMAN_UNIT_SHARE);
    aman_page_add(page, "</tr>\n");
}

void aman_page_gates(struct aman_page_context *page)
{
    static const char *const keys[] = {"page.gate", "page.lanes", "page.opens", "page.closes", "page.served", "page.rate",
                                       "page.longest", "page.longest_at", "page.wait_mean", "page.wait_p95", "page.busy"};
    if (page->verdict->n_runs == 0 || page->verdict->runs[0].n_banks == 0) return;
    const struct aman_run *run = &page->verdict->runs[0];
    open_section(page, "gates", "page.gates");
    add_heads(page, keys, sizeof keys / sizeof *keys);
    for (size_t i = 0; i < run->n_banks; i++) add_bank_row(page, run, i);
    aman_page_add(page, "</tbody></table>\n");
    for (size_t i = 0; i < run->n_banks; i++) {
        aman_page_addf(page, "<div class=\"one\" id=\"gate-%zu\">", i);
        aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_BANK, 0, (int)i));
        aman_page_add(page, "</div>\n");
    }
    aman_page_add(page, "</section>\n");
}

void aman_page_sections(struct aman_page_context *page)
{
    static const char *const keys[] = {"page.section", "page.people", "page.filled", "page.emptied", "page.exit_time", "app.limit"};
    if (page->verdict->n_runs == 0 || page->verdict->runs[0].n_sections == 0) return;
    const struct aman_run *run = &page->verdict->runs[0];
    open_section(page, "sections", "page.sections");
    add_heads(page, keys, sizeof keys / sizeof *keys);
    for (size_t i = 0; i < run->n_sections; i++) {
        const struct aman_run_section *s = &run->sections[i];
        const struct aman_plan_section *section = &page->verdict->plan->sections[s->section];
        aman_page_add(page, s->exit_s > section->exit_time_s ? "<tr class=\"over\"><th>" : "<tr><th>");
        add_name(page, section->name, section->id);
        aman_page_add(page, "</th>");
        aman_page_cell(page, s->people, AMAN_UNIT_NONE);
        aman_page_cell(page, s->filled_t_s, AMAN_UNIT_CLOCK);
        aman_page_cell(page, s->emptied_t_s, AMAN_UNIT_CLOCK);
        aman_page_cell(page, s->exit_s, AMAN_UNIT_SECONDS);
        aman_page_cell(page, section->exit_time_s, AMAN_UNIT_SECONDS);
        aman_page_add(page, "</tr>\n");
    }
    aman_page_add(page, "</tbody></table>\n");
    for (size_t i = 0; i < run->n_sections; i++)
        aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_SECTION, 0, (int)i));
    aman_page_add(page, "</section>\n");
}

static void add_capacity_row(struct aman_page_context *page, const struct aman_capacity_row *c, bool sum)
{
    aman_page_addf(page, "<tr class=\"%s%s\"><th>", sum ? "sum" : "", c->expected > c->safe ? " over" : "");
    if (sum) aman_page_word(page, "page.whole_venue");
    else add_name(page, c->name, c->id);
    aman_page_add(page, "</th>");
    aman_page_cell(page, c->expected, AMAN_UNIT_NONE);
    aman_page_addf(page, "<td class=\"n safe\">");
    aman_page_quantity(page, floor(c->safe), AMAN_UNIT_NONE);
    aman_page_add(page, "</td>");
    for (int t = 0; t < AMAN_CAPACITY_TERMS; t++) {
        aman_page_add(page, (int)c->binding == t ? "<td class=\"n binds\">" : "<td class=\"n\">");
        aman_page_quantity(page, isfinite(c->term[t]) ? floor(c->term[t]) : c->term[t], AMAN_UNIT_NONE);
        aman_page_add(page, "</td>");
    }
    aman_page_cell(page, c->places, AMAN_UNIT_NONE);
    aman_page_cell(page, sum ? NAN : c->p, AMAN_UNIT_NONE);
    aman_page_cell(page, sum ? NAN : c->s, AMAN_UNIT_NONE);
    aman_page_add(page, "</tr>\n");
}

void aman_page_capacity(struct aman_page_context *page)
{
    static const char *const keys[] = {"page.section", "picture.expected", "page.safe", "page.entry", "page.holding",
                                       "page.exit", "page.emergency", "page.places", "page.p", "page.s"};
    if (page->verdict->n_capacity == 0) return;
    open_section(page, "capacity", "page.capacity");
    add_heads(page, keys, sizeof keys / sizeof *keys);
    for (size_t i = 0; i < page->verdict->n_capacity; i++)
        add_capacity_row(page, &page->verdict->capacity[i], i + 1 == page->verdict->n_capacity);
    aman_page_add(page, "</tbody></table><p><small>");
    aman_page_word(page, "page.capacity_note");
    aman_page_add(page, "</small></p></section>\n");
}
