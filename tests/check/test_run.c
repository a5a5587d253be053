/* The tiny plan from scenario to verdict: what comes out, the same for any number of threads, and
 * nothing left behind when it is stopped or memory runs out. */
#include "check/check.h"
#include "tests/base/cmocka_all.h"
#include "tests/check/tiny.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct aman_verdict *checked(const struct aman_plan *plan, int threads)
{
    const struct aman_check_options options = {.seed = 1, .threads = threads};
    struct aman_verdict *verdict = NULL;
    assert_int_equal(aman_check_plan(plan, NULL, &options, &aman_mem_heap, &verdict), AMAN_OK);
    return verdict;
}

static struct aman_plan *plan_with_contingencies(void)
{
    struct aman_plan *plan = tiny_plan(150, 4);
    struct aman_plan_contingency *c = tiny_contingency(plan, "shut", AMAN_CONTINGENCY_GATE_SHUT);
    c->from_s = TINY_GATES_OPEN + 300;
    c->to_s = TINY_GATES_OPEN + 900;
    c = tiny_contingency(plan, "slow", AMAN_CONTINGENCY_TICKET_SYSTEM_DOWN);
    c->from_s = TINY_GATES_OPEN + 300;
    c->to_s = TINY_GATES_OPEN + 900;
    c->factor = 3.0;
    c = tiny_contingency(plan, "evacuate", AMAN_CONTINGENCY_EVACUATION);
    c->from_s = TINY_KICK_OFF + 300;
    c = tiny_contingency(plan, "later", AMAN_CONTINGENCY_DELAYED_KICK_OFF);
    c->delay_s = 300.0;
    return plan;
}

static void everyone_comes_sits_and_leaves(void **state)
{
    (void)state;
    struct aman_verdict *verdict = checked(tiny_plan(150, 4), 1);
    assert_int_equal(verdict->n_runs, 1);
    const struct aman_run *day = &verdict->runs[0];
    const struct aman_run_section *stand = &day->sections[0];
    const struct aman_run_bank *gate = &day->banks[0];
    size_t last = day->n_seconds - 1;
    assert_int_equal(day->n_people, 150);
    assert_int_equal(stand->seated[TINY_KICK_OFF - (int)day->begin_s], 150);
    assert_int_equal(gate->served[last], 150);
    assert_int_equal(gate->arrived[last], 150);
    assert_int_equal(stand->released[last], 150);
    assert_int_equal(stand->out[last], 150);
    assert_int_equal(day->gone[last], 150);
    assert_int_equal(day->stranded, 0);
    assert_int_equal(day->turned_back, 0);
    assert_false(isnan(day->cleared_t_s));
    assert_true(day->end_s < TINY_END);
    for (size_t i = 0; i < day->n_seconds; i++)
        assert_true(day->on_ground[i] + day->seated[i] + day->gone[i] <= 150);
    assert_true(gate->wait_p95_s <= gate->wait_max_s && gate->wait_mean_s <= gate->wait_p95_s);
    assert_true(stand->exit_s > 10.0 && stand->exit_s < 480.0);
    assert_true(day->n_minutes > 30);
    aman_verdict_destroy(verdict);
}

