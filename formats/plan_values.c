/* One value of the plan: its text into what the row of its key says. */
#include "formats/plan_reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ID_MOST_BYTES = 64 };

/* ---- scalars ---- */

static const char *near_miss(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    bool comma = digits > 0 && text[digits] == ',' && strspn(text + digits + 1, "0123456789") > 0;
    return comma ? "decimals are written with a point" : NULL;
}

double aman_plan_quantity(struct aman_plan_reader *reader, const struct aman_yaml *node,
                          enum aman_quantity quantity, double least, double most)
{
    const struct aman_quantity_def *def = &aman_quantity_defs[quantity];
    double value;
    if (node->kind != AMAN_YAML_TEXT || !aman_quantity_parse(node->text, quantity, &value)) {
        aman_reader_fault(
            reader, (struct aman_fault){.node = node,
                                        .expected = def->name,
                                        .hint = node->kind == AMAN_YAML_TEXT ? near_miss(node->text) : NULL});
        return NAN;
    }
    if (value >= least && value <= most) return value;
    char expected[96];
    snprintf(expected, sizeof expected, "%g%s to %g%s", least, def->unit, most, def->unit);
    aman_reader_expect(reader, node, expected);
    return NAN;
}

static double read_time(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    double time_s;
    if (node->kind == AMAN_YAML_TEXT && aman_time_parse(node->text, &time_s)) return time_s;
    aman_reader_expect(reader, node, "a time such as 19:30, up to 47:59:59 (24:30 is half past midnight)");
    return NAN;
}

static int read_integer(struct aman_plan_reader *reader, const struct aman_yaml *node,
                        const struct aman_plan_key *row)
{
    double value;
    bool sound = node->kind == AMAN_YAML_TEXT &&
                 aman_quantity_parse(node->text, AMAN_QUANTITY_NUMBER, &value) && value == floor(value) &&
                 value >= row->least && value <= row->most;
    if (sound) return (int)value;
    char expected[96];
    snprintf(expected, sizeof expected, row->least == row->most ? "%.0f" : "a whole number from %.0f to %.0f",
             row->least, row->most);
    aman_reader_expect(reader, node, expected);
    return 0;
}

static bool read_bool(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    bool yes = node->kind == AMAN_YAML_TEXT && strcmp(node->text, "true") == 0;
    bool no = node->kind == AMAN_YAML_TEXT && strcmp(node->text, "false") == 0;
    if (!yes && !no) aman_reader_expect(reader, node, "true or false");
    return yes;
}

static int read_word(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *const *words)
{
    char expected[200] = "one of ", hint[120] = "";
    size_t n = 0, used = strlen(expected);
    for (; words[n]; n++) {
        if (node->kind == AMAN_YAML_TEXT && strcmp(node->text, words[n]) == 0) return (int)n;
        int more = snprintf(expected + used, sizeof expected - used, "%s%s", n ? ", " : "", words[n]);
        used = more < 0 || used + (size_t)more >= sizeof expected ? sizeof expected - 1 : used + (size_t)more;
    }
    if (node->kind == AMAN_YAML_TEXT) aman_did_you_mean(node->text, words, n, hint, sizeof hint);
    aman_reader_fault(reader, (struct aman_fault){.node = node, .expected = expected, .hint = hint});
    return -1;
}

static const char *read_text(struct aman_plan_reader *reader, const struct aman_yaml *node,
                             const struct aman_plan_key *row)
{
    bool is_text = node->kind == AMAN_YAML_TEXT && (node->text[0] || !row->required);
    if (is_text || (node->kind == AMAN_YAML_NOTHING && !row->required)) return node->text;
    aman_reader_expect(reader, node, "a text");
    return "";
}

static const char *read_id(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    size_t n = strlen(node->text);
    if (node->kind == AMAN_YAML_TEXT && n >= 1 && n <= ID_MOST_BYTES) return node->text;
    aman_reader_expect(reader, node, "a short name of 1 to 64 bytes");
    return "";
}

static const char *read_date(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    int year, month, day;
    if (node->kind == AMAN_YAML_TEXT && aman_date_parse(node->text, &year, &month, &day)) return node->text;
    aman_reader_expect(reader, node, "a day such as 2023-02-01");
    return "";
}

