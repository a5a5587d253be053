/* formats/list_text.h - an entry of a watch list as lines of text, to be kept and read again.
 *
 * A line a fact, `WORD TEXT`: kind, name (the primary one, first), alias, weak, born (years), country, programme, then the
 * details. What is material is hashed, so that a decision about an entry can tell whether the entry is still the one that was
 * decided about, in whatever order the list gives its facts.
 */
#ifndef AMAN_FORMATS_LIST_TEXT_H
#define AMAN_FORMATS_LIST_TEXT_H

#include "base/text.h"
#include "formats/list_read.h"

enum { AMAN_LIST_HASH_HEX = 65 };

/* Adds the entry's lines; id and line are not among them. */
void aman_list_entry_write(struct aman_text *out, const struct aman_list_entry *entry);

/* Reads them again; id and line stay empty. Memory comes from arena. Errors: INPUT (not written by the above), MEMORY. */
enum aman_err aman_list_entry_read(const char *text, struct aman_arena *arena, struct aman_list_entry *entry);

/* "birth-date", "document", …: the word of a detail's lines. */
const char *aman_list_detail_text(enum aman_list_detail_kind kind);

/* SHA-256 over the material lines, sorted by bytes, each with its line end. Errors: MEMORY. O(bytes log lines). */
enum aman_err aman_list_entry_hash(const struct aman_list_entry *entry, const struct aman_mem *mem,
                                   char hex[AMAN_LIST_HASH_HEX]);

#endif
