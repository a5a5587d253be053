/* check/posts.h - posts, perimeters and command judged on their own: no crowd runs, seconds at most.
 *
 * What is found lies in the arena of the verdict; findings are made of it by aman_ask_posts (check/findings.h), pictures
 * and sheets by report/.
 */
#ifndef AMAN_CHECK_POSTS_H
#define AMAN_CHECK_POSTS_H

#include "base/error.h"
#include "base/mem.h"
#include "check/escorts.h"
#include "plan/plan.h"

enum aman_need_kind {
    AMAN_NEED_GATE,
    AMAN_NEED_SEARCH,
    AMAN_NEED_LEAVING,   /* gates, searches, exits while people leave */
    AMAN_NEED_WEAK_DOOR, /* shut beside waiting public */
    AMAN_NEED_SECONDARY, /* any other shut exit */
    AMAN_NEED_LINE,      /* of segregation */
    AMAN_NEED_SWEPT,     /* guarded after a sweep */
    AMAN_NEED_JUNCTION,  /* held for an escort */
    AMAN_NEED_KIND_COUNT
};

/* Hours in which fewer are there than are needed. */
struct aman_need_gap {
    bool is_short;       /* otherwise the rest is not to be read but for `have` */
    double from_s, to_s; /* the first such stretch */
    int have;            /* the fewest at any moment of the need's hours */
    double least_s;      /* since when there are so few */
    double sum_s;        /* of all such stretches */
};

/* How many people a unit needs. */
struct aman_unit_load {
    int peak; /* most at posts at one moment */
    double peak_s;
    int needed; /* so that nobody is in two places and all have time to walk */
    double way_s, time_s, tight_s; /* needed > peak: the way between two posts that follow too closely, the time there is,
                                      and when the first ends */
};

/* A need of the plan, and how its posts meet it. */
struct aman_need {
    enum aman_need_kind kind;
    const char *id, *name; /* of the place */
    struct aman_plan_spot spot;
    int count;
    double from_s, to_s;
    int limit; /* enum aman_limit_id that says how many, -1 */
    struct aman_need_gap gap;
};

/* Whether a reserve reaches a post at every hour. */
struct aman_reserve_reach {
    struct aman_need_gap gap;
    double nearest_s; /* from the nearest of all reserves to the post's worst place; INFINITY: there is no way */
    double reach_s;   /* within which that one should */
};

/* A way into a ring that passes no declared checkpoint. */
struct aman_ring_hole {
    int door; /* feature: a gate, search or exit that is not declared; -1: the walls leave a gap */
    struct aman_point at; /* the door, or where the ring is entered */
    int level;
    struct aman_point *path; /* from a place of arrival inwards */
    int *levels;             /* of each point */
    size_t n;
    double length_m;
};

struct aman_ring_found {
    struct aman_ring_hole *holes;
    size_t n_holes;
    bool has_outside;  /* somebody can arrive outside of it; otherwise it was not looked at */
    double outside_m2; /* of it, not within the ring that it should lie in */
};

struct aman_posts_verdict {
    struct aman_need *needs;
    size_t n_needs;
    struct aman_unit_load *loads;        /* one a unit */
    struct aman_reserve_reach *reserves; /* one a post */
    struct aman_need mobile;             /* stewards by the ratio; `kind` means nothing */
    int police_at_kick_off;
    double from_s, to_s;                 /* first and last hour of any post */
    struct aman_ring_found *rings;       /* one a perimeter */
    double cell_m;                       /* of the raster; 0: none was needed */
};

/* escorts: whose held junctions need somebody. Nothing for a plan whose deployment is not judged and that has no perimeters. Errors: MEMORY; INPUT: a plan without
 * ground. Cost: a raster of at most 16 million cells, some tenths of a second for each perimeter and each reserve. */
enum aman_err aman_posts_judge(const struct aman_plan *plan, const struct aman_escorts *escorts, const struct aman_mem *mem, struct aman_arena *arena,
                               struct aman_posts_verdict *verdict);

/* Key of the words for a kind of need: "need.gate". */
const char *aman_need_key(enum aman_need_kind kind);

/* Persons that a unit has at posts, sweeps and reliefs at t_s. */
int aman_posts_on_duty(const struct aman_plan *plan, int unit, double t_s);

#endif
