#include "formats/escort_tables.h"

#include "base/text.h"
#include "formats/csv.h"
#include "formats/plan_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct table {
    const char *path;
    struct aman_diags *diags;
    struct aman_csv csv;
    bool wrong;
};

static void fault(struct table *table, const struct aman_csv_field *field, const char *where, const char *found,
                  const char *expected)
{
    table->wrong = true;
    aman_diags_add(table->diags, (struct aman_diag){.file = table->path,
                                                    .line = field ? field->line : 0,
                                                    .column = field ? field->column : 0,
                                                    .where = where,
                                                    .found = found,
                                                    .expected = expected});
}

static enum aman_err open_table(struct table *table, struct aman_arena *arena)
{
    char *bytes;
    size_t n;
    enum aman_file_state state = aman_file_read(table->path, AMAN_CSV_MOST_BYTES, arena->mem, &bytes, &n);
    if (state == AMAN_FILE_NO_MEMORY) return AMAN_ERR_MEMORY;
    if (state != AMAN_FILE_OK) {
        fault(table, NULL, "", aman_file_state_text(state), "a table of at most 64 MiB");
        return AMAN_ERR_INPUT;
    }
    enum aman_err err = aman_csv_read(bytes, n, table->path, arena, table->diags, &table->csv);
    aman_mem_free(arena->mem, bytes, n + 1, 1);
    return err == AMAN_ERR_LIMIT ? AMAN_ERR_INPUT : err;
}

/* The column with this name, told when it is missing. */
static int need_column(struct table *table, const char *name)
{
    int column = aman_csv_column(&table->csv, name);
    if (column < 0) fault(table, NULL, name, "no such column", "a column with this name in the first row");
    return column;
}

static const struct aman_csv_field *field_at(const struct table *table, size_t row, int column)
{
    return &table->csv.fields[row * table->csv.n_columns + (size_t)column];
}

static double number_at(struct table *table, size_t row, int column, double least, double most, const char *expected)
{
    const struct aman_csv_field *field = field_at(table, row, column);
    double value;
    if (aman_text_number(field->text, strlen(field->text), &value) && value >= least && value <= most) return value;
    fault(table, field, table->csv.names[column].text, field->text, expected);
    return NAN;
}

static double lon_at(struct table *table, size_t row, int column)
{
    return number_at(table, row, column, -180.0, 180.0, "degrees of longitude, -180 to 180");
}

static double lat_at(struct table *table, size_t row, int column)
{
    return number_at(table, row, column, -90.0, 90.0, "degrees of latitude, -90 to 90");
}

enum aman_err aman_trips_read(const char *path, struct aman_arena *arena, struct aman_diags *diags,
                              struct aman_escort_trip **trips, size_t *n)
{
    static const char *const names[] = {"from_lon", "from_lat", "to_lon", "to_lat"};
    struct table table = {.path = path, .diags = diags};
    int columns[4];
    enum aman_err err = open_table(&table, arena);
    if (err != AMAN_OK) return err;
    for (int i = 0; i < 4; i++) columns[i] = need_column(&table, names[i]);
    if (table.wrong) return AMAN_ERR_INPUT;
    struct aman_escort_trip *made = aman_arena_new(arena, table.csv.n_rows, sizeof *made);
    if (!made) return AMAN_ERR_MEMORY;
    for (size_t row = 0; row < table.csv.n_rows; row++)
        made[row] = (struct aman_escort_trip){lon_at(&table, row, columns[0]), lat_at(&table, row, columns[1]),
                                              lon_at(&table, row, columns[2]), lat_at(&table, row, columns[3])};
    if (table.wrong) return AMAN_ERR_INPUT;
    *trips = made;
    *n = table.csv.n_rows;
    return AMAN_OK;
}

