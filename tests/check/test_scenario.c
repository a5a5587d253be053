/* What a plan becomes: people, parties, arrivals, seats, events. Counts worked by hand. */
#include "check/scenario.h"
#include "tests/base/cmocka_all.h"
#include "tests/check/tiny.h"

#include <math.h>
#include <stdlib.h>

static struct aman_arena arena;

static struct aman_scenario built(const struct aman_plan *plan, uint64_t seed)
{
    struct aman_scenario scenario;
    aman_arena_release(&arena);
    aman_arena_init(&arena, &aman_mem_heap, 0);
    assert_int_equal(aman_scenario_build(plan, seed, &arena, &scenario), AMAN_OK);
    return scenario;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void arrivals_follow_the_profile_to_a_party(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(200, 4);
    struct aman_profile_point profile[] = {{36000, 0.0}, {36600, 0.25}, {37200, 1.0}};
    plan->groups[0].profile = profile;
    plan->groups[0].n_profile = 3;
    struct aman_scenario scenario = built(plan, 3);
    size_t early = 0;
    assert_int_equal(scenario.day.people.n, 200);
    for (size_t i = 0; i < 200; i++) {
        float t_s = scenario.day.people.arrive_s[i];
        assert_true(t_s >= 36000.0f && t_s <= 37200.0f);
        early += t_s <= 36600.0f;
    }
    assert_true(early >= 50 - 4 && early <= 50 + 4); /* 25 %, but for one party */
    assert_true(scenario.day.start_s <= 36060.0 && fmod(scenario.day.start_s, 60.0) == 0.0);
}

static void parties_have_the_sizes_of_the_plan_and_sit_and_walk_together(void **state)
{
    (void)state;
    struct aman_scenario scenario = built(tiny_plan(200, 4), 1);
    const struct aman_crowd_people *people = &scenario.day.people;
    size_t in_size[9] = {0};
    size_t apart = 0;
    for (size_t i = 0, end; i < 200; i = end) {
        for (end = i + 1; end < 200 && people->leave_s[end] == people->leave_s[i]; end++) {
            assert_true(people->arrive_s[end] == people->arrive_s[i]);
            assert_true(people->speed_m_per_s[end] == people->speed_m_per_s[i]);
            assert_true(people->react_s[end] == people->react_s[i]);
            double dx = people->seat_x[end] - people->seat_x[end - 1],
                   dy = people->seat_y[end] - people->seat_y[end - 1];
            apart += hypot(dx, dy) > 0.6;
        }
        assert_true(end - i <= 4);
        in_size[end - i] += end - i;
    }
    assert_int_equal(in_size[1], 78); /* 40 %, 30 %, 15 %, 15 % of 200 in whole parties: 7.5 fours are 8 */
    assert_int_equal(in_size[2], 60);
    assert_int_equal(in_size[3], 30);
    assert_int_equal(in_size[4], 32);
    assert_true(apart < 30); /* only where a block ends */
}

static void everyone_has_a_place_of_their_own(void **state)
{
    (void)state;
    struct aman_scenario scenario = built(tiny_plan(200, 4), 1);
    const struct aman_crowd_people *people = &scenario.day.people;
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(people->seat_x[i] != people->seat_x[k] || people->seat_y[i] != people->seat_y[k]);
    assert_int_equal(scenario.stand_people[TINY_STAND], 200);
    assert_int_equal(scenario.section_people[0], 200);
    assert_int_equal(scenario.section_people[1], 0);
    scenario = built(tiny_plan(250, 4), 1);
    assert_int_equal(scenario.stand_people[TINY_STAND], 250);
    assert_int_equal(scenario.stand_places[TINY_STAND], 200);
}

static void blocks_fill_in_a_mixed_order(void **state)
{
    (void)state;
    struct aman_scenario scenario = built(tiny_plan(60, 4), 1);
    bool row_used[10] = {false};
    for (size_t i = 0; i < 60; i++) row_used[(int)(scenario.day.people.seat_y[i] - 40.0f)] = true;
    int rows = 0;
    for (int i = 0; i < 10; i++) rows += row_used[i];
    assert_true(rows > 3); /* 60 places are six blocks, two a row: in order they would fill three rows */
    scenario = built(tiny_plan(60, 4), 2);
    bool differs = false;
    for (size_t i = 0; i < 60; i++) differs |= !row_used[(int)(scenario.day.people.seat_y[i] - 40.0f)];
    assert_true(differs);
}

static void vehicles_bring_their_load_together(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(200, 4);
    plan->places[0].batch = 20.0;
    struct aman_scenario scenario = built(plan, 1);
    float times[200];
    for (size_t i = 0; i < 200; i++) times[i] = scenario.day.people.arrive_s[i];
    qsort(times, 200, sizeof *times, by_value);
    size_t vehicles = 0, load = 0;
    for (size_t i = 0; i < 200; i++) {
        bool new_vehicle = i == 0 || times[i] != times[i - 1];
        assert_true(i == 0 || !new_vehicle || load >= 17); /* full but for a party of 4 that did not fit */
        vehicles += new_vehicle;
        load = new_vehicle ? 1 : load + 1;
        assert_true(load <= 20);
    }
    assert_true(vehicles >= 10 && vehicles <= 12);
    assert_true(times[199] <= 37200.0f);
}

static void speeds_are_cut_and_parties_walk_as_moussaid_measured(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(20000, 4);
    plan->groups[0].reduced_mobility = 0.0;
    for (int n = 1; n <= 4; n++) {
        for (int k = 0; k < 8; k++) plan->groups[0].party_share[k] = k == n - 1;
        struct aman_scenario scenario = built(plan, 1);
        double sum = 0.0;
        for (size_t i = 0; i < 20000; i++) {
            float speed = scenario.day.people.speed_m_per_s[i];
            assert_true(speed >= 0.5f && speed <= 2.0f);
            sum += speed;
        }
        double expected = n == 1 ? 1.34 : 1.26 - 0.04 * n;
        assert_true(fabs(sum / 20000 - expected) < 0.04);
    }
    plan->groups[0].reduced_mobility = 1.0;
    struct aman_scenario scenario = built(plan, 1);
    double sum = 0.0;
    for (size_t i = 0; i < 20000; i++) sum += scenario.day.people.speed_m_per_s[i];
    assert_true(sum / 20000 > 0.5 && sum / 20000 < 0.75);
}

static void people_leave_after_the_whistle_but_for_a_few(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(20000, 4);
    for (int held = 0; held <= 1; held++) {
        plan->groups[0].hold_back_s = held * 600.0;
        struct aman_scenario scenario = built(plan, 1);
        double sum = 0.0;
        size_t early = 0;
        for (size_t i = 0; i < 20000; i++) {
            double after_s = scenario.day.people.leave_s[i] - TINY_FULL_TIME - held * 600.0;
            assert_true(scenario.day.people.leave_s[i] >= TINY_EGRESS);
            early += after_s < 0.0;
            if (after_s >= 0.0) sum += after_s;
        }
        if (held)
            assert_int_equal(early, 0);
        else
            assert_true(early > 400 && early < 800); /* 3 % of 20,000 */
        assert_true(fabs(sum / (double)(20000 - early) - 60.0) < 3.0);
    }
}

static void premovement_is_log_normal(void **state)
{
    (void)state;
    struct aman_scenario scenario = built(tiny_plan(20000, 4), 1);
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < 20000; i++) {
        double react_s = scenario.day.people.react_s[i];
        assert_true(react_s > 0.0);
        sum += react_s;
        squares += react_s * react_s;
    }
    double mean = sum / 20000;
    assert_true(fabs(mean - 20.0) < 0.5);
    assert_true(fabs(sqrt(squares / 20000 - mean * mean) - 10.0) < 1.0);
}

