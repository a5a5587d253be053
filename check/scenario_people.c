#include "base/rng.h"
#include "check/scenario_parts.h"

#include <math.h>
#include <stdlib.h>

enum { PARTY_MAX = 8 };

static const double early_share = 0.03, leave_cut = 0.995;

/* The arrays of aman_crowd_people while they are being filled. */
struct people {
    float *arrive_s, *speed, *radius, *seat_x, *seat_y, *access_x, *access_y, *leave_s, *react_s;
    uint16_t *source, *access, *seat_target, *section;
    int8_t *seat_level;
    uint8_t *party; /* size, at the first of a party; else 0 */
    size_t n;
};

struct filler {
    struct aman_scenario *scenario;
    const struct aman_world_index *index;
    struct aman_seating *seating;
    struct people people;
};

double aman_profile_share(const struct aman_plan_group *group, double t_s)
{
    const struct aman_profile_point *p = group->profile;
    if (group->n_profile == 0 || t_s < p[0].t_s) return 0.0;
    for (size_t i = 1; i < group->n_profile; i++)
        if (t_s < p[i].t_s)
            return p[i - 1].share +
                   (p[i].share - p[i - 1].share) * (t_s - p[i - 1].t_s) / (p[i].t_s - p[i - 1].t_s);
    return 1.0;
}

double aman_profile_time(const struct aman_plan_group *group, double u)
{
    const struct aman_profile_point *p = group->profile;
    if (u <= p[0].share) return p[0].t_s;
    for (size_t i = 1; i < group->n_profile; i++)
        if (u <= p[i].share)
            return p[i - 1].t_s +
                   (p[i].t_s - p[i - 1].t_s) * (u - p[i - 1].share) / (p[i].share - p[i - 1].share);
    return p[group->n_profile - 1].t_s;
}

size_t aman_plan_section_of(const struct aman_plan *plan, int stand)
{
    for (size_t i = 0; i < plan->n_sections; i++)
        for (size_t k = 0; k < plan->sections[i].n_stands; k++)
            if (plan->sections[i].stands[k] == stand) return i;
    return plan->n_sections;
}

static bool allocate(struct people *people, size_t n, struct aman_arena *arena)
{
    people->n = n;
    float **floats[] = {&people->arrive_s, &people->speed,   &people->radius,
                        &people->seat_x,   &people->seat_y,  &people->access_x,
                        &people->access_y, &people->leave_s, &people->react_s};
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++)
        if (!(*floats[i] = aman_arena_new(arena, n, sizeof(float)))) return false;
    uint16_t **ids[] = {&people->source, &people->access, &people->seat_target, &people->section};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (!(*ids[i] = aman_arena_new(arena, n, sizeof(uint16_t)))) return false;
    people->seat_level = aman_arena_new(arena, n, 1);
    people->party = aman_arena_new(arena, n, 1);
    return people->seat_level && people->party;
}

/* Sizes of a group's parties, largest first; returns how many. */
static size_t cut_parties(const struct aman_plan_group *group, uint8_t *size)
{
    size_t n = 0;
    int left = group->size;
    for (int k = PARTY_MAX; k >= 2; k--)
        for (int c = (int)(group->party_share[k - 1] * group->size / k + 0.5); c > 0 && left >= k; c--) {
            size[n++] = (uint8_t)k;
            left -= k;
        }
    for (; left > 0; left--) size[n++] = 1;
    return n;
}

/* The entry that is furthest behind its share of `total`. */
static size_t furthest_behind(const double *share, const double *given, size_t n, double total)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (share[i] * total - given[i] > share[best] * total - given[best]) best = i;
    return best;
}

/* Normal, cut to [least, most] by inversion. */
static double cut_normal(double u, double mean, double sd, double least, double most)
{
    if (!(sd > 0.0)) return fmin(fmax(mean, least), most);
    double low = 0.5 * erfc((mean - least) / (sd * 1.4142135623730951));
    double high = 0.5 * erfc((mean - most) / (sd * 1.4142135623730951));
    double p = low + u * (high - low);
    if (!(p > 0.0 && p < 1.0)) return fmin(fmax(mean, least), most);
    return fmin(fmax(mean + sd * aman_normal_quantile(p), least), most);
}

