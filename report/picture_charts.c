#include "report/draw_chart.h"
#include "report/naming.h"
#include "report/picture_draw.h"

#include <math.h>

/* A series of one value a second that starts at begin_s. */
struct series {
    const uint32_t *values;
    size_t n;
    double begin_s;
};

static const struct aman_run *run_of(const struct aman_picture_job *job)
{
    return &job->pictures->verdict->runs[job->picture->run];
}

static const char *word(const struct aman_picture_job *job, const char *key)
{
    return aman_word(job->pictures->lang, key);
}

/* Spreads AMAN_CHART_SAMPLES moments over [t0, t1]. */
static void span_curve(struct aman_curve *curve, double t0_s, double t1_s)
{
    curve->t0_s = t0_s;
    curve->n = AMAN_CHART_SAMPLES;
    curve->dt_s = (t1_s - t0_s) / (AMAN_CHART_SAMPLES - 1);
}

static size_t index_at(const struct series *s, double t_s)
{
    double i = floor(t_s - s->begin_s + 0.5);
    return i < 0 ? SIZE_MAX : (size_t)i;
}

/* The value at each sample; none before the series starts or after it ends. */
static void sample(struct aman_curve *curve, struct series s)
{
    for (int i = 0; i < curve->n; i++) {
        size_t at = index_at(&s, curve->t0_s + i * curve->dt_s);
        curve->values[i] = at < s.n ? s.values[at] : NAN;
    }
}

/* Persons an hour over the `window_s` before each sample, of a cumulative series. */
static void sample_rate(struct aman_curve *curve, struct series s, double window_s)
{
    for (int i = 0; i < curve->n; i++) {
        double t = curve->t0_s + i * curve->dt_s;
        size_t at = index_at(&s, t), before = index_at(&s, t - window_s);
        curve->values[i] = NAN;
        if (at < s.n && before < s.n) curve->values[i] = (s.values[at] - (double)s.values[before]) / window_s * 3600;
    }
}

static struct aman_mark moment(const struct aman_picture_job *job, double at, const char *key, struct aman_rgba colour)
{
    return (struct aman_mark){at, word(job, key), colour};
}

static void add_moments(struct aman_chart *chart, const struct aman_picture_job *job)
{
    const struct aman_run *run = run_of(job);
    chart->moments[chart->n_moments++] = moment(job, run->kick_off_s, "picture.kick_off", aman_ink);
    chart->moments[chart->n_moments++] = moment(job, run->full_time_s, "picture.full_time", aman_ink);
    if (isfinite(run->alarm_s)) chart->moments[chart->n_moments++] = moment(job, run->alarm_s, "picture.alarm", aman_alarm);
}

static double run_end(const struct aman_run *run)
{
    return run->begin_s + (run->n_seconds > 1 ? (double)(run->n_seconds - 1) : 1);
}

static struct series series_of(const struct aman_run *run, const uint32_t *values)
{
    return (struct series){values, run->n_seconds, run->begin_s};
}

void aman_picture_draw_day(struct aman_draw *draw, const void *what)
{
    const struct aman_picture_job *job = what;
    const struct aman_run *run = run_of(job);
    struct aman_curve curves[] = {
        {.name = word(job, "picture.on_ground"), .colour = aman_orange, .style = AMAN_CURVE_FILLED},
        {.name = word(job, "picture.in_place"), .colour = aman_blue},
        {.name = word(job, "picture.gone"), .colour = aman_good},
    };
    const uint32_t *values[] = {run->on_ground, run->seated, run->gone};
    for (int i = 0; i < 3; i++) {
        span_curve(&curves[i], run->begin_s, run_end(run));
        sample(&curves[i], series_of(run, values[i]));
    }
    struct aman_chart chart = {.title = "", .t0_s = run->begin_s, .t1_s = run_end(run), .unit = AMAN_UNIT_PERSONS,
                               .top = 10, .curves = curves, .n_curves = 3, .open_s = NAN, .closed_s = NAN,
                               .label_width = 130};
    add_moments(&chart, job);
    aman_draw_heading(draw, job->title, job->under);
    aman_chart_draw(draw, &chart, 0, 46, draw->width, draw->height - 50);
}

