/* Banks of lanes as servers: throughput, waiting times against queueing theory, hours, faults, choice. */
#include "base/rng.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>

/* A hall of 40 × 16 m, a barrier across it at x = 25, seats at the far end, people arriving at the
 * near end. Bank 0 stands on the whole barrier. */
static void hall(struct scene *scene, size_t n, int lanes, double service_s, double sd_s)
{
    scene_init(scene);
    scene_rect_room(scene, 0, 0, 0, 40, 16);
    scene_source(scene, 0, scene_rect(scene, 1, 1, 22, 15));
    scene_sink(scene, 0, scene_rect(scene, 0, 0, 1, 16), INFINITY);
    int barrier = scene_barrier(scene, 0, 25, 0, 25, 16, 90.0);
    scene_bank(scene, barrier, lanes, service_s, sd_s, 0);
    int seats = scene_target(scene, 0, scene_rect(scene, 37, 0, 40, 16), false);
    static const uint16_t only[1] = {0};
    int set = scene_set(scene, only, 1, NULL, 0);
    scene_crowd(scene, n);
    for (size_t i = 0; i < n; i++) {
        scene->people.access[i] = (uint16_t)set;
        scene->people.seat_target[i] = (uint16_t)seats;
        scene->people.access_x[i] = scene->people.seat_x[i] = 38.0f;
        scene->people.access_y[i] = scene->people.seat_y[i] = 1.0f + 14.0f * (float)(i % 29) / 28.0f;
    }
}

static void start(struct scene *scene)
{
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

static uint32_t served(const struct scene *scene, size_t bank)
{
    return aman_crowd_sim_banks(scene->sim)[bank].served;
}

static void run_until(struct scene *scene, double t_s)
{
    while (aman_crowd_sim_time_s(scene->sim) < t_s - 1e-6)
        assert_int_equal(aman_crowd_sim_step(scene->sim, NULL), AMAN_OK);
}

/* Everyone is there from the start; rate between the 40th and the last but 20th. */
static double saturated_rate(size_t n, int lanes, double service_s, double sd_s)
{
    struct scene scene;
    struct scene_watch watch;
    hall(&scene, n, lanes, service_s, sd_s);
    start(&scene);
    scene_watch_init(&watch, &scene);
    double from = 0.0, to = 0.0;
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 3000.0) {
        scene_step(&watch, NULL);
        if (from == 0.0 && served(&scene, 0) >= 40) from = aman_crowd_sim_time_s(scene.sim);
        if (to == 0.0 && served(&scene, 0) >= n - 20) to = aman_crowd_sim_time_s(scene.sim);
    }
    double rate = (double)(n - 60) / (to - from), expected = lanes / service_s;
    printf("%d lanes of %.1f ± %.1f s: %.3f /s, expected %.3f (%+.1f %%), %u served of %zu\n", lanes,
           service_s, sd_s, rate, expected, 100.0 * (rate / expected - 1.0), served(&scene, 0), n);
    assert_true(scene_is_sound(&watch, "saturated"));
    assert_int_equal(served(&scene, 0), n);
    assert_int_equal(aman_crowd_sim_banks(scene.sim)[0].arrived, n);
    assert_int_equal(aman_crowd_sim_banks(scene.sim)[0].bound, 0);
    assert_int_equal(aman_crowd_sim_totals(scene.sim).seated, n);
    scene_release(&scene);
    return rate / expected;
}

static void throughput_is_lanes_over_service(void **state)
{
    (void)state;
    double constant = saturated_rate(300, 4, 6.0, 0.0), quick = saturated_rate(400, 4, 3.0, 0.0);
    double drawn = saturated_rate(500, 6, 5.45, 1.0), slow = saturated_rate(150, 8, 20.0, 6.0);
    assert_true(fabs(constant - 1.0) <= 0.03);
    assert_true(fabs(quick - 1.0) <= 0.03);
    assert_true(fabs(drawn - 1.0) <= 0.03);
    assert_true(fabs(slow - 1.0) <= 0.06); /* 150 draws with 30 %: ± 5 % at two sigma */
}

/* Erlang's C: the share that waits in M/M/c. */
static double erlang_c(int c, double load)
{
    double term = 1.0, sum = 1.0;
    for (int k = 1; k < c; k++) sum += term *= load / k;
    double last = term * load / c / (1.0 - load / c);
    return last / (sum + last);
}

/* Mean wait in the queue by Allen–Cunneen, with Poisson arrivals. */
static double allen_cunneen_s(int c, double service_s, double sd_s, double utilisation)
{
    double cv2 = sd_s * sd_s / (service_s * service_s);
    return erlang_c(c, utilisation * c) * service_s / (c * (1.0 - utilisation)) * (1.0 + cv2) / 2.0;
}

