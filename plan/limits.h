/* plan/limits.h - the criteria that a plan is judged by, each with its source.
 *
 * A plan may set any of them under `limits:`; unset ones take the default here. `certainty` is
 * how sure the default is: 'A' read in the source, 'B' second-hand, 'C' to be confirmed; a
 * value set by the plan has 'P'.
 */
#ifndef AMAN_PLAN_LIMITS_H
#define AMAN_PLAN_LIMITS_H

enum aman_limit_id {
    AMAN_LIMIT_TURNSTILE_PER_H,      /* persons an hour and turnstile, at most: 660 */
    AMAN_LIMIT_FLOW_LEVEL_PER_M_MIN, /* 82 */
    AMAN_LIMIT_FLOW_STEPPED_PER_M_MIN, /* 66 */
    AMAN_LIMIT_STANDING_PER_10M2,    /* 47 */
    AMAN_LIMIT_EXIT_TIME_S,          /* 480 */
    AMAN_LIMIT_EVACUATION_TIME_S,    /* 480: where a section sets none */
    AMAN_LIMIT_SEATED_BY_KICK_OFF,   /* share of those with a ticket: 0.99 */
    AMAN_LIMIT_QUEUE_WAIT_P95_S,     /* 1200 */
    AMAN_LIMIT_DENSITY_WALKWAY_PER_M2, /* 2.5, sustained */
    AMAN_LIMIT_DENSITY_QUEUE_PER_M2, /* 3.59, sustained */
    AMAN_LIMIT_DENSITY_STAIRS_PER_M2, /* 2.5, sustained */
    AMAN_LIMIT_DENSITY_STANDING_PER_M2, /* 4.7, sustained */
    AMAN_LIMIT_DENSITY_DANGER_PER_M2, /* 5.55 anywhere */
    AMAN_LIMIT_PRESSURE_PER_S2,      /* 0.02 */
    AMAN_LIMIT_SUSTAINED_S,          /* 60: how long a density must last to count */
    AMAN_LIMIT_LEFT_SITE_S,          /* 5400: all gone after full time */
    AMAN_LIMIT_HAVEN_TIME_S,         /* 600: from any point of a primary route */
    AMAN_LIMIT_RIVAL_DISTANCE_M,     /* 300: between convoys of rivals on the road */
    AMAN_LIMIT_POST_GATE,            /* turnstiles that one person looks after, at most: 4 */
    AMAN_LIMIT_POST_SEARCH,          /* persons a search lane: 1 */
    AMAN_LIMIT_POST_EXIT,            /* persons at each door that is open for leaving: 1 */
    AMAN_LIMIT_POST_WEAK_DOOR,       /* persons at a weak door: 2 */
    AMAN_LIMIT_WEAK_DOOR_M,          /* 10: a shut door so near to where the public waits is weak */
    AMAN_LIMIT_POST_SEGREGATION_M,   /* metres of a line that one person holds, at most: 10 */
    AMAN_LIMIT_POST_EGRESS_S,        /* 2700: how long after full time doors stay staffed */
    AMAN_LIMIT_POST_DUTY_S,          /* 21600: at a post without relief, at most */
    AMAN_LIMIT_RESERVE_REACH_S,      /* 300: within which a reserve reaches any post */
    AMAN_LIMIT_STEWARD_RATIO,        /* spectators to one mobile steward, at most: 250 */
    AMAN_LIMIT_STEWARD_RATIO_HIGH,   /* the same where the risk is rated high: 100 */
    AMAN_LIMIT_POST_WALK_M_PER_S,    /* 1.2: those who change posts on foot */
    AMAN_LIMIT_POST_DRIVE_M_PER_S,   /* 25/3 (30 km/h): in the city, on straight lines times 1.4 */
    AMAN_LIMIT_COUNT
};

struct aman_limit {
    double value;
    char certainty;
    const char *source; /* "Green Guide 10.7", … */
    int line;           /* in plan.yaml; 0: default */
};

struct aman_limit_def {
    const char *key;  /* in the plan: "exit_time", … */
    const char *unit; /* "s", "persons/m²", … */
    double value, least, most;
    char certainty;
    const char *source;
    const char *help; /* one English sentence */
};

extern const struct aman_limit_def aman_limit_defs[AMAN_LIMIT_COUNT];

#endif
