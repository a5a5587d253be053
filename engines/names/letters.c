#include "engines/names/letters.h"

#include <string.h>

/* ---- symbols ---- */

struct digraph {
    const char *letters;
    uint8_t n;
    uint8_t symbols[2]; /* 0 ends */
};
#define LETTER(c) ((uint8_t)(NAMES_SYM_A + (c) - 'a'))

/* Longer before shorter. */
static const struct digraph digraphs[] = {
    {"tsch", 4, {NAMES_SYM_CH}}, {"tch", 3, {NAMES_SYM_CH}},
    {"dzh", 3, {LETTER('j')}},
    {"sch", 3, {NAMES_SYM_SH}},  {"sh", 2, {NAMES_SYM_SH}},
    {"ch", 2, {NAMES_SYM_CH}},   {"kh", 2, {NAMES_SYM_KH}},
    {"gh", 2, {NAMES_SYM_GH}},   {"th", 2, {NAMES_SYM_TH}},
    {"dh", 2, {NAMES_SYM_DH}},   {"zh", 2, {NAMES_SYM_ZH}},
    {"ph", 2, {LETTER('f')}},    {"dj", 2, {LETTER('j')}},
    {"ou", 2, {LETTER('u')}},    {"oo", 2, {LETTER('u')}},
    {"ee", 2, {LETTER('i')}},    {"ck", 2, {LETTER('k')}},
    {"qu", 2, {LETTER('k')}},    {"iy", 2, {LETTER('i')}},
    {"yi", 2, {LETTER('i')}},    {"x", 1, {LETTER('k'), LETTER('s')}},
};
enum { N_DIGRAPHS = sizeof digraphs / sizeof *digraphs };

static void push(struct aman_name_form *form, uint8_t symbol)
{
    bool doubled = form->n > 0 && form->symbols[form->n - 1] == symbol && symbol < NAMES_SYM_ARABIC &&
                   (symbol < NAMES_SYM_0 || symbol > NAMES_SYM_0 + 9);
    if (!doubled && form->n < AMAN_NAME_FORM_MOST) form->symbols[form->n++] = symbol;
}

static const struct digraph *digraph_at(const uint8_t *letters, size_t n)
{
    for (size_t d = 0; d < N_DIGRAPHS; d++)
        if (digraphs[d].n <= n && letters[0] == (uint8_t)digraphs[d].letters[0] &&
            memcmp(letters, digraphs[d].letters, digraphs[d].n) == 0)
            return &digraphs[d];
    return NULL;
}

static bool is_vowel(uint8_t letter)
{
    return letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u' || letter == 'y';
}

static size_t push_latin(const uint8_t *letters, size_t n, struct aman_name_form *form)
{
    const struct digraph *digraph = digraph_at(letters, n);
    if (digraph) {
        for (int k = 0; k < 2 && digraph->symbols[k]; k++) push(form, digraph->symbols[k]);
        return digraph->n;
    }
    bool hard_g =
        letters[0] == 'g' && n >= 3 && letters[1] == 'u' && (letters[2] == 'e' || letters[2] == 'i');
    push(form, LETTER(letters[0]));
    return hard_g ? 2 : 1;
}

/* ---- keys ---- */

static uint32_t skeleton_of(const struct aman_name_form *form)
{
    /* Class of each symbol; '.' is left out, 'A' (a vowel) counts at the beginning only. */
    static const char latin[] = "?AFKTAFJHAJKLMNAFKRSTAFAKAS"; /* ? a..z; b is with f, p, v */
    static const char digraph[] = "SSKJTDJ";
    static const char arabic[] = "AFTTJHKTTRSSSSDTDAJFKKLMNHAAAA.FSJJF";
    uint32_t hash = 2166136261u;
    for (int i = 0; i < form->n; i++) {
        uint8_t s = form->symbols[i];
        char c = (char)s;
        if (s < NAMES_SYM_0)
            c = latin[s];
        else if (s >= NAMES_SYM_SH && s <= NAMES_SYM_ZH)
            c = digraph[s - NAMES_SYM_SH];
        else if (s >= NAMES_SYM_ARABIC && s < NAMES_SYM_ARABIC + 36)
            c = arabic[s - NAMES_SYM_ARABIC];
        if (c == '.' || (c == 'A' && i > 0) || (c == 'H' && i + 1 == form->n)) continue;
        if (c == 'D') c = 'T';
        hash = (hash ^ (uint8_t)c) * 16777619u;
    }
    return hash;
}

