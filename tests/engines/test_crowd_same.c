/* The same bits for any number of threads, for a second run, for a fork, for each instruction set. */
#include "base/rng.h"
#include "engines/crowd/sim.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PEOPLE = 700 };

/* Two levels, a bank with a draw for each service, seats above, people who leave and meet those who come. */
static void mixed_scene(struct scene *scene)
{
    scene_init(scene);
    scene_two_levels(scene, 0.6, 0.7);
    scene_source(scene, 0, scene_rect(scene, 0.5, 0.5, 5, 5.5));
    scene_sink(scene, 0, scene_rect(scene, 0, 0, 1, 6), 120.0);
    scene_bank(scene, scene_barrier(scene, 0, 7, 0, 7, 6, 90.0), 6, 2.0, 1.0, 0);
    static const uint16_t only[1] = {0};
    int set = scene_set(scene, only, 1, NULL, 0);
    int seats = scene_target(scene, 1, scene_rect(scene, 24, 0, 28, 6), false);
    scene_event(scene, 20.0, AMAN_CROWD_BANK_FACTOR, 0, 0.8);
    scene_event(scene, 50.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(scene, PEOPLE);
    scene_mixed_speeds(scene, 9);
    for (size_t i = 0; i < PEOPLE; i++) {
        scene->people.arrive_s[i] = (float)(30.0 * aman_rng_uniform(9, i, 1));
        scene->people.access[i] = (uint16_t)set;
        scene->people.seat_target[i] = (uint16_t)seats;
        scene->people.seat_level[i] = 1;
        scene->people.access_x[i] = 26.0f;
        scene->people.access_y[i] = 0.5f + 0.5f * (float)(i % 11);
        scene->people.seat_x[i] = 27.0f;
        scene->people.seat_y[i] = scene->people.access_y[i];
        scene->people.leave_s[i] = 35.0f + 0.1f * (float)(i % 100);
    }
}

static void begin(struct scene *scene, struct aman_tasks *tasks)
{
    mixed_scene(scene);
    assert_int_equal(scene_build(scene, tasks), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

static uint64_t steps(struct aman_crowd_sim *sim, struct aman_tasks *tasks, int n)
{
    for (int i = 0; i < n; i++) assert_int_equal(aman_crowd_sim_step(sim, tasks), AMAN_OK);
    return aman_crowd_sim_hash(sim);
}

static uint64_t hash_with(int threads)
{
    struct scene scene;
    struct aman_tasks *tasks = NULL;
    if (threads > 0) assert_int_equal(aman_tasks_create(&aman_mem_heap, threads, &tasks), AMAN_OK);
    begin(&scene, tasks);
    uint64_t hash = steps(scene.sim, tasks, 600);
    struct aman_crowd_totals t = aman_crowd_sim_totals(scene.sim);
    assert_true(t.walking > 100 && t.gone + t.seated + t.in_row > 10); /* something of everything */
    scene_release(&scene);
    aman_tasks_destroy(tasks);
    return hash;
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    uint64_t alone = hash_with(0);
    printf("hash after 600 steps: %016" PRIx64 "\n", alone);
    assert_true(hash_with(0) == alone);
    static const int threads[] = {1, 2, 4};
    for (size_t i = 0; i < 3; i++) assert_true(hash_with(threads[i]) == alone);
}

/* The fingerprint sees a change of one person's speed in the last bit. */
static void another_input_gives_another_hash(void **state)
{
    (void)state;
    uint64_t hashes[3];
    for (int k = 0; k < 3; k++) {
        struct scene scene;
        mixed_scene(&scene);
        if (k == 1) scene.people.speed_m_per_s[5] = nextafterf(scene.people.speed_m_per_s[5], 2.0f);
        if (k == 2) scene.model.seed = 2;
        assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
        assert_int_equal(scene_start(&scene), AMAN_OK);
        hashes[k] = steps(scene.sim, NULL, 300);
        scene_release(&scene);
    }
    assert_true(hashes[0] != hashes[1] && hashes[0] != hashes[2] && hashes[1] != hashes[2]);
}

static void a_fork_goes_on_as_its_origin(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, NULL);
    for (int at = 0; at < 3; at++) {
        steps(scene.sim, NULL, 170);
        struct aman_crowd_sim *copy = NULL;
        assert_int_equal(aman_crowd_sim_fork(scene.sim, &scene.model, &aman_mem_heap, &copy), AMAN_OK);
        assert_true(aman_crowd_sim_hash(copy) == aman_crowd_sim_hash(scene.sim));
        uint64_t there = steps(copy, NULL, 200);
        struct aman_crowd_sim *again = NULL;
        assert_int_equal(aman_crowd_sim_fork(scene.sim, &scene.model, &aman_mem_heap, &again), AMAN_OK);
        assert_true(steps(again, NULL, 200) == there);
        aman_crowd_sim_destroy(again);
        /* The origin itself, last, so that it is not ahead of the copies. */
        struct aman_crowd_sim *kept = NULL;
        assert_int_equal(aman_crowd_sim_fork(scene.sim, &scene.model, &aman_mem_heap, &kept), AMAN_OK);
        assert_true(steps(scene.sim, NULL, 200) == there);
        aman_crowd_sim_destroy(copy);
        aman_crowd_sim_destroy(scene.sim);
        scene.sim = kept;
    }
    scene_release(&scene);
}

/* Another future: the events of the fork differ, the past does not. */
static void a_fork_may_have_other_events(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, NULL);
    steps(scene.sim, NULL, 250);
    struct aman_crowd_model other = scene.model;
    struct aman_crowd_event events[SCENE_EVENTS];
    memcpy(events, scene.events, sizeof events);
    events[1] = (struct aman_crowd_event){30.0, AMAN_CROWD_BANK_LANES, 0, 0.0};
    other.events = events;
    struct aman_crowd_sim *copy = NULL;
    assert_int_equal(aman_crowd_sim_fork(scene.sim, &other, &aman_mem_heap, &copy), AMAN_OK);
    steps(copy, NULL, 200);
    steps(scene.sim, NULL, 200);
    uint32_t here = aman_crowd_sim_banks(scene.sim)[0].served, there = aman_crowd_sim_banks(copy)[0].served;
    printf("served with the bank open %u, shut in the fork %u\n", here, there);
    assert_true(there + 20 < here);
    aman_crowd_sim_destroy(copy);
    struct aman_crowd_model fewer = scene.model;
    fewer.people.n--;
    copy = NULL;
    assert_int_equal(aman_crowd_sim_fork(scene.sim, &fewer, &aman_mem_heap, &copy), AMAN_ERR_ARGUMENT);
    assert_null(copy);
    scene_release(&scene);
}

/* ---- the two kernels ---- */

enum { NEAR = 40 };

struct crowd_around {
    float x[6][NEAR + 8], y[6][NEAR + 8], reach[6][NEAR + 8], t[6][NEAR + 8];
    float ex[6][NEAR + 8], ey[6][NEAR + 8];
    struct crowd_near near;
};

static float between(uint64_t draw, float least, float most)
{
    return least + (most - least) * (float)aman_rng_uniform(77, draw >> 32, draw & 0xFFFFFFFF);
}

static void random_near(struct crowd_around *around, uint64_t set)
{
    memset(around, 0, sizeof *around);
    uint64_t draw = set << 32;
    around->near.ranges = (int)(set % 6) + 1;
    around->near.self_range = set % 3 ? (int)(set % (uint64_t)around->near.ranges) : -1;
    for (int r = 0; r < around->near.ranges; r++) {
        uint32_t n = (uint32_t)between(draw++, 1.0f, (float)NEAR);
        for (uint32_t i = 0; i < n; i++) {
            around->x[r][i] = between(draw++, -2.5f, 2.5f);
            around->y[r][i] = between(draw++, -2.5f, 2.5f);
            around->reach[r][i] = between(draw++, 0.15f, 0.3f);
            around->t[r][i] = between(draw++, 0.0f, 40.0f);
            float heading = between(draw++, 0.0f, 6.28f);
            around->ex[r][i] = cosf(heading);
            around->ey[r][i] = sinf(heading);
        }
        around->near.x[r] = around->x[r];
        around->near.y[r] = around->y[r];
        around->near.reach[r] = around->reach[r];
        around->near.t[r] = around->t[r];
        around->near.ex[r] = around->ex[r];
        around->near.ey[r] = around->ey[r];
        around->near.n[r] = n;
        if (r == around->near.self_range) around->near.self = (uint32_t)(set % n);
    }
}

static void both_kernels_give_the_same_bits(void **state)
{
    (void)state;
    if (crowd_kernel_best() == &crowd_kernel_sse2) {
        printf("no AVX2 here: nothing to compare\n");
        skip();
    }
    static struct crowd_around around;
    int in_the_way = 0, pushed = 0;
    for (uint64_t set = 0; set < 10000; set++) {
        random_near(&around, set);
        struct crowd_who who = {0.1f, -0.1f, 0.2f, 20.0f, 1.44f, set % 2 ? 0.9f : 0.75f, 2.5f, 0.6f, 0.8f, set % 4 ? 0.0f : 0.35f};
        float rx[2], ry[2], ex[CROWD_HEADINGS], ey[CROWD_HEADINGS], free_m[2][CROWD_HEADINGS];
        for (int h = 0; h < CROWD_HEADINGS; h++) {
            float angle = between(set << 32 | (0xFFFF + (uint64_t)h), 0.0f, 6.28f);
            ex[h] = cosf(angle);
            ey[h] = sinf(angle);
        }
        const struct crowd_kernel *kernels[2] = {&crowd_kernel_sse2, &crowd_kernel_avx2};
        for (int k = 0; k < 2; k++) {
            kernels[k]->repulsion(&around.near, who.x, who.y, who.reach, 3.0f, 0.08f, &rx[k], &ry[k]);
            kernels[k]->gaps(&around.near, &who, CROWD_HEADINGS, ex, ey, free_m[k]);
        }
        assert_memory_equal(&rx[0], &rx[1], sizeof(float));
        assert_memory_equal(&ry[0], &ry[1], sizeof(float));
        assert_memory_equal(free_m[0], free_m[1], sizeof free_m[0]);
        for (int h = 0; h < CROWD_HEADINGS; h++) in_the_way += isfinite(free_m[0][h]) != 0;
        pushed += rx[0] != 0.0f;
    }
    printf("of 10000 sets: %d headings blocked, %d push\n", in_the_way, pushed);
    assert_true(in_the_way > 5000 && pushed > 1000);
}

/* One person of a batch among the same neighbours. */
static void fill_entry(struct crowd_batch *b, uint32_t i, uint64_t set)
{
    float angle = between(set << 32 | 0xFFFFF, 0.0f, 6.28f);
    b->x[i] = between(set << 32 | 0xFFFFE, -0.3f, 0.3f);
    b->y[i] = between(set << 32 | 0xFFFFD, -0.3f, 0.3f);
    b->reach[i] = 0.2f;
    b->ex[i] = set % 5 ? cosf(angle) : 0.0f;
    b->ey[i] = set % 5 ? sinf(angle) : 0.0f;
    b->vx[i] = set % 7 ? 0.9f * sinf(angle) : 0.0f;
    b->vy[i] = set % 7 ? 0.8f * cosf(angle) : 0.0f;
    b->v_free[i] = between(set << 32 | 0xFFFFC, 0.2f, 2.0f);
    b->wx[i] = between(set << 32 | 0xFFFFB, -0.2f, 0.2f);
    b->n = i + 1;
}

static const struct crowd_motion_params batch_params = {
    .strength = 8.0f, .range = 0.1f, .time_gap = 1.0f, .dt = 0.01f, .ahead_s = 1.0f, .reaction_s = 0.3f,
    .force = 25.0f, .force_range = 0.08f, .body = 1500.0f, .friction = 3000.0f, .grip_max = 50.0f, .relax = 0.5f};

typedef void batch_fn(const struct crowd_kernel *kernel, struct crowd_batch *batch);

static void by_speed(const struct crowd_kernel *kernel, struct crowd_batch *batch)
{
    kernel->speed_heading(batch, &batch_params);
    kernel->speeds(batch, &batch_params);
}

static void by_anticipation(const struct crowd_kernel *kernel, struct crowd_batch *batch)
{
    kernel->anticipation_heading(batch, &batch_params);
    kernel->speeds(batch, &batch_params);
}

static void by_force(const struct crowd_kernel *kernel, struct crowd_batch *batch)
{
    kernel->force_step(batch, &batch_params);
}

static void both_kernels_move_batches_the_same_way(void **state)
{
    (void)state;
    if (crowd_kernel_best() == &crowd_kernel_sse2) {
        printf("no AVX2 here: nothing to compare\n");
        skip();
    }
    static struct crowd_around around;
    static struct crowd_batch batches[2];
    static batch_fn *const motions[3] = {by_speed, by_anticipation, by_force};
    const struct crowd_kernel *kernels[2] = {&crowd_kernel_sse2, &crowd_kernel_avx2};
    uint32_t packed = 0, moving = 0;
    for (uint64_t round = 0; round < 60; round++) {
        memset(batches, 0, sizeof batches);
        for (uint32_t i = 0; i < CROWD_BATCH; i++) {
            random_near(&around, round * CROWD_BATCH + i);
            for (int k = 0; k < 2; k++) {
                fill_entry(&batches[k], i, round * CROWD_BATCH + i);
                kernels[k]->pack(&around.near, &batches[k], i, 4.0f, round % 2 ? 4.0f : 1.5f, true);
            }
        }
        assert_int_equal(batches[0].used, batches[1].used);
        packed += batches[0].used;
        for (int f = 0; f < 3; f++) {
            for (int k = 0; k < 2; k++) motions[f](kernels[k], &batches[k]);
            assert_memory_equal(batches[0].hx, batches[1].hx, sizeof batches[0].hx);
            assert_memory_equal(batches[0].hy, batches[1].hy, sizeof batches[0].hy);
            assert_memory_equal(batches[0].v, batches[1].v, sizeof batches[0].v);
            for (uint32_t i = 0; i < CROWD_BATCH; i++) moving += batches[0].v[i] > 0.0f;
        }
    }
    printf("%u neighbours packed, %u of %d move\n", packed, moving, 60 * CROWD_BATCH * 3);
    assert_true(packed > 20000 && moving > 2000);
}

/* People at 200 places in one range, noted by each of them and read back. */
static void both_kernels_note_and_read_the_same_lists(void **state)
{
    (void)state;
    if (crowd_kernel_best() == &crowd_kernel_sse2) {
        printf("no AVX2 here: nothing to compare\n");
        skip();
    }
    enum { N = 200 };
    static float x[N + 8], y[N + 8], reach[N + 8], rows[N][4], pairs[N][2];
    static struct crowd_batch batches[2];
    static int16_t lists[2][1024];
    struct crowd_sorted sorted = {.rows = rows, .pairs = pairs};
    const struct crowd_kernel *kernels[2] = {&crowd_kernel_sse2, &crowd_kernel_avx2};
    const uint32_t begin[1] = {0};
    uint32_t noted = 0, seen = 0;
    for (uint64_t i = 0; i < N; i++) {
        rows[i][0] = x[i] = between(i << 32, 0.0f, 8.0f);
        rows[i][1] = y[i] = between(i << 32 | 1, 0.0f, 8.0f);
        rows[i][2] = reach[i] = between(i << 32 | 2, 0.15f, 0.3f);
        pairs[i][0] = between(i << 32 | 3, -1.0f, 1.0f);
        pairs[i][1] = between(i << 32 | 4, -1.0f, 1.0f);
    }
    for (uint32_t self = 0; self < N; self++) {
        struct crowd_near near = {.x = {x}, .y = {y}, .reach = {reach}, .n = {N}, .ranges = 1, .self_range = 0, .self = self};
        struct crowd_noter who = {self, x[self], y[self], 0.6f, 0.8f, 4.0f, self % 2 ? 4.0f : 1.0f};
        uint32_t n[2];
        memset(batches, 0, sizeof batches);
        for (int k = 0; k < 2; k++) {
            n[k] = kernels[k]->note(&near, begin, &who, lists[k], 1024);
            fill_entry(&batches[k], 0, self);
            batches[k].slot[0] = self;
            batches[k].x[0] = x[self];
            batches[k].y[0] = y[self];
            kernels[k]->pack_listed(&sorted, lists[k], n[k], &batches[k], 0, 3.2f, self % 2 ? 3.2f : 0.7f, true);
        }
        assert_int_equal(n[0], n[1]);
        assert_memory_equal(lists[0], lists[1], n[0] * sizeof(int16_t));
        assert_memory_equal(batches[0].dx, batches[1].dx, n[0] * sizeof(float));
        assert_memory_equal(batches[0].contact, batches[1].contact, n[0] * sizeof(float));
        assert_memory_equal(batches[0].ox, batches[1].ox, n[0] * sizeof(float));
        assert_memory_equal(batches[0].oy, batches[1].oy, n[0] * sizeof(float));
        noted += n[0];
        for (uint32_t j = 0; j < n[0]; j++) seen += batches[0].dx[j] < 1e5f;
    }
    printf("%u noted, %u of them seen\n", noted, seen);
    assert_true(noted > 4000 && seen > 2000 && seen < noted);
}

/* The free way against the header's words, in plain arithmetic. */
static float plain_gap(const struct crowd_near *near, const struct crowd_who *who, float ex, float ey)
{
    float least = INFINITY;
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r]; k++) {
            if (r == near->self_range && k == near->self) continue;
            float dx = near->x[r][k] - who->x, dy = near->y[r][k] - who->y,
                  contact = near->reach[r][k] + who->reach;
            float along = dx * ex + dy * ey, across = dx * ey - dy * ex, d2 = dx * dx + dy * dy;
            if (along <= 0.0f || d2 >= who->see2 || fabsf(across) > contact) continue;
            if (near->t[r][k] <= who->t && along * along > d2 * 0.067f)
                least = fminf(least, sqrtf(d2) - contact);
            float body = contact * who->body_share, depth = body * body - across * across;
            bool beside = d2 <= body * body && along * along <= d2 * 0.01f; /* in touch, and moving past */
            if (depth > 0.0f && !beside) least = fminf(least, (along - sqrtf(depth)) * who->contact_gain);
        }
    return least;
}

