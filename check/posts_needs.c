/* What needs somebody, when and how many; and whether somebody is there. */
#include "check/posts_parts.h"

#include <math.h>
#include <string.h>

#define ROLE(r) (1u << AMAN_ROLE_##r)
#define PATROL(roles) ((roles) << 16) /* the same, coming past now and then */

enum {
    AT_GATE = ROLE(ACCESS) | ROLE(STEWARD),
    AT_DOOR = ROLE(ACCESS) | ROLE(STEWARD) | ROLE(GUARD) | ROLE(RESPONSE),
    AT_LEAVING = AT_DOOR | ROLE(SEARCH),
    AT_LINE = ROLE(SEGREGATION) | ROLE(STEWARD) | ROLE(GUARD) | ROLE(RESPONSE),
    AT_JUNCTION = ROLE(TRAFFIC) | ROLE(ESCORT) | ROLE(GUARD) | ROLE(RESPONSE)
};

struct needs {
    const struct aman_plan *plan;
    struct aman_need *items;
    struct aman_posts_need *asked; /* the same, for the engine */
    size_t n, most;
    const struct aman_escorts *escorts;
    size_t n_junctions;
    struct aman_posts_cover *covers;
    size_t n_covers;
};

/* Places for the engine: features, then the sweeps, then one for mobile stewards, then held junctions. */
static int place_of_sweep(const struct aman_plan *plan, size_t sweep)
{
    return (int)(plan->venue.n_features + sweep);
}

static int place_of_mobile(const struct aman_plan *plan)
{
    return place_of_sweep(plan, plan->deployment.n_sweeps);
}

static int place_of_junction(const struct aman_plan *plan, size_t junction)
{
    return place_of_mobile(plan) + 1 + (int)junction;
}

static int at_least_one(double count)
{
    return count > 0.0 ? (int)fmax(1.0, ceil(count - 1e-9)) : 0;
}

static void add(struct needs *needs, struct aman_need need, int place, unsigned roles, int unit)
{
    if (need.count < 1 || !(need.from_s < need.to_s)) return;
    needs->asked[needs->n] = (struct aman_posts_need){place, roles, unit, need.count, need.from_s, need.to_s};
    needs->items[needs->n++] = need;
}

static void add_feature(struct needs *needs, enum aman_need_kind kind, int feature, const char *id, const char *name,
                        double count, double from_s, double to_s, int limit, unsigned roles)
{
    const struct aman_feature *drawn = &needs->plan->venue.features[feature];
    struct aman_point a = drawn->line.points[0], b = drawn->line.points[drawn->line.n - 1];
    struct aman_plan_spot spot = {feature, drawn->level, {(a.x + b.x) / 2.0, (a.y + b.y) / 2.0}};
    struct aman_need need = {.kind = kind, .id = id, .name = name, .spot = spot, .count = at_least_one(count),
                             .from_s = from_s, .to_s = to_s, .limit = limit};
    add(needs, need, feature, roles, -1);
}

static double leaving_ends_s(const struct aman_plan *plan)
{
    return plan->situation.full_time_s + plan->limits[AMAN_LIMIT_POST_EGRESS_S].value;
}

static void add_leaving(struct needs *needs, int feature, const char *id, const char *name)
{
    const struct aman_plan *plan = needs->plan;
    add_feature(needs, AMAN_NEED_LEAVING, feature, id, name, plan->limits[AMAN_LIMIT_POST_EXIT].value,
                plan->situation.egress_opens_s, leaving_ends_s(plan), AMAN_LIMIT_POST_EXIT, AT_LEAVING);
}

static void add_checkpoints(struct needs *needs)
{
    const struct aman_plan *plan = needs->plan;
    for (size_t i = 0; i < plan->n_checkpoints; i++) {
        const struct aman_plan_checkpoint *c = &plan->checkpoints[i];
        bool gate = c->kind == AMAN_CHECKPOINT_GATE;
        enum aman_limit_id limit = gate ? AMAN_LIMIT_POST_GATE : AMAN_LIMIT_POST_SEARCH;
        double value = plan->limits[limit].value, count = gate ? c->lanes / value : c->lanes * value;
        add_feature(needs, gate ? AMAN_NEED_GATE : AMAN_NEED_SEARCH, c->feature, c->id, c->name, count, c->opens_s,
                    c->closes_s, limit, gate ? AT_GATE : ROLE(SEARCH));
        add_leaving(needs, c->feature, c->id, c->name);
    }
}

