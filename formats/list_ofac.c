/* OFAC's SDN list: three files without a first row of names, `-0-` for nothing, joined by the entry's number. */
#include "formats/columns.h"
#include "formats/list_build.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SDN_COLUMNS = 12, ALT_COLUMNS = 5, ADD_COLUMNS = 6 };
enum { SDN_ID, SDN_NAME, SDN_TYPE, SDN_PROGRAMME, SDN_TITLE, SDN_REMARKS = 11 };
enum { ALT_ID, ALT_NUMBER, ALT_TYPE, ALT_NAME };
enum { ADD_ID, ADD_NUMBER, ADD_STREET, ADD_CITY, ADD_COUNTRY };
enum { ADDRESS_BYTES = 2048 };

/* A table whose first row is data too. */
struct rows {
    struct aman_csv csv;
};

static size_t n_rows(const struct rows *rows)
{
    return rows->csv.n_columns ? rows->csv.n_rows + 1 : 0;
}

static const struct aman_csv_field *row_at(const struct rows *rows, size_t i)
{
    return i == 0 ? rows->csv.names : rows->csv.fields + (i - 1) * rows->csv.n_columns;
}

/* What a field says; "" for `-0-`. */
static const char *value(const struct aman_csv_field *field)
{
    return strncmp(field->text, "-0-", 3) == 0 ? "" : field->text;
}

char aman_list_ofac_kind(const char *text, size_t n)
{
    size_t columns = 1;
    bool quoted = false, number = false, nothing = false;
    for (size_t i = 0; i < n && text[i] != '\n'; i++) {
        if (text[i] == '"') quoted = !quoted;
        if (text[i] == ',' && !quoted) {
            if (columns == 1) number = i > 0;
            columns++;
        }
        if (columns == 1 && !isdigit((unsigned char)text[i]) && text[i] != ',') return 0;
        if (i + 3 <= n && memcmp(text + i, "-0-", 3) == 0) nothing = true;
    }
    if (!number) return 0;
    if (columns == SDN_COLUMNS && nothing) return 's';
    if (columns == ALT_COLUMNS && nothing) return 'a';
    return columns == ADD_COLUMNS ? 'd' : 0;
}

/* The files end with Ctrl-Z, as of old. */
static enum aman_err read_rows(struct aman_list_builder *b, const struct aman_list_file *file, size_t columns,
                               struct rows *rows)
{
    size_t n = file->n;
    while (n > 0 && (file->text[n - 1] == 0x1A || isspace((unsigned char)file->text[n - 1]))) n--;
    b->file = file->path;
    enum aman_err err = aman_csv_read(file->text, n, file->path, &b->list->arena, b->diags, &rows->csv);
    if (err == AMAN_ERR_MEMORY) b->err = err;
    if (err == AMAN_OK && rows->csv.n_columns != columns) {
        aman_list_fault(b, 1, 1, "", "another number of columns", "the columns of OFAC's file");
        err = AMAN_ERR_INPUT;
    }
    return err;
}

/* ---- remarks: "DOB 10 Dec 1948; nationality Mexico; a.k.a. 'X'" ---- */

static bool begins(const char *text, size_t n, const char *word, size_t *length)
{
    size_t skip = n >= 5 && memcmp(text, "alt. ", 5) == 0 ? 5 : 0;
    *length = skip + strlen(word);
    return n >= *length && memcmp(text + skip, word, strlen(word)) == 0;
}

static void read_births(struct aman_list_entry *entry, const char *text, size_t n)
{
    int from = aman_column_year(text, n), to = from;
    for (size_t i = 0; i + 4 <= n; i++)
        if (memcmp(text + i, " to ", 4) == 0) to = aman_column_year(text + i, n - i);
    aman_list_add_birth(entry, from, to > 0 ? to : from);
}

/* What is no name, country or remark goes by how it begins; OFAC writes numbers of documents as "Passport A123 (Morocco)",
 * "National ID No. 7". */
