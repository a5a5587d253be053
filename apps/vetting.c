#include "apps/vetting.h"

#include "report/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const char *aman_vetting_path(const char *option)
{
    const char *path = option ? option : getenv("AMAN_STORE");
    return path && path[0] ? path : "vetting.sqlite";
}

enum aman_err aman_vetting_open(const char *command, const char *path, bool create, struct aman_store **store)
{
    enum aman_err err = aman_store_open(path, create, &aman_mem_heap, store);
    const char *why = aman_err_text(err);
    if (err == AMAN_ERR_IO) why = create ? "cannot be opened or made, or another process keeps it" : "is not there or cannot be opened: import a list first";
    if (err == AMAN_ERR_INPUT) why = "is no store of Aman's, or one of another version";
    if (err) fprintf(stderr, "aman %s: %s: %s\n", command, path, why);
    return err;
}

void aman_vetting_now(char at[AMAN_VETTING_TIME_BYTES])
{
    time_t now = time(NULL);
    struct tm utc;
    if (!gmtime_r(&now, &utc) || strftime(at, AMAN_VETTING_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) at[0] = '\0';
}

const char *aman_vetting_who(const char *option)
{
    const char *who = option ? option : getenv("LOGNAME");
    return who ? who : "";
}

void aman_vetting_lists_json(struct aman_text *json, const struct aman_store_lists *lists)
{
    aman_json_key(json, "lists");
    aman_text_add(json, "[");
    for (size_t i = 0; i < lists->n; i++) {
        const struct aman_store_list *list = &lists->lists[i];
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "source", list->source);
        aman_json_key_number(json, "version", (double)list->version);
        aman_json_key_text(json, "date", list->date);
        aman_json_key_text(json, "hash", list->hash_hex);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}
