/* Walking distances by fast marching against what geometry says. */
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>

static const double cell = 0.25;

static double distance(const struct scene *scene, int target, int level, double x, double y)
{
    return aman_crowd_world_distance_m(scene->world, target, level, (struct aman_point){x, y});
}

/* Centre of the cell that holds a coordinate: the field is given there. */
static double centred(double v)
{
    return (floor(v / cell) + 0.5) * cell;
}

/* The header's bound: an error of at most 1 % of the distance and 1.5 cells. `cells` is what it
 * would take beside the 1 %. */
struct worst {
    double cells, found, expected, x, y;
};

static void compare(struct worst *worst, double found, double expected, double x, double y)
{
    double cells = (fabs(found - expected) - 0.01 * expected) / cell;
    if (cells > worst->cells) *worst = (struct worst){cells, found, expected, x, y};
}

static void assert_bound(const char *what, const struct worst *worst, double cells)
{
    printf("%s: worst at (%.3f, %.3f): %.3f m for %.3f m, 1 %% + %.2f cells\n", what, worst->x, worst->y,
           worst->found, worst->expected, worst->cells);
    assert_true(worst->cells <= cells);
}

static void in_a_free_square_to_a_wide_side(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 30, 30);
    int target = scene_target(&scene, 0, scene_rect(&scene, 0, 0, 2, 30), true);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    struct worst worst = {0};
    for (double y = 0.1; y < 30; y += 0.7)
        for (double x = 2.2; x < 30; x += 0.7)
            compare(&worst, distance(&scene, target, 0, x, y), centred(x) - 2.0, x, y);
    assert_bound("side", &worst, 1.5);
    scene_release(&scene);
}

/* The target is a square of 4 m; the true distance is to its outline. */
static void in_a_free_square_to_an_area_in_the_middle(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 40, 40);
    int target = scene_target(&scene, 0, scene_rect(&scene, 18, 18, 22, 22), true);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    struct worst worst = {0};
    for (double y = 0.1; y < 40; y += 0.7)
        for (double x = 0.1; x < 40; x += 0.7) {
            double dx = fmax(0.0, fabs(centred(x) - 20.0) - 2.0),
                   dy = fmax(0.0, fabs(centred(y) - 20.0) - 2.0);
            double expected = hypot(dx, dy), found = distance(&scene, target, 0, x, y);
            if (expected == 0.0) assert_true(found == 0.0);
            if (expected > 0.0) compare(&worst, found, expected, x, y);
        }
    assert_bound("square target", &worst, 1.5);
    scene_release(&scene);
}

static void to_a_point(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 40, 40);
    int target = scene_point_target(&scene, 0, 20.0, 20.0, true);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    struct worst worst = {0};
    for (double y = 0.1; y < 40; y += 0.7)
        for (double x = 0.1; x < 40; x += 0.7)
            compare(&worst, distance(&scene, target, 0, x, y), hypot(centred(x) - 20.0, centred(y) - 20.0), x,
                    y);
    assert_bound("point target", &worst, 1.5);
    scene_release(&scene);
}

/* An L of two arms: behind the corner the way bends at (10, 10). */
static void round_a_corner(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_room(&scene, 0, (double[]){0, 0, 30, 0, 30, 10, 10, 10, 10, 30, 0, 30}, 6);
    int target = scene_target(&scene, 0, scene_rect(&scene, 0, 28, 10, 30), true);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    struct worst worst = {0};
    for (double y = 0.3; y < 9.5; y += 0.5)
        for (double x = 12.0; x < 30; x += 0.7) {
            double expected = hypot(centred(x) - 10.0, 10.0 - centred(y)) + 18.0;
            compare(&worst, distance(&scene, target, 0, x, y), expected, x, y);
        }
    assert_bound("round a corner", &worst, 1.5); /* a corner costs up to another cell */
    assert_true(isinf(distance(&scene, target, 0, 20, 20)));
    scene_release(&scene);
}

static void a_wall_is_gone_round(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 20, 20);
    scene_wall(&scene, 0, 10, 0, 10, 15); /* gap 15..20 */
    int target = scene_target(&scene, 0, scene_rect(&scene, 0, 0, 1, 1), true);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    double expected = hypot(19.125 - 10.0, 15.0 - 0.125) + hypot(9.0, 14.0);
    double found = distance(&scene, target, 0, 19.1, 0.1);
    printf("round a wall: %.3f m for %.3f m\n", found, expected);
    assert_true(fabs(found - expected) < 0.02 * expected + 0.5);
    scene_release(&scene);
}