/* ---- shut doors ---- */

static double apart_m(struct aman_point p, const struct aman_area *area)
{
    double least = aman_area_contains(area, p) ? 0.0 : (double)INFINITY;
    for (size_t r = 0; r < area->n && least > 0.0; r++)
        for (size_t i = 0, k = area->rings[r].n - 1; i < area->rings[r].n; k = i++) {
            struct aman_segment edge = {area->rings[r].points[k], area->rings[r].points[i]};
            least = fmin(least, aman_point_distance(p, aman_segment_nearest(edge, p)));
        }
    return least;
}

/* A step outside of the door: the way in is to the left of its line. */
static struct aman_point before_door(const struct aman_feature *door, double share)
{
    struct aman_point a = door->line.points[0], b = door->line.points[door->line.n - 1];
    double length = fmax(aman_point_distance(a, b), 1e-6);
    struct aman_point out = {(b.y - a.y) / length, -(b.x - a.x) / length};
    return (struct aman_point){a.x + share * (b.x - a.x) + out.x, a.y + share * (b.y - a.y) + out.y};
}

/* Public waits before the door: a queue zone is near a step outside, and nearer than from a step inside. */
static bool is_weak(const struct aman_plan *plan, const struct aman_feature *door)
{
    double limit_m = plan->limits[AMAN_LIMIT_WEAK_DOOR_M].value;
    for (size_t i = 0; i < plan->n_zones; i++) {
        const struct aman_feature *zone = &plan->venue.features[plan->zones[i].feature];
        if (plan->zones[i].scheme != AMAN_ZONE_QUEUE || zone->level != door->level) continue;
        for (int k = 0; k <= 2; k++) {
            struct aman_point out = before_door(door, k / 2.0), opposite = before_door(door, 1.0 - k / 2.0);
            struct aman_point a = door->line.points[0], b = door->line.points[door->line.n - 1];
            struct aman_point in = {a.x + b.x - opposite.x, a.y + b.y - opposite.y};
            if (apart_m(out, &zone->area) <= limit_m && apart_m(out, &zone->area) < apart_m(in, &zone->area)) return true;
            if (apart_m(out, &zone->area) == 0.0) return true;
        }
    }
    return false;
}

static void add_exits(struct needs *needs)
{
    const struct aman_plan *plan = needs->plan;
    double from_s = plan->situation.gates_open_s, to_s = plan->situation.egress_opens_s;
    for (size_t i = 0; i < plan->n_exits; i++) {
        const struct aman_plan_exit *exit = &plan->exits[i];
        if (is_weak(plan, &plan->venue.features[exit->feature]))
            add_feature(needs, AMAN_NEED_WEAK_DOOR, exit->feature, exit->id, exit->name,
                        plan->limits[AMAN_LIMIT_POST_WEAK_DOOR].value, from_s, to_s, AMAN_LIMIT_POST_WEAK_DOOR, AT_DOOR);
        else
            add_feature(needs, AMAN_NEED_SECONDARY, exit->feature, exit->id, exit->name, 1.0, from_s, to_s, -1,
                        AT_DOOR | PATROL(AT_DOOR));
        add_leaving(needs, exit->feature, exit->id, exit->name);
    }
}

/* ---- lines, sweeps ---- */

static void add_lines(struct needs *needs)
{
    const struct aman_plan *plan = needs->plan;
    for (size_t i = 0; i < plan->deployment.n_buffers; i++) {
        const struct aman_plan_buffer *line = &plan->deployment.buffers[i];
        struct aman_need need = {.kind = AMAN_NEED_LINE, .id = line->id, .name = line->name, .spot = line->spot,
                                 .count = at_least_one(line->length_m / plan->limits[AMAN_LIMIT_POST_SEGREGATION_M].value),
                                 .from_s = line->from_s, .to_s = line->to_s, .limit = AMAN_LIMIT_POST_SEGREGATION_M};
        add(needs, need, line->spot.feature, AT_LINE, -1);
    }
}

