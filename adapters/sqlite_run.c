#include "adapters/sqlite_run.h"

#include "adapters/sqlite_file.h"
#include "base/text.h"

#include <math.h>

#define SERIES "series TEXT NOT NULL, begin_s REAL NOT NULL, step_s REAL NOT NULL, n INTEGER NOT NULL," \
               " type TEXT NOT NULL, data BLOB NOT NULL"

const struct aman_sqlite_run_table_def aman_sqlite_run_tables[AMAN_SQLITE_RUN_TABLES] = {
    [AMAN_SQLITE_RUN_META] = {"meta", "key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL", 2,
        "What was checked, with what, and how to do it again."},
    [AMAN_SQLITE_RUN_FINDING] = {"finding",
        "finding INTEGER PRIMARY KEY, severity TEXT NOT NULL, key TEXT NOT NULL, run INTEGER, place TEXT,"
        " value REAL, criterion REAL, unit TEXT, source TEXT, t_s REAL, x_m REAL, y_m REAL, level INTEGER,"
        " certainty TEXT, message TEXT NOT NULL, remedy TEXT", 16,
        "Findings, worst first. unit as in findings.json; t_s seconds from local midnight; x_m, y_m metres, x"
        " east, y north of meta.origin."},
    [AMAN_SQLITE_RUN_CAPACITY] = {"capacity",
        "id TEXT NOT NULL, name TEXT, entry REAL, holding REAL, exit REAL, emergency REAL, safe REAL,"
        " binding TEXT NOT NULL, expected REAL, p REAL, s REAL, places REAL", 12,
        "Capacities in persons by section; the last row is the sum."},
    [AMAN_SQLITE_RUN_RUN] = {"run",
        "run INTEGER PRIMARY KEY, contingency TEXT, begin_s REAL, end_s REAL, kick_off_s REAL, full_time_s REAL,"
        " egress_opens_s REAL, alarm_s REAL, cleared_t_s REAL, people INTEGER, turned_back INTEGER,"
        " stranded INTEGER, held_peak INTEGER, cell_m REAL, x0 REAL, y0 REAL, width INTEGER, height INTEGER,"
        " levels INTEGER, hash TEXT, agent_steps INTEGER, wall_s REAL", 22,
        "Runs: 0 is the day as planned (contingency NULL). cell_m, x0, y0, width, height, levels describe the"
        " raster: cell = (level * height + row) * width + column, row 0 in the south."},
    [AMAN_SQLITE_RUN_BANK] = {"bank",
        "run INTEGER NOT NULL, bank INTEGER NOT NULL, id TEXT NOT NULL, wait_mean_s REAL, wait_p95_s REAL,"
        " wait_max_s REAL, peak_served_per_h REAL, peak_waiting INTEGER, peak_waiting_t_s REAL, busy_share REAL", 10,
        "Search lanes and turnstiles."},
    [AMAN_SQLITE_RUN_SECTION] = {"section",
        "run INTEGER NOT NULL, section INTEGER NOT NULL, id TEXT NOT NULL, people INTEGER, filled_t_s REAL,"
        " first_out_t_s REAL, emptied_t_s REAL, empty_s REAL, exit_s REAL, evacuated_s REAL", 10,
        "Filling and emptying of the sections."},
    [AMAN_SQLITE_RUN_ZONE] = {"zone",
        "run INTEGER NOT NULL, zone INTEGER NOT NULL, id TEXT NOT NULL, area_m2 REAL, sustained_per_m2 REAL,"
        " sustained_t_s REAL, mean_peak_per_m2 REAL, pressure_per_s2 REAL, pressure_t_s REAL", 9,
        "Density and pressure in the zones."},
    [AMAN_SQLITE_RUN_RUN_SECOND] = {"run_second", "run INTEGER NOT NULL, " SERIES, 7,
        "Series of a run: value i is at begin_s + i * step_s; data holds n little-endian numbers of"
        " type u16, u32 or f32."},
    [AMAN_SQLITE_RUN_BANK_SECOND] = {"bank_second", "run INTEGER NOT NULL, bank INTEGER NOT NULL, " SERIES, 8,
        "Series arrived and served (cumulative) and waiting (now) of a bank."},
    [AMAN_SQLITE_RUN_SECTION_SECOND] = {"section_second", "run INTEGER NOT NULL, section INTEGER NOT NULL, " SERIES, 8,
        "Series seated (now), released, out and gone (cumulative) of a section."},
    [AMAN_SQLITE_RUN_ZONE_SECOND] = {"zone_second", "run INTEGER NOT NULL, zone INTEGER NOT NULL, " SERIES, 8,
        "Series count (persons) and peak (greatest local density, persons/m2) of a zone."},
    [AMAN_SQLITE_RUN_RASTER] = {"raster",
        "run INTEGER NOT NULL, quantity TEXT NOT NULL, type TEXT NOT NULL, data BLOB NOT NULL", 4,
        "Over the whole raster: walkable (u8), density (f32, greatest persons/m2), pressure (f32, 1/s2),"
        " time (f32, s, of the greatest density)."},
    [AMAN_SQLITE_RUN_MINUTE] = {"minute",
        "run INTEGER NOT NULL, t_s REAL NOT NULL, n INTEGER NOT NULL, cells BLOB NOT NULL, density BLOB NOT NULL", 5,
        "Mean density over the minute from t_s: cells are u32 indices into the raster, density u16 in"
        " thousandths of a person/m2."},
};