static double draw(const struct filler *filler, size_t person, enum aman_draw purpose)
{
    return aman_rng_uniform(filler->scenario->seed, person, purpose);
}

static double walking_speed(const struct filler *filler, const struct aman_plan_group *group, size_t person)
{
    double u = draw(filler, person, AMAN_DRAW_SPEED);
    if (draw(filler, person, AMAN_DRAW_MOBILITY) < group->reduced_mobility)
        return cut_normal(u, 0.7, 0.1, 0.5, 2.0);
    return cut_normal(u, group->speed_m_per_s, group->speed_sd_m_per_s, 0.5, 2.0);
}

static double leave_time(const struct filler *filler, const struct aman_plan_group *group, size_t person)
{
    const struct aman_plan_situation *when = &filler->scenario->plan->situation;
    double u = draw(filler, person, AMAN_DRAW_LEAVE);
    if (group->hold_back_s <= 0.0 && draw(filler, person, AMAN_DRAW_EARLY) < early_share)
        return when->egress_opens_s + u * (when->full_time_s - when->egress_opens_s);
    return when->full_time_s + group->hold_back_s - group->leave_mean_s * log1p(-leave_cut * u);
}

static double react_time(const struct filler *filler, size_t person)
{
    double mean = filler->scenario->plan->simulation.premovement_mean_s;
    double sd = filler->scenario->plan->simulation.premovement_sd_s;
    if (!(mean > 0.0)) return 0.0;
    double variance = log1p(sd * sd / (mean * mean));
    double z = aman_rng_normal(filler->scenario->seed, person, AMAN_DRAW_REACT);
    return exp(log(mean) - variance / 2.0 + sqrt(variance) * z);
}

static void seat_person(struct filler *filler, size_t person, int stand)
{
    const struct aman_plan *plan = filler->scenario->plan;
    struct people *people = &filler->people;
    const struct aman_seat *seat = &plan->venue.seats[aman_seating_take(filler->seating, stand)];
    size_t section = aman_plan_section_of(plan, stand);
    people->seat_x[person] = (float)seat->at.x;
    people->seat_y[person] = (float)seat->at.y;
    people->access_x[person] = (float)seat->access.x;
    people->access_y[person] = (float)seat->access.y;
    people->seat_level[person] = (int8_t)plan->venue.features[stand].level;
    people->seat_target[person] =
        (uint16_t)filler->index->target_of[seat->gangway >= 0 ? seat->gangway : stand];
    people->section[person] = (uint16_t)section;
    filler->scenario->section_people[section]++;
    filler->scenario->stand_people[stand]++;
}

/* What a party shares, and each one's place. */
static void fill_party(struct filler *filler, size_t group, size_t first, uint8_t n, int stand)
{
    const struct aman_plan *plan = filler->scenario->plan;
    struct people *people = &filler->people;
    double speed = INFINITY, leave_s = leave_time(filler, &plan->groups[group], first);
    double react_s = react_time(filler, first);
    for (size_t p = first; p < first + n; p++)
        speed = fmin(speed, walking_speed(filler, &plan->groups[group], p));
    for (size_t p = first; p < first + n; p++) {
        people->speed[p] = (float)speed;
        people->radius[p] = (float)plan->simulation.radius_m;
        people->leave_s[p] = (float)leave_s;
        people->react_s[p] = (float)react_s;
        people->access[p] = (uint16_t)group;
        filler->scenario->group[p] = (uint16_t)group;
        seat_person(filler, p, stand);
    }
    people->party[first] = n;
}

