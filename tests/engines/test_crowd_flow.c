/* How people walk: alone, through necks, against each other. Figures on people: Seyfried 2009,
 * Kretz 2006, EG 2006 (flow through bottlenecks), RiMEA 4.1.1 test 1. */
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>

/* A room of 12 × 8 m, a neck 4 m long, and room behind. */
static void neck_scene(struct scene *scene, double width, size_t n, uint64_t seed)
{
    double a = 4.0 - width / 2, b = 4.0 + width / 2;
    scene_init(scene);
    scene_room(scene, 0,
               (double[]){0, 0, 12, 0, 12, a, 16, a, 16, 0, 24, 0, 24, 8, 16, 8, 16, b, 12, b, 12, 8, 0, 8},
               12);
    scene_source(scene, 0, scene_rect(scene, 0.3, 0.3, 11.7, 7.7));
    scene_sink(scene, 0, scene_rect(scene, 21, 0, 24, 8), INFINITY);
    scene_event(scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(scene, n);
    scene_mixed_speeds(scene, seed);
    scene->model.seed = seed;
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

/* People a second through the middle of the neck, from the 20th to the 90th of a hundred. */
static double neck_flow(double width, size_t n, uint64_t seed)
{
    struct scene scene;
    struct scene_watch watch;
    neck_scene(&scene, width, n, seed);
    scene_watch_init(&watch, &scene);
    double from = 0.0, to = 0.0, limit = 300.0;
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < limit) {
        scene_step(&watch, NULL);
        struct aman_crowd_view view = aman_crowd_sim_view(scene.sim);
        struct aman_crowd_totals totals = aman_crowd_sim_totals(scene.sim);
        size_t before = totals.not_yet + totals.held_at_source;
        for (size_t i = 0; i < view.n; i++) before += view.x[i] < 14.0;
        double now = aman_crowd_sim_time_s(scene.sim);
        if (from == 0.0 && n - before >= n / 5) from = now;
        if (to == 0.0 && n - before >= n * 9 / 10) to = now;
    }
    printf("neck %.1f m, seed %u: all through after %.1f s\n", width, (unsigned)seed,
           aman_crowd_sim_time_s(scene.sim));
    assert_true(scene_is_sound(&watch, "neck"));
    assert_true(aman_crowd_sim_finished(scene.sim));
    assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, n);
    scene_release(&scene);
    return (double)(n * 9 / 10 - n / 5) / (to - from);
}

static void assert_neck(double width, double measured_per_s)
{
    double sum = 0.0;
    for (uint64_t seed = 1; seed <= 3; seed++) sum += neck_flow(width, 150, seed);
    double flow = sum / 3.0;
    printf("neck %.1f m: %.2f /s, people %.2f /s (%+.0f %%)\n", width, flow, measured_per_s,
           100.0 * (flow / measured_per_s - 1.0));
    assert_true(fabs(flow / measured_per_s - 1.0) <= 0.25);
}

static void neck_of_1_m(void **state)
{
    (void)state;
    assert_neck(1.0, 1.9);
}

static void neck_of_1_2_m(void **state)
{
    (void)state;
    assert_neck(1.2, 2.2); /* 2.03–2.36 */
}

static void neck_of_2_5_m(void **state)
{
    (void)state;
    assert_neck(2.5, 5.1);
}

/* RiMEA 1, and the free speed: nobody else about. */
static void alone_in_a_corridor(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 44, 2);
    scene_source(&scene, 0, scene_rect(&scene, 0.5, 0.9, 1.0, 1.2));
    scene_sink(&scene, 0, scene_rect(&scene, 43, 0, 44, 2), INFINITY);
    scene_event(&scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(&scene, 1);
    scene.people.speed_m_per_s[0] = 1.33f;
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(&scene), AMAN_OK);
    scene_watch_init(&watch, &scene);
    scene_step(&watch, NULL);
    double start_x = watch.x[0], start_s = aman_crowd_sim_time_s(scene.sim);
    while (watch.x[0] < start_x + 40.0 && aman_crowd_sim_time_s(scene.sim) < 60.0) scene_step(&watch, NULL);
    double taken = aman_crowd_sim_time_s(scene.sim) - start_s, speed = (watch.x[0] - start_x) / taken;
    printf("40 m in %.1f s, %.3f m/s\n", taken, speed);
    assert_true(scene_is_sound(&watch, "alone"));
    assert_true(taken >= 26.0 && taken <= 34.0);
    assert_true(fabs(speed / 1.33 - 1.0) <= 0.02);
    scene_release(&scene);
}

/* Everyone keeps to what they can do: speeds are never beyond the free one. */
static void nobody_is_faster_than_free(void **state)
{
    (void)state;
    struct scene scene;
    neck_scene(&scene, 2.5, 100, 5);
    double most = 0.0;
    for (int i = 0; i < 300; i++) {
        assert_int_equal(aman_crowd_sim_step(scene.sim, NULL), AMAN_OK);
        struct aman_crowd_view view = aman_crowd_sim_view(scene.sim);
        for (size_t k = 0; k < view.n; k++)
            most = fmax(most, hypot((double)view.vx[k], (double)view.vy[k]) -
                                  (double)scene.people.speed_m_per_s[view.person[k]]);
    }
    printf("speed beyond the free one: at most %.3f m/s\n", most);
    assert_true(most <= 0.2); /* a wall pushes at most 0.02 m a step */
    scene_release(&scene);
}

