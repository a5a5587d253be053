/* Everyone of a scenario: how fast, where to, where from, when. A draw is a function of seed, person and
 * purpose. */
#include "apps/crowd_run.h"
#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Purposes, apart from those of the engine and of tries; 4 << 24 are places. */
enum draw { DRAW_SPEED = 1 << 24, DRAW_DESTINATION = 2 << 24, DRAW_WAIT = 3 << 24 };

struct people { /* what the engine gets, still writable */
    float *arrive_s, *speed_m_per_s, *radius_m, *zero, *never, *enter_x, *enter_y, *start_s;
    uint16_t *source, *sink, *access, *no_seat, *section;
    int8_t *level;
};

/* ---- one person ---- */

static double draw_speed(const struct aman_crowd_run *run, const struct aman_scenario_source *source,
                         size_t person)
{
    enum { TRIES = 100 };
    double speed = source->speed_m_per_s;
    for (uint64_t t = 0; t < TRIES; t++) {
        speed = source->speed_m_per_s +
                source->speed_sd_m_per_s * aman_rng_normal(run->seed, person, DRAW_SPEED + t);
        if (speed >= source->speed_least_m_per_s && speed <= source->speed_most_m_per_s) return speed;
    }
    return fmin(fmax(speed, source->speed_least_m_per_s), source->speed_most_m_per_s);
}

static int draw_destination(const struct aman_crowd_run *run, const struct aman_scenario_source *source,
                            size_t person)
{
    double left = aman_rng_uniform(run->seed, person, DRAW_DESTINATION);
    for (size_t i = 0; i + 1 < source->n_shares; i++) {
        if (left < source->shares[i].share) return source->shares[i].destination;
        left -= source->shares[i].share;
    }
    return source->shares[source->n_shares - 1].destination;
}

static double draw_wait_s(const struct aman_crowd_run *run, const struct aman_scenario_source *source,
                          size_t person)
{
    if (!isnan(source->wait_mean_s))
        return fmax(0.0,
                    source->wait_mean_s + source->wait_sd_s * aman_rng_normal(run->seed, person, DRAW_WAIT));
    return source->wait_least_s +
           (source->wait_most_s - source->wait_least_s) * aman_rng_uniform(run->seed, person, DRAW_WAIT);
}

static double given(double own, double otherwise)
{
    return isnan(own) ? otherwise : own;
}

static void add_person(struct aman_crowd_run *run, const struct people *people, size_t s, size_t i,
                       size_t person)
{
    const struct aman_scenario_source *source = &run->scenario->sources[s];
    const struct aman_scenario_entry *entry = source->n_entries ? &source->entries[i] : NULL;
    double arrive_s = entry ? entry->time_s : source->from_s + source->gap_s * (double)i;
    double start_s = arrive_s + draw_wait_s(run, source, person);
    int destination =
        entry && entry->destination >= 0 ? entry->destination : draw_destination(run, source, person);
    people->arrive_s[person] = (float)arrive_s;
    people->start_s[person] = (float)(entry ? given(entry->start_s, start_s) : start_s);
    people->speed_m_per_s[person] =
        (float)(entry ? given(entry->speed_m_per_s, draw_speed(run, source, person))
                      : draw_speed(run, source, person));
    people->radius_m[person] = (float)(entry ? given(entry->radius_m, source->radius_m) : source->radius_m);
    people->sink[person] = (uint16_t)destination;
    people->source[person] = people->access[person] = (uint16_t)s;
    people->level[person] = (int8_t)source->level;
    people->no_seat[person] = 0xFFFF;
    people->never[person] = INFINITY;
    people->enter_x[person] = entry ? (float)entry->at.x : NAN;
    people->enter_y[person] = entry ? (float)entry->at.y : NAN;
    run->ids[person] = entry ? entry->id : "";
}

/* ---- everyone ---- */

