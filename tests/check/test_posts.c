/* Posts, perimeters and command on the tiny plan: each question once failed and once met, numbers worked by hand. */
#include "check/check.h"
#include "tests/base/cmocka_all.h"
#include "tests/check/tiny.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { POSTS = 6, BEFORE = TINY_GATES_OPEN - 1800, AFTER = TINY_FULL_TIME + 2700 };

/* The tiny plan with a deployment in which nothing is missing. */
static struct fixture {
    struct aman_plan *plan;
    struct aman_plan_unit units[2];
    struct aman_plan_post posts[POSTS];
    struct aman_plan_spot spots[POSTS];
    struct aman_plan_role role;
    struct aman_plan_watch watch;
    struct aman_plan_net net;
    struct aman_plan_sweep sweep;
    struct aman_plan_perimeter ring;
    struct aman_plan_way way;
    int guard, area;
    struct aman_verdict *verdict;
} f;

static void put_post(int i, const char *id, int feature, enum aman_post_kind kind, enum aman_post_role role, int unit, int count,
                     double x, double y)
{
    f.spots[i] = (struct aman_plan_spot){feature, 0, {x, y}};
    f.posts[i] = (struct aman_plan_post){.id = id, .name = id, .spots = &f.spots[i], .n_spots = 1, .kind = kind, .role = role,
                                         .unit = unit, .count = count, .from_s = BEFORE, .to_s = AFTER, .radio = "",
                                         .orders = "", .relief_after_s = NAN, .relief_unit = unit, .reach_s = NAN};
}

static void add_command(void)
{
    f.role = (struct aman_plan_role){"safety", "Safety officer", AMAN_COMMAND_SILVER, "", BEFORE, AFTER, 1};
    f.watch = (struct aman_plan_watch){0, "", BEFORE, AFTER, "", 1};
    f.net = (struct aman_plan_net){"net", "Net", NULL, 0, {"radio", "telephone", "mobile", "runners"}, 1};
    f.guard = 2;
    f.sweep = (struct aman_plan_sweep){.id = "sweep", .name = "Sweep", .spots = &f.spots[2], .n_spots = 1, .unit = 0, .count = 2,
                                       .start_s = BEFORE, .finish_s = BEFORE + 900, .sealed = true, .guards = &f.guard, .n_guards = 1};
}

static int begin(void **state)
{
    (void)state;
    f.plan = tiny_plan(200, 8);
    f.units[0] = (struct aman_plan_unit){"club", "Club", AMAN_UNIT_KIND_STEWARD, 20, "", 1};
    f.units[1] = (struct aman_plan_unit){"police", "Police", AMAN_UNIT_KIND_POLICE, 10, "", 1};
    put_post(0, "gate", TINY_GATE, AMAN_POST_STATIC, AMAN_ROLE_ACCESS, 0, 2, 30, 20);
    put_post(1, "mobile", TINY_CONCOURSE, AMAN_POST_MOBILE, AMAN_ROLE_STEWARD, 0, 1, 30, 30);
    put_post(2, "guard", TINY_CONCOURSE, AMAN_POST_STATIC, AMAN_ROLE_GUARD, 0, 2, 30, 30);
    put_post(3, "reserve", TINY_QUEUE, AMAN_POST_RESERVE, AMAN_ROLE_RESPONSE, 1, 4, 30, 10);
    put_post(4, "aid", TINY_CONCOURSE, AMAN_POST_STATIC, AMAN_ROLE_MEDICAL, 1, 2, 30, 30);
    add_command();
    f.area = TINY_CONCOURSE;
    f.way = (struct aman_plan_way){TINY_GATE, "ticket holders", TINY_GATES_OPEN, AFTER, 1};
    f.ring = (struct aman_plan_perimeter){"ring", "Ring", &f.area, 1, -1, &f.way, 1, 1};
    f.plan->deployment = (struct aman_plan_deployment){.judged = true, .units = f.units, .n_units = 2, .posts = f.posts, .n_posts = 5,
                                                       .roles = &f.role, .n_roles = 1, .watches = &f.watch, .n_watches = 1,
                                                       .nets = &f.net, .n_nets = 1, .sweeps = &f.sweep, .n_sweeps = 1,
                                                       .perimeters = &f.ring, .n_perimeters = 1};
    f.plan->venue.box = (struct aman_box){0, 0, 60, 50};
    return 0;
}

static int end(void **state)
{
    (void)state;
    aman_verdict_destroy(f.verdict);
    f.verdict = NULL;
    return 0;
}

