/* Ways between places: over the ground where both are on it, else 1.4 times the straight line, driven. */
#include "check/posts_parts.h"

#include <math.h>

#define DETOUR 1.4
#define SNAP_M 15.0 /* a place in a wall, on seats or in the middle of an area that is cut out */

static bool same(const struct aman_plan_spot *a, const struct aman_plan_spot *b)
{
    return a->feature == b->feature && (a->feature >= 0 || (a->at.x == b->at.x && a->at.y == b->at.y));
}

int aman_posts_station(const struct aman_posts_ways *ways, const struct aman_plan_spot *spot)
{
    for (size_t i = 0; i < ways->n; i++)
        if (same(&ways->stations[i], spot)) return (int)i;
    return -1;
}

static void add_all(struct aman_posts_ways *ways, const struct aman_plan_spot *spots, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (aman_posts_station(ways, &spots[i]) >= 0) continue;
        const struct aman_posts_ground *ground = ways->ground;
        ways->cells[ways->n] = spots[i].feature < 0 || !ground
                                   ? SIZE_MAX
                                   : aman_posts_ground_cell(ground, spots[i].level, spots[i].at, SNAP_M);
        ways->stations[ways->n++] = spots[i];
    }
}

enum aman_err aman_posts_ways_init(struct aman_posts_ways *ways, const struct aman_plan *plan,
                                   const struct aman_posts_ground *ground, const struct aman_mem *mem)
{
    const struct aman_plan_deployment *deployment = &plan->deployment;
    *ways = (struct aman_posts_ways){.plan = plan, .mem = mem, .ground = ground};
    for (size_t i = 0; i < deployment->n_posts; i++) ways->capacity += deployment->posts[i].n_spots;
    for (size_t i = 0; i < deployment->n_sweeps; i++) ways->capacity += deployment->sweeps[i].n_spots;
    ways->stations = aman_mem_new(mem, ways->capacity, sizeof *ways->stations);
    ways->cells = aman_mem_new(mem, ways->capacity, sizeof *ways->cells);
    ways->rows = aman_mem_new(mem, ways->capacity, sizeof *ways->rows);
    ways->distance = aman_mem_new(mem, ground ? ground->n_cells : 0, sizeof *ways->distance);
    if (!ways->stations || !ways->cells || !ways->rows || !ways->distance) {
        aman_posts_ways_release(ways);
        return AMAN_ERR_MEMORY;
    }
    for (size_t i = 0; i < deployment->n_posts; i++)
        add_all(ways, deployment->posts[i].spots, deployment->posts[i].n_spots);
    for (size_t i = 0; i < deployment->n_sweeps; i++)
        add_all(ways, deployment->sweeps[i].spots, deployment->sweeps[i].n_spots);
    return AMAN_OK;
}

void aman_posts_ways_release(struct aman_posts_ways *ways)
{
    for (size_t i = 0; ways->rows && i < ways->n; i++) aman_mem_free(ways->mem, ways->rows[i], ways->n, sizeof **ways->rows);
    aman_mem_free(ways->mem, ways->rows, ways->capacity, sizeof *ways->rows);
    aman_mem_free(ways->mem, ways->stations, ways->capacity, sizeof *ways->stations);
    aman_mem_free(ways->mem, ways->cells, ways->capacity, sizeof *ways->cells);
    aman_mem_free(ways->mem, ways->distance, ways->ground ? ways->ground->n_cells : 0, sizeof *ways->distance);
    ways->rows = NULL;
    ways->stations = NULL;
    ways->cells = NULL;
    ways->distance = NULL;
}

static const double *row_of(struct aman_posts_ways *ways, int from)
{
    if (ways->rows[from] || ways->failed) return ways->rows[from];
    double *row = aman_mem_new(ways->mem, ways->n, sizeof *row);
    bool walked = row && aman_posts_ground_walk(ways->ground, &ways->cells[from], 1, AMAN_POSTS_FAR, 0, ways->mem,
                                                ways->distance) == AMAN_OK;
    if (!walked) {
        aman_mem_free(ways->mem, row, ways->n, sizeof *row);
        ways->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < ways->n; i++)
        row[i] = ways->cells[i] == SIZE_MAX ? (double)INFINITY
                                            : aman_posts_ground_m(ways->ground, ways->distance[ways->cells[i]]);
    ways->rows[from] = row;
    return row;
}

/* A way by way of some station whose row is known: no shorter than the shortest. */
static double detour_m(const struct aman_posts_ways *ways, int from, int to)
{
    double least = (double)INFINITY;
    for (size_t i = 0; i < ways->n; i++)
        if (ways->rows[i]) least = fmin(least, ways->rows[i][from] + ways->rows[i][to]);
    return least;
}

double aman_posts_way_s(void *ctx, int from, int to, double time_s)
{
    struct aman_posts_ways *ways = ctx;
    const struct aman_limit *limits = ways->plan->limits;
    double walk = limits[AMAN_LIMIT_POST_WALK_M_PER_S].value, drive = limits[AMAN_LIMIT_POST_DRIVE_M_PER_S].value;
    double straight_m = aman_point_distance(ways->stations[from].at, ways->stations[to].at);
    if (from == to) return 0.0;
    bool off = ways->cells[from] == SIZE_MAX || ways->cells[to] == SIZE_MAX;
    if (off) return DETOUR * straight_m / drive;
    if (detour_m(ways, from, to) / walk <= time_s) return detour_m(ways, from, to) / walk;
    const double *row = row_of(ways, from);
    return row ? row[to] / walk : 0.0;
}
