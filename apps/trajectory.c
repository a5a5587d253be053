#include "apps/trajectory.h"

#include <stdio.h>
#include <unistd.h>

/* Levels lie above one another, so each is a geometry of its own. */
static void add_geometry(struct aman_text *wkt, const struct aman_venue *venue)
{
    if (venue->n_levels != 1) aman_text_add(wkt, "GEOMETRYCOLLECTION (");
    for (size_t i = 0; i < venue->n_levels; i++) {
        if (i > 0) aman_text_add(wkt, ", ");
        aman_sqlite_trajectory_wkt(wkt, &venue->levels[i].region);
    }
    if (venue->n_levels != 1) aman_text_add(wkt, ")");
}

enum aman_err aman_trajectory_begin(struct aman_trajectory *trajectory, const struct aman_plan *plan,
                                    const char *file, const char *report)
{
    struct aman_text wkt;
    *trajectory = (struct aman_trajectory){0};
    aman_text_init(&wkt, &aman_mem_heap);
    aman_text_init(&trajectory->path, &aman_mem_heap);
    aman_text_init(&trajectory->place, &aman_mem_heap);
    add_geometry(&wkt, &plan->venue);
    aman_text_addf(&trajectory->path, "%s%s", file ? file : report, file ? "" : ".trajectories");
    if (!file) aman_text_addf(&trajectory->place, "%s/trajectories.sqlite", report);
    enum aman_err err = AMAN_ERR_MEMORY;
    if (!wkt.failed && !trajectory->path.failed && !trajectory->place.failed) {
        const struct aman_sqlite_trajectory_def def = {aman_trajectory_fps, wkt.data, plan->venue.box};
        err = aman_sqlite_trajectory_create(&aman_mem_heap, trajectory->path.data, &def, &trajectory->writer);
    }
    aman_text_release(&wkt);
    return err;
}

enum aman_err aman_trajectory_frame(void *ctx, uint32_t frame, size_t n, const uint32_t *person,
                                    const double *x, const double *y, const int8_t *level, const float *vx,
                                    const float *vy)
{
    (void)level;
    struct aman_trajectory *trajectory = ctx;
    return aman_sqlite_trajectory_add(trajectory->writer, frame, n, person, x, y, vx, vy);
}

enum aman_err aman_trajectory_finish(struct aman_trajectory *trajectory)
{
    struct aman_sqlite_trajectory *writer = trajectory->writer;
    trajectory->writer = NULL;
    enum aman_err err = aman_sqlite_trajectory_close(writer);
    trajectory->waiting = err == AMAN_OK && trajectory->place.length > 0;
    return err;
}

enum aman_err aman_trajectory_place(struct aman_trajectory *trajectory)
{
    if (!trajectory->waiting) return AMAN_OK;
    if (rename(trajectory->path.data, trajectory->place.data) != 0) return AMAN_ERR_IO;
    trajectory->waiting = false;
    return AMAN_OK;
}

void aman_trajectory_drop(struct aman_trajectory *trajectory)
{
    aman_sqlite_trajectory_destroy(trajectory->writer);
    trajectory->writer = NULL;
    if (trajectory->waiting) unlink(trajectory->path.data);
    trajectory->waiting = false;
    if (trajectory->path.mem) aman_text_release(&trajectory->path);
    if (trajectory->place.mem) aman_text_release(&trajectory->place);
}
