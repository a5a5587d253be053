/* apps/vetting_run.h - screening on record: who was looked for, what was found, and the alerts that come of it. */
#ifndef AMAN_APPS_VETTING_RUN_H
#define AMAN_APPS_VETTING_RUN_H

#include "apps/screener.h"

/* Why and with which settings a number of people is looked for. Texts may be NULL. */
struct aman_vetting_asked {
    const char *kind; /* of the line: "screening", or "re-screening" of known people after an import */
    const char *table, *by, *reason;
    double threshold;
    bool ofac; /* scores of the Treasury's search */
    size_t n_people;
};

struct aman_vetting_alerts {
    size_t n_new, n_reopened, n_known;
};

/* Begins the transaction in which what was found in `lists` goes on record. When a list was imported since they were read,
 * none is begun and *stale is true: that import did not look for people who are put on record only now, so they are to be
 * looked for in the new lists first. Errors: IO. */
enum aman_err aman_vetting_run_open(struct aman_store *store, const struct aman_store_lists *lists, bool *stale);

/* Appends the line that says lists, settings, who and why, in the transaction in hand. Errors: IO, MEMORY. */
enum aman_err aman_vetting_run_begin(struct aman_store *store, const struct aman_store_lists *lists,
                                     const struct aman_vetting_asked *asked, const char *at, int64_t *run);

/* Puts the look-up of one person on record, makes the alerts, adds them to counts, and sets `alert` of each match; in the
 * transaction in hand. Errors: IO, MEMORY. */
enum aman_err aman_vetting_run_record(struct aman_store *store, int64_t run, double threshold,
                                      const struct aman_screened *person, struct aman_screen_result *result, const char *at,
                                      struct aman_vetting_alerts *counts);

/* The same for a person whom the store knows. */
enum aman_err aman_vetting_run_record_known(struct aman_store *store, int64_t run, const struct aman_store_person *person,
                                            struct aman_screen_result *result, const char *at,
                                            struct aman_vetting_alerts *counts);

/* A person of the store as the screener wants them; texts stay the person's. */
struct aman_screened aman_vetting_screened(const struct aman_store_person *person);

#endif
