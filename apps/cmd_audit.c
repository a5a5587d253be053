/* The record of vetting: is it whole, and what does it say. */
#include "adapters/store_alerts.h"
#include "apps/commands.h"
#include "apps/out_file.h"
#include "apps/vetting.h"
#include "report/json.h"

#include <string.h>
#include <time.h>

enum { DAYS_MOST = 36500 };

struct settings {
    const char *store, *out, *by, *reason;
    uint64_t person, days;
    bool has_days, redacted, confirm;
};

#define TEXT_OPTION(field)                                                                                             \
    static bool set_##field(void *settings, const char *value)                                                         \
    {                                                                                                                  \
        ((struct settings *)settings)->field = value;                                                                  \
        return value[0] != '\0';                                                                                       \
    }
TEXT_OPTION(store)
TEXT_OPTION(out)
TEXT_OPTION(by)
TEXT_OPTION(reason)

static bool set_person(void *settings, const char *value)
{
    struct settings *s = settings;
    return aman_option_whole(value, INT64_MAX, &s->person) && s->person > 0;
}

static bool set_days(void *settings, const char *value)
{
    struct settings *s = settings;
    s->has_days = true;
    return aman_option_whole(value, DAYS_MOST, &s->days);
}

static bool set_redacted(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->redacted = true;
    return true;
}

static bool set_confirm(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->confirm = true;
    return true;
}

static const struct aman_option options[] = {
    {"store", AMAN_VALUE_NEEDED, "FILE", "the store (default: AMAN_STORE, or vetting.sqlite)", set_store, "a file"},
    {"out", AMAN_VALUE_NEEDED, "FILE", "export: write to FILE (default: standard output)", set_out, "a file"},
    {"redacted", AMAN_VALUE_NONE, NULL, "export: leave out what lines seal (names, reasons)", set_redacted, NULL},
    {"person", AMAN_VALUE_NEEDED, "N", "forget: the person, by the number that alerts and lines give", set_person,
     "a whole number from 1"},
    {"confirm", AMAN_VALUE_NONE, NULL, "forget: also someone with an alert that is undecided or a true match", set_confirm, NULL},
    {"days", AMAN_VALUE_NEEDED, "N", "retain: forget who was not looked for in so many days", set_days,
     "a whole number from 0 to 36500"},
    {"by", AMAN_VALUE_NEEDED, "WHO", "forget, retain: who does so, for the record (default: LOGNAME)", set_by, "a name"},
    {"reason", AMAN_VALUE_NEEDED, "TEXT", "forget, retain: why, for the record; without names", set_reason, "a text"},
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman audit: %s: %s\n", what, why);
    return AMAN_EXIT_WRONG;
}

static const char *fault_text(enum aman_store_fault fault)
{
    static const char *const texts[] = {
        [AMAN_STORE_WHOLE] = "",
        [AMAN_STORE_LINE_BROKEN] = "it, or the line before it, was changed or is missing; the lines before it are whole",
        [AMAN_STORE_TEXT_CHANGED] = "what it sealed was changed",
        [AMAN_STORE_TEXT_MISSING] = "what it sealed is gone, and no line says that the person was forgotten",
        [AMAN_STORE_PERSON_CHANGED] = "the person is not who was looked for",
        [AMAN_STORE_ALERT_CHANGED] = "the alert is not in the state that the record gives it"};
    return texts[fault];
}

static int verify(struct aman_store *store)
{
    struct aman_store_verdict verdict;
    if (aman_store_verify(store, &verdict) != AMAN_OK) return fail("the store", aman_store_why(store));
    if (verdict.broken) {
        printf("the record is broken at line %lld: %s\n", (long long)verdict.broken, fault_text(verdict.fault));
        return AMAN_EXIT_FAILS;
    }
    printf("the record is whole: %lld lines, the last one's hash is %s\n", (long long)verdict.n_lines, verdict.head_hex);
    if (verdict.n_forgotten) printf("forgotten on request or over time: what %lld of the lines sealed\n", (long long)verdict.n_forgotten);
    return AMAN_EXIT_HOLDS;
}

struct export {
    struct aman_text out;
    bool redacted;
};

/* A line of JSON for each line of the record; body and sealed text as text, since hashes are over their bytes. */
static bool add_line(void *ctx, const struct aman_store_line *line)
{
    struct export *export = ctx;
    struct aman_text *out = &export->out;
    aman_text_add(out, "{");
    aman_json_key_number(out, "number", (double)line->number);
    aman_json_key_text(out, "at", line->at);
    aman_json_key_text(out, "kind", line->kind);
    aman_json_key_text(out, "body", line->body);
    aman_json_key_text(out, "previous", line->previous_hex);
    aman_json_key_text(out, "hash", line->hash_hex);
    if (line->sealed && !export->redacted) {
        aman_json_key_text(out, "sealed", line->sealed);
        aman_json_key_text(out, "key", line->key_hex);
    }
    aman_text_add(out, "}\n");
    return !out->failed;
}