/* Mean of the waits of all but the first tenth, service taken off. */
static double mean_queue_s(int lanes, double service_s, double sd_s, double utilisation, size_t n,
                           uint64_t seed, double from_x)
{
    struct scene scene;
    hall(&scene, n, lanes, service_s, sd_s);
    scene.sources[0].area = scene_rect(&scene, from_x, 1, from_x + 3, 15);
    scene.model.seed = seed;
    double at = 0.0;
    for (size_t i = 0; i < n; i++) {
        at -= log(1.0 - aman_rng_uniform(seed, i, 5)) * service_s / (lanes * utilisation);
        scene.people.arrive_s[i] = (float)at;
    }
    start(&scene);
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 60000.0)
        assert_int_equal(aman_crowd_sim_step(scene.sim, NULL), AMAN_OK);
    assert_int_equal(served(&scene, 0), n);
    const float *waits = aman_crowd_sim_waits(scene.sim, 0);
    double sum = 0.0, all = 0.0;
    for (size_t i = 0; i < n; i++) all += (double)waits[i];
    for (size_t i = n / 10; i < n; i++) sum += (double)waits[i];
    assert_true(fabs(all - aman_crowd_sim_banks(scene.sim)[0].wait_sum_s) < 1e-3 * all);
    scene_release(&scene);
    return sum / (double)(n - n / 10) - service_s;
}

/* Mean wait of first come, first served over the very arrivals and services that the engine draws:
 * each is taken by the lane that is free first (Kiefer and Wolfowitz 1955). */
static double exact_queue_s(int lanes, double service_s, double sd_s, double utilisation, size_t n, uint64_t seed)
{
    double free_at[16] = {0}, at = 0.0, sum = 0.0, ratio = sd_s / service_s, variance = log(1.0 + ratio * ratio);
    for (size_t i = 0; i < n; i++) {
        at -= log(1.0 - aman_rng_uniform(seed, i, 5)) * service_s / (lanes * utilisation);
        int lane = 0;
        for (int k = 1; k < lanes; k++)
            if (free_at[k] < free_at[lane]) lane = k;
        double begin = fmax(at, free_at[lane]);
        free_at[lane] = begin + service_s * exp(sqrt(variance) * aman_rng_normal(seed, i, 0) - 0.5 * variance);
        if (i >= n / 10) sum += begin - at;
    }
    return sum / (double)(n - n / 10);
}

/* The walk up to the lane is within the service: lanes of 20 s leave time for it. Theory is for very many
 * people; what these runs must meet is the recursion. */
static void assert_waits(int lanes, double service_s, double sd_s, double utilisation, size_t n)
{
    double sum = 0.0, exact = 0.0;
    enum { RUNS = 3 };
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        sum += mean_queue_s(lanes, service_s, sd_s, utilisation, n, seed, 18.0);
        exact += exact_queue_s(lanes, service_s, sd_s, utilisation, n, seed);
    }
    double wait = sum / RUNS, expected = exact / RUNS;
    printf("%d lanes of %.1f ± %.1f s at %.0f %%: mean wait %.2f s, recursion %.2f s, theory %.2f s\n", lanes,
           service_s, sd_s, 100.0 * utilisation, wait, expected, allen_cunneen_s(lanes, service_s, sd_s, utilisation));
    assert_true(fabs(wait - expected) <= 0.1 * expected + 0.5);
}

static void waits_are_as_queueing_theory_has_them(void **state)
{
    (void)state;
    assert_waits(4, 20.0, 8.0, 0.7, 1200);
    assert_waits(2, 20.0, 20.0, 0.7, 1000);
}

/* Lanes so quick that people are still walking up when they could be through: those who come from
 * afar must not hold a lane for the time of the walk. */
static void quick_lanes_keep_their_capacity(void **state)
{
    (void)state;
    double expected = allen_cunneen_s(4, 4.0, 1.0, 0.9), near = mean_queue_s(4, 4.0, 1.0, 0.9, 1500, 1, 18.0);
    double far = mean_queue_s(4, 4.0, 1.0, 0.9, 1500, 1, 2.0);
    printf("4 lanes of 4 s at 90 %%: mean wait beyond service %.2f s from 3 to 7 m, %.2f s from 20 m, theory "
           "%.2f s\n",
           near, far, expected);
    assert_true(near <= expected + 4.0);
    assert_true(far <= expected + 4.0);
}

/* Lanes at y = 2, 6, 10 and 14: half a metre behind the first lies the edge of a pillar, behind the second one is inside of
 * a pillar, the third stands on the edge of one that reaches through the line. */
