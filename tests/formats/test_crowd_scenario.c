/* Pedestrian scenarios: what a whole one holds, and every kind of fault with its place. */
#include "tests/base/cmocka_all.h"

#include "formats/crowd_scenario_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reading {
    char text[16384];
    size_t n;
    struct aman_diags diags;
    struct aman_scenario *scenario;
    enum aman_err err;
};

static void load(struct reading *reading)
{
    memset(reading, 0, sizeof *reading);
    FILE *file = fopen(AMAN_TEST_CORPUS "/crowd_scenario/full.yaml", "rb");
    assert_non_null(file);
    reading->n = fread(reading->text, 1, sizeof reading->text - 1, file);
    fclose(file);
    aman_diags_init(&reading->diags, &aman_mem_heap);
}

static void release(struct reading *reading)
{
    aman_scenario_destroy(reading->scenario);
    aman_diags_release(&reading->diags);
}

static void replace(struct reading *reading, const char *from, const char *to)
{
    char *at = strstr(reading->text, from);
    if (!at || strstr(at + 1, from)) fail_msg("`%s` must stand in the scenario once", from);
    size_t n_from = strlen(from), n_to = strlen(to),
           after = (size_t)(reading->text + reading->n - at) - n_from;
    assert_true(reading->n + n_to < sizeof reading->text);
    memmove(at + n_to, at + n_from, after + 1);
    memcpy(at, to, n_to);
    reading->n += n_to - n_from;
}

static void take_mark(struct reading *reading, int *line, int *column)
{
    const char *mark = strstr(reading->text, "@@");
    assert_non_null(mark);
    *line = *column = 1;
    for (const char *p = reading->text; p < mark; p++) {
        *column = *p == '\n' ? 1 : *column + 1;
        *line += *p == '\n';
    }
    replace(reading, "@@", "");
}

static void read_text(struct reading *reading)
{
    reading->err = aman_scenario_read_text(reading->text, reading->n, "dir/s.yaml", false, &aman_mem_heap,
                                           &reading->diags, &reading->scenario);
}

static const struct aman_diag *find(const struct reading *reading, const char *text)
{
    char line[2048];
    for (size_t i = 0; i < reading->diags.n; i++) {
        aman_diag_format(&reading->diags.items[i], line, sizeof line);
        if (strstr(line, text)) return &reading->diags.items[i];
    }
    return NULL;
}

static void print(const struct reading *reading)
{
    char line[2048];
    for (size_t i = 0; i < reading->diags.n; i++) {
        aman_diag_format(&reading->diags.items[i], line, sizeof line);
        print_message("%s\n", line);
    }
}

/* ---- a whole one ---- */

static void near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-9)) fail_msg("%.12g is not %.12g", value, expected);
}

static const struct aman_scenario *whole(struct reading *reading)
{
    load(reading);
    read_text(reading);
    print(reading);
    assert_int_equal(reading->err, AMAN_OK);
    assert_int_equal(reading->diags.n, 0);
    return reading->scenario;
}

static void test_ground(void **state)
{
    (void)state;
    struct reading reading;
    const struct aman_scenario *s = whole(&reading);
    assert_string_equal(s->name, "Two levels and a gate");
    assert_int_equal(s->n_levels, 2);
    assert_string_equal(s->levels[0].id, "ground");
    near(s->levels[1].height_m, 3.5);
    /* 60 - 1 for the hole + 4 for the corridor + 16 for the stair; 60 + 16 */
    near(aman_area_size_m2(&s->levels[0].region), 79.0);
    near(aman_area_size_m2(&s->levels[1].region), 76.0);
    near(s->ground_m2, 155.0);
    near(s->box.x_min, -4.0);
    near(s->box.x_max, 28.0);
    /* Walls close the ground, but for the top of the stair. */
    double length_m = 0.0;
    for (size_t i = 0; i < s->levels[0].n_walls; i++)
        length_m += aman_point_distance(s->levels[0].walls[i].a, s->levels[0].walls[i].b);
    assert_true(fabs(length_m - (10 + 4 + 8 + 8 + 10 + 6 - 1 + 9 + 4)) < 0.1);
    release(&reading);
}

