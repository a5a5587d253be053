/* How fast a crowd walks at a density. A corridor so long that neither its open end nor the back of the crowd is felt
 * where and while it is measured (70 s at 1.5 m/s): a corridor that runs in a circle would show the same. */
#include "validate/cases.h"

enum { CORRIDOR_M = 220, FROM_BACK_M = 110 };

/* Everyone walks east at n / area from the first moment; what is in `box` is looked at from 10 to 70 s, twice a
 * second. Value 0: persons over the box's size in `per`; 1: mean speed of a person in it. */
static enum aman_err watch_corridor(struct scene *scene, const double (*box)[4], int boxes, double per, double values[])
{
    double persons = 0.0, speeds = 0.0;
    unsigned samples = 0, step = 0;
    scene_start(scene);
    while (scene->err == AMAN_OK && scene_now_s(scene) < 70.0) {
        scene_step(scene);
        if (scene_now_s(scene) < 10.0 || ++step % (unsigned)lrint(fmax(1.0, 0.5 / scene->model.params.step_s)))
            continue;
        for (int b = 0; b < boxes; b++) {
            double mean_speed;
            double n = (double)scene_count_in(scene, 0, box[b], &mean_speed);
            persons += n;
            speeds += n * mean_speed;
            samples++;
        }
    }
    if (samples && persons > 0.0) {
        values[0] = persons / (samples * per);
        values[1] = speeds / persons;
    }
    return scene_finish(scene);
}

/* A corridor 4 m wide (RiMEA: 10 m) and 220 m long (1,000 m), three areas of 2 × 1 m side by side. */
static enum aman_err run_density(const struct validate_run *run, double density_per_m2, double values[])
{
    static const double areas[3][4] = {{109, 0.5, 111, 1.5}, {109, 1.5, 111, 2.5}, {109, 2.5, 111, 3.5}};
    struct scene scene;
    size_t n = (size_t)lrint(density_per_m2 * 4.0 * (CORRIDOR_M - 4.0));
    scene_init(&scene, run->mem, &run->params, run->seed, n);
    scene_box(&scene, 0, 0, 0, CORRIDOR_M, 4);
    scene_sink(&scene, 0, (double[]){CORRIDOR_M - 2, 0, CORRIDOR_M, 4}, NULL);
    scene_crowd(&scene, 0, 0.0, 0.0, CORRIDOR_M - 4.0, 4.0, n, 0);
    return watch_corridor(&scene, areas, 3, 2.0, values);
}

static const double rimea_densities[] = {0.5, 1, 2, 3, 4, 5, 6};

static enum aman_err run_rimea(const struct validate_run *run, double values[])
{
    return run_density(run, rimea_densities[run->variant], values);
}

/* 2 persons/m², by step: twice the set's own, that, and its half, quarter and eighth. Values: 0 the step, 1 the speed. */
static enum aman_err run_step(const struct validate_run *run, double values[])
{
    struct validate_run at = *run;
    double seen[AMAN_VALIDATE_VALUES] = {0};
    at.params.step_s = run->params.step_s * 2.0 / (double)(1 << run->variant);
    enum aman_err err = run_density(&at, 2.0, seen);
    if (err != AMAN_OK) return err;
    values[0] = at.params.step_s;
    values[1] = seen[1];
    return AMAN_OK;
}

enum { STEPS = 5 };

static double off_at_double(const struct validate_values *all)
{
    return value_mean(all, 0, 1) / value_mean(all, STEPS - 1, 1) - 1.0;
}

static double off_at_own(const struct validate_values *all)
{
    return value_mean(all, 1, 1) / value_mean(all, STEPS - 1, 1) - 1.0;
}

/* ISO 13: 60, 120 and 240 people on 60 m²: the same densities, in the long corridor. */
static enum aman_err run_iso(const struct validate_run *run, double values[])
{
    static const double densities[] = {1, 2, 4};
    return run_density(run, densities[run->variant], values);
}

