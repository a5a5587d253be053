/* adapters/sqlite_run.h - run.sqlite: what a check computed, for people who want to compute further.
 *
 * The tables (their layout is in aman_sqlite_run_tables and, for readers of the file, in its own
 * table `about`) are filled row by row with prepared statements in one transaction. Series are
 * blobs of little-endian numbers: a row for every second would make the file ten times larger and slower.
 */
#ifndef AMAN_ADAPTERS_SQLITE_RUN_H
#define AMAN_ADAPTERS_SQLITE_RUN_H

#include "base/error.h"
#include "base/mem.h"

#include <stddef.h>
#include <stdint.h>

enum aman_sqlite_run_table {
    AMAN_SQLITE_RUN_META,     /* key, value */
    AMAN_SQLITE_RUN_FINDING,  /* one row for each finding */
    AMAN_SQLITE_RUN_CAPACITY, /* one row for each section, the last is the sum */
    AMAN_SQLITE_RUN_RUN,      /* the day, and each contingency */
    AMAN_SQLITE_RUN_BANK,     /* results of a bank in a run */
    AMAN_SQLITE_RUN_SECTION,
    AMAN_SQLITE_RUN_ZONE,
    AMAN_SQLITE_RUN_RUN_SECOND,  /* series of a run; blobs */
    AMAN_SQLITE_RUN_BANK_SECOND, /* series of a bank */
    AMAN_SQLITE_RUN_SECTION_SECOND,
    AMAN_SQLITE_RUN_ZONE_SECOND,
    AMAN_SQLITE_RUN_RASTER,   /* greatest density, pressure and when, of each cell */
    AMAN_SQLITE_RUN_MINUTE,   /* mean density over a minute of the cells that have one */
    AMAN_SQLITE_RUN_TABLES
};

enum { AMAN_SQLITE_RUN_COLUMNS_MAX = 24 };

struct aman_sqlite_run_table_def {
    const char *name, *columns; /* as in CREATE TABLE */
    int n_columns;
    const char *about; /* one English sentence, stored in the file's table `about` */
};
extern const struct aman_sqlite_run_table_def aman_sqlite_run_tables[AMAN_SQLITE_RUN_TABLES];

enum aman_sqlite_kind { AMAN_SQLITE_INTEGER, AMAN_SQLITE_REAL, AMAN_SQLITE_TEXT, AMAN_SQLITE_BLOB };
struct aman_sqlite_value {
    enum aman_sqlite_kind kind;
    int64_t integer;
    double real;       /* NAN is stored as NULL */
    const char *text;  /* NULL is stored as NULL */
    const void *bytes; /* valid until the row is added */
    size_t n_bytes;
};

struct aman_sqlite_run;

/* Errors: ARGUMENT, IO, MEMORY; *run untouched then. */
enum aman_err aman_sqlite_run_create(const struct aman_mem *mem, const char *path, struct aman_sqlite_run **run);

/* Adds a row: as many values as the table has columns. The first error sticks; it comes back at close too. */
enum aman_err aman_sqlite_run_add(struct aman_sqlite_run *run, enum aman_sqlite_run_table table,
                                  const struct aman_sqlite_value *values);

/* Commits and puts the file in place; on an error nothing is left. Frees the writer either way. */
enum aman_err aman_sqlite_run_close(struct aman_sqlite_run *run);

/* Gives up: nothing is left. Frees the writer. NULL-safe. */
void aman_sqlite_run_destroy(struct aman_sqlite_run *run);

#endif