static void add_sweeps(struct needs *needs)
{
    const struct aman_plan *plan = needs->plan;
    for (size_t i = 0; i < plan->deployment.n_sweeps; i++) {
        const struct aman_plan_sweep *sweep = &plan->deployment.sweeps[i];
        struct aman_need need = {.kind = AMAN_NEED_SWEPT, .id = sweep->id, .name = sweep->name, .count = 1,
                                 .from_s = sweep->finish_s, .to_s = plan->situation.gates_open_s, .limit = -1};
        need.spot = sweep->n_spots > 0 ? sweep->spots[0] : (struct aman_plan_spot){.feature = -1, .level = -1};
        add(needs, need, place_of_sweep(plan, i), ~0u, -1);
    }
}

/* ---- junctions that the escorts have held ---- */

static int unit_named(const struct aman_plan_deployment *deployment, const char *unit)
{
    for (size_t i = 0; i < deployment->n_units; i++)
        if (strcmp(deployment->units[i].id, unit) == 0 || strcmp(deployment->units[i].name, unit) == 0) return (int)i;
    return -1;
}

/* Posts near the junction can hold it. */
static void cover_junction(struct needs *needs, struct aman_point at, int place)
{
    const struct aman_plan_deployment *deployment = &needs->plan->deployment;
    for (size_t i = 0; i < deployment->n_posts; i++) {
        const struct aman_plan_post *post = &deployment->posts[i];
        bool stays = post->kind == AMAN_POST_STATIC && (AT_JUNCTION & (1u << post->role));
        for (size_t k = 0; k < post->n_spots && stays; k++)
            if (aman_point_distance(post->spots[k].at, at) <= AMAN_ESCORT_NEAR_M)
                needs->covers[needs->n_covers++] = (struct aman_posts_cover){place,       ~0u,          post->unit,
                                                                             post->count, post->from_s, post->to_s};
    }
}

/* One need for each junction of the primary route that the escort says is held, while the convoy needs it. */
static void add_junctions_of(struct needs *needs, const struct aman_escort_judged *judged)
{
    const struct aman_plan *plan = needs->plan;
    bool planned = judged->has_map && judged->routes.state == AMAN_ESCORT_PLANNED;
    for (size_t i = 0; planned && i < judged->n_junctions; i++) {
        const struct aman_escort_junction *junction = &judged->junctions[i];
        struct aman_plan_spot spot = {.feature = -1, .level = -1};
        if (junction->hold < 0 || !aman_venue_place(&plan->venue, junction->lon, junction->lat, &spot.at)) continue;
        const struct aman_plan_hold *hold = &judged->escort->holds[junction->hold];
        const char *id = plan->roads.places[hold->place].id, *name = plan->roads.places[hold->place].name;
        int place = place_of_junction(plan, needs->n_junctions++);
        struct aman_need need = {.kind = AMAN_NEED_JUNCTION, .id = id, .name = name[0] ? name : id, .spot = spot, .count = 1,
                                 .from_s = junction->from_s, .to_s = junction->to_s, .limit = -1};
        add(needs, need, place, ~0u, unit_named(&plan->deployment, hold->unit));
        cover_junction(needs, spot.at, place);
    }
}

static size_t held_junctions(const struct aman_escorts *escorts)
{
    size_t n = 0;
    for (size_t i = 0; i < escorts->n; i++) n += escorts->items[i].n_junctions;
    return n;
}

/* ---- covers ---- */

static void add_cover(struct needs *needs, const struct aman_plan_post *post, int place, unsigned roles, int count)
{
    needs->covers[needs->n_covers++] =
        (struct aman_posts_cover){place, roles, post->unit, count, post->from_s, post->to_s};
}

static bool is_steward(const struct aman_plan *plan, const struct aman_plan_post *post)
{
    enum aman_unit_kind kind = plan->deployment.units[post->unit].kind;
    return kind == AMAN_UNIT_KIND_STEWARD || kind == AMAN_UNIT_KIND_PRIVATE;
}

static void add_post(struct needs *needs, const struct aman_plan_post *post)
{
    unsigned role = 1u << post->role;
    bool moves = post->kind == AMAN_POST_PATROL || post->kind == AMAN_POST_MOBILE;
    for (size_t k = 0; k < post->n_spots; k++) {
        if (post->spots[k].feature < 0) continue;
        if (post->kind == AMAN_POST_STATIC) add_cover(needs, post, post->spots[k].feature, role, post->count);
        if (post->kind == AMAN_POST_PATROL) add_cover(needs, post, post->spots[k].feature, PATROL(role), post->count);
    }
    if (moves && is_steward(needs->plan, post)) add_cover(needs, post, place_of_mobile(needs->plan), ~0u, post->count);
}

