/* The files that a plan names, and references to features of the drawing. The venue is a fake of this test.
 */
#include "formats/venue_read.h"
#include "tests/formats/plan_cases.h"

#include "tests/base/cmocka_all.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a venue with one feature of each kind that the full plan names ---- */

static struct aman_venue_source asked; /* what the reader handed over */
static char asked_geometry[256], asked_surroundings[256];
static enum aman_err answer;

static const struct {
    enum aman_feature_kind kind;
    const char *id, *name;
    int places;
} drawn[] = {
    {AMAN_FEATURE_GATE, "G1", "", 0},          {AMAN_FEATURE_GATE, "G2", "Door 2", 0},
    {AMAN_FEATURE_SEARCH, "S-east", "", 0},    {AMAN_FEATURE_EXIT, "X1", "", 0},
    {AMAN_FEATURE_EXIT, "X2", "", 0},          {AMAN_FEATURE_SOURCE, "P-north", "", 0},
    {AMAN_FEATURE_SOURCE, "shuttle-1", "", 0}, {AMAN_FEATURE_STAND, "E-1", "", 700},
    {AMAN_FEATURE_STAND, "E-2", "", 12000},    {AMAN_FEATURE_STAND, "N-1", "", 600},
    {AMAN_FEATURE_ZONE, "Z-queue", "", 0},     {AMAN_FEATURE_ZONE, "Z-more", "Yard", 0},
    {AMAN_FEATURE_STAIR, "ST-1", "", 0},
};
enum { N_DRAWN = sizeof drawn / sizeof *drawn };

enum aman_err aman_venue_read(const struct aman_venue_source *source, struct aman_arena *arena,
                              struct aman_diags *diags, struct aman_venue *venue)
{
    asked = *source;
    snprintf(asked_geometry, sizeof asked_geometry, "%s", source->geometry[0]);
    snprintf(asked_surroundings, sizeof asked_surroundings, "%s", source->surroundings);
    if (answer == AMAN_ERR_INPUT)
        aman_diags_add(
            diags, (struct aman_diag){.file = "venue.geojson", .found = "rubbish", .expected = "geometry"});
    if (answer) return answer;
    struct aman_feature *features = aman_arena_new(arena, N_DRAWN, sizeof *features);
    struct aman_seat *seats = aman_arena_new(arena, 13300, sizeof *seats);
    struct aman_point *line = aman_arena_new(arena, 3, sizeof *line);
    if (!features || !seats || !line) return AMAN_ERR_MEMORY;
    line[1].x = 3.0;
    line[2] = (struct aman_point){3.0, 4.0};
    struct aman_venue read = {.features = features, .n_features = N_DRAWN, .seats = seats};
    for (int i = 0; i < N_DRAWN; i++) {
        features[i] = (struct aman_feature){.kind = drawn[i].kind,
                                            .id = drawn[i].id,
                                            .name = drawn[i].name,
                                            .line = {line, 3},
                                            .standing = strcmp(drawn[i].id, "N-1") == 0,
                                            .scheme = AMAN_ZONE_QUEUE};
        for (int k = 0; k < drawn[i].places; k++) seats[read.n_seats++].stand = i;
    }
    *venue = read;
    return AMAN_OK;
}

/* ---- a plan's directory ---- */

struct directory {
    char path[64];
    struct plan_case plan_case;
};

static void write_file(const struct directory *directory, const char *name, const char *text, size_t n)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory->path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static const char *path_in(const struct directory *directory, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", directory->path, name);
    return path;
}

static const char arrivals[] = "time,share\n17:00,0\n19:00,40 %\n20:00,1\n";

static void directory_init(struct directory *directory)
{
    snprintf(directory->path, sizeof directory->path, "/tmp/aman-plan-XXXXXX");
    assert_non_null(mkdtemp(directory->path));
    plan_case_init(&directory->plan_case);
    write_file(directory, "venue.geojson", "{}", 2);
    write_file(directory, "arrivals.csv", arrivals, sizeof arrivals - 1);
    answer = AMAN_OK;
}

