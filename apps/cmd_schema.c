#include "apps/commands.h"
#include "base/text.h"
#include "formats/crowd_scenario_read.h"
#include "formats/plan_read.h"

struct settings {
    bool crowd;
};

static bool set_crowd(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->crowd = true;
    return true;
}

static const struct aman_option options[] = {
    {"crowd", AMAN_VALUE_NONE, NULL, "the schema of a scenario for `aman crowd run` instead", set_crowd, NULL},
};

static int schema_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings settings = {false};
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, NULL);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    struct aman_text json;
    aman_text_init(&json, &aman_mem_heap);
    enum aman_err err = settings.crowd ? aman_scenario_schema(&json) : aman_plan_schema(&json);
    if (err == AMAN_OK)
        fputs(json.data, stdout);
    else
        fprintf(stderr, "aman schema: %s\n", aman_err_text(err));
    aman_text_release(&json);
    return err == AMAN_OK ? AMAN_EXIT_HOLDS : AMAN_EXIT_WRONG;
}

const struct aman_command aman_command_schema = {
    .name = "schema",
    .arguments = "",
    .summary = "print the JSON Schema of plan.yaml, for editors",
    .details = "Prints the JSON Schema (draft 2020-12) of plan.yaml on standard output. Editors that know\n"
               "the YAML language server complete and check a plan with it.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = schema_run,
};
