/* Escorts: routes for a convoy, and the graph that they are found on. */
#include "apps/commands.h"
#include "apps/escort_edges.h"
#include "apps/escort_settings.h"
#include "apps/escort_sheet.h"
#include "apps/stop.h"
#include "apps/tell.h"
#include "apps/out_file.h"
#include "formats/escort_tables.h"
#include "formats/roads_read.h"
#include "report/escort.h"

#include <string.h>

struct job {
    struct aman_escort_settings settings;
    struct aman_escort_wish wish;
    struct aman_diags diags;
    struct aman_arena arena; /* trips and havens */
    struct aman_roads *roads;
    const struct aman_road_place *havens;
    struct aman_escort_trip *trips;
    size_t n_havens, n_trips;
    struct aman_escort_map map;
    struct aman_text answer;
    int status;
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman escort: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

/* ---- reading ---- */

static enum aman_err read_roads(struct job *job)
{
    enum aman_err err = aman_roads_read(job->settings.roads, &aman_mem_heap, &job->diags, &job->roads);
    if (err == AMAN_OK) {
        job->havens = job->roads->places;
        job->n_havens = job->roads->n_places;
    }
    return err;
}

static enum aman_err read_tables(struct job *job)
{
    const struct aman_escort_settings *settings = &job->settings;
    struct aman_road_place *havens;
    enum aman_err err = AMAN_OK, first = AMAN_OK;
    if (settings->speeds) first = aman_speeds_read(settings->speeds, &aman_mem_heap, &job->diags, &job->wish.speeds);
    if (settings->pairs) {
        err = aman_trips_read(settings->pairs, &job->arena, &job->diags, &job->trips, &job->n_trips);
        if (first == AMAN_OK) first = err;
    }
    if (settings->havens) {
        size_t n;
        err = aman_havens_read(settings->havens, &job->arena, &job->diags, &havens, &n);
        if (first == AMAN_OK) first = err;
        if (err == AMAN_OK) job->havens = havens, job->n_havens = n;
    }
    return first;
}

/* All faults of all files are told in one go. */
static enum aman_err read_all(struct job *job)
{
    const struct aman_escort_settings *settings = &job->settings;
    job->wish = (struct aman_escort_wish){.speeds = aman_road_speeds_default(),
                                          .hour = settings->hour,
                                          .height_m = settings->height_m,
                                          .width_m = settings->width_m,
                                          .weight_t = settings->weight_t,
                                          .any_turn = settings->any_turn,
                                          .avoids = settings->avoids,
                                          .n_avoids = settings->n_avoids};
    enum aman_err err = read_roads(job), tables = read_tables(job);
    if (err == AMAN_OK) err = tables;
    if (err == AMAN_OK) return err;
    aman_tell_diags(&job->diags);
    fail(settings->roads, err == AMAN_ERR_INPUT ? "cannot be used: mend the errors above" : aman_err_text(err));
    return err;
}

/* What the map holds and was not used: nothing is dropped in silence. */
static void tell_summary(const struct job *job)
{
    const struct aman_roads *roads = job->roads;
    fprintf(stderr, "%s: %zu ways, %zu nodes, %zu turn restrictions, %zu hospitals and police stations\n",
            job->settings.roads, roads->n_ways, roads->n_nodes, roads->n_turns, roads->n_places);
    for (int i = 0; i < AMAN_ROAD_NOTE_COUNT; i++)
        if (roads->notes[i] > 0) fprintf(stderr, "  %zu %s\n", roads->notes[i], aman_road_note_text((enum aman_road_note)i));
}

/* An --avoid that hits nothing is a slip of the pen, and the route would not avoid what was meant. */
static enum aman_err check_avoids(const struct job *job, const struct aman_escort_closures *closures)
{
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < job->settings.n_avoids; i++) {
        if (closures->n_avoided[i] > 0) continue;
        fprintf(stderr, "aman escort: --avoid %s: no road of the map is there\n", job->settings.avoid_texts[i]);
        err = AMAN_ERR_INPUT;
    }
    if (closures->n_barred > 0)
        fprintf(stderr, "  %zu pieces of street that end at a barrier no vehicle passes: closed\n", closures->n_barred);
    if (closures->n_endless > 0)
        fprintf(stderr, "  %zu turn restrictions over more than 10,000 pieces of street: ignored\n",
                closures->n_endless);
    if (closures->n_too_small > 0)
        fprintf(stderr, "  %zu ways too low, narrow or weak for the convoy: closed\n", closures->n_too_small);
    return err;
}

/* ---- routes ---- */

