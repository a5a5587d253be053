/* Banks of search lanes and turnstiles: whom a free lane calls, how long it serves, and which bank
 * people choose. */
#include "base/rng.h"
#include "engines/crowd/sim.h"

#include <math.h>

#define OFF_WALLS_M 0.05     /* so far from walls one is put; they push one off farther */
#define CALL_FAR_M 12.0      /* a free lane calls from this far when nobody is nearer */
#define JOIN_M 3.0f          /* this near the line one is in the queue */
#define QUEUE_REACH_M 80.0f  /* and this near when one has come to a halt */

bool crowd_bank_is_open(const struct aman_crowd_sim *sim, size_t bank)
{
    double now = crowd_now(sim);
    const struct aman_crowd_bank *def = &sim->model->banks[bank];
    return sim->banks[bank].lanes_open > 0 && now >= def->opens_s && now < def->closes_s;
}

static struct aman_point lane_point(const struct aman_crowd_sim *sim, size_t bank, int lane, double inward_m)
{
    const struct crowd_barrier *barrier = &sim->world->barriers[sim->model->banks[bank].barrier];
    struct aman_point at = sim->lane_at[sim->banks[bank].first_lane + (uint32_t)lane];
    return (struct aman_point){at.x + barrier->in_x * inward_m, at.y + barrier->in_y * inward_m};
}

int crowd_lane_of(const struct aman_crowd_sim *sim, size_t bank, uint32_t person)
{
    const struct crowd_lane *lanes = sim->lanes + sim->banks[bank].first_lane;
    for (int lane = 0; lane < sim->model->banks[bank].lanes; lane++)
        if (lanes[lane].person == person) return lane;
    return -1;
}

struct aman_point crowd_lane_mouth(const struct aman_crowd_sim *sim, size_t bank, int lane)
{
    return lane_point(sim, bank, lane, -0.4);
}

/* ---- choice ---- */

/* Seconds from here to behind the bank, as a person would guess them. */
static double guess_s(const struct aman_crowd_sim *sim, uint32_t person, size_t bank, bool waiting_here)
{
    const struct crowd_agent *agent = crowd_agent_of(sim, person);
    const struct aman_crowd_bank *def = &sim->model->banks[bank];
    const struct crowd_bank_state *state = &sim->banks[bank];
    double way = agent->node < 0 ? INFINITY : (double)crowd_field_at(&sim->world->fields[def->target], agent->node);
    double now = crowd_now(sim);
    if (!(way < INFINITY) || now >= def->closes_s) return INFINITY;
    uint32_t ahead = state->ahead[QUEUE_BINS - 1];
    if (waiting_here) ahead = state->ahead[way < QUEUE_BINS - 1 ? (int)way : QUEUE_BINS - 1];
    double lanes = state->lanes_open > 0 ? state->lanes_open : 0.01; /* shut: worse than any open one */
    double taste = exp(0.1 * aman_rng_normal(sim->model->seed, person, DRAW_TASTE + bank));
    double queue = ahead * def->service_s * (double)state->factor / lanes * taste;
    double walk = way / (double)agent->v_free, to_open = fmax(0.0, def->opens_s - now);
    return fmax(walk, to_open) + queue + (state->lanes_open > 0 ? 0.0 : 1e4);
}

/* And from behind this bank through the best of the next layer. */
static double guess_onward_s(const struct aman_crowd_sim *sim, uint32_t person, size_t bank)
{
    const struct aman_crowd_bank_set *set = &sim->model->bank_sets[sim->model->people.access[person]];
    if (crowd_agent_of(sim, person)->layer > 0 || set->n[1] == 0) return 0.0;
    double best = INFINITY;
    for (size_t i = 0; i < set->n[1]; i++) {
        size_t next = set->banks[1][i];
        double way = (double)sim->bank_to_bank_m[bank * sim->model->n_banks + next];
        const struct crowd_bank_state *state = &sim->banks[next];
        double lanes = state->lanes_open > 0 ? state->lanes_open : 0.01;
        double queue = state->ahead[QUEUE_BINS - 1] * sim->model->banks[next].service_s * (double)state->factor / lanes;
        best = fmin(best, way / (double)crowd_agent_of(sim, person)->v_free + queue);
    }
    return best;
}

static double guess_all_s(const struct aman_crowd_sim *sim, uint32_t person, size_t bank, bool waiting_here)
{
    double onward = guess_onward_s(sim, person, bank);
    return guess_s(sim, person, bank, waiting_here) + (onward < INFINITY ? onward : 1e5);
}

