/* OpenStreetMap's protocol-buffer format: blobs of a header and a zlib stream, in them blocks of elements. Only the
 * wire format's varints, lengths and skipping are needed, so it is read by hand. */
#include "formats/osm_stream.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { MOST_HEADER = 64 * 1024, FEATURES_MOST = 64 };

struct span {
    const unsigned char *at, *end;
};

struct pbf {
    const struct aman_mem *mem;
    osm_take_fn *take;
    void *ctx;
    struct osm_fault *fault;
    unsigned want;
    size_t block; /* byte at which the blob begins */
    unsigned char *plain;
    size_t n_plain, cap_plain;
    const char **strings; /* of the block's table, NUL-terminated in text */
    char *text;
    size_t n_strings, cap_strings, cap_text;
    int64_t granularity, lat_offset, lon_offset;
    struct osm_tag *tags;
    int64_t *refs;
    struct osm_member *members;
};

static enum aman_err refuse(struct pbf *pbf, enum aman_err err, const char *expected, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static enum aman_err refuse(struct pbf *pbf, enum aman_err err, const char *expected, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(pbf->fault->found, sizeof pbf->fault->found, format, list);
    va_end(list);
    snprintf(pbf->fault->expected, sizeof pbf->fault->expected, "%s", expected);
    pbf->fault->byte = pbf->block;
    return err;
}

static enum aman_err broken(struct pbf *pbf, const char *what)
{
    return refuse(pbf, AMAN_ERR_INPUT, "a whole .osm.pbf file", "a broken %s", what);
}

/* ---- the wire format ---- */

static bool read_varint(struct span *span, uint64_t *value)
{
    uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (span->at == span->end) return false;
        unsigned char byte = *span->at++;
        v |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) {
            *value = v;
            return true;
        }
    }
    return false;
}

static int64_t unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static bool read_signed(struct span *span, int64_t *value)
{
    uint64_t v;
    if (!read_varint(span, &v)) return false;
    *value = unzigzag(v);
    return true;
}

static bool skip(struct span *span, uint64_t n)
{
    if (n > (uint64_t)(span->end - span->at)) return false;
    span->at += n;
    return true;
}

struct field {
    uint32_t number;
    int wire;
    uint64_t value;    /* wire 0 */
    struct span bytes; /* wire 2 */
};

/* The next field of a message; false at its end or, with *good false, where it is broken. */
static bool next_field(struct span *span, struct field *field, bool *good)
{
    uint64_t key, length;
    if (span->at == span->end) return false;
    *field = (struct field){0};
    *good = read_varint(span, &key) && key >> 3 > 0 && key >> 3 <= UINT32_MAX;
    if (!*good) return false;
    field->number = (uint32_t)(key >> 3);
    field->wire = (int)(key & 7);
    switch (field->wire) {
    case 0:
        *good = read_varint(span, &field->value);
        break;
    case 1:
        *good = skip(span, 8);
        break;
    case 2:
        *good = read_varint(span, &length);
        field->bytes.at = span->at;
        *good = *good && skip(span, length);
        field->bytes.end = span->at;
        break;
    case 5:
        *good = skip(span, 4);
        break;
    default:
        *good = false;
    }
    return *good;
}

static bool is_bytes(const struct field *field, uint32_t number)
{
    return field->number == number && field->wire == 2;
}

static bool is_number(const struct field *field, uint32_t number)
{
    return field->number == number && field->wire == 0;
}

/* ---- the block's strings ---- */

static enum aman_err keep_strings(struct pbf *pbf, struct span table)
{
    size_t bytes = (size_t)(table.end - table.at) + 1, n = 0;
    struct field field;
    bool good = true;
    for (struct span span = table; next_field(&span, &field, &good);) n += is_bytes(&field, 1);
    if (!good) return broken(pbf, "table of strings");
    if (bytes > pbf->cap_text) {
        char *text = aman_mem_grow(pbf->mem, pbf->text, pbf->cap_text, bytes, 1);
        if (!text) return AMAN_ERR_MEMORY;
        pbf->text = text;
        pbf->cap_text = bytes;
    }
    if (n > pbf->cap_strings) {
        const char **strings = aman_mem_grow(pbf->mem, pbf->strings, pbf->cap_strings, n, sizeof *strings);
        if (!strings) return AMAN_ERR_MEMORY;
        pbf->strings = strings;
        pbf->cap_strings = n;
    }
    pbf->n_strings = 0;
    char *out = pbf->text; /* key and length of each string took two bytes or more: its NUL fits */
    for (struct span span = table; next_field(&span, &field, &good);) {
        if (!is_bytes(&field, 1)) continue;
        size_t length = (size_t)(field.bytes.end - field.bytes.at);
        pbf->strings[pbf->n_strings++] = out;
        memcpy(out, field.bytes.at, length);
        out[length] = '\0';
        out += length + 1;
    }
    return AMAN_OK;
}

