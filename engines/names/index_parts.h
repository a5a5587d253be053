/* engines/names/index_parts.h - how an index lies in memory; shared by what builds it and what searches it.
 */
#ifndef AMAN_ENGINES_NAMES_INDEX_PARTS_H
#define AMAN_ENGINES_NAMES_INDEX_PARTS_H

#include "engines/names/fold.h"
#include "engines/names/index.h"
#include "engines/names/trie.h"

#include <stdbool.h>

/* Forms as they are written, and forms of two parts joined, which are sought by skeleton only. */
enum names_form_class { NAMES_SINGLE, NAMES_JOINED, NAMES_N_CLASSES };

struct names_stored_part {
    uint32_t forms[AMAN_NAME_FORMS_MOST];
    uint8_t role, weight, apart, n_forms;
};

struct names_stored_name {
    uint32_t first_part;
    uint16_t weight; /* of all parts */
    uint8_t n_parts, n_initials;
    uint8_t kind, legal;
};

/* Names in the order that a form lists them: what counts as missing in organisations' names is another, and an initial may stand
 * for anything. */
enum names_name_class { NAMES_WITH_INITIALS, NAMES_ORGANISATIONS, NAMES_PLAIN, NAMES_N_NAME_CLASSES };

/* Of a posting, beside the place of the part. */
enum { NAMES_POSTING_PART = 15, NAMES_POSTING_INITIALS = 16, NAMES_POSTING_ORGANISATION = 32 };

/* With what a bound needs of the name, so that most names are never looked at. */
struct names_posting {
    uint32_t name;
    uint16_t name_weight; /* of all its parts */
    uint8_t weight;       /* of the part; of both when joined, saturated */
    uint8_t part;         /* its place in the name, the first of the two when joined; and whether the name has initials, is an
                           * organisation's */
};

/* A form under its skeleton. */
struct names_key {
    uint32_t skeleton, form;
};

struct aman_names_index {
    struct aman_mem mem;
    size_t n_names, n_parts, n_forms, n_postings;
    size_t parts_capacity, forms_capacity;
    struct names_stored_name *names;
    struct names_stored_part *parts;
    struct aman_name_form *forms;             /* different ones */
    uint32_t *first_posting;                  /* of each form and class of names: 3 * form + class; and the end */
    struct names_posting *postings;           /* by form */
    struct names_trie tries[NAMES_N_SCRIPTS]; /* of singles */
    size_t n_keys[NAMES_N_CLASSES];           /* as many are allocated */
    struct names_key *keys[NAMES_N_CLASSES];  /* sorted by skeleton, then form; no other scripts */
};

/* Where the postings of a form begin that are of the class or of later ones. */
static inline const struct names_posting *names_postings_from(const struct aman_names_index *index, uint32_t form, int class)
{
    return index->postings + index->first_posting[(size_t)form * NAMES_N_NAME_CLASSES + (size_t) class];
}

#endif