static void the_kernel_does_what_its_header_says(void **state)
{
    (void)state;
    static struct crowd_around around;
    float worst = 0.0f;
    for (uint64_t set = 0; set < 2000; set++) {
        random_near(&around, set);
        struct crowd_who who = {0.1f, -0.1f, 0.2f, 20.0f, 1.44f, 0.9f, 2.5f};
        float angle = between(set << 32 | 0xFFFF, 0.0f, 6.28f), ex = cosf(angle), ey = sinf(angle), free_m;
        crowd_kernel_best()->gaps(&around.near, &who, 1, &ex, &ey, &free_m);
        float plain = plain_gap(&around.near, &who, ex, ey);
        assert_true(isfinite(plain) == isfinite(free_m));
        if (isfinite(plain)) worst = fmaxf(worst, fabsf(plain - free_m));
    }
    printf("free way: at most %.1e m off\n", (double)worst);
    assert_true(worst < 1e-4f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(another_input_gives_another_hash),
        cmocka_unit_test(a_fork_goes_on_as_its_origin),
        cmocka_unit_test(a_fork_may_have_other_events),
        cmocka_unit_test(both_kernels_give_the_same_bits),
        cmocka_unit_test(both_kernels_move_batches_the_same_way),
        cmocka_unit_test(both_kernels_note_and_read_the_same_lists),
        cmocka_unit_test(the_kernel_does_what_its_header_says),
    };
    return cmocka_run_group_tests_name("crowd_same", tests, NULL, NULL);
}
