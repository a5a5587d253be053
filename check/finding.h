/* check/finding.h - one answer to one question that a plan raises.
 *
 * A finding holds no sentences: `key` names a message in the translation tables
 * (report/words), and `args` fill its {placeholders}. Everyone who shows findings (terminal,
 * JSON, page) goes through report/words.h, so that all show the same.
 */
#ifndef AMAN_CHECK_FINDING_H
#define AMAN_CHECK_FINDING_H

#include "plan/limits.h"

#include <stdbool.h>
#include <stddef.h>

/* Worst first. HOLDS: the question was asked and the criterion is met. */
enum aman_severity {
    AMAN_SEVERITY_CRITICAL, /* the plan does not hold */
    AMAN_SEVERITY_MAJOR,    /* the plan does not hold */
    AMAN_SEVERITY_MINOR,    /* worth mending; the plan holds */
    AMAN_SEVERITY_INFO,
    AMAN_SEVERITY_HOLDS,
    AMAN_SEVERITY_COUNT
};

enum aman_unit {
    AMAN_UNIT_NONE,
    AMAN_UNIT_PERSONS,
    AMAN_UNIT_PERSONS_PER_H,
    AMAN_UNIT_PER_M2,
    AMAN_UNIT_PER_M_MIN,
    AMAN_UNIT_PER_S2,
    AMAN_UNIT_SECONDS, /* shown as min:s or h:min */
    AMAN_UNIT_SHARE,   /* shown in percent */
    AMAN_UNIT_CLOCK,   /* seconds from midnight, shown as 19:42 */
    AMAN_UNIT_COUNT_OF_LANES,
    AMAN_UNIT_METRES,
};

struct aman_arg {
    const char *name; /* placeholder, "" when unused */
    const char *text; /* shown as it is, when not NULL */
    double value;     /* otherwise with its unit */
    enum aman_unit unit;
};

enum { AMAN_FINDING_ARGS = 8 };

/* A curve that shows it; index into the run's arrays. */
enum aman_evidence {
    AMAN_EVIDENCE_NONE,
    AMAN_EVIDENCE_BANK,     /* arrivals, served, queue of a bank */
    AMAN_EVIDENCE_SECTION,  /* fill and empty curves of a section */
    AMAN_EVIDENCE_ZONE,     /* density of a zone over time */
    AMAN_EVIDENCE_MAP,      /* density map at the moment, around the place */
    AMAN_EVIDENCE_CAPACITY, /* row of the capacity table */
    AMAN_EVIDENCE_GEOMETRY, /* picture of the place */
    AMAN_EVIDENCE_ESCORT,   /* map of an escort's routes */
    AMAN_EVIDENCE_CONVOYS,  /* time-distance diagram of all escorts */
    AMAN_EVIDENCE_POSTS,    /* who is at which post when */
    AMAN_EVIDENCE_RING,     /* a perimeter with its checkpoints and holes */
};

struct aman_finding {
    enum aman_severity severity;
    const char *key; /* message: "gate.wait", "section.exit_time", … */
    struct aman_arg args[AMAN_FINDING_ARGS];
    int limit;               /* enum aman_limit_id, or -1: then `source` says why it matters */
    const char *source;      /* of the criterion */
    double value, criterion; /* in `unit`; NAN if none */
    enum aman_unit unit;
    int run;           /* index of the run (0: the day as planned), -1: no run */
    const char *where; /* id shown; "" if the whole event */
    bool has_place;
    double x_m, y_m;
    int level;
    double t_s;            /* when, NAN if not at a time */
    const char *certainty; /* "arithmetic", "simulated", "reader": translated */
    enum aman_evidence evidence;
    int evidence_index; /* bank, section, zone, escort, perimeter; -1 */
    const char *remedy; /* message key, NULL if none is computed */
    struct aman_arg remedy_args[AMAN_FINDING_ARGS];
};

#endif
