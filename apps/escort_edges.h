/* apps/escort_edges.h - the graph as it is routed on, as a table. */
#ifndef AMAN_APPS_ESCORT_EDGES_H
#define AMAN_APPS_ESCORT_EDGES_H

#include "base/text.h"
#include "check/escort_net.h"

/* CSV: from,to,length_m,time_s,way,restricted: a row for each open arc, in the order of ways. from and to are ids of
 * nodes of the map, way of ways; time_s is the median; restricted is 1 where a turn restriction begins, continues or
 * ends on the arc. */
void aman_escort_edges(struct aman_text *csv, const struct aman_escort_roads *net);

#endif
