/* Published motions, as their papers have them, in batches. */
#include "engines/crowd/move.h"

#include <math.h>

static struct crowd_motion_params params_of(const struct aman_crowd_params *p)
{
    float mass = (float)p->mass_kg;
    return (struct crowd_motion_params){.strength = (float)p->strength,
                                        .range = (float)p->range_m,
                                        .time_gap = (float)p->time_gap_s,
                                        .dt = (float)p->step_s,
                                        .ahead_s = (float)p->anticipation_s,
                                        .reaction_s = (float)p->reaction_s,
                                        .force = (float)p->force_n / mass,
                                        .force_range = (float)p->force_range_m,
                                        .body = (float)p->body_n_per_m / mass,
                                        .friction = (float)p->friction_n_s_per_m2 / mass,
                                        .grip_max = 0.5f / (float)p->step_s,
                                        .relax = (float)p->relax_s};
}

/* From the nearest point of a wall to the person: a unit vector, and the distance; false when on the wall. */
static bool off_wall(const struct crowd_agent *agent, const struct crowd_segment *s, float *nx, float *ny, float *d)
{
    struct aman_point at = {agent->x, agent->y};
    struct aman_point q = aman_segment_nearest((struct aman_segment){{s->ax, s->ay}, {s->bx, s->by}}, at);
    *nx = (float)(at.x - q.x);
    *ny = (float)(at.y - q.y);
    *d = sqrtf(*nx * *nx + *ny * *ny);
    if (*d < 1e-6f) return false;
    *nx /= *d;
    *ny /= *d;
    return true;
}

/* Near a wall the part of the heading that leads into it is taken out: all of it at contact, none at the buffer's
 * end. */
static void turn_along_walls(const struct crowd_mover *m, const struct crowd_agent *agent,
                             const struct crowd_walls *walls, float *hx, float *hy)
{
    float buffer = (float)m->sim->model->params.wall_buffer_m, nx, ny, d;
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (!crowd_is_solid(m->sim, agent, s) || !off_wall(agent, s, &nx, &ny, &d)) continue;
        float room = d - agent->reach_m, into = *hx * nx + *hy * ny;
        if (room >= buffer || into >= 0.0f) continue;
        float share = room <= 0.0f ? 1.0f : 1.0f - room / buffer;
        *hx -= share * into * nx;
        *hy -= share * into * ny;
    }
}

/* The laws of contact and repulsion with a partner that stands still. */
static void wall_force(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_walls *walls,
                       float *ax, float *ay)
{
    struct crowd_motion_params p = params_of(&m->sim->model->params);
    float nx, ny, d;
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (!crowd_is_solid(m->sim, agent, s) || !off_wall(agent, s, &nx, &ny, &d)) continue;
        float deep = agent->reach_m - d, g = deep > 0.0f ? deep : 0.0f;
        float push = p.force * expf(fminf(deep / p.force_range, 2.0f)) + p.body * g;
        float grip = fminf(p.friction * g, p.grip_max), slide = agent->vx * ny - agent->vy * nx;
        *ax += push * nx - grip * slide * ny;
        *ay += push * ny + grip * slide * nx;
    }
}

void crowd_feel_walls(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_walls *walls,
                      float *wx, float *wy)
{
    switch (m->sim->model->params.motion) {
    case AMAN_CROWD_MOTION_SPEED: crowd_wall_repulsion(m->sim, agent, walls, agent->reach_m, wx, wy); return;
    case AMAN_CROWD_MOTION_FORCE: wall_force(m, agent, walls, wx, wy); return;
    default: return; /* anticipation: see turn_along_walls */
    }
}

void crowd_move_batch(const struct crowd_mover *m, struct crowd_batch *batch)
{
    const struct aman_crowd_sim *sim = m->sim;
    struct crowd_motion_params p = params_of(&sim->model->params);
    if (sim->model->params.motion == AMAN_CROWD_MOTION_FORCE) {
        m->kernel->force_step(batch, &p);
        return;
    }
    if (sim->model->params.motion == AMAN_CROWD_MOTION_SPEED) {
        m->kernel->speed_heading(batch, &p);
    } else {
        m->kernel->anticipation_heading(batch, &p);
        for (uint32_t i = 0; i < batch->n; i++) {
            struct crowd_walls walls = {batch->walls[i], batch->n_walls[i]};
            const struct crowd_agent *agent = &sim->agents[batch->slot[i]];
            turn_along_walls(m, agent, &walls, &batch->hx[i], &batch->hy[i]);
        }
    }
    m->kernel->speeds(batch, &p);
}
