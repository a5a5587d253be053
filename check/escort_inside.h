/* check/escort_inside.h - an escort map from the inside: what the engine is asked on. */
#ifndef AMAN_CHECK_ESCORT_INSIDE_H
#define AMAN_CHECK_ESCORT_INSIDE_H

#include "check/escort_net.h"
#include "check/escort_plan.h"

/* Points into itself: it stays where it was made. */
struct aman_escort_inside {
    struct aman_escort_roads net;
    struct aman_escort_cut cut;    /* of the net, at the havens */
    struct aman_escort_snap *snap; /* of the cut net */
    struct aman_escort_graph *graph;
    struct aman_escort_search *search;
};

#endif