static size_t best_bank(const struct aman_crowd_sim *sim, uint32_t person, double *seconds)
{
    const struct aman_crowd_bank_set *set = &sim->model->bank_sets[sim->model->people.access[person]];
    size_t layer = crowd_agent_of(sim, person)->layer, best = set->banks[layer][0];
    *seconds = INFINITY;
    for (size_t i = 0; i < set->n[layer]; i++) {
        size_t bank = set->banks[layer][i];
        double s = guess_all_s(sim, person, bank, false);
        if (s >= *seconds) continue;
        *seconds = s;
        best = bank;
    }
    return best;
}

static void head_to_bank(struct aman_crowd_sim *sim, uint32_t person, size_t bank)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    agent->bank = (uint16_t)bank;
    agent->field = (uint16_t)sim->model->banks[bank].target;
    agent->flags = (uint8_t)((agent->flags & ~FLAG_QUEUE) | FLAG_DIRTY);
    crowd_set_stage(sim, person, STAGE_TO_BANK);
    sim->bank_counts[bank].bound++;
}

/* On to the next layer that the ticket has banks in, or to the seat. */
void crowd_choose_bank(struct aman_crowd_sim *sim, uint32_t person)
{
    const struct aman_crowd_bank_set *set = &sim->model->bank_sets[sim->model->people.access[person]];
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    while (agent->layer < 2 && set->n[agent->layer] == 0) agent->layer++;
    if (agent->layer == 2) {
        crowd_go_to_seat(sim, person);
        return;
    }
    double seconds;
    head_to_bank(sim, person, best_bank(sim, person, &seconds));
}

static void choose_again(struct aman_crowd_sim *sim, uint32_t person)
{
    const struct aman_crowd_params *params = &sim->model->params;
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    double here = guess_all_s(sim, person, agent->bank, agent->flags & FLAG_QUEUE), there;
    size_t other = best_bank(sim, person, &there);
    double gain = fmax(params->rechoose_gain_s, 0.25 * here);
    if (other == agent->bank || !(here - there > gain)) return;
    sim->bank_counts[agent->bank].bound--;
    head_to_bank(sim, person, other);
}

/* ---- lanes ---- */

/* Joins the queue when near the line or brought to a halt on the way; those within call are kept in
 * the bank's list for this step. */
void crowd_banks_candidate(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    bool halted = agent->v_mean < 0.3f * agent->v_free && agent->t_m < QUEUE_REACH_M;
    if (!(agent->flags & FLAG_QUEUE) && (agent->t_m < JOIN_M || halted)) {
        agent->flags |= FLAG_QUEUE;
        sim->since_s[person] = (float)crowd_now(sim);
        sim->bank_counts[agent->bank].arrived++;
    }
    if (agent->t_m > (float)CALL_FAR_M) return;
    sim->candidate_next[person] = sim->candidate_head[agent->bank];
    sim->candidate_head[agent->bank] = person;
}

static uint32_t nearest_candidate(const struct aman_crowd_sim *sim, size_t bank, struct aman_point mouth)
{
    uint32_t best = CROWD_NONE;
    double least = CALL_FAR_M;
    for (uint32_t p = sim->candidate_head[bank]; p != CROWD_NONE; p = sim->candidate_next[p]) {
        const struct crowd_agent *agent = crowd_agent_of(sim, p);
        if (agent->stage != STAGE_TO_BANK) continue;
        double d = hypot(agent->x - mouth.x, agent->y - mouth.y);
        if (d >= least) continue;
        least = d;
        best = p;
    }
    return best;
}

static int nearest_free_lane(const struct aman_crowd_sim *sim, size_t bank, const struct crowd_agent *agent)
{
    const struct crowd_bank_state *state = &sim->banks[bank];
    int best = -1;
    double least = INFINITY;
    for (int lane = 0; lane < state->lanes_open; lane++) {
        if (sim->lanes[state->first_lane + (uint32_t)lane].person != CROWD_NONE) continue;
        struct aman_point mouth = crowd_lane_mouth(sim, bank, lane);
        double d = hypot(agent->x - mouth.x, agent->y - mouth.y);
        if (d >= least) continue;
        least = d;
        best = lane;
    }
    return best;
}

