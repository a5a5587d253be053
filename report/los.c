#include "report/los.h"

enum { BOUNDS = AMAN_LOS_CLASSES - 1 };

static const double bounds[AMAN_LOS_SCHEMES][BOUNDS] = {
    [AMAN_ZONE_WALKWAY] = {0.31, 0.43, 0.72, 1.08, 2.15},
    [AMAN_ZONE_QUEUE] = {0.83, 1.08, 1.54, 3.59, 5.38},
    [AMAN_ZONE_STAIRS] = {0.54, 0.72, 1.08, 1.54, 2.69},
    [AMAN_ZONE_STANDING] = {1.0, 2.0, 3.57, 4.7, 5.55},
};
static const double danger_per_m2 = 5.55, critical_per_m2 = 7.1;

const double *aman_los_bounds(enum aman_zone_scheme scheme)
{
    return bounds[scheme];
}

uint8_t aman_los_code(enum aman_zone_scheme scheme, double density_per_m2)
{
    if (!(density_per_m2 >= AMAN_LOS_LEAST_PER_M2)) return AMAN_LOS_NONE;
    if (density_per_m2 >= critical_per_m2) return AMAN_LOS_CRITICAL;
    if (density_per_m2 >= danger_per_m2) return AMAN_LOS_DANGER;
    int class = 0;
    while (class < BOUNDS && density_per_m2 > bounds[scheme][class]) class++;
    double low = class > 0 ? bounds[scheme][class - 1] : 0;
    double high = class < BOUNDS ? bounds[scheme][class] : danger_per_m2;
    bool upper = density_per_m2 > (low + high) / 2;
    return (uint8_t)(AMAN_LOS_A + 2 * class + upper);
}

int aman_los_class(uint8_t code)
{
    return code >= AMAN_LOS_DANGER ? AMAN_LOS_CLASSES - 1 : (code - AMAN_LOS_A) / 2;
}

struct aman_rgba aman_los_colour(uint8_t code)
{
    static const struct aman_rgba colours[AMAN_LOS_CODES] = {
        {1, 1, 1, 0},
        {0.25, 0.47, 0.85, 0.25}, {0.25, 0.47, 0.85, 0.48}, /* A blue */
        {0.16, 0.70, 0.84, 0.75}, {0.16, 0.70, 0.84, 0.90}, /* B cyan */
        {0.36, 0.74, 0.40, 0.92}, {0.27, 0.65, 0.31, 0.95}, /* C green */
        {0.98, 0.89, 0.32, 0.96}, {0.95, 0.81, 0.16, 0.98}, /* D yellow */
        {0.96, 0.63, 0.23, 1.00}, {0.93, 0.50, 0.13, 1.00}, /* E orange */
        {0.87, 0.24, 0.17, 1.00}, {0.74, 0.11, 0.11, 1.00}, /* F red */
        {0.46, 0.06, 0.47, 1.00},                           /* dangerous */
        {0.10, 0.04, 0.12, 1.00},                           /* critical */
    };
    return colours[code < AMAN_LOS_CODES ? code : AMAN_LOS_CRITICAL];
}