static const struct aman_finding *asked(const char *key)
{
    aman_verdict_destroy(f.verdict);
    f.verdict = NULL;
    assert_int_equal(aman_check_posts(f.plan, &aman_mem_heap, &f.verdict), AMAN_OK);
    for (size_t i = 0; i < f.verdict->n_findings; i++)
        if (strcmp(f.verdict->findings[i].key, key) == 0) return &f.verdict->findings[i];
    return NULL;
}

static const struct aman_finding *must(const char *key)
{
    const struct aman_finding *finding = asked(key);
    if (!finding) {
        for (size_t i = 0; i < f.verdict->n_findings; i++) printf("  %s %s\n", f.verdict->findings[i].key, f.verdict->findings[i].where);
        fail_msg("no finding %s", key);
    }
    return finding;
}

static void a_whole_deployment_holds(void **state)
{
    (void)state;
    const char *const met[] = {"posts.met",   "posts.unit",    "posts.rested",     "posts.reached", "posts.mobile", "command.held",
                               "radio.whole", "sweep.done",    "ring.closed"};
    for (size_t i = 0; i < sizeof met / sizeof *met; i++) assert_int_equal(must(met[i])->severity, AMAN_SEVERITY_HOLDS);
    assert_true(f.verdict->holds);
    assert_null(asked("posts.short"));
}

static void a_plan_without_these_chapters_is_not_asked(void **state)
{
    (void)state;
    f.plan->deployment = (struct aman_plan_deployment){.judged = false};
    assert_null(asked("posts.short"));
    assert_int_equal(f.verdict->n_findings, 0);
    assert_true(f.verdict->holds);
}

static void a_gate_without_its_people_is_told_with_hour_and_numbers(void **state)
{
    (void)state;
    f.posts[0].from_s = TINY_GATES_OPEN + 600; /* ten minutes late; 8 turnstiles, one person to 4: two are needed */
    const struct aman_finding *finding = must("posts.short");
    assert_string_equal(finding->where, f.plan->checkpoints[0].id);
    assert_int_equal(finding->severity, AMAN_SEVERITY_MAJOR);
    assert_true(finding->value == 0 && finding->criterion == 2 && finding->t_s == TINY_GATES_OPEN);
    assert_int_equal(finding->limit, AMAN_LIMIT_POST_GATE);
    assert_false(f.verdict->holds);
    f.posts[0].from_s = BEFORE;
    f.posts[0].role = AMAN_ROLE_MEDICAL; /* there, but for something else */
    assert_non_null(asked("posts.short"));
}

static void a_unit_cannot_be_larger_than_it_is(void **state)
{
    (void)state;
    f.units[0].strength = 4; /* 2 + 1 + 2 at posts, 2 sweep: at most 7 at once */
    const struct aman_finding *finding = must("posts.unit");
    assert_true(finding->value == 7 && finding->criterion == 4 && finding->severity == AMAN_SEVERITY_MAJOR);
}

static void nobody_walks_faster_than_they_can(void **state)
{
    (void)state;
    /* Six at the car park's corner, then, 10 s later, six in the concourse: about 40 m of walking take over 30 s. */
    put_post(5, "corner", TINY_CAR_PARK, AMAN_POST_STATIC, AMAN_ROLE_GUARD, 0, 6, 3, 3);
    f.plan->deployment.n_posts = POSTS;
    f.posts[5].to_s = TINY_GATES_OPEN;
    f.posts[2].count = 6;
    f.posts[2].from_s = TINY_GATES_OPEN + 10;
    f.plan->deployment.n_sweeps = 0;
    f.units[0].strength = 12; /* gate 2, mobile 1, then 6: nine at once, but fifteen without time to walk */
    const struct aman_finding *finding = must("posts.unit_walk");
    assert_true(finding->value == 15 && finding->criterion == 12 && finding->severity == AMAN_SEVERITY_MAJOR);
    f.posts[2].from_s = TINY_GATES_OPEN + 120;
    assert_null(asked("posts.unit_walk"));
}

static void duty_has_an_end(void **state)
{
    (void)state;
    f.plan->limits[AMAN_LIMIT_POST_DUTY_S] = (struct aman_limit){3600, 'C', "test", 0};
    assert_int_equal(must("posts.duty")->severity, AMAN_SEVERITY_MINOR);
    for (int i = 0; i < POSTS; i++) f.posts[i].relief_after_s = 3600;
    assert_non_null(asked("posts.rested"));
    assert_null(asked("posts.duty"));
    assert_int_equal(aman_posts_on_duty(f.plan, 1, BEFORE), 6); /* reserve 4, aid 2 */
    assert_int_equal(aman_posts_on_duty(f.plan, 1, BEFORE + 3600), 12);
}

