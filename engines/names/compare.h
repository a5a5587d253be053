/* engines/names/compare.h - what comparing and searching share: how alike parts are, and what a score can be
 * at most. */
#ifndef AMAN_ENGINES_NAMES_COMPARE_H
#define AMAN_ENGINES_NAMES_COMPARE_H

#include "engines/names/names.h"

#include <stdbool.h>

enum {
    NAMES_WEIGHT_INITIAL = 16,
    NAMES_LIKE_INITIAL =
        180, /* likeness of an initial with what begins with it: alone it reaches no score of 0.7 */
    NAMES_LIKE_LEAST = 61,       /* what is less alike is not alike */
    NAMES_LIKE_JOINED = 215,     /* least likeness of two parts with one that they are written as */
    NAMES_JOINED_LEAST = 5,      /* symbols of what two parts may be written as */
    NAMES_CONFLICT_INITIAL = 36, /* what an initial weighs when it contradicts */
    NAMES_SAID_BY_INITIAL = 30   /* what it covers of the part that it stands for */
};

/* Likeness 0..255 of the best pair of forms; 0 when they are not alike, or one is an initial. */
int aman_names_forms_alike(const struct aman_name_part *a, const struct aman_name_part *b);

/* Parts first and first + 1 as one; false when they cannot be. */
bool aman_names_join(const struct aman_name_part *first, struct aman_name_form *joined);

/* The raw score of so much weight that met, contradicts, and is missing. */
double aman_names_raw(double matched, double against, double missing);

/* The likeness that some part must reach, other than an initial, of names whose raw score is at least `raw`:
 * their likenesses are no less on average. NAMES_LIKE_LEAST where an initial could make up the average. */
int aman_names_sure_likeness(double raw);

/* The raw score that two names can have at most: `sure_matched` is what their parts that met with likeness
 * `sure` or more count (weights by likeness), `matched_most` what all parts can count at most, and
 * `left_least` the weight of parts that are surely over, as one name has more parts than the other. */
double aman_names_raw_most(int sure, double sure_matched, double matched_most, double left_least,
                           bool organisation);

/* Whether two names can reach the raw score when every part that is alike at all is known: `matched` is what
 * parts can count at most, left_a and left_b the least weights of parts that are alike to none of the other
 * name. */
bool aman_names_known_reach(double raw, double matched, double left_a, double left_b, bool organisation);

/* Whether two forms, one of them joined, can be as alike as NAMES_LIKE_JOINED asks: by skeleton, so that they
 * can be looked up. Their likeness, or 0. */
int aman_names_joined_alike(const struct aman_name_form *joined, const struct aman_name_form *one);

/* Sum of the weights of a name's parts. */
double aman_names_weight_of(const struct aman_name *name);

#endif
