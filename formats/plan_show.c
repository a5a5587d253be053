#include "formats/plan_reader.h"

static void show_head(const struct aman_yaml *node, struct aman_node *shown)
{
    bool has_text = node->kind == AMAN_YAML_TEXT || node->kind == AMAN_YAML_NOTHING;
    *shown = (struct aman_node){.key = node->key,
                                .text = has_text ? node->text : NULL,
                                .line = node->key_line,
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
