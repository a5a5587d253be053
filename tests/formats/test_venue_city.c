/* Streets of a city out of OpenStreetMap: a small map written here, and extracts of real cities where there
 * are any. */
#include "tests/formats/venue_fixture.h"

#include <stdlib.h>
#include <unistd.h>

enum { SKIP = 77 };

static const char map_path[] = "/vsimem/aman-test.osm";

/* A crossroads at 35.74 N 5.858 W: a residential street from west to east, a footway to the north, a house on
 * the street's southern side, a path through a house, a motorway, a private way, a street elsewhere. One
 * thousandth of a degree is 90 m east, 111 m north. */
static const char map_text[] =
    "<?xml version='1.0'?><osm version='0.6'>"
    "<node id='1' lat='35.740' lon='-5.860'/><node id='2' lat='35.740' lon='-5.858'/><node id='3' "
    "lat='35.740' lon='-5.856'/>"
    "<node id='4' lat='35.742' lon='-5.858'/>"
    "<node id='11' lat='35.7398' lon='-5.8574'/><node id='12' lat='35.73998' lon='-5.8574'/>"
    "<node id='13' lat='35.73998' lon='-5.8572'/><node id='14' lat='35.7398' lon='-5.8572'/>"
    "<node id='21' lat='35.7410' lon='-5.8582'/><node id='22' lat='35.7412' lon='-5.8582'/>"
    "<node id='23' lat='35.7412' lon='-5.8578'/><node id='24' lat='35.7410' lon='-5.8578'/>"
    "<node id='31' lat='35.7405' lon='-5.860'/><node id='32' lat='35.7405' lon='-5.8585'/>"
    "<node id='41' lat='35.7420' lon='-5.8579'/><node id='42' lat='35.7420' lon='-5.856'/>"
    "<node id='51' lat='35.7385' lon='-5.860'/><node id='52' lat='35.7385' lon='-5.856'/>"
    "<way id='1'><nd ref='1'/><nd ref='2'/><nd ref='3'/><tag k='highway' v='residential'/></way>"
    "<way id='2'><nd ref='2'/><nd ref='4'/><tag k='highway' v='footway'/><tag k='tunnel' "
    "v='building_passage'/></way>"
    "<way id='3'><nd ref='11'/><nd ref='12'/><nd ref='13'/><nd ref='14'/><nd ref='11'/><tag k='building' "
    "v='yes'/></way>"
    "<way id='4'><nd ref='21'/><nd ref='22'/><nd ref='23'/><nd ref='24'/><nd ref='21'/><tag k='building' "
    "v='yes'/></way>"
    "<way id='5'><nd ref='31'/><nd ref='32'/><tag k='highway' v='motorway'/></way>"
    "<way id='6'><nd ref='4'/><nd ref='42'/><tag k='highway' v='service'/><tag k='access' v='private'/></way>"
    "<way id='7'><nd ref='51'/><nd ref='52'/><tag k='highway' v='residential'/></way>"
    "</osm>";

static void write_map(const char *text, size_t n)
{
    VSILFILE *file = VSIFileFromMemBuffer(map_path, (GByte *)text, n, 0);
    assert_non_null(file);
    VSIFCloseL(file);
}

/* A square where the street begins, with a source; origin near 5.86 W 35.74 N. */
static void read_city(struct drawing *d, const char *surroundings, double radius_m)
{
    static const char path[] = "/vsimem/aman-city.geojson";
    aman_text_add(&d->text, "]}");
    VSILFILE *file = VSIFileFromMemBuffer(path, (GByte *)d->text.data, d->text.length, 0);
    assert_non_null(file);
    VSIFCloseL(file);
    const char *const paths[] = {path};
    struct aman_venue_source source = source_of(paths, "");
    source.surroundings = surroundings;
    source.surroundings_radius_m = radius_m;
    d->err = aman_venue_read(&source, &d->arena, &d->diags, &d->venue);
    VSIUnlink(path);
}

static void draw_square(struct drawing *d)
{
    drawing_init(d, &aman_mem_heap);
    draw_rect(d, "\"kind\":\"walkable\",\"id\":\"square\"", -5.8602, 35.7399, -5.8599, 35.7401);
    draw_rect(d, "\"kind\":\"source\",\"id\":\"S\"", -5.86015, 35.73995, -5.86005, 35.74005);
}

