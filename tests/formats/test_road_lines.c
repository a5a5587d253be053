/* Roads from layers of lines: attributes by their usual and by given names, corners that meet, projections,
 * what is wrong. */
#include "formats/roads_fields.h"
#include "formats/roads_read.h"
#include "tests/base/cmocka_all.h"

#include <cpl_vsi.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char path[] = "/vsimem/roads.geojson";

static void put(const char *text)
{
    VSIFCloseL(VSIFileFromMemBuffer(path, (GByte *)text, strlen(text), FALSE));
}

/* A collection of lines, each "COORDINATES|PROPERTIES". */
static void put_lines(const char *const *lines, size_t n)
{
    static char text[8192];
    size_t at = (size_t)snprintf(text, sizeof text, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (size_t i = 0; i < n; i++) {
        int length = (int)strcspn(lines[i], "|");
        at += (size_t)snprintf(text + at, sizeof text - at,
                               "%s{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\","
                               "\"coordinates\":[%.*s]},\"properties\":{%s}}",
                               i ? "," : "", length, lines[i], lines[i] + length + 1);
    }
    snprintf(text + at, sizeof text - at, "]}");
    put(text);
}

static enum aman_err read_as(const struct aman_road_lines *lines, const struct aman_mem *mem,
                             struct aman_roads **roads, char *text, size_t size)
{
    struct aman_diags diags;
    *roads = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_roads_read(path, lines, mem, &diags, roads);
    assert_int_equal(err == AMAN_OK, *roads != NULL);
    assert_int_equal(err == AMAN_ERR_INPUT, diags.n_errors > 0);
    text[0] = '\0';
    if (diags.n > 0) aman_diag_format(&diags.items[0], text, size);
    aman_diags_release(&diags);
    VSIUnlink(path);
    return err;
}

static struct aman_roads *read_good(const char *const *lines, size_t n, double join_m)
{
    char text[2048];
    struct aman_roads *roads;
    const struct aman_road_lines how = {.join_m = join_m};
    put_lines(lines, n);
    if (read_as(&how, &aman_mem_heap, &roads, text, sizeof text) != AMAN_OK) fail_msg("%s", text);
    return roads;
}

static void attributes_are_what_they_say(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "[7,43],[7.001,43]|\"fclass\":\"primary\",\"oneway\":\"F\",\"maxspeed\":50,\"name\":\" Rue "
        "\",\"bridge\":\"T\",\"tunnel\":\"F\"",
        "[7.001,43],[7.002,43]|\"fclass\":\"residential\",\"oneway\":\"T\",\"maxspeed\":0,\"bridge\":\"F\"",
        "[7.002,43],[7.003,43]|\"fclass\":\"motorway\",\"oneway\":\"B\",\"maxspeed\":130",
        "[7.003,43],[7.004,43]|\"fclass\":\"track_grade2\"",
        "[7.003,43],[7.004,43]|\"maxspeed\":30",
        "[7.003,43],[7.004,43]|\"fclass\":\"service\",\"other_tags\":\"\\\"access\\\"=>\\\"destination\\\","
        "\\\"maxheight\\\"=>\\\"12'6\\\\\\\"\\\"\"",
        "[7.003,43],[200,43]|\"fclass\":\"service\"",
    };
    struct aman_roads *roads = read_good(lines, 7, 0.1);
    assert_int_equal(roads->n_ways, 4);
    const struct aman_road_way *way = roads->ways;
    assert_true(way[0].id == 1 && way[0].forward && !way[0].backward && way[0].bridge && !way[0].tunnel);
    assert_true(way[0].road_class == AMAN_ROAD_PRIMARY && way[0].forward_kmh == 50.0);
    assert_string_equal(way[0].name, "Rue");
    assert_true(!way[1].forward && way[1].backward && way[1].forward_kmh == 0.0 && !way[1].bridge);
    assert_true(way[2].forward && way[2].backward);
    assert_true(way[3].id == 6 && way[3].destination && fabs(way[3].most_height_m - 3.81) < 1e-9);
    assert_int_equal(roads->notes[AMAN_ROAD_NOTE_NOT_FOR_CARS], 2);
    assert_int_equal(roads->notes[AMAN_ROAD_NOTE_BAD_PLACE], 1);
    assert_int_equal(roads->notes[AMAN_ROAD_NOTE_SPEED], 0);
    aman_roads_destroy(roads);
}

