/* Times the escort engine on a map, and draws pairs of junctions for others to be asked about.
 *   bench_escort pairs MAP N SEED      CSV: from_lon,from_lat,to_lon,to_lat,from,to
 *   bench_escort read MAP              seconds to read, seconds to make the graph (best of five)
 *   bench_escort plan MAP LON,LAT LON,LAT   seconds for a whole plan (median of nine)
 *   bench_escort queries MAP N SEED    lines name,value: plain queries a second, microseconds for a closure
 */
#include "base/rng.h"
#include "base/text.h"
#include "check/escort_inside.h"
#include "engines/escort/graph.h"
#include "formats/roads_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Of this process on a core: what else the machine does is left out. */
static double core_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct aman_roads *read_map(const char *path)
{
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    if (aman_roads_read(path, NULL, &aman_mem_heap, &diags, &roads) != AMAN_OK) {
        fprintf(stderr, "bench_escort: %s cannot be read\n", path);
        exit(1);
    }
    aman_diags_release(&diags);
    return roads;
}

static void make_map(const struct aman_roads *roads, struct aman_escort_map *map)
{
    struct aman_escort_wish wish = {.speeds = aman_road_speeds_default(), .hour = 12};
    wish.speeds.risk = (struct aman_road_risk){0}; /* as the peers, who know times only */
    if (aman_escort_map_init(&aman_mem_heap, roads, &wish, roads->places, roads->n_places, 200.0, map) !=
        AMAN_OK)
        exit(1);
}

/* ---- pairs of junctions of the largest strongly connected part ---- */

/* Nodes reached from one node, forwards or backwards, turn restrictions aside. */
static size_t flood(const struct aman_escort_net *net, uint32_t start, bool backwards, uint8_t *seen)
{
    size_t n = 1;
    bool grown = true;
    memset(seen, 0, net->n_nodes);
    seen[start] = 1;
    while (grown) { /* few rounds: segments follow their ways */
        grown = false;
        for (uint32_t i = 0; i < 4 * net->n_segments; i++) {
            uint32_t arc = i < 2 * net->n_segments ? i : 4 * (uint32_t)net->n_segments - 1 - i;
            uint32_t from = aman_escort_tail(net, arc), to = aman_escort_head(net, arc);
            if (backwards) from = to, to = aman_escort_tail(net, arc);
            if (!aman_escort_is_open(net, arc) || !seen[from] || seen[to]) continue;
            seen[to] = 1;
            grown = true;
            n++;
        }
    }
    return n;
}

/* Junctions: nodes that end a way or belong to two. */
static size_t list_junctions(const struct aman_roads *roads, const struct aman_escort_net *net,
                             uint32_t *junctions)
{
    uint8_t *uses = calloc(roads->n_nodes, 1), *to = calloc(net->n_nodes, 1), *from = calloc(net->n_nodes, 1);
    size_t n = 0;
    for (size_t w = 0; w < roads->n_ways; w++)
        for (uint32_t i = 0; i < roads->ways[w].n; i++) {
            uint8_t *use = &uses[roads->refs[roads->ways[w].first + i]];
            bool end = i == 0 || i + 1 == roads->ways[w].n;
            *use = *use + 1 + end > 2 ? 2 : *use + 1 + end;
        }
    for (uint32_t start = 0; start < net->n_nodes;
         start++) { /* the first that reaches half of the map, and back */
        if (flood(net, start, false, to) < net->n_nodes / 2 ||
            flood(net, start, true, from) < net->n_nodes / 2)
            continue;
        break;
    }
    for (uint32_t v = 0; v < roads->n_nodes; v++)
        if (uses[v] == 2 && to[v] && from[v]) junctions[n++] = v;
    free(uses);
    free(to);
    free(from);
    return n;
}

static void draw_pairs(const struct aman_roads *roads, const struct aman_escort_net *net, size_t n,
                       uint64_t seed, uint32_t *pairs)
{
    uint32_t *junctions = calloc(net->n_nodes, sizeof *junctions);
    size_t most = list_junctions(roads, net, junctions);
    for (size_t i = 0; i < n; i++)
        for (uint64_t k = 0; k == 0 || pairs[2 * i] == pairs[2 * i + 1]; k++)
            for (int end = 0; end < 2; end++)
                pairs[2 * i + end] = junctions[aman_rng_bits(seed, 2 * i + end, k) % most];
    free(junctions);
}

