#include "plan/plan.h"

void aman_plan_destroy(struct aman_plan *plan)
{
    if (!plan) return;
    aman_roads_destroy(plan->roads.map);
    struct aman_arena arena = plan->arena; /* the plan itself lies in it */
    aman_arena_release(&arena);
}

int aman_plan_attendance(const struct aman_plan *plan)
{
    int sum = 0;
    for (size_t i = 0; i < plan->n_groups; i++) sum += plan->groups[i].size;
    return sum;
}
