/* One step of everyone on the ground. Each agent reads the frozen neighbours gathered by sort.c and writes its
 * own record only. */
#include "engines/crowd/move.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

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
static void keep_off_walls(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                           const struct crowd_walls *walls, double *sx, double *sy)
{
    double before_x = *sx, before_y = *sy;
    crowd_respect_walls(m->sim, agent, walls, sx, sy);
    float length = (float)sqrt(*sx * *sx + *sy * *sy);
    if ((*sx == before_x && *sy == before_y) || length < 1e-6f) return;
    float gap_m = crowd_gap_along(m, agent, near, (float)*sx / length, (float)*sy / length);
    float allowed = crowd_speed_for(m, gap_m, length / m->dt) * m->dt;
    *sx *= (double)(allowed / length);
    *sy *= (double)(allowed / length);
}

/* Who waits and stands or creeps looks up every third step only (0.3 s at the default step: a reaction time), and makes
 * the way of the three at once. Most of those on the ground before kick-off do. */
enum { LOOK_EVERY = 3 };

static bool creeps(const struct crowd_mover *m, const struct crowd_agent *agent)
{
    return (agent->flags & FLAG_QUEUE) && agent->stage != STAGE_SERVED &&
           agent->vx * agent->vx + agent->vy * agent->vy <= m->creep_m_per_s * m->creep_m_per_s;
}

static bool rests(const struct crowd_mover *m, uint32_t slot)
{
    struct crowd_agent *agent = &m->sim->agents[slot];
    if (!creeps(m, agent) || (m->sim->person_at[slot] + m->sim->state->step) % LOOK_EVERY == 0) return false;
    agent->v_mean += (sqrtf(agent->vx * agent->vx + agent->vy * agent->vy) - agent->v_mean) * (m->dt / 3.0f);
    return true;
}

static bool has_not_started(const struct crowd_mover *m, uint32_t person)
{
    const float *start_s = m->sim->model->people.start_s;
    return start_s && (double)start_s[person] > m->now_s;
}

/* Neighbours may push against a wall for ever, which the wall takes back. Who gets nowhere takes the heading, straight
 * on or to either side, that comes nearest to the goal after what walls and people leave of it. */
static void slip_past_walls(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_near *near,
                            const struct crowd_walls *walls, double *sx, double *sy)
{
    static const float cosine[] = {1.0f, 0.866f, 0.866f, 0.5f, 0.5f}, sine[] = {0.0f, -0.5f, 0.5f, -0.866f, 0.866f};
    float v_free = agent->v_free * crowd_speed_factor(m->sim->world, agent);
    double best = *sx * (double)agent->ex + *sy * (double)agent->ey;
    for (int i = 0; i < 5; i++) {
        float hx = agent->ex * cosine[i] - agent->ey * sine[i], hy = agent->ex * sine[i] + agent->ey * cosine[i];
        float length = crowd_speed_for(m, crowd_gap_along(m, agent, near, hx, hy), v_free) * m->dt;
        double tx = (double)(hx * length), ty = (double)(hy * length);
        keep_off_walls(m, agent, near, walls, &tx, &ty);
        double progress = tx * (double)agent->ex + ty * (double)agent->ey;
        if (progress <= best) continue;
        best = progress;
        *sx = tx;
        *sy = ty;
    }
}

/* Most steps end in the cell in which they began, and need not ask the raster. */
static bool is_same_cell(const struct aman_crowd_world *world, struct aman_segment step)
{
    const double positive = 4194304.0, per_cell = world->per_cell; /* so that cutting off is rounding down */
    return (int)(step.a.x * per_cell + positive) == (int)(step.b.x * per_cell + positive) &&
           (int)(step.a.y * per_cell + positive) == (int)(step.b.y * per_cell + positive);
}

/* Those of a chunk who have stepped into another cell. Ground lies in memory in another order than people: each look-up
 * is asked for some time before it is needed. */
struct steppers {
    uint32_t n;
    uint32_t slot[CROWD_SHARE];
    int32_t node[CROWD_SHARE];
    const int32_t *raster[CROWD_SHARE];
};

static void fetch_rasters(const struct aman_crowd_sim *sim, struct steppers *steppers)
{
    static const int32_t off = CROWD_NO_NODE;
    for (uint32_t i = 0; i < steppers->n; i++) {
        const struct crowd_agent *agent = &sim->agents[steppers->slot[i]];
        const int32_t *entry = crowd_raster_at(sim->world, agent->level, agent->x, agent->y);
        steppers->raster[i] = entry ? entry : &off;
        __builtin_prefetch(steppers->raster[i]);
    }
}

