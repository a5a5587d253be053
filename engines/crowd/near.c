/* Who is near: ranges of the sorted arrays, less those whom a wall hides. */
#include "engines/crowd/move.h"

static void near_range(const struct crowd_sorted *sorted, struct crowd_range range, struct crowd_near *near)
{
    uint32_t begin = range.begin, end = range.end;
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

void crowd_find_near(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct crowd_bin *bin,
                      uint32_t slot, struct crowd_near *near)
{
    near->ranges = 0;
    near->self_range = -1;
    if (!bin) return;
    for (int r = 0; r < 3; r++) {
        struct crowd_range places = crowd_places_in(sim, bin->first[r], bin->last[r]);
        if (slot >= places.begin && slot < places.end) {
            near->self_range = near->ranges;
            near->self = slot - places.begin;
        }
        near_range(&sim->sorted, places, near);
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
        if (range) near_range(&sim->sorted, *range, near);
    }
}

enum { SCREENS_MAX = 48 };

/* Walls within sight, and only those. */
static int find_screens(const struct aman_crowd_sim *sim, const struct crowd_agent *agent, const struct crowd_walls *thin,
                        struct crowd_screen *screens)
{
    int n = 0;
    for (uint32_t i = 0; i < thin->n && n < SCREENS_MAX; i++) {
        const struct crowd_segment *s = &thin->list[i];
        if (!crowd_is_beside(s, agent->x, agent->y, sim->see_m) || !crowd_barrier_is_solid(sim, s)) continue;
        struct crowd_screen *screen = &screens[n++];
        screen->ax = (float)(s->ax - agent->x);
        screen->ay = (float)(s->ay - agent->y);
        screen->dx = (float)(s->bx - s->ax);
        screen->dy = (float)(s->by - s->ay);
        screen->side = screen->dy * screen->ax - screen->dx * screen->ay;
    }
    return n;
}

/* So few that copying them costs more than looking at those out of sight too. */
enum { FEW = 32 };

static uint32_t count(const struct crowd_near *near)
{
    uint32_t n = 0;
    for (int r = 0; r < near->ranges; r++) n += near->n[r];
    return n;
}

void crowd_keep_seen(const struct crowd_mover *m, const struct crowd_agent *agent, const struct crowd_walls *thin,
                     float px, float py, struct crowd_near *near, struct crowd_seen *seen)
{
    struct crowd_screen screens[SCREENS_MAX];
    int n_screens = find_screens(m->sim, agent, thin, screens);
    if (n_screens == 0 && count(near) <= FEW) return;
    uint32_t n = m->kernel->see(near, px, py, m->see2, screens, n_screens, seen);
    *near = (struct crowd_near){.ranges = n > 0, .self_range = -1};
    near->x[0] = seen->x;
    near->y[0] = seen->y;
    near->reach[0] = seen->reach;
    near->ex[0] = seen->ex;
    near->ey[0] = seen->ey;
    near->t[0] = seen->t;
    near->n[0] = n;
}
