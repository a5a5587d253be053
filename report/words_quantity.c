/* Numbers and units as people write them. */
#include "report/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Between thousands: narrow no-break space where a comma is the decimal sign. */
static const char *const thousands[AMAN_LANG_COUNT] = {",", "\u202F", "\u202F"};
static const char *const decimal_sign[AMAN_LANG_COUNT] = {".", ",", ","};

static void add_grouped(struct aman_text *text, enum aman_lang lang, uint64_t value)
{
    if (value >= 1000) {
        add_grouped(text, lang, value / 1000);
        aman_text_addf(text, "%s%03" PRIu64, thousands[lang], value % 1000);
    } else {
        aman_text_addf(text, "%" PRIu64, value);
    }
}

void aman_word_number(struct aman_text *text, enum aman_lang lang, double value, int decimals)
{
    static const uint64_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (isnan(value)) {
        aman_text_add(text, "—");
        return;
    }
    double size = fabs(value);
    if (size >= 1e12) { /* past what any plan holds: no bound */
        aman_text_add(text, value < 0 ? "−∞" : "∞");
        return;
    }
    uint64_t scaled = (uint64_t)llround(size * (double)power[decimals]);
    if (value < 0 && scaled > 0) aman_text_add(text, "−");
    add_grouped(text, lang, scaled / power[decimals]);
    uint64_t fraction = scaled % power[decimals];
    if (fraction == 0) return;
    while (fraction % 10 == 0) {
        fraction /= 10;
        decimals--;
    }
    aman_text_addf(text, "%s%0*" PRIu64, decimal_sign[lang], decimals, fraction);
}

/* One-letter placeholders of a unit's pattern, and what goes there. */
struct slot {
    char name;
    const char *text;
};

static void add_pattern(struct aman_text *text, const char *pattern, const struct slot *slots, size_t n)
{
    while (*pattern) {
        size_t length = 1;
        const char *piece = NULL;
        for (size_t i = 0; i < n && pattern[0] == '{'; i++)
            if (pattern[1] == slots[i].name && pattern[2] == '}') piece = slots[i].text;
        if (piece) {
            aman_text_add(text, piece);
            length = 3;
        } else {
            length += strcspn(pattern + 1, "{");
            aman_text_add_n(text, pattern, length);
        }
        pattern += length;
    }
}

static void add_with_unit(struct aman_text *text, enum aman_lang lang, const char *key, double value, int decimals)
{
    struct aman_text number;
    aman_text_init(&number, text->mem);
    aman_word_number(&number, lang, value, decimals);
    if (number.failed) text->failed = true;
    else add_pattern(text, aman_word(lang, key), &(struct slot){'n', number.data}, 1);
    aman_text_release(&number);
}

enum plural { ONE, TWO, FEW, MANY, OTHER, PLURALS };

/* Plural classes as Unicode CLDR gives them; French counts 0 as singular. */
static enum plural plural_of(enum aman_lang lang, double value)
{
    if (!(fabs(value) < 1e12)) return OTHER;
    uint64_t n = (uint64_t)llround(fabs(value));
    if (n == 1 || (n == 0 && lang == AMAN_LANG_FR)) return ONE;
    if (n == 2) return TWO;
    if (n % 100 >= 3 && n % 100 <= 10) return FEW;
    return n % 100 >= 11 ? MANY : OTHER;
}

static void add_clock(struct aman_text *text, double value)
{
    if (!(fabs(value) < 1e7)) {
        aman_text_add(text, "—");
        return;
    }
    long minutes = (long)floor(fmax(value, 0) / 60);
    aman_text_addf(text, "%02ld:%02ld", minutes / 60, minutes % 60);
}

static void add_duration(struct aman_text *text, enum aman_lang lang, double value)
{
    if (!(fabs(value) < 1e9)) {
        aman_word_number(text, lang, value, 0);
        return;
    }
    long s = lround(fabs(value));
    if (value < 0 && s > 0) aman_text_add(text, "−");
    if (s >= 3600) s = (s + 30) / 60 * 60;
    char first[24], second[24];
    bool hours = s >= 3600, minutes = s >= 60;
    snprintf(first, sizeof first, "%ld", hours ? s / 3600 : s / 60);
    snprintf(second, sizeof second, minutes ? "%02ld" : "%ld", hours ? s / 60 % 60 : s % 60);
    const struct slot slots[] = {{hours ? 'h' : 'm', first}, {hours ? 'm' : 's', second}};
    const char *key = hours ? "unit.h_min" : !minutes ? "unit.s" : s % 60 ? "unit.min_s" : "unit.min";
    add_pattern(text, aman_word(lang, key), slots, 2);
}

void aman_word_quantity(struct aman_text *text, enum aman_lang lang, double value, enum aman_unit unit)
{
    static const char *const persons[PLURALS] = {"unit.persons.one", "unit.persons.two", "unit.persons.few",
                                                 "unit.persons.many", "unit.persons.other"};
    static const char *const lanes[PLURALS] = {"unit.lanes.one", "unit.lanes.two", "unit.lanes.few",
                                               "unit.lanes.many", "unit.lanes.other"};
    if (isnan(value)) {
        aman_text_add(text, "—");
        return;
    }
    switch (unit) {
    case AMAN_UNIT_NONE: aman_word_number(text, lang, value, 2); break;
    case AMAN_UNIT_PERSONS: add_with_unit(text, lang, persons[plural_of(lang, value)], value, 0); break;
    case AMAN_UNIT_COUNT_OF_LANES: add_with_unit(text, lang, lanes[plural_of(lang, value)], value, 0); break;
    case AMAN_UNIT_PERSONS_PER_H: add_with_unit(text, lang, "unit.persons_per_h", value, 0); break;
    case AMAN_UNIT_PER_M2: add_with_unit(text, lang, "unit.per_m2", value, 2); break;
    case AMAN_UNIT_PER_M_MIN: add_with_unit(text, lang, "unit.per_m_min", value, 1); break;
    case AMAN_UNIT_PER_S2: add_with_unit(text, lang, "unit.per_s2", value, 3); break;
    case AMAN_UNIT_SECONDS: add_duration(text, lang, value); break;
    case AMAN_UNIT_SHARE: add_with_unit(text, lang, "unit.share", value * 100, 1); break;
    case AMAN_UNIT_CLOCK: add_clock(text, value); break;
    case AMAN_UNIT_METRES: add_with_unit(text, lang, "unit.metres", value, 1); break;
    }
}
