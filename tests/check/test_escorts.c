/* Escorts of a plan on the town of escort_town.h: times, closures, junctions, what is lost, each other, findings. */
#include "check/escort_inside.h"
#include "check/findings.h"
#include "tests/base/cmocka_all.h"
#include "tests/check/escort_town.h"

#include <math.h>
#include <string.h>

static void close_low(struct town *town, double from_s, double to_s)
{
    town->closed[0] = "Low";
    town->closure = (struct aman_plan_closure){.id = "low", .name = "Low", .roads = town->closed, .n_roads = 1, .from_s = from_s,
                                               .to_s = to_s};
    town->plan.roads.closures = &town->closure;
    town->plan.roads.n_closures = 1;
}

static bool uses(const struct aman_escort_judged *judged, const struct aman_planned_route *route, const char *name)
{
    for (size_t i = 0; i + 1 < route->n; i++)
        if (strcmp(judged->map.roads->ways[route->points[i].way].name, name) == 0) return true;
    return false;
}

/* ---- tests ---- */

/* 800 m at 10 m/s; nine in ten within 1.5 times that; the convoy is 40 m long. */
static void leaves_as_late_as_is_safe(void **state)
{
    (void)state;
    struct town town;
    town_init(&town);
    const struct aman_escort_judged *judged = town_judge(&town);
    assert_int_equal(judged->routes.state, AMAN_ESCORT_PLANNED);
    assert_true(fabs(judged->convoy_m - 40.0) < 1e-9);
    assert_true(fabs(judged->routes.primary.length_m - 800.0) < 1.0);
    assert_true(fabs(judged->leave_by_s - (64800.0 - 120.0 - 40.0 * 1.5 / 10.0)) < 0.3);
    assert_true(judged->leave_s == judged->leave_by_s);
    assert_true(fabs(aman_escort_arrives_s(&judged->routes.primary, &judged->primary) - 64800.0) < 1e-6);
    const struct aman_drive_point *end = &judged->primary.points[judged->routes.primary.n - 1];
    assert_true(fabs(end->expected_s - judged->leave_s - 80.0) < 0.2);
    assert_true(fabs(end->early_s - judged->leave_s - 80.0 / 1.5) < 0.2); /* log-normal: as much sooner as later */
    town_walk(judged);
    town.escorts[0].confidence = 0.5;
    judged = town_judge(&town);
    assert_true(fabs(judged->leave_by_s - (64800.0 - 80.0 - 4.0)) < 0.3);
    town.escorts[0].speed_m_per_s = 5.0; /* half as fast as the road allows */
    judged = town_judge(&town);
    assert_true(fabs(judged->leave_by_s - (64800.0 - 160.0 - 8.0)) < 0.3);
    town_release(&town);
}

static void slow_hours_count(void **state)
{
    (void)state;
    struct town town;
    town_init(&town);
    for (int c = 0; c < AMAN_ROAD_CLASS_COUNT; c++) town.plan.roads.speeds.kmh[c][17] = 18.0; /* it leaves before 18:00 */
    const struct aman_escort_judged *judged = town_judge(&town);
    assert_true(fabs(judged->leave_by_s - (64800.0 - 240.0 - 12.0)) < 0.5);
    town_release(&town);
}

static void closures_count_by_the_hour(void **state)
{
    (void)state;
    struct town town;
    town_init(&town);
    const struct aman_escort_judged *judged = town_judge(&town);
    assert_true(uses(judged, &judged->routes.primary, "Low"));
    close_low(&town, 50000.0, 60000.0); /* over before it leaves */
    judged = town_judge(&town);
    assert_true(uses(judged, &judged->routes.primary, "Low"));
    assert_int_equal(judged->n_closed, 0);
    close_low(&town, 64790.0, 70000.0); /* begins while the last vehicle may still be on it */
    judged = town_judge(&town);
    assert_int_equal(judged->n_closed, 1);
    const struct aman_planned_route *routes[] = {&judged->routes.primary, &judged->routes.alternate};
    for (int i = 0; i < 2; i++) assert_false(uses(judged, routes[i], "Low"));
    for (size_t i = 0; i < judged->routes.n_ways; i++) assert_false(uses(judged, &judged->routes.ways[i].route, "Low"));
    town_walk(judged);
    close_low(&town, 64790.0, 70000.0);
    town.closure.escorts_pass = true;
    judged = town_judge(&town);
    assert_true(uses(judged, &judged->routes.primary, "Low"));
    town_release(&town);
}

