#include "apps/screener.h"

#include "apps/options.h"
#include "engines/names/ofac.h"

#include <stdlib.h>
#include <string.h>

/* Where an indexed name comes from. */
struct origin {
    uint32_t list, entry, name;
};

struct aman_screener {
    const struct aman_store_lists *lists;
    struct aman_tasks *tasks;
    struct aman_countries *countries;
    struct aman_names_index *index;
    size_t n_names, most_names, n_scratches, most_scratches;
    struct origin *origins;
    struct aman_names_scratch **scratches; /* one a slice */
};

enum aman_name_kind aman_screener_kind(enum aman_list_kind kind)
{
    static const enum aman_name_kind kinds[] = {AMAN_NAME_ANY, AMAN_NAME_PERSON, AMAN_NAME_ORGANISATION, AMAN_NAME_THING,
                                                AMAN_NAME_THING};
    return kinds[kind];
}

/* ---- making ---- */

static size_t count_names(const struct aman_store_lists *lists)
{
    size_t n = 0;
    for (size_t l = 0; l < lists->n; l++) n += lists->lists[l].n_names;
    return n;
}

static void collect(struct aman_screener *s, struct aman_names_text *texts)
{
    for (size_t l = 0; l < s->lists->n; l++)
        for (size_t e = 0; e < s->lists->lists[l].n_entries; e++) {
            const struct aman_list_entry *entry = &s->lists->lists[l].entries[e];
            for (size_t k = 0; k < entry->n_names; k++) {
                const struct aman_list_name *name = &entry->names[k];
                if (name->quality == AMAN_LIST_WEAK) continue;
                texts[s->n_names] =
                    (struct aman_names_text){name->text, strlen(name->text), aman_screener_kind(entry->kind)};
                s->origins[s->n_names++] = (struct origin){(uint32_t)l, (uint32_t)e, (uint32_t)k};
            }
        }
}

static enum aman_err build(struct aman_screener *s, int threads, size_t most)
{
    struct aman_names_text *texts = aman_mem_new(&aman_mem_heap, most, sizeof *texts);
    s->most_names = most;
    s->most_scratches = (size_t)threads;
    s->origins = aman_mem_new(&aman_mem_heap, most, sizeof *s->origins);
    s->scratches = aman_mem_new(&aman_mem_heap, (size_t)threads, sizeof *s->scratches);
    enum aman_err err = texts && s->origins && s->scratches ? AMAN_OK : AMAN_ERR_MEMORY;
    if (!err) {
        collect(s, texts);
        err = aman_names_index_create(&aman_mem_heap, texts, s->n_names, &s->index);
    }
    aman_mem_free(&aman_mem_heap, texts, most, sizeof *texts);
    for (; !err && s->n_scratches < (size_t)threads; s->n_scratches += !err)
        err = aman_names_scratch_create(&aman_mem_heap, s->index, &s->scratches[s->n_scratches]);
    if (!err) err = aman_countries_create(&aman_mem_heap, &s->countries);
    return err ? err : aman_tasks_create(&aman_mem_heap, threads, &s->tasks);
}

enum aman_err aman_screener_create(const struct aman_store_lists *lists, int threads, struct aman_screener **screener)
{
    struct aman_screener *s = calloc(1, sizeof *s);
    if (!s) return AMAN_ERR_MEMORY;
    s->lists = lists;
    enum aman_err err = build(s, threads, count_names(lists));
    if (err)
        aman_screener_destroy(s);
    else
        *screener = s;
    return err;
}

void aman_screener_destroy(struct aman_screener *screener)
{
    if (!screener) return;
    struct aman_screener *s = screener;
    aman_tasks_destroy(s->tasks);
    for (size_t i = 0; i < s->n_scratches; i++) aman_names_scratch_destroy(s->scratches[i]);
    aman_mem_free(&aman_mem_heap, s->scratches, s->most_scratches, sizeof *s->scratches);
    aman_mem_free(&aman_mem_heap, s->origins, s->most_names, sizeof *s->origins);
    aman_names_index_destroy(s->index);
    aman_countries_destroy(s->countries);
    free(s);
}

size_t aman_screener_names(const struct aman_screener *screener)
{
    return screener->n_names;
}

/* ---- evidence ---- */

