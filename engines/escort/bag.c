/* Ascending lists of neighbours that grow while states are eliminated. */
#include "engines/escort/fast.h"

#include <string.h>

enum aman_err aman_escort_bag_put(const struct aman_mem *mem, struct aman_escort_bag *bag,
                                  const uint32_t *items, uint32_t n)
{
    if (n > bag->cap) {
        uint32_t *grown = aman_mem_grow(mem, bag->items, bag->cap, n + n / 2, sizeof *grown);
        if (!grown) return AMAN_ERR_MEMORY;
        bag->items = grown;
        bag->cap = n + n / 2;
    }
    if (n > 0) memcpy(bag->items, items, n * sizeof *items);
    bag->n = n;
    return AMAN_OK;
}

uint32_t aman_escort_bag_merge(const struct aman_escort_bag *x, const uint32_t *items, uint32_t n_items,
                               uint32_t a, uint32_t b, uint32_t *out)
{
    uint32_t i = 0, j = 0, n = 0;
    while (i < x->n || j < n_items) {
        uint32_t item = j >= n_items || (i < x->n && x->items[i] <= items[j]) ? x->items[i] : items[j];
        i += i < x->n && x->items[i] == item;
        j += j < n_items && items[j] == item;
        if (item != a && item != b) out[n++] = item;
    }
    return n;
}

void aman_escort_bags_free(const struct aman_mem *mem, struct aman_escort_bag *bags, size_t n)
{
    for (size_t i = 0; bags && i < n; i++)
        aman_mem_free(mem, bags[i].items, bags[i].cap, sizeof *bags[i].items);
    aman_mem_free(mem, bags, n, sizeof *bags);
}