/* Shares of the group's stands by places still free, or by all places when none is. */
static void stand_shares(const struct filler *filler, const struct aman_plan_group *group, double *share)
{
    double free_sum = 0.0, sum = 0.0;
    for (size_t i = 0; i < group->n_stands; i++) {
        uint32_t n = filler->seating->n[group->stands[i]], used = filler->seating->used[group->stands[i]];
        share[i] = n > used ? n - used : 0;
        free_sum += share[i];
        sum += n;
    }
    for (size_t i = 0; i < group->n_stands; i++)
        share[i] = free_sum > 0.0 ? share[i] / free_sum : filler->seating->n[group->stands[i]] / sum;
}

static bool has_places(const struct aman_seating *seating, const struct aman_plan_group *group)
{
    for (size_t i = 0; i < group->n_stands; i++)
        if (seating->n[group->stands[i]] > 0) return true;
    return false;
}

/* Gives each party a stand and places; parties in random order, so that a block holds all sizes. */
static void seat_group(struct filler *filler, size_t g, size_t base, const uint8_t *size,
                       const uint32_t *order, size_t n_parties, double *share, double *given)
{
    const struct aman_plan_group *group = &filler->scenario->plan->groups[g];
    stand_shares(filler, group, share);
    size_t person = base;
    for (size_t i = 0; i < n_parties; i++) {
        uint8_t n = size[order[i]];
        size_t stand = furthest_behind(share, given, group->n_stands, (double)(person - base + n));
        given[stand] += n;
        fill_party(filler, g, person, n, group->stands[stand]);
        person += n;
    }
}

/* Arrival times and places; parties in another random order, along the profile. */
static void bring_group(struct filler *filler, const struct aman_plan_group *group, const uint32_t *first,
                        size_t n_parties, double *share, double *given)
{
    struct people *people = &filler->people;
    double come = 0.0;
    for (size_t i = 0; i < group->n_from; i++) share[i] = group->from[i].share;
    for (size_t i = 0; i < n_parties; i++) {
        uint8_t n = people->party[first[i]];
        size_t from = furthest_behind(share, given, group->n_from, come + n);
        double t_s = aman_profile_time(group, (come + n / 2.0) / group->size);
        given[from] += n;
        come += n;
        for (size_t p = first[i]; p < first[i] + (size_t)n; p++) {
            people->arrive_s[p] = (float)t_s;
            people->source[p] = (uint16_t)group->from[from].index;
        }
    }
}

static enum aman_err fill_group(struct filler *filler, size_t g, size_t base)
{
    const struct aman_plan_group *group = &filler->scenario->plan->groups[g];
    const struct aman_mem *mem = filler->scenario->arena->mem;
    size_t most = (size_t)group->size,
           n_share = group->n_stands > group->n_from ? group->n_stands : group->n_from;
    uint8_t *size = aman_mem_new(mem, most, sizeof *size);
    uint32_t *order = aman_mem_new(mem, most, sizeof *order);
    double *share = aman_mem_new(mem, n_share, 3 * sizeof *share);
    enum aman_err err = size && order && share ? AMAN_OK : AMAN_ERR_MEMORY;
    if (err == AMAN_OK) {
        size_t n = cut_parties(group, size);
        for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
        aman_shuffle(filler->scenario->seed, UINT64_C(2) << 40 | g, order, n);
        seat_group(filler, g, base, size, order, n, share, share + n_share);
        for (size_t i = 0, p = base; i < n; p += filler->people.party[p], i++) order[i] = (uint32_t)p;
        aman_shuffle(filler->scenario->seed, UINT64_C(3) << 40 | g, order, n);
        bring_group(filler, group, order, n, share, share + 2 * n_share);
    }
    aman_mem_free(mem, size, most, sizeof *size);
    aman_mem_free(mem, order, most, sizeof *order);
    aman_mem_free(mem, share, n_share, 3 * sizeof *share);
    return err;
}

struct arrival {
    float t_s;
    uint32_t first;
};

