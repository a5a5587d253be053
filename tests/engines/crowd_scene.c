#include "tests/engines/crowd_scene.h"

#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void need(bool holds)
{
    if (!holds) abort();
}

static void *new_array(struct scene *scene, size_t n, size_t size)
{
    void *array = aman_arena_new(&scene->arena, n + 1, size);
    need(array != NULL);
    return array;
}

void scene_init(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    aman_arena_init(&scene->arena, &aman_mem_heap, 0);
    scene->def.cell_m = 0.25;
    scene->model.params = aman_crowd_params_default();
    scene->model.n_bank_sets = 1;
    scene->model.n_sections = 1;
    scene->model.seed = 1;
}

void scene_release(struct scene *scene)
{
    aman_crowd_sim_destroy(scene->sim);
    aman_crowd_world_destroy(scene->world);
    aman_arena_release(&scene->arena);
}

/* ---- the ground ---- */

static struct aman_ring make_ring(struct scene *scene, const double *xy, size_t n)
{
    struct aman_ring ring = {new_array(scene, n, sizeof(struct aman_point)), n};
    for (size_t i = 0; i < n; i++) ring.points[i] = (struct aman_point){xy[2 * i], xy[2 * i + 1]};
    return ring;
}

void scene_wall(struct scene *scene, int level, double x0, double y0, double x1, double y1)
{
    struct scene_level *l = &scene->levels[level];
    need(level < SCENE_LEVELS && l->n_walls < SCENE_WALLS);
    l->walls[l->n_walls++] = (struct aman_segment){{x0, y0}, {x1, y1}};
}

void scene_ring(struct scene *scene, int level, const double *xy, size_t n)
{
    struct scene_level *l = &scene->levels[level];
    need(level < SCENE_LEVELS && l->region.n < SCENE_RINGS);
    l->region.rings = l->rings;
    l->rings[l->region.n++] = make_ring(scene, xy, n);
    if ((size_t)level >= scene->def.n_levels) scene->def.n_levels = (size_t)level + 1;
}

void scene_room(struct scene *scene, int level, const double *xy, size_t n)
{
    scene_ring(scene, level, xy, n);
    for (size_t i = 0; i < n; i++) {
        size_t j = (i + 1) % n;
        scene_wall(scene, level, xy[2 * i], xy[2 * i + 1], xy[2 * j], xy[2 * j + 1]);
    }
}

void scene_rect_room(struct scene *scene, int level, double x0, double y0, double x1, double y1)
{
    scene_room(scene, level, (double[]){x0, y0, x1, y0, x1, y1, x0, y1}, 4);
}

const struct aman_area *scene_rect(struct scene *scene, double x0, double y0, double x1, double y1)
{
    struct aman_area *area = new_array(scene, 1, sizeof *area);
    area->rings = new_array(scene, 1, sizeof *area->rings);
    area->rings[0] = make_ring(scene, (double[]){x0, y0, x1, y0, x1, y1, x0, y1}, 4);
    area->n = 1;
    return area;
}

static int add_target(struct scene *scene, struct aman_crowd_target_part part, bool open, int barrier)
{
    need(scene->def.n_targets < SCENE_TARGETS);
    struct aman_crowd_target_part *parts = new_array(scene, 1, sizeof *parts);
    *parts = part;
    scene->targets[scene->def.n_targets] = (struct aman_crowd_target_def){parts, barrier < 0, open, barrier};
    return (int)scene->def.n_targets++;
}

int scene_target(struct scene *scene, int level, const struct aman_area *area, bool open)
{
    return add_target(scene, (struct aman_crowd_target_part){level, area, NULL, 0}, open, -1);
}

int scene_point_target(struct scene *scene, int level, double x, double y, bool open)
{
    struct aman_point *point = new_array(scene, 1, sizeof *point);
    *point = (struct aman_point){x, y};
    return add_target(scene, (struct aman_crowd_target_part){level, NULL, point, 1}, open, -1);
}

int scene_barrier(struct scene *scene, int level, double x0, double y0, double x1, double y1,
                  double inward_deg)
{
    need(scene->def.n_barriers < SCENE_BARRIERS);
    struct aman_point *line = new_array(scene, 2, sizeof *line);
    line[0] = (struct aman_point){x0, y0};
    line[1] = (struct aman_point){x1, y1};
    scene->barriers[scene->def.n_barriers] = (struct aman_crowd_barrier_def){level, line, 2};
    scene->inward_deg[scene->def.n_barriers] = inward_deg;
    return (int)scene->def.n_barriers++;
}

int scene_barrier_target(struct scene *scene, int barrier)
{
    return add_target(scene, (struct aman_crowd_target_part){0}, false, barrier);
}

