#include "apps/tell.h"

#include "report/words.h"

#include <stdio.h>

void aman_tell_diags(const struct aman_diags *diags)
{
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    for (size_t i = 0; i < diags->n; i++) {
        char line[1024];
        aman_diag_format(&diags->items[i], line, sizeof line);
        aman_word_clean(&text, line); /* an input's words must not steer a terminal */
        aman_text_add(&text, "\n");
    }
    if (text.data) fputs(text.data, stderr);
    aman_text_release(&text);
    size_t all = diags->n + diags->n_dropped;
    if (diags->n_dropped) fprintf(stderr, "… and %zu more\n", diags->n_dropped);
    if (all) fprintf(stderr, "errors: %zu, warnings: %zu\n", diags->n_errors, all - diags->n_errors);
    if (diags->out_of_memory) fputs("some diagnostics were lost: out of memory\n", stderr);
}
