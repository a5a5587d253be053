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

static int first_symbol(uint8_t script)
{
    return script == NAMES_ARABIC ? NAMES_SYM_ARABIC : script == NAMES_OTHER ? NAMES_SYM_RAW : 0;
}

/* Closes the open path from depth `to` + 1 on: their subtrees end where the next node will be. */
static void close_path(struct names_trie *trie, const uint32_t *path, int from, int to)
{
    for (int depth = from; depth > to; depth--) {
        trie->nodes[path[depth]].skip = (uint32_t)trie->n_nodes;
        if (depth > 1) trie->nodes[path[depth - 1]].symbols |= trie->nodes[path[depth]].symbols;
    }
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
                .symbols = UINT64_C(1) << (forms[i]->symbols[depth] - first_symbol(t.script)),
                .form = NAMES_NO_FORM,
                .symbol = forms[i]->symbols[depth],
                .depth = (uint8_t)(depth + 1)};
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

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

enum { FAR = 0x3F3F }; /* a cell that is over the distance; as memset makes it */

/* The rows of aman_names_distance, one for each depth of the path; the same sums, but that nothing is dearer at the end, which
 * is not known on the way: so they are a lower bound, and what they leave is measured. Cells over the distance are FAR. */
struct walk {
    const struct aman_name_form *form;
    uint8_t script; /* of the trie */
    bool across, has_digraph;
    const uint8_t *gaps;
    int most; /* distance */
    int16_t rows[AMAN_NAME_FORM_MOST + 1][AMAN_NAME_FORM_MOST + 1];
    int8_t low[AMAN_NAME_FORM_MOST + 1], high[AMAN_NAME_FORM_MOST + 1]; /* cells of each row that are not FAR */
    uint8_t path[AMAN_NAME_FORM_MOST + 1];                              /* symbols */
    int16_t form_gaps[AMAN_NAME_FORM_MOST];                             /* of the form's symbols, dearer at its start */
    uint64_t own;                          /* bits of the form's symbols, counted as those of nodes are */
    uint64_t cheaper[AMAN_NAME_FORM_MOST]; /* symbols that one of the form's can be for less than its gap */
};

static bool is_digraph(uint8_t symbol)
{
    return symbol >= NAMES_SYM_SH && symbol <= NAMES_SYM_ZH;
}

/* Symbols of the trie's script that could stand for x for less than its gap, alone or in a digraph. */
static uint64_t cheaper_than_gap(uint8_t x, uint8_t script, int gap)
{
    uint64_t found = 0;
    int first = first_symbol(script);
    for (int bit = 0; bit < 64 && first + bit < NAMES_N_SYMBOLS; bit++) {
        uint8_t y = (uint8_t)(first + bit);
        int least = aman_names_costs[x][y];
        if (is_digraph(x)) least = least_of(least, aman_names_apart(x, y, NAMES_SYM_A + 'h' - 'a'));
        if (is_digraph(y)) least = least_of(least, aman_names_apart(y, x, NAMES_SYM_A + 'h' - 'a'));
        if (is_digraph(y)) least = least_of(least, aman_names_costs[NAMES_SYM_A + 'h' - 'a'][x]);
        if (least < gap) found |= UINT64_C(1) << bit;
    }
    return found;
}

static void begin_walk(struct walk *w)
{
    int first = first_symbol(w->script);
    memset(w->rows[0], 0x3F, sizeof w->rows[0]);
    w->rows[0][0] = 0;
    w->low[0] = w->high[0] = 0;
    for (int j = 0; j < w->form->n; j++) {
        uint8_t symbol = w->form->symbols[j];
        int gap = w->gaps[symbol];
        w->has_digraph = w->has_digraph || is_digraph(symbol);
        if (symbol >= first && symbol < first + 64) w->own |= UINT64_C(1) << (symbol - first);
        w->cheaper[j] = cheaper_than_gap(symbol, w->script, gap);
        w->form_gaps[j] = (int16_t)(j == 0 ? aman_names_at_start(gap) : gap);
        int cost = w->rows[0][j] + w->form_gaps[j];
        if (w->high[0] == j && cost <= w->most) {
            w->rows[0][j + 1] = (int16_t)cost;
            w->high[0] = (int8_t)(j + 1);
        }
    }
}

/* What reaches over a row: neighbours swapped, and a digraph for two letters. */
static int over_a_row(const struct walk *w, int depth, int j, uint8_t x, int cost)
{
    const int16_t *before = w->rows[depth - 2], *last = w->rows[depth - 1];
    const uint8_t *symbols = w->form->symbols;
    if (j > 1 && x == symbols[j - 2] && symbols[j - 1] == w->path[depth - 1])
        cost = least_of(cost, before[j - 2] + NAMES_SWAP_COST);
    if (is_digraph(symbols[j - 1])) cost = least_of(cost, before[j - 1] + aman_names_apart(symbols[j - 1], w->path[depth - 1], x));
    if (j > 1 && is_digraph(x)) cost = least_of(cost, last[j - 2] + aman_names_apart(x, symbols[j - 2], symbols[j - 1]));
    return cost;
}

