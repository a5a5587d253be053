/* engines/crowd/move.h - what the parts of a step share: the way, who is near, walls, how people move.
 * Private to the engine. */
#ifndef AMAN_ENGINES_CROWD_MOVE_H
#define AMAN_ENGINES_CROWD_MOVE_H

#include "engines/crowd/sim.h"

#include <math.h>

#define CROWD_STEP_MAX_M 0.45 /* 2 m/s for 0.2 s, and a push from a wall */
#define CROWD_WALL_MARGIN_M 0.15f /* centre to wall, at least: bodies give way a little */

struct crowd_walls {
    const struct crowd_segment *list;
    uint32_t n;
};

/* One step, the same for all. */
struct crowd_mover {
    const struct aman_crowd_sim *sim;
    const struct crowd_kernel *kernel;
    float dt, time_gap, contact_gain;
    float see2, behind2; /* squares of how far people see: ahead, and elsewhere */
    bool velocities;      /* the motion looks at them */
    float creep_m_per_s;  /* who waits and is not faster looks up every third step only */
    double now_s;
};

/* near.c */
void crowd_find_near(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct crowd_bin *bin,
                     uint32_t slot, struct crowd_near *near);
/* Leaves those who are in sight, as copies in *seen. (px, py): the agent in the sorted arrays' coordinates. */
void crowd_keep_seen(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_walls *thin,
                     float px, float py, struct crowd_near *near, struct crowd_seen *seen);

/* walls.c */
enum { CROWD_TOUCHABLE_MAX = 32 };
/* The walls that a step may touch, copied into room. */
struct crowd_walls crowd_touchable(const struct crowd_agent *agent, const struct crowd_walls *walls,
                                   struct crowd_segment *room);
static inline bool crowd_barrier_is_solid(const struct aman_crowd_sim *sim, const struct crowd_segment *s)
{
    return s->kind != CROWD_SEGMENT_BARRIER || !sim->state->open;
}

/* Is the segment's box within `reach` of the place? Not farther from its middle than half of its extent and that. */
static inline bool crowd_is_beside(const struct crowd_segment *s, double x, double y, double reach)
{
    double dx = x - 0.5 * (s->ax + s->bx), dy = y - 0.5 * (s->ay + s->by);
    return fabs(dx) < 0.5 * fabs(s->bx - s->ax) + reach && fabs(dy) < 0.5 * fabs(s->by - s->ay) + reach;
}

/* Is this segment a wall for this agent? The end of a stair is one for those who are not on it, or
 * meet it from below or above. */
bool crowd_is_solid(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct crowd_segment *s);
/* Adds the exponential repulsion of the walls; contact_m: distance at which it has its full strength. */
void crowd_wall_repulsion(const struct aman_crowd_sim *sim, const struct crowd_agent *agent,
                          const struct crowd_walls *walls, float contact_m, float *dx, float *dy);
/* Shortens or turns the step (*sx, *sy) so that no wall is crossed and the margin is kept. */
void crowd_respect_walls(const struct aman_crowd_sim *sim, const struct crowd_agent *agent,
                         const struct crowd_walls *walls, double *sx, double *sy);
void crowd_change_level(const struct aman_crowd_sim *sim, struct crowd_agent *agent, const struct crowd_walls *walls,
                        struct aman_segment step);

/* way.c */
void crowd_choose_way(const struct aman_crowd_sim *sim, uint32_t person, struct crowd_agent *agent,
                      const struct crowd_walls *walls);

/* motion_aman.c: the velocity wished for, as a heading (unit vector, or 0) and a speed that it returns. */
float crowd_motion_aman(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                        const struct crowd_walls *walls, float *dx, float *dy);

/* motion_published.c: what walls add to an entry of a batch; then headings and speeds of all of them. */
void crowd_feel_walls(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_walls *walls,
                      float *wx, float *wy);
void crowd_move_batch(const struct crowd_mover *m, struct crowd_batch *batch);

/* Free way along a heading, and the speed that a free way allows. */
float crowd_gap_along(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                      float hx, float hy);
static inline float crowd_speed_for(const struct crowd_mover *m, float gap_m, float free_speed)
{
    float v = gap_m / m->time_gap;
    return v <= 0.0f ? 0.0f : v < free_speed ? v : free_speed;
}

/* Factor of the ground below on the walking speed. */
static inline float crowd_speed_factor(const struct aman_crowd_world *world, const struct crowd_agent *agent)
{
    if (agent->link < 0) return (float)agent->factor_200 * 0.005f;
    const struct crowd_link *l = &world->links[agent->link];
    return agent->ex * l->up_x + agent->ey * l->up_y > 0.0f ? l->speed_up : l->speed_down;
}

#endif
