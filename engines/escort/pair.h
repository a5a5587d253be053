/* engines/escort/pair.h - two units of flow. Private to the engine. */
#ifndef AMAN_ENGINES_ESCORT_PAIR_H
#define AMAN_ENGINES_ESCORT_PAIR_H

#include "engines/escort/search.h"

/* Two paths of states, lying in the search; the first is the quicker one. */
struct aman_escort_flow {
    const uint32_t *paths[2];
    size_t n[2];
    int64_t shared_ms; /* weight of states that both use and whose segments are not accepted */
    int64_t total_ms;  /* p90 of both */
};

/* The two paths from a node to another one that share least, and of such the ones with the least sum. States that
 * search->closed marks are not used; sharing a state costs its segment's weight unless search->accepted marks it.
 * Afterwards search->use holds how many use each state of the paths. False: there is no path at all. */
bool aman_escort_flow_find(struct aman_escort_search *search, uint32_t from, uint32_t to,
                           struct aman_escort_flow *flow);

#endif