static void test_stairs_and_places(void **state)
{
    (void)state;
    struct reading reading;
    const struct aman_scenario *s = whole(&reading);
    assert_int_equal(s->n_stairs, 1);
    assert_int_equal(s->stairs[0].low, 0);
    assert_int_equal(s->stairs[0].high, 1);
    near(s->stairs[0].up_deg, 90.0);
    near(s->stairs[0].speed_up, 0.4);
    near(s->stairs[0].speed_down, 0.55);
    assert_int_equal(s->n_destinations, 3);
    near(aman_area_size_m2(&s->destinations[0].area), 18.0); /* the part on the ground */
    near(aman_area_box(&s->destinations[0].aim).x_min, 25.6);
    assert_int_equal(s->destinations[2].n_line, 2);
    assert_int_equal(s->n_servers, 1);
    assert_int_equal(s->servers[0].lanes, 3);
    assert_int_equal(s->servers[0].stage, 2);
    assert_int_equal(s->servers[0].n_sources, 1);
    assert_int_equal(s->servers[0].sources[0], 0);
    near(s->servers[0].service_sd_s, 1.0);
    assert_int_equal(s->n_lines, 1);
    assert_int_equal(s->lines[0].n, 3);
    near(s->lines[0].length_m, 6.0); /* what lies on the ground */
    near(s->areas[0].size_m2, 12.0);
    release(&reading);
}

static void test_people_and_motion(void **state)
{
    (void)state;
    struct reading reading;
    const struct aman_scenario *s = whole(&reading);
    assert_int_equal(s->n_people, 50);
    assert_int_equal(s->sources[0].number, 20);
    near(s->sources[0].gap_s, 3.0);
    near(s->sources[0].speed_most_m_per_s, 1.5);
    near(s->sources[0].radius_m, 0.18);
    near(s->sources[0].wait_most_s, 2.0);
    assert_true(isnan(s->sources[0].wait_mean_s));
    assert_int_equal(s->sources[1].number, 30);
    near(s->sources[1].from_s, 10.0);
    near(s->sources[1].gap_s, 2.0);
    near(s->sources[1].speed_m_per_s, 1.34);
    near(s->sources[1].radius_m, 0.2);
    near(s->sources[1].wait_mean_s, 3.0);
    assert_int_equal(s->sources[1].n_shares, 2);
    assert_int_equal(s->sources[1].shares[0].destination, 1);
    near(s->sources[1].shares[0].share, 0.75);
    assert_int_equal(s->motion.model, 2);
    near(s->motion.time_gap_s, 1.2);
    near(s->motion.wall_buffer_m, 0.12);
    assert_true(isnan(s->motion.range_m));
    near(s->step_s, 0.02);
    near(s->cell_m, 0.2);
    near(s->end_s, 600.0);
    assert_int_equal(s->seed, 7);
    release(&reading);
}

/* ---- faults ---- */

struct fault_case {
    const char *from, *to; /* in the full scenario; @@ stands where the fault must be reported */
    const char *message;   /* part of it */
};