static struct aman_point place(const struct aman_venue *venue, double lon, double lat)
{
    /* Good to a metre near the origin, but for the turn of the grid, which is undone here. */
    double turn = 0.01745329 * (venue->origin_lon + 3.0) * sin(0.01745329 * lat);
    double x = (lon - venue->origin_lon) * 90448 * 1.0004, y = (lat - venue->origin_lat) * 110953 * 1.0004;
    return (struct aman_point){x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)};
}

static void a_small_map(void **state)
{
    (void)state;
    write_map(map_text, sizeof map_text - 1);
    struct drawing d;
    draw_square(&d);
    read_city(&d, map_path, 800);
    print_diags(&d);
    assert_int_equal(d.err, AMAN_OK);
    const struct aman_area *ground = &d.venue.levels[0].region;
    static const struct {
        double lon, lat;
        bool walkable;
    } places[] = {
        {-5.8590, 35.74000, true},   /* in the street */
        {-5.8590, 35.74003, true},   /* 3.3 m from its middle: still the street */
        {-5.8590, 35.74006, false},  /* 6.7 m: 3 m carriageway and 1.5 m pavement a side do not reach */
        {-5.8580, 35.74050, true},   /* the footway */
        {-5.85797, 35.74050, false}, /* 2.7 m beside it */
        {-5.8580, 35.74110, true},   /* through the house */
        {-5.8581, 35.74110, false},  /* the house */
        {-5.8573, 35.73997, false},  /* the house that stands in the street */
        {-5.8573, 35.74001, true},   /* the street before it */
        {-5.8590, 35.74050, false},  /* motorway */
        {-5.8570, 35.74200, false},  /* private */
        {-5.8580, 35.73850, false},  /* a street that nothing joins to the square */
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (aman_area_contains(ground, place(&d.venue, places[i].lon, places[i].lat)) != places[i].walkable)
            fail_msg("place %zu should %sbe walkable", i, places[i].walkable ? "" : "not ");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct aman_point by_hand = place(&d.venue, places[i].lon, places[i].lat), found;
        assert_true(aman_venue_place(&d.venue, places[i].lon, places[i].lat, &found));
        NEAR(found.x, by_hand.x, 0.5);
        NEAR(found.y, by_hand.y, 0.5);
        assert_false(aman_venue_place(&d.venue, places[i].lon + 1.0, places[i].lat, &found)); /* 90 km away */
    }
    NEAR(aman_area_size_m2(&d.venue.buildings), 18.1 * 20.0 + 36.2 * 22.2, 8.0);
    assert_non_null(strstr(d.venue.attribution, "OpenStreetMap"));
    drawing_release(&d);
    VSIUnlink(map_path);
}

static void what_is_drawn_wins(void **state)
{
    (void)state;
    write_map(map_text, sizeof map_text - 1);
    struct drawing d;
    draw_square(&d);
    draw_rect(&d, "\"kind\":\"obstacle\",\"id\":\"works\"", -5.8592, 35.7399, -5.8591, 35.7401);
    draw_rect(&d, "\"kind\":\"pitch\",\"id\":\"P\"", -5.8581, 35.7403, -5.8579, 35.7405);
    draw_rect(&d, "\"kind\":\"walkable\",\"id\":\"hall\"", -5.85735, 35.7399, -5.85725, 35.74);
    read_city(&d, map_path, 300);
    assert_int_equal(d.err, AMAN_OK);
    const struct aman_area *ground = &d.venue.levels[0].region;
    assert_false(aman_area_contains(ground, place(&d.venue, -5.85915, 35.7400)));
    assert_false(aman_area_contains(ground, place(&d.venue, -5.8580, 35.7404)));
    assert_true(aman_area_contains(ground, place(&d.venue, -5.8573, 35.73995))); /* in the house */
    drawing_release(&d);
    VSIUnlink(map_path);
}