/* The row of the node's symbol below that of its parent; only between cells that are not FAR. */
static void step_down(struct walk *w, const struct names_node *node)
{
    int depth = node->depth, n = w->form->n, low = w->low[depth - 1], high = w->high[depth - 1] + 1;
    uint8_t x = node->symbol;
    const uint8_t *symbols = w->form->symbols, *costs = aman_names_costs[x];
    const int16_t *last = w->rows[depth - 1];
    int16_t *row = w->rows[depth];
    int gap = depth == 1 ? aman_names_at_start(w->gaps[x]) : w->gaps[x], left = FAR, first = n + 1, end = -1;
    bool over = (depth > 1 || is_digraph(x)) &&
                (w->has_digraph || is_digraph(x) || (w->own >> (x - first_symbol(w->script)) & 1));
    if (over && depth > 1) {
        low = least_of(low, w->low[depth - 2] + 1);
        high = high > w->high[depth - 2] + 2 ? high : w->high[depth - 2] + 2;
    }
    if (over && high < w->high[depth - 1] + 2) high = w->high[depth - 1] + 2;
    memset(row, 0x3F, sizeof w->rows[0]);
    w->path[depth] = x;
    for (int j = low; j <= n; j++) {
        int cost = last[j] + gap;
        if (j > 0) {
            int take = costs[symbols[j - 1]];
            if (depth == 1 && j == 1) take = aman_names_at_start(take);
            cost = least_of(cost, least_of(last[j - 1] + take, left + w->form_gaps[j - 1]));
            if (over && depth > 1) cost = over_a_row(w, depth, j, x, cost);
            if (over && depth == 1 && j > 1)
                cost = least_of(cost, last[j - 2] + aman_names_apart(x, symbols[j - 2], symbols[j - 1]));
        }
        left = cost <= w->most ? cost : FAR;
        if (left == FAR && j > high) break;
        if (left == FAR) continue;
        row[j] = (int16_t)left;
        if (first > j) first = j;
        end = j;
    }
    w->low[depth] = (int8_t)first;
    w->high[depth] = (int8_t)end;
}

/* Whether nothing below the node can come within the distance. What is left of the form costs at least the gap of each symbol
 * that nothing below can stand for; swaps and digraphs reach over a row, so the row above counts too. */
static bool is_dead(const struct walk *w, const struct names_node *node)
{
    const int16_t *row = w->rows[node->depth], *above = w->rows[node->depth - 1];
    int left = 0;
    for (int j = w->form->n; j >= 0; j--) {
        if (row[j] + left <= w->most || above[j] + left <= w->most) return false;
        if (j > 0 && !(w->cheaper[j - 1] & node->symbols)) left += w->gaps[w->form->symbols[j - 1]];
        if (left > w->most) return true;
    }
    return true;
}

/* The greatest distance that still gives this likeness. */
static int most_distance(int tolerance, int least)
{
    int distance = tolerance - 1;
    while (distance >= 0 && aman_names_likeness(distance, tolerance) < least) distance--;
    return distance;
}

static int measure(const struct walk *w, const struct names_node *node)
{
    int tolerance = aman_names_tolerance(w->form->n, node->depth, w->across);
    if (w->rows[node->depth][w->form->n] >= tolerance) return 0;
    struct aman_name_form form = {.script = w->script, .n = node->depth};
    memcpy(form.symbols, w->path + 1, node->depth);
    return aman_names_likeness(aman_names_distance(w->form, &form, tolerance), tolerance);
}

void aman_names_trie_search(const struct names_trie *trie, const struct aman_name_form *form, int least,
                            names_found_fn *found, void *ctx)
{
    bool across = trie->script != form->script;
    struct walk w;
    w.form = form;
    w.script = trie->script;
    w.across = across;
    w.has_digraph = false;
    w.own = 0;
    w.gaps = aman_names_gaps[across];
    w.most = most_distance(aman_names_tolerance(form->n, AMAN_NAME_FORM_MOST, across), least);
    begin_walk(&w);
    for (size_t i = 0; i < trie->n_nodes;) {
        const struct names_node *node = &trie->nodes[i];
        step_down(&w, node);
        if (node->form != NAMES_NO_FORM && w.rows[node->depth][form->n] <= w.most) {
            int likeness = measure(&w, node);
            if (likeness >= least) found(ctx, node->form, likeness);
        }
        i = is_dead(&w, node) ? node->skip : i + 1;
    }
}