/* clang-format off */
static const struct fault_case cases[] = {
    {"end: 10 min\n", "", "a scenario without `end`"},
    {"seed: 7", "@@sed: 7", "an unknown key `sed`, expected a key of a scenario (did you mean `seed`?)"},
    {"aman_crowd: 1", "aman_crowd: @@2", "found `2`, expected 1"},
    {"step: 0.02 s", "step: @@0 s", "expected 0.001 s to 0.2 s"},
    {"step: 0.02 s", "step: @@10 s", "expected 0.001 s to 0.2 s"},
    {"cell: 20 cm", "cell: @@20", "a length with its unit"},
    {"end: 10 min", "end: @@200 h", "an end within 20 million steps"},
    {"model: anticipation_velocity", "model: @@anticipation", "expected one of aman, collision_free_speed"},
    {"time_gap: 1.2 s", "@@time_gab: 1.2 s", "did you mean `time_gap`?"},
    /* shapes */
    {"MULTIPOLYGON (((18 0, 28 0, 28 6, 18 6, 18 0)))", "@@MULTIPOLYGON (((18 0, 28 0, 28 6", "well-known text"},
    {"MULTIPOLYGON (((18 0, 28 0, 28 6, 18 6, 18 0)))", "@@POLYGON ((18 0, 28 6, 28 0, 18 6, 18 0))", "a broken shape: Self-intersection"},
    {"MULTIPOLYGON (((18 0, 28 0, 28 6, 18 6, 18 0)))", "@@LINESTRING (18 0, 28 6)", "a shape of another kind"},
    {"MULTIPOLYGON (((18 0, 28 0, 28 6, 18 6, 18 0)))", "@@POLYGON ((18 0, 2800000 0, 28 6, 18 6, 18 0))", "over 100 km"},
    {"MULTIPOLYGON (((18 0, 28 0, 28 6, 18 6, 18 0)))", "@@MULTIPOLYGON EMPTY", "an empty shape"},
    {"  wkt: MULTIPOLYGON (((18 0, 28 0, 28 6, 18 6, 18 0)))", "  file: @@upper.gpkg", "files are not read here"},
    {"  height: 350 cm\n", "  file: a.wkt\n", "both `wkt` and `file`"},
    {"- id: ground\n  wkt", "- @@wkt", "a level without `id`"},
    {"low: ground", "low: @@grund", "did you mean `ground`?"},
    {"high: upper", "high: @@ground", "expected another level"},
    {"top: LINESTRING (18 2, 18 4)", "top: @@LINESTRING (18 2, 18 3, 18 4)", "more than two points"},
    /* places */
    {"\"POLYGON ((25 0, 40 0, 40 6, 25 6, 25 0))\"", "@@\"POLYGON ((35 0, 40 0, 40 6, 35 6, 35 0))\"", "an area outside of the walkable space"},
    {"\"LINESTRING (1 0, 1 6)\"", "@@\"LINESTRING (1 7, 1 9)\"", "a line outside of the walkable space"},
    {"\"LINESTRING (1 0, 1 6)\"", "@@\"POINT (1 6)\"", "expected POLYGON or LINESTRING"},
    {"{id: side, level: upper,", "{id: side, level: @@uper,", "did you mean `upper`?"},
    {"- {id: side, level: upper,", "- @@{id: side,", "no `level`"},
    {"{id: side,", "{id: @@up,", "an id of its own"},
    {"LINESTRING (9.5 0, 9.5 6)", "@@LINESTRING (90 0, 90 6)", "a line outside of the walkable space"},
    {"sources: [room]", "sources: [@@rom]", "did you mean `room`?"},
    {"\"LINESTRING (8 -1, 8 3, 8 7)\"", "@@\"LINESTRING (8 -1, 8 -3)\"", "a line outside"},
    {"\"POLYGON ((18 0, 20 0, 20 12, 18 12, 18 0))\"", "@@\"LINESTRING (18 0, 20 0)\"", "a shape of another kind"},
    /* sources */
    {"POLYGON ((1 1, 9 1, 9 3, 1 3, 1 1))", "@@POLYGON ((1 21, 9 21, 9 23, 1 23, 1 21))", "an area outside"},
    {"number: 20", "number: @@0", "a whole number from 1 to 2000000"},
    {"number: 20", "number: @@-3", "a whole number from 1 to 2000000"},
    {"number: 20", "number: @@3000000", "a whole number from 1 to 2000000"},
    {"  number: 20\n", "", "a source without `number`"},
    {"to: 1 min", "to: @@-1 s", "expected 0 s to 1e+06 s"},
    {"{from: 0 s, to: 1 min}", "{from: 30 s, to: @@20 s}", "a time before `from`"},
    {"{from: 0 s, to: 1 min}", "{from: @@700 s, to: 800 s}", "a time after the end of the run"},
    {"rate: 30 /min", "rate: @@0 /min", "expected 0.001 /min to 6e+06 /min"},
    {"rate: 30 /min", "rate: @@0.01 /min", "a rate at which nobody comes"},
    {"destination: up", "destination: @@upp", "did you mean `up`?"},
    {"destination: up", "destination: @@[up]", "found a list, expected the id of a destination"},
    {"{side: 75 %, up: 0.25}", "@@{side: 75 %, up: 0.2}", "shares that sum to 95 %"},
    {"{side: 75 %, up: 0.25}", "{sied: @@75 %, up: 0.25}", "did you mean `side`?"},
    {"mean: 1.2 m/s", "mean: @@-1.2 m/s", "expected 0.05 m/s to 2.2 m/s"},
    {"speed: {mean: 1.2 m/s", "speed: @@{mean: 2 m/s", "a mean speed outside of `min` and `max`"},
    {"radius: 18 cm", "radius: @@0 cm", "expected 0.05 m to 0.5 m"},
    {"{min: 1 s, max: 2 s}", "@@{min: 3 s, max: 2 s}", "`min` over `max`"},
    {"{min: 1 s, max: 2 s}", "@@{min: 1 s}", "neither `mean` nor `max`"},
    {"towards_deg: 90", "towards_deg: @@400", "expected 0 to 360"},
    {"lanes: 3", "lanes: @@0", "a whole number from 1 to 1000"},
};
/* clang-format on */

