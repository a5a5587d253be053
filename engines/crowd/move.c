/* One step of everyone on the ground: where to, how fast, and what walls allow. Each agent reads
 * the frozen neighbours gathered by sort.c and writes its own record only. */
#include "engines/crowd/sim.h"

#include <math.h>

enum { NEAR_MAX = 192 }; /* neighbours kept when some may stand behind a wall */

#define STEP_MAX_M 0.45 /* 2 m/s for 0.2 s, and a push from a wall */
#define WALL_MARGIN_M 0.15f /* centre to wall, at least: bodies give way a little */

struct mover {
    const struct aman_crowd_sim *sim;
    const struct crowd_kernel *kernel;
    float dt, time_gap, contact_gain;
    double now_s;
};

/* ---- the way ---- */

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

void crowd_read_way(const struct aman_crowd_sim *sim, struct crowd_agent *agent)
{
    const struct aman_crowd_world *world = sim->world;
    agent->flags &= (uint8_t)~FLAG_DIRTY;
    agent->ex = agent->ey = 0.0f;
    agent->t_m = INFINITY;
    if (agent->node < 0 || agent->field == CROWD_NO_FIELD) return;
    const struct crowd_field *field = &world->fields[agent->field];
    float t = agent->t_m = crowd_field_at(field, agent->node);
    if (t <= 0.0f || t == INFINITY) return;
    float gx = slope(t, beside(world, field, agent->node, 0), beside(world, field, agent->node, 1));
    float gy = slope(t, beside(world, field, agent->node, 2), beside(world, field, agent->node, 3));
    if (gx == 0.0f && gy == 0.0f) step_off_ridge(world, field, agent->node, &gx, &gy);
    float norm = sqrtf(gx * gx + gy * gy);
    if (norm > 0.0f) {
        agent->ex = gx / norm;
        agent->ey = gy / norm;
        /* From the cell's centre to where one stands in it. */
        agent->t_m -= agent->ex * ((float)agent->x - world->node_x[agent->node]) +
                      agent->ey * ((float)agent->y - world->node_y[agent->node]);
        if (agent->t_m < 0.0f) agent->t_m = 0.0f;
    }
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

/* ---- neighbours ---- */

static void near_range(const struct crowd_sorted *sorted, uint32_t begin, uint32_t end, struct crowd_near *near)
{
    if (begin == end) return;
    int r = near->ranges++;
    near->x[r] = sorted->x + begin;
    near->y[r] = sorted->y + begin;
    near->reach[r] = sorted->reach + begin;
    near->t[r] = sorted->t + begin;
    near->ex[r] = sorted->ex + begin;
    near->ey[r] = sorted->ey + begin;
    near->n[r] = end - begin;
}

static void find_near(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct crowd_bin *bin,
                      uint32_t slot, struct crowd_near *near)
{
    near->ranges = 0;
    near->self_range = -1;
    if (!bin) return;
    for (int r = 0; r < 3; r++) {
        uint32_t begin = sim->bin_begin[bin->first[r]], end = sim->bin_begin[bin->last[r]];
        if (slot >= begin && slot < end) {
            near->self_range = near->ranges;
            near->self = slot - begin;
        }
        near_range(&sim->sorted, begin, end, near);
    }
    int on = agent->link;
    const int16_t links[2] = {bin->link_a, bin->link_b};
    for (int i = 0; i < 2; i++) {
        if (links[i] < 0) continue;
        const struct crowd_link *link = &sim->world->links[links[i]];
        const struct crowd_range *range = NULL;
        if (on == links[i])
            range = &sim->above_link[links[i]];
        else if (agent->level == link->high)
            range = &sim->on_link[links[i]];
        if (range) near_range(&sim->sorted, range->begin, range->end, near);
    }
}

struct walls {
    const struct crowd_segment *list;
    uint32_t n;
};

/* Local copies of the neighbours that no thin wall hides. */
struct seen {
    float x[NEAR_MAX + 8], y[NEAR_MAX + 8], reach[NEAR_MAX + 8], t[NEAR_MAX + 8];
    float ex[NEAR_MAX + 8], ey[NEAR_MAX + 8];
};

static bool barrier_is_solid(const struct aman_crowd_sim *sim, const struct crowd_segment *s)
{
    return s->kind != CROWD_SEGMENT_BARRIER || !sim->state->open;
}

/* Is the segment's box within `reach` of the place? */
static bool is_beside(const struct crowd_segment *s, double x, double y, double reach)
{
    double x_min = s->ax < s->bx ? s->ax : s->bx, x_max = s->ax < s->bx ? s->bx : s->ax;
    double y_min = s->ay < s->by ? s->ay : s->by, y_max = s->ay < s->by ? s->by : s->ay;
    return x > x_min - reach && x < x_max + reach && y > y_min - reach && y < y_max + reach;
}

/* A wall as the agent sees it, the agent being the origin. */
struct screen {
    float ax, ay, dx, dy; /* from a along d */
    float side;           /* of the agent: cross(d, -a) */
};

enum { SCREENS_MAX = 48 };

/* Walls within sight, and only those. */
static int find_screens(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct walls *thin,
                        struct screen *screens)
{
    int n = 0;
    double see = sim->world->see_m;
    for (uint32_t i = 0; i < thin->n && n < SCREENS_MAX; i++) {
        const struct crowd_segment *s = &thin->list[i];
        if (!barrier_is_solid(sim, s) || !is_beside(s, agent->x, agent->y, see)) continue;
        struct screen *screen = &screens[n++];
        screen->ax = (float)(s->ax - agent->x);
        screen->ay = (float)(s->ay - agent->y);
        screen->dx = (float)(s->bx - s->ax);
        screen->dy = (float)(s->by - s->ay);
        screen->side = screen->dy * screen->ax - screen->dx * screen->ay;
    }
    return n;
}

/* Does one of them stand between the agent and somebody at (x, y) from it? */
static bool is_hidden(const struct screen *screens, int n, float x, float y)
{
    for (int i = 0; i < n; i++) {
        const struct screen *s = &screens[i];
        float other = s->dx * (y - s->ay) - s->dy * (x - s->ax);
        if ((other > 0.0f) == (s->side > 0.0f)) continue;
        float from = x * s->ay - y * s->ax, to = x * (s->ay + s->dy) - y * (s->ax + s->dx);
        if ((from > 0.0f) != (to > 0.0f)) return true;
    }
    return false;
}

static void drop_hidden(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct walls *thin,
                        float px, float py, struct crowd_near *near, struct seen *seen)
{
    struct screen screens[SCREENS_MAX];
    int n_screens = find_screens(sim, agent, thin, screens);
    if (n_screens == 0) return;
    uint32_t n = 0;
    float see2 = (float)(sim->world->see_m * sim->world->see_m);
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r] && n < NEAR_MAX; k++) {
            float dx = near->x[r][k] - px, dy = near->y[r][k] - py;
            bool self = r == near->self_range && k == near->self;
            if (self || dx * dx + dy * dy > see2 || is_hidden(screens, n_screens, dx, dy)) continue;
            seen->x[n] = near->x[r][k];
            seen->y[n] = near->y[r][k];
            seen->reach[n] = near->reach[r][k];
            seen->ex[n] = near->ex[r][k];
            seen->ey[n] = near->ey[r][k];
            seen->t[n++] = near->t[r][k];
        }
    *near = (struct crowd_near){.ranges = n > 0, .self_range = -1};
    near->x[0] = seen->x;
    near->y[0] = seen->y;
    near->reach[0] = seen->reach;
    near->t[0] = seen->t;
    near->ex[0] = seen->ex;
    near->ey[0] = seen->ey;
    near->n[0] = n;
}

