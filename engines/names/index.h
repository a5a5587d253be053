/* engines/names/index.h - many names, searched without comparing with each.
 *
 * A search finds exactly the names that aman_name_compare scores at or above the threshold: all forms of the list that are
 * alike to a form of the query are found in tries, what a name can score at most is summed from them, and those that can
 * reach the threshold are compared. The index is immutable; threads share it, each with a scratch of its own.
 */
#ifndef AMAN_ENGINES_NAMES_INDEX_H
#define AMAN_ENGINES_NAMES_INDEX_H

#include "base/error.h"
#include "base/mem.h"
#include "engines/names/names.h"

struct aman_names_index;
struct aman_names_scratch;

/* A name to index; the text is not kept. */
struct aman_names_text {
    const char *text;
    size_t n;
    enum aman_name_kind kind;
};

enum { AMAN_NAMES_MOST = 20 * 1000 * 1000 };

/* Reads and indexes names[0..n). Errors: MEMORY, LIMIT (over AMAN_NAMES_MOST). O(total letters · log). */
enum aman_err aman_names_index_create(const struct aman_mem *mem, const struct aman_names_text *names, size_t n,
                                      struct aman_names_index **index);
void aman_names_index_destroy(struct aman_names_index *index);

/* Bytes that it holds. */
size_t aman_names_index_bytes(const struct aman_names_index *index);

enum aman_err aman_names_scratch_create(const struct aman_mem *mem, const struct aman_names_index *index,
                                        struct aman_names_scratch **scratch);
void aman_names_scratch_destroy(struct aman_names_scratch *scratch);

struct aman_names_hit {
    uint32_t name; /* index into the names that were given */
    double score;
};

/* All names with score >= least_score (0.05..1) for the query, best first, then by index. The hits lie in the scratch until
 * the next search. n_compared may be NULL: how many were compared. Errors: MEMORY, ARGUMENT. */
enum aman_err aman_names_index_search(const struct aman_names_index *index, struct aman_names_scratch *scratch,
                                      const struct aman_name *query, double least_score,
                                      const struct aman_names_hit **hits, size_t *n_hits, size_t *n_compared);

/* The parts of an indexed name as they were read; begin and end of its parts are 0. */
void aman_names_index_name(const struct aman_names_index *index, uint32_t i, struct aman_name *name);

#endif