static void fetch_nodes(const struct aman_crowd_sim *sim, struct steppers *steppers)
{
    const struct aman_crowd_world *world = sim->world;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < steppers->n; i++) {
        const struct crowd_agent *agent = &sim->agents[steppers->slot[i]];
        int32_t node = *steppers->raster[i];
        if (node < 0 || node == agent->node) continue;
        steppers->slot[kept] = steppers->slot[i];
        steppers->node[kept++] = node;
        __builtin_prefetch(&world->nodes[node]);
        if (agent->field == CROWD_NO_FIELD) continue;
        const struct crowd_field *field = &world->fields[agent->field];
        if (node >= field->begin && node < field->end) __builtin_prefetch(&field->t_m[node - field->begin]);
    }
    steppers->n = kept;
}

/* The cells to the south and north lie in other lines of memory than their own. */
static void fetch_beside(const struct aman_crowd_sim *sim, const struct steppers *steppers)
{
    const struct aman_crowd_world *world = sim->world;
    for (uint32_t i = 0; i < steppers->n; i++) {
        uint16_t index = sim->agents[steppers->slot[i]].field;
        if (index == CROWD_NO_FIELD) continue;
        const struct crowd_field *field = &world->fields[index];
        for (int d = 2; d < 4; d++) {
            int32_t node = world->nodes[steppers->node[i]].beside[d];
            if (node >= field->begin && node < field->end) __builtin_prefetch(&field->t_m[node - field->begin]);
        }
    }
}

static void find_ground(const struct aman_crowd_sim *sim, struct steppers *steppers)
{
    fetch_rasters(sim, steppers);
    fetch_nodes(sim, steppers);
    fetch_beside(sim, steppers);
    for (uint32_t i = 0; i < steppers->n; i++) {
        struct crowd_agent *agent = &sim->agents[steppers->slot[i]];
        crowd_stand_on(sim->world, agent, steppers->node[i]);
        agent->flags |= FLAG_DIRTY;
        if (agent->stage != STAGE_SERVED && agent->stage != STAGE_TO_ACCESS && agent->stage != STAGE_AT_SINK)
            crowd_read_way(sim, agent);
    }
}

/* What one needs to move: the walls around, and who is near. */
struct scene {
    struct crowd_walls walls, thin;
    const struct crowd_bin *bin;
};

static struct scene scene_of(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, uint32_t slot,
                             struct crowd_segment *room)
{
    int32_t index = sim->bin_of[slot];
    struct scene scene = {{NULL, 0}, {NULL, 0}, index < sim->world->n_bins ? &sim->world->bins[index] : NULL};
    if (!scene.bin) return scene;
    struct crowd_walls all = {sim->world->wall_lists + scene.bin->walls, scene.bin->n_walls};
    scene.thin = (struct crowd_walls){all.list + all.n, scene.bin->n_thin};
    scene.walls = crowd_touchable(agent, &all, room);
    return scene;
}

/* Takes the step (sx, sy) of dt, which walls have approved. */
static void take_step(const struct crowd_mover *m, uint32_t slot, const struct crowd_walls *walls, double sx, double sy, float dt,
                      struct steppers *steppers)
{
    const struct aman_crowd_sim *sim = m->sim;
    struct crowd_agent *agent = &sim->agents[slot];
    struct aman_segment step = {{agent->x, agent->y}, {agent->x + sx, agent->y + sy}};
    int8_t level = agent->level;
    agent->t_m -= (float)sx * agent->ex + (float)sy * agent->ey;
    agent->x = step.b.x;
    agent->y = step.b.y;
    if (walls->n > 0) crowd_change_level(sim, agent, walls, step);
    agent->vx = (float)sx / dt;
    agent->vy = (float)sy / dt;
    float speed = sqrtf(agent->vx * agent->vx + agent->vy * agent->vy);
    agent->v_mean += (speed - agent->v_mean) * (m->dt / 3.0f);
    agent->reach_m = reach_of(sim, sim->person_at[slot], agent);
    if (agent->level != level || !is_same_cell(sim->world, step)) steppers->slot[steppers->n++] = slot;
}

static bool is_to_move(const struct crowd_mover *m, uint32_t slot)
{
    return crowd_stage_on_ground(m->sim->agents[slot].stage) && !has_not_started(m, m->sim->person_at[slot]);
}

