/* The queue of possible matches: what waits, both records side by side, and what people decide. */
#include "apps/alert_show.h"
#include "apps/commands.h"
#include "apps/language.h"
#include "apps/out_file.h"
#include "apps/screen.h"
#include "apps/vetting.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ALERTS_MOST = 256, SHOWN_MOST = 1000000 };
enum form { FORM_TEXT, FORM_JSON, FORM_CSV };

struct settings {
    const char *store, *out, *by, *reason;
    const char *arguments[ALERTS_MOST + 2]; /* the action, then alerts */
    struct aman_alert_filter filter;
    uint64_t revision;
    enum form form;
    enum aman_lang lang;
};

#define TEXT_OPTION(option, field)                                                                                     \
    static bool set_##option(void *settings, const char *value)                                                        \
    {                                                                                                                  \
        ((struct settings *)settings)->field = value;                                                                  \
        return value[0] != '\0';                                                                                       \
    }
TEXT_OPTION(store, store)
TEXT_OPTION(out, out)
TEXT_OPTION(by, by)
TEXT_OPTION(reason, reason)
TEXT_OPTION(list, filter.source)
TEXT_OPTION(find, filter.text)

static bool set_state(void *settings, const char *value)
{
    struct settings *s = settings;
    enum aman_alert_state state;
    if (strcmp(value, "all") == 0)
        s->filter.states = (1u << AMAN_N_ALERT_STATES) - 1;
    else if (strcmp(value, "proposed") == 0)
        s->filter.proposed_only = true;
    else if (strcmp(value, "undecided") == 0)
        s->filter.states = 0;
    else if (aman_alert_state_of(value, &state))
        s->filter.states |= 1u << state;
    else
        return false;
    return true;
}

static bool set_min(void *settings, const char *value)
{
    double *least = &((struct settings *)settings)->filter.least_score;
    return aman_text_number(value, strlen(value), least) && *least >= 0 && *least <= 1;
}

static bool set_most(void *settings, const char *value)
{
    uint64_t most;
    if (!aman_option_whole(value, SHOWN_MOST, &most) || most == 0) return false;
    ((struct settings *)settings)->filter.most = (size_t)most;
    return true;
}

static bool set_skip(void *settings, const char *value)
{
    uint64_t skip;
    if (!aman_option_whole(value, SHOWN_MOST, &skip)) return false;
    ((struct settings *)settings)->filter.skip = (size_t)skip;
    return true;
}

static bool set_revision(void *settings, const char *value)
{
    return aman_option_whole(value, INT64_MAX, &((struct settings *)settings)->revision);
}

static bool set_format(void *settings, const char *value)
{
    static const char *const forms[] = {"text", "json", "csv"};
    for (int f = 0; f < 3; f++)
        if (strcmp(value, forms[f]) == 0) {
            ((struct settings *)settings)->form = (enum form)f;
            return true;
        }
    return false;
}

static bool set_lang(void *settings, const char *value)
{
    return aman_lang_of(value, &((struct settings *)settings)->lang);
}

static const struct aman_option options[] = {
    {"store", AMAN_VALUE_NEEDED, "FILE", "the store (default: AMAN_STORE, or vetting.sqlite)", set_store, "a file"},
    {"state", AMAN_VALUE_NEEDED, "STATE",
     "list: undecided (default), proposed, open, review, false, true, exception, delisted or all; may be repeated", set_state,
     "undecided, proposed, open, review, false, true, exception, delisted or all"},
    {"list", AMAN_VALUE_NEEDED, "LIST", "list: about entries of this list", set_list, "a list, as `aman lists status` names it"},
    {"find", AMAN_VALUE_NEEDED, "TEXT", "list: with this in a name or reference", set_find, "a text"},
    {"min", AMAN_VALUE_NEEDED, "SCORE", "list: with at least this score", set_min, "a number from 0 to 1"},
    {"most", AMAN_VALUE_NEEDED, "N", "list: at most so many (default: 1000)", set_most, "a whole number from 1 to 1000000"},
    {"skip", AMAN_VALUE_NEEDED, "N", "list: leave out the first N", set_skip, "a whole number up to 1000000"},
    {"format", AMAN_VALUE_NEEDED, "FORM", "list: text (default), json or csv; show: text or json", set_format,
     "text, json or csv"},
    {"out", AMAN_VALUE_NEEDED, "FILE", "list, show: write to FILE (default: standard output)", set_out, "a file"},
    {"by", AMAN_VALUE_NEEDED, "WHO", "who decides, for the record (default: LOGNAME)", set_by, "a name"},
    {"reason", AMAN_VALUE_NEEDED, "TEXT", "why, or the comment; sealed in the record", set_reason, "a text"},
    {"revision", AMAN_VALUE_NEEDED, "N", "refuse when the alert is at another revision than the one looked at", set_revision,
     "a whole number"},
    {"lang", AMAN_VALUE_NEEDED, "ar|fr|en", "language (default: from LANG)", set_lang, "ar, fr or en"},
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman alerts: %s: %s\n", what, why);
    return AMAN_EXIT_WRONG;
}

static int write_out(const struct settings *s, struct aman_text *out)
{
    if (out->failed) return fail("the answer", aman_err_text(AMAN_ERR_MEMORY));
    if (aman_out_file_write(s->out, out) == AMAN_OK) return AMAN_EXIT_HOLDS;
    return fail(s->out ? s->out : "standard output", "could not be written: is the disk full?");
}

/* ---- list ---- */