static void pictures_and_zones_agree_with_the_raster(void **state)
{
    (void)state;
    struct aman_verdict *verdict = checked(tiny_plan(150, 4), 1);
    const struct aman_run *day = &verdict->runs[0];
    size_t n_cells = (size_t)(day->width * day->height * day->levels);
    float greatest = 0.0f;
    for (size_t i = 0; i < n_cells; i++) {
        greatest = fmaxf(greatest, day->peak_per_m2[i]);
        if (day->peak_per_m2[i] > 0.0f)
            assert_true(day->peak_t_s[i] >= day->begin_s && day->peak_t_s[i] <= day->end_s);
    }
    assert_true(greatest >= day->danger.density_per_m2 && greatest > 0.2f);
    for (size_t m = 0; m < day->n_minutes; m++) {
        assert_true(fmod(day->minutes[m].t_s, 60.0) == 0.0);
        for (size_t i = 0; i < day->minutes[m].n_cells; i++) {
            assert_true(day->minutes[m].cells[i].cell < n_cells);
            assert_true(day->minutes[m].cells[i].density_per_m2 >= 0.05f);
            assert_true(i == 0 || day->minutes[m].cells[i].cell > day->minutes[m].cells[i - 1].cell);
        }
    }
    const struct aman_run_zone *queue = &day->zones[0];
    assert_true(fabs(queue->area_m2 - 24.0 * 12.0) < 15.0);
    assert_true(queue->sustained_per_m2 <= greatest);
    aman_verdict_destroy(verdict);
}

static void same_bits_for_any_number_of_threads(void **state)
{
    (void)state;
    const int threads[] = {1, 2, 4};
    uint64_t hashes[5] = {0};
    for (size_t k = 0; k < 3; k++) {
        struct aman_verdict *verdict = checked(plan_with_contingencies(), threads[k]);
        assert_int_equal(verdict->n_runs, 5);
        for (size_t r = 0; r < verdict->n_runs; r++) {
            if (k == 0) hashes[r] = verdict->runs[r].hash;
            assert_true(verdict->runs[r].hash == hashes[r]);
        }
        aman_verdict_destroy(verdict);
    }
    for (size_t r = 0; r < 5; r++) print_message("run %zu: %016llx\n", r, (unsigned long long)hashes[r]);
    for (size_t r = 1; r < 4; r++) assert_true(hashes[r] != hashes[0]);
}

static void another_seed_gives_another_day(void **state)
{
    (void)state;
    struct aman_check_options options = {.seed = 1, .threads = 1};
    uint64_t hashes[2];
    for (int k = 0; k < 2; k++, options.seed++) {
        struct aman_verdict *verdict;
        assert_int_equal(aman_check_plan(tiny_plan(50, 4), NULL, &options, &aman_mem_heap, &verdict),
                         AMAN_OK);
        hashes[k] = verdict->runs[0].hash;
        aman_verdict_destroy(verdict);
    }
    assert_true(hashes[0] != hashes[1]);
}

static void contingencies_do_what_they_say(void **state)
{
    (void)state;
    struct aman_plan *plan = plan_with_contingencies();
    struct aman_verdict *verdict = checked(plan, 2);
    const struct aman_run *shut = &verdict->runs[1], *slow = &verdict->runs[2],
                          *evacuation = &verdict->runs[3], *later = &verdict->runs[4];
    size_t from = (size_t)(plan->contingencies[0].from_s - shut->begin_s);
    size_t to = (size_t)(plan->contingencies[0].to_s - shut->begin_s);
    assert_true(shut->banks[0].served[to] - shut->banks[0].served[from + 15] == 0);
    assert_true(shut->banks[0].served[shut->n_seconds - 1] == 150);
    assert_true(slow->banks[0].wait_mean_s > 0.0);
    assert_true(shut->begin_s < plan->contingencies[0].from_s && shut->begin_s > TINY_GATES_OPEN);
    assert_true(evacuation->evacuation);
    assert_int_equal(evacuation->sections[0].to_evacuate, 150);
    assert_true(evacuation->sections[0].evacuated_s > 20.0);
    assert_true(evacuation->end_s < plan->situation.full_time_s);
    assert_int_equal(evacuation->stranded, 0);
    assert_true(later->full_time_s == TINY_FULL_TIME + 300);
    assert_true(fabs(later->end_s - verdict->runs[0].end_s - 300.0) < 60.0);
    aman_verdict_destroy(verdict);
}

