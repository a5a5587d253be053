/* Every kind of fault in a plan: where it is reported, and in which words. */
#include "tests/formats/plan_cases.h"

#include "tests/base/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

struct fault_case {
    const char *from, *to; /* in the full plan; @@ stands where the fault must be reported */
    const char *message;   /* part of it */
};

/* clang-format off */
static const struct fault_case cases[] = {
    /* keys */
    {"  author: Planning", "  @@autor: Planning", "control.autor: found an unknown key `autor`"},
    {"      size: 500", "      @@siez: 500", "did you mean `size`?"},
    {"      size: 500\n", "", "found a group without `size`"},
    {"control:\n  event", "@@contrl:\n  event", "did you mean `control`?"},
    {"  date: 2023-02-01\n", "  date: 2023-02-01\n  @@date: 2023-02-02\n", "each key once; it stands in line 11"},
    {"{id: X2}", "{id: X2, @@id: X3}", "found `id` a second time"},
    {"name: North car park", "name: North (2,@@500 places)", "a text with a comma inside { } or [ ] needs quotes"},
    {"  kick_off: 20:00\n", "", "found the situation without `kick_off`"},
    /* types */
    {"aman: 1", "aman: @@2", "aman: found `2`, expected 1"},
    {"size: 500", "size: @@many", "crowd.groups[1].size: found `many`, expected a whole number from 1 to 2000000"},
    {"size: 500", "size: @@500.5", "found `500.5`, expected a whole number"},
    {"size: 500", "size: @@-3", "found `-3`, expected a whole number"},
    {"size: 500", "size: @@10000000", "expected a whole number from 1 to 2000000"},
    {"size: 500", "size: @@[500]", "found a list, expected a whole number"},
    {"size: 500", "size: @@nan", "found `nan`, expected a whole number"},
    {"stepped: true", "stepped: @@yes", "found `yes`, expected true or false"},
    {"side: away", "side: @@awy", "found `awy`, expected one of home, away, neutral (did you mean `away`?)"},
    {"risk: high", "risk: @@extreme", "found `extreme`, expected one of low, medium, high"},
    {"curve: late", "curve: @@lat", "did you mean `late`?"},
    {"mode: car", "mode: @@plane", "expected one of foot, car"},
    {"type: gate_shut", "type: @@gate_shot", "did you mean `gate_shut`?"},
    {"date: 2023-02-01", "date: @@2023-02-29", "found `2023-02-29`, expected a day such as 2023-02-01"},
    {"date: 2023-01-28", "date: @@28.1.2023", "control.approvals[0].date: found `28.1.2023`"},
    {"kick_off: 20:00", "kick_off: @@20h00", "found `20h00`, expected a time such as 19:30"},
    {"kick_off: 20:00", "kick_off: @@20:60", "found `20:60`, expected a time such as 19:30"},
    {"kick_off: 20:00", "kick_off: @@48:00", "found `48:00`, expected a time such as 19:30"},
    {"last_departure: 25:30", "last_departure: @@late", "traffic.last_departure: found `late`"},
    {"count: 8", "count: @@eight", "deployment[0].count: found `eight`"},
    {"  gates:\n", "  gates: @@{id: G9}\n  gotes:\n", "access.gates: found a map, expected a list with one or more entries"},
    {"- {id: X2}", "- @@X2", "access.exits[1]: found `X2`, expected an exit, as a map"},
    {"files:\n  arrivals: arrivals.csv", "files: @@[arrivals.csv]", "files: found a list, expected a map of names and paths"},
    {"lessons: queues at the turnstiles in 2018\n", "lessons: x\n@@sweeps: 1\n", "did you mean `sweep`?"},
    /* posts, command, nets, perimeters */
    {"kind: steward, strength", "kind: @@stewart, strength", "expected one of police, gendarmerie, auxiliary"},
    {"strength: 60", "strength: @@0", "deployment[1].units[0].strength: found `0`"},
    {"unit: venue, count", "unit: @@venu, count", "deployment[1].posts[0].unit: found an unknown id `venu`, expected a unit of deployment.units (did you mean `venue`?)"},
    {"relief_with: order", "relief_with: @@odrer", "did you mean `order`?"},
    {"role: access", "role: @@acess", "did you mean `access`?"},
    {"from: 16:30, to: 22:40", "from: 16:30, to: @@16:20", "expected hours that end after they begin"},
    {"{id: standby, place", "{id: @@doors, place", "expected an id of its own"},
    {"reach: 4 min", "reach: @@4", "expected a duration with its unit"},
    {"kind: reserve, ", "", "expected it with `kind: reserve` only"},
    {"place: X1, kind", "kind", "expected `place`: ids of the drawing, or `point`: [longitude, latitude]"},
    {"place: X1, kind", "place: X1, point: [1, 2], kind", "found both `place` and `point`"},
    {"relief_after: 3 h, ", "", "expected `relief_after` with it"},
    {"role: prefect, area", "role: @@perfect, area", "did you mean `prefect`?"},
    {"level: prefect", "level: @@king", "expected one of gold, silver, bronze, wali, prefect, unit"},
    {"units: [venue, order], primary", "units: [venue, @@other], primary", "expected a unit of deployment.units"},
    {"guards: [doors]", "guards: [@@door]", "did you mean `doors`?"},
    {"places: [G1], unit: order, count: 4, start: 13:00", "places: [G1], unit: order, count: 4", "expected start"},
    {"exercises:\n", "perimeters: [{id: a, area: Z-queue, within: @@a}]\nexercises:\n", "expected a perimeter that does not lie within this one"},
    {"exercises:\n", "perimeters: [{id: a, area: Z-queue, within: @@b}]\nexercises:\n", "expected a perimeter of perimeters"},
    {"exercises:\n", "perimeters: [{id: a, @@aera: Z-queue}]\nexercises:\n", "did you mean `area`?"},
    {"trigger: turnstiles fail", "decider_role: @@prefct", "did you mean `prefect`?"},
    /* quantities */
    {"service_time: 5.45 s", "service_time: @@5.45", "found `5.45`, expected a duration with its unit (s, min, h)"},
    {"service_time: 5.45 s", "service_time: @@5.45 m", "found `5.45 m`, expected a duration"},
    {"service_time: 5.45 s", "service_time: @@'5,45 s'", "decimals are written with a point"},
    {"service_time: 5.45 s", "service_time: @@0 s", "found `0 s`, expected 0.5 s to 600 s"},
    {"service_time: 5.45 s", "service_time: @@1e999 s", "found `1e999 s`, expected a duration"},
    {"service_time: 5.45 s", "service_time: @@inf s", "found `inf s`, expected a duration"},
    {"walking_speed: 1.25 m/s", "walking_speed: @@1.25 m", "expected a speed with its unit (m/s, km/h)"},
    {"walking_speed: 1.25 m/s", "walking_speed: @@40 km/h", "expected 0.1 m/s to 3 m/s"},
    {"width: 500 cm", "width: @@500 s", "expected a length with its unit (m, cm, km)"},
    {"departure_rate: 5400 /h", "departure_rate: @@5400", "expected a rate with its unit (/min, /h, /s)"},
    {"reduced_mobility: 2 %", "reduced_mobility: @@2", "expected 0 to 1"},
    {"p: 0.9", "p: @@90 %", "capacity.sections[0].p: found `90 %`, expected a number"},
    {"amber: 2.5 /m2", "amber: @@2.5 min", "escalation[0].amber: found `2.5 min`, expected a density"},
    {"red: 20 min", "red: @@9 min", "escalation[1].red: found `9 min`, expected red above amber"},
    {"exit_time: 7.5 min", "exit_time: @@7.5 /m2", "limits.exit_time: found `7.5 /m2`, expected a duration"},
    {"exit_time: 7.5 min", "exit_time: @@1 h", "limits.exit_time: found `1 h`, expected 30 s to 480 s"},
    {"exit_time: 7.5 min", "@@exit_tine: 7.5 min", "did you mean `exit_time`?"},
    {"value: 3.0 /m2, ", "value: @@3.0 /m, ", "limits.density_queue.value: found `3.0 /m`"},
    {"step: 0.05 s", "step: @@1 s", "simulation.step: found `1 s`, expected 0.01 s to 0.2 s"},
    /* shares */
    {"from: {P-north: 60 %, shuttle-1: 0.4}", "from: @@{P-north: 60 %, shuttle-1: 0.3}", "found shares that sum to 90 %, expected 100 %"},
    {"P-north: 60 %, ", "P-north: @@60, ", "crowd.groups[0].from.P-north: found `60`, expected 0 to 1"},
    {"{1: 40 %, ", "{@@9: 40 %, ", "found another size of party, expected 1 to 8 persons"},
    {"3: 15 %, 4: 15 %}", "3: 15 %, 4: @@x}", "expected a share"},
    /* times that run backwards */
    {"gates_open: 17:00\n  kick_off: 20:00", "gates_open: 17:00\n  kick_off: @@16:00", "expected kick_off later than gates_open"},
    {"  risk: high", "  full_time: @@19:00\n  risk: high", "expected full_time later than kick_off"},
    {"  risk: high", "  egress_opens: @@16:30\n  risk: high", "expected egress_opens later than gates_open"},
    {"opens: 17:15, closes: 21:00", "opens: 17:15, closes: @@17:15", "expected closes later than opens"},
    {"from: 17:00, to: 20:10", "from: 17:00, to: @@16:10", "expected arrival.to later than arrival.from"},
    {"from: 18:30, to: 19:15", "from: 18:30, to: @@18:15", "contingencies[0].to: found `18:15`, expected to later than from"},
    {"end: 25:30", "end: @@20:30", "expected an end of the day later than egress_opens"},
    {"type: evacuation, at: 20:45}", "type: evacuation, at: @@26:00}", "expected a time before the end of the day"},
    /* references */
    {"stands: N-1\n      gates: G2", "stands: N-1\n      gates: @@G22", "found an unknown id `G22`, expected a gate of access.gates (did you mean `G2`?)"},
    {"gates: [G1, G2]\n      party", "gates: [G1, @@S-east]\n      party", "expected a gate of access.gates"},
    {"search: [S-east]", "search: [@@S-eats]", "did you mean `S-east`?"},
    {"from: {shuttle-1: 100 %}", "from: {shuttle-2: @@100 %}", "did you mean `shuttle-1`?"},
    {"gates: [G1, S-east], factor: 2", "gates: [G1, @@X1], factor: 2", "expected a gate or a bank of search lanes"},
    {"gates: [G1, S-east], factor: 2", "gates: @@[G1, G1], factor: 2", "found an id that is named twice"},
    {"group: away", "group: @@awya", "did you mean `away`?"},
    {"sections: [E]", "sections: [@@W]", "expected a section of capacity.sections"},
    {"places: [shuttle-1]", "places: [@@shuttle-9]", "did you mean `shuttle-1`?"},
    {"exits: [X1]", "exits: [@@G1]", "expected an exit of access.exits"},
    /* ids */
    {"id: away", "id: @@home", "expected an id of its own; it stands in line 44 already"},
    {"- {id: X2}", "- {id: @@G1}", "found `G1`, expected an id of its own"},
    {"{id: N, stands", "{id: @@E, stands", "found `E`, expected an id of its own"},
    {"{id: slow, ", "{id: @@gate-shut, ", "expected an id of its own"},
    {"id: Z-stairs", "id: @@Z-queue", "expected an id of its own"},
    {"- {id: X2}", "- {id: @@''}", "expected a short name of 1 to 64 bytes"},
    /* what belongs together */
    {"factor: 3, from: 18:45", "factor: 3, @@delay: 5 min, from: 18:45", "found `delay`, expected no such key with `ticket_system_down`"},
    {"- {id: delayed, type: delayed_kick_off, delay: 0.5 h}", "- @@{id: delayed, type: delayed_kick_off}", "found a contingency without `delay`"},
    {"arrival: {table: arrivals}", "arrival: @@{table: arrivals, curve: late}", "found both a curve and a table"},
    {"arrival: {table: arrivals}", "arrival: @@{from: 17:00}", "found neither a curve nor a table"},
    {"arrival: {table: arrivals}", "arrival: @@{table: arrivals, to: 20:00}", "found from or to beside a table"},
    /* roads and escorts */
    {"at: [-5.80, 35.77]", "at: @@[-5.80]", "roads.places[0].at: found a list, expected [longitude, latitude] in degrees"},
    {"at: [-5.80, 35.77]", "at: @@[35.77, 95]", "expected [longitude, latitude] in degrees"},
    {"kind: hospital}", "kind: @@hospitl}", "did you mean `hospital`?"},
    {"id: crossing, at", "id: @@hotel, at", "found `hotel`, expected an id of its own"},
    {"[-5.85, 35.74], [-5.85, 35.75]]", "@@[-5.85, 35.74, 1], [-5.85, 35.75]]", "roads.closures[0].area[1]: found a list"},
    {"area: [[-5.86, 35.74], [-5.85, 35.74], [-5.85, 35.75]]", "area: @@[[-5.86, 35.74], [-5.85, 35.74]]", "expected a list of three or more points"},
    {"ways: [12, -7]", "ways: [12, @@7a]", "expected the id of a way of the map"},
    {"from: 16:00, to: 24:30}", "from: 16:00, to: @@15:30}", "roads.closures[0].to: found `15:30`, expected to later than from"},
    {"{id: avenue, roads: Avenue, escorts_pass: true}", "@@{id: avenue, escorts_pass: true}", "found a closure of nothing, expected `roads`, `ways` or `area`"},
    {"map: roads.osm", "mpa: roads.osm", "did you mean `map`?"},
    {"    origin: hotel\n", "    origin: @@hotl\n", "escorts[0].origin: found an unknown id `hotl`, expected a place of roads.places (did you mean `hotel`?)"},
    {"    destination: stadium\n", "    destination: @@hotel\n", "expected another place than the origin"},
    {", must_arrive: 18:30}", "}", "found an escort without `must_arrive`, expected `must_arrive`, as the plan has roads to judge it on"},
    {"leaves: 17:30", "leaves: @@18:30", "expected leaves earlier than must_arrive"},
    {"ready: 16:00", "ready: 17:45", "escorts[0].leaves: found `17:30`, expected leaves not before ready"},
    {"confidence: 95 %", "confidence: @@99.9 %", "expected 0.5 to 0.99"},
    {"weight: 18000 kg", "weight: @@18000 m", "expected a weight with its unit (t, kg)"},
    {"role: lead", "role: @@leed", "did you mean `lead`?"},
    {"{place: crossing, unit", "{place: @@crosing, unit", "did you mean `crossing`?"},
    {"from: 17:40, to: 17:55", "from: 17:40, to: @@17:40", "escorts[0].junctions[0].to: found `17:40`, expected to later than from"},
    {"safe_stops: [crossing]", "safe_stops: [crossing, @@clinik]", "did you mean `clinic`?"},
    {"rival_of: [auckland]", "rival_of: [@@aukland]", "found an unknown id `aukland`, expected an escort (did you mean `auckland`?)"},
    {"rival_of: [auckland]", "rival_of: @@[ahly]", "expected another escort than itself"},
    {"id: auckland,", "id: @@ahly,", "expected an id of its own"},
    /* time zone */
    {"time_zone: Africa/Casablanca", "time_zone: @@Africa/Casablanka", "did you mean `Africa/Casablanca`?"},
    {"time_zone: Africa/Casablanca", "time_zone: @@GMT+3", "expected a time zone such as Africa/Casablanca"},
    {"date: 2023-02-01\n  time_zone: Africa/Casablanca", "date: @@2023-03-26\n  time_zone: Europe/Paris", "a day on which the clocks are not changed"},
    /* YAML */
    {"risk: high", "risk: &@@a high", "found an anchor"},
    {"risk: high", "risk: @@!!str high", "found a tag"},
    {"aman: 1\n", "aman: 1\n? @@[a, b]\n: c\n", "found a list or map as a key"},
    {"areas: [roof, pitch]}", "areas: [roof, pitch]", "text that is not YAML"},
};
/* clang-format on */

