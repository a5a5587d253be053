/* report/words_table.h - the translation table as compiled in from report/words.tsv. */
#ifndef AMAN_REPORT_WORDS_TABLE_H
#define AMAN_REPORT_WORDS_TABLE_H

#include "report/words.h"

struct aman_word_row {
    const char *key;
    const char *text[AMAN_LANG_COUNT];
};

extern const struct aman_word_row aman_word_rows[]; /* ascending by key (bytes) */
extern const size_t aman_word_row_count;

#endif
