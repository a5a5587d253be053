/* tests/formats/plan_cases.h - what the tests of the plan reader share. */
#ifndef AMAN_TESTS_FORMATS_PLAN_CASES_H
#define AMAN_TESTS_FORMATS_PLAN_CASES_H

#include "formats/plan_read.h"

#include <stdbool.h>

/* A growing copy of corpus/plan/full.yaml and what reading it gave. */
struct plan_case {
    char *text;
    size_t n;
    struct aman_diags diags;
    struct aman_plan *plan;
    enum aman_err err;
};

/* Loads the full plan; fails the test when it is not there. */
void plan_case_init(struct plan_case *plan_case);
void plan_case_release(struct plan_case *plan_case);

/* Puts `to` in the place of the only occurrence of `from`; fails the test when there is none. */
void plan_case_replace(struct plan_case *plan_case, const char *from, const char *to);

/* Takes the only mark `@@` out of the text and tells where it stood. */
void plan_case_take_mark(struct plan_case *plan_case, int *line, int *column);

/* Reads without files. */
void plan_case_read(struct plan_case *plan_case);

/* The diagnostic that holds `text` when formatted, or NULL. */
const struct aman_diag *plan_case_find(const struct plan_case *plan_case, const char *text);
void plan_case_print(const struct plan_case *plan_case);

#endif
