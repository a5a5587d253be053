#include "apps/screen_answer.h"

#include "apps/names_why.h"
#include "formats/csv.h"

#include <string.h>

/* ---- pieces ---- */

void aman_screen_births(struct aman_text *out, const struct aman_list_entry *entry)
{
    for (size_t i = 0; i < entry->n_births; i++) {
        const struct aman_list_birth *birth = &entry->births[i];
        aman_text_addf(out, "%s%d", i ? "; " : "", birth->from_year);
        if (birth->to_year != birth->from_year) aman_text_addf(out, "-%d", birth->to_year);
    }
}

void aman_screen_countries(struct aman_text *out, const struct aman_list_entry *entry)
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

const char *aman_screen_decision(enum aman_lang lang, enum aman_alert_state state)
{
    static const char *const keys[] = {"screen.decision",      "screen.decision", "alert.state.false", "alert.state.true",
                                       "alert.state.exception", "alert.state.delisted"};
    return aman_word(lang, keys[state]);
}

bool aman_screen_matters(const struct aman_alert_found *alert)
{
    return alert->state == AMAN_ALERT_OPEN || alert->state == AMAN_ALERT_REVIEW || alert->state == AMAN_ALERT_TRUE ||
           alert->proposed != AMAN_ALERT_NONE;
}

/* ---- the table ---- */

void aman_screen_table_head(struct aman_text *out)
{
    aman_text_add(out, "row,name,born,country,score,name_score,list,list_version,entry,listed_name,kind,listed_born,"
                       "listed_countries,programme,why,alert,decision\n");
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
    aman_screen_births(cell, match->entry);
    add_cell(out, cell);
    aman_screen_countries(cell, match->entry);
    add_cell(out, cell);
    add_cell_text(out, match->entry->programme);
    aman_screen_why(cell, lang, person, match);
    add_cell(out, cell);
    aman_text_addf(out, "%lld,", (long long)match->alert.alert);
    aman_csv_add(out, aman_screen_decision(lang, match->alert.state));
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
        aman_text_addf(out, "%.2f  #%lld ", match->score, (long long)match->alert.alert);
        add_clean(out, "", aman_screen_decision(lang, match->alert.state));
        aman_text_add(out, "\n      ");
        add_clean(out, "", match->listed_name);
        add_clean(out, "  ", match->list->source);
        add_clean(out, " ", match->entry->id);
        add_clean(out, "  ", match->entry->programme);
        aman_screen_births(&part, match->entry);
        add_clean(out, "  ", part.data ? part.data : "");
        aman_text_clear(&part);
        aman_screen_countries(&part, match->entry);
        add_clean(out, "  ", part.data ? part.data : "");
        aman_text_clear(&part);
        aman_text_add(out, "\n      ");
        aman_screen_why(out, lang, person, match);
        aman_text_add(out, "\n");
    }
    aman_text_release(&part);
}
