/* Every allocation failing in turn, and worlds and models that must be refused. */
#include "tests/base/cmocka_all.h"
#include "tests/engines/crowd_scene.h"

#include <math.h>
#include <stdio.h>

/* Counts what it hands out; fails the allocation numbered fail_at, and with `stays` all after it. */
struct counting {
    long calls, fail_at;
    bool stays;
    size_t live_bytes;
};

static void *counting_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct counting *c = ctx;
    if (size > 0) {
        long call = c->calls++;
        if (call == c->fail_at || (c->stays && call > c->fail_at)) return NULL;
    }
    void *fresh = aman_mem_heap.resize(NULL, ptr, old_size, size);
    if (fresh || size == 0) c->live_bytes += size - (ptr ? old_size : 0);
    return fresh;
}

static const double never = INFINITY;

/* Something of everything. */
static void full_scene(struct scene *scene)
{
    scene_init(scene);
    scene_two_levels(scene, 0.6, 0.7);
    scene_source(scene, 0, scene_rect(scene, 0.5, 0.5, 4, 5.5));
    scene_sink(scene, 0, scene_rect(scene, 0, 0, 1, 6), never);
    scene_bank(scene, scene_barrier(scene, 0, 7, 0, 7, 6, 90.0), 3, 2.0, 1.0, 0);
    static const uint16_t only[1] = {0};
    int set = scene_set(scene, only, 1, NULL, 0);
    int seats = scene_target(scene, 1, scene_rect(scene, 24, 0, 28, 6), false);
    scene->slows[scene->def.n_slows++] =
        (struct aman_crowd_slow_def){scene_rect(scene, 24, 0, 28, 6), 1, 0.5};
    scene_zone(scene, 1, scene_rect(scene, 20, 0, 28, 6));
    scene_event(scene, 20.0, AMAN_CROWD_BANK_LANES, 0, 2.0);
    scene_event(scene, 30.0, AMAN_CROWD_OPEN, 0, 0.0);
    scene_event(scene, 40.0, AMAN_CROWD_EVACUATE, -1, 0.0);
    scene_crowd(scene, 60);
    for (size_t i = 0; i < scene->people.n; i++) {
        scene->people.access[i] = (uint16_t)set;
        scene->people.seat_target[i] = (uint16_t)seats;
        scene->people.seat_level[i] = 1;
        scene->people.access_x[i] = 26.0f;
        scene->people.seat_x[i] = 27.0f;
        scene->people.access_y[i] = scene->people.seat_y[i] = 0.5f + 0.5f * (float)(i % 11);
    }
}

