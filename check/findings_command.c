/* Command, radio, sweeps: who is in control at each hour, who decides, who hears whom, what was searched in time. */
#include "check/findings.h"
#include "check/posts.h"
#include "engines/posts/posts.h"

#include <math.h>
#include <string.h>

static struct aman_finding as_read(const char *key, const char *where, enum aman_severity severity)
{
    struct aman_finding finding = aman_finding_default(key, where);
    finding.severity = severity;
    finding.source = "what a protocol holds: command, communications, sweep";
    finding.certainty = "reader";
    return finding;
}

/* ---- somebody in control at every hour ---- */

struct hours {
    double from_s, to_s;
};

static struct hours hours_of(const struct aman_asked *asked)
{
    const struct aman_plan *plan = asked->plan;
    if (plan->deployment.judged) return (struct hours){asked->posts->from_s, asked->posts->to_s};
    return (struct hours){plan->situation.gates_open_s,
                          plan->situation.full_time_s + plan->limits[AMAN_LIMIT_POST_EGRESS_S].value};
}

static const char *area_shown(const struct aman_plan_watch *watch)
{
    return watch->area[0] ? watch->area : "page.whole_venue";
}

static bool is_first_of_area(const struct aman_plan_deployment *deployment, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(deployment->watches[k].area, deployment->watches[i].area) == 0) return false;
    return true;
}

static void ask_area(const struct aman_asked *asked, size_t first, struct aman_findings *list)
{
    const struct aman_plan_deployment *deployment = &asked->plan->deployment;
    struct hours hours = hours_of(asked);
    const struct aman_posts_need need = {0, 1, -1, 1, hours.from_s, hours.to_s};
    struct aman_posts_cover *covers = aman_mem_new(list->arena->mem, deployment->n_watches, sizeof *covers);
    struct aman_posts_gap gap = {.is_short = false};
    size_t n = 0;
    for (size_t i = 0; covers && i < deployment->n_watches; i++)
        if (strcmp(deployment->watches[i].area, deployment->watches[first].area) == 0)
            covers[n++] = (struct aman_posts_cover){0, 1, 0, 1, deployment->watches[i].from_s, deployment->watches[i].to_s};
    if (!covers || aman_posts_cover_needs(&need, 1, covers, n, &gap) != AMAN_OK) list->failed = true;
    aman_mem_free(list->arena->mem, covers, deployment->n_watches, sizeof *covers);
    struct aman_finding finding = as_read(gap.is_short ? "command.gap" : "command.held", deployment->watches[first].area,
                                          gap.is_short ? AMAN_SEVERITY_MAJOR : AMAN_SEVERITY_HOLDS);
    aman_finding_text(&finding, "where", area_shown(&deployment->watches[first]));
    aman_finding_arg(&finding, "from", gap.is_short ? gap.from_s : hours.from_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "to", gap.is_short ? gap.to_s : hours.to_s, AMAN_UNIT_CLOCK);
    if (gap.is_short) finding.t_s = gap.from_s;
    aman_findings_add(list, &finding);
}

/* Two in control of one area at one time. */
static void ask_overlaps(const struct aman_plan_deployment *deployment, size_t i, struct aman_findings *list)
{
    const struct aman_plan_watch *a = &deployment->watches[i];
    for (size_t k = i + 1; k < deployment->n_watches; k++) {
        const struct aman_plan_watch *b = &deployment->watches[k];
        double from_s = fmax(a->from_s, b->from_s), to_s = fmin(a->to_s, b->to_s);
        if (strcmp(a->area, b->area) != 0 || from_s >= to_s) continue;
        struct aman_finding finding = as_read("command.two", a->area, AMAN_SEVERITY_MINOR);
        aman_finding_text(&finding, "where", area_shown(a));
        aman_finding_text(&finding, "one", deployment->roles[a->role].name);
        aman_finding_text(&finding, "other", deployment->roles[b->role].name);
        aman_finding_arg(&finding, "from", from_s, AMAN_UNIT_CLOCK);
        aman_finding_arg(&finding, "to", to_s, AMAN_UNIT_CLOCK);
        finding.t_s = from_s;
        aman_findings_add(list, &finding);
    }
}

