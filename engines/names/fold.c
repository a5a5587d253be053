#include "engines/names/fold.h"

#include "engines/names/names.h"

#include <string.h>

enum { CODES_MOST = 48 };

/* A word while it is collected. */
struct collector {
    uint32_t codes[CODES_MOST];
    size_t n;
    size_t begin, end;
    bool after_hyphen;
};

/* ---- code points ---- */

/* The next code point of text[*at..n), or 0 for a byte that is none. */
static uint32_t next_code(const unsigned char *text, size_t n, size_t *at)
{
    static const uint32_t least[4] = {0, 0x80, 0x800, 0x10000};
    unsigned char first = text[(*at)++];
    if (first < 0x80) return first;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0;
    if (more == 0 || first > 0xF4 || *at + (size_t)more > n) return 0;
    uint32_t code = first & (0x3Fu >> more);
    for (int k = 0; k < more; k++) {
        if ((text[*at + (size_t)k] & 0xC0) != 0x80) return 0;
        code = code << 6 | (text[*at + (size_t)k] & 0x3Fu);
    }
    if (code < least[more] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
    *at += (size_t)more;
    return code;
}

static bool is_hidden(uint32_t c)
{
    return c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

/* Marks above and below letters, and what is written inside of words without being a letter. */
static bool is_mark(uint32_t c)
{
    return (c >= 0x300 && c < 0x370) || (c >= 0x483 && c < 0x488) || (c >= 0x591 && c < 0x5C8) ||
           (c >= 0x610 && c < 0x61B) || c == 0x640 || (c >= 0x64B && c < 0x660) || c == 0x670 ||
           (c >= 0x6D6 && c < 0x6EE) || (c >= 0x1AB0 && c < 0x1B00) || (c >= 0x1DC0 && c < 0x1E00) ||
           (c >= 0x3099 && c < 0x309D) || (c >= 0xFE00 && c < 0xFE10) || (c >= 0xFE20 && c < 0xFE30);
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == '`' || c == 0xB4 || (c >= 0x2B0 && c < 0x300) || (c >= 0x2018 && c <= 0x201B) ||
           c == 0x2032 || c == 0xFF07 || c == 0x55A || c == 0x5F3 || c == 0x5F4;
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF0D || c == 0x58A || c == 0x5BE;
}

static bool is_between_words(uint32_t c)
{
    if (c < 0x80) return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    return (c < 0xC0 && c != 0xAA && c != 0xBA) || c == 0xD7 || c == 0xF7 || c == 0x60C || c == 0x61B ||
           c == 0x61F || (c >= 0x66A && c < 0x66E) || c == 0x6D4 || (c >= 0x2000 && c < 0x2070) ||
           (c >= 0x2190 && c < 0x2C00) || (c >= 0x3000 && c < 0x3040 && c != 0x3005) || c == 0x30FB ||
           (c >= 0xFE10 && c < 0xFE70) || (c >= 0xFF00 && c < 0xFF10) || c == 0xFF1A || c == 0xFF65 ||
           (c >= 0xE000 && c < 0xF900) || c >= 0xE0000;
}

/* ---- tables ---- */

static const char *sound_of(uint32_t code)
{
    size_t low = 0, high = aman_names_n_sounds;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (aman_names_sounds[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < aman_names_n_sounds && aman_names_sounds[low].code == code;
    return found ? aman_names_sounds[low].sound : NULL;
}

static const struct names_arabic *arabic_of(uint32_t code)
{
    size_t low = 0, high = aman_names_n_arabics;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (aman_names_arabics[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < aman_names_n_arabics && aman_names_arabics[low].code == code ? &aman_names_arabics[low] : NULL;
}

static char lookalike_of(uint32_t code)
{
    for (size_t i = 0; i < aman_names_n_lookalikes; i++)
        if (aman_names_lookalikes[i].code == code) return aman_names_lookalikes[i].latin;
    return 0;
}

static bool is_latin(uint32_t c)
{
    return (c < 0x80 && !(c >= '0' && c <= '9')) || (c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00);
}

static bool is_cyrillic_or_greek(uint32_t c)
{
    return c >= 0x370 && c < 0x530;
}

static char digit_of(uint32_t c)
{
    if (c >= '0' && c <= '9') return (char)c;
    if (c >= 0x660 && c < 0x66A) return (char)('0' + (c - 0x660));
    if (c >= 0x6F0 && c < 0x6FA) return (char)('0' + (c - 0x6F0));
    if (c >= 0x966 && c < 0x970) return (char)('0' + (c - 0x966));
    return 0;
}

/* ---- words ---- */

static void add_letter(struct names_word *word, uint8_t letter)
{
    if (word->n < NAMES_WORD_LETTERS) word->letters[word->n++] = letter;
}

static void add_raw(struct names_word *word, uint32_t code)
{
    if (word->n + 3 > NAMES_WORD_LETTERS) return;
    word->script = NAMES_OTHER;
    for (int shift = 10; shift >= 0; shift -= 5) add_letter(word, (uint8_t)(NAMES_RAW_FIRST + (code >> shift) % 32));
}

static void add_code(struct names_word *word, uint32_t code, bool among_latin, unsigned *flags)
{
    if (digit_of(code)) {
        add_letter(word, (uint8_t)digit_of(code));
        return;
    }
    if (code < 0x80) {
        add_letter(word, (uint8_t)(code | 0x20));
        return;
    }
    char latin = among_latin && is_cyrillic_or_greek(code) ? lookalike_of(code) : 0;
    if (latin) {
        *flags |= AMAN_NAME_LOOKALIKES;
        add_letter(word, (uint8_t)latin);
        return;
    }
    const struct names_arabic *arabic = arabic_of(code);
    if (arabic) {
        word->script = NAMES_ARABIC;
        for (int k = 0; k < arabic->n; k++) add_letter(word, (uint8_t)(NAMES_ARABIC_FIRST + arabic->letters[k]));
        return;
    }
    const char *sound = sound_of(code);
    if (!sound) {
        *flags |= AMAN_NAME_UNREAD_SCRIPT;
        add_raw(word, code);
        return;
    }
    for (; *sound; sound++) add_letter(word, (uint8_t)*sound);
}

/* Letters of two scripts in one word cannot be compared as one: the more frequent script stays. */
static void keep_one_script(struct names_word *word, unsigned *flags)
{
    int n[NAMES_N_SCRIPTS] = {0};
    for (int i = 0; i < word->n; i++) {
        uint8_t c = word->letters[i];
        n[c >= NAMES_RAW_FIRST ? NAMES_OTHER : c >= NAMES_ARABIC_FIRST ? NAMES_ARABIC : NAMES_LATIN]++;
    }
    int most = n[NAMES_ARABIC] > n[NAMES_LATIN] ? NAMES_ARABIC : NAMES_LATIN;
    if (n[NAMES_OTHER] > n[most]) most = NAMES_OTHER;
    word->script = (uint8_t)most;
    if (n[most] == word->n) return;
    *flags |= AMAN_NAME_MIXED_SCRIPTS;
    int kept = 0;
    for (int i = 0; i < word->n; i++) {
        uint8_t c = word->letters[i];
        int script = c >= NAMES_RAW_FIRST ? NAMES_OTHER : c >= NAMES_ARABIC_FIRST ? NAMES_ARABIC : NAMES_LATIN;
        if (script == most) word->letters[kept++] = c;
    }
    word->n = (uint8_t)kept;
}

static uint16_t clamped(size_t n)
{
    return n > UINT16_MAX ? UINT16_MAX : (uint16_t)n;
}

/* Makes a word of what was collected; false when nothing is left of it. */
static bool finish_word(struct collector *c, struct names_word *word, unsigned *flags)
{
    bool latin = false, lookalikes_only = true;
    for (size_t i = 0; i < c->n; i++) {
        latin = latin || is_latin(c->codes[i]);
        if (is_cyrillic_or_greek(c->codes[i]) && !lookalike_of(c->codes[i])) lookalikes_only = false;
    }
    *word = (struct names_word){.begin = clamped(c->begin), .end = clamped(c->end), .hyphen_before = c->after_hyphen};
    for (size_t i = 0; i < c->n; i++) add_code(word, c->codes[i], latin && lookalikes_only, flags);
    c->n = 0;
    c->after_hyphen = false;
    if (word->n == 0) return false;
    keep_one_script(word, flags);
    return word->n > 0;
}

/* How a word ended, told to the word. */
static void note_end(struct names_word *word, uint32_t code)
{
    if (code == '.') word->dot_after = true;
    if (is_hyphen(code)) word->hyphen_after = true;
    if (code == ',' || code == 0x60C) word->comma_after = true;
}

size_t aman_names_words(const char *text, size_t n, struct names_word words[NAMES_WORDS_MOST], unsigned *flags)
{
    struct collector c = {.n = 0};
    size_t n_words = 0;
    for (size_t at = 0; at <= n;) {
        size_t from = at;
        uint32_t code = at < n ? next_code((const unsigned char *)text, n, &at) : ' ';
        if (from == n) at++;
        if (code == 0) *flags |= AMAN_NAME_NOT_TEXT;
        if (is_hidden(code) && code != 0x200C && code != 0x200D) *flags |= AMAN_NAME_HIDDEN_CHARACTERS;
        if (is_hidden(code) || is_mark(code) || is_apostrophe(code)) continue;
        if (code != 0 && !is_between_words(code)) {
            if (c.n == 0) c.begin = from;
            if (c.n < CODES_MOST)
                c.codes[c.n++] = code;
            else
                *flags |= AMAN_NAME_CUT;
            c.end = at;
            continue;
        }
        if (c.n > 0) {
            if (n_words == NAMES_WORDS_MOST) {
                *flags |= AMAN_NAME_CUT;
                return n_words;
            }
            if (finish_word(&c, &words[n_words], flags)) note_end(&words[n_words++], code);
        }
        c.after_hyphen = is_hyphen(code) && from + 1 < n;
        if (code == '&' && n_words < NAMES_WORDS_MOST)
            words[n_words++] = (struct names_word){
                .script = NAMES_LATIN, .n = 3, .letters = {'a', 'n', 'd'}, .begin = clamped(from), .end = clamped(at)};
    }
    return n_words;
}
