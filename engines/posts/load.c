/* The least number of persons that can hold all slots of a unit: slots less the greatest number of hand-ons, where a
 * person who leaves one slot is in time for another. The hand-ons are a flow from slots that end to slots that begin. */
#include "engines/posts/posts.h"

#include <math.h>
#include <stdint.h>

struct net {
    const struct aman_posts_slot *slots;
    size_t n;
    uint8_t *in_time; /* n * n: whoever leaves the row's slot is in time for the column's */
    int *flow;        /* n * n: persons who go from the row's slot to the column's */
    int *out_left, *in_left; /* persons of a slot who have no slot after it; places of a slot nobody came to yet */
    size_t *queue;
    int *from; /* of the search: columns: row that they were reached from, -1; rows (at n + row): column, -1 */
};

static void fill_in_time(struct net *net, aman_posts_travel *travel, void *ctx)
{
    for (size_t i = 0; i < net->n; i++)
        for (size_t k = 0; k < net->n; k++) {
            const struct aman_posts_slot *a = &net->slots[i], *b = &net->slots[k];
            if (a->to_s > b->from_s) continue;
            net->in_time[i * net->n + k] = a->place == b->place || travel(ctx, a->place, b->place, b->from_s - a->to_s) <= b->from_s - a->to_s;
        }
}

static void move(struct net *net, size_t row, size_t column, int persons)
{
    net->flow[row * net->n + column] += persons;
    net->out_left[row] -= persons;
    net->in_left[column] -= persons;
}

/* Everybody who is in time for some slot takes the first one that there is: nearly all of the flow. */
static void greedy(struct net *net)
{
    for (size_t column = 0; column < net->n; column++)
        for (size_t row = 0; row < net->n && net->in_left[column] > 0; row++) {
            if (!net->in_time[row * net->n + column]) continue;
            int persons = net->out_left[row] < net->in_left[column] ? net->out_left[row] : net->in_left[column];
            if (persons > 0) move(net, row, column, persons);
        }
}

/* From rows with persons left over, along pairs in time, back along flow: the first column with a place left, or n. */
static size_t search(struct net *net)
{
    size_t n = net->n, begin = 0, end = 0;
    for (size_t i = 0; i < 2 * n; i++) net->from[i] = -1;
    for (size_t row = 0; row < n; row++)
        if (net->out_left[row] > 0) net->queue[end++] = row;
    while (begin < end) {
        size_t row = net->queue[begin++];
        for (size_t column = 0; column < n; column++) {
            if (net->from[column] >= 0 || !net->in_time[row * n + column]) continue;
            net->from[column] = (int)row;
            if (net->in_left[column] > 0) return column;
            for (size_t other = 0; other < n; other++) {
                if (net->from[n + other] >= 0 || net->out_left[other] > 0 || net->flow[other * n + column] == 0) continue;
                net->from[n + other] = (int)column;
                net->queue[end++] = other;
            }
        }
    }
    return n;
}

/* The fewest persons that can be moved along the way just found. */
static int narrowest(const struct net *net, size_t column)
{
    int persons = net->in_left[column];
    for (;;) {
        size_t row = (size_t)net->from[column];
        if (net->out_left[row] > 0) return persons < net->out_left[row] ? persons : net->out_left[row];
        column = (size_t)net->from[net->n + row];
        int flow = net->flow[row * net->n + column];
        persons = persons < flow ? persons : flow;
    }
}

static void augment(struct net *net, size_t column)
{
    int persons = narrowest(net, column);
    for (;;) {
        size_t row = (size_t)net->from[column];
        bool is_start = net->out_left[row] > 0;
        move(net, row, column, persons);
        if (is_start) return;
        column = (size_t)net->from[net->n + row];
        move(net, row, column, -persons);
    }
}

