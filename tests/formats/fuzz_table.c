/* Fuzzes the table reader: no input may crash it; a table that was read is whole. */
#include "base/text.h"
#include "formats/csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_field(const struct aman_csv_field *field)
{
    if (field->line < 1 || field->column < 1 || !aman_text_is_utf8(field->text, strlen(field->text))) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct aman_diags diags;
    struct aman_arena arena;
    struct aman_csv csv = {0};
    aman_diags_init(&diags, &aman_mem_heap);
    aman_arena_init(&arena, &aman_mem_heap, 0);
    enum aman_err err = aman_csv_read((const char *)bytes, n, "t.csv", &arena, &diags, &csv);
    if ((err == AMAN_OK) != (diags.n_errors == 0)) abort();
    for (size_t i = 0; i < csv.n_columns; i++) check_field(&csv.names[i]);
    for (size_t i = 0; i < csv.n_columns * csv.n_rows; i++) check_field(&csv.fields[i]);
    aman_arena_release(&arena);
    aman_diags_release(&diags);
    return 0;
}
