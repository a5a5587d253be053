#include "check/posts_parts.h"

#include <math.h>

#define FINEST_M 0.3
#define MOST_CELLS 16e6

static double cell_for(const struct aman_venue *venue)
{
    struct aman_box box = venue->box;
    double plane_m2 = (box.x_max - box.x_min) * (box.y_max - box.y_min);
    double cell_m = sqrt(plane_m2 * (double)venue->n_levels / MOST_CELLS);
    return fmax(FINEST_M, ceil(cell_m * 10.0) / 10.0); /* whole decimetres: they are told */
}

static enum aman_err paint(const struct aman_venue *venue, const struct aman_mem *mem, struct aman_posts_ground *ground)
{
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < venue->n_levels && err == AMAN_OK; i++)
        err = aman_posts_ground_paint(ground, (int)i, &venue->levels[i].region, AMAN_POSTS_OPEN, mem);
    for (size_t i = 0; i < venue->n_features && err == AMAN_OK; i++) {
        const struct aman_feature *feature = &venue->features[i];
        bool stepped = feature->kind == AMAN_FEATURE_STAIR || feature->kind == AMAN_FEATURE_GANGWAY;
        if (stepped) err = aman_posts_ground_paint(ground, feature->level, &feature->area, AMAN_POSTS_SLOW, mem);
    }
    for (size_t i = 0; i < venue->n_links && err == AMAN_OK; i++) {
        const struct aman_link *link = &venue->links[i];
        int low = link->low < link->high ? link->low : link->high, high = link->low + link->high - low;
        err = aman_posts_ground_lift(ground, low, high, &venue->features[link->feature].area, mem);
    }
    return err;
}

enum aman_err aman_posts_ground_build(const struct aman_venue *venue, const struct aman_mem *mem,
                                      struct aman_posts_ground *ground)
{
    if (venue->n_levels == 0) return AMAN_ERR_INPUT;
    *ground = (struct aman_posts_ground){.cells = NULL};
    enum aman_err err = aman_posts_ground_init(ground, venue->box, (int)venue->n_levels, cell_for(venue), mem);
    if (err == AMAN_OK) err = paint(venue, mem, ground);
    if (err != AMAN_OK) {
        aman_posts_ground_release(ground, mem);
        return err;
    }
    aman_posts_ground_join(ground);
    for (size_t i = 0; i < venue->n_levels; i++)
        for (size_t k = 0; k < venue->levels[i].n_walls; k++)
            aman_posts_ground_wall(ground, (int)i, venue->levels[i].walls[k]);
    return AMAN_OK;
}

void aman_posts_ground_shut(struct aman_posts_ground *ground, const struct aman_feature *feature)
{
    for (size_t i = 1; i < feature->line.n; i++)
        aman_posts_ground_wall(ground, feature->level,
                               (struct aman_segment){feature->line.points[i - 1], feature->line.points[i]});
}
