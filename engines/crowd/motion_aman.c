/* Our motion: collision-free speed with a right of way, turning aside and shoulders, see README.md. */
#include "engines/crowd/move.h"

#include <math.h>

/* Bodies keep 0.9 of contact; who has long been blocked turns the shoulders and passes at 0.75 (0.3 m
 * between centres: about a body's depth). */
static struct crowd_who who_is(const struct crowd_mover *m, const struct crowd_agent *agent)
{
    const struct aman_crowd_world *world = m->sim->world;
    bool blocked = agent->v_mean < 0.1f && !(agent->flags & FLAG_QUEUE);
    return (struct crowd_who){(float)(agent->x - world->origin_x),
                              (float)(agent->y - world->origin_y),
                              agent->reach_m,
                              agent->t_m,
                              m->see2,
                              blocked ? 0.75f : 0.9f,
                              m->contact_gain,
                              agent->ex,
                              agent->ey,
                              !blocked ? 0.0f : agent->v_mean < 0.05f ? CROWD_SQUEEZE_LONG : CROWD_SQUEEZE};
}

float crowd_gap_along(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near, float hx,
                       float hy)
{
    struct crowd_who who = who_is(m, agent);
    float free_m;
    m->kernel->gaps(near, &who, 1, &hx, &hy, &free_m);
    return free_m;
}

/* Blocked: the heading to either side with the best progress; right before left. */
static float turn_aside(const struct crowd_mover *m, const struct crowd_near *near, float v_free,
                        const struct crowd_agent *agent, float *dx, float *dy)
{
    static const float cosine[CROWD_HEADINGS] = {0.866f, 0.866f, 0.5f, 0.5f, 0.0872f, 0.0872f};
    static const float sine[CROWD_HEADINGS] = {-0.5f, 0.5f, -0.866f, 0.866f, -0.9962f, 0.9962f};
    float hx[CROWD_HEADINGS], hy[CROWD_HEADINGS], free_m[CROWD_HEADINGS], best = 0.0f, speed = 0.0f;
    for (int i = 0; i < CROWD_HEADINGS; i++) {
        hx[i] = agent->ex * cosine[i] - agent->ey * sine[i];
        hy[i] = agent->ex * sine[i] + agent->ey * cosine[i];
    }
    struct crowd_who who = who_is(m, agent);
    m->kernel->gaps(near, &who, CROWD_HEADINGS, hx, hy, free_m);
    for (int i = 0; i < CROWD_HEADINGS; i++) {
        float v = crowd_speed_for(m, free_m[i], v_free), progress = v * (cosine[i] + 0.1f);
        if (progress <= best * 1.05f) continue;
        best = progress;
        speed = v;
        *dx = hx[i];
        *dy = hy[i];
    }
    return speed;
}

float crowd_motion_aman(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                        const struct crowd_walls *walls, float *dx, float *dy)
{
    const struct aman_crowd_sim *sim = m->sim;
    const struct aman_crowd_params *params = &sim->model->params;
    float v_free = agent->v_free * crowd_speed_factor(sim->world, agent), rx, ry;
    struct crowd_who who = who_is(m, agent);
    bool waits = agent->flags & FLAG_QUEUE;
    m->kernel->repulsion(near, who.x, who.y, who.reach, (float)params->strength, (float)params->range_m, &rx, &ry);
    crowd_wall_repulsion(sim, agent, walls, CROWD_WALL_MARGIN_M, &rx, &ry);
    float hx = agent->ex + rx, hy = agent->ey + ry, norm = sqrtf(hx * hx + hy * hy);
    if (norm < 1e-6f) return 0.0f;
    *dx = hx / norm;
    *dy = hy / norm;
    float v = crowd_speed_for(m, crowd_gap_along(m, agent, near, *dx, *dy), v_free);
    /* Who waits steps forward or to the side, and back only to give room. */
    if (waits && *dx * agent->ex + *dy * agent->ey < 0.0f && v > 0.1f) v = 0.1f;
    if (waits && v < 0.03f) return 0.0f;
    bool at_goal = agent->ex == 0.0f && agent->ey == 0.0f;
    if (at_goal) return v < 0.3f ? v : 0.3f;
    float progress = v * (*dx * agent->ex + *dy * agent->ey);
    if (!waits && progress < 0.25f * v_free) {
        float ax = *dx, ay = *dy;
        float aside = turn_aside(m, near, v_free, agent, &ax, &ay);
        if (aside * (ax * agent->ex + ay * agent->ey + 0.1f) > progress) {
            *dx = ax;
            *dy = ay;
            return aside;
        }
    }
    return v;
}

