/* The main job: read the plan, ask, write the report, tell. */
#include "apps/check_settings.h"
#include "apps/check_vetting.h"
#include "apps/commands.h"
#include "apps/progress.h"
#include "apps/screen.h"
#include "apps/stop.h"
#include "apps/table.h"
#include "apps/tell.h"
#include "apps/trajectory.h"
#include "check/check.h"
#include "report/report.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct job {
    struct aman_check_settings settings;
    struct aman_diags diags;
    struct aman_plan *plan;
    struct aman_verdict *verdict;
    struct aman_progress progress;
    struct aman_text out; /* directory of the report */
    struct aman_trajectory trajectory;
    struct aman_plan_vetting vetting;
};

static bool on_progress(void *ctx, const struct aman_check_progress *state)
{
    struct job *job = ctx;
    aman_progress_show(&job->progress, state);
    return !aman_stop_asked();
}

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman check: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

static enum aman_err read_plan(struct job *job)
{
    const struct aman_check_settings *settings = &job->settings;
    enum aman_err err = aman_plan_read(settings->plan, settings->files, settings->n_files, &aman_mem_heap,
                                       &job->diags, &job->plan);
    aman_tell_diags(&job->diags);
    if (err == AMAN_ERR_INPUT)
        fail(settings->plan, "cannot be judged: mend the errors above");
    else if (err != AMAN_OK)
        fail(settings->plan, aman_err_text(err));
    return err;
}

/* True for a directory that is empty or holds an earlier report: anything else would be lost. */
static bool may_replace(const char *directory)
{
    DIR *open_directory = opendir(directory);
    if (!open_directory) return false;
    bool empty = true, report = false;
    const struct dirent *entry;
    while ((entry = readdir(open_directory))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        empty = false;
        report = report || strcmp(entry->d_name, "findings.json") == 0;
    }
    closedir(open_directory);
    return empty || report;
}

/* Settles where the report goes, and fails now rather than after minutes of work. */
static bool choose_out(struct job *job)
{
    const struct aman_check_settings *settings = &job->settings;
    aman_text_add(&job->out, settings->out ? settings->out : settings->plan);
    size_t length = job->out.length;
    while (length > 1 && job->out.data[length - 1] == '/') job->out.data[--length] = '\0';
    job->out.length = length;
    if (!settings->out) aman_text_add(&job->out, "/report");
    if (job->out.failed) {
        fail("out of memory", "");
        return false;
    }

    struct stat info;
    if (stat(job->out.data, &info) == 0 && !may_replace(job->out.data)) {
        fail(job->out.data, "is neither empty nor an earlier report: choose another directory with --out");
        return false;
    }
    char *slash = strrchr(job->out.data, '/');
    const char *parent = !slash ? "." : slash == job->out.data ? "/" : job->out.data;
    if (slash && slash != job->out.data) *slash = '\0';
    bool writable = access(parent, W_OK | X_OK) == 0;
    if (!writable) fail(parent, "the directory does not exist or may not be written: no report can be made");
    if (slash) *slash = '/';
    return writable;
}

/* What --trajectories asks for. */
static enum aman_err begin_trajectory(struct job *job, struct aman_check_options *options)
{
    if (!job->settings.trajectories) return AMAN_OK;
    enum aman_err err =
        aman_trajectory_begin(&job->trajectory, job->plan, job->settings.trajectory_file, job->out.data);
    if (err == AMAN_OK) {
        options->trajectory_fps = aman_trajectory_fps;
        options->trajectory = aman_trajectory_frame;
        options->trajectory_ctx = &job->trajectory;
    } else {
        fail(job->trajectory.path.data ? job->trajectory.path.data : "--trajectories", aman_err_text(err));
    }
    return err;
}

static enum aman_err ask(struct job *job)
{
    struct aman_check_options options = {
        .seed = job->settings.seed,
        .threads = job->settings.threads,
        .progress = on_progress,
        .progress_ctx = job,
        .vetting = job->vetting.done ? &job->vetting.vetting : NULL,
        .clock_s = aman_wall_clock_s,
    };
    enum aman_err err = begin_trajectory(job, &options);
    if (err != AMAN_OK) return err;
    err = aman_check_plan(job->plan, &job->diags, &options, &aman_mem_heap, &job->verdict);
    aman_progress_clear(&job->progress);
    if (err == AMAN_OK && job->trajectory.writer) err = aman_trajectory_finish(&job->trajectory);
    if (err == AMAN_ERR_CANCELLED)
        fail("stopped", "no report was written");
    else if (err == AMAN_ERR_IO) /* only trajectories are written during a check */
        fail(job->trajectory.path.data, "could not be written: is the disk full?");
    else if (err != AMAN_OK)
        fail(job->settings.plan, aman_err_text(err));
    return err;
}

static struct aman_report_options report_options(const struct job *job, char made_at[32],
                                                 struct aman_text *command)
{
    time_t now = time(NULL);
    struct tm utc;
    made_at[0] = '\0';
    if (gmtime_r(&now, &utc)) strftime(made_at, 32, "%Y-%m-%d %H:%M UTC", &utc);
    aman_check_settings_command(&job->settings, command);
    return (struct aman_report_options){
        .lang = job->settings.lang,
        .version = aman_version,
        .made_at = made_at,
        .command = command->data ? command->data : "",
        .threads = job->settings.threads,
    };
}

