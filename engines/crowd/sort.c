/* Everyone on the ground into the order of the bins: a counting sort, stable, so the order is the same for any number
 * of threads. The agents' records themselves are put into that order: a step reads memory from front to back, and
 * those who stand near lie near. O(active + blocks near somebody + blocks / 64). */
#include "engines/crowd/move.h"

#include <math.h>
#include <string.h>

#define FAR_AWAY 1e8f /* no place, in single precision: its square is still finite */

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

enum { SORT_CHUNK = 256, OFF_THE_LIST = -1 };

/* Which bin each of the active stands in. */
static void find_bins(void *ctx, size_t begin, size_t end)
{
    struct aman_crowd_sim *sim = ctx;
    for (size_t i = begin; i < end; i++) {
        const struct crowd_agent *agent = &sim->agents[i];
        int32_t bin = OFF_THE_LIST;
        if (crowd_stage_on_ground(agent->stage)) {
            bin = crowd_bin_at(sim->world, agent->level, agent->x, agent->y);
            if (bin < 0) bin = sim->world->n_bins; /* off the ground: seen by nobody */
        }
        sim->bin_now[i] = bin;
    }
}

static size_t word_count(const struct aman_crowd_sim *sim)
{
    return crowd_block_words(sim->world);
}

static void fill(uint32_t *block, uint32_t value)
{
    for (int b = 0; b < CROWD_BLOCK; b++) block[b] = value;
}

/* Counts by bin; notes which blocks hold anybody. */
static void count_bins(struct aman_crowd_sim *sim, const int32_t *bins, uint32_t n)
{
    uint64_t *held = sim->block_held;
    memset(held, 0, word_count(sim) * sizeof *held);
    for (uint32_t i = 0; i < n; i++) {
        if (bins[i] == OFF_THE_LIST) continue;
        uint32_t block = (uint32_t)bins[i] / CROWD_BLOCK;
        uint64_t bit = UINT64_C(1) << (block % 64);
        if (!(held[block / 64] & bit)) fill(&sim->bin_next[block * CROWD_BLOCK], 0);
        held[block / 64] |= bit;
        sim->bin_next[bins[i]]++;
    }
}

/* A block is live when somebody stands in it or in the one before or after. So a range of few bins that holds anybody
 * begins and ends in live blocks. */
static uint64_t live_blocks(const struct aman_crowd_sim *sim, size_t word)
{
    const uint64_t *held = sim->block_held;
    uint64_t before = word > 0 ? held[word - 1] >> 63 : 0;
    uint64_t after = word + 1 < word_count(sim) ? held[word + 1] << 63 : 0;
    return held[word] | held[word] << 1 | before | held[word] >> 1 | after;
}

static void forget_dead(struct aman_crowd_sim *sim, size_t word, uint64_t dead)
{
    for (; dead; dead &= dead - 1)
        fill(&sim->bin_begin[(word * 64 + (size_t)__builtin_ctzll(dead)) * CROWD_BLOCK], CROWD_NONE);
}

static uint32_t sum_up(struct aman_crowd_sim *sim, size_t from, uint32_t sum)
{
    for (size_t b = from; b < from + CROWD_BLOCK; b++) {
        uint32_t in_bin = sim->bin_next[b];
        sim->bin_begin[b] = sim->bin_next[b] = sum;
        sum += in_bin;
    }
    return sum;
}

/* Where the people of each bin go; returns how many there are. */
static uint32_t begin_bins(struct aman_crowd_sim *sim, const int32_t *bins, uint32_t n)
{
    uint32_t sum = 0;
    count_bins(sim, bins, n);
    for (size_t word = 0; word < word_count(sim); word++) {
        uint64_t live = live_blocks(sim, word);
        forget_dead(sim, word, sim->block_live[word] & ~live);
        sim->block_live[word] = live;
        for (uint64_t left = live; left; left &= left - 1) {
            int block = __builtin_ctzll(left);
            size_t from = (word * 64 + (size_t)block) * CROWD_BLOCK;
            if (sim->block_held[word] >> block & 1)
                sum = sum_up(sim, from, sum);
            else
                fill(&sim->bin_begin[from], sum);
        }
    }
    return sum;
}

