/* engines/crowd/crowd.h - everyone on the ground, one by one, from arrival to departure.
 *
 * Microscopic, in continuous space on several levels. Model: collision-free speed (Tordeux,
 * Chraibi, Seyfried 2016, doi:10.1007/978-3-319-33482-0_29) with additions that keep it
 * from freezing, see README.md. Ways: distance fields by fast marching on a raster.
 *
 * Three objects: a *world* (const: levels, walls, fields) is shared by all runs; a *model*
 * (const: people, banks, events) describes one run; a *sim* is the state. The next state is
 * computed from the frozen current one; every random number is a function of seed, person and
 * purpose. The same world, model and seed give the same bits on any number of threads.
 *
 * No files, clock, printing; all memory through `struct aman_mem`.
 */
#ifndef AMAN_ENGINES_CROWD_CROWD_H
#define AMAN_ENGINES_CROWD_CROWD_H

#include "base/error.h"
#include "base/geom.h"
#include "base/mem.h"
#include "base/tasks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- world ---- */

struct aman_crowd_level_def {
    const struct aman_area *region; /* where people can be, stairs' footprints included */
    const struct aman_segment *walls;
    size_t n_walls;
};

/* A stair or ramp between two levels: people on it are on `low` and pass to `high` at `top`. */
struct aman_crowd_link_def {
    const struct aman_area *area;
    int low, high;
    struct aman_segment bottom, top;
    double up_deg;
    double speed_up, speed_down; /* [0.05, 1] */
};

/* An area in which everyone walks slower (stepped gangways). Later ones win. */
struct aman_crowd_slow_def {
    const struct aman_area *area;
    int level;
    double factor; /* [0.05, 1] */
};

/* A line that is a wall while closed. Banks stand on barriers. */
struct aman_crowd_barrier_def {
    int level;
    const struct aman_point *line; /* n >= 2 points */
    size_t n;
};

/* Where a field leads to: the union of its parts. */
struct aman_crowd_target_part {
    int level;
    const struct aman_area *area;  /* or NULL */
    const struct aman_point *line; /* with area NULL: n_line >= 1 points */
    size_t n_line;
};
struct aman_crowd_target_def {
    const struct aman_crowd_target_part *parts;
    size_t n_parts;
    bool open; /* false: barriers are walls (ingress); true: barriers are open (egress) */
    int barrier; /* >= 0: the target is the outer side of this barrier; parts ignored */
};

struct aman_crowd_world_def {
    const struct aman_crowd_level_def *levels;
    size_t n_levels; /* 1..64 */
    const struct aman_crowd_link_def *links;
    size_t n_links;
    const struct aman_crowd_slow_def *slows;
    size_t n_slows;
    const struct aman_crowd_barrier_def *barriers;
    size_t n_barriers; /* <= 512 */
    const double *barrier_inward_deg; /* n_barriers: bearing of the inner side */
    const struct aman_crowd_target_def *targets;
    size_t n_targets; /* <= 4096 */
    double cell_m;    /* raster of the fields, 0.1..2 */
    double see_m;     /* how far people see each other, 0.8..10; 0: 1.2. At least contact + time gap × speed */
};

struct aman_crowd_world;

/* Builds rasters and one distance field a target (fast marching, first order; error of the
 * distance below 1 % + 1.5 cells, measured in tests/engines). Fields are
 * built in parallel. Cost O(targets · reached cells · log). progress may be NULL; it returns
 * false to cancel. Errors: ARGUMENT (def out of range), LIMIT (over 5e8 cells), MEMORY. */
enum aman_err aman_crowd_world_create(const struct aman_crowd_world_def *def,
                                      const struct aman_mem *mem, struct aman_tasks *tasks,
                                      bool (*progress)(void *ctx, double share), void *ctx,
                                      struct aman_crowd_world **world);
void aman_crowd_world_destroy(struct aman_crowd_world *world);

/* Walking distance in metres (stairs stretched by 1/factor) from a place to a target;
 * INFINITY where there is no way or the place is not walkable. O(1). */
double aman_crowd_world_distance_m(const struct aman_crowd_world *world, int target, int level,
                                   struct aman_point at);
/* True when the place is walkable (the raster cell below it). */
bool aman_crowd_world_walkable(const struct aman_crowd_world *world, int level, struct aman_point at);
/* Moves *at to the nearest walkable cell centre within radius_m; false if none. */
bool aman_crowd_world_snap(const struct aman_crowd_world *world, int level, double radius_m,
                           struct aman_point *at);
