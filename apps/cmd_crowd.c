/* Pedestrian scenarios without an event: read, walk, measure, tell. */
#include "apps/commands.h"
#include "apps/crowd_results.h"
#include "apps/crowd_settings.h"
#include "apps/progress.h"
#include "apps/stop.h"
#include "apps/tell.h"

#include <math.h>
#include <string.h>

struct job {
    struct aman_crowd_settings settings;
    const char *file;
    struct aman_diags diags;
    struct aman_scenario *scenario;
    struct aman_tasks *tasks;
    struct aman_crowd_run run;
    struct aman_crowd_track track;
    struct aman_crowd_results results;
    struct aman_crowd_watch watch;
    struct aman_progress progress;
    double began_s; /* of the wall clock */
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman crowd: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

/* ---- progress ---- */

static bool show_set_up(void *ctx, double share)
{
    struct job *job = ctx;
    aman_progress_show(&job->progress, &(struct aman_check_progress){"set-up", 0.1 * share, NAN, NAN, 0});
    return !aman_stop_asked();
}

static void show_walk(struct job *job, double now_s)
{
    char phase[64];
    struct aman_crowd_totals totals = aman_crowd_sim_totals(job->run.sim);
    double took_s = aman_wall_clock_s() - job->began_s, gone = totals.gone / (double)job->run.model.people.n;
    snprintf(phase, sizeof phase, "%.0f s  %u walking", now_s, totals.walking);
    aman_progress_show(&job->progress,
                       &(struct aman_check_progress){.phase = phase,
                                                     .share = fmax(now_s / job->scenario->end_s, gone),
                                                     .clock_s = NAN,
                                                     .speed_up = took_s > 0.0 ? now_s / took_s : NAN});
}

/* ---- the work ---- */

static enum aman_err read_scenario(struct job *job)
{
    enum aman_err err = aman_scenario_read(job->file, &aman_mem_heap, &job->diags, &job->scenario);
    if (err == AMAN_OK) return err;
    aman_tell_diags(&job->diags);
    fail(job->file, err == AMAN_ERR_INPUT ? "cannot be run: mend the errors above" : aman_err_text(err));
    return err;
}

static enum aman_err set_up(struct job *job)
{
    const struct aman_crowd_settings *settings = &job->settings;
    uint64_t seed = settings->has_seed ? settings->seed : job->scenario->seed;
    enum aman_err err = aman_tasks_create(&aman_mem_heap, settings->threads, &job->tasks);
    if (err == AMAN_OK)
        err = aman_crowd_run_begin(&job->run, job->scenario, seed, &job->diags, job->tasks, show_set_up, job);
    aman_progress_clear(&job->progress);
    aman_tell_diags(&job->diags);
    if (err == AMAN_ERR_CANCELLED)
        fail("stopped", "nothing was written");
    else if (err == AMAN_ERR_INPUT)
        fail(job->file, "cannot be run: mend the errors above");
    else if (err == AMAN_ERR_LIMIT)
        fail(job->file, "the ground has too many cells: set a larger `cell`");
    else if (err != AMAN_OK)
        fail(job->file, aman_err_text(err));
    return err;
}

static enum aman_err open_outputs(struct job *job)
{
    struct aman_text failed;
    enum aman_err err = AMAN_OK;
    aman_text_init(&failed, &aman_mem_heap);
    if (job->settings.out && !aman_crowd_results_begin(&job->results, job->settings.out, &failed)) {
        fail(failed.data ? failed.data : job->settings.out, "");
        err = AMAN_ERR_IO;
    }
    aman_text_release(&failed);
    if (err != AMAN_OK || !job->settings.trajectory) return err;
    err = aman_crowd_track_begin(&job->track, job->settings.trajectory, job->settings.fps, job->scenario);
    if (err != AMAN_OK) fail(job->settings.trajectory, aman_err_text(err));
    return err;
}

static enum aman_err walk(struct job *job)
{
    struct aman_crowd_sim *sim = job->run.sim;
    double now_s = 0.0;
    enum aman_err err = AMAN_OK;
    while (err == AMAN_OK && now_s < job->scenario->end_s - 1e-9 && !aman_crowd_sim_finished(sim)) {
        if (aman_stop_asked()) return AMAN_ERR_CANCELLED;
        err = aman_crowd_sim_step(sim, job->tasks);
        double next_s = aman_crowd_sim_time_s(sim);
        if (err == AMAN_OK) err = aman_crowd_watch_step(&job->watch, now_s, next_s);
        now_s = next_s;
        show_walk(job, now_s);
    }
    return err == AMAN_OK ? aman_crowd_watch_end(&job->watch, now_s) : err;
}

static enum aman_err simulate(struct job *job)
{
    job->watch = (struct aman_crowd_watch){.lines = job->results.files[AMAN_CROWD_RESULT_LINES],
                                           .flow = job->results.files[AMAN_CROWD_RESULT_FLOW],
                                           .areas = job->results.files[AMAN_CROWD_RESULT_AREAS]};
    enum aman_err err = aman_crowd_watch_begin(&job->watch, &job->run, &job->track, job->settings.fps);
    job->began_s = aman_wall_clock_s();
    if (err == AMAN_OK) err = walk(job);
    aman_progress_clear(&job->progress);
    if (err == AMAN_ERR_CANCELLED)
        fail("stopped", "nothing was written");
    else if (err == AMAN_ERR_IO)
        fail(job->settings.trajectory, "could not be written: is the disk full?");
    else if (err != AMAN_OK)
        fail(job->file, aman_err_text(err));
    return err;
}

/* ---- the answer ---- */

/* Nothing is moved before all is on the disk. */
static enum aman_err put_in_place(struct job *job, const struct aman_text *summary)
{
    const char *what = job->settings.out;
    enum aman_err err = aman_crowd_results_write(&job->results, &job->watch, summary);
    if (err == AMAN_OK) {
        what = job->settings.trajectory;
        err = aman_crowd_track_finish(&job->track);
    }
    if (err == AMAN_OK) {
        what = job->settings.out;
        err = aman_crowd_results_place(&job->results);
    }
    if (err != AMAN_OK) fail(what, "could not be written: is the disk full?");
    return err;
}

static enum aman_err tell(struct job *job)
{
    struct aman_text json, text;
    aman_text_init(&json, &aman_mem_heap);
    aman_text_init(&text, &aman_mem_heap);
    enum aman_err err = aman_crowd_summary_json(&job->watch, job->settings.fps, &json);
    if (err == AMAN_OK) err = aman_crowd_summary_text(&job->watch, &text);
    if (err != AMAN_OK) fail(job->file, aman_err_text(err));
    if (err == AMAN_OK) err = put_in_place(job, &json);
    if (err == AMAN_OK) fputs(job->settings.json ? json.data : text.data, stdout);
    if (err == AMAN_OK && !job->settings.json && job->settings.trajectory)
        printf("trajectory: %s\n", job->settings.trajectory);
    if (err == AMAN_OK && !job->settings.json && job->settings.out)
        printf("results: %s\n", job->settings.out);
    aman_text_release(&json);
    aman_text_release(&text);
    return err;
}

static int run_job(struct job *job)
{
    if (read_scenario(job) != AMAN_OK) return AMAN_EXIT_WRONG;
    aman_stop_catch();
    aman_progress_init(&job->progress, AMAN_LANG_EN, job->settings.quiet);
    enum aman_err err = set_up(job);
    if (err == AMAN_OK) err = open_outputs(job);
    if (err == AMAN_OK) err = simulate(job);
    if (err == AMAN_OK) err = tell(job);
    if (err == AMAN_ERR_CANCELLED) return AMAN_EXIT_STOPPED;
    return err == AMAN_OK ? AMAN_EXIT_HOLDS : AMAN_EXIT_WRONG;
}

static int refuse_action(const struct aman_command *command, const char *action)
{
    fprintf(stderr, "aman crowd: unknown action `%s`: expected `run`\n", action);
    return aman_options_finish(command, AMAN_PARSED_WRONG);
}

static int crowd_run(const struct aman_command *command, int argc, char **argv)
{
    struct job job = {0};
    aman_crowd_settings_init(&job.settings);
    const char *arguments[2] = {"", ""};
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &job.settings, arguments);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    if (strcmp(arguments[0], "run") != 0) return refuse_action(command, arguments[0]);
    job.file = arguments[1];
    aman_diags_init(&job.diags, &aman_mem_heap);
    int status = run_job(&job);
    aman_crowd_results_drop(&job.results);
    aman_crowd_track_drop(&job.track);
    aman_crowd_watch_release(&job.watch);
    aman_crowd_run_release(&job.run);
    aman_tasks_destroy(job.tasks);
    aman_scenario_destroy(job.scenario);
    aman_diags_release(&job.diags);
    return status;
}

const struct aman_command aman_command_crowd = {
    .name = "crowd",
    .arguments = "run SCENARIO.yaml",
    .n_arguments = 2,
    .summary = "run a pedestrian scenario without an event",
    .details = "Reads the scenario, lets its people walk until all have arrived or its end is there, and "
               "writes what is\n"
               "asked for: everyone's way, who crossed which line when, densities. Exit status: 0 done, 2 "
               "the scenario\n"
               "cannot be run or a file not be written, 130 stopped by Ctrl-C (nothing is left).\n",
    .options = aman_crowd_options,
    .n_options = AMAN_CROWD_OPTIONS,
    .run = crowd_run,
};
