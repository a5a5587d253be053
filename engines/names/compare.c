#include "engines/names/compare.h"

#include "engines/names/letters.h"

#include <string.h>

enum { CANDIDATES_MOST = AMAN_NAME_PARTS_MOST * AMAN_NAME_PARTS_MOST * 3 };

/* How much a contradiction counts against a match of the same weight, how much unlikeness, what is missing
 * (much when little was matched), and small things. Set on the train pairs by bench/names_accuracy.sh. */
static const double against_factor = 1.5, unlike_factor = 1.1;
static const double missing_least[2] = {0.09, 0.19},
                    missing_more[2] = {1.1, 0.1}; /* of persons, of organisations */
static const double missing_enough = 86.0;
static const double legal_against = 15.0, order_against = 2.0, order_most = 8.0;

/* ---- parts ---- */

static int forms_alike(const struct aman_name_form *a, const struct aman_name_form *b)
{
    if (a->script != b->script && (a->script == NAMES_OTHER || b->script == NAMES_OTHER)) return 0;
    if (a->n == b->n && a->script == b->script && memcmp(a->symbols, b->symbols, a->n) == 0) return 255;
    if (a->script == NAMES_OTHER) return 0;
    int tolerance = aman_names_tolerance(a->n, b->n, a->script != b->script);
    if (aman_names_distance_least(a, b) >= tolerance) return 0;
    int likeness = aman_names_likeness(aman_names_distance(a, b, tolerance), tolerance);
    return likeness >= NAMES_LIKE_LEAST ? likeness : 0;
}

int aman_names_forms_alike(const struct aman_name_part *a, const struct aman_name_part *b)
{
    int best = 0;
    if (a->apart && b->apart && a->apart != b->apart) return 0;
    if (a->role == AMAN_NAME_ROLE_INITIAL || b->role == AMAN_NAME_ROLE_INITIAL) return 0;
    for (int i = 0; i < a->n_forms; i++)
        for (int j = 0; j < b->n_forms && best < 255; j++) {
            int alike = forms_alike(&a->forms[i], &b->forms[j]);
            if (alike > best) best = alike;
        }
    if ((a->role == AMAN_NAME_ROLE_NUMBER || b->role == AMAN_NAME_ROLE_NUMBER) && best < 255) return 0;
    return best;
}

bool aman_names_join(const struct aman_name_part *first, struct aman_name_form *joined)
{
    const struct aman_name_form *a = &first[0].forms[0], *b = &first[1].forms[0];
    if (first[0].role == AMAN_NAME_ROLE_INITIAL || first[1].role == AMAN_NAME_ROLE_INITIAL ||
        a->script != b->script || a->script == NAMES_OTHER || a->n + b->n < NAMES_JOINED_LEAST ||
        a->n + b->n > AMAN_NAME_FORM_MOST)
        return false;
    *joined = *a;
    memcpy(joined->symbols + a->n, b->symbols, b->n);
    joined->n = (uint8_t)(a->n + b->n);
    aman_names_form_tidy(joined);
    return true;
}

int aman_names_joined_alike(const struct aman_name_form *joined, const struct aman_name_form *one)
{
    if (one->script == NAMES_OTHER || one->n < NAMES_JOINED_LEAST) return 0;
    if (joined->skeleton != one->skeleton) return 0;
    int alike = forms_alike(joined, one);
    return alike >= NAMES_LIKE_JOINED ? alike : 0;
}

/* Does the initial stand for the part (or another initial)? */
static bool initial_of(const struct aman_name_part *initial, const struct aman_name_part *part)
{
    uint8_t letter = initial->forms[0].symbols[0];
    for (int f = 0; f < part->n_forms; f++)
        if (part->forms[f].script != NAMES_OTHER && aman_names_costs[letter][part->forms[f].symbols[0]] <= 8)
            return true;
    return false;
}

/* ---- bounds ---- */

double aman_names_raw(double matched, double against, double missing)
{
    return matched <= 0.0 ? 0.0 : matched / (matched + against + missing);
}

static double missing_of(double matched, double missing, bool organisation)
{
    double short_of = matched < missing_enough ? 1.0 - matched / missing_enough : 0.0;
    return missing * (missing_least[organisation] + missing_more[organisation] * short_of);
}

int aman_names_sure_likeness(double raw)
{
    double share = unlike_factor * raw / (1.0 - raw + unlike_factor * raw);
    int likeness = (int)(255.0 * share - 1e-6);
    return likeness > NAMES_LIKE_INITIAL ? likeness : NAMES_LIKE_LEAST;
}

