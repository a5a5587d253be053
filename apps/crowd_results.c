#include "apps/crowd_results.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[AMAN_CROWD_RESULTS] = {"lines.csv", "flow.csv", "areas.csv", "people.csv",
                                                      "summary.json"};

static bool is_name(const char *name)
{
    for (int i = 0; i < AMAN_CROWD_RESULTS; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

/* Only results of an earlier run may be written over. */
static bool holds_results_only(const char *directory)
{
    DIR *open_directory = opendir(directory);
    if (!open_directory) return errno == ENOENT;
    bool only = true;
    const struct dirent *entry;
    while ((entry = readdir(open_directory)))
        only = only && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                        is_name(entry->d_name));
    closedir(open_directory);
    return only;
}

static bool path_of(const struct aman_text *directory, int result, struct aman_text *path)
{
    aman_text_clear(path);
    aman_text_addf(path, "%s/%s", directory->data, names[result]);
    return !path->failed;
}

static void clear_stage(struct aman_crowd_results *results)
{
    struct aman_text path;
    aman_text_init(&path, &aman_mem_heap);
    for (int i = 0; i < AMAN_CROWD_RESULTS; i++) {
        if (results->files[i]) fclose(results->files[i]);
        results->files[i] = NULL;
        if (path_of(&results->stage, i, &path)) unlink(path.data);
    }
    rmdir(results->stage.data);
    aman_text_release(&path);
}

static bool open_files(struct aman_crowd_results *results, struct aman_text *failed)
{
    struct aman_text path;
    bool good = true;
    aman_text_init(&path, &aman_mem_heap);
    for (int i = 0; i < AMAN_CROWD_RESULTS && good; i++) {
        results->files[i] = path_of(&results->stage, i, &path) ? fopen(path.data, "we") : NULL;
        good = results->files[i] != NULL;
        if (!good)
            aman_text_addf(failed, "%s: cannot be written", path.data ? path.data : results->stage.data);
    }
    aman_text_release(&path);
    return good;
}

bool aman_crowd_results_begin(struct aman_crowd_results *results, const char *directory,
                              struct aman_text *failed)
{
    aman_text_init(&results->place, &aman_mem_heap);
    aman_text_init(&results->stage, &aman_mem_heap);
    size_t n = strlen(directory);
    while (n > 1 && directory[n - 1] == '/') n--;
    aman_text_add_n(&results->place, directory, n);
    aman_text_addf(&results->stage, "%.*s.part", (int)n, directory);
    if (results->place.failed || results->stage.failed) {
        aman_text_add(failed, "out of memory");
        return false;
    }
    if (!holds_results_only(results->place.data)) {
        aman_text_addf(
            failed, "%s: is no directory, or holds other files than results: choose another one with --out",
            results->place.data);
        return false;
    }
    if (mkdir(results->stage.data, 0777) != 0 &&
        !(errno == EEXIST && holds_results_only(results->stage.data))) {
        aman_text_addf(failed, "%s: the directory cannot be made", results->stage.data);
        return false;
    }
    results->begun = true;
    return open_files(results, failed);
}

/* ---- people ---- */

static void write_time(FILE *file, float time_s)
{
    if (isnan(time_s))
        fputc(',', file);
    else
        fprintf(file, ",%.3f", (double)time_s);
}

static void write_people(FILE *file, const struct aman_crowd_watch *watch)
{
    const struct aman_crowd_people *people = &watch->run->model.people;
    const struct aman_scenario *scenario = watch->run->scenario;
    fputs("person,id,source,destination,speed_m_per_s,in_s,out_s\n", file);
    for (size_t p = 0; p < people->n; p++) {
        fprintf(file, "%zu,", p);
        aman_crowd_put_text(file, watch->run->ids[p]);
        fputc(',', file);
        aman_crowd_put_text(file, scenario->sources[people->source[p]].id);
        fputc(',', file);
        aman_crowd_put_text(file, scenario->destinations[people->sink[p]].id);
        fprintf(file, ",%.4f", (double)people->speed_m_per_s[p]);
        write_time(file, watch->in_s[p]);
        write_time(file, watch->out_s[p]);
        fputc('\n', file);
    }
}

/* ---- into place ---- */

static bool close_files(struct aman_crowd_results *results)
{
    bool good = true;
    for (int i = 0; i < AMAN_CROWD_RESULTS; i++) {
        FILE *file = results->files[i];
        bool written = file && fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
        good = file && fclose(file) == 0 && written && good;
        results->files[i] = NULL;
    }
    return good;
}

static bool move_files(struct aman_crowd_results *results)
{
    struct aman_text from, to;
    aman_text_init(&from, &aman_mem_heap);
    aman_text_init(&to, &aman_mem_heap);
    bool good = mkdir(results->place.data, 0777) == 0 || errno == EEXIST;
    for (int i = 0; i < AMAN_CROWD_RESULTS && good; i++)
        good = path_of(&results->stage, i, &from) && path_of(&results->place, i, &to) &&
               rename(from.data, to.data) == 0;
    aman_text_release(&from);
    aman_text_release(&to);
    return good;
}

enum aman_err aman_crowd_results_write(struct aman_crowd_results *results,
                                       const struct aman_crowd_watch *watch, const struct aman_text *summary)
{
    if (!results->begun) return AMAN_OK;
    write_people(results->files[AMAN_CROWD_RESULT_PEOPLE], watch);
    fwrite(summary->data, 1, summary->length, results->files[AMAN_CROWD_RESULT_SUMMARY]);
    return close_files(results) ? AMAN_OK : AMAN_ERR_IO;
}

enum aman_err aman_crowd_results_place(struct aman_crowd_results *results)
{
    if (!results->begun) return AMAN_OK;
    if (!move_files(results)) return AMAN_ERR_IO;
    rmdir(results->stage.data);
    results->begun = false;
    return AMAN_OK;
}

void aman_crowd_results_drop(struct aman_crowd_results *results)
{
    if (results->begun) clear_stage(results);
    results->begun = false;
    if (results->place.mem) aman_text_release(&results->place);
    if (results->stage.mem) aman_text_release(&results->stage);
}
