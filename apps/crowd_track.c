#include "apps/crowd_track.h"

#include "base/text.h"

#include <string.h>

static bool ends_in(const char *file, const char *ending)
{
    size_t n = strlen(file), m = strlen(ending);
    return n > m && strcmp(file + n - m, ending) == 0;
}

static bool is_hdf5(const char *file)
{
    return ends_in(file, ".h5") || ends_in(file, ".hdf5");
}

bool aman_crowd_track_knows(const char *file)
{
    return is_hdf5(file) || ends_in(file, ".sqlite") || ends_in(file, ".db");
}

/* Levels lie above one another, so each is a geometry of its own. */
static void add_geometry(struct aman_text *wkt, const struct aman_scenario *scenario)
{
    if (scenario->n_levels != 1) aman_text_add(wkt, "GEOMETRYCOLLECTION (");
    for (size_t i = 0; i < scenario->n_levels; i++) {
        if (i > 0) aman_text_add(wkt, ", ");
        aman_sqlite_trajectory_wkt(wkt, &scenario->levels[i].region);
    }
    if (scenario->n_levels != 1) aman_text_add(wkt, ")");
}

enum aman_err aman_crowd_track_begin(struct aman_crowd_track *track, const char *file, double fps,
                                     const struct aman_scenario *scenario)
{
    if (!aman_crowd_track_knows(file)) return AMAN_ERR_ARGUMENT;
    struct aman_text wkt;
    aman_text_init(&wkt, &aman_mem_heap);
    add_geometry(&wkt, scenario);
    *track = (struct aman_crowd_track){.scenario = scenario, .room = scenario->n_people};
    track->z = aman_mem_new(&aman_mem_heap, track->room, sizeof *track->z);
    enum aman_err err = AMAN_ERR_MEMORY;
    if (!wkt.failed && track->z) {
        const struct aman_sqlite_trajectory_def def = {fps, wkt.data, scenario->box};
        err = is_hdf5(file) ? aman_hdf5_trajectory_create(&aman_mem_heap, file, fps, wkt.data, &track->hdf5)
                            : aman_sqlite_trajectory_create(&aman_mem_heap, file, &def, &track->sqlite);
    }
    aman_text_release(&wkt);
    return err;
}

enum aman_err aman_crowd_track_add(struct aman_crowd_track *track, uint32_t frame, size_t n,
                                   const uint32_t *person, const double *x, const double *y,
                                   const int8_t *level, const float *vx, const float *vy)
{
    if (track->sqlite) return aman_sqlite_trajectory_add(track->sqlite, frame, n, person, x, y, vx, vy);
    if (!track->hdf5) return AMAN_OK;
    for (size_t i = 0; i < n; i++) track->z[i] = track->scenario->levels[level[i]].height_m;
    return aman_hdf5_trajectory_add(track->hdf5, frame, n, person, x, y, track->z);
}

enum aman_err aman_crowd_track_finish(struct aman_crowd_track *track)
{
    enum aman_err err = AMAN_OK;
    if (track->sqlite) err = aman_sqlite_trajectory_close(track->sqlite);
    if (track->hdf5) err = aman_hdf5_trajectory_close(track->hdf5);
    track->sqlite = NULL;
    track->hdf5 = NULL;
    return err;
}

void aman_crowd_track_drop(struct aman_crowd_track *track)
{
    aman_sqlite_trajectory_destroy(track->sqlite);
    aman_hdf5_trajectory_destroy(track->hdf5);
    aman_mem_free(&aman_mem_heap, track->z, track->room, sizeof *track->z);
    *track = (struct aman_crowd_track){0};
}