static void nobody_is_put_on_a_wall_behind_a_lane(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    hall(&scene, 60, 4, 1.0, 0.0);
    scene_rect_room(&scene, 0, 25.3, 2.0, 27.0, 4.0);
    scene_rect_room(&scene, 0, 25.4, 5.0, 27.0, 7.0);
    scene_rect_room(&scene, 0, 24.95, 8.0, 27.0, 10.0);
    start(&scene);
    scene_watch_init(&watch, &scene);
    scene_run(&watch, 200.0);
    assert_int_equal(served(&scene, 0), 60);
    assert_true(scene_is_sound(&watch, "pillars behind lanes"));
    scene_release(&scene);
}

static void nobody_passes_outside_of_hours(void **state)
{
    (void)state;
    struct scene scene;
    hall(&scene, 200, 4, 3.0, 0.0);
    scene.banks[0].opens_s = 60.0;
    scene.banks[0].closes_s = 120.0;
    start(&scene);
    run_until(&scene, 60.0);
    assert_int_equal(served(&scene, 0), 0);
    run_until(&scene, 125.0);
    uint32_t before = served(&scene, 0);
    printf("served between opening and closing: %u\n", before);
    assert_in_range(before, 74, 84); /* 4 lanes, 60 s, 3 s each: 80, less the start, those in hand finish */
    run_until(&scene, 200.0);
    assert_int_equal(served(&scene, 0), before);
    scene_release(&scene);
}

static uint32_t served_between(struct scene *scene, double from_s, double to_s)
{
    run_until(scene, from_s);
    uint32_t before = served(scene, 0);
    run_until(scene, to_s);
    return served(scene, 0) - before;
}

static void events_change_lanes_and_times(void **state)
{
    (void)state;
    struct scene scene;
    hall(&scene, 500, 6, 4.0, 0.0);
    scene_event(&scene, 60.0, AMAN_CROWD_BANK_LANES, 0, 3.0);
    scene_event(&scene, 120.0, AMAN_CROWD_BANK_FACTOR, 0, 2.0);
    scene_event(&scene, 200.0, AMAN_CROWD_BANK_LANES, 0, 0.0);
    scene_event(&scene, 240.0, AMAN_CROWD_BANK_LANES, 0, 6.0);
    scene_event(&scene, 240.0, AMAN_CROWD_BANK_FACTOR, 0, 1.0);
    start(&scene);
    uint32_t six = served_between(&scene, 20.0, 60.0), three = served_between(&scene, 70.0, 110.0);
    uint32_t slow = served_between(&scene, 130.0, 194.0), shut = served_between(&scene, 212.0, 240.0);
    uint32_t again = served_between(&scene, 250.0, 290.0);
    printf("six lanes %u (60), three %u (30), three at half %u (24), shut %u, six again %u (60)\n", six,
           three, slow, shut, again);
    assert_in_range(six, 57, 61);
    assert_in_range(three, 28, 31);
    assert_in_range(slow, 22, 25);
    assert_int_equal(shut, 0);
    assert_in_range(again, 57, 61);
    scene_release(&scene);
}

/* Two banks on one barrier line; bank 0 shuts, people go to bank 1. */
static void two_banks(struct scene *scene, size_t n)
{
    scene_init(scene);
    scene_rect_room(scene, 0, 0, 0, 40, 16);
    scene_source(scene, 0, scene_rect(scene, 1, 1, 20, 15));
    scene_sink(scene, 0, scene_rect(scene, 0, 0, 1, 16), INFINITY);
    scene_bank(scene, scene_barrier(scene, 0, 25, 0, 25, 8, 90.0), 4, 4.0, 0.0, 0);
    scene_bank(scene, scene_barrier(scene, 0, 25, 8, 25, 16, 90.0), 4, 4.0, 0.0, 0);
    int seats = scene_target(scene, 0, scene_rect(scene, 37, 0, 40, 16), false);
    static const uint16_t both[2] = {0, 1};
    int set = scene_set(scene, both, 2, NULL, 0);
    scene_crowd(scene, n);
    for (size_t i = 0; i < n; i++) {
        scene->people.access[i] = (uint16_t)set;
        scene->people.seat_target[i] = (uint16_t)seats;
        scene->people.access_x[i] = scene->people.seat_x[i] = 38.0f;
        scene->people.access_y[i] = scene->people.seat_y[i] = 1.0f + 14.0f * (float)(i % 29) / 28.0f;
    }
}

