/* apps/screen.h - text laid out for a terminal. */
#ifndef AMAN_APPS_SCREEN_H
#define AMAN_APPS_SCREEN_H

#include "base/text.h"

#include <stddef.h>

/* Columns that text takes on a terminal: 0 for combining marks, 2 for wide letters. Control
 * characters and malformed bytes count 1 each. */
int aman_screen_width(const char *text);

/* Adds text cut to `columns`, with "…" where something was cut off; returns the columns that it took. */
int aman_screen_add_cut(struct aman_text *out, const char *text, int columns);

/* Columns to lay text out in for what file descriptor fd leads to: 40 to 160; 100 if no terminal. */
int aman_screen_columns(int fd);

/* Adds text wrapped at blanks to `columns`, every line indented by `indent`. */
void aman_screen_add_wrapped(struct aman_text *out, const char *text, int indent, int columns);

void aman_screen_add_blanks(struct aman_text *out, int n);

#endif
