#include "apps/crowd_watch.h"

#include <math.h>
#include <string.h>

enum { AWAY, LEAVES, STAYS }; /* of each person, in the step that is looked at */

static void *new_array(struct aman_crowd_watch *watch, size_t n, size_t size)
{
    void *array = aman_arena_new(&watch->arena, n, size);
    if (!array) watch->err = AMAN_ERR_MEMORY;
    return array;
}

static void make_arrays(struct aman_crowd_watch *watch)
{
    size_t n = watch->run->model.people.n;
    watch->x = new_array(watch, n, sizeof(double));
    watch->y = new_array(watch, n, sizeof(double));
    watch->here = new_array(watch, n, 1);
    watch->left_level = new_array(watch, n, 1);
    watch->in_s = new_array(watch, n, sizeof(float));
    watch->out_s = new_array(watch, n, sizeof(float));
    watch->before = new_array(watch, n, sizeof(uint32_t));
    watch->from_x = new_array(watch, n, sizeof(double));
    watch->from_y = new_array(watch, n, sizeof(double));
    watch->person = new_array(watch, n, sizeof(uint32_t));
    watch->at_x = new_array(watch, n, sizeof(double));
    watch->at_y = new_array(watch, n, sizeof(double));
    watch->level = new_array(watch, n, 1);
    watch->vx = new_array(watch, n, sizeof(float));
    watch->vy = new_array(watch, n, sizeof(float));
    watch->line_counts = new_array(watch, watch->run->scenario->n_lines, sizeof *watch->line_counts);
    watch->arrived = new_array(watch, watch->run->scenario->n_destinations, sizeof(uint32_t));
}

enum aman_err aman_crowd_watch_begin(struct aman_crowd_watch *watch, const struct aman_crowd_run *run,
                                     struct aman_crowd_track *track, double fps)
{
    watch->run = run;
    watch->track = track;
    watch->fps = fps;
    watch->last_out_s = NAN;
    aman_arena_init(&watch->arena, &aman_mem_heap, 0);
    make_arrays(watch);
    for (size_t i = 0; watch->err == AMAN_OK && i < run->model.people.n; i++)
        watch->in_s[i] = watch->out_s[i] = NAN;
    if (watch->lines) fputs("line,time_s,person,direction,cumulative\n", watch->lines);
    if (watch->flow) fputs("line,from_s,to_s,forward,backward\n", watch->flow);
    if (watch->areas) fputs("area,time_s,people,density_per_m2,mean_speed_m_per_s\n", watch->areas);
    return watch->err;
}

void aman_crowd_watch_release(struct aman_crowd_watch *watch)
{
    if (!watch->arena.mem) return;
    aman_mem_free(&aman_mem_heap, watch->crossings, watch->cap_crossings, sizeof *watch->crossings);
    aman_arena_release(&watch->arena);
}

void aman_crowd_put_text(FILE *file, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, file);
        return;
    }
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"') fputc('"', file);
        fputc(*text, file);
    }
    fputc('"', file);
}

/* ---- moments ---- */

/* Everyone who is here at `share` of the step; who leaves in it is here at its begin only. */
static size_t gather(struct aman_crowd_watch *watch, const struct aman_crowd_view *view, double share)
{
    size_t n = 0;
    for (size_t i = 0; i < view->n; i++, n++) {
        watch->person[n] = view->person[i];
        watch->at_x[n] = watch->from_x[i] + share * (view->x[i] - watch->from_x[i]);
        watch->at_y[n] = watch->from_y[i] + share * (view->y[i] - watch->from_y[i]);
        watch->level[n] = view->level[i];
        watch->vx[n] = view->vx[i];
        watch->vy[n] = view->vy[i];
    }
    for (size_t i = 0; share <= 0.0 && i < watch->n_before; i++) {
        uint32_t p = watch->before[i];
        if (watch->here[p] != LEAVES) continue;
        watch->person[n] = p;
        watch->at_x[n] = watch->x[p];
        watch->at_y[n] = watch->y[p];
        watch->level[n] = (int8_t)watch->left_level[p];
        watch->vx[n] = watch->vy[n] = 0.0f;
        n++;
    }
    return n;
}