static void ready_scene(struct scene *scene)
{
    full_scene(scene);
    assert_int_equal(scene_build(scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(scene), AMAN_OK);
}

/* Makes one object from the scene with `mem`, destroys it when it was made. */
typedef enum aman_err make_fn(struct scene *scene, const struct aman_mem *mem);

static enum aman_err make_world(struct scene *scene, const struct aman_mem *mem)
{
    struct aman_crowd_world *world = NULL;
    enum aman_err err = aman_crowd_world_create(&scene->def, mem, NULL, NULL, NULL, &world);
    assert_true((err == AMAN_OK) == (world != NULL));
    aman_crowd_world_destroy(world);
    return err;
}

static enum aman_err make_sim(struct scene *scene, const struct aman_mem *mem)
{
    struct aman_crowd_sim *sim = NULL;
    enum aman_err err = aman_crowd_sim_create(scene->world, &scene->model, mem, &sim);
    assert_true((err == AMAN_OK) == (sim != NULL));
    for (int i = 0; sim && i < 20; i++) assert_int_equal(aman_crowd_sim_step(sim, NULL), AMAN_OK);
    aman_crowd_sim_destroy(sim);
    return err;
}

static enum aman_err make_fork(struct scene *scene, const struct aman_mem *mem)
{
    struct aman_crowd_sim *copy = NULL;
    enum aman_err err = aman_crowd_sim_fork(scene->sim, &scene->model, mem, &copy);
    assert_true((err == AMAN_OK) == (copy != NULL));
    aman_crowd_sim_destroy(copy);
    return err;
}

static enum aman_err make_load(struct scene *scene, const struct aman_mem *mem)
{
    struct aman_crowd_sim *sim = NULL;
    size_t n = aman_crowd_sim_save_bytes(scene->sim);
    void *bytes = aman_mem_new(&aman_mem_heap, 1, n);
    assert_int_equal(aman_crowd_sim_save(scene->sim, bytes, n), AMAN_OK);
    enum aman_err err = aman_crowd_sim_load(scene->world, &scene->model, bytes, n, mem, &sim);
    assert_true((err == AMAN_OK) == (sim != NULL));
    aman_crowd_sim_destroy(sim);
    aman_mem_free(&aman_mem_heap, bytes, 1, n);
    return err;
}

static enum aman_err make_measure(struct scene *scene, const struct aman_mem *mem)
{
    struct aman_crowd_measure *measure = NULL;
    enum aman_err err = aman_crowd_measure_create(scene->world, 1.0, &scene->model, mem, &measure);
    assert_true((err == AMAN_OK) == (measure != NULL));
    aman_crowd_measure_destroy(measure);
    return err;
}

static long failures_until_made(struct scene *scene, make_fn *make, bool stays)
{
    for (long k = 0; k < 2000; k++) {
        struct counting counting = {.fail_at = k, .stays = stays};
        struct aman_mem mem = {counting_resize, &counting};
        enum aman_err err = make(scene, &mem);
        assert_int_equal(counting.live_bytes, 0);
        if (err == AMAN_OK) {
            assert_true(counting.calls <= k);
            return k;
        }
        assert_int_equal(err, AMAN_ERR_MEMORY);
    }
    return -1;
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        make_fn *make;
    } makers[] = {{"world", make_world}, {"sim", make_sim}, {"fork", make_fork}, {"load", make_load}, {"measure", make_measure}};
    struct scene scene;
    ready_scene(&scene);
    for (int i = 0; i < 100; i++) assert_int_equal(aman_crowd_sim_step(scene.sim, NULL), AMAN_OK);
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        long once = failures_until_made(&scene, makers[i].make, false);
        long stays = failures_until_made(&scene, makers[i].make, true);
        printf("%s: %ld allocations, each failed once and for good\n", makers[i].name, once);
        assert_true(once >= 3 && stays == once);
    }
    scene_release(&scene);
}

/* ---- worlds to refuse ---- */

static const double nan_box[] = {0, 0, NAN, 0, 4, 4, 0, 4};
static const double infinite_box[] = {0, 0, INFINITY, 0, 4, 4, 0, 4};

static const struct aman_area *area_of(struct scene *scene, const double *xy)
{
    struct aman_area *area = aman_arena_new(&scene->arena, 1, sizeof *area);
    area->rings = aman_arena_new(&scene->arena, 1, sizeof *area->rings);
    area->rings->points = aman_arena_new(&scene->arena, 4, sizeof(struct aman_point));
    area->rings->n = 4;
    area->n = 1;
    for (size_t i = 0; i < 4; i++) area->rings->points[i] = (struct aman_point){xy[2 * i], xy[2 * i + 1]};
    return area;
}

typedef void spoil_fn(struct scene *scene, double value);
struct spoiled {
    const char *what;
    spoil_fn *spoil;
    double value;
};

static struct aman_crowd_target_part *part_of(struct scene *s, size_t target)
{
    struct aman_crowd_target_part *part = aman_arena_new(&s->arena, 1, sizeof *part);
    *part = s->targets[target].parts[0];
    s->targets[target].parts = part;
    return part;
}

static void levels(struct scene *s, double v)
{
    s->def.n_levels = (size_t)v;
}

static void cell(struct scene *s, double v)
{
    s->def.cell_m = v;
}

static void see(struct scene *s, double v)
{
    s->def.see_m = v;
}