static double weidmann_m_per_s(double density_per_m2)
{
    return density_per_m2 >= 5.4 ? 0.0 : 1.34 * (1.0 - exp(-1.913 * (1.0 / density_per_m2 - 1.0 / 5.4)));
}

static double greatest_step_up(const struct validate_values *all)
{
    double most = -INFINITY;
    for (int v = 1; v < all->variants; v++) most = fmax(most, value_mean(all, v, 1) - value_mean(all, v - 1, 1));
    return most;
}

/* Persons/(m·s), where it is greatest. */
static double greatest_flow(const struct validate_values *all)
{
    double most = 0.0;
    for (int v = 0; v < all->variants; v++) most = fmax(most, value_mean(all, v, 0) * value_mean(all, v, 1));
    return most;
}

static double rms_to_weidmann(const struct validate_values *all)
{
    double sum = 0.0;
    for (int v = 0; v < all->variants; v++)
        sum += pow(value_mean(all, v, 1) - weidmann_m_per_s(value_mean(all, v, 0)), 2.0);
    return sqrt(sum / all->variants);
}

/* ---- against people in corridors ---- */

enum { BINS = 6, SEEN_DENSITIES = 12 }; /* bins about 0.5, 1.0, … 3.0 persons/m²; 0.25 persons/m² and a run apart */

static enum aman_err run_seen(const struct validate_run *run, double values[])
{
    return run_density(run, 0.25 + 0.25 * (run->variant + 1), values);
}

static int bin_of(double density_per_m2)
{
    double bin = floor(density_per_m2 / 0.5 - 0.5);
    return bin >= 0.0 && bin < BINS ? (int)bin : -1;
}

struct bins {
    double sum[BINS], n[BINS];
};

static double mean_in(const struct bins *bins, int b)
{
    return bins->n[b] > 0.0 ? bins->sum[b] / bins->n[b] : NAN;
}

static struct bins bins_of_series(const struct aman_validate_series *series)
{
    struct bins bins = {{0}, {0}};
    for (size_t i = 0; i < series->n; i++) {
        int b = bin_of(series->points[i].x);
        if (b < 0) continue;
        bins.sum[b] += series->points[i].y;
        bins.n[b]++;
    }
    return bins;
}

static struct bins bins_of_runs(const struct validate_values *all)
{
    struct bins bins = {{0}, {0}};
    for (int v = 0; v < all->variants; v++)
        for (int s = 0; s < all->seeds; s++) {
            int b = bin_of(value_of(all, v, s, 0));
            if (b < 0) continue;
            bins.sum[b] += value_of(all, v, s, 1);
            bins.n[b]++;
        }
    return bins;
}

/* Root of the mean square over the bins, each experiment counting alike; NAN when a bin is empty on one side. */
static double rms_to(const struct validate_values *all, const struct aman_validate_series *a,
                     const struct aman_validate_series *b)
{
    struct bins ours = bins_of_runs(all), first = bins_of_series(a), second = bins_of_series(b);
    double sum = 0.0;
    for (int k = 0; k < BINS; k++)
        sum += pow(mean_in(&ours, k) - 0.5 * (mean_in(&first, k) + mean_in(&second, k)), 2.0);
    return sqrt(sum / BINS);
}

static double rms_to_both(const struct validate_values *all)
{
    return rms_to(all, &all->data->corridor_periodic, &all->data->corridor_open);
}

static double rms_to_periodic(const struct validate_values *all)
{
    return rms_to(all, &all->data->corridor_periodic, &all->data->corridor_periodic);
}

static double rms_to_open(const struct validate_values *all)
{
    return rms_to(all, &all->data->corridor_open, &all->data->corridor_open);
}

static double experiments_apart(const struct validate_values *all)
{
    struct bins a = bins_of_series(&all->data->corridor_periodic), b = bins_of_series(&all->data->corridor_open);
    double sum = 0.0;
    for (int k = 0; k < BINS; k++) sum += pow(mean_in(&a, k) - mean_in(&b, k), 2.0);
    return sqrt(sum / BINS);
}

