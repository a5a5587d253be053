/* tests/formats/roads_look.h - what holds of all roads that were read, whatever the file: otherwise it aborts. */
#ifndef AMAN_TESTS_FORMATS_ROADS_LOOK_H
#define AMAN_TESTS_FORMATS_ROADS_LOOK_H

#include "plan/roads.h"

#include <math.h>
#include <stdlib.h>

static inline void look_at_ways(const struct aman_roads *roads)
{
    for (size_t w = 0; w < roads->n_ways; w++) {
        const struct aman_road_way *way = &roads->ways[w];
        if (way->n < 2 || way->first + way->n > roads->n_refs || (!way->forward && !way->backward)) abort();
        if (w > 0 && roads->ways[w - 1].id >= way->id) abort();
        for (uint32_t i = way->first; i < way->first + way->n; i++) {
            if (roads->refs[i] >= roads->n_nodes) abort();
            if (i > way->first && roads->refs[i] == roads->refs[i - 1]) abort();
        }
    }
    for (size_t i = 0; i < roads->n_nodes; i++) {
        if (i > 0 && roads->nodes[i - 1].id >= roads->nodes[i].id) abort();
        if (!(fabs(roads->nodes[i].lon) <= 180.0 && fabs(roads->nodes[i].lat) <= 90.0)) abort();
    }
}

static inline void look_at_turns(const struct aman_roads *roads)
{
    for (size_t t = 0; t < roads->n_turns; t++) {
        const struct aman_road_turn *turn = &roads->turns[t];
        if (turn->from >= roads->n_ways || turn->to >= roads->n_ways) abort();
        if (turn->via + turn->n_via > roads->n_vias || turn->joint + turn->n_via + 1 > roads->n_joints) abort();
        for (uint32_t i = 0; i < turn->n_via; i++)
            if (roads->vias[turn->via + i] >= roads->n_ways) abort();
        for (uint32_t i = 0; i <= turn->n_via; i++)
            if (roads->joints[turn->joint + i] >= roads->n_nodes) abort();
    }
}

#endif
