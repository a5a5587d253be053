/* A snapshot goes on as what it was taken of, and one that is damaged or of something else is refused. */
#include "base/rng.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 300, STEPS = 600 };

/* Two levels, a bank with a draw for each service, seats above, some who leave, and an evacuation. */
static void make_scene(struct scene *scene)
{
    static const uint16_t only[1] = {0};
    scene_init(scene);
    scene_two_levels(scene, 0.6, 0.7);
    scene_source(scene, 0, scene_rect(scene, 0.5, 0.5, 5, 5.5));
    scene_sink(scene, 0, scene_rect(scene, 0, 0, 1, 6), 120.0);
    scene_bank(scene, scene_barrier(scene, 0, 7, 0, 7, 6, 90.0), 6, 2.0, 1.0, 0);
    int set = scene_set(scene, only, 1, NULL, 0);
    int seats = scene_target(scene, 1, scene_rect(scene, 24, 0, 28, 6), false);
    scene_zone(scene, 1, scene_rect(scene, 20, 0, 28, 6));
    scene_event(scene, 15.0, AMAN_CROWD_BANK_FACTOR, 0, 0.8);
    scene_event(scene, 40.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_event(scene, 45.0, AMAN_CROWD_EVACUATE, -1, 0.0);
    scene_crowd(scene, PEOPLE);
    scene_mixed_speeds(scene, 9);
    for (size_t i = 0; i < PEOPLE; i++) {
        scene->people.arrive_s[i] = (float)(30.0 * aman_rng_uniform(9, i, 1));
        scene->people.access[i] = (uint16_t)set;
        scene->people.seat_target[i] = (uint16_t)seats;
        scene->people.seat_level[i] = 1;
        scene->people.access_x[i] = 26.0f;
        scene->people.seat_x[i] = 27.0f;
        scene->people.access_y[i] = scene->people.seat_y[i] = 0.5f + 0.5f * (float)(i % 11);
        scene->people.leave_s[i] = 30.0f + 0.1f * (float)(i % 100);
        scene->people.react_s[i] = 0.02f * (float)(i % 200);
    }
}

static void begin(struct scene *scene)
{
    make_scene(scene);
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

static uint64_t steps(struct aman_crowd_sim *sim, struct aman_tasks *tasks, int n)
{
    for (int i = 0; i < n; i++) assert_int_equal(aman_crowd_sim_step(sim, tasks), AMAN_OK);
    return aman_crowd_sim_hash(sim);
}

struct snapshot {
    char *bytes;
    size_t n;
};

static struct snapshot save(const struct aman_crowd_sim *sim)
{
    struct snapshot s = {NULL, aman_crowd_sim_save_bytes(sim)};
    s.bytes = malloc(s.n);
    assert_non_null(s.bytes);
    memset(s.bytes, 0x5A, s.n);
    assert_int_equal(aman_crowd_sim_save(sim, s.bytes, s.n), AMAN_OK);
    return s;
}

static enum aman_err load(const struct scene *scene, const void *bytes, size_t n, struct aman_crowd_sim **sim)
{
    *sim = NULL;
    enum aman_err err = aman_crowd_sim_load(scene->world, &scene->model, bytes, n, &aman_mem_heap, sim);
    assert_true((err == AMAN_OK) == (*sim != NULL));
    return err;
}

static void a_snapshot_goes_on_as_its_origin(void **state)
{
    (void)state;
    struct scene scene, later;
    begin(&scene);
    uint64_t end;
    {
        struct scene straight;
        begin(&straight);
        end = steps(straight.sim, NULL, STEPS);
        struct aman_crowd_totals t = aman_crowd_sim_totals(straight.sim);
        assert_true(t.gone > 20 && t.walking > 20); /* the whole life of a run */
        scene_release(&straight);
    }
    begin(&later); /* world and model of its own: another day, another process */
    static const int moments[] = {0, 1, 100, 207, 350, 430, 500, STEPS};
    int at = 0;
    for (size_t k = 0; k < sizeof moments / sizeof *moments; k++) {
        steps(scene.sim, NULL, moments[k] - at);
        at = moments[k];
        struct snapshot s = save(scene.sim);
        struct aman_crowd_sim *sim;
        assert_int_equal(load(&later, s.bytes, s.n, &sim), AMAN_OK);
        assert_true(aman_crowd_sim_hash(sim) == aman_crowd_sim_hash(scene.sim));
        assert_true(aman_crowd_sim_time_s(sim) == aman_crowd_sim_time_s(scene.sim));
        struct aman_tasks *tasks = NULL;
        if (k % 3) assert_int_equal(aman_tasks_create(&aman_mem_heap, 2 * (int)(k % 3), &tasks), AMAN_OK);
        assert_true(steps(sim, tasks, STEPS - at) == end);
        aman_tasks_destroy(tasks);
        aman_crowd_sim_destroy(sim);
        free(s.bytes);
    }
    scene_release(&later);
    scene_release(&scene);
}

/* A published motion with its short step, which keeps lists of whom one sees over several steps: 40 steps in
 * a row. */
static void lists_of_neighbours_go_on(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 20, 10);
    scene_source(&scene, 0, scene_rect(&scene, 0.5, 0.5, 10, 9.5));
    scene_sink(&scene, 0, scene_rect(&scene, 18, 0, 20, 10), INFINITY);
    scene_crowd(&scene, 100);
    scene_mixed_speeds(&scene, 9);
    scene.model.params = aman_crowd_params_of(AMAN_CROWD_MOTION_SPEED);
    scene.def.see_m = 3.0; /* farther than they look: they may move before they are sorted again */
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(&scene), AMAN_OK);
    steps(scene.sim, NULL, 300);
    for (int i = 0; i < 40; i++) {
        struct snapshot s = save(scene.sim);
        struct aman_crowd_sim *sim;
        assert_int_equal(load(&scene, s.bytes, s.n, &sim), AMAN_OK);
        steps(scene.sim, NULL, 1);
        uint64_t after = aman_crowd_sim_hash(scene.sim);
        assert_true(steps(sim, NULL, 1) == after);
        aman_crowd_sim_destroy(scene.sim); /* goes on with what was loaded, so that faults would add up */
        scene.sim = sim;
        free(s.bytes);
    }
    uint64_t end = aman_crowd_sim_hash(scene.sim);
    assert_int_equal(scene_start(&scene), AMAN_OK);
    assert_true(steps(scene.sim, NULL, 340) == end);
    scene_release(&scene);
}

