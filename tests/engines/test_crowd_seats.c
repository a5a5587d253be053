/* From arrival to the seat and away again: rows, counters, egress, evacuation. */
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 8, SEATS = 6, PLACES = 2 * ROWS * SEATS };

/* A concourse of 20 × 8 m, and from its upper side a stepped gangway of 2 × 12 m between two blocks
 * of seats: sections 0 (west) and 1 (east). Place of safety in the west, sinks in the east: 0 without
 * bound, 1 in the south-east at 30 a minute. */
static int stand_scene(struct scene *scene)
{
    scene_init(scene);
    scene_room(scene, 0, (double[]){0, 0, 20, 0, 20, 8, 11, 8, 11, 20, 9, 20, 9, 8, 0, 8}, 8);
    scene->slows[scene->def.n_slows++] =
        (struct aman_crowd_slow_def){scene_rect(scene, 9, 8, 11, 20), 0, 0.5};
    scene_source(scene, 0, scene_rect(scene, 2, 1, 8, 7));
    scene_sink(scene, 0, scene_rect(scene, 18, 4.5, 20, 8), INFINITY);
    scene_sink(scene, 0, scene_rect(scene, 18, 0, 20, 3.5), 30.0);
    int safety = scene_target(scene, 0, scene_rect(scene, 0, 0, 1.5, 8), true);
    scene->model.n_sections = 2;
    scene_crowd(scene, PLACES);
    for (int row = 0; row < ROWS; row++) {
        double y = 9.5 + 1.25 * row;
        int target = scene_point_target(scene, 0, 10.0, y, false);
        for (int k = 0; k < 2 * SEATS; k++) {
            size_t i = (size_t)(row * 2 * SEATS + k);
            bool east = k >= SEATS;
            double side = east ? 1.0 : -1.0, seat = 1.0 + 0.5 * (k % SEATS);
            scene->people.seat_target[i] = (uint16_t)target;
            scene->people.access_x[i] = (float)(10.0 + 0.7 * side);
            scene->people.seat_x[i] = (float)(10.0 + side * (1.0 + seat));
            scene->people.access_y[i] = scene->people.seat_y[i] = (float)y;
            scene->people.section[i] = (uint16_t)east;
            scene->people.arrive_s[i] = 0.5f * (float)((i * 37) % PLACES);
            scene->people.leave_s[i] = 300.0f;
        }
    }
    return safety;
}

