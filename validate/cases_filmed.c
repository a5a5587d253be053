/* Experiments of which it is known who was where, run again: the same people come at the same time to the
 * same place. */
#include "validate/cases.h"
#include "validate/track.h"

#include "base/rng.h"

enum { DRAW_STUDENT = 7201 }; /* purpose of random draws, apart from those of the scene */

/* ---- the corridor ---- */

const struct aman_validate_walk aman_validate_walks[AMAN_VALIDATE_WALKS] = {
    {"uo-050-180-180.txt", 0.5, 1.8}, {"uo-060-180-180.txt", 0.6, 1.8},  {"uo-070-180-180.txt", 0.7, 1.8},
    {"uo-100-180-180.txt", 1.0, 1.8}, {"uo-145-180-180.txt", 1.45, 1.8}, {"uo-180-180-180.txt", 1.8, 1.8},
    {"uo-180-180-120.txt", 1.8, 1.2}, {"uo-180-180-095.txt", 1.8, 0.95}, {"uo-180-180-070.txt", 1.8, 0.7}};

/* Corridor, a wider ground before it on which they come into view at y = 8, and an exit in the middle of its
 * end. */
static void make_corridor(struct scene *scene, double exit_m)
{
    double a = 0.9 - 0.5 * exit_m, b = 0.9 + 0.5 * exit_m;
    scene_outline(scene, 0,
                  (double[]){-1,  8.5, -1,  4,    0, 4,    0, -4, a,   -4, a,   -4.2, -1,  -4.2, -1,  -9,
                             2.8, -9,  2.8, -4.2, b, -4.2, b, -4, 1.8, -4, 1.8, 4,    2.8, 4,    2.8, 8.5},
                  16);
    scene_sink(scene, 0, (double[]){-1, -9, 2.8, -6}, NULL);
}

/* As long as people stay with their own speeds nobody is asked: 1.55 ± 0.18 m/s, as measured on 42 of them
 * walking alone (Zhang et al. 2011). */
static void let_in(struct scene *scene, const struct aman_validate_track *track)
{
    const struct aman_validate_place *firsts[TRACK_PEOPLE];
    size_t n = track_firsts(track, firsts);
    for (size_t i = 0; i < n; i++) {
        double speed = 1.55 + 0.18 * aman_rng_normal(scene->model.seed, i, DRAW_STUDENT);
        size_t who = scene_person(scene, 0, fmin(2.5, fmax(-0.7, (double)firsts[i]->x)), (double)firsts[i]->y,
                                  fmin(2.0, fmax(1.0, speed)));
        if (scene->err == AMAN_OK) scene->arrive_s[who] = (float)(firsts[i]->frame / track->per_s);
    }
}

/* Values: 0 persons/m², 1 speed, 2 persons a second, as of aman_validate_walk_measure; 3 share who are
 * through after 300 s. */
static enum aman_err run_walks(const struct validate_run *run, double values[])
{
    const double limit_s = 300.0;
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, TRACK_PEOPLE);
    make_corridor(&scene, aman_validate_walks[run->variant].exit_m);
    let_in(&scene, &run->data->walks[run->variant]);
    scene_start(&scene);
    struct track_film film = track_film_new(&scene, (size_t)lrint(limit_s / run->params.step_s));
    while (scene.err == AMAN_OK && !aman_crowd_sim_finished(scene.sim) && film.steps < film.most) {
        scene_step(&scene);
        track_film_look(&film, &scene);
    }
    struct aman_validate_track track = track_film_end(&film, &scene);
    if (scene.err == AMAN_OK) {
        struct aman_validate_walked walked = aman_validate_walk_measure(&track);
        values[0] = walked.density_per_m2;
        values[1] = walked.speed_m_per_s;
        values[2] = walked.flow_per_s;
        values[3] = (double)scene_gone(&scene) / (double)scene.model.people.n;
    }
    return scene_finish(&scene);
}

static struct aman_validate_walked of_people(const struct validate_values *all, int variant)
{
    return aman_validate_walk_measure(&all->data->walks[variant]);
}