static void a_late_group_comes_later_and_a_halted_place_empties_later(void **state)
{
    (void)state;
    static int target = 0;
    struct aman_plan *plan = tiny_plan(100, 6);
    struct aman_plan_contingency *late = tiny_contingency(plan, "late", AMAN_CONTINGENCY_LATE_ARRIVAL);
    late->targets = &target;
    late->n_targets = 1;
    late->delay_s = 900.0;
    struct aman_plan_contingency *halt = tiny_contingency(plan, "halt", AMAN_CONTINGENCY_TRANSPORT_HALT);
    halt->from_s = TINY_EGRESS;
    halt->to_s = TINY_FULL_TIME + 900;
    struct aman_verdict *verdict = checked(plan, 1);
    const struct aman_run *day = &verdict->runs[0];
    assert_true(verdict->runs[1].sections[0].filled_t_s > day->sections[0].filled_t_s + 600.0);
    assert_true(verdict->runs[2].cleared_t_s > day->cleared_t_s);
    assert_true(verdict->runs[2].cleared_t_s >= *(&halt->to_s));
    aman_verdict_destroy(verdict);
}

static void a_gate_that_never_opens_turns_people_back(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(60, 4);
    plan->checkpoints[0].opens_s = TINY_END - 10.0;
    plan->checkpoints[0].closes_s = TINY_END;
    struct aman_verdict *verdict = checked(plan, 1);
    assert_int_equal(verdict->runs[0].turned_back, 60);
    assert_false(verdict->holds);
    aman_verdict_destroy(verdict);
}

/* ---- stopping ---- */

static bool stop_after(void *ctx, const struct aman_check_progress *progress)
{
    int *left = ctx;
    assert_true(progress->share >= 0.0 && progress->share <= 1.0);
    assert_non_null(progress->phase);
    return (*left)-- > 0;
}

static size_t heap_now, heap_calls, heap_fail_at;

static void *counting_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    (void)ctx;
    if (size > 0 && ++heap_calls == heap_fail_at) return NULL;
    void *fresh = aman_mem_heap.resize(NULL, ptr, old_size, size);
    if (fresh || size == 0) heap_now += size - (ptr ? old_size : 0);
    return fresh;
}
static const struct aman_mem counting = {counting_resize, NULL};

static void cancelling_anywhere_frees_everything(void **state)
{
    (void)state;
    for (int after = 0; after < 3000; after += 331) {
        int left = after;
        heap_now = 0;
        heap_fail_at = 0;
        struct aman_verdict *verdict = NULL;
        const struct aman_check_options options = {
            .seed = 1, .threads = 1, .progress = stop_after, .progress_ctx = &left};
        enum aman_err err = aman_check_plan(plan_with_contingencies(), NULL, &options, &counting, &verdict);
        assert_true(err == AMAN_ERR_CANCELLED || err == AMAN_OK);
        if (err == AMAN_OK) break;
        assert_null(verdict);
        assert_int_equal(heap_now, 0);
    }
}

static void failing_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    struct aman_plan *plan = tiny_plan(8, 2);
    struct aman_plan_contingency *c = tiny_contingency(plan, "evacuate", AMAN_CONTINGENCY_EVACUATION);
    c->from_s = TINY_GATES_OPEN + 240;
    plan->situation.kick_off_s = TINY_GATES_OPEN + 200;
    plan->situation.egress_opens_s = TINY_GATES_OPEN + 250;
    plan->situation.full_time_s = TINY_GATES_OPEN + 260;
    plan->groups[0].profile[1].t_s = TINY_GATES_OPEN + 60;
    const struct aman_check_options options = {.seed = 1, .threads = 1};
    size_t failures = 0;
    for (size_t at = 1;; at++) {
        struct aman_verdict *verdict = NULL;
        heap_now = heap_calls = 0;
        heap_fail_at = at;
        enum aman_err err = aman_check_plan(plan, NULL, &options, &counting, &verdict);
        if (err == AMAN_OK) {
            aman_verdict_destroy(verdict);
            assert_true(heap_calls < at);
            break;
        }
        assert_int_equal(err, AMAN_ERR_MEMORY);
        assert_int_equal(heap_now, 0);
        failures++;
    }
    assert_true(failures > 50);
}