static void find_peak(const struct net *net, struct aman_posts_load *load)
{
    for (size_t i = 0; i < net->n; i++) {
        int there = 0;
        double t_s = net->slots[i].from_s;
        for (size_t k = 0; k < net->n; k++)
            if (net->slots[k].from_s <= t_s && t_s < net->slots[k].to_s) there += net->slots[k].count;
        if (there < load->peak || (there == load->peak && t_s >= load->peak_s)) continue;
        load->peak = there;
        load->peak_s = t_s;
    }
}

/* Two slots that one person cannot hold only because of the way between: the pair that concerns most persons. */
static void find_tight(const struct net *net, aman_posts_travel *travel, void *ctx, struct aman_posts_load *load)
{
    int most = 0;
    for (size_t i = 0; i < net->n; i++)
        for (size_t k = 0; k < net->n; k++) {
            const struct aman_posts_slot *a = &net->slots[i], *b = &net->slots[k];
            if (a->to_s > b->from_s || net->in_time[i * net->n + k]) continue;
            int persons = a->count < b->count ? a->count : b->count;
            double time_s = b->from_s - a->to_s;
            if (persons < most || (persons == most && time_s >= load->time_s)) continue;
            most = persons;
            load->from_slot = (int)i;
            load->to_slot = (int)k;
            load->time_s = time_s;
            load->tight_s = a->to_s;
            load->way_s = travel(ctx, a->place, b->place, 0.0);
        }
}

static void count_needed(struct net *net, aman_posts_travel *travel, void *ctx, struct aman_posts_load *load)
{
    *load = (struct aman_posts_load){.from_slot = -1, .to_slot = -1};
    fill_in_time(net, travel, ctx);
    for (size_t i = 0; i < net->n; i++) net->out_left[i] = net->in_left[i] = net->slots[i].count;
    greedy(net);
    for (size_t column = search(net); column < net->n; column = search(net)) augment(net, column);
    for (size_t i = 0; i < net->n; i++) load->needed += net->in_left[i];
    find_peak(net, load);
    if (load->needed > load->peak) find_tight(net, travel, ctx, load);
}

static bool slots_are_sound(const struct aman_posts_slot *slots, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(slots[i].from_s) || !isfinite(slots[i].to_s) || !(slots[i].from_s < slots[i].to_s) ||
            slots[i].count < 1)
            return false;
    return true;
}

enum aman_err aman_posts_unit_load(const struct aman_posts_slot *slots, size_t n, aman_posts_travel *travel, void *ctx,
                                   const struct aman_mem *mem, struct aman_posts_load *load)
{
    if (n > AMAN_POSTS_SLOTS_MOST) return AMAN_ERR_LIMIT;
    if (!slots_are_sound(slots, n)) return AMAN_ERR_ARGUMENT;
    struct net net = {.slots = slots, .n = n};
    net.in_time = aman_mem_new(mem, n * n, sizeof *net.in_time);
    net.flow = aman_mem_new(mem, n * n, sizeof *net.flow);
    net.out_left = aman_mem_new(mem, n, sizeof *net.out_left);
    net.in_left = aman_mem_new(mem, n, sizeof *net.in_left);
    net.queue = aman_mem_new(mem, n, sizeof *net.queue);
    net.from = aman_mem_new(mem, 2 * n, sizeof *net.from);
    bool whole = net.in_time && net.flow && net.out_left && net.in_left && net.queue && net.from;
    if (whole) count_needed(&net, travel, ctx, load);
    aman_mem_free(mem, net.in_time, n * n, sizeof *net.in_time);
    aman_mem_free(mem, net.flow, n * n, sizeof *net.flow);
    aman_mem_free(mem, net.out_left, n, sizeof *net.out_left);
    aman_mem_free(mem, net.in_left, n, sizeof *net.in_left);
    aman_mem_free(mem, net.queue, n, sizeof *net.queue);
    aman_mem_free(mem, net.from, 2 * n, sizeof *net.from);
    return whole ? AMAN_OK : AMAN_ERR_MEMORY;
}
