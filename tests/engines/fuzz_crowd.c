/* Random grounds and random people: whatever they are, nobody walks through a wall, is lost or doubled, or
 * ends up nowhere; how near they come is counted. Under libFuzzer the bytes drive the draws; without it main() runs a fixed
 * series of them:
 *
 *   fuzz_crowd [RUNS]                      so many grounds, of 20 s each
 *   fuzz_crowd steps=NUMBER [from=RUN]     grounds of 60 s, from this one on, until so many person-steps are walked
 */
#include "base/hash.h"
#include "base/rng.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int n_steps = 200; /* of each run */
static uint64_t run;      /* its number */

/* Over all runs. */
static uint64_t person_steps;
static double nearest_m = INFINITY; /* of two centres that see each other */
static unsigned long drawn, built, near; /* grounds; those that people walked on; with two nearer than SCENE_LEAST_M */

/* Draws in order; the bytes come first, then numbers grown from them. */
struct draws {
    const uint8_t *data;
    size_t size, at;
    uint64_t seed, counter;
};

static double draw(struct draws *d, double least, double most)
{
    if (d->at + 2 <= d->size) {
        double share = (d->data[d->at] * 256 + d->data[d->at + 1]) / 65536.0;
        d->at += 2;
        return least + (most - least) * share;
    }
    return least + (most - least) * aman_rng_uniform(d->seed, 1, d->counter++);
}

static int draw_int(struct draws *d, int n)
{
    return (int)draw(d, 0.0, n);
}

static void pillars_and_walls(struct scene *scene, struct draws *d, int level, double w, double h)
{
    int pillars = draw_int(d, 8), walls = draw_int(d, 10);
    for (int i = 0; i < pillars; i++) { /* in cells of their own: rings must not cross */
        double x = (i % 4 + 0.2) * w / 4, y = (i / 4 + 0.2) * h / 2;
        double wide = draw(d, 0.05, 0.5) * w / 4, high = draw(d, 0.05, 0.5) * h / 2;
        scene_rect_room(scene, level, x, y, x + wide, y + high);
    }
    for (int i = 0; i < walls; i++)
        scene_wall(scene, level, draw(d, 0, w), draw(d, 0, h), draw(d, 0, w), draw(d, 0, h));
}

static const struct aman_area *some_area(struct scene *scene, struct draws *d, double w, double h)
{
    double x = draw(d, 0, w - 2), y = draw(d, 0, h - 2);
    return scene_rect(scene, x, y, x + draw(d, 0.5, w / 2), y + draw(d, 0.5, h / 2));
}

static void some_people(struct scene *scene, struct draws *d, int sets)
{
    size_t n = 5 + (size_t)draw_int(d, 60);
    scene_crowd(scene, n);
    struct scene_people *p = &scene->people;
    for (size_t i = 0; i < n; i++) {
        p->arrive_s[i] = (float)draw(d, -5.0, 10.0);
        p->speed_m_per_s[i] = (float)draw(d, 0.05, 2.2);
        p->radius_m[i] = (float)draw(d, 0.12, 0.3);
        p->sink[i] = draw_int(d, 5) ? 0 : 0xFFFF;
        p->access[i] = (uint16_t)draw_int(d, sets);
        p->seat_target[i] = (uint16_t)draw_int(d, (int)scene->def.n_targets);
        p->access_x[i] = (float)draw(d, 0, 20);
        p->access_y[i] = (float)draw(d, 0, 10);
        p->seat_x[i] = p->access_x[i] + (float)draw(d, -3, 3);
        p->seat_y[i] = p->access_y[i];
        p->leave_s[i] = draw_int(d, 2) ? INFINITY : (float)draw(d, 0, 20);
        p->react_s[i] = (float)draw(d, 0, 5);
    }
}