static void closures_keep_to_their_area(void **state)
{
    (void)state;
    struct town town;
    town_init(&town);
    struct aman_point corners[] = {{town_lon(2) - 1e-4, town_lat(0) - 1e-4}, {town_lon(2) + 1e-4, town_lat(0) - 1e-4},
                                   {town_lon(2) + 1e-4, town_lat(0) + 1e-4}, {town_lon(2) - 1e-4, town_lat(0) + 1e-4}};
    close_low(&town, -INFINITY, INFINITY);
    town.closure.area = (struct aman_ring){corners, 4};
    const struct aman_escort_judged *judged = town_judge(&town);
    assert_true(uses(judged, &judged->routes.primary, "Low") || uses(judged, &judged->routes.alternate, "Low")); /* its ends */
    for (size_t i = 0; i < judged->routes.primary.n; i++) {
        const struct aman_escort_point *point = &judged->routes.primary.points[i];
        assert_false(point->on_map && point->id == 3); /* the node in the area, on Low and Cross 2 */
    }
    town_walk(judged);
    town_release(&town);
}

static void lost_streets_have_answers(void **state)
{
    (void)state;
    struct town town;
    town_init(&town);
    town.escorts[0].origin = TOWN_DEAD_END;
    const struct aman_escort_judged *judged = town_judge(&town);
    town_walk(judged);
    assert_false(judged->losses[0].reached); /* the dead end itself */
    assert_true(judged->lost[0].first == 0 && judged->lost[0].last == 1 && !judged->lost[0].guarded);
    for (size_t i = 1; i + 1 < judged->routes.primary.n; i++) assert_true(judged->losses[i].reached);
    town.hold = (struct aman_plan_hold){.place = TOWN_HOTEL, .unit = "patrol", .from_s = NAN, .to_s = NAN};
    town.escorts[0].holds = &town.hold;
    town.escorts[0].n_holds = 1;
    judged = town_judge(&town);
    assert_true(judged->lost[0].guarded); /* by who stands where it ends */
    /* a divert does not use what the plan has closed meanwhile */
    close_low(&town, judged->leave_s + 1e4, judged->leave_s + 2e4);
    town.closure.from_s = aman_escort_arrives_s(&judged->routes.primary, &judged->primary) + 1.0;
    judged = town_judge(&town);
    for (size_t i = 1; i + 1 < judged->routes.primary.n; i++) {
        const struct aman_escort_loss *loss = &judged->losses[i];
        for (size_t k = 0; loss->reached && k < loss->n; k++) {
            uint32_t whole = judged->map.inside->cut.parents[loss->arcs[k] / 2];
            assert_string_not_equal(judged->map.roads->ways[judged->map.inside->net.way[whole]].name, "Low");
        }
    }
    town_release(&town);
}

