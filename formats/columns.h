/* formats/columns.h - columns of tables of people and of lists, under the names that they come with. */
#ifndef AMAN_FORMATS_COLUMNS_H
#define AMAN_FORMATS_COLUMNS_H

#include "formats/csv.h"
#include "formats/list_read.h"

enum aman_column {
    AMAN_COLUMN_NAME,
    AMAN_COLUMN_ALIASES, /* parted by semicolons */
    AMAN_COLUMN_WEAK_ALIASES,
    AMAN_COLUMN_ID,
    AMAN_COLUMN_KIND,
    AMAN_COLUMN_BORN, /* a date or a year */
    AMAN_COLUMN_COUNTRY,
    AMAN_COLUMN_PROGRAMME,
    AMAN_COLUMN_BIRTH_PLACE, /* this and what follows: parted by semicolons */
    AMAN_COLUMN_GENDER,
    AMAN_COLUMN_DOCUMENT,
    AMAN_COLUMN_ADDRESS,
    AMAN_COLUMN_POSITION,
    AMAN_COLUMN_REMARK,
    AMAN_N_COLUMNS
};

/* Index of the first column that is named so (in English, French or Arabic, letters of either case), or -1. */
int aman_column_find(const struct aman_csv *csv, enum aman_column column);

/* "Person", "individual", "company", "vessel" …; ANY for other words. */
enum aman_list_kind aman_column_kind(const char *text);

/* The first number of four digits between 1800 and 2100 in text[0..n), or 0. */
int aman_column_year(const char *text, size_t n);

#endif
