/* formats/http_target.h - what an HTTP request asks for: path and query, decoded. */
#ifndef AMAN_FORMATS_HTTP_TARGET_H
#define AMAN_FORMATS_HTTP_TARGET_H

#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AMAN_TARGET_SEGMENTS_MOST = 8, AMAN_TARGET_PARAMETERS_MOST = 100 };

/* Texts are UTF-8 without NUL, in the arena that was given. */
struct aman_http_parameter {
    const char *name, *value;
};

struct aman_http_target {
    size_t n_segments; /* of the path: "/match/un" has two; an empty one at the end does not count */
    const char *segments[AMAN_TARGET_SEGMENTS_MOST];
    size_t n_parameters;
    struct aman_http_parameter *parameters;
};

/* Reads "/path/to?name=value&…". What follows a `#` is left out. *why gets what is wrong, a static text.
 * Errors: INPUT (no path, a `%` that is no escape, text that is not UTF-8), LIMIT, MEMORY. */
enum aman_err aman_http_target_read(const char *text, struct aman_arena *arena,
                                    struct aman_http_target *target, const char **why);

/* The first value of the parameter; NULL when it is not given. */
const char *aman_http_parameter_text(const struct aman_http_target *target, const char *name);

/* The first value as a number within least..most, or `otherwise` when it is not given; false when it is none.
 */
bool aman_http_parameter_number(const struct aman_http_target *target, const char *name, double least,
                                double most, double otherwise, double *number);

/* Whether the parameter is given with this value, letters of either case. */
bool aman_http_parameter_has(const struct aman_http_target *target, const char *name, const char *value);

#endif
