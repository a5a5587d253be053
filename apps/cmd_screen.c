/* People against the watch lists of the store; every look-up goes on record before its answer is shown. */
#include "apps/commands.h"
#include "apps/language.h"
#include "apps/names_why.h"
#include "apps/out_file.h"
#include "apps/screen_answer.h"
#include "apps/stop.h"
#include "apps/tell.h"
#include "apps/vetting.h"
#include "apps/vetting_run.h"
#include "formats/columns.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1000 }; /* look-ups that go on record together */

struct settings {
    const char *people, *name, *country, *store, *out, *by, *reason;
    int born, threads;
    enum aman_list_kind kind;
    double threshold;
    enum aman_lang lang;
    bool quiet, ofac;
};

#define TEXT_OPTION(field)                                                                                             \
    static bool set_##field(void *settings, const char *value)                                                         \
    {                                                                                                                  \
        ((struct settings *)settings)->field = value;                                                                  \
        return value[0] != '\0';                                                                                       \
    }
TEXT_OPTION(name)
TEXT_OPTION(country)
TEXT_OPTION(store)
TEXT_OPTION(out)
TEXT_OPTION(by)
TEXT_OPTION(reason)

static bool set_born(void *settings, const char *value)
{
    int year = aman_column_year(value, strlen(value));
    ((struct settings *)settings)->born = year;
    return year > 0;
}

static bool set_kind(void *settings, const char *value)
{
    enum aman_list_kind kind = aman_column_kind(value);
    ((struct settings *)settings)->kind = kind;
    return kind != AMAN_LIST_ANY || strcmp(value, "any") == 0;
}

static bool set_threshold(void *settings, const char *value)
{
    double threshold;
    if (!aman_text_number(value, strlen(value), &threshold) || !(threshold >= 0.3 && threshold <= 1.0)) return false;
    ((struct settings *)settings)->threshold = threshold;
    return true;
}

static bool set_threads(void *settings, const char *value)
{
    return aman_option_threads(value, &((struct settings *)settings)->threads);
}

static bool set_lang(void *settings, const char *value)
{
    return aman_lang_of(value, &((struct settings *)settings)->lang);
}

static bool set_quiet(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->quiet = true;
    return true;
}

static bool set_mode(void *settings, const char *value)
{
    return aman_names_mode_of(value, &((struct settings *)settings)->ofac);
}

