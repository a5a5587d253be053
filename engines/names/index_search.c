/* Searches an index: alike forms, what each name can score at most, and comparing with those that can reach
 * it. */
#include "base/hash.h"
#include "engines/names/compare.h"
#include "engines/names/index_parts.h"
#include "engines/names/letters.h"

#include <string.h>

/* What the surely alike parts found so far count for a name: weights by likeness, in 1/255. */
struct standing {
    uint32_t matched;
    uint32_t part_matched;        /* of it, by the part of the query in hand */
    uint16_t met_query, met_name; /* bits of the parts that something was found for */
    uint8_t part;                 /* of the query, from 1; 0: untouched */
    bool joined;                  /* two parts may be one: then nothing is surely over */
};

/* What a form of a query was found to be alike to: names come again and again. */
enum { REMEMBERED = 4096, REMEMBERED_MOST = 4096 };
struct likeness {
    uint32_t form;
    uint8_t likeness;
};
struct remembered {
    struct aman_name_form form; /* n 0: nothing */
    int sure;
    size_t n, capacity;
    struct likeness *found;
};

struct aman_names_scratch {
    struct aman_mem mem;
    size_t n_names;
    struct remembered *remembered; /* REMEMBERED of them, by hash */
    struct standing *standings;    /* one a name, all zero between searches */
    uint32_t *touched;
    size_t n_touched;
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
    s->standings = aman_mem_new(mem, s->n_names, sizeof *s->standings);
    s->touched = aman_mem_new(mem, s->n_names, sizeof *s->touched);
    s->remembered = aman_mem_new(mem, REMEMBERED, sizeof *s->remembered);
    if (!s->standings || !s->touched || !s->remembered) {
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
    for (size_t i = 0; scratch->remembered && i < REMEMBERED; i++)
        aman_mem_free(&mem, scratch->remembered[i].found, scratch->remembered[i].capacity,
                      sizeof *scratch->remembered[i].found);
    aman_mem_free(&mem, scratch->remembered, REMEMBERED, sizeof *scratch->remembered);
    aman_mem_free(&mem, scratch->standings, scratch->n_names, sizeof *scratch->standings);
    aman_mem_free(&mem, scratch->touched, scratch->n_names, sizeof *scratch->touched);
    aman_mem_free(&mem, scratch->hits, scratch->hits_capacity, sizeof *scratch->hits);
    aman_mem_free(&mem, scratch, 1, sizeof *scratch);
}

/* ---- standings ---- */

enum { TOUCHED_MANY = 300 };

struct search {
    const struct aman_names_index *index;
    struct aman_names_scratch *scratch;
    uint8_t part;    /* in hand; two joined parts count as one more part */
    unsigned weight; /* of it */
    uint16_t bits;   /* of its parts of the query */
    bool joined;     /* looking for joined parts */
    int sure;        /* likeness that some part must reach */
};

static void on_found(void *ctx, uint32_t form, int likeness)
{
    struct search *s = ctx;
    const struct names_posting *posting = s->index->postings + s->index->first_posting[form];
    const struct names_posting *end = s->index->postings + s->index->first_posting[form + 1];
    for (; posting < end; posting++) {
        struct standing *standing = &s->scratch->standings[posting->name];
        if (standing->part == 0) s->scratch->touched[s->scratch->n_touched++] = posting->name;
        if (standing->part != s->part) {
            standing->part = s->part;
            standing->part_matched = 0;
        }
        standing->joined = standing->joined || s->joined;
        standing->met_query |= s->bits;
        standing->met_name = (uint16_t)(standing->met_name | 1u << posting->part);
        unsigned weight = posting->weight < s->weight ? posting->weight : s->weight;
        uint32_t matched = weight * (unsigned)likeness;
        if (matched > standing->part_matched) {
            standing->matched += matched - standing->part_matched;
            standing->part_matched = matched;
        }
    }
}

static void look_in_tries(const struct aman_names_index *index, const struct aman_name_form *form, int sure,
                          names_found_fn *found, void *ctx)
{
    for (int script = 0; script < NAMES_N_SCRIPTS; script++) {
        const struct names_trie *trie = &index->tries[script];
        bool comparable = script == form->script || (script != NAMES_OTHER && form->script != NAMES_OTHER);
        if (trie->n_nodes && comparable) aman_names_trie_search(trie, form, sure, found, ctx);
    }
}

struct remembering {
    struct remembered *slot;
    const struct aman_mem *mem;
    bool failed;
};

static void remember(void *ctx, uint32_t form, int likeness)
{
    struct remembering *r = ctx;
    struct remembered *slot = r->slot;
    if (slot->n == slot->capacity && !r->failed) {
        size_t n = slot->capacity ? 2 * slot->capacity : 16;
        struct likeness *found = n <= REMEMBERED_MOST
                                     ? aman_mem_grow(r->mem, slot->found, slot->capacity, n, sizeof *found)
                                     : NULL;
        if (found) {
            slot->found = found;
            slot->capacity = n;
        } else {
            r->failed = true;
        }
    }
    if (!r->failed) slot->found[slot->n++] = (struct likeness){form, (uint8_t)likeness};
}

static bool is_of(const struct remembered *slot, const struct aman_name_form *form, int sure)
{
    return slot->form.n == form->n && slot->form.script == form->script && slot->sure == sure &&
           memcmp(slot->form.symbols, form->symbols, form->n) == 0;
}

/* All forms of the list that are surely alike to the form; from memory when they were looked for before. */
static void look_up(struct search *s, const struct aman_name_form *form)
{
    uint64_t hash = aman_hash_add(aman_hash_start, form->symbols, form->n);
    struct remembered *slot = &s->scratch->remembered[hash % REMEMBERED];
    if (!is_of(slot, form, s->sure)) {
        struct remembering r = {slot, &s->scratch->mem, false};
        slot->form = *form;
        slot->sure = s->sure;
        slot->n = 0;
        look_in_tries(s->index, form, s->sure, remember, &r);
        if (r.failed) { /* too many to remember, or no memory: found again each time */
            slot->form.n = 0;
            look_in_tries(s->index, form, s->sure, on_found, s);
            return;
        }
    }
    for (size_t i = 0; i < slot->n; i++) on_found(s, slot->found[i].form, slot->found[i].likeness);
}

/* Forms of the class with the same skeleton that are alike as joined ones must be. */
static void look_up_joined(struct search *s, const struct aman_name_form *form, int class, bool joined)
{
    s->joined = true;
    const struct names_key *keys = s->index->keys[class];
    uint32_t skeleton = form->skeleton;
    size_t low = 0, high = s->index->n_keys[class];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (keys[middle].skeleton < skeleton)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < s->index->n_keys[class] && keys[low].skeleton == skeleton; low++) {
        const struct aman_name_form *other = &s->index->forms[keys[low].form];
        int alike = joined ? aman_names_joined_alike(form, other) : aman_names_joined_alike(other, form);
        if (alike) on_found(s, keys[low].form, alike);
    }
    s->joined = false;
}

