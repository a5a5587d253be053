#include "formats/plan_reader.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *join(struct aman_plan_reader *reader, const char *directory, const char *path)
{
    size_t n = strlen(directory) + strlen(path) + 2;
    char *joined = aman_reader_new(reader, n, 1);
    if (joined) snprintf(joined, n, "%s/%s", directory, path);
    return joined;
}

static const char *override_of(const struct aman_plan_reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->n_overrides; i++)
        if (strcmp(reader->overrides[i].name, name) == 0) return reader->overrides[i].path;
    return NULL;
}

const char *aman_plan_path(struct aman_plan_reader *reader, const char *name)
{
    const struct aman_yaml *file = aman_yaml_get(reader->raw.files, name);
    const char *override = file ? override_of(reader, name) : NULL;
    char working[PATH_MAX];
    if (!override) return file ? file->text : name;
    return override[0] == '/' || !getcwd(working, sizeof working) ? override
                                                                  : join(reader, working, override);
}

const char *aman_plan_open_path(struct aman_plan_reader *reader, const char *name)
{
    const char *path = aman_plan_path(reader, name);
    return !path || path[0] == '/' ? path : join(reader, reader->directory, path);
}

void aman_plan_refuse_file(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *name,
                           enum aman_file_state state)
{
    if (state == AMAN_FILE_NO_MEMORY) {
        reader->no_memory = true;
        return;
    }
    const char *path = aman_plan_path(reader, name);
    char shown[96], found[160], shown_name[64], hint[128] = "";
    aman_text_shown(path ? path : name, shown, sizeof shown);
    aman_text_shown(name, shown_name, sizeof shown_name);
    shown_name[strlen(shown_name) - 1] = '\0';
    snprintf(found, sizeof found, "%s: %s", aman_file_state_text(state), shown);
    if (aman_yaml_get(reader->raw.files, name))
        snprintf(hint, sizeof hint, "give its path with --file %s=PATH", shown_name + 1);
    const char *expected = state == AMAN_FILE_TOO_LARGE
                               ? "a table of at most 64 MiB, geometry of at most 256 MiB"
                               : "a file that can be read";
    aman_reader_fault(reader, (struct aman_fault){node, false, false, found, expected, hint});
}
