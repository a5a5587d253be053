#include "check/collect.h"

#include <math.h>
#include <string.h>

enum { QUARTER_S = 900 };

static uint32_t cell_of(const struct aman_collector *c, size_t second, size_t column)
{
    return c->rows[second * c->n_columns + column];
}

static uint32_t *column_copy(const struct aman_collector *c, size_t column, struct aman_arena *arena)
{
    uint32_t *copy = aman_arena_new(arena, c->n_rows, sizeof *copy);
    for (size_t i = 0; copy && i < c->n_rows; i++) copy[i] = cell_of(c, i, column);
    return copy;
}

/* First second in which a series reaches `value`; n if never. */
static size_t first_at(const uint32_t *series, size_t n, double value)
{
    size_t i = 0;
    while (i < n && (double)series[i] < value) i++;
    return i;
}

static double clock_at(const struct aman_collector *c, size_t second)
{
    return second < c->n_rows ? c->begin_s + (double)second : NAN;
}

/* ---- banks ---- */

static double busy_share(const struct aman_collector *c, const struct aman_plan_checkpoint *checkpoint,
                         const struct aman_run_bank *bank)
{
    uint32_t before = bank->served[0], served = bank->served[c->n_rows - 1] - before;
    if (served < 2) return 0.0;
    size_t first = first_at(bank->served, c->n_rows, before + 1.0);
    size_t last = first_at(bank->served, c->n_rows, before + (double)served);
    double lane_s = (double)(last - first + 1) * checkpoint->lanes;
    return fmin(1.0, served * checkpoint->service_s / lane_s);
}

static void sum_up_bank(const struct aman_collector *c, struct aman_run_bank *bank)
{
    for (size_t i = 0; i < c->n_rows; i++) {
        size_t from = i > QUARTER_S ? i - QUARTER_S : 0;
        bank->peak_served_per_h = fmax(bank->peak_served_per_h, 4.0 * (bank->served[i] - bank->served[from]));
        if (bank->waiting[i] > bank->peak_waiting) {
            bank->peak_waiting = bank->waiting[i];
            bank->peak_waiting_t_s = clock_at(c, i);
        }
    }
}

static enum aman_err pack_banks(const struct aman_collector *c, struct aman_arena *arena,
                                struct aman_run *run)
{
    const struct aman_plan *plan = c->scenario->plan;
    run->n_banks = c->variant->model.n_banks;
    run->banks = aman_arena_new(arena, run->n_banks, sizeof *run->banks);
    if (!run->banks) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < run->n_banks; i++) {
        struct aman_run_bank *bank = &run->banks[i];
        size_t column = AMAN_COLUMN_FIRST_BANK + 3 * i;
        *bank = (struct aman_run_bank){.checkpoint = (int)i,
                                       .wait_mean_s = c->waits[i].mean_s,
                                       .wait_p95_s = c->waits[i].p95_s,
                                       .wait_max_s = c->waits[i].max_s,
                                       .peak_waiting_t_s = NAN};
        bank->arrived = column_copy(c, column, arena);
        bank->served = column_copy(c, column + 1, arena);
        bank->waiting = column_copy(c, column + 2, arena);
        if (!bank->arrived || !bank->served || !bank->waiting) return AMAN_ERR_MEMORY;
        sum_up_bank(c, bank);
        bank->busy_share = busy_share(c, &plan->checkpoints[i], bank);
    }
    return AMAN_OK;
}

/* ---- sections ---- */

/* The longest from the k-th getting up to the k-th out, k from 5 % to 95 % of all who got up. People are
 * taken in order, as in a queue; those who have not got out by the end count as if they did then. */
static void longest_way_out(const struct aman_collector *c, struct aman_run_section *section,
                            uint32_t released)
{
    size_t j = 0;
    for (size_t i = 0; i < c->n_rows; i++) {
        uint32_t k = section->released[i];
        if (k < 0.05 * released || k > 0.95 * released) continue;
        while (j < c->n_rows && section->out[j] < k) j++;
        double took_s = j > i ? (double)(j - i) : 0.0;
        if (!(took_s > section->exit_s) && !isnan(section->exit_s)) continue;
        section->exit_s = took_s;
        section->exit_t_s = clock_at(c, i);
    }
}

static void sum_up_emptying(const struct aman_collector *c, struct aman_run_section *section)
{
    size_t n = c->n_rows;
    double released = section->released[n - 1];
    if (released < 1.0) return;
    section->first_out_t_s = clock_at(c, first_at(section->out, n, 1.0));
    section->emptied_t_s = clock_at(c, first_at(section->out, n, ceil(0.99 * released)));
    section->empty_s = clock_at(c, first_at(section->out, n, ceil(0.95 * released))) -
                       clock_at(c, first_at(section->released, n, ceil(0.05 * released)));
    longest_way_out(c, section, (uint32_t)released);
}

