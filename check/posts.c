#include "check/posts_parts.h"

struct aman_need_gap aman_need_gap_of(const struct aman_posts_gap *gap)
{
    return (struct aman_need_gap){gap->is_short, gap->from_s, gap->to_s, gap->have, gap->least_s, gap->sum_s};
}

static enum aman_err judge_posts(const struct aman_plan *plan, const struct aman_escorts *escorts,
                                 const struct aman_posts_ground *ground, const struct aman_mem *mem,
                                 struct aman_arena *arena, struct aman_posts_verdict *verdict)
{
    struct aman_posts_ways ways;
    enum aman_err err = aman_posts_ways_init(&ways, plan, ground, mem);
    if (err != AMAN_OK) return err;
    err = aman_posts_needs(plan, escorts, mem, arena, verdict);
    if (err == AMAN_OK) err = aman_posts_units(plan, &ways, arena, verdict);
    aman_posts_ways_release(&ways);
    return err;
}

enum aman_err aman_posts_judge(const struct aman_plan *plan, const struct aman_escorts *escorts, const struct aman_mem *mem, struct aman_arena *arena,
                               struct aman_posts_verdict *verdict)
{
    struct aman_posts_verdict found = {.needs = NULL};
    struct aman_posts_ground ground;
    if (!plan->deployment.judged && plan->deployment.n_perimeters == 0) {
        *verdict = found;
        return AMAN_OK;
    }
    enum aman_err err = aman_posts_ground_build(&plan->venue, mem, &ground);
    if (err != AMAN_OK) return err;
    found.cell_m = ground.cell_m;
    if (plan->deployment.judged) err = judge_posts(plan, escorts, &ground, mem, arena, &found);
    if (err == AMAN_OK) err = aman_posts_rings(plan, &ground, mem, arena, &found);
    aman_posts_ground_release(&ground, mem);
    if (err == AMAN_OK) *verdict = found;
    return err;
}
