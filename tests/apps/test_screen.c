/* Text laid out for a terminal: widths of three scripts, cutting, wrapping. */
#include "tests/base/cmocka_all.h"

#include "apps/screen.h"

#include <string.h>

static void widths(void **state)
{
    (void)state;
    assert_int_equal(aman_screen_width(""), 0);
    assert_int_equal(aman_screen_width("gate 9"), 6);
    assert_int_equal(aman_screen_width("énergie"), 7);
    assert_int_equal(aman_screen_width("e\xCC\x81nergie"), 7); /* e and a combining accent */
    assert_int_equal(aman_screen_width("باب"), 3);
    assert_int_equal(aman_screen_width("بَابٌ"), 3);                       /* vowel marks take no room */
    assert_int_equal(aman_screen_width("\xE2\x81\xA8x\xE2\x81\xA9"), 1); /* isolates take none */
    assert_int_equal(aman_screen_width("東京"), 4);
    assert_int_equal(aman_screen_width("\xFF\xC3z\xE2\x82"), 5); /* malformed: a column each */
}

static void assert_cut(const char *text, int columns, const char *expected, int took)
{
    struct aman_text out;
    aman_text_init(&out, &aman_mem_heap);
    assert_int_equal(aman_screen_add_cut(&out, text, columns), took);
    assert_string_equal(out.data ? out.data : "", expected);
    aman_text_release(&out);
}

static void cutting(void **state)
{
    (void)state;
    assert_cut("gate 9", 6, "gate 9", 6);
    assert_cut("gate 9", 5, "gate…", 5);
    assert_cut("باب رقم", 4, "باب…", 4);
    assert_cut("東京都", 4, "東…", 3); /* half of a wide letter does not fit */
    assert_cut("", 3, "", 0);
}

static void wrapping(void **state)
{
    (void)state;
    struct aman_text out;
    aman_text_init(&out, &aman_mem_heap);
    aman_screen_add_wrapped(&out, "one two  three\nfour extraordinarily five", 2, 11);
    assert_string_equal(out.data, "  one two\n  three\n  four\n  extraordinarily\n  five\n");
    aman_text_clear(&out);
    aman_screen_add_wrapped(&out, "", 2, 11);
    assert_string_equal(out.data, "\n");
    aman_text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),
        cmocka_unit_test(cutting),
        cmocka_unit_test(wrapping),
    };
    return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