/* From a little before the first arrival (or opening) until all are served. */
static void span_of_bank(const struct aman_run *run, const struct aman_run_bank *bank,
                         const struct aman_plan_checkpoint *c, double *t0_s, double *t1_s)
{
    size_t first = 0, last = run->n_seconds > 0 ? run->n_seconds - 1 : 0;
    while (first < last && bank->arrived[first] == 0) first++;
    while (last > first && bank->waiting[last] == 0 && bank->served[last - 1] == bank->served[last]) last--;
    double from = run->begin_s + (double)first, to = run->begin_s + (double)last;
    if (isfinite(c->opens_s)) from = fmin(from, c->opens_s);
    *t0_s = fmax(run->begin_s, from - 600);
    *t1_s = fmin(run_end(run), to + 900);
    if (!(*t1_s > *t0_s + 60)) {
        *t0_s = run->begin_s;
        *t1_s = run_end(run);
    }
}

static void draw_bank_flow(struct aman_draw *draw, const struct aman_picture_job *job, const struct aman_run_bank *bank,
                           double t0_s, double t1_s, double y, double height)
{
    const struct aman_run *run = run_of(job);
    const struct aman_plan_checkpoint *c = &job->pictures->verdict->plan->checkpoints[bank->checkpoint];
    struct aman_curve curves[] = {
        {.name = word(job, "picture.arrivals"), .colour = aman_orange},
        {.name = word(job, "picture.served"), .colour = aman_blue},
    };
    const uint32_t *values[] = {bank->arrived, bank->served};
    for (int i = 0; i < 2; i++) {
        span_curve(&curves[i], t0_s, t1_s);
        sample_rate(&curves[i], series_of(run, values[i]), 300);
    }
    struct aman_chart chart = {.title = word(job, "picture.flow_axis"), .t0_s = t0_s, .t1_s = t1_s,
                               .unit = AMAN_UNIT_PERSONS_PER_H, .top = 60, .curves = curves, .n_curves = 2,
                               .open_s = c->opens_s, .closed_s = c->closes_s, .label_width = 120};
    double rate = c->service_s > 0 ? 3600 / c->service_s * c->lanes : NAN;
    if (c->kind == AMAN_CHECKPOINT_GATE)
        rate = fmin(rate, c->lanes * job->pictures->verdict->plan->limits[AMAN_LIMIT_TURNSTILE_PER_H].value);
    chart.levels[chart.n_levels++] = (struct aman_mark){rate, word(job, "picture.can_serve"), aman_ink_soft};
    add_moments(&chart, job);
    aman_chart_draw(draw, &chart, 0, y, draw->width, height);
}

void aman_picture_draw_bank(struct aman_draw *draw, const void *what)
{
    const struct aman_picture_job *job = what;
    const struct aman_run *run = run_of(job);
    const struct aman_run_bank *bank = &run->banks[job->picture->index];
    const struct aman_plan_checkpoint *c = &job->pictures->verdict->plan->checkpoints[bank->checkpoint];
    double t0_s, t1_s;
    span_of_bank(run, bank, c, &t0_s, &t1_s);
    aman_draw_heading(draw, job->title, job->under);
    draw_bank_flow(draw, job, bank, t0_s, t1_s, 56, 205);
    struct aman_curve waiting = {.name = word(job, "picture.waiting"), .colour = aman_alarm, .style = AMAN_CURVE_FILLED};
    span_curve(&waiting, t0_s, t1_s);
    sample(&waiting, series_of(run, bank->waiting));
    struct aman_chart chart = {.title = word(job, "picture.queue_axis"), .t0_s = t0_s, .t1_s = t1_s,
                               .unit = AMAN_UNIT_PERSONS, .top = 10, .curves = &waiting, .n_curves = 1,
                               .open_s = c->opens_s, .closed_s = c->closes_s, .label_width = 120};
    aman_chart_draw(draw, &chart, 0, 268, draw->width, 158);
}

static const struct aman_run_section *same_section_as_planned(const struct aman_picture_job *job, int section)
{
    const struct aman_run *day = &job->pictures->verdict->runs[0];
    if (job->picture->run == 0) return NULL;
    for (size_t i = 0; i < day->n_sections; i++)
        if (day->sections[i].section == section) return &day->sections[i];
    return NULL;
}

