#include "check/findings.h"

#include <math.h>
#include <string.h>

void aman_findings_init(struct aman_findings *list, struct aman_arena *arena)
{
    *list = (struct aman_findings){.arena = arena};
}

void aman_findings_release(struct aman_findings *list)
{
    aman_mem_free(list->arena->mem, list->items, list->capacity, sizeof *list->items);
    *list = (struct aman_findings){.arena = list->arena};
}

struct aman_finding aman_finding_default(const char *key, const char *where)
{
    return (struct aman_finding){.severity = AMAN_SEVERITY_HOLDS,
                                 .key = key,
                                 .limit = -1,
                                 .source = "",
                                 .value = NAN,
                                 .criterion = NAN,
                                 .run = -1,
                                 .where = where,
                                 .t_s = NAN,
                                 .certainty = "arithmetic",
                                 .evidence_index = -1};
}

static void put_arg(struct aman_arg *args, struct aman_arg arg)
{
    size_t i = 0;
    while (i < AMAN_FINDING_ARGS - 1 && args[i].name) i++;
    args[i] = arg;
}

void aman_finding_arg(struct aman_finding *finding, const char *name, double value, enum aman_unit unit)
{
    put_arg(finding->args, (struct aman_arg){name, NULL, value, unit});
}

void aman_finding_text(struct aman_finding *finding, const char *name, const char *text)
{
    put_arg(finding->args, (struct aman_arg){name, text, NAN, AMAN_UNIT_NONE});
}

void aman_finding_remedy(struct aman_finding *finding, const char *key)
{
    finding->remedy = key;
}

void aman_remedy_arg(struct aman_finding *finding, const char *name, double value, enum aman_unit unit)
{
    put_arg(finding->remedy_args, (struct aman_arg){name, NULL, value, unit});
}

void aman_remedy_text(struct aman_finding *finding, const char *name, const char *text)
{
    put_arg(finding->remedy_args, (struct aman_arg){name, text, NAN, AMAN_UNIT_NONE});
}

void aman_finding_judge(struct aman_finding *finding, double value, double criterion, enum aman_unit unit)
{
    finding->value = value;
    finding->criterion = criterion;
    finding->unit = unit;
}

void aman_finding_limit(struct aman_finding *finding, const struct aman_plan *plan, enum aman_limit_id limit)
{
    finding->limit = limit;
    finding->source = plan->limits[limit].source ? plan->limits[limit].source : "";
}

void aman_finding_place(struct aman_finding *finding, struct aman_point at, int level)
{
    finding->has_place = true;
    finding->x_m = at.x;
    finding->y_m = at.y;
    finding->level = level;
}

void aman_findings_add(struct aman_findings *list, const struct aman_finding *finding)
{
    if (list->n == list->capacity) {
        size_t more = list->capacity ? 2 * list->capacity : 128;
        struct aman_finding *fresh =
            aman_mem_grow(list->arena->mem, list->items, list->capacity, more, sizeof *fresh);
        if (!fresh) {
            list->failed = true;
            return;
        }
        list->items = fresh;
        list->capacity = more;
    }
    list->items[list->n] = *finding;
    for (size_t i = 0; i < AMAN_FINDING_ARGS; i++) {
        if (!finding->args[i].name) list->items[list->n].args[i].name = "";
        if (!finding->remedy_args[i].name) list->items[list->n].remedy_args[i].name = "";
    }
    list->n++;
}

static const struct aman_finding *of_the_day(const struct aman_findings *list,
                                             const struct aman_finding *finding)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].run == 0 && strcmp(list->items[i].key, finding->key) == 0 &&
            strcmp(list->items[i].where, finding->where) == 0)
            return &list->items[i];
    return NULL;
}

static bool no_worse_than(const struct aman_finding *finding, const struct aman_finding *day)
{
    if (day->severity == AMAN_SEVERITY_HOLDS || finding->severity < day->severity) return false;
    double bad_side = day->value >= day->criterion ? 1.0 : -1.0;
    return (finding->value - day->value) * bad_side <= 0.05 * fabs(day->criterion);
}

void aman_findings_add_of_run(struct aman_findings *list, struct aman_finding finding, bool comfort)
{
    if (finding.run > 0 && finding.severity != AMAN_SEVERITY_HOLDS) {
        const struct aman_finding *day = of_the_day(list, &finding);
        if (day && no_worse_than(&finding, day)) return;
        if (comfort && finding.severity < AMAN_SEVERITY_MINOR) finding.severity++;
    }
    aman_findings_add(list, &finding);
}

enum aman_err aman_findings_sort(struct aman_findings *list)
{
    if (list->failed) return AMAN_ERR_MEMORY;
    struct aman_finding *sorted = aman_mem_new(list->arena->mem, list->capacity, sizeof *sorted);
    if (!sorted) return AMAN_ERR_MEMORY;
    size_t n = 0;
    for (int severity = 0; severity < AMAN_SEVERITY_COUNT; severity++)
        for (size_t i = 0; i < list->n; i++)
            if ((int)list->items[i].severity == severity) sorted[n++] = list->items[i];
    aman_mem_free(list->arena->mem, list->items, list->capacity, sizeof *list->items);
    list->items = sorted;
    return AMAN_OK;
}

const char *aman_shown(const char *name, const char *id)
{
    return name && name[0] ? name : id;
}

struct aman_point aman_line_middle(const struct aman_ring *line)
{
    double half = 0.0;
    for (size_t i = 1; i < line->n; i++)
        half += aman_point_distance(line->points[i - 1], line->points[i]) / 2.0;
    for (size_t i = 1; i < line->n; i++) {
        struct aman_point a = line->points[i - 1], b = line->points[i];
        double length = aman_point_distance(a, b);
        if (length >= half && length > 0.0)
            return (struct aman_point){a.x + (b.x - a.x) * half / length, a.y + (b.y - a.y) * half / length};
        half -= length;
    }
    return line->points[0];
}