static void empty_region(struct scene *s, double v)
{
    s->levels[(size_t)v].region.n = 0;
}

static void region_point(struct scene *s, double v)
{
    s->levels[1].rings[0].points[2].x = v;
}

static void wall_point(struct scene *s, double v)
{
    s->levels[0].walls[3].b.y = v;
}

static void link_low(struct scene *s, double v)
{
    s->links[0].low = (int)v;
}

static void link_high(struct scene *s, double v)
{
    s->links[0].high = (int)v;
}

static void link_up(struct scene *s, double v)
{
    s->links[0].speed_up = v;
}

static void link_down(struct scene *s, double v)
{
    s->links[0].speed_down = v;
}

static void link_bearing(struct scene *s, double v)
{
    s->links[0].up_deg = v;
}

static void link_top(struct scene *s, double v)
{
    s->links[0].top.a.x = v;
}

static void link_bottom(struct scene *s, double v)
{
    s->links[0].bottom.b.y = v;
}

static void link_area(struct scene *s, double v)
{
    s->links[0].area = area_of(s, isnan(v) ? nan_box : infinite_box);
}

static void slow_factor(struct scene *s, double v)
{
    s->slows[0].factor = v;
}

static void slow_level(struct scene *s, double v)
{
    s->slows[0].level = (int)v;
}

static void slow_area(struct scene *s, double v)
{
    s->slows[0].area = area_of(s, isnan(v) ? nan_box : infinite_box);
}

static void barrier_level(struct scene *s, double v)
{
    s->barriers[0].level = (int)v;
}

static void barrier_n(struct scene *s, double v)
{
    s->barriers[0].n = (size_t)v;
}

static void barrier_deg(struct scene *s, double v)
{
    s->inward_deg[0] = v;
}

static void target_barrier(struct scene *s, double v)
{
    s->targets[0].barrier = (int)v;
}

static void target_level(struct scene *s, double v)
{
    part_of(s, 0)->level = (int)v;
}

static void n_targets(struct scene *s, double v)
{
    s->def.n_targets = (size_t)v;
}

static void n_barriers(struct scene *s, double v)
{
    s->def.n_barriers = (size_t)v;
}

static void target_area(struct scene *s, double v)
{
    part_of(s, 0)->area = area_of(s, isnan(v) ? nan_box : infinite_box);
}

static void barrier_point(struct scene *s, double v)
{
    struct aman_point *line = aman_arena_new(&s->arena, 2, sizeof *line);
    line[0] = (struct aman_point){7, 0};
    line[1] = (struct aman_point){7, v};
    s->barriers[0].line = line;
}

static void target_line(struct scene *s, double v)
{
    struct aman_point *line = aman_arena_new(&s->arena, 1, sizeof *line);
    line[0] = (struct aman_point){v, 3.0};
    struct aman_crowd_target_part *part = part_of(s, 0);
    part->area = NULL;
    part->line = line;
    part->n_line = v == 0.0 ? 0 : 1;
}

