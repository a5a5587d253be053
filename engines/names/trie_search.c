/* Searches a trie: the rows of aman_names_distance, one for each depth of the path, sixteen cells at a time. */
#include "engines/names/lanes.h"
#include "engines/names/letters.h"
#include "engines/names/trie.h"

enum { SYMBOLS_MOST = 48, FIRST_DIGRAPH = NAMES_SYM_SH, N_DIGRAPHS = NAMES_SYM_ZH - NAMES_SYM_SH + 1, BYTE = 8 };

/* Cell j of a row is what is left of the distance (and 1 more) once the first j symbols of the form and the path are
 * accounted for; 0: it is over. Costs by cell are those of the form's symbol j - 1. */
struct walk {
    const struct aman_name_form *form;
    uint8_t script; /* of the trie */
    bool across, has_digraph, reach4, reach8;
    int first, n_symbols; /* of the script */
    const uint8_t *gaps;
    int most; /* distance */
    struct names_row rows[AMAN_NAME_FORM_MOST + 1];
    uint8_t path[AMAN_NAME_FORM_MOST + 1];      /* symbols */
    struct names_row take[SYMBOLS_MOST];        /* a symbol of the path taken for the form's */
    struct names_row same[SYMBOLS_MOST];        /* all bits where it is the form's */
    struct names_row apart[N_DIGRAPHS];         /* a digraph of the path for two symbols of the form */
    struct names_row apart_first[SYMBOLS_MOST]; /* a digraph of the form for two of the path: what the first costs */
    struct names_row lack1, lack2, lack4, lack8; /* so many symbols of the form, up to the cell's, left out */
    uint8_t form_gaps[AMAN_NAME_FORM_MOST];
    uint64_t own;                                 /* bits of the form's symbols, from the script's first */
    uint32_t near[NAMES_ROW_LANES];               /* classes that can stand for a symbol of the form at less than it costs unmet */
    struct names_row left[NAMES_ROW_LANES / BYTE][1 << BYTE]; /* by eight symbols: what is to pay behind a cell for those that
                                                    * nothing stands for */
    struct names_row reach[AMAN_NAME_FORM_MOST + 1]; /* the better of a row and the one above */
};

static const uint8_t letter_h = NAMES_SYM_A + 'h' - 'a';

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

static uint8_t clamped(int cost)
{
    return (uint8_t)least_of(cost, NAMES_COST_MOST);
}

/* ---- the form's costs ---- */

/* Costs by cell of leaving out k symbols; more than can be where there are not so many. */
static struct names_row lack_of(const struct walk *w, int k, bool *reaches)
{
    uint8_t cells[NAMES_ROW_LANES];
    memset(cells, NAMES_COST_MOST, sizeof cells);
    *reaches = false;
    for (int j = k; j <= w->form->n; j++) {
        int sum = 0;
        for (int i = j - k; i < j; i++) sum += w->form_gaps[i];
        cells[j] = clamped(sum);
        *reaches = *reaches || sum <= w->most;
    }
    return row_of(cells);
}

static void set_gaps(struct walk *w)
{
    int n = w->form->n;
    bool reaches;
    for (int j = 0; j < n; j++) {
        uint8_t symbol = w->form->symbols[j];
        int gap = w->gaps[symbol], cost = j == 0 ? aman_names_at_start(gap) : gap;
        if (j + 1 == n) cost += aman_names_last_gap_more(symbol, gap);
        w->form_gaps[j] = clamped(cost);
        w->near[j] = aman_names_near_of(symbol, w->script);
        w->has_digraph = w->has_digraph || aman_names_is_digraph(symbol);
        if (symbol >= w->first && symbol < w->first + w->n_symbols) w->own |= UINT64_C(1) << (symbol - w->first);
    }
    w->lack1 = lack_of(w, 1, &reaches);
    w->lack2 = lack_of(w, 2, &reaches);
    w->lack4 = lack_of(w, 4, &w->reach4);
    w->lack8 = lack_of(w, 8, &w->reach8);
}

static void set_symbol(struct walk *w, int bit)
{
    uint8_t take[NAMES_ROW_LANES], same[NAMES_ROW_LANES] = {0}, x = (uint8_t)(w->first + bit);
    memset(take, NAMES_COST_MOST, sizeof take);
    for (int j = 1; j <= w->form->n; j++) {
        take[j] = aman_names_costs[w->form->symbols[j - 1]][x];
        same[j] = w->form->symbols[j - 1] == x ? 255 : 0;
    }
    w->take[bit] = row_of(take);
    w->same[bit] = row_of(same);
}

static void set_apart(struct walk *w, uint8_t digraph)
{
    uint8_t cells[NAMES_ROW_LANES];
    memset(cells, NAMES_COST_MOST, sizeof cells);
    for (int j = 2; j <= w->form->n; j++)
        cells[j] = clamped(aman_names_apart(digraph, w->form->symbols[j - 2], w->form->symbols[j - 1]));
    w->apart[digraph - FIRST_DIGRAPH] = row_of(cells);
}

