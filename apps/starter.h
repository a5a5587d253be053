/* apps/starter.h - the files of examples/starter, built into the binary (tools/embed.py). */
#ifndef AMAN_APPS_STARTER_H
#define AMAN_APPS_STARTER_H

#include <stddef.h>

struct aman_starter_file {
    const char *name; /* "plan.yaml" */
    const unsigned char *bytes;
    size_t n;
};

extern const struct aman_starter_file aman_starter_files[];
extern const size_t aman_starter_n;

#endif
