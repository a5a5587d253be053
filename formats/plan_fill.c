#include "formats/plan_reader.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ID_MOST_BYTES = 64, HINT_MOST_WORDS = 1000, SHOWN_MOST_BYTES = 96 };

/* ---- faults ---- */

void *aman_reader_new(struct aman_plan_reader *reader, size_t n, size_t size)
{
    void *memory = aman_arena_new(reader->arena, n, size);
    if (!memory) reader->no_memory = true;
    return memory;
}

bool aman_reader_is_full(const struct aman_plan_reader *reader)
{
    return reader->diags->n >= AMAN_DIAG_MAX;
}

void aman_reader_fault(struct aman_plan_reader *reader, struct aman_fault fault)
{
    char where[256] = "", found[200] = "";
    const struct aman_yaml *node = fault.node;
    if (!aman_reader_is_full(reader)) {
        aman_yaml_path(node, where, sizeof where);
        if (fault.found) snprintf(found, sizeof found, "%s", fault.found);
        else if (node) aman_yaml_shown(node, found, SHOWN_MOST_BYTES);
    }
    aman_diags_add(reader->diags,
                   (struct aman_diag){.severity = fault.is_warning ? AMAN_DIAG_WARNING : AMAN_DIAG_ERROR,
                                      .file = AMAN_PLAN_FILE,
                                      .line = !node ? 0 : fault.at_key ? node->key_line : node->line,
                                      .column = !node ? 0 : fault.at_key ? node->key_column : node->column,
                                      .where = where,
                                      .found = found,
                                      .expected = fault.expected,
                                      .hint = fault.hint});
}

void aman_did_you_mean(const char *word, const char *const *words, size_t n, char *hint, size_t size)
{
    const char *nearest = n <= HINT_MOST_WORDS ? aman_text_nearest(word, words, n) : NULL;
    char shown[80];
    hint[0] = '\0';
    if (!nearest) return;
    aman_text_shown(nearest, shown, sizeof shown);
    snprintf(hint, size, "did you mean %s?", shown);
}

static void expect(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *expected)
{
    aman_reader_fault(reader, (struct aman_fault){.node = node, .expected = expected});
}

/* ---- scalars ---- */

static const char *near_miss(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    bool comma = digits > 0 && text[digits] == ',' && strspn(text + digits + 1, "0123456789") > 0;
    return comma ? "decimals are written with a point" : NULL;
}

double aman_plan_quantity(struct aman_plan_reader *reader, const struct aman_yaml *node, enum aman_quantity quantity,
                          double least, double most)
{
    const struct aman_quantity_def *def = &aman_quantity_defs[quantity];
    double value;
    if (node->kind != AMAN_YAML_TEXT || !aman_quantity_parse(node->text, quantity, &value)) {
        aman_reader_fault(reader, (struct aman_fault){.node = node, .expected = def->name,
                                                      .hint = node->kind == AMAN_YAML_TEXT ? near_miss(node->text) : NULL});
        return NAN;
    }
    if (value >= least && value <= most) return value;
    char expected[96];
    snprintf(expected, sizeof expected, "%g%s to %g%s", least, def->unit, most, def->unit);
    expect(reader, node, expected);
    return NAN;
}

static double read_time(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    double time_s;
    if (node->kind == AMAN_YAML_TEXT && aman_time_parse(node->text, &time_s)) return time_s;
    expect(reader, node, "a time such as 19:30, up to 47:59:59 (24:30 is half past midnight)");
    return NAN;
}

static int read_integer(struct aman_plan_reader *reader, const struct aman_yaml *node, const struct aman_plan_key *row)
{
    double value;
    bool sound = node->kind == AMAN_YAML_TEXT && aman_quantity_parse(node->text, AMAN_QUANTITY_NUMBER, &value) &&
                 value == floor(value) && value >= row->least && value <= row->most;
    if (sound) return (int)value;
    char expected[96];
    snprintf(expected, sizeof expected, row->least == row->most ? "%.0f" : "a whole number from %.0f to %.0f",
             row->least, row->most);
    expect(reader, node, expected);
    return 0;
}

static bool read_bool(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    bool yes = node->kind == AMAN_YAML_TEXT && strcmp(node->text, "true") == 0;
    bool no = node->kind == AMAN_YAML_TEXT && strcmp(node->text, "false") == 0;
    if (!yes && !no) expect(reader, node, "true or false");
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

static const char *read_text(struct aman_plan_reader *reader, const struct aman_yaml *node, const struct aman_plan_key *row)
{
    bool is_text = node->kind == AMAN_YAML_TEXT && (node->text[0] || !row->required);
    if (is_text || (node->kind == AMAN_YAML_NOTHING && !row->required)) return node->text;
    expect(reader, node, "a text");
    return "";
}

static const char *read_id(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    size_t n = strlen(node->text);
    if (node->kind == AMAN_YAML_TEXT && n >= 1 && n <= ID_MOST_BYTES) return node->text;
    expect(reader, node, "a short name of 1 to 64 bytes");
    return "";
}

static const char *read_date(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    int year, month, day;
    if (node->kind == AMAN_YAML_TEXT && aman_date_parse(node->text, &year, &month, &day)) return node->text;
    expect(reader, node, "a day such as 2023-02-01");
    return "";
}

/* ---- lists and maps ---- */

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
    bool sound = node->kind == AMAN_YAML_TEXT || (node->kind == AMAN_YAML_LIST && (node->n > 0 || !row->required));
    if (!sound) {
        expect(reader, node, row->required ? "a list of one or more texts" : "a list of texts");
        return NULL;
    }
    for (const struct aman_yaml *text = node->kind == AMAN_YAML_LIST ? node->first : NULL; text; text = text->next)
        if (text->kind != AMAN_YAML_TEXT) {
            expect(reader, text, "a text");
            sound = false;
        }
    return sound ? node : NULL;
}

