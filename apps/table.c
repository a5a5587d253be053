#include "apps/table.h"

#include "apps/screen.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 6, WHERE = 1, UNDER = 5, GAP = 2, ID_LEAST = 8 };

static const char *severity_colour(enum aman_severity severity)
{
    switch (severity) {
    case AMAN_SEVERITY_CRITICAL:
        return "\033[1;31m";
    case AMAN_SEVERITY_MAJOR:
        return "\033[31m";
    case AMAN_SEVERITY_MINOR:
        return "\033[33m";
    default:
        return "\033[36m";
    }
}

struct row {
    struct aman_text cells[COLUMNS]; /* severity, where, found, limit, when, under */
};

static void row_init(struct row *row)
{
    for (int i = 0; i < COLUMNS; i++) aman_text_init(&row->cells[i], &aman_mem_heap);
}

static void row_release(struct row *row)
{
    for (int i = 0; i < COLUMNS; i++) aman_text_release(&row->cells[i]);
}

static const char *cell(const struct row *row, int i)
{
    return row->cells[i].data ? row->cells[i].data : "";
}

static void row_header(struct row *row, enum aman_lang lang)
{
    static const char *const keys[COLUMNS] = {"app.severity", "app.where", "app.found",
                                              "app.limit",    "app.when",  "app.under"};
    for (int i = 0; i < COLUMNS; i++) aman_text_add(&row->cells[i], aman_word(lang, keys[i]));
}

static const char *run_name(const struct aman_verdict *verdict, int run, enum aman_lang lang)
{
    if (run < 0 || (size_t)run >= verdict->n_runs) return "";
    int contingency = verdict->runs[run].contingency;
    if (contingency < 0) return aman_word(lang, "app.as_planned");
    return verdict->plan->contingencies[contingency].id;
}

static void row_finding(struct row *row, const struct aman_verdict *verdict,
                        const struct aman_finding *finding, enum aman_lang lang)
{
    aman_text_add(&row->cells[0], aman_word_severity(lang, finding->severity));
    aman_word_clean(&row->cells[1], finding->where);
    if (!isnan(finding->value)) aman_word_quantity(&row->cells[2], lang, finding->value, finding->unit);
    if (!isnan(finding->criterion))
        aman_word_quantity(&row->cells[3], lang, finding->criterion, finding->unit);
    if (!isnan(finding->t_s)) aman_word_quantity(&row->cells[4], lang, finding->t_s, AMAN_UNIT_CLOCK);
    aman_word_clean(&row->cells[5], run_name(verdict, finding->run, lang));
}

static void widen(int widths[COLUMNS], const struct row *row)
{
    for (int i = 0; i < COLUMNS; i++) {
        int width = aman_screen_width(cell(row, i));
        if (width > widths[i]) widths[i] = width;
    }
}

/* Narrows the two columns of ids, which may be of any length, until the row fits. */
static void narrow(int widths[COLUMNS], int columns)
{
    int total = GAP * (COLUMNS - 1);
    for (int i = 0; i < COLUMNS; i++) total += widths[i];
    while (total > columns) {
        int *widest = widths[WHERE] > widths[UNDER] ? &widths[WHERE] : &widths[UNDER];
        if (*widest <= ID_LEAST) return;
        --*widest;
        --total;
    }
}

static void add_row(struct aman_text *out, const struct row *row, const int widths[COLUMNS],
                    const char *colour)
{
    for (int i = 0; i < COLUMNS; i++) {
        if (i == 0 && colour) aman_text_add(out, colour);
        int used = aman_screen_add_cut(out, cell(row, i), widths[i]);
        if (i == 0 && colour) aman_text_add(out, "\033[0m");
        if (i + 1 < COLUMNS) aman_screen_add_blanks(out, widths[i] - used + GAP);
    }
    while (out->length > 0 && out->data[out->length - 1] == ' ') out->data[--out->length] = '\0';
    aman_text_add_n(out, "\n", 1);
}

static bool is_listed(const struct aman_finding *finding)
{
    return finding->severity != AMAN_SEVERITY_HOLDS;
}