static bool make_arrays(struct aman_crowd_run *run, struct people *p)
{
    size_t n = run->scenario->n_people;
    float **floats[] = {&p->arrive_s, &p->speed_m_per_s, &p->radius_m, &p->zero,
                        &p->never,    &p->enter_x,       &p->enter_y,  &p->start_s};
    uint16_t **indices[] = {&p->source, &p->sink, &p->access, &p->no_seat, &p->section};
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++)
        if (!(*floats[i] = aman_crowd_run_new(run, n, sizeof(float)))) return false;
    for (size_t i = 0; i < sizeof indices / sizeof *indices; i++)
        if (!(*indices[i] = aman_crowd_run_new(run, n, sizeof(uint16_t)))) return false;
    p->level = aman_crowd_run_new(run, n, sizeof *p->level);
    run->ids = aman_crowd_run_new(run, n, sizeof *run->ids);
    run->model.people = (struct aman_crowd_people){.n = n,
                                                   .arrive_s = p->arrive_s,
                                                   .source = p->source,
                                                   .sink = p->sink,
                                                   .speed_m_per_s = p->speed_m_per_s,
                                                   .radius_m = p->radius_m,
                                                   .access = p->access,
                                                   .seat_target = p->no_seat,
                                                   .seat_level = p->level,
                                                   .seat_x = p->zero,
                                                   .seat_y = p->zero,
                                                   .access_x = p->zero,
                                                   .access_y = p->zero,
                                                   .section = p->section,
                                                   .leave_s = p->never,
                                                   .react_s = p->zero,
                                                   .enter_x = p->enter_x,
                                                   .enter_y = p->enter_y,
                                                   .start_s = p->start_s};
    return p->level && run->ids;
}

enum aman_err aman_crowd_run_people(struct aman_crowd_run *run)
{
    struct people people;
    if (!make_arrays(run, &people)) return AMAN_ERR_MEMORY;
    run->enter_x = people.enter_x;
    run->enter_y = people.enter_y;
    size_t person = 0;
    for (size_t s = 0; s < run->scenario->n_sources; s++)
        for (size_t i = 0; i < run->scenario->sources[s].number; i++)
            add_person(run, &people, s, i, person++);
    return AMAN_OK;
}

/* ---- on the ground ---- */

/* Where the engine looks for people who have exact places: a square that holds the first of them. */
static const struct aman_area *square_around(struct aman_crowd_run *run, struct aman_point p)
{
    struct aman_area *area = aman_crowd_run_new(run, 1, sizeof *area);
    struct aman_ring *ring = aman_crowd_run_new(run, 1, sizeof *ring);
    struct aman_point *points = aman_crowd_run_new(run, 4, sizeof *points);
    if (!area || !ring || !points) return NULL;
    const double half = 2.0 * run->cell_m;
    points[0] = (struct aman_point){p.x - half, p.y - half};
    points[1] = (struct aman_point){p.x + half, p.y - half};
    points[2] = (struct aman_point){p.x + half, p.y + half};
    points[3] = (struct aman_point){p.x - half, p.y + half};
    *ring = (struct aman_ring){points, 4};
    *area = (struct aman_area){ring, 1};
    return area;
}

static void look_at_ways(struct aman_crowd_run *run, size_t s, size_t first)
{
    const struct aman_crowd_people *people = &run->model.people;
    size_t errors = run->diags->n_errors;
    if (isnan(people->enter_x[first])) {
        aman_crowd_run_ways(run, s, NULL, -1);
        return;
    }
    for (size_t i = first; i < first + run->scenario->sources[s].number && run->diags->n_errors < errors + 20;
         i++) {
        struct aman_point at = {(double)people->enter_x[i], (double)people->enter_y[i]};
        aman_crowd_run_ways(run, s, &at, people->sink[i]);
    }
}

static enum aman_err open_source(struct aman_crowd_run *run, struct aman_crowd_source *out, size_t s,
                                 size_t first)
{
    const struct aman_scenario_source *source = &run->scenario->sources[s];
    size_t errors = run->diags->n_errors;
    enum aman_err err = AMAN_OK;
    *out = (struct aman_crowd_source){source->level, &source->area};
    if (source->n_entries)
        out->area = square_around(run, source->entries[0].at);
    else if (source->gap_s == 0.0)
        err = aman_crowd_run_places(run, source, first);
    if (!out->area) err = AMAN_ERR_MEMORY;
    if (err == AMAN_OK && run->diags->n_errors == errors) look_at_ways(run, s, first);
    return err;
}

enum aman_err aman_crowd_run_sources(struct aman_crowd_run *run)
{
    size_t n = run->scenario->n_sources, first = 0;
    struct aman_crowd_source *sources = aman_crowd_run_new(run, n, sizeof *sources);
    if (!sources) return AMAN_ERR_MEMORY;
    run->model.sources = sources;
    run->model.n_sources = n;
    for (size_t s = 0; s < n; first += run->scenario->sources[s++].number) {
        enum aman_err err = open_source(run, &sources[s], s, first);
        if (err != AMAN_OK) return err;
    }
    return AMAN_OK;
}
