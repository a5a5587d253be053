/* The way: down a distance field, or straight to a place. */
#include "engines/crowd/move.h"

#include <math.h>

static float beside(const struct aman_crowd_world *world, const struct crowd_field *field, int32_t node, int d)
{
    if (!field->open && (world->nodes[node].barred >> d & 1)) return INFINITY;
    int32_t other = world->nodes[node].beside[d];
    return other < 0 ? INFINITY : crowd_field_at(field, other);
}

/* Downhill along one axis: central where both sides are ground, otherwise towards the one that is
 * lower; never into a closed side. */
static float slope(float t, float before, float after)
{
    if (before < INFINITY && after < INFINITY) return 0.5f * (before - after);
    if (before < t) return before - t;
    if (after < t) return t - after;
    return 0.0f;
}

/* Where two ways are equally long the slopes cancel out: then to the lowest neighbour, the first of
 * equals. */
static void step_off_ridge(const struct aman_crowd_world *world, const struct crowd_field *field, int32_t node,
                           float *gx, float *gy)
{
    static const float dx[4] = {-1, 1, 0, 0}, dy[4] = {0, 0, -1, 1};
    float least = crowd_field_at(field, node);
    for (int d = 0; d < 4; d++) {
        float t = beside(world, field, node, d);
        if (t >= least) continue;
        least = t;
        *gx = dx[d];
        *gy = dy[d];
    }
}

/* A unit vector, or 0 on the goal. */
static void downhill(const struct aman_crowd_world *world, const struct crowd_field *field, int32_t node, float *ex,
                     float *ey)
{
    float t = crowd_field_at(field, node);
    float gx = slope(t, beside(world, field, node, 0), beside(world, field, node, 1));
    float gy = slope(t, beside(world, field, node, 2), beside(world, field, node, 3));
    if (gx == 0.0f && gy == 0.0f) step_off_ridge(world, field, node, &gx, &gy);
    float norm = sqrtf(gx * gx + gy * gy);
    *ex = norm > 0.0f ? gx / norm : 0.0f;
    *ey = norm > 0.0f ? gy / norm : 0.0f;
}

/* The nearest way, or the one round a jam. */
static const struct crowd_field *way_of(const struct aman_crowd_sim *sim, const struct crowd_agent *agent)
{
    if (!(agent->flags & FLAG_DETOUR)) return &sim->world->fields[agent->field];
    const struct crowd_field *detour = &sim->detours[agent->field];
    bool leads_on = detour->t_m && crowd_field_at(detour, agent->node) < INFINITY;
    return leads_on ? detour : &sim->world->fields[agent->field];
}

void crowd_read_way(const struct aman_crowd_sim *sim, struct crowd_agent *agent)
{
    const struct aman_crowd_world *world = sim->world;
    agent->flags &= (uint8_t)~FLAG_DIRTY;
    agent->ex = agent->ey = 0.0f;
    agent->t_m = INFINITY;
    if (agent->node < 0 || agent->field == CROWD_NO_FIELD) return;
    const struct crowd_field *field = way_of(sim, agent);
    float t = agent->t_m = crowd_field_at(field, agent->node);
    if (t <= 0.0f || t == INFINITY) return;
    downhill(world, field, agent->node, &agent->ex, &agent->ey);
    /* From the cell's centre to where one stands in it. */
    agent->t_m -= agent->ex * ((float)agent->x - world->node_x[agent->node]) +
                  agent->ey * ((float)agent->y - world->node_y[agent->node]);
    if (agent->t_m < 0.0f) agent->t_m = 0.0f;
}

void crowd_stand_on(const struct aman_crowd_world *world, struct crowd_agent *agent, int32_t node)
{
    agent->node = node;
    agent->link = -1;
    agent->factor_200 = 200;
    if (node < 0) return;
    int link = world->nodes[node].link;
    if (link >= 0 && world->links[link].low != agent->level) return; /* above it, on the edge of its first cell */
    agent->link = (int16_t)link;
    agent->factor_200 = (uint8_t)lrintf(world->nodes[node].factor * 200.0f);
}

