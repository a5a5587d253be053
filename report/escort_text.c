/* The plan in the words of a commander's sheet. */
#include "report/escort.h"
#include "report/escort_streets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STREETS_MOST = 40 };

struct sheet {
    struct aman_text *text;
    enum aman_lang lang;
    const struct aman_escort_map *map;
    const struct aman_escort_plan *plan;
};

static struct aman_arg metres(const char *name, double value)
{
    return (struct aman_arg){.name = name, .value = value < 1000.0 ? round(value) : round(value / 10.0) * 10.0,
                             .unit = AMAN_UNIT_METRES};
}

static struct aman_arg seconds(const char *name, double value)
{
    return (struct aman_arg){.name = name, .value = value, .unit = AMAN_UNIT_SECONDS};
}

static struct aman_arg share(const char *name, double value)
{
    return (struct aman_arg){.name = name, .value = value, .unit = AMAN_UNIT_SHARE};
}

static struct aman_arg number(const char *name, size_t value)
{
    return (struct aman_arg){.name = name, .value = (double)value, .unit = AMAN_UNIT_NONE};
}

static struct aman_arg words(const char *name, const char *text)
{
    return (struct aman_arg){.name = name, .text = text};
}

static void say(const struct sheet *sheet, const char *key, const struct aman_arg *args, size_t n)
{
    aman_word_message(sheet->text, sheet->lang, key, args, n);
    aman_text_add(sheet->text, "\n");
}

#define SAY(sheet, key, ...)                                                                                           \
    say(sheet, key, (const struct aman_arg[]){__VA_ARGS__},                                                            \
        sizeof((const struct aman_arg[]){__VA_ARGS__}) / sizeof(struct aman_arg))

static const char *road_name(const struct sheet *sheet, uint32_t way)
{
    const char *name = sheet->map->roads->ways[way].name;
    return name[0] ? name : "escort.unnamed";
}

static const char *haven_name(const struct aman_road_place *place)
{
    if (place->name[0]) return place->name;
    return aman_road_help_key(place->kind);
}

/* "43.73101, 7.41972": as map programs and radios take it. */
static void coordinates(char *buffer, size_t size, double lon, double lat)
{
    snprintf(buffer, size, "%.5f, %.5f", lat, lon);
}

static void say_end(const struct sheet *sheet, const char *key, const struct aman_escort_end *end)
{
    char at[48];
    coordinates(at, sizeof at, end->lon, end->lat);
    const char *road = end->road[0] ? end->road : "escort.unnamed";
    SAY(sheet, key, words("at", at), words("road", road), metres("distance", end->distance_m));
}

/* The streets in order, each with how long one stays on it. */
static void say_streets(const struct sheet *sheet, const struct aman_planned_route *route)
{
    struct aman_street street = {0};
    size_t shown = 0;
    for (; aman_street_next(sheet->map, route, &street); shown++)
        if (shown < STREETS_MOST) SAY(sheet, "escort.street", words("road", street.name), metres("length", street.length_m));
    if (shown > STREETS_MOST) SAY(sheet, "escort.more_streets", number("n", shown - STREETS_MOST));
}

static void say_route(const struct sheet *sheet, const char *key, const struct aman_planned_route *route)
{
    SAY(sheet, key, metres("length", route->length_m), seconds("p50", route->p50_s), seconds("p90", route->p90_s));
    if (route->destination_m > 0.0) SAY(sheet, "escort.access_only", metres("length", route->destination_m));
    say_streets(sheet, route);
}

static void say_stretches(const struct sheet *sheet, const struct aman_planned_route *route,
                          const struct aman_escort_stretches *stretches)
{
    for (size_t i = 0; i < stretches->n && i < STREETS_MOST; i++) {
        const struct aman_escort_stretch *run = &stretches->items[i];
        const struct aman_escort_point *a = &route->points[run->first], *b = &route->points[run->last];
        char from[48], to[48];
        coordinates(from, sizeof from, a->lon, a->lat);
        coordinates(to, sizeof to, b->lon, b->lat);
        SAY(sheet, "escort.stretch", words("road", road_name(sheet, a->way)), metres("length", run->length_m),
            words("from", from), words("to", to));
    }
    if (stretches->n > STREETS_MOST) SAY(sheet, "escort.more_stretches", number("n", stretches->n - STREETS_MOST));
}

