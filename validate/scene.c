/* A scene is built: the ground and the people. */
#include "validate/scene.h"

#include "base/rng.h"

#include <math.h>
#include <string.h>

enum { DRAW_SPEED = 7001, DRAW_X, DRAW_Y, DRAW_CELL }; /* purposes of random draws */

static void *new_array(struct scene *scene, size_t n, size_t size)
{
    void *array = scene->err == AMAN_OK ? aman_arena_new(&scene->arena, n, size) : NULL;
    if (!array && scene->err == AMAN_OK) scene->err = AMAN_ERR_MEMORY;
    return array;
}

/* True when there is room for one more of `most`. */
static bool room_for(struct scene *scene, size_t n, size_t most)
{
    if (scene->err == AMAN_OK && n >= most) scene->err = AMAN_ERR_LIMIT;
    return scene->err == AMAN_OK;
}

static void make_people(struct scene *scene, size_t n)
{
    float **floats[] = {&scene->arrive_s, &scene->speed_m_per_s, &scene->radius_m, &scene->leave_s,
                        &scene->enter_x,  &scene->enter_y,       &scene->start_s};
    uint16_t **shorts[] = {&scene->source, &scene->sink, &scene->access};
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) *floats[i] = new_array(scene, n, sizeof(float));
    for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++) *shorts[i] = new_array(scene, n, sizeof(uint16_t));
    uint16_t *no_seat = new_array(scene, n, sizeof(uint16_t)), *section = new_array(scene, n, sizeof(uint16_t));
    float *nowhere = new_array(scene, n, sizeof(float));
    int8_t *seat_level = new_array(scene, n, 1);
    scene->traces = new_array(scene, n, sizeof *scene->traces);
    if (scene->err != AMAN_OK) return;
    for (size_t i = 0; i < n; i++) no_seat[i] = 0xFFFF;
    scene->model.people = (struct aman_crowd_people){.arrive_s = scene->arrive_s,
                                                     .source = scene->source,
                                                     .sink = scene->sink,
                                                     .speed_m_per_s = scene->speed_m_per_s,
                                                     .radius_m = scene->radius_m,
                                                     .access = scene->access,
                                                     .seat_target = no_seat,
                                                     .seat_level = seat_level,
                                                     .seat_x = nowhere,
                                                     .seat_y = nowhere,
                                                     .access_x = nowhere,
                                                     .access_y = nowhere,
                                                     .section = section,
                                                     .leave_s = scene->leave_s,
                                                     .react_s = nowhere,
                                                     .enter_x = scene->enter_x,
                                                     .enter_y = scene->enter_y,
                                                     .start_s = scene->start_s};
}

void scene_init(struct scene *scene, const struct aman_mem *mem, const struct aman_crowd_params *params, uint64_t seed,
                size_t n_most)
{
    memset(scene, 0, sizeof *scene);
    aman_arena_init(&scene->arena, mem, 0);
    scene->n_most = n_most;
    scene->def.cell_m = 0.1; /* necks and corridors are given to 0.1 m */
    scene->model.params = *params;
    scene->model.seed = seed;
    scene->model.n_sections = 1;
    make_people(scene, n_most);
}

void scene_release(struct scene *scene)
{
    aman_crowd_sim_destroy(scene->sim);
    aman_crowd_world_destroy(scene->world);
    aman_arena_release(&scene->arena);
}

enum aman_err scene_finish(struct scene *scene)
{
    enum aman_err err = scene->err;
    scene_release(scene);
    return err;
}

/* ---- the ground ---- */

static struct aman_ring make_ring(struct scene *scene, const double *xy, size_t n)
{
    struct aman_ring ring = {new_array(scene, n, sizeof(struct aman_point)), n};
    for (size_t i = 0; ring.points && i < n; i++) ring.points[i] = (struct aman_point){xy[2 * i], xy[2 * i + 1]};
    return ring;
}