static void move_one(const struct crowd_mover *m, uint32_t slot, struct steppers *steppers)
{
    const struct aman_crowd_sim *sim = m->sim;
    struct crowd_agent *agent = &sim->agents[slot];
    struct crowd_near near;
    struct crowd_seen seen;
    struct crowd_segment room[CROWD_TOUCHABLE_MAX];
    struct scene scene = scene_of(sim, agent, slot, room);
    crowd_choose_way(sim, sim->person_at[slot], agent, &scene.walls);
    crowd_find_near(sim, agent, scene.bin, slot, &near);
    crowd_keep_seen(m, agent, &scene.thin, sim->sorted.x[slot], sim->sorted.y[slot], &near, &seen);
    float dx = 0.0f, dy = 0.0f, v = crowd_motion_aman(m, agent, &near, &scene.walls, &dx, &dy);
    float dt = v < m->creep_m_per_s && creeps(m, agent) ? LOOK_EVERY * m->dt : m->dt;
    double sx = (double)(dx * v * dt), sy = (double)(dy * v * dt);
    if (scene.walls.n > 0) keep_off_walls(m, agent, &near, &scene.walls, &sx, &sy);
    if (scene.walls.n > 0 && agent->flags & FLAG_ASTRAY) slip_past_walls(m, agent, &near, &scene.walls, &sx, &sy);
    take_step(m, slot, &scene.walls, sx, sy, dt, steppers);
}

/* ---- batches: the published motions ---- */

struct batch_room {
    struct crowd_batch batch;
    struct crowd_segment walls[CROWD_BATCH * CROWD_TOUCHABLE_MAX];
};

static void batch_enter(const struct crowd_mover *m, struct crowd_batch *b, uint32_t slot)
{
    const struct aman_crowd_sim *sim = m->sim;
    const struct crowd_agent *agent = &sim->agents[slot];
    uint32_t i = b->n;
    b->slot[i] = slot;
    b->x[i] = sim->sorted.x[slot];
    b->y[i] = sim->sorted.y[slot];
    b->reach[i] = agent->reach_m;
    b->ex[i] = agent->ex;
    b->ey[i] = agent->ey;
    b->vx[i] = agent->vx;
    b->vy[i] = agent->vy;
    b->v_free[i] = agent->v_free * crowd_speed_factor(sim->world, agent);
    b->wx[i] = b->wy[i] = 0.0f;
}

/* Looks around afresh: walls may push, and hide people. */
static void batch_look(const struct crowd_mover *m, struct batch_room *room, uint32_t slot)
{
    const struct aman_crowd_sim *sim = m->sim;
    struct crowd_batch *b = &room->batch;
    uint32_t i = b->n;
    struct crowd_agent *agent = &sim->agents[slot];
    struct crowd_near near;
    struct crowd_seen seen;
    b->walls[i] = room->walls + (size_t)i * CROWD_TOUCHABLE_MAX;
    struct scene scene = scene_of(sim, agent, slot, b->walls[i]);
    b->n_walls[i] = scene.walls.n;
    crowd_choose_way(sim, sim->person_at[slot], agent, &scene.walls);
    batch_enter(m, b, slot);
    crowd_find_near(sim, agent, scene.bin, slot, &near);
    if (scene.thin.n > 0) crowd_keep_seen(m, agent, &scene.thin, sim->sorted.x[slot], sim->sorted.y[slot], &near, &seen);
    if (scene.walls.n > 0) crowd_feel_walls(m, agent, &scene.walls, &b->wx[i], &b->wy[i]);
    m->kernel->pack(&near, b, i, m->see2, m->behind2, m->velocities);
}

static const struct crowd_list_of *list_of(const struct aman_crowd_sim *sim, uint32_t slot)
{
    return sim->state->listed && sim->list_of[slot].n != CROWD_NO_LIST ? &sim->list_of[slot] : NULL;
}

/* Sees those on the list of the last sort, for no wall is near; looks afresh only after a turn. */
static void batch_read(const struct crowd_mover *m, struct batch_room *room, uint32_t slot)
{
    const struct aman_crowd_sim *sim = m->sim;
    struct crowd_batch *b = &room->batch;
    const struct crowd_list_of *list = &sim->list_of[slot];
    struct crowd_agent *agent = &sim->agents[slot];
    const int16_t *of_chunk = sim->lists + (size_t)slot / CROWD_CHUNK * CROWD_CHUNK * CROWD_LIST_MEAN;
    b->n_walls[b->n] = 0;
    crowd_choose_way(sim, sim->person_at[slot], agent, &(struct crowd_walls){NULL, 0});
    if (m->behind2 < m->see2 && agent->ex * list->ex + agent->ey * list->ey < CROWD_LIST_TURN) {
        batch_look(m, room, slot);
        return;
    }
    batch_enter(m, b, slot);
    m->kernel->pack_listed(&sim->sorted, of_chunk + 8 * (size_t)list->first, 8u * list->n, b, b->n, m->see2, m->behind2,
                           m->velocities);
}

static void batch_move(const struct crowd_mover *m, struct crowd_batch *b, struct steppers *steppers)
{
    const struct aman_crowd_sim *sim = m->sim;
    crowd_move_batch(m, b);
    for (uint32_t i = 0; i < b->n; i++) {
        struct crowd_walls walls = {b->walls[i], b->n_walls[i]};
        double sx = (double)(b->hx[i] * b->v[i] * m->dt), sy = (double)(b->hy[i] * b->v[i] * m->dt);
        if (walls.n > 0) crowd_respect_walls(sim, &sim->agents[b->slot[i]], &walls, &sx, &sy);
        take_step(m, b->slot[i], &walls, sx, sy, m->dt, steppers);
    }
    b->n = b->used = 0;
}