static int list_alerts(struct aman_store *store, const struct settings *s)
{
    struct aman_alerts alerts;
    struct aman_text out;
    if (aman_store_alerts(store, &s->filter, &aman_mem_heap, &alerts) != AMAN_OK) return fail("the store", aman_store_why(store));
    aman_text_init(&out, &aman_mem_heap);
    if (s->form == FORM_TEXT) aman_alerts_lines(&out, s->lang, &alerts);
    if (s->form == FORM_JSON) aman_alerts_json(&out, s->lang, &alerts);
    if (s->form == FORM_CSV) aman_alerts_table(&out, s->lang, &alerts);
    int status = write_out(s, &out);
    aman_text_release(&out);
    aman_alerts_release(&alerts);
    return status;
}

/* ---- show ---- */

static bool number_of(const char *text, int64_t *number)
{
    uint64_t whole;
    if (!aman_option_whole(text[0] == '#' ? text + 1 : text, INT64_MAX, &whole) || whole == 0) return false;
    *number = (int64_t)whole;
    return true;
}

static void add_alert(struct aman_text *out, const struct settings *s, const struct aman_countries *countries,
                      const struct aman_alert_whole *whole)
{
    if (s->form == FORM_JSON)
        aman_alert_whole_json(out, s->lang, countries, whole);
    else
        aman_alert_whole_lines(out, s->lang, aman_screen_columns(STDOUT_FILENO), countries, whole);
}

static int show_alerts(struct aman_store *store, const struct settings *s)
{
    struct aman_countries *countries = NULL;
    struct aman_text out;
    enum aman_err err = aman_countries_create(&aman_mem_heap, &countries);
    if (err) return fail("the names of countries", aman_err_text(err));
    aman_text_init(&out, &aman_mem_heap);
    int status = AMAN_EXIT_HOLDS;
    for (size_t i = 1; s->arguments[i] && status == AMAN_EXIT_HOLDS; i++) {
        struct aman_alert_whole whole;
        int64_t number = 0;
        err = number_of(s->arguments[i], &number) ? aman_store_alert_load(store, number, &aman_mem_heap, &whole) : AMAN_ERR_INPUT;
        if (err) status = fail(s->arguments[i], err == AMAN_ERR_INPUT ? "there is no such alert" : aman_store_why(store));
        if (err) continue;
        if (i > 1 && s->form == FORM_TEXT) aman_text_add(&out, "\n");
        add_alert(&out, s, countries, &whole);
        aman_alert_whole_release(&whole);
    }
    if (status == AMAN_EXIT_HOLDS) status = write_out(s, &out);
    aman_text_release(&out);
    aman_countries_destroy(countries);
    return status;
}

/* ---- decide ---- */

static bool take_step(struct aman_store *store, const struct settings *s, const char *alert, enum aman_alert_action action,
                      const char *at)
{
    enum aman_alert_refusal refusal = AMAN_ALERT_NO_SUCH;
    struct aman_alert_step step = {.revision = (int64_t)s->revision,
                                   .action = action,
                                   .by = aman_vetting_who(s->by),
                                   .reason = s->reason ? s->reason : ""};
    enum aman_err err = number_of(alert, &step.alert) ? aman_store_alert_step(store, &step, at, &refusal) : AMAN_ERR_INPUT;
    if (err) fail(alert, err == AMAN_ERR_INPUT ? aman_alert_refusal_text(refusal) : aman_store_why(store));
    return !err;
}

/* All alerts or none. */
static int decide(struct aman_store *store, const struct settings *s, enum aman_alert_action action)
{
    char at[AMAN_VETTING_TIME_BYTES];
    bool all = aman_store_begin(store) == AMAN_OK;
    if (!all) fail("the store", aman_store_why(store));
    aman_vetting_now(at);
    for (size_t i = 1; s->arguments[i] && all; i++) all = take_step(store, s, s->arguments[i], action, at);
    if (all && aman_store_commit(store) == AMAN_OK) return AMAN_EXIT_HOLDS;
    if (all) fail("the store", aman_store_why(store));
    aman_store_rollback(store);
    return fail("nothing was decided", "the alerts are as they were");
}

static int alerts_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings s = {.arguments = {"list"}, .lang = aman_language_of_environment()};
    enum aman_alert_action action = AMAN_N_ALERT_ACTIONS;
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &s, s.arguments);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    bool lists = strcmp(s.arguments[0], "list") == 0, shows = strcmp(s.arguments[0], "show") == 0;
    if (!lists && !shows && !aman_alert_action_of(s.arguments[0], &action)) {
        fprintf(stderr, "aman alerts: unknown action `%s`\n", s.arguments[0]);
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    if (lists == (s.arguments[1] != NULL)) {
        fprintf(stderr, "aman alerts: %s\n", lists ? "`list` takes no alerts" : "which alerts? give their numbers");
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    struct aman_store *store;
    if (aman_vetting_open("alerts", aman_vetting_path(s.store), false, &store) != AMAN_OK) return AMAN_EXIT_WRONG;
    int status = lists ? list_alerts(store, &s) : shows ? show_alerts(store, &s) : decide(store, &s, action);
    aman_store_close(store);
    return status;
}

const struct aman_command aman_command_alerts = {
    .name = "alerts",
    .arguments = "[list] | show N… | take|comment|false|true|except|reopen|confirm|turn-down N…",
    .n_arguments = 0,
    .most_arguments = ALERTS_MOST + 1,
    .summary = "the queue of possible matches: look, compare, decide",
    .details = "`list` gives what is undecided, the likeliest first; `show` puts person and listed record side by side, with the\n"
               "reasons and the history. A decision needs --reason and goes on record: `false` closes for the list as it is;\n"
               "`true` (it is the listed one) and `except` (it never is) wait until another person gives `confirm` or\n"
               "`turn-down`. Several alerts are decided together, all or none. Exit status: 0 done, 2 refused or wrong.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = alerts_run,
};
