/* GeoPackage, Shapefile and DXF written with OGR and read back; where the coordinates are on Earth. */
#include "tests/formats/venue_fixture.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <sys/stat.h>
#include <unistd.h>

struct shape {
    const char *kind, *id, *layer, *wkt;
    int level;
};

/* A site of 100 x 60 m in Tangier, in UTM zone 30 north. */
static const struct shape site[] = {
    {"walkable", "W", "walkable W level(2)",
     "POLYGON ((241500 3959000,241600 3959000,241600 3959060,241500 3959060,241500 3959000))", 2},
    {"obstacle", "O", "obstacle O level(2)",
     "POLYGON ((241540 3959020,241550 3959020,241550 3959030,241540 3959030,241540 3959020))", 2},
    {"source", "S", "source S level(2)",
     "POLYGON ((241510 3959010,241520 3959010,241520 3959015,241510 3959015,241510 3959010))", 2},
    {"gate", "G", "gate G level(2) inward_deg(90)", "LINESTRING Z (241580 3959000 7,241580 3959060 8)", 2},
};
enum { SHAPES = sizeof site / sizeof *site };

static OGRLayerH add_layer(GDALDatasetH dataset, const char *name, OGRSpatialReferenceH srs,
                           OGRwkbGeometryType type)
{
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, name, srs, type, NULL);
    assert_non_null(layer);
    static const char *const names[] = {"kind", "id"};
    for (int i = 0; i < 2; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(names[i], OFTString);
        assert_int_equal(OGR_L_CreateField(layer, field, 1), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    OGRFieldDefnH number = OGR_Fld_Create("level", OFTInteger);
    assert_int_equal(OGR_L_CreateField(layer, number, 1), OGRERR_NONE);
    OGR_Fld_Destroy(number);
    OGRFieldDefnH bearing = OGR_Fld_Create("INWARD_DEG", OFTReal);
    assert_int_equal(OGR_L_CreateField(layer, bearing, 1), OGRERR_NONE);
    OGR_Fld_Destroy(bearing);
    return layer;
}

static void add_feature(OGRLayerH layer, const struct shape *shape, bool dxf)
{
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    if (dxf) {
        OGR_F_SetFieldString(feature, OGR_F_GetFieldIndex(feature, "Layer"), shape->layer);
    } else {
        OGR_F_SetFieldString(feature, 0, shape->kind);
        OGR_F_SetFieldString(feature, 1, shape->id);
        OGR_F_SetFieldInteger(feature, 2, shape->level);
        if (strcmp(shape->kind, "gate") == 0) OGR_F_SetFieldDouble(feature, 3, 90.0);
    }
    OGRGeometryH geometry = NULL;
    char *wkt = (char *)shape->wkt;
    assert_int_equal(OGR_G_CreateFromWkt(&wkt, NULL, &geometry), OGRERR_NONE);
    if (dxf &&
        wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbPolygon) { /* closed polylines, as CAD draws them */
        OGRGeometryH line = OGR_G_CreateGeometry(wkbLineString), ring = OGR_G_GetGeometryRef(geometry, 0);
        for (int i = 0; i < OGR_G_GetPointCount(ring); i++)
            OGR_G_AddPoint_2D(line, OGR_G_GetX(ring, i), OGR_G_GetY(ring, i));
        OGR_G_DestroyGeometry(geometry);
        geometry = line;
    }
    OGR_F_SetGeometryDirectly(feature, geometry);
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
}

static void write_site(const char *driver, const char *path, OGRSpatialReferenceH srs, bool lines)
{
    GDALDriverH handle = GDALGetDriverByName(driver);
    assert_non_null(handle);
    GDALDatasetH dataset = GDALCreate(handle, path, 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(dataset);
    bool dxf = strcmp(driver, "DXF") == 0, shapefile = strstr(driver, "Shape") != NULL;
    OGRLayerH layer = dxf ? GDALDatasetCreateLayer(dataset, "entities", NULL, wkbUnknown, NULL)
                          : add_layer(dataset, "site", srs,
                                      !shapefile ? wkbUnknown
                                      : lines    ? wkbLineString25D
                                                 : wkbPolygon);
    for (int i = 0; i < SHAPES; i++) {
        bool line = strcmp(site[i].kind, "gate") == 0;
        if (!shapefile || line == lines) add_feature(layer, &site[i], dxf);
    }
    GDALClose(dataset);
}

static OGRSpatialReferenceH utm30(void)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, 32630), OGRERR_NONE);
    return srs;
}

