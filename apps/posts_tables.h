/* apps/posts_tables.h - deployment tables on a terminal and as CSV. */
#ifndef AMAN_APPS_POSTS_TABLES_H
#define AMAN_APPS_POSTS_TABLES_H

#include "report/posts_sheet.h"

/* Appends the tables in columns as wide as they need be. MEMORY. */
enum aman_err aman_posts_text(struct aman_text *out, const struct aman_plan *plan, const struct aman_sheet_options *options);

/* Appends the tables, the names of their columns first; a blank line between two. MEMORY. */
enum aman_err aman_posts_csv(struct aman_text *out, const struct aman_plan *plan, const struct aman_sheet_options *options);

#endif
