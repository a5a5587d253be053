/* Two levels joined by a stair: who goes up, how fast, where the level changes, and who sees whom. */
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>

/* Sources 0 low, 1 high; sinks 0 high, 1 low. */
static void stair_scene(struct scene *scene, double up, double down, size_t n)
{
    scene_init(scene);
    scene_two_levels(scene, up, down);
    scene_source(scene, 0, scene_rect(scene, 2.5, 0.5, 7, 5.5));
    scene_source(scene, 1, scene_rect(scene, 20, 0.5, 25.5, 5.5));
    scene_sink(scene, 1, scene_rect(scene, 26, 0, 28, 6), INFINITY);
    scene_sink(scene, 0, scene_rect(scene, 0, 0, 2, 6), INFINITY);
    scene_event(scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(scene, n);
}

static void start(struct scene *scene)
{
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

/* One person; seconds on the stair between x = 11 and x = 17, as speed. */
static double speed_on_stair(double up, double down, bool goes_up)
{
    struct scene scene;
    struct scene_watch watch;
    stair_scene(&scene, up, down, 1);
    scene.people.source[0] = scene.people.sink[0] = goes_up ? 0 : 1;
    start(&scene);
    scene_watch_init(&watch, &scene);
    double from = 0.0, to = 0.0, x_from = 0.0, x_to = 0.0;
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 120.0) {
        scene_step(&watch, NULL);
        double x = watch.x[0], now = aman_crowd_sim_time_s(scene.sim);
        bool between = x > 11.0 && x < 17.0 && watch.level[0] >= 0;
        if (between && from == 0.0) from = now, x_from = x;
        if (between) to = now, x_to = x;
        if (watch.level[0] >= 0) assert_int_equal(watch.level[0], x > 18.0 ? 1 : 0);
    }
    assert_true(scene_is_sound(&watch, goes_up ? "one up" : "one down"));
    assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, 1);
    scene_release(&scene);
    return fabs(x_to - x_from) / (to - from);
}

static void speed_on_a_stair_is_the_factor_of_the_free_one(void **state)
{
    (void)state;
    double up = speed_on_stair(0.5, 0.7, true), down = speed_on_stair(0.5, 0.7, false);
    printf("up %.3f m/s for %.3f, down %.3f m/s for %.3f\n", up, 0.5 * 1.34, down, 0.7 * 1.34);
    assert_true(fabs(up / (0.5 * 1.34) - 1.0) <= 0.05);
    assert_true(fabs(down / (0.7 * 1.34) - 1.0) <= 0.05);
}

static size_t count_in(const struct aman_crowd_view *view, int level, double x0, double x1)
{
    size_t n = 0;
    for (size_t i = 0; i < view->n; i++) n += view->level[i] == level && view->x[i] >= x0 && view->x[i] < x1;
    return n;
}

struct climb {
    double taken_s;
    size_t foot, stair; /* most people before the foot (3 m of the room), and on the last 4 m of the stair */
};

static struct climb climb(size_t n, bool up, double factor_up, double factor_down)
{
    struct scene scene;
    struct scene_watch watch;
    struct climb climb = {0};
    stair_scene(&scene, factor_up, factor_down, n);
    scene_mixed_speeds(&scene, 4);
    for (size_t i = 0; i < n; i++) scene.people.source[i] = scene.people.sink[i] = up ? 0 : 1;
    start(&scene);
    scene_watch_init(&watch, &scene);
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 400.0) {
        scene_step(&watch, NULL);
        struct aman_crowd_view view = aman_crowd_sim_view(scene.sim);
        size_t foot = count_in(&view, 0, 7.0, 10.0), stair = count_in(&view, 0, 14.0, 18.0);
        climb.foot = foot > climb.foot ? foot : climb.foot;
        climb.stair = stair > climb.stair ? stair : climb.stair;
    }
    climb.taken_s = aman_crowd_sim_time_s(scene.sim);
    printf("%zu %s: %.1f s, most at the foot %zu, on the upper half %zu\n", n, up ? "up" : "down",
           climb.taken_s, climb.foot, climb.stair);
    assert_true(scene_is_sound(&watch, up ? "up" : "down"));
    assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, n);
    scene_release(&scene);
    return climb;
}

/* RiMEA 13: they wait at the foot, and come down faster than up. */
static void people_queue_at_the_foot(void **state)
{
    (void)state;
    struct climb up = climb(80, true, 0.5, 0.7), down = climb(80, false, 0.5, 0.7);
    assert_true(up.foot >= 27); /* 18 m²: 1.5 /m² and more */
    assert_true(up.taken_s > 30.0);
    assert_true(down.taken_s < up.taken_s);
    struct climb quick = climb(80, true, 1.0, 1.0);
    assert_true(quick.taken_s < up.taken_s);
}

