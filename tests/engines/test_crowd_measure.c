/* Density, zones and pressure on crowds that were placed by hand. */
#include "base/rng.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>

enum { MOST = 4000 };

/* People put where the test wants them: a view of its own. */
struct placed {
    uint32_t person[MOST];
    double x[MOST], y[MOST];
    int8_t level[MOST];
    float vx[MOST], vy[MOST];
    uint8_t queueing[MOST];
    struct aman_crowd_view view;
};

static struct placed placed;

static void nobody(void)
{
    placed.view = (struct aman_crowd_view){0,         placed.person, placed.x,       placed.y, placed.level,
                                           placed.vx, placed.vy,     placed.queueing};
}

static void put(double x, double y, int level, float vx, float vy)
{
    size_t i = placed.view.n++;
    assert_true(i < MOST);
    placed.person[i] = (uint32_t)i;
    placed.x[i] = x;
    placed.y[i] = y;
    placed.level[i] = (int8_t)level;
    placed.vx[i] = vx;
    placed.vy[i] = vy;
}

/* A square lattice of n by n people over the room of 20 × 20 m, half a gap from its walls. */
static void lattice(int n, float vx, float vy)
{
    for (int iy = 0; iy < n; iy++)
        for (int ix = 0; ix < n; ix++) put((ix + 0.5) * 20.0 / n, (iy + 0.5) * 20.0 / n, 0, vx, vy);
}

static struct aman_crowd_measure *measure_of(struct scene *scene, double cell_m)
{
    struct aman_crowd_measure *measure = NULL;
    scene->model.zones = scene->zones;
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(aman_crowd_measure_create(scene->world, cell_m, &scene->model, &aman_mem_heap, &measure),
                     AMAN_OK);
    return measure;
}

static float at(const struct aman_crowd_raster *r, const float *field, int level, double x, double y)
{
    int ix = (int)((x - r->x0) / r->cell_m), iy = (int)((y - r->y0) / r->cell_m);
    return field[(level * r->height + iy) * r->width + ix];
}

/* Persons by the density: over the ground of each cell, which is whole where the room's sides lie on cells.
 */
static double persons(const struct aman_crowd_raster *r, const float *density)
{
    double sum = 0.0;
    for (int c = 0; c < r->levels * r->height * r->width; c++)
        sum += (double)density[c] * r->cell_m * r->cell_m;
    return sum;
}

static void a_lattice_has_its_density_to_the_walls(void **state)
{
    (void)state;
    static const int sides[] = {20, 28, 35, 40, 50}; /* 1, 1.96, 3.06, 4, 6.25 /m² */
    for (size_t k = 0; k < 5; k++) {
        struct scene scene;
        scene_init(&scene);
        scene_rect_room(&scene, 0, 0, 0, 20, 20);
        struct aman_crowd_measure *measure = measure_of(&scene, 1.0);
        const struct aman_crowd_raster *r = aman_crowd_measure_raster(measure);
        nobody();
        lattice(sides[k], 0, 0);
        struct aman_crowd_fields fields = aman_crowd_measure_fields(measure, &placed.view);
        double inner = 0.0, edge_least = INFINITY, edge_most = 0.0;
        for (double y = 0.5; y < 20; y++)
            for (double x = 0.5; x < 20; x++) {
                double share =
                    (double)at(r, fields.density_per_m2, 0, x, y) / ((double)placed.view.n / 400.0);
                bool edge = x < 2 || y < 2 || x > 18 || y > 18;
                if (!edge) inner = fmax(inner, fabs(share - 1.0));
                if (edge) edge_least = fmin(edge_least, share), edge_most = fmax(edge_most, share);
            }
        printf("%.2f /m²: inside within %.1f %%, at the walls %.2f to %.2f of it\n",
               (double)placed.view.n / 400.0, 100.0 * inner, edge_least, edge_most);
        assert_true(inner <= 0.10);
        assert_true(edge_least >= 0.85 && edge_most <= 1.25);
        assert_true(fabs(persons(r, fields.density_per_m2) - (double)placed.view.n) < 0.01);
        aman_crowd_measure_destroy(measure);
        scene_release(&scene);
    }
}

