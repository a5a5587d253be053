/* check/posts_parts.h - the steps of aman_posts_judge, a file each. */
#ifndef AMAN_CHECK_POSTS_PARTS_H
#define AMAN_CHECK_POSTS_PARTS_H

#include "check/posts.h"
#include "engines/posts/ground.h"
#include "engines/posts/posts.h"

/* What the engine found, for the verdict. */
struct aman_need_gap aman_need_gap_of(const struct aman_posts_gap *gap);

/* ---- posts_ground.c ---- */

/* The walkable ground of a venue, gates and doors open: staff have keys. */
enum aman_err aman_posts_ground_build(const struct aman_venue *venue, const struct aman_mem *mem,
                                      struct aman_posts_ground *ground);
/* Bars the steps across a gate, search or exit. */
void aman_posts_ground_shut(struct aman_posts_ground *ground, const struct aman_feature *feature);

/* ---- posts_ways.c: how long from place to place ---- */

struct aman_posts_ways {
    const struct aman_plan *plan;
    const struct aman_mem *mem;
    const struct aman_posts_ground *ground;
    struct aman_plan_spot *stations; /* every place at which somebody stands, each once */
    size_t *cells;                   /* of each; SIZE_MAX: off the ground */
    size_t n, capacity;
    double **rows; /* metres from a station to all others; NULL: not asked for yet */
    uint32_t *distance;
    bool failed; /* memory ran out: sticks */
};

/* All places of posts, sweeps. ground may be NULL where nobody stands on the drawing. */
enum aman_err aman_posts_ways_init(struct aman_posts_ways *ways, const struct aman_plan *plan,
                                   const struct aman_posts_ground *ground, const struct aman_mem *mem);
void aman_posts_ways_release(struct aman_posts_ways *ways);
/* The station of a place that a post or sweep of the plan has. */
int aman_posts_station(const struct aman_posts_ways *ways, const struct aman_plan_spot *spot);
/* Seconds from one station to another; an aman_posts_travel of a struct aman_posts_ways. */
double aman_posts_way_s(void *ways, int from, int to, double time_s);

/* ---- posts_needs.c ---- */

/* Needs of gates, searches, doors, lines, sweeps, junctions, each with its gap, and the ratio of mobile stewards. */
enum aman_err aman_posts_needs(const struct aman_plan *plan, const struct aman_escorts *escorts, const struct aman_mem *mem, struct aman_arena *arena,
                               struct aman_posts_verdict *verdict);

/* ---- posts_units.c ---- */

/* Loads of units, and what reserves reach. */
enum aman_err aman_posts_units(const struct aman_plan *plan, struct aman_posts_ways *ways, struct aman_arena *arena,
                               struct aman_posts_verdict *verdict);

/* ---- posts_rings.c ---- */

enum aman_err aman_posts_rings(const struct aman_plan *plan, const struct aman_posts_ground *ground,
                               const struct aman_mem *mem, struct aman_arena *arena, struct aman_posts_verdict *verdict);

#endif
