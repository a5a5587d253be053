#include "check/escorts.h"

#include "check/escort_inside.h"

#include <math.h>
#include <string.h>

enum { HOURS = 24, HOUR_S = 3600, AFTERWARDS_S = 3600 };

struct judging {
    const struct aman_plan *plan;
    const struct aman_mem *mem;
    struct aman_arena *arena;
    struct aman_escort_judged *judged;
    double from_s, to_s; /* hours of this span count for speeds */
    struct aman_road_place *havens;
    size_t n_havens;
    uint8_t *hit;        /* closure c takes segment s: hit[c * n_segments + s] */
    size_t n_segments;
};

/* ---- what is kept off ---- */

static size_t closure_avoids(const struct aman_plan_closure *closure, struct aman_escort_avoid *avoids)
{
    const struct aman_ring *within = closure->area.n > 0 ? &closure->area : NULL;
    size_t n = 0;
    for (size_t i = 0; i < closure->n_roads; i++, n++)
        if (avoids) avoids[n] = (struct aman_escort_avoid){.kind = AMAN_AVOID_NAME, .name = closure->roads[i], .within = within};
    for (size_t i = 0; i < closure->n_ways; i++, n++)
        if (avoids) avoids[n] = (struct aman_escort_avoid){.kind = AMAN_AVOID_WAY, .id = closure->ways[i], .within = within};
    if (n == 0 && within) {
        if (avoids) avoids[n] = (struct aman_escort_avoid){.kind = AMAN_AVOID_AREA, .within = within};
        n++;
    }
    return n;
}

/* Avoids of the closures that are `wanted`, behind the escort's own. */
static struct aman_escort_avoid *list_avoids(const struct judging *judging, const bool *wanted, bool own, size_t *n)
{
    const struct aman_plan_roads *roads = &judging->plan->roads;
    const struct aman_plan_escort *escort = judging->judged->escort;
    size_t most = own ? escort->n_keep_off : 0;
    for (size_t c = 0; c < roads->n_closures; c++) most += closure_avoids(&roads->closures[c], NULL);
    struct aman_escort_avoid *avoids = aman_arena_new(judging->arena, most, sizeof *avoids);
    *n = 0;
    for (size_t i = 0; avoids && own && i < escort->n_keep_off; i++)
        avoids[(*n)++] = (struct aman_escort_avoid){.kind = AMAN_AVOID_NAME, .name = escort->keep_off[i]};
    for (size_t c = 0; avoids && c < roads->n_closures; c++)
        if (wanted[c]) *n += closure_avoids(&roads->closures[c], avoids + *n);
    return avoids;
}

/* ---- havens ---- */

static bool is_haven(const struct aman_plan_escort *escort, const struct aman_plan_road_place *place, int index)
{
    if (place->kind >= AMAN_ROAD_PLACE_SAFE_STOP || escort->hospital == index) return true;
    for (size_t i = 0; i < escort->n_safe_stops; i++)
        if (escort->safe_stops[i] == index) return true;
    return false;
}

static enum aman_road_help help_of(const struct aman_plan_escort *escort, const struct aman_plan_road_place *place, int index)
{
    if (place->kind == AMAN_ROAD_PLACE_HOSPITAL || escort->hospital == index) return AMAN_HELP_HOSPITAL;
    return place->kind == AMAN_ROAD_PLACE_POLICE ? AMAN_HELP_POLICE : AMAN_HELP_SAFE_STOP;
}

static enum aman_err list_havens(struct judging *judging)
{
    const struct aman_plan_roads *roads = &judging->plan->roads;
    const struct aman_plan_escort *escort = judging->judged->escort;
    struct aman_road_place *havens = aman_arena_new(judging->arena, roads->n_places + roads->map->n_places, sizeof *havens);
    if (!havens) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < roads->n_places; i++) {
        const struct aman_plan_road_place *place = &roads->places[i];
        if (!is_haven(escort, place, (int)i)) continue;
        havens[judging->n_havens++] =
            (struct aman_road_place){help_of(escort, place, (int)i), place->name, place->lon, place->lat};
    }
    for (size_t i = 0; i < roads->map->n_places; i++) havens[judging->n_havens++] = roads->map->places[i];
    judging->havens = havens;
    return AMAN_OK;
}

/* ---- one plan ---- */

static int hour_of(double t_s)
{
    int hour = (int)floor(t_s / HOUR_S) % HOURS;
    return hour < 0 ? hour + HOURS : hour;
}