static const struct aman_option options[] = {
    {"name", AMAN_VALUE_NEEDED, "NAME", "screen this name instead of a table", set_name, "a name"},
    {"born", AMAN_VALUE_NEEDED, "YEAR", "with --name: year or date of birth", set_born, "a year from 1800 to 2100"},
    {"country", AMAN_VALUE_NEEDED, "COUNTRY", "with --name: code or name", set_country, "a country"},
    {"kind", AMAN_VALUE_NEEDED, "KIND", "person (default), organisation, vessel, aircraft or any", set_kind,
     "person, organisation, vessel, aircraft or any"},
    {"threshold", AMAN_VALUE_NEEDED, "SCORE", "least score of a name to be a possible match (default: 0.70)", set_threshold,
     "a number from 0.3 to 1"},
    {"mode", AMAN_VALUE_NEEDED, "default|ofac", "ofac: scores as the US Treasury's public search has them; slower", set_mode,
     "default or ofac"},
    {"store", AMAN_VALUE_NEEDED, "FILE", "the store (default: AMAN_STORE, or vetting.sqlite)", set_store, "a file"},
    {"out", AMAN_VALUE_NEEDED, "FILE", "write the alerts to FILE (default: standard output)", set_out, "a file"},
    {"by", AMAN_VALUE_NEEDED, "WHO", "who asks, for the record (default: LOGNAME)", set_by, "a name"},
    {"reason", AMAN_VALUE_NEEDED, "TEXT", "why, for the record", set_reason, "a text"},
    {"threads", AMAN_VALUE_NEEDED, "N", "threads to use (default: one a core)", set_threads,
     "a whole number from 1 to 256"},
    {"lang", AMAN_VALUE_NEEDED, "ar|fr|en", "language of the reasons (default: from LANG)", set_lang, "ar, fr or en"},
    {"quiet", AMAN_VALUE_NONE, NULL, "show no progress", set_quiet, NULL},
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman screen: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

/* ---- who is screened ---- */

struct job {
    const struct settings *settings;
    struct aman_arena arena;
    size_t n;
    struct aman_screened *persons;
    size_t *rows; /* lines of the table; NULL without one */
    struct aman_store *store;
    struct aman_store_lists lists;
    struct aman_screener *screener;
    struct aman_screen_result *results; /* of the block in hand */
    struct aman_text out;
    int64_t run; /* line of the record that says lists and settings */
    size_t n_matches, n_matched, n_matter, n_odd;
    size_t n_told; /* people whose odd names were told */
    struct aman_vetting_alerts alerts;
};

static const char *cell(const struct aman_csv *csv, size_t row, int column)
{
    return column < 0 ? "" : csv->fields[row * csv->n_columns + (size_t)column].text;
}

static enum aman_err take_rows(struct job *job, const struct aman_csv *csv, struct aman_diags *diags)
{
    int at[AMAN_N_COLUMNS];
    for (int c = 0; c < AMAN_N_COLUMNS; c++) at[c] = aman_column_find(csv, (enum aman_column)c);
    if (at[AMAN_COLUMN_NAME] < 0) {
        aman_diags_add(diags, (struct aman_diag){.file = job->settings->people, .line = 1, .column = 1,
                                                 .found = "no column of names", .expected = "a column `name`"});
        return AMAN_ERR_INPUT;
    }
    aman_columns_warn(csv, job->settings->people, diags);
    job->n = csv->n_rows;
    job->persons = aman_arena_new(&job->arena, job->n, sizeof *job->persons);
    job->rows = aman_arena_new(&job->arena, job->n, sizeof *job->rows);
    if (!job->persons || !job->rows) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < job->n; i++) {
        const char *born = cell(csv, i, at[AMAN_COLUMN_BORN]), *kind = cell(csv, i, at[AMAN_COLUMN_KIND]);
        job->rows[i] = (size_t)csv->fields[i * csv->n_columns].line;
        job->persons[i] = (struct aman_screened){.reference = cell(csv, i, at[AMAN_COLUMN_ID]),
                                                 .name = cell(csv, i, at[AMAN_COLUMN_NAME]),
                                                 .born = aman_column_year(born, strlen(born)),
                                                 .country = cell(csv, i, at[AMAN_COLUMN_COUNTRY]),
                                                 .ofac = job->settings->ofac,
                                                 .kind = kind[0] ? aman_column_kind(kind) : job->settings->kind};
    }
    return AMAN_OK;
}

static enum aman_err read_people(struct job *job)
{
    struct aman_diags diags;
    struct aman_csv csv;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_csv_read_file(job->settings->people, &job->arena, &diags, &csv);
    if (!err) err = take_rows(job, &csv, &diags);
    aman_tell_diags(&diags);
    if (err) fail(job->settings->people, diags.n_errors ? "cannot be screened: mend the errors above" : aman_err_text(err));
    aman_diags_release(&diags);
    return err;
}

static enum aman_err take_one(struct job *job)
{
    const struct settings *s = job->settings;
    job->n = 1;
    job->persons = aman_arena_new(&job->arena, 1, sizeof *job->persons);
    if (!job->persons) return AMAN_ERR_MEMORY;
    job->persons[0] =
        (struct aman_screened){.name = s->name, .born = s->born, .country = s->country ? s->country : "", .kind = s->kind,
                               .ofac = s->ofac};
    return AMAN_OK;
}

/* ---- lists ---- */

static enum aman_err load(struct job *job)
{
    enum aman_err err = aman_store_load(job->store, true, &aman_mem_heap, &job->lists);
    if (err) {
        fail("the store", aman_store_why(job->store));
        return err;
    }
    if (job->lists.n == 0) {
        fail("no list is loaded", "screening against nothing would clear everyone; import one with `aman lists import`");
        return AMAN_ERR_INPUT;
    }
    err = aman_screener_create(&job->lists, job->settings->threads, &job->screener);
    if (err) fail("the lists", aman_err_text(err));
    return err;
}

