#include "apps/check_vetting.h"

#include "apps/screen_answer.h"
#include "apps/vetting.h"
#include "apps/vetting_run.h"
#include "formats/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1000 };
static const double threshold = 0.70; /* of `aman screen`, unless asked otherwise there */

struct work {
    const struct aman_plan *plan;
    struct aman_store *store;
    struct aman_store_lists lists;
    struct aman_screener *screener;
    struct aman_screened *persons;
    struct aman_screen_result *results;
    struct aman_plan_vetting *out;
};

/* Without a word about a store, none is no fault. */
static bool is_absent(const char *option)
{
    const char *path = aman_vetting_path(option), *environment = getenv("AMAN_STORE");
    return !option && !(environment && environment[0]) && access(path, F_OK) != 0;
}

static struct aman_screened screened_of(const struct aman_plan_person *person)
{
    enum aman_list_kind kind = person->vendor ? AMAN_LIST_ANY : AMAN_LIST_PERSON;
    return (struct aman_screened){.reference = person->reference,
                                  .name = person->name,
                                  .born = person->born,
                                  .country = person->country,
                                  .kind = person->kind[0] ? aman_column_kind(person->kind) : kind};
}

static void count_match(struct aman_check_vetted *vetted, const char *reference, const struct aman_screen_match *match)
{
    bool is_true = match->alert.state == AMAN_ALERT_TRUE && match->alert.proposed == AMAN_ALERT_NONE;
    if (!aman_screen_matters(&match->alert)) return;
    if (is_true) {
        if (vetted->n_true++ > 0) return;
        vetted->true_alert = match->alert.alert;
        vetted->true_reference = reference;
        return;
    }
    if (vetted->n_undecided++ > 0 && match->score <= vetted->undecided_score) return;
    vetted->undecided_alert = match->alert.alert;
    vetted->undecided_reference = reference;
    vetted->undecided_score = match->score;
}

static void count_person(struct work *work, size_t i, const struct aman_screen_result *result)
{
    const struct aman_plan_person *person = &work->plan->people[i];
    struct aman_check_vetting *vetting = &work->out->vetting;
    struct aman_check_vetted *vetted = person->vendor ? &vetting->vendors : &vetting->people;
    vetted->n++;
    for (size_t m = 0; m < result->n; m++) count_match(vetted, person->reference, &result->matches[m]);
}

static enum aman_err record(struct work *work, bool *stale)
{
    char at[AMAN_VETTING_TIME_BYTES];
    struct aman_vetting_alerts counts = {0};
    const struct aman_vetting_asked asked = {.kind = "screening",
                                             .table = work->plan->hash_hex,
                                             .by = aman_vetting_who(NULL),
                                             .reason = "check of a plan",
                                             .threshold = threshold,
                                             .n_people = work->plan->n_people};
    int64_t run = 0;
    aman_vetting_now(at);
    enum aman_err err = aman_vetting_run_open(work->store, &work->lists, stale);
    if (*stale) return AMAN_OK;
    if (!err) err = aman_vetting_run_begin(work->store, &work->lists, &asked, at, &run);
    for (size_t i = 0; i < work->plan->n_people && !err; i++) {
        err = aman_vetting_run_record(work->store, run, threshold, &work->persons[i], &work->results[i], at, &counts);
        if (!err) count_person(work, i, &work->results[i]);
    }
    if (!err) err = aman_store_commit(work->store);
    if (err) fprintf(stderr, "aman check: the record of vetting: %s\n", aman_store_why(work->store));
    if (err) aman_store_rollback(work->store);
    return err;
}

static enum aman_err name_lists(struct work *work)
{
    struct aman_text text;
    aman_text_init(&text, &aman_mem_heap);
    for (size_t i = 0; i < work->lists.n; i++) {
        const struct aman_store_list *list = &work->lists.lists[i];
        aman_text_addf(&text, "%s%s%s%s", i ? ", " : "", list->source, list->date[0] ? " " : "", list->date);
    }
    work->out->vetting.lists = text.failed ? NULL : aman_arena_text(&work->out->arena, text.data, text.length);
    aman_text_release(&text);
    return work->out->vetting.lists ? AMAN_OK : AMAN_ERR_MEMORY;
}

static enum aman_err take_people(struct work *work)
{
    size_t n = work->plan->n_people;
    work->persons = aman_arena_new(&work->out->arena, n, sizeof *work->persons);
    work->results = aman_arena_new(&work->out->arena, n, sizeof *work->results);
    if (!work->persons || !work->results) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) work->persons[i] = screened_of(&work->plan->people[i]);
    return AMAN_OK;
}

static enum aman_err load(struct work *work)
{
    enum aman_err err = aman_store_load(work->store, true, &aman_mem_heap, &work->lists);
    if (err) fprintf(stderr, "aman check: the store: %s\n", aman_store_why(work->store));
    return err;
}

static void unload(struct work *work)
{
    aman_screener_destroy(work->screener);
    work->screener = NULL;
    aman_store_lists_release(&work->lists);
}

static enum aman_err screen(struct work *work, int threads)
{
    size_t n = work->plan->n_people;
    enum aman_err err = aman_screener_create(&work->lists, threads, &work->screener);
    for (size_t first = 0; first < n && !err; first += BLOCK)
        err = aman_screener_look(work->screener, work->persons + first, n - first < BLOCK ? n - first : BLOCK, threshold,
                                 work->results + first);
    if (err) fprintf(stderr, "aman check: screening: %s\n", aman_err_text(err));
    return err;
}

static enum aman_err run(struct work *work, const char *store, int threads)
{
    enum aman_err err = aman_vetting_open("check", aman_vetting_path(store), false, &work->store);
    if (err) return err;
    err = take_people(work);
    for (bool stale = true; stale && !err;) {
        stale = false;
        unload(work);
        err = load(work);
        if (err || work->lists.n == 0) return err;
        err = screen(work, threads);
        if (!err) err = record(work, &stale);
    }
    if (!err) err = name_lists(work);
    work->out->done = !err;
    return err;
}

enum aman_err aman_plan_vetting_run(const struct aman_plan *plan, const char *store, int threads,
                                    struct aman_plan_vetting *vetting)
{
    struct work work = {.plan = plan, .out = vetting};
    *vetting = (struct aman_plan_vetting){.done = false};
    aman_arena_init(&vetting->arena, &aman_mem_heap, 0);
    aman_arena_init(&work.lists.arena, &aman_mem_heap, 0);
    if (plan->n_people == 0 || is_absent(store)) return AMAN_OK;
    vetting->vetting = (struct aman_check_vetting){.lists = ""};
    enum aman_err err = run(&work, store, threads);
    for (size_t i = 0; work.results && i < plan->n_people; i++) aman_screen_result_release(&work.results[i]);
    unload(&work);
    aman_store_close(work.store);
    return err;
}

void aman_plan_vetting_release(struct aman_plan_vetting *vetting)
{
    if (vetting->arena.mem) aman_arena_release(&vetting->arena);
    *vetting = (struct aman_plan_vetting){.done = false};
}