static void draw_filling(struct aman_draw *draw, const struct aman_picture_job *job, const struct aman_run_section *s,
                         double width)
{
    const struct aman_run *run = run_of(job), *day = &job->pictures->verdict->runs[0];
    const struct aman_run_section *planned = same_section_as_planned(job, s->section);
    double t0_s = planned ? fmin(day->begin_s, run->begin_s) : run->begin_s;
    double t1_s = fmin(run_end(run), fmax(run->kick_off_s + 2400, t0_s + 1800));
    struct aman_curve curves[2] = {
        {.name = word(job, "picture.in_place"), .colour = aman_blue, .style = AMAN_CURVE_FILLED},
        {.name = "", .colour = aman_ink_soft, .style = AMAN_CURVE_FAINT},
    };
    for (int i = 0; i < 2; i++) span_curve(&curves[i], t0_s, t1_s);
    sample(&curves[0], series_of(run, s->seated));
    if (planned) {
        sample(&curves[1], series_of(day, planned->seated));
        curves[1].name = word(job, "app.as_planned");
    }
    struct aman_chart chart = {.title = word(job, "picture.filling"), .t0_s = t0_s, .t1_s = t1_s,
                               .unit = AMAN_UNIT_PERSONS, .top = fmax(10, s->people), .curves = curves,
                               .n_curves = planned ? 2 : 1, .open_s = NAN, .closed_s = NAN, .label_width = 112};
    chart.levels[chart.n_levels++] = (struct aman_mark){s->people, word(job, "picture.tickets"), aman_ink_soft};
    chart.moments[chart.n_moments++] = moment(job, run->kick_off_s, "picture.kick_off", aman_ink);
    if (isfinite(s->filled_t_s)) chart.moments[chart.n_moments++] = moment(job, s->filled_t_s, "picture.filled", aman_good);
    if (isfinite(run->alarm_s)) chart.moments[chart.n_moments++] = moment(job, run->alarm_s, "picture.alarm", aman_alarm);
    aman_chart_draw(draw, &chart, 0, 58, width, draw->height - 62);
}

/* Those who got up, `limit_s` later: whoever got out left of this curve was in time. */
static void sample_deadline(struct aman_curve *curve, struct series released, double limit_s)
{
    released.begin_s += limit_s;
    sample(curve, released);
    for (int i = 0; i < curve->n; i++)
        if (curve->t0_s + i * curve->dt_s < released.begin_s) curve->values[i] = 0;
}

static void span_of_emptying(const struct aman_run *run, const struct aman_run_section *s, double *t0_s, double *t1_s)
{
    double start = run->egress_opens_s;
    if (s->to_evacuate > 0 && isfinite(run->alarm_s)) start = run->alarm_s;
    if (isfinite(s->first_out_t_s) && s->first_out_t_s < start) start = s->first_out_t_s;
    if (!isfinite(start)) start = run->begin_s;
    double end = isfinite(s->emptied_t_s) ? s->emptied_t_s + 300 : run_end(run);
    if (s->to_evacuate > 0 && isfinite(s->evacuated_s)) end = fmax(end, run->alarm_s + s->evacuated_s + 120);
    *t0_s = fmax(run->begin_s, start - 180);
    *t1_s = fmin(run_end(run), fmax(end, *t0_s + 1200));
    if (!(*t1_s > *t0_s + 60)) *t0_s = run->begin_s;
}