static const struct aman_yaml *read_shares(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    if (node->kind != AMAN_YAML_MAP || node->n == 0) {
        expect(reader, node, "a map of shares, such as {north: 60 %, south: 40 %}");
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

static const struct aman_yaml *read_files_map(struct aman_plan_reader *reader, const struct aman_yaml *node)
{
    if (node->kind == AMAN_YAML_NOTHING) return NULL;
    if (node->kind != AMAN_YAML_MAP) {
        expect(reader, node, "a map of names and paths");
        return NULL;
    }
    bool sound = true;
    for (const struct aman_yaml *file = node->first; file; file = file->next)
        if (file->kind != AMAN_YAML_TEXT || !file->text[0]) {
            expect(reader, file, "the path of a file");
            sound = false;
        }
    return sound ? node : NULL;
}

static void fill_maps(struct aman_plan_reader *reader, const struct aman_plan_key *row, const struct aman_yaml *node,
                      struct aman_raw_list *list)
{
    if (node->kind == AMAN_YAML_NOTHING && !row->required) return;
    if (node->kind != AMAN_YAML_LIST || (node->n == 0 && row->required)) {
        expect(reader, node, row->required ? "a list with one or more entries" : "a list");
        return;
    }
    size_t size = row->map->size;
    char *items = size > 0 ? aman_reader_new(reader, node->n, size) : NULL;
    if (size > 0 && !items) return;
    size_t i = 0;
    for (const struct aman_yaml *entry = node->first; entry; entry = entry->next, i++)
        aman_plan_fill(reader, row->map, entry, items ? items + i * size : NULL);
    if (list) *list = (struct aman_raw_list){items, node->n};
}

static void check_chapter(struct aman_plan_reader *reader, const struct aman_plan_map *map, const struct aman_yaml *node)
{
    if (node->kind == AMAN_YAML_MAP) aman_plan_fill(reader, map, node, NULL);
    if (node->kind != AMAN_YAML_LIST) return;
    for (const struct aman_yaml *entry = node->first; entry; entry = entry->next) {
        if (entry->kind == AMAN_YAML_MAP) aman_plan_fill(reader, map, entry, NULL);
        else if (entry->kind != AMAN_YAML_TEXT) expect(reader, entry, "a text or a map");
    }
}

/* ---- one row ---- */

union slot {
    const char *text;
    double number;
    int integer;
    bool yes;
    const struct aman_yaml *node;
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

static union slot read_slot(struct aman_plan_reader *reader, const struct aman_plan_key *row, const struct aman_yaml *node)
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
    default:
        return (union slot){.node = node};
    }
}

static void fill_slot(struct aman_plan_reader *reader, const struct aman_plan_key *row, const struct aman_yaml *node,
                      char *out)
{
    union slot slot = unset_slot(row->type);
    if (node) slot = read_slot(reader, row, node);
    else if (row->fallback)
        slot = read_slot(reader, row, &(struct aman_yaml){.kind = AMAN_YAML_TEXT, .key = "", .text = row->fallback});
    if (out && row->offset != AMAN_PLAN_NOT_STORED) memcpy(out + row->offset, &slot, slot_size(row->type));
}

static void fill_row(struct aman_plan_reader *reader, const struct aman_plan_key *row, const struct aman_yaml *node,
                     char *out)
{
    void *place = out && row->offset != AMAN_PLAN_NOT_STORED ? out + row->offset : NULL;
    if (row->type == AMAN_PLAN_CHAPTER) {
        if (node) check_chapter(reader, row->map, node);
    } else if (row->type == AMAN_PLAN_MAPS) {
        if (node) fill_maps(reader, row, node, place);
    } else if (row->type == AMAN_PLAN_MAP) {
        bool empty = node && node->kind == AMAN_YAML_NOTHING && !row->required;
        aman_plan_fill(reader, row->map, empty ? NULL : node, place);
    } else {
        fill_slot(reader, row, node, out);
    }
}

/* ---- a whole map ---- */

static void refuse_unknown(struct aman_plan_reader *reader, const struct aman_plan_map *map, const struct aman_yaml *child)
{
    const char *words[64];
    size_t n = 0;
    for (; n < map->n_keys && n < sizeof words / sizeof *words; n++) words[n] = map->keys[n].key;
    char found[96] = "", expected[96], hint[120] = "";
    if (!aman_reader_is_full(reader)) {
        char shown[64];
        aman_text_shown(child->key, shown, sizeof shown);
        snprintf(found, sizeof found, "an unknown key %s", shown);
        aman_did_you_mean(child->key, words, n, hint, sizeof hint);
        if (!hint[0] && child->kind == AMAN_YAML_NOTHING) /* {name: North (2,500 places)} splits at the comma */
            snprintf(hint, sizeof hint, "a text with a comma inside { } or [ ] needs quotes");
    }
    snprintf(expected, sizeof expected, "a key of %s", map->what);
    aman_reader_fault(reader, (struct aman_fault){child, true, false, found, expected, hint});
}

static void refuse_here(struct aman_plan_reader *reader, const struct aman_yaml *child, const char *selected)
{
    char found[96];
    snprintf(found, sizeof found, "`%s`", child->key);
    char expected[96];
    snprintf(expected, sizeof expected, "no such key with `%s`", selected);
    aman_reader_fault(reader, (struct aman_fault){child, true, false, found, expected, NULL});
}

static void demand(struct aman_plan_reader *reader, const struct aman_plan_map *map, const struct aman_yaml *node,
                   const struct aman_plan_key *row)
{
    char found[96], expected[200];
    snprintf(found, sizeof found, "%s without `%s`", map->what, row->key);
    snprintf(expected, sizeof expected, "`%s`: %s", row->key, row->help);
    aman_reader_fault(reader, (struct aman_fault){node, false, false, found, expected, NULL});
}

/* Bit of the selector's word; all bits where there is no selector or its word cannot be read. */
static unsigned selected_bits(const struct aman_plan_map *map, const struct aman_yaml *node, const char **selected)
{
    const struct aman_plan_key *row = map->selector ? aman_plan_key_find(map, map->selector) : NULL;
    const struct aman_yaml *child = row ? aman_yaml_get(node, row->key) : NULL;
    for (unsigned i = 0; child && row->words[i]; i++)
        if (strcmp(child->text, row->words[i]) == 0) {
            *selected = row->words[i];
            return 1U << i;
        }
    return ~0U;
}

static void check_unknown(struct aman_plan_reader *reader, const struct aman_plan_map *map, const struct aman_yaml *node)
{
    for (const struct aman_yaml *child = node->first; child; child = child->next)
        if (!aman_plan_key_find(map, child->key)) refuse_unknown(reader, map, child);
}

void aman_plan_fill(struct aman_plan_reader *reader, const struct aman_plan_map *map, const struct aman_yaml *node,
                    void *out)
{
    bool is_map = node && node->kind == AMAN_YAML_MAP;
    if (node && !is_map) {
        char expected[96];
        snprintf(expected, sizeof expected, "%s, as a map", map->what);
        expect(reader, node, expected);
    }
    if (out) memcpy(out, &node, sizeof node);
    if (is_map) check_unknown(reader, map, node);
    const char *selected = "";
    unsigned bits = is_map ? selected_bits(map, node, &selected) : ~0U;
    for (size_t i = 0; i < map->n_keys; i++) {
        const struct aman_plan_key *row = &map->keys[i];
        const struct aman_yaml *child = is_map ? aman_yaml_get(node, row->key) : NULL;
        bool belongs = bits == ~0U || !row->only_for || (row->only_for & bits);
        bool needed = row->required || (bits != ~0U && (row->needed_for & bits));
        if (child && !belongs) refuse_here(reader, child, selected);
        else if (!child && needed && is_map) demand(reader, map, node, row);
        fill_row(reader, row, belongs ? child : NULL, out);
    }
}

/* ---- trees for showing ---- */

static void show_head(const struct aman_yaml *node, struct aman_node *shown)
{
    bool has_text = node->kind == AMAN_YAML_TEXT || node->kind == AMAN_YAML_NOTHING;
    *shown = (struct aman_node){.key = node->key, .text = has_text ? node->text : NULL, .line = node->key_line,
                                .column = node->key_column};
}

void aman_plan_show(struct aman_plan_reader *reader, const struct aman_yaml *node, struct aman_node *shown)
{
    show_head(node, shown);
    if (node->n == 0) return;
    shown->children = aman_reader_new(reader, node->n, sizeof *shown->children);
    if (!shown->children) return;
    for (const struct aman_yaml *child = node->first; child; child = child->next)
        aman_plan_show(reader, child, &shown->children[shown->n_children++]);
}

void aman_plan_show_rest(struct aman_plan_reader *reader, const struct aman_plan_map *map,
                         const struct aman_yaml *node, struct aman_node *shown)
{
    if (!node || node->kind != AMAN_YAML_MAP) {
        *shown = (struct aman_node){.key = ""};
        return;
    }
    show_head(node, shown);
    shown->children = aman_reader_new(reader, node->n, sizeof *shown->children);
    for (const struct aman_yaml *child = node->first; shown->children && child; child = child->next) {
        const struct aman_plan_key *row = aman_plan_key_find(map, child->key);
        if (row && row->offset == AMAN_PLAN_NOT_STORED)
            aman_plan_show(reader, child, &shown->children[shown->n_children++]);
    }
}