static void gather(struct aman_crowd_sim *sim, uint32_t slot, const struct crowd_agent *agent)
{
    enum aman_crowd_motion motion = sim->model->params.motion;
    bool moves = motion == AMAN_CROWD_MOTION_ANTICIPATION || motion == AMAN_CROWD_MOTION_FORCE;
    bool here = crowd_stage_on_ground(agent->stage); /* otherwise left since the last sort: out of sight */
    sim->sorted.x[slot] = here ? (float)(agent->x - sim->world->origin_x) : FAR_AWAY;
    sim->sorted.y[slot] = here ? (float)(agent->y - sim->world->origin_y) : FAR_AWAY;
    sim->sorted.reach[slot] = agent->reach_m;
    sim->sorted.t[slot] = agent->t_m;
    sim->sorted.ex[slot] = moves ? agent->vx : agent->ex;
    sim->sorted.ey[slot] = moves ? agent->vy : agent->ey;
    if (!sim->lists) return;
    memcpy(sim->sorted.rows[slot], (float[4]){sim->sorted.x[slot], sim->sorted.y[slot], agent->reach_m}, 16);
    memcpy(sim->sorted.pairs[slot], (float[2]){sim->sorted.ex[slot], sim->sorted.ey[slot]}, 8);
}

static void gather_places(void *ctx, size_t begin, size_t end)
{
    struct aman_crowd_sim *sim = ctx;
    for (size_t i = begin; i < end; i++) gather(sim, (uint32_t)i, &sim->agents[i]);
}

/* Each to the place that is theirs alone. */
static void move_out(void *ctx, size_t begin, size_t end)
{
    struct aman_crowd_sim *sim = ctx;
    for (size_t i = begin; i < end; i++) {
        uint32_t to = sim->to[i];
        sim->spare_agents[to] = sim->agents[i];
        sim->spare_persons[to] = sim->person_at[i];
        sim->bin_of[to] = sim->bin_now[i];
    }
}

static void move_back(void *ctx, size_t begin, size_t end)
{
    struct aman_crowd_sim *sim = ctx;
    memcpy(&sim->agents[begin], &sim->spare_agents[begin], (end - begin) * sizeof *sim->agents);
    memcpy(&sim->person_at[begin], &sim->spare_persons[begin], (end - begin) * sizeof *sim->person_at);
    for (size_t i = begin; i < end; i++) sim->place_of[sim->person_at[i]] = (uint32_t)i;
    gather_places(sim, begin, end);
}

/* Those near walls look afresh in each step, for walls may hide people. */
static void note_lists(void *ctx, size_t begin, size_t end)
{
    struct aman_crowd_sim *sim = ctx;
    const struct crowd_kernel *kernel = crowd_kernel_best();
    double room_m = sim->world->see_m - sim->see_m, behind_m = fmin(sim->see_m, (double)sim->spacing_m) + room_m;
    struct crowd_noter who = {.reach2 = (float)(sim->world->see_m * sim->world->see_m),
                              .behind2 = (float)(behind_m * behind_m)};
    int16_t *list = sim->lists + begin * CROWD_LIST_MEAN;
    uint32_t used = 0;
    for (size_t slot = begin; slot < end; slot++) {
        struct crowd_near near;
        uint32_t starts[6];
        const struct crowd_bin *bin = sim->bin_of[slot] < sim->world->n_bins ? &sim->world->bins[sim->bin_of[slot]] : NULL;
        who.self = (uint32_t)slot;
        who.x = sim->sorted.x[slot];
        who.y = sim->sorted.y[slot];
        who.ex = sim->agents[slot].ex;
        who.ey = sim->agents[slot].ey;
        sim->list_of[slot] = (struct crowd_list_of){(uint16_t)(used / 8), CROWD_NO_LIST, who.ex, who.ey};
        if (!bin || bin->n_walls > 0 || bin->n_thin > 0) continue;
        crowd_find_near(sim, &sim->agents[slot], bin, (uint32_t)slot, &near);
        for (int r = 0; r < near.ranges; r++) starts[r] = (uint32_t)(near.x[r] - sim->sorted.x);
        uint32_t left = CROWD_CHUNK * CROWD_LIST_MEAN - used;
        uint32_t n = kernel->note(&near, starts, &who, list + used, left < CROWD_PACK_EACH ? left : CROWD_PACK_EACH);
        if (n == CROWD_NO_LIST) continue;
        sim->list_of[slot].n = (uint16_t)(n / 8);
        used += n;
    }
}

