#include "apps/validate_pictures.h"

#include "report/scatter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static enum aman_err write_plot(const char *directory, const char *name, const struct aman_scatter *plot)
{
    struct aman_text bytes;
    char path[4096];
    aman_text_init(&bytes, &aman_mem_heap);
    enum aman_err err = aman_scatter_png(plot, &bytes);
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = err == AMAN_OK ? fopen(path, "wb") : NULL;
    if (err == AMAN_OK && !file) err = AMAN_ERR_IO;
    if (file) {
        bool whole = fwrite(bytes.data, 1, bytes.length, file) == bytes.length;
        if (fclose(file) != 0 || !whole) err = AMAN_ERR_IO;
    }
    aman_text_release(&bytes);
    return err;
}

static const struct aman_validate_result *result_of(const struct aman_validate_result *results, size_t n,
                                                    const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(aman_validate_case_id(results[i].test), id) == 0 && results[i].n_means > 0) return &results[i];
    return NULL;
}

static enum aman_err draw_diagram(const char *directory, const struct aman_validate_result *result,
                                  const struct aman_validate_data *data)
{
    enum { CURVE = 60 };
    struct aman_point weidmann[CURVE];
    for (int i = 0; i < CURVE; i++) {
        double density = 0.3 + 0.085 * i; /* up to 5.3, below the 5.4 at which nobody moves */
        weidmann[i] = (struct aman_point){density, 1.34 * (1.0 - exp(-1.913 * (1.0 / density - 1.0 / 5.4)))};
    }
    const struct aman_scatter plot = {
        "Speed by density",
        "Corridors: people in experiments, Weidmann 1993, and Aman",
        "persons/m²",
        "m/s",
        6.5,
        1.8,
        1,
        0.2,
        {{"open corridor", AMAN_SCATTER_GREEN, data->corridor_open.points, data->corridor_open.n, 1.5, false},
         {"periodic corridor", AMAN_SCATTER_ORANGE, data->corridor_periodic.points, data->corridor_periodic.n, 1.5,
          false},
         {"Weidmann 1993", AMAN_SCATTER_SOFT, weidmann, CURVE, 0.8, true},
         {"Aman", AMAN_SCATTER_BLUE, result->means, result->n_means, 4, true}},
        4,
        false};
    return write_plot(directory, "fundamental-diagram.png", &plot);
}

/* Widths as in the cases flow-narrow and flow-wide. */
static enum aman_err draw_flow(const char *directory, const struct aman_validate_result *narrow,
                               const struct aman_validate_result *wide)
{
    static const struct aman_point seyfried[] = {{0.8, 1.288}, {0.9, 1.674}, {1.0, 1.900}, {1.1, 2.123}, {1.2, 2.364}};
    static const struct aman_point ao[] = {{2.4, 5.803}, {3.0, 6.700}, {3.6, 8.435}, {4.4, 9.534}, {5.0, 11.576}};
    struct aman_point ours[10];
    for (int i = 0; i < 5; i++) {
        ours[i] = (struct aman_point){seyfried[i].x, narrow->means[i].x};
        ours[5 + i] = (struct aman_point){ao[i].x, wide->means[i].x};
    }
    const struct aman_scatter plot = {"Flow through a neck by its width",
                                      "People in experiments, and Aman",
                                      "width, m",
                                      "persons/s",
                                      5.5,
                                      12,
                                      0.5,
                                      1,
                                      {{"Seyfried et al. 2009", AMAN_SCATTER_ORANGE, seyfried, 5, 4, false},
                                       {"AO 2009", AMAN_SCATTER_GREEN, ao, 5, 4, false},
                                       {"Aman", AMAN_SCATTER_BLUE, ours, 10, 4, true}},
                                      3,
                                      true};
    return write_plot(directory, "bottleneck-flow.png", &plot);
}

/* The nine runs in the corridor of 1.8 m: how dense and how fast, people and engine. */
static enum aman_err draw_runs(const char *directory, const struct aman_validate_result *result,
                               const struct aman_validate_data *data)
{
    struct aman_point people[AMAN_VALIDATE_WALKS];
    for (int w = 0; w < AMAN_VALIDATE_WALKS; w++) {
        struct aman_validate_walked walked = aman_validate_walk_measure(&data->walks[w]);
        people[w] = (struct aman_point){walked.density_per_m2, walked.speed_m_per_s};
    }
    const struct aman_scatter plot = {"Nine runs in a corridor of 1.8 m",
                                      "The same people come at the same time; measured the same way",
                                      "persons/m²",
                                      "m/s",
                                      4.5,
                                      1.8,
                                      0.5,
                                      0.2,
                                      {{"people", AMAN_SCATTER_ORANGE, people, AMAN_VALIDATE_WALKS, 4, true},
                                       {"Aman", AMAN_SCATTER_BLUE, result->means, result->n_means, 4, true}},
                                      2,
                                      false};
    return write_plot(directory, "corridor-runs.png", &plot);
}

/* Results by integration step, over those at the finest. */
static enum aman_err draw_steps(const char *directory, const struct aman_validate_result *flow,
                                const struct aman_validate_result *speed)
{
    struct aman_point points[2][AMAN_VALIDATE_VARIANTS];
    const struct aman_validate_result *results[2] = {flow, speed};
    for (int r = 0; r < 2; r++)
        for (size_t i = 0; i < results[r]->n_means; i++) {
            const struct aman_point *means = results[r]->means;
            points[r][i] = (struct aman_point){means[i].x, means[i].y / means[results[r]->n_means - 1].y};
        }
    const struct aman_scatter plot = {"Result by integration step",
                                      "Over that at an eighth of the default step",
                                      "step, s",
                                      "share",
                                      1.1 * flow->means[0].x,
                                      1.4,
                                      0.25 * flow->means[0].x,
                                      0.1,
                                      {{"flow through 1.0 m", AMAN_SCATTER_BLUE, points[0], flow->n_means, 4, true},
                                       {"speed at 2 persons/m²", AMAN_SCATTER_GREEN, points[1], speed->n_means, 4, true}},
                                      2,
                                      true};
    return write_plot(directory, "integration-step.png", &plot);
}

enum aman_err aman_validate_pictures(const char *directory, const struct aman_validate_result *results, size_t n,
                                     const struct aman_validate_data *data)
{
    const struct aman_validate_result *diagram = result_of(results, n, "rimea-4"),
                                      *narrow = result_of(results, n, "flow-narrow"),
                                      *wide = result_of(results, n, "flow-wide"),
                                      *runs = result_of(results, n, "corridor-runs"),
                                      *step_flow = result_of(results, n, "step-flow"),
                                      *step_speed = result_of(results, n, "step-speed");
    enum aman_err err = diagram ? draw_diagram(directory, diagram, data) : AMAN_OK;
    if (err == AMAN_OK && narrow && wide) err = draw_flow(directory, narrow, wide);
    if (err == AMAN_OK && runs) err = draw_runs(directory, runs, data);
    if (err == AMAN_OK && step_flow && step_speed) err = draw_steps(directory, step_flow, step_speed);
    return err;
}