static void directory_release(struct directory *directory)
{
    static const char *const names[] = {"plan.yaml", "venue.geojson", "arrivals.csv", "city.osm.pbf",
                                        "other.csv", "people.csv", "vendors.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) remove(path_in(directory, names[i]));
    rmdir(directory->path);
    plan_case_release(&directory->plan_case);
}

static void read_directory(struct directory *directory, const struct aman_plan_file_override *overrides,
                           size_t n)
{
    struct plan_case *plan_case = &directory->plan_case;
    write_file(directory, "plan.yaml", plan_case->text, plan_case->n);
    plan_case->err =
        aman_plan_read(directory->path, overrides, n, &aman_mem_heap, &plan_case->diags, &plan_case->plan);
}

static void assert_fault(struct directory *directory, const char *message)
{
    read_directory(directory, NULL, 0);
    assert_int_equal(directory->plan_case.err, AMAN_ERR_INPUT);
    assert_null(directory->plan_case.plan);
    if (!plan_case_find(&directory->plan_case, message)) {
        plan_case_print(&directory->plan_case);
        fail_msg("no message with `%s`", message);
    }
}

static void test_features(void **state)
{
    (void)state;
    struct directory directory;
    directory_init(&directory);
    read_directory(&directory, NULL, 0);
    plan_case_print(&directory.plan_case);
    assert_int_equal(directory.plan_case.err, AMAN_OK);
    assert_int_equal(directory.plan_case.diags.n, 0);
    const struct aman_plan *plan = directory.plan_case.plan;
    assert_string_equal(asked_geometry, "venue.geojson");
    assert_string_equal(asked_surroundings, "");
    assert_true(asked.surroundings_radius_m == 600 && asked.stair_up == 0.45);
    assert_int_equal(plan->checkpoints[0].feature, 2);
    assert_int_equal(plan->checkpoints[2].feature, 1);
    assert_string_equal(plan->checkpoints[2].name, "Door 2");
    assert_true(plan->checkpoints[1].width_m == 4 &&
                plan->checkpoints[2].width_m == 7); /* as written; as drawn */
    assert_true(plan->exits[1].width_m == 7);
    assert_int_equal(plan->exits[0].feature, 3);
    assert_int_equal(plan->places[1].feature, 6);
    assert_int_equal(plan->groups[0].n_stands, 2);
    assert_int_equal(plan->groups[0].stands[1], 8);
    assert_int_equal(plan->sections[0].places, 11000); /* as written */
    assert_int_equal(plan->sections[1].places, 600);   /* as drawn */
    assert_true(plan->sections[1].standing);
    assert_false(plan->sections[0].standing);
    assert_int_equal(plan->sections[1].n_gates, 1); /* of the group in its stand */
    assert_int_equal(plan->sections[1].gates[0], 2);
    assert_int_equal(plan->n_zones, 3); /* two listed, one only drawn */
    assert_int_equal(plan->zones[1].scheme, AMAN_ZONE_STAIRS);
    assert_string_equal(plan->zones[2].id, "Z-more");
    assert_string_equal(plan->zones[2].name, "Yard");
    directory_release(&directory);
}

static void test_table(void **state)
{
    (void)state;
    struct directory directory;
    directory_init(&directory);
    read_directory(&directory, NULL, 0);
    assert_int_equal(directory.plan_case.err, AMAN_OK);
    const struct aman_plan_group *away = &directory.plan_case.plan->groups[1];
    assert_int_equal(away->n_profile, 3);
    assert_true(away->profile[1].t_s == 19 * 3600 && fabs(away->profile[1].share - 0.4) < 1e-12);
    assert_true(away->profile[2].share == 1.0);
    directory_release(&directory);
}

static void test_table_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"time,part\n17:00,0\n18:00,1\n",
         "arrivals.csv:1:1: error: found `time`, expected the columns time and share"},
        {"time,share\n17:00,0\n", "expected 2 to 100000 rows"},
        {"time,share\n17:00,0\n16:00,1\n",
         "arrivals.csv:3:1: error: found `16:00`, expected a time later than the one before"},
        {"time,share\n17:00,0\n18:00,60 %\n19:00,50 %\n",
         "arrivals.csv:4:7: error: found `50 %`, expected a cumulative share, no less"},
        {"time,share\n17:00,0\n18:00,90 %\n",
         "arrivals.csv:3:7: error: found `90 %`, expected 1 (or 100 %) in the last row"},
        {"time,share\n17:00,0\n18:00,nan\n", "found `nan`, expected a cumulative share"},
        {"time,share\n5 pm,0\n18:00,1\n",
         "arrivals.csv:2:1: error: found `5 pm`, expected a time such as 19:30"},
        {"time,share\n17:00\n18:00,1\n", "found a row with another number of fields"},
        {"\xFF\xFE", "bytes that are not UTF-8 text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct directory directory;
        directory_init(&directory);
        write_file(&directory, "arrivals.csv", cases[i].text, strlen(cases[i].text));
        assert_fault(&directory, cases[i].message);
        directory_release(&directory);
    }
}

