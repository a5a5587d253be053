/* Two passes over an extract: ways, restrictions and sites first, then the nodes that they need. */
#include "formats/roads_read.h"

#include "base/text.h"
#include "formats/plan_file.h"
#include "formats/roads_build.h"
#include "formats/roads_tags.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_ITEMS = 1 << 30 };

bool roads_grow(const struct roads_build *build, void **items, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return true;
    if (n >= MOST_ITEMS) return false;
    size_t more = *cap ? 2 * *cap : 256;
    void *grown = aman_mem_grow(build->mem, *items, *cap, more, size);
    if (!grown) return false;
    *items = grown;
    *cap = more;
    return true;
}

/* ---- first pass ---- */

static const char *keep_name(struct roads_build *build, const struct osm_element *element, bool *failed)
{
    const char *name = osm_tag(element, "name");
    if (!name) name = osm_tag(element, "ref");
    if (!name || !aman_text_is_utf8(name, strlen(name))) return "";
    const char *copy = aman_arena_text(&build->roads->arena, name, strlen(name));
    *failed = *failed || !copy;
    return copy;
}

static enum aman_err keep_refs(const struct roads_build *build, const struct osm_element *way, int64_t **ids, size_t *n,
                               size_t *cap)
{
    for (size_t i = 0; i < way->n_refs; i++) {
        if (!roads_grow(build, (void **)ids, *n, cap, sizeof **ids)) return AMAN_ERR_MEMORY;
        (*ids)[(*n)++] = way->refs[i];
    }
    return AMAN_OK;
}

static enum aman_err take_site(struct roads_build *build, const struct osm_element *way, enum aman_road_help kind)
{
    bool failed = false;
    struct roads_site site = {.place = {.kind = kind, .name = keep_name(build, way, &failed)},
                              .first = build->n_site_refs};
    enum aman_err err = keep_refs(build, way, &build->site_refs, &build->n_site_refs, &build->cap_site_refs);
    site.n = build->n_site_refs - site.first;
    if (err != AMAN_OK || failed ||
        !roads_grow(build, (void **)&build->sites, build->n_sites, &build->cap_sites, sizeof site))
        return AMAN_ERR_MEMORY;
    build->sites[build->n_sites++] = site;
    return AMAN_OK;
}

enum aman_err roads_take_way(struct roads_build *build, const struct osm_element *element)
{
    struct aman_road_way way;
    enum aman_road_help kind;
    bool failed = false;
    if (roads_help_of(element, &kind, build->roads->notes) && take_site(build, element, kind) != AMAN_OK) return AMAN_ERR_MEMORY;
    if (!roads_way_of(element, &way, build->roads->notes)) return AMAN_OK;
    way.first = (uint32_t)build->n_ref_ids;
    way.n = (uint32_t)element->n_refs;
    way.name = keep_name(build, element, &failed);
    if (failed || !roads_grow(build, (void **)&build->ways, build->n_ways, &build->cap_ways, sizeof way))
        return AMAN_ERR_MEMORY;
    build->ways[build->n_ways++] = way;
    return keep_refs(build, element, &build->ref_ids, &build->n_ref_ids, &build->cap_ref_ids);
}

static enum aman_err take_first(void *ctx, const struct osm_element *element)
{
    struct roads_build *build = ctx;
    enum aman_road_help kind;
    build->roads->notes[AMAN_ROAD_NOTE_NEGATIVE_ID] += element->id < 0;
    if (element->kind == OSM_WAY) return roads_take_way(build, element);
    build->roads->notes[AMAN_ROAD_NOTE_PLACE_RELATION] += roads_help_of(element, &kind, build->roads->notes);
    return roads_take_restriction(build, element);
}

/* ---- between: what nodes are needed ---- */

static int compare_ids(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int compare_ways(const void *a, const void *b)
{
    const struct aman_road_way *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first); /* in the order of the file */
}

static void sort_ways(struct roads_build *build)
{
    size_t kept = 0;
    if (build->n_ways > 0) qsort(build->ways, build->n_ways, sizeof *build->ways, compare_ways);
    for (size_t i = 0; i < build->n_ways; i++) {
        bool twice = kept > 0 && build->ways[kept - 1].id == build->ways[i].id;
        build->roads->notes[AMAN_ROAD_NOTE_TWICE] += twice;
        if (!twice) build->ways[kept++] = build->ways[i];
    }
    build->n_ways = kept;
}

