/* engines/names/fold.h - text into words of letters, whatever the script.
 *
 * A letter is a byte: a-z and 0-9 as they are (Latin, and what other alphabets sound like), 0x80 + n for the n-th
 * Arabic letter below, 0xE0 + five bits for scripts that are compared as they are written (three bytes a character).
 */
#ifndef AMAN_ENGINES_NAMES_FOLD_H
#define AMAN_ENGINES_NAMES_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NAMES_ARABIC_FIRST = 0x80,
    NAMES_RAW_FIRST = 0xE0,
    NAMES_WORD_LETTERS = 40, /* a longer word is cut */
    NAMES_WORDS_MOST = 32    /* of a name; what follows is left out */
};

enum names_script { NAMES_LATIN, NAMES_ARABIC, NAMES_OTHER, NAMES_N_SCRIPTS };

struct names_word {
    uint8_t script;                      /* enum names_script */
    uint8_t n;                           /* letters */
    uint8_t letters[NAMES_WORD_LETTERS]; /* folded, accents and vowel signs gone */
    bool dot_after, hyphen_after, hyphen_before, comma_after;
    uint16_t begin, end; /* bytes of the text; saturated at 65535 */
};

/* Words of text[0..n); returns how many. `flags` gets enum aman_name_flag. Text that is not UTF-8 is read as far as
 * it is. O(n). */
size_t aman_names_words(const char *text, size_t n, struct names_word words[NAMES_WORDS_MOST], unsigned *flags);

/* Tables made by tools/names_fold.py, sorted by code. */
struct names_sound {
    uint16_t code;
    char sound[5];
};
struct names_arabic {
    uint16_t code;
    uint8_t n;
    uint8_t letters[4]; /* indices of Arabic letters */
};
struct names_lookalike {
    uint16_t code;
    char latin;
};
extern const struct names_sound aman_names_sounds[];
extern const struct names_arabic aman_names_arabics[];
extern const struct names_lookalike aman_names_lookalikes[];
extern const size_t aman_names_n_sounds, aman_names_n_arabics, aman_names_n_lookalikes;

#endif
