#include "engines/names/index_stand.h"

#include "engines/names/compare.h"
#include "engines/names/letters.h"

#include <string.h>

enum {
    POSTINGS_MANY = 300,
    AHEAD = 16 /* memory that will be asked for */
};

/* ---- standings ---- */

/* A part of the query in hand. */
struct hand {
    uint8_t part;
    uint8_t flags;   /* NAMES_MAY_JOIN when it is looked for as joined */
    int classes;     /* of names to list: the first so many */
    uint16_t bits;   /* of its parts of the query */
    unsigned weight; /* of it */
};

static bool is_organisation(const struct names_search *s)
{
    return s->query->kind >= AMAN_NAME_ORGANISATION;
}

static void stand(struct names_search *s, const struct hand *hand, uint32_t form, unsigned likeness)
{
    const struct names_posting *posting = names_postings_from(s->index, form, 0);
    const struct names_posting *end = names_postings_from(s->index, form, hand->classes);
    for (; posting < end; posting++) {
        if (end - posting > AHEAD) __builtin_prefetch(&s->standings[posting[AHEAD].name], 1);
        struct names_standing *standing = &s->standings[posting->name];
        if (standing->part == 0) {
            s->touched[s->n_touched++] = posting->name;
            standing->name_weight = posting->name_weight;
            standing->flags = posting->part & (NAMES_POSTING_INITIALS | NAMES_POSTING_ORGANISATION);
        }
        if (standing->part != hand->part) {
            standing->part = hand->part;
            standing->part_matched = 0;
        }
        uint16_t met = (uint16_t)(1u << (posting->part & NAMES_POSTING_PART));
        if (!(standing->met_name & met)) standing->met_weight = (uint16_t)(standing->met_weight + posting->weight);
        standing->flags |= hand->flags;
        standing->met_query |= hand->bits;
        standing->met_name |= met;
        unsigned weight = posting->weight < hand->weight ? posting->weight : hand->weight;
        unsigned matched = weight * likeness;
        if (matched > standing->part_matched) {
            standing->matched += matched - standing->part_matched;
            standing->part_matched = (uint16_t)matched;
        }
    }
}

/* Forms of the class with the same skeleton that are alike as joined ones must be. */
static void stand_joined(struct names_search *s, struct hand *hand, const struct aman_name_form *form, int class, bool joined)
{
    const struct names_key *keys = s->index->keys[class];
    size_t low = 0, high = s->index->n_keys[class];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (keys[middle].skeleton < form->skeleton)
            low = middle + 1;
        else
            high = middle;
    }
    hand->flags = NAMES_MAY_JOIN;
    hand->classes = NAMES_N_NAME_CLASSES;
    for (; low < s->index->n_keys[class] && keys[low].skeleton == form->skeleton; low++) {
        const struct aman_name_form *other = &s->index->forms[keys[low].form];
        int alike = joined ? aman_names_joined_alike(form, other) : aman_names_joined_alike(other, form);
        if (alike) stand(s, hand, keys[low].form, (unsigned)alike);
    }
    hand->flags = 0;
}

static void stand_parts(struct names_search *s)
{
    struct hand hand = {.part = 0};
    for (int p = 0; p < s->query->n_parts; p++) {
        const struct aman_name_part *part = &s->query->parts[p];
        const struct names_sought *sought = &s->sought[p];
        if (part->role == AMAN_NAME_ROLE_INITIAL) continue;
        hand.part++;
        hand.weight = part->weight;
        hand.bits = (uint16_t)(1u << p);
        hand.classes = !sought->common ? NAMES_N_NAME_CLASSES : is_organisation(s) ? NAMES_ORGANISATIONS : NAMES_PLAIN;
        for (size_t i = sought->from; i < sought->to; i++)
            stand(s, &hand, s->founds.at[i].form, s->founds.at[i].likeness);
        if (part->forms[0].script != NAMES_OTHER) stand_joined(s, &hand, &part->forms[0], NAMES_JOINED, false);
        struct aman_name_form joined;
        if (p + 1 == s->query->n_parts || !aman_names_join(part, &joined)) continue;
        hand.part++;
        hand.weight = (unsigned)part->weight + s->query->parts[p + 1].weight;
        hand.bits = (uint16_t)(3u << p);
        stand_joined(s, &hand, &joined, NAMES_SINGLE, true);
    }
}

/* ---- what to look for ---- */

static enum aman_err look_up_parts(struct names_search *s, int sure, size_t *n_postings)
{
    enum aman_err err = AMAN_OK;
    s->sure = sure;
    s->founds.n = 0;
    *n_postings = 0;
    for (int p = 0; p < s->query->n_parts && !err; p++) {
        const struct aman_name_part *part = &s->query->parts[p];
        struct names_sought *sought = &s->sought[p];
        *sought = (struct names_sought){.from = s->founds.n};
        for (int f = 0; f < part->n_forms && part->role != AMAN_NAME_ROLE_INITIAL && !err; f++)
            err = aman_names_lookup(s->index, s->memory, s->mem, &part->forms[f], sure, &s->founds);
        sought->to = s->founds.n;
        for (size_t i = sought->from; i < sought->to; i++) {
            uint32_t form = s->founds.at[i].form;
            sought->n_postings += (size_t)(names_postings_from(s->index, form, NAMES_N_NAME_CLASSES) -
                                           names_postings_from(s->index, form, 0));
        }
        *n_postings += sought->n_postings;
    }
    return err;
}

