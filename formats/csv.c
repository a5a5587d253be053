#include "formats/csv.h"

#include "formats/encoding.h"
#include "formats/plan_file.h"

#include <stdbool.h>
#include <string.h>

struct scanner {
    const char *at, *end;
    const char *line_start;
    int line;
    const char *file;
    char *out; /* where field texts go: never longer than the input, one NUL for each delimiter */
    struct aman_diags *diags;
    size_t n_faults;
};

static void fault(struct scanner *scanner, int line, int column, const char *found, const char *expected)
{
    scanner->n_faults++;
    aman_diags_add(scanner->diags, (struct aman_diag){.file = scanner->file,
                                                      .line = line,
                                                      .column = column,
                                                      .where = "",
                                                      .found = found,
                                                      .expected = expected,
                                                      .hint = ""});
}

static int column_of(const struct scanner *scanner)
{
    return (int)(scanner->at - scanner->line_start) + 1;
}

static bool at_line_end(const struct scanner *scanner)
{
    return scanner->at == scanner->end || *scanner->at == '\n' ||
           (*scanner->at == '\r' && scanner->at + 1 < scanner->end && scanner->at[1] == '\n');
}

static void next_line(struct scanner *scanner)
{
    if (scanner->at < scanner->end && *scanner->at == '\r') scanner->at++;
    if (scanner->at < scanner->end) scanner->at++;
    scanner->line++;
    scanner->line_start = scanner->at;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct scanner *scanner)
{
    while (scanner->at < scanner->end && is_blank(*scanner->at)) scanner->at++;
}

/* From behind the opening quote to behind the closing one. */
static void scan_quoted(struct scanner *scanner, const struct aman_csv_field *field)
{
    while (scanner->at < scanner->end) {
        char c = *scanner->at++;
        if (c == '"' && (scanner->at == scanner->end || *scanner->at != '"')) return;
        if (c == '"') scanner->at++;
        *scanner->out++ = c;
        if (c == '\n') {
            scanner->line++;
            scanner->line_start = scanner->at;
        }
    }
    fault(scanner, field->line, field->column, "a quote that is never closed", "a closing `\"`");
}

static void scan_plain(struct scanner *scanner)
{
    char *start = scanner->out;
    while (!at_line_end(scanner) && *scanner->at != ',') *scanner->out++ = *scanner->at++;
    while (scanner->out > start && is_blank(scanner->out[-1])) scanner->out--;
}

/* One field; leaves `at` on the comma or the end of the line behind it. */
static struct aman_csv_field scan_field(struct scanner *scanner)
{
    skip_blanks(scanner);
    struct aman_csv_field field = {scanner->out, scanner->line, column_of(scanner)};
    if (scanner->at < scanner->end && *scanner->at == '"') {
        scanner->at++;
        scan_quoted(scanner, &field);
        skip_blanks(scanner);
        if (!at_line_end(scanner) && *scanner->at != ',') {
            fault(scanner, scanner->line, column_of(scanner), "text after a closing quote",
                  "a comma or a new line");
            while (!at_line_end(scanner) && *scanner->at != ',') scanner->at++;
        }
    } else {
        scan_plain(scanner);
    }
    *scanner->out++ = '\0';
    return field;
}

/* A row into fields[0..most); returns how many fields it has. */
static size_t scan_row(struct scanner *scanner, struct aman_csv_field *fields, size_t most)
{
    size_t n = 0;
    for (;;) {
        struct aman_csv_field field = scan_field(scanner);
        if (n < most) fields[n] = field;
        n++;
        if (at_line_end(scanner)) break;
        scanner->at++;
    }
    next_line(scanner);
    return n;
}

static void skip_empty_lines(struct scanner *scanner)
{
    while (scanner->at < scanner->end) {
        const char *start = scanner->at;
        skip_blanks(scanner);
        if (!at_line_end(scanner) || scanner->at == scanner->end) {
            if (scanner->at < scanner->end) scanner->at = start;
            return;
        }
        next_line(scanner);
    }
}

static enum aman_err scan_names(struct scanner *scanner, struct aman_arena *arena, struct aman_csv *csv)
{
    struct aman_csv_field names[AMAN_CSV_MOST_COLUMNS];
    skip_empty_lines(scanner);
    if (scanner->at == scanner->end) {
        fault(scanner, 1, 1, "an empty table", "a first row with the names of the columns");
        return AMAN_ERR_INPUT;
    }
    csv->n_columns = scan_row(scanner, names, AMAN_CSV_MOST_COLUMNS);
    if (csv->n_columns > AMAN_CSV_MOST_COLUMNS) {
        fault(scanner, names[0].line, 1, "too many columns", "at most 256");
        return AMAN_ERR_LIMIT;
    }
    csv->names = aman_arena_new(arena, csv->n_columns, sizeof *csv->names);
    if (!csv->names) return AMAN_ERR_MEMORY;
    memcpy(csv->names, names, csv->n_columns * sizeof *names);
    return AMAN_OK;
}