static double rms_speed(const struct validate_values *all)
{
    double sum = 0.0;
    for (int v = 0; v < all->variants; v++)
        sum += pow(value_mean(all, v, 1) - of_people(all, v).speed_m_per_s, 2.0);
    return sqrt(sum / all->variants);
}

static double rms_density(const struct validate_values *all)
{
    double sum = 0.0;
    for (int v = 0; v < all->variants; v++)
        sum += pow(value_mean(all, v, 0) - of_people(all, v).density_per_m2, 2.0);
    return sqrt(sum / all->variants);
}

static double flow_ratio(const struct validate_values *all, int variant)
{
    return value_mean(all, variant, 2) / of_people(all, variant).flow_per_s;
}

/* Of the runs from to before `to`. */
static double least_ratio(const struct validate_values *all, int from, int to)
{
    double least = INFINITY;
    for (int v = from; v < to; v++) least = fmin(least, flow_ratio(all, v));
    return least;
}

static double most_ratio(const struct validate_values *all, int from, int to)
{
    double most = -INFINITY;
    for (int v = from; v < to; v++) most = fmax(most, flow_ratio(all, v));
    return most;
}

enum { FREE_EXIT = 6 }; /* so many with an exit as wide as the corridor, then those with a narrow one */

static double least_let_in(const struct validate_values *all)
{
    return least_ratio(all, 0, FREE_EXIT);
}

static double most_let_in(const struct validate_values *all)
{
    return most_ratio(all, 0, FREE_EXIT);
}

static double least_let_out(const struct validate_values *all)
{
    return least_ratio(all, FREE_EXIT, AMAN_VALIDATE_WALKS);
}

static double most_let_out(const struct validate_values *all)
{
    return most_ratio(all, FREE_EXIT, AMAN_VALIDATE_WALKS);
}

static double least_through(const struct validate_values *all)
{
    double least = INFINITY;
    for (int v = 0; v < all->variants; v++) least = fmin(least, value_least(all, v, 3));
    return least;
}

/* ---- the crowd before a door ---- */

enum { MARKS = 7 };
static const size_t marks[MARKS] = {10, 20, 30, 40, 50, 60, 75};
static const double door_limit_s = 300.0;

/* Seconds from the first one in the mouth of the door to the n-th, of each mark (the limit when fewer pass),
 * then the number of those who pass. */
static void times_of_marks(const struct aman_validate_track *track, double values[MARKS + 1])
{
    double passed_s[TRACK_PEOPLE];
    size_t n = track_passings(track, 0.0, passed_s);
    for (int k = 0; k < MARKS; k++)
        values[k] = n >= marks[k] ? passed_s[marks[k] - 1] - passed_s[0] : door_limit_s;
    values[MARKS] = (double)n;
}

/* All stand where they stood in the first frame, and want through at once. Values: as of times_of_marks. */
static enum aman_err run_door(const struct validate_run *run, double values[])
{
    const struct aman_validate_place *firsts[TRACK_PEOPLE];
    size_t n = track_firsts(&run->data->door, firsts);
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, TRACK_PEOPLE);
    scene_outline(&scene, 0, (double[]){-2.8, 7,  -2.8, 0,    -0.25, 0,    -0.25, -1.8, -2.8, -1.8, -2.8, -6,
                                        2.8,  -6, 2.8,  -1.8, 0.25,  -1.8, 0.25,  0,    2.8,  0,    2.8,  7},
                  12);
    scene_sink(&scene, 0, (double[]){-2.8, -6, 2.8, -4}, NULL);
    for (size_t i = 0; i < n; i++) {
        double speed =
            SCENE_SPEED_M_PER_S + SCENE_SPEED_SD_M_PER_S * aman_rng_normal(run->seed, i, DRAW_STUDENT);
        scene_person(&scene, 0, (double)firsts[i]->x, (double)firsts[i]->y, fmin(2.0, fmax(0.5, speed)));
    }
    scene_start(&scene);
    struct track_film film = track_film_new(&scene, (size_t)lrint(door_limit_s / run->params.step_s));
    while (scene.err == AMAN_OK && !aman_crowd_sim_finished(scene.sim) && film.steps < film.most) {
        scene_step(&scene);
        track_film_look(&film, &scene);
    }
    struct aman_validate_track track = track_film_end(&film, &scene);
    if (scene.err == AMAN_OK) times_of_marks(&track, values);
    return scene_finish(&scene);
}