/* ---- lists and maps of values ---- */

size_t aman_texts_count(const struct aman_yaml *texts)
{
    return !texts ? 0 : texts->kind == AMAN_YAML_LIST ? texts->n : 1;
}

const struct aman_yaml *aman_texts_first(const struct aman_yaml *texts)
{
    return !texts ? NULL : texts->kind == AMAN_YAML_LIST ? texts->first : texts;
}

const struct aman_yaml *aman_texts_next(const struct aman_yaml *texts, const struct aman_yaml *text)
{
    return texts->kind == AMAN_YAML_LIST ? text->next : NULL;
}

static const struct aman_yaml *read_texts(struct aman_plan_reader *reader, const struct aman_yaml *node,
                                          const struct aman_plan_key *row)
{
    bool sound =
        node->kind == AMAN_YAML_TEXT || (node->kind == AMAN_YAML_LIST && (node->n > 0 || !row->required));
    if (!sound) {
        aman_reader_expect(reader, node, row->required ? "a list of one or more texts" : "a list of texts");
        return NULL;
    }
    for (const struct aman_yaml *text = node->kind == AMAN_YAML_LIST ? node->first : NULL; text;
         text = text->next)
        if (text->kind != AMAN_YAML_TEXT) {
            aman_reader_expect(reader, text, "a text");
            sound = false;
        }
    return sound ? node : NULL;
}

static const struct aman_yaml *read_shares(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    if (node->kind != AMAN_YAML_MAP || node->n == 0) {
        aman_reader_expect(reader, node, "a map of shares, such as {north: 60 %, south: 40 %}");
        return NULL;
    }
    double sum = 0.0;
    for (const struct aman_yaml *share = node->first; share; share = share->next)
        sum += aman_plan_quantity(reader, share, AMAN_QUANTITY_SHARE, 0.0, 1.0);
    if (isnan(sum)) return NULL;
    if (fabs(sum - 1.0) <= 0.001) return node;
    char found[64];
    snprintf(found, sizeof found, "shares that sum to %.6g %%", 100.0 * sum);
    aman_reader_fault(reader, (struct aman_fault){.node = node, .found = found, .expected = "100 %"});
    return NULL;
}

bool aman_plan_point(struct aman_plan_reader *reader, const struct aman_yaml *node, struct aman_point *point)
{
    const struct aman_yaml *lon = node->kind == AMAN_YAML_LIST && node->n == 2 ? node->first : NULL;
    const struct aman_yaml *lat = lon ? lon->next : NULL;
    double x, y;
    if (lat && lon->kind == AMAN_YAML_TEXT && lat->kind == AMAN_YAML_TEXT &&
        aman_quantity_parse(lon->text, AMAN_QUANTITY_NUMBER, &x) && aman_quantity_parse(lat->text, AMAN_QUANTITY_NUMBER, &y) &&
        fabs(x) <= 180.0 && fabs(y) <= 90.0) {
        *point = (struct aman_point){x, y};
        return true;
    }
    aman_reader_expect(reader, node, "[longitude, latitude] in degrees, such as [-5.8581, 35.7412]");
    return false;
}

static struct aman_point read_point(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    struct aman_point point = {(double)NAN, (double)NAN};
    aman_plan_point(reader, node, &point);
    return point;
}

static const struct aman_yaml *read_points(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    struct aman_point point;
    bool sound = true;
    if (node->kind != AMAN_YAML_LIST || node->n < 3) {
        aman_reader_expect(reader, node, "a list of three or more points, each [longitude, latitude]");
        return NULL;
    }
    for (const struct aman_yaml *child = node->first; child; child = child->next)
        sound = aman_plan_point(reader, child, &point) && sound;
    return sound ? node : NULL;
}

static const struct aman_yaml *read_files_map(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    if (node->kind == AMAN_YAML_NOTHING) return NULL;
    if (node->kind != AMAN_YAML_MAP) {
        aman_reader_expect(reader, node, "a map of names and paths");
        return NULL;
    }
    bool sound = true;
    for (const struct aman_yaml *file = node->first; file; file = file->next)
        if (file->kind != AMAN_YAML_TEXT || !file->text[0]) {
            aman_reader_expect(reader, file, "the path of a file");
            sound = false;
        }
    return sound ? node : NULL;
}

