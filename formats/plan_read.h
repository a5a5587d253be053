/* formats/plan_read.h - a plan's directory into a plan. */
#ifndef AMAN_FORMATS_PLAN_READ_H
#define AMAN_FORMATS_PLAN_READ_H

#include "base/diag.h"
#include "base/error.h"
#include "plan/plan.h"

struct aman_plan_file_override {
    const char *name; /* under files: */
    const char *path; /* as the user gave it, relative to the working directory */
};

/* Reads DIRECTORY/plan.yaml and every file that it names, with limits on each (plan.yaml 4 MiB,
 * depth 32, aliases refused; tables 64 MiB; geometry 256 MiB, 2 million points; 2 million people).
 * All faults go to diags. INPUT when there is an error among them; warnings leave OK. */
enum aman_err aman_plan_read(const char *directory, const struct aman_plan_file_override *overrides,
                             size_t n_overrides, const struct aman_mem *mem,
                             struct aman_diags *diags, struct aman_plan **plan);

/* The same from memory, without the files that it names when `read_files` is false (for editors and
 * fuzzers): the venue is then empty and references to features are not resolved. */
enum aman_err aman_plan_read_text(const char *text, size_t n, const char *directory, bool read_files,
                                  const struct aman_plan_file_override *overrides, size_t n_overrides,
                                  const struct aman_mem *mem, struct aman_diags *diags,
                                  struct aman_plan **plan);

/* JSON Schema (draft 2020-12) of plan.yaml. */
struct aman_text;
enum aman_err aman_plan_schema(struct aman_text *json);

#endif
