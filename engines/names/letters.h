/* engines/names/letters.h - symbols of sounds, and what it costs to take one for another.
 *
 * Latin letters become symbols with digraphs as one (sh, kh, ou …) and doubled letters as single ones; Arabic letters are
 * symbols of their own. Costs are in 1/32: 32 is one letter that is plainly another.
 */
#ifndef AMAN_ENGINES_NAMES_LETTERS_H
#define AMAN_ENGINES_NAMES_LETTERS_H

#include "engines/names/fold.h"
#include "engines/names/names.h"

enum names_symbol {
    NAMES_SYM_A = 1,   /* a..z: 1..26 */
    NAMES_SYM_0 = 27,  /* 0..9: 27..36 */
    NAMES_SYM_SH = 37, /* digraphs */
    NAMES_SYM_CH,
    NAMES_SYM_KH,
    NAMES_SYM_GH,
    NAMES_SYM_TH,
    NAMES_SYM_DH,
    NAMES_SYM_ZH,
    NAMES_SYM_ARABIC = 48, /* the letters of tools/names_fold.py in their order */
    NAMES_SYM_RAW = 96,
    NAMES_N_SYMBOLS = 128
};
enum { NAMES_COST_ONE = 32, NAMES_COST_MOST = 255 };

/* The tables of letters_table.c. Costs are symmetric; costs[x][x] is 0. A gap is a symbol that the other name lacks: it
 * costs less across scripts where Arabic does not write it (gaps[1]), than within a script (gaps[0]). */
extern const uint8_t aman_names_costs[NAMES_N_SYMBOLS][NAMES_N_SYMBOLS];
extern const uint8_t aman_names_gaps[2][NAMES_N_SYMBOLS];

/* Symbols of a script in 32 classes, and for each symbol the classes of the Latin (0) and the Arabic ones (1) that it can be
 * taken for at less than aman_names_unmet, alone or in a digraph: a symbol that finds none of them in another form costs that. */
extern const uint8_t aman_names_classes[NAMES_N_SYMBOLS];
extern const uint32_t aman_names_near[2][NAMES_N_SYMBOLS];

enum { NAMES_UNMET_MOST = 36 };
static inline int aman_names_unmet(uint8_t symbol, bool across)
{
    int gap = aman_names_gaps[across][symbol];
    return gap < NAMES_UNMET_MOST ? gap : NAMES_UNMET_MOST;
}

static inline uint32_t aman_names_near_of(uint8_t symbol, uint8_t script)
{
    return script == NAMES_OTHER ? UINT32_C(1) << aman_names_classes[symbol] : aman_names_near[script == NAMES_ARABIC][symbol];
}

/* Makes the form of a word's letters, its skeleton and classes too; appends when form->n > 0. Cut at AMAN_NAME_FORM_MOST
 * symbols. */
void aman_names_symbols(const uint8_t *letters, size_t n, struct aman_name_form *form);

/* Doubled symbols within it, such as joining leaves, become one (Latin only); its skeleton and classes anew. */
void aman_names_form_tidy(struct aman_name_form *form);

/* What turning a into b costs, by cheapest alignment: substitutions, gaps, neighbours swapped; dearer at the beginning, and
 * for the last vowel (Said is not Saidi, Mario not Maria). A number over `most` when it is over `most`. Symmetric.
 * O(|a|·|b|). */
int aman_names_distance(const struct aman_name_form *a, const struct aman_name_form *b, int most);

/* The distance at which forms of n and m symbols are no longer alike at all. Goes by the shorter one; across scripts by their
 * mean, as Arabic leaves out what Latin writes. Rises with n and m. */
int aman_names_tolerance(int n, int m, bool across);

/* No more than the distance, by the classes of symbols only. Symmetric. O(|a| + |b|). */
int aman_names_distance_least(const struct aman_name_form *a, const struct aman_name_form *b);

/* 255 for no distance, falling slowly to half of the tolerance, faster behind it; 0 from the tolerance on. */
int aman_names_likeness(int distance, int tolerance);

/* A digraph of one form may be two letters of the other (Ishaq is Is-haq, and سح in Arabic): what that costs, or a number
 * over NAMES_COST_MOST when `digraph` is none. */
int aman_names_apart(uint8_t digraph, uint8_t first, uint8_t second);

/* What a symbol costs at the beginning of a form, and what it costs more as the last one: lacking, or taken for another. */
int aman_names_at_start(int cost);
int aman_names_last_gap_more(uint8_t symbol, int gap);
int aman_names_last_take_more(uint8_t x, uint8_t y, int cost);
static inline bool aman_names_is_digraph(uint8_t symbol)
{
    return symbol >= NAMES_SYM_SH && symbol <= NAMES_SYM_ZH;
}
enum { NAMES_SWAP_COST = NAMES_COST_ONE * 3 / 4 };

/* How much a part with this form says: AMAN_NAME_WEIGHT_ONE for a rare one (weights_table.c). */
uint8_t aman_names_weight(const struct aman_name_form *form);

/* Sorted by skeleton. */
struct names_weight {
    uint32_t skeleton;
    uint8_t weight;
};
extern const struct names_weight aman_names_weights[];
extern const size_t aman_names_n_weights;

#endif
