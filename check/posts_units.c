/* How many people each unit needs, and which posts its reserves reach. */
#include "check/posts_parts.h"

#include <math.h>

/* ---- slots of a unit: posts, those who relieve them, sweeps ---- */

struct slots {
    const struct aman_posts_ways *ways;
    int unit;
    struct aman_posts_slot *items;
    size_t n;
};

static void add_slot(struct slots *slots, int unit, const struct aman_plan_spot *spot, int count, double from_s, double to_s)
{
    if (unit != slots->unit || !(from_s < to_s)) return;
    int station = aman_posts_station(slots->ways, spot);
    slots->items[slots->n++] = (struct aman_posts_slot){station, count, from_s, to_s};
}

static void add_post(struct slots *slots, const struct aman_plan_post *post)
{
    bool at_each = post->kind == AMAN_POST_STATIC;
    for (size_t k = 0; k < (at_each ? post->n_spots : 1); k++) {
        add_slot(slots, post->unit, &post->spots[k], post->count, post->from_s, post->to_s);
        if (isnan(post->relief_after_s)) continue;
        add_slot(slots, post->relief_unit, &post->spots[k], post->count, post->from_s + post->relief_after_s, post->to_s);
    }
}

static size_t most_slots(const struct aman_plan *plan)
{
    size_t n = plan->deployment.n_sweeps;
    for (size_t i = 0; i < plan->deployment.n_posts; i++) n += 2 * plan->deployment.posts[i].n_spots;
    return n;
}

static void add_all(struct slots *slots, const struct aman_plan *plan)
{
    const struct aman_plan_deployment *deployment = &plan->deployment;
    for (size_t i = 0; i < deployment->n_posts; i++) add_post(slots, &deployment->posts[i]);
    for (size_t i = 0; i < deployment->n_sweeps; i++) {
        const struct aman_plan_sweep *sweep = &deployment->sweeps[i];
        if (sweep->n_spots > 0) add_slot(slots, sweep->unit, &sweep->spots[0], sweep->count, sweep->start_s, sweep->finish_s);
    }
}

static enum aman_err find_loads(const struct aman_plan *plan, struct aman_posts_ways *ways, struct aman_arena *arena,
                                struct aman_posts_verdict *verdict)
{
    size_t n_units = plan->deployment.n_units, most = most_slots(plan);
    enum aman_err err = AMAN_OK;
    verdict->loads = aman_arena_new(arena, n_units, sizeof *verdict->loads);
    struct aman_posts_slot *items = aman_mem_new(ways->mem, most, sizeof *items);
    if (!verdict->loads || !items) err = AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n_units && err == AMAN_OK; i++) {
        struct slots slots = {ways, (int)i, items, 0};
        add_all(&slots, plan);
        struct aman_posts_load load;
        err = aman_posts_unit_load(items, slots.n, aman_posts_way_s, ways, ways->mem, &load);
        if (err == AMAN_OK)
            verdict->loads[i] = (struct aman_unit_load){load.peak,  load.peak_s, load.needed,
                                                        load.way_s, load.time_s, load.tight_s};
    }
    aman_mem_free(ways->mem, items, most, sizeof *items);
    return err == AMAN_OK && ways->failed ? AMAN_ERR_MEMORY : err;
}

int aman_posts_on_duty(const struct aman_plan *plan, int unit, double t_s)
{
    const struct aman_plan_deployment *deployment = &plan->deployment;
    int there = 0;
    for (size_t i = 0; i < deployment->n_posts; i++) {
        const struct aman_plan_post *post = &deployment->posts[i];
        double relief_s = isnan(post->relief_after_s) ? (double)INFINITY : post->from_s + post->relief_after_s;
        if (post->unit == unit && post->from_s <= t_s && t_s < post->to_s) there += aman_plan_post_persons(post);
        if (post->relief_unit == unit && relief_s <= t_s && t_s < post->to_s) there += aman_plan_post_persons(post);
    }
    for (size_t i = 0; i < deployment->n_sweeps; i++) {
        const struct aman_plan_sweep *sweep = &deployment->sweeps[i];
        if (sweep->unit == unit && sweep->start_s <= t_s && t_s < sweep->finish_s) there += sweep->count;
    }
    return there;
}

/* ---- reserves ---- */

static double reach_of(const struct aman_plan *plan, const struct aman_plan_post *reserve)
{
    return isnan(reserve->reach_s) ? plan->limits[AMAN_LIMIT_RESERVE_REACH_S].value : reserve->reach_s;
}