static void draw_emptying(struct aman_draw *draw, const struct aman_picture_job *job, const struct aman_run_section *s,
                          double x, double width)
{
    const struct aman_run *run = run_of(job);
    const struct aman_plan_section *section = &job->pictures->verdict->plan->sections[s->section];
    bool evacuated = s->to_evacuate > 0 && isfinite(run->alarm_s);
    double t0_s, t1_s;
    span_of_emptying(run, s, &t0_s, &t1_s);
    struct aman_curve curves[] = {
        {.name = word(job, "picture.got_up"), .colour = aman_orange},
        {.name = word(job, evacuated ? "picture.safe" : "picture.out"), .colour = aman_blue, .style = AMAN_CURVE_FILLED},
        {.name = word(job, "picture.deadline"), .colour = aman_alarm, .style = AMAN_CURVE_DASHED},
    };
    for (int i = 0; i < 3; i++) span_curve(&curves[i], t0_s, t1_s);
    sample(&curves[0], series_of(run, s->released));
    sample(&curves[1], series_of(run, evacuated ? s->gone : s->out));
    sample_deadline(&curves[2], series_of(run, s->released), section->exit_time_s);
    struct aman_chart chart = {.title = word(job, "picture.emptying"), .t0_s = t0_s, .t1_s = t1_s,
                               .unit = AMAN_UNIT_PERSONS, .top = fmax(10, s->people), .curves = curves,
                               .n_curves = evacuated ? 2 : 3, .open_s = NAN, .closed_s = NAN, .label_width = 104};
    if (evacuated) {
        chart.moments[chart.n_moments++] = moment(job, run->alarm_s, "picture.alarm", aman_alarm);
        chart.moments[chart.n_moments++] =
            moment(job, run->alarm_s + section->evacuation_time_s, "picture.deadline", aman_alarm);
    } else {
        chart.moments[chart.n_moments++] = moment(job, run->full_time_s, "picture.full_time", aman_ink);
    }
    aman_chart_draw(draw, &chart, x, 58, width, draw->height - 62);
}

void aman_picture_draw_section(struct aman_draw *draw, const void *what)
{
    const struct aman_picture_job *job = what;
    const struct aman_run_section *s = &run_of(job)->sections[job->picture->index];
    double half = draw->width * 0.47;
    aman_draw_heading(draw, job->title, job->under);
    draw_filling(draw, job, s, half);
    draw_emptying(draw, job, s, half + 6, draw->width - half - 10);
}

/* The greatest value that falls on each sample. */
static void sample_peaks(struct aman_curve *curve, const float *values, size_t n, double begin_s, double step_s)
{
    for (int i = 0; i < curve->n; i++) curve->values[i] = NAN;
    for (size_t k = 0; k < n; k++) {
        double at = (begin_s + (double)k * step_s - curve->t0_s) / curve->dt_s;
        if (!(at > -0.5 && at < curve->n - 0.5)) continue;
        double *value = &curve->values[(int)floor(at + 0.5)];
        if (isnan(*value) || (double)values[k] > *value) *value = (double)values[k];
    }
}

void aman_picture_draw_zone(struct aman_draw *draw, const void *what)
{
    const struct aman_picture_job *job = what;
    const struct aman_run *run = run_of(job);
    const struct aman_run_zone *zone = &run->zones[job->picture->index];
    enum aman_zone_scheme scheme = job->pictures->verdict->plan->zones[zone->zone].scheme;
    struct aman_curve curve = {.name = word(job, "picture.density"), .colour = aman_ink};
    span_curve(&curve, run->begin_s, run_end(run));
    sample_peaks(&curve, zone->peak_per_m2, aman_run_fields(run), run->begin_s, AMAN_RUN_FIELD_S);
    struct aman_chart chart = {.title = word(job, "picture.density_axis"), .t0_s = run->begin_s, .t1_s = run_end(run),
                               .unit = AMAN_UNIT_PER_M2, .top = 1, .curves = &curve, .n_curves = 1, .open_s = NAN,
                               .closed_s = NAN, .bands = aman_los_bounds(scheme), .label_width = 160};
    chart.levels[chart.n_levels++] =
        (struct aman_mark){job->pictures->verdict->plan->limits[aman_limit_of_scheme(scheme)].value, word(job, "app.limit"), aman_alarm};
    add_moments(&chart, job);
    aman_draw_heading(draw, job->title, job->under);
    aman_chart_draw(draw, &chart, 0, 56, draw->width, draw->height - 60);
}

void aman_picture_draw_capacity(struct aman_draw *draw, const void *what)
{
    const struct aman_picture_job *job = what;
    const struct aman_capacity_row *row = &job->pictures->verdict->capacity[job->picture->index];
    struct aman_bar bars[AMAN_CAPACITY_TERMS];
    for (int i = 0; i < AMAN_CAPACITY_TERMS; i++)
        bars[i] = (struct aman_bar){word(job, aman_key_term((enum aman_capacity_term)i)), row->term[i], (int)row->binding == i};
    aman_draw_heading(draw, job->title, job->under);
    aman_bars_draw(draw, bars, AMAN_CAPACITY_TERMS, row->expected, word(job, "picture.expected"), 0, 76, draw->width,
                   draw->height - 92);
}
