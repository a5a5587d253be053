/* report/out_dir.h - a directory of files that appears whole or not at all.
 *
 * Files go into a directory beside the target; commit renames it into place. An earlier report at the
 * target is swapped away and its files removed; files in it that no report writes are kept, in the new one.
 */
#ifndef AMAN_REPORT_OUT_DIR_H
#define AMAN_REPORT_OUT_DIR_H

#include "base/error.h"

#include <stddef.h>

enum { AMAN_OUT_PATH_MAX = 4096 };

struct aman_out_dir {
    char target[AMAN_OUT_PATH_MAX], work[AMAN_OUT_PATH_MAX], old[AMAN_OUT_PATH_MAX];
    char failed[AMAN_OUT_PATH_MAX]; /* the path that could not be made; "" if none */
};

/* Makes the working directory and pictures/ in it. Errors: ARGUMENT (path too long), IO: cannot be made,
 * or the target exists and is neither empty nor a report (it is left alone). */
enum aman_err aman_out_dir_open(struct aman_out_dir *dir, const char *target);

/* Writes one file; name as "pictures/x.png". */
enum aman_err aman_out_dir_write(struct aman_out_dir *dir, const char *name, const void *bytes, size_t n);

/* Path of a file in the working directory, for others to write. */
enum aman_err aman_out_dir_path(const struct aman_out_dir *dir, const char *name, char path[AMAN_OUT_PATH_MAX]);

/* Puts the directory in place; on an error everything is as it was before. */
enum aman_err aman_out_dir_commit(struct aman_out_dir *dir);

/* Removes the working directory. */
void aman_out_dir_abandon(struct aman_out_dir *dir);

#endif
