/* formats/list_build.h - what the readers of lists share. */
#ifndef AMAN_FORMATS_LIST_BUILD_H
#define AMAN_FORMATS_LIST_BUILD_H

#include "formats/list_read.h"

#include <stdbool.h>

struct aman_list_builder {
    struct aman_list *list;
    const struct aman_mem *mem;
    struct aman_diags *diags;
    const char *file; /* in hand */
    size_t entries_capacity;
    struct aman_list_name *spare; /* names of the entry in hand, spare_n of spare_capacity */
    size_t spare_n, spare_capacity;
    struct aman_list_detail *details; /* the same for details */
    size_t details_n, details_capacity;
    enum aman_err err; /* the first that ends reading: MEMORY, LIMIT */
};

/* Adds a fault (an error) of the file in hand. NULL texts count as "". */
void aman_list_fault(struct aman_list_builder *b, int line, int column, const char *where, const char *found,
                     const char *expected);

/* A copy without blanks around it and with single ones inside; NULL (with err set) when memory is out. */
const char *aman_list_text(struct aman_list_builder *b, const char *text, size_t n);

/* Begins an entry; NULL when none can be had (err set). names are added next, then it is ended. */
struct aman_list_entry *aman_list_begin(struct aman_list_builder *b, const char *id, enum aman_list_kind kind, int line);
void aman_list_set_programme(struct aman_list_builder *b, struct aman_list_entry *entry, const char *text);
/* Empty text is left out; the same text twice too. */
void aman_list_add_name(struct aman_list_builder *b, const char *text, size_t n, enum aman_list_quality quality, int line);
void aman_list_add_birth(struct aman_list_entry *entry, int from_year, int to_year);
void aman_list_add_country(struct aman_list_builder *b, struct aman_list_entry *entry, const char *text, size_t n);
/* Empty text is left out; so is the same again. */
void aman_list_add_detail(struct aman_list_builder *b, enum aman_list_detail_kind kind, const char *text, size_t n, int line);
/* Gives the entry its names and details; one without any name is a fault. */
void aman_list_end(struct aman_list_builder *b, struct aman_list_entry *entry);

/* The readers: text is UTF-8. Faults go to the builder. */
void aman_list_read_xml(struct aman_list_builder *b, const char *text, size_t n);
void aman_list_read_ftm(struct aman_list_builder *b, const char *text, size_t n);
void aman_list_read_table(struct aman_list_builder *b, const char *text, size_t n);
/* OFAC: the main file, then aliases and addresses; any of the two may be NULL. */
struct aman_list_file {
    const char *path, *text;
    size_t n;
};
void aman_list_read_ofac(struct aman_list_builder *b, const struct aman_list_file *sdn, const struct aman_list_file *alt,
                         const struct aman_list_file *add);

/* Which OFAC file a text is by its first row: 's', 'a' (aliases), 'd' (addresses); 0: none. */
char aman_list_ofac_kind(const char *text, size_t n);

#endif
