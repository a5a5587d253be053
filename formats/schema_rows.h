/* formats/schema_rows.h - shorthand of the tables that say what a YAML file may hold: what a row is, then
 * where it goes. Included by the files with such tables only.
 */
#ifndef AMAN_FORMATS_SCHEMA_ROWS_H
#define AMAN_FORMATS_SCHEMA_ROWS_H

#include "formats/plan_schema.h"

#include <stddef.h>

/* clang-format off */
#define AT(type, member) .offset = offsetof(struct aman_raw_##type, member)
#define SHOWN .offset = AMAN_PLAN_NOT_STORED
#define TEXT .type = AMAN_PLAN_TEXT
#define ID .type = AMAN_PLAN_ID
#define TIME .type = AMAN_PLAN_TIME
#define QUANTITY(q, lo, hi) .type = AMAN_PLAN_QUANTITY, .quantity = AMAN_QUANTITY_##q, .least = (lo), .most = (hi)
#define INTEGER(lo, hi) .type = AMAN_PLAN_INTEGER, .least = (lo), .most = (hi)
#define BOOL .type = AMAN_PLAN_BOOL
#define WORD(list) .type = AMAN_PLAN_WORD, .words = (list)
#define TEXTS .type = AMAN_PLAN_TEXTS
#define ANY .type = AMAN_PLAN_ANY
#define MAP_OR_MAPS(m) .type = AMAN_PLAN_MAP_OR_MAPS, .map = &(m)
#define ID_OR_SHARES .type = AMAN_PLAN_ID_OR_SHARES
#define MAP(m) .type = AMAN_PLAN_MAP, .map = &(m)
#define MAPS(m) .type = AMAN_PLAN_MAPS, .map = &(m)
#define CHAPTER(m) .type = AMAN_PLAN_CHAPTER, .map = &(m)
#define REQUIRED .required = true
#define DEFAULT(text) .fallback = (text)
#define HELP(text) .help = (text)
#define DEFINE_MAP(name, what_it_is, selected_by, bytes)                                                           \
    static const struct aman_plan_map name = {what_it_is, selected_by, bytes, name##_keys,                         \
                                              sizeof name##_keys / sizeof *name##_keys}
/* clang-format on */

#endif
