/* Posts: deployment tables to print, and the questions on posts alone. */
#include "apps/commands.h"
#include "apps/language.h"
#include "apps/out_file.h"
#include "apps/posts_tables.h"
#include "apps/screen.h"
#include "apps/table.h"
#include "apps/tell.h"
#include "check/check.h"
#include "formats/plan_read.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_HTML };

struct settings {
    const char *arguments[2]; /* action, plan */
    const char *unit, *out;
    enum format format;
    unsigned parts; /* 0: not said */
    enum aman_lang lang;
    struct aman_plan_file_override files[16];
    char names[16][64];
    size_t n_files;
};

static bool set_unit(void *settings, const char *value)
{
    ((struct settings *)settings)->unit = value;
    return value[0] != '\0';
}

static bool set_out(void *settings, const char *value)
{
    ((struct settings *)settings)->out = value;
    return value[0] != '\0';
}

static bool set_lang(void *settings, const char *value)
{
    return aman_lang_of(value, &((struct settings *)settings)->lang);
}

static bool set_word(const char *value, const char *const *words, size_t n, size_t *index)
{
    for (*index = 0; *index < n; (*index)++)
        if (strcmp(value, words[*index]) == 0) return true;
    return false;
}

static bool set_format(void *settings, const char *value)
{
    static const char *const words[] = {"text", "csv", "html"};
    size_t index;
    bool known = set_word(value, words, 3, &index);
    if (known) ((struct settings *)settings)->format = (enum format)index;
    return known;
}

static bool set_table(void *settings, const char *value)
{
    static const char *const words[] = {"post", "unit", "hour", "command"};
    size_t index;
    bool known = set_word(value, words, 4, &index);
    if (known) ((struct settings *)settings)->parts |= 1u << index;
    return known;
}

static bool set_file(void *settings, const char *value)
{
    struct settings *s = settings;
    const char *equals = strchr(value, '=');
    size_t n = equals ? (size_t)(equals - value) : 0;
    if (n == 0 || n >= sizeof s->names[0] || !equals[1] || s->n_files == 16) return false;
    memcpy(s->names[s->n_files], value, n);
    s->files[s->n_files] = (struct aman_plan_file_override){s->names[s->n_files], equals + 1};
    s->n_files++;
    return true;
}

