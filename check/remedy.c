#include "check/remedy.h"

#include "check/scenario.h"

#include <math.h>

int aman_remedy_lanes(double demand_per_h, double lane_per_h, int have)
{
    if (!(lane_per_h > 0.0)) return 0;
    double need = ceil(demand_per_h / lane_per_h - 1e-9);
    return need > have ? (int)fmin(need - have, 1e6) : 0;
}

double aman_peak_per_h(const uint32_t *cumulative, size_t n, size_t window_s)
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t came = cumulative[i] - cumulative[i > window_s ? i - window_s : 0];
        most = came > most ? came : most;
    }
    return most * 3600.0 / (double)window_s;
}

double aman_profile_between(const struct aman_plan_group *group, double from_s, double to_s)
{
    return group->size * (aman_profile_share(group, to_s) - aman_profile_share(group, from_s));
}