static void test_feature_faults(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *message;
    } cases[] = {
        {"- {id: X2}", "- {id: X22}",
         "found `X22`, which is not in the drawing, expected the id of a feature of kind exit (did you mean "
         "`X2`?)"},
        {"- {id: X2}", "- {id: E-1}",
         "found `E-1`, which is drawn as kind stand, expected a feature of kind exit"},
        {"stands: [N-1]", "stands: [N-2]", "capacity.sections[1].stands[0]: found `N-2`"},
        {"stands: [N-1]", "stands: [N-1, E-1]", "found stand `E-1` in a second section"},
        {"area: ST-1", "area: G1", "zones[1].area: found a line, expected a feature with an area"},
        {"area: ST-1", "area: ST-2", "did you mean `ST-1`?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct directory directory;
        directory_init(&directory);
        plan_case_replace(&directory.plan_case, cases[i].from, cases[i].to);
        assert_fault(&directory, cases[i].message);
        directory_release(&directory);
    }
}

/* The plan is still read; what its maker should look at is said. */
static void test_warnings(void **state)
{
    (void)state;
    struct directory directory;
    directory_init(&directory);
    plan_case_replace(&directory.plan_case, "    - {id: X2}\n", "");
    plan_case_replace(&directory.plan_case, "size: 500", "size: 601");
    plan_case_replace(&directory.plan_case, "    - {id: N, stands: [N-1], p: 1, s: 0.9}\n", "");
    read_directory(&directory, NULL, 0);
    assert_int_equal(directory.plan_case.err, AMAN_OK);
    assert_int_equal(directory.plan_case.diags.n, 3);
    assert_int_equal(directory.plan_case.diags.n_errors, 0);
    assert_non_null(plan_case_find(&directory.plan_case, "warning: access: found `X2` drawn as kind exit"));
    assert_non_null(plan_case_find(&directory.plan_case, "found 601 people for 600 places in their stands"));
    assert_non_null(plan_case_find(&directory.plan_case, "found stand `N-1` in no section"));
    directory_release(&directory);
}

static const char people[] = "badge,nom,date_of_birth,nationalite\nS-1,Amina Berrada,1988-02-03,Maroc\nS-2,إدريس بنجلون,,\n";
static const char vendors[] = "name,kind\nSnacks SARL,organisation\n";

/* Forgets what an earlier reading gave. */
static void clear_case(struct directory *directory)
{
    aman_plan_destroy(directory->plan_case.plan);
    directory->plan_case.plan = NULL;
    aman_diags_release(&directory->plan_case.diags);
    aman_diags_init(&directory->plan_case.diags, &aman_mem_heap);
}

static void hash_of(struct directory *directory, char hash[65])
{
    clear_case(directory);
    read_directory(directory, NULL, 0);
    assert_int_equal(directory->plan_case.err, AMAN_OK);
    snprintf(hash, 65, "%s", directory->plan_case.plan->hash_hex);
}

