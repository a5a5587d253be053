/* The writers of SQLite files: what others read back, and what is left when something fails. */
#include "tests/base/cmocka_all.h"

#include "adapters/sqlite_run.h"
#include "adapters/sqlite_trajectory.h"

#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/aman-sqlite-XXXXXX";

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

/* The one value that a query gives, as text. */
static const char *value_of(const char *name, const char *sql)
{
    static char text[512];
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open_v2(path_of(name), &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    const unsigned char *value = sqlite3_column_text(statement, 0);
    snprintf(text, sizeof text, "%s", value ? (const char *)value : "NULL");
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return text;
}

static const struct aman_sqlite_trajectory_def def = {
    .fps = 2.5, .geometry_wkt = "POLYGON ((0 0, 9 0, 9 9, 0 0))", .box = {0, 0, 9, 9.5}};

static void add_frames(struct aman_sqlite_trajectory *t)
{
    const uint32_t id[] = {7, 9};
    const double x[] = {1, 2}, y[] = {3.25, 4};
    const float vx[] = {3, 0}, vy[] = {-4, 0};
    assert_int_equal(aman_sqlite_trajectory_add(t, 0, 2, id, x, y, vx, vy), AMAN_OK);
    assert_int_equal(aman_sqlite_trajectory_add(t, 0, 2, id, x, y, vx, vy), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_sqlite_trajectory_add(t, 1, 1, id, x, y, vx, vy), AMAN_OK);
}

static void trajectory_has_the_layout_of_jupedsim(void **state)
{
    (void)state;
    struct aman_sqlite_trajectory *t;
    assert_int_equal(aman_sqlite_trajectory_create(&aman_mem_heap, path_of("t.sqlite"), &def, &t), AMAN_OK);
    add_frames(t);
    assert_false(exists("t.sqlite"));
    assert_int_equal(aman_sqlite_trajectory_close(t), AMAN_OK);
    assert_false(exists("t.sqlite.part"));
    assert_string_equal(value_of("t.sqlite", "SELECT group_concat(sql, ' ') FROM sqlite_master WHERE name='trajectory_data'"),
                        "CREATE TABLE trajectory_data(frame INTEGER NOT NULL, id INTEGER NOT NULL, pos_x REAL NOT NULL,"
                        " pos_y REAL NOT NULL, ori_x REAL NOT NULL, ori_y REAL NOT NULL)");
    assert_string_equal(value_of("t.sqlite", "SELECT group_concat(key||'='||value) FROM (SELECT * FROM metadata ORDER BY key)"),
                        "fps=2.5,version=2,xmax=9,xmin=0,ymax=9.5,ymin=0");
    assert_string_equal(value_of("t.sqlite", "SELECT group_concat(frame||' '||id||' '||pos_x||' '||pos_y||' '||ori_x||' '||ori_y)"
                                             " FROM trajectory_data"),
                        "0 7 1.0 3.25 0.6 -0.8,0 9 2.0 4.0 0.0 0.0,1 7 1.0 3.25 0.6 -0.8");
    assert_string_equal(value_of("t.sqlite", "SELECT group_concat(frame_data.frame||wkt) FROM frame_data JOIN geometry"
                                             " ON geometry_hash=hash"),
                        "0POLYGON ((0 0, 9 0, 9 9, 0 0)),1POLYGON ((0 0, 9 0, 9 9, 0 0))");
    assert_string_equal(value_of("t.sqlite", "SELECT count(*) FROM pragma_index_info('frame_id_idx')"), "2");
}

static void a_trajectory_given_up_leaves_the_old_file(void **state)
{
    (void)state;
    FILE *old = fopen(path_of("kept.sqlite"), "w");
    assert_non_null(old);
    fputs("old", old);
    fclose(old);
    struct aman_sqlite_trajectory *t;
    assert_int_equal(aman_sqlite_trajectory_create(&aman_mem_heap, path_of("kept.sqlite"), &def, &t), AMAN_OK);
    add_frames(t);
    aman_sqlite_trajectory_destroy(t);
    assert_false(exists("kept.sqlite.part"));
    struct stat status;
    assert_int_equal(stat(path_of("kept.sqlite"), &status), 0);
    assert_int_equal(status.st_size, 3);
}

static void a_place_that_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    struct aman_sqlite_trajectory *t = NULL;
    struct aman_sqlite_run *r = NULL;
    assert_int_equal(aman_sqlite_trajectory_create(&aman_mem_heap, path_of("no/such/t"), &def, &t), AMAN_ERR_IO);
    assert_int_equal(aman_sqlite_run_create(&aman_mem_heap, path_of("no/such/r"), &r), AMAN_ERR_IO);
    struct aman_sqlite_trajectory_def bad = def;
    bad.fps = NAN;
    assert_int_equal(aman_sqlite_trajectory_create(&aman_mem_heap, path_of("t"), &bad, &t), AMAN_ERR_ARGUMENT);
    assert_null(t);
    assert_null(r);
}

