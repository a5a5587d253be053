/* How cases are judged, on cases made up here; the same bits on any number of threads; each allocation failing; and
 * tests of the table that must fail under parameters under which nobody walks like people. */
#include "tests/base/cmocka_all.h"

#include "base/tasks.h"
#include "validate/cases.h"

#include <string.h>

/* Value 0: the seed, 1: 100 times the variant, 2: not a number. */
static enum aman_err run_made_up(const struct validate_run *run, double values[])
{
    values[0] = (double)run->seed;
    values[1] = 100.0 * run->variant;
    values[2] = NAN;
    return AMAN_OK;
}

static enum aman_err run_out_of_memory(const struct validate_run *run, double values[])
{
    (void)values;
    return run->seed == 3 ? AMAN_ERR_MEMORY : AMAN_OK;
}

static double twice_the_last(const struct validate_values *all)
{
    return 2.0 * value_of(all, all->variants - 1, all->seeds - 1, 1);
}

static struct aman_validate_result result_of(const struct aman_validate_case *test,
                                             struct aman_validate_options options)
{
    struct aman_validate_result result = {0};
    options.mem = &aman_mem_heap;
    assert_int_equal(aman_validate_run(&test, 1, &options, &result), AMAN_OK);
    return result;
}

static void checks_are_judged_by_their_bounds(void **state)
{
    (void)state;
    static const struct aman_validate_case test = {"made-up",
                                                   "",
                                                   "",
                                                   run_made_up,
                                                   2,
                                                   0,
                                                   false,
                                                   NEEDS_NOTHING,
                                                   {0},
                                                   {{"mean of 1..20", "", 10.5, 10.5, SUM_MEAN, 0, 0, NULL},
                                                    {"least", "", 1, 1, SUM_LEAST, 0, 0, NULL},
                                                    {"most", "", 20, 20, SUM_MOST, 0, 0, NULL},
                                                    {"95 % of 20 do not exceed 19", "", 19, 19, SUM_P95, 0, 0, NULL},
                                                    {"second variant", "", 100, 100, SUM_MEAN, 1, 1, NULL},
                                                    {"measured", "", 200, 200, SUM_MEAN, 0, 0, twice_the_last},
                                                    {"told", "", NO_BOUND, SUM_MEAN, 0, 0, NULL},
                                                    {"below", "", 10.6, 20, SUM_MEAN, 0, 0, NULL},
                                                    {"above", "", 0, 10.4, SUM_MEAN, 0, 0, NULL},
                                                    {"no number", "", -INFINITY, 1e9, SUM_MEAN, 0, 2, NULL}}};
    static const enum aman_validate_verdict expected[] = {
        AMAN_VALIDATE_PASS, AMAN_VALIDATE_PASS,       AMAN_VALIDATE_PASS, AMAN_VALIDATE_PASS, AMAN_VALIDATE_PASS,
        AMAN_VALIDATE_PASS, AMAN_VALIDATE_DOCUMENTED, AMAN_VALIDATE_FAIL, AMAN_VALIDATE_FAIL, AMAN_VALIDATE_FAIL};
    struct aman_validate_result result = result_of(&test, (struct aman_validate_options){0});
    assert_int_equal(result.seeds, 20);
    assert_int_equal(result.n_checks, 10);
    for (size_t i = 0; i < 10; i++) assert_int_equal(result.checks[i].verdict, expected[i]);
    assert_int_equal(result.verdict, AMAN_VALIDATE_FAIL);
}

static void a_case_without_criterion_does_not_pass(void **state)
{
    (void)state;
    static const struct aman_validate_case test = {"made-up", "",
                                                   "",        run_made_up,
                                                   1,         0,
                                                   false,     NEEDS_NOTHING,
                                                   {0},       {{"told", "", NO_BOUND, SUM_MEAN, 0, 0, NULL}}};
    assert_int_equal(result_of(&test, (struct aman_validate_options){0}).verdict, AMAN_VALIDATE_DOCUMENTED);
}

static void a_case_without_its_measurements_is_skipped(void **state)
{
    (void)state;
    static const struct aman_validate_case test = {"made-up", "",
                                                   "",        run_made_up,
                                                   1,         0,
                                                   false,     NEEDS_CORRIDOR,
                                                   {0},       {{"mean", "", 10.5, 10.5, SUM_MEAN, 0, 0, NULL}}};
    struct aman_point point = {1, 1};
    struct aman_validate_options options = {.data = {.corridor_open = {&point, 1}}};
    struct aman_validate_result result = result_of(&test, options);
    assert_int_equal(result.verdict, AMAN_VALIDATE_SKIPPED);
    assert_true(isnan(result.checks[0].found));
    options.data.corridor_periodic = options.data.corridor_open;
    assert_int_equal(result_of(&test, options).verdict, AMAN_VALIDATE_PASS);
}

static void an_error_of_a_run_is_that_of_the_call(void **state)
{
    (void)state;
    static const struct aman_validate_case test = {"made-up", "",
                                                   "",        run_out_of_memory,
                                                   1,         0,
                                                   false,     NEEDS_NOTHING,
                                                   {0},       {{"none", "", 0, 0, SUM_MEAN, 0, 0, NULL}}};
    const struct aman_validate_case *cases[] = {&test};
    struct aman_validate_options options = {.mem = &aman_mem_heap};
    struct aman_validate_result result = {.seeds = 77};
    assert_int_equal(aman_validate_run(cases, 1, &options, &result), AMAN_ERR_MEMORY);
    assert_int_equal(result.seeds, 77);
    options.seeds = AMAN_VALIDATE_SEEDS_MOST + 1;
    assert_int_equal(aman_validate_run(cases, 1, &options, &result), AMAN_ERR_ARGUMENT);
}