static void unload(struct job *job)
{
    aman_screener_destroy(job->screener);
    job->screener = NULL;
    aman_store_lists_release(&job->lists);
}

/* ---- the record ---- */

static enum aman_err begin_run(struct job *job, const char *at)
{
    const struct settings *s = job->settings;
    const struct aman_vetting_asked asked = {.kind = "screening",
                                             .table = s->people,
                                             .by = aman_vetting_who(s->by),
                                             .reason = s->reason,
                                             .threshold = s->threshold,
                                             .ofac = s->ofac,
                                             .n_people = job->n};
    return aman_vetting_run_begin(job->store, &job->lists, &asked, at, &job->run);
}

static enum aman_err record_block(struct job *job, size_t first, size_t n, bool *stale)
{
    char at[AMAN_VETTING_TIME_BYTES];
    aman_vetting_now(at);
    enum aman_err err = aman_vetting_run_open(job->store, &job->lists, stale);
    if (*stale) return AMAN_OK;
    if (!err && first == 0) err = begin_run(job, at);
    for (size_t i = 0; i < n && !err; i++)
        err = aman_vetting_run_record(job->store, job->run, job->settings->threshold, &job->persons[first + i],
                                      &job->results[i], at, &job->alerts);
    if (!err) err = aman_store_commit(job->store);
    if (err) {
        fail("the record", aman_store_why(job->store));
        aman_store_rollback(job->store);
    }
    return err;
}

/* ---- screening ---- */

enum { ODD_SHOWN = 20 };

/* A name with hidden or look-alike characters may be one that hides: that is said, match or none. */
static void tell_odd(struct job *job, size_t i, unsigned flags)
{
    struct aman_text why;
    if (!flags || i < job->n_told || job->n_odd++ >= ODD_SHOWN) return;
    aman_text_init(&why, &aman_mem_heap);
    aman_names_why_flags(&why, job->settings->lang, flags);
    if (job->rows)
        fprintf(stderr, "%s:%zu: the name%s\n", job->settings->people, job->rows[i], why.data ? why.data : "");
    else
        fprintf(stderr, "the name%s\n", why.data ? why.data : "");
    aman_text_release(&why);
}

static enum aman_err screen_block(struct job *job, size_t first, size_t n, bool *stale)
{
    const struct settings *s = job->settings;
    enum aman_err err = aman_screener_look(job->screener, job->persons + first, n, s->threshold, job->results);
    if (err) {
        fail("screening", aman_err_text(err));
        return err;
    }
    err = record_block(job, first, n, stale);
    if (err || *stale) return err;
    for (size_t i = 0; i < n; i++) {
        job->n_matches += job->results[i].n;
        job->n_matched += job->results[i].n > 0;
        tell_odd(job, first + i, job->results[i].flags);
        for (size_t m = 0; m < job->results[i].n; m++)
            job->n_matter += aman_screen_matters(&job->results[i].matches[m].alert);
        if (job->rows || s->out)
            aman_screen_table_rows(&job->out, s->lang, job->rows ? job->rows[first + i] : 0, &job->persons[first + i],
                                   &job->results[i]);
        else
            aman_screen_lines(&job->out, s->lang, &job->persons[first + i], &job->results[i]);
    }
    if (job->n_told < first + n) job->n_told = first + n;
    if (!s->quiet && job->n > BLOCK && (first / BLOCK) % 100 == 99) fprintf(stderr, "%zu of %zu people\n", first + n, job->n);
    return job->out.failed ? AMAN_ERR_MEMORY : AMAN_OK;
}

/* Everyone against the lists as they are loaded; *stale when a list was imported before all were on record. */
static enum aman_err screen_all(struct job *job, bool *stale)
{
    aman_text_clear(&job->out);
    job->n_matches = job->n_matched = job->n_matter = 0;
    job->alerts = (struct aman_vetting_alerts){0};
    if (job->rows || job->settings->out) aman_screen_table_head(&job->out);
    enum aman_err err = AMAN_OK;
    /* nobody in the table is on record too */
    if (job->n == 0) err = record_block(job, 0, 0, stale);
    for (size_t first = 0; first < job->n && !err && !*stale; first += BLOCK) {
        if (aman_stop_asked()) return AMAN_ERR_CANCELLED;
        err = screen_block(job, first, job->n - first < BLOCK ? job->n - first : BLOCK, stale);
    }
    return err;
}

