/* formats/csv.h - tables as text: RFC 4180 with a byte order mark, quotes, CRLF or LF.
 *
 * The first row holds the names of the columns. Fields are trimmed of blanks unless quoted. Empty lines
 * are skipped. Every row has as many fields as the first one. UTF-8 only.
 */
#ifndef AMAN_FORMATS_CSV_H
#define AMAN_FORMATS_CSV_H

#include "base/diag.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

#include <stddef.h>

enum {
    AMAN_CSV_MOST_BYTES = 64 * 1024 * 1024,
    AMAN_CSV_MOST_COLUMNS = 256,
    AMAN_CSV_MOST_FIELDS = 16 * 1000 * 1000
};

struct aman_csv_field {
    const char *text; /* NUL-terminated, in the arena */
    int line, column; /* from 1; the column in bytes */
};

struct aman_csv {
    size_t n_columns, n_rows;      /* rows without the first one */
    struct aman_csv_field *names;  /* n_columns */
    struct aman_csv_field *fields; /* n_rows * n_columns, row by row */
};

/* Reads bytes[0..n). Faults go to diags under the name `file`; INPUT when there is one, LIMIT (with a
 * diagnostic) when the table is over the limits above. Memory comes from arena. O(n). */
enum aman_err aman_csv_read(const char *bytes, size_t n, const char *file, struct aman_arena *arena,
                            struct aman_diags *diags, struct aman_csv *csv);

/* Index of the column with this name, or -1. */
int aman_csv_column(const struct aman_csv *csv, const char *name);

/* Reads the file at path, in whatever encoding formats/encoding.h knows (one other than UTF-8 is told as a warning).
 * Errors as above, and IO (with a diagnostic) when it cannot be read. */
enum aman_err aman_csv_read_file(const char *path, struct aman_arena *arena, struct aman_diags *diags,
                                 struct aman_csv *csv);

/* Adds a field to a table that is written: quoted where it must be. Commas and line ends are the caller's. */
void aman_csv_add(struct aman_text *out, const char *field);

#endif
