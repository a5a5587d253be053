/* engines/names/index_stand.h - how the names of an index stand to a query: what was found alike, and what they can score at
 * most. */
#ifndef AMAN_ENGINES_NAMES_INDEX_STAND_H
#define AMAN_ENGINES_NAMES_INDEX_STAND_H

#include "engines/names/index_lookup.h"

/* How a name stands: what of it was found so far. All zero: untouched. */
struct names_standing {
    uint32_t matched;             /* weights by likeness, in 1/255 */
    uint16_t part_matched;        /* of it, by the part of the query in hand */
    uint16_t met_query, met_name; /* bits of the parts that something was found for */
    uint16_t met_weight;          /* of the name's parts */
    uint16_t name_weight;
    uint8_t part;  /* of the query in hand, from 1; two joined parts count as one more */
    uint8_t flags; /* enum names_posting's, and NAMES_MAY_JOIN */
};
enum { NAMES_COMMON_MOST = 4 };
enum { NAMES_MAY_JOIN = 64 }; /* two parts may be one: then nothing is surely over */

/* A part of the query, and the forms that are alike to it: founds[from..to). */
struct names_sought {
    size_t from, to, n_postings;
    bool common; /* so many names have it that only those with initials are listed: others that have nothing else do not reach
                  * the score */
};

struct names_search {
    const struct aman_names_index *index;
    const struct aman_mem *mem;
    struct names_standing *standings; /* of each name */
    uint32_t *touched;
    size_t n_touched;
    struct names_founds founds;
    uint16_t *marks; /* of each form: how alike it is to the common parts */
    struct names_memory *memory;

    const struct aman_name *query;
    double least_raw;
    int sure; /* likeness from which on all that is alike is found; NAMES_LIKE_LEAST: all that is alike at all */
    struct names_sought sought[AMAN_NAME_PARTS_MOST];
    uint16_t common, initials; /* bits of such parts */
    double query_weight, common_weight;
    int n_initials, n_common;
    uint8_t common_parts[NAMES_COMMON_MOST];
    double left_least[AMAN_NAME_PARTS_MOST + 1]; /* what is over when so many parts can be met: the lightest */
};

/* Finds what is alike to the parts of the query, as closely as is cheapest, and lists the names that may reach the score in
 * search->touched. The caller clears their standings, even when this fails. Errors: MEMORY. */
enum aman_err aman_names_stand_all(struct names_search *search);

/* Whether a touched name may reach the score. */
bool aman_names_may_reach(const struct names_search *search, uint32_t at);

/* Asks for the memory of names that are touched a little after touched[t]. */
void aman_names_prefetch(const struct names_search *search, size_t t);

/* Forgets what was marked for the query. */
void aman_names_stand_end(struct names_search *search);

#endif