static int show_pairs(const char *path, size_t n, uint64_t seed)
{
    struct aman_roads *roads = read_map(path);
    struct aman_escort_map map;
    make_map(roads, &map);
    uint32_t *pairs = calloc(2 * n, sizeof *pairs);
    draw_pairs(roads, &map.inside->net.net, n, seed, pairs);
    puts("from_lon,from_lat,to_lon,to_lat,from,to");
    for (size_t i = 0; i < n; i++) {
        const struct aman_road_node *a = &roads->nodes[pairs[2 * i]], *b = &roads->nodes[pairs[2 * i + 1]];
        printf("%.7f,%.7f,%.7f,%.7f,%" PRId64 ",%" PRId64 "\n", a->lon, a->lat, b->lon, b->lat, a->id, b->id);
    }
    free(pairs);
    aman_escort_map_release(&map);
    aman_roads_destroy(roads);
    return 0;
}

/* ---- times ---- */

static int time_reading(const char *path)
{
    double read = 1e9, made = 1e9;
    for (int i = 0; i < 5; i++) {
        double t0 = now_s();
        struct aman_roads *roads = read_map(path);
        double t1 = now_s();
        struct aman_escort_map map;
        make_map(roads, &map);
        double t2 = now_s();
        if (t1 - t0 < read) read = t1 - t0;
        if (t2 - t1 < made) made = t2 - t1;
        aman_escort_map_release(&map);
        aman_roads_destroy(roads);
    }
    printf("%.4f,%.4f\n", read, made);
    return 0;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool point_of(const char *text, double *lon, double *lat)
{
    const char *comma = strchr(text, ',');
    return comma && aman_text_number(text, (size_t)(comma - text), lon) &&
           aman_text_number(comma + 1, strlen(comma + 1), lat);
}

static int time_plan(const char *path, const char *from, const char *to)
{
    enum { TIMES = 9 };
    double a[2], b[2], took[TIMES];
    if (!point_of(from, &a[0], &a[1]) || !point_of(to, &b[0], &b[1])) return 1;
    struct aman_roads *roads = read_map(path);
    struct aman_escort_map map;
    make_map(roads, &map);
    for (int i = 0; i < TIMES; i++) {
        struct aman_escort_plan plan;
        double t0 = now_s();
        if (aman_escort_plan_make(&map, a[0], a[1], b[0], b[1], &plan) != AMAN_OK ||
            plan.state != AMAN_ESCORT_PLANNED)
            return 1;
        took[i] = now_s() - t0;
        aman_escort_plan_release(&plan);
    }
    qsort(took, TIMES, sizeof *took, compare_doubles);
    printf("%.5f\n", took[TIMES / 2]);
    aman_escort_map_release(&map);
    aman_roads_destroy(roads);
    return 0;
}

/* Seconds of n queries by Dijkstra's search, and the sum of the times found. */
static double time_dijkstra(struct aman_escort_map *map, const uint32_t *pairs, size_t n, int64_t *sum)
{
    double t0 = core_s();
    *sum = 0;
    for (size_t i = 0; i < n; i++) {
        struct aman_escort_route route;
        bool found = false;
        if (aman_escort_best(map->inside->search, pairs[2 * i], pairs[2 * i + 1], &route, &found) != AMAN_OK)
            exit(1);
        if (!found) continue;
        *sum += route.p90_ms;
        aman_escort_route_release(&route);
    }
    return core_s() - t0;
}

static double time_fast(struct aman_escort_fast *fast, const uint32_t *pairs, size_t n, int64_t *sum)
{
    double t0 = core_s();
    *sum = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t ms = aman_escort_fast_time_ms(fast, pairs[2 * i], pairs[2 * i + 1]);
        *sum += ms < 0 ? 0 : ms;
    }
    return core_s() - t0;
}

static double time_routes(struct aman_escort_fast *fast, const uint32_t *pairs, size_t n)
{
    double t0 = core_s();
    for (size_t i = 0; i < n; i++) {
        struct aman_escort_route route = {0};
        bool found = false;
        if (aman_escort_fast_route(fast, pairs[2 * i], pairs[2 * i + 1], &route, &found) != AMAN_OK) exit(1);
        aman_escort_route_release(&route);
    }
    return core_s() - t0;
}

static void show_times(const char *what, double *took, size_t n)
{
    qsort(took, n, sizeof *took, compare_doubles);
    printf("%s median us,%.2f\n%s 99th percentile us,%.2f\n", what, 1e6 * took[n / 2], what,
           1e6 * took[n * 99 / 100]);
}