static void corners_meet_within_the_tolerance(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "[7,43],[7.001,43],[7.002,43]|\"highway\":\"primary\"",
        "[7.0010005,43],[7.001,43.001]|\"highway\":\"primary\"",   /* 4 cm beside a corner of the first */
        "[7.0015,42.999],[7.0015,43.001]|\"highway\":\"primary\"", /* crosses it without a corner */
        "[7.002,43],[7.002,43.0000002],[7.003,43]|\"highway\":\"primary\"", /* two corners 2 cm apart are one
                                                                             */
    };
    struct aman_roads *roads = read_good(lines, 4, 0.1);
    assert_int_equal(roads->n_ways, 4);
    assert_int_equal(roads->n_nodes, 3 + 1 + 2 + 1);
    assert_int_equal(roads->refs[roads->ways[1].first], roads->refs[roads->ways[0].first + 1]);
    assert_int_equal(roads->ways[3].n, 2);
    assert_int_equal(roads->notes[AMAN_ROAD_NOTE_JOINED], 2);
    aman_roads_destroy(roads);
    roads = read_good(lines, 4, 0.0);
    assert_int_equal(roads->n_nodes, 3 + 2 + 2 + 2);
    assert_int_equal(roads->notes[AMAN_ROAD_NOTE_JOINED], 0);
    aman_roads_destroy(roads);
}

static void only_lines_are_roads(void **state)
{
    (void)state;
    char text[2048];
    struct aman_roads *roads;
    put("{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[7,43]},\"properties\":{"
        "\"highway\":\"primary\"}},"
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"highway\":\"primary\"}},"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[7,43],[7,44],[8,44],[7,"
        "43]]]},\"properties\":{\"highway\":\"primary\"}},"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"MultiLineString\",\"coordinates\":[[[7,43],[7,44]],[["
        "7,44],[8,44]]]},\"properties\":{\"highway\":\"primary\"}}]}");
    assert_int_equal(read_as(NULL, &aman_mem_heap, &roads, text, sizeof text), AMAN_OK);
    assert_int_equal(roads->n_ways, 2);
    assert_int_equal(roads->n_nodes, 3);
    assert_int_equal(roads->notes[AMAN_ROAD_NOTE_NOT_A_LINE], 3);
    aman_roads_destroy(roads);
}

static void fields_have_the_names_that_are_given(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "[7,43],[7.001,43]|\"KLASSE\":\"trunk\",\"highway\":\"footway\",\"STRASSE\":\"Allee\""};
    const struct aman_road_lines how = {
        .fields = {[AMAN_ROAD_FIELD_HIGHWAY] = "klasse", [AMAN_ROAD_FIELD_NAME] = "strasse"}, .join_m = 0.1};
    struct aman_roads *roads;
    char text[2048];
    put_lines(lines, 1);
    assert_int_equal(read_as(&how, &aman_mem_heap, &roads, text, sizeof text), AMAN_OK);
    assert_int_equal(roads->ways[0].road_class, AMAN_ROAD_TRUNK);
    assert_string_equal(roads->ways[0].name, "Allee");
    aman_roads_destroy(roads);
}

