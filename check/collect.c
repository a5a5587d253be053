#include "check/collect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float minute_least_per_m2 = 0.05f;

enum aman_err aman_run_prepare(const struct aman_ground *ground, struct aman_arena *arena,
                               struct aman_run *run)
{
    run->cell_m = ground->cell_m;
    run->x0 = ground->x0;
    run->y0 = ground->y0;
    run->width = ground->width;
    run->height = ground->height;
    run->levels = ground->levels;
    run->walkable = ground->walkable;
    run->peak_per_m2 = aman_arena_new(arena, ground->n_cells, sizeof(float));
    run->peak_pressure_per_s2 = aman_arena_new(arena, ground->n_cells, sizeof(float));
    run->peak_t_s = aman_arena_new(arena, ground->n_cells, sizeof(float));
    return run->peak_per_m2 && run->peak_pressure_per_s2 && run->peak_t_s ? AMAN_OK : AMAN_ERR_MEMORY;
}

enum aman_err aman_collector_open(struct aman_collector *out, const struct aman_scenario *scenario,
                                  const struct aman_variant *variant, const struct aman_crowd_world *world,
                                  const struct aman_ground *ground, const struct aman_run *run,
                                  double begin_s, size_t minute_cells_max, const struct aman_mem *mem)
{
    const struct aman_crowd_model *model = &variant->model;
    struct aman_collector c = {.mem = mem,
                               .scenario = scenario,
                               .variant = variant,
                               .ground = ground,
                               .begin_s = begin_s,
                               .minute_cells_max = minute_cells_max};
    c.peak_per_m2 = run->peak_per_m2;
    c.peak_pressure_per_s2 = run->peak_pressure_per_s2;
    c.peak_t_s = run->peak_t_s;
    c.n_columns = AMAN_COLUMN_FIRST_BANK + 3 * model->n_banks + 4 * model->n_sections + model->n_zones;
    c.minute_sum = aman_mem_new(mem, ground->n_cells, sizeof *c.minute_sum);
    c.minute_touched = aman_mem_new(mem, ground->n_cells, sizeof *c.minute_touched);
    c.to_evacuate = aman_mem_new(mem, model->n_sections, sizeof *c.to_evacuate);
    c.gone_at_alarm = aman_mem_new(mem, model->n_sections, sizeof *c.gone_at_alarm);
    c.zone_area_m2 = aman_mem_new(mem, model->n_zones, sizeof *c.zone_area_m2);
    c.waits = aman_mem_new(mem, model->n_banks, sizeof *c.waits);
    enum aman_err err = aman_crowd_measure_create(world, ground->cell_m, model, mem, &c.measure);
    if (err == AMAN_OK &&
        !(c.minute_sum && c.minute_touched && c.to_evacuate && c.gone_at_alarm && c.waits && c.zone_area_m2))
        err = AMAN_ERR_MEMORY;
    if (err != AMAN_OK) {
        aman_collector_release(&c);
        return err;
    }
    for (size_t i = 0; i < model->n_zones; i++)
        c.zone_area_m2[i] = aman_crowd_measure_zone_area_m2(c.measure, i);
    *out = c;
    return AMAN_OK;
}

static void close_measure(struct aman_collector *c)
{
    if (c->measure) aman_crowd_measure_destroy(c->measure);
    c->measure = NULL;
    aman_mem_free(c->mem, c->minute_sum, c->ground->n_cells, sizeof *c->minute_sum);
    aman_mem_free(c->mem, c->minute_touched, c->ground->n_cells, sizeof *c->minute_touched);
    c->minute_sum = NULL;
    c->minute_touched = NULL;
}

void aman_collector_release(struct aman_collector *c)
{
    if (!c->mem) return;
    const struct aman_crowd_model *model = &c->variant->model;
    close_measure(c);
    for (size_t i = 0; i < c->n_minutes; i++)
        aman_mem_free(c->mem, c->minutes[i].cells, c->minutes[i].capacity, sizeof *c->minutes[i].cells);
    aman_mem_free(c->mem, c->minutes, c->minutes_capacity, sizeof *c->minutes);
    aman_mem_free(c->mem, c->rows, c->rows_capacity, c->n_columns * sizeof *c->rows);
    aman_mem_free(c->mem, c->fields, c->fields_capacity, (model->n_zones + 1) * sizeof *c->fields);
    aman_mem_free(c->mem, c->to_evacuate, model->n_sections, sizeof *c->to_evacuate);
    aman_mem_free(c->mem, c->gone_at_alarm, model->n_sections, sizeof *c->gone_at_alarm);
    aman_mem_free(c->mem, c->zone_area_m2, model->n_zones, sizeof *c->zone_area_m2);
    aman_mem_free(c->mem, c->waits, model->n_banks, sizeof *c->waits);
    *c = (struct aman_collector){0};
}

/* data with room for one more element after n, or NULL when memory is out: data is as it was then. */
static void *with_room(const struct aman_mem *mem, void *data, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity) return data;
    size_t more = *capacity ? *capacity * 2 : 256;
    void *fresh = aman_mem_grow(mem, data, *capacity, more, size);
    if (fresh) *capacity = more;
    return fresh;
}

