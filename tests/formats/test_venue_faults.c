/* Everything wrong with a drawing: what is said, about which feature, and where. */
#include "tests/formats/venue_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

/* One feature beside a good one of 100 x 100 m. */
struct fault {
    const char *properties, *type, *coordinates;
    const char *said; /* in the diagnostic */
    double x, y;      /* its place; NAN: none */
};

#define AREA "[[[1,1],[5,1],[5,5],[1,5],[1,1]]]"
#define LINE "[[1,1],[5,1]]"

static const struct fault faults[] = {
    {"\"kind\":\"walkable\",\"id\":\"A\"", "Polygon", "[[[0,0],[10,10],[10,0],[0,10],[0,0]]]",
     "feature A: found a faulty area: Self-intersection", 5, 5},
    {"\"kind\":\"walkable\",\"id\":\"A\"", "Polygon",
     "[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[20,20],[21,20],[21,21],[20,20]]]",
     "feature A: found a faulty area: Hole lies outside shell", 20, 20},
    {"\"kind\":\"walkable\",\"id\":\"A\"", "MultiPolygon",
     "[[[[0,0],[9,0],[9,9],[0,9],[0,0]]],[[[5,5],[12,5],[12,12],[5,12],[5,5]]]]",
     "feature A: found a faulty area", 9, 5},
    {"\"kind\":\"walkable\",\"id\":\"A\"", "Polygon", "[[[1,2],[5,2],[1,2]]]",
     "found 2 different points, expected an area", 1, 2},
    {"\"kind\":\"walkabel\",\"id\":\"A\"", "Polygon", AREA, "did you mean `walkable`?", 1, 1},
    {"\"id\":\"A\"", "Polygon", AREA, "feature A: found no kind", 1, 1},
    {"\"kind\":\"stand\"", "Polygon", AREA, "found a stand without id", 1, 1},
    {"\"kind\":\"gate\"", "LineString", LINE, "found a gate without id", 1, 1},
    {"\"kind\":\"gate\",\"id\":\"A\"", "Polygon", AREA, "found a closed line or area, expected an open line",
     1, 1},
    {"\"kind\":\"gate\",\"id\":\"A\"", "MultiLineString", "[[[1,1],[5,1]],[[6,1],[9,1]]]",
     "found 2 parts, expected one line", 1, 1},
    {"\"kind\":\"stand\",\"id\":\"A\"", "LineString", LINE, "found an open line, expected an area", 1, 1},
    {"\"kind\":\"wall\"", "Point", "[1,1]", "found no geometry, or only points", NAN, NAN},
    {"\"kind\":\"walkable\",\"id\":\"A\"", "Polygon", "[]", "found no geometry, or only points", NAN, NAN},
    {"\"kind\":\"wall\",\"id\":\"A\"", "LineString", "[[1,1],[1,1]]", "a line without length", 1, 1},
    {"\"kind\":\"wall\",\"id\":\"A\"", "LineString", "[[1,1],[NaN,1]]", "not a finite number", NAN, NAN},
    {"\"kind\":\"wall\",\"id\":\"A\"", "LineString", "[[1,1],[1e999,1]]", "not a finite number", NAN, NAN},
    {"\"kind\":\"walkable\",\"id\":\"good\"", "Polygon", AREA, "found the id good a second time", 1, 1},
    {"\"kind\":\"stair\",\"id\":\"A\",\"up_deg\":0,\"rise_m\":3", "Polygon", AREA, "found no level_up", NAN,
     NAN},
    {"\"kind\":\"stair\",\"id\":\"A\",\"level_up\":0,\"up_deg\":0,\"rise_m\":3", "Polygon", AREA,
     "found level_up 0", NAN, NAN},
    {"\"kind\":\"stair\",\"id\":\"A\",\"level_up\":1,\"rise_m\":3", "Polygon", AREA, "found no up_deg", NAN,
     NAN},
    {"\"kind\":\"stair\",\"id\":\"A\",\"level_up\":1,\"up_deg\":\"north\",\"rise_m\":3", "Polygon", AREA,
     "found up_deg north", NAN, NAN},
    {"\"kind\":\"stair\",\"id\":\"A\",\"level_up\":1,\"up_deg\":0,\"rise_m\":-3", "Polygon", AREA,
     "found rise_m -3", NAN, NAN},
    {"\"kind\":\"stair\",\"id\":\"A\",\"level_up\":1,\"up_deg\":0,\"rise_m\":3", "Polygon",
     "[[[1,1],[3,1],[2,9],[1,1]]]", "no edge that faces up", NAN, NAN},
    {"\"kind\":\"zone\",\"id\":\"A\",\"scheme\":\"fast\"", "Polygon", AREA, "found scheme fast", NAN, NAN},
    {"\"kind\":\"stand\",\"id\":\"A\",\"seat_width_m\":0.01", "Polygon", AREA, "found seat_width_m 0.01", NAN,
     NAN},
    {"\"kind\":\"stand\",\"id\":\"A\",\"standing\":\"maybe\"", "Polygon", AREA, "found standing maybe", NAN,
     NAN},
};

