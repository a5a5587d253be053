#include "report/escort_sheet.h"

#include "report/escort.h"
#include "report/escort_streets.h"
#include "report/page_assets.h"
#include "report/page_parts.h"

#include <math.h>
#include <string.h>

enum { HAVEN_EVERY_M = 500 };

struct sheet {
    struct aman_page_context page;
    const struct aman_plan *plan;
    const struct aman_escorts *escorts;
    const struct aman_escort_judged *judged;
};

/* ---- pieces ---- */

static void open_part(struct sheet *sheet, const char *key)
{
    aman_page_add(&sheet->page, "<h2>");
    aman_page_word(&sheet->page, key);
    aman_page_add(&sheet->page, "</h2>\n");
}

static void add_heads(struct sheet *sheet, const char *const *keys, size_t n)
{
    aman_page_add(&sheet->page, "<table><thead><tr>");
    for (size_t i = 0; i < n; i++) {
        aman_page_add(&sheet->page, "<th>");
        aman_page_word(&sheet->page, keys[i]);
        aman_page_add(&sheet->page, "</th>");
    }
    aman_page_add(&sheet->page, "</tr></thead><tbody>\n");
}

static void close_table(struct sheet *sheet)
{
    aman_page_add(&sheet->page, "</tbody></table>\n");
}

/* A text of the plan or the map, or a key. */
static void add_name(struct sheet *sheet, const char *text)
{
    if (aman_word_exists(text))
        aman_page_word(&sheet->page, text);
    else
        aman_page_plan_text(&sheet->page, text);
}

static void name_cell(struct sheet *sheet, const char *text)
{
    aman_page_add(&sheet->page, "<td>");
    add_name(sheet, text);
    aman_page_add(&sheet->page, "</td>");
}

static void cell(struct sheet *sheet, double value, enum aman_unit unit)
{
    aman_page_add(&sheet->page, "<td>");
    aman_page_quantity(&sheet->page, unit == AMAN_UNIT_METRES ? round(value) : value, unit);
    aman_page_add(&sheet->page, "</td>");
}

/* Of a vehicle: centimetres matter under a bridge. */
static void size_cell(struct sheet *sheet, double metres)
{
    struct aman_text text;
    aman_text_init(&text, sheet->page.html->mem);
    aman_word_number(&text, sheet->page.lang, metres, 2);
    aman_page_add(&sheet->page, "<td>");
    if (text.failed)
        sheet->page.html->failed = true;
    else if (!isnan(metres))
        aman_page_message(&sheet->page, "unit.metres", &(struct aman_arg){.name = "n", .text = text.data}, 1);
    else
        aman_page_add(&sheet->page, "—");
    aman_page_add(&sheet->page, "</td>");
    aman_text_release(&text);
}

static void window_cell(struct sheet *sheet, double from_s, double to_s)
{
    aman_page_add(&sheet->page, "<td>");
    aman_page_quantity(&sheet->page, from_s, AMAN_UNIT_CLOCK);
    aman_page_add(&sheet->page, " – ");
    aman_page_quantity(&sheet->page, to_s, AMAN_UNIT_CLOCK);
    aman_page_add(&sheet->page, "</td>");
}

static void fact(struct sheet *sheet, const char *key, double value, enum aman_unit unit)
{
    if (isnan(value)) return;
    aman_page_add(&sheet->page, "<div><dt>");
    aman_page_word(&sheet->page, key);
    aman_page_add(&sheet->page, "</dt><dd>");
    aman_page_quantity(&sheet->page, value, unit);
    aman_page_add(&sheet->page, "</dd></div>");
}

/* ---- head ---- */

