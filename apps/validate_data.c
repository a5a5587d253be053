#include "apps/validate_data.h"

#include "base/text.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MOST = 5, PLACES_MOST = 10 * 1000 * 1000 };

/* Numbers of a line, between blanks or semicolons, with a point or a comma (a no-break space, as spreadsheets write it,
 * is a blank too); -1 when something else is in it. */
static int read_columns(const char *line, double columns[COLUMNS_MOST])
{
    int n = 0;
    for (const char *at = line + strspn(line, " \t\r\n;\xC2\xA0"); *at; at += strspn(at, " \t\r\n;\xC2\xA0")) {
        char word[40];
        size_t length = strcspn(at, " \t\r\n;\xC2\xA0");
        if (n == COLUMNS_MOST || length >= sizeof word) return -1;
        for (size_t i = 0; i < length; i++) word[i] = at[i] == ',' ? '.' : at[i];
        if (!aman_text_number(word, length, &columns[n++])) return -1;
        at += length;
    }
    return n;
}

static enum aman_err add_point(struct aman_arena *arena, struct aman_validate_series *series, struct aman_point point)
{
    struct aman_point *points = (struct aman_point *)series->points;
    bool full = (series->n & (series->n - 1)) == 0; /* room doubles at powers of two */
    if (full) {
        points = aman_arena_new(arena, series->n ? 2 * series->n : 1, sizeof *points);
        if (!points) return AMAN_ERR_MEMORY;
        if (series->n) memcpy(points, series->points, series->n * sizeof *points);
        series->points = points;
    }
    points[series->n++] = point;
    return AMAN_OK;
}

/* Adds column 0 and column `y` of every line of numbers. */
static enum aman_err read_file(const char *path, int y, struct aman_arena *arena, struct aman_validate_series *series)
{
    FILE *file = fopen(path, "r");
    char line[256];
    enum aman_err err = AMAN_OK;
    while (file && err == AMAN_OK && fgets(line, sizeof line, file)) {
        double columns[COLUMNS_MOST];
        if (read_columns(line, columns) > y)
            err = add_point(arena, series, (struct aman_point){columns[0], columns[y]});
    }
    if (file) fclose(file);
    return err;
}

static int is_table(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 &&
           (strcmp(entry->d_name + length - 4, ".txt") == 0 || strcmp(entry->d_name + length - 4, ".dat") == 0);
}

static enum aman_err read_folder(const char *directory, const char *name, struct aman_arena *arena,
                                 struct aman_validate_series *series)
{
    char folder[4096], path[4400];
    struct dirent **entries;
    snprintf(folder, sizeof folder, "%s/fundamental/%s", directory, name);
    int n = scandir(folder, &entries, is_table, alphasort);
    enum aman_err err = AMAN_OK;
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (err == AMAN_OK) err = read_file(path, 1, arena, series);
        free(entries[i]);
    }
    if (n >= 0) free(entries);
    return err;
}

/* ---- people filmed ---- */

static enum aman_err add_place(struct aman_arena *arena, struct aman_validate_track *track,
                               struct aman_validate_place place)
{
    struct aman_validate_place *places = (struct aman_validate_place *)track->places;
    if ((track->n & (track->n - 1)) == 0) { /* room doubles at powers of two */
        places = aman_arena_new(arena, track->n ? 2 * track->n : 1, sizeof *places);
        if (!places) return AMAN_ERR_MEMORY;
        if (track->n) memcpy(places, track->places, track->n * sizeof *places);
        track->places = places;
    }
    places[track->n++] = place;
    return AMAN_OK;
}

static int by_person_and_frame(const void *a, const void *b)
{
    const struct aman_validate_place *p = a, *q = b;
    int by_person = (p->person > q->person) - (p->person < q->person);
    return by_person ? by_person : (p->frame > q->frame) - (p->frame < q->frame);
}

/* Lines of person, frame, x, y (in units of unit_m) and z. A file with anything else but comments is not used. */
static enum aman_err read_track(const char *directory, const char *name, double per_s, double unit_m,
                                struct aman_arena *arena, struct aman_validate_track *track)
{
    char path[4096], line[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "r");
    struct aman_validate_track read = {.per_s = per_s};
    enum aman_err err = AMAN_OK;
    bool sound = file != NULL;
    while (sound && err == AMAN_OK && fgets(line, sizeof line, file)) {
        double c[COLUMNS_MOST];
        if (line[0] == '#') continue;
        sound = read_columns(line, c) >= 4 && fabs(c[0]) < 1e6 && fabs(c[1]) < 1e6 && fabs(c[2] * unit_m) < 1e4 &&
                fabs(c[3] * unit_m) < 1e4 && read.n < PLACES_MOST;
        if (sound)
            err = add_place(arena, &read, (struct aman_validate_place){(int)c[0], (int)c[1], (float)(c[2] * unit_m),
                                                                       (float)(c[3] * unit_m)});
    }
    if (file) fclose(file);
    if (err != AMAN_OK || !sound || read.n == 0) return err;
    qsort((void *)(uintptr_t)read.places, read.n, sizeof *read.places, by_person_and_frame);
    *track = read;
    return AMAN_OK;
}

static enum aman_err read_tracks(const char *directory, struct aman_arena *arena, struct aman_validate_data *data)
{
    enum aman_err err = read_track(directory, "bottleneck_040_c_56_h.txt", 25.0, 1.0, arena, &data->door);
    for (int w = 0; w < AMAN_VALIDATE_WALKS && err == AMAN_OK; w++)
        err = read_track(directory, aman_validate_walks[w].file, 16.0, 0.01, arena, &data->walks[w]);
    return err;
}

enum aman_err aman_validate_data_read(const char *directory, struct aman_arena *arena, struct aman_validate_data *data)
{
    char path[4096];
    enum aman_err err = read_folder(directory, "corridor_periodic", arena, &data->corridor_periodic);
    if (err == AMAN_OK) err = read_folder(directory, "corridor_open", arena, &data->corridor_open);
    snprintf(path, sizeof path, "%s/rimea16_percentile_reference.csv", directory);
    if (err == AMAN_OK) err = read_file(path, 1, arena, &data->band_low);
    if (err == AMAN_OK) err = read_file(path, 3, arena, &data->band_high);
    if (err == AMAN_OK) err = read_tracks(directory, arena, data);
    return err;
}
