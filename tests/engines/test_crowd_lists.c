/* With short steps, whom one sees is kept as a list over several steps: nobody is missed meanwhile, a fork in the middle
 * goes on with the same bits, and steps are indeed taken without sorting. */
#include "engines/crowd/sim.h"
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>

static const enum aman_crowd_motion published[] = {AMAN_CROWD_MOTION_SPEED, AMAN_CROWD_MOTION_ANTICIPATION,
                                                   AMAN_CROWD_MOTION_FORCE};

/* Two crowds of 150 walk through each other in a hall with a pillar. */
static void start_crossing(struct scene *scene, enum aman_crowd_motion motion)
{
    scene_init(scene);
    scene_rect_room(scene, 0, 0, 0, 40, 24);
    scene_rect_room(scene, 0, 19, 11, 21, 13);
    scene_source(scene, 0, scene_rect(scene, 3, 3, 16, 21));
    scene_source(scene, 0, scene_rect(scene, 24, 3, 37, 21));
    scene_sink(scene, 0, scene_rect(scene, 36, 1, 39, 23), INFINITY);
    scene_sink(scene, 0, scene_rect(scene, 1, 1, 4, 23), INFINITY);
    scene_event(scene, 0.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_crowd(scene, 300);
    scene_mixed_speeds(scene, 3);
    for (size_t i = 0; i < 300; i++) scene->people.source[i] = scene->people.sink[i] = (uint16_t)(i % 2);
    scene->model.params = aman_crowd_params_of(motion);
    scene->def.see_m = aman_crowd_see_m(&scene->model.params, NULL);
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

static bool is_listed(const struct aman_crowd_sim *sim, uint32_t slot, uint32_t other)
{
    const int16_t *list = sim->lists + (size_t)slot / CROWD_CHUNK * CROWD_CHUNK * CROWD_LIST_MEAN + 8u * sim->list_of[slot].first;
    for (uint32_t k = 0; k < 8u * sim->list_of[slot].n; k++)
        if (list[k] == (int)other - (int)slot) return true;
    return false;
}

static bool must_see(const struct aman_crowd_sim *sim, const struct crowd_agent *a, const struct crowd_agent *b)
{
    double dx = b->x - a->x, dy = b->y - a->y, d = hypot(dx, dy);
    bool front = dx * (double)a->ex + dy * (double)a->ey > 0.0;
    return crowd_stage_on_ground(b->stage) && d < sim->see_m - 1e-4 && (front || d < (double)sim->spacing_m - 1e-4);
}

struct looked {
    unsigned lists, missed, seen;
};

/* Everyone with a list that is still in use, against all the others. */
static void look(const struct aman_crowd_sim *sim, struct looked *looked)
{
    for (uint32_t i = 0; i < sim->state->n_sorted; i++) {
        const struct crowd_agent *agent = &sim->agents[i];
        const struct crowd_list_of *list = &sim->list_of[i];
        if (list->n == CROWD_NO_LIST || !crowd_stage_on_ground(agent->stage)) continue;
        if (agent->ex * list->ex + agent->ey * list->ey < CROWD_LIST_TURN && sim->spacing_m < (float)sim->see_m) continue;
        looked->lists++;
        for (uint32_t j = 0; j < sim->state->n_sorted; j++) {
            if (j == i || !must_see(sim, agent, &sim->agents[j])) continue;
            looked->seen++;
            looked->missed += !is_listed(sim, i, j);
        }
    }
}

static void nobody_is_missed(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct scene scene;
        struct looked looked = {0, 0, 0};
        unsigned kept = 0;
        start_crossing(&scene, published[k]);
        for (int i = 0; i < 1200; i++) {
            aman_crowd_sim_step(scene.sim, NULL);
            double room = scene.world->see_m - scene.sim->see_m;
            bool in_use = scene.sim->state->listed && 2.0 * (double)scene.sim->state->moved_m <= room && !scene.sim->state->stale;
            kept += in_use && scene.sim->state->moved_m > 0.0f;
            if (in_use && i % 7 == 0) look(scene.sim, &looked);
        }
        printf("%s: of 1200 steps %u leave the lists in use; %u lists, %u seen, %u missed\n",
               aman_crowd_motion_name(published[k]), kept, looked.lists, looked.seen, looked.missed);
        assert_true(kept > 300 && looked.lists > 5000 && looked.seen > 20000);
        assert_int_equal(looked.missed, 0);
        scene_release(&scene);
    }
}

static void a_fork_keeps_the_lists(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct scene scene;
        start_crossing(&scene, published[k]);
        for (int at = 0; at < 9; at++) { /* steps of 301: at other distances from the last sort */
            for (int i = 0; i < 301; i++) aman_crowd_sim_step(scene.sim, NULL);
            struct aman_crowd_sim *copy = NULL;
            assert_int_equal(aman_crowd_sim_fork(scene.sim, &scene.model, &aman_mem_heap, &copy), AMAN_OK);
            for (int i = 0; i < 20; i++) {
                aman_crowd_sim_step(scene.sim, NULL);
                aman_crowd_sim_step(copy, NULL);
                assert_true(aman_crowd_sim_hash(scene.sim) == aman_crowd_sim_hash(copy));
            }
            aman_crowd_sim_destroy(copy);
        }
        scene_release(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_missed),
        cmocka_unit_test(a_fork_keeps_the_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
