#include "apps/alert_show.h"

#include "apps/screen.h"
#include "apps/screen_answer.h"
#include "apps/vetting_run.h"
#include "formats/csv.h"
#include "formats/list_text.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_COLUMNS = 16, KEY_BYTES = 48 };

/* ---- words ---- */

const char *aman_alert_word(enum aman_lang lang, const char *family, const char *name)
{
    char key[KEY_BYTES];
    snprintf(key, sizeof key, "alert.%s.%s", family, name);
    return aman_word_exists(key) ? aman_word(lang, key) : name;
}

const char *aman_alert_state_word(enum aman_lang lang, enum aman_alert_state state)
{
    return aman_alert_word(lang, "state", aman_alert_state_text(state));
}

void aman_alert_why(struct aman_text *out, enum aman_lang lang, const struct aman_countries *countries,
                    const struct aman_alert_whole *whole)
{
    const struct aman_screened person = aman_vetting_screened(&whole->alert.person);
    struct aman_screen_match match = {.entry = &whole->entry, .listed_name = whole->alert.listed_name};
    match.evidence = aman_screener_evidence(countries, &person, &whole->entry, whole->alert.person.threshold);
    aman_screen_why(out, lang, &person, &match);
}

/* ---- pieces of text ---- */

/* Cleaned, and isolated so that names of either direction stand in a line without moving what is beside them. */
static void add_piece(struct aman_text *out, const char *text)
{
    aman_text_add(out, "\xE2\x81\xA8");
    aman_word_clean(out, text);
    aman_text_add(out, "\xE2\x81\xA9");
}

static const char *data_of(const struct aman_text *text)
{
    return text->data ? text->data : "";
}

static void add_state(struct aman_text *out, enum aman_lang lang, const struct aman_alert *alert)
{
    aman_text_add(out, aman_alert_state_word(lang, alert->state));
    if (alert->proposed == AMAN_ALERT_NONE) return;
    const struct aman_arg arg = {.name = "state", .text = aman_alert_state_word(lang, alert->proposed)};
    aman_text_add(out, "; ");
    aman_word_message(out, lang, "alert.proposed", &arg, 1);
    aman_text_addf(out, " (%s)", aman_word(lang, "alert.waits"));
}

/* ---- the queue ---- */

static void add_alert_lines(struct aman_text *out, enum aman_lang lang, const struct aman_alert *alert)
{
    aman_text_addf(out, "#%lld  %.2f  ", (long long)alert->number, alert->score);
    add_piece(out, alert->person.name);
    if (alert->person.reference[0]) aman_text_add(out, "  ");
    if (alert->person.reference[0]) add_piece(out, alert->person.reference);
    aman_text_add(out, "  ~  ");
    add_piece(out, alert->listed_name);
    aman_text_add(out, "  ");
    add_piece(out, alert->source);
    aman_text_add(out, " ");
    add_piece(out, alert->entry_id);
    aman_text_add(out, "\n      ");
    add_state(out, lang, alert);
    if (alert->by[0]) aman_text_add(out, ", ");
    if (alert->by[0]) add_piece(out, alert->by);
    aman_text_addf(out, ", %s", alert->changed_at);
    if (alert->entry_changed) aman_text_addf(out, "; %s", aman_word(lang, "alert.changed"));
    aman_text_add(out, "\n");
}

void aman_alerts_lines(struct aman_text *out, enum aman_lang lang, const struct aman_alerts *alerts)
{
    if (alerts->n_all == 0) {
        aman_text_addf(out, "%s\n", aman_word(lang, "alert.none"));
        return;
    }
    for (size_t i = 0; i < alerts->n; i++) add_alert_lines(out, lang, &alerts->alerts[i]);
    char shown[24], all[24];
    snprintf(shown, sizeof shown, "%zu", alerts->n);
    snprintf(all, sizeof all, "%zu", alerts->n_all);
    const struct aman_arg args[] = {{.name = "shown", .text = shown}, {.name = "all", .text = all}};
    aman_word_message(out, lang, "alert.count", args, 2);
    aman_text_add(out, "\n");
}