static void add_head(struct sheet *sheet)
{
    struct aman_page_context *page = &sheet->page;
    aman_page_addf(page, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head><meta charset=\"utf-8\">\n", aman_lang_code(page->lang),
                   aman_lang_is_rtl(page->lang) ? "rtl" : "ltr");
    aman_page_addf(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                         "style-src '%s'\">\n", aman_page_css_hash);
    aman_page_add(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    aman_page_word(page, "sheet.title");
    aman_page_add(page, "</title>\n<style>");
    aman_page_add(page, aman_page_css);
    aman_page_add(page, "</style></head>\n<body class=\"sheet\">\n");
}

static void add_title(struct sheet *sheet)
{
    const struct aman_plan_control *control = &sheet->plan->control;
    const struct aman_plan_escort *escort = sheet->judged->escort;
    struct aman_page_context *page = &sheet->page;
    aman_page_add(page, "<h1>");
    aman_page_plan_text(page, escort->name);
    aman_page_add(page, "</h1>\n<p>");
    const struct aman_arg ends[] = {{.name = "from", .text = sheet->plan->roads.places[escort->origin].name},
                                    {.name = "to", .text = sheet->plan->roads.places[escort->destination].name}};
    aman_page_message(page, "sheet.from_to", ends, 2);
    aman_page_add(page, "<br>");
    const char *const texts[] = {control->event, control->match, sheet->plan->venue_name, sheet->plan->situation.date};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i] || !texts[i][0]) continue;
        if (i > 0) aman_page_add(page, " · ");
        aman_page_plan_text(page, texts[i]);
    }
    if (control->version[0]) {
        aman_page_add(page, " · ");
        aman_page_word(page, "page.plan_version");
        aman_page_add(page, " ");
        aman_page_plan_text(page, control->version);
    }
    aman_page_add(page, "</p>\n");
}

static void add_facts(struct sheet *sheet)
{
    const struct aman_escort_judged *judged = sheet->judged;
    const struct aman_planned_route *primary = &judged->routes.primary;
    aman_page_add(&sheet->page, "<dl class=\"facts\">");
    fact(sheet, "sheet.ready", judged->escort->ready_s, AMAN_UNIT_CLOCK);
    fact(sheet, "sheet.leaves", judged->leave_s, AMAN_UNIT_CLOCK);
    fact(sheet, "sheet.latest", judged->leave_by_s, AMAN_UNIT_CLOCK);
    fact(sheet, "sheet.expected", judged->primary.points[primary->n - 1].expected_s, AMAN_UNIT_CLOCK);
    fact(sheet, "sheet.arrives", aman_escort_arrives_s(primary, &judged->primary), AMAN_UNIT_CLOCK);
    fact(sheet, "sheet.must", judged->escort->must_arrive_s, AMAN_UNIT_CLOCK);
    fact(sheet, "sheet.length", round(primary->length_m), AMAN_UNIT_METRES);
    aman_page_add(&sheet->page, "</dl>\n<p><small>");
    const struct aman_arg args[] = {{.name = "share", .value = judged->escort->confidence, .unit = AMAN_UNIT_SHARE},
                                    {.name = "length", .value = round(judged->convoy_m), .unit = AMAN_UNIT_METRES}};
    aman_page_message(&sheet->page, "sheet.times_note", args, 2);
    aman_page_add(&sheet->page, "</small></p>\n");
}

static void add_image(struct sheet *sheet, const struct aman_text *svg, const char *key)
{
    aman_page_add(&sheet->page, "<figure><img alt=\"");
    aman_page_word(&sheet->page, key);
    aman_page_add(&sheet->page, "\" src=\"data:image/svg+xml;base64,");
    aman_page_base64(&sheet->page, svg->data, svg->length);
    aman_page_add(&sheet->page, "\"></figure>\n");
}

static enum aman_err add_map(struct sheet *sheet)
{
    struct aman_text svg;
    aman_text_init(&svg, sheet->page.html->mem);
    enum aman_err err = aman_escort_judged_picture(&svg, sheet->page.lang, sheet->plan, sheet->judged, true);
    if (err == AMAN_OK) add_image(sheet, &svg, "escort.picture_title");
    aman_text_release(&svg);
    return err;
}