/* The slowest of the hours of the span, and no faster than the convoy. */
static struct aman_road_speeds speeds_of(const struct judging *judging, int hour)
{
    struct aman_road_speeds speeds = judging->plan->roads.speeds;
    double most_kmh = 3.6 * judging->judged->escort->speed_m_per_s;
    for (int c = 0; c < AMAN_ROAD_CLASS_COUNT; c++) {
        double kmh = most_kmh, late = 1.0;
        for (double t_s = HOUR_S * floor(judging->from_s / HOUR_S); t_s <= judging->to_s; t_s += HOUR_S) {
            kmh = fmin(kmh, speeds.kmh[c][hour_of(t_s)]);
            late = fmax(late, speeds.p90_factor[c][hour_of(t_s)]);
        }
        speeds.kmh[c][hour] = kmh;
        speeds.p90_factor[c][hour] = late;
    }
    return speeds;
}

static void let_go(struct aman_escort_judged *judged)
{
    if (!judged->has_map) return;
    aman_escort_plan_release(&judged->routes);
    aman_escort_map_release(&judged->map);
    judged->has_map = false;
}

static enum aman_err route(struct judging *judging)
{
    struct aman_escort_judged *judged = judging->judged;
    const struct aman_plan_escort *escort = judged->escort;
    const struct aman_plan_roads *roads = &judging->plan->roads;
    const struct aman_plan_road_place *from = &roads->places[escort->origin], *to = &roads->places[escort->destination];
    struct aman_convoy_size size = aman_convoy_size(escort);
    struct aman_escort_wish wish = {.hour = hour_of(escort->must_arrive_s), .height_m = size.height_m, .width_m = size.width_m,
                                    .weight_t = size.weight_t, .any_turn = escort->any_turn};
    wish.speeds = speeds_of(judging, wish.hour);
    wish.avoids = list_avoids(judging, judged->closed, true, &wish.n_avoids);
    if (!wish.avoids) return AMAN_ERR_MEMORY;
    let_go(judged);
    enum aman_err err = aman_escort_map_init(judging->mem, roads->map, &wish, judging->havens, judging->n_havens,
                                             roads->snap_m, &judged->map);
    if (err != AMAN_OK) return err;
    judged->map.keep_ways = true;
    err = aman_escort_plan_make(&judged->map, from->lon, from->lat, to->lon, to->lat, &judged->routes);
    judged->has_map = err == AMAN_OK;
    if (err != AMAN_OK) aman_escort_map_release(&judged->map);
    return err;
}

/* ---- times ---- */

double aman_escort_arrives_s(const struct aman_planned_route *route, const struct aman_drive *drive)
{
    return drive->points[route->n - 1].clear_s;
}

/* When to leave so that the last vehicle is there by must_arrive. */
static enum aman_err leave_by(const struct judging *judging, const struct aman_planned_route *route, double *leave_s)
{
    const struct aman_escort_judged *judged = judging->judged;
    struct aman_drive drive;
    enum aman_err err = aman_drive_make(route, (struct aman_drive_point){0}, judged->escort->confidence, judged->convoy_m,
                                        judging->arena, &drive);
    if (err == AMAN_OK) *leave_s = judged->escort->must_arrive_s - aman_escort_arrives_s(route, &drive);
    return err;
}

static enum aman_err time_routes(struct judging *judging)
{
    struct aman_escort_judged *judged = judging->judged;
    const struct aman_escort_plan *routes = &judged->routes;
    enum aman_err err = leave_by(judging, &routes->primary, &judged->leave_by_s);
    if (err == AMAN_OK) err = leave_by(judging, &routes->alternate, &judged->leave_by_alternate_s);
    if (err != AMAN_OK) return err;
    double t_s = isnan(judged->escort->leaves_s) ? judged->leave_by_s : judged->escort->leaves_s;
    struct aman_drive_point start = {t_s, t_s, t_s, t_s};
    judged->leave_s = t_s;
    err = aman_drive_make(&routes->primary, start, judged->escort->confidence, judged->convoy_m, judging->arena, &judged->primary);
    if (err == AMAN_OK)
        err = aman_drive_make(&routes->alternate, start, judged->escort->confidence, judged->convoy_m, judging->arena,
                              &judged->alternate);
    return err;
}

/* ---- closures by the hour ---- */

