/* Fuzzes the names engine: the first line against the second. No bytes may crash it; scores and reasons stay
 * in range. */
#include "engines/names/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_that(int holds)
{
    if (!holds) abort();
}

static void check_name(const struct aman_name *name)
{
    check_that(name->n_parts <= AMAN_NAME_PARTS_MOST);
    for (int p = 0; p < name->n_parts; p++) {
        const struct aman_name_part *part = &name->parts[p];
        check_that(part->n_forms >= 1 && part->n_forms <= AMAN_NAME_FORMS_MOST && part->begin <= part->end);
        check_that(part->weight > 0 && part->weight <= AMAN_NAME_WEIGHT_ONE);
        for (int f = 0; f < part->n_forms; f++) {
            check_that(part->forms[f].n >= 1 && part->forms[f].n <= AMAN_NAME_FORM_MOST);
            /* symbols of one script only: Latin below 48, Arabic below 96, others from there on */
            for (int s = 0; s < part->forms[f].n; s++) {
                int symbol = part->forms[f].symbols[s];
                int script = symbol >= 96 ? 2 : symbol >= 48 ? 1 : 0;
                check_that(symbol > 0 && symbol < 128 && script == part->forms[f].script);
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *text = (const char *)bytes;
    const char *line = n ? memchr(text, '\n', n) : NULL;
    size_t first = line ? (size_t)(line - text) : n;
    struct aman_name a, b;
    struct aman_name_match match, back;
    enum aman_name_kind kind = (enum aman_name_kind)(n % 4);
    aman_name_read(text, first, kind, &a);
    aman_name_read(line ? line + 1 : "", line ? n - first - 1 : 0, kind, &b);
    check_name(&a);
    check_name(&b);
    aman_name_compare(&a, &b, &match);
    aman_name_compare(&b, &a, &back);
    check_that(match.score >= 0.0 && match.score <= 1.0 && match.score == back.score);
    check_that(match.n_steps <= AMAN_NAME_STEPS_MOST);
    for (size_t i = 0; i < match.n_steps; i++) {
        const struct aman_name_step *step = &match.steps[i];
        check_that(step->a == AMAN_NAME_NO_PART || step->a + step->n_a <= a.n_parts);
        check_that(step->b == AMAN_NAME_NO_PART || step->b + step->n_b <= b.n_parts);
    }
    return 0;
}