static void junctions_have_windows(void **state)
{
    (void)state;
    struct town town;
    town_init(&town);
    town.hold = (struct aman_plan_hold){.place = TOWN_CORNER, .unit = "traffic 2", .from_s = NAN, .to_s = NAN};
    town.checkpoint = (struct aman_plan_escort_point){.place = TOWN_CORNER, .at_s = NAN};
    town.escorts[0].holds = &town.hold;
    town.escorts[0].checkpoints = &town.checkpoint;
    town.escorts[0].n_holds = town.escorts[0].n_checkpoints = 1;
    const struct aman_escort_judged *judged = town_judge(&town);
    assert_int_equal(judged->n_junctions, 3); /* Cross 1, 2, 3 */
    for (size_t i = 0; i < 3; i++) {
        const struct aman_escort_junction *junction = &judged->junctions[i];
        const struct aman_drive_point *when = &judged->primary.points[junction->point];
        assert_true(fabs(junction->at_m - 200.0 * (double)(i + 1)) < 1.0);
        assert_int_equal(junction->needs_unit, i == 1); /* the secondary road */
        assert_int_equal(junction->hold, i == 1 ? 0 : -1);
        assert_true(junction->from_s == when->early_s - 60.0 && junction->to_s == when->clear_s);
        assert_true(fabs(junction->stop_s - 6.0) < 0.1); /* 40 m at 10 / 1.5 m/s */
    }
    assert_string_equal(judged->junctions[1].across, "Cross 2");
    assert_true(judged->hold_off_m[0] < 1.0 && judged->passages[0].off_m < 1.0);
    assert_true(fabs(judged->passages[0].at_m - 400.0) < 1.0);
    assert_true(fabs(judged->passages[0].when.expected_s - judged->leave_s - 40.0) < 0.2);
    town_release(&town);
}

static void convoys_meet(void **state)
{
    (void)state;
    struct town town;
    town_init(&town);
    town.plan.n_escorts = 2;
    town_judge(&town);
    assert_int_equal(town.judged.n_meetings, 1);
    const struct aman_escort_meeting *meeting = &town.judged.meetings[0];
    assert_true(meeting->a != meeting->b && !meeting->rivals);
    town.escorts[1].must_arrive_s = 64800.0 + meeting->shift_s + 1.0; /* the remedy mends it */
    town_judge(&town);
    assert_int_equal(town.judged.n_meetings, 0);
    town.rival = 0;
    town.escorts[1].rivals = &town.rival;
    town.escorts[1].n_rivals = 1;
    town.plan.limits[AMAN_LIMIT_RIVAL_DISTANCE_M].value = 400.0;
    town_judge(&town);
    assert_int_equal(town.judged.n_meetings, 1);
    meeting = &town.judged.meetings[0];
    assert_true(meeting->rivals && meeting->a == 0 && meeting->b == 1 && meeting->distance_m < 400.0);
    town.escorts[1].must_arrive_s += meeting->shift_s + 1.0;
    town_judge(&town);
    assert_int_equal(town.judged.n_meetings, 0);
    town_release(&town);
}

/* ---- findings ---- */

static const struct aman_finding *find(const struct aman_findings *list, const char *key)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i].key, key) == 0) return &list->items[i];
    return NULL;
}

static void ask(struct town *town, const struct aman_run *runs, size_t n_runs, struct aman_arena *arena, struct aman_findings *list)
{
    town_judge(town);
    aman_arena_init(arena, &aman_mem_heap, 0);
    aman_findings_init(list, arena);
    struct aman_asked asked = {.plan = &town->plan, .runs = runs, .n_runs = n_runs, .escorts = &town->judged};
    aman_ask_escorts(&asked, list);
    assert_false(list->failed);
}

static void done(struct aman_arena *arena, struct aman_findings *list)
{
    aman_findings_release(list);
    aman_arena_release(arena);
}

static void severity(const struct aman_findings *list, const char *key, enum aman_severity wanted)
{
    const struct aman_finding *finding = find(list, key);
    if (!finding) fail_msg("no finding %s", key);
    if (finding->severity != wanted) fail_msg("%s: severity %d, not %d", key, (int)finding->severity, (int)wanted);
}

