/* apps/serve_assets.h - the page of the service as compiled in, from web/ (by tools/embed.py). */
#ifndef AMAN_APPS_SERVE_ASSETS_H
#define AMAN_APPS_SERVE_ASSETS_H

#include <stddef.h>

struct aman_serve_assets_file {
    const char *name; /* "page.html" */
    const unsigned char *bytes;
    size_t n;
};

extern const struct aman_serve_assets_file aman_serve_assets_files[];
extern const size_t aman_serve_assets_n;

#endif
