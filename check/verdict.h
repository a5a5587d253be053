/* check/verdict.h - the answer of `aman check`: findings and the runs behind them.
 *
 * Built by aman_check_plan (check/check.h), read by report/ and apps/. Owns all it points to
 * but the plan.
 */
#ifndef AMAN_CHECK_VERDICT_H
#define AMAN_CHECK_VERDICT_H

#include "base/geom.h"
#include "check/escorts.h"
#include "check/finding.h"
#include "check/posts.h"
#include "plan/plan.h"

#include <stdint.h>

enum { AMAN_RUN_FIELD_S = 5, AMAN_RUN_BRIEF_S = 15 };

/* Below it the variance of velocity says nothing about pressure: walkers differ in speed anyway. */
#define AMAN_RUN_DENSE_PER_M2 3.5f

/* Series have one value a second from run.begin_s; n = run.n_seconds. */
struct aman_run_bank {
    int checkpoint;                       /* index into plan.checkpoints */
    uint32_t *arrived, *served, *waiting; /* cumulative, cumulative, now */
    double wait_mean_s, wait_p95_s, wait_max_s;
    double peak_served_per_h; /* best quarter of an hour × 4 */
    uint32_t peak_waiting;
    double peak_waiting_t_s;
    double busy_share; /* of lane time between the first and the last served */
};

struct aman_run_section {
    int section; /* index into plan.sections */
    uint32_t people;
    uint32_t *seated, *released, *out; /* now, cumulative, cumulative */
    uint32_t *gone;                    /* cumulative: departed, or in safety */
    double filled_t_s;                 /* 99 % seated; NAN if never */
    double first_out_t_s, emptied_t_s; /* egress or evacuation; NAN */
    double empty_s;                    /* from release of the 5th percentile to the 95th out */
    double exit_s;        /* egress: the longest from getting up to out of the viewing accommodation, taking
                             people in order, the first and the last 5 % left out; NAN if nobody left */
    double exit_t_s;      /* when those who took it got up */
    uint32_t to_evacuate; /* evacuation of this section: people in it, or on the way, at the alarm; else 0 */
    double evacuated_s;   /* from the alarm to 99 % of them in safety; NAN if never */
};

struct aman_run_zone {
    int zone; /* index into plan.zones */
    double area_m2;
    uint16_t *count;
    float *peak_per_m2;     /* greatest local density, one value every AMAN_RUN_FIELD_S from begin_s */
    float sustained_per_m2; /* greatest level that lasted limits.sustained */
    double sustained_t_s;
    struct aman_point sustained_at;
    float mean_peak_per_m2;
    float pressure_per_s2; /* greatest that lasted AMAN_RUN_BRIEF_S, where density is over
                              AMAN_RUN_DENSE_PER_M2 */
    double pressure_t_s;
    struct aman_point pressure_at;
};

/* Greatest density anywhere that lasted AMAN_RUN_BRIEF_S (not at one and the same place). */
struct aman_run_danger {
    float density_per_m2;
    double t_s;
    struct aman_point at;
    int level;
};

struct aman_run_cell { /* of a minute's density picture */
    uint32_t cell;     /* index into the raster */
    float density_per_m2;
};

struct aman_run_minute {
    double t_s;
    struct aman_run_cell *cells; /* those with density >= 0.05, ascending: mean over the minute; the densest
                                    where there are more than the run's share of memory allows */
    size_t n_cells;
};

struct aman_run {
    int contingency;       /* index into plan.contingencies, -1: the day as planned */
    double begin_s, end_s; /* clock; a contingency's series start where the day forked */
    size_t n_seconds;
    uint32_t *on_ground, *seated, *gone, *held_at_source; /* per second */
    struct aman_run_bank *banks;
    size_t n_banks;
    struct aman_run_section *sections;
    size_t n_sections;
    struct aman_run_zone *zones;
    size_t n_zones;
    /* raster over the venue's box, levels * height * width, row 0 in the south */
    double cell_m, x0, y0;
    int width, height, levels;
    const uint8_t *walkable;
    float *peak_per_m2;          /* greatest density in each cell, over the run */
    float *peak_pressure_per_s2; /* where density is over AMAN_RUN_DENSE_PER_M2, else 0 */
    float *peak_t_s;
    struct aman_run_minute *minutes;
    size_t n_minutes;
    struct aman_run_danger danger;
    double kick_off_s, full_time_s, egress_opens_s; /* of this run: delayed ones shifted */
    double alarm_s;                                 /* first evacuation; NAN */
    double cleared_t_s;                             /* the last one gone; NAN if never */
    uint32_t held_peak;                             /* greatest number held at full sources */
    uint32_t held_sustained;                        /* greatest that lasted limits.sustained */
    double held_t_s;
    uint32_t n_people, turned_back, stranded; /* stranded: come, and not gone at the end */
    uint64_t hash, agent_steps;
    double wall_s;
    bool evacuation;
};

enum aman_capacity_term {
    AMAN_CAPACITY_ENTRY,
    AMAN_CAPACITY_HOLDING,
    AMAN_CAPACITY_EXIT,
    AMAN_CAPACITY_EMERGENCY,
    AMAN_CAPACITY_TERMS
};

struct aman_capacity_row { /* of a section; the last row is the sum */
    const char *id, *name;
    double term[AMAN_CAPACITY_TERMS]; /* persons; NAN: the plan does not say */
    double safe;                      /* the least */
    enum aman_capacity_term binding;
    double expected; /* persons with a ticket for it */
    double p, s, places;
};

struct aman_verdict {
    struct aman_arena arena;
    const struct aman_plan *plan;
    struct aman_finding *findings; /* worst first */
    size_t n_findings;
    bool holds;
    struct aman_capacity_row *capacity;
    size_t n_capacity;
    struct aman_escorts escorts;
    struct aman_posts_verdict posts;
    struct aman_run *runs; /* [0] is the day as planned */
    size_t n_runs;
    uint64_t seed;
    int threads;
    double set_up_s, run_s; /* wall clock */
};

/* NULL-safe; does not touch the plan. */
void aman_verdict_destroy(struct aman_verdict *verdict);

#endif
