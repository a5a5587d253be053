/* What is measured of people filmed, on people of whom everything is known. */
#include "tests/base/cmocka_all.h"

#include "validate/track.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 40, FRAMES = 400 };
static const double per_s = 16.0;

/* A file of people, one each second and a half, who walk down the corridor at `speed` from y = 4 to -4. */
static struct aman_validate_track walkers(struct aman_validate_place *places, double speed)
{
    struct aman_validate_track track = {places, 0, per_s};
    for (int person = 0; person < PEOPLE; person++)
        for (int k = 0; 4.0 - speed * k / per_s >= -4.0; k++)
            places[track.n++] = (struct aman_validate_place){person + 1, 24 * person + k, 0.9f,
                                                             (float)(4.0 - speed * k / per_s)};
    return track;
}

static void a_steady_file_is_measured_exactly(void **state)
{
    (void)state;
    struct aman_validate_place *places = calloc(PEOPLE * FRAMES, sizeof *places);
    assert_non_null(places);
    struct aman_validate_track track = walkers(places, 1.2);
    struct aman_validate_walked walked = aman_validate_walk_measure(&track);
    assert_true(fabs(walked.flow_per_s - 1.0 / 1.5) < 0.01);
    assert_true(fabs(walked.speed_m_per_s - 1.2) < 0.001);
    assert_true(fabs(walked.density_per_m2 - 1.0 / 1.5 / 1.2 / 1.8) < 0.02); /* flow / speed / width */
    free(places);
}

static void passing_is_interpolated_and_counts_once(void **state)
{
    (void)state;
    const struct aman_validate_place places[] = {{1, 10, 0, 0.3f},  {1, 11, 0, -0.1f}, {1, 12, 0, 0.1f},
                                                 {1, 13, 0, -0.1f}, {2, 0, 0, 0.2f},   {2, 1, 0, 0.1f},
                                                 {3, 4, 0, -1.0f},  {4, 8, 0, 1.0f},   {4, 9, 0, -1.0f}};
    struct aman_validate_track track = {places, sizeof places / sizeof *places, 10.0};
    double times_s[TRACK_PEOPLE];
    assert_int_equal(track_passings(&track, 0.0, times_s), 2);
    assert_true(fabs(times_s[0] - 0.85) < 1e-6 && fabs(times_s[1] - 1.075) < 1e-6);
    const struct aman_validate_place *firsts[TRACK_PEOPLE];
    assert_int_equal(track_firsts(&track, firsts), 4);
    assert_int_equal(firsts[3]->frame, 8);
}

static void nobody_gives_no_number(void **state)
{
    (void)state;
    struct aman_validate_track none = {NULL, 0, 16.0};
    assert_true(isnan(aman_validate_walk_measure(&none).density_per_m2));
}

/* A scene filmed is a track: the only person's places, in order, one a step. */
static void a_scene_is_filmed(void **state)
{
    (void)state;
    struct aman_crowd_params params = aman_crowd_params_default();
    struct scene scene;
    scene_init(&scene, &aman_mem_heap, &params, 1, 1);
    scene_box(&scene, 0, 0, -6, 1.8, 6);
    scene_sink(&scene, 0, (double[]){0, -6, 1.8, -5}, NULL);
    scene_person(&scene, 0, 0.9, 5.0, 1.0);
    assert_int_equal(scene_start(&scene), AMAN_OK);
    struct track_film film = track_film_new(&scene, 80);
    for (int i = 0; i < 100; i++) {
        scene_step(&scene);
        track_film_look(&film, &scene);
    }
    struct aman_validate_track track = track_film_end(&film, &scene);
    assert_int_equal(track.n, 80); /* no more than there is room for */
    for (size_t i = 1; i < track.n; i++)
        assert_int_equal(track.places[i].frame, track.places[i - 1].frame + 1);
    double times_s[TRACK_PEOPLE];
    assert_int_equal(track_passings(&track, 0.0, times_s), 1);
    assert_true(fabs(times_s[0] - 4.9) < 0.15);
    assert_int_equal(scene_finish(&scene), AMAN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_file_is_measured_exactly),
        cmocka_unit_test(passing_is_interpolated_and_counts_once),
        cmocka_unit_test(nobody_gives_no_number),
        cmocka_unit_test(a_scene_is_filmed),
    };
    return cmocka_run_group_tests_name("validate_track", tests, NULL, NULL);
}
