#include "apps/posts_tables.h"

#include "apps/screen.h"
#include "formats/csv.h"

#include <string.h>

enum { GAP = 2, WIDEST = 48 };

/* ---- terminal: rows are kept until the widths are known ---- */

struct table {
    struct aman_text *out;
    struct aman_arena arena;
    const char **cells; /* rows * columns, on mem */
    size_t n_columns, n_rows, capacity;
    bool failed;
};

static void keep_row(struct table *table, const char *const *cells)
{
    if (table->n_rows == table->capacity) {
        size_t more = table->capacity ? 2 * table->capacity : 32;
        const char **grown = aman_mem_grow(table->arena.mem, table->cells, table->capacity,
                                           more, AMAN_SHEET_COLUMNS_MOST * sizeof *grown);
        if (!grown) {
            table->failed = true;
            return;
        }
        table->cells = grown;
        table->capacity = more;
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *copy = aman_arena_text(&table->arena, cells[i], strlen(cells[i]));
        table->failed = table->failed || !copy;
        table->cells[table->n_rows * AMAN_SHEET_COLUMNS_MOST + i] = copy ? copy : "";
    }
    table->n_rows++;
}

static void text_begin(void *ctx, const char *key, const char *title, const char *const *keys, const char *const *heads, size_t n)
{
    struct table *table = ctx;
    (void)key;
    (void)keys;
    if (table->out->length > 0) aman_text_add(table->out, "\n");
    aman_text_add(table->out, title);
    aman_text_add(table->out, "\n");
    table->n_columns = n;
    table->n_rows = 0;
    keep_row(table, heads);
}

static void text_row(void *ctx, const char *const *cells, size_t n)
{
    (void)n;
    keep_row(ctx, cells);
}

static int width_of(const struct table *table, size_t column)
{
    int widest = 0;
    for (size_t r = 0; r < table->n_rows; r++) {
        int width = aman_screen_width(table->cells[r * AMAN_SHEET_COLUMNS_MOST + column]);
        widest = width > widest ? width : widest;
    }
    return widest < WIDEST || column + 1 == table->n_columns ? widest : WIDEST;
}

static void text_end(void *ctx)
{
    struct table *table = ctx;
    int widths[AMAN_SHEET_COLUMNS_MOST];
    for (size_t i = 0; i < table->n_columns && !table->failed; i++) widths[i] = width_of(table, i);
    for (size_t r = 0; r < table->n_rows && !table->failed; r++) {
        for (size_t i = 0; i < table->n_columns; i++) {
            const char *cell = table->cells[r * AMAN_SHEET_COLUMNS_MOST + i];
            int used = aman_screen_add_cut(table->out, cell, widths[i]);
            if (i + 1 < table->n_columns) aman_screen_add_blanks(table->out, widths[i] - used + GAP);
        }
        aman_text_add(table->out, "\n");
    }
}

enum aman_err aman_posts_text(struct aman_text *out, const struct aman_plan *plan, const struct aman_sheet_options *options)
{
    struct table table = {.out = out};
    const struct aman_sheet_writer writer = {&table, text_begin, text_row, text_end};
    aman_arena_init(&table.arena, out->mem, 0);
    enum aman_err err = aman_posts_sheet(plan, options, out->mem, &writer);
    aman_mem_free(out->mem, table.cells, table.capacity, AMAN_SHEET_COLUMNS_MOST * sizeof *table.cells);
    aman_arena_release(&table.arena);
    return table.failed || out->failed ? AMAN_ERR_MEMORY : err;
}

/* ---- CSV ---- */

static void csv_row(void *ctx, const char *const *cells, size_t n)
{
    struct aman_text *out = ctx;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) aman_text_add(out, ",");
        aman_csv_add(out, cells[i]);
    }
    aman_text_add(out, "\n");
}

static void csv_begin(void *ctx, const char *key, const char *title, const char *const *keys, const char *const *heads, size_t n)
{
    struct aman_text *out = ctx;
    (void)key;
    (void)title;
    (void)heads;
    if (out->length > 0) aman_text_add(out, "\n");
    csv_row(out, keys, n);
}

static void csv_end(void *ctx)
{
    (void)ctx;
}

enum aman_err aman_posts_csv(struct aman_text *out, const struct aman_plan *plan, const struct aman_sheet_options *options)
{
    const struct aman_sheet_writer writer = {out, csv_begin, csv_row, csv_end};
    enum aman_err err = aman_posts_sheet(plan, options, out->mem, &writer);
    return out->failed ? AMAN_ERR_MEMORY : err;
}
