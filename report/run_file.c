/* run.sqlite: results as rows, series as blobs. */
#include "adapters/sqlite_run.h"
#include "report/ground.h"
#include "report/naming.h"
#include "report/report_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "series are written as they lie in memory");

struct writer {
    struct aman_sqlite_run *file;
    const struct aman_verdict *verdict;
    const struct aman_mem *mem;
    enum aman_err err;
};

static struct aman_sqlite_value integer(int64_t value)
{
    return (struct aman_sqlite_value){.kind = AMAN_SQLITE_INTEGER, .integer = value};
}

static struct aman_sqlite_value real(double value)
{
    return (struct aman_sqlite_value){.kind = AMAN_SQLITE_REAL, .real = value};
}

static struct aman_sqlite_value text(const char *value)
{
    return (struct aman_sqlite_value){.kind = AMAN_SQLITE_TEXT, .text = value};
}

static struct aman_sqlite_value blob(const void *bytes, size_t n)
{
    return (struct aman_sqlite_value){.kind = AMAN_SQLITE_BLOB, .bytes = bytes, .n_bytes = n};
}

static void add(struct writer *w, enum aman_sqlite_run_table table, const struct aman_sqlite_value *values)
{
    if (w->err == AMAN_OK) w->err = aman_sqlite_run_add(w->file, table, values);
}

static void add_meta(struct writer *w, const char *key, const char *value)
{
    const struct aman_sqlite_value row[] = {text(key), text(value)};
    add(w, AMAN_SQLITE_RUN_META, row);
}

static void write_meta(struct writer *w, const struct aman_report_options *options)
{
    const struct aman_plan *plan = w->verdict->plan;
    char number[96];
    add_meta(w, "aman", options->version);
    add_meta(w, "made_at", options->made_at);
    add_meta(w, "command", options->command);
    add_meta(w, "plan", plan->directory);
    add_meta(w, "plan_sha256", plan->hash_hex);
    add_meta(w, "event", plan->control.event);
    add_meta(w, "date", plan->situation.date);
    add_meta(w, "time_zone", plan->situation.time_zone);
    add_meta(w, "crs", plan->venue.crs);
    snprintf(number, sizeof number, "%.3f %.3f", plan->venue.origin_e_m, plan->venue.origin_n_m);
    add_meta(w, "origin", number);
    snprintf(number, sizeof number, "%" PRIu64, w->verdict->seed);
    add_meta(w, "seed", number);
    add_meta(w, "holds", w->verdict->holds ? "1" : "0");
}

static void write_finding(struct writer *w, size_t i, enum aman_lang lang)
{
    const struct aman_finding *f = &w->verdict->findings[i];
    struct aman_text message, remedy;
    aman_text_init(&message, w->mem);
    aman_text_init(&remedy, w->mem);
    aman_word_finding(&message, lang, f);
    aman_word_remedy(&remedy, lang, f);
    bool known = f->has_place && f->level >= 0 && (size_t)f->level < w->verdict->plan->venue.n_levels;
    const struct aman_sqlite_value row[] = {
        integer((int64_t)i), text(aman_name_severity(f->severity)), text(f->key), f->run >= 0 ? integer(f->run) : text(NULL),
        text(f->where), real(f->value), real(f->criterion), text(aman_name_unit(f->unit)), text(f->source), real(f->t_s),
        real(f->has_place ? f->x_m : NAN), real(f->has_place ? f->y_m : NAN), known ? integer(f->level) : text(NULL),
        text(f->certainty), text(message.data ? message.data : ""), text(remedy.data)};
    if ((message.failed || remedy.failed) && w->err == AMAN_OK) w->err = AMAN_ERR_MEMORY;
    add(w, AMAN_SQLITE_RUN_FINDING, row);
    aman_text_release(&message);
    aman_text_release(&remedy);
}

static void write_capacity(struct writer *w)
{
    for (size_t i = 0; i < w->verdict->n_capacity; i++) {
        const struct aman_capacity_row *c = &w->verdict->capacity[i];
        const struct aman_sqlite_value row[] = {
            text(c->id), text(c->name), real(c->term[AMAN_CAPACITY_ENTRY]), real(c->term[AMAN_CAPACITY_HOLDING]),
            real(c->term[AMAN_CAPACITY_EXIT]), real(c->term[AMAN_CAPACITY_EMERGENCY]), real(c->safe),
            text(aman_name_term(c->binding)), real(c->expected), real(c->p), real(c->s), real(c->places)};
        add(w, AMAN_SQLITE_RUN_CAPACITY, row);
    }
}

/* Halves a series that fits; NULL (with *failed) when memory is out. */
static uint16_t *narrow(struct writer *w, const uint32_t *values, size_t n, bool *failed)
{
    for (size_t i = 0; i < n; i++)
        if (values[i] > UINT16_MAX) return NULL;
    uint16_t *copy = aman_mem_new(w->mem, n, sizeof *copy);
    *failed = !copy;
    for (size_t i = 0; copy && i < n; i++) copy[i] = (uint16_t)values[i];
    return copy;
}

