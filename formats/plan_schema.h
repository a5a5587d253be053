/* formats/plan_schema.h - the one table of everything that plan.yaml may hold.
 *
 * It drives the reader (formats/plan_fill.h), its messages, and the JSON Schema. A map of the plan is a
 * struct aman_plan_map; each of its keys is a row. The reader writes the typed value of a row into the struct
 * of its map at `offset`; rows that are not stored are checked and shown only.
 */
#ifndef AMAN_FORMATS_PLAN_SCHEMA_H
#define AMAN_FORMATS_PLAN_SCHEMA_H

#include "formats/plan_unit.h"
#include "formats/plan_yaml.h"
#include "plan/plan.h"

#include <stdint.h>

/* Type of a value, and what lies at `offset`. */
enum aman_plan_type {
    AMAN_PLAN_TEXT,     /* const char *; "" if unset */
    AMAN_PLAN_ID,       /* const char *: 1 to 64 bytes; "" if unset */
    AMAN_PLAN_DATE,     /* const char * */
    AMAN_PLAN_TIME,     /* double, seconds from midnight; NAN if unset */
    AMAN_PLAN_QUANTITY, /* double, in the first unit of its quantity; NAN if unset */
    AMAN_PLAN_INTEGER,  /* int; 0 if unset */
    AMAN_PLAN_BOOL,     /* bool */
    AMAN_PLAN_WORD,     /* int, index into words; -1 if unset */
    AMAN_PLAN_NAME,     /* const char *, one of words; "" if unset */
    AMAN_PLAN_TEXTS,    /* const struct aman_yaml *: a list of texts, or one text; NULL if unset */
    AMAN_PLAN_SHARES,   /* const struct aman_yaml *: a map of shares that sum to 1; keys are free */
    AMAN_PLAN_FILES,    /* const struct aman_yaml *: a map of texts; keys are free */
    AMAN_PLAN_LIMITS,   /* const struct aman_yaml *: a map with the keys of aman_limit_defs, checked by
                           plan_limits.c */
    AMAN_PLAN_MEASURE,  /* const struct aman_yaml *: a quantity whose unit another key decides */
    AMAN_PLAN_ANY,      /* const struct aman_yaml *: whatever is written */
    AMAN_PLAN_MAP_OR_MAPS,  /* const struct aman_yaml *: one of `map`, or a list of them, which its reader fills */
    AMAN_PLAN_ID_OR_SHARES, /* const struct aman_yaml *: one id, or a map of ids and shares, as its reader takes them */
    AMAN_PLAN_MAP,      /* the struct of `map` */
    AMAN_PLAN_MAPS,     /* struct aman_raw_list: a list of maps */
    AMAN_PLAN_CHAPTER   /* never stored: a text, a map, or a list of such */
};

#define AMAN_PLAN_NOT_STORED SIZE_MAX

struct aman_plan_map;

struct aman_plan_key {
    const char *key;
    enum aman_plan_type type;
    enum aman_quantity quantity;
    bool required;
    const char *fallback;     /* as it would be written; NULL: unset, or derived as help says */
    double least, most;       /* quantities, in the stored unit, and integers */
    const char *const *words; /* WORD, NAME: NULL-terminated */
    const struct aman_plan_map *map;
    unsigned only_for, needed_for; /* bits of the map's selector: 0: only_for all, needed_for none */
    size_t offset;
    const char *help; /* one English sentence */
};

struct aman_plan_map {
    const char *what;     /* "a gate" */
    const char *selector; /* a WORD of this map that decides which other keys belong; NULL: none */
    size_t size;          /* of its struct, which starts with `const struct aman_yaml *node` */
    const struct aman_plan_key *keys;
    size_t n_keys;
};

extern const struct aman_plan_map aman_plan_root;
extern const struct aman_plan_map aman_plan_limit_map; /* a limit with its source */

/* The row of a key, or NULL. */
const struct aman_plan_key *aman_plan_key_find(const struct aman_plan_map *map, const char *key);

/* ---- what the reader fills ---- */

struct aman_raw_list {
    void *items; /* structs of the row's map */
    size_t n;
};

struct aman_raw_control {
    const struct aman_yaml *node;
    struct aman_plan_control control;
    const struct aman_yaml *distribution;
};

struct aman_raw_situation {
    const struct aman_yaml *node;
    struct aman_plan_situation situation;
};

struct aman_raw_venue {
    const struct aman_yaml *node;
    const char *name, *crs, *surroundings;
    const struct aman_yaml *geometry;
    double surroundings_radius_m;
};

struct aman_raw_zone {
    const struct aman_yaml *node;
    struct aman_plan_zone zone;
    const char *area;
    int scheme;
};

struct aman_raw_checkpoint {
    const struct aman_yaml *node;
    struct aman_plan_checkpoint checkpoint;
};

struct aman_raw_exit {
    const struct aman_yaml *node;
    struct aman_plan_exit exit;
};

struct aman_raw_access {
    const struct aman_yaml *node;
    struct aman_raw_list searches, gates, exits;
};

struct aman_raw_place {
    const struct aman_yaml *node;
    struct aman_plan_place place;
};

struct aman_raw_arrival {
    const struct aman_yaml *node;
    int curve;
    const char *table;
    double from_s, to_s;
};

struct aman_raw_group {
    const struct aman_yaml *node;
    struct aman_plan_group group;
    struct aman_raw_arrival arrival;
    const struct aman_yaml *from, *stands, *searches, *gates, *party_sizes;
};

struct aman_raw_crowd {
    const struct aman_yaml *node;
    struct aman_raw_list groups;
};

struct aman_raw_section {
    const struct aman_yaml *node;
    struct aman_plan_section section;
    const struct aman_yaml *stands, *gates, *exits;
};

struct aman_raw_capacity {
    const struct aman_yaml *node;
    struct aman_raw_list sections;
};

struct aman_raw_contingency {
    const struct aman_yaml *node;
    struct aman_plan_contingency contingency;
    int type;
    const struct aman_yaml *gates, *sections, *places;
    const char *group;
    double at_s;
};

struct aman_raw_escalation {
    const struct aman_yaml *node;
    int measure;
    const struct aman_yaml *amber, *red;
};

struct aman_raw_limit {
    const struct aman_yaml *node;
    const struct aman_yaml *value;
    const char *source;
};

struct aman_raw_simulation {
    const struct aman_yaml *node;
    struct aman_plan_simulation simulation;
};

struct aman_raw_plan {
    const struct aman_yaml *node;
    int format;
    struct aman_raw_control control;
    struct aman_raw_situation situation;
    const struct aman_yaml *files;
    struct aman_raw_venue venue;
    struct aman_raw_list zones;
    struct aman_raw_access access;
    struct aman_raw_list places;
    struct aman_raw_crowd crowd;
    struct aman_raw_capacity capacity;
    struct aman_raw_list contingencies;
    const char *people, *vendors;
    const struct aman_yaml *limits;
    struct aman_raw_list escalation;
    struct aman_raw_simulation simulation;
};

/* How the unit of a limit is written in a plan. */
enum aman_quantity aman_limit_quantity(const struct aman_limit_def *def);

/* Measures of escalation, and the quantity of each. */
extern const char *const aman_escalation_measures[];
extern const enum aman_quantity aman_escalation_quantities[];

#endif