static void add_cells(struct aman_text *out, const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) aman_text_add(out, ",");
        aman_csv_add(out, cells[i]);
    }
}

void aman_alerts_table(struct aman_text *out, enum aman_lang lang, const struct aman_alerts *alerts)
{
    aman_text_add(out, "alert,score,name_score,state,proposed,by,changed_at,person,reference,name,born,country,list,list_version,"
                       "entry,listed_name,kind,entry_changed,state_word\n");
    for (size_t i = 0; i < alerts->n; i++) {
        const struct aman_alert *alert = &alerts->alerts[i];
        const bool proposed = alert->proposed != AMAN_ALERT_NONE;
        const char *const before[] = {aman_alert_state_text(alert->state),
                                      proposed ? aman_alert_state_text(alert->proposed) : "", alert->by, alert->changed_at};
        const char *const person[] = {alert->person.reference, alert->person.name};
        const char *const listed[] = {alert->entry_id, alert->listed_name, aman_list_kind_text(alert->listed_kind),
                                      alert->entry_changed ? "yes" : "no", aman_alert_state_word(lang, alert->state)};
        aman_text_addf(out, "%lld,%.4f,%.4f,", (long long)alert->number, alert->score, alert->name_score);
        add_cells(out, before, 4);
        aman_text_addf(out, ",%lld,", (long long)alert->person.number);
        add_cells(out, person, 2);
        aman_text_add(out, ",");
        if (alert->person.born) aman_text_addf(out, "%d", alert->person.born);
        aman_text_add(out, ",");
        aman_csv_add(out, alert->person.country);
        aman_text_add(out, ",");
        aman_csv_add(out, alert->source);
        aman_text_addf(out, ",%zu,", alert->list_version);
        add_cells(out, listed, 5);
        aman_text_add(out, "\n");
    }
}

/* ---- one, for people ---- */

/* A line of the two records: a label, and a text in each column, cut to its width. */
struct sheet {
    struct aman_text *out;
    struct aman_text piece;
    enum aman_lang lang;
    int width; /* of each of the two */
};

static void add_column(struct sheet *sheet, const char *text, int width, bool last)
{
    aman_text_clear(&sheet->piece);
    if (text[0]) aman_word_clean(&sheet->piece, text);
    if (text[0]) aman_text_add(sheet->out, "\xE2\x81\xA8");
    int used = text[0] ? aman_screen_add_cut(sheet->out, data_of(&sheet->piece), last ? 2 * width : width) : 0;
    if (text[0]) aman_text_add(sheet->out, "\xE2\x81\xA9");
    if (!last) aman_screen_add_blanks(sheet->out, width + 2 - used);
}

static void add_row(struct sheet *sheet, const char *label, const char *asked, const char *listed)
{
    int used = aman_screen_add_cut(sheet->out, label, LABEL_COLUMNS);
    aman_screen_add_blanks(sheet->out, LABEL_COLUMNS + 2 - used);
    add_column(sheet, asked, sheet->width, !listed[0]);
    if (listed[0]) add_column(sheet, listed, sheet->width, true);
    aman_text_add(sheet->out, "\n");
}

static void add_field(struct sheet *sheet, const char *field, const char *asked, const char *listed)
{
    if (asked[0] || listed[0]) add_row(sheet, aman_alert_word(sheet->lang, "field", field), asked, listed);
}

static void add_names(struct sheet *sheet, const char *asked, const struct aman_list_entry *entry)
{
    static const char *const fields[] = {"name", "alias", "weak"};
    for (size_t i = 0; i < entry->n_names; i++)
        add_field(sheet, fields[entry->names[i].quality], i == 0 ? asked : "", entry->names[i].text);
}