static bool string_at(const struct pbf *pbf, uint64_t index, const char **text)
{
    if (index >= pbf->n_strings) return false;
    *text = pbf->strings[index];
    return true;
}

/* ---- elements ---- */

/* Keys and values of one element as packed lists of indexes of strings. */
static bool read_tags(struct pbf *pbf, struct span keys, struct span values, struct osm_element *element)
{
    size_t n = 0;
    while (keys.at < keys.end) {
        uint64_t key, value;
        if (n == OSM_MOST_TAGS || !read_varint(&keys, &key) || !read_varint(&values, &value)) return false;
        if (!string_at(pbf, key, &pbf->tags[n].key) || !string_at(pbf, value, &pbf->tags[n].value)) return false;
        n++;
    }
    element->tags = pbf->tags;
    element->n_tags = n;
    return values.at == values.end;
}

/* 1e-9 degrees; wraps round instead of overflowing on nonsense, which is then no place on Earth. */
static double degrees(int64_t offset, int64_t granularity, int64_t value)
{
    return 1e-9 * (double)(int64_t)((uint64_t)offset + (uint64_t)granularity * (uint64_t)value);
}

static enum aman_err take_node(struct pbf *pbf, struct span message)
{
    struct osm_element node = {.kind = OSM_NODE};
    struct span keys = {0}, values = {0};
    int64_t id = 0, lat = 0, lon = 0;
    struct field field;
    bool good = true;
    while (next_field(&message, &field, &good)) {
        if (is_number(&field, 1)) id = unzigzag(field.value);
        if (is_number(&field, 8)) lat = unzigzag(field.value);
        if (is_number(&field, 9)) lon = unzigzag(field.value);
        if (is_bytes(&field, 2)) keys = field.bytes;
        if (is_bytes(&field, 3)) values = field.bytes;
    }
    if (!good || !read_tags(pbf, keys, values, &node)) return broken(pbf, "node");
    node.id = id;
    node.lat = degrees(pbf->lat_offset, pbf->granularity, lat);
    node.lon = degrees(pbf->lon_offset, pbf->granularity, lon);
    return pbf->take(pbf->ctx, &node);
}

/* Tags of the next dense node: pairs of indexes up to a 0. */
static bool read_dense_tags(struct pbf *pbf, struct span *list, struct osm_element *node)
{
    size_t n = 0;
    uint64_t key, value;
    while (list->at < list->end) {
        if (!read_varint(list, &key)) return false;
        if (key == 0) break;
        if (n == OSM_MOST_TAGS || !read_varint(list, &value)) return false;
        if (!string_at(pbf, key, &pbf->tags[n].key) || !string_at(pbf, value, &pbf->tags[n].value)) return false;
        n++;
    }
    node->tags = pbf->tags;
    node->n_tags = n;
    return true;
}

static int64_t plus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static enum aman_err take_dense(struct pbf *pbf, struct span message)
{
    struct span ids = {0}, lats = {0}, lons = {0}, tags = {0};
    struct field field;
    bool good = true;
    while (next_field(&message, &field, &good)) {
        if (is_bytes(&field, 1)) ids = field.bytes;
        if (is_bytes(&field, 8)) lats = field.bytes;
        if (is_bytes(&field, 9)) lons = field.bytes;
        if (is_bytes(&field, 10)) tags = field.bytes;
    }
    int64_t id = 0, lat = 0, lon = 0, step[3];
    while (good && ids.at < ids.end) {
        struct osm_element node = {.kind = OSM_NODE};
        good = read_signed(&ids, &step[0]) && read_signed(&lats, &step[1]) && read_signed(&lons, &step[2]) &&
               read_dense_tags(pbf, &tags, &node);
        if (!good) break;
        node.id = id = plus(id, step[0]);
        lat = plus(lat, step[1]);
        lon = plus(lon, step[2]);
        node.lat = degrees(pbf->lat_offset, pbf->granularity, lat);
        node.lon = degrees(pbf->lon_offset, pbf->granularity, lon);
        enum aman_err err = pbf->take(pbf->ctx, &node);
        if (err != AMAN_OK) return err;
    }
    return good ? AMAN_OK : broken(pbf, "list of nodes");
}