static const struct spoiled bad_worlds[] = {
    {"no level", levels, 0},
    {"65 levels", levels, 65},
    {"cell of 5 cm", cell, 0.05},
    {"cell of 3 m", cell, 3.0},
    {"cell NaN", cell, NAN},
    {"sight NaN", see, NAN},
    {"sight of 11 m", see, 11.0},
    {"sight negative", see, -1.0},
    {"level 0 without ground", empty_region, 0},
    {"level 1 without ground", empty_region, 1},
    {"region at NaN", region_point, NAN},
    {"region at infinity", region_point, INFINITY},
    {"region 200 km away", region_point, 2e5},
    {"wall at NaN", wall_point, NAN},
    {"wall at infinity", wall_point, INFINITY},
    {"wall 1e12 m long", wall_point, 1e12},
    {"link from level -1", link_low, -1},
    {"link to level 2", link_high, 2},
    {"link speed 0", link_up, 0.0},
    {"link speed 1.1", link_down, 1.1},
    {"link speed NaN", link_down, NAN},
    {"link bearing NaN", link_bearing, NAN},
    {"link top NaN", link_top, NAN},
    {"link bottom infinite", link_bottom, INFINITY},
    {"link area NaN", link_area, NAN},
    {"link area infinite", link_area, INFINITY},
    {"slow factor 0", slow_factor, 0.0},
    {"slow factor NaN", slow_factor, NAN},
    {"slow level 2", slow_level, 2},
    {"slow area NaN", slow_area, NAN},
    {"slow area infinite", slow_area, INFINITY},
    {"barrier level 2", barrier_level, 2},
    {"barrier of a point", barrier_n, 1},
    {"barrier bearing NaN", barrier_deg, NAN},
    {"barrier point NaN", barrier_point, NAN},
    {"barrier point infinite", barrier_point, INFINITY},
    {"target of barrier 1", target_barrier, 1},
    {"target level 2", target_level, 2},
    {"target area NaN", target_area, NAN},
    {"target area infinite", target_area, INFINITY},
    {"target line NaN", target_line, NAN},
    {"target line 1e12 m away", target_line, 1e12},
    {"target line without points", target_line, 0.0},
    {"4097 targets", n_targets, 4097},
    {"513 barriers", n_barriers, 513},
};

static bool is_refusal(enum aman_err err)
{
    return err == AMAN_ERR_ARGUMENT || err == AMAN_ERR_LIMIT;
}

static void bad_worlds_are_refused(void **state)
{
    (void)state;
    int accepted = 0;
    for (size_t i = 0; i < sizeof bad_worlds / sizeof *bad_worlds; i++) {
        struct scene scene;
        ready_scene(&scene); /* a good one: definition and all */
        bad_worlds[i].spoil(&scene, bad_worlds[i].value);
        struct counting counting = {.fail_at = -1};
        struct aman_mem mem = {counting_resize, &counting};
        enum aman_err err = make_world(&scene, &mem);
        if (!is_refusal(err)) printf("world taken: %s (%s)\n", bad_worlds[i].what, aman_err_text(err));
        accepted += !is_refusal(err);
        assert_int_equal(counting.live_bytes, 0);
        scene_release(&scene);
    }
    assert_int_equal(accepted, 0);
}

static void a_world_of_too_many_cells_is_over_the_limit(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, -9e4, -9e4, 9e4, 9e4);
    scene.def.cell_m = 0.1;
    assert_int_equal(scene_build(&scene, NULL), AMAN_ERR_LIMIT);
    assert_null(scene.world);
    scene_release(&scene);
}

/* ---- models to refuse ---- */

static void step_s(struct scene *s, double v)
{
    s->model.params.step_s = v;
}

static void time_gap(struct scene *s, double v)
{
    s->model.params.time_gap_s = v;
}

static void range(struct scene *s, double v)
{
    s->model.params.range_m = v;
}

static void start_s(struct scene *s, double v)
{
    s->model.start_s = v;
}

static void n_people(struct scene *s, double v)
{
    s->people.n = (size_t)v;
}

static void speed(struct scene *s, double v)
{
    s->people.speed_m_per_s[7] = (float)v;
}

static void radius(struct scene *s, double v)
{
    s->people.radius_m[7] = (float)v;
}

static void arrive(struct scene *s, double v)
{
    s->people.arrive_s[7] = (float)v;
}

static void leave(struct scene *s, double v)
{
    s->people.leave_s[7] = (float)v;
}

static void react_s(struct scene *s, double v)
{
    s->people.react_s[7] = (float)v;
}

static void seat_x(struct scene *s, double v)
{
    s->people.seat_x[7] = (float)v;
}

static void access_y(struct scene *s, double v)
{
    s->people.access_y[7] = (float)v;
}

static void source(struct scene *s, double v)
{
    s->people.source[7] = (uint16_t)v;
}

static void sink(struct scene *s, double v)
{
    s->people.sink[7] = (uint16_t)v;
}

static void access_set(struct scene *s, double v)
{
    s->people.access[7] = (uint16_t)v;
}

