/* The published motions: alone, two who meet, through necks, no wall walked through, equal bits. Flows of the peer with
 * the same parameters (JuPedSim 1.4.2, 150 people, room 12 × 8 m, neck 4 m long): collision-free speed 1.25/s at 1.2 m
 * and 2.9/s at 2.5 m; social force 1.08 and 3.2; anticipation velocity 0.65 and 2.3. */
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>

static const enum aman_crowd_motion published[] = {AMAN_CROWD_MOTION_SPEED, AMAN_CROWD_MOTION_ANTICIPATION,
                                                   AMAN_CROWD_MOTION_FORCE};

static void start(struct scene *scene, enum aman_crowd_motion motion)
{
    scene->model.params = aman_crowd_params_of(motion);
    scene->def.see_m = aman_crowd_see_m(&scene->model.params, NULL);
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

/* Corridor of 30 × 4 m; source in the west, sink in the east. */
static void corridor_scene(struct scene *scene, size_t n)
{
    scene_init(scene);
    scene_rect_room(scene, 0, 0, 0, 30, 4);
    scene_source(scene, 0, scene_rect(scene, 0.5, 0.5, 4, 3.5));
    scene_sink(scene, 0, scene_rect(scene, 27, 0, 30, 4), INFINITY);
    scene_event(scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(scene, n);
}

static void alone_at_the_free_speed(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct scene scene;
        struct scene_watch watch;
        corridor_scene(&scene, 1);
        start(&scene, published[k]);
        scene_watch_init(&watch, &scene);
        double from = 0.0, to = 0.0;
        while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 60.0) {
            scene_step(&watch, NULL);
            if (from == 0.0 && watch.x[0] > 8.0) from = aman_crowd_sim_time_s(scene.sim);
            if (to == 0.0 && watch.x[0] > 25.0) to = aman_crowd_sim_time_s(scene.sim);
        }
        printf("%s: 17 m in %.2f s\n", aman_crowd_motion_name(published[k]), to - from);
        assert_true(fabs(17.0 / (to - from) - 1.34) <= 0.02);
        assert_int_equal(watch.crossed + watch.outside + watch.unsound, 0);
        scene_release(&scene);
    }
}

struct neck {
    double flow_per_s, least_m;
    unsigned faults;
    uint32_t left;
};

/* People through a neck in a room of 12 × 8 m: flow from a fifth to nine tenths of them. */
static struct neck through_neck(enum aman_crowd_motion motion, double width, size_t n, double limit_s)
{
    struct scene scene;
    struct scene_watch watch;
    double a = 4.0 - width / 2, b = 4.0 + width / 2, from = 0.0, to = 0.0;
    scene_init(&scene);
    scene_room(&scene, 0, (double[]){0, 0, 12, 0, 12, a, 16, a, 16, 0, 24, 0, 24, 8, 16, 8, 16, b, 12, b, 12, 8, 0, 8}, 12);
    scene_source(&scene, 0, scene_rect(&scene, 0.3, 0.3, 11.7, 7.7));
    scene_sink(&scene, 0, scene_rect(&scene, 21, 0, 24, 8), INFINITY);
    scene_event(&scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(&scene, n);
    bool force = motion == AMAN_CROWD_MOTION_FORCE; /* the peer's people: 0.8 m/s and 0.3 m, others 1.2 and 0.2 */
    for (size_t i = 0; i < n; i++) {
        scene.people.speed_m_per_s[i] = force ? 0.8f : 1.2f;
        scene.people.radius_m[i] = force ? 0.3f : 0.2f;
    }
    start(&scene, motion);
    scene_watch_init(&watch, &scene);
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < limit_s) {
        scene_step(&watch, NULL);
        struct aman_crowd_view view = aman_crowd_sim_view(scene.sim);
        struct aman_crowd_totals totals = aman_crowd_sim_totals(scene.sim);
        size_t before = totals.not_yet + totals.held_at_source;
        for (size_t i = 0; i < view.n; i++) before += view.x[i] < 14.0;
        double now = aman_crowd_sim_time_s(scene.sim);
        if (from == 0.0 && n - before >= n / 5) from = now;
        if (to == 0.0 && n - before >= n * 9 / 10) to = now;
    }
    struct neck found = {to > 0.0 ? 0.7 * (double)n / (to - from) : 0.0, watch.least_m,
                         watch.crossed + watch.outside + watch.unsound,
                         (uint32_t)n - aman_crowd_sim_totals(scene.sim).gone};
    printf("%s, neck of %.1f m: %.2f/s, least distance %.3f m, %u left; %s\n", aman_crowd_motion_name(motion), width,
           found.flow_per_s, found.least_m, found.left, watch.first_fault);
    scene_release(&scene);
    return found;
}

static void flows_are_those_of_the_published_models(void **state)
{
    (void)state;
    static const double peer[3] = {2.9, 2.3, 3.2};
    for (size_t k = 0; k < 3; k++) {
        struct neck neck = through_neck(published[k], 2.5, 150, 200.0);
        printf("  the peer: %.2f/s\n", peer[k]);
        assert_int_equal(neck.faults, 0);
        assert_true(neck.flow_per_s > 0.8 * peer[k] && neck.flow_per_s < 1.25 * peer[k]);
    }
}

