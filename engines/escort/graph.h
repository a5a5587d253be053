/* engines/escort/graph.h - the graph from the inside. Private to the engine. */
#ifndef AMAN_ENGINES_ESCORT_GRAPH_H
#define AMAN_ENGINES_ESCORT_GRAPH_H

#include "engines/escort/escort.h"

#define AMAN_ESCORT_NONE UINT32_MAX
#define AMAN_ESCORT_FAR INT64_MAX

/* States 0 .. 2·segments - 1 are the arcs themselves; those behind them carry the past that a longer ban looks at. */
struct aman_escort_graph {
    const struct aman_mem *mem;
    const struct aman_escort_net *net;
    size_t n_arcs, n_states, n_next;
    uint32_t *arc;         /* of each state */
    uint32_t *out_first;   /* n_nodes + 1: arcs that leave a node, open ones only */
    uint32_t *out;
    uint32_t *next_first;  /* n_states + 1: states that may follow a state */
    uint32_t *next;
    uint32_t *last_first;  /* n_states + 1: the same backwards */
    uint32_t *last;
    int64_t *cost_ms;      /* p90 and risk of each state */
};

static inline bool aman_escort_is_open(const struct aman_escort_net *net, uint32_t arc)
{
    const struct aman_escort_segment *s = &net->segments[arc / 2];
    return arc % 2 ? s->backward : s->forward;
}

static inline uint32_t aman_escort_tail(const struct aman_escort_net *net, uint32_t arc)
{
    return arc % 2 ? net->segments[arc / 2].b : net->segments[arc / 2].a;
}

static inline uint32_t aman_escort_head(const struct aman_escort_net *net, uint32_t arc)
{
    return arc % 2 ? net->segments[arc / 2].a : net->segments[arc / 2].b;
}

/* ---- turns.c: which state follows ---- */

/* Bans and their proper prefixes of two arcs or more, found by the arc before their last. */
struct aman_escort_turns {
    const struct aman_mem *mem;
    struct aman_escort_turn {
        const uint32_t *arcs;
        uint32_t n;
        uint32_t state; /* of a prefix; AMAN_ESCORT_NONE: a ban */
    } *items;
    uint32_t *first;     /* n_arcs + 1 */
    struct aman_escort_turn *prefixes; /* n_states: those of state n_arcs + i */
    size_t n_items, cap_items, n_arcs, n_states;
};

enum aman_err aman_escort_turns_init(const struct aman_mem *mem, const struct aman_escort_net *net,
                                     struct aman_escort_turns *turns);
void aman_escort_turns_release(struct aman_escort_turns *turns);

/* The state after `state` (an arc, or a prefix's) is followed by `arc`; AMAN_ESCORT_NONE when that is banned. */
uint32_t aman_escort_turns_next(const struct aman_escort_turns *turns, uint32_t state, uint32_t arc);
/* The last arc of a state. */
uint32_t aman_escort_turns_arc(const struct aman_escort_turns *turns, uint32_t state);

#endif