static void start(struct scene *scene)
{
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

struct tally {
    uint32_t people, seated, gone;
};

/* The counters of each section against the states of its people. */
static void assert_counters(struct scene *scene)
{
    struct tally tally[2] = {{0}};
    const uint8_t *states = aman_crowd_sim_states(scene->sim);
    for (size_t i = 0; i < scene->people.n; i++) {
        struct tally *t = &tally[scene->people.section[i]];
        t->people++;
        t->seated += states[i] == AMAN_CROWD_SEATED;
        t->gone += states[i] == AMAN_CROWD_GONE;
    }
    for (size_t s = 0; s < scene->model.n_sections; s++) {
        struct aman_crowd_section_count count = aman_crowd_sim_sections(scene->sim)[s];
        assert_int_equal(count.people, tally[s].people);
        assert_int_equal(count.seated, tally[s].seated);
        assert_int_equal(count.gone, tally[s].gone);
        assert_true(count.out <= count.released && count.released + count.seated <= count.people);
    }
}

static void run_until(struct scene_watch *watch, double t_s)
{
    struct scene *scene = watch->scene;
    for (int i = 0; aman_crowd_sim_time_s(scene->sim) < t_s - 1e-6; i++) {
        scene_step(watch, NULL);
        if (i % 10 == 0) assert_counters(scene);
    }
}

static struct aman_crowd_totals totals(const struct scene *scene)
{
    return aman_crowd_sim_totals(scene->sim);
}

static void everyone_sits_down_and_goes_home(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    stand_scene(&scene);
    start(&scene);
    scene_watch_init(&watch, &scene);
    run_until(&watch, 280.0);
    assert_int_equal(totals(&scene).seated, PLACES);
    assert_false(aman_crowd_sim_finished(scene.sim)); /* they will leave */
    double taken = scene_run(&watch, 400.0);
    printf("away within %.1f s of the end\n", taken - 20.0);
    assert_counters(&scene);
    assert_true(aman_crowd_sim_finished(scene.sim));
    assert_int_equal(totals(&scene).gone, PLACES);
    for (size_t s = 0; s < 2; s++) {
        assert_int_equal(aman_crowd_sim_sections(scene.sim)[s].released, PLACES / 2);
        assert_int_equal(aman_crowd_sim_sections(scene.sim)[s].out, PLACES / 2);
    }
    assert_int_equal(totals(&scene).turned_back, 0);
    assert_true(scene_is_sound(&watch, "a whole day"));
    scene_release(&scene);
}

/* The way along the row takes its length over row_speed. */
static void walking_along_the_row_takes_time(void **state)
{
    (void)state;
    double taken[2];
    for (int far = 0; far < 2; far++) {
        struct scene scene;
        stand_scene(&scene);
        scene.people.n = 1;
        scene.people.arrive_s[0] = 0.0f;
        scene.people.seat_x[0] = scene.people.access_x[0] - (far ? 6.0f : 0.0f);
        start(&scene);
        double entered = 0.0;
        while (totals(&scene).seated == 0 && aman_crowd_sim_time_s(scene.sim) < 100.0) {
            aman_crowd_sim_step(scene.sim, NULL);
            if (entered == 0.0 && totals(&scene).in_row + totals(&scene).seated > 0)
                entered = aman_crowd_sim_time_s(scene.sim);
        }
        taken[far] = aman_crowd_sim_time_s(scene.sim) - entered;
        scene_release(&scene);
    }
    printf("row of 0 m: %.1f s, of 6 m: %.1f s\n", taken[0], taken[1]);
    assert_true(taken[0] <= 1.1); /* seats are taken on full seconds */
    assert_true(fabs(taken[1] - 6.0 / 0.6) <= 1.1);
}

/* The people of one row end come out one after the other: never two at once. */
static void people_step_out_of_a_row_one_at_a_time(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    stand_scene(&scene);
    for (size_t i = 0; i < PLACES; i++) scene.people.leave_s[i] = i < 2 * SEATS ? 300.0f : INFINITY;
    start(&scene);
    scene_watch_init(&watch, &scene);
    run_until(&watch, 300.0);
    uint8_t before[PLACES];
    memcpy(before, aman_crowd_sim_states(scene.sim), sizeof before);
    double last[2] = {-1.0, -1.0};
    int out = 0;
    while (aman_crowd_sim_time_s(scene.sim) < 400.0) {
        scene_step(&watch, NULL);
        const uint8_t *states = aman_crowd_sim_states(scene.sim);
        double now = aman_crowd_sim_time_s(scene.sim);
        for (size_t i = 0; i < PLACES; i++) {
            if (before[i] != AMAN_CROWD_IN_ROW || states[i] != AMAN_CROWD_WALKING) continue;
            uint16_t side = scene.people.section[i];
            assert_true(now > last[side] + 0.15); /* room first: not in the same step nor the next */
            last[side] = now;
            out++;
        }
        memcpy(before, states, sizeof before);
    }
    assert_int_equal(out, 2 * SEATS);
    assert_int_equal(totals(&scene).gone, 2 * SEATS);
    assert_int_equal(totals(&scene).seated, PLACES - 2 * SEATS);
    assert_true(aman_crowd_sim_finished(scene.sim)); /* those who never leave are no work left */
    assert_true(scene_is_sound(&watch, "one row"));
    scene_release(&scene);
}

static void a_sink_takes_no_more_than_its_rate(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    stand_scene(&scene);
    for (size_t i = 0; i < PLACES; i++) scene.people.sink[i] = 1;
    scene_event(&scene, 380.0, AMAN_CROWD_SINK_RATE, 1, 60.0);
    start(&scene);
    scene_watch_init(&watch, &scene);
    run_until(&watch, 340.0);
    uint32_t a = totals(&scene).gone;
    run_until(&watch, 380.0);
    uint32_t b = totals(&scene).gone;
    run_until(&watch, 400.0);
    uint32_t c = totals(&scene).gone;
    printf("30 a minute: %u in 40 s, then 60 a minute: %u in 20 s\n", b - a, c - b);
    assert_in_range(b - a, 19, 21);
    assert_in_range(c - b, 18, 21);
    scene_run(&watch, 300.0);
    assert_int_equal(totals(&scene).gone, PLACES);
    assert_true(scene_is_sound(&watch, "rated sink"));
    scene_release(&scene);
}

/* A gangway that ends within a cell: its last row steps out beside the raster, and goes home. */
static void the_last_row_finds_the_way_out(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    stand_scene(&scene);
    int end = scene_point_target(&scene, 0, 10.0, 19.6, false);
    for (size_t i = PLACES - 2 * SEATS; i < PLACES; i++) {
        scene.people.seat_target[i] = (uint16_t)end;
        scene.people.access_y[i] = scene.people.seat_y[i] = 20.02f;
        scene.people.leave_s[i] = 300.0f;
    }
    scene.def.cell_m = 1.0;
    scene.levels[0].rings[0].n = 0; /* drawn anew, 0.49 m longer, on cells of 1 m */
    scene.levels[0].region.n = 0;
    scene.levels[0].n_walls = 0;
    scene_room(&scene, 0, (double[]){0, 0, 20, 0, 20, 8, 11, 8, 11, 20.49, 9, 20.49, 9, 8, 0, 8}, 8);
    start(&scene);
    scene_watch_init(&watch, &scene);
    scene_run(&watch, 700.0);
    assert_int_equal(totals(&scene).gone, PLACES);
    scene_release(&scene);
}

static void opening_turns_back_those_who_are_not_in(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    stand_scene(&scene);
    int barrier = scene_barrier(&scene, 0, 9, 8, 11, 8, 0.0); /* across the foot of the gangway */
    scene_bank(&scene, barrier, 2, 3.0, 0.0, 0);
    static const uint16_t only[1] = {0};
    int set = scene_set(&scene, only, 1, NULL, 0);
    for (size_t i = 0; i < PLACES; i++) scene.people.access[i] = (uint16_t)set;
    scene_event(&scene, 60.0, AMAN_CROWD_OPEN, 0, 0.0);
    start(&scene);
    scene_watch_init(&watch, &scene);
    run_until(&watch, 60.0);
    struct aman_crowd_totals before = totals(&scene);
    uint32_t in = aman_crowd_sim_banks(scene.sim)[0].served;
    assert_true(in > 20 && in < PLACES);
    watch.barriers_open = true;
    scene_run(&watch, 600.0);
    printf("%u in when the gates opened, %u turned back of %u outside\n", in, totals(&scene).turned_back,
           PLACES - in);
    assert_int_equal(before.turned_back, 0);
    assert_int_equal(totals(&scene).turned_back, PLACES - in);
    assert_int_equal(aman_crowd_sim_banks(scene.sim)[0].served, in);
    assert_int_equal(aman_crowd_sim_banks(scene.sim)[0].bound, 0);
    assert_int_equal(totals(&scene).gone, PLACES);
    uint32_t released =
        aman_crowd_sim_sections(scene.sim)[0].released + aman_crowd_sim_sections(scene.sim)[1].released;
    assert_int_equal(released, in);
    assert_true(scene_is_sound(&watch, "opening"));
    scene_release(&scene);
}

/* One section is called out at 280 s; the other leaves at 300 s as it would have. */
static void a_section_is_evacuated(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    int safety = stand_scene(&scene);
    for (size_t i = 0; i < PLACES; i++) {
        scene.people.leave_s[i] = INFINITY;
        scene.people.react_s[i] = 5.0f + 0.1f * (float)i;
    }
    scene_event(&scene, 280.0, AMAN_CROWD_EVACUATE, 1, (double)safety);
    start(&scene);
    scene_watch_init(&watch, &scene);
    run_until(&watch, 284.9);
    assert_int_equal(totals(&scene).seated, PLACES); /* the first reacts 5 s later */
    watch.barriers_open = true;
    double got_up[PLACES] = {0.0};
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 600.0) {
        scene_step(&watch, NULL);
        const uint8_t *states = aman_crowd_sim_states(scene.sim);
        for (size_t i = 0; i < PLACES; i++)
            if (states[i] != AMAN_CROWD_SEATED && got_up[i] == 0.0)
                got_up[i] = aman_crowd_sim_time_s(scene.sim);
    }
    for (size_t i = 0; i < PLACES; i++) {
        bool called = scene.people.section[i] == 1;
        assert_true(called == (got_up[i] > 0.0));
        if (called) assert_true(fabs(got_up[i] - 280.0 - (double)scene.people.react_s[i]) <= 0.21);
    }
    printf("section out after %.1f s\n", aman_crowd_sim_time_s(scene.sim) - 280.0);
    assert_int_equal(aman_crowd_sim_sections(scene.sim)[1].gone, PLACES / 2);
    assert_int_equal(aman_crowd_sim_sections(scene.sim)[1].out, PLACES / 2);
    assert_int_equal(aman_crowd_sim_sections(scene.sim)[0].seated, PLACES / 2);
    assert_counters(&scene);
    assert_true(scene_is_sound(&watch, "section"));
    scene_release(&scene);
}

