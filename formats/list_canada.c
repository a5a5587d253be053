/* Canada's consolidated autonomous sanctions list: root data-set, a record each, no ids of its own. */
#include "formats/list_xml.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Older files have Entity and DateOfBirth, newer ones what follows after "OrShip". */
static const char *either(const xmlNode *node, const char *one, const char *other)
{
    const char *text = aman_xml_text_in(node, one);
    return text[0] ? text : aman_xml_text_in(node, other);
}

/* Aliases are parted by semicolons, or by commas where there is none. */
static void add_aliases(struct aman_list_builder *b, const char *text, int line)
{
    const char *between = strchr(text, ';') ? ";" : ",";
    while (*text) {
        size_t n = strcspn(text, between);
        aman_list_add_name(b, text, n, AMAN_LIST_ALIAS, line);
        text += n;
        if (*text) text++;
    }
}

/* "Belarus / Bélarus": English, then French. */
static size_t first_language(const char *country)
{
    size_t n = strcspn(country, "/");
    while (n > 0 && country[n - 1] == ' ') n--;
    return n;
}

/* What the regulations count by: country, schedule and item. */
static void make_id(struct aman_text *id, const xmlNode *node, const char *name)
{
    const char *country = aman_xml_text_in(node, "Country"), *item = aman_xml_text_in(node, "Item");
    aman_text_add_n(id, country, first_language(country));
    aman_text_addf(id, "/%s/%s", aman_xml_text_in(node, "Schedule"), item[0] ? item : name);
}

static void read_facts(struct aman_list_builder *b, struct aman_list_entry *entry, const xmlNode *node)
{
    int line = aman_xml_line(node);
    const char *country = aman_xml_text_in(node, "Country");
    const char *const names[] = {aman_xml_text_in(node, "GivenName"), aman_xml_text_in(node, "LastName")};
    const char *whole = either(node, "EntityOrShip", "Entity");
    const char *const imo[] = {"IMO", aman_xml_text_in(node, "ShipIMONumber")};
    const char *const title[] = {either(node, "TitleOrShip", "Title")};
    const char *born = either(node, "DateOfBirthOrShipBuildDate", "DateOfBirth");
    const char *listed = aman_xml_text_in(node, "DateOfListing");
    aman_list_set_programme(b, entry, aman_xml_text_in(node, "Schedule"));
    aman_list_add_country(b, entry, country, first_language(country));
    if (entry->kind == AMAN_LIST_PERSON)
        aman_xml_add_name(b, names, 2, " ", AMAN_LIST_PRIMARY, line);
    else
        aman_xml_add_name(b, &whole, 1, " ", AMAN_LIST_PRIMARY, line);
    add_aliases(b, aman_xml_text_in(node, "Aliases"), line);
    if (entry->kind == AMAN_LIST_PERSON) aman_xml_add_birth(b, entry, born, line);
    if (imo[1][0]) aman_xml_add_detail(b, AMAN_LIST_DOCUMENT, imo, 2, line);
    aman_xml_add_detail(b, AMAN_LIST_POSITION, title, 1, line);
    aman_list_add_detail(b, AMAN_LIST_LISTED_ON, listed, strlen(listed), line);
}

static void read_entry(struct aman_list_builder *b, const xmlNode *node)
{
    struct aman_text id;
    const char *last = aman_xml_text_in(node, "LastName"), *given = aman_xml_text_in(node, "GivenName");
    bool person = last[0] || given[0], ship = aman_xml_text_in(node, "ShipIMONumber")[0] != '\0';
    aman_text_init(&id, b->mem);
    make_id(&id, node, person ? last : either(node, "EntityOrShip", "Entity"));
    struct aman_list_entry *entry = NULL;
    if (id.failed)
        b->err = AMAN_ERR_MEMORY;
    else
        entry = aman_list_begin(b, id.data, person ? AMAN_LIST_PERSON : ship ? AMAN_LIST_VESSEL : AMAN_LIST_ORGANISATION,
                                aman_xml_line(node));
    aman_text_release(&id);
    if (!entry) return;
    read_facts(b, entry, node);
    aman_list_end(b, entry);
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const struct aman_list_entry *const *)a)->id, (*(const struct aman_list_entry *const *)b)->id);
}

static void add_name_to_id(struct aman_list_builder *b, struct aman_list_entry *entry)
{
    struct aman_text id;
    aman_text_init(&id, b->mem);
    aman_text_addf(&id, "%s/%s", entry->id, entry->names[0].text);
    const char *copy = id.failed ? NULL : aman_list_text(b, id.data, id.length);
    if (copy)
        entry->id = copy;
    else
        b->err = AMAN_ERR_MEMORY;
    aman_text_release(&id);
}

/* Some items are given twice; the name tells those apart. */
static void part_ids(struct aman_list_builder *b)
{
    size_t n = b->list->n_entries;
    struct aman_list_entry **sorted = aman_mem_new(b->mem, n, sizeof *sorted);
    if (!sorted) {
        b->err = AMAN_ERR_MEMORY;
        return;
    }
    for (size_t i = 0; i < n; i++) sorted[i] = &b->list->entries[i];
    qsort(sorted, n, sizeof *sorted, by_id);
    for (size_t first = 0, end; first < n && !b->err; first = end) {
        for (end = first + 1; end < n && strcmp(sorted[end]->id, sorted[first]->id) == 0;) end++;
        for (size_t i = first; i < end && end - first > 1 && !b->err; i++) add_name_to_id(b, sorted[i]);
    }
    aman_mem_free(b->mem, sorted, n, sizeof *sorted);
}

void aman_list_read_canada(struct aman_list_builder *b, const xmlNode *root)
{
    size_t faults = b->diags->n_errors;
    for (const xmlNode *at = aman_xml_child(root, "record"); at && !b->err; at = aman_xml_next(at->next, "record"))
        read_entry(b, at);
    if (!b->err && b->diags->n_errors == faults) part_ids(b);
}
