/* formats/list_xml.h - what the readers of lists in XML share. Nodes and texts live as long as the document; names are without
 * their namespace. */
#ifndef AMAN_FORMATS_LIST_XML_H
#define AMAN_FORMATS_LIST_XML_H

#include "formats/list_build.h"

#include <libxml/tree.h>

bool aman_xml_is(const xmlNode *node, const char *name);

/* The first child of that name, or NULL; node may be NULL. */
const xmlNode *aman_xml_child(const xmlNode *node, const char *name);

/* The next element of that name among node and what follows it, or NULL: for (at = aman_xml_child(…); at;
 * at = aman_xml_next(at->next, …)). */
const xmlNode *aman_xml_next(const xmlNode *node, const char *name);

int aman_xml_line(const xmlNode *node);

/* The text in an element, in a child of it, in an attribute; "" when there is none. */
const char *aman_xml_text(const xmlNode *node);
const char *aman_xml_text_in(const xmlNode *node, const char *child);
const char *aman_xml_attribute(const xmlNode *node, const char *name);

/* Adds the texts that are not empty, parted by `between`, as a name or as a detail. */
void aman_xml_add_name(struct aman_list_builder *b, const char *const *parts, size_t n, const char *between,
                       enum aman_list_quality quality, int line);
void aman_xml_add_detail(struct aman_list_builder *b, enum aman_list_detail_kind kind, const char *const *parts, size_t n,
                         int line);

/* A year of birth and the date as it is written. */
void aman_xml_add_birth(struct aman_list_builder *b, struct aman_list_entry *entry, const char *date, int line);

/* The readers of roots; they add entries and set the date of the list. */
void aman_list_read_un(struct aman_list_builder *b, const xmlNode *root);
void aman_list_read_ofac_xml(struct aman_list_builder *b, const xmlNode *root);
void aman_list_read_eu(struct aman_list_builder *b, const xmlNode *root);
void aman_list_read_uk(struct aman_list_builder *b, const xmlNode *root);
void aman_list_read_canada(struct aman_list_builder *b, const xmlNode *root);

#endif
