/* Seats, counted by hand. */
#include "tests/formats/venue_fixture.h"

/* A stand of 20 x 8 m south of the pitch, with a walkway behind it. */
static void start(struct drawing *d, const char *stand)
{
    drawing_init(d, &aman_mem_heap);
    draw_rect(d, "\"kind\":\"pitch\",\"id\":\"P\"", 0, 20, 20, 40);
    draw_rect(d, "\"kind\":\"walkable\",\"id\":\"back\"", -2, -3, 22, 0);
    draw_rect(d, "\"kind\":\"source\",\"id\":\"S\"", 0, -3, 2, -1);
    char properties[200];
    snprintf(properties, sizeof properties, "\"kind\":\"stand\",\"id\":\"T\"%s", stand);
    draw_rect(d, properties, 0, 0, 20, 8);
}

static void rows_without_a_gangway(void **state)
{
    (void)state;
    struct drawing d;
    start(&d, "");
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    assert_int_equal(d.venue.n_seats, 10 * 40);
    const struct aman_seat *first = &d.venue.seats[0];
    NEAR(first->at.y, 7.6, 1e-9); /* the row nearest the pitch */
    assert_int_equal(first->row, 0);
    assert_int_equal(first->gangway, -1);
    for (size_t i = 0; i < d.venue.n_seats; i++) {
        const struct aman_seat *seat = &d.venue.seats[i];
        assert_true(i == 0 || seat->row >= d.venue.seats[i - 1].row);
        NEAR(seat->at.y, 7.6 - 0.8 * seat->row, 1e-9);
        NEAR(fmod(seat->at.x + 100.0, 0.5), 0.25, 1e-9);
        NEAR(seat->access.y, -0.25, 0.02); /* straight back onto the walkway */
        NEAR(seat->access.x, seat->at.x, 0.05);
    }
    assert_int_equal(d.diags.n, 0);
    drawing_release(&d);
}

/* A gangway that leans across the rows runs along the whole depth of none: the seats beside it are
 * reached off the row's line, and all the same belong to it. */
static void a_gangway_aslant(void **state)
{
    (void)state;
    struct drawing d;
    start(&d, ",\"section\":\"A\"");
    draw(&d, "\"kind\":\"gangway\",\"id\":\"W\",\"section\":\"A\"", "Polygon",
         "[[[1,0],[8,0],[20,1.6],[20,3],[1,0]]]");
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    int gangway = aman_venue_find(&d.venue, "W");
    const struct aman_area *area = &d.venue.features[gangway].area;
    size_t inside = 0;
    for (size_t i = 0; i < d.venue.n_seats; i++) {
        const struct aman_seat *seat = &d.venue.seats[i];
        bool on = aman_area_contains(area, seat->access);
        inside += on;
        assert_int_equal(seat->gangway, on ? gangway : -1);
    }
    assert_true(inside > 0);
    drawing_release(&d);
}

static void a_gangway_in_the_middle(void **state)
{
    (void)state;
    struct drawing d;
    start(&d, ",\"section\":\"A\"");
    draw_rect(&d, "\"kind\":\"gangway\",\"id\":\"W\",\"section\":\"A\"", 9.4, 0, 10.6, 8);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    assert_int_equal(d.venue.n_seats, 10 * 2 * 18); /* 9.4 m less 0.1 m clearance: 18 seats of 0.5 m */
    int gangway = aman_venue_find(&d.venue, "W");
    for (size_t i = 0; i < d.venue.n_seats; i++) {
        const struct aman_seat *seat = &d.venue.seats[i];
        assert_int_equal(seat->gangway, gangway);
        NEAR(seat->access.y, seat->at.y, 1e-9);
        NEAR(seat->access.x, seat->at.x < 10.0 ? 9.65 : 10.35, 1e-9);
        assert_true(fabs(seat->at.x - 10.0) >= 0.6 + 0.1 + 0.25 - 1e-6);
    }
    assert_int_equal(d.diags.n, 0);
    drawing_release(&d);
}

static void ones_own_section_first(void **state)
{
    (void)state;
    struct drawing d;
    start(&d, ",\"section\":\"A\"");
    draw_rect(&d, "\"kind\":\"gangway\",\"id\":\"near\",\"section\":\"B\"", -2, 0, -0.8, 8);
    draw_rect(&d, "\"kind\":\"gangway\",\"id\":\"own\",\"section\":\"A\"", 20, 0, 21.2, 8);
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    int own = aman_venue_find(&d.venue, "own");
    assert_int_equal(d.venue.n_seats, 10 * 39); /* 0.1 m clearance at one end */
    for (size_t i = 0; i < d.venue.n_seats; i++) assert_int_equal(d.venue.seats[i].gangway, own);
    drawing_release(&d);
}

