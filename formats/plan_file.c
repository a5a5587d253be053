#include "formats/plan_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

const char *aman_file_state_text(enum aman_file_state state)
{
    static const char *const texts[] = {
        [AMAN_FILE_OK] = "a file",
        [AMAN_FILE_MISSING] = "a file that is missing",
        [AMAN_FILE_FORBIDDEN] = "a file that may not be read",
        [AMAN_FILE_NOT_A_FILE] = "something that is not a plain file",
        [AMAN_FILE_TOO_LARGE] = "a file that is too large",
        [AMAN_FILE_UNREADABLE] = "a file that cannot be read",
        [AMAN_FILE_NO_MEMORY] = "a file for which memory ran out",
    };
    return texts[state];
}

/* Opens without waiting for the other end of a pipe, then makes sure what it is. */
static enum aman_file_state open_file(const char *path, size_t most_bytes, int *fd, size_t *size)
{
    struct stat status;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0) {
        if (errno == EACCES || errno == EPERM) return AMAN_FILE_FORBIDDEN;
        return errno == ENOENT || errno == ENOTDIR ? AMAN_FILE_MISSING : AMAN_FILE_UNREADABLE;
    }
    enum aman_file_state state = AMAN_FILE_OK;
    if (fstat(*fd, &status) != 0)
        state = AMAN_FILE_UNREADABLE;
    else if (!S_ISREG(status.st_mode))
        state = AMAN_FILE_NOT_A_FILE;
    else if (status.st_size < 0 || (unsigned long long)status.st_size > most_bytes)
        state = AMAN_FILE_TOO_LARGE;
    if (state == AMAN_FILE_OK)
        *size = (size_t)status.st_size;
    else
        close(*fd);
    return state;
}

/* Up to n bytes; fewer only at the end of the file. -1 on failure. */
static ssize_t read_all(int fd, char *bytes, size_t n)
{
    size_t done = 0;
    while (done < n) {
        ssize_t more = read(fd, bytes + done, n - done);
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) return -1;
        if (more == 0) break;
        done += (size_t)more;
    }
    return (ssize_t)done;
}

enum aman_file_state aman_file_read(const char *path, size_t most_bytes, const struct aman_mem *mem,
                                    char **bytes, size_t *n)
{
    int fd;
    size_t size;
    enum aman_file_state state = open_file(path, most_bytes, &fd, &size);
    if (state != AMAN_FILE_OK) return state;
    char *buffer = aman_mem_new(mem, size + 1, 1);
    ssize_t done = buffer ? read_all(fd, buffer, size) : -1;
    close(fd);
    if (!buffer) return AMAN_FILE_NO_MEMORY;
    if (done != (ssize_t)size) { /* it shrank under our hands */
        aman_mem_free(mem, buffer, size + 1, 1);
        return AMAN_FILE_UNREADABLE;
    }
    *bytes = buffer;
    *n = size;
    return AMAN_FILE_OK;
}

enum aman_file_state aman_file_scan(const char *path, size_t most_bytes,
                                    void (*take)(void *ctx, const void *bytes, size_t n), void *ctx)
{
    int fd;
    size_t size, left;
    enum aman_file_state state = open_file(path, most_bytes, &fd, &size);
    if (state != AMAN_FILE_OK) return state;
    char buffer[32 * 1024];
    for (left = size; left > 0;) {
        ssize_t done = read_all(fd, buffer, left < sizeof buffer ? left : sizeof buffer);
        if (done <= 0) break;
        take(ctx, buffer, (size_t)done);
        left -= (size_t)done;
    }
    close(fd);
    return left == 0 ? AMAN_FILE_OK : AMAN_FILE_UNREADABLE;
}
