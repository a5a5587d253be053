/* apps/serve_marks.h - two names side by side, cut where their parts meet. */
#ifndef AMAN_APPS_SERVE_MARKS_H
#define AMAN_APPS_SERVE_MARKS_H

#include "apps/screener.h"
#include "base/text.h"

/* Adds "asked_pieces" and "listed_pieces": each name as pieces {"text", "step", "kind"} that make it whole
 * again; pieces of the two that met have the same step; kind is "same", "alike", "initial", "joined",
 * "contradicts", "missing" or "". */
void aman_serve_marks(struct aman_text *json, const struct aman_screened *person, const char *listed_name,
                      enum aman_list_kind listed_kind);

#endif