static enum aman_list_detail_kind remark_kind(const char *text, size_t n)
{
    static const struct {
        const char *word;
        enum aman_list_detail_kind kind;
    } words[] = {{"DOB ", AMAN_LIST_BIRTH_DATE},       {"POB ", AMAN_LIST_BIRTH_PLACE},
                 {"Gender ", AMAN_LIST_GENDER},        {"Passport ", AMAN_LIST_DOCUMENT},
                 {"National ID", AMAN_LIST_DOCUMENT},  {"Identification Number", AMAN_LIST_DOCUMENT},
                 {"Tax ID", AMAN_LIST_DOCUMENT},       {"Registration ", AMAN_LIST_DOCUMENT},
                 {"Vessel Registration", AMAN_LIST_DOCUMENT}};
    size_t length;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        if (begins(text, n, words[w].word, &length)) return words[w].kind;
    return AMAN_LIST_REMARK;
}

static void read_remark(struct aman_list_builder *b, struct aman_list_entry *entry, const char *text, size_t n)
{
    size_t length;
    while (n > 0 && (text[n - 1] == '.' || text[n - 1] == ' ')) n--;
    if (begins(text, n, "DOB ", &length)) read_births(entry, text + length, n - length);
    if (begins(text, n, "nationality ", &length) || begins(text, n, "citizen ", &length))
        aman_list_add_country(b, entry, text + length, n - length);
    bool alias = begins(text, n, "a.k.a. '", &length) || begins(text, n, "f.k.a. '", &length);
    if (alias && n > length && text[n - 1] == '\'')
        aman_list_add_name(b, text + length, n - length - 1, AMAN_LIST_WEAK, entry->line);
    else
        aman_list_add_detail(b, remark_kind(text, n), text, n, entry->line);
}

static void read_remarks(struct aman_list_builder *b, struct aman_list_entry *entry, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, ";");
        read_remark(b, entry, text, n);
        text += n;
        text += strspn(text, "; ");
    }
}

/* ---- joining ---- */

/* Rows of one entry, in the order of the file; sorted by number, then row. */
struct key {
    unsigned long long id;
    size_t row;
};

