/* Roads from extracts: the same town as .osm and .osm.pbf, tags that lie, restrictions of every kind, broken files. */
#include "base/text.h"
#include "formats/roads_read.h"
#include "formats/roads_tags.h"
#include "tests/base/cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *load(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(1 << 22);
    *n = fread(bytes, 1, 1 << 22, file);
    fclose(file);
    return bytes;
}

static struct aman_roads *read_town(const char *path)
{
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_roads_read(path, NULL, &aman_mem_heap, &diags, &roads), AMAN_OK);
    assert_int_equal(diags.n, 0);
    aman_diags_release(&diags);
    return roads;
}

static const char osm[] = AMAN_TEST_CORPUS "/roads/town.osm", pbf[] = AMAN_TEST_CORPUS "/roads/town.osm.pbf";

static const struct aman_road_way *way_of(const struct aman_roads *roads, int64_t id)
{
    ptrdiff_t way = aman_roads_find_way(roads, id);
    assert_true(way >= 0);
    return &roads->ways[way];
}

static int64_t node_id(const struct aman_roads *roads, const struct aman_road_way *way, uint32_t i)
{
    return roads->nodes[roads->refs[way->first + i]].id;
}

static void ways_are_what_their_tags_say(void **state)
{
    (void)state;
    struct aman_roads *roads = read_town(osm);
    assert_int_equal(roads->n_ways, 7);
    assert_int_equal(roads->n_nodes, 11);
    const struct aman_road_way *way = way_of(roads, 100);
    assert_string_equal(way->name, "Rue d'En Bas");
    assert_true(way->forward && way->backward && way->road_class == AMAN_ROAD_PRIMARY);
    assert_true(fabs(way->forward_kmh - 48.28032) < 1e-9);
    way = way_of(roads, 101); /* maxspeed=walk is none */
    assert_true(way->forward_kmh == 0.0 && fabs(way->most_height_m - 3.81) < 1e-9);
    way = way_of(roads, 102); /* a node twice in a row counts once; against the drawing only */
    assert_int_equal(way->n, 3);
    assert_true(!way->forward && way->backward && way->destination);
    way = way_of(roads, 103);
    assert_true(way->bridge && !way->tunnel && way->most_weight_t == 0.0);
    way = way_of(roads, 104); /* motorways are one-way */
    assert_true(way->forward && !way->backward && way->forward_kmh == 100.0 && way->backward_kmh == 0.0);
    way = way_of(roads, 105); /* and so are roundabouts */
    assert_true(way->forward && !way->backward);
    way = way_of(roads, 110); /* cut where the extract ends */
    assert_int_equal(way->n, 2);
    assert_int_equal(node_id(roads, way, 1), -12);
    assert_true(way->tunnel && way->most_width_m == 2.5);
    assert_true(aman_roads_find_way(roads, 106) < 0 && aman_roads_find_way(roads, 107) < 0);
    assert_true(roads->nodes[aman_roads_find_node(roads, 2)].signal);
    assert_true(roads->nodes[aman_roads_find_node(roads, 5)].barred);
    assert_true(roads->nodes[aman_roads_find_node(roads, 6)].barred);
    aman_roads_destroy(roads);
}

static void every_thing_left_out_is_counted(void **state)
{
    (void)state;
    struct aman_roads *roads = read_town(osm);
    for (int i = 0; i < AMAN_ROAD_NOTE_COUNT; i++) { /* the town has one of each that an extract can have */
        assert_int_equal(roads->notes[i], i != AMAN_ROAD_NOTE_NOT_A_LINE && i != AMAN_ROAD_NOTE_JOINED);
        assert_true(strlen(aman_road_note_text((enum aman_road_note)i)) > 0);
    }
    aman_roads_destroy(roads);
}

static void restrictions_are_joined(void **state)
{
    (void)state;
    struct aman_roads *roads = read_town(osm);
    assert_int_equal(roads->n_turns, 4);
    const struct aman_road_turn *turn = &roads->turns[0];
    assert_true(turn->id == 200 && !turn->only && turn->n_via == 0);
    assert_int_equal(roads->nodes[roads->joints[turn->joint]].id, 2);
    turn = &roads->turns[1]; /* over a way */
    assert_true(turn->id == 201 && turn->only && turn->n_via == 1);
    assert_int_equal(roads->ways[roads->vias[turn->via]].id, 104);
    assert_int_equal(roads->nodes[roads->joints[turn->joint]].id, 3);
    assert_int_equal(roads->nodes[roads->joints[turn->joint + 1]].id, 9);
    assert_true(roads->turns[2].id == 207 && roads->turns[3].id == 207); /* no_entry from two ways */
    assert_int_equal(roads->ways[roads->turns[2].from].id, 100);
    assert_int_equal(roads->ways[roads->turns[3].from].id, 102);
    aman_roads_destroy(roads);
}