static void check_case(const struct fault_case *c)
{
    struct reading reading;
    int line = 0, column = 0;
    load(&reading);
    replace(&reading, c->from, c->to);
    if (strstr(c->to, "@@")) take_mark(&reading, &line, &column);
    read_text(&reading);
    const struct aman_diag *diag = find(&reading, c->message);
    bool there = diag && reading.err == AMAN_ERR_INPUT && !reading.scenario &&
                 (line == 0 || (diag->line == line && diag->column == column)) &&
                 strcmp(diag->file, "dir/s.yaml") == 0;
    if (!there) {
        print(&reading);
        fail_msg("`%s`: expected at %d:%d: %s", c->to, line, column, c->message);
    }
    release(&reading);
}

static void test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_case(&cases[i]);
}

static void test_all_at_once(void **state)
{
    (void)state;
    struct reading reading;
    load(&reading);
    replace(&reading, "step: 0.02 s", "step: 10 s");
    replace(&reading, "destination: up", "destination: nowhere");
    replace(&reading, "radius: 18 cm", "radius: 0 m");
    replace(&reading, "\"LINESTRING (8 -1, 8 3, 8 7)\"", "\"LINESTRING (80 1, 80 3)\"");
    replace(&reading, "model: anticipation_velocity", "model: forces");
    read_text(&reading);
    assert_int_equal(reading.err, AMAN_ERR_INPUT);
    assert_int_equal(reading.diags.n_errors, 5);
    release(&reading);
}

/* ---- people in a table, geometry in a file ---- */

static char folder[] = "/tmp/aman-scenario-XXXXXX";

static const char *write_file(const char *name, const char *text)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static const char table_scenario[] =
    "aman_crowd: 1\n"
    "geometry: {file: ground.wkt}\n"
    "destinations: [{id: out, wkt: \"POLYGON ((8 0, 10 0, 10 4, 8 4, 8 0))\"}]\n"
    "sources: [{id: s, file: people.csv, destination: out}]\n"
    "end: 60 s\n";

static void read_table(struct reading *reading, const char *table)
{
    memset(reading, 0, sizeof *reading);
    aman_diags_init(&reading->diags, &aman_mem_heap);
    write_file("ground.wkt", "POLYGON ((0 0, 10 0, 10 4, 0 4, 0 0))\n");
    write_file("people.csv", table);
    reading->err = aman_scenario_read(write_file("s.yaml", table_scenario), &aman_mem_heap, &reading->diags,
                                      &reading->scenario);
}

static void test_table(void **state)
{
    (void)state;
    struct reading reading;
    read_table(&reading, "y_m,x_m,time_s,id,start_s,destination,radius_m\n1,2,0.5,a,,out,\n3,4,7,,9,,0.25\n");
    print(&reading);
    assert_int_equal(reading.err, AMAN_OK);
    const struct aman_scenario_entry *entries = reading.scenario->sources[0].entries;
    assert_int_equal(reading.scenario->sources[0].n_entries, 2);
    near(aman_area_size_m2(&reading.scenario->levels[0].region), 40.0);
    near(entries[0].time_s, 0.5);
    near(entries[0].at.x, 2.0);
    assert_string_equal(entries[0].id, "a");
    assert_int_equal(entries[0].destination, 0);
    assert_true(isnan(entries[0].radius_m) && isnan(entries[0].start_s) && isnan(entries[0].speed_m_per_s));
    near(entries[1].radius_m, 0.25);
    near(entries[1].start_s, 9.0);
    assert_int_equal(entries[1].destination, -1);
    release(&reading);
}

