/* The UK Sanctions List: root Designations, a Designation each. */
#include "formats/list_xml.h"

#include <string.h>
#include <strings.h>

static enum aman_list_kind kind_of(const char *text)
{
    if (strcasecmp(text, "Individual") == 0) return AMAN_LIST_PERSON;
    if (strcasecmp(text, "Ship") == 0) return AMAN_LIST_VESSEL;
    return strcasecmp(text, "Entity") == 0 ? AMAN_LIST_ORGANISATION : AMAN_LIST_ANY;
}

static bool is_low(const char *strength)
{
    return strncasecmp(strength, "low", 3) == 0;
}

static bool is_primary(const xmlNode *name)
{
    return strcasecmp(aman_xml_text_in(name, "NameType"), "Primary Name") == 0;
}

/* Name6 is the family name, or the whole name of what is no person. */
static void add_name(struct aman_list_builder *b, const xmlNode *node, enum aman_list_quality quality)
{
    static const char *const children[] = {"Name1", "Name2", "Name3", "Name4", "Name5", "Name6"};
    const char *parts[6];
    for (size_t i = 0; i < 6; i++) parts[i] = aman_xml_text_in(node, children[i]);
    aman_xml_add_name(b, parts, 6, " ", quality, aman_xml_line(node));
}

static void add_names(struct aman_list_builder *b, const xmlNode *node)
{
    const xmlNode *names = aman_xml_child(node, "Names"), *others = aman_xml_child(node, "NonLatinNames");
    const xmlNode *first = aman_xml_child(names, "Name");
    while (first && !is_primary(first)) first = aman_xml_next(first->next, "Name");
    if (first) add_name(b, first, AMAN_LIST_PRIMARY);
    for (const xmlNode *at = aman_xml_child(names, "Name"); at; at = aman_xml_next(at->next, "Name"))
        if (at != first) add_name(b, at, is_low(aman_xml_text_in(at, "AliasStrength")) ? AMAN_LIST_WEAK : AMAN_LIST_ALIAS);
    for (const xmlNode *at = aman_xml_child(others, "NonLatinName"); at; at = aman_xml_next(at->next, "NonLatinName")) {
        const char *text = aman_xml_text_in(at, "NameNonLatinScript");
        aman_list_add_name(b, text, strlen(text), AMAN_LIST_ALIAS, aman_xml_line(at));
    }
}

/* Repeated elements that stand in a group of their own: <DOBs><DOB>. */
typedef void take_fn(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item);

static void take_each(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node, const char *group,
                      const char *item, take_fn *take)
{
    for (const xmlNode *at = aman_xml_child(aman_xml_child(node, group), item); at; at = aman_xml_next(at->next, item))
        take(b, entry, at);
}

static void take_birth(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    aman_xml_add_birth(b, entry, aman_xml_text(item), aman_xml_line(item));
}

static void take_country(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    aman_list_add_country(b, entry, aman_xml_text(item), strlen(aman_xml_text(item)));
}

static void take_position(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    (void)entry;
    aman_list_add_detail(b, AMAN_LIST_POSITION, aman_xml_text(item), strlen(aman_xml_text(item)), aman_xml_line(item));
}

static void take_gender(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    (void)entry;
    aman_list_add_detail(b, AMAN_LIST_GENDER, aman_xml_text(item), strlen(aman_xml_text(item)), aman_xml_line(item));
}

static void take_birth_place(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    const char *const parts[] = {aman_xml_text_in(item, "TownOfBirth"), aman_xml_text_in(item, "CountryOfBirth")};
    aman_xml_add_detail(b, AMAN_LIST_BIRTH_PLACE, parts, 2, aman_xml_line(item));
    aman_list_add_country(b, entry, parts[1], strlen(parts[1]));
}

static void take_passport(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    (void)entry;
    const char *const parts[] = {"Passport", aman_xml_text_in(item, "PassportNumber"),
                                 aman_xml_text_in(item, "PassportAdditionalInformation")};
    if (parts[1][0]) aman_xml_add_detail(b, AMAN_LIST_DOCUMENT, parts, 3, aman_xml_line(item));
}