static void measure_columns(const struct aman_verdict *verdict, const struct aman_table_style *style,
                            int widths[COLUMNS])
{
    struct row row;
    row_init(&row);
    row_header(&row, style->lang);
    widen(widths, &row);
    row_release(&row);
    for (size_t i = 0; i < verdict->n_findings; i++) {
        if (!is_listed(&verdict->findings[i])) continue;
        row_init(&row);
        row_finding(&row, verdict, &verdict->findings[i], style->lang);
        widen(widths, &row);
        row_release(&row);
    }
    narrow(widths, style->columns);
}

static void add_finding(struct aman_text *out, const struct aman_verdict *verdict,
                        const struct aman_finding *finding, const int widths[COLUMNS],
                        const struct aman_table_style *style)
{
    struct row row;
    row_init(&row);
    row_finding(&row, verdict, finding, style->lang);
    add_row(out, &row, widths, style->colours ? severity_colour(finding->severity) : NULL);
    row_release(&row);
    struct aman_text sentence;
    aman_text_init(&sentence, &aman_mem_heap);
    aman_word_finding(&sentence, style->lang, finding);
    if (sentence.length > 0) aman_screen_add_wrapped(out, sentence.data, 2, style->columns);
    if (sentence.failed) out->failed = true;
    aman_text_release(&sentence);
}

void aman_table_findings(struct aman_text *out, const struct aman_verdict *verdict,
                         const struct aman_table_style *style)
{
    int widths[COLUMNS] = {0};
    size_t met = 0;
    measure_columns(verdict, style, widths);
    for (size_t i = 0; i < verdict->n_findings; i++) met += !is_listed(&verdict->findings[i]);
    if (met < verdict->n_findings) {
        struct row header;
        row_init(&header);
        row_header(&header, style->lang);
        add_row(out, &header, widths, style->colours ? "\033[1m" : NULL);
        row_release(&header);
    }
    for (size_t i = 0; i < verdict->n_findings; i++)
        if (is_listed(&verdict->findings[i])) add_finding(out, verdict, &verdict->findings[i], widths, style);
    struct aman_arg args[] = {{.name = "n", .value = (double)met},
                              {.name = "of", .value = (double)verdict->n_findings}};
    aman_word_message(out, style->lang, "app.met", args, 2);
    aman_text_add(out, "\n");
}

/* True when an earlier failing finding has the same remedy in the same words. */
static bool is_told(const struct aman_verdict *verdict, size_t i, const struct aman_text *remedy,
                    enum aman_lang lang)
{
    struct aman_text other;
    aman_text_init(&other, &aman_mem_heap);
    bool told = false;
    for (size_t k = 0; k < i && !told; k++) {
        aman_text_clear(&other);
        if (verdict->findings[k].remedy) aman_word_remedy(&other, lang, &verdict->findings[k]);
        told = other.length == remedy->length && other.length > 0 &&
               memcmp(other.data, remedy->data, other.length) == 0;
    }
    aman_text_release(&other);
    return told;
}

static void add_remedies(struct aman_text *out, const struct aman_verdict *verdict,
                         const struct aman_table_style *style)
{
    struct aman_text remedy;
    aman_text_init(&remedy, &aman_mem_heap);
    bool any = false;
    for (size_t i = 0; i < verdict->n_findings; i++) {
        if (!verdict->findings[i].remedy || !is_listed(&verdict->findings[i])) continue;
        aman_text_clear(&remedy);
        aman_word_remedy(&remedy, style->lang, &verdict->findings[i]);
        if (remedy.length == 0 || is_told(verdict, i, &remedy, style->lang)) continue;
        if (!any) aman_text_addf(out, "%s\n", aman_word(style->lang, "app.remedies"));
        any = true;
        aman_screen_add_wrapped(out, remedy.data, 2, style->columns);
    }
    if (remedy.failed) out->failed = true;
    aman_text_release(&remedy);
}

void aman_table_verdict(struct aman_text *out, const struct aman_verdict *verdict,
                        const struct aman_table_style *style)
{
    if (style->colours) aman_text_add(out, verdict->holds ? "\033[1;32m" : "\033[1;31m");
    aman_text_add(out, aman_word(style->lang, verdict->holds ? "verdict.holds" : "verdict.does_not_hold"));
    aman_text_add(out, style->colours ? "\033[0m\n" : "\n");
    add_remedies(out, verdict, style);
}
