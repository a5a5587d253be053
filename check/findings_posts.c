/* Posts: needs that nobody meets, units that are too small, duty without relief, reserves out of reach, ratios. */
#include "check/findings.h"
#include "check/posts.h"

#include <math.h>

const char *aman_need_key(enum aman_need_kind kind)
{
    static const char *const keys[AMAN_NEED_KIND_COUNT] = {
        "need.gate", "need.search", "need.leaving", "need.weak_door", "need.secondary", "need.line", "need.swept", "need.junction"};
    return keys[kind];
}

static struct aman_finding arithmetic(const char *key, const char *where)
{
    struct aman_finding finding = aman_finding_default(key, where);
    finding.source = "what a protocol holds: posts";
    finding.evidence = AMAN_EVIDENCE_POSTS;
    return finding;
}

/* ---- needs ---- */

static void ask_need(const struct aman_asked *asked, const struct aman_need *need, struct aman_findings *list)
{
    if (!need->gap.is_short) return;
    struct aman_finding finding = arithmetic("posts.short", need->id);
    finding.severity = AMAN_SEVERITY_MAJOR;
    if (need->limit >= 0) aman_finding_limit(&finding, asked->plan, (enum aman_limit_id)need->limit);
    aman_finding_judge(&finding, need->gap.have, need->count, AMAN_UNIT_PERSONS);
    aman_finding_text(&finding, "where", aman_shown(need->name, need->id));
    aman_finding_text(&finding, "what", aman_need_key(need->kind));
    aman_finding_arg(&finding, "from", need->gap.from_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "to", need->gap.to_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "have", need->gap.have, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "need", need->count, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "sum", need->gap.sum_s, AMAN_UNIT_SECONDS);
    finding.t_s = need->gap.from_s;
    if (need->spot.level >= 0) aman_finding_place(&finding, need->spot.at, need->spot.level);
    aman_finding_remedy(&finding, "posts.more");
    aman_remedy_arg(&finding, "n", need->count - need->gap.have, AMAN_UNIT_PERSONS);
    aman_remedy_text(&finding, "where", aman_shown(need->name, need->id));
    aman_remedy_arg(&finding, "from", need->gap.from_s, AMAN_UNIT_CLOCK);
    aman_findings_add(list, &finding);
}

/* One line for each kind whose needs are all met. */
static void ask_kind(const struct aman_posts_verdict *posts, enum aman_need_kind kind, struct aman_findings *list)
{
    size_t n = 0, short_of = 0;
    for (size_t i = 0; i < posts->n_needs; i++) {
        if (posts->needs[i].kind != kind) continue;
        n++;
        short_of += posts->needs[i].gap.is_short;
    }
    if (n == 0 || short_of > 0) return;
    struct aman_finding finding = arithmetic("posts.met", aman_need_key(kind));
    aman_finding_text(&finding, "what", aman_need_key(kind));
    aman_finding_arg(&finding, "n", (double)n, AMAN_UNIT_NONE);
    aman_findings_add(list, &finding);
}

/* ---- units ---- */

static void ask_walk(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_plan_unit *unit = &asked->plan->deployment.units[i];
    const struct aman_unit_load *load = &asked->posts->loads[i];
    struct aman_finding finding = arithmetic("posts.unit_walk", unit->id);
    finding.severity = AMAN_SEVERITY_MAJOR;
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_POST_WALK_M_PER_S);
    aman_finding_judge(&finding, load->needed, unit->strength, AMAN_UNIT_PERSONS);
    aman_finding_text(&finding, "where", aman_shown(unit->name, unit->id));
    aman_finding_arg(&finding, "need", load->needed, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "have", unit->strength, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "way", load->way_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "time", load->time_s, AMAN_UNIT_SECONDS);
    finding.t_s = load->tight_s;
    aman_finding_arg(&finding, "t", load->tight_s, AMAN_UNIT_CLOCK);
    aman_findings_add(list, &finding);
}

static void ask_unit(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_plan_unit *unit = &asked->plan->deployment.units[i];
    const struct aman_unit_load *load = &asked->posts->loads[i];
    if (load->peak <= unit->strength && load->needed > unit->strength) {
        ask_walk(asked, i, list);
        return;
    }
    struct aman_finding finding = arithmetic("posts.unit", unit->id);
    aman_finding_judge(&finding, load->peak, unit->strength, AMAN_UNIT_PERSONS);
    aman_finding_text(&finding, "where", aman_shown(unit->name, unit->id));
    aman_finding_arg(&finding, "need", load->peak, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "t", load->peak > 0 ? load->peak_s : (double)NAN, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "have", unit->strength, AMAN_UNIT_PERSONS);
    finding.t_s = load->peak > 0 ? load->peak_s : (double)NAN;
    if (load->peak > unit->strength) {
        finding.severity = AMAN_SEVERITY_MAJOR;
        aman_finding_remedy(&finding, "posts.unit_more");
        aman_remedy_arg(&finding, "n", load->peak - unit->strength, AMAN_UNIT_PERSONS);
        aman_remedy_text(&finding, "where", aman_shown(unit->name, unit->id));
    }
    aman_findings_add(list, &finding);
}

/* ---- duty ---- */

