/* validate/scene.h - a small ground with people on it, stepped and watched.
 *
 * Built up by the calls below and freed by scene_release. A fault (memory, too many of something) sticks in
 * `err` and comes out of scene_start: nothing between needs a check. Metres and seconds; places are exact.
 */
#ifndef AMAN_VALIDATE_SCENE_H
#define AMAN_VALIDATE_SCENE_H

#include "engines/crowd/crowd.h"

enum {
    SCENE_LEVELS = 3,
    SCENE_RINGS = 8,
    SCENE_WALLS = 160,
    SCENE_LINKS = 2,
    SCENE_SINKS = 8,
    SCENE_LINES = 4,
};

/* Weidmann 1993, as RiMEA 4.1.1 has it: adults on the flat. */
#define SCENE_SPEED_M_PER_S 1.34
#define SCENE_SPEED_SD_M_PER_S 0.26
#define SCENE_RADIUS_M 0.2

struct scene_level {
    struct aman_ring rings[SCENE_RINGS];
    struct aman_area region;
    struct aman_segment walls[SCENE_WALLS];
    size_t n_walls;
};

/* Where passing is noted: the first time of each person. */
struct scene_line {
    int level;
    struct aman_segment at;
};

/* What is known of each person; times INFINITY until they happen, interpolated within the step. */
struct scene_trace {
    double x, y, walked_m, began_s, gone_s, passed_s[SCENE_LINES];
    int level; /* -1: not on the ground */
};

struct scene {
    struct aman_arena arena;
    enum aman_err err;
    struct scene_level levels[SCENE_LEVELS];
    struct aman_crowd_level_def level_defs[SCENE_LEVELS];
    struct aman_crowd_link_def links[SCENE_LINKS];
    struct aman_crowd_barrier_def barrier;
    double barrier_inward_deg;
    struct aman_crowd_target_def targets[SCENE_SINKS + 1];
    struct aman_crowd_world_def def;

    struct aman_crowd_source sources[SCENE_LEVELS];
    struct aman_crowd_sink sinks[SCENE_SINKS];
    struct aman_crowd_bank bank;
    struct aman_crowd_bank_set bank_sets[2]; /* 0: none, 1: the bank */
    uint16_t bank_index;
    struct aman_crowd_model model;
    size_t n_most;
    /* The model's arrays, writable until scene_start. */
    float *arrive_s, *speed_m_per_s, *radius_m, *leave_s, *enter_x, *enter_y, *start_s;
    uint16_t *source, *sink, *access;

    struct scene_line lines[SCENE_LINES];
    size_t n_lines;
    struct scene_trace *traces;
    unsigned crossed; /* steps of somebody through a wall: must stay 0 */
    struct aman_crowd_world *world;
    struct aman_crowd_sim *sim;
};

/* For at most n_most people. */
void scene_init(struct scene *scene, const struct aman_mem *mem, const struct aman_crowd_params *params, uint64_t seed,
                size_t n_most);
void scene_release(struct scene *scene);
/* Releases it and returns what went wrong, if anything. */
enum aman_err scene_finish(struct scene *scene);

/* ---- the ground ---- */

/* A closed outline, n points as x, y pairs, walls along it; a second one inside the first is a hole. */
void scene_outline(struct scene *scene, int level, const double *xy, size_t n);
void scene_box(struct scene *scene, int level, double x0, double y0, double x1, double y1);
void scene_wall(struct scene *scene, int level, double x0, double y0, double x1, double y1);
/* Walls along n points as x, y pairs, not closed. */
void scene_walls(struct scene *scene, int level, const double *xy, size_t n);
/* A wall from (x0, y0) to (x1, y1) along an axis with a gap of `gap_m` about its point `middle` (the free coordinate).
 */
void scene_wall_with_gap(struct scene *scene, int level, double x0, double y0, double x1, double y1, double middle,
                         double gap_m);
/* As scene_outline without walls, for levels that meet at a stair. */
void scene_ground(struct scene *scene, int level, const double *xy, size_t n);
/* A stair on level `low` over x from its foot to its head and y in [y0, y1], up to the level above. */
void scene_stair(struct scene *scene, int low, double x0, double y0, double x1, double y1, double speed_up,
                 double speed_down);
const struct aman_area *scene_area(struct scene *scene, double x0, double y0, double x1, double y1);
/* Where people leave to: the index of the sink. All that lies in the area and outside of the hole (NULL: none). */
int scene_sink(struct scene *scene, int level, const double box[4], const double hole[4]);
/* A bank of lanes along a line across the way east; people with access 1 must pass it. */
void scene_bank(struct scene *scene, double x, double y0, double y1, int lanes, double service_s, double sd_s);
int scene_line(struct scene *scene, int level, double x0, double y0, double x1, double y1);

/* ---- the people ---- */

/* Walks at once to the sink with index 0; the index of the person. */
size_t scene_person(struct scene *scene, int level, double x, double y, double speed_m_per_s);
/* n people spread evenly, but not in rank and file, over a box, with speeds of adults. */
void scene_crowd(struct scene *scene, int level, double x0, double y0, double x1, double y1, size_t n, int sink);

/* ---- the run ---- */

enum aman_err scene_start(struct scene *scene);
void scene_step(struct scene *scene);
/* Until everyone is gone or limit_s of the clock; the error, if any. */
enum aman_err scene_run(struct scene *scene, double limit_s);
double scene_now_s(const struct scene *scene);
size_t scene_gone(const struct scene *scene);
/* When the last of all left; INFINITY when somebody has not. */
double scene_last_gone_s(const struct scene *scene);
/* People within a box now, and their mean speed (0 when nobody is in it). */
size_t scene_count_in(struct scene *scene, int level, const double box[4], double *mean_speed_m_per_s);
/* Persons a second over a line, from the time of the person `from` to that of the person `to` in the order of
 * passing; 0 when fewer passed. */
double scene_flow_per_s(struct scene *scene, int line, size_t from, size_t to);
void scene_sort_numbers(double *numbers, size_t n);

#endif
