#include "formats/plan_reader.h"

#include "formats/csv.h"
#include "plan/profile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PROFILE_MOST_POINTS = 100 * 1000, PEOPLE_MOST = 2000 * 1000 };

/* ---- arrivals by a table ---- */

struct table {
    struct aman_plan_reader *reader;
    const char *file;
    struct aman_csv csv;
    bool sound;
};

static void refuse_field(struct table *table, const struct aman_csv_field *field, const char *expected)
{
    char found[96];
    aman_text_shown(field->text, found, sizeof found);
    table->sound = false;
    aman_diags_add(table->reader->diags, (struct aman_diag){.file = table->file,
                                                            .line = field->line,
                                                            .column = field->column,
                                                            .found = found,
                                                            .expected = expected});
}

/* The column named so, or -1 with a fault at the first row. */
static int column_of(struct table *table, const char *name)
{
    int column = aman_csv_column(&table->csv, name);
    if (column >= 0) return column;
    char expected[96];
    snprintf(expected, sizeof expected, "the columns time and share; there is no `%s`", name);
    refuse_field(table, &table->csv.names[0], expected);
    return -1;
}

static struct aman_profile_point point_of(struct table *table, const struct aman_csv_field *time,
                                          const struct aman_csv_field *share,
                                          const struct aman_profile_point *before)
{
    struct aman_profile_point point = {(double)NAN, (double)NAN};
    if (!aman_time_parse(time->text, &point.t_s))
        refuse_field(table, time, "a time such as 19:30");
    else if (before && point.t_s <= before->t_s)
        refuse_field(table, time, "a time later than the one before");
    if (!aman_quantity_parse(share->text, AMAN_QUANTITY_SHARE, &point.share) || point.share < 0.0 ||
        point.share > 1.0)
        refuse_field(table, share, "a cumulative share from 0 to 1, or in %");
    else if (before && point.share < before->share)
        refuse_field(table, share, "a cumulative share, no less than the one before");
    return point;
}

static void read_points(struct table *table, struct aman_plan_group *group)
{
    int time = column_of(table, "time"), share = column_of(table, "share");
    size_t n = table->csv.n_rows;
    if (time < 0 || share < 0) return;
    if (n < 2 || n > PROFILE_MOST_POINTS) {
        refuse_field(table, &table->csv.names[0], "2 to 100000 rows below the names of the columns");
        return;
    }
    struct aman_profile_point *points = aman_reader_new(table->reader, n, sizeof *points);
    if (!points) return;
    const struct aman_csv_field *row = table->csv.fields;
    for (size_t i = 0; i < n; i++, row += table->csv.n_columns)
        points[i] = point_of(table, &row[time], &row[share], i > 0 ? &points[i - 1] : NULL);
    const struct aman_csv_field *last = table->csv.fields + (n - 1) * table->csv.n_columns + share;
    if (table->sound && fabs(points[n - 1].share - 1.0) > 0.001)
        refuse_field(table, last, "1 (or 100 %) in the last row");
    if (!table->sound) return;
    points[n - 1].share = 1.0;
    group->profile = points;
    group->n_profile = n;
}

static void read_table(struct aman_plan_reader *reader, const struct aman_raw_group *raw,
                       struct aman_plan_group *group)
{
    if (!reader->read_files) return;
    const struct aman_mem *mem = reader->arena->mem;
    const char *path = aman_plan_open_path(reader, raw->arrival.table);
    struct table table = {
        .reader = reader, .file = aman_plan_path(reader, raw->arrival.table), .sound = true};
    char *bytes;
    size_t n;
    enum aman_file_state state =
        path ? aman_file_read(path, AMAN_CSV_MOST_BYTES, mem, &bytes, &n) : AMAN_FILE_NO_MEMORY;
    if (state == AMAN_FILE_NO_MEMORY)
        reader->no_memory = true;
    else if (state == AMAN_FILE_TOO_LARGE)
        aman_plan_refuse_file(reader, aman_yaml_get(raw->arrival.node, "table"), raw->arrival.table, state);
    if (state != AMAN_FILE_OK) return; /* other faults were reported when the file was hashed */
    enum aman_err err = aman_csv_read(bytes, n, table.file, reader->arena, reader->diags, &table.csv);
    aman_mem_free(mem, bytes, n + 1, 1);
    if (err == AMAN_ERR_MEMORY) reader->no_memory = true;
    if (err == AMAN_OK) read_points(&table, group);
}

/* ---- arrivals by a curve ---- */

static void read_curve(struct aman_plan_reader *reader, const struct aman_raw_arrival *raw,
                       struct aman_plan_group *group)
{
    const struct aman_plan_situation *day = &reader->plan->situation;
    double from_s = isnan(raw->from_s) ? day->gates_open_s : raw->from_s;
    double to_s = isnan(raw->to_s) ? day->kick_off_s : raw->to_s;
    if (isnan(from_s) || isnan(to_s) || isnan(day->kick_off_s)) return;
    if (from_s >= to_s) {
        const struct aman_yaml *to = aman_yaml_get(raw->node, "to"), *from = aman_yaml_get(raw->node, "from");
        aman_reader_fault(reader, (struct aman_fault){.node = to     ? to
                                                              : from ? from
                                                                     : raw->node,
                                                      .expected = "arrival.to later than arrival.from"});
        return;
    }
    struct aman_profile_point *points = aman_reader_new(reader, AMAN_CURVE_MOST_POINTS, sizeof *points);
    if (points && aman_curve_points((enum aman_curve)raw->curve, from_s, to_s, day->kick_off_s, points,
                                    &group->n_profile) == AMAN_OK)
        group->profile = points;
}

