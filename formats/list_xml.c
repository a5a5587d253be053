/* Lists in XML: parsed without network and entities, then read by what their root says they are. */
#include "formats/list_xml.h"

#include "base/text.h"
#include "formats/columns.h"
#include "formats/encoding.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- nodes ---- */

bool aman_xml_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const xmlNode *aman_xml_next(const xmlNode *node, const char *name)
{
    while (node && !aman_xml_is(node, name)) node = node->next;
    return node;
}

const xmlNode *aman_xml_child(const xmlNode *node, const char *name)
{
    return node ? aman_xml_next(node->children, name) : NULL;
}

int aman_xml_line(const xmlNode *node)
{
    long line = xmlGetLineNo(node);
    return line > 0 && line < INT_MAX ? (int)line : 0;
}

const char *aman_xml_text(const xmlNode *node)
{
    const xmlNode *text = node ? node->children : NULL;
    while (text && text->type != XML_TEXT_NODE && text->type != XML_CDATA_SECTION_NODE) text = text->next;
    return text && text->content ? (const char *)text->content : "";
}

const char *aman_xml_text_in(const xmlNode *node, const char *child)
{
    return aman_xml_text(aman_xml_child(node, child));
}

const char *aman_xml_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *at = node->properties; at; at = at->next)
        if (strcmp((const char *)at->name, name) == 0)
            return at->children && at->children->content ? (const char *)at->children->content : "";
    return "";
}

/* ---- facts ---- */

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static void join(struct aman_text *out, const char *const *parts, size_t n, const char *between)
{
    aman_text_add(out, "");
    for (size_t i = 0; i < n; i++) {
        if (is_blank(parts[i])) continue;
        if (out->length) aman_text_add(out, between);
        aman_text_add(out, parts[i]);
    }
}

void aman_xml_add_name(struct aman_list_builder *b, const char *const *parts, size_t n, const char *between,
                       enum aman_list_quality quality, int line)
{
    struct aman_text whole;
    aman_text_init(&whole, b->mem);
    join(&whole, parts, n, between);
    if (whole.failed)
        b->err = AMAN_ERR_MEMORY;
    else
        aman_list_add_name(b, whole.data, whole.length, quality, line);
    aman_text_release(&whole);
}

void aman_xml_add_detail(struct aman_list_builder *b, enum aman_list_detail_kind kind, const char *const *parts, size_t n,
                         int line)
{
    struct aman_text whole;
    aman_text_init(&whole, b->mem);
    join(&whole, parts, n, ", ");
    if (whole.failed)
        b->err = AMAN_ERR_MEMORY;
    else
        aman_list_add_detail(b, kind, whole.data, whole.length, line);
    aman_text_release(&whole);
}

void aman_xml_add_birth(struct aman_list_builder *b, struct aman_list_entry *entry, const char *date, int line)
{
    int year = aman_column_year(date, strlen(date));
    aman_list_add_birth(entry, year, year);
    aman_list_add_detail(b, AMAN_LIST_BIRTH_DATE, date, strlen(date), line);
}

/* ---- roots ---- */

typedef void read_fn(struct aman_list_builder *b, const xmlNode *root);

static const struct {
    const char *root, *source, *format;
    read_fn *read;
} kinds[] = {{"CONSOLIDATED_LIST", "un", "UN XML", aman_list_read_un},
             {"sdnList", "ofac", "OFAC XML", aman_list_read_ofac_xml},
             {"export", "eu", "EU XML", aman_list_read_eu},
             {"Designations", "uk", "UK XML", aman_list_read_uk},
             {"data-set", "canada", "Canada XML", aman_list_read_canada}};

/* Of other versions, which are easily taken for the ones that are read. */
static const struct {
    const char *root, *found, *expected;
} strangers[] = {{"Sanctions", "OFAC's advanced XML", "the plain one (SDN.XML)"},
                 {"WHOLE", "version 1.0 of the EU's list", "version 1.1 (root `export`)"},
                 {"ArrayOfFinancialSanctionsTarget", "OFSI's consolidated list, which is closed",
                  "the UK Sanctions List (root `Designations`)"}};

static void read_root(struct aman_list_builder *b, const xmlNode *root)
{
    const char *name = (const char *)root->name;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(name, kinds[i].root) == 0) {
            b->list->source = kinds[i].source;
            b->list->format = kinds[i].format;
            kinds[i].read(b, root);
            return;
        }
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
        if (strcmp(name, strangers[i].root) == 0) {
            aman_list_fault(b, aman_xml_line(root), 1, "", strangers[i].found, strangers[i].expected);
            return;
        }
    aman_list_fault(b, aman_xml_line(root), 1, "", name,
                    "CONSOLIDATED_LIST (UN), sdnList (OFAC), export (EU), Designations (UK) or data-set (Canada)");
}

/* ---- parsing ---- */

static void tell_error(struct aman_list_builder *b, xmlParserCtxt *context)
{
    const xmlError *error = xmlCtxtGetLastError(context);
    char message[256] = "XML that cannot be read";
    if (error && error->message) snprintf(message, sizeof message, "%.*s", (int)strcspn(error->message, "\n"), error->message);
    aman_list_fault(b, error ? error->line : 0, error ? error->int2 : 0, "", message, "well-formed XML, whole to its end");
}

static bool is_decoded(const struct aman_list_builder *b)
{
    return strcmp(b->list->encoding, aman_encoding_text(AMAN_ENCODING_UTF8)) != 0;
}

/* What the document says it is written in, when it is not UTF-8. */
static void tell_encoding(struct aman_list_builder *b, const xmlDoc *document)
{
    const char *encoding = document->encoding ? (const char *)document->encoding : "";
    if (is_decoded(b) || encoding[0] == '\0' || strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "US-ASCII") == 0) return;
    b->list->encoding = aman_list_text(b, encoding, strlen(encoding));
    aman_diags_add(b->diags, (struct aman_diag){.severity = AMAN_DIAG_WARNING,
                                                .file = b->file,
                                                .line = 1,
                                                .found = encoding,
                                                .expected = "UTF-8; it was read as what it says it is"});
}

/* Errors are taken from the context; some of libxml2's own it would print. */
static void keep_silent(void *context, const char *message, ...)
{
    (void)context;
    (void)message;
}

void aman_list_read_xml(struct aman_list_builder *b, const char *text, size_t n)
{
    xmlParserCtxt *context = n <= INT_MAX ? xmlNewParserCtxt() : NULL;
    if (!context) {
        b->err = AMAN_ERR_MEMORY;
        return;
    }
    /* no network, and no entities from elsewhere */
    xmlGenericErrorFunc printer = xmlGenericError;
    void *printer_context = xmlGenericErrorContext;
    xmlSetGenericErrorFunc(NULL, keep_silent);
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA;
    if (is_decoded(b)) options |= XML_PARSE_IGNORE_ENC; /* what it says of itself is no longer so */
    xmlDoc *document = xmlCtxtReadMemory(context, text, (int)n, b->file, NULL, options);
    if (!document) {
        tell_error(b, context);
    } else if (document->intSubset) {
        aman_list_fault(b, 1, 1, "", "a document type declaration", "none");
    } else {
        tell_encoding(b, document);
        read_root(b, xmlDocGetRootElement(document));
    }
    xmlFreeDoc(document);
    xmlFreeParserCtxt(context);
    xmlSetGenericErrorFunc(printer_context, printer);
}
