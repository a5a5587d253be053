/* The record of vetting: is it whole, and what does it say. */
#include "apps/commands.h"
#include "apps/out_file.h"
#include "apps/vetting.h"
#include "report/json.h"

#include <string.h>

struct settings {
    const char *store, *out;
};

static bool set_store(void *settings, const char *value)
{
    ((struct settings *)settings)->store = value;
    return value[0] != '\0';
}

static bool set_out(void *settings, const char *value)
{
    ((struct settings *)settings)->out = value;
    return value[0] != '\0';
}

static const struct aman_option options[] = {
    {"store", AMAN_VALUE_NEEDED, "FILE", "the store (default: AMAN_STORE, or vetting.sqlite)", set_store, "a file"},
    {"out", AMAN_VALUE_NEEDED, "FILE", "export: write to FILE (default: standard output)", set_out, "a file"},
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman audit: %s: %s\n", what, why);
    return AMAN_EXIT_WRONG;
}

static int verify(struct aman_store *store)
{
    struct aman_store_verdict verdict;
    if (aman_store_verify(store, &verdict) != AMAN_OK) return fail("the store", aman_store_why(store));
    if (verdict.broken) {
        printf("the record is broken at line %lld: it, or the line before it, was changed or is missing; %lld lines before it are "
               "whole\n",
               (long long)verdict.broken, (long long)verdict.n_lines);
        return AMAN_EXIT_FAILS;
    }
    printf("the record is whole: %lld lines, the last one's hash is %s\n", (long long)verdict.n_lines, verdict.head_hex);
    return AMAN_EXIT_HOLDS;
}

/* A line of JSON for each line of the record; the body as text, since the hash is over its bytes. */
static bool add_line(void *ctx, const struct aman_store_line *line)
{
    struct aman_text *out = ctx;
    aman_text_add(out, "{");
    aman_json_key_number(out, "number", (double)line->number);
    aman_json_key_text(out, "at", line->at);
    aman_json_key_text(out, "kind", line->kind);
    aman_json_key_text(out, "body", line->body);
    aman_json_key_text(out, "previous", line->previous_hex);
    aman_json_key_text(out, "hash", line->hash_hex);
    aman_text_add(out, "}\n");
    return !out->failed;
}

static int export(struct aman_store *store, const struct settings *settings)
{
    struct aman_text out;
    aman_text_init(&out, &aman_mem_heap);
    aman_text_add(&out, "");
    enum aman_err err = aman_store_lines(store, add_line, &out);
    int status = AMAN_EXIT_HOLDS;
    if (err || out.failed)
        status = fail("the store", err ? aman_store_why(store) : "memory ran out");
    else if (aman_out_file_write(settings->out, &out) != AMAN_OK)
        status = fail(settings->out ? settings->out : "standard output", "could not be written: is the disk full?");
    aman_text_release(&out);
    return status;
}

static int audit_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings settings = {NULL, NULL};
    const char *action = "";
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, &action);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    bool is_verify = strcmp(action, "verify") == 0;
    if (!is_verify && strcmp(action, "export") != 0) {
        fprintf(stderr, "aman audit: unknown action `%s`: expected `verify` or `export`\n", action);
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    struct aman_store *store;
    if (aman_vetting_open("audit", aman_vetting_path(settings.store), false, &store) != AMAN_OK) return AMAN_EXIT_WRONG;
    int status = is_verify ? verify(store) : export(store, &settings);
    aman_store_close(store);
    return status;
}

const struct aman_command aman_command_audit = {
    .name = "audit",
    .arguments = "verify | export",
    .n_arguments = 1,
    .summary = "verify or hand over the record of vetting",
    .details = "Every import and every look-up is a line of the store's record, whose hash covers the line before it. `verify`\n"
               "follows the chain and says the last hash (note it elsewhere: it shows later that no line was cut off);\n"
               "`export` writes the lines as JSON. Exit status: 0 whole (or exported), 1 broken, 2 it cannot be read.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = audit_run,
};
