/* apps/validate_pictures.h - what `aman validate --out` draws. */
#ifndef AMAN_APPS_VALIDATE_PICTURES_H
#define AMAN_APPS_VALIDATE_PICTURES_H

#include "validate/validate.h"

/* Writes fundamental-diagram.png and bottleneck-flow.png into a directory that exists, each when the results hold what
 * it shows. Errors: IO, MEMORY, INTERNAL. */
enum aman_err aman_validate_pictures(const char *directory, const struct aman_validate_result *results, size_t n,
                                     const struct aman_validate_data *data);

#endif
