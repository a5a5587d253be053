/* The tables of those who are to be vetted. */
#include "formats/columns.h"
#include "formats/plan_reader.h"

#include <string.h>

enum { PEOPLE_MOST = 1000 * 1000 };

struct people {
    struct aman_plan_person *items;
    size_t n;
};

static const char *cell(const struct aman_csv *csv, size_t row, int column)
{
    return column < 0 ? "" : csv->fields[row * csv->n_columns + (size_t)column].text;
}

static void refuse(struct aman_plan_reader *reader, const char *file, const struct aman_csv_field *at, const char *found,
                   const char *expected)
{
    aman_diags_add(reader->diags, (struct aman_diag){.file = file,
                                                     .line = at->line,
                                                     .column = at->column,
                                                     .found = found,
                                                     .expected = expected,
                                                     .hint = ""});
}

static void take_rows(struct aman_plan_reader *reader, const char *file, const struct aman_csv *csv, bool vendors,
                      struct people *people)
{
    int at[AMAN_N_COLUMNS];
    for (int c = 0; c < AMAN_N_COLUMNS; c++) at[c] = aman_column_find(csv, (enum aman_column)c);
    if (at[AMAN_COLUMN_NAME] < 0 || csv->n_rows > PEOPLE_MOST) {
        refuse(reader, file, &csv->names[0], at[AMAN_COLUMN_NAME] < 0 ? "no column of names" : "over a million rows",
               at[AMAN_COLUMN_NAME] < 0 ? "a column `name`" : "at most a million");
        return;
    }
    people->items = aman_reader_new(reader, csv->n_rows, sizeof *people->items);
    for (size_t i = 0; people->items && i < csv->n_rows; i++) {
        const char *name = cell(csv, i, at[AMAN_COLUMN_NAME]), *born = cell(csv, i, at[AMAN_COLUMN_BORN]);
        if (name[0] == '\0')
            refuse(reader, file, &csv->fields[i * csv->n_columns + (size_t)at[AMAN_COLUMN_NAME]], "no name", "one in every row");
        people->items[people->n++] = (struct aman_plan_person){.reference = cell(csv, i, at[AMAN_COLUMN_ID]),
                                                               .name = name,
                                                               .born = aman_column_year(born, strlen(born)),
                                                               .country = cell(csv, i, at[AMAN_COLUMN_COUNTRY]),
                                                               .kind = cell(csv, i, at[AMAN_COLUMN_KIND]),
                                                               .vendor = vendors,
                                                               .line = csv->fields[i * csv->n_columns].line};
    }
}

static void pass_over(void *ctx, const void *bytes, size_t n)
{
    (void)ctx;
    (void)bytes;
    (void)n;
}

static void read_table(struct aman_plan_reader *reader, const char *key, const char *name, struct people *people)
{
    struct aman_csv csv;
    const char *path = name[0] && reader->read_files ? aman_plan_open_path(reader, name) : NULL;
    /* what cannot be read was told when it was hashed */
    if (!path || aman_file_scan(path, AMAN_CSV_MOST_BYTES, pass_over, NULL) != AMAN_FILE_OK) return;
    enum aman_err err = aman_csv_read_file(path, reader->arena, reader->diags, &csv);
    if (err == AMAN_ERR_MEMORY) reader->no_memory = true;
    if (err == AMAN_OK) take_rows(reader, path, &csv, strcmp(key, "vendors") == 0, people);
}

void aman_plan_read_people(struct aman_plan_reader *reader)
{
    struct people people = {NULL, 0}, vendors = {NULL, 0};
    read_table(reader, "people", reader->raw.people, &people);
    read_table(reader, "vendors", reader->raw.vendors, &vendors);
    size_t n = people.n + vendors.n;
    reader->plan->people = aman_reader_new(reader, n, sizeof *reader->plan->people);
    if (!reader->plan->people) return;
    if (people.n) memcpy(reader->plan->people, people.items, people.n * sizeof *people.items);
    if (vendors.n) memcpy(reader->plan->people + people.n, vendors.items, vendors.n * sizeof *vendors.items);
    reader->plan->n_people = n;
    reader->plan->n_vendors = vendors.n;
}
