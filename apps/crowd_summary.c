/* What came out of a run of a scenario. */
#include "apps/commands.h"
#include "apps/crowd_results.h"
#include "report/json.h"
#include "report/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* Persons a second from the first crossing to the last. */
static double mean_flow(const struct aman_crowd_line_count *count)
{
    uint32_t n = count->forward + count->backward;
    return n > 1 && count->last_s > count->first_s ? (n - 1) / (count->last_s - count->first_s) : NAN;
}

static void add_lines(struct aman_text *json, const struct aman_crowd_watch *watch)
{
    const struct aman_scenario *scenario = watch->run->scenario;
    aman_json_key(json, "lines");
    aman_text_add(json, "[");
    for (size_t l = 0; l < scenario->n_lines; l++) {
        const struct aman_crowd_line_count *count = &watch->line_counts[l];
        bool any = count->forward + count->backward > 0;
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "id", scenario->lines[l].id);
        aman_json_key_number(json, "length_m", scenario->lines[l].length_m);
        aman_json_key_number(json, "forward", count->forward);
        aman_json_key_number(json, "backward", count->backward);
        aman_json_key_number(json, "first_s", any ? count->first_s : NAN);
        aman_json_key_number(json, "last_s", any ? count->last_s : NAN);
        aman_json_key_number(json, "flow_per_s", mean_flow(count));
        aman_json_key_number(json, "flow_per_m_s", mean_flow(count) / scenario->lines[l].length_m);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

static void add_destinations(struct aman_text *json, const struct aman_crowd_watch *watch)
{
    const struct aman_scenario *scenario = watch->run->scenario;
    aman_json_key(json, "destinations");
    aman_text_add(json, "[");
    for (size_t d = 0; d < scenario->n_destinations; d++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "id", scenario->destinations[d].id);
        aman_json_key_number(json, "people", watch->arrived[d]);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

static void add_servers(struct aman_text *json, const struct aman_crowd_watch *watch)
{
    const struct aman_scenario *scenario = watch->run->scenario;
    const struct aman_crowd_bank_count *banks = aman_crowd_sim_banks(watch->run->sim);
    aman_json_key(json, "servers");
    aman_text_add(json, "[");
    for (size_t b = 0; b < scenario->n_servers; b++) {
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "id", scenario->servers[b].id);
        aman_json_key_number(json, "served", banks[b].served);
        aman_json_key_number(json, "waiting", banks[b].waiting);
        aman_json_key_number(json, "mean_wait_s",
                             banks[b].served ? banks[b].wait_sum_s / banks[b].served : NAN);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

static void add_people(struct aman_text *json, const struct aman_crowd_watch *watch)
{
    struct aman_crowd_totals totals = aman_crowd_sim_totals(watch->run->sim);
    aman_json_key(json, "people");
    aman_text_add(json, "{");
    aman_json_key_number(json, "all", (double)watch->run->model.people.n);
    aman_json_key_number(json, "not_come", totals.not_yet);
    aman_json_key_number(json, "without_room", totals.held_at_source);
    aman_json_key_number(json, "walking", totals.walking);
    aman_json_key_number(json, "arrived", totals.gone);
    aman_json_key_number(json, "most_at_once", watch->most_here);
    aman_text_add(json, "}");
}

enum aman_err aman_crowd_summary_json(const struct aman_crowd_watch *watch, double fps,
                                      struct aman_text *json)
{
    const struct aman_crowd_run *run = watch->run;
    char number[32];
    aman_text_add(json, "{");
    aman_json_key_text(json, "aman", aman_version);
    aman_json_key_text(json, "scenario", run->scenario->file);
    aman_json_key_text(json, "name", run->scenario->name);
    aman_json_key_text(json, "motion", aman_crowd_motion_name(run->model.params.motion));
    snprintf(number, sizeof number, "%" PRIu64, run->seed);
    aman_json_key(json, "seed");
    aman_text_add(json, number);
    aman_json_key_number(json, "step_s", run->model.params.step_s);
    aman_json_key_number(json, "cell_m", run->cell_m);
    aman_json_key_number(json, "fps", fps);
    aman_json_key_number(json, "end_s", aman_crowd_sim_time_s(run->sim));
    aman_json_key_number(json, "last_arrival_s", watch->last_out_s);
    aman_json_key_number(json, "person_steps", (double)aman_crowd_sim_totals(run->sim).agent_steps);
    snprintf(number, sizeof number, "%016" PRIx64, aman_crowd_sim_hash(run->sim));
    aman_json_key_text(json, "state", number);
    add_people(json, watch);
    add_destinations(json, watch);
    add_lines(json, watch);
    add_servers(json, watch);
    aman_text_add(json, "}\n");
    return json->failed ? AMAN_ERR_MEMORY : AMAN_OK;
}

enum aman_err aman_crowd_summary_text(const struct aman_crowd_watch *watch, struct aman_text *text)
{
    const struct aman_crowd_run *run = watch->run;
    const struct aman_scenario *scenario = run->scenario;
    struct aman_crowd_totals totals = aman_crowd_sim_totals(run->sim);
    aman_text_addf(text, "%u of %zu people arrived in %.1f s", totals.gone, run->model.people.n,
                   aman_crowd_sim_time_s(run->sim));
    aman_text_addf(text, " (walking: %u, not come: %u)\n", totals.walking,
                   totals.not_yet + totals.held_at_source);
    for (size_t l = 0; l < scenario->n_lines; l++) {
        const struct aman_crowd_line_count *count = &watch->line_counts[l];
        aman_text_add(text, "line ");
        aman_word_clean(text, scenario->lines[l].id);
        aman_text_addf(text, ": %u forward, %u backward", count->forward, count->backward);
        if (isfinite(mean_flow(count)))
            aman_text_addf(text, ", %.2f /s, %.2f /m/s", mean_flow(count),
                           mean_flow(count) / scenario->lines[l].length_m);
        aman_text_add(text, "\n");
    }
    aman_text_addf(text, "motion: %s, seed %" PRIu64 "\n", aman_crowd_motion_name(run->model.params.motion),
                   run->seed);
    return text->failed ? AMAN_ERR_MEMORY : AMAN_OK;
}