/* Inlined by force: otherwise the compiler finds that the function has no effect, and drops the call. */
static inline __attribute__((always_inline)) void fetch_bin(const struct aman_crowd_sim *sim, uint32_t slot, uint32_t end)
{
    enum { AHEAD = 6 };
    if (slot + AHEAD < end) __builtin_prefetch(&sim->world->bins[sim->bin_of[slot + AHEAD]]);
}

static void move_ours(const struct crowd_mover *m, uint32_t begin, uint32_t end, struct steppers *steppers)
{
    for (uint32_t slot = begin; slot < end; slot++) {
        fetch_bin(m->sim, slot, end);
        if (is_to_move(m, slot) && !rests(m, slot)) move_one(m, slot, steppers);
    }
}

static void move_published(const struct crowd_mover *m, uint32_t begin, uint32_t end, struct steppers *steppers)
{
    struct batch_room room;
    memset(&room.batch, 0, offsetof(struct crowd_batch, first));
    for (uint32_t slot = begin; slot < end; slot++) {
        fetch_bin(m->sim, slot, end);
        if (!is_to_move(m, slot) || rests(m, slot)) continue;
        if (list_of(m->sim, slot))
            batch_read(m, &room, slot);
        else
            batch_look(m, &room, slot);
        room.batch.n++;
        if (room.batch.n == CROWD_BATCH || room.batch.used + CROWD_PACK_EACH + 16 > CROWD_PACK)
            batch_move(m, &room.batch, steppers);
    }
    if (room.batch.n > 0) batch_move(m, &room.batch, steppers);
}

/* What the rest of the step must know of a chunk: whom to look at, and how far anybody has moved. */
static void sum_up(const struct crowd_mover *m, uint32_t begin, uint32_t end)
{
    const struct aman_crowd_sim *sim = m->sim;
    uint32_t n = 0;
    float creep = LOOK_EVERY * m->creep_m_per_s, fastest2 = creep * creep;
    for (uint32_t slot = begin; slot < end; slot++) {
        const struct crowd_agent *agent = &sim->agents[slot];
        float speed2 = agent->vx * agent->vx + agent->vy * agent->vy;
        fastest2 = speed2 > fastest2 ? speed2 : fastest2;
        if (needs_attention(sim, agent) && is_to_move(m, slot)) sim->attention[begin + n++] = sim->person_at[slot];
    }
    sim->n_attention[begin / CROWD_SHARE] = n;
    sim->chunk_moved_m[begin / CROWD_SHARE] = sqrtf(fastest2) * m->dt * 1.00001f; /* never less for being rounded */
}

static void move_chunk(void *ctx, size_t begin, size_t end)
{
    const struct crowd_mover *m = ctx;
    struct steppers steppers;
    steppers.n = 0;
    if (m->sim->model->params.motion == AMAN_CROWD_MOTION_AMAN)
        move_ours(m, (uint32_t)begin, (uint32_t)end, &steppers);
    else
        move_published(m, (uint32_t)begin, (uint32_t)end, &steppers);
    find_ground(m->sim, &steppers);
    sum_up(m, (uint32_t)begin, (uint32_t)end);
}

void crowd_move(struct aman_crowd_sim *sim, struct aman_tasks *tasks)
{
    struct crowd_mover m = {.sim = sim,
                            .kernel = crowd_kernel_best(),
                            .dt = (float)sim->model->params.step_s,
                            .time_gap = (float)sim->model->params.time_gap_s,
                            .now_s = crowd_now(sim) + 1e-9};
    m.see2 = (float)(sim->see_m * sim->see_m);
    m.behind2 = fminf(m.see2, sim->spacing_m * sim->spacing_m);
    m.velocities = sim->model->params.motion != AMAN_CROWD_MOTION_SPEED;
    m.creep_m_per_s = sim->model->params.motion == AMAN_CROWD_MOTION_AMAN ? 0.1f : 0.0f;
    m.contact_gain = m.time_gap / (2.0f * m.dt);
    uint32_t n = sim->state->n_sorted;
    aman_tasks_for(crowd_worth_sharing(n) ? tasks : NULL, n, CROWD_SHARE, move_chunk, &m);
    float longest_m = 0.0f;
    for (size_t chunk = 0; chunk * CROWD_SHARE < n; chunk++) longest_m = fmaxf(longest_m, sim->chunk_moved_m[chunk]);
    sim->state->moved_m += longest_m;
}