static enum aman_road_help kind_at(struct table *table, size_t row, int column)
{
    if (column < 0) return AMAN_HELP_HOSPITAL;
    const struct aman_csv_field *field = field_at(table, row, column);
    if (strcmp(field->text, "police") == 0) return AMAN_HELP_POLICE;
    if (field->text[0] && strcmp(field->text, "hospital") != 0)
        fault(table, field, "kind", field->text, "hospital or police");
    return AMAN_HELP_HOSPITAL;
}

enum aman_err aman_havens_read(const char *path, struct aman_arena *arena, struct aman_diags *diags,
                               struct aman_road_place **havens, size_t *n)
{
    struct table table = {.path = path, .diags = diags};
    enum aman_err err = open_table(&table, arena);
    if (err != AMAN_OK) return err;
    int lon = need_column(&table, "lon"), lat = need_column(&table, "lat");
    int name = aman_csv_column(&table.csv, "name"), kind = aman_csv_column(&table.csv, "kind");
    if (table.wrong) return AMAN_ERR_INPUT;
    struct aman_road_place *made = aman_arena_new(arena, table.csv.n_rows, sizeof *made);
    if (!made) return AMAN_ERR_MEMORY;
    for (size_t row = 0; row < table.csv.n_rows; row++)
        made[row] = (struct aman_road_place){kind_at(&table, row, kind),
                                             name < 0 ? "" : field_at(&table, row, name)->text,
                                             lon_at(&table, row, lon), lat_at(&table, row, lat)};
    if (table.wrong) return AMAN_ERR_INPUT;
    *havens = made;
    *n = table.csv.n_rows;
    return AMAN_OK;
}

struct speed_row {
    int first_class, last_class, from, to;
    double kmh, p90_factor; /* p90_factor NAN: not given */
};

static bool classes_at(struct table *table, size_t row, int column, struct speed_row *speed)
{
    const struct aman_csv_field *field = field_at(table, row, column);
    enum aman_road_class road_class;
    if (strcmp(field->text, "all") == 0) {
        speed->first_class = 0;
        speed->last_class = AMAN_ROAD_CLASS_COUNT - 1;
        return true;
    }
    if (!aman_road_class_of(field->text, &road_class)) {
        fault(table, field, "class", field->text, "all, or a class of roads as the map names it, like primary_link");
        return false;
    }
    speed->first_class = speed->last_class = (int)road_class;
    return true;
}

static int hour_at(struct table *table, size_t row, int column, int least)
{
    double hour = number_at(table, row, column, least, 24.0, least > 0 ? "a full hour, 1 to 24" : "a full hour, 0 to 24");
    if (isfinite(hour) && hour != floor(hour)) {
        const struct aman_csv_field *field = field_at(table, row, column);
        fault(table, field, table->csv.names[column].text, field->text, "a full hour");
    }
    return isfinite(hour) ? (int)hour : 0;
}

static void set_speeds(struct aman_road_speeds *speeds, const struct speed_row *row)
{
    for (int c = row->first_class; c <= row->last_class; c++)
        for (int hour = row->from; hour < row->to; hour++) {
            speeds->kmh[c][hour] = row->kmh;
            if (isfinite(row->p90_factor)) speeds->p90_factor[c][hour] = row->p90_factor;
        }
}

static enum aman_err read_speeds(struct table *table, struct aman_road_speeds *speeds)
{
    int road = need_column(table, "class"), from = need_column(table, "from_hour"), to = need_column(table, "to_hour");
    int kmh = need_column(table, "speed_kmh"), late = aman_csv_column(&table->csv, "p90_factor");
    if (table->wrong) return AMAN_ERR_INPUT;
    for (size_t row = 0; row < table->csv.n_rows; row++) {
        struct speed_row speed = {.p90_factor = NAN};
        classes_at(table, row, road, &speed);
        speed.from = hour_at(table, row, from, 0);
        speed.to = hour_at(table, row, to, 1);
        speed.kmh = number_at(table, row, kmh, 1.0, 200.0, "km/h, 1 to 200");
        if (late >= 0 && field_at(table, row, late)->text[0])
            speed.p90_factor = number_at(table, row, late, 1.0, 20.0, "a factor from 1 to 20");
        if (!table->wrong && speed.to <= speed.from)
            fault(table, field_at(table, row, to), "to_hour", field_at(table, row, to)->text, "an hour behind from_hour");
        if (!table->wrong) set_speeds(speeds, &speed);
    }
    return table->wrong ? AMAN_ERR_INPUT : AMAN_OK;
}