double aman_names_raw_most(int sure, double sure_matched, double matched_most, double left_least,
                           bool organisation)
{
    double share = sure / 255.0;
    double missing = missing_of(matched_most, left_least, organisation);
    double unsure = matched_most > sure_matched ? matched_most - sure_matched : 0.0;
    /* Between the two the score only rises or only falls with what is met unsurely. */
    double none = aman_names_raw(sure_matched, 0.0, missing);
    double all =
        aman_names_raw(sure_matched + unsure, unlike_factor * unsure * (1.0 - share) / share, missing);
    return none > all ? none : all;
}

bool aman_names_known_reach(double raw, double matched, double left_a, double left_b, bool organisation)
{
    double least = left_a < left_b ? left_a : left_b, more = left_a + left_b - 2.0 * least;
    double lost = against_factor * least + missing_of(matched, more, organisation);
    return matched > 0.0 && matched * (1.0 - raw) >= raw * lost;
}

double aman_names_weight_of(const struct aman_name *name)
{
    double sum = 0.0;
    for (int i = 0; i < name->n_parts; i++) sum += name->parts[i].weight;
    return sum;
}

/* ---- matching ---- */

struct candidate {
    uint8_t a, b, n_a, n_b, kind, alike;
    int value; /* likeness by weight */
};

struct matching {
    const struct aman_name *a, *b;
    struct candidate candidates[CANDIDATES_MOST];
    size_t n;
    bool used_a[AMAN_NAME_PARTS_MOST], used_b[AMAN_NAME_PARTS_MOST];
    struct candidate taken[AMAN_NAME_PARTS_MOST];
    size_t n_taken;
};

static int least_weight(const struct aman_name_part *a, const struct aman_name_part *b)
{
    return a->weight < b->weight ? a->weight : b->weight;
}

static void propose(struct matching *m, struct candidate candidate)
{
    if (m->n < CANDIDATES_MOST) m->candidates[m->n++] = candidate;
}

static void propose_single(struct matching *m, int i, int j)
{
    const struct aman_name_part *a = &m->a->parts[i], *b = &m->b->parts[j];
    struct candidate c = {.a = (uint8_t)i, .b = (uint8_t)j, .n_a = 1, .n_b = 1};
    if (a->role == AMAN_NAME_ROLE_INITIAL || b->role == AMAN_NAME_ROLE_INITIAL) {
        bool stands = a->role == AMAN_NAME_ROLE_INITIAL ? initial_of(a, b) : initial_of(b, a);
        if (!stands) return;
        c.kind = AMAN_NAME_INITIAL;
        c.alike = NAMES_LIKE_INITIAL;
    } else {
        int alike = aman_names_forms_alike(a, b);
        if (alike == 0) return;
        c.kind = (uint8_t)(alike == 255 ? AMAN_NAME_SAME : AMAN_NAME_ALIKE);
        c.alike = (uint8_t)alike;
    }
    c.value = c.alike * least_weight(a, b);
    propose(m, c);
}

/* Two parts of one name written as one part of the other. */
static void propose_joined(struct matching *m, const struct aman_name *twos, const struct aman_name *ones,
                           bool a_is_two)
{
    for (int i = 0; i + 1 < twos->n_parts; i++) {
        struct aman_name_form joined;
        if (!aman_names_join(&twos->parts[i], &joined)) continue;
        for (int j = 0; j < ones->n_parts; j++) {
            if (ones->parts[j].role == AMAN_NAME_ROLE_INITIAL) continue;
            int alike = aman_names_joined_alike(&joined, &ones->parts[j].forms[0]);
            if (alike == 0) continue;
            int weight = twos->parts[i].weight + twos->parts[i + 1].weight;
            struct candidate c = {.kind = AMAN_NAME_JOINED, .alike = (uint8_t)alike, .value = alike * weight};
            c.a = (uint8_t)(a_is_two ? i : j);
            c.b = (uint8_t)(a_is_two ? j : i);
            c.n_a = a_is_two ? 2 : 1;
            c.n_b = a_is_two ? 1 : 2;
            propose(m, c);
        }
    }
}

static bool is_free(const struct matching *m, const struct candidate *c)
{
    return !m->used_a[c->a] && !m->used_a[c->a + c->n_a - 1] && !m->used_b[c->b] &&
           !m->used_b[c->b + c->n_b - 1];
}

static int gap_of(const struct candidate *c)
{
    return c->a > c->b ? c->a - c->b : c->b - c->a;
}

/* The best pair first; of equal ones the one that keeps the order of the names. */
static void take_best(struct matching *m)
{
    for (;;) {
        const struct candidate *best = NULL;
        for (size_t i = 0; i < m->n; i++) {
            const struct candidate *c = &m->candidates[i];
            if (!is_free(m, c)) continue;
            if (!best || c->value > best->value || (c->value == best->value && gap_of(c) < gap_of(best)))
                best = c;
        }
        if (!best) return;
        for (int k = 0; k < best->n_a; k++) m->used_a[best->a + k] = true;
        for (int k = 0; k < best->n_b; k++) m->used_b[best->b + k] = true;
        m->taken[m->n_taken++] = *best;
    }
}

