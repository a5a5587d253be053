/* apps/whole_file.h - an output file that is there whole or not at all. */
#ifndef AMAN_APPS_WHOLE_FILE_H
#define AMAN_APPS_WHOLE_FILE_H

#include "base/error.h"
#include "base/text.h"

/* Writes under a temporary name beside `path`, then renames; an earlier file is replaced. IO, with nothing left, when
 * that fails; MEMORY. */
enum aman_err aman_whole_file_write(const char *path, const struct aman_text *bytes);

#endif