static void write_row(struct aman_collector *c, const struct aman_crowd_sim *sim,
                      const struct aman_crowd_view *view, uint32_t *row)
{
    const struct aman_crowd_model *model = &c->variant->model;
    struct aman_crowd_totals totals = aman_crowd_sim_totals(sim);
    const struct aman_crowd_bank_count *banks = aman_crowd_sim_banks(sim);
    const struct aman_crowd_section_count *sections = aman_crowd_sim_sections(sim);
    row[AMAN_COLUMN_ON_GROUND] = totals.walking + totals.in_row;
    row[AMAN_COLUMN_SEATED] = totals.seated;
    row[AMAN_COLUMN_GONE] = totals.gone;
    row[AMAN_COLUMN_HELD] = totals.held_at_source;
    row += AMAN_COLUMN_FIRST_BANK;
    for (size_t i = 0; i < model->n_banks; i++, row += 3) {
        row[0] = banks[i].arrived;
        row[1] = banks[i].served;
        row[2] = banks[i].waiting;
    }
    for (size_t i = 0; i < model->n_sections; i++, row += 4) {
        row[0] = sections[i].seated;
        row[1] = sections[i].released;
        row[2] = sections[i].out;
        row[3] = sections[i].gone;
    }
    aman_crowd_measure_zones(c->measure, view, row);
}

static enum aman_err sample_row(struct aman_collector *c, const struct aman_crowd_sim *sim,
                                const struct aman_crowd_view *view)
{
    uint32_t *rows = with_room(c->mem, c->rows, c->n_rows, &c->rows_capacity, c->n_columns * sizeof *c->rows);
    if (!rows) return AMAN_ERR_MEMORY;
    c->rows = rows;
    write_row(c, sim, view, c->rows + c->n_rows * c->n_columns);
    c->n_rows++;
    return AMAN_OK;
}

static void see_cell(struct aman_collector *c, struct aman_field_entry *row, uint32_t cell, float density,
                     float pressure, float t_s)
{
    struct aman_field_entry *all = &row[c->variant->model.n_zones];
    if (density > all->peak_per_m2) {
        all->peak_per_m2 = density;
        all->peak_cell = cell;
    }
    if (density > c->peak_per_m2[cell]) {
        c->peak_per_m2[cell] = density;
        c->peak_t_s[cell] = t_s;
    }
    if (c->minute_sum[cell] == 0.0f && density > 0.0f) c->minute_touched[c->n_touched++] = cell;
    c->minute_sum[cell] += density;
    if (density < AMAN_RUN_DENSE_PER_M2) return;
    c->peak_pressure_per_s2[cell] = fmaxf(c->peak_pressure_per_s2[cell], pressure);
    uint16_t zone = c->ground->zone_of[cell];
    if (zone == UINT16_MAX || pressure <= row[zone].pressure_per_s2) return;
    row[zone].pressure_per_s2 = pressure;
    row[zone].pressure_cell = cell;
}

static enum aman_err sample_fields(struct aman_collector *c, const struct aman_crowd_view *view, double t_s)
{
    size_t n_zones = c->variant->model.n_zones;
    size_t row_bytes = (n_zones + 1) * sizeof *c->fields;
    struct aman_field_entry *rows = with_room(c->mem, c->fields, c->n_fields, &c->fields_capacity, row_bytes);
    if (!rows) return AMAN_ERR_MEMORY;
    c->fields = rows;
    struct aman_field_entry *row = c->fields + c->n_fields * (n_zones + 1);
    struct aman_crowd_fields fields = aman_crowd_measure_fields(c->measure, view);
    for (size_t i = 0; i < n_zones; i++)
        row[i] = (struct aman_field_entry){fields.zone_peak_per_m2[i], fields.zone_mean_per_m2[i], 0.0f,
                                           fields.zone_peak_cell[i], 0};
    row[n_zones] = (struct aman_field_entry){0};
    for (size_t i = 0; i < fields.n_touched; i++) {
        uint32_t cell = fields.touched[i];
        see_cell(c, row, cell, fields.density_per_m2[cell], fields.pressure_per_s2[cell], (float)t_s);
    }
    c->n_fields++;
    c->n_minute_samples++;
    return AMAN_OK;
}

