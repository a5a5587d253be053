/* base/diag.h - everything wrong with an input, collected in one go.
 *
 * Readers add one diagnostic for each fault and go on; the caller shows them all.
 */
#ifndef AMAN_BASE_DIAG_H
#define AMAN_BASE_DIAG_H

#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

enum aman_diag_severity { AMAN_DIAG_ERROR, AMAN_DIAG_WARNING };

struct aman_diag {
    enum aman_diag_severity severity;
    const char *file;     /* as the user knows it, relative to the plan's directory; never NULL */
    int line, column;     /* from 1; 0: not known */
    const char *where;    /* path in the file: "crowd.groups[2].size", "feature G9"; "" if none */
    const char *found;    /* what was found; "" if nothing to say */
    const char *expected; /* what was expected; "" if nothing to say */
    const char *hint;     /* "did you mean `gates`?"; "" if none */
    bool has_point;       /* a place on the venue goes with it, for a picture */
    double x_m, y_m;      /* venue metres */
    int level;            /* index of the venue's level */
};

/* Keeps at most AMAN_DIAG_MAX; counts the rest. Strings are copied. */
enum { AMAN_DIAG_MAX = 200 };
struct aman_diags {
    struct aman_arena arena;
    struct aman_diag *items; /* n of them */
    size_t n, n_errors, n_dropped;
    bool out_of_memory; /* one or more could not be kept */
};

void aman_diags_init(struct aman_diags *diags, const struct aman_mem *mem);
void aman_diags_release(struct aman_diags *diags);

/* Adds a copy; NULL strings count as "". Never fails: see out_of_memory. */
void aman_diags_add(struct aman_diags *diags, struct aman_diag diag);

/* Writes "FILE:LINE:COLUMN: error: WHERE: found X, expected Y (HINT)" into text, always
 * NUL-terminated; returns the length that it needs without the NUL. */
size_t aman_diag_format(const struct aman_diag *diag, char *text, size_t size);

#endif
