/* A plain table: a column of names, and what else it has. */
#include "formats/columns.h"
#include "formats/list_build.h"

#include <stdio.h>
#include <string.h>

/* Several names in a field are parted by semicolons. */
static void add_names(struct aman_list_builder *b, const struct aman_csv_field *field, enum aman_list_quality quality)
{
    for (const char *at = field->text; *at;) {
        size_t n = strcspn(at, ";");
        aman_list_add_name(b, at, n, quality, field->line);
        at += n;
        if (*at == ';') at++;
    }
}

static const struct {
    enum aman_column column;
    enum aman_list_detail_kind kind;
} details[] = {{AMAN_COLUMN_BORN, AMAN_LIST_BIRTH_DATE},      {AMAN_COLUMN_BIRTH_PLACE, AMAN_LIST_BIRTH_PLACE},
               {AMAN_COLUMN_GENDER, AMAN_LIST_GENDER},        {AMAN_COLUMN_DOCUMENT, AMAN_LIST_DOCUMENT},
               {AMAN_COLUMN_ADDRESS, AMAN_LIST_ADDRESS},      {AMAN_COLUMN_POSITION, AMAN_LIST_POSITION},
               {AMAN_COLUMN_REMARK, AMAN_LIST_REMARK}};

static void add_details(struct aman_list_builder *b, const struct aman_csv_field *row, const int *at)
{
    for (size_t d = 0; d < sizeof details / sizeof *details; d++) {
        const struct aman_csv_field *field = at[details[d].column] >= 0 ? &row[at[details[d].column]] : NULL;
        for (const char *text = field ? field->text : ""; *text;) {
            size_t n = strcspn(text, ";");
            aman_list_add_detail(b, details[d].kind, text, n, field->line);
            text += n;
            if (*text == ';') text++;
        }
    }
}

static void read_row(struct aman_list_builder *b, const struct aman_csv_field *row, const int *at)
{
    char number[32];
    snprintf(number, sizeof number, "row-%d", row[0].line);
    const char *id = at[AMAN_COLUMN_ID] >= 0 && row[at[AMAN_COLUMN_ID]].text[0] ? row[at[AMAN_COLUMN_ID]].text : number;
    enum aman_list_kind kind = at[AMAN_COLUMN_KIND] >= 0 ? aman_column_kind(row[at[AMAN_COLUMN_KIND]].text) : AMAN_LIST_ANY;
    struct aman_list_entry *entry = aman_list_begin(b, id, kind, row[0].line);
    if (!entry) return;
    const struct aman_csv_field *name = &row[at[AMAN_COLUMN_NAME]];
    aman_list_add_name(b, name->text, strlen(name->text), AMAN_LIST_PRIMARY, name->line);
    if (at[AMAN_COLUMN_ALIASES] >= 0) add_names(b, &row[at[AMAN_COLUMN_ALIASES]], AMAN_LIST_ALIAS);
    if (at[AMAN_COLUMN_WEAK_ALIASES] >= 0) add_names(b, &row[at[AMAN_COLUMN_WEAK_ALIASES]], AMAN_LIST_WEAK);
    if (at[AMAN_COLUMN_BORN] >= 0) {
        int year = aman_column_year(row[at[AMAN_COLUMN_BORN]].text, strlen(row[at[AMAN_COLUMN_BORN]].text));
        aman_list_add_birth(entry, year, year);
    }
    if (at[AMAN_COLUMN_COUNTRY] >= 0) aman_list_add_country(b, entry, row[at[AMAN_COLUMN_COUNTRY]].text, strlen(row[at[AMAN_COLUMN_COUNTRY]].text));
    if (at[AMAN_COLUMN_PROGRAMME] >= 0) aman_list_set_programme(b, entry, row[at[AMAN_COLUMN_PROGRAMME]].text);
    add_details(b, row, at);
    aman_list_end(b, entry);
}

void aman_list_read_table(struct aman_list_builder *b, const char *text, size_t n)
{
    struct aman_csv csv = {0};
    enum aman_err err = aman_csv_read(text, n, b->file, &b->list->arena, b->diags, &csv);
    if (err == AMAN_ERR_MEMORY || err == AMAN_ERR_LIMIT) b->err = err;
    if (err) return;
    int at[AMAN_N_COLUMNS];
    for (int c = 0; c < AMAN_N_COLUMNS; c++) at[c] = aman_column_find(&csv, (enum aman_column)c);
    if (at[AMAN_COLUMN_NAME] < 0) {
        aman_list_fault(b, csv.names[0].line, 1, "", "no column of names", "a column `name`");
        return;
    }
    for (size_t i = 0; i < csv.n_rows && !b->err; i++) read_row(b, csv.fields + i * csv.n_columns, at);
}
