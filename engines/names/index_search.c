/* Searches an index: who may reach the score is compared. */
#include "engines/names/index_stand.h"

#include <string.h>

struct aman_names_scratch {
    struct aman_mem mem;
    size_t n_names, n_forms;
    struct names_search search;
    struct aman_names_hit *hits;
    size_t n_hits, hits_capacity;
};

enum aman_err aman_names_scratch_create(const struct aman_mem *mem, const struct aman_names_index *index,
                                        struct aman_names_scratch **scratch)
{
    struct aman_names_scratch *s = aman_mem_new(mem, 1, sizeof *s);
    if (!s) return AMAN_ERR_MEMORY;
    s->mem = *mem;
    s->n_names = index->n_names;
    s->n_forms = index->n_forms;
    s->search.mem = &s->mem;
    s->search.standings = aman_mem_new(mem, s->n_names, sizeof *s->search.standings);
    s->search.touched = aman_mem_new(mem, s->n_names, sizeof *s->search.touched);
    s->search.marks = aman_mem_new(mem, s->n_forms, sizeof *s->search.marks);
    enum aman_err err = aman_names_memory_create(mem, &s->search.memory);
    if (err || !s->search.standings || !s->search.touched || !s->search.marks) {
        aman_names_scratch_destroy(s);
        return AMAN_ERR_MEMORY;
    }
    *scratch = s;
    return AMAN_OK;
}

void aman_names_scratch_destroy(struct aman_names_scratch *scratch)
{
    if (!scratch) return;
    struct aman_mem mem = scratch->mem;
    struct names_search *search = &scratch->search;
    aman_names_memory_destroy(&mem, search->memory);
    aman_names_founds_release(&mem, &search->founds);
    aman_mem_free(&mem, search->standings, scratch->n_names, sizeof *search->standings);
    aman_mem_free(&mem, search->touched, scratch->n_names, sizeof *search->touched);
    aman_mem_free(&mem, search->marks, scratch->n_forms, sizeof *search->marks);
    aman_mem_free(&mem, scratch->hits, scratch->hits_capacity, sizeof *scratch->hits);
    aman_mem_free(&mem, scratch, 1, sizeof *scratch);
}

/* ---- hits ---- */

static enum aman_err add_hit(struct aman_names_scratch *s, struct aman_names_hit hit)
{
    if (s->n_hits == s->hits_capacity) {
        size_t n = s->hits_capacity ? 2 * s->hits_capacity : 64;
        struct aman_names_hit *hits = aman_mem_grow(&s->mem, s->hits, s->hits_capacity, n, sizeof *hits);
        if (!hits) return AMAN_ERR_MEMORY;
        s->hits = hits;
        s->hits_capacity = n;
    }
    s->hits[s->n_hits++] = hit;
    return AMAN_OK;
}

static bool comes_after(const struct aman_names_hit *a, const struct aman_names_hit *b)
{
    return a->score < b->score || (a->score == b->score && a->name > b->name);
}

static void sift(struct aman_names_hit *hits, size_t root, size_t n)
{
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && comes_after(&hits[child + 1], &hits[child])) child++;
        if (!comes_after(&hits[child], &hits[root])) return;
        struct aman_names_hit hit = hits[root];
        hits[root] = hits[child];
        hits[child] = hit;
    }
}

/* Best first. */
static void sort_hits(struct aman_names_hit *hits, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) sift(hits, i, n);
    for (size_t end = n; end > 1; end--) {
        struct aman_names_hit hit = hits[0];
        hits[0] = hits[end - 1];
        hits[end - 1] = hit;
        sift(hits, 0, end - 1);
    }
}

/* Compares with each touched name that may reach the score; clears all standings. */
static enum aman_err compare_all(struct aman_names_scratch *scratch, double least_score, size_t *n_compared)
{
    struct names_search *search = &scratch->search;
    struct aman_name name;
    struct aman_name_match match;
    enum aman_err err = AMAN_OK;
    for (size_t t = 0; t < search->n_touched; t++) {
        uint32_t at = search->touched[t];
        aman_names_prefetch(search, t);
        bool may = !err && aman_names_may_reach(search, at);
        search->standings[at] = (struct names_standing){0};
        if (!may) continue;
        aman_names_index_name(search->index, at, &name);
        aman_name_compare(search->query, &name, &match);
        ++*n_compared;
        if (match.score >= least_score) err = add_hit(scratch, (struct aman_names_hit){at, match.score});
    }
    return err;
}

enum aman_err aman_names_index_search(const struct aman_names_index *index,
                                      struct aman_names_scratch *scratch, const struct aman_name *query,
                                      double least_score, const struct aman_names_hit **hits, size_t *n_hits,
                                      size_t *n_compared)
{
    if (!(least_score >= 0.05 && least_score <= 1.0)) return AMAN_ERR_ARGUMENT;
    struct names_search *search = &scratch->search;
    size_t compared = 0;
    search->index = index;
    search->query = query;
    search->least_raw = aman_names_raw_of(least_score) - 1e-9;
    scratch->n_hits = 0;
    enum aman_err err = aman_names_stand_all(search);
    if (!err) err = compare_all(scratch, least_score, &compared);
    aman_names_stand_end(search);
    if (err) return err;
    sort_hits(scratch->hits, scratch->n_hits);
    *hits = scratch->hits;
    *n_hits = scratch->n_hits;
    if (n_compared) *n_compared = compared;
    return AMAN_OK;
}
