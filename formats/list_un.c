/* The consolidated list of the UN Security Council. */
#include "formats/columns.h"
#include "formats/list_xml.h"

#include <string.h>

static void add_text_name(struct aman_list_builder *b, const char *text, enum aman_list_quality quality, int line)
{
    aman_list_add_name(b, text, strlen(text), quality, line);
}

static void add_birth(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node)
{
    static const char *const single[] = {"YEAR", "DATE"};
    for (size_t i = 0; i < 2; i++) aman_xml_add_birth(b, entry, aman_xml_text_in(node, single[i]), aman_xml_line(node));
    const char *from = aman_xml_text_in(node, "FROM_YEAR"), *to = aman_xml_text_in(node, "TO_YEAR");
    aman_list_add_birth(entry, aman_column_year(from, strlen(from)), aman_column_year(to, strlen(to)));
}

static void add_country(struct aman_list_builder *b, struct aman_list_entry *entry, const char *text)
{
    aman_list_add_country(b, entry, text, strlen(text));
}

/* Which children make which detail, in this order. */
static const struct {
    const char *element;
    enum aman_list_detail_kind kind;
    const char *children[7];
} details[] = {
    {"INDIVIDUAL_PLACE_OF_BIRTH", AMAN_LIST_BIRTH_PLACE, {"CITY", "STATE_PROVINCE", "COUNTRY"}},
    {"INDIVIDUAL_DOCUMENT",
     AMAN_LIST_DOCUMENT,
     {"TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"}},
    {"INDIVIDUAL_ADDRESS", AMAN_LIST_ADDRESS, {"STREET", "CITY", "ZIP_CODE", "STATE_PROVINCE", "COUNTRY"}},
    {"ENTITY_ADDRESS", AMAN_LIST_ADDRESS, {"STREET", "CITY", "ZIP_CODE", "STATE_PROVINCE", "COUNTRY"}},
};

static void add_details(struct aman_list_builder *b, const xmlNode *at)
{
    for (size_t d = 0; d < sizeof details / sizeof *details; d++) {
        const char *parts[7];
        size_t n = 0;
        if (!aman_xml_is(at, details[d].element)) continue;
        for (; details[d].children[n]; n++) parts[n] = aman_xml_text_in(at, details[d].children[n]);
        aman_xml_add_detail(b, details[d].kind, parts, n, aman_xml_line(at));
    }
    if (!aman_xml_is(at, "DESIGNATION")) return;
    for (const xmlNode *value = aman_xml_child(at, "VALUE"); value; value = aman_xml_next(value->next, "VALUE"))
        aman_list_add_detail(b, AMAN_LIST_POSITION, aman_xml_text(value), strlen(aman_xml_text(value)), aman_xml_line(value));
}

static void add_text_detail(struct aman_list_builder *b, enum aman_list_detail_kind kind, const xmlNode *node, const char *child)
{
    const char *text = aman_xml_text_in(node, child);
    aman_list_add_detail(b, kind, text, strlen(text), aman_xml_line(node));
}

static void read_entry(struct aman_list_builder *b, const xmlNode *node, enum aman_list_kind kind)
{
    const char *id = aman_xml_text_in(node, "REFERENCE_NUMBER");
    int line = aman_xml_line(node);
    if (id[0] == '\0') id = aman_xml_text_in(node, "DATAID");
    if (id[0] == '\0') {
        aman_list_fault(b, line, 0, (const char *)node->name, "no REFERENCE_NUMBER", "one");
        return;
    }
    struct aman_list_entry *entry = aman_list_begin(b, id, kind, line);
    if (!entry) return;
    aman_list_set_programme(b, entry, aman_xml_text_in(node, "UN_LIST_TYPE"));
    const char *const names[] = {aman_xml_text_in(node, "FIRST_NAME"), aman_xml_text_in(node, "SECOND_NAME"),
                                 aman_xml_text_in(node, "THIRD_NAME"), aman_xml_text_in(node, "FOURTH_NAME")};
    aman_xml_add_name(b, names, 4, " ", AMAN_LIST_PRIMARY, line);
    add_text_name(b, aman_xml_text_in(node, "NAME_ORIGINAL_SCRIPT"), AMAN_LIST_ALIAS, line);
    for (const xmlNode *at = node->children; at; at = at->next) {
        bool low = strcmp(aman_xml_text_in(at, "QUALITY"), "Low") == 0;
        if (aman_xml_is(at, "INDIVIDUAL_ALIAS") || aman_xml_is(at, "ENTITY_ALIAS"))
            add_text_name(b, aman_xml_text_in(at, "ALIAS_NAME"), low ? AMAN_LIST_WEAK : AMAN_LIST_ALIAS, aman_xml_line(at));
        if (aman_xml_is(at, "INDIVIDUAL_DATE_OF_BIRTH")) add_birth(b, entry, at);
        if (aman_xml_is(at, "NATIONALITY")) add_country(b, entry, aman_xml_text_in(at, "VALUE"));
        if (aman_xml_is(at, "INDIVIDUAL_PLACE_OF_BIRTH") || aman_xml_is(at, "ENTITY_ADDRESS"))
            add_country(b, entry, aman_xml_text_in(at, "COUNTRY"));
        add_details(b, at);
    }
    add_text_detail(b, AMAN_LIST_GENDER, node, "GENDER");
    add_text_detail(b, AMAN_LIST_LISTED_ON, node, "LISTED_ON");
    add_text_detail(b, AMAN_LIST_REMARK, node, "COMMENTS1");
    aman_list_end(b, entry);
}

static void read_group(struct aman_list_builder *b, const xmlNode *group, const char *name, enum aman_list_kind kind)
{
    for (const xmlNode *at = aman_xml_child(group, name); at && !b->err; at = aman_xml_next(at->next, name))
        read_entry(b, at, kind);
}

void aman_list_read_un(struct aman_list_builder *b, const xmlNode *root)
{
    const char *date = aman_xml_attribute(root, "dateGenerated");
    size_t n = strcspn(date, "T");
    b->list->date = aman_list_text(b, date, n < 32 ? n : 32);
    const xmlNode *persons = aman_xml_child(root, "INDIVIDUALS"), *entities = aman_xml_child(root, "ENTITIES");
    if (!persons && !entities)
        aman_list_fault(b, aman_xml_line(root), 1, "CONSOLIDATED_LIST", "neither INDIVIDUALS nor ENTITIES", "both");
    read_group(b, persons, "INDIVIDUAL", AMAN_LIST_PERSON);
    read_group(b, entities, "ENTITY", AMAN_LIST_ORGANISATION);
}
