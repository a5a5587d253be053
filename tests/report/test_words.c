/* The table of words: complete in three languages, alike in their placeholders; numbers and units as people write them. */
#include "tests/base/cmocka_all.h"

#include "report/words.h"
#include "report/words_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MOST = 16 };

/* Names of the placeholders in order of the alphabet, joined. */
static void placeholders(const char *text, char joined[512])
{
    char names[NAMES_MOST][32];
    int n = 0;
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        size_t length = strcspn(at + 1, "}");
        assert_true(length > 0 && length < 32 && at[1 + length] == '}' && n < NAMES_MOST);
        int place = n++;
        char name[32] = "";
        memcpy(name, at + 1, length);
        for (; place > 0 && strcmp(names[place - 1], name) > 0; place--) memcpy(names[place], names[place - 1], 32);
        memcpy(names[place], name, 32);
    }
    joined[0] = '\0';
    size_t used = 0;
    for (int i = 0; i < n; i++) used += (size_t)snprintf(joined + used, 512 - used, "{%s}", names[i]);
}

/* Arabic says one and two of a thing in a word, without the number. */
static bool may_leave_out(const char *key)
{
    size_t n = strlen(key);
    return strncmp(key, "unit.", 5) == 0 && (strcmp(key + n - 4, ".one") == 0 || strcmp(key + n - 4, ".two") == 0);
}

static bool holds_arabic(const char *text)
{
    for (const unsigned char *u = (const unsigned char *)text; *u; u++)
        if (*u >= 0xD8 && *u <= 0xDB) return true;
    return false;
}

static void every_key_has_three_languages(void **state)
{
    (void)state;
    assert_true(aman_word_row_count > 200);
    for (size_t i = 0; i < aman_word_row_count; i++) {
        const struct aman_word_row *row = &aman_word_rows[i];
        char expected[512], found[512];
        placeholders(row->text[AMAN_LANG_EN], expected);
        if (i > 0) assert_true(strcmp(aman_word_rows[i - 1].key, row->key) < 0);
        for (int lang = 0; lang < AMAN_LANG_COUNT; lang++) {
            const char *text = row->text[lang];
            assert_true(*text && aman_text_is_utf8(text, strlen(text)));
            placeholders(text, found);
            if (strcmp(expected, found) != 0 && !(lang == AMAN_LANG_AR && may_leave_out(row->key)))
                fail_msg("%s: %s has %s, English has %s", row->key, aman_lang_code((enum aman_lang)lang), found, expected);
        }
        /* what is not a sign or a unit alone reads in Arabic */
        bool sign = strlen(row->text[AMAN_LANG_EN]) < 4 || expected[0] == '{';
        if (!sign && !holds_arabic(row->text[AMAN_LANG_AR])) fail_msg("%s: no Arabic in \"%s\"", row->key, row->text[AMAN_LANG_AR]);
    }
}

static void every_finding_has_its_question(void **state)
{
    (void)state;
    size_t looked_at = 0;
    for (size_t i = 0; i < aman_word_row_count; i++) {
        const char *key = aman_word_rows[i].key;
        if (strncmp(key, "finding.", 8) != 0) continue;
        char question[128];
        snprintf(question, sizeof question, "question.%s", key + 8);
        if (!aman_word_exists(question)) fail_msg("%s: no %s", key, question);
        looked_at++;
    }
    assert_true(looked_at >= 21);
}

static void expect(enum aman_lang lang, double value, enum aman_unit unit, const char *expected)
{
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    aman_word_quantity(&text, lang, value, unit);
    assert_string_equal(text.data, expected);
    aman_text_release(&text);
}

