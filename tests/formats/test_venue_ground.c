/* Regions, walls, stairs and what is said about ground that does not hang together. */
#include "tests/formats/venue_fixture.h"

static bool wall_meets(const struct aman_level *level, double x0, double y0, double x1, double y1)
{
    struct aman_segment probe = {{x0, y0}, {x1, y1}};
    for (size_t i = 0; i < level->n_walls; i++)
        if (aman_segments_cross(level->walls[i], probe)) return true;
    return false;
}

static double wall_length(const struct aman_level *level)
{
    double sum = 0.0;
    for (size_t i = 0; i < level->n_walls; i++)
        sum += aman_point_distance(level->walls[i].a, level->walls[i].b);
    return sum;
}

static void two_tiers(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_two_tiers(&d);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    print_diags(&d);
    assert_int_equal(d.diags.n, 0);
    assert_int_equal(d.venue.n_levels, 2);
    const struct aman_level *low = &d.venue.levels[0], *high = &d.venue.levels[1];
    assert_string_equal(low->name, "0");
    assert_string_equal(high->name, "1");
    NEAR(aman_area_size_m2(&low->region), 40 * 10 + 60 * 10 + 4 * 8, 0.05);
    NEAR(aman_area_size_m2(&high->region), 4 * 8 + 4 * 18, 0.05);
    assert_int_equal(d.venue.n_links, 1);
    const struct aman_link *link = &d.venue.links[0];
    assert_int_equal(link->low, 0);
    assert_int_equal(link->high, 1);
    NEAR(link->speed_up, 0.4, 0.0);
    NEAR(link->speed_down, 0.5, 0.0);
    NEAR(link->bottom.a.y, 10.0, 1e-6);
    NEAR(link->top.b.y, 18.0, 1e-6);
    NEAR(aman_point_distance(link->top.a, link->top.b), 4.0, 0.1);
    assert_string_equal(d.venue.attribution, "");
    drawing_release(&d);
}

static void walls_leave_the_ends_of_stairs_open(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_two_tiers(&d);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    const struct aman_level *low = &d.venue.levels[0], *high = &d.venue.levels[1];
    for (double x = 18.3; x < 21.8; x += 0.2) {
        assert_false(wall_meets(low, x, 9, x, 11));   /* onto the stair */
        assert_false(wall_meets(low, x, 17, x, 19));  /* off it, to the upper level */
        assert_false(wall_meets(high, x, 17, x, 19)); /* from the gangway onto the stair */
        assert_false(wall_meets(high, x, 9, x, 11));  /* off it, to the lower level */
        assert_true(wall_meets(high, x, 35, x, 37));  /* the gangway's far end */
    }
    for (double y = 10.5; y < 17.8; y += 0.5) {
        assert_true(wall_meets(low, 17.5, y, 18.5, y));
        assert_true(wall_meets(high, 21.5, y, 22.5, y));
    }
    assert_false(wall_meets(low, 10, -1, 10, 1)); /* gates are no walls; no seam between walkable areas */
    assert_true(wall_meets(low, -5, -1, -5, 1));  /* drawn */
    /* Ground: outline of the T shape less the stair's ends, its sides, and the two drawn walls. */
    NEAR(wall_length(low), (60 + 10 + 10 + 10 + 10) + 2 * 10 + (40 - 4) + 2 * 10 + 2 * 8, 0.3);
    NEAR(wall_length(high), 2 * 8 + 2 * 18 + 4, 0.3);
    drawing_release(&d);
}

static void edges_within_rounding_leave_no_seam(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\"", 0, 0, 10, 10);
    draw_rect(&d, "\"kind\":\"walkable\"", 10.008, 0, 20, 10);    /* a gap of 8 mm */
    draw_rect(&d, "\"kind\":\"walkable\"", 19.995, 0, 30, 9.997); /* an overlap, and a step of 3 mm */
    draw_rect(&d, "\"kind\":\"obstacle\"", 4, 4, 6, 6);
    draw_rect(&d, "\"kind\":\"obstacle\"", 6.006, 4, 8, 6); /* a slit of 6 mm between obstacles */
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    assert_int_equal(d.venue.levels[0].region.n, 2);
    NEAR(aman_area_size_m2(&d.venue.levels[0].region), 300 - 8, 0.1);
    assert_false(wall_meets(&d.venue.levels[0], 9.5, 5, 10.5, 5));
    assert_false(wall_meets(&d.venue.levels[0], 19.5, 5, 20.5, 5));
    drawing_release(&d);
}