static void take_identifier(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    (void)entry;
    const char *const parts[] = {"National identifier", aman_xml_text_in(item, "NationalIdentifierNumber"),
                                 aman_xml_text_in(item, "NationalIdentifierAdditionalInformation")};
    if (parts[1][0]) aman_xml_add_detail(b, AMAN_LIST_DOCUMENT, parts, 3, aman_xml_line(item));
}

static void take_imo(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    (void)entry;
    const char *const parts[] = {"IMO", aman_xml_text(item)};
    if (parts[1][0]) aman_xml_add_detail(b, AMAN_LIST_DOCUMENT, parts, 2, aman_xml_line(item));
}

static void take_address(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    static const char *const children[] = {"AddressLine1", "AddressLine2", "AddressLine3",      "AddressLine4",
                                           "AddressLine5", "AddressLine6", "AddressPostalCode", "AddressCountry"};
    const char *parts[8];
    for (size_t i = 0; i < 8; i++) parts[i] = aman_xml_text_in(item, children[i]);
    aman_xml_add_detail(b, AMAN_LIST_ADDRESS, parts, 8, aman_xml_line(item));
    aman_list_add_country(b, entry, parts[7], strlen(parts[7]));
}

static void take_individual(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    take_each(b, entry, item, "DOBs", "DOB", take_birth);
    take_each(b, entry, item, "Nationalities", "Nationality", take_country);
    take_each(b, entry, item, "Positions", "Position", take_position);
    take_each(b, entry, item, "Genders", "Gender", take_gender);
    take_each(b, entry, item, "BirthDetails", "Location", take_birth_place);
    take_each(b, entry, item, "PassportDetails", "Passport", take_passport);
    take_each(b, entry, item, "NationalIdentifierDetails", "NationalIdentifier", take_identifier);
}

static void take_ship(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *item)
{
    take_each(b, entry, item, "IMONumbers", "IMONumber", take_imo);
    take_each(b, entry, item, "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip", take_country);
}

static void read_entry(struct aman_list_builder *b, const xmlNode *node)
{
    const char *id = aman_xml_text_in(node, "UniqueID"), *kind = aman_xml_text_in(node, "IndividualEntityShip");
    int line = aman_xml_line(node);
    if (id[0] == '\0') {
        aman_list_fault(b, line, 0, "Designation", "no UniqueID", "one");
        return;
    }
    struct aman_list_entry *entry = aman_list_begin(b, id, kind_of(kind), line);
    if (!entry) return;
    aman_list_set_programme(b, entry, aman_xml_text_in(node, "RegimeName"));
    add_names(b, node);
    take_each(b, entry, node, "Addresses", "Address", take_address);
    take_each(b, entry, node, "IndividualDetails", "Individual", take_individual);
    take_each(b, entry, node, "ShipDetails", "Ship", take_ship);
    const char *listed = aman_xml_text_in(node, "DateDesignated"), *remark = aman_xml_text_in(node, "OtherInformation");
    aman_list_add_detail(b, AMAN_LIST_LISTED_ON, listed, strlen(listed), line);
    aman_list_add_detail(b, AMAN_LIST_REMARK, remark, strlen(remark), line);
    aman_list_end(b, entry);
}

/* "02/05/2024" to "2024-05-02". */
static const char *iso_date(struct aman_list_builder *b, const char *text)
{
    char iso[11];
    if (strlen(text) != 10 || text[2] != '/' || text[5] != '/') return aman_list_text(b, text, strlen(text));
    memcpy(iso, text + 6, 4);
    iso[4] = iso[7] = '-';
    memcpy(iso + 5, text + 3, 2);
    memcpy(iso + 8, text, 2);
    iso[10] = '\0';
    return aman_list_text(b, iso, 10);
}

void aman_list_read_uk(struct aman_list_builder *b, const xmlNode *root)
{
    b->list->date = iso_date(b, aman_xml_text_in(root, "DateGenerated"));
    for (const xmlNode *at = aman_xml_child(root, "Designation"); at && !b->err; at = aman_xml_next(at->next, "Designation"))
        read_entry(b, at);
}
