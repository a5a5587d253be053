/* Everyone on the ground into the order of the bins: a counting sort, stable, so the order is the
 * same for any number of threads. O(active + bins). */
#include "engines/crowd/sim.h"

#include <math.h>
#include <string.h>

static bool is_later(const float *time_s, uint32_t a, uint32_t b)
{
    return time_s[a] > time_s[b] || (time_s[a] == time_s[b] && a > b);
}

static void sift_down(const float *time_s, uint32_t *heap, uint32_t n, uint32_t i)
{
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= n) return;
        if (child + 1 < n && is_later(time_s, heap[child + 1], heap[child])) child++;
        if (!is_later(time_s, heap[child], heap[i])) return;
        uint32_t spare = heap[i];
        heap[i] = heap[child];
        heap[child] = spare;
        i = child;
    }
}

void crowd_sort_by_time(const float *time_s, uint32_t *persons, uint32_t n)
{
    for (uint32_t i = n / 2; i-- > 0;) sift_down(time_s, persons, n, i);
    for (uint32_t end = n; end > 1; end--) {
        uint32_t spare = persons[0];
        persons[0] = persons[end - 1];
        persons[end - 1] = spare;
        sift_down(time_s, persons, end - 1, 0);
    }
}

enum { SORT_CHUNK = 1024, OFF_THE_LIST = -1 };

/* Which bin each person on the list stands in. */
static void find_bins(void *ctx, size_t begin, size_t end)
{
    struct aman_crowd_sim *sim = ctx;
    for (size_t i = begin; i < end; i++) {
        if (i + 12 < end) __builtin_prefetch(&sim->agents[sim->active[i + 12]]);
        const struct crowd_agent *agent = &sim->agents[sim->active[i]];
        int32_t bin = OFF_THE_LIST;
        if (crowd_stage_on_ground(agent->stage)) {
            bin = crowd_bin_at(sim->world, agent->level, agent->x, agent->y);
            if (bin < 0) bin = sim->world->n_bins; /* off the ground: seen by nobody */
        }
        sim->bin_of[i] = bin;
    }
}

/* Drops those who have left the ground, and counts the others by bin. */
static uint32_t count_bins(struct aman_crowd_sim *sim)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < sim->state->n_active; i++) {
        int32_t bin = sim->bin_of[i];
        if (bin == OFF_THE_LIST) continue;
        sim->active[kept] = sim->active[i];
        sim->bin_of[kept++] = bin;
        sim->bin_begin[bin + 2]++;
        sim->block_n[(size_t)bin / CROWD_BLOCK]++;
    }
    return kept;
}

static void gather(struct aman_crowd_sim *sim, uint32_t slot, uint32_t person)
{
    const struct crowd_agent *agent = &sim->agents[person];
    sim->sorted.x[slot] = (float)(agent->x - sim->world->origin_x);
    sim->sorted.y[slot] = (float)(agent->y - sim->world->origin_y);
    sim->sorted.reach[slot] = agent->reach_m;
    sim->sorted.t[slot] = agent->t_m;
    enum aman_crowd_motion motion = sim->model->params.motion;
    bool moves = motion == AMAN_CROWD_MOTION_ANTICIPATION || motion == AMAN_CROWD_MOTION_FORCE;
    sim->sorted.ex[slot] = moves ? agent->vx : agent->ex;
    sim->sorted.ey[slot] = moves ? agent->vy : agent->ey;
    sim->sorted.person[slot] = person;
}

/* Running sums; most blocks of bins are empty and only filled. */
static void sum_up(uint32_t *counts, size_t n, const uint32_t *block_n)
{
    uint32_t sum = 0;
    for (size_t block = 0; block * CROWD_BLOCK < n; block++) {
        size_t from = block * CROWD_BLOCK, to = from + CROWD_BLOCK < n ? from + CROWD_BLOCK : n;
        if (block_n[block] == 0)
            for (size_t b = from; b < to; b++) counts[b] = sum;
        else
            for (size_t b = from; b < to; b++) counts[b] = sum += counts[b];
    }
}

/* Those on a stair near its top, and those above near its top, see each other: each group is
 * copied behind the sorted arrays. */
static void gather_link(struct aman_crowd_sim *sim, size_t link_index, bool above, struct crowd_range *range,
                        uint32_t *slot)
{
    const struct crowd_link *link = &sim->world->links[link_index];
    const struct crowd_rows *rows = above ? &link->rows_high : &link->rows_low;
    range->begin = *slot;
    for (int r = 0; r < rows->n; r++)
        for (uint32_t k = sim->bin_begin[rows->first[r]]; k < sim->bin_begin[rows->last[r]]; k++) {
            const struct crowd_agent *agent = &sim->agents[sim->sorted.person[k]];
            bool on_link = agent->link == (int)link_index;
            struct aman_point at = {agent->x, agent->y};
            bool close = aman_point_distance(at, aman_segment_nearest(link->top, at)) < sim->world->see_m;
            if (close && on_link != above && *slot < sim->sorted_capacity) gather(sim, (*slot)++, sim->sorted.person[k]);
        }
    range->end = *slot;
}

/* Each to the slot that is theirs alone. */
static void gather_all(void *ctx, size_t begin, size_t end)
{
    struct aman_crowd_sim *sim = ctx;
    for (size_t i = begin; i < end; i++) {
        if (i + 12 < end) __builtin_prefetch(&sim->agents[sim->active[i + 12]]);
        uint32_t slot = sim->slot_of[i];
        sim->spare[slot] = sim->active[i];
        sim->sorted.bin[slot] = sim->bin_of[i];
        gather(sim, slot, sim->active[i]);
    }
}

void crowd_sort(struct aman_crowd_sim *sim, struct aman_tasks *tasks)
{
    struct crowd_state *state = sim->state;
    size_t n_bins = (size_t)sim->world->n_bins + 1;
    memset(sim->bin_begin, 0, (n_bins + 2) * sizeof *sim->bin_begin);
    memset(sim->block_n, 0, (n_bins / CROWD_BLOCK + 1) * sizeof *sim->block_n);
    aman_tasks_for(crowd_worth_sharing(state->n_active) ? tasks : NULL, state->n_active, SORT_CHUNK, find_bins, sim);
    uint32_t n = count_bins(sim);
    sum_up(sim->bin_begin + 2, n_bins - 1, sim->block_n);
    for (uint32_t i = 0; i < n; i++) sim->slot_of[i] = sim->bin_begin[sim->bin_of[i] + 1]++;
    aman_tasks_for(crowd_worth_sharing(n) ? tasks : NULL, n, SORT_CHUNK, gather_all, sim);
    memcpy(sim->active, sim->spare, n * sizeof *sim->active);
    state->n_active = n;
    sim->n_sorted = n;
    uint32_t slot = n + 8;
    for (size_t k = 0; k < sim->world->n_links; k++) {
        gather_link(sim, k, false, &sim->on_link[k], &slot);
        gather_link(sim, k, true, &sim->above_link[k], &slot);
    }
}
