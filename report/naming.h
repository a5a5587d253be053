/* report/naming.h - what things of a verdict are called on the page, in pictures and in files. */
#ifndef AMAN_REPORT_NAMING_H
#define AMAN_REPORT_NAMING_H

#include "check/verdict.h"
#include "report/words.h"

/* "Door 5 (G5)", or the id alone where there is no name; cleaned. */
void aman_name_with_id(struct aman_text *text, const char *name, const char *id);

/* "as planned", or the contingency's name; cleaned. run -1: "". */
void aman_name_run(struct aman_text *text, enum aman_lang lang, const struct aman_verdict *verdict, int run);

/* Units, severities and terms as findings.json and run.sqlite write them: "persons", "1/m2", …; static. */
const char *aman_name_unit(enum aman_unit unit);
const char *aman_name_severity(enum aman_severity severity);
const char *aman_name_term(enum aman_capacity_term term);

/* Keys of words for the same. */
const char *aman_key_term(enum aman_capacity_term term);
const char *aman_key_scheme(enum aman_zone_scheme scheme);

/* A limit that this scheme's densities are judged by. */
enum aman_limit_id aman_limit_of_scheme(enum aman_zone_scheme scheme);

#endif
