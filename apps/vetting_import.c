#include "apps/vetting_import.h"

#include "apps/vetting.h"
#include "report/json.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1000 }; /* people who are looked for together */

/* ---- the list ---- */

static bool shrank(const struct aman_vetting_import *import, const char *what, size_t before, size_t now,
                   struct aman_vetting_imported *imported)
{
    if (import->confirmed || now >= before || (before - now) * 100 <= import->shrink_pct * before) return false;
    imported->shrank = true;
    imported->what = what;
    imported->n_before = before;
    imported->n_now = now;
    return true;
}

/* Names count too: OFAC's main file without its aliases has all entries. */
static enum aman_err refuse_shrunk(struct aman_store *store, const struct aman_list *list,
                                   const struct aman_vetting_import *import, struct aman_vetting_imported *imported)
{
    size_t entries = 0, names = 0;
    enum aman_err err = aman_store_count(store, list->source, &entries, &names);
    if (err) return err;
    bool refused = shrank(import, "entries", entries, list->n_entries, imported) ||
                   shrank(import, "names", names, list->n_names, imported);
    return refused ? AMAN_ERR_INPUT : AMAN_OK;
}

static enum aman_err append_import(struct aman_store *store, const struct aman_list *list,
                                   const struct aman_vetting_import *import, const char *at,
                                   const struct aman_vetting_imported *imported)
{
    const struct aman_store_change *change = &imported->change;
    struct aman_text json;
    aman_text_init(&json, &aman_mem_heap);
    aman_text_add(&json, "{");
    aman_json_key_text(&json, "source", list->source);
    aman_json_key_text(&json, "format", list->format);
    aman_json_key_text(&json, "date", list->date);
    aman_json_key_text(&json, "hash", list->hash_hex);
    aman_json_key_number(&json, "entries", (double)list->n_entries);
    aman_json_key_number(&json, "names", (double)list->n_names);
    aman_json_key_number(&json, "before", (double)change->n_before);
    aman_json_key_number(&json, "added", (double)change->n_added);
    aman_json_key_number(&json, "removed", (double)change->n_removed);
    aman_json_key_number(&json, "changed", (double)change->n_changed);
    aman_json_key_text(&json, "confirmed", import->confirmed ? "yes" : "no");
    aman_json_key_text(&json, "by", aman_vetting_who(import->by));
    aman_text_add(&json, "}");
    enum aman_err err = json.failed ? AMAN_ERR_MEMORY : aman_store_append(store, at, "import", json.data, NULL);
    aman_text_release(&json);
    return err;
}

/* ---- known people against the change ---- */

struct rescreen {
    struct aman_store *store;
    struct aman_screener *screener;
    const char *at;
    int64_t run;
    double threshold; /* the least of anyone's */
    struct aman_arena arena;
    size_t n;
    struct aman_store_person people[BLOCK];
    struct aman_screened screened[BLOCK];
    struct aman_screen_result results[BLOCK];
    struct aman_vetting_alerts *alerts;
    enum aman_err err;
};

/* Everyone has a threshold of their own. */
static void drop_below(struct aman_screen_result *result, double threshold)
{
    size_t kept = 0;
    for (size_t i = 0; i < result->n; i++)
        if (result->matches[i].name_score >= threshold) result->matches[kept++] = result->matches[i];
    result->n = kept;
}

/* Only who is found is put on record one by one: the run's line says that everyone was looked for. */
static void look_for_block(struct rescreen *r)
{
    if (r->n && !r->err) r->err = aman_screener_look(r->screener, r->screened, r->n, r->threshold, r->results);
    for (size_t i = 0; i < r->n && !r->err; i++) {
        drop_below(&r->results[i], r->people[i].threshold);
        if (r->results[i].n)
            r->err = aman_vetting_run_record_known(r->store, r->run, &r->people[i], &r->results[i], r->at, r->alerts);
    }
    aman_arena_release(&r->arena);
    aman_arena_init(&r->arena, &aman_mem_heap, 0);
    r->n = 0;
}

static bool take_person(void *ctx, const struct aman_store_person *person)
{
    struct rescreen *r = ctx;
    struct aman_store_person *kept = &r->people[r->n];
    *kept = *person;
    kept->name = aman_arena_text(&r->arena, person->name, strlen(person->name));
    kept->reference = aman_arena_text(&r->arena, person->reference, strlen(person->reference));
    kept->country = aman_arena_text(&r->arena, person->country, strlen(person->country));
    kept->first_at = kept->last_at = "";
    if (!kept->name || !kept->reference || !kept->country) {
        r->err = AMAN_ERR_MEMORY;
        return false;
    }
    r->screened[r->n++] = aman_vetting_screened(kept);
    if (r->n == BLOCK) look_for_block(r);
    return !r->err;
}

static enum aman_err rescreen(struct rescreen *r, const struct aman_store_lists *changed, int threads)
{
    enum aman_err err = aman_screener_create(changed, threads, &r->screener);
    aman_arena_init(&r->arena, &aman_mem_heap, 0);
    if (!err) err = aman_store_people(r->store, 0, take_person, r);
    if (!err) look_for_block(r);
    for (size_t i = 0; i < BLOCK; i++) aman_screen_result_release(&r->results[i]);
    aman_arena_release(&r->arena);
    aman_screener_destroy(r->screener);
    return err ? err : r->err;
}

static enum aman_err rescreen_known(struct aman_store *store, const char *source, const struct aman_vetting_import *import,
                                    const char *at, struct aman_vetting_imported *imported)
{
    struct aman_store_lists changed;
    double threshold = 1;
    size_t n_people = 0;
    enum aman_err err = aman_store_count_people(store, &n_people, &threshold);
    if (err || n_people == 0) return err;
    err = aman_store_load_changed(store, source, &aman_mem_heap, &changed);
    if (err) return err;
    struct rescreen *r = changed.n && changed.lists[0].n_entries ? aman_mem_new(&aman_mem_heap, 1, sizeof *r) : NULL;
    if (r) {
        const struct aman_vetting_asked asked = {.kind = "re-screening",
                                                 .by = aman_vetting_who(import->by),
                                                 .reason = "import",
                                                 .threshold = threshold,
                                                 .n_people = n_people};
        r->store = store;
        r->at = at;
        r->threshold = threshold;
        r->alerts = &imported->alerts;
        imported->n_people = n_people;
        err = aman_vetting_run_begin(store, &changed, &asked, at, &r->run);
        if (!err) err = rescreen(r, &changed, import->threads);
        aman_mem_free(&aman_mem_heap, r, 1, sizeof *r);
    } else if (changed.n && changed.lists[0].n_entries) {
        err = AMAN_ERR_MEMORY;
    }
    aman_store_lists_release(&changed);
    return err;
}

enum aman_err aman_vetting_take_list(struct aman_store *store, const struct aman_list *list,
                                     const struct aman_vetting_import *import, const char *at,
                                     struct aman_vetting_imported *imported)
{
    *imported = (struct aman_vetting_imported){.what = ""};
    enum aman_err err = refuse_shrunk(store, list, import, imported);
    if (!err) err = aman_store_import(store, list, at, &imported->change);
    if (!err) err = append_import(store, list, import, at, imported);
    if (!err) err = aman_store_alerts_follow(store, list->source, at, &imported->follow);
    return err ? err : rescreen_known(store, list->source, import, at, imported);
}
