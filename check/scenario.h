/* check/scenario.h - a plan as the crowd engine wants it: a world, a model of the day, and
 * a model for each contingency.
 *
 * Everything lies in one arena; plan and arena must outlive the scenario. The same plan and seed give
 * the same bytes. Choices that the plan leaves open, all certainty C unless said:
 * - arrivals: stratified along the profile, so every share of it is met to a party; parties arrive
 *   together; a place with `batch` lets them arrive by vehicle: consecutive arrivals fill one
 *   and come when its last passenger would have come, so its headway is batch over the rate of the moment;
 * - speeds: normal, cut to [0.5, 2] m/s; a party walks as its slowest (which gives the means of
 *   Moussaïd 2010, 1.26 - 0.04 n, to 0.03 m/s); reduced mobility: 0.7 ± 0.1 m/s;
 * - seats: parties take neighbouring places; blocks (one row on one gangway) fill in a random order;
 * - leaving: 3 % between the opening of egress and full time (nobody of a held-back group), the others
 *   after full time (and hold-back) by an exponential law cut at its 99.5 %; parties leave together;
 * - evacuation: log-normal premovement, one for a party; without drawn places of safety the
 *   places of departure serve as such.
 */
#ifndef AMAN_CHECK_SCENARIO_H
#define AMAN_CHECK_SCENARIO_H

#include "base/error.h"
#include "engines/crowd/crowd.h"
#include "plan/plan.h"

struct aman_scenario {
    const struct aman_plan *plan;
    struct aman_arena *arena;
    uint64_t seed;
    struct aman_crowd_world_def world;
    struct aman_crowd_model day;
    int safety_target;
    bool safety_drawn;        /* false: places of departure serve as places of safety */
    uint16_t *group;          /* of each person */
    uint32_t *section_people; /* n_sections + 1; the last: stands in no section */
    uint32_t *stand_people;   /* per feature: persons with a ticket for this stand */
    uint32_t *stand_places;   /* per feature: places drawn */
    uint32_t without_stand;   /* persons of groups whose stands have no place: left out */
};

/* One run: the day as planned, or with a contingency. */
struct aman_variant {
    int contingency; /* -1: the day as planned */
    struct aman_crowd_model model;
    double fork_s; /* the day is the same up to here */
    double end_s;  /* hard end */
    double kick_off_s, full_time_s, egress_opens_s;
    double alarm_s;  /* NAN without evacuation */
    bool *evacuated; /* n_sections + 1; NULL without evacuation */
};

/* INPUT: the plan has no level, no place to arrive, or a reference that leads nowhere; LIMIT:
 * more than the engine's ids can hold; MEMORY. O(people + seats + features). */
enum aman_err aman_scenario_build(const struct aman_plan *plan, uint64_t seed, struct aman_arena *arena,
                                  struct aman_scenario *scenario);

/* contingency -1: the day. INPUT when a time that its type needs is missing, or it has no run (prose). */
enum aman_err aman_scenario_variant(const struct aman_scenario *scenario, int contingency,
                                    struct aman_variant *variant);

/* Index of the section that holds this stand; n_sections if none. */
size_t aman_plan_section_of(const struct aman_plan *plan, int stand);

/* Share of a group that has come by t_s, and its inverse (u in [0, 1]). */
double aman_profile_share(const struct aman_plan_group *group, double t_s);
double aman_profile_time(const struct aman_plan_group *group, double u);

#endif
