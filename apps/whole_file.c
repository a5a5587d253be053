#include "apps/whole_file.h"

#include <stdio.h>
#include <unistd.h>

static enum aman_err write_part(const char *part, const struct aman_text *bytes)
{
    FILE *file = fopen(part, "wb");
    if (!file) return AMAN_ERR_IO;
    bool good = bytes->length == 0 || fwrite(bytes->data, 1, bytes->length, file) == bytes->length;
    good = fflush(file) == 0 && good;
    good = fsync(fileno(file)) == 0 && good;
    return fclose(file) == 0 && good ? AMAN_OK : AMAN_ERR_IO;
}

enum aman_err aman_whole_file_write(const char *path, const struct aman_text *bytes)
{
    struct aman_text part;
    if (bytes->failed) return AMAN_ERR_MEMORY;
    aman_text_init(&part, bytes->mem);
    aman_text_addf(&part, "%s.%ld.part", path, (long)getpid());
    enum aman_err err = part.failed ? AMAN_ERR_MEMORY : write_part(part.data, bytes);
    if (err == AMAN_OK && rename(part.data, path) != 0) err = AMAN_ERR_IO;
    if (err != AMAN_OK && !part.failed) unlink(part.data);
    aman_text_release(&part);
    return err;
}