static void set_keys(struct aman_name_form *form)
{
    form->skeleton = skeleton_of(form);
    form->classes = 0;
    for (int i = 0; i < form->n; i++) form->classes |= UINT32_C(1) << aman_names_classes[form->symbols[i]];
}

void aman_names_symbols(const uint8_t *letters, size_t n, struct aman_name_form *form)
{
    /* Fatimah is Fatima */
    bool mute = n > 3 && letters[n - 1] == 'h' && is_vowel(letters[n - 2]);
    if (mute) n--;
    for (size_t i = 0; i < n;) {
        uint8_t letter = letters[i];
        if (letter >= 'a' && letter <= 'z') {
            i += push_latin(letters + i, n - i, form);
            continue;
        }
        uint8_t symbol =
            (uint8_t)(letter >= NAMES_RAW_FIRST      ? NAMES_SYM_RAW + letter - NAMES_RAW_FIRST
                      : letter >= NAMES_ARABIC_FIRST ? NAMES_SYM_ARABIC + letter - NAMES_ARABIC_FIRST
                                                     : NAMES_SYM_0 + letter - '0');
        push(form, symbol);
        i++;
    }
    if (form->n > 0)
        form->script = form->symbols[0] >= NAMES_SYM_RAW      ? NAMES_OTHER
                       : form->symbols[0] >= NAMES_SYM_ARABIC ? NAMES_ARABIC
                                                              : NAMES_LATIN;
    set_keys(form);
}

void aman_names_form_tidy(struct aman_name_form *form)
{
    struct aman_name_form tidy = {.script = form->script};
    for (int i = 0; i < form->n; i++) push(&tidy, form->symbols[i]);
    *form = tidy;
    set_keys(form);
}

/* ---- distance ---- */

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

/* A name is seldom wrong at its beginning. */
int aman_names_at_start(int cost)
{
    return cost + cost / 2;
}

/* i, y, and what Arabic writes for them: -i makes another name (a nisba). */
static bool is_i(uint8_t symbol)
{
    return symbol == LETTER('i') || symbol == LETTER('y') || symbol == NAMES_SYM_ARABIC + 27 ||
           symbol == NAMES_SYM_ARABIC + 29;
}

static bool is_final_vowel(uint8_t symbol)
{
    return (symbol <= 26 && is_vowel((uint8_t)('a' + symbol - 1))) || is_i(symbol) ||
           symbol == NAMES_SYM_ARABIC;
}

int aman_names_last_gap_more(uint8_t symbol, int gap)
{
    return is_i(symbol) ? gap + 6 : is_final_vowel(symbol) ? gap / 4 : 0;
}

int aman_names_last_take_more(uint8_t x, uint8_t y, int cost)
{
    return is_final_vowel(x) && is_final_vowel(y) ? cost / 2 : 0;
}

int aman_names_apart(uint8_t digraph, uint8_t first, uint8_t second)
{
    static const uint8_t bases[] = {LETTER('s'), LETTER('c'), LETTER('k'), LETTER('g'),
                                    LETTER('t'), LETTER('d'), LETTER('z')};
    if (!aman_names_is_digraph(digraph)) return 2 * NAMES_COST_MOST;
    return aman_names_costs[bases[digraph - NAMES_SYM_SH]][first] + aman_names_costs[LETTER('h')][second];
}