/* owner: bank, section or zone; -1 for the run's own series. */
static void add_series(struct writer *w, enum aman_sqlite_run_table table, int run, int owner, const char *name, double begin_s,
                       double step_s, size_t n, const char *type, const void *bytes, size_t n_bytes)
{
    struct aman_sqlite_value row[8];
    int k = 0;
    row[k++] = integer(run);
    if (owner >= 0) row[k++] = integer(owner);
    row[k++] = text(name);
    row[k++] = real(begin_s);
    row[k++] = real(step_s);
    row[k++] = integer((int64_t)n);
    row[k++] = text(type);
    row[k] = blob(bytes, n_bytes);
    add(w, table, row);
}

static void add_counts(struct writer *w, enum aman_sqlite_run_table table, int r, int owner, const char *name,
                       const uint32_t *values)
{
    const struct aman_run *run = &w->verdict->runs[r];
    size_t n = run->n_seconds;
    bool failed = false;
    uint16_t *half = narrow(w, values, n, &failed);
    if (failed) w->err = AMAN_ERR_MEMORY;
    else if (half) add_series(w, table, r, owner, name, run->begin_s, 1, n, "u16", half, n * sizeof *half);
    else add_series(w, table, r, owner, name, run->begin_s, 1, n, "u32", values, n * sizeof *values);
    if (half) aman_mem_free(w->mem, half, n, sizeof *half);
}

static void write_run_row(struct writer *w, int r)
{
    const struct aman_run *run = &w->verdict->runs[r];
    char hash[32];
    snprintf(hash, sizeof hash, "%016" PRIx64, run->hash);
    const char *contingency = run->contingency >= 0 ? w->verdict->plan->contingencies[run->contingency].id : NULL;
    const struct aman_sqlite_value row[] = {
        integer(r), text(contingency), real(run->begin_s), real(run->end_s), real(run->kick_off_s), real(run->full_time_s),
        real(run->egress_opens_s), real(run->alarm_s), real(run->cleared_t_s), integer(run->n_people), integer(run->turned_back),
        integer(run->stranded), integer(run->held_peak), real(run->cell_m), real(run->x0), real(run->y0), integer(run->width),
        integer(run->height), integer(run->levels), text(hash), integer((int64_t)run->agent_steps), real(run->wall_s)};
    add(w, AMAN_SQLITE_RUN_RUN, row);
    add_counts(w, AMAN_SQLITE_RUN_RUN_SECOND, r, -1, "on_ground", run->on_ground);
    add_counts(w, AMAN_SQLITE_RUN_RUN_SECOND, r, -1, "seated", run->seated);
    add_counts(w, AMAN_SQLITE_RUN_RUN_SECOND, r, -1, "gone", run->gone);
    add_counts(w, AMAN_SQLITE_RUN_RUN_SECOND, r, -1, "held_at_source", run->held_at_source);
}

static void write_bank(struct writer *w, int r, int i)
{
    const struct aman_run_bank *b = &w->verdict->runs[r].banks[i];
    const struct aman_sqlite_value row[] = {
        integer(r), integer(i), text(w->verdict->plan->checkpoints[b->checkpoint].id), real(b->wait_mean_s), real(b->wait_p95_s),
        real(b->wait_max_s), real(b->peak_served_per_h), integer(b->peak_waiting), real(b->peak_waiting_t_s), real(b->busy_share)};
    add(w, AMAN_SQLITE_RUN_BANK, row);
    add_counts(w, AMAN_SQLITE_RUN_BANK_SECOND, r, i, "arrived", b->arrived);
    add_counts(w, AMAN_SQLITE_RUN_BANK_SECOND, r, i, "served", b->served);
    add_counts(w, AMAN_SQLITE_RUN_BANK_SECOND, r, i, "waiting", b->waiting);
}

static void write_section(struct writer *w, int r, int i)
{
    const struct aman_run_section *s = &w->verdict->runs[r].sections[i];
    const struct aman_sqlite_value row[] = {
        integer(r), integer(i), text(w->verdict->plan->sections[s->section].id), integer(s->people), real(s->filled_t_s),
        real(s->first_out_t_s), real(s->emptied_t_s), real(s->empty_s), real(s->exit_s), real(s->evacuated_s)};
    add(w, AMAN_SQLITE_RUN_SECTION, row);
    add_counts(w, AMAN_SQLITE_RUN_SECTION_SECOND, r, i, "seated", s->seated);
    add_counts(w, AMAN_SQLITE_RUN_SECTION_SECOND, r, i, "released", s->released);
    add_counts(w, AMAN_SQLITE_RUN_SECTION_SECOND, r, i, "out", s->out);
    add_counts(w, AMAN_SQLITE_RUN_SECTION_SECOND, r, i, "gone", s->gone);
}