/* ---- walls ---- */

/* Is this segment a wall for this agent? The end of a stair is one for those who are not on it, or
 * meet it from below or above. */
static bool is_solid(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct crowd_segment *s)
{
    if (s->kind <= CROWD_SEGMENT_BARRIER) return barrier_is_solid(sim, s);
    const struct crowd_link *link = &sim->world->links[s->index];
    bool on = agent->link == s->index;
    if (s->kind == CROWD_SEGMENT_TOP) return agent->level == link->low && agent->level != link->high && !on;
    return agent->level == link->high;
}

static bool is_walled(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct walls *walls,
                      double x, double y)
{
    struct aman_segment way = {{agent->x, agent->y}, {x, y}};
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (aman_segments_cross((struct aman_segment){{s->ax, s->ay}, {s->bx, s->by}}, way) && is_solid(sim, agent, s))
            return true;
    }
    return false;
}

/* The way is that of the cell's centre; the end of a wall may stand between it and one who is elsewhere in
 * the cell, and sliding along that wall lead away and back again. Who gets nowhere heads for the centre, here or
 * beside, that is seen and has the shortest way in all. */
static void walk_round_end(const struct aman_crowd_sim *sim, struct crowd_agent *agent, const struct walls *walls)
{
    const struct aman_crowd_world *world = sim->world;
    double look = fmax(world->cell_m, 0.4);
    if (!is_walled(sim, agent, walls, agent->x + agent->ex * look, agent->y + agent->ey * look)) return;
    agent->flags |= FLAG_DIRTY; /* only for this step */
    double least = INFINITY;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            int32_t node = crowd_node_at(world, agent->level, agent->x + dx * world->cell_m, agent->y + dy * world->cell_m);
            if (node < 0) continue;
            double ox = world->node_x[node] - agent->x, oy = world->node_y[node] - agent->y, d = sqrt(ox * ox + oy * oy);
            double way = (double)crowd_field_at(&world->fields[agent->field], node) + d;
            if (d < 0.05 || !(way < least) || is_walled(sim, agent, walls, world->node_x[node], world->node_y[node]))
                continue;
            least = way;
            agent->ex = (float)(ox / d);
            agent->ey = (float)(oy / d);
        }
}

