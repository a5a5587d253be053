/* The table of findings: what is listed, in what order, within what width, in three languages. */
#include "tests/base/cmocka_all.h"

#include "apps/screen.h"
#include "apps/table.h"

#include <math.h>
#include <string.h>

static struct aman_plan_contingency contingencies[] = {
    {.id = "gate-5-shut-from-half-past-six-to-a-quarter-past-seven"}};
static const struct aman_plan plan = {.contingencies = contingencies, .n_contingencies = 1};
static struct aman_run runs[] = {{.contingency = -1}, {.contingency = 0}};

static struct aman_finding finding(enum aman_severity severity, int run, const char *where,
                                   const char *remedy)
{
    struct aman_finding f = {
        .severity = severity,
        .key = "gate.wait",
        .where = where,
        .value = 1500,
        .criterion = 1200,
        .unit = AMAN_UNIT_SECONDS,
        .t_s = 19 * 3600 + 43 * 60,
        .run = run,
        .remedy = remedy,
        .args = {{.name = "where", .text = where},
                 {.name = "wait", .value = 1500, .unit = AMAN_UNIT_SECONDS}},
        .remedy_args = {{.name = "n", .value = 2, .unit = AMAN_UNIT_COUNT_OF_LANES},
                        {.name = "where", .text = where}},
    };
    return f;
}

static struct aman_finding findings[5];
static struct aman_verdict verdict;

static int set_up(void **state)
{
    (void)state;
    findings[0] = finding(AMAN_SEVERITY_CRITICAL, 1, "G5", "lanes.more");
    findings[1] = finding(AMAN_SEVERITY_MAJOR, 0, "G5", "lanes.more");
    findings[2] = finding(AMAN_SEVERITY_MINOR, 0, "باب", NULL);
    findings[3] = finding(AMAN_SEVERITY_HOLDS, 0, "G-met", "lanes.more");
    findings[4] = finding(AMAN_SEVERITY_HOLDS, 0, "G-met", NULL);
    verdict = (struct aman_verdict){
        .plan = &plan, .findings = findings, .n_findings = 5, .runs = runs, .n_runs = 2};
    return 0;
}

static const char *show(struct aman_text *text, struct aman_table_style style)
{
    aman_text_init(text, &aman_mem_heap);
    aman_table_findings(text, &verdict, &style);
    aman_table_verdict(text, &verdict, &style);
    assert_false(text->failed);
    return text->data;
}

static size_t occurrences(const char *text, const char *of)
{
    size_t n = 0;
    for (; (text = strstr(text, of)); text += strlen(of)) n++;
    return n;
}

static void worst_first_and_met_ones_counted(void **state)
{
    (void)state;
    struct aman_text text;
    const char *shown = show(&text, (struct aman_table_style){AMAN_LANG_EN, 100, false});
    const char *critical = strstr(shown, "\ncritical "), *major = strstr(shown, "\nmajor "),
               *minor = strstr(shown, "\nminor ");
    assert_true(critical && major && minor && critical < major && major < minor);
    assert_null(strstr(shown, "G-met"));
    assert_non_null(strstr(shown, "2 of 5 criteria met"));
    assert_non_null(strstr(shown, "19:43"));
    assert_non_null(strstr(shown, "The plan does not hold."));
    assert_null(strchr(shown, '\033'));
    aman_text_release(&text);
}

static void remedies_come_once_each(void **state)
{
    (void)state;
    struct aman_text text;
    const char *shown = show(&text, (struct aman_table_style){AMAN_LANG_EN, 100, false});
    assert_int_equal(occurrences(shown, "Add 2 lanes at G5"), 1);
    assert_int_equal(occurrences(shown, "What would mend it:"), 1);
    aman_text_release(&text);

    verdict.n_findings = 0;
    verdict.holds = true;
    shown = show(&text, (struct aman_table_style){AMAN_LANG_EN, 100, false});
    assert_null(strstr(shown, "What would mend it:"));
    assert_non_null(strstr(shown, "The plan holds."));
    aman_text_release(&text);
}

static void lines_fit_the_terminal(void **state)
{
    (void)state;
    for (int lang = 0; lang < AMAN_LANG_COUNT; lang++) {
        struct aman_text text;
        char *line =
            (char *)(uintptr_t)show(&text, (struct aman_table_style){(enum aman_lang)lang, 80, false});
        for (char *end; (end = strchr(line, '\n')); line = end + 1) {
            *end = '\0';
            assert_true(aman_screen_width(line) <= 80);
        }
        aman_text_release(&text);
    }
}

static void colours_when_asked(void **state)
{
    (void)state;
    struct aman_text text;
    const char *shown = show(&text, (struct aman_table_style){AMAN_LANG_FR, 100, true});
    assert_non_null(strstr(shown, "\033[1;31mcritique"));
    assert_int_equal(occurrences(shown, "\033["), 2 * occurrences(shown, "\033[0m"));
    aman_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(worst_first_and_met_ones_counted, set_up),
        cmocka_unit_test_setup(remedies_come_once_each, set_up),
        cmocka_unit_test_setup(lines_fit_the_terminal, set_up),
        cmocka_unit_test_setup(colours_when_asked, set_up),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
