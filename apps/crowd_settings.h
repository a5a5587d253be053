/* apps/crowd_settings.h - what the options of `aman crowd run` say. */
#ifndef AMAN_APPS_CROWD_SETTINGS_H
#define AMAN_APPS_CROWD_SETTINGS_H

#include "apps/options.h"

#include <stdint.h>

struct aman_crowd_settings {
    const char *trajectory, *out; /* NULL: none */
    double fps;
    uint64_t seed;
    bool has_seed; /* otherwise the scenario's */
    bool json, quiet;
    int threads;
};

enum { AMAN_CROWD_OPTIONS = 7 };
extern const struct aman_option aman_crowd_options[AMAN_CROWD_OPTIONS];

/* Defaults: 25 frames a second, one thread a core. */
void aman_crowd_settings_init(struct aman_crowd_settings *settings);

#endif
