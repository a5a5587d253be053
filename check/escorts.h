/* check/escorts.h - the escorts of a plan as they would be driven: routes, times, junctions to hold, what if.
 *
 * No route found here uses a road that is closed while its convoy may be on it. The rule is conservative: a closure that
 * meets the window of one of the three routes (or of a way to a haven) is taken as closed all day for that escort, and
 * routes are looked for again, until none is met.
 */
#ifndef AMAN_CHECK_ESCORTS_H
#define AMAN_CHECK_ESCORTS_H

#include "check/escort_drive.h"
#include "check/escort_lost.h"
#include "plan/plan.h"

/* How near a place must lie to a junction or a route to be meant by it; junctions nearer to one another are one. */
enum { AMAN_ESCORT_NEAR_M = 60, AMAN_ESCORT_JUNCTION_M = 30, AMAN_ESCORT_HOLD_LEAD_S = 60 };

/* Where streets meet the primary route. */
struct aman_escort_junction {
    size_t point; /* of the primary */
    double at_m, lon, lat;
    const char *road, *across; /* the route's, and the largest of those that meet it; "" without a name */
    bool needs_unit;           /* traffic lights, or a road of class tertiary or above */
    double from_s, to_s;       /* to be held: from a minute before the convoy may come until its last vehicle has passed */
    double stop_s;             /* how long others stand: from the first vehicle to the last, at the slowest */
    int hold;                  /* of the escort's; -1: the plan names none */
};

/* A checkpoint of the plan on the primary route. */
struct aman_escort_passage {
    double off_m, at_m; /* how far from the route, and where along it */
    struct aman_drive_point when;
};

/* Neighbouring legs of the primary that are answered alike when one of them is lost. */
struct aman_escort_stretch_lost {
    size_t first, last; /* points of the primary */
    double length_m;
    bool reached;       /* there is a divert; otherwise: guarded */
    size_t from;        /* point where it must be known at the latest */
    double divert_m, arrives_s; /* the longest; last vehicle, at `confidence` */
    bool guarded;       /* a hold of the plan with a unit is near */
};

struct aman_escort_judged {
    const struct aman_plan_escort *escort;
    bool has_map;                /* map and routes are set: the plan says from where and to where */
    struct aman_escort_map map;
    struct aman_escort_plan routes;
    bool *closed;                /* of the plan's closures: taken as closed all day */
    size_t n_closed;
    double convoy_m;
    struct aman_segment *shut;   /* degrees: streets in a closure that lasts while the convoy may be on the way and does not
                                    let it pass; none where no route was found */
    size_t n_shut;
    /* only where routes.state is AMAN_ESCORT_PLANNED: */
    double leave_by_s, leave_s;  /* latest that arrives in time; as planned, or that */
    double leave_by_alternate_s; /* the same by the alternate */
    struct aman_drive primary, alternate; /* both leave at leave_s */
    struct aman_escort_junction *junctions;
    size_t n_junctions;
    struct aman_escort_passage *passages; /* one for each checkpoint of the escort */
    double *hold_off_m;          /* of each hold of the escort: how far from the primary route */
    struct aman_escort_loss *losses; /* of each leg of the primary */
    struct aman_escort_stretch_lost *lost;
    size_t n_lost;
    size_t worst_way;            /* of routes.ways: the slowest to a haven; n_ways: none is reached */
    double worst_way_s;          /* at `confidence` */
};

/* Two convoys that come too near. */
struct aman_escort_meeting {
    size_t a, b;       /* escorts; a is the one that comes first */
    bool rivals;       /* nearer than the limit; otherwise on one street */
    double lon, lat, t_s;
    const char *road;
    double distance_m; /* rivals */
    double shift_s;    /* b must be later by so much (or a earlier) */
};

struct aman_escorts {
    struct aman_arena arena;
    struct aman_escort_judged *items; /* plan->n_escorts */
    size_t n;                         /* 0 where the plan has no map of roads */
    struct aman_escort_meeting *meetings;
    size_t n_meetings;
};

/* Errors: MEMORY. The plan must outlive *escorts. Cost: for each escort some plans and a hierarchy of the map. */
enum aman_err aman_escorts_make(const struct aman_plan *plan, const struct aman_mem *mem, struct aman_escorts *escorts);
void aman_escorts_release(struct aman_escorts *escorts);

/* Last vehicle in place, at `confidence`. */
double aman_escort_arrives_s(const struct aman_planned_route *route, const struct aman_drive *drive);

/* escort_junctions.c: junctions, passages, hold_off_m. */
enum aman_err aman_escort_junctions_make(const struct aman_plan *plan, struct aman_escort_judged *judged,
                                         struct aman_arena *arena);
/* escort_meet.c: meetings of all. */
enum aman_err aman_escort_meetings_make(const struct aman_plan *plan, struct aman_escorts *escorts);

#endif
