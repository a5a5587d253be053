/* apps/check_vetting.h - the people and vendors of a plan against the watch lists of the store, for `aman check`. */
#ifndef AMAN_APPS_CHECK_VETTING_H
#define AMAN_APPS_CHECK_VETTING_H

#include "check/check.h"
#include "plan/plan.h"

#include <stdbool.h>

struct aman_plan_vetting {
    struct aman_arena arena; /* of the texts below */
    bool done;               /* false: nobody was screened, as there is nobody or no store */
    struct aman_check_vetting vetting;
};

/* Looks for everyone of the plan, puts it on record and makes the alerts. `store`: the option, or NULL for AMAN_STORE or
 * vetting.sqlite in the working directory; no store there, or one without lists, is nobody screened. What fails is told on
 * stderr. Errors: IO, INPUT, MEMORY. Release with aman_plan_vetting_release. */
enum aman_err aman_plan_vetting_run(const struct aman_plan *plan, const char *store, int threads,
                                    struct aman_plan_vetting *vetting);
void aman_plan_vetting_release(struct aman_plan_vetting *vetting);

#endif