static void places_of_help_are_found(void **state)
{
    (void)state;
    struct aman_roads *roads = read_town(osm);
    assert_int_equal(roads->n_places, 2);
    assert_true(roads->places[0].kind == AMAN_HELP_POLICE && roads->places[1].kind == AMAN_HELP_HOSPITAL);
    assert_string_equal(roads->places[0].name, "Poste & garde");
    assert_string_equal(roads->places[1].name, "مستشفى");
    assert_true(fabs(roads->places[1].lon - 7.00025) < 1e-9); /* the middle of 1, 2, 4, 1 */
    aman_roads_destroy(roads);
}

static void both_formats_say_the_same(void **state)
{
    (void)state;
    struct aman_roads *a = read_town(osm), *b = read_town(pbf);
    assert_int_equal(a->n_ways, b->n_ways);
    assert_int_equal(a->n_nodes, b->n_nodes);
    assert_int_equal(a->n_turns, b->n_turns);
    assert_int_equal(a->n_refs, b->n_refs);
    assert_memory_equal(a->notes, b->notes, sizeof a->notes);
    assert_memory_equal(a->refs, b->refs, a->n_refs * sizeof *a->refs);
    for (size_t i = 0; i < a->n_nodes; i++) {
        assert_int_equal(a->nodes[i].id, b->nodes[i].id);
        assert_true(fabs(a->nodes[i].lon - b->nodes[i].lon) < 1e-7 && fabs(a->nodes[i].lat - b->nodes[i].lat) < 1e-7);
    }
    for (size_t i = 0; i < a->n_ways; i++) {
        assert_string_equal(a->ways[i].name, b->ways[i].name);
        assert_int_equal(a->ways[i].id, b->ways[i].id);
        assert_true(a->ways[i].forward_kmh == b->ways[i].forward_kmh && a->ways[i].road_class == b->ways[i].road_class);
    }
    aman_roads_destroy(a);
    aman_roads_destroy(b);
}

/* ---- numbers ---- */

static void speeds_that_lie_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double kmh; /* -1: cannot be read */
    } cases[] = {{"50", 50},       {"50 km/h", 50}, {"30 mph", 48.28032}, {"30mph", 48.28032}, {"none", 0},   {"walk", -1},
                 {"RU:urban", -1}, {"50;30", -1},   {"", -1},             {"0", -1},           {"500", -1},   {"-30", -1},
                 {"signals", -1},  {"nan", -1},     {"1e3", -1},          {"50 knots", -1},    {"5.5", 5.5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double kmh = -1.0;
        bool good = roads_speed_of(cases[i].text, &kmh);
        if (good != (cases[i].kmh >= 0.0) || fabs(kmh - cases[i].kmh) > 1e-9) fail_msg("%s: %g", cases[i].text, kmh);
    }
}

static void sizes_have_units(void **state)
{
    (void)state;
    double v = -1.0;
    assert_true(roads_metres_of("3.5", &v) && v == 3.5);
    assert_true(roads_metres_of("350 cm", &v) && fabs(v - 3.5) < 1e-12);
    assert_true(roads_metres_of("12'", &v) && fabs(v - 3.6576) < 1e-12);
    assert_true(roads_metres_of("12 ft", &v) && fabs(v - 3.6576) < 1e-12);
    assert_true(roads_metres_of("none", &v) && v == 0.0);
    assert_true(roads_tonnes_of("7500 kg", &v) && fabs(v - 7.5) < 1e-12);
    assert_true(roads_tonnes_of("16000 lbs", &v) && fabs(v - 7.25747792) < 1e-6);
    v = -1.0;
    assert_false(roads_metres_of("below", &v) || roads_metres_of("12'x", &v) || roads_metres_of("0", &v) ||
                 roads_metres_of("3,5", &v) || roads_tonnes_of("heavy", &v) || roads_tonnes_of("1e9", &v));
    assert_true(v == -1.0);
}

/* ---- broken files ---- */