/* Bodies of 0.2 m: collision-free speed lets nobody nearer than contact, less what one step adds. */
static void collision_free_is_free_of_collisions(void **state)
{
    (void)state;
    struct neck neck = through_neck(AMAN_CROWD_MOTION_SPEED, 1.2, 60, 200.0);
    assert_int_equal(neck.faults, 0);
    assert_true(neck.least_m > 0.4 - 2.0 * 1.2 * 0.01 - 0.01);
}

/* Two bodies 1 cm apart: A exp(-d / B) / m (Helbing 2000: 2000 N, 0.08 m, 80 kg), and towards the free speed within 0.5 s; the
 * velocities after the first step from rest, worked by hand. */
static void contact_pushes_as_published(void **state)
{
    (void)state;
    struct scene scene;
    corridor_scene(&scene, 2);
    float x[2] = {10.0f, 10.41f}, y[2] = {2.0f, 2.0f};
    scene.people.speed_m_per_s[0] = scene.people.speed_m_per_s[1] = 0.5f;
    start(&scene, AMAN_CROWD_MOTION_FORCE);
    aman_crowd_sim_destroy(scene.sim);
    scene.model.people.enter_x = x;
    scene.model.people.enter_y = y;
    assert_int_equal(aman_crowd_sim_create(scene.world, &scene.model, &aman_mem_heap, &scene.sim), AMAN_OK);
    aman_crowd_sim_step(scene.sim, NULL); /* placed */
    aman_crowd_sim_step(scene.sim, NULL);
    struct aman_crowd_view view = aman_crowd_sim_view(scene.sim);
    assert_int_equal(view.n, 2);
    double drive = 0.5 / 0.5, push = 2000.0 * exp(-0.01 / 0.08) / 80.0, expected[2] = {(drive - push) * 0.01, (drive + push) * 0.01};
    for (size_t i = 0; i < 2; i++) {
        double found = (double)view.vx[i];
        printf("velocity after a step: %.4f m/s, worked by hand %.4f\n", found, expected[view.person[i]]);
        assert_true(fabs(found - expected[view.person[i]]) <= 1e-3);
    }
    scene_release(&scene);
}

/* Two who walk straight at each other pass, both on the same hand. */
static void two_who_meet_pass(void **state)
{
    (void)state;
    static const enum aman_crowd_motion all[] = {AMAN_CROWD_MOTION_AMAN, AMAN_CROWD_MOTION_ANTICIPATION};
    for (size_t k = 0; k < 2; k++) {
        struct scene scene;
        struct scene_watch watch;
        corridor_scene(&scene, 2);
        scene_source(&scene, 0, scene_rect(&scene, 26, 1.8, 26.5, 2.2));
        scene_sink(&scene, 0, scene_rect(&scene, 0, 0, 3, 4), INFINITY);
        scene.people.source[1] = scene.people.sink[1] = 1;
        start(&scene, all[k]);
        scene_watch_init(&watch, &scene);
        double taken = scene_run(&watch, 60.0);
        printf("%s: passed and away after %.1f s\n", aman_crowd_motion_name(all[k]), taken);
        assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, 2);
        assert_int_equal(watch.crossed + watch.outside + watch.unsound, 0);
        scene_release(&scene);
    }
}

static uint64_t hash_after(enum aman_crowd_motion motion, int threads)
{
    struct scene scene;
    struct aman_tasks *tasks = NULL;
    assert_int_equal(aman_tasks_create(&aman_mem_heap, threads, &tasks), AMAN_OK);
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 80, 60);
    scene_source(&scene, 0, scene_rect(&scene, 1, 1, 70, 59));
    scene_sink(&scene, 0, scene_rect(&scene, 77, 20, 80, 40), INFINITY);
    scene_event(&scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(&scene, 2500);
    start(&scene, motion);
    for (int i = 0; i < 200; i++) aman_crowd_sim_step(scene.sim, tasks);
    uint64_t hash = aman_crowd_sim_hash(scene.sim);
    scene_release(&scene);
    aman_tasks_destroy(tasks);
    return hash;
}

static void bits_do_not_depend_on_threads(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        uint64_t one = hash_after(published[k], 1), two = hash_after(published[k], 2), four = hash_after(published[k], 4);
        printf("%s: %016llx\n", aman_crowd_motion_name(published[k]), (unsigned long long)one);
        assert_true(one == two && two == four);
    }
}

static void a_step_that_would_blow_up_is_refused(void **state)
{
    (void)state;
    struct scene scene;
    corridor_scene(&scene, 1);
    scene.model.params = aman_crowd_params_of(AMAN_CROWD_MOTION_FORCE);
    scene.model.params.step_s = 0.1;
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(&scene), AMAN_ERR_ARGUMENT);
    scene_release(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_at_the_free_speed),
        cmocka_unit_test(flows_are_those_of_the_published_models),
        cmocka_unit_test(collision_free_is_free_of_collisions),
        cmocka_unit_test(contact_pushes_as_published),
        cmocka_unit_test(two_who_meet_pass),
        cmocka_unit_test(bits_do_not_depend_on_threads),
        cmocka_unit_test(a_step_that_would_blow_up_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
