/* A good plan: every value where it belongs; what is left out takes its documented default; memory that runs
 * out. */
#include "tests/formats/plan_cases.h"

#include "tests/base/cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1.0, fabs(expected))))
        fail_msg("%.12g is not %.12g", value, expected);
}

static struct plan_case *read_full(void)
{
    static struct plan_case plan_case;
    plan_case_init(&plan_case);
    plan_case_read(&plan_case);
    if (plan_case.err != AMAN_OK) plan_case_print(&plan_case);
    assert_int_equal(plan_case.err, AMAN_OK);
    assert_int_equal(plan_case.diags.n, 0);
    return &plan_case;
}

static void test_day(void **state)
{
    (void)state;
    struct plan_case *plan_case = read_full();
    const struct aman_plan *plan = plan_case->plan;
    assert_int_equal(plan->format, 1);
    assert_string_equal(plan->directory, ".");
    assert_string_equal(plan->control.event, "FIFA Club World Cup 2022");
    assert_string_equal(plan->control.version, "1.2");
    assert_string_equal(plan->control.author, "Planning cell");
    assert_int_equal(plan->control.approvals.n_children, 1);
    assert_string_equal(plan->control.approvals.children[0].children[1].text, "wali");
    assert_string_equal(plan->control.distribution.children[1].text, "prefect of police");
    assert_string_equal(plan->situation.date, "2023-02-01");
    assert_string_equal(plan->situation.time_zone, "Africa/Casablanca");
    assert_int_equal(plan->situation.utc_offset_s, 3600);
    assert_near(plan->situation.gates_open_s, 17 * 3600);
    assert_near(plan->situation.kick_off_s, 20 * 3600);
    assert_near(plan->situation.full_time_s, 20 * 3600 + 110 * 60);
    assert_near(plan->situation.egress_opens_s, 20 * 3600 + 100 * 60);
    assert_string_equal(plan->situation.risk, "high");
    assert_int_equal(plan->situation.more.n_children, 3);
    assert_string_equal(plan->situation.more.children[0].key, "weather");
    assert_string_equal(plan->situation.more.children[0].text, "dry, 12 degrees");
    assert_string_equal(plan->venue_name, "Ibn Batouta");
    assert_int_equal(plan->venue.n_features, 0);
    assert_int_equal(strlen(plan->hash_hex), 64);
    plan_case_release(plan_case);
}

static void test_access(void **state)
{
    (void)state;
    struct plan_case *plan_case = read_full();
    const struct aman_plan *plan = plan_case->plan;
    assert_int_equal(plan->n_checkpoints, 3);
    assert_int_equal(plan->n_searches, 1);
    const struct aman_plan_checkpoint *search = &plan->checkpoints[0], *gate = &plan->checkpoints[1];
    assert_int_equal(search->kind, AMAN_CHECKPOINT_SEARCH);
    assert_string_equal(search->id, "S-east");
    assert_int_equal(search->lanes, 14);
    assert_near(search->service_s, 9);
    assert_near(search->service_sd_s, 3);
    assert_near(search->opens_s, 17 * 3600);
    assert_near(search->closes_s, 21 * 3600);
    assert_int_equal(search->feature, -1);
    assert_int_equal(search->line, 31);
    assert_int_equal(gate->kind, AMAN_CHECKPOINT_GATE);
    assert_string_equal(gate->name, "Door 1");
    assert_int_equal(gate->lanes, 4);
    assert_near(gate->service_s, 5.45);
    assert_near(gate->service_sd_s, 1);
    assert_near(gate->opens_s, 17 * 3600 + 15 * 60);
    assert_string_equal(gate->populations, "home supporters");
    assert_near(gate->width_m, 4);
    assert_string_equal(gate[1].name, "G2");
    assert_near(gate[1].service_sd_s, 2);
    assert_near(gate[1].closes_s, plan->situation.egress_opens_s);
    assert_true(isnan(gate[1].width_m));
    assert_int_equal(plan->n_exits, 2);
    assert_near(plan->exits[0].width_m, 5);
    assert_true(plan->exits[0].stepped);
    assert_false(plan->exits[1].stepped);
    assert_int_equal(plan->n_places, 2);
    assert_string_equal(plan->places[0].mode, "car");
    assert_true(isinf(plan->places[0].departure_per_min));
    assert_near(plan->places[1].departure_per_min, 90);
    assert_near(plan->places[1].batch, 60);
    assert_int_equal(plan->n_zones, 2);
    assert_int_equal(plan->zones[0].scheme, AMAN_ZONE_QUEUE);
    plan_case_release(plan_case);
}

