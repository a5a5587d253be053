/* A whole report of the made-up verdict: what is in it, what is left when something fails. */
#include "tests/report/fake.h"

#include "tests/base/cmocka_all.h"

#include "report/report.h"
#include "report/report_parts.h"

#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct aman_fake fake;
static char folder[64];

static const struct aman_report_options options = {
    .lang = AMAN_LANG_EN, .version = "0.1.0", .made_at = "2026-11-24 10:12 UTC", .command = "aman check fake --seed 1", .threads = 2};

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static bool exists(const char *name)
{
    struct stat status;
    return stat(path_of(name), &status) == 0;
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* The file's bytes with a NUL; to be freed. */
static char *read_all(const char *name, size_t *n)
{
    struct stat status;
    assert_int_equal(stat(path_of(name), &status), 0);
    char *bytes = calloc((size_t)status.st_size + 1, 1);
    FILE *file = fopen(path_of(name), "r");
    assert_true(bytes && file);
    *n = fread(bytes, 1, (size_t)status.st_size, file);
    fclose(file);
    return bytes;
}

static size_t entries_in_folder(void)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) n += entry->d_name[0] != '.';
    closedir(dir);
    return n;
}

static enum aman_err write_to(const char *name)
{
    char failed[256] = "";
    enum aman_err err = aman_report_write(&fake.verdict, &options, path_of(name), &aman_mem_heap, failed);
    if (err == AMAN_ERR_IO) assert_true(strncmp(failed, folder, strlen(folder)) == 0);
    return err;
}

static void json_says_what_the_verdict_says(void **state)
{
    (void)state;
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    assert_int_equal(aman_report_findings_json(&fake.verdict, &options, &text), AMAN_OK);
    json_error_t error;
    json_t *root = json_loadb(text.data, text.length, JSON_REJECT_DUPLICATES, &error);
    if (!root) fail_msg("line %d: %s", error.line, error.text);
    assert_true(json_is_false(json_object_get(root, "holds")));
    json_t *inputs = json_object_get(root, "inputs"), *findings = json_object_get(root, "findings");
    assert_int_equal(json_integer_value(json_object_get(inputs, "seed")), 1);
    assert_string_equal(json_string_value(json_object_get(inputs, "plan_sha256")), fake.plan.hash_hex);
    assert_int_equal(json_array_size(findings), fake.verdict.n_findings);
    json_t *wait = json_array_get(findings, 1);
    assert_string_equal(json_string_value(json_object_get(wait, "key")), "gate.wait");
    assert_string_equal(json_string_value(json_object_get(wait, "severity")), "major");
    assert_true(json_number_value(json_object_get(wait, "value")) == 1980);
    assert_string_equal(json_string_value(json_object_get(wait, "unit")), "s");
    assert_string_equal(json_string_value(json_object_get(wait, "remedy")), "Add 2 lanes at G6 (now 4).");
    assert_string_equal(json_string_value(json_object_get(wait, "evidence")), "pictures/bank-07.svg");
    assert_true(json_is_null(json_object_get(wait, "place")));
    assert_string_equal(json_string_value(json_object_get(json_array_get(findings, 3), "contingency")), "gate-3-shut");
    assert_true(json_is_null(json_object_get(json_array_get(findings, 4), "run")));
    json_decref(root);
    aman_text_release(&text);
}

static bool starts_as(const char *name, const char *magic, size_t n)
{
    size_t length;
    char *bytes = read_all(name, &length);
    bool same = length > n && memcmp(bytes, magic, n) == 0;
    free(bytes);
    return same;
}

