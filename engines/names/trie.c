#include "engines/names/trie.h"

#include "engines/names/letters.h"

static int common_prefix(const struct aman_name_form *a, const struct aman_name_form *b)
{
    int n = 0;
    while (n < a->n && n < b->n && a->symbols[n] == b->symbols[n]) n++;
    return n;
}

struct growing {
    struct names_trie *trie;
    const struct aman_name_form *const *forms;
    const uint32_t *ids;
};

/* A node for each run of forms[from..to) that agree in the next symbol, side by side; then what is below each. Returns the
 * classes of all. */
static uint32_t grow(const struct growing *g, uint32_t parent, size_t from, size_t to, int depth)
{
    struct names_node *nodes = g->trie->nodes;
    size_t first = g->trie->n_nodes;
    uint32_t classes = 0;
    for (size_t i = from; i < to; i++) {
        uint8_t symbol = g->forms[i]->symbols[depth];
        if (i > from && g->forms[i - 1]->symbols[depth] == symbol) continue;
        nodes[g->trie->n_nodes++] = (struct names_node){
            .symbol = symbol, .form = NAMES_NO_FORM, .classes = UINT32_C(1) << aman_names_classes[symbol]};
    }
    nodes[parent].first = (uint32_t)first;
    nodes[parent].n_children = (uint8_t)(g->trie->n_nodes - first);
    for (size_t child = first; from < to; child++) {
        size_t end = from;
        while (end < to && g->forms[end]->symbols[depth] == nodes[child].symbol) end++;
        if (g->forms[from]->n == depth + 1) nodes[child].form = g->ids[from++];
        if (from < end) nodes[child].classes |= grow(g, (uint32_t)child, from, end, depth + 1);
        classes |= nodes[child].classes;
        from = end;
    }
    return classes;
}

enum aman_err aman_names_trie_create(const struct aman_mem *mem, const struct aman_name_form *const *forms,
                                     const uint32_t *ids, size_t n, struct names_trie *trie)
{
    struct names_trie t = {.script = n ? forms[0]->script : NAMES_LATIN, .n_nodes = 1, .capacity = 1};
    for (size_t i = 0; i < n; i++) t.capacity += forms[i]->n - (i ? (size_t)common_prefix(forms[i], forms[i - 1]) : 0);
    t.nodes = aman_mem_new(mem, t.capacity, sizeof *t.nodes);
    if (!t.nodes) return AMAN_ERR_MEMORY;
    t.nodes[0] = (struct names_node){.form = NAMES_NO_FORM};
    const struct growing g = {&t, forms, ids};
    if (n > 0) t.nodes[0].classes = grow(&g, 0, 0, n, 0);
    *trie = t;
    return AMAN_OK;
}

void aman_names_trie_release(const struct aman_mem *mem, struct names_trie *trie)
{
    aman_mem_free(mem, trie->nodes, trie->capacity, sizeof *trie->nodes);
    *trie = (struct names_trie){0};
}
