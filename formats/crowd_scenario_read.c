/* A scenario from its text: the tables, then the parts. */
#include "formats/crowd_scenario_build.h"

#include <cpl_error.h>
#include <gdal.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void keep_geos_message(const char *message, void *ctx)
{
    struct venue_build *shapes = ctx;
    snprintf(shapes->geos_message, sizeof shapes->geos_message, "%s", message);
}

static void ignore_gdal_message(CPLErr severity, CPLErrorNum number, const char *message)
{
    (void)severity, (void)number, (void)message; /* the last one is asked for where it matters */
}

static enum aman_err open_shapes(struct scenario_reader *reader)
{
    struct venue_build *shapes = &reader->shapes;
    shapes->diags = reader->plain.diags;
    shapes->arena = reader->plain.arena;
    aman_arena_init(&shapes->scratch, reader->plain.arena->mem, 0);
    shapes->geos = GEOS_init_r();
    if (!shapes->geos) return AMAN_ERR_MEMORY;
    GEOSContext_setErrorMessageHandler_r(shapes->geos, keep_geos_message, shapes);
    GDALAllRegister();
    CPLPushErrorHandler(ignore_gdal_message);
    return AMAN_OK;
}

static void close_shapes(struct scenario_reader *reader)
{
    struct venue_build *shapes = &reader->shapes;
    if (shapes->geos) CPLPopErrorHandler();
    for (size_t i = 0; i < shapes->n_kept; i++) GEOSGeom_destroy_r(shapes->geos, shapes->kept[i]);
    if (shapes->geos) GEOS_finish_r(shapes->geos);
    aman_arena_release(&shapes->scratch);
}

/* As the engine has it, for the limit of steps. */
static double default_step_s(int model)
{
    return model == 0 ? 0.1 : 0.01;
}

static void read_numbers(struct scenario_reader *reader)
{
    const struct aman_raw_scenario *raw = &reader->raw;
    struct aman_scenario *out = reader->out;
    out->name = raw->name;
    out->motion = raw->motion.parameters.motion;
    out->motion.model = raw->motion.model;
    out->step_s = raw->step_s;
    out->cell_m = raw->cell_m;
    out->end_s = raw->end_s;
    out->seed = (uint64_t)raw->seed;
    double step_s = isnan(raw->step_s) ? default_step_s(raw->motion.model) : raw->step_s;
    if (!isnan(raw->end_s) && raw->end_s / step_s > AMAN_SCENARIO_MOST_STEPS)
        aman_reader_expect(&reader->plain, aman_yaml_get(raw->node, "end"), "an end within 20 million steps");
    if (raw->motion.model == 3 && raw->step_s > 0.03)
        aman_reader_fault(&reader->plain,
                          (struct aman_fault){.node = aman_yaml_get(raw->node, "step"),
                                              .expected = "0.001 s to 0.03 s with social_force",
                                              .hint = "bodies in contact are stiff springs"});
}

static enum aman_err read_tree(struct scenario_reader *reader)
{
    struct aman_plan_reader *plain = &reader->plain;
    struct aman_yaml *root = NULL;
    enum aman_err err =
        aman_yaml_parse(plain->text, plain->n_text, plain->file, plain->arena, plain->diags, &root);
    if (err == AMAN_ERR_MEMORY) return err;
    if (!root) return AMAN_ERR_INPUT;
    plain->root = root;
    aman_plan_fill(plain, &aman_scenario_root, root, &reader->raw);
    if (!plain->no_memory && root->kind == AMAN_YAML_MAP) {
        read_numbers(reader);
        scenario_read_ground(reader);
        scenario_read_places(reader);
        scenario_read_sources(reader);
    }
    return plain->no_memory || plain->diags->out_of_memory ? AMAN_ERR_MEMORY : AMAN_OK;
}

/* The file's name, and the directory in which those that it names are looked for. */
static enum aman_err start(struct scenario_reader *reader, const char *path)
{
    struct aman_plan_reader *plain = &reader->plain;
    const char *slash = strrchr(path, '/');
    plain->file = aman_arena_text(plain->arena, path, strlen(path));
    plain->directory =
        slash ? aman_arena_text(plain->arena, path, slash == path ? 1 : (size_t)(slash - path)) : ".";
    reader->out = aman_reader_new(plain, 1, sizeof *reader->out);
    if (!plain->file || !plain->directory || !reader->out) return AMAN_ERR_MEMORY;
    reader->out->file = plain->file;
    return open_shapes(reader);
}

enum aman_err aman_scenario_read_text(const char *text, size_t n, const char *path, bool read_files,
                                      const struct aman_mem *mem, struct aman_diags *diags,
                                      struct aman_scenario **scenario)
{
    size_t n_errors = diags->n_errors;
    struct aman_arena arena;
    aman_arena_init(&arena, mem, 0);
    struct scenario_reader *reader = aman_mem_new(mem, 1, sizeof *reader);
    if (!reader) return AMAN_ERR_MEMORY;
    reader->plain = (struct aman_plan_reader){.arena = &arena, .diags = diags, .text = text, .n_text = n};
    reader->read_files = read_files;
    enum aman_err err = start(reader, path);
    if (!err) err = read_tree(reader);
    if (!err && diags->n_errors > n_errors) err = AMAN_ERR_INPUT;
    close_shapes(reader);
    struct aman_scenario *out = reader->out;
    aman_mem_free(mem, reader, 1, sizeof *reader);
    if (err) {
        aman_arena_release(&arena);
        return err;
    }
    out->arena = arena;
    *scenario = out;
    return AMAN_OK;
}

enum aman_err aman_scenario_read(const char *path, const struct aman_mem *mem, struct aman_diags *diags,
                                 struct aman_scenario **scenario)
{
    char *text = NULL;
    size_t n = 0;
    enum aman_file_state state = aman_file_read(path, AMAN_YAML_MOST_BYTES, mem, &text, &n);
    if (state == AMAN_FILE_NO_MEMORY) return AMAN_ERR_MEMORY;
    if (state != AMAN_FILE_OK) {
        aman_diags_add(diags, (struct aman_diag){.file = path,
                                                 .found = aman_file_state_text(state),
                                                 .expected = "a scenario of at most 4 MiB"});
        return AMAN_ERR_INPUT;
    }
    enum aman_err err = aman_scenario_read_text(text, n, path, true, mem, diags, scenario);
    aman_mem_free(mem, text, n + 1, 1);
    return err;
}

void aman_scenario_destroy(struct aman_scenario *scenario)
{
    if (!scenario) return;
    struct aman_arena arena = scenario->arena;
    aman_arena_release(&arena);
}