int aman_names_distance(const struct aman_name_form *a, const struct aman_name_form *b, int most)
{
    int rows[3][AMAN_NAME_FORM_MOST + 1];
    int *before = rows[0], *last = rows[1], *row = rows[2];
    const uint8_t *gaps = aman_names_gaps[a->script != b->script];
    int n = a->n, m = b->n, least_before = 0;
    last[0] = 0;
    for (int j = 1; j <= m; j++) {
        int gap = gaps[b->symbols[j - 1]];
        last[j] = last[j - 1] + (j == 1 ? aman_names_at_start(gap) : gap);
        if (j == m) last[j] += aman_names_last_gap_more(b->symbols[j - 1], gap);
    }
    for (int i = 1; i <= n; i++) {
        uint8_t x = a->symbols[i - 1];
        const uint8_t *costs = aman_names_costs[x];
        int gap = i == 1 ? aman_names_at_start(gaps[x]) : gaps[x], least;
        if (i == n) gap += aman_names_last_gap_more(x, gaps[x]);
        row[0] = least = last[0] + gap;
        for (int j = 1; j <= m; j++) {
            uint8_t y = b->symbols[j - 1];
            int take = i == 1 && j == 1 ? aman_names_at_start(costs[y]) : costs[y];
            int lack = j == 1 ? aman_names_at_start(gaps[y]) : gaps[y];
            if (j == m) lack += aman_names_last_gap_more(y, gaps[y]);
            if (i == n && j == m) take += aman_names_last_take_more(x, y, costs[y]);
            int cost = least_of(last[j - 1] + take, least_of(last[j] + gap, row[j - 1] + lack));
            if (i > 1 && j > 1 && x == b->symbols[j - 2] && y == a->symbols[i - 2])
                cost = least_of(cost, before[j - 2] + NAMES_SWAP_COST);
            if (i > 1 && aman_names_is_digraph(y))
                cost = least_of(cost, before[j - 1] + aman_names_apart(y, a->symbols[i - 2], x));
            if (j > 1 && aman_names_is_digraph(x))
                cost = least_of(cost, last[j - 2] + aman_names_apart(x, b->symbols[j - 2], y));
            row[j] = cost;
            least = least_of(least, cost);
        }
        /* swaps and digraphs reach over a row */
        if (least > most && least_before > most) return most + 1;
        least_before = least;
        int *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[m];
}

/* What the symbols of `a` cost that nothing in `b` can stand for. */
static int lacking(const struct aman_name_form *a, const struct aman_name_form *b)
{
    bool across = a->script != b->script;
    int sum = 0;
    for (int i = 0; i < a->n; i++)
        if (!(aman_names_near_of(a->symbols[i], b->script) & b->classes)) sum += aman_names_unmet(a->symbols[i], across);
    return sum;
}

int aman_names_distance_least(const struct aman_name_form *a, const struct aman_name_form *b)
{
    int one = lacking(a, b), other = lacking(b, a);
    return one > other ? one : other;
}

int aman_names_tolerance(int n, int m, bool across)
{
    int doubled = across ? n + m : 2 * least_of(n, m);
    return least_of(NAMES_COST_ONE * (18 + 5 * doubled) / 40, NAMES_COST_ONE * 12 / 5);
}

int aman_names_likeness(int distance, int tolerance)
{
    enum { HALF_WAY = 200, LEAST = 60 };
    if (distance >= tolerance) return 0;
    if (2 * distance <= tolerance) return 255 - 2 * distance * (255 - HALF_WAY) / tolerance;
    return HALF_WAY - (2 * distance - tolerance) * (HALF_WAY - LEAST) / tolerance;
}

/* ---- how common ---- */

uint8_t aman_names_weight(const struct aman_name_form *form)
{
    uint32_t key = form->skeleton;
    size_t low = 0, high = aman_names_n_weights;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (aman_names_weights[middle].skeleton < key)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < aman_names_n_weights && aman_names_weights[low].skeleton == key;
    return found ? aman_names_weights[low].weight : AMAN_NAME_WEIGHT_ONE;
}
