/* apps/vetting_import.h - a list into the store, and what it means for the people who are known already. */
#ifndef AMAN_APPS_VETTING_IMPORT_H
#define AMAN_APPS_VETTING_IMPORT_H

#include "apps/vetting_run.h"

enum { AMAN_VETTING_SHRINK_PCT = 10 };

struct aman_vetting_import {
    const char *by;
    uint64_t shrink_pct; /* of entries, or of names, that may go without being confirmed */
    bool confirmed;
    int threads;
};

struct aman_vetting_imported {
    bool shrank;           /* refused: it has n_now of `what` and had n_before */
    const char *what;      /* "entries" or "names" */
    size_t n_before, n_now;
    struct aman_store_change change;
    struct aman_alert_follow follow;
    size_t n_people; /* who were looked for among what was added or changed */
    struct aman_vetting_alerts alerts;
};

/* Takes the list into the transaction in hand: refuses one that shrank, puts the import on record, follows up the alerts about
 * its entries, and looks for all known people among the entries that are new or changed. INPUT: refused, see imported.
 * Errors: IO, MEMORY, LIMIT, INTERNAL. Cost: known people times a search in the change only. */
enum aman_err aman_vetting_take_list(struct aman_store *store, const struct aman_list *list,
                                     const struct aman_vetting_import *import, const char *at,
                                     struct aman_vetting_imported *imported);

#endif
