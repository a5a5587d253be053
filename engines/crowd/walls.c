/* Walls: which are near, whom they push, and that nobody walks through one. */
#include "engines/crowd/move.h"

#include <math.h>

bool crowd_is_solid(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct crowd_segment *s)
{
    if (s->kind <= CROWD_SEGMENT_BARRIER) return crowd_barrier_is_solid(sim, s);
    const struct crowd_link *link = &sim->world->links[s->index];
    bool on = agent->link == s->index;
    if (s->kind == CROWD_SEGMENT_TOP) return agent->level == link->low && agent->level != link->high && !on;
    return agent->level == link->high;
}

struct crowd_walls crowd_touchable(const struct crowd_agent *agent, const struct crowd_walls *walls, struct crowd_segment *room)
{
    struct crowd_walls close = {room, 0};
    const double reach = CROWD_WALL_MARGIN_M + CROWD_STEP_MAX_M;
    for (uint32_t i = 0; i < walls->n && close.n < CROWD_TOUCHABLE_MAX; i++)
        if (crowd_is_beside(&walls->list[i], agent->x, agent->y, reach)) room[close.n++] = walls->list[i];
    return close;
}

void crowd_wall_repulsion(const struct aman_crowd_sim *sim, const struct crowd_agent *agent,
                          const struct crowd_walls *walls, float contact_m, float *dx, float *dy)
{
    float strength = (float)sim->model->params.wall_strength, range = (float)sim->model->params.wall_range_m;
    struct aman_point at = {agent->x, agent->y};
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (!crowd_is_solid(sim, agent, s)) continue;
        struct aman_point q = aman_segment_nearest((struct aman_segment){{s->ax, s->ay}, {s->bx, s->by}}, at);
        float nx = (float)(at.x - q.x), ny = (float)(at.y - q.y), d = sqrtf(nx * nx + ny * ny);
        if (d >= contact_m + 8.0f * range || d <= 0.0f) continue;
        float w = strength * expf((contact_m - d) / range) / d;
        *dx += nx * w;
        *dy += ny * w;
    }
}

void crowd_respect_walls(const struct aman_crowd_sim *sim, const struct crowd_agent *agent,
                          const struct crowd_walls *walls, double *sx, double *sy)
{
    for (int pass = 0; pass < 3; pass++) {
        bool touched = false;
        for (uint32_t i = 0; i < walls->n; i++) {
            const struct crowd_segment *s = &walls->list[i];
            if (!crowd_is_solid(sim, agent, s)) continue;
            struct aman_segment wall = {{s->ax, s->ay}, {s->bx, s->by}};
            struct aman_point from = {agent->x, agent->y}, to = {agent->x + *sx, agent->y + *sy};
            bool crosses = aman_segments_cross(wall, (struct aman_segment){from, to});
            struct aman_point q = aman_segment_nearest(wall, crosses ? from : to), p = crosses ? from : to;
            double nx = p.x - q.x, ny = p.y - q.y, d = sqrt(nx * nx + ny * ny);
            if ((!crosses && d >= CROWD_WALL_MARGIN_M) || d <= 0.0) continue;
            double into = (*sx * nx + *sy * ny) / (d * d);
            if (into < 0.0 || crosses) {
                *sx -= into * nx;
                *sy -= into * ny;
            }
            if (!crosses) {
                double push = fmin(CROWD_WALL_MARGIN_M - d, 0.02) / d;
                *sx += nx * push;
                *sy += ny * push;
            }
            touched = true;
        }
        if (!touched) return;
    }
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        struct aman_segment wall = {{s->ax, s->ay}, {s->bx, s->by}};
        struct aman_segment step = {{agent->x, agent->y}, {agent->x + *sx, agent->y + *sy}};
        if (crowd_is_solid(sim, agent, s) && aman_segments_cross(wall, step)) *sx = *sy = 0.0;
    }
}

void crowd_change_level(const struct aman_crowd_sim *sim, struct crowd_agent *agent, const struct crowd_walls *walls,
                         struct aman_segment step)
{
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (s->kind != CROWD_SEGMENT_TOP) continue;
        struct aman_segment top = {{s->ax, s->ay}, {s->bx, s->by}};
        if (!aman_segments_cross(top, step)) continue;
        const struct crowd_link *link = &sim->world->links[s->index];
        bool down = agent->level == link->high;
        agent->level = (int8_t)(down ? link->low : link->high);
        agent->link = down ? s->index : -1; /* at once: the cell at the end may belong to the other side */
        return;
    }
}

