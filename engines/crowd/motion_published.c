/* Published motions, as their papers have them; what the numerics add is said beside it. */
#include "engines/crowd/move.h"

#include <math.h>

static struct crowd_who who_is(const struct crowd_mover *m, const struct crowd_agent *agent)
{
    const struct aman_crowd_world *world = m->sim->world;
    return (struct crowd_who){.x = (float)(agent->x - world->origin_x),
                              .y = (float)(agent->y - world->origin_y),
                              .reach = agent->reach_m,
                              .see2 = (float)(world->see_m * world->see_m),
                              .ex = agent->ex,
                              .ey = agent->ey};
}

/* Makes (x, y) a unit vector; false when it is too short to have a direction. */
static bool make_unit(float *x, float *y)
{
    float norm = sqrtf(*x * *x + *y * *y);
    if (norm < 1e-6f) return false;
    *x /= norm;
    *y /= norm;
    return true;
}

/* As fast as the gap ahead allows: 0 in contact, free at one time gap. Who is at the goal only makes room. */
static float speed_to_next(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                           const struct crowd_who *who, float dx, float dy)
{
    float spacing = m->kernel->spacing(near, who, dx, dy);
    float v = crowd_speed_for(m, spacing, agent->v_free * crowd_speed_factor(m->sim->world, agent));
    bool at_goal = agent->ex == 0.0f && agent->ey == 0.0f;
    return at_goal && v > 0.3f ? 0.3f : v;
}

float crowd_motion_speed(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                         const struct crowd_walls *walls, float *dx, float *dy)
{
    const struct aman_crowd_params *params = &m->sim->model->params;
    struct crowd_who who = who_is(m, agent);
    float rx, ry;
    m->kernel->repulsion(near, who.x, who.y, who.reach, (float)params->strength, (float)params->range_m, &rx, &ry);
    if (walls->n > 0) crowd_wall_repulsion(m->sim, agent, walls, agent->reach_m, &rx, &ry);
    *dx = agent->ex + rx;
    *dy = agent->ey + ry;
    return make_unit(dx, dy) ? speed_to_next(m, agent, near, &who, *dx, *dy) : 0.0f;
}

/* Near a wall the part of the heading that leads into it is taken out, all of it at contact and none at the
 * buffer's end. */
static void turn_along_walls(const struct crowd_mover *m, const struct crowd_agent *agent,
                             const struct crowd_walls *walls, float *dx, float *dy)
{
    float buffer = (float)m->sim->model->params.wall_buffer_m;
    struct aman_point at = {agent->x, agent->y};
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (!crowd_is_solid(m->sim, agent, s)) continue;
        struct aman_point q = aman_segment_nearest((struct aman_segment){{s->ax, s->ay}, {s->bx, s->by}}, at);
        float nx = (float)(at.x - q.x), ny = (float)(at.y - q.y), free_m = sqrtf(nx * nx + ny * ny) - agent->reach_m;
        if (free_m >= buffer || !make_unit(&nx, &ny)) continue;
        float into = *dx * nx + *dy * ny, share = free_m <= 0.0f ? 1.0f : 1.0f - free_m / buffer;
        if (into >= 0.0f) continue;
        *dx -= share * into * nx;
        *dy -= share * into * ny;
    }
}

/* People deviate to the side away from those whom they will meet, and turn within the reaction time. The
 * direction of now is that of the velocity; who stands looks where they want to go. */
float crowd_motion_anticipation(const struct crowd_mover *m, const struct crowd_agent *agent,
                                const struct crowd_near *near, const struct crowd_walls *walls, float *dx, float *dy)
{
    const struct aman_crowd_params *params = &m->sim->model->params;
    struct crowd_who who = who_is(m, agent);
    who.vx = agent->vx;
    who.vy = agent->vy;
    float aside = m->kernel->anticipation(near, &who, (float)params->strength, (float)params->range_m,
                                          (float)params->anticipation_s);
    float wx = agent->ex - agent->ey * aside, wy = agent->ey + agent->ex * aside;
    make_unit(&wx, &wy);
    *dx = agent->vx;
    *dy = agent->vy;
    if (!make_unit(dx, dy)) {
        *dx = agent->ex;
        *dy = agent->ey;
    }
    float turn = fminf(1.0f, m->dt / (float)params->reaction_s);
    *dx += (wx - *dx) * turn;
    *dy += (wy - *dy) * turn;
    if (walls->n > 0) turn_along_walls(m, agent, walls, dx, dy);
    return make_unit(dx, dy) ? speed_to_next(m, agent, near, &who, *dx, *dy) : 0.0f;
}

/* What a wall adds: the same laws with a partner that stands still. */
static void wall_force(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_walls *walls,
                       const struct crowd_contact *c, float *ax, float *ay)
{
    struct aman_point at = {agent->x, agent->y};
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (!crowd_is_solid(m->sim, agent, s)) continue;
        struct aman_point q = aman_segment_nearest((struct aman_segment){{s->ax, s->ay}, {s->bx, s->by}}, at);
        float nx = (float)(at.x - q.x), ny = (float)(at.y - q.y), d = sqrtf(nx * nx + ny * ny);
        if (!make_unit(&nx, &ny)) continue;
        float deep = agent->reach_m - d, g = deep > 0.0f ? deep : 0.0f;
        float push = c->force * expf(fminf(deep / c->range, 2.0f)) + c->body * g;
        float grip = fminf(c->friction * g, c->grip_max), slide = agent->vx * ny - agent->vy * nx;
        *ax += push * nx - grip * slide * ny;
        *ay += push * ny + grip * slide * nx;
    }
}

/* Explicit in the forces. Two bounds keep it from blowing up in contact: friction takes at most half of a sliding
 * speed in a step, and nobody is faster than three times the free speed or 5 m/s. */
float crowd_motion_force(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                         const struct crowd_walls *walls, float *dx, float *dy)
{
    const struct aman_crowd_params *p = &m->sim->model->params;
    struct crowd_who who = who_is(m, agent);
    who.vx = agent->vx;
    who.vy = agent->vy;
    float mass = (float)p->mass_kg;
    struct crowd_contact contact = {(float)p->force_n / mass, (float)p->force_range_m, (float)p->body_n_per_m / mass,
                                    (float)p->friction_n_s_per_m2 / mass, 0.5f / m->dt};
    float v_free = agent->v_free * crowd_speed_factor(m->sim->world, agent), relax = (float)p->relax_s;
    float ax = (v_free * agent->ex - agent->vx) / relax, ay = (v_free * agent->ey - agent->vy) / relax, fx, fy;
    m->kernel->force(near, &who, &contact, &fx, &fy);
    ax += fx;
    ay += fy;
    if (walls->n > 0) wall_force(m, agent, walls, &contact, &ax, &ay);
    *dx = agent->vx + ax * m->dt;
    *dy = agent->vy + ay * m->dt;
    float v = sqrtf(*dx * *dx + *dy * *dy), most = fminf(3.0f * agent->v_free, 5.0f);
    if (!make_unit(dx, dy)) return 0.0f;
    return v < most ? v : most;
}
