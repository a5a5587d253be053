#include "formats/roads_fields.h"

#include <ogr_api.h>
#include <string.h>
#include <strings.h>

/* The key, then other names in use: Geofabrik's shapefiles, national and commercial road layers. */
static const char *const usual_names[AMAN_ROAD_FIELD_COUNT][6] = {
    [AMAN_ROAD_FIELD_HIGHWAY] = {"highway", "fclass", "road_class", "roadclass", "class", "type"},
    [AMAN_ROAD_FIELD_ONEWAY] = {"oneway", "one_way"},
    [AMAN_ROAD_FIELD_MAXSPEED] = {"maxspeed", "max_speed", "speed_limit"},
    [AMAN_ROAD_FIELD_NAME] = {"name", "street", "street_name", "nom"},
    [AMAN_ROAD_FIELD_REF] = {"ref"},
    [AMAN_ROAD_FIELD_BRIDGE] = {"bridge"},
    [AMAN_ROAD_FIELD_TUNNEL] = {"tunnel"},
    [AMAN_ROAD_FIELD_MAXHEIGHT] = {"maxheight", "max_height"},
    [AMAN_ROAD_FIELD_MAXWIDTH] = {"maxwidth", "max_width"},
    [AMAN_ROAD_FIELD_MAXWEIGHT] = {"maxweight", "max_weight"},
    [AMAN_ROAD_FIELD_ACCESS] = {"access"},
    [AMAN_ROAD_FIELD_JUNCTION] = {"junction"},
};

const char *aman_road_field_name(enum aman_road_field field)
{
    return usual_names[field][0];
}

enum aman_road_field aman_road_field_of(const char *name)
{
    int field = 0;
    while (field < AMAN_ROAD_FIELD_COUNT && strcmp(usual_names[field][0], name) != 0) field++;
    return (enum aman_road_field)field;
}

/* Shapefiles cut names to ten letters. */
static int index_of(OGRFeatureDefnH layer, const char *name)
{
    char cut[11];
    int at = OGR_FD_GetFieldIndex(layer, name);
    if (at >= 0 || strlen(name) < sizeof cut) return at;
    memcpy(cut, name, sizeof cut - 1);
    cut[sizeof cut - 1] = '\0';
    return OGR_FD_GetFieldIndex(layer, cut);
}

void roads_fields_find(void *layer, const struct aman_road_lines *lines, struct roads_fields *fields)
{
    fields->more = index_of(layer, "other_tags");
    for (int f = 0; f < AMAN_ROAD_FIELD_COUNT; f++) {
        fields->at[f] = lines->fields[f] ? index_of(layer, lines->fields[f]) : -1;
        for (size_t i = 0; !lines->fields[f] && fields->at[f] < 0 && i < 6 && usual_names[f][i]; i++)
            fields->at[f] = index_of(layer, usual_names[f][i]);
    }
}

/* ---- values ---- */

static const char *one_of(const char *value, const char *const *words, const char *means,
                          const char *otherwise)
{
    for (; *words; words++)
        if (strcasecmp(value, *words) == 0) return means;
    return otherwise;
}

/* A value in OpenStreetMap's words; NULL: as good as none. */
static const char *in_osm_words(enum aman_road_field field, const char *value)
{
    static const char
        *const along[] = {"F", "FT", "1", "Y", "true", NULL},
               *const against[] = {"T", "TF", "R", "-1", NULL},
               *const both[] = {"B", "N", "0", "false", NULL}, *const yes[] = {"T", "Y", "1", "true", NULL},
               *const no[] = {"F", "N", "0", "false", "no", NULL}, *const nothing[] = {"0", "0.0", NULL};
    switch (field) {
    case AMAN_ROAD_FIELD_ONEWAY:
        return one_of(value, along, "yes", one_of(value, against, "-1", one_of(value, both, "no", value)));
    case AMAN_ROAD_FIELD_BRIDGE:
    case AMAN_ROAD_FIELD_TUNNEL:
        return one_of(value, no, NULL, one_of(value, yes, "yes", value));
    case AMAN_ROAD_FIELD_MAXSPEED:
    case AMAN_ROAD_FIELD_MAXHEIGHT:
    case AMAN_ROAD_FIELD_MAXWIDTH:
    case AMAN_ROAD_FIELD_MAXWEIGHT:
        return one_of(value, nothing, NULL, value);
    default:
        return value;
    }
}

/* Copies the text of a field without blanks around it; false when it is not given, empty or too long. */
static bool copy_text(OGRFeatureH feature, int at, char *copy, size_t size)
{
    if (at < 0 || !OGR_F_IsFieldSetAndNotNull(feature, at)) return false;
    const char *text = OGR_F_GetFieldAsString(feature, at);
    text += strspn(text, " \t\r\n");
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\r\n", text[n - 1])) n--;
    if (n == 0 || n >= size) return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return true;
}

/* ---- `other_tags` ---- */

/* The text between quotes at *at, in place, with \" and \\ as they mean; NULL when it is not there. */
static char *unquote(char **at)
{
    if (**at != '"') return NULL;
    char *begin = *at + 1, *to = begin, *from = begin;
    for (; *from && *from != '"'; from++) {
        if (*from == '\\' && from[1]) from++;
        *to++ = *from;
    }
    if (*from != '"') return NULL;
    *at = from + 1;
    *to = '\0';
    return begin;
}

size_t roads_tags_split(char *text, struct osm_tag *tags, size_t most)
{
    for (size_t n = 0;; n++) {
        if (n == most) return n;
        char *key = unquote(&text);
        if (!key || strncmp(text, "=>", 2) != 0) return n;
        text += 2;
        char *value = unquote(&text);
        if (!value) return n;
        tags[n] = (struct osm_tag){key, value};
        if (*text != ',') return n + 1;
        text++;
    }
}

void roads_tags_read(void *feature, const struct roads_fields *fields, struct roads_tags *tags)
{
    tags->n = 0;
    for (int f = 0; f < AMAN_ROAD_FIELD_COUNT; f++) {
        const char *value = NULL;
        if (copy_text(feature, fields->at[f], tags->values[f], ROADS_VALUE_SIZE))
            value = in_osm_words((enum aman_road_field)f, tags->values[f]);
        if (f == AMAN_ROAD_FIELD_HIGHWAY && !value) value = ""; /* no road, and counted as such */
        if (value) tags->tags[tags->n++] = (struct osm_tag){usual_names[f][0], value};
    }
    if (copy_text(feature, fields->more, tags->more, sizeof tags->more))
        tags->n += roads_tags_split(tags->more, tags->tags + tags->n, ROADS_MORE_TAGS);
}
