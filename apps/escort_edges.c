#include "apps/escort_edges.h"

#include <inttypes.h>

static void add_edge(struct aman_text *csv, const struct aman_escort_roads *net, uint32_t segment, bool backward)
{
    const struct aman_roads *roads = net->roads;
    const struct aman_escort_segment *s = &net->net.segments[segment];
    uint32_t from = backward ? s->b : s->a, to = backward ? s->a : s->b, ms = s->p50_ms[backward];
    aman_text_addf(csv, "%" PRId64 ",%" PRId64 ",%.3f,%" PRIu32 ".%03" PRIu32 ",%" PRId64 ",%d\n", roads->nodes[from].id,
                   roads->nodes[to].id, s->length_m, ms / 1000, ms % 1000, roads->ways[net->way[segment]].id,
                   net->restricted[aman_escort_arc(segment, backward)]);
}

void aman_escort_edges(struct aman_text *csv, const struct aman_escort_roads *net)
{
    aman_text_add(csv, "from,to,length_m,time_s,way,restricted\n");
    for (uint32_t s = 0; s < net->net.n_segments; s++) {
        if (net->net.segments[s].forward) add_edge(csv, net, s, false);
        if (net->net.segments[s].backward) add_edge(csv, net, s, true);
    }
}