static void people_share_two_banks_and_leave_a_shut_one(void **state)
{
    (void)state;
    struct scene scene;
    two_banks(&scene, 200);
    start(&scene);
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 600.0)
        aman_crowd_sim_step(scene.sim, NULL);
    printf("two banks: %u and %u served, %.1f s\n", served(&scene, 0), served(&scene, 1),
           aman_crowd_sim_time_s(scene.sim));
    assert_int_equal(served(&scene, 0) + served(&scene, 1), 200);
    assert_in_range(served(&scene, 0), 70, 130);

    scene_event(&scene, 30.0, AMAN_CROWD_BANK_LANES, 0, 0.0);
    assert_int_equal(scene_start(&scene), AMAN_OK);
    run_until(&scene, 40.0);
    uint32_t before = served(&scene, 0);
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 1200.0)
        aman_crowd_sim_step(scene.sim, NULL);
    printf("one shut at 30 s: %u and %u served, %.1f s\n", served(&scene, 0), served(&scene, 1),
           aman_crowd_sim_time_s(scene.sim));
    assert_int_equal(served(&scene, 0), before);
    assert_int_equal(served(&scene, 0) + served(&scene, 1), 200);
    assert_int_equal(aman_crowd_sim_totals(scene.sim).seated, 200);
    for (size_t b = 0; b < 2; b++) {
        assert_int_equal(aman_crowd_sim_banks(scene.sim)[b].bound, 0);
        assert_int_equal(aman_crowd_sim_banks(scene.sim)[b].waiting, 0);
    }
    scene_release(&scene);
}

static void search_comes_before_turnstile(void **state)
{
    (void)state;
    struct scene scene;
    struct scene_watch watch;
    enum { N = 120 };
    hall(&scene, N, 6, 4.0, 1.0);
    int inner = scene_barrier(&scene, 0, 32, 0, 32, 16, 90.0);
    scene_bank(&scene, inner, 3, 4.0, 1.0, 1);
    static const uint16_t search[1] = {0}, turnstile[1] = {1};
    int set = scene_set(&scene, search, 1, turnstile, 1);
    for (size_t i = 0; i < N; i++) scene.people.access[i] = (uint16_t)set;
    start(&scene);
    scene_watch_init(&watch, &scene);
    while (!aman_crowd_sim_finished(scene.sim) && aman_crowd_sim_time_s(scene.sim) < 600.0) {
        scene_step(&watch, NULL);
        assert_true(served(&scene, 1) <= served(&scene, 0));
        for (size_t i = 0; i < N; i++)
            if (watch.level[i] >= 0 && watch.x[i] > 32.5) assert_true(served(&scene, 1) > 0);
    }
    printf("search and turnstiles: %.1f s\n", aman_crowd_sim_time_s(scene.sim));
    assert_true(scene_is_sound(&watch, "two layers"));
    assert_int_equal(served(&scene, 0), N);
    assert_int_equal(served(&scene, 1), N);
    assert_int_equal(aman_crowd_sim_totals(scene.sim).seated, N);
    scene_release(&scene);
}

/* Waiting people are counted where they wait, and they queue outside. */
static void waiting_people_are_counted(void **state)
{
    (void)state;
    struct scene scene;
    hall(&scene, 150, 2, 10.0, 0.0);
    start(&scene);
    run_until(&scene, 60.0);
    struct aman_crowd_bank_count count = aman_crowd_sim_banks(scene.sim)[0];
    struct aman_crowd_view view = aman_crowd_sim_view(scene.sim);
    size_t outside = 0, queueing = 0;
    for (size_t i = 0; i < view.n; i++) {
        outside += view.x[i] < 25.0;
        queueing += view.queueing[i];
    }
    printf("after 60 s: bound %u, waiting %u, arrived %u, served %u\n", count.bound, count.waiting,
           count.arrived, count.served);
    assert_int_equal(count.bound + count.served + aman_crowd_sim_totals(scene.sim).held_at_source, 150);
    assert_int_equal(count.bound, outside);
    assert_true(count.waiting <= queueing + 2 && count.waiting + 2 >= queueing); /* as of the last second */
    assert_true(count.arrived >= count.waiting + count.served - 2);
    assert_true(count.waiting > 100);
    scene_release(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(throughput_is_lanes_over_service),
        cmocka_unit_test(waits_are_as_queueing_theory_has_them),
        cmocka_unit_test(quick_lanes_keep_their_capacity),
        cmocka_unit_test(nobody_is_put_on_a_wall_behind_a_lane),
        cmocka_unit_test(nobody_passes_outside_of_hours),
        cmocka_unit_test(events_change_lanes_and_times),
        cmocka_unit_test(people_share_two_banks_and_leave_a_shut_one),
        cmocka_unit_test(search_comes_before_turnstile),
        cmocka_unit_test(waiting_people_are_counted),
    };
    return cmocka_run_group_tests_name("crowd_bank", tests, NULL, NULL);
}
