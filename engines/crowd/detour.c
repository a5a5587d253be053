/* Choice of exit. Who leaves and is held up looks round every few seconds, from outside of stands and stairs, and takes
 * another way where the crowd that is seen makes that quicker: a farther exit, another concourse. The distance field is
 * marched again with the time that the crowd costs; who stays on the nearest way does not notice. */
#include "engines/crowd/move.h"

#include <math.h>
#include <string.h>

enum {
    JAMMED_LEAST = 20, /* people held up on the way to one goal: fewer are no jam */
    BLURS = 2,         /* times that the crowd is averaged over a bin and those around: one sees a jam, not gaps in it */
    TURNS = 3,         /* looks between two decisions of one person: not everyone turns round at once */
    DECIDE_MOST = 256, /* decisions a look, about */
    TRACE_MOST = 4096, /* cells of the nearest way that are looked along */
};
#define HELD_UP 0.5f             /* slower than this share of what one could */
#define SLOW_PER_DENSITY 2.0f    /* times longer for each held up person/m² */
#define SLOW_MOST 3.0f           /* nobody believes that a jam costs more: most keep to the nearer exit, RiMEA 11 */
#define KEPT 0.5f                /* of what was seen the last time */
#define BEYOND_M 30.0f           /* behind the last of the jam by so much, ways are the plain ones */
#define GAIN_S 5.0f              /* another way must be quicker by so much, */
#define GAIN_SHARE 0.2f          /* and by this share; */
#define KEEP_S 1.0f              /* it is given up when it gains less than this */
#define PERIOD_S 2.0f            /* seconds between two looks, at least; */
#define NODES_PER_PERSON_S 20.0f /* and so many that looking costs little beside walking */
#define NODES_S 1e4f

struct crowd_jam {
    uint32_t people; /* held up on the way to one goal */
    float last_m;    /* how far the last of them has to go */
};

static bool has_detours(const struct aman_crowd_sim *sim)
{
    return sim->model->params.motion == AMAN_CROWD_MOTION_AMAN;
}

size_t crowd_detour_bins(const struct aman_crowd_sim *sim)
{
    return has_detours(sim) ? (size_t)sim->world->n_bins : 0;
}

enum aman_err crowd_detours_init(struct aman_crowd_sim *sim)
{
    size_t fields = sim->world->n_fields, bins = crowd_detour_bins(sim);
    sim->detours = aman_arena_new(&sim->arena, fields + 1, sizeof *sim->detours);
    sim->jams = aman_arena_new(&sim->arena, fields + 1, sizeof *sim->jams);
    for (int k = 0; k < 2; k++) sim->slow_blurred[k] = aman_arena_new(&sim->arena, bins + 1, sizeof(float));
    if (sim->detours) sim->n_detours = fields;
    return sim->detours && sim->jams && sim->slow_blurred[0] && sim->slow_blurred[1] ? AMAN_OK : AMAN_ERR_MEMORY;
}

static size_t nodes_of(const struct crowd_field *field)
{
    return (size_t)(field->end - field->begin);
}

static void drop(struct aman_crowd_sim *sim, size_t field)
{
    struct crowd_field *way = &sim->detours[field];
    aman_mem_free(sim->mem, way->t_m, nodes_of(way), sizeof *way->t_m);
    *way = (struct crowd_field){0};
}

void crowd_detours_release(struct aman_crowd_sim *sim)
{
    for (size_t f = 0; f < sim->n_detours; f++) drop(sim, f); /* the world may be gone by now */
}

/* ---- what is seen ---- */

static bool is_bound(const struct crowd_agent *agent)
{
    return (agent->stage == STAGE_TO_SINK || agent->stage == STAGE_TO_SAFETY) && agent->node >= 0;
}

/* Share of the speed that one would have alone. */
static float pace_of(const struct aman_crowd_sim *sim, const struct crowd_agent *agent)
{
    return fminf(1.0f, agent->v_mean / (agent->v_free * crowd_speed_factor(sim->world, agent)));
}

/* Stands have gangways, and stairs a crowd behind: nobody turns round there, or sees another way. */
static bool is_held_up(const struct aman_crowd_sim *sim, const struct crowd_agent *agent)
{
    return agent->link < 0 && !sim->world->nodes[agent->node].slow && pace_of(sim, agent) < HELD_UP;
}

