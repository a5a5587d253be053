#include "formats/roads_tags.h"

#include "base/text.h"

#include <string.h>

const char *osm_tag(const struct osm_element *element, const char *key)
{
    for (size_t i = 0; i < element->n_tags; i++)
        if (strcmp(element->tags[i].key, key) == 0) return element->tags[i].value;
    return NULL;
}

/* Words end with NULL. */
static bool is_one_of(const char *word, const char *const *words)
{
    for (; word && *words; words++)
        if (strcmp(word, *words) == 0) return true;
    return false;
}

#define ONE_OF(word, ...) is_one_of(word, (const char *const[]){__VA_ARGS__, NULL})

/* ---- numbers with units ---- */

struct unit {
    const char *name;
    double factor;
};

/* A number, then perhaps blanks and a unit of the list (its last entry has a NULL name). */
static bool with_unit(const char *text, const struct unit *units, double most, double *value)
{
    size_t length = strspn(text, "0123456789.");
    double number;
    if (!aman_text_number(text, length, &number)) return false;
    const char *rest = text + length + strspn(text + length, " ");
    while (units->name && strcmp(rest, units->name) != 0) units++;
    number *= units->factor;
    if (!units->name || !(number > 0.0 && number <= most)) return false;
    *value = number;
    return true;
}

bool roads_speed_of(const char *text, double *kmh)
{
    static const struct unit units[] = {{"", 1.0},      {"km/h", 1.0}, {"kmh", 1.0},
                                        {"kph", 1.0},   {"mph", 1.609344}, {NULL, 0.0}};
    double speed;
    if (strcmp(text, "none") == 0) {
        *kmh = 0.0;
        return true;
    }
    if (!with_unit(text, units, 200.0, &speed) || speed < 1.0) return false;
    *kmh = speed;
    return true;
}

/* 12'6" or 12': feet and inches. */
static bool feet_of(const char *text, double *metres)
{
    size_t feet_length = strspn(text, "0123456789");
    double feet, inches = 0.0;
    if (text[feet_length] != '\'' || !aman_text_number(text, feet_length, &feet)) return false;
    const char *rest = text + feet_length + 1;
    size_t length = strspn(rest, "0123456789.");
    if (length > 0 && (!aman_text_number(rest, length, &inches) || strcmp(rest + length, "\"") != 0)) return false;
    if (length == 0 && rest[0] != '\0') return false;
    *metres = 0.3048 * feet + 0.0254 * inches;
    return *metres > 0.0 && *metres <= 200.0;
}

static bool no_limit(const char *text, double *value)
{
    if (!ONE_OF(text, "none", "default", "no", "no_indications", "unsigned")) return false;
    *value = 0.0;
    return true;
}

bool roads_metres_of(const char *text, double *metres)
{
    static const struct unit units[] = {{"", 1.0}, {"m", 1.0}, {"cm", 0.01}, {"ft", 0.3048}, {NULL, 0.0}};
    double value;
    if (no_limit(text, metres)) return true;
    if (!with_unit(text, units, 200.0, &value) && !feet_of(text, &value)) return false;
    *metres = value;
    return true;
}

bool roads_tonnes_of(const char *text, double *tonnes)
{
    static const struct unit units[] = {{"", 1.0},           {"t", 1.0},          {"kg", 0.001}, {"st", 0.90718474},
                                        {"lbs", 0.00045359237}, {"lb", 0.00045359237}, {NULL, 0.0}};
    return no_limit(text, tonnes) || with_unit(text, units, 200.0, tonnes);
}

/* ---- who may drive ---- */

/* The value that counts for a car: that of the narrowest key. */
static const char *access_of(const struct osm_element *element)
{
    static const char *const keys[] = {"motorcar", "motor_vehicle", "vehicle", "access"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *value = osm_tag(element, keys[i]);
        if (value) return value;
    }
    return NULL;
}

static bool is_closed(const char *access)
{
    return ONE_OF(access, "no", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus", "taxi",
                  "use_sidepath");
}

static bool has_condition(const struct osm_element *element)
{
    for (size_t i = 0; i < element->n_tags; i++)
        if (ONE_OF(element->tags[i].key, "access:conditional", "vehicle:conditional", "motor_vehicle:conditional",
                   "motorcar:conditional", "oneway:conditional", "maxspeed:conditional"))
            return true;
    return false;
}

/* ---- ways ---- */

/* False when the direction is not one for all hours. */
static bool directions_of(const struct osm_element *element, struct aman_road_way *way)
{
    const char *oneway = osm_tag(element, "oneway"), *junction = osm_tag(element, "junction");
    if (ONE_OF(oneway, "reversible", "alternating")) return false;
    bool stated = ONE_OF(oneway, "no", "false", "0");
    bool implied = ONE_OF(junction, "roundabout", "circular") || way->road_class == AMAN_ROAD_MOTORWAY;
    way->forward = !ONE_OF(oneway, "-1", "reverse");
    way->backward = !way->forward || !(ONE_OF(oneway, "yes", "true", "1") || (implied && !stated));
    return true;
}