static void gates_face_the_pitch(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_two_tiers(&d);
    draw_line(&d, "\"kind\":\"exit\",\"id\":\"X\",\"inward_deg\":180", -10, -5, -9.8, -5);
    read_drawing(&d, "local");
    for (int i = 1; i <= 2; i++) { /* drawn in opposite directions */
        const struct aman_feature *gate = &d.venue.features[aman_venue_find(&d.venue, i == 1 ? "G1" : "G2")];
        NEAR(fmod(gate->inward_deg, 360.0), 0.0, 1e-9);
        assert_true(gate->line.points[0].x < gate->line.points[1].x); /* the way in to the left */
    }
    const struct aman_feature *exit = &d.venue.features[aman_venue_find(&d.venue, "X")];
    NEAR(exit->inward_deg, 180.0, 1e-9);
    assert_true(exit->line.points[0].x > exit->line.points[1].x);
    drawing_release(&d);
}

static void a_gate_that_touches_nothing_or_can_be_walked_around(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_two_tiers(&d);
    draw_line(&d, "\"kind\":\"gate\",\"id\":\"G-off\"", 100, 0, 104, 0);
    draw_line(&d, "\"kind\":\"exit\",\"id\":\"X-short\"", 50, -5, 30, -5);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    const struct aman_diag *diag = find_diag(&d, "touches no walkable area of level 0");
    assert_non_null(diag);
    assert_string_equal(diag->where, "feature G-off");
    assert_true(diag->severity == AMAN_DIAG_WARNING && diag->has_point);
    NEAR(diag->y_m, 0.0, 1e-9);
    diag = find_diag(&d, "walk around it");
    assert_non_null(diag);
    assert_string_equal(diag->where, "feature X-short");
    NEAR(diag->x_m, 30.0, 1e-9);
    assert_int_equal(d.diags.n, 2); /* the good gates, end to end, are not told */
    drawing_release(&d);
}

static void a_stand_nobody_can_reach(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_two_tiers(&d);
    draw_rect(&d, "\"kind\":\"stand\",\"id\":\"far\",\"level\":1", 100, 0, 110, 8);
    draw_line(&d, "\"kind\":\"wall\"", 0, 5, 40, 5); /* cuts the concourse: the first stand is lost too */
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    const struct aman_diag *far = find_diag(&d, "feature far");
    assert_non_null(far);
    assert_non_null(strstr(far->found, "192 of 192 places that nobody can reach"));
    assert_true(far->has_point && far->level == 1);
    assert_non_null(find_diag(&d, "feature T"));
    drawing_release(&d);
}

static void overlapping_levels_without_a_stair(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_two_tiers(&d);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":2", 0, 0, 10, 10);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":3", 100, 0, 110, 10);
    read_drawing(&d, "local");
    const struct aman_diag *diag = find_diag(&d, "level 2: found ground over or under that of level 0");
    assert_non_null(diag);
    assert_true(diag->has_point && diag->level == 2 && diag->severity == AMAN_DIAG_WARNING);
    assert_non_null(find_diag(&d, "level 3: found walkable ground that no stair joins"));
    drawing_release(&d);
}

static void a_stair_that_ends_in_the_air(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\"", 0, 0, 10, 10);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":1", 0, 20, 10, 30);
    draw_rect(&d, "\"kind\":\"ramp\",\"id\":\"R\",\"level_up\":1,\"up_deg\":0,\"rise_m\":1", 4, 10, 6, 19);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    const struct aman_diag *diag = find_diag(&d, "a top that touches no walkable area of level 1");
    assert_non_null(diag);
    NEAR(diag->x_m, 5.0, 1e-6);
    NEAR(diag->y_m, 19.0, 1e-6);
    NEAR(d.venue.links[0].speed_up, 0.8, 0.0);
    drawing_release(&d);
}

