#include "report/report.h"

#include "report/escort_sheet.h"
#include "report/out_dir.h"
#include "report/pictures.h"
#include "report/report_parts.h"

#include <stdio.h>

typedef void part_fn(struct aman_text *text, const struct aman_verdict *verdict, const struct aman_report_options *options,
                     const struct aman_pictures *pictures);

static enum aman_err write_pictures(struct aman_out_dir *dir, const struct aman_pictures *pictures)
{
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < pictures->n && err == AMAN_OK; i++) {
        const struct aman_picture *p = &pictures->items[i];
        char name[80];
        snprintf(name, sizeof name, "pictures/%s.png", p->name);
        err = aman_out_dir_write(dir, name, p->png.data, p->png.length);
        snprintf(name, sizeof name, "pictures/%s.svg", p->name);
        if (err == AMAN_OK) err = aman_out_dir_write(dir, name, p->svg.data, p->svg.length);
    }
    return err;
}

static enum aman_err write_part(struct aman_out_dir *dir, const char *name, part_fn *part, const struct aman_verdict *verdict,
                                const struct aman_report_options *options, const struct aman_pictures *pictures)
{
    struct aman_text text;
    aman_text_init(&text, pictures->mem);
    part(&text, verdict, options, pictures);
    enum aman_err err = text.failed ? AMAN_ERR_MEMORY : aman_out_dir_write(dir, name, text.data, text.length);
    aman_text_release(&text);
    return err;
}

/* Beside the picture of each, under its name. */
static enum aman_err write_escorts(struct aman_out_dir *dir, const struct aman_verdict *verdict, const struct aman_mem *mem)
{
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < verdict->escorts.n && err == AMAN_OK; i++) {
        struct aman_text json;
        char name[80];
        aman_text_init(&json, mem);
        snprintf(name, sizeof name, "pictures/escort-%02zu.geojson", i);
        aman_escort_judged_geojson(&json, verdict->plan, &verdict->escorts.items[i]);
        err = json.failed ? AMAN_ERR_MEMORY : aman_out_dir_write(dir, name, json.data, json.length);
        aman_text_release(&json);
    }
    return err;
}

static enum aman_err write_run_file(struct aman_out_dir *dir, const struct aman_verdict *verdict,
                                    const struct aman_report_options *options, const struct aman_mem *mem)
{
    char path[AMAN_OUT_PATH_MAX];
    enum aman_err err = aman_out_dir_path(dir, "run.sqlite", path);
    if (err == AMAN_OK) err = aman_run_file_write(verdict, options, path, mem);
    if (err == AMAN_ERR_IO) snprintf(dir->failed, sizeof dir->failed, "%s", path);
    return err;
}

static enum aman_err fill(struct aman_out_dir *dir, const struct aman_verdict *verdict,
                          const struct aman_report_options *options, const struct aman_mem *mem)
{
    struct aman_pictures pictures;
    enum aman_err err = aman_pictures_init(&pictures, verdict, options->lang, mem);
    if (err != AMAN_OK) return err;
    err = aman_pictures_draw(&pictures, options->threads);
    if (err == AMAN_OK) err = write_pictures(dir, &pictures);
    if (err == AMAN_OK) err = write_escorts(dir, verdict, mem);
    if (err == AMAN_OK) err = write_part(dir, "findings.json", aman_findings_json, verdict, options, &pictures);
    if (err == AMAN_OK) err = write_part(dir, "index.html", aman_page, verdict, options, &pictures);
    aman_pictures_release(&pictures);
    return err == AMAN_OK ? write_run_file(dir, verdict, options, mem) : err;
}

enum aman_err aman_report_write(const struct aman_verdict *verdict, const struct aman_report_options *options,
                                const char *directory, const struct aman_mem *mem, char failed_path[256])
{
    struct aman_out_dir dir;
    enum aman_err err = aman_out_dir_open(&dir, directory);
    if (err == AMAN_OK) {
        err = fill(&dir, verdict, options, mem);
        if (err == AMAN_OK) err = aman_out_dir_commit(&dir);
        if (err != AMAN_OK) aman_out_dir_abandon(&dir);
    }
    if (failed_path && err == AMAN_ERR_IO) snprintf(failed_path, 256, "%.255s", dir.failed);
    return err;
}
