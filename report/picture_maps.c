#include "report/picture_draw.h"

#include <math.h>

static struct aman_box around(struct aman_point p, double half_m)
{
    return (struct aman_box){p.x - half_m, p.y - half_m * 0.7, p.x + half_m, p.y + half_m * 0.7};
}

static int level_of(const struct aman_pictures *pictures, const struct aman_picture *p)
{
    bool close_up = p->kind == AMAN_PICTURE_MOMENT || p->kind == AMAN_PICTURE_PLACE;
    return close_up ? pictures->verdict->findings[p->index].level : p->index;
}

bool aman_picture_in_city(const struct aman_venue *venue, int level)
{
    for (size_t i = 0; i < venue->n_features; i++)
        if (venue->buildings.n > 0 && venue->features[i].kind == AMAN_FEATURE_SOURCE && venue->features[i].level == level) return true;
    return false;
}

struct aman_box aman_picture_view(const struct aman_pictures *pictures, const struct aman_picture *p)
{
    if (p->kind == AMAN_PICTURE_RING) return aman_picture_ring_view(pictures->verdict, p->index);
    const struct aman_finding *finding = &pictures->verdict->findings[p->index];
    const struct aman_venue *venue = &pictures->verdict->plan->venue;
    switch (p->kind) {
    case AMAN_PICTURE_MOMENT: return around((struct aman_point){finding->x_m, finding->y_m}, 55);
    case AMAN_PICTURE_PLACE: return around((struct aman_point){finding->x_m, finding->y_m}, 25);
    case AMAN_PICTURE_CITY_PEAK: return venue->box;
    case AMAN_PICTURE_GROUND: return aman_picture_in_city(venue, p->index) ? venue->box : aman_map_drawn_box(venue, p->index);
    default: return aman_map_drawn_box(venue, p->index);
    }
}

struct aman_map aman_picture_map(const struct aman_picture_job *job)
{
    const struct aman_pictures *pictures = job->pictures;
    const struct aman_verdict *v = pictures->verdict;
    struct aman_map map = {.plan = v->plan, .level = level_of(pictures, job->picture),
                           .view = aman_picture_view(pictures, job->picture), .names = true, .title = job->title,
                           .under = job->under};
    map.far = job->picture->kind == AMAN_PICTURE_CITY_PEAK;
    if (job->picture->kind == AMAN_PICTURE_GROUND) {
        map.names = false;
        map.bare = true;
        map.title = map.under = "";
    }
    if (job->codes && map.level < v->runs[0].levels) {
        const struct aman_run *run = &v->runs[0];
        map.codes = job->codes + (size_t)map.level * (size_t)run->width * (size_t)run->height;
        map.cell_m = run->cell_m;
        map.x0 = run->x0;
        map.y0 = run->y0;
        map.width = run->width;
        map.height = run->height;
    }
    return map;
}

void aman_picture_draw_map(struct aman_draw *draw, const void *what)
{
    const struct aman_picture_job *job = what;
    struct aman_map map = aman_picture_map(job);
    struct aman_map_mark mark = {.text = ""};
    if (job->picture->kind == AMAN_PICTURE_MOMENT || job->picture->kind == AMAN_PICTURE_PLACE) {
        const struct aman_finding *finding = &job->pictures->verdict->findings[job->picture->index];
        mark.at = (struct aman_point){finding->x_m, finding->y_m};
        map.marks = &mark;
        map.n_marks = 1;
    }
    aman_map_draw(draw, &map);
}