/* Closes streets anywhere, and asks for other ways in between. */
static void time_closures(struct aman_escort_fast *fast, const struct aman_escort_net *net,
                          const uint32_t *pairs, size_t n, uint64_t seed)
{
    enum { CLOSURES = 2000, ASKED = 20 };
    static double took[CLOSURES];
    double asking = 0.0;
    for (size_t i = 0; i < CLOSURES; i++) {
        uint32_t segment = (uint32_t)(aman_rng_bits(seed, 77, i) % net->n_segments);
        double t0 = core_s();
        aman_escort_fast_close(fast, segment, true);
        double t1 = core_s();
        for (size_t k = 0; k < ASKED; k++) {
            size_t pair = (ASKED * i + k) % n;
            aman_escort_fast_time_ms(fast, pairs[2 * pair], pairs[2 * pair + 1]);
        }
        asking += core_s() - t1;
        took[i] = t1 - t0;
        aman_escort_fast_close(fast, segment, false);
    }
    show_times("closure anywhere", took, CLOSURES);
    printf("queries/s right after a closure anywhere,%.0f\n", CLOSURES * ASKED / asking);
}

/* Closes the middle of a pair's own way, asks again for that pair - the weights must be made anew - and opens
 * it. */
static void time_losses(struct aman_escort_fast *fast, const uint32_t *pairs, size_t n)
{
    double *took[3];
    size_t kept = 0;
    for (int k = 0; k < 3; k++) took[k] = calloc(n, sizeof *took[k]);
    for (size_t i = 0; i < n; i++) {
        struct aman_escort_route route = {0};
        bool found = false;
        if (aman_escort_fast_route(fast, pairs[2 * i], pairs[2 * i + 1], &route, &found) != AMAN_OK) exit(1);
        uint32_t segment = found && route.n > 0 ? route.arcs[route.n / 2] / 2 : UINT32_MAX;
        aman_escort_route_release(&route);
        if (segment == UINT32_MAX) continue;
        double t0 = core_s();
        aman_escort_fast_close(fast, segment, true);
        double t1 = core_s();
        aman_escort_fast_time_ms(fast, pairs[2 * i], pairs[2 * i + 1]);
        double t2 = core_s();
        aman_escort_fast_close(fast, segment, false);
        took[0][kept] = t1 - t0;
        took[1][kept] = t2 - t1;
        took[2][kept++] = core_s() - t2;
    }
    static const char *const names[] = {"closure on the way", "first query whose way is closed",
                                        "opening it again"};
    for (int k = 0; k < 3 && kept > 0; k++) show_times(names[k], took[k], kept);
    for (int k = 0; k < 3; k++) free(took[k]);
}

static int time_queries(const char *path, size_t n, uint64_t seed)
{
    enum { TIMES = 5 };
    struct aman_roads *roads = read_map(path);
    struct aman_escort_map map;
    make_map(roads, &map);
    struct aman_escort_fast *fast;
    uint32_t *pairs = calloc(2 * n, sizeof *pairs);
    size_t few = n < 500 ? n : 500;
    int64_t slow_sum, fast_sum;
    draw_pairs(roads, &map.inside->net.net, n, seed, pairs);
    double t0 = core_s();
    if (aman_escort_fast_create(&aman_mem_heap, map.inside->graph, &fast) != AMAN_OK) return 1;
    double made = core_s() - t0, best = 1e9;
    double slow = time_dijkstra(&map, pairs, few, &slow_sum);
    time_fast(fast, pairs, few, &fast_sum);
    if (slow_sum != fast_sum) {
        fputs("bench_escort: the hierarchy and Dijkstra's search disagree\n", stderr);
        return 1;
    }
    for (int i = 0; i < TIMES; i++) {
        double took = time_fast(fast, pairs, n, &fast_sum);
        if (took < best) best = took;
    }
    printf("queries/s hierarchy,%.0f\nqueries/s hierarchy with route,%.0f\nqueries/s Dijkstra,%.1f\n",
           (double)n / best, (double)n / time_routes(fast, pairs, n), (double)few / slow);
    printf("hierarchy made s,%.3f\n", made);
    time_closures(fast, &map.inside->cut.net, pairs, n, seed);
    time_losses(fast, pairs, n);
    aman_escort_fast_destroy(fast);
    free(pairs);
    aman_escort_map_release(&map);
    aman_roads_destroy(roads);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "pairs") == 0)
        return show_pairs(argv[2], strtoul(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    if (argc == 3 && strcmp(argv[1], "read") == 0) return time_reading(argv[2]);
    if (argc == 5 && strcmp(argv[1], "plan") == 0) return time_plan(argv[2], argv[3], argv[4]);
    if (argc == 5 && strcmp(argv[1], "queries") == 0)
        return time_queries(argv[2], strtoul(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    fputs("usage: bench_escort pairs|queries MAP N SEED | read MAP | plan MAP LON,LAT LON,LAT\n", stderr);
    return 2;
}