static enum aman_err add_diagram(struct sheet *sheet)
{
    struct aman_text svg;
    aman_text_init(&svg, sheet->page.html->mem);
    enum aman_err err = aman_convoys_picture(&svg, sheet->page.lang, sheet->plan, sheet->escorts, true);
    if (err == AMAN_OK) add_image(sheet, &svg, "picture.convoys");
    aman_text_release(&svg);
    return err;
}

/* ---- convoy ---- */

static const char *role_key(enum aman_vehicle_role role)
{
    static const char *const keys[AMAN_VEHICLE_ROLE_COUNT] = {"vehicle.lead", "vehicle.outrider", "vehicle.guard", "vehicle.team",
                                                              "vehicle.spare", "vehicle.ambulance", "vehicle.tail"};
    return keys[role];
}

static void add_convoy(struct sheet *sheet)
{
    static const char *const keys[] = {"sheet.number", "sheet.role", "sheet.vehicle", "sheet.vehicle_length", "sheet.width",
                                       "sheet.height"};
    const struct aman_plan_escort *escort = sheet->judged->escort;
    if (escort->n_vehicles == 0) return;
    open_part(sheet, "sheet.convoy");
    add_heads(sheet, keys, sizeof keys / sizeof *keys);
    int number = 1;
    for (size_t i = 0; i < escort->n_vehicles; i++) {
        const struct aman_plan_vehicle *vehicle = &escort->vehicles[i];
        if (vehicle->count > 1)
            aman_page_addf(&sheet->page, "<tr><td>%d – %d</td>", number, number + vehicle->count - 1);
        else
            aman_page_addf(&sheet->page, "<tr><td>%d</td>", number);
        number += vehicle->count;
        name_cell(sheet, role_key(vehicle->role));
        name_cell(sheet, vehicle->name);
        size_cell(sheet, vehicle->length_m);
        size_cell(sheet, vehicle->width_m);
        size_cell(sheet, vehicle->height_m);
        aman_page_add(&sheet->page, "</tr>\n");
    }
    close_table(sheet);
}

/* ---- streets ---- */

static void add_streets(struct sheet *sheet, const char *key, const struct aman_planned_route *route, const struct aman_drive *drive)
{
    static const char *const keys[] = {"sheet.at", "sheet.clock", "sheet.turn", "sheet.street", "sheet.for"};
    const struct aman_escort_map *map = &sheet->judged->map;
    struct aman_street street = {0};
    open_part(sheet, key);
    add_heads(sheet, keys, sizeof keys / sizeof *keys);
    while (aman_street_next(map, route, &street)) {
        aman_page_add(&sheet->page, "<tr>");
        cell(sheet, route->points[street.first].at_m, AMAN_UNIT_METRES);
        cell(sheet, drive->points[street.first].expected_s, AMAN_UNIT_CLOCK);
        name_cell(sheet, aman_street_turn_key(street.turn));
        name_cell(sheet, street.name);
        cell(sheet, street.length_m, AMAN_UNIT_METRES);
        aman_page_add(&sheet->page, "</tr>\n");
    }
    aman_page_add(&sheet->page, "<tr>");
    cell(sheet, route->length_m, AMAN_UNIT_METRES);
    cell(sheet, drive->points[route->n - 1].expected_s, AMAN_UNIT_CLOCK);
    name_cell(sheet, "sheet.there");
    name_cell(sheet, sheet->plan->roads.places[sheet->judged->escort->destination].name);
    aman_page_add(&sheet->page, "<td></td></tr>\n");
    close_table(sheet);
}