/* Bytes held. */
size_t aman_crowd_world_bytes(const struct aman_crowd_world *world);

/* ---- model ---- */

/* How people move: who yields, and how bodies and walls act on them. */
enum aman_crowd_motion {
    AMAN_CROWD_MOTION_AMAN,         /* ours, the default: collision-free speed that does not freeze, README.md */
    AMAN_CROWD_MOTION_SPEED,        /* collision-free speed, Tordeux, Chraibi, Seyfried 2016,
                                     * doi:10.1007/978-3-319-33482-0_29 */
    AMAN_CROWD_MOTION_ANTICIPATION, /* anticipation velocity, Xu, Chraibi, Seyfried 2021,
                                     * doi:10.1016/j.trc.2021.103464 */
    AMAN_CROWD_MOTION_FORCE,        /* social force with contact, Helbing, Farkas, Vicsek 2000, doi:10.1038/35035023 */
    AMAN_CROWD_MOTION_COUNT
};
const char *aman_crowd_motion_name(enum aman_crowd_motion motion); /* "aman", "collision_free_speed", … */

struct aman_crowd_params {
    enum aman_crowd_motion motion;
    double step_s;            /* 0.001..0.2; default 0.1, the published models 0.01 */
    double time_gap_s;        /* T; default see aman_crowd_params_of */
    double strength, range_m; /* repulsion between people */
    double wall_strength, wall_range_m;
    double anticipation_s, reaction_s, wall_buffer_m;  /* anticipation velocity */
    double mass_kg, relax_s, force_n, force_range_m;   /* social force; the same force for walls */
    double body_n_per_m, friction_n_s_per_m2;          /* social force: of contact */
    double queue_spacing_m;   /* centre distance kept in a queue while patient */
    double patience_s;        /* wait after which spacing shrinks to contact, over as long again */
    double rechoose_gain_s;   /* another bank must be this much faster */
    double rechoose_every_s;  /* how often a waiting person looks again */
    double row_speed_m_per_s; /* along a row of seats */
    double capture_m;         /* how near the line one must be to be called to a free lane */
};
struct aman_crowd_params aman_crowd_params_default(void); /* of ours */
/* As published, or ours. */
struct aman_crowd_params aman_crowd_params_of(enum aman_crowd_motion motion);

/* A bank: lanes spread evenly along a barrier. A lane calls the nearest waiting person when it
 * is free; the service time (log-normal with this mean and deviation) includes the walk-up. */
struct aman_crowd_bank {
    int barrier, target; /* target: the field with .barrier = this barrier */
    int lanes;           /* 1..1000 */
    double service_s, service_sd_s;
    double opens_s, closes_s; /* nobody is called outside of it */
    int layer;           /* 0 first (search), 1 second (turnstiles) */
};

/* A place of departure: absorbs those who are inside its area. */
struct aman_crowd_sink {
    int target; /* field with .open = true */
    int level;
    const struct aman_area *area;
    double per_min; /* INFINITY: no bound */
};

/* A place of arrival. */
struct aman_crowd_source {
    int level;
    const struct aman_area *area;
};

struct aman_crowd_people { /* structure of arrays, n entries each */
    size_t n; /* <= 2,000,000 */
    const float *arrive_s;   /* any order */
    const uint16_t *source, *sink; /* indices; sink 0xFFFF: no departure (stays) */
    const float *speed_m_per_s; /* free speed, 0.05..2.2 */
    const float *radius_m;
    const uint16_t *access;  /* set of banks: index into bank_sets */
    const uint16_t *seat_target; /* field that leads to the seat's access point's neighbourhood; 0xFFFF: no seat,
                                  * after the last bank straight to the sink */
    const int8_t *seat_level;
    const float *seat_x, *seat_y, *access_x, *access_y; /* relative to world origin (0,0), metres */
    const uint16_t *section; /* for counts, events */
    const float *leave_s;    /* when they get up to leave */
    const float *react_s;    /* evacuation: delay before they get up or turn */
    const float *enter_x, *enter_y; /* exact place of arrival on the source's level, taken as soon as it is free of
                              * bodies; NULL, or NAN for one person: anywhere in the source */
    const float *start_s;    /* stand where they have come to until then; NULL: walk at once */
};

/* Banks that a ticket allows, at each layer; an empty layer is skipped. */
struct aman_crowd_bank_set {
    const uint16_t *banks[2];
    size_t n[2];
};

