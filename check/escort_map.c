#include "check/escort_inside.h"

#include <math.h>

static enum aman_err snap_havens(struct aman_escort_map *map, struct aman_escort_place *places)
{
    struct aman_escort_snap *snap;
    enum aman_err err = aman_escort_snap_create(map->mem, &map->inside->net.net, &snap);
    if (err != AMAN_OK) return err;
    for (size_t i = 0; i < map->n_havens; i++) {
        struct aman_escort_haven *haven = &map->havens[i];
        struct aman_point at = aman_escort_roads_metres(&map->inside->net, haven->place.lon, haven->place.lat);
        haven->on_road = aman_escort_snap_find(snap, at, &places[map->n_near], &haven->distance_m) &&
                         haven->distance_m <= map->most_snap_m;
        haven->node = (uint32_t)map->n_near; /* for now the place */
        map->n_near += haven->on_road;
    }
    aman_escort_snap_destroy(snap);
    return AMAN_OK;
}

static enum aman_err cut_at_havens(struct aman_escort_map *map)
{
    struct aman_escort_place *places = aman_mem_new(map->mem, map->n_havens + 1, sizeof *places);
    if (!places) return AMAN_ERR_MEMORY;
    enum aman_err err = snap_havens(map, places);
    if (err == AMAN_OK) err = aman_escort_cut_init(map->mem, &map->inside->net.net, places, map->n_near, &map->inside->cut);
    aman_mem_free(map->mem, places, map->n_havens + 1, sizeof *places);
    for (size_t i = 0; err == AMAN_OK && i < map->n_havens; i++)
        if (map->havens[i].on_road) map->havens[i].node = map->inside->cut.nodes[map->havens[i].node];
    return err;
}

static enum aman_err make(struct aman_escort_map *map, const struct aman_escort_wish *wish,
                          const struct aman_road_place *havens)
{
    map->inside = aman_mem_new(map->mem, 1, sizeof *map->inside);
    if (!map->inside) return AMAN_ERR_MEMORY;
    enum aman_err err = aman_escort_roads_init(map->mem, map->roads, wish, &map->inside->net);
    if (err != AMAN_OK) return err;
    map->closures = map->inside->net.closures;
    map->havens = aman_mem_new(map->mem, map->n_havens, sizeof *map->havens);
    if (!map->havens) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < map->n_havens; i++) map->havens[i].place = havens[i];
    err = cut_at_havens(map);
    if (err == AMAN_OK) err = aman_escort_snap_create(map->mem, &map->inside->cut.net, &map->inside->snap);
    if (err == AMAN_OK) err = aman_escort_graph_create(map->mem, &map->inside->cut.net, &map->inside->graph);
    if (err == AMAN_OK) err = aman_escort_search_create(map->mem, map->inside->graph, &map->inside->search);
    return err;
}

enum aman_err aman_escort_map_init(const struct aman_mem *mem, const struct aman_roads *roads,
                                   const struct aman_escort_wish *wish, const struct aman_road_place *havens,
                                   size_t n_havens, double most_snap_m, struct aman_escort_map *map)
{
    *map = (struct aman_escort_map){.mem = mem, .roads = roads, .n_havens = n_havens, .most_snap_m = most_snap_m};
    if (!(most_snap_m >= 0.0)) return AMAN_ERR_ARGUMENT;
    enum aman_err err = make(map, wish, havens);
    if (err != AMAN_OK) aman_escort_map_release(map);
    return err;
}

void aman_escort_map_release(struct aman_escort_map *map)
{
    struct aman_escort_inside *inside = map->inside;
    if (inside) {
        aman_escort_search_destroy(inside->search);
        aman_escort_graph_destroy(inside->graph);
        aman_escort_snap_destroy(inside->snap);
        aman_escort_cut_release(&inside->cut);
        aman_escort_roads_release(&inside->net);
        aman_mem_free(map->mem, inside, 1, sizeof *inside);
    }
    if (map->havens) aman_mem_free(map->mem, map->havens, map->n_havens, sizeof *map->havens);
    *map = (struct aman_escort_map){0};
}

struct aman_point aman_escort_map_metres(const struct aman_escort_map *map, double lon, double lat)
{
    return aman_escort_roads_metres(&map->inside->net, lon, lat);
}