static void sum_up_evacuation(const struct aman_collector *c, size_t i, struct aman_run_section *section)
{
    if (!c->alarm_seen || c->to_evacuate[i] == 0) return;
    section->to_evacuate = c->to_evacuate[i];
    double safe = c->gone_at_alarm[i] + ceil(0.99 * c->to_evacuate[i]);
    section->evacuated_s = clock_at(c, first_at(section->gone, c->n_rows, safe)) - c->variant->alarm_s;
}

static enum aman_err pack_sections(const struct aman_collector *c, struct aman_arena *arena,
                                   struct aman_run *run)
{
    run->n_sections = c->scenario->plan->n_sections;
    run->sections = aman_arena_new(arena, run->n_sections, sizeof *run->sections);
    if (!run->sections) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < run->n_sections; i++) {
        struct aman_run_section *section = &run->sections[i];
        size_t column = AMAN_COLUMN_FIRST_BANK + 3 * run->n_banks + 4 * i;
        *section = (struct aman_run_section){.section = (int)i,
                                             .people = c->scenario->section_people[i],
                                             .filled_t_s = NAN,
                                             .first_out_t_s = NAN,
                                             .emptied_t_s = NAN,
                                             .empty_s = NAN,
                                             .exit_s = NAN,
                                             .exit_t_s = NAN,
                                             .evacuated_s = NAN};
        section->seated = column_copy(c, column, arena);
        section->released = column_copy(c, column + 1, arena);
        section->out = column_copy(c, column + 2, arena);
        section->gone = column_copy(c, column + 3, arena);
        if (!section->seated || !section->released || !section->out || !section->gone) return AMAN_ERR_MEMORY;
        if (section->people > 0)
            section->filled_t_s =
                clock_at(c, first_at(section->seated, c->n_rows, ceil(0.99 * section->people)));
        sum_up_emptying(c, section);
        sum_up_evacuation(c, i, section);
    }
    return AMAN_OK;
}

/* ---- zones ---- */

enum field_measure { FIELD_PEAK, FIELD_MEAN, FIELD_PRESSURE };

static const struct aman_field_entry *field_at(const struct aman_collector *c, size_t sample, size_t zone)
{
    return &c->fields[sample * (c->variant->model.n_zones + 1) + zone];
}

static float field_value(const struct aman_field_entry *entry, enum field_measure measure)
{
    return measure == FIELD_PEAK   ? entry->peak_per_m2
           : measure == FIELD_MEAN ? entry->mean_per_m2
                                   : entry->pressure_per_s2;
}

/* The greatest level that a measure keeps for `lasting_s`, and the sample at which it is at that level. */
static float lasting(const struct aman_collector *c, size_t zone, enum field_measure measure,
                     double lasting_s, size_t *sample)
{
    size_t window = (size_t)ceil(lasting_s / AMAN_RUN_FIELD_S) + 1;
    float best = 0.0f;
    *sample = 0;
    for (size_t i = 0; i + window <= c->n_fields; i++) {
        size_t least = i;
        for (size_t k = i + 1; k < i + window; k++)
            if (field_value(field_at(c, k, zone), measure) < field_value(field_at(c, least, zone), measure))
                least = k;
        float level = field_value(field_at(c, least, zone), measure);
        if (level <= best) continue;
        best = level;
        *sample = least;
    }
    return best;
}

static double field_clock(const struct aman_collector *c, size_t sample)
{
    return c->begin_s + (double)(sample * AMAN_RUN_FIELD_S);
}

static void sum_up_zone(const struct aman_collector *c, size_t i, struct aman_run_zone *zone)
{
    size_t sample;
    int level;
    zone->sustained_per_m2 =
        lasting(c, i, FIELD_PEAK, c->scenario->plan->limits[AMAN_LIMIT_SUSTAINED_S].value, &sample);
    zone->sustained_t_s = field_clock(c, sample);
    zone->sustained_at = aman_ground_at(c->ground, field_at(c, sample, i)->peak_cell, &level);
    zone->pressure_per_s2 = lasting(c, i, FIELD_PRESSURE, AMAN_RUN_BRIEF_S, &sample);
    zone->pressure_t_s = field_clock(c, sample);
    zone->pressure_at = aman_ground_at(c->ground, field_at(c, sample, i)->pressure_cell, &level);
    for (size_t k = 0; k < c->n_fields; k++) {
        zone->peak_per_m2[k] = field_at(c, k, i)->peak_per_m2;
        zone->mean_peak_per_m2 = fmaxf(zone->mean_peak_per_m2, field_at(c, k, i)->mean_per_m2);
    }
}