/* Whether a name without initials, and no organisation's unless the query is one, that is alike to these parts only could reach
 * the score: all of them met, and the query's initials, nothing over in the name. */
static bool suffice(const struct names_search *s, unsigned bits)
{
    double matched = 0.0, left = 0.0;
    for (int p = 0; p < s->query->n_parts; p++) {
        const struct aman_name_part *part = &s->query->parts[p];
        bool met = bits >> p & 1 || part->role == AMAN_NAME_ROLE_INITIAL;
        *(met ? &matched : &left) += part->weight;
    }
    return aman_names_known_reach(s->least_raw, matched, left, 0.0, is_organisation(s));
}

/* The commonest parts that do not suffice are common ones. */
static void choose_common(struct names_search *s)
{
    while (s->n_common < NAMES_COMMON_MOST) {
        int best = -1;
        for (int p = 0; p < s->query->n_parts; p++) {
            bool may = !s->sought[p].common && s->query->parts[p].role != AMAN_NAME_ROLE_INITIAL &&
                       !suffice(s, s->common | 1u << p);
            if (may && (best < 0 || s->sought[p].n_postings > s->sought[best].n_postings)) best = p;
        }
        if (best < 0) return;
        s->sought[best].common = true;
        s->common |= (uint16_t)(1u << best);
        s->common_weight += s->query->parts[best].weight;
        s->common_parts[s->n_common++] = (uint8_t)best;
    }
}

/* Four bits of a mark for each common part: the likeness in sixteenths, 0 for none. */
static unsigned mark_of(unsigned marks, int common)
{
    return marks >> 4 * common & 15;
}

static void mark_common(struct names_search *s, bool on)
{
    for (int c = 0; c < s->n_common; c++) {
        const struct names_sought *sought = &s->sought[s->common_parts[c]];
        for (size_t i = sought->from; i < sought->to; i++) {
            uint16_t *mark = &s->marks[s->founds.at[i].form];
            unsigned sixteenths = s->founds.at[i].likeness / 16u;
            if (!on)
                *mark = 0;
            else if (sixteenths > mark_of(*mark, c))
                *mark = (uint16_t)((*mark & ~(15u << 4 * c)) | sixteenths << 4 * c);
        }
    }
}

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

static void sum_query(struct names_search *s)
{
    double weights[AMAN_NAME_PARTS_MOST];
    s->query_weight = aman_names_weight_of(s->query);
    s->n_initials = s->n_common = 0;
    s->initials = 0;
    for (int p = 0; p < s->query->n_parts; p++) {
        weights[p] = s->query->parts[p].weight;
        if (s->query->parts[p].role != AMAN_NAME_ROLE_INITIAL) continue;
        s->n_initials++;
        s->initials |= (uint16_t)(1u << p);
    }
    sum_lightest(weights, s->query->n_parts, s->left_least);
}

enum aman_err aman_names_stand_all(struct names_search *s)
{
    size_t n_postings;
    s->n_touched = 0;
    s->common = 0;
    s->common_weight = 0.0;
    sum_query(s);
    enum aman_err err = look_up_parts(s, aman_names_sure_likeness(s->least_raw), &n_postings);
    if (!err && n_postings > POSTINGS_MANY) {
        /* Common names: to know all that is alike costs less than to look at so many. */
        err = look_up_parts(s, NAMES_LIKE_LEAST, &n_postings);
        if (!err) choose_common(s);
        if (!err) mark_common(s, true);
    }
    if (!err) stand_parts(s);
    return err;
}

void aman_names_stand_end(struct names_search *s)
{
    if (s->common) mark_common(s, false);
    s->common = 0;
}

/* ---- bounds ---- */

/* Weight of the name's parts that are over when the query has fewer. */
static double left_of_name(const struct names_search *s, const struct names_stored_name *name, int n_met)
{
    double weights[AMAN_NAME_PARTS_MOST], sums[AMAN_NAME_PARTS_MOST + 1];
    for (int p = 0; p < name->n_parts; p++) weights[p] = s->index->parts[name->first_part + (uint32_t)p].weight;
    sum_lightest(weights, name->n_parts, sums);
    return sums[n_met];
}

/* By what is surely alike, and the number of parts. */
static bool unsure_reach(const struct names_search *s, const struct names_standing *standing, uint32_t at, bool organisation)
{
    double most = s->query_weight < standing->name_weight ? s->query_weight : standing->name_weight;
    double sure = standing->matched / 255.0 + s->common_weight + s->n_initials * (double)NAMES_WEIGHT_INITIAL;
    const struct names_stored_name *name = &s->index->names[at];
    double left = 0.0;
    if (standing->flags & NAMES_POSTING_INITIALS) sure += name->n_initials * (double)NAMES_WEIGHT_INITIAL;
    if (sure > most) sure = most;
    if (aman_names_raw_most(s->sure, sure, most, left, organisation) < s->least_raw) return false;
    if (standing->flags & NAMES_MAY_JOIN) return true;
    if (name->n_parts < s->query->n_parts) left = s->left_least[name->n_parts];
    if (name->n_parts > s->query->n_parts) left = left_of_name(s, name, s->query->n_parts);
    return aman_names_raw_most(s->sure, sure, most, left, organisation) >= s->least_raw;
}

