/* tests/check/escort_town.h - a plan with escorts on a town made here: five streets by three, 200 m apart, driven at 10 m/s
 * (the worst of ten in 1.5 times as long).
 *
 *   High    10--11--12--13--14
 *   Middle   5---6---7---8---9      tertiary
 *   Low      0---1---2---3---4      20 hangs on 0 by one street, "Impasse"; Cross 2 is secondary
 */
#ifndef AMAN_TESTS_CHECK_ESCORT_TOWN_H
#define AMAN_TESTS_CHECK_ESCORT_TOWN_H

#include "check/escorts.h"

enum { TOWN_HOTEL, TOWN_STADIUM, TOWN_DEAD_END, TOWN_CORNER, TOWN_CLINIC, TOWN_FAR, TOWN_PLACES };

struct town {
    struct aman_plan plan;
    struct aman_plan_road_place places[TOWN_PLACES];
    struct aman_plan_escort escorts[2];
    struct aman_plan_vehicle vehicles[2];
    struct aman_plan_closure closure;
    const char *closed[1];
    struct aman_plan_hold hold;
    struct aman_plan_escort_point checkpoint;
    int rival;
    struct aman_escorts judged;
};

extern const double town_step_lat; /* degrees from one street to the next */
double town_lon(int x);
double town_lat(int y);

/* One escort, "A", of a convoy of 40 m, from the lower left to the lower right, there by 18:00; a second, "B", where
 * plan.n_escorts becomes 2. The struct stays where it is. */
void town_init(struct town *town);
void town_release(struct town *town);

/* Judges anew. */
const struct aman_escort_judged *town_judge(struct town *town);

/* The walker of the engine's tests on every route of an escort: primary, alternate, ways to havens, and the primary with the
 * divert round each leg that may be lost. Ends and havens must be nodes of the map, so that routes are of its own net. */
void town_walk(const struct aman_escort_judged *judged);

#endif
