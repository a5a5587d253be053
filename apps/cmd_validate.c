/* The crowd engine held against standard tests: choose the cases, run them, tell. */
#include "apps/commands.h"
#include "apps/validate_data.h"
#include "apps/validate_pictures.h"
#include "apps/validate_table.h"
#include "base/tasks.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CASES_MOST = 64 };

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN };

struct settings {
    const struct aman_validate_case *cases[CASES_MOST];
    size_t n_cases;
    int seeds, threads;
    const char *data, *out;
    enum aman_validate_set set;
    enum format format;
    bool quiet;
    size_t told_tenth;
};

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = 1;
}

/* ---- options ---- */

static bool set_case(void *settings, const char *value)
{
    struct settings *s = settings;
    const struct aman_validate_case *test = aman_validate_case_named(value);
    if (!test || s->n_cases == CASES_MOST) return false;
    for (size_t i = 0; i < s->n_cases; i++)
        if (s->cases[i] == test) return true;
    s->cases[s->n_cases++] = test;
    return true;
}

static bool set_seeds(void *settings, const char *value)
{
    uint64_t seeds;
    if (!aman_option_whole(value, AMAN_VALIDATE_SEEDS_MOST, &seeds) || seeds < 1) return false;
    ((struct settings *)settings)->seeds = (int)seeds;
    return true;
}

static bool set_threads(void *settings, const char *value)
{
    return aman_option_threads(value, &((struct settings *)settings)->threads);
}

static bool set_data(void *settings, const char *value)
{
    ((struct settings *)settings)->data = value;
    return value[0] != '\0';
}

static bool set_out(void *settings, const char *value)
{
    ((struct settings *)settings)->out = value;
    return value[0] != '\0';
}

static bool set_set(void *settings, const char *value)
{
    bool code = strcmp(value, "code") == 0;
    ((struct settings *)settings)->set = code ? AMAN_VALIDATE_CODE : AMAN_VALIDATE_PEOPLE;
    return code || strcmp(value, "people") == 0;
}

static bool set_format(void *settings, const char *value)
{
    static const char *const names[] = {"text", "json", "markdown"};
    for (int f = 0; f < 3; f++) {
        if (strcmp(value, names[f]) != 0) continue;
        ((struct settings *)settings)->format = (enum format)f;
        return true;
    }
    return false;
}

static bool set_quiet(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->quiet = true;
    return true;
}

static const struct aman_option options[] = {
    {"case", AMAN_VALUE_NEEDED, "ID", "run this case only; may be repeated (default: all)", set_case,
     "the id of a case, such as rimea-9 (docs/validation.md lists them)"},
    {"seeds", AMAN_VALUE_NEEDED, "N", "runs of each variant (default: 20, or as the case says)", set_seeds,
     "a whole number from 1 to 1000"},
    {"threads", AMAN_VALUE_NEEDED, "N", "threads to use (default: one a core)", set_threads,
     "a whole number from 1 to 256"},
    {"data", AMAN_VALUE_NEEDED, "DIR", "measurements on people (default: AMAN_DATA)", set_data, "a directory"},
    {"out", AMAN_VALUE_NEEDED, "DIR", "draw the diagrams into DIR (made when absent)", set_out, "a directory"},
    {"set", AMAN_VALUE_NEEDED, "people|code", "parameters of cases without their own (default: people)", set_set,
     "people or code"},
    {"format", AMAN_VALUE_NEEDED, "text|json|markdown", "what to print on standard output (default: text)", set_format,
     "text, json or markdown"},
    {"quiet", AMAN_VALUE_NONE, NULL, "show no progress", set_quiet, NULL},
};

/* ---- the run ---- */

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman validate: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

/* A line each tenth. */
static bool on_progress(void *ctx, size_t done, size_t all)
{
    struct settings *s = ctx;
    size_t tenth = done * 10 / all;
    if (!s->quiet && tenth > s->told_tenth) {
        s->told_tenth = tenth;
        fprintf(stderr, "%zu of %zu runs\n", done, all);
    }
    return !stop_asked;
}

