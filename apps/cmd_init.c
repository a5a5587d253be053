#include "apps/commands.h"
#include "apps/starter.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files are written into a staging directory inside of DIR, then moved: each is whole or not there. */
static const char staging[] = ".aman-init";

static bool is_empty_directory(const char *directory)
{
    DIR *open_directory = opendir(directory);
    if (!open_directory) return false;
    int others = 0;
    const struct dirent *entry;
    while ((entry = readdir(open_directory)))
        others += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open_directory);
    return others == 0;
}

static int fail(const char *path, const char *doing)
{
    int why = errno;
    fprintf(stderr, "aman init: %s: could not %s: ", path, doing);
    errno = why;
    perror(NULL);
    return AMAN_EXIT_WRONG;
}

static bool write_file(int directory, const struct aman_starter_file *file)
{
    int fd = openat(directory, file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return false;
    FILE *stream = fdopen(fd, "wb");
    if (!stream) {
        close(fd);
        return false;
    }
    bool written =
        fwrite(file->bytes, 1, file->n, stream) == file->n && fflush(stream) == 0 && fsync(fd) == 0;
    int why = errno;
    bool closed = fclose(stream) == 0;
    if (!written) errno = why;
    return written && closed;
}

static bool write_and_move(int directory, int stage)
{
    for (size_t i = 0; i < aman_starter_n; i++)
        if (!write_file(stage, &aman_starter_files[i])) return false;
    for (size_t i = 0; i < aman_starter_n; i++)
        if (renameat(stage, aman_starter_files[i].name, directory, aman_starter_files[i].name) != 0)
            return false;
    return unlinkat(directory, staging, AT_REMOVEDIR) == 0;
}

/* Takes back what write_and_move left. */
static void undo(int directory, int stage)
{
    for (size_t i = 0; i < aman_starter_n; i++) {
        unlinkat(stage, aman_starter_files[i].name, 0);
        unlinkat(directory, aman_starter_files[i].name, 0);
    }
    unlinkat(directory, staging, AT_REMOVEDIR);
}

static bool fill(const char *path)
{
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), stage = -1;
    bool filled = false;
    if (directory < 0) return false;
    if (mkdirat(directory, staging, 0777) == 0)
        stage = openat(directory, staging, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (stage >= 0) {
        filled = write_and_move(directory, stage);
        int why = errno;
        if (!filled) undo(directory, stage);
        close(stage);
        errno = why;
    }
    close(directory);
    return filled;
}

static int init_run(const struct aman_command *command, int argc, char **argv)
{
    const char *directory = NULL;
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, NULL, &directory);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    bool made = mkdir(directory, 0777) == 0;
    if (!made && errno != EEXIST) return fail(directory, "make the directory");
    if (!made && !is_empty_directory(directory)) {
        fprintf(stderr, "aman init: %s: exists and is not an empty directory; nothing was written\n",
                directory);
        return AMAN_EXIT_WRONG;
    }
    if (!fill(directory)) {
        int why = errno;
        if (made) rmdir(directory);
        errno = why;
        return fail(directory, "write the starter plan");
    }
    printf("A starter plan is in %s:\n", directory);
    for (size_t i = 0; i < aman_starter_n; i++) printf("  %s/%s\n", directory, aman_starter_files[i].name);
    printf(
        "It holds as it is. Check it:\n  aman check %s\nthen make it yours, beginning with %s/plan.yaml.\n",
        directory, directory);
    return AMAN_EXIT_HOLDS;
}

const struct aman_command aman_command_init = {
    .name = "init",
    .arguments = "DIR",
    .n_arguments = 1,
    .summary = "write a commented starter plan into DIR",
    .details =
        "Writes a small, commented plan that already passes `aman check` into DIR, which is made if it\n"
        "does not exist and must be empty if it does.\n",
    .run = init_run,
};
