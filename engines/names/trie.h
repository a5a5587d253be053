/* engines/names/trie.h - all forms of a list that are alike to a given one, without looking at each. */
#ifndef AMAN_ENGINES_NAMES_TRIE_H
#define AMAN_ENGINES_NAMES_TRIE_H

#include "base/error.h"
#include "base/mem.h"
#include "engines/names/names.h"

/* Node 0 is the root, of no symbol; the children of a node lie side by side. */
struct names_node {
    uint32_t classes; /* of the node's symbol and of all below it, as those of a form */
    uint32_t first;   /* child */
    uint32_t form;    /* that ends here, or NAMES_NO_FORM */
    uint8_t symbol, n_children;
};
#define NAMES_NO_FORM UINT32_MAX

struct names_trie {
    uint8_t script;
    size_t n_nodes, capacity;
    struct names_node *nodes;
};

/* Builds from n forms of one script, sorted by their symbols, all different; ids[i] is what is found for forms[i].
 * MEMORY on failure, with nothing to release. */
enum aman_err aman_names_trie_create(const struct aman_mem *mem, const struct aman_name_form *const *forms,
                                     const uint32_t *ids, size_t n, struct names_trie *trie);
void aman_names_trie_release(const struct aman_mem *mem, struct names_trie *trie);

/* Calls found(ctx, id, likeness) for each form whose likeness to `form` (as aman_names_likeness of distance and tolerance
 * has it) is at least `least` (1..255). Exactly those. O(nodes within the tolerance · |form|). */
typedef void names_found_fn(void *ctx, uint32_t id, int likeness);
void aman_names_trie_search(const struct names_trie *trie, const struct aman_name_form *form, int least,
                            names_found_fn *found, void *ctx);

#endif