void scene_two_levels(struct scene *scene, double speed_up, double speed_down)
{
    static const double low[] = {0, 0, 10, 0, 10, 2, 18, 2, 18, 4, 10, 4, 10, 6, 0, 6};
    static const double high[] = {10, 2, 18, 2, 18, 0, 28, 0, 28, 6, 18, 6, 18, 4, 10, 4};
    for (int level = 0; level < 2; level++) {
        const double *xy = level ? high : low;
        scene_ring(scene, level, xy, 8);
        for (size_t i = 0; i < 8; i++) { /* all of the outline but the ends of the stair */
            size_t j = (i + 1) % 8;
            bool end = xy[2 * i] == xy[2 * j] && xy[2 * i + 1] + xy[2 * j + 1] == 6.0 &&
                       fabs(xy[2 * i + 1] - xy[2 * j + 1]) == 2.0;
            if (!end) scene_wall(scene, level, xy[2 * i], xy[2 * i + 1], xy[2 * j], xy[2 * j + 1]);
        }
    }
    struct aman_segment bottom = {{10, 2}, {10, 4}}, top = {{18, 2}, {18, 4}};
    scene->links[scene->def.n_links++] = (struct aman_crowd_link_def){
        scene_rect(scene, 10, 2, 18, 4), 0, 1, bottom, top, 90.0, speed_up, speed_down};
}

enum aman_err scene_build(struct scene *scene, struct aman_tasks *tasks)
{
    for (size_t l = 0; l < scene->def.n_levels; l++)
        scene->level_defs[l] = (struct aman_crowd_level_def){&scene->levels[l].region, scene->levels[l].walls,
                                                             scene->levels[l].n_walls};
    scene->def.levels = scene->level_defs;
    scene->def.links = scene->links;
    scene->def.slows = scene->slows;
    scene->def.barriers = scene->barriers;
    scene->def.barrier_inward_deg = scene->inward_deg;
    scene->def.targets = scene->targets;
    return aman_crowd_world_create(&scene->def, &aman_mem_heap, tasks, NULL, NULL, &scene->world);
}

/* ---- the people ---- */

int scene_bank(struct scene *scene, int barrier, int lanes, double service_s, double service_sd_s, int layer)
{
    need(scene->model.n_banks < SCENE_BANKS);
    scene->banks[scene->model.n_banks] = (struct aman_crowd_bank){
        barrier, scene_barrier_target(scene, barrier), lanes, service_s, service_sd_s, -INFINITY, INFINITY,
        layer};
    return (int)scene->model.n_banks++;
}

int scene_set(struct scene *scene, const uint16_t *first, size_t n_first, const uint16_t *second,
              size_t n_second)
{
    need(scene->model.n_bank_sets < SCENE_SETS);
    scene->sets[scene->model.n_bank_sets] =
        (struct aman_crowd_bank_set){{first, second}, {n_first, n_second}};
    return (int)scene->model.n_bank_sets++;
}

int scene_source(struct scene *scene, int level, const struct aman_area *area)
{
    need(scene->model.n_sources < SCENE_PLACES);
    scene->sources[scene->model.n_sources] = (struct aman_crowd_source){level, area};
    return (int)scene->model.n_sources++;
}

int scene_sink(struct scene *scene, int level, const struct aman_area *area, double per_min)
{
    need(scene->model.n_sinks < SCENE_PLACES);
    scene->sinks[scene->model.n_sinks] =
        (struct aman_crowd_sink){scene_target(scene, level, area, true), level, area, per_min};
    return (int)scene->model.n_sinks++;
}

int scene_zone(struct scene *scene, int level, const struct aman_area *area)
{
    need(scene->model.n_zones < SCENE_ZONES);
    scene->zones[scene->model.n_zones] = (struct aman_crowd_zone){level, area};
    return (int)scene->model.n_zones++;
}

void scene_event(struct scene *scene, double t_s, enum aman_crowd_event_type type, int id, double value)
{
    need(scene->model.n_events < SCENE_EVENTS);
    scene->events[scene->model.n_events++] = (struct aman_crowd_event){t_s, type, id, value};
}

static float *all_floats(struct scene *scene, size_t n, float value)
{
    float *array = new_array(scene, n, sizeof *array);
    for (size_t i = 0; i < n; i++) array[i] = value;
    return array;
}

