/* report/los.h - levels of service: what a density means, and its colour.
 *
 * Fruin's bands for walkways and queues; for stairs his bands turned into densities; for standing places
 * steps up to the Green Guide's 47 per 10 m² and Fruin's static limits (the last two: certainty C). A
 * density is kept in a code of 4 bits, so that a minute's picture of a whole venue stays small.
 */
#ifndef AMAN_REPORT_LOS_H
#define AMAN_REPORT_LOS_H

#include "plan/venue.h"

#include <stdint.h>

enum {
    AMAN_LOS_CLASSES = 6, /* A..F */
    AMAN_LOS_SCHEMES = 4, /* as enum aman_zone_scheme */
    AMAN_LOS_NONE = 0,    /* fewer than AMAN_LOS_LEAST_PER_M2 */
    AMAN_LOS_A = 1,       /* two codes for each class: lower and upper half of its band */
    AMAN_LOS_DANGER = 13, /* 5.55 /m² and over: dangerous forces (Fruin) */
    AMAN_LOS_CRITICAL = 14, /* 7.1 /m² and over */
    AMAN_LOS_CODES = 15
};
#define AMAN_LOS_LEAST_PER_M2 0.05

struct aman_rgba {
    double r, g, b, a; /* 0..1 */
};

/* Upper bounds of A..E in persons/m², whatever is above is F. */
const double *aman_los_bounds(enum aman_zone_scheme scheme);

uint8_t aman_los_code(enum aman_zone_scheme scheme, double density_per_m2);

/* 0..5 for A..F; also of the codes over F. Not for AMAN_LOS_NONE. */
int aman_los_class(uint8_t code);

/* A blue, B cyan, C green, D yellow, E orange, F red, over 5.55 purple, over 7.1 black; the sparse
 * end is see-through. */
struct aman_rgba aman_los_colour(uint8_t code);

#endif