static void set_apart_first(struct walk *w, int bit)
{
    uint8_t cells[NAMES_ROW_LANES], x = (uint8_t)(w->first + bit);
    memset(cells, NAMES_COST_MOST, sizeof cells);
    for (int j = 1; j <= w->form->n; j++) {
        uint8_t y = w->form->symbols[j - 1];
        if (aman_names_is_digraph(y))
            cells[j] = clamped(aman_names_apart(y, x, letter_h) - aman_names_costs[letter_h][letter_h]);
    }
    w->apart_first[bit] = row_of(cells);
}

/* Sets of unmet symbols from smaller ones: each is one symbol more. */
static void set_left(struct walk *w, bool wide)
{
    for (int byte = 0; byte * BYTE < w->form->n; byte++) {
        struct names_row *left = w->left[byte];
        left[0] = row_of((const uint8_t[NAMES_ROW_LANES]){0});
        for (int bit = 0, j = byte * BYTE; bit < BYTE; bit++, j++) {
            uint8_t cells[NAMES_ROW_LANES] = {0};
            if (j < w->form->n) memset(cells, aman_names_unmet(w->form->symbols[j], w->across), (size_t)j + 1);
            struct names_row one = row_of(cells);
            for (int set = 0; set < 1 << bit; set++) left[1 << bit | set] = row_more(left[set], &one, wide);
        }
    }
}

static void begin_walk(struct walk *w)
{
    uint8_t cells[NAMES_ROW_LANES] = {(uint8_t)(w->most + 1)};
    set_gaps(w);
    for (int bit = 0; bit < w->n_symbols; bit++) set_symbol(w, bit);
    for (int bit = 0; bit < w->n_symbols && w->has_digraph; bit++) set_apart_first(w, bit);
    for (int d = 0; d < N_DIGRAPHS && w->script == NAMES_LATIN; d++) set_apart(w, (uint8_t)(FIRST_DIGRAPH + d));
    for (int j = 1; j <= w->form->n; j++)
        cells[j] = (uint8_t)(cells[j - 1] > w->form_gaps[j - 1] ? cells[j - 1] - w->form_gaps[j - 1] : 0);
    w->rows[0] = w->reach[0] = row_of(cells);
    set_left(w, w->form->n >= NAMES_LANES);
}

/* ---- rows ---- */

/* Costs of a symbol taken for another, at the first node or the last one of a name, where some are dearer. */
static struct names_row dearer_take(const struct walk *w, const struct names_node *node, int depth, bool ends)
{
    uint8_t cells[NAMES_ROW_LANES];
    int n = w->form->n, bit = node->symbol - w->first;
    memcpy(cells, &w->take[bit], sizeof cells);
    if (depth == 1) cells[1] = clamped(aman_names_at_start(cells[1]));
    if (ends) {
        uint8_t last = w->form->symbols[n - 1];
        cells[n] = clamped(cells[n] + aman_names_last_take_more(node->symbol, last, aman_names_costs[node->symbol][last]));
    }
    return row_of(cells);
}

/* What reaches over a row: neighbours swapped, and a digraph for two symbols. */
static LANES_INLINE struct names_row over_a_row(const struct walk *w, struct names_row row, int depth, uint8_t x, bool wide)
{
    int bit = x - w->first;
    if (aman_names_is_digraph(x)) {
        struct names_row last = row_up2(&w->rows[depth - 1], wide);
        row = row_most(row, row_less(last, &w->apart[x - FIRST_DIGRAPH], wide), wide);
    }
    if (depth == 1) return row;
    int before_bit = w->path[depth - 1] - w->first;
    if (w->own >> bit & w->own >> before_bit & 1) {
        struct names_row swap = row_less_all(row_up2(&w->rows[depth - 2], wide), NAMES_SWAP_COST, wide);
        struct names_row mine = row_up1(&w->same[bit], wide);
        row = row_most(row, row_and(row_and(swap, &mine, wide), &w->same[before_bit], wide), wide);
    }
    if (w->has_digraph) {
        struct names_row one = row_up1(&w->rows[depth - 2], wide);
        one = row_less(one, &w->apart_first[before_bit], wide);
        row = row_most(row, row_less_all(one, aman_names_costs[letter_h][x], wide), wide);
    }
    return row;
}

/* Symbols of the form left out, as many as the distance allows. */
static LANES_INLINE struct names_row with_lacks(const struct walk *w, struct names_row row, bool wide)
{
    row = row_most(row, row_less(row_up1(&row, wide), &w->lack1, wide), wide);
    row = row_most(row, row_less(row_up2(&row, wide), &w->lack2, wide), wide);
    if (w->reach4) row = row_most(row, row_less(row_up4(&row, wide), &w->lack4, wide), wide);
    if (w->reach8) row = row_most(row, row_less(row_up8(&row, wide), &w->lack8, wide), wide);
    return row;
}