static void test_crowd(void **state)
{
    (void)state;
    struct plan_case *plan_case = read_full();
    const struct aman_plan *plan = plan_case->plan;
    assert_int_equal(plan->n_groups, 2);
    assert_int_equal(aman_plan_attendance(plan), 12500);
    const struct aman_plan_group *home = &plan->groups[0], *away = &plan->groups[1];
    assert_int_equal(home->side, AMAN_SIDE_HOME);
    assert_int_equal(away->side, AMAN_SIDE_AWAY);
    assert_int_equal(home->n_from, 2);
    assert_int_equal(home->from[1].index, 1);
    assert_near(home->from[1].share, 0.4);
    assert_int_equal(home->n_searches, 1);
    assert_int_equal(home->n_gates, 2);
    assert_int_equal(home->gates[1], 2);
    assert_int_equal(away->n_searches, 0);
    assert_int_equal(away->gates[0], 2);
    assert_near(home->party_share[0], 0.4);
    assert_near(home->party_share[3], 0.15);
    assert_near(away->party_share[0], 1.0);
    assert_near(home->speed_m_per_s, 1.25);
    assert_near(home->speed_sd_m_per_s, 0.2);
    assert_near(away->speed_m_per_s, 1.34);
    assert_near(home->reduced_mobility, 0.02);
    assert_near(home->hold_back_s, 600);
    assert_near(home->leave_mean_s, 240);
    assert_near(away->leave_mean_s, 180);
    assert_int_equal(away->n_profile, 0); /* a table, and no files were read */
    assert_near(home->profile[0].t_s, 17 * 3600);
    assert_near(home->profile[home->n_profile - 1].share, 1.0);
    plan_case_release(plan_case);
}

static void test_sections_and_limits(void **state)
{
    (void)state;
    struct plan_case *plan_case = read_full();
    const struct aman_plan *plan = plan_case->plan;
    const struct aman_plan_section *east = &plan->sections[0], *north = &plan->sections[1];
    assert_int_equal(plan->n_sections, 2);
    assert_near(east->p, 0.9);
    assert_near(east->s, 0.85);
    assert_near(east->exit_width_m, 18);
    assert_false(east->stepped);
    assert_near(east->exit_time_s, 420);
    assert_near(east->evacuation_time_s, 360);
    assert_int_equal(east->places, 11000);
    assert_int_equal(east->n_exits, 1);
    assert_int_equal(east->n_gates, 2);
    assert_true(north->stepped);
    assert_true(isnan(north->exit_width_m));
    assert_near(north->exit_time_s, 450); /* of limits */
    assert_near(north->evacuation_time_s, 480);
    assert_near(plan->limits[AMAN_LIMIT_EXIT_TIME_S].value, 450);
    assert_int_equal(plan->limits[AMAN_LIMIT_EXIT_TIME_S].certainty, 'P');
    assert_int_equal(plan->limits[AMAN_LIMIT_EXIT_TIME_S].line, 83);
    assert_string_equal(plan->limits[AMAN_LIMIT_DENSITY_QUEUE_PER_M2].source, "local order 12/2022");
    assert_near(plan->limits[AMAN_LIMIT_DENSITY_QUEUE_PER_M2].value, 3.0);
    assert_near(plan->limits[AMAN_LIMIT_TURNSTILE_PER_H].value, 600);
    assert_near(plan->limits[AMAN_LIMIT_SEATED_BY_KICK_OFF].value, 0.98);
    assert_near(plan->limits[AMAN_LIMIT_LEFT_SITE_S].value, 5400);
    assert_int_equal(plan->limits[AMAN_LIMIT_LEFT_SITE_S].line, 0);
    assert_int_equal(plan->n_escalation, 3);
    assert_near(plan->escalation[1].amber, 600);
    assert_near(plan->escalation[2].red, 78);
    assert_near(plan->simulation.step_s, 0.05);
    assert_near(plan->simulation.cell_m, 0.25);
    assert_near(plan->simulation.end_s, 25.5 * 3600);
    plan_case_release(plan_case);
}