/* Anyone anywhere adds up to one person, beside a pillar and in a corner too. */
static void densities_add_up_to_the_people(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_room(&scene, 0, (double[]){0, 0, 12, 0, 12, 5, 20, 5, 20, 12, 0, 12}, 6);
    scene_rect_room(&scene, 0, 4, 4, 6, 6);
    struct aman_crowd_measure *measure = measure_of(&scene, 1.0);
    const struct aman_crowd_raster *r = aman_crowd_measure_raster(measure);
    nobody();
    for (uint64_t i = 0; placed.view.n < 500; i++) {
        struct aman_point p = {20.0 * aman_rng_uniform(3, i, 0), 12.0 * aman_rng_uniform(3, i, 1)};
        if (aman_crowd_world_walkable(scene.world, 0, p)) put(p.x, p.y, 0, 0, 0);
    }
    struct aman_crowd_fields fields = aman_crowd_measure_fields(measure, &placed.view);
    assert_true(fabs(persons(r, fields.density_per_m2) - 500.0) < 0.01);
    size_t touched = 0;
    for (int c = 0; c < r->height * r->width; c++) {
        touched += fields.density_per_m2[c] > 0.0f;
        if (!r->walkable[c]) assert_true(fields.density_per_m2[c] == 0.0f);
    }
    assert_int_equal(touched, fields.n_touched);
    nobody(); /* what was there is gone */
    fields = aman_crowd_measure_fields(measure, &placed.view);
    assert_int_equal(fields.n_touched, 0);
    assert_true(persons(r, fields.density_per_m2) == 0.0);
    aman_crowd_measure_destroy(measure);
    scene_release(&scene);
}

static void zones_are_counted_and_sized(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 20, 10);
    scene_rect_room(&scene, 0, 8, 4, 10, 6); /* a pillar of 4 m² */
    scene_ring(&scene, 1, (double[]){0, 0, 20, 0, 20, 10, 0, 10}, 4);
    int west = scene_zone(&scene, 0, scene_rect(&scene, 0, 0, 10, 10));
    int middle = scene_zone(&scene, 0, scene_rect(&scene, 5, 0, 15, 10));
    int above = scene_zone(&scene, 1, scene_rect(&scene, 0, 0, 10, 10));
    int beyond = scene_zone(&scene, 0, scene_rect(&scene, 15, 5, 40, 40));
    struct aman_crowd_measure *measure = measure_of(&scene, 1.0);
    assert_true(fabs(aman_crowd_measure_zone_area_m2(measure, (size_t)west) - 96.0) < 1e-6);
    assert_true(fabs(aman_crowd_measure_zone_area_m2(measure, (size_t)middle) - 96.0) < 1e-6);
    assert_true(fabs(aman_crowd_measure_zone_area_m2(measure, (size_t)above) - 100.0) < 1e-6);
    assert_true(fabs(aman_crowd_measure_zone_area_m2(measure, (size_t)beyond) - 25.0) < 1e-6);
    nobody();
    for (int i = 0; i < 7; i++) put(2.0 + 0.1 * i, 2.0, 0, 0, 0);  /* west */
    for (int i = 0; i < 5; i++) put(7.0 + 0.1 * i, 8.0, 0, 0, 0);  /* west and middle */
    for (int i = 0; i < 3; i++) put(12.0, 2.0 + 0.2 * i, 0, 0, 0); /* middle */
    for (int i = 0; i < 2; i++) put(7.0, 8.0 + 0.2 * i, 1, 0, 0);  /* above */
    put(19.0, 2.0, 0, 0, 0);                                       /* none */
    uint32_t counts[SCENE_ZONES];
    aman_crowd_measure_zones(measure, &placed.view, counts);
    assert_int_equal(counts[west], 12);
    assert_int_equal(counts[middle], 8);
    assert_int_equal(counts[above], 2);
    assert_int_equal(counts[beyond], 0);
    struct aman_crowd_fields fields = aman_crowd_measure_fields(measure, &placed.view);
    assert_true(fabs((double)fields.zone_mean_per_m2[west] - 12.0 / 96.0) < 1e-6);
    assert_true(fabs((double)fields.zone_mean_per_m2[above] - 2.0 / 100.0) < 1e-6);
    float peak = 0.0f;
    const struct aman_crowd_raster *r = aman_crowd_measure_raster(measure);
    for (double y = 0.5; y < 10; y++)
        for (double x = 0.5; x < 10; x++) peak = fmaxf(peak, at(r, fields.density_per_m2, 0, x, y));
    assert_true(fields.zone_peak_per_m2[west] == peak && peak > 1.0f);
    assert_true(fields.density_per_m2[fields.zone_peak_cell[west]] == peak);
    assert_true(fields.zone_peak_per_m2[beyond] == 0.0f);
    aman_crowd_measure_destroy(measure);
    scene_release(&scene);
}