static const char *value_of(const char *sql)
{
    static char text[64];
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open_v2(path_of("out/run.sqlite"), &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    snprintf(text, sizeof text, "%s", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return text;
}

static void a_report_is_whole(void **state)
{
    (void)state;
    assert_int_equal(write_to("out"), AMAN_OK);
    assert_true(starts_as("out/pictures/density-00.png", "\x89PNG\r\n", 6));
    assert_true(starts_as("out/pictures/bank-05.svg", "<?xml", 5));
    assert_true(starts_as("out/index.html", "<!DOCTYPE html>", 15));
    assert_false(exists("out/run.sqlite-journal"));
    assert_int_equal(entries_in_folder(), 1);
    const struct aman_run_bank *bank = &fake.verdict.runs[0].banks[5];
    char expected[32];
    snprintf(expected, sizeof expected, "%u", bank->peak_waiting);
    assert_string_equal(value_of("SELECT peak_waiting FROM bank WHERE run=0 AND bank=5"), expected);
    assert_string_equal(value_of("SELECT count(*) FROM minute WHERE run=0"), "192");
    assert_string_equal(value_of("SELECT sum(length(data) <> n * 2) FROM bank_second"), "0");
    /* the series hold what the run holds: the greatest queue, read back from the blob */
    snprintf(expected, sizeof expected, "%02X%02X", bank->waiting[6000] & 0xFF, bank->waiting[6000] >> 8);
    assert_string_equal(value_of("SELECT hex(substr(data, 12001, 2)) FROM bank_second WHERE run=0 AND bank=5 AND series='waiting'"), expected);
    assert_string_equal(value_of("SELECT count(*) FROM finding WHERE severity='major'"), "4");
}

/* Opening tags and their ends must pair up, whatever the plan says. */
static size_t count(const char *text, const char *piece)
{
    size_t n = 0;
    for (const char *at = strstr(text, piece); at; at = strstr(at + 1, piece)) n++;
    return n;
}

static void names_cannot_break_out(void **state)
{
    (void)state;
    struct aman_fake hostile;
    aman_fake_build(&hostile, true, 1, 0.5);
    struct aman_pictures pictures;
    struct aman_text html;
    aman_text_init(&html, &aman_mem_heap);
    assert_int_equal(aman_pictures_init(&pictures, &hostile.verdict, AMAN_LANG_AR, &aman_mem_heap), AMAN_OK);
    aman_page(&html, &hostile.verdict, &options, &pictures);
    assert_false(html.failed);
    assert_null(strstr(html.data, "<script>alert"));
    assert_null(strstr(html.data, "<img src=x"));
    assert_null(strstr(html.data, "<b>&"));
    assert_null(strstr(html.data, "\xE2\x80\xAE")); /* right-to-left override */
    assert_non_null(strstr(html.data, "&lt;script&gt;alert(4)&lt;/script&gt;"));
    assert_non_null(strstr(html.data, "&quot;final&quot;"));
    assert_int_equal(count(html.data, "<script"), 2); /* the data and ours */
    assert_int_equal(count(html.data, "</script>"), 2);
    assert_int_equal(count(html.data, "<table"), count(html.data, "</table>"));
    assert_int_equal(count(html.data, "<section"), count(html.data, "</section>"));
    assert_int_equal(count(html.data, "<details"), count(html.data, "</details>"));
    assert_null(strstr(html.data, "http://"));
    assert_null(strstr(html.data, "https://"));
    aman_text_release(&html);
    aman_pictures_release(&pictures);
    aman_fake_release(&hostile);
}

static void a_report_replaces_the_last_and_keeps_what_is_not_its_own(void **state)
{
    (void)state;
    put("out/notes.txt", "of the commander");
    put("out/pictures/old.png", "gone");
    assert_int_equal(write_to("out/"), AMAN_OK);
    assert_true(exists("out/notes.txt"));
    assert_false(exists("out/pictures/old.png"));
    assert_true(exists("out/index.html"));
    assert_int_equal(entries_in_folder(), 1);
}

static void a_directory_that_is_no_report_is_left_alone(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path_of("home"), 0700), 0);
    put("home/letter.txt", "dear");
    assert_int_equal(write_to("home"), AMAN_ERR_IO);
    assert_true(exists("home/letter.txt"));
    assert_false(exists("home/index.html"));
    unlink(path_of("home/letter.txt"));
    assert_int_equal(entries_in_folder(), 2);
    assert_int_equal(rmdir(path_of("home")), 0);
}