static int export_record(struct aman_store *store, const struct settings *settings)
{
    struct export export = {.redacted = settings->redacted};
    aman_text_init(&export.out, &aman_mem_heap);
    aman_text_add(&export.out, "");
    enum aman_err err = aman_store_lines(store, add_line, &export);
    int status = AMAN_EXIT_HOLDS;
    if (err || export.out.failed)
        status = fail("the store", err ? aman_store_why(store) : "memory ran out");
    else if (aman_out_file_write(settings->out, &export.out) != AMAN_OK)
        status = fail(settings->out ? settings->out : "standard output", "could not be written: is the disk full?");
    aman_text_release(&export.out);
    return status;
}

/* ---- forgetting ---- */

static const char *date_before(uint64_t days, char at[AMAN_VETTING_TIME_BYTES])
{
    time_t then = time(NULL) - (time_t)days * 24 * 60 * 60;
    struct tm utc;
    if (!gmtime_r(&then, &utc) || strftime(at, AMAN_VETTING_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) at[0] = '\0';
    return at;
}

static enum aman_err forget_in(struct aman_store *store, const struct settings *s, bool one,
                               struct aman_store_forgotten *forgotten)
{
    char at[AMAN_VETTING_TIME_BYTES], before[AMAN_VETTING_TIME_BYTES];
    aman_vetting_now(at);
    enum aman_err err = aman_store_begin(store);
    if (!err && one)
        err = aman_store_forget(store, (int64_t)s->person, at, aman_vetting_who(s->by), s->reason, forgotten);
    else if (!err)
        err = aman_store_retain(store, date_before(s->days, before), at, aman_vetting_who(s->by), s->reason ? s->reason : "",
                                forgotten);
    return err ? err : aman_store_commit(store);
}

/* Alerts of the person that are undecided, proposed or true: forgetting would lose them. */
static bool is_held(struct aman_store *store, const struct settings *s)
{
    const unsigned states = 1u << AMAN_ALERT_OPEN | 1u << AMAN_ALERT_REVIEW | 1u << AMAN_ALERT_TRUE;
    const struct aman_alert_filter filters[] = {{.person = (int64_t)s->person, .states = states},
                                                {.person = (int64_t)s->person, .proposed_only = true}};
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        struct aman_alerts alerts;
        if (aman_store_alerts(store, &filters[i], &aman_mem_heap, &alerts) != AMAN_OK) return true;
        n += alerts.n_all;
        aman_alerts_release(&alerts);
    }
    return n > 0;
}

static int forget(struct aman_store *store, const struct settings *s, bool one)
{
    struct aman_store_forgotten forgotten = {0};
    if (one && !s->confirm && is_held(store, s))
        return fail("--person", "has an alert that is undecided or a true match: decide it first, or forget with --confirm");
    enum aman_err err = forget_in(store, s, one, &forgotten);
    if (err) {
        fail(err == AMAN_ERR_INPUT ? "--person" : "the store", err == AMAN_ERR_INPUT ? "there is no such person" : aman_store_why(store));
        aman_store_rollback(store);
        return AMAN_EXIT_WRONG;
    }
    printf("forgotten: %zu people, %zu alerts, %zu texts; kept over their time for an alert that is undecided or true: %zu\n",
           forgotten.n_people, forgotten.n_alerts, forgotten.n_texts, forgotten.n_held);
    if (aman_store_wipe(store) == AMAN_OK) return AMAN_EXIT_HOLDS;
    return fail("the store", "forgotten, but what was deleted may still be in its write-ahead log while another process reads; "
                             "run it again later");
}

/* What the action cannot do without; NULL when it is all there. */
static const char *lacking(const struct settings *s, bool forgets, bool retains)
{
    if (forgets && !s->person) return "--person N";
    if (forgets && !s->reason) return "--reason TEXT";
    return retains && !s->has_days ? "--days N" : NULL;
}

static int audit_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings settings = {.store = NULL};
    const char *action = "";
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, &action);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    bool verifies = strcmp(action, "verify") == 0, exports = strcmp(action, "export") == 0;
    bool forgets = strcmp(action, "forget") == 0, retains = strcmp(action, "retain") == 0;
    if (!verifies && !exports && !forgets && !retains) {
        fprintf(stderr, "aman audit: unknown action `%s`: expected `verify`, `export`, `forget` or `retain`\n", action);
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    const char *missing = lacking(&settings, forgets, retains);
    if (missing) {
        fprintf(stderr, "aman audit: %s needs %s\n", action, missing);
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    struct aman_store *store;
    if (aman_vetting_open("audit", aman_vetting_path(settings.store), false, &store) != AMAN_OK) return AMAN_EXIT_WRONG;
    int status = verifies ? verify(store) : exports ? export_record(store, &settings) : forget(store, &settings, forgets);
    aman_store_close(store);
    return status;
}

const struct aman_command aman_command_audit = {
    .name = "audit",
    .arguments = "verify | export | forget | retain",
    .n_arguments = 1,
    .summary = "verify or hand over the record of vetting; forget people",
    .details = "Every import, look-up and decision is a line of the store's record, whose hash covers the line before it.\n"
               "`verify` follows the chain, holds people, alerts and texts against it and says the last hash (note it\n"
               "elsewhere: it shows later that no line was cut off). `export` writes the lines as JSON. `forget` deletes\n"
               "what is known of a person, `retain` of everyone who was not looked for in --days days; the chain stays whole,\n"
               "since it holds of people only hashes with a key that is deleted too. Exit status: 0 whole (or done),\n"
               "1 broken, 2 it cannot be read or done.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = audit_run,
};