static void unsound_plans_are_refused(void **state)
{
    (void)state;
    const struct aman_check_options options = {.seed = 1, .threads = 1};
    struct aman_verdict *verdict = NULL;
    struct aman_plan *plan = tiny_plan(10, 1);
    plan->venue.n_levels = 0;
    assert_int_equal(aman_check_plan(plan, NULL, &options, &aman_mem_heap, &verdict), AMAN_ERR_INPUT);
    plan = tiny_plan(10, 1);
    plan->groups[0].gates[0] = 7;
    assert_int_equal(aman_check_plan(plan, NULL, &options, &aman_mem_heap, &verdict), AMAN_ERR_INPUT);
    plan = tiny_plan(10, 1);
    tiny_contingency(plan, "no time", AMAN_CONTINGENCY_GATE_SHUT);
    assert_int_equal(aman_check_plan(plan, NULL, &options, &aman_mem_heap, &verdict), AMAN_ERR_INPUT);
    const struct aman_check_options no_threads = {.seed = 1, .threads = 0};
    assert_int_equal(aman_check_plan(tiny_plan(10, 1), NULL, &no_threads, &aman_mem_heap, &verdict),
                     AMAN_ERR_ARGUMENT);
    assert_null(verdict);
}

struct frames {
    uint32_t n, most;
};

static enum aman_err count_frame(void *ctx, uint32_t frame, size_t n, const uint32_t *person, const double *x,
                                 const double *y, const int8_t *level, const float *vx, const float *vy)
{
    struct frames *frames = ctx;
    (void)vx;
    (void)vy;
    assert_int_equal(frame, frames->n++);
    for (size_t i = 0; i < n; i++) assert_true(person[i] < 40 && x[i] > 0.0 && y[i] > 0.0 && level[i] == 0);
    if (n > frames->most) frames->most = (uint32_t)n;
    return frames->n == 2000 ? AMAN_ERR_IO : AMAN_OK;
}

static void trajectories_come_at_their_rate_and_their_error_stops_the_check(void **state)
{
    (void)state;
    struct frames frames = {0};
    struct aman_check_options options = {.seed = 1,
                                         .threads = 1,
                                         .trajectory_fps = 0.25,
                                         .trajectory = count_frame,
                                         .trajectory_ctx = &frames};
    struct aman_verdict *verdict = NULL;
    const struct aman_plan *plan = tiny_plan(40, 4);
    assert_int_equal(aman_check_plan(plan, NULL, &options, &aman_mem_heap, &verdict), AMAN_OK);
    assert_int_equal(frames.n, 1 + (int)(verdict->runs[0].end_s - verdict->runs[0].begin_s) / 4);
    assert_true(frames.most > 2);
    aman_verdict_destroy(verdict);
    frames = (struct frames){0};
    options.trajectory_fps = 2.0;
    verdict = NULL;
    assert_int_equal(aman_check_plan(plan, NULL, &options, &aman_mem_heap, &verdict), AMAN_ERR_IO);
    assert_null(verdict);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everyone_comes_sits_and_leaves),
        cmocka_unit_test(pictures_and_zones_agree_with_the_raster),
        cmocka_unit_test(same_bits_for_any_number_of_threads),
        cmocka_unit_test(another_seed_gives_another_day),
        cmocka_unit_test(contingencies_do_what_they_say),
        cmocka_unit_test(a_late_group_comes_later_and_a_halted_place_empties_later),
        cmocka_unit_test(a_gate_that_never_opens_turns_people_back),
        cmocka_unit_test(cancelling_anywhere_frees_everything),
        cmocka_unit_test(failing_memory_is_an_error_and_leaks_nothing),
        cmocka_unit_test(unsound_plans_are_refused),
        cmocka_unit_test(trajectories_come_at_their_rate_and_their_error_stops_the_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