/* Events. `open` lets people walk through every barrier from then on; those who have not yet
 * passed their last bank turn back to their sink. */
enum aman_crowd_event_type {
    AMAN_CROWD_BANK_LANES,   /* id bank, value lanes open (0: shut) */
    AMAN_CROWD_BANK_FACTOR,  /* id bank, value factor on service time */
    AMAN_CROWD_OPEN,         /* egress begins */
    AMAN_CROWD_EVACUATE,     /* id section or -1 all; barriers open; to target `value` */
    AMAN_CROWD_SINK_RATE,    /* id sink, value persons a minute */
};
struct aman_crowd_event {
    double t_s;
    enum aman_crowd_event_type type;
    int id;
    double value;
};

struct aman_crowd_zone {
    int level;
    const struct aman_area *area;
};

/* A good see_m under these parameters: as far as people need to see one another, beyond which nobody changes what
 * another does (anticipation: beyond 3 m, as its authors' code has it), and with short steps a little more, so that one
 * sort of everybody serves several steps; how far people look does not change by it. By the fastest and the widest person, and at least
 * 0.8 m; people NULL: 1.6 m/s and 0.3 m. */
double aman_crowd_see_m(const struct aman_crowd_params *params, const struct aman_crowd_people *people);

struct aman_crowd_model {
    struct aman_crowd_params params;
    const struct aman_crowd_bank *banks;
    size_t n_banks;
    const struct aman_crowd_bank_set *bank_sets;
    size_t n_bank_sets;
    const struct aman_crowd_source *sources;
    size_t n_sources;
    const struct aman_crowd_sink *sinks;
    size_t n_sinks;
    struct aman_crowd_people people;
    const struct aman_crowd_event *events; /* by time */
    size_t n_events;
    const struct aman_crowd_zone *zones; /* measured each second */
    size_t n_zones; /* <= 1024 */
    size_t n_sections;
    double start_s; /* first moment */
    uint64_t seed;
};

/* ---- simulation ---- */

enum aman_crowd_state {
    AMAN_CROWD_NOT_YET,   /* not arrived, or held at a full source */
    AMAN_CROWD_WALKING,   /* on the ground, whatever the goal */
    AMAN_CROWD_IN_ROW,    /* between gangway and seat */
    AMAN_CROWD_SEATED,
    AMAN_CROWD_GONE,      /* departed, or reached safety */
};

struct aman_crowd_sim;

/* The model, what it points to, and the world must outlive the sim. Checks every index and
 * range: ARGUMENT with nothing built otherwise. */
enum aman_err aman_crowd_sim_create(const struct aman_crowd_world *world,
                                    const struct aman_crowd_model *model,
                                    const struct aman_mem *mem, struct aman_crowd_sim **sim);
void aman_crowd_sim_destroy(struct aman_crowd_sim *sim);

/* A copy of the state that goes on under another model of the same people, banks, sources,
 * sinks, zones (events, leave times, later arrivals may differ). The same model gives the same bits. */
enum aman_err aman_crowd_sim_fork(const struct aman_crowd_sim *sim,
                                  const struct aman_crowd_model *model,
                                  const struct aman_mem *mem, struct aman_crowd_sim **copy);

/* A snapshot: the whole state as bytes, for the caller to keep. What is loaded goes on as what was saved would have, to
 * the bit, on any number of threads. It fits the same release of Aman, kind of machine, world and model (zones apart) only.
 *
 * aman_crowd_sim_save_bytes: how many, the same throughout a run. aman_crowd_sim_save writes them to out[0..n); the same
 * state gives the same bytes. ARGUMENT: n is another number. O(world + people).
 *
 * aman_crowd_sim_load: world, model, mem as for aman_crowd_sim_create. Errors: INPUT: not a snapshot of this release and
 * kind of machine, or not whole (any change within eight bytes is noticed, any other but for one in 2^64; no defence against
 * somebody who forges one); ARGUMENT: of another world or model, or a model that is not valid; MEMORY, LIMIT. */
size_t aman_crowd_sim_save_bytes(const struct aman_crowd_sim *sim);
enum aman_err aman_crowd_sim_save(const struct aman_crowd_sim *sim, void *out, size_t n);
enum aman_err aman_crowd_sim_load(const struct aman_crowd_world *world, const struct aman_crowd_model *model,
                                  const void *bytes, size_t n, const struct aman_mem *mem,
                                  struct aman_crowd_sim **sim);

