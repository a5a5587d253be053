/* formats/crowd_scenario_read.h - a pedestrian scenario without an event: who walks where, on which ground.
 *
 * One YAML file (`aman_crowd: 1`), with geometry as WKT or in files that OGR reads, and people drawn by rule
 * or listed in a table. What comes back is plain data that was checked: shapes are sound, places lie on the
 * ground, ids are resolved. Metres in the coordinates of the scenario, seconds from its start.
 */
#ifndef AMAN_FORMATS_CROWD_SCENARIO_READ_H
#define AMAN_FORMATS_CROWD_SCENARIO_READ_H

#include "base/diag.h"
#include "base/error.h"
#include "base/geom.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    AMAN_SCENARIO_MOST_PEOPLE = 2 * 1000 * 1000,
    AMAN_SCENARIO_MOST_LEVELS = 64,
    AMAN_SCENARIO_MOST_PLACES = 1000, /* of each kind */
    AMAN_SCENARIO_MOST_STEPS = 20 * 1000 * 1000
};

struct aman_scenario_level {
    const char *id;
    double height_m;
    struct aman_area region; /* stairs' footprints included */
    struct aman_segment *walls;
    size_t n_walls;
};

/* People on it are on level `low` and pass to `high` at `top`. */
struct aman_scenario_stair {
    const char *id;
    struct aman_area area;
    int low, high;
    struct aman_segment bottom, top;
    double up_deg; /* compass bearing of the way up */
    double speed_up, speed_down;
};

/* People leave as soon as they stand inside of `area`, or within 0.6 m of the line. */
struct aman_scenario_destination {
    const char *id;
    int level;
    struct aman_area area; /* of a line: a strip along it */
    struct aman_area aim;  /* the part of it to walk to: they leave 0.6 m before; empty for a line */
    struct aman_point *line;
    size_t n_line; /* 0: an area */
};

struct aman_scenario_share {
    int destination;
    double share; /* of all shares of a source: 1 */
};

/* One person of a table. NAN, -1: as the source says. */
struct aman_scenario_entry {
    const char *id; /* "" if none */
    int line;       /* in the table */
    double time_s, radius_m, speed_m_per_s, start_s;
    struct aman_point at;
    int destination;
};

struct aman_scenario_source {
    const char *id;
    int level;
    struct aman_area area; /* the walkable part; empty: entries say where */
    uint32_t number;
    double from_s, gap_s; /* person i arrives at from_s + i * gap_s */
    const struct aman_scenario_entry *entries;
    size_t n_entries; /* number, or 0 */
    const char *file; /* of the entries */
    const struct aman_scenario_share *shares;
    size_t n_shares;
    double speed_m_per_s, speed_sd_m_per_s, speed_least_m_per_s, speed_most_m_per_s;
    double radius_m;
    /* Before walking: even between least and most, or normal around a mean, cut at 0. */
    double wait_least_s, wait_most_s, wait_mean_s, wait_sd_s; /* the mean NAN: even */
    int line, column;                                         /* where it is written */
};

/* Lanes along a line that people of some sources have to pass. */
struct aman_scenario_server {
    const char *id;
    int level;
    struct aman_point *line;
    size_t n_line;
    double towards_deg; /* compass bearing of the side behind it */
    int lanes, stage;   /* stage 1, then 2 */
    double service_s, service_sd_s;
    const int *sources;
    size_t n_sources; /* 0: of all */
    int at_line, at_column;
};

struct aman_scenario_line {
    const char *id;
    int level;
    struct aman_point *points;
    size_t n;
    double length_m;
};

struct aman_scenario_area {
    const char *id;
    int level;
    struct aman_area area; /* the walkable part */
    double size_m2;
};

/* Of a motion; NAN: as published. The names and units are those of struct aman_crowd_params. */
struct aman_scenario_motion {
    int model; /* 0 aman, 1 collision-free speed, 2 anticipation velocity, 3 social force */
    double time_gap_s, strength, range_m, wall_strength, wall_range_m, anticipation_s, reaction_s,
        wall_buffer_m;
    double mass_kg, relax_s, force_n, force_range_m, body_n_per_m, friction_n_s_per_m2;
};

struct aman_scenario {
    struct aman_arena arena;
    const char *file, *name;
    struct aman_scenario_level *levels;
    size_t n_levels;
    struct aman_scenario_stair *stairs;
    size_t n_stairs;
    struct aman_scenario_destination *destinations;
    size_t n_destinations;
    struct aman_scenario_source *sources;
    size_t n_sources;
    struct aman_scenario_server *servers;
    size_t n_servers;
    struct aman_scenario_line *lines;
    size_t n_lines;
    struct aman_scenario_area *areas;
    size_t n_areas;
    struct aman_scenario_motion motion;
    double step_s, cell_m; /* NAN: as suits the motion, the size of the ground */
    double end_s;
    uint64_t seed;
    size_t n_people;
    double ground_m2;    /* of all levels */
    struct aman_box box; /* of all levels */
};

/* Reads the file at `path`. Every fault goes to diags under the file's name as given. INPUT when there is an
 * error, MEMORY; *scenario untouched then. */
enum aman_err aman_scenario_read(const char *path, const struct aman_mem *mem, struct aman_diags *diags,
                                 struct aman_scenario **scenario);

/* The same of text[0..n); without read_files, geometry and people in files are faults. */
enum aman_err aman_scenario_read_text(const char *text, size_t n, const char *path, bool read_files,
                                      const struct aman_mem *mem, struct aman_diags *diags,
                                      struct aman_scenario **scenario);

/* Adds the JSON Schema (draft 2020-12) of a scenario to json. MEMORY. */
struct aman_text;
enum aman_err aman_scenario_schema(struct aman_text *json);

/* NULL-safe. */
void aman_scenario_destroy(struct aman_scenario *scenario);

#endif
