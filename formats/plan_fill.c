/* Maps and lists of maps, driven by the table of formats/plan_schema.h. */
#include "formats/plan_reader.h"

#include <stdio.h>
#include <string.h>

static void fill_maps(struct aman_plan_reader *reader, const struct aman_plan_key *row,
                      const struct aman_yaml *node, struct aman_raw_list *list)
{
    if (node->kind == AMAN_YAML_NOTHING && !row->required) return;
    if (node->kind != AMAN_YAML_LIST || (node->n == 0 && row->required)) {
        aman_reader_expect(reader, node, row->required ? "a list with one or more entries" : "a list");
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

static void fill_chapter(struct aman_plan_reader *reader, const struct aman_plan_map *map,
                         const struct aman_yaml *node, struct aman_raw_list *list)
{
    bool is_list = node->kind == AMAN_YAML_LIST;
    size_t n = is_list ? node->n : node->kind == AMAN_YAML_MAP;
    char *items = list ? aman_reader_new(reader, n, map->size) : NULL;
    if (list && !items) return;
    size_t i = 0;
    for (const struct aman_yaml *entry = is_list ? node->first : node; i < n; entry = entry->next, i++) {
        if (entry->kind == AMAN_YAML_MAP)
            aman_plan_fill(reader, map, entry, items ? items + i * map->size : NULL);
        else if (entry->kind != AMAN_YAML_TEXT)
            aman_reader_expect(reader, entry, "a text or a map");
    }
    if (list) *list = (struct aman_raw_list){items, n};
}

static void fill_row(struct aman_plan_reader *reader, const struct aman_plan_key *row,
                     const struct aman_yaml *node, char *out)
{
    void *place = out && row->offset != AMAN_PLAN_NOT_STORED ? out + row->offset : NULL;
    if (row->type == AMAN_PLAN_CHAPTER) {
        if (node) fill_chapter(reader, row->map, node, place);
    } else if (row->type == AMAN_PLAN_MAPS) {
        if (node) fill_maps(reader, row, node, place);
    } else if (row->type == AMAN_PLAN_MAP) {
        bool empty = node && node->kind == AMAN_YAML_NOTHING && !row->required;
        aman_plan_fill(reader, row->map, empty ? NULL : node, place);
    } else {
        aman_plan_fill_value(reader, row, node, out);
    }
}

static void refuse_unknown(struct aman_plan_reader *reader, const struct aman_plan_map *map,
                           const struct aman_yaml *child)
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
        if (!hint[0] &&
            child->kind == AMAN_YAML_NOTHING) /* {name: North (2,500 places)} splits at the comma */
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

static void demand(struct aman_plan_reader *reader, const struct aman_plan_map *map,
                   const struct aman_yaml *node, const struct aman_plan_key *row)
{
    char found[96], expected[200];
    snprintf(found, sizeof found, "%s without `%s`", map->what, row->key);
    snprintf(expected, sizeof expected, "`%s`: %s", row->key, row->help);
    aman_reader_fault(reader, (struct aman_fault){node, false, false, found, expected, NULL});
}

/* Bit of the selector's word; all bits where there is no selector or its word cannot be read. */
static unsigned selected_bits(const struct aman_plan_map *map, const struct aman_yaml *node,
                              const char **selected)
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

static void check_unknown(struct aman_plan_reader *reader, const struct aman_plan_map *map,
                          const struct aman_yaml *node)
{
    for (const struct aman_yaml *child = node->first; child; child = child->next)
        if (!aman_plan_key_find(map, child->key)) refuse_unknown(reader, map, child);
}

void aman_plan_fill(struct aman_plan_reader *reader, const struct aman_plan_map *map,
                    const struct aman_yaml *node, void *out)
{
    bool is_map = node && node->kind == AMAN_YAML_MAP;
    if (node && !is_map) {
        char expected[96];
        snprintf(expected, sizeof expected, "%s, as a map", map->what);
        aman_reader_expect(reader, node, expected);
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
        if (child && !belongs)
            refuse_here(reader, child, selected);
        else if (!child && needed && is_map)
            demand(reader, map, node, row);
        fill_row(reader, row, belongs ? child : NULL, out);
    }
}
