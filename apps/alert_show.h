/* apps/alert_show.h - alerts for people, for a table, and as JSON. */
#ifndef AMAN_APPS_ALERT_SHOW_H
#define AMAN_APPS_ALERT_SHOW_H

#include "adapters/store_alerts.h"
#include "formats/country.h"
#include "report/words.h"

/* The queue: two lines for each alert; a table; a JSON object {"alerts", "shown", "all"}. */
void aman_alerts_lines(struct aman_text *out, enum aman_lang lang, const struct aman_alerts *alerts);
void aman_alerts_table(struct aman_text *out, enum aman_lang lang, const struct aman_alerts *alerts);
void aman_alerts_json(struct aman_text *out, enum aman_lang lang, const struct aman_alerts *alerts);

/* One: both records side by side, reasons, history. */
void aman_alert_whole_lines(struct aman_text *out, enum aman_lang lang, int columns, const struct aman_countries *countries,
                            const struct aman_alert_whole *whole);
void aman_alert_whole_json(struct aman_text *out, enum aman_lang lang, const struct aman_countries *countries,
                           const struct aman_alert_whole *whole);

/* Adds why the person of the alert may be the listed one, in the reader's language. */
void aman_alert_why(struct aman_text *out, enum aman_lang lang, const struct aman_countries *countries,
                    const struct aman_alert_whole *whole);

/* The word "alert.FAMILY.NAME" (action, field, kind, state); the name itself where there is none. */
const char *aman_alert_word(enum aman_lang lang, const char *family, const char *name);

/* The word of a state. */
const char *aman_alert_state_word(enum aman_lang lang, enum aman_alert_state state);

#endif
