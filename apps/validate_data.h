/* apps/validate_data.h - published measurements on people, read from a directory.
 *
 * The repository does not carry them. The directory holds `fundamental/corridor_periodic/`,
 * `fundamental/corridor_open/` (pairs of density and speed, a line each), `rimea16_percentile_reference.csv`, and people
 * filmed (person, frame, x, y, z, a line each): the files of aman_validate_walks in centimetres at 16 frames a second,
 * `bottleneck_040_c_56_h.txt` in metres at 25. What is absent or cannot be read stays empty, and its cases are skipped.
 */
#ifndef AMAN_APPS_VALIDATE_DATA_H
#define AMAN_APPS_VALIDATE_DATA_H

#include "validate/validate.h"

/* Files in the order of their names, so that sums are the same everywhere. Errors: MEMORY. */
enum aman_err aman_validate_data_read(const char *directory, struct aman_arena *arena, struct aman_validate_data *data);

#endif
