#include "report/out_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool join(char path[AMAN_OUT_PATH_MAX], const char *folder, const char *name)
{
    int n = snprintf(path, AMAN_OUT_PATH_MAX, "%s/%s", folder, name);
    return n > 0 && n < AMAN_OUT_PATH_MAX;
}

static enum aman_err fail(struct aman_out_dir *dir, const char *path)
{
    if (!dir->failed[0]) snprintf(dir->failed, sizeof dir->failed, "%s", path);
    return AMAN_ERR_IO;
}

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

/* What a report holds, the trajectories that the command moves into it included; nothing else is ever removed. */
static bool is_ours(const char *name)
{
    return strcmp(name, "index.html") == 0 || strcmp(name, "findings.json") == 0 || strcmp(name, "run.sqlite") == 0 ||
           strcmp(name, "trajectories.sqlite") == 0;
}

static bool is_picture(const char *name)
{
    return ends_in(name, ".png") || ends_in(name, ".svg") || ends_in(name, ".geojson");
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Removes files of ours, and the directory if nothing else is in it. */
static void remove_files(const char *folder, bool (*ours)(const char *name))
{
    DIR *entries = opendir(folder);
    if (!entries) return;
    for (struct dirent *e = readdir(entries); e; e = readdir(entries)) {
        char path[AMAN_OUT_PATH_MAX];
        if (!is_dots(e->d_name) && ours(e->d_name) && join(path, folder, e->d_name)) unlink(path);
    }
    closedir(entries);
    rmdir(folder);
}

static void remove_report(const char *folder)
{
    char pictures[AMAN_OUT_PATH_MAX];
    if (join(pictures, folder, "pictures")) remove_files(pictures, is_picture);
    remove_files(folder, is_ours);
}

/* Absent, empty, or an earlier report. */
static bool may_replace(const char *target)
{
    DIR *entries = opendir(target);
    if (!entries) return errno == ENOENT;
    bool empty = true, report = false;
    for (struct dirent *e = readdir(entries); e; e = readdir(entries)) {
        if (!is_dots(e->d_name)) empty = false;
        if (strcmp(e->d_name, "findings.json") == 0) report = true;
    }
    closedir(entries);
    return empty || report;
}

/* The target without trailing slashes; through links, where it exists. */
static enum aman_err set_target(struct aman_out_dir *dir, const char *target)
{
    char real[PATH_MAX];
    const char *use = realpath(target, real) ? real : target;
    size_t n = strlen(use);
    while (n > 1 && use[n - 1] == '/') n--;
    if (n == 0 || n + 32 > sizeof dir->target) return AMAN_ERR_ARGUMENT;
    memcpy(dir->target, use, n);
    dir->target[n] = '\0';
    return AMAN_OK;
}

/* Names beside the target that nobody has yet. mkdtemp's directory is for its owner alone; a report is for those
 * whom the user's umask lets in, like any file he makes. */
static enum aman_err make_work(struct aman_out_dir *dir)
{
    char pictures[AMAN_OUT_PATH_MAX];
    snprintf(dir->work, sizeof dir->work, "%.*s.part-XXXXXX", AMAN_OUT_PATH_MAX - 32, dir->target);
    if (!mkdtemp(dir->work)) {
        enum aman_err err = fail(dir, dir->target);
        dir->work[0] = '\0';
        return err;
    }
    snprintf(dir->old, sizeof dir->old, "%.*s.old-%s", AMAN_OUT_PATH_MAX - 32, dir->target,
             dir->work + strlen(dir->work) - 6);
    mode_t mask = umask(0);
    umask(mask);
    chmod(dir->work, 0777 & ~mask);
    if (join(pictures, dir->work, "pictures") && mkdir(pictures, 0777) == 0) return AMAN_OK;
    rmdir(dir->work);
    return fail(dir, dir->work);
}

enum aman_err aman_out_dir_open(struct aman_out_dir *dir, const char *target)
{
    *dir = (struct aman_out_dir){{0}, {0}, {0}, {0}};
    enum aman_err err = set_target(dir, target);
    if (err != AMAN_OK) return err;
    if (!may_replace(dir->target)) return fail(dir, dir->target);
    return make_work(dir);
}

enum aman_err aman_out_dir_path(const struct aman_out_dir *dir, const char *name, char path[AMAN_OUT_PATH_MAX])
{
    return join(path, dir->work, name) ? AMAN_OK : AMAN_ERR_ARGUMENT;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

enum aman_err aman_out_dir_write(struct aman_out_dir *dir, const char *name, const void *bytes, size_t n)
{
    char path[AMAN_OUT_PATH_MAX];
    if (!join(path, dir->work, name)) return AMAN_ERR_ARGUMENT;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return fail(dir, path);
    bool written = write_all(fd, bytes, n);
    if (close(fd) != 0) written = false; /* some file systems say only here that the disk is full */
    return written ? AMAN_OK : fail(dir, path);
}

/* Files that somebody put beside the old report go over into the new one. */
static void keep_others(const struct aman_out_dir *dir)
{
    DIR *entries = opendir(dir->old);
    if (!entries) return;
    for (struct dirent *e = readdir(entries); e; e = readdir(entries)) {
        char from[AMAN_OUT_PATH_MAX], to[AMAN_OUT_PATH_MAX];
        if (is_dots(e->d_name) || is_ours(e->d_name) || strcmp(e->d_name, "pictures") == 0) continue;
        if (join(from, dir->old, e->d_name) && join(to, dir->target, e->d_name)) rename(from, to);
    }
    closedir(entries);
}

enum aman_err aman_out_dir_commit(struct aman_out_dir *dir)
{
    bool replaced = rename(dir->target, dir->old) == 0;
    if (!replaced && errno != ENOENT) return fail(dir, dir->target);
    if (rename(dir->work, dir->target) != 0) {
        if (replaced) rename(dir->old, dir->target);
        return fail(dir, dir->target);
    }
    dir->work[0] = '\0';
    if (!replaced) return AMAN_OK;
    keep_others(dir);
    remove_report(dir->old);
    return AMAN_OK;
}

void aman_out_dir_abandon(struct aman_out_dir *dir)
{
    if (!dir->work[0]) return;
    char part[AMAN_OUT_PATH_MAX];
    if (join(part, dir->work, "run.sqlite.part")) unlink(part);
    remove_report(dir->work);
    dir->work[0] = '\0';
}