static void seat_target(struct scene *s, double v)
{
    s->people.seat_target[7] = (uint16_t)v;
}

static void seat_level(struct scene *s, double v)
{
    s->people.seat_level[7] = (int8_t)v;
}

static void section(struct scene *s, double v)
{
    s->people.section[7] = (uint16_t)v;
}

static void bank_barrier(struct scene *s, double v)
{
    s->banks[0].barrier = (int)v;
}

static void bank_target(struct scene *s, double v)
{
    s->banks[0].target = (int)v;
}

static void bank_lanes(struct scene *s, double v)
{
    s->banks[0].lanes = (int)v;
}

static void bank_service(struct scene *s, double v)
{
    s->banks[0].service_s = v;
}

static void bank_sd(struct scene *s, double v)
{
    s->banks[0].service_sd_s = v;
}

static void bank_opens(struct scene *s, double v)
{
    s->banks[0].opens_s = v;
}

static void bank_layer(struct scene *s, double v)
{
    s->banks[0].layer = (int)v;
}

static void sink_level(struct scene *s, double v)
{
    s->sinks[0].level = (int)v;
}

static void sink_target(struct scene *s, double v)
{
    s->sinks[0].target = (int)v;
}

static void sink_rate(struct scene *s, double v)
{
    s->sinks[0].per_min = v;
}

static void source_level(struct scene *s, double v)
{
    s->sources[0].level = (int)v;
}

static void source_at(struct scene *s, double v)
{
    s->sources[0].area = scene_rect(s, v, v, v + 1, v + 1);
}

static void source_size(struct scene *s, double v)
{
    s->sources[0].area = scene_rect(s, -v, -v, v, v);
}

static void source_area(struct scene *s, double v)
{
    s->sources[0].area = area_of(s, isnan(v) ? nan_box : infinite_box);
}

static void event_time(struct scene *s, double v)
{
    s->events[1].t_s = v;
}

static void event_lanes(struct scene *s, double v)
{
    s->events[0].value = v;
}

static void event_bank(struct scene *s, double v)
{
    s->events[0].id = (int)v;
}

static void event_type(struct scene *s, double v)
{
    s->events[0].type = (enum aman_crowd_event_type)(int)v;
}

static void event_section(struct scene *s, double v)
{
    s->events[2].id = (int)v;
}

static void event_target(struct scene *s, double v)
{
    s->events[2].value = v;
}

static void n_zones(struct scene *s, double v)
{
    s->model.n_zones = (size_t)v;
}

static void set_bank(struct scene *s, double v)
{
    uint16_t *banks = aman_arena_new(&s->arena, 1, sizeof *banks);
    banks[0] = (uint16_t)v;
    s->sets[1].banks[0] = banks;
}