static void test_contingencies(void **state)
{
    (void)state;
    struct plan_case *plan_case = read_full();
    const struct aman_plan *plan = plan_case->plan;
    const struct aman_plan_contingency *c = plan->contingencies;
    assert_int_equal(plan->n_contingencies, 9);
    assert_int_equal(c[0].type, AMAN_CONTINGENCY_GATE_SHUT);
    assert_int_equal(c[0].targets[0], 1);
    assert_near(c[0].from_s, 18.5 * 3600);
    assert_near(c[0].to_s, 19.25 * 3600);
    assert_int_equal(c[0].prose.n_children, 5);
    assert_string_equal(c[0].prose.children[1].key, "decider");
    assert_string_equal(c[0].prose.children[1].text, "silver");
    assert_int_equal(c[1].n_targets, 2);
    assert_int_equal(c[1].targets[1], 0); /* a bank of search lanes */
    assert_near(c[1].factor, 2);
    assert_int_equal(c[2].n_targets, 0); /* all gates */
    assert_int_equal(c[3].type, AMAN_CONTINGENCY_LATE_ARRIVAL);
    assert_int_equal(c[3].targets[0], 1);
    assert_near(c[3].delay_s, 1800);
    assert_near(c[4].from_s, 20.75 * 3600);
    assert_int_equal(c[4].n_targets, 0);
    assert_int_equal(c[5].n_targets, 1);
    assert_near(c[6].delay_s, 1800);
    assert_int_equal(c[7].targets[0], 1);
    assert_int_equal(c[8].type, AMAN_CONTINGENCY_PROSE);
    plan_case_release(plan_case);
}

static void test_roads(void **state)
{
    (void)state;
    struct plan_case plan_read, *plan_case = &plan_read;
    plan_case_init(plan_case);
    plan_case_read(plan_case);
    assert_int_equal(plan_case->err, AMAN_OK);
    const struct aman_plan_roads *roads = &plan_case->plan->roads;
    assert_null(roads->map); /* read without files */
    assert_true(roads->snap_m == 150.0);
    assert_int_equal(roads->n_places, 4);
    assert_string_equal(roads->places[1].name, "stadium");
    assert_int_equal(roads->places[1].kind, AMAN_ROAD_PLACE_VENUE);
    assert_true(roads->places[1].lon == -5.8581 && roads->places[1].lat == 35.7412);
    assert_int_equal(roads->n_closures, 2);
    const struct aman_plan_closure *ring = &roads->closures[0], *avenue = &roads->closures[1];
    assert_int_equal(ring->n_roads, 1);
    assert_int_equal(ring->n_ways, 2);
    assert_int_equal(ring->ways[1], -7);
    assert_int_equal(ring->area.n, 3);
    assert_true(ring->area.points[2].y == 35.75);
    assert_true(ring->from_s == 16 * 3600.0 && ring->to_s == 24.5 * 3600.0 && !ring->escorts_pass);
    assert_string_equal(avenue->roads[0], "Avenue");
    assert_true(avenue->escorts_pass && avenue->area.n == 0);
    assert_true(avenue->from_s == -(double)INFINITY && avenue->to_s == (double)INFINITY);
    plan_case_release(plan_case);
}

static void test_escorts(void **state)
{
    (void)state;
    struct plan_case plan_read, *plan_case = &plan_read;
    plan_case_init(plan_case);
    plan_case_read(plan_case);
    assert_int_equal(plan_case->err, AMAN_OK);
    assert_int_equal(plan_case->plan->n_escorts, 2);
    const struct aman_plan_escort *escort = &plan_case->plan->escorts[0], *other = &plan_case->plan->escorts[1];
    assert_string_equal(escort->name, "Al Ahly");
    assert_int_equal(escort->origin, 0);
    assert_int_equal(escort->destination, 1);
    assert_true(escort->must_arrive_s == 18.25 * 3600 && escort->ready_s == 16 * 3600 && escort->leaves_s == 17.5 * 3600);
    assert_true(fabs(escort->confidence - 0.95) < 1e-9 && escort->any_turn && escort->spacing_m == 25.0);
    assert_true(fabs(escort->speed_m_per_s - 60 / 3.6) < 1e-9);
    assert_string_equal(escort->keep_off[0], "Coast road");
    assert_int_equal(escort->n_vehicles, 3);
    assert_int_equal(escort->vehicles[0].count, 2);
    assert_int_equal(escort->vehicles[2].role, AMAN_VEHICLE_TAIL);
    assert_true(fabs(aman_convoy_length_m(escort) - (2 * 2.2 + 13.5 + 5.0 + 3 * 25.0)) < 1e-9);
    struct aman_convoy_size size = aman_convoy_size(escort);
    assert_true(size.height_m == 3.8 && size.width_m == 2.55 && fabs(size.weight_t - 18.0) < 1e-9);
    assert_int_equal(escort->checkpoints[0].place, 2);
    assert_true(escort->checkpoints[0].at_s == 17.75 * 3600);
    assert_string_equal(escort->holds[0].unit, "north police");
    assert_int_equal(escort->safe_stops[0], 2);
    assert_int_equal(escort->hospital, 3);
    assert_int_equal(escort->rivals[0], 1);
    assert_int_equal(escort->prose.n_children, 1);
    assert_string_equal(escort->prose.children[0].key, "primary_route");
    assert_true(isnan(other->ready_s) && isnan(other->leaves_s) && other->confidence == 0.9);
    assert_int_equal(other->hospital, -1);
    assert_true(aman_convoy_length_m(other) == 0.0);
    plan_case_release(plan_case);
}

