/* People listed one by one: when and where each comes. */
#include "formats/crowd_scenario_build.h"

#include "base/text.h"
#include "formats/csv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum column { TIME, X, Y, ID, RADIUS, SPEED, DESTINATION, START, N_COLUMNS };

static const struct {
    const char *name;
    bool required;
    double least, most; /* numbers */
} columns[N_COLUMNS] = {
    [TIME] = {"time_s", true, 0, 1e6},
    [X] = {"x_m", true, -1e5, 1e5},
    [Y] = {"y_m", true, -1e5, 1e5},
    [ID] = {"id", false, 0, 0},
    [RADIUS] = {"radius_m", false, 0.05, 0.5},
    [SPEED] = {"speed_m_per_s", false, 0.05, 2.2},
    [DESTINATION] = {"destination", false, 0, 0},
    [START] = {"start_s", false, 0, 1e6},
};

struct people {
    struct scenario_reader *reader;
    const char *file;
    struct aman_csv csv;
    int at[N_COLUMNS];
    const GEOSPreparedGeometry *ground;
};

static void fault(struct people *people, const struct aman_csv_field *field, const char *found,
                  const char *expected, const char *hint)
{
    aman_diags_add(people->reader->plain.diags, (struct aman_diag){.file = people->file,
                                                                   .line = field ? field->line : 0,
                                                                   .column = field ? field->column : 0,
                                                                   .found = found,
                                                                   .expected = expected,
                                                                   .hint = hint});
}

static void check_columns(struct people *people)
{
    const char *names[N_COLUMNS];
    for (int c = 0; c < N_COLUMNS; c++) {
        names[c] = columns[c].name;
        people->at[c] = aman_csv_column(&people->csv, columns[c].name);
        if (people->at[c] >= 0 || !columns[c].required) continue;
        char found[64];
        snprintf(found, sizeof found, "no column `%s`", columns[c].name);
        fault(people, &people->csv.names[0], found, "the columns time_s, x_m, y_m", NULL);
    }
    for (size_t i = 0; i < people->csv.n_columns; i++) {
        const struct aman_csv_field *name = &people->csv.names[i];
        char shown[64], found[96], hint[120];
        bool known = false;
        for (int c = 0; c < N_COLUMNS; c++) known = known || strcmp(name->text, names[c]) == 0;
        if (known) continue;
        aman_text_shown(name->text, shown, sizeof shown);
        snprintf(found, sizeof found, "an unknown column %s", shown);
        aman_did_you_mean(name->text, names, N_COLUMNS, hint, sizeof hint);
        fault(people, name, found, "a column of people", hint);
    }
}

static const struct aman_csv_field *field_of(const struct people *people, size_t row, enum column column)
{
    if (people->at[column] < 0) return NULL;
    const struct aman_csv_field *field =
        &people->csv.fields[row * people->csv.n_columns + (size_t)people->at[column]];
    return field->text[0] || columns[column].required ? field : NULL;
}

static double number_of(struct people *people, size_t row, enum column column)
{
    const struct aman_csv_field *field = field_of(people, row, column);
    double value;
    if (!field) return NAN;
    if (aman_text_number(field->text, strlen(field->text), &value) && value >= columns[column].least &&
        value <= columns[column].most)
        return value;
    char shown[64], expected[64];
    aman_text_shown(field->text, shown, sizeof shown);
    snprintf(expected, sizeof expected, "%s from %g to %g", columns[column].name, columns[column].least,
             columns[column].most);
    fault(people, field, shown, expected, NULL);
    return NAN;
}

static int destination_of(struct people *people, size_t row)
{
    const struct aman_csv_field *field = field_of(people, row, DESTINATION);
    const struct aman_ids *ids = people->reader->destinations;
    if (!field || !ids) return -1;
    int index = aman_ids_find(ids, field->text);
    if (index >= 0) return index;
    char shown[64], hint[120];
    aman_text_shown(field->text, shown, sizeof shown);
    aman_did_you_mean(field->text, ids->names, ids->n, hint, sizeof hint);
    fault(people, field, shown, ids->what, hint);
    return -1;
}

