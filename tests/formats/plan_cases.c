#include "tests/formats/plan_cases.h"

#include "tests/base/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void plan_case_init(struct plan_case *plan_case)
{
    *plan_case = (struct plan_case){0};
    FILE *file = fopen(AMAN_TEST_CORPUS "/plan/full.yaml", "rb");
    assert_non_null(file);
    plan_case->text = calloc(1, 65536);
    assert_non_null(plan_case->text);
    plan_case->n = fread(plan_case->text, 1, 65535, file);
    fclose(file);
    assert_true(plan_case->n > 1000);
    aman_diags_init(&plan_case->diags, &aman_mem_heap);
}

void plan_case_release(struct plan_case *plan_case)
{
    aman_plan_destroy(plan_case->plan);
    aman_diags_release(&plan_case->diags);
    free(plan_case->text);
}

void plan_case_replace(struct plan_case *plan_case, const char *from, const char *to)
{
    char *at = strstr(plan_case->text, from);
    if (!at || strstr(at + 1, from)) fail_msg("`%s` must stand in the plan once", from);
    size_t n_from = strlen(from), n_to = strlen(to),
           after = (size_t)(plan_case->text + plan_case->n - at) - n_from;
    assert_true(plan_case->n + n_to < 65535);
    memmove(at + n_to, at + n_from, after + 1);
    memcpy(at, to, n_to);
    plan_case->n = plan_case->n - n_from + n_to;
}

void plan_case_take_mark(struct plan_case *plan_case, int *line, int *column)
{
    char *mark = strstr(plan_case->text, "@@");
    assert_non_null(mark);
    *line = *column = 1;
    for (const char *p = plan_case->text; p < mark; p++) {
        *column = *p == '\n' ? 1 : *column + 1;
        *line += *p == '\n';
    }
    plan_case_replace(plan_case, "@@", "");
}

void plan_case_read(struct plan_case *plan_case)
{
    plan_case->err = aman_plan_read_text(plan_case->text, plan_case->n, ".", false, NULL, 0, &aman_mem_heap,
                                         &plan_case->diags, &plan_case->plan);
}

const struct aman_diag *plan_case_find(const struct plan_case *plan_case, const char *text)
{
    char line[2048];
    for (size_t i = 0; i < plan_case->diags.n; i++) {
        aman_diag_format(&plan_case->diags.items[i], line, sizeof line);
        if (strstr(line, text)) return &plan_case->diags.items[i];
    }
    return NULL;
}

void plan_case_print(const struct plan_case *plan_case)
{
    char line[2048];
    for (size_t i = 0; i < plan_case->diags.n; i++) {
        aman_diag_format(&plan_case->diags.items[i], line, sizeof line);
        print_message("%s\n", line);
    }
}