static void check_site(struct drawing *d)
{
    print_diags(d);
    assert_int_equal(d->err, AMAN_OK);
    const struct aman_venue *v = &d->venue;
    assert_string_equal(v->crs, "EPSG:32630");
    NEAR(v->origin_e_m, 241550.0, 0.0);
    NEAR(v->origin_n_m, 3959030.0, 0.0);
    NEAR(v->origin_lon, -5.858, 0.001);
    NEAR(v->origin_lat, 35.7414, 0.001);
    assert_int_equal(v->n_features, SHAPES);
    assert_int_equal(v->n_levels, 1);
    assert_string_equal(v->levels[0].name, "2");
    NEAR(aman_area_size_m2(&v->levels[0].region), 6000.0 - 100.0, 0.01);
    const struct aman_feature *gate = &v->features[aman_venue_find(v, "G")];
    assert_int_equal(gate->kind, AMAN_FEATURE_GATE);
    NEAR(gate->line.points[0].x, 30.0, 1e-6);
    NEAR(gate->inward_deg, 90.0, 1e-9);
    assert_int_equal(d->diags.n, 0);
}

static void geopackage(void **state)
{
    (void)state;
    OGRSpatialReferenceH srs = utm30();
    write_site("GPKG", "/vsimem/site.gpkg", srs, false);
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    read_path(&d, "/vsimem/site.gpkg", "");
    check_site(&d);
    drawing_release(&d);
    VSIUnlink("/vsimem/site.gpkg");
    OSRDestroySpatialReference(srs);
}

static void shapefiles(void **state)
{
    (void)state;
    char directory[] = "/tmp/aman-shapes-XXXXXX";
    assert_non_null(mkdtemp(directory));
    OGRSpatialReferenceH srs = utm30();
    char areas[100], lines[100];
    snprintf(areas, sizeof areas, "%s/areas.shp", directory);
    snprintf(lines, sizeof lines, "%s/lines.shp", directory);
    write_site("ESRI Shapefile", areas, srs, false);
    write_site("ESRI Shapefile", lines, srs, true);
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    const char *const paths[] = {"areas.shp", "lines.shp"}; /* relative to the plan's directory */
    struct aman_venue_source source = source_of(paths, "");
    source.directory = directory;
    source.n_geometry = 2;
    d.err = aman_venue_read(&source, &d.arena, &d.diags, &d.venue);
    check_site(&d);
    drawing_release(&d);
    OSRDestroySpatialReference(srs);
    GDALDriverH driver = GDALGetDriverByName("ESRI Shapefile");
    GDALDeleteDataset(driver, areas);
    GDALDeleteDataset(driver, lines);
    assert_int_equal(rmdir(directory), 0);
}

static void dxf_by_the_names_of_layers(void **state)
{
    (void)state;
    write_site("DXF", "/vsimem/site.dxf", NULL, false);
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    read_path(&d, "/vsimem/site.dxf", "EPSG:32630"); /* a DXF says no CRS: its metres are the plan's */
    check_site(&d);
    drawing_release(&d);
    drawing_init(&d, &aman_mem_heap);
    read_path(&d, "/vsimem/site.dxf", "");
    assert_int_equal(d.err, AMAN_OK);
    assert_string_equal(d.venue.crs, ""); /* a place of its own */
    assert_true(isnan(d.venue.origin_lat));
    NEAR(aman_area_size_m2(&d.venue.levels[0].region), 5900.0, 0.01);
    drawing_release(&d);
    VSIUnlink("/vsimem/site.dxf");
}

static void degrees_into_the_zone_of_the_middle(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\",\"id\":\"W\"", -5.8590, 35.7400, -5.8570, 35.7410);
    read_drawing(&d, "");
    assert_int_equal(d.err, AMAN_OK);
    assert_string_equal(d.venue.crs, "EPSG:32630");
    /* At 35.74 N one degree is 90,448 m east and 110,953 m north on the ellipsoid, times the zone's
     * scale there (1.00042 at 4.06 degrees from its meridian... 258 km: 0.9996 + 0.00082). */
    double scale = 0.9996 * (1.0 + 258.3 * 258.3 / (2.0 * 6378.0 * 6378.0));
    NEAR(aman_area_size_m2(&d.venue.levels[0].region), 0.002 * 90448 * 0.001 * 110953 * scale * scale, 15.0);
    NEAR(d.venue.origin_lon, -5.858, 1e-5);
    NEAR(d.venue.origin_lat, 35.7405, 1e-5);
    drawing_release(&d);
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\",\"id\":\"W\"", 18.42, -33.91, 18.421, -33.909); /* Cape Town */
    read_drawing(&d, "");
    assert_string_equal(d.venue.crs, "EPSG:32734");
    drawing_release(&d);
}

