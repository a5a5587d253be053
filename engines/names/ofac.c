#include "engines/names/ofac.h"

#include "engines/names/fold.h"

#include <string.h>

enum { WHOLE_MOST = NAMES_WORDS_MOST * (NAMES_WORD_LETTERS + 1), PREFIX_MOST = 4, SHORT_PART = 2 };

static const double prefix_bonus = 0.1, least_alike = 0.5;

struct text {
    const uint8_t *at;
    size_t n;
};

/* How many letters of a are in b not farther away than `reach`, each used once; notes which. */
static size_t common_letters(struct text a, struct text b, size_t reach, bool *in_a, bool *in_b)
{
    size_t n = 0;
    memset(in_a, 0, a.n);
    memset(in_b, 0, b.n);
    for (size_t i = 0; i < a.n; i++) {
        size_t from = i > reach ? i - reach : 0, to = i + reach + 1 < b.n ? i + reach + 1 : b.n;
        for (size_t j = from; j < to; j++) {
            if (in_b[j] || a.at[i] != b.at[j]) continue;
            in_a[i] = in_b[j] = true;
            n++;
            break;
        }
    }
    return n;
}

static double jaro(struct text a, struct text b)
{
    bool in_a[WHOLE_MOST], in_b[WHOLE_MOST];
    size_t longer = a.n > b.n ? a.n : b.n, reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
    size_t n = common_letters(a, b, reach, in_a, in_b), out_of_order = 0;
    if (n == 0) return 0.0;
    for (size_t i = 0, j = 0; i < a.n; i++) {
        if (!in_a[i]) continue;
        while (!in_b[j]) j++;
        out_of_order += a.at[i] != b.at[j++];
    }
    double common = (double)n;
    return (common / (double)a.n + common / (double)b.n + (common - (double)(out_of_order / 2)) / common) / 3.0;
}

/* With the bonus for a common beginning, whatever the rest. */
static double jaro_winkler(struct text a, struct text b)
{
    double score = jaro(a, b);
    size_t prefix = 0;
    while (prefix < PREFIX_MOST && prefix < a.n && prefix < b.n && a.at[prefix] == b.at[prefix]) prefix++;
    return score + (double)prefix * prefix_bonus * (1.0 - score);
}

static struct text word_text(const struct names_word *word)
{
    return (struct text){word->letters, word->n};
}

static size_t join(const struct names_word *words, size_t n, uint8_t whole[WHOLE_MOST])
{
    size_t length = 0;
    for (size_t w = 0; w < n; w++) {
        if (w > 0) whole[length++] = ' ';
        memcpy(whole + length, words[w].letters, words[w].n);
        length += words[w].n;
    }
    return length;
}

static double whole_alike(const struct names_word *asked, size_t n_asked, const struct names_word *listed, size_t n_listed)
{
    uint8_t a[WHOLE_MOST], b[WHOLE_MOST];
    struct text one = {a, join(asked, n_asked, a)}, other = {b, join(listed, n_listed, b)};
    return a[0] == b[0] ? jaro_winkler(one, other) : 0.0;
}

static bool has_long_part(const struct names_word *words, size_t n)
{
    for (size_t w = 0; w < n; w++)
        if (words[w].n > SHORT_PART) return true;
    return false;
}

/* The mean over the parts asked for of the most alike listed one. */
static double parts_alike(const struct names_word *asked, size_t n_asked, const struct names_word *listed, size_t n_listed)
{
    double sum = 0.0;
    size_t n = 0;
    bool all = !has_long_part(asked, n_asked);
    for (size_t a = 0; a < n_asked; a++) {
        double best = 0.0;
        if (!all && asked[a].n <= SHORT_PART) continue;
        for (size_t b = 0; b < n_listed; b++) {
            double alike = jaro_winkler(word_text(&asked[a]), word_text(&listed[b]));
            if (alike > best) best = alike;
        }
        sum += best >= least_alike ? best : 0.0;
        n++;
    }
    return n ? sum / (double)n : 0.0;
}

void aman_names_ofac(const char *asked, size_t n_asked, const char *listed, size_t n_listed, struct aman_names_ofac *match)
{
    struct names_word a[NAMES_WORDS_MOST], b[NAMES_WORDS_MOST];
    unsigned flags = 0;
    size_t n_a = aman_names_words(asked, n_asked, a, &flags), n_b = aman_names_words(listed, n_listed, b, &flags);
    *match = (struct aman_names_ofac){0};
    if (n_a == 0 || n_b == 0) return;
    match->whole = whole_alike(a, n_a, b, n_b);
    match->parts = parts_alike(a, n_a, b, n_b);
    double higher = match->whole > match->parts ? match->whole : match->parts;
    match->score = (double)(int)(100.0 * higher + 0.5) / 100.0;
}
