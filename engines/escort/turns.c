/* Forbidden successions as an automaton (Aho, Corasick 1975): a state remembers the longest way driven that begins a
 * ban. Bans of two arcs need no memory, so nearly all states are plain arcs. */
#include "engines/escort/graph.h"

#include <string.h>

static bool same(const uint32_t *a, const uint32_t *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

/* Whether this prefix was added for an earlier ban. */
static bool is_known(const struct aman_escort_turns *turns, const uint32_t *arcs, uint32_t n)
{
    for (size_t i = 0; i < turns->n_states; i++)
        if (turns->prefixes[i].n == n && same(turns->prefixes[i].arcs, arcs, n)) return true;
    return false;
}

static void add_items(const struct aman_escort_net *net, struct aman_escort_turns *turns)
{
    for (size_t b = 0; b < net->n_bans; b++) {
        const uint32_t *arcs = net->ban_arcs + net->bans[b].first;
        for (uint32_t n = 2; n < net->bans[b].n; n++) {
            if (is_known(turns, arcs, n)) continue;
            struct aman_escort_turn prefix = {arcs, n, (uint32_t)(turns->n_arcs + turns->n_states)};
            turns->prefixes[turns->n_states++] = turns->items[turns->n_items++] = prefix;
        }
        turns->items[turns->n_items++] = (struct aman_escort_turn){arcs, net->bans[b].n, AMAN_ESCORT_NONE};
    }
}

static uint32_t key_of(const struct aman_escort_turn *item)
{
    return item->arcs[item->n - 2];
}

/* Counting sort by key; items of a key keep their order. */
static enum aman_err index_items(struct aman_escort_turns *turns)
{
    struct aman_escort_turn *sorted = aman_mem_new(turns->mem, turns->cap_items, sizeof *sorted);
    if (!sorted) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < turns->n_items; i++) turns->first[key_of(&turns->items[i]) + 1]++;
    for (size_t a = 0; a < turns->n_arcs; a++) turns->first[a + 1] += turns->first[a];
    for (size_t i = 0; i < turns->n_items; i++) sorted[turns->first[key_of(&turns->items[i])]++] = turns->items[i];
    memmove(turns->first + 1, turns->first, turns->n_arcs * sizeof *turns->first);
    turns->first[0] = 0;
    aman_mem_free(turns->mem, turns->items, turns->cap_items, sizeof *turns->items);
    turns->items = sorted;
    return AMAN_OK;
}

enum aman_err aman_escort_turns_init(const struct aman_mem *mem, const struct aman_escort_net *net,
                                     struct aman_escort_turns *turns)
{
    *turns = (struct aman_escort_turns){.mem = mem, .n_arcs = 2 * net->n_segments};
    for (size_t b = 0; b < net->n_bans; b++) turns->cap_items += net->bans[b].n - 1;
    turns->items = aman_mem_new(mem, turns->cap_items, sizeof *turns->items);
    turns->prefixes = aman_mem_new(mem, turns->cap_items, sizeof *turns->prefixes);
    turns->first = aman_mem_new(mem, turns->n_arcs + 1, sizeof *turns->first);
    enum aman_err err = turns->items && turns->prefixes && turns->first ? AMAN_OK : AMAN_ERR_MEMORY;
    if (err == AMAN_OK) {
        add_items(net, turns);
        err = index_items(turns);
    }
    if (err != AMAN_OK) aman_escort_turns_release(turns);
    return err;
}

void aman_escort_turns_release(struct aman_escort_turns *turns)
{
    aman_mem_free(turns->mem, turns->items, turns->cap_items, sizeof *turns->items);
    aman_mem_free(turns->mem, turns->prefixes, turns->cap_items, sizeof *turns->prefixes);
    aman_mem_free(turns->mem, turns->first, turns->n_arcs + 1, sizeof *turns->first);
    *turns = (struct aman_escort_turns){0};
}

uint32_t aman_escort_turns_arc(const struct aman_escort_turns *turns, uint32_t state)
{
    if (state < turns->n_arcs) return state;
    const struct aman_escort_turn *prefix = &turns->prefixes[state - turns->n_arcs];
    return prefix->arcs[prefix->n - 1];
}

uint32_t aman_escort_turns_next(const struct aman_escort_turns *turns, uint32_t state, uint32_t arc)
{
    uint32_t one = state, next = arc, longest = 1, n = 1;
    const uint32_t *past = &one;
    if (state >= turns->n_arcs) {
        const struct aman_escort_turn *prefix = &turns->prefixes[state - turns->n_arcs];
        past = prefix->arcs;
        n = prefix->n;
    }
    uint32_t last = past[n - 1];
    for (uint32_t i = turns->first[last]; i < turns->first[last + 1]; i++) {
        const struct aman_escort_turn *item = &turns->items[i];
        uint32_t before = item->n - 1; /* arcs of the item that are driven already */
        if (item->arcs[before] != arc || before > n || !same(item->arcs, past + n - before, before)) continue;
        if (item->state == AMAN_ESCORT_NONE) return AMAN_ESCORT_NONE;
        if (item->n <= longest) continue;
        longest = item->n;
        next = item->state;
    }
    return next;
}