static enum aman_err try_bytes(const struct aman_mem *mem, const char *bytes, size_t n, char *text, size_t size)
{
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_roads_read_bytes(bytes, n, "m", mem, &diags, &roads);
    assert_int_equal(err == AMAN_OK, roads != NULL);
    assert_int_equal(err == AMAN_ERR_INPUT, diags.n_errors > 0);
    if (text && diags.n > 0) aman_diag_format(&diags.items[0], text, size);
    aman_roads_destroy(roads);
    aman_diags_release(&diags);
    return err;
}

static void files_cut_short_are_told(void **state)
{
    (void)state;
    for (int format = 0; format < 2; format++) {
        size_t n, whole = 0;
        char *bytes = load(format ? pbf : osm, &n);
        for (size_t cut = 0; cut < n; cut += format ? 1 : 37) {
            char *part = malloc(cut + 1); /* of its own, so that a sanitizer sees a byte read too far */
            memcpy(part, bytes, cut);
            enum aman_err err = try_bytes(&aman_mem_heap, part, cut, NULL, 0);
            assert_true(err == AMAN_OK || err == AMAN_ERR_INPUT);
            whole += err == AMAN_OK;
            free(part);
        }
        assert_true(whole <= (format ? 2 : 1)); /* PBF: cut between two blocks it is whole again */
        free(bytes);
    }
}

static void what_is_no_map_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *says;
    } cases[] = {
        {"", "an empty file"},
        {"<html></html>", "XML that is no OpenStreetMap data"},
        {"<osm><node id='1'/></osm>", "a node without a place"},
        {"<osm><node id='x' lat='1' lon='1'/></osm>", "without a whole number as its id"},
        {"<osm><way id='1'><nd/></way></osm>", "a way's node without a whole number"},
        {"<osm><relation id='1'><member type='road' ref='1' role=''/></relation></osm>", "a member that is not whole"},
        {"<osm><way id='1'><tag k='highway'/></way></osm>", "a tag without key or value"},
        {"<osm><way id='1'>", "broken XML"},
        {"<!DOCTYPE a [<!ENTITY b 'c'>]><osm><way id='1'><tag k='&b;' v=''/></way></osm>", "document type"},
        {"<osm/>", "no road for vehicles"},
        {"lon,lat\n1,2\n", "no OpenStreetMap data"},
        {"\0\0\0\1\n", "the file is cut short"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[1024] = "";
        size_t n = i + 1 == sizeof cases / sizeof *cases ? 4 : strlen(cases[i].bytes);
        assert_int_equal(try_bytes(&aman_mem_heap, cases[i].bytes, n, text, sizeof text), AMAN_ERR_INPUT);
        if (!strstr(text, cases[i].says)) fail_msg("%s: %s", cases[i].bytes, text);
    }
}

static void a_missing_file_is_told(void **state)
{
    (void)state;
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_roads_read("no/such/file.osm.pbf", NULL, &aman_mem_heap, &diags, &roads), AMAN_ERR_INPUT);
    assert_int_equal(diags.n_errors, 1);
    aman_diags_release(&diags);
}

struct scarce {
    size_t left;
};

static void *scarce_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct scarce *scarce = ctx;
    if (size > 0 && scarce->left == 0) return NULL;
    if (size > 0) scarce->left--;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    for (int format = 0; format < 2; format++) {
        size_t n, tried = 0;
        char *bytes = load(format ? pbf : osm, &n);
        for (enum aman_err err = AMAN_ERR_MEMORY; err != AMAN_OK; tried++) {
            struct scarce scarce = {tried};
            const struct aman_mem mem = {scarce_resize, &scarce};
            err = try_bytes(&mem, bytes, n, NULL, 0);
            assert_true(err == AMAN_OK || err == AMAN_ERR_MEMORY);
        }
        assert_true(tried > 12);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_are_what_their_tags_say),
        cmocka_unit_test(every_thing_left_out_is_counted),
        cmocka_unit_test(restrictions_are_joined),
        cmocka_unit_test(places_of_help_are_found),
        cmocka_unit_test(both_formats_say_the_same),
        cmocka_unit_test(speeds_that_lie_are_none),
        cmocka_unit_test(sizes_have_units),
        cmocka_unit_test(files_cut_short_are_told),
        cmocka_unit_test(what_is_no_map_is_told),
        cmocka_unit_test(a_missing_file_is_told),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
