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
    bool files_sound;  /* every file that the plan names can be read */
    bool has_venue;    /* the venue was read: ids can be resolved to features */
    int *stand_places; /* by feature: seats or standing places as laid out */
    struct aman_ids *features, *searches, *gates, *checkpoints, *exits, *places, *groups, *sections,
        *road_places; /* NULL: the plan has no chapter on roads */
    struct aman_ids *spots, *units, *posts, *roles; /* features and zones; of the deployment and of command */
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

/* [longitude, latitude] at node; false with a fault. */
bool aman_plan_point(struct aman_plan_reader *reader, const struct aman_yaml *node, struct aman_point *point);

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
void aman_plan_read_command(struct aman_plan_reader *reader);       /* plan_command.c: roles, watches */
void aman_plan_read_contingencies(struct aman_plan_reader *reader); /* plan_contingency.c */
void aman_plan_read_posts(struct aman_plan_reader *reader);         /* plan_posts.c: units, posts */
void aman_plan_read_guarded(struct aman_plan_reader *reader);       /* plan_guarded.c: lines, sweeps, rings */
void aman_plan_read_nets(struct aman_plan_reader *reader);          /* plan_command.c, after posts */

/* ---- plan_spots.c ---- */

/* Sorts the ids of features, zones and places of the roads into reader->spots. */
void aman_plan_index_spots(struct aman_plan_reader *reader);
/* The places of a TEXTS node; unknown ones are reported and left out. None where no venue was read. */
void aman_plan_spots(struct aman_plan_reader *reader, const struct aman_yaml *texts,
                     struct aman_plan_spot **spots, size_t *n);
/* Degrees at node into a spot off the drawing; faults are reported. */
bool aman_plan_spot_at(struct aman_plan_reader *reader, const struct aman_yaml *node, struct aman_point degrees,
                       struct aman_plan_spot *spot);
/* Reports a `to` (or what `last` names) that is not later than `from` (`first`). */
void aman_plan_span(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *first,
                    double first_s, const char *last, double last_s);
/* All maps of a chapter's list that `member` (an offset into each entry, of a struct aman_raw_list) leads to, in one
 * array of n nodes' structs of `size` bytes each. */
void *aman_plan_gather(struct aman_plan_reader *reader, const struct aman_raw_list *chapter, size_t entry_size,
                       size_t member, size_t size, size_t *n);

/* ---- plan_roads.c ---- */

/* Copies of the texts of a TEXTS node. */
const char *const *aman_plan_texts(struct aman_plan_reader *reader, const struct aman_yaml *texts, size_t *n);
/* Reports a name that no road of the map has; silent where no map was read. */
void aman_plan_check_road(struct aman_plan_reader *reader, const struct aman_yaml *node, const char *name);

void aman_plan_read_roads(struct aman_plan_reader *reader);   /* plan_roads.c: map, speeds, places, closures */
void aman_plan_read_escorts(struct aman_plan_reader *reader); /* plan_escorts.c */
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
