#include "formats/plan_reader.h"

#include <stdio.h>
#include <string.h>

static void read_control(struct aman_plan_reader *reader)
{
    const struct aman_raw_control *raw = &reader->raw.control;
    struct aman_plan_control *control = &reader->plan->control;
    const struct aman_yaml *approvals = aman_yaml_get(raw->node, "approvals");
    *control = raw->control;
    control->approvals = control->distribution = (struct aman_node){.key = ""};
    if (approvals) aman_plan_show(reader, approvals, &control->approvals);
    if (raw->distribution) aman_plan_show(reader, raw->distribution, &control->distribution);
}

static void read_parts(struct aman_plan_reader *reader)
{
    struct aman_plan *plan = reader->plan;
    plan->format = reader->raw.format;
    read_control(reader);
    aman_plan_read_situation(reader);
    aman_plan_show_rest(reader, aman_plan_key_find(&aman_plan_root, "situation")->map,
                        reader->raw.situation.node, &plan->situation.more);
    aman_plan_read_limits(reader);
    aman_plan_read_venue(reader);
    aman_plan_read_access(reader);
    aman_plan_read_crowd(reader);
    aman_plan_read_sections(reader);
    aman_plan_read_contingencies(reader);
    aman_plan_read_people(reader);
    aman_plan_show(reader, reader->root, &plan->chapters);
}

static enum aman_err read_tree(struct aman_plan_reader *reader)
{
    struct aman_yaml *root = NULL;
    enum aman_err err =
        aman_yaml_parse(reader->text, reader->n_text, reader->file, reader->arena, reader->diags, &root);
    if (err == AMAN_ERR_MEMORY) return err;
    if (!root) return AMAN_ERR_INPUT; /* too large, too deep, no YAML at all: nothing more can be said */
    reader->root = root;
    aman_plan_fill(reader, &aman_plan_root, root, &reader->raw);
    if (!reader->no_memory && root->kind == AMAN_YAML_MAP) read_parts(reader);
    return reader->no_memory || reader->diags->out_of_memory ? AMAN_ERR_MEMORY : AMAN_OK;
}

static enum aman_err start_plan(struct aman_plan_reader *reader, const char *directory,
                                const struct aman_mem *mem, struct aman_arena *arena)
{
    aman_arena_init(arena, mem, 0);
    reader->arena = arena;
    reader->plan = aman_reader_new(reader, 1, sizeof *reader->plan);
    const char *copy = aman_arena_text(arena, directory, strlen(directory));
    if (!reader->plan || !copy) return AMAN_ERR_MEMORY;
    reader->plan->directory = reader->directory = copy;
    return AMAN_OK;
}

enum aman_err aman_plan_read_text(const char *text, size_t n, const char *directory, bool read_files,
                                  const struct aman_plan_file_override *overrides, size_t n_overrides,
                                  const struct aman_mem *mem, struct aman_diags *diags,
                                  struct aman_plan **plan)
{
    size_t n_errors = diags->n_errors;
    struct aman_arena arena;
    struct aman_plan_reader reader = {.diags = diags,
                                      .file = AMAN_PLAN_FILE,
                                      .text = text,
                                      .n_text = n,
                                      .read_files = read_files,
                                      .overrides = overrides,
                                      .n_overrides = n_overrides};
    enum aman_err err = start_plan(&reader, directory, mem, &arena);
    if (!err) err = read_tree(&reader);
    if (!err && diags->n_errors > n_errors) err = AMAN_ERR_INPUT;
    if (err) {
        aman_arena_release(&arena);
        return err;
    }
    reader.plan->arena = arena;
    *plan = reader.plan;
    return AMAN_OK;
}

static void refuse_plan_file(struct aman_diags *diags, enum aman_file_state state)
{
    const char *hint = state == AMAN_FILE_MISSING ? "`aman init DIRECTORY` makes a plan to start from" : "";
    aman_diags_add(diags, (struct aman_diag){.file = AMAN_PLAN_FILE,
                                             .found = aman_file_state_text(state),
                                             .expected = "a plan of at most 4 MiB",
                                             .hint = hint});
}

enum aman_err aman_plan_read(const char *directory, const struct aman_plan_file_override *overrides,
                             size_t n_overrides, const struct aman_mem *mem, struct aman_diags *diags,
                             struct aman_plan **plan)
{
    size_t n = 0, n_path = strlen(directory) + sizeof "/" AMAN_PLAN_FILE;
    char *text = NULL, *path = aman_mem_new(mem, n_path, 1);
    if (!path) return AMAN_ERR_MEMORY;
    snprintf(path, n_path, "%s/%s", directory, AMAN_PLAN_FILE);
    enum aman_file_state state = aman_file_read(path, AMAN_YAML_MOST_BYTES, mem, &text, &n);
    aman_mem_free(mem, path, n_path, 1);
    if (state == AMAN_FILE_NO_MEMORY) return AMAN_ERR_MEMORY;
    if (state != AMAN_FILE_OK) {
        refuse_plan_file(diags, state);
        return AMAN_ERR_INPUT;
    }
    enum aman_err err =
        aman_plan_read_text(text, n, directory, true, overrides, n_overrides, mem, diags, plan);
    aman_mem_free(mem, text, n + 1, 1);
    return err;
}
