/* plan/plan.h - what the protocol of an event says.
 *
 * Immutable once loaded. Every text and array lies in `arena`; aman_plan_destroy frees all.
 * Times `…_s` are seconds from local midnight at the start of situation.date, in
 * [0, 48 h); a missing time is NAN. A missing number is NAN unless a default is documented.
 * References by id in the files are indices here, -1 where optional and unset.
 */
#ifndef AMAN_PLAN_PLAN_H
#define AMAN_PLAN_PLAN_H

#include "base/mem.h"
#include "plan/limits.h"
#include "plan/venue.h"

#include <stdbool.h>
#include <stddef.h>

/* Text of a chapter as written, for the chapters that no engine reads: a small tree. */
struct aman_node {
    const char *key;  /* "" in lists */
    const char *text; /* NULL for maps and lists */
    int line, column;
    struct aman_node *children;
    size_t n_children;
};

struct aman_plan_control {
    const char *event, *match, *venue, *version, *author;
    struct aman_node approvals, distribution;
};

struct aman_plan_situation {
    const char *date;      /* "2023-02-01" */
    const char *time_zone; /* "Africa/Casablanca" */
    int utc_offset_s;      /* on that date at kick-off */
    double gates_open_s, kick_off_s, full_time_s; /* full time: default kick-off + 110 min */
    double egress_opens_s; /* gates and exits open for leaving: default full time - 10 min */
    const char *risk;      /* "low", "medium", "high" or "" */
    const char *notes;
    struct aman_node more; /* weather, other events, lessons */
};

struct aman_plan_zone {
    const char *id, *name;
    int feature; /* a zone, or any area feature */
    enum aman_zone_scheme scheme;
};

enum aman_checkpoint_kind { AMAN_CHECKPOINT_SEARCH, AMAN_CHECKPOINT_GATE };

/* A bank of search lanes or of turnstiles. */
struct aman_plan_checkpoint {
    enum aman_checkpoint_kind kind;
    const char *id, *name;
    int feature; /* search or gate line with the same id */
    int lanes;   /* >= 1: turnstiles of a gate, lanes of a search */
    double service_s, service_sd_s; /* per person and lane, walk-up included */
    double opens_s, closes_s;
    const char *populations; /* who may use it, as written; "" if unset */
    double width_m; /* free width in egress: default, length of the line */
    int line;       /* in plan.yaml */
};

struct aman_plan_exit {
    const char *id, *name;
    int feature; /* exit line with the same id */
    double width_m;
    bool stepped; /* weakest element of the way is stepped */
    int line;
};

/* Where people come from and go to: a source feature. */
struct aman_plan_place {
    const char *id, *name;
    int feature;
    const char *mode; /* "foot", "car", "shuttle", "bus", "train", "tram", "coach", "taxi" */
    double batch;     /* persons a vehicle brings; 0: trickle */
    double departure_per_min; /* persons it takes away a minute; INFINITY: no bound */
    int line;
};

enum aman_side { AMAN_SIDE_HOME, AMAN_SIDE_AWAY, AMAN_SIDE_NEUTRAL };

struct aman_profile_point {
    double t_s, share; /* cumulative share arrived by t, ascending, last = 1 */
};

struct aman_plan_share {
    int index;    /* of a place */
    double share; /* shares of a list sum to 1 */
};

struct aman_plan_group {
    const char *id, *name;
    int size;
    enum aman_side side;
    struct aman_profile_point *profile;
    size_t n_profile;
    struct aman_plan_share *from; /* places of arrival; they leave from there too */
    size_t n_from;
    int *stands; /* features: filled in order of share of places */
    size_t n_stands;
    int *searches, *gates; /* checkpoints that they may use; searches may be empty */
    size_t n_searches, n_gates;
    double party_share[8]; /* share of people in parties of 1..8; sums to 1 */
    double speed_m_per_s, speed_sd_m_per_s;
    double reduced_mobility; /* share, 0..1 */
    double hold_back_s;      /* kept in the stand after full time; 0 */
    double leave_mean_s;     /* mean of the exponential delay after full time or release */
    int line;
};

