#include "base/diag.h"

#include <stdio.h>
#include <string.h>

void aman_diags_init(struct aman_diags *diags, const struct aman_mem *mem)
{
    *diags = (struct aman_diags){0};
    aman_arena_init(&diags->arena, mem, 0);
}

void aman_diags_release(struct aman_diags *diags)
{
    aman_arena_release(&diags->arena);
    *diags = (struct aman_diags){.arena = diags->arena};
}

static bool keep_text(struct aman_arena *arena, const char **text)
{
    const char *source = *text ? *text : "";
    *text = aman_arena_text(arena, source, strlen(source));
    return *text != NULL;
}

void aman_diags_add(struct aman_diags *diags, struct aman_diag diag)
{
    if (diag.severity == AMAN_DIAG_ERROR) diags->n_errors++;
    if (diags->n == AMAN_DIAG_MAX) {
        diags->n_dropped++;
        return;
    }
    if (!diags->items)
        diags->items = aman_arena_new(&diags->arena, AMAN_DIAG_MAX, sizeof *diags->items);
    if (!diags->items || !keep_text(&diags->arena, &diag.file) ||
        !keep_text(&diags->arena, &diag.where) || !keep_text(&diags->arena, &diag.found) ||
        !keep_text(&diags->arena, &diag.expected) || !keep_text(&diags->arena, &diag.hint)) {
        diags->out_of_memory = true;
        return;
    }
    diags->items[diags->n++] = diag;
}

size_t aman_diag_format(const struct aman_diag *diag, char *text, size_t size)
{
    char place[64] = "";
    if (diag->line > 0 && diag->column > 0)
        snprintf(place, sizeof place, ":%d:%d", diag->line, diag->column);
    else if (diag->line > 0)
        snprintf(place, sizeof place, ":%d", diag->line);
    bool found = diag->found[0], expected = diag->expected[0];
    int n = snprintf(text, size, "%s%s: %s: %s%s%s%s%s%s%s%s%s%s", diag->file, place,
                     diag->severity == AMAN_DIAG_ERROR ? "error" : "warning", diag->where,
                     diag->where[0] ? ": " : "", found ? "found " : "", diag->found,
                     found && expected ? ", " : "", expected ? "expected " : "", diag->expected,
                     diag->hint[0] ? " (" : "", diag->hint, diag->hint[0] ? ")" : "");
    return n < 0 ? 0 : (size_t)n;
}