static enum aman_err find_hits(struct judging *judging)
{
    const struct aman_plan_roads *roads = &judging->plan->roads;
    const struct aman_escort_roads *net = &judging->judged->map.inside->net;
    judging->n_segments = net->net.n_segments;
    judging->hit = aman_mem_new(judging->mem, roads->n_closures * judging->n_segments, 1);
    if (!judging->hit) return AMAN_ERR_MEMORY;
    for (size_t c = 0; c < roads->n_closures; c++) {
        size_t n = closure_avoids(&roads->closures[c], NULL);
        struct aman_escort_avoid *avoids = aman_arena_new(judging->arena, n, sizeof *avoids);
        if (!avoids) return AMAN_ERR_MEMORY;
        closure_avoids(&roads->closures[c], avoids);
        for (uint32_t s = 0; s < judging->n_segments; s++)
            for (size_t i = 0; i < n; i++)
                judging->hit[c * judging->n_segments + s] |= aman_escort_roads_avoids(net, &avoids[i], s);
    }
    return AMAN_OK;
}

/* Marks the closures that a route meets while they last; true when there is a new one. */
static bool meets_closures(struct judging *judging, const struct aman_planned_route *route, const struct aman_drive *drive)
{
    const struct aman_plan_roads *roads = &judging->plan->roads;
    struct aman_escort_judged *judged = judging->judged;
    bool met = false;
    for (size_t c = 0; c < roads->n_closures; c++) {
        const struct aman_plan_closure *closure = &roads->closures[c];
        const uint8_t *hit = judging->hit + c * judging->n_segments;
        for (size_t i = 0; !judged->closed[c] && !closure->escorts_pass && i + 1 < route->n; i++) {
            if (!hit[route->points[i].segment] || drive->points[i].early_s >= closure->to_s ||
                drive->points[i + 1].clear_s <= closure->from_s)
                continue;
            judged->closed[c] = met = true;
            judged->n_closed++;
        }
    }
    return met;
}

static enum aman_err meet_by_ways(struct judging *judging, bool *met)
{
    struct aman_escort_judged *judged = judging->judged;
    const struct aman_escort_plan *routes = &judged->routes;
    for (size_t i = 0; i < routes->n_ways; i++) {
        const struct aman_haven_way *way = &routes->ways[i];
        struct aman_drive drive;
        if (!way->reached) continue;
        enum aman_err err = aman_drive_make(&way->route, aman_drive_at(&routes->primary, &judged->primary, way->at_m),
                                            judged->escort->confidence, judged->convoy_m, judging->arena, &drive);
        if (err != AMAN_OK) return err;
        *met = meets_closures(judging, &way->route, &drive) || *met;
    }
    return AMAN_OK;
}

/* True when speeds of more hours than so far must be looked at. */
static bool widen_hours(struct judging *judging)
{
    const struct aman_escort_judged *judged = judging->judged;
    double from_s = fmin(judging->from_s, judged->leave_s);
    double to_s = fmax(judging->to_s, fmax(aman_escort_arrives_s(&judged->routes.primary, &judged->primary),
                                           aman_escort_arrives_s(&judged->routes.alternate, &judged->alternate)));
    bool wider = floor(from_s / HOUR_S) < floor(judging->from_s / HOUR_S) || floor(to_s / HOUR_S) > floor(judging->to_s / HOUR_S);
    wider = wider && judging->to_s - judging->from_s < HOURS * HOUR_S; /* then every hour counts already */
    judging->from_s = from_s;
    judging->to_s = to_s;
    return wider;
}

/* Each turn adds a closure or an hour, so it ends. */
static enum aman_err find_routes(struct judging *judging)
{
    struct aman_escort_judged *judged = judging->judged;
    for (bool again = true; again;) {
        enum aman_err err = route(judging);
        if (err == AMAN_OK && judged->routes.state != AMAN_ESCORT_PLANNED) return err;
        if (err == AMAN_OK) err = time_routes(judging);
        if (err == AMAN_OK && !judging->hit) err = find_hits(judging);
        if (err != AMAN_OK) return err;
        again = widen_hours(judging);
        again = meets_closures(judging, &judged->routes.primary, &judged->primary) || again;
        again = meets_closures(judging, &judged->routes.alternate, &judged->alternate) || again;
        err = meet_by_ways(judging, &again);
        if (err != AMAN_OK) return err;
    }
    return AMAN_OK;
}

