#include "plan/limits.h"

/* Values, certainty and sources as collected for the project; where a source was read only at second
 * hand the certainty says so, and the report shows it. */
const struct aman_limit_def aman_limit_defs[AMAN_LIMIT_COUNT] = {
    [AMAN_LIMIT_TURNSTILE_PER_H] = {"turnstile_rate", "persons/h", 660, 1, 3600, 'B',
                                    "Green Guide: at most 660 persons an hour and turnstile",
                                    "Persons an hour that one turnstile may be counted with, at most."},
    [AMAN_LIMIT_FLOW_LEVEL_PER_M_MIN] = {"flow_level", "persons/m/min", 82, 1, 200, 'B',
                                         "Green Guide: level exits",
                                         "Persons a metre of width and minute on a level way out."},
    [AMAN_LIMIT_FLOW_STEPPED_PER_M_MIN] = {"flow_stepped", "persons/m/min", 66, 1, 200, 'B',
                                           "Green Guide: stepped exits",
                                           "Persons a metre of width and minute on a stepped way out."},
    [AMAN_LIMIT_STANDING_PER_10M2] =
        {"standing_places", "persons/10 m²", 47, 1, 100, 'A', "Green Guide 11.8",
         "Standing places on 10 m² with crush barriers in good condition, at most."},
    [AMAN_LIMIT_EXIT_TIME_S] =
        {"exit_time", "s", 480, 30, 480, 'A', "Green Guide 10.7",
         "Time in which everyone leaves the viewing accommodation, where a section sets none."},
    [AMAN_LIMIT_EVACUATION_TIME_S] =
        {"evacuation_time", "s", 480, 150, 480, 'A', "Green Guide: 2.5 to 8 min by fire risk",
         "Time in which everyone reaches a place of safety, where a section sets none."},
    [AMAN_LIMIT_SEATED_BY_KICK_OFF] =
        {"seated_by_kick_off", "share", 0.99, 0, 1, 'C', "practice, to be confirmed",
         "Share of ticket holders who are in their place at kick-off, at least."},
    [AMAN_LIMIT_QUEUE_WAIT_P95_S] = {"queue_wait", "s", 1200, 10, 14400, 'C', "practice, to be confirmed",
                                     "Wait that 95 of 100 people stay under at a search or gate."},
    [AMAN_LIMIT_DENSITY_WALKWAY_PER_M2] = {"density_walkway", "persons/m²", 2.5, 0.1, 10, 'B',
                                           "Still: above 2.5 a moving crowd is at capacity",
                                           "Sustained density where people walk."},
    [AMAN_LIMIT_DENSITY_QUEUE_PER_M2] = {"density_queue", "persons/m²", 3.59, 0.1, 10, 'C',
                                         "Fruin: level of service D of queues",
                                         "Sustained density where people queue."},
    [AMAN_LIMIT_DENSITY_STAIRS_PER_M2] = {"density_stairs", "persons/m²", 2.5, 0.1, 10, 'C',
                                          "as on walkways, to be confirmed", "Sustained density on stairs."},
    [AMAN_LIMIT_DENSITY_STANDING_PER_M2] = {"density_standing", "persons/m²", 4.7, 0.1, 10, 'A',
                                            "Green Guide 11.8", "Sustained density on standing terraces."},
    [AMAN_LIMIT_DENSITY_DANGER_PER_M2] = {"density_danger", "persons/m²", 5.55, 0.1, 20, 'A',
                                          "Fruin: dangerous forces in a static crowd",
                                          "Density that must not be reached anywhere."},
    [AMAN_LIMIT_PRESSURE_PER_S2] =
        {"pressure", "1/s²", 0.02, 0.0001, 10, 'C', "Helbing 2007: crowd turbulence",
         "Density times variance of velocity, from which a dense crowd is turbulent."},
    [AMAN_LIMIT_SUSTAINED_S] = {"sustained", "s", 60, 1, 3600, 'C', "practice, to be confirmed",
                                "How long a density must last to count."},
    [AMAN_LIMIT_LEFT_SITE_S] = {"left_site", "s", 5400, 60, 43200, 'C', "practice, to be confirmed",
                                "Time after full time by which everyone has departed."},
    [AMAN_LIMIT_HAVEN_TIME_S] = {"haven_time", "s", 600, 30, 7200, 'C', "practice, to be confirmed",
                                 "Time in which a convoy reaches a safe stop, a police station or a hospital from any "
                                 "point of its primary route."},
    [AMAN_LIMIT_RIVAL_DISTANCE_M] = {"rival_distance", "m", 300, 0, 20000, 'C', "practice, to be confirmed",
                                     "Distance that convoys of rivals keep on the road."},
};
