#include "engines/capacity/capacity.h"

#include <math.h>

static bool in_range(double value, double least, double most)
{
    return isfinite(value) && value >= least && value <= most;
}

static bool rates_are_valid(const struct aman_capacity_rates *rates)
{
    return in_range(rates->turnstile_per_h, 0.0, 1e6) && in_range(rates->level_per_m_min, 0.0, 1e6) &&
           in_range(rates->stepped_per_m_min, 0.0, 1e6);
}

static bool section_is_valid(const struct aman_capacity_section *section)
{
    for (size_t i = 0; i < section->n_entries; i++)
        if (section->entries[i].n < 0 || !in_range(section->entries[i].per_h, 0.0, 1e6)) return false;
    for (size_t i = 0; i < section->n_ways; i++)
        if (!in_range(section->ways[i].width_m, 0.0, 1e4)) return false;
    return in_range(section->entry_share, 0.0, 1.0) && section->entry_share > 0.0 &&
           in_range(section->ways_share, 0.0, 1.0) && section->ways_share > 0.0 &&
           in_range(section->places, 0.0, 1e7) && in_range(section->p, 0.0, 1.0) &&
           in_range(section->s, 0.0, 1.0) && in_range(section->exit_time_s, 0.0, 480.0) &&
           section->exit_time_s > 0.0 && in_range(section->evacuation_time_s, 150.0, 480.0);
}

static double entry_per_h(const struct aman_capacity_section *section,
                          const struct aman_capacity_rates *rates)
{
    double sum = 0.0;
    for (size_t i = 0; i < section->n_entries; i++)
        sum += section->entries[i].n * fmin(section->entries[i].per_h, rates->turnstile_per_h);
    return sum * section->entry_share;
}

static double way_per_min(const struct aman_capacity_way *way, const struct aman_capacity_rates *rates)
{
    return way->width_m * (way->stepped ? rates->stepped_per_m_min : rates->level_per_m_min);
}

/* All ways together, and the best of them apart. */
static double ways_per_min(const struct aman_capacity_section *section,
                           const struct aman_capacity_rates *rates, double *widest)
{
    double sum = 0.0, width = -1.0;
    *widest = 0.0;
    for (size_t i = 0; i < section->n_ways; i++) {
        double flow = way_per_min(&section->ways[i], rates);
        sum += flow;
        if (section->ways[i].width_m > width) {
            width = section->ways[i].width_m;
            *widest = flow;
        }
    }
    return sum;
}

static void choose_least(struct aman_capacity_result *result)
{
    const double terms[4] = {result->entry, result->holding, result->exit, result->emergency};
    result->binding = 0;
    for (int i = 1; i < 4; i++)
        if (terms[i] < terms[result->binding]) result->binding = i;
    result->safe = terms[result->binding];
    double next = INFINITY;
    for (int i = 0; i < 4; i++)
        if (i != result->binding) next = fmin(next, terms[i]);
    result->margin = next - result->safe;
}

enum aman_err aman_capacity_of_section(const struct aman_capacity_section *section,
                                       const struct aman_capacity_rates *rates,
                                       struct aman_capacity_result *result)
{
    if (!section_is_valid(section) || !rates_are_valid(rates)) return AMAN_ERR_ARGUMENT;
    double widest;
    double flow = ways_per_min(section, rates, &widest);
    double without_widest = section->n_ways >= 2 ? flow - widest : flow;
    struct aman_capacity_result r = {
        .entry = entry_per_h(section, rates),
        .holding = section->places * fmin(section->p, section->s),
        .exit = flow * section->ways_share * section->exit_time_s / 60.0,
        .emergency = without_widest * section->ways_share * section->evacuation_time_s / 60.0,
    };
    choose_least(&r);
    *result = r;
    return AMAN_OK;
}