/* ---- any value ---- */

union slot {
    const char *text;
    double number;
    int integer;
    bool yes;
    const struct aman_yaml *node;
    struct aman_point point;
};

static size_t slot_size(enum aman_plan_type type)
{
    switch (type) {
    case AMAN_PLAN_TIME:
    case AMAN_PLAN_QUANTITY:
        return sizeof(double);
    case AMAN_PLAN_INTEGER:
    case AMAN_PLAN_WORD:
        return sizeof(int);
    case AMAN_PLAN_BOOL:
        return sizeof(bool);
    case AMAN_PLAN_POINT:
        return sizeof(struct aman_point);
    default:
        return sizeof(void *);
    }
}

static union slot unset_slot(enum aman_plan_type type)
{
    switch (type) {
    case AMAN_PLAN_TIME:
    case AMAN_PLAN_QUANTITY:
        return (union slot){.number = (double)NAN};
    case AMAN_PLAN_POINT:
        return (union slot){.point = {(double)NAN, (double)NAN}};
    case AMAN_PLAN_INTEGER:
        return (union slot){.integer = 0};
    case AMAN_PLAN_WORD:
        return (union slot){.integer = -1};
    case AMAN_PLAN_BOOL:
        return (union slot){.yes = false};
    case AMAN_PLAN_TEXT:
    case AMAN_PLAN_ID:
    case AMAN_PLAN_DATE:
    case AMAN_PLAN_NAME:
        return (union slot){.text = ""};
    default:
        return (union slot){.node = NULL};
    }
}

static union slot read_slot(struct aman_plan_reader *reader, const struct aman_plan_key *row,
                            const struct aman_yaml *node)
{
    int word;
    switch (row->type) {
    case AMAN_PLAN_TIME:
        return (union slot){.number = read_time(reader, node)};
    case AMAN_PLAN_QUANTITY:
        return (union slot){.number = aman_plan_quantity(reader, node, row->quantity, row->least, row->most)};
    case AMAN_PLAN_INTEGER:
        return (union slot){.integer = read_integer(reader, node, row)};
    case AMAN_PLAN_BOOL:
        return (union slot){.yes = read_bool(reader, node)};
    case AMAN_PLAN_WORD:
        return (union slot){.integer = read_word(reader, node, row->words)};
    case AMAN_PLAN_NAME:
        word = read_word(reader, node, row->words);
        return (union slot){.text = word < 0 ? "" : row->words[word]};
    case AMAN_PLAN_ID:
        return (union slot){.text = read_id(reader, node)};
    case AMAN_PLAN_DATE:
        return (union slot){.text = read_date(reader, node)};
    case AMAN_PLAN_TEXT:
        return (union slot){.text = read_text(reader, node, row)};
    case AMAN_PLAN_TEXTS:
        return (union slot){.node = read_texts(reader, node, row)};
    case AMAN_PLAN_SHARES:
        return (union slot){.node = read_shares(reader, node)};
    case AMAN_PLAN_FILES:
        return (union slot){.node = read_files_map(reader, node)};
    case AMAN_PLAN_POINT:
        return (union slot){.point = read_point(reader, node)};
    case AMAN_PLAN_POINTS:
        return (union slot){.node = read_points(reader, node)};
    default:
        return (union slot){.node = node};
    }
}

void aman_plan_fill_value(struct aman_plan_reader *reader, const struct aman_plan_key *row,
                          const struct aman_yaml *node, char *out)
{
    union slot slot = unset_slot(row->type);
    if (node)
        slot = read_slot(reader, row, node);
    else if (row->fallback)
        slot = read_slot(reader, row,
                         &(struct aman_yaml){.kind = AMAN_YAML_TEXT, .key = "", .text = row->fallback});
    if (out && row->offset != AMAN_PLAN_NOT_STORED) memcpy(out + row->offset, &slot, slot_size(row->type));
}