static void a_barrier_is_a_wall_until_it_opens(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 20, 10);
    int barrier = scene_barrier(&scene, 0, 10, 0, 10, 10, 90.0);
    const struct aman_area *inner = scene_rect(&scene, 18, 0, 20, 10);
    int closed = scene_target(&scene, 0, inner, false), open = scene_target(&scene, 0, inner, true);
    int outer = scene_barrier_target(&scene, barrier);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_true(isinf(distance(&scene, closed, 0, 5, 5)));
    assert_true(fabs(distance(&scene, closed, 0, 12, 5) - (18.0 - 12.125)) < 0.2);
    assert_true(fabs(distance(&scene, open, 0, 5, 5) - (18.0 - 5.125)) < 0.2);
    assert_true(fabs(distance(&scene, outer, 0, 5, 5) - (10.0 - 5.125)) < 0.2);
    assert_true(isinf(distance(&scene, outer, 0, 15, 5)));
    scene_release(&scene);
}

static void over_a_stair_to_another_level(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_two_levels(&scene, 0.5, 0.8);
    int up = scene_target(&scene, 1, scene_rect(&scene, 26, 0, 28, 6), true);
    int down = scene_target(&scene, 0, scene_rect(&scene, 0, 0, 2, 6), true);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    double stair = 8.0 / 0.65; /* the field takes the mean of both factors */
    assert_true(fabs(distance(&scene, up, 0, 2, 3) - ((10 - 2.125) + stair + 8.0)) < 0.3);
    assert_true(fabs(distance(&scene, down, 1, 26, 3) - ((26.125 - 18) + stair + 8.0)) < 0.3);
    /* On the stair, asked on either level: the footprint is one place. */
    double on_low = distance(&scene, up, 0, 14, 3), on_high = distance(&scene, up, 1, 14, 3);
    assert_true(on_low == on_high);
    assert_true(fabs(on_low - ((18 - 14.125) / 0.65 + 8.0)) < 0.3);
    /* The sides of the stair are no way in: beside its foot it is nearer along the floor. */
    assert_true(isinf(distance(&scene, up, 0, 14, 1)));
    assert_true(isinf(distance(&scene, up, 1, 5, 3)));
    scene_release(&scene);
}

static void slow_ground_is_longer(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 20, 4);
    scene.slows[scene.def.n_slows++] = (struct aman_crowd_slow_def){scene_rect(&scene, 5, 0, 10, 4), 0, 0.5};
    int target = scene_target(&scene, 0, scene_rect(&scene, 18, 0, 20, 4), true);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_true(fabs(distance(&scene, target, 0, 2, 2) - ((18 - 2.125) + 5.0)) < 0.3);
    scene_release(&scene);
}

static void places_are_walkable_and_snap(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 10, 10);
    scene_rect_room(&scene, 0, 4, 4, 6, 6); /* a pillar: even-odd */
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_true(aman_crowd_world_walkable(scene.world, 0, (struct aman_point){1, 1}));
    assert_false(aman_crowd_world_walkable(scene.world, 0, (struct aman_point){5, 5}));
    assert_false(aman_crowd_world_walkable(scene.world, 0, (struct aman_point){11, 5}));
    assert_false(aman_crowd_world_walkable(scene.world, 1, (struct aman_point){1, 1}));
    assert_false(aman_crowd_world_walkable(scene.world, 0, (struct aman_point){NAN, 1}));
    struct aman_point at = {5.1, 4.6};
    assert_true(aman_crowd_world_snap(scene.world, 0, 2.0, &at));
    assert_true(fabs(at.x - 5.125) < 1e-6 && fabs(at.y - 3.875) < 1e-6);
    at = (struct aman_point){20.0, 20.0};
    assert_false(aman_crowd_world_snap(scene.world, 0, 2.0, &at));
    assert_true(at.x == 20.0 && at.y == 20.0);
    assert_true(aman_crowd_world_bytes(scene.world) > 1000);
    scene_release(&scene);
}

static bool stop_at_once(void *ctx, double share)
{
    *(double *)ctx = share;
    return false;
}

static void building_can_be_cancelled(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 10, 10);
    for (int i = 0; i < 8; i++) scene_point_target(&scene, 0, 1.0 + i, 5.0, true);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    struct aman_crowd_world *none = NULL;
    double share = -1.0;
    enum aman_err err =
        aman_crowd_world_create(&scene.def, &aman_mem_heap, NULL, stop_at_once, &share, &none);
    assert_int_equal(err, AMAN_ERR_CANCELLED);
    assert_null(none);
    assert_true(share >= 0.0 && share <= 1.0);
    scene_release(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_a_free_square_to_a_wide_side),
        cmocka_unit_test(in_a_free_square_to_an_area_in_the_middle),
        cmocka_unit_test(to_a_point),
        cmocka_unit_test(round_a_corner),
        cmocka_unit_test(a_wall_is_gone_round),
        cmocka_unit_test(a_barrier_is_a_wall_until_it_opens),
        cmocka_unit_test(over_a_stair_to_another_level),
        cmocka_unit_test(slow_ground_is_longer),
        cmocka_unit_test(places_are_walkable_and_snap),
        cmocka_unit_test(building_can_be_cancelled),
    };
    return cmocka_run_group_tests_name("crowd_field", tests, NULL, NULL);
}