static void ask_watch(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_plan_deployment *deployment = &asked->plan->deployment;
    const struct aman_plan_watch *watch = &deployment->watches[i];
    const struct aman_plan_role *role = &deployment->roles[watch->role];
    if (watch->from_s < role->from_s || watch->to_s > role->to_s) {
        struct aman_finding finding = as_read("command.off_duty", role->id, AMAN_SEVERITY_MAJOR);
        aman_finding_text(&finding, "where", area_shown(watch));
        aman_finding_text(&finding, "who", role->name);
        aman_finding_arg(&finding, "from", watch->from_s < role->from_s ? watch->from_s : role->to_s, AMAN_UNIT_CLOCK);
        aman_finding_arg(&finding, "to", watch->from_s < role->from_s ? role->from_s : watch->to_s, AMAN_UNIT_CLOCK);
        finding.t_s = watch->from_s < role->from_s ? watch->from_s : role->to_s;
        aman_findings_add(list, &finding);
    }
    if (watch->to_s >= hours_of(asked).to_s || watch->handover[0]) return;
    struct aman_finding finding = as_read("command.handover", role->id, AMAN_SEVERITY_MINOR);
    aman_finding_text(&finding, "where", area_shown(watch));
    aman_finding_text(&finding, "who", role->name);
    aman_finding_arg(&finding, "t", watch->to_s, AMAN_UNIT_CLOCK);
    finding.t_s = watch->to_s;
    aman_findings_add(list, &finding);
}

static void ask_control(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_plan_deployment *deployment = &asked->plan->deployment;
    for (size_t i = 0; i < deployment->n_watches; i++) {
        if (is_first_of_area(deployment, i)) ask_area(asked, i, list);
        ask_watch(asked, i, list);
        ask_overlaps(deployment, i, list);
    }
}

/* ---- a decider on duty ---- */

static bool ask_decider(const struct aman_asked *asked, const struct aman_plan_contingency *c, struct aman_findings *list)
{
    const struct aman_plan *plan = asked->plan;
    const struct aman_plan_role *role = &plan->deployment.roles[c->decider_role];
    double from_s = isnan(c->from_s) ? plan->situation.gates_open_s : c->from_s;
    double to_s = isnan(c->to_s) ? fmax(plan->situation.full_time_s, from_s + 60.0) : c->to_s;
    if (role->from_s <= from_s && role->to_s >= to_s) return true;
    struct aman_finding finding = as_read("command.decider", c->id, AMAN_SEVERITY_MAJOR);
    bool early = from_s < role->from_s;
    aman_finding_text(&finding, "where", aman_shown(c->name, c->id));
    aman_finding_text(&finding, "who", role->name);
    aman_finding_arg(&finding, "from", early ? from_s : fmax(role->to_s, from_s), AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "to", early ? fmin(role->from_s, to_s) : to_s, AMAN_UNIT_CLOCK);
    finding.t_s = early ? from_s : fmax(role->to_s, from_s);
    aman_findings_add(list, &finding);
    return false;
}

static void ask_deciders(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_plan *plan = asked->plan;
    size_t n = 0, on_duty = 0;
    for (size_t i = 0; i < plan->n_contingencies; i++) {
        const struct aman_plan_contingency *c = &plan->contingencies[i];
        if (c->decider_role >= 0 && (size_t)c->decider_role < plan->deployment.n_roles) {
            n++;
            on_duty += ask_decider(asked, c, list);
        } else if (plan->deployment.n_roles > 0) {
            struct aman_finding finding = as_read("command.decider_prose", c->id, AMAN_SEVERITY_MINOR);
            aman_finding_text(&finding, "where", aman_shown(c->name, c->id));
            aman_findings_add(list, &finding);
        }
    }
    if (n == 0 || on_duty < n) return;
    struct aman_finding finding = as_read("command.deciders", "", AMAN_SEVERITY_HOLDS);
    aman_finding_arg(&finding, "n", (double)n, AMAN_UNIT_NONE);
    aman_findings_add(list, &finding);
}

/* ---- radio ---- */