static void profile_and_its_inverse_agree(void **state)
{
    (void)state;
    struct aman_profile_point points[] = {{100, 0.0}, {200, 0.5}, {250, 0.5}, {300, 1.0}};
    const struct aman_plan_group group = {.profile = points, .n_profile = 4};
    assert_true(aman_profile_share(&group, 50) == 0.0);
    assert_true(fabs(aman_profile_share(&group, 150) - 0.25) < 1e-12);
    assert_true(aman_profile_share(&group, 225) == 0.5);
    assert_true(aman_profile_share(&group, 1000) == 1.0);
    for (double u = 0.0; u <= 1.0; u += 0.01)
        assert_true(fabs(aman_profile_share(&group, aman_profile_time(&group, u)) - u) < 1e-9);
}

static struct aman_variant variant_of(struct aman_scenario *scenario, const struct aman_plan *plan, int c)
{
    struct aman_variant variant;
    *scenario = built(plan, 1);
    assert_int_equal(aman_scenario_variant(scenario, c, &variant), AMAN_OK);
    return variant;
}

static void contingencies_become_events_in_order_of_time(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(50, 4);
    struct aman_plan_contingency *c = tiny_contingency(plan, "shut", AMAN_CONTINGENCY_GATE_SHUT);
    c->from_s = 36300;
    c->to_s = TINY_FULL_TIME;
    struct aman_scenario scenario;
    struct aman_variant v = variant_of(&scenario, plan, 0);
    assert_int_equal(v.model.n_events, 3);
    assert_int_equal(v.model.events[0].type, AMAN_CROWD_BANK_LANES);
    assert_true(v.model.events[0].value == 0.0 && v.model.events[0].t_s == 36300);
    assert_int_equal(v.model.events[1].type, AMAN_CROWD_OPEN);
    assert_true(v.model.events[1].t_s == TINY_EGRESS);
    assert_true(v.model.events[2].value == 4.0 && v.model.events[2].t_s == TINY_FULL_TIME);
    assert_true(v.fork_s == 36300);
    c->type = AMAN_CONTINGENCY_TICKET_SYSTEM_DOWN;
    c->factor = 2.5;
    v = variant_of(&scenario, plan, 0);
    assert_int_equal(v.model.events[0].type, AMAN_CROWD_BANK_FACTOR);
    assert_true(v.model.events[0].value == 2.5 && v.model.events[2].value == 1.0);
    c->type = AMAN_CONTINGENCY_EVACUATION;
    v = variant_of(&scenario, plan, 0);
    assert_int_equal(v.model.events[0].type, AMAN_CROWD_EVACUATE);
    assert_int_equal(v.model.events[0].id, -1);
    assert_true(v.model.events[0].value == scenario.safety_target && scenario.safety_drawn);
    assert_true(v.evacuated[0] && v.evacuated[1] && v.end_s == 36300 + 3600);
}