static void test_people(void **state)
{
    (void)state;
    struct directory directory;
    char without[65], with[65], other[65];
    directory_init(&directory);
    hash_of(&directory, without);
    assert_int_equal(directory.plan_case.plan->n_people, 0);
    plan_case_replace(&directory.plan_case, "\nlimits:", "\npeople: people.csv\nvendors: vendors.csv\nlimits:");
    clear_case(&directory);
    assert_fault(&directory, "people: found a file that is missing: `people.csv`");
    assert_int_equal(directory.plan_case.diags.n_errors, 2); /* each told once */
    write_file(&directory, "people.csv", people, sizeof people - 1);
    write_file(&directory, "vendors.csv", vendors, sizeof vendors - 1);
    hash_of(&directory, with);
    const struct aman_plan *plan = directory.plan_case.plan;
    assert_true(plan->n_people == 3 && plan->n_vendors == 1);
    assert_string_equal(plan->people[0].reference, "S-1");
    assert_int_equal(plan->people[0].born, 1988);
    assert_string_equal(plan->people[0].country, "Maroc");
    assert_string_equal(plan->people[1].name, "إدريس بنجلون");
    assert_true(plan->people[2].vendor && !plan->people[1].vendor && plan->people[1].line == 3);
    write_file(&directory, "vendors.csv", "name\nOther\n", 11);
    hash_of(&directory, other);
    assert_true(strcmp(with, without) != 0 && strcmp(with, other) != 0);
    clear_case(&directory);
    write_file(&directory, "vendors.csv", "nome\nOther\n", 11);
    assert_fault(&directory, "vendors.csv:1:1: error: found no column of names, expected a column `name`");
    directory_release(&directory);
}

static void test_missing_files(void **state)
{
    (void)state;
    struct directory directory;
    directory_init(&directory);
    plan_case_replace(&directory.plan_case, "  arrivals: arrivals.csv",
                      "  arrivals: arrivals.csv\n  surroundings: city.osm.pbf");
    plan_case_replace(&directory.plan_case, "  surroundings_radius: 600 m", "  surroundings: surroundings");
    assert_fault(&directory,
                 "plan.yaml:22:17: error: files.surroundings: found a file that is missing: `city.osm.pbf`, "
                 "expected a file that can be read (give its path with --file surroundings=PATH)");
    assert_int_equal(directory.plan_case.diags.n_errors, 1);
    remove(path_in(&directory, "venue.geojson"));
    assert_fault(&directory, "venue.geometry: found a file that is missing: `venue.geojson`");
    assert_int_equal(mkdir(path_in(&directory, "venue.geojson"), 0700), 0);
    assert_fault(&directory, "found something that is not a plain file: `venue.geojson`");
    rmdir(path_in(&directory, "venue.geojson"));
    assert_int_equal(mkfifo(path_in(&directory, "venue.geojson"), 0600), 0);
    assert_fault(&directory, "found something that is not a plain file: `venue.geojson`");
    directory_release(&directory);
}

static void test_large_files(void **state)
{
    (void)state;
    struct directory directory;
    directory_init(&directory);
    assert_int_equal(truncate(path_in(&directory, "venue.geojson"), (off_t)1 << 30), 0);
    assert_fault(&directory, "found a file that is too large: `venue.geojson`");
    write_file(&directory, "venue.geojson", "{}", 2);
    assert_int_equal(truncate(path_in(&directory, "arrivals.csv"), 65 * 1024 * 1024), 0);
    assert_fault(&directory, "found a file that is too large: `arrivals.csv`");
    directory_release(&directory);
}

static void test_plan_file(void **state)
{
    (void)state;
    struct directory directory;
    struct plan_case *plan_case = &directory.plan_case;
    directory_init(&directory);
    assert_int_equal(
        aman_plan_read(directory.path, NULL, 0, &aman_mem_heap, &plan_case->diags, &plan_case->plan),
        AMAN_ERR_INPUT);
    assert_non_null(plan_case_find(
        plan_case, "plan.yaml: error: found a file that is missing, expected a plan of at most 4 MiB"));
    assert_int_equal(
        aman_plan_read("/nowhere/at/all", NULL, 0, &aman_mem_heap, &plan_case->diags, &plan_case->plan),
        AMAN_ERR_INPUT);
    write_file(&directory, "plan.yaml", "", 0);
    assert_int_equal(truncate(path_in(&directory, "plan.yaml"), (off_t)1 << 30), 0);
    assert_int_equal(
        aman_plan_read(directory.path, NULL, 0, &aman_mem_heap, &plan_case->diags, &plan_case->plan),
        AMAN_ERR_INPUT);
    assert_non_null(plan_case_find(plan_case, "plan.yaml: error: found a file that is too large"));
    directory_release(&directory);
}