static void declared_places(void **state)
{
    (void)state;
    struct drawing d;
    start(&d, ",\"places\":300,\"rows\":10");
    read_drawing(&d, "local");
    assert_int_equal(d.venue.n_seats, 300);
    int of_row[10] = {0};
    for (size_t i = 0; i < 300; i++) of_row[d.venue.seats[i].row]++;
    for (int row = 0; row < 10; row++) assert_int_equal(of_row[row], 30); /* thinned evenly */
    assert_int_equal(d.diags.n, 0);
    drawing_release(&d);
    start(&d, ",\"places\":500,\"rows\":12");
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    assert_int_equal(d.venue.n_seats, 400);
    const struct aman_diag *diag =
        find_diag(&d, "found room for 400 places, expected 500 places as declared");
    assert_non_null(diag);
    assert_true(diag->severity == AMAN_DIAG_WARNING && diag->has_point);
    assert_non_null(find_diag(&d, "room for 10 rows, expected 12"));
    drawing_release(&d);
    start(&d, ",\"rows\":4,\"row_depth_m\":1,\"seat_width_m\":0.8");
    read_drawing(&d, "local");
    assert_int_equal(d.venue.n_seats, 4 * 25); /* the four rows nearest the pitch */
    NEAR(d.venue.seats[99].at.y, 4.5, 1e-9);
    drawing_release(&d);
}

static void standing_places(void **state)
{
    (void)state;
    struct drawing d;
    start(&d, ",\"standing\":1,\"standing_per_m2\":4");
    read_drawing(&d, "local");
    assert_int_equal(d.venue.n_seats, 160 * 4);
    assert_true(d.venue.features[d.venue.seats[0].stand].standing);
    drawing_release(&d);
}

static void rows_of_a_turned_block_face_the_pitch(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"pitch\",\"id\":\"P\"", -10, -10, 10, 10);
    /* A trapezoid north-east of the pitch, its front square to the diagonal. */
    draw(&d, "\"kind\":\"stand\",\"id\":\"T\",\"row_depth_m\":1", "Polygon",
         "[[[24,16],[16,24],[21,31],[31,21],[24,16]]]");
    read_drawing(&d, "local");
    assert_int_equal(d.err, AMAN_OK);
    const struct aman_seat *seats = d.venue.seats;
    for (size_t i = 0; i < d.venue.n_seats; i++)
        NEAR((seats[i].at.x + seats[i].at.y) / sqrt(2.0), 40.0 / sqrt(2.0) + seats[i].row + 0.5, 1e-6);
    /* Depth 12 / sqrt 2 = 8.49 m: 8 rows. Row widths grow from 8 sqrt 2 to 10 sqrt 2. */
    assert_int_equal(seats[d.venue.n_seats - 1].row, 7);
    size_t first = 0;
    while (seats[first].row == 0) first++;
    assert_int_equal(first, 22); /* 8 sqrt 2 + 2 sqrt 2 * 0.5 / 8.49 = 11.48 m: 22 seats */
    drawing_release(&d);
}

static void a_narrow_block_far_from_the_middle_keeps_its_front(void **state)
{
    (void)state;
    struct drawing d;
    drawing_init(&d, &aman_mem_heap);
    draw_rect(&d, "\"kind\":\"pitch\",\"id\":\"P\"", -50, 10, 50, 78);
    draw_rect(&d, "\"kind\":\"stand\",\"id\":\"T\"", 56, -16, 66,
              0); /* 10 m wide, 16 m deep, past the goal line */
    read_drawing(&d, "local");
    assert_int_equal(d.venue.n_seats, 20 * 20);
    for (size_t i = 0; i < d.venue.n_seats; i++)
        NEAR(d.venue.seats[i].at.y, -0.4 - 0.8 * d.venue.seats[i].row, 1e-6);
    drawing_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_without_a_gangway),
        cmocka_unit_test(a_gangway_aslant),
        cmocka_unit_test(a_gangway_in_the_middle),
        cmocka_unit_test(ones_own_section_first),
        cmocka_unit_test(declared_places),
        cmocka_unit_test(standing_places),
        cmocka_unit_test(rows_of_a_turned_block_face_the_pitch),
        cmocka_unit_test(a_narrow_block_far_from_the_middle_keeps_its_front),
    };
    return cmocka_run_group_tests_name("venue_seats", tests, NULL, NULL);
}