static void stand_all(struct search *s, const struct aman_name *query)
{
    for (int p = 0; p < query->n_parts; p++) {
        const struct aman_name_part *part = &query->parts[p];
        s->part++;
        s->weight = part->weight;
        s->bits = (uint16_t)(1u << p);
        if (part->role == AMAN_NAME_ROLE_INITIAL) continue;
        for (int f = 0; f < part->n_forms; f++) look_up(s, &part->forms[f]);
        if (part->forms[0].script != NAMES_OTHER) look_up_joined(s, &part->forms[0], NAMES_JOINED, false);
        struct aman_name_form joined;
        if (p + 1 == query->n_parts || !aman_names_join(part, &joined)) continue;
        s->part++;
        s->weight = (unsigned)part->weight + query->parts[p + 1].weight;
        s->bits = (uint16_t)(3u << p);
        look_up_joined(s, &joined, NAMES_SINGLE, true);
    }
}

/* ---- bounds ---- */

struct query_sums {
    double weight;
    int n_parts, n_initials;
    uint8_t weights[AMAN_NAME_PARTS_MOST];
    double
        left_least[AMAN_NAME_PARTS_MOST + 1]; /* what is over when so many parts can be met: the lightest */
    bool organisation;
};

/* Sums of the lightest of weights[0..n): sums[k] leaves out the k heaviest. Sorts the weights. */
static void sum_lightest(double *weights, int n, double *sums)
{
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0 && weights[k - 1] > weights[k]; k--) {
            double weight = weights[k];
            weights[k] = weights[k - 1];
            weights[k - 1] = weight;
        }
    sums[n] = 0.0;
    for (int k = n - 1; k >= 0; k--) sums[k] = sums[k + 1] + weights[n - 1 - k];
}

static struct query_sums sums_of(const struct aman_name *query)
{
    struct query_sums sums = {.weight = aman_names_weight_of(query),
                              .n_parts = query->n_parts,
                              .organisation = query->kind >= AMAN_NAME_ORGANISATION};
    double weights[AMAN_NAME_PARTS_MOST];
    for (int p = 0; p < query->n_parts; p++) {
        weights[p] = sums.weights[p] = query->parts[p].weight;
        sums.n_initials += query->parts[p].role == AMAN_NAME_ROLE_INITIAL;
    }
    sum_lightest(weights, query->n_parts, sums.left_least);
    return sums;
}

/* Weight of the name's parts that are over when the query has fewer. */
static double left_of_name(const struct search *s, const struct names_stored_name *name, int n_met)
{
    double weights[AMAN_NAME_PARTS_MOST], sums[AMAN_NAME_PARTS_MOST + 1];
    for (int p = 0; p < name->n_parts; p++)
        weights[p] = s->index->parts[name->first_part + (uint32_t)p].weight;
    sum_lightest(weights, name->n_parts, sums);
    return sums[n_met];
}