/* ---- the sum ---- */

struct sums {
    double matched, against, missing;
    double left_a, left_b; /* weights of parts that met none */
    bool organisation;
};

/* At most what either side weighs. */
static double weight_taken(const struct matching *m, const struct candidate *c)
{
    int a = m->a->parts[c->a].weight + (c->n_a == 2 ? m->a->parts[c->a + 1].weight : 0);
    int b = m->b->parts[c->b].weight + (c->n_b == 2 ? m->b->parts[c->b + 1].weight : 0);
    return a < b ? a : b;
}

static double conflict_weight(const struct aman_name_part *part)
{
    return part->role == AMAN_NAME_ROLE_INITIAL ? NAMES_CONFLICT_INITIAL : part->weight;
}

static double left_over(const struct aman_name *name, const bool *used, bool conflict)
{
    double sum = 0.0;
    for (int i = 0; i < name->n_parts; i++)
        if (!used[i]) sum += conflict ? conflict_weight(&name->parts[i]) : name->parts[i].weight;
    return sum;
}

/* What an initial does not say of the part that it stands for. */
static double left_by_initials(const struct matching *m, bool of_a)
{
    double sum = 0.0;
    for (size_t i = 0; i < m->n_taken; i++) {
        if (m->taken[i].kind != AMAN_NAME_INITIAL) continue;
        const struct aman_name_part *part = of_a ? &m->a->parts[m->taken[i].a] : &m->b->parts[m->taken[i].b];
        if (part->weight > NAMES_SAID_BY_INITIAL) sum += part->weight - NAMES_SAID_BY_INITIAL;
    }
    return sum;
}

static int inversions(const struct matching *m)
{
    int n = 0;
    for (size_t i = 0; i < m->n_taken; i++)
        for (size_t k = 0; k < i; k++)
            n += (m->taken[i].a < m->taken[k].a) != (m->taken[i].b < m->taken[k].b);
    return n;
}

static bool legal_forms_differ(const struct aman_name *a, const struct aman_name *b)
{
    /* class 3 (company, corporation) goes with any */
    return a->legal && b->legal && a->legal != b->legal && a->legal != 3 && b->legal != 3;
}

/* Initials alone say nothing. */
static bool only_initials(const struct matching *m)
{
    for (size_t i = 0; i < m->n_taken; i++)
        if (m->a->parts[m->taken[i].a].role != AMAN_NAME_ROLE_INITIAL &&
            m->b->parts[m->taken[i].b].role != AMAN_NAME_ROLE_INITIAL)
            return false;
    return true;
}

static struct sums sum_up(const struct matching *m)
{
    struct sums s = {.organisation =
                         m->a->kind >= AMAN_NAME_ORGANISATION || m->b->kind >= AMAN_NAME_ORGANISATION};
    if (only_initials(m)) return s;
    for (size_t i = 0; i < m->n_taken; i++) {
        double weight = weight_taken(m, &m->taken[i]), share = m->taken[i].alike / 255.0;
        s.matched += weight * share;
        s.against += unlike_factor * weight * (1.0 - share);
    }
    double hidden_a = left_by_initials(m, true), hidden_b = left_by_initials(m, false);
    s.left_a = left_over(m->a, m->used_a, false) + hidden_a;
    s.left_b = left_over(m->b, m->used_b, false) + hidden_b;
    if (s.left_a > 0.0 && s.left_b > 0.0) {
        /* an initial that contradicts says more than one that agrees */
        double a = left_over(m->a, m->used_a, true) + hidden_a,
               b = left_over(m->b, m->used_b, true) + hidden_b;
        s.against += against_factor * (a < b ? a : b);
    }
    double more = s.left_a > s.left_b ? s.left_a - s.left_b : s.left_b - s.left_a;
    s.missing = missing_of(s.matched, more, s.organisation);
    if (legal_forms_differ(m->a, m->b)) s.against += legal_against;
    double order = order_against * inversions(m);
    s.against += order < order_most ? order : order_most;
    return s;
}

/* ---- reasons ---- */

static void add_step(struct aman_name_match *match, struct aman_name_step step)
{
    if (match->n_steps < AMAN_NAME_STEPS_MOST) match->steps[match->n_steps++] = step;
}

static int16_t hundredths(double mass, double all)
{
    double effect = 100.0 * mass / all;
    return (int16_t)(effect < 0.0 ? effect - 0.5 : effect + 0.5);
}