static void gaps_are_findings(void **state)
{
    (void)state;
    struct town town;
    struct aman_arena arena;
    struct aman_findings list;
    town_init(&town);
    town.escorts[0].leaves_s = 64800.0 - 60.0; /* too late by a minute and more */
    town.escorts[0].ready_s = 64800.0 - 60.0;
    town.checkpoint = (struct aman_plan_escort_point){.place = TOWN_CORNER, .at_s = 64800.0 - 3600.0};
    town.hold = (struct aman_plan_hold){.place = TOWN_CORNER, .unit = "traffic 2", .from_s = 64800.0, .to_s = 64801.0};
    town.escorts[0].checkpoints = &town.checkpoint;
    town.escorts[0].holds = &town.hold;
    town.escorts[0].n_holds = town.escorts[0].n_checkpoints = 1;
    town.plan.limits[AMAN_LIMIT_HAVEN_TIME_S].value = 10.0;
    ask(&town, NULL, 0, &arena, &list);
    severity(&list, "escort.arrival", AMAN_SEVERITY_MAJOR);
    severity(&list, "escort.ready", AMAN_SEVERITY_MAJOR);
    severity(&list, "escort.alternate", AMAN_SEVERITY_MINOR);
    severity(&list, "escort.divert", AMAN_SEVERITY_MINOR);
    severity(&list, "escort.haven", AMAN_SEVERITY_MAJOR);
    severity(&list, "escort.checkpoint", AMAN_SEVERITY_MINOR);
    severity(&list, "escort.hold_window", AMAN_SEVERITY_MAJOR);
    severity(&list, "escort.junctions_held", AMAN_SEVERITY_HOLDS);
    severity(&list, "escort.crowd_unknown", AMAN_SEVERITY_INFO);
    severity(&list, "escort.no_vehicle", AMAN_SEVERITY_MINOR); /* no tail, no spare */
    severity(&list, "escort.missing", AMAN_SEVERITY_MINOR);
    const struct aman_finding *arrival = find(&list, "escort.arrival");
    assert_true(arrival->value - arrival->criterion > 60.0);
    assert_string_equal(arrival->remedy, "escort.leave_earlier");
    assert_true(arrival->remedy_args[1].value == 120.0); /* 66 s, in whole minutes */
    done(&arena, &list);
    town.escorts[0].leaves_s = 64800.0 - 1200.0;
    town.escorts[0].ready_s = NAN;
    town.checkpoint.place = TOWN_CLINIC;
    town.hold.place = TOWN_CLINIC;
    town.plan.limits[AMAN_LIMIT_HAVEN_TIME_S].value = 600.0;
    ask(&town, NULL, 0, &arena, &list);
    severity(&list, "escort.arrival", AMAN_SEVERITY_HOLDS);
    severity(&list, "escort.alternate", AMAN_SEVERITY_HOLDS);
    severity(&list, "escort.divert", AMAN_SEVERITY_HOLDS);
    severity(&list, "escort.haven", AMAN_SEVERITY_HOLDS);
    severity(&list, "escort.checkpoint_off", AMAN_SEVERITY_MINOR);
    severity(&list, "escort.hold_off", AMAN_SEVERITY_MINOR);
    severity(&list, "escort.junction", AMAN_SEVERITY_MINOR);
    done(&arena, &list);
    town.escorts[0].origin = TOWN_FAR;
    ask(&town, NULL, 0, &arena, &list);
    severity(&list, "escort.no_route", AMAN_SEVERITY_MAJOR);
    assert_string_equal(find(&list, "escort.no_route")->args[3].text, "escort.state.from_far");
    done(&arena, &list);
    town_release(&town);
}