/* Without roads, an escort's places are words. */
static void test_escorts_in_words(void **state)
{
    (void)state;
    struct plan_case plan_case;
    plan_case_init(&plan_case);
    char *roads = strstr(plan_case.text, "roads:\n  map"), *escorts = strstr(plan_case.text, "escorts:\n");
    assert_true(roads && escorts);
    memset(roads, '\n', (size_t)(escorts - roads));
    plan_case_read(&plan_case);
    assert_int_equal(plan_case.err, AMAN_OK);
    assert_int_equal(plan_case.plan->escorts[0].origin, -1);
    assert_string_equal(plan_case.plan->escorts[0].origin_text, "hotel");
    plan_case_release(&plan_case);
}

static void test_posts(void **state)
{
    (void)state;
    struct plan_case *plan_case = read_full();
    const struct aman_plan_deployment *d = &plan_case->plan->deployment;
    assert_true(d->judged && d->n_units == 2 && d->n_posts == 3 && d->n_roles == 1 && d->n_watches == 1 && d->n_nets == 1);
    assert_true(d->units[0].kind == AMAN_UNIT_KIND_STEWARD && d->units[0].strength == 60);
    assert_string_equal(d->units[1].name, "order");
    const struct aman_plan_post *doors = &d->posts[0], *standby = &d->posts[1];
    assert_true(doors->kind == AMAN_POST_STATIC && doors->role == AMAN_ROLE_ACCESS && doors->unit == 0 && doors->count == 2);
    assert_near(doors->relief_after_s, 3 * 3600);
    assert_int_equal(doors->relief_unit, 1);
    assert_true(standby->kind == AMAN_POST_RESERVE && standby->relief_unit == 1 && isnan(standby->relief_after_s));
    assert_near(standby->reach_s, 240);
    assert_int_equal(d->n_sweeps, 1); /* the one in words is shown only */
    assert_true(d->sweeps[0].sealed && d->sweeps[0].unit == 1 && d->sweeps[0].count == 4 && d->sweeps[0].n_guards == 1);
    assert_string_equal(d->nets[0].means[3], "runners");
    assert_int_equal(d->nets[0].n_units, 2);
    assert_string_equal(d->watches[0].area, "inside");
    plan_case_release(plan_case);
}

static void test_chapters(void **state)
{
    (void)state;
    struct plan_case *plan_case = read_full();
    const struct aman_node *chapters = &plan_case->plan->chapters;
    assert_int_equal(chapters->n_children, 25);
    assert_string_equal(chapters->children[0].key, "aman");
    const struct aman_node *command = &chapters->children[14];
    assert_string_equal(command->key, "command");
    assert_null(command->text);
    assert_string_equal(command->children[0].text, "wali");
    assert_string_equal(chapters->children[15].text, "the pitch between them");
    assert_string_equal(chapters->children[24].key, "exercises");
    plan_case_release(plan_case);
}

/* The shortest plan: every default that is written in the documentation. */
static void test_defaults(void **state)
{
    (void)state;
    static const char text[] =
        "aman: 1\ncontrol: {event: e}\n"
        "situation: {date: 2023-07-01, time_zone: Europe/Paris, gates_open: 18:00, kick_off: 21:00}\n"
        "venue: {geometry: [v.geojson]}\n"
        "access: {gates: [{id: G, turnstiles: 1, service_time: 5 s}]}\nplaces: [{id: P}]\n"
        "crowd: {groups: [{id: g, size: 10, arrival: {curve: steady}, from: {P: 1}, stands: [S], gates: "
        "[G]}]}\n";
    struct plan_case plan_case = {0};
    aman_diags_init(&plan_case.diags, &aman_mem_heap);
    plan_case.err = aman_plan_read_text(text, sizeof text - 1, "d", false, NULL, 0, &aman_mem_heap,
                                        &plan_case.diags, &plan_case.plan);
    plan_case_print(&plan_case);
    assert_int_equal(plan_case.err, AMAN_OK);
    const struct aman_plan *plan = plan_case.plan;
    const struct aman_plan_simulation *s = &plan->simulation;
    const double expected[] = {
        0.1, 0.0, 0.2, 0.8, 0.55, 600, 30, 15, 0.45, 0.6, 0.85, 0.95, 21 * 3600 + 110 * 60 + 3 * 3600};
    const double found[] = {s->step_s,
                            s->cell_m,
                            s->radius_m,
                            s->time_gap_s,
                            s->queue_spacing_m,
                            s->patience_s,
                            s->premovement_mean_s,
                            s->premovement_sd_s,
                            s->stair_up,
                            s->stair_down,
                            s->ramp_up,
                            s->ramp_down,
                            s->end_s};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) assert_near(found[i], expected[i]);
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++) assert_near(plan->limits[i].value, aman_limit_defs[i].value);
    assert_int_equal(plan->situation.utc_offset_s, 7200);
    assert_string_equal(plan->situation.risk, "");
    assert_string_equal(plan->places[0].mode, "foot");
    assert_near(plan->places[0].batch, 0);
    assert_int_equal(plan->groups[0].side, AMAN_SIDE_NEUTRAL);
    assert_near(plan->groups[0].reduced_mobility, 0.01);
    assert_near(plan->groups[0].profile[1].t_s, 21 * 3600);
    plan_case_release(&plan_case);
}