/* ---- one behind another ---- */

static const double file_densities[] = {0.5, 1.0, 1.5, 2.0};

static enum aman_err run_file(const struct validate_run *run, double values[])
{
    static const double area[1][4] = {{108, 0, 112, 0.5}};
    double gap_m = 1.0 / file_densities[run->variant];
    struct scene scene;
    scene_init(&scene, run->mem, &run->params, run->seed, 2 * CORRIDOR_M);
    scene_box(&scene, 0, 0, 0, CORRIDOR_M, 0.5); /* people were told not to overtake: here nobody can */
    scene_sink(&scene, 0, (double[]){CORRIDOR_M - 2, 0, CORRIDOR_M, 0.5}, NULL);
    size_t n = (size_t)((CORRIDOR_M - 4.0) / gap_m);
    scene_crowd(&scene, 0, 0.3, 0.2, 0.3 + (double)n * gap_m, 0.3, n, 0);
    return watch_corridor(&scene, area, 1, 4.0, values);
}

/* y at x, straight between the points; the nearest end outside of them. */
static double between(const struct aman_validate_series *series, double x)
{
    const struct aman_point *p = series->points;
    if (x <= p[0].x) return p[0].y;
    for (size_t i = 1; i < series->n; i++)
        if (x <= p[i].x) return p[i - 1].y + (p[i].y - p[i - 1].y) * (x - p[i - 1].x) / (p[i].x - p[i - 1].x);
    return p[series->n - 1].y;
}

static double farthest_off_band(const struct validate_values *all)
{
    double most = 0.0;
    for (int v = 0; v < all->variants; v++) {
        double density = value_mean(all, v, 0), speed = value_mean(all, v, 1);
        most = fmax(most, fmax(between(&all->data->band_low, density) - speed,
                               speed - between(&all->data->band_high, density)));
    }
    return most;
}

/* The band of the literature: Weidmann 1993 and the means of the two corridor experiments at that density, widened by
 * 0.05 m/s (at 4 /m² Weidmann 0.16, periodic 0.10; from 5 /m² people hardly move). */
#define DIAGRAM_CRITERIA \
    {"speed at 0.5 /m²", "m/s", 1.02, 1.52, SUM_MEAN, 0, 1, NULL}, \
    {"speed at 1 /m²", "m/s", 0.76, 1.34, SUM_MEAN, 1, 1, NULL}, \
    {"speed at 2 /m²", "m/s", 0.44, 0.86, SUM_MEAN, 2, 1, NULL}, \
    {"speed at 3 /m²", "m/s", 0.22, 0.38, SUM_MEAN, 3, 1, NULL}, \
    {"speed at 4 /m²", "m/s", 0.05, 0.21, SUM_MEAN, 4, 1, NULL}, \
    {"speed at 5 /m²", "m/s", 0, 0.09, SUM_MEAN, 5, 1, NULL}, \
    {"speed at 6 /m²", "m/s", 0, 0.05, SUM_MEAN, 6, 1, NULL}, \
    {"greatest rise of speed with density", "m/s", -2, 0, SUM_MEAN, 0, 0, greatest_step_up}, \
    {"density where 6 /m² were set", "/m²", NO_BOUND, SUM_MEAN, 6, 0, NULL}, \
    {"greatest specific flow (Weidmann 1.22)", "1/(m·s)", NO_BOUND, SUM_MEAN, 0, 0, greatest_flow}, \
    {"root mean square difference to Weidmann", "m/s", NO_BOUND, SUM_MEAN, 0, 0, rms_to_weidmann}

