/* formats/list_read.h - watch lists: who is on them, under which names.
 *
 * Read are the UN Security Council's consolidated list, OFAC's SDN list, the EU's consolidated list (version 1.1), the UK
 * Sanctions List and Canada's autonomous sanctions (all XML), OFAC's three CSV files, FollowTheMoney entities (JSON lines), and
 * plain tables with a column of names. What a file is, it says itself; versions that are not read are named as such.
 */
#ifndef AMAN_FORMATS_LIST_READ_H
#define AMAN_FORMATS_LIST_READ_H

#include "base/diag.h"
#include "base/error.h"
#include "base/mem.h"

#include <stddef.h>

enum aman_list_kind { AMAN_LIST_ANY, AMAN_LIST_PERSON, AMAN_LIST_ORGANISATION, AMAN_LIST_VESSEL, AMAN_LIST_AIRCRAFT };

/* "person", "organisation", … */
const char *aman_list_kind_text(enum aman_list_kind kind);

enum aman_list_quality {
    AMAN_LIST_PRIMARY,
    AMAN_LIST_ALIAS,
    AMAN_LIST_WEAK, /* too broad to search by: it confirms and does not trigger (OFAC FAQ 122-124; UN "Low") */
};

struct aman_list_name {
    const char *text; /* UTF-8, not empty */
    enum aman_list_quality quality;
};

/* Inclusive years; one year when they are equal. */
struct aman_list_birth {
    int from_year, to_year;
};

/* What else a list says of an entry, as text. All but the last two are material: a decision about the entry rests on them. */
enum aman_list_detail_kind {
    AMAN_LIST_BIRTH_DATE,
    AMAN_LIST_BIRTH_PLACE,
    AMAN_LIST_GENDER,
    AMAN_LIST_DOCUMENT, /* "Passport, A123, Morocco" */
    AMAN_LIST_ADDRESS,
    AMAN_LIST_POSITION,
    AMAN_LIST_LISTED_ON,
    AMAN_LIST_REMARK,
    AMAN_N_LIST_DETAILS
};

struct aman_list_detail {
    enum aman_list_detail_kind kind;
    const char *text; /* UTF-8, a line, not empty */
};

enum {
    AMAN_LIST_MOST_BYTES = 512 * 1024 * 1024,
    AMAN_LIST_MOST_ENTRIES = 5 * 1000 * 1000,
    AMAN_LIST_MOST_NAMES = 4000, /* of an entry */
    AMAN_LIST_MOST_NAME_BYTES = 10 * 1024,
    AMAN_LIST_MOST_BIRTHS = 8,
    AMAN_LIST_MOST_COUNTRIES = 8,
    AMAN_LIST_MOST_DETAILS = 1000,
    AMAN_LIST_MOST_DETAIL_BYTES = 64 * 1024
};

struct aman_list_entry {
    const char *id; /* unique in the list */
    enum aman_list_kind kind;
    const char *programme; /* what it is listed for; "" if not said */
    size_t n_names;
    struct aman_list_name *names; /* the primary one first; at least one */
    size_t n_births, n_countries;
    struct aman_list_birth births[AMAN_LIST_MOST_BIRTHS];
    const char *countries[AMAN_LIST_MOST_COUNTRIES]; /* nationalities and places, as the list writes them */
    size_t n_details;
    struct aman_list_detail *details;
    int line; /* of the file that has it */
};

struct aman_list {
    struct aman_arena arena;
    const char *source; /* "un", "ofac", "eu", "uk", "canada", or the first file's name without its ending */
    const char *format; /* "UN XML", "OFAC XML", "EU XML", …, "OFAC CSV", "FollowTheMoney", "table" */
    const char *date;   /* as the list says: "2026-02-27"; "" if it does not */
    const char *encoding;
    char hash_hex[65]; /* BLAKE2b-256 of the files' bytes, one after the other */
    size_t n_entries, n_names;
    struct aman_list_entry *entries;
};

/* Reads the files of one list: several only for OFAC (sdn, alt, add, in any order). Every fault is a diagnostic; any error
 * there, and no entry at all, is INPUT. Weak aliases are kept, marked. Destroy the list with aman_list_destroy.
 * Errors: INPUT, LIMIT, IO, MEMORY. */
enum aman_err aman_list_read(const char *const *paths, size_t n, const struct aman_mem *mem, struct aman_diags *diags,
                             struct aman_list **list);

/* The same from memory; file is a name for messages. For OFAC only the main file. */
enum aman_err aman_list_read_bytes(const char *bytes, size_t n, const char *file, const struct aman_mem *mem,
                                   struct aman_diags *diags, struct aman_list **list);

void aman_list_destroy(struct aman_list *list);

/* Which of paths are one list: sets groups[i] to the index of the first file of its list (OFAC's files go together). */
void aman_list_group(const char *const *paths, size_t n, size_t *groups);

#endif