static void measure_area(struct aman_crowd_watch *watch, size_t a, size_t n, double time_s)
{
    const struct aman_scenario_area *area = &watch->run->scenario->areas[a];
    struct aman_box box = aman_area_box(&area->area);
    unsigned people = 0;
    double speed = 0.0;
    for (size_t i = 0; i < n; i++) {
        struct aman_point at = {watch->at_x[i], watch->at_y[i]};
        bool near = at.x >= box.x_min && at.x <= box.x_max && at.y >= box.y_min && at.y <= box.y_max;
        if (!near || watch->level[i] != area->level || !aman_area_contains(&area->area, at)) continue;
        people++;
        speed += hypot((double)watch->vx[i], (double)watch->vy[i]);
    }
    aman_crowd_put_text(watch->areas, area->id);
    fprintf(watch->areas, ",%.0f,%u,%.6f,", time_s, people, people / area->size_m2);
    if (people > 0) fprintf(watch->areas, "%.6f", speed / people);
    fputc('\n', watch->areas);
}

/* Frames and full seconds in [from_s, to_s). */
static void look_at_moments(struct aman_crowd_watch *watch, const struct aman_crowd_view *view, double from_s,
                            double to_s)
{
    double step_s = to_s - from_s, time_s;
    while ((time_s = watch->next_frame / watch->fps) < to_s - aman_crowd_moment_s && watch->err == AMAN_OK) {
        size_t n = gather(watch, view, step_s > 0.0 ? fmax(0.0, (time_s - from_s) / step_s) : 0.0);
        watch->err = aman_crowd_track_add(watch->track, watch->next_frame++, n, watch->person, watch->at_x,
                                          watch->at_y, watch->level, watch->vx, watch->vy);
    }
    while ((time_s = watch->next_second) < to_s - aman_crowd_moment_s) {
        size_t n = watch->areas
                       ? gather(watch, view, step_s > 0.0 ? fmax(0.0, (time_s - from_s) / step_s) : 0.0)
                       : 0;
        for (size_t a = 0; watch->areas && a < watch->run->scenario->n_areas; a++)
            measure_area(watch, a, n, time_s);
        watch->next_second++;
    }
}

/* ---- who comes and goes ---- */

/* Where everyone in view was before the step; who has just come was where the way back leads. */
static void look_back(struct aman_crowd_watch *watch, const struct aman_crowd_view *view, double from_s,
                      double to_s)
{
    for (size_t i = 0; i < view->n; i++) {
        uint32_t p = view->person[i];
        bool known = watch->here[p] != AWAY;
        watch->from_x[i] = known ? watch->x[p] : view->x[i] - (double)view->vx[i] * (to_s - from_s);
        watch->from_y[i] = known ? watch->y[p] : view->y[i] - (double)view->vy[i] * (to_s - from_s);
        if (known) continue;
        watch->in_s[p] = (float)from_s;
        watch->n_in++;
    }
}

static void mark(struct aman_crowd_watch *watch, const struct aman_crowd_view *view)
{
    for (size_t i = 0; i < watch->n_before; i++) watch->here[watch->before[i]] = LEAVES;
    for (size_t i = 0; i < view->n; i++) watch->here[view->person[i]] = STAYS;
}

static void note_leavers(struct aman_crowd_watch *watch, double to_s)
{
    for (size_t i = 0; i < watch->n_before; i++) {
        uint32_t p = watch->before[i];
        if (watch->here[p] != LEAVES) continue;
        watch->here[p] = AWAY;
        watch->out_s[p] = (float)to_s;
        watch->last_out_s = to_s;
        watch->arrived[watch->run->model.people.sink[p]]++;
    }
}

static void remember(struct aman_crowd_watch *watch, const struct aman_crowd_view *view)
{
    for (size_t i = 0; i < view->n; i++) {
        uint32_t p = watch->before[i] = view->person[i];
        watch->x[p] = view->x[i];
        watch->y[p] = view->y[i];
        watch->left_level[p] = (uint8_t)view->level[i];
    }
    watch->n_before = view->n;
    if (view->n > watch->most_here) watch->most_here = (uint32_t)view->n;
}

enum aman_err aman_crowd_watch_step(struct aman_crowd_watch *watch, double from_s, double to_s)
{
    struct aman_crowd_view view = aman_crowd_sim_view(watch->run->sim);
    look_back(watch, &view, from_s, to_s);
    mark(watch, &view);
    aman_crowd_watch_lines(watch, &view, from_s, to_s);
    look_at_moments(watch, &view, from_s, to_s);
    note_leavers(watch, to_s);
    remember(watch, &view);
    return watch->err;
}

enum aman_err aman_crowd_watch_end(struct aman_crowd_watch *watch, double end_s)
{
    struct aman_crowd_view view = aman_crowd_sim_view(watch->run->sim);
    for (size_t i = 0; i < view.n; i++) {
        watch->from_x[i] = view.x[i];
        watch->from_y[i] = view.y[i];
    }
    look_at_moments(watch, &view, end_s, end_s + 2.0 * aman_crowd_moment_s);
    return watch->err;
}
