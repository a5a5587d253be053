/* The routes for devices: GPX 1.1. */
#include "report/escort_sheet.h"

#include <math.h>
#include <string.h>

struct gpx {
    struct aman_text *xml;
    enum aman_lang lang;
};

/* Cleaned as everywhere, then escaped for XML. */
static void add_text(const struct gpx *gpx, const char *text)
{
    struct aman_text clean;
    aman_text_init(&clean, gpx->xml->mem);
    aman_word_clean(&clean, text);
    if (clean.failed) gpx->xml->failed = true;
    for (const char *c = clean.data ? clean.data : ""; *c;) {
        size_t plain = strcspn(c, "<>&\"");
        aman_text_add_n(gpx->xml, c, plain);
        c += plain;
        if (*c) aman_text_add(gpx->xml, *c == '<' ? "&lt;" : *c == '>' ? "&gt;" : *c == '&' ? "&amp;" : "&quot;");
        c += *c != '\0';
    }
    aman_text_release(&clean);
}

static void add_point(const struct gpx *gpx, const char *tag, double lon, double lat)
{
    aman_text_addf(gpx->xml, "<%s lat=\"%.7f\" lon=\"%.7f\"", tag, lat, lon);
}

static void add_waypoint(const struct gpx *gpx, double lon, double lat, const char *name, const char *note)
{
    add_point(gpx, "wpt", lon, lat);
    aman_text_add(gpx->xml, "><name>");
    add_text(gpx, aman_word_exists(name) ? aman_word(gpx->lang, name) : name);
    aman_text_add(gpx->xml, "</name>");
    if (note[0]) {
        aman_text_add(gpx->xml, "<desc>");
        add_text(gpx, note);
        aman_text_add(gpx->xml, "</desc>");
    }
    aman_text_add(gpx->xml, "</wpt>\n");
}

static void add_track(const struct gpx *gpx, const char *key, const struct aman_planned_route *route)
{
    if (route->n < 2) return;
    aman_text_add(gpx->xml, "<trk><name>");
    add_text(gpx, aman_word(gpx->lang, key));
    aman_text_add(gpx->xml, "</name><trkseg>\n");
    for (size_t i = 0; i < route->n; i++) {
        add_point(gpx, "trkpt", route->points[i].lon, route->points[i].lat);
        aman_text_add(gpx->xml, "/>\n");
    }
    aman_text_add(gpx->xml, "</trkseg></trk>\n");
}

static void add_timed(const struct gpx *gpx, double lon, double lat, const char *name, double from_s, double to_s)
{
    const struct aman_arg args[] = {{.name = "from", .value = from_s, .unit = AMAN_UNIT_CLOCK},
                                    {.name = "to", .value = to_s, .unit = AMAN_UNIT_CLOCK}};
    struct aman_text note;
    aman_text_init(&note, gpx->xml->mem);
    aman_word_message(&note, gpx->lang, "sheet.from_until", args, 2);
    if (note.failed)
        gpx->xml->failed = true;
    else
        add_waypoint(gpx, lon, lat, name, note.data);
    aman_text_release(&note);
}

static void add_waypoints(const struct gpx *gpx, const struct aman_plan *plan, const struct aman_escort_judged *judged)
{
    const struct aman_plan_escort *escort = judged->escort;
    const struct aman_plan_road_place *places = plan->roads.places;
    const int ends[] = {escort->origin, escort->destination};
    for (int i = 0; i < 2; i++) add_waypoint(gpx, places[ends[i]].lon, places[ends[i]].lat, places[ends[i]].name, "");
    for (size_t i = 0; i < escort->n_checkpoints; i++) {
        const struct aman_plan_road_place *place = &places[escort->checkpoints[i].place];
        if (judged->passages[i].off_m <= AMAN_ESCORT_NEAR_M)
            add_timed(gpx, place->lon, place->lat, place->name, judged->passages[i].when.early_s, judged->passages[i].when.late_s);
    }
    for (size_t i = 0; i < judged->n_junctions; i++) {
        const struct aman_escort_junction *junction = &judged->junctions[i];
        if (!junction->needs_unit && junction->hold < 0) continue;
        const char *name = junction->hold >= 0 ? places[escort->holds[junction->hold].place].name
                           : junction->across[0] ? junction->across : "escort.unnamed";
        add_timed(gpx, junction->lon, junction->lat, name, junction->from_s, junction->to_s);
    }
    for (size_t i = 0; i < judged->routes.n_backs; i++) {
        const struct aman_road_place *haven = &judged->map.havens[judged->routes.backs[i].haven].place;
        add_waypoint(gpx, haven->lon, haven->lat, haven->name[0] ? haven->name : aman_road_help_key(haven->kind),
                     aman_word(gpx->lang, aman_road_help_key(haven->kind)));
    }
}

enum aman_err aman_escort_gpx(struct aman_text *xml, enum aman_lang lang, const struct aman_plan *plan,
                              const struct aman_escort_judged *judged)
{
    struct gpx gpx = {xml, lang};
    if (judged->routes.state != AMAN_ESCORT_PLANNED) return AMAN_ERR_ARGUMENT;
    aman_text_add(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<gpx version=\"1.1\" creator=\"Aman\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n<metadata><name>");
    add_text(&gpx, judged->escort->name);
    aman_text_add(xml, "</name></metadata>\n");
    add_waypoints(&gpx, plan, judged);
    add_track(&gpx, "escort.legend_primary", &judged->routes.primary);
    add_track(&gpx, "escort.legend_alternate", &judged->routes.alternate);
    add_track(&gpx, "escort.legend_emergency", &judged->routes.emergency);
    aman_text_add(xml, "</gpx>\n");
    return xml->failed ? AMAN_ERR_MEMORY : AMAN_OK;
}