static int by_time(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;
    if (x->t_s != y->t_s) return x->t_s < y->t_s ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static void set_arrival(struct people *people, uint32_t first, float t_s)
{
    for (uint32_t p = first; p < first + people->party[first]; p++) people->arrive_s[p] = t_s;
}

/* Consecutive arrivals fill a vehicle; it comes when its last passenger would have come. */
static void load_vehicles(struct people *people, struct arrival *arrivals, size_t n, double batch)
{
    qsort(arrivals, n, sizeof *arrivals, by_time);
    for (size_t begin = 0, end; begin < n; begin = end) {
        double load = 0.0;
        for (end = begin; end < n && (end == begin || load + people->party[arrivals[end].first] <= batch);
             end++)
            load += people->party[arrivals[end].first];
        for (size_t i = begin; i < end; i++) set_arrival(people, arrivals[i].first, arrivals[end - 1].t_s);
    }
}

static enum aman_err bring_vehicles(struct filler *filler)
{
    const struct aman_plan *plan = filler->scenario->plan;
    const struct aman_mem *mem = filler->scenario->arena->mem;
    struct people *people = &filler->people;
    struct arrival *arrivals = aman_mem_new(mem, people->n, sizeof *arrivals);
    if (!arrivals) return AMAN_ERR_MEMORY;
    for (size_t place = 0; place < plan->n_places; place++) {
        if (!(plan->places[place].batch > 1.0)) continue;
        size_t n = 0;
        for (size_t p = 0; p < people->n; p++)
            if (people->party[p] > 0 && people->source[p] == place)
                arrivals[n++] = (struct arrival){people->arrive_s[p], (uint32_t)p};
        load_vehicles(people, arrivals, n, plan->places[place].batch);
    }
    aman_mem_free(mem, arrivals, people->n, sizeof *arrivals);
    return AMAN_OK;
}

static bool allocate_counts(struct aman_scenario *scenario, size_t n)
{
    size_t n_features = scenario->plan->venue.n_features;
    scenario->group = aman_arena_new(scenario->arena, n, sizeof *scenario->group);
    scenario->section_people =
        aman_arena_new(scenario->arena, scenario->plan->n_sections + 1, sizeof *scenario->section_people);
    scenario->stand_people = aman_arena_new(scenario->arena, n_features, sizeof *scenario->stand_people);
    return scenario->group && scenario->section_people && scenario->stand_people;
}

static void publish(struct aman_scenario *scenario, const struct people *people)
{
    scenario->day.people = (struct aman_crowd_people){
        .n = people->n,
        .arrive_s = people->arrive_s,
        .source = people->source,
        .sink = people->source,
        .speed_m_per_s = people->speed,
        .radius_m = people->radius,
        .access = people->access,
        .seat_target = people->seat_target,
        .seat_level = people->seat_level,
        .seat_x = people->seat_x,
        .seat_y = people->seat_y,
        .access_x = people->access_x,
        .access_y = people->access_y,
        .section = people->section,
        .leave_s = people->leave_s,
        .react_s = people->react_s,
    };
}

enum aman_err aman_scenario_people(struct aman_scenario *scenario, const struct aman_world_index *index,
                                   struct aman_seating *seating)
{
    const struct aman_plan *plan = scenario->plan;
    struct filler filler = {.scenario = scenario, .index = index, .seating = seating};
    size_t n = 0;
    for (size_t g = 0; g < plan->n_groups; g++) {
        if (has_places(seating, &plan->groups[g]))
            n += (size_t)plan->groups[g].size;
        else
            scenario->without_stand += (uint32_t)plan->groups[g].size;
    }
    if (!allocate(&filler.people, n, scenario->arena) || !allocate_counts(scenario, n))
        return AMAN_ERR_MEMORY;
    size_t base = 0;
    for (size_t g = 0; g < plan->n_groups; g++) {
        if (!has_places(seating, &plan->groups[g])) continue;
        enum aman_err err = fill_group(&filler, g, base);
        if (err != AMAN_OK) return err;
        base += (size_t)plan->groups[g].size;
    }
    scenario->stand_places = seating->n;
    publish(scenario, &filler.people);
    return bring_vehicles(&filler);
}