static void add_plan(struct job *job, const struct aman_escort_plan *plan)
{
    const struct aman_escort_settings *settings = &job->settings;
    if (settings->pairs || settings->format == AMAN_ESCORT_JSON) {
        aman_escort_json(&job->answer, &job->map, plan);
        aman_text_add(&job->answer, "\n");
    } else if (settings->format == AMAN_ESCORT_GEOJSON) {
        aman_escort_geojson(&job->answer, &job->map, plan);
    } else if (plan->state == AMAN_ESCORT_PLANNED) {
        double clock_s = 3600.0 * settings->hour + 60.0 * settings->minute;
        aman_escort_text(&job->answer, settings->lang, &job->map, plan, clock_s);
    }
}

/* A point off the network is wrong input; two points without a route are an answer. */
static void tell_state(struct job *job, const struct aman_escort_plan *plan)
{
    struct aman_text why;
    if (plan->state == AMAN_ESCORT_PLANNED) return;
    aman_text_init(&why, &aman_mem_heap);
    aman_escort_why_not(&why, job->settings.lang, &job->map, plan);
    if (!job->settings.pairs) fail(why.data ? why.data : "", "");
    aman_text_release(&why);
    int status = plan->state == AMAN_ESCORT_NO_ROUTE ? AMAN_EXIT_FAILS : AMAN_EXIT_WRONG;
    if (job->settings.pairs) status = AMAN_EXIT_FAILS; /* each line says why */
    if (job->status < status) job->status = status;
}

static enum aman_err draw(struct job *job, const struct aman_escort_plan *plan)
{
    const struct aman_escort_settings *settings = &job->settings;
    struct aman_text bytes;
    if (!settings->picture || plan->state != AMAN_ESCORT_PLANNED) return AMAN_OK;
    bool svg = aman_escort_is_svg(settings->picture);
    aman_text_init(&bytes, &aman_mem_heap);
    enum aman_err err = aman_escort_picture(&bytes, settings->lang, &job->map, plan, svg);
    if (err == AMAN_OK) err = aman_out_file_write(settings->picture, &bytes);
    if (err != AMAN_OK) fail(settings->picture, err == AMAN_ERR_IO ? "could not be written" : aman_err_text(err));
    aman_text_release(&bytes);
    return err;
}

static enum aman_err plan_one(struct job *job, const struct aman_escort_trip *trip)
{
    struct aman_escort_plan plan;
    enum aman_err err =
        aman_escort_plan_make(&job->map, trip->from_lon, trip->from_lat, trip->to_lon, trip->to_lat, &plan);
    if (err != AMAN_OK) {
        fail(job->settings.roads, aman_err_text(err));
        return err;
    }
    add_plan(job, &plan);
    tell_state(job, &plan);
    err = draw(job, &plan);
    aman_escort_plan_release(&plan);
    return err;
}

static enum aman_err plan_all(struct job *job)
{
    const struct aman_escort_settings *settings = &job->settings;
    struct aman_escort_trip one = {settings->from_lon, settings->from_lat, settings->to_lon, settings->to_lat};
    enum aman_err err = aman_escort_map_init(&aman_mem_heap, job->roads, &job->wish, job->havens, job->n_havens,
                                             settings->snap_m, &job->map);
    if (err != AMAN_OK) {
        fail(settings->roads, aman_err_text(err));
        return err;
    }
    err = check_avoids(job, &job->map.closures);
    if (err == AMAN_OK && !settings->pairs) return plan_one(job, &one);
    for (size_t i = 0; i < job->n_trips && err == AMAN_OK; i++)
        err = aman_stop_asked() ? AMAN_ERR_CANCELLED : plan_one(job, &job->trips[i]);
    if (err == AMAN_ERR_CANCELLED) fail("stopped", "nothing was written");
    return err;
}

/* ---- the graph ---- */

static enum aman_err list_edges(struct job *job)
{
    struct aman_escort_roads net;
    enum aman_err err = aman_escort_roads_init(&aman_mem_heap, job->roads, &job->wish, &net);
    if (err != AMAN_OK) {
        fail(job->settings.roads, aman_err_text(err));
        return err;
    }
    err = check_avoids(job, &net.closures);
    if (err == AMAN_OK) aman_escort_edges(&job->answer, &net);
    aman_escort_roads_release(&net);
    return err;
}

/* ---- the command ---- */

static enum aman_err give_answer(struct job *job)
{
    if (job->answer.failed) {
        fail(job->settings.roads, aman_err_text(AMAN_ERR_MEMORY));
        return AMAN_ERR_MEMORY;
    }
    enum aman_err err = aman_out_file_write(job->settings.out, &job->answer);
    if (err != AMAN_OK) fail(job->settings.out ? job->settings.out : "standard output", "could not be written: is the disk full?");
    return err;
}