/* Log-normal with the bank's mean and deviation. */
static double draw_service_s(const struct aman_crowd_sim *sim, size_t bank, uint32_t person)
{
    const struct aman_crowd_bank *def = &sim->model->banks[bank];
    double mean = def->service_s * (double)sim->banks[bank].factor;
    if (def->service_sd_s <= 0.0) return mean;
    double ratio = def->service_sd_s / def->service_s, variance = log(1.0 + ratio * ratio);
    double normal = aman_rng_normal(sim->model->seed, person, DRAW_SERVICE + crowd_agent_of(sim, person)->layer);
    return mean * exp(sqrt(variance) * normal - 0.5 * variance);
}

/* A lane that came free within this step serves who already waited from then on, not from the step's end: otherwise
 * each service would last half a step longer. */
static double service_begins_s(const struct aman_crowd_sim *sim, const struct crowd_lane *lane, float since_s)
{
    double now = crowd_now(sim), freed = (double)lane->done_s;
    bool just = freed <= now && now - freed < sim->model->params.step_s && since_s <= lane->done_s;
    return just ? freed : now;
}

static void call(struct aman_crowd_sim *sim, size_t bank, int lane, uint32_t person)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    struct crowd_lane *place = &sim->lanes[sim->banks[bank].first_lane + (uint32_t)lane];
    if (!(agent->flags & FLAG_QUEUE)) {
        agent->flags |= FLAG_QUEUE;
        sim->since_s[person] = (float)crowd_now(sim);
        sim->bank_counts[bank].arrived++;
    }
    crowd_set_stage(sim, person, STAGE_SERVED);
    place->person = person;
    place->done_s = (float)(service_begins_s(sim, place, sim->since_s[person]) + draw_service_s(sim, bank, person));
}

static void pass(struct aman_crowd_sim *sim, size_t bank, struct crowd_lane *lane)
{
    uint32_t person = lane->person;
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    struct crowd_state *state = sim->state;
    bool at_once = crowd_now(sim) - (double)lane->done_s < sim->model->params.step_s; /* within this step */
    float waited = (at_once ? lane->done_s : (float)crowd_now(sim)) - sim->since_s[person];
    sim->bank_counts[bank].served++;
    sim->bank_counts[bank].bound--;
    sim->bank_counts[bank].wait_sum_s += (double)waited;
    sim->log_bank[state->n_log] = (uint16_t)bank;
    sim->log_wait[state->n_log++] = waited;
    lane->person = CROWD_NONE;
    agent->layer++;
    agent->flags &= (uint8_t)~FLAG_QUEUE;
    crowd_choose_bank(sim, person);
}

/* Is there ground below, and no wall there nor in the way from `lane` (NULL: whatever is in the way)? */
static bool is_clear(const struct aman_crowd_sim *sim, int level, const struct aman_point *lane, struct aman_point at)
{
    int32_t index = crowd_bin_at(sim->world, level, at.x, at.y);
    if (index < 0 || crowd_node_at(sim->world, level, at.x, at.y) < 0) return false;
    const struct crowd_bin *bin = &sim->world->bins[index];
    for (uint32_t i = bin->walls; i < bin->walls + bin->n_walls; i++) {
        const struct crowd_segment *s = &sim->world->wall_lists[i];
        struct aman_segment wall = {{s->ax, s->ay}, {s->bx, s->by}};
        if (s->kind != CROWD_SEGMENT_WALL) continue;
        if (aman_point_distance(at, aman_segment_nearest(wall, at)) < OFF_WALLS_M ||
            (lane && aman_segments_cross(wall, (struct aman_segment){*lane, at})))
            return false;
    }
    return true;
}

/* Looks half a metre behind the lane, then less, and then a little aside. */
static bool find_behind_lane(const struct aman_crowd_sim *sim, size_t bank, int lane, int level,
                             const struct aman_point *from, struct aman_point *found)
{
    static const double aside_m[] = {0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3};
    const struct crowd_barrier *barrier = &sim->world->barriers[sim->model->banks[bank].barrier];
    for (size_t k = 0; k < sizeof aside_m / sizeof *aside_m; k++)
        for (double far_m = 0.5; far_m > 0.25; far_m -= 0.1) {
            struct aman_point at = lane_point(sim, bank, lane, far_m);
            at.x -= barrier->in_y * aside_m[k];
            at.y += barrier->in_x * aside_m[k];
            if (!is_clear(sim, level, from, at)) continue;
            *found = at;
            return true;
        }
    return false;
}

/* Where one goes on who was served. A lane may be drawn inside of a pillar: then its edge is no wall in the way. */
static struct aman_point behind_lane(const struct aman_crowd_sim *sim, size_t bank, int lane, int level)
{
    struct aman_point on = lane_point(sim, bank, lane, 0.0), at = lane_point(sim, bank, lane, 0.5);
    if (!find_behind_lane(sim, bank, lane, level, &on, &at)) find_behind_lane(sim, bank, lane, level, NULL, &at);
    return at;
}