static void test_faults_of_tables(void **state)
{
    (void)state;
    struct reading reading;
    read_table(&reading,
               "time_s,x_m,y_m,radius_m,destination\n-1,2,1,,\n0,20,1,,\n0,2,x,,\n0,3,1,0,\n0,4,1,,uot\n");
    print(&reading);
    assert_int_equal(reading.err, AMAN_ERR_INPUT);
    assert_int_equal(reading.diags.n_errors, 5);
    assert_non_null(find(&reading, "people.csv:2:1: error: found `-1`, expected time_s from 0 to 1e+06"));
    assert_non_null(
        find(&reading, "people.csv:3:1: error: found a person at (20, 1), outside of the walkable space"));
    assert_non_null(find(&reading, "people.csv:4:5: error: found `x`"));
    assert_non_null(find(&reading, "people.csv:5:7: error: found `0`, expected radius_m from 0.05 to 0.5"));
    assert_non_null(find(&reading, "people.csv:6:8: error: found `uot`, expected a destination"));
    release(&reading);
    read_table(&reading, "time_s,x_m,speed\n0,1,1\n");
    assert_non_null(find(&reading, "people.csv:1:1: error: found no column `y_m`"));
    assert_non_null(find(&reading, "people.csv:1:12: error: found an unknown column `speed`"));
    release(&reading);
    read_table(&reading, "time_s,x_m,y_m\n");
    assert_non_null(find(&reading, "found no rows"));
    release(&reading);
}

static void read_ground(struct reading *reading, const char *geojson)
{
    memset(reading, 0, sizeof *reading);
    aman_diags_init(&reading->diags, &aman_mem_heap);
    write_file("ground.geojson", geojson);
    reading->err = aman_scenario_read(
        write_file(
            "s.yaml",
            "aman_crowd: 1\n"
            "geometry: {file: ground.geojson}\n"
            "destinations: [{id: out, wkt: \"POLYGON ((8 0, 10 0, 10 4, 8 4, 8 0))\"}]\n"
            "sources: [{id: s, wkt: \"POLYGON ((0 0, 1 0, 1 1, 0 0))\", number: 1, destination: out}]\n"
            "end: 60 s\n"),
        &aman_mem_heap, &reading->diags, &reading->scenario);
}

#define FEATURE(geometry) "{\"type\": \"Feature\", \"properties\": {}, \"geometry\": " geometry "}"
#define SQUARE(x0, x1)                                                                                       \
    "{\"type\": \"Polygon\", \"coordinates\": [[[" x0 ", 0], [" x1 ", 0], [" x1 ", 4], [" x0 ", 4], [" x0    \
    ", 0]]]}"
#define COLLECTION(features) "{\"type\": \"FeatureCollection\", \"features\": [" features "]}"

/* Polygons that touch are one ground; points and lines of a drawing are left out. */
static void test_geometry_files(void **state)
{
    (void)state;
    struct reading reading;
    read_ground(&reading, COLLECTION(FEATURE(SQUARE("0", "5")) "," FEATURE(SQUARE("5", "10")) "," FEATURE(
                              "{\"type\": \"Point\", \"coordinates\": [3, 3]}")));
    print(&reading);
    assert_int_equal(reading.err, AMAN_OK);
    assert_int_equal(reading.scenario->levels[0].region.n, 1);
    near(reading.scenario->ground_m2, 40.0);
    release(&reading);
    read_ground(&reading, COLLECTION(FEATURE("{\"type\": \"Point\", \"coordinates\": [3, 3]}")));
    assert_int_equal(reading.err, AMAN_ERR_INPUT);
    assert_non_null(find(&reading, "s.yaml:2:18: error: geometry.file: found a file without polygons"));
    release(&reading);
    read_ground(&reading, "rubbish");
    assert_int_equal(reading.err, AMAN_ERR_INPUT);
    assert_non_null(find(&reading, "ground.geojson: error: found a file"));
    release(&reading);
}

static size_t allowed;

static void *counted(void *ctx, void *ptr, size_t old_size, size_t size)
{
    (void)ctx;
    if (size > 0 && allowed == 0) return NULL;
    if (size > 0) allowed--;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    const struct aman_mem mem = {counted, NULL};
    bool done = false;
    for (size_t n = 0; !done; n++) {
        struct reading reading;
        load(&reading);
        allowed = n;
        reading.err = aman_scenario_read_text(reading.text, reading.n, "s.yaml", false, &mem, &reading.diags,
                                              &reading.scenario);
        done = reading.err == AMAN_OK;
        if (!done) assert_int_equal(reading.err, AMAN_ERR_MEMORY);
        assert_true(n < 5000);
        allowed = SIZE_MAX;
        release(&reading);
    }
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"s.yaml", "people.csv", "ground.wkt", "ground.geojson"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ground),
        cmocka_unit_test(test_stairs_and_places),
        cmocka_unit_test(test_people_and_motion),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_faults_of_tables),
        cmocka_unit_test(test_geometry_files),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
