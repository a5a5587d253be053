/* The sheet of an escort, and its files for devices: what others wrote stays harmless, the same bytes each time, and every
 * allocation may fail. */
#include "report/escort_sheet.h"
#include "tests/base/cmocka_all.h"
#include "tests/check/escort_town.h"

#include <string.h>

static const char hostile[] = "A\" <script>alert(1)</script> & \xE2\x80\xAE' team";

struct scarce {
    size_t left; /* allocations that succeed */
    size_t live; /* bytes */
};

static void *scarce_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct scarce *scarce = ctx;
    if (size > old_size || !ptr) {
        if (size > 0 && scarce->left == 0) return NULL;
        if (size > 0) scarce->left--;
    }
    void *fresh = aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
    if (size == 0 || fresh) scarce->live += size - old_size;
    return fresh;
}

static void town_with_words(struct town *town)
{
    town_init(town);
    town->plan.n_escorts = 2;
    town->escorts[0].name = town->places[TOWN_HOTEL].name = hostile;
    town->hold = (struct aman_plan_hold){.place = TOWN_CORNER, .unit = hostile, .from_s = 1.0, .to_s = 2.0};
    town->checkpoint = (struct aman_plan_escort_point){.place = TOWN_CORNER, .at_s = 64000.0};
    town->escorts[0].holds = &town->hold;
    town->escorts[0].checkpoints = &town->checkpoint;
    town->escorts[0].n_holds = town->escorts[0].n_checkpoints = 1;
    town->plan.control = (struct aman_plan_control){.event = hostile, .match = "", .venue = "", .version = "1", .author = ""};
    town->plan.situation.date = "2024-01-01";
    town->plan.venue_name = "Ground";
    town_judge(town);
}

typedef enum aman_err maker(struct aman_text *text, const struct town *town, enum aman_lang lang);

static enum aman_err make_sheet(struct aman_text *text, const struct town *town, enum aman_lang lang)
{
    return aman_escort_sheet(text, lang, &town->plan, &town->judged, 0);
}

static enum aman_err make_gpx(struct aman_text *text, const struct town *town, enum aman_lang lang)
{
    return aman_escort_gpx(text, lang, &town->plan, &town->judged.items[0]);
}

static enum aman_err make_geojson(struct aman_text *text, const struct town *town, enum aman_lang lang)
{
    (void)lang;
    aman_escort_judged_geojson(text, &town->plan, &town->judged.items[0]);
    return text->failed ? AMAN_ERR_MEMORY : AMAN_OK;
}

static maker *const makers[] = {make_sheet, make_gpx, make_geojson};

static void what_others_wrote_is_harmless(void **state)
{
    (void)state;
    struct town town;
    town_with_words(&town);
    for (int lang = 0; lang < AMAN_LANG_COUNT; lang++)
        for (size_t i = 0; i < 2; i++) {
            struct aman_text text;
            aman_text_init(&text, &aman_mem_heap);
            assert_int_equal(makers[i](&text, &town, (enum aman_lang)lang), AMAN_OK);
            assert_null(strstr(text.data, "<script"));
            assert_null(strstr(text.data, "\xE2\x80\xAE")); /* turns the direction of text round */
            assert_non_null(strstr(text.data, "&lt;script&gt;alert(1)&lt;/script&gt; &amp;"));
            aman_text_release(&text);
        }
    town_release(&town);
}

/* Not of the page: cairo counts the surfaces of a process in its SVG. Two processes give one page (tests/apps). */
static void the_same_bytes(void **state)
{
    (void)state;
    struct town town;
    town_with_words(&town);
    for (size_t i = 1; i < sizeof makers / sizeof *makers; i++) {
        struct aman_text one, two;
        aman_text_init(&one, &aman_mem_heap);
        aman_text_init(&two, &aman_mem_heap);
        assert_int_equal(makers[i](&one, &town, AMAN_LANG_AR), AMAN_OK);
        town_judge(&town);
        assert_int_equal(makers[i](&two, &town, AMAN_LANG_AR), AMAN_OK);
        assert_int_equal(one.length, two.length);
        assert_memory_equal(one.data, two.data, one.length);
        aman_text_release(&one);
        aman_text_release(&two);
    }
    town_release(&town);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct town town;
    town_with_words(&town);
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        enum aman_err err = AMAN_ERR_MEMORY;
        size_t n = 0;
        for (; err != AMAN_OK; n++) {
            struct scarce scarce = {.left = n};
            struct aman_mem mem = {scarce_resize, &scarce};
            struct aman_text text;
            aman_text_init(&text, &mem);
            err = makers[i](&text, &town, AMAN_LANG_EN);
            if (err != AMAN_OK) assert_int_equal(err, AMAN_ERR_MEMORY);
            aman_text_release(&text);
            assert_int_equal(scarce.live, 0);
        }
        assert_true(n > 2);
    }
    town_release(&town);
}

static void without_a_route_there_is_no_sheet(void **state)
{
    (void)state;
    struct town town;
    town_with_words(&town);
    town.escorts[0].origin = town.escorts[1].origin = TOWN_FAR;
    town_judge(&town);
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    assert_int_equal(make_sheet(&text, &town, AMAN_LANG_EN), AMAN_ERR_ARGUMENT);
    assert_int_equal(make_gpx(&text, &town, AMAN_LANG_EN), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_escort_judged_picture(&text, AMAN_LANG_EN, &town.plan, &town.judged.items[0], true), AMAN_ERR_ARGUMENT);
    assert_int_equal(aman_convoys_picture(&text, AMAN_LANG_EN, &town.plan, &town.judged, true), AMAN_ERR_ARGUMENT);
    assert_int_equal(make_geojson(&text, &town, AMAN_LANG_EN), AMAN_OK); /* its ends */
    aman_text_release(&text);
    town_release(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_others_wrote_is_harmless),
        cmocka_unit_test(the_same_bytes),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(without_a_route_there_is_no_sheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