/* False, with the reason printed, unless the fault was reported at line and column (0: anywhere). */
static bool is_reported(const struct plan_case *plan_case, const struct fault_case *fault, int line,
                        int column)
{
    const struct aman_diag *diag = plan_case_find(plan_case, fault->message);
    bool in_place = diag && (line == 0 || (diag->line == line && diag->column == column));
    if (!in_place) {
        print_message("`%s`: no message with `%s` at %d:%d, but:\n", fault->to, fault->message, line, column);
        plan_case_print(plan_case);
    }
    return in_place && plan_case->err == AMAN_ERR_INPUT && !plan_case->plan;
}

static void test_faults(void **state)
{
    (void)state;
    int n_wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plan_case plan_case;
        int line = 0, column = 0;
        plan_case_init(&plan_case);
        plan_case_replace(&plan_case, cases[i].from, cases[i].to);
        if (strstr(cases[i].to, "@@")) plan_case_take_mark(&plan_case, &line, &column);
        plan_case_read(&plan_case);
        n_wrong += !is_reported(&plan_case, &cases[i], line, column);
        plan_case_release(&plan_case);
    }
    assert_int_equal(n_wrong, 0);
}

/* One fault gives one message: later checks stay silent about values that could not be read. */
static void test_no_echo(void **state)
{
    (void)state;
    static const struct fault_case single[] = {
        {"kick_off: 20:00", "kick_off: x", ""},
        {"gates_open: 17:00", "gates_open: x", ""},
        {"date: 2023-02-01", "date: x", ""},
        {"type: gate_shut", "type: x", ""},
        {"curve: late", "curve: x", ""},
        {"service_time: 6 s", "service_time: 6", ""},
        {"size: 12000", "size: x", ""},
        {"measure: flow", "measure: x", ""},
        {"P-north: 60 %, ", "P-north: x, ", ""},
        {"time_zone: Africa/Casablanca", "time_zone: x/y/z", ""},
        {"stands: [E-1, E-2]\n", "stands: 5: 6\n", ""},
        {"geometry: venue.geojson", "geometry: []", ""},
    };
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        struct plan_case plan_case;
        plan_case_init(&plan_case);
        plan_case_replace(&plan_case, single[i].from, single[i].to);
        plan_case_read(&plan_case);
        if (plan_case.diags.n_errors != 1) {
            plan_case_print(&plan_case);
            fail_msg("`%s`: %zu messages", single[i].to, plan_case.diags.n_errors);
        }
        plan_case_release(&plan_case);
    }
}

