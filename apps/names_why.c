#include "apps/names_why.h"

#include <stdio.h>
#include <string.h>

enum { PART_BYTES = 160 };

/* The text that parts first..first + n - 1 were read from. */
static void quote_parts(char out[PART_BYTES], const struct aman_names_said *said, uint8_t first, uint8_t n)
{
    out[0] = '\0';
    if (first == AMAN_NAME_NO_PART || n == 0) return;
    size_t length = strlen(said->text);
    size_t begin = said->name->parts[first].begin, end = said->name->parts[first + n - 1].end;
    if (end > length) end = length;
    if (begin < end) snprintf(out, PART_BYTES, "%.*s", (int)(end - begin < PART_BYTES ? end - begin : PART_BYTES - 1), said->text + begin);
}

static void add_step(struct aman_text *out, enum aman_lang lang, const struct aman_names_said *a,
                     const struct aman_names_said *b, const struct aman_name_step *step, bool first)
{
    static const char *const keys[] = {
        [AMAN_NAME_SAME] = "name.why.same",
        [AMAN_NAME_ALIKE] = "name.why.alike",
        [AMAN_NAME_INITIAL] = "name.why.initial",
        [AMAN_NAME_JOINED] = "name.why.joined",
        [AMAN_NAME_CONTRADICTS] = "name.why.contradicts",
        [AMAN_NAME_MISSING] = "name.why.missing",
        [AMAN_NAME_LEGAL_FORM] = "name.why.legal_form",
        [AMAN_NAME_ORDER] = "name.why.order",
    };
    char one[PART_BYTES], two[PART_BYTES];
    quote_parts(one, a, step->a, step->n_a);
    quote_parts(two, b, step->b, step->n_b);
    bool only_b = step->kind == AMAN_NAME_MISSING && one[0] == '\0';
    const struct aman_arg args[] = {
        {"a", only_b ? two : one, 0.0, AMAN_UNIT_NONE},
        {"b", two, 0.0, AMAN_UNIT_NONE},
        {"likeness", NULL, step->likeness_pct / 100.0, AMAN_UNIT_SHARE},
    };
    if (!first) aman_text_add(out, "; ");
    aman_word_message(out, lang, keys[step->kind], args, 3);
    aman_text_addf(out, " [%+d]", step->effect_pct);
}

void aman_names_why_flags(struct aman_text *out, enum aman_lang lang, unsigned flags)
{
    static const char *const keys[] = {"name.flag.not_text", "name.flag.hidden", "name.flag.lookalikes",
                                       "name.flag.mixed",    "name.flag.unread", "name.flag.cut"};
    for (unsigned f = 0; f < sizeof keys / sizeof *keys; f++) {
        if (!(flags >> f & 1)) continue;
        aman_text_addf(out, "; %s", aman_word(lang, keys[f]));
    }
}

void aman_names_why(struct aman_text *out, enum aman_lang lang, const struct aman_names_said *a,
                    const struct aman_names_said *b, const struct aman_name_match *match)
{
    for (size_t i = 0; i < match->n_steps; i++) add_step(out, lang, a, b, &match->steps[i], i == 0);
    if (match->n_steps == 0) aman_text_add(out, aman_word(lang, "name.why.nothing"));
    aman_names_why_flags(out, lang, a->name->flags | b->name->flags);
}

void aman_names_why_ofac(struct aman_text *out, enum aman_lang lang, const struct aman_names_ofac *match)
{
    const struct aman_arg args[] = {
        {"whole", NULL, match->whole, AMAN_UNIT_SHARE},
        {"parts", NULL, match->parts, AMAN_UNIT_SHARE},
    };
    aman_word_message(out, lang, "name.why.ofac", args, 2);
}

bool aman_names_mode_of(const char *value, bool *ofac)
{
    *ofac = strcmp(value, "ofac") == 0;
    return *ofac || strcmp(value, "default") == 0;
}
