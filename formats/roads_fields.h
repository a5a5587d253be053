/* formats/roads_fields.h - what layers of lines call their attributes, and what their values mean in
 * OpenStreetMap's words. Private to the reader of roads. */
#ifndef AMAN_FORMATS_ROADS_FIELDS_H
#define AMAN_FORMATS_ROADS_FIELDS_H

#include "formats/osm_stream.h"
#include "formats/roads_read.h"

enum {
    ROADS_VALUE_SIZE = 256, /* longer values count as not given */
    ROADS_MORE_SIZE = 8192,
    ROADS_MORE_TAGS = 64
};

/* Layers' definitions and features are OGR's handles. Where a layer has its fields; -1: nowhere. */
struct roads_fields {
    int at[AMAN_ROAD_FIELD_COUNT];
    int more; /* `other_tags`, as GDAL writes what of OpenStreetMap has no column of its own */
};

void roads_fields_find(void *layer, const struct aman_road_lines *lines,
                       struct roads_fields *fields);

/* The tags of one feature; those of `tags` point into the rest. There is always a `highway`. */
struct roads_tags {
    struct osm_tag tags[AMAN_ROAD_FIELD_COUNT + ROADS_MORE_TAGS];
    size_t n;
    char values[AMAN_ROAD_FIELD_COUNT][ROADS_VALUE_SIZE];
    char more[ROADS_MORE_SIZE];
};
void roads_tags_read(void *feature, const struct roads_fields *fields, struct roads_tags *tags);

/* "\"a\"=>\"b\",..." into tags; what is not written so ends it. `text` is changed. How many, at most `most`.
 */
size_t roads_tags_split(char *text, struct osm_tag *tags, size_t most);

#endif