static void say_shared(const struct sheet *sheet)
{
    const struct aman_escort_plan *plan = sheet->plan;
    const struct aman_escort_stretches *shared = &plan->shared;
    if (plan->disjoint)
        SAY(sheet, "escort.disjoint", number("n", 0));
    else
        SAY(sheet, plan->exact ? "escort.shares_least" : "escort.shares", metres("length", shared->length_m),
            share("share", shared->time_share));
    if (plan->primary.p90_s > plan->best_p90_s + 0.5)
        SAY(sheet, "escort.gave_up", seconds("time", plan->primary.p90_s - plan->best_p90_s));
    say_stretches(sheet, &plan->primary, shared);
}

static void say_chokes(const struct sheet *sheet)
{
    const struct aman_escort_plan *plan = sheet->plan;
    if (plan->chokes.n == 0 && plan->n_choke_points == 0) {
        SAY(sheet, "escort.no_chokes", number("n", 0));
        return;
    }
    SAY(sheet, "escort.chokes", metres("length", plan->chokes.length_m), number("n", plan->chokes.n),
        number("points", plan->n_choke_points));
    say_stretches(sheet, &plan->primary, &plan->chokes);
    for (size_t i = 0; i < plan->n_choke_points && i < STREETS_MOST; i++) {
        const struct aman_escort_point *point = &plan->primary.points[plan->choke_points[i]];
        char at[48];
        coordinates(at, sizeof at, point->lon, point->lat);
        SAY(sheet, "escort.choke_point", words("at", at), words("road", road_name(sheet, point->way)));
    }
}

static void say_havens(const struct sheet *sheet)
{
    const struct aman_escort_plan *plan = sheet->plan;
    if (plan->emergency.n == 0) {
        SAY(sheet, "escort.no_haven", number("n", plan->n_unreached));
        return;
    }
    const struct aman_road_place *worst = &sheet->map->havens[plan->emergency_way.haven].place;
    SAY(sheet, "escort.emergency", metres("at", plan->emergency_way.at_m), words("haven", haven_name(worst)),
        metres("length", plan->emergency.length_m), seconds("p50", plan->emergency.p50_s),
        seconds("p90", plan->emergency.p90_s));
    say_streets(sheet, &plan->emergency);
    if (plan->n_unreached > 0) SAY(sheet, "escort.unreached", number("n", plan->n_unreached), number("of", plan->n_ways));
    for (size_t i = 0; i < plan->n_backs; i++) {
        const struct aman_haven_back *back = &plan->backs[i];
        const struct aman_road_place *place = &sheet->map->havens[back->haven].place;
        SAY(sheet, back->reached ? "escort.haven" : "escort.haven_trap", words("haven", haven_name(place)),
            metres("length", back->length_m), seconds("p50", back->p50_s), seconds("p90", back->p90_s));
    }
}

void aman_escort_text(struct aman_text *text, enum aman_lang lang, const struct aman_escort_map *map,
                      const struct aman_escort_plan *plan, double clock_s)
{
    const struct sheet sheet = {text, lang, map, plan};
    if (plan->state != AMAN_ESCORT_PLANNED) {
        aman_escort_why_not(text, lang, map, plan);
        aman_text_add(text, "\n");
        return;
    }
    say_end(&sheet, "escort.from", &plan->from);
    say_end(&sheet, "escort.to", &plan->to);
    SAY(&sheet, "escort.at", ((struct aman_arg){.name = "t", .value = clock_s, .unit = AMAN_UNIT_CLOCK}));
    aman_text_add(text, "\n");
    say_route(&sheet, "escort.primary", &plan->primary);
    aman_text_add(text, "\n");
    say_route(&sheet, "escort.alternate", &plan->alternate);
    say_shared(&sheet);
    aman_text_add(text, "\n");
    say_chokes(&sheet);
    aman_text_add(text, "\n");
    say_havens(&sheet);
}

void aman_escort_why_not(struct aman_text *text, enum aman_lang lang, const struct aman_escort_map *map,
                         const struct aman_escort_plan *plan)
{
    static const char *const keys[] = {"", "escort.from_far", "escort.to_far", "escort.same", "escort.no_route"};
    const struct aman_escort_end *end = plan->state == AMAN_ESCORT_TO_FAR ? &plan->to : &plan->from;
    char at[48], road_at[48];
    coordinates(at, sizeof at, end->lon, end->lat);
    coordinates(road_at, sizeof road_at, end->road_lon, end->road_lat);
    const struct aman_arg args[] = {words("at", at), words("road", end->road[0] ? end->road : "escort.unnamed"),
                                    words("road_at", road_at), metres("distance", end->distance_m),
                                    metres("limit", map->most_snap_m)};
    aman_word_message(text, lang, keys[plan->state], args, sizeof args / sizeof *args);
}
