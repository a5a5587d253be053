#include "check/escort_lost.h"

#include "check/escort_planning.h"

#include <string.h>

struct losing {
    struct planning planning;
    struct aman_escort_plan ends; /* what the planning of ends writes to */
    const struct aman_planned_route *primary;
    struct aman_escort_fast *fast;
    struct aman_arena *arena;
    bool *late; /* of each segment of the cut net */
};

static enum aman_err close_late(struct losing *losing, const struct aman_escort_avoid *late, size_t n_late)
{
    const struct planning *planning = &losing->planning;
    size_t n = planning->net->n_segments;
    losing->late = aman_mem_new(planning->map->mem, n, sizeof *losing->late);
    if (!losing->late) return AMAN_ERR_MEMORY;
    for (uint32_t s = 0; s < n; s++) {
        for (size_t i = 0; i < n_late && !losing->late[s]; i++)
            losing->late[s] = aman_escort_roads_avoids(&planning->map->inside->net, &late[i], aman_escort_whole_of(planning, s));
        if (losing->late[s]) aman_escort_fast_close(losing->fast, s, true);
    }
    return AMAN_OK;
}

static void set_closed(struct losing *losing, uint32_t arc, bool closed)
{
    if (!losing->late[arc / 2]) aman_escort_fast_close(losing->fast, arc / 2, closed);
}

/* Whether a restriction that begins on the primary forbids the divert that leaves it at `from`. */
static bool is_banned(const struct losing *losing, size_t from, const struct aman_escort_route *divert)
{
    const struct aman_escort_net *net = losing->planning.net;
    for (size_t b = 0; b < net->n_bans; b++) {
        const uint32_t *arcs = net->ban_arcs + net->bans[b].first;
        size_t n = net->bans[b].n;
        for (size_t before = 1; before < n && before <= from; before++)
            if (n - before <= divert->n &&
                memcmp(arcs, losing->primary->arcs + from - before, before * sizeof *arcs) == 0 &&
                memcmp(arcs + before, divert->arcs, (n - before) * sizeof *arcs) == 0)
                return true;
    }
    return false;
}

static uint32_t tail_of(const struct aman_escort_net *net, uint32_t arc)
{
    return arc % 2 ? net->segments[arc / 2].b : net->segments[arc / 2].a;
}

static enum aman_err keep(struct losing *losing, size_t from, const struct aman_escort_route *divert,
                          struct aman_escort_loss *loss)
{
    uint32_t *arcs = aman_arena_new(losing->arena, divert->n, sizeof *arcs);
    if (!arcs) return AMAN_ERR_MEMORY;
    if (divert->n > 0) memcpy(arcs, divert->arcs, divert->n * sizeof *arcs);
    *loss = (struct aman_escort_loss){true, from, arcs, divert->n, divert->length_m, 1e-3 * (double)divert->p50_ms,
                                      1e-3 * (double)divert->p90_ms};
    return AMAN_OK;
}

/* Leaves the primary at `from`, not by the street that leads there. */
static enum aman_err try_from(struct losing *losing, size_t from, struct aman_escort_loss *loss)
{
    const struct aman_planned_route *primary = losing->primary;
    struct aman_escort_route divert = {0};
    bool found = false;
    if (from > 0) set_closed(losing, primary->arcs[from - 1], true);
    enum aman_err err = aman_escort_fast_route(losing->fast, tail_of(losing->planning.net, primary->arcs[from]),
                                               losing->planning.to, &divert, &found);
    if (from > 0) set_closed(losing, primary->arcs[from - 1], false);
    if (err != AMAN_OK) return err;
    if (found && !is_banned(losing, from, &divert)) err = keep(losing, from, &divert, loss);
    if (found) aman_escort_route_release(&divert);
    return err;
}

static bool is_choke(const struct aman_escort_plan *plan, size_t leg)
{
    for (size_t i = 0; i < plan->chokes.n; i++)
        if (leg >= plan->chokes.items[i].first && leg < plan->chokes.items[i].last) return true;
    return false;
}

static enum aman_err lose(struct losing *losing, size_t leg, struct aman_escort_loss *loss)
{
    enum aman_err err = AMAN_OK;
    set_closed(losing, losing->primary->arcs[leg], true);
    for (size_t from = leg + 1; from-- > 0 && err == AMAN_OK && !loss->reached;) err = try_from(losing, from, loss);
    set_closed(losing, losing->primary->arcs[leg], false);
    return err;
}

static enum aman_err lose_all(struct losing *losing, const struct aman_escort_plan *plan,
                              const struct aman_escort_avoid *late, size_t n_late, struct aman_escort_loss *losses)
{
    enum aman_err err = aman_escort_fast_create(losing->planning.map->mem, losing->planning.graph, &losing->fast);
    if (err == AMAN_OK) err = close_late(losing, late, n_late);
    for (size_t i = 0; i + 1 < plan->primary.n && err == AMAN_OK; i++)
        if (!is_choke(plan, i)) err = lose(losing, i, &losses[i]);
    return err;
}

enum aman_err aman_escort_losses_make(struct aman_escort_map *map, const struct aman_escort_plan *plan,
                                      const struct aman_escort_avoid *late, size_t n_late, struct aman_arena *arena,
                                      struct aman_escort_loss **losses)
{
    if (plan->state != AMAN_ESCORT_PLANNED) return AMAN_ERR_ARGUMENT;
    struct losing losing = {.ends = {.from = plan->from, .to = plan->to}, .primary = &plan->primary, .arena = arena};
    struct aman_escort_loss *made = aman_arena_new(arena, plan->primary.n, sizeof *made);
    if (!made) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_escort_planning_init(&losing.planning, map, &losing.ends);
    if (err == AMAN_OK) err = lose_all(&losing, plan, late, n_late, made);
    if (losing.late) aman_mem_free(map->mem, losing.late, losing.planning.net->n_segments, sizeof *losing.late);
    aman_escort_fast_destroy(losing.fast);
    aman_escort_planning_release(&losing.planning);
    if (err == AMAN_OK) *losses = made;
    return err;
}
