#include "apps/crowd_settings.h"

#include "apps/crowd_track.h"
#include "base/text.h"

#include <string.h>

void aman_crowd_settings_init(struct aman_crowd_settings *settings)
{
    *settings = (struct aman_crowd_settings){.fps = 25.0, .threads = aman_option_cores()};
}

static bool set_trajectory(void *settings, const char *value)
{
    ((struct aman_crowd_settings *)settings)->trajectory = value;
    return aman_crowd_track_knows(value);
}

static bool set_fps(void *settings, const char *value)
{
    double fps;
    if (!aman_text_number(value, strlen(value), &fps) || !(fps >= 0.01 && fps <= 1000.0)) return false;
    ((struct aman_crowd_settings *)settings)->fps = fps;
    return true;
}

static bool set_out(void *settings, const char *value)
{
    ((struct aman_crowd_settings *)settings)->out = value;
    return value[0] != '\0';
}

static bool set_seed(void *settings, const char *value)
{
    ((struct aman_crowd_settings *)settings)->has_seed = true;
    return aman_option_whole(value, UINT64_MAX, &((struct aman_crowd_settings *)settings)->seed);
}

static bool set_threads(void *settings, const char *value)
{
    return aman_option_threads(value, &((struct aman_crowd_settings *)settings)->threads);
}

static bool set_format(void *settings, const char *value)
{
    ((struct aman_crowd_settings *)settings)->json = strcmp(value, "json") == 0;
    return strcmp(value, "json") == 0 || strcmp(value, "text") == 0;
}

static bool set_quiet(void *settings, const char *value)
{
    (void)value;
    ((struct aman_crowd_settings *)settings)->quiet = true;
    return true;
}

const struct aman_option aman_crowd_options[AMAN_CROWD_OPTIONS] = {
    {"trajectory", AMAN_VALUE_NEEDED, "FILE", "keep everyone's way in FILE.sqlite or FILE.h5", set_trajectory,
     "a file that ends in .sqlite, .db, .h5 or .hdf5"},
    {"fps", AMAN_VALUE_NEEDED, "N", "frames of a second in it (default: 25)", set_fps,
     "a number from 0.01 to 1000"},
    {"out", AMAN_VALUE_NEEDED, "DIR", "write measurements, people and a summary to DIR", set_out,
     "a directory"},
    {"seed", AMAN_VALUE_NEEDED, "N", "seed of the random numbers (default: the scenario's)", set_seed,
     "a whole number from 0 to 18446744073709551615"},
    {"threads", AMAN_VALUE_NEEDED, "N", "threads to use (default: one a core)", set_threads,
     "a whole number from 1 to 256"},
    {"format", AMAN_VALUE_NEEDED, "text|json", "what to print on standard output (default: text)", set_format,
     "text or json"},
    {"quiet", AMAN_VALUE_NONE, NULL, "show no progress", set_quiet, NULL},
};
