/* apps/validate_table.h - results of `aman validate` as text, JSON or Markdown. */
#ifndef AMAN_APPS_VALIDATE_TABLE_H
#define AMAN_APPS_VALIDATE_TABLE_H

#include "base/text.h"
#include "validate/validate.h"

/* "pass", "FAIL", "documented", "SKIPPED". */
const char *aman_validate_verdict_name(enum aman_validate_verdict verdict);

void aman_validate_text(struct aman_text *text, const struct aman_validate_result *results, size_t n);
void aman_validate_json(struct aman_text *text, const struct aman_validate_result *results, size_t n,
                        const char *version);
void aman_validate_markdown(struct aman_text *text, const struct aman_validate_result *results, size_t n);

#endif
