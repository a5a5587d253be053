/* engines/names/words.h - words that are not names, or names that have several spellings (words.tsv). */
#ifndef AMAN_ENGINES_NAMES_WORDS_H
#define AMAN_ENGINES_NAMES_WORDS_H

#include "engines/names/fold.h"

enum names_entry_role {
    NAMES_TITLE,   /* says nothing about who it is */
    NAMES_ARTICLE, /* al- and its kin */
    NAMES_NASAB,   /* bin, ould: what follows is a father's (or forefather's) name */
    NAMES_KUNYA,   /* abu, umm: one with what follows */
    NAMES_ABD,     /* servant of: one with what follows */
    NAMES_DIN,     /* of the faith: one with what is before it */
    NAMES_MINOR,   /* de, of, the */
    NAMES_GENERAL, /* said of many organisations */
    NAMES_LEGAL,   /* value: class of the legal form */
    NAMES_NUMBER,  /* value: the number */
    NAMES_SAME,    /* target: how it is also written */
    NAMES_APART,   /* value: a name that is easily taken for others with another value */
};

struct names_entry {
    const char *letters; /* as in fold.h, blanks between words */
    uint8_t role;        /* enum names_entry_role */
    uint8_t value;
    const char *target;
};

/* Sorted by letters, as unsigned bytes. */
extern const struct names_entry aman_names_entries[];
extern const size_t aman_names_n_entries;

enum { NAMES_PHRASE_MOST = 5 };

/* The entry for the longest run of words from words[0] on, and how many words it takes; NULL when there is none. */
const struct names_entry *aman_names_entry_at(const struct names_word *words, size_t n, size_t *n_taken);

/* The entry for these letters, or NULL. */
const struct names_entry *aman_names_entry_of(const uint8_t *letters, size_t n);

#endif