static void read_row(struct people *people, size_t row, struct aman_scenario_entry *entry)
{
    const struct aman_csv_field *first = &people->csv.fields[row * people->csv.n_columns],
                                *id = field_of(people, row, ID);
    *entry = (struct aman_scenario_entry){.id = id ? id->text : "",
                                          .line = first->line,
                                          .time_s = number_of(people, row, TIME),
                                          .at = {number_of(people, row, X), number_of(people, row, Y)},
                                          .radius_m = number_of(people, row, RADIUS),
                                          .speed_m_per_s = number_of(people, row, SPEED),
                                          .start_s = number_of(people, row, START),
                                          .destination = destination_of(people, row)};
    if (entry->start_s < entry->time_s)
        fault(people, field_of(people, row, START), "a start before the person comes", "start_s >= time_s",
              NULL);
    if (isnan(entry->at.x) || isnan(entry->at.y) || !people->ground) return;
    if (!venue_shape_has(&people->reader->shapes, people->ground, entry->at)) {
        char found[96];
        snprintf(found, sizeof found, "a person at (%g, %g), outside of the walkable space", entry->at.x,
                 entry->at.y);
        fault(people, first, found, "a place where people can walk", NULL);
    }
}

static void read_rows(struct people *people, struct aman_scenario_source *source)
{
    size_t n = people->csv.n_rows;
    if (n < 1 || n > AMAN_SCENARIO_MOST_PEOPLE) {
        fault(people, NULL, n ? "too many rows" : "no rows", "1 to 2000000 people", NULL);
        return;
    }
    struct aman_scenario_entry *entries = aman_reader_new(&people->reader->plain, n, sizeof *entries);
    if (!entries) return;
    for (size_t row = 0; row < n; row++) read_row(people, row, &entries[row]);
    source->entries = entries;
    source->n_entries = n;
    source->number = (uint32_t)n;
}

static void read_bytes(struct people *people, const char *bytes, size_t n,
                       struct aman_scenario_source *source)
{
    struct scenario_reader *reader = people->reader;
    enum aman_err err =
        aman_csv_read(bytes, n, people->file, reader->plain.arena, reader->plain.diags, &people->csv);
    if (err == AMAN_ERR_MEMORY) reader->plain.no_memory = true;
    if (err != AMAN_OK) return;
    size_t errors = reader->plain.diags->n_errors;
    check_columns(people);
    if (reader->plain.diags->n_errors > errors) return;
    GEOSGeometry *region = source->level >= 0 ? reader->regions[source->level] : NULL;
    people->ground = region ? GEOSPrepare_r(reader->shapes.geos, region) : NULL;
    read_rows(people, source);
    if (people->ground) GEOSPreparedGeom_destroy_r(reader->shapes.geos, people->ground);
}

void scenario_read_people(struct scenario_reader *reader, const struct aman_raw_source *raw,
                          struct aman_scenario_source *source)
{
    const struct aman_yaml *node = aman_yaml_get(raw->node, "file");
    struct people people = {.reader = reader, .file = raw->file};
    char *bytes = NULL;
    size_t n = 0;
    source->file = raw->file;
    if (!raw->file[0]) return;
    if (!reader->read_files) {
        aman_reader_expect(&reader->plain, node, "an area as `wkt`: files are not read here");
        return;
    }
    const char *path = aman_plan_open_path(&reader->plain, raw->file);
    if (!path) return;
    enum aman_file_state state = aman_file_read(path, AMAN_CSV_MOST_BYTES, &aman_mem_heap, &bytes, &n);
    if (state != AMAN_FILE_OK) {
        aman_plan_refuse_file(&reader->plain, node, raw->file, state);
        return;
    }
    read_bytes(&people, bytes, n, source);
    aman_mem_free(&aman_mem_heap, bytes, n + 1, 1);
}
