/* formats/plan_reader.h - what the parts of the plan reader share.
 *
 * Every part reports its faults and goes on. A value that could not be read is left at its fallback or
 * unset (NAN, "", NULL), and later checks stay silent about it.
 */
#ifndef AMAN_FORMATS_PLAN_READER_H
#define AMAN_FORMATS_PLAN_READER_H

#include "formats/plan_file.h"
#include "formats/plan_read.h"
#include "formats/plan_schema.h"

#define AMAN_PLAN_FILE "plan.yaml"

struct aman_ids;

struct aman_plan_reader {
    struct aman_plan *plan; /* NULL for what is no plan and is read by the same tables */
    const char *file;       /* as messages name it */
    const char *directory;  /* where relative paths start */
    struct aman_arena *arena; /* the plan's */
    struct aman_diags *diags;
    const struct aman_yaml *root;
    struct aman_raw_plan raw;
    bool no_memory; /* sticks; the read ends with MEMORY */

    const char *text; /* plan.yaml */
    size_t n_text;
    bool read_files;
    const struct aman_plan_file_override *overrides;
    size_t n_overrides;
    bool has_venue;    /* the venue was read: ids can be resolved to features */
    int *stand_places; /* by feature: seats or standing places as laid out */
    struct aman_ids *features, *searches, *gates, *checkpoints, *exits, *places, *groups, *sections;
};

/* ---- plan_faults.c ---- */

/* Zeroed arena memory, or NULL with no_memory set. */
void *aman_reader_new(struct aman_plan_reader *reader, size_t n, size_t size);

struct aman_fault {
    const struct aman_yaml *node; /* NULL: the file as a whole */
    bool at_key;                  /* point at the key, not at the value */
    bool is_warning;
    const char *found; /* NULL: what is written at node */
    const char *expected;
    const char *hint; /* NULL: none */
};
void aman_reader_fault(struct aman_plan_reader *reader, struct aman_fault fault);
/* What is written at node is not what was expected. */
void aman_reader_expect(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *expected);

/* True once no further diagnostic would be kept: then hints need not be looked for. */
bool aman_reader_is_full(const struct aman_plan_reader *reader);

/* "did you mean `x`?" into hint, "" if nothing is near. */
void aman_did_you_mean(const char *word, const char *const *words, size_t n, char *hint, size_t size);

/* ---- plan_fill.c ---- */

/* Checks node against map and writes every stored row into out (zeroed, map->size bytes). node NULL: defaults
 * only. */
void aman_plan_fill(struct aman_plan_reader *reader, const struct aman_plan_map *map,
                    const struct aman_yaml *node, void *out);

/* ---- plan_values.c ---- */

/* Types the value at node (NULL: the row's fallback, or unset) and writes it to out + row->offset, unless out
 * is NULL or the row is not stored. Not for maps. */
void aman_plan_fill_value(struct aman_plan_reader *reader, const struct aman_plan_key *row,
                          const struct aman_yaml *node, char *out);

/* A quantity at node, faults reported; NAN then. */
double aman_plan_quantity(struct aman_plan_reader *reader, const struct aman_yaml *node,
                          enum aman_quantity quantity, double least, double most);

/* The texts of a TEXTS node (NULL: none): how many, the first, the one after `text`; NULL behind the last. */
size_t aman_texts_count(const struct aman_yaml *texts);
const struct aman_yaml *aman_texts_first(const struct aman_yaml *texts);
const struct aman_yaml *aman_texts_next(const struct aman_yaml *texts, const struct aman_yaml *text);

/* ---- plan_show.c ---- */

/* A copy of a node, with all below it, for the plan. */
void aman_plan_show(struct aman_plan_reader *reader, const struct aman_yaml *node, struct aman_node *shown);
/* Those children of node whose rows in map are not stored, as a tree. */
void aman_plan_show_rest(struct aman_plan_reader *reader, const struct aman_plan_map *map,
                         const struct aman_yaml *node, struct aman_node *shown);

/* ---- plan_ids.c: ids to indices ---- */

struct aman_id {
    const char *id;
    int index;
    const struct aman_yaml *node; /* where it is defined; may be NULL */
};
struct aman_ids {
    struct aman_id *items; /* sorted */
    const char **names;    /* the same, for hints */
    size_t n;
    const char *what; /* "a gate of access.gates" */
};

/* Sorts items (n, in arena memory). NULL with no_memory set. */
struct aman_ids *aman_ids_create(struct aman_plan_reader *reader, struct aman_id *items, size_t n,
                                 const char *what);
/* Reports every id that is defined twice. */
void aman_ids_refuse_duplicates(struct aman_plan_reader *reader, const struct aman_ids *ids);
/* Index, or -1. O(log n). */
int aman_ids_find(const struct aman_ids *ids, const char *id);
/* The same with a fault at node when there is none. */
int aman_ids_resolve(struct aman_plan_reader *reader, const struct aman_ids *ids,
                     const struct aman_yaml *node, const char *id);
/* All texts of a TEXTS node; unknown ones are reported and left out, repeated ones are faults. */
void aman_ids_resolve_all(struct aman_plan_reader *reader, const struct aman_ids *ids,
                          const struct aman_yaml *texts, int **indices, size_t *n);

/* ---- plan_features.c: ids to features of the venue ---- */

/* Sorts the ids of the venue's features into reader->features, counts the places of each stand. */
void aman_plan_index_features(struct aman_plan_reader *reader);
/* The feature with this id and kind; otherwise -1 with a fault at node. -1 without one where no venue was
 * read. */
int aman_plan_feature(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *id,
                      enum aman_feature_kind kind);
/* The same for all texts of a TEXTS node. */
void aman_plan_features(struct aman_plan_reader *reader, const struct aman_yaml *texts,
                        enum aman_feature_kind kind, int **indices, size_t *n);
/* `name`, or where it is empty that of the feature (-1: none), or where that is empty the id. */
const char *aman_plan_name(const struct aman_plan_reader *reader, const char *name, int feature,
                           const char *id);

/* ---- the parts, in the order in which they run ---- */

void aman_plan_read_situation(struct aman_plan_reader *reader); /* plan_situation.c */
void aman_plan_read_limits(struct aman_plan_reader *reader);    /* plan_limits.c: and escalation */
void aman_plan_read_venue(struct aman_plan_reader *reader);     /* plan_venue.c: files, hash, geometry */
void aman_plan_read_access(
    struct aman_plan_reader *reader); /* plan_access.c: searches, gates, exits, places, zones */
void aman_plan_read_crowd(struct aman_plan_reader *reader);         /* plan_crowd.c: groups */
void aman_plan_read_sections(struct aman_plan_reader *reader);      /* plan_capacity.c */
void aman_plan_read_contingencies(struct aman_plan_reader *reader); /* plan_contingency.c */
void aman_plan_read_people(struct aman_plan_reader *reader);        /* plan_people.c: people, vendors */

/* ---- plan_paths.c ---- */

/* The path that `name` stands for: an override's (made absolute), that of files.NAME, or `name` itself;
 * relative ones start in the plan's directory. NULL with no_memory set. */
const char *aman_plan_path(struct aman_plan_reader *reader, const char *name);
/* The same, ready to be opened. */
const char *aman_plan_open_path(struct aman_plan_reader *reader, const char *name);
/* Reports that the file named at node cannot be used. */
void aman_plan_refuse_file(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *name,
                           enum aman_file_state state);

#endif
