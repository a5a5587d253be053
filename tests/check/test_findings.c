/* Each rule once failed and once met, on runs made up for it; remedies worked by hand. */
#include "check/findings.h"
#include "check/remedy.h"
#include "tests/base/cmocka_all.h"
#include "tests/check/tiny.h"

#include <math.h>
#include <string.h>

enum { SECONDS = 7200 };

/* A made-up day (and one contingency) of the tiny plan in which nothing is wrong. */
static struct fixture {
    struct aman_arena arena;
    struct aman_plan *plan;
    struct aman_scenario scenario;
    struct aman_run runs[2];
    struct aman_run_bank banks[2];
    struct aman_run_section sections[2];
    struct aman_run_zone zones[2][2];
    uint32_t arrived[2][SECONDS], served[2][SECONDS], waiting[2][SECONDS], seated[2][SECONDS];
    struct aman_capacity_row rows[2];
    struct aman_asked asked;
    struct aman_findings list;
} f;

static void make_run(int r)
{
    struct aman_run *run = &f.runs[r];
    *run = (struct aman_run){.contingency = r - 1,
                             .begin_s = TINY_GATES_OPEN,
                             .n_seconds = SECONDS,
                             .kick_off_s = TINY_KICK_OFF,
                             .full_time_s = TINY_FULL_TIME,
                             .egress_opens_s = TINY_EGRESS,
                             .alarm_s = NAN,
                             .n_people = 200};
    run->end_s = run->begin_s + SECONDS - 1;
    run->cleared_t_s = TINY_FULL_TIME + 900;
    run->banks = &f.banks[r];
    run->sections = &f.sections[r];
    run->zones = f.zones[r];
    run->n_banks = run->n_sections = 1;
    run->n_zones = 2;
    f.banks[r] = (struct aman_run_bank){0,
                                        f.arrived[r],
                                        f.served[r],
                                        f.waiting[r],
                                        .wait_p95_s = 120.0,
                                        .peak_served_per_h = 1200.0,
                                        .peak_waiting_t_s = TINY_GATES_OPEN + 600};
    f.sections[r] = (struct aman_run_section){.people = 200,
                                              .seated = f.seated[r],
                                              .exit_s = 200.0,
                                              .exit_t_s = TINY_FULL_TIME + 60,
                                              .evacuated_s = NAN};
    for (int i = 0; i < SECONDS; i++) {
        f.arrived[r][i] = f.served[r][i] = (uint32_t)(i < 1200 ? i / 6 : 200);
        f.waiting[r][i] = 2;
        f.seated[r][i] = i < 1700 ? 0 : 200;
    }
    for (int z = 0; z < 2; z++)
        f.zones[r][z] = (struct aman_run_zone){.zone = z,
                                               .area_m2 = 100.0,
                                               .sustained_per_m2 = 1.0f,
                                               .sustained_t_s = TINY_GATES_OPEN + 700,
                                               .sustained_at = {30, 15}};
    run->danger = (struct aman_run_danger){1.5f, TINY_GATES_OPEN + 700, {30, 15}, 0};
}

