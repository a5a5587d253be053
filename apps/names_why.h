/* apps/names_why.h - why a score is what it is, in the reader's language. */
#ifndef AMAN_APPS_NAMES_WHY_H
#define AMAN_APPS_NAMES_WHY_H

#include "engines/names/names.h"
#include "report/words.h"

/* A name as it was written, and as it was read. */
struct aman_names_said {
    const char *text;
    const struct aman_name *name;
};

/* Adds the steps of the match, strongest effect first as the engine has them, each with what it does to the score in
 * hundredths, parted by semicolons; then what is odd about either text. */
void aman_names_why(struct aman_text *out, enum aman_lang lang, const struct aman_names_said *a,
                    const struct aman_names_said *b, const struct aman_name_match *match);

#endif
