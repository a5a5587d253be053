/* tests/engines/crowd_scene.h - small grounds with people on them, and an eye that watches every step.
 *
 * A scene holds a world definition and a model, both built up by the calls below; all memory is freed
 * by scene_release. Impossible calls (too many walls …) abort: a scene is part of a test. */
#ifndef AMAN_TESTS_ENGINES_CROWD_SCENE_H
#define AMAN_TESTS_ENGINES_CROWD_SCENE_H

#include "engines/crowd/crowd.h"

enum {
    SCENE_LEVELS = 4,
    SCENE_RINGS = 40,
    SCENE_WALLS = 400,
    SCENE_LINKS = 4,
    SCENE_SLOWS = 4,
    SCENE_BARRIERS = 8,
    SCENE_TARGETS = 64,
    SCENE_BANKS = 8,
    SCENE_SETS = 8,
    SCENE_PLACES = 8,
    SCENE_EVENTS = 16,
    SCENE_ZONES = 8,
};

struct scene_level {
    struct aman_ring rings[SCENE_RINGS];
    struct aman_area region;
    struct aman_segment walls[SCENE_WALLS];
    size_t n_walls;
};

/* The arrays of struct aman_crowd_people, writable. */
struct scene_people {
    size_t n;
    float *arrive_s, *speed_m_per_s, *radius_m, *seat_x, *seat_y, *access_x, *access_y, *leave_s, *react_s;
    uint16_t *source, *sink, *access, *seat_target, *section;
    int8_t *seat_level;
};

struct scene {
    struct aman_arena arena;
    struct scene_level levels[SCENE_LEVELS];
    struct aman_crowd_level_def level_defs[SCENE_LEVELS];
    struct aman_crowd_link_def links[SCENE_LINKS];
    struct aman_crowd_slow_def slows[SCENE_SLOWS];
    struct aman_crowd_barrier_def barriers[SCENE_BARRIERS];
    double inward_deg[SCENE_BARRIERS];
    struct aman_crowd_target_def targets[SCENE_TARGETS];
    struct aman_crowd_world_def def;

    struct aman_crowd_bank banks[SCENE_BANKS];
    struct aman_crowd_bank_set sets[SCENE_SETS];
    struct aman_crowd_source sources[SCENE_PLACES];
    struct aman_crowd_sink sinks[SCENE_PLACES];
    struct aman_crowd_event events[SCENE_EVENTS];
    struct aman_crowd_zone zones[SCENE_ZONES];
    struct scene_people people;
    struct aman_crowd_model model; /* refreshed by scene_start */

    struct aman_crowd_world *world;
    struct aman_crowd_sim *sim;
};

/* Cells of 0.25 m, default parameters, seed 1, one empty set of banks (number 0), one section. */
void scene_init(struct scene *scene);
void scene_release(struct scene *scene);

/* A ring of n points given as x, y pairs; with walls along it, or without. */
void scene_room(struct scene *scene, int level, const double *xy, size_t n);
void scene_ring(struct scene *scene, int level, const double *xy, size_t n);
void scene_rect_room(struct scene *scene, int level, double x0, double y0, double x1, double y1);
void scene_wall(struct scene *scene, int level, double x0, double y0, double x1, double y1);

const struct aman_area *scene_rect(struct scene *scene, double x0, double y0, double x1, double y1);

/* Each returns the index of what it adds. */
int scene_target(struct scene *scene, int level, const struct aman_area *area, bool open);
int scene_point_target(struct scene *scene, int level, double x, double y, bool open);
int scene_barrier(struct scene *scene, int level, double x0, double y0, double x1, double y1,
                  double inward_deg);
int scene_barrier_target(struct scene *scene, int barrier);
int scene_bank(struct scene *scene, int barrier, int lanes, double service_s, double service_sd_s, int layer);
int scene_set(struct scene *scene, const uint16_t *first, size_t n_first, const uint16_t *second,
              size_t n_second);
int scene_source(struct scene *scene, int level, const struct aman_area *area);
int scene_sink(struct scene *scene, int level, const struct aman_area *area, double per_min);
int scene_zone(struct scene *scene, int level, const struct aman_area *area);
void scene_event(struct scene *scene, double t_s, enum aman_crowd_event_type type, int id, double value);

/* Two rooms joined by a stair: level 0 holds [0,10]×[0,6], the stair [10,18]×[2,4] goes up east to
 * level 1 with [18,28]×[0,6]. */
void scene_two_levels(struct scene *scene, double speed_up, double speed_down);

/* n people who arrive at once at source 0, have sink 0, walk 1.34 m/s with a radius of 0.2 m, and
 * never get up. */
void scene_crowd(struct scene *scene, size_t n);
/* Free speeds 1.34 ± 0.26 m/s, cut at 0.5 and 2. */
void scene_mixed_speeds(struct scene *scene, uint64_t seed);

enum aman_err scene_build(struct scene *scene, struct aman_tasks *tasks); /* the world */
enum aman_err scene_start(struct scene *scene);                           /* the simulation, anew */

/* Nearest that two centres come outside of dense streams head-on: a fifth of contact (who has been blocked for long
 * squeezes past another stream), and what one step adds. */
#define SCENE_LEAST_M 0.04

/* What must never happen, looked for after each step. */
struct scene_watch {
    struct scene *scene;
    bool barriers_open; /* set by the test when it opens them */
    double *x, *y;      /* of each person after the last step */
    int8_t *level;      /* -1: was not on the ground */
    double least_m;     /* smallest distance between two centres that see each other */
    uint32_t least_who[2];
    double least_s; /* and when */
    double least_x, least_y;
    unsigned crossed; /* walls or closed barriers walked through */
    unsigned outside; /* centres outside of the region of their level */
    unsigned jumped;  /* level changed elsewhere than over the top of a stair */
    unsigned unsound; /* not finite, or the totals do not add up to everyone */
    char first_fault[160];
};
void scene_watch_init(struct scene_watch *watch, struct scene *scene);
void scene_watch_look(struct scene_watch *watch);
/* One step and a look. */
void scene_step(struct scene_watch *watch, struct aman_tasks *tasks);
/* Steps until finished or `limit_s` of simulated time have gone by; returns the seconds taken. */
double scene_run(struct scene_watch *watch, double limit_s);

/* Nothing seen so far that must never happen, and nobody nearer than SCENE_LEAST_M; says what was seen. */
bool scene_is_sound(const struct scene_watch *watch, const char *what);

#endif