/* A layer in metres, 1 km east of the middle meridian of UTM zone 32, through a driver. */
static void projections_become_degrees(void **state)
{
    (void)state;
    static const char file[] = "/vsimem/roads.gpkg";
    GDALAllRegister();
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GPKG"), file, 0, 0, 0, GDT_Unknown, NULL);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, 32632), OGRERR_NONE);
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, "roads", srs, wkbLineString, NULL);
    OGRFieldDefnH field = OGR_Fld_Create("highway", OFTString);
    OGR_L_CreateField(layer, field, TRUE);
    OGR_Fld_Destroy(field);
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGRGeometryH line = OGR_G_CreateGeometry(wkbLineString);
    OGR_G_AddPoint_2D(line, 500000.0, 4760000.0);
    OGR_G_AddPoint_2D(line, 501000.0, 4760000.0);
    OGR_F_SetFieldString(feature, 0, "primary");
    OGR_F_SetGeometryDirectly(feature, line);
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
    OSRDestroySpatialReference(srs);
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_roads_read(file, NULL, &aman_mem_heap, &diags, &roads), AMAN_OK);
    assert_true(fabs(roads->nodes[0].lon - 9.0) < 1e-9 && fabs(roads->nodes[0].lat - 42.992) < 0.01);
    assert_true(fabs((roads->nodes[1].lon - 9.0) * 111320.0 * cos(roads->nodes[1].lat * 0.0174533) - 1000.0) <
                5.0);
    aman_roads_destroy(roads);
    aman_diags_release(&diags);
    VSIUnlink(file);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *says;
    } cases[] = {
        {"no map at all", "a file of no known format"},
        {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":"
         "\"LineString\",\"coordinates\":"
         "[[7,43],[8,43]]},\"properties\":{\"kind\":\"a\",\"lanes\":2}}]}",
         "no layer with a field for the class of road; there are: kind, lanes"},
        {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":"
         "\"LineString\",\"coordinates\":"
         "[[7,43],[8,43]]},\"properties\":{\"highway\":\"Autobahn\"}}]}",
         "no road for vehicles: the classes are Autobahn"},
        {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":"
         "\"LineString\",\"coord",
         "file"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2048];
        struct aman_roads *roads;
        put(cases[i].bytes);
        assert_int_equal(read_as(NULL, &aman_mem_heap, &roads, text, sizeof text), AMAN_ERR_INPUT);
        if (!strstr(text, cases[i].says)) fail_msg("%s: %s", cases[i].bytes, text);
    }
    static const char *const lines[] = {"[7,43],[7.001,43]|\"highway\":\"trunk\""};
    const struct aman_road_lines how = {.fields = {[AMAN_ROAD_FIELD_NAME] = "strasse"}};
    struct aman_roads *roads;
    char text[2048];
    put_lines(lines, 1);
    assert_int_equal(read_as(&how, &aman_mem_heap, &roads, text, sizeof text), AMAN_ERR_INPUT);
    assert_non_null(strstr(text, "no layer with a field strasse"));
}

static void tags_are_split(void **state)
{
    (void)state;
    struct osm_tag tags[3];
    char one[] = "\"a\"=>\"b \\\"c\\\" \\\\\",\"d\"=>\"\"", broken[] = "\"a\"=>\"b\",\"c\"=>d",
         none[] = "a=>b", many[] = "\"1\"=>\"\",\"2\"=>\"\",\"3\"=>\"\",\"4\"=>\"\"";
    assert_int_equal(roads_tags_split(one, tags, 3), 2);
    assert_string_equal(tags[0].value, "b \"c\" \\");
    assert_string_equal(tags[1].key, "d");
    assert_string_equal(tags[1].value, "");
    assert_int_equal(roads_tags_split(broken, tags, 3), 1);
    assert_int_equal(roads_tags_split(none, tags, 3), 0);
    assert_int_equal(roads_tags_split(many, tags, 3), 3);
}

static void *scarce_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    size_t *left = ctx;
    if (size > 0 && *left == 0) return NULL;
    if (size > 0) --*left;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    static const char *const lines[] = {"[7,43],[7.001,43]|\"highway\":\"trunk\",\"name\":\"a\"",
                                        "[7.001,43],[7.002,43]|\"highway\":\"trunk\""};
    size_t n = 0;
    for (enum aman_err err = AMAN_ERR_MEMORY; err != AMAN_OK; n++) {
        size_t left = n;
        const struct aman_mem mem = {scarce_resize, &left};
        struct aman_roads *roads;
        char text[2048];
        put_lines(lines, 2);
        err = read_as(NULL, &mem, &roads, text, sizeof text);
        assert_true(err == AMAN_OK || err == AMAN_ERR_MEMORY);
        aman_roads_destroy(roads);
    }
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attributes_are_what_they_say),
        cmocka_unit_test(corners_meet_within_the_tolerance),
        cmocka_unit_test(only_lines_are_roads),
        cmocka_unit_test(fields_have_the_names_that_are_given),
        cmocka_unit_test(projections_become_degrees),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(tags_are_split),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