static enum aman_err take_way(struct pbf *pbf, struct span message)
{
    struct osm_element way = {.kind = OSM_WAY, .refs = pbf->refs};
    struct span keys = {0}, values = {0}, refs = {0};
    struct field field;
    bool good = true;
    int64_t step, ref = 0;
    while (next_field(&message, &field, &good)) {
        if (is_number(&field, 1)) way.id = (int64_t)field.value;
        if (is_bytes(&field, 2)) keys = field.bytes;
        if (is_bytes(&field, 3)) values = field.bytes;
        if (is_bytes(&field, 8)) refs = field.bytes;
    }
    good = good && read_tags(pbf, keys, values, &way);
    while (good && refs.at < refs.end) {
        if (way.n_refs == OSM_MOST_REFS)
            return refuse(pbf, AMAN_ERR_LIMIT, "at most 10,000", "a way with more nodes than can be");
        good = read_signed(&refs, &step);
        if (good) pbf->refs[way.n_refs++] = ref = plus(ref, step);
    }
    return good ? pbf->take(pbf->ctx, &way) : broken(pbf, "way");
}

static enum aman_err read_members(struct pbf *pbf, struct span roles, struct span ids, struct span kinds,
                                  struct osm_element *relation)
{
    int64_t id = 0, step;
    while (ids.at < ids.end) {
        uint64_t role, kind;
        struct osm_member *member = &pbf->members[relation->n_members];
        if (relation->n_members == OSM_MOST_MEMBERS)
            return refuse(pbf, AMAN_ERR_LIMIT, "at most 40,000", "a relation with more members than can be");
        if (!read_signed(&ids, &step) || !read_varint(&roles, &role) || !read_varint(&kinds, &kind) || kind > 2 ||
            !string_at(pbf, role, &member->role))
            return broken(pbf, "list of members");
        member->id = id = plus(id, step);
        member->kind = (enum osm_kind)kind;
        relation->n_members++;
    }
    return AMAN_OK;
}

static enum aman_err take_relation(struct pbf *pbf, struct span message)
{
    struct osm_element relation = {.kind = OSM_RELATION, .members = pbf->members};
    struct span keys = {0}, values = {0}, roles = {0}, ids = {0}, kinds = {0};
    struct field field;
    bool good = true;
    while (next_field(&message, &field, &good)) {
        if (is_number(&field, 1)) relation.id = (int64_t)field.value;
        if (is_bytes(&field, 2)) keys = field.bytes;
        if (is_bytes(&field, 3)) values = field.bytes;
        if (is_bytes(&field, 8)) roles = field.bytes;
        if (is_bytes(&field, 9)) ids = field.bytes;
        if (is_bytes(&field, 10)) kinds = field.bytes;
    }
    if (!good || !read_tags(pbf, keys, values, &relation)) return broken(pbf, "relation");
    enum aman_err err = read_members(pbf, roles, ids, kinds, &relation);
    return err == AMAN_OK ? pbf->take(pbf->ctx, &relation) : err;
}

static enum aman_err take_group(struct pbf *pbf, struct span group)
{
    struct field field;
    bool good = true;
    enum aman_err err = AMAN_OK;
    while (err == AMAN_OK && next_field(&group, &field, &good)) {
        if (is_bytes(&field, 1) && pbf->want & OSM_WANT_NODES) err = take_node(pbf, field.bytes);
        if (is_bytes(&field, 2) && pbf->want & OSM_WANT_NODES) err = take_dense(pbf, field.bytes);
        if (is_bytes(&field, 3) && pbf->want & OSM_WANT_WAYS) err = take_way(pbf, field.bytes);
        if (is_bytes(&field, 4) && pbf->want & OSM_WANT_RELATIONS) err = take_relation(pbf, field.bytes);
    }
    return good ? err : broken(pbf, "group of elements");
}

