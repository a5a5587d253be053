/* Exact places of arrival, beside people who come anywhere in their source; a time before which they stand.
 */
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>

enum { PEOPLE = 4 };

/* 0 and 1 at the same place, 2 anywhere in the source, 3 at a place of its own but standing for 5 s. */
static void begin(struct scene *scene, float *x, float *y, float *start_s)
{
    scene_init(scene);
    scene_rect_room(scene, 0, 0, 0, 30, 4);
    scene_source(scene, 0, scene_rect(scene, 1, 1, 3, 3));
    scene_sink(scene, 0, scene_rect(scene, 28, 0, 30, 4), INFINITY);
    scene_crowd(scene, PEOPLE);
    for (size_t i = 0; i < PEOPLE; i++) {
        scene->people.seat_target[i] = 0xFFFF;
        x[i] = y[i] = NAN;
        start_s[i] = 0.0f;
    }
    x[0] = x[1] = 10.0f, y[0] = y[1] = 2.0f;
    x[3] = 15.0f, y[3] = 1.0f;
    start_s[3] = 5.0f;
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
    aman_crowd_sim_destroy(scene->sim);
    scene->sim = NULL;
    scene->model.people.enter_x = x;
    scene->model.people.enter_y = y;
    scene->model.people.start_s = start_s;
}

static bool find(struct scene *scene, uint32_t person, double *x, double *y)
{
    struct aman_crowd_view view = aman_crowd_sim_view(scene->sim);
    for (size_t i = 0; i < view.n; i++)
        if (view.person[i] == person) {
            *x = view.x[i];
            *y = view.y[i];
            return true;
        }
    return false;
}

static void places_are_taken_as_given(void **state)
{
    (void)state;
    struct scene scene;
    float enter_x[PEOPLE], enter_y[PEOPLE], start_s[PEOPLE];
    double x, y;
    begin(&scene, enter_x, enter_y, start_s);
    assert_int_equal(aman_crowd_sim_create(scene.world, &scene.model, &aman_mem_heap, &scene.sim), AMAN_OK);
    aman_crowd_sim_step(scene.sim, NULL);
    assert_true(find(&scene, 0, &x, &y) && x == 10.0 && y == 2.0);
    assert_false(find(&scene, 1, &x, &y)); /* the place is taken */
    assert_true(find(&scene, 2, &x, &y) && x >= 1 && x <= 3 && y >= 1 && y <= 3);
    assert_true(find(&scene, 3, &x, &y) && x == 15.0 && y == 1.0);
    for (int i = 0; i < 40; i++) aman_crowd_sim_step(scene.sim, NULL);
    assert_true(find(&scene, 1, &x, &y)); /* as soon as it was free */
    assert_true(find(&scene, 3, &x, &y) && x == 15.0 && y == 1.0);
    while (aman_crowd_sim_time_s(scene.sim) < 60.0 && !aman_crowd_sim_finished(scene.sim))
        aman_crowd_sim_step(scene.sim, NULL);
    assert_int_equal(aman_crowd_sim_totals(scene.sim).gone, PEOPLE);
    assert_int_equal(aman_crowd_sim_totals(scene.sim).turned_back, 0);
    scene_release(&scene);
}

static void places_off_the_ground_are_refused(void **state)
{
    (void)state;
    struct scene scene;
    float enter_x[PEOPLE], enter_y[PEOPLE], start_s[PEOPLE];
    begin(&scene, enter_x, enter_y, start_s);
    enter_x[0] = 100.0f;
    assert_int_equal(aman_crowd_sim_create(scene.world, &scene.model, &aman_mem_heap, &scene.sim),
                     AMAN_ERR_ARGUMENT);
    enter_x[0] = 10.0f;
    enter_y[0] = INFINITY;
    assert_int_equal(aman_crowd_sim_create(scene.world, &scene.model, &aman_mem_heap, &scene.sim),
                     AMAN_ERR_ARGUMENT);
    scene_release(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_taken_as_given),
        cmocka_unit_test(places_off_the_ground_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