static void add_covers(struct needs *needs)
{
    const struct aman_plan_deployment *deployment = &needs->plan->deployment;
    for (size_t i = 0; i < deployment->n_posts; i++) add_post(needs, &deployment->posts[i]);
    for (size_t i = 0; i < deployment->n_sweeps; i++)
        for (size_t k = 0; k < deployment->sweeps[i].n_guards; k++) {
            const struct aman_plan_post *post = &deployment->posts[deployment->sweeps[i].guards[k]];
            add_cover(needs, post, place_of_sweep(needs->plan, i), ~0u, aman_plan_post_persons(post));
        }
}

/* ---- all ---- */

static enum aman_err make_room(struct needs *needs, const struct aman_mem *mem, struct aman_arena *arena, size_t *n_covers)
{
    const struct aman_plan *plan = needs->plan;
    const struct aman_plan_deployment *deployment = &plan->deployment;
    size_t junctions = held_junctions(needs->escorts);
    needs->most = 2 * (plan->n_checkpoints + plan->n_exits) + deployment->n_buffers + deployment->n_sweeps + junctions;
    *n_covers = 0;
    for (size_t i = 0; i < deployment->n_posts; i++) *n_covers += deployment->posts[i].n_spots * (1 + junctions) + 1;
    for (size_t i = 0; i < deployment->n_sweeps; i++) *n_covers += deployment->sweeps[i].n_guards;
    needs->items = aman_arena_new(arena, needs->most, sizeof *needs->items);
    needs->asked = aman_mem_new(mem, needs->most, sizeof *needs->asked);
    needs->covers = aman_mem_new(mem, *n_covers, sizeof *needs->covers);
    return needs->items && needs->asked && needs->covers ? AMAN_OK : AMAN_ERR_MEMORY;
}

static enum aman_err find_gaps(struct needs *needs)
{
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < needs->n && err == AMAN_OK; i++) {
        struct aman_posts_gap gap;
        err = aman_posts_cover_needs(&needs->asked[i], 1, needs->covers, needs->n_covers, &gap);
        if (err == AMAN_OK) needs->items[i].gap = aman_need_gap_of(&gap);
    }
    return err;
}

/* Stewards who are not bound to a place: one to so many spectators, from gates open to full time. */
static enum aman_err find_mobile(struct needs *needs, struct aman_need *mobile)
{
    const struct aman_plan *plan = needs->plan;
    bool high = plan->situation.risk[0] == 'h';
    enum aman_limit_id limit = high ? AMAN_LIMIT_STEWARD_RATIO_HIGH : AMAN_LIMIT_STEWARD_RATIO;
    *mobile = (struct aman_need){.id = "", .name = "", .spot = {.feature = -1, .level = -1},
                                 .count = at_least_one(aman_plan_attendance(plan) / plan->limits[limit].value),
                                 .from_s = plan->situation.gates_open_s, .to_s = plan->situation.full_time_s,
                                 .limit = (int)limit};
    struct aman_posts_need need = {place_of_mobile(plan), ~0u, -1, mobile->count, mobile->from_s, mobile->to_s};
    struct aman_posts_gap gap;
    enum aman_err err = aman_posts_cover_needs(&need, 1, needs->covers, needs->n_covers, &gap);
    if (err == AMAN_OK) mobile->gap = aman_need_gap_of(&gap);
    return err;
}

enum aman_err aman_posts_needs(const struct aman_plan *plan, const struct aman_escorts *escorts, const struct aman_mem *mem,
                               struct aman_arena *arena, struct aman_posts_verdict *verdict)
{
    struct needs needs = {.plan = plan, .escorts = escorts};
    size_t n_covers;
    enum aman_err err = make_room(&needs, mem, arena, &n_covers);
    if (err == AMAN_OK) {
        add_checkpoints(&needs);
        add_exits(&needs);
        add_lines(&needs);
        add_sweeps(&needs);
        add_covers(&needs);
        for (size_t i = 0; i < escorts->n; i++) add_junctions_of(&needs, &escorts->items[i]);
        err = find_gaps(&needs);
    }
    if (err == AMAN_OK) err = find_mobile(&needs, &verdict->mobile);
    verdict->needs = needs.items;
    verdict->n_needs = needs.n;
    aman_mem_free(mem, needs.asked, needs.most, sizeof *needs.asked);
    aman_mem_free(mem, needs.covers, n_covers, sizeof *needs.covers);
    return err;
}