static void test_all_at_once(void **state)
{
    (void)state;
    struct plan_case plan_case;
    plan_case_init(&plan_case);
    plan_case_replace(&plan_case, "size: 500", "size: x");
    plan_case_replace(&plan_case, "risk: high", "risk: huge");
    plan_case_replace(&plan_case, "group: away", "group: nobody");
    plan_case_replace(&plan_case, "step: 0.05 s", "steps: 0.05 s");
    plan_case_read(&plan_case);
    assert_int_equal(plan_case.err, AMAN_ERR_INPUT);
    assert_int_equal(plan_case.diags.n_errors, 4);
    plan_case_release(&plan_case);
}

static void test_too_many_people(void **state)
{
    (void)state;
    struct plan_case plan_case;
    plan_case_init(&plan_case);
    plan_case_replace(&plan_case, "size: 500", "size: 1999999");
    plan_case_read(&plan_case);
    assert_int_equal(plan_case.err, AMAN_ERR_INPUT);
    assert_non_null(
        plan_case_find(&plan_case, "crowd: found 2011999 people in all, expected at most 2000000"));
    plan_case_release(&plan_case);
}

/* ---- whole files ---- */

static enum aman_err read_bytes(const char *bytes, size_t n, const char *message)
{
    struct plan_case plan_case = {0};
    aman_diags_init(&plan_case.diags, &aman_mem_heap);
    enum aman_err err =
        aman_plan_read_text(bytes, n, ".", false, NULL, 0, &aman_mem_heap, &plan_case.diags, &plan_case.plan);
    if (message && !plan_case_find(&plan_case, message)) {
        plan_case_print(&plan_case);
        fail_msg("no message with `%s`", message);
    }
    assert_null(plan_case.plan);
    aman_diags_release(&plan_case.diags);
    return err;
}