static enum aman_err want_nodes(struct roads_build *build)
{
    size_t n = build->n_ref_ids + build->n_site_refs, kept = 0;
    int64_t *ids = aman_mem_new(build->mem, n, sizeof *ids);
    if (!ids) return AMAN_ERR_MEMORY;
    if (build->n_ref_ids > 0) memcpy(ids, build->ref_ids, build->n_ref_ids * sizeof *ids);
    if (build->n_site_refs > 0) memcpy(ids + build->n_ref_ids, build->site_refs, build->n_site_refs * sizeof *ids);
    qsort(ids, n, sizeof *ids, compare_ids);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || ids[kept - 1] != ids[i]) ids[kept++] = ids[i];
    build->nodes = aman_mem_new(build->mem, kept, sizeof *build->nodes);
    if (build->nodes) build->n_nodes = kept;
    for (size_t i = 0; build->nodes && i < kept; i++)
        build->nodes[i] = (struct aman_road_node){.id = ids[i], .lon = NAN, .lat = NAN};
    aman_mem_free(build->mem, ids, n, sizeof *ids);
    return build->nodes ? AMAN_OK : AMAN_ERR_MEMORY;
}

static struct aman_road_node *find_wanted(const struct roads_build *build, int64_t id)
{
    size_t low = 0, high = build->n_nodes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (build->nodes[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < build->n_nodes && build->nodes[low].id == id ? &build->nodes[low] : NULL;
}

/* ---- second pass ---- */

static enum aman_err add_place(struct roads_build *build, struct aman_road_place place)
{
    struct aman_roads *roads = build->roads;
    struct aman_road_place *places;
    if (roads->n_places == build->cap_places) { /* doubled in the arena: few, and they stay */
        size_t cap = build->cap_places ? 2 * build->cap_places : 16;
        places = aman_arena_new(&roads->arena, cap, sizeof *places);
        if (!places) return AMAN_ERR_MEMORY;
        if (roads->n_places > 0) memcpy(places, roads->places, roads->n_places * sizeof *places);
        roads->places = places;
        build->cap_places = cap;
    }
    roads->places[roads->n_places++] = place;
    return AMAN_OK;
}

static enum aman_err take_node(void *ctx, const struct osm_element *element)
{
    struct roads_build *build = ctx;
    enum aman_road_help kind;
    bool failed = false, help = element->n_tags > 0 && roads_help_of(element, &kind, build->roads->notes);
    struct aman_road_node *node = find_wanted(build, element->id);
    build->roads->notes[AMAN_ROAD_NOTE_NEGATIVE_ID] += element->id < 0;
    if (!node && !help) return AMAN_OK;
    if (!(fabs(element->lat) <= 90.0 && fabs(element->lon) <= 180.0)) {
        build->roads->notes[AMAN_ROAD_NOTE_BAD_PLACE]++;
        return AMAN_OK;
    }
    if (node && isnan(node->lon)) {
        node->lon = element->lon;
        node->lat = element->lat;
        roads_node_of(element, node);
    }
    if (!help) return AMAN_OK;
    struct aman_road_place place = {kind, keep_name(build, element, &failed), element->lon, element->lat};
    return failed ? AMAN_ERR_MEMORY : add_place(build, place);
}

/* ---- afterwards ---- */

/* The middle of an area's corners is good enough: it is brought to the nearest road anyway. */
static enum aman_err place_sites(struct roads_build *build)
{
    enum aman_err err = AMAN_OK;
    for (size_t s = 0; s < build->n_sites && err == AMAN_OK; s++) {
        struct roads_site *site = &build->sites[s];
        double lon = 0.0, lat = 0.0;
        size_t n = 0;
        for (size_t i = site->first; i < site->first + site->n; i++) {
            const struct aman_road_node *node = find_wanted(build, build->site_refs[i]);
            if (isnan(node->lon)) continue;
            lon += node->lon;
            lat += node->lat;
            n++;
        }
        if (n == 0) continue;
        site->place.lon = lon / (double)n;
        site->place.lat = lat / (double)n;
        err = add_place(build, site->place);
    }
    return err;
}

/* The longest run of nodes that are in the extract, neighbours that are the same counted once: moved to roads->refs.
 * False when there is no run of two. */
static bool cut_way(struct roads_build *build, struct aman_road_way *way)
{
    struct aman_roads *roads = build->roads;
    uint32_t *out = roads->refs + roads->n_refs;
    size_t best = 0, run = 0;
    uint32_t best_first = 0, first = 0;
    bool cut = false;
    for (uint32_t i = way->first; i < way->first + way->n; i++) {
        bool there = !isnan(find_wanted(build, build->ref_ids[i])->lon);
        cut = cut || !there;
        if (there && run++ == 0) first = i;
        if (!there) run = 0;
        if (run > best) best = run, best_first = first;
    }
    uint32_t n = 0;
    for (uint32_t i = best_first; i < best_first + best; i++) {
        uint32_t node = (uint32_t)(find_wanted(build, build->ref_ids[i]) - build->nodes);
        if (n == 0 || out[n - 1] != node) out[n++] = node;
    }
    roads->notes[AMAN_ROAD_NOTE_CUT] += cut && n >= 2;
    roads->notes[AMAN_ROAD_NOTE_GONE] += n < 2;
    way->first = (uint32_t)roads->n_refs;
    way->n = n;
    if (n >= 2) roads->n_refs += n;
    return n >= 2;
}

static enum aman_err place_ways(struct roads_build *build)
{
    struct aman_roads *roads = build->roads;
    roads->ways = aman_arena_new(&roads->arena, build->n_ways, sizeof *roads->ways);
    roads->refs = aman_arena_new(&roads->arena, build->n_ref_ids, sizeof *roads->refs);
    if (!roads->ways || !roads->refs) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < build->n_ways; i++) {
        struct aman_road_way way = build->ways[i];
        if (cut_way(build, &way)) roads->ways[roads->n_ways++] = way;
    }
    return AMAN_OK;
}

/* Only nodes of roads stay; refs follow. */
static enum aman_err place_nodes(struct roads_build *build)
{
    struct aman_roads *roads = build->roads;
    uint32_t *place = aman_mem_new(build->mem, build->n_nodes, sizeof *place);
    if (!place) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < roads->n_refs; i++) place[roads->refs[i]] = 1;
    for (size_t i = 0; i < build->n_nodes; i++) roads->n_nodes += place[i];
    roads->nodes = aman_arena_new(&roads->arena, roads->n_nodes, sizeof *roads->nodes);
    uint32_t next = 0;
    for (size_t i = 0; roads->nodes && i < build->n_nodes; i++) {
        if (!place[i]) continue;
        roads->nodes[next] = build->nodes[i];
        place[i] = next++;
    }
    for (size_t i = 0; roads->nodes && i < roads->n_refs; i++) roads->refs[i] = place[roads->refs[i]];
    aman_mem_free(build->mem, place, build->n_nodes, sizeof *place);
    return roads->nodes ? AMAN_OK : AMAN_ERR_MEMORY;
}