/* At most so many rows follow: each but the last ends with a line feed. */
static size_t most_rows(const struct scanner *scanner)
{
    size_t n = 1;
    for (const char *p = scanner->at; p < scanner->end; p++) n += *p == '\n';
    return n;
}

static enum aman_err scan_rows(struct scanner *scanner, struct aman_arena *arena, struct aman_csv *csv)
{
    size_t most = most_rows(scanner);
    if (most > AMAN_CSV_MOST_FIELDS / csv->n_columns) {
        fault(scanner, scanner->line, 1, "too many fields", "at most 16 million");
        return AMAN_ERR_LIMIT;
    }
    csv->fields = aman_arena_new(arena, most * csv->n_columns, sizeof *csv->fields);
    if (!csv->fields) return AMAN_ERR_MEMORY;
    for (skip_empty_lines(scanner); scanner->at < scanner->end; skip_empty_lines(scanner)) {
        int line = scanner->line;
        size_t n = scan_row(scanner, csv->fields + csv->n_rows * csv->n_columns, csv->n_columns);
        if (n == csv->n_columns)
            csv->n_rows++;
        else
            fault(scanner, line, 1, "a row with another number of fields", "as many as the first row has");
    }
    return AMAN_OK;
}

enum aman_err aman_csv_read(const char *bytes, size_t n, const char *file, struct aman_arena *arena,
                            struct aman_diags *diags, struct aman_csv *csv)
{
    struct scanner scanner = {.file = file, .diags = diags, .line = 1};
    if (n > AMAN_CSV_MOST_BYTES) {
        fault(&scanner, 0, 0, "a table over 64 MiB", "a smaller one");
        return AMAN_ERR_LIMIT;
    }
    if (!aman_text_is_utf8(bytes, n)) {
        fault(&scanner, 0, 0, "bytes that are not UTF-8 text", "a table in UTF-8");
        return AMAN_ERR_INPUT;
    }
    size_t mark = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    scanner.at = scanner.line_start = bytes + mark;
    scanner.end = bytes + n;
    scanner.out = aman_arena_new(arena, n + 2, 1);
    if (!scanner.out) return AMAN_ERR_MEMORY;
    struct aman_csv table = {0};
    enum aman_err err = scan_names(&scanner, arena, &table);
    if (!err) err = scan_rows(&scanner, arena, &table);
    if (!err && scanner.n_faults > 0) err = AMAN_ERR_INPUT;
    if (!err) *csv = table;
    return err;
}

int aman_csv_column(const struct aman_csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->n_columns; i++)
        if (strcmp(csv->names[i].text, name) == 0) return (int)i;
    return -1;
}

/* ---- files ---- */

static void tell(struct aman_diags *diags, enum aman_diag_severity severity, const char *path, const char *found,
                 const char *expected)
{
    aman_diags_add(diags,
                   (struct aman_diag){.severity = severity, .file = path, .found = found, .expected = expected});
}

static enum aman_err decode(const char *path, char *bytes, size_t n, struct aman_arena *arena, struct aman_diags *diags,
                            const char **text, size_t *length)
{
    enum aman_encoding encoding = aman_encoding_of(bytes, n);
    enum aman_err err = aman_encoding_to_utf8(encoding, bytes, n, arena, text, length);
    if (err == AMAN_ERR_INPUT)
        tell(diags, AMAN_DIAG_ERROR, path, "bytes that no encoding explains", "UTF-8, UTF-16 or Windows-1256");
    else if (!err && encoding != AMAN_ENCODING_UTF8)
        tell(diags, AMAN_DIAG_WARNING, path, aman_encoding_text(encoding), "UTF-8; it was read as what it seems to be");
    return err;
}

enum aman_err aman_csv_read_file(const char *path, struct aman_arena *arena, struct aman_diags *diags,
                                 struct aman_csv *csv)
{
    char *bytes;
    const char *text;
    size_t n, length;
    enum aman_file_state state = aman_file_read(path, AMAN_CSV_MOST_BYTES, arena->mem, &bytes, &n);
    if (state != AMAN_FILE_OK) {
        tell(diags, AMAN_DIAG_ERROR, path, aman_file_state_text(state), "a table of at most 64 MiB");
        return state == AMAN_FILE_NO_MEMORY ? AMAN_ERR_MEMORY : AMAN_ERR_IO;
    }
    enum aman_err err = decode(path, bytes, n, arena, diags, &text, &length);
    if (!err) err = aman_csv_read(text, length, path, arena, diags, csv);
    aman_mem_free(arena->mem, bytes, n + 1, 1);
    return err;
}

void aman_csv_add(struct aman_text *out, const char *field)
{
    size_t n = strlen(field);
    bool blank_ends = n > 0 && (is_blank(field[0]) || is_blank(field[n - 1]));
    if (!blank_ends && field[strcspn(field, ",\"\r\n")] == '\0') {
        aman_text_add(out, field);
        return;
    }
    aman_text_add(out, "\"");
    for (const char *quote; (quote = strchr(field, '"')); field = quote + 1) {
        aman_text_add_n(out, field, (size_t)(quote - field) + 1);
        aman_text_add(out, "\"");
    }
    aman_text_add(out, field);
    aman_text_add(out, "\"");
}