/* The reference is true: its example is read without a word, and it names every limit. */
static void test_documentation(void **state)
{
    (void)state;
    static char page[65536];
    FILE *file = fopen(AMAN_TEST_CORPUS "/../../../docs/plan-format.md", "rb");
    assert_non_null(file);
    page[fread(page, 1, sizeof page - 1, file)] = '\0';
    fclose(file);
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++) {
        char row[64];
        snprintf(row, sizeof row, "\n| `%s` | ", aman_limit_defs[i].key);
        if (!strstr(page, row)) fail_msg("docs/plan-format.md does not name `%s`", aman_limit_defs[i].key);
    }
    char *example = strstr(page, "```yaml\n");
    assert_non_null(example);
    example += strlen("```yaml\n");
    struct plan_case plan_case = {0};
    aman_diags_init(&plan_case.diags, &aman_mem_heap);
    plan_case.err = aman_plan_read_text(example, (size_t)(strstr(example, "```") - example), ".", false, NULL,
                                        0, &aman_mem_heap, &plan_case.diags, &plan_case.plan);
    plan_case_print(&plan_case);
    assert_int_equal(plan_case.err, AMAN_OK);
    assert_int_equal(plan_case.diags.n, 0);
    plan_case_release(&plan_case);
}

/* ---- memory ---- */

struct budget {
    long left;      /* allocations until one fails */
    size_t n_bytes; /* out now */
};

static void *counted_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct budget *budget = ctx;
    if (size > 0 && budget->left-- <= 0) return NULL;
    void *fresh = aman_mem_heap.resize(NULL, ptr, old_size, size);
    if (size == 0 || fresh) budget->n_bytes += size - (ptr ? old_size : 0);
    return fresh;
}

/* True when the read was whole; false when memory ran out. Anything else fails the test. */
static bool read_with(struct plan_case *plan_case, long allocations, bool is_faulty)
{
    struct budget budget = {allocations, 0};
    struct aman_mem mem = {counted_resize, &budget};
    struct aman_diags diags;
    struct aman_plan *plan = NULL;
    aman_diags_init(&diags, &mem);
    enum aman_err err =
        aman_plan_read_text(plan_case->text, plan_case->n, ".", false, NULL, 0, &mem, &diags, &plan);
    if (err == AMAN_ERR_MEMORY)
        assert_null(plan);
    else
        assert_int_equal(err, is_faulty ? AMAN_ERR_INPUT : AMAN_OK);
    aman_plan_destroy(plan);
    aman_diags_release(&diags);
    assert_int_equal(budget.n_bytes, 0);
    return err != AMAN_ERR_MEMORY;
}

static void test_memory(void **state)
{
    (void)state;
    for (int is_faulty = 0; is_faulty < 2; is_faulty++) {
        struct plan_case plan_case;
        plan_case_init(&plan_case);
        if (is_faulty) plan_case_replace(&plan_case, "size: 500", "size: x");
        long k = 0;
        while (!read_with(&plan_case, k, is_faulty)) assert_true(++k < 300);
        assert_true(k > 5);
        plan_case_release(&plan_case);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_day),           cmocka_unit_test(test_access),
        cmocka_unit_test(test_crowd),         cmocka_unit_test(test_sections_and_limits),
        cmocka_unit_test(test_contingencies), cmocka_unit_test(test_chapters), cmocka_unit_test(test_posts),
        cmocka_unit_test(test_roads), cmocka_unit_test(test_escorts), cmocka_unit_test(test_escorts_in_words),
        cmocka_unit_test(test_defaults),      cmocka_unit_test(test_documentation),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
