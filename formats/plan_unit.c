#include "formats/plan_unit.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define UNITS(...)                                                                                           \
    (const struct aman_unit[]){__VA_ARGS__},                                                                 \
        sizeof((const struct aman_unit[]){__VA_ARGS__}) / sizeof(struct aman_unit)

const struct aman_quantity_def aman_quantity_defs[AMAN_QUANTITY_COUNT] = {
    [AMAN_QUANTITY_NUMBER] = {"a number", "", UNITS({"", 1.0})},
    [AMAN_QUANTITY_DURATION] = {"a duration with its unit (s, min, h), such as `8 min`", " s",
                                UNITS({"s", 1.0}, {"min", 60.0}, {"h", 3600.0})},
    [AMAN_QUANTITY_LENGTH] = {"a length with its unit (m, cm, km), such as `4 m`", " m",
                              UNITS({"m", 1.0}, {"cm", 0.01}, {"km", 1000.0})},
    [AMAN_QUANTITY_SPEED] = {"a speed with its unit (m/s, km/h), such as `1.34 m/s`", " m/s",
                             UNITS({"m/s", 1.0}, {"km/h", 1.0 / 3.6})},
    [AMAN_QUANTITY_PER_MIN] = {"a rate with its unit (/min, /h, /s), such as `120 /min`", " /min",
                               UNITS({"/min", 1.0}, {"/h", 1.0 / 60.0}, {"/s", 60.0})},
    [AMAN_QUANTITY_PER_H] = {"a rate with its unit (/h, /min, /s), such as `660 /h`", " /h",
                             UNITS({"/h", 1.0}, {"/min", 60.0}, {"/s", 3600.0})},
    [AMAN_QUANTITY_DENSITY] = {"a density with its unit (/m2), such as `2.5 /m2`", " /m2",
                               UNITS({"/m2", 1.0}, {"/m²", 1.0})},
    [AMAN_QUANTITY_PER_10M2] = {"a density with its unit (/10m2, /m2), such as `47 /10m2`", " /10m2",
                                UNITS({"/10m2", 1.0}, {"/10m²", 1.0}, {"/m2", 10.0}, {"/m²", 10.0})},
    [AMAN_QUANTITY_FLOW] = {"a flow with its unit (/m/min, /m/s), such as `82 /m/min`", " /m/min",
                            UNITS({"/m/min", 1.0}, {"/m/s", 60.0})},
    [AMAN_QUANTITY_PRESSURE] = {"a crowd pressure with its unit (/s2), such as `0.02 /s2`", " /s2",
                                UNITS({"/s2", 1.0}, {"/s²", 1.0})},
    [AMAN_QUANTITY_MASS] = {"a weight with its unit (t, kg), such as `18 t`", " t",
                            UNITS({"t", 1.0}, {"kg", 0.001})},
    [AMAN_QUANTITY_SHARE] = {"a share, such as `20 %` or 0.2", "", UNITS({"", 1.0}, {"%", 0.01})},
};

bool aman_quantity_parse(const char *text, enum aman_quantity quantity, double *value)
{
    const struct aman_quantity_def *def = &aman_quantity_defs[quantity];
    size_t digits = strspn(text, "0123456789.+-eE");
    double number;
    if (!aman_text_number(text, digits, &number)) return false;
    const char *unit = text + digits + strspn(text + digits, " ");
    for (size_t i = 0; i < def->n_units; i++) {
        double scaled = number * def->units[i].factor;
        if (strcmp(unit, def->units[i].suffix) == 0 && isfinite(scaled)) {
            *value = scaled;
            return true;
        }
    }
    return false;
}

/* `least`..`most` digits at *text, moved behind them; -1 if there are not as many. */
static int take_digits(const char **text, int least, int most)
{
    int value = 0, n = 0;
    for (; n < most && **text >= '0' && **text <= '9'; n++, (*text)++) value = 10 * value + (**text - '0');
    return n < least ? -1 : value;
}

static bool take_char(const char **text, char c)
{
    if (**text != c) return false;
    (*text)++;
    return true;
}

bool aman_time_parse(const char *text, double *time_s)
{
    int hours = take_digits(&text, 1, 2);
    if (hours < 0 || !take_char(&text, ':')) return false;
    int minutes = take_digits(&text, 2, 2), seconds = 0;
    if (take_char(&text, ':')) seconds = take_digits(&text, 2, 2);
    if (*text || hours > 47 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return false;
    *time_s = 3600.0 * hours + 60.0 * minutes + seconds;
    return true;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool aman_date_parse(const char *text, int *year, int *month, int *day)
{
    int y = take_digits(&text, 4, 4);
    if (!take_char(&text, '-')) return false;
    int m = take_digits(&text, 2, 2);
    if (!take_char(&text, '-')) return false;
    int d = take_digits(&text, 2, 2);
    if (*text || y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > days_in(y, m)) return false;
    *year = y;
    *month = m;
    *day = d;
    return true;
}
