/* Queues at lanes against queueing theory. */
#include "validate/cases.h"

#include "base/rng.h"

enum { CUSTOMERS = 2000, DRAW_ARRIVAL = 9, LANES_MOST = 8 };

struct queue {
    int lanes;
    double service_s, sd_s, load; /* load: share of the time that a lane is busy */
};
static const struct queue queues[] = {{1, 20, 20, 0.5}, {2, 20, 20, 0.7}, {4, 20, 8, 0.7}};

static double next_arrival_s(const struct queue *q, uint64_t seed, size_t i, double before_s)
{
    return before_s - log(1.0 - aman_rng_uniform(seed, i, DRAW_ARRIVAL)) * q->service_s / (q->lanes * q->load);
}

/* Mean wait of first come, first served (Kiefer and Wolfowitz 1955) over the arrivals of the run and the service
 * times that the engine draws: log-normal, by person. The first tenth is left out, as below. */
static double recursion_s(const struct queue *q, uint64_t seed)
{
    double free_at[LANES_MOST] = {0}, at = 0.0, sum = 0.0, ratio = q->sd_s / q->service_s,
           variance = log(1.0 + ratio * ratio);
    for (size_t i = 0; i < CUSTOMERS; i++) {
        int lane = 0;
        for (int k = 1; k < q->lanes; k++)
            if (free_at[k] < free_at[lane]) lane = k;
        at = next_arrival_s(q, seed, i, at);
        double begin = fmax(at, free_at[lane]);
        free_at[lane] = begin + q->service_s * exp(sqrt(variance) * aman_rng_normal(seed, i, 0) - 0.5 * variance);
        if (i >= CUSTOMERS / 10) sum += begin - at;
    }
    return sum / (CUSTOMERS - CUSTOMERS / 10);
}

/* Erlang's C, and with it the mean wait by Allen and Cunneen: exact for M/M/c, and for M/G/1 (Pollaczek and
 * Khinchine). */
static double theory_s(const struct queue *q)
{
    double load = q->load * q->lanes, term = 1.0, sum = 1.0, ratio = q->sd_s / q->service_s;
    for (int k = 1; k < q->lanes; k++) sum += term *= load / k;
    double last = term * load / q->lanes / (1.0 - q->load), waits = last / (sum + last);
    return waits * q->service_s / (q->lanes * (1.0 - q->load)) * (1.0 + ratio * ratio) / 2.0;
}

/* A hall with the lanes across it; people appear within 2.7 m of the line, so that the walk up is within the service.
 * Values: 0 mean wait less the service, 1 by recursion, 2 by theory, 3 people served. */
static enum aman_err run_queue(const struct validate_run *run, double values[])
{
    const struct queue *q = &queues[run->variant];
    struct scene scene;
    double at = 0.0;
    scene_init(&scene, run->mem, &run->params, run->seed, CUSTOMERS);
    scene_box(&scene, 0, 0, 0, 40, 6);
    scene_bank(&scene, 25, 0, 6, q->lanes, q->service_s, q->sd_s);
    scene_sink(&scene, 0, (double[]){36, 0, 40, 6}, NULL);
    for (size_t i = 0; i < CUSTOMERS && scene.err == AMAN_OK; i++) {
        double y = 0.5 + 5.0 * aman_rng_uniform(run->seed, i, 10);
        scene_person(&scene, 0, 22.4 + aman_rng_uniform(run->seed, i, 11), y, 1.34);
        scene.access[i] = 1;
        at = next_arrival_s(q, run->seed, i, at);
        scene.arrive_s[i] = (float)at;
    }
    scene_start(&scene);
    while (scene.err == AMAN_OK && !aman_crowd_sim_finished(scene.sim) && scene_now_s(&scene) < 2.0 * at)
        scene.err = aman_crowd_sim_step(scene.sim, NULL);
    if (scene.err == AMAN_OK) {
        size_t served = aman_crowd_sim_banks(scene.sim)[0].served;
        const float *waits = aman_crowd_sim_waits(scene.sim, 0);
        for (size_t i = CUSTOMERS / 10; i < served; i++) values[0] += (double)waits[i] / (CUSTOMERS - CUSTOMERS / 10);
        values[0] -= q->service_s;
        values[1] = recursion_s(q, run->seed);
        values[2] = theory_s(q);
        values[3] = (double)served;
    }
    return scene_finish(&scene);
}

static double to_recursion(const struct validate_values *all, int variant)
{
    return value_mean(all, variant, 0) / value_mean(all, variant, 1);
}

static double first_to_recursion(const struct validate_values *all)
{
    return to_recursion(all, 0);
}

static double second_to_recursion(const struct validate_values *all)
{
    return to_recursion(all, 1);
}

static double third_to_recursion(const struct validate_values *all)
{
    return to_recursion(all, 2);
}

static double least_served(const struct validate_values *all)
{
    double least = INFINITY;
    for (int v = 0; v < all->variants; v++) least = fmin(least, value_least(all, v, 3));
    return least;
}

const struct aman_validate_case validate_cases_service[] = {
    {.id = "queue",
     .asks = "mean wait at lanes of 20 s is that of queueing theory, 2,000 people a run",
     .source =
         "Kiefer–Wolfowitz recursion over the same arrivals and services (without it, chance alone is ± 5 %); ± 3 % is "
         "ours",
     .run = run_queue,
     .variants = 3,
     .criteria =
         {{"1 lane, ± 20 s, 50 % busy: wait over that of theory", "", 0.97, 1.03, SUM_MEAN, 0, 0, first_to_recursion},
          {"2 lanes, ± 20 s, 70 % busy: wait over that of theory", "", 0.97, 1.03, SUM_MEAN, 0, 0, second_to_recursion},
          {"4 lanes, ± 8 s, 70 % busy: wait over that of theory", "", 0.97, 1.03, SUM_MEAN, 0, 0, third_to_recursion},
          {"people served", "persons", CUSTOMERS, CUSTOMERS, SUM_LEAST, 0, 0, least_served},
          {"1 lane: wait", "s", NO_BOUND, SUM_MEAN, 0, 0, NULL},
          {"1 lane: Pollaczek–Khinchine", "s", NO_BOUND, SUM_MEAN, 0, 2, NULL},
          {"2 lanes: wait", "s", NO_BOUND, SUM_MEAN, 1, 0, NULL},
          {"2 lanes: Erlang C", "s", NO_BOUND, SUM_MEAN, 1, 2, NULL},
          {"4 lanes: wait", "s", NO_BOUND, SUM_MEAN, 2, 0, NULL},
          {"4 lanes: Allen–Cunneen", "s", NO_BOUND, SUM_MEAN, 2, 2, NULL}}},
};
const size_t validate_n_service = sizeof validate_cases_service / sizeof *validate_cases_service;