static bool is_shut(const struct judging *judging, size_t segment, double end_s)
{
    const struct aman_plan_roads *roads = &judging->plan->roads;
    for (size_t c = 0; c < roads->n_closures; c++) {
        const struct aman_plan_closure *closure = &roads->closures[c];
        if (!closure->escorts_pass && closure->from_s < end_s && closure->to_s > judging->judged->leave_s &&
            judging->hit[c * judging->n_segments + segment])
            return true;
    }
    return false;
}

/* For maps: what is closed while the convoy is on the way. */
static enum aman_err list_shut(struct judging *judging)
{
    struct aman_escort_judged *judged = judging->judged;
    const struct aman_escort_segment *segments = judged->map.inside->net.net.segments;
    const struct aman_road_node *nodes = judged->map.roads->nodes;
    double end_s = fmax(aman_escort_arrives_s(&judged->routes.primary, &judged->primary),
                        aman_escort_arrives_s(&judged->routes.alternate, &judged->alternate));
    for (size_t s = 0; s < judging->n_segments; s++) judged->n_shut += is_shut(judging, s, end_s);
    judged->shut = aman_arena_new(judging->arena, judged->n_shut, sizeof *judged->shut);
    if (!judged->shut) return AMAN_ERR_MEMORY;
    for (size_t s = 0, n = 0; s < judging->n_segments; s++) {
        const struct aman_road_node *a = &nodes[segments[s].a], *b = &nodes[segments[s].b];
        if (is_shut(judging, s, end_s)) judged->shut[n++] = (struct aman_segment){{a->lon, a->lat}, {b->lon, b->lat}};
    }
    return AMAN_OK;
}

/* ---- havens and what is lost ---- */

static void find_worst_way(struct aman_escort_judged *judged)
{
    const struct aman_escort_plan *routes = &judged->routes;
    judged->worst_way = routes->n_ways;
    judged->worst_way_s = NAN;
    for (size_t i = 0; i < routes->n_ways; i++) {
        if (!routes->ways[i].reached) continue;
        double time_s = aman_drive_time(&routes->ways[i].route, judged->escort->confidence);
        if (judged->worst_way < routes->n_ways && !(time_s > judged->worst_way_s)) continue;
        judged->worst_way = i;
        judged->worst_way_s = time_s;
    }
}

static double distance_m(const struct aman_escort_map *map, double lon, double lat, const struct aman_escort_point *point)
{
    return aman_point_distance(aman_escort_map_metres(map, lon, lat), aman_escort_map_metres(map, point->lon, point->lat));
}

/* A unit of the plan stands at the stretch or at one of its ends. */
static bool is_guarded(const struct aman_plan *plan, const struct aman_escort_judged *judged, size_t first, size_t last)
{
    for (size_t h = 0; h < judged->escort->n_holds; h++) {
        const struct aman_plan_hold *hold = &judged->escort->holds[h];
        if (!hold->unit[0] || hold->place < 0) continue;
        const struct aman_plan_road_place *place = &plan->roads.places[hold->place];
        for (size_t i = first; i <= last; i++)
            if (distance_m(&judged->map, place->lon, place->lat, &judged->routes.primary.points[i]) <= AMAN_ESCORT_NEAR_M)
                return true;
    }
    return false;
}

static void lose_leg(const struct judging *judging, size_t leg, struct aman_escort_stretch_lost *lost)
{
    const struct aman_escort_judged *judged = judging->judged;
    const struct aman_escort_loss *loss = &judged->losses[leg];
    const struct aman_escort_point *points = judged->routes.primary.points;
    lost->last = leg + 1;
    lost->length_m += points[leg + 1].at_m - points[leg].at_m;
    if (!loss->reached) return;
    double tail_s = loss->length_m > 0.0 ? judged->convoy_m * loss->p90_s / loss->length_m : 0.0;
    double arrives_s = judged->primary.points[loss->from].late_s +
                       aman_drive_quantile(loss->p50_s, loss->p90_s, judged->escort->confidence) + tail_s;
    lost->divert_m = fmax(lost->divert_m, loss->length_m);
    lost->arrives_s = fmax(lost->arrives_s, arrives_s);
}