/* Straight to a place; 0 when there. Returns the distance. */
static float head_for(struct crowd_agent *agent, double x, double y)
{
    float dx = (float)(x - agent->x), dy = (float)(y - agent->y), d = sqrtf(dx * dx + dy * dy);
    agent->ex = d > 0.05f ? dx / d : 0.0f;
    agent->ey = d > 0.05f ? dy / d : 0.0f;
    return d;
}

static bool is_walled(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct crowd_walls *walls,
                      double x, double y)
{
    struct aman_segment way = {{agent->x, agent->y}, {x, y}};
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (aman_segments_cross((struct aman_segment){{s->ax, s->ay}, {s->bx, s->by}}, way) && crowd_is_solid(sim, agent, s))
            return true;
    }
    return false;
}

/* The way is that of the cell's centre; the end of a wall may stand between it and one who is elsewhere in
 * the cell, and sliding along that wall lead away and back again. Who gets nowhere heads for the centre, here or
 * beside, that is seen and has the shortest way in all. */
static void walk_round_end(const struct aman_crowd_sim *sim, struct crowd_agent *agent, const struct crowd_walls *walls)
{
    const struct aman_crowd_world *world = sim->world;
    const struct crowd_field *field = way_of(sim, agent);
    double look = fmax(world->cell_m, 0.4);
    if (!is_walled(sim, agent, walls, agent->x + agent->ex * look, agent->y + agent->ey * look)) return;
    agent->flags |= FLAG_DIRTY; /* only for this step */
    double least = INFINITY;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            int32_t node = crowd_node_at(world, agent->level, agent->x + dx * world->cell_m, agent->y + dy * world->cell_m);
            if (node < 0) continue;
            double ox = world->node_x[node] - agent->x, oy = world->node_y[node] - agent->y, d = sqrt(ox * ox + oy * oy);
            double way = (double)crowd_field_at(field, node) + d;
            if (d < 0.05 || !(way < least) || is_walled(sim, agent, walls, world->node_x[node], world->node_y[node]))
                continue;
            least = way;
            agent->ex = (float)(ox / d);
            agent->ey = (float)(oy / d);
        }
}

void crowd_choose_way(const struct aman_crowd_sim *sim, uint32_t person, struct crowd_agent *agent,
                       const struct crowd_walls *walls)
{
    const struct aman_crowd_people *people = &sim->model->people;
    if (agent->stage == STAGE_SERVED) {
        struct aman_point mouth = crowd_lane_mouth(sim, agent->bank, crowd_lane_of(sim, agent->bank, person));
        agent->t_m = head_for(agent, mouth.x, mouth.y);
    } else if (agent->stage == STAGE_TO_ACCESS) {
        /* Straight on the gangway; who is pushed off it finds the way back by the field. */
        const struct crowd_field *field = &sim->world->fields[agent->field];
        bool off = agent->node >= 0 && crowd_field_at(field, agent->node) > field->there_m;
        if (off)
            crowd_read_way(sim, agent);
        else
            agent->t_m = head_for(agent, people->access_x[person], people->access_y[person]);
    } else if (agent->stage == STAGE_AT_SINK) {
        struct aman_point middle = sim->sink_middle[people->sink[person]];
        if (head_for(agent, middle.x, middle.y) < 1.0f) agent->ex = agent->ey = 0.0f;
    } else {
        if (agent->flags & FLAG_DIRTY) crowd_read_way(sim, agent);
        if (agent->flags & FLAG_ASTRAY && agent->field != CROWD_NO_FIELD) walk_round_end(sim, agent, walls);
    }
}

void crowd_notice_astray(struct aman_crowd_sim *sim)
{
    const float nowhere_m = 0.5f;
    for (uint32_t i = 0; i < sim->state->n_active; i++) {
        struct crowd_agent *agent = &sim->agents[i];
        float *before = &sim->t_before_m[sim->person_at[i]];
        bool astray = fabsf(agent->t_m - *before) < nowhere_m && !(agent->flags & FLAG_QUEUE);
        agent->flags = (uint8_t)(astray ? agent->flags | FLAG_ASTRAY : agent->flags & ~FLAG_ASTRAY);
        *before = agent->t_m;
    }
}