static void add_emergency(struct sheet *sheet)
{
    const struct aman_escort_judged *judged = sheet->judged;
    const struct aman_escort_plan *routes = &judged->routes;
    if (judged->worst_way == routes->n_ways) return;
    const struct aman_haven_way *way = &routes->ways[judged->worst_way];
    const struct aman_road_place *haven = &judged->map.havens[way->haven].place;
    const struct aman_arg args[] = {
        {.name = "at", .value = round(way->at_m), .unit = AMAN_UNIT_METRES},
        {.name = "haven", .text = haven->name[0] ? haven->name : aman_road_help_key(haven->kind)},
        {.name = "length", .value = round(way->length_m), .unit = AMAN_UNIT_METRES},
        {.name = "time", .value = judged->worst_way_s, .unit = AMAN_UNIT_SECONDS}};
    open_part(sheet, "sheet.emergency");
    aman_page_add(&sheet->page, "<p>");
    aman_page_message(&sheet->page, "sheet.emergency_note", args, 4);
    struct aman_street street = {0};
    while (aman_street_next(&judged->map, &way->route, &street)) {
        aman_page_add(&sheet->page, street.first == 0 ? "<br>" : " → ");
        add_name(sheet, street.name);
        aman_page_add(&sheet->page, " (");
        aman_page_quantity(&sheet->page, round(street.length_m), AMAN_UNIT_METRES);
        aman_page_add(&sheet->page, ")");
    }
    aman_page_add(&sheet->page, "</p>\n");
}

/* ---- checkpoints and junctions ---- */

static void add_checkpoints(struct sheet *sheet)
{
    static const char *const keys[] = {"sheet.place", "sheet.at", "sheet.planned", "sheet.clock", "sheet.window"};
    const struct aman_escort_judged *judged = sheet->judged;
    const struct aman_plan_escort *escort = judged->escort;
    if (escort->n_checkpoints == 0) return;
    open_part(sheet, "sheet.checkpoints");
    add_heads(sheet, keys, sizeof keys / sizeof *keys);
    for (size_t i = 0; i < escort->n_checkpoints; i++) {
        const struct aman_escort_passage *passage = &judged->passages[i];
        if (passage->off_m > AMAN_ESCORT_NEAR_M) continue;
        aman_page_add(&sheet->page, "<tr>");
        name_cell(sheet, sheet->plan->roads.places[escort->checkpoints[i].place].name);
        cell(sheet, passage->at_m, AMAN_UNIT_METRES);
        cell(sheet, escort->checkpoints[i].at_s, AMAN_UNIT_CLOCK);
        cell(sheet, passage->when.expected_s, AMAN_UNIT_CLOCK);
        window_cell(sheet, passage->when.early_s, passage->when.late_s);
        aman_page_add(&sheet->page, "</tr>\n");
    }
    close_table(sheet);
}

static const char *unit_of(const struct aman_escort_judged *judged, const struct aman_escort_junction *junction)
{
    const char *unit = junction->hold >= 0 ? judged->escort->holds[junction->hold].unit : "";
    return unit[0] ? unit : junction->needs_unit ? "escort.nobody" : "sheet.outriders";
}

static void add_junctions(struct sheet *sheet)
{
    static const char *const keys[] = {"sheet.at", "sheet.street", "sheet.across", "sheet.held", "sheet.stop", "sheet.unit"};
    const struct aman_escort_judged *judged = sheet->judged;
    if (judged->n_junctions == 0) return;
    open_part(sheet, "sheet.junctions");
    add_heads(sheet, keys, sizeof keys / sizeof *keys);
    for (size_t i = 0; i < judged->n_junctions; i++) {
        const struct aman_escort_junction *junction = &judged->junctions[i];
        bool named = junction->hold >= 0;
        if (!junction->needs_unit && !named) continue;
        aman_page_add(&sheet->page, "<tr>");
        cell(sheet, junction->at_m, AMAN_UNIT_METRES);
        name_cell(sheet, named ? sheet->plan->roads.places[judged->escort->holds[junction->hold].place].name
                         : junction->road[0] ? junction->road : "escort.unnamed");
        name_cell(sheet, junction->across[0] ? junction->across : "escort.unnamed");
        window_cell(sheet, junction->from_s, junction->to_s);
        cell(sheet, junction->stop_s, AMAN_UNIT_SECONDS);
        name_cell(sheet, unit_of(judged, junction));
        aman_page_add(&sheet->page, "</tr>\n");
    }
    close_table(sheet);
    aman_page_add(&sheet->page, "<p><small>");
    aman_page_word(&sheet->page, "sheet.junctions_note");
    aman_page_add(&sheet->page, "</small></p>\n");
}

