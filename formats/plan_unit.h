/* formats/plan_unit.h - values as people write them: `5.45 s`, `20 %`, `19:30`, `2023-02-01`.
 *
 * A quantity is a number, blanks or none, and its unit. Nothing is guessed: a number without its
 * unit, or with a unit of another kind, is refused.
 */
#ifndef AMAN_FORMATS_PLAN_UNIT_H
#define AMAN_FORMATS_PLAN_UNIT_H

#include <stdbool.h>
#include <stddef.h>

/* Each is stored in the first unit of its list. */
enum aman_quantity {
    AMAN_QUANTITY_NUMBER,   /* no unit */
    AMAN_QUANTITY_DURATION, /* s, min, h */
    AMAN_QUANTITY_LENGTH,   /* m, cm, km */
    AMAN_QUANTITY_SPEED,    /* m/s, km/h */
    AMAN_QUANTITY_PER_MIN,  /* /min, /h, /s */
    AMAN_QUANTITY_PER_H,    /* /h, /min, /s */
    AMAN_QUANTITY_DENSITY,  /* /m2, /m² */
    AMAN_QUANTITY_PER_10M2, /* /10m2, /10m², /m2, /m² */
    AMAN_QUANTITY_FLOW,     /* /m/min, /m/s */
    AMAN_QUANTITY_PRESSURE, /* /s2, /s² */
    AMAN_QUANTITY_MASS,     /* t, kg */
    AMAN_QUANTITY_SHARE,    /* a number from 0 to 1, or % */
    AMAN_QUANTITY_COUNT
};

struct aman_unit {
    const char *suffix;
    double factor; /* to the stored unit */
};

struct aman_quantity_def {
    const char *name; /* "a duration with its unit (s, min, h), such as `8 min`" */
    const char *unit; /* stored unit with a blank before it, for messages: " s" */
    const struct aman_unit *units;
    size_t n_units;
};

extern const struct aman_quantity_def aman_quantity_defs[AMAN_QUANTITY_COUNT];

/* False unless text is one finite number with a unit of this kind. */
bool aman_quantity_parse(const char *text, enum aman_quantity quantity, double *value);

/* H:MM, HH:MM or HH:MM:SS from 0:00 to 47:59:59, in seconds. */
bool aman_time_parse(const char *text, double *time_s);

/* A day of the calendar from 1900 to 2199, YYYY-MM-DD. */
bool aman_date_parse(const char *text, int *year, int *month, int *day);

#endif