static enum aman_names_birth birth_of(const struct aman_screened *person, const struct aman_list_entry *entry)
{
    enum aman_names_birth best = AMAN_NAMES_BIRTH_UNKNOWN;
    for (size_t i = 0; i < entry->n_births; i++) {
        enum aman_names_birth now =
            aman_names_birth_of(person->born, entry->births[i].from_year, entry->births[i].to_year);
        if (best == AMAN_NAMES_BIRTH_UNKNOWN || now < best) best = now;
    }
    return best;
}

static enum aman_names_country country_of(const struct aman_countries *countries, const struct aman_screened *person,
                                          const struct aman_list_entry *entry)
{
    char asked[3], listed[3];
    enum aman_names_country found = AMAN_NAMES_COUNTRY_UNKNOWN;
    if (!aman_country_code(countries, person->country, asked)) return found;
    for (size_t i = 0; i < entry->n_countries; i++) {
        if (!aman_country_code(countries, entry->countries[i], listed)) continue;
        if (strcmp(asked, listed) == 0) return AMAN_NAMES_COUNTRY_AGREES;
        found = AMAN_NAMES_COUNTRY_DIFFERS;
    }
    return found;
}

static bool weak_alias_agrees(const struct aman_name *query, const struct aman_list_entry *entry, double threshold)
{
    for (size_t k = 0; k < entry->n_names; k++) {
        struct aman_name alias;
        struct aman_name_match match;
        if (entry->names[k].quality != AMAN_LIST_WEAK) continue;
        aman_name_read(entry->names[k].text, strlen(entry->names[k].text), aman_screener_kind(entry->kind), &alias);
        aman_name_compare(query, &alias, &match);
        if (match.score >= threshold) return true;
    }
    return false;
}

static struct aman_names_evidence evidence_of(const struct aman_countries *countries, const struct aman_screened *person,
                                              const struct aman_name *query, const struct aman_list_entry *entry,
                                              double threshold)
{
    return (struct aman_names_evidence){birth_of(person, entry), country_of(countries, person, entry),
                                        weak_alias_agrees(query, entry, threshold)};
}

struct aman_names_evidence aman_screener_evidence(const struct aman_countries *countries, const struct aman_screened *person,
                                                  const struct aman_list_entry *entry, double threshold)
{
    struct aman_name query;
    aman_name_read(person->name, strlen(person->name), aman_screener_kind(person->kind), &query);
    return evidence_of(countries, person, &query, entry, threshold);
}

/* ---- looking ---- */

static bool kinds_agree(enum aman_list_kind a, enum aman_list_kind b)
{
    bool things = a >= AMAN_LIST_VESSEL && b >= AMAN_LIST_VESSEL;
    return a == AMAN_LIST_ANY || b == AMAN_LIST_ANY || a == b || things;
}

static struct aman_screen_match *new_match(struct aman_screen_result *result)
{
    if (result->n == result->capacity) {
        size_t n = result->capacity ? 2 * result->capacity : 4;
        struct aman_screen_match *matches =
            aman_mem_grow(&aman_mem_heap, result->matches, result->capacity, n, sizeof *matches);
        if (!matches) return NULL;
        result->matches = matches;
        result->capacity = n;
    }
    return &result->matches[result->n++];
}

static bool is_known(const struct aman_screen_result *result, const struct aman_list_entry *entry)
{
    for (size_t i = 0; i < result->n; i++)
        if (result->matches[i].entry == entry) return true;
    return false;
}

static int best_first(const void *a, const void *b)
{
    const struct aman_screen_match *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    int by_list = strcmp(x->list->source, y->list->source);
    return by_list ? by_list : strcmp(x->entry->id, y->entry->id);
}

static enum aman_err look_for(struct aman_screener *s, struct aman_names_scratch *scratch,
                              const struct aman_screened *person, double threshold, struct aman_screen_result *result)
{
    struct aman_name query;
    const struct aman_names_hit *hits;
    size_t n_hits;
    aman_name_read(person->name, strlen(person->name), aman_screener_kind(person->kind), &query);
    enum aman_err err = aman_names_index_search(s->index, scratch, &query, threshold, &hits, &n_hits, NULL);
    result->n = 0;
    result->flags = query.flags;
    for (size_t h = 0; h < n_hits && !err; h++) {
        const struct origin *origin = &s->origins[hits[h].name];
        const struct aman_store_list *list = &s->lists->lists[origin->list];
        const struct aman_list_entry *entry = &list->entries[origin->entry];
        if (!kinds_agree(person->kind, entry->kind) || is_known(result, entry)) continue;
        struct aman_screen_match *match = new_match(result);
        if (!match) return AMAN_ERR_MEMORY;
        *match = (struct aman_screen_match){.list = list,
                                            .entry = entry,
                                            .listed_name = entry->names[origin->name].text,
                                            .name_score = hits[h].score,
                                            .evidence = evidence_of(s->countries, person, &query, entry, threshold)};
        match->score = aman_names_with_evidence(match->name_score, &match->evidence);
    }
    if (!err && result->n > 1) qsort(result->matches, result->n, sizeof *result->matches, best_first);
    return err;
}

