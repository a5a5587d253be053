#include "adapters/sqlite_trajectory.h"

#include "adapters/sqlite_file.h"
#include "base/hash.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct aman_sqlite_trajectory {
    const struct aman_mem *mem;
    struct aman_sqlite_file file;
    sqlite3_stmt *row, *frame;
    int64_t geometry_hash;
    int64_t last_frame;
};

static const char schema[] =
    "CREATE TABLE trajectory_data(frame INTEGER NOT NULL, id INTEGER NOT NULL, pos_x REAL NOT NULL,"
    " pos_y REAL NOT NULL, ori_x REAL NOT NULL, ori_y REAL NOT NULL);"
    "CREATE TABLE metadata(key TEXT NOT NULL UNIQUE PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE TABLE geometry(hash INTEGER NOT NULL, wkt TEXT NOT NULL);"
    "CREATE UNIQUE INDEX geometry_hash ON geometry(hash);"
    "CREATE TABLE frame_data(frame INTEGER NOT NULL, geometry_hash INTEGER NOT NULL);";

static void add_meta(struct aman_sqlite_file *file, sqlite3_stmt *statement, const char *key, double value)
{
    if (!statement) return;
    char text[32];
    snprintf(text, sizeof text, value == floor(value) && fabs(value) < 1e9 ? "%.0f" : "%.10g", value);
    aman_sqlite_file_note(file, sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC));
    aman_sqlite_file_note(file, sqlite3_bind_text(statement, 2, text, -1, SQLITE_TRANSIENT));
    aman_sqlite_file_step(file, statement);
}

static void write_head(struct aman_sqlite_trajectory *t, const struct aman_sqlite_trajectory_def *def)
{
    sqlite3_stmt *meta = aman_sqlite_file_prepare(&t->file, "INSERT INTO metadata VALUES(?,?)");
    add_meta(&t->file, meta, "version", 2);
    add_meta(&t->file, meta, "fps", def->fps);
    add_meta(&t->file, meta, "xmin", def->box.x_min);
    add_meta(&t->file, meta, "xmax", def->box.x_max);
    add_meta(&t->file, meta, "ymin", def->box.y_min);
    add_meta(&t->file, meta, "ymax", def->box.y_max);
    sqlite3_finalize(meta);
    sqlite3_stmt *geometry = aman_sqlite_file_prepare(&t->file, "INSERT INTO geometry VALUES(?,?)");
    if (geometry) {
        aman_sqlite_file_note(&t->file, sqlite3_bind_int64(geometry, 1, t->geometry_hash));
        aman_sqlite_file_note(&t->file, sqlite3_bind_text(geometry, 2, def->geometry_wkt, -1, SQLITE_STATIC));
        aman_sqlite_file_step(&t->file, geometry);
    }
    sqlite3_finalize(geometry);
}

enum aman_err aman_sqlite_trajectory_create(const struct aman_mem *mem, const char *path,
                                            const struct aman_sqlite_trajectory_def *def,
                                            struct aman_sqlite_trajectory **trajectory)
{
    if (!(def->fps > 0) || !isfinite(def->fps) || !def->geometry_wkt) return AMAN_ERR_ARGUMENT;
    struct aman_sqlite_trajectory *t = aman_mem_new(mem, 1, sizeof *t);
    if (!t) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_sqlite_file_open(&t->file, path, schema);
    if (err != AMAN_OK) {
        aman_mem_free(mem, t, 1, sizeof *t);
        return err;
    }
    t->mem = mem;
    t->last_frame = -1;
    uint64_t hash = aman_hash_add(aman_hash_start, def->geometry_wkt, strlen(def->geometry_wkt));
    t->geometry_hash = (int64_t)(hash >> 1); /* SQLite's integers have a sign */
    write_head(t, def);
    t->row = aman_sqlite_file_prepare(&t->file, "INSERT INTO trajectory_data VALUES(?,?,?,?,?,?)");
    t->frame = aman_sqlite_file_prepare(&t->file, "INSERT INTO frame_data VALUES(?,?)");
    if (t->file.err != AMAN_OK) {
        err = t->file.err;
        aman_sqlite_trajectory_destroy(t);
        return err;
    }
    *trajectory = t;
    return AMAN_OK;
}

static void add_row(struct aman_sqlite_trajectory *t, uint32_t id, double x, double y, double vx, double vy)
{
    double speed = hypot(vx, vy);
    sqlite3_bind_int64(t->row, 2, id);
    sqlite3_bind_double(t->row, 3, x);
    sqlite3_bind_double(t->row, 4, y);
    sqlite3_bind_double(t->row, 5, speed > 0 ? vx / speed : 0);
    sqlite3_bind_double(t->row, 6, speed > 0 ? vy / speed : 0);
    aman_sqlite_file_step(&t->file, t->row);
}

