/* apps/plan_files.h - `--file NAME=PATH`: other files for what a plan names. */
#ifndef AMAN_APPS_PLAN_FILES_H
#define AMAN_APPS_PLAN_FILES_H

#include "formats/plan_read.h"

#include <stdbool.h>

enum { AMAN_FILES_MOST = 64 };

struct aman_plan_files {
    struct aman_plan_file_override items[AMAN_FILES_MOST];
    char names[AMAN_FILES_MOST][64]; /* what items[].name points to */
    size_t n;
};

#define AMAN_PLAN_FILES_EXPECTED "NAME=PATH, with a name of at most 63 bytes, at most 64 times"

/* Adds "NAME=PATH", which must live as long as argv; false when it is not of that form, or one too many. */
bool aman_plan_files_add(struct aman_plan_files *files, const char *value);

#endif