static void test_overrides(void **state)
{
    (void)state;
    struct directory directory;
    directory_init(&directory);
    plan_case_replace(&directory.plan_case, "  arrivals: arrivals.csv",
                      "  arrivals: gone.csv\n  city: gone.pbf");
    plan_case_replace(&directory.plan_case, "  surroundings_radius: 600 m", "  surroundings: city");
    write_file(&directory, "other.csv", "time,share\n18:00,0\n19:00,1\n", 27);
    write_file(&directory, "city.osm.pbf", "x", 1);
    char csv[256], city[256];
    snprintf(csv, sizeof csv, "%s/other.csv", directory.path);
    snprintf(city, sizeof city, "%s/city.osm.pbf", directory.path);
    const struct aman_plan_file_override overrides[] = {{"arrivals", csv}, {"city", city}, {"citty", city}};
    read_directory(&directory, overrides, 2);
    plan_case_print(&directory.plan_case);
    assert_int_equal(directory.plan_case.err, AMAN_OK);
    assert_string_equal(asked_surroundings, city);
    assert_true(directory.plan_case.plan->groups[1].profile[0].t_s == 18 * 3600);
    aman_plan_destroy(directory.plan_case.plan);
    directory.plan_case.plan = NULL;
    read_directory(&directory, overrides, 3);
    assert_int_equal(directory.plan_case.err, AMAN_ERR_INPUT);
    assert_non_null(plan_case_find(
        &directory.plan_case, "found --file `citty`, expected a name under files: (did you mean `city`?)"));
    directory_release(&directory);
}

/* cat plan.yaml arrivals.csv venue.geojson | sha256sum */
static void test_hash(void **state)
{
    (void)state;
    struct directory directory;
    directory_init(&directory);
    read_directory(&directory, NULL, 0);
    assert_int_equal(directory.plan_case.err, AMAN_OK);
    crypto_hash_sha256_state hash;
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[65];
    crypto_hash_sha256_init(&hash);
    crypto_hash_sha256_update(&hash, (const unsigned char *)directory.plan_case.text, directory.plan_case.n);
    crypto_hash_sha256_update(&hash, (const unsigned char *)arrivals, sizeof arrivals - 1);
    crypto_hash_sha256_update(&hash, (const unsigned char *)"{}", 2);
    crypto_hash_sha256_final(&hash, digest);
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    assert_string_equal(directory.plan_case.plan->hash_hex, hex);
    directory_release(&directory);
}

static void test_venue_fails(void **state)
{
    (void)state;
    struct directory directory;
    directory_init(&directory);
    answer = AMAN_ERR_INPUT;
    assert_fault(&directory, "venue.geojson: error: found rubbish");
    assert_int_equal(directory.plan_case.diags.n_errors, 1); /* references say nothing on top */
    answer = AMAN_ERR_LIMIT;
    assert_fault(&directory, "venue.geometry: found");
    answer = AMAN_ERR_MEMORY;
    read_directory(&directory, NULL, 0);
    assert_int_equal(directory.plan_case.err, AMAN_ERR_MEMORY);
    directory_release(&directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_features),     cmocka_unit_test(test_table),
        cmocka_unit_test(test_table_faults), cmocka_unit_test(test_feature_faults), cmocka_unit_test(test_people),
        cmocka_unit_test(test_warnings),     cmocka_unit_test(test_missing_files),
        cmocka_unit_test(test_large_files),  cmocka_unit_test(test_plan_file),
        cmocka_unit_test(test_overrides),    cmocka_unit_test(test_hash),
        cmocka_unit_test(test_venue_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