static void draw_scene(struct scene *scene, struct draws *d)
{
    static const double cells[] = {0.2, 0.25, 0.5};
    static const uint16_t only[1] = {0};
    scene_init(scene);
    scene->def.cell_m = cells[draw_int(d, 3)];
    double w = draw(d, 8, 25), h = draw(d, 5, 15);
    bool stairs = draw_int(d, 3) == 0;
    if (stairs) {
        scene_two_levels(scene, draw(d, 0.3, 1.0), draw(d, 0.3, 1.0));
        w = 10.0;
        h = 6.0;
    } else {
        scene_rect_room(scene, 0, 0, 0, w, h);
        pillars_and_walls(scene, d, 0, w, h);
    }
    scene_source(scene, 0, some_area(scene, d, w, h));
    scene_sink(scene, stairs && draw_int(d, 2),
               stairs ? scene_rect(scene, 20, 0, 28, 6) : some_area(scene, d, w, h),
               draw_int(d, 2) ? INFINITY : draw(d, 0, 200));
    if (stairs)
        scene->sinks[0].level = 1, scene_target(scene, 1, scene->sinks[0].area, true),
        scene->sinks[0].target = 1;
    if (draw_int(d, 2)) {
        double x = draw(d, 0, w);
        scene_bank(scene, scene_barrier(scene, 0, x, 0, x, h, draw_int(d, 2) ? 90.0 : 270.0),
                   1 + draw_int(d, 6), draw(d, 0.5, 5), draw(d, 0, 3), 0);
        scene_set(scene, only, 1, NULL, 0);
    }
    scene_target(scene, 0, some_area(scene, d, w, h), draw_int(d, 2));
    scene_event(scene, draw(d, 0, 10), AMAN_CROWD_OPEN, 0, 0.0);
    if (draw_int(d, 2)) scene_event(scene, draw(d, 10, 20), AMAN_CROWD_EVACUATE, -1, 0.0);
    some_people(scene, d, (int)scene->model.n_bank_sets);
    scene->model.seed = aman_hash_add(aman_hash_start, d->data, d->size);
}

static void check(const struct scene_watch *watch, const char *what, unsigned count)
{
    if (count == 0) return;
    fprintf(stderr, "ground %llu: %s: %u times; first: %s\n", (unsigned long long)run, what, count, watch->first_fault);
    abort();
}

/* Everyone who is on the ground is there once. */
static unsigned doubled(struct scene *scene, uint8_t *seen)
{
    struct aman_crowd_view view = aman_crowd_sim_view(scene->sim);
    unsigned twice = 0;
    memset(seen, 0, scene->people.n);
    for (size_t i = 0; i < view.n; i++) twice += seen[view.person[i]]++ > 0;
    return twice;
}

static void walk(struct scene *scene)
{
    struct scene_watch watch;
    uint8_t *seen = aman_arena_new(&scene->arena, scene->people.n + 1, 1);
    unsigned twice = 0;
    scene_watch_init(&watch, scene);
    watch.barriers_open = true; /* whether they are is up to the draws; walls are what counts */
    for (int i = 0; i < n_steps; i++) {
        scene_step(&watch, NULL);
        twice += doubled(scene, seen);
    }
    built++;
    person_steps += aman_crowd_sim_totals(scene->sim).agent_steps;
    near += watch.least_m < SCENE_LEAST_M;
    if (watch.least_m < nearest_m) nearest_m = watch.least_m;
    check(&watch, "through a wall", watch.crossed);
    check(&watch, "level changed off a stair", watch.jumped);
    check(&watch, "not sound", watch.unsound);
    check(&watch, "doubled", twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct draws d = {data, size, 0, aman_hash_add(aman_hash_start, data, size), 0};
    static struct scene scene;
    drawn++;
    draw_scene(&scene, &d);
    if (scene_build(&scene, NULL) == AMAN_OK && scene_start(&scene) == AMAN_OK) /* no place to stand: refused */
        walk(&scene);
    scene_release(&scene);
    return 0;
}

#ifndef AMAN_LIBFUZZER
static void run_it(void)
{
    uint64_t bits[4];
    for (uint64_t k = 0; k < 4; k++) bits[k] = aman_rng_bits(2026, run, k);
    LLVMFuzzerTestOneInput((const uint8_t *)bits, sizeof bits);
}

/* The number after `name=` in the arguments, or otherwise. */
static double argument(int argc, char **argv, const char *name, double otherwise)
{
    size_t length = strlen(name);
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=') return strtod(argv[i] + length + 1, NULL);
    return otherwise;
}

int main(int argc, char **argv)
{
    double enough = argument(argc, argv, "steps", 0.0);
    run = (uint64_t)argument(argc, argv, "from", 0.0);
    unsigned long runs = argc > 1 && enough == 0.0 ? strtoul(argv[1], NULL, 10) : 150;
    if (enough > 0.0) n_steps = 600;
    for (; enough > 0.0 ? (double)person_steps < enough : drawn < runs; run++) {
        run_it();
    }
    printf("%lu random grounds, %lu walked on, %.4g person-steps: nobody through a wall, lost or doubled; nearest two "
           "centres %.4f m, nearer than %.2f m on %lu grounds\n",
           drawn, built, (double)person_steps, nearest_m, SCENE_LEAST_M, near);
    if (built * 10 >= drawn * 9) return 0;
    fprintf(stderr, "too many grounds are refused: little is tested\n");
    return 1;
}
#endif