static void quantities_read_as_written(void **state)
{
    (void)state;
    expect(AMAN_LANG_EN, 12345, AMAN_UNIT_PERSONS, "12,345 people");
    expect(AMAN_LANG_EN, 1, AMAN_UNIT_PERSONS, "1 person");
    expect(AMAN_LANG_FR, 12345, AMAN_UNIT_PERSONS, "12\u202F345 personnes");
    expect(AMAN_LANG_FR, 0, AMAN_UNIT_COUNT_OF_LANES, "0 couloir");
    expect(AMAN_LANG_AR, 2, AMAN_UNIT_COUNT_OF_LANES, "ممران");
    expect(AMAN_LANG_AR, 4, AMAN_UNIT_COUNT_OF_LANES, "4 ممرات");
    expect(AMAN_LANG_AR, 103, AMAN_UNIT_PERSONS, "103 أشخاص");
    expect(AMAN_LANG_AR, 111, AMAN_UNIT_PERSONS, "111 شخصا");
    expect(AMAN_LANG_AR, 100, AMAN_UNIT_PERSONS, "100 شخص");
    expect(AMAN_LANG_EN, 3.594, AMAN_UNIT_PER_M2, "3.59 /m²");
    expect(AMAN_LANG_FR, 2.5, AMAN_UNIT_PER_M2, "2,5 /m²");
    expect(AMAN_LANG_EN, 0.02, AMAN_UNIT_PER_S2, "0.02 s⁻²");
    expect(AMAN_LANG_EN, 0.962, AMAN_UNIT_SHARE, "96.2%");
    expect(AMAN_LANG_EN, 19.7 * 3600, AMAN_UNIT_CLOCK, "19:42");
    expect(AMAN_LANG_EN, 24.5 * 3600, AMAN_UNIT_CLOCK, "24:30");
    expect(AMAN_LANG_EN, 45, AMAN_UNIT_SECONDS, "45 s");
    expect(AMAN_LANG_EN, 480, AMAN_UNIT_SECONDS, "8 min");
    expect(AMAN_LANG_EN, 485.4, AMAN_UNIT_SECONDS, "8 min 05 s");
    expect(AMAN_LANG_EN, 3899, AMAN_UNIT_SECONDS, "1 h 05 min");
    expect(AMAN_LANG_AR, 485, AMAN_UNIT_SECONDS, "8 د 05 ث");
    expect(AMAN_LANG_EN, -90, AMAN_UNIT_SECONDS, "−1 min 30 s");
    expect(AMAN_LANG_EN, NAN, AMAN_UNIT_PERSONS, "—");
    expect(AMAN_LANG_EN, 1e300, AMAN_UNIT_METRES, "∞ m");
}

static void messages_fill_and_isolate(void **state)
{
    (void)state;
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    struct aman_arg args[AMAN_FINDING_ARGS] = {{.name = "where", .text = "G6"}, {.name = "what", .text = "chapter.medical"}};
    aman_word_message(&text, AMAN_LANG_EN, "finding.reader.fault", args, 2);
    assert_string_equal(text.data, "Drawing of the venue, G6: medical and rescue services.");
    aman_text_clear(&text);
    args[0].text = "\xE2\x80\xAEG6\x01\xFF\n";
    args[1].text = "المدرج";
    aman_word_message(&text, AMAN_LANG_EN, "finding.reader.fault", args, 2);
    assert_string_equal(text.data, "Drawing of the venue, G6\uFFFD : \u2068المدرج\u2069.");
    aman_text_clear(&text);
    args[0].text = "G6";
    aman_word_message(&text, AMAN_LANG_AR, "finding.contingency.prose", args, 1);
    assert_non_null(strstr(text.data, "\u2068G6\u2069"));
    aman_text_clear(&text);
    aman_word_message(&text, AMAN_LANG_EN, "finding.contingency.prose", NULL, 0);
    assert_non_null(strstr(text.data, "{where}"));
    aman_text_clear(&text);
    aman_word_message(&text, AMAN_LANG_EN, "no.such.key", NULL, 0);
    assert_string_equal(text.data, "no.such.key");
    aman_text_release(&text);
}

static void languages_have_codes(void **state)
{
    (void)state;
    enum aman_lang lang = AMAN_LANG_EN;
    assert_true(aman_lang_of("ar", &lang) && lang == AMAN_LANG_AR && aman_lang_is_rtl(lang));
    assert_false(aman_lang_of("de", &lang));
    assert_int_equal(lang, AMAN_LANG_AR);
    assert_string_equal(aman_word(AMAN_LANG_FR, "verdict.holds"), "Le plan tient.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_three_languages), cmocka_unit_test(every_finding_has_its_question),
        cmocka_unit_test(quantities_read_as_written),    cmocka_unit_test(messages_fill_and_isolate),
        cmocka_unit_test(languages_have_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
