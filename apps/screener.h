/* apps/screener.h - one person after the other against the lists of a store. */
#ifndef AMAN_APPS_SCREENER_H
#define AMAN_APPS_SCREENER_H

#include "adapters/store_alerts.h"
#include "base/tasks.h"
#include "engines/names/evidence.h"
#include "engines/names/index.h"
#include "formats/country.h"

struct aman_screener;

/* Who is looked for. Texts are the caller's. */
struct aman_screened {
    const char *reference; /* badge or other id; "" or NULL without */
    const char *name;
    int born;            /* year; 0: not known */
    const char *country; /* code or name; "" if not known */
    enum aman_list_kind kind;
    bool ofac; /* score as the US Treasury's search does (engines/names/ofac.h), each name compared; nothing but the name counts */
};

struct aman_screen_match {
    const struct aman_store_list *list;
    const struct aman_list_entry *entry;
    const char *listed_name; /* the most alike of its names */
    double name_score, score;
    struct aman_names_evidence evidence;
    struct aman_alert_found alert; /* set when it was put on record (apps/vetting_run.h) */
};

/* What was found for one person, best first. */
struct aman_screen_result {
    size_t n, capacity;
    struct aman_screen_match *matches;
    unsigned flags; /* of the name as it was read: enum aman_name_flag */
};

/* Indexes the names that trigger (all but weak aliases). lists stays the caller's and must outlive it.
 * Errors: MEMORY, LIMIT, INTERNAL. */
enum aman_err aman_screener_create(const struct aman_store_lists *lists, int threads, struct aman_screener **screener);
void aman_screener_destroy(struct aman_screener *screener);

/* How many names are indexed. */
size_t aman_screener_names(const struct aman_screener *screener);

/* Looks for persons[0..n) on all threads; a listed entry is a match when one of its names scores at least `threshold`
 * (0.05..1) and the kinds can be the same. results[0..n) are zero or of an earlier call, whose memory is used again.
 * Errors: MEMORY. */
enum aman_err aman_screener_look(struct aman_screener *screener, const struct aman_screened *persons, size_t n,
                                 double threshold, struct aman_screen_result *results);

/* Looks for one person; slot (below the threads that the screener was made for) is in no other thread's hand meanwhile. */
enum aman_err aman_screener_look_one(struct aman_screener *screener, int slot, const struct aman_screened *person,
                                     double threshold, struct aman_screen_result *result);
void aman_screen_result_release(struct aman_screen_result *result);

/* What besides the names speaks for or against the person being the entry; `threshold` is of weak aliases. */
struct aman_names_evidence aman_screener_evidence(const struct aman_countries *countries, const struct aman_screened *person,
                                                  const struct aman_list_entry *entry, double threshold);

/* How a query is read, as for the index. */
enum aman_name_kind aman_screener_kind(enum aman_list_kind kind);

#endif
