/* engines/names/names.h - how alike are two names, in Latin, Arabic and other letters, and why.
 *
 * A name is read into parts (aman_name_read): its letters folded to symbols that Latin and Arabic share a table of costs
 * for, its anatomy seen (nasab, kunya, article, Abd, -eddine, initials, legal forms). Two names are compared part by part
 * (aman_name_compare), whatever the order. Many names are searched by an index (engines/names/index.h) that finds
 * exactly what comparing with each would.
 *
 * A score is about the likeness of names. It never says that two persons are one: that is for a human to decide.
 */
#ifndef AMAN_ENGINES_NAMES_NAMES_H
#define AMAN_ENGINES_NAMES_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* Said in what is kept of a screening; changes whenever a score may. */
#define AMAN_NAMES_VERSION "names 2"

enum aman_name_kind {
    AMAN_NAME_ANY,    /* not known: legal forms and general words decide */
    AMAN_NAME_PERSON, /* no legal forms */
    AMAN_NAME_ORGANISATION,
    AMAN_NAME_THING, /* a vessel, an aircraft */
};

/* What is odd about a name's text. */
enum aman_name_flag {
    AMAN_NAME_NOT_TEXT = 1,          /* bytes that are not UTF-8, left out */
    AMAN_NAME_HIDDEN_CHARACTERS = 2, /* bidirectional controls, zero-width characters, soft hyphens: left out */
    AMAN_NAME_LOOKALIKES = 4,        /* Cyrillic or Greek letters among Latin ones, read as what they look like */
    AMAN_NAME_MIXED_SCRIPTS = 8,     /* two scripts in one word: the rarer one left out */
    AMAN_NAME_UNREAD_SCRIPT = 16,    /* a script compared only as it is written (Chinese, Devanagari …) */
    AMAN_NAME_CUT = 32               /* too many words, or too long a word: the rest left out */
};

enum {
    AMAN_NAME_PARTS_MOST = 12,
    AMAN_NAME_FORMS_MOST = 2,
    AMAN_NAME_FORM_MOST = 28, /* symbols */
    AMAN_NAME_WEIGHT_ONE = 64
};

enum aman_name_role {
    AMAN_NAME_ROLE_NAME,
    AMAN_NAME_ROLE_NASAB,   /* follows bin, ibn, ben, bint, ould … */
    AMAN_NAME_ROLE_KUNYA,   /* abu, umm with what follows */
    AMAN_NAME_ROLE_ABD,     /* Abd al-X as one */
    AMAN_NAME_ROLE_ARTICLE, /* al-X, el-X: a nisba or laqab, as a rule */
    AMAN_NAME_ROLE_INITIAL,
    AMAN_NAME_ROLE_GENERAL, /* bank, trading, group, international … */
    AMAN_NAME_ROLE_NUMBER,
};

/* One way to read a part; symbols are in engines/names/letters.h. */
struct aman_name_form {
    uint32_t skeleton; /* a coarse key of how it sounds, the same over scripts as far as that goes: consonants, no vowels */
    uint32_t classes;  /* bits of the classes of its symbols, by script */
    uint8_t script;
    uint8_t n; /* 1..AMAN_NAME_FORM_MOST */
    uint8_t symbols[AMAN_NAME_FORM_MOST];
};

struct aman_name_part {
    uint8_t role;        /* enum aman_name_role */
    uint8_t weight;      /* how much it says: AMAN_NAME_WEIGHT_ONE for a rare name, less for a common one */
    uint8_t apart;       /* 0, or of the few names that are written alike and are others (Hassan, Hussein): which one */
    uint8_t n_forms;     /* with and without the article or Ben- before it; the shorter first */
    uint16_t begin, end; /* bytes of the text that it was read from */
    struct aman_name_form forms[AMAN_NAME_FORMS_MOST];
};

struct aman_name {
    uint8_t kind;  /* enum aman_name_kind, as given or as the words say */
    uint8_t legal; /* class of the legal form, 0: none */
    uint8_t n_parts;
    unsigned flags; /* enum aman_name_flag */
    struct aman_name_part parts[AMAN_NAME_PARTS_MOST];
};

/* Reads text[0..n), any bytes. A name without letters has no parts. Deterministic, no memory, O(n). */
void aman_name_read(const char *text, size_t n, enum aman_name_kind kind, struct aman_name *name);

/* ---- comparing ---- */

enum aman_name_step_kind {
    AMAN_NAME_SAME,        /* the parts are the same once folded */
    AMAN_NAME_ALIKE,       /* they sound or are written alike */
    AMAN_NAME_INITIAL,     /* one is the initial of the other */
    AMAN_NAME_JOINED,      /* two parts are written as one */
    AMAN_NAME_CONTRADICTS, /* both names have a part here, and they differ */
    AMAN_NAME_MISSING,     /* only one name has it */
    AMAN_NAME_LEGAL_FORM,  /* the legal forms differ */
    AMAN_NAME_ORDER,       /* the parts come in another order */
};

enum { AMAN_NAME_NO_PART = 255, AMAN_NAME_STEPS_MOST = 2 * AMAN_NAME_PARTS_MOST + 2 };

struct aman_name_step {
    uint8_t kind;         /* enum aman_name_step_kind */
    uint8_t a, b;         /* first part of each name, or AMAN_NAME_NO_PART */
    uint8_t n_a, n_b;     /* how many parts: 0, 1 or 2 */
    uint8_t likeness_pct; /* 0..100 */
    int16_t effect_pct;   /* what it does to the score in hundredths, before calibration: signed */
};

struct aman_name_match {
    double score; /* 0..1, calibrated: see aman_names_calibrated */
    double raw;   /* 0..1, before that */
    size_t n_steps;
    struct aman_name_step steps[AMAN_NAME_STEPS_MOST];
};

/* Compares; either name may have no parts (score 0). Symmetric in the score. O(parts² · letters²). */
void aman_name_compare(const struct aman_name *a, const struct aman_name *b, struct aman_name_match *match);

/* The share of true matches among train pairs at this raw score, as a rising curve through points that
 * bench/names_accuracy.sh made (engines/names/calibration.c says from what). */
double aman_names_calibrated(double raw);

/* The least raw score that is calibrated to `score`, 0..1. */
double aman_names_raw_of(double score);

#endif
