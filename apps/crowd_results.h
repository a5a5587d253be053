/* apps/crowd_results.h - the directory behind --out: tables and a summary, all of them or none. */
#ifndef AMAN_APPS_CROWD_RESULTS_H
#define AMAN_APPS_CROWD_RESULTS_H

#include "apps/crowd_watch.h"
#include "base/text.h"

enum aman_crowd_result {
    AMAN_CROWD_RESULT_LINES,
    AMAN_CROWD_RESULT_FLOW,
    AMAN_CROWD_RESULT_AREAS,
    AMAN_CROWD_RESULT_PEOPLE,
    AMAN_CROWD_RESULT_SUMMARY,
    AMAN_CROWD_RESULTS
};

struct aman_crowd_results { /* zeroed: nothing is written */
    struct aman_text place; /* the directory */
    struct aman_text stage; /* the one beside it in which files are made */
    FILE *files[AMAN_CROWD_RESULTS];
    bool begun;
};

/* Makes the files. False, with why in failed (a path and a reason), when the directory holds what is not an
 * earlier result, or cannot be made. */
bool aman_crowd_results_begin(struct aman_crowd_results *results, const char *directory,
                              struct aman_text *failed);
/* Writes people and summary, and closes the files where they are. */
enum aman_err aman_crowd_results_write(struct aman_crowd_results *results,
                                       const struct aman_crowd_watch *watch, const struct aman_text *summary);
/* Puts all in place. */
enum aman_err aman_crowd_results_place(struct aman_crowd_results *results);
/* Leaves nothing but what was finished. Safe on a zeroed struct. */
void aman_crowd_results_drop(struct aman_crowd_results *results);

/* What came out, as JSON: no wall clock, the same bytes for the same run. */
enum aman_err aman_crowd_summary_json(const struct aman_crowd_watch *watch, double fps,
                                      struct aman_text *json);
/* The same in a few lines for a terminal. */
enum aman_err aman_crowd_summary_text(const struct aman_crowd_watch *watch, struct aman_text *text);

#endif