void scene_crowd(struct scene *scene, size_t n)
{
    scene->people = (struct scene_people){
        .n = n,
        .arrive_s = all_floats(scene, n, 0.0f),
        .speed_m_per_s = all_floats(scene, n, 1.34f),
        .radius_m = all_floats(scene, n, 0.2f),
        .seat_x = all_floats(scene, n, 0.0f),
        .seat_y = all_floats(scene, n, 0.0f),
        .access_x = all_floats(scene, n, 0.0f),
        .access_y = all_floats(scene, n, 0.0f),
        .leave_s = all_floats(scene, n, INFINITY),
        .react_s = all_floats(scene, n, 0.0f),
        .source = new_array(scene, n, sizeof(uint16_t)),
        .sink = new_array(scene, n, sizeof(uint16_t)),
        .access = new_array(scene, n, sizeof(uint16_t)),
        .seat_target = new_array(scene, n, sizeof(uint16_t)),
        .section = new_array(scene, n, sizeof(uint16_t)),
        .seat_level = new_array(scene, n, 1),
    };
}

void scene_mixed_speeds(struct scene *scene, uint64_t seed)
{
    for (size_t i = 0; i < scene->people.n; i++) {
        double speed = 1.34 + 0.26 * aman_rng_normal(seed, i, 77);
        scene->people.speed_m_per_s[i] = (float)fmin(2.0, fmax(0.5, speed));
    }
}

enum aman_err scene_start(struct scene *scene)
{
    struct scene_people *p = &scene->people;
    struct aman_crowd_model *m = &scene->model;
    m->banks = scene->banks;
    m->bank_sets = scene->sets;
    m->sources = scene->sources;
    m->sinks = scene->sinks;
    m->events = scene->events;
    m->zones = scene->zones;
    m->people = (struct aman_crowd_people){
        p->n,        p->arrive_s,    p->source,     p->sink,   p->speed_m_per_s, p->radius_m,
        p->access,   p->seat_target, p->seat_level, p->seat_x, p->seat_y,        p->access_x,
        p->access_y, p->section,     p->leave_s,    p->react_s};
    aman_crowd_sim_destroy(scene->sim);
    scene->sim = NULL;
    return aman_crowd_sim_create(scene->world, m, &aman_mem_heap, &scene->sim);
}

/* ---- the watch ---- */

void scene_watch_init(struct scene_watch *watch, struct scene *scene)
{
    size_t n = scene->people.n;
    *watch = (struct scene_watch){.scene = scene, .least_m = INFINITY};
    watch->x = new_array(scene, n, sizeof(double));
    watch->y = new_array(scene, n, sizeof(double));
    watch->level = new_array(scene, n, 1);
    memset(watch->level, -1, n);
}

static bool crosses_any(const struct aman_segment *walls, size_t n, struct aman_segment way)
{
    for (size_t i = 0; i < n; i++)
        if (aman_segments_cross(walls[i], way)) return true;
    return false;
}

static bool crosses_barrier(const struct scene *scene, int level, struct aman_segment way)
{
    for (size_t b = 0; b < scene->def.n_barriers; b++) {
        struct aman_segment line = {scene->barriers[b].line[0], scene->barriers[b].line[1]};
        if (scene->barriers[b].level == level && aman_segments_cross(line, way)) return true;
    }
    return false;
}

/* Where a bank on a barrier puts people: half a metre behind a lane, or a little aside. */
static bool is_behind_lane(const struct scene *scene, int level, struct aman_point at)
{
    for (size_t b = 0; b < scene->def.n_barriers; b++) {
        struct aman_segment line = {scene->barriers[b].line[0], scene->barriers[b].line[1]};
        if (scene->barriers[b].level == level && aman_point_distance(aman_segment_nearest(line, at), at) < 0.51) return true;
    }
    return false;
}

static bool passes_top(const struct scene *scene, int from, int to, struct aman_segment way)
{
    for (size_t k = 0; k < scene->def.n_links; k++) {
        const struct aman_crowd_link_def *link = &scene->links[k];
        bool fits = (link->low == from && link->high == to) || (link->low == to && link->high == from);
        if (fits && aman_segments_cross(link->top, way)) return true;
    }
    return false;
}

static void fault(struct scene_watch *watch, unsigned *counter, const char *what, uint32_t person,
                  struct aman_segment way, int level)
{
    (*counter)++;
    if (watch->first_fault[0]) return;
    snprintf(watch->first_fault, sizeof watch->first_fault,
             "%.1f s: person %u %s, (%.3f, %.3f) to (%.3f, %.3f) on level %d",
             aman_crowd_sim_time_s(watch->scene->sim), person, what, way.a.x, way.a.y, way.b.x, way.b.y,
             level);
}

static void look_at_way(struct scene_watch *watch, uint32_t person, struct aman_segment way, int from, int to)
{
    const struct scene *scene = watch->scene;
    bool barrier = crosses_barrier(scene, from, way);
    if (is_behind_lane(scene, from, way.b) && aman_point_distance(way.a, way.b) > 0.45) return; /* put there: no walk */
    bool walls = crosses_any(scene->levels[from].walls, scene->levels[from].n_walls, way) ||
                 (to != from && crosses_any(scene->levels[to].walls, scene->levels[to].n_walls, way));
    if (walls) fault(watch, &watch->crossed, "crosses a wall", person, way, from);
    if (!watch->barriers_open && barrier)
        fault(watch, &watch->crossed, "crosses a closed barrier", person, way, from);
    if (from != to && !passes_top(scene, from, to, way))
        fault(watch, &watch->jumped, "changes level off the top", person, way, from);
}

