/* apps/names_why.h - why a score is what it is, in the reader's language. */
#ifndef AMAN_APPS_NAMES_WHY_H
#define AMAN_APPS_NAMES_WHY_H

#include "engines/names/names.h"
#include "engines/names/ofac.h"
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

/* "default" or "ofac", the value of --mode; false for anything else. */
bool aman_names_mode_of(const char *value, bool *ofac);

/* The same of a score as the US Treasury's search has it. */
void aman_names_why_ofac(struct aman_text *out, enum aman_lang lang, const struct aman_names_ofac *match);

/* Adds what is odd about a name's text, enum aman_name_flag, each after a semicolon. */
void aman_names_why_flags(struct aman_text *out, enum aman_lang lang, unsigned flags);

#endif