/* True when there is any jam. */
static bool find_jams(struct aman_crowd_sim *sim)
{
    bool any = false;
    for (size_t f = 0; f < sim->world->n_fields; f++) sim->jams[f] = (struct crowd_jam){0};
    for (uint32_t i = 0; i < sim->state->n_sorted; i++) {
        const struct crowd_agent *agent = &sim->agents[i];
        if (!is_bound(agent) || !is_held_up(sim, agent)) continue;
        float way_m = crowd_field_at(&sim->world->fields[agent->field], agent->node);
        struct crowd_jam *jam = &sim->jams[agent->field];
        if (way_m == INFINITY || !sim->world->fields[agent->field].open) continue;
        jam->last_m = fmaxf(jam->last_m, way_m);
        any |= ++jam->people >= JAMMED_LEAST;
    }
    return any;
}

/* Those who wait in a queue are passed by, and no sign of a jam. */
static void look_around(struct aman_crowd_sim *sim)
{
    float each = (1.0f - KEPT) * SLOW_PER_DENSITY / (float)(sim->world->see_m * sim->world->see_m);
    for (int32_t b = 0; b < sim->world->n_bins; b++) sim->slow[b] *= KEPT;
    for (uint32_t i = 0; i < sim->state->n_sorted; i++) {
        const struct crowd_agent *agent = &sim->agents[i];
        bool walks = crowd_stage_on_ground(agent->stage) && !(agent->flags & FLAG_QUEUE);
        if (walks && sim->bin_of[i] < sim->world->n_bins) sim->slow[sim->bin_of[i]] += each * (1.0f - pace_of(sim, agent));
    }
}

static void blur(const struct aman_crowd_world *world, const float *from, float *to)
{
    for (int32_t b = 0; b < world->n_bins; b++) {
        const struct crowd_bin *bin = &world->bins[b];
        float sum = 0.0f, n = 0.0f;
        for (int r = 0; r < 3; r++)
            for (int32_t k = bin->first[r]; k < bin->last[r]; k++, n += 1.0f) sum += from[k];
        to[b] = n > 0.0f ? sum / n : from[b];
    }
}

/* How many times longer the way through each bin takes. */
static const float *slowness(struct aman_crowd_sim *sim)
{
    const float *from = sim->slow;
    float *to = NULL;
    for (int k = 0; k < BLURS; k++, from = to) {
        to = sim->slow_blurred[k % 2];
        blur(sim->world, from, to);
    }
    for (int32_t b = 0; b < sim->world->n_bins; b++) to[b] = fminf(1.0f + to[b], SLOW_MOST);
    return to;
}

/* ---- the ways ---- */

static enum aman_err march(struct aman_crowd_sim *sim, size_t field, const float *slow, size_t *reached)
{
    struct crowd_field *way = &sim->detours[field], made = sim->world->fields[field];
    if (!way->t_m) {
        made.t_m = aman_mem_new(sim->mem, nodes_of(&made), sizeof *made.t_m);
        if (!made.t_m) return AMAN_ERR_MEMORY;
        *way = made;
    }
    return crowd_march_slowed(sim->world, &sim->world->fields[field], slow, sim->detour_limit_m[field], way, reached);
}

/* ---- who takes them ---- */

static float slow_at(const struct aman_crowd_world *world, const float *slow, int32_t node)
{
    int32_t bin = crowd_bin_at(world, world->node_level[node], (double)world->node_x[node], (double)world->node_y[node]);
    return bin < 0 ? 1.0f : slow[bin];
}

/* The neighbour along an axis from which the field came; by how much it falls there, 0 when it does not. */
static float fall(const struct aman_crowd_world *world, const struct crowd_field *field, int32_t node, int axis, int32_t *to)
{
    float t = crowd_field_at(field, node), least = t;
    for (int d = 2 * axis; d < 2 * axis + 2; d++) {
        int32_t other = world->nodes[node].beside[d];
        float there = other < 0 ? INFINITY : crowd_field_at(field, other);
        if (there >= least) continue;
        least = there;
        *to = other;
    }
    return t - least;
}

/* What the nearest way from a node costs among the crowd: along the cells that a straight line down the field meets. */
static float cost_of_nearest(const struct aman_crowd_sim *sim, const struct crowd_field *field, int32_t node,
                             const float *slow, size_t *looked_at)
{
    float cost = 0.0f, due[2] = {0.0f, 0.0f};
    for (int i = 0; i < TRACE_MOST && crowd_field_at(field, node) > CROWD_NO_DETOUR_M; i++, ++*looked_at) {
        int32_t to[2] = {node, node};
        float falls[2] = {fall(sim->world, field, node, 0, &to[0]), fall(sim->world, field, node, 1, &to[1])};
        float both = falls[0] + falls[1];
        if (!(both > 0.0f)) break;
        for (int axis = 0; axis < 2; axis++) due[axis] += falls[axis] / both;
        int next = falls[1] <= 0.0f || (falls[0] > 0.0f && due[0] >= due[1]) ? 0 : 1;
        due[next] -= 1.0f;
        cost += falls[next] * slow_at(sim->world, slow, node);
        node = to[next];
    }
    return cost + crowd_field_at(field, node);
}

