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
    uint8_t role, weight, n_forms;
};

struct names_stored_name {
    uint32_t first_part;
    uint16_t weight; /* of all parts */
    uint8_t n_parts, n_initials;
    uint8_t kind, legal;
};

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
    uint32_t *first_posting;                  /* n_forms + 1 */
    uint32_t *first_plain;                    /* of each form: the names before it have initials, those from it on do not */
    struct names_posting *postings;           /* by form */
    struct names_trie tries[NAMES_N_SCRIPTS]; /* of singles */
    size_t n_keys[NAMES_N_CLASSES];           /* as many are allocated */
    struct names_key *keys[NAMES_N_CLASSES];  /* sorted by skeleton, then form; no other scripts */
};

#endif