static void a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    struct aman_sqlite_trajectory *t;
    assert_int_equal(aman_sqlite_trajectory_create(&aman_mem_heap, path_of("full.sqlite"), &def, &t), AMAN_OK);
    struct rlimit before, tiny;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tiny = before;
    tiny.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    enum { N = 2000 };
    static uint32_t id[N];
    static double x[N], y[N];
    static float vx[N], vy[N];
    for (uint32_t frame = 0; frame < 50; frame++) aman_sqlite_trajectory_add(t, frame, N, id, x, y, vx, vy);
    enum aman_err err = aman_sqlite_trajectory_close(t);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(err, AMAN_ERR_IO);
    assert_false(exists("full.sqlite"));
    assert_false(exists("full.sqlite.part"));
}

static size_t allowed;

static void *counted(void *ctx, void *ptr, size_t old_size, size_t size)
{
    (void)ctx;
    if (size > 0 && allowed == 0) return NULL;
    if (size > 0) allowed--;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    const struct aman_mem mem = {counted, NULL};
    bool done = false;
    for (size_t n = 0; !done; n++) {
        assert_true(n < 500);
        allowed = n;
        struct aman_sqlite_run *run;
        enum aman_err err = aman_sqlite_run_create(&mem, path_of("m.sqlite"), &run);
        done = err == AMAN_OK;
        if (done) aman_sqlite_run_destroy(run);
        else assert_int_equal(err, AMAN_ERR_MEMORY);
        assert_false(exists("m.sqlite.part"));
    }
}

static void run_tables_take_rows(void **state)
{
    (void)state;
    struct aman_sqlite_run *run;
    assert_int_equal(aman_sqlite_run_create(&aman_mem_heap, path_of("run.sqlite"), &run), AMAN_OK);
    const struct aman_sqlite_value meta[] = {{.kind = AMAN_SQLITE_TEXT, .text = "seed"}, {.kind = AMAN_SQLITE_TEXT, .text = "1"}};
    assert_int_equal(aman_sqlite_run_add(run, AMAN_SQLITE_RUN_META, meta), AMAN_OK);
    const uint16_t counts[] = {1, 2, 513};
    const struct aman_sqlite_value series[] = {
        {.kind = AMAN_SQLITE_INTEGER, .integer = 0},     {.kind = AMAN_SQLITE_INTEGER, .integer = 3},
        {.kind = AMAN_SQLITE_TEXT, .text = "count"},     {.kind = AMAN_SQLITE_REAL, .real = 61200},
        {.kind = AMAN_SQLITE_REAL, .real = 1},           {.kind = AMAN_SQLITE_INTEGER, .integer = 3},
        {.kind = AMAN_SQLITE_TEXT, .text = "u16"},       {.kind = AMAN_SQLITE_BLOB, .bytes = counts, .n_bytes = sizeof counts}};
    assert_int_equal(aman_sqlite_run_add(run, AMAN_SQLITE_RUN_ZONE_SECOND, series), AMAN_OK);
    assert_int_equal(aman_sqlite_run_close(run), AMAN_OK);
    assert_string_equal(value_of("run.sqlite", "SELECT hex(data) FROM zone_second WHERE zone=3"), "010002000102");
    assert_string_equal(value_of("run.sqlite", "SELECT value FROM meta WHERE key='seed'"), "1");
    /* every table says what it is, and its columns are as many as its rows take */
    assert_string_equal(value_of("run.sqlite", "SELECT count(*) FROM sqlite_master JOIN about USING(name) WHERE type='table'"), "13");
    for (int i = 0; i < AMAN_SQLITE_RUN_TABLES; i++) {
        char sql[128], n[16];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('%s')", aman_sqlite_run_tables[i].name);
        snprintf(n, sizeof n, "%d", aman_sqlite_run_tables[i].n_columns);
        assert_string_equal(value_of("run.sqlite", sql), n);
        assert_true(aman_sqlite_run_tables[i].n_columns <= AMAN_SQLITE_RUN_COLUMNS_MAX);
    }
}

