#include "apps/screen_answer.h"

#include "apps/names_why.h"
#include "formats/csv.h"
#include "report/json.h"

#include <string.h>

/* ---- pieces ---- */

static void births(struct aman_text *out, const struct aman_list_entry *entry)
{
    for (size_t i = 0; i < entry->n_births; i++) {
        const struct aman_list_birth *birth = &entry->births[i];
        aman_text_addf(out, "%s%d", i ? "; " : "", birth->from_year);
        if (birth->to_year != birth->from_year) aman_text_addf(out, "-%d", birth->to_year);
    }
}

static void countries(struct aman_text *out, const struct aman_list_entry *entry)
{
    for (size_t i = 0; i < entry->n_countries; i++) aman_text_addf(out, "%s%s", i ? "; " : "", entry->countries[i]);
}

static void add_evidence(struct aman_text *out, enum aman_lang lang, const struct aman_names_evidence *evidence)
{
    static const char *const birth_keys[] = {NULL, "screen.birth.agrees", "screen.birth.near", "screen.birth.differs",
                                             "screen.birth.far"};
    static const char *const country_keys[] = {NULL, "screen.country.agrees", "screen.country.differs"};
    const char *const keys[] = {birth_keys[evidence->birth], country_keys[evidence->country],
                                evidence->weak_alias ? "screen.weak_alias" : NULL};
    for (size_t i = 0; i < 3; i++)
        if (keys[i]) aman_text_addf(out, "; %s", aman_word(lang, keys[i]));
}

/* The names are compared again: reasons are for the few that are shown. */
void aman_screen_why(struct aman_text *out, enum aman_lang lang, const struct aman_screened *person,
                     const struct aman_screen_match *match)
{
    struct aman_name asked, listed;
    struct aman_name_match compared;
    aman_name_read(person->name, strlen(person->name), aman_screener_kind(person->kind), &asked);
    aman_name_read(match->listed_name, strlen(match->listed_name), aman_screener_kind(match->entry->kind), &listed);
    aman_name_compare(&asked, &listed, &compared);
    aman_names_why(out, lang, &(struct aman_names_said){person->name, &asked},
                   &(struct aman_names_said){match->listed_name, &listed}, &compared);
    add_evidence(out, lang, &match->evidence);
}

/* ---- the table ---- */

void aman_screen_table_head(struct aman_text *out)
{
    aman_text_add(out, "row,name,born,country,score,name_score,list,list_version,entry,listed_name,kind,listed_born,"
                       "listed_countries,programme,why,decision\n");
}

static void add_cell(struct aman_text *out, struct aman_text *cell)
{
    aman_csv_add(out, cell->data ? cell->data : "");
    aman_text_add(out, ",");
    if (cell->failed) out->failed = true;
    aman_text_clear(cell);
}

static void add_cell_text(struct aman_text *out, const char *text)
{
    aman_csv_add(out, text);
    aman_text_add(out, ",");
}

static void add_row(struct aman_text *out, struct aman_text *cell, enum aman_lang lang, size_t row,
                    const struct aman_screened *person, const struct aman_screen_match *match)
{
    if (row) aman_text_addf(out, "%zu", row);
    aman_text_add(out, ",");
    add_cell_text(out, person->name);
    if (person->born) aman_text_addf(out, "%d", person->born);
    aman_text_add(out, ",");
    add_cell_text(out, person->country);
    aman_text_addf(out, "%.4f,%.4f,", match->score, match->name_score);
    add_cell_text(out, match->list->source);
    aman_text_addf(out, "%zu,", match->list->version);
    add_cell_text(out, match->entry->id);
    add_cell_text(out, match->listed_name);
    add_cell_text(out, aman_list_kind_text(match->entry->kind));
    births(cell, match->entry);
    add_cell(out, cell);
    countries(cell, match->entry);
    add_cell(out, cell);
    add_cell_text(out, match->entry->programme);
    aman_screen_why(cell, lang, person, match);
    add_cell(out, cell);
    aman_csv_add(out, aman_word(lang, "screen.decision"));
    aman_text_add(out, "\n");
}

void aman_screen_table_rows(struct aman_text *out, enum aman_lang lang, size_t row, const struct aman_screened *person,
                            const struct aman_screen_result *result)
{
    struct aman_text cell;
    aman_text_init(&cell, out->mem);
    for (size_t i = 0; i < result->n; i++) add_row(out, &cell, lang, row, person, &result->matches[i]);
    aman_text_release(&cell);
}

/* ---- the terminal ---- */

static void add_clean(struct aman_text *out, const char *before, const char *text)
{
    if (text[0] == '\0') return;
    aman_text_add(out, before);
    aman_word_clean(out, text);
}

void aman_screen_lines(struct aman_text *out, enum aman_lang lang, const struct aman_screened *person,
                       const struct aman_screen_result *result)
{
    struct aman_text part;
    aman_text_init(&part, out->mem);
    for (size_t i = 0; i < result->n; i++) {
        const struct aman_screen_match *match = &result->matches[i];
        aman_text_addf(out, "%.2f  ", match->score);
        add_clean(out, "", match->listed_name);
        add_clean(out, "  ", match->list->source);
        add_clean(out, " ", match->entry->id);
        add_clean(out, "  ", match->entry->programme);
        births(&part, match->entry);
        add_clean(out, "  ", part.data ? part.data : "");
        aman_text_clear(&part);
        countries(&part, match->entry);
        add_clean(out, "  ", part.data ? part.data : "");
        aman_text_clear(&part);
        aman_text_add(out, "\n      ");
        aman_screen_why(out, lang, person, match);
        aman_text_add(out, "\n");
    }
    aman_text_release(&part);
}

/* ---- the record ---- */

void aman_screen_json(struct aman_text *json, int64_t run, const struct aman_screened *person,
                      const struct aman_screen_result *result)
{
    aman_text_add(json, "{");
    aman_json_key_number(json, "run", (double)run);
    aman_json_key_text(json, "name", person->name);
    aman_json_key_number(json, "born", person->born);
    aman_json_key_text(json, "country", person->country);
    aman_json_key_text(json, "kind", aman_list_kind_text(person->kind));
    aman_json_key(json, "matches");
    aman_text_add(json, "[");
    for (size_t i = 0; i < result->n; i++) {
        const struct aman_screen_match *match = &result->matches[i];
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "list", match->list->source);
        aman_json_key_text(json, "entry", match->entry->id);
        aman_json_key_text(json, "name", match->listed_name);
        aman_json_key_number(json, "score", match->score);
        aman_json_key_number(json, "name_score", match->name_score);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]}");
}
