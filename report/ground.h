/* report/ground.h - the densities of runs as levels of service on the raster. */
#ifndef AMAN_REPORT_GROUND_H
#define AMAN_REPORT_GROUND_H

#include "base/error.h"
#include "check/verdict.h"

/* Memory lies in the arena given to aman_ground_codes_build. */
struct aman_ground_codes {
    size_t n_cells;
    uint8_t *scheme; /* of each cell: the scheme of the smallest zone on it; walkway elsewhere, stairs on stairs */
    uint8_t **peak;  /* of each run: code of the greatest density over the run */
};

/* All runs of a verdict share one raster; a run with another gets no codes (NULL). Errors: MEMORY.
 * O(cells · runs + cells of zones · their points). */
enum aman_err aman_ground_codes_build(const struct aman_verdict *verdict, struct aman_arena *arena,
                                      struct aman_ground_codes *codes);

/* Codes of the minute that holds t_s into codes[0..n_cells) (of the last one that had begun; all
 * none where there is no such minute). */
void aman_ground_codes_at(const struct aman_run *run, const struct aman_ground_codes *ground, double t_s, uint8_t *codes);

size_t aman_run_cells(const struct aman_run *run);
/* Number of values in a zone's peak_per_m2. */
size_t aman_run_fields(const struct aman_run *run);

#endif