static void decide(const struct aman_crowd_sim *sim, struct crowd_agent *agent, const float *slow, size_t *looked_at)
{
    const struct crowd_field *way = &sim->detours[agent->field];
    float way_m = crowd_field_at(way, agent->node);
    bool on_it = agent->flags & FLAG_DETOUR;
    if (way_m == INFINITY || (!on_it && !is_held_up(sim, agent))) return;
    float nearest_m = cost_of_nearest(sim, &sim->world->fields[agent->field], agent->node, slow, looked_at);
    float gain_m = nearest_m - way_m, worth_m = fmaxf(GAIN_S * agent->v_free, GAIN_SHARE * nearest_m);
    bool takes = gain_m > (on_it ? KEEP_S * agent->v_free : worth_m);
    agent->flags = (uint8_t)(takes ? agent->flags | FLAG_DETOUR : agent->flags & ~FLAG_DETOUR);
}

/* Those whose turn it is; everyone who is on a detour reads it afresh. */
static void decide_all(struct aman_crowd_sim *sim, const float *slow, size_t *looked_at)
{
    uint32_t bound = 0;
    for (size_t f = 0; f < sim->world->n_fields; f++) bound += sim->jams[f].people;
    uint32_t turns = TURNS > bound / DECIDE_MOST ? TURNS : bound / DECIDE_MOST;
    sim->state->looks++;
    for (uint32_t i = 0; i < sim->state->n_active; i++) {
        struct crowd_agent *agent = &sim->agents[i];
        if (!is_bound(agent)) continue;
        bool on_it = agent->flags & FLAG_DETOUR, gone = !sim->detours[agent->field].t_m;
        if (gone) agent->flags &= (uint8_t)~FLAG_DETOUR;
        if (!gone && (sim->person_at[i] + sim->state->looks) % turns == 0) decide(sim, agent, slow, looked_at);
        if (on_it || agent->flags & FLAG_DETOUR) agent->flags |= FLAG_DIRTY;
    }
}

enum aman_err crowd_detours_resume(struct aman_crowd_sim *sim)
{
    enum aman_err err = AMAN_OK;
    size_t reached = 0;
    if (!sim->state->detours) return AMAN_OK;
    const float *slow = slowness(sim);
    for (size_t f = 0; f < sim->world->n_fields && err == AMAN_OK; f++)
        if (sim->detour_limit_m[f] > 0.0f) err = march(sim, f, slow, &reached);
    return err;
}

static enum aman_err renew(struct aman_crowd_sim *sim, const float *slow, size_t *looked_at)
{
    enum aman_err err = AMAN_OK;
    sim->state->detours = false;
    for (size_t f = 0; f < sim->world->n_fields && err == AMAN_OK; f++) {
        bool jammed = sim->jams[f].people >= JAMMED_LEAST;
        sim->detour_limit_m[f] = jammed ? sim->jams[f].last_m + BEYOND_M : 0.0f;
        sim->state->detours |= jammed;
        if (jammed)
            err = march(sim, f, slow, looked_at);
        else
            drop(sim, f);
    }
    return err;
}

enum aman_err crowd_detours(struct aman_crowd_sim *sim)
{
    struct crowd_state *state = sim->state;
    float now_s = (float)(crowd_now(sim) - sim->model->start_s), people = (float)state->n_sorted;
    if (!has_detours(sim) || now_s < state->detours_due_s || (!find_jams(sim) && !state->detours)) return AMAN_OK;
    size_t looked_at = (size_t)sim->world->n_bins;
    look_around(sim);
    const float *slow = slowness(sim);
    enum aman_err err = renew(sim, slow, &looked_at);
    decide_all(sim, slow, &looked_at);
    if (!state->detours) memset(sim->slow, 0, crowd_detour_bins(sim) * sizeof *sim->slow);
    state->detours_due_s = now_s + fmaxf(PERIOD_S, (float)looked_at / fminf(NODES_S, NODES_PER_PERSON_S * fmaxf(people, 1.0f)));
    return err;
}
