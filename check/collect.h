/* check/collect.h - what is kept of one run while it goes on.
 *
 * A collector is fed once a simulated second; the density field is taken every AMAN_RUN_FIELD_S. Rows
 * grow with the run, on `mem`; the pictures of minutes are bounded. Collectors of different runs may be
 * fed from different threads; packing into an arena is for one thread at a time.
 */
#ifndef AMAN_CHECK_COLLECT_H
#define AMAN_CHECK_COLLECT_H

#include "check/scenario.h"
#include "check/verdict.h"

/* What all runs of a check share: the raster of measures. Arrays lie in the arena of the verdict. */
struct aman_ground {
    double cell_m, x0, y0;
    int width, height, levels;
    size_t n_cells;
    const uint8_t *walkable;
    const uint16_t *zone_of; /* first zone of the plan that covers the cell's centre, else 0xFFFF */
};
enum aman_err aman_ground_build(const struct aman_scenario *scenario, const struct aman_crowd_world *world,
                                const struct aman_mem *mem, struct aman_arena *arena,
                                struct aman_ground *ground);
/* Centre of a raster cell, and its level. */
struct aman_point aman_ground_at(const struct aman_ground *ground, size_t cell, int *level);

/* One zone at one moment; entry n_zones of a row is the whole venue. */
struct aman_field_entry {
    float peak_per_m2, mean_per_m2, pressure_per_s2;
    uint32_t peak_cell, pressure_cell;
};

struct aman_minute_cells {
    double t_s;
    struct aman_run_cell *cells;
    size_t n, capacity;
};

struct aman_bank_waits {
    double mean_s, p95_s, max_s;
};

struct aman_collector {
    const struct aman_mem *mem;
    const struct aman_scenario *scenario;
    const struct aman_variant *variant;
    const struct aman_ground *ground;
    struct aman_crowd_measure *measure;
    double begin_s;
    double *zone_area_m2;
    size_t minute_cells_max;
    /* a row each second: on ground, seated, gone, held; 3 a bank; 4 a section; 1 a zone */
    uint32_t *rows;
    size_t n_columns, n_rows, rows_capacity;
    struct aman_field_entry *fields; /* a row of n_zones + 1 every AMAN_RUN_FIELD_S */
    size_t n_fields, fields_capacity;
    float *peak_per_m2, *peak_pressure_per_s2, *peak_t_s; /* the run's, in the verdict's arena */
    float *minute_sum;                                    /* raster */
    uint32_t *minute_touched;
    size_t n_touched, n_minute_samples;
    struct aman_minute_cells *minutes;
    size_t n_minutes, minutes_capacity;
    uint32_t *to_evacuate, *gone_at_alarm; /* per section, at the alarm */
    bool alarm_seen;
    /* filled by aman_collector_close */
    struct aman_bank_waits *waits;
    bool finished;
    uint32_t turned_back, stranded;
    uint64_t hash, agent_steps;
};

enum aman_column {
    AMAN_COLUMN_ON_GROUND,
    AMAN_COLUMN_SEATED,
    AMAN_COLUMN_GONE,
    AMAN_COLUMN_HELD,
    AMAN_COLUMN_FIRST_BANK
};

/* `run` already has its raster arrays (aman_run_prepare). The collector keeps pointers to all arguments. */
enum aman_err aman_collector_open(struct aman_collector *collector, const struct aman_scenario *scenario,
                                  const struct aman_variant *variant, const struct aman_crowd_world *world,
                                  const struct aman_ground *ground, const struct aman_run *run,
                                  double begin_s, size_t minute_cells_max, const struct aman_mem *mem);
/* Takes the state of the next whole second from begin_s on. */
enum aman_err aman_collector_sample(struct aman_collector *collector, struct aman_crowd_sim *sim);
/* The last words of a run; frees the measure. */
enum aman_err aman_collector_close(struct aman_collector *collector, struct aman_crowd_sim *sim);
/* NULL-safe for a zeroed collector. */
void aman_collector_release(struct aman_collector *collector);

/* True when everyone who was to be evacuated is in safety (false before the alarm). */
bool aman_collector_evacuated(const struct aman_collector *collector, struct aman_crowd_sim *sim);

/* The raster arrays of a run. */
enum aman_err aman_run_prepare(const struct aman_ground *ground, struct aman_arena *arena,
                               struct aman_run *run);
/* Series, summaries and pictures into the run, copied to the arena. */
enum aman_err aman_run_pack(const struct aman_collector *collector, struct aman_arena *arena,
                            struct aman_run *run);

#endif
