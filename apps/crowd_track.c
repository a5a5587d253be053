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

static bool make_frames(struct aman_crowd_track *track, size_t room)
{
    bool all = true;
    for (int i = 0; i < CROWD_TRACK_FRAMES; i++) {
        struct aman_crowd_track_frame *f = &track->frames[i];
        f->person = aman_arena_new(&track->arena, room, sizeof *f->person);
        f->x = aman_arena_new(&track->arena, room, sizeof *f->x);
        f->y = aman_arena_new(&track->arena, room, sizeof *f->y);
        f->z = aman_arena_new(&track->arena, room, sizeof *f->z);
        f->vx = aman_arena_new(&track->arena, room, sizeof *f->vx);
        f->vy = aman_arena_new(&track->arena, room, sizeof *f->vy);
        all = all && f->person && f->x && f->y && f->z && f->vx && f->vy;
    }
    return all;
}

static enum aman_err write_frame(const struct aman_crowd_track *track, const struct aman_crowd_track_frame *f)
{
    if (track->sqlite) return aman_sqlite_trajectory_add(track->sqlite, f->frame, f->n, f->person, f->x, f->y, f->vx, f->vy);
    return aman_hdf5_trajectory_add(track->hdf5, f->frame, f->n, f->person, f->x, f->y, f->z);
}

/* The writer: frames in the order given, until there are no more. */
static void *write_frames(void *arg)
{
    struct aman_crowd_track *track = arg;
    pthread_mutex_lock(&track->lock);
    for (;;) {
        while (track->n_given == track->n_written && !track->ends) pthread_cond_wait(&track->given, &track->lock);
        if (track->n_given == track->n_written) break;
        const struct aman_crowd_track_frame *f = &track->frames[track->n_written % CROWD_TRACK_FRAMES];
        enum aman_err err = track->err;
        pthread_mutex_unlock(&track->lock);
        if (err == AMAN_OK) err = write_frame(track, f);
        pthread_mutex_lock(&track->lock);
        track->err = err;
        track->n_written++;
        pthread_cond_signal(&track->written);
    }
    pthread_mutex_unlock(&track->lock);
    return NULL;
}

static enum aman_err start_writer(struct aman_crowd_track *track)
{
    pthread_mutex_init(&track->lock, NULL);
    pthread_cond_init(&track->given, NULL);
    pthread_cond_init(&track->written, NULL);
    track->runs = pthread_create(&track->writer, NULL, write_frames, track) == 0;
    return track->runs ? AMAN_OK : AMAN_ERR_MEMORY;
}

static void stop_writer(struct aman_crowd_track *track)
{
    if (!track->runs) return;
    pthread_mutex_lock(&track->lock);
    track->ends = true;
    pthread_cond_signal(&track->given);
    pthread_mutex_unlock(&track->lock);
    pthread_join(track->writer, NULL);
    track->runs = false;
    pthread_cond_destroy(&track->given);
    pthread_cond_destroy(&track->written);
    pthread_mutex_destroy(&track->lock);
}

enum aman_err aman_crowd_track_begin(struct aman_crowd_track *track, const char *file, double fps,
                                     const struct aman_scenario *scenario)
{
    if (!aman_crowd_track_knows(file)) return AMAN_ERR_ARGUMENT;
    struct aman_text wkt;
    aman_text_init(&wkt, &aman_mem_heap);
    add_geometry(&wkt, scenario);
    *track = (struct aman_crowd_track){.scenario = scenario};
    aman_arena_init(&track->arena, &aman_mem_heap, 0);
    enum aman_err err = AMAN_ERR_MEMORY;
    if (make_frames(track, scenario->n_people) && !wkt.failed) {
        const struct aman_sqlite_trajectory_def def = {fps, wkt.data, scenario->box};
        err = is_hdf5(file) ? aman_hdf5_trajectory_create(&aman_mem_heap, file, fps, wkt.data, &track->hdf5)
                            : aman_sqlite_trajectory_create(&aman_mem_heap, file, &def, &track->sqlite);
    }
    aman_text_release(&wkt);
    return err == AMAN_OK ? start_writer(track) : err;
}

static void fill(struct aman_crowd_track *track, struct aman_crowd_track_frame *f, const uint32_t *person, const double *x,
                 const double *y, const int8_t *level, const float *vx, const float *vy)
{
    memcpy(f->person, person, f->n * sizeof *person);
    memcpy(f->x, x, f->n * sizeof *x);
    memcpy(f->y, y, f->n * sizeof *y);
    memcpy(f->vx, vx, f->n * sizeof *vx);
    memcpy(f->vy, vy, f->n * sizeof *vy);
    for (size_t i = 0; i < f->n; i++) f->z[i] = track->scenario->levels[level[i]].height_m;
}

enum aman_err aman_crowd_track_add(struct aman_crowd_track *track, uint32_t frame, size_t n,
                                   const uint32_t *person, const double *x, const double *y,
                                   const int8_t *level, const float *vx, const float *vy)
{
    if (!track->runs) return AMAN_OK;
    pthread_mutex_lock(&track->lock);
    while (track->n_given - track->n_written == CROWD_TRACK_FRAMES) pthread_cond_wait(&track->written, &track->lock);
    struct aman_crowd_track_frame *f = &track->frames[track->n_given % CROWD_TRACK_FRAMES];
    enum aman_err err = track->err;
    pthread_mutex_unlock(&track->lock);
    if (err != AMAN_OK) return err;
    f->frame = frame;
    f->n = n;
    fill(track, f, person, x, y, level, vx, vy);
    pthread_mutex_lock(&track->lock);
    track->n_given++;
    pthread_cond_signal(&track->given);
    pthread_mutex_unlock(&track->lock);
    return AMAN_OK;
}

enum aman_err aman_crowd_track_finish(struct aman_crowd_track *track)
{
    stop_writer(track);
    enum aman_err err = track->err;
    if (track->sqlite && err == AMAN_OK) {
        err = aman_sqlite_trajectory_close(track->sqlite);
        track->sqlite = NULL;
    }
    if (track->hdf5 && err == AMAN_OK) {
        err = aman_hdf5_trajectory_close(track->hdf5);
        track->hdf5 = NULL;
    }
    return err;
}

void aman_crowd_track_drop(struct aman_crowd_track *track)
{
    stop_writer(track);
    aman_sqlite_trajectory_destroy(track->sqlite);
    aman_hdf5_trajectory_destroy(track->hdf5);
    aman_arena_release(&track->arena);
    *track = (struct aman_crowd_track){0};
}