/* The least, or greatest, of our time over that of people, over all marks. */
static double time_ratio(const struct validate_values *all, bool most)
{
    double people[MARKS + 1], found = most ? -INFINITY : INFINITY;
    times_of_marks(&all->data->door, people);
    for (int k = 0; k < MARKS; k++) {
        double ratio = value_mean(all, 0, k) / people[k];
        found = most ? fmax(found, ratio) : fmin(found, ratio);
    }
    return found;
}

static double least_time(const struct validate_values *all)
{
    return time_ratio(all, false);
}

static double most_time(const struct validate_values *all)
{
    return time_ratio(all, true);
}

const struct aman_validate_case validate_cases_filmed[] = {
    {.id = "corridor-runs",
     .asks = "nine experiments in a corridor of 1.8 m, run again: people walk as fast and as densely, and as "
             "many pass",
     .source = "Hermes experiments, Zhang et al. 2011, measured by one method on people and engine; 0.15 m/s "
               "is that of "
               "fd-corridor, 0.25 /m² half a bin of it, ± 15 % of flow that of the necks; 5 runs",
     .run = run_walks,
     .variants = AMAN_VALIDATE_WALKS,
     .seeds = 5,
     .needs = NEEDS_WALKS,
     .criteria = {{"root mean square difference of speed", "m/s", 0, 0.15, SUM_MEAN, 0, 0, rms_speed},
                  {"the same of density", "/m²", 0, 0.25, SUM_MEAN, 0, 0, rms_density},
                  {"flow over that of people, exit as wide as the corridor, least", "", 0.85, 1.15, SUM_MEAN,
                   0, 0, least_let_in},
                  {"the same, greatest", "", 0.85, 1.15, SUM_MEAN, 0, 0, most_let_in},
                  {"flow over that of people, exit of 0.7 to 1.2 m, least", "", 0.85, 1.15, SUM_MEAN, 0, 0,
                   least_let_out},
                  {"the same, greatest", "", 0.85, 1.15, SUM_MEAN, 0, 0, most_let_out},
                  {"share who are through, worst run", "", 1, 1, SUM_MEAN, 0, 0, least_through},
                  {"speed, entrance of 0.5 m (people 1.35)", "m/s", NO_BOUND, SUM_MEAN, 0, 1, NULL},
                  {"speed, all 1.8 m wide (people 0.98)", "m/s", NO_BOUND, SUM_MEAN, 5, 1, NULL},
                  {"speed, exit of 0.7 m (people 0.35)", "m/s", NO_BOUND, SUM_MEAN, 8, 1, NULL}}},
    {.id = "door-crowd",
     .asks = "75 people who press before an entrance of 0.5 m: the n-th is through when the n-th of the "
             "experiment was",
     .source = "Adrian, Seyfried, Sieben 2020, run 040 (corridor 5.6 m, high motivation), from the first one "
               "in the mouth "
               "on; ± 10 % at the 10th, 20th … 60th and 75th; who is not through after 300 s counts as 300 s",
     .run = run_door,
     .variants = 1,
     .needs = NEEDS_DOOR,
     .criteria = {{"time over that of people, least", "", 0.9, 1.1, SUM_MEAN, 0, 0, least_time},
                  {"time over that of people, greatest", "", 0.9, 1.1, SUM_MEAN, 0, 0, most_time},
                  {"people who are through after 300 s, worst run", "persons", 75, 75, SUM_LEAST, 0, MARKS,
                   NULL},
                  {"time to the 40th (people 31.9 s)", "s", NO_BOUND, SUM_MEAN, 0, 3, NULL},
                  {"time to the 75th (people 64.5 s)", "s", NO_BOUND, SUM_MEAN, 0, 6, NULL}}},
};
const size_t validate_n_filmed = sizeof validate_cases_filmed / sizeof *validate_cases_filmed;