/* ---- what if ---- */

static void add_lost(struct sheet *sheet)
{
    static const char *const keys[] = {"sheet.lost", "sheet.from_at", "sheet.decide", "sheet.decide_clock", "sheet.divert",
                                       "sheet.arrives"};
    const struct aman_escort_judged *judged = sheet->judged;
    const struct aman_escort_point *points = judged->routes.primary.points;
    open_part(sheet, "sheet.what_if");
    add_heads(sheet, keys, sizeof keys / sizeof *keys);
    for (size_t i = 0; i < judged->n_lost; i++) {
        const struct aman_escort_stretch_lost *lost = &judged->lost[i];
        bool late = lost->reached && lost->arrives_s > judged->escort->must_arrive_s + 0.5;
        aman_page_add(&sheet->page, late || (!lost->reached && !lost->guarded) ? "<tr class=\"over\">" : "<tr>");
        aman_page_add(&sheet->page, "<th>");
        add_name(sheet, aman_street_name(&judged->map, &points[lost->first]));
        aman_page_add(&sheet->page, "</th><td>");
        aman_page_quantity(&sheet->page, round(points[lost->first].at_m), AMAN_UNIT_METRES);
        aman_page_add(&sheet->page, " – ");
        aman_page_quantity(&sheet->page, round(points[lost->last].at_m), AMAN_UNIT_METRES);
        aman_page_add(&sheet->page, "</td>");
        if (lost->reached) {
            cell(sheet, points[lost->from].at_m, AMAN_UNIT_METRES);
            cell(sheet, judged->primary.points[lost->from].expected_s, AMAN_UNIT_CLOCK);
            cell(sheet, lost->divert_m, AMAN_UNIT_METRES);
            cell(sheet, lost->arrives_s, AMAN_UNIT_CLOCK);
        } else {
            aman_page_add(&sheet->page, "<td colspan=\"4\">");
            aman_page_word(&sheet->page, lost->guarded ? "sheet.no_way_guarded" : "sheet.no_way");
            aman_page_add(&sheet->page, "</td>");
        }
        aman_page_add(&sheet->page, "</tr>\n");
    }
    close_table(sheet);
}

static void add_havens(struct sheet *sheet)
{
    static const char *const keys[] = {"sheet.at", "sheet.haven", "sheet.distance", "sheet.time"};
    const struct aman_escort_judged *judged = sheet->judged;
    const struct aman_escort_plan *routes = &judged->routes;
    open_part(sheet, "sheet.havens");
    add_heads(sheet, keys, sizeof keys / sizeof *keys);
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < routes->n_ways; i++) {
        const struct aman_haven_way *way = &routes->ways[i];
        size_t haven = way->reached ? way->haven : SIZE_MAX - 1;
        if (haven == last && (i * AMAN_HAVEN_STEP_M) % HAVEN_EVERY_M != 0 && i + 1 < routes->n_ways) continue;
        last = haven;
        aman_page_add(&sheet->page, "<tr>");
        cell(sheet, way->at_m, AMAN_UNIT_METRES);
        if (way->reached) {
            const struct aman_road_place *place = &judged->map.havens[way->haven].place;
            name_cell(sheet, place->name[0] ? place->name : aman_road_help_key(place->kind));
            cell(sheet, way->length_m, AMAN_UNIT_METRES);
            cell(sheet, aman_drive_time(&way->route, judged->escort->confidence), AMAN_UNIT_SECONDS);
        } else {
            aman_page_add(&sheet->page, "<td colspan=\"3\">");
            aman_page_word(&sheet->page, "sheet.no_haven");
            aman_page_add(&sheet->page, "</td>");
        }
        aman_page_add(&sheet->page, "</tr>\n");
    }
    close_table(sheet);
}