static void broken_maps(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"hello", "no OpenStreetMap extract"},
        {"<?xml version='1.0'?><osm version='0.6'><node id='1' lat='35.74' lon='-5.86'/><way id='1'><nd",
         "a broken extract"},
        {"<?xml version='1.0'?><osm version='0.6'></osm>", "no street within reach"},
    };
    for (size_t i = 0; i < 3; i++) {
        write_map(cases[i].text, strlen(cases[i].text));
        struct drawing d;
        draw_square(&d);
        read_city(&d, map_path, 800);
        assert_int_equal(d.err, AMAN_ERR_INPUT);
        if (!find_diag(&d, cases[i].said)) fail_msg("map %zu: not said: %s", i, cases[i].said);
        drawing_release(&d);
        VSIUnlink(map_path);
    }
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\"", 300, 300, 400, 400);
    read_city(&d, map_path, 800);
    assert_non_null(find_diag(&d, "without a place on Earth"));
    drawing_release(&d);
}

/* ---- real cities ---- */

static const char *data_path(char *path, size_t size, const char *name)
{
    const char *shared = getenv("AMAN_SHARED_DATA");
    if (shared)
        snprintf(path, size, "%s/roads/%s", shared, name);
    else
        snprintf(path, size, "%s/../shared/data/roads/%s", SOURCE_ROOT, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

static void read_monaco(struct drawing *d, const char *path)
{
    drawing_init(d, &aman_mem_heap);
    draw_rect(d, "\"kind\":\"pitch\",\"id\":\"P\"", 7.4150, 43.7272, 7.4160, 43.7280);
    draw_rect(d, "\"kind\":\"walkable\",\"id\":\"forecourt\"", 7.41945, 43.7383, 7.41975, 43.7385);
    draw_rect(d, "\"kind\":\"source\",\"id\":\"station\"", 7.4195, 43.7383, 7.4197, 43.7385);
    read_city(d, path, 800);
}

static void monaco(void **state)
{
    (void)state;
    char path[400];
    if (!data_path(path, sizeof path, "monaco.osm.pbf")) return;
    struct drawing d;
    read_monaco(&d, path);
    print_diags(&d);
    assert_int_equal(d.err, AMAN_OK);
    double ground = 0.0, buildings = aman_area_size_m2(&d.venue.buildings),
           water = aman_area_size_m2(&d.venue.water);
    ground = aman_area_size_m2(&d.venue.levels[0].region);
    printf("  Monaco: ground %.0f m2, buildings %.0f m2, water %.0f m2\n", ground, buildings, water);
    assert_true(ground > 2e5 && ground < 1.2e6);
    assert_true(buildings > 2e5 && buildings < 2e6);
    assert_true(water > 3e5); /* the sea */
    /* Buildings and ground share little: only ways through buildings. */
    size_t both = 0, on_ground = 0;
    for (double x = d.venue.box.x_min; x < d.venue.box.x_max; x += 9.7)
        for (double y = d.venue.box.y_min; y < d.venue.box.y_max; y += 9.7) {
            if (!aman_area_contains(&d.venue.levels[0].region, (struct aman_point){x, y})) continue;
            on_ground++;
            both += aman_area_contains(&d.venue.buildings, (struct aman_point){x, y});
        }
    assert_true(on_ground > 500);
    assert_true(both < on_ground / 10);
    drawing_release(&d);
}

static void an_extract_cut_short(void **state)
{
    (void)state;
    char path[400];
    if (!data_path(path, sizeof path, "monaco.osm.pbf")) return;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char bytes[400000];
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_int_equal(n, sizeof bytes);
    for (size_t cut = 10; cut < n; cut = cut * 5 + 1) {
        write_map(bytes, cut);
        struct drawing d;
        read_monaco(&d, map_path);
        assert_int_equal(d.err, AMAN_ERR_INPUT);
        assert_int_equal(d.diags.n_errors, 1);
        drawing_release(&d);
        VSIUnlink(map_path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_map), cmocka_unit_test(what_is_drawn_wins),   cmocka_unit_test(broken_maps),
        cmocka_unit_test(monaco),      cmocka_unit_test(an_extract_cut_short),
    };
    int failed = cmocka_run_group_tests_name("venue_city", tests, NULL, NULL);
    char path[400];
    if (failed == 0 && !data_path(path, sizeof path, "monaco.osm.pbf")) {
        fprintf(
            stderr,
            "SKIPPED: roads/monaco.osm.pbf is not there (AMAN_SHARED_DATA); the real city was not read\n");
        return SKIP;
    }
    return failed;
}
