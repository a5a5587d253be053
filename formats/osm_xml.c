/* OpenStreetMap's XML, by libxml2's SAX interface: no tree, no entities, no network. */
#include "formats/osm_stream.h"

#include "base/text.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 20, MOST_TEXT = 1 << 20 };

struct xml {
    const struct aman_mem *mem;
    osm_take_fn *take;
    void *ctx;
    struct osm_fault *fault;
    unsigned want;
    xmlParserCtxtPtr parser;
    enum aman_err err;
    bool root, open; /* <osm> was there; inside of an element */
    int depth, skipped; /* skipped: depth of what is not looked into; 0: none */
    struct osm_element element;
    struct aman_text text; /* keys, values and roles of the element, each with its NUL */
    struct osm_tag *tags;  /* as offsets into text until the element is whole */
    int64_t *refs;
    struct osm_member *members;
};

static void refuse(struct xml *xml, enum aman_err err, const char *found, const char *expected)
{
    if (xml->err != AMAN_OK) return;
    xml->err = err;
    snprintf(xml->fault->found, sizeof xml->fault->found, "%s", found);
    snprintf(xml->fault->expected, sizeof xml->fault->expected, "%s", expected);
    xml->fault->line = xmlSAX2GetLineNumber(xml->parser);
    xml->fault->column = xmlSAX2GetColumnNumber(xml->parser);
    xmlStopParser(xml->parser);
}

/* The value of an attribute without prefix; copied into buffer. */
static bool attribute(int n, const xmlChar **list, const char *name, char *buffer, size_t size)
{
    for (int i = 0; i < n; i++, list += 5) {
        size_t length = (size_t)(list[4] - list[3]);
        if (strcmp((const char *)list[0], name) != 0 || length >= size) continue;
        memcpy(buffer, list[3], length);
        buffer[length] = '\0';
        return true;
    }
    return false;
}

static bool whole(int n, const xmlChar **list, const char *name, int64_t *value)
{
    char text[32], *end;
    if (!attribute(n, list, name, text, sizeof text) || text[0] == '\0') return false;
    long long number = strtoll(text, &end, 10);
    *value = number;
    return *end == '\0' && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
}

static bool decimal(int n, const xmlChar **list, const char *name, double *value)
{
    char text[64];
    return attribute(n, list, name, text, sizeof text) && aman_text_number(text, strlen(text), value);
}

/* Keeps an attribute's text; its offset, as a pointer is not yet safe to take. */
static bool keep_text(struct xml *xml, int n, const xmlChar **list, const char *name, size_t *offset)
{
    for (int i = 0; i < n; i++, list += 5) {
        size_t length = (size_t)(list[4] - list[3]);
        if (strcmp((const char *)list[0], name) != 0) continue;
        if (length > MOST_TEXT - xml->text.length) return false;
        *offset = xml->text.length;
        aman_text_add_n(&xml->text, (const char *)list[3], length);
        aman_text_add_n(&xml->text, "", 1);
        return true;
    }
    return false;
}

static void begin_element(struct xml *xml, enum osm_kind kind, int n, const xmlChar **list)
{
    xml->element = (struct osm_element){.kind = kind, .tags = xml->tags, .refs = xml->refs, .members = xml->members};
    xml->open = true;
    aman_text_clear(&xml->text);
    char action[16];
    if (!whole(n, list, "id", &xml->element.id))
        refuse(xml, AMAN_ERR_INPUT, "an element without a whole number as its id", "id=\"…\"");
    else if (attribute(n, list, "action", action, sizeof action) && strcmp(action, "delete") == 0)
        xml->skipped = xml->depth; /* an editor's mark: it is no longer there */
    else if (kind == OSM_NODE &&
             (!decimal(n, list, "lat", &xml->element.lat) || !decimal(n, list, "lon", &xml->element.lon)))
        refuse(xml, AMAN_ERR_INPUT, "a node without a place", "lat=\"…\" lon=\"…\" in degrees");
}

