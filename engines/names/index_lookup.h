/* engines/names/index_lookup.h - which forms of an index are alike to a form, remembered: names come again and again. */
#ifndef AMAN_ENGINES_NAMES_INDEX_LOOKUP_H
#define AMAN_ENGINES_NAMES_INDEX_LOOKUP_H

#include "engines/names/index_parts.h"

struct names_found {
    uint32_t form;
    uint8_t likeness;
};

/* Forms found, one after another. All zero at first. */
struct names_founds {
    size_t n, capacity;
    struct names_found *at;
};

struct names_memory;

enum aman_err aman_names_memory_create(const struct aman_mem *mem, struct names_memory **memory);
void aman_names_memory_destroy(const struct aman_mem *mem, struct names_memory *memory);

/* Appends to `founds` all single forms of the index whose likeness to `form` is at least `least`. MEMORY on failure, with
 * `founds` as it was. */
enum aman_err aman_names_lookup(const struct aman_names_index *index, struct names_memory *memory, const struct aman_mem *mem,
                                const struct aman_name_form *form, int least, struct names_founds *founds);

enum aman_err aman_names_founds_add(const struct aman_mem *mem, struct names_founds *founds, const struct names_found *more,
                                    size_t n);
void aman_names_founds_release(const struct aman_mem *mem, struct names_founds *founds);

#endif