static void choose_all(struct settings *s)
{
    for (size_t i = 0; i < aman_validate_n_cases() && i < CASES_MOST; i++)
        s->cases[s->n_cases++] = aman_validate_case_at(i);
}

/* Fails now rather than after minutes of work. */
static bool out_is_ready(const struct settings *s)
{
    if (!s->out || mkdir(s->out, 0777) == 0 || errno == EEXIST) return true;
    perror(s->out);
    return false;
}

static enum aman_err run_cases(struct settings *s, struct aman_arena *arena, struct aman_validate_result *results)
{
    struct aman_validate_options run = {
        .set = s->set, .seeds = s->seeds, .mem = &aman_mem_heap, .progress = on_progress, .progress_ctx = s};
    enum aman_err err = s->data ? aman_validate_data_read(s->data, arena, &run.data) : AMAN_OK;
    if (err == AMAN_OK) err = aman_tasks_create(&aman_mem_heap, s->threads, &run.tasks);
    if (err == AMAN_OK) err = aman_validate_run(s->cases, s->n_cases, &run, results);
    aman_tasks_destroy(run.tasks);
    if (err == AMAN_OK && s->out) err = aman_validate_pictures(s->out, results, s->n_cases, &run.data);
    return err;
}

static enum aman_err print(const struct settings *s, const struct aman_validate_result *results)
{
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    switch (s->format) {
    case FORMAT_TEXT:
        aman_validate_text(&text, results, s->n_cases);
        break;
    case FORMAT_JSON:
        aman_validate_json(&text, results, s->n_cases, aman_version);
        break;
    case FORMAT_MARKDOWN:
        aman_validate_markdown(&text, results, s->n_cases);
        break;
    }
    enum aman_err err = text.failed ? AMAN_ERR_MEMORY : AMAN_OK;
    if (err == AMAN_OK) fputs(text.data, stdout);
    aman_text_release(&text);
    return err;
}

/* A skipped case neither passes nor fails: it is told on both streams. */
static int status_of(const struct aman_validate_result *results, size_t n)
{
    int status = AMAN_EXIT_HOLDS;
    for (size_t i = 0; i < n; i++) {
        if (results[i].verdict == AMAN_VALIDATE_FAIL) status = AMAN_EXIT_FAILS;
        if (results[i].verdict == AMAN_VALIDATE_SKIPPED)
            fprintf(stderr, "aman validate: %s SKIPPED: its measurements are not in %s\n",
                    aman_validate_case_id(results[i].test), "--data or AMAN_DATA");
    }
    return status;
}

static int validate_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings s = {.threads = aman_option_cores(), .data = getenv("AMAN_DATA")};
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &s, NULL);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    if (!out_is_ready(&s)) return AMAN_EXIT_WRONG;
    if (s.n_cases == 0) choose_all(&s);
    struct sigaction action = {.sa_handler = ask_to_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct aman_arena arena;
    aman_arena_init(&arena, &aman_mem_heap, 0);
    struct aman_validate_result results[CASES_MOST] = {{0}};
    enum aman_err err = run_cases(&s, &arena, results);
    if (err == AMAN_OK) err = print(&s, results);
    int status = err == AMAN_OK ? status_of(results, s.n_cases) : AMAN_EXIT_WRONG;
    if (err == AMAN_ERR_CANCELLED) status = AMAN_EXIT_STOPPED;
    if (err != AMAN_OK) fail("no answer", aman_err_text(err));
    aman_arena_release(&arena);
    return status;
}

const struct aman_command aman_command_validate = {
    .name = "validate",
    .arguments = "",
    .summary = "hold the crowd engine against standard tests and measurements",
    .details =
        "Runs the tests of RiMEA, IMO, NIST and ISO for evacuation models, and measurements on people, and prints\n"
        "what was expected and what was found. Exit status: 0 all pass, 1 some fail, 2 no answer, 130 stopped.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = validate_run,
};
