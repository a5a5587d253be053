/* Who crosses which line, and when. */
#include "apps/crowd_watch.h"

#include <stdlib.h>

static double side_of(struct aman_point a, struct aman_point b, struct aman_point p)
{
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x); /* > 0: left of the line */
}

static void add_crossing(struct aman_crowd_watch *watch, struct aman_crowd_crossing crossing)
{
    if (watch->n_crossings == watch->cap_crossings) {
        size_t cap = watch->cap_crossings ? 2 * watch->cap_crossings : 256;
        void *more = aman_mem_grow(&aman_mem_heap, watch->crossings, watch->cap_crossings, cap,
                                   sizeof *watch->crossings);
        if (!more) {
            watch->err = AMAN_ERR_MEMORY;
            return;
        }
        watch->crossings = more;
        watch->cap_crossings = cap;
    }
    watch->crossings[watch->n_crossings++] = crossing;
}

/* Half-open on both: who stops on the line crosses it once, and a bend of the line counts once. */
static void cross_segment(struct aman_crowd_watch *watch, size_t line, size_t part, struct aman_segment way,
                          uint32_t person, double from_s, double step_s)
{
    const struct aman_scenario_line *def = &watch->run->scenario->lines[line];
    struct aman_point a = def->points[part], b = def->points[part + 1];
    double before = side_of(a, b, way.a), after = side_of(a, b, way.b);
    if ((before < 0.0) == (after < 0.0)) return;
    double share = before / (before - after);
    struct aman_point at = {way.a.x + share * (way.b.x - way.a.x), way.a.y + share * (way.b.y - way.a.y)};
    double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
    double along = length2 > 0.0 ? ((at.x - a.x) * dx + (at.y - a.y) * dy) / length2 : -1.0;
    bool last = part + 2 == def->n;
    if (along < 0.0 || along > 1.0 || (along == 1.0 && !last)) return;
    add_crossing(watch, (struct aman_crowd_crossing){from_s + share * step_s, (uint32_t)line, person,
                                                     after < 0.0 ? 1 : -1});
}

static int by_time(const void *a, const void *b)
{
    const struct aman_crowd_crossing *x = a, *y = b;
    if (x->time_s != y->time_s) return x->time_s < y->time_s ? -1 : 1;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return x->person < y->person ? -1 : x->person > y->person;
}

/* A row of flow for each line and each second that is over at now_s. */
static void end_seconds(struct aman_crowd_watch *watch, double now_s)
{
    const struct aman_scenario *scenario = watch->run->scenario;
    for (; (double)watch->flow_second + 1.0 <= now_s + aman_crowd_moment_s; watch->flow_second++)
        for (size_t l = 0; l < scenario->n_lines; l++) {
            struct aman_crowd_line_count *count = &watch->line_counts[l];
            if (watch->flow) {
                aman_crowd_put_text(watch->flow, scenario->lines[l].id);
                fprintf(watch->flow, ",%u,%u,%u,%u\n", watch->flow_second, watch->flow_second + 1,
                        count->forward_second, count->backward_second);
            }
            count->forward_second = count->backward_second = 0;
        }
}

static void count_crossing(struct aman_crowd_watch *watch, const struct aman_crowd_crossing *crossing)
{
    struct aman_crowd_line_count *count = &watch->line_counts[crossing->line];
    if (count->forward + count->backward == 0) count->first_s = crossing->time_s;
    count->last_s = crossing->time_s;
    if (crossing->direction > 0)
        count->forward++, count->forward_second++;
    else
        count->backward++, count->backward_second++;
    if (!watch->lines) return;
    aman_crowd_put_text(watch->lines, watch->run->scenario->lines[crossing->line].id);
    fprintf(watch->lines, ",%.4f,%u,%d,%d\n", crossing->time_s, crossing->person, crossing->direction,
            (int)count->forward - (int)count->backward);
}

void aman_crowd_watch_lines(struct aman_crowd_watch *watch, const struct aman_crowd_view *view, double from_s,
                            double to_s)
{
    const struct aman_scenario *scenario = watch->run->scenario;
    watch->n_crossings = 0;
    for (size_t l = 0; l < scenario->n_lines; l++)
        for (size_t i = 0; i < view->n; i++) {
            if (view->level[i] != scenario->lines[l].level) continue;
            struct aman_segment way = {{watch->from_x[i], watch->from_y[i]}, {view->x[i], view->y[i]}};
            for (size_t part = 0; part + 1 < scenario->lines[l].n; part++)
                cross_segment(watch, l, part, way, view->person[i], from_s, to_s - from_s);
        }
    if (watch->n_crossings > 1)
        qsort(watch->crossings, watch->n_crossings, sizeof *watch->crossings, by_time);
    for (size_t i = 0; i < watch->n_crossings; i++) {
        end_seconds(watch, watch->crossings[i].time_s - 2.0 * aman_crowd_moment_s);
        count_crossing(watch, &watch->crossings[i]);
    }
    end_seconds(watch, to_s);
}
