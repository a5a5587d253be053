/* The consolidated list of the UN Security Council. */
#include "formats/columns.h"
#include "formats/list_build.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static bool is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
    for (const xmlNode *at = node->children; at; at = at->next)
        if (is_named(at, name)) return at;
    return NULL;
}

static int line_of(const xmlNode *node)
{
    long line = xmlGetLineNo(node);
    return line > 0 && line < INT_MAX ? (int)line : 0;
}

/* The text of a child element, "" when there is none; lives as long as the document. */
static const char *text_in(const xmlNode *node, const char *name)
{
    const xmlNode *element = child(node, name);
    const xmlNode *text = element ? element->children : NULL;
    while (text && text->type != XML_TEXT_NODE && text->type != XML_CDATA_SECTION_NODE) text = text->next;
    return text && text->content ? (const char *)text->content : "";
}

static void add_text_name(struct aman_list_builder *b, const char *text, enum aman_list_quality quality, int line)
{
    aman_list_add_name(b, text, strlen(text), quality, line);
}

static void add_primary(struct aman_list_builder *b, const xmlNode *node)
{
    static const char *const names[] = {"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"};
    char whole[4096] = "";
    size_t length = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int n = snprintf(whole + length, sizeof whole - length, "%s%s", length ? " " : "", text_in(node, names[i]));
        if (n < 0 || (size_t)n >= sizeof whole - length) {
            aman_list_fault(b, line_of(node), 0, text_in(node, "REFERENCE_NUMBER"), "a name over 4 kB", "a shorter one");
            return;
        }
        length += (size_t)n;
    }
    add_text_name(b, whole, AMAN_LIST_PRIMARY, line_of(node));
}

static void add_birth(struct aman_list_entry *entry, const xmlNode *node)
{
    static const char *const single[] = {"YEAR", "DATE"};
    for (size_t i = 0; i < 2; i++) {
        const char *text = text_in(node, single[i]);
        int year = aman_column_year(text, strlen(text));
        aman_list_add_birth(entry, year, year);
    }
    const char *from = text_in(node, "FROM_YEAR"), *to = text_in(node, "TO_YEAR");
    aman_list_add_birth(entry, aman_column_year(from, strlen(from)), aman_column_year(to, strlen(to)));
}

static void add_country(struct aman_list_builder *b, struct aman_list_entry *entry, const char *text)
{
    aman_list_add_country(b, entry, text, strlen(text));
}

static void read_entry(struct aman_list_builder *b, const xmlNode *node, enum aman_list_kind kind)
{
    const char *id = text_in(node, "REFERENCE_NUMBER");
    if (id[0] == '\0') id = text_in(node, "DATAID");
    if (id[0] == '\0') {
        aman_list_fault(b, line_of(node), 0, (const char *)node->name, "no REFERENCE_NUMBER", "one");
        return;
    }
    struct aman_list_entry *entry = aman_list_begin(b, id, kind, line_of(node));
    if (!entry) return;
    aman_list_set_programme(b, entry, text_in(node, "UN_LIST_TYPE"));
    add_primary(b, node);
    add_text_name(b, text_in(node, "NAME_ORIGINAL_SCRIPT"), AMAN_LIST_ALIAS, line_of(node));
    for (const xmlNode *at = node->children; at; at = at->next) {
        bool low = strcmp(text_in(at, "QUALITY"), "Low") == 0;
        if (is_named(at, "INDIVIDUAL_ALIAS") || is_named(at, "ENTITY_ALIAS"))
            add_text_name(b, text_in(at, "ALIAS_NAME"), low ? AMAN_LIST_WEAK : AMAN_LIST_ALIAS, line_of(at));
        if (is_named(at, "INDIVIDUAL_DATE_OF_BIRTH")) add_birth(entry, at);
        if (is_named(at, "NATIONALITY")) add_country(b, entry, text_in(at, "VALUE"));
        if (is_named(at, "INDIVIDUAL_PLACE_OF_BIRTH") || is_named(at, "ENTITY_ADDRESS"))
            add_country(b, entry, text_in(at, "COUNTRY"));
    }
    aman_list_end(b, entry);
}

static void read_group(struct aman_list_builder *b, const xmlNode *group, const char *name, enum aman_list_kind kind)
{
    for (const xmlNode *at = group ? group->children : NULL; at && !b->err; at = at->next)
        if (is_named(at, name)) read_entry(b, at, kind);
}

static void read_root(struct aman_list_builder *b, xmlNode *root)
{
    if (!is_named(root, "CONSOLIDATED_LIST")) {
        aman_list_fault(b, line_of(root), 1, "", (const char *)root->name, "CONSOLIDATED_LIST (the UN's list)");
        return;
    }
    xmlChar *date = xmlGetProp(root, (const xmlChar *)"dateGenerated");
    if (date) {
        size_t n = strcspn((const char *)date, "T");
        b->list->date = aman_list_text(b, (const char *)date, n < 32 ? n : 32);
        xmlFree(date);
    }
    const xmlNode *persons = child(root, "INDIVIDUALS"), *entities = child(root, "ENTITIES");
    if (!persons && !entities)
        aman_list_fault(b, line_of(root), 1, "CONSOLIDATED_LIST", "neither INDIVIDUALS nor ENTITIES", "both");
    read_group(b, persons, "INDIVIDUAL", AMAN_LIST_PERSON);
    read_group(b, entities, "ENTITY", AMAN_LIST_ORGANISATION);
}

static void tell_error(struct aman_list_builder *b, xmlParserCtxt *context)
{
    const xmlError *error = xmlCtxtGetLastError(context);
    char message[256] = "XML that cannot be read";
    if (error && error->message) snprintf(message, sizeof message, "%.*s", (int)strcspn(error->message, "\n"), error->message);
    aman_list_fault(b, error ? error->line : 0, error ? error->int2 : 0, "", message, "well-formed XML");
}

/* Errors are taken from the context; some of libxml2's own it would print. */
static void keep_silent(void *context, const char *message, ...)
{
    (void)context;
    (void)message;
}

void aman_list_read_un(struct aman_list_builder *b, const char *text, size_t n)
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
    xmlDoc *document = xmlCtxtReadMemory(context, text, (int)n, b->file, NULL, options);
    if (!document)
        tell_error(b, context);
    else if (document->intSubset)
        aman_list_fault(b, 1, 1, "", "a document type declaration", "none");
    else
        read_root(b, xmlDocGetRootElement(document));
    xmlFreeDoc(document);
    xmlFreeParserCtxt(context);
    xmlSetGenericErrorFunc(printer_context, printer);
}
