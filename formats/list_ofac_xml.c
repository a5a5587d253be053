/* OFAC's SDN list as XML: root sdnList, an sdnEntry each, as its data specification of 2023 describes. */
#include "formats/list_xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum aman_list_kind kind_of(const char *type)
{
    if (strcmp(type, "Individual") == 0) return AMAN_LIST_PERSON;
    if (strcmp(type, "Vessel") == 0) return AMAN_LIST_VESSEL;
    return strcmp(type, "Aircraft") == 0 ? AMAN_LIST_AIRCRAFT : AMAN_LIST_ORGANISATION;
}

/* "LAST, First", as in the CSV files. */
static void add_name(struct aman_list_builder *b, const xmlNode *node, enum aman_list_quality quality)
{
    const char *const parts[] = {aman_xml_text_in(node, "lastName"), aman_xml_text_in(node, "firstName")};
    aman_xml_add_name(b, parts, 2, ", ", quality, aman_xml_line(node));
}

static void add_aliases(struct aman_list_builder *b, const xmlNode *entry)
{
    const xmlNode *list = aman_xml_child(entry, "akaList");
    for (const xmlNode *at = aman_xml_child(list, "aka"); at; at = aman_xml_next(at->next, "aka"))
        add_name(b, at, strcmp(aman_xml_text_in(at, "category"), "weak") == 0 ? AMAN_LIST_WEAK : AMAN_LIST_ALIAS);
}

/* Lists of items of which some children make a detail; and a country, where one is said. */
static const struct {
    const char *list, *item;
    enum aman_list_detail_kind kind;
    const char *children[8];
    const char *country;
} lists[] = {
    {"idList", "id", AMAN_LIST_DOCUMENT, {"idType", "idNumber", "idCountry"}, NULL},
    {"addressList",
     "address",
     AMAN_LIST_ADDRESS,
     {"address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country"},
     "country"},
    {"placeOfBirthList", "placeOfBirthItem", AMAN_LIST_BIRTH_PLACE, {"placeOfBirth"}, NULL},
    {"nationalityList", "nationality", AMAN_N_LIST_DETAILS, {NULL}, "country"},
    {"citizenshipList", "citizenship", AMAN_N_LIST_DETAILS, {NULL}, "country"},
};

static void add_item(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item, size_t l)
{
    const char *parts[8];
    size_t n = 0;
    for (; lists[l].children[n]; n++) parts[n] = aman_xml_text_in(item, lists[l].children[n]);
    if (n) aman_xml_add_detail(b, lists[l].kind, parts, n, aman_xml_line(item));
    if (!lists[l].country) return;
    const char *country = aman_xml_text_in(item, lists[l].country);
    aman_list_add_country(b, entry, country, strlen(country));
}

static void add_lists(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node)
{
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
        const xmlNode *list = aman_xml_child(node, lists[l].list);
        for (const xmlNode *at = aman_xml_child(list, lists[l].item); at; at = aman_xml_next(at->next, lists[l].item))
            add_item(b, entry, at, l);
    }
    const xmlNode *births = aman_xml_child(node, "dateOfBirthList");
    for (const xmlNode *at = aman_xml_child(births, "dateOfBirthItem"); at; at = aman_xml_next(at->next, "dateOfBirthItem"))
        aman_xml_add_birth(b, entry, aman_xml_text_in(at, "dateOfBirth"), aman_xml_line(at));
}

static void add_programmes(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node)
{
    char whole[512];
    size_t length = 0;
    const xmlNode *list = aman_xml_child(node, "programList");
    whole[0] = '\0';
    for (const xmlNode *at = aman_xml_child(list, "program"); at; at = aman_xml_next(at->next, "program")) {
        int n = snprintf(whole + length, sizeof whole - length, "%s%s", length ? "; " : "", aman_xml_text(at));
        if (n < 0 || (size_t)n >= sizeof whole - length) break;
        length += (size_t)n;
    }
    aman_list_set_programme(b, entry, whole);
}

static void read_entry(struct aman_list_builder *b, const xmlNode *node)
{
    const char *id = aman_xml_text_in(node, "uid"), *remarks = aman_xml_text_in(node, "remarks");
    const char *const title[] = {aman_xml_text_in(node, "title")};
    if (id[0] == '\0') {
        aman_list_fault(b, aman_xml_line(node), 0, "sdnEntry", "no uid", "one");
        return;
    }
    struct aman_list_entry *entry =
        aman_list_begin(b, id, kind_of(aman_xml_text_in(node, "sdnType")), aman_xml_line(node));
    if (!entry) return;
    add_programmes(b, entry, node);
    add_name(b, node, AMAN_LIST_PRIMARY);
    add_aliases(b, node);
    add_lists(b, entry, node);
    aman_xml_add_detail(b, AMAN_LIST_POSITION, title, 1, aman_xml_line(node));
    aman_list_add_detail(b, AMAN_LIST_REMARK, remarks, strlen(remarks), aman_xml_line(node));
    aman_list_end(b, entry);
}

/* "05/03/2024" to "2024-05-03"; another form stays as it is. */
static const char *iso_date(struct aman_list_builder *b, const char *text)
{
    char iso[16];
    int month = 0, day = 0, year = 0;
    char *end;
    month = (int)strtol(text, &end, 10);
    if (*end == '/') day = (int)strtol(end + 1, &end, 10);
    if (*end == '/') year = (int)strtol(end + 1, &end, 10);
    bool whole = *end == '\0' && month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 1900 && year <= 9999;
    if (whole) snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
    return aman_list_text(b, whole ? iso : text, strlen(whole ? iso : text));
}

/* The file says how many entries it should have. */
static void check_count(struct aman_list_builder *b, const xmlNode *information)
{
    const char *count = aman_xml_text_in(information, "Record_Count");
    char found[64];
    char *end;
    long long expected = strtoll(count, &end, 10);
    if (count[0] == '\0' || *end || expected == (long long)b->list->n_entries) return;
    snprintf(found, sizeof found, "%zu entries", b->list->n_entries);
    aman_list_fault(b, aman_xml_line(information), 0, "Record_Count", found, count);
}

void aman_list_read_ofac_xml(struct aman_list_builder *b, const xmlNode *root)
{
    const xmlNode *information = aman_xml_child(root, "publshInformation"); /* spelt so by the publisher */
    size_t faults = b->diags->n_errors;
    b->list->date = iso_date(b, aman_xml_text_in(information, "Publish_Date"));
    for (const xmlNode *at = aman_xml_child(root, "sdnEntry"); at && !b->err; at = aman_xml_next(at->next, "sdnEntry"))
        read_entry(b, at);
    if (information && !b->err && b->diags->n_errors == faults) check_count(b, information);
}