static const struct spoiled bad_models[] = {
    {"step 0", step_s, 0.0},
    {"step of 10 s", step_s, 10.0},
    {"step NaN", step_s, NAN},
    {"time gap 0", time_gap, 0.0},
    {"range NaN", range, NAN},
    {"start NaN", start_s, NAN},
    {"start infinite", start_s, INFINITY},
    {"10^7 people", n_people, 1e7},
    {"2^60 people", n_people, 0x1p60},
    {"speed 0", speed, 0.0},
    {"speed negative", speed, -1.0},
    {"speed NaN", speed, NAN},
    {"speed of 100 m/s", speed, 100.0},
    {"radius 0", radius, 0.0},
    {"radius NaN", radius, NAN},
    {"arrival NaN", arrive, NAN},
    {"leaving NaN", leave, NAN},
    {"reaction NaN", react_s, NAN},
    {"reaction negative", react_s, -1.0},
    {"seat NaN", seat_x, NAN},
    {"access infinite", access_y, INFINITY},
    {"source 1", source, 1},
    {"sink 1", sink, 1},
    {"set 2", access_set, 2},
    {"seat target 99", seat_target, 99},
    {"seat level 2", seat_level, 2},
    {"seat level -1", seat_level, -1},
    {"section 1", section, 1},
    {"bank on barrier 1", bank_barrier, 1},
    {"bank on barrier -1", bank_barrier, -1},
    {"bank target 99", bank_target, 99},
    {"no lanes", bank_lanes, 0},
    {"1001 lanes", bank_lanes, 1001},
    {"service 0", bank_service, 0.0},
    {"service NaN", bank_service, NAN},
    {"deviation negative", bank_sd, -1.0},
    {"opening NaN", bank_opens, NAN},
    {"layer 2", bank_layer, 2},
    {"sink level 2", sink_level, 2},
    {"sink target 99", sink_target, 99},
    {"sink rate NaN", sink_rate, NAN},
    {"sink rate negative", sink_rate, -1.0},
    {"source level -1", source_level, -1},
    {"source off the ground", source_at, 200.0},
    {"source as large as a country", source_size, 1e5},
    {"source area NaN", source_area, NAN},
    {"source area infinite", source_area, INFINITY},
    {"events backwards", event_time, 10.0},
    {"event NaN", event_time, NAN},
    {"9 of 3 lanes", event_lanes, 9},
    {"lanes NaN", event_lanes, NAN},
    {"event of bank 1", event_bank, 1},
    {"event of no type", event_type, 77},
    {"event of section 1", event_section, 1},
    {"event to target 99", event_target, 99},
    {"1025 zones", n_zones, 1025},
    {"set of bank 1", set_bank, 1},
};

static void bad_models_are_refused(void **state)
{
    (void)state;
    int accepted = 0;
    for (size_t i = 0; i < sizeof bad_models / sizeof *bad_models; i++) {
        struct scene scene;
        ready_scene(&scene);
        bad_models[i].spoil(&scene, bad_models[i].value);
        scene.model.people.n = scene.people.n;
        struct counting counting = {.fail_at = -1};
        struct aman_mem mem = {counting_resize, &counting};
        enum aman_err err = make_sim(&scene, &mem);
        if (!is_refusal(err)) printf("model taken: %s (%s)\n", bad_models[i].what, aman_err_text(err));
        accepted += !is_refusal(err);
        assert_int_equal(counting.live_bytes, 0);
        scene_release(&scene);
    }
    assert_int_equal(accepted, 0);
}

static void bad_measures_are_refused(void **state)
{
    (void)state;
    struct scene scene;
    ready_scene(&scene);
    static const double cells[] = {0.0, 0.1, 11.0, -1.0, NAN, INFINITY};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct aman_crowd_measure *measure = NULL;
        enum aman_err err =
            aman_crowd_measure_create(scene.world, cells[i], &scene.model, &aman_mem_heap, &measure);
        assert_int_equal(err, AMAN_ERR_ARGUMENT);
        assert_null(measure);
    }
    scene.zones[0].level = 2;
    assert_int_equal(make_measure(&scene, &aman_mem_heap), AMAN_ERR_ARGUMENT);
    scene_release(&scene);
}

/* Nobody at all, nothing at all: a model is not wrong because it is empty. */
static void an_empty_model_is_finished(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 10, 10);
    scene_crowd(&scene, 0);
    assert_int_equal(scene_build(&scene, NULL), AMAN_OK);
    assert_int_equal(scene_start(&scene), AMAN_OK);
    assert_true(aman_crowd_sim_finished(scene.sim));
    for (int i = 0; i < 20; i++) assert_int_equal(aman_crowd_sim_step(scene.sim, NULL), AMAN_OK);
    assert_int_equal(aman_crowd_sim_view(scene.sim).n, 0);
    scene_release(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(bad_worlds_are_refused),
        cmocka_unit_test(a_world_of_too_many_cells_is_over_the_limit),
        cmocka_unit_test(bad_models_are_refused),
        cmocka_unit_test(bad_measures_are_refused),
        cmocka_unit_test(an_empty_model_is_finished),
    };
    return cmocka_run_group_tests_name("crowd_memory", tests, NULL, NULL);
}