static enum aman_err group_losses(struct judging *judging)
{
    struct aman_escort_judged *judged = judging->judged;
    size_t legs = judged->routes.primary.n - 1;
    judged->lost = aman_arena_new(judging->arena, legs, sizeof *judged->lost);
    if (!judged->lost) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < legs; i++) {
        const struct aman_escort_loss *loss = &judged->losses[i];
        struct aman_escort_stretch_lost *lost = judged->n_lost > 0 ? &judged->lost[judged->n_lost - 1] : NULL;
        if (!lost || lost->reached != loss->reached || (lost->reached && lost->from != loss->from)) {
            lost = &judged->lost[judged->n_lost++];
            *lost = (struct aman_escort_stretch_lost){.first = i, .reached = loss->reached, .from = loss->from};
        }
        lose_leg(judging, i, lost);
    }
    for (size_t i = 0; i < judged->n_lost; i++)
        judged->lost[i].guarded = is_guarded(judging->plan, judged, judged->lost[i].first, judged->lost[i].last);
    return AMAN_OK;
}

/* Closures that last while the convoy may still be on the way are closed to diverts. */
static enum aman_err lose_each(struct judging *judging)
{
    struct aman_escort_judged *judged = judging->judged;
    const struct aman_plan_roads *roads = &judging->plan->roads;
    bool *late = aman_arena_new(judging->arena, roads->n_closures, sizeof *late);
    if (!late) return AMAN_ERR_MEMORY;
    double end_s = fmax(judged->escort->must_arrive_s, aman_escort_arrives_s(&judged->routes.primary, &judged->primary)) + AFTERWARDS_S;
    for (size_t c = 0; c < roads->n_closures; c++)
        late[c] = !judged->closed[c] && !roads->closures[c].escorts_pass && roads->closures[c].from_s < end_s &&
                  roads->closures[c].to_s > judged->leave_s;
    size_t n;
    const struct aman_escort_avoid *avoids = list_avoids(judging, late, false, &n);
    if (!avoids) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_escort_losses_make(&judged->map, &judged->routes, avoids, n, judging->arena, &judged->losses);
    return err == AMAN_OK ? group_losses(judging) : err;
}

/* ---- all ---- */

static enum aman_err judge_escort(struct judging *judging)
{
    struct aman_escort_judged *judged = judging->judged;
    const struct aman_plan_escort *escort = judged->escort;
    judged->convoy_m = aman_convoy_length_m(escort);
    judged->closed = aman_arena_new(judging->arena, judging->plan->roads.n_closures, sizeof *judged->closed);
    if (!judged->closed) return AMAN_ERR_MEMORY;
    judging->from_s = judging->to_s = escort->must_arrive_s;
    enum aman_err err = list_havens(judging);
    if (err == AMAN_OK) err = find_routes(judging);
    if (err != AMAN_OK || judged->routes.state != AMAN_ESCORT_PLANNED) return err;
    find_worst_way(judged);
    err = list_shut(judging);
    if (err == AMAN_OK) err = aman_escort_junctions_make(judging->plan, judged, judging->arena);
    return err == AMAN_OK ? lose_each(judging) : err;
}

static enum aman_err judge_all(const struct aman_plan *plan, const struct aman_mem *mem, struct aman_escorts *escorts)
{
    escorts->items = aman_arena_new(&escorts->arena, plan->n_escorts, sizeof *escorts->items);
    if (!escorts->items) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < plan->n_escorts; i++) {
        struct judging judging = {.plan = plan, .mem = mem, .arena = &escorts->arena, .judged = &escorts->items[i]};
        escorts->items[i].escort = &plan->escorts[i];
        escorts->n = i + 1;
        enum aman_err err = judge_escort(&judging);
        if (judging.hit) aman_mem_free(mem, judging.hit, plan->roads.n_closures * judging.n_segments, 1);
        if (err != AMAN_OK) return err;
    }
    return aman_escort_meetings_make(plan, escorts);
}

enum aman_err aman_escorts_make(const struct aman_plan *plan, const struct aman_mem *mem, struct aman_escorts *escorts)
{
    struct aman_escorts made = {0};
    aman_arena_init(&made.arena, mem, 0);
    enum aman_err err = plan->roads.map ? judge_all(plan, mem, &made) : AMAN_OK;
    if (err == AMAN_OK)
        *escorts = made;
    else
        aman_escorts_release(&made);
    return err;
}

void aman_escorts_release(struct aman_escorts *escorts)
{
    if (!escorts->arena.mem) return;
    for (size_t i = 0; i < escorts->n; i++) let_go(&escorts->items[i]);
    aman_arena_release(&escorts->arena);
    *escorts = (struct aman_escorts){0};
}