enum aman_err roads_place(struct roads_build *build)
{
    enum aman_err err = place_ways(build);
    return err == AMAN_OK ? place_nodes(build) : err;
}

/* ---- the file ---- */

struct extract {
    const char *bytes, *file;
    size_t n;
    struct aman_diags *diags;
};

static void tell(struct aman_diags *diags, const char *file, const struct osm_fault *fault, bool xml)
{
    char where[48] = "";
    if (!xml) snprintf(where, sizeof where, "block at byte %zu", fault->byte);
    aman_diags_add(diags, (struct aman_diag){.file = file, .line = fault->line, .column = fault->column, .where = where,
                                             .found = fault->found, .expected = fault->expected});
}

static bool is_xml(const char *bytes, size_t n)
{
    size_t at = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < n && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) at++;
    return at < n && bytes[at] == '<';
}

static enum aman_err read_extract(struct roads_build *build, void *ctx)
{
    const struct extract *extract = ctx;
    const char *bytes = extract->bytes;
    size_t n = extract->n;
    bool xml = is_xml(bytes, n);
    enum aman_err (*read)(const char *, size_t, unsigned, const struct aman_mem *, osm_take_fn *, void *,
                          struct osm_fault *) = xml ? osm_xml_read : osm_pbf_read;
    struct osm_fault fault = {0};
    enum aman_err err = read(bytes, n, OSM_WANT_WAYS | OSM_WANT_RELATIONS, build->mem, take_first, build, &fault);
    if (err == AMAN_OK) sort_ways(build);
    if (err == AMAN_OK) err = want_nodes(build);
    if (err == AMAN_OK) err = read(bytes, n, OSM_WANT_NODES, build->mem, take_node, build, &fault);
    if (fault.found[0]) {
        tell(extract->diags, extract->file, &fault, xml);
        return AMAN_ERR_INPUT;
    }
    if (err == AMAN_OK) err = place_sites(build);
    if (err == AMAN_OK) err = roads_place(build);
    if (err == AMAN_OK) err = roads_join_turns(build);
    if (err != AMAN_OK || build->roads->n_ways > 0) return err;
    aman_diags_add(extract->diags, (struct aman_diag){.file = extract->file, .found = "no road for vehicles",
                                                      .expected = "an extract that holds ways with the tag highway"});
    return AMAN_ERR_INPUT;
}