/* What the common parts of the query count at most for the name, the weight of those that it has none for, and the weight of
 * its parts that are alike to one and to nothing else. */
static double common_matched(const struct names_search *s, uint32_t at, unsigned met_name, double *unmet, double *weight)
{
    const struct names_stored_name *name = &s->index->names[at];
    unsigned best[NAMES_COMMON_MOST] = {0};
    double matched = 0.0;
    *unmet = *weight = 0.0;
    for (int p = 0; p < name->n_parts; p++) {
        const struct names_stored_part *part = &s->index->parts[name->first_part + (uint32_t)p];
        unsigned any = 0;
        for (int f = 0; f < part->n_forms; f++) {
            unsigned marks = s->marks[part->forms[f]];
            any |= marks;
            for (int c = 0; marks && c < s->n_common; c++)
                if (mark_of(marks, c) > best[c]) best[c] = mark_of(marks, c);
        }
        if (any && !(met_name >> p & 1)) *weight += part->weight;
    }
    for (int c = 0; c < s->n_common; c++) {
        double part_weight = s->query->parts[s->common_parts[c]].weight;
        if (best[c])
            matched += part_weight * (16 * best[c] + 15) / 255.0;
        else
            *unmet += part_weight;
    }
    return matched;
}

static double weight_unmet(const struct names_search *s, unsigned met)
{
    double sum = 0.0;
    for (int p = 0; p < s->query->n_parts; p++)
        if (!(met >> p & 1)) sum += s->query->parts[p].weight;
    return sum;
}

/* Of a name all of whose alike parts were found, common ones too; initials may meet any part. */
static bool listed_reach(const struct names_search *s, const struct names_standing *standing, uint32_t at, bool organisation)
{
    int initials = s->n_initials + s->index->names[at].n_initials;
    double matched = standing->matched / 255.0 + initials * (double)NAMES_WEIGHT_INITIAL;
    double by_initials = initials * (double)AMAN_NAME_WEIGHT_ONE;
    double left_query = weight_unmet(s, standing->met_query) - by_initials;
    double left_name = standing->name_weight - standing->met_weight - by_initials;
    return aman_names_known_reach(s->least_raw, matched, left_query > 0.0 ? left_query : 0.0, left_name > 0.0 ? left_name : 0.0,
                                  organisation);
}

/* Of a name without initials: every form that is alike at all was found, but of common parts. Parts without one are over. */
static bool known_reach(const struct names_search *s, const struct names_standing *standing, uint32_t at)
{
    double by_initials = s->n_initials * (double)AMAN_NAME_WEIGHT_ONE;
    double matched = standing->matched / 255.0 + s->common_weight + s->n_initials * (double)NAMES_WEIGHT_INITIAL;
    double left_query = weight_unmet(s, standing->met_query | s->common | s->initials);
    double left_name = standing->name_weight - standing->met_weight - by_initials;
    /* a common part may have met any part of the name: one a part */
    double left_least = left_name - s->n_common * (double)AMAN_NAME_WEIGHT_ONE;
    if (left_name < 0.0) left_name = 0.0;
    if (left_least < 0.0) left_least = 0.0;
    if (!aman_names_known_reach(s->least_raw, matched, left_query, left_least, is_organisation(s))) return false;
    if (!s->common) return true;
    double unmet, met_weight;
    matched += common_matched(s, at, standing->met_name, &unmet, &met_weight) - s->common_weight;
    left_name = left_name > met_weight ? left_name - met_weight : 0.0;
    return aman_names_known_reach(s->least_raw, matched, left_query + unmet, left_name, is_organisation(s));
}

bool aman_names_may_reach(const struct names_search *s, uint32_t at)
{
    const struct names_standing *standing = &s->standings[at];
    bool organisation = is_organisation(s) || standing->flags & NAMES_POSTING_ORGANISATION;
    if (s->sure > NAMES_LIKE_LEAST || standing->flags & NAMES_MAY_JOIN) return unsure_reach(s, standing, at, organisation);
    bool plain = !(standing->flags & NAMES_POSTING_INITIALS) && organisation == is_organisation(s);
    return plain ? known_reach(s, standing, at) : listed_reach(s, standing, at, organisation);
}

void aman_names_prefetch(const struct names_search *s, size_t t)
{
    if (t + AHEAD < s->n_touched) {
        uint32_t at = s->touched[t + AHEAD];
        __builtin_prefetch(&s->standings[at], 1);
        if (s->common) __builtin_prefetch(&s->index->names[at]);
    }
    if (s->common && t + AHEAD / 2 < s->n_touched)
        __builtin_prefetch(&s->index->parts[s->index->names[s->touched[t + AHEAD / 2]].first_part]);
}
