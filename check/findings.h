/* check/findings.h - the questions of a check, a file for each family.
 *
 * Each question asked gives a finding: HOLDS when its criterion is met. Severities are set in
 * check/README.md. A question is not asked where the plan leaves out what it is about (a queue zone, a
 * section's doors).
 */
#ifndef AMAN_CHECK_FINDINGS_H
#define AMAN_CHECK_FINDINGS_H

#include "base/diag.h"
#include "check/check.h"
#include "check/scenario.h"
#include "check/verdict.h"

/* What there is to ask about. Nothing is owned. */
struct aman_asked {
    const struct aman_plan *plan;
    const struct aman_scenario *scenario;
    const struct aman_run *runs;
    size_t n_runs;
    const struct aman_capacity_row *capacity; /* a row a section, then the sum */
    size_t n_capacity;
    const struct aman_diags *reader; /* may be NULL */
    const struct aman_check_vetting *vetting; /* NULL: nobody was screened */
};

/* A growing list; texts that findings point to come from `arena`. Failure sticks. */
struct aman_findings {
    struct aman_arena *arena;
    struct aman_finding *items; /* on arena->mem */
    size_t n, capacity;
    bool failed;
};

void aman_findings_init(struct aman_findings *list, struct aman_arena *arena);
void aman_findings_release(struct aman_findings *list);

/* Empty: no limit, no run, no place, no time, holds. */
struct aman_finding aman_finding_default(const char *key, const char *where);
void aman_finding_arg(struct aman_finding *finding, const char *name, double value, enum aman_unit unit);
void aman_finding_text(struct aman_finding *finding, const char *name, const char *text);
void aman_finding_remedy(struct aman_finding *finding, const char *key);
void aman_remedy_arg(struct aman_finding *finding, const char *name, double value, enum aman_unit unit);
void aman_remedy_text(struct aman_finding *finding, const char *name, const char *text);
void aman_finding_judge(struct aman_finding *finding, double value, double criterion, enum aman_unit unit);
/* The limit, with its source. */
void aman_finding_limit(struct aman_finding *finding, const struct aman_plan *plan, enum aman_limit_id limit);
void aman_finding_place(struct aman_finding *finding, struct aman_point at, int level);

void aman_findings_add(struct aman_findings *list, const struct aman_finding *finding);

/* For a finding of run `finding->run`. `comfort`: in a contingency it weighs one step less. A
 * contingency's finding is left out when the day as planned fails the same question at the same place
 * as badly, to 5 % of the criterion. */
void aman_findings_add_of_run(struct aman_findings *list, struct aman_finding finding, bool comfort);

/* Worst first, otherwise in the order of asking. */
enum aman_err aman_findings_sort(struct aman_findings *list);

/* The name of a thing, or its id where it has none. */
const char *aman_shown(const char *name, const char *id);
struct aman_point aman_line_middle(const struct aman_ring *line);

/* The families. */
void aman_ask_capacity(const struct aman_asked *asked, struct aman_findings *list);
void aman_ask_entry(const struct aman_asked *asked, struct aman_findings *list);
void aman_ask_density(const struct aman_asked *asked, struct aman_findings *list);
void aman_ask_leaving(const struct aman_asked *asked, struct aman_findings *list);
void aman_ask_plan(const struct aman_asked *asked, struct aman_findings *list);
void aman_ask_people(const struct aman_asked *asked, struct aman_findings *list);

/* The capacity table: rows[n_sections + 1], the last the sum (its safe number the sum of those of the
 * sections). Errors: those of the engine (a number of the plan out of its range). */
enum aman_err aman_capacity_table(const struct aman_plan *plan, const struct aman_scenario *scenario,
                                  struct aman_arena *arena, struct aman_capacity_row *rows);

/* Persons an hour that a turnstile counts for: as fast as it serves, at most the limit. */
double aman_lane_per_h(const struct aman_plan *plan, const struct aman_plan_checkpoint *checkpoint);

/* The gates of a section: its own, or where it names none, those of the groups that sit in it. Writes at
 * most n_checkpoints indices; returns how many. */
size_t aman_section_gates(const struct aman_plan *plan, size_t section, int *gates);

#endif