/* Everyone is called out while some sit, some walk, some are in the row, some have not come. */
static void everyone_is_evacuated(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    int safety = stand_scene(&scene);
    for (size_t i = 0; i < PLACES; i++) scene.people.react_s[i] = 2.0f + (float)(i % 7);
    scene_event(&scene, 35.0, AMAN_CROWD_EVACUATE, -1, (double)safety);
    start(&scene);
    scene_watch_init(&watch, &scene);
    run_until(&watch, 35.0);
    struct aman_crowd_totals at = totals(&scene);
    assert_true(at.not_yet > 10 && at.walking > 5 && at.seated > 5);
    watch.barriers_open = true;
    scene_step(&watch, NULL);
    assert_int_equal(totals(&scene).not_yet, 0); /* they stay away */
    double taken = scene_run(&watch, 300.0);
    printf("everyone out after %.1f s\n", taken);
    assert_true(aman_crowd_sim_finished(scene.sim));
    assert_int_equal(totals(&scene).gone, PLACES);
    assert_true(taken < 120.0);
    assert_counters(&scene);
    assert_true(scene_is_sound(&watch, "everyone"));
    scene_release(&scene);
}

/* A gangway that runs off at `lean_deg` from a narrow walkway and sticks out into it, with row ends
 * along both sides: from its mouth no straight line leads to most of them. */