/* The row of the node's symbol below that of its parent; `ends`: as the last symbol of a name. */
static LANES_INLINE struct names_row row_below(const struct walk *w, const struct names_node *node, int depth, bool ends, bool wide)
{
    int bit = node->symbol - w->first;
    int gap = w->gaps[node->symbol], cost = depth == 1 ? aman_names_at_start(gap) : gap;
    const struct names_row *last = &w->rows[depth - 1];
    struct names_row row = row_up1(last, wide);
    if (ends) cost += aman_names_last_gap_more(node->symbol, gap);
    if (ends || depth == 1) {
        struct names_row take = dearer_take(w, node, depth, ends);
        row = row_less(row, &take, wide);
    } else {
        row = row_less(row, &w->take[bit], wide);
    }
    row = row_most(row, row_less_all(*last, clamped(cost), wide), wide);
    return with_lacks(w, over_a_row(w, row, depth, node->symbol, wide), wide);
}

/* Whether something in the node's subtree can come within the distance from these cells, which are of the row above it or of
 * its own. What is left of the form costs at least what each symbol costs that nothing there can stand for; swaps and digraphs
 * reach over a row, so each time the row above counts too. */
static LANES_INLINE bool can_reach(const struct walk *w, const struct names_row *from, const struct names_node *node, bool wide)
{
    unsigned unmet = lanes_apart(w->near, node->classes);
    struct names_row reach = row_less(*from, &w->left[0][unmet & 255], wide);
    if (w->form->n > BYTE) reach = row_less(reach, &w->left[1][unmet >> BYTE], wide);
    if (wide) {
        unmet = lanes_apart(w->near + NAMES_LANES, node->classes);
        reach = row_less(reach, &w->left[2][unmet & 255], wide);
        if (w->form->n > 3 * BYTE) reach = row_less(reach, &w->left[3][unmet >> BYTE], wide);
    }
    return !row_none(&reach, wide);
}

/* ---- searching ---- */

/* The greatest distance that still gives this likeness. */
static int most_distance(int tolerance, int least)
{
    int distance = tolerance - 1;
    while (distance >= 0 && aman_names_likeness(distance, tolerance) < least) distance--;
    return distance;
}

/* Likeness of the name that ends at the node. */
static inline int measure(const struct walk *w, const struct names_node *node, int depth, bool wide)
{
    struct names_row row = row_below(w, node, depth, true, wide);
    int left = row_cell(&row, w->form->n);
    if (left == 0) return 0;
    return aman_names_likeness(w->most + 1 - left, aman_names_tolerance(w->form->n, depth, w->across));
}

static LANES_INLINE void walk_down(struct walk *w, const struct names_trie *trie, int least, bool wide,
                                   names_found_fn *found, void *ctx)
{
    const struct names_node *at[AMAN_NAME_FORM_MOST + 1], *end[AMAN_NAME_FORM_MOST + 1];
    at[1] = trie->nodes + trie->nodes[0].first;
    end[1] = at[1] + trie->nodes[0].n_children;
    for (int depth = 1; depth > 0;) {
        const struct names_node *node = at[depth];
        if (node == end[depth]) {
            depth--;
            continue;
        }
        at[depth]++;
        if (!can_reach(w, &w->reach[depth - 1], node, wide)) continue;
        const struct names_node *below = trie->nodes + node->first;
        __builtin_prefetch(below);
        w->path[depth] = node->symbol;
        w->rows[depth] = row_below(w, node, depth, false, wide);
        if (node->form != NAMES_NO_FORM && row_cell(&w->rows[depth], w->form->n) > 0) {
            int likeness = measure(w, node, depth, wide);
            if (likeness >= least) found(ctx, node->form, likeness);
        }
        if (node->n_children == 0) continue;
        w->reach[depth] = row_most(w->rows[depth], w->rows[depth - 1], wide);
        if (!can_reach(w, &w->reach[depth], node, wide)) continue;
        depth++;
        at[depth] = below;
        end[depth] = below + node->n_children;
    }
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
    w.first = trie->script == NAMES_ARABIC ? NAMES_SYM_ARABIC : trie->script == NAMES_OTHER ? NAMES_SYM_RAW : 0;
    w.n_symbols = least_of(SYMBOLS_MOST, NAMES_N_SYMBOLS - w.first);
    w.gaps = aman_names_gaps[across];
    w.most = most_distance(aman_names_tolerance(form->n, AMAN_NAME_FORM_MOST, across), least);
    begin_walk(&w);
    if (form->n < NAMES_LANES)
        walk_down(&w, trie, least, false, found, ctx);
    else
        walk_down(&w, trie, least, true, found, ctx);
}
