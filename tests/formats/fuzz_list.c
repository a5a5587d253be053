/* Fuzzes the readers of watch lists, all formats and encodings: no input may crash them, or be refused
 * without a reason; a list that was read is whole. */
#include "base/text.h"
#include "formats/list_read.h"
#include "formats/list_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_that(int holds)
{
    if (!holds) abort();
}

static void check_text(const char *text)
{
    check_that(text && aman_text_is_utf8(text, strlen(text)));
}

/* What the store keeps of an entry is what the list said. */
static void check_as_text(const struct aman_list_entry *entry)
{
    struct aman_text text, again;
    struct aman_arena arena;
    struct aman_list_entry read;
    aman_text_init(&text, &aman_mem_heap);
    aman_text_init(&again, &aman_mem_heap);
    aman_arena_init(&arena, &aman_mem_heap, 0);
    aman_list_entry_write(&text, entry);
    check_that(aman_list_entry_read(text.data, &arena, &read) == AMAN_OK);
    aman_list_entry_write(&again, &read);
    check_that(strcmp(text.data, again.data) == 0);
    aman_arena_release(&arena);
    aman_text_release(&again);
    aman_text_release(&text);
}

static void check_list(const struct aman_list *list)
{
    size_t n_names = 0;
    check_that(list->n_entries > 0 && strlen(list->hash_hex) == 64);
    for (size_t e = 0; e < list->n_entries; e++) {
        const struct aman_list_entry *entry = &list->entries[e];
        check_text(entry->id);
        check_text(entry->programme);
        check_that(entry->n_names > 0 && entry->n_births <= AMAN_LIST_MOST_BIRTHS &&
                   entry->n_countries <= AMAN_LIST_MOST_COUNTRIES);
        for (size_t k = 0; k < entry->n_names; k++) {
            check_text(entry->names[k].text);
            check_that(entry->names[k].text[0] != '\0');
        }
        for (size_t k = 0; k < entry->n_births; k++)
            check_that(entry->births[k].from_year <= entry->births[k].to_year);
        for (size_t k = 0; k < entry->n_countries; k++) check_text(entry->countries[k]);
        for (size_t k = 0; k < entry->n_details; k++) check_text(entry->details[k].text);
        check_as_text(entry);
        n_names += entry->n_names;
    }
    check_that(n_names == list->n_names);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct aman_diags diags;
    struct aman_list *list = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_list_read_bytes((const char *)bytes, n, "list", &aman_mem_heap, &diags, &list);
    check_that((err == AMAN_OK) == (diags.n_errors == 0) && (err == AMAN_OK) == (list != NULL));
    for (size_t i = 0; i < diags.n; i++) check_that(diags.items[i].found[0] != '\0');
    if (list) check_list(list);
    aman_list_destroy(list);
    aman_diags_release(&diags);
    return 0;
}