static void a_place_that_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    char failed[256] = "";
    assert_int_equal(aman_report_write(&fake.verdict, &options, path_of("no/such/place"), &aman_mem_heap, failed), AMAN_ERR_IO);
    assert_string_equal(failed, path_of("no/such/place"));
}

static void write_with_files_up_to(size_t bytes)
{
    struct rlimit before, tiny;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tiny = before;
    tiny.rlim_cur = bytes;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    enum aman_err err = write_to("out");
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(err, AMAN_ERR_IO);
}

/* The old report stands, and nothing half-written lies beside it: a picture, the page, or the data do not fit. */
static void a_full_disk_leaves_the_old_report(void **state)
{
    (void)state;
    size_t before, after;
    char *old = read_all("out/findings.json", &before);
    static const size_t limits[] = {30000, 1000000, 16000000};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        write_with_files_up_to(limits[i]);
        char *now = read_all("out/findings.json", &after);
        assert_true(before == after && memcmp(old, now, before) == 0);
        free(now);
        assert_true(exists("out/index.html") && exists("out/run.sqlite"));
        assert_int_equal(entries_in_folder(), 1);
    }
    free(old);
}

static size_t allowed;

static void *counted(void *ctx, void *ptr, size_t old_size, size_t size)
{
    (void)ctx;
    if (size > 0 && allowed == 0) return NULL;
    if (size > 0) allowed--;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

/* The strides are prime and grow, so that early and late allocations fail in turn without a run for each. */
static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
    const struct aman_mem mem = {counted, NULL};
    bool done = false;
    for (size_t n = 0; !done; n += 1 + n / 5) {
        struct aman_text text;
        aman_text_init(&text, &mem);
        allowed = n;
        enum aman_err err = aman_report_findings_json(&fake.verdict, &options, &text);
        done = err == AMAN_OK;
        if (!done) assert_int_equal(err, AMAN_ERR_MEMORY);
        aman_text_release(&text);
        assert_true(n < 1000000);
    }
    struct aman_pictures pictures;
    assert_int_equal(aman_pictures_init(&pictures, &fake.verdict, AMAN_LANG_FR, &aman_mem_heap), AMAN_OK);
    done = false;
    for (size_t n = 0; !done; n += 1 + n / 3) {
        struct aman_text text;
        aman_text_init(&text, &mem);
        allowed = n;
        aman_page(&text, &fake.verdict, &options, &pictures);
        done = !text.failed;
        aman_text_release(&text);
        assert_true(n < 1000000);
    }
    aman_pictures_release(&pictures);
}

/* The least verdict there can be: no run, no finding. */
static void an_empty_verdict_has_a_page_too(void **state)
{
    (void)state;
    struct aman_verdict empty = {.plan = &fake.plan, .holds = true, .seed = 1};
    aman_arena_init(&empty.arena, &aman_mem_heap, 0);
    assert_int_equal(aman_report_write(&empty, &options, path_of("empty"), &aman_mem_heap, NULL), AMAN_OK);
    size_t n;
    char *html = read_all("empty/index.html", &n);
    assert_non_null(strstr(html, "The plan holds."));
    assert_null(strstr(html, "id=\"replay-data\""));
    free(html);
    aman_arena_release(&empty.arena);
}

static int set_up(void **state)
{
    (void)state;
    aman_fake_build(&fake, false, 1, 3.2);
    aman_fake_folder(folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    aman_fake_remove(folder);
    aman_fake_release(&fake);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_says_what_the_verdict_says),
        cmocka_unit_test(a_report_is_whole),
        cmocka_unit_test(names_cannot_break_out),
        cmocka_unit_test(a_report_replaces_the_last_and_keeps_what_is_not_its_own),
        cmocka_unit_test(a_directory_that_is_no_report_is_left_alone),
        cmocka_unit_test(a_place_that_cannot_be_written_is_an_error),
        cmocka_unit_test(a_full_disk_leaves_the_old_report),
        cmocka_unit_test(memory_that_runs_out_is_an_error),
        cmocka_unit_test(an_empty_verdict_has_a_page_too),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
