/* apps/validate_data.h - published measurements on people, read from a directory.
 *
 * The repository does not carry them. The directory holds `fundamental/corridor_periodic/`,
 * `fundamental/corridor_open/` (pairs of density and speed, a line each) and
 * `rimea16_percentile_reference.csv`. What is absent or cannot be read stays empty, and its cases are skipped.
 */
#ifndef AMAN_APPS_VALIDATE_DATA_H
#define AMAN_APPS_VALIDATE_DATA_H

#include "validate/validate.h"

/* Files in the order of their names, so that sums are the same everywhere. Errors: MEMORY. */
enum aman_err aman_validate_data_read(const char *directory, struct aman_arena *arena, struct aman_validate_data *data);

#endif