static void each_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct drawing d;
        drawing_init(&d, &aman_mem_heap);
        draw_rect(&d, "\"kind\":\"walkable\",\"id\":\"good\"", -50, -50, 50, 50);
        draw(&d, faults[i].properties, faults[i].type, faults[i].coordinates);
        read_drawing(&d, "local");
        const struct aman_diag *diag = find_diag(&d, faults[i].said);
        if (!diag) fail_msg("fault %zu: not said: %s", i, faults[i].said);
        assert_int_equal(diag->severity, AMAN_DIAG_ERROR);
        assert_int_equal(d.err, AMAN_ERR_INPUT);
        assert_int_equal(d.venue.n_features, 0); /* the output is untouched */
        assert_non_null(strstr(diag->file, "aman-test.geojson"));
        if (isnan(faults[i].x)) {
            drawing_release(&d);
            continue;
        }
        assert_true(diag->has_point);
        NEAR(diag->x_m, faults[i].x, 1e-6);
        NEAR(diag->y_m, faults[i].y, 1e-6);
        drawing_release(&d);
    }
}

static void all_faults_in_one_go(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\",\"id\":\"good\"", -50, -50, 50, 50);
    for (int i = 0; i < 3; i++) draw_rect(&d, "\"kind\":\"stand\"", 0, 0, 5, 5);
    draw_rect(&d, "\"kind\":\"bench\",\"id\":\"B\"", 0, 0, 5, 5);
    draw_line(&d, "\"kind\":\"stand\",\"id\":\"L\"", 0, 0, 5, 5);
    read_drawing(&d, "local");
    assert_int_equal(d.diags.n_errors, 5);
    drawing_release(&d);
}

static void cyclic_stairs(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\"", 0, 0, 50, 50);
    draw_rect(&d, "\"kind\":\"stair\",\"id\":\"A\",\"level\":0,\"level_up\":1,\"up_deg\":0,\"rise_m\":3", 0,
              0, 2, 5);
    draw_rect(&d, "\"kind\":\"stair\",\"id\":\"B\",\"level\":1,\"level_up\":2,\"up_deg\":0,\"rise_m\":3", 10,
              0, 12, 5);
    draw_rect(&d, "\"kind\":\"stair\",\"id\":\"C\",\"level\":2,\"level_up\":0,\"up_deg\":0,\"rise_m\":3", 20,
              0, 22, 5);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_ERR_INPUT);
    const struct aman_diag *diag = find_diag(&d, "cyclic stairs: from level 2 up to level 0");
    assert_non_null(diag);
    assert_string_equal(diag->where, "feature C");
    assert_true(diag->has_point && diag->level == 2);
    drawing_release(&d);
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\"", 0, 0, 50, 50);
    draw_rect(&d, "\"kind\":\"stair\",\"id\":\"A\",\"level_up\":1,\"up_deg\":0,\"rise_m\":3", 0, 0, 2, 5);
    draw_rect(&d, "\"kind\":\"stair\",\"id\":\"B\",\"level_up\":1,\"up_deg\":0,\"rise_m\":30", 10, 0, 12, 5);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    assert_non_null(find_diag(&d, "feature B: found a rise of 30.0 m, but 3.0 m by other stairs"));
    drawing_release(&d);
}

