#include "apps/serve_marks.h"

#include "report/json.h"

#include <string.h>

/* Which step each part of a name belongs to; none: -1. */
struct marked {
    const char *text;
    struct aman_name name;
    int step[AMAN_NAME_PARTS_MOST];
};

static void read_name(struct marked *marked, const char *text, enum aman_list_kind kind)
{
    marked->text = text;
    aman_name_read(text, strlen(text), aman_screener_kind(kind), &marked->name);
    for (int p = 0; p < AMAN_NAME_PARTS_MOST; p++) marked->step[p] = -1;
}

static void mark(struct marked *marked, uint8_t first, uint8_t n, int step)
{
    for (int p = first; first != AMAN_NAME_NO_PART && p < first + n && p < marked->name.n_parts; p++)
        marked->step[p] = step;
}

static const char *kind_text(uint8_t kind)
{
    static const char *const texts[] = {"same",        "alike",   "initial", "joined",
                                        "contradicts", "missing", "",        ""};
    return texts[kind];
}

static void add_piece(struct aman_text *json, const char *text, size_t begin, size_t end, int step,
                      const char *kind)
{
    struct aman_text piece;
    if (begin >= end) return;
    aman_text_init(&piece, json->mem);
    aman_text_add_n(&piece, text + begin, end - begin);
    aman_json_next(json);
    aman_text_add(json, "{");
    aman_json_key_text(json, "text", piece.data ? piece.data : "");
    aman_json_key_number(json, "step", step);
    aman_json_key_text(json, "kind", kind);
    aman_text_add(json, "}");
    if (piece.failed) json->failed = true;
    aman_text_release(&piece);
}

/* Parts are read in the order of the text; one that begins before the last one's end is left in that. */
static void add_pieces(struct aman_text *json, const char *key, const struct marked *marked,
                       const struct aman_name_match *match)
{
    size_t at = 0, length = strlen(marked->text);
    aman_json_key(json, key);
    aman_text_add(json, "[");
    for (int p = 0; p < marked->name.n_parts; p++) {
        size_t begin = marked->name.parts[p].begin, end = marked->name.parts[p].end;
        if (end > length) end = length;
        if (begin < at || begin >= end) continue;
        int step = marked->step[p];
        add_piece(json, marked->text, at, begin, -1, "");
        add_piece(json, marked->text, begin, end, step, step < 0 ? "" : kind_text(match->steps[step].kind));
        at = end;
    }
    add_piece(json, marked->text, at, length, -1, "");
    aman_text_add(json, "]");
}

void aman_serve_marks(struct aman_text *json, const struct aman_screened *person, const char *listed_name,
                      enum aman_list_kind listed_kind)
{
    struct marked asked, listed;
    struct aman_name_match match;
    read_name(&asked, person->name, person->kind);
    read_name(&listed, listed_name, listed_kind);
    aman_name_compare(&asked.name, &listed.name, &match);
    for (size_t i = 0; i < match.n_steps; i++) {
        const struct aman_name_step *step = &match.steps[i];
        if (kind_text(step->kind)[0] == '\0') continue;
        mark(&asked, step->a, step->n_a, (int)i);
        mark(&listed, step->b, step->n_b, (int)i);
    }
    add_pieces(json, "asked_pieces", &asked, &match);
    add_pieces(json, "listed_pieces", &listed, &match);
}