/* ---- what is said in words ---- */

static void add_word_row(struct sheet *sheet, const struct aman_node *node)
{
    struct aman_text key;
    aman_text_init(&key, sheet->page.html->mem);
    aman_text_addf(&key, "sheet.said_%s", node->key);
    aman_page_add(&sheet->page, "<tr><th>");
    if (key.failed)
        sheet->page.html->failed = true;
    else
        add_name(sheet, aman_word_exists(key.data) ? key.data : node->key);
    aman_text_release(&key);
    aman_page_add(&sheet->page, "</th><td>");
    aman_page_node(&sheet->page, node);
    aman_page_add(&sheet->page, "</td></tr>\n");
}

static void add_orders(struct sheet *sheet)
{
    const struct aman_plan_escort *escort = sheet->judged->escort;
    open_part(sheet, "sheet.orders");
    aman_page_add(&sheet->page, "<table class=\"plan\"><tbody>\n");
    if (escort->hospital >= 0) {
        const struct aman_plan_road_place *place = &sheet->plan->roads.places[escort->hospital];
        aman_page_add(&sheet->page, "<tr><th>");
        aman_page_word(&sheet->page, "sheet.hospital");
        aman_page_add(&sheet->page, "</th><td>");
        aman_page_plan_text(&sheet->page, place->name);
        aman_page_addf(&sheet->page, " (<bdi dir=\"ltr\">%.5f, %.5f</bdi>)</td></tr>\n", place->lat, place->lon);
    }
    for (size_t i = 0; i < escort->prose.n_children; i++) add_word_row(sheet, &escort->prose.children[i]);
    aman_page_add(&sheet->page, "</tbody></table>\n<p class=\"sign\">");
    aman_page_word(&sheet->page, "sheet.signed");
    aman_page_add(&sheet->page, "</p>\n");
}

/* Whose map it is, and what these times are. */
static void add_foot(struct sheet *sheet)
{
    aman_page_add(&sheet->page, "<p><small>");
    aman_page_word(&sheet->page, "sheet.foot");
    aman_page_addf(&sheet->page, " <code>%s</code> ", sheet->plan->hash_hex);
    aman_page_plan_text(&sheet->page, sheet->plan->roads.attribution);
    aman_page_add(&sheet->page, "</small></p>\n</body></html>\n");
}

enum aman_err aman_escort_sheet(struct aman_text *html, enum aman_lang lang, const struct aman_plan *plan,
                                const struct aman_escorts *escorts, size_t escort)
{
    const struct aman_escort_judged *judged = &escorts->items[escort];
    struct sheet sheet = {{.html = html, .lang = lang}, plan, escorts, judged};
    if (judged->routes.state != AMAN_ESCORT_PLANNED) return AMAN_ERR_ARGUMENT;
    add_head(&sheet);
    add_title(&sheet);
    add_facts(&sheet);
    enum aman_err err = add_map(&sheet);
    if (err != AMAN_OK) return err;
    add_convoy(&sheet);
    add_streets(&sheet, "sheet.primary", &judged->routes.primary, &judged->primary);
    add_checkpoints(&sheet);
    add_junctions(&sheet);
    add_lost(&sheet);
    add_streets(&sheet, "sheet.alternate", &judged->routes.alternate, &judged->alternate);
    add_emergency(&sheet);
    add_havens(&sheet);
    add_orders(&sheet);
    err = add_diagram(&sheet);
    add_foot(&sheet);
    if (err != AMAN_OK) return err;
    return html->failed ? AMAN_ERR_MEMORY : AMAN_OK;
}