static void reserves_are_near_and_on_duty(void **state)
{
    (void)state;
    f.posts[3].reach_s = 30; /* the concourse is some 20 m and a gate away: 17 s; the gate's post too */
    assert_non_null(asked("posts.reached"));
    f.posts[3].reach_s = 5;
    const struct aman_finding *finding = must("posts.reserve_far");
    assert_true(finding->value > 5 && finding->value < 40 && finding->criterion == 5);
    f.posts[3].reach_s = NAN;
    f.posts[3].to_s = TINY_FULL_TIME;
    assert_true(must("posts.reserve_absent")->t_s == TINY_FULL_TIME);
    f.posts[3].kind = AMAN_POST_STATIC;
    assert_int_equal(must("posts.no_reserve")->severity, AMAN_SEVERITY_MAJOR);
}

static void mobile_stewards_by_the_ratio(void **state)
{
    (void)state;
    f.plan->situation.risk = "high"; /* 200 people, one to 100 */
    const struct aman_finding *finding = must("posts.mobile");
    assert_true(finding->value == 1 && finding->criterion == 2 && finding->severity == AMAN_SEVERITY_MAJOR);
    assert_int_equal(finding->limit, AMAN_LIMIT_STEWARD_RATIO_HIGH);
    f.posts[1].count = 2;
    assert_int_equal(must("posts.mobile")->severity, AMAN_SEVERITY_HOLDS);
}

static void somebody_is_in_control_at_every_hour(void **state)
{
    (void)state;
    f.watch.to_s = TINY_FULL_TIME;
    assert_true(must("command.gap")->t_s == TINY_FULL_TIME);
    assert_non_null(asked("command.handover"));
    f.watch.to_s = AFTER;
    f.role.to_s = TINY_FULL_TIME;
    assert_int_equal(must("command.off_duty")->severity, AMAN_SEVERITY_MAJOR);
}

static void whoever_decides_is_on_duty(void **state)
{
    (void)state;
    struct aman_plan_contingency *c = tiny_contingency(f.plan, "fire", AMAN_CONTINGENCY_EVACUATION);
    c->from_s = TINY_KICK_OFF;
    c->to_s = NAN;
    c->decider_role = -1;
    assert_int_equal(must("command.decider_prose")->severity, AMAN_SEVERITY_MINOR);
    c->decider_role = 0;
    assert_non_null(asked("command.deciders"));
    f.role.from_s = TINY_KICK_OFF + 60;
    const struct aman_finding *finding = must("command.decider");
    assert_true(finding->t_s == TINY_KICK_OFF && finding->severity == AMAN_SEVERITY_MAJOR);
}

static void nets_and_sweeps(void **state)
{
    (void)state;
    f.net.means[2] = "";
    assert_int_equal(must("radio.pace")->severity, AMAN_SEVERITY_MINOR);
    int police = 1;
    f.net.units = &police;
    f.net.n_units = 1;
    assert_string_equal(must("radio.no_net")->where, "club");
    f.sweep.finish_s = TINY_GATES_OPEN + 60;
    assert_int_equal(must("sweep.done")->severity, AMAN_SEVERITY_MAJOR);
    f.sweep.finish_s = BEFORE + 900;
    f.sweep.sealed = false;
    assert_non_null(asked("sweep.unsealed"));
    f.posts[2].from_s = BEFORE + 1200; /* five minutes after the sweep */
    assert_true(must("posts.short")->t_s == BEFORE + 900);
}

static void an_undeclared_gate_is_a_way_in(void **state)
{
    (void)state;
    f.ring.n_ways = 0;
    const struct aman_finding *finding = must("ring.door");
    assert_true(finding->severity == AMAN_SEVERITY_MAJOR && fabs(finding->y_m - 20.0) < 0.5);
    assert_true(finding->x_m > 25.0 && finding->x_m < 35.0);
    const struct aman_ring_hole *hole = &f.verdict->posts.rings[0].holes[0];
    assert_int_equal(hole->door, TINY_GATE);
    assert_true(hole->n > 3 && hole->path[0].y < 20.0 && hole->path[hole->n - 1].y > 20.0);
}