static void write_zone(struct writer *w, int r, int i)
{
    const struct aman_run *run = &w->verdict->runs[r];
    const struct aman_run_zone *z = &run->zones[i];
    const struct aman_sqlite_value row[] = {
        integer(r), integer(i), text(w->verdict->plan->zones[z->zone].id), real(z->area_m2), real((double)z->sustained_per_m2),
        real(z->sustained_t_s), real((double)z->mean_peak_per_m2), real((double)z->pressure_per_s2), real(z->pressure_t_s)};
    add(w, AMAN_SQLITE_RUN_ZONE, row);
    add_series(w, AMAN_SQLITE_RUN_ZONE_SECOND, r, i, "count", run->begin_s, 1, run->n_seconds, "u16", z->count,
               run->n_seconds * sizeof *z->count);
    size_t n = aman_run_fields(run);
    add_series(w, AMAN_SQLITE_RUN_ZONE_SECOND, r, i, "peak", run->begin_s, AMAN_RUN_FIELD_S, n, "f32", z->peak_per_m2,
               n * sizeof *z->peak_per_m2);
}

static void add_raster(struct writer *w, int r, const char *quantity, const char *type, const void *bytes, size_t n_bytes)
{
    const struct aman_sqlite_value row[] = {integer(r), text(quantity), text(type), blob(bytes, n_bytes)};
    add(w, AMAN_SQLITE_RUN_RASTER, row);
}

static void write_rasters(struct writer *w, int r)
{
    const struct aman_run *run = &w->verdict->runs[r];
    size_t n = aman_run_cells(run);
    add_raster(w, r, "walkable", "u8", run->walkable, n);
    add_raster(w, r, "density", "f32", run->peak_per_m2, n * sizeof *run->peak_per_m2);
    add_raster(w, r, "pressure", "f32", run->peak_pressure_per_s2, n * sizeof *run->peak_pressure_per_s2);
    add_raster(w, r, "time", "f32", run->peak_t_s, n * sizeof *run->peak_t_s);
}

static void add_minute(struct writer *w, int r, const struct aman_run_minute *minute, uint32_t *cells, uint16_t *density)
{
    size_t n = minute->n_cells;
    for (size_t i = 0; i < n; i++) {
        cells[i] = minute->cells[i].cell;
        density[i] = (uint16_t)fmin(65535, round((double)minute->cells[i].density_per_m2 * 1000));
    }
    const struct aman_sqlite_value row[] = {integer(r), real(minute->t_s), integer((int64_t)n), blob(cells, n * sizeof *cells),
                                            blob(density, n * sizeof *density)};
    add(w, AMAN_SQLITE_RUN_MINUTE, row);
}

static void write_minutes(struct writer *w, int r)
{
    const struct aman_run *run = &w->verdict->runs[r];
    size_t most = 0;
    for (size_t i = 0; i < run->n_minutes; i++)
        if (run->minutes[i].n_cells > most) most = run->minutes[i].n_cells;
    uint32_t *cells = aman_mem_new(w->mem, most, sizeof *cells);
    uint16_t *density = aman_mem_new(w->mem, most, sizeof *density);
    if (!cells || !density) w->err = AMAN_ERR_MEMORY;
    for (size_t i = 0; i < run->n_minutes && w->err == AMAN_OK; i++) add_minute(w, r, &run->minutes[i], cells, density);
    if (cells) aman_mem_free(w->mem, cells, most, sizeof *cells);
    if (density) aman_mem_free(w->mem, density, most, sizeof *density);
}

static void write_run(struct writer *w, int r)
{
    const struct aman_run *run = &w->verdict->runs[r];
    write_run_row(w, r);
    for (size_t i = 0; i < run->n_banks && w->err == AMAN_OK; i++) write_bank(w, r, (int)i);
    for (size_t i = 0; i < run->n_sections && w->err == AMAN_OK; i++) write_section(w, r, (int)i);
    for (size_t i = 0; i < run->n_zones && w->err == AMAN_OK; i++) write_zone(w, r, (int)i);
    write_rasters(w, r);
    write_minutes(w, r);
}

enum aman_err aman_run_file_write(const struct aman_verdict *verdict, const struct aman_report_options *options,
                                  const char *path, const struct aman_mem *mem)
{
    struct writer w = {.verdict = verdict, .mem = mem};
    enum aman_err err = aman_sqlite_run_create(mem, path, &w.file);
    if (err != AMAN_OK) return err;
    write_meta(&w, options);
    for (size_t i = 0; i < verdict->n_findings && w.err == AMAN_OK; i++) write_finding(&w, i, options->lang);
    write_capacity(&w);
    for (size_t r = 0; r < verdict->n_runs && w.err == AMAN_OK; r++) write_run(&w, (int)r);
    if (w.err == AMAN_OK) return aman_sqlite_run_close(w.file);
    aman_sqlite_run_destroy(w.file);
    return w.err;
}
