#include "engines/names/names.h"

/* Raw score against the share of true matches: see bench/README.md. */
static const struct {
    double raw, score;
} points[] = {{0.0, 0.0}, {0.40, 0.15}, {0.55, 0.25}, {0.62, 0.45}, {0.70, 0.70}, {0.80, 0.88}, {0.92, 0.94}, {1.0, 1.0}};
enum { N_POINTS = sizeof points / sizeof *points };

double aman_names_calibrated(double raw)
{
    for (int i = 1; i < N_POINTS; i++)
        if (raw <= points[i].raw)
            return points[i - 1].score + (points[i].score - points[i - 1].score) * (raw - points[i - 1].raw) /
                                             (points[i].raw - points[i - 1].raw);
    return 1.0;
}

double aman_names_raw_of(double score)
{
    for (int i = 1; i < N_POINTS; i++)
        if (score <= points[i].score)
            return points[i - 1].raw + (points[i].raw - points[i - 1].raw) * (score - points[i - 1].score) /
                                           (points[i].score - points[i - 1].score);
    return 1.0;
}
