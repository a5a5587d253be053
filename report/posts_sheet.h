/* report/posts_sheet.h - who stands where and when, as tables: by post, by unit, by hour, and who commands.
 *
 * The tables are handed to a writer cell by cell, so that the terminal, CSV and the page to print hold the same.
 */
#ifndef AMAN_REPORT_POSTS_SHEET_H
#define AMAN_REPORT_POSTS_SHEET_H

#include "base/error.h"
#include "base/text.h"
#include "plan/plan.h"
#include "report/words.h"

enum { AMAN_SHEET_COLUMNS_MOST = 24 };

/* Cells and titles are cleaned UTF-8, valid during the call. */
struct aman_sheet_writer {
    void *ctx;
    /* `key` names the table ("post", "unit", …) whatever the language; `keys` name the columns. */
    void (*begin)(void *ctx, const char *key, const char *title, const char *const *keys, const char *const *heads, size_t n);
    void (*row)(void *ctx, const char *const *cells, size_t n);
    void (*end)(void *ctx);
};

enum aman_sheet_part {
    AMAN_SHEET_POST = 1,
    AMAN_SHEET_UNIT = 2,
    AMAN_SHEET_HOUR = 4,
    AMAN_SHEET_COMMAND = 8,
    AMAN_SHEET_ALL = 15
};

struct aman_sheet_options {
    enum aman_lang lang;
    int unit;       /* of this one only; -1: of all */
    unsigned parts; /* bits of aman_sheet_part */
    bool plain;     /* kinds and roles as a plan writes them, for machines */
};

/* MEMORY. */
enum aman_err aman_posts_sheet(const struct aman_plan *plan, const struct aman_sheet_options *options,
                               const struct aman_mem *mem, const struct aman_sheet_writer *writer);

/* The same as a page to print, in the direction of its language; nothing in it comes from elsewhere. MEMORY. */
enum aman_err aman_posts_page(struct aman_text *html, const struct aman_plan *plan, const struct aman_sheet_options *options);

#endif