static void a_gap_in_the_wall_is_found_where_it_is(void **state)
{
    (void)state;
    struct aman_segment *wall = &f.plan->venue.levels[0].walls[9]; /* from the gate eastwards: ends a metre before the side */
    struct aman_segment before = *wall;
    wall->b.x = 59.0;
    const struct aman_finding *finding = must("ring.gap");
    assert_true(finding->severity == AMAN_SEVERITY_MAJOR && finding->x_m > 45.0);
    wall->b.x = 59.75; /* a hand's breadth is none */
    assert_null(asked("ring.gap"));
    *wall = before;
    assert_non_null(asked("ring.closed"));
}

/* The gate, and two metres behind it a door, with walls at both sides: neither leads in alone, both together do. */
static void doors_one_behind_the_other_are_found(void **state)
{
    (void)state;
    struct aman_venue *venue = &f.plan->venue;
    struct aman_feature features[TINY_FEATURES + 1];
    struct aman_segment walls[12];
    struct aman_point line[2] = {{25, 22}, {35, 22}};
    memcpy(features, venue->features, sizeof *features * TINY_FEATURES);
    memcpy(walls, venue->levels[0].walls, sizeof *walls * 10);
    features[TINY_FEATURES] = features[TINY_GATE];
    features[TINY_FEATURES].kind = AMAN_FEATURE_EXIT;
    features[TINY_FEATURES].id = "behind";
    features[TINY_FEATURES].line = (struct aman_ring){line, 2};
    walls[10] = (struct aman_segment){{25, 20}, {25, 22}};
    walls[11] = (struct aman_segment){{35, 20}, {35, 22}};
    venue->features = features;
    venue->n_features++;
    venue->levels[0].walls = walls;
    venue->levels[0].n_walls = 12;
    struct aman_point deeper[4] = {{0, 23}, {60, 23}, {60, 40}, {0, 40}}; /* the inside begins behind both */
    struct aman_ring ring = {deeper, 4};
    features[TINY_CONCOURSE].area = (struct aman_area){&ring, 1};
    f.ring.n_ways = 0;
    assert_int_equal(must("ring.door")->severity, AMAN_SEVERITY_MAJOR);
    assert_int_equal(f.verdict->posts.rings[0].n_holes, 1);
    f.ring.n_ways = 1; /* the gate is a checkpoint: nobody gets to the door behind it */
    assert_non_null(asked("ring.closed"));
    assert_null(asked("ring.door"));
    venue->n_features--;
}

static void rings_lie_in_one_another(void **state)
{
    (void)state;
    struct aman_plan_perimeter rings[2] = {f.ring, f.ring};
    int outer = TINY_QUEUE;
    rings[1].areas = &outer;
    rings[1].id = rings[1].name = "outer";
    rings[0].within = 1;
    f.plan->deployment.perimeters = rings;
    f.plan->deployment.n_perimeters = 2;
    assert_true(must("ring.outside")->value > 100.0); /* the concourse is not in the queue */
    f.way.populations = "";
    assert_int_equal(must("ring.populations")->severity, AMAN_SEVERITY_MINOR);
}

struct failing {
    int calls, fail_at;
};

static void *failing_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct failing *failing = ctx;
    if (size > 0 && failing->calls++ == failing->fail_at) return NULL;
    return aman_mem_heap.resize(NULL, ptr, old_size, size);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    enum aman_err err = AMAN_ERR_MEMORY;
    f.ring.n_ways = 0;
    for (int fail_at = 0; err != AMAN_OK && fail_at < 2000; fail_at++) {
        struct failing failing = {0, fail_at};
        struct aman_mem mem = {failing_resize, &failing};
        struct aman_verdict *verdict = NULL;
        err = aman_check_posts(f.plan, &mem, &verdict);
        assert_true(err == AMAN_OK || (err == AMAN_ERR_MEMORY && !verdict));
        aman_verdict_destroy(verdict);
    }
    assert_int_equal(err, AMAN_OK);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_whole_deployment_holds), CASE(a_plan_without_these_chapters_is_not_asked),
        CASE(a_gate_without_its_people_is_told_with_hour_and_numbers), CASE(a_unit_cannot_be_larger_than_it_is),
        CASE(nobody_walks_faster_than_they_can), CASE(duty_has_an_end), CASE(reserves_are_near_and_on_duty),
        CASE(mobile_stewards_by_the_ratio), CASE(somebody_is_in_control_at_every_hour), CASE(whoever_decides_is_on_duty),
        CASE(nets_and_sweeps), CASE(an_undeclared_gate_is_a_way_in), CASE(a_gap_in_the_wall_is_found_where_it_is),
        CASE(doors_one_behind_the_other_are_found), CASE(rings_lie_in_one_another), CASE(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
