/* Levels of service, and pictures as both kinds of file. */
#include "tests/report/fake.h"

#include "tests/base/cmocka_all.h"

#include "report/draw_map.h"
#include "report/los.h"
#include "report/pictures.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

static void codes_follow_the_bands(void **state)
{
    (void)state;
    assert_int_equal(aman_los_code(AMAN_ZONE_WALKWAY, 0.04), AMAN_LOS_NONE);
    assert_int_equal(aman_los_code(AMAN_ZONE_WALKWAY, NAN), AMAN_LOS_NONE);
    for (int scheme = 0; scheme < AMAN_LOS_SCHEMES; scheme++) {
        const double *bounds = aman_los_bounds((enum aman_zone_scheme)scheme);
        for (int class = 0; class < AMAN_LOS_CLASSES - 1 && bounds[class] < 5.5; class++) {
            assert_int_equal(aman_los_class(aman_los_code((enum aman_zone_scheme)scheme, bounds[class])), class);
            uint8_t above = aman_los_code((enum aman_zone_scheme)scheme, bounds[class] + 1e-6);
            assert_true(aman_los_class(above) == class + 1);
            assert_true(above > aman_los_code((enum aman_zone_scheme)scheme, bounds[class]));
        }
        assert_int_equal(aman_los_code((enum aman_zone_scheme)scheme, 5.56), AMAN_LOS_DANGER);
        assert_int_equal(aman_los_code((enum aman_zone_scheme)scheme, 7.1), AMAN_LOS_CRITICAL);
    }
    /* the same density means something else to walkers than in a queue */
    assert_int_equal(aman_los_class(aman_los_code(AMAN_ZONE_WALKWAY, 1.5)), 4);
    assert_int_equal(aman_los_class(aman_los_code(AMAN_ZONE_QUEUE, 1.5)), 2);
    struct aman_rgba a = aman_los_colour(AMAN_LOS_A), f = aman_los_colour(AMAN_LOS_A + 11);
    assert_true(a.b > a.r && f.r > f.b && f.a > a.a);
}

struct source {
    const struct aman_text *bytes;
    size_t at;
};

static cairo_status_t give(void *closure, unsigned char *data, unsigned int n)
{
    struct source *source = closure;
    if (n > source->bytes->length - source->at) return CAIRO_STATUS_READ_ERROR;
    memcpy(data, source->bytes->data + source->at, n);
    source->at += n;
    return CAIRO_STATUS_SUCCESS;
}

/* The pixel of a PNG at a place of the map, as 0xRRGGBB. */
static uint32_t pixel_at(const struct aman_pictures *pictures, const struct aman_picture *picture, struct aman_box view, struct aman_point p)
{
    struct source source = {&picture->png, 0};
    cairo_surface_t *image = cairo_image_surface_create_from_png_stream(give, &source);
    assert_int_equal(cairo_surface_status(image), CAIRO_STATUS_SUCCESS);
    struct aman_map map = {.plan = pictures->verdict->plan, .level = 0, .view = view, .title = "x", .under = ""};
    struct aman_map_frame f = aman_map_frame_of(&map, picture->width, picture->height);
    double scale = cairo_image_surface_get_width(image) / picture->width;
    int x = (int)((f.ox + p.x * f.scale) * scale), y = (int)((f.oy - p.y * f.scale) * scale);
    uint32_t pixel;
    memcpy(&pixel, cairo_image_surface_get_data(image) + y * cairo_image_surface_get_stride(image) + 4 * x, 4);
    cairo_surface_destroy(image);
    return pixel & 0xFFFFFF;
}

static void maps_show_densities_where_they_are(void **state)
{
    (void)state;
    struct aman_fake fake;
    aman_fake_build(&fake, true, 1, 3.2);
    struct aman_pictures pictures;
    assert_int_equal(aman_pictures_init(&pictures, &fake.verdict, AMAN_LANG_AR, &aman_mem_heap), AMAN_OK);
    assert_int_equal(aman_pictures_draw(&pictures, 2), AMAN_OK);
    const struct aman_picture *peak = aman_pictures_find(&pictures, AMAN_PICTURE_PEAK, 0, 0);
    assert_non_null(peak);
    struct aman_box view = aman_map_drawn_box(&fake.plan.venue, 0);
    /* the densest spot of the fake lies outside gate 8, north is up: dark there, pitch green in the middle */
    const struct aman_finding *danger = &fake.verdict.findings[0];
    uint32_t dark = pixel_at(&pictures, peak, view, (struct aman_point){danger->x_m, danger->y_m});
    uint32_t mirrored = pixel_at(&pictures, peak, view, (struct aman_point){danger->x_m, -danger->y_m});
    uint32_t pitch = pixel_at(&pictures, peak, view, (struct aman_point){0, 0});
    assert_true((dark >> 16) < 0x40 && (dark & 0xFF) < 0x40);
    assert_int_not_equal(dark, mirrored);
    assert_true((pitch >> 8 & 0xFF) > (pitch >> 16) && (pitch >> 8 & 0xFF) > (pitch & 0xFF));
    for (size_t i = 0; i < pictures.n; i++) {
        assert_true(pictures.items[i].png.length > 2000 && pictures.items[i].svg.length > 2000);
        assert_null(strstr(pictures.items[i].svg.data, "alert")); /* letters are drawn, never written */
    }
    for (size_t i = 0; i < 7; i++) assert_non_null(aman_pictures_of_finding(&pictures, i));
    assert_null(aman_pictures_of_finding(&pictures, 7));
    aman_pictures_release(&pictures);
    aman_fake_release(&fake);
}

/* Indices that lead nowhere, as a defect elsewhere might leave them, show no picture. */
static void evidence_out_of_range_has_no_picture(void **state)
{
    (void)state;
    struct aman_fake fake;
    aman_fake_build(&fake, false, 1, 0.2);
    fake.verdict.findings[1].evidence_index = 999;
    fake.verdict.findings[2].evidence_index = -1;
    fake.verdict.findings[3].run = 77;
    fake.verdict.findings[6].level = 9;
    struct aman_pictures pictures;
    assert_int_equal(aman_pictures_init(&pictures, &fake.verdict, AMAN_LANG_EN, &aman_mem_heap), AMAN_OK);
    assert_null(aman_pictures_of_finding(&pictures, 1));
    assert_null(aman_pictures_of_finding(&pictures, 2));
    assert_null(aman_pictures_of_finding(&pictures, 6));
    aman_pictures_release(&pictures);
    aman_fake_release(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_follow_the_bands),
        cmocka_unit_test(maps_show_densities_where_they_are),
        cmocka_unit_test(evidence_out_of_range_has_no_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