/* Do two people see each other? On one level no wall, from a stair to the level above its top lies between.
 */
static bool in_sight(const struct scene_watch *watch, int a, int b, struct aman_segment sight)
{
    const struct scene *scene = watch->scene;
    if (a != b) return passes_top(scene, a, b, sight);
    return !crosses_any(scene->levels[a].walls, scene->levels[a].n_walls, sight) &&
           (watch->barriers_open || !crosses_barrier(scene, a, sight));
}

static void look_at_distances(struct scene_watch *watch, const struct aman_crowd_view *view)
{
    for (size_t i = 0; i < view->n; i++)
        for (size_t j = 0; j < i; j++) {
            double dx = view->x[i] - view->x[j], dy = view->y[i] - view->y[j];
            if (fabs(dx) >= 0.6 || dx * dx + dy * dy >= watch->least_m * watch->least_m) continue;
            struct aman_segment sight = {{view->x[i], view->y[i]}, {view->x[j], view->y[j]}};
            if (!in_sight(watch, view->level[i], view->level[j], sight)) continue;
            watch->least_m = hypot(dx, dy);
            watch->least_who[0] = view->person[i];
            watch->least_who[1] = view->person[j];
            watch->least_s = aman_crowd_sim_time_s(watch->scene->sim);
            watch->least_x = view->x[i];
            watch->least_y = view->y[i];
        }
}

static void look_at_person(struct scene_watch *watch, const struct aman_crowd_view *view, size_t i)
{
    uint32_t person = view->person[i];
    int level = view->level[i], before = watch->level[person];
    struct aman_point at = {view->x[i], view->y[i]};
    struct aman_segment way = {{watch->x[person], watch->y[person]}, at};
    bool sound = isfinite(at.x) && isfinite(at.y) && isfinite(view->vx[i]) && isfinite(view->vy[i]) &&
                 level >= 0 && (size_t)level < watch->scene->def.n_levels;
    if (!sound) {
        fault(watch, &watch->unsound, "is nowhere", person, way, level);
        return;
    }
    if (before >= 0) look_at_way(watch, person, way, before, level);
    if (!aman_area_contains(&watch->scene->levels[level].region, at))
        fault(watch, &watch->outside, "is outside", person, way, level);
    watch->x[person] = at.x;
    watch->y[person] = at.y;
}

void scene_watch_look(struct scene_watch *watch)
{
    struct aman_crowd_view view = aman_crowd_sim_view(watch->scene->sim);
    struct aman_crowd_totals t = aman_crowd_sim_totals(watch->scene->sim);
    size_t sum = (size_t)t.not_yet + t.held_at_source + t.walking + t.in_row + t.seated + t.gone;
    if (sum != watch->scene->people.n || view.n != t.walking)
        fault(watch, &watch->unsound, "and all: totals do not add up", 0,
              (struct aman_segment){{0, 0}, {0, 0}}, 0);
    for (size_t i = 0; i < view.n; i++) look_at_person(watch, &view, i);
    memset(watch->level, -1, watch->scene->people.n);
    for (size_t i = 0; i < view.n; i++) watch->level[view.person[i]] = view.level[i];
    look_at_distances(watch, &view);
}

void scene_step(struct scene_watch *watch, struct aman_tasks *tasks)
{
    need(aman_crowd_sim_step(watch->scene->sim, tasks) == AMAN_OK);
    scene_watch_look(watch);
}

double scene_run(struct scene_watch *watch, double limit_s)
{
    struct aman_crowd_sim *sim = watch->scene->sim;
    double start = aman_crowd_sim_time_s(sim);
    while (!aman_crowd_sim_finished(sim) && aman_crowd_sim_time_s(sim) - start < limit_s)
        scene_step(watch, NULL);
    return aman_crowd_sim_time_s(sim) - start;
}

bool scene_is_sound(const struct scene_watch *watch, const char *what)
{
    printf("%s: least distance %.3f m (persons %u, %u at %.1f s, (%.2f, %.2f)); %u crossed, %u outside, %u jumped, "
           "%u unsound; %s\n",
           what, watch->least_m, watch->least_who[0], watch->least_who[1], watch->least_s, watch->least_x,
           watch->least_y, watch->crossed, watch->outside, watch->jumped, watch->unsound, watch->first_fault);
    return watch->crossed + watch->outside + watch->jumped + watch->unsound == 0 && watch->least_m >= SCENE_LEAST_M;
}
