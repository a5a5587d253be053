/* Which edges a hierarchy needs: eliminating a rank, from below to above, joins each higher rank that leads
 * to it with each that it leads to, in that direction only. No weights, no closures can ever need another
 * one. */
#include "engines/escort/fast.h"

#include <string.h>

struct filling {
    struct aman_escort_fast *fast;
    struct aman_escort_bag *bags; /* of each list */
    uint32_t *merged;             /* room for one bag */
};

static enum aman_err add(struct filling *filling, uint32_t list, const uint32_t *items, uint32_t n)
{
    uint32_t n_merged = aman_escort_bag_merge(&filling->bags[list], items, n, AMAN_ESCORT_NONE,
                                              AMAN_ESCORT_NONE, filling->merged);
    if (n_merged == filling->bags[list].n) return AMAN_OK; /* nothing new */
    return aman_escort_bag_put(filling->fast->mem, &filling->bags[list], filling->merged, n_merged);
}

static enum aman_err add_nexts(struct filling *filling)
{
    const struct aman_escort_graph *graph = filling->fast->graph;
    enum aman_err err = AMAN_OK;
    for (uint32_t s = 0; s < graph->n_states; s++)
        for (uint32_t i = graph->next_first[s]; i < graph->next_first[s + 1] && err == AMAN_OK; i++) {
            uint32_t a = filling->fast->rank[s], b = filling->fast->rank[graph->next[i]];
            if (a < b) err = add(filling, 2 * a, &b, 1);
            if (a > b) err = add(filling, 2 * b + 1, &a, 1);
        }
    return err;
}

/* Each rank on one side of `rank` gets those on the other side that are higher than itself. */
static enum aman_err join(struct filling *filling, uint32_t rank, uint32_t side)
{
    const struct aman_escort_bag *ends = &filling->bags[2 * rank + side],
                                 *others = &filling->bags[2 * rank + 1 - side];
    uint32_t higher = 0;
    enum aman_err err = AMAN_OK;
    for (uint32_t i = 0; i < others->n && err == AMAN_OK; i++) {
        while (higher < ends->n && ends->items[higher] <= others->items[i]) higher++;
        err = add(filling, 2 * others->items[i] + side, ends->items + higher, ends->n - higher);
    }
    return err;
}

static void list_below(struct aman_escort_fast *fast)
{
    uint32_t *first = fast->below_first;
    for (size_t e = 0; e < fast->n_edges; e++) first[2 * fast->to[e] + fast->list[e] % 2 + 1]++;
    for (size_t l = 0; l < 2 * fast->n; l++) first[l + 1] += first[l];
    for (uint32_t e = 0; e < fast->n_edges; e++)
        fast->below[first[2 * fast->to[e] + fast->list[e] % 2]++] = e;
    memmove(first + 1, first, 2 * fast->n * sizeof *first);
    first[0] = 0;
}

static enum aman_err list_edges(struct filling *filling)
{
    struct aman_escort_fast *fast = filling->fast;
    for (size_t l = 0; l < 2 * fast->n; l++) fast->first[l + 1] = fast->first[l] + filling->bags[l].n;
    fast->n_edges = fast->first[2 * fast->n];
    fast->to = aman_mem_new(fast->mem, fast->n_edges, sizeof *fast->to);
    fast->list = aman_mem_new(fast->mem, fast->n_edges, sizeof *fast->list);
    fast->below = aman_mem_new(fast->mem, fast->n_edges, sizeof *fast->below);
    if (!fast->to || !fast->list || !fast->below) return AMAN_ERR_MEMORY;
    for (uint32_t l = 0; l < 2 * fast->n; l++)
        for (uint32_t i = 0; i < filling->bags[l].n; i++) {
            fast->to[fast->first[l] + i] = filling->bags[l].items[i];
            fast->list[fast->first[l] + i] = l;
        }
    list_below(fast);
    return AMAN_OK;
}

enum aman_err aman_escort_fast_fill(struct aman_escort_fast *fast)
{
    struct filling filling = {.fast = fast};
    filling.bags = aman_mem_new(fast->mem, 2 * fast->n, sizeof *filling.bags);
    filling.merged = aman_mem_new(fast->mem, fast->n, sizeof *filling.merged);
    enum aman_err err = filling.bags && filling.merged ? add_nexts(&filling) : AMAN_ERR_MEMORY;
    for (uint32_t r = 0; r < fast->n && err == AMAN_OK; r++)
        for (uint32_t side = 0; side < 2 && err == AMAN_OK; side++) err = join(&filling, r, side);
    if (err == AMAN_OK) err = list_edges(&filling);
    aman_escort_bags_free(fast->mem, filling.bags, 2 * fast->n);
    aman_mem_free(fast->mem, filling.merged, fast->n, sizeof *filling.merged);
    return err;
}