void scene_ground(struct scene *scene, int level, const double *xy, size_t n)
{
    struct scene_level *l = &scene->levels[level];
    if (!room_for(scene, l->region.n, SCENE_RINGS)) return;
    l->region.rings = l->rings;
    l->rings[l->region.n++] = make_ring(scene, xy, n);
    if ((size_t)level >= scene->def.n_levels) scene->def.n_levels = (size_t)level + 1;
}

void scene_wall(struct scene *scene, int level, double x0, double y0, double x1, double y1)
{
    struct scene_level *l = &scene->levels[level];
    if (!room_for(scene, l->n_walls, SCENE_WALLS)) return;
    l->walls[l->n_walls++] = (struct aman_segment){{x0, y0}, {x1, y1}};
}

void scene_walls(struct scene *scene, int level, const double *xy, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) scene_wall(scene, level, xy[2 * i], xy[2 * i + 1], xy[2 * i + 2], xy[2 * i + 3]);
}

void scene_wall_with_gap(struct scene *scene, int level, double x0, double y0, double x1, double y1, double middle,
                         double gap_m)
{
    double a = middle - 0.5 * gap_m, b = middle + 0.5 * gap_m;
    bool along_y = x0 == x1;
    scene_wall(scene, level, x0, y0, along_y ? x0 : a, along_y ? a : y0);
    scene_wall(scene, level, along_y ? x0 : b, along_y ? b : y0, x1, y1);
}

void scene_outline(struct scene *scene, int level, const double *xy, size_t n)
{
    scene_ground(scene, level, xy, n);
    for (size_t i = 0; i < n; i++) {
        size_t j = (i + 1) % n;
        scene_wall(scene, level, xy[2 * i], xy[2 * i + 1], xy[2 * j], xy[2 * j + 1]);
    }
}

void scene_box(struct scene *scene, int level, double x0, double y0, double x1, double y1)
{
    scene_outline(scene, level, (double[]){x0, y0, x1, y0, x1, y1, x0, y1}, 4);
}

const struct aman_area *scene_area(struct scene *scene, double x0, double y0, double x1, double y1)
{
    struct aman_area *area = new_array(scene, 1, sizeof *area);
    struct aman_ring *rings = new_array(scene, 2, sizeof *rings);
    if (!area || !rings) return NULL;
    rings[0] = make_ring(scene, (double[]){x0, y0, x1, y0, x1, y1, x0, y1}, 4);
    *area = (struct aman_area){rings, 1};
    return area;
}

void scene_stair(struct scene *scene, int low, double x0, double y0, double x1, double y1, double speed_up,
                 double speed_down)
{
    if (!room_for(scene, scene->def.n_links, SCENE_LINKS)) return;
    struct aman_segment bottom = {{x0, y0}, {x0, y1}}, top = {{x1, y0}, {x1, y1}};
    scene->links[scene->def.n_links++] =
        (struct aman_crowd_link_def){scene_area(scene, fmin(x0, x1), y0, fmax(x0, x1), y1),
                                     low,
                                     low + 1,
                                     bottom,
                                     top,
                                     x1 > x0 ? 90.0 : 270.0,
                                     speed_up,
                                     speed_down};
}

int scene_sink(struct scene *scene, int level, const double box[4], const double hole[4])
{
    if (!room_for(scene, scene->model.n_sinks, SCENE_SINKS)) return 0;
    struct aman_area *area = (struct aman_area *)scene_area(scene, box[0], box[1], box[2], box[3]);
    struct aman_crowd_target_part *part = new_array(scene, 1, sizeof *part);
    if (!area || !part) return 0;
    if (hole)
        area->rings[area->n++] =
            make_ring(scene, (double[]){hole[0], hole[1], hole[2], hole[1], hole[2], hole[3], hole[0], hole[3]}, 4);
    *part = (struct aman_crowd_target_part){level, area, NULL, 0};
    int target = (int)scene->def.n_targets++;
    scene->targets[target] = (struct aman_crowd_target_def){part, 1, true, -1};
    scene->sinks[scene->model.n_sinks] = (struct aman_crowd_sink){target, level, area, INFINITY};
    return (int)scene->model.n_sinks++;
}

