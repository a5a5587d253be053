/* Text: growing, nearest words, numbers, UTF-8; diagnostics; texts of errors. */
#include "tests/base/cmocka_all.h"

#include "base/diag.h"
#include "base/error.h"
#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static void text_grows(void **state)
{
    (void)state;
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    for (int i = 0; i < 1000; i++) aman_text_addf(&text, "%03d,", i);
    assert_false(text.failed);
    assert_int_equal(text.length, 4000);
    assert_int_equal(strlen(text.data), 4000);
    assert_memory_equal(text.data + 4 * 517, "517,518,", 8);
    aman_text_clear(&text);
    aman_text_add_n(&text, "abcdef", 3);
    aman_text_add(&text, "!");
    assert_string_equal(text.data, "abc!");
    aman_text_release(&text);
    assert_null(text.data);
}

struct budget {
    int left;
};

static void *budget_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct budget *budget = ctx;
    if (size > 0 && budget->left-- <= 0) return NULL;
    return aman_mem_heap.resize(NULL, ptr, old_size, size);
}

static void text_failure_sticks(void **state)
{
    (void)state;
    struct budget budget = {1};
    struct aman_mem mem = {budget_resize, &budget};
    struct aman_text text;
    aman_text_init(&text, &mem);
    aman_text_add(&text, "kept");
    for (int i = 0; i < 300; i++) aman_text_add(&text, "0123456789");
    assert_true(text.failed);
    assert_memory_equal(text.data, "kept0123", 8);
    assert_int_equal(strlen(text.data), text.length);
    aman_text_release(&text);
}

static void distances(void **state)
{
    (void)state;
    assert_int_equal(aman_text_distance("", ""), 0);
    assert_int_equal(aman_text_distance("", "abc"), 3);
    assert_int_equal(aman_text_distance("abc", ""), 3);
    assert_int_equal(aman_text_distance("kitten", "sitting"), 3);
    assert_int_equal(aman_text_distance("gates", "gaets"), 1); /* neighbours swapped */
    assert_int_equal(aman_text_distance("ca", "abc"), 3);      /* no edit inside of a swap */
    assert_int_equal(aman_text_distance("turnstile", "turnstiles"), 1);
    char a[200], b[200];
    memset(a, 'a', sizeof a);
    memset(b, 'b', sizeof b);
    a[199] = b[199] = '\0';
    assert_int_equal(aman_text_distance(a, b), 63);
}

static void nearest_words(void **state)
{
    (void)state;
    const char *const words[] = {"gates", "group", "groups", "geometry"};
    assert_string_equal(aman_text_nearest("gatse", words, 4), "gates");
    assert_string_equal(aman_text_nearest("grops", words, 4), "groups");
    assert_string_equal(aman_text_nearest("group", words, 4), "group");
    assert_string_equal(aman_text_nearest("geometri", words, 4), "geometry");
    assert_null(aman_text_nearest("weather", words, 4));
    assert_null(aman_text_nearest("gates", words, 0));
}

static void numbers_that_are(void **state)
{
    (void)state;
    const struct {
        const char *text;
        double value;
    } cases[] = {{"0", 0.0},      {"1.34", 1.34}, {"-7", -7.0}, {"+2", 2.0},
                 {"1e3", 1000.0}, {".5", 0.5},    {"5.", 5.0},  {"1.5E-2", 0.015}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = NAN;
        assert_true(aman_text_number(cases[i].text, strlen(cases[i].text), &value));
        assert_true(value == cases[i].value);
    }
    double value = 0.0;
    assert_true(aman_text_number("12 m", 2, &value)); /* only the bytes given */
    assert_true(value == 12.0);
}

static void numbers_that_are_not(void **state)
{
    (void)state;
    const char *const texts[] = {"",      " 1",  "1 ", "nan", "inf", "0x10", "1e999", "-1e999",
                                 "1.2.3", "--1", "1e", "e5",  ".",   "1,5",  "12a",   "+"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = 42.0;
        assert_false(aman_text_number(texts[i], strlen(texts[i]), &value));
        assert_true(value == 42.0);
    }
    char many[100];
    memset(many, '1', sizeof many);
    double value = 42.0;
    assert_false(aman_text_number(many, sizeof many, &value));
    assert_false(aman_text_number("1\0002", 3, &value));
}

/* Where a locale with a decimal comma is installed, numbers are read all the same. */
static void numbers_ignore_the_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"fr_FR.UTF-8", "fr_MA.UTF-8", "de_DE.UTF-8"};
    bool set = false;
    for (size_t i = 0; i < 3 && !set; i++) set = setlocale(LC_NUMERIC, names[i]) != NULL;
    if (!set) {
        print_message("SKIPPED: no locale with a decimal comma is installed\n");
        skip();
    }
    double value = 0.0;
    bool read = aman_text_number("1.5", 3, &value);
    setlocale(LC_NUMERIC, "C");
    assert_true(read);
    assert_true(value == 1.5);
}