static void the_same_state_gives_the_same_bytes(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    steps(scene.sim, NULL, 150);
    struct snapshot a = save(scene.sim), b = save(scene.sim);
    struct aman_crowd_sim *sim;
    assert_int_equal(load(&scene, a.bytes, a.n, &sim), AMAN_OK);
    struct snapshot c = save(sim);
    assert_int_equal(a.n, c.n);
    assert_memory_equal(a.bytes, b.bytes, a.n);
    assert_memory_equal(a.bytes, c.bytes, a.n);
    assert_int_equal(aman_crowd_sim_save(sim, c.bytes, c.n - 1), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_crowd_sim_save(sim, c.bytes, c.n + 1), AMAN_ERR_ARGUMENT);
    assert_memory_equal(a.bytes, c.bytes, a.n);
    aman_crowd_sim_destroy(sim);
    free(a.bytes);
    free(b.bytes);
    free(c.bytes);
    scene_release(&scene);
}

static void damaged_ones_are_refused(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    steps(scene.sim, NULL, 250);
    struct snapshot s = save(scene.sim);
    struct aman_crowd_sim *sim;
    char *longer = calloc(1, s.n + 8);
    assert_non_null(longer);
    memcpy(longer, s.bytes, s.n);
    for (size_t n = 0; n < s.n; n += n < 200 ? 1 : 997)
        assert_int_equal(load(&scene, s.bytes, n, &sim), AMAN_ERR_INPUT);
    for (size_t n = 1; n <= 8; n++) assert_int_equal(load(&scene, longer, s.n + n, &sim), AMAN_ERR_INPUT);
    for (size_t i = 0; i < 3000; i++) { /* each bit of the beginning, then any */
        size_t bit = i < 64 * 8 ? i : aman_rng_bits(5, i, 1) % (s.n * 8);
        s.bytes[bit / 8] = (char)(s.bytes[bit / 8] ^ 1 << bit % 8);
        assert_int_equal(load(&scene, s.bytes, s.n, &sim), AMAN_ERR_INPUT);
        s.bytes[bit / 8] = (char)(s.bytes[bit / 8] ^ 1 << bit % 8);
    }
    memset(longer, 0, s.n);
    assert_int_equal(load(&scene, longer, s.n, &sim), AMAN_ERR_INPUT);
    assert_int_equal(load(&scene, s.bytes, s.n, &sim), AMAN_OK); /* the original still is one */
    aman_crowd_sim_destroy(sim);
    free(longer);
    free(s.bytes);
    scene_release(&scene);
}

