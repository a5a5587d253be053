/* engines/names/compare.h - what comparing and searching share: how alike parts are, and what a score can be at most. */
#ifndef AMAN_ENGINES_NAMES_COMPARE_H
#define AMAN_ENGINES_NAMES_COMPARE_H

#include "engines/names/names.h"

#include <stdbool.h>

enum {
    NAMES_LIKE_INITIAL = 210, /* likeness of an initial and a name that begins with it */
    NAMES_LIKE_JOINED = 190,  /* least likeness of two parts with one that they are written as */
    NAMES_CONFLICT_INITIAL = 36, /* what an initial weighs when it contradicts */
    NAMES_SAID_BY_INITIAL = 30   /* what it covers of the part that it stands for */
};

/* Likeness 0..255 of the best pair of forms; 0 when they are not alike, or one is an initial. */
int aman_names_forms_alike(const struct aman_name_part *a, const struct aman_name_part *b);

/* Parts first and first + 1 as one; false when they cannot be. */
bool aman_names_join(const struct aman_name_part *first, struct aman_name_form *joined);

/* The raw score of so much weight that met, contradicts, and is missing. */
double aman_names_raw(double matched, double against, double missing);

/* What parts count that met nothing: the lesser sum contradicts, what the other name has beyond it is missing, which counts
 * the more the less was matched. Rises with either sum; the second term falls with matched. */
double aman_names_left_over(double matched, double left_a, double left_b, bool organisation);

/* Sum of the weights of a name's parts. */
double aman_names_weight_of(const struct aman_name *name);

#endif
