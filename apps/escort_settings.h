/* apps/escort_settings.h - what the options of `aman escort` say. */
#ifndef AMAN_APPS_ESCORT_SETTINGS_H
#define AMAN_APPS_ESCORT_SETTINGS_H

#include "apps/options.h"
#include "apps/plan_files.h"
#include "check/escort_wish.h"
#include "report/words.h"

enum { AMAN_ESCORT_AVOIDS_MOST = 256 };

enum aman_escort_format { AMAN_ESCORT_TEXT, AMAN_ESCORT_JSON, AMAN_ESCORT_GEOJSON };

struct aman_escort_settings {
    const char *roads, *pairs, *havens, *speeds, *out, *picture, *diagram, *gpx, *geojson; /* NULL: none */
    struct aman_plan_files files; /* of the plan, for `sheet` */
    bool has_from, has_to;
    double from_lon, from_lat, to_lon, to_lat;
    struct aman_escort_avoid avoids[AMAN_ESCORT_AVOIDS_MOST];
    const char *avoid_texts[AMAN_ESCORT_AVOIDS_MOST]; /* as written */
    size_t n_avoids;
    int hour, minute;
    double height_m, width_m, weight_t; /* 0: none */
    double snap_m;
    bool any_turn;
    enum aman_escort_format format;
    enum aman_lang lang;
};

enum { AMAN_ESCORT_OPTIONS = 21 };
extern const struct aman_option aman_escort_options[AMAN_ESCORT_OPTIONS];

/* Defaults: noon, 200 m to the nearest road, text in the environment's language. */
void aman_escort_settings_init(struct aman_escort_settings *settings);

/* Whether a picture's name ends in .svg; the other ending is .png. */
bool aman_escort_is_svg(const char *path);

#endif