static void a_row_that_breaks_the_table_fails_the_file(void **state)
{
    (void)state;
    struct aman_sqlite_run *run;
    assert_int_equal(aman_sqlite_run_create(&aman_mem_heap, path_of("bad.sqlite"), &run), AMAN_OK);
    const struct aman_sqlite_value meta[] = {{.kind = AMAN_SQLITE_TEXT, .text = "seed"}, {.kind = AMAN_SQLITE_TEXT, .text = NULL}};
    assert_int_equal(aman_sqlite_run_add(run, AMAN_SQLITE_RUN_META, meta), AMAN_ERR_INTERNAL);
    assert_int_equal(aman_sqlite_run_close(run), AMAN_ERR_INTERNAL);
    assert_false(exists("bad.sqlite"));
    assert_false(exists("bad.sqlite.part"));
}

static void wkt_finds_holes_and_parts(void **state)
{
    (void)state;
    struct aman_point outer[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}}, hole[] = {{2, 2}, {4, 2}, {4, 4}};
    struct aman_point island[] = {{2.5, 2.1}, {3, 2.1}, {3, 2.5}}, other[] = {{20, 0}, {21, 0}, {20.5, 1}};
    struct aman_ring rings[] = {{hole, 3}, {outer, 4}, {other, 3}, {island, 3}};
    struct aman_text wkt;
    aman_text_init(&wkt, &aman_mem_heap);
    aman_sqlite_trajectory_wkt(&wkt, &(struct aman_area){rings, 2});
    assert_string_equal(wkt.data, "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 4 2, 4 4, 2 2))");
    aman_text_clear(&wkt);
    aman_sqlite_trajectory_wkt(&wkt, &(struct aman_area){rings, 4});
    assert_string_equal(wkt.data, "MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 4 2, 4 4, 2 2)),"
                                  " ((20 0, 21 0, 20.5 1, 20 0)), ((2.5 2.1, 3 2.1, 3 2.5, 2.5 2.1)))");
    aman_text_clear(&wkt);
    aman_sqlite_trajectory_wkt(&wkt, &(struct aman_area){NULL, 0});
    assert_string_equal(wkt.data, "POLYGON EMPTY");
    aman_text_release(&wkt);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"t.sqlite", "kept.sqlite", "run.sqlite"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unlink(path_of(names[i]));
    return rmdir(folder); /* fails when a test left something */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trajectory_has_the_layout_of_jupedsim),
        cmocka_unit_test(a_trajectory_given_up_leaves_the_old_file),
        cmocka_unit_test(a_place_that_cannot_be_written_is_an_error),
        cmocka_unit_test(a_full_disk_leaves_nothing),
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(run_tables_take_rows),
        cmocka_unit_test(a_row_that_breaks_the_table_fails_the_file),
        cmocka_unit_test(wkt_finds_holes_and_parts),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