struct aman_sqlite_run {
    const struct aman_mem *mem;
    struct aman_sqlite_file file;
    sqlite3_stmt *insert[AMAN_SQLITE_RUN_TABLES];
};

static void add_tables(struct aman_text *sql)
{
    aman_text_add(sql, "PRAGMA user_version=1;"
                       "CREATE TABLE about(name TEXT PRIMARY KEY NOT NULL, about TEXT NOT NULL);");
    for (int i = 0; i < AMAN_SQLITE_RUN_TABLES; i++) {
        const struct aman_sqlite_run_table_def *def = &aman_sqlite_run_tables[i];
        aman_text_addf(sql, "CREATE TABLE %s(%s);", def->name, def->columns);
        aman_text_addf(sql, "INSERT INTO about VALUES('%s','%s');", def->name, def->about);
    }
}

static void prepare_inserts(struct aman_sqlite_run *run)
{
    for (int i = 0; i < AMAN_SQLITE_RUN_TABLES; i++) {
        struct aman_text sql;
        aman_text_init(&sql, run->mem);
        aman_text_addf(&sql, "INSERT INTO %s VALUES(?", aman_sqlite_run_tables[i].name);
        for (int k = 1; k < aman_sqlite_run_tables[i].n_columns; k++) aman_text_add(&sql, ",?");
        aman_text_add(&sql, ")");
        if (sql.failed) aman_sqlite_file_note(&run->file, SQLITE_NOMEM);
        else run->insert[i] = aman_sqlite_file_prepare(&run->file, sql.data);
        aman_text_release(&sql);
    }
}

static enum aman_err open_file(struct aman_sqlite_run *run, const char *path)
{
    struct aman_text sql;
    aman_text_init(&sql, run->mem);
    add_tables(&sql);
    enum aman_err err = sql.failed ? AMAN_ERR_MEMORY : aman_sqlite_file_open(&run->file, path, sql.data);
    aman_text_release(&sql);
    return err;
}

enum aman_err aman_sqlite_run_create(const struct aman_mem *mem, const char *path, struct aman_sqlite_run **run)
{
    struct aman_sqlite_run *r = aman_mem_new(mem, 1, sizeof *r);
    if (!r) return AMAN_ERR_MEMORY;
    r->mem = mem;
    enum aman_err err = open_file(r, path);
    if (err != AMAN_OK) {
        aman_mem_free(mem, r, 1, sizeof *r);
        return err;
    }
    prepare_inserts(r);
    if (r->file.err != AMAN_OK) {
        err = r->file.err;
        aman_sqlite_run_destroy(r);
        return err;
    }
    *run = r;
    return AMAN_OK;
}

static int bind(sqlite3_stmt *statement, int i, const struct aman_sqlite_value *value)
{
    switch (value->kind) {
    case AMAN_SQLITE_INTEGER: return sqlite3_bind_int64(statement, i, value->integer);
    case AMAN_SQLITE_REAL: return sqlite3_bind_double(statement, i, value->real); /* NAN becomes NULL */
    case AMAN_SQLITE_TEXT: return sqlite3_bind_text(statement, i, value->text, -1, SQLITE_STATIC);
    case AMAN_SQLITE_BLOB:
        if (value->n_bytes == 0) return sqlite3_bind_zeroblob(statement, i, 0);
        return sqlite3_bind_blob64(statement, i, value->bytes, value->n_bytes, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

enum aman_err aman_sqlite_run_add(struct aman_sqlite_run *run, enum aman_sqlite_run_table table,
                                  const struct aman_sqlite_value *values)
{
    sqlite3_stmt *statement = run->insert[table];
    for (int i = 0; i < aman_sqlite_run_tables[table].n_columns && run->file.err == AMAN_OK; i++)
        aman_sqlite_file_note(&run->file, bind(statement, i + 1, &values[i]));
    aman_sqlite_file_step(&run->file, statement);
    return run->file.err;
}

static void finalize(struct aman_sqlite_run *run)
{
    for (int i = 0; i < AMAN_SQLITE_RUN_TABLES; i++) sqlite3_finalize(run->insert[i]);
}

enum aman_err aman_sqlite_run_close(struct aman_sqlite_run *run)
{
    finalize(run);
    enum aman_err err = aman_sqlite_file_close(&run->file);
    aman_mem_free(run->mem, run, 1, sizeof *run);
    return err;
}

void aman_sqlite_run_destroy(struct aman_sqlite_run *run)
{
    if (!run) return;
    finalize(run);
    aman_sqlite_file_abandon(&run->file);
    aman_mem_free(run->mem, run, 1, sizeof *run);
}
