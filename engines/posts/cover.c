#include "engines/posts/posts.h"

#include <math.h>

static bool covers(const struct aman_posts_cover *cover, const struct aman_posts_need *need)
{
    return cover->place == need->place && (cover->roles & need->roles) != 0 &&
           (need->unit < 0 || cover->unit == need->unit) && cover->from_s < need->to_s && cover->to_s > need->from_s;
}

static bool hours_are_sound(double from_s, double to_s)
{
    return isfinite(from_s) && isfinite(to_s) && from_s < to_s;
}

/* Persons there from t_s on, and until when this stays so. */
static int there_at(const struct aman_posts_need *need, const struct aman_posts_cover *all, size_t n, double t_s,
                    double *until_s)
{
    int there = 0;
    *until_s = need->to_s;
    for (size_t i = 0; i < n; i++) {
        if (!covers(&all[i], need)) continue;
        if (all[i].from_s <= t_s && t_s < all[i].to_s) there += all[i].count;
        if (all[i].from_s > t_s) *until_s = fmin(*until_s, all[i].from_s);
        if (all[i].to_s > t_s) *until_s = fmin(*until_s, all[i].to_s);
    }
    return there;
}

static struct aman_posts_gap gap_of(const struct aman_posts_need *need, const struct aman_posts_cover *all, size_t n)
{
    struct aman_posts_gap gap = {.have = -1};
    bool in_first = true; /* still in the first gap, or before it */
    double until_s;
    for (double t_s = need->from_s; t_s < need->to_s; t_s = until_s) {
        int there = there_at(need, all, n, t_s, &until_s);
        if (gap.have < 0 || there < gap.have) {
            gap.have = there;
            gap.least_s = t_s;
        }
        if (there >= need->count) {
            in_first = in_first && !gap.is_short;
            continue;
        }
        if (!gap.is_short) gap.from_s = t_s;
        gap.is_short = true;
        if (in_first) gap.to_s = until_s;
        gap.sum_s += until_s - t_s;
    }
    return gap;
}

enum aman_err aman_posts_cover_needs(const struct aman_posts_need *needs, size_t n_needs,
                                     const struct aman_posts_cover *all, size_t n_covers, struct aman_posts_gap *gaps)
{
    for (size_t i = 0; i < n_needs; i++)
        if (!hours_are_sound(needs[i].from_s, needs[i].to_s) || needs[i].count < 0) return AMAN_ERR_ARGUMENT;
    for (size_t i = 0; i < n_covers; i++)
        if (!hours_are_sound(all[i].from_s, all[i].to_s) || all[i].count < 0) return AMAN_ERR_ARGUMENT;
    for (size_t i = 0; i < n_needs; i++) gaps[i] = gap_of(&needs[i], all, n_covers);
    return AMAN_OK;
}
