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

/* Why the match scores what it does: the parts of the names, then what else is known. */
void aman_screen_why(struct aman_text *out, enum aman_lang lang, const struct aman_screened *person,
                     const struct aman_screen_match *match);

/* What goes into the record of one look-up: who was looked for, and everything that was found. `run` is the number of the line
 * that says lists and settings. */
void aman_screen_json(struct aman_text *json, int64_t run, const struct aman_screened *person,
                      const struct aman_screen_result *result);

#endif