/* Those who come up and those who walk past the top share the upper floor. */
static void streams_merge_above(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    enum { N = 80 };
    stair_scene(&scene, 0.6, 0.7, N);
    scene.model.n_sources = 1;
    scene_source(&scene, 1, scene_rect(&scene, 18.5, 0.5, 20, 5.5)); /* right before the top */
    scene_mixed_speeds(&scene, 6);
    for (size_t i = 0; i < N; i++) {
        scene.people.source[i] = (uint16_t)(i % 2);
        scene.people.sink[i] = 0;
        scene.people.arrive_s[i] = i % 2 ? 10.0f + 0.5f * (float)i : 0.0f;
    }
    start(&scene);
    scene_watch_init(&watch, &scene);
    double taken = scene_run(&watch, 300.0);
    printf("merging: %.1f s\n", taken);
    assert_true(scene_is_sound(&watch, "merging"));
    assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, N);
    scene_release(&scene);
}

/* The end of a stair falls anywhere in a cell of the raster; a crowd that goes down must get past it. */
static void the_end_of_a_stair_may_lie_anywhere_in_a_cell(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++) {
        struct scene scene;
        struct scene_watch watch;
        enum { N = 150 };
        stair_scene(&scene, 0.45, 0.6, N);
        scene.def.cell_m = 0.2 + 0.021 * i; /* 18 m, the top, is no multiple of these */
        for (size_t k = 0; k < N; k++) scene.people.source[k] = scene.people.sink[k] = 1;
        scene_mixed_speeds(&scene, (uint64_t)i);
        start(&scene);
        scene_watch_init(&watch, &scene);
        scene_run(&watch, 400.0);
        assert_true(scene_is_sound(&watch, "down"));
        assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, N);
        scene_release(&scene);
    }
}

static void counter_flow_on_the_stair(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    enum { N = 24 };
    stair_scene(&scene, 0.6, 0.7, N);
    scene_mixed_speeds(&scene, 7);
    for (size_t i = 0; i < N; i++) scene.people.source[i] = scene.people.sink[i] = (uint16_t)(i % 2);
    start(&scene);
    scene_watch_init(&watch, &scene);
    double taken = scene_run(&watch, 400.0);
    printf("counter-flow on the stair, 12 against 12: %u gone in %.1f s\n",
           aman_crowd_sim_totals(scene.sim).gone, taken);
    assert_true(scene_is_sound(&watch, "counter-flow"));
    assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, N);
    scene_release(&scene);
}

/* Level 1 lies over level 0: a crowd below and a crowd above do not feel each other. */
static void floors_one_above_the_other_do_not_meet(void **state)
{
    (void)state;
    double taken[2];
    for (int both = 0; both < 2; both++) {
        struct scene scene;
        struct scene_watch watch;
        scene_init(&scene);
        for (int level = 0; level < 2; level++) scene_rect_room(&scene, level, 0, 0, 20, 3);
        for (int level = 0; level < 2; level++) {
            scene_source(&scene, level, scene_rect(&scene, 0.5, 0.5, 4, 2.5));
            scene_sink(&scene, level, scene_rect(&scene, 18, 0, 20, 3), INFINITY);
        }
        scene_event(&scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
        scene_crowd(&scene, both ? 40 : 20);
        for (size_t i = 20; i < scene.people.n; i++) scene.people.source[i] = scene.people.sink[i] = 1;
        start(&scene);
        scene_watch_init(&watch, &scene);
        size_t left = 20;
        while (left > 0 && aman_crowd_sim_time_s(scene.sim) < 100.0) {
            scene_step(&watch, NULL);
            const uint8_t *states = aman_crowd_sim_states(scene.sim);
            left = 0;
            for (size_t i = 0; i < 20; i++) left += states[i] != AMAN_CROWD_GONE;
        }
        taken[both] = aman_crowd_sim_time_s(scene.sim);
        assert_true(scene_is_sound(&watch, "floors"));
        scene_release(&scene);
    }
    printf("below: %.1f s alone, %.1f s with a crowd above\n", taken[0], taken[1]);
    assert_true(taken[0] < 100.0 && taken[0] == taken[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speed_on_a_stair_is_the_factor_of_the_free_one),
        cmocka_unit_test(people_queue_at_the_foot),
        cmocka_unit_test(streams_merge_above),
        cmocka_unit_test(the_end_of_a_stair_may_lie_anywhere_in_a_cell),
        cmocka_unit_test(counter_flow_on_the_stair),
        cmocka_unit_test(floors_one_above_the_other_do_not_meet),
    };
    return cmocka_run_group_tests_name("crowd_levels", tests, NULL, NULL);
}
