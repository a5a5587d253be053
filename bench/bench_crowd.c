/* Times the crowd engine on the halls and bottlenecks of the comparison with a peer.
 *
 * usage: bench_crowd SCENE N MODEL STEPS STEP_S THREADS [PEOPLE.csv]
 *   SCENE: hall (1 person/m², opening of 0.2 of the side in the east), bottleneck (2.5 persons/m², corridor
 *          5 × 5 m in the east), pillars (the hall with a pillar of 1 × 1 m every 10 m)
 *   PEOPLE.csv: writes where they start, for the peer, and times nothing
 * Prints: agent-steps, seconds of stepping, seconds of set-up, bytes of memory a person, people left.
 */
#include "base/rng.h"
#include "base/tasks.h"
#include "engines/crowd/crowd.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { RINGS_MAX = 600000 };

struct bench {
    struct aman_arena arena;
    struct aman_ring *rings;
    size_t n_rings;
    struct aman_segment *walls;
    size_t n_walls;
    double side_m, density_per_m2;
    bool force;
    size_t n;
    float *x, *y, *fill[8];
    uint16_t *zero, *no_seat;
    int8_t *level;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *room(struct bench *bench, size_t n, size_t size)
{
    void *p = aman_arena_new(&bench->arena, n, size);
    if (!p) {
        fputs("bench_crowd: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

static void add_ring(struct bench *bench, const double *xy, size_t n)
{
    struct aman_point *points = room(bench, n, sizeof *points);
    for (size_t i = 0; i < n; i++) points[i] = (struct aman_point){xy[2 * i], xy[2 * i + 1]};
    for (size_t i = 0; i < n; i++)
        bench->walls[bench->n_walls++] = (struct aman_segment){points[i], points[(i + 1) % n]};
    bench->rings[bench->n_rings++] = (struct aman_ring){points, n};
}

static const struct aman_area *rect(struct bench *bench, double x0, double y0, double x1, double y1)
{
    struct aman_area *area = room(bench, 1, sizeof *area);
    area->rings = room(bench, 1, sizeof *area->rings);
    area->n = 1;
    struct aman_point *points = room(bench, 4, sizeof *points);
    memcpy(points, (struct aman_point[]){{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, 4 * sizeof *points);
    area->rings[0] = (struct aman_ring){points, 4};
    return area;
}

/* The room, its opening in the east and a corridor of 5 m behind it, where people leave. */
static void draw(struct bench *bench, const char *scene)
{
    bool neck = strcmp(scene, "bottleneck") == 0;
    bench->density_per_m2 = neck ? 2.5 : 1.0;
    bench->side_m = sqrt((double)bench->n / bench->density_per_m2);
    double l = bench->side_m, half = neck ? 2.5 : 0.1 * l, a = l / 2 - half, b = l / 2 + half;
    bench->rings = room(bench, RINGS_MAX, sizeof *bench->rings);
    bench->walls = room(bench, RINGS_MAX * 4 + 16, sizeof *bench->walls);
    add_ring(bench, (double[]){0, 0, l, 0, l, a, l + 5, a, l + 5, b, l, b, l, l, 0, l}, 8);
    if (strcmp(scene, "pillars") != 0) return;
    for (double y = 5; y < l - 1.5; y += 10)
        for (double x = 5; x < l - 1.5; x += 10)
            add_ring(bench, (double[]){x, y, x, y + 1, x + 1, y + 1, x + 1, y}, 4);
}

static bool in_pillar(const struct bench *bench, double x, double y)
{
    if (bench->n_rings == 1) return false;
    double fx = fmod(x, 10.0), fy = fmod(y, 10.0);
    return fx > 4.6 && fx < 6.4 && fy > 4.6 && fy < 6.4;
}

/* On a square lattice, moved at random by a tenth of its spacing: nobody in a pillar. */
static void place(struct bench *bench)
{
    size_t columns = (size_t)ceil(sqrt((double)bench->n)), kept = 0;
    double gap = (bench->side_m - 0.6) / (double)columns;
    for (size_t i = 0; i < columns * columns && kept < bench->n; i++) {
        double x = 0.3 + gap * ((double)(i % columns) + 0.5 + 0.1 * (2 * aman_rng_uniform(1, i, 0) - 1));
        double y = 0.3 + gap * ((double)(i / columns) + 0.5 + 0.1 * (2 * aman_rng_uniform(1, i, 1) - 1));
        if (in_pillar(bench, x, y)) continue;
        bench->x[kept] = (float)x;
        bench->y[kept++] = (float)y;
    }
    bench->n = kept;
}

static void people(struct bench *bench, struct aman_crowd_people *p)
{
    size_t n = bench->n + 1;
    for (int i = 0; i < 8; i++) bench->fill[i] = room(bench, n, sizeof(float));
    bench->zero = room(bench, n, sizeof(uint16_t));
    bench->no_seat = room(bench, n, sizeof(uint16_t));
    bench->level = room(bench, n, 1);
    bench->x = room(bench, n, sizeof(float));
    bench->y = room(bench, n, sizeof(float));
    place(bench);
    for (size_t i = 0; i < bench->n; i++) {
        bench->no_seat[i] = 0xFFFF;
        bench->fill[1][i] = bench->force ? 0.8f : 1.2f; /* the peer's own people */
        bench->fill[2][i] = bench->force ? 0.3f : 0.2f;
        bench->fill[3][i] = INFINITY;
    }
    *p = (struct aman_crowd_people){
        .n = bench->n, .arrive_s = bench->fill[0], .source = bench->zero, .sink = bench->zero,
        .speed_m_per_s = bench->fill[1], .radius_m = bench->fill[2], .access = bench->zero,
        .seat_target = bench->no_seat, .seat_level = bench->level, .seat_x = bench->fill[0],
        .seat_y = bench->fill[0], .access_x = bench->fill[0], .access_y = bench->fill[0], .section = bench->zero,
        .leave_s = bench->fill[3], .react_s = bench->fill[0], .enter_x = bench->x, .enter_y = bench->y};
}

static int write_people(const struct bench *bench, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) return 1;
    fprintf(file, "%.6f\n", bench->side_m);
    for (size_t i = 0; i < bench->n; i++) fprintf(file, "%.6f,%.6f\n", (double)bench->x[i], (double)bench->y[i]);
    return fclose(file) ? 1 : 0;
}

static enum aman_crowd_motion motion_of(const char *name)
{
    for (enum aman_crowd_motion m = 0; m < AMAN_CROWD_MOTION_COUNT; m++)
        if (strcmp(name, aman_crowd_motion_name(m)) == 0) return m;
    fprintf(stderr, "bench_crowd: no such model: %s\n", name);
    exit(2);
}

static double peak_memory_b(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return 1024.0 * (double)usage.ru_maxrss;
}

static enum aman_err run(struct bench *bench, char **argv)
{
    struct aman_tasks *tasks = NULL;
    enum aman_err err = aman_tasks_create(&aman_mem_heap, (int)strtol(argv[6], NULL, 10), &tasks);
    double l = bench->side_m, begin_s = now_s(), before_b = peak_memory_b();
    struct aman_area region = {bench->rings, bench->n_rings};
    struct aman_crowd_level_def level = {&region, bench->walls, bench->n_walls};
    const struct aman_area *out = rect(bench, l + 3, 0, l + 5, l), *in = rect(bench, 0, 0, l, l);
    struct aman_crowd_target_part part = {0, out, NULL, 0};
    struct aman_crowd_target_def target = {&part, 1, true, -1};
    struct aman_crowd_bank_set none = {0};
    struct aman_crowd_source source = {0, in};
    struct aman_crowd_sink sink = {0, 0, out, INFINITY};
    struct aman_crowd_model model = {.params = aman_crowd_params_of(motion_of(argv[3])), .bank_sets = &none, .n_bank_sets = 1,
                                     .sources = &source, .n_sources = 1, .sinks = &sink, .n_sinks = 1,
                                     .n_sections = 1, .seed = 1};
    model.params.step_s = strtod(argv[5], NULL);
    people(bench, &model.people);
    struct aman_crowd_world_def def = {.levels = &level, .n_levels = 1, .targets = &target, .n_targets = 1,
                                       .cell_m = 0.25, .see_m = aman_crowd_see_m(&model.params, &model.people)};
    struct aman_crowd_world *world = NULL;
    struct aman_crowd_sim *sim = NULL;
    if (err == AMAN_OK) err = aman_crowd_world_create(&def, &aman_mem_heap, tasks, NULL, NULL, &world);
    if (err == AMAN_OK) err = aman_crowd_sim_create(world, &model, &aman_mem_heap, &sim);
    if (err == AMAN_OK) err = aman_crowd_sim_step(sim, tasks); /* everyone is placed in the first step */
    double ready_s = now_s();
    uint64_t first = err == AMAN_OK ? aman_crowd_sim_totals(sim).agent_steps : 0;
    for (long i = strtol(argv[4], NULL, 10); err == AMAN_OK && i > 0; i--) err = aman_crowd_sim_step(sim, tasks);
    double end_s = now_s();
    if (err == AMAN_OK) {
        struct aman_crowd_totals totals = aman_crowd_sim_totals(sim);
        printf("%llu,%.4f,%.4f,%.0f,%u,%016llx\n", (unsigned long long)(totals.agent_steps - first), end_s - ready_s,
               ready_s - begin_s, (peak_memory_b() - before_b) / (double)bench->n, totals.walking,
               (unsigned long long)aman_crowd_sim_hash(sim));
    }
    aman_crowd_sim_destroy(sim);
    aman_crowd_world_destroy(world);
    aman_tasks_destroy(tasks);
    return err;
}

int main(int argc, char **argv)
{
    if (argc < 7 || argc > 8) {
        fputs("usage: bench_crowd SCENE N MODEL STEPS STEP_S THREADS [PEOPLE.csv]\n", stderr);
        return 2;
    }
    struct bench bench = {.n = strtoul(argv[2], NULL, 10), .force = strcmp(argv[3], "social_force") == 0};
    aman_arena_init(&bench.arena, &aman_mem_heap, 0);
    draw(&bench, argv[1]);
    enum aman_err err = AMAN_OK;
    if (argc == 8) {
        struct aman_crowd_people only;
        people(&bench, &only);
        err = write_people(&bench, argv[7]) ? AMAN_ERR_IO : AMAN_OK;
    } else {
        err = run(&bench, argv);
    }
    aman_arena_release(&bench.arena);
    if (err != AMAN_OK) fprintf(stderr, "bench_crowd: %s\n", aman_err_text(err));
    return err == AMAN_OK ? 0 : 1;
}