static int by_id(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool number_of(struct aman_list_builder *b, const struct aman_csv_field *field, unsigned long long *id)
{
    size_t n = strlen(field->text);
    if (n > 0 && n < 19 && strspn(field->text, "0123456789") == n) {
        *id = strtoull(field->text, NULL, 10);
        return true;
    }
    aman_list_fault(b, field->line, field->column, "entry number", field->text, "a whole number");
    return false;
}

static struct key *keys_of(struct aman_list_builder *b, const struct rows *rows)
{
    size_t n = n_rows(rows);
    struct key *keys = aman_arena_new(&b->list->arena, n, sizeof *keys);
    if (!keys) {
        b->err = AMAN_ERR_MEMORY;
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        keys[i].row = i;
        if (!number_of(b, row_at(rows, i), &keys[i].id)) keys[i].id = 0;
    }
    qsort(keys, n, sizeof *keys, by_id);
    return keys;
}

static size_t first_of(const struct key *keys, size_t n, unsigned long long id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (keys[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct joined {
    struct rows rows;
    struct key *keys; /* NULL: no such file */
    size_t n;
};

static bool join(struct aman_list_builder *b, const struct aman_list_file *file, size_t columns, struct joined *joined)
{
    if (!file) return true;
    if (read_rows(b, file, columns, &joined->rows) != AMAN_OK) return false;
    joined->n = n_rows(&joined->rows);
    joined->keys = keys_of(b, &joined->rows);
    return joined->keys != NULL;
}

static enum aman_list_kind kind_of(const char *type)
{
    if (strcmp(type, "individual") == 0) return AMAN_LIST_PERSON;
    if (strcmp(type, "vessel") == 0) return AMAN_LIST_VESSEL;
    return strcmp(type, "aircraft") == 0 ? AMAN_LIST_AIRCRAFT : AMAN_LIST_ORGANISATION;
}

static void add_address(struct aman_list_builder *b, const struct aman_list_entry *entry, const struct aman_csv_field *row)
{
    char whole[ADDRESS_BYTES];
    const char *street = value(&row[ADD_STREET]), *city = value(&row[ADD_CITY]), *country = value(&row[ADD_COUNTRY]);
    int n = snprintf(whole, sizeof whole, "%s%s%s%s%s", street, street[0] && city[0] ? ", " : "", city,
                     (street[0] || city[0]) && country[0] ? ", " : "", country);
    if (n > 0 && (size_t)n < sizeof whole) aman_list_add_detail(b, AMAN_LIST_ADDRESS, whole, (size_t)n, entry->line);
}

static void read_entry(struct aman_list_builder *b, const struct aman_csv_field *row, unsigned long long id,
                       const struct joined *alt, const struct joined *add)
{
    struct aman_list_entry *entry =
        aman_list_begin(b, row[SDN_ID].text, kind_of(value(&row[SDN_TYPE])), row[SDN_ID].line);
    if (!entry) return;
    aman_list_set_programme(b, entry, value(&row[SDN_PROGRAMME]));
    aman_list_add_name(b, value(&row[SDN_NAME]), strlen(value(&row[SDN_NAME])), AMAN_LIST_PRIMARY, row[SDN_ID].line);
    for (size_t k = first_of(alt->keys, alt->n, id); k < alt->n && alt->keys[k].id == id; k++) {
        const char *name = value(&row_at(&alt->rows, alt->keys[k].row)[ALT_NAME]);
        aman_list_add_name(b, name, strlen(name), AMAN_LIST_ALIAS, row[SDN_ID].line);
    }
    for (size_t k = first_of(add->keys, add->n, id); k < add->n && add->keys[k].id == id; k++) {
        const char *country = value(&row_at(&add->rows, add->keys[k].row)[ADD_COUNTRY]);
        aman_list_add_country(b, entry, country, strlen(country));
        add_address(b, entry, row_at(&add->rows, add->keys[k].row));
    }
    const char *title = value(&row[SDN_TITLE]);
    aman_list_add_detail(b, AMAN_LIST_POSITION, title, strlen(title), entry->line);
    read_remarks(b, entry, value(&row[SDN_REMARKS]));
    aman_list_end(b, entry);
}

/* Rows whose entry the main file lacks: the files are of different days, or one is cut short. */
static void tell_orphans(struct aman_list_builder *b, const struct aman_list_file *file, const struct joined *joined,
                         const struct key *sdn, size_t n_sdn)
{
    for (size_t k = 0; k < joined->n && file; k++) {
        size_t at = first_of(sdn, n_sdn, joined->keys[k].id);
        if (at < n_sdn && sdn[at].id == joined->keys[k].id) continue;
        const struct aman_csv_field *field = row_at(&joined->rows, joined->keys[k].row);
        b->file = file->path;
        aman_list_fault(b, field->line, field->column, "entry number", field->text,
                        "one that the main file has (files of one day)");
    }
}

void aman_list_read_ofac(struct aman_list_builder *b, const struct aman_list_file *sdn, const struct aman_list_file *alt,
                         const struct aman_list_file *add)
{
    struct joined aliases = {0}, addresses = {0}, main_file = {0};
    bool read = join(b, sdn, SDN_COLUMNS, &main_file);
    read = join(b, alt, ALT_COLUMNS, &aliases) && read;
    read = join(b, add, ADD_COLUMNS, &addresses) && read;
    if (!read || b->err) return;
    tell_orphans(b, alt, &aliases, main_file.keys, main_file.n);
    tell_orphans(b, add, &addresses, main_file.keys, main_file.n);
    b->file = sdn->path;
    for (size_t i = 0; i < main_file.n && !b->err; i++) {
        const struct aman_csv_field *row = row_at(&main_file.rows, i);
        if (strspn(row[SDN_ID].text, "0123456789") != strlen(row[SDN_ID].text)) continue; /* told above */
        read_entry(b, row, strtoull(row[SDN_ID].text, NULL, 10), &aliases, &addresses);
    }
}
