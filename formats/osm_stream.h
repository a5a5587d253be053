/* formats/osm_stream.h - OpenStreetMap extracts element by element: .osm.pbf and .osm. Private to the readers.
 *
 * Both readers take whole files in memory, and hand each element over as it comes. Elements and what they point to live
 * until the callback returns. An error of the callback ends the reading and is returned.
 */
#ifndef AMAN_FORMATS_OSM_STREAM_H
#define AMAN_FORMATS_OSM_STREAM_H

#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OSM_MOST_TAGS = 4096,      /* of an element */
    OSM_MOST_REFS = 10000,    /* nodes of a way; the map's own limit is 2,000 */
    OSM_MOST_MEMBERS = 40000, /* of a relation; the map's own limit is 32,000 */
    OSM_MOST_BLOB = 32 * 1024 * 1024 /* bytes, packed or not: the format's own limit */
};

enum osm_kind { OSM_NODE, OSM_WAY, OSM_RELATION };
enum { OSM_WANT_NODES = 1 << OSM_NODE, OSM_WANT_WAYS = 1 << OSM_WAY, OSM_WANT_RELATIONS = 1 << OSM_RELATION };

struct osm_tag {
    const char *key, *value; /* any bytes but NUL */
};

struct osm_member {
    enum osm_kind kind;
    int64_t id;
    const char *role;
};

struct osm_element {
    enum osm_kind kind;
    int64_t id;
    double lon, lat; /* nodes: degrees as written, any finite number */
    const struct osm_tag *tags;
    const int64_t *refs;              /* ways */
    const struct osm_member *members; /* relations */
    size_t n_tags, n_refs, n_members;
};

typedef enum aman_err osm_take_fn(void *ctx, const struct osm_element *element);

/* Why a file could not be read on. */
struct osm_fault {
    size_t byte;    /* where, from 0; PBF: the start of the block */
    int line, column; /* XML, from 1; 0: not known */
    char found[160], expected[120];
};

/* Reads the elements whose kinds are in `want` (OSM_WANT_*). Errors: INPUT and LIMIT with *fault filled; MEMORY; what
 * `take` returns. O(n). */
enum aman_err osm_pbf_read(const char *bytes, size_t n, unsigned want, const struct aman_mem *mem, osm_take_fn *take,
                           void *ctx, struct osm_fault *fault);
enum aman_err osm_xml_read(const char *bytes, size_t n, unsigned want, const struct aman_mem *mem, osm_take_fn *take,
                           void *ctx, struct osm_fault *fault);

/* The value of a tag, or NULL. */
const char *osm_tag(const struct osm_element *element, const char *key);

#endif