/* Hours in which a reserve is in reach of one place of a post. */
static enum aman_err ask_place(const struct aman_plan *plan, struct aman_posts_ways *ways, const struct aman_plan_post *post,
                               const struct aman_plan_spot *spot, struct aman_posts_cover *covers,
                               struct aman_reserve_reach *found)
{
    const struct aman_plan_deployment *deployment = &plan->deployment;
    struct aman_posts_need need = {0, 1, -1, 1, post->from_s, post->to_s};
    size_t n = 0;
    *found = (struct aman_reserve_reach){.nearest_s = (double)INFINITY, .reach_s = plan->limits[AMAN_LIMIT_RESERVE_REACH_S].value};
    for (size_t i = 0; i < deployment->n_posts; i++) {
        const struct aman_plan_post *reserve = &deployment->posts[i];
        if (reserve->kind != AMAN_POST_RESERVE) continue;
        double reach_s = reach_of(plan, reserve);
        double way_s = aman_posts_way_s(ways, aman_posts_station(ways, &reserve->spots[0]), aman_posts_station(ways, spot), 0.0);
        if (way_s < found->nearest_s) {
            found->nearest_s = way_s;
            found->reach_s = reach_s;
        }
        if (way_s <= reach_s) covers[n++] = (struct aman_posts_cover){0, 1, reserve->unit, 1, reserve->from_s, reserve->to_s};
    }
    struct aman_posts_gap gap;
    enum aman_err err = aman_posts_cover_needs(&need, 1, covers, n, &gap);
    if (err == AMAN_OK) found->gap = aman_need_gap_of(&gap);
    return err;
}

static enum aman_err find_reach(const struct aman_plan *plan, struct aman_posts_ways *ways, const struct aman_plan_post *post,
                                struct aman_posts_cover *covers, struct aman_reserve_reach *worst)
{
    *worst = (struct aman_reserve_reach){.nearest_s = -1.0};
    for (size_t k = 0; k < post->n_spots; k++) {
        struct aman_reserve_reach found;
        enum aman_err err = ask_place(plan, ways, post, &post->spots[k], covers, &found);
        if (err != AMAN_OK) return err;
        bool longer = found.gap.is_short && (!worst->gap.is_short || found.gap.sum_s > worst->gap.sum_s);
        bool further = found.gap.is_short == worst->gap.is_short && found.gap.sum_s == worst->gap.sum_s &&
                       found.nearest_s > worst->nearest_s;
        if (longer || further) *worst = found;
    }
    return AMAN_OK;
}

static enum aman_err find_reserves(const struct aman_plan *plan, struct aman_posts_ways *ways, struct aman_arena *arena,
                                   struct aman_posts_verdict *verdict)
{
    size_t n = plan->deployment.n_posts;
    enum aman_err err = AMAN_OK;
    verdict->reserves = aman_arena_new(arena, n, sizeof *verdict->reserves);
    struct aman_posts_cover *covers = aman_mem_new(ways->mem, n, sizeof *covers);
    if (!verdict->reserves || !covers) err = AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n && err == AMAN_OK; i++)
        if (plan->deployment.posts[i].kind != AMAN_POST_RESERVE)
            err = find_reach(plan, ways, &plan->deployment.posts[i], covers, &verdict->reserves[i]);
    aman_mem_free(ways->mem, covers, n, sizeof *covers);
    return err == AMAN_OK && ways->failed ? AMAN_ERR_MEMORY : err;
}

static void find_hours(const struct aman_plan *plan, struct aman_posts_verdict *verdict)
{
    verdict->from_s = (double)INFINITY;
    verdict->to_s = (double)-INFINITY;
    for (size_t i = 0; i < plan->deployment.n_posts; i++) {
        verdict->from_s = fmin(verdict->from_s, plan->deployment.posts[i].from_s);
        verdict->to_s = fmax(verdict->to_s, plan->deployment.posts[i].to_s);
    }
    for (size_t i = 0; i < plan->deployment.n_units; i++)
        if (plan->deployment.units[i].kind <= AMAN_UNIT_KIND_MILITARY)
            verdict->police_at_kick_off += aman_posts_on_duty(plan, (int)i, plan->situation.kick_off_s);
}

enum aman_err aman_posts_units(const struct aman_plan *plan, struct aman_posts_ways *ways, struct aman_arena *arena,
                               struct aman_posts_verdict *verdict)
{
    find_hours(plan, verdict);
    enum aman_err err = find_reserves(plan, ways, arena, verdict); /* first: their rows shorten the rest */
    if (err == AMAN_OK) err = find_loads(plan, ways, arena, verdict);
    return err;
}
