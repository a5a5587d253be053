/* report/json.h - JSON as text. Texts are cleaned of direction controls and malformed UTF-8 by the caller
 * (aman_word_clean) or kept as they are where they are ids. */
#ifndef AMAN_REPORT_JSON_H
#define AMAN_REPORT_JSON_H

#include "base/text.h"

/* A string in quotes. `<`, `>` and `&` are written as \u escapes, so that the text may stand in a page's script;
 * malformed UTF-8 becomes U+FFFD. */
void aman_json_text(struct aman_text *json, const char *text);

/* A number; null when it is not finite. */
void aman_json_number(struct aman_text *json, double value);

/* `"key":` with a comma before it unless it is the first after `{`. */
void aman_json_key(struct aman_text *json, const char *key);
/* A comma before the next element unless it is the first after `[`. */
void aman_json_next(struct aman_text *json);

/* The two in one. */
void aman_json_key_text(struct aman_text *json, const char *key, const char *text);
void aman_json_key_number(struct aman_text *json, const char *key, double value);

#endif