static void delays_shift_what_they_touch_and_nothing_else(void **state)
{
    (void)state;
    static int target = 0;
    struct aman_plan *plan = tiny_plan(50, 4);
    struct aman_plan_contingency *c = tiny_contingency(plan, "late", AMAN_CONTINGENCY_LATE_ARRIVAL);
    c->targets = &target;
    c->n_targets = 1;
    c->delay_s = 600;
    c->from_s = 36600;
    struct aman_scenario scenario;
    struct aman_variant v = variant_of(&scenario, plan, 0);
    for (size_t i = 0; i < 50; i++) {
        float day = scenario.day.people.arrive_s[i], now = v.model.people.arrive_s[i];
        assert_true(day < 36600.0f ? now == day : now == day + 600.0f);
        assert_true(day < 36600.0f || v.fork_s <= day);
    }
    c->type = AMAN_CONTINGENCY_DELAYED_KICK_OFF;
    v = variant_of(&scenario, plan, 0);
    assert_true(v.model.people.leave_s[7] == scenario.day.people.leave_s[7] + 600.0f);
    assert_true(v.model.people.arrive_s == scenario.day.people.arrive_s);
    assert_true(v.kick_off_s == TINY_KICK_OFF + 600 && v.model.events[0].t_s == TINY_EGRESS + 600);
    c->delay_s = -5;
    assert_int_equal(aman_scenario_variant(&scenario, 0, &v), AMAN_ERR_INPUT);
}

static void without_places_of_safety_the_places_of_departure_serve(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(10, 4);
    plan->venue.features[TINY_SAFETY].kind = AMAN_FEATURE_ZONE;
    struct aman_scenario scenario = built(plan, 1);
    assert_false(scenario.safety_drawn);
    const struct aman_crowd_target_def *safety = &scenario.world.targets[scenario.safety_target];
    assert_true(safety->open && safety->n_parts == 1);
    assert_ptr_equal(safety->parts[0].area, &plan->venue.features[TINY_CAR_PARK].area);
}

static void a_stand_without_gangway_is_reached_at_its_access_points(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(10, 4);
    for (size_t i = 0; i < plan->venue.n_seats; i++) plan->venue.seats[i].gangway = -1;
    struct aman_scenario scenario = built(plan, 1);
    const struct aman_crowd_target_def *stand = &scenario.world.targets[scenario.day.people.seat_target[0]];
    assert_int_equal(stand->n_parts, 20); /* ten rows, two sides */
    assert_null(stand->parts[0].area);
    assert_int_equal(stand->parts[0].n_line, 1);
    assert_false(stand->open);
}

static int release(void **state)
{
    (void)state;
    aman_arena_release(&arena);
    return 0;
}

int main(void)
{
    aman_arena_init(&arena, &aman_mem_heap, 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrivals_follow_the_profile_to_a_party),
        cmocka_unit_test(parties_have_the_sizes_of_the_plan_and_sit_and_walk_together),
        cmocka_unit_test(everyone_has_a_place_of_their_own),
        cmocka_unit_test(blocks_fill_in_a_mixed_order),
        cmocka_unit_test(vehicles_bring_their_load_together),
        cmocka_unit_test(speeds_are_cut_and_parties_walk_as_moussaid_measured),
        cmocka_unit_test(people_leave_after_the_whistle_but_for_a_few),
        cmocka_unit_test(premovement_is_log_normal),
        cmocka_unit_test(profile_and_its_inverse_agree),
        cmocka_unit_test(contingencies_become_events_in_order_of_time),
        cmocka_unit_test(delays_shift_what_they_touch_and_nothing_else),
        cmocka_unit_test(without_places_of_safety_the_places_of_departure_serve),
        cmocka_unit_test(a_stand_without_gangway_is_reached_at_its_access_points),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
