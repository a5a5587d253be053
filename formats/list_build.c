#include "formats/list_build.h"

#include <stdio.h>
#include <string.h>

void aman_list_fault(struct aman_list_builder *b, int line, int column, const char *where, const char *found,
                     const char *expected)
{
    aman_diags_add(b->diags, (struct aman_diag){.file = b->file,
                                                .line = line,
                                                .column = column,
                                                .where = where ? where : "",
                                                .found = found ? found : "",
                                                .expected = expected ? expected : "",
                                                .hint = ""});
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

const char *aman_list_text(struct aman_list_builder *b, const char *text, size_t n)
{
    char *copy = aman_arena_new(&b->list->arena, n + 1, 1);
    if (!copy) {
        b->err = AMAN_ERR_MEMORY;
        return NULL;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_blank(text[i]))
            copy[kept++] = text[i];
        else if (kept > 0 && copy[kept - 1] != ' ')
            copy[kept++] = ' ';
    }
    while (kept > 0 && copy[kept - 1] == ' ') kept--;
    copy[kept] = '\0';
    return copy;
}

static bool grow_entries(struct aman_list_builder *b)
{
    struct aman_list *list = b->list;
    if (list->n_entries < b->entries_capacity) return true;
    if (list->n_entries >= AMAN_LIST_MOST_ENTRIES) {
        aman_list_fault(b, 0, 0, "", "over 5 million entries", "a shorter list");
        b->err = AMAN_ERR_LIMIT;
        return false;
    }
    size_t n = b->entries_capacity ? 2 * b->entries_capacity : 256;
    struct aman_list_entry *entries = aman_mem_grow(b->mem, list->entries, b->entries_capacity, n, sizeof *entries);
    if (!entries) {
        b->err = AMAN_ERR_MEMORY;
        return false;
    }
    list->entries = entries;
    b->entries_capacity = n;
    return true;
}

struct aman_list_entry *aman_list_begin(struct aman_list_builder *b, const char *id, enum aman_list_kind kind, int line)
{
    if (b->err || !grow_entries(b)) return NULL;
    struct aman_list_entry *entry = &b->list->entries[b->list->n_entries];
    *entry = (struct aman_list_entry){.kind = kind, .programme = "", .line = line};
    entry->id = aman_list_text(b, id, strlen(id));
    if (!entry->id) return NULL;
    b->list->n_entries++;
    b->spare_n = b->details_n = 0;
    return entry;
}

void aman_list_set_programme(struct aman_list_builder *b, struct aman_list_entry *entry, const char *text)
{
    const char *copy = b->err ? NULL : aman_list_text(b, text, strlen(text));
    if (copy) entry->programme = copy;
}

static bool is_known(const struct aman_list_builder *b, const char *text)
{
    for (size_t i = 0; i < b->spare_n; i++)
        if (strcmp(b->spare[i].text, text) == 0) return true;
    return false;
}

void aman_list_add_name(struct aman_list_builder *b, const char *text, size_t n, enum aman_list_quality quality, int line)
{
    if (b->err) return;
    if (n > AMAN_LIST_MOST_NAME_BYTES) {
        aman_list_fault(b, line, 0, "", "a name over 10 kB", "a shorter one");
        return;
    }
    const char *copy = aman_list_text(b, text, n);
    if (!copy || copy[0] == '\0' || is_known(b, copy)) return;
    if (b->spare_n == AMAN_LIST_MOST_NAMES) {
        aman_list_fault(b, line, 0, "", "an entry with over 4000 names", "fewer");
        return;
    }
    if (b->spare_n == b->spare_capacity) {
        size_t more = b->spare_capacity ? 2 * b->spare_capacity : 32;
        struct aman_list_name *spare = aman_mem_grow(b->mem, b->spare, b->spare_capacity, more, sizeof *spare);
        if (!spare) {
            b->err = AMAN_ERR_MEMORY;
            return;
        }
        b->spare = spare;
        b->spare_capacity = more;
    }
    b->spare[b->spare_n++] = (struct aman_list_name){copy, quality};
}

void aman_list_add_birth(struct aman_list_entry *entry, int from_year, int to_year)
{
    if (from_year <= 0 || to_year < from_year || entry->n_births == AMAN_LIST_MOST_BIRTHS) return;
    for (size_t i = 0; i < entry->n_births; i++)
        if (entry->births[i].from_year == from_year && entry->births[i].to_year == to_year) return;
    entry->births[entry->n_births++] = (struct aman_list_birth){from_year, to_year};
}

void aman_list_add_country(struct aman_list_builder *b, struct aman_list_entry *entry, const char *text, size_t n)
{
    const char *copy = b->err ? NULL : aman_list_text(b, text, n);
    if (!copy || copy[0] == '\0' || entry->n_countries == AMAN_LIST_MOST_COUNTRIES) return;
    for (size_t i = 0; i < entry->n_countries; i++)
        if (strcmp(entry->countries[i], copy) == 0) return;
    entry->countries[entry->n_countries++] = copy;
}

static bool detail_is_known(const struct aman_list_builder *b, enum aman_list_detail_kind kind, const char *text)
{
    for (size_t i = 0; i < b->details_n; i++)
        if (b->details[i].kind == kind && strcmp(b->details[i].text, text) == 0) return true;
    return false;
}

void aman_list_add_detail(struct aman_list_builder *b, enum aman_list_detail_kind kind, const char *text, size_t n, int line)
{
    if (b->err) return;
    if (n > AMAN_LIST_MOST_DETAIL_BYTES || b->details_n == AMAN_LIST_MOST_DETAILS) {
        aman_list_fault(b, line, 0, "", n > AMAN_LIST_MOST_DETAIL_BYTES ? "a text over 64 kB" : "an entry with over 1000 details",
                        "less");
        return;
    }
    const char *copy = aman_list_text(b, text, n);
    if (!copy || copy[0] == '\0' || detail_is_known(b, kind, copy)) return;
    if (b->details_n == b->details_capacity) {
        size_t more = b->details_capacity ? 2 * b->details_capacity : 32;
        struct aman_list_detail *details = aman_mem_grow(b->mem, b->details, b->details_capacity, more, sizeof *details);
        if (!details) {
            b->err = AMAN_ERR_MEMORY;
            return;
        }
        b->details = details;
        b->details_capacity = more;
    }
    b->details[b->details_n++] = (struct aman_list_detail){kind, copy};
}

void aman_list_end(struct aman_list_builder *b, struct aman_list_entry *entry)
{
    if (b->err) return;
    if (b->spare_n == 0) {
        char where[128];
        snprintf(where, sizeof where, "entry %s", entry->id);
        aman_list_fault(b, entry->line, 0, where, "no name", "at least one");
        return;
    }
    entry->names = aman_arena_new(&b->list->arena, b->spare_n, sizeof *entry->names);
    entry->details = aman_arena_new(&b->list->arena, b->details_n, sizeof *entry->details);
    if (!entry->names || !entry->details) {
        b->err = AMAN_ERR_MEMORY;
        return;
    }
    memcpy(entry->names, b->spare, b->spare_n * sizeof *entry->names);
    if (b->details_n) memcpy(entry->details, b->details, b->details_n * sizeof *entry->details);
    entry->n_details = b->details_n;
    entry->n_names = b->spare_n;
    b->list->n_names += b->spare_n;
}