void scene_bank(struct scene *scene, double x, double y0, double y1, int lanes, double service_s, double sd_s)
{
    struct aman_point *line = new_array(scene, 2, sizeof *line);
    if (!line || !room_for(scene, scene->model.n_banks, 1)) return;
    line[0] = (struct aman_point){x, y0};
    line[1] = (struct aman_point){x, y1};
    scene->barrier = (struct aman_crowd_barrier_def){0, line, 2};
    scene->barrier_inward_deg = 90.0;
    scene->def.n_barriers = 1;
    int target = (int)scene->def.n_targets++;
    scene->targets[target] = (struct aman_crowd_target_def){NULL, 0, false, 0};
    scene->bank = (struct aman_crowd_bank){0, target, lanes, service_s, sd_s, -INFINITY, INFINITY, 0};
    scene->model.n_banks = 1;
}

int scene_line(struct scene *scene, int level, double x0, double y0, double x1, double y1)
{
    if (!room_for(scene, scene->n_lines, SCENE_LINES)) return 0;
    scene->lines[scene->n_lines] = (struct scene_line){level, {{x0, y0}, {x1, y1}}};
    return (int)scene->n_lines++;
}

/* ---- the people ---- */

size_t scene_person(struct scene *scene, int level, double x, double y, double speed_m_per_s)
{
    size_t i = scene->model.people.n;
    if (!room_for(scene, i, scene->n_most)) return 0;
    scene->enter_x[i] = (float)x;
    scene->enter_y[i] = (float)y;
    scene->speed_m_per_s[i] = (float)speed_m_per_s;
    scene->radius_m[i] = (float)SCENE_RADIUS_M;
    scene->source[i] = (uint16_t)level;
    scene->leave_s[i] = INFINITY;
    scene->model.people.n++;
    return i;
}

/* Cut where people neither stand nor run. */
static double adult_speed(const struct scene *scene, size_t person)
{
    double speed =
        SCENE_SPEED_M_PER_S + SCENE_SPEED_SD_M_PER_S * aman_rng_normal(scene->model.seed, person, DRAW_SPEED);
    return fmin(2.0, fmax(0.5, speed));
}

/* A lattice of at least n cells near to squares; who stands in which, and where in it, is drawn. */
void scene_crowd(struct scene *scene, int level, double x0, double y0, double x1, double y1, size_t n, int sink)
{
    double w = x1 - x0, h = y1 - y0;
    size_t columns = (size_t)ceil(sqrt((double)n * w / h) - 1e-9), rows;
    if (columns < 1) columns = 1;
    rows = (n + columns - 1) / columns;
    double dx = w / (double)columns, dy = h / (double)rows;
    double jitter_x = fmax(0.0, dx - 2.02 * SCENE_RADIUS_M), jitter_y = fmax(0.0, dy - 2.02 * SCENE_RADIUS_M);
    for (size_t i = 0; i < n; i++) {
        size_t cell = i * columns * rows / n, who = scene->model.people.n;
        double u = aman_rng_uniform(scene->model.seed, who, DRAW_X) - 0.5,
               v = aman_rng_uniform(scene->model.seed, who, DRAW_Y) - 0.5;
        double x = x0 + ((double)(cell / rows) + 0.5) * dx + u * jitter_x;
        double y = y0 + ((double)(cell % rows) + 0.5) * dy + v * jitter_y;
        size_t person = scene_person(scene, level, x, y, adult_speed(scene, who));
        if (scene->err != AMAN_OK) return;
        scene->sink[person] = (uint16_t)sink;
    }
}
