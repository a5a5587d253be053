/* engines/names/ofac.h - the score of the US Treasury's public search of its sanctions lists, as far as it is public.
 *
 * Public: two techniques, of which the higher counts: Jaro-Winkler of the whole names, and each part of the name asked for
 * compared with the listed name's parts, with a score for all of them together; names that begin with another letter or are
 * less than half alike are left out first; only the name counts (OFAC FAQ 246-251). Observed by others on some hundred
 * published scores: Winkler's bonus for a common beginning is given however low the rest; the first letter counts for whole
 * names only; a part that is less than half alike counts nothing; parts of one or two letters are left out. Our reading: the
 * parts' scores are averaged, and Soundex, whose role is not public, changes nothing, as those scores are best explained
 * without it.
 */
#ifndef AMAN_ENGINES_NAMES_OFAC_H
#define AMAN_ENGINES_NAMES_OFAC_H

#include <stddef.h>

struct aman_names_ofac {
    double score;        /* 0..1 in hundredths: the higher of the two */
    double whole, parts; /* 0..1 */
};

/* The name asked for against a listed one; not symmetric. Any bytes; words beyond the limits of fold.h are left out.
 * No memory. O(letters²). */
void aman_names_ofac(const char *asked, size_t n_asked, const char *listed, size_t n_listed, struct aman_names_ofac *match);

#endif
