#include "apps/escort_sheet.h"

#include "apps/out_file.h"
#include "apps/tell.h"
#include "formats/plan_read.h"
#include "report/escort.h"
#include "report/escort_sheet.h"

#include <stdio.h>
#include <string.h>

struct sheet_job {
    const struct aman_escort_settings *settings;
    const char *directory, *team;
    struct aman_diags diags;
    struct aman_plan *plan;
    struct aman_escorts escorts;
    size_t escort; /* of the plan */
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman escort: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

static bool read_plan(struct sheet_job *job)
{
    const struct aman_plan_files *files = &job->settings->files;
    enum aman_err err = aman_plan_read(job->directory, files->items, files->n, &aman_mem_heap, &job->diags, &job->plan);
    aman_tell_diags(&job->diags);
    if (err != AMAN_OK) fail(job->directory, err == AMAN_ERR_INPUT ? "cannot be used: mend the errors above" : aman_err_text(err));
    return err == AMAN_OK;
}

/* By id, or by name; what there is is told where it is neither. */
static bool find_team(struct sheet_job *job)
{
    const struct aman_plan *plan = job->plan;
    for (job->escort = 0; job->escort < plan->n_escorts; job->escort++) {
        const struct aman_plan_escort *escort = &plan->escorts[job->escort];
        if (strcmp(escort->id, job->team) == 0 || strcmp(escort->name, job->team) == 0) return true;
    }
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    aman_text_addf(&text, "aman escort: %s: the plan has no such escort; it has:", job->team);
    for (size_t i = 0; i < plan->n_escorts; i++) aman_text_addf(&text, " %s", plan->escorts[i].id);
    struct aman_text clean;
    aman_text_init(&clean, &aman_mem_heap);
    aman_word_clean(&clean, text.data ? text.data : "");
    fprintf(stderr, "%s\n", clean.data ? clean.data : "");
    aman_text_release(&clean);
    aman_text_release(&text);
    return false;
}

/* ---- what is written ---- */

static enum aman_err write_out(const char *path, enum aman_err err, struct aman_text *bytes)
{
    if (err == AMAN_OK) err = aman_out_file_write(path, bytes);
    if (err != AMAN_OK)
        fail(path ? path : "standard output", err == AMAN_ERR_IO ? "could not be written: is the disk full?" : aman_err_text(err));
    aman_text_release(bytes);
    return err;
}

static enum aman_err write_sheet(const struct sheet_job *job)
{
    struct aman_text html;
    aman_text_init(&html, &aman_mem_heap);
    return write_out(job->settings->out, aman_escort_sheet(&html, job->settings->lang, job->plan, &job->escorts, job->escort), &html);
}

static enum aman_err write_devices(const struct sheet_job *job)
{
    const struct aman_escort_settings *settings = job->settings;
    const struct aman_escort_judged *judged = &job->escorts.items[job->escort];
    enum aman_err err = AMAN_OK;
    struct aman_text text;
    if (settings->gpx) {
        aman_text_init(&text, &aman_mem_heap);
        err = write_out(settings->gpx, aman_escort_gpx(&text, settings->lang, job->plan, judged), &text);
    }
    if (settings->geojson && err == AMAN_OK) {
        aman_text_init(&text, &aman_mem_heap);
        aman_escort_judged_geojson(&text, job->plan, judged);
        err = write_out(settings->geojson, AMAN_OK, &text);
    }
    return err;
}

static enum aman_err write_pictures(const struct sheet_job *job)
{
    const struct aman_escort_settings *settings = job->settings;
    enum aman_err err = AMAN_OK;
    struct aman_text text;
    if (settings->picture) {
        aman_text_init(&text, &aman_mem_heap);
        bool svg = aman_escort_is_svg(settings->picture);
        err = aman_escort_judged_picture(&text, settings->lang, job->plan, &job->escorts.items[job->escort], svg);
        err = write_out(settings->picture, err, &text);
    }
    if (settings->diagram && err == AMAN_OK) {
        aman_text_init(&text, &aman_mem_heap);
        bool svg = aman_escort_is_svg(settings->diagram);
        err = write_out(settings->diagram, aman_convoys_picture(&text, settings->lang, job->plan, &job->escorts, svg), &text);
    }
    return err;
}

static int write_all(struct sheet_job *job)
{
    const struct aman_escort_judged *judged = &job->escorts.items[job->escort];
    if (judged->routes.state != AMAN_ESCORT_PLANNED) {
        struct aman_text why;
        aman_text_init(&why, &aman_mem_heap);
        aman_escort_why_not(&why, job->settings->lang, &judged->map, &judged->routes);
        fail(judged->escort->id, why.data ? why.data : "");
        aman_text_release(&why);
        return judged->routes.state == AMAN_ESCORT_NO_ROUTE ? AMAN_EXIT_FAILS : AMAN_EXIT_WRONG;
    }
    enum aman_err err = write_devices(job);
    if (err == AMAN_OK) err = write_pictures(job);
    if (err == AMAN_OK) err = write_sheet(job);
    return err == AMAN_OK ? AMAN_EXIT_HOLDS : AMAN_EXIT_WRONG;
}

static int run(struct sheet_job *job)
{
    if (!read_plan(job) || !find_team(job)) return AMAN_EXIT_WRONG;
    if (!job->plan->roads.map) return fail(job->directory, "the plan names no roads to drive on: see the chapter `roads`");
    enum aman_err err = aman_escorts_make(job->plan, &aman_mem_heap, &job->escorts);
    return err == AMAN_OK ? write_all(job) : fail(job->directory, aman_err_text(err));
}

int aman_escort_sheet_run(const struct aman_escort_settings *settings, const char *directory, const char *team)
{
    struct sheet_job job = {.settings = settings, .directory = directory, .team = team};
    aman_diags_init(&job.diags, &aman_mem_heap);
    int status = run(&job);
    aman_escorts_release(&job.escorts);
    aman_plan_destroy(job.plan);
    aman_diags_release(&job.diags);
    return status;
}
