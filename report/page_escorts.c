/* Escorts in the page: times, routes, junctions, over time. */
#include "report/naming.h"
#include "report/page_parts.h"

#include <math.h>

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

static void add_row(struct aman_page_context *page, const struct aman_escort_judged *judged)
{
    const struct aman_planned_route *primary = &judged->routes.primary;
    bool planned = judged->routes.state == AMAN_ESCORT_PLANNED;
    double arrives_s = planned ? aman_escort_arrives_s(primary, &judged->primary) : NAN;
    aman_page_add(page, !planned || arrives_s > judged->escort->must_arrive_s + 0.5 ? "<tr class=\"over\"><th>" : "<tr><th>");
    aman_page_plan_text(page, judged->escort->name);
    aman_page_add(page, "</th>");
    aman_page_cell(page, planned ? judged->leave_s : NAN, AMAN_UNIT_CLOCK);
    aman_page_cell(page, planned ? judged->leave_by_s : NAN, AMAN_UNIT_CLOCK);
    aman_page_cell(page, arrives_s, AMAN_UNIT_CLOCK);
    aman_page_cell(page, judged->escort->must_arrive_s, AMAN_UNIT_CLOCK);
    aman_page_cell(page, planned ? round(primary->length_m) : NAN, AMAN_UNIT_METRES);
    aman_page_cell(page, planned ? round(judged->routes.shared.length_m) : NAN, AMAN_UNIT_METRES);
    aman_page_cell(page, planned ? judged->worst_way_s : NAN, AMAN_UNIT_SECONDS);
    aman_page_add(page, "</tr>\n");
}

static void add_name(struct aman_page_context *page, const char *text)
{
    if (aman_word_exists(text))
        aman_page_word(page, text);
    else
        aman_page_plan_text(page, text);
}

static void add_junction(struct aman_page_context *page, const struct aman_escort_judged *judged,
                         const struct aman_escort_junction *junction)
{
    const char *unit = junction->hold >= 0 ? judged->escort->holds[junction->hold].unit : "";
    aman_page_add(page, unit[0] ? "<tr><th>" : "<tr class=\"over\"><th>");
    add_name(page, junction->road[0] ? junction->road : "escort.unnamed");
    aman_page_add(page, " × ");
    add_name(page, junction->across[0] ? junction->across : "escort.unnamed");
    aman_page_add(page, "</th>");
    aman_page_cell(page, round(junction->at_m), AMAN_UNIT_METRES);
    aman_page_cell(page, junction->from_s, AMAN_UNIT_CLOCK);
    aman_page_cell(page, junction->to_s, AMAN_UNIT_CLOCK);
    aman_page_cell(page, junction->stop_s, AMAN_UNIT_SECONDS);
    aman_page_add(page, "<td class=\"n\">");
    add_name(page, unit[0] ? unit : "escort.nobody");
    aman_page_add(page, "</td></tr>\n");
}

static void add_junctions(struct aman_page_context *page, const struct aman_escort_judged *judged)
{
    static const char *const keys[] = {"sheet.junctions", "sheet.at", "sheet.held", "sheet.until", "sheet.stop", "sheet.unit"};
    size_t n = 0;
    for (size_t i = 0; i < judged->n_junctions; i++) n += judged->junctions[i].needs_unit || judged->junctions[i].hold >= 0;
    if (n == 0) return;
    add_heads(page, keys, sizeof keys / sizeof *keys);
    for (size_t i = 0; i < judged->n_junctions; i++)
        if (judged->junctions[i].needs_unit || judged->junctions[i].hold >= 0) add_junction(page, judged, &judged->junctions[i]);
    aman_page_add(page, "</tbody></table>\n");
}

void aman_page_escorts(struct aman_page_context *page)
{
    static const char *const keys[] = {"page.escort", "sheet.leaves", "sheet.latest", "sheet.arrives", "sheet.must", "sheet.length",
                                       "escort.legend_shared", "page.farthest_haven"};
    const struct aman_escorts *escorts = &page->verdict->escorts;
    if (escorts->n == 0) return;
    aman_page_add(page, "<section id=\"escorts\"><h2>");
    aman_page_word(page, "title.escorts");
    aman_page_add(page, "</h2>\n");
    add_heads(page, keys, sizeof keys / sizeof *keys);
    for (size_t i = 0; i < escorts->n; i++) add_row(page, &escorts->items[i]);
    aman_page_add(page, "</tbody></table>\n");
    aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_CONVOYS, -1, 0));
    for (size_t i = 0; i < escorts->n; i++) {
        if (escorts->items[i].routes.state != AMAN_ESCORT_PLANNED) continue;
        aman_page_add(page, "<h3>");
        aman_page_plan_text(page, escorts->items[i].escort->name);
        aman_page_add(page, "</h3>\n");
        aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_ESCORT, -1, (int)i));
        add_junctions(page, &escorts->items[i]);
    }
    aman_page_add(page, "<p><small>");
    aman_page_word(page, "sheet.junctions_note");
    aman_page_add(page, " ");
    aman_page_plan_text(page, page->verdict->plan->roads.attribution);
    aman_page_add(page, "</small></p></section>\n");
}
