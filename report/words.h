/* report/words.h - text for people, from the translation tables in report/words.tsv. */
#ifndef AMAN_REPORT_WORDS_H
#define AMAN_REPORT_WORDS_H

#include "base/text.h"
#include "check/finding.h"

enum aman_lang { AMAN_LANG_EN, AMAN_LANG_FR, AMAN_LANG_AR, AMAN_LANG_COUNT };

/* "en", "fr", "ar" to a language; false if unknown. */
bool aman_lang_of(const char *code, enum aman_lang *lang);
const char *aman_lang_code(enum aman_lang lang);
bool aman_lang_is_rtl(enum aman_lang lang);

/* The text of `key`, never NULL; a key without an entry gives the key itself (a test makes sure
 * that none is missing). */
const char *aman_word(enum aman_lang lang, const char *key);

/* A value with its unit, as people write it in this language (digits are Western). */
void aman_word_quantity(struct aman_text *text, enum aman_lang lang, double value, enum aman_unit unit);

/* The message `key` with its {placeholders} filled from args[0..n). In Arabic every filled-in
 * piece is isolated (U+2068 … U+2069), so that right-to-left text holds together. */
void aman_word_message(struct aman_text *text, enum aman_lang lang, const char *key,
                       const struct aman_arg *args, size_t n);

/* The finding as one sentence ("finding.<key>"), and its remedy ("remedy.<remedy>"; adds nothing if none). */
void aman_word_finding(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding);
void aman_word_remedy(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding);

#endif
