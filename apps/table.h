/* apps/table.h - a verdict as a table on a terminal. */
#ifndef AMAN_APPS_TABLE_H
#define AMAN_APPS_TABLE_H

#include "base/text.h"
#include "check/verdict.h"
#include "report/words.h"

#include <stdbool.h>

struct aman_table_style {
    enum aman_lang lang;
    int columns; /* of the terminal, >= 40 */
    bool colours;
};

/* The findings, worst first: a line of columns and, below it, the finding as a sentence. Criteria
 * that are met are counted, not listed. */
void aman_table_findings(struct aman_text *out, const struct aman_verdict *verdict,
                         const struct aman_table_style *style);

/* The verdict as a sentence, and the remedies of the findings that fail, each once. */
void aman_table_verdict(struct aman_text *out, const struct aman_verdict *verdict,
                        const struct aman_table_style *style);

#endif