static bool ask_duty(const struct aman_asked *asked, const struct aman_plan_post *post, struct aman_findings *list)
{
    double limit_s = asked->plan->limits[AMAN_LIMIT_POST_DUTY_S].value;
    double stretch_s = isnan(post->relief_after_s) ? post->to_s - post->from_s : post->relief_after_s;
    if (stretch_s <= limit_s) return true;
    struct aman_finding finding = arithmetic("posts.duty", post->id);
    finding.severity = AMAN_SEVERITY_MINOR;
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_POST_DUTY_S);
    aman_finding_judge(&finding, stretch_s, limit_s, AMAN_UNIT_SECONDS);
    aman_finding_text(&finding, "where", aman_shown(post->name, post->id));
    aman_finding_arg(&finding, "time", stretch_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "limit", limit_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "t", post->from_s + limit_s, AMAN_UNIT_CLOCK);
    finding.t_s = post->from_s + limit_s;
    aman_findings_add(list, &finding);
    return false;
}

/* ---- reserves ---- */

static bool ask_reach(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_plan_post *post = &asked->plan->deployment.posts[i];
    const struct aman_reserve_reach *reach = &asked->posts->reserves[i];
    if (!reach->gap.is_short) return true;
    bool far = reach->nearest_s > reach->reach_s;
    struct aman_finding finding = arithmetic(far ? "posts.reserve_far" : "posts.reserve_absent", post->id);
    finding.severity = AMAN_SEVERITY_MAJOR;
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_RESERVE_REACH_S);
    aman_finding_judge(&finding, reach->nearest_s, reach->reach_s, AMAN_UNIT_SECONDS);
    aman_finding_text(&finding, "where", aman_shown(post->name, post->id));
    aman_finding_arg(&finding, "way", isfinite(reach->nearest_s) ? reach->nearest_s : (double)NAN, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "limit", reach->reach_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "from", reach->gap.from_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "to", reach->gap.to_s, AMAN_UNIT_CLOCK);
    finding.t_s = reach->gap.from_s;
    aman_findings_add(list, &finding);
    return false;
}

static size_t count_reserves(const struct aman_plan *plan)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->deployment.n_posts; i++) n += plan->deployment.posts[i].kind == AMAN_POST_RESERVE;
    return n;
}

static void ask_all_posts(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_plan *plan = asked->plan;
    size_t reserves = count_reserves(plan);
    bool reached = reserves > 0, rested = true;
    for (size_t i = 0; i < plan->deployment.n_posts; i++) {
        if (!ask_duty(asked, &plan->deployment.posts[i], list)) rested = false;
        bool is_reserve = plan->deployment.posts[i].kind == AMAN_POST_RESERVE;
        if (reserves > 0 && !is_reserve && !ask_reach(asked, i, list)) reached = false;
    }
    struct aman_finding duty = arithmetic("posts.rested", ""), reach = arithmetic("posts.reached", "");
    aman_finding_limit(&duty, plan, AMAN_LIMIT_POST_DUTY_S);
    aman_finding_limit(&reach, plan, AMAN_LIMIT_RESERVE_REACH_S);
    struct aman_finding none = arithmetic("posts.no_reserve", "");
    none.severity = AMAN_SEVERITY_MAJOR;
    if (rested) aman_findings_add(list, &duty);
    if (reached) aman_findings_add(list, &reach);
    if (reserves == 0) aman_findings_add(list, &none);
}

/* ---- ratios ---- */

static void ask_ratios(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_need *mobile = &asked->posts->mobile;
    double people = aman_plan_attendance(asked->plan);
    struct aman_finding finding = arithmetic("posts.mobile", "");
    finding.severity = mobile->gap.is_short ? AMAN_SEVERITY_MAJOR : AMAN_SEVERITY_HOLDS;
    aman_finding_limit(&finding, asked->plan, (enum aman_limit_id)mobile->limit);
    aman_finding_judge(&finding, mobile->gap.have, mobile->count, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "have", mobile->gap.have, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "need", mobile->count, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "people", people, AMAN_UNIT_PERSONS);
    aman_finding_arg(&finding, "ratio", asked->plan->limits[mobile->limit].value, AMAN_UNIT_NONE);
    aman_finding_arg(&finding, "t", mobile->gap.least_s, AMAN_UNIT_CLOCK);
    finding.t_s = mobile->gap.least_s;
    aman_findings_add(list, &finding);
    if (asked->posts->police_at_kick_off == 0) return;
    struct aman_finding police = arithmetic("posts.police", "");
    police.severity = AMAN_SEVERITY_INFO;
    police.source = "no criterion; about one to 9 spectators at Tangier on 1 February 2023";
    aman_finding_arg(&police, "n", asked->posts->police_at_kick_off, AMAN_UNIT_PERSONS);
    aman_finding_arg(&police, "ratio", round(people / asked->posts->police_at_kick_off), AMAN_UNIT_NONE);
    police.t_s = asked->plan->situation.kick_off_s;
    aman_findings_add(list, &police);
}

void aman_ask_posts(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_posts_verdict *posts = asked->posts;
    if (!asked->plan->deployment.judged) return;
    for (size_t i = 0; i < posts->n_needs; i++) ask_need(asked, &posts->needs[i], list);
    for (int kind = 0; kind < AMAN_NEED_KIND_COUNT; kind++) ask_kind(posts, (enum aman_need_kind)kind, list);
    for (size_t i = 0; i < asked->plan->deployment.n_units; i++) ask_unit(asked, i, list);
    ask_all_posts(asked, list);
    ask_ratios(asked, list);
}
