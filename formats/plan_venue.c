#include "formats/plan_reader.h"
#include "formats/venue_read.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MOST_BYTES = 256 * 1024 * 1024 };

/* ---- the fingerprint of the plan and of all that it names ---- */

struct hasher {
    struct aman_plan_reader *reader;
    crypto_hash_sha256_state state;
    bool sound; /* every file so far could be read */
};

static void take_bytes(void *ctx, const void *bytes, size_t n)
{
    struct hasher *hasher = ctx;
    crypto_hash_sha256_update(&hasher->state, bytes, n);
}

static void take_file(struct hasher *hasher, const struct aman_yaml *node, const char *name)
{
    const char *path = aman_plan_open_path(hasher->reader, name);
    enum aman_file_state state =
        path ? aman_file_scan(path, FILE_MOST_BYTES, take_bytes, hasher) : AMAN_FILE_NO_MEMORY;
    if (state == AMAN_FILE_OK) return;
    hasher->sound = false;
    aman_plan_refuse_file(hasher->reader, node, name, state);
}

/* A file that is named where it is used; those under files: have been taken already. */
static void take_named(struct hasher *hasher, const struct aman_yaml *node)
{
    if (node && node->text[0] && !aman_yaml_get(hasher->reader->raw.files, node->text))
        take_file(hasher, node, node->text);
}

static void take_tables(struct hasher *hasher)
{
    const struct aman_raw_group *groups = hasher->reader->raw.crowd.groups.items;
    for (size_t i = 0; i < hasher->reader->raw.crowd.groups.n; i++)
        take_named(hasher, aman_yaml_get(groups[i].arrival.node, "table"));
}

static void take_all(struct hasher *hasher)
{
    const struct aman_raw_plan *raw = &hasher->reader->raw;
    for (const struct aman_yaml *file = raw->files ? raw->files->first : NULL; file; file = file->next)
        take_file(hasher, file, file->key);
    const struct aman_yaml *texts = raw->venue.geometry;
    for (const struct aman_yaml *text = aman_texts_first(texts); text; text = aman_texts_next(texts, text))
        take_named(hasher, text);
    take_named(hasher, aman_yaml_get(raw->venue.node, "surroundings"));
    take_tables(hasher);
    take_named(hasher, aman_yaml_get(hasher->reader->root, "people"));
    take_named(hasher, aman_yaml_get(hasher->reader->root, "vendors"));
}

static void write_hash(struct hasher *hasher)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&hasher->state, digest);
    sodium_bin2hex(hasher->reader->plan->hash_hex, sizeof hasher->reader->plan->hash_hex, digest,
                   sizeof digest);
}

/* ---- overrides ---- */

static void check_overrides(struct aman_plan_reader *reader)
{
    const struct aman_yaml *files = reader->raw.files;
    for (size_t i = 0; i < reader->n_overrides; i++) {
        const char *name = reader->overrides[i].name;
        if (aman_yaml_get(files, name)) continue;
        const char *names[64];
        size_t n = 0;
        for (const struct aman_yaml *file = files ? files->first : NULL; file && n < 64; file = file->next)
            names[n++] = file->key;
        char shown[64], found[96], hint[120];
        aman_text_shown(name, shown, sizeof shown);
        snprintf(found, sizeof found, "--file %s", shown);
        aman_did_you_mean(name, names, n, hint, sizeof hint);
        aman_reader_fault(reader,
                          (struct aman_fault){files, false, false, found, "a name under files:", hint});
    }
}

/* ---- the venue ---- */

static const char **geometry_paths(struct aman_plan_reader *reader, size_t *n)
{
    const struct aman_yaml *texts = reader->raw.venue.geometry;
    const char **paths = aman_reader_new(reader, aman_texts_count(texts), sizeof *paths);
    *n = 0;
    for (const struct aman_yaml *text = aman_texts_first(texts); paths && text;
         text = aman_texts_next(texts, text))
        paths[(*n)++] = aman_plan_path(reader, text->text);
    return paths;
}

static void read_geometry(struct aman_plan_reader *reader)
{
    const struct aman_raw_venue *raw = &reader->raw.venue;
    const struct aman_plan_simulation *simulation = &reader->plan->simulation;
    struct aman_venue_source source = {.directory = reader->plan->directory,
                                       .crs = raw->crs,
                                       .surroundings_radius_m = raw->surroundings_radius_m,
                                       .stair_up = simulation->stair_up,
                                       .stair_down = simulation->stair_down,
                                       .ramp_up = simulation->ramp_up,
                                       .ramp_down = simulation->ramp_down};
    source.geometry = geometry_paths(reader, &source.n_geometry);
    source.surroundings = raw->surroundings[0] ? aman_plan_path(reader, raw->surroundings) : "";
    if (reader->no_memory || source.n_geometry == 0) return;
    size_t n_errors = reader->diags->n_errors;
    enum aman_err err = aman_venue_read(&source, reader->arena, reader->diags, &reader->plan->venue);
    if (err == AMAN_ERR_MEMORY)
        reader->no_memory = true;
    else if (err != AMAN_OK && reader->diags->n_errors == n_errors)
        aman_reader_fault(reader, (struct aman_fault){.node = raw->geometry,
                                                      .found = aman_err_text(err),
                                                      .expected = "geometry that can be read"});
    reader->has_venue = err == AMAN_OK;
}

/* Numbers that the geometry reader relies on could be read. */
static bool has_numbers(const struct aman_plan_reader *reader)
{
    const struct aman_plan_simulation *s = &reader->plan->simulation;
    return s->stair_up > 0.0 && s->stair_down > 0.0 && s->ramp_up > 0.0 && s->ramp_down > 0.0 &&
           reader->raw.venue.surroundings_radius_m > 0.0;
}

void aman_plan_read_venue(struct aman_plan_reader *reader)
{
    struct hasher hasher = {.reader = reader, .sound = true};
    crypto_hash_sha256_init(&hasher.state);
    crypto_hash_sha256_update(&hasher.state, (const unsigned char *)reader->text, reader->n_text);
    reader->plan->venue_name =
        reader->raw.venue.name[0] ? reader->raw.venue.name : reader->plan->control.venue;
    check_overrides(reader);
    if (reader->read_files) take_all(&hasher);
    write_hash(&hasher);
    if (reader->read_files && hasher.sound && has_numbers(reader)) read_geometry(reader);
    if (reader->has_venue) aman_plan_index_features(reader);
}
