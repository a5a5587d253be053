/* engines/names/evidence.h - what is known beside a name, and what it does to a score.
 *
 * A name triggers; evidence only moves the score, so that the likeliest come first. It never hides a possible match: lists
 * have wrong years and old countries.
 */
#ifndef AMAN_ENGINES_NAMES_EVIDENCE_H
#define AMAN_ENGINES_NAMES_EVIDENCE_H

#include <stdbool.h>

enum aman_names_birth { AMAN_NAMES_BIRTH_UNKNOWN, AMAN_NAMES_BIRTH_AGREES, AMAN_NAMES_BIRTH_NEAR, AMAN_NAMES_BIRTH_DIFFERS,
                        AMAN_NAMES_BIRTH_FAR };
enum aman_names_country { AMAN_NAMES_COUNTRY_UNKNOWN, AMAN_NAMES_COUNTRY_AGREES, AMAN_NAMES_COUNTRY_DIFFERS };

struct aman_names_evidence {
    enum aman_names_birth birth;
    enum aman_names_country country;
    bool weak_alias; /* a weak alias of the entry is as like as the threshold asks */
};

/* How a year of birth stands to a span of years: within it, a year off, up to four, more. Two calendars and estimates make a
 * year's difference common. */
enum aman_names_birth aman_names_birth_of(int year, int from_year, int to_year);

/* The score with the evidence: nine tenths of the name's score, as a name alone is never certain; what agrees takes a share of what is missing to 1 (birth 0.4, a year off 0.1, country 0.1,
 * weak alias 0.1), what differs a share of the score (birth 0.1, far 0.25, country 0.03). 0..1. These shares are a judgement,
 * not learnt. */
double aman_names_with_evidence(double name_score, const struct aman_names_evidence *evidence);

#endif
