/* formats/plan_file.h - files that somebody else wrote: looked at before they are read. */
#ifndef AMAN_FORMATS_PLAN_FILE_H
#define AMAN_FORMATS_PLAN_FILE_H

#include "base/mem.h"

#include <stddef.h>

enum aman_file_state {
    AMAN_FILE_OK,
    AMAN_FILE_MISSING,
    AMAN_FILE_FORBIDDEN,  /* no permission */
    AMAN_FILE_NOT_A_FILE, /* a directory, a pipe, a device */
    AMAN_FILE_TOO_LARGE,
    AMAN_FILE_UNREADABLE, /* reading failed */
    AMAN_FILE_NO_MEMORY
};

/* "a file that is missing", …: what was found, for messages. */
const char *aman_file_state_text(enum aman_file_state state);

/* Reads a regular file of at most most_bytes. On OK *bytes holds *n bytes and a NUL behind them; free it with
 * aman_mem_free(mem, *bytes, *n + 1, 1). Nothing is read of a larger file. */
enum aman_file_state aman_file_read(const char *path, size_t most_bytes, const struct aman_mem *mem,
                                    char **bytes, size_t *n);

/* Hands a regular file of at most most_bytes to take, piece by piece. */
enum aman_file_state aman_file_scan(const char *path, size_t most_bytes,
                                    void (*take)(void *ctx, const void *bytes, size_t n), void *ctx);

#endif