/* Strings and scale first: groups may stand before them. */
static enum aman_err take_block(struct pbf *pbf, struct span block)
{
    struct field field;
    struct span table = {0};
    bool good = true;
    pbf->granularity = 100;
    pbf->lat_offset = pbf->lon_offset = 0;
    for (struct span span = block; next_field(&span, &field, &good);) {
        if (is_bytes(&field, 1)) table = field.bytes;
        if (is_number(&field, 17)) pbf->granularity = (int64_t)field.value;
        if (is_number(&field, 19)) pbf->lat_offset = (int64_t)field.value;
        if (is_number(&field, 20)) pbf->lon_offset = (int64_t)field.value;
    }
    enum aman_err err = good ? keep_strings(pbf, table) : broken(pbf, "block");
    for (struct span span = block; err == AMAN_OK && next_field(&span, &field, &good);)
        if (is_bytes(&field, 2)) err = take_group(pbf, field.bytes);
    return err;
}

/* A file may ask for abilities that a reader must have. */
static enum aman_err take_header(struct pbf *pbf, struct span header)
{
    static const char *const known[] = {"OsmSchema-V0.6", "DenseNodes", "Sort.Type_then_ID", "LocationsOnWays"};
    struct field field;
    bool good = true;
    while (next_field(&header, &field, &good)) {
        if (!is_bytes(&field, 4)) continue;
        size_t length = (size_t)(field.bytes.end - field.bytes.at);
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            found = found || (strlen(known[i]) == length && memcmp(known[i], field.bytes.at, length) == 0);
        if (!found)
            return refuse(pbf, AMAN_ERR_INPUT, "an extract without it (osmium cat writes one)",
                          "a file that needs the feature %.*s", length < FEATURES_MOST ? (int)length : FEATURES_MOST,
                          (const char *)field.bytes.at);
    }
    return good ? AMAN_OK : broken(pbf, "header");
}

/* ---- blobs ---- */

/* Into room for as many bytes as the block says that it has. */
static enum aman_err unpack(struct pbf *pbf, struct span packed, uint64_t size)
{
    if (size > OSM_MOST_BLOB) return refuse(pbf, AMAN_ERR_LIMIT, "at most 32 MiB", "a block that is larger unpacked");
    if (size > pbf->cap_plain) {
        unsigned char *plain = aman_mem_grow(pbf->mem, pbf->plain, pbf->cap_plain, size, 1);
        if (!plain) return AMAN_ERR_MEMORY;
        pbf->plain = plain;
        pbf->cap_plain = size;
    }
    z_stream stream = {.next_in = (Bytef *)packed.at, .avail_in = (uInt)(packed.end - packed.at)};
    unsigned char none[1];
    stream.next_out = size > 0 ? pbf->plain : none;
    stream.avail_out = (uInt)size;
    if (inflateInit(&stream) != Z_OK) return AMAN_ERR_MEMORY;
    int result = inflate(&stream, Z_FINISH);
    pbf->n_plain = size - stream.avail_out;
    inflateEnd(&stream);
    return result == Z_STREAM_END && pbf->n_plain == size ? AMAN_OK : broken(pbf, "compressed block");
}

static enum aman_err open_blob(struct pbf *pbf, struct span blob, struct span *plain)
{
    struct field field;
    struct span packed = {0}, raw = {0};
    uint64_t size = 0;
    bool good = true;
    while (next_field(&blob, &field, &good)) {
        if (is_bytes(&field, 1)) raw = field.bytes;
        if (is_number(&field, 2)) size = field.value;
        if (is_bytes(&field, 3)) packed = field.bytes;
        if (is_bytes(&field, 4) || is_bytes(&field, 5) || is_bytes(&field, 6) || is_bytes(&field, 7))
            return refuse(pbf, AMAN_ERR_INPUT, "blocks packed with zlib (osmium cat -f pbf,pbf_compression=zlib)",
                          "a block packed with lzma, bzip2, lz4 or zstd");
    }
    if (!good || (!packed.at && !raw.at)) return broken(pbf, "block");
    if (!packed.at) {
        *plain = raw;
        return AMAN_OK;
    }
    enum aman_err err = unpack(pbf, packed, size);
    *plain = (struct span){pbf->plain, pbf->plain + pbf->n_plain};
    return err;
}

