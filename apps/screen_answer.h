/* apps/screen_answer.h - what a screening found: for people, for a table, for the record. */
#ifndef AMAN_APPS_SCREEN_ANSWER_H
#define AMAN_APPS_SCREEN_ANSWER_H

#include "apps/screener.h"
#include "report/words.h"

/* The first row of the table of alerts. */
void aman_screen_table_head(struct aman_text *out);

/* A row for each match; `row` says where the person stands in the table that was screened (0: not in one). */
void aman_screen_table_rows(struct aman_text *out, enum aman_lang lang, size_t row, const struct aman_screened *person,
                            const struct aman_screen_result *result);

/* Lines for a terminal. */
void aman_screen_lines(struct aman_text *out, enum aman_lang lang, const struct aman_screened *person,
                       const struct aman_screen_result *result);

/* Adds why the person may be the entry: how the names meet, and what else agrees or differs. */
void aman_screen_why(struct aman_text *out, enum aman_lang lang, const struct aman_screened *person,
                     const struct aman_screen_match *match);

/* Adds years of birth and countries as lists of an entry, parted by semicolons. */
void aman_screen_births(struct aman_text *out, const struct aman_list_entry *entry);
void aman_screen_countries(struct aman_text *out, const struct aman_list_entry *entry);

/* The word for what is decided; undecided is "possible match, for a human to decide". */
const char *aman_screen_decision(enum aman_lang lang, enum aman_alert_state state);

/* Is it for a human to act on: undecided, proposed, or a true match? */
bool aman_screen_matters(const struct aman_alert_found *alert);

#endif