/* Lists cost more than looking once: they are noted when the last sort served this many steps. While people are put on
 * the ground it serves one. */
enum { LISTS_PAY = 2 };

/* Those who have left the ground go behind those who are on it. */
static void sort(struct aman_crowd_sim *sim, struct aman_tasks *tasks)
{
    struct crowd_state *state = sim->state;
    uint32_t n = state->n_active;
    if (!crowd_worth_sharing(n)) tasks = NULL;
    aman_tasks_for(tasks, n, SORT_CHUNK, find_bins, sim);
    uint32_t kept = begin_bins(sim, sim->bin_now, n), left = kept;
    for (uint32_t i = 0; i < n; i++) sim->to[i] = sim->bin_now[i] == OFF_THE_LIST ? left++ : sim->bin_next[sim->bin_now[i]]++;
    aman_tasks_for(tasks, n, SORT_CHUNK, move_out, sim);
    aman_tasks_for(tasks, n, SORT_CHUNK, move_back, sim);
    state->listed = sim->lists && state->stride >= LISTS_PAY;
    if (state->listed) aman_tasks_for(tasks, kept, CROWD_CHUNK, note_lists, sim);
    state->stride = 0;
    state->n_active = state->n_sorted = kept;
    state->moved_m = 0.0f;
    state->stale = false;
}

/* Those on a stair near its top, and those above near its top, see each other: each group is
 * copied behind the sorted arrays. */
static void gather_link(struct aman_crowd_sim *sim, size_t link_index, bool above, struct crowd_range *range,
                        uint32_t *slot)
{
    const struct crowd_link *link = &sim->world->links[link_index];
    const struct crowd_rows *rows = above ? &link->rows_high : &link->rows_low;
    range->begin = *slot;
    for (int r = 0; r < rows->n; r++) {
        if (!crowd_holds_any(sim, rows->first[r], rows->last[r])) continue;
        for (int32_t b = rows->first[r]; b < rows->last[r]; b++) {
            struct crowd_range in_bin = crowd_places_in(sim, b, b + 1);
            for (uint32_t k = in_bin.begin; k < in_bin.end; k++) {
                const struct crowd_agent *agent = &sim->agents[k];
                struct aman_point at = {agent->x, agent->y};
                if ((agent->link == (int)link_index) == above || *slot >= sim->sorted_capacity) continue;
                if (aman_point_distance(at, aman_segment_nearest(link->top, at)) < sim->see_m) gather(sim, (*slot)++, agent);
            }
        }
    }
    range->end = *slot;
}

/* Nobody has come into a bin from farther away than the bins are wider than sight. Stairs are looked at in each step. */
static bool is_due(const struct aman_crowd_sim *sim)
{
    const struct crowd_state *state = sim->state;
    return state->stale || state->step == 0 || sim->world->n_links > 0 ||
           2.0 * (double)state->moved_m > sim->world->see_m - sim->see_m;
}

void crowd_sort(struct aman_crowd_sim *sim, struct aman_tasks *tasks)
{
    sim->state->stride++;
    if (!is_due(sim)) {
        uint32_t n = sim->state->n_sorted;
        aman_tasks_for(crowd_worth_sharing(n) ? tasks : NULL, n, SORT_CHUNK, gather_places, sim);
        return;
    }
    sort(sim, tasks);
    uint32_t slot = sim->state->n_sorted + 8;
    for (size_t k = 0; k < sim->world->n_links; k++) {
        gather_link(sim, k, false, &sim->on_link[k], &slot);
        gather_link(sim, k, true, &sim->above_link[k], &slot);
    }
}

void crowd_sort_resume(struct aman_crowd_sim *sim)
{
    begin_bins(sim, sim->bin_of, sim->state->n_sorted);
}
