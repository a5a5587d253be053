#include "formats/plan_reader.h"

#include "base/text.h"

#include <stdio.h>

enum { HINT_MOST_WORDS = 1000, SHOWN_MOST_BYTES = 96 };

void *aman_reader_new(struct aman_plan_reader *reader, size_t n, size_t size)
{
    void *memory = aman_arena_new(reader->arena, n, size);
    if (!memory) reader->no_memory = true;
    return memory;
}

bool aman_reader_is_full(const struct aman_plan_reader *reader)
{
    return reader->diags->n >= AMAN_DIAG_MAX;
}

void aman_reader_fault(struct aman_plan_reader *reader, struct aman_fault fault)
{
    char where[256] = "", found[200] = "";
    const struct aman_yaml *node = fault.node;
    if (!aman_reader_is_full(reader)) {
        aman_yaml_path(node, where, sizeof where);
        if (fault.found)
            snprintf(found, sizeof found, "%s", fault.found);
        else if (node)
            aman_yaml_shown(node, found, SHOWN_MOST_BYTES);
    }
    aman_diags_add(reader->diags,
                   (struct aman_diag){.severity = fault.is_warning ? AMAN_DIAG_WARNING : AMAN_DIAG_ERROR,
                                      .file = reader->file,
                                      .line = !node          ? 0
                                              : fault.at_key ? node->key_line
                                                             : node->line,
                                      .column = !node          ? 0
                                                : fault.at_key ? node->key_column
                                                               : node->column,
                                      .where = where,
                                      .found = found,
                                      .expected = fault.expected,
                                      .hint = fault.hint});
}

void aman_did_you_mean(const char *word, const char *const *words, size_t n, char *hint, size_t size)
{
    const char *nearest = n <= HINT_MOST_WORDS ? aman_text_nearest(word, words, n) : NULL;
    char shown[80];
    hint[0] = '\0';
    if (!nearest) return;
    aman_text_shown(nearest, shown, sizeof shown);
    snprintf(hint, size, "did you mean %s?", shown);
}

void aman_reader_expect(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *expected)
{
    aman_reader_fault(reader, (struct aman_fault){.node = node, .expected = expected});
}
