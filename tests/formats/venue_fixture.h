/* tests/formats/venue_fixture.h - drawings written as GeoJSON in memory, read as venues. */
#ifndef AMAN_TESTS_FORMATS_VENUE_FIXTURE_H
#define AMAN_TESTS_FORMATS_VENUE_FIXTURE_H

#include "tests/base/cmocka_all.h"

#include "base/text.h"
#include "formats/venue_read.h"

#include <cpl_vsi.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NEAR(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

struct drawing {
    struct aman_text text;
    struct aman_arena arena;
    struct aman_diags diags;
    struct aman_venue venue;
    enum aman_err err;
};

static inline void drawing_init(struct drawing *drawing, const struct aman_mem *mem)
{
    memset(drawing, 0, sizeof *drawing);
    aman_text_init(&drawing->text, &aman_mem_heap);
    aman_text_add(&drawing->text, "{\"type\":\"FeatureCollection\",\"features\":[");
    aman_arena_init(&drawing->arena, mem, 0);
    aman_diags_init(&drawing->diags, mem);
}

static inline void drawing_release(struct drawing *drawing)
{
    aman_text_release(&drawing->text);
    aman_arena_release(&drawing->arena);
    aman_diags_release(&drawing->diags);
}

/* A feature with properties "\"kind\":\"gate\",..." and the coordinates of a geometry type. */
static inline void draw(struct drawing *drawing, const char *properties, const char *type,
                        const char *coordinates)
{
    if (drawing->text.data[drawing->text.length - 1] == '}') aman_text_add(&drawing->text, ",\n");
    aman_text_addf(
        &drawing->text,
        "{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"%s\",\"coordinates\":%s}}",
        properties, type, coordinates);
}

static inline void draw_rect(struct drawing *drawing, const char *properties, double x0, double y0, double x1,
                             double y1)
{
    char ring[400];
    snprintf(ring, sizeof ring, "[[[%.17g,%.17g],[%.17g,%.17g],[%.17g,%.17g],[%.17g,%.17g],[%.17g,%.17g]]]",
             x0, y0, x1, y0, x1, y1, x0, y1, x0, y0);
    draw(drawing, properties, "Polygon", ring);
}

static inline void draw_line(struct drawing *drawing, const char *properties, double x0, double y0, double x1,
                             double y1)
{
    char line[200];
    snprintf(line, sizeof line, "[[%.17g,%.17g],[%.17g,%.17g]]", x0, y0, x1, y1);
    draw(drawing, properties, "LineString", line);
}

static inline struct aman_venue_source source_of(const char *const *geometry, const char *crs)
{
    return (struct aman_venue_source){.directory = "",
                                      .geometry = geometry,
                                      .n_geometry = 1,
                                      .crs = crs,
                                      .surroundings = "",
                                      .surroundings_radius_m = 800.0,
                                      .stair_up = 0.4,
                                      .stair_down = 0.5,
                                      .ramp_up = 0.8,
                                      .ramp_down = 0.9};
}

/* Reads a file with everything at its default. */
static inline void read_path(struct drawing *drawing, const char *path, const char *crs)
{
    struct aman_venue_source source = source_of(&path, crs);
    drawing->err = aman_venue_read(&source, &drawing->arena, &drawing->diags, &drawing->venue);
}

/* Reads the drawing as GeoJSON. */
static inline void read_drawing(struct drawing *drawing, const char *crs)
{
    static const char path[] = "/vsimem/aman-test.geojson";
    aman_text_add(&drawing->text, "]}");
    assert_false(drawing->text.failed);
    VSILFILE *file = VSIFileFromMemBuffer(path, (GByte *)drawing->text.data, drawing->text.length, 0);
    assert_non_null(file);
    VSIFCloseL(file);
    read_path(drawing, path, crs);
    VSIUnlink(path);
}

static inline void print_diags(const struct drawing *drawing)
{
    char text[1000];
    for (size_t i = 0; i < drawing->diags.n; i++) {
        aman_diag_format(&drawing->diags.items[i], text, sizeof text);
        printf("  %s\n", text);
    }
}

/* The first diagnostic whose text holds `part`, or NULL. */
static inline const struct aman_diag *find_diag(const struct drawing *drawing, const char *part)
{
    char text[1000];
    for (size_t i = 0; i < drawing->diags.n; i++) {
        aman_diag_format(&drawing->diags.items[i], text, sizeof text);
        if (strstr(text, part)) return &drawing->diags.items[i];
    }
    print_diags(drawing);
    return NULL;
}

/* Two levels: ground, concourse behind two gates, a stair (the vomitory) up into a stand with a gangway. */
static inline void draw_two_tiers(struct drawing *drawing)
{
    draw_rect(drawing, "\"kind\":\"pitch\",\"id\":\"P\"", 0, 40, 40, 60);
    draw_rect(drawing, "\"kind\":\"walkable\",\"id\":\"concourse\"", 0, 0, 40, 10);
    draw_rect(drawing, "\"kind\":\"walkable\",\"id\":\"outside\"", -10, -10, 50, 0);
    draw_rect(drawing, "\"kind\":\"source\",\"id\":\"S\"", 0, -10, 5, -5);
    draw_line(drawing, "\"kind\":\"wall\"", -10, 0, 0, 0);
    draw_line(drawing, "\"kind\":\"wall\"", 40, 0, 50, 0);
    draw_line(drawing, "\"kind\":\"gate\",\"id\":\"G1\"", 0, 0, 20, 0);
    draw_line(drawing, "\"kind\":\"gate\",\"id\":\"G2\"", 40, 0, 20, 0);
    draw_rect(drawing, "\"kind\":\"stair\",\"id\":\"V\",\"level_up\":1,\"up_deg\":0,\"rise_m\":4", 18, 10, 22,
              18);
    draw_rect(drawing, "\"kind\":\"stand\",\"id\":\"T\",\"level\":1,\"section\":\"A\"", 0, 12, 40, 36);
    draw_rect(drawing, "\"kind\":\"gangway\",\"id\":\"W\",\"level\":1,\"section\":\"A\"", 18, 18, 22, 36);
}

#endif