static unsigned seated_on_a_leaning_gangway(double lean_deg, uint64_t seed, double limit_s)
{
    enum { N = 80, HALF_WIDTH_CM = 70, LENGTH = 14 };
    struct scene scene;
    struct scene_watch watch;
    scene_init(&scene);
    double lean = lean_deg * (3.14159265358979 / 180.0), ux = sin(lean), uy = cos(lean), half = HALF_WIDTH_CM / 100.0;
    double left = 10.0 - half / uy, right = 10.0 + half / uy; /* mouth, on y = 3 */
    scene_room(&scene, 0,
               (double[]){0, 0, 20, 0, 20, 3, right, 3, right + ux * LENGTH, 3 + uy * LENGTH, left + ux * LENGTH,
                          3 + uy * LENGTH, left, 3, 0, 3},
               8);
    double out = 0.4 / uy; /* the area begins 0.4 m inside the walkway */
    struct aman_point corners[4] = {{left - ux * out, 2.6}, {right - ux * out, 2.6},
                                    {right + ux * LENGTH, 3 + uy * LENGTH}, {left + ux * LENGTH, 3 + uy * LENGTH}};
    struct aman_ring ring = {corners, 4};
    struct aman_area gangway = {&ring, 1};
    int target = scene_target(&scene, 0, &gangway, false);
    scene_source(&scene, 0, scene_rect(&scene, 0.5, 0.5, 5, 2.5));
    scene_source(&scene, 0, scene_rect(&scene, 15, 0.5, 19.5, 2.5));
    scene_crowd(&scene, N);
    scene_mixed_speeds(&scene, seed);
    for (size_t i = 0; i < N; i++) {
        double along = 1.0 + (double)((i * 7) % 13), side = (i / 13) % 2 ? 1.0 : -1.0, across = side * (half - 0.3);
        double x = 10.0 + ux * along + uy * across, y = 3.0 + uy * along - ux * across;
        scene.people.source[i] = (uint16_t)(i % 2);
        scene.people.sink[i] = 0xFFFF;
        scene.people.seat_target[i] = (uint16_t)target;
        scene.people.access_x[i] = (float)x;
        scene.people.access_y[i] = (float)y;
        scene.people.seat_x[i] = (float)(x + uy * side * 2.0);
        scene.people.seat_y[i] = (float)(y - ux * side * 2.0);
        scene.people.arrive_s[i] = 0.4f * (float)i;
    }
    start(&scene);
    scene_watch_init(&watch, &scene);
    run_until(&watch, limit_s);
    unsigned seated = totals(&scene).seated;
    printf("gangway leaning %.0f degrees, seed %u: %u of %d seated after %.0f s\n", lean_deg, (unsigned)seed, seated, N, limit_s);
    scene_release(&scene);
    return seated == N;
}

