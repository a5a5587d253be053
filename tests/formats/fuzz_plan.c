/* Fuzzes the plan reader: no input may crash it, hang it, or be refused without a reason. */
#include "base/text.h"
#include "formats/plan_read.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct aman_diags diags;
    struct aman_plan *plan = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err =
        aman_plan_read_text((const char *)bytes, n, ".", false, NULL, 0, &aman_mem_heap, &diags, &plan);
    if ((err == AMAN_OK) != (plan != NULL) || (err == AMAN_OK) != (diags.n_errors == 0)) abort();
    for (size_t i = 0; i < diags.n; i++) {
        char text[2048];
        if (!diags.items[i].expected[0] || diags.items[i].line < 0) abort();
        if (aman_diag_format(&diags.items[i], text, sizeof text) >= sizeof text) abort();
        if (!aman_text_is_utf8(diags.items[i].found, __builtin_strlen(diags.items[i].found))) abort();
    }
    aman_plan_destroy(plan);
    aman_diags_release(&diags);
    return 0;
}
