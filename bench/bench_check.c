/* Times the parts of `aman check`: reading, set-up, runs, writing the report; and what memory it takes.
 *
 * usage: bench_check PLAN THREADS SEED REPORT_DIR
 * Prints one CSV line, the columns of which bench/check.sh names.
 */
#include "base/text.h"
#include "check/check.h"
#include "formats/plan_read.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { READINGS = 5 };

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Reads the plan several times; keeps the last. */
static struct aman_plan *read_plan(const char *directory, struct aman_diags *diags, double times_s[READINGS])
{
    struct aman_plan *plan = NULL;
    for (int i = 0; i < READINGS; i++) {
        aman_plan_destroy(plan);
        plan = NULL;
        aman_diags_release(diags);
        aman_diags_init(diags, &aman_mem_heap);
        double begin_s = now_s();
        if (aman_plan_read(directory, NULL, 0, &aman_mem_heap, diags, &plan) != AMAN_OK) return NULL;
        times_s[i] = now_s() - begin_s;
    }
    qsort(times_s, READINGS, sizeof *times_s, by_value);
    return plan;
}

static double peak_memory_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

static void print_line(const struct aman_verdict *verdict, const double read_s[READINGS], double report_s)
{
    double steps = 0.0, simulated_s = 0.0;
    for (size_t i = 0; i < verdict->n_runs; i++) {
        steps += (double)verdict->runs[i].agent_steps;
        simulated_s += verdict->runs[i].end_s - verdict->runs[i].begin_s;
    }
    printf("%d,%llu,%d,%zu,%.3f,%.3f,%.2f,%.2f,%.2f,%.2f,%.1f,%.3e,%.0f,%016llx\n", verdict->threads,
           (unsigned long long)verdict->seed, aman_plan_attendance(verdict->plan), verdict->n_runs, read_s[0],
           read_s[READINGS / 2], verdict->set_up_s, verdict->runs[0].wall_s, verdict->run_s, report_s,
           peak_memory_mb(), steps / verdict->run_s, simulated_s / verdict->run_s,
           (unsigned long long)verdict->runs[0].hash);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: bench_check PLAN THREADS SEED REPORT_DIR\n", stderr);
        return 2;
    }
    struct aman_diags diags;
    aman_diags_init(&diags, &aman_mem_heap);
    double read_s[READINGS];
    struct aman_plan *plan = read_plan(argv[1], &diags, read_s);
    struct aman_check_options options = {
        .seed = strtoull(argv[3], NULL, 10), .threads = (int)strtol(argv[2], NULL, 10), .clock_s = now_s};
    struct aman_verdict *verdict = NULL;
    enum aman_err err =
        plan ? aman_check_plan(plan, &diags, &options, &aman_mem_heap, &verdict) : AMAN_ERR_INPUT;
    double begin_s = now_s();
    const struct aman_report_options report = {
        .version = "bench", .made_at = "", .command = "", .threads = options.threads};
    if (err == AMAN_OK) err = aman_report_write(verdict, &report, argv[4], &aman_mem_heap, NULL);
    if (err == AMAN_OK) print_line(verdict, read_s, now_s() - begin_s);
    if (err != AMAN_OK) fprintf(stderr, "bench_check: %s\n", aman_err_text(err));
    aman_verdict_destroy(verdict);
    aman_plan_destroy(plan);
    aman_diags_release(&diags);
    return err == AMAN_OK ? 0 : 1;
}
