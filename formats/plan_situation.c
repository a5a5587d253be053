#include "formats/plan_reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uenum.h>
#include <unicode/ustring.h>

#define LAST_MOMENT_S (48.0 * 3600.0 - 1.0)

enum { ZONE_MOST_CHARS = 64, FULL_TIME_S = 110 * 60, EARLY_EGRESS_S = 10 * 60, AFTER_S = 3 * 3600 };

/* ---- time zone ---- */

static const char no_zone[] = "Etc/Unknown"; /* ICU's name for none */

static bool zone_of(const char *name, UChar *zone)
{
    if (!name[0] || strlen(name) >= ZONE_MOST_CHARS || strcmp(name, no_zone) == 0) return false;
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c > 0x7E) return false;
    u_uastrcpy(zone, name);
    return true;
}

/* Names that the zone data has an entry for: not ICU's own made-up ones like GMT+3. */
static bool zone_is_known(const UChar *zone)
{
    UChar canonical[ZONE_MOST_CHARS * 2];
    UBool is_system = false;
    UErrorCode status = U_ZERO_ERROR;
    ucal_getCanonicalTimeZoneID(zone, -1, canonical, ZONE_MOST_CHARS * 2, &is_system, &status);
    return U_SUCCESS(status) && is_system;
}

static void suggest_zone(const char *name, char *hint, size_t size)
{
    enum { MOST = 800 };
    const char *names[MOST];
    size_t n = 0;
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *zones = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, NULL, NULL, &status);
    char kept[MOST][ZONE_MOST_CHARS];
    int32_t length;
    const char *zone;
    while (U_SUCCESS(status) && n < MOST && (zone = uenum_next(zones, &length, &status)) != NULL)
        if (strcmp(zone, no_zone) != 0) {
            snprintf(kept[n], sizeof kept[n], "%s", zone);
            names[n] = kept[n];
            n++;
        }
    uenum_close(zones);
    aman_did_you_mean(name, names, n, hint, size);
}

static void refuse_zone(struct aman_plan_reader *reader, const char *name)
{
    char hint[120];
    suggest_zone(name, hint, sizeof hint);
    aman_reader_fault(reader,
                      (struct aman_fault){.node = aman_yaml_get(reader->raw.situation.node, "time_zone"),
                                          .expected = "a time zone such as Africa/Casablanca",
                                          .hint = hint});
}

/* Offset from UTC in seconds at a local time that counts from midnight. */
static bool offset_at(const UChar *zone, const char *date, double time_s, int *offset_s)
{
    int year, month, day, seconds = (int)time_s;
    if (!aman_date_parse(date, &year, &month, &day)) return false;
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *calendar = ucal_open(zone, -1, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) return false;
    ucal_setDateTime(calendar, year, month - 1, day, seconds / 3600, seconds / 60 % 60, seconds % 60,
                     &status);
    int offset_ms =
        ucal_get(calendar, UCAL_ZONE_OFFSET, &status) + ucal_get(calendar, UCAL_DST_OFFSET, &status);
    ucal_close(calendar);
    if (U_FAILURE(status)) return false;
    *offset_s = offset_ms / 1000;
    return true;
}

static void check_zone(struct aman_plan_reader *reader, struct aman_plan_situation *situation, double end_s)
{
    UChar zone[ZONE_MOST_CHARS];
    if (!situation->time_zone[0]) return;
    if (!zone_of(situation->time_zone, zone) || !zone_is_known(zone)) {
        refuse_zone(reader, situation->time_zone);
        return;
    }
    double kick_off_s = isnan(situation->kick_off_s) ? 12 * 3600.0 : situation->kick_off_s;
    int at_midnight, at_end;
    if (!offset_at(zone, situation->date, kick_off_s, &situation->utc_offset_s) ||
        !offset_at(zone, situation->date, 0.0, &at_midnight) ||
        !offset_at(zone, situation->date, end_s, &at_end))
        return; /* the date is wrong, and reported */
    if (at_midnight != at_end)
        aman_reader_fault(reader,
                          (struct aman_fault){.node = aman_yaml_get(reader->raw.situation.node, "date"),
                                              .expected = "a day on which the clocks are not changed",
                                              .hint = "times would not be clear"});
}

/* ---- order of the day ---- */

/* Before and after by name of their keys in chapter; silent where either is unset. */
static void check_order(struct aman_plan_reader *reader, const char *first, double first_s, const char *then,
                        double then_s)
{
    if (isnan(first_s) || isnan(then_s) || first_s < then_s) return;
    const struct aman_yaml *map = reader->raw.situation.node;
    const struct aman_yaml *node =
        aman_yaml_get(map, then) ? aman_yaml_get(map, then) : aman_yaml_get(map, first);
    char expected[96];
    snprintf(expected, sizeof expected, "%s later than %s", then, first);
    aman_reader_fault(reader, (struct aman_fault){.node = node, .expected = expected});
}

static double unless_set(double value, double fallback)
{
    return isnan(value) ? fallback : value;
}

static void set_defaults(struct aman_plan_situation *situation, struct aman_plan_simulation *simulation)
{
    situation->full_time_s =
        unless_set(situation->full_time_s, fmin(situation->kick_off_s + FULL_TIME_S, LAST_MOMENT_S));
    if (isnan(situation->kick_off_s)) situation->full_time_s = (double)NAN;
    situation->egress_opens_s =
        unless_set(situation->egress_opens_s, situation->full_time_s - EARLY_EGRESS_S);
    if (isnan(simulation->end_s) && !isnan(situation->full_time_s))
        simulation->end_s = fmin(situation->full_time_s + AFTER_S, LAST_MOMENT_S);
    simulation->cell_m = unless_set(simulation->cell_m, 0.0);
}

void aman_plan_read_situation(struct aman_plan_reader *reader)
{
    struct aman_plan_situation *situation = &reader->plan->situation;
    struct aman_plan_simulation *simulation = &reader->plan->simulation;
    *situation = reader->raw.situation.situation;
    *simulation = reader->raw.simulation.simulation;
    bool end_given = !isnan(simulation->end_s);
    set_defaults(situation, simulation);
    check_order(reader, "gates_open", situation->gates_open_s, "kick_off", situation->kick_off_s);
    check_order(reader, "kick_off", situation->kick_off_s, "full_time", situation->full_time_s);
    check_order(reader, "gates_open", situation->gates_open_s, "egress_opens", situation->egress_opens_s);
    if (simulation->end_s <= situation->egress_opens_s)
        aman_reader_fault(
            reader,
            (struct aman_fault){.node = end_given ? aman_yaml_get(reader->raw.simulation.node, "end")
                                                  : aman_yaml_get(reader->raw.situation.node, "egress_opens"),
                                .expected = "an end of the day later than egress_opens"});
    check_zone(reader, situation, unless_set(simulation->end_s, 24 * 3600.0));
}