static void a_gangway_is_entered_from_any_side(void **state)
{
    (void)state;
    unsigned good = 0, all = 0;
    for (int lean = 0; lean <= 54; lean += 18)
        for (uint64_t seed = 1; seed <= 3; seed++, all++) good += seated_on_a_leaning_gangway(lean, seed, 240.0);
    assert_int_equal(good, all);
}

static void who_has_no_departure_stays(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    stand_scene(&scene);
    for (size_t i = 0; i < PLACES; i += 4) scene.people.sink[i] = 0xFFFF;
    start(&scene);
    scene_watch_init(&watch, &scene);
    scene_run(&watch, 900.0);
    assert_true(aman_crowd_sim_finished(scene.sim));
    assert_int_equal(totals(&scene).seated, PLACES / 4);
    assert_int_equal(totals(&scene).gone, PLACES - PLACES / 4);
    for (size_t i = 0; i < PLACES; i += 4)
        assert_int_equal(aman_crowd_sim_states(scene.sim)[i], AMAN_CROWD_SEATED);
    assert_true(scene_is_sound(&watch, "some stay"));
    scene_release(&scene);
}

/* Time to leave comes for a few while they are on the way in, or not even there: they sit, then go. */
static void who_comes_late_leaves_all_the_same(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    stand_scene(&scene);
    enum { LATE = PLACES / 6 };
    for (size_t i = 0; i < PLACES; i++) scene.people.leave_s[i] = i % 6 ? INFINITY : 25.0f;
    start(&scene);
    scene_watch_init(&watch, &scene);
    run_until(&watch, 25.0);
    assert_true(totals(&scene).not_yet > 10 && totals(&scene).walking > 5);
    double taken = scene_run(&watch, 600.0);
    printf("late: %.1f s, %u gone, %u seated\n", taken, totals(&scene).gone, totals(&scene).seated);
    assert_true(aman_crowd_sim_finished(scene.sim));
    assert_int_equal(totals(&scene).gone, LATE);
    assert_int_equal(totals(&scene).seated, PLACES - LATE);
    assert_counters(&scene);
    assert_true(scene_is_sound(&watch, "late"));
    scene_release(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everyone_sits_down_and_goes_home),
        cmocka_unit_test(walking_along_the_row_takes_time),
        cmocka_unit_test(people_step_out_of_a_row_one_at_a_time),
        cmocka_unit_test(a_sink_takes_no_more_than_its_rate),
        cmocka_unit_test(the_last_row_finds_the_way_out),
        cmocka_unit_test(opening_turns_back_those_who_are_not_in),
        cmocka_unit_test(a_section_is_evacuated),
        cmocka_unit_test(everyone_is_evacuated),
        cmocka_unit_test(a_gangway_is_entered_from_any_side),
        cmocka_unit_test(who_has_no_departure_stays),
        cmocka_unit_test(who_comes_late_leaves_all_the_same),
    };
    return cmocka_run_group_tests_name("crowd_seats", tests, NULL, NULL);
}