static void add_tag(struct xml *xml, int n, const xmlChar **list)
{
    size_t key, value;
    if (xml->element.n_tags == OSM_MOST_TAGS)
        refuse(xml, AMAN_ERR_LIMIT, "an element with more tags than can be", "at most 4,096");
    else if (!keep_text(xml, n, list, "k", &key) || !keep_text(xml, n, list, "v", &value))
        refuse(xml, AMAN_ERR_INPUT, "a tag without key or value, or an endless one", "<tag k=\"…\" v=\"…\"/>");
    else
        xml->tags[xml->element.n_tags++] = (struct osm_tag){(const char *)key, (const char *)value};
}

static void add_ref(struct xml *xml, int n, const xmlChar **list)
{
    int64_t ref;
    if (xml->element.n_refs == OSM_MOST_REFS)
        refuse(xml, AMAN_ERR_LIMIT, "a way with more nodes than can be", "at most 10,000");
    else if (!whole(n, list, "ref", &ref))
        refuse(xml, AMAN_ERR_INPUT, "a way's node without a whole number", "<nd ref=\"…\"/>");
    else
        xml->refs[xml->element.n_refs++] = ref;
}

static void add_member(struct xml *xml, int n, const xmlChar **list)
{
    static const char *const kinds[] = {"node", "way", "relation"};
    struct osm_member member = {0};
    char kind[16] = "";
    size_t role, k = 0;
    attribute(n, list, "type", kind, sizeof kind);
    while (k < 3 && strcmp(kind, kinds[k]) != 0) k++;
    if (xml->element.n_members == OSM_MOST_MEMBERS) {
        refuse(xml, AMAN_ERR_LIMIT, "a relation with more members than can be", "at most 40,000");
    } else if (k == 3 || !whole(n, list, "ref", &member.id) || !keep_text(xml, n, list, "role", &role)) {
        refuse(xml, AMAN_ERR_INPUT, "a member that is not whole", "<member type=\"…\" ref=\"…\" role=\"…\"/>");
    } else {
        member.kind = (enum osm_kind)k;
        member.role = (const char *)role;
        xml->members[xml->element.n_members++] = member;
    }
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n, int n_defaulted, const xmlChar **list)
{
    (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    struct xml *xml = ctx;
    const char *tag = (const char *)name;
    xml->depth++;
    if (xml->skipped || xml->err != AMAN_OK) return;
    if (xml->depth == 1) {
        xml->root = strcmp(tag, "osm") == 0;
        if (!xml->root) refuse(xml, AMAN_ERR_INPUT, "XML that is no OpenStreetMap data", "<osm …>");
    } else if (xml->depth == 2) {
        if (strcmp(tag, "node") == 0)
            begin_element(xml, OSM_NODE, n, list);
        else if (strcmp(tag, "way") == 0)
            begin_element(xml, OSM_WAY, n, list);
        else if (strcmp(tag, "relation") == 0)
            begin_element(xml, OSM_RELATION, n, list);
        if (xml->open && !(xml->want & (1u << xml->element.kind))) xml->skipped = xml->depth;
    } else if (xml->open) {
        if (strcmp(tag, "tag") == 0)
            add_tag(xml, n, list);
        else if (strcmp(tag, "nd") == 0)
            add_ref(xml, n, list);
        else if (strcmp(tag, "member") == 0)
            add_member(xml, n, list);
    }
}

/* Offsets into the text become pointers, now that it no longer moves. */
static void finish_element(struct xml *xml)
{
    if (xml->text.failed) {
        xml->err = AMAN_ERR_MEMORY;
        xmlStopParser(xml->parser);
        return;
    }
    for (size_t i = 0; i < xml->element.n_tags; i++) {
        xml->tags[i].key = xml->text.data + (size_t)xml->tags[i].key;
        xml->tags[i].value = xml->text.data + (size_t)xml->tags[i].value;
    }
    for (size_t i = 0; i < xml->element.n_members; i++)
        xml->members[i].role = xml->text.data + (size_t)xml->members[i].role;
    xml->err = xml->take(xml->ctx, &xml->element);
    if (xml->err != AMAN_OK) xmlStopParser(xml->parser);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    struct xml *xml = ctx;
    if (xml->err == AMAN_OK && xml->open && xml->depth == 2) {
        if (!xml->skipped) finish_element(xml);
        xml->open = false;
    }
    if (xml->skipped == xml->depth) xml->skipped = 0;
    xml->depth--;
}

/* Where entities would be declared: no map needs any. */
static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    refuse(ctx, AMAN_ERR_INPUT, "a document type declaration", "<osm …> without one");
}