/* The name of the entry that the US Treasury's search would score best: names[from..to) of the index. */
static size_t best_by_ofac(const struct aman_screener *s, const char *asked, size_t from, size_t to, double *score)
{
    size_t best = from;
    *score = 0.0;
    for (size_t k = from; k < to; k++) {
        const struct origin *origin = &s->origins[k];
        const char *listed = s->lists->lists[origin->list].entries[origin->entry].names[origin->name].text;
        struct aman_names_ofac compared;
        aman_names_ofac(asked, strlen(asked), listed, strlen(listed), &compared);
        if (compared.score <= *score) continue;
        *score = compared.score;
        best = k;
    }
    return best;
}

static enum aman_err look_by_ofac(const struct aman_screener *s, const struct aman_screened *person, double threshold,
                                  struct aman_screen_result *result)
{
    struct aman_name query;
    aman_name_read(person->name, strlen(person->name), aman_screener_kind(person->kind), &query);
    result->n = 0;
    result->flags = query.flags;
    for (size_t from = 0, to; from < s->n_names; from = to) {
        const struct origin *first = &s->origins[from];
        const struct aman_list_entry *entry = &s->lists->lists[first->list].entries[first->entry];
        double score;
        for (to = from; to < s->n_names && s->origins[to].list == first->list && s->origins[to].entry == first->entry;) to++;
        if (!kinds_agree(person->kind, entry->kind)) continue;
        size_t best = best_by_ofac(s, person->name, from, to, &score);
        if (score < threshold) continue;
        struct aman_screen_match *match = new_match(result);
        if (!match) return AMAN_ERR_MEMORY;
        *match = (struct aman_screen_match){.list = &s->lists->lists[first->list],
                                            .entry = entry,
                                            .listed_name = entry->names[s->origins[best].name].text,
                                            .name_score = score,
                                            .score = score};
    }
    if (result->n > 1) qsort(result->matches, result->n, sizeof *result->matches, best_first);
    return AMAN_OK;
}

/* A slice of the persons for each scratch; what is found does not depend on how many slices there are. */
struct look {
    struct aman_screener *screener;
    const struct aman_screened *persons;
    size_t n;
    double threshold;
    struct aman_screen_result *results;
    enum aman_err *errs;
};

static void look_slices(void *ctx, size_t begin, size_t end)
{
    struct look *look = ctx;
    size_t slices = look->screener->n_scratches;
    for (size_t slice = begin; slice < end; slice++)
        for (size_t i = slice * look->n / slices; i < (slice + 1) * look->n / slices; i++) {
            const struct aman_screened *person = &look->persons[i];
            enum aman_err err = person->ofac ? look_by_ofac(look->screener, person, look->threshold, &look->results[i])
                                             : look_for(look->screener, look->screener->scratches[slice], person,
                                                        look->threshold, &look->results[i]);
            if (err) look->errs[slice] = err;
        }
}

enum aman_err aman_screener_look(struct aman_screener *screener, const struct aman_screened *persons, size_t n,
                                 double threshold, struct aman_screen_result *results)
{
    enum aman_err errs[AMAN_THREADS_MOST] = {AMAN_OK};
    struct look look = {screener, persons, n, threshold, results, errs};
    aman_tasks_for(screener->tasks, screener->n_scratches, 1, look_slices, &look);
    for (size_t i = 0; i < screener->n_scratches; i++)
        if (errs[i]) return errs[i];
    return AMAN_OK;
}

enum aman_err aman_screener_look_one(struct aman_screener *screener, int slot, const struct aman_screened *person,
                                     double threshold, struct aman_screen_result *result)
{
    return look_for(screener, screener->scratches[slot], person, threshold, result);
}

void aman_screen_result_release(struct aman_screen_result *result)
{
    aman_mem_free(&aman_mem_heap, result->matches, result->capacity, sizeof *result->matches);
    *result = (struct aman_screen_result){0};
}