static void the_crowd_is_looked_at(void **state)
{
    (void)state;
    enum { SIDE = 100 };
    static uint8_t walkable[SIDE * SIDE];
    struct town town;
    struct aman_arena arena;
    struct aman_findings list;
    town_init(&town);
    memset(walkable, 1, sizeof walkable);
    town.plan.venue.origin_lon = town_lon(2); /* the ground lies around the corner of Low and Cross 2 */
    town.plan.venue.origin_lat = town_lat(0);
    town.plan.venue.per_lat_m = (struct aman_point){0.0, 200.0 / town_step_lat};
    town.plan.venue.per_lon_m = (struct aman_point){200.0 / (town_lon(1) - town_lon(0)), 0.0};
    const struct aman_escort_judged *judged = town_judge(&town);
    double passes_s = judged->primary.points[2].expected_s;
    struct aman_run_cell cell = {50 * SIDE + 50, 3.0f}; /* half a metre beside the corner */
    struct aman_run_minute minutes[] = {{passes_s - 1800.0, &cell, 1}, {passes_s - 30.0, NULL, 0}};
    struct aman_run run = {.contingency = -1, .cell_m = 1.0, .x0 = -50.5, .y0 = -50.5, .width = SIDE, .height = SIDE, .levels = 1,
                           .walkable = walkable, .minutes = minutes, .n_minutes = 2};
    ask(&town, &run, 1, &arena, &list);
    severity(&list, "escort.crowd", AMAN_SEVERITY_HOLDS); /* dense half an hour before it passes */
    assert_true(fabs(find(&list, "escort.crowd")->args[1].value - 100.0) <= 2.0);
    done(&arena, &list);
    minutes[1] = (struct aman_run_minute){passes_s - 30.0, &cell, 1};
    ask(&town, &run, 1, &arena, &list);
    severity(&list, "escort.crowd", AMAN_SEVERITY_MAJOR);
    assert_true(find(&list, "escort.crowd")->value == 3.0 && find(&list, "escort.crowd")->has_place);
    done(&arena, &list);
    struct aman_run runs[] = {run, run};
    runs[1].begin_s = passes_s + 3600.0; /* a contingency that begins when they are there */
    ask(&town, runs, 2, &arena, &list);
    for (size_t i = 0; i < list.n; i++) assert_true(list.items[i].run <= 0);
    done(&arena, &list);
    town_release(&town);
}

/* ---- memory ---- */

struct scarce {
    long left;
};

static void *scarce_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct scarce *scarce = ctx;
    if (size > old_size && scarce->left-- <= 0) return NULL;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct town town;
    town_init(&town);
    town.plan.n_escorts = 2;
    town.escorts[1].rivals = &town.rival;
    town.escorts[1].n_rivals = 1;
    close_low(&town, 64790.0, 70000.0);
    enum aman_err err = AMAN_ERR_MEMORY;
    long n = 0;
    for (; err == AMAN_ERR_MEMORY; n++) {
        struct scarce scarce = {n};
        struct aman_mem mem = {scarce_resize, &scarce};
        struct aman_escorts escorts = {0};
        err = aman_escorts_make(&town.plan, &mem, &escorts);
        if (err != AMAN_OK) assert_int_equal(escorts.n, 0);
        aman_escorts_release(&escorts);
    }
    assert_int_equal(err, AMAN_OK);
    assert_true(n > 100);
    town_release(&town);
}

static void a_plan_without_roads_has_none(void **state)
{
    (void)state;
    struct town town;
    struct aman_arena arena;
    struct aman_findings list;
    town_init(&town);
    aman_roads_destroy(town.plan.roads.map);
    town.plan.roads.map = NULL;
    assert_int_equal(aman_escorts_make(&town.plan, &aman_mem_heap, &town.judged), AMAN_OK);
    assert_int_equal(town.judged.n, 0);
    aman_arena_init(&arena, &aman_mem_heap, 0);
    aman_findings_init(&list, &arena);
    struct aman_asked asked = {.plan = &town.plan, .escorts = &town.judged};
    aman_ask_escorts(&asked, &list);
    assert_int_equal(list.n, 1);
    severity(&list, "escort.described", AMAN_SEVERITY_INFO);
    done(&arena, &list);
    town_release(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_as_late_as_is_safe),   cmocka_unit_test(slow_hours_count),
        cmocka_unit_test(closures_count_by_the_hour),  cmocka_unit_test(closures_keep_to_their_area),
        cmocka_unit_test(lost_streets_have_answers),   cmocka_unit_test(junctions_have_windows),
        cmocka_unit_test(convoys_meet),                cmocka_unit_test(gaps_are_findings),
        cmocka_unit_test(the_crowd_is_looked_at),      cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_plan_without_roads_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