static int by_cell(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The least mean density that is kept, and how many cells have it. */
static float minute_threshold(const struct aman_collector *c, size_t *kept)
{
    float least = minute_least_per_m2;
    for (;; least *= 1.25f) {
        *kept = 0;
        for (size_t i = 0; i < c->n_touched; i++)
            *kept += c->minute_sum[c->minute_touched[i]] >= least * (float)c->n_minute_samples;
        if (*kept <= c->minute_cells_max) return least;
    }
}

static enum aman_err end_minute(struct aman_collector *c, double t_s)
{
    if (c->n_minute_samples == 0) return AMAN_OK;
    struct aman_minute_cells *minutes =
        with_room(c->mem, c->minutes, c->n_minutes, &c->minutes_capacity, sizeof *c->minutes);
    if (!minutes) return AMAN_ERR_MEMORY;
    c->minutes = minutes;
    size_t kept, n = 0;
    float least = minute_threshold(c, &kept), samples = (float)c->n_minute_samples;
    struct aman_run_cell *cells = aman_mem_new(c->mem, kept, sizeof *cells);
    if (!cells) return AMAN_ERR_MEMORY;
    qsort(c->minute_touched, c->n_touched, sizeof *c->minute_touched, by_cell);
    for (size_t i = 0; i < c->n_touched; i++) {
        uint32_t cell = c->minute_touched[i];
        if (c->minute_sum[cell] >= least * samples)
            cells[n++] = (struct aman_run_cell){cell, c->minute_sum[cell] / samples};
        c->minute_sum[cell] = 0.0f;
    }
    c->minutes[c->n_minutes++] = (struct aman_minute_cells){t_s, cells, n, kept};
    c->n_touched = c->n_minute_samples = 0;
    return AMAN_OK;
}

static bool present(uint8_t state)
{
    return state == AMAN_CROWD_WALKING || state == AMAN_CROWD_IN_ROW || state == AMAN_CROWD_SEATED;
}

static void see_alarm(struct aman_collector *c, struct aman_crowd_sim *sim)
{
    const struct aman_crowd_model *model = &c->variant->model;
    const uint8_t *states = aman_crowd_sim_states(sim);
    const struct aman_crowd_section_count *sections = aman_crowd_sim_sections(sim);
    for (size_t p = 0; p < model->people.n; p++) {
        uint16_t section = model->people.section[p];
        if (c->variant->evacuated[section] && present(states[p])) c->to_evacuate[section]++;
    }
    for (size_t i = 0; i < model->n_sections; i++) c->gone_at_alarm[i] = sections[i].gone;
    c->alarm_seen = true;
}

static size_t still_present(const struct aman_collector *c, struct aman_crowd_sim *sim)
{
    const struct aman_crowd_people *people = &c->variant->model.people;
    const uint8_t *states = aman_crowd_sim_states(sim);
    size_t n = 0;
    for (size_t p = 0; p < people->n; p++)
        n += present(states[p]) && (!c->variant->evacuated || c->variant->evacuated[people->section[p]]);
    return n;
}

bool aman_collector_evacuated(const struct aman_collector *c, struct aman_crowd_sim *sim)
{
    return c->alarm_seen && still_present(c, sim) == 0;
}

enum aman_err aman_collector_sample(struct aman_collector *c, struct aman_crowd_sim *sim)
{
    struct aman_crowd_view view = aman_crowd_sim_view(sim);
    size_t second = c->n_rows;
    double t_s = c->begin_s + (double)second;
    enum aman_err err = AMAN_OK;
    if (second > 0 && fmod(t_s, 60.0) == 0.0) err = end_minute(c, t_s - 60.0);
    if (err == AMAN_OK) err = sample_row(c, sim, &view);
    if (err == AMAN_OK && second % AMAN_RUN_FIELD_S == 0) err = sample_fields(c, &view, t_s);
    if (c->variant->evacuated && !c->alarm_seen && t_s >= c->variant->alarm_s) see_alarm(c, sim);
    return err;
}

static int by_wait(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The 95th percentile is the smallest wait that at least 95 % do not exceed. */
static enum aman_err sum_up_waits(struct aman_collector *c, struct aman_crowd_sim *sim)
{
    const struct aman_crowd_bank_count *banks = aman_crowd_sim_banks(sim);
    for (size_t i = 0; i < c->variant->model.n_banks; i++) {
        size_t n = banks[i].served;
        if (n == 0) continue;
        float *sorted = aman_mem_new(c->mem, n, sizeof *sorted);
        if (!sorted) return AMAN_ERR_MEMORY;
        memcpy(sorted, aman_crowd_sim_waits(sim, i), n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_wait);
        c->waits[i] = (struct aman_bank_waits){banks[i].wait_sum_s / (double)n,
                                               sorted[(size_t)ceil(0.95 * (double)n) - 1], sorted[n - 1]};
        aman_mem_free(c->mem, sorted, n, sizeof *sorted);
    }
    return AMAN_OK;
}

enum aman_err aman_collector_close(struct aman_collector *c, struct aman_crowd_sim *sim)
{
    double last_s = c->begin_s + (double)c->n_rows - 1.0;
    struct aman_crowd_totals totals = aman_crowd_sim_totals(sim);
    enum aman_err err = end_minute(c, floor(last_s / 60.0) * 60.0);
    if (err == AMAN_OK) err = sum_up_waits(c, sim);
    c->finished = aman_crowd_sim_finished(sim);
    c->turned_back = totals.turned_back;
    c->stranded = (uint32_t)still_present(c, sim) + (c->variant->evacuated ? 0 : totals.held_at_source);
    c->hash = aman_crowd_sim_hash(sim);
    c->agent_steps = totals.agent_steps;
    close_measure(c);
    return err;
}
