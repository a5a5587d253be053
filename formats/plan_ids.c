#include "formats/plan_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b)
{
    const struct aman_id *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : x->index - y->index;
}

struct aman_ids *aman_ids_create(struct aman_plan_reader *reader, struct aman_id *items, size_t n,
                                 const char *what)
{
    struct aman_ids *ids = aman_reader_new(reader, 1, sizeof *ids);
    const char **names = aman_reader_new(reader, n, sizeof *names);
    if (!ids || !names || !items) return NULL;
    qsort(items, n, sizeof *items, by_id);
    for (size_t i = 0; i < n; i++) names[i] = items[i].id;
    *ids = (struct aman_ids){items, names, n, what};
    return ids;
}

void aman_ids_refuse_duplicates(struct aman_plan_reader *reader, const struct aman_ids *ids)
{
    if (!ids) return;
    for (size_t i = 1, first = 0; i < ids->n; i++) {
        const struct aman_id *item = &ids->items[i];
        if (!item->id[0] || strcmp(item->id, ids->items[first].id) != 0) {
            first = i;
            continue;
        }
        const struct aman_yaml *id = aman_yaml_get(item->node, "id");
        const struct aman_yaml *before = aman_yaml_get(ids->items[first].node, "id");
        char expected[96];
        snprintf(expected, sizeof expected, "an id of its own; it stands in line %d already",
                 before ? before->line : 0);
        aman_reader_fault(reader, (struct aman_fault){.node = id ? id : item->node, .expected = expected});
    }
}

int aman_ids_find(const struct aman_ids *ids, const char *id)
{
    size_t low = 0, high = ids ? ids->n : 0;
    while (low < high) { /* the first of equal ids */
        size_t middle = low + (high - low) / 2;
        if (strcmp(ids->items[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ids && low < ids->n && strcmp(ids->items[low].id, id) == 0 ? ids->items[low].index : -1;
}

int aman_ids_resolve(struct aman_plan_reader *reader, const struct aman_ids *ids,
                     const struct aman_yaml *node, const char *id)
{
    int index = aman_ids_find(ids, id);
    if (index >= 0 || !ids || !id[0]) return index;
    char shown[64], found[96], hint[120] = "";
    aman_text_shown(id, shown, sizeof shown);
    snprintf(found, sizeof found, "an unknown id %s", shown);
    if (!aman_reader_is_full(reader)) aman_did_you_mean(id, ids->names, ids->n, hint, sizeof hint);
    aman_reader_fault(reader, (struct aman_fault){node, false, false, found, ids->what, hint});
    return -1;
}

static int by_number(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static void refuse_repeated(struct aman_plan_reader *reader, const struct aman_yaml *texts,
                            const int *indices, size_t n)
{
    int *sorted = aman_reader_new(reader, n, sizeof *sorted);
    if (!sorted) return;
    if (n > 0) memcpy(sorted, indices, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_number);
    for (size_t i = 1; i < n; i++)
        if (sorted[i] == sorted[i - 1]) {
            aman_reader_fault(reader, (struct aman_fault){.node = texts,
                                                          .found = "an id that is named twice",
                                                          .expected = "each id once"});
            return;
        }
}

void aman_ids_resolve_all(struct aman_plan_reader *reader, const struct aman_ids *ids,
                          const struct aman_yaml *texts, int **indices, size_t *n)
{
    int *found = aman_reader_new(reader, aman_texts_count(texts), sizeof *found);
    size_t n_found = 0;
    if (!found || !ids) return;
    for (const struct aman_yaml *text = aman_texts_first(texts); text; text = aman_texts_next(texts, text)) {
        int index = aman_ids_resolve(reader, ids, text, text->text);
        if (index >= 0) found[n_found++] = index;
    }
    refuse_repeated(reader, texts, found, n_found);
    *indices = found;
    *n = n_found;
}
