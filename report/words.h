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
 * that none is missing). O(log keys). */
const char *aman_word(enum aman_lang lang, const char *key);
bool aman_word_exists(const char *key);

/* A JSON object with every key that begins with prefix, and its text. */
void aman_words_json(struct aman_text *json, enum aman_lang lang, const char *prefix);

/* A value with its unit, as people write it in this language (digits are Western; NAN is "—"). */
void aman_word_quantity(struct aman_text *text, enum aman_lang lang, double value, enum aman_unit unit);

/* A plain number with at most `decimals` (0..6), thousands apart, trailing zeros dropped. */
void aman_word_number(struct aman_text *text, enum aman_lang lang, double value, int decimals);

/* Text that others wrote, made harmless for showing: direction controls and other control
 * characters left out, malformed UTF-8 as U+FFFD; line ends become blanks. */
void aman_word_clean(struct aman_text *text, const char *raw);

/* The message `key` with its {placeholders} filled from args[0..n); one without an argument stays as
 * it is. An argument whose text is itself a key ("term.exit", "chapter.medical") is
 * translated; other texts go through aman_word_clean. Filled-in pieces are isolated (U+2068 … U+2069) in
 * Arabic, and elsewhere when they hold right-to-left letters, so that mixed text holds together. */
void aman_word_message(struct aman_text *text, enum aman_lang lang, const char *key,
                       const struct aman_arg *args, size_t n);

/* The finding as one sentence ("finding.<key>"), the question behind it ("question.<key>"), and its
 * remedy ("remedy.<remedy>"; adds nothing if none). */
void aman_word_finding(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding);
void aman_word_question(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding);
void aman_word_remedy(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding);

/* "severity.major", … */
const char *aman_word_severity(enum aman_lang lang, enum aman_severity severity);

#endif