/* One step of params.step_s. tasks may be NULL. MEMORY: none for a way round a jam; the step is done, and without it. */
enum aman_err aman_crowd_sim_step(struct aman_crowd_sim *sim, struct aman_tasks *tasks);

double aman_crowd_sim_time_s(const struct aman_crowd_sim *sim);
uint64_t aman_crowd_sim_hash(const struct aman_crowd_sim *sim); /* of the whole state */
bool aman_crowd_sim_finished(const struct aman_crowd_sim *sim); /* nobody left to arrive, leave or walk */

/* Counters, pulled after a step. */
struct aman_crowd_bank_count {
    uint32_t arrived, served; /* since the start: joined the queue; passed */
    uint32_t waiting;         /* now: bound for this bank and within the queue */
    uint32_t bound;           /* now: on the way to it or waiting */
    double wait_sum_s;        /* of the served, from joining the queue */
};
struct aman_crowd_section_count {
    uint32_t people, seated;
    uint32_t released;         /* got up to leave */
    uint32_t out;              /* have left the viewing accommodation (gangways included) */
    uint32_t gone;
};
struct aman_crowd_totals {
    uint32_t not_yet, held_at_source, walking, in_row, seated, gone;
    uint32_t turned_back;    /* were not in when egress opened */
    uint64_t agent_steps;    /* since the start */
};
const struct aman_crowd_bank_count *aman_crowd_sim_banks(const struct aman_crowd_sim *sim);
const struct aman_crowd_section_count *aman_crowd_sim_sections(const struct aman_crowd_sim *sim);
struct aman_crowd_totals aman_crowd_sim_totals(const struct aman_crowd_sim *sim);

/* Waiting times of those served at a bank so far, in order of service: `served` floats, valid until
 * the next call. O(served at all banks). */
const float *aman_crowd_sim_waits(struct aman_crowd_sim *sim, size_t bank);

/* Everyone on the ground now: views valid until the next step, n entries in an
 * order that is the same for any number of threads. */
struct aman_crowd_view {
    size_t n;
    const uint32_t *person;
    const double *x, *y;
    const int8_t *level;
    const float *vx, *vy;
    const uint8_t *queueing; /* 1: waiting at a bank or sink */
};
struct aman_crowd_view aman_crowd_sim_view(struct aman_crowd_sim *sim);

/* State of each person: array of people.n. */
const uint8_t *aman_crowd_sim_states(struct aman_crowd_sim *sim);

/* ---- measures ---- */

/* Density and pressure on a raster of `cell_m` (default 1 m), all levels: a person counts by a
 * cone kernel of radius 1.2 m, normalised over the walkable part of the kernel (near walls the
 * density is over the ground there is). Equivalent to a smoothed Voronoi density: on the uniform
 * and the bottleneck crowd of the tests the two differ by less than 10 %. */
struct aman_crowd_raster {
    double cell_m, x0, y0; /* lower left corner */
    int width, height, levels;
    const uint8_t *walkable; /* levels * height * width */
};
struct aman_crowd_measure;
enum aman_err aman_crowd_measure_create(const struct aman_crowd_world *world, double cell_m,
                                        const struct aman_crowd_model *model,
                                        const struct aman_mem *mem,
                                        struct aman_crowd_measure **measure);
void aman_crowd_measure_destroy(struct aman_crowd_measure *measure);
const struct aman_crowd_raster *aman_crowd_measure_raster(const struct aman_crowd_measure *measure);

/* Counts per zone of the people in view; counts: n_zones. O(people). */
void aman_crowd_measure_zones(struct aman_crowd_measure *measure,
                              const struct aman_crowd_view *view, uint32_t *counts);

/* Computes the density field of the moment. Results valid until the next call:
 * density and pressure: arrays over the raster; zone_peak, zone_cell: greatest density in a
 * zone and its cell. O(people + touched cells). */
struct aman_crowd_fields {
    const float *density_per_m2; /* raster */
    const float *pressure_per_s2; /* density × variance of velocity where density >= 3.5, else 0 */
    const float *zone_peak_per_m2; /* n_zones */
    const uint32_t *zone_peak_cell;
    const float *zone_mean_per_m2; /* persons over walkable area */
    const uint32_t *touched; /* cells with density > 0 */
    size_t n_touched;
};
struct aman_crowd_fields aman_crowd_measure_fields(struct aman_crowd_measure *measure,
                                                   const struct aman_crowd_view *view);
/* Walkable square metres of a zone. */
double aman_crowd_measure_zone_area_m2(const struct aman_crowd_measure *measure, size_t zone);

#endif
