/* The EU's consolidated financial sanctions list, version 1.1: root export, a sanctionEntity each, facts in attributes. */
#include "formats/columns.h"
#include "formats/list_xml.h"

#include <string.h>

static enum aman_list_kind kind_of(const xmlNode *node)
{
    const char *code = aman_xml_attribute(node, "code");
    if (strcmp(code, "person") == 0) return AMAN_LIST_PERSON;
    return strcmp(code, "enterprise") == 0 ? AMAN_LIST_ORGANISATION : AMAN_LIST_ANY;
}

/* A whole name is mostly given; otherwise its parts. `strong="false"` is a weak alias. */
static void add_name(struct aman_list_builder *b, const xmlNode *node, bool first)
{
    const char *whole = aman_xml_attribute(node, "wholeName");
    const char *const parts[] = {aman_xml_attribute(node, "firstName"), aman_xml_attribute(node, "middleName"),
                                 aman_xml_attribute(node, "lastName")};
    bool weak = strcmp(aman_xml_attribute(node, "strong"), "false") == 0;
    enum aman_list_quality quality = weak ? AMAN_LIST_WEAK : first ? AMAN_LIST_PRIMARY : AMAN_LIST_ALIAS;
    int line = aman_xml_line(node);
    if (whole[0])
        aman_xml_add_name(b, &whole, 1, " ", quality, line);
    else
        aman_xml_add_name(b, parts, 3, " ", quality, line);
    const char *const function[] = {aman_xml_attribute(node, "function")}, *gender = aman_xml_attribute(node, "gender");
    aman_xml_add_detail(b, AMAN_LIST_POSITION, function, 1, line);
    const char *word = strcmp(gender, "M") == 0 ? "male" : strcmp(gender, "F") == 0 ? "female" : "";
    aman_list_add_detail(b, AMAN_LIST_GENDER, word, strlen(word), line);
}

/* The first strong name is the primary one: it comes first, whatever weak ones stand before it. */
static void add_names(struct aman_list_builder *b, const xmlNode *node)
{
    const xmlNode *first = aman_xml_child(node, "nameAlias");
    while (first && strcmp(aman_xml_attribute(first, "strong"), "false") == 0) first = aman_xml_next(first->next, "nameAlias");
    if (first) add_name(b, first, true);
    for (const xmlNode *at = aman_xml_child(node, "nameAlias"); at; at = aman_xml_next(at->next, "nameAlias"))
        if (at != first) add_name(b, at, false);
}

static void add_country(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node)
{
    const char *code = aman_xml_attribute(node, "countryIso2Code"), *name = aman_xml_attribute(node, "countryDescription");
    const char *country = strcmp(code, "00") == 0 || code[0] == '\0' ? name : code;
    if (strcmp(country, "UNKNOWN") != 0) aman_list_add_country(b, entry, country, strlen(country));
}

static void add_birth(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node)
{
    const char *date = aman_xml_attribute(node, "birthdate"), *year = aman_xml_attribute(node, "year");
    const char *from = aman_xml_attribute(node, "yearRangeFrom"), *to = aman_xml_attribute(node, "yearRangeTo");
    const char *const place[] = {aman_xml_attribute(node, "place"), aman_xml_attribute(node, "city"),
                                 aman_xml_attribute(node, "region"), aman_xml_attribute(node, "countryDescription")};
    int line = aman_xml_line(node);
    aman_xml_add_birth(b, entry, date[0] ? date : year, line);
    aman_list_add_birth(entry, aman_column_year(from, strlen(from)), aman_column_year(to, strlen(to)));
    if (place[0][0] || place[1][0] || place[2][0]) aman_xml_add_detail(b, AMAN_LIST_BIRTH_PLACE, place, 4, line);
    add_country(b, entry, node);
}

static void add_document(struct aman_list_builder *b, const xmlNode *node)
{
    const char *number = aman_xml_attribute(node, "number"), *latin = aman_xml_attribute(node, "latinNumber");
    const char *const parts[] = {aman_xml_attribute(node, "identificationTypeDescription"), number[0] ? number : latin,
                                 aman_xml_attribute(node, "countryIso2Code")};
    aman_xml_add_detail(b, AMAN_LIST_DOCUMENT, parts, 3, aman_xml_line(node));
}

static void add_address(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node)
{
    const char *const parts[] = {aman_xml_attribute(node, "street"), aman_xml_attribute(node, "poBox"),
                                 aman_xml_attribute(node, "place"),  aman_xml_attribute(node, "city"),
                                 aman_xml_attribute(node, "zipCode"), aman_xml_attribute(node, "region"),
                                 aman_xml_attribute(node, "countryDescription")};
    aman_xml_add_detail(b, AMAN_LIST_ADDRESS, parts, 7, aman_xml_line(node));
    add_country(b, entry, node);
}

static void add_facts(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node)
{
    for (const xmlNode *at = node->children; at; at = at->next) {
        if (aman_xml_is(at, "citizenship")) add_country(b, entry, at);
        if (aman_xml_is(at, "birthdate")) add_birth(b, entry, at);
        if (aman_xml_is(at, "identification")) add_document(b, at);
        if (aman_xml_is(at, "address")) add_address(b, entry, at);
        if (aman_xml_is(at, "remark"))
            aman_list_add_detail(b, AMAN_LIST_REMARK, aman_xml_text(at), strlen(aman_xml_text(at)), aman_xml_line(at));
        if (aman_xml_is(at, "regulation") && entry->programme[0] == '\0')
            aman_list_set_programme(b, entry, aman_xml_attribute(at, "programme"));
    }
}

static void read_entry(struct aman_list_builder *b, const xmlNode *node)
{
    const char *id = aman_xml_attribute(node, "euReferenceNumber");
    const xmlNode *type = aman_xml_child(node, "subjectType");
    if (id[0] == '\0') id = aman_xml_attribute(node, "logicalId");
    if (id[0] == '\0' || !type) {
        aman_list_fault(b, aman_xml_line(node), 0, "sanctionEntity", type ? "no euReferenceNumber" : "no subjectType",
                        "both, as in version 1.1");
        return;
    }
    struct aman_list_entry *entry = aman_list_begin(b, id, kind_of(type), aman_xml_line(node));
    if (!entry) return;
    add_names(b, node);
    add_facts(b, entry, node);
    aman_list_end(b, entry);
}

void aman_list_read_eu(struct aman_list_builder *b, const xmlNode *root)
{
    const char *date = aman_xml_attribute(root, "generationDate");
    size_t n = strcspn(date, "T");
    b->list->date = aman_list_text(b, date, n < 32 ? n : 32);
    for (const xmlNode *at = aman_xml_child(root, "sanctionEntity"); at && !b->err;
         at = aman_xml_next(at->next, "sanctionEntity"))
        read_entry(b, at);
}