static void choose_way(const struct aman_crowd_sim *sim, uint32_t person, struct crowd_agent *agent,
                       const struct walls *walls)
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

static void wall_repulsion(const struct mover *m, const struct crowd_agent *agent, const struct walls *walls,
                           float *dx, float *dy)
{
    const struct aman_crowd_params *params = &m->sim->model->params;
    struct aman_point at = {agent->x, agent->y};
    for (uint32_t i = 0; i < walls->n; i++) {
        const struct crowd_segment *s = &walls->list[i];
        if (!is_solid(m->sim, agent, s)) continue;
        struct aman_point q = aman_segment_nearest((struct aman_segment){{s->ax, s->ay}, {s->bx, s->by}}, at);
        float nx = (float)(at.x - q.x), ny = (float)(at.y - q.y), d = sqrtf(nx * nx + ny * ny);
        float far = WALL_MARGIN_M + 8.0f * (float)params->wall_range_m;
        if (d >= far || d <= 0.0f) continue;
        float w = (float)params->wall_strength * expf((WALL_MARGIN_M - d) / (float)params->wall_range_m) / d;
        *dx += nx * w;
        *dy += ny * w;
    }
}

/* Shortens or turns the step (*sx, *sy) so that no wall is crossed and the margin is kept. */
static void respect_walls(const struct aman_crowd_sim *sim, const struct crowd_agent *agent,
                          const struct walls *walls, double *sx, double *sy)
{
    for (int pass = 0; pass < 3; pass++) {
        bool touched = false;
        for (uint32_t i = 0; i < walls->n; i++) {
            const struct crowd_segment *s = &walls->list[i];
            if (!is_solid(sim, agent, s)) continue;
            struct aman_segment wall = {{s->ax, s->ay}, {s->bx, s->by}};
            struct aman_point from = {agent->x, agent->y}, to = {agent->x + *sx, agent->y + *sy};
            bool crosses = aman_segments_cross(wall, (struct aman_segment){from, to});
            struct aman_point q = aman_segment_nearest(wall, crosses ? from : to), p = crosses ? from : to;
            double nx = p.x - q.x, ny = p.y - q.y, d = sqrt(nx * nx + ny * ny);
            if ((!crosses && d >= WALL_MARGIN_M) || d <= 0.0) continue;
            double into = (*sx * nx + *sy * ny) / (d * d);
            if (into < 0.0 || crosses) {
                *sx -= into * nx;
                *sy -= into * ny;
            }
            if (!crosses) {
                double push = fmin(WALL_MARGIN_M - d, 0.02) / d;
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
        if (is_solid(sim, agent, s) && aman_segments_cross(wall, step)) *sx = *sy = 0.0;
    }
}

static void change_level(const struct aman_crowd_sim *sim, struct crowd_agent *agent, const struct walls *walls,
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

/* ---- speed ---- */

static float speed_factor(const struct aman_crowd_world *world, const struct crowd_agent *agent)
{
    if (agent->link < 0) return (float)agent->factor_200 * 0.005f;
    const struct crowd_link *l = &world->links[agent->link];
    return agent->ex * l->up_x + agent->ey * l->up_y > 0.0f ? l->speed_up : l->speed_down;
}

/* Bodies keep 0.9 of contact; who has long been blocked turns the shoulders and passes at 0.75 (0.3 m
 * between centres: about a body's depth). */
static struct crowd_who who_is(const struct mover *m, const struct crowd_agent *agent)
{
    const struct aman_crowd_world *world = m->sim->world;
    bool blocked = agent->v_mean < 0.1f && !(agent->flags & FLAG_QUEUE);
    return (struct crowd_who){(float)(agent->x - world->origin_x),
                              (float)(agent->y - world->origin_y),
                              agent->reach_m,
                              agent->t_m,
                              (float)(world->see_m * world->see_m),
                              blocked ? 0.75f : 0.9f,
                              m->contact_gain,
                              agent->ex,
                              agent->ey,
                              blocked};
}

static float gap_along(const struct mover *m, const struct crowd_agent *agent, const struct crowd_near *near, float hx,
                       float hy)
{
    struct crowd_who who = who_is(m, agent);
    float free_m;
    m->kernel->gaps(near, &who, 1, &hx, &hy, &free_m);
    return free_m;
}

static float speed_for(const struct mover *m, float gap_m, float free_speed)
{
    float v = gap_m / m->time_gap;
    return v <= 0.0f ? 0.0f : v < free_speed ? v : free_speed;
}

/* Blocked: the heading to either side with the best progress; right before left. */
static float turn_aside(const struct mover *m, const struct crowd_near *near, float v_free,
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
        float v = speed_for(m, free_m[i], v_free), progress = v * (cosine[i] + 0.1f);
        if (progress <= best * 1.05f) continue;
        best = progress;
        speed = v;
        *dx = hx[i];
        *dy = hy[i];
    }
    return speed;
}

static float decide(const struct mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                    const struct walls *walls, float *dx, float *dy)
{
    const struct aman_crowd_sim *sim = m->sim;
    const struct aman_crowd_params *params = &sim->model->params;
    float v_free = agent->v_free * speed_factor(sim->world, agent), rx, ry;
    struct crowd_who who = who_is(m, agent);
    bool waits = agent->flags & FLAG_QUEUE;
    m->kernel->repulsion(near, who.x, who.y, who.reach, (float)params->strength, (float)params->range_m, &rx, &ry);
    wall_repulsion(m, agent, walls, &rx, &ry);
    float hx = agent->ex + rx, hy = agent->ey + ry, norm = sqrtf(hx * hx + hy * hy);
    if (norm < 1e-6f) return 0.0f;
    *dx = hx / norm;
    *dy = hy / norm;
    float v = speed_for(m, gap_along(m, agent, near, *dx, *dy), v_free);
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

void crowd_notice_astray(struct aman_crowd_sim *sim)
{
    const float nowhere_m = 0.5f;
    for (uint32_t i = 0; i < sim->state->n_active; i++) {
        struct crowd_agent *agent = &sim->agents[sim->active[i]];
        float *before = &sim->t_before_m[sim->active[i]];
        bool astray = fabsf(agent->t_m - *before) < nowhere_m && !(agent->flags & FLAG_QUEUE);
        agent->flags = (uint8_t)(astray ? agent->flags | FLAG_ASTRAY : agent->flags & ~FLAG_ASTRAY);
        *before = agent->t_m;
    }
}

/* ---- the step ---- */

/* Waiting people keep their distance while patient and press closer later. */
static float reach_of(const struct aman_crowd_sim *sim, uint32_t person, const struct crowd_agent *agent)
{
    float body = (float)agent->body_2mm * 0.002f;
    if (!(agent->flags & FLAG_QUEUE) || agent->stage == STAGE_SERVED) return body;
    const struct aman_crowd_params *params = &sim->model->params;
    float calm = 0.5f * (float)params->queue_spacing_m;
    float waited = (float)(crowd_now(sim) - sim->since_s[person]) - (float)params->patience_s;
    float pressed = waited <= 0.0f ? 0.0f : waited / (float)params->patience_s;
    if (pressed > 1.0f) pressed = 1.0f;
    return calm <= body ? body : calm + (body - calm) * pressed;
}

static bool needs_attention(const struct aman_crowd_sim *sim, const struct crowd_agent *agent)
{
    switch (agent->stage) {
    case STAGE_TO_BANK:
        return agent->t_m < 12.0f || (!(agent->flags & FLAG_QUEUE) && agent->v_mean < 0.3f * agent->v_free);
    case STAGE_TO_SEAT: return agent->t_m <= sim->world->fields[agent->field].there_m;
    case STAGE_TO_ACCESS: return agent->t_m < 0.7f;
    case STAGE_TO_SINK:
    case STAGE_TO_SAFETY: return agent->t_m <= 0.6f || !(agent->flags & FLAG_OUT);
    default: return false;
    }
}

/* Walls may turn the step: then it must be free of people in its new direction too. */
static void keep_off_walls(const struct mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                           const struct walls *walls, double *sx, double *sy)
{
    double before_x = *sx, before_y = *sy;
    respect_walls(m->sim, agent, walls, sx, sy);
    float length = (float)sqrt(*sx * *sx + *sy * *sy);
    if ((*sx == before_x && *sy == before_y) || length < 1e-6f) return;
    float gap_m = gap_along(m, agent, near, (float)*sx / length, (float)*sy / length);
    float allowed = speed_for(m, gap_m, length / m->dt) * m->dt;
    *sx *= (double)(allowed / length);
    *sy *= (double)(allowed / length);
}

enum { TOUCHABLE_MAX = 32 };

/* The walls that a step may touch. */
static struct walls touchable(const struct crowd_agent *agent, const struct walls *walls, struct crowd_segment *room)
{
    struct walls close = {room, 0};
    const double reach = WALL_MARGIN_M + STEP_MAX_M;
    for (uint32_t i = 0; i < walls->n && close.n < TOUCHABLE_MAX; i++)
        if (is_beside(&walls->list[i], agent->x, agent->y, reach)) room[close.n++] = walls->list[i];
    return close;
}

/* Who waits and stands still looks up every third step only (0.3 s at the default step: a reaction
 * time). Most of those on the ground before kick-off do. */
static bool rests(const struct mover *m, uint32_t person, struct crowd_agent *agent)
{
    enum { EVERY = 3 };
    bool still = (agent->flags & FLAG_QUEUE) && agent->stage != STAGE_SERVED && agent->vx == 0.0f && agent->vy == 0.0f;
    if (!still || (person + m->sim->state->step) % EVERY == 0) return false;
    agent->v_mean -= agent->v_mean * (m->dt / 3.0f);
    return true;
}

static bool has_not_started(const struct mover *m, uint32_t person)
{
    const float *start_s = m->sim->model->people.start_s;
    return start_s && (double)start_s[person] > m->now_s;
}

static bool move_one(const struct mover *m, uint32_t slot)
{
    const struct aman_crowd_sim *sim = m->sim;
    uint32_t person = sim->sorted.person[slot];
    struct crowd_agent *agent = &sim->agents[person];
    struct crowd_near near;
    struct seen seen;
    if (has_not_started(m, person)) return false;
    if (rests(m, person, agent)) return needs_attention(sim, agent);
    int32_t index = sim->sorted.bin[slot];
    const struct crowd_bin *bin = index < sim->world->n_bins ? &sim->world->bins[index] : NULL;
    struct crowd_segment room[TOUCHABLE_MAX];
    struct walls walls = {NULL, 0}, thin = {NULL, 0};
    if (bin) {
        walls = (struct walls){sim->world->wall_lists + bin->walls, bin->n_walls};
        thin = (struct walls){walls.list + walls.n, bin->n_thin};
        walls = touchable(agent, &walls, room);
    }
    choose_way(sim, person, agent, &walls);
    find_near(sim, agent, bin, slot, &near);
    if (thin.n > 0) drop_hidden(sim, agent, &thin, sim->sorted.x[slot], sim->sorted.y[slot], &near, &seen);
    float dx = 0.0f, dy = 0.0f, v = decide(m, agent, &near, &walls, &dx, &dy);
    double sx = (double)(dx * v * m->dt), sy = (double)(dy * v * m->dt);
    if (walls.n > 0) keep_off_walls(m, agent, &near, &walls, &sx, &sy);
    struct aman_segment step = {{agent->x, agent->y}, {agent->x + sx, agent->y + sy}};
    agent->t_m -= (float)sx * agent->ex + (float)sy * agent->ey;
    agent->x = step.b.x;
    agent->y = step.b.y;
    if (walls.n > 0) change_level(sim, agent, &walls, step);
    agent->vx = (float)sx / m->dt;
    agent->vy = (float)sy / m->dt;
    float speed = sqrtf(agent->vx * agent->vx + agent->vy * agent->vy);
    agent->v_mean += (speed - agent->v_mean) * (m->dt / 3.0f);
    agent->reach_m = reach_of(sim, person, agent);
    int32_t node = crowd_node_at(sim->world, agent->level, agent->x, agent->y);
    if (node >= 0 && node != agent->node) {
        crowd_stand_on(sim->world, agent, node);
        agent->flags |= FLAG_DIRTY;
        if (agent->stage != STAGE_SERVED && agent->stage != STAGE_TO_ACCESS && agent->stage != STAGE_AT_SINK)
            crowd_read_way(sim, agent);
    }
    return needs_attention(sim, agent);
}

/* Where the raster says what lies below the agent's next position; NULL off the raster. */
static const int32_t *next_ground(const struct aman_crowd_sim *sim, uint32_t person, double dt)
{
    const struct crowd_agent *agent = &sim->agents[person];
    const struct crowd_grid *grid = &sim->world->levels[agent->level].grid;
    double x = agent->x + (double)agent->vx * dt, y = agent->y + (double)agent->vy * dt;
    int ix = (int)(x * sim->world->per_cell - grid->ox), iy = (int)(y * sim->world->per_cell - grid->oy);
    if (ix < 0 || iy < 0 || ix >= grid->w || iy >= grid->h) return NULL;
    return &grid->node[(size_t)iy * (size_t)grid->w + (size_t)ix];
}

/* People lie in memory in another order than on the ground: ask early for those who come next, and
 * for the ground that they will step on. (Inlined by force: otherwise the compiler finds that the
 * function has no effect, and drops the call.) */
static inline __attribute__((always_inline)) void fetch_ahead(const struct mover *m, size_t slot, size_t end)
{
    enum { AGENT_AHEAD = 12, RASTER_AHEAD = 8, NODE_AHEAD = 5, FIELD_AHEAD = 2 };
    const struct aman_crowd_sim *sim = m->sim;
    const uint32_t *person = sim->sorted.person + slot;
    double dt = (double)m->dt;
    if (slot + AGENT_AHEAD < end) {
        __builtin_prefetch(&sim->agents[person[AGENT_AHEAD]]);
        __builtin_prefetch(&sim->world->bins[sim->sorted.bin[slot + AGENT_AHEAD]]);
    }
    if (slot + RASTER_AHEAD < end) {
        const int32_t *ground = next_ground(sim, person[RASTER_AHEAD], dt);
        if (ground) __builtin_prefetch(ground);
    }
    if (slot + NODE_AHEAD < end) {
        const int32_t *ground = next_ground(sim, person[NODE_AHEAD], dt);
        if (ground && *ground >= 0) __builtin_prefetch(&sim->world->nodes[*ground]);
    }
    if (slot + FIELD_AHEAD < end) {
        const struct crowd_agent *agent = &sim->agents[person[FIELD_AHEAD]];
        const int32_t *ground = next_ground(sim, person[FIELD_AHEAD], dt);
        if (!ground || *ground < 0 || *ground == agent->node || agent->field == CROWD_NO_FIELD) return;
        const struct crowd_field *field = &sim->world->fields[agent->field];
        const int32_t *nearby = sim->world->nodes[*ground].beside;
        for (int d = 1; d < 4; d++)
            if (nearby[d] >= field->begin && nearby[d] < field->end)
                __builtin_prefetch(&field->t_m[nearby[d] - field->begin]);
    }
}

static void move_chunk(void *ctx, size_t begin, size_t end)
{
    const struct mover *m = ctx;
    uint32_t n = 0;
    for (size_t slot = begin; slot < end; slot++) {
        fetch_ahead(m, slot, end);
        if (move_one(m, (uint32_t)slot)) m->sim->attention[begin + n++] = m->sim->sorted.person[slot];
    }
    m->sim->n_attention[begin / CROWD_CHUNK] = n;
}

void crowd_move(struct aman_crowd_sim *sim, struct aman_tasks *tasks)
{
    struct mover m = {sim, crowd_kernel_best(), (float)sim->model->params.step_s, (float)sim->model->params.time_gap_s, 0.0f,
                      crowd_now(sim) + 1e-9};
    m.contact_gain = m.time_gap / (2.0f * m.dt);
    /* Few people: waking the others costs more than they save. The chunks are the same. */
    enum { WORTH_SHARING = 2000 };
    aman_tasks_for(sim->n_sorted < WORTH_SHARING ? NULL : tasks, sim->n_sorted, CROWD_CHUNK, move_chunk, &m);
}
