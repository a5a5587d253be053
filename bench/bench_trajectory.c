/* Times writing trajectories: milliseconds a frame, the file's end included.
 *
 * usage: bench_trajectory FILE.sqlite|FILE.h5 PEOPLE FRAMES
 * Prints: milliseconds a frame.
 */
#include "adapters/hdf5_trajectory.h"
#include "adapters/sqlite_trajectory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct frame {
    uint32_t *id;
    double *x, *y, *z;
    float *vx, *vy;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* People on a lattice who walk to the east. */
static void move(struct frame *f, size_t n, uint32_t number)
{
    for (size_t i = 0; i < n; i++) {
        f->id[i] = (uint32_t)i;
        f->x[i] = (double)(i % 223) + 0.05 * number;
        f->y[i] = (double)(i / 223) + 0.001 * (double)(i % 7);
        f->z[i] = 0.0;
        f->vx[i] = 1.2f;
        f->vy[i] = 0.01f * (float)(i % 5);
    }
}

static enum aman_err write_all(const char *path, struct frame *f, size_t n, uint32_t frames)
{
    static const char wkt[] = "POLYGON ((0 0, 300 0, 300 300, 0 300, 0 0))";
    const struct aman_sqlite_trajectory_def def = {25.0, wkt, {0, 0, 300, 300}};
    struct aman_sqlite_trajectory *sqlite = NULL;
    struct aman_hdf5_trajectory *hdf5 = NULL;
    bool is_sqlite = strstr(path, ".sqlite") != NULL;
    enum aman_err err = is_sqlite ? aman_sqlite_trajectory_create(&aman_mem_heap, path, &def, &sqlite)
                                  : aman_hdf5_trajectory_create(&aman_mem_heap, path, 25.0, wkt, &hdf5);
    for (uint32_t i = 0; i < frames && err == AMAN_OK; i++) {
        move(f, n, i);
        err = is_sqlite ? aman_sqlite_trajectory_add(sqlite, i, n, f->id, f->x, f->y, f->vx, f->vy)
                        : aman_hdf5_trajectory_add(hdf5, i, n, f->id, f->x, f->y, f->z);
    }
    if (sqlite) {
        enum aman_err closed = aman_sqlite_trajectory_close(sqlite);
        return err ? err : closed;
    }
    if (!hdf5) return err;
    enum aman_err closed = aman_hdf5_trajectory_close(hdf5);
    return err ? err : closed;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: bench_trajectory FILE.sqlite|FILE.h5 PEOPLE FRAMES\n", stderr);
        return 2;
    }
    size_t n = strtoul(argv[2], NULL, 10);
    uint32_t frames = (uint32_t)strtoul(argv[3], NULL, 10);
    struct frame f = {calloc(n, sizeof *f.id), calloc(n, sizeof *f.x),  calloc(n, sizeof *f.y),
                      calloc(n, sizeof *f.z),  calloc(n, sizeof *f.vx), calloc(n, sizeof *f.vy)};
    enum aman_err err = AMAN_ERR_MEMORY;
    double begin_s = now_s();
    if (f.id && f.x && f.y && f.z && f.vx && f.vy) err = write_all(argv[1], &f, n, frames);
    if (err == AMAN_OK) printf("%.2f\n", 1e3 * (now_s() - begin_s) / frames);
    if (err != AMAN_OK) fprintf(stderr, "bench_trajectory: %s\n", aman_err_text(err));
    free(f.id);
    free(f.x);
    free(f.y);
    free(f.z);
    free(f.vx);
    free(f.vy);
    return err == AMAN_OK ? 0 : 1;
}