static void release(struct roads_build *build)
{
    const struct aman_mem *mem = build->mem;
    aman_mem_free(mem, build->ways, build->cap_ways, sizeof *build->ways);
    aman_mem_free(mem, build->ref_ids, build->cap_ref_ids, sizeof *build->ref_ids);
    aman_mem_free(mem, build->restrictions, build->cap_restrictions, sizeof *build->restrictions);
    aman_mem_free(mem, build->via_ids, build->cap_via_ids, sizeof *build->via_ids);
    aman_mem_free(mem, build->sites, build->cap_sites, sizeof *build->sites);
    aman_mem_free(mem, build->site_refs, build->cap_site_refs, sizeof *build->site_refs);
    aman_mem_free(mem, build->nodes, build->n_nodes, sizeof *build->nodes);
}

enum aman_err roads_make(const struct aman_mem *mem, enum aman_err (*fill)(struct roads_build *build, void *ctx), void *ctx,
                         struct aman_roads **roads)
{
    struct aman_arena arena;
    aman_arena_init(&arena, mem, 0);
    struct aman_roads *made = aman_arena_new(&arena, 1, sizeof *made);
    if (!made) {
        aman_arena_release(&arena);
        return AMAN_ERR_MEMORY;
    }
    made->arena = arena;
    struct roads_build build = {.roads = made, .mem = mem};
    enum aman_err err = fill(&build, ctx);
    release(&build);
    if (err == AMAN_OK)
        *roads = made;
    else
        aman_roads_destroy(made);
    return err;
}

enum aman_err aman_roads_read_bytes(const char *bytes, size_t n, const char *file, const struct aman_mem *mem,
                                    struct aman_diags *diags, struct aman_roads **roads)
{
    struct extract extract = {bytes, file, n, diags};
    return roads_make(mem, read_extract, &extract, roads);
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcasecmp(text + n - m, end) == 0;
}

/* By its name, or by how it begins. What cannot be read is taken for an extract: its reader says why. */
static bool is_extract(const char *path)
{
    char head[4096];
    FILE *file = strncmp(path, "/vsi", 4) == 0 ? NULL : fopen(path, "rb");
    if (ends_with(path, ".pbf") || ends_with(path, ".osm") || !file) {
        if (file) fclose(file);
        return strncmp(path, "/vsi", 4) != 0;
    }
    size_t n = fread(head, 1, sizeof head, file);
    fclose(file);
    return n == 0 || memmem(head, n < 64 ? n : 64, "OSMHeader", 9) || (is_xml(head, n) && memmem(head, n, "<osm", 4));
}

static enum aman_err read_file(const char *path, const struct aman_mem *mem, struct aman_diags *diags, struct aman_roads **roads)
{
    char *bytes;
    size_t n;
    enum aman_file_state state = aman_file_read(path, AMAN_ROADS_MOST_BYTES, mem, &bytes, &n);
    if (state == AMAN_FILE_NO_MEMORY) return AMAN_ERR_MEMORY;
    if (state != AMAN_FILE_OK) {
        aman_diags_add(diags, (struct aman_diag){.file = path, .found = aman_file_state_text(state),
                                                 .expected = "a map of at most 1 GiB"});
        return AMAN_ERR_INPUT;
    }
    enum aman_err err = aman_roads_read_bytes(bytes, n, path, mem, diags, roads);
    aman_mem_free(mem, bytes, n + 1, 1);
    return err;
}

enum aman_err aman_roads_read(const char *path, const struct aman_road_lines *lines, const struct aman_mem *mem,
                              struct aman_diags *diags, struct aman_roads **roads)
{
    const struct aman_road_lines usual = {.join_m = AMAN_ROADS_JOIN_M};
    if (is_extract(path)) return read_file(path, mem, diags, roads);
    struct roads_lines_job job = {path, lines ? lines : &usual, diags};
    return roads_make(mem, roads_lines_fill, &job, roads);
}