static void speeds_of(const struct osm_element *element, struct aman_road_way *way, size_t *notes)
{
    static const char *const keys[] = {"maxspeed", "maxspeed:forward", "maxspeed:backward"};
    bool lies = false;
    for (int i = 0; i < 3; i++) {
        const char *text = osm_tag(element, keys[i]);
        double kmh;
        if (!text) continue;
        if (!roads_speed_of(text, &kmh)) {
            lies = true;
            continue;
        }
        if (i != 2) way->forward_kmh = kmh;
        if (i != 1) way->backward_kmh = kmh;
    }
    notes[AMAN_ROAD_NOTE_SPEED] += lies;
}

static void sizes_of(const struct osm_element *element, struct aman_road_way *way, size_t *notes)
{
    const char *height = osm_tag(element, "maxheight"), *width = osm_tag(element, "maxwidth"),
               *weight = osm_tag(element, "maxweight");
    bool lies = height && !roads_metres_of(height, &way->most_height_m);
    lies |= width && !roads_metres_of(width, &way->most_width_m);
    lies |= weight && !roads_tonnes_of(weight, &way->most_weight_t);
    notes[AMAN_ROAD_NOTE_SIZE] += lies;
}

static bool is_set(const char *value)
{
    return value && strcmp(value, "no") != 0;
}

bool roads_way_of(const struct osm_element *element, struct aman_road_way *way, size_t *notes)
{
    const char *highway = osm_tag(element, "highway"), *access = access_of(element);
    enum aman_road_note why = AMAN_ROAD_NOTE_COUNT;
    if (!highway) return false;
    *way = (struct aman_road_way){.id = element->id, .name = ""};
    if (!aman_road_class_of(highway, &way->road_class))
        why = AMAN_ROAD_NOTE_NOT_FOR_CARS;
    else if (ONE_OF(osm_tag(element, "area"), "yes"))
        why = AMAN_ROAD_NOTE_AREA;
    else if (is_closed(access))
        why = AMAN_ROAD_NOTE_NO_ACCESS;
    else if (!directions_of(element, way))
        why = AMAN_ROAD_NOTE_REVERSIBLE;
    if (why != AMAN_ROAD_NOTE_COUNT) {
        notes[why]++;
        return false;
    }
    way->destination = ONE_OF(access, "destination", "delivery", "customers", "permit", "residents");
    way->bridge = is_set(osm_tag(element, "bridge"));
    way->tunnel = is_set(osm_tag(element, "tunnel"));
    notes[AMAN_ROAD_NOTE_CONDITIONAL] += has_condition(element);
    speeds_of(element, way, notes);
    sizes_of(element, way, notes);
    return true;
}

/* ---- nodes and places ---- */

void roads_node_of(const struct osm_element *element, struct aman_road_node *node)
{
    const char *barrier = osm_tag(element, "barrier"), *access = access_of(element);
    node->signal = ONE_OF(osm_tag(element, "highway"), "traffic_signals");
    if (access)
        node->barred = is_closed(access);
    else
        node->barred = barrier && !ONE_OF(barrier, "gate", "lift_gate", "swing_gate", "toll_booth", "border_control",
                                          "cattle_grid", "entrance", "sally_port", "height_restrictor", "kerb", "no");
}

/* A police site with nobody to turn to. Many are mapped as `amenity=police` alone, and only their name tells. */
static bool is_unmanned(const struct osm_element *element)
{
    static const char *const pounds[] = {"fourrière", "fourriere", "impound", "car pound", "vehicle pound", "محجز"};
    const char *police = osm_tag(element, "police"), *name = osm_tag(element, "name");
    if (police) return !ONE_OF(police, "yes", "station", "office", "offices", "barracks", "checkpoint", "traffic_police");
    for (size_t i = 0; name && i < sizeof pounds / sizeof *pounds; i++)
        if (strcasestr(name, pounds[i])) return true;
    return false;
}

bool roads_help_of(const struct osm_element *element, enum aman_road_help *kind, size_t *notes)
{
    const char *amenity = osm_tag(element, "amenity"), *healthcare = osm_tag(element, "healthcare");
    bool hospital = ONE_OF(amenity, "hospital") || ONE_OF(healthcare, "hospital");
    if (hospital && ONE_OF(osm_tag(element, "emergency"), "no")) {
        notes[AMAN_ROAD_NOTE_PLACE_CLOSED]++;
        return false;
    }
    if (!hospital && ONE_OF(amenity, "police") && is_unmanned(element)) {
        notes[AMAN_ROAD_NOTE_PLACE_POLICE]++;
        return false;
    }
    *kind = hospital ? AMAN_HELP_HOSPITAL : AMAN_HELP_POLICE;
    return hospital || ONE_OF(amenity, "police");
}
