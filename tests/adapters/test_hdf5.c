/* The writer of HDF5 trajectories: what others read back, and what is left when something fails. */
#include "tests/base/cmocka_all.h"

#include "adapters/hdf5_trajectory.h"

#include <hdf5.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/aman-hdf5-XXXXXX";

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

static const char wkt[] = "POLYGON ((0 0, 9 0, 9 9, 0 0))";

struct row {
    uint32_t frame, id;
    double x, y, z;
};

static void check_geometry(hid_t file)
{
    char *text = NULL;
    hid_t attribute = H5Aopen(file, "wkt_geometry", H5P_DEFAULT), type = H5Aget_type(attribute);
    assert_true(H5Tis_variable_str(type) > 0);
    assert_true(H5Aread(attribute, type, &text) >= 0);
    assert_string_equal(text, wkt);
    H5free_memory(text);
    H5Tclose(type);
    H5Aclose(attribute);
}

static hsize_t read_rows(const char *name, struct row *rows, size_t most)
{
    hid_t file = H5Fopen(path_of(name), H5F_ACC_RDONLY, H5P_DEFAULT);
    assert_true(file >= 0);
    check_geometry(file);
    hid_t set = H5Dopen2(file, "trajectory", H5P_DEFAULT), space = H5Dget_space(set), type = H5Dget_type(set);
    hsize_t n = 0;
    double fps = 0.0;
    hid_t attribute = H5Aopen(set, "fps", H5P_DEFAULT);
    assert_true(H5Aread(attribute, H5T_NATIVE_DOUBLE, &fps) >= 0);
    assert_true(fps == 2.5);
    assert_int_equal(H5Sget_simple_extent_dims(space, &n, NULL), 1);
    assert_int_equal(H5Tget_size(type), sizeof(struct row));
    if (n <= most) assert_true(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) >= 0);
    H5Aclose(attribute);
    H5Tclose(type);
    H5Sclose(space);
    H5Dclose(set);
    H5Fclose(file);
    return n;
}

static void rows_come_back(void **state)
{
    (void)state;
    struct aman_hdf5_trajectory *t;
    const uint32_t id[] = {7, 9};
    const double x[] = {1, 2}, y[] = {3.25, 4}, z[] = {0, 5};
    struct row rows[3];
    assert_int_equal(aman_hdf5_trajectory_create(&aman_mem_heap, path_of("t.h5"), 2.5, wkt, &t), AMAN_OK);
    assert_int_equal(aman_hdf5_trajectory_add(t, 0, 2, id, x, y, z), AMAN_OK);
    assert_int_equal(aman_hdf5_trajectory_add(t, 0, 2, id, x, y, z), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_hdf5_trajectory_add(t, 4, 1, id, x, y, z), AMAN_OK);
    assert_false(exists("t.h5"));
    assert_int_equal(aman_hdf5_trajectory_close(t), AMAN_OK);
    assert_false(exists("t.h5.part"));
    assert_int_equal(read_rows("t.h5", rows, 3), 3);
    assert_int_equal(rows[1].id, 9);
    assert_true(rows[1].x == 2 && rows[1].y == 4 && rows[1].z == 5);
    assert_int_equal(rows[2].frame, 4);
    assert_int_equal(rows[2].id, 7);
}

static void many_rows_are_in_order(void **state)
{
    (void)state;
    enum { FRAMES = 50, PEOPLE = 1000 };
    static uint32_t id[PEOPLE];
    static double x[PEOPLE], zero[PEOPLE];
    static struct row rows[FRAMES * PEOPLE];
    struct aman_hdf5_trajectory *t;
    for (uint32_t i = 0; i < PEOPLE; i++) id[i] = i, x[i] = 0.5 * i;
    assert_int_equal(aman_hdf5_trajectory_create(&aman_mem_heap, path_of("t.h5"), 2.5, wkt, &t), AMAN_OK);
    for (uint32_t frame = 0; frame < FRAMES; frame++)
        assert_int_equal(aman_hdf5_trajectory_add(t, frame, PEOPLE, id, x, zero, zero), AMAN_OK);
    assert_int_equal(aman_hdf5_trajectory_close(t), AMAN_OK);
    assert_int_equal(read_rows("t.h5", rows, FRAMES * PEOPLE), FRAMES * PEOPLE);
    for (uint32_t i = 0; i < FRAMES * PEOPLE; i++)
        assert_true(rows[i].frame == i / PEOPLE && rows[i].id == i % PEOPLE &&
                    rows[i].x == 0.5 * (i % PEOPLE));
}

static void given_up_it_leaves_the_old_file(void **state)
{
    (void)state;
    FILE *old = fopen(path_of("kept.h5"), "w");
    assert_non_null(old);
    fputs("old", old);
    fclose(old);
    struct aman_hdf5_trajectory *t;
    assert_int_equal(aman_hdf5_trajectory_create(&aman_mem_heap, path_of("kept.h5"), 2.5, wkt, &t), AMAN_OK);
    assert_true(exists("kept.h5.part"));
    aman_hdf5_trajectory_destroy(t);
    assert_false(exists("kept.h5.part"));
    struct stat status;
    assert_int_equal(stat(path_of("kept.h5"), &status), 0);
    assert_int_equal(status.st_size, 3);
    aman_hdf5_trajectory_destroy(NULL);
}

static void wrong_places_and_values_are_errors(void **state)
{
    (void)state;
    struct aman_hdf5_trajectory *t = NULL;
    assert_int_equal(aman_hdf5_trajectory_create(&aman_mem_heap, path_of("no/such/t.h5"), 25, wkt, &t),
                     AMAN_ERR_IO);
    assert_int_equal(aman_hdf5_trajectory_create(&aman_mem_heap, path_of("t.h5"), NAN, wkt, &t),
                     AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_hdf5_trajectory_create(&aman_mem_heap, path_of("t.h5"), 0, wkt, &t),
                     AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_hdf5_trajectory_create(&aman_mem_heap, path_of("t.h5"), 25, NULL, &t),
                     AMAN_ERR_ARGUMENT);
    assert_null(t);
}

static void a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    enum { N = 20000 };
    static uint32_t id[N];
    static double zero[N];
    struct aman_hdf5_trajectory *t;
    struct rlimit before, tiny;
    assert_int_equal(aman_hdf5_trajectory_create(&aman_mem_heap, path_of("full.h5"), 2.5, wkt, &t), AMAN_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tiny = before;
    tiny.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    for (uint32_t frame = 0; frame < 20; frame++) aman_hdf5_trajectory_add(t, frame, N, id, zero, zero, zero);
    enum aman_err err = aman_hdf5_trajectory_close(t);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(err, AMAN_ERR_IO);
    assert_false(exists("full.h5"));
    assert_false(exists("full.h5.part"));
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
        assert_true(n < 100);
        allowed = n;
        struct aman_hdf5_trajectory *t;
        enum aman_err err = aman_hdf5_trajectory_create(&mem, path_of("m.h5"), 2.5, wkt, &t);
        done = err == AMAN_OK;
        if (done)
            aman_hdf5_trajectory_destroy(t);
        else
            assert_int_equal(err, AMAN_ERR_MEMORY);
        assert_false(exists("m.h5.part"));
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
    unlink(path_of("t.h5"));
    unlink(path_of("kept.h5"));
    return rmdir(folder); /* fails when a test left something */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back),
        cmocka_unit_test(many_rows_are_in_order),
        cmocka_unit_test(given_up_it_leaves_the_old_file),
        cmocka_unit_test(wrong_places_and_values_are_errors),
        cmocka_unit_test(a_full_disk_leaves_nothing),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
