#include "apps/plan_files.h"

#include <string.h>

bool aman_plan_files_add(struct aman_plan_files *files, const char *value)
{
    size_t length = strcspn(value, "=");
    if (files->n == AMAN_FILES_MOST) return false;
    char *name = files->names[files->n];
    if (length == 0 || length >= sizeof files->names[0] || value[length] != '=' || !value[length + 1]) return false;
    memcpy(name, value, length);
    name[length] = '\0';
    files->items[files->n++] = (struct aman_plan_file_override){name, value + length + 1};
    return true;
}