static void files(void **state)
{
    (void)state;
    char directory[] = "/tmp/aman-venue-XXXXXX";
    assert_non_null(mkdtemp(directory));
    char path[200];
    static const struct {
        const char *bytes, *said;
    } cases[] = {
        {NULL, "found nothing that can be read"},
        {"", "found a file of no known format"},
        {"hello", "found a file of no known format"},
        {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feat",
         "found a file that cannot be read"},
        {"{\"type\":\"FeatureCollection\",\"features\":[]}", "found no features"},
        {"<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
         "</OGRVRTDataSource>",
         "found a file of no known format"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(path, sizeof path, "%s/v.geojson", directory);
        FILE *file = cases[i].bytes ? fopen(path, "wb") : NULL;
        if (file) {
            fputs(cases[i].bytes, file);
            fclose(file);
        }
        struct drawing d;
        drawing_init(&d, &aman_mem_heap);
        read_path(&d, path, "");
        assert_int_equal(d.err, AMAN_ERR_INPUT);
        if (!find_diag(&d, cases[i].said)) fail_msg("file %zu: not said: %s", i, cases[i].said);
        drawing_release(&d);
    }
    unlink(path);
    const struct {
        const char *path, *said;
    } others[] = {{directory, "found a directory"},
                  {"/dev/zero", "found something that is not a plain file"},
                  {"/vsicurl/http://127.0.0.1/x.geojson", "found a virtual path"}};
    for (size_t i = 0; i < 3; i++) {
        struct drawing d;
        drawing_init(&d, &aman_mem_heap);
        read_path(&d, others[i].path, "");
        assert_int_equal(d.err, AMAN_ERR_INPUT);
        assert_non_null(find_diag(&d, others[i].said));
        drawing_release(&d);
    }
    rmdir(directory);
}

static void a_file_that_is_too_large(void **state)
{
    (void)state;
    char path[] = "/tmp/aman-venue-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)257 << 20), 0); /* a hole: no disk is used */
    close(file);
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    read_path(&d, path, "");
    assert_non_null(find_diag(&d, "found a file of more than 256 MiB"));
    drawing_release(&d);
    unlink(path);
}

static void too_many_places(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"stand\",\"id\":\"T\",\"row_depth_m\":0.3,\"seat_width_m\":0.3", 0, 0, 2000,
              2000);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_ERR_LIMIT);
    assert_non_null(find_diag(&d, "at most 2,000,000 places"));
    drawing_release(&d);
}

static void arguments(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    struct aman_venue_source source = source_of(NULL, "");
    source.n_geometry = 0;
    assert_int_equal(aman_venue_read(NULL, &d.arena, &d.diags, &d.venue), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_venue_read(&source, &d.arena, &d.diags, NULL), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_venue_read(&source, &d.arena, &d.diags, &d.venue), AMAN_ERR_INPUT);
    assert_non_null(find_diag(&d, "venue.geometry: found no geometry"));
    drawing_release(&d);
}

/* ---- memory ---- */

struct budget {
    long left;
};

static void *failing_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct budget *budget = ctx;
    if (size > 0 && budget->left-- <= 0) return NULL;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

/* Blocks of the arenas are large: every allocation of theirs is made to fail in turn. */
static void each_allocation_fails_in_turn(void **state)
{
    (void)state;
    enum aman_err err = AMAN_ERR_MEMORY;
    long n = 0;
    for (; n < 500 && err == AMAN_ERR_MEMORY; n++) {
        struct budget budget = {n};
        struct aman_mem mem = {failing_resize, &budget};
        struct drawing d;
        drawing_init(&d, &mem);
        draw_two_tiers(&d);
        read_drawing(&d, "local");
        err = d.err;
        assert_true(err == AMAN_OK || err == AMAN_ERR_MEMORY);
        assert_true(err == AMAN_OK || d.venue.n_features == 0);
        drawing_release(&d);
    }
    assert_int_equal(err, AMAN_OK);
    assert_true(n > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault),      cmocka_unit_test(all_faults_in_one_go),
        cmocka_unit_test(cyclic_stairs),   cmocka_unit_test(files),
        cmocka_unit_test(too_many_places), cmocka_unit_test(a_file_that_is_too_large),
        cmocka_unit_test(arguments),       cmocka_unit_test(each_allocation_fails_in_turn),
    };
    return cmocka_run_group_tests_name("venue_faults", tests, NULL, NULL);
}