/* Pressure is density times the variance of velocity, and only where it is dense. */
static void pressure_needs_a_crowd_that_moves_against_itself(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 20, 20);
    struct aman_crowd_measure *measure = measure_of(&scene, 1.0);
    const struct aman_crowd_raster *r = aman_crowd_measure_raster(measure);
    nobody();
    lattice(45, 0.5f, 0.2f); /* all the same way */
    struct aman_crowd_fields fields = aman_crowd_measure_fields(measure, &placed.view);
    for (double y = 0.5; y < 20; y++)
        for (double x = 0.5; x < 20; x++) assert_true(at(r, fields.pressure_per_s2, 0, x, y) < 1e-4f);
    for (size_t i = 0; i < placed.view.n; i++) placed.vx[i] = i % 2 ? 0.4f : -0.4f, placed.vy[i] = 0.0f;
    fields = aman_crowd_measure_fields(measure, &placed.view);
    float pressure = at(r, fields.pressure_per_s2, 0, 10.5, 10.5),
          density = at(r, fields.density_per_m2, 0, 10.5, 10.5);
    printf("waves of 0.4 m/s at %.2f /m²: pressure %.3f /s²\n", (double)density, (double)pressure);
    assert_true(fabsf(pressure / density - 0.16f) < 0.02f);
    nobody();
    lattice(28, 0, 0);
    for (size_t i = 0; i < placed.view.n; i++) placed.vx[i] = i % 2 ? 0.4f : -0.4f;
    fields = aman_crowd_measure_fields(measure, &placed.view);
    assert_true(at(r, fields.pressure_per_s2, 0, 10.5, 10.5) == 0.0f);
    aman_crowd_measure_destroy(measure);
    scene_release(&scene);
}

/* The raster may be finer or coarser than the default: the people stay. */
static void other_cells_hold_the_same_people(void **state)
{
    (void)state;
    static const double cells[] = {0.25, 0.5, 2.0, 5.0};
    for (size_t k = 0; k < 4; k++) {
        struct scene scene;
        scene_init(&scene);
        scene_rect_room(&scene, 0, 0, 0, 20, 20);
        struct aman_crowd_measure *measure = measure_of(&scene, cells[k]);
        nobody();
        lattice(28, 0, 0);
        struct aman_crowd_fields fields = aman_crowd_measure_fields(measure, &placed.view);
        const struct aman_crowd_raster *r = aman_crowd_measure_raster(measure);
        double sum = persons(r, fields.density_per_m2),
               middle = (double)at(r, fields.density_per_m2, 0, 10.1, 10.1);
        printf("cells of %.2f m: %.2f persons of %zu, %.2f /m² in the middle\n", cells[k], sum, placed.view.n,
               middle);
        assert_true(fabs(sum - (double)placed.view.n) < 0.05);
        assert_true(fabs(middle / 1.96 - 1.0) < 0.1);
        aman_crowd_measure_destroy(measure);
        scene_release(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lattice_has_its_density_to_the_walls),
        cmocka_unit_test(densities_add_up_to_the_people),
        cmocka_unit_test(zones_are_counted_and_sized),
        cmocka_unit_test(pressure_needs_a_crowd_that_moves_against_itself),
        cmocka_unit_test(other_cells_hold_the_same_people),
    };
    return cmocka_run_group_tests_name("crowd_measure", tests, NULL, NULL);
}
