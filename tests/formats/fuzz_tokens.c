/* Fuzzes the reader of token files: no input may crash it, or be refused without a reason; what was read is
 * whole. */
#include "formats/tokens.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_that(int holds)
{
    if (!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct aman_diags diags;
    struct aman_tokens tokens = {0};
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_tokens_read_text((const char *)bytes, n, "tokens", &diags, &tokens);
    check_that((err == AMAN_OK) == (diags.n_errors == 0));
    for (size_t i = 0; i < tokens.n; i++) {
        check_that(tokens.tokens[i].scopes != 0 && strlen(tokens.tokens[i].name) > 0);
        for (size_t k = 0; k < i; k++) check_that(strcmp(tokens.tokens[i].name, tokens.tokens[k].name) != 0);
    }
    check_that(aman_tokens_find(&tokens, "aman_nobody") == NULL);
    aman_tokens_release(&tokens);
    aman_diags_release(&diags);
    return 0;
}