const struct aman_validate_case validate_cases_diagram[] = {
    {.id = "rimea-4",
     .asks = "speed in a corridor at 0.5 to 6 persons/m² is within what the literature has",
     .source =
         "RiMEA 4.1.1, test 4, in 220 × 4 m for 1,000 × 10 m; band of Weidmann 1993 and two corridors of people ± 0.05 "
         "m/s, ours; 3 runs",
     .run = run_rimea,
     .variants = 7,
     .seeds = 3,
     .criteria = {DIAGRAM_CRITERIA}},
    {.id = "imo-12",
     .asks = "flow against density in a corridor",
     .source = "IMO MSC.1/Circ.1533, test 12, judged as rimea-4; 3 runs, not 50",
     .run = run_rimea,
     .variants = 7,
     .seeds = 3,
     .criteria = {DIAGRAM_CRITERIA}},
    {.id = "iso-13",
     .asks = "speed in a corridor with 60, 120 and 240 people on 60 m² is within what the literature has",
     .source = "ISO 20414, test 13, judged as rimea-4; 3 runs",
     .run = run_iso,
     .variants = 3,
     .seeds = 3,
     .criteria = {{"speed, 60 people (1 /m²)", "m/s", 0.76, 1.34, SUM_MEAN, 0, 1, NULL},
                  {"speed, 120 people (2 /m²)", "m/s", 0.44, 0.86, SUM_MEAN, 1, 1, NULL},
                  {"speed, 240 people (4 /m²)", "m/s", 0.05, 0.21, SUM_MEAN, 2, 1, NULL},
                  {"greatest rise of speed with density", "m/s", -2, 0, SUM_MEAN, 0, 0, greatest_step_up}}},
    {.id = "fd-corridor",
     .asks = "speed at 0.5 to 3 persons/m² is that of people in corridors",
     .source = "Jülich experiments corridor_periodic and corridor_open, bins of 0.5 /m²; 0.15 m/s is ours; 3 runs",
     .run = run_seen,
     .variants = SEEN_DENSITIES,
     .seeds = 3,
     .needs = NEEDS_CORRIDOR,
     .criteria = {{"root mean square difference to both", "m/s", 0, 0.15, SUM_MEAN, 0, 0, rms_to_both},
                  {"to the periodic corridor alone", "m/s", NO_BOUND, SUM_MEAN, 0, 0, rms_to_periodic},
                  {"to the open corridor alone", "m/s", NO_BOUND, SUM_MEAN, 0, 0, rms_to_open},
                  {"of the two experiments to each other", "m/s", NO_BOUND, SUM_MEAN, 0, 0, experiments_apart}}},
    {.id = "step-speed",
     .asks = "the speed in a corridor at 2 persons/m² hardly depends on the integration step",
     .source = "ours: within 1 % of that at an eighth of the default step; 3 runs",
     .run = run_step,
     .variants = STEPS,
     .seeds = 3,
     .criteria = {{"off at the default step", "", -0.01, 0.01, SUM_MEAN, 0, 0, off_at_own},
                  {"off at twice it", "", NO_BOUND, SUM_MEAN, 0, 0, off_at_double},
                  {"default step", "s", NO_BOUND, SUM_MEAN, 1, 0, NULL},
                  {"speed at an eighth of it", "m/s", NO_BOUND, SUM_MEAN, STEPS - 1, 1, NULL}}},
    {.id = "rimea-16",
     .asks = "one behind another: speed within the 10 to 90 % band of people",
     .source =
         "RiMEA 4.1.1, test 16, in a straight file of 220 m, 0.5 m wide so that nobody overtakes, for a ring; 10 runs",
     .run = run_file,
     .variants = 4,
     .seeds = 10,
     .needs = NEEDS_BAND,
     .criteria = {{"farthest from the band", "m/s", 0, 0, SUM_MEAN, 0, 0, farthest_off_band},
                  {"speed at 0.5 /m", "m/s", NO_BOUND, SUM_MEAN, 0, 1, NULL},
                  {"speed at 1.0 /m", "m/s", NO_BOUND, SUM_MEAN, 1, 1, NULL},
                  {"speed at 1.5 /m", "m/s", NO_BOUND, SUM_MEAN, 2, 1, NULL},
                  {"speed at 2.0 /m", "m/s", NO_BOUND, SUM_MEAN, 3, 1, NULL}}},
};
const size_t validate_n_diagram = sizeof validate_cases_diagram / sizeof *validate_cases_diagram;