static const struct aman_option options[] = {
    {"unit", AMAN_VALUE_NEEDED, "UNIT", "sheet: this unit only", set_unit, "the id of a unit"},
    {"table", AMAN_VALUE_NEEDED, "TABLE", "sheet: post, unit, hour or command; may be repeated (default: all, CSV: post)",
     set_table, "post, unit, hour or command"},
    {"format", AMAN_VALUE_NEEDED, "text|csv|html", "sheet: on the terminal, for a spreadsheet, to print (default: text)",
     set_format, "text, csv or html"},
    {"out", AMAN_VALUE_NEEDED, "PATH", "sheet: write to this file; check: write the report into this directory", set_out, "a path"},
    {"lang", AMAN_VALUE_NEEDED, "ar|fr|en", "language (default: from LANG)", set_lang, "ar, fr or en"},
    {"file", AMAN_VALUE_NEEDED, "NAME=PATH", "use PATH for what the plan calls NAME under files:", set_file,
     "NAME=PATH, with a name of at most 63 bytes, at most 16 times"},
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman posts: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

/* ---- sheet ---- */

static int find_unit(const struct settings *settings, const struct aman_plan *plan, int *unit)
{
    const char *names[256];
    size_t n = plan->deployment.n_units < 256 ? plan->deployment.n_units : 256;
    *unit = -1;
    if (!settings->unit) return AMAN_EXIT_HOLDS;
    for (size_t i = 0; i < n; i++) {
        names[i] = plan->deployment.units[i].id;
        if (strcmp(names[i], settings->unit) == 0) *unit = (int)i;
    }
    if (*unit >= 0) return AMAN_EXIT_HOLDS;
    const char *near = aman_text_nearest(settings->unit, names, n);
    fprintf(stderr, "aman posts: --unit %s: the plan has no such unit%s%s%s\n", settings->unit,
            near ? " (did you mean `" : "", near ? near : "", near ? "`?)" : "");
    return AMAN_EXIT_WRONG;
}

static int give_sheet(const struct settings *settings, const struct aman_plan *plan)
{
    struct aman_sheet_options sheet = {.lang = settings->lang, .parts = settings->parts};
    struct aman_text text;
    if (!plan->deployment.judged)
        return fail(settings->arguments[1], "the chapter `deployment` has no units and posts: see docs/plan-format.md");
    if (find_unit(settings, plan, &sheet.unit) != AMAN_EXIT_HOLDS) return AMAN_EXIT_WRONG;
    sheet.plain = settings->format == FORMAT_CSV;
    if (sheet.parts == 0) sheet.parts = sheet.plain ? AMAN_SHEET_POST : AMAN_SHEET_ALL;
    aman_text_init(&text, &aman_mem_heap);
    enum aman_err err = settings->format == FORMAT_HTML   ? aman_posts_page(&text, plan, &sheet)
                        : settings->format == FORMAT_CSV ? aman_posts_csv(&text, plan, &sheet)
                                                         : aman_posts_text(&text, plan, &sheet);
    if (err == AMAN_OK) err = aman_out_file_write(settings->out, &text);
    aman_text_release(&text);
    if (err == AMAN_OK) return AMAN_EXIT_HOLDS;
    return fail(settings->out ? settings->out : "standard output",
                err == AMAN_ERR_IO ? "could not be written: is the disk full?" : aman_err_text(err));
}

/* ---- check ---- */

static enum aman_err write_report(const struct settings *settings, const struct aman_verdict *verdict)
{
    struct aman_report_options report = {settings->lang, aman_version, "", "aman posts check", 1};
    char failed_path[256] = "";
    if (!settings->out) return AMAN_OK;
    enum aman_err err = aman_report_write(verdict, &report, settings->out, &aman_mem_heap, failed_path);
    if (err != AMAN_OK)
        fail(failed_path[0] ? failed_path : settings->out,
             err == AMAN_ERR_IO ? "could not write this: no report was left" : aman_err_text(err));
    return err;
}

static int ask(const struct settings *settings, const struct aman_plan *plan)
{
    struct aman_verdict *verdict;
    struct aman_text text;
    enum aman_err err = aman_check_posts(plan, &aman_mem_heap, &verdict);
    if (err != AMAN_OK) return fail(settings->arguments[1], aman_err_text(err));
    const struct aman_table_style style = {settings->lang, aman_screen_columns(STDOUT_FILENO), false};
    aman_text_init(&text, &aman_mem_heap);
    aman_table_findings(&text, verdict, &style);
    aman_text_add(&text, "\n");
    aman_table_verdict(&text, verdict, &style);
    if (text.failed) err = AMAN_ERR_MEMORY;
    else fputs(text.data, stdout);
    aman_text_release(&text);
    if (err == AMAN_OK) err = write_report(settings, verdict);
    int status = err != AMAN_OK ? AMAN_EXIT_WRONG : verdict->holds ? AMAN_EXIT_HOLDS : AMAN_EXIT_FAILS;
    aman_verdict_destroy(verdict);
    return status;
}

/* ---- the command ---- */

static int run_action(const struct settings *settings, bool sheet)
{
    struct aman_diags diags;
    struct aman_plan *plan = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err =
        aman_plan_read(settings->arguments[1], settings->files, settings->n_files, &aman_mem_heap, &diags, &plan);
    int status = AMAN_EXIT_WRONG;
    if (err == AMAN_OK) {
        status = sheet ? give_sheet(settings, plan) : ask(settings, plan);
    } else {
        aman_tell_diags(&diags);
        fail(settings->arguments[1], err == AMAN_ERR_INPUT ? "cannot be used: mend the errors above" : aman_err_text(err));
    }
    aman_plan_destroy(plan);
    aman_diags_release(&diags);
    return status;
}

static int posts_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings settings = {.arguments = {"", ""}, .lang = aman_language_of_environment()};
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, settings.arguments);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    bool sheet = strcmp(settings.arguments[0], "sheet") == 0;
    if (!sheet && strcmp(settings.arguments[0], "check") != 0) {
        fprintf(stderr, "aman posts: unknown action `%s`: expected `sheet` or `check`\n", settings.arguments[0]);
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    if (!sheet && (settings.unit || settings.parts || settings.format != FORMAT_TEXT)) {
        fail("--unit, --table and --format are for `sheet`", "");
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    return run_action(&settings, sheet);
}

const struct aman_command aman_command_posts = {
    .name = "posts",
    .arguments = "sheet|check PLAN",
    .n_arguments = 2,
    .summary = "deployment tables to print, and posts and perimeters judged alone",
    .details =
        "`sheet` prints who stands where and when: by post, by unit, by hour, and who commands. `check` asks what\n"
        "`aman check` asks of posts, perimeters, command, radio and sweeps, without running the day: seconds.\n"
        "Exit status: 0 done or it holds, 1 it does not hold, 2 wrong usage or a plan that cannot be read.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = posts_run,
};
