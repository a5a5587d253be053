#include "apps/out_file.h"

#include <stdio.h>
#include <unistd.h>

static enum aman_err write_part(const char *part, const struct aman_text *text)
{
    FILE *file = fopen(part, "wbe");
    if (!file) return AMAN_ERR_IO;
    bool good = text->length == 0 || fwrite(text->data, 1, text->length, file) == text->length;
    good = fflush(file) == 0 && fsync(fileno(file)) == 0 && good;
    good = fclose(file) == 0 && good;
    return good ? AMAN_OK : AMAN_ERR_IO;
}

enum aman_err aman_out_file_write(const char *path, const struct aman_text *text)
{
    struct aman_text part;
    if (text->failed) return AMAN_ERR_MEMORY;
    if (!path && text->length == 0) return AMAN_OK; /* an empty text may have no bytes to point to */
    if (!path) return fwrite(text->data, 1, text->length, stdout) == text->length ? AMAN_OK : AMAN_ERR_IO;
    aman_text_init(&part, text->mem);
    aman_text_addf(&part, "%s.%ld.part", path, (long)getpid());
    enum aman_err err = part.failed ? AMAN_ERR_MEMORY : write_part(part.data, text);
    if (!err && rename(part.data, path) != 0) err = AMAN_ERR_IO;
    if (err && !part.failed) unlink(part.data);
    aman_text_release(&part);
    return err;
}