/* What the name can score at most. */
static double raw_most(const struct search *s, const struct query_sums *query, uint32_t at)
{
    const struct standing *standing = &s->scratch->standings[at];
    const struct names_stored_name *name = &s->index->names[at];
    double most = query->weight < name->weight ? query->weight : name->weight;
    double sure =
        standing->matched / 255.0 + (query->n_initials + name->n_initials) * (double)NAMES_WEIGHT_INITIAL;
    double left = 0.0;
    if (sure > most) sure = most;
    if (!standing->joined && name->n_parts < query->n_parts) left = query->left_least[name->n_parts];
    if (!standing->joined && name->n_parts > query->n_parts) left = left_of_name(s, name, query->n_parts);
    bool organisation = query->organisation || name->kind >= AMAN_NAME_ORGANISATION;
    return aman_names_raw_most(s->sure, sure, most, left, organisation);
}

/* The same when every form that is alike at all was found: parts without one are over. An initial may meet
 * any part. */
static double raw_known(const struct search *s, const struct query_sums *query, uint32_t at)
{
    const struct standing *standing = &s->scratch->standings[at];
    const struct names_stored_name *name = &s->index->names[at];
    if (standing->joined) return raw_most(s, query, at);
    int initials = query->n_initials + name->n_initials;
    double left_query = 0.0, left_name = 0.0, by_initials = initials * (double)AMAN_NAME_WEIGHT_ONE;
    for (int p = 0; p < query->n_parts; p++)
        if (!(standing->met_query >> p & 1)) left_query += query->weights[p];
    for (int p = 0; p < name->n_parts; p++)
        if (!(standing->met_name >> p & 1))
            left_name += s->index->parts[name->first_part + (uint32_t)p].weight;
    left_query = left_query > by_initials ? left_query - by_initials : 0.0;
    left_name = left_name > by_initials ? left_name - by_initials : 0.0;
    bool organisation = query->organisation || name->kind >= AMAN_NAME_ORGANISATION;
    return aman_names_raw_known(standing->matched / 255.0 + initials * (double)NAMES_WEIGHT_INITIAL,
                                left_query, left_name, organisation);
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

static enum aman_err compare_all(struct search *s, const struct aman_name *query, double least_score,
                                 double least_raw, size_t *n_compared)
{
    struct aman_names_scratch *scratch = s->scratch;
    struct query_sums sums = sums_of(query);
    struct aman_name name;
    struct aman_name_match match;
    for (size_t t = 0; t < scratch->n_touched; t++) {
        uint32_t at = scratch->touched[t];
        double most = s->sure == NAMES_LIKE_LEAST ? raw_known(s, &sums, at) : raw_most(s, &sums, at);
        if (most < least_raw) continue;
        aman_names_index_name(s->index, at, &name);
        aman_name_compare(query, &name, &match);
        ++*n_compared;
        if (match.score < least_score) continue;
        enum aman_err err = add_hit(scratch, (struct aman_names_hit){at, match.score});
        if (err) return err;
    }
    return AMAN_OK;
}

static void forget_standings(struct aman_names_scratch *scratch)
{
    for (size_t t = 0; t < scratch->n_touched; t++)
        scratch->standings[scratch->touched[t]] = (struct standing){0};
    scratch->n_touched = 0;
}

enum aman_err aman_names_index_search(const struct aman_names_index *index,
                                      struct aman_names_scratch *scratch, const struct aman_name *query,
                                      double least_score, const struct aman_names_hit **hits, size_t *n_hits,
                                      size_t *n_compared)
{
    if (!(least_score >= 0.05 && least_score <= 1.0)) return AMAN_ERR_ARGUMENT;
    double least_raw = aman_names_raw_of(least_score) - 1e-9;
    struct search s = {.index = index, .scratch = scratch, .sure = aman_names_sure_likeness(least_raw)};
    size_t compared = 0;
    scratch->n_hits = 0;
    stand_all(&s, query);
    if (scratch->n_touched > TOUCHED_MANY && s.sure > NAMES_LIKE_LEAST) {
        /* Common names: to know all that is alike costs less than to compare with so many. */
        forget_standings(scratch);
        s.sure = NAMES_LIKE_LEAST;
        s.part = 0;
        stand_all(&s, query);
    }
    enum aman_err err = compare_all(&s, query, least_score, least_raw, &compared);
    for (size_t t = 0; t < scratch->n_touched; t++)
        scratch->standings[scratch->touched[t]] = (struct standing){0};
    scratch->n_touched = 0;
    if (err) return err;
    sort_hits(scratch->hits, scratch->n_hits);
    *hits = scratch->hits;
    *n_hits = scratch->n_hits;
    if (n_compared) *n_compared = compared;
    return AMAN_OK;
}