/* Begins again for each import that comes between, so that the answer is of the lists that are in the store. */
static enum aman_err screen(struct job *job)
{
    job->results = aman_arena_new(&job->arena, BLOCK, sizeof *job->results);
    enum aman_err err = job->results ? load(job) : AMAN_ERR_MEMORY;
    for (bool stale = true; stale && !err;) {
        stale = false;
        err = screen_all(job, &stale);
        if (!stale) break;
        fprintf(stderr, "aman screen: a list was imported meanwhile: everyone is looked for once more\n");
        unload(job);
        err = load(job);
    }
    return err;
}

static int answer(struct job *job)
{
    const struct settings *s = job->settings;
    if (!job->rows && !s->out && job->n_matches == 0) aman_text_addf(&job->out, "%s\n", aman_word(s->lang, "screen.none"));
    if (aman_out_file_write(s->out, &job->out) != AMAN_OK)
        return fail(s->out ? s->out : "standard output", "could not be written: is the disk full?");
    if (job->n_odd > ODD_SHOWN) fprintf(stderr, "%zu names are odd so; %d are shown\n", job->n_odd, ODD_SHOWN);
    if (!s->quiet)
        fprintf(stderr,
                "people screened: %zu, with a possible match: %zu, possible matches: %zu (%s); alerts: new %zu, opened again "
                "%zu, known %zu\n",
                job->n, job->n_matched, job->n_matches, aman_word(s->lang, "screen.decision"), job->alerts.n_new,
                job->alerts.n_reopened, job->alerts.n_known);
    return job->n_matter ? AMAN_EXIT_FAILS : AMAN_EXIT_HOLDS;
}

static int run_job(struct job *job)
{
    enum aman_err err = job->settings->people ? read_people(job) : take_one(job);
    if (!err) err = aman_vetting_open("screen", aman_vetting_path(job->settings->store), false, &job->store);
    if (err) return AMAN_EXIT_WRONG;
    aman_stop_catch();
    err = screen(job);
    if (err == AMAN_ERR_CANCELLED) {
        fail("stopped", "what was looked up so far is on record; no alerts were written");
        return AMAN_EXIT_STOPPED;
    }
    return err ? AMAN_EXIT_WRONG : answer(job);
}

static int screen_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings settings = {.kind = AMAN_LIST_PERSON,
                                .threshold = 0.70,
                                .threads = aman_option_cores(),
                                .lang = aman_language_of_environment()};
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, &settings.people);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    if (!settings.people == !settings.name) {
        fail("either a table of people or --name is needed", settings.name ? "not both" : "");
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    struct job job = {.settings = &settings};
    aman_arena_init(&job.arena, &aman_mem_heap, 0);
    aman_arena_init(&job.lists.arena, &aman_mem_heap, 0);
    aman_text_init(&job.out, &aman_mem_heap);
    int status = run_job(&job);
    for (size_t i = 0; job.results && i < BLOCK; i++) aman_screen_result_release(&job.results[i]);
    unload(&job);
    aman_store_close(job.store);
    aman_text_release(&job.out);
    aman_arena_release(&job.arena);
    return status;
}

const struct aman_command aman_command_screen = {
    .name = "screen",
    .arguments = "PEOPLE.csv | --name NAME",
    .n_arguments = 0,
    .most_arguments = 1,
    .summary = "look for people on the watch lists",
    .details = "Compares every person of a table (columns name and, if wanted, born, country, kind) or one name with the lists\n"
               "of the store, whatever the script, and gives each possible match with its score and reasons. Every look-up is\n"
               "put on record first. A possible match is for a human to decide, with `aman alerts`. Exit status: 0 no possible\n"
               "match but such as were decided to be none, 1 at least one that is undecided or true, 2 nothing was screened,\n"
               "130 stopped by Ctrl-C.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = screen_run,
};
