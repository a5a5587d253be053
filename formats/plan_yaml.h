/* formats/plan_yaml.h - YAML 1.2 text as a tree in which every value is still text.
 *
 * Kept simple on purpose: one document; no directives, anchors, aliases or tags; keys are scalars and unique in
 * their map; at most 4 MiB, 32 levels and 200,000 nodes. Every node knows its line and column.
 */
#ifndef AMAN_FORMATS_PLAN_YAML_H
#define AMAN_FORMATS_PLAN_YAML_H

#include "base/diag.h"
#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

enum { AMAN_YAML_MOST_BYTES = 4 * 1024 * 1024, AMAN_YAML_MOST_DEPTH = 32, AMAN_YAML_MOST_NODES = 200 * 1000 };

enum aman_yaml_kind {
    AMAN_YAML_NOTHING, /* `key:` with no value, `~` or `null` */
    AMAN_YAML_TEXT,
    AMAN_YAML_LIST,
    AMAN_YAML_MAP
};

struct aman_yaml {
    enum aman_yaml_kind kind;
    const char *key;          /* "" in lists and at the root */
    int key_line, key_column; /* of the key; in lists, of the value */
    const char *text;         /* of a text, "" otherwise */
    int line, column;         /* of the value, from 1 */
    int index;                /* among its siblings, from 0 */
    size_t n;                 /* children */
    struct aman_yaml *parent, *first, *last, *next;
};

/* Parses text[0..n). Every fault goes to diags under the name `file`. The tree lies in arena.
 * INPUT or LIMIT when there is a fault; MEMORY. O(n log n). */
enum aman_err aman_yaml_parse(const char *text, size_t n, const char *file, struct aman_arena *arena,
                              struct aman_diags *diags, struct aman_yaml **root);

/* The child of a map with this key; NULL if there is none, map is NULL or no map. */
const struct aman_yaml *aman_yaml_get(const struct aman_yaml *map, const char *key);

/* "crowd.groups[2].size" into path, cut to size - 1 bytes; "" for the root or NULL. */
void aman_yaml_path(const struct aman_yaml *node, char *path, size_t size);

/* What a reader of a message should see of a node: "`12 x`" (cut, control characters replaced), "a list", "a
 * map", "nothing". */
void aman_yaml_shown(const struct aman_yaml *node, char *shown, size_t size);
/* The same of any text. */
void aman_text_shown(const char *text, char *shown, size_t size);

#endif