static bool colours_wanted(void)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no_color && no_color[0]) &&
           !(terminal && strcmp(terminal, "dumb") == 0);
}

/* "report: DIR", what was done and how fast, and the seed. */
static void add_footer(struct aman_text *text, const struct job *job)
{
    const struct aman_verdict *verdict = job->verdict;
    enum aman_lang lang = job->settings.lang;
    double steps = 0.0, simulated_s = 0.0;
    for (size_t i = 0; i < verdict->n_runs; i++) {
        steps += (double)verdict->runs[i].agent_steps;
        simulated_s += verdict->runs[i].end_s - verdict->runs[i].begin_s;
    }
    aman_text_addf(text, "%s: %s/index.html\n", aman_word(lang, "app.report"), job->out.data);
    aman_text_addf(text, "%s: %zu", aman_word(lang, "app.runs"), verdict->n_runs);
    if (verdict->run_s > 0.0)
        aman_text_addf(text, ", %.1f s, %.1f M %s, %.0f × %s", verdict->run_s, steps / verdict->run_s / 1e6,
                       aman_word(lang, "app.agent_steps_per_s"), simulated_s / verdict->run_s,
                       aman_word(lang, "app.real_time"));
    aman_text_addf(text, ", %s %llu\n", aman_word(lang, "app.seed"), (unsigned long long)verdict->seed);
}

static enum aman_err print_text(const struct job *job)
{
    const struct aman_table_style style = {job->settings.lang, aman_screen_columns(STDOUT_FILENO),
                                           colours_wanted()};
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    aman_table_findings(&text, job->verdict, &style);
    aman_text_add(&text, "\n");
    aman_table_verdict(&text, job->verdict, &style);
    add_footer(&text, job);
    if (!text.failed) fputs(text.data, stdout);
    enum aman_err err = text.failed ? AMAN_ERR_MEMORY : AMAN_OK;
    aman_text_release(&text);
    return err;
}

static enum aman_err print_json(const struct job *job, const struct aman_report_options *options)
{
    struct aman_text json;
    aman_text_init(&json, &aman_mem_heap);
    enum aman_err err = aman_report_findings_json(job->verdict, options, &json);
    if (err == AMAN_OK) {
        fwrite(json.data, 1, json.length, stdout);
        if (json.length == 0 || json.data[json.length - 1] != '\n') putchar('\n');
    }
    aman_text_release(&json);
    return err;
}

static enum aman_err write_report(struct job *job, const struct aman_report_options *options)
{
    char failed_path[256] = "";
    enum aman_err err = aman_report_write(job->verdict, options, job->out.data, &aman_mem_heap, failed_path);
    if (err == AMAN_OK) err = aman_trajectory_place(&job->trajectory);
    if (err == AMAN_ERR_IO)
        fail(failed_path[0] ? failed_path : job->out.data,
             "could not write this: is the disk full? No report was left");
    else if (err != AMAN_OK)
        fail("report", aman_err_text(err));
    return err;
}

static int report_and_tell(struct job *job)
{
    char made_at[32];
    struct aman_text command;
    aman_text_init(&command, &aman_mem_heap);
    struct aman_report_options options = report_options(job, made_at, &command);
    enum aman_err err = write_report(job, &options);
    if (err == AMAN_OK) {
        err = job->settings.json ? print_json(job, &options) : print_text(job);
        if (err != AMAN_OK) fail("standard output", aman_err_text(err));
    }
    aman_text_release(&command);
    if (err != AMAN_OK) return AMAN_EXIT_WRONG;
    return job->verdict->holds ? AMAN_EXIT_HOLDS : AMAN_EXIT_FAILS;
}

static int run_job(struct job *job)
{
    if (read_plan(job) != AMAN_OK || !choose_out(job)) return AMAN_EXIT_WRONG;
    if (aman_plan_vetting_run(job->plan, job->settings.store, job->settings.threads, &job->vetting) != AMAN_OK)
        return AMAN_EXIT_WRONG;
    aman_stop_catch();
    aman_progress_init(&job->progress, job->settings.lang, job->settings.quiet);
    enum aman_err err = ask(job);
    if (err == AMAN_ERR_CANCELLED) return AMAN_EXIT_STOPPED;
    return err == AMAN_OK ? report_and_tell(job) : AMAN_EXIT_WRONG;
}

static int check_run(const struct aman_command *command, int argc, char **argv)
{
    struct job job = {0};
    aman_check_settings_init(&job.settings);
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &job.settings, &job.settings.plan);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    aman_diags_init(&job.diags, &aman_mem_heap);
    aman_text_init(&job.out, &aman_mem_heap);
    int status = run_job(&job);
    aman_trajectory_drop(&job.trajectory);
    aman_verdict_destroy(job.verdict);
    aman_plan_vetting_release(&job.vetting);
    aman_plan_destroy(job.plan);
    aman_diags_release(&job.diags);
    aman_text_release(&job.out);
    return status;
}

const struct aman_command aman_command_check = {
    .name = "check",
    .arguments = "PLAN",
    .n_arguments = 1,
    .summary = "say whether a plan holds, with evidence",
    .details =
        "Reads the plan in the directory PLAN, asks every question that it raises, and writes a report\n"
        "with the answers. Exit status: 0 the plan holds, 1 it does not hold, 2 it cannot be judged,\n"
        "130 stopped by Ctrl-C (no report is left).\n",
    .options = aman_check_options,
    .n_options = AMAN_CHECK_OPTIONS,
    .run = check_run,
};