static bool settings_are_whole(const struct aman_escort_settings *settings, bool routes)
{
    const char *why = NULL;
    if (!settings->roads)
        why = "--roads FILE is needed: an OpenStreetMap extract";
    else if (!routes && (settings->has_from || settings->has_to || settings->pairs || settings->picture))
        why = "`graph` takes no points and draws nothing";
    else if (routes && settings->pairs && (settings->has_from || settings->has_to))
        why = "--pairs stands instead of --from and --to";
    else if (routes && settings->pairs && (settings->picture || settings->format == AMAN_ESCORT_GEOJSON))
        why = "--pairs answers in JSON lines only, and draws nothing";
    else if (routes && !settings->pairs && (!settings->has_from || !settings->has_to))
        why = "--from LON,LAT and --to LON,LAT are needed, or --pairs FILE";
    if (settings->gpx || settings->geojson || settings->diagram || settings->files.n > 0)
        why = "--gpx, --geojson, --diagram and --file are for `sheet`";
    if (why) fail(why, "");
    return !why;
}

/* What a sheet shows comes from the plan. */
static bool sheet_is_whole(const struct aman_escort_settings *settings, const char *team)
{
    const char *why = NULL;
    if (!team)
        why = "a plan and a team are needed: aman escort sheet PLAN TEAM";
    else if (settings->roads || settings->pairs || settings->havens || settings->speeds || settings->has_from ||
             settings->has_to || settings->n_avoids > 0 || settings->format != AMAN_ESCORT_TEXT)
        why = "`sheet` takes all from the plan: of the options --out, --picture, --diagram, --gpx, --geojson, --file, --lang";
    if (why) fail(why, "");
    return !why;
}

static int run_job(struct job *job, bool routes)
{
    if (read_all(job) != AMAN_OK) return AMAN_EXIT_WRONG;
    tell_summary(job);
    aman_stop_catch();
    enum aman_err err = routes ? plan_all(job) : list_edges(job);
    if (err == AMAN_OK) err = give_answer(job);
    if (err == AMAN_ERR_CANCELLED) return AMAN_EXIT_STOPPED;
    return err == AMAN_OK ? job->status : AMAN_EXIT_WRONG;
}

static int plan_or_graph(const struct aman_command *command, const struct aman_escort_settings *settings, bool routes)
{
    struct job job = {.settings = *settings};
    if (!settings_are_whole(&job.settings, routes)) return aman_options_finish(command, AMAN_PARSED_WRONG);
    aman_diags_init(&job.diags, &aman_mem_heap);
    aman_arena_init(&job.arena, &aman_mem_heap, 0);
    aman_text_init(&job.answer, &aman_mem_heap);
    int status = run_job(&job, routes);
    aman_text_release(&job.answer);
    aman_escort_map_release(&job.map);
    aman_roads_destroy(job.roads);
    aman_arena_release(&job.arena);
    aman_diags_release(&job.diags);
    return status;
}

static int escort_run(const struct aman_command *command, int argc, char **argv)
{
    struct aman_escort_settings settings;
    aman_escort_settings_init(&settings);
    const char *words[3] = {"", NULL, NULL};
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, words);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    bool sheet = strcmp(words[0], "sheet") == 0, routes = strcmp(words[0], "routes") == 0;
    if (!sheet && !routes && strcmp(words[0], "graph") != 0) {
        fprintf(stderr, "aman escort: unknown action `%s`: expected `routes`, `graph` or `sheet`\n", words[0]);
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    if (!sheet && words[1]) {
        fprintf(stderr, "aman escort: unexpected argument `%s`\n", words[1]);
        return aman_options_finish(command, AMAN_PARSED_WRONG);
    }
    if (!sheet) return plan_or_graph(command, &settings, routes);
    if (!sheet_is_whole(&settings, words[2])) return aman_options_finish(command, AMAN_PARSED_WRONG);
    return aman_escort_sheet_run(&settings, words[1], words[2]);
}

const struct aman_command aman_command_escort = {
    .name = "escort",
    .arguments = "routes|graph|sheet [PLAN TEAM]",
    .n_arguments = 1,
    .most_arguments = 3,
    .summary = "find routes for a convoy: primary, alternate, emergency",
    .details =
        "`routes` finds the quickest route from one point to another, an alternate that shares as little as can be\n"
        "with it, and from every 50 m of it the way to the nearest hospital or police station; says what no route\n"
        "can avoid. `graph` writes the graph that routes are found on. `sheet PLAN TEAM` makes the sheet of an escort\n"
        "of a plan, to be printed: times, streets, checkpoints, junctions to hold, what if a road is lost. Exit status:\n"
        "0 done, 1 there is no route, 2 wrong input.\n",
    .options = aman_escort_options,
    .n_options = AMAN_ESCORT_OPTIONS,
    .run = escort_run,
};