static void stairs_are_cut_back_to_the_passage(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\"", 0, 0, 10, 10);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":1", 0, 14, 5, 20);
    draw_rect(&d, "\"kind\":\"stair\",\"level_up\":1,\"up_deg\":360,\"rise_m\":2", 4, 10, 7, 14);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    NEAR(aman_point_distance(d.venue.links[0].top.a, d.venue.links[0].top.b), 1.0, 0.06);
    NEAR(aman_point_distance(d.venue.links[0].bottom.a, d.venue.links[0].bottom.b), 3.0, 1e-9);
    assert_false(wall_meets(&d.venue.levels[0], 4.5, 13, 4.5, 15));
    assert_true(wall_meets(&d.venue.levels[0], 6.0, 13, 6.0, 15)); /* no floor above to step on */
    assert_true(wall_meets(&d.venue.levels[1], 6.0, 13, 6.0, 15));
    drawing_release(&d);
}

static void the_level_below_has_no_ground_behind_a_stairs_top(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\"", 0, 0, 20, 10); /* the stair stands in the middle of the hall */
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":1", 12, 0, 20, 10);
    draw_rect(&d, "\"kind\":\"stair\",\"level_up\":1,\"up_deg\":90,\"rise_m\":3", 6, 4, 12, 6);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    const struct aman_area *low = &d.venue.levels[0].region;
    assert_true(aman_area_contains(low, (struct aman_point){9, 5}));
    assert_false(aman_area_contains(low, (struct aman_point){12.15, 5}));
    assert_true(aman_area_contains(low, (struct aman_point){12.5, 5}));
    assert_true(
        wall_meets(&d.venue.levels[0], 12.15, 5, 12.5, 5)); /* nobody walks onto the stair from behind */
    assert_false(wall_meets(&d.venue.levels[0], 11.5, 5, 12.2, 5));
    assert_false(wall_meets(&d.venue.levels[1], 11.5, 5, 12.5, 5));
    assert_true(wall_meets(&d.venue.levels[0], 9, 3.5, 9, 4.5)); /* its sides */
    drawing_release(&d);
}

static void levels_in_order(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":\"10\"", 0, 0, 10, 10);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":\"2\"", 0, 0, 10, 10);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":\"-1.0\"", 0, 0, 10, 10);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":\"-1\"", 20, 0, 30, 10);
    read_drawing(&d, "local");
    assert_int_equal(d.venue.n_levels, 3);
    assert_string_equal(d.venue.levels[0].name, "-1.0");
    assert_string_equal(d.venue.levels[1].name, "2");
    assert_string_equal(d.venue.levels[2].name, "10");
    NEAR(aman_area_size_m2(&d.venue.levels[0].region), 200.0, 0.01);
    drawing_release(&d);
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":\"upper\"", 0, 0, 10, 10);
    draw_rect(&d, "\"kind\":\"walkable\",\"level\":\"0\"", 0, 0, 10, 10);
    read_drawing(&d, "local");
    assert_string_equal(d.venue.levels[0].name, "upper");
    drawing_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_tiers),
        cmocka_unit_test(walls_leave_the_ends_of_stairs_open),
        cmocka_unit_test(edges_within_rounding_leave_no_seam),
        cmocka_unit_test(gates_face_the_pitch),
        cmocka_unit_test(a_gate_that_touches_nothing_or_can_be_walked_around),
        cmocka_unit_test(a_stand_nobody_can_reach),
        cmocka_unit_test(overlapping_levels_without_a_stair),
        cmocka_unit_test(a_stair_that_ends_in_the_air),
        cmocka_unit_test(stairs_are_cut_back_to_the_passage),
        cmocka_unit_test(the_level_below_has_no_ground_behind_a_stairs_top),
        cmocka_unit_test(levels_in_order),
    };
    return cmocka_run_group_tests_name("venue_ground", tests, NULL, NULL);
}
