/* Choice of exit: who is held up takes another way when that is quicker, and nobody does where there is no other. */
#include "engines/crowd/sim.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdlib.h>

enum { PEOPLE = 400 };

/* A room of 24 × 12 m above a street; the crowd comes into its left third. Exits of 1 m at x = 4 and, when there is a
 * second one, at x = 16. */
static void make_room(struct scene *scene, bool second)
{
    scene_init(scene);
    scene_rect_room(scene, 0, 0, -4, 24, 12);
    scene_wall(scene, 0, 0, 0, 3.5, 0);
    scene_wall(scene, 0, 4.5, 0, second ? 15.5 : 24, 0);
    if (second) scene_wall(scene, 0, 16.5, 0, 24, 0);
    scene_source(scene, 0, scene_rect(scene, 0.5, 0.5, 9, 11.5));
    scene_sink(scene, 0, scene_rect(scene, 0, -4, 24, -2), INFINITY);
    scene_crowd(scene, PEOPLE);
    scene_mixed_speeds(scene, 3);
    for (int i = 0; i < PEOPLE; i++) scene->people.seat_target[i] = 0xFFFF; /* straight to the sink */
}

static void begin(struct scene *scene, bool second)
{
    make_room(scene, second);
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

static uint32_t on_detours(const struct aman_crowd_sim *sim)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < sim->state->n_active; i++) n += (sim->agents[i].flags & FLAG_DETOUR) != 0;
    return n;
}

/* People who walk out of the second exit; *most: most who were on detours at once. */
static unsigned take_second(struct scene *scene, uint32_t *most)
{
    static bool took[PEOPLE];
    struct scene_watch watch;
    unsigned n = 0;
    for (int i = 0; i < PEOPLE; i++) took[i] = false;
    scene_watch_init(&watch, scene);
    while (!aman_crowd_sim_finished(scene->sim) && aman_crowd_sim_time_s(scene->sim) < 600.0) {
        scene_step(&watch, NULL);
        uint32_t now = on_detours(scene->sim);
        *most = now > *most ? now : *most;
        struct aman_crowd_view view = aman_crowd_sim_view(scene->sim);
        for (size_t i = 0; i < view.n; i++) {
            bool out = view.y[i] < -0.2 && view.y[i] > -1.0 && view.x[i] > 15.0 && view.x[i] < 17.0;
            n += out && !took[view.person[i]];
            took[view.person[i]] |= out;
        }
    }
    assert_int_equal(aman_crowd_sim_totals(scene->sim).gone, PEOPLE);
    assert_true(scene_is_sound(&watch, "two exits"));
    return n;
}

static void some_take_the_farther_exit(void **state)
{
    (void)state;
    struct scene scene;
    uint32_t most = 0;
    begin(&scene, true);
    unsigned second = take_second(&scene, &most);
    assert_in_range(second, PEOPLE / 100, PEOPLE / 2 - 1);
    assert_true(most > 0);
    scene_release(&scene);
}

static void nobody_turns_round_where_there_is_one_exit(void **state)
{
    (void)state;
    struct scene scene;
    uint32_t most = 0;
    begin(&scene, false);
    assert_int_equal(take_second(&scene, &most), 0);
    assert_int_equal(most, 0);
    scene_release(&scene);
}

static void nobody_turns_round_in_a_stand(void **state)
{
    (void)state;
    struct scene scene;
    uint32_t most = 0;
    make_room(&scene, true);
    scene.slows[scene.def.n_slows++] = (struct aman_crowd_slow_def){scene_rect(&scene, 0, 0, 24, 12), 0, 0.9};
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(&scene), AMAN_OK);
    assert_int_equal(take_second(&scene, &most), 0);
    scene_release(&scene);
}

static void run_to_detours(struct scene *scene, struct aman_tasks *tasks)
{
    begin(scene, true);
    while (on_detours(scene->sim) == 0 && aman_crowd_sim_time_s(scene->sim) < 60.0)
        assert_int_equal(aman_crowd_sim_step(scene->sim, tasks), AMAN_OK);
    assert_true(on_detours(scene->sim) > 0);
}

static void detours_go_on_after_a_snapshot_and_in_a_fork(void **state)
{
    (void)state;
    struct scene scene;
    struct aman_crowd_sim *loaded = NULL, *forked = NULL;
    run_to_detours(&scene, NULL);
    size_t n = aman_crowd_sim_save_bytes(scene.sim);
    char *bytes = malloc(n);
    assert_non_null(bytes);
    assert_int_equal(aman_crowd_sim_save(scene.sim, bytes, n), AMAN_OK);
    assert_int_equal(aman_crowd_sim_load(scene.world, &scene.model, bytes, n, &aman_mem_heap, &loaded), AMAN_OK);
    assert_int_equal(aman_crowd_sim_fork(scene.sim, &scene.model, &aman_mem_heap, &forked), AMAN_OK);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(aman_crowd_sim_step(scene.sim, NULL), AMAN_OK);
        assert_int_equal(aman_crowd_sim_step(loaded, NULL), AMAN_OK);
        assert_int_equal(aman_crowd_sim_step(forked, NULL), AMAN_OK);
    }
    assert_true(aman_crowd_sim_hash(loaded) == aman_crowd_sim_hash(scene.sim));
    assert_true(aman_crowd_sim_hash(forked) == aman_crowd_sim_hash(scene.sim));
    free(bytes);
    aman_crowd_sim_destroy(loaded);
    aman_crowd_sim_destroy(forked);
    scene_release(&scene);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    struct scene alone, shared;
    struct aman_tasks *tasks = NULL;
    assert_int_equal(aman_tasks_create(&aman_mem_heap, 3, &tasks), AMAN_OK);
    run_to_detours(&alone, NULL);
    run_to_detours(&shared, tasks);
    assert_true(aman_crowd_sim_hash(alone.sim) == aman_crowd_sim_hash(shared.sim));
    scene_release(&alone);
    scene_release(&shared);
    aman_tasks_destroy(tasks);
}

static void *resize_unless(void *ctx, void *ptr, size_t old_size, size_t size)
{
    return *(bool *)ctx && size > 0 ? NULL : aman_mem_heap.resize(NULL, ptr, old_size, size);
}

static void memory_may_fail_when_a_detour_is_made(void **state)
{
    (void)state;
    struct scene scene;
    bool fails = false;
    struct aman_mem mem = {resize_unless, &fails};
    struct aman_crowd_sim *sim = NULL;
    enum aman_err err = AMAN_OK;
    begin(&scene, true);
    assert_int_equal(aman_crowd_sim_create(scene.world, &scene.model, &mem, &sim), AMAN_OK);
    fails = true;
    while (err == AMAN_OK && aman_crowd_sim_time_s(sim) < 60.0) err = aman_crowd_sim_step(sim, NULL);
    assert_int_equal(err, AMAN_ERR_MEMORY);
    fails = false;
    while (!aman_crowd_sim_finished(sim) && aman_crowd_sim_time_s(sim) < 600.0)
        assert_int_equal(aman_crowd_sim_step(sim, NULL), AMAN_OK);
    assert_int_equal(aman_crowd_sim_totals(sim).gone, PEOPLE);
    aman_crowd_sim_destroy(sim);
    scene_release(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_take_the_farther_exit),
        cmocka_unit_test(nobody_turns_round_where_there_is_one_exit),
        cmocka_unit_test(nobody_turns_round_in_a_stand),
        cmocka_unit_test(detours_go_on_after_a_snapshot_and_in_a_fork),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(memory_may_fail_when_a_detour_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