struct aman_plan_section {
    const char *id, *name;
    int *stands; /* features */
    size_t n_stands;
    int *gates, *exits; /* checkpoints (gates), exits */
    size_t n_gates, n_exits;
    int places;      /* usable: default, from the geometry */
    bool standing;
    double p, s;     /* 0..1 */
    double exit_width_m; /* of the weakest element of the section's ways out; NAN: gates and exits as wide as they are */
    bool stepped;    /* that element is stepped */
    double exit_time_s;       /* normal egress: at most 480 */
    double evacuation_time_s; /* 150..480 */
    int line;
};

enum aman_contingency_type {
    AMAN_CONTINGENCY_GATE_SHUT,
    AMAN_CONTINGENCY_GATE_SLOW,
    AMAN_CONTINGENCY_TICKET_SYSTEM_DOWN,
    AMAN_CONTINGENCY_LATE_ARRIVAL,
    AMAN_CONTINGENCY_EVACUATION,
    AMAN_CONTINGENCY_DELAYED_KICK_OFF,
    AMAN_CONTINGENCY_TRANSPORT_HALT,
    AMAN_CONTINGENCY_PROSE, /* described only: no run */
    AMAN_CONTINGENCY_TYPE_COUNT
};

struct aman_plan_contingency {
    const char *id, *name;
    enum aman_contingency_type type;
    int *targets; /* checkpoints, groups (one), sections (empty: all) or places, by type */
    size_t n_targets;
    double from_s, to_s; /* evacuation: from = when it starts */
    double factor;       /* slow, ticket system: on the service time, >= 1 */
    double delay_s;      /* late arrival, delayed kick-off */
    struct aman_node prose; /* trigger, decider, action, message, resources */
    int line;
};

/* Someone who gets a badge (`people`) or sells to the event (`vendors`): who is to be vetted. */
struct aman_plan_person {
    const char *reference; /* badge or other id; "" without */
    const char *name;
    int born;            /* year; 0: not known */
    const char *country; /* as written */
    const char *kind;    /* "person", "organisation" …, as written; "" : person, of vendors any */
    bool vendor;
    int line; /* of the table */
};

struct aman_plan_level_of_escalation {
    const char *measure; /* "density", "queue_wait", "flow" */
    double amber, red;
};

/* Numbers of the simulation that a plan may override. Defaults: the table in
 * formats/plan_schema.c, as docs/plan-format.md says. */
struct aman_plan_simulation {
    double step_s;  /* 0.01..0.2, default 0.1 */
    double cell_m;  /* raster of ways, 0.1..1; 0: chosen by size */
    double radius_m;          /* body radius, default 0.2 */
    double time_gap_s;        /* Tordeux T */
    double queue_spacing_m;   /* comfortable centre distance in a queue */
    double patience_s;        /* waiting after which people press closer and look for another gate */
    double premovement_mean_s, premovement_sd_s; /* evacuation */
    double stair_up, stair_down, ramp_up, ramp_down; /* speed factors */
    double end_s;   /* hard end of the day; default full time + 3 h */
};

struct aman_plan {
    struct aman_arena arena;
    int format; /* `aman: 1` */
    const char *directory;
    char hash_hex[65]; /* SHA-256 over plan.yaml and the files that it names */
    struct aman_plan_control control;
    struct aman_plan_situation situation;
    struct aman_venue venue;
    const char *venue_name;
    struct aman_plan_zone *zones;
    size_t n_zones;
    struct aman_plan_checkpoint *checkpoints; /* searches first, then gates */
    size_t n_checkpoints, n_searches;
    struct aman_plan_exit *exits;
    size_t n_exits;
    struct aman_plan_place *places;
    size_t n_places;
    struct aman_plan_group *groups;
    size_t n_groups;
    struct aman_plan_section *sections;
    size_t n_sections;
    struct aman_plan_contingency *contingencies;
    size_t n_contingencies;
    struct aman_plan_person *people; /* then vendors; n_people counts both */
    size_t n_people, n_vendors;
    struct aman_plan_level_of_escalation *escalation;
    size_t n_escalation;
    struct aman_limit limits[AMAN_LIMIT_COUNT];
    struct aman_plan_simulation simulation;
    struct aman_node chapters; /* every chapter as written, in order, for showing */
};

/* NULL-safe. */
void aman_plan_destroy(struct aman_plan *plan);

/* Sum of group sizes. */
int aman_plan_attendance(const struct aman_plan *plan);

#endif
