/* A scene runs, and what happens to each person is noted. */
#include "validate/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void finish_world(struct scene *scene)
{
    for (size_t l = 0; l < scene->def.n_levels; l++) {
        struct scene_level *level = &scene->levels[l];
        scene->level_defs[l] = (struct aman_crowd_level_def){&level->region, level->walls, level->n_walls};
        scene->sources[l] = (struct aman_crowd_source){(int)l, &level->region};
    }
    scene->def.see_m = aman_crowd_see_m(&scene->model.params, &scene->model.people);
    scene->def.levels = scene->level_defs;
    scene->def.links = scene->links;
    scene->def.barriers = &scene->barrier;
    scene->def.barrier_inward_deg = &scene->barrier_inward_deg;
    scene->def.targets = scene->targets;
}

static void finish_model(struct scene *scene)
{
    struct aman_crowd_model *m = &scene->model;
    m->sources = scene->sources;
    m->n_sources = scene->def.n_levels;
    m->sinks = scene->sinks;
    m->banks = &scene->bank;
    m->bank_sets = scene->bank_sets;
    m->n_bank_sets = m->n_banks ? 2 : 1;
    scene->bank_sets[1] = (struct aman_crowd_bank_set){{&scene->bank_index, NULL}, {m->n_banks, 0}};
    for (size_t i = 0; i < m->people.n; i++) {
        struct scene_trace *t = &scene->traces[i];
        *t = (struct scene_trace){.level = -1, .began_s = INFINITY, .gone_s = INFINITY};
        for (int k = 0; k < SCENE_LINES; k++) t->passed_s[k] = INFINITY;
    }
}

enum aman_err scene_start(struct scene *scene)
{
    if (scene->err != AMAN_OK) return scene->err;
    finish_world(scene);
    finish_model(scene);
    scene->err = aman_crowd_world_create(&scene->def, scene->arena.mem, NULL, NULL, NULL, &scene->world);
    if (scene->err == AMAN_OK)
        scene->err = aman_crowd_sim_create(scene->world, &scene->model, scene->arena.mem, &scene->sim);
    return scene->err;
}

/* Where along `way` it passes the line, 0..1; negative when it does not. A way that ends on the line has passed it
 * once only: one side is closed, the other open. */
static double passing(struct aman_segment line, struct aman_segment way)
{
    double dx = line.b.x - line.a.x, dy = line.b.y - line.a.y;
    double from = dx * (way.a.y - line.a.y) - dy * (way.a.x - line.a.x);
    double to = dx * (way.b.y - line.a.y) - dy * (way.b.x - line.a.x);
    if ((from < 0.0) == (to < 0.0)) return -1.0;
    double share = from / (from - to);
    double x = way.a.x + share * (way.b.x - way.a.x) - line.a.x, y = way.a.y + share * (way.b.y - way.a.y) - line.a.y;
    double along = (x * dx + y * dy) / (dx * dx + dy * dy);
    return along >= 0.0 && along <= 1.0 ? share : -1.0;
}

static void note_way(struct scene *scene, struct scene_trace *trace, struct aman_segment way, int level)
{
    double dt = scene->model.params.step_s, end_s = scene_now_s(scene), length = aman_point_distance(way.a, way.b);
    if (length > 0.001 && trace->began_s == INFINITY) trace->began_s = end_s - dt;
    trace->walked_m += length;
    for (size_t k = 0; k < scene->n_lines; k++) {
        if (scene->lines[k].level != level || trace->passed_s[k] < INFINITY) continue;
        double share = passing(scene->lines[k].at, way);
        if (share >= 0.0) trace->passed_s[k] = end_s - dt * (1.0 - share);
    }
    const struct scene_level *ground = &scene->levels[level];
    for (size_t k = 0; k < ground->n_walls; k++) scene->crossed += aman_segments_cross(ground->walls[k], way);
}

static void note_everyone(struct scene *scene)
{
    struct aman_crowd_view view = aman_crowd_sim_view(scene->sim);
    for (size_t i = 0; i < view.n; i++) {
        struct scene_trace *trace = &scene->traces[view.person[i]];
        struct aman_segment way = {{trace->x, trace->y}, {view.x[i], view.y[i]}};
        bool served = trace->level >= 0 && scene->model.n_banks &&
                      aman_point_distance(way.a, way.b) > 0.45; /* put behind a bank */
        if (trace->level >= 0 && !served) note_way(scene, trace, way, trace->level);
        trace->x = view.x[i];
        trace->y = view.y[i];
        trace->level = view.level[i];
    }
    const uint8_t *states = aman_crowd_sim_states(scene->sim);
    for (size_t i = 0; i < scene->model.people.n; i++)
        if (states[i] == AMAN_CROWD_GONE && scene->traces[i].gone_s == INFINITY) {
            scene->traces[i].gone_s = scene_now_s(scene);
            scene->traces[i].level = -1;
        }
}

void scene_step(struct scene *scene)
{
    if (scene->err == AMAN_OK) scene->err = aman_crowd_sim_step(scene->sim, NULL);
    if (scene->err == AMAN_OK) note_everyone(scene);
}

enum aman_err scene_run(struct scene *scene, double limit_s)
{
    while (scene->err == AMAN_OK && !aman_crowd_sim_finished(scene->sim) && scene_now_s(scene) < limit_s)
        scene_step(scene);
    return scene->err;
}

double scene_now_s(const struct scene *scene)
{
    return aman_crowd_sim_time_s(scene->sim);
}

size_t scene_gone(const struct scene *scene)
{
    return aman_crowd_sim_totals(scene->sim).gone;
}

double scene_last_gone_s(const struct scene *scene)
{
    double last = 0.0;
    for (size_t i = 0; i < scene->model.people.n; i++) last = fmax(last, scene->traces[i].gone_s);
    return last;
}

size_t scene_count_in(struct scene *scene, int level, const double box[4], double *mean_speed_m_per_s)
{
    struct aman_crowd_view view = aman_crowd_sim_view(scene->sim);
    size_t n = 0;
    double sum = 0.0;
    for (size_t i = 0; i < view.n; i++) {
        bool inside = view.level[i] == level && view.x[i] >= box[0] && view.x[i] < box[2] && view.y[i] >= box[1] &&
                      view.y[i] < box[3];
        if (!inside) continue;
        sum += hypot((double)view.vx[i], (double)view.vy[i]);
        n++;
    }
    if (mean_speed_m_per_s) *mean_speed_m_per_s = n ? sum / (double)n : 0.0;
    return n;
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void scene_sort_numbers(double *numbers, size_t n)
{
    qsort(numbers, n, sizeof *numbers, by_number);
}

double scene_flow_per_s(struct scene *scene, int line, size_t from, size_t to)
{
    size_t n = scene->model.people.n;
    double *times = aman_arena_new(&scene->arena, n + 1, sizeof *times);
    if (!times) {
        scene->err = AMAN_ERR_MEMORY;
        return 0.0;
    }
    for (size_t i = 0; i < n; i++) times[i] = scene->traces[i].passed_s[line];
    scene_sort_numbers(times, n);
    if (to >= n || !(times[to] < INFINITY) || times[to] <= times[from]) return 0.0;
    return (double)(to - from) / (times[to] - times[from]);
}
