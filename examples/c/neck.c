/* The crowd engine from a program of one's own: 100 people leave a room through a neck 1.2 m wide.
 *
 *   cc -std=c17 $(pkg-config --cflags aman) neck.c $(pkg-config --static --libs aman) -o neck
 *   ./neck [SEED]
 *
 * Prints how dense the crowd before the neck was each five seconds, then the flow through the neck.
 */
#include <engines/crowd/crowd.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 100 };

/* ---- the ground: a room, the neck, and a space behind it ---- */

static struct aman_point outline[] = {{0, 0},  {10, 0}, {10, 3.4}, {14, 3.4}, {14, 2}, {18, 2},
                                      {18, 6}, {14, 6}, {14, 4.6}, {10, 4.6}, {10, 8}, {0, 8}};
static struct aman_point inside[] = {{0.5, 0.5}, {8, 0.5}, {8, 7.5}, {0.5, 7.5}};
static struct aman_point outside[] = {{16, 2}, {18, 2}, {18, 6}, {16, 6}};
static struct aman_point before[] = {{8, 3}, {10, 3}, {10, 5}, {8, 5}};

enum { CORNERS = sizeof outline / sizeof *outline };

static struct aman_ring rings[] = {{outline, CORNERS}, {inside, 4}, {outside, 4}, {before, 4}};
static const struct aman_area ground = {&rings[0], 1}, room = {&rings[1], 1}, goal = {&rings[2], 1},
                              crowded = {&rings[3], 1};

static enum aman_err make_world(struct aman_tasks *tasks, struct aman_crowd_world **world)
{
    struct aman_segment walls[CORNERS];
    for (int i = 0; i < CORNERS; i++)
        walls[i] = (struct aman_segment){outline[i], outline[(i + 1) % CORNERS]};
    struct aman_crowd_level_def level = {&ground, walls, CORNERS};
    struct aman_crowd_target_part part = {.level = 0, .area = &goal};
    struct aman_crowd_target_def target = {.parts = &part, .n_parts = 1, .open = true, .barrier = -1};
    struct aman_crowd_world_def def = {
        .levels = &level, .n_levels = 1, .targets = &target, .n_targets = 1, .cell_m = 0.1};
    return aman_crowd_world_create(&def, &aman_mem_heap, tasks, NULL, NULL, world);
}

/* ---- the people: all there from the beginning, without seats or gates ---- */

static float at_once[PEOPLE], never[PEOPLE], speed_m_per_s[PEOPLE], radius_m[PEOPLE], nowhere[PEOPLE];
static uint16_t first[PEOPLE], no_seat[PEOPLE];
static int8_t level[PEOPLE];

static struct aman_crowd_people make_people(void)
{
    for (int i = 0; i < PEOPLE; i++) {
        never[i] = INFINITY;
        speed_m_per_s[i] = 1.0f + 0.7f * (float)i / PEOPLE;
        radius_m[i] = 0.2f;
        no_seat[i] = 0xFFFF;
    }
    return (struct aman_crowd_people){.n = PEOPLE,
                                      .arrive_s = at_once,
                                      .source = first,
                                      .sink = first,
                                      .speed_m_per_s = speed_m_per_s,
                                      .radius_m = radius_m,
                                      .access = first,
                                      .seat_target = no_seat,
                                      .seat_level = level,
                                      .seat_x = nowhere,
                                      .seat_y = nowhere,
                                      .access_x = nowhere,
                                      .access_y = nowhere,
                                      .section = first,
                                      .leave_s = never,
                                      .react_s = nowhere};
}

/* ---- the run ---- */

static void measure(struct aman_crowd_sim *sim, struct aman_crowd_measure *fields)
{
    struct aman_crowd_view view = aman_crowd_sim_view(sim);
    struct aman_crowd_fields now = aman_crowd_measure_fields(fields, &view);
    printf("%6.1f s  %3u left  %.2f persons/m² before the neck, %.2f at most\n", aman_crowd_sim_time_s(sim),
           aman_crowd_sim_totals(sim).gone, (double)now.zone_mean_per_m2[0], (double)now.zone_peak_per_m2[0]);
}

static enum aman_err run(struct aman_crowd_sim *sim, struct aman_crowd_measure *fields,
                         struct aman_tasks *tasks)
{
    const double limit_s = 600.0;
    double next_s = 0.0, first_s = NAN;
    while (!aman_crowd_sim_finished(sim) && aman_crowd_sim_time_s(sim) < limit_s) {
        enum aman_err err = aman_crowd_sim_step(sim, tasks);
        if (err != AMAN_OK) return err;
        double now_s = aman_crowd_sim_time_s(sim);
        if (isnan(first_s) && aman_crowd_sim_totals(sim).gone > 0) first_s = now_s;
        if (now_s < next_s) continue;
        measure(sim, fields);
        next_s += 5.0;
    }
    unsigned gone = aman_crowd_sim_totals(sim).gone;
    printf("%u of %d left within %.1f s: %.2f persons/s through 1.2 m\n", gone, PEOPLE,
           aman_crowd_sim_time_s(sim), (gone - 1) / (aman_crowd_sim_time_s(sim) - first_s));
    return AMAN_OK;
}

int main(int argc, char **argv)
{
    struct aman_tasks *tasks = NULL;
    struct aman_crowd_world *world = NULL;
    struct aman_crowd_sim *sim = NULL;
    struct aman_crowd_measure *fields = NULL;
    struct aman_crowd_source source = {0, &room};
    struct aman_crowd_sink sink = {.target = 0, .level = 0, .area = &goal, .per_min = INFINITY};
    struct aman_crowd_zone zone = {0, &crowded};
    struct aman_crowd_bank_set no_gates = {{NULL, NULL}, {0, 0}};
    struct aman_crowd_model model = {.params = aman_crowd_params_default(),
                                     .bank_sets = &no_gates,
                                     .n_bank_sets = 1,
                                     .sources = &source,
                                     .n_sources = 1,
                                     .sinks = &sink,
                                     .n_sinks = 1,
                                     .people = make_people(),
                                     .zones = &zone,
                                     .n_zones = 1,
                                     .n_sections = 1,
                                     .seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1};

    enum aman_err err = aman_tasks_create(&aman_mem_heap, 2, &tasks);
    if (err == AMAN_OK) err = make_world(tasks, &world);
    if (err == AMAN_OK) err = aman_crowd_sim_create(world, &model, &aman_mem_heap, &sim);
    if (err == AMAN_OK) err = aman_crowd_measure_create(world, 0.5, &model, &aman_mem_heap, &fields);
    if (err == AMAN_OK) err = run(sim, fields, tasks);
    if (err != AMAN_OK) fprintf(stderr, "neck: %s\n", aman_err_text(err));

    aman_crowd_measure_destroy(fields);
    aman_crowd_sim_destroy(sim);
    aman_crowd_world_destroy(world);
    aman_tasks_destroy(tasks);
    return err == AMAN_OK ? 0 : 1;
}