enum aman_err aman_sqlite_trajectory_add(struct aman_sqlite_trajectory *t, uint32_t frame, size_t n, const uint32_t *id,
                                         const double *x, const double *y, const float *vx, const float *vy)
{
    if (t->file.err != AMAN_OK) return t->file.err;
    if ((int64_t)frame <= t->last_frame) return AMAN_ERR_ARGUMENT;
    t->last_frame = frame;
    sqlite3_bind_int64(t->frame, 1, frame);
    sqlite3_bind_int64(t->frame, 2, t->geometry_hash);
    aman_sqlite_file_step(&t->file, t->frame);
    sqlite3_bind_int64(t->row, 1, frame);
    for (size_t i = 0; i < n && t->file.err == AMAN_OK; i++)
        add_row(t, id[i], x[i], y[i], (double)vx[i], (double)vy[i]);
    return t->file.err;
}

static void free_writer(struct aman_sqlite_trajectory *t)
{
    const struct aman_mem *mem = t->mem;
    aman_mem_free(mem, t, 1, sizeof *t);
}

enum aman_err aman_sqlite_trajectory_close(struct aman_sqlite_trajectory *t)
{
    sqlite3_finalize(t->row);
    sqlite3_finalize(t->frame);
    aman_sqlite_file_exec(&t->file, "CREATE INDEX frame_id_idx ON trajectory_data(frame, id)");
    enum aman_err err = aman_sqlite_file_close(&t->file);
    free_writer(t);
    return err;
}

void aman_sqlite_trajectory_destroy(struct aman_sqlite_trajectory *t)
{
    if (!t) return;
    sqlite3_finalize(t->row);
    sqlite3_finalize(t->frame);
    aman_sqlite_file_abandon(&t->file);
    free_writer(t);
}

static bool ring_holds(const struct aman_ring *ring, struct aman_point p)
{
    struct aman_area area = {(struct aman_ring *)ring, 1};
    return aman_area_contains(&area, p);
}

/* How many other rings each one lies in; SIZE_MAX: not a ring. */
static void find_depths(const struct aman_area *area, size_t *depth)
{
    for (size_t i = 0; i < area->n; i++) {
        depth[i] = area->rings[i].n < 3 ? SIZE_MAX : 0;
        for (size_t k = 0; k < area->n && depth[i] != SIZE_MAX; k++)
            depth[i] += k != i && area->rings[k].n >= 3 && ring_holds(&area->rings[k], area->rings[i].points[0]);
    }
}

static bool is_outer(size_t depth)
{
    return depth != SIZE_MAX && depth % 2 == 0;
}

static void add_ring(struct aman_text *wkt, const struct aman_ring *ring)
{
    aman_text_add(wkt, "(");
    for (size_t i = 0; i <= ring->n; i++) {
        struct aman_point p = ring->points[i % ring->n];
        aman_text_addf(wkt, "%s%.10g %.10g", i ? ", " : "", p.x, p.y);
    }
    aman_text_add(wkt, ")");
}

/* The outer ring and the holes directly in it: those one deeper whose first point lies in it. */
static void add_polygon(struct aman_text *wkt, const struct aman_area *area, const size_t *depth, size_t outer)
{
    aman_text_add(wkt, "(");
    add_ring(wkt, &area->rings[outer]);
    for (size_t i = 0; i < area->n; i++) {
        if (depth[i] != depth[outer] + 1 || !ring_holds(&area->rings[outer], area->rings[i].points[0])) continue;
        aman_text_add(wkt, ", ");
        add_ring(wkt, &area->rings[i]);
    }
    aman_text_add(wkt, ")");
}

void aman_sqlite_trajectory_wkt(struct aman_text *wkt, const struct aman_area *area)
{
    size_t *depth = aman_mem_new(wkt->mem, area->n, sizeof *depth);
    if (!depth) {
        wkt->failed = true;
        return;
    }
    find_depths(area, depth);
    size_t n_polygons = 0, added = 0;
    for (size_t i = 0; i < area->n; i++) n_polygons += is_outer(depth[i]);
    aman_text_add(wkt, n_polygons == 0 ? "POLYGON EMPTY" : n_polygons == 1 ? "POLYGON " : "MULTIPOLYGON (");
    for (size_t i = 0; i < area->n; i++) {
        if (!is_outer(depth[i])) continue;
        if (added++ > 0) aman_text_add(wkt, ", ");
        add_polygon(wkt, area, depth, i);
    }
    if (n_polygons > 1) aman_text_add(wkt, ")");
    aman_mem_free(wkt->mem, depth, area->n, sizeof *depth);
}
