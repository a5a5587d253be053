#include "apps/escort_settings.h"

#include "apps/language.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void aman_escort_settings_init(struct aman_escort_settings *settings)
{
    *settings = (struct aman_escort_settings){.hour = 12, .snap_m = 200.0, .lang = aman_language_of_environment()};
}

static struct aman_escort_settings *of(void *settings)
{
    return settings;
}

/* Up to three numbers between commas; how many, or 0 when one of them is none. */
static int numbers_of(const char *text, double *values, int most)
{
    for (int n = 0; n < most; n++) {
        size_t length = strcspn(text, ",");
        if (!aman_text_number(text, length, &values[n])) return 0;
        text += length;
        if (*text++ == '\0') return n + 1;
    }
    return 0;
}

static bool is_on_earth(double lon, double lat)
{
    return lon >= -180.0 && lon <= 180.0 && lat >= -90.0 && lat <= 90.0;
}

static bool point_of(const char *value, double *lon, double *lat)
{
    double values[2];
    if (numbers_of(value, values, 2) != 2 || !is_on_earth(values[0], values[1])) return false;
    *lon = values[0];
    *lat = values[1];
    return true;
}

static bool set_roads(void *settings, const char *value)
{
    of(settings)->roads = value;
    return value[0] != '\0';
}

static bool set_from(void *settings, const char *value)
{
    of(settings)->has_from = true;
    return point_of(value, &of(settings)->from_lon, &of(settings)->from_lat);
}

static bool set_to(void *settings, const char *value)
{
    of(settings)->has_to = true;
    return point_of(value, &of(settings)->to_lon, &of(settings)->to_lat);
}

static bool set_pairs(void *settings, const char *value)
{
    of(settings)->pairs = value;
    return value[0] != '\0';
}

/* ---- what to keep off ---- */

static bool id_of(const char *text, char end, int64_t *id, const char **rest)
{
    char *stop;
    if (text[0] != '-' && (text[0] < '0' || text[0] > '9')) return false;
    errno = 0;
    long long value = strtoll(text, &stop, 10);
    if (errno != 0 || stop == text || *stop != end) return false;
    *id = value;
    if (rest) *rest = stop + 1;
    return true;
}

static bool avoid_of(const char *text, struct aman_escort_avoid *avoid)
{
    const char *rest;
    double circle[3] = {0.0, 0.0, 10.0};
    *avoid = (struct aman_escort_avoid){.kind = AMAN_AVOID_CIRCLE};
    if (strcmp(text, "bridges") == 0) {
        avoid->kind = AMAN_AVOID_BRIDGES;
    } else if (strcmp(text, "tunnels") == 0) {
        avoid->kind = AMAN_AVOID_TUNNELS;
    } else if (strncmp(text, "way:", 4) == 0) {
        avoid->kind = AMAN_AVOID_WAY;
        return id_of(text + 4, '\0', &avoid->id, NULL);
    } else if (strncmp(text, "node:", 5) == 0) {
        avoid->kind = AMAN_AVOID_NODE;
        return id_of(text + 5, '\0', &avoid->id, NULL);
    } else if (strncmp(text, "segment:", 8) == 0) {
        avoid->kind = AMAN_AVOID_SEGMENT;
        return id_of(text + 8, ',', &avoid->id, &rest) && id_of(rest, '\0', &avoid->other, NULL);
    } else if (numbers_of(text, circle, 3) < 2 || !is_on_earth(circle[0], circle[1]) || !(circle[2] >= 0.0)) {
        return false;
    } else {
        avoid->lon = circle[0];
        avoid->lat = circle[1];
        avoid->radius_m = circle[2];
    }
    return true;
}

static bool set_avoid(void *settings, const char *value)
{
    struct aman_escort_settings *escort = settings;
    if (escort->n_avoids == AMAN_ESCORT_AVOIDS_MOST || !avoid_of(value, &escort->avoids[escort->n_avoids])) return false;
    escort->avoid_texts[escort->n_avoids++] = value;
    return true;
}

/* ---- the convoy ---- */

static bool set_at(void *settings, const char *value)
{
    uint64_t hour, minute;
    char text[8];
    if (strlen(value) != 5 || value[2] != ':') return false;
    memcpy(text, value, 6);
    text[2] = '\0';
    if (!aman_option_whole(text, 23, &hour) || !aman_option_whole(text + 3, 59, &minute)) return false;
    of(settings)->hour = (int)hour;
    of(settings)->minute = (int)minute;
    return true;
}

static bool size_of(const char *value, double *size)
{
    return aman_text_number(value, strlen(value), size) && *size > 0.0 && *size <= 200.0;
}

static bool set_height(void *settings, const char *value)
{
    return size_of(value, &of(settings)->height_m);
}

static bool set_width(void *settings, const char *value)
{
    return size_of(value, &of(settings)->width_m);
}

static bool set_weight(void *settings, const char *value)
{
    return size_of(value, &of(settings)->weight_t);
}

static bool set_turns(void *settings, const char *value)
{
    of(settings)->any_turn = strcmp(value, "ignore") == 0;
    return of(settings)->any_turn || strcmp(value, "obey") == 0;
}

static bool set_snap(void *settings, const char *value)
{
    double snap_m;
    if (!aman_text_number(value, strlen(value), &snap_m) || !(snap_m >= 0.0 && snap_m <= 100000.0)) return false;
    of(settings)->snap_m = snap_m;
    return true;
}

