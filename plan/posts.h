/* plan/posts.h - who stands where and when, who is in control, which rings lie around the venue.
 *
 * The chapters `deployment`, `perimeters`, `command`, `communications`, `sweep` and the lines of `segregation`, where
 * the plan writes them so that they can be judged. Times and references as in plan/plan.h; -1: none.
 */
#ifndef AMAN_PLAN_POSTS_H
#define AMAN_PLAN_POSTS_H

#include "base/geom.h"

#include <stdbool.h>
#include <stddef.h>

enum aman_unit_kind {
    AMAN_UNIT_KIND_POLICE,
    AMAN_UNIT_KIND_GENDARMERIE,
    AMAN_UNIT_KIND_AUXILIARY, /* auxiliary forces */
    AMAN_UNIT_KIND_MILITARY,
    AMAN_UNIT_KIND_STEWARD,
    AMAN_UNIT_KIND_PRIVATE, /* private security */
    AMAN_UNIT_KIND_MEDICAL,
    AMAN_UNIT_KIND_RESCUE, /* civil protection, fire */
    AMAN_UNIT_KIND_COUNT
};

enum aman_post_kind {
    AMAN_POST_STATIC,  /* `count` persons at each of its places */
    AMAN_POST_PATROL,  /* `count` persons in all, who pass its places in turn */
    AMAN_POST_MOBILE,  /* `count` persons in all, sent where they are needed in the places' area */
    AMAN_POST_RESERVE, /* `count` persons in all, waiting at its first place */
    AMAN_POST_KIND_COUNT
};

enum aman_post_role {
    AMAN_ROLE_ACCESS, /* tickets and turnstiles */
    AMAN_ROLE_SEARCH,
    AMAN_ROLE_STEWARD,
    AMAN_ROLE_GUARD,
    AMAN_ROLE_SEGREGATION,
    AMAN_ROLE_TRAFFIC,
    AMAN_ROLE_ESCORT,
    AMAN_ROLE_MEDICAL,
    AMAN_ROLE_FIRE,
    AMAN_ROLE_COMMAND,
    AMAN_ROLE_RESPONSE, /* public order */
    AMAN_ROLE_COUNT
};

struct aman_plan_unit {
    const char *id, *name;
    enum aman_unit_kind kind;
    int strength;     /* persons on the day */
    const char *base; /* where it assembles, as written */
    int line;
};

/* Where somebody stands: a feature of the drawing, or a point off it. */
struct aman_plan_spot {
    int feature; /* -1: off the drawing, then level is -1 too and `at` good for distances only */
    int level;
    struct aman_point at;
};

struct aman_plan_post {
    const char *id, *name;
    struct aman_plan_spot *spots;
    size_t n_spots; /* >= 1 once read */
    enum aman_post_kind kind;
    enum aman_post_role role;
    int unit;
    int count; /* >= 1, as its kind says */
    double from_s, to_s;
    const char *radio, *orders;
    double relief_after_s; /* relieved so often by as many others; NAN: never */
    int relief_unit;       /* who relieves: default its own unit */
    double reach_s;        /* reserve: within which it must reach a post; NAN: the limit */
    int line;
};

/* A line that keeps two sides apart. */
struct aman_plan_buffer {
    const char *id, *name;
    struct aman_plan_spot spot;
    double length_m;
    double from_s, to_s;
    int line;
};

struct aman_plan_sweep {
    const char *id, *name;
    struct aman_plan_spot *spots;
    size_t n_spots;
    int unit, count; /* who searches; unit -1: not said */
    double start_s, finish_s;
    bool sealed;
    int *guards; /* posts that guard it afterwards */
    size_t n_guards;
    int line;
};

/* A declared way through a ring. */
struct aman_plan_way {
    int feature; /* a gate, search or exit line */
    const char *populations; /* "" if nobody said */
    double opens_s, closes_s;
    int line;
};

struct aman_plan_perimeter {
    const char *id, *name;
    int *areas; /* features whose areas together are the inside */
    size_t n_areas;
    int within; /* the next ring outside, -1 */
    struct aman_plan_way *ways;
    size_t n_ways;
    int line;
};

enum aman_command_level {
    AMAN_COMMAND_GOLD,
    AMAN_COMMAND_SILVER,
    AMAN_COMMAND_BRONZE,
    AMAN_COMMAND_WALI,
    AMAN_COMMAND_PREFECT,
    AMAN_COMMAND_UNIT,
    AMAN_COMMAND_LEVEL_COUNT
};

struct aman_plan_role {
    const char *id, *name;
    enum aman_command_level level;
    const char *call_sign;
    double from_s, to_s; /* on duty */
    int line;
};

/* Somebody in control of an area ("": of everything) for some hours. */
struct aman_plan_watch {
    int role;
    const char *area;
    double from_s, to_s;
    const char *handover; /* what hands control on, "" if nobody said */
    int line;
};

enum { AMAN_NET_MEANS = 4 }; /* primary, alternate, contingency, emergency */

struct aman_plan_net {
    const char *id, *name;
    int *units;
    size_t n_units; /* 0: of all */
    const char *means[AMAN_NET_MEANS];
    int line;
};

struct aman_plan_deployment {
    bool judged; /* the chapter `deployment` has units and posts */
    struct aman_plan_unit *units;
    size_t n_units;
    struct aman_plan_post *posts;
    size_t n_posts;
    struct aman_plan_buffer *buffers;
    size_t n_buffers;
    struct aman_plan_sweep *sweeps;
    size_t n_sweeps;
    struct aman_plan_perimeter *perimeters;
    size_t n_perimeters;
    struct aman_plan_role *roles;
    size_t n_roles;
    struct aman_plan_watch *watches;
    size_t n_watches;
    struct aman_plan_net *nets;
    size_t n_nets;
};

/* As a plan writes them: "police", "static", "search", "gold", "primary"; NULL-terminated, in the order of the enums. */
extern const char *const aman_unit_kind_words[AMAN_UNIT_KIND_COUNT + 1];
extern const char *const aman_post_kind_words[AMAN_POST_KIND_COUNT + 1];
extern const char *const aman_post_role_words[AMAN_ROLE_COUNT + 1];
extern const char *const aman_command_level_words[AMAN_COMMAND_LEVEL_COUNT + 1];
extern const char *const aman_net_mean_words[AMAN_NET_MEANS + 1];

/* Persons of a post at one moment, those who relieve it not counted. */
int aman_plan_post_persons(const struct aman_plan_post *post);

#endif