struct factor {
    const char *name;
    double *value, least, most;
    const char *expected;
};

static enum aman_err read_factors(struct table *table, struct aman_road_speeds *speeds)
{
    static const char seconds[] = "seconds, 0 to 3600", share[] = "a share, 0 to 1";
    const struct factor factors[] = {
        {"signal_s", &speeds->signal_s, 0.0, 3600.0, seconds},
        {"common_share", &speeds->spread.common_share, 0.0, 1.0, share},
        {"class_share", &speeds->spread.class_share, 0.0, 1.0, share},
        {"stretch_m", &speeds->spread.stretch_m, 1.0, 100000.0, "metres, 1 to 100000"},
        {"risk_bridge_s_per_km", &speeds->risk.bridge_s_per_km, 0.0, 3600.0, seconds},
        {"risk_tunnel_s_per_km", &speeds->risk.tunnel_s_per_km, 0.0, 3600.0, seconds},
        {"risk_access_s_per_km", &speeds->risk.access_s_per_km, 0.0, 3600.0, seconds},
        {"risk_signal_s", &speeds->risk.signal_s, 0.0, 3600.0, seconds},
    };
    enum { FACTORS = sizeof factors / sizeof *factors };
    int name = need_column(table, "name"), value = need_column(table, "value");
    for (size_t row = 0; row < table->csv.n_rows && name >= 0 && value >= 0; row++) {
        const struct aman_csv_field *field = field_at(table, row, name);
        size_t i = 0;
        while (i < FACTORS && strcmp(factors[i].name, field->text) != 0) i++;
        if (i == FACTORS)
            fault(table, field, "name", field->text,
                  "signal_s, common_share, class_share, stretch_m, risk_bridge_s_per_km, risk_tunnel_s_per_km, "
                  "risk_access_s_per_km or risk_signal_s");
        else
            *factors[i].value = number_at(table, row, value, factors[i].least, factors[i].most, factors[i].expected);
    }
    if (!table->wrong && speeds->spread.common_share + speeds->spread.class_share > 1.0)
        fault(table, NULL, "common_share", "more than 1 together with class_share", "shares that are at most 1 together");
    return table->wrong ? AMAN_ERR_INPUT : AMAN_OK;
}

/* Reads a table over a copy of *speeds, which takes its place when all of it was right. */
static enum aman_err override(const char *path, const struct aman_mem *mem, struct aman_diags *diags, struct aman_road_speeds *speeds,
                              enum aman_err (*read)(struct table *table, struct aman_road_speeds *speeds))
{
    struct table table = {.path = path, .diags = diags};
    struct aman_arena arena;
    struct aman_road_speeds made = *speeds;
    aman_arena_init(&arena, mem, 0);
    enum aman_err err = open_table(&table, &arena);
    if (err == AMAN_OK) err = read(&table, &made);
    if (err == AMAN_OK) *speeds = made;
    aman_arena_release(&arena);
    return err;
}

enum aman_err aman_speeds_read(const char *path, const struct aman_mem *mem, struct aman_diags *diags,
                               struct aman_road_speeds *speeds)
{
    return override(path, mem, diags, speeds, read_speeds);
}

enum aman_err aman_factors_read(const char *path, const struct aman_mem *mem, struct aman_diags *diags,
                                struct aman_road_speeds *speeds)
{
    return override(path, mem, diags, speeds, read_factors);
}
