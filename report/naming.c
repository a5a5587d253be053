#include "report/naming.h"

#include "report/los.h"

#include <string.h>

void aman_name_with_id(struct aman_text *text, const char *name, const char *id)
{
    if (!*name || strcmp(name, id) == 0) {
        aman_word_clean(text, id);
        return;
    }
    aman_word_clean(text, name);
    aman_text_add(text, " (");
    aman_word_clean(text, id);
    aman_text_add(text, ")");
}

void aman_name_run(struct aman_text *text, enum aman_lang lang, const struct aman_verdict *verdict, int run)
{
    if (run < 0 || (size_t)run >= verdict->n_runs) return;
    int contingency = verdict->runs[run].contingency;
    if (contingency < 0) {
        aman_text_add(text, aman_word(lang, "app.as_planned"));
        return;
    }
    const struct aman_plan_contingency *c = &verdict->plan->contingencies[contingency];
    aman_word_clean(text, *c->name ? c->name : c->id);
}

const char *aman_name_unit(enum aman_unit unit)
{
    switch (unit) {
    case AMAN_UNIT_NONE: return "";
    case AMAN_UNIT_PERSONS: return "persons";
    case AMAN_UNIT_PERSONS_PER_H: return "persons/h";
    case AMAN_UNIT_PER_M2: return "persons/m2";
    case AMAN_UNIT_PER_M_MIN: return "persons/m/min";
    case AMAN_UNIT_PER_S2: return "1/s2";
    case AMAN_UNIT_SECONDS: return "s";
    case AMAN_UNIT_SHARE: return "share";
    case AMAN_UNIT_CLOCK: return "s from local midnight";
    case AMAN_UNIT_COUNT_OF_LANES: return "lanes";
    case AMAN_UNIT_METRES: return "m";
    }
    return "";
}

const char *aman_name_severity(enum aman_severity severity)
{
    static const char *const names[AMAN_SEVERITY_COUNT] = {"critical", "major", "minor", "info", "holds"};
    return names[severity];
}

const char *aman_name_term(enum aman_capacity_term term)
{
    return aman_key_term(term) + strlen("term.");
}

const char *aman_key_term(enum aman_capacity_term term)
{
    static const char *const keys[AMAN_CAPACITY_TERMS] = {"term.entry", "term.holding", "term.exit", "term.emergency"};
    return keys[term];
}

const char *aman_key_scheme(enum aman_zone_scheme scheme)
{
    static const char *const keys[AMAN_LOS_SCHEMES] = {"scheme.walkway", "scheme.queue", "scheme.stairs",
                                                           "scheme.standing"};
    return keys[scheme];
}

enum aman_limit_id aman_limit_of_scheme(enum aman_zone_scheme scheme)
{
    switch (scheme) {
    case AMAN_ZONE_QUEUE: return AMAN_LIMIT_DENSITY_QUEUE_PER_M2;
    case AMAN_ZONE_STAIRS: return AMAN_LIMIT_DENSITY_STAIRS_PER_M2;
    case AMAN_ZONE_STANDING: return AMAN_LIMIT_DENSITY_STANDING_PER_M2;
    default: return AMAN_LIMIT_DENSITY_WALKWAY_PER_M2;
    }
}