static void test_whole_files(void **state)
{
    (void)state;
    static const char binary[] = "aman: 1\n\0\x01\x02";
    assert_int_equal(read_bytes("", 0, "found an empty file, expected a plan"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("# only this\n", 12, "found an empty file"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("\xEF\xBB\xBF", 3, "found an empty file"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("hello", 5, "expected a plan, as a map"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("[1, 2]", 6, "expected a plan, as a map"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes(binary, sizeof binary - 1, "bytes that are not UTF-8 text"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("a: \xC3\x28", 5, "bytes that are not UTF-8 text"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("aman: 1\n---\naman: 1\n", 20, "a second document"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("a: {b: [", 8, "text that is not YAML"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("%YAML 1.2\n---\naman: 1\n", 22, "plan.yaml:1:1: error: found a directive"),
                     AMAN_ERR_INPUT);
    assert_int_equal(read_bytes("a: *b", 5, "found an alias"), AMAN_ERR_INPUT);
}

static void test_large_files(void **state)
{
    (void)state;
    size_t n = 5 * 1024 * 1024;
    char *text = malloc(n);
    assert_non_null(text);
    memset(text, ' ', n);
    assert_int_equal(read_bytes(text, n, "found a file over 4 MiB"), AMAN_ERR_INPUT);
    memset(text, '[', n);
    assert_int_equal(read_bytes(text, 4 * 1024 * 1024, "found too many values, expected at most 200000"),
                     AMAN_ERR_INPUT);
    assert_int_equal(read_bytes(text, 500000, "found values nested too deep, expected at most 32 levels"),
                     AMAN_ERR_INPUT);
    memset(text, '\n', n);
    memcpy(text, "x: |", 4);
    assert_int_equal(read_bytes(text, 4 * 1024 * 1024, "found too many blank lines in a row"),
                     AMAN_ERR_INPUT);
    for (size_t i = 0; i + 1 < n; i += 2) memcpy(text + i, "- ", 2);
    assert_int_equal(read_bytes(text, 100000, "nested too deep"), AMAN_ERR_INPUT);
    for (size_t i = 0; i + 2 < n; i += 2) memcpy(text + i, "-\n", 2);
    assert_int_equal(read_bytes(text, 1000000, "found too many values, expected at most 200000"),
                     AMAN_ERR_INPUT);
    free(text);
}

/* The billion laughs: refused at the first anchor, and no alias is followed. */
static void test_bomb(void **state)
{
    (void)state;
    static const char bomb[] = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n";
    assert_int_equal(read_bytes(bomb, sizeof bomb - 1, "found an anchor"), AMAN_ERR_INPUT);
    assert_int_equal(read_bytes(bomb, sizeof bomb - 1, "found an alias"), AMAN_ERR_INPUT);
}

/* Control characters of a plan never reach the terminal, and long texts are cut between characters. */
static void test_found_is_harmless(void **state)
{
    (void)state;
    struct plan_case plan_case;
    plan_case_init(&plan_case);
    plan_case_replace(
        &plan_case, "risk: high",
        "risk: \"\\e[31m\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
        "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
        "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
        "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
        "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
        "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
        "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\"");
    plan_case_read(&plan_case);
    assert_int_equal(plan_case.diags.n, 1);
    assert_null(strchr(plan_case.diags.items[0].found, '\x1b'));
    assert_non_null(strstr(plan_case.diags.items[0].found, "é…`"));
    plan_case_release(&plan_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),      cmocka_unit_test(test_no_echo),
        cmocka_unit_test(test_all_at_once), cmocka_unit_test(test_too_many_people),
        cmocka_unit_test(test_whole_files), cmocka_unit_test(test_large_files),
        cmocka_unit_test(test_bomb),        cmocka_unit_test(test_found_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