/* Service over: through, as soon as there is room behind and the person stands at the lane. */
static void finish_lane(struct aman_crowd_sim *sim, size_t bank, int index)
{
    struct crowd_lane *lane = &sim->lanes[sim->banks[bank].first_lane + (uint32_t)index];
    if (lane->person == CROWD_NONE || (double)lane->done_s > crowd_now(sim)) return;
    struct aman_point mouth = crowd_lane_mouth(sim, bank, index);
    const struct crowd_agent *agent = crowd_agent_of(sim, lane->person);
    if (hypot(agent->x - mouth.x, agent->y - mouth.y) > sim->model->params.capture_m) return;
    int level = sim->world->barriers[sim->model->banks[bank].barrier].level;
    struct aman_point exit = behind_lane(sim, bank, index, level);
    if (!crowd_is_free(sim, level, exit.x, exit.y, 0.36)) return;
    crowd_put(sim, lane->person, level, exit.x, exit.y);
    pass(sim, bank, lane);
}

static void call_to_lanes(struct aman_crowd_sim *sim, size_t bank)
{
    const struct crowd_bank_state *state = &sim->banks[bank];
    for (int lane = 0; lane < state->lanes_open && sim->candidate_head[bank] != CROWD_NONE; lane++) {
        if (sim->lanes[state->first_lane + (uint32_t)lane].person != CROWD_NONE) continue;
        uint32_t person = nearest_candidate(sim, bank, crowd_lane_mouth(sim, bank, lane));
        if (person == CROWD_NONE) continue;
        call(sim, bank, nearest_free_lane(sim, bank, crowd_agent_of(sim, person)), person);
    }
}

void crowd_banks_serve(struct aman_crowd_sim *sim)
{
    for (size_t b = 0; b < sim->model->n_banks; b++) {
        int lanes = sim->model->banks[b].lanes; /* those shut meanwhile finish whom they hold */
        for (int lane = 0; lane < lanes; lane++) finish_lane(sim, b, lane);
        if (crowd_bank_is_open(sim, b)) call_to_lanes(sim, b);
        sim->candidate_head[b] = CROWD_NONE;
    }
}

/* Takes a person out of whatever the bank holds of them: they turn back. */
void crowd_leave_bank(struct aman_crowd_sim *sim, uint32_t person)
{
    struct crowd_agent *agent = crowd_agent_of(sim, person);
    sim->bank_counts[agent->bank].bound--;
    int lane = agent->stage == STAGE_SERVED ? crowd_lane_of(sim, agent->bank, person) : -1;
    if (lane >= 0) sim->lanes[sim->banks[agent->bank].first_lane + (uint32_t)lane].person = CROWD_NONE;
    agent->flags &= (uint8_t)~FLAG_QUEUE;
}

/* ---- each second ---- */

void crowd_banks_second(struct aman_crowd_sim *sim)
{
    for (size_t b = 0; b < sim->model->n_banks; b++) {
        sim->bank_counts[b].waiting = 0;
        for (int k = 0; k < QUEUE_BINS; k++) sim->banks[b].ahead[k] = 0;
    }
    for (uint32_t i = 0; i < sim->state->n_active; i++) {
        const struct crowd_agent *agent = &sim->agents[i];
        bool bound = agent->stage == STAGE_TO_BANK || agent->stage == STAGE_SERVED;
        if (!bound || !(agent->flags & FLAG_QUEUE)) continue;
        sim->bank_counts[agent->bank].waiting++;
        float t = agent->stage == STAGE_SERVED ? 0.0f : agent->t_m;
        int k = t >= 0.0f && t < (float)QUEUE_BINS ? (int)t : QUEUE_BINS - 1;
        sim->banks[agent->bank].ahead[k]++;
    }
    for (size_t b = 0; b < sim->model->n_banks; b++)
        for (int k = 1; k < QUEUE_BINS; k++) sim->banks[b].ahead[k] += sim->banks[b].ahead[k - 1];
    uint64_t every = (uint64_t)fmax(1.0, sim->model->params.rechoose_every_s);
    uint64_t second = (uint64_t)(crowd_now(sim) - sim->model->start_s);
    for (uint32_t i = 0; i < sim->state->n_active; i++) {
        uint32_t person = sim->person_at[i];
        if (crowd_agent_of(sim, person)->stage == STAGE_TO_BANK && (person + second) % every == 0) choose_again(sim, person);
    }
}
