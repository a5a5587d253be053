#include "check/escort_drive.h"

#include <math.h>

/* z(0.9) of the normal distribution. */
#define Z90 1.2815515655446004

/* The normal quantile by bisection of erfc: a hundred halvings end at the last bit. */
static double normal_quantile(double share)
{
    double low = -9.0, high = 9.0;
    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        if (0.5 * erfc(-middle / sqrt(2.0)) < share)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

double aman_drive_power(double quantile)
{
    return normal_quantile(quantile) / Z90;
}

static double at_power(double p50_s, double p90_s, double power)
{
    return p50_s > 0.0 ? p50_s * pow(p90_s / p50_s, power) : 0.0;
}

double aman_drive_quantile(double p50_s, double p90_s, double quantile)
{
    return at_power(p50_s, p90_s, aman_drive_power(quantile));
}

static double leg_s(const struct aman_planned_route *route, size_t leg, double power)
{
    const struct aman_escort_point *a = &route->points[leg], *b = &route->points[leg + 1];
    return at_power(b->p50_s - a->p50_s, b->p90_s - a->p90_s, power);
}

double aman_drive_time(const struct aman_planned_route *route, double quantile)
{
    double power = aman_drive_power(quantile), sum_s = 0.0;
    for (size_t i = 0; i + 1 < route->n; i++) sum_s += leg_s(route, i, power);
    return sum_s;
}

/* The last vehicle passes a point when the first is the convoy's length beyond it; beyond the end, as if it drove on. */
static double clear_s(const struct aman_planned_route *route, const struct aman_drive_point *points, size_t i, double convoy_m)
{
    double beyond_m = route->points[i].at_m + convoy_m;
    size_t leg = i + 1 < route->n ? i : i - 1;
    while (leg + 2 < route->n && beyond_m > route->points[leg + 1].at_m) leg++;
    double length_m = route->points[leg + 1].at_m - route->points[leg].at_m;
    double time_s = points[leg + 1].late_s - points[leg].late_s;
    return points[leg].late_s + (length_m > 0.0 ? (beyond_m - route->points[leg].at_m) / length_m * time_s : time_s);
}

enum aman_err aman_drive_make(const struct aman_planned_route *route, struct aman_drive_point start, double confidence,
                              double convoy_m, struct aman_arena *arena, struct aman_drive *drive)
{
    struct aman_drive_point *points = aman_arena_new(arena, route->n, sizeof *points);
    if (!points) return AMAN_ERR_MEMORY;
    double early = aman_drive_power(AMAN_DRIVE_EARLY), late = aman_drive_power(confidence), start_clear_s = start.clear_s;
    for (size_t i = 0; i < route->n; i++) {
        points[i] = start;
        if (i + 1 == route->n) break;
        start.early_s += leg_s(route, i, early);
        start.expected_s += leg_s(route, i, 0.0);
        start.late_s += leg_s(route, i, late);
    }
    for (size_t i = 0; i < route->n; i++)
        points[i].clear_s = fmax(route->n > 1 ? clear_s(route, points, i, convoy_m) : start_clear_s, points[i].late_s);
    if (route->n > 0) points[0].clear_s = fmax(points[0].clear_s, start_clear_s);
    *drive = (struct aman_drive){points, confidence, convoy_m};
    return AMAN_OK;
}

struct aman_drive_point aman_drive_at(const struct aman_planned_route *route, const struct aman_drive *drive, double at_m)
{
    size_t i = 0;
    while (i + 2 < route->n && at_m > route->points[i + 1].at_m) i++;
    if (route->n < 2) return drive->points[0];
    double length_m = route->points[i + 1].at_m - route->points[i].at_m;
    double share = length_m > 0.0 ? fmin(fmax((at_m - route->points[i].at_m) / length_m, 0.0), 1.0) : 0.0;
    const struct aman_drive_point *a = &drive->points[i], *b = &drive->points[i + 1];
    return (struct aman_drive_point){a->early_s + share * (b->early_s - a->early_s),
                                     a->expected_s + share * (b->expected_s - a->expected_s),
                                     a->late_s + share * (b->late_s - a->late_s),
                                     a->clear_s + share * (b->clear_s - a->clear_s)};
}
