#include "plan/roads.h"

#include <string.h>

static const char *const class_names[AMAN_ROAD_CLASS_COUNT] = {
    "motorway",     "motorway_link", "trunk",          "trunk_link", "primary",
    "primary_link", "secondary",     "secondary_link", "tertiary",   "tertiary_link",
    "unclassified", "residential",   "living_street",  "service",    "road"};

static const char *const notes[AMAN_ROAD_NOTE_COUNT] = {
    [AMAN_ROAD_NOTE_NOT_FOR_CARS] = "ways of a class that is not for cars: left out",
    [AMAN_ROAD_NOTE_NO_ACCESS] = "ways closed to vehicles or private: left out",
    [AMAN_ROAD_NOTE_AREA] = "ways that are areas: left out",
    [AMAN_ROAD_NOTE_REVERSIBLE] = "ways whose direction changes by the hour: left out",
    [AMAN_ROAD_NOTE_CONDITIONAL] = "ways with conditional access or direction: the condition is ignored",
    [AMAN_ROAD_NOTE_CUT] = "ways with nodes outside of the extract: shortened",
    [AMAN_ROAD_NOTE_GONE] = "ways with fewer than two nodes in the extract: left out",
    [AMAN_ROAD_NOTE_NEGATIVE_ID] = "elements with a negative id: used as they are",
    [AMAN_ROAD_NOTE_TWICE] = "ways whose id is there twice: the first counts",
    [AMAN_ROAD_NOTE_SPEED] = "speed limits that are no number: the speed of the class counts",
    [AMAN_ROAD_NOTE_SIZE] = "limits of height, width or weight that are no number: ignored",
    [AMAN_ROAD_NOTE_TURN_CONDITIONAL] = "turn restrictions for some hours only: ignored",
    [AMAN_ROAD_NOTE_TURN_EXCEPT] = "turn restrictions that except cars: ignored",
    [AMAN_ROAD_NOTE_TURN_UNKNOWN] = "turn restrictions of an unknown kind: ignored",
    [AMAN_ROAD_NOTE_TURN_MEMBERS] = "turn restrictions without one from, via and to: ignored",
    [AMAN_ROAD_NOTE_TURN_ELSEWHERE] = "turn restrictions on ways that are left out: not needed",
    [AMAN_ROAD_NOTE_TURN_APART] = "turn restrictions whose members do not meet: ignored",
    [AMAN_ROAD_NOTE_PLACE_RELATION] = "hospitals and police stations drawn as relations: ignored",
    [AMAN_ROAD_NOTE_PLACE_CLOSED] = "hospitals that take no emergencies (emergency=no): left out",
    [AMAN_ROAD_NOTE_BAD_PLACE] = "nodes that are not on the Earth: left out",
};

const char *aman_road_class_name(enum aman_road_class road_class)
{
    return class_names[road_class];
}

bool aman_road_class_of(const char *name, enum aman_road_class *road_class)
{
    for (int i = 0; i < AMAN_ROAD_CLASS_COUNT; i++) {
        if (strcmp(name, class_names[i]) != 0) continue;
        *road_class = (enum aman_road_class)i;
        return true;
    }
    return false;
}

const char *aman_road_note_text(enum aman_road_note note)
{
    return notes[note];
}

void aman_roads_destroy(struct aman_roads *roads)
{
    if (!roads) return;
    struct aman_arena arena = roads->arena; /* the struct lies in it */
    aman_arena_release(&arena);
}

const char *aman_road_help_key(enum aman_road_help help)
{
    static const char *const keys[AMAN_HELP_COUNT] = {"escort.hospital", "escort.police", "escort.safe_stop"};
    return keys[help];
}

ptrdiff_t aman_roads_find_node(const struct aman_roads *roads, int64_t id)
{
    size_t low = 0, high = roads->n_nodes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (roads->nodes[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < roads->n_nodes && roads->nodes[low].id == id ? (ptrdiff_t)low : -1;
}

ptrdiff_t aman_roads_find_way(const struct aman_roads *roads, int64_t id)
{
    size_t low = 0, high = roads->n_ways;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (roads->ways[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < roads->n_ways && roads->ways[low].id == id ? (ptrdiff_t)low : -1;
}

/* Km/h by class: OSRM, profiles/car.lua, table speed_profile (highway=road: its "default"). */
static const double class_kmh[AMAN_ROAD_CLASS_COUNT] = {90, 75, 85, 70, 65, 60, 55, 50,
                                                        40, 30, 25, 25, 10, 15, 10};

/* To be confirmed: rush hours, night, the rest of the day. */
static double share_at(int hour)
{
    if ((hour >= 7 && hour < 9) || (hour >= 16 && hour < 19)) return 0.7;
    return hour >= 22 || hour < 6 ? 1.0 : 0.85;
}

/* To be confirmed: main roads jam; small streets vary less, but one delivery van blocks them. */
static double lateness_of(enum aman_road_class road_class, int hour)
{
    bool rush = share_at(hour) < 0.8, main_road = road_class <= AMAN_ROAD_SECONDARY_LINK;
    return 1.25 + (rush ? 0.25 : 0.0) + (main_road ? 0.1 : 0.0);
}

struct aman_road_speeds aman_road_speeds_default(void)
{
    struct aman_road_speeds speeds = {.signal_s = 2.0};
    for (int c = 0; c < AMAN_ROAD_CLASS_COUNT; c++)
        for (int hour = 0; hour < 24; hour++) {
            speeds.kmh[c][hour] = class_kmh[c] * share_at(hour);
            speeds.p90_factor[c][hour] = lateness_of((enum aman_road_class)c, hour);
        }
    return speeds;
}
