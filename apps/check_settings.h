/* apps/check_settings.h - what the options of `aman check` say. */
#ifndef AMAN_APPS_CHECK_SETTINGS_H
#define AMAN_APPS_CHECK_SETTINGS_H

#include "apps/options.h"
#include "base/text.h"
#include "formats/plan_read.h"
#include "report/words.h"

#include <stdint.h>

enum { AMAN_FILES_MOST = 64 };

struct aman_check_settings {
    const char *plan; /* directory */
    const char *out;  /* NULL: report/ in the plan's directory */
    const char *store; /* of watch lists; NULL: AMAN_STORE, or vetting.sqlite if it is there */
    uint64_t seed;
    int threads;
    enum aman_lang lang;
    bool json, quiet;
    bool trajectories;
    const char *trajectory_file; /* NULL: trajectories.sqlite in the report */
    struct aman_plan_file_override files[AMAN_FILES_MOST];
    char names[AMAN_FILES_MOST][64]; /* what files[].name points to */
    size_t n_files;
};

enum { AMAN_CHECK_OPTIONS = 9 };
extern const struct aman_option aman_check_options[AMAN_CHECK_OPTIONS];

/* Defaults: seed 1, one thread a core, the language of LC_ALL, LC_MESSAGES or LANG, else English. */
void aman_check_settings_init(struct aman_check_settings *settings);

/* The command that makes the same run again, quoted for a shell. */
void aman_check_settings_command(const struct aman_check_settings *settings, struct aman_text *text);

#endif
