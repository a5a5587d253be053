/* Attributes by the names of docs/plan-format.md; in formats without attributes (DXF) or where a
 * layer holds one kind, the layer's name carries them: "gate G1 level(1)". */
#include "formats/venue_build.h"

#include <string.h>
#include <strings.h>

const char *const venue_attribute_names[VENUE_ATTRIBUTE_COUNT] = {
    "kind", "id",     "name",     "level",       "level_up",     "up_deg",          "rise_m",  "inward_deg",
    "rows", "places", "standing", "row_depth_m", "seat_width_m", "standing_per_m2", "section", "scheme",
};

/* A Shapefile cuts the names of fields to so many letters. */
enum { SHAPEFILE_NAME = 10 };

enum venue_attribute venue_attribute_of(const char *field)
{
    for (int a = 0; a < VENUE_ATTRIBUTE_COUNT; a++) {
        const char *name = venue_attribute_names[a];
        if (strcasecmp(field, name) == 0) return (enum venue_attribute)a;
        if (strlen(name) > SHAPEFILE_NAME && strlen(field) == SHAPEFILE_NAME &&
            strncasecmp(field, name, SHAPEFILE_NAME) == 0)
            return (enum venue_attribute)a;
    }
    return VENUE_ATTRIBUTE_COUNT;
}

enum aman_feature_kind venue_kind_of(const char *name)
{
    int kind = 0;
    while (kind < AMAN_FEATURE_KIND_COUNT && strcasecmp(name, aman_feature_kind_name(kind)) != 0) kind++;
    return (enum aman_feature_kind)kind;
}

/* "key(value)" into text; false when the word is not of that form or the key is unknown. */
static bool take_pair(struct venue_build *build, const char *word, size_t n,
                      const char *text[VENUE_ATTRIBUTE_COUNT])
{
    const char *open = memchr(word, '(', n);
    if (!open || word[n - 1] != ')') return false;
    enum venue_attribute attribute = venue_attribute_of(venue_textf(build, "%.*s", (int)(open - word), word));
    if (attribute == VENUE_ATTRIBUTE_COUNT) return false;
    text[attribute] = venue_textf(build, "%.*s", (int)(word + n - open - 2), open + 1);
    return true;
}

bool venue_attributes_from_name(struct venue_build *build, const char *name,
                                const char *text[VENUE_ATTRIBUTE_COUNT])
{
    static const char blanks[] = " \t";
    name += strspn(name, blanks);
    size_t n = strcspn(name, blanks);
    if (n > VENUE_TEXT_MAX) return false;
    const char *kind = venue_textf(build, "%.*s", (int)n, name);
    if (venue_kind_of(kind) == AMAN_FEATURE_KIND_COUNT) return false;
    text[VENUE_KIND] = kind;
    for (name += n; *(name += strspn(name, blanks)); name += n) {
        n = strcspn(name, blanks);
        if (n <= VENUE_TEXT_MAX && !take_pair(build, name, n, text) && !text[VENUE_ID])
            text[VENUE_ID] = venue_textf(build, "%.*s", (int)n, name);
    }
    return true;
}