/* The length of a header, then the header: what kind of blob follows, and its length. */
static enum aman_err read_head(struct pbf *pbf, struct span *file, struct span *type, struct span *blob)
{
    struct field field;
    bool good = file->end - file->at >= 4;
    uint32_t length = 0;
    uint64_t size = UINT64_MAX;
    for (int i = 0; good && i < 4; i++) length = length << 8 | *file->at++;
    if (good && length > MOST_HEADER)
        return refuse(pbf, AMAN_ERR_INPUT, "a .osm.pbf file", "no OpenStreetMap data, or a broken file");
    struct span head = {file->at, file->at + length};
    if (!good || !skip(file, length)) return broken(pbf, "end: the file is cut short");
    while (next_field(&head, &field, &good)) {
        if (is_bytes(&field, 1)) *type = field.bytes;
        if (is_number(&field, 3)) size = field.value;
    }
    if (!good || size == UINT64_MAX) return broken(pbf, "block header");
    if (size > OSM_MOST_BLOB) return refuse(pbf, AMAN_ERR_LIMIT, "at most 32 MiB", "a block that is larger");
    *blob = (struct span){file->at, file->at + size};
    return skip(file, size) ? AMAN_OK : broken(pbf, "end: the file is cut short");
}

static bool is_type(struct span type, const char *name)
{
    size_t length = (size_t)(type.end - type.at);
    return length == strlen(name) && memcmp(type.at, name, length) == 0;
}

static enum aman_err read_blobs(struct pbf *pbf, struct span file)
{
    const unsigned char *start = file.at;
    enum aman_err err = AMAN_OK;
    bool opened = false;
    while (err == AMAN_OK && file.at < file.end) {
        struct span type = {0}, blob = {0}, plain;
        pbf->block = (size_t)(file.at - start);
        err = read_head(pbf, &file, &type, &blob);
        if (err != AMAN_OK) break;
        bool head = is_type(type, "OSMHeader"), data = is_type(type, "OSMData");
        if (!opened && !head) return refuse(pbf, AMAN_ERR_INPUT, "a .osm.pbf file", "no header of OpenStreetMap data");
        opened = true;
        if (!head && !data) continue; /* the format lets other blobs be skipped */
        err = open_blob(pbf, blob, &plain);
        if (err == AMAN_OK) err = head ? take_header(pbf, plain) : take_block(pbf, plain);
    }
    return err;
}

enum aman_err osm_pbf_read(const char *bytes, size_t n, unsigned want, const struct aman_mem *mem, osm_take_fn *take,
                           void *ctx, struct osm_fault *fault)
{
    struct pbf pbf = {.mem = mem, .take = take, .ctx = ctx, .fault = fault, .want = want};
    pbf.tags = aman_mem_new(mem, OSM_MOST_TAGS, sizeof *pbf.tags);
    pbf.refs = aman_mem_new(mem, OSM_MOST_REFS, sizeof *pbf.refs);
    pbf.members = aman_mem_new(mem, OSM_MOST_MEMBERS, sizeof *pbf.members);
    struct span file = {(const unsigned char *)bytes, (const unsigned char *)bytes + n};
    enum aman_err err = AMAN_ERR_MEMORY;
    if (pbf.tags && pbf.refs && pbf.members)
        err = n > 0 ? read_blobs(&pbf, file) : refuse(&pbf, AMAN_ERR_INPUT, "a .osm.pbf file", "an empty file");
    aman_mem_free(mem, pbf.plain, pbf.cap_plain, 1);
    aman_mem_free(mem, pbf.tags, OSM_MOST_TAGS, sizeof *pbf.tags);
    aman_mem_free(mem, pbf.refs, OSM_MOST_REFS, sizeof *pbf.refs);
    aman_mem_free(mem, pbf.members, OSM_MOST_MEMBERS, sizeof *pbf.members);
    aman_mem_free(mem, pbf.text, pbf.cap_text, 1);
    aman_mem_free(mem, pbf.strings, pbf.cap_strings, sizeof *pbf.strings);
    return err;
}