static bool set_havens(void *settings, const char *value)
{
    of(settings)->havens = value;
    return value[0] != '\0';
}

static bool set_speeds(void *settings, const char *value)
{
    of(settings)->speeds = value;
    return value[0] != '\0';
}

/* ---- the answer ---- */

static bool set_format(void *settings, const char *value)
{
    static const char *const names[] = {"text", "json", "geojson"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, names[i]) != 0) continue;
        of(settings)->format = (enum aman_escort_format)i;
        return true;
    }
    return false;
}

static bool set_out(void *settings, const char *value)
{
    of(settings)->out = value;
    return value[0] != '\0';
}

bool aman_escort_is_svg(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".svg") == 0;
}

static bool is_picture(const char *path)
{
    size_t length = strlen(path);
    return aman_escort_is_svg(path) || (length > 4 && strcmp(path + length - 4, ".png") == 0);
}

static bool set_picture(void *settings, const char *value)
{
    of(settings)->picture = value;
    return is_picture(value);
}

static bool set_diagram(void *settings, const char *value)
{
    of(settings)->diagram = value;
    return is_picture(value);
}

static bool set_gpx(void *settings, const char *value)
{
    of(settings)->gpx = value;
    return value[0] != '\0';
}

static bool set_geojson(void *settings, const char *value)
{
    of(settings)->geojson = value;
    return value[0] != '\0';
}

static bool set_file(void *settings, const char *value)
{
    return aman_plan_files_add(&of(settings)->files, value);
}

static bool set_lang(void *settings, const char *value)
{
    return aman_lang_of(value, &of(settings)->lang);
}

static const char point_expected[] = "LON,LAT in degrees, like 7.4197,43.7310";

const struct aman_option aman_escort_options[AMAN_ESCORT_OPTIONS] = {
    {"roads", AMAN_VALUE_NEEDED, "FILE", "the map: an OpenStreetMap extract, .osm.pbf or .osm", set_roads, "a file"},
    {"from", AMAN_VALUE_NEEDED, "LON,LAT", "where the convoy starts", set_from, point_expected},
    {"to", AMAN_VALUE_NEEDED, "LON,LAT", "where it goes", set_to, point_expected},
    {"pairs", AMAN_VALUE_NEEDED, "FILE", "many at once: a CSV of from_lon,from_lat,to_lon,to_lat; JSON lines", set_pairs,
     "a file"},
    {"avoid", AMAN_VALUE_NEEDED, "WHAT", "keep off: way:ID, node:ID, segment:ID,ID, LON,LAT[,M], bridges, tunnels",
     set_avoid, "way:ID, node:ID, segment:ID,ID, LON,LAT[,METRES], bridges or tunnels, at most 256 times"},
    {"at", AMAN_VALUE_NEEDED, "HH:MM", "when it drives (default: 12:00)", set_at, "a time from 00:00 to 23:59"},
    {"height", AMAN_VALUE_NEEDED, "M", "height of the largest vehicle: keep off what is too low", set_height,
     "metres, up to 200"},
    {"width", AMAN_VALUE_NEEDED, "M", "its width", set_width, "metres, up to 200"},
    {"weight", AMAN_VALUE_NEEDED, "T", "its weight", set_weight, "tonnes, up to 200"},
    {"turns", AMAN_VALUE_NEEDED, "obey|ignore", "turn restrictions (default: obey)", set_turns, "obey or ignore"},
    {"snap", AMAN_VALUE_NEEDED, "M", "how far a point may be from a road (default: 200)", set_snap,
     "metres, 0 to 100000"},
    {"havens", AMAN_VALUE_NEEDED, "FILE", "CSV of lon,lat,name,kind (default: the map's hospitals and police)", set_havens,
     "a file"},
    {"speeds", AMAN_VALUE_NEEDED, "FILE", "CSV of class,from_hour,to_hour,speed_kmh,p90_factor", set_speeds, "a file"},
    {"format", AMAN_VALUE_NEEDED, "text|json|geojson", "how to answer (default: text)", set_format,
     "text, json or geojson"},
    {"out", AMAN_VALUE_NEEDED, "FILE", "write the answer to FILE (default: standard output)", set_out, "a file"},
    {"picture", AMAN_VALUE_NEEDED, "FILE", "draw the routes: FILE.png or FILE.svg", set_picture,
     "a file that ends in .png or .svg"},
    {"diagram", AMAN_VALUE_NEEDED, "FILE", "sheet: draw time and way of all convoys: FILE.png or FILE.svg", set_diagram,
     "a file that ends in .png or .svg"},
    {"gpx", AMAN_VALUE_NEEDED, "FILE", "sheet: write the routes for devices as GPX", set_gpx, "a file"},
    {"geojson", AMAN_VALUE_NEEDED, "FILE", "sheet: write routes, junctions and checkpoints as GeoJSON", set_geojson, "a file"},
    {"file", AMAN_VALUE_NEEDED, "NAME=PATH", "sheet: use PATH for what the plan calls NAME under files:", set_file,
     AMAN_PLAN_FILES_EXPECTED},
    {"lang", AMAN_VALUE_NEEDED, "ar|fr|en", "language of text and picture (default: from LANG)", set_lang, "ar, fr or en"},
};