static bool stop_at_once(void *ctx, size_t done, size_t all)
{
    (void)done;
    (void)all;
    *(bool *)ctx = true;
    return false;
}

static void it_can_be_stopped(void **state)
{
    (void)state;
    const struct aman_validate_case *cases[] = {aman_validate_case_named("rimea-6")};
    bool told = false;
    struct aman_validate_options options = {.mem = &aman_mem_heap, .progress = stop_at_once, .progress_ctx = &told};
    struct aman_validate_result result;
    assert_int_equal(aman_validate_run(cases, 1, &options, &result), AMAN_ERR_CANCELLED);
    assert_true(told);
}

static void every_case_is_whole_and_named_once(void **state)
{
    (void)state;
    size_t n = aman_validate_n_cases();
    assert_true(n >= 40);
    for (size_t i = 0; i < n; i++) {
        const struct aman_validate_case *test = aman_validate_case_at(i);
        assert_ptr_equal(aman_validate_case_named(test->id), test);
        assert_in_range(test->variants, 1, AMAN_VALIDATE_VARIANTS);
        assert_true(test->run && test->asks[0] && test->source[0] && test->criteria[0].what);
        for (size_t k = 0; k < AMAN_VALIDATE_CHECKS && test->criteria[k].what; k++) {
            const struct validate_criterion *c = &test->criteria[k];
            assert_true(c->low <= c->high && c->variant < test->variants && c->value < AMAN_VALIDATE_VALUES);
        }
    }
    assert_null(aman_validate_case_at(n));
    assert_null(aman_validate_case_named("rimea"));
}

static void results_are_the_same_on_any_number_of_threads(void **state)
{
    (void)state;
    const struct aman_validate_case *cases[] = {
        aman_validate_case_named("rimea-6"), aman_validate_case_named("nist-5.2"), aman_validate_case_named("iso-17")};
    struct aman_validate_result first[3] = {{0}}, other[3] = {{0}};
    for (int threads = 1; threads <= 4; threads *= 2) {
        struct aman_validate_options options = {.mem = &aman_mem_heap, .seeds = 2};
        assert_int_equal(aman_tasks_create(&aman_mem_heap, threads, &options.tasks), AMAN_OK);
        assert_int_equal(aman_validate_run(cases, 3, &options, threads == 1 ? first : other), AMAN_OK);
        aman_tasks_destroy(options.tasks);
        for (int i = 0; threads > 1 && i < 3; i++)
            for (size_t k = 0; k < first[i].n_checks; k++)
                assert_memory_equal(&first[i].checks[k].found, &other[i].checks[k].found, sizeof(double));
    }
}

/* With a fifth of the time gap a door passes about twice what the codes allow; and on a stair of half the speed that is
 * asked for one is late. */
static void absurd_parameters_fail(void **state)
{
    (void)state;
    struct aman_crowd_params hasty = aman_crowd_params_default();
    hasty.time_gap_s = 0.1;
    struct aman_validate_options options = {.seeds = 2, .params = &hasty};
    assert_int_equal(result_of(aman_validate_case_named("nist-5.2"), options).verdict, AMAN_VALIDATE_FAIL);
    assert_int_equal(result_of(aman_validate_case_named("imo-4"), options).verdict, AMAN_VALIDATE_FAIL);
    struct aman_validate_case slow = *aman_validate_case_named("rimea-2");
    slow.criteria[0].low *= 2.0;
    slow.criteria[0].high *= 2.0;
    assert_int_equal(result_of(&slow, (struct aman_validate_options){0}).verdict, AMAN_VALIDATE_FAIL);
}

struct failing {
    long calls, fail_at;
};

static void *failing_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct failing *failing = ctx;
    if (size > 0 && failing->calls++ == failing->fail_at) return NULL;
    return aman_mem_heap.resize(NULL, ptr, old_size, size);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    const struct aman_validate_case *cases[] = {aman_validate_case_named("rimea-2")};
    enum aman_err err = AMAN_ERR_MEMORY;
    long k = 0;
    for (; err != AMAN_OK && k < 1000; k++) {
        struct failing failing = {.fail_at = k};
        struct aman_mem mem = {failing_resize, &failing};
        struct aman_validate_options options = {.mem = &mem};
        struct aman_validate_result result;
        err = aman_validate_run(cases, 1, &options, &result);
        assert_true(err == AMAN_OK || err == AMAN_ERR_MEMORY);
    }
    assert_int_equal(err, AMAN_OK);
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_are_judged_by_their_bounds),
        cmocka_unit_test(a_case_without_criterion_does_not_pass),
        cmocka_unit_test(a_case_without_its_measurements_is_skipped),
        cmocka_unit_test(an_error_of_a_run_is_that_of_the_call),
        cmocka_unit_test(it_can_be_stopped),
        cmocka_unit_test(every_case_is_whole_and_named_once),
        cmocka_unit_test(results_are_the_same_on_any_number_of_threads),
        cmocka_unit_test(absurd_parameters_fail),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("validate", tests, NULL, NULL);
}
