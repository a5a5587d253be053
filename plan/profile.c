#include "plan/profile.h"

#include <math.h>

const char *const aman_curve_names[AMAN_CURVE_COUNT + 1] = {"early", "steady", "late", "very_late", NULL};

enum { LAST_S = 45 * 60, BEFORE_PIECES = 6, LAST_PIECES = 3 };

static const double last_parts[LAST_PIECES] = {4.0 / 13.0, 9.0 / 13.0, 1.0}; /* cumulative 4 : 5 : 4 */

struct shape {
    double before, last, after; /* shares, sum 1 */
    double power;               /* of the cumulative curve before the last 45 minutes */
};

static const struct shape shapes[AMAN_CURVE_COUNT] = {
    [AMAN_CURVE_EARLY] = {0.80, 0.19, 0.01, 1.0},
    [AMAN_CURVE_LATE] = {0.33, 0.65, 0.02, 2.0},
    [AMAN_CURVE_VERY_LATE] = {0.15, 0.80, 0.05, 2.0},
};

struct builder {
    struct aman_profile_point *points;
    size_t n;
};

static void add_point(struct builder *builder, double t_s, double share)
{
    if (builder->n > 0 && t_s <= builder->points[builder->n - 1].t_s) return;
    builder->points[builder->n++] = (struct aman_profile_point){t_s, share};
}

static void add_anchored(struct builder *builder, const struct shape *shape, double from_s, double to_s,
                         double anchor_s)
{
    double last_s = fmin(fmax(anchor_s - LAST_S, from_s), to_s);
    double before = last_s > from_s ? shape->before : 0.0;
    double last = anchor_s > last_s ? shape->last : 0.0;
    double after = to_s > anchor_s ? shape->after : 0.0;
    double sum = before + last + after;
    add_point(builder, from_s, 0.0);
    for (int i = 1; i <= BEFORE_PIECES && before > 0.0; i++) {
        double u = (double)i / BEFORE_PIECES;
        add_point(builder, from_s + u * (last_s - from_s), pow(u, shape->power) * before / sum);
    }
    for (int i = 0; i < LAST_PIECES && last > 0.0; i++)
        add_point(builder, last_s + (i + 1.0) / LAST_PIECES * (anchor_s - last_s),
                  (before + last_parts[i] * last) / sum);
    if (after > 0.0) add_point(builder, to_s, 1.0);
}

enum aman_err aman_curve_points(enum aman_curve curve, double from_s, double to_s, double kick_off_s,
                                struct aman_profile_point points[AMAN_CURVE_MOST_POINTS], size_t *n)
{
    if (!isfinite(from_s) || !isfinite(to_s) || !isfinite(kick_off_s) || from_s >= to_s)
        return AMAN_ERR_ARGUMENT;
    struct builder builder = {points, 0};
    if (curve == AMAN_CURVE_STEADY) {
        add_point(&builder, from_s, 0.0);
        add_point(&builder, to_s, 1.0);
    } else {
        double anchor_s = fmax(fmin(kick_off_s, to_s), from_s);
        add_anchored(&builder, &shapes[curve], from_s, to_s, anchor_s);
    }
    points[builder.n - 1].share = 1.0;
    *n = builder.n;
    return AMAN_OK;
}