static int begin(void **state)
{
    (void)state;
    aman_arena_init(&f.arena, &aman_mem_heap, 0);
    f.plan = tiny_plan(200, 2);
    assert_int_equal(aman_scenario_build(f.plan, 1, &f.arena, &f.scenario), AMAN_OK);
    make_run(0);
    make_run(1);
    assert_int_equal(aman_capacity_table(f.plan, &f.scenario, &f.arena, f.rows), AMAN_OK);
    f.asked = (struct aman_asked){f.plan, &f.scenario, f.runs, 1, f.rows, 2, NULL, NULL};
    aman_findings_init(&f.list, &f.arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    aman_findings_release(&f.list);
    aman_arena_release(&f.arena);
    return 0;
}

static const struct aman_finding *find(const char *key, const char *where, int run)
{
    for (size_t i = 0; i < f.list.n; i++)
        if (strcmp(f.list.items[i].key, key) == 0 && strcmp(f.list.items[i].where, where) == 0 &&
            f.list.items[i].run == run)
            return &f.list.items[i];
    return NULL;
}

typedef void ask(const struct aman_asked *asked, struct aman_findings *list);

static const struct aman_finding *asked_again(ask *family, const char *key, const char *where, int run)
{
    aman_findings_release(&f.list);
    family(&f.asked, &f.list);
    assert_false(f.list.failed);
    return find(key, where, run);
}

static void expect(ask *family, const char *key, const char *where, int run, enum aman_severity severity)
{
    const struct aman_finding *finding = asked_again(family, key, where, run);
    if (!finding) print_error("%s was not asked\n", key);
    assert_non_null(finding);
    if (finding->severity != severity) print_error("%s: severity %d\n", key, (int)finding->severity);
    assert_int_equal(finding->severity, severity);
}

static double remedy_value(const struct aman_finding *finding, const char *name)
{
    for (int i = 0; i < AMAN_FINDING_ARGS; i++)
        if (strcmp(finding->remedy_args[i].name, name) == 0) return finding->remedy_args[i].value;
    return NAN;
}

/* ---- capacity ---- */

static void capacity_of_the_tiny_plan(void **state)
{
    (void)state;
    /* two turnstiles at 6 s: 600/h each; 4 m stepped, 8 min, one way only */
    assert_true(fabs(f.rows[0].term[AMAN_CAPACITY_ENTRY] - 1200.0) < 1e-9);
    assert_true(f.rows[0].term[AMAN_CAPACITY_HOLDING] == 200.0);
    assert_true(fabs(f.rows[0].term[AMAN_CAPACITY_EXIT] - 4.0 * 66.0 * 8.0) < 1e-9);
    assert_true(fabs(f.rows[0].term[AMAN_CAPACITY_EMERGENCY] - 2112.0) < 1e-9);
    assert_int_equal(f.rows[0].binding, AMAN_CAPACITY_HOLDING);
    assert_true(f.rows[1].safe == 200.0 && f.rows[1].expected == 200.0);
    expect(aman_ask_capacity, "capacity.section", "A", -1, AMAN_SEVERITY_HOLDS);
    expect(aman_ask_capacity, "capacity.total", "", -1, AMAN_SEVERITY_HOLDS);
    expect(aman_ask_capacity, "stand.places", "stand", -1, AMAN_SEVERITY_HOLDS);
}

static void p_and_s_take_places_away(void **state)
{
    (void)state;
    f.plan->sections[0].p = 0.9;
    f.plan->sections[0].s = 0.8;
    assert_int_equal(aman_capacity_table(f.plan, &f.scenario, &f.arena, f.rows), AMAN_OK);
    expect(aman_ask_capacity, "capacity.section", "A", -1, AMAN_SEVERITY_CRITICAL);
    const struct aman_finding *finding = find("capacity.section", "A", -1);
    assert_string_equal(finding->remedy, "attendance.lower");
    assert_true(remedy_value(finding, "n") == 40.0); /* 200 - 0.8 · 200 */
    expect(aman_ask_capacity, "capacity.total", "", -1, AMAN_SEVERITY_CRITICAL);
}

static void too_few_turnstiles_and_too_narrow_ways(void **state)
{
    (void)state;
    f.plan->checkpoints[0].service_s = 60.0; /* 60/h: 2 · 60 = 120 of 200; 80 missing: two more */
    assert_int_equal(aman_capacity_table(f.plan, &f.scenario, &f.arena, f.rows), AMAN_OK);
    expect(aman_ask_capacity, "capacity.section", "A", -1, AMAN_SEVERITY_CRITICAL);
    assert_string_equal(find("capacity.section", "A", -1)->remedy, "lanes.more");
    assert_true(remedy_value(find("capacity.section", "A", -1), "n") == 2.0);
    f.plan->checkpoints[0].service_s = 6.0;
    f.plan->sections[0].exit_width_m = 0.25; /* 0.25 · 66 · 8 = 132; 68 more need 0.1288 m */
    assert_int_equal(aman_capacity_table(f.plan, &f.scenario, &f.arena, f.rows), AMAN_OK);
    expect(aman_ask_capacity, "capacity.section", "A", -1, AMAN_SEVERITY_CRITICAL);
    assert_string_equal(find("capacity.section", "A", -1)->remedy, "width.more");
    assert_true(fabs(remedy_value(find("capacity.section", "A", -1), "metres") - 0.2) < 1e-9);
}

static void unknown_terms_do_not_bind(void **state)
{
    (void)state;
    f.plan->sections[0].exit_width_m = NAN;
    f.plan->checkpoints[0].width_m = 0.0;
    f.plan->groups[0].n_gates = f.plan->sections[0].n_gates = 0;
    assert_int_equal(aman_capacity_table(f.plan, &f.scenario, &f.arena, f.rows), AMAN_OK);
    assert_true(isnan(f.rows[0].term[AMAN_CAPACITY_ENTRY]) && isnan(f.rows[0].term[AMAN_CAPACITY_EXIT]));
    assert_int_equal(f.rows[0].binding, AMAN_CAPACITY_HOLDING);
    assert_true(f.rows[1].safe == 200.0);
}

static void more_tickets_than_places(void **state)
{
    (void)state;
    f.plan = tiny_plan(230, 2);
    assert_int_equal(aman_scenario_build(f.plan, 1, &f.arena, &f.scenario), AMAN_OK);
    expect(aman_ask_capacity, "stand.places", "stand", -1, AMAN_SEVERITY_CRITICAL);
    assert_true(remedy_value(find("stand.places", "stand", -1), "n") == 30.0);
    f.plan = tiny_plan(230, 2);
    f.plan->venue.n_seats = 0;
    assert_int_equal(aman_scenario_build(f.plan, 1, &f.arena, &f.scenario), AMAN_OK);
    assert_int_equal(f.scenario.without_stand, 230);
    expect(aman_ask_capacity, "stand.places", "all", -1, AMAN_SEVERITY_CRITICAL);
}

/* ---- entry ---- */

static void late_demand_against_the_doors(void **state)
{
    (void)state;
    /* all 200 come within the last 45 minutes: 266.7/h; two turnstiles pass 1,200/h */
    expect(aman_ask_entry, "entry.late_demand", "A", -1, AMAN_SEVERITY_HOLDS);
    assert_true(fabs(find("entry.late_demand", "A", -1)->value - 200.0 / 0.75) < 1e-9);
    assert_true(find("entry.late_demand", "A", -1)->criterion == 1200.0);
    f.plan->groups[0].size = 2000; /* 2,666.7/h: needs ceil(4.44) = 5 turnstiles */
    expect(aman_ask_entry, "entry.late_demand", "A", -1, AMAN_SEVERITY_MAJOR);
    assert_true(remedy_value(find("entry.late_demand", "A", -1), "n") == 3.0);
    f.plan->checkpoints[0].service_s = 2.0; /* 1,800/h measured, 660 count: 2,666.7 / 660 → 5 */
    expect(aman_ask_entry, "entry.late_demand", "A", -1, AMAN_SEVERITY_MAJOR);
    assert_true(find("entry.late_demand", "A", -1)->criterion == 1320.0);
}

static void seats_at_kick_off(void **state)
{
    (void)state;
    expect(aman_ask_entry, "seated.kick_off", "A", 0, AMAN_SEVERITY_HOLDS);
    f.seated[0][TINY_KICK_OFF - TINY_GATES_OPEN] = 190;
    expect(aman_ask_entry, "seated.kick_off", "A", 0, AMAN_SEVERITY_MAJOR);
    assert_true(remedy_value(find("seated.kick_off", "A", 0), "n") == 8.0); /* 198 - 190 */
    f.runs[0].evacuation = true;
    f.runs[0].alarm_s = TINY_KICK_OFF - 60;
    assert_null(asked_again(aman_ask_entry, "seated.kick_off", "A", 0));
}

static void waits_and_the_lanes_that_would_do(void **state)
{
    (void)state;
    expect(aman_ask_entry, "gate.wait", "G1", 0, AMAN_SEVERITY_HOLDS);
    f.banks[0].wait_p95_s = 1500.0;
    /* 1,800 come in 45 minutes: 2,400/h; a lane was measured at 600/h: 4 are needed, 2 are there */
    for (int i = 0; i < SECONDS; i++) f.arrived[0][i] = (uint32_t)(i < 2700 ? i * 2 / 3 : 1800);
    expect(aman_ask_entry, "gate.wait", "G1", 0, AMAN_SEVERITY_MAJOR);
    assert_string_equal(find("gate.wait", "G1", 0)->remedy, "lanes.more");
    assert_true(remedy_value(find("gate.wait", "G1", 0), "n") == 2.0);
    assert_true(remedy_value(find("gate.wait", "G1", 0), "have") == 2.0);
    /* nobody served although people came: they stood there until egress opened */
    memset(f.served[0], 0, sizeof f.served[0]);
    expect(aman_ask_entry, "gate.wait", "G1", 0, AMAN_SEVERITY_MAJOR);
    assert_true(find("gate.wait", "G1", 0)->value > 2300.0);
}

static void room_of_queues(void **state)
{
    (void)state;
    expect(aman_ask_entry, "queue.space", "queue", 0, AMAN_SEVERITY_HOLDS);
    assert_true(find("queue.space", "queue", 0)->criterion == 359.0); /* 100 m² at 3.59 */
    f.waiting[0][500] = 360;
    expect(aman_ask_entry, "queue.space", "queue", 0, AMAN_SEVERITY_MAJOR);
    assert_true(find("queue.space", "queue", 0)->t_s == TINY_GATES_OPEN + 500);
    f.plan->zones[0].scheme = AMAN_ZONE_WALKWAY; /* no queue zone: not asked */
    assert_null(asked_again(aman_ask_entry, "queue.space", "queue", 0));
}

/* ---- density ---- */

static void densities_by_the_scheme_of_the_zone(void **state)
{
    (void)state;
    expect(aman_ask_density, "density.zone", "concourse", 0, AMAN_SEVERITY_HOLDS);
    f.zones[0][0].sustained_per_m2 = f.zones[0][1].sustained_per_m2 = 3.0f;
    expect(aman_ask_density, "density.zone", "concourse", 0, AMAN_SEVERITY_MAJOR); /* walkway: 2.5 */
    expect(aman_ask_density, "density.zone", "queue", 0, AMAN_SEVERITY_HOLDS);     /* queue: 3.59 */
    expect(aman_ask_density, "density.danger", "", 0, AMAN_SEVERITY_HOLDS);
    f.runs[0].danger.density_per_m2 = 5.6f;
    expect(aman_ask_density, "density.danger", "", 0, AMAN_SEVERITY_CRITICAL);
    assert_string_equal(find("density.danger", "", 0)->args[0].text, "Queue"); /* (30, 15) lies in it */
    expect(aman_ask_density, "pressure.zone", "queue", 0, AMAN_SEVERITY_HOLDS);
    f.zones[0][0].pressure_per_s2 = 0.03f;
    expect(aman_ask_density, "pressure.zone", "queue", 0, AMAN_SEVERITY_MINOR);
}

/* ---- leaving ---- */

static void times_of_leaving(void **state)
{
    (void)state;
    expect(aman_ask_leaving, "exit.time", "A", 0, AMAN_SEVERITY_HOLDS);
    f.sections[0].exit_s = 600.0; /* 600 / 480 of 4 m: 1 m more */
    expect(aman_ask_leaving, "exit.time", "A", 0, AMAN_SEVERITY_MAJOR);
    assert_true(fabs(remedy_value(find("exit.time", "A", 0), "metres") - 1.0) < 1e-9);
    expect(aman_ask_leaving, "site.cleared", "", 0, AMAN_SEVERITY_HOLDS);
    f.runs[0].cleared_t_s = TINY_FULL_TIME + 5401;
    expect(aman_ask_leaving, "site.cleared", "", 0, AMAN_SEVERITY_MAJOR);
}

static void stranded_turned_back_and_held(void **state)
{
    (void)state;
    expect(aman_ask_leaving, "people.stranded", "", 0, AMAN_SEVERITY_HOLDS);
    expect(aman_ask_leaving, "people.turned_back", "", 0, AMAN_SEVERITY_HOLDS);
    expect(aman_ask_leaving, "source.held", "", 0, AMAN_SEVERITY_HOLDS);
    f.runs[0].n_people = 2000;
    f.runs[0].stranded = 2; /* one in a thousand may be the model's */
    f.runs[0].turned_back = 20;
    f.runs[0].held_sustained = f.runs[0].held_peak = 1;
    expect(aman_ask_leaving, "people.stranded", "", 0, AMAN_SEVERITY_MINOR);
    expect(aman_ask_leaving, "people.turned_back", "", 0, AMAN_SEVERITY_MINOR);
    expect(aman_ask_leaving, "source.held", "", 0, AMAN_SEVERITY_MINOR);
    f.runs[0].stranded = 3;
    f.runs[0].turned_back = 21;
    expect(aman_ask_leaving, "people.stranded", "", 0, AMAN_SEVERITY_CRITICAL);
    expect(aman_ask_leaving, "people.turned_back", "", 0, AMAN_SEVERITY_MAJOR);
}

static void evacuations(void **state)
{
    (void)state;
    f.asked.n_runs = 2;
    f.runs[1].evacuation = true;
    f.runs[1].alarm_s = TINY_KICK_OFF;
    f.sections[1].to_evacuate = 200;
    f.sections[1].evacuated_s = 470.0;
    expect(aman_ask_leaving, "evacuation.time", "A", 1, AMAN_SEVERITY_HOLDS);
    assert_null(find("exit.time", "A", 1));
    assert_null(find("site.cleared", "", 1));
    f.sections[1].evacuated_s = 490.0;
    expect(aman_ask_leaving, "evacuation.time", "A", 1, AMAN_SEVERITY_CRITICAL);
    f.sections[1].evacuated_s = NAN; /* never: as long as the run */
    expect(aman_ask_leaving, "evacuation.time", "A", 1, AMAN_SEVERITY_CRITICAL);
    assert_true(find("evacuation.time", "A", 1)->value == f.runs[1].end_s - TINY_KICK_OFF);
    f.sections[1].to_evacuate = 0;
    assert_null(asked_again(aman_ask_leaving, "evacuation.time", "A", 1));
}

/* ---- contingencies ---- */

static void a_contingency_is_judged_milder_in_comfort_not_in_danger(void **state)
{
    (void)state;
    f.asked.n_runs = 2;
    f.banks[1].wait_p95_s = 1500.0;
    expect(aman_ask_entry, "gate.wait", "G1", 1, AMAN_SEVERITY_MINOR);
    f.runs[1].danger.density_per_m2 = 6.0f;
    expect(aman_ask_density, "density.danger", "", 1, AMAN_SEVERITY_CRITICAL);
}

static void what_the_day_fails_already_is_not_said_again(void **state)
{
    (void)state;
    f.asked.n_runs = 2;
    f.banks[0].wait_p95_s = 1500.0;
    f.banks[1].wait_p95_s = 1550.0; /* 50 s of 1,200 are less than 5 % */
    assert_null(asked_again(aman_ask_entry, "gate.wait", "G1", 1));
    assert_non_null(find("gate.wait", "G1", 0));
    f.banks[1].wait_p95_s = 1570.0;
    expect(aman_ask_entry, "gate.wait", "G1", 1, AMAN_SEVERITY_MINOR);
    f.seated[0][1800] = 100; /* a share: less is worse */
    f.seated[1][1800] = 150;
    assert_null(asked_again(aman_ask_entry, "seated.kick_off", "A", 1));
    f.seated[1][1800] = 60;
    expect(aman_ask_entry, "seated.kick_off", "A", 1, AMAN_SEVERITY_MINOR);
}

/* ---- the plan ---- */

static void reader_chapters_deciders(void **state)
{
    (void)state;
    static struct aman_node decider = {.key = "decider", .text = "the prefect"};
    struct aman_diags diags;
    aman_diags_init(&diags, &aman_mem_heap);
    expect(aman_ask_plan, "reader.sound", "", -1, AMAN_SEVERITY_HOLDS);
    aman_diags_add(&diags, (struct aman_diag){.severity = AMAN_DIAG_WARNING,
                                              .where = "feature W1",
                                              .found = "a wall",
                                              .expected = "a door",
                                              .has_point = true,
                                              .x_m = 3,
                                              .y_m = 4});
    f.asked.reader = &diags;
    expect(aman_ask_plan, "reader.fault", "feature W1", -1, AMAN_SEVERITY_MINOR);
    const struct aman_finding *fault = find("reader.fault", "feature W1", -1);
    assert_true(fault->has_place && fault->x_m == 3.0 && fault->y_m == 4.0);
    assert_string_equal(fault->args[1].text, "a wall; expected a door");
    assert_null(find("reader.sound", "", -1));
    expect(aman_ask_plan, "chapter.missing", "medical", -1, AMAN_SEVERITY_MINOR);
    struct aman_plan_contingency *c = tiny_contingency(f.plan, "storm", AMAN_CONTINGENCY_PROSE);
    expect(aman_ask_plan, "contingency.no_decider", "storm", -1, AMAN_SEVERITY_MINOR);
    expect(aman_ask_plan, "contingency.prose", "storm", -1, AMAN_SEVERITY_INFO);
    c->prose = (struct aman_node){.key = "", .children = &decider, .n_children = 1};
    expect(aman_ask_plan, "contingency.decider", "storm", -1, AMAN_SEVERITY_HOLDS);
    aman_findings_release(&f.list);
    aman_diags_release(&diags);
}

static void all_chapters(void **state)
{
    (void)state;
    static const char *const keys[] = {"command",    "segregation", "deployment",    "escorts",
                                       "sweep",      "traffic",     "medical",       "communications",
                                       "inspection", "exercises",   "contingencies", "escalation"};
    static struct aman_node nodes[12];
    for (int i = 0; i < 12; i++) nodes[i] = (struct aman_node){.key = keys[i], .text = "…"};
    f.plan->chapters = (struct aman_node){.children = nodes, .n_children = 12};
    expect(aman_ask_plan, "chapter.complete", "", -1, AMAN_SEVERITY_HOLDS);
    nodes[4].text = "";
    expect(aman_ask_plan, "chapter.missing", "sweep", -1, AMAN_SEVERITY_MINOR);
}

static void timeline(void **state)
{
    (void)state;
    /* evenly over 20 minutes: one in twenty has come after the first minute */
    expect(aman_ask_plan, "timeline.gates_open", "", -1, AMAN_SEVERITY_HOLDS);
    f.plan->situation.gates_open_s = TINY_GATES_OPEN + 600;
    expect(aman_ask_plan, "timeline.gates_open", "", -1, AMAN_SEVERITY_MINOR);
    assert_true(remedy_value(find("timeline.gates_open", "", -1), "minutes") == 540.0);
    expect(aman_ask_plan, "timeline.gate_closes", "G1", -1, AMAN_SEVERITY_HOLDS);
    f.plan->checkpoints[0].closes_s = TINY_GATES_OPEN + 900; /* a quarter comes later */
    expect(aman_ask_plan, "timeline.gate_closes", "G1", -1, AMAN_SEVERITY_MAJOR);
    assert_true(fabs(find("timeline.gate_closes", "G1", -1)->value - 0.25) < 1e-9);
}

static void people_and_vendors(void **state)
{
    (void)state;
    static struct aman_plan_person people[3] = {{.name = "A"}, {.name = "B"}, {.name = "C", .vendor = true}};
    aman_ask_people(&f.asked, &f.list);
    assert_int_equal(f.list.n, 0); /* a plan without tables is not asked */
    f.plan->people = people;
    f.plan->n_people = 3;
    f.plan->n_vendors = 1;
    expect(aman_ask_people, "vetting.nobody", "people", -1, AMAN_SEVERITY_MINOR);
    expect(aman_ask_people, "vetting.nobody", "vendors", -1, AMAN_SEVERITY_MINOR);
    struct aman_check_vetting vetting = {.people = {.n = 2, .undecided_reference = "", .true_reference = ""},
                                         .vendors = {.n = 1, .undecided_reference = "", .true_reference = ""},
                                         .lists = "un"};
    f.asked.vetting = &vetting;
    expect(aman_ask_people, "vetting.clear", "people", -1, AMAN_SEVERITY_HOLDS);
    vetting.people.n_undecided = 3;
    expect(aman_ask_people, "vetting.undecided", "people", -1, AMAN_SEVERITY_MAJOR);
    assert_null(find("vetting.clear", "people", -1));
    expect(aman_ask_people, "vetting.clear", "vendors", -1, AMAN_SEVERITY_HOLDS);
    vetting.vendors.n_true = 1;
    expect(aman_ask_people, "vetting.true", "vendors", -1, AMAN_SEVERITY_CRITICAL);
}

/* ---- arithmetic of remedies, order ---- */

static void remedies_by_hand(void **state)
{
    (void)state;
    static uint32_t cumulative[3600];
    assert_int_equal(aman_remedy_lanes(5200.0, 660.0, 6), 2);   /* 7.88 */
    assert_int_equal(aman_remedy_lanes(5280.0, 660.0, 8), 0);   /* 8 exactly */
    assert_int_equal(aman_remedy_lanes(65000.0, 660.0, 0), 99); /* the Green Guide's number */
    assert_int_equal(aman_remedy_lanes(100.0, 0.0, 1), 0);
    for (int i = 0; i < 3600; i++) cumulative[i] = (uint32_t)(i < 1800 ? 0 : i - 1800);
    assert_true(fabs(aman_peak_per_h(cumulative, 3600, 900) - 3600.0) < 1e-9);
    assert_true(fabs(aman_peak_per_h(cumulative, 3600, 2700) - 1799.0 * 3600.0 / 2700.0) < 1e-9);
    assert_true(fabs(aman_profile_between(&f.plan->groups[0], 36300, 36600) - 50.0) < 1e-9);
}

static void worst_first_then_in_the_order_of_asking(void **state)
{
    (void)state;
    const enum aman_severity order[] = {AMAN_SEVERITY_HOLDS, AMAN_SEVERITY_MAJOR, AMAN_SEVERITY_INFO,
                                        AMAN_SEVERITY_CRITICAL, AMAN_SEVERITY_MAJOR};
    for (int i = 0; i < 5; i++) {
        struct aman_finding finding = aman_finding_default("gate.wait", "x");
        finding.severity = order[i];
        finding.evidence_index = i;
        aman_findings_add(&f.list, &finding);
    }
    assert_int_equal(aman_findings_sort(&f.list), AMAN_OK);
    const int expected[] = {3, 1, 4, 2, 0};
    for (int i = 0; i < 5; i++) assert_int_equal(f.list.items[i].evidence_index, expected[i]);
}

#define UNIT(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(capacity_of_the_tiny_plan),
        UNIT(p_and_s_take_places_away),
        UNIT(too_few_turnstiles_and_too_narrow_ways),
        UNIT(unknown_terms_do_not_bind),
        UNIT(more_tickets_than_places),
        UNIT(late_demand_against_the_doors),
        UNIT(seats_at_kick_off),
        UNIT(waits_and_the_lanes_that_would_do),
        UNIT(room_of_queues),
        UNIT(densities_by_the_scheme_of_the_zone),
        UNIT(times_of_leaving),
        UNIT(stranded_turned_back_and_held),
        UNIT(evacuations),
        UNIT(a_contingency_is_judged_milder_in_comfort_not_in_danger),
        UNIT(what_the_day_fails_already_is_not_said_again),
        UNIT(reader_chapters_deciders),
        UNIT(all_chapters),
        UNIT(timeline),
        UNIT(people_and_vendors),
        UNIT(remedies_by_hand),
        UNIT(worst_first_then_in_the_order_of_asking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
