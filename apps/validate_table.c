#include "apps/validate_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const set_names[] = {"people", "code"};

const char *aman_validate_verdict_name(enum aman_validate_verdict verdict)
{
    static const char *const names[] = {"pass", "FAIL", "documented", "SKIPPED"};
    return names[verdict];
}

/* Four digits that count, without a tail of zeros. */
static void add_number(struct aman_text *text, double value)
{
    if (isnan(value))
        aman_text_add(text, "–");
    else if (isinf(value))
        aman_text_add(text, value > 0 ? "∞" : "-∞");
    else
        aman_text_addf(text, "%.4g", fabs(value) < 5e-13 ? 0.0 : value);
}

/* What is expected: one number, a bound, or both. The table writes "more than 0" as a least of 0.0001. */
static void add_expected(struct aman_text *text, const struct aman_validate_check *check)
{
    if (check->low == -INFINITY && check->high == INFINITY) {
        aman_text_add(text, "–");
        return;
    }
    add_number(text, check->low);
    if (check->low == check->high) return;
    aman_text_add(text, " … ");
    add_number(text, check->high);
}

static void count(const struct aman_validate_result *results, size_t n, size_t counts[4])
{
    for (size_t i = 0; i < n; i++) counts[results[i].verdict]++;
}

static void add_counts(struct aman_text *text, const struct aman_validate_result *results, size_t n)
{
    size_t counts[4] = {0};
    count(results, n, counts);
    aman_text_addf(text, "%zu cases: %zu pass, %zu fail, %zu documented, %zu skipped", n, counts[0], counts[1],
                   counts[2], counts[3]);
    if (counts[AMAN_VALIDATE_SKIPPED]) aman_text_add(text, " (give the measurements with --data or AMAN_DATA)");
    aman_text_add(text, "\n");
}

void aman_validate_text(struct aman_text *text, const struct aman_validate_result *results, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct aman_validate_result *r = &results[i];
        aman_text_addf(text, "%-10s  %-14s %s\n", aman_validate_verdict_name(r->verdict),
                       aman_validate_case_id(r->test), aman_validate_case_asks(r->test));
        for (size_t k = 0; k < r->n_checks; k++) {
            const struct aman_validate_check *check = &r->checks[k];
            aman_text_addf(text, "    %-10s  %s: ", aman_validate_verdict_name(check->verdict), check->what);
            add_number(text, check->found);
            aman_text_addf(text, "%s%s", check->unit[0] ? " " : "", check->unit);
            if (check->verdict != AMAN_VALIDATE_DOCUMENTED) {
                aman_text_add(text, " (expected ");
                add_expected(text, check);
                aman_text_add(text, ")");
            }
            aman_text_add(text, "\n");
        }
        aman_text_addf(text, "    parameters: %s, runs: %d; %s\n", set_names[r->set], r->seeds,
                       aman_validate_case_source(r->test));
    }
    add_counts(text, results, n);
}

static void add_json_text(struct aman_text *text, const char *name, const char *value)
{
    aman_text_addf(text, "\"%s\": \"", name);
    for (const char *c = value; *c; c++) {
        if (*c == '"' || *c == '\\') aman_text_add(text, "\\");
        aman_text_add_n(text, c, 1);
    }
    aman_text_add(text, "\"");
}

static void add_json_number(struct aman_text *text, const char *name, double value)
{
    aman_text_addf(text, "\"%s\": ", name);
    if (isfinite(value))
        aman_text_addf(text, "%.17g", value);
    else
        aman_text_add(text, "null");
}

static void add_json_check(struct aman_text *text, const struct aman_validate_check *check)
{
    aman_text_add(text, "      {");
    add_json_text(text, "what", check->what);
    aman_text_add(text, ", ");
    add_json_text(text, "unit", check->unit);
    aman_text_add(text, ", ");
    add_json_number(text, "low", check->low);
    aman_text_add(text, ", ");
    add_json_number(text, "high", check->high);
    aman_text_add(text, ", ");
    add_json_number(text, "found", check->found);
    aman_text_add(text, ", ");
    add_json_text(text, "verdict", aman_validate_verdict_name(check->verdict));
    aman_text_add(text, "}");
}

void aman_validate_json(struct aman_text *text, const struct aman_validate_result *results, size_t n,
                        const char *version)
{
    aman_text_add(text, "{");
    add_json_text(text, "aman", version);
    aman_text_add(text, ", \"cases\": [\n");
    for (size_t i = 0; i < n; i++) {
        const struct aman_validate_result *r = &results[i];
        aman_text_add(text, "  {");
        add_json_text(text, "id", aman_validate_case_id(r->test));
        aman_text_add(text, ", ");
        add_json_text(text, "asks", aman_validate_case_asks(r->test));
        aman_text_add(text, ", ");
        add_json_text(text, "source", aman_validate_case_source(r->test));
        aman_text_add(text, ", ");
        add_json_text(text, "set", set_names[r->set]);
        aman_text_addf(text, ", \"runs\": %d, ", r->seeds);
        add_json_text(text, "verdict", aman_validate_verdict_name(r->verdict));
        aman_text_add(text, ", \"checks\": [\n");
        for (size_t k = 0; k < r->n_checks; k++) {
            add_json_check(text, &r->checks[k]);
            aman_text_add(text, k + 1 < r->n_checks ? ",\n" : "\n");
        }
        aman_text_add(text, i + 1 < n ? "    ]},\n" : "    ]}\n");
    }
    aman_text_add(text, "]}\n");
}

void aman_validate_markdown(struct aman_text *text, const struct aman_validate_result *results, size_t n)
{
    aman_text_add(text,
                  "# Validation of the crowd engine\n\nMade by `aman validate --format markdown`; every number is the "
                  "engine's own, at the commit that changed this page last. A case that fails is left failing.\n\n");
    add_counts(text, results, n);
    aman_text_add(text, "\n| test | what it asks | check | expected | found | | runs | parameters |\n"
                        "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < results[i].n_checks; k++) {
            const struct aman_validate_result *r = &results[i];
            const struct aman_validate_check *check = &r->checks[k];
            aman_text_addf(text, "| %s | %s | %s | ", k ? "" : aman_validate_case_id(r->test),
                           k ? "" : aman_validate_case_asks(r->test), check->what);
            add_expected(text, check);
            aman_text_add(text, " | ");
            add_number(text, check->found);
            aman_text_addf(text, " %s | %s | %d | %s |\n", check->unit, aman_validate_verdict_name(check->verdict),
                           r->seeds, set_names[r->set]);
        }
    aman_text_add(text, "\n## Sources of the criteria\n\n");
    for (size_t i = 0; i < n; i++)
        aman_text_addf(text, "- `%s`: %s\n", aman_validate_case_id(results[i].test),
                       aman_validate_case_source(results[i].test));
}
