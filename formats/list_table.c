/* A plain table: a column of names, and what else it has. */
#include "formats/csv.h"
#include "formats/list_build.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { NAME, ALIASES, WEAK, ID, KIND, BORN, COUNTRY, PROGRAMME, N_FIELDS };

/* Names that a column may have, the first that is there counts. */
static const char *const columns[N_FIELDS][5] = {
    [NAME] = {"name", "full_name", "nom", "الاسم", "caption"}, [ALIASES] = {"aliases", "alias", "aka"},
    [WEAK] = {"weak_aliases", "weak_alias"},                   [ID] = {"id", "reference"},
    [KIND] = {"kind", "schema", "type"},                       [BORN] = {"born", "birth_date", "date_of_birth", "dob"},
    [COUNTRY] = {"country", "countries", "nationality"},       [PROGRAMME] = {"programme", "program", "topics"},
};

static int find_column(const struct aman_csv *csv, int field)
{
    for (int k = 0; k < 5 && columns[field][k]; k++)
        for (size_t i = 0; i < csv->n_columns; i++)
            if (strcasecmp(csv->names[i].text, columns[field][k]) == 0) return (int)i;
    return -1;
}

static enum aman_list_kind kind_of(const char *text)
{
    if (strcasecmp(text, "person") == 0 || strcasecmp(text, "individual") == 0) return AMAN_LIST_PERSON;
    if (strcasecmp(text, "vessel") == 0) return AMAN_LIST_VESSEL;
    if (strcasecmp(text, "aircraft") == 0 || strcasecmp(text, "airplane") == 0) return AMAN_LIST_AIRCRAFT;
    bool organisation = strcasecmp(text, "organisation") == 0 || strcasecmp(text, "organization") == 0 ||
                        strcasecmp(text, "company") == 0 || strcasecmp(text, "entity") == 0;
    return organisation ? AMAN_LIST_ORGANISATION : AMAN_LIST_ANY;
}

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

static void read_row(struct aman_list_builder *b, const struct aman_csv_field *row, const int *at)
{
    char number[32];
    snprintf(number, sizeof number, "row-%d", row[0].line);
    const char *id = at[ID] >= 0 && row[at[ID]].text[0] ? row[at[ID]].text : number;
    enum aman_list_kind kind = at[KIND] >= 0 ? kind_of(row[at[KIND]].text) : AMAN_LIST_ANY;
    struct aman_list_entry *entry = aman_list_begin(b, id, kind, row[0].line);
    if (!entry) return;
    const struct aman_csv_field *name = &row[at[NAME]];
    aman_list_add_name(b, name->text, strlen(name->text), AMAN_LIST_PRIMARY, name->line);
    if (at[ALIASES] >= 0) add_names(b, &row[at[ALIASES]], AMAN_LIST_ALIAS);
    if (at[WEAK] >= 0) add_names(b, &row[at[WEAK]], AMAN_LIST_WEAK);
    if (at[BORN] >= 0) {
        int year = aman_list_year(row[at[BORN]].text, strlen(row[at[BORN]].text));
        aman_list_add_birth(entry, year, year);
    }
    if (at[COUNTRY] >= 0) aman_list_add_country(b, entry, row[at[COUNTRY]].text, strlen(row[at[COUNTRY]].text));
    if (at[PROGRAMME] >= 0) entry->programme = row[at[PROGRAMME]].text;
    aman_list_end(b, entry);
}

void aman_list_read_table(struct aman_list_builder *b, const char *text, size_t n)
{
    struct aman_csv csv = {0};
    enum aman_err err = aman_csv_read(text, n, b->file, &b->list->arena, b->diags, &csv);
    if (err == AMAN_ERR_MEMORY || err == AMAN_ERR_LIMIT) b->err = err;
    if (err) return;
    int at[N_FIELDS];
    for (int field = 0; field < N_FIELDS; field++) at[field] = find_column(&csv, field);
    if (at[NAME] < 0) {
        aman_list_fault(b, csv.names[0].line, 1, "", "no column of names", "a column `name`");
        return;
    }
    for (size_t i = 0; i < csv.n_rows && !b->err; i++) read_row(b, csv.fields + i * csv.n_columns, at);
}
