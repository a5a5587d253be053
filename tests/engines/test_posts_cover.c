/* Needs against posts, hours worked by hand. */
#include "engines/posts/posts.h"

#include "tests/base/cmocka_all.h"

#include <math.h>

enum { STEWARD = 1, POLICE = 2 };

static struct aman_posts_gap gap(struct aman_posts_need need, const struct aman_posts_cover *covers, size_t n)
{
    struct aman_posts_gap found;
    assert_int_equal(aman_posts_cover_needs(&need, 1, covers, n, &found), AMAN_OK);
    return found;
}

static void hours_that_join_leave_no_gap(void **state)
{
    (void)state;
    const struct aman_posts_cover covers[] = {{7, STEWARD, 0, 2, 100, 200}, {7, STEWARD, 1, 2, 200, 300}};
    struct aman_posts_gap found = gap((struct aman_posts_need){7, STEWARD, -1, 2, 100, 300}, covers, 2);
    assert_false(found.is_short);
    assert_int_equal(found.have, 2);
}

static void a_minute_without_anybody_is_found(void **state)
{
    (void)state;
    const struct aman_posts_cover covers[] = {
        {7, STEWARD, 0, 2, 100, 200}, {7, STEWARD, 1, 1, 150, 260}, {7, STEWARD, 1, 2, 260, 300}};
    struct aman_posts_gap found = gap((struct aman_posts_need){7, STEWARD, -1, 2, 100, 400}, covers, 3);
    assert_true(found.is_short);
    assert_int_equal(found.have, 0); /* 300 to 400 */
    assert_true(found.from_s == 200 && found.to_s == 260 && found.least_s == 300 && found.sum_s == 160);
}

static void place_role_and_unit_must_fit(void **state)
{
    (void)state;
    const struct aman_posts_cover covers[] = {
        {7, STEWARD, 0, 5, 0, 1000}, {8, POLICE, 0, 5, 0, 1000}, {7, POLICE, 3, 5, 0, 1000}};
    assert_int_equal(gap((struct aman_posts_need){7, STEWARD, -1, 1, 10, 20}, covers, 3).have, 5);
    assert_int_equal(gap((struct aman_posts_need){7, STEWARD | POLICE, -1, 1, 10, 20}, covers, 3).have, 10);
    assert_int_equal(gap((struct aman_posts_need){7, STEWARD | POLICE, 3, 1, 10, 20}, covers, 3).have, 5);
    assert_true(gap((struct aman_posts_need){9, STEWARD, -1, 1, 10, 20}, covers, 3).is_short);
    assert_true(gap((struct aman_posts_need){8, STEWARD, -1, 1, 10, 20}, covers, 3).is_short);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    struct aman_posts_gap found = {.have = -7};
    struct aman_posts_need need = {0, 1, -1, 1, 10, 10};
    struct aman_posts_cover cover = {0, 1, 0, 1, 0, (double)NAN};
    assert_int_equal(aman_posts_cover_needs(&need, 1, NULL, 0, &found), AMAN_ERR_ARGUMENT);
    need.to_s = 20;
    assert_int_equal(aman_posts_cover_needs(&need, 1, &cover, 1, &found), AMAN_ERR_ARGUMENT);
    cover.to_s = 5;
    cover.count = -1;
    assert_int_equal(aman_posts_cover_needs(&need, 1, &cover, 1, &found), AMAN_ERR_ARGUMENT);
    assert_int_equal(found.have, -7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_that_join_leave_no_gap), cmocka_unit_test(a_minute_without_anybody_is_found),
        cmocka_unit_test(place_role_and_unit_must_fit), cmocka_unit_test(nonsense_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