static bool hears(const struct aman_plan_net *net, int unit)
{
    for (size_t i = 0; i < net->n_units; i++)
        if (net->units[i] == unit) return true;
    return net->n_units == 0;
}

static bool ask_nets(const struct aman_plan_deployment *deployment, struct aman_findings *list)
{
    static const char *const means[AMAN_NET_MEANS] = {"mean.primary", "mean.alternate", "mean.contingency", "mean.emergency"};
    bool whole = true;
    for (size_t i = 0; i < deployment->n_nets; i++)
        for (int k = 0; k < AMAN_NET_MEANS; k++) {
            const struct aman_plan_net *net = &deployment->nets[i];
            if (net->means[k][0]) continue;
            struct aman_finding finding = as_read("radio.pace", net->id, AMAN_SEVERITY_MINOR);
            aman_finding_text(&finding, "where", aman_shown(net->name, net->id));
            aman_finding_text(&finding, "what", means[k]);
            aman_findings_add(list, &finding);
            whole = false;
        }
    return whole;
}

static void ask_radio(const struct aman_plan_deployment *deployment, struct aman_findings *list)
{
    bool whole = ask_nets(deployment, list);
    for (size_t u = 0; u < deployment->n_units; u++) {
        bool heard = false;
        for (size_t i = 0; i < deployment->n_nets; i++) heard = heard || hears(&deployment->nets[i], (int)u);
        if (heard) continue;
        struct aman_finding finding = as_read("radio.no_net", deployment->units[u].id, AMAN_SEVERITY_MAJOR);
        aman_finding_text(&finding, "where", aman_shown(deployment->units[u].name, deployment->units[u].id));
        aman_findings_add(list, &finding);
        whole = false;
    }
    struct aman_finding finding = as_read("radio.whole", "", AMAN_SEVERITY_HOLDS);
    aman_finding_arg(&finding, "n", (double)deployment->n_nets, AMAN_UNIT_NONE);
    if (whole) aman_findings_add(list, &finding);
}

/* ---- sweeps ---- */

static void ask_sweep(const struct aman_plan *plan, const struct aman_plan_sweep *sweep, struct aman_findings *list)
{
    double opens_s = plan->situation.gates_open_s;
    bool late = sweep->finish_s > opens_s;
    struct aman_finding finding = as_read("sweep.done", sweep->id, late ? AMAN_SEVERITY_MAJOR : AMAN_SEVERITY_HOLDS);
    aman_finding_judge(&finding, sweep->finish_s, opens_s, AMAN_UNIT_CLOCK);
    aman_finding_text(&finding, "where", aman_shown(sweep->name, sweep->id));
    aman_finding_arg(&finding, "finish", sweep->finish_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "opens", opens_s, AMAN_UNIT_CLOCK);
    finding.t_s = sweep->finish_s;
    aman_findings_add(list, &finding);
    if (sweep->sealed) return;
    struct aman_finding open = as_read("sweep.unsealed", sweep->id, AMAN_SEVERITY_MINOR);
    aman_finding_text(&open, "where", aman_shown(sweep->name, sweep->id));
    aman_findings_add(list, &open);
}

/* A judged deployment with a chapter in words only: said, so that nobody takes silence for consent. */
static void ask_words(const char *chapter, struct aman_findings *list)
{
    struct aman_finding finding = as_read("posts.words", chapter + strlen("chapter."), AMAN_SEVERITY_INFO);
    aman_finding_text(&finding, "what", chapter);
    aman_findings_add(list, &finding);
}

void aman_ask_command(const struct aman_asked *asked, struct aman_findings *list)
{
    const struct aman_plan_deployment *deployment = &asked->plan->deployment;
    ask_control(asked, list);
    ask_deciders(asked, list);
    if (deployment->n_nets > 0) ask_radio(deployment, list);
    for (size_t i = 0; i < deployment->n_sweeps; i++) ask_sweep(asked->plan, &deployment->sweeps[i], list);
    if (!deployment->judged) return;
    if (deployment->n_watches == 0) ask_words("chapter.command", list);
    if (deployment->n_nets == 0) ask_words("chapter.communications", list);
    if (deployment->n_sweeps == 0) ask_words("chapter.sweep", list);
}
