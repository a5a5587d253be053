#include "engines/names/trie.h"

#include "engines/names/letters.h"

#include <stdbool.h>
#include <string.h>

static int common_prefix(const struct aman_name_form *a, const struct aman_name_form *b)
{
    int n = 0;
    while (n < a->n && n < b->n && a->symbols[n] == b->symbols[n]) n++;
    return n;
}

/* Closes the open path from depth `to` + 1 on: their subtrees end where the next node will be. */
static void close_path(struct names_trie *trie, const uint32_t *path, int from, int to)
{
    for (int depth = from; depth > to; depth--) trie->nodes[path[depth]].skip = (uint32_t)trie->n_nodes;
}

enum aman_err aman_names_trie_create(const struct aman_mem *mem, const struct aman_name_form *const *forms,
                                     const uint32_t *ids, size_t n, struct names_trie *trie)
{
    struct names_trie t = {.script = n ? forms[0]->script : NAMES_LATIN};
    uint32_t path[AMAN_NAME_FORM_MOST + 1];
    int depth = 0;
    for (size_t i = 0; i < n; i++) t.capacity += forms[i]->n - (i ? (size_t)common_prefix(forms[i], forms[i - 1]) : 0);
    t.nodes = aman_mem_new(mem, t.capacity, sizeof *t.nodes);
    if (!t.nodes) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        int shared = i ? common_prefix(forms[i], forms[i - 1]) : 0;
        close_path(&t, path, depth, shared);
        for (depth = shared; depth < forms[i]->n; depth++) {
            path[depth + 1] = (uint32_t)t.n_nodes;
            t.nodes[t.n_nodes++] = (struct names_node){
                .form = NAMES_NO_FORM, .symbol = forms[i]->symbols[depth], .depth = (uint8_t)(depth + 1)};
        }
        t.nodes[t.n_nodes - 1].form = ids[i];
    }
    close_path(&t, path, depth, 0);
    *trie = t;
    return AMAN_OK;
}

void aman_names_trie_release(const struct aman_mem *mem, struct names_trie *trie)
{
    aman_mem_free(mem, trie->nodes, trie->capacity, sizeof *trie->nodes);
    *trie = (struct names_trie){0};
}

/* ---- searching ---- */

/* The rows of aman_names_distance, one for each depth of the path; the same sums, but that nothing is dearer at the end,
 * which is not known on the way: so they are a lower bound, and what they leave is measured. */
struct walk {
    const struct aman_name_form *form;
    uint8_t script; /* of the trie */
    const uint8_t *gaps;
    int most; /* distance */
    int16_t rows[AMAN_NAME_FORM_MOST + 1][AMAN_NAME_FORM_MOST + 1];
    int least[AMAN_NAME_FORM_MOST + 1];      /* of each row */
    uint8_t path[AMAN_NAME_FORM_MOST + 1];   /* symbols */
    int16_t form_gaps[AMAN_NAME_FORM_MOST];  /* of the form's symbols, dearer at its start */
};

static void begin_walk(struct walk *w)
{
    w->rows[0][0] = 0;
    w->least[0] = 0;
    for (int j = 0; j < w->form->n; j++) {
        int gap = w->gaps[w->form->symbols[j]];
        w->form_gaps[j] = (int16_t)(j == 0 ? aman_names_at_start(gap) : gap);
        w->rows[0][j + 1] = (int16_t)(w->rows[0][j] + w->form_gaps[j]);
    }
}

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

/* The row of the node's symbol below that of its parent. */
static void step_down(struct walk *w, const struct names_node *node)
{
    int depth = node->depth, n = w->form->n;
    uint8_t x = node->symbol;
    const uint8_t *symbols = w->form->symbols, *costs = aman_names_costs[x];
    const int16_t *last = w->rows[depth - 1];
    int16_t *row = w->rows[depth];
    int gap = depth == 1 ? aman_names_at_start(w->gaps[x]) : w->gaps[x];
    int left = last[0] + gap, least = left;
    row[0] = (int16_t)left;
    w->path[depth] = x;
    for (int j = 1; j <= n; j++) {
        int take = costs[symbols[j - 1]];
        if (depth == 1 && j == 1) take = aman_names_at_start(take);
        left = least_of(last[j - 1] + take, least_of(last[j] + gap, left + w->form_gaps[j - 1]));
        if (depth > 1 && j > 1 && x == symbols[j - 2] && symbols[j - 1] == w->path[depth - 1])
            left = least_of(left, w->rows[depth - 2][j - 2] + NAMES_SWAP_COST);
        if (depth > 1 && symbols[j - 1] >= NAMES_SYM_SH && symbols[j - 1] <= NAMES_SYM_ZH)
            left = least_of(left, w->rows[depth - 2][j - 1] + aman_names_apart(symbols[j - 1], w->path[depth - 1], x));
        if (j > 1 && x >= NAMES_SYM_SH && x <= NAMES_SYM_ZH)
            left = least_of(left, last[j - 2] + aman_names_apart(x, symbols[j - 2], symbols[j - 1]));
        row[j] = (int16_t)left;
        least = least_of(least, left);
    }
    w->least[depth] = least;
}

/* The greatest distance that still gives this likeness. */
static int most_distance(int tolerance, int least)
{
    int distance = tolerance - 1;
    while (distance >= 0 && aman_names_likeness(distance, tolerance) < least) distance--;
    return distance;
}

static int measure(const struct walk *w, const struct names_node *node, bool across)
{
    int tolerance = aman_names_tolerance(w->form->n, node->depth, across);
    if (w->rows[node->depth][w->form->n] >= tolerance) return 0;
    struct aman_name_form form = {.script = w->script, .n = node->depth};
    memcpy(form.symbols, w->path + 1, node->depth);
    return aman_names_likeness(aman_names_distance(w->form, &form, tolerance), tolerance);
}

void aman_names_trie_search(const struct names_trie *trie, const struct aman_name_form *form, int least,
                            names_found_fn *found, void *ctx)
{
    bool across = trie->script != form->script;
    struct walk w = {.form = form,
                     .script = trie->script,
                     .gaps = aman_names_gaps[across],
                     .most = most_distance(aman_names_tolerance(form->n, AMAN_NAME_FORM_MOST, across), least)};
    begin_walk(&w);
    for (size_t i = 0; i < trie->n_nodes;) {
        const struct names_node *node = &trie->nodes[i];
        step_down(&w, node);
        if (node->form != NAMES_NO_FORM && w.rows[node->depth][form->n] <= w.most) {
            int likeness = measure(&w, node, across);
            if (likeness >= least) found(ctx, node->form, likeness);
        }
        bool dead = w.least[node->depth] > w.most && w.least[node->depth - 1] > w.most;
        i = dead ? node->skip : i + 1;
    }
}