static void on_error(void *ctx, const char *format, ...)
{
    (void)ctx, (void)format; /* told from the parser's last error */
}

static void read_all(struct xml *xml, const char *bytes, size_t n)
{
    for (size_t at = 0; at < n && xml->err == AMAN_OK;) {
        size_t size = n - at < CHUNK ? n - at : CHUNK;
        int result = xmlParseChunk(xml->parser, bytes + at, (int)size, 0);
        at += size;
        if (result != XML_ERR_OK) break;
    }
    if (xml->err == AMAN_OK) xmlParseChunk(xml->parser, "", 0, 1);
    const xmlError *error = xmlCtxtGetLastError(xml->parser);
    if (xml->err != AMAN_OK) return;
    if (error && error->level >= XML_ERR_ERROR) {
        if (error->code == XML_ERR_NO_MEMORY) {
            xml->err = AMAN_ERR_MEMORY;
            return;
        }
        char found[160];
        snprintf(found, sizeof found, "broken XML: %.*s",
                 (int)strcspn(error->message ? error->message : "", "\r\n"), error->message ? error->message : "");
        refuse(xml, AMAN_ERR_INPUT, found, "a whole .osm file");
    } else if (!xml->root) {
        refuse(xml, AMAN_ERR_INPUT, "no OpenStreetMap data", "a whole .osm file");
    }
}

enum aman_err osm_xml_read(const char *bytes, size_t n, unsigned want, const struct aman_mem *mem, osm_take_fn *take,
                           void *ctx, struct osm_fault *fault)
{
    struct xml xml = {.mem = mem, .take = take, .ctx = ctx, .fault = fault, .want = want};
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end,
                             .internalSubset = on_doctype,
                             .error = on_error, .fatalError = on_error, .warning = on_error};
    aman_text_init(&xml.text, mem);
    xml.tags = aman_mem_new(mem, OSM_MOST_TAGS, sizeof *xml.tags);
    xml.refs = aman_mem_new(mem, OSM_MOST_REFS, sizeof *xml.refs);
    xml.members = aman_mem_new(mem, OSM_MOST_MEMBERS, sizeof *xml.members);
    xml.parser = xmlCreatePushParserCtxt(&handler, &xml, NULL, 0, NULL);
    if (xml.parser && xml.tags && xml.refs && xml.members) {
        /* NOENT so that &amp; comes as one letter; others cannot be declared (on_doctype). */
        xmlCtxtUseOptions(xml.parser, XML_PARSE_NONET | XML_PARSE_NOENT);
        read_all(&xml, bytes, n);
    } else {
        xml.err = AMAN_ERR_MEMORY;
    }
    if (xml.parser && xml.parser->myDoc) xmlFreeDoc(xml.parser->myDoc); /* what a declaration begun may have left */
    xmlFreeParserCtxt(xml.parser);
    aman_mem_free(mem, xml.tags, OSM_MOST_TAGS, sizeof *xml.tags);
    aman_mem_free(mem, xml.refs, OSM_MOST_REFS, sizeof *xml.refs);
    aman_mem_free(mem, xml.members, OSM_MOST_MEMBERS, sizeof *xml.members);
    aman_text_release(&xml.text);
    return xml.err;
}