static void read_arrival(struct aman_plan_reader *reader, const struct aman_raw_group *raw,
                         struct aman_plan_group *group)
{
    const struct aman_raw_arrival *arrival = &raw->arrival;
    const struct aman_yaml *curve = aman_yaml_get(arrival->node, "curve"),
                           *table = aman_yaml_get(arrival->node, "table");
    if (!arrival->node || arrival->node->kind != AMAN_YAML_MAP) return;
    bool has_times = aman_yaml_get(arrival->node, "from") || aman_yaml_get(arrival->node, "to");
    if (!curve == !table)
        aman_reader_fault(reader, (struct aman_fault){.node = arrival->node,
                                                      .found = curve ? "both a curve and a table"
                                                                     : "neither a curve nor a table",
                                                      .expected = "`curve` or `table`"});
    else if (table && has_times)
        aman_reader_fault(reader, (struct aman_fault){.node = arrival->node,
                                                      .found = "from or to beside a table",
                                                      .expected = "the times in the table only"});
    else if (table && arrival->table[0])
        read_table(reader, raw, group);
    else if (curve && arrival->curve >= 0)
        read_curve(reader, arrival, group);
}

/* ---- places, parties, stands ---- */

static void read_from(struct aman_plan_reader *reader, const struct aman_raw_group *raw,
                      struct aman_plan_group *group)
{
    size_t n = raw->from ? raw->from->n : 0;
    struct aman_plan_share *shares = aman_reader_new(reader, n, sizeof *shares);
    if (!shares || !raw->from) return;
    double sum = 0.0;
    for (const struct aman_yaml *share = raw->from->first; share; share = share->next) {
        struct aman_plan_share entry = {aman_ids_resolve(reader, reader->places, share, share->key), 0.0};
        aman_quantity_parse(share->text, AMAN_QUANTITY_SHARE, &entry.share);
        sum += entry.share;
        if (entry.index >= 0) shares[group->n_from++] = entry;
    }
    for (size_t i = 0; i < group->n_from; i++) shares[i].share /= sum;
    group->from = shares;
}

static void read_parties(struct aman_plan_reader *reader, const struct aman_raw_group *raw,
                         struct aman_plan_group *group)
{
    enum { MOST = sizeof group->party_share / sizeof *group->party_share };
    double sum = 0.0;
    group->party_share[0] = 1.0;
    if (!raw->party_sizes) return;
    group->party_share[0] = 0.0;
    for (const struct aman_yaml *share = raw->party_sizes->first; share; share = share->next) {
        if (share->key[0] < '1' || share->key[0] > '0' + MOST || share->key[1]) {
            aman_reader_fault(reader, (struct aman_fault){share, true, false, "another size of party",
                                                          "1 to 8 persons", NULL});
            continue;
        }
        double *slot = &group->party_share[share->key[0] - '1'];
        if (aman_quantity_parse(share->text, AMAN_QUANTITY_SHARE, slot)) sum += *slot;
    }
    for (size_t i = 0; i < MOST && sum > 0.0; i++) group->party_share[i] /= sum;
}

static void check_stands(struct aman_plan_reader *reader, const struct aman_raw_group *raw,
                         const struct aman_plan_group *group)
{
    long long places = 0;
    if (!reader->has_venue || group->n_stands == 0) return;
    for (size_t i = 0; i < group->n_stands; i++) places += reader->stand_places[group->stands[i]];
    if (group->size <= places) return;
    char found[96], expected[96];
    snprintf(found, sizeof found, "%d people for %lld places in their stands", group->size, places);
    snprintf(expected, sizeof expected, places > 0 ? "a place for everyone" : "stands with places");
    aman_reader_fault(reader, (struct aman_fault){aman_yaml_get(raw->node, "size"), false, places > 0, found,
                                                  expected, NULL});
}

/* ---- groups ---- */

static void read_group(struct aman_plan_reader *reader, const struct aman_raw_group *raw,
                       struct aman_plan_group *group)
{
    *group = raw->group;
    group->line = raw->node->line;
    group->name = aman_plan_name(reader, group->name, -1, group->id);
    read_arrival(reader, raw, group);
    read_from(reader, raw, group);
    aman_plan_features(reader, raw->stands, AMAN_FEATURE_STAND, &group->stands, &group->n_stands);
    aman_ids_resolve_all(reader, reader->searches, raw->searches, &group->searches, &group->n_searches);
    aman_ids_resolve_all(reader, reader->gates, raw->gates, &group->gates, &group->n_gates);
    read_parties(reader, raw, group);
    if (!reader->no_memory) check_stands(reader, raw, group);
}

static void check_total(struct aman_plan_reader *reader)
{
    long long people = 0;
    for (size_t i = 0; i < reader->plan->n_groups; i++) people += reader->plan->groups[i].size;
    if (people <= PEOPLE_MOST) return;
    char found[96];
    snprintf(found, sizeof found, "%lld people in all", people);
    aman_reader_fault(
        reader, (struct aman_fault){reader->raw.crowd.node, false, false, found, "at most 2000000", NULL});
}

void aman_plan_read_crowd(struct aman_plan_reader *reader)
{
    const struct aman_raw_group *raw = reader->raw.crowd.groups.items;
    size_t n = reader->raw.crowd.groups.n;
    struct aman_plan_group *groups = aman_reader_new(reader, n, sizeof *groups);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; groups && ids && i < n; i++) {
        read_group(reader, &raw[i], &groups[i]);
        ids[i] = (struct aman_id){groups[i].id, (int)i, raw[i].node};
    }
    reader->plan->groups = groups;
    reader->plan->n_groups = groups ? n : 0;
    reader->groups = aman_ids_create(reader, ids, n, "a group of crowd.groups");
    aman_ids_refuse_duplicates(reader, reader->groups);
    if (groups) check_total(reader);
}