static void explain_taken(const struct matching *m, double all, struct aman_name_match *match)
{
    for (size_t i = 0; i < m->n_taken; i++) {
        const struct candidate *c = &m->taken[i];
        double share = c->alike / 255.0;
        add_step(match, (struct aman_name_step){.kind = c->kind,
                                                .a = c->a,
                                                .b = c->b,
                                                .n_a = c->n_a,
                                                .n_b = c->n_b,
                                                .likeness_pct = (uint8_t)(100.0 * share + 0.5),
                                                .effect_pct = hundredths(weight_taken(m, c) * share, all)});
    }
}

/* Leftover parts of both names contradict, side by side; what is over is missing. */
static void explain_left(const struct matching *m, const struct sums *s, double all,
                         struct aman_name_match *match)
{
    int i = 0, j = 0;
    bool contradict = s->left_a > 0.0 && s->left_b > 0.0;
    double fewer = s->left_a < s->left_b ? s->left_a : s->left_b, more = s->left_a + s->left_b - 2.0 * fewer;
    for (;;) {
        while (i < m->a->n_parts && m->used_a[i]) i++;
        while (j < m->b->n_parts && m->used_b[j]) j++;
        bool has_a = i < m->a->n_parts, has_b = j < m->b->n_parts;
        if (!has_a && !has_b) return;
        struct aman_name_step step = {.a = AMAN_NAME_NO_PART, .b = AMAN_NAME_NO_PART};
        if (has_a) step.a = (uint8_t)i, step.n_a = 1;
        if (has_b) step.b = (uint8_t)j, step.n_b = 1;
        step.kind = (uint8_t)(has_a && has_b ? AMAN_NAME_CONTRADICTS : AMAN_NAME_MISSING);
        const struct aman_name_part *part = has_a ? &m->a->parts[i] : &m->b->parts[j];
        double mass = contradict && has_a && has_b ? against_factor * conflict_weight(part)
                      : more > 0.0                 ? s->missing * part->weight / (s->left_a + s->left_b)
                                                   : 0.0;
        step.effect_pct = hundredths(-mass, all);
        add_step(match, step);
        i += has_a;
        j += has_b;
    }
}

static void explain(const struct matching *m, const struct sums *s, struct aman_name_match *match)
{
    double all = s->matched + s->against + s->missing;
    if (all <= 0.0) return;
    explain_taken(m, all, match);
    explain_left(m, s, all, match);
    const struct aman_name_step none = {.a = AMAN_NAME_NO_PART, .b = AMAN_NAME_NO_PART};
    struct aman_name_step step = none;
    if (legal_forms_differ(m->a, m->b)) {
        step.kind = AMAN_NAME_LEGAL_FORM;
        step.effect_pct = hundredths(-legal_against, all);
        add_step(match, step);
    }
    if (inversions(m) > 0) {
        double order = order_against * inversions(m);
        step.kind = AMAN_NAME_ORDER;
        step.effect_pct = hundredths(-(order < order_most ? order : order_most), all);
        add_step(match, step);
    }
}

/* ---- comparing ---- */

static void match_in_order(const struct aman_name *a, const struct aman_name *b,
                           struct aman_name_match *match)
{
    struct matching m;
    m.a = a;
    m.b = b;
    m.n = m.n_taken = 0;
    memset(m.used_a, 0, sizeof m.used_a);
    memset(m.used_b, 0, sizeof m.used_b);
    for (int i = 0; i < a->n_parts; i++)
        for (int j = 0; j < b->n_parts; j++) propose_single(&m, i, j);
    propose_joined(&m, a, b, true);
    propose_joined(&m, b, a, false);
    take_best(&m);
    struct sums s = sum_up(&m);
    match->raw = aman_names_raw(s.matched, s.against, s.missing);
    match->score = aman_names_calibrated(match->raw);
    match->n_steps = 0;
    explain(&m, &s, match);
}

/* Some order of the two names, the same whichever comes first. */
static bool comes_first(const struct aman_name *a, const struct aman_name *b)
{
    if (a->n_parts != b->n_parts) return a->n_parts < b->n_parts;
    for (int i = 0; i < a->n_parts; i++) {
        int by = memcmp(a->parts[i].forms, b->parts[i].forms, sizeof a->parts[i].forms);
        if (by != 0) return by < 0;
    }
    return true;
}

static void turn_round(struct aman_name_match *match)
{
    for (size_t i = 0; i < match->n_steps; i++) {
        struct aman_name_step *step = &match->steps[i];
        uint8_t a = step->a, n_a = step->n_a;
        step->a = step->b;
        step->n_a = step->n_b;
        step->b = a;
        step->n_b = n_a;
    }
}

void aman_name_compare(const struct aman_name *a, const struct aman_name *b, struct aman_name_match *match)
{
    if (comes_first(a, b)) {
        match_in_order(a, b, match);
    } else {
        match_in_order(b, a, match);
        turn_round(match);
    }
}
