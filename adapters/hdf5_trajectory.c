#include "adapters/hdf5_trajectory.h"

#include "base/text.h"

#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

enum { CHUNK_ROWS = 16384 };

struct row {
    uint32_t frame, id;
    double x, y, z;
};

struct aman_hdf5_trajectory {
    const struct aman_mem *mem;
    struct aman_text path, part;
    hid_t file, type, rows; /* < 0: not open */
    hsize_t n_written;
    size_t n_waiting;
    int64_t last_frame;
    enum aman_err err; /* the first */
    struct row waiting[CHUNK_ROWS];
};

static void note(struct aman_hdf5_trajectory *t, bool good)
{
    if (!good && t->err == AMAN_OK) t->err = AMAN_ERR_IO;
}

static void put_attribute(struct aman_hdf5_trajectory *t, hid_t of, const char *name, hid_t type,
                          const void *value)
{
    hid_t space = H5Screate(H5S_SCALAR);
    hid_t attribute = H5Acreate2(of, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    note(t, attribute >= 0 && H5Awrite(attribute, type, value) >= 0);
    if (attribute >= 0) H5Aclose(attribute);
    if (space >= 0) H5Sclose(space);
}

static void put_geometry(struct aman_hdf5_trajectory *t, const char *wkt)
{
    hid_t text = H5Tcopy(H5T_C_S1);
    note(t, text >= 0 && H5Tset_size(text, H5T_VARIABLE) >= 0 && H5Tset_cset(text, H5T_CSET_UTF8) >= 0);
    if (t->err == AMAN_OK) put_attribute(t, t->file, "wkt_geometry", text, &wkt);
    if (text >= 0) H5Tclose(text);
}

static void define_row(struct aman_hdf5_trajectory *t)
{
    hid_t type = t->type = H5Tcreate(H5T_COMPOUND, sizeof(struct row));
    note(t, type >= 0 && H5Tinsert(type, "frame", offsetof(struct row, frame), H5T_NATIVE_UINT32) >= 0 &&
                H5Tinsert(type, "id", offsetof(struct row, id), H5T_NATIVE_UINT32) >= 0 &&
                H5Tinsert(type, "x", offsetof(struct row, x), H5T_NATIVE_DOUBLE) >= 0 &&
                H5Tinsert(type, "y", offsetof(struct row, y), H5T_NATIVE_DOUBLE) >= 0 &&
                H5Tinsert(type, "z", offsetof(struct row, z), H5T_NATIVE_DOUBLE) >= 0);
}

static void define_rows(struct aman_hdf5_trajectory *t)
{
    const hsize_t none = 0, most = H5S_UNLIMITED, chunk = CHUNK_ROWS;
    hid_t space = H5Screate_simple(1, &none, &most), properties = H5Pcreate(H5P_DATASET_CREATE);
    note(t, space >= 0 && properties >= 0 && H5Pset_chunk(properties, 1, &chunk) >= 0 &&
                H5Pset_obj_track_times(properties, false) >= 0); /* the same run, the same bytes */
    if (t->err == AMAN_OK)
        t->rows = H5Dcreate2(t->file, "trajectory", t->type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    note(t, t->rows >= 0);
    if (properties >= 0) H5Pclose(properties);
    if (space >= 0) H5Sclose(space);
}

static void open_file(struct aman_hdf5_trajectory *t, double fps, const char *wkt)
{
    H5dont_atexit(); /* a file that a full disk kept from closing would be closed again at exit: that crashes
                      */
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* a library does not print */
    t->file = H5Fcreate(t->part.data, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    note(t, t->file >= 0);
    if (t->err == AMAN_OK) put_geometry(t, wkt);
    if (t->err == AMAN_OK) define_row(t);
    if (t->err == AMAN_OK) define_rows(t);
    if (t->err == AMAN_OK) put_attribute(t, t->rows, "fps", H5T_NATIVE_DOUBLE, &fps);
}

enum aman_err aman_hdf5_trajectory_create(const struct aman_mem *mem, const char *path, double fps,
                                          const char *geometry_wkt, struct aman_hdf5_trajectory **trajectory)
{
    if (!(fps > 0) || !isfinite(fps) || !geometry_wkt) return AMAN_ERR_ARGUMENT;
    struct aman_hdf5_trajectory *t = aman_mem_new(mem, 1, sizeof *t);
    if (!t) return AMAN_ERR_MEMORY;
    t->mem = mem;
    t->file = t->type = t->rows = -1;
    t->last_frame = -1;
    aman_text_init(&t->path, mem);
    aman_text_init(&t->part, mem);
    aman_text_add(&t->path, path);
    aman_text_addf(&t->part, "%s.part", path);
    if (t->path.failed || t->part.failed)
        t->err = AMAN_ERR_MEMORY;
    else
        open_file(t, fps, geometry_wkt);
    enum aman_err err = t->err;
    if (err == AMAN_OK)
        *trajectory = t;
    else
        aman_hdf5_trajectory_destroy(t);
    return err;
}

static void write_waiting(struct aman_hdf5_trajectory *t)
{
    const hsize_t from = t->n_written, n = t->n_waiting, size = from + n;
    if (n == 0 || t->err != AMAN_OK) return;
    note(t, H5Dset_extent(t->rows, &size) >= 0);
    hid_t memory = H5Screate_simple(1, &n, NULL), place = t->err == AMAN_OK ? H5Dget_space(t->rows) : -1;
    note(t,
         memory >= 0 && place >= 0 && H5Sselect_hyperslab(place, H5S_SELECT_SET, &from, NULL, &n, NULL) >= 0);
    if (t->err == AMAN_OK) note(t, H5Dwrite(t->rows, t->type, memory, place, H5P_DEFAULT, t->waiting) >= 0);
    if (place >= 0) H5Sclose(place);
    if (memory >= 0) H5Sclose(memory);
    t->n_written = size;
    t->n_waiting = 0;
}

enum aman_err aman_hdf5_trajectory_add(struct aman_hdf5_trajectory *t, uint32_t frame, size_t n,
                                       const uint32_t *id, const double *x, const double *y, const double *z)
{
    if (t->err != AMAN_OK) return t->err;
    if ((int64_t)frame <= t->last_frame) return AMAN_ERR_ARGUMENT;
    t->last_frame = frame;
    for (size_t i = 0; i < n; i++) {
        t->waiting[t->n_waiting++] = (struct row){frame, id[i], x[i], y[i], z[i]};
        if (t->n_waiting == CHUNK_ROWS) write_waiting(t);
    }
    return t->err;
}

static void close_file(struct aman_hdf5_trajectory *t)
{
    if (t->rows >= 0) note(t, H5Dclose(t->rows) >= 0);
    if (t->type >= 0) H5Tclose(t->type);
    if (t->file >= 0) note(t, H5Fclose(t->file) >= 0);
    t->rows = t->type = t->file = -1;
}

static void free_writer(struct aman_hdf5_trajectory *t)
{
    const struct aman_mem *mem = t->mem;
    aman_text_release(&t->path);
    aman_text_release(&t->part);
    aman_mem_free(mem, t, 1, sizeof *t);
}

enum aman_err aman_hdf5_trajectory_close(struct aman_hdf5_trajectory *t)
{
    write_waiting(t);
    close_file(t);
    if (t->err == AMAN_OK) note(t, rename(t->part.data, t->path.data) == 0);
    enum aman_err err = t->err;
    if (err != AMAN_OK) unlink(t->part.data);
    free_writer(t);
    return err;
}

void aman_hdf5_trajectory_destroy(struct aman_hdf5_trajectory *t)
{
    if (!t) return;
    bool begun = t->file >= 0;
    close_file(t);
    if (begun) unlink(t->part.data);
    free_writer(t);
}