/* Straight behind a pillar both ways round are equally long, to the last bit. */
static void nobody_stays_where_two_ways_are_equally_long(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 10.25, 10);
    scene_ring(&scene, 0, (double[]){2, 2, 8.25, 2, 8.25, 8, 2, 8}, 4);
    scene_wall(&scene, 0, 2, 2, 8.25, 2);
    scene_wall(&scene, 0, 8.25, 2, 8.25, 8);
    scene_wall(&scene, 0, 8.25, 8, 2, 8);
    scene_wall(&scene, 0, 2, 8, 2, 2);
    scene_source(&scene, 0, scene_rect(&scene, 5.01, 1.01, 5.24, 1.24));
    scene_sink(&scene, 0, scene_rect(&scene, 4.5, 9, 5.75, 10), INFINITY);
    scene_event(&scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(&scene, 1);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(&scene), AMAN_OK);
    scene_watch_init(&watch, &scene);
    double taken = scene_run(&watch, 60.0);
    printf("round a pillar: %.1f s\n", taken);
    assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, 1);
    scene_release(&scene);
}

/* A wall goes on as an open gate, at any angle and anywhere in its cell: who stands just behind the end goes round it. */
static void nobody_stays_behind_the_end_of_a_wall(void **state)
{
    (void)state;
    unsigned left = 0;
    for (int angle = 0; angle < 36; angle++)
        for (int shift = 0; shift < 4; shift++) {
            struct scene scene;
            double turn = angle * (3.14159265358979 / 18.0), end_x = 10.0 + 0.25 * shift, end_y = 6.0 + 0.18 * shift;
            scene_init(&scene);
            scene_rect_room(&scene, 0, 0, 0, 20, 12);
            scene.def.cell_m = 1.0;
            scene_wall(&scene, 0, end_x, end_y, end_x + 5.0 * cos(turn), end_y + 5.0 * sin(turn));
            scene_barrier(&scene, 0, end_x, end_y, end_x - 5.0 * cos(turn), end_y - 5.0 * sin(turn), 0.0);
            scene_source(&scene, 0, scene_rect(&scene, 9.0, 5.0, 12.0, 7.0));
            scene_sink(&scene, 0, scene_rect(&scene, 0, 2, 1, 3), INFINITY);
            scene_event(&scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
            scene_crowd(&scene, 8);
            for (size_t i = 0; i < 8; i++) scene.people.arrive_s[i] = (float)(30 * i), scene.people.speed_m_per_s[i] = 0.74f;
            assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
            assert_int_equal(scene_start(&scene), AMAN_OK);
            struct scene_watch watch;
            scene_watch_init(&watch, &scene);
            watch.barriers_open = true;
            scene_run(&watch, 300.0);
            left += 8 - aman_crowd_sim_totals(scene.sim).gone;
            assert_int_equal(watch.crossed + watch.outside + watch.unsound, 0);
            scene_release(&scene);
        }
    printf("behind the end of a wall: %u of %d stay\n", left, 36 * 4 * 8);
    assert_int_equal(left, 0);
}

/* IMO MSC.1/Circ.1533 test 8 at its fullest: 100 against 100 through a corridor of 10 × 2 m between two rooms. */
static void streams_head_on_pass_each_other(void **state)
{
    (void)state;
    enum { EACH = 100 };
    double least_m = INFINITY;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct scene scene;
        struct scene_watch watch;
        scene_init(&scene);
        scene_room(&scene, 0, (double[]){0, 0, 10, 0, 10, 4, 20, 4, 20, 0, 30, 0, 30, 10, 20, 10, 20, 6, 10, 6, 10, 10, 0, 10}, 12);
        scene_source(&scene, 0, scene_rect(&scene, 0.3, 0.3, 9, 9.7));
        scene_source(&scene, 0, scene_rect(&scene, 21, 0.3, 29.7, 9.7));
        scene_sink(&scene, 0, scene_rect(&scene, 28, 0, 30, 10), INFINITY);
        scene_sink(&scene, 0, scene_rect(&scene, 0, 0, 2, 10), INFINITY);
        scene_event(&scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
        scene_crowd(&scene, 2 * EACH);
        scene_mixed_speeds(&scene, seed);
        for (size_t i = EACH; i < 2 * EACH; i++) scene.people.source[i] = scene.people.sink[i] = 1;
        scene.model.seed = seed;
        assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
        assert_int_equal(scene_start(&scene), AMAN_OK);
        scene_watch_init(&watch, &scene);
        double taken = scene_run(&watch, 400.0);
        printf("head-on, seed %d: %u of %d through after %.0f s\n", (int)seed, aman_crowd_sim_totals(scene.sim).gone,
               2 * EACH, taken);
        least_m = fmin(least_m, watch.least_m);
        assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, 2 * EACH);
        assert_int_equal(watch.crossed + watch.outside + watch.unsound, 0);
        scene_release(&scene);
    }
    printf("head-on: least distance %.3f m\n", least_m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_stays_where_two_ways_are_equally_long),
        cmocka_unit_test(nobody_stays_behind_the_end_of_a_wall),
        cmocka_unit_test(streams_head_on_pass_each_other),
        cmocka_unit_test(alone_in_a_corridor), cmocka_unit_test(nobody_is_faster_than_free),
        cmocka_unit_test(neck_of_1_m),         cmocka_unit_test(neck_of_1_2_m),
        cmocka_unit_test(neck_of_2_5_m),
    };
    return cmocka_run_group_tests_name("crowd_flow", tests, NULL, NULL);
}