/* The person's side is empty for the record as it was before. */
static void add_records(struct sheet *sheet, const struct aman_store_person *person, const struct aman_list_entry *entry)
{
    struct aman_text listed;
    char born[16] = "";
    aman_text_init(&listed, sheet->out->mem);
    if (person && person->born) snprintf(born, sizeof born, "%d", person->born);
    add_names(sheet, person ? person->name : "", entry);
    add_field(sheet, "kind", person ? aman_alert_word(sheet->lang, "kind", aman_list_kind_text(person->kind)) : "",
              aman_alert_word(sheet->lang, "kind", aman_list_kind_text(entry->kind)));
    aman_screen_births(&listed, entry);
    add_field(sheet, "born", born, data_of(&listed));
    aman_text_clear(&listed);
    aman_screen_countries(&listed, entry);
    add_field(sheet, "country", person ? person->country : "", data_of(&listed));
    add_field(sheet, "reference", person ? person->reference : "", entry->id);
    add_field(sheet, "programme", "", entry->programme);
    for (size_t i = 0; i < entry->n_details; i++)
        add_field(sheet, aman_list_detail_text(entry->details[i].kind), "", entry->details[i].text);
    if (listed.failed) sheet->out->failed = true;
    aman_text_release(&listed);
}

static void add_history(struct aman_text *out, enum aman_lang lang, const struct aman_alert_whole *whole)
{
    aman_text_addf(out, "\n%s\n", aman_word(lang, "alert.history"));
    for (size_t i = 0; i < whole->n_events; i++) {
        const struct aman_alert_event *event = &whole->events[i];
        char line[24];
        snprintf(line, sizeof line, "%lld", (long long)event->line);
        const struct aman_arg arg = {.name = "line", .text = line};
        aman_text_addf(out, "  %s  %s", event->at, aman_alert_word(lang, "action", event->action));
        if (event->from != event->to && event->from != AMAN_ALERT_NONE)
            aman_text_addf(out, ": %s", aman_alert_state_word(lang, event->to));
        if (event->by[0]) aman_text_add(out, ", ");
        if (event->by[0]) add_piece(out, event->by);
        aman_text_add(out, " (");
        aman_word_message(out, lang, "alert.record", &arg, 1);
        aman_text_add(out, ")\n");
        if (event->text[0]) aman_text_add(out, "      ");
        if (event->text[0]) add_piece(out, event->text);
        if (event->text[0]) aman_text_add(out, "\n");
    }
}

void aman_alert_whole_lines(struct aman_text *out, enum aman_lang lang, int columns, const struct aman_countries *countries,
                            const struct aman_alert_whole *whole)
{
    const struct aman_alert *alert = &whole->alert;
    struct sheet sheet = {.out = out, .lang = lang, .width = (columns - LABEL_COLUMNS - 4) / 2};
    struct aman_text listed, why;
    aman_text_init(&sheet.piece, out->mem);
    aman_text_init(&listed, out->mem);
    aman_text_init(&why, out->mem);
    aman_text_addf(out, "#%lld  %.2f  ", (long long)alert->number, alert->score);
    add_state(out, lang, alert);
    if (alert->entry_changed) aman_text_addf(out, "; %s", aman_word(lang, "alert.changed"));
    aman_text_add(out, "\n\n");
    aman_text_addf(&listed, "%s: %s, %zu", aman_word(lang, "alert.listed"), alert->source, alert->list_version);
    add_row(&sheet, "", aman_word(lang, "alert.asked"), data_of(&listed));
    add_records(&sheet, &alert->person, &whole->entry);
    if (whole->has_before) {
        aman_text_add(out, "\n");
        add_row(&sheet, "", " ", aman_word(lang, "alert.before"));
        add_records(&sheet, NULL, &whole->before);
    }
    aman_alert_why(&why, lang, countries, whole);
    aman_text_addf(out, "\n%s\n", aman_word(lang, "alert.why"));
    aman_screen_add_wrapped(out, data_of(&why), 2, columns);
    add_history(out, lang, whole);
    if (sheet.piece.failed || listed.failed || why.failed) out->failed = true;
    aman_text_release(&why);
    aman_text_release(&listed);
    aman_text_release(&sheet.piece);
}
