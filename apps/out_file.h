/* apps/out_file.h - an answer in a file that is there whole, or not at all. */
#ifndef AMAN_APPS_OUT_FILE_H
#define AMAN_APPS_OUT_FILE_H

#include "base/error.h"
#include "base/text.h"

/* Writes text under a temporary name beside path, synced and renamed; to standard output when path is NULL. On failure
 * path is as it was. Errors: IO, MEMORY. */
enum aman_err aman_out_file_write(const char *path, const struct aman_text *text);

#endif