/* ---- of something else ---- */

typedef void change_fn(struct scene *scene);

static void wall(struct scene *s)
{
    scene_wall(s, 0, 3, 3, 3.5, 3);
}

static void cell(struct scene *s)
{
    s->def.cell_m = 0.2;
}

static void stair_speed(struct scene *s)
{
    s->links[0].speed_up = 0.61;
}

static void barrier_bearing(struct scene *s)
{
    s->inward_deg[0] = 91.0;
}

static void step(struct scene *s)
{
    s->model.params.step_s = 0.05;
}

static void last_parameter(struct scene *s)
{
    s->model.params.capture_m += 0.01;
}

static void motion(struct scene *s)
{
    s->model.params.motion = AMAN_CROWD_MOTION_SPEED;
}

static void seed(struct scene *s)
{
    s->model.seed = 2;
}

static void speed(struct scene *s)
{
    s->people.speed_m_per_s[7] = nextafterf(s->people.speed_m_per_s[7], 2.0f);
}

static void seat(struct scene *s)
{
    s->people.seat_x[PEOPLE - 1] += 0.01f;
}

static void person(struct scene *s)
{
    s->people.n--;
}

static void event(struct scene *s)
{
    s->events[2].t_s = 46.0;
}

static void fewer_events(struct scene *s)
{
    s->model.n_events--;
}

static void service(struct scene *s)
{
    s->banks[0].service_s = 2.1;
}

static void sink_rate(struct scene *s)
{
    s->sinks[0].per_min = 119.0;
}

static void source_area(struct scene *s)
{
    s->sources[0].area = scene_rect(s, 0.5, 0.5, 5, 5.4);
}

static void another_world_or_model_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        change_fn *change;
    } others[] = {{"wall", wall},
                  {"cell", cell},
                  {"stair's speed", stair_speed},
                  {"bearing", barrier_bearing},
                  {"step", step},
                  {"last parameter", last_parameter},
                  {"motion", motion},
                  {"seed", seed},
                  {"speed", speed},
                  {"seat", seat},
                  {"a person", person},
                  {"event", event},
                  {"number of events", fewer_events},
                  {"service", service},
                  {"rate of a sink", sink_rate},
                  {"source", source_area}};
    struct scene scene;
    begin(&scene);
    steps(scene.sim, NULL, 100);
    struct snapshot s = save(scene.sim);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct scene other;
        struct aman_crowd_sim *sim;
        make_scene(&other);
        others[i].change(&other);
        assert_int_equal(scene_build(&other, NULL), AMAN_OK);
        assert_int_equal(scene_start(&other), AMAN_OK);
        enum aman_err err = load(&other, s.bytes, s.n, &sim);
        if (err != AMAN_ERR_ARGUMENT) fail_msg("another %s: %s", others[i].what, aman_err_text(err));
        scene_release(&other);
    }
    free(s.bytes);
    scene_release(&scene);
}

/* What is measured does not change what happens. */
static void zones_may_differ(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    steps(scene.sim, NULL, 100);
    struct snapshot s = save(scene.sim);
    scene.model.n_zones = 0;
    struct aman_crowd_sim *sim;
    assert_int_equal(load(&scene, s.bytes, s.n, &sim), AMAN_OK);
    aman_crowd_sim_destroy(sim);
    free(s.bytes);
    scene_release(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_goes_on_as_its_origin),    cmocka_unit_test(lists_of_neighbours_go_on),
        cmocka_unit_test(the_same_state_gives_the_same_bytes), cmocka_unit_test(damaged_ones_are_refused),
        cmocka_unit_test(another_world_or_model_is_refused),   cmocka_unit_test(zones_may_differ),
    };
    return cmocka_run_group_tests_name("crowd_snapshot", tests, NULL, NULL);
}