static void utf8(void **state)
{
    (void)state;
    const char *const good[] = {
        "", "Aman", "أمان", "é", "\xF0\x9F\x8F\x9F", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(aman_text_is_utf8(good[i], strlen(good[i])));
    const char *const bad[] = {"\x80",
                               "\xC0\xAF",
                               "\xC3",
                               "\xE0\x80\xAF",
                               "\xED\xA0\x80",
                               "\xF0\x80\x80\x80",
                               "\xF4\x90\x80\x80",
                               "\xF5\x80\x80",
                               "a\xE2\x82",
                               "\xFF"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(aman_text_is_utf8(bad[i], strlen(bad[i])));
    assert_false(aman_text_is_utf8("a\0b", 3));
}

static void diagnostics_are_copied_and_formatted(void **state)
{
    (void)state;
    struct aman_diags diags;
    aman_diags_init(&diags, &aman_mem_heap);
    char found[] = "`gatse`";
    aman_diags_add(&diags, (struct aman_diag){.file = "plan.yaml",
                                              .line = 3,
                                              .column = 5,
                                              .where = "access",
                                              .found = found,
                                              .expected = "a known key",
                                              .hint = "did you mean `gates`?"});
    found[1] = 'X';
    aman_diags_add(&diags, (struct aman_diag){.severity = AMAN_DIAG_WARNING, .file = "v.geojson", .line = 7});
    assert_int_equal(diags.n, 2);
    assert_int_equal(diags.n_errors, 1);
    char line[200];
    size_t n = aman_diag_format(&diags.items[0], line, sizeof line);
    assert_string_equal(line, "plan.yaml:3:5: error: access: found `gatse`, expected a known key "
                              "(did you mean `gates`?)");
    assert_int_equal(n, strlen(line));
    aman_diag_format(&diags.items[1], line, sizeof line);
    assert_string_equal(line, "v.geojson:7: warning: ");
    char narrow[12];
    assert_int_equal(aman_diag_format(&diags.items[0], narrow, sizeof narrow), n);
    assert_string_equal(narrow, "plan.yaml:3");
    aman_diags_release(&diags);
}

static void diagnostics_over_the_most_are_counted(void **state)
{
    (void)state;
    struct aman_diags diags;
    aman_diags_init(&diags, &aman_mem_heap);
    for (int i = 0; i < AMAN_DIAG_MAX + 30; i++) aman_diags_add(&diags, (struct aman_diag){.file = "f"});
    assert_int_equal(diags.n, AMAN_DIAG_MAX);
    assert_int_equal(diags.n_dropped, 30);
    assert_int_equal(diags.n_errors, AMAN_DIAG_MAX + 30);
    aman_diags_release(&diags);
}

static void diagnostics_out_of_memory_still_count(void **state)
{
    (void)state;
    struct budget budget = {0};
    struct aman_mem mem = {budget_resize, &budget};
    struct aman_diags diags;
    aman_diags_init(&diags, &mem);
    aman_diags_add(&diags, (struct aman_diag){.file = "f"});
    assert_true(diags.out_of_memory);
    assert_int_equal(diags.n, 0);
    assert_int_equal(diags.n_errors, 1);
    aman_diags_release(&diags);
}

static void every_error_has_a_text(void **state)
{
    (void)state;
    for (int err = 0; err < AMAN_ERR_COUNT; err++) {
        assert_string_not_equal(aman_err_text((enum aman_err)err), "unknown error");
        for (int other = 0; other < err; other++)
            assert_string_not_equal(aman_err_text((enum aman_err)err), aman_err_text((enum aman_err)other));
    }
    assert_string_equal(aman_err_text(AMAN_ERR_COUNT), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_grows),
        cmocka_unit_test(text_failure_sticks),
        cmocka_unit_test(distances),
        cmocka_unit_test(nearest_words),
        cmocka_unit_test(numbers_that_are),
        cmocka_unit_test(numbers_that_are_not),
        cmocka_unit_test(numbers_ignore_the_locale),
        cmocka_unit_test(utf8),
        cmocka_unit_test(diagnostics_are_copied_and_formatted),
        cmocka_unit_test(diagnostics_over_the_most_are_counted),
        cmocka_unit_test(diagnostics_out_of_memory_still_count),
        cmocka_unit_test(every_error_has_a_text),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