static void wrong_projections(void **state)
{
    (void)state;
    static const struct {
        double x0, y0, x1, y1;
        const char *crs, *said;
    } cases[] = {
        {0, 0, 40, 60, "",
         "wrong projection: a drawing of"}, /* metres taken for degrees, as GeoJSON has it */
        {-5.8, 35.7, -5.8 + 1e-7, 35.7 + 1e-7, "", "wrong projection: a drawing of 0.00"},
        {7.0, 89.0, 7.001, 89.001, "", "latitude 89.0005"},
        {0, 0, 100, 500, "EPSG:999999", "venue.crs: found EPSG:999999"},
        {0, 0, 100, 50, "EPSG:4326", "expected a projection in metres"},
        {9e6, 9e7, 9e6 + 100, 9e7 + 100, "EPSG:32630", "wrong projection: coordinates from"},
        {0, 0, 90000, 100, "local", "wrong projection: a drawing of 90 by 0 km"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct drawing d;
        drawing_init(&d, &aman_mem_heap);
        draw_rect(&d, "\"kind\":\"walkable\",\"id\":\"W\"", cases[i].x0, cases[i].y0, cases[i].x1,
                  cases[i].y1);
        read_drawing(&d, cases[i].crs);
        assert_int_equal(d.err, AMAN_ERR_INPUT);
        if (!find_diag(&d, cases[i].said)) fail_msg("projection %zu: not said: %s", i, cases[i].said);
        drawing_release(&d);
    }
}

static void degrees_said_to_be_metres(void **state)
{
    (void)state;
    OGRSpatialReferenceH srs = utm30();
    GDALAllRegister();
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GPKG"), "/vsimem/bad.gpkg", 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = add_layer(dataset, "site", srs, wkbUnknown);
    struct shape shape = {"walkable", "W", "",
                          "POLYGON ((-5.859 35.740,-5.857 35.740,-5.857 35.741,-5.859 35.740))", 0};
    add_feature(layer, &shape, false);
    GDALClose(dataset);
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    read_path(&d, "/vsimem/bad.gpkg", "");
    assert_int_equal(d.err, AMAN_ERR_INPUT);
    assert_non_null(find_diag(&d, "wrong projection"));
    drawing_release(&d);
    VSIUnlink("/vsimem/bad.gpkg");
    OSRDestroySpatialReference(srs);
}

static void curves_and_many_parts(void **state)
{
    (void)state;
    GDALAllRegister();
    OGRSpatialReferenceH srs = utm30();
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GPKG"), "/vsimem/curve.gpkg", 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = add_layer(dataset, "site", srs, wkbUnknown);
    const struct shape shapes[] = {
        {"walkable", "disc", "",
         "CURVEPOLYGON (CIRCULARSTRING (241500 3959000,241520 3959000,241500 3959000))", 0},
        {"walkable", "two", "",
         "MULTIPOLYGON (((241600 3959000,241610 3959000,241610 3959010,241600 3959000)),"
         "((241620 3959000,241630 3959000,241630 3959010,241620 3959000)))",
         0},
        {"wall", "w", "",
         "MULTILINESTRING ((241500 3959000,241501 3959000),(241503 3959000,241504 3959001),"
         "(241505 3959000,241506 3959001))",
         0},
    };
    for (int i = 0; i < 3; i++) add_feature(layer, &shapes[i], false);
    GDALClose(dataset);
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    read_path(&d, "/vsimem/curve.gpkg", "");
    print_diags(&d);
    assert_int_equal(d.err, AMAN_OK);
    NEAR(aman_area_size_m2(&d.venue.features[0].area), 314.16, 1.0);
    assert_int_equal(d.venue.features[1].area.n, 2); /* one feature of two rings */
    assert_true(aman_venue_find(&d.venue, "w") >= 0 && aman_venue_find(&d.venue, "w-2") >= 0 &&
                aman_venue_find(&d.venue, "w-3") >= 0);
    drawing_release(&d);
    VSIUnlink("/vsimem/curve.gpkg");
    OSRDestroySpatialReference(srs);
}

static int register_drivers(void **state)
{
    (void)state;
    GDALAllRegister();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geopackage),
        cmocka_unit_test(shapefiles),
        cmocka_unit_test(dxf_by_the_names_of_layers),
        cmocka_unit_test(degrees_into_the_zone_of_the_middle),
        cmocka_unit_test(wrong_projections),
        cmocka_unit_test(degrees_said_to_be_metres),
        cmocka_unit_test(curves_and_many_parts),
    };
    return cmocka_run_group_tests_name("venue_formats", tests, register_drivers, NULL);
}
