/* engines/posts/ground.h - ground as a raster on which one walks from cell to cell: ways, and holes in a ring.
 *
 * A cell is open when its centre lies on the ground; a step between neighbours (eight of them) is barred when the line
 * between their centres meets a wall, whose ends reach AMAN_POSTS_WALL_END_M further. So a wall is as thin as it is drawn,
 * two walls with less than 0.3 m between them are one, and a way through is found for certain when it is
 * 0.3 m + 1.42 cells wide. Distances: 5 and 7 fifths of a cell for straight and slanting steps, up to 8 % over the true
 * ones and at most 1 % under; on slow ground twice as much.
 */
#ifndef AMAN_ENGINES_POSTS_GROUND_H
#define AMAN_ENGINES_POSTS_GROUND_H

#include "base/error.h"
#include "base/geom.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AMAN_POSTS_WALL_END_M 0.15
#define AMAN_POSTS_FAR UINT32_MAX

/* Bits of a cell; the low four are steps east, north, north-east, north-west. */
enum {
    AMAN_POSTS_STEPS = 15,
    AMAN_POSTS_OPEN = 16,
    AMAN_POSTS_SLOW = 32,
    AMAN_POSTS_LIFT = 64,   /* has a lift */
    AMAN_POSTS_INSIDE = 128 /* of the ring that is looked at */
};

/* One and the same place on two levels: a cell of a stair. */
struct aman_posts_lift {
    uint32_t from, to;
};

struct aman_posts_ground {
    double x0, y0, cell_m;
    int width, height, levels;
    size_t n_cells; /* <= 2^31 */
    uint8_t *cells; /* levels * height * width, row 0 in the south */
    struct aman_posts_lift *lifts; /* both ways, by from */
    size_t n_lifts, lifts_capacity;
};

/* All shut. ARGUMENT: sizes below 1, more than 2^31 cells; MEMORY. */
enum aman_err aman_posts_ground_init(struct aman_posts_ground *ground, struct aman_box box, int levels, double cell_m,
                                     const struct aman_mem *mem);
void aman_posts_ground_release(struct aman_posts_ground *ground, const struct aman_mem *mem);

/* Sets bits (OPEN, SLOW, INSIDE) of the cells of a level whose centres lie in the area. O(points · rows + cells). */
enum aman_err aman_posts_ground_paint(struct aman_posts_ground *ground, int level, const struct aman_area *area, uint8_t bits,
                                      const struct aman_mem *mem);
/* Lifts between two levels for every cell of the area that is open on both. Call before _join. */
enum aman_err aman_posts_ground_lift(struct aman_posts_ground *ground, int low, int high, const struct aman_area *area,
                                     const struct aman_mem *mem);
/* Once everything is painted: all steps between open neighbours, lifts in order. O(cells). */
void aman_posts_ground_join(struct aman_posts_ground *ground);
/* Bars the steps that meet the line. O(length / cell). */
void aman_posts_ground_wall(struct aman_posts_ground *ground, int level, struct aman_segment wall);

/* Clears bits of the cells whose centres lie within AMAN_POSTS_WALL_END_M of the line (cells of 0.1 m and more). O(length / cell). */
void aman_posts_ground_erase(struct aman_posts_ground *ground, int level, struct aman_segment line, uint8_t bits);

struct aman_point aman_posts_ground_at(const struct aman_posts_ground *ground, size_t cell, int *level);
/* The open cell nearest to a place within `reach_m`; SIZE_MAX if there is none. */
size_t aman_posts_ground_cell(const struct aman_posts_ground *ground, int level, struct aman_point at, double reach_m);

/* Ways from the starts, all at once: the distance of every cell in fifths of a cell, AMAN_POSTS_FAR where it is over
 * `most` or there is no way. Whoever reaches a cell with a bit of `stops` goes no further. distance: n_cells. MEMORY.
 * O(reached cells). */
enum aman_err aman_posts_ground_walk(const struct aman_posts_ground *ground, const size_t *starts, size_t n_starts,
                                     uint32_t most, uint8_t stops, const struct aman_mem *mem, uint32_t *distance);
/* Metres of such a distance; INFINITY for FAR. */
double aman_posts_ground_m(const struct aman_posts_ground *ground, uint32_t distance);
/* The cell before `cell` on a shortest way of that walk; SIZE_MAX at a start. */
size_t aman_posts_ground_before(const struct aman_posts_ground *ground, const uint32_t *distance, uint8_t stops, size_t cell);

#endif