static enum aman_err pack_zones(const struct aman_collector *c, struct aman_arena *arena,
                                struct aman_run *run)
{
    size_t first = AMAN_COLUMN_FIRST_BANK + 3 * run->n_banks + 4 * c->variant->model.n_sections;
    run->n_zones = c->variant->model.n_zones;
    run->zones = aman_arena_new(arena, run->n_zones, sizeof *run->zones);
    if (!run->zones) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < run->n_zones; i++) {
        struct aman_run_zone *zone = &run->zones[i];
        *zone = (struct aman_run_zone){.zone = (int)i, .area_m2 = c->zone_area_m2[i]};
        zone->count = aman_arena_new(arena, c->n_rows, sizeof *zone->count);
        zone->peak_per_m2 = aman_arena_new(arena, c->n_fields, sizeof *zone->peak_per_m2);
        if (!zone->count || !zone->peak_per_m2) return AMAN_ERR_MEMORY;
        for (size_t k = 0; k < c->n_rows; k++) {
            uint32_t count = cell_of(c, k, first + i);
            zone->count[k] = (uint16_t)(count < UINT16_MAX ? count : UINT16_MAX);
        }
        sum_up_zone(c, i, zone);
    }
    return AMAN_OK;
}

static void pack_danger(const struct aman_collector *c, struct aman_run *run)
{
    size_t sample, all = run->n_zones;
    run->danger.density_per_m2 = lasting(c, all, FIELD_PEAK, AMAN_RUN_BRIEF_S, &sample);
    run->danger.t_s = field_clock(c, sample);
    run->danger.at = aman_ground_at(c->ground, field_at(c, sample, all)->peak_cell, &run->danger.level);
}

/* ---- the whole ---- */

static enum aman_err pack_minutes(const struct aman_collector *c, struct aman_arena *arena,
                                  struct aman_run *run)
{
    run->n_minutes = c->n_minutes;
    run->minutes = aman_arena_new(arena, c->n_minutes, sizeof *run->minutes);
    if (!run->minutes) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < c->n_minutes; i++) {
        const struct aman_minute_cells *minute = &c->minutes[i];
        struct aman_run_cell *cells = aman_arena_new(arena, minute->n, sizeof *cells);
        if (!cells) return AMAN_ERR_MEMORY;
        if (minute->n > 0) memcpy(cells, minute->cells, minute->n * sizeof *cells);
        run->minutes[i] = (struct aman_run_minute){minute->t_s, cells, minute->n};
    }
    return AMAN_OK;
}

static void sum_up_held(const struct aman_collector *c, struct aman_run *run)
{
    size_t window = (size_t)ceil(c->scenario->plan->limits[AMAN_LIMIT_SUSTAINED_S].value) + 1;
    size_t since = 0; /* first second of the present spell with somebody held */
    run->held_t_s = NAN;
    for (size_t i = 0; i < c->n_rows; i++) {
        uint32_t held = run->held_at_source[i];
        run->held_peak = held > run->held_peak ? held : run->held_peak;
        if (held == 0) since = i + 1;
        if (held <= run->held_sustained || i + 1 < since + window) continue;
        uint32_t least = held;
        for (size_t k = i + 1 - window; k < i; k++)
            least = run->held_at_source[k] < least ? run->held_at_source[k] : least;
        if (least <= run->held_sustained) continue;
        run->held_sustained = least;
        run->held_t_s = clock_at(c, i);
    }
}

static enum aman_err pack_totals(const struct aman_collector *c, struct aman_arena *arena,
                                 struct aman_run *run)
{
    run->on_ground = column_copy(c, AMAN_COLUMN_ON_GROUND, arena);
    run->seated = column_copy(c, AMAN_COLUMN_SEATED, arena);
    run->gone = column_copy(c, AMAN_COLUMN_GONE, arena);
    run->held_at_source = column_copy(c, AMAN_COLUMN_HELD, arena);
    if (!run->on_ground || !run->seated || !run->gone || !run->held_at_source) return AMAN_ERR_MEMORY;
    sum_up_held(c, run);
    return AMAN_OK;
}

static void pack_facts(const struct aman_collector *c, struct aman_run *run)
{
    run->contingency = c->variant->contingency;
    run->begin_s = c->begin_s;
    run->n_seconds = c->n_rows;
    run->end_s = c->begin_s + (double)c->n_rows - 1.0;
    run->kick_off_s = c->variant->kick_off_s;
    run->full_time_s = c->variant->full_time_s;
    run->egress_opens_s = c->variant->egress_opens_s;
    run->alarm_s = c->variant->alarm_s;
    run->evacuation = c->variant->evacuated != NULL;
    run->cleared_t_s = c->finished ? run->end_s : NAN;
    run->n_people = (uint32_t)c->variant->model.people.n;
    run->turned_back = c->turned_back;
    run->stranded = c->stranded;
    run->hash = c->hash;
    run->agent_steps = c->agent_steps;
}

enum aman_err aman_run_pack(const struct aman_collector *c, struct aman_arena *arena, struct aman_run *run)
{
    pack_facts(c, run);
    enum aman_err err = pack_totals(c, arena, run);
    if (err == AMAN_OK) err = pack_banks(c, arena, run);
    if (err == AMAN_OK) err = pack_sections(c, arena, run);
    if (err == AMAN_OK) err = pack_zones(c, arena, run);
    if (err == AMAN_OK) err = pack_minutes(c, arena, run);
    if (err == AMAN_OK) pack_danger(c, run);
    return err;
}
