#include "apps/commands.h"
#include "base/text.h"
#include "formats/plan_read.h"

static int schema_run(const struct aman_command *command, int argc, char **argv)
{
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, NULL, NULL);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    struct aman_text json;
    aman_text_init(&json, &aman_mem_heap);
    enum aman_err err = aman_plan_schema(&json);
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
    .run = schema_run,
};
